#include "services/dispatch/core/standing.h"

#include "services/dispatch/core/cover.h"

/* The needs of one item in a community, by tier. */
struct wants {
    int64_t want[3];   /* base units for the target days */
    int64_t on_way[3]; /* allocated, reserved, aboard, or substitutes on their way */
    int64_t once;      /* of all wants: due today, in a rhythm; no stock from before serves it */
    uint32_t line[3];  /* number of the line */
    bool has_line[3];
};

static void request_id(const char *community, char out[EVN_CODE_MAX])
{
    char text[EVN_CODE_MAX + 16] = "STANDING-";
    memcpy(text + strlen(text), community, strlen(community) + 1);
    evn_refusal_text(out, EVN_CODE_MAX, text);
}

/* The line of item and tier in the request; false when it has none. */
static bool find_line(const struct evn_dsp_decision *d, const struct evn_dsp_request *request,
                      const char *item, uint32_t tier, uint32_t *number)
{
    char key[EVN_DSP_KEY_MAX];
    for (uint32_t i = 1; request != NULL && i <= request->lines; i++) {
        evn_dsp_key_line(request->request, i, key);
        if (!evn_dsp_number(d, EVN_DSP_LINE, key, number))
            continue;
        const struct evn_dsp_line *line = evn_dsp_view(d, EVN_DSP_LINE, *number);
        if (line->tier == tier && strcmp(line->item, item) == 0)
            return true;
    }
    return false;
}

int64_t evn_dsp_need_want(const struct evn_dsp_decision *d, const struct evn_dsp_need *need)
{
    int64_t days = evn_dsp_parameters_of(d->state)->target_days;
    return need->day.n == d->today.n ? need->quantity + (days - 1) * need->daily
                                     : days * need->daily;
}

/* What is due today in a rhythm. */
static int64_t once_of(const struct evn_dsp_decision *d, const struct evn_dsp_need *need)
{
    return need->stays && need->day.n == d->today.n ? need->quantity - need->daily : 0;
}

static void gather(const struct evn_dsp_decision *d, const struct evn_dsp_need *need,
                   const struct evn_dsp_request *request, struct wants *w)
{
    char key[EVN_DSP_KEY_MAX];
    *w = (struct wants){0};
    for (uint32_t tier = 1; tier <= 3; tier++) {
        evn_dsp_key_need(need->community, need->item, tier, key);
        const struct evn_dsp_need *n = evn_dsp_find(d->state, EVN_DSP_NEED, key);
        w->want[tier - 1] = n != NULL ? evn_dsp_need_want(d, n) : 0;
        w->once += n != NULL ? once_of(d, n) : 0;
        w->has_line[tier - 1] = find_line(d, request, need->item, tier, &w->line[tier - 1]);
        if (!w->has_line[tier - 1])
            continue;
        const struct evn_dsp_line *l = evn_dsp_view(d, EVN_DSP_LINE, w->line[tier - 1]);
        w->on_way[tier - 1] = l->allocated + l->reserved + l->aboard + l->instead_coming;
    }
}

/* What is open in `tier` (0..2): households' stock and what is on its way serve tier 1 first. */
static int64_t open_of(const struct evn_dsp_decision *d, const struct evn_dsp_need *need,
                       const struct wants *w, uint32_t tier)
{
    struct evn_dsp_cover cover = evn_dsp_cover_of(d->state, need->community, need->item, d->today);
    int64_t usable = w->want[0] + w->want[1] + w->want[2] - w->once;
    int64_t surplus = w->once > 0 && cover.units > usable ? cover.units - usable : 0;
    int64_t has = evn_dsp_cover_has(&cover) - surplus + w->on_way[0] + w->on_way[1] + w->on_way[2];
    for (uint32_t t = 0; t < tier; t++)
        has = has > w->want[t] ? has - w->want[t] : 0;
    return has < w->want[tier] ? w->want[tier] - has : 0;
}

static uint32_t add_request(struct evn_dsp_decision *d, const char *community, const char *id)
{
    uint32_t number = evn_dsp_count(d, EVN_DSP_REQUEST);
    struct evn_dsp_request *request = evn_dsp_add(d, EVN_DSP_REQUEST);
    EVN_DSP_SET(request->request, id);
    EVN_DSP_SET(request->community, community);
    EVN_DSP_SET(request->asked_by, "planner");
    request->standing = true;
    request->asked_at_us = d->business_us;
    return number;
}

static struct evn_dsp_line *add_line(struct evn_dsp_decision *d, const struct evn_dsp_need *need,
                                     struct evn_dsp_request *request)
{
    struct evn_dsp_line *line = evn_dsp_add(d, EVN_DSP_LINE);
    line->line = ++request->lines;
    line->tier = need->tier;
    EVN_DSP_SET(line->request, request->request);
    EVN_DSP_SET(line->community, need->community);
    EVN_DSP_SET(line->item, need->item);
    return line;
}

static void state_need(struct evn_dsp_decision *d, const struct evn_dsp_need *need)
{
    char id[EVN_CODE_MAX];
    uint32_t number, tier = need->tier - 1;
    struct wants w;
    request_id(need->community, id);
    bool known = evn_dsp_number(d, EVN_DSP_REQUEST, id, &number);
    gather(d, need, known ? evn_dsp_view(d, EVN_DSP_REQUEST, number) : NULL, &w);
    int64_t open = open_of(d, need, &w, tier);
    if (!w.has_line[tier] && open == 0)
        return;
    if (!known)
        number = add_request(d, need->community, id);
    const struct evn_dsp_line *old =
        w.has_line[tier] ? evn_dsp_view(d, EVN_DSP_LINE, w.line[tier]) : NULL;
    bool overdue = need->stays && once_of(d, need) == 0 && old != NULL && old->open > 0;
    if (overdue && old->open > open)
        open = old->open;
    if (d->full || (old != NULL && old->open == open && old->overdue == overdue))
        return;
    struct evn_dsp_line *line = old != NULL
                                    ? evn_dsp_edit(d, EVN_DSP_LINE, w.line[tier])
                                    : add_line(d, need, evn_dsp_edit(d, EVN_DSP_REQUEST, number));
    line->overdue = overdue;
    if (open > line->open)
        evn_dsp_line_ask(d, line, open - line->open);
    else if (open < line->open)
        evn_dsp_line_refuse(line, line->open - open,
                            evn_dsp_why_of(EVN_DSP_WHY_NOT_NEEDED, "", ""));
}

void evn_dsp_standing(struct evn_dsp_decision *d, char (*items)[EVN_CODE_MAX], size_t n_items)
{
    const struct evn_dsp_pool *needs = evn_dsp_pool_of(d->state, EVN_DSP_NEED);
    for (uint32_t i = 0; i < needs->n && !d->full; i++) {
        const struct evn_dsp_need *need = evn_dsp_pool_at(needs, i);
        bool asked = n_items == 0;
        for (size_t k = 0; k < n_items && !asked; k++)
            asked = strcmp(items[k], need->item) == 0;
        if (asked)
            state_need(d, need);
    }
}
