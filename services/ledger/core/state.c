#include "services/ledger/core/state.h"

#include "services/ledger/core/digest.h"

struct evn_ledger_limits evn_ledger_limits_usual(void)
{
    return (struct evn_ledger_limits){.n_accounts_max = 20000000,
                                      .n_names_max = 20000000,
                                      .n_ids_max = 4000000,
                                      .n_legs_max = 16000000,
                                      .n_lines_max = 4096,
                                      .id_keep_us = 400 * EVN_US_PER_DAY};
}

static void init_dicts(struct evn_ledger_state *s)
{
    struct evn_dict *all[] = {&s->item_ids, &s->place_ids, &s->lot_codes, &s->reasons, &s->actors};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        evn_dict_init(all[i], s->limits.name_key);
}

enum { FORGET_AHEAD = 16 }; /* legs */

/* Number 0 stands for none everywhere: its rows are there, and zero. */
static evn_err reach_none(struct evn_ledger_state *s)
{
    struct evn_grow *all[] = {&s->items, &s->places, &s->lots, &s->accounts};
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < sizeof all / sizeof *all; i++)
        err = evn_grow_reach(all[i], 0);
    return err;
}

evn_err evn_ledger_state_init(struct evn_ledger_state *state,
                              const struct evn_ledger_limits *limits, int64_t newest_id_us)
{
    *state = (struct evn_ledger_state){.limits = *limits, .next_seq = 1};
    if (state->limits.n_accounts_max > EVN_SLOTS_NUMBER_MAX)
        state->limits.n_accounts_max = EVN_SLOTS_NUMBER_MAX;
    evn_grow_init(&state->items, sizeof(struct evn_item));
    evn_grow_init(&state->places, sizeof(struct evn_place));
    evn_grow_init(&state->lots, sizeof(struct evn_lot));
    evn_grow_init(&state->accounts, sizeof(struct evn_account));
    init_dicts(state);
    evn_lots_init(&state->told, limits->name_key);
    evn_packs_init(&state->packs);
    evn_slots_init(&state->by_account);
    evn_slots_init(&state->by_pool);
    evn_holds_init(&state->holds);
    evn_reversed_init(&state->reversed);
    evn_kits_init(&state->kits);
    evn_barriers_init(&state->barriers);
    evn_counts_init(&state->counts, limits->name_key);
    evn_discrepancies_init(&state->discrepancies, limits->name_key);
    evn_expecteds_init(&state->expecteds, limits->name_key);
    evn_thresholds_init(&state->thresholds);
    if (reach_none(state) != EVN_OK || evn_ids_init(&state->ids, newest_id_us) != EVN_OK ||
        evn_overlay_init(&state->overlay) != EVN_OK ||
        evn_opens_init(&state->opens, limits->name_key) != EVN_OK) {
        evn_ledger_state_fini(state);
        return EVN_E_NO_MEMORY;
    }
    return EVN_OK;
}

void evn_ledger_state_fini(struct evn_ledger_state *state)
{
    evn_dict_fini(&state->item_ids);
    evn_dict_fini(&state->place_ids);
    evn_dict_fini(&state->lot_codes);
    evn_dict_fini(&state->reasons);
    evn_dict_fini(&state->actors);
    evn_grow_fini(&state->items);
    evn_grow_fini(&state->places);
    evn_grow_fini(&state->lots);
    evn_lots_fini(&state->told);
    evn_packs_fini(&state->packs);
    evn_grow_fini(&state->accounts);
    evn_slots_fini(&state->by_account);
    evn_slots_fini(&state->by_pool);
    evn_ids_fini(&state->ids);
    evn_overlay_fini(&state->overlay);
    evn_opens_fini(&state->opens);
    evn_holds_fini(&state->holds);
    evn_recalls_fini(&state->recalls);
    evn_cold_fini(&state->cold);
    evn_sums_fini(&state->blocked);
    evn_sums_fini(&state->lot_claims);
    evn_reversed_fini(&state->reversed);
    evn_kits_fini(&state->kits);
    evn_barriers_fini(&state->barriers);
    evn_counts_fini(&state->counts);
    evn_discrepancies_fini(&state->discrepancies);
    evn_expecteds_fini(&state->expecteds);
    evn_thresholds_fini(&state->thresholds);
    *state = (struct evn_ledger_state){0};
}

uint32_t evn_ledger_find_actor(const struct evn_ledger_state *state, struct evn_bytes actor)
{
    uint32_t last = state->last_actor;
    return last != 0 && evn_dict_is(&state->actors, last, 0, actor)
               ? last
               : evn_dict_find(&state->actors, 0, actor);
}

uint32_t evn_ledger_seek_account(const struct evn_ledger_state *state, uint32_t hash,
                                 uint32_t place, uint32_t item, uint32_t lot)
{
    struct evn_slots_at at = evn_slots_at(&state->by_account, hash);
    uint32_t n, what = evn_account_what(item, lot);
    while ((n = evn_slots_next(&state->by_account, &at)) != 0) {
        const struct evn_account *a = evn_ledger_account(state, n);
        if (a->place == place && a->what == what)
            break;
    }
    return n;
}

uint32_t evn_ledger_find_pool(const struct evn_ledger_state *state, uint32_t place, uint32_t item)
{
    struct evn_slots_at at = evn_slots_at(&state->by_pool, evn_account_hash(place, item, 0));
    uint32_t n;
    while ((n = evn_slots_next(&state->by_pool, &at)) != 0) {
        const struct evn_account *a = evn_ledger_account(state, n);
        if (a->place == place && evn_account_item(state, a) == item)
            break;
    }
    return n;
}

static uint32_t hash_again(const void *self, uint32_t number)
{
    const struct evn_account *a = evn_ledger_account(self, number);
    return evn_account_hash(a->place, evn_account_item(self, a), evn_account_lot(a));
}

static uint32_t pool_hash_again(const void *self, uint32_t number)
{
    const struct evn_account *a = evn_ledger_account(self, number);
    return evn_account_hash(a->place, evn_account_item(self, a), 0);
}

/* Put the account behind the first one of its place and item. */
static evn_err join_pool(struct evn_ledger_state *s, uint32_t number,
                         const struct evn_account_key *key)
{
    const struct evn_slots_hash again = {s, pool_hash_again};
    uint32_t first = evn_ledger_find_pool(s, key->place, key->item);
    if (first == 0)
        return evn_slots_add(&s->by_pool, number, evn_account_hash(key->place, key->item, 0),
                             &again);
    evn_ledger_account(s, number)->pool_next = evn_ledger_account(s, first)->pool_next;
    evn_ledger_account(s, first)->pool_next = number & EVN_SLOTS_NUMBER_MAX;
    return EVN_OK;
}

bool evn_ledger_key_known(const struct evn_ledger_state *state, const struct evn_account_key *key)
{
    if (key->place == 0 || key->place > state->place_ids.n || key->item == 0 ||
        key->item > state->item_ids.n)
        return false;
    return key->lot == EVN_LOT_NONE || key->lot == EVN_LOT_ANY ||
           (key->lot <= state->lot_codes.n && evn_ledger_lot(state, key->lot)->item == key->item);
}

evn_err evn_ledger_open_account(struct evn_ledger_state *state, const struct evn_account_key *key)
{
    const struct evn_slots_hash again = {state, hash_again};
    uint32_t number = state->n_accounts + 1;
    if (number > EVN_SLOTS_NUMBER_MAX || key->item > EVN_WHAT_NUMBER_MAX ||
        (key->lot != EVN_LOT_ANY && key->lot > EVN_WHAT_NUMBER_MAX))
        return EVN_E_LIMIT;
    evn_err err = evn_grow_reach(&state->accounts, number);
    if (err != EVN_OK)
        return err;
    *evn_ledger_account(state, number) = (struct evn_account){
        .place = key->place,
        .what = evn_account_what(key->item, key->lot),
        .head = EVN_OVERLAY_NONE,
        .latest_us = INT64_MIN,
        .physical = evn_place_is_physical(evn_ledger_place(state, key->place)->kind)};
    err = evn_slots_add(&state->by_account, number,
                        evn_account_hash(key->place, key->item, key->lot), &again);
    if (err == EVN_OK)
        err = join_pool(state, number, key);
    if (err != EVN_OK)
        return err;
    evn_digest_account(&state->digest, number, key);
    state->n_accounts = number;
    return EVN_OK;
}

evn_err evn_ledger_claim(struct evn_ledger_state *state, uint32_t account, int64_t delta, int came)
{
    struct evn_account *a = evn_ledger_account(state, account);
    if (evn_account_is_any(a)) {
        a->taken_in += delta;
        return EVN_OK;
    }
    /* Above all numbers of accounts: places are numbered from 1. */
    uint64_t pool = (uint64_t)a->place << 32 | evn_account_item(state, a);
    evn_err err = evn_sums_add(&state->lot_claims, pool, came);
    return err == EVN_OK ? evn_sums_add(&state->lot_claims, account, delta) : err;
}

void evn_ledger_forget(struct evn_ledger_state *state, uint64_t position)
{
    const struct evn_leg *leg, *soon;
    while ((leg = evn_overlay_oldest(&state->overlay, position)) != NULL) {
        if ((soon = evn_overlay_leg(&state->overlay, state->overlay.first + FORGET_AHEAD)) != NULL)
            __builtin_prefetch(&evn_ledger_account(state, soon->account)->head, 1);
        struct evn_account *account = evn_ledger_account(state, leg->account);
        struct evn_chain chain = evn_account_chain(account);
        evn_overlay_drop(&state->overlay, &chain);
        evn_account_set_chain(account, &chain);
    }
    evn_ids_forget(&state->ids, position, state->limits.n_ids_max / 4);
}
