#include "services/planner/core/core.h"

#include "common/service/rights.h"
#include "services/planner/core/plan.h"
#include "services/planner/core/query.h"
#include "services/planner/core/source.h"

enum { TAG_RECOMPUTE = 16 };

static uint32_t roles_for(uint32_t tag)
{
    return tag == TAG_RECOMPUTE ? EVN_ROLE_ADMIN : 0;
}

static struct evn_day day_at(int64_t business_us)
{
    return evn_day_at(business_us, EVN_OFFSET_CHINA_MIN);
}

static evn_err refuse(struct evn_refusal *why, evn_err err, const char *code)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, "recompute.community");
    evn_refusal_text(why->subject, sizeof why->subject, code);
    return err;
}

static evn_err recompute(const struct evn_planner_state *state, const struct evn_ask *ask,
                         const char *code, struct evn_emit *emit, struct evn_refusal *why)
{
    bool needed = false;
    if (!evn_scope_covers(ask->actor->scope, code))
        return refuse(why, EVN_E_OUT_OF_SCOPE, code);
    const struct evn_community *community = evn_planner_community(state, code);
    if (community == NULL)
        return refuse(why, EVN_E_UNKNOWN_REF, code);
    if (!community->open)
        return refuse(why, EVN_E_WRONG_STATE, code);
    evn_err err =
        evn_plan_again(state, community, day_at(ask->business_us), ask->arena, emit, &needed);
    return err != EVN_OK ? refuse(why, err, code) : EVN_OK;
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    struct evn_planner_command command;
    evn_err err = evn_wire_decode(&evn_planner_command_table, ask->body, ask->arena,
                                  EVN_WIRE_STRICT, &command, why);
    if (err != EVN_OK)
        return err;
    if (command.recompute == NULL)
        return refuse(why, EVN_E_UNKNOWN_KIND, "tick");
    return recompute(state, ask, command.recompute->community, emit, why);
}

static evn_err feed(const void *state, const struct evn_feed *in, struct evn_emit *emit)
{
    return strcmp(in->source, "registry") == 0 ? evn_source_feed(state, in, emit) : EVN_OK;
}

static evn_err timer(const void *state, int64_t business_us, struct evn_arena *arena,
                     struct evn_emit *emit)
{
    return evn_plan_due(state, day_at(business_us), arena, emit);
}

static evn_err apply(void *state, const struct evn_event *event)
{
    return evn_planner_apply(state, event);
}

static evn_err query(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why)
{
    return evn_planner_query(state, ask, result, why);
}

static evn_err emit_struct(struct evn_emit *emit, uint32_t kind,
                           const struct evn_wire_message *message, const void *in)
{
    uint8_t room[256];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    evn_err err = evn_wire_encode(message, in, &buf);
    if (err == EVN_OK)
        evn_emit_event(emit, kind, 1, evn_bytes_of(buf.at, buf.len));
    return err;
}

static evn_err dump_plan(const struct evn_plan *plan, struct evn_emit *emit)
{
    for (size_t i = 0; i < plan->n; i++)
        evn_emit_event(emit, EVN_PLANNER_NEED, 1,
                       evn_bytes_of(plan->row[i].body, plan->row[i].len));
    return plan->complete
               ? emit_struct(emit, EVN_PLANNER_PLANNED, &evn_planned_table, &plan->planned)
               : EVN_OK;
}

/* The plans, and that nothing stands behind the last one of a closed community. */
static evn_err dump_community(const struct evn_community *community, struct evn_emit *emit)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < community->n_plans; i++)
        err = dump_plan(&community->plan[i], emit);
    const struct evn_plan *last = evn_plan_last(community);
    if (err != EVN_OK || community->open || last == NULL || !last->complete)
        return err;
    struct evn_closed closed = {.day = {last->planned.day.n + 1}, .reason = "unsealed"};
    memcpy(closed.community, community->code, sizeof community->code);
    return emit_struct(emit, EVN_PLANNER_CLOSED, &evn_closed_table, &closed);
}

/* Facts come last: each then marks its community, so that work that was left is not forgotten. */
static evn_err dump(const void *state, struct evn_arena *arena, struct evn_emit *emit)
{
    const struct evn_planner_state *s = state;
    evn_err err = EVN_OK;
    (void)arena;
    for (size_t i = 0; err == EVN_OK && i < s->n; i++)
        err = dump_community(s->community[s->order[i]], emit);
    for (uint32_t kind = EVN_FACT_COMMUNITY; kind <= EVN_FACT_LAST; kind++) {
        const struct evn_facts *table = evn_planner_facts(s, kind);
        for (size_t i = 0; i < table->n; i++)
            evn_emit_event(emit, kind, 1, evn_bytes_of(table->row[i].body, table->row[i].len));
    }
    return err;
}

static void canon_community(const struct evn_community *community, struct evn_canon *out)
{
    for (size_t i = 0; i < community->n_plans; i++) {
        const struct evn_plan *plan = &community->plan[i];
        uint8_t room[256];
        struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
        for (size_t k = 0; k < plan->n; k++)
            evn_canon_add(out, "need", evn_bytes_of(plan->row[k].body, plan->row[k].len));
        if (plan->complete && evn_wire_encode(&evn_planned_table, &plan->planned, &buf) == EVN_OK)
            evn_canon_add(out, "planned", evn_bytes_of(buf.at, buf.len));
    }
    if (community->open)
        evn_canon_add(out, "open", evn_bytes_text(community->code));
}

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    const struct evn_planner_state *s = state;
    (void)arena;
    for (size_t i = 0; i < s->n; i++)
        canon_community(s->community[i], out);
    for (uint32_t kind = EVN_FACT_COMMUNITY; kind <= EVN_FACT_LAST; kind++) {
        const struct evn_facts *table = evn_planner_facts(s, kind);
        for (size_t i = 0; i < table->n; i++)
            evn_canon_add(out, evn_fact_of(kind)->name,
                          evn_bytes_of(table->row[i].body, table->row[i].len));
    }
}

const struct evn_core_ops *evn_planner_ops(void)
{
    static const char *const follows[] = {"registry", NULL};
    static const struct evn_core_ops ops = {.name = "planner",
                                            .schema = 1,
                                            .follows = follows,
                                            .roles_for = roles_for,
                                            .decide = decide,
                                            .feed = feed,
                                            .timer = timer,
                                            .apply = apply,
                                            .query = query,
                                            .dump = dump,
                                            .canon = canon};
    return &ops;
}
