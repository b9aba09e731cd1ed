EVN_TEXT(BOARD_TITLE, "Days of cover", "Days of cover")
