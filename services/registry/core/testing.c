#include "services/registry/core/decide.h"
#include "services/registry/core/phases.h"

/* What holds when test_rules does not say. */
enum {
    TESTS_A_DAY = 1,
    CT_POSITIVE_BELOW = 35,
    CT_GREY_UNTIL = 40,
    RETEST_HOURS = 24,
    AHEAD_US = 300000000, /* how far a clock may be ahead */
    GREY_AGAIN_DAYS = 7   /* a grey result is looked at together with one of these days before */
};

/* A result being decided, and what is known of its person. */
struct testing {
    const struct evn_decision *d;
    const struct evn_policy *rules; /* test_rules; NULL: not loaded */
    struct evn_test_result result;
    struct evn_day day;
    struct evn_member member;
    bool is_member;
    struct evn_test_result old; /* of the same sample */
    bool was;
    uint32_t n_today;             /* others of that day */
    bool grey_before;             /* another test was due, and this is it */
    struct evn_test_result waits; /* the result that asked for it */
    bool has_waits;
};

uint32_t evn_policy_number(const struct evn_policy *policy, const char *rule, struct evn_day day,
                           uint32_t usual)
{
    const char *value = evn_policy_value(policy, rule, day);
    uint32_t n = 0;
    size_t i = 0;
    for (; value != NULL && value[i] >= '0' && value[i] <= '9' && n < 100000; i++)
        n = n * 10 + (uint32_t)(value[i] - '0');
    return i > 0 ? n : usual;
}

static evn_err check_result(struct testing *t)
{
    const struct evn_test_result *r = &t->result;
    const struct evn_decision *d = t->d;
    evn_err err = evn_need_person(d, "test.result.person", r->person);
    if (err != EVN_OK)
        return err;
    if (r->number != 0 || r->verdict != 0 || r->place[0] != '\0' || r->ct_below_e2 != 0 ||
        r->ct_grey_e2 != 0 || r->retest_at_us != 0 || r->retested)
        return evn_refuse(d, EVN_E_BAD_FIELD, "test.result.number", r->person);
    if (r->positive && r->ct_e2 > 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "test.result.positive", r->person);
    if (r->at_us > d->ask->business_us + AHEAD_US)
        return evn_refuse(d, EVN_E_TIME_IN_FUTURE, "test.result.at_us", "");
    return evn_need_day(d, "test.result.at_us", t->day, true);
}

/* Where the person is, and in which phase: of a member as its cohort says. */
static evn_err set_whereabouts(struct testing *t)
{
    t->is_member = evn_member_read(t->d, t->result.person, &t->member);
    if (t->is_member) {
        const struct evn_phase *phase = evn_member_phase(&t->member, t->day);
        if (phase != NULL)
            memcpy(t->result.place, phase->place, sizeof t->result.place);
        if (t->result.area[0] == '\0')
            memcpy(t->result.area, t->member.area, sizeof t->result.area);
    }
    if (t->result.area[0] == '\0')
        return evn_refuse(t->d, EVN_E_MISSING_FIELD, "test.result.area", t->result.person);
    return evn_need(t->d, EVN_REG_AREA, "test.result.area", t->result.area);
}

/* One earlier result of the person. */
static void look_at(struct testing *t, const struct evn_test_result *other)
{
    const struct evn_test_result *r = &t->result;
    if (evn_day_at(other->at_us, EVN_OFFSET_CHINA_MIN).n == t->day.n) {
        t->was |= strcmp(other->sample, r->sample) == 0;
        if (strcmp(other->sample, r->sample) == 0)
            t->old = *other;
        else
            t->n_today++;
        return;
    }
    if (other->verdict != EVN_VERDICT_RETEST || other->retest_at_us > r->at_us ||
        r->at_us - other->at_us > GREY_AGAIN_DAYS * EVN_US_PER_DAY)
        return;
    t->grey_before = true;
    if (!other->retested) {
        t->waits = *other;
        t->has_waits = true;
    }
}

static bool look_at_others(struct testing *t)
{
    char first[EVN_ROW_KEY_MAX];
    size_t len = strlen(t->result.person);
    const struct evn_row *row;
    memcpy(first, t->result.person, len);
    memcpy(first + len, "|", 2);
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(t->d->state, EVN_REG_RESULT), first, "");
    while ((row = evn_table_next(&walk)) != NULL && strncmp(row->key, first, len + 1) == 0) {
        struct evn_test_result other;
        if (!evn_registry_read(EVN_REG_RESULT, row, t->d->arena, &other))
            return false;
        look_at(t, &other);
    }
    return true;
}

/* Below which Ct the person counts as positive: the row of its phase says, or the table of tests.
 */
static uint32_t ct_below(const struct testing *t)
{
    const struct evn_policy *isolation = evn_policy_read(t->d, "isolation_rules");
    const struct evn_phase *phase = t->is_member ? evn_member_phase(&t->member, t->day) : NULL;
    const struct evn_isolation_rule *rule =
        phase != NULL && isolation != NULL
            ? evn_phases_rule(isolation, t->member.cohort, phase->phase_order, phase->first_day)
            : NULL;
    return rule != NULL && rule->ct_threshold > 0
               ? rule->ct_threshold
               : evn_policy_number(t->rules, "ct_positive_below", t->day, CT_POSITIVE_BELOW);
}

static void set_verdict(struct testing *t)
{
    struct evn_test_result *r = &t->result;
    uint32_t hours = evn_policy_number(t->rules, "ct_review_retest_after", t->day, RETEST_HOURS);
    r->ct_below_e2 = ct_below(t) * 100;
    r->ct_grey_e2 = evn_policy_number(t->rules, "ct_review_high", t->day, CT_GREY_UNTIL) * 100;
    if (r->ct_e2 == 0)
        r->verdict = r->positive ? EVN_VERDICT_POSITIVE : EVN_VERDICT_NEGATIVE;
    else if (r->ct_e2 < r->ct_below_e2)
        r->verdict = EVN_VERDICT_POSITIVE;
    else if (r->ct_e2 > r->ct_grey_e2)
        r->verdict = EVN_VERDICT_NEGATIVE;
    else
        r->verdict = t->grey_before ? EVN_VERDICT_REVIEW : EVN_VERDICT_RETEST;
    if (r->verdict != EVN_VERDICT_RETEST)
        return;
    r->retest_at_us = r->at_us + (int64_t)hours * (EVN_US_PER_DAY / 24);
    r->retested = t->was && t->old.retested;
}

/* Whether the laboratory says what it said before. */
static bool is_known(const struct testing *t)
{
    const struct evn_test_result *a = &t->old, *b = &t->result;
    return t->was && a->at_us == b->at_us && a->kind == b->kind && a->positive == b->positive &&
           a->ct_e2 == b->ct_e2 && a->severity == b->severity && strcmp(a->area, b->area) == 0;
}

/* The number of the test in the person's day, if the rule allows one more. */
static evn_err set_number(struct testing *t)
{
    uint32_t most = evn_policy_number(t->rules, "tests_per_day_max", t->day, TESTS_A_DAY);
    most = most > EVN_TESTS_A_DAY_MAX ? EVN_TESTS_A_DAY_MAX : most;
    t->result.number = t->was ? t->old.number : t->n_today + 1;
    if (t->was || t->n_today < most)
        return EVN_OK;
    evn_refuse(t->d, EVN_E_TESTED_ENOUGH, "test.result.person", t->result.person);
    t->d->why->have = t->n_today;
    t->d->why->want = most;
    return EVN_E_TESTED_ENOUGH;
}

/* Keep the contact, isolated or not by the row of its cohort. Who is looked after stays as it is:
 * isolation that is done is not repeated. */
static evn_err put_contact(const struct testing *t, const struct evn_contacted *contact)
{
    static const char close[] = "close_contact", secondary[] = "secondary_contact";
    struct evn_member old, member = {.start_day = {t->day.n + 1},
                                     .released_on = EVN_DAY_NONE,
                                     .no_home = contact->no_home,
                                     .synthetic = t->result.synthetic};
    bool was = evn_member_read(t->d, contact->person, &old);
    if (was && (contact->secondary || evn_member_looked_after(&old, t->day)))
        return EVN_OK;
    const char *area = contact->area[0] != '\0' ? contact->area : was ? old.area : t->result.area;
    evn_err err = evn_need(t->d, EVN_REG_AREA, "test.contacts.area", area);
    if (err != EVN_OK)
        return err;
    memcpy(member.person, contact->person, sizeof member.person);
    memcpy(member.contact_of, t->result.person, sizeof member.contact_of);
    memcpy(member.area, area, strlen(area) + 1);
    memcpy(member.cohort, contact->secondary ? secondary : close,
           contact->secondary ? sizeof secondary : sizeof close);
    return evn_member_too_late(t->d, &member) ? EVN_OK : evn_put_member(t->d, &member, true);
}

static evn_err check_contact(const struct testing *t, const struct evn_test_put *put, size_t at)
{
    static const char field[] = "test.contacts.person";
    const char *person = put->contacts[at].person;
    evn_err err = evn_need_person(t->d, field, person);
    bool twice = strcmp(person, t->result.person) == 0;
    for (size_t i = 0; i < at; i++)
        twice |= strcmp(person, put->contacts[i].person) == 0;
    return err == EVN_OK && twice ? evn_refuse(t->d, EVN_E_BAD_FIELD, field, person) : err;
}

/* Everybody named; the close ones are in `out`. */
static evn_err put_contacts(const struct testing *t, const struct evn_test_put *put,
                            char (*out)[EVN_CODE_MAX], size_t *n)
{
    evn_err err = EVN_OK;
    *n = 0;
    if (put->n_contacts > 0 && t->result.verdict != EVN_VERDICT_POSITIVE)
        return evn_refuse(t->d, EVN_E_BAD_FIELD, "test.contacts", t->result.person);
    for (size_t i = 0; i < put->n_contacts && err == EVN_OK; i++) {
        err = check_contact(t, put, i);
        if (err == EVN_OK)
            err = put_contact(t, &put->contacts[i]);
        if (err != EVN_OK)
            t->d->why->line = (uint32_t)i + 1;
        else if (!put->contacts[i].secondary)
            memcpy(out[(*n)++], put->contacts[i].person, EVN_CODE_MAX);
    }
    return err;
}

/* What follows: contacts, the infection's report and a proposal; or that it was none after all. */
static evn_err follow(const struct testing *t, const struct evn_test_put *put)
{
    bool now = t->result.verdict == EVN_VERDICT_POSITIVE;
    bool before = t->was && t->old.verdict == EVN_VERDICT_POSITIVE;
    char(*close)[EVN_CODE_MAX] = evn_arena_alloc(t->d->arena, EVN_CONTACTS_MAX * sizeof *close);
    size_t n;
    if (close == NULL)
        return evn_refuse(t->d, EVN_E_TOO_LARGE, "", "");
    evn_err err = put_contacts(t, put, close, &n);
    if (err == EVN_OK && now)
        err = evn_positive_found(t->d, &t->result, !before, close, n);
    else if (err == EVN_OK && before)
        err = evn_positive_withdrawn(t->d, &t->old);
    return err;
}

static evn_err decide(struct testing *t, const struct evn_test_put *put)
{
    if (is_known(t) && put->n_contacts == 0) {
        char key[EVN_ROW_KEY_MAX];
        evn_test_key(t->old.person, t->day, t->old.number, key);
        return evn_emit_unchanged(t->d, EVN_REG_RESULT, key);
    }
    if (t->was && strcmp(t->old.area, t->result.area) != 0)
        return evn_refuse(t->d, EVN_E_FIXED, "area", t->result.sample);
    evn_err err = set_number(t);
    if (err != EVN_OK)
        return err;
    set_verdict(t);
    err = evn_decide_put(t->d, EVN_REG_RESULT, &t->result, put->replace, NULL);
    if (err != EVN_OK || !t->has_waits)
        return err != EVN_OK ? err : follow(t, put);
    t->waits.retested = true;
    err = evn_emit_entity(t->d, EVN_REG_RESULT, EVN_REG_RESULT, &t->waits);
    return err != EVN_OK ? err : follow(t, put);
}

evn_err evn_decide_test(const struct evn_decision *d, const struct evn_test_put *put)
{
    struct testing *t = evn_arena_alloc(d->arena, sizeof *t);
    if (t == NULL)
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    *t = (struct testing){.d = d,
                          .rules = evn_policy_read(d, "test_rules"),
                          .result = put->result,
                          .day = evn_day_at(put->result.at_us, EVN_OFFSET_CHINA_MIN)};
    evn_err err = check_result(t);
    if (err == EVN_OK)
        err = set_whereabouts(t);
    if (err == EVN_OK)
        err = evn_need_scope(d, t->result.area);
    if (err == EVN_OK && !look_at_others(t))
        err = evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    return err != EVN_OK ? err : decide(t, put);
}

evn_err evn_decide_area_test(const struct evn_decision *d, const struct evn_area_test_put *put)
{
    const struct evn_area_test *test = &put->area_test;
    const struct evn_policy *rules = evn_policy_read(d, "test_rules");
    evn_err err = evn_need(d, EVN_REG_AREA, "area_test.area_test.area", test->area);
    if (err == EVN_OK)
        err = evn_need_day(d, "area_test.area_test.from_day", test->from_day, true);
    if (err == EVN_OK && test->until_day.n < test->from_day.n)
        err = evn_refuse(d, EVN_E_BAD_DATE, "area_test.area_test.until_day", test->area_test);
    if (err != EVN_OK)
        return err;
    uint32_t most = evn_policy_number(rules, "tests_per_day_max", test->from_day, TESTS_A_DAY);
    if (test->per_day > most) {
        evn_refuse(d, EVN_E_TESTED_ENOUGH, "area_test.area_test.per_day", test->area);
        d->why->have = test->per_day;
        d->why->want = most;
        return EVN_E_TESTED_ENOUGH;
    }
    const char *reasons = evn_policy_value(rules, "mass_testing_only_if", test->from_day);
    bool has_reason =
        evn_policy_lists(reasons != NULL ? reasons : "source_unclear;spread_long", test->reason);
    if (evn_zone_over(d, test->area) == NULL && (test->reason[0] == '\0' || !has_reason))
        return evn_refuse(d, EVN_E_NO_TEST_REASON, "area_test.area_test.reason", test->area);
    return evn_decide_put(d, EVN_REG_AREA_TEST, test, put->replace, NULL);
}
