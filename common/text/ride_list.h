/* ride_list - words of rides: kinds and states. Included with EVN_TEXT defined.
 *
 * EVN_TEXT(name, english, chinese): names of the enums of evernormal.dispatch.v1. No include
 * guard: it is meant to be included again. */

EVN_TEXT(RIDE_KIND_DIALYSIS, "dialysis", "透析")
EVN_TEXT(RIDE_KIND_RADIOTHERAPY, "radiotherapy", "放疗")
EVN_TEXT(RIDE_KIND_BIRTH, "birth", "分娩")
EVN_TEXT(RIDE_KIND_EMERGENCY, "emergency", "急诊")
EVN_TEXT(RIDE_KIND_OTHER, "other", "其他")

EVN_TEXT(RIDE_STATE_REQUESTED, "no car yet", "待派车")
EVN_TEXT(RIDE_STATE_ASSIGNED, "car booked", "已派车")
EVN_TEXT(RIDE_STATE_DEPARTED, "on the road", "途中")
EVN_TEXT(RIDE_STATE_ARRIVED, "at the door", "已到达")
EVN_TEXT(RIDE_STATE_ACCEPTED, "accepted", "已接收")
EVN_TEXT(RIDE_STATE_REFUSED, "refused", "被拒收")
EVN_TEXT(RIDE_STATE_RETURNED, "home again", "已返回")
EVN_TEXT(RIDE_STATE_CLOSED, "closed", "已结束")
