/* dispatch_text_list - texts of the plan while it is driven. Part of text_list.h, included by it
 * with EVN_TEXT defined. No include guard: it is meant to be included again. */

EVN_TEXT(DISPATCH, "Dispatch: urgent requests, delays, arrivals", "调度：紧急请求、延误与到达")
EVN_TEXT(DISPATCH_URGENT,
         "Put an urgent request into the plan that is being driven; says vehicle and time",
         "将紧急请求插入正在执行的计划，给出车辆与时间")
EVN_TEXT(DISPATCH_ETA, "List when vehicles come to reception points",
         "列出车辆到达各接收点的预计时间")
EVN_TEXT(DISPATCH_LATE, "A trip is so many minutes late", "登记车次晚点分钟数")
EVN_TEXT(DISPATCH_HINDER, "A vehicle is out of use, or a place out of reach: plan around it",
         "车辆停用或地点无法到达，绕开重排")
EVN_TEXT(DISPATCH_CLEAR, "It can be used or reached again", "恢复使用或通行")
EVN_TEXT(DISPATCH_REPLAN, "Plan anew what nobody has begun to load", "重排尚未装车的车次")
EVN_TEXT(OPT_TIER, "1 life-critical, 2 key persons, 3 everyone (3)",
         "1 生命必需，2 重点人员，3 全体（默认 3）")
EVN_TEXT(OPT_ETA_AREA, "In or below this area", "仅此区域及其下级")
EVN_TEXT(OPT_ETA_POINT, "Only at this reception point", "仅此接收点")
EVN_TEXT(OPT_HINDER_REASON, "What happened", "原因")
EVN_TEXT(OPT_HINDER_UNTIL, "When it is over (nobody knows)", "预计恢复时刻（默认未知）")
EVN_TEXT(OPT_REPLAN_PLACE, "Only trips that use, stop or load there", "仅涉及该车辆或地点的车次")
EVN_TEXT(COL_TRIP, "trip", "车次")
EVN_TEXT(COL_STOP, "stop", "站")
EVN_TEXT(COL_POINT, "point", "接收点")
EVN_TEXT(COL_D_EXPECTED, "expected", "预计")
EVN_TEXT(COL_D_PROMISED, "promised", "原定")
EVN_TEXT(COL_D_WHY, "why", "原因")
EVN_TEXT(COL_UNTIL, "until", "至")
EVN_TEXT(DISPATCH_HELD_UP, "{a}: {b}", "{a}：{b}")
EVN_TEXT(DISPATCH_NO_LOT, "lot {a}: an item is asked for, whatever the lot",
         "批号 {a}：请求针对物资，不限批号")
EVN_TEXT(DISPATCH_NO_ANSWER,
         "the stock book has not answered for {a} yet; ask again with `evn dispatch where {a}`",
         "库存账尚未就 {a} 作答，稍后用 `evn dispatch where {a}` 查询")
EVN_TEXT(DISPATCH_INSTEAD, "in place of {a}: worth {n} of it", "代替 {a}，折合 {n}")
EVN_TEXT(DISPATCH_WHERE, "Where a request stands: vehicle and time, or why not",
         "请求进展：车辆与时间，或未能送达的原因")

/* dry run and fairness */
EVN_TEXT(DISPATCH_TRY,
         "Dry run: the round that would be made now, number by number; changes nothing",
         "试算：现在分配的结果，逐项说明，不作任何改动")
EVN_TEXT(
    DISPATCH_FAIRNESS,
    "How fair the rounds of a day were: cover before and after, lowest, spread, what was scarce",
    "某日分配的公平情况：分配前后满足程度、最低者、差距、紧缺物资")
EVN_TEXT(OPT_FAIR_DAY, "Day, 2022-11-17 (that of the last round)",
         "日期，如 2022-11-17（默认最近一轮）")
EVN_TEXT(OPT_FAIR_ROWS, "Every community, item and tier, not the ten lowest alone",
         "列出全部，而非仅最低十项")
EVN_TEXT(OPT_FAIR_SVG, "Draw it into this file", "将图形写入该文件（SVG）")
EVN_TEXT(FAIR_TITLE, "Cover before and after the rounds of {a}, percent of what is wanted",
         "{a} 分配前后满足程度（百分比）")
EVN_TEXT(COL_D_COMMUNITY, "community", "社区")
EVN_TEXT(COL_D_GETS, "gets", "获配")
EVN_TEXT(COL_D_MISSING, "missing", "尚缺")
EVN_TEXT(COL_D_TIER, "tier", "级别")
EVN_TEXT(COL_D_WANTS, "asking", "需求方")
EVN_TEXT(COL_D_FULL, "have all", "已满足")
EVN_TEXT(COL_D_BEFORE, "before %", "之前 %")
EVN_TEXT(COL_D_AFTER, "after %", "之后 %")
EVN_TEXT(COL_D_LOWEST, "lowest %", "最低 %")
EVN_TEXT(COL_D_HIGHEST, "highest %", "最高 %")
EVN_TEXT(COL_D_SPREAD, "spread %", "差距 %")
EVN_TEXT(COL_D_STOCK, "stock", "库存")
EVN_TEXT(COL_D_SHORT, "short", "有缺口")
EVN_TEXT(COL_D_LOWEST_DAYS, "lowest days", "最低天数")
EVN_TEXT(COL_D_HIGHEST_DAYS, "highest days", "最高天数")
EVN_TEXT(COL_D_SCARCE, "scarce", "紧缺")
EVN_TEXT(COL_D_WANT, "wants", "应有")
EVN_TEXT(COL_D_BEFORE_N, "before", "之前")
EVN_TEXT(COL_D_AFTER_N, "after", "之后")
EVN_TEXT(COL_D_BEFORE_DAYS, "days before", "之前天数")
EVN_TEXT(COL_D_AFTER_DAYS, "days after", "之后天数")
