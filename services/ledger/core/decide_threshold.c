#include "services/ledger/core/parts.h"

enum { BODY_MAX = 256 };

evn_err evn_decide_threshold(struct evn_draft *d, const struct evn_ledger_threshold *said)
{
    struct evn_threshold row = {.low = said->low,
                                .enough = said->enough > 0 ? said->enough : said->low};
    struct evn_buf body;
    evn_err err = evn_decide_find_place(d, said->place, 0, "place", &row.place);
    if (err == EVN_OK && !evn_place_is_physical(evn_ledger_place(d->state, row.place)->kind))
        err = evn_draft_refuse_text(d, EVN_E_BAD_FIELD, 0, "place", said->place);
    if (err == EVN_OK)
        err = evn_decide_find_item(d, said->item, 0, &row.item);
    if (err != EVN_OK)
        return err;
    if (row.low < 0)
        return evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, 0, "low");
    if (row.enough < row.low) {
        err = evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, 0, "enough");
        d->refusal->have = row.enough;
        d->refusal->want = row.low;
        return err;
    }
    if (d->state->thresholds.n >= d->state->limits.n_names_max)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "thresholds", d->state->limits.n_names_max);
    evn_buf_init(&body, BODY_MAX);
    err = evn_threshold_put(&body, &row);
    return evn_decide_frame(d, EVN_LEDGER_FRAME_THRESHOLD, &body, err);
}
