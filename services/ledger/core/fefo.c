#include "services/ledger/core/fefo.h"

/* How much is used up to and with that day. */
static int64_t used_until(int64_t consumed, int32_t expiry, int32_t today)
{
    int64_t days = (int64_t)expiry - today + 1, used;
    if (days <= 0 || consumed <= 0)
        return 0;
    return __builtin_mul_overflow(consumed, days, &used) ? INT64_MAX : used / EVN_FEFO_DAYS;
}

int64_t evn_fefo_unused(const struct evn_fefo_lot *lots, size_t which, int64_t consumed,
                        int32_t today)
{
    int64_t used = 0, left = 0;
    for (size_t i = 0; i <= which; i++) {
        int64_t can = used_until(consumed, lots[i].expiry, today) - used;
        int64_t of_lot = can < lots[i].qty ? (can > 0 ? can : 0) : lots[i].qty;
        used += of_lot;
        left = lots[i].qty - of_lot;
    }
    return left;
}
