#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/live.h"

enum { ROUNDS_MAX = 32 };

/* Lines that are asked for less, and the rounds whose planned trips carry something of them. */
struct amend {
    struct evn_dsp_decision *d;
    uint32_t round[ROUNDS_MAX];
    size_t n_rounds;
};

/* The trip, when nobody has begun to load it. */
static const struct evn_dsp_trip *planned(const struct evn_dsp_decision *d, const char *trip)
{
    const struct evn_dsp_trip *found = trip[0] != '\0' ? evn_dsp_look(d, EVN_DSP_TRIP, trip) : NULL;
    return found != NULL && found->state == EVN_DSP_TRIP_PLANNED ? found : NULL;
}

static bool is_of(const struct evn_dsp_share *s, const struct evn_dsp_line *line)
{
    return s->state == EVN_DSP_SHARE_RESERVED && s->line == line->line &&
           strcmp(s->request, line->request) == 0;
}

static bool keep_round(struct amend *a, uint32_t round)
{
    for (size_t i = 0; i < a->n_rounds; i++)
        if (a->round[i] == round)
            return true;
    if (a->n_rounds == ROUNDS_MAX)
        return false;
    a->round[a->n_rounds++] = round;
    return true;
}

/* How much less the line can be asked for: what is open, and what waits in warehouses for trips
 * that nobody has begun to load, but for what whole packs had added to it. */
static int64_t reducible(const struct evn_dsp_decision *d, const struct evn_dsp_line *line)
{
    int64_t sum = 0;
    for (uint32_t i = 0;
         i < evn_dsp_count(d, EVN_DSP_SHARE) && line->reserved + line->instead_coming > 0; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, i);
        sum +=
            is_of(s, line) && planned(d, s->trip) != NULL ? evn_dsp_share_worth(s, s->quantity) : 0;
    }
    return line->open + sum - (sum < line->rounded ? sum : line->rounded);
}

/* Give shares back, the newest first, until so many units of the line are open. */
static evn_err take_back(struct amend *a, const struct evn_dsp_line *line, int64_t units,
                         struct evn_dsp_why why)
{
    struct evn_dsp_decision *d = a->d;
    for (uint32_t i = evn_dsp_count(d, EVN_DSP_SHARE); i > 0 && line->open < units; i--) {
        const struct evn_dsp_share *seen = evn_dsp_view(d, EVN_DSP_SHARE, i - 1);
        const struct evn_dsp_trip *trip = is_of(seen, line) ? planned(d, seen->trip) : NULL;
        if (trip == NULL)
            continue;
        if (!keep_round(a, trip->round))
            return evn_dsp_refuse(d, EVN_E_LIMIT, "", "rounds of one change");
        struct evn_dsp_share *share = evn_dsp_edit(d, EVN_DSP_SHARE, i - 1);
        share->trip[0] = '\0';
        share->stop = 0;
        evn_dsp_share_step(d, i - 1, EVN_DSP_SHARE_GIVEN_BACK, why);
    }
    return EVN_OK;
}

/* Stops that carry nothing any more leave their trips; reservations are released. */
static evn_err finish(struct amend *a)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < a->n_rounds && err == EVN_OK; i++)
        err = evn_dsp_live_trim(a->d, a->round[i]);
    return err;
}

/* So much less is wanted, of what is open or can be again: at most `reducible`. */
static evn_err reduce(struct amend *a, uint32_t number, int64_t units)
{
    struct evn_dsp_why why = evn_dsp_why_of(EVN_DSP_WHY_CANCELLED, a->d->ask->actor->name, "");
    struct evn_dsp_line *line = evn_dsp_edit(a->d, EVN_DSP_LINE, number);
    evn_err err = take_back(a, line, units, why);
    if (err == EVN_OK && !a->d->full)
        evn_dsp_line_refuse(line, units, why);
    return err;
}

/* So much more is wanted; what whole packs had added is part of it. */
static void increase(struct evn_dsp_decision *d, uint32_t number, int64_t units)
{
    struct evn_dsp_line *line = evn_dsp_edit(d, EVN_DSP_LINE, number);
    int64_t there = units < line->rounded ? units : line->rounded;
    line->rounded -= there;
    line->requested += there;
    evn_dsp_line_ask(d, line, units - there);
}

static evn_err find_line(const struct evn_dsp_decision *d, const char *request, uint32_t line,
                         const char *field, const struct evn_dsp_request **out)
{
    const struct evn_dsp_request *found = *out = evn_dsp_find(d->state, EVN_DSP_REQUEST, request);
    if (found == NULL || line > found->lines)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, request);
    return evn_dsp_need_scope(d, found->community);
}

evn_err evn_dsp_decide_cancel(struct evn_dsp_decision *d, const struct evn_dsp_cancel *cancel)
{
    char key[EVN_DSP_KEY_MAX];
    const struct evn_dsp_request *request;
    struct amend a = {.d = d};
    int64_t sum = 0;
    evn_err err = find_line(d, cancel->request, cancel->line, "cancel.request", &request);
    for (uint32_t i = 1; err == EVN_OK && i <= request->lines && !request->standing; i++) {
        uint32_t number;
        evn_dsp_key_line(request->request, i, key);
        if ((cancel->line != 0 && cancel->line != i) ||
            !evn_dsp_number(d, EVN_DSP_LINE, key, &number))
            continue;
        const struct evn_dsp_line *seen = evn_dsp_view(d, EVN_DSP_LINE, number);
        int64_t units = reducible(d, seen);
        sum += units;
        if (units > 0)
            err = reduce(&a, number, units);
    }
    if (err == EVN_OK && sum == 0)
        return evn_dsp_refuse(d, EVN_E_NO_DEMAND, "cancel.request", cancel->request);
    return err != EVN_OK ? err : finish(&a);
}

evn_err evn_dsp_decide_change(struct evn_dsp_decision *d, const struct evn_dsp_change *change)
{
    char key[EVN_DSP_KEY_MAX];
    uint32_t number;
    const struct evn_dsp_request *request;
    struct amend a = {.d = d};
    evn_err err = find_line(d, change->request, change->line, "change.request", &request);
    if (err != EVN_OK)
        return err;
    evn_dsp_key_line(change->request, change->line, key);
    if (request->standing || !evn_dsp_number(d, EVN_DSP_LINE, key, &number))
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, "change.request", change->request);
    const struct evn_dsp_line *seen = evn_dsp_view(d, EVN_DSP_LINE, number);
    int64_t now = seen->requested - seen->refused, can = reducible(d, seen);
    if (change->quantity >= now) {
        increase(d, number, change->quantity - now);
        return EVN_OK;
    }
    if (now - change->quantity > can) {
        evn_dsp_refuse(d, EVN_E_OUT_OF_RANGE, "change.quantity", change->request);
        d->why->have = change->quantity;
        d->why->want = now - can;
        return EVN_E_OUT_OF_RANGE;
    }
    err = reduce(&a, number, now - change->quantity);
    return err != EVN_OK ? err : finish(&a);
}
