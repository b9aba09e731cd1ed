/* id - command ids: UUID version 7 (RFC 9562, section 5.7). Pure.
 *
 * A client mints the id before it sends a command for the first time and keeps it for every
 * retry: the same id acts at most once. The first 48 bits are Unix milliseconds, so ids of one
 * time lie together in an index, and an id can be refused as too old by looking at it. */
#ifndef EVN_BASE_ID_H
#define EVN_BASE_ID_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

enum { EVN_ID_LEN = 16, EVN_ID_TEXT_LEN = 36 };

struct evn_id {
    uint8_t b[EVN_ID_LEN];
};

/* Build an id from an instant (UTC microseconds; sub-millisecond part dropped) and 10 bytes that
 * the caller took from a random source - or, for ids that must be the same on every replay, from
 * a hash. Version and variant bits are set here. */
struct evn_id evn_id_make(int64_t at_us, const uint8_t rest[10]);

/* The instant an id claims to be from, in UTC microseconds (whole milliseconds). */
int64_t evn_id_time_us(const struct evn_id *id);

/* EVN_E_BAD_ID unless `bytes` are 16 bytes with version 7 and variant 10. */
EVN_MUST_USE evn_err evn_id_from_bytes(struct evn_bytes bytes, struct evn_id *out);

/* Write the 36 characters and a NUL. */
void evn_id_format(const struct evn_id *id, char out[EVN_ID_TEXT_LEN + 1]);

/* Read 36 characters, lower or upper case. EVN_E_BAD_ID for anything but a version 7 id. */
EVN_MUST_USE evn_err evn_id_parse(const char *text, struct evn_id *out);

static inline bool evn_id_equal(const struct evn_id *a, const struct evn_id *b)
{
    return memcmp(a->b, b->b, EVN_ID_LEN) == 0;
}

#endif
