#include "services/planner/core/horizon.h"

#include "common/base/num.h"
#include "common/service/rights.h"

/* A community being added up. */
struct adding {
    struct evn_horizon *out;
    const struct evn_rules *rules;
    const struct evn_outlook *outlook;
    struct evn_arena *arena;
    uint32_t *scope; /* that cover the community */
    size_t n_scopes;
    struct evn_people *people; /* by day */
    bool *fits;                /* people[day] is a count */
};

const struct evn_line *evn_horizon_line(const struct evn_horizon *horizon, uint32_t scope,
                                        uint32_t item)
{
    return horizon->line[scope * EVN_HORIZON_ITEMS_MAX + item];
}

/* The line to add to; NULL: the arena is full. */
static struct evn_line *line_for(const struct adding *a, uint32_t scope, uint32_t item)
{
    struct evn_line **line = &a->out->line[scope * EVN_HORIZON_ITEMS_MAX + item];
    if (*line == NULL)
        *line =
            evn_arena_array(a->arena, 1, sizeof **line + a->out->n_days * sizeof(*line)->need[0]);
    return *line;
}

/* Add a course of days to the item's line in every scope. */
static evn_err add_course(const struct adding *a, uint32_t item, const int64_t *need, bool bad)
{
    for (size_t i = 0; i < a->n_scopes; i++) {
        struct evn_line *line = line_for(a, a->scope[i], item);
        if (line == NULL)
            return EVN_E_LIMIT;
        line->bad |= bad;
        for (size_t d = 0; d < a->out->n_days; d++)
            line->bad |= !evn_add_i64(line->need[d], need[d], &line->need[d]);
    }
    return EVN_OK;
}

static bool is_same(const struct evn_people *a, const struct evn_people *b)
{
    return evn_people_need(a) && evn_people_need(b) && a->residents == b->residents &&
           a->fresh == b->fresh && a->tests == b->tests;
}

/* Everybody's need of one item, day by day. */
static evn_err add_run(const struct adding *a, const struct evn_rule *rule, size_t n)
{
    char room[EVN_FACT_KEY_MAX];
    int64_t need[EVN_HORIZON_DAYS_MAX] = {0};
    bool bad = false, any = false;
    uint32_t item;
    size_t len = (size_t)(strchr(rule->link, '|') - rule->link);
    for (size_t d = 0; d < a->out->n_days; d++) {
        if (d > 0 && is_same(&a->people[d], &a->people[d - 1]))
            need[d] = need[d - 1];
        else if (evn_people_need(&a->people[d]))
            bad |= !evn_rules_need(rule, n, &a->people[d], &need[d]);
        bad |= !a->fits[d];
        any |= need[d] > 0;
    }
    if (!any && !bad)
        return EVN_OK;
    memcpy(room, rule->link, len);
    room[len] = '\0';
    if (!evn_plan_names_find(a->out->items, room, &item)) {
        char *name = evn_arena_alloc(a->arena, len + 1);
        if (name == NULL)
            return EVN_E_LIMIT;
        memcpy(name, room, len + 1);
        evn_err err = evn_plan_names_add(a->out->items, name, &item);
        if (err != EVN_OK)
            return err;
    }
    return add_course(a, item, need, bad);
}

/* What key persons need of one item: while a seal stands, or a policy has ended it. */
static evn_err add_want(const struct adding *a, const struct evn_want *want)
{
    int64_t need[EVN_HORIZON_DAYS_MAX] = {0};
    uint32_t item;
    bool any = false, bad = want->bad;
    for (size_t d = 0; d < a->out->n_days; d++)
        if (a->people[d].zones > 0 || a->people[d].ended) {
            struct evn_due due = evn_want_due(want, (struct evn_day){a->out->first.n + (int32_t)d});
            need[d] = due.quantity;
            bad |= due.bad;
            any |= due.quantity > 0;
        }
    if (!any)
        return EVN_OK;
    if (!evn_plan_names_find(a->out->items, want->item, &item)) {
        char *name = evn_arena_alloc(a->arena, sizeof want->item);
        if (name == NULL)
            return EVN_E_LIMIT;
        memcpy(name, want->item, sizeof want->item);
        evn_err err = evn_plan_names_add(a->out->items, name, &item);
        if (err != EVN_OK)
            return err;
    }
    return add_course(a, item, need, bad);
}

/* Whether anything can be needed there: not without a seal or a cohort. */
static bool may_need(const struct evn_planner_state *state, const struct evn_community *community,
                     const struct evn_outlook *outlook)
{
    bool may = state->wide != EVN_NO_ROW ||
               community->chain[EVN_FACT_ZONE - EVN_FACT_COMMUNITY] != EVN_NO_ROW ||
               community->chain[EVN_FACT_MEMBER - EVN_FACT_COMMUNITY] != EVN_NO_ROW;
    for (size_t i = 0; i < outlook->n_sealed && !may; i++)
        may = strcmp(outlook->sealed[i].community, community->code) == 0;
    for (size_t i = 0; i < outlook->n_tested && !may; i++)
        may = strcmp(outlook->tested[i].community, community->code) == 0;
    return may;
}

static void find_scopes(struct adding *a, const char *code)
{
    a->n_scopes = 0;
    for (uint32_t i = 0; i < a->out->scopes->n; i++)
        if (evn_scope_covers(a->out->scopes->name[i], code))
            a->scope[a->n_scopes++] = i;
}

static bool count_days(struct adding *a, const struct evn_crowd *crowd)
{
    bool any = false;
    for (size_t d = 0; d < a->out->n_days; d++) {
        struct evn_day day = {a->out->first.n + (int32_t)d};
        a->fits[d] = evn_people_on(crowd, a->outlook, day, &a->people[d]);
        any |= evn_people_need(&a->people[d]) || a->people[d].ended;
    }
    return any;
}

/* The facts are read into `scratch`, so that the lines stay alone in the other arena. */
static evn_err add_community(struct adding *a, const struct evn_planner_state *state,
                             const struct evn_community *community, struct evn_arena *scratch)
{
    struct evn_crowd crowd;
    evn_err err = evn_crowd_of(state, community, a->out->first, a->out->n_days, scratch, &crowd);
    if (err != EVN_OK || !count_days(a, &crowd))
        return err;
    err = evn_crowd_wants(state, community, scratch, &crowd);
    for (size_t i = 0; err == EVN_OK && i < a->rules->n;) {
        size_t n = evn_rules_run(a->rules, i);
        err = add_run(a, &a->rules->rule[i], n);
        i += n;
    }
    for (const struct evn_want *want = crowd.wants; err == EVN_OK && want != NULL;
         want = want->next)
        err = add_want(a, want);
    return err;
}

static evn_err make_room(struct adding *a)
{
    a->out->line = evn_arena_array(a->arena, (size_t)a->out->scopes->n * EVN_HORIZON_ITEMS_MAX + 1,
                                   sizeof *a->out->line);
    a->scope = evn_arena_array(a->arena, a->out->scopes->n + 1, sizeof *a->scope);
    a->people = evn_arena_array(a->arena, a->out->n_days, sizeof *a->people);
    a->fits = evn_arena_array(a->arena, a->out->n_days, sizeof *a->fits);
    return a->out->line != NULL && a->scope != NULL && a->people != NULL && a->fits != NULL
               ? EVN_OK
               : EVN_E_LIMIT;
}

evn_err evn_horizon_of(const struct evn_planner_state *state, const struct evn_plan_names *scopes,
                       struct evn_plan_names *items, const struct evn_outlook *outlook,
                       size_t n_days, struct evn_arena *arena, struct evn_arena *scratch,
                       struct evn_horizon *out)
{
    EVN_ASSERT(n_days >= 1 && n_days <= EVN_HORIZON_DAYS_MAX);
    struct evn_rules rules;
    struct adding a = {.out = out, .rules = &rules, .outlook = outlook, .arena = arena};
    *out = (struct evn_horizon){
        .first = outlook->today, .n_days = n_days, .scopes = scopes, .items = items};
    evn_err err = make_room(&a);
    if (err == EVN_OK)
        err = evn_rules_of(state, arena, &rules);
    for (size_t i = 0; err == EVN_OK && i < state->n; i++) {
        const struct evn_community *community = state->community[state->order[i]];
        if (!may_need(state, community, outlook))
            continue;
        find_scopes(&a, community->code);
        scratch->used = 0;
        if (a.n_scopes > 0)
            err = add_community(&a, state, community, scratch);
    }
    return err;
}
