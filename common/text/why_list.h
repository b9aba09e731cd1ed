/* why_list - why a line, share, trip or round of dispatch is as it is. Included with EVN_TEXT
 * defined.
 *
 * EVN_TEXT(name, english, chinese): in capitals the codes of evernormal.dispatch.v1.WhyCode, in
 * small letters what a plan says that leaves a stop out (services/dispatch/route/plan.c).
 * {subject} is what it is about: a request, a trip, a place. No include guard. */

EVN_TEXT(WAITING, "Waits for the next allocation round.", "等待下一轮分配。")
EVN_TEXT(SHARED, "Stock was scarce and was shared.", "库存紧张，已按规则分配。")
EVN_TEXT(LEDGER, "The stock book refused it:", "库存账未通过：")
EVN_TEXT(NO_POINT, "The community has no reception point.", "该社区没有接收点。")
EVN_TEXT(NO_ROUTE, "No vehicle can bring it:", "没有车辆可以送达：")
EVN_TEXT(DIFFERENCE, "Something was missing or damaged at the door; it is open again.",
         "到货时短少或破损，已重新列入待分配。")
EVN_TEXT(CANCELLED, "Cancelled.", "已取消。")
EVN_TEXT(NOT_NEEDED, "No longer needed.", "不再需要。")
EVN_TEXT(UNKNOWN_ITEM, "The item is not registered.", "物资未登记。")
EVN_TEXT(PLAN_FAULT, "The route plan did not pass its check:", "路线计划未通过检查：")
EVN_TEXT(STRANDED, "The vehicle of trip {subject} could not get there; it is open again.",
         "车次 {subject} 未能到达，已重新列入待分配。")
EVN_TEXT(BLOCKED, "{subject} cannot be reached now.", "{subject} 目前无法到达。")
EVN_TEXT(NO_BED, "No bed is free where such a patient is taken.",
         "可收治此类病人的机构没有空床位。")
EVN_TEXT(NO_INSTITUTION, "No institution takes the patient now.", "目前没有机构可接收该患者。")
EVN_TEXT(REFUSED, "{subject} refused the patient.", "{subject} 拒收该患者。")
EVN_TEXT(NO_CAR, "The vehicle {subject} cannot be had any more.", "车辆 {subject} 已不可用。")
EVN_TEXT(NOT_TAKEN, "{subject} takes no such patient now.", "{subject} 目前不能接收该患者。")
EVN_TEXT(REPLANNED, "Its stops are on other trips now.", "停靠点已并入其他车次。")

EVN_TEXT(no_vehicles, "there is no vehicle free for {subject}", "没有可用于 {subject} 的车辆")
EVN_TEXT(no_skill, "{subject} needs a cold box or a pass that no free vehicle has",
         "{subject} 需要冷藏箱或通行证，可用车辆均不具备")
EVN_TEXT(too_large, "one piece of {subject} is more than any vehicle carries",
         "{subject} 的单件超出任何车辆的载量")
EVN_TEXT(no_depot, "no vehicle loads at the warehouse of {subject}",
         "没有车辆在 {subject} 的出货仓库装车")
EVN_TEXT(closed_leg, "no open road leads to the point of {subject}",
         "没有可通行道路到达 {subject} 的接收点")
EVN_TEXT(window_missed, "no vehicle reaches {subject} in its opening hours",
         "没有车辆能在开放时间内到达 {subject}")
EVN_TEXT(shift_ends, "no vehicle is back from {subject} before its shift ends",
         "往返 {subject} 超出所有车辆的班次")
EVN_TEXT(all_full, "all vehicles that could take {subject} are full",
         "可送 {subject} 的车辆均已满载")
EVN_TEXT(all_busy, "all vehicles that could take {subject} are busy until their shifts end",
         "可送 {subject} 的车辆班次内均已排满")
EVN_TEXT(not_worth, "{subject} is optional and too dear to bring", "{subject} 为可选且运送代价过高")
EVN_TEXT(plan_full, "the plan has no room for {subject}", "计划已满，无法再排 {subject}")
