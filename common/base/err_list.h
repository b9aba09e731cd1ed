/* err_list - the one table of error codes. Included several times with EVN_ERR defined.
 *
 * EVN_ERR(name, number, class, english, chinese): numbers are on the wire and in logs, so they
 * are never reused or changed. The texts are templates for the edge; a name in braces is replaced
 * from struct evn_refusal: {subject} {place} {field} {line} {at} {day} {have} {want} {short}.
 * tools/lint holds this table, proto/evernormal/common/v1/error.proto and proto/spec/2-errors.md
 * against each other. No include guard: it is meant to be included again. */

/* INPUT: the request is wrong; fix it. Not logged, the id may be used again. */
EVN_ERR(BAD_MESSAGE, 100, INPUT, "The message cannot be read: {subject}", "消息无法解析：{subject}")
EVN_ERR(MISSING_FIELD, 101, INPUT, "Field {field} is missing", "缺少字段 {field}")
EVN_ERR(BAD_FIELD, 102, INPUT, "Field {field} is not valid: {subject}",
        "字段 {field} 无效：{subject}")
EVN_ERR(OUT_OF_RANGE, 103, INPUT, "Field {field} is {have}; the limit is {want}",
        "字段 {field} 为 {have}，超出限值 {want}")
EVN_ERR(BAD_TEXT, 104, INPUT, "Field {field} is not clean UTF-8 text of the allowed length",
        "字段 {field} 不是规定长度内的有效 UTF-8 文本")
EVN_ERR(BAD_ID, 105, INPUT, "The command id is not a UUID version 7", "命令编号不是第 7 版 UUID")
EVN_ERR(BAD_DATE, 106, INPUT, "Field {field} is not a valid date or time",
        "字段 {field} 不是有效的日期或时间")
EVN_ERR(UNKNOWN_KIND, 107, INPUT, "This service does not know the message kind {subject}",
        "本服务不认识消息类型 {subject}")
EVN_ERR(UNKNOWN_ITEM, 108, INPUT, "Item {subject} is not registered", "物资 {subject} 未登记")
EVN_ERR(UNKNOWN_PLACE, 109, INPUT, "Place {subject} is not registered", "地点 {subject} 未登记")
EVN_ERR(UNKNOWN_LOT, 110, INPUT, "Lot {subject} is not known", "批号 {subject} 未知")
EVN_ERR(UNKNOWN_REF, 111, INPUT, "{field} {subject} does not exist", "{field} {subject} 不存在")
EVN_ERR(BAD_UNIT, 112, INPUT, "Unit {subject} is not a pack level of this item",
        "单位 {subject} 不是该物资的包装层级")
EVN_ERR(TOO_MANY_LINES, 113, INPUT, "{have} lines; at most {want} are allowed",
        "共 {have} 行，最多允许 {want} 行")
EVN_ERR(ID_CONFLICT, 114, INPUT,
        "This command id was used before with other content or by another key",
        "该命令编号已被用于其他内容或其他密钥")
EVN_ERR(ID_TOO_OLD, 115, INPUT,
        "This command id is older than the retention; look up the outcome, then send a new command",
        "该命令编号超过保留期；请先查询结果，再发送新命令")
EVN_ERR(ID_IN_FUTURE, 116, INPUT,
        "This command id is ahead of the service's clock; check your clock",
        "该命令编号的时间超前于服务时钟，请检查本机时钟")
EVN_ERR(TIME_IN_FUTURE, 117, INPUT, "{field} is more than 5 minutes in the future",
        "{field} 超前当前时间 5 分钟以上")
EVN_ERR(OVERFLOW, 118, INPUT, "The quantity in {field} is too large to add up",
        "{field} 的数量过大，无法累计")
EVN_ERR(NOT_EXERCISE, 119, INPUT, "This is allowed only in an exercise", "仅限演练中使用")
EVN_ERR(USAGE, 120, INPUT, "Wrong use: {subject}", "用法错误：{subject}")
EVN_ERR(BAD_FILE, 121, INPUT, "{subject}: line {line}, {field}: not valid",
        "{subject}：第 {line} 行，{field}：无效")
EVN_ERR(SAME_PLACE, 122, INPUT, "A transfer needs two different places", "调拨需要两个不同的地点")
EVN_ERR(
    NOT_A_GTIN, 126, INPUT,
    "{subject} is 14 digits from 86: is it a national drug code? Say national={subject}, or give "
    "the GTIN of the pack",
    "{subject} 为 86 开头的 14 位数字：是国家药品编码吗？请写 national={subject}，或给出包装的 "
    "GTIN")
EVN_ERR(PACKAGE_CODE, 127, INPUT,
        "{subject} is a drug trace code: it names one package, not an item; it is the package's "
        "serial, and the item gets its first 7 digits as a trace prefix",
        "{subject} 是药品追溯码，标识一个包装而非一种物资；请作为包装序列号使用，物资登记其前 7 "
        "位作为追溯前缀")
EVN_ERR(PERSONAL_TEXT, 194, INPUT,
        "{field} holds a number like a telephone or identity card: texts stay for ever; link the "
        "person by pseudonym, the place by its code",
        "{field} 含有疑似电话或身份证号码：文字将永久保存；请用化名关联人员、用编码关联地点")

/* STATE: understood, and the answer is no. Logged and final for this id. */
EVN_ERR(SHORT_STOCK, 200, STATE, "Not enough {subject} at {place}: {short} short at {at}",
        "{place} 的 {subject} 不足：{at} 缺 {short}")
EVN_ERR(RESERVED, 201, STATE, "{subject} at {place} is reserved for others: {short} short now",
        "{place} 的 {subject} 已被预留：现缺 {short}")
EVN_ERR(COUNT_CONTRADICTED, 202, STATE,
        "The count of {subject} at {place} would make the balance negative at {at}",
        "{place} 的 {subject} 盘点将使 {at} 的结存为负")
EVN_ERR(EXPIRED, 203, STATE, "{subject} expired on {day}", "{subject} 已于 {day} 过期")
EVN_ERR(HELD, 204, STATE, "{subject} at {place} is on hold: {field}",
        "{place} 的 {subject} 已冻结：{field}")
EVN_ERR(EXISTS, 205, STATE, "{field} {subject} exists already with other content",
        "{field} {subject} 已存在且内容不同")
EVN_ERR(CODE_TAKEN, 206, STATE, "Code {subject} belongs to item {place}",
        "编码 {subject} 已属于物资 {place}")
EVN_ERR(WRONG_STATE, 207, STATE, "{subject} is in a state that does not allow this",
        "{subject} 当前状态不允许此操作")
EVN_ERR(NO_AUTHORITY, 208, STATE, "Sealing {subject} needs an authority, a reason and an end rule",
        "封控 {subject} 须注明决定机关、理由和解除规则")
EVN_ERR(ZONE_TOO_LARGE, 209, STATE,
        "{subject} is larger than a building: a recorded reason is needed",
        "{subject} 范围大于楼栋，须有记录在案的理由")
EVN_ERR(TOO_STRICT, 210, STATE,
        "{subject}, set by {place}, is stricter than the national rule ({field}): keep to it",
        "{place} 设定的 {subject} 严于国家规定（{field}），属层层加码：请按国家规定执行")
EVN_ERR(LOT_CONFLICT, 211, STATE, "Lot {subject} is known with another {field}",
        "批号 {subject} 已登记的 {field} 与此不同")
EVN_ERR(UNKNOWN_ACCOUNT, 212, STATE, "There never was any {subject} at {place}",
        "{place} 从未有过 {subject}")
EVN_ERR(NO_DEMAND, 213, STATE, "Nothing is asked for by {subject}", "{subject} 没有待满足的需求")
EVN_ERR(NO_RECEPTION_POINT, 214, STATE, "{subject} has no reception point", "{subject} 没有接收点")
EVN_ERR(NO_VEHICLE, 215, STATE, "No vehicle can take {subject}", "没有车辆可承运 {subject}")
EVN_ERR(NOT_SHIPPED, 216, STATE,
        "{want} of {subject} are received, but {have} are aboard for this stop: look at the "
        "shipment's name and at "
        "what was received already",
        "{subject} 收货 {want}，而本站在途仅 {have}：请核对运单号及已收数量")
EVN_ERR(OVERRIDE_NEEDED, 217, STATE,
        "{subject} at {place} is not the first to expire: {field} is; take that, or say why not",
        "{place} 的 {subject} 不是最先到期的批次，应先用 {field}；请改用，或说明理由")
EVN_ERR(
    OUTDATED, 218, STATE,
    "{field} of {subject} was changed by somebody else meanwhile: look at it again, then decide",
    "{subject} 的 {field} 同时被他人修改：请重新查看后再决定")
EVN_ERR(EQUIPMENT, 230, STATE, "{subject} is equipment: it is lent and given back, never used up",
        "{subject} 为设备：只能借出和归还，不能消耗")
EVN_ERR(NOT_EQUIPMENT, 231, STATE, "{subject} is not equipment: it cannot be lent",
        "{subject} 不是设备，不能借出")
EVN_ERR(RECALLED, 240, STATE, "{subject} at {place} is recalled: {field}",
        "{place} 的 {subject} 已召回：{field}")
EVN_ERR(SHORT_LIFE, 241, STATE,
        "{subject} can be used for {have} more days; the receiver asks for {want}",
        "{subject} 剩余效期 {have} 天，接收方要求 {want} 天")
EVN_ERR(TEMPERATURE, 242, STATE, "{subject} at {place} is on hold for its temperature: {field}",
        "{place} 的 {subject} 因温度异常冻结：{field}")
EVN_ERR(CAR_BOOKED, 243, STATE,
        "{subject} is taken by {place} from {at} on, and {field} needs it then: choose another "
        "vehicle or another time",
        "{subject} 自 {at} 起已用于 {place}，与 {field} 时间冲突：请改用其他车辆或时间")
EVN_ERR(
    NOT_TAKEN, 244, STATE,
    "{subject} takes no such patient now (closed, limited, another grade, or cut off): the "
    "nearest that does is {place}",
    "{subject} 目前不能接收该患者（关闭、限收、不收该级别或无法到达）：最近的可接收机构为 {place}")
EVN_ERR(NO_INSTITUTION, 245, STATE,
        "No institution takes the patient of {subject} now: open one, or name one with `redirect`",
        "目前没有机构可接收 {subject} 的患者：请开放机构，或用 `redirect` 指定")
EVN_ERR(RIDE_GOES_ON, 246, STATE,
        "{subject} is not over: the person is neither accepted at a place nor at home again",
        "{subject} 尚未结束：该人员既未被机构接收，也未返回家中")
EVN_ERR(FIXED, 250, STATE,
        "{field} of {subject} is fixed once registered: register it under a new code, move what is "
        "there, and close or no longer use the old one",
        "{subject} 的 {field} 登记后不可更改：请以新编码登记，转移库存，旧的停用")
EVN_ERR(KIT_CYCLE, 251, STATE,
        "{subject} would be a part of itself: one of its parts is made of it",
        "{subject} 将成为自身的组成部分：其某个组件由它组成")
EVN_ERR(
    NO_REVERSAL, 252, STATE,
    "{subject} is not undone by a reversal: a hold ends with `hold release`, a count is counted "
    "again, what undid something is posted again",
    "{subject} 不能冲销：冻结请用 `hold release` 解除，盘点请重新盘点，已冲销的请重新录入")
EVN_ERR(NOT_ISSUED, 253, STATE,
        "More {subject} comes back to {place} than was given out: {want} come, {have} are out; "
        "correct the quantity, or give a reason",
        "{place} 退回的 {subject} 多于发出：退回 {want}，在外 {have}；请更正数量或注明理由")
EVN_ERR(CLOSED, 254, STATE,
        "{subject} is closed and takes nothing in: choose another place, or open it again",
        "{subject} 已关闭，不再收入物资：请选择其他地点，或重新启用")
EVN_ERR(
    OTHER_BILL, 255, STATE,
    "{subject} was made by another bill than version {have}: use another lot code; to take these "
    "kits apart, undo their assembling",
    "{subject} 并非按第 {have} 版清单组装：请换批号；如需拆分，请冲销其组装")
EVN_ERR(TESTED_ENOUGH, 260, STATE,
        "{subject}: {have} tests a day; the rule allows {want}. Take the next one tomorrow, or "
        "correct the sample's number",
        "{subject}：一天检测 {have} 次，规定最多 {want} 次（一天两检、三检不科学）；请改日再测，"
        "或更正样本编号")
EVN_ERR(NO_TEST_REASON, 261, STATE,
        "Testing all of {subject} needs a recorded reason: source_unclear or spread_long",
        "对 {subject} 开展全员检测须注明理由：source_unclear（来源不清）或 "
        "spread_long（社区传播时间长）")
EVN_ERR(NO_BOOSTER, 262, STATE,
        "Nobody enters the closed-loop site {subject} without a booster dose before that day",
        "未完成加强免疫者不得进入闭环场所 {subject}")
EVN_ERR(VVM_DISCARD, 276, STATE,
        "{subject} at {place}: the vial monitor is at stage {have}, discard; take another lot, "
        "destroy this one",
        "{place} 的 {subject} 疫苗瓶监测标签已达第 {have} 级，须废弃：请换批次，并销毁该批")
EVN_ERR(WRONG_CODE, 278, STATE,
        "This is not the code of {subject} for this delivery: the reception point reads it from "
        "its page",
        "此码不是 {subject} 本次交付的签收码：请接收点在其页面上查看")
EVN_ERR(CREW_BUSY, 279, STATE,
        "This crew drives {subject} already: hand that trip over, or name another crew",
        "该班组已在执行车次 {subject}：请先交接该车次，或指定其他班组")
EVN_ERR(NOT_TRAINED, 280, STATE,
        "{subject} is refused the role {place}: course {field} is not done (missing since {day}); "
        "enter the day it was done first",
        "{subject} 不能获得角色 {place}：课程 {field} 未完成（自 {day} 起缺失），请先登记完成日期")
EVN_ERR(NOT_GRANTED, 281, STATE, "{subject} does not hold the role {place} in area {field}",
        "{subject} 在区域 {field} 没有角色 {place}")
EVN_ERR(NO_PASS, 288, STATE,
        "{subject} has no pass today and may not go into {place}, which is sealed: give it a pass, "
        "or use another vehicle",
        "{subject} 今日没有通行证，不得进入封控社区 {place}：请办理通行证，或改用其他车辆")
EVN_ERR(DOORS_OPEN, 297, STATE,
        "{have} bags have no outcome yet, the first is {subject}: say what became of each, handed "
        "over or why not",
        "尚有 {have} 个袋子没有结果，第一个为 {subject}：请逐一登记已送达或未送达原因")
EVN_ERR(NOT_AT_POINT, 298, STATE,
        "{want} of {subject} are spoken of, but {have} are there: received at this stop, less what "
        "other doors got and what was returned",
        "{subject} 登记 {want}，而实有 {have}（本站已收，减去其他住户已领及已退回）")

/* AUTH: the key may not do this. Not logged in the stream, the id may be used again. */
EVN_ERR(UNKNOWN_KEY, 300, AUTH, "This key is not known here; ask an administrator to add it",
        "未知的密钥，请联系管理员登记")
EVN_ERR(KEY_REVOKED, 301, AUTH, "This key or token was revoked; ask an administrator for a new one",
        "该密钥或令牌已吊销，请联系管理员重新发放")
EVN_ERR(NOT_ALLOWED, 302, AUTH, "This key lacks the role {subject}", "该密钥没有角色 {subject}")
EVN_ERR(OUT_OF_SCOPE, 303, AUTH, "{subject} lies outside the area of this key",
        "{subject} 不在该密钥的管辖区域内")
EVN_ERR(NO_TOKEN, 304, AUTH, "A valid token is needed: log in, or send Authorization: Bearer TOKEN",
        "需要有效的令牌：请登录，或发送 Authorization: Bearer 令牌")
EVN_ERR(ROLE_RESTS, 305, AUTH,
        "The role {subject} of {place} rests: course {field} is missing since {day}; it is back as "
        "soon as the day it was done is entered",
        "{place} 的角色 {subject} 已暂停：课程 {field} 自 {day} 起缺失，登记完成日期后立即恢复")

/* BUSY: nothing was decided; send the same bytes again. */
EVN_ERR(BUSY, 400, BUSY, "The service is busy; the same command may be sent again",
        "服务繁忙，请稍后重发同一命令")
EVN_ERR(BEHIND, 401, BUSY,
        "The service has not yet seen what this command builds on; send it again",
        "服务尚未收到该命令所依据的数据，请重发")
EVN_ERR(VIEW_LAG, 402, BUSY, "The views are too far behind the log; send it again",
        "视图落后于日志过多，请稍后重发")
EVN_ERR(TIMED_OUT, 403, BUSY,
        "No answer in time from {subject}; the outcome is open, send it again",
        "{subject} 未及时应答，结果未定，请重发")
EVN_ERR(UNREACHABLE, 404, BUSY, "{subject} cannot be reached", "无法连接 {subject}")
EVN_ERR(AGAIN, 405, BUSY, "Not ready yet", "尚未就绪")

/* LIMIT: a stated bound was reached. */
EVN_ERR(LIMIT, 500, LIMIT, "{subject} is full: the limit is {want}", "{subject} 已满：上限 {want}")
EVN_ERR(DISK_LOW, 501, LIMIT, "Too little free disk space at {subject}", "{subject} 磁盘空间不足")
EVN_ERR(MAP_FULL, 502, LIMIT, "The view store is full: {subject}", "视图库已满：{subject}")
EVN_ERR(TOO_LARGE, 503, LIMIT, "The message has {have} bytes; at most {want} are accepted",
        "消息为 {have} 字节，最多接受 {want} 字节")

/* DATA: stored bytes are not what they must be; stop and look. */
EVN_ERR(CORRUPT, 600, DATA, "Damaged data in {subject} at byte {have}",
        "{subject} 第 {have} 字节处数据损坏")
EVN_ERR(LOG_BEHIND_VIEW, 601, DATA,
        "The log ends at {have} but the views know {want}: the log lost data",
        "日志止于 {have}，而视图已到 {want}：日志有丢失")
EVN_ERR(ROLLED_BACK, 602, DATA, "The cursor {want} is ahead of the stream, which ends at {have}",
        "游标 {want} 超前于流的末尾 {have}")
EVN_ERR(DIGEST_MISMATCH, 603, DATA, "The state does not match the digest kept at {have}",
        "状态与 {have} 处保存的摘要不符")
EVN_ERR(WRONG_LOG, 604, DATA, "{subject} belongs to another log or a newer version",
        "{subject} 属于其他日志或更新的版本")
EVN_ERR(UNKNOWN_EVENT, 605, DATA, "Event kind {have} is not known to this version",
        "本版本不认识事件类型 {have}")
EVN_ERR(WRONG_KEY, 606, DATA, "This key does not open {subject}", "该密钥无法打开 {subject}")

/* SYS: the machine or the operating system failed. */
EVN_ERR(IO, 700, SYS, "Reading or writing {subject} failed", "读写 {subject} 失败")
EVN_ERR(NO_MEMORY, 701, SYS, "Out of memory", "内存不足")
EVN_ERR(LOCKED, 702, SYS, "{subject} is in use by process {have}", "{subject} 正被进程 {have} 使用")
EVN_ERR(NO_SPACE, 703, SYS, "The disk is full: {subject}", "磁盘已满：{subject}")
EVN_ERR(CONFIG, 704, SYS, "Setting {field} is not valid: {subject}", "设置 {field} 无效：{subject}")
EVN_ERR(OUTCOME_UNKNOWN, 705, SYS, "A flush failed: the outcome is unknown until the restart",
        "落盘失败：重启前结果未知")
EVN_ERR(NOT_SECURE, 706, SYS, "The transport accepted an unknown key; refusing to serve",
        "传输层接受了未知密钥，拒绝服务")
EVN_ERR(NET, 707, SYS, "The network endpoint {subject} cannot be used",
        "网络端点 {subject} 无法使用")
EVN_ERR(KEY_EXPOSED, 708, SYS,
        "The secret key file {subject} is readable by others or not yours; make a new key",
        "密钥文件 {subject} 可被他人读取或不属于本用户，请重新生成密钥")
