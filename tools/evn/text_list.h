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
         "ADMIN WAREHOUSE POINT DISPATCHER DASHBOARD AUDITOR DELEGATE BULK INTEGRATOR AUTHORITY",
         "ADMIN 管理员 WAREHOUSE 仓库 POINT 接收点 DISPATCHER 调度 DASHBOARD 看板 AUDITOR 审计 "
         "DELEGATE 代理 BULK 批量 INTEGRATOR 集成 AUTHORITY 防控机关")
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

/* events */
EVN_TEXT(EVENTS, "Everything that happened and happens", "已发生和正在发生的一切")
EVN_TEXT(EVENTS_FOLLOW, "Print events, and new ones as they come", "输出事件并持续跟踪")
EVN_TEXT(EVENTS_LIST, "Print events up to now", "输出截至目前的事件")
EVN_TEXT(OPT_FROM, "Start with this event (1)", "从该事件开始（默认 1）")

/* verify, rebuild */
EVN_TEXT(VERIFY, "Prove the logs unbroken", "验证日志完整无缺")
EVN_TEXT(OPT_DIGEST, "Print the digest of each running service's business state",
         "输出各运行中服务的业务状态摘要")
EVN_TEXT(COL_SERVICE, "service", "服务")
EVN_TEXT(COL_EVENT, "event", "事件")
EVN_TEXT(COL_ENTRIES, "entries", "条目")
EVN_TEXT(COL_DIGEST, "digest", "摘要")
EVN_TEXT(COL_HEAD, "hash of the last block", "末块哈希")
EVN_TEXT(REBUILD, "Delete a stopped service's views; its next start derives them from the log",
         "删除已停止服务的视图，下次启动时由日志重建")
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
EVN_TEXT(OPT_REPLACE, "It may exist with other content", "允许覆盖已有内容")
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
