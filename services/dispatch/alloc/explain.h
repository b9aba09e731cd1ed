/* explain - for every number of an allocation, one sentence. Pure: a code and its arguments.
 *
 * Sentences are chosen here and written where people read them (allocio/render.h), in the
 * language they read; templates are in text_list.h. Fractions are rounded down. */
#ifndef EVN_ALLOC_EXPLAIN_H
#define EVN_ALLOC_EXPLAIN_H

#include "services/dispatch/alloc/alloc.h"

#include <stddef.h>
#include <stdint.h>

#define EVN_TEXT(name, en, zh) EVN_TEXT_##name,
enum evn_alloc_text {
#include "common/text/alloc_list.h"
    EVN_TEXT_N
};
#undef EVN_TEXT

/* One sentence and its arguments; those its template does not name are 0. */
struct evn_alloc_note {
    enum evn_alloc_text text;
    int32_t other;         /* {other}: index of a community, or EVN_ALLOC_NONE */
    int32_t lane;          /* {lane}: warehouse of the problem that is a lane, or EVN_ALLOC_NONE */
    int32_t tier;          /* {tier}: 1..3 */
    int32_t target_days;   /* {target_days} */
    int64_t packs;         /* {packs} */
    int64_t units;         /* {units}: base units, as all below unless said */
    int64_t before;        /* {before} */
    int64_t after;         /* {after} */
    int64_t want;          /* {want} */
    int64_t missing;       /* {missing} */
    int64_t before_cdays;  /* {before_days}: hundredths of a day */
    int64_t after_cdays;   /* {after_days} */
    int64_t level_cdays;   /* {level_days} */
    int64_t after_cperc;   /* {after_percent}: hundredths of a percent */
    int64_t level_cperc;   /* {level_percent} */
    int64_t owed_micro;    /* {owed}: millionths of a pack */
    int64_t carried_micro; /* {carried} */
};

/* The name of a text as in text_list.h, and its template in that language. Static storage. */
const char *evn_alloc_text_name(enum evn_alloc_text text);
const char *evn_alloc_text_template(enum evn_alloc_text text, enum evn_lang lang);

/* What community `i` was given in `tier` (0..2), and what that does for it. */
struct evn_alloc_note evn_explain_given(const struct evn_alloc_problem *problem,
                                        const struct evn_alloc_result *result, size_t i,
                                        int32_t tier);

/* Why community `i` was not given more. */
struct evn_alloc_note evn_explain_bound(const struct evn_alloc_problem *problem,
                                        const struct evn_alloc_result *result, size_t i);

/* What community `i` carries to the next round. */
struct evn_alloc_note evn_explain_carried(const struct evn_alloc_problem *problem,
                                          const struct evn_alloc_result *result, size_t i);

/* Why warehouse `w` keeps what it keeps. */
struct evn_alloc_note evn_explain_left(const struct evn_alloc_problem *problem,
                                       const struct evn_alloc_result *result, size_t w);

#endif
