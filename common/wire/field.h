/* field - messages as plain structs, read and written by tables of their fields. Pure.
 *
 * A table has one line per field of a proto message: its tag, its kind, where it lies in a struct
 * and what it may be. Reading by the table is unpacking and validation in one step: bounded by
 * the table's limits and the arena, without heap, and ending in a typed refusal that names the
 * field. A table never contains itself, so nesting is as deep as the tables are. tests/lib/
 * tables.h holds each table against the descriptor of its message.
 *
 * A field that is absent, zero or empty is the same, as in proto3: zero bytes in the struct, and
 * EVN_DAY_NONE for a day. What a reader needs to tell apart is its own message or bool. */
#ifndef EVN_WIRE_FIELD_H
#define EVN_WIRE_FIELD_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/day.h"
#include "common/base/id.h"

/* Kind of a field: the proto type, and the member it fills. */
enum evn_wire_kind {
    EVN_WIRE_BOOL,  /* bool -> bool */
    EVN_WIRE_U32,   /* uint32 -> uint32_t */
    EVN_WIRE_U64,   /* uint64 -> uint64_t */
    EVN_WIRE_I32,   /* int32 -> int32_t */
    EVN_WIRE_I64,   /* int64 -> int64_t */
    EVN_WIRE_ENUM,  /* enum -> an enum or int of 4 bytes */
    EVN_WIRE_DAY,   /* string "YYYY-MM-DD" -> struct evn_day */
    EVN_WIRE_TEXT,  /* string -> char[N] with NUL: clean text (text.h) */
    EVN_WIRE_CODE,  /* string -> char[N] with NUL: an external id (text.h) */
    EVN_WIRE_ID,    /* bytes -> struct evn_id: UUID version 7 */
    EVN_WIRE_FIXED, /* bytes -> a struct or array of exactly so many bytes */
    EVN_WIRE_BYTES, /* bytes -> struct evn_bytes, pointing into the message */
    EVN_WIRE_MSG,   /* message -> a struct, and `bool has_...` */
    EVN_WIRE_REF    /* message -> a pointer to a struct in the arena, NULL when absent */
};

/* Flags of a field. */
enum {
    EVN_REQUIRED = 1, /* refused when absent, zero or empty */
    EVN_ONE_OF = 2,   /* of the fields with this flag exactly one must be there */
    EVN_LINES = 4,    /* the command's lines: a refusal inside carries the line number */
    EVN_LIST = 8,     /* repeated: a pointer to the elements in the arena, and `size_t n_...` */
    EVN_A_DAY = 16    /* of every DAY, set by the macros below: what is absent is not zero */
};

#define EVN_WIRE_ANY (-1) /* as `max` of U64: no limit */

struct evn_wire_message;

struct evn_wire_field {
    const char *name;                   /* as in the proto, and of the member */
    uint32_t tag;                       /* field number */
    enum evn_wire_kind kind;            /* see above */
    uint32_t flags;                     /* EVN_REQUIRED, ... */
    uint32_t size;                      /* bytes of the member, of a list: of one element */
    uint32_t offset;                    /* of the member in the struct */
    uint32_t offset_n;                  /* of has_... or n_... */
    int64_t min, max;                   /* numbers: value; text, bytes: length; lists: count */
    const struct evn_wire_message *sub; /* of MSG and REF */
};

/* What the flags of a table say, bit i for its field i: for messages of which there are very many,
 * where going through the table at the end of each would cost more than reading it. */
struct evn_wire_sets {
    uint64_t required, one_of, days;
};

struct evn_wire_message {
    const char *name;                   /* of the proto message, with its package */
    size_t size;                        /* bytes of the struct */
    const struct evn_wire_field *field; /* by ascending tag; at most 64 */
    size_t n_fields;
    const struct evn_wire_sets *sets; /* or NULL; tests/lib/tables.h holds them against the flags */
};

enum evn_wire_mode {
    EVN_WIRE_STRICT, /* commands, queries: an unknown field is refused */
    EVN_WIRE_LENIENT /* events, answers: an unknown field is skipped */
};

/* One line of a table; `s` is the struct, `m` the member. Bounds hold for values that are there:
 * zero or empty passes unless EVN_REQUIRED. */
#define EVN_FIELD_NUMBER(tag_, kind_, s, m, flags_, min_, max_)                                    \
    EVN_FIELD_(tag_, kind_, s, m, flags_, sizeof(((s *)0)->m), 0, min_, max_, NULL)
#define EVN_FIELD_TEXT(tag_, kind_, s, m, flags_, min_)                                            \
    EVN_FIELD_(tag_, kind_, s, m, flags_, sizeof(((s *)0)->m), 0, min_,                            \
               (int64_t)sizeof(((s *)0)->m) - 1, NULL)
#define EVN_FIELD_PLAIN(tag_, kind_, s, m, flags_)                                                 \
    EVN_FIELD_(tag_, kind_, s, m, flags_, sizeof(((s *)0)->m), 0, 0, 0, NULL)
#define EVN_FIELD_BYTES(tag_, s, m, flags_, min_, max_)                                            \
    EVN_FIELD_(tag_, BYTES, s, m, flags_, sizeof(((s *)0)->m), 0, min_, max_, NULL)
#define EVN_FIELD_MSG(tag_, s, m, flags_, sub_)                                                    \
    EVN_FIELD_(tag_, MSG, s, m, flags_, sizeof(((s *)0)->m), offsetof(s, has_##m), 0, 0, sub_)
#define EVN_FIELD_REF(tag_, s, m, flags_, sub_)                                                    \
    EVN_FIELD_(tag_, REF, s, m, flags_, sizeof((const void *)((s *)0)->m), 0, 0, 0, sub_)
/* A list of `kind_`, `min_` to `max_` elements; of messages when `sub_` is not NULL. Elements of
 * text lists are char[N] and none may be empty. */
#define EVN_FIELD_LIST(tag_, kind_, s, m, flags_, min_, max_, sub_)                                \
    EVN_FIELD_(tag_, kind_, s, m, (flags_) | EVN_LIST, sizeof(*((s *)0)->m), offsetof(s, n_##m),   \
               min_, max_, sub_)
#define EVN_FIELD_(tag_, kind_, s, m, flags_, size_, offset_n_, min_, max_, sub_)                  \
    {                                                                                              \
        .name = #m, .tag = tag_, .kind = EVN_WIRE_##kind_,                                         \
        .flags = (flags_) | (EVN_WIRE_##kind_ == EVN_WIRE_DAY ? EVN_A_DAY : 0), .size = size_,     \
        .offset = offsetof(s, m), .offset_n = offset_n_, .min = min_, .max = max_, .sub = sub_     \
    }
#define EVN_MESSAGE(name_, s, fields)                                                              \
    {                                                                                              \
        .name = name_, .size = sizeof(s), .field = fields,                                         \
        .n_fields = sizeof(fields) / sizeof(fields)[0]                                             \
    }

#define EVN_MESSAGE_SETS(name_, s, fields, sets_)                                                  \
    {                                                                                              \
        .name = name_, .size = sizeof(s), .field = fields,                                         \
        .n_fields = sizeof(fields) / sizeof(fields)[0], .sets = sets_                              \
    }

/* Read a message into the struct at `out` (`message->size` bytes, cleared first). BYTES point
 * into `bytes`; lists and REF structs lie in the arena. Accepted is what every protobuf library
 * writes, whatever the field order; refused are over-long varints, a singular field that comes
 * twice, a list above its limit, and what the table does not allow.
 * On an error *why is set (else untouched): `field` is the dotted path, such as
 * "lines[2].quantity" (elements count from 0), `line` counts from 1. The struct then holds
 * nothing of use. EVN_E_TOO_LARGE: the arena is full. All others are of class INPUT. */
EVN_MUST_USE evn_err evn_wire_decode(const struct evn_wire_message *message, struct evn_bytes bytes,
                                     struct evn_arena *arena, enum evn_wire_mode mode, void *out,
                                     struct evn_refusal *why);

/* Append the message at `in` to `buf`: ascending tags, zero and empty left out, numbers packed,
 * so equal structs give equal bytes. Writes what the struct says; the reader judges it.
 * EVN_E_LIMIT, EVN_E_NO_MEMORY: the buffer then ends in a part of the message. */
EVN_MUST_USE evn_err evn_wire_encode(const struct evn_wire_message *message, const void *in,
                                     struct evn_buf *buf);

#endif
