#include "tools/audit/record.h"

/* Which ends of a movement are physical, as the table of record kinds says. */
enum { IN = 1, OUT = 2, WITHIN = 4 };

static const uint8_t ways[EVN_AUDIT_MOVEMENT_MAX + 1] = {
    [1] = IN,      [2] = OUT,       [3] = WITHIN,    [4] = OUT,       [5] = WITHIN,
    [6] = WITHIN,  [7] = OUT,       [8] = IN,        [9] = OUT,       [10] = IN,
    [11] = WITHIN, [12] = IN | OUT, [13] = OUT,      [14] = IN | OUT, [15] = OUT | WITHIN,
    [16] = WITHIN, [17] = IN | OUT, [18] = IN | OUT, [19] = WITHIN,   [20] = WITHIN,
    [21] = WITHIN, [22] = WITHIN,   [23] = IN | OUT, [24] = IN | OUT};

bool evn_audit_fits_kind(const struct evn_audit_record *r)
{
    bool reversal = (r->flags & EVN_AUDIT_REVERSAL) != 0;
    bool from = (r->flags & EVN_AUDIT_FROM_PHYSICAL) != 0;
    bool to = (r->flags & EVN_AUDIT_TO_PHYSICAL) != 0;
    int way = from && to ? WITHIN : from != reversal ? OUT : IN;
    return (from || to) && r->kind <= EVN_AUDIT_MOVEMENT_MAX && (ways[r->kind] & way) != 0;
}
