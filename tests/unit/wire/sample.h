/* sample - a message with every kind of field, and its table. Test support. */
#ifndef EVN_TESTS_WIRE_SAMPLE_H
#define EVN_TESTS_WIRE_SAMPLE_H

#include "common/base/hash.h"
#include "common/wire/field.h"

enum { SAMPLE_LINES_MAX = 1000 };

/* A line with a list of external ids in it. */
struct sample_line {
    char item[41];         /* required */
    int64_t quantity;      /* required, at least 1 */
    struct evn_day expiry; /* EVN_DAY_NONE: none */
    char (*serial)[21];    /* at most 5 */
    size_t n_serial;
};

struct sample_note {
    char text[65]; /* required, at least 2 bytes */
};

/* The bounds here are those of the table in sample.c. */
struct sample {
    struct evn_id id;        /* required */
    bool urgent;             /* any */
    uint32_t count;          /* 2 to 100 */
    uint64_t seq;            /* any */
    int32_t offset_min;      /* -720 to 840 */
    int64_t at_us;           /* an instant */
    int32_t color;           /* 1 or 2 */
    struct evn_day day;      /* any */
    char name[41];           /* at least 2 bytes */
    char code[21];           /* an external id */
    struct evn_hash128 hash; /* exactly 16 bytes */
    struct evn_bytes body;   /* 2 to 256 bytes */
    struct sample_note note; /* inline */
    bool has_note;
    struct sample_note *extra; /* in the arena */
    struct sample_line *lines; /* the command's lines */
    size_t n_lines;
    struct evn_bytes *parts; /* may be empty ones */
    size_t n_parts;
    uint64_t *numbers; /* 2 to 300, packed */
    size_t n_numbers;
    int32_t *colors; /* packed; bounds do not count in lists */
    size_t n_colors;
    struct evn_id *ids;
    size_t n_ids;
    char first[9]; /* this or second */
    char second[9];
};

extern const struct evn_wire_message sample_table, sample_line_table;

/* A sample with every field set. Its memory is static. */
struct sample sample_full(void);

#endif
