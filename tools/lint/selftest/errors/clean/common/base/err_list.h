EVN_ERR(BAD_DATE, 100, INPUT, "Not a date", "日期无效")
EVN_ERR(EXPIRED, 200, STATE, "Expired", "已过期")
