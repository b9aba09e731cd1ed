#include "services/planner/core/figures.h"

#include "services/planner/core/amount.h"
#include "services/planner/core/rhythm.h"

#include <stdlib.h>

/* Who is sealed in a community. */
struct people {
    int64_t residents;
    int64_t fresh; /* of them: in zones the planner first heard of today */
    int64_t tests;
};

/* One figure being added up. */
struct sum {
    struct evn_amount all, daily;
    bool bad; /* it does not fit */
};

/* What key persons want of one item, in order of item and tier. */
struct want {
    char item[EVN_CODE_MAX];
    uint32_t tier;
    int64_t persons; /* who want some on this day */
    int64_t quantity;
    int64_t daily; /* of needs of every day */
    bool stays;    /* some of it is in a rhythm */
    bool bad;
    struct want *next;
};

static enum evn_norm_use refuse(struct evn_refusal *why, const char *field, const char *subject)
{
    *why = evn_refusal_of(EVN_E_BAD_FIELD);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return EVN_NORM_REFUSED;
}

enum evn_norm_use evn_norm_use_of(const struct evn_fact_norm *norm, struct evn_refusal *why)
{
    if (strcmp(norm->group, "tested") == 0) {
        if (strcmp(norm->per, "test") != 0)
            return refuse(why, "norm.per", norm->per);
        return norm->period[0] == '\0' || strcmp(norm->period, "once") == 0
                   ? EVN_NORM_TESTS
                   : refuse(why, "norm.period", norm->period);
    }
    if (strcmp(norm->group, "all") != 0 && strcmp(norm->group, "isolated") != 0)
        return refuse(why, "norm.group", norm->group);
    if (strcmp(norm->per, "person") != 0)
        return refuse(why, "norm.per", norm->per);
    if (evn_period_days(norm->period) == EVN_PERIOD_BAD)
        return refuse(why, "norm.period", norm->period);
    return EVN_NORM_RESIDENTS;
}

const struct evn_fact_row *evn_link_norm(const struct evn_planner_state *state, const char *norm,
                                         size_t *at)
{
    const struct evn_facts *norms = evn_planner_facts(state, EVN_FACT_NORM);
    char first[EVN_CODE_MAX + 2] = {0};
    size_t len = strlen(norm);
    memcpy(first, norm, len);
    first[len] = '|';
    if (*at == 0)
        *at = evn_facts_from(norms, first) + 1;
    else
        ++*at;
    if (*at > norms->n)
        return NULL;
    const struct evn_fact_row *row = &norms->row[norms->order[*at - 1]];
    return strncmp(row->key, first, len + 1) == 0 ? row : NULL;
}

/* Call with out->rule NULL to count, then with room to fill. */
static void join(const struct evn_planner_state *state, struct evn_rules *out)
{
    const struct evn_facts *links = evn_planner_facts(state, EVN_FACT_LINK);
    out->n = 0;
    for (size_t i = 0; i < links->n; i++) {
        const struct evn_fact_row *row = &links->row[links->order[i]], *norm_row;
        struct evn_fact_link link;
        struct evn_fact_norm norm;
        struct evn_refusal why;
        if (!evn_planner_read(EVN_FACT_LINK, row, NULL, &link))
            continue;
        for (size_t at = 0; (norm_row = evn_link_norm(state, link.norm, &at)) != NULL;) {
            if (!evn_planner_read(EVN_FACT_NORM, norm_row, NULL, &norm))
                continue;
            struct evn_rule rule = {.link = row->key,
                                    .norm = norm_row->key,
                                    .value_e6 = norm.value_e6,
                                    .amount_e6 = link.amount_e6,
                                    .use = evn_norm_use_of(&norm, &why)};
            if (rule.use == EVN_NORM_REFUSED)
                continue;
            if (rule.use == EVN_NORM_RESIDENTS)
                rule.days = (uint32_t)evn_period_days(norm.period);
            if (out->rule != NULL)
                out->rule[out->n] = rule;
            out->n++;
        }
    }
}

evn_err evn_rules_of(const struct evn_planner_state *state, struct evn_arena *arena,
                     struct evn_rules *out)
{
    *out = (struct evn_rules){0};
    join(state, out);
    out->rule = evn_arena_array(arena, out->n + 1, sizeof *out->rule);
    if (out->rule == NULL)
        return EVN_E_LIMIT;
    join(state, out);
    return EVN_OK;
}

/* The sealed zones of a chain, in the arena, behind those that are in `zone` already. */
static evn_err sealed_zones(const struct evn_planner_state *state, uint32_t chain,
                            struct evn_arena *arena, struct evn_fact_zone **zone, size_t *n)
{
    const struct evn_facts *zones = evn_planner_facts(state, EVN_FACT_ZONE);
    size_t max = 0;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = zones->row[at].next)
        max++;
    *n = 0;
    *zone = evn_arena_array(arena, max + 1, sizeof **zone);
    if (*zone == NULL)
        return EVN_E_LIMIT;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = zones->row[at].next)
        if (evn_planner_read(EVN_FACT_ZONE, &zones->row[at], NULL, &(*zone)[*n]))
            *n += (*zone)[*n].sealed;
    return EVN_OK;
}

static int64_t registered_residents(const struct evn_planner_state *state, const char *code)
{
    struct evn_fact_community fact;
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(state, EVN_FACT_COMMUNITY), code);
    return row != NULL && evn_planner_read(EVN_FACT_COMMUNITY, row, NULL, &fact) ? fact.residents
                                                                                 : 0;
}

static bool lies_in(const char *area, const char *outer)
{
    return strncmp(outer, area, strlen(outer)) == 0;
}

/* Whether zone i lies in another one, so that its people are counted there. */
static bool is_inside(const struct evn_fact_zone *zone, size_t n, size_t i)
{
    for (size_t k = 0; k < n; k++)
        if (k != i && lies_in(zone[i].area, zone[k].area) &&
            (strlen(zone[k].area) < strlen(zone[i].area) || k < i))
            return true;
    return false;
}

static void count_zone(const struct evn_fact_zone *zone, int64_t residents, struct evn_day day,
                       struct people *people, struct evn_planned *planned)
{
    people->residents += residents;
    people->fresh += zone->since.n == day.n ? residents : 0;
    planned->zones++;
    planned->zones_unknown += residents == 0;
}

/* The people in sealed zones, each once. A zone that is the community or larger holds them all. */
static evn_err count_people(const struct evn_planner_state *state,
                            const struct evn_community *community, struct evn_day day,
                            struct evn_arena *arena, struct people *people,
                            struct evn_planned *planned)
{
    struct evn_fact_zone *wide, *zone;
    size_t n_wide, n;
    evn_err err = sealed_zones(state, state->wide, arena, &wide, &n_wide);
    if (err == EVN_OK)
        err = sealed_zones(state, community->chain[EVN_FACT_ZONE - EVN_FACT_COMMUNITY], arena,
                           &zone, &n);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < n_wide; i++)
        if (lies_in(community->code, wide[i].area) && !is_inside(wide, n_wide, i)) {
            count_zone(&wide[i], registered_residents(state, community->code), day, people,
                       planned);
            return EVN_OK;
        }
    for (size_t i = 0; i < n; i++) {
        if (is_inside(zone, n, i))
            continue;
        bool whole = strlen(zone[i].area) == EVN_COMMUNITY_LEN && zone[i].residents == 0;
        count_zone(&zone[i],
                   whole ? registered_residents(state, community->code) : zone[i].residents, day,
                   people, planned);
    }
    return EVN_OK;
}

/* People of cohorts whose test day it is. */
static evn_err count_tests(const struct evn_planner_state *state,
                           const struct evn_community *community, struct evn_day day,
                           struct evn_arena *arena, int64_t *tests)
{
    const struct evn_facts *members = evn_planner_facts(state, EVN_FACT_MEMBER);
    uint32_t at = community->chain[EVN_FACT_MEMBER - EVN_FACT_COMMUNITY];
    for (; at != EVN_NO_ROW; at = members->row[at].next) {
        struct evn_fact_member member;
        size_t mark = arena->used;
        if (!evn_planner_read(EVN_FACT_MEMBER, &members->row[at], arena, &member))
            return EVN_E_LIMIT;
        bool tested = false;
        for (size_t i = 0; i < member.n_test_days; i++)
            tested |= member.test_days[i].n == day.n;
        *tests += tested;
        arena->used = mark;
    }
    return EVN_OK;
}

static bool is_critical(const struct evn_planner_state *state, const char *item)
{
    struct evn_fact_item fact;
    const struct evn_fact_row *row = evn_facts_find(evn_planner_facts(state, EVN_FACT_ITEM), item);
    return row != NULL && evn_planner_read(EVN_FACT_ITEM, row, NULL, &fact) && fact.life_critical;
}

/* Negative, zero, positive: by item, then tier. */
static int order(const char *item_a, uint32_t tier_a, const char *item_b, uint32_t tier_b)
{
    int c = strcmp(item_a, item_b);
    return c != 0 ? c : (tier_a > tier_b) - (tier_a < tier_b);
}

static evn_err add_want(struct want **first, const struct evn_person_need *need,
                        const struct evn_due *due, uint32_t tier, struct evn_arena *arena)
{
    struct want **at = first;
    while (*at != NULL && order((*at)->item, (*at)->tier, need->item, tier) < 0)
        at = &(*at)->next;
    if (*at == NULL || order((*at)->item, (*at)->tier, need->item, tier) != 0) {
        struct want *new = evn_arena_array(arena, 1, sizeof *new);
        if (new == NULL)
            return EVN_E_LIMIT;
        memcpy(new->item, need->item, sizeof new->item);
        new->tier = tier;
        new->next = *at;
        *at = new;
    }
    (*at)->persons++;
    (*at)->stays |= due->stays;
    (*at)->bad |= due->bad || !evn_add_i64((*at)->quantity, due->quantity, &(*at)->quantity) ||
                  !evn_add_i64((*at)->daily, due->daily, &(*at)->daily);
    return EVN_OK;
}

/* What the key persons of the community want on that day. */
static evn_err collect_wants(const struct evn_planner_state *state,
                             const struct evn_community *community, struct evn_day day,
                             struct evn_arena *arena, struct want **first)
{
    const struct evn_facts *persons = evn_planner_facts(state, EVN_FACT_PERSON);
    uint32_t at = community->chain[EVN_FACT_PERSON - EVN_FACT_COMMUNITY];
    struct evn_person_need *needs = evn_arena_array(arena, EVN_PERSON_NEEDS_MAX, sizeof *needs);
    struct evn_due due[EVN_PERSON_NEEDS_MAX];
    evn_err err = needs != NULL ? EVN_OK : EVN_E_LIMIT;
    for (; err == EVN_OK && at != EVN_NO_ROW; at = persons->row[at].next) {
        struct evn_fact_person person;
        size_t mark = arena->used;
        if (!evn_planner_read(EVN_FACT_PERSON, &persons->row[at], arena, &person))
            return EVN_E_LIMIT;
        size_t n = person.n_needs;
        if (evn_day_valid(person.last_day) && person.last_day.n < day.n)
            n = 0;
        for (size_t i = 0; i < n; i++) {
            needs[i] = person.needs[i];
            due[i] = evn_rhythm_due(&needs[i], day);
        }
        arena->used = mark;
        for (size_t i = 0; i < n && err == EVN_OK; i++) {
            bool critical = needs[i].tier == EVN_TIER_CRITICAL || is_critical(state, needs[i].item);
            if (due[i].quantity > 0 || due[i].bad)
                err = add_want(first, &needs[i], &due[i],
                               critical ? EVN_TIER_CRITICAL : EVN_TIER_PERSONS, arena);
        }
    }
    return err;
}

/* Round the sums up; a figure that does not fit says so instead. */
static void finish(const struct sum *sum, struct evn_need *need)
{
    bool ok = !sum->bad && evn_amount_up(&sum->all, &need->quantity) &&
              evn_amount_up(&sum->daily, &need->daily);
    if (ok)
        return;
    need->quantity = need->daily = 0;
    need->error = EVN_E_OVERFLOW;
}

/* Add one rule's term to its figure. */
static void add_rule(const struct evn_rule *rule, const struct people *people, struct sum *sum,
                     struct evn_need *need)
{
    bool tests = rule->use == EVN_NORM_TESTS, once = !tests && rule->days == EVN_PERIOD_ONCE;
    int64_t count = tests ? people->tests : once ? people->fresh : people->residents;
    int64_t days = rule->days > 0 ? (int64_t)rule->days : 1;
    struct evn_amount alone = EVN_AMOUNT_ZERO;
    if (count == 0 || need->n_terms == EVN_TERMS_MAX)
        return;
    struct evn_term *term = &need->terms[need->n_terms++];
    *term = (struct evn_term){.kind = tests ? EVN_TERM_COHORT : EVN_TERM_RESIDENTS,
                              .count = count,
                              .norm_value_e6 = rule->value_e6,
                              .amount_e6 = rule->amount_e6,
                              .period_days = rule->days};
    memcpy(term->rule, rule->norm, strlen(rule->norm) + 1);
    sum->bad |= !evn_amount_add(&alone, count, rule->value_e6, days, rule->amount_e6) ||
                !evn_amount_up(&alone, &term->quantity) ||
                !evn_amount_e6(&alone, &term->contribution_e6) ||
                !evn_amount_add(&sum->all, count, rule->value_e6, days, rule->amount_e6);
    if (!tests && !once)
        sum->bad |= !evn_amount_add(&sum->daily, count, rule->value_e6, days, rule->amount_e6);
}

/* Rules of one item, from rule i on. */
static size_t run_of(const struct evn_rules *rules, size_t i)
{
    const char *link = rules->rule[i].link;
    size_t len = (size_t)(strchr(link, '|') - link) + 1, n = 1;
    while (i + n < rules->n && strncmp(rules->rule[i + n].link, link, len) == 0)
        n++;
    return n;
}

/* The need of everybody for one item; not kept when it is nothing. */
static evn_err add_residents(const struct evn_rule *rule, size_t n, const struct people *people,
                             struct evn_arena *arena, struct evn_figures *out)
{
    struct evn_need *need = &out->need[out->n];
    struct sum sum = {.all = EVN_AMOUNT_ZERO, .daily = EVN_AMOUNT_ZERO};
    *need = (struct evn_need){.day = out->planned.day, .tier = EVN_TIER_ALL};
    memcpy(need->community, out->planned.community, sizeof need->community);
    memcpy(need->item, rule->link, (size_t)(strchr(rule->link, '|') - rule->link));
    need->terms = evn_arena_array(arena, n, sizeof *need->terms);
    if (need->terms == NULL)
        return EVN_E_LIMIT;
    for (size_t i = 0; i < n; i++)
        add_rule(&rule[i], people, &sum, need);
    finish(&sum, need);
    out->n += need->n_terms > 0;
    return EVN_OK;
}

static evn_err add_person_need(const struct want *want, struct evn_arena *arena,
                               struct evn_figures *out)
{
    struct evn_need *need = &out->need[out->n++];
    *need = (struct evn_need){
        .day = out->planned.day, .tier = want->tier, .n_terms = 1, .stays = want->stays};
    memcpy(need->community, out->planned.community, sizeof need->community);
    memcpy(need->item, want->item, sizeof need->item);
    need->terms = evn_arena_array(arena, 1, sizeof *need->terms);
    if (need->terms == NULL)
        return EVN_E_LIMIT;
    need->terms[0] = (struct evn_term){.kind = EVN_TERM_KEY_PERSON,
                                       .count = want->persons,
                                       .rule = "key_persons",
                                       .period_days = 1};
    if (want->bad || !evn_mul_i64(want->quantity, 1000000, &need->terms[0].contribution_e6)) {
        need->error = EVN_E_OVERFLOW;
        return EVN_OK;
    }
    need->quantity = need->terms[0].quantity = want->quantity;
    need->daily = want->daily;
    return EVN_OK;
}

static int by_item(const void *a, const void *b)
{
    const struct evn_need *x = a, *y = b;
    return order(x->item, x->tier, y->item, y->tier);
}

static evn_err add_figures(const struct evn_rules *rules, const struct people *people,
                           const struct want *wants, struct evn_arena *arena,
                           struct evn_figures *out)
{
    size_t max = rules->n;
    for (const struct want *want = wants; want != NULL; want = want->next)
        max++;
    out->need = evn_arena_array(arena, max + 1, sizeof *out->need);
    evn_err err = out->need != NULL ? EVN_OK : EVN_E_LIMIT;
    for (size_t i = 0; err == EVN_OK && i < rules->n;) {
        size_t n = run_of(rules, i);
        err = add_residents(&rules->rule[i], n, people, arena, out);
        i += n;
    }
    for (const struct want *want = wants; err == EVN_OK && want != NULL; want = want->next)
        err = add_person_need(want, arena, out);
    if (err == EVN_OK)
        qsort(out->need, out->n, sizeof *out->need, by_item);
    return err;
}

evn_err evn_figures_of(const struct evn_planner_state *state, const struct evn_rules *rules,
                       const struct evn_community *community, struct evn_day day,
                       struct evn_arena *arena, struct evn_figures *out)
{
    struct people people = {0};
    struct want *wants = NULL;
    *out = (struct evn_figures){.planned = {.day = day}};
    memcpy(out->planned.community, community->code, sizeof community->code);
    evn_err err = count_people(state, community, day, arena, &people, &out->planned);
    out->sealed = out->planned.zones > 0;
    if (err != EVN_OK || !out->sealed)
        return err;
    err = count_tests(state, community, day, arena, &people.tests);
    if (err == EVN_OK)
        err = collect_wants(state, community, day, arena, &wants);
    out->planned.residents = people.residents;
    out->planned.tests = people.tests;
    return err != EVN_OK ? err : add_figures(rules, &people, wants, arena, out);
}
