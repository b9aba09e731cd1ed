EVN_ERR(SHORT_STOCK, 200, STATE, "Not enough {subject} at {place}",
        "{place} 的 {subject} 不足")
