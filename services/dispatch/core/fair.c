#include "services/dispatch/core/fair.h"

#include "common/base/num.h"
#include "services/dispatch/core/standing.h"

struct evn_dsp_wanted evn_dsp_wanted_of(const struct evn_dsp_decision *d, const char *community,
                                        const char *item, int64_t has)
{
    char key[EVN_DSP_KEY_MAX];
    struct evn_dsp_wanted wanted = {.has = has};
    for (uint32_t tier = 1; tier <= 3; tier++) {
        evn_dsp_key_need(community, item, tier, key);
        const struct evn_dsp_need *need = evn_dsp_find(d->state, EVN_DSP_NEED, key);
        if (need == NULL)
            continue;
        wanted.want[tier - 1] = evn_dsp_need_want(d, need);
        wanted.daily += need->daily > 0 ? need->daily : need->quantity;
    }
    return wanted;
}

static int64_t at_most(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Hundredths of a day, rounded down; 0 when nothing is used. */
static int64_t cdays(int64_t has, int64_t daily)
{
    int64_t times;
    if (daily <= 0)
        return 0;
    return evn_mul_i64(has, 100, &times) ? times / daily : has / daily * 100;
}

void evn_dsp_award_figures(struct evn_dsp_decision *d, struct evn_dsp_award *award,
                           const struct evn_dsp_wanted *wanted)
{
    int64_t before = wanted->has, after = wanted->has + award->quantity + award->instead;
    award->before_cdays = cdays(before, wanted->daily);
    award->after_cdays = cdays(after, wanted->daily);
    award->tiers = evn_arena_array(d->arena, 3, sizeof *award->tiers);
    if (award->tiers == NULL) {
        d->full = true;
        return;
    }
    for (uint32_t tier = 1; tier <= 3; tier++) {
        int64_t want = wanted->want[tier - 1];
        struct evn_dsp_award_tier t = {.tier = tier,
                                       .want = want,
                                       .before = at_most(before, want),
                                       .after = at_most(after, want)};
        before -= t.before;
        after -= t.after;
        award->missing += want - t.after;
        if (want > 0)
            award->tiers[award->n_tiers++] = t;
    }
}
