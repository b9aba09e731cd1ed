#include "services/dispatch/alloc/explain.h"

#include "services/dispatch/alloc/wide.h"

#include <stdbool.h>

#define EVN_TEXT(name, en, zh) {#name, {[EVN_LANG_EN] = en, [EVN_LANG_ZH] = zh}},
static const struct {
    const char *name;
    const char *template[2];
} texts[] = {
#include "common/text/alloc_list.h"
};
#undef EVN_TEXT

const char *evn_alloc_text_name(enum evn_alloc_text text)
{
    EVN_ASSERT((unsigned)text < EVN_TEXT_N);
    return texts[text].name;
}

const char *evn_alloc_text_template(enum evn_alloc_text text, enum evn_lang lang)
{
    EVN_ASSERT((unsigned)text < EVN_TEXT_N);
    return texts[text].template[lang == EVN_LANG_ZH ? EVN_LANG_ZH : EVN_LANG_EN];
}

/* units x scale / per, rounded down, and at most INT64_MAX; 0 when per is 0. */
static int64_t ratio(int64_t units, int64_t scale, int64_t per)
{
    if (per == 0)
        return 0;
    const evn_i128 value = (evn_i128)units * scale / per;
    return value < INT64_MAX ? (int64_t)value : INT64_MAX;
}

/* Hundredths of a day that `units` last; hundredths of a percent they are of a floor. */
static int64_t cdays(int64_t units, int64_t need_milli)
{
    return ratio(units, 100 * 1000, need_milli);
}

static int64_t cpercent(int64_t units, int64_t floor)
{
    return ratio(units, 100 * 100, floor);
}

static int64_t clamp(int64_t v, int64_t max)
{
    return v < 0 ? 0 : v > max ? max : v;
}

/* Base units the community has after the tiers 0..tier-1. */
static int64_t has_before(const struct evn_alloc_problem *p, const struct evn_alloc_result *out,
                          size_t i, int32_t tier)
{
    int64_t has = p->communities[i].on_hand + p->communities[i].in_transit;
    for (int32_t t = 0; t < tier; t++)
        has += out->shares[i].packs[t] * p->pack;
    return has;
}

struct evn_alloc_note evn_explain_given(const struct evn_alloc_problem *p,
                                        const struct evn_alloc_result *out, size_t i, int32_t tier)
{
    const struct evn_alloc_community *c = &p->communities[i];
    struct evn_alloc_note note = {
        .other = EVN_ALLOC_NONE, .lane = EVN_ALLOC_NONE, .tier = tier + 1};
    const int64_t before = has_before(p, out, i, tier), after = has_before(p, out, i, tier + 1);
    note.packs = out->shares[i].packs[tier];
    note.units = note.packs * p->pack;
    if (tier == 2) {
        note.text = c->need_milli > 0 ? EVN_TEXT_COVER_GIVEN : EVN_TEXT_COVER_NONE;
        note.before_cdays = cdays(before, c->need_milli);
        note.after_cdays = cdays(after, c->need_milli);
        note.target_days = c->target_days;
        return note;
    }
    const int64_t start = tier == 1 ? c->floor[0] : 0;
    note.want = c->floor[tier];
    note.before = clamp(before - start, note.want);
    note.after = clamp(after - start, note.want);
    note.text = tier == 0 ? EVN_TEXT_FLOOR_1_GIVEN : EVN_TEXT_FLOOR_2_GIVEN;
    if (note.want == 0)
        note.text = EVN_TEXT_FLOOR_NONE;
    else if (note.before == note.want)
        note.text = EVN_TEXT_FLOOR_MET;
    return note;
}

/* The sentence for a community that stands above the level of its region. */
static void explain_above(const struct evn_alloc_community *c, const struct evn_alloc_region *r,
                          struct evn_alloc_note *note)
{
    note->text = r->tier == 2 ? EVN_TEXT_ABOVE_DAYS : EVN_TEXT_ABOVE_PART;
    if (r->tier == 2) {
        note->level_cdays = cdays(r->level_units, r->level_per);
        note->after_cdays = cdays(note->after, c->need_milli);
        return;
    }
    const int64_t start = r->tier == 1 ? c->floor[0] : 0;
    note->level_cperc = cpercent(r->level_units, r->level_per);
    note->after_cperc = cpercent(note->after - start, c->floor[r->tier]);
}

/* Whether warehouse `w` of the region, or of none, is a lane that held back what lies behind it. */
static bool holds_back(const struct evn_alloc_problem *p, const struct evn_alloc_region *r,
                       size_t w)
{
    const bool none = p->stock[w] < p->pack;
    const uint64_t behind = p->lanes[w - (p->n_warehouses - p->n_lanes)].from;
    if (r != NULL && (r->warehouses >> w & 1) == 0)
        return false;
    for (uint64_t set = behind; set != 0 && (none || r != NULL); set &= set - 1) {
        const int at = __builtin_ctzll(set);
        if (p->stock[at] >= p->pack && (r == NULL || (r->warehouses >> at & 1) == 0))
            return true;
    }
    return false;
}

/* When it was a lane's limit and not the stock behind it, say so. */
static void explain_lane(const struct evn_alloc_problem *p, const struct evn_alloc_community *c,
                         const struct evn_alloc_share *s, const struct evn_alloc_region *r,
                         struct evn_alloc_note *note)
{
    if (note->missing == 0)
        return;
    for (size_t w = p->n_warehouses - p->n_lanes; w < p->n_warehouses; w++) {
        if ((c->reach >> w & 1) == 0 || !holds_back(p, r, w))
            continue;
        note->text = s->reason == EVN_ALLOC_TIED ? EVN_TEXT_LANE_TIED : EVN_TEXT_LANE_BOUND;
        note->lane = (int32_t)w;
        note->units = p->stock[w];
        return;
    }
}

struct evn_alloc_note evn_explain_bound(const struct evn_alloc_problem *p,
                                        const struct evn_alloc_result *out, size_t i)
{
    static const enum evn_alloc_text fixed[] = {
        [EVN_ALLOC_NO_CLAIM] = EVN_TEXT_NO_CLAIM, [EVN_ALLOC_COVERED] = EVN_TEXT_COVERED,
        [EVN_ALLOC_FILLED] = EVN_TEXT_FILLED,     [EVN_ALLOC_NO_STOCK] = EVN_TEXT_NO_STOCK,
        [EVN_ALLOC_TIER] = EVN_TEXT_EARLIER_TIER, [EVN_ALLOC_TOO_OLD] = EVN_TEXT_TOO_OLD,
    };
    static const enum evn_alloc_text tied[] = {
        [EVN_ALLOC_TIE_RANK] = EVN_TEXT_TIED_RANK,
        [EVN_ALLOC_TIE_CARRIED] = EVN_TEXT_TIED_CARRIED,
        [EVN_ALLOC_TIE_CLAIM] = EVN_TEXT_TIED_CLAIM,
        [EVN_ALLOC_TIE_SERVED] = EVN_TEXT_TIED_SERVED,
        [EVN_ALLOC_TIE_ID] = EVN_TEXT_TIED_ID,
    };
    const struct evn_alloc_community *c = &p->communities[i];
    const struct evn_alloc_share *s = &out->shares[i];
    const struct evn_alloc_region *r =
        s->region != EVN_ALLOC_NONE ? &out->regions[s->region] : NULL;
    struct evn_alloc_note note = {
        .other = EVN_ALLOC_NONE, .lane = EVN_ALLOC_NONE, .tier = r != NULL ? r->tier + 1 : 0};
    note.before = has_before(p, out, i, 0);
    note.after = has_before(p, out, i, EVN_ALLOC_TIERS);
    note.want = evn_alloc_claim(c);
    note.missing = s->missing[0] + s->missing[1] + s->missing[2];
    switch (s->reason) {
    case EVN_ALLOC_ABOVE:
        EVN_ASSERT(r != NULL);
        explain_above(c, r, &note);
        break;
    case EVN_ALLOC_TIED:
        EVN_ASSERT(r != NULL);
        note.text = tied[s->tie];
        note.other = r->last;
        break;
    default:
        note.text = fixed[s->reason];
    }
    explain_lane(p, c, s, r, &note);
    return note;
}

struct evn_alloc_note evn_explain_carried(const struct evn_alloc_problem *p,
                                          const struct evn_alloc_result *out, size_t i)
{
    const struct evn_alloc_share *s = &out->shares[i];
    return (struct evn_alloc_note){.text = EVN_TEXT_CARRIED,
                                   .other = EVN_ALLOC_NONE,
                                   .lane = EVN_ALLOC_NONE,
                                   .packs = s->packs[0] + s->packs[1] + s->packs[2],
                                   .owed_micro = p->communities[i].carried_micro,
                                   .carried_micro = s->carried_micro};
}

struct evn_alloc_note evn_explain_left(const struct evn_alloc_problem *p,
                                       const struct evn_alloc_result *out, size_t w)
{
    struct evn_alloc_note note = {
        .text = EVN_TEXT_RESERVE, .other = EVN_ALLOC_NONE, .lane = EVN_ALLOC_NONE};
    note.units = out->left[w];
    note.want = p->pack;
    uint64_t used = 0;
    for (size_t k = 0; k < out->n_regions; k++)
        used |= out->regions[k].warehouses;
    for (size_t k = 0; k < p->n_lanes; k++)
        if ((used >> (p->n_warehouses - p->n_lanes + k) & 1) != 0 &&
            (p->lanes[k].from >> w & 1) != 0)
            note.text = EVN_TEXT_LANE_FULL;
    if (note.units == 0)
        note.text = EVN_TEXT_EMPTY;
    else if (note.units < p->pack)
        note.text = EVN_TEXT_LOOSE;
    return note;
}
