/* zone_text_list - texts of seals: deciding, the public list, reports. Part of text_list.h,
 * included by it with EVN_TEXT defined. No include guard: it is meant to be included again. */

EVN_TEXT(ZONE_SEAL, "Seal an area: who decides, and why", "划定高风险区（须注明决定机关和理由）")
EVN_TEXT(ZONE_UNSEAL, "Unseal a zone", "解除封控")
EVN_TEXT(ZONE_FOUND, "Report newly found infections in an area, or correct a report",
         "报告某区域新发现的感染者，或更正报告")
EVN_TEXT(OPT_SEAL_AREA, "Unit or building; larger only with --expansion",
         "单元或楼栋；更大范围须加 --expansion")
EVN_TEXT(OPT_SEAL_RESIDENTS, "People who live there", "居民数")
EVN_TEXT(OPT_SEAL_START, "First day (today)", "起始日期（默认今天）")
EVN_TEXT(OPT_SEAL_EXPANSION,
         "Reason for more than a building: spread_unclear, community_transmission",
         "大于楼栋的理由：spread_unclear 传播链不清、community_transmission 社区传播")
EVN_TEXT(OPT_UNSEAL_EARLY, "Before the condition is met", "未满足条件而提前解除")
EVN_TEXT(OPT_FOUND_COUNT, "How many (1); 0 withdraws the report", "人数（默认 1）；0 为撤回该报告")
EVN_TEXT(OPT_FOUND_DAY, "Day they were found (today)", "发现日期（默认今天）")
EVN_TEXT(OPT_FOUND_REPORT, "Name of the report (found.AREA.DAY)",
         "报告编号（默认 found.区域.日期）")
EVN_TEXT(OPT_FOUND_REPLACE, "Correct the report of this name", "更正该编号的报告")
EVN_TEXT(ZONE_LIST, "The public list of a day, in its versions", "某日的公开风险区名单及其各版本")
EVN_TEXT(OPT_LIST_ON, "Of this day (today)", "名单日期（默认今天）")
EVN_TEXT(OPT_LIST_VERSION, "Of this version (the latest)", "版本号（默认最新）")
EVN_TEXT(OPT_LIST_VERSIONS, "Which versions there are", "列出全部版本")
EVN_TEXT(OPT_LIST_PUBLIC, "As published; that is all there is to see here",
         "按公开内容列出（默认即如此）")
EVN_TEXT(OPT_OUT_CSV, "Write CSV there", "以 CSV 写入该文件")
EVN_TEXT(COL_LIST_VERSION, "version", "版本")
EVN_TEXT(COL_LIST_MADE, "made at", "发布时间")
EVN_TEXT(COL_LIST_LATE, "correction", "更正")
EVN_TEXT(COL_LIST_SINCE, "since", "起始日期")
EVN_TEXT(COL_LIST_CHANGE, "change", "变动")
EVN_TEXT(COL_LIST_EXPANSION, "expansion", "扩大理由")
EVN_TEXT(LIST_IS, "{a}, version {n} of {m}", "{a} 名单，第 {n} 版（共 {m} 版）")
EVN_TEXT(LIST_COUNTS, "{a} zones; against the version before: {n} added, {m} removed",
         "风险区 {a} 处；较上一版新增 {n} 处、移出 {m} 处")
EVN_TEXT(LIST_IS_LATE, "this version corrects a day that was over", "该版本系事后更正")
EVN_TEXT(LIST_ADDED, "added", "新增")
EVN_TEXT(LIST_REMOVED, "removed", "移出")

EVN_TEXT(ZONE_REPORT, "Length of seals by kind of place; people before and after each decision",
         "按场所类型统计封控时长；每次决定前后的受影响人数")
EVN_TEXT(OPT_REPORT_DECISIONS, "Each decision, with the people affected before and after it",
         "逐次列出决定及其前后受影响人数")
EVN_TEXT(COL_KIND_OF_PLACE, "kind of place", "场所类型")
EVN_TEXT(COL_ZONES, "zones", "封控区数")
EVN_TEXT(COL_STANDING, "standing", "在封")
EVN_TEXT(COL_MEDIAN_DAYS, "median, days", "中位天数")
EVN_TEXT(COL_P90_DAYS, "p90, days", "90 分位天数")
EVN_TEXT(COL_LONGEST_DAYS, "longest, days", "最长天数")
EVN_TEXT(COL_LATE, "unsealed late", "逾期解封")
EVN_TEXT(COL_WORST_DAYS, "worst delay, days", "最长逾期天数")
EVN_TEXT(COL_DECIDED_AT, "decided at", "决定时间")
EVN_TEXT(COL_DECISION, "decision", "决定")
EVN_TEXT(COL_ABOUT, "about", "对象")
EVN_TEXT(COL_ZONES_BEFORE, "zones before", "之前封控区")
EVN_TEXT(COL_ZONES_AFTER, "after", "之后")
EVN_TEXT(COL_PEOPLE_BEFORE, "people before", "之前人数")
EVN_TEXT(COL_PEOPLE_AFTER, "people after", "之后人数")
EVN_TEXT(DECISION_SEAL, "seal", "封控")
EVN_TEXT(DECISION_CORRECTION, "seal, backdated", "补报封控")
EVN_TEXT(DECISION_UNSEAL, "unseal", "解封")
EVN_TEXT(DECISION_COURSE, "change of course", "政策调整")
EVN_TEXT(REPORT_PEAK, "most people affected: {n}, in {m} zones, from {a}",
         "受影响人数最多：{n} 人，封控区 {m} 处，自 {a}")
EVN_TEXT(REPORT_NOW, "affected now: {n} people, in {m} zones", "当前受影响：{n} 人，封控区 {m} 处")
