/* trip_text_list - texts of `evn trip`. Part of text_list.h, included by it with EVN_TEXT defined.
 * No include guard: it is meant to be included again. */

EVN_TEXT(TRIP, "Trips: load, drive, hand over, sign, come back",
         "车次：装车、行驶、交接、签收、返回")
EVN_TEXT(TRIP_LIST, "List trips that are not closed, or those of a day",
         "列出未结束的车次，或某日车次")
EVN_TEXT(TRIP_SHOW, "Show the stops of a trip: when, who signed, what differed",
         "显示车次各站：时间、签收人、差异")
EVN_TEXT(TRIP_LOAD, "Load it: the goods leave the warehouse's stock", "装车：货物出库")
EVN_TEXT(TRIP_DEPART, "It leaves", "发车")
EVN_TEXT(TRIP_HANDOVER, "Another crew takes it over on the way", "途中交接给另一班组")
EVN_TEXT(TRIP_ARRIVE, "It is at the stop", "到达该站")
EVN_TEXT(
    TRIP_RECEIVE,
    "Take what it brings to the stop; differences as ITEM:short=2,refused=1,reason=WORDS "
    "(also damaged, wrong, wrong-lot, wrong-expiry, over, over-lot, photo)",
    "签收该站货物；差异写作 物资:short=2,refused=1,reason=原因（另有 damaged、wrong、wrong-lot、"
    "wrong-expiry、over、over-lot、photo）")
EVN_TEXT(TRIP_CLOSE, "It is back: what was refused goes back into stock", "返回：拒收货物退库")
EVN_TEXT(TRIP_CANCEL, "It will not be driven: what it was to carry is open again",
         "取消车次：所载需求重新待满足")
EVN_TEXT(OPT_TRIP_DAY, "Trips that start on this day", "该日出发的车次")
EVN_TEXT(OPT_CREW, "Who drives: a number of your own, no name", "班组编号（不写姓名）")
EVN_TEXT(OPT_CREW_NOTE, "What the next crew must know", "交接说明")
EVN_TEXT(OPT_SIGNED_BY, "Who took the goods", "签收人")
EVN_TEXT(OPT_POINT_CODE, "The code the reception point reads out", "接收点告知的签收码")
EVN_TEXT(OPT_NO_CODE, "Why there is no code", "无签收码原因")
EVN_TEXT(COL_DEPOT, "depot", "仓库")
EVN_TEXT(COL_STOPS, "stops", "站数")
EVN_TEXT(COL_CREW, "crew", "班组")
EVN_TEXT(COL_PROOF, "proof", "签收方式")
EVN_TEXT(COL_SIGNED_BY, "signed by", "签收人")
EVN_TEXT(COL_POINT_CODE, "code", "签收码")
EVN_TEXT(TRIP_BAD_DIFFERENCE, "{a}: write ITEM:short=2,reason=WORDS",
         "{a}：应写作 物资:short=2,reason=原因")
EVN_TEXT(TRIP_NOT_ABOARD, "{a} is not aboard for that stop", "该站货物中没有 {a}")
