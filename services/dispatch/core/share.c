#include "services/dispatch/core/share.h"

void evn_dsp_line_because(struct evn_dsp_line *line, struct evn_dsp_why why)
{
    line->why = why;
    line->has_why = why.code != EVN_DSP_WHY_NONE;
}

static void reopen(const struct evn_dsp_decision *d, struct evn_dsp_line *line, int64_t quantity,
                   struct evn_dsp_why why)
{
    if (quantity == 0)
        return;
    if (line->open == 0)
        line->open_since_us = d->business_us;
    line->open += quantity;
    evn_dsp_line_because(line, why);
}

/* What was on its way will not come. What whole packs had added to it is missed by nobody. */
static void give_back(const struct evn_dsp_decision *d, struct evn_dsp_line *line, int64_t quantity,
                      struct evn_dsp_why why)
{
    int64_t rounded = quantity < line->rounded ? quantity : line->rounded;
    line->rounded -= rounded;
    reopen(d, line, quantity - rounded, why);
}

static void close_if_none(struct evn_dsp_line *line)
{
    if (line->open > 0)
        return;
    line->open_since_us = 0;
    evn_dsp_line_because(line, (struct evn_dsp_why){0});
}

void evn_dsp_line_refuse(struct evn_dsp_line *line, int64_t quantity, struct evn_dsp_why why)
{
    EVN_ASSERT(quantity >= 0 && quantity <= line->open);
    line->open -= quantity;
    line->refused += quantity;
    close_if_none(line);
    if (line->open == 0)
        evn_dsp_line_because(line, why);
}

void evn_dsp_line_ask(const struct evn_dsp_decision *d, struct evn_dsp_line *line, int64_t quantity)
{
    line->requested += quantity;
    reopen(d, line, quantity, evn_dsp_why_of(EVN_DSP_WHY_WAITING, "", ""));
}

/* A new share for the line; the line's sums are the caller's. */
static struct evn_dsp_share *add_share(struct evn_dsp_decision *d, struct evn_dsp_round *round,
                                       const struct evn_dsp_line *l, const char *warehouse,
                                       int64_t quantity)
{
    struct evn_dsp_share *s = evn_dsp_add(d, EVN_DSP_SHARE);
    s->round = round->round;
    s->share = ++round->shares;
    s->line = l->line;
    s->tier = l->tier;
    s->quantity = quantity;
    s->at_us = d->business_us;
    EVN_DSP_SET(s->request, l->request);
    EVN_DSP_SET(s->community, l->community);
    EVN_DSP_SET(s->item, l->item);
    EVN_DSP_SET(s->warehouse, warehouse);
    bool made = evn_sm_move(&evn_dsp_share_sm, &s->state, EVN_DSP_SHARE_MADE);
    EVN_ASSERT(made);
    return s;
}

uint32_t evn_dsp_share_make(struct evn_dsp_decision *d, struct evn_dsp_round *round, uint32_t line,
                            const char *warehouse, int64_t quantity)
{
    struct evn_dsp_line *l = evn_dsp_edit(d, EVN_DSP_LINE, line);
    uint32_t number = evn_dsp_count(d, EVN_DSP_SHARE);
    (void)add_share(d, round, l, warehouse, quantity);
    int64_t more = quantity > l->open ? quantity - l->open : 0;
    l->rounded += more;
    l->open -= quantity - more;
    l->allocated += quantity;
    close_if_none(l);
    return number;
}

uint32_t evn_dsp_share_stand_in(struct evn_dsp_decision *d, struct evn_dsp_round *round,
                                uint32_t line, const char *warehouse,
                                const struct evn_dsp_substitute *by)
{
    struct evn_dsp_line *l = evn_dsp_edit(d, EVN_DSP_LINE, line);
    uint32_t number = evn_dsp_count(d, EVN_DSP_SHARE);
    struct evn_dsp_share *s = add_share(d, round, l, warehouse, by->quantity);
    EVN_ASSERT(by->instead > 0 && (d->full || by->instead <= l->open));
    EVN_DSP_SET(s->item, by->item);
    EVN_DSP_SET(s->instead_of, l->item);
    s->instead = by->instead;
    l->open -= by->instead;
    l->instead_coming += by->instead;
    close_if_none(l);
    return number;
}

uint32_t evn_dsp_share_split(struct evn_dsp_decision *d, struct evn_dsp_round *round,
                             uint32_t share, int64_t quantity)
{
    struct evn_dsp_share *s = evn_dsp_edit(d, EVN_DSP_SHARE, share);
    EVN_ASSERT(s->state == EVN_DSP_SHARE_RESERVED && quantity > 0 && quantity < s->quantity);
    uint32_t number = evn_dsp_count(d, EVN_DSP_SHARE);
    struct evn_dsp_share *rest = evn_dsp_add(d, EVN_DSP_SHARE);
    *rest = *s;
    rest->share = ++round->shares;
    int64_t worth = evn_dsp_share_worth(s, quantity);
    rest->quantity = s->quantity - quantity;
    rest->instead = s->instead_of[0] != '\0' ? s->instead - worth : 0;
    s->instead -= rest->instead;
    rest->state = 0;
    bool made = evn_sm_move(&evn_dsp_share_sm, &rest->state, EVN_DSP_SHARE_SPLIT);
    EVN_ASSERT(made);
    s->quantity = quantity;
    return number;
}

/* What stands in for the line's item is on its way until it is accepted or will not come. */
static void move_stand_in(const struct evn_dsp_decision *d, struct evn_dsp_line *l,
                          const struct evn_dsp_share *s, int32_t event, struct evn_dsp_why why)
{
    if (event == EVN_DSP_SHARE_ACCEPTED || event == EVN_DSP_SHARE_SHIPPED)
        return;
    int64_t good = event == EVN_DSP_SHARE_SIGNED ? evn_dsp_share_worth(s, s->accepted) : 0;
    l->instead_coming -= s->instead;
    l->instead_received += good;
    give_back(d, l, s->instead - good, why);
}

/* The share's quantity leaves one sum of its line and enters another. */
static void move_line(const struct evn_dsp_decision *d, struct evn_dsp_line *l,
                      const struct evn_dsp_share *s, int32_t event, struct evn_dsp_why why)
{
    switch (event) {
    case EVN_DSP_SHARE_ACCEPTED:
        l->allocated -= s->quantity;
        l->reserved += s->quantity;
        break;
    case EVN_DSP_SHARE_REFUSED:
        l->allocated -= s->quantity;
        give_back(d, l, s->quantity, why);
        break;
    case EVN_DSP_SHARE_GIVEN_BACK:
        l->reserved -= s->quantity;
        give_back(d, l, s->quantity, why);
        break;
    case EVN_DSP_SHARE_SHIPPED:
        l->reserved -= s->quantity;
        l->aboard += s->quantity;
        l->shipped += s->quantity;
        break;
    default:
        EVN_ASSERT(event == EVN_DSP_SHARE_SIGNED);
        EVN_ASSERT(s->accepted + s->lost + s->damaged + s->turned_back == s->quantity);
        l->aboard -= s->quantity;
        l->received += s->accepted;
        l->lost += s->lost;
        l->damaged += s->damaged;
        l->turned_back += s->turned_back;
        give_back(d, l, s->quantity - s->accepted, why);
    }
}

bool evn_dsp_share_step(struct evn_dsp_decision *d, uint32_t share, int32_t event,
                        struct evn_dsp_why why)
{
    char key[EVN_DSP_KEY_MAX];
    uint32_t line;
    int32_t to;
    const struct evn_dsp_share *known = evn_dsp_view(d, EVN_DSP_SHARE, share);
    evn_dsp_key_line(known->request, known->line, key);
    if (!evn_sm_next(&evn_dsp_share_sm, known->state, event, &to) ||
        !evn_dsp_number(d, EVN_DSP_LINE, key, &line))
        return false;
    struct evn_dsp_share *s = evn_dsp_edit(d, EVN_DSP_SHARE, share);
    struct evn_dsp_line *l = evn_dsp_edit(d, EVN_DSP_LINE, line);
    if (s->instead_of[0] != '\0')
        move_stand_in(d, l, s, event, why);
    else
        move_line(d, l, s, event, why);
    s->state = to;
    s->at_us = d->business_us;
    s->why = why;
    s->has_why = why.code != EVN_DSP_WHY_NONE;
    return true;
}

static bool belongs(const struct evn_dsp_share *s, uint32_t round, int32_t state, const char *trip)
{
    return s->round == round && (state == 0 || s->state == state) &&
           (trip[0] == '\0' || strcmp(s->trip, trip) == 0);
}

uint32_t *evn_dsp_shares_of(struct evn_dsp_decision *d, const struct evn_dsp_round *round,
                            int32_t state, const char *trip, size_t *n)
{
    char key[EVN_DSP_KEY_MAX];
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(d->state, EVN_DSP_SHARE);
    uint32_t number, *list = evn_arena_array(d->arena, (size_t)round->shares + 1, sizeof *list);
    *n = 0;
    if (list == NULL) {
        d->full = true;
        return NULL;
    }
    for (uint32_t i = 1; i <= round->shares; i++) {
        evn_dsp_key_share(round->round, i, key);
        if (evn_dsp_pool_find(pool, key, &number) &&
            belongs(evn_dsp_view(d, EVN_DSP_SHARE, number), round->round, state, trip))
            list[(*n)++] = number;
    }
    for (number = (uint32_t)pool->n; number < evn_dsp_count(d, EVN_DSP_SHARE); number++)
        if (belongs(evn_dsp_view(d, EVN_DSP_SHARE, number), round->round, state, trip))
            list[(*n)++] = number;
    return list;
}

const struct evn_dsp_round *evn_dsp_round_at(const struct evn_dsp_decision *d, uint32_t round)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_round(round, key);
    return evn_dsp_look(d, EVN_DSP_ROUND, key);
}

uint32_t *evn_dsp_trip_shares(struct evn_dsp_decision *d, const struct evn_dsp_trip *trip,
                              int32_t state, uint32_t stop, size_t *n)
{
    size_t room = 1;
    for (size_t i = 0; i <= trip->n_also; i++) {
        const struct evn_dsp_round *round =
            evn_dsp_round_at(d, i == 0 ? trip->round : trip->also[i - 1]);
        room += round != NULL ? round->shares : 0;
    }
    uint32_t *list = evn_arena_array(d->arena, room, sizeof *list);
    *n = 0;
    for (size_t i = 0; i <= trip->n_also && list != NULL; i++) {
        const struct evn_dsp_round *round =
            evn_dsp_round_at(d, i == 0 ? trip->round : trip->also[i - 1]);
        size_t all = 0, mark = d->arena->used;
        uint32_t *share =
            round != NULL ? evn_dsp_shares_of(d, round, state, trip->trip, &all) : NULL;
        for (size_t k = 0; k < all && share != NULL; k++) {
            const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[k]);
            if (stop == 0 || s->stop == stop)
                list[(*n)++] = share[k];
        }
        d->arena->used = mark;
    }
    d->full |= list == NULL;
    return list;
}
