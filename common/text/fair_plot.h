/* fair_plot - cover before and after a day's rounds, as a picture: SVG. Pure.
 *
 * A line for each tier and item; on it every community: hollow where it stood before, full where it
 * stands after, by the part of what it wants for the target days, 0 to 100 percent. A level column
 * of full dots is a fair day. Needs no library, no font of ours and no style sheet; text is
 * escaped. */
#ifndef EVN_TEXT_FAIR_PLOT_H
#define EVN_TEXT_FAIR_PLOT_H

#include "common/base/buf.h"

struct evn_fair_dot {
    const char *item;      /* as it is called */
    const char *community; /* shown when the pointer rests on the dot */
    int tier;              /* 1..3 */
    int64_t before_cperc;  /* hundredths of a percent, 0..10000 */
    int64_t after_cperc;
};

enum { EVN_FAIR_LINES_MAX = 100 };

/* Write the picture of the dots, which stand together by tier and item, under `title`; of an
 * exercise, it says so. More than EVN_FAIR_LINES_MAX lines are left out. EVN_E_TOO_LARGE,
 * EVN_E_NO_MEMORY: as evn_buf_add. */
EVN_MUST_USE evn_err evn_fair_plot(const struct evn_fair_dot *dots, size_t n, const char *title,
                                   bool exercise, struct evn_buf *out);

#endif
