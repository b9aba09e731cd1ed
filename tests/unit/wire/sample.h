/* sample - a message with every kind of field, and its table. Test support. */
#ifndef EVN_TESTS_WIRE_SAMPLE_H
#define EVN_TESTS_WIRE_SAMPLE_H

#include "common/base/hash.h"
#include "common/wire/field.h"

enum { SAMPLE_LINES_MAX = 1000 };

struct sample_line {
    char item[41];
    int64_t quantity;
    struct evn_day expiry;
    char (*serial)[21];
    size_t n_serial;
};

struct sample_note {
    char text[65];
};

struct sample {
    struct evn_id id;
    bool urgent;
    uint32_t count;
    uint64_t seq;
    int32_t offset_min;
    int64_t at_us;
    int32_t color;
    struct evn_day day;
    char name[41];
    char code[21];
    struct evn_hash128 hash;
    struct evn_bytes body;
    struct sample_note note;
    bool has_note;
    struct sample_note *extra;
    struct sample_line *lines;
    size_t n_lines;
    struct evn_bytes *parts;
    size_t n_parts;
    uint64_t *numbers;
    size_t n_numbers;
    int32_t *colors;
    size_t n_colors;
    struct evn_id *ids;
    size_t n_ids;
    char first[9];
    char second[9];
};

extern const struct evn_wire_message sample_table, sample_line_table;

/* A sample with every field set. Its memory is static. */
struct sample sample_full(void);

#endif
