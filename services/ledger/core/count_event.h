/* count_event - bodies of COUNT frames: what a stock count came to, step by step. Pure.
 *
 * Messages CountSheet and CountSheet.Line of event.proto, written and read without generated code.
 * Lists are read one element at a time; text and lists that were read point into the frame. */
#ifndef EVN_LEDGER_COUNT_EVENT_H
#define EVN_LEDGER_COUNT_EVENT_H

#include "common/base/buf.h"

#include <stdbool.h>

enum evn_count_step {
    EVN_COUNT_STARTED = 0,
    EVN_COUNT_HANDED_IN = 1,
    EVN_COUNT_RECOUNT = 2,
    EVN_COUNT_APPROVED = 3,
    EVN_COUNT_DROPPED = 4,
    EVN_COUNT_LIMIT = 5
};

/* One account. */
struct evn_count_result {
    uint32_t account;
    int64_t counted;  /* base units */
    int64_t at_us;    /* business time of the counting */
    int64_t expected; /* what the books had at that instant; handed in blind: 0 */
};

struct evn_count_event {
    uint32_t step;          /* enum evn_count_step */
    uint64_t of;            /* seq of STARTED; 0 in itself and in LIMIT */
    uint32_t place;         /* STARTED: where */
    bool blind;             /* STARTED: counters are not told what is expected */
    uint32_t counter;       /* actor who did the step */
    uint64_t seen_seq;      /* HANDED_IN: last event the counter's device had seen */
    uint32_t n_counters;    /* STARTED: 1, or 2 who must agree */
    struct evn_bytes name;  /* STARTED: external id */
    int64_t limit_units;    /* LIMIT: difference that needs a higher role, above it; 0: none */
    uint32_t limit_percent; /* LIMIT: the same in percent of what is expected; 0: none */
    bool more;              /* APPROVED: the count goes on */
    const struct evn_count_result *lines;     /* to write */
    const int64_t *places;                    /* STARTED: bins, beside `place`; to write */
    const int64_t *items;                     /* STARTED: items; none: all; to write */
    uint32_t n_lines, n_places, n_items;      /* of these; set by reading, too */
    struct evn_bytes read_places, read_items; /* as read: bare varints (evn_pb_varint) */
};

/* Append the body. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_count_event_put(struct evn_buf *body, const struct evn_count_event *event);

/* Read it back, but for the lines, which are counted. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_count_event_get(struct evn_bytes body, struct evn_count_event *out);

/* The next line of a body; `rest` starts as the whole body. EVN_E_AGAIN: no more. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_count_event_line(struct evn_bytes *rest, struct evn_count_result *out);

#endif
