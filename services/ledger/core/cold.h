/* cold - temperatures of places, and how long each lot was outside its range. Pure but heap.
 *
 * A reading holds until the next one of its place, for at most an hour: what was not measured is
 * not counted. So the time a place was outside a range follows from its readings alone, in whatever
 * order they come; the newest EVN_COLD_READINGS_MAX of a place are kept for those that come late or
 * twice. A lot's time outside counts over all places it was at. Integers only: hundredths of a
 * degree, microseconds. Source: proto/spec/14-ledger-more.md. */
#ifndef EVN_LEDGER_COLD_H
#define EVN_LEDGER_COLD_H

#include "common/base/arena.h"
#include "common/base/bytes.h"
#include "services/ledger/core/sums.h"

#include <stdbool.h>

enum { EVN_COLD_READINGS_MAX = 2048, EVN_COLD_ONCE_MAX = 1000 };
#define EVN_COLD_HOLDS_US (INT64_C(60) * 60 * 1000000)

struct evn_reading {
    int64_t at_us;
    int32_t centi; /* 1/100 degree Celsius */
};

struct evn_cold_place {
    uint32_t place;               /* number */
    struct evn_reading *readings; /* ascending; owned */
    uint32_t n, cap;
    int64_t
        breach_us; /* since when it is outside what something there needs; INT64_MIN: it isn't */
};

struct evn_cold {
    struct evn_cold_place *place; /* in the order first heard of; owned */
    uint32_t n, cap;
    struct evn_sums outside; /* lot -> microseconds it was outside its range */
    uint32_t *items;         /* numbers of items that were ever of the cold chain; owned */
    uint32_t n_items, items_cap;
};

void evn_cold_fini(struct evn_cold *cold);

/* What is known of a place, or NULL. Borrowed until the next apply. */
const struct evn_cold_place *evn_cold_at(const struct evn_cold *cold, uint32_t place);

/* Note an item of the cold chain; again is once. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_cold_item(struct evn_cold *cold, uint32_t item);

/* One ColdChain event. */
enum evn_cold_step { EVN_COLD_SUMMARY = 0, EVN_COLD_BREACH = 1, EVN_COLD_BREACH_ENDED = 2 };
struct evn_cold_event {
    enum evn_cold_step step;
    uint32_t place;
    int64_t from_us, until_us; /* of the readings; BREACH: from when; ENDED: of the breach */
    int32_t lowest_centi, highest_centi; /* of the readings */
    uint32_t outside_min;                /* most that a lot was outside by these readings */
    const int64_t *lots;                 /* held by records of the same command */
    size_t n_lots;
    const int64_t *at_us, *centi; /* readings that are new */
    size_t n_readings;
    const int64_t *outside_lots, *outside_us; /* lots whose time outside changed, and by how much */
    size_t n_outside;
};

/* Its body, in the arena. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_cold_body(const struct evn_cold_event *event, struct evn_arena *arena,
                                   struct evn_bytes *out);

/* Take in an event with this body. EVN_E_CORRUPT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_cold_apply(struct evn_cold *cold, struct evn_bytes body);

#endif
