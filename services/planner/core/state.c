#include "services/planner/core/state.h"

#include "services/planner/core/core.h"

#include <stdlib.h>

enum { SCRATCH_BYTES = 4 << 20 };

evn_err evn_planner_state_new(struct evn_planner_state **out)
{
    struct evn_planner_state *state = calloc(1, sizeof *state);
    *out = NULL;
    if (state == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; i < EVN_N_FACTS; i++) {
        uint32_t kind = EVN_FACT_COMMUNITY + i;
        evn_facts_init(&state->table[i], evn_fact_of(kind)->max,
                       kind == EVN_FACT_NORM || kind == EVN_FACT_LINK || kind == EVN_FACT_SIGNAL ||
                           kind == EVN_FACT_WARNING);
    }
    state->wide = EVN_NO_ROW;
    evn_textmap_init(&state->by_code, EVN_PLANNED_COMMUNITIES);
    evn_err err = evn_arena_init(&state->scratch, SCRATCH_BYTES);
    state->group = calloc(EVN_GROUPS_MAX, sizeof *state->group);
    if (err == EVN_OK && state->group == NULL)
        err = EVN_E_NO_MEMORY;
    if (err != EVN_OK)
        evn_planner_state_destroy(&state);
    *out = state;
    return err;
}

static void plan_fini(struct evn_plan *plan)
{
    for (size_t i = 0; i < plan->n; i++)
        free(plan->row[i].body);
    free(plan->row);
    *plan = (struct evn_plan){0};
}

void evn_planner_state_destroy(struct evn_planner_state **out)
{
    struct evn_planner_state *state = *out;
    *out = NULL;
    if (state == NULL)
        return;
    for (uint32_t i = 0; i < EVN_N_FACTS; i++)
        evn_facts_fini(&state->table[i]);
    for (size_t i = 0; i < state->n; i++) {
        for (size_t k = 0; k < state->community[i]->n_plans; k++)
            plan_fini(&state->community[i]->plan[k]);
        free(state->community[i]);
    }
    free(state->community);
    free(state->order);
    free(state->group);
    evn_textmap_fini(&state->by_code);
    evn_arena_fini(&state->scratch);
    free(state);
}

const struct evn_facts *evn_planner_facts(const struct evn_planner_state *state, uint32_t kind)
{
    EVN_ASSERT(evn_fact_of(kind) != NULL);
    return &state->table[kind - EVN_FACT_COMMUNITY];
}

struct evn_community *evn_planner_community(const struct evn_planner_state *state, const char *code)
{
    uint32_t at;
    return evn_textmap_find(&state->by_code, evn_bytes_text(code), &at) ? state->community[at]
                                                                        : NULL;
}

size_t evn_planner_from(const struct evn_planner_state *state, const char *code)
{
    size_t from = 0, until = state->n;
    while (from < until) {
        size_t mid = (from + until) / 2;
        if (strcmp(state->community[state->order[mid]]->code, code) < 0)
            from = mid + 1;
        else
            until = mid;
    }
    return from;
}

const struct evn_plan *evn_plan_last(const struct evn_community *community)
{
    return community->n_plans > 0 ? &community->plan[community->n_plans - 1] : NULL;
}

const struct evn_plan *evn_plan_of(const struct evn_community *community, struct evn_day day)
{
    for (size_t i = community->n_plans; i > 0; i--)
        if (community->plan[i - 1].planned.day.n == day.n)
            return &community->plan[i - 1];
    return NULL;
}

/* First row of the plan that is not below (item, tier). */
static size_t row_from(const struct evn_plan *plan, const char *item, uint32_t tier)
{
    size_t i = 0;
    for (; i < plan->n; i++) {
        int c = strcmp(plan->row[i].item, item);
        if (c > 0 || (c == 0 && plan->row[i].tier >= tier))
            break;
    }
    return i;
}

const struct evn_figure_row *evn_plan_row(const struct evn_plan *plan, const char *item,
                                          uint32_t tier)
{
    if (plan == NULL)
        return NULL;
    size_t i = row_from(plan, item, tier);
    bool found = i < plan->n && plan->row[i].tier == tier && strcmp(plan->row[i].item, item) == 0;
    return found ? &plan->row[i] : NULL;
}

bool evn_planner_counts(const struct evn_planner_state *state, const char *group)
{
    for (size_t i = 0; i < state->n_groups; i++)
        if (strcmp(state->group[i], group) == 0)
            return true;
    return false;
}

bool evn_planner_read(uint32_t kind, const struct evn_fact_row *row, struct evn_arena *arena,
                      void *out)
{
    struct evn_refusal why;
    return evn_wire_decode(evn_fact_of(kind)->message, evn_bytes_of(row->body, row->len), arena,
                           EVN_WIRE_LENIENT, out, &why) == EVN_OK;
}

static evn_err reserve(struct evn_planner_state *state)
{
    if (state->n < state->cap)
        return EVN_OK;
    size_t cap = state->cap > 0 ? state->cap * 2 : 16;
    struct evn_community **community =
        realloc(state->community, cap * sizeof(struct evn_community *));
    if (community == NULL)
        return EVN_E_NO_MEMORY;
    state->community = community;
    uint32_t *order = realloc(state->order, cap * sizeof *order);
    if (order == NULL)
        return EVN_E_NO_MEMORY;
    state->order = order;
    state->cap = cap;
    return EVN_OK;
}

/* The community of this code; a new one when a fact names it first. */
static evn_err need_community(struct evn_planner_state *state, const char *code,
                              struct evn_community **out)
{
    *out = evn_planner_community(state, code);
    if (*out != NULL)
        return EVN_OK;
    if (strlen(code) != EVN_COMMUNITY_LEN)
        return EVN_E_CORRUPT;
    evn_err err = reserve(state);
    struct evn_community *new = err == EVN_OK ? calloc(1, sizeof *new) : NULL;
    if (new == NULL)
        return EVN_E_NO_MEMORY;
    memcpy(new->code, code, EVN_COMMUNITY_LEN + 1);
    new->tests_until.n = INT32_MIN;
    for (uint32_t i = 0; i < EVN_N_FACTS; i++)
        new->chain[i] = EVN_NO_ROW;
    err = evn_textmap_add(&state->by_code, evn_bytes_text(code), (uint32_t)state->n);
    if (err != EVN_OK) {
        free(new);
        return err;
    }
    size_t at = evn_planner_from(state, code);
    memmove(&state->order[at + 1], &state->order[at], (state->n - at) * sizeof state->order[0]);
    state->order[at] = (uint32_t)state->n;
    state->community[state->n++] = new;
    *out = new;
    return EVN_OK;
}

/* The community whose chain this is has lost a row: somebody moved. */
static void touch_chain(struct evn_planner_state *state, uint32_t at, const uint32_t *chain)
{
    for (size_t i = 0; i < state->n; i++)
        if (chain == &state->community[i]->chain[at])
            state->community[i]->touched = true;
    if (chain == &state->wide)
        state->rules++;
}

/* Whether a changed fact that lies in no community can change any figure: a new item that is not
 * life-critical is what everybody took it for; places and policies are for questions. */
static bool matters(uint32_t kind, const void *fact, bool was)
{
    if (kind >= EVN_FACT_PLACE)
        return false;
    return kind != EVN_FACT_ITEM || was || ((const struct evn_fact_item *)fact)->life_critical ||
           evn_planner_is_capacity(fact);
}

static void note_tests(struct evn_community *community, const struct evn_fact_member *member)
{
    for (size_t i = 0; i < member->n_test_days; i++)
        if (community->tests_until.n < member->test_days[i].n)
            community->tests_until = member->test_days[i];
    for (size_t i = 0; i < member->n_door_until; i++)
        if (community->tests_until.n < member->door_until[i].n)
            community->tests_until = member->door_until[i];
}

/* Warnings of the area are to be looked at. */
static void touch_area(struct evn_touched *touched, const char *area)
{
    for (size_t i = 0; i < touched->n; i++)
        if (strcmp(touched->area[i], area) == 0)
            return;
    if (touched->n == EVN_TOUCHED_MAX)
        touched->all = true;
    else
        memcpy(touched->area[touched->n++], area, strlen(area) + 1);
}

static void touch_warnings(struct evn_planner_state *state, uint32_t kind, const void *fact)
{
    if (kind == EVN_FACT_SIGNAL)
        touch_area(&state->warn, ((const struct evn_fact_signal *)fact)->area);
    if (kind == EVN_FACT_POLICY &&
        strcmp(((const struct evn_fact_policy *)fact)->table, "warning_rules") == 0)
        state->warn.all = true;
}

/* Of two versions of a signal the higher stays, in whatever order they come. */
static bool is_older(uint32_t kind, const struct evn_fact_row *old, const void *fact)
{
    struct evn_fact_signal known;
    return kind == EVN_FACT_SIGNAL && old != NULL &&
           evn_planner_read(EVN_FACT_SIGNAL, old, NULL, &known) &&
           ((const struct evn_fact_signal *)fact)->version <= known.version;
}

/* A group that is counted for the first time: its norms can be planned with from now on. */
static evn_err note_group(struct evn_planner_state *state, const struct evn_fact_headcount *count)
{
    if (evn_planner_counts(state, count->group))
        return EVN_OK;
    if (state->n_groups == EVN_GROUPS_MAX)
        return EVN_E_LIMIT;
    memcpy(state->group[state->n_groups++], count->group, sizeof count->group);
    state->rules++;
    return EVN_OK;
}

static evn_err apply_fact(struct evn_planner_state *state, const struct evn_event *event)
{
    const struct evn_fact_kind *fact = evn_fact_of(event->kind);
    struct evn_community *community = NULL;
    struct evn_fact_id id;
    struct evn_refusal why;
    void *body = evn_arena_alloc(&state->scratch, fact->message->size);
    if (evn_wire_decode(fact->message, event->body, &state->scratch, EVN_WIRE_LENIENT, body,
                        &why) != EVN_OK)
        return EVN_E_CORRUPT;
    fact->identify(body, &id);
    uint32_t at = event->kind - EVN_FACT_COMMUNITY, *chain = NULL;
    evn_err err =
        id.community[0] != '\0' ? need_community(state, id.community, &community) : EVN_OK;
    if (err != EVN_OK)
        return err;
    if (community != NULL)
        chain = &community->chain[at];
    else if (event->kind == EVN_FACT_ZONE)
        chain = &state->wide;
    const struct evn_fact_row *old = evn_facts_find(&state->table[at], id.key);
    bool changed, was = old != NULL;
    if (is_older(event->kind, old, body))
        return EVN_OK;
    if (was && old->chain != chain)
        touch_chain(state, at, old->chain);
    err = evn_facts_put(&state->table[at], id.key, event->body, chain, &changed);
    if (err != EVN_OK || !changed)
        return err;
    touch_warnings(state, event->kind, body);
    if (event->kind == EVN_FACT_HEADCOUNT && (err = note_group(state, body)) != EVN_OK)
        return err;
    if (community != NULL && event->kind == EVN_FACT_MEMBER)
        note_tests(community, body);
    if (community != NULL)
        community->touched = true;
    else if (matters(event->kind, body, was))
        state->rules++;
    return EVN_OK;
}

/* The plan of the day to write to: the last one, a new one behind it, or one of those kept. */
static struct evn_plan *plan_for(struct evn_community *community, struct evn_day day)
{
    const struct evn_plan *last = evn_plan_last(community);
    if (last != NULL && day.n <= last->planned.day.n)
        return (struct evn_plan *)evn_plan_of(community, day);
    if (community->n_plans == EVN_PLANS_KEPT) {
        plan_fini(&community->plan[0]);
        memmove(&community->plan[0], &community->plan[1],
                (EVN_PLANS_KEPT - 1) * sizeof community->plan[0]);
        community->n_plans--;
    }
    struct evn_plan *plan = &community->plan[community->n_plans++];
    *plan = (struct evn_plan){.planned.day = day};
    return plan;
}

/* The row of this figure; a new one at its place. NULL: no memory. */
static struct evn_figure_row *need_row(struct evn_plan *plan, const struct evn_need *need)
{
    struct evn_figure_row *row =
        (struct evn_figure_row *)evn_plan_row(plan, need->item, need->tier);
    if (row != NULL)
        return row;
    size_t at = row_from(plan, need->item, need->tier);
    if (plan->n == plan->cap) {
        size_t cap = plan->cap > 0 ? plan->cap * 2 : 8;
        row = realloc(plan->row, cap * sizeof *row);
        if (row == NULL)
            return NULL;
        plan->row = row;
        plan->cap = cap;
    }
    row = &plan->row[at];
    memmove(row + 1, row, (plan->n - at) * sizeof *row);
    plan->n++;
    *row = (struct evn_figure_row){.tier = need->tier};
    memcpy(row->item, need->item, sizeof row->item);
    return row;
}

static evn_err apply_need(struct evn_planner_state *state, const struct evn_need *need,
                          struct evn_bytes body)
{
    struct evn_community *community;
    evn_err err = need_community(state, need->community, &community);
    if (err != EVN_OK)
        return err;
    struct evn_plan *plan = plan_for(community, need->day);
    if (plan == NULL)
        return EVN_E_CORRUPT;
    struct evn_figure_row *row = need_row(plan, need);
    uint8_t *copy = row != NULL ? malloc(body.len) : NULL;
    if (copy == NULL)
        return EVN_E_NO_MEMORY;
    memcpy(copy, body.at, body.len);
    free(row->body);
    row->body = copy;
    row->len = (uint32_t)body.len;
    row->quantity = need->quantity;
    row->daily = need->daily;
    row->error = need->error;
    return EVN_OK;
}

static void drop_empty(struct evn_plan *plan)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->n; i++)
        if (plan->row[i].quantity > 0 || plan->row[i].error != 0)
            plan->row[n++] = plan->row[i];
        else
            free(plan->row[i].body);
    plan->n = n;
}

static evn_err apply_planned(struct evn_planner_state *state, const struct evn_planned *planned)
{
    struct evn_community *community;
    evn_err err = need_community(state, planned->community, &community);
    if (err != EVN_OK)
        return err;
    struct evn_plan *plan = plan_for(community, planned->day);
    if (plan == NULL)
        return EVN_E_CORRUPT;
    plan->planned = *planned;
    plan->complete = true;
    drop_empty(plan);
    community->open = true;
    community->touched = false;
    community->rules = state->rules;
    return EVN_OK;
}

static evn_err apply_closed(struct evn_planner_state *state, const struct evn_closed *closed)
{
    struct evn_community *community = evn_planner_community(state, closed->community);
    if (community == NULL)
        return EVN_E_CORRUPT;
    while (community->n_plans > 0 && evn_plan_last(community)->planned.day.n >= closed->day.n)
        plan_fini(&community->plan[--community->n_plans]);
    community->open = false;
    community->touched = false;
    return EVN_OK;
}

static evn_err apply_warned(struct evn_planner_state *state, const struct evn_event *event)
{
    struct evn_warned warned;
    struct evn_refusal why;
    if (evn_wire_decode(&evn_warned_table, event->body, &state->scratch, EVN_WIRE_LENIENT, &warned,
                        &why) != EVN_OK)
        return EVN_E_CORRUPT;
    state->warn = (struct evn_touched){0};
    return EVN_OK;
}

static evn_err apply_said(struct evn_planner_state *state, const struct evn_event *event)
{
    union {
        struct evn_need need;
        struct evn_closed closed;
        struct evn_planned planned;
    } said;
    struct evn_refusal why;
    const struct evn_wire_message *message = event->kind == EVN_PLANNER_NEED ? &evn_need_table
                                             : event->kind == EVN_PLANNER_CLOSED
                                                 ? &evn_closed_table
                                                 : &evn_planned_table;
    if (evn_wire_decode(message, event->body, &state->scratch, EVN_WIRE_LENIENT, &said, &why) !=
        EVN_OK)
        return EVN_E_CORRUPT;
    if (event->kind == EVN_PLANNER_NEED)
        return apply_need(state, &said.need, event->body);
    return event->kind == EVN_PLANNER_CLOSED ? apply_closed(state, &said.closed)
                                             : apply_planned(state, &said.planned);
}

evn_err evn_planner_apply(struct evn_planner_state *state, const struct evn_event *event)
{
    if (event->version != 1)
        return EVN_E_UNKNOWN_EVENT;
    evn_arena_reset(&state->scratch);
    if (evn_fact_of(event->kind) != NULL)
        return apply_fact(state, event);
    if (event->kind == EVN_PLANNER_WARNED)
        return apply_warned(state, event);
    if (event->kind < EVN_PLANNER_NEED || event->kind > EVN_PLANNER_PLANNED)
        return EVN_E_UNKNOWN_EVENT;
    return apply_said(state, event);
}
