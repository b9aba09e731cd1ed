/* hold_text_list - texts of holds, recalls and temperatures. Part of text_list.h, included by it
 * with EVN_TEXT defined. No include guard: it is meant to be included again. */

/* which lots may be used */
EVN_TEXT(STOCK_ELIGIBLE, "Show which lots may be used, in their turn, and why others may not",
         "显示可用批号（按先后）及不可用原因")
EVN_TEXT(OPT_RECEIVER, "For this place: it may ask for a shelf life",
         "接收地点（可能要求剩余效期）")
EVN_TEXT(COL_ON_HOLD, "on hold", "已冻结")
EVN_TEXT(COL_TURN, "turn", "次序")
EVN_TEXT(COL_WHY_NOT, "why not", "不可用原因")
EVN_TEXT(COL_HOLDS, "held for", "冻结原因")
EVN_TEXT(WHY_EMPTY, "empty", "无库存")
EVN_TEXT(WHY_RECALLED, "recalled", "已召回")
EVN_TEXT(WHY_HELD, "held", "已冻结")
EVN_TEXT(WHY_TEMPERATURE, "temperature", "温度异常")
EVN_TEXT(WHY_VVM, "vial monitor", "监测标签超限")
EVN_TEXT(WHY_EXPIRED, "expired", "已过期")
EVN_TEXT(WHY_SHORT_LIFE, "short-lived", "剩余效期不足")
EVN_TEXT(WHY_CLAIMED, "reserved", "已预留")

/* holds, recalls, temperatures */
EVN_TEXT(HOLD, "Holds: lots that may not be used, and why", "冻结：不可使用的批号及原因")
EVN_TEXT(HOLD_PUT, "Put lots on hold; part of a lot is held by moving it to quarantine",
         "冻结批号；部分冻结请移入隔离区")
EVN_TEXT(HOLD_RELEASE, "Release one reason of a hold; --note says why",
         "解除一项冻结，用 --note 说明理由")
EVN_TEXT(HOLD_LIST, "List what is on hold", "列出冻结批号")
EVN_TEXT(OPT_HOLD_PLACE, "Only at this place (everywhere)", "仅限该地点（默认各处）")
EVN_TEXT(OPT_HOLD_REASON, "Code of the reason that holds it", "冻结原因编码")
EVN_TEXT(BAD_LOT, "{a}: a lot is ITEM,LOT", "{a}：批号写作 物资,批号")
EVN_TEXT(COL_CAUSE, "by", "来源")
EVN_TEXT(CAUSE_HAND, "by hand", "人工")
EVN_TEXT(CAUSE_RECALL, "recall", "召回")
EVN_TEXT(CAUSE_COLD, "cold chain", "冷链")
EVN_TEXT(RECALL, "Recalls: freeze lots everywhere, trace where they are and were",
         "召回：各处冻结批号，追溯去向")
EVN_TEXT(RECALL_OPEN, "Freeze lots everywhere", "各处冻结批号")
EVN_TEXT(RECALL_CLOSE, "Close a recall; --note says why", "结束召回，用 --note 说明理由")
EVN_TEXT(RECALL_LIST, "List recalls", "列出召回")
EVN_TEXT(RECALL_TRACE, "Show every place, shipment and recipient that has or had a lot",
         "显示某批号现在和曾经所在的地点、运单与收货方")
EVN_TEXT(OPT_AUTHORITY, "Who ordered it", "决定机关")
EVN_TEXT(OPT_LEVEL, "Level, as the authority calls it", "召回级别")
EVN_TEXT(OPT_RECALL_REASON, "Code that names the recall", "召回编码")
EVN_TEXT(OPT_WHY_OVER, "Why it is over", "结束理由")
EVN_TEXT(OPT_CLOSED_TOO, "Closed ones too", "包括已结束的")
EVN_TEXT(COL_AUTHORITY, "authority", "决定机关")
EVN_TEXT(COL_LEVEL, "level", "级别")
EVN_TEXT(COL_OPEN_NOW, "open", "进行中")
EVN_TEXT(COL_CAME, "came", "累计入")
EVN_TEXT(COL_WENT, "went", "累计出")
EVN_TEXT(COL_SEQ, "event", "事件")
EVN_TEXT(COL_SHIPMENT, "shipment", "运单")
EVN_TEXT(COL_RECIPIENT, "recipient", "收货方")
EVN_TEXT(COL_SIGNED, "signed by", "签收人")
EVN_TEXT(COL_TAKEN_IN, "received", "入库")
EVN_TEXT(COL_FOUND, "found", "盘盈")
EVN_TEXT(COL_ABOARD, "aboard", "在途")
EVN_TEXT(COL_CONSUMED, "consumed", "已消耗")
EVN_TEXT(COL_DESTROYED, "destroyed", "已销毁")
EVN_TEXT(COL_LOST, "lost", "丢失")
EVN_TEXT(COL_RETURNED, "returned", "已退回")
EVN_TEXT(COL_ADDS_UP, "adds up", "账平")
EVN_TEXT(LOT, "Lots: owner, day of manufacture, vaccine vial monitor",
         "批号：所有者、生产日期、疫苗瓶监测标签")
EVN_TEXT(LOT_SHOW, "Show what is told of lots", "显示批号信息")
EVN_TEXT(LOT_SET, "Tell what was not told of a lot; raise its vial monitor's stage (3, 4: discard)",
         "补登批号信息；上调疫苗瓶监测标签级别（3、4 级须废弃）")
EVN_TEXT(OPT_LOT_OWNER, "Lots of this donor or owner", "该捐赠方或所有者的批号")
EVN_TEXT(COL_MADE, "made", "生产日期")
EVN_TEXT(COL_LOT_OWNER, "owner", "所有者")
EVN_TEXT(COL_VVM, "vial monitor", "监测标签")
EVN_TEXT(COL_BILL, "bill", "清单版本")
EVN_TEXT(COLD, "Cold chain: temperatures of places, and what they did to lots",
         "冷链：各地点温度及其对批号的影响")
EVN_TEXT(COLD_READ, "Report temperatures: 5.5, or 2022-11-14T08:00:00+08:00=5.5",
         "上报温度：5.5，或 2022-11-14T08:00:00+08:00=5.5")
EVN_TEXT(COLD_LIST, "List places with temperatures; of one place the lots too",
         "列出各地点温度；指定地点时并列出批号")
EVN_TEXT(OPT_COLD_PLACE, "Only this place, with its lots", "仅限该地点，并列出批号")
EVN_TEXT(BAD_READING, "{a} is not a temperature: 5.5 or -18", "{a} 不是温度，如 5.5 或 -18")
EVN_TEXT(COL_DEGREES, "deg C", "摄氏度")
EVN_TEXT(COL_OUTSIDE_MIN, "minutes outside", "超温分钟")
EVN_TEXT(COL_BUDGET_MIN, "allowed", "允许分钟")
EVN_TEXT(COL_HELD, "held", "已冻结")
EVN_TEXT(OPT_OVERRIDE, "Take a lot out of its turn or with too short a life; needs --reason",
         "不按先到期先出或剩余效期不足仍取用，须有 --reason")

/* reservations and earmarks */
EVN_TEXT(CLAIM, "Reservations and earmarks: stock that is kept for somebody", "预留与专项保留")
EVN_TEXT(CLAIM_RESERVE, "Keep stock for an owner: ITEM=QUANTITY, or of one lot ITEM,LOT=QUANTITY",
         "为某对象预留库存：物资=数量；指定批号：物资,批号=数量")
EVN_TEXT(CLAIM_RELEASE, "Give back what is kept for an owner, all or ITEM[,LOT]=QUANTITY",
         "释放某对象的预留：全部，或 物资[,批号]=数量")
EVN_TEXT(CLAIM_LIST, "List what is kept, and what of it has lost its stock",
         "列出预留及失去库存的部分")
EVN_TEXT(OPT_CLAIM_PLACE, "Place where it is kept", "预留所在地点")
EVN_TEXT(OPT_EARMARK, "Ring-fenced for a group; AUTHORITY alone gives it back, with --reason",
         "专项保留，仅 AUTHORITY 可凭 --reason 释放")
EVN_TEXT(OPT_PRIORITY, "1 keeps its stock longest (after all others)", "优先级，1 最高（默认最后）")
EVN_TEXT(OPT_CLAIM_UNTIL, "When it ends by itself (never)", "到期时刻（默认不到期）")
EVN_TEXT(OPT_CLAIM_OWNER, "Of this owner alone", "仅此对象")
EVN_TEXT(COL_KEPT_FOR, "kept for", "预留对象")
EVN_TEXT(COL_PRIORITY, "priority", "优先级")
EVN_TEXT(COL_CLAIM_UNTIL, "until", "到期")
EVN_TEXT(COL_BLOCKED, "blocked", "失去库存")
EVN_TEXT(COL_EARMARK, "earmark", "专项")
