/* planner_text_list - texts of cover, gaps, what-if and warnings. Part of text_list.h, included by
 * it with EVN_TEXT defined. No include guard: it is meant to be included again. */

/* cover */
EVN_TEXT(PLANNER_COVER,
         "How long stock lasts against need and reserve duty, by area and institution",
         "各区域与机构的库存可用天数及储备达标情况")
EVN_TEXT(PLANNER_GAPS, "Only what is short of its target, or of need on these days",
         "仅列出低于储备目标或期内不足的物资")
EVN_TEXT(PLANNER_WHAT_IF, "Cover as it is and as it might be; nothing is changed",
         "假设推演：现状与假设情形对比，不改动任何数据")
EVN_TEXT(OPT_COVER_AREA, "In this area (everywhere)", "区域编码（默认全部）")
EVN_TEXT(OPT_COVER_DAYS, "So many days from today on (14)", "自今日起的天数（默认 14）")
EVN_TEXT(OPT_COVER_BY, "Also each area of codes this long: 6 districts, 9 streets, 12 communities",
         "并按此长度编码的下级区域分列：6 区县、9 街道、12 社区")
EVN_TEXT(OPT_COVER_CLASS, "Only items of this reserve class", "仅限该储备类别")
EVN_TEXT(OPT_STANDING, "Zones stay; else until their expected end",
         "按封控持续计（默认至预计解除日）")
EVN_TEXT(OPT_CLASSES, "A line for each class instead of each item", "按储备类别汇总")
EVN_TEXT(OPT_WHAT_SEAL, "COMMUNITY=BUILDINGSxRESIDENTS[@DATE],...: more buildings sealed",
         "社区=楼栋数x每栋人数[@日期],…：新增封控楼栋")
EVN_TEXT(OPT_WHAT_COHORT, "COMMUNITY=COHORT:PEOPLE@DATE,...: more people in a cohort at home",
         "社区=类别:人数@日期,…：新增居家隔离人员")
EVN_TEXT(OPT_WHAT_CLOSE, "Places that close: CODE,...", "关闭的地点：编码,…")
EVN_TEXT(OPT_WHAT_ZONES_END, "A policy ends all zones: nothing is sealed from this day on",
         "政策自该日起解除全部封控")
EVN_TEXT(OPT_WHAT_COHORTS_END, "A policy ends all cohorts from this day on",
         "政策自该日起结束全部隔离管理")
EVN_TEXT(BAD_WHAT_IF, "{a}: not as --{b} wants it; see --help", "{a}：格式不符合 --{b}，见 --help")
EVN_TEXT(COVER_MOVED, "stock moved while it was read: figures may be off by that",
         "读取期间库存有变动，数字可能略有出入")
EVN_TEXT(COVER_EVERYWHERE, "everywhere", "全部")
EVN_TEXT(COL_CLASS, "class", "类别")
EVN_TEXT(COL_ON_HAND, "on hand", "在库")
EVN_TEXT(COL_EARMARKED, "earmarked", "专项保留")
EVN_TEXT(COL_NEED_DAYS, "need", "期内需求")
EVN_TEXT(COL_WANTED, "target", "储备目标")
EVN_TEXT(COL_SHORT_OF, "short of it", "缺口")
EVN_TEXT(COL_COVER, "days", "可用天数")
EVN_TEXT(COL_RUNS_OUT, "runs out", "断货日")
EVN_TEXT(COL_SLOT, "delivery", "送货时段")
EVN_TEXT(COL_RULE, "rule", "依据")
EVN_TEXT(COL_HAVE_THEN, "on hand then", "假设在库")
EVN_TEXT(COL_NEED_THEN, "need then", "假设需求")
EVN_TEXT(COL_SHORT_THEN, "short then", "假设缺口")
EVN_TEXT(COL_COVER_THEN, "days then", "假设可用天数")
EVN_TEXT(COL_OUT_THEN, "out then", "假设断货日")
EVN_TEXT(COL_CLASS_ITEMS, "items", "物资数")
EVN_TEXT(COL_CLASS_SHORT, "of them short", "其中不足")
EVN_TEXT(COL_FIRST_OUT, "first out", "最先断货")
EVN_TEXT(COL_SHORT_ITEMS_THEN, "short then", "假设不足")
