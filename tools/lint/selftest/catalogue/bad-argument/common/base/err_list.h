EVN_ERR(SHORT_STOCK, 200, STATE, "Not enough {subject} at {place}",
        "{place} 库存不足")
