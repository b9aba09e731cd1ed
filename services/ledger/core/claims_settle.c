#include "common/journal/frame.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/record.h"

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
    const struct evn_record r = {
        .kind = lost > 0 ? EVN_RECORD_CLAIM_BLOCKED : EVN_RECORD_CLAIM_UNBLOCKED,
        .flags = row->earmark ? EVN_RECORD_F_EARMARK : 0,
        .from = row->account,
        .qty = lost > 0 ? lost : -lost,
        .from_balance = evn_account_claims(evn_ledger_account(s->state, row->account)),
        .occurred_at_us = s->business_us,
        .recorded_at_us = s->business_us,
        .document = s->document,
        .ref = row->seq};
    evn_record_put(s->at + (size_t)s->n++ * EVN_RECORD_LEN, &r);
}

/* Claims of one account in changes, those that lose their stock last first: earmarks, then by
 * priority (0: none said, so last), then by age; line is the slot. */
static evn_err list_rows(const struct settling *s, uint32_t account, struct evn_change **list,
                         size_t *n)
{
    const struct evn_opens *o = &s->state->opens;
    const struct evn_open *row;
    uint64_t after = 0;
    size_t cap = 0;
    for (; (row = evn_opens_of_account(o, account, after)) != NULL; after = row->seq)
        cap++;
    *list = evn_arena_array(s->arena, cap, sizeof **list);
    if (*list == NULL)
        return EVN_E_LIMIT;
    *n = 0;
    for (after = 0; (row = evn_opens_of_account(o, account, after)) != NULL; after = row->seq)
        (*list)[(*n)++] = (struct evn_change){.key = row->earmark   ? 0
                                                     : row->aux > 0 ? row->aux
                                                                    : UINT32_MAX,
                                              .at_us = (int64_t)row->seq,
                                              .line = (uint32_t)(row - o->row)};
    return evn_changes_sort(*list, *n, s->arena);
}

static evn_err settle_account(struct settling *s, uint32_t number)
{
    const struct evn_account *a = evn_ledger_account(s->state, number);
    uint32_t item = evn_account_item(s->state, a);
    int64_t stock = evn_claims_eligible(s->state, a->place, item, s->business_us);
    struct evn_change *list;
    size_t n, used = s->arena->used;
    evn_err err = list_rows(s, number, &list, &n);
    for (size_t i = 0; err == EVN_OK && i < n && s->n < ONCE_MAX; i++) {
        const struct evn_open *row = &s->state->opens.row[list[i].line];
        int64_t has = stock < row->left ? stock : row->left;
        int64_t lost = row->left - has - evn_sums_of(&s->state->blocked, row->seq);
        stock -= has;
        if (lost != 0)
            put(s, row, lost);
    }
    s->arena->used = used;
    return err;
}

/* Accounts with claims in the slots `from` to before `until`, once each, in changes' key. */
static evn_err list_accounts(const struct settling *s, uint32_t from, uint32_t until,
                             struct evn_change **list, size_t *n)
{
    *n = 0;
    *list = evn_arena_array(s->arena, until - from + 1, sizeof **list);
    if (*list == NULL)
        return EVN_E_LIMIT;
    for (uint32_t i = from; i < until; i++) {
        const struct evn_open *row = &s->state->opens.row[i];
        if (row->seq != 0 && row->kind == EVN_OPEN_CLAIM)
            (*list)[(*n)++] = (struct evn_change){.key = row->account};
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
    evn_err err = list_accounts(s, from, until, &list, &n);
    for (size_t i = 0; err == EVN_OK && i < n && s->n < ONCE_MAX; i++)
        if (i == 0 || list[i].key != list[i - 1].key)
            err = settle_account(s, list[i].key);
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
