#include "services/ledger/core/count_line.h"

#include "services/ledger/core/check.h"

/* Lots told apart by their day have the day as code. */
static evn_err lot_code(struct evn_draft *d, const struct evn_ledger_count_line *line,
                        uint32_t tracking, struct evn_bytes *out)
{
    *out = line->lot;
    if (tracking != EVN_TRACKING_EXPIRY || line->lot.len > 0 || line->expiry.n == EVN_DAY_NONE.n)
        return EVN_OK;
    char *text = evn_arena_alloc(d->arena, 11);
    if (text == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    evn_day_format(line->expiry, text);
    *out = evn_bytes_of(text, 10);
    return EVN_OK;
}

/* A lot nobody received, but that lies there: it becomes known. */
static evn_err find_new_lot(struct evn_draft *d, const struct evn_ledger_count_line *line,
                            uint32_t number, struct evn_new_lot lot, uint32_t *out)
{
    uint32_t tracking = evn_ledger_item(d->state, lot.item)->tracking;
    *out = evn_draft_find_lot(d, lot.item, lot.code);
    if (*out != 0)
        return EVN_OK;
    if (tracking != EVN_TRACKING_SERIAL && line->expiry.n == EVN_DAY_NONE.n)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_LOT, number, "lot", lot.code);
    if (lot.code.len > EVN_NAME_MAX)
        return evn_draft_refuse(d, EVN_E_BAD_TEXT, number, "lot");
    evn_err err = evn_draft_room_lot(d);
    if (err == EVN_OK)
        *out = evn_draft_add_lot(d, &lot);
    return err;
}

static evn_err find_lot(struct evn_draft *d, const struct evn_ledger_count_line *line,
                        uint32_t number, uint32_t item, uint32_t *out)
{
    uint32_t tracking = evn_ledger_item(d->state, item)->tracking;
    struct evn_new_lot lot = {.item = item,
                              .expiry = line->expiry,
                              .made = EVN_DAY_NONE,
                              .owner = evn_bytes_text(""),
                              .line = number};
    *out = EVN_LOT_NONE;
    if (tracking == EVN_TRACKING_NONE)
        return line->lot.len == 0
                   ? EVN_OK
                   : evn_draft_refuse_text(d, EVN_E_BAD_FIELD, number, "lot", line->lot);
    evn_err err = lot_code(d, line, tracking, &lot.code);
    if (err != EVN_OK)
        return err;
    if (lot.code.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, number, "lot");
    *out = evn_dict_find(&d->state->lot_codes, item, lot.code);
    if (*out == 0)
        return find_new_lot(d, line, number, lot, out);
    bool other = line->expiry.n != EVN_DAY_NONE.n &&
                 line->expiry.n != evn_ledger_lot(d->state, *out)->expiry.n;
    return other ? evn_draft_refuse_text(d, EVN_E_LOT_CONFLICT, number, "expiry", lot.code)
                 : EVN_OK;
}

/* The account a line speaks of, as a touch of its own. */
evn_err evn_count_line_account(struct evn_draft *d, const struct evn_count *count,
                               const struct evn_ledger_count_line *line, uint32_t number,
                               struct evn_touch **out)
{
    uint32_t place = count->place, item, lot = 0;
    evn_err err = EVN_OK;
    if (line->place.len > 0)
        err = evn_decide_find_place(d, line->place, number, "place", &place);
    if (err == EVN_OK)
        err = evn_decide_find_item(d, line->item, number, &item);
    if (err != EVN_OK)
        return err;
    if (!evn_count_covers(count, place, item))
        return evn_draft_refuse_stock(d, EVN_E_BAD_FIELD, number, place, item, EVN_LOT_NONE);
    err = find_lot(d, line, number, item, &lot);
    if (err == EVN_OK && evn_draft_find_touch(d, place, item, lot) != NULL)
        err = evn_draft_refuse_text(d, EVN_E_BAD_FIELD, number, "lot", evn_bytes_text("repeated"));
    if (err == EVN_OK)
        err = evn_draft_room_claim(d);
    if (err == EVN_OK)
        *out = evn_draft_touch(d, place, item, lot);
    return err;
}

evn_err evn_count_line_books(struct evn_draft *d, uint32_t account, int64_t at_us, int64_t *out)
{
    *out = 0;
    if (account > d->state->n_accounts)
        return EVN_OK;
    evn_err err = evn_check_balance_at(d, account, at_us, out);
    return err == EVN_OK ? EVN_OK : evn_draft_refuse(d, err, 0, NULL);
}
