/* count_text_list - texts of counts, accounts, deliveries and thresholds. Part of text_list.h,
 * included by it with EVN_TEXT defined. No include guard: it is meant to be included again. */

/* count */
EVN_TEXT(COUNT, "Stock counts, while trade goes on", "盘点，期间照常收发")
EVN_TEXT(COUNT_START, "Begin to count a place, or some of its bins, or some items",
         "开始盘点某地点，或其部分库位、部分物资")
EVN_TEXT(COUNT_ENTER, "Hand in what was found: ITEM[,LOT[,EXPIRY]]=QUANTITY; 0 for nothing",
         "上报盘点结果：物资[,批号[,有效期]]=数量；没有则为 0")
EVN_TEXT(COUNT_SHOW, "List the counts, or the lines of one and what the books say",
         "列出盘点，或某次盘点的各行与账面数")
EVN_TEXT(COUNT_RECOUNT, "Have lines counted again; without any all that differ from the books",
         "要求复盘；不指定行则复盘所有与账面不符的行")
EVN_TEXT(COUNT_APPROVE, "Approve what is final: it becomes true at the counted instant",
         "批准已确定的行：自盘点时刻起以盘点数为准")
EVN_TEXT(COUNT_DROP, "Give a count up", "放弃盘点")
EVN_TEXT(COUNT_LIMIT, "Differences above these are approved by an ADMIN alone",
         "差异超过该限值须由管理员批准")
EVN_TEXT(OPT_COUNT_PLACE, "Where it is counted", "盘点地点")
EVN_TEXT(OPT_BINS, "Only these bins: A,B,C", "仅限这些库位：A,B,C")
EVN_TEXT(OPT_ITEMS, "Only these items: X,Y,Z", "仅限这些物资：X,Y,Z")
EVN_TEXT(OPT_BLIND, "Counters are not told what is expected", "盲盘：不向盘点人显示账面数")
EVN_TEXT(OPT_COUNTERS, "2: two counters must agree (1)", "2：须两人盘点一致（默认 1）")
EVN_TEXT(OPT_COUNTED_BIN, "Bin or place of the lines that name none (a file: column from)",
         "未注明位置的行所在的库位或地点（文件：from 列）")
EVN_TEXT(OPT_COUNTED_AT, "When it was counted (now)", "盘点时间（默认现在）")
EVN_TEXT(OPT_COUNT_MORE, "The count goes on though no line is left", "即使没有剩余行也继续盘点")
EVN_TEXT(OPT_LIMIT_UNITS, "Base units a line; 0: no limit", "每行的基本单位数；0 为不限")
EVN_TEXT(OPT_LIMIT_PERCENT, "Percent of what the books say; 0: no limit",
         "账面数的百分比；0 为不限")
EVN_TEXT(OPT_ENDED, "Also what is over", "包括已结束的")
EVN_TEXT(COL_COUNT, "count", "盘点")
EVN_TEXT(COL_BLIND, "blind", "盲盘")
EVN_TEXT(COL_COUNTERS, "counters", "盘点人数")
EVN_TEXT(COL_AGAIN, "to count again", "待复盘")
EVN_TEXT(COL_APPROVED, "approved", "已批准")
EVN_TEXT(COL_COUNTED, "counted", "盘点数")
EVN_TEXT(COL_COUNTER, "by", "盘点人")
EVN_TEXT(COL_EXPECTED, "books", "账面数")
EVN_TEXT(COL_RECORDED_SINCE, "recorded since", "此后补记")
EVN_TEXT(COL_DIFFERENCE, "difference", "差异")
EVN_TEXT(COUNT_OPEN, "open", "进行中")
EVN_TEXT(COUNT_APPROVED, "approved", "已批准")
EVN_TEXT(COUNT_DROPPED, "dropped", "已放弃")
EVN_TEXT(LINE_ONCE, "counted once", "仅一人盘点")
EVN_TEXT(LINE_AGAIN, "count again", "待复盘")
EVN_TEXT(LINE_FINAL, "final", "已确定")

EVN_TEXT(OPT_WARN_DAYS, "Tell of a lot so many days before its last usable day",
         "在有效期截止前多少天提醒")

/* stock account, movements */
EVN_TEXT(STOCK_ACCOUNT, "Account of supply: what went in and out in a period; it adds up",
         "物资收支账：一段时间内的收发存，账目平衡")
EVN_TEXT(STOCK_MOVEMENTS, "Movements of all stock in the order of recording",
         "按记录顺序列出所有变动")
EVN_TEXT(OPT_PERIOD_FROM, "From this instant on (the beginning)", "起始时刻（默认最早）")
EVN_TEXT(OPT_PERIOD_UNTIL, "Up to and with this instant (now)", "截止时刻，含该时刻（默认现在）")
EVN_TEXT(OPT_SUM, "One row an item; what moved between these places is left out",
         "每种物资一行，不计这些地点之间的调拨")
EVN_TEXT(OPT_RECORD_KIND, "Only movements of this record kind, 2 for issues",
         "仅限该类变动的编号，如 2 为出库")
EVN_TEXT(OPT_AFTER_EVENT, "Only behind this event", "仅限该事件之后")
EVN_TEXT(OPT_ORDER, "recorded (usual) or business: the order of rows and balance",
         "recorded（默认，记录顺序）或 business（业务时间顺序）")
EVN_TEXT(COL_SUPPLY_OPENING, "opening", "期初")
EVN_TEXT(COL_RECEIVED_IN, "received", "入库")
EVN_TEXT(COL_ISSUED, "issued", "出库")
EVN_TEXT(COL_MOVED_IN, "in", "调入")
EVN_TEXT(COL_MOVED_OUT, "out", "调出")
EVN_TEXT(COL_ADJUSTED, "adjusted", "调整")
EVN_TEXT(COL_BY_COUNT, "counts", "盘点差异")
EVN_TEXT(COL_SUPPLY_CLOSING, "closing", "期末")
EVN_TEXT(COL_IN_TRANSIT, "in transit", "在途")

/* expected */
EVN_TEXT(EXPECTED, "Expected deliveries and what is still to come", "预期到货与尚未到货的物资")
EVN_TEXT(EXPECT_ANNOUNCE, "Announce a delivery", "登记预期到货")
EVN_TEXT(EXPECT_CHANGE, "Another day or other quantities", "更改日期或数量")
EVN_TEXT(EXPECT_CANCEL, "It will not come", "取消预期到货")
EVN_TEXT(EXPECT_LIST, "List what is expected, and what is late", "列出预期到货和逾期未到的物资")
EVN_TEXT(OPT_EXPECT_SOURCE, "supplier (usual), donor, transfer or purchase-order",
         "supplier 供应商（默认）、donor 捐赠、transfer 调拨、purchase-order 采购订单")
EVN_TEXT(OPT_PROMISED, "Promised day, 2027-01-31", "承诺日期，如 2027-01-31")
EVN_TEXT(OPT_LEAD_DAYS, "Instead: so many days from today", "或：从今天起的天数")
EVN_TEXT(OPT_EXPECTED, "Name of the expected delivery this is", "所属预期到货的名称")
EVN_TEXT(COL_DELIVERY, "delivery", "到货单")
EVN_TEXT(COL_PROMISED, "promised", "承诺日期")
EVN_TEXT(COL_COME, "came", "已到")
EVN_TEXT(EXPECT_OPEN, "open", "待到")
EVN_TEXT(EXPECT_LATE, "late", "逾期")
EVN_TEXT(EXPECT_CLOSED, "all came", "已到齐")
EVN_TEXT(EXPECT_CANCELLED, "cancelled", "已取消")

/* threshold */
EVN_TEXT(THRESHOLD, "How much of an item a place should have", "库存警戒线")
EVN_TEXT(THRESHOLD_SET, "Set it; crossing it is an event", "设置警戒线，越线即生成事件")
EVN_TEXT(THRESHOLD_LIST, "List thresholds and what there is", "列出警戒线与现有数量")
EVN_TEXT(OPT_LOW, "Low below so many base units or packs (\"30 boxes\"); 0: no threshold any more",
         "低于该数量（基本单位或包装，如“30 盒”）为偏低；0 为取消")
EVN_TEXT(OPT_ENOUGH, "Enough again from so many on (as low)", "回升到该数量为充足（默认同上）")
EVN_TEXT(OPT_ONLY_LOW, "Only where it is low", "仅列偏低的")
EVN_TEXT(COL_LOW, "low below", "警戒线")
EVN_TEXT(COL_ENOUGH, "enough from", "充足线")
EVN_TEXT(COL_IS_LOW, "low", "偏低")

/* discrepancy */
EVN_TEXT(DISCREPANCY, "Differences with a name and an owner", "有名称、有责任人的差异")
EVN_TEXT(DISCREPANCY_OPEN, "Open a difference", "登记差异")
EVN_TEXT(DISCREPANCY_EXPLAIN, "Say why it is there", "说明差异原因")
EVN_TEXT(DISCREPANCY_CLOSE, "Close it", "关闭差异")
EVN_TEXT(DISCREPANCY_LIST, "List differences that are not closed", "列出未关闭的差异")
EVN_TEXT(OPT_DIFFERS_AT, "Where it differs", "差异地点")
EVN_TEXT(OPT_DIFFERS_OF, "Of what", "差异物资")
EVN_TEXT(OPT_DIFFERENCE, "Base units, found minus expected: -7 or 12",
         "基本单位数，实际减应有：-7 或 12")
EVN_TEXT(OPT_CLEARS_UP, "Who is to clear it up", "责任人")
EVN_TEXT(OPT_OF_DOCUMENT, "Number of the document it is about", "相关单据编号")
EVN_TEXT(OPT_OF_LINE, "Its line", "单据行")
EVN_TEXT(COL_OWNER, "owner", "责任人")
EVN_TEXT(DIFFERENCE_OPEN, "open", "未处理")
EVN_TEXT(DIFFERENCE_EXPLAINED, "explained", "已说明")
EVN_TEXT(DIFFERENCE_CLOSED, "closed", "已关闭")
