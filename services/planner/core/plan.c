#include "services/planner/core/plan.h"

/* Events being said. */
struct saying {
    const struct evn_planner_state *state;
    struct evn_rules rules;
    struct evn_arena *arena;
    struct evn_emit *emit;
    bool all;     /* figures that did not change too */
    size_t bytes; /* said by now */
    size_t max;   /* stop there */
};

static evn_err encode(const struct saying *s, const struct evn_wire_message *message,
                      const void *body, size_t room, struct evn_bytes *out)
{
    struct evn_buf buf = {.at = evn_arena_alloc(s->arena, room), .cap = room, .max = room};
    if (buf.at == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_wire_encode(message, body, &buf);
    *out = evn_bytes_of(buf.at, buf.len);
    return err;
}

static void say(struct saying *s, uint32_t kind, struct evn_bytes body)
{
    evn_emit_event(s->emit, kind, 1, body);
    s->bytes += body.len + 16;
}

static bool is_full(const struct saying *s)
{
    return s->bytes > s->max;
}

/* One figure, unless it was said for this day already. */
static evn_err say_need(struct saying *s, const struct evn_plan *plan, const struct evn_need *need)
{
    struct evn_bytes body;
    const struct evn_figure_row *row = evn_plan_row(plan, need->item, need->tier);
    evn_err err = encode(s, &evn_need_table, need, 512 + need->n_terms * 256, &body);
    if (err != EVN_OK)
        return err;
    if (s->all || row == NULL || !evn_bytes_equal(body, evn_bytes_of(row->body, row->len)))
        say(s, EVN_PLANNER_NEED, body);
    return EVN_OK;
}

static bool has_figure(const struct evn_figures *figures, const struct evn_figure_row *row)
{
    for (size_t i = 0; i < figures->n; i++)
        if (figures->need[i].tier == row->tier && strcmp(figures->need[i].item, row->item) == 0)
            return true;
    return false;
}

/* What stands in `old` and is needed no more. `plan` is that of the day itself, or NULL. */
static evn_err say_gone(struct saying *s, const struct evn_plan *old, const struct evn_plan *plan,
                        const struct evn_figures *figures)
{
    for (size_t i = 0; old != NULL && i < old->n && !is_full(s); i++) {
        const struct evn_figure_row *row = &old->row[i];
        struct evn_need none = {.day = figures->planned.day, .tier = row->tier};
        if (has_figure(figures, row))
            continue;
        memcpy(none.community, figures->planned.community, sizeof none.community);
        memcpy(none.item, row->item, sizeof none.item);
        evn_err err = say_need(s, plan, &none);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

/* The last plan before that of `day`, if the community was open since. */
static const struct evn_plan *plan_before(const struct evn_community *community, struct evn_day day)
{
    for (size_t i = community->n_plans; i > 0 && community->open; i--)
        if (community->plan[i - 1].planned.day.n < day.n)
            return &community->plan[i - 1];
    return NULL;
}

static evn_err say_planned(struct saying *s, const struct evn_planned *planned)
{
    struct evn_bytes body;
    evn_err err = encode(s, &evn_planned_table, planned, 256, &body);
    if (err == EVN_OK)
        say(s, EVN_PLANNER_PLANNED, body);
    return err;
}

static evn_err say_figures(struct saying *s, const struct evn_community *community,
                           const struct evn_figures *figures)
{
    struct evn_day day = figures->planned.day;
    const struct evn_plan *plan = evn_plan_of(community, day);
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < figures->n && !is_full(s); i++) {
        size_t mark = s->arena->used;
        err = say_need(s, plan, &figures->need[i]);
        s->arena->used = mark;
    }
    if (err == EVN_OK)
        err = say_gone(s, plan, plan, figures);
    /* What the day before left was ended when this day was first planned. */
    if (err == EVN_OK && (plan == NULL || !plan->complete))
        err = say_gone(s, plan_before(community, day), plan, figures);
    return err != EVN_OK || is_full(s) ? err : say_planned(s, &figures->planned);
}

static evn_err say_closed(struct saying *s, const struct evn_community *community,
                          struct evn_day day, bool kept)
{
    struct evn_closed closed = {.day = day};
    struct evn_bytes body;
    const char *reason = kept ? "course_changed" : "unsealed";
    memcpy(closed.reason, reason, strlen(reason) + 1);
    memcpy(closed.community, community->code, sizeof community->code);
    evn_err err = encode(s, &evn_closed_table, &closed, 256, &body);
    if (err == EVN_OK)
        say(s, EVN_PLANNER_CLOSED, body);
    return err;
}

/* Whether needs of the community were said that nothing has ended. */
static bool stands(const struct evn_community *community)
{
    const struct evn_plan *last = evn_plan_last(community);
    return community->open || (last != NULL && !last->complete);
}

static bool is_due(const struct evn_planner_state *state, const struct evn_community *community,
                   struct evn_day today)
{
    const struct evn_plan *last = evn_plan_last(community);
    return community->touched || community->rules != state->rules || !community->open ||
           last == NULL || !last->complete || last->planned.day.n < today.n;
}

static evn_err plan_one(struct saying *s, const struct evn_community *community,
                        struct evn_day today, bool *needed)
{
    struct evn_figures figures;
    evn_err err = evn_figures_of(s->state, &s->rules, community, today, s->arena, &figures);
    *needed = figures.needed;
    if (err != EVN_OK || figures.needed)
        return err != EVN_OK ? err : say_figures(s, community, &figures);
    return stands(community) ? say_closed(s, community, today, figures.kept) : EVN_OK;
}

/* A day that was planned is not planned for an earlier one. */
static struct evn_day day_of(const struct evn_community *community, struct evn_day today)
{
    const struct evn_plan *last = evn_plan_last(community);
    return last != NULL && last->planned.day.n > today.n ? last->planned.day : today;
}

evn_err evn_plan_due(const struct evn_planner_state *state, struct evn_day today,
                     struct evn_arena *arena, struct evn_emit *emit)
{
    struct saying s = {.state = state, .arena = arena, .emit = emit, .max = EVN_PLAN_BYTES};
    evn_err err = evn_rules_of(state, arena, &s.rules);
    for (size_t i = 0; err == EVN_OK && i < state->n && !is_full(&s); i++) {
        const struct evn_community *community = state->community[state->order[i]];
        size_t mark = arena->used;
        bool needed;
        if (is_due(state, community, today))
            err = plan_one(&s, community, day_of(community, today), &needed);
        arena->used = mark;
    }
    return err;
}

evn_err evn_plan_again(const struct evn_planner_state *state, const struct evn_community *community,
                       struct evn_day today, struct evn_arena *arena, struct evn_emit *emit,
                       bool *needed)
{
    struct saying s = {.state = state, .arena = arena, .emit = emit, .all = true, .max = SIZE_MAX};
    evn_err err = evn_rules_of(state, arena, &s.rules);
    return err != EVN_OK ? err : plan_one(&s, community, day_of(community, today), needed);
}
