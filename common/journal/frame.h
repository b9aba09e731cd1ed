/* frame - the events inside a block, as protobuf wire bytes. Pure.
 *
 * A block's payload is the concatenation of `frame` fields of evernormal.log.v1.Block, so any
 * protobuf library reads it, and what is logged is what is published. Frames are written and walked
 * here without protobuf-c: no heap, no recursion, bounds checked. A frame stands for `count`
 * events with consecutive numbers: usually one; a run of fixed records stands for many. */
#ifndef EVN_JOURNAL_FRAME_H
#define EVN_JOURNAL_FRAME_H

#include "common/base/buf.h"

struct evn_frame {
    uint32_t kind;          /* event kind, numbered per service in its spec; never 0 */
    uint32_t version;       /* of the body's format; 1 or more */
    bool ignorable;         /* a reader that does not know `kind` may skip it */
    uint32_t count;         /* events this frame stands for; 1 or more */
    struct evn_bytes cause; /* who asked: serialized evernormal.service.v1.Cause, or empty */
    struct evn_bytes body;  /* the event: protobuf or fixed records, as `kind` says */
};

/* Append the frame to a payload. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_frame_append(struct evn_buf *payload, const struct evn_frame *frame);

/* Append only a frame's head, for a body of `body_len` bytes that the caller adds right behind it:
 * lets fixed records be written straight into the payload. */
EVN_MUST_USE evn_err evn_frame_append_head(struct evn_buf *payload, const struct evn_frame *frame,
                                           size_t body_len);

/* Take the next frame off the front of `rest`. EVN_E_AGAIN: nothing left. EVN_E_CORRUPT: not a
 * frame; `rest` then still points at it. Members of *out point into the payload. */
EVN_MUST_USE evn_err evn_frame_next(struct evn_bytes *rest, struct evn_frame *out);

#endif
