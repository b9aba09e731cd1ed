/* demo_text_list - texts of the exercise and of route files. Part of text_list.h, included by it
 * with EVN_TEXT defined. No include guard: it is meant to be included again. */

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
