/* buf - a growing byte buffer with a cap. Pure but for the heap.
 *
 * The buffer owns its memory from evn_buf_init to evn_buf_fini and never grows beyond `max`:
 * a full buffer is an error the caller sees (EVN_E_LIMIT), not an allocation that succeeds. */
#ifndef EVN_BASE_BUF_H
#define EVN_BASE_BUF_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

struct evn_buf {
    uint8_t *at; /* the bytes, or NULL while nothing was appended */
    size_t len;  /* bytes in use */
    size_t cap;  /* bytes allocated */
    size_t max;  /* upper bound of cap */
};

/* Make an empty buffer on the caller's storage that may grow to `max` bytes. */
void evn_buf_init(struct evn_buf *buf, size_t max);

/* Give back the memory. The buffer may be used again after a new evn_buf_init. */
void evn_buf_fini(struct evn_buf *buf);

/* Forget the content, keep the memory. */
void evn_buf_clear(struct evn_buf *buf);

/* evn_buf_room for a buffer that is full: allocate more. */
EVN_COLD uint8_t *evn_buf_grow(struct evn_buf *buf, size_t len);

/* Make room for `len` more bytes and return where they go, without changing `len`: the caller
 * fills them and then calls evn_buf_used. NULL when the cap or the heap does not allow it. */
static inline uint8_t *evn_buf_room(struct evn_buf *buf, size_t len)
{
    bool has = buf->at != NULL && buf->cap - buf->len >= len;
    return has ? buf->at + buf->len : evn_buf_grow(buf, len);
}

/* Say that `len` bytes of the room were filled. */
static inline void evn_buf_used(struct evn_buf *buf, size_t len)
{
    EVN_ASSERT(len <= buf->cap - buf->len);
    buf->len += len;
}

/* Append a copy of `bytes`. EVN_E_LIMIT when it would pass the cap, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_buf_add(struct evn_buf *buf, struct evn_bytes bytes);

#endif
