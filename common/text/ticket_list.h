/* ticket_list - words of tickets: kinds, states, what happened, how the owner came to it. Included
 * with EVN_TEXT defined.
 *
 * EVN_TEXT(name, english, chinese): names of the enums of evernormal.dispatch.v1 with their
 * prefix but "TICKET_". {subject} is a unit or a member. No include guard. */

EVN_TEXT(KIND_COMPLAINT, "complaint", "投诉")
EVN_TEXT(KIND_HOTLINE, "hotline", "热线")
EVN_TEXT(KIND_CLUE, "clue", "线索")
EVN_TEXT(KIND_FINDING, "finding", "督查问题")
EVN_TEXT(KIND_SERVICE, "service", "服务请求")

EVN_TEXT(STATE_OPEN, "open", "待受理")
EVN_TEXT(STATE_ACCEPTED, "accepted", "办理中")
EVN_TEXT(STATE_ANSWERED, "answered", "已答复")
EVN_TEXT(STATE_CLOSED, "closed", "已办结")

EVN_TEXT(VERB_OPEN, "opened", "登记")
EVN_TEXT(VERB_ACCEPT, "accepted", "受理")
EVN_TEXT(VERB_REFER, "referred", "转办")
EVN_TEXT(VERB_ACT, "acted", "处置")
EVN_TEXT(VERB_ANSWER, "answered", "答复")
EVN_TEXT(VERB_CLOSE, "closed", "办结")
EVN_TEXT(VERB_REOPEN, "opened again", "重新受理")
EVN_TEXT(VERB_ESCALATE, "escalated", "超时升级")
EVN_TEXT(VERB_LEAVE, "new owner", "责任人变更")

EVN_TEXT(OWNER_BY_ROSTER, "on duty at {subject}", "{subject} 值班")
EVN_TEXT(OWNER_BY_HEAD, "head of {subject}", "{subject} 负责人")
EVN_TEXT(OWNER_BY_DISPATCHER, "the dispatchers: no unit has anybody", "调度员：各单位均无人可派")
EVN_TEXT(OWNER_BY_TAKEN, "accepted it", "已受理")
EVN_TEXT(PASSED_OVER_NO_UNIT, "no unit serves the area", "该区域没有登记单位")
EVN_TEXT(PASSED_OVER_NOBODY, "nobody is on duty at {subject}", "{subject} 无人值班")
EVN_TEXT(PASSED_OVER_RESTING, "{subject} is on duty, but a course is missing",
         "{subject} 当班但培训未完成")
