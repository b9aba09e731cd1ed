#include "services/dispatch/core/doors.h"

#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/share.h"

enum { LINE_RETURN = 14, DIGITS_OF_NOTE = 7, DIGITS_OF_PERSON = 11, HASH_DIGITS = 64 };

static evn_err refuse_line(const struct evn_dsp_decision *d, evn_err err, const char *field,
                           const char *item, size_t line, int64_t have, int64_t want)
{
    (void)evn_dsp_refuse(d, err, field, item);
    d->why->line = (uint32_t)line + 1;
    d->why->have = have;
    d->why->want = want;
    return err;
}

/* A run of so many digits: a telephone, an identity card. */
static bool has_number(const char *text, size_t digits)
{
    size_t run = 0;
    for (; *text != '\0' && run < digits; text++)
        run = *text >= '0' && *text <= '9' ? run + 1 : 0;
    return run == digits;
}

/* Exactly `n` characters, each one of `set`. */
static bool is_of(const char *text, const char *set, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (set[k] != '\0' && set[k] != text[i])
            k++;
        if (set[k] == '\0')
            return false;
    }
    return text[n] == '\0';
}

/* As evn_label_of writes them. */
static bool is_label(const char *bag)
{
    return is_of(bag, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", EVN_LABEL_LEN);
}

static struct evn_dsp_door_item *item_of(const struct evn_dsp_door_round *round, const char *item)
{
    for (size_t i = 0; i < round->n_items; i++)
        if (strcmp(round->items[i].item, item) == 0)
            return &round->items[i];
    return NULL;
}

/* Each item once, and the point has what is spoken of. */
static evn_err check_lines(const struct evn_dsp_decision *d, const struct evn_dsp_door_round *round,
                           const struct evn_dsp_door_quantity *lines, size_t n, const char *field)
{
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_door_item *it = item_of(round, lines[i].item);
        int64_t have = it != NULL ? it->left : 0;
        for (size_t k = 0; k < i; k++)
            if (strcmp(lines[k].item, lines[i].item) == 0)
                return refuse_line(d, EVN_E_BAD_FIELD, field, lines[i].item, i, 0, 0);
        if (lines[i].quantity > have)
            return refuse_line(d, EVN_E_NOT_AT_POINT, field, lines[i].item, i, have,
                               lines[i].quantity);
    }
    return EVN_OK;
}

/* Beginning */

/* What was accepted at the stop, item by item. */
static void count_received(struct evn_dsp_decision *d, const struct evn_dsp_trip *trip,
                           struct evn_dsp_door_round *round)
{
    size_t n;
    uint32_t *share = evn_dsp_trip_shares(d, trip, EVN_DSP_SHARE_DELIVERED, round->stop, &n);
    round->items = evn_arena_array(d->arena, n + 1, sizeof *round->items);
    if (share == NULL || round->items == NULL) {
        d->full = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        struct evn_dsp_door_item *it = item_of(round, s->item);
        if (it == NULL && s->accepted > 0) {
            it = &round->items[round->n_items++];
            EVN_DSP_SET(it->item, s->item);
        }
        if (it == NULL)
            continue;
        it->received += s->accepted;
        it->left += s->accepted;
    }
}

/* Whose door it is: the bag's code follows from a pseudonym, or is on a household's own bag. */
static evn_err name_door(const struct evn_dsp_decision *d, const struct evn_dsp_door_round *round,
                         const struct evn_dsp_door_put *put, struct evn_dsp_door *door)
{
    if ((put->person[0] != '\0') == (put->bag[0] != '\0'))
        return evn_dsp_refuse(d, put->bag[0] != '\0' ? EVN_E_BAD_FIELD : EVN_E_MISSING_FIELD,
                              "door_start.doors.bag", put->bag);
    if (has_number(put->person, DIGITS_OF_PERSON))
        return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "door_start.doors.person", "");
    if (put->bag[0] != '\0' && !is_label(put->bag))
        return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "door_start.doors.bag", "");
    EVN_DSP_SET(door->person, put->person);
    if (put->person[0] != '\0')
        evn_label_of(evn_bytes_text(put->person), door->bag);
    else
        EVN_DSP_SET(door->bag, put->bag);
    for (const struct evn_dsp_door *other = round->doors; other < door; other++)
        if (strcmp(other->bag, door->bag) == 0)
            return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "door_start.doors.bag", door->bag);
    return EVN_OK;
}

static evn_err add_door(struct evn_dsp_decision *d, struct evn_dsp_door_round *round,
                        const struct evn_dsp_door_put *put)
{
    struct evn_dsp_door *door = &round->doors[round->n_doors];
    evn_err err = name_door(d, round, put, door);
    if (err == EVN_OK)
        err = check_lines(d, round, put->lines, put->n_lines, "door_start.doors.lines");
    if (err != EVN_OK)
        return err;
    door->lines = evn_arena_array(d->arena, put->n_lines, sizeof *door->lines);
    if (door->lines == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < put->n_lines; i++) {
        EVN_DSP_SET(door->lines[i].item, put->lines[i].item);
        door->lines[i].quantity = put->lines[i].quantity;
        /* Set aside for this door, while the others are added: given back below. */
        item_of(round, put->lines[i].item)->left -= put->lines[i].quantity;
    }
    door->n_lines = put->n_lines;
    door->state = EVN_DSP_DOOR_AHEAD;
    round->n_doors++;
    return EVN_OK;
}

/* The trip's stop, which was signed for; the actor may touch what happens there. */
static evn_err find_receipt(struct evn_dsp_decision *d, const char *code, uint32_t stop,
                            const struct evn_dsp_trip **trip, const char **area)
{
    uint32_t number;
    evn_err err = evn_dsp_find_trip(d, code, "door_start.trip", false, &number);
    if (err != EVN_OK)
        return err;
    *trip = evn_dsp_view(d, EVN_DSP_TRIP, number);
    if (stop > (*trip)->n_stops)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "door_start.stop", code);
    const struct evn_dsp_place *place =
        evn_dsp_find(d->state, EVN_DSP_PLACE, (*trip)->stops[stop - 1].point);
    *area = place != NULL ? place->area : "";
    err = evn_dsp_need_scope(d, *area);
    if (err == EVN_OK && (*trip)->stops[stop - 1].state != EVN_DSP_STOP_DONE)
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, "door_start.stop", code);
    return err;
}

evn_err evn_dsp_decide_door_start(struct evn_dsp_decision *d, const struct evn_dsp_door_start *ask)
{
    char key[EVN_DSP_KEY_MAX];
    const struct evn_dsp_trip *trip = NULL;
    const char *area = "";
    evn_err err = find_receipt(d, ask->trip, ask->stop, &trip, &area);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(trip != NULL);
    evn_dsp_key_doors(ask->trip, ask->stop, key);
    if (evn_dsp_look(d, EVN_DSP_DOOR_ROUND, key) != NULL)
        return evn_dsp_refuse(d, EVN_E_EXISTS, "door_start", ask->trip);
    struct evn_dsp_door_round *round = evn_dsp_add(d, EVN_DSP_DOOR_ROUND);
    *round = (struct evn_dsp_door_round){
        .stop = ask->stop, .state = EVN_DSP_DOOR_ROUND_OPEN, .since_us = d->business_us};
    EVN_DSP_SET(round->trip, ask->trip);
    EVN_DSP_SET(round->point, trip->stops[ask->stop - 1].point);
    EVN_DSP_SET(round->area, area);
    EVN_DSP_SET(round->by, d->ask->actor->name);
    count_received(d, trip, round);
    round->doors = evn_arena_array(d->arena, ask->n_doors + 1, sizeof *round->doors);
    if (d->full || round->doors == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < ask->n_doors && err == EVN_OK; i++)
        err = add_door(d, round, &ask->doors[i]);
    for (size_t i = 0; i < round->n_items; i++)
        round->items[i].left = round->items[i].received;
    return err;
}

/* Visiting */

/* A copy of the round that goes on, with lists of its own. */
static evn_err edit_round(struct evn_dsp_decision *d, const char *trip, uint32_t stop,
                          const char *field, struct evn_dsp_door_round **out)
{
    char key[EVN_DSP_KEY_MAX];
    uint32_t number;
    evn_dsp_key_doors(trip, stop, key);
    if (!evn_dsp_number(d, EVN_DSP_DOOR_ROUND, key, &number))
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, trip);
    const struct evn_dsp_door_round *seen = evn_dsp_view(d, EVN_DSP_DOOR_ROUND, number);
    evn_err err = evn_dsp_need_scope(d, seen->area);
    if (err != EVN_OK)
        return err;
    if (seen->state != EVN_DSP_DOOR_ROUND_OPEN)
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, field, trip);
    struct evn_dsp_door_round *round = evn_dsp_edit(d, EVN_DSP_DOOR_ROUND, number);
    struct evn_dsp_door *doors = evn_arena_array(d->arena, seen->n_doors + 1, sizeof *doors);
    struct evn_dsp_door_item *items = evn_arena_array(d->arena, seen->n_items + 1, sizeof *items);
    if (d->full || doors == NULL || items == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < round->n_doors; i++)
        doors[i] = round->doors[i];
    for (size_t i = 0; i < round->n_items; i++)
        items[i] = round->items[i];
    round->doors = doors;
    round->items = items;
    *out = round;
    return EVN_OK;
}

static struct evn_dsp_door_line *line_of(const struct evn_dsp_door *door, const char *item)
{
    for (size_t i = 0; i < door->n_lines; i++)
        if (strcmp(door->lines[i].item, item) == 0)
            return &door->lines[i];
    return NULL;
}

/* What a proof must look like. */
static evn_err check_proof(const struct evn_dsp_decision *d, const struct evn_dsp_door_visit *ask,
                           const struct evn_dsp_door *door)
{
    bool good = true;
    if (ask->n_lines == 0 && ask->proof == EVN_DSP_PROOF_NONE)
        return EVN_OK;
    if (ask->n_lines == 0)
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "door_visit.lines", door->bag);
    if (ask->proof == EVN_DSP_PROOF_NONE)
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "door_visit.proof", door->bag);
    if (ask->proof == EVN_DSP_PROOF_CODE)
        good = strcmp(ask->proof_text, door->bag) == 0;
    else if (ask->proof == EVN_DSP_PROOF_NOTE)
        good = strlen(ask->proof_text) >= 2 && !has_number(ask->proof_text, DIGITS_OF_NOTE);
    else
        good = is_of(ask->proof_text, "0123456789abcdef", HASH_DIGITS);
    return good ? EVN_OK : evn_dsp_refuse(d, EVN_E_BAD_FIELD, "door_visit.proof_text", door->bag);
}

static evn_err hand_over(struct evn_dsp_decision *d, struct evn_dsp_door_round *round,
                         struct evn_dsp_door *door, const struct evn_dsp_door_visit *ask)
{
    struct evn_dsp_door_line *own = evn_arena_array(d->arena, door->n_lines + 1, sizeof *own);
    if (own == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < door->n_lines; i++)
        own[i] = door->lines[i];
    door->lines = own;
    for (size_t i = 0; i < ask->n_lines; i++) {
        struct evn_dsp_door_line *line = line_of(door, ask->lines[i].item);
        int64_t have = line != NULL ? line->quantity - line->handed : 0;
        if (line == NULL || ask->lines[i].quantity > have)
            return refuse_line(d, EVN_E_NOT_AT_POINT, "door_visit.lines", ask->lines[i].item, i,
                               have, ask->lines[i].quantity);
        struct evn_dsp_door_item *it = item_of(round, line->item);
        line->handed += ask->lines[i].quantity;
        it->handed += ask->lines[i].quantity;
        it->left -= ask->lines[i].quantity;
    }
    return EVN_OK;
}

/* The door's state after the visit; why something is missing has to be said. */
static evn_err settle(const struct evn_dsp_decision *d, struct evn_dsp_door *door,
                      const struct evn_dsp_door_visit *ask)
{
    bool all = true;
    for (size_t i = 0; i < door->n_lines; i++)
        all = all && door->lines[i].handed == door->lines[i].quantity;
    if (!all && ask->why == EVN_DSP_DOOR_WHY_NONE)
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "door_visit.why", door->bag);
    if (all && ask->why != EVN_DSP_DOOR_WHY_NONE)
        return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "door_visit.why", door->bag);
    if (ask->why == EVN_DSP_DOOR_OTHER && ask->note[0] == '\0')
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "door_visit.note", door->bag);
    if (has_number(ask->note, DIGITS_OF_NOTE))
        return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "door_visit.note", door->bag);
    if (!evn_sm_move(&evn_dsp_door_sm, &door->state,
                     all ? EVN_DSP_DOOR_HANDED : EVN_DSP_DOOR_MISSED))
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, "door_visit.bag", door->bag);
    if (ask->n_lines > 0) {
        door->proof = ask->proof;
        EVN_DSP_SET(door->proof_text, ask->proof_text);
    }
    door->why = ask->why;
    door->at_us = d->business_us;
    EVN_DSP_SET(door->note, ask->note);
    EVN_DSP_SET(door->by, d->ask->actor->name);
    return EVN_OK;
}

evn_err evn_dsp_decide_door_visit(struct evn_dsp_decision *d, const struct evn_dsp_door_visit *ask)
{
    struct evn_dsp_door_round *round = NULL;
    evn_err err = edit_round(d, ask->trip, ask->stop, "door_visit.trip", &round);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(round != NULL);
    size_t at = 0;
    while (at < round->n_doors && strcmp(round->doors[at].bag, ask->bag) != 0)
        at++;
    if (at == round->n_doors)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "door_visit.bag", ask->bag);
    struct evn_dsp_door *door = &round->doors[at];
    err = check_lines(d, round, ask->lines, ask->n_lines, "door_visit.lines");
    if (err == EVN_OK)
        err = check_proof(d, ask, door);
    if (err == EVN_OK)
        err = hand_over(d, round, door, ask);
    return err == EVN_OK ? settle(d, door, ask) : err;
}

/* Closing */

/* "<trip>.<stop>": what the ledger's document is called, and back. */
static void reference_of(const struct evn_dsp_door_round *round, char out[EVN_CODE_MAX])
{
    char text[EVN_CODE_MAX + 16];
    size_t len = strlen(round->trip);
    memcpy(text, round->trip, len);
    memcpy(text + len, ".", 2);
    evn_dsp_add_number(text, round->stop);
    evn_refusal_text(out, EVN_CODE_MAX, text);
}

static void key_of_reference(const char *reference, char key[EVN_DSP_KEY_MAX])
{
    char trip[EVN_CODE_MAX];
    uint32_t stop = 0;
    const char *dot = strrchr(reference, '.');
    EVN_DSP_SET(trip, reference);
    if (dot != NULL)
        trip[dot - reference] = '\0';
    for (const char *c = dot; c != NULL && c[1] >= '0' && c[1] <= '9'; c++)
        stop = stop * 10 + (uint32_t)(c[1] - '0');
    evn_dsp_key_doors(trip, stop, key);
}

static void add_return(const struct evn_dsp_decision *d, const struct evn_dsp_trip *trip,
                       const char *item, const char *lot, int64_t quantity,
                       struct evn_dsp_move *back)
{
    struct evn_dsp_move_line *line = &back->lines[back->n_lines++];
    *line = (struct evn_dsp_move_line){
        .kind = LINE_RETURN, .quantity = quantity, .occurred_at_us = d->business_us};
    EVN_DSP_SET(line->to, trip->depot);
    EVN_DSP_SET(line->item, item);
    EVN_DSP_SET(line->lot, lot);
}

/* Which lots come back is not told: those that expire last, of what was loaded for the point. */
static void return_lots(const struct evn_dsp_decision *d, const struct evn_dsp_trip *trip,
                        const char *point, const struct evn_dsp_door_quantity *what,
                        struct evn_dsp_move *back)
{
    int64_t rest = what->quantity;
    for (size_t i = trip->n_lots; i > 0 && rest > 0; i--) {
        const struct evn_dsp_lot *lot = &trip->lots[i - 1];
        const struct evn_dsp_stock_name *name =
            evn_dsp_stock_name(&d->state->stock, EVN_DSP_OF_LOT, lot->number);
        if (strcmp(lot->item, what->item) != 0 ||
            (lot->point[0] != '\0' && strcmp(lot->point, point) != 0))
            continue;
        int64_t part = lot->quantity < rest ? lot->quantity : rest;
        add_return(d, trip, what->item, name != NULL ? name->id : "", part, back);
        rest -= part;
    }
    if (rest > 0)
        add_return(d, trip, what->item, "", rest, back);
}

static evn_err give_back(struct evn_dsp_decision *d, struct evn_dsp_door_round *round,
                         const struct evn_dsp_door_close *ask)
{
    uint32_t number;
    struct evn_dsp_move back = {0};
    evn_err err = evn_dsp_find_trip(d, round->trip, "door_close.trip", false, &number);
    if (err != EVN_OK)
        return err;
    const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, number);
    back.lines =
        evn_arena_array(d->arena, (trip->n_lots + 1) * ask->n_returned, sizeof *back.lines);
    if (back.lines == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < ask->n_returned; i++) {
        struct evn_dsp_door_item *it = item_of(round, ask->returned[i].item);
        return_lots(d, trip, round->point, &ask->returned[i], &back);
        it->left -= ask->returned[i].quantity;
        it->returned += ask->returned[i].quantity;
    }
    reference_of(round, back.reference);
    return evn_dsp_send(d, trip->depot, &(struct evn_dsp_ledger_command){.document = &back});
}

evn_err evn_dsp_decide_door_close(struct evn_dsp_decision *d, const struct evn_dsp_door_close *ask)
{
    struct evn_dsp_door_round *round = NULL;
    const struct evn_dsp_door *first = NULL;
    int64_t ahead = 0;
    evn_err err = edit_round(d, ask->trip, ask->stop, "door_close.trip", &round);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(round != NULL);
    for (size_t i = 0; i < round->n_doors; i++)
        if (round->doors[i].state == EVN_DSP_DOOR_AHEAD) {
            first = first == NULL ? &round->doors[i] : first;
            ahead++;
        }
    if (first != NULL) {
        (void)evn_dsp_refuse(d, EVN_E_DOORS_OPEN, "door_close.trip", first->bag);
        d->why->have = ahead;
        return EVN_E_DOORS_OPEN;
    }
    err = check_lines(d, round, ask->returned, ask->n_returned, "door_close.returned");
    if (err == EVN_OK && ask->n_returned > 0)
        err = give_back(d, round, ask);
    if (err != EVN_OK)
        return err;
    bool moved =
        evn_sm_move(&evn_dsp_door_round_sm, &round->state,
                    ask->n_returned > 0 ? EVN_DSP_DOOR_ROUND_GIVE_BACK : EVN_DSP_DOOR_ROUND_END);
    EVN_ASSERT(moved);
    round->has_why = false;
    round->closed_at_us = d->business_us;
    return EVN_OK;
}

bool evn_dsp_is_door_return(const struct evn_dsp_move *asked)
{
    return asked->n_lines > 0 && asked->lines[0].kind == LINE_RETURN;
}

evn_err evn_dsp_door_answered(struct evn_dsp_decision *d, const struct evn_dsp_move *asked,
                              bool accepted, struct evn_dsp_why why)
{
    char key[EVN_DSP_KEY_MAX];
    uint32_t number;
    key_of_reference(asked->reference, key);
    if (!evn_dsp_number(d, EVN_DSP_DOOR_ROUND, key, &number))
        return EVN_E_CORRUPT;
    struct evn_dsp_door_round *round = evn_dsp_edit(d, EVN_DSP_DOOR_ROUND, number);
    if (!evn_sm_move(&evn_dsp_door_round_sm, &round->state,
                     accepted ? EVN_DSP_DOOR_ROUND_TAKEN : EVN_DSP_DOOR_ROUND_NOT_TAKEN))
        return EVN_E_CORRUPT;
    if (accepted)
        return EVN_OK;
    struct evn_dsp_door_item *items = evn_arena_array(d->arena, round->n_items + 1, sizeof *items);
    if (items == NULL)
        return EVN_E_LIMIT;
    for (size_t i = 0; i < round->n_items; i++) {
        items[i] = round->items[i];
        items[i].left += items[i].returned; /* it is still at the point */
        items[i].returned = 0;
    }
    round->items = items;
    round->why = why;
    round->has_why = true;
    round->closed_at_us = 0;
    return EVN_OK;
}
