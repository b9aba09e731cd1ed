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
EVN_TEXT(BAD_OPTION, "{a}: not a valid value for --{b}", "--{b} 的值 {a} 无效")
EVN_TEXT(N_ARGUMENTS, "{a} takes {b}", "{a} 的参数为 {b}")
EVN_TEXT(NO_ARGUMENTS, "no arguments", "无")
EVN_TEXT(NONE, "(none)", "（无）")
EVN_TEXT(YES, "yes", "是")
EVN_TEXT(EXERCISE, "EXERCISE", "演练")

/* up, down */
EVN_TEXT(UP, "Start all services and keep them running", "启动全部服务并保持运行")
EVN_TEXT(OPT_EXERCISE, "Business time moves by commands; everything says EXERCISE",
         "业务时间由命令推进，处处标明“演练”")
EVN_TEXT(OPT_PORT, "Port of the pages on 127.0.0.1 (EVN_PORT, else 8470 or a free one)",
         "网页端口，仅限 127.0.0.1（EVN_PORT，默认 8470 或其他空闲端口）")
EVN_TEXT(UP_ADDRESS, "pages at http://127.0.0.1:{n}/", "网页地址 http://127.0.0.1:{n}/")
EVN_TEXT(OPT_DETACH, "Go on in the background; log to DATA/up.log",
         "转入后台运行，日志写入 DATA/up.log")
EVN_TEXT(OPT_PROGRAMS, "Folder of the service programs (that of evn)",
         "服务程序所在目录（默认与 evn 相同）")
EVN_TEXT(UP_STARTING, "starting {n} services, data in {a}", "正在启动 {n} 个服务，数据目录 {a}")
EVN_TEXT(UP_NO_SERVICES, "no service programs (evn-registry, ...) in {a}",
         "{a} 中没有服务程序（evn-registry 等）")
EVN_TEXT(UP_LATE, "{a} is not ready after {n} s; still trying", "{a} 在 {n} 秒后仍未就绪，继续等待")
EVN_TEXT(UP_ENDED, "{a} ended ({b}); started again in {n} ms", "{a} 已退出（{b}），{n} 毫秒后重启")
EVN_TEXT(
    UP_DOWN_DATA,
    "{a} stays down: its data is damaged or does not fit; see its message above, then `evn verify`",
    "{a} 停止运行：数据损坏或不符；请先看上面的信息，再运行 `evn verify`")
EVN_TEXT(UP_BACK, "{a} is back", "{a} 已恢复")
EVN_TEXT(UP_STOPPING, "stopping", "正在停止")
EVN_TEXT(UP_KILLED, "{a} did not end in {n} s and was killed", "{a} 在 {n} 秒内未退出，已强制结束")
EVN_TEXT(UP_STOPPED, "stopped", "已停止")
EVN_TEXT(UP_DETACHED, "runs in the background, pid {n}; stop with `evn down`",
         "已在后台运行，进程 {n}；用 `evn down` 停止")
EVN_TEXT(DOWN, "Stop what `evn up` started", "停止 `evn up` 启动的服务")
EVN_TEXT(DOWN_NOTHING, "nothing is running on {a}", "{a} 上没有运行中的服务")
EVN_TEXT(DOWN_WAITING, "waiting for process {n} to end", "等待进程 {n} 结束")

/* doctor */
EVN_TEXT(DOCTOR, "Check the installation and say what to do", "检查安装状况并给出建议")
EVN_TEXT(COL_CHECK, "check", "检查项")
EVN_TEXT(COL_RESULT, "result", "结果")
EVN_TEXT(COL_DETAIL, "detail", "详情")
EVN_TEXT(COL_CURE, "what to do", "建议")
EVN_TEXT(GOOD, "good", "正常")
EVN_TEXT(WARN, "look", "注意")
EVN_TEXT(BAD, "bad", "异常")
EVN_TEXT(CURE_DATA, "`evn up` makes it", "`evn up` 会创建")
EVN_TEXT(CURE_FOLDER, "make it yours and closed to others (chmod 700)",
         "改为本用户所有且他人不可访问（chmod 700）")
EVN_TEXT(CURE_KEY, "name a key with --key, or ask an administrator for one",
         "用 --key 指定密钥，或向管理员申请")
EVN_TEXT(CURE_DISK, "free disk space; services refuse writes below 256 MiB",
         "释放磁盘空间；低于 256 MiB 时服务拒绝写入")
EVN_TEXT(CURE_UP, "start with `evn up`", "用 `evn up` 启动")
EVN_TEXT(CURE_SERVICE, "see what it said on its start; `evn up` starts it again",
         "查看其启动信息；`evn up` 会自动重启")
EVN_TEXT(CURE_CLOCK, "set the clock of this machine (NTP)", "校准本机时钟（NTP）")
EVN_TEXT(CURE_LANE, "see `evn lane show`", "查看 `evn lane show`")
EVN_TEXT(CURE_ALLOW, "ask an administrator to give this key the role ADMIN or AUDITOR",
         "请管理员授予该密钥 ADMIN 或 AUDITOR 角色")
EVN_TEXT(DETAIL_DISK, "{n} MiB free", "剩余 {n} MiB")
EVN_TEXT(DETAIL_CLOCK, "{n} ms apart", "相差 {n} 毫秒")
EVN_TEXT(DETAIL_SERVICE, "version {a}, event {n}", "版本 {a}，事件 {n}")
EVN_TEXT(DETAIL_LANES, "{n} waiting, the oldest {m} s", "{n} 条待发，最久 {m} 秒")
EVN_TEXT(DETAIL_RUNNING, "run by process {n}", "由进程 {n} 运行")
EVN_TEXT(DETAIL_NOT_RUNNING, "not running", "未运行")

/* key */
EVN_TEXT(KEY, "Keys: who may do what", "密钥：谁可以做什么")
EVN_TEXT(KEY_LIST, "List the keys a service knows", "列出服务已知的密钥")
EVN_TEXT(OPT_SERVICE, "Ask this service", "向该服务查询")
EVN_TEXT(COL_NAME, "name", "名称")
EVN_TEXT(COL_ROLES, "roles", "角色")
EVN_TEXT(COL_SCOPE, "area", "区域")
EVN_TEXT(COL_REVOKED, "revoked", "已吊销")
EVN_TEXT(COL_FINGERPRINT, "fingerprint", "指纹")

EVN_TEXT(KEY_NEW, "Make a key and give it rights", "生成密钥并授予权限")
EVN_TEXT(KEY_REVOKE, "Take a key's rights away for good", "永久吊销密钥")
EVN_TEXT(OPT_ROLE,
         "ADMIN WAREHOUSE POINT DISPATCHER DASHBOARD AUDITOR DELEGATE BULK INTEGRATOR AUTHORITY "
         "QUALITY",
         "ADMIN 管理员 WAREHOUSE 仓库 POINT 接收点 DISPATCHER 调度 DASHBOARD 看板 AUDITOR 审计 "
         "DELEGATE 代理 BULK 批量 INTEGRATOR 集成 AUTHORITY 防控机关 QUALITY 质量负责人")
EVN_TEXT(OPT_SCOPE, "Only in this area and below (everywhere)", "仅限该区域及其下级（默认全部）")
EVN_TEXT(KEY_MADE, "key {b} is in {a}; hand that file over safely",
         "密钥 {b} 保存在 {a}，请妥善交付")
EVN_TEXT(KEY_REVOKED, "key {a} is revoked", "密钥 {a} 已吊销")
EVN_TEXT(BAD_NAME, "{a}: a name has 1 to 40 letters, digits, - and _",
         "{a}：名称须为 1 至 40 个字母、数字、- 或 _")

/* lane */
EVN_TEXT(LANE, "Commands on their way to other services", "发往其他服务的命令")
EVN_TEXT(LANE_SHOW, "Show what waits for an answer", "显示等待应答的命令")
EVN_TEXT(LANE_RETRY, "Send an entry now", "立即重发一条")
EVN_TEXT(LANE_PARK, "Set an entry aside until a retry or restart", "搁置一条，直到重发或重启")
EVN_TEXT(COL_FROM, "from", "来源")
EVN_TEXT(COL_TO, "to", "目标")
EVN_TEXT(COL_ENTRY, "entry", "编号")
EVN_TEXT(COL_LANE, "lane", "通道")
EVN_TEXT(COL_SINCE, "since", "起始时间")
EVN_TEXT(COL_TRIES, "tries", "次数")
EVN_TEXT(COL_STATE, "state", "状态")
EVN_TEXT(STATE_PARKED, "parked", "已搁置")
EVN_TEXT(STATE_SENT, "sent", "已发送")
EVN_TEXT(STATE_WAITS, "waits", "等待")

/* import */
EVN_TEXT(IMPORT, "Bring in what people have: files as they are", "导入现有文件")
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
EVN_TEXT(IMPORT_OFFLINE, "the services are not asked ({a}): everything counts as new",
         "未询问服务（{a}）：全部视为新增")
EVN_TEXT(IMPORT_READ, "{a}: {b}, {n} rows, {m} refused", "{a}：{b}，{n} 行，拒绝 {m} 行")
EVN_TEXT(IMPORT_PROGRESS, "{n} of {m}", "第 {n} 条，共 {m} 条")
EVN_TEXT(COL_TABLE, "table", "表")
EVN_TEXT(COL_CHANGE, "change", "变化")
EVN_TEXT(COL_KEY, "key", "编号")
EVN_TEXT(COL_LINE, "line", "行")
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
EVN_TEXT(FLAW_TEXT, "not clean text of the allowed length", "文本含有不允许的字符或过长")
EVN_TEXT(FLAW_CODE, "not a code (letters, digits and . _ : / + -)",
         "不是有效编号（字母、数字和 . _ : / + -）")
EVN_TEXT(FLAW_NUMBER, "not a number of the kind this column holds", "不是该列要求的数字")
EVN_TEXT(FLAW_DATE, "not a date or time", "不是有效的日期或时间")
EVN_TEXT(FLAW_WORD, "not one of the words this column may hold", "不是该列允许的词")
EVN_TEXT(FLAW_TWICE, "an earlier line has this already", "前面的行已有此编号")
EVN_TEXT(FLAW_REFERENCE, "refers to a line that does not say it either; the line is kept",
         "所引用的行没有该数值；该行保留")

/* events */
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
EVN_TEXT(KIND_CLAIM, "reserve", "预留")
EVN_TEXT(KIND_RELEASED, "reservation given back", "释放预留")
EVN_TEXT(KIND_CLAIM_USED, "reservation used", "使用预留")

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
EVN_TEXT(WHY_EXPIRED, "expired", "已过期")
EVN_TEXT(WHY_SHORT_LIFE, "short-lived", "剩余效期不足")
EVN_TEXT(WHY_CLAIMED, "reserved", "已预留")

/* hold, recall, cold */
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
EVN_TEXT(COLD, "Cold chain: temperatures of places, and what they did to lots",
         "冷链：各地点温度及其对批号的影响")
EVN_TEXT(COLD_READ, "Report temperatures: 5.5, or 2022-11-14T08:00:00+08:00=5.5",
         "上报温度：5.5，或 2022-11-14T08:00:00+08:00=5.5")
EVN_TEXT(COLD_LIST, "List places with temperatures; of one place the lots too",
         "列出各地点温度；指定地点时并列出批号")
EVN_TEXT(OPT_COLD_PLACE, "Only this place, with its lots", "仅限该地点，并列出批号")
EVN_TEXT(BAD_READING, "{a} is not a temperature: 5.5 or -18", "{a} 不是温度，如 5.5 或 -18")
EVN_TEXT(COL_CENTI, "1/100 deg C", "1/100 摄氏度")
EVN_TEXT(COL_OUTSIDE_MIN, "minutes outside", "超温分钟")
EVN_TEXT(COL_BUDGET_MIN, "allowed", "允许分钟")
EVN_TEXT(COL_HELD, "held", "已冻结")
EVN_TEXT(OPT_OVERRIDE, "Take a lot out of its turn or with too short a life; needs --reason",
         "不按先到期先出或剩余效期不足仍取用，须有 --reason")

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
EVN_TEXT(MOVE_SHIP, "Load a shipment on a vehicle: ITEM=QUANTITY, first to expire first",
         "装车发运：物资=数量，先到期先出")
EVN_TEXT(MOVE_RECEIPT, "Hand a shipment over: ITEM[,LOT]=GOOD[/SHORT[/DAMAGED[/REFUSED]]]",
         "交付签收：物资[,批号]=完好[/短少[/破损[/拒收]]]")
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
EVN_TEXT(OPT_CONSUMER, "Where it is used (anywhere)", "使用处（默认不限）")
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
EVN_TEXT(MOVE_NO_LINES, "give lines, or --file, not both", "请给出各行或 --file，二者择一")
EVN_TEXT(MOVE_UNITS, "{a} is counted in: {b}", "{a} 的计量单位：{b}")
EVN_TEXT(MOVE_DONE, "recorded as document {n}, command {a}", "已记为单据 {n}，命令编号 {a}")
EVN_TEXT(MOVE_OPEN, "to send the same command again, whatever became of it: --id {a}",
         "无论结果如何，可用 --id {a} 重发同一命令")
EVN_TEXT(SHIP_NO_LOT, "lot {a}: a shipment takes the lots that expire first; transfer a given lot",
         "批号 {a}：发运按先到期先出；指定批号请用调拨")
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
EVN_TEXT(HINT_LOT_CONFLICT, "correct the expiry, or leave it away for a known lot",
         "请更正有效期；已知批号可不填有效期")
EVN_TEXT(HINT_ROLE, "act as another key with --key; an administrator makes one with `evn key new`",
         "用 --key 换用其他密钥；管理员可用 `evn key new` 生成")
EVN_TEXT(HINT_ID, "leave --id away: it is for sending the same command again",
         "请去掉 --id：仅用于重发同一命令")
EVN_TEXT(HINT_UP, "`evn up` starts the services, `evn doctor` checks them",
         "`evn up` 启动服务，`evn doctor` 检查服务")

/* demo */
EVN_TEXT(DEMO, "Play an exercise: a made-up sealed city, from the receipt to the door",
         "演练：一座虚拟封控城区，从入库到送达")
EVN_TEXT(OPT_FRESH, "Remove an earlier exercise in the data folder first",
         "先清除数据目录中的旧演练")
EVN_TEXT(OPT_KEEP, "Leave the services running at the end", "结束后保持服务运行")
EVN_TEXT(OPT_SEED, "Another city and other luck (1)", "随机种子，决定城区与变化（默认 1）")
EVN_TEXT(OPT_DAYS, "Days to play (14)", "演练天数（默认 14）")
EVN_TEXT(OPT_COMMUNITIES, "Communities in the district (40)", "社区数量（默认 40）")
EVN_TEXT(OPT_SAMPLE, "Folder of the tables to start from (deploy/sample)",
         "起始数据表目录（默认 deploy/sample）")
EVN_TEXT(DEMO_NO_SAMPLE,
         "the sample tables are not beside this program; name them with --sample DIR",
         "程序旁没有示例数据表，请用 --sample DIR 指定")
EVN_TEXT(DEMO_NOT_EMPTY,
         "{a} is not empty; an exercise needs its own folder, or --fresh to remove an earlier one",
         "{a} 非空；演练需要独立目录，或用 --fresh 清除旧演练")
EVN_TEXT(DEMO_NOT_OURS, "{a} holds {b}, which is not of an installation; nothing was removed",
         "{a} 中的 {b} 不属于本系统，未删除任何内容")
EVN_TEXT(DEMO_LATE, "not all services are ready, {a}/up.log says why; going on with those that are",
         "并非所有服务均已就绪，原因见 {a}/up.log；继续使用已就绪的服务")
EVN_TEXT(STORY_OPEN, "{a} | {b}, {n} people by the census, {m} made-up communities",
         "{a} EXERCISE | {b}，普查人口 {n}，虚拟社区 {m} 个")
EVN_TEXT(STORY_OPEN_2, ", {m} warehouses, {n} vehicles", "，仓库 {m} 座，车辆 {n} 辆")
EVN_TEXT(OPT_REAL, "Replay the outbreak and the deliveries in this folder",
         "重放该目录中的真实疫情与交付数据")
EVN_TEXT(
    STORY_REAL,
    "{a} | real outbreak from {b}: {n} places of the district under the five-day rule; {m} real "
    "receipts in stock",
    "{a} | 真实疫情，自 {b} 起：本区 {n} 个地点按五日规则处置；另有 {m} 笔真实入库")
EVN_TEXT(STORY_DAY, "{a} | day {n}, {b}", "{a} | 第 {n} 天，{b}")
EVN_TEXT(STORY_ZONES, " | sealed {n}, unsealed {m}", " | 封控 {n} 处，解封 {m} 处")
EVN_TEXT(STORY_PEOPLE, " | {n} people sealed in, {m} below the norm",
         " | 封控人数 {n}，低于标准 {m} 人")
EVN_TEXT(STORY_MOVES, " | {n} deliveries came, {m} requests", " | 到货 {n} 批，申请 {m} 件")
EVN_TEXT(STORY_TRIPS, " | {n} trips, {m} doors", " | 出车 {n} 趟，送达 {m} 处")
EVN_TEXT(STORY_END, "{a} | the end in figures", "{a} | 结果")
EVN_TEXT(STORY_ITEMS, "{a} | items, in base units", "{a} | 各类物资（基本单位）")
EVN_TEXT(STORY_DIGEST, "{a} | digest of the business state", "{a} | 业务状态摘要")
EVN_TEXT(COL_FIGURE, "what", "指标")
EVN_TEXT(COL_NUMBER, "number", "数值")
EVN_TEXT(SUM_PEOPLE, "people sealed in", "封控人数")
EVN_TEXT(SUM_SERVED, "of them in communities that were served", "其中所在社区已获配送的人数")
EVN_TEXT(SUM_PERSON_DAYS, "person-days sealed in", "封控人日")
EVN_TEXT(SUM_BELOW, "person-days below the norm", "低于标准的人日")
EVN_TEXT(SUM_ANSWERED, "requests of points answered", "已答复的申请")
EVN_TEXT(SUM_OPEN, "requests of points still open", "未完成的申请")
EVN_TEXT(SUM_STOPS, "deliveries signed for", "已签收的配送")
EVN_TEXT(SUM_TRIPS, "trips", "出车趟次")
EVN_TEXT(SUM_KM, "kilometres (estimate)", "里程（公里，估算）")
EVN_TEXT(SUM_IN_TIME, "zones unsealed on the day they were due", "当日按时解封的区域")
EVN_TEXT(SUM_LATE, "zones unsealed later", "逾期解封的区域")
EVN_TEXT(SUM_STILL, "zones still sealed", "仍在封控的区域")
EVN_TEXT(SUM_SECONDS, "seconds", "用时（秒）")
EVN_TEXT(STORY_MORNING, "{a} | day {n}, {b}, half past nine: over to you",
         "{a} | 第 {n} 天，{b}，上午九点半：请您接手")
EVN_TEXT(STORY_LINKS, "{a} | pages, and a way in for each role", "{a} | 各角色网页登录链接")
EVN_TEXT(COL_ROLE, "role", "角色")
EVN_TEXT(COL_DOES, "does", "用途")
EVN_TEXT(COL_LINK, "link", "链接")
EVN_TEXT(LINK_DISPATCHER, "board, trips, requests of all", "总览、车次、全部申请")
EVN_TEXT(LINK_WAREHOUSE, "stock, pick lists, loading", "库存、拣货单、装车")
EVN_TEXT(LINK_POINT, "asks and signs for its community", "本社区申请与签收")
EVN_TEXT(LINK_WALL, "board on the wall", "大屏")
EVN_TEXT(LINK_AUDITOR, "reads all, changes nothing", "只读审计")
EVN_TEXT(LINK_INTEGRATOR, "JSON for other systems", "系统对接（JSON）")
EVN_TEXT(LINK_AUTHORITY, "seals and unseals (JSON)", "封控与解封（JSON）")
EVN_TEXT(COL_ITEM, "item", "物资")
EVN_TEXT(COL_NEEDED, "needed", "需求")
EVN_TEXT(COL_ASKED, "asked on top", "另申请")
EVN_TEXT(COL_RECEIVED, "received", "签收")
EVN_TEXT(COL_DIFFERENCES, "lost at the door", "签收差异")
EVN_TEXT(COL_COVERED, "covered %", "保障率 %")
EVN_TEXT(COL_LEAST, "worst off %", "最低社区 %")
EVN_TEXT(COL_MOST, "best off %", "最高社区 %")
EVN_TEXT(COL_BELOW, "person-days below", "低于标准人日")
EVN_TEXT(COL_OPEN, "to come", "待送")

/* route */
EVN_TEXT(ROUTE, "Plan vehicles for an instance file; no service needed",
         "为算例文件规划车辆路线，无需服务")
EVN_TEXT(ROUTE_SOLVE, "Plan routes and write them as CVRPLIB solution",
         "规划路线，输出 CVRPLIB 解文件")
EVN_TEXT(ROUTE_CHECK, "Judge a solution by the instance alone", "仅依据算例检验解文件")
EVN_TEXT(OPT_SECONDS, "Search so long (10)", "搜索时间，秒（默认 10）")
EVN_TEXT(OPT_ITERATIONS, "Search so many steps on each thread: repeatable",
         "每线程搜索步数，可重现")
EVN_TEXT(OPT_ROUTE_SEED, "Seed of the search (1)", "搜索随机种子（默认 1）")
EVN_TEXT(OPT_THREADS, "Search on so many threads (1)", "搜索线程数（默认 1）")
EVN_TEXT(OPT_LEGS, "Legs: round, dimacs or exact (by kind of file)",
         "路段取整：round、dimacs 或 exact（默认按文件类型）")
EVN_TEXT(OPT_FEWEST, "Fewest vehicles first, then cost", "先求车辆最少，再求费用最低")
EVN_TEXT(OPT_OUT, "Write the solution there (standard output)", "解文件路径（默认标准输出）")
EVN_TEXT(PLAN_IS, "{a}: cost {b}, {n} vehicles, {m} customers not served",
         "{a}：费用 {b}，车辆 {n}，未服务客户 {m}")
EVN_TEXT(N_FAULTS, "{n} violations", "违反约束 {n} 处")
EVN_TEXT(CLAIM_DIFFERS, "the file says cost {a}; it is {b}", "文件所写费用为 {a}，实际为 {b}")
EVN_TEXT(COL_FAULT, "fault", "问题")
EVN_TEXT(COL_VEHICLE, "vehicle", "车辆")
EVN_TEXT(COL_CUSTOMER, "customer", "客户")
EVN_TEXT(COL_FAULT_IS, "is", "实际")
EVN_TEXT(COL_FAULT_LIMIT, "limit", "限值")
EVN_TEXT(OUT_NO_VEHICLES, "customer {n} is not served: there is no vehicle",
         "客户 {n} 未服务：没有车辆")
EVN_TEXT(OUT_NO_SKILL, "customer {n} is not served: no vehicle is allowed or equipped for it",
         "客户 {n} 未服务：没有获准或具备条件的车辆")
EVN_TEXT(OUT_TOO_LARGE, "customer {n} is not served: its demand is larger than any fitting vehicle",
         "客户 {n} 未服务：需求量超过任何合适车辆的容量")
EVN_TEXT(OUT_NO_DEPOT, "customer {n} is not served: no fitting vehicle loads at its depot",
         "客户 {n} 未服务：没有合适车辆在其仓库装货")
EVN_TEXT(OUT_CLOSED_LEG, "customer {n} is not served: no open road leads there and back",
         "客户 {n} 未服务：没有可往返的道路")
EVN_TEXT(OUT_WINDOW, "customer {n} is not served: no fitting vehicle gets there in its window",
         "客户 {n} 未服务：没有合适车辆能在时间窗内到达")
EVN_TEXT(OUT_SHIFT, "customer {n} is not served: the vehicle would come back too late",
         "客户 {n} 未服务：车辆无法按时返回")
EVN_TEXT(OUT_FULL, "customer {n} is not served: all fitting vehicles are full",
         "客户 {n} 未服务：合适车辆均已满载")
EVN_TEXT(OUT_BUSY, "customer {n} is not served: no fitting vehicle has time left",
         "客户 {n} 未服务：合适车辆均无剩余时间")
EVN_TEXT(OUT_NOT_WORTH, "customer {n} is left out: serving it costs more than its prize",
         "客户 {n} 未服务：服务费用高于其收益")
