#include "common/service/rights.h"
#include "services/planner/core/query.h"
#include "services/planner/core/warn.h"

/* Signals being decided on. */
struct deciding {
    const struct evn_planner_state *state;
    const struct evn_ask *ask;
    const struct evn_put_signals *put;
    struct evn_emit *emit;
    struct evn_refusal *why;
};

static evn_err refuse(const struct deciding *d, size_t line, evn_err err, const char *field,
                      const char *subject)
{
    *d->why = evn_refusal_of(err);
    d->why->line = (uint32_t)line + 1;
    evn_refusal_text(d->why->field, sizeof d->why->field, field);
    evn_refusal_text(d->why->subject, sizeof d->why->subject, subject);
    return err;
}

/* Digits and hyphens: the widths of levels are the registry's. */
static bool is_area(const char *text)
{
    for (; *text != '\0'; text++)
        if ((*text < '0' || *text > '9') && *text != '-')
            return false;
    return true;
}

static evn_err check(const struct deciding *d, size_t i)
{
    const struct evn_fact_signal *s = &d->put->signals[i];
    struct evn_day today = evn_day_at(d->ask->business_us, EVN_OFFSET_CHINA_MIN);
    if (!is_area(s->area))
        return refuse(d, i, EVN_E_BAD_FIELD, "signals.signals.area", s->area);
    if (!evn_scope_covers(d->ask->actor->scope, s->area))
        return refuse(d, i, EVN_E_OUT_OF_SCOPE, "signals.signals.area", s->area);
    if (s->day.n > today.n)
        return refuse(d, i, EVN_E_TIME_IN_FUTURE, "signals.signals.day", s->signal);
    return EVN_OK;
}

static bool is_same(const struct evn_fact_signal *a, const struct evn_fact_signal *b)
{
    return a->day.n == b->day.n && a->value == b->value;
}

static bool is_named_same(const struct evn_fact_signal *a, const struct evn_fact_signal *b)
{
    return strcmp(a->signal, b->signal) == 0 && strcmp(a->area, b->area) == 0 &&
           strcmp(a->channel, b->channel) == 0;
}

/* One version says one thing: in what is known and in this command. */
static evn_err check_version(const struct deciding *d, size_t i)
{
    const struct evn_fact_signal *s = &d->put->signals[i];
    const struct evn_fact_row *row;
    struct evn_fact_signal known;
    struct evn_fact_id id;
    evn_fact_of(EVN_FACT_SIGNAL)->identify(s, &id);
    row = evn_facts_find(evn_planner_facts(d->state, EVN_FACT_SIGNAL), id.key);
    bool clash = row != NULL && evn_planner_read(EVN_FACT_SIGNAL, row, NULL, &known) &&
                 known.version == s->version && !is_same(&known, s);
    for (size_t k = 0; k < i && !clash; k++)
        clash = is_named_same(&d->put->signals[k], s) && d->put->signals[k].version == s->version &&
                !is_same(&d->put->signals[k], s);
    return clash ? refuse(d, i, EVN_E_EXISTS, "signals.signals.signal", s->signal) : EVN_OK;
}

static evn_err emit(const struct deciding *d, size_t i)
{
    uint8_t room[512];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    evn_err err = evn_wire_encode(evn_fact_of(EVN_FACT_SIGNAL)->message, &d->put->signals[i], &buf);
    if (err != EVN_OK)
        return refuse(d, i, err, "signals.signals", d->put->signals[i].signal);
    evn_emit_event(d->emit, EVN_FACT_SIGNAL, 1, evn_bytes_of(buf.at, buf.len));
    return EVN_OK;
}

evn_err evn_planner_signals(const struct evn_planner_state *state, const struct evn_ask *ask,
                            const struct evn_put_signals *put, struct evn_emit *emit_to,
                            struct evn_refusal *why)
{
    struct deciding d = {.state = state, .ask = ask, .put = put, .emit = emit_to, .why = why};
    const struct evn_facts *table = evn_planner_facts(state, EVN_FACT_SIGNAL);
    evn_err err = EVN_OK;
    if (table->n + put->n_signals > evn_fact_of(EVN_FACT_SIGNAL)->max)
        return refuse(&d, 0, EVN_E_LIMIT, "signals.signals", "signals");
    for (size_t i = 0; err == EVN_OK && i < put->n_signals; i++) {
        err = check(&d, i);
        if (err == EVN_OK)
            err = check_version(&d, i);
    }
    for (size_t i = 0; err == EVN_OK && i < put->n_signals; i++)
        err = emit(&d, i);
    return err;
}

/* Rows of the table that nothing can be made of. */
static evn_err put_bad(const struct evn_answer *r)
{
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(r->state, EVN_FACT_POLICY), "warning_rules");
    struct evn_fact_policy policy;
    struct evn_warn_rule rule;
    const char *field;
    evn_err err = EVN_OK;
    if (row == NULL)
        return EVN_OK;
    if (!evn_planner_read(EVN_FACT_POLICY, row, r->ask->arena, &policy))
        return evn_answer_refuse(r, EVN_E_LIMIT, "", "warning_rules");
    for (size_t i = 0; err == EVN_OK && i < policy.n_rules; i++) {
        struct evn_refused_rule bad = {.table = "warning_rules", .has_refusal = true};
        struct evn_refusal why = evn_refusal_of(EVN_E_BAD_FIELD);
        if (evn_warn_read(&policy.rules[i], &rule, &field))
            continue;
        const struct evn_fact_rule *of = &policy.rules[i];
        why.line = (uint32_t)i + 1;
        evn_refusal_text(why.field, sizeof why.field, field);
        evn_refusal_text(why.subject, sizeof why.subject,
                         strcmp(field, "rules.unit") == 0    ? of->unit
                         : strcmp(field, "rules.value") == 0 ? of->value
                                                             : of->rule);
        evn_refusal_text(why.place, sizeof why.place, "warning_rules");
        bad.refusal = evn_refusal_to_wire(&why);
        err = evn_answer_struct(r, EVN_RESULT_REFUSED_RULE, &evn_refused_rule_table, &bad);
    }
    return err;
}

evn_err evn_warnings_answer(const struct evn_answer *r, const struct evn_query_warnings *query)
{
    const struct evn_facts *table = evn_planner_facts(r->state, EVN_FACT_WARNING);
    const char *area, *last = query->after;
    uint32_t rows = 0;
    evn_err err = evn_answer_area(r, query->area, &area);
    if (err == EVN_OK && query->after[0] == '\0')
        err = put_bad(r);
    const char *from = strcmp(query->after, area) > 0 ? query->after : area;
    for (size_t i = err == EVN_OK ? evn_facts_from(table, from) : table->n;
         err == EVN_OK && i < table->n; i++) {
        const struct evn_fact_row *row = &table->row[table->order[i]];
        struct evn_fact_warning warning;
        size_t mark = r->ask->arena->used;
        if (!evn_scope_covers(area, row->key))
            break;
        if (strcmp(row->key, query->after) == 0)
            continue;
        if (!evn_planner_read(EVN_FACT_WARNING, row, r->ask->arena, &warning))
            return evn_answer_refuse(r, EVN_E_LIMIT, "", "warnings");
        r->ask->arena->used = mark;
        if (warning.cleared && !query->cleared)
            continue;
        if (evn_answer_full(r, rows++))
            return evn_answer_put(r, EVN_RESULT_NEXT, evn_bytes_text(last));
        err = evn_answer_put(r, EVN_RESULT_WARNING, evn_bytes_of(row->body, row->len));
        last = row->key;
    }
    return err;
}
