#include "services/ledger/core/thresholds.h"

#include "common/base/pbw.h"
#include "services/ledger/core/digest.h"
#include "services/ledger/core/line.h"

#include <stdlib.h>

enum { F_PLACE = 1, F_ITEM = 2, F_LOW = 3, F_ENOUGH = 4 };
enum {
    C_WHAT = 1,
    C_ACCOUNT = 2,
    C_PLACE = 3,
    C_ITEM = 4,
    C_THRESHOLD = 5,
    C_QTY = 6,
    C_NOT_USED = 7,
    C_DAY = 8
};
enum { SLOTS_START = 64 };

void evn_thresholds_init(struct evn_thresholds *all)
{
    *all = (struct evn_thresholds){.n = 0};
    evn_grow_init(&all->rows, sizeof(struct evn_threshold));
    evn_grow_init(&all->crossed, sizeof(uint32_t));
}

void evn_thresholds_fini(struct evn_thresholds *all)
{
    evn_grow_fini(&all->rows);
    evn_grow_fini(&all->crossed);
    free(all->slot);
    all->slot = NULL;
    all->n = all->n_slots = 0;
}

/* The slot of (place, item), or the free one where it belongs. There is one. */
static uint32_t *slot_of(const struct evn_thresholds *all, uint32_t place, uint32_t item)
{
    uint32_t mask = all->n_slots - 1;
    uint32_t i = (uint32_t)evn_mix64((uint64_t)place << 32 | item) & mask;
    for (; all->slot[i] != 0; i = (i + 1) & mask) {
        const struct evn_threshold *row = evn_thresholds_at(all, all->slot[i]);
        if (row->place == place && row->item == item)
            break;
    }
    return &all->slot[i];
}

uint32_t evn_thresholds_find(const struct evn_thresholds *all, uint32_t place, uint32_t item)
{
    return all->n > 0 ? *slot_of(all, place, item) : 0;
}

uint32_t evn_thresholds_crossed(const struct evn_thresholds *all, uint32_t lot)
{
    bool made = lot >> EVN_GROW_BITS < all->crossed.n_pieces;
    return made ? *(const uint32_t *)evn_grow_at(&all->crossed, lot) : 0;
}

static evn_err grow_slots(struct evn_thresholds *all)
{
    uint32_t n = all->n_slots > 0 ? all->n_slots * 2 : SLOTS_START;
    uint32_t *fresh = calloc(n, sizeof *fresh);
    if (fresh == NULL)
        return EVN_E_NO_MEMORY;
    free(all->slot);
    all->slot = fresh;
    all->n_slots = n;
    for (uint32_t i = 1; i <= all->n; i++) {
        const struct evn_threshold *row = evn_thresholds_at(all, i);
        *slot_of(all, row->place, row->item) = i;
    }
    return EVN_OK;
}

static evn_err reach(struct evn_thresholds *all, uint32_t place, uint32_t item,
                     struct evn_threshold **out)
{
    if (all->n * 2 >= all->n_slots && grow_slots(all) != EVN_OK)
        return EVN_E_NO_MEMORY;
    uint32_t *slot = slot_of(all, place, item);
    if (*slot == 0) {
        if (evn_grow_reach(&all->rows, all->n + 1) != EVN_OK)
            return EVN_E_NO_MEMORY;
        *(struct evn_threshold *)evn_grow_at(&all->rows, ++all->n) =
            (struct evn_threshold){.place = place, .item = item};
        *slot = all->n;
    }
    *out = evn_grow_at(&all->rows, *slot);
    return EVN_OK;
}

evn_err evn_threshold_put(struct evn_buf *body, const struct evn_threshold *row)
{
    struct evn_pbw w = {.buf = body};
    evn_pbw_u64(&w, F_PLACE, row->place);
    evn_pbw_u64(&w, F_ITEM, row->item);
    evn_pbw_i64(&w, F_LOW, row->low);
    evn_pbw_i64(&w, F_ENOUGH, row->enough);
    return w.err;
}

evn_err evn_crossing_put(struct evn_buf *body, const struct evn_crossing *c)
{
    struct evn_pbw w = {.buf = body};
    evn_pbw_u64(&w, C_WHAT, c->what);
    evn_pbw_u64(&w, C_ACCOUNT, c->account);
    evn_pbw_u64(&w, C_PLACE, c->place);
    evn_pbw_u64(&w, C_ITEM, c->item);
    evn_pbw_i64(&w, C_THRESHOLD, c->threshold);
    evn_pbw_i64(&w, C_QTY, c->qty);
    evn_pbw_i64(&w, C_NOT_USED, c->not_used);
    evn_pbw_u64(&w, C_DAY, (uint64_t)((int64_t)c->day - EVN_DAY_MIN + 1));
    return w.err;
}

/* The varint fields 1 to 8 of either message. */
static evn_err read(struct evn_bytes body, uint64_t field[C_DAY + 1])
{
    struct evn_pb_field f;
    evn_err err;
    memset(field, 0, (C_DAY + 1) * sizeof *field);
    while ((err = evn_pb_next(&body, &f)) == EVN_OK)
        if (f.number <= C_DAY)
            field[f.number] = f.value;
    return err == EVN_E_AGAIN ? EVN_OK : EVN_E_CORRUPT;
}

static bool is_known(const struct evn_ledger_state *s, uint64_t place, uint64_t item)
{
    return place > 0 && place <= s->place_ids.n && item > 0 && item <= s->item_ids.n;
}

static evn_err apply_set(struct evn_ledger_state *s, const uint64_t f[C_DAY + 1])
{
    struct evn_threshold *row;
    int64_t low = (int64_t)f[F_LOW], enough = (int64_t)f[F_ENOUGH];
    if (!is_known(s, f[F_PLACE], f[F_ITEM]) || low < 0 || enough < low)
        return EVN_E_CORRUPT;
    evn_err err = reach(&s->thresholds, (uint32_t)f[F_PLACE], (uint32_t)f[F_ITEM], &row);
    if (err != EVN_OK)
        return err;
    row->low = low;
    row->enough = enough;
    row->is_low &= low > 0;
    return EVN_OK;
}

static evn_err apply_stock(struct evn_ledger_state *s, const uint64_t f[C_DAY + 1])
{
    uint32_t number =
        is_known(s, f[C_PLACE], f[C_ITEM])
            ? evn_thresholds_find(&s->thresholds, (uint32_t)f[C_PLACE], (uint32_t)f[C_ITEM])
            : 0;
    if (number == 0)
        return EVN_E_CORRUPT;
    struct evn_threshold *row = evn_grow_at(&s->thresholds.rows, number);
    row->is_low = f[C_WHAT] == EVN_CROSSING_LOW;
    return EVN_OK;
}

static evn_err apply_lot(struct evn_ledger_state *s, const uint64_t f[C_DAY + 1])
{
    if (f[C_ACCOUNT] == 0 || f[C_ACCOUNT] > s->n_accounts || f[C_THRESHOLD] > UINT16_MAX)
        return EVN_E_CORRUPT;
    uint32_t lot = evn_account_lot(evn_ledger_account(s, (uint32_t)f[C_ACCOUNT]));
    if (lot == EVN_LOT_NONE || lot == EVN_LOT_ANY)
        return EVN_E_CORRUPT;
    evn_err err = evn_grow_reach(&s->thresholds.crossed, lot);
    if (err != EVN_OK)
        return err;
    uint32_t *crossed = evn_grow_at(&s->thresholds.crossed, lot);
    if (f[C_WHAT] == EVN_CROSSING_EXPIRED)
        *crossed |= EVN_CROSSED_END;
    else
        *crossed = (*crossed & EVN_CROSSED_END) | (uint32_t)f[C_THRESHOLD];
    return EVN_OK;
}

evn_err evn_thresholds_apply(struct evn_ledger_state *state, const struct evn_frame *frame)
{
    uint64_t f[C_DAY + 1];
    evn_err err = read(frame->body, f);
    if (err != EVN_OK)
        return err;
    if (frame->kind == EVN_LEDGER_FRAME_THRESHOLD)
        err = apply_set(state, f);
    else if (f[C_WHAT] == EVN_CROSSING_LOW || f[C_WHAT] == EVN_CROSSING_ENOUGH)
        err = apply_stock(state, f);
    else
        err = f[C_WHAT] <= EVN_CROSSING_EXPIRED ? apply_lot(state, f) : EVN_E_CORRUPT;
    if (err == EVN_OK)
        evn_digest_entry(&state->digest, frame->kind, frame->body);
    return err;
}

void evn_thresholds_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    const struct evn_thresholds *all = &state->thresholds;
    for (uint32_t i = 1; i <= all->n; i++) {
        const struct evn_threshold *r = evn_thresholds_at(all, i);
        struct evn_canon_line line = {0};
        evn_line_text(&line, evn_dict_text(&state->place_ids, r->place));
        evn_line_text(&line, evn_dict_text(&state->item_ids, r->item));
        evn_line_number(&line, r->low);
        evn_line_number(&line, r->enough);
        evn_line_number(&line, r->is_low);
        evn_canon_add(canon, "threshold", evn_line_bytes(&line));
    }
    for (uint32_t lot = 1; lot <= state->lot_codes.n; lot++) {
        struct evn_canon_line line = {0};
        uint32_t crossed = evn_thresholds_crossed(all, lot);
        if (crossed == 0)
            continue;
        uint32_t item = evn_ledger_lot(state, lot)->item;
        evn_line_text(&line, evn_dict_text(&state->item_ids, item));
        evn_line_text(&line, evn_dict_text(&state->lot_codes, lot));
        evn_line_number(&line, crossed);
        evn_canon_add(canon, "crossed", evn_line_bytes(&line));
    }
}
