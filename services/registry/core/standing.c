#include "services/registry/core/standing.h"

#define REFUSE "refuse_untrained"

/* The policy table in the arena; *out NULL: it is not loaded. False: the arena is full. */
static bool read_policy(const struct evn_registry_state *state, struct evn_arena *arena,
                        const char *table, const struct evn_policy **out)
{
    const struct evn_row *row = evn_registry_find(state, EVN_REG_POLICY, table);
    *out = NULL;
    if (row == NULL)
        return true;
    struct evn_policy *policy = evn_arena_alloc(arena, sizeof *policy);
    *out = policy;
    return policy != NULL && evn_registry_read(EVN_REG_POLICY, row, arena, policy);
}

/* The row of this rule that holds on `day`. */
static const struct evn_rule *holding(const struct evn_policy *policy, const char *rule,
                                      struct evn_day day)
{
    for (size_t i = 0; policy != NULL && i < policy->n_rules; i++)
        if (strcmp(policy->rules[i].rule, rule) == 0 &&
            evn_rule_holds(policy->rules[i].valid_from, policy->rules[i].valid_until, day))
            return &policy->rules[i];
    return NULL;
}

static bool read_courses(const struct evn_registry_state *state, struct evn_arena *arena,
                         struct evn_training_rules *out)
{
    const struct evn_table *table = evn_registry_table(state, EVN_REG_COURSE);
    const struct evn_row *row;
    out->course = evn_arena_array(arena, table->n + 1, sizeof *out->course);
    if (out->course == NULL)
        return false;
    struct evn_table_walk walk = evn_table_after(table, "", "");
    while ((row = evn_table_next(&walk)) != NULL)
        if (!evn_registry_read(EVN_REG_COURSE, row, arena, &out->course[out->n_courses++]))
            return false;
    return true;
}

bool evn_training_rules_read(const struct evn_registry_state *state, struct evn_arena *arena,
                             struct evn_day today, struct evn_training_rules *out)
{
    const struct evn_policy *service;
    *out = (struct evn_training_rules){
        .today = today, .deadline = EVN_DAY_NONE, .number = state->training_rules};
    if (!read_policy(state, arena, EVN_TRAINING_RULES, &out->switches) ||
        !read_policy(state, arena, "service_rules", &service) || !read_courses(state, arena, out))
        return false;
    const struct evn_rule *row = holding(out->switches, REFUSE, today);
    out->refuse = row != NULL && strcmp(row->value, "1") == 0 ? row : NULL;
    row = holding(service, "training_deadline", today);
    if (row != NULL && evn_day_parse(row->value, &out->deadline) != EVN_OK)
        out->deadline = EVN_DAY_NONE;
    return true;
}

uint32_t evn_staff_roles(const struct evn_staff *staff)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < staff->n_grants; i++)
        roles |= staff->grants[i].roles;
    return roles;
}

bool evn_staff_serves(const struct evn_staff *staff, struct evn_day today)
{
    return !evn_day_valid(staff->last_day) || today.n <= staff->last_day.n;
}

static bool is_for(const struct evn_course *course, uint32_t roles)
{
    return course->roles == 0 || (course->roles & roles) != 0;
}

bool evn_course_needed(const struct evn_training_rules *rules, const struct evn_course *course,
                       uint32_t roles)
{
    return is_for(course, roles) &&
           evn_rule_holds(course->valid_from, course->valid_until, rules->today);
}

static void later(struct evn_day *day, struct evn_day other)
{
    if (evn_day_valid(other) && other.n > day->n)
        *day = other;
}

/* The last day the member did the course. Keys of trainings end in the day. */
static struct evn_day last_done(const struct evn_registry_state *state, const char *staff,
                                const char *course, const struct evn_training *extra)
{
    char first[EVN_ROW_KEY_MAX];
    size_t a = strlen(staff), b = strlen(course), len = a + b + 2;
    struct evn_day last = {INT32_MIN};
    const struct evn_row *row;
    bool about = extra != NULL && strcmp(extra->course, course) == 0;
    memcpy(first, staff, a);
    first[a] = '|';
    memcpy(first + a + 1, course, b);
    memcpy(first + a + 1 + b, "|", 2);
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(state, EVN_REG_TRAINING), first, "");
    while ((row = evn_table_next(&walk)) != NULL && strncmp(row->key, first, len) == 0)
        if (row->mark != EVN_MARK_NONE && !(about && row->mark == extra->done_on.n))
            later(&last, (struct evn_day){(int32_t)row->mark});
    if (about && !extra->withdrawn)
        later(&last, extra->done_on);
    return last.n != INT32_MIN ? last : EVN_DAY_NONE;
}

struct evn_course_state evn_course_state_of(const struct evn_registry_state *state,
                                            const struct evn_training_rules *rules,
                                            const struct evn_course *course,
                                            const struct evn_staff *staff,
                                            const struct evn_training *extra)
{
    struct evn_course_state out = {.state = EVN_TRAINED,
                                   .done_on = last_done(state, staff->staff, course->code, extra),
                                   .good_until = EVN_DAY_NONE,
                                   .deadline = course->deadline,
                                   .since = staff->from_day};
    bool done = evn_day_valid(out.done_on);
    if (!evn_day_valid(out.deadline))
        out.deadline = rules->deadline;
    later(&out.since, course->valid_from);
    if (done && course->valid_days > 0) {
        out.good_until = (struct evn_day){out.done_on.n + (int32_t)course->valid_days};
        later(&out.since, (struct evn_day){out.good_until.n + 1});
    }
    if (!done)
        out.state = evn_day_valid(out.deadline) && rules->today.n > out.deadline.n
                        ? EVN_TRAINING_OVERDUE
                        : EVN_TRAINING_DUE;
    else if (evn_day_valid(out.good_until) && rules->today.n > out.good_until.n)
        out.state = EVN_TRAINING_LAPSED;
    return out;
}

/* The next day on which something changes; days that were are passed over. */
static void sooner(const struct evn_training_rules *rules, struct evn_day day, int32_t behind,
                   struct evn_day *next)
{
    if (evn_day_valid(day) && day.n + behind > rules->today.n && day.n + behind < next->n)
        *next = (struct evn_day){day.n + behind};
}

/* Days on which rules begin and end. */
static void look_ahead(const struct evn_training_rules *rules, uint32_t roles, struct evn_day *next)
{
    const struct evn_policy *policy = rules->switches;
    for (size_t i = 0; policy != NULL && i < policy->n_rules; i++) {
        if (strcmp(policy->rules[i].rule, REFUSE) != 0)
            continue;
        sooner(rules, policy->rules[i].valid_from, 0, next);
        sooner(rules, policy->rules[i].valid_until, 1, next);
    }
    for (size_t i = 0; i < rules->n_courses; i++) {
        if (!is_for(&rules->course[i], roles))
            continue;
        sooner(rules, rules->course[i].valid_from, 0, next);
        sooner(rules, rules->course[i].valid_until, 1, next);
    }
}

/* In its place: what is missing for longest first, then by code. Of more than fit, the last one
 * stands for the rest. */
static void add_rest(struct evn_standing *to, const struct evn_rest *rest)
{
    size_t i = to->n_rests;
    if (to->n_rests == EVN_RESTS_MAX) {
        to->rests[EVN_RESTS_MAX - 1].roles |= rest->roles;
        return;
    }
    for (; i > 0 && to->rests[i - 1].since_day.n > rest->since_day.n; i--)
        to->rests[i] = to->rests[i - 1];
    to->rests[i] = *rest;
    to->n_rests++;
}

bool evn_standing_of(const struct evn_registry_state *state, struct evn_arena *arena,
                     const struct evn_training_rules *rules, const struct evn_staff *staff,
                     const struct evn_training *extra, struct evn_standing *out)
{
    uint32_t roles = evn_staff_roles(staff);
    *out = (struct evn_standing){.rests = evn_arena_array(arena, EVN_RESTS_MAX, sizeof *out->rests),
                                 .ended = !evn_staff_serves(staff, rules->today),
                                 .next_day = EVN_DAY_NONE,
                                 .rules = rules->number};
    memcpy(out->staff, staff->staff, sizeof staff->staff);
    if (out->rests == NULL)
        return false;
    sooner(rules, staff->last_day, 1, &out->next_day);
    look_ahead(rules, roles, &out->next_day);
    for (size_t i = 0; i < rules->n_courses; i++) {
        const struct evn_course *course = &rules->course[i];
        if (!evn_course_needed(rules, course, roles))
            continue;
        struct evn_course_state is = evn_course_state_of(state, rules, course, staff, extra);
        if (is.state == EVN_TRAINED)
            sooner(rules, is.good_until, 1, &out->next_day);
        if (is.state == EVN_TRAINED || rules->refuse == NULL)
            continue;
        struct evn_rest rest = {.roles = course->roles != 0 ? course->roles : EVN_ROLE_ALL,
                                .since_day = is.since};
        later(&rest.since_day, rules->refuse->valid_from);
        memcpy(rest.course, course->code, sizeof course->code);
        add_rest(out, &rest);
    }
    return true;
}
