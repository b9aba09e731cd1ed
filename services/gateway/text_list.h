/* text_list - what the pages say, in English and Chinese. Included several times with EVN_TEXT
 * defined.
 *
 * EVN_TEXT(name, english, chinese). {a} {b} {n} {m} are filled in from struct evn_fill; both
 * languages name the same ones. Terms as in proto/GLOSSARY.md. No include guard. */

/* Frame */
EVN_TEXT(PRODUCT, "Evernormal", "常平 Evernormal")
EVN_TEXT(ABOUT, "Stock, needs and deliveries of a city under lockdown: every number explained.",
         "封控城市的物资、需求与配送：每个数字都说得清来由。")
EVN_TEXT(NAV, "Sections", "栏目")
EVN_TEXT(NAV_BOARD, "Board", "总览")
EVN_TEXT(NAV_POINT, "Community point", "社区点")
EVN_TEXT(NAV_WAREHOUSE, "Warehouse", "仓库")
EVN_TEXT(SKIP, "Skip to content", "跳到正文")
EVN_TEXT(LIVE, "Live connection", "实时连接")
EVN_TEXT(EXERCISE_NOTE, "Nothing here is real: people, stock and trips are made up.",
         "本页人员、物资、车次均为虚构，不得用于实际工作。")
EVN_TEXT(FOOT, "Evernormal · every event numbered, every share explained",
         "常平 · 事事有编号，份份有说明")
EVN_TEXT(DONE, "Done and recorded.", "已完成并记录。")
EVN_TEXT(AWAY, "The service {a} is not running; this part comes back by itself.",
         "服务 {a} 未运行；恢复后此处自动显示。")
EVN_TEXT(NOT_FOR_YOU, "Your role or area may not see this.", "您的角色或区域无权查看此内容。")
EVN_TEXT(NOT_FOUND, "There is no such thing here", "未找到")
EVN_TEXT(REFUSED, "Not done:", "未执行：")

/* Signing in */
EVN_TEXT(LOGIN, "Sign in", "登录")
EVN_TEXT(LOGIN_DO, "Sign in", "登录")
EVN_TEXT(TOKEN, "Access token", "访问令牌")
EVN_TEXT(TOKEN_WRONG, "This token is not known.", "令牌无效。")
EVN_TEXT(TOKEN_HOW, "The administrator of this machine makes one:", "由本机管理员生成：")

/* Board */
EVN_TEXT(SEALED, "Sealed zones", "封控区域")
EVN_TEXT(SEALED_SUB, "{n} residents inside", "区内居民 {n} 人")
EVN_TEXT(OVERDUE, "Overdue seals", "逾期未解封")
EVN_TEXT(OVERDUE_SUB, "the longest for {n} h", "最长已逾期 {n} 小时")
EVN_TEXT(OVERDUE_NONE, "all unsealed in time", "均按时解封")
EVN_TEXT(OVERDUE_ROW, "{a} · {n} residents · condition met {m} h ago",
         "{a} · 居民 {n} 人 · 条件满足已 {m} 小时")
EVN_TEXT(BELOW, "Communities below norm", "低于标准的社区")
EVN_TEXT(BELOW_SUB, "{n} people today", "今日涉及 {n} 人")
EVN_TEXT(OVERDUE_LINES, "Key persons: overdue", "重点人员到期未送")
EVN_TEXT(OVERDUE_LINES_SUB, "needs whose day passed and that were not brought",
         "到期日已过、尚未送达的需求")
EVN_TEXT(OPEN_REQUESTS, "Open requests", "未完成请求")
EVN_TEXT(OPEN_SUB, "oldest {n} h", "最早 {n} 小时前")
EVN_TEXT(OPEN_EMPTY, "Nothing is open: everything asked for is on its way.",
         "没有未完成请求：所求物资均已安排。")
EVN_TEXT(TRIPS_NOW, "Vehicles underway", "在途车次")
EVN_TEXT(TRIPS_SUB, "{n} of {m} trips today are closed", "今日 {m} 车次，已完成 {n}")
EVN_TEXT(COVER, "Days of cover by community", "各社区可用天数")
EVN_TEXT(COVER_EMPTY, "No community is sealed: there is no daily need to cover.",
         "没有封控社区，暂无每日需求。")
EVN_TEXT(DAYS, "days", "天")
EVN_TEXT(COMMUNITY, "Community", "社区")
EVN_TEXT(ITEM, "Item", "物资")
EVN_TEXT(STILL_OPEN, "Still open", "尚缺")
EVN_TEXT(AGE, "Age", "已等")
EVN_TEXT(TICKER, "Just now", "实时动态")
EVN_TEXT(TICKER_EMPTY, "Nothing has happened yet.", "暂无动态。")
EVN_TEXT(EV_ITEM, "Item {a} registered", "登记物资 {a}")
EVN_TEXT(EV_PLACE, "Place {a} registered", "登记地点 {a}")
EVN_TEXT(EV_COMMUNITY, "Community {a} registered", "登记社区 {a}")
EVN_TEXT(EV_POLICY, "Policy table {a} in force", "政策表 {a} 生效")
EVN_TEXT(EV_SEALED, "Zone {a} is sealed, {n} residents", "{a} 封控，居民 {n} 人")
EVN_TEXT(EV_UNSEALED, "Zone {a} is open again", "{a} 解除封控")
EVN_TEXT(EV_REQUEST, "{a} asks for {n} items", "{a} 提出请求，共 {n} 项")
EVN_TEXT(EV_TRIP, "Trip {a}: {b}", "车次 {a}：{b}")
EVN_TEXT(EV_ROUND, "Allocation round of {a}", "{a} 分配轮次")
EVN_TEXT(EV_PLANNED, "Needs of {a} planned for the day", "{a} 当日需求已计算")
EVN_TEXT(EV_NEED_CLOSED, "{a}: standing needs end", "{a}：常规需求结束")
EVN_TEXT(EV_MOVED, "Stock book: {n} entries", "库存账：{n} 笔")

/* Community point */
EVN_TEXT(POINT_LEAD, "Ask, see where your request stands and why, sign for what arrives.",
         "提出请求，查看进展与原因，签收到货。")
EVN_TEXT(COMMUNITIES, "Communities", "社区")
EVN_TEXT(COMMUNITIES_EMPTY, "No community is registered.", "尚未登记社区。")
EVN_TEXT(IS_THERE, "at {a} since {b}", "{b} 已到达 {a}")
EVN_TEXT(SIGN_NOW, "Count and sign now", "清点并签收")
EVN_TEXT(ASK_MORE, "More items", "更多物资")
EVN_TEXT(RESIDENTS, "residents", "人")
EVN_TEXT(ASK, "Ask for something", "提出请求")
EVN_TEXT(ASK_HINT, "Beyond the daily supplies, which come by themselves.",
         "日常保供物资自动安排，无需填写；此处用于额外需要。")
EVN_TEXT(ASK_DO, "Send request", "提交请求")
EVN_TEXT(NOTE, "Note", "备注")
EVN_TEXT(REQUESTS, "Where requests stand", "请求进展")
EVN_TEXT(REQUESTS_EMPTY, "No request yet.", "暂无请求。")
EVN_TEXT(STANDING, "Daily supplies", "日常保供")
EVN_TEXT(SINCE, "since {a}", "自 {a}")
EVN_TEXT(ASKED, "asked {a} by {b}", "{b} 提出于 {a}")
EVN_TEXT(HOW, "How it was worked out", "计算说明")
EVN_TEXT(HOURS, "{n} h", "{n} 小时")
EVN_TEXT(LINE_RECEIVED, "received", "已收")
EVN_TEXT(LINE_ABOARD, "on the way", "在途")
EVN_TEXT(LINE_RESERVED, "reserved", "已预留")
EVN_TEXT(LINE_ALLOCATED, "allocated", "已分配")
EVN_TEXT(LINE_OPEN, "still open", "待分配")
EVN_TEXT(LINE_REFUSED, "will not come", "不再供应")
EVN_TEXT(COMES, "brings {n}, expected {a}", "送达 {n}，预计 {a}")

/* Trips */
EVN_TEXT(TRIP, "Trip", "车次")
EVN_TEXT(TRIPS, "Trips", "车次")
EVN_TEXT(TRIPS_EMPTY, "No trip is planned.", "暂无车次。")
EVN_TEXT(TRIP_PLANNED, "planned", "待装车")
EVN_TEXT(TRIP_LOADING, "loading", "装车中")
EVN_TEXT(TRIP_LOADED, "loaded", "已装车")
EVN_TEXT(TRIP_UNDERWAY, "underway", "在途")
EVN_TEXT(TRIP_RETURNING, "returning", "返程中")
EVN_TEXT(TRIP_CLOSED, "closed", "已完成")
EVN_TEXT(TRIP_CANCELLED, "cancelled", "已取消")
EVN_TEXT(PROMISED, "promised {a}", "原定 {a}")
EVN_TEXT(TRIP_CHANGED, "the plan changed {n} times", "计划已变更 {n} 次")
EVN_TEXT(STOP_STRANDING, "out of reach", "无法到达")
EVN_TEXT(LATE_BY, "Late by minutes", "晚点（分钟）")
EVN_TEXT(DO_LATE, "Report late", "报晚点")
EVN_TEXT(DO_BREAK, "Vehicle cannot go on", "车辆无法继续")
EVN_TEXT(BREAK_WHY, "Why", "原因")
EVN_TEXT(CHANGE_OF_PLAN, "Something came up", "突发情况")
EVN_TEXT(NEXT_STOP, "next {a}, expected {b}", "下一站 {a}，预计 {b}")
EVN_TEXT(STOPS, "Stops", "停靠点")
EVN_TEXT(STOP_AHEAD, "ahead", "未到")
EVN_TEXT(STOP_ARRIVED, "arrived", "已到达")
EVN_TEXT(STOP_DONE, "signed", "已签收")
EVN_TEXT(AT, "at", "时间")
EVN_TEXT(ETA, "expected", "预计")
EVN_TEXT(DO_LOAD, "Load", "确认装车")
EVN_TEXT(DO_DEPART, "Depart", "发车")
EVN_TEXT(DO_ARRIVE, "Arrived here", "到达此站")
EVN_TEXT(DO_CLOSE, "Close trip", "结束车次")
EVN_TEXT(RECEIPT_HINT, "Count with the driver; the four numbers of a line add up to what was sent.",
         "请与司机当面清点；每行四个数之和等于发运数量。")
EVN_TEXT(ACCEPTED, "Accepted", "实收")
EVN_TEXT(SHORT, "Short", "短少")
EVN_TEXT(DAMAGED, "Damaged", "破损")
EVN_TEXT(TURNED_BACK, "Refused", "拒收")
EVN_TEXT(SIGNED_BY, "Signed by", "签收人")
EVN_TEXT(SIGN, "Sign receipt", "签收")
EVN_TEXT(PICK_LIST, "Pick list", "拣货单")
EVN_TEXT(
    PICK_PROPOSED,
    "Proposed lots, first expired first out; settled when the trip is loaded. Print this page for "
    "the picker.",
    "建议批号，先到期先出，装车时确定。可直接打印本页交拣货员。")
EVN_TEXT(PICK_HINT, "First expired, first out. Print this page for the picker.",
         "先到期先出。可直接打印本页交拣货员。")
EVN_TEXT(LOTS, "Lots", "批号")

/* Warehouse */
EVN_TEXT(WAREHOUSE_LEAD, "Receive, issue, pick and send; what expires first stands on top.",
         "收货、发放、拣货、发车；最早到期的排在最前。")
EVN_TEXT(WAREHOUSES, "Warehouses", "仓库")
EVN_TEXT(WAREHOUSES_EMPTY, "No warehouse is registered.", "尚未登记仓库。")
EVN_TEXT(STOCK, "Stock", "库存")
EVN_TEXT(STOCK_EMPTY, "The shelves are empty.", "暂无库存。")
EVN_TEXT(LOT, "Lot", "批号")
EVN_TEXT(EXPIRY, "Last usable day", "有效期至")
EVN_TEXT(QUANTITY, "Quantity", "数量")
EVN_TEXT(PACKS, "Packs", "包装")
EVN_TEXT(EXPIRED, "expired", "已过期")
EVN_TEXT(DAYS_LEFT, "{n} days left", "剩 {n} 天")
EVN_TEXT(CLAIMED, "reserved", "已预留")
EVN_TEXT(COUNTED_IN, "Counted in", "计量单位")
EVN_TEXT(BASE_UNIT, "base units", "基本单位")
EVN_TEXT(RECEIVE, "Receive", "收货")
EVN_TEXT(RECEIVE_DO, "Book receipt", "登记收货")
EVN_TEXT(SUPPLIER, "Supplier", "供应商")
EVN_TEXT(REFERENCE, "Delivery note", "送货单号")
EVN_TEXT(ISSUE, "Issue", "发放")
EVN_TEXT(ISSUE_HINT, "Handed over at the door; lots are taken first expired, first out.",
         "现场发放；批号按先到期先出自动选取。")
EVN_TEXT(REASON, "Reason", "事由")
EVN_TEXT(ISSUE_DO, "Book issue", "登记发放")
