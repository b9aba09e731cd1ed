/* state_list - why a thing is not in the state a command needs: which state it is in, where, what
 * to do. Included several times with EVN_STATE or EVN_AMOUNT defined; see err.h.
 *
 * EVN_STATE(name, number, code, english, chinese): the sentence stands in place of that of the
 * code, with the same arguments. Numbers are on the wire and in logs: never reused or changed.
 * tools/lint holds them, proto/evernormal/common/v1/error.proto and proto/spec/2-errors.md against
 * each other. EVN_AMOUNT(member, english, chinese): of what there is, what may not be used; they
 * are told behind the sentence. No include guard: it is meant to be included again. */

#ifdef EVN_STATE
EVN_STATE(ELSEWHERE, 1, WRONG_STATE,
          "{subject} is at {place}, and a serial number is in one place only: transfer it from "
          "there, or return it there first",
          "{subject} 现在 {place}，一个序列号只能在一处：请从该处调拨，或先在该处退回")
EVN_STATE(MOVED_LATER, 2, WRONG_STATE,
          "{subject} moved at {at}, later than this: give a time behind that",
          "{subject} 在 {at} 另有移动，晚于本次时间：请填写更晚的时间")
EVN_STATE(HELD_THERE, 3, WRONG_STATE,
          "{subject} is not on hold for {field} there, but at {place}: name that place",
          "{subject} 因 {field} 冻结的地点是 {place}：请指明该地点")
EVN_STATE(HELD_EVERYWHERE, 4, WRONG_STATE,
          "{subject} is on hold for {field} everywhere: leave the place away",
          "{subject} 因 {field} 在所有地点冻结：请勿指明地点")
EVN_STATE(NOT_HELD, 5, WRONG_STATE,
          "{subject} is not on hold for {field}: `evn hold list` shows what is held, and why",
          "{subject} 未因 {field} 冻结：`evn hold list` 列出冻结及原因")
EVN_STATE(RECALL_HOLDS, 6, WRONG_STATE,
          "{subject} is held by the recall {field}: it ends with `evn recall close {field}`",
          "{subject} 由召回 {field} 冻结：请用 `evn recall close {field}` 结束召回")
EVN_STATE(NO_RECALL, 7, WRONG_STATE, "No recall {subject} is open: `evn recall list` shows them",
          "没有进行中的召回 {subject}：`evn recall list` 列出召回")
EVN_STATE(CANCELLED, 8, WRONG_STATE,
          "{subject} was cancelled: announce the delivery under another name, or receive without "
          "one",
          "{subject} 已取消：请以其他名称重新登记，或不指明到货单收货")
EVN_STATE(ALL_CAME, 9, WRONG_STATE,
          "All of {subject} has come: announce more under another name, or receive without one",
          "{subject} 已全部到货：请以其他名称另行登记，或不指明到货单收货")
EVN_STATE(ENDED, 10, WRONG_STATE, "{subject} is over: start another count",
          "{subject} 已结束：请另行开始盘点")
EVN_STATE(DROPPED, 11, WRONG_STATE, "{subject} was dropped: start another count",
          "{subject} 已作废：请另行开始盘点")
EVN_STATE(CLEARED, 12, WRONG_STATE, "{subject} is closed: open another one under a new name",
          "{subject} 已关闭：请以新名称另开")
EVN_STATE(FINAL, 13, WRONG_STATE,
          "{subject} at {place} is counted and agreed: ask for a recount of it first",
          "{place} 的 {subject} 已盘定：如需重盘请先发起复盘")
EVN_STATE(NOT_COUNTED, 14, WRONG_STATE,
          "{subject} at {place} is not on the sheet: hand it in before it is counted again",
          "{place} 的 {subject} 不在盘点表上：请先提交盘点数")
EVN_STATE(NOTHING_FINAL, 15, WRONG_STATE,
          "No line of {subject} is final: hand in what is missing, or count again what differs",
          "{subject} 没有可批准的行：请补交盘点数或复盘差异行")
EVN_STATE(USED, 16, WRONG_STATE,
          "Of {subject} at {place} {have} of {want} are left: undo first what used the rest",
          "{place} 的 {subject} 在 {want} 中仅余 {have}：请先冲销用去的部分")
EVN_STATE(ABOARD, 17, WRONG_STATE,
          "{subject} has it aboard for another stop: receive it there, or undo that shipment",
          "{subject} 上的物资属于其他站点：请在该站点收货，或冲销该运单")
EVN_STATE(LAST_ADMIN, 18, WRONG_STATE,
          "{subject} is the last key that may add keys: give another one the role ADMIN first",
          "{subject} 是最后一个可管理密钥的密钥：请先为另一密钥授予 ADMIN 角色")
EVN_STATE(NOT_ACCEPTED, 70, WRONG_STATE, "Nobody has accepted {subject} yet: accept it first",
          "{subject} 尚未受理：请先受理")
EVN_STATE(NOT_ANSWERED, 71, WRONG_STATE,
          "{subject} is accepted and not answered yet: answer it, then close it",
          "{subject} 已受理但尚未答复：请先答复，再办结")
EVN_STATE(ANSWERED, 72, WRONG_STATE,
          "{subject} is answered already: open it again if there is more to do",
          "{subject} 已答复：如仍需办理，请重新受理")
EVN_STATE(SAME_UNIT, 73, WRONG_STATE, "The ticket lies with {subject} already: name another unit",
          "工单已在 {subject}：请指明其他单位")
EVN_STATE(NOTHING_KEPT, 19, WRONG_STATE,
          "Nothing is kept for {subject}: `evn claim list` shows what is kept, and for whom",
          "没有为 {subject} 保留的库存：`evn claim list` 列出预留及对象")
EVN_STATE(EARMARKED, 20, WRONG_STATE,
          "What is kept for {subject} is ring-fenced: AUTHORITY gives it back, with --earmark and "
          "--reason",
          "为 {subject} 保留的是专项物资：仅 AUTHORITY 可用 --earmark 和 --reason 释放")
EVN_STATE(NO_EARMARK, 21, WRONG_STATE,
          "What is kept for {subject} is not ring-fenced: release it without --earmark",
          "为 {subject} 保留的不是专项物资：请不用 --earmark 释放")
EVN_STATE(KEPT_LESS, 22, SHORT_STOCK,
          "Of {subject} at {place} {have} are kept for this owner, not {want}",
          "{place} 的 {subject} 为该对象仅保留 {have}，不足 {want}")
EVN_STATE(
    NO_SHIPMENT, 23, NOT_SHIPPED,
    "Shipment {field} has nothing aboard {place}: it never left under that name, or all of it "
    "was received",
    "运单 {field} 在 {place} 上没有物资：该运单号从未发出，或已全部收货")
EVN_STATE(HELD_ALREADY, 40, EXISTS,
          "{subject} is on hold for {field} already; it needs no second hold",
          "{subject} 已因 {field} 冻结，无须再次冻结")
EVN_STATE(UNDONE, 41, EXISTS,
          "This document was undone already, by event {subject}; nothing is left to undo",
          "该单据已由事件 {subject} 冲销，无须再次冲销")
EVN_STATE(NOT_EMPTY, 42, EXISTS, "{subject} is not empty: name an empty folder, or a new one",
          "{subject} 非空：请指定空目录或新目录")
EVN_STATE(RECALL_OPEN, 43, EXISTS, "A recall {subject} is open already: name this one otherwise",
          "召回 {subject} 已在进行：请换用其他名称")
EVN_STATE(STILL_ABOARD, 44, EXISTS,
          "Shipment {subject} has goods aboard still: receive them, or name this one otherwise",
          "运单 {subject} 仍有物资在途：请先收货，或换用其他运单号")
EVN_STATE(NAME_USED, 45, EXISTS, "{subject} was used already: choose another name",
          "{subject} 已被使用：请换用其他名称")
#endif

#ifdef EVN_AMOUNT
EVN_AMOUNT(held, "on hold: {have} (release the hold: `evn hold list`)",
           "冻结 {have}（`evn hold list` 查看并解除）")
EVN_AMOUNT(unfit, "expired or too short-lived: {have}", "过期或剩余效期不足 {have}")
EVN_AMOUNT(reserved, "reserved: {have} (`evn claim list`)",
           "已预留 {have}（`evn claim list` 查看）")
EVN_AMOUNT(earmarked, "ring-fenced: {have} (AUTHORITY gives it back)",
           "专项保留 {have}（AUTHORITY 可释放）")
#endif
