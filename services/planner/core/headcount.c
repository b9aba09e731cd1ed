#include "services/planner/core/query.h"

/* Counted groups being decided on. */
struct deciding {
    const struct evn_planner_state *state;
    const struct evn_ask *ask;
    const struct evn_put_headcounts *put;
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

/* Groups whose people are known from other facts: a count would be a second one. */
static bool is_known_otherwise(const char *group)
{
    static const char *const groups[] = {"all", "isolated", "tested", "sealed_place"};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (strcmp(groups[i], group) == 0)
            return true;
    return false;
}

/* Groups of the command, up to line i, that nobody counted before. */
static size_t new_groups(const struct deciding *d, size_t i)
{
    size_t n = 0;
    for (size_t k = 0; k <= i; k++) {
        bool new = !evn_planner_counts(d->state, d->put->headcounts[k].group);
        for (size_t j = 0; j < k && new; j++)
            new = strcmp(d->put->headcounts[j].group, d->put->headcounts[k].group) != 0;
        n += new;
    }
    return n;
}

static evn_err check(const struct deciding *d, size_t i)
{
    const struct evn_fact_headcount *h = &d->put->headcounts[i];
    if (!evn_scope_covers(d->ask->actor->scope, h->community))
        return refuse(d, i, EVN_E_OUT_OF_SCOPE, "headcounts.headcounts.community", h->community);
    if (evn_planner_community(d->state, h->community) == NULL)
        return refuse(d, i, EVN_E_UNKNOWN_REF, "headcounts.headcounts.community", h->community);
    if (is_known_otherwise(h->group))
        return refuse(d, i, EVN_E_BAD_FIELD, "headcounts.headcounts.group", h->group);
    if (h->until.n < h->from.n)
        return refuse(d, i, EVN_E_BAD_DATE, "headcounts.headcounts.until", h->name);
    if (d->state->n_groups + new_groups(d, i) > EVN_GROUPS_MAX)
        return refuse(d, i, EVN_E_LIMIT, "headcounts.headcounts.group", h->group);
    return EVN_OK;
}

static evn_err say(const struct deciding *d, size_t i, struct evn_emit *emit)
{
    uint8_t room[512];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    evn_err err =
        evn_wire_encode(evn_fact_of(EVN_FACT_HEADCOUNT)->message, &d->put->headcounts[i], &buf);
    if (err != EVN_OK)
        return refuse(d, i, err, "headcounts.headcounts", d->put->headcounts[i].name);
    evn_emit_event(emit, EVN_FACT_HEADCOUNT, 1, evn_bytes_of(buf.at, buf.len));
    return EVN_OK;
}

evn_err evn_planner_headcounts(const struct evn_planner_state *state, const struct evn_ask *ask,
                               const struct evn_put_headcounts *put, struct evn_emit *emit,
                               struct evn_refusal *why)
{
    struct deciding d = {.state = state, .ask = ask, .put = put, .why = why};
    const struct evn_facts *table = evn_planner_facts(state, EVN_FACT_HEADCOUNT);
    evn_err err = EVN_OK;
    if (table->n + put->n_headcounts > evn_fact_of(EVN_FACT_HEADCOUNT)->max)
        return refuse(&d, 0, EVN_E_LIMIT, "headcounts.headcounts", "headcounts");
    for (size_t i = 0; err == EVN_OK && i < put->n_headcounts; i++)
        err = check(&d, i);
    for (size_t i = 0; err == EVN_OK && i < put->n_headcounts; i++)
        err = say(&d, i, emit);
    return err;
}
