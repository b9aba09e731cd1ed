#include "services/ledger/core/count_line.h"

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
               : evn_draft_in_state(
                     d, evn_draft_refuse_text(d, EVN_E_WRONG_STATE, 0, "count", name),
                     (*out)->state == EVN_COUNT_GIVEN_UP ? EVN_S_DROPPED : EVN_S_ENDED);
}

evn_err evn_decide_count_event(struct evn_draft *d, const struct evn_count_event *event)
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

/* Is the place the other, or a part of it? A part's number is above that of what it is a part of.
 */
static bool is_within(const struct evn_ledger_state *s, uint32_t place, uint32_t other)
{
    while (place > other)
        place = evn_ledger_place(s, place)->parent;
    return place == other;
}

static evn_err find_lists(struct evn_draft *d, const struct evn_ledger_count_start *start,
                          uint32_t place, int64_t *places, int64_t *items)
{
    uint32_t number = 0;
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < start->n_places; i++) {
        err = find_countable(d, start->places[i], i + 1, "places", &number);
        if (err == EVN_OK && !is_within(d->state, number, place))
            err = evn_draft_refuse_text(d, EVN_E_BAD_FIELD, i + 1, "places", start->places[i]);
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
        return evn_draft_in_state(
            d, evn_draft_refuse_text(d, EVN_E_EXISTS, 0, "count", start->name), EVN_S_NAME_USED);
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
        err = find_lists(d, start, event.place, places, items);
    return err == EVN_OK ? evn_decide_count_event(d, &event) : err;
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
    return evn_decide_count_event(d, &event);
}

static evn_err limit(struct evn_draft *d, const struct evn_ledger_count_limit *said,
                     const struct evn_ledger_emit *emit)
{
    const struct evn_count_event event = {.step = EVN_COUNT_LIMIT,
                                          .counter = evn_decide_actor(emit),
                                          .limit_units = said->units,
                                          .limit_percent = said->percent};
    return said->units < 0 ? evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, 0, "units")
                           : evn_decide_count_event(d, &event);
}

evn_err evn_decide_count(struct evn_draft *d, const struct evn_ledger_command *c,
                         struct evn_ledger_emit *emit)
{
    switch (c->kind) {
    case EVN_COMMAND_COUNT_START:
        return start_count(d, &c->count_start, emit);
    case EVN_COMMAND_COUNT_HAND_IN:
        return evn_decide_hand_in(d, &c->count_lines, emit);
    case EVN_COMMAND_COUNT_RECOUNT:
        return evn_decide_recount(d, &c->count_lines, emit);
    case EVN_COMMAND_COUNT_APPROVE:
        return evn_decide_approve(d, &c->count_end, emit);
    case EVN_COMMAND_COUNT_DROP:
        return drop(d, &c->count_end, emit);
    default:
        return limit(d, &c->count_limit, emit);
    }
}
