/* ride_text_list - texts of rides. Part of text_list.h, included by it with EVN_TEXT defined.
 * No include guard: it is meant to be included again. */

EVN_TEXT(RIDE, "Rides: one person to an institution that takes them, and home again",
         "就医接送：一人送至可接收的医疗机构并送返")
EVN_TEXT(RIDE_LIST, "List rides", "列出就医接送")
EVN_TEXT(RIDE_SHOW, "Show one ride", "显示一次接送")
EVN_TEXT(RIDE_ASK, "Ask for a ride: it goes to the nearest place that takes the patient",
         "申请接送：送往最近的可接收机构")
EVN_TEXT(RIDE_ASSIGN, "Book a car for it; once accepted, for the way home",
         "安排车辆；已接收后为返程安排")
EVN_TEXT(RIDE_DEPART, "The person is aboard", "人员已上车出发")
EVN_TEXT(RIDE_ARRIVE, "It is at the institution", "已到达机构")
EVN_TEXT(RIDE_ACCEPT, "The institution accepts the patient", "机构接收患者")
EVN_TEXT(RIDE_REFUSE, "The institution refuses: an alarm, and the next place is proposed",
         "机构拒收：立即告警，并提出下一家机构")
EVN_TEXT(RIDE_REDIRECT, "Let it go to another place", "改送其他机构")
EVN_TEXT(RIDE_RETURN, "The person is at home again; without acceptance, say why",
         "已返回家中；未被接收须说明原因")
EVN_TEXT(RIDE_CLOSE, "Close it; when the person was not accepted, say why",
         "结束；未被接收须说明原因")
EVN_TEXT(OPT_RIDE_KIND, "dialysis, radiotherapy, birth, emergency or other (other)",
         "dialysis 透析、radiotherapy 放疗、birth 分娩、emergency 急诊、other 其他（默认 other）")
EVN_TEXT(OPT_RIDE_PERSON, "The person, by pseudonym", "人员（化名）")
EVN_TEXT(OPT_RIDE_COMMUNITY, "Community where the person is", "人员所在社区")
EVN_TEXT(OPT_RIDE_GRADE, "Grade, 1 asymptomatic to 5 critical", "病情分级：1 无症状 至 5 危重")
EVN_TEXT(OPT_RIDE_TO, "Institution; without it, the nearest that takes the patient",
         "机构，不填则取最近的可接收机构")
EVN_TEXT(OPT_RIDE_DUE, "When to be there; without it, at once", "须到达的时间，不填则立即")
EVN_TEXT(OPT_RIDE_VEHICLE, "The car; without it, the community's own", "车辆，不填则用社区专车")
EVN_TEXT(OPT_RIDE_FROM, "From when; without it, in time to be there",
         "起始时间，不填则按到达时间推算")
EVN_TEXT(OPT_RIDE_UNTIL, "Until when; without it, there and back by the estimate",
         "结束时间，不填则按往返估算")
EVN_TEXT(OPT_RIDE_CLOSED, "Closed ones, too", "含已结束的")
EVN_TEXT(OPT_RIDE_OF_PLACE, "Only those that go there", "仅限送往该机构")
EVN_TEXT(OPT_RIDE_OF_VEHICLE, "Only those that have this car", "仅限使用该车辆")
EVN_TEXT(COL_RIDE, "ride", "接送")
EVN_TEXT(COL_RIDE_TO, "goes to", "送往")
EVN_TEXT(COL_RIDE_CAR, "car", "车辆")
EVN_TEXT(COL_RIDE_FROM, "kept from", "占用自")
EVN_TEXT(COL_RIDE_UNTIL, "until", "占用至")
EVN_TEXT(COL_REFUSED_BY, "refused by", "拒收机构")
EVN_TEXT(COL_ALARMS, "alarms", "告警次数")
