/* registry_text_list - texts of items and of communities. Part of text_list.h, included by it with
 * EVN_TEXT defined. No include guard: it is meant to be included again. */

/* item */
EVN_TEXT(ITEM_SEARCH, "Find items by code, name or pinyin initials",
         "按编码、名称或拼音首字母查找物资")
EVN_TEXT(OPT_CODES, "gtin= national= approval= insurance= atc= own=, CODE[@UNITS],...",
         "编码：gtin= national= approval= insurance= atc= own=，编码[@基本单位数],...")
EVN_TEXT(OPT_ATC, "ATC codes", "ATC 编码")
EVN_TEXT(OPT_TRACE, "First 7 digits of its packages' drug trace codes", "药品追溯码前 7 位")
EVN_TEXT(OPT_SUBSTITUTE, "ITEM=UNITS:INSTEAD,...: 2 of this are as good as 3 of B: B=2:3",
         "替代品：物资=本品数:替代品数,...，如 B=2:3")
EVN_TEXT(OPT_PINYIN, "Pinyin initials, where the usual reading is wrong",
         "拼音首字母（多音字读音有误时填写）")
EVN_TEXT(OPT_WEIGHT, "Weight of a base unit in grams", "基本单位重量（克）")
EVN_TEXT(OPT_VOLUME, "Volume of a base unit in millilitres", "基本单位体积（毫升）")
EVN_TEXT(OPT_TEMP, "Range of temperature in degrees Celsius: 2:8", "温度范围（摄氏度），如 2:8")
EVN_TEXT(OPT_COLD_CHAIN, "Must stay in its range of temperature", "须冷链保存")
EVN_TEXT(OPT_SHELF_LIFE, "Days from making to the last usable day", "保质期（天）")
EVN_TEXT(OPT_IN_CATEGORY, "Only of this class", "仅限该类别")
EVN_TEXT(OPT_BELOW_ATC, "Only of this ATC class or below", "仅限该 ATC 类别及其下级")
EVN_TEXT(COL_FACT, "fact", "项目")
EVN_TEXT(COL_FACT_SAYS, "value", "内容")
EVN_TEXT(FACT_ID, "item", "物资")
EVN_TEXT(FACT_INITIALS, "pinyin initials", "拼音首字母")
EVN_TEXT(FACT_WEIGHT, "weight, g", "重量（克）")
EVN_TEXT(FACT_VOLUME, "volume, ml", "体积（毫升）")
EVN_TEXT(FACT_TEMP, "temperature, C", "温度（摄氏度）")
EVN_TEXT(FACT_COLD_CHAIN, "cold chain", "冷链")
EVN_TEXT(FACT_COLD_BUDGET, "minutes outside it may spend", "允许超温分钟数")
EVN_TEXT(FACT_WARN_DAYS, "warned of, days before expiry", "到期前预警天数")
EVN_TEXT(FACT_EQUIPMENT, "equipment, lent and given back", "设备（借用归还）")
EVN_TEXT(FACT_CRITICAL, "life-critical", "关系生命安全")
EVN_TEXT(FACT_SYNTHETIC, "made up for an exercise", "演练虚构")
EVN_TEXT(FACT_SHELF_LIFE, "shelf life, days", "保质期（天）")
EVN_TEXT(FACT_TRACE, "trace prefix", "追溯码前缀")
EVN_TEXT(FACT_PACK, "pack", "包装")
EVN_TEXT(FACT_KIT, "part of the kit", "组套组成")
EVN_TEXT(FACT_SUBSTITUTE, "substitute", "替代品")

/* community */
EVN_TEXT(COMMUNITY, "Communities: their lines to hospital and pharmacy, reception points, cars",
         "社区：与医院、药店的热线，接收点，车辆")
EVN_TEXT(COMMUNITY_LIST, "List all communities", "列出全部社区")
EVN_TEXT(COMMUNITY_SHOW, "Show one community", "显示一个社区")
EVN_TEXT(COMMUNITY_LINKS, "List the links that must exist and are missing", "列出缺失的必备联系")
EVN_TEXT(COMMUNITY_LINK, "Set a line or the car; without --place it is taken away",
         "登记热线或车辆，不带 --place 为取消")
EVN_TEXT(COMMUNITY_TEST, "Record that a line was tried", "登记一次热线测试")
EVN_TEXT(OPT_IN_AREA, "Only in this area", "仅限该区域")
EVN_TEXT(OPT_TESTED_DAYS, "A line must have been tried in so many days (30)",
         "热线应在多少天内测试过（默认 30）")
EVN_TEXT(OPT_LINK_KIND, "hospital, pharmacy or car", "hospital 医院、pharmacy 药店、car 车辆")
EVN_TEXT(OPT_LINK_PLACE, "The hospital, pharmacy or vehicle", "医院、药店或车辆的编码")
EVN_TEXT(OPT_LINK_PHONE, "Number of the line, never of a person", "热线号码（不得为个人号码）")
EVN_TEXT(OPT_LINE_KIND, "hospital or pharmacy", "hospital 医院、pharmacy 药店")
EVN_TEXT(OPT_ANSWERED, "Somebody answered", "已接通")
EVN_TEXT(OPT_CALL_NOTE, "What was found", "测试情况")
EVN_TEXT(COL_RESIDENTS, "residents", "居民数")
EVN_TEXT(COL_LINKS, "links", "联系")
EVN_TEXT(COL_LINK_GAP, "missing", "缺失")
EVN_TEXT(GAP_UNKNOWN, "something this program does not know", "本程序不认识的缺失")
EVN_TEXT(GAP_HOSPITAL, "no line to a hospital", "没有医院热线")
EVN_TEXT(GAP_HOSPITAL_CLOSED, "its hospital is closed", "对口医院已关闭")
EVN_TEXT(GAP_HOSPITAL_UNTESTED, "the line to the hospital was not tried for long",
         "医院热线久未测试")
EVN_TEXT(GAP_HOSPITAL_UNANSWERED, "the hospital did not answer", "医院热线未接通")
EVN_TEXT(GAP_PHARMACY, "no line to a pharmacy", "没有药店热线")
EVN_TEXT(GAP_PHARMACY_CLOSED, "its pharmacy is closed", "对口药店已关闭")
EVN_TEXT(GAP_PHARMACY_UNTESTED, "the line to the pharmacy was not tried for long",
         "药店热线久未测试")
EVN_TEXT(GAP_PHARMACY_UNANSWERED, "the pharmacy did not answer", "药店热线未接通")
EVN_TEXT(GAP_RECEPTION, "no reception point", "没有接收点")
EVN_TEXT(GAP_RECEPTION_CLOSED, "its reception points are closed", "接收点均已关闭")
EVN_TEXT(GAP_CAR, "no car", "没有车辆")
EVN_TEXT(GAP_CAR_CLOSED, "its car is out of service", "车辆已停用")
EVN_TEXT(GAP_CAR_PASS, "the pass of its car does not hold today", "车辆通行证今日无效")

/* place put, of a vehicle */
EVN_TEXT(OPT_WEIGHT_MAX, "Vehicle: most it carries, kg", "车辆：最大载重，千克")
EVN_TEXT(OPT_VOLUME_MAX, "Vehicle: most it holds, litres", "车辆：最大容积，升")
EVN_TEXT(OPT_COLD_BOX, "Vehicle: it has a cold box", "车辆：带冷藏箱")
EVN_TEXT(OPT_DEPOT, "Vehicle: place it starts from and returns to", "车辆：出车与收车地点")
EVN_TEXT(OPT_SHIFT, "Vehicle: hours it drives; after midnight hours go on from 24",
         "车辆：当班时段；过午夜从 24 点续计")
EVN_TEXT(OPT_PASS, "Vehicle: first and last day of its pass", "车辆：通行证起止日期")
