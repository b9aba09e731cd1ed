#include "services/dispatch/core/answer.h"

#include "services/dispatch/core/beds.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/doors.h"
#include "services/dispatch/core/ledger.h"
#include "services/dispatch/core/live.h"
#include "services/dispatch/core/lots.h"

/* One answer being worked in. */
struct answer {
    struct evn_dsp_decision *d;
    const struct evn_lane_result *result;
    bool accepted;
    struct evn_dsp_why why; /* of a refusal */
};

static struct evn_dsp_why why_of(const struct evn_refusal *refusal)
{
    struct evn_dsp_why why =
        evn_dsp_why_of(EVN_DSP_WHY_LEDGER, evn_err_name(refusal->err), refusal->subject);
    why.have = refusal->have;
    why.want = refusal->want;
    return why;
}

static bool find_round(const struct evn_dsp_decision *d, uint32_t round, uint32_t *number)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_round(round, key);
    return evn_dsp_number(d, EVN_DSP_ROUND, key, number);
}

/* A copy of the round with a list of warehouses of its own. */
static struct evn_dsp_round *edit_round(struct evn_dsp_decision *d, uint32_t number)
{
    struct evn_dsp_round *round = evn_dsp_edit(d, EVN_DSP_ROUND, number);
    struct evn_dsp_round_warehouse *own =
        evn_arena_array(d->arena, round->n_warehouses + 1, sizeof *own);
    if (own == NULL) {
        d->full = true;
        return round;
    }
    for (size_t i = 0; i < round->n_warehouses; i++)
        own[i] = round->warehouses[i];
    round->warehouses = own;
    return round;
}

static void finish_round(struct evn_dsp_decision *d, uint32_t round)
{
    uint32_t number;
    size_t n, live = 0;
    if (!find_round(d, round, &number))
        return;
    const struct evn_dsp_round *seen = evn_dsp_view(d, EVN_DSP_ROUND, number);
    uint32_t *share = evn_dsp_shares_of(d, seen, 0, "", &n);
    for (size_t i = 0; i < n && share != NULL; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        live += s->state != EVN_DSP_SHARE_DELIVERED && s->state != EVN_DSP_SHARE_REOPENED;
    }
    int32_t to;
    if (live > 0 || share == NULL ||
        !evn_sm_next(&evn_dsp_round_sm, seen->state, EVN_DSP_ROUND_DONE, &to))
        return;
    struct evn_dsp_round *edited = evn_dsp_edit(d, EVN_DSP_ROUND, number);
    edited->state = to;
}

void evn_dsp_trip_ended(struct evn_dsp_decision *d, const struct evn_dsp_trip *trip)
{
    finish_round(d, trip->round);
    for (size_t i = 0; i < trip->n_also; i++)
        finish_round(d, trip->also[i]);
}

/* Move the round's shares of the warehouse, all or those of one item ("" : all). */
static void step_shares(const struct answer *a, const struct evn_dsp_round *round,
                        const char *warehouse, const char *item, int32_t event)
{
    size_t n;
    uint32_t *share = evn_dsp_shares_of(a->d, round, EVN_DSP_SHARE_ALLOCATED, "", &n);
    for (size_t i = 0; i < n && share != NULL; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(a->d, EVN_DSP_SHARE, share[i]);
        if (strcmp(s->warehouse, warehouse) == 0 && (item[0] == '\0' || strcmp(s->item, item) == 0))
            evn_dsp_share_step(a->d, share[i], event, a->why);
    }
}

/* All warehouses have answered: make trips of what is reserved. */
static evn_err plan_round(struct evn_dsp_decision *d, struct evn_dsp_round *round)
{
    size_t n;
    evn_err err = round->urgent ? evn_dsp_live_insert(d, round) : evn_dsp_plan_make(d, round);
    /* What is still reserved is on a trip. */
    (void)evn_dsp_shares_of(d, round, EVN_DSP_SHARE_RESERVED, "", &n);
    bool moved = evn_sm_move(&evn_dsp_round_sm, &round->state,
                             n > 0 ? EVN_DSP_ROUND_ANSWERED : EVN_DSP_ROUND_NOTHING);
    EVN_ASSERT(moved || err != EVN_OK);
    return err;
}

/* The Reserve without the line that was refused. */
static evn_err ask_again(const struct answer *a, const char *warehouse,
                         const struct evn_dsp_reserve *asked)
{
    struct evn_dsp_reserve rest = *asked;
    size_t drop = a->result->refusal.line - 1;
    rest.lines = evn_arena_array(a->d->arena, asked->n_lines, sizeof *rest.lines);
    rest.n_lines = 0;
    if (rest.lines == NULL)
        return EVN_E_LIMIT;
    for (size_t i = 0; i < asked->n_lines; i++)
        if (i != drop)
            rest.lines[rest.n_lines++] = asked->lines[i];
    return evn_dsp_send(a->d, warehouse, &(struct evn_dsp_ledger_command){.reserve = &rest});
}

/* The round that waits for the warehouse and keeps its claims in the name of round `id`. Urgent
 * rounds wait alone, so there is one. */
static bool find_waiting(const struct evn_dsp_decision *d, uint32_t id, const char *warehouse,
                         uint32_t *number)
{
    for (*number = evn_dsp_count(d, EVN_DSP_ROUND); *number > 0;) {
        const struct evn_dsp_round *round = evn_dsp_view(d, EVN_DSP_ROUND, --*number);
        if (round->round < id)
            return false;
        if (evn_dsp_round_name(round) != id)
            continue;
        for (size_t i = 0; i < round->n_warehouses; i++)
            if (round->warehouses[i].state == EVN_DSP_WAITING &&
                strcmp(round->warehouses[i].warehouse, warehouse) == 0)
                return true;
    }
    return false;
}

static evn_err reserved(const struct answer *a, const struct evn_dsp_reserve *asked)
{
    const char *warehouse;
    uint32_t number, id, line = a->result->refusal.line;
    if (!evn_dsp_owner_read(asked->owner, &id, &warehouse) ||
        !find_waiting(a->d, id, warehouse, &number))
        return EVN_E_CORRUPT;
    struct evn_dsp_round *round = edit_round(a->d, number);
    bool one = !a->accepted && line > 0 && line <= asked->n_lines;
    step_shares(a, round, warehouse, one ? asked->lines[line - 1].item : "",
                a->accepted ? EVN_DSP_SHARE_ACCEPTED : EVN_DSP_SHARE_REFUSED);
    bool again = one && asked->n_lines > 1, waits = false;
    for (size_t i = 0; i < round->n_warehouses; i++) {
        struct evn_dsp_round_warehouse *w = &round->warehouses[i];
        if (strcmp(w->warehouse, warehouse) == 0) {
            w->state = again ? EVN_DSP_WAITING : a->accepted ? EVN_DSP_ACCEPTED : EVN_DSP_REFUSED;
            if (!a->accepted) {
                w->why = a->why;
                w->has_why = true;
            }
        }
        waits |= w->state == EVN_DSP_WAITING;
    }
    if (again)
        return ask_again(a, warehouse, asked);
    return waits ? EVN_OK : plan_round(a->d, round);
}

static bool find_trip(const struct evn_dsp_decision *d, const char *trip, uint32_t *number)
{
    return evn_dsp_number(d, EVN_DSP_TRIP, trip, number);
}

static void say_why(struct evn_dsp_trip *trip, const struct answer *a)
{
    trip->why = a->why;
    trip->has_why = !a->accepted;
}

static evn_err shipped(const struct answer *a, const struct evn_dsp_ship *asked)
{
    uint32_t number;
    size_t n;
    if (!find_trip(a->d, asked->shipment, &number))
        return EVN_E_CORRUPT;
    struct evn_dsp_trip *trip = evn_dsp_edit(a->d, EVN_DSP_TRIP, number);
    say_why(trip, a);
    if (!evn_sm_move(&evn_dsp_trip_sm, &trip->state,
                     a->accepted ? EVN_DSP_TRIP_SHIPPED : EVN_DSP_TRIP_NOT_SHIPPED))
        return EVN_E_CORRUPT;
    if (!a->accepted)
        return EVN_OK;
    uint32_t *share = evn_dsp_trip_shares(a->d, trip, EVN_DSP_SHARE_RESERVED, 0, &n);
    for (size_t i = 0; i < n && share != NULL; i++)
        evn_dsp_share_step(a->d, share[i], EVN_DSP_SHARE_SHIPPED, (struct evn_dsp_why){0});
    const struct evn_dsp_hindrance *h = evn_dsp_hindered(a->d, trip->vehicle);
    evn_err err = evn_dsp_lots_read(a->d, a->result->events, trip);
    /* It broke down while it was loaded. */
    return err == EVN_OK && h != NULL && h->until_us == 0 ? evn_dsp_strand(a->d, number, "") : err;
}

static int64_t take(int64_t *from, int64_t room)
{
    int64_t part = *from < room ? *from : room;
    *from -= part;
    return part;
}

/* What somebody was about to get does not wait for the daily round. */
static void hurry(struct evn_dsp_decision *d, const struct evn_dsp_share *share)
{
    char key[EVN_DSP_KEY_MAX];
    uint32_t number;
    evn_dsp_key_line(share->request, share->line, key);
    if (!evn_dsp_number(d, EVN_DSP_LINE, key, &number))
        return;
    struct evn_dsp_line *line = evn_dsp_edit(d, EVN_DSP_LINE, number);
    line->urgent = line->open > 0;
}

/* Spread what was booked for an item over its shares at the stop: what was turned back, damaged
 * or short first falls to the shares of the lowest tier (the last ones); what is over, to the
 * first. What came as another lot is short of the lot that was loaded, and there. */
static void sign_shares(const struct answer *a, const uint32_t *share, size_t n,
                        const struct evn_dsp_receipt_line *line, int64_t over, bool stranded)
{
    struct evn_dsp_receipt_line rest = *line;
    rest.accepted += line->wrong;
    rest.n_short -= line->wrong;
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *seen = evn_dsp_view(a->d, EVN_DSP_SHARE, share[i]);
        if (strcmp(seen->item, line->item) != 0)
            continue;
        struct evn_dsp_share *s = evn_dsp_edit(a->d, EVN_DSP_SHARE, share[i]);
        s->accepted = take(&rest.accepted, s->quantity);
        s->lost = take(&rest.n_short, s->quantity - s->accepted);
        s->damaged = take(&rest.damaged, s->quantity - s->accepted - s->lost);
        s->turned_back = take(&rest.refused, s->quantity - s->accepted - s->lost - s->damaged);
        s->over = over;
        over = 0;
        struct evn_dsp_why why = {0};
        if (s->accepted < s->quantity)
            why = evn_dsp_why_of(EVN_DSP_WHY_DIFFERENCE,
                                 s->lost > 0      ? "short"
                                 : s->damaged > 0 ? "damaged"
                                                  : "refused",
                                 s->trip);
        if (stranded)
            why = evn_dsp_why_of(EVN_DSP_WHY_STRANDED, "", s->trip);
        evn_dsp_share_step(a->d, share[i], EVN_DSP_SHARE_SIGNED, why);
        if (stranded)
            hurry(a->d, s);
    }
}

/* What came of the item beyond what was carried: a line of its own. */
static int64_t over_of(const struct evn_dsp_receipt *receipt, const char *item)
{
    int64_t over = 0;
    for (size_t i = 0; i < receipt->n_lines; i++)
        if (strcmp(receipt->lines[i].item, item) == 0)
            over += receipt->lines[i].over;
    return over;
}

static evn_err signed_for(const struct answer *a, const struct evn_dsp_receipt *asked)
{
    uint32_t number;
    size_t n, at = 0;
    if (!find_trip(a->d, asked->shipment, &number))
        return EVN_E_CORRUPT;
    struct evn_dsp_trip *trip = evn_dsp_edit_trip(a->d, number);
    while (at < trip->n_stops && strcmp(trip->stops[at].point, asked->to) != 0)
        at++;
    say_why(trip, a);
    bool stranded = at < trip->n_stops && trip->stops[at].state == EVN_DSP_STOP_STRANDING;
    if (at == trip->n_stops ||
        !evn_sm_move(&evn_dsp_stop_sm, &trip->stops[at].state,
                     a->accepted ? EVN_DSP_STOP_BOOKED : EVN_DSP_STOP_NOT_BOOKED))
        return EVN_E_CORRUPT;
    if (!a->accepted)
        return EVN_OK;
    trip->stops[at].done_at_us = a->d->business_us;
    uint32_t *share =
        evn_dsp_trip_shares(a->d, trip, EVN_DSP_SHARE_ABOARD, trip->stops[at].stop, &n);
    for (size_t i = 0; i < asked->n_lines && share != NULL; i++)
        if (asked->lines[i].over == 0)
            sign_shares(a, share, n, &asked->lines[i], over_of(asked, asked->lines[i].item),
                        stranded);
    return EVN_OK;
}

static evn_err taken_back(const struct answer *a, const struct evn_dsp_move *asked)
{
    uint32_t number;
    if (!find_trip(a->d, asked->reference, &number))
        return EVN_E_CORRUPT;
    struct evn_dsp_trip *trip = evn_dsp_edit(a->d, EVN_DSP_TRIP, number);
    say_why(trip, a);
    if (!evn_sm_move(&evn_dsp_trip_sm, &trip->state,
                     a->accepted ? EVN_DSP_TRIP_TAKEN : EVN_DSP_TRIP_NOT_TAKEN))
        return EVN_E_CORRUPT;
    if (a->accepted)
        trip->closed_at_us = a->d->business_us;
    evn_dsp_trip_ended(a->d, trip);
    return EVN_OK;
}

evn_err evn_dsp_answered(struct evn_dsp_decision *d, const struct evn_lane_result *result)
{
    struct evn_dsp_ledger_command asked;
    struct evn_refusal why;
    struct answer a = {.d = d, .result = result, .accepted = result->refusal.err == EVN_OK};
    if (evn_wire_decode(&evn_dsp_ledger_table, result->command, d->arena, EVN_WIRE_LENIENT, &asked,
                        &why) != EVN_OK)
        return EVN_E_CORRUPT;
    if (!a.accepted)
        a.why = why_of(&result->refusal);
    if (asked.reserve != NULL && evn_dsp_is_bed_owner(asked.reserve->owner))
        return evn_dsp_bed_answered(d, asked.reserve, a.accepted, a.why);
    if (asked.reserve != NULL)
        return reserved(&a, asked.reserve);
    if (asked.ship != NULL)
        return shipped(&a, asked.ship);
    if (asked.receipt != NULL)
        return signed_for(&a, asked.receipt);
    if (asked.document != NULL && evn_dsp_is_door_return(asked.document))
        return evn_dsp_door_answered(d, asked.document, a.accepted, a.why);
    if (asked.document != NULL)
        return taken_back(&a, asked.document);
    return EVN_OK;
}
