#include "services/ledger/crossing.h"

#include "common/base/num.h"
#include "common/journal/frame.h"
#include "services/ledger/core/event.h"
#include "services/ledger/store/legs.h"

#include <stdlib.h>

#define DAY_US (INT64_C(86400) * EVN_US_PER_S)

enum {
    ONCE_MAX = 500,
    THRESHOLDS_ONCE = 2000,
    BODY_MAX = 256,
    OFFSET_MAX_MIN = 14 * 60 /* no place on earth is further ahead */
};

/* One look. */
struct looking {
    const struct evn_ledger_state *s;
    const struct evn_browse *browse;
    struct evn_ledger_view *view;
    int64_t business_us;
    struct evn_crossing_room *room;
    struct evn_buf *events;
    uint32_t n;
    int64_t consumed; /* added up so far */
};

static evn_err say(struct looking *l, const struct evn_crossing *crossing)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    evn_err err = evn_crossing_put(&body, crossing);
    const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_CROSSING,
                                    .version = EVN_EVENT_VERSION,
                                    .count = 1,
                                    .ignorable = true,
                                    .body = evn_bytes_of(body.at, body.len)};
    if (err == EVN_OK)
        err = evn_frame_append(l->events, &frame);
    evn_buf_fini(&body);
    l->n++;
    return err;
}

static int32_t day_at(const struct evn_ledger_state *s, uint32_t place, int64_t at_us)
{
    return evn_day_at(at_us, evn_ledger_place(s, place)->offset_min).n;
}

int64_t evn_crossing_stock(const struct evn_ledger_state *state, uint32_t place, uint32_t item,
                           int64_t at_us)
{
    int32_t today = day_at(state, place, at_us);
    int64_t sum = 0;
    uint32_t n = evn_ledger_find_pool(state, place, item);
    for (; n != 0; n = evn_ledger_account(state, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(state, n);
        uint32_t lot = evn_account_lot(a);
        if (lot == EVN_LOT_ANY)
            continue;
        struct evn_day expiry =
            lot != EVN_LOT_NONE ? evn_ledger_lot(state, lot)->expiry : EVN_DAY_NONE;
        if ((expiry.n == EVN_DAY_NONE.n || expiry.n >= today) &&
            !evn_add_i64(sum, a->balance, &sum))
            return INT64_MAX;
    }
    return sum;
}

static evn_err take_flow(void *self, const struct evn_flow_part *part)
{
    struct looking *l = self;
    if (part->other == 0 || part->other > l->s->n_accounts)
        return EVN_E_CORRUPT;
    uint32_t other = evn_ledger_account(l->s, part->other)->place;
    if (evn_ledger_place(l->s, other)->kind == EVN_PLACE_CONSUMED &&
        !evn_add_i64(l->consumed, part->out - part->in, &l->consumed))
        l->consumed = INT64_MAX;
    return EVN_OK;
}

/* What was consumed of the item at the place in the last days. */
static evn_err add_up(struct looking *l, uint32_t first)
{
    const struct evn_flows_sink sink = {l, take_flow};
    int64_t from_us = l->business_us - EVN_FEFO_DAYS * DAY_US + 1;
    evn_err err = EVN_OK;
    l->consumed = 0;
    for (uint32_t n = first; n != 0 && err == EVN_OK; n = evn_ledger_account(l->s, n)->pool_next) {
        if (!evn_account_is_any(evn_ledger_account(l->s, n)))
            err = evn_flows_between(l->view, n, from_us, l->business_us, &sink, NULL);
    }
    return err;
}

static int by_expiry(const void *a, const void *b)
{
    const struct evn_crossing_lot *x = a, *y = b;
    if (x->lot.expiry != y->lot.expiry)
        return x->lot.expiry < y->lot.expiry ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* The lots there that are not expired, in the order they are used; where `lot` is among them. */
static size_t list_lots(const struct looking *l, uint32_t first, uint32_t lot, int32_t today,
                        size_t *which)
{
    struct evn_crossing_lot *all = l->room->sorted;
    size_t n_lots = 0;
    for (uint32_t n = first; n != 0; n = evn_ledger_account(l->s, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(l->s, n);
        uint32_t number = evn_account_lot(a);
        if (number == EVN_LOT_NONE || number == EVN_LOT_ANY || a->balance <= 0)
            continue;
        int32_t expiry = evn_ledger_lot(l->s, number)->expiry.n;
        bool usable = expiry != EVN_DAY_NONE.n && expiry >= today;
        if ((usable || number == lot) && (n_lots < EVN_CROSSING_LOTS_MAX - 1 || number == lot))
            all[n_lots++] = (struct evn_crossing_lot){{expiry, a->balance}, number};
    }
    qsort(all, n_lots, sizeof *all, by_expiry);
    for (size_t i = 0; i < n_lots; i++) {
        l->room->lot[i] = all[i].lot;
        if (all[i].number == lot)
            *which = i;
    }
    return n_lots;
}

/* A lot crossed its days of warning at one place. */
static evn_err say_expiry(struct looking *l, uint32_t number, uint32_t days, int32_t today)
{
    const struct evn_account *a = evn_ledger_account(l->s, number);
    uint32_t lot = evn_account_lot(a), item = evn_account_item(l->s, a);
    uint32_t first = evn_ledger_find_pool(l->s, a->place, item);
    size_t which = 0;
    struct evn_crossing c = {.what = EVN_CROSSING_EXPIRY,
                             .account = number,
                             .threshold = days,
                             .qty = a->balance,
                             .day = evn_ledger_lot(l->s, lot)->expiry.n - (int32_t)days};
    evn_err err = add_up(l, first);
    size_t n = list_lots(l, first, lot, today, &which);
    if (err == EVN_OK && n > 0)
        c.not_used = evn_fefo_unused(l->room->lot, which, l->consumed, today);
    return err == EVN_OK ? say(l, &c) : err;
}

static evn_err say_expired(struct looking *l, uint32_t number)
{
    const struct evn_account *a = evn_ledger_account(l->s, number);
    const struct evn_crossing c = {.what = EVN_CROSSING_EXPIRED,
                                   .account = number,
                                   .qty = a->balance,
                                   .not_used = a->balance,
                                   .day = evn_ledger_lot(l->s, evn_account_lot(a))->expiry.n + 1};
    return say(l, &c);
}

/* Wherever the lot lies: its warning, then its end. */
static evn_err look_at_lot(struct looking *l, uint32_t lot)
{
    const struct evn_lot *facts = evn_ledger_lot(l->s, lot);
    uint32_t days = evn_ledger_item(l->s, facts->item)->n_days_warn;
    uint32_t crossed = evn_thresholds_crossed(&l->s->thresholds, lot);
    int32_t latest = evn_day_at(l->business_us, OFFSET_MAX_MIN).n, expiry = facts->expiry.n;
    bool ends = (crossed & EVN_CROSSED_END) == 0;
    bool warns = days > 0 && (crossed & ~EVN_CROSSED_END) != days;
    if (expiry == EVN_DAY_NONE.n || facts->on_hand <= 0 ||
        !((warns && latest >= expiry - (int32_t)days) || (ends && latest > expiry)))
        return EVN_OK;
    evn_err err = EVN_OK;
    uint32_t n = evn_browse_next(l->browse, l->s, 0, facts->item, 0);
    for (; n != 0 && err == EVN_OK; n = evn_browse_next(l->browse, l->s, 0, facts->item, n)) {
        const struct evn_account *a = evn_ledger_account(l->s, n);
        if (evn_account_lot(a) != lot || !a->physical || a->balance <= 0)
            continue;
        int32_t today = day_at(l->s, a->place, l->business_us);
        if (warns && today >= expiry - (int32_t)days)
            err = say_expiry(l, n, days, today);
        if (err == EVN_OK && ends && today > expiry)
            err = say_expired(l, n);
    }
    return err;
}

static evn_err look_at_threshold(struct looking *l, uint32_t number)
{
    const struct evn_threshold *row = evn_thresholds_at(&l->s->thresholds, number);
    if (row->low == 0)
        return EVN_OK;
    int64_t qty = evn_crossing_stock(l->s, row->place, row->item, l->business_us);
    bool falls = !row->is_low && qty < row->low, rises = row->is_low && qty >= row->enough;
    const struct evn_crossing c = {.what = falls ? EVN_CROSSING_LOW : EVN_CROSSING_ENOUGH,
                                   .place = row->place,
                                   .item = row->item,
                                   .threshold = falls ? row->low : row->enough,
                                   .qty = qty,
                                   .day = day_at(l->s, row->place, l->business_us)};
    return falls || rises ? say(l, &c) : EVN_OK;
}

evn_err evn_crossings_due(const struct evn_ledger_state *state, const struct evn_browse *browse,
                          struct evn_ledger_view *view, int64_t business_us,
                          struct evn_crossing_scan *scan, struct evn_buf *events, uint32_t *n)
{
    struct looking l = {.s = state,
                        .browse = browse,
                        .view = view,
                        .business_us = business_us,
                        .room = &scan->room,
                        .events = events};
    int64_t hour = business_us / (3600 * EVN_US_PER_S);
    evn_err err = EVN_OK;
    if (hour != scan->hour || scan->next_lot == 0)
        scan->next_lot = 1;
    scan->hour = hour;
    for (; err == EVN_OK && scan->next_lot <= state->lot_codes.n && l.n < ONCE_MAX;
         scan->next_lot++)
        err = look_at_lot(&l, scan->next_lot);
    for (uint32_t k = 0;
         err == EVN_OK && k < state->thresholds.n && k < THRESHOLDS_ONCE && l.n < ONCE_MAX; k++) {
        scan->threshold = scan->threshold % state->thresholds.n + 1;
        err = look_at_threshold(&l, scan->threshold);
    }
    *n = l.n;
    return err;
}
