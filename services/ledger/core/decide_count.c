#include "services/ledger/core/check.h"
#include "services/ledger/core/parts.h"

enum { BODY_MAX = 512 << 10, LISTS_MAX = 1000 };

evn_err evn_decide_find_count(struct evn_draft *d, struct evn_bytes name,
                              const struct evn_count **out)
{
    const struct evn_named *named = &d->state->counts.named;
    uint32_t number = evn_dict_find(&named->names, 0, name);
    if (number == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_REF, 0, "count", name);
    *out = evn_named_at(named, number);
    return (*out)->state == EVN_COUNT_OPEN
               ? EVN_OK
               : evn_draft_refuse_text(d, EVN_E_WRONG_STATE, 0, "count", name);
}

static evn_err add_event(struct evn_draft *d, const struct evn_count_event *event)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    evn_err err = evn_count_event_put(&body, event);
    return evn_decide_frame(d, EVN_LEDGER_FRAME_COUNT, &body, err);
}

/* Vehicles are settled by receipts, beds by who lies in them: neither is counted. */
static bool is_countable(uint32_t kind)
{
    return evn_place_is_physical(kind) && kind != EVN_PLACE_VEHICLE && kind != EVN_PLACE_TRANSIT &&
           kind != EVN_PLACE_CAPACITY_FREE && kind != EVN_PLACE_CAPACITY_OCCUPIED;
}

static evn_err find_countable(struct evn_draft *d, struct evn_bytes id, uint32_t line,
                              const char *field, uint32_t *out)
{
    evn_err err = evn_decide_find_place(d, id, line, field, out);
    if (err == EVN_OK && !is_countable(evn_ledger_place(d->state, *out)->kind))
        err = evn_draft_refuse_text(d, EVN_E_BAD_FIELD, line, field, id);
    return err;
}

static evn_err find_lists(struct evn_draft *d, const struct evn_ledger_count_start *start,
                          int64_t *places, int64_t *items)
{
    uint32_t number = 0;
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < start->n_places; i++) {
        err = find_countable(d, start->places[i], i + 1, "places", &number);
        places[i] = number;
    }
    for (uint32_t i = 0; err == EVN_OK && i < start->n_items; i++) {
        err = evn_decide_find_item(d, start->items[i], i + 1, &number);
        items[i] = number;
    }
    return err;
}

static evn_err start_count(struct evn_draft *d, const struct evn_ledger_count_start *start,
                           const struct evn_ledger_emit *emit)
{
    const struct evn_dict *names = &d->state->counts.named.names;
    evn_err err = evn_decide_check_name(d, start->name, "count");
    if (err != EVN_OK)
        return err;
    if (evn_dict_find(names, 0, start->name) != 0)
        return evn_draft_refuse_text(d, EVN_E_EXISTS, 0, "count", start->name);
    if (start->n_counters < 1 || start->n_counters > 2)
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "counters");
    if (start->n_places > LISTS_MAX || start->n_items > LISTS_MAX)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "bins or items of one count", LISTS_MAX);
    int64_t *places = evn_arena_array(d->arena, start->n_places + 1, sizeof *places);
    int64_t *items = evn_arena_array(d->arena, start->n_items + 1, sizeof *items);
    if (places == NULL || items == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    struct evn_count_event event = {.step = EVN_COUNT_STARTED,
                                    .blind = start->blind,
                                    .counter = evn_decide_actor(emit),
                                    .n_counters = start->n_counters,
                                    .name = start->name,
                                    .places = places,
                                    .items = items,
                                    .n_places = start->n_places,
                                    .n_items = start->n_items};
    err = find_countable(d, start->place, 0, "place", &event.place);
    if (err == EVN_OK)
        err = find_lists(d, start, places, items);
    return err == EVN_OK ? add_event(d, &event) : err;
}

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
static evn_err find_account(struct evn_draft *d, const struct evn_count *count,
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

static evn_err balance_at(struct evn_draft *d, uint32_t account, int64_t at_us, int64_t *out)
{
    *out = 0;
    if (account > d->state->n_accounts)
        return EVN_OK;
    evn_err err = evn_check_balance_at(d, account, at_us, out);
    return err == EVN_OK ? EVN_OK : evn_draft_refuse(d, err, 0, NULL);
}

static evn_err check_counted(struct evn_draft *d, const struct evn_touch *t, int64_t counted,
                             uint32_t number)
{
    bool serial = evn_ledger_item(d->state, t->item)->tracking == EVN_TRACKING_SERIAL;
    if (counted >= 0 && (!serial || counted <= 1))
        return EVN_OK;
    evn_err err = evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, number, "counted");
    d->refusal->have = counted;
    d->refusal->want = serial ? 1 : 0;
    return err;
}

/* What two counters found is the same when they differ from the books alike: trade went on between
 * them. */
static evn_err compare(struct evn_draft *d, const struct evn_count *count, uint32_t actor,
                       const struct evn_count_result *r, int64_t books, bool *differs)
{
    const struct evn_count_line *old = evn_count_find(count, r->account);
    int64_t books_then;
    *differs = false;
    if (old == NULL || old->state != EVN_COUNT_ONCE || old->by == actor)
        return EVN_OK;
    evn_err err = balance_at(d, old->account, old->at_us, &books_then);
    *differs = err == EVN_OK && (uint64_t)old->counted - (uint64_t)books_then !=
                                    (uint64_t)r->counted - (uint64_t)books;
    return err;
}

/* One count handed in. */
struct hand_in {
    const struct evn_count *count;
    uint32_t actor;
    struct evn_count_result *lines, *differ; /* in the arena */
    uint32_t n_differ;
};

static evn_err take_line(struct evn_draft *d, struct hand_in *h,
                         const struct evn_ledger_count_line *line, uint32_t number,
                         struct evn_count_result *out)
{
    struct evn_touch *t = NULL;
    struct evn_move at = {0};
    int64_t books;
    bool differs;
    evn_err err = find_account(d, h->count, line, number, &t);
    if (err == EVN_OK)
        err = check_counted(d, t, line->counted, number);
    if (err == EVN_OK)
        err = evn_draft_time(d, line->at_us, number, &at);
    if (err != EVN_OK)
        return err;
    *out = (struct evn_count_result){
        .account = t->account, .counted = line->counted, .at_us = at.at_us};
    const struct evn_count_line *old = evn_count_find(h->count, t->account);
    if (old != NULL && old->state == EVN_COUNT_FINAL && h->count->n_counters == 2)
        return evn_draft_refuse_stock(d, EVN_E_WRONG_STATE, number, t->place, t->item, t->lot);
    err = balance_at(d, out->account, out->at_us, &books);
    if (err == EVN_OK)
        err = compare(d, h->count, h->actor, out, books, &differs);
    out->expected = h->count->blind ? 0 : books;
    if (err == EVN_OK && differs)
        h->differ[h->n_differ++] = (struct evn_count_result){.account = out->account};
    return err;
}

static evn_err hand_in(struct evn_draft *d, const struct evn_ledger_count_lines *in,
                       const struct evn_ledger_emit *emit)
{
    struct hand_in h = {.actor = evn_decide_actor(emit)};
    evn_err err = evn_decide_find_count(d, in->name, &h.count);
    if (err == EVN_OK)
        err = evn_decide_check_n_lines(d, in->n_lines);
    if (err != EVN_OK)
        return err;
    if (h.count->n_lines + (uint64_t)in->n_lines > EVN_COUNT_LINES_MAX)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "lines of one count", EVN_COUNT_LINES_MAX);
    h.lines = evn_arena_array(d->arena, in->n_lines, sizeof *h.lines);
    h.differ = evn_arena_array(d->arena, in->n_lines, sizeof *h.differ);
    if (h.lines == NULL || h.differ == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    for (uint32_t i = 0; err == EVN_OK && i < in->n_lines; i++)
        err = take_line(d, &h, &in->lines[i], i + 1, &h.lines[i]);
    const struct evn_count_event counted = {.step = EVN_COUNT_HANDED_IN,
                                            .of = h.count->seq,
                                            .counter = h.actor,
                                            .seen_seq = in->seen_seq > 0 ? in->seen_seq
                                                                         : d->state->next_seq - 1,
                                            .lines = h.lines,
                                            .n_lines = in->n_lines};
    if (err == EVN_OK)
        err = add_event(d, &counted);
    const struct evn_count_event again = {.step = EVN_COUNT_RECOUNT,
                                          .of = h.count->seq,
                                          .counter = h.actor,
                                          .lines = h.differ,
                                          .n_lines = h.n_differ};
    if (err == EVN_OK && h.n_differ > 0)
        err = add_event(d, &again);
    return err == EVN_OK ? evn_decide_check_caps(d) : err;
}

/* All lines that are final and are not what the books say. */
static evn_err list_differing(struct evn_draft *d, const struct evn_count *count,
                              struct evn_count_result *out, uint32_t max, uint32_t *n)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < count->n_lines && *n < max; i++) {
        const struct evn_count_line *l = &count->line[i];
        int64_t books;
        err = balance_at(d, l->account, l->at_us, &books);
        if (err == EVN_OK && l->state == EVN_COUNT_FINAL && books != l->counted)
            out[(*n)++] = (struct evn_count_result){.account = l->account};
    }
    return err;
}

static evn_err list_named(struct evn_draft *d, const struct evn_count *count,
                          const struct evn_ledger_count_lines *in, struct evn_count_result *out)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < in->n_lines; i++) {
        struct evn_touch *t = NULL;
        err = find_account(d, count, &in->lines[i], i + 1, &t);
        if (err != EVN_OK)
            return err;
        if (evn_count_find(count, t->account) == NULL)
            return evn_draft_refuse_stock(d, EVN_E_WRONG_STATE, i + 1, t->place, t->item, t->lot);
        out[i] = (struct evn_count_result){.account = t->account};
    }
    return err;
}

static evn_err recount(struct evn_draft *d, const struct evn_ledger_count_lines *in,
                       const struct evn_ledger_emit *emit)
{
    const struct evn_count *count;
    uint32_t max = d->state->limits.n_lines_max, n = in->n_lines;
    evn_err err = evn_decide_find_count(d, in->name, &count);
    if (err == EVN_OK && n > 0)
        err = evn_decide_check_n_lines(d, n);
    if (err != EVN_OK)
        return err;
    struct evn_count_result *lines = evn_arena_array(d->arena, n > 0 ? n : max, sizeof *lines);
    if (lines == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    err = n > 0 ? list_named(d, count, in, lines) : list_differing(d, count, lines, max, &n);
    if (err != EVN_OK || n == 0)
        return err;
    const struct evn_count_event event = {.step = EVN_COUNT_RECOUNT,
                                          .of = count->seq,
                                          .counter = evn_decide_actor(emit),
                                          .lines = lines,
                                          .n_lines = n};
    return add_event(d, &event);
}

static evn_err drop(struct evn_draft *d, const struct evn_ledger_count_end *end,
                    struct evn_ledger_emit *emit)
{
    const struct evn_count *count;
    evn_err err = evn_decide_find_count(d, end->name, &count);
    if (err == EVN_OK)
        err = evn_decide_check_text(d, end->reason, EVN_NAME_MAX, "reason");
    if (err != EVN_OK)
        return err;
    emit->reason_text = end->reason;
    const struct evn_count_event event = {
        .step = EVN_COUNT_DROPPED, .of = count->seq, .counter = evn_decide_actor(emit)};
    return add_event(d, &event);
}

static evn_err limit(struct evn_draft *d, const struct evn_ledger_count_limit *said,
                     const struct evn_ledger_emit *emit)
{
    const struct evn_count_event event = {.step = EVN_COUNT_LIMIT,
                                          .counter = evn_decide_actor(emit),
                                          .limit_units = said->units,
                                          .limit_percent = said->percent};
    return said->units < 0 ? evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, 0, "units")
                           : add_event(d, &event);
}

evn_err evn_decide_count(struct evn_draft *d, const struct evn_ledger_command *c,
                         struct evn_ledger_emit *emit)
{
    switch (c->kind) {
    case EVN_COMMAND_COUNT_START:
        return start_count(d, &c->count_start, emit);
    case EVN_COMMAND_COUNT_HAND_IN:
        return hand_in(d, &c->count_lines, emit);
    case EVN_COMMAND_COUNT_RECOUNT:
        return recount(d, &c->count_lines, emit);
    case EVN_COMMAND_COUNT_APPROVE:
        return evn_decide_approve(d, &c->count_end, emit);
    case EVN_COMMAND_COUNT_DROP:
        return drop(d, &c->count_end, emit);
    default:
        return limit(d, &c->count_limit, emit);
    }
}
