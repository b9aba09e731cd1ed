#include "tests/unit/wire/sample.h"

static const struct evn_wire_field line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct sample_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct sample_line, quantity, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_PLAIN(3, DAY, struct sample_line, expiry, 0),
    EVN_FIELD_LIST(4, CODE, struct sample_line, serial, 0, 0, 5, NULL),
};
const struct evn_wire_message sample_line_table =
    EVN_MESSAGE("evernormal.test.v1.Line", struct sample_line, line_fields);

static const struct evn_wire_field note_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct sample_note, text, EVN_REQUIRED, 2),
};
static const struct evn_wire_message note_table =
    EVN_MESSAGE("evernormal.test.v1.Note", struct sample_note, note_fields);

static const struct evn_wire_field fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct sample, id, EVN_REQUIRED),
    EVN_FIELD_PLAIN(2, BOOL, struct sample, urgent, 0),
    EVN_FIELD_NUMBER(3, U32, struct sample, count, 0, 2, 100),
    EVN_FIELD_NUMBER(4, U64, struct sample, seq, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(5, I32, struct sample, offset_min, 0, -720, 840),
    EVN_FIELD_NUMBER(6, I64, struct sample, at_us, 0, EVN_AT_MIN_US, EVN_AT_MAX_US),
    EVN_FIELD_NUMBER(7, ENUM, struct sample, color, 0, 1, 2),
    EVN_FIELD_PLAIN(8, DAY, struct sample, day, 0),
    EVN_FIELD_TEXT(9, TEXT, struct sample, name, 0, 2),
    EVN_FIELD_TEXT(10, CODE, struct sample, code, 0, 1),
    EVN_FIELD_PLAIN(11, FIXED, struct sample, hash, 0),
    EVN_FIELD_BYTES(12, struct sample, body, 0, 2, 256),
    EVN_FIELD_MSG(13, struct sample, note, 0, &note_table),
    EVN_FIELD_REF(14, struct sample, extra, 0, &note_table),
    EVN_FIELD_LIST(15, MSG, struct sample, lines, EVN_LINES, 0, SAMPLE_LINES_MAX,
                   &sample_line_table),
    EVN_FIELD_LIST(16, BYTES, struct sample, parts, 0, 0, 8, NULL),
    EVN_FIELD_LIST(17, U64, struct sample, numbers, 0, 2, 300, NULL),
    EVN_FIELD_LIST(18, ENUM, struct sample, colors, 0, 0, 8, NULL),
    EVN_FIELD_LIST(19, ID, struct sample, ids, 0, 0, 8, NULL),
    EVN_FIELD_TEXT(30, CODE, struct sample, first, EVN_ONE_OF, 1),
    EVN_FIELD_TEXT(31, CODE, struct sample, second, EVN_ONE_OF, 1),
};
const struct evn_wire_message sample_table =
    EVN_MESSAGE("evernormal.test.v1.Sample", struct sample, fields);

struct sample sample_full(void)
{
    static struct sample_note extra = {"second note"};
    static struct evn_id ids[2];
    static char serials[3][21] = {"SN-1", "SN-2", "SN-3"};
    static struct sample_line lines[3] = {
        {"MASK-N95", 7200, {19310}, serials, 3},
        {"WATER/5L", INT64_MAX, {INT32_MIN}, NULL, 0},
        {"INSULIN", 1, {EVN_DAY_MAX}, serials, 1},
    };
    static uint64_t numbers[] = {0, 1, 127, 128, UINT64_MAX};
    static int32_t colors[] = {0, 2, 1};
    static struct evn_bytes parts[3];
    const uint8_t rest[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    ids[0] = evn_id_make(INT64_C(1668384000000000), rest);
    ids[1] = evn_id_make(INT64_C(1668384000001000), rest);
    parts[0] = evn_bytes_text("part");
    parts[1] = evn_bytes_text("");
    parts[2] = evn_bytes_text("third part");
    struct sample s = {.id = ids[0],
                       .urgent = true,
                       .count = 42,
                       .seq = UINT64_MAX,
                       .offset_min = -480,
                       .at_us = INT64_C(-1),
                       .color = 2,
                       .day = {19310},
                       .name = "常平仓 north",
                       .code = "WH:1/a_b+c",
                       .hash = {{1, 2, 3}},
                       .body = evn_bytes_text("body"),
                       .note = {"first note"},
                       .has_note = true,
                       .extra = &extra,
                       .lines = lines,
                       .n_lines = 3,
                       .parts = parts,
                       .n_parts = 3,
                       .numbers = numbers,
                       .n_numbers = 5,
                       .colors = colors,
                       .n_colors = 3,
                       .ids = ids,
                       .n_ids = 2,
                       .second = "second"};
    return s;
}
