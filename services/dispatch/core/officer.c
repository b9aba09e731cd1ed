#include "services/dispatch/core/officer.h"

#include "common/service/rights.h"

enum { ABOVE_MAX = 64 };

/* The unit of the smallest area that covers `area` and is shorter than `below` characters. */
static const struct evn_dsp_unit *smallest(const struct evn_dsp_decision *d, const char *area,
                                           size_t below)
{
    const struct evn_dsp_unit *best = NULL;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_UNIT); i++) {
        const struct evn_dsp_unit *unit = evn_dsp_view(d, EVN_DSP_UNIT, i);
        size_t len = strlen(unit->area), have = best != NULL ? strlen(best->area) : 0;
        if (len >= below || !evn_scope_covers(unit->area, area))
            continue;
        if (best == NULL || len > have || (len == have && strcmp(unit->unit, best->unit) < 0))
            best = unit;
    }
    return best;
}

const struct evn_dsp_unit *evn_dsp_unit_for(const struct evn_dsp_decision *d, const char *area)
{
    return smallest(d, area, SIZE_MAX);
}

const struct evn_dsp_unit *evn_dsp_unit_above(const struct evn_dsp_decision *d, const char *code)
{
    const struct evn_dsp_unit *unit = evn_dsp_look(d, EVN_DSP_UNIT, code);
    if (unit == NULL)
        return NULL;
    return unit->parent[0] != '\0' ? evn_dsp_look(d, EVN_DSP_UNIT, unit->parent)
                                   : smallest(d, unit->area, strlen(unit->area));
}

/* Whether the member can have it; *resting: could, but for a course. */
static bool can_have(const struct evn_dsp_decision *d, const char *number, bool *resting)
{
    const struct evn_dsp_member *member = evn_dsp_look(d, EVN_DSP_MEMBER, number);
    bool serves = member != NULL && evn_dsp_serves(member, d->today);
    *resting = serves && member->resting;
    return serves && !member->resting;
}

static bool is_before(const struct evn_dsp_shift *a, const struct evn_dsp_shift *b)
{
    return a->rank != b->rank ? a->rank < b->rank : strcmp(a->member, b->member) < 0;
}

/* The first on the unit's roster; *rests the first of those who rest, or NULL. */
static const struct evn_dsp_shift *on_roster(const struct evn_dsp_decision *d, const char *unit,
                                             const struct evn_dsp_shift **rests)
{
    const struct evn_dsp_shift *best = NULL;
    *rests = NULL;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_SHIFT); i++) {
        const struct evn_dsp_shift *shift = evn_dsp_view(d, EVN_DSP_SHIFT, i);
        bool resting;
        if (strcmp(shift->unit, unit) != 0 || !evn_dsp_shift_on(shift, d->business_us))
            continue;
        bool can = can_have(d, shift->member, &resting);
        if (can && (best == NULL || is_before(shift, best)))
            best = shift;
        if (resting && (*rests == NULL || is_before(shift, *rests)))
            *rests = shift;
    }
    return best;
}

static void take(struct evn_dsp_owner *out, const char *owner, const char *unit, int32_t by)
{
    EVN_DSP_SET(out->owner, owner);
    EVN_DSP_SET(out->owner_unit, unit);
    out->owner_by = by;
}

void evn_dsp_officer(const struct evn_dsp_decision *d, const char *code, struct evn_dsp_owner *out)
{
    const struct evn_dsp_shift *rests;
    const struct evn_dsp_unit *unit = evn_dsp_look(d, EVN_DSP_UNIT, code);
    bool resting;
    *out = (struct evn_dsp_owner){.passed = unit == NULL ? EVN_DSP_PASSED_NO_UNIT : 0};
    for (int n = 0; n < ABOVE_MAX && unit != NULL; n++) {
        const struct evn_dsp_shift *shift = on_roster(d, unit->unit, &rests);
        if (shift != NULL) {
            take(out, shift->member, unit->unit, EVN_DSP_BY_ROSTER);
            return;
        }
        if (n == 0) {
            out->passed = rests != NULL ? EVN_DSP_PASSED_RESTING : EVN_DSP_PASSED_NOBODY;
            EVN_DSP_SET(out->passed_over, rests != NULL ? rests->member : "");
        }
        if (can_have(d, unit->head, &resting)) {
            take(out, unit->head, unit->unit, EVN_DSP_BY_HEAD);
            return;
        }
        unit = evn_dsp_unit_above(d, unit->unit);
    }
    take(out, EVN_DSP_DISPATCHERS, "", EVN_DSP_BY_DISPATCHER);
}
