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

enum { N_WAYS = 2, N_KINDS = EVN_RECORD_MOVEMENT_LAST + 1 };

/* By kind; a kind has as many rows as ways it goes. */
static const struct evn_rule rules[N_KINDS][N_WAYS] = {
    [EVN_RECORD_RECEIVE] = {{LINE | OPENS, AT(SUPPLIER), STOCK}},
    [EVN_RECORD_ISSUE] = {{LINE | PICKS | USES, STOCK, AT(CONSUMED)}},
    [EVN_RECORD_TRANSFER] = {{LINE | PICKS, STOCK, STOCK}},
    [EVN_RECORD_DISPENSE] = {{LINE | PICKS | USES, STOCK, AT(CONSUMED)}},
    [EVN_RECORD_SHIP] = {{PICKS, STOCK, AT(VEHICLE)}},
    [EVN_RECORD_RECEIVE_SHIPMENT] = {{0, AT(VEHICLE), STOCK}},
    [EVN_RECORD_OVER] = {{OPENS, AT(FOUND), STOCK}},
    [EVN_RECORD_WRONG_LOT] = {{OPENS, AT(FOUND), STOCK}},
    [EVN_RECORD_REFUSED_GOODS] = {{0, AT(VEHICLE), STOCK}},
    [EVN_RECORD_ADJUST] = {{LINE | REASON | OPENS, AT(FOUND), STOCK | AWAY | ROOMS},
                           {LINE | REASON, STOCK | AWAY | ROOMS, AT(LOST)}},
    [EVN_RECORD_DESTROY] = {{LINE | REASON, STOCK | AWAY, AT(DESTROYED)}},
    [EVN_RECORD_RETURN] = {{LINE, AT(CONSUMED), STOCK}, {LINE, STOCK, AT(SUPPLIER)}},
    [EVN_RECORD_RECALL_RETURN] = {{LINE, OPEN, AT(QUARANTINE) | AT(SUPPLIER)},
                                  {LINE, AT(QUARANTINE), AT(SUPPLIER)}},
    [EVN_RECORD_QUARANTINE] = {{LINE, OPEN, AT(QUARANTINE)}, {LINE, AT(QUARANTINE), OPEN}},
    [EVN_RECORD_KIT_IN] = {{PICKS | USES, STOCK, AT(MADE)}, {0, AT(MADE), STOCK}},
    [EVN_RECORD_KIT_OUT] = {{OPENS, AT(MADE), STOCK}, {0, STOCK, AT(MADE)}},
    [EVN_RECORD_OCCUPY] = {{LINE | PAIR, AT(CAPACITY_FREE), AT(CAPACITY_OCCUPIED)}},
    [EVN_RECORD_FREE] = {{LINE | PAIR, AT(CAPACITY_OCCUPIED), AT(CAPACITY_FREE)}},
    [EVN_RECORD_LEND] = {{LINE | LENDS, STOCK, AWAY}},
    [EVN_RECORD_GIVE_BACK] = {{LINE | LENDS, AWAY, STOCK}},
};

static const struct evn_rule *rows_of(uint32_t kind)
{
    return rules[kind < N_KINDS ? kind : 0];
}

static bool has(uint64_t set, uint32_t kind)
{
    return kind < 64 && (set >> kind & 1) != 0;
}

const struct evn_rule *evn_rule_find(uint32_t kind, uint32_t from, uint32_t to)
{
    const struct evn_rule *row = rows_of(kind);
    for (size_t i = 0; i < N_WAYS; i++)
        if (has(row[i].from, from) && has(row[i].to, to))
            return &row[i];
    return NULL;
}

bool evn_rule_is_line(uint32_t kind)
{
    return (rows_of(kind)->flags & EVN_RULE_LINE) != 0;
}

bool evn_rule_starts(uint32_t kind, uint32_t from)
{
    const struct evn_rule *row = rows_of(kind);
    return has(row[0].from, from) || has(row[1].from, from);
}

/* The one kind of place outside that the set is, or 0. */
static uint32_t outside(uint64_t set)
{
    bool one = set != 0 && (set & (set - 1)) == 0;
    uint32_t kind = one ? (uint32_t)__builtin_ctzll(set) : 0;
    return kind >= EVN_PLACE_SUPPLIER ? kind : 0;
}

uint32_t evn_rule_outside(uint32_t kind, bool from)
{
    const struct evn_rule *row = rows_of(kind);
    uint32_t first = outside(from ? row[0].from : row[0].to);
    return first != 0 ? first : outside(from ? row[1].from : row[1].to);
}
