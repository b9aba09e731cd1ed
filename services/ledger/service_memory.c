#include "services/ledger/service.h"

static size_t names_bytes(const struct evn_ledger_state *s)
{
    const struct evn_dict *all[] = {&s->item_ids, &s->place_ids, &s->lot_codes, &s->reasons,
                                    &s->actors};
    size_t bytes = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        bytes += evn_dict_bytes(all[i]);
    return bytes;
}

static uint64_t n_names(const struct evn_ledger_state *s)
{
    return (uint64_t)s->item_ids.n + s->place_ids.n + s->lot_codes.n + s->reasons.n + s->actors.n;
}

size_t evn_ledger_memory(const void *state, struct evn_wire_memory *parts)
{
    const struct evn_ledger_service *service = state;
    const struct evn_ledger_state *s = &service->core;
    const struct evn_ledger_limits *max = &s->limits;
    const struct evn_grow *view_rows = &service->views.accounts.rows;
    const struct evn_wire_memory all[] = {
        {"accounts", s->n_accounts, max->n_accounts_max, evn_grow_bytes(&s->accounts)},
        {"by-key", s->by_account.n, 0, evn_slots_bytes(&s->by_account)},
        {"by-pool", s->by_pool.n, 0, evn_slots_bytes(&s->by_pool)},
        {"views", s->n_accounts, 0, evn_grow_bytes(view_rows)},
        {"names", n_names(s), 5 * (uint64_t)max->n_names_max, names_bytes(s)},
        {"lots", s->lot_codes.n, 0, evn_grow_bytes(&s->lots)},
        {"packs", s->packs.n_trees, 0, s->packs.bytes + evn_grow_bytes(&s->packs.newest)},
        {"ids", s->ids.n, max->n_ids_max, evn_ids_bytes(&s->ids)},
        {"legs", evn_overlay_n(&s->overlay), max->n_legs_max, evn_overlay_bytes(&s->overlay)},
        {"hot", s->overlay.hot->n, 0, evn_hot_bytes(s->overlay.hot)},
    };
    _Static_assert(sizeof all / sizeof *all <= EVN_MEMORY_PARTS_MAX - EVN_HOST_MEMORY_PARTS,
                   "one answer holds them");
    memcpy(parts, all, sizeof all);
    return sizeof all / sizeof *all;
}
