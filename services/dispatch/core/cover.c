#include "services/dispatch/core/cover.h"

void evn_dsp_cover_roll(struct evn_dsp_cover *cover, struct evn_day day)
{
    if (day.n <= cover->day.n)
        return;
    int64_t left = cover->units + cover->delivered - cover->use;
    int64_t days = (int64_t)day.n - cover->day.n - 1;
    if (left < 0 || (cover->daily > 0 && days > left / cover->daily))
        left = 0;
    cover->units = left - (left > 0 ? days * cover->daily : 0);
    cover->delivered = 0;
    cover->use = cover->daily;
    cover->day = day;
}

int64_t evn_dsp_cover_has(const struct evn_dsp_cover *cover)
{
    return cover->units + cover->delivered;
}

int64_t evn_dsp_cover_want(const struct evn_dsp_cover *cover, uint32_t n_days)
{
    return n_days == 0 ? 0 : cover->use + (int64_t)(n_days - 1) * cover->daily;
}

int64_t evn_dsp_cover_cdays(const struct evn_dsp_cover *cover)
{
    int64_t has = evn_dsp_cover_has(cover), rest = has - cover->use;
    if (cover->use > 0 && rest <= 0)
        return has * 100 / cover->use;
    if (cover->daily == 0)
        return INT64_MAX;
    return (cover->use > 0 ? 100 : 0) + rest * 100 / cover->daily;
}

bool evn_dsp_cover_below(const struct evn_dsp_cover *cover)
{
    return evn_dsp_cover_has(cover) < cover->use;
}
