#include "common/base/num.h"
#include "services/dispatch/core/passes.h"
#include "services/dispatch/core/plan.h"

#include <stdlib.h>

/* A share and what it is, for sorting. */
struct piece {
    const char *point;
    const char *warehouse;
    const struct evn_dsp_item *item;
    uint32_t tier;
    uint32_t share; /* number */
    bool cold;
    bool sealed;
    size_t old; /* trip it was on, or EVN_DSP_NO_TRIP */
    uint32_t old_stop;
};

uint64_t evn_dsp_drop_skills(const struct evn_dsp_drop *drop)
{
    return (drop->cold ? 1u : 0u) | (drop->sealed ? 2u : 0u);
}

uint64_t evn_dsp_vehicle_skills(const struct evn_dsp_planning *p, const struct evn_dsp_place *v)
{
    return (v->vehicle.cold_box ? 1u : 0u) | (evn_dsp_has_pass(v, p->d->today) ? 2u : 0u);
}

/* Its entry when goods can be brought there, or fetched, today or tomorrow; else NULL. */
static const struct evn_dsp_place *open_place(const struct evn_dsp_decision *d, const char *code)
{
    const struct evn_dsp_place *place = evn_dsp_look(d, EVN_DSP_PLACE, code);
    const struct evn_dsp_hindrance *h = evn_dsp_hindered(d, code);
    bool blocked = h != NULL && (h->until_us == 0 || h->until_us > d->business_us + EVN_US_PER_DAY);
    return place != NULL && !place->closed && !blocked ? place : NULL;
}

/* The first reception point of the community that is open; *blocked: NULL because of a hindrance.
 */
static const char *point_of(const struct evn_dsp_decision *d, const char *code, bool *blocked)
{
    const struct evn_dsp_community *community = evn_dsp_find(d->state, EVN_DSP_COMMUNITY, code);
    *blocked = false;
    for (size_t i = 0; community != NULL && i < community->n_points; i++) {
        const struct evn_dsp_place *place = open_place(d, community->points[i]);
        if (place != NULL)
            return place->place;
        *blocked |= evn_dsp_hindered(d, community->points[i]) != NULL;
    }
    return NULL;
}

static int compare_pieces(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    /* What is new comes last: nothing that was planned is pushed out by it. */
    int order = (x->old > y->old) - (x->old < y->old);
    if (order == 0)
        order = strcmp(x->point, y->point);
    if (order == 0)
        order = strcmp(x->warehouse, y->warehouse);
    if (order == 0)
        order = x->cold - y->cold;
    if (order == 0)
        order = (x->tier > y->tier) - (x->tier < y->tier);
    return order != 0 ? order : (x->share > y->share) - (x->share < y->share);
}

/* Where the share was to be handed over, when it is on an old trip. */
static void find_old(const struct evn_dsp_planning *p, const struct evn_dsp_share *s,
                     struct piece *piece)
{
    piece->old = EVN_DSP_NO_TRIP;
    for (size_t i = 0; i < p->n_old && s->trip[0] != '\0'; i++) {
        const struct evn_dsp_trip *was = &p->old[i].was;
        if (strcmp(was->trip, s->trip) != 0 || s->stop == 0 || s->stop > was->n_stops)
            continue;
        const char *point = was->stops[s->stop - 1].point;
        piece->old = i;
        piece->old_stop = s->stop;
        piece->point = p->insert || open_place(p->d, point) != NULL ? point : NULL;
    }
}

/* It cannot be brought: open again, with the reason. */
static void give_back(struct evn_dsp_decision *d, uint32_t share, int32_t code, const char *text,
                      const char *subject)
{
    struct evn_dsp_share *s = evn_dsp_edit(d, EVN_DSP_SHARE, share);
    s->trip[0] = '\0';
    s->stop = 0;
    evn_dsp_share_step(d, share, EVN_DSP_SHARE_GIVEN_BACK, evn_dsp_why_of(code, text, subject));
}

/* False: the share was given back. */
static bool make_piece(struct evn_dsp_planning *p, uint32_t share, struct piece *piece)
{
    struct evn_dsp_decision *d = p->d;
    bool blocked = false;
    const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share);
    const struct evn_dsp_item *item = evn_dsp_find(d->state, EVN_DSP_ITEM, s->item);
    *piece = (struct piece){.warehouse = s->warehouse,
                            .item = item,
                            .tier = s->tier,
                            .share = share,
                            .cold = item != NULL && item->cold_chain,
                            .sealed = evn_dsp_is_sealed(d, s->community)};
    find_old(p, s, piece);
    if (p->insert && piece->old != EVN_DSP_NO_TRIP && item != NULL)
        return true; /* what stands is not looked at again */
    if (piece->point == NULL)
        piece->point = point_of(d, s->community, &blocked);
    if (piece->point == NULL || item == NULL) {
        give_back(d, share, blocked ? EVN_DSP_WHY_BLOCKED : EVN_DSP_WHY_NO_POINT, "", s->community);
        return false;
    }
    if (open_place(d, s->warehouse) == NULL) {
        give_back(d, share, EVN_DSP_WHY_BLOCKED, "", s->warehouse);
        return false;
    }
    return true;
}

static struct piece *sort_pieces(struct evn_dsp_planning *p, size_t *n_pieces)
{
    struct piece *piece = evn_arena_array(p->d->arena, p->n_shares + 1, sizeof *piece);
    *n_pieces = 0;
    for (size_t i = 0; i < p->n_shares && piece != NULL; i++)
        *n_pieces += make_piece(p, p->share[i], &piece[*n_pieces]);
    if (piece != NULL)
        qsort(piece, *n_pieces, sizeof *piece, compare_pieces);
    return piece;
}

static int64_t mass_of(const struct evn_dsp_item *item, int64_t units)
{
    int64_t mass_mg;
    return evn_mul_i64(item->weight_mg, units, &mass_mg) ? evn_div_up_i64(mass_mg, 1000)
                                                         : INT64_MAX / 1000;
}

static int64_t volume_of(const struct evn_dsp_item *item, int64_t units)
{
    int64_t volume_ul;
    return evn_mul_i64(item->volume_ul, units, &volume_ul) ? evn_div_up_i64(volume_ul, 1000)
                                                           : INT64_MAX / 1000;
}

/* What the roomiest vehicle that may take the drop carries; any amount when there is none. */
static void capacity_for(const struct evn_dsp_planning *p, const struct evn_dsp_drop *drop,
                         int64_t *mass_g, int64_t *volume_ml)
{
    uint64_t skills = evn_dsp_drop_skills(drop);
    *mass_g = *volume_ml = 0;
    for (size_t i = 0; i < p->n_vehicles; i++) {
        const struct evn_dsp_vehicle *v = &p->vehicle[i]->vehicle;
        if ((evn_dsp_vehicle_skills(p, p->vehicle[i]) & skills) == skills &&
            v->weight_max_g > *mass_g) {
            *mass_g = v->weight_max_g;
            *volume_ml = v->volume_max_ml;
        }
    }
    if (*mass_g == 0)
        *mass_g = *volume_ml = INT64_MAX;
}

static int64_t at_most(int64_t units, int64_t room, int64_t each)
{
    return each > 0 && room * 1000 / each < units ? room * 1000 / each : units;
}

/* Units of the piece that still fit into the drop, in whole packs. */
static int64_t fitting(const struct evn_dsp_planning *p, const struct evn_dsp_drop *drop,
                       const struct piece *piece, int64_t units)
{
    int64_t mass_g, volume_ml;
    capacity_for(p, drop, &mass_g, &volume_ml);
    if (mass_g > INT64_MAX / 1000 || volume_ml > INT64_MAX / 1000)
        return units;
    /* One gram and one millilitre off: loads are rounded up share by share. */
    int64_t fit = at_most(units, mass_g - drop->mass_g - 1, piece->item->weight_mg);
    fit = at_most(fit, volume_ml - drop->volume_ml - 1, piece->item->volume_ul);
    if (fit >= units || fit <= 0)
        return fit >= units ? units : 0;
    return fit - fit % piece->item->pack;
}

static struct evn_dsp_drop *open_drop(struct evn_dsp_planning *p, const struct piece *piece,
                                      uint32_t *share)
{
    struct evn_dsp_drop *drop = &p->drop[p->n_drops++];
    *drop = (struct evn_dsp_drop){.point = piece->point,
                                  .warehouse = piece->warehouse,
                                  .cold = piece->cold,
                                  .sealed = piece->sealed,
                                  .tier = piece->tier,
                                  .share = share,
                                  .old = piece->old,
                                  .old_stop = piece->old_stop};
    return drop;
}

static void put(struct evn_dsp_planning *p, struct evn_dsp_drop *drop, const struct piece *piece,
                uint32_t share)
{
    const struct evn_dsp_share *s = evn_dsp_view(p->d, EVN_DSP_SHARE, share);
    drop->share[drop->n_shares++] = share;
    drop->mass_g += mass_of(piece->item, s->quantity);
    drop->volume_ml += volume_of(piece->item, s->quantity);
    drop->sealed |= piece->sealed;
    if (piece->tier < drop->tier)
        drop->tier = piece->tier;
}

static bool same_drop(const struct piece *a, const struct piece *b)
{
    return a->old == b->old && strcmp(a->point, b->point) == 0 &&
           strcmp(a->warehouse, b->warehouse) == 0 && a->cold == b->cold;
}

/* Cut a share; the rest gets the next number of its own round. */
static uint32_t split(struct evn_dsp_planning *p, uint32_t share, int64_t fit)
{
    char key[EVN_DSP_KEY_MAX];
    uint32_t number;
    const struct evn_dsp_share *s = evn_dsp_view(p->d, EVN_DSP_SHARE, share);
    evn_dsp_key_round(s->round, key);
    bool known = evn_dsp_number(p->d, EVN_DSP_ROUND, key, &number);
    EVN_ASSERT(known);
    return evn_dsp_share_split(p->d, evn_dsp_edit(p->d, EVN_DSP_ROUND, number), share, fit);
}

/* Put the piece into drops, the last one first; what does not fit is cut off into the next.
 * *share: where the next drop's list begins. */
static void place_piece(struct evn_dsp_planning *p, const struct piece *piece, bool joins,
                        uint32_t **list)
{
    struct evn_dsp_drop *drop = joins ? &p->drop[p->n_drops - 1] : open_drop(p, piece, *list);
    uint32_t share = piece->share;
    for (;;) {
        const struct evn_dsp_share *s = evn_dsp_view(p->d, EVN_DSP_SHARE, share);
        int64_t fit = fitting(p, drop, piece, s->quantity), all = s->quantity;
        bool last = p->n_drops == EVN_DSP_DROPS_MAX || p->d->full;
        if (fit == 0 && drop->n_shares > 0 && !last) {
            drop = open_drop(p, piece, *list);
            continue;
        }
        /* A single pack that no vehicle holds stays whole: the plan will say it is too large. */
        uint32_t rest = fit > 0 && fit < all && !last ? split(p, share, fit) : share;
        put(p, drop, piece, share);
        *list += 1;
        if (rest == share)
            return;
        share = rest;
        drop = open_drop(p, piece, *list);
    }
}

bool evn_dsp_plan_drops(struct evn_dsp_planning *p)
{
    enum { CUTS_MAX = EVN_DSP_DROPS_MAX };
    size_t n;
    struct piece *piece = sort_pieces(p, &n);
    uint32_t *list = evn_arena_array(p->d->arena, n + CUTS_MAX, sizeof *list);
    p->drop = evn_arena_array(p->d->arena, EVN_DSP_DROPS_MAX, sizeof *p->drop);
    if (piece == NULL || list == NULL || p->drop == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool joins = i > 0 && same_drop(&piece[i], &piece[i - 1]);
        if (!joins && p->n_drops == EVN_DSP_DROPS_MAX) {
            give_back(p->d, piece[i].share, EVN_DSP_WHY_NO_ROUTE, "plan_full", "");
            piece[i] = piece[i - 1]; /* those like it are given back too */
            continue;
        }
        place_piece(p, &piece[i], joins, &list);
    }
    return !p->d->full;
}
