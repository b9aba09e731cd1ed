/* text_list - what evn says, in English and Chinese. Included several times with EVN_TEXT defined.
 *
 * EVN_TEXT(name, english, chinese). {a} {b} {n} {m} are filled in from struct evn_fill; both
 * languages name the same ones. Terms as in proto/GLOSSARY.md. tools/lint checks that no text is
 * missing. No include guard: it is meant to be included again. */

/* Help */
EVN_TEXT(ABOUT, "Evernormal: stock, needs and deliveries of a city under lockdown",
         "常平：封控城市的物资、需求与配送")
EVN_TEXT(USAGE, "Usage: evn [OPTIONS] COMMAND [ARGUMENTS]", "用法：evn [选项] 命令 [参数]")
EVN_TEXT(USAGE_VERB, "Usage: evn [OPTIONS] {a} COMMAND [ARGUMENTS]",
         "用法：evn [选项] {a} 命令 [参数]")
EVN_TEXT(USAGE_ONE, "Usage: {a} [OPTIONS]{b}", "用法：{a} [选项]{b}")
EVN_TEXT(COMMANDS, "Commands:", "命令：")
EVN_TEXT(MORE_HELP,
         "`evn COMMAND --help` tells more; options may stand before or behind the command.",
         "`evn 命令 --help` 查看详情；选项可放在命令之前或之后。")
EVN_TEXT(OPT_DATA, "Folder of the installation (absolute; usually below your home)",
         "安装目录（绝对路径，默认在用户目录下）")
EVN_TEXT(OPT_RUN, "Folder of the sockets (absolute)", "套接字目录（绝对路径）")
EVN_TEXT(OPT_KEY, "Act as this key (admin)", "以该密钥的身份操作（默认 admin）")
EVN_TEXT(OPT_JSON, "One JSON object a line", "每行输出一个 JSON 对象")
EVN_TEXT(OPT_LANG, "Language: zh or en (from LANG)", "语言：zh 或 en（默认取自 LANG）")
EVN_TEXT(OPT_NO_COLOR, "No colours (also NO_COLOR)", "不使用颜色（同 NO_COLOR）")
EVN_TEXT(OPT_WAIT, "Wait so long for an answer (10)", "最长等待应答的秒数（默认 10）")
EVN_TEXT(UNKNOWN_COMMAND, "evn has no command \"{a}\"; try evn --help",
         "没有命令“{a}”，请用 evn --help 查看")
EVN_TEXT(UNKNOWN_OPTION, "{a} is no option, or lacks its value; see `{b} --help`",
         "没有选项 {a}，或缺少其值；请见 `{b} --help`")
EVN_TEXT(LONG_WORD, "word {b} of the command line has {n} bytes; at most {m} are accepted",
         "命令行第 {b} 个词有 {n} 字节，最多接受 {m} 字节")
EVN_TEXT(NO_OPTION, "--{b} needs a value", "须给出 --{b} 的值")
EVN_TEXT(BAD_OPTION, "{a}: not a valid value for --{b}", "--{b} 的值 {a} 无效")
EVN_TEXT(N_ARGUMENTS, "{a} takes {b}", "{a} 的参数为 {b}")
EVN_TEXT(NO_ARGUMENTS, "no arguments", "无")
EVN_TEXT(NONE, "(none)", "（无）")
EVN_TEXT(YES, "yes", "是")
EVN_TEXT(EXERCISE, "EXERCISE", "演练")

#include "tools/evn/base_text_list.h"

/* import */
EVN_TEXT(IMPORT, "Bring in what people have: files as they are", "导入现有文件")
EVN_TEXT(IMPORT_REPORT, "Monthly facility reports: opening, received, issued, adjusted, closing",
         "导入机构月报：期初、收入、发出、调整、期末")
EVN_TEXT(OPT_REPORT_MAP,
         "Names of the columns: facility, item, period (A+B: year and month), opening, received, "
         "issued, adjusted, closing",
         "各列名称：facility、item、period（A+B 为年和月）、opening、received、issued、adjusted、"
         "closing")
EVN_TEXT(OPT_REPORT_KNOWN, "Refuse rows of places and items that are not registered",
         "拒绝尚未登记的地点和物资")
EVN_TEXT(COL_BREAK, "break", "差异编号")
EVN_TEXT(COL_PERIOD, "month", "月份")
EVN_TEXT(COL_CLOSING, "closing before", "上期期末")
EVN_TEXT(COL_OPENING, "opening", "期初")
EVN_TEXT(COL_GAP, "months missing", "缺月")
EVN_TEXT(COL_BALANCED, "balanced", "平衡")
EVN_TEXT(COL_BREAKS, "carry breaks", "结转差异")
EVN_TEXT(IMPORT_SCMS, "A delivery history (SCMS): suppliers, places, items, receipts",
         "交付历史（SCMS）：供应商、地点、物资、收货")
EVN_TEXT(IMPORT_ITEMS, "Items with packs, weights and codes", "物资及其包装、重量和编码")
EVN_TEXT(IMPORT_AREAS, "Areas: districts, streets, communities by code", "行政区划：区、街道、社区")
EVN_TEXT(IMPORT_PLACES, "Warehouses, reception points, vehicles and other places",
         "仓库、接收点、车辆等地点")
EVN_TEXT(IMPORT_COMMUNITIES, "Communities with residents and reception points",
         "社区及其居民数和接收点")
EVN_TEXT(IMPORT_NORMS, "Planning quantities per person", "人均需求定额")
EVN_TEXT(IMPORT_ITEM_NORMS, "How much of a norm one unit of an item gives", "物资与定额的换算")
EVN_TEXT(IMPORT_POLICY, "Policy tables, each file a table of its name",
         "政策表，每个文件一张同名表")
EVN_TEXT(OPT_DRY_RUN, "Show what would change, change nothing", "只显示差异，不做更改")
EVN_TEXT(OPT_USUAL_CATEGORY, "Class of items that name none; PREFIX=CLASS,... by their codes",
         "未注明类别的物资归入该类；按编码前缀：前缀=类别,…")
EVN_TEXT(IMPORT_OFFLINE, "the services are not asked ({a}): everything counts as new",
         "未询问服务（{a}）：全部视为新增")
EVN_TEXT(IMPORT_STARTS, "no services answer: running those of {a} until the import ends",
         "没有服务应答：导入期间临时运行 {a} 的服务")
EVN_TEXT(IMPORT_READ, "{a}: {b}, {n} rows, {m} refused", "{a}：{b}，{n} 行，拒绝 {m} 行")
EVN_TEXT(IMPORT_PROGRESS, "{n} of {m}", "第 {n} 条，共 {m} 条")
EVN_TEXT(COL_TABLE, "table", "表")
EVN_TEXT(COL_CHANGE, "change", "变化")
EVN_TEXT(COL_KEY, "key", "编号")
EVN_TEXT(COL_LINE, "line", "行")
EVN_TEXT(COL_FIELD, "field", "字段")
EVN_TEXT(COL_BEFORE, "before", "原值")
EVN_TEXT(COL_AFTER, "after", "新值")
EVN_TEXT(COL_ADDED, "new", "新增")
EVN_TEXT(COL_OTHER, "other", "变更")
EVN_TEXT(COL_SAME, "unchanged", "未变")
EVN_TEXT(COL_REFUSED, "refused", "拒绝")
EVN_TEXT(COL_LINES, "lines", "行数")
EVN_TEXT(COL_VALUE, "value in cents", "金额（分）")
EVN_TEXT(COL_PACKS, "packs", "包装数")
EVN_TEXT(COL_SHIPMENTS, "shipments", "批次")
EVN_TEXT(FLAW_QUOTE_OPEN, "a quote is not closed", "引号未闭合")
EVN_TEXT(FLAW_QUOTE_STRAY, "text between a closing quote and the next comma",
         "引号之后、逗号之前有多余文字")
EVN_TEXT(FLAW_ROW_LONG, "the row is too long", "该行过长")
EVN_TEXT(FLAW_COLUMNS, "another number of columns than the head", "列数与表头不同")
EVN_TEXT(FLAW_COLUMN_NAME, "a column that is not known here, or twice", "未知或重复的列")
EVN_TEXT(FLAW_COLUMN_NEEDED, "this column is missing", "缺少该列")
EVN_TEXT(FLAW_EMPTY, "must not be empty", "不能为空")
EVN_TEXT(FLAW_CATEGORY,
         "no class: name one in this column, or with --category CLASS or PREFIX=CLASS,...",
         "没有类别：请在该列填写，或用 --category 类别 或 前缀=类别,… 指定")
EVN_TEXT(FLAW_TEXT, "not clean text of the allowed length", "文本含有不允许的字符或过长")
EVN_TEXT(FLAW_CODE, "not a code (letters, digits and . _ : / + -)",
         "不是有效编号（字母、数字和 . _ : / + -）")
EVN_TEXT(FLAW_NUMBER, "not a number of the kind this column holds", "不是该列要求的数字")
EVN_TEXT(FLAW_DATE, "not a date or time", "不是有效的日期或时间")
EVN_TEXT(FLAW_WORD, "not one of the words this column may hold", "不是该列允许的词")
EVN_TEXT(FLAW_TWICE, "an earlier line has this already", "前面的行已有此编号")
EVN_TEXT(FLAW_REFERENCE, "refers to a line that does not say it either; the line is kept",
         "所引用的行没有该数值；该行保留")
EVN_TEXT(FLAW_UNKNOWN, "not in the list this refers to", "不在所引用的列表中")

/* events */
EVN_TEXT(FLAW_PERIOD, "not a month (2022-11, 2022/11, 202211, 2022-11-30, Nov-22)",
         "不是有效的月份（2022-11、2022/11、202211、2022-11-30、Nov-22）")
EVN_TEXT(FLAW_BALANCE, "opening + received - issued + adjusted is not closing",
         "期初 + 收入 - 发出 + 调整 不等于期末")
EVN_TEXT(FLAW_UNREGISTERED, "not registered, and --known refuses it", "尚未登记，按 --known 拒绝")
EVN_TEXT(
    FLAW_TRACKED,
    "this item is kept by lot or serial number, which a monthly report does not say: report it "
    "under an item without lots, or bring it in with `evn move receive` and counts",
    "该物资按批号或序列号管理，月报中没有批号：请用不分批号的物资编号上报，或用 evn move receive "
    "和盘点录入")
EVN_TEXT(FLAW_BEFORE, "the month before it in this file was refused",
         "本文件中它之前的月份已被拒绝")
EVN_TEXT(FLAW_ORDER, "a later month of the same place and item is posted already",
         "同一地点同一物资的更晚月份已入账")
EVN_TEXT(EVENTS, "Everything that happened and happens", "已发生和正在发生的一切")
EVN_TEXT(EVENTS_FOLLOW, "Print events, and new ones as they come", "输出事件并持续跟踪")
EVN_TEXT(EVENTS_LIST, "Print events up to now", "输出截至目前的事件")
EVN_TEXT(OPT_FROM, "Start with this event (1)", "从该事件开始（默认 1）")

/* verify, rebuild */
EVN_TEXT(VERIFY, "Prove the logs unbroken, and that balances and ids are what they say",
         "验证日志完整，且结存和命令编号与日志一致")
EVN_TEXT(VERIFYING, "reading the log of {a}", "正在读取 {a} 的日志")
EVN_TEXT(VERIFY_DIFFERS,
         "{a}: {n} differences; where its log is whole, stop it, `evn rebuild {a}`, start it",
         "{a}：{n} 处差异；若日志完整，请停止服务，运行 `evn rebuild {a}` 后再启动")
EVN_TEXT(COL_VIEWS, "views at", "视图至")
EVN_TEXT(COL_ACCOUNTS, "accounts", "账户")
EVN_TEXT(COL_MOVEMENTS, "movements", "变动")
EVN_TEXT(COL_IDS, "ids", "命令编号")
EVN_TEXT(COL_DIFFERS, "differences", "差异")
EVN_TEXT(COL_WHERE, "where", "位置")
EVN_TEXT(COL_HAVE, "there is", "现有")
EVN_TEXT(COL_WANT, "the log says", "日志所示")
EVN_TEXT(CHECK_RECORD, "sums in the log", "日志内结存")
EVN_TEXT(CHECK_CONSERVATION, "conservation", "守恒")
EVN_TEXT(CHECK_MOMENT, "negative moment", "出现负结存")
EVN_TEXT(CHECK_ACCOUNT, "account", "账户")
EVN_TEXT(CHECK_BALANCE, "balance", "结存")
EVN_TEXT(CHECK_MOVEMENT, "movement", "变动")
EVN_TEXT(CHECK_ID, "command id", "命令编号")
EVN_TEXT(CHECK_COUNT, "what was counted stands", "盘点结果保持不变")
EVN_TEXT(CHECK_HOLD, "holds", "冻结不符")
EVN_TEXT(CHECK_RECALL, "recall", "召回不符")
EVN_TEXT(CHECK_SHEET, "count sheet", "盘点单不符")
EVN_TEXT(CHECK_EXPECTED, "expected delivery", "预期到货不符")
EVN_TEXT(CHECK_COLD, "time outside the temperature range", "超温时间不符")
EVN_TEXT(CHECK_DOCUMENT, "command's events", "单据事件数不符")
EVN_TEXT(CHECK_PAST, "past of an account", "账户历史不符")
EVN_TEXT(CHECK_OPEN, "claim or goods aboard", "预留或在途不符")
EVN_TEXT(CHECK_ROW, "kept as logged", "存档行不符")
EVN_TEXT(CHECK_POSITION, "place in the log", "日志位置")
EVN_TEXT(OPT_DIGEST, "Print the digest of each running service's business state",
         "输出各运行中服务的业务状态摘要")
EVN_TEXT(COL_SERVICE, "service", "服务")
EVN_TEXT(COL_EVENT, "event", "事件")
EVN_TEXT(COL_ENTRIES, "entries", "条目")
EVN_TEXT(COL_DIGEST, "digest", "摘要")
EVN_TEXT(COL_HEAD, "hash of the last block", "末块哈希")
EVN_TEXT(REBUILD, "Delete the views of a stopped service, or of all; the next start derives them",
         "删除已停止服务（或 all 全部）的视图，下次启动时由日志重建")
EVN_TEXT(REBUILT, "the views of {a} are deleted; its next start derives them from the log",
         "{a} 的视图已删除，下次启动时由日志重建")

/* backup */
EVN_TEXT(BACKUP, "Copy the installation while it runs, check a copy, bring it back",
         "在运行中备份、校验备份、恢复")
EVN_TEXT(BACKUP_CREATE, "Make a backup in a new or empty folder; services may run",
         "在新建或空的目录中备份，服务可照常运行")
EVN_TEXT(BACKUP_VERIFY, "Check every byte, chain and figure of a backup, and the state it makes",
         "逐字节校验备份，核对哈希链、账目与业务状态")
EVN_TEXT(BACKUP_RESTORE, "Bring a backup back into a new or empty folder and prove it",
         "把备份恢复到新建或空的目录并验证")
EVN_TEXT(OPT_BACKUP_SERVICE, "This service alone (all)", "仅此服务（默认全部）")
EVN_TEXT(OPT_BACKUP_TO, "Folder of the new installation", "新安装目录")
EVN_TEXT(BACKUP_NEEDS_TO, "--to DATA says where to", "请用 --to 指定目录")
EVN_TEXT(BACKUP_PROGRESS, "{a}: {n} of {m}", "{a}：已完成 {n}，共 {m}")
EVN_TEXT(BACKUP_MADE, "the backup in {a} is whole: {n} files, {b}",
         "{a} 中的备份完整：{n} 个文件，{b}")
EVN_TEXT(BACKUP_LOSS,
         "it ends at the events above: what is acknowledged later is lost if this machine is lost. "
         "It holds secret keys; keep it elsewhere, and safe",
         "备份止于上列事件：此后确认的操作在本机损毁时将丢失。备份含密钥，请另处妥善保管")
EVN_TEXT(BACKUP_GOOD, "the backup in {a} is good: {n} files, made {b}",
         "{a} 中的备份完好：{n} 个文件，制作于 {b}")
EVN_TEXT(BACKUP_RESTORED,
         "restored to {a}: {n} files of the backup made {b}; the state is the same",
         "已恢复到 {a}：{n} 个文件，备份制作于 {b}；业务状态一致")
EVN_TEXT(BACKUP_ONE, "start only one of the two: the old installation must not run on",
         "新旧安装只能启动一个：旧安装不得继续运行")
EVN_TEXT(FAULT_MISSING, "file is missing", "文件缺失")
EVN_TEXT(FAULT_CHANGED, "file is not what was written", "文件内容有变")
EVN_TEXT(FAULT_STRANGER, "file does not belong here", "多余的文件")
EVN_TEXT(FAULT_LOG, "log ends elsewhere or is damaged", "日志末端不符或损坏")
EVN_TEXT(FAULT_DIGEST, "state is not the one backed up", "业务状态不符")
EVN_TEXT(FAULT_AUDIT, "figures do not add up", "账目不符")

/* item */
EVN_TEXT(ITEM, "Items: what stock is made of", "物资目录")
EVN_TEXT(ITEM_LIST, "List all items", "列出全部物资")
EVN_TEXT(ITEM_SHOW, "Show one item", "显示一种物资")
EVN_TEXT(ITEM_PUT, "Register an item", "登记物资")
EVN_TEXT(OPT_NAME_ZH, "Name in Chinese", "中文名称")
EVN_TEXT(OPT_NAME_EN, "Name in English", "英文名称")
EVN_TEXT(OPT_CATEGORY, "Class of the item (needed)", "物资类别（必填）")
EVN_TEXT(OPT_UNIT_ZH, "Base unit in Chinese", "基本单位（中文）")
EVN_TEXT(OPT_UNIT_EN, "Base unit in English: tablet, bottle", "基本单位（英文），如 tablet、bottle")
EVN_TEXT(OPT_TRACKING, "none, expiry, lot-expiry or serial",
         "追踪方式：none 无、expiry 有效期、lot-expiry 批号与有效期、serial 序列号")
EVN_TEXT(OPT_CRITICAL, "Somebody's life may depend on it", "关系生命安全")
EVN_TEXT(OPT_REPLACE, "Replace what is there with other content", "替换内容不同的已有数据")
EVN_TEXT(OPT_REPLACE_SAID, "Change what is there to what the file says; the rest stays",
         "按文件内容更改已有数据，文件未写的保持不变")
EVN_TEXT(COL_CODE, "code", "编码")
EVN_TEXT(COL_CATEGORY, "class", "类别")
EVN_TEXT(COL_UNIT, "unit", "单位")
EVN_TEXT(COL_TRACKING, "tracking", "追踪")
EVN_TEXT(COL_CRITICAL, "life-critical", "关系生命")
EVN_TEXT(SAVED, "{a} is registered", "{a} 已登记")

/* place */
EVN_TEXT(PLACE, "Places: warehouses, hospitals, reception points, vehicles",
         "地点：仓库、医院、接收点、车辆")
EVN_TEXT(PLACE_LIST, "List all places", "列出全部地点")
EVN_TEXT(PLACE_SHOW, "Show one place", "显示一个地点")
EVN_TEXT(PLACE_PUT, "Register a place", "登记地点")
EVN_TEXT(
    OPT_PLACE_KIND,
    "warehouse hospital pharmacy isolation-site reception-point vehicle community "
    "nursing-home campus enterprise supplier other",
    "warehouse 仓库 hospital 医院 pharmacy 药店 isolation-site 隔离点 reception-point 接收点 "
    "vehicle 车辆 community 小区 nursing-home 养老院 campus 校园 enterprise 企业 supplier 供应商 "
    "other 其他")
EVN_TEXT(OPT_AREA, "Code of the area it lies in", "所在区域编码")
EVN_TEXT(COL_KIND, "kind", "类型")
EVN_TEXT(COL_CLOSED, "closed", "已关闭")

/* stock */
EVN_TEXT(STOCK, "Stock: what is where, until when", "库存：何处有何物、到何时为止")
EVN_TEXT(STOCK_LIST, "List stock by place, item and lot", "按地点、物资、批号列出库存")
EVN_TEXT(STOCK_CARD, "Show the movements of a stock, newest first", "显示库存变动记录，最新在前")
EVN_TEXT(STOCK_TOTALS, "Add stock up by place and item: what is free, reserved, expired",
         "按地点和物资汇总：可用、已预留、已过期")
EVN_TEXT(OPT_PLACE, "Only at this place", "仅限该地点")
EVN_TEXT(OPT_ITEM, "Only of this item", "仅限该物资")
EVN_TEXT(OPT_AS_OF,
         "As it was at the end of this instant: 2022-11-14T08:00:00+08:00, or a date (noon)",
         "该时刻结束时的库存：2022-11-14T08:00:00+08:00，或日期（中午）")
EVN_TEXT(OPT_LOT, "Only of this lot", "仅限该批号")
EVN_TEXT(OPT_ZERO, "Also what is used up", "包括已用完的")
EVN_TEXT(OPT_OUTSIDE, "Also supplier, consumed, lost: the world outside",
         "包括供应商、已消耗、丢失等外部账户")
EVN_TEXT(OPT_LAST, "Only the last N", "仅最近 N 条")
EVN_TEXT(COL_PLACE, "place", "地点")
EVN_TEXT(COL_LOT, "lot", "批号")
EVN_TEXT(COL_EXPIRY, "expiry", "有效期")
EVN_TEXT(COL_DAYS, "days left", "剩余天数")
EVN_TEXT(COL_QUANTITY, "quantity", "数量")
EVN_TEXT(PACKS_THEN, "{a} (packs of version {n})", "{a}（第 {n} 版包装）")
EVN_TEXT(COL_PACK_VERSION, "packs of version", "包装版本")
EVN_TEXT(COL_IN_PACKS, "in packs", "折合包装")
EVN_TEXT(COL_EXPIRED, "expired", "已过期")
EVN_TEXT(COL_RESERVED, "reserved", "已预留")
EVN_TEXT(COL_FREE, "free", "可用")
EVN_TEXT(COL_TIME, "time", "时间")
EVN_TEXT(COL_MOVED, "change", "变动")
EVN_TEXT(COL_BALANCE, "balance", "结存")
EVN_TEXT(COL_OTHER_PLACE, "other place", "对方地点")
EVN_TEXT(COL_REASON, "reason", "原因")
EVN_TEXT(COL_DOCUMENT, "document", "单据")
EVN_TEXT(COL_COMMAND, "command", "命令编号")
EVN_TEXT(ITEMS_AWAY, "without the registry there are no names and no packs",
         "无法查询登记服务，不显示名称和包装")
EVN_TEXT(KIND_RECEIVE, "receive", "入库")
EVN_TEXT(KIND_ISSUE, "issue", "出库")
EVN_TEXT(KIND_TRANSFER, "transfer", "调拨")
EVN_TEXT(KIND_DISPENSE, "dispense", "发放")
EVN_TEXT(KIND_SHIP, "ship", "装车")
EVN_TEXT(KIND_ARRIVE, "arrive", "到货")
EVN_TEXT(KIND_SHORT, "short", "短少")
EVN_TEXT(KIND_OVER, "over", "多出")
EVN_TEXT(KIND_DAMAGED, "damaged", "破损")
EVN_TEXT(KIND_REFUSED, "refused", "拒收")
EVN_TEXT(KIND_ADJUST, "adjust", "调整")
EVN_TEXT(KIND_DESTROY, "destroy", "销毁")
EVN_TEXT(KIND_RETURN, "return", "退回")
EVN_TEXT(KIND_WRONG_LOT, "wrong lot", "批号不符")
EVN_TEXT(KIND_RECALL_RETURN, "recall return", "召回退货")
EVN_TEXT(KIND_QUARANTINE, "quarantine", "隔离存放")
EVN_TEXT(KIND_KIT_IN, "kit part", "组套用料")
EVN_TEXT(KIND_KIT_OUT, "kit", "组套")
EVN_TEXT(KIND_OCCUPY, "occupy", "占用")
EVN_TEXT(KIND_FREE, "free", "腾空")
EVN_TEXT(KIND_LEND, "lend", "借出")
EVN_TEXT(KIND_GIVE_BACK, "give back", "归还")
EVN_TEXT(KIND_COUNT_ADJUST, "count adjustment", "盘点调整")
EVN_TEXT(KIND_COUNT_CORRECTION, "count correction", "盘点更正")
EVN_TEXT(KIND_CLAIM, "reserve", "预留")
EVN_TEXT(KIND_RELEASED, "reservation given back", "释放预留")
EVN_TEXT(KIND_CLAIM_USED, "reservation used", "使用预留")

EVN_TEXT(KIND_COUNTED, "counted", "盘点")

#include "tools/evn/count_text_list.h"

/* move */
EVN_TEXT(MOVE, "Move stock: receive, issue, transfer, ship, hand over",
         "库存变动：入库、出库、调拨、装车、交付")
EVN_TEXT(MOVE_RECEIVE,
         "Receive: a LINE is ITEM[,LOT[,EXPIRY]]=QUANTITY, INS,L1,2027-01-31=12box+4strip",
         "入库：每行为 物资[,批号[,有效期]]=数量，如 INS,L1,2027-01-31=12盒+4板")
EVN_TEXT(MOVE_ISSUE,
         "Issue for use: ITEM[,LOT]=QUANTITY; without a lot the first to expire goes first",
         "出库：物资[,批号]=数量；不指定批号时先到期先出")
EVN_TEXT(MOVE_TRANSFER, "Transfer to another place: ITEM[,LOT]=QUANTITY",
         "调拨到其他地点：物资[,批号]=数量")
EVN_TEXT(MOVE_DISPENSE, "Dispense to a person: ITEM[,LOT]=QUANTITY, first to expire first",
         "发放给个人：物资[,批号]=数量，先到期先出")
EVN_TEXT(MOVE_ADJUST,
         "Set right with a --reason: --to PLACE what was found, --from PLACE what is lost",
         "按 --reason 调整：--to 地点 为盘盈，--from 地点 为丢失")
EVN_TEXT(MOVE_DESTROY, "Destroy with a --reason: ITEM[,LOT]=QUANTITY",
         "按 --reason 销毁：物资[,批号]=数量")
EVN_TEXT(MOVE_RETURN,
         "Take back what was issued (--to PLACE), or send back to a supplier (--from PLACE)",
         "退回：已出库的退库（--to 地点），或退给供应商（--from 地点）")
EVN_TEXT(MOVE_RECALL_RETURN,
         "Send what is recalled to quarantine or to the supplier (--from PLACE)",
         "召回的物资转入隔离存放或退给供应商（--from 地点）")
EVN_TEXT(MOVE_QUARANTINE, "Put apart in a quarantine place, or take out of it",
         "移入隔离存放地点，或从中移出")
EVN_TEXT(MOVE_LEND, "Lend equipment, or send it to the workshop: ITEM,SERIAL=1",
         "借出设备或送修：物资,序列号=1")
EVN_TEXT(MOVE_GIVE_BACK, "Equipment comes back: ITEM,SERIAL=1", "设备归还：物资,序列号=1")
EVN_TEXT(MOVE_OCCUPY, "Occupy beds or rooms: BED=1, with --claim what was reserved",
         "占用床位或房间：BED=1，用 --claim 使用预留")
EVN_TEXT(MOVE_FREE, "Free beds or rooms: BED=1", "腾空床位或房间：BED=1")
EVN_TEXT(MOVE_SHIP, "Load a shipment on a vehicle: ITEM=QUANTITY, first to expire first",
         "装车发运：物资=数量，先到期先出")
EVN_TEXT(MOVE_RECEIPT,
         "Hand a shipment over: ITEM[,LOT]=GOOD[/SHORT[/DAMAGED[/REFUSED[/OVER[/WRONG]]]]]",
         "交付签收：物资[,批号]=完好[/短少[/破损[/拒收[/多出[/错批]]]]]")
EVN_TEXT(MOVE_ASSEMBLE,
         "Make kits at a --place: KIT[,LOT[,EXPIRY]]=QUANTITY, parts first to expire first",
         "在 --place 组套：组套[,批号[,有效期]]=数量，用料先到期先出")
EVN_TEXT(MOVE_BREAK,
         "Take kits apart: KIT[,LOT]=QUANTITY, then PART,LOT=QUANTITY where lots are not clear",
         "拆套：组套[,批号]=数量；批号不明确的部件另列 部件,批号=数量")
EVN_TEXT(MOVE_REVERSE, "Undo a document as a whole, with a --reason, once",
         "按 --reason 整单冲销，仅一次")
EVN_TEXT(MOVE_REVERSE_LAST, "Undo the last document of this key", "冲销本密钥的上一张单据")
EVN_TEXT(MOVE_AGAIN, "The same lines once more, as a new document",
         "同样的各行再做一次，记为新单据")
EVN_TEXT(OPT_MOVE_FILE,
         "Lines from a table (- is standard input) with columns item quantity, and if needed lot "
         "expiry made owner from to claim at",
         "从表格读取各行（- 为标准输入），列：item quantity，可选 lot expiry made owner from to "
         "claim at")
EVN_TEXT(OPT_AT, "When it happened, if not now: 2022-11-14T08:00:00+08:00, or a date (noon)",
         "发生时间（默认现在）：2022-11-14T08:00:00+08:00，或日期（中午）")
EVN_TEXT(OPT_REASON, "Code of the reason", "原因编码")
EVN_TEXT(OPT_REFERENCE, "Number of the delivery note or of another system",
         "送货单号或其他系统的编号")
EVN_TEXT(OPT_NOTE, "A word to whoever reads it later", "备注")
EVN_TEXT(OPT_ID, "Id of a command sent before, to send it again: it acts at most once",
         "重发先前命令的编号：最多生效一次")
EVN_TEXT(OPT_SUPPLIER, "Supplier it comes from (any)", "供应商（默认不限）")
EVN_TEXT(OPT_TO, "Place it comes to", "入库地点")
EVN_TEXT(OPT_LEAVES, "Place it leaves", "出库地点")
EVN_TEXT(OPT_ENTERS, "Place it comes to", "进入的地点")
EVN_TEXT(OPT_ROOM_PLACE, "Hospital or isolation site", "医院或隔离点")
EVN_TEXT(OPT_STOCK, "What is accepted stays on stock at the stop", "验收的物资入库存放")
EVN_TEXT(OPT_WRONG_LOT, "Lot that came in place of what was shipped", "实际到达的错误批号")
EVN_TEXT(OPT_WRONG_EXPIRY, "Its last usable day, when it is not known yet",
         "该批号的有效期（未登记时必填）")
EVN_TEXT(OPT_BACK, "Place refused goods go back to", "拒收物资退回的地点")
EVN_TEXT(OPT_BELOW, "Also the parts of the place: bins, quarantine, beds",
         "包括下属部分：货位、隔离存放、床位")
EVN_TEXT(OPT_KIT_PLACE, "Where the work is done", "组套或拆套的地点")
EVN_TEXT(OPT_REVERSE_AS_OF, "At the instant of what is undone, not now",
         "按原发生时间冲销，而非现在")
EVN_TEXT(OPT_SAME_LOTS, "The same lots, not those that expire first",
         "使用相同批号，而非先到期先出")
EVN_TEXT(ONE_KIT, "give one kit", "请给出一种组套")
EVN_TEXT(KIT_OR_PLACE, "give a kit, or --place, or both", "请给出组套或 --place，或两者")
EVN_TEXT(MOVE_COUNTED, "before a count: today's stock stays as counted",
         "发生在盘点之前：当前库存仍以盘点为准")
EVN_TEXT(KIT, "Kits: what they are made of, how many could be made", "组套：组成及可组数量")
EVN_TEXT(KIT_LIST, "What each kit is made of", "列出各组套的组成")
EVN_TEXT(KIT_MAKEABLE, "How many could be made now: of a kit everywhere, or of all at a --place",
         "现可组多少：某组套在各处，或 --place 处的全部组套")
EVN_TEXT(COL_KIT, "kit", "组套")
EVN_TEXT(COL_VERSION, "version", "版本")
EVN_TEXT(COL_PART, "part", "部件")
EVN_TEXT(COL_MAKEABLE, "makeable", "可组数量")
EVN_TEXT(OPT_VVM, "Stage of the vaccine vial monitor, 1 to 4", "疫苗瓶温度标签级别，1 至 4")
EVN_TEXT(OPT_CONSUMER, "Where it is used (anywhere)", "使用处（默认不限）")
EVN_TEXT(OPT_RECIPIENT, "Who gets it: a place, a ward, the code of a bag; never a name",
         "领取方：地点、病区或包裹代码；勿填姓名")
EVN_TEXT(OPT_GIVER, "Who gives it back, as it was said when it was given out",
         "退回方，与发出时所填相同")
EVN_TEXT(OPT_OWNER, "Donor or owner", "捐赠方或所有者")
EVN_TEXT(OPT_MADE, "Day of manufacture", "生产日期")
EVN_TEXT(OPT_CLAIM, "Use what is reserved for this owner", "使用为该对象预留的库存")
EVN_TEXT(OPT_SHIPMENT, "Number of the shipment", "运单编号")
EVN_TEXT(OPT_VEHICLE, "Vehicle it goes with", "承运车辆")
EVN_TEXT(OPT_STOP, "Place it is meant for", "送达地点")
EVN_TEXT(OPT_SIGNED, "Who signed for it", "签收人")
EVN_TEXT(BAD_MOVE_LINE,
         "{a}: a line is ITEM[,LOT[,EXPIRY]]=QUANTITY, a quantity is 12box+4strip or 30",
         "{a}：每行为 物资[,批号[,有效期]]=数量，数量如 12盒+4板 或 30")
EVN_TEXT(MOVE_NEEDS_LINES, "lines are missing: ITEM=N behind the command, or --file PATH",
         "缺少各行：请在命令后写 物资=数量，或用 --file 指定文件")
EVN_TEXT(MOVE_NO_LINES, "give lines, or --file, not both", "请给出各行或 --file，二者择一")
EVN_TEXT(MOVE_UNITS, "{a} is counted in: {b}", "{a} 的计量单位：{b}")
EVN_TEXT(MOVE_DONE, "recorded as document {n}, command {a}", "已记为单据 {n}，命令编号 {a}")
EVN_TEXT(MOVE_OPEN, "to send the same command again, whatever became of it: --id {a}",
         "无论结果如何，可用 --id {a} 重发同一命令")
EVN_TEXT(SHIP_NO_LOT, "lot {a}: a shipment takes the lots that expire first; transfer a given lot",
         "批号 {a}：发运按先到期先出；指定批号请用调拨")
EVN_TEXT(OPT_EQUIPMENT, "Lent and given back, never consumed; by serial number",
         "设备：只借出和归还，不消耗；按序列号管理")
EVN_TEXT(OPT_KIT, "What one is made of: ITEM=UNITS,...", "组套的组成：物资=基本单位数,...")
EVN_TEXT(OPT_MIN_LIFE, "Days of shelf life that must be left of what comes here",
         "到货须剩余的效期天数")
EVN_TEXT(OPT_COLD_RANGE, "Cold chain: degrees Celsius it is kept at, 2..8",
         "冷链温度范围（摄氏度），如 2..8")
EVN_TEXT(OPT_COLD_BUDGET, "Minutes a lot may spend outside that range in all (0)",
         "累计允许超温的分钟数（默认 0）")
EVN_TEXT(OPT_PARENT, "Place it is a part of: bins, quarantine", "所属地点（货位、隔离存放处）")
EVN_TEXT(OPT_PACKS, "Packs, smallest first, NAME=UNITS or CHINESE/ENGLISH=UNITS: strip=10,box=100",
         "包装，由小到大，中文/英文=基本单位数：板/strip=10,盒/box=100")
EVN_TEXT(AT_LINE, "line {n}: {a}", "第 {n} 行：{a}")

/* What to do after a refusal */
EVN_TEXT(HINT_SHORT,
         "see what is there: `evn stock list --place {b}`; then take less, or bring more in first",
         "查看现有库存：`evn stock list --place {b}`；减少数量或先行入库")
EVN_TEXT(HINT_RESERVED,
         "see what is free: `evn stock totals --place {b}`; or use a reservation with --claim",
         "查看可用库存：`evn stock totals --place {b}`；或用 --claim 使用预留")
EVN_TEXT(HINT_ITEM, "`evn item list` shows those there are, `evn item put` registers one",
         "`evn item list` 列出已登记物资，`evn item put` 登记新物资")
EVN_TEXT(HINT_PLACE, "`evn place list` shows those there are, `evn place put` registers one",
         "`evn place list` 列出已登记地点，`evn place put` 登记新地点")
EVN_TEXT(HINT_LOT, "`evn stock list` shows the lots there are", "`evn stock list` 列出现有批号")
EVN_TEXT(HINT_LOT_CONFLICT,
         "`evn lot show` says what is known; correct it, or leave it away for a known lot; a stage "
         "rises by `evn lot set`",
         "`evn lot show` 查看已登记信息；请更正，已知批号可不填；级别上调用 `evn lot set`")
EVN_TEXT(HINT_ROLE, "act as another key with --key; an administrator makes one with `evn key new`",
         "用 --key 换用其他密钥；管理员可用 `evn key new` 生成")
EVN_TEXT(HINT_ID, "leave --id away: it is for sending the same command again",
         "请去掉 --id：仅用于重发同一命令")
EVN_TEXT(HINT_NAME, "a name in one language is enough: Chinese or English (--zh or --en)",
         "中文或英文名称有一个即可（--zh 或 --en）")
EVN_TEXT(HINT_NET,
         "another program may have it: free it, or choose another port with --port or EVN_PORT",
         "可能已被其他程序占用：请释放，或用 --port 或 EVN_PORT 另选端口")
EVN_TEXT(HINT_NO_SITE, "there is no installation here; `evn up` makes one",
         "此处没有安装；运行 `evn up` 即可创建")
EVN_TEXT(HINT_OPTION, "that is --{b} of `{a}`", "即 `{a}` 的 --{b}")
EVN_TEXT(HINT_HELP, "`{a} --help` tells what it takes", "`{a} --help` 说明可用的选项")
EVN_TEXT(HINT_UP, "`evn up` starts the services, `evn doctor` checks them",
         "`evn up` 启动服务，`evn doctor` 检查服务")

#include "tools/evn/course_text_list.h"
#include "tools/evn/demo_text_list.h"
#include "tools/evn/dispatch_text_list.h"
#include "tools/evn/door_text_list.h"
#include "tools/evn/hold_text_list.h"
#include "tools/evn/person_text_list.h"
#include "tools/evn/planner_text_list.h"
#include "tools/evn/registry_text_list.h"
#include "tools/evn/ride_text_list.h"
#include "tools/evn/site_text_list.h"
#include "tools/evn/staff_text_list.h"
#include "tools/evn/test_text_list.h"
#include "tools/evn/ticket_text_list.h"
#include "tools/evn/trip_text_list.h"
#include "tools/evn/zone_text_list.h"

/* zone */
EVN_TEXT(ZONE, "Zones: when an area is high-risk", "区域：何时为高风险区")
EVN_TEXT(ZONE_REPLAY, "Episodes from files of places and infection reports; no service needed",
         "由地点和感染报告文件推算各次高风险期，无需服务")
EVN_TEXT(OPT_PLACES, "Places: place_id, ...", "地点文件：place_id 等列")
EVN_TEXT(OPT_REPORTS, "Days with a new infection: date, place_id; any order, repeated",
         "新增感染日文件：date、place_id，顺序不限，可重复")
EVN_TEXT(OPT_ZONE_RULES, "Zone rules (five days, whatever the date)",
         "区域规则文件（默认五天，不论日期）")
EVN_TEXT(OPT_UNTIL, "Count to the end of this day (the last one reported)",
         "计算至该日结束（默认最后报告日）")
EVN_TEXT(OPT_OUT_TABLE, "Write the table there (standard output)", "表格输出路径（默认标准输出）")
EVN_TEXT(OPTION_NEEDED, "--{a} is needed", "缺少 --{a}")
EVN_TEXT(ZONE_NO_REPORTS, "no report says a day: give --until", "没有任何报告日期，请指定 --until")
EVN_TEXT(ZONE_RULE_USUAL,
         "rule: lowered after {n} days without a new infection, whatever the date (built in)",
         "规则：连续 {n} 天无新增感染即降级，不论日期（内置）")
EVN_TEXT(ZONE_RULE_READ,
         "rule: lowered after {n} days without a new infection ({a}, valid {b}): {m} episodes",
         "规则：连续 {n} 天无新增感染即降级（{a}，有效期 {b}）：{m} 次")
EVN_TEXT(ZONE_INPUT, "{n} places, {m} place-days with a new infection",
         "地点 {n} 个，有新增感染的地点日 {m} 个")
EVN_TEXT(ZONE_IGNORED, "{n} place-days after {a} do not count", "{a} 之后的 {n} 个地点日不计")
EVN_TEXT(ZONE_EPISODES, "{n} episodes, {m} of them open at the end of {a}",
         "高风险期 {n} 次，至 {a} 结束仍有 {m} 次未解除")
EVN_TEXT(ZONE_PEAK, "most places high on one day: {n} on {a}", "单日高风险地点最多：{a}，{n} 个")
EVN_TEXT(ZONE_LENGTHS, "days high: median {n}, p90 {a}, longest {m}",
         "持续天数：中位数 {n}，90 分位 {a}，最长 {m}")

/* planner */
EVN_TEXT(PLANNER, "Planner: people, tests and needs by day", "规划：每日人数、检测与需求")
EVN_TEXT(PLANNER_COHORTS,
         "Days, places and tests of people in cohorts, from a file; no service needed",
         "由人员文件推算各类人员每日隔离地点与检测，无需服务")
EVN_TEXT(OPT_COHORTS, "People: person, cohort, start, area",
         "人员文件：person、cohort、start、area")
EVN_TEXT(OPT_FROM_DAY, "First day of the table", "表格首日")
EVN_TEXT(OPT_TO_DAY, "Last day of the table", "表格末日")
EVN_TEXT(OPT_ISOLATION_RULES, "Isolation rules (those built in: before and from 2022-11-11)",
         "隔离规则文件（默认内置：2022-11-11 前后的规则）")
EVN_TEXT(BAD_SPAN, "--to must not be before --from, and at most {n} days in all",
         "--to 不得早于 --from，总共最多 {n} 天")
EVN_TEXT(COHORT_INPUT, "{n} lines, {m} people", "{n} 行，{m} 人")
EVN_TEXT(COHORT_SEVERAL, "{n} people are listed in several cohorts and counted in each",
         "{n} 人列入多个类别，分别计数")
EVN_TEXT(COHORT_TWICE, "{n} lines repeat another one: counted once", "{n} 行与其他行相同：只计一次")
EVN_TEXT(COHORT_ELSEWHERE,
         "{n} lines go on with an isolation begun elsewhere: only what is left counts",
         "{n} 行为异地已开始的隔离：只计剩余天数")
EVN_TEXT(COHORT_DONE, "{n} lines follow an isolation done elsewhere: not repeated, counted zero",
         "{n} 行为异地已完成的隔离：不重复隔离，计为零")
EVN_TEXT(COHORT_NO_RULE, "{n} lines of {a} start on a day on which no rule holds: counted zero",
         "{a} 有 {n} 行的开始日没有适用规则：计为零")
EVN_TEXT(COHORT_ZERO, "{n} lines of {a}: by the rule nobody is isolated, counted zero",
         "{a} 有 {n} 行：按规则不予隔离，计为零")
EVN_TEXT(COHORT_UNKNOWN,
         "{n} person-days of {a}: the rule does not say how many tests, counted zero",
         "{a} 有 {n} 人日：规则未写明检测次数，计为零")
EVN_TEXT(COHORT_TOTAL, "{n} person-days, {m} tests", "{n} 人日，检测 {m} 次")

/* allocate */
EVN_TEXT(ALLOCATE, "Allocation: fair shares of what is scarce", "分配：稀缺物资的公平份额")
EVN_TEXT(ALLOCATE_SOLVE, "Shares for a JSON file, each explained; no service needed",
         "为 JSON 文件计算份额并逐一说明，无需服务")
EVN_TEXT(OPT_OUT_ANSWER, "Write the answer there, as JSON", "答复（JSON）的输出路径")
EVN_TEXT(OPT_WITHOUT, "What would change without that warehouse", "假设没有该仓库时的变化")
EVN_TEXT(OPT_STOCK_IF, "What would change with N more (+) or less (-) in stock",
         "假设库存增加（+）或减少（-）N 时的变化")
EVN_TEXT(COL_STANDIN, "substitute", "替代品")
EVN_TEXT(COL_STANDS_FOR, "stands for", "代替")
EVN_TEXT(COL_SAID, "what that is", "说明")
EVN_TEXT(COL_GIVEN_NOW, "given now", "现分配")
EVN_TEXT(COL_GIVEN_THEN, "given then", "变后分配")
EVN_TEXT(OPT_BRIEF, "Codes without sentences in the answer", "答复中只写代码，不写句子")
EVN_TEXT(COL_COMMUNITY, "community", "社区")
EVN_TEXT(COL_HAD, "had", "原有")
EVN_TEXT(COL_GIVEN, "given", "分配")
EVN_TEXT(COL_MISSING, "missing", "尚缺")
EVN_TEXT(COL_WHY, "why not more", "为何不更多")
EVN_TEXT(COL_STOCK, "stock", "库存")
EVN_TEXT(COL_LEFT, "left", "留存")
EVN_TEXT(COL_SHORT, "short", "缺货社区数")
