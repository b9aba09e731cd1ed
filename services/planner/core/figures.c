#include "services/planner/core/figures.h"

#include "services/planner/core/amount.h"
#include "services/planner/core/people.h"

#include <stdlib.h>

/* One figure being added up. */
struct sum {
    struct evn_amount all, daily;
    bool bad; /* it does not fit */
};

static enum evn_norm_use refuse(struct evn_refusal *why, const char *field, const char *subject)
{
    *why = evn_refusal_of(EVN_E_BAD_FIELD);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return EVN_NORM_REFUSED;
}

/* What a norm of this group is counted over, and in what `per` must say so. */
static enum evn_norm_use use_of_group(const struct evn_planner_state *state, const char *group,
                                      const char *const **per)
{
    static const char *const person[] = {"person", NULL};
    static const char *const test[] = {"test", NULL};
    static const char *const place[] = {"place", NULL};
    static const char *const head[] = {"person", "patient", "case", NULL};
    if (strcmp(group, "tested") == 0)
        return *per = test, EVN_NORM_TESTS;
    if (strcmp(group, "all") == 0 || strcmp(group, "isolated") == 0)
        return *per = person, EVN_NORM_RESIDENTS;
    if (strcmp(group, "sealed_place") == 0)
        return *per = place, EVN_NORM_PLACES;
    return *per = head, evn_planner_counts(state, group) ? EVN_NORM_COUNTED : EVN_NORM_REFUSED;
}

enum evn_norm_use evn_norm_use_of(const struct evn_planner_state *state,
                                  const struct evn_fact_norm *norm, struct evn_refusal *why)
{
    const char *const *per;
    enum evn_norm_use use = use_of_group(state, norm->group, &per);
    if (use == EVN_NORM_REFUSED)
        return refuse(why, "norm.group", norm->group);
    while (*per != NULL && strcmp(*per, norm->per) != 0)
        per++;
    if (*per == NULL)
        return refuse(why, "norm.per", norm->per);
    bool ok = use == EVN_NORM_TESTS ? norm->period[0] == '\0' || strcmp(norm->period, "once") == 0
                                    : evn_period_days(norm->period) != EVN_PERIOD_BAD;
    return ok ? use : refuse(why, "norm.period", norm->period);
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

static bool is_capacity(const struct evn_planner_state *state, const char *item)
{
    struct evn_fact_item fact;
    const struct evn_fact_row *row = evn_facts_find(evn_planner_facts(state, EVN_FACT_ITEM), item);
    return row != NULL && evn_planner_read(EVN_FACT_ITEM, row, NULL, &fact) &&
           evn_planner_is_capacity(&fact);
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
                                    .use = evn_norm_use_of(state, &norm, &why)};
            if (rule.use == EVN_NORM_REFUSED)
                continue;
            rule.capacity = is_capacity(state, link.item);
            if (rule.use != EVN_NORM_TESTS)
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

/* Negative, zero, positive: by item, then tier. */
static int order(const char *item_a, uint32_t tier_a, const char *item_b, uint32_t tier_b)
{
    int c = strcmp(item_a, item_b);
    return c != 0 ? c : (tier_a > tier_b) - (tier_a < tier_b);
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

/* How many a rule counts. */
static int64_t count_of(const struct evn_rule *rule, const struct evn_people *people)
{
    bool once = rule->days == EVN_PERIOD_ONCE;
    switch (rule->use) {
    case EVN_NORM_TESTS:
        return people->tests;
    case EVN_NORM_PLACES:
        return once ? people->zones_fresh : people->zones;
    case EVN_NORM_COUNTED:
        return evn_people_of_group(people, strchr(rule->norm, '|') + 1, once);
    default:
        return once ? people->fresh : people->residents;
    }
}

bool evn_rules_need(const struct evn_rule *rule, size_t n, const struct evn_people *people,
                    int64_t *out)
{
    struct evn_amount sum = EVN_AMOUNT_ZERO;
    bool fits = true;
    for (size_t i = 0; i < n; i++) {
        int64_t count = count_of(&rule[i], people), days = rule[i].days > 0 ? rule[i].days : 1;
        fits = fits && (count == 0 ||
                        evn_amount_add(&sum, count, rule[i].value_e6, days, rule[i].amount_e6));
    }
    return fits && evn_amount_up(&sum, out);
}

static int32_t term_kind(enum evn_norm_use use)
{
    switch (use) {
    case EVN_NORM_TESTS:
        return EVN_TERM_COHORT;
    case EVN_NORM_PLACES:
        return EVN_TERM_PLACE;
    case EVN_NORM_COUNTED:
        return EVN_TERM_HEADCOUNT;
    default:
        return EVN_TERM_RESIDENTS;
    }
}

/* Add one rule's term to its figure. */
static void add_rule(const struct evn_rule *rule, const struct evn_people *people, struct sum *sum,
                     struct evn_need *need)
{
    bool tests = rule->use == EVN_NORM_TESTS, once = !tests && rule->days == EVN_PERIOD_ONCE;
    int64_t count = count_of(rule, people);
    int64_t days = rule->days > 0 ? (int64_t)rule->days : 1;
    struct evn_amount alone = EVN_AMOUNT_ZERO;
    if (count == 0 || need->n_terms == EVN_TERMS_MAX)
        return;
    struct evn_term *term = &need->terms[need->n_terms++];
    *term = (struct evn_term){.kind = term_kind(rule->use),
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

size_t evn_rules_run(const struct evn_rules *rules, size_t i)
{
    const char *link = rules->rule[i].link;
    size_t len = (size_t)(strchr(link, '|') - link) + 1, n = 1;
    while (i + n < rules->n && strncmp(rules->rule[i + n].link, link, len) == 0)
        n++;
    return n;
}

/* The need of everybody for one item; not kept when it is nothing. */
static evn_err add_residents(const struct evn_rule *rule, size_t n, const struct evn_people *people,
                             struct evn_arena *arena, struct evn_figures *out)
{
    struct evn_need *need = &out->need[out->n];
    struct sum sum = {.all = EVN_AMOUNT_ZERO, .daily = EVN_AMOUNT_ZERO};
    *need = (struct evn_need){
        .day = out->planned.day, .tier = EVN_TIER_ALL, .capacity = rule->capacity};
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

/* The need of key persons for one item and tier; not kept when nothing is due. */
static evn_err add_person_need(const struct evn_want *want, struct evn_arena *arena,
                               struct evn_figures *out)
{
    const struct evn_want_day *due = want->day;
    struct evn_need *need = &out->need[out->n];
    if (due->persons == 0)
        return EVN_OK;
    *need = (struct evn_need){
        .day = out->planned.day, .tier = want->tier, .n_terms = 1, .stays = due->stays};
    memcpy(need->community, out->planned.community, sizeof need->community);
    memcpy(need->item, want->item, sizeof need->item);
    need->terms = evn_arena_array(arena, 1, sizeof *need->terms);
    if (need->terms == NULL)
        return EVN_E_LIMIT;
    out->n++;
    need->terms[0] = (struct evn_term){.kind = EVN_TERM_KEY_PERSON,
                                       .count = due->persons,
                                       .rule = "key_persons",
                                       .period_days = 1};
    if (due->bad || !evn_mul_i64(due->quantity, 1000000, &need->terms[0].contribution_e6)) {
        need->error = EVN_E_OVERFLOW;
        return EVN_OK;
    }
    need->quantity = need->terms[0].quantity = due->quantity;
    need->daily = due->daily;
    return EVN_OK;
}

static int by_item(const void *a, const void *b)
{
    const struct evn_need *x = a, *y = b;
    return order(x->item, x->tier, y->item, y->tier);
}

static evn_err add_figures(const struct evn_rules *rules, const struct evn_people *people,
                           const struct evn_want *wants, struct evn_arena *arena,
                           struct evn_figures *out)
{
    size_t max = rules->n;
    for (const struct evn_want *want = wants; want != NULL; want = want->next)
        max++;
    out->need = evn_arena_array(arena, max + 1, sizeof *out->need);
    evn_err err = out->need != NULL ? EVN_OK : EVN_E_LIMIT;
    for (size_t i = 0; err == EVN_OK && i < rules->n;) {
        size_t n = evn_rules_run(rules, i);
        err = add_residents(&rules->rule[i], n, people, arena, out);
        i += n;
    }
    for (const struct evn_want *want = wants; err == EVN_OK && want != NULL; want = want->next)
        err = add_person_need(want, arena, out);
    if (err == EVN_OK)
        qsort(out->need, out->n, sizeof *out->need, by_item);
    return err;
}

evn_err evn_figures_of(const struct evn_planner_state *state, const struct evn_rules *rules,
                       const struct evn_community *community, struct evn_day day,
                       struct evn_arena *arena, struct evn_figures *out)
{
    const struct evn_outlook as_it_is = evn_outlook_as_it_is(day);
    struct evn_crowd crowd;
    struct evn_people people;
    *out = (struct evn_figures){.planned = {.day = day}};
    memcpy(out->planned.community, community->code, sizeof community->code);
    evn_err err = evn_crowd_of(state, community, day, 1, arena, &crowd);
    if (err == EVN_OK && !evn_people_on(&crowd, &as_it_is, day, &people))
        err = EVN_E_LIMIT;
    if (err != EVN_OK)
        return err;
    out->kept = crowd.kept;
    out->needed = people.zones > 0 || people.counted || evn_day_valid(crowd.last_test) ||
                  (crowd.kept && evn_crowd_keeps(state, community, day, arena));
    out->planned.zones = people.zones;
    out->planned.zones_unknown = people.zones_unknown;
    if (!out->needed)
        return EVN_OK;
    out->planned.residents = people.residents;
    out->planned.tests = people.tests;
    out->planned.door_only = people.doors;
    if (people.zones > 0 || crowd.kept)
        err = evn_crowd_wants(state, community, arena, &crowd);
    return err != EVN_OK ? err : add_figures(rules, &people, crowd.wants, arena, out);
}
