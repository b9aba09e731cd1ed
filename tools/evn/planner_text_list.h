/* planner_text_list - texts of cover, gaps, what-if and warnings. Part of text_list.h, included by
 * it with EVN_TEXT defined. No include guard: it is meant to be included again. */

/* cover */
EVN_TEXT(PLANNER_COVER,
         "How long stock lasts against need and reserve duty, by area and institution",
         "各区域与机构的库存可用天数及储备达标情况")
EVN_TEXT(PLANNER_GAPS, "Only what is short of its target, or of need on these days",
         "仅列出低于储备目标或期内不足的物资")
EVN_TEXT(PLANNER_WHAT_IF, "Cover as it is and as it might be; nothing is changed",
         "假设推演：现状与假设情形对比，不改动任何数据")
EVN_TEXT(OPT_COVER_AREA, "In this area (everywhere)", "区域编码（默认全部）")
EVN_TEXT(OPT_COVER_DAYS, "So many days from today on (14)", "自今日起的天数（默认 14）")
EVN_TEXT(OPT_COVER_BY, "Also each area of codes this long: 6 districts, 9 streets, 12 communities",
         "并按此长度编码的下级区域分列：6 区县、9 街道、12 社区")
EVN_TEXT(OPT_COVER_CLASS, "Only items of this reserve class", "仅限该储备类别")
EVN_TEXT(OPT_STANDING, "Zones stay; else until their expected end",
         "按封控持续计（默认至预计解除日）")
EVN_TEXT(OPT_CLASSES, "A line for each class instead of each item", "按储备类别汇总")
EVN_TEXT(OPT_WHAT_SEAL, "COMMUNITY=BUILDINGSxRESIDENTS[@DATE],...: more buildings sealed",
         "社区=楼栋数x每栋人数[@日期],…：新增封控楼栋")
EVN_TEXT(OPT_WHAT_COHORT, "COMMUNITY=COHORT:PEOPLE@DATE,...: more people in a cohort at home",
         "社区=类别:人数@日期,…：新增居家隔离人员")
EVN_TEXT(OPT_WHAT_CLOSE, "Places that close: CODE,...", "关闭的地点：编码,…")
EVN_TEXT(OPT_WHAT_ZONES_END, "A policy ends all zones: nothing is sealed from this day on",
         "政策自该日起解除全部封控")
EVN_TEXT(OPT_WHAT_COHORTS_END, "A policy ends all cohorts from this day on",
         "政策自该日起结束全部隔离管理")
EVN_TEXT(BAD_WHAT_IF, "{a}: not as --{b} wants it; see --help", "{a}：格式不符合 --{b}，见 --help")
EVN_TEXT(COVER_MOVED, "stock moved while it was read: figures may be off by that",
         "读取期间库存有变动，数字可能略有出入")
EVN_TEXT(COVER_EVERYWHERE, "everywhere", "全部")
EVN_TEXT(COL_CLASS, "class", "类别")
EVN_TEXT(COL_ON_HAND, "on hand", "在库")
EVN_TEXT(COL_EARMARKED, "earmarked", "专项保留")
EVN_TEXT(COL_NEED_DAYS, "need", "期内需求")
EVN_TEXT(COL_WANTED, "target", "储备目标")
EVN_TEXT(COL_SHORT_OF, "short of it", "缺口")
EVN_TEXT(COL_COVER, "days", "可用天数")
EVN_TEXT(COL_RUNS_OUT, "runs out", "断货日")
EVN_TEXT(COL_SLOT, "delivery", "送货时段")
EVN_TEXT(COL_RULE, "rule", "依据")
EVN_TEXT(COL_HAVE_THEN, "on hand then", "假设在库")
EVN_TEXT(COL_NEED_THEN, "need then", "假设需求")
EVN_TEXT(COL_SHORT_THEN, "short then", "假设缺口")
EVN_TEXT(COL_COVER_THEN, "days then", "假设可用天数")
EVN_TEXT(COL_OUT_THEN, "out then", "假设断货日")
EVN_TEXT(COL_CLASS_ITEMS, "items", "物资数")
EVN_TEXT(COL_CLASS_SHORT, "of them short", "其中不足")
EVN_TEXT(COL_FIRST_OUT, "first out", "最先断货")
EVN_TEXT(COL_SHORT_ITEMS_THEN, "short then", "假设不足")

/* warnings */
EVN_TEXT(PLANNER_SIGNAL, "Report a signal: cases, sales, positive tests, low stock",
         "上报预警信号：发热门诊、购药、检测阳性、低库存等")
EVN_TEXT(PLANNER_WARNINGS, "Warnings that stand, with what was counted", "当前预警及其依据")
EVN_TEXT(OPT_CHANNEL, "Channel, as the rules name it", "信号渠道，与规则中的名称一致")
EVN_TEXT(OPT_SIGNAL_DAY, "Day it is of", "信号日期")
EVN_TEXT(OPT_SIGNAL_VALUE, "How many; 0 withdraws it", "数值，0 表示撤回")
EVN_TEXT(OPT_SIGNAL_VERSION, "Higher for a correction (0)", "版本，更正时加大（默认 0）")
EVN_TEXT(OPT_CLEARED, "Also those that late or corrected signals cleared",
         "包括因补报或更正而撤销的预警")
EVN_TEXT(COL_CLEARED, "cleared", "已撤销")
EVN_TEXT(COL_BECAUSE, "because", "依据")
EVN_TEXT(COL_WARN_DAY, "day", "日期")
EVN_TEXT(COL_WARN_AREA, "area", "区域")

/* severity */
EVN_TEXT(IMPORT_ESFT, "Tables of the WHO supplies forecasting tool, as norms by severity",
         "世卫组织物资预测工具（ESFT）表：按病情分级的用量标准")

EVN_TEXT(PLANNER_CASES, "Count cases by severity, each as long as it stays: courses, oxygen, beds",
         "按病情登记病例及住院天数，据此计算疗程、氧气与床位")
EVN_TEXT(OPT_CASES, "How many in all; 0 withdraws them", "病例总数，0 表示撤回")
EVN_TEXT(OPT_CASES_FROM, "First day of their stay", "首日")
EVN_TEXT(OPT_CASES_MIX, "Percent mild,moderate,severe,critical: 40,40,15,5 (norms share_*)",
         "轻、普通、重、危重的百分比：40,40,15,5（默认取标准 share_*）")
EVN_TEXT(BAD_MIX, "{a}: four shares that add up to 100 percent are needed",
         "{a}：须为合计 100% 的四个比例")
EVN_TEXT(COL_FIRST_DAY, "from", "首日")

/* campaigns */
EVN_TEXT(PLANNER_CAMPAIGN,
         "Doses of a vaccination campaign by site and day; with --apply, as needs",
         "接种活动：按接种点与日期计算剂数；加 --apply 计入需求")
EVN_TEXT(OPT_CAMPAIGN_FILE, "Table: site community capacity group turn people coverage",
         "表格：site community capacity group turn people coverage")
EVN_TEXT(OPT_CAMPAIGN_TO, "Last day", "末日")
EVN_TEXT(OPT_CAMPAIGN_APPLY, "Count them; without, nothing is changed",
         "正式登记（否则不改动任何数据）")
EVN_TEXT(OPT_CAMPAIGN_WITHDRAW, "Withdraw what was counted", "撤回已登记的数量")
EVN_TEXT(COL_SITE, "site", "接种点")
EVN_TEXT(COL_DOSES, "doses", "剂数")
EVN_TEXT(COL_CAMPAIGN_TURN, "turn", "顺序")
EVN_TEXT(CAMPAIGN_TOTAL, "doses: {n}; people not reached by the last day: {m}",
         "共 {n} 剂；至末日尚未覆盖：{m} 人")
EVN_TEXT(CAMPAIGN_NAME, "{a}: too long for a name of a count", "{a}：名称过长")
EVN_TEXT(CAMPAIGN_SHOWN, "nothing was changed; the same with --apply counts {a}",
         "未作任何改动；加 --apply 即登记 {a}")

/* explain */
EVN_TEXT(PLANNER_EXPLAIN, "One figure with its terms, norms, links, counts and zones",
         "单项需求的构成：各项、标准、换算、人数与封控区")
EVN_TEXT(OPT_EXPLAIN_TIER, "1 life-critical, 2 key persons, 3 everyone (3)",
         "级别：1 救命、2 重点人员、3 全体（默认 3）")
EVN_TEXT(OPT_EXPLAIN_DAY, "Day (the last planned)", "日期（默认最近一次计划）")
EVN_TEXT(COL_EXPLAIN_WHAT, "what", "项目")
EVN_TEXT(COL_EXPLAIN_NAME, "name", "名称")
EVN_TEXT(COL_EXPLAIN_COUNT, "number", "数量")
EVN_TEXT(COL_EXPLAIN_SAYS, "says", "内容")

/* counted groups */
EVN_TEXT(PLANNER_COUNT, "Count people of a group: a roster, an institution, arrivals, cases",
         "登记某类人数：值守、机构、到达、病例等")
EVN_TEXT(OPT_COUNT_COMMUNITY, "Community they are in", "所在社区编码")
EVN_TEXT(OPT_COUNT_GROUP, "Group, as the norms name it: sampler, hcw, infant, mild, ...",
         "类别，与标准中的名称一致：sampler、hcw、infant、mild 等")
EVN_TEXT(OPT_COUNT_PEOPLE, "How many; 0 withdraws it", "人数，0 表示撤回")
EVN_TEXT(OPT_COUNT_FROM, "First day", "首日")
EVN_TEXT(OPT_COUNT_UNTIL, "Last day (goes on)", "末日（默认持续）")
EVN_TEXT(OPT_COUNT_SOURCE, "Who says so", "数据来源")
