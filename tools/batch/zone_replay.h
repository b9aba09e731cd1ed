/* zone_replay - high-risk episodes from files of places and infection reports. Pure but for the
 * heap.
 *
 * Formats: proto/spec/16-batch.md. The clock is the registry's (services/registry/core/episodes.h);
 * here files become place-days and episodes become lines. Every flaw of a file is told; with any,
 * nothing can be written. */
#ifndef EVN_BATCH_ZONE_REPLAY_H
#define EVN_BATCH_ZONE_REPLAY_H

#include "common/base/buf.h"
#include "services/registry/core/episodes.h"
#include "tools/batch/names.h"
#include "tools/batch/tell.h"
#include "tools/batch/zone_rules.h"

enum { EVN_ZONE_PLACES_MAX = 4000000, EVN_ZONE_REPORTS_MAX = 8000000 };

/* A report with an id of its own, which later versions of it replace. */
struct evn_zone_report {
    uint32_t place; /* number among the places */
    struct evn_day day;
    int64_t version;
    bool found; /* somebody was; else it is withdrawn */
};

struct evn_zone_replay {
    struct evn_names places;
    struct evn_names ids;           /* of reports that have one */
    struct evn_zone_report *report; /* owned: by number of the id */
    struct evn_place_day *day;      /* owned: of all other reports, then of all */
    size_t n_days, days_cap, reports_cap;
    int64_t n_reports; /* lines */
};

/* What a replay shows beyond its lines. */
struct evn_zone_summary {
    int64_t places;     /* known */
    int64_t place_days; /* with an infection, each once, until the end */
    int64_t ignored;    /* place-days after the end */
    int64_t episodes;   /* all, and those still open at the end */
    int64_t open;       /* see above */
    int64_t peak;       /* most places high on one day, and the first such day */
    struct evn_day peak_on;
    /* Of closed episodes: from the first day to the day lowered, both counted. */
    int64_t median_days, p90_days, longest_days;
    int64_t by_rule[EVN_ZONE_RULES_MAX]; /* episodes by rule */
};

void evn_zone_replay_init(struct evn_zone_replay *r);

void evn_zone_replay_fini(struct evn_zone_replay *r);

/* Read the places: then the reports. EVN_E_BAD_FILE: flaws were told. EVN_E_LIMIT,
 * EVN_E_NO_MEMORY. The texts are borrowed until the end. */
EVN_MUST_USE evn_err evn_zone_places_read(struct evn_zone_replay *r, struct evn_csv rows,
                                          const struct evn_batch_tell *tell);
EVN_MUST_USE evn_err evn_zone_reports_read(struct evn_zone_replay *r, struct evn_csv rows,
                                           const struct evn_batch_tell *tell);

/* All reports are read: put the place-days in order. Returns the last day with an infection in
 * *last, EVN_DAY_NONE when there is none. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_zone_replay_order(struct evn_zone_replay *r, struct evn_day *last);

/* Append the episodes as they stand at the end of `until` to `out`, with a head, sorted by the
 * bytes of the place and by episode. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_zone_replay_write(const struct evn_zone_replay *r,
                                           const struct evn_zone_rules *rules, struct evn_day until,
                                           struct evn_buf *out, struct evn_zone_summary *summary);

#endif
