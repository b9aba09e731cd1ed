/* staff_text_list - texts of staff, training and duty. Part of text_list.h, included by it with
 * EVN_TEXT defined. No include guard: it is meant to be included again. */

/* staff */
EVN_TEXT(STAFF, "Staff: units, members by number, what they may do", "人员：单位、工号、角色与范围")
EVN_TEXT(STAFF_LIST, "List the members", "列出全部人员")
EVN_TEXT(STAFF_SHOW, "Show one member", "显示一名人员")
EVN_TEXT(STAFF_PUT, "Enter a member: unit, roles by area, days of service",
         "登记人员：单位、各区域角色、任职日期")
EVN_TEXT(STAFF_UNITS, "List the units", "列出全部单位")
EVN_TEXT(STAFF_UNIT, "Enter a unit: type, level, area, head", "登记单位：类型、层级、区域、负责人")
EVN_TEXT(OPT_UNIT, "Code of the unit", "单位编码")
EVN_TEXT(OPT_GRANT, "Roles in areas: WAREHOUSE,POINT@310105; AUDITOR@*",
         "各区域的角色，如 WAREHOUSE,POINT@310105; AUDITOR@*")
EVN_TEXT(OPT_STAFF_FROM, "First day of service", "任职首日")
EVN_TEXT(OPT_STAFF_LAST, "Last day of service; without it, it goes on", "任职末日，不填为继续任职")
EVN_TEXT(OPT_UNIT_TYPE, "A word of your own: command, cdc, hospital, committee",
         "类型（自定）：command 指挥部、cdc 疾控、hospital 医院、committee 居委会")
EVN_TEXT(OPT_UNIT_LEVEL, "province, city, district, street or community",
         "province 省、city 市、district 区、street 街道、community 社区")
EVN_TEXT(OPT_UNIT_AREA, "Area it serves; never changes", "所辖区域，不可更改")
EVN_TEXT(OPT_UNIT_PARENT, "Unit above it", "上级单位")
EVN_TEXT(OPT_STAFF_UNIT_ZH, "Chinese name", "中文名称")
EVN_TEXT(OPT_STAFF_UNIT_EN, "English name", "英文名称")
EVN_TEXT(OPT_UNIT_HEAD, "Member who is asked when nobody is on duty", "负责人工号（无人值班时）")
EVN_TEXT(OPT_UNIT_PHONE, "Number of the unit, never of a person", "单位电话（不得为个人号码）")
EVN_TEXT(COL_STAFF, "member", "工号")
EVN_TEXT(COL_STAFF_UNIT, "unit", "单位")
EVN_TEXT(COL_GRANTS, "roles@area", "角色@区域")
EVN_TEXT(COL_SHIFT_FROM, "first day", "首日")
EVN_TEXT(COL_STAFF_LEVEL, "level", "层级")
EVN_TEXT(COL_PARENT, "above it", "上级")
EVN_TEXT(COL_STAFF_HEAD, "head", "负责人")
EVN_TEXT(OPT_KEY_STAFF, "Number of the member who has it; needs --device",
         "持有人工号，须同时给出 --device")
EVN_TEXT(OPT_KEY_DEVICE, "Device it lies on; a member has one key for each",
         "所在设备，每人每设备一个密钥")
EVN_TEXT(COL_DEVICE, "device", "设备")

/* training */
EVN_TEXT(TRAINING, "Training: courses, who did them, coverage, who is overdue",
         "培训：课程、完成情况、覆盖率、逾期名单")
EVN_TEXT(TRAINING_COVERAGE, "How many of each unit are trained, due, overdue",
         "各单位已培训、待培训、逾期人数")
EVN_TEXT(TRAINING_LATE, "Who is overdue or whose training lapsed, by number",
         "逾期或培训已失效的人员（工号）")
EVN_TEXT(TRAINING_SHOW, "The courses one member needs and how they stand", "一名人员的课程情况")
EVN_TEXT(TRAINING_DONE, "Enter the day a member did a course", "登记课程完成日期")
EVN_TEXT(TRAINING_COURSES, "List the courses", "列出全部课程")
EVN_TEXT(TRAINING_COURSE, "Enter a course: who needs it, how long it is good",
         "登记课程：适用角色、有效天数")
EVN_TEXT(OPT_OF_UNIT, "Only of this unit", "仅限该单位")
EVN_TEXT(OPT_OF_COURSE, "Only of this course", "仅限该课程")
EVN_TEXT(OPT_DUE_TOO, "Also who is due", "包括待培训的")
EVN_TEXT(OPT_DONE_ON, "Day it was done: 2022-11-14", "完成日期，如 2022-11-14")
EVN_TEXT(OPT_PROOF, "Number of the certificate, name of the list", "证书编号或名单名称")
EVN_TEXT(OPT_WITHDRAW, "It was entered by mistake", "撤销（登记有误）")
EVN_TEXT(OPT_COURSE_ROLES, "Roles that need it: WAREHOUSE,POINT; without it, everybody",
         "适用角色，如 WAREHOUSE,POINT；不填为所有人")
EVN_TEXT(OPT_VALID_DAYS, "Days it is good after the day it was done (for ever)",
         "完成后有效天数（默认长期有效）")
EVN_TEXT(OPT_DEADLINE, "Of the first round (training_deadline of service_rules)",
         "首轮完成期限（默认取政策表 service_rules 的 training_deadline）")
EVN_TEXT(OPT_COURSE_FROM, "First day it is asked for", "要求生效首日")
EVN_TEXT(OPT_COURSE_UNTIL, "Last day it is asked for", "要求生效末日")
EVN_TEXT(EVERYBODY, "everybody", "所有人")
EVN_TEXT(COL_LEARNT, "course", "课程")
EVN_TEXT(COL_N_NEEDED, "must", "应培训")
EVN_TEXT(COL_TRAINED, "trained", "已培训")
EVN_TEXT(COL_TRAINING_DUE, "due", "待培训")
EVN_TEXT(COL_OVERDUE, "overdue", "逾期")
EVN_TEXT(COL_LAPSED, "of them lapsed", "其中失效")
EVN_TEXT(COL_STAFF_COVERED, "%", "覆盖率%")
EVN_TEXT(COL_DEADLINE, "deadline", "期限")
EVN_TEXT(COL_DONE_ON, "done on", "完成日期")
EVN_TEXT(COL_GOOD_UNTIL, "good until", "有效期至")
EVN_TEXT(COL_MISSING_SINCE, "missing since", "缺失自")
EVN_TEXT(COL_RESTING, "roles that rest", "暂停的角色")
EVN_TEXT(COL_FOR_ROLES, "for", "适用角色")
EVN_TEXT(COL_VALID_DAYS, "days good", "有效天数")
EVN_TEXT(COL_VALID_FROM, "valid from", "生效首日")
EVN_TEXT(COL_VALID_UNTIL, "valid until", "生效末日")
EVN_TEXT(TRAINING_UNKNOWN, "not known to this program", "本程序不认识")
EVN_TEXT(TRAINING_TRAINED, "trained", "已培训")
EVN_TEXT(TRAINING_DUE, "due", "待培训")
EVN_TEXT(TRAINING_OVERDUE, "overdue", "逾期")
EVN_TEXT(TRAINING_LAPSED, "lapsed", "已失效")

/* duty */
EVN_TEXT(DUTY, "Duty: rosters, whom to call, deadlines of tickets",
         "值班：值班表、当前值班人、工单时限")
EVN_TEXT(DUTY_NOW, "Who is on duty now, or at a time: never nobody",
         "当前（或某时）值班人，必有一人")
EVN_TEXT(DUTY_LIST, "List the shifts", "列出值班安排")
EVN_TEXT(DUTY_PUT, "Enter a shift", "登记值班安排")
EVN_TEXT(DUTY_DEADLINES, "How soon each class of ticket must be accepted and answered",
         "各类工单的受理和答复时限")
EVN_TEXT(OPT_DUTY_AREA, "Of the unit nearest to this area", "距该区域最近的单位")
EVN_TEXT(OPT_DUTY_TYPE, "Only units of this type", "仅限该类型单位")
EVN_TEXT(OPT_DUTY_AT, "At this time, if not now: 2022-11-14T08:00:00+08:00",
         "查询时间（默认当前），如 2022-11-14T08:00:00+08:00")
EVN_TEXT(OPT_DUTY_STAFF, "Number of the member", "工号")
EVN_TEXT(OPT_DUTY_FROM, "First day", "首日")
EVN_TEXT(OPT_DUTY_UNTIL, "Last day; without it, until withdrawn", "末日，不填为直至撤销")
EVN_TEXT(OPT_DUTY_DAYS, "Days of the week on which it begins, 1 is Monday (every day)",
         "每周开始日，1 为周一（默认每天）")
EVN_TEXT(OPT_DUTY_HOURS, "From and until; 20:00-08:00 ends on the next day (00:00-24:00)",
         "起止时间，20:00-08:00 为次日结束（默认 00:00-24:00）")
EVN_TEXT(OPT_DUTY_RANK, "Who is called first: 0 before 1 (0)", "呼叫顺序，0 先于 1（默认 0）")
EVN_TEXT(COL_SHIFT, "shift", "班次")
EVN_TEXT(COL_WEEKDAYS, "weekdays", "星期")
EVN_TEXT(COL_HOURS, "hours", "时间")
EVN_TEXT(COL_RANK, "rank", "顺序")
EVN_TEXT(COL_WITHDRAWN, "withdrawn", "已撤销")
EVN_TEXT(COL_CALLED_AS, "because", "依据")
EVN_TEXT(COL_UNTRAINED, "a course is missing", "培训缺失")
EVN_TEXT(COL_TICKET_CLASS, "class of ticket", "工单类别")
EVN_TEXT(COL_ACCEPT_HOURS, "hours to accept", "受理时限（小时）")
EVN_TEXT(COL_ANSWER_HOURS, "hours to answer", "答复时限（小时）")
EVN_TEXT(BY_UNKNOWN, "not known to this program", "本程序不认识")
EVN_TEXT(BY_ROSTER, "is on duty", "值班")
EVN_TEXT(BY_HEAD, "heads the unit: nobody is on duty", "单位负责人（无人值班）")
EVN_TEXT(BY_MEMBER, "works there: nobody is on duty, there is no head",
         "单位人员（无人值班、无负责人）")
EVN_TEXT(BY_ADMINISTRATOR, "administrator: nobody else is there", "管理员（无其他人员）")

/* import */
EVN_TEXT(IMPORT_UNITS, "Units: type, level, area, head", "单位：类型、层级、区域、负责人")
EVN_TEXT(IMPORT_STAFF, "Staff by number: unit, roles by area, days",
         "人员：工号、单位、各区域角色、日期")
EVN_TEXT(IMPORT_COURSES, "Courses: who needs them, how long they are good",
         "课程：适用角色、有效天数")
EVN_TEXT(IMPORT_TRAINING, "Days on which members did courses", "课程完成日期")
EVN_TEXT(IMPORT_DUTIES, "Shifts of duty rosters", "值班安排")
