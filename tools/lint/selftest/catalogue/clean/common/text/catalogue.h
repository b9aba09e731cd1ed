EVN_TEXT(BOARD_TITLE, "Days of cover", "可保障天数")
EVN_TEXT(BOARD_COUNT, "{n} open requests", "{n} 项未完成请求")
