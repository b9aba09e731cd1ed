/* site_text_list - texts of places: coordinates, plans, passes. Part of text_list.h, included by it
 * with EVN_TEXT defined. No include guard: it is meant to be included again. */

EVN_TEXT(PLACE_MISPLACED, "List places whose coordinates lie elsewhere and are not believed",
         "列出坐标落在所属区域以外、不予采信的地点")
EVN_TEXT(COL_OUTSIDE, "outside", "超出区域")
EVN_TEXT(COL_LAT, "latitude", "纬度")
EVN_TEXT(COL_LON, "longitude", "经度")
EVN_TEXT(COL_DATUM, "datum", "坐标系")
EVN_TEXT(COL_COORD_SOURCE, "source", "来源")
EVN_TEXT(MISPLACED_SUM,
         "{n} of {m} places with coordinates ({a} %) lie elsewhere: routes take the middle of "
         "their district",
         "{m} 个有坐标的地点中 {n} 个（{a} %）落在他处：规划路线时取其所在区县的中心")
EVN_TEXT(DOORS, "{a}: door delivery only for {n} with a restricted code and {m} found positive",
         "{a}：仅限送货上门：健康码受限 {n} 人、检测阳性 {m} 人")
EVN_TEXT(COL_DOOR_ONLY, "door only", "仅限上门")
