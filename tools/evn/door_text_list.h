/* door_text_list - texts of door rounds. Part of text_list.h, included by it with EVN_TEXT defined.
 * No include guard: it is meant to be included again. */

EVN_TEXT(DOOR, "Doors of those who may not come down: in order, with proof, adding up",
         "送货到门：按户顺序、送达凭证、数量相符")
EVN_TEXT(DOOR_START, "Begin a round of doors with the bags of the day, from what was received",
         "以本站已收物资按当日袋单开始送户")
EVN_TEXT(DOOR_VISIT, "At a door: what was handed over, its proof, and why not all",
         "登记一户：送达数量、凭证、未送完的原因")
EVN_TEXT(DOOR_CLOSE,
         "End the round: what is named goes back to the warehouse, the rest stays there",
         "结束送户：列出的物资退回仓库，其余留在接收点")
EVN_TEXT(DOOR_LIST, "List rounds of doors with their sums", "列出送户批次及数量")
EVN_TEXT(DOOR_SHOW, "The doors of a round in their order", "按顺序列出一批送户的各户")
EVN_TEXT(OPT_DOOR_PROOF, "code (of the bag), note, photo",
         "凭证：code 袋签码、note 文字、photo 照片")
EVN_TEXT(OPT_DOOR_TEXT, "The code, the words, or the photo's hash (64 hexadecimal digits)",
         "袋签码、文字或照片的哈希（64 位十六进制）")
EVN_TEXT(OPT_DOOR_WHY, "Why not all: not-home, refused, moved, damaged, other",
         "未送完原因：not-home 无人、refused 拒收、moved 已搬离、damaged 破损、other 其他")
EVN_TEXT(OPT_DOOR_TRIP, "Only of this trip", "仅此车次")
EVN_TEXT(OPT_DOOR_ALL, "Closed ones too", "包括已结束的")
EVN_TEXT(OPT_DOOR_ORDER, "File with a bag code or pseudonym a line, in the order of doors",
         "送户顺序文件：每行一个袋签码或人员代号")
EVN_TEXT(DOOR_BEGUN, "{n} doors", "共 {n} 户")
EVN_TEXT(DOOR_BEGUN_SHORT, "{n} doors; {m} lines of bags are short: not enough was received",
         "共 {n} 户；{m} 项因收货不足未装满")
EVN_TEXT(COL_DOOR_RECEIVED, "received", "已收")
EVN_TEXT(COL_DOOR_HANDED, "handed over", "已送达")
EVN_TEXT(COL_DOOR_LEFT, "left there", "留存")
EVN_TEXT(COL_DOOR_RETURNED, "returned", "退回")
EVN_TEXT(COL_DOOR_N, "door", "序")
EVN_TEXT(COL_DOOR_SAID, "note", "备注")
