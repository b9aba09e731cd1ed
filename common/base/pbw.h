/* pbw - write and read protobuf wire bytes without a generated decoder. Pure.
 *
 * Pure cores cannot use protobuf-c, yet what they log is read by any protobuf library. A writer
 * appends fields in ascending order to an evn_buf and remembers the first failure, so a caller
 * writes all fields and looks once. A reader takes one field at a time off the front, bounds
 * checked, without heap or recursion. Method: protobuf wire format, varint and length-delimited
 * fields; groups are refused. */
#ifndef EVN_BASE_PBW_H
#define EVN_BASE_PBW_H

#include "common/base/buf.h"

/* A message being written to the end of `buf`. */
struct evn_pbw {
    struct evn_buf *buf; /* borrowed; gets the bytes */
    evn_err err;         /* first failure (EVN_E_LIMIT, EVN_E_NO_MEMORY), else EVN_OK */
};

/* One field as read. */
struct evn_pb_field {
    uint32_t number;        /* 1 or more */
    uint32_t type;          /* wire type: 0 varint, 1 fixed64, 2 bytes, 5 fixed32 */
    uint64_t value;         /* of types 0, 1 and 5 */
    struct evn_bytes bytes; /* of type 2; else empty, never NULL; points into the message */
};

/* uint32, uint64, bool, enum: left out when zero, as proto3 does. */
void evn_pbw_u64(struct evn_pbw *w, uint32_t number, uint64_t value);

/* int32, int64: a negative number takes ten bytes. Left out when zero. */
void evn_pbw_i64(struct evn_pbw *w, uint32_t number, int64_t value);

/* sint32, sint64: zigzag. Left out when zero. */
void evn_pbw_s64(struct evn_pbw *w, uint32_t number, int64_t value);

/* bytes, string, embedded message. Left out when empty. */
void evn_pbw_bytes(struct evn_pbw *w, uint32_t number, struct evn_bytes bytes);

/* repeated int64, packed. Left out when there are none. */
void evn_pbw_packed_i64(struct evn_pbw *w, uint32_t number, const int64_t *values, size_t n);

/* Take the next field off the front of `rest`. EVN_E_AGAIN: nothing left. EVN_E_CORRUPT: not a
 * field; `rest` then still points at it. */
EVN_MUST_USE evn_err evn_pb_next(struct evn_bytes *rest, struct evn_pb_field *out);

/* Take one bare varint (as in a packed field) off the front. Errors as evn_pb_next. */
EVN_MUST_USE evn_err evn_pb_varint(struct evn_bytes *rest, uint64_t *out);

/* What evn_pbw_s64 wrote. */
static inline int64_t evn_pb_zigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

#endif
