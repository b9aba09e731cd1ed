/* person_text_list - texts of key persons and of personal data. Part of text_list.h, included by it
 * with EVN_TEXT defined. No include guard: it is meant to be included again. */

EVN_TEXT(PERSON, "People who must not be forgotten, and what only their door knows",
         "重点人员清单及入户信息")
EVN_TEXT(PERSON_LIST, "List key persons by pseudonym, with the code on their bag",
         "按代号列出重点人员及袋签码")
EVN_TEXT(PERSON_ADD, "Put name, telephone, door and note, encrypted under the person's own key",
         "登记姓名、电话、门牌和备注（以本人专用密钥加密）")
EVN_TEXT(PERSON_IMPORT,
         "Import key persons, their needs and doors; rows of a person follow each other",
         "导入重点人员、需求和入户信息，同一人的行须相邻")
EVN_TEXT(PERSON_SHOW, "Read persons in clear; who and why is logged first",
         "查看人员明文信息（先记录查看人和理由）")
EVN_TEXT(PERSON_DOOR, "Read the door list of a community; who and why is logged first",
         "查看社区入户名单（先记录查看人和理由）")
EVN_TEXT(PERSON_ERASE, "Destroy the person's key: nobody can read the data any more, in any backup",
         "销毁该人员密钥，其信息（含备份）永久不可读")
EVN_TEXT(PERSON_READINGS, "List who read what and why", "列出查看记录：何人、何时、因何")
EVN_TEXT(PERSON_VAULT, "Show the vault of personal keys", "显示个人密钥库状态")
EVN_TEXT(PERSON_BAGS, "List what each key person of a community is to get on a day, by bag code",
         "按袋签码列出社区重点人员当日应得物资")
EVN_TEXT(PERSON_OVERDUE, "List what key persons were due and were not brought",
         "列出重点人员到期未送达的物资")
EVN_TEXT(OPT_BAGS_DAY, "The day (today)", "日期（默认当日）")
EVN_TEXT(OPT_PERSON_COMMUNITY, "Community where the person lives", "居住社区编码")
EVN_TEXT(OPT_PERSON_NAME, "Name (others on this machine may see it: import - reads standard input)",
         "姓名（本机其他用户可能看到命令行；可用 import - 从标准输入读取）")
EVN_TEXT(OPT_PERSON_PHONE, "Telephone", "电话")
EVN_TEXT(OPT_PERSON_DOOR, "Building, floor, flat", "楼栋、楼层、门牌")
EVN_TEXT(OPT_PERSON_NOTE, "What who comes to the door must know", "上门人员须知")
EVN_TEXT(OPT_PERSON_REPLACE, "There may be other data of this person", "可替换该人员已有信息")
EVN_TEXT(OPT_PERSON_SYNTHETIC, "Made up for an exercise", "演练虚构数据")
EVN_TEXT(OPT_PERSON_REASON, "Why; logged in clear, so without names and numbers",
         "理由（明文记录，勿写姓名和号码）")
EVN_TEXT(PERSON_ERASED, "{a} is erased: the key is destroyed and the pseudonym is used up",
         "{a} 已删除：密钥已销毁，代号不再使用")
EVN_TEXT(PERSON_IMPORTED, "{n} persons read, {m} commands accepted", "读取 {n} 人，接受 {m} 条命令")
EVN_TEXT(PERSON_UNREADABLE, "(no key)", "（无密钥）")
EVN_TEXT(VAULT_OPEN, "open", "已打开")
EVN_TEXT(COL_PERSON, "person", "人员代号")
EVN_TEXT(COL_BAG, "bag", "袋签码")
EVN_TEXT(COL_GROUP, "group", "类别")
EVN_TEXT(COL_NEEDS, "needs", "需求")
EVN_TEXT(COL_LAST_DAY, "last day", "截止日")
EVN_TEXT(COL_PERSON_NAME, "name", "姓名")
EVN_TEXT(COL_PHONE, "telephone", "电话")
EVN_TEXT(COL_DOOR, "door", "门牌")
EVN_TEXT(COL_DOOR_NOTE, "note", "备注")
EVN_TEXT(COL_READING, "reading", "查看编号")
EVN_TEXT(COL_READ_AT, "at", "时间")
EVN_TEXT(COL_READER, "by", "查看人")
EVN_TEXT(COL_N_PERSONS, "persons", "人数")
EVN_TEXT(COL_READ_WHY, "why", "理由")
EVN_TEXT(COL_VAULT, "vault", "密钥库")
EVN_TEXT(COL_KEYS, "keys", "有效密钥")
EVN_TEXT(COL_KEYS_DESTROYED, "destroyed", "已销毁")
EVN_TEXT(COL_DAMAGED, "damaged", "已损坏")
EVN_TEXT(COL_UNREADABLE, "persons without key", "缺少密钥的人员")
EVN_TEXT(COL_NEXT_DAY, "due next", "下次到期")
EVN_TEXT(COL_DAYS_LEFT, "days left", "剩余天数")
EVN_TEXT(COL_OWED, "owed", "欠送数量")
EVN_TEXT(COL_OWED_SINCE, "since", "起始时间")
EVN_TEXT(COL_TIER, "tier", "级别")
