/* course_text_list - texts of changes of course and overdue seals. Part of text_list.h, included by
 * it with EVN_TEXT defined. No include guard: it is meant to be included again. */

EVN_TEXT(POLICY, "Changes of course: a policy ends zones and cohorts on a day",
         "政策调整：按日期解除封控、结束隔离管理")
EVN_TEXT(COURSE_END, "Show what a change of course would end and need; with --apply, decide it",
         "展示政策调整的影响；加 --apply 正式执行")
EVN_TEXT(COURSE_LIST, "List changes of course, and how far they are", "列出政策调整及执行进度")
EVN_TEXT(COURSE_WITHDRAW, "Withdraw a change of course; what has ended stays ended",
         "撤回政策调整（已解除的不恢复）")
EVN_TEXT(OPT_COURSE_AREA, "In this area (everywhere)", "适用区域编码（默认全部）")
EVN_TEXT(OPT_COURSE_AUTHORITY, "Who decides", "决定机关")
EVN_TEXT(OPT_COURSE_REASON, "Why", "依据或理由")
EVN_TEXT(OPT_COURSE_APPLY, "Decide it; without, nothing is changed",
         "正式执行（否则不改动任何数据）")
EVN_TEXT(OPT_COURSE_REPLACE, "Other days for one that was decided", "修改已决定的日期")
EVN_TEXT(COURSE_ENDS, "zones that would end early: {n}; courses of people cut short: {m}",
         "将提前解除的封控区：{n}；将提前结束的隔离人员：{m}")
EVN_TEXT(COURSE_STAYS, "key persons, who keep their needs: {n}", "重点人员需求保留：{n} 人")
EVN_TEXT(COURSE_OVERDUE,
         "overdue: {n} seals stand though their condition is met (evn zone overdue)",
         "逾期未解封：{n} 处已满足解除条件（见 evn zone overdue）")
EVN_TEXT(COURSE_SHOWN, "nothing was changed; the same with --apply decides {a}",
         "未作任何改动；加 --apply 即决定 {a}")
EVN_TEXT(COURSE_APPLIED, "{a} is decided: the registry ends it on the day; see evn policy list",
         "{a} 已决定：登记服务将按日期执行，进度见 evn policy list")
EVN_TEXT(COURSE_WITHDRAWN, "{a} is withdrawn", "{a} 已撤回")
EVN_TEXT(COURSE_IS_AHEAD, "ahead", "待执行")
EVN_TEXT(COURSE_IS_DONE, "done", "已执行")
EVN_TEXT(COURSE_IS_WITHDRAWN, "withdrawn", "已撤回")
EVN_TEXT(COL_COURSE, "change", "调整")
EVN_TEXT(COL_ZONES_END, "zones end", "封控解除日")
EVN_TEXT(COL_ZONES_ENDED, "unsealed", "已解除")
EVN_TEXT(COL_COHORTS_END, "cohorts end", "隔离结束日")
EVN_TEXT(COL_MEMBERS_ENDED, "people", "已结束人数")
EVN_TEXT(COL_COURSE_STATE, "state", "状态")
EVN_TEXT(COL_COURSE_AUTHORITY, "authority", "决定机关")
EVN_TEXT(COL_COURSE_REASON, "reason", "理由")
EVN_TEXT(ZONE_OVERDUE, "Seals that stand though their condition is met",
         "已满足条件仍未解封的封控区")
EVN_TEXT(COL_ZONE, "zone", "封控区")
EVN_TEXT(COL_LOWERED_ON, "lowered on", "应降级日")
EVN_TEXT(COL_DUE_SINCE, "due since", "应解除时间")
EVN_TEXT(COL_OVERDUE_DAYS, "days", "逾期天数")
