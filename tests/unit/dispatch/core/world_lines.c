#include "tests/unit/dispatch/core/world.h"

#include <stdlib.h>

void world_check_lines(const struct world *w)
{
    const struct evn_dsp_pool *lines = evn_dsp_pool_of(w->state, EVN_DSP_LINE);
    const struct evn_dsp_pool *shares = evn_dsp_pool_of(w->state, EVN_DSP_SHARE);
    int64_t(*sum)[6] = calloc(lines->n + 1, sizeof *sum);
    char key[EVN_DSP_KEY_MAX];
    uint32_t number;
    for (uint32_t i = 0; i < shares->n; i++) {
        const struct evn_dsp_share *s = evn_dsp_pool_at(shares, i);
        evn_dsp_key_line(s->request, s->line, key);
        if (!evn_dsp_pool_find(lines, key, &number))
            EVN_MUST(false);
        if (s->instead_of[0] != '\0') {
            sum[number][4] += s->state <= EVN_DSP_SHARE_ABOARD ? s->instead : 0;
            sum[number][5] +=
                s->state == EVN_DSP_SHARE_DELIVERED ? evn_dsp_share_worth(s, s->accepted) : 0;
        } else if (s->state <= EVN_DSP_SHARE_ABOARD)
            sum[number][s->state - 1] += s->quantity;
        else if (s->state == EVN_DSP_SHARE_DELIVERED)
            sum[number][3] += s->accepted;
    }
    for (uint32_t i = 0; i < lines->n; i++) {
        const struct evn_dsp_line *l = evn_dsp_pool_at(lines, i);
        if (!evn_dsp_line_holds(l) || sum[i][0] != l->allocated || sum[i][1] != l->reserved ||
            sum[i][2] != l->aboard || sum[i][3] != l->received || sum[i][4] != l->instead_coming ||
            sum[i][5] != l->instead_received)
            EVN_CHECK_TEXT(l->request, "a line whose sums hold");
        if ((l->open > 0) != (l->open_since_us != 0) || (l->open > 0 && !l->has_why))
            EVN_CHECK_TEXT(l->item, "open with an age and a reason");
        const struct evn_dsp_item *item = evn_dsp_find(w->state, EVN_DSP_ITEM, l->item);
        if (strncmp(l->request, "STANDING-", 9) != 0 && item != NULL &&
            (l->rounded >= item->pack || (l->open > 0 && l->rounded > 0)))
            EVN_CHECK_TEXT(l->request, "not more than was asked for and a pack");
    }
    free(sum);
}
