#include "services/registry/core/strict.h"

#include <string.h>

/* Which way a value is strict. */
enum way {
    MORE,  /* the larger number: more days, more tests, a duty instead of none */
    LESS,  /* the smaller number: a shorter validity, a freedom taken away */
    WORDS, /* a word that the national row does not have: a larger area, another reason */
};

static const struct {
    const char *table, *rule;
    enum way way;
} known[] = {
    {"zone_rules", "days_without_new_infection_to_lower", MORE},
    {"zone_rules", "levels", WORDS},
    {"zone_rules", "high_unit", WORDS},
    {"zone_rules", "high_expand_only_if", WORDS},
    {"test_rules", "tests_per_day_max", MORE},
    {"test_rules", "boarding_negative_tests", MORE},
    {"test_rules", "boarding_window", LESS},
    {"test_rules", "ct_positive_below", MORE},
    {"test_rules", "ct_review_high", MORE},
    {"test_rules", "ct_review_retest_after", MORE},
    {"test_rules", "landing_inspection", MORE},
    {"test_rules", "no_mass_testing_default", LESS},
    {"test_rules", "mass_testing_only_if", WORDS},
    {"service_rules", "first_entry_isolation_once", LESS},
    {"service_rules", "first_diagnosis_refusal_allowed", MORE},
    {"service_rules", "white_list", LESS},
};

static bool is_local(const char *authority)
{
    return authority[0] != '\0' && strcmp(authority, "national") != 0;
}

/* Whether both hold on some day. */
static bool share_a_day(struct evn_day from, struct evn_day until, struct evn_day other_from,
                        struct evn_day other_until)
{
    bool before = evn_day_valid(until) && evn_day_valid(other_from) && until.n < other_from.n;
    bool after = evn_day_valid(from) && evn_day_valid(other_until) && other_until.n < from.n;
    return !before && !after;
}

/* A number of at most nine digits, and nothing else. */
static bool number_of(const char *text, int64_t *out)
{
    size_t n = 0;
    *out = 0;
    for (; text[n] >= '0' && text[n] <= '9' && n < 9; n++)
        *out = *out * 10 + (text[n] - '0');
    return n > 0 && text[n] == '\0';
}

/* Whether `list` has a word that `allowed` has not; both are parted by ';'. */
static bool has_other_word(const char *list, const char *allowed)
{
    for (const char *at = list; *at != '\0';) {
        size_t len = strcspn(at, ";");
        bool found = len == 0;
        for (const char *of = allowed; !found && *of != '\0';) {
            size_t n = strcspn(of, ";");
            found = n == len && strncmp(of, at, len) == 0;
            of += n + (of[n] == ';');
        }
        if (!found)
            return true;
        at += len + (at[len] == ';');
    }
    return false;
}

/* A value that is no number where the other is one cannot be shown not to be stricter. */
static bool stricter(enum way way, const char *local, const char *than)
{
    int64_t a, b;
    if (way == WORDS)
        return has_other_word(local, than);
    if (!number_of(than, &b))
        return false;
    return !number_of(local, &a) || (way == MORE ? a > b : a < b);
}

static bool same_rule(const struct evn_rule *a, const struct evn_rule *b)
{
    return strcmp(a->rule, b->rule) == 0 &&
           share_a_day(a->valid_from, a->valid_until, b->valid_from, b->valid_until);
}

/* Whether the row is stricter than one of `in`, of the national ones or of all; *held: it was held
 * against one. */
static bool rule_beyond(const struct evn_rule *row, enum way way, const struct evn_policy *in,
                        bool all, bool *held)
{
    for (size_t i = 0; i < in->n_rules; i++) {
        const struct evn_rule *other = &in->rules[i];
        if (!same_rule(row, other) || (!all && is_local(other->authority)))
            continue;
        *held = true;
        if (stricter(way, row->value, other->value))
            return true;
    }
    return false;
}

static bool rule_strict(const struct evn_policy *table, const struct evn_policy *old,
                        const struct evn_rule *row)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        bool held = false;
        if (strcmp(known[i].table, table->table) != 0 || strcmp(known[i].rule, row->rule) != 0)
            continue;
        return rule_beyond(row, known[i].way, table, false, &held) ||
               (!held && old != NULL && rule_beyond(row, known[i].way, old, true, &held));
    }
    return false;
}

/* How far somebody may go; what is not said binds nobody. */
static int bound_of(const char *may_go_out)
{
    return strcmp(may_go_out, "no") == 0 ? 2 : strcmp(may_go_out, "restricted") == 0 ? 1 : 0;
}

static bool is_central(const struct evn_isolation_rule *row)
{
    return strcmp(row->place, "central") == 0;
}

/* What of the row is stricter than the other row of its phase, or NULL. A row of no days binds
 * nobody; tests that a text does not say are not counted, and cannot be exceeded. */
static const char *phase_beyond(const struct evn_isolation_rule *row,
                                const struct evn_isolation_rule *than)
{
    if (row->days > than->days)
        return "days";
    if (row->tests > than->tests && !than->tests_unknown)
        return "tests";
    if (row->days > 0 && is_central(row) && !is_central(than))
        return "place";
    if (row->days > 0 && bound_of(row->may_go_out) > bound_of(than->may_go_out) &&
        than->may_go_out[0] != '\0')
        return "may_go_out";
    return row->ct_threshold > than->ct_threshold && than->ct_threshold > 0 ? "ct_threshold" : NULL;
}

/* How a local row fares among others. */
struct held {
    bool any;    /* there is something to hold it against, of any cohort */
    bool cohort; /* of its cohort, on one of its days */
    bool phase;  /* and of its phase */
};

static const char *row_beyond(const struct evn_isolation_rule *row, const struct evn_policy *in,
                              bool all, struct held *held)
{
    for (size_t i = 0; i < in->n_isolation; i++) {
        const struct evn_isolation_rule *other = &in->isolation[i];
        if (!all && is_local(other->authority))
            continue;
        held->any = true;
        if (strcmp(other->cohort, row->cohort) != 0 ||
            !share_a_day(row->valid_from, row->valid_until, other->valid_from, other->valid_until))
            continue;
        held->cohort = true;
        if (other->phase_order != row->phase_order)
            continue;
        held->phase = true;
        const char *field = phase_beyond(row, other);
        if (field != NULL)
            return field;
    }
    return NULL;
}

/* A cohort or a phase that the nation does not know is a layer of its own, if it binds anybody. */
static const char *row_strict(const struct evn_policy *table, const struct evn_policy *old,
                              const struct evn_isolation_rule *row)
{
    struct held held = {false};
    const char *field = row_beyond(row, table, false, &held);
    if (field == NULL && !held.phase && old != NULL)
        field = row_beyond(row, old, true, &held);
    if (field != NULL || held.phase || !held.any || (row->days == 0 && row->tests == 0))
        return field;
    return held.cohort ? "phase_order" : "cohort";
}

bool evn_policy_strict(const struct evn_policy *table, const struct evn_policy *old,
                       struct evn_strict *out)
{
    for (size_t i = 0; i < table->n_rules; i++) {
        const struct evn_rule *row = &table->rules[i];
        if (!is_local(row->authority) || !rule_strict(table, old, row))
            continue;
        *out = (struct evn_strict){i, "value", row->rule, row->authority};
        return true;
    }
    for (size_t i = 0; i < table->n_isolation; i++) {
        const struct evn_isolation_rule *row = &table->isolation[i];
        const char *field = is_local(row->authority) ? row_strict(table, old, row) : NULL;
        if (field == NULL)
            continue;
        *out = (struct evn_strict){i, field, row->cohort, row->authority};
        return true;
    }
    return false;
}
