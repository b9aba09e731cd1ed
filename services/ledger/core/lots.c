#include "services/ledger/core/lots.h"

#include "services/ledger/core/line.h"
#include "services/ledger/core/state.h"

static struct evn_lot_told *row_at(const struct evn_lots *lots, uint32_t row)
{
    return EVN_GROW_AT(struct evn_lot_told, &lots->rows, row);
}

void evn_lots_init(struct evn_lots *lots, uint64_t key)
{
    *lots = (struct evn_lots){.n = 0};
    evn_dict_init(&lots->owners, key);
    evn_grow_init(&lots->rows, sizeof(struct evn_lot_told));
}

void evn_lots_fini(struct evn_lots *lots)
{
    evn_dict_fini(&lots->owners);
    evn_grow_fini(&lots->rows);
}

struct evn_lot_told evn_lots_told(const struct evn_lots *lots, uint32_t row)
{
    return row != 0 ? *row_at(lots, row) : (struct evn_lot_told){.made = EVN_DAY_NONE};
}

bool evn_lots_follows(const struct evn_lots *lots, uint32_t row, struct evn_bytes owner,
                      struct evn_day made, uint32_t vvm_stage)
{
    const struct evn_lot_told told = evn_lots_told(lots, row);
    bool same_owner =
        told.owner == 0 || evn_bytes_equal(evn_dict_text(&lots->owners, told.owner), owner);
    bool same_made = told.made.n == EVN_DAY_NONE.n || told.made.n == made.n;
    return same_owner && same_made && vvm_stage >= told.vvm_stage;
}

static evn_err owner_number(struct evn_lots *lots, struct evn_bytes owner, uint32_t *out)
{
    *out = owner.len > 0 ? evn_dict_find(&lots->owners, 0, owner) : 0;
    if (*out != 0 || owner.len == 0)
        return EVN_OK;
    evn_err err = evn_dict_add(&lots->owners, 0, owner);
    *out = lots->owners.n;
    return err;
}

evn_err evn_lots_tell(struct evn_lots *lots, uint32_t *row, struct evn_bytes owner,
                      struct evn_day made, uint32_t vvm_stage)
{
    struct evn_lot_told told = {.made = made, .vvm_stage = vvm_stage};
    if (*row == 0 && owner.len == 0 && made.n == EVN_DAY_NONE.n && vvm_stage == 0)
        return EVN_OK;
    evn_err err = owner_number(lots, owner, &told.owner);
    if (err == EVN_OK && *row == 0) {
        err = evn_grow_reach(&lots->rows, lots->n + 1);
        if (err == EVN_OK)
            *row = ++lots->n;
    }
    if (err == EVN_OK)
        *row_at(lots, *row) = told;
    return err;
}

void evn_lots_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    for (uint32_t i = 1; i <= state->lot_codes.n; i++) {
        const struct evn_lot *lot = evn_ledger_lot(state, i);
        const struct evn_lot_told told = evn_lots_told(&state->told, lot->told);
        struct evn_canon_line line = {0};
        if (lot->told == 0)
            continue;
        evn_line_text(&line, evn_dict_text(&state->item_ids, lot->item));
        evn_line_text(&line, evn_dict_text(&state->lot_codes, i));
        evn_line_text(&line, evn_dict_text(&state->told.owners, told.owner));
        evn_line_number(&line, told.made.n);
        evn_line_number(&line, told.vvm_stage);
        evn_canon_add(canon, "lot", evn_line_bytes(&line));
    }
}
