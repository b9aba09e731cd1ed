/* base_text_list - texts of starting, health, keys and lanes. Part of text_list.h, included by it
 * with EVN_TEXT defined. No include guard: it is meant to be included again. */

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
EVN_TEXT(UP_DOWN_DATA,
         "{a} stays down: its data is damaged or does not fit; see its message above, then `evn "
         "verify`; "
         "views (views.mdb) are made again by `evn rebuild {a}`",
         "{a} 停止运行：数据损坏或不符；请先看上面的信息，再运行 `evn verify`；"
         "视图（views.mdb）可用 `evn rebuild {a}` 重建")
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
EVN_TEXT(CURE_GATEWAY,
         "see DATA/up.log or what `evn up` prints; another port: EVN_PORT or --port, then `evn up`",
         "查看 DATA/up.log 或 `evn up` 的输出；更换端口：EVN_PORT 或 --port，再执行 `evn up`")
EVN_TEXT(DETAIL_PAGES, "pages at http://127.0.0.1:{n}/", "网页地址 http://127.0.0.1:{n}/")
EVN_TEXT(DETAIL_NO_PAGES, "no answer; its port was {n}", "没有应答；上次端口 {n}")
EVN_TEXT(DETAIL_DISK, "{n} MiB free", "剩余 {n} MiB")
EVN_TEXT(DETAIL_CLOCK, "{n} ms apart", "相差 {n} 毫秒")
EVN_TEXT(DETAIL_SERVICE, "version {a}, event {n}", "版本 {a}，事件 {n}")
EVN_TEXT(DETAIL_LANES, "{n} waiting, the oldest {m} s", "{n} 条待发，最久 {m} 秒")
EVN_TEXT(DETAIL_RUNNING, "run by process {n}", "由进程 {n} 运行")
EVN_TEXT(DETAIL_NOT_RUNNING, "not running", "未运行")

/* key */
EVN_TEXT(KEY_TOKEN, "Make a token for a browser or a program that speaks HTTP; shown once",
         "为浏览器或使用 HTTP 的程序生成令牌，仅显示一次")
EVN_TEXT(OPT_TOKEN_ROLE,
         "WAREHOUSE, POINT, DISPATCHER, DASHBOARD, AUDITOR, INTEGRATOR, AUTHORITY or QUALITY",
         "WAREHOUSE、POINT、DISPATCHER、DASHBOARD、AUDITOR、INTEGRATOR、AUTHORITY 或 QUALITY")
EVN_TEXT(COL_TOKEN, "token", "令牌")
EVN_TEXT(KEY, "Keys: who may do what", "密钥：谁可以做什么")
EVN_TEXT(KEY_LIST, "List the keys a service knows", "列出服务已知的密钥")
EVN_TEXT(OPT_SERVICE, "Ask this service", "向该服务查询")
EVN_TEXT(COL_NAME, "name", "名称")
EVN_TEXT(COL_ROLES, "roles", "角色")
EVN_TEXT(COL_SCOPE, "area", "区域")
EVN_TEXT(COL_REVOKED, "revoked", "已吊销")
EVN_TEXT(COL_FINGERPRINT, "fingerprint", "指纹")

EVN_TEXT(KEY_NEW, "Make a key and give it rights", "生成密钥并授予权限")
EVN_TEXT(KEY_REVOKE, "Take the rights of somebody's key and tokens away for good",
         "永久吊销某人的密钥和令牌")
EVN_TEXT(OPT_ROLE,
         "ADMIN WAREHOUSE POINT DISPATCHER DASHBOARD AUDITOR DELEGATE BULK INTEGRATOR AUTHORITY "
         "QUALITY",
         "ADMIN 管理员 WAREHOUSE 仓库 POINT 接收点 DISPATCHER 调度 DASHBOARD 看板 AUDITOR 审计 "
         "DELEGATE 代理 BULK 批量 INTEGRATOR 集成 AUTHORITY 防控机关 QUALITY 质量负责人")
EVN_TEXT(OPT_SCOPE, "Only in this area and below (everywhere)", "仅限该区域及其下级（默认全部）")
EVN_TEXT(KEY_MADE, "key {b} is in {a}; hand that file over safely",
         "密钥 {b} 保存在 {a}，请妥善交付")
EVN_TEXT(KEY_REVOKED, "key {a} is revoked", "密钥 {a} 已吊销")
EVN_TEXT(TOKENS_REVOKED, "tokens of {a} revoked: {n}", "已吊销 {a} 的令牌：{n} 个")
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
