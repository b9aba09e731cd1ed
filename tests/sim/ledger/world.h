/* world - random commands over a small world, the same for the same seed. Test support.
 *
 * Few items, places, lots and instants, so that everything meets everything: back-dated changes,
 * repeated and conflicting ids, wrong expiry days, quantities at the edges of int64. */
#ifndef EVN_SIM_LEDGER_WORLD_H
#define EVN_SIM_LEDGER_WORLD_H

#include "common/base/rng.h"
#include "services/ledger/core/command.h"

enum {
    WORLD_ITEMS = 9,
    WORLD_LOTS = 7,
    WORLD_LINES = 5,
    WORLD_KEPT = 512,
    WORLD_FLIGHT = 12, /* commands on their way */
    WORLD_OWNERS = 5,
    WORLD_SHIPPED = 16,
    WORLD_RECENT = 8,
    WORLD_PARTS = 2
};

/* Places by their index; the first ten hold stock. */
enum {
    WORLD_VAN = 4,
    WORLD_VAN_2,
    WORLD_QUARANTINE,
    WORLD_LOAN,
    WORLD_FREE,
    WORLD_OCCUPIED,
    WORLD_PHYSICAL,
    WORLD_SUPPLIER = WORLD_PHYSICAL,
    WORLD_SUPPLIER_2,
    WORLD_CONSUMED,
    WORLD_LOST,
    WORLD_FOUND,
    WORLD_DESTROYED,
    WORLD_DIFFERENCE,
    WORLD_MADE,
    WORLD_PLACES
};

/* Instant 0 is the first of the year 1, then one an hour. The world runs from instant 40 on. */
enum { WORLD_INSTANTS = 72, WORLD_START = 40 };

struct world_command {
    struct evn_ledger_line lines[WORLD_LINES];
    struct evn_ledger_lot_line lot_lines[WORLD_LINES];
    struct evn_ledger_count_line count_lines[WORLD_LINES];
    struct evn_ledger_claim_line claim_lines[WORLD_LINES];
    struct evn_ledger_ship_line ship_lines[WORLD_LINES];
    struct evn_ledger_receipt_line receipt_lines[WORLD_LINES];
    struct evn_ledger_kit_part parts[WORLD_LINES];
    struct evn_bytes item; /* of a count */
    char name[16];         /* of a count or shipment */
    struct evn_ledger_command command;
    uint32_t made_at; /* the world's instant then */
    bool between;     /* a line lies between two instants of the world: repeated only at once */
};

/* What came, or was kept, of late, perhaps in vain: for claims of it, and lines that use these. */
struct world_kept {
    struct evn_bytes owner, place, item, lot;
};

/* A shipment that was sent for, perhaps in vain: for receipts. */
struct world_shipped {
    uint32_t number, van, stop, item, qty;
};

struct world {
    struct evn_rng rng;
    uint32_t now;                                /* index of the current instant */
    uint32_t n_minted;                           /* ids handed out */
    uint32_t n_counts;                           /* begun, or tried to */
    struct world_shipped shipped[WORLD_SHIPPED]; /* of late */
    uint32_t n_shipped;
    struct world_kept received[WORLD_RECENT], reserved[WORLD_RECENT];
    uint32_t n_received, n_reserved;
    uint32_t n_kept;
    struct world_command kept[WORLD_KEPT]; /* the latest, for repeats */
    uint32_t flight[WORLD_FLIGHT];         /* of kept, modulo: what clients sent, in no order */
    uint32_t n_flight;
};

/* What the kits are made of, for one base unit. */
struct world_kit {
    uint32_t item, part[WORLD_PARTS];
    int64_t qty[WORLD_PARTS];
};

extern const struct world_kit world_kits[2];

extern const char *const world_items[WORLD_ITEMS];
extern const uint32_t world_tracking[WORLD_ITEMS];
extern const bool world_equipment[WORLD_ITEMS];
extern const char *const world_places[WORLD_PLACES];
extern const uint32_t world_kinds[WORLD_PLACES];
extern const char *const world_owners[WORLD_OWNERS];

void world_init(struct world *world, uint64_t seed);

/* The instant with this index; that of world->now is the clock. */
int64_t world_at_us(uint32_t instant);

/* Step `step` of the setting-up: facts of all items, then all places. False behind the last. */
bool world_fact(struct world *world, uint32_t step, struct evn_ledger_command *out);

/* The number of an id of this world: the how-manieth minted. */
uint32_t world_id_number(const struct evn_id *id);

/* A lot as a line names it: its code, and its last usable day (none: EVN_DAY_NONE). */
void world_lot(struct world *world, uint32_t item, struct evn_bytes *code, struct evn_day *expiry);

/* A time of a line: now, in the past, or out of range. */
int64_t world_time(struct world *world);

/* Holds, recalls, counts and reversals (world_more.c). A reversal's `document` is the number of
 * the id of what is undone, and its `original` is NULL: who runs it fills both in. */
void world_more(struct world *world, struct world_command *made);

/* Claims, shipments, receipts and kits (world_goods.c). */
void world_goods(struct world *world, struct world_command *made);

/* The next random command that arrives: of any client, late, twice, or twice with other content;
 * valid until WORLD_KEPT more were made. */
const struct evn_ledger_command *world_next(struct world *world);

#endif
