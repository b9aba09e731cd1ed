/* line - an entry of the digest of business state, put together from texts and numbers. Pure. */
#ifndef EVN_LEDGER_LINE_H
#define EVN_LEDGER_LINE_H

#include "common/base/assert.h"
#include "services/ledger/core/dict.h"

enum { EVN_LINE_MAX = 8 * (EVN_NAME_MAX + 1) };

struct evn_canon_line {
    uint8_t at[EVN_LINE_MAX];
    size_t len;
};

/* A text and a tab. */
static inline void evn_line_text(struct evn_canon_line *line, struct evn_bytes text)
{
    EVN_ASSERT(line->len + text.len < sizeof line->at);
    if (text.len > 0)
        memcpy(line->at + line->len, text.at, text.len);
    line->len += text.len;
    line->at[line->len++] = '\t';
}

/* A number: eight bytes, little-endian. */
static inline void evn_line_number(struct evn_canon_line *line, int64_t value)
{
    EVN_ASSERT(line->len + 8 <= sizeof line->at);
    evn_put_i64(line->at + line->len, value);
    line->len += 8;
}

static inline struct evn_bytes evn_line_bytes(const struct evn_canon_line *line)
{
    return evn_bytes_of(line->at, line->len);
}

#endif
