#include "common/journal/frame.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/record.h"

/* Quantities of several lots may add up to more than an int64_t. */
__extension__ typedef __int128 wide;

/* Slots looked at in one go, and records written. */
enum { LOOK_MAX = 20000, ONCE_MAX = 3000 };

int64_t evn_claim_blocked(const struct evn_ledger_state *state, const struct evn_open *row)
{
    int64_t blocked = evn_sums_of(&state->blocked, row->seq);
    return blocked < row->left ? blocked : row->left;
}

/* The records being written. */
struct settling {
    const struct evn_ledger_state *state;
    int64_t business_us;
    uint64_t document; /* number of the first of them */
    struct evn_arena *arena;
    uint8_t *at; /* room for ONCE_MAX */
    uint32_t n;
};

static void put(struct settling *s, const struct evn_open *row, int64_t lost)
{
    /* No command: n_events is 0, so no id is noted. */
    const struct evn_record r = {.kind = lost > 0 ? EVN_RECORD_CLAIM_BLOCKED
                                                  : EVN_RECORD_CLAIM_UNBLOCKED,
                                 .flags = row->earmark ? EVN_RECORD_F_EARMARK : 0,
                                 .from = row->account,
                                 .qty = lost > 0 ? lost : -lost,
                                 .from_balance = evn_ledger_claims(s->state, row->account),
                                 .occurred_at_us = s->business_us,
                                 .recorded_at_us = s->business_us,
                                 .document = s->document,
                                 .ref = row->seq};
    evn_record_put(s->at + (size_t)s->n++ * EVN_RECORD_LEN, &r);
}

/* An item at a place, and its claims. */
struct pool {
    wide stock;    /* that can be used, and no claim has taken yet */
    int64_t *left; /* the same of each lot with claims, in the order of the pool's accounts */
    struct evn_change *claims; /* delta: the index of its lot in `left`, or -1; line: the slot */
    size_t n_claims, n_lots;
};

/* Those that keep their stock longest first: earmarks, then by priority (0: none said, so last),
 * then by age. */
static void add_claims(const struct evn_opens *o, uint32_t account, int64_t lot, struct pool *pool)
{
    const struct evn_open *row;
    uint64_t after = 0;
    for (; (row = evn_opens_of_account(o, EVN_OPEN_CLAIM, account, after)) != NULL;
         after = row->seq)
        pool->claims[pool->n_claims++] = (struct evn_change){.key = row->earmark   ? 0
                                                                    : row->aux > 0 ? row->aux
                                                                                   : UINT32_MAX,
                                                             .at_us = (int64_t)row->seq,
                                                             .delta = lot,
                                                             .line = (uint32_t)(row - o->row)};
}

static void add_account(const struct settling *s, uint32_t number, struct pool *pool)
{
    const struct evn_account *a = evn_ledger_account(s->state, number);
    const struct evn_eligible_ask ask = {
        .state = s->state, .place = a->place, .at_us = s->business_us};
    uint32_t lot = evn_account_lot(a);
    int64_t stock = 0;
    if (lot != EVN_LOT_ANY) {
        struct evn_day expiry =
            lot != EVN_LOT_NONE ? evn_ledger_lot(s->state, lot)->expiry : EVN_DAY_NONE;
        stock = evn_eligible(&ask, lot, expiry) == 0 ? a->balance : 0;
        pool->stock += stock;
    }
    if (evn_ledger_claims(s->state, number) == 0)
        return;
    add_claims(&s->state->opens, number, lot != EVN_LOT_ANY ? (int64_t)pool->n_lots : -1, pool);
    if (lot != EVN_LOT_ANY)
        pool->left[pool->n_lots++] = stock;
}

/* How many claims stand on the accounts of a pool, which begin with `number`. */
static size_t count_claims(const struct settling *s, uint32_t number)
{
    const struct evn_ledger_state *state = s->state;
    size_t n = 0;
    for (; number != 0; number = evn_ledger_account(state, number)->pool_next) {
        const struct evn_open *row;
        uint64_t after = 0;
        if (evn_ledger_claims(state, number) == 0)
            continue;
        for (; (row = evn_opens_of_account(&state->opens, EVN_OPEN_CLAIM, number, after)) != NULL;
             after = row->seq)
            n++;
    }
    return n;
}

static evn_err look(const struct settling *s, uint32_t first, struct pool *pool)
{
    size_t n = count_claims(s, first);
    *pool = (struct pool){.claims = evn_arena_array(s->arena, n + 1, sizeof *pool->claims),
                          .left = evn_arena_array(s->arena, n + 1, sizeof *pool->left)};
    if (pool->claims == NULL || pool->left == NULL)
        return EVN_E_LIMIT;
    for (uint32_t i = first; i != 0; i = evn_ledger_account(s->state, i)->pool_next)
        add_account(s, i, pool);
    return evn_changes_sort(pool->claims, pool->n_claims, s->arena);
}

/* What a claim still finds: of its lot no more than there is of it, of all no more than others
 * left. So nobody loses stock to a claim that comes after it. */
static int64_t finds(struct pool *pool, const struct evn_change *claim, int64_t want)
{
    int64_t *of_lot = claim->delta >= 0 ? &pool->left[claim->delta] : NULL;
    int64_t has = pool->stock < want ? (int64_t)pool->stock : want;
    if (of_lot != NULL && *of_lot < has)
        has = *of_lot;
    if (of_lot != NULL)
        *of_lot -= has;
    pool->stock -= has;
    return has;
}

static evn_err settle_pool(struct settling *s, uint32_t first)
{
    struct pool pool;
    size_t used = s->arena->used;
    evn_err err = look(s, first, &pool);
    for (size_t i = 0; err == EVN_OK && i < pool.n_claims && s->n < ONCE_MAX; i++) {
        const struct evn_open *row = &s->state->opens.row[pool.claims[i].line];
        int64_t has = finds(&pool, &pool.claims[i], row->left);
        int64_t lost = row->left - has - evn_sums_of(&s->state->blocked, row->seq);
        if (lost != 0)
            put(s, row, lost);
    }
    s->arena->used = used;
    return err;
}

/* The first accounts of pools with claims in the slots `from` to before `until`, in changes' key.
 */
static evn_err list_pools(const struct settling *s, uint32_t from, uint32_t until,
                          struct evn_change **list, size_t *n)
{
    const struct evn_ledger_state *state = s->state;
    *n = 0;
    *list = evn_arena_array(s->arena, until - from + 1, sizeof **list);
    if (*list == NULL)
        return EVN_E_LIMIT;
    for (uint32_t i = from; i < until; i++) {
        const struct evn_open *row = &state->opens.row[i];
        if (row->seq == 0 || row->kind != EVN_OPEN_CLAIM)
            continue;
        const struct evn_account *a = evn_ledger_account(state, row->account);
        uint32_t first = evn_ledger_find_pool(state, a->place, evn_account_item(state, a));
        (*list)[(*n)++] = (struct evn_change){.key = first};
    }
    return evn_changes_sort(*list, *n, s->arena);
}

static evn_err settle(struct settling *s)
{
    uint32_t n_slots = s->state->opens.n_slots, parts = n_slots / LOOK_MAX + 1;
    uint32_t part = (uint32_t)((uint64_t)(s->business_us / EVN_US_PER_S) % parts);
    uint32_t from = 1 + part * LOOK_MAX;
    uint32_t until = n_slots - part * LOOK_MAX < LOOK_MAX ? n_slots + 1 : from + LOOK_MAX;
    struct evn_change *list;
    size_t n;
    evn_err err = list_pools(s, from, until, &list, &n);
    for (size_t i = 0; err == EVN_OK && i < n && s->n < ONCE_MAX; i++)
        if (i == 0 || list[i].key != list[i - 1].key)
            err = settle_pool(s, list[i].key);
    return err;
}

evn_err evn_claims_settle(const struct evn_ledger_state *state, int64_t business_us,
                          uint64_t next_seq, struct evn_arena *arena, struct evn_buf *events,
                          uint32_t *n)
{
    struct settling s = {
        .state = state, .business_us = business_us, .document = next_seq, .arena = arena};
    size_t used = arena->used;
    *n = 0;
    if (state->opens.n == 0)
        return EVN_OK;
    s.at = evn_arena_alloc(arena, (size_t)ONCE_MAX * EVN_RECORD_LEN);
    evn_err err = s.at != NULL ? settle(&s) : EVN_E_LIMIT;
    if (err == EVN_OK && s.n > 0) {
        const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_RECORDS,
                                        .version = EVN_RECORD_VERSION,
                                        .count = s.n,
                                        .body = evn_bytes_of(s.at, (size_t)s.n * EVN_RECORD_LEN)};
        err = evn_frame_append(events, &frame);
    }
    arena->used = used;
    *n = err == EVN_OK ? s.n : 0;
    return err;
}
