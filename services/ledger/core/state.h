/* state - everything the ledger knows in memory: dictionaries, accounts, recent ids. Pure but heap.
 *
 * Only evn_ledger_apply changes it. Accounts, items, places, lots, reasons and actors have dense
 * numbers from 1, given in the order of the log. Memory is bounded by `limits`, which `decide`
 * keeps; `apply` never refuses what the log says. */
#ifndef EVN_LEDGER_STATE_H
#define EVN_LEDGER_STATE_H

#include "common/base/day.h"
#include "services/ledger/core/barriers.h"
#include "services/ledger/core/cold.h"
#include "services/ledger/core/counts.h"
#include "services/ledger/core/dict.h"
#include "services/ledger/core/discrepancies.h"
#include "services/ledger/core/expected.h"
#include "services/ledger/core/holds.h"
#include "services/ledger/core/ids.h"
#include "services/ledger/core/kind.h"
#include "services/ledger/core/kits.h"
#include "services/ledger/core/lots.h"
#include "services/ledger/core/open.h"
#include "services/ledger/core/overlay.h"
#include "services/ledger/core/packs.h"
#include "services/ledger/core/recall.h"
#include "services/ledger/core/reversed.h"
#include "services/ledger/core/slots.h"
#include "services/ledger/core/sums.h"
#include "services/ledger/core/thresholds.h"

enum { EVN_AREA_MAX = 24 };

/* What each movement looks at comes first and lies in one cache line. */
struct evn_item {
    uint32_t tracking;                      /* enum evn_tracking */
    struct evn_day first_expiry;            /* earliest of all its lots' ever, or EVN_DAY_NONE */
    int32_t cold_min_centi, cold_max_centi; /* 1/100 degree Celsius; both 0: no cold chain */
    uint32_t cold_budget_min;               /* minutes outside them a lot may spend in all */
    uint32_t n_days_warn;                   /* before expiry at which a lot is told of; 0: never */
    uint32_t n_packs;                       /* levels above the base unit */
    uint32_t pack_version;                  /* grows when the levels change */
    bool equipment;                         /* lent and given back, never consumed */
    uint8_t unused[15];                     /* fills up to three lines */
    int64_t packs[EVN_PACK_LEVELS_MAX]; /* base units of each level, ascending, each divides next */
    uint64_t pack_zh[EVN_PACK_LEVELS_MAX]; /* hash of each level's Chinese name; 0: none */
    uint64_t pack_en[EVN_PACK_LEVELS_MAX]; /* and of the English one (evn_hash_text) */
};
_Static_assert(sizeof(struct evn_item) == 192, "an item begins a cache line");

/* Whether its temperature matters. */
static inline bool evn_item_is_cold(const struct evn_item *item)
{
    return item->cold_min_centi != 0 || item->cold_max_centi != 0;
}

struct evn_place {
    uint32_t kind;           /* enum evn_place_kind */
    int32_t offset_min;      /* of its business day, minutes ahead of UTC */
    uint32_t min_life_days;  /* shelf life that must be left of what comes here; 0: any */
    char area[EVN_AREA_MAX]; /* administrative code, NUL-terminated */
    uint32_t parent;         /* place this is a part of: a bin, a pair of rooms; 0: none */
    int64_t closed_at_us;    /* business time it was told that it is closed; 0: it is open */
};

struct evn_lot {
    uint32_t item;
    struct evn_day expiry; /* last usable day, or EVN_DAY_NONE */
    uint32_t bill;         /* kits: version of the bill they were made by; 0: not told */
    uint32_t told;         /* row of what else is told of it (lots.h), or 0 */
    int64_t on_hand;       /* sum over physical accounts, now, modulo 2^64; exact if serial */
    int64_t latest_us;     /* latest business time of any movement, or INT64_MIN */
};

/* What an account is of. */
struct evn_account_key {
    uint32_t place;
    uint32_t item;
    uint32_t lot; /* EVN_LOT_NONE, EVN_LOT_ANY or a number */
};

/* 40 bytes; with its entry in two tables about 48. Ask place, item and lot, what is claimed and
 * whether it is physical by the functions below. */
struct evn_account {
    uint32_t place;
    uint32_t what; /* lot number, or the item number and EVN_WHAT_NO_LOT or _ANY_LOT */
    uint32_t head; /* newest overlay leg, or EVN_OVERLAY_NONE */
    uint32_t pool_next : EVN_SLOTS_BITS; /* next account of the same place and item, or 0 */
    uint32_t n_legs : EVN_CHAIN_BITS;    /* in the overlay (overlay.h) */
    uint32_t physical : 1;
    int64_t balance;   /* now; virtual places may be negative */
    int64_t latest_us; /* latest business time of a leg; INT64_MIN: none */
    int64_t taken_in;  /* sum of all positive legs: bounds every balance at every instant; of an
                        * account of any lot, which never has a leg: sum of claims on it */
};

enum { EVN_WHAT_NO_LOT = 1 << 29, EVN_WHAT_ANY_LOT = 1 << 30, EVN_WHAT_NUMBER_MAX = (1 << 29) - 1 };

/* Caps; reached ones refuse with LIMIT or VIEW_LAG and are counted by the caller. */
struct evn_ledger_limits {
    uint32_t n_accounts_max; /* accounts */
    uint32_t n_names_max;    /* entries of each dictionary */
    uint32_t n_ids_max;      /* command ids in memory */
    uint32_t n_legs_max;     /* legs in the overlay */
    uint32_t n_lines_max;    /* lines of one command, picked lots included */
    int64_t id_keep_us;      /* ids older than this are refused */
    uint64_t name_key;       /* of the dictionaries' hashes: a secret of this process (dict.h) */
};

struct evn_digest {
    uint64_t a, b; /* two independent sums modulo 2^64 */
};

struct evn_ledger_state {
    struct evn_ledger_limits limits;
    uint64_t next_seq;         /* number the next event gets */
    struct evn_dict item_ids;  /* external item ids */
    struct evn_dict place_ids; /* external place ids */
    struct evn_dict lot_codes; /* lot codes; scope: item number */
    struct evn_dict reasons;
    struct evn_dict actors;
    struct evn_grow items;       /* struct evn_item by number */
    struct evn_grow places;      /* struct evn_place */
    struct evn_grow lots;        /* struct evn_lot */
    struct evn_grow accounts;    /* struct evn_account */
    struct evn_lots told;        /* owners, days of manufacture and monitors of lots */
    struct evn_pack_trees packs; /* pack trees of items, by version */
    struct evn_slots by_account; /* (place, item, lot) -> account */
    struct evn_slots by_pool;    /* (place, item) -> its first account */
    uint32_t n_accounts;
    struct evn_ids ids;
    struct evn_overlay overlay;
    struct evn_opens opens;       /* claims, and what is aboard for a stop */
    struct evn_holds holds;       /* lots that may not be used, and why */
    struct evn_barriers barriers; /* what was counted, by account */
    struct evn_kits kits;         /* what items are made of */
    struct evn_counts counts;     /* stock counts */
    struct evn_recalls recalls;   /* open and closed ones */
    struct evn_cold cold;         /* temperatures of places */
    struct evn_sums blocked;      /* claim -> what of it lost its stock; see evn_claim_blocked */
    struct evn_sums lot_claims;   /* account of a lot -> claims on it; see evn_ledger_claim */
    struct evn_discrepancies discrepancies; /* named differences */
    struct evn_expecteds expecteds;         /* deliveries that were announced */
    struct evn_thresholds thresholds;       /* how much there should be, what was crossed */
    struct evn_reversed reversed;           /* documents that were undone */
    uint32_t last_actor; /* of the last record, who most likely sends the next command too; or 0 */
    uint32_t open_name;  /* owner or shipment of the last document frame, or 0 */
    struct evn_digest digest;
};

/* What one service holds by default: 20 M accounts, 4 M ids, 16 M legs. */
struct evn_ledger_limits evn_ledger_limits_usual(void);

/* A state before the first event. `newest_id_us` as for evn_ids_init. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ledger_state_init(struct evn_ledger_state *state,
                                           const struct evn_ledger_limits *limits,
                                           int64_t newest_id_us);

void evn_ledger_state_fini(struct evn_ledger_state *state);

/* Hash of an account's key; with lot 0 also of its pool's. Equal on every machine. */
static inline uint32_t evn_account_hash(uint32_t place, uint32_t item, uint32_t lot)
{
    return (uint32_t)evn_mix64(((uint64_t)place << 32 | item) ^ lot * 0x9e3779b97f4a7c15u);
}

/* The actor's number, or 0. */
uint32_t evn_ledger_find_actor(const struct evn_ledger_state *state, struct evn_bytes actor);

/* The account's number, or 0. `hash` is its evn_account_hash. */
uint32_t evn_ledger_seek_account(const struct evn_ledger_state *state, uint32_t hash,
                                 uint32_t place, uint32_t item, uint32_t lot);

static inline uint32_t evn_ledger_find_account(const struct evn_ledger_state *state, uint32_t place,
                                               uint32_t item, uint32_t lot)
{
    return evn_ledger_seek_account(state, evn_account_hash(place, item, lot), place, item, lot);
}

/* The first account of (place, item); go on with pool_next. 0: none. */
uint32_t evn_ledger_find_pool(const struct evn_ledger_state *state, uint32_t place, uint32_t item);

/* Are place and item known, and is the lot one of the item? */
bool evn_ledger_key_known(const struct evn_ledger_state *state, const struct evn_account_key *key);

/* Open the next account, whose key's numbers are known and that no other account has; nothing moved
 * there yet. EVN_E_LIMIT: beyond EVN_SLOTS_NUMBER_MAX accounts. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ledger_open_account(struct evn_ledger_state *state,
                                             const struct evn_account_key *key);

/* The view is at `position`: forget legs and ids that it holds. */
void evn_ledger_forget(struct evn_ledger_state *state, uint64_t position);

static inline struct evn_account *evn_ledger_account(const struct evn_ledger_state *state,
                                                     uint32_t number)
{
    return EVN_GROW_AT(struct evn_account, &state->accounts, number);
}

static inline const struct evn_item *evn_ledger_item(const struct evn_ledger_state *state,
                                                     uint32_t number)
{
    return EVN_GROW_AT(struct evn_item, &state->items, number);
}

static inline const struct evn_place *evn_ledger_place(const struct evn_ledger_state *state,
                                                       uint32_t number)
{
    return EVN_GROW_AT(struct evn_place, &state->places, number);
}

static inline struct evn_lot *evn_ledger_lot(const struct evn_ledger_state *state, uint32_t number)
{
    return EVN_GROW_AT(struct evn_lot, &state->lots, number);
}

/* As an account has it in `what`; the numbers are known, so small. */
static inline uint32_t evn_account_what(uint32_t item, uint32_t lot)
{
    if (lot == EVN_LOT_NONE)
        return item | EVN_WHAT_NO_LOT;
    return lot == EVN_LOT_ANY ? item | EVN_WHAT_ANY_LOT : lot;
}

static inline bool evn_account_is_any(const struct evn_account *account)
{
    return (account->what & EVN_WHAT_ANY_LOT) != 0;
}

/* EVN_LOT_NONE, EVN_LOT_ANY or a number. */
static inline uint32_t evn_account_lot(const struct evn_account *account)
{
    return evn_account_is_any(account)              ? EVN_LOT_ANY
           : (account->what & EVN_WHAT_NO_LOT) != 0 ? EVN_LOT_NONE
                                                    : account->what;
}

static inline uint32_t evn_account_item(const struct evn_ledger_state *state,
                                        const struct evn_account *account)
{
    return account->what <= EVN_WHAT_NUMBER_MAX ? evn_ledger_lot(state, account->what)->item
                                                : account->what & EVN_WHAT_NUMBER_MAX;
}

/* Its legs in the overlay. */
static inline struct evn_chain evn_account_chain(const struct evn_account *account)
{
    return (struct evn_chain){.head = account->head, .n = account->n_legs};
}

static inline void evn_account_set_chain(struct evn_account *account, const struct evn_chain *chain)
{
    account->head = chain->head;
    account->n_legs = chain->n & EVN_CHAIN_MAX;
}

/* Whether claims may stand on the account: on the item at a place, or on a lot there. */
static inline bool evn_account_bears_claims(const struct evn_account *account)
{
    return evn_account_is_any(account) ||
           (account->physical && evn_account_lot(account) != EVN_LOT_NONE);
}

/* The sum of claims that stand on an account. */
static inline int64_t evn_ledger_claims(const struct evn_ledger_state *state, uint32_t account)
{
    const struct evn_account *a = evn_ledger_account(state, account);
    return evn_account_is_any(a) ? a->taken_in : evn_sums_of(&state->lot_claims, account);
}

/* How many claims stand on lots of an item at a place. */
static inline int64_t evn_ledger_n_lot_claims(const struct evn_ledger_state *state, uint32_t place,
                                              uint32_t item)
{
    return evn_sums_of(&state->lot_claims, (uint64_t)place << 32 | item);
}

/* Claims on the account, which bears claims, change by `delta`; a claim came (1) or is gone (-1).
 * EVN_E_NO_MEMORY: nothing changed, or the number of claims alone. */
EVN_MUST_USE evn_err evn_ledger_claim(struct evn_ledger_state *state, uint32_t account,
                                      int64_t delta, int came);

#endif
