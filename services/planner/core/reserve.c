#include "services/planner/core/reserve.h"

#include "common/service/rights.h"

#define DUTY_TABLE "reserve_classes"

/* Rows being read. */
struct reader {
    const struct evn_planner_state *state;
    struct evn_arena *arena;
    struct evn_reserve *out;
    const char *table;
    uint32_t line;
};

static bool holds(const struct evn_fact_rule *rule, struct evn_day day)
{
    return (!evn_day_valid(rule->valid_from) || rule->valid_from.n <= day.n) &&
           (!evn_day_valid(rule->valid_until) || rule->valid_until.n >= day.n);
}

/* Digits alone, up to 18 of them. */
static bool read_number(const char *text, int64_t *out)
{
    size_t n = 0;
    *out = 0;
    for (; text[n] >= '0' && text[n] <= '9' && n < 18; n++)
        *out = *out * 10 + (text[n] - '0');
    return n > 0 && text[n] == '\0';
}

static bool is_time(const char *t)
{
    int hour = (t[0] - '0') * 10 + t[1] - '0', minute = (t[3] - '0') * 10 + t[4] - '0';
    for (int i = 0; i < 5; i++)
        if (i == 2 ? t[i] != ':' : t[i] < '0' || t[i] > '9')
            return false;
    return hour < 24 && minute < 60;
}

/* "08:30-10:00", the end behind the begin. */
static bool is_slot(const char *text)
{
    return strlen(text) == 11 && text[5] == '-' && is_time(text) && is_time(text + 6) &&
           strncmp(text, text + 6, 5) < 0;
}

static bool is_area(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if ((*c < '0' || *c > '9') && *c != '-')
            return false;
    return strlen(text) >= 2;
}

/* WHAT[@WHERE] */
static bool split(const char *rule, struct evn_reserve_row *out)
{
    const char *at = strrchr(rule, '@');
    size_t what = at != NULL ? (size_t)(at - rule) : strlen(rule);
    size_t where = at != NULL ? strlen(at + 1) : 0;
    if (what == 0 || what >= sizeof out->what || where >= sizeof out->where ||
        (at != NULL && where == 0))
        return false;
    memcpy(out->what, rule, what);
    if (at != NULL)
        memcpy(out->where, at + 1, where);
    return true;
}

static void refuse(struct reader *r, evn_err err, const char *field, const char *subject)
{
    struct evn_reserve_bad *bad = &r->out->bad[r->out->n_bad++];
    *bad = (struct evn_reserve_bad){.table = r->table, .why = evn_refusal_of(err)};
    bad->why.line = r->line;
    evn_refusal_text(bad->why.field, sizeof bad->why.field, field);
    evn_refusal_text(bad->why.subject, sizeof bad->why.subject, subject);
    evn_refusal_text(bad->why.place, sizeof bad->why.place, r->table);
}

/* Unit and value of a target. */
static bool read_value(struct reader *r, const struct evn_fact_rule *rule,
                       struct evn_reserve_row *row)
{
    static const char *const units[] = {"days", "base_units", "daily", "slot"};
    size_t unit = 0;
    while (unit < 4 && strcmp(units[unit], rule->unit) != 0)
        unit++;
    if (unit == 4) {
        refuse(r, EVN_E_BAD_FIELD, "rules.unit", rule->unit);
        return false;
    }
    row->unit = (enum evn_reserve_unit)unit;
    row->text = row->unit == EVN_RESERVE_SLOT ? rule->value : "";
    bool number = read_number(rule->value, &row->value);
    bool ok = row->unit == EVN_RESERVE_SLOT ? is_slot(rule->value) : number;
    if (row->unit == EVN_RESERVE_DAYS)
        ok = ok && row->value >= 1 && row->value <= EVN_HORIZON_DAYS_MAX;
    if (!ok)
        refuse(r, EVN_E_BAD_FIELD, "rules.value", rule->value);
    return ok;
}

/* Where it holds: a place that is known, or an area. */
static bool read_where(struct reader *r, const struct evn_fact_rule *rule,
                       struct evn_reserve_row *row)
{
    row->at_place = row->where[0] != '\0' &&
                    evn_facts_find(evn_planner_facts(r->state, EVN_FACT_PLACE), row->where) != NULL;
    bool of_place = row->unit == EVN_RESERVE_DAILY || row->unit == EVN_RESERVE_SLOT;
    if (!row->at_place && row->where[0] != '\0' && !is_area(row->where)) {
        refuse(r, EVN_E_UNKNOWN_PLACE, "rules.rule", row->where);
        return false;
    }
    if (of_place && !row->at_place) {
        refuse(r, EVN_E_BAD_FIELD, "rules.rule", rule->rule);
        return false;
    }
    return true;
}

static void read_rule(struct reader *r, const struct evn_fact_rule *rule)
{
    struct evn_reserve_row row = {.table = r->table, .rule = rule->rule};
    if (strcmp(r->table, DUTY_TABLE) == 0) {
        row.unit = EVN_RESERVE_DUTY;
        row.text = rule->meaning;
        if (strlen(rule->rule) < sizeof row.what)
            memcpy(row.what, rule->rule, strlen(rule->rule));
    } else if (!split(rule->rule, &row)) {
        refuse(r, EVN_E_BAD_FIELD, "rules.rule", rule->rule);
        return;
    } else if (!read_value(r, rule, &row) || !read_where(r, rule, &row)) {
        return;
    }
    r->out->row[r->out->n++] = row;
}

static evn_err make_room(const struct evn_facts *tables, struct evn_arena *arena,
                         struct evn_reserve *out)
{
    size_t max = tables->n * EVN_POLICY_RULES_MAX, bytes = 0;
    for (size_t i = 0; i < tables->n; i++)
        bytes += tables->row[i].len;
    max = max < bytes / 4 + 1 ? max : bytes / 4 + 1; /* no row is shorter */
    out->row = evn_arena_array(arena, max + 1, sizeof *out->row);
    out->bad = evn_arena_array(arena, max + 1, sizeof *out->bad);
    return out->row != NULL && out->bad != NULL ? EVN_OK : EVN_E_LIMIT;
}

evn_err evn_reserve_of(const struct evn_planner_state *state, struct evn_day day,
                       struct evn_arena *arena, struct evn_reserve *out)
{
    const struct evn_facts *tables = evn_planner_facts(state, EVN_FACT_POLICY);
    struct reader r = {.state = state, .arena = arena, .out = out};
    *out = (struct evn_reserve){0};
    evn_err err = make_room(tables, arena, out);
    for (size_t i = 0; err == EVN_OK && i < tables->n; i++) {
        struct evn_fact_policy *policy = evn_arena_array(arena, 1, sizeof *policy);
        if (strncmp(tables->row[i].key, "reserve_", 8) != 0)
            continue;
        if (policy == NULL || !evn_planner_read(EVN_FACT_POLICY, &tables->row[i], arena, policy))
            return EVN_E_LIMIT;
        r.table = policy->table;
        for (r.line = 1; r.line <= policy->n_rules; r.line++)
            if (holds(&policy->rules[r.line - 1], day))
                read_rule(&r, &policy->rules[r.line - 1]);
    }
    return err;
}

/* How exactly the row speaks of the item; 0: not at all. */
static int fits_item(const struct evn_reserve_row *row, const char *item, const char *category)
{
    if (strcmp(row->what, item) == 0)
        return 3;
    if (category[0] != '\0' && strcmp(row->what, category) == 0)
        return 2;
    return strcmp(row->what, "*") == 0;
}

const struct evn_reserve_row *evn_reserve_area(const struct evn_reserve *reserve,
                                               enum evn_reserve_unit unit, const char *item,
                                               const char *category, const char *area)
{
    const struct evn_reserve_row *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < reserve->n; i++) {
        const struct evn_reserve_row *row = &reserve->row[i];
        bool here = unit == EVN_RESERVE_BASE_UNITS ? strcmp(row->where, area) == 0
                                                   : evn_scope_covers(row->where, area);
        int exact = fits_item(row, item, category);
        size_t score = strlen(row->where) * 4 + (size_t)exact;
        if (row->unit == unit && !row->at_place && here && exact > 0 && score >= most) {
            best = row;
            most = score;
        }
    }
    return best;
}

const struct evn_reserve_row *evn_reserve_place(const struct evn_reserve *reserve,
                                                enum evn_reserve_unit unit, const char *item,
                                                const char *category, const char *place)
{
    const struct evn_reserve_row *best = NULL;
    int most = 1;
    for (size_t i = 0; i < reserve->n; i++) {
        const struct evn_reserve_row *row = &reserve->row[i];
        int exact = fits_item(row, item, category);
        if (row->unit == unit && row->at_place && strcmp(row->where, place) == 0 && exact >= most) {
            best = row;
            most = exact;
        }
    }
    return best;
}
