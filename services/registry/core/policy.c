#include "services/registry/core/decide.h"
#include "services/registry/core/model_staff.h"
#include "services/registry/core/phases.h"
#include "services/registry/core/strict.h"

#define ISOLATION_TABLE "isolation_rules"

const struct evn_policy *evn_policy_read(const struct evn_decision *d, const char *table)
{
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_POLICY, table);
    struct evn_policy *policy = row != NULL ? evn_arena_alloc(d->arena, sizeof *policy) : NULL;
    if (policy == NULL || !evn_registry_read(EVN_REG_POLICY, row, d->arena, policy))
        return NULL;
    return policy;
}

const char *evn_policy_value(const struct evn_policy *policy, const char *rule, struct evn_day day)
{
    for (size_t i = 0; policy != NULL && i < policy->n_rules; i++) {
        const struct evn_rule *r = &policy->rules[i];
        if (strcmp(r->rule, rule) == 0 && evn_rule_holds(r->valid_from, r->valid_until, day))
            return r->value;
    }
    return NULL;
}

bool evn_policy_lists(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = list; at != NULL; at = strchr(at, ';'), at = at != NULL ? at + 1 : NULL)
        if (strncmp(at, word, len) == 0 && (at[len] == ';' || at[len] == '\0'))
            return true;
    return false;
}

/* Norms have one row per group: is there any of this norm? */
static bool is_norm(const struct evn_decision *d, const char *norm)
{
    char first[EVN_ROW_KEY_MAX];
    size_t len = strlen(norm);
    memcpy(first, norm, len);
    first[len] = '|';
    first[len + 1] = '\0';
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(d->state, EVN_REG_NORM), first, "");
    const struct evn_row *row = evn_table_next(&walk);
    return row != NULL && strncmp(row->key, first, len + 1) == 0;
}

evn_err evn_decide_item_norm(const struct evn_decision *d, const struct evn_item_norm_put *put)
{
    const struct evn_item_norm *link = &put->item_norm;
    evn_err err = evn_need(d, EVN_REG_ITEM, "item_norm.item_norm.item", link->item);
    if (err == EVN_OK && !is_norm(d, link->norm))
        err = evn_refuse(d, EVN_E_UNKNOWN_REF, "item_norm.item_norm.norm", link->norm);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_ITEM_NORM, link, put->replace, NULL);
}

evn_err evn_decide_norm(const struct evn_decision *d, const struct evn_norm_put *put)
{
    if (put->norm.value_min_e6 > put->norm.value_e6)
        return evn_refuse(d, EVN_E_BAD_FIELD, "norm.norm.value_min_e6", put->norm.norm);
    return evn_decide_put(d, EVN_REG_NORM, &put->norm, put->replace, NULL);
}

static evn_err refuse_row(const struct evn_decision *d, evn_err err, size_t at, const char *field,
                          const char *subject)
{
    evn_refuse(d, err, field, subject);
    d->why->line = (uint32_t)at + 1;
    return err;
}

static void path_of_isolation(char path[EVN_FIELD_MAX], const char *field)
{
    static const char before[] = "policy.isolation.";
    memcpy(path, before, sizeof before);
    evn_refusal_text(path + sizeof before - 1, EVN_FIELD_MAX - sizeof before + 1, field);
}

/* "ACCEPT;ANSWER": whole hours up to a year, in this order. */
static bool is_deadline(const char *value)
{
    uint32_t hours[2] = {0, 0};
    int part = 0;
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == ';' && part == 0 && at > value)
            part = 1;
        else if (*at >= '0' && *at <= '9' && hours[part] < 10000)
            hours[part] = hours[part] * 10 + (uint32_t)(*at - '0');
        else
            return false;
    }
    return part == 1 && hours[0] > 0 && hours[0] <= hours[1] && hours[1] <= 8784;
}

/* What rows of tables that the registry or others count by must say. */
static bool is_value(const char *table, const struct evn_rule *rule)
{
    if (strcmp(table, "ticket_deadlines") == 0)
        return is_deadline(rule->value);
    return strcmp(table, EVN_TRAINING_RULES) != 0 || strcmp(rule->rule, "refuse_untrained") != 0 ||
           strcmp(rule->value, "0") == 0 || strcmp(rule->value, "1") == 0;
}

/* Rows of the table contradict neither themselves nor, for isolation, each other. */
static evn_err check_rows(const struct evn_decision *d, const struct evn_policy *policy)
{
    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct evn_rule *rule = &policy->rules[i];
        if (evn_day_valid(rule->valid_from) && evn_day_valid(rule->valid_until) &&
            rule->valid_from.n > rule->valid_until.n)
            return refuse_row(d, EVN_E_BAD_FIELD, i, "policy.rules.valid_until", rule->rule);
        if (!is_value(policy->table, rule))
            return refuse_row(d, EVN_E_BAD_FIELD, i, "policy.rules.value", rule->rule);
    }
    const char *field = NULL;
    size_t bad = evn_phases_check(policy, &field);
    if (bad == policy->n_isolation)
        return EVN_OK;
    char path[EVN_FIELD_MAX];
    path_of_isolation(path, field);
    return refuse_row(d, EVN_E_BAD_FIELD, bad, path, policy->isolation[bad].cohort);
}

/* No row that somebody else set binds people more than the nation's. */
static evn_err check_layers(const struct evn_decision *d, const struct evn_policy *policy)
{
    struct evn_strict strict;
    char path[EVN_FIELD_MAX] = "policy.rules.value";
    if (!evn_policy_strict(policy, evn_policy_read(d, policy->table), &strict))
        return EVN_OK;
    if (policy->n_isolation > 0)
        path_of_isolation(path, strict.field);
    refuse_row(d, EVN_E_TOO_STRICT, strict.row, path, strict.subject);
    evn_refusal_text(d->why->place, sizeof d->why->place, strict.authority);
    return EVN_E_TOO_STRICT;
}

/* A table's version grows: the same says the same, an older one comes too late. */
static evn_err check_version(const struct evn_decision *d, const struct evn_policy *policy)
{
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_POLICY, policy->table);
    if (row == NULL || row->mark <= policy->version)
        return EVN_OK;
    evn_refuse(d, EVN_E_WRONG_STATE, "policy.version", policy->table);
    d->why->have = row->mark;
    d->why->want = policy->version;
    return EVN_E_WRONG_STATE;
}

evn_err evn_decide_policy(const struct evn_decision *d, const struct evn_policy *policy)
{
    bool isolation = strcmp(policy->table, ISOLATION_TABLE) == 0;
    if (isolation ? policy->n_rules > 0 || policy->n_isolation == 0
                  : policy->n_isolation > 0 || policy->n_rules == 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, isolation ? "policy.isolation" : "policy.rules",
                          policy->table);
    evn_err err = check_rows(d, policy);
    if (err == EVN_OK)
        err = check_layers(d, policy);
    if (err == EVN_OK)
        err = check_version(d, policy);
    if (err != EVN_OK)
        return err;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_POLICY, policy->table);
    bool newer = row != NULL && row->mark < policy->version;
    return evn_decide_put(d, EVN_REG_POLICY, policy, newer, NULL);
}
