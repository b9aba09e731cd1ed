#include "services/ledger/core/rule.h"

#include <stddef.h>

#define AT(kind_) (UINT64_C(1) << EVN_PLACE_##kind_)

/* Where stock lies, rides or waits; not what is lent, and not rooms and beds. */
#define OPEN                                                                                       \
    (AT(WAREHOUSE) | AT(HOSPITAL) | AT(PHARMACY) | AT(ISOLATION_SITE) | AT(RECEPTION_POINT) |      \
     AT(VEHICLE) | AT(TRANSIT) | AT(BIN))
#define STOCK (OPEN | AT(QUARANTINE))
#define AWAY  (AT(ON_LOAN) | AT(MAINTENANCE))
#define ROOMS (AT(CAPACITY_FREE))

enum {
    LINE = EVN_RULE_LINE,
    REASON = EVN_RULE_REASON,
    OPENS = EVN_RULE_OPENS_LOT,
    PICKS = EVN_RULE_PICKS,
    USES = EVN_RULE_CONSUMES,
    LENDS = EVN_RULE_LENDS,
    PAIR = EVN_RULE_PAIR
};

static const struct evn_rule rules[] = {
    {EVN_RECORD_RECEIVE, LINE | OPENS, AT(SUPPLIER), STOCK},
    {EVN_RECORD_ISSUE, LINE | PICKS | USES, STOCK, AT(CONSUMED)},
    {EVN_RECORD_TRANSFER, LINE | PICKS, STOCK, STOCK},
    {EVN_RECORD_DISPENSE, LINE | PICKS | USES, STOCK, AT(CONSUMED)},
    {EVN_RECORD_SHIP, PICKS, STOCK, AT(VEHICLE)},
    {EVN_RECORD_ADJUST, LINE | REASON | OPENS, AT(FOUND), STOCK | AWAY | ROOMS},
    {EVN_RECORD_ADJUST, LINE | REASON, STOCK | AWAY | ROOMS, AT(LOST)},
    {EVN_RECORD_DESTROY, LINE | REASON, STOCK | AWAY, AT(DESTROYED)},
    {EVN_RECORD_RETURN, LINE, AT(CONSUMED), STOCK},
    {EVN_RECORD_RETURN, LINE, STOCK, AT(SUPPLIER)},
    {EVN_RECORD_RECALL_RETURN, LINE, OPEN, AT(QUARANTINE) | AT(SUPPLIER)},
    {EVN_RECORD_RECALL_RETURN, LINE, AT(QUARANTINE), AT(SUPPLIER)},
    {EVN_RECORD_QUARANTINE, LINE, OPEN, AT(QUARANTINE)},
    {EVN_RECORD_QUARANTINE, LINE, AT(QUARANTINE), OPEN},
    {EVN_RECORD_OCCUPY, LINE | PAIR, AT(CAPACITY_FREE), AT(CAPACITY_OCCUPIED)},
    {EVN_RECORD_FREE, LINE | PAIR, AT(CAPACITY_OCCUPIED), AT(CAPACITY_FREE)},
    {EVN_RECORD_LEND, LINE | LENDS, STOCK, AWAY},
    {EVN_RECORD_GIVE_BACK, LINE | LENDS, AWAY, STOCK},
};

enum { N_RULES = sizeof rules / sizeof *rules };

static bool has(uint64_t set, uint32_t kind)
{
    return kind < 64 && (set >> kind & 1) != 0;
}

const struct evn_rule *evn_rule_find(uint32_t kind, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < N_RULES; i++)
        if (rules[i].kind == kind && has(rules[i].from, from) && has(rules[i].to, to))
            return &rules[i];
    return NULL;
}

bool evn_rule_is_line(uint32_t kind)
{
    for (size_t i = 0; i < N_RULES; i++)
        if (rules[i].kind == kind)
            return (rules[i].flags & EVN_RULE_LINE) != 0;
    return false;
}

bool evn_rule_starts(uint32_t kind, uint32_t from)
{
    for (size_t i = 0; i < N_RULES; i++)
        if (rules[i].kind == kind && has(rules[i].from, from))
            return true;
    return false;
}

uint32_t evn_rule_outside(uint32_t kind, bool from)
{
    for (size_t i = 0; i < N_RULES; i++)
        for (uint32_t k = EVN_PLACE_SUPPLIER; rules[i].kind == kind && k <= EVN_PLACE_VIRTUAL_LAST;
             k++)
            if ((from ? rules[i].from : rules[i].to) == UINT64_C(1) << k)
                return k;
    return 0;
}
