EVN_STATE(ENDED, 1, WRONG_STATE, "It is over", "已结束")
