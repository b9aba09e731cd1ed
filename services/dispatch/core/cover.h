/* cover - how long what households have will last. Pure.
 *
 * DESIGN "Needs and cover": cover = max(0, cover yesterday + delivered / daily need - 1). Kept in
 * base units, which divides nothing away: at 00:00 of `day` the households have `units`; on that
 * day they get `delivered` and use `use`; on each day after it they use `daily`. A day's figures
 * follow from those of any earlier day, so nothing needs to happen at midnight. */
#ifndef EVN_DISPATCH_COVER_H
#define EVN_DISPATCH_COVER_H

#include "services/dispatch/core/fact.h"

/* Move the figures on to `day`; a day in the past changes nothing. */
void evn_dsp_cover_roll(struct evn_dsp_cover *cover, struct evn_day day);

/* Base units there are on the figures' day, before anything is used. */
int64_t evn_dsp_cover_has(const struct evn_dsp_cover *cover);

/* Base units they will use on `n_days` days from the figures' day on. */
int64_t evn_dsp_cover_want(const struct evn_dsp_cover *cover, uint32_t n_days);

/* Days of cover in hundredths, rounded down: of `has` at this use; INT64_MAX when nothing is
 * used. */
int64_t evn_dsp_cover_cdays(const struct evn_dsp_cover *cover);

/* The day's use is not covered: whoever needs the item is below the norm at the day's end. */
bool evn_dsp_cover_below(const struct evn_dsp_cover *cover);

#endif
