/* ticket_text_list - texts of tickets. Part of text_list.h, included by it with EVN_TEXT defined.
 * No include guard: it is meant to be included again. */

EVN_TEXT(TICKET, "Tickets: complaints, calls, clues, findings, services; never without an owner",
         "工单：投诉、热线、线索、督查问题、服务请求，始终有责任人")
EVN_TEXT(TICKET_OPEN, "Open a ticket; whoever is on duty there has it", "登记工单，由当班人员负责")
EVN_TEXT(TICKET_ACCEPT, "Accept it: it is yours", "受理，由本人负责")
EVN_TEXT(TICKET_REFER, "Refer it to another unit", "转办至其他单位")
EVN_TEXT(TICKET_ACT, "Note what was done", "记录处置情况")
EVN_TEXT(TICKET_ANSWER, "Answer it", "答复")
EVN_TEXT(TICKET_CLOSE, "Close it, once it is answered", "答复后办结")
EVN_TEXT(TICKET_REOPEN, "Open it again: both clocks begin anew", "重新受理，时限重新计算")
EVN_TEXT(TICKET_LIST, "List tickets", "列出工单")
EVN_TEXT(TICKET_OVERDUE, "List tickets whose time is over", "列出超时工单")
EVN_TEXT(TICKET_SHOW, "Show a ticket and all that happened to it", "显示工单及全部经过")
EVN_TEXT(TICKET_CLOCK, "Show how soon tickets must be accepted and answered, or set it for a class",
         "显示受理与答复时限，或设置某一类别的时限")
EVN_TEXT(OPT_TICKET_KIND, "complaint, hotline, clue, finding or service",
         "complaint 投诉、hotline 热线、clue 线索、finding 督查问题、service 服务请求")
EVN_TEXT(OPT_TICKET_CLASS, "Class of its clocks; without it, the kind", "时限类别，不填则按类型")
EVN_TEXT(OPT_TICKET_AREA, "Area it is about; without it, that of what is linked",
         "所涉区域，不填则取关联对象所在区域")
EVN_TEXT(OPT_TICKET_UNIT, "Unit that has it; without it, the nearest in the tree of areas",
         "办理单位，不填则取最近的所辖单位")
EVN_TEXT(OPT_TICKET_REQUEST, "About this request", "关联需求单")
EVN_TEXT(OPT_TICKET_TRIP, "About this trip", "关联车次")
EVN_TEXT(OPT_TICKET_ZONE, "About this zone", "关联封控区")
EVN_TEXT(OPT_TICKET_PLACE, "About this place", "关联地点")
EVN_TEXT(OPT_TICKET_PERSON, "About this person, by pseudonym", "关联人员（化名）")
EVN_TEXT(OPT_TICKET_ABOUT, "About this other ticket", "关联另一工单")
EVN_TEXT(OPT_TICKET_RIDE, "About this ride", "关联就医接送")
EVN_TEXT(OPT_TICKET_OWNER, "Only of this owner", "仅限该责任人")
EVN_TEXT(OPT_TICKET_STATE, "Only open, accepted, answered or closed",
         "仅限 open 待受理、accepted 办理中、answered 已答复、closed 已办结")
EVN_TEXT(OPT_TICKET_OVERDUE, "Only those whose time is over", "仅限超时")
EVN_TEXT(OPT_ACCEPT_HOURS, "Whole hours to accept", "受理时限（整小时）")
EVN_TEXT(OPT_ANSWER_HOURS, "Whole hours to answer", "答复时限（整小时）")
EVN_TEXT(COL_TICKET, "ticket", "工单")
EVN_TEXT(COL_TICKET_STATE, "stands", "状态")
EVN_TEXT(COL_TICKET_OWNER, "who has it", "责任人")
EVN_TEXT(COL_TICKET_WHY, "because", "依据")
EVN_TEXT(COL_ACCEPT_BY, "accept by", "受理截止")
EVN_TEXT(COL_ANSWER_BY, "answer by", "答复截止")
EVN_TEXT(COL_ESCALATIONS, "escalated", "升级次数")
EVN_TEXT(COL_TICKET_LINKS, "about", "关联")
EVN_TEXT(COL_TICKET_TEXT, "text", "内容")
EVN_TEXT(COL_TICKET_STEP, "step", "步骤")
EVN_TEXT(COL_TICKET_WHEN, "when", "时间")
EVN_TEXT(COL_TICKET_BY, "by", "经办")
EVN_TEXT(COL_LATE_MIN, "minutes late", "超时分钟")
EVN_TEXT(TICKET_CLOCK_SET, "The class {a} has {n} h to be accepted and {m} h to be answered",
         "类别 {a}：{n} 小时内受理，{m} 小时内答复")
EVN_TEXT(TICKET_CLOCK_USUAL, "all others", "其他全部")
