#include "services/dispatch/route/schedule.h"

enum { NEVER = EVN_ROUTE_NO_LEG, PATTERNS_MAX = 64, TO_TAKE = 0, TAKEN = 1 };

static int32_t max32(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t min32(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void depot_hours(const struct evn_route_tour *t, int32_t v, int32_t depot, bool at_ends,
                        struct evn_route_step *step)
{
    const struct evn_route_depot *d = &t->m->p->depots[depot];
    const struct evn_route_vehicle *car = &t->m->p->vehicles[v];
    step->open_s = at_ends ? max32(d->open_s, car->shift.open_s) : d->open_s;
    step->close_s = at_ends ? min32(d->close_s, car->shift.close_s) : d->close_s;
}

void evn_route_hours(const struct evn_route_tour *t, int32_t node, int32_t release_s,
                     struct evn_route_step *step)
{
    const struct evn_route_model *m = t->m;
    *step = (struct evn_route_step){.node = node, .place = t->calls[node].place};
    if (node < m->n_stops) {
        const struct evn_route_site *site = &m->sites[node];
        step->open_s = site->open_s;
        step->close_s = site->close_s;
        step->service_s = site->service_s;
        step->windows = site->n_windows > 1;
        return;
    }
    int32_t v = t->calls[node].vehicle;
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    if (evn_route_is_slot(m, node)) {
        depot_hours(t, v, t->trips[node - m->n_stops].depot, false, step);
        step->service_s = car->reload_s;
        step->close_s -= car->reload_s;
        step->open_s = max32(step->open_s, release_s - car->reload_s);
    } else if (node == evn_route_end(m, v)) {
        depot_hours(t, v, car->end_depot, true, step);
    } else {
        depot_hours(t, v, car->start_depot, true, step);
        step->open_s = max32(step->open_s, release_s);
    }
}

static void add_stop(const struct evn_route_tour *t, int32_t stop, struct evn_route_step *steps,
                     int32_t *n, int32_t head)
{
    const struct evn_route_site *site = &t->m->sites[stop];
    struct evn_route_step *h = &steps[head];
    evn_route_hours(t, stop, 0, &steps[(*n)++]);
    if (h->node >= t->m->n_stops || h->node == EVN_ROUTE_NONE)
        h->open_s = max32(h->open_s, site->release_s - h->service_s);
}

static void add_reload(const struct evn_route_tour *t, int32_t v, int32_t depot,
                       struct evn_route_step *steps, int32_t *n, int32_t *head)
{
    struct evn_route_step *s = &steps[*n];
    *s = (struct evn_route_step){.node = EVN_ROUTE_NONE,
                                 .place = t->m->p->depots[depot].place,
                                 .service_s = t->m->p->vehicles[v].reload_s};
    depot_hours(t, v, depot, false, s);
    s->close_s -= s->service_s;
    *head = (*n)++;
}

int32_t evn_route_steps(const struct evn_route_tour *t, int32_t v, int32_t stop,
                        const struct evn_route_spot *spot, struct evn_route_step *steps)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    int32_t n = 0, head = 0, end = evn_route_end(m, v);
    for (int32_t at = t->runs[v].last_locked;; at = t->calls[at].next) {
        if (at == end) {
            evn_route_hours(t, at, 0, &steps[n++]);
            break;
        }
        if (n == 0) {
            evn_route_hours(t, at, 0, &steps[n++]);
        } else if (at < m->n_stops) {
            add_stop(t, at, steps, &n, head);
        } else {
            head = n;
            evn_route_hours(t, at, 0, &steps[n++]);
        }
        if (spot == NULL || spot->after != at)
            continue;
        if (spot->how == EVN_ROUTE_RELOAD_BEFORE)
            add_reload(t, v, spot->depot, steps, &n, &head);
        add_stop(t, stop, steps, &n, head);
        if (spot->how == EVN_ROUTE_RELOAD_AFTER)
            add_reload(t, v, spot->depot, steps, &n, &head);
    }
    if (car->departed) {
        steps[0].open_s = steps[0].close_s = car->frozen_until_s;
        steps[0].windows = false;
    }
    steps[0].service_s = 0;
    return n;
}

static int32_t begin_at(const struct evn_route_model *m, const struct evn_route_step *s,
                        int32_t arrive)
{
    if (arrive > s->close_s)
        return NEVER;
    return s->windows ? evn_route_begin(m, s->node, arrive) : max32(arrive, s->open_s);
}

static int32_t leave_at(const struct evn_route_model *m, const struct evn_route_step *s,
                        int32_t arrive)
{
    int32_t begin = begin_at(m, s, arrive);
    return begin == NEVER ? NEVER : begin + s->service_s;
}

static int32_t last_begin(const struct evn_route_model *m, const struct evn_route_step *s,
                          int32_t at)
{
    if (at < s->open_s)
        return -1;
    return s->windows ? evn_route_last_begin(m, s->node, at) : min32(at, s->close_s);
}

/* Earliest arrivals when the first step is left at `start` in `state`. Returns the earliest
 * return and the state it is reached in, or NEVER. */
static int32_t walk_forward(const struct evn_route_model *m, const struct evn_route_break *rest,
                            struct evn_route_step *steps, int32_t n, int32_t start, int state,
                            int *end_state)
{
    int32_t leave[2] = {state == TO_TAKE ? start : NEVER, state == TAKEN ? start : NEVER};
    for (int32_t i = 1; i < n; i++) {
        struct evn_route_step *s = &steps[i];
        int32_t leg = evn_route_leg_time(m, steps[i - 1].place, s->place);
        if (leg == EVN_ROUTE_NO_LEG)
            return NEVER;
        s->arrive[TO_TAKE] = leave[TO_TAKE] == NEVER ? NEVER : leave[TO_TAKE] + leg;
        s->arrive[TAKEN] = leave[TAKEN] == NEVER ? NEVER : leave[TAKEN] + leg;
        s->took[TAKEN] = false;
        if (leave[TO_TAKE] != NEVER && max32(leave[TO_TAKE], rest->open_s) <= rest->close_s) {
            int32_t rested = max32(s->arrive[TO_TAKE], rest->open_s) + rest->length_s;
            s->took[TAKEN] = rested < s->arrive[TAKEN];
            s->arrive[TAKEN] = min32(rested, s->arrive[TAKEN]);
        }
        leave[TO_TAKE] = leave_at(m, s, s->arrive[TO_TAKE]);
        leave[TAKEN] = leave_at(m, s, s->arrive[TAKEN]);
        if (leave[TO_TAKE] == NEVER && leave[TAKEN] == NEVER)
            return NEVER;
    }
    if (leave[TO_TAKE] > rest->close_s)
        leave[TO_TAKE] = NEVER;
    *end_state = leave[TO_TAKE] <= leave[TAKEN] ? TO_TAKE : TAKEN;
    return leave[*end_state];
}

/* Latest time to leave the first step in `state` and be back at `end`; -1: cannot. */
static int32_t walk_backward(const struct evn_route_model *m, const struct evn_route_break *rest,
                             struct evn_route_step *steps, int32_t n, int32_t end, int state)
{
    struct evn_route_step *last = &steps[n - 1];
    last->latest[TAKEN] = last_begin(m, last, end);
    last->latest[TO_TAKE] = last_begin(m, last, min32(end, rest->close_s));
    for (int32_t i = n - 2; i >= 0; i--) {
        struct evn_route_step *s = &steps[i];
        const struct evn_route_step *q = &steps[i + 1];
        int32_t leg = evn_route_leg_time(m, s->place, q->place);
        int32_t taken = q->latest[TAKEN] < 0 ? -1 : q->latest[TAKEN] - leg;
        int32_t to_take = q->latest[TO_TAKE] < 0 ? -1 : q->latest[TO_TAKE] - leg;
        if (rest->length_s > 0 && q->latest[TAKEN] >= rest->open_s + rest->length_s)
            to_take = max32(to_take, min32(taken - rest->length_s, rest->close_s));
        if (i == 0)
            return min32(state == TAKEN ? taken : to_take, s->close_s);
        s->latest[TAKEN] = taken < 0 ? -1 : last_begin(m, s, taken - s->service_s);
        s->latest[TO_TAKE] = to_take < 0 ? -1 : last_begin(m, s, to_take - s->service_s);
    }
    return -1;
}

/* Write the timetable that walk_forward found. */
static void settle(const struct evn_route_model *m, const struct evn_route_break *rest,
                   struct evn_route_step *steps, int32_t n, int32_t start, int state)
{
    for (int32_t i = n - 1; i > 0; i--) {
        struct evn_route_step *s = &steps[i];
        s->arrive_s = s->arrive[state];
        s->begin_s = begin_at(m, s, s->arrive_s);
        s->leave_s = s->begin_s + s->service_s;
        s->rests_before = state == TAKEN && s->took[TAKEN];
        if (s->rests_before)
            state = TO_TAKE;
    }
    steps[0].arrive_s = steps[0].begin_s = steps[0].leave_s = start;
    for (int32_t i = 1; i < n; i++)
        if (steps[i].rests_before)
            steps[i].rest_s = max32(steps[i - 1].leave_s, rest->open_s);
}

struct choice {
    int32_t start, end, length;
    int state, end_state;
};

/* Try the starts from `from` to `to`, all in `state`; keep the least duration. */
static void try_starts(const struct evn_route_model *m, int32_t v, struct evn_route_step *steps,
                       int32_t n, int32_t from, int32_t to, int state, struct choice *best)
{
    const struct evn_route_break *rest = &m->p->vehicles[v].rest;
    int n_patterns = m->cars[v].timed ? PATTERNS_MAX : 1;
    for (int32_t start = from; start <= to && n_patterns-- > 0;) {
        int end_state = TAKEN;
        int32_t end = walk_forward(m, rest, steps, n, start, state, &end_state);
        if (end == NEVER)
            return;
        int32_t latest = min32(walk_backward(m, rest, steps, n, end, state), to);
        latest = max32(latest, start);
        if (best->start < 0 || end - latest < best->length)
            *best = (struct choice){latest, end, end - latest, state, end_state};
        start = latest + 1;
    }
}

bool evn_route_schedule(const struct evn_route_model *m, int32_t v, struct evn_route_step *steps,
                        int32_t n, int32_t *length_s)
{
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    struct choice best = {.start = -1};
    int32_t open = steps[0].open_s, close = steps[0].close_s;
    if (car->rest.length_s == 0) {
        try_starts(m, v, steps, n, open, close, TAKEN, &best);
    } else {
        try_starts(m, v, steps, n, open, min32(close, car->rest.close_s - 1), TO_TAKE, &best);
        try_starts(m, v, steps, n, max32(open, car->rest.close_s), close, TAKEN, &best);
    }
    if (best.start < 0)
        return false;
    *length_s = best.length + (car->departed ? best.start - car->started_s : 0);
    if (*length_s > car->duration_max_s)
        return false;
    walk_forward(m, &car->rest, steps, n, best.start, best.state, &best.end_state);
    settle(m, &car->rest, steps, n, best.start, best.end_state);
    return true;
}
