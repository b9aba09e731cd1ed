#include "services/dispatch/core/tickets.h"

#include "common/service/rights.h"
#include "services/dispatch/core/decide.h"

#define MINUTE_US (INT64_C(60) * EVN_US_PER_S)

/* People stop earlier than a ticket is full: the clock has room left to say what it did. */
enum { DUE_MAX = 100, OWN_STEPS_MAX = EVN_DSP_STEPS_MAX - 200 };

/* What happened, by whom, and what was said. */
struct move {
    int32_t verb;
    const char *by, *text;
    int32_t missed; /* of an escalation, as in the step */
    int64_t due_us;
};

/* Write down what happened, as the ticket stands now. */
static void add_step(struct evn_dsp_decision *d, struct evn_dsp_ticket *t, const struct move *move)
{
    if (t->steps >= EVN_DSP_STEPS_MAX)
        return;
    struct evn_dsp_ticket_step *step = evn_dsp_add(d, EVN_DSP_TICKET_STEP);
    *step = (struct evn_dsp_ticket_step){.step = ++t->steps,
                                         .verb = move->verb,
                                         .at_us = d->business_us,
                                         .state = t->state,
                                         .o = t->o,
                                         .missed = move->missed,
                                         .due_us = move->due_us,
                                         .late_us =
                                             move->missed != 0 ? d->business_us - move->due_us : 0};
    EVN_DSP_SET(step->ticket, t->ticket);
    EVN_DSP_SET(step->by, move->by);
    EVN_DSP_SET(step->text, move->text);
    EVN_DSP_SET(step->unit, t->unit);
    EVN_DSP_SET(step->area, t->area);
}

/* The unit has it from now on, and with it whoever is asked there. */
static void give(const struct evn_dsp_decision *d, struct evn_dsp_ticket *t, const char *unit)
{
    EVN_DSP_SET(t->unit, unit);
    evn_dsp_officer(d, unit, &t->o);
}

/* When the next time is over. An answer that is late already has the class's time anew. */
static int64_t next_of(const struct evn_dsp_ticket *t, int64_t now_us)
{
    bool ahead = t->answer_due_us > now_us;
    if (t->state == EVN_DSP_TICKET_ACCEPTED)
        return ahead ? t->answer_due_us : now_us + t->answer_min * MINUTE_US;
    return ahead && t->answer_due_us < t->accept_due_us ? t->answer_due_us : t->accept_due_us;
}

/* Whoever has it now has the class's time to accept it. */
static void wait_for_it(const struct evn_dsp_decision *d, struct evn_dsp_ticket *t)
{
    t->accept_due_us = d->business_us + t->accept_min * MINUTE_US;
    t->next_us = next_of(t, d->business_us);
}

/* Both clocks begin: opened, or opened again. */
static void start_clocks(const struct evn_dsp_decision *d, struct evn_dsp_ticket *t)
{
    const struct evn_dsp_deadlines *known = evn_dsp_look(d, EVN_DSP_DEADLINES, "deadlines");
    struct evn_dsp_deadline clock = evn_dsp_clock_of(known, t->ticket_class, d->today);
    t->accept_min = clock.accept_min;
    t->answer_min = clock.answer_min;
    t->answer_due_us = d->business_us + t->answer_min * MINUTE_US;
    t->escalations = 0;
    wait_for_it(d, t);
}

/* Open */

static bool is_there(const struct evn_dsp_decision *d, const struct evn_dsp_link *link)
{
    static const uint32_t kinds[] = {
        [EVN_DSP_LINK_REQUEST] = EVN_DSP_REQUEST, [EVN_DSP_LINK_TRIP] = EVN_DSP_TRIP,
        [EVN_DSP_LINK_ZONE] = EVN_DSP_ZONE,       [EVN_DSP_LINK_PLACE] = EVN_DSP_PLACE,
        [EVN_DSP_LINK_TICKET] = EVN_DSP_TICKET,   [EVN_DSP_LINK_RIDE] = EVN_DSP_RIDE};
    return link->kind == EVN_DSP_LINK_PERSON ||
           evn_dsp_look(d, kinds[link->kind], link->code) != NULL;
}

static evn_err check_links(const struct evn_dsp_decision *d, const struct evn_dsp_ticket_open *open)
{
    for (size_t i = 0; i < open->n_links; i++) {
        const struct evn_dsp_link *link = &open->links[i];
        evn_err err = EVN_OK;
        if (link->kind == EVN_DSP_LINK_PERSON && evn_dsp_is_card(link->code))
            err = evn_dsp_refuse(d, EVN_E_PERSONAL_TEXT, "ticket_open.links.code", "");
        else if (!is_there(d, link))
            err = evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "ticket_open.links.code", link->code);
        if (err == EVN_OK)
            continue;
        d->why->line = (uint32_t)i + 1;
        return err;
    }
    return EVN_OK;
}

/* Where what is linked lies; "" when that does not say. */
static const char *area_of_link(const struct evn_dsp_decision *d, const struct evn_dsp_link *link)
{
    const struct evn_dsp_request *request;
    const struct evn_dsp_trip *trip;
    const struct evn_dsp_place *place = NULL;
    const struct evn_dsp_ticket *ticket;
    const struct evn_dsp_zone *zone;
    const struct evn_dsp_ride *ride;
    switch (link->kind) {
    case EVN_DSP_LINK_REQUEST:
        request = evn_dsp_look(d, EVN_DSP_REQUEST, link->code);
        return request->community;
    case EVN_DSP_LINK_TRIP:
        trip = evn_dsp_look(d, EVN_DSP_TRIP, link->code);
        place = evn_dsp_look(d, EVN_DSP_PLACE, trip->depot);
        break;
    case EVN_DSP_LINK_ZONE:
        zone = evn_dsp_look(d, EVN_DSP_ZONE, link->code);
        return zone->area;
    case EVN_DSP_LINK_PLACE:
        place = evn_dsp_look(d, EVN_DSP_PLACE, link->code);
        break;
    case EVN_DSP_LINK_TICKET:
        ticket = evn_dsp_look(d, EVN_DSP_TICKET, link->code);
        return ticket->area;
    case EVN_DSP_LINK_RIDE:
        ride = evn_dsp_look(d, EVN_DSP_RIDE, link->code);
        return ride->area;
    default:
        break;
    }
    return place != NULL ? place->area : "";
}

static const char *area_of(const struct evn_dsp_decision *d, const struct evn_dsp_ticket_open *open)
{
    const char *area = open->area;
    for (size_t i = 0; i < open->n_links && area[0] == '\0'; i++)
        area = area_of_link(d, &open->links[i]);
    return area;
}

/* The kind's own name is its class when none is given. */
static const char *class_of(const struct evn_dsp_ticket_open *open)
{
    static const char *const usual[] = {"", "complaint", "hotline", "clue", "finding", "service"};
    return open->ticket_class[0] != '\0' ? open->ticket_class : usual[open->kind];
}

void evn_dsp_ticket_raise(struct evn_dsp_decision *d, const struct evn_dsp_ticket_open *open,
                          const char *by)
{
    struct evn_dsp_ticket *t = evn_dsp_add(d, EVN_DSP_TICKET);
    const struct evn_dsp_unit *unit = evn_dsp_unit_for(d, area_of(d, open));
    *t = (struct evn_dsp_ticket){.kind = open->kind,
                                 .state = EVN_DSP_TICKET_OPEN,
                                 .links = open->links,
                                 .n_links = open->n_links,
                                 .opened_at_us = d->business_us};
    EVN_DSP_SET(t->ticket, open->ticket);
    EVN_DSP_SET(t->ticket_class, class_of(open));
    EVN_DSP_SET(t->area, area_of(d, open));
    EVN_DSP_SET(t->text, open->text);
    EVN_DSP_SET(t->opened_by, by);
    give(d, t, open->unit[0] != '\0' ? open->unit : unit != NULL ? unit->unit : "");
    start_clocks(d, t);
    add_step(d, t, &(struct move){.verb = EVN_DSP_VERB_OPEN, .by = by, .text = ""});
}

evn_err evn_dsp_decide_ticket_open(struct evn_dsp_decision *d,
                                   const struct evn_dsp_ticket_open *open)
{
    if (evn_dsp_look(d, EVN_DSP_TICKET, open->ticket) != NULL)
        return evn_dsp_refuse(d, EVN_E_EXISTS, "ticket", open->ticket);
    if (evn_dsp_is_personal(open->text))
        return evn_dsp_refuse(d, EVN_E_PERSONAL_TEXT, "ticket_open.text", "");
    evn_err err = check_links(d, open);
    if (err == EVN_OK && area_of(d, open)[0] == '\0')
        err = evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "ticket_open.area", "");
    if (err == EVN_OK)
        err = evn_dsp_need_scope(d, area_of(d, open));
    if (err == EVN_OK && open->unit[0] != '\0' && evn_dsp_look(d, EVN_DSP_UNIT, open->unit) == NULL)
        err = evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "ticket_open.unit", open->unit);
    if (err == EVN_OK)
        evn_dsp_ticket_raise(d, open, d->ask->actor->name);
    return err;
}

/* What people do */

bool evn_dsp_ticket_seen(const struct evn_dsp_state *state, const char *scope,
                         const struct evn_dsp_ticket *ticket)
{
    const struct evn_dsp_unit *unit = evn_dsp_find(state, EVN_DSP_UNIT, ticket->unit);
    return evn_scope_covers(scope, ticket->area) ||
           (unit != NULL && evn_scope_covers(scope, unit->area));
}

/* Who works on it: the unit that has it, and those who plan for its area. To close and to open
 * again is for whoever sees it: they know whether they were helped. */
static evn_err need_right(const struct evn_dsp_decision *d, const struct evn_dsp_ticket *t,
                          int32_t verb)
{
    const struct evn_actor *actor = d->ask->actor;
    const struct evn_dsp_unit *unit = evn_dsp_look(d, EVN_DSP_UNIT, t->unit);
    bool plans = (actor->roles & (EVN_ROLE_ADMIN | EVN_ROLE_DISPATCHER | EVN_ROLE_AUTHORITY)) != 0;
    bool after = verb == EVN_DSP_VERB_CLOSE || verb == EVN_DSP_VERB_REOPEN;
    if (!evn_dsp_ticket_seen(d->state, actor->scope, t))
        return evn_dsp_need_scope(d, t->area);
    if (plans || after || (unit != NULL && evn_scope_covers(actor->scope, unit->area)))
        return EVN_OK;
    return evn_dsp_refuse(d, EVN_E_NOT_ALLOWED, "", "DISPATCHER");
}

static evn_err check_words(const struct evn_dsp_decision *d, const struct evn_dsp_ticket *t,
                           const struct evn_dsp_ticket_do *what)
{
    bool refers = what->verb == EVN_DSP_VERB_REFER;
    bool silent = what->verb == EVN_DSP_VERB_ACCEPT || what->verb == EVN_DSP_VERB_CLOSE;
    if (what->text[0] == '\0' && !silent)
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "ticket_do.text", t->ticket);
    if (evn_dsp_is_personal(what->text))
        return evn_dsp_refuse(d, EVN_E_PERSONAL_TEXT, "ticket_do.text", "");
    if (refers && what->unit[0] == '\0')
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "ticket_do.unit", t->ticket);
    if (!refers && what->unit[0] != '\0')
        return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "ticket_do.unit", what->unit);
    if (refers && evn_dsp_look(d, EVN_DSP_UNIT, what->unit) == NULL)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "ticket_do.unit", what->unit);
    if (!refers || strcmp(what->unit, t->unit) != 0)
        return EVN_OK;
    evn_dsp_refuse(d, EVN_E_WRONG_STATE, "ticket_do.unit", what->unit);
    d->why->state = EVN_S_SAME_UNIT;
    return EVN_E_WRONG_STATE;
}

/* The number of the member who has the key, or its name. */
static void take_over(const struct evn_dsp_decision *d, struct evn_dsp_owner *o, const char *unit)
{
    const struct evn_rights *rights = d->ask->rights;
    const char *who = d->ask->actor->name;
    for (size_t i = 0; i < rights->n; i++)
        if (!rights->fact[i].revoked && rights->fact[i].staff[0] != '\0' &&
            strcmp(rights->fact[i].name, d->ask->actor->name) == 0)
            who = rights->fact[i].staff;
    *o = (struct evn_dsp_owner){.owner_by = EVN_DSP_BY_TAKEN};
    EVN_DSP_SET(o->owner, who);
    EVN_DSP_SET(o->owner_unit, unit);
}

static void carry_out(struct evn_dsp_decision *d, struct evn_dsp_ticket *t,
                      const struct evn_dsp_ticket_do *what)
{
    switch (what->verb) {
    case EVN_DSP_VERB_ACCEPT:
        take_over(d, &t->o, t->unit);
        t->next_us = next_of(t, d->business_us);
        break;
    case EVN_DSP_VERB_REFER:
        give(d, t, what->unit);
        wait_for_it(d, t);
        break;
    case EVN_DSP_VERB_ANSWER:
        t->answered_at_us = d->business_us;
        t->next_us = 0;
        break;
    case EVN_DSP_VERB_CLOSE:
        t->closed_at_us = d->business_us;
        break;
    case EVN_DSP_VERB_REOPEN:
        t->reopened++;
        t->answered_at_us = t->closed_at_us = 0;
        give(d, t, t->unit);
        start_clocks(d, t);
        break;
    default:
        break;
    }
}

evn_err evn_dsp_decide_ticket_do(struct evn_dsp_decision *d, const struct evn_dsp_ticket_do *what)
{
    uint32_t number;
    int32_t state;
    if (!evn_dsp_number(d, EVN_DSP_TICKET, what->ticket, &number))
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "ticket_do.ticket", what->ticket);
    const struct evn_dsp_ticket *seen = evn_dsp_view(d, EVN_DSP_TICKET, number);
    evn_err err = need_right(d, seen, what->verb);
    if (err == EVN_OK && !evn_sm_next(&evn_dsp_ticket_sm, seen->state, what->verb, &state)) {
        err = evn_dsp_refuse(d, EVN_E_WRONG_STATE, "ticket_do.verb", what->ticket);
        d->why->state = seen->state == EVN_DSP_TICKET_OPEN       ? EVN_S_NOT_ACCEPTED
                        : seen->state == EVN_DSP_TICKET_ACCEPTED ? EVN_S_NOT_ANSWERED
                                                                 : EVN_S_ANSWERED;
    }
    if (err == EVN_OK)
        err = check_words(d, seen, what);
    if (err == EVN_OK && seen->steps >= OWN_STEPS_MAX) {
        err = evn_dsp_refuse(d, EVN_E_LIMIT, "", what->ticket);
        d->why->want = OWN_STEPS_MAX;
    }
    if (err != EVN_OK)
        return err;
    struct evn_dsp_ticket *t = evn_dsp_edit(d, EVN_DSP_TICKET, number);
    t->state = state;
    carry_out(d, t, what);
    add_step(d, t,
             &(struct move){.verb = what->verb, .by = d->ask->actor->name, .text = what->text});
    return EVN_OK;
}

/* What the clock and the roster do */

/* A time is over: it goes a unit up, to whoever is asked there. The dispatchers keep it, and are
 * told once of each time. */
static void escalate(struct evn_dsp_decision *d, struct evn_dsp_ticket *t)
{
    bool top = t->o.owner_by == EVN_DSP_BY_DISPATCHER;
    bool accept = t->state == EVN_DSP_TICKET_OPEN && t->next_us == t->accept_due_us;
    struct move move = {.verb = EVN_DSP_VERB_ESCALATE,
                        .by = "clock",
                        .text = "",
                        .missed = accept ? EVN_DSP_TICKET_ACCEPTED : EVN_DSP_TICKET_ANSWERED,
                        .due_us = t->next_us};
    const struct evn_dsp_unit *above =
        evn_dsp_unit_above(d, t->o.owner_unit[0] != '\0' ? t->o.owner_unit : t->unit);
    bool moved = evn_sm_move(&evn_dsp_ticket_sm, &t->state, EVN_DSP_VERB_ESCALATE);
    EVN_ASSERT(moved);
    t->escalations++;
    if (!top)
        give(d, t, above != NULL ? above->unit : "");
    wait_for_it(d, t);
    if (top)
        t->next_us = t->answer_due_us > d->business_us ? t->answer_due_us : 0;
    add_step(d, t, &move);
}

void evn_dsp_tickets_due(struct evn_dsp_decision *d)
{
    const struct evn_dsp_state *state = d->state;
    int n = 0;
    for (uint32_t i = 0; i < evn_dsp_pool_of(state, EVN_DSP_TICKET)->n && n < DUE_MAX; i++)
        if (state->ticket_clock.next_us[i] != 0 &&
            state->ticket_clock.next_us[i] <= d->business_us) {
            escalate(d, evn_dsp_edit(d, EVN_DSP_TICKET, i));
            n++;
        }
}

void evn_dsp_tickets_left(struct evn_dsp_decision *d, const char *number)
{
    const struct evn_dsp_member *member = evn_dsp_look(d, EVN_DSP_MEMBER, number);
    if (member == NULL || (evn_dsp_serves(member, d->today) && !member->resting))
        return;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TICKET); i++) {
        const struct evn_dsp_ticket *seen = evn_dsp_view(d, EVN_DSP_TICKET, i);
        if (!evn_dsp_ticket_lives(seen) || seen->o.owner_by == EVN_DSP_BY_DISPATCHER ||
            strcmp(seen->o.owner, number) != 0)
            continue;
        struct evn_dsp_ticket *t = evn_dsp_edit(d, EVN_DSP_TICKET, i);
        bool moved = evn_sm_move(&evn_dsp_ticket_sm, &t->state, EVN_DSP_VERB_LEAVE);
        EVN_ASSERT(moved);
        give(d, t, t->unit);
        wait_for_it(d, t);
        add_step(d, t, &(struct move){.verb = EVN_DSP_VERB_LEAVE, .by = "registry", .text = ""});
    }
}
