#include "services/registry/core/phases.h"

const struct evn_isolation_rule *evn_phases_rule(const struct evn_policy *policy,
                                                 const char *cohort, uint32_t order,
                                                 struct evn_day day)
{
    for (size_t i = 0; i < policy->n_isolation; i++) {
        const struct evn_isolation_rule *rule = &policy->isolation[i];
        if (rule->phase_order == order && strcmp(rule->cohort, cohort) == 0 &&
            evn_rule_holds(rule->valid_from, rule->valid_until, day))
            return rule;
    }
    return NULL;
}

/* Days named by the row, or every other day for as many tests as it wants. */
static bool set_tests(const struct evn_isolation_rule *rule, struct evn_arena *arena,
                      struct evn_phase *phase)
{
    size_t n = rule->n_test_days > 0 ? rule->n_test_days : rule->tests;
    phase->test_days = evn_arena_array(arena, n, sizeof *phase->test_days);
    if (phase->test_days == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        phase->test_days[i] = rule->n_test_days > 0 ? rule->test_days[i] : (uint32_t)(2 * i + 1);
    phase->n_test_days = n;
    return true;
}

static bool set_phase(const struct evn_isolation_rule *rule, struct evn_day first_day,
                      struct evn_arena *arena, struct evn_phase *phase)
{
    *phase = (struct evn_phase){.phase_order = rule->phase_order,
                                .first_day = first_day,
                                .days = rule->days,
                                .tests_unknown = rule->tests_unknown,
                                .code_managed = rule->code_managed};
    memcpy(phase->phase, rule->phase, sizeof phase->phase);
    memcpy(phase->place, rule->place, sizeof phase->place);
    memcpy(phase->supply_mode, rule->supply_mode, sizeof phase->supply_mode);
    return set_tests(rule, arena, phase);
}

size_t evn_phases_of(const struct evn_policy *policy, const char *cohort, struct evn_day start,
                     struct evn_arena *arena, struct evn_phase out[EVN_PHASES_MAX])
{
    struct evn_day day = start;
    size_t n = 0;
    while (n < EVN_PHASES_MAX) {
        const struct evn_isolation_rule *rule =
            evn_phases_rule(policy, cohort, (uint32_t)n + 1, day);
        if (rule == NULL)
            break;
        if (!set_phase(rule, day, arena, &out[n]))
            return 0;
        day.n += (int32_t)rule->days;
        n++;
    }
    return n;
}

/* What is wrong with the row by itself, or NULL. */
static const char *wrong_alone(const struct evn_isolation_rule *rule)
{
    if (evn_day_valid(rule->valid_from) && evn_day_valid(rule->valid_until) &&
        rule->valid_from.n > rule->valid_until.n)
        return "valid_until";
    if (rule->tests_unknown && (rule->tests > 0 || rule->n_test_days > 0))
        return "tests_unknown";
    if (rule->n_test_days > 0 && rule->n_test_days != rule->tests)
        return "tests";
    for (size_t i = 0; i < rule->n_test_days; i++)
        if (rule->test_days[i] < 1 || rule->test_days[i] > rule->days ||
            (i > 0 && rule->test_days[i] <= rule->test_days[i - 1]))
            return "test_days";
    if (rule->n_test_days == 0 && rule->tests > 0 && 2 * rule->tests - 1 > rule->days)
        return "tests";
    return NULL;
}

/* Whether both rows are for the same phase on some day. */
static bool clash(const struct evn_isolation_rule *a, const struct evn_isolation_rule *b)
{
    if (a->phase_order != b->phase_order || strcmp(a->cohort, b->cohort) != 0)
        return false;
    bool a_ends_before = evn_day_valid(a->valid_until) && evn_day_valid(b->valid_from) &&
                         a->valid_until.n < b->valid_from.n;
    bool b_ends_before = evn_day_valid(b->valid_until) && evn_day_valid(a->valid_from) &&
                         b->valid_until.n < a->valid_from.n;
    return !a_ends_before && !b_ends_before;
}

size_t evn_phases_check(const struct evn_policy *policy, const char **field)
{
    for (size_t i = 0; i < policy->n_isolation; i++) {
        *field = wrong_alone(&policy->isolation[i]);
        for (size_t k = 0; k < i && *field == NULL; k++)
            if (clash(&policy->isolation[i], &policy->isolation[k]))
                *field = "valid_from";
        if (*field != NULL)
            return i;
    }
    return policy->n_isolation;
}

struct evn_day evn_member_end(const struct evn_member *member)
{
    struct evn_day end = member->start_day;
    if (evn_day_valid(member->released_on))
        return member->released_on;
    for (size_t i = 0; i < member->n_phases; i++) {
        int32_t last = member->phases[i].first_day.n + (int32_t)member->phases[i].days - 1;
        end.n = last > end.n ? last : end.n;
    }
    return end;
}
