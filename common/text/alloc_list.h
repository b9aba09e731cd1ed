/* alloc_list - every sentence that explains an allocation. Included with EVN_TEXT defined.
 *
 * EVN_TEXT(name, english, chinese): a name in braces is an argument of struct evn_alloc_note and
 * is filled in where people read it; both languages use the same ones. Names are written to
 * files (proto/spec/9-allocation.md) and never change their meaning. No include guard. */

/* What was given in a tier. */
EVN_TEXT(FLOOR_NONE, "No floor in this tier", "本级无保底需求")
EVN_TEXT(FLOOR_MET, "Nothing needed: {before} of the floor of {want} units were there before",
         "无需发放：保底 {want}，原有 {before}")
EVN_TEXT(FLOOR_1_GIVEN,
         "{packs} packs for people whose life depends on it: {before} of {want} units before, "
         "{after} now",
         "生命必需保底：发放 {packs} 件，应有 {want}，原有 {before}，现有 {after}")
EVN_TEXT(FLOOR_2_GIVEN,
         "{packs} packs for key persons: {before} of {want} units before, {after} now",
         "重点人员保底：发放 {packs} 件，应有 {want}，原有 {before}，现有 {after}")
EVN_TEXT(
    COVER_GIVEN,
    "{packs} packs for everyone: cover rises from {before_days} to {after_days} days of at "
    "most {target_days}",
    "全体居民：发放 {packs} 件，可用天数由 {before_days} 增至 {after_days}，目标 {target_days}")
EVN_TEXT(COVER_NONE, "Nobody's daily need is stated", "未登记日需要量")

/* Why it was not more. */
EVN_TEXT(NO_CLAIM, "It asks for nothing: no floor and no need up to a target",
         "没有需求：无保底量，也无目标天数内的需要量")
EVN_TEXT(COVERED, "It had all of its {want} units before the round: {before}",
         "本轮之前已满足全部 {want}：原有 {before}")
EVN_TEXT(FILLED, "It now has all of its {want} units: {after}", "已满足全部 {want}：现有 {after}")
EVN_TEXT(NO_STOCK, "No warehouse that may serve it has a whole pack; {missing} units are missing",
         "可供货的仓库均无整件库存；尚缺 {missing}")
EVN_TEXT(ABOVE_DAYS,
         "Its warehouses ran out at {level_days} days of cover; it has {after_days}; {missing} "
         "units are missing",
         "可供货的仓库在 {level_days} 天处用尽；其可用天数为 {after_days}；尚缺 {missing}")
EVN_TEXT(ABOVE_PART,
         "Its warehouses ran out at {level_percent} percent of floor {tier}; it has "
         "{after_percent}; {missing} units are missing",
         "可供货的仓库在第 {tier} 级保底的 {level_percent}% 处用尽；其为 {after_percent}%；"
         "尚缺 {missing}")
EVN_TEXT(EARLIER_TIER,
         "Its warehouses ran out in tier {tier}, where others were still short; {missing} units "
         "are missing",
         "可供货的仓库在第 {tier} 级用尽，当时他处仍有缺口；尚缺 {missing}")
EVN_TEXT(TIED_RANK, "Equal to {other}, which got the last pack: its class goes first",
         "与其同等的 {other} 得到末件：其类别优先")
EVN_TEXT(TIED_CARRIED,
         "Equal to {other}, which got the last pack: more was still owed to it for its claim",
         "与其同等的 {other} 得到末件：按需求比例，其结转余量较大")
EVN_TEXT(TIED_CLAIM, "Equal to {other}, which got the last pack: its claim is larger",
         "与其同等的 {other} 得到末件：其需求较大")
EVN_TEXT(TIED_SERVED, "Equal to {other}, which got the last pack: it was served longer ago",
         "与其同等的 {other} 得到末件：其上次获配较早")
EVN_TEXT(TIED_ID, "Equal to {other} in everything, which got the last pack by its smaller id",
         "与其完全同等的 {other} 按编号次序得到末件")
EVN_TEXT(TOO_OLD,
         "All that its warehouses hold would be too old for it on arrival; {missing} units are "
         "missing",
         "可供货仓库的批次运抵时均已过其要求的效期；尚缺 {missing}")
EVN_TEXT(LANE_BOUND,
         "Lane {lane} takes no further whole pack, its limit is {units} units; it has {after} of "
         "{want}, {missing} units are missing",
         "线路 {lane} 限额 {units} 已不足一件；应有 {want}，现有 {after}，尚缺 {missing}")
EVN_TEXT(LANE_TIED,
         "Equal to {other}, which got the last pack that lane {lane} takes; its limit is {units} "
         "units",
         "与其同等的 {other} 得到线路 {lane} 的末件；该线路限额 {units}")
/* {other} is an item here: the substitute. */
EVN_TEXT(STOOD_IN,
         "{units} units of {other} that nobody asked for as such stand in for {want} units; "
         "{missing} units are still missing",
         "以 {other} 的余量 {units} 代替 {want}；仍缺 {missing}")

/* What is carried to the next round, and what stays in a warehouse. */
EVN_TEXT(CARRIED,
         "Owed {owed} packs before; it got {packs}; {carried} packs are carried to the next round",
         "此前应补 {owed} 件；本轮获配 {packs} 件；结转 {carried} 件至下一轮")
EVN_TEXT(RESERVE, "{units} units stay: all who may be served from here have what they need",
         "留存 {units}：可由此供货的社区均已满足")
EVN_TEXT(LANE_FULL, "{units} units stay: the limit of a lane from here is used up",
         "留存 {units}：由此出发的线路已达限额")
EVN_TEXT(LOOSE, "{units} units stay: less than a pack of {want}",
         "留存 {units}：不足一件（每件 {want}）")
EVN_TEXT(EMPTY, "Everything was given out", "已全部分配")
