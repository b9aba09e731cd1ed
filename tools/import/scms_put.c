#include "tools/import/scms_put.h"

#include "common/base/hash.h"
#include "common/wire/nest.h"

#include <inttypes.h>
#include <stdio.h>

/* Fields of evernormal.registry.v1 and evernormal.ledger.v1 (tests hold them against the protos).
 */
enum { PUT_ITEM = 16, PUT_PLACE = 18 };
enum {
    ITEM_CODE = 1,
    ITEM_NAME_EN = 3,
    ITEM_CATEGORY = 4,
    ITEM_UNIT_ZH = 6,
    ITEM_UNIT_EN = 7,
    ITEM_PACKS = 8
};
enum { PACK_NAME_ZH = 1, PACK_NAME_EN = 2, PACK_BASE_UNITS = 3 };
enum { PLACE_CODE = 1, PLACE_KIND = 2, PLACE_NAME_EN = 5 };
enum { KIND_WAREHOUSE = 1, KIND_SUPPLIER = 11 };
enum { DOCUMENT_LINES = 1, DOCUMENT_REASON = 2, DOCUMENT_NOTE = 3, DOCUMENT_REFERENCE = 4 };
enum { LINE_KIND = 1, LINE_FROM = 2, LINE_TO = 3, LINE_ITEM = 4, LINE_QUANTITY = 9, LINE_AT = 11 };
enum { LINE_KIND_RECEIVE = 1 };

#define NOON_US (INT64_C(12) * 3600 * EVN_US_PER_S)

/* "scms:" + the words of `text` in lower case, joined by "-", at most 26 bytes + "-" + 6 digits of
 * a hash of `text` and `more`. */
static void make_code(struct evn_bytes text, int64_t more, char out[EVN_SCMS_CODE_MAX])
{
    char words[27];
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < sizeof words - 1; i++) {
        uint8_t c = text.at[i];
        bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            words[n++] = (char)(upper ? c + ('a' - 'A') : c);
        else if (n > 0 && words[n - 1] != '-')
            words[n++] = '-';
    }
    while (n > 0 && words[n - 1] == '-')
        n--;
    uint64_t hash = evn_mix64(evn_hash_text(text) + (uint64_t)more);
    snprintf(out, EVN_SCMS_CODE_MAX, "scms:%.*s-%06" PRIx64, (int)n, words, hash & 0xffffff);
}

void evn_scms_supplier(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX])
{
    make_code(line->vendor, 0, out);
}

void evn_scms_place(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX])
{
    snprintf(out, EVN_SCMS_CODE_MAX, "scms:%.*s", (int)line->project.len,
             (const char *)line->project.at);
}

void evn_scms_item(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX])
{
    make_code(line->description, line->pack_units, out);
}

void evn_scms_reference(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX])
{
    snprintf(out, EVN_SCMS_CODE_MAX, "scms:%" PRId64, line->id);
}

/* The base unit of a dosage form, by its first words. */
static void unit_of(struct evn_bytes form, const char **zh, const char **en)
{
    static const struct {
        const char *form, *zh, *en;
    } units[] = {{"Tablet", "片", "tablet"},
                 {"Chewable", "片", "tablet"},
                 {"Capsule", "粒", "capsule"},
                 {"Delayed-release capsule", "粒", "capsule"},
                 {"Oral solution", "毫升", "millilitre"},
                 {"Oral suspension", "毫升", "millilitre"},
                 {"Test kit", "人份", "test"}};
    *zh = "单位";
    *en = "unit";
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t len = strlen(units[i].form);
        if (form.len >= len && memcmp(form.at, units[i].form, len) == 0) {
            *zh = units[i].zh;
            *en = units[i].en;
        }
    }
}

static bool is_test(struct evn_bytes form)
{
    return form.len >= 8 && memcmp(form.at, "Test kit", 8) == 0;
}

static void text(struct evn_pbw *w, uint32_t field, const char *value)
{
    evn_pbw_bytes(w, field, evn_bytes_text(value));
}

/* The history says some fields of an entity and nothing of the others. */
static evn_err add_part(struct evn_batch *batch, uint32_t tag, const char *code,
                        const struct evn_buf *body, uint32_t line)
{
    struct evn_bytes bytes = evn_bytes_of(body->at, body->len);
    const struct evn_said said = evn_said_by(bytes);
    return evn_batch_add_part(batch, tag, evn_bytes_text(code), bytes, &said, line);
}

static evn_err add_item(const struct evn_scms_line *line, struct evn_batch *batch,
                        struct evn_buf *body)
{
    struct evn_pbw w = {.buf = body};
    char code[EVN_SCMS_CODE_MAX];
    const char *unit_zh, *unit_en;
    evn_scms_item(line, code);
    unit_of(line->form, &unit_zh, &unit_en);
    text(&w, ITEM_CODE, code);
    evn_pbw_bytes(&w, ITEM_NAME_EN, line->description);
    text(&w, ITEM_CATEGORY, is_test(line->form) ? "test_consumable" : "emergency_medicine");
    text(&w, ITEM_UNIT_ZH, unit_zh);
    text(&w, ITEM_UNIT_EN, unit_en);
    if (line->pack_units > 1) {
        size_t start = evn_nest_open(&w, ITEM_PACKS);
        text(&w, PACK_NAME_ZH, "包装");
        text(&w, PACK_NAME_EN, "pack");
        evn_pbw_i64(&w, PACK_BASE_UNITS, line->pack_units);
        evn_nest_close(&w, start);
    }
    if (w.err != EVN_OK)
        return w.err;
    return add_part(batch, PUT_ITEM, code, body, line->line);
}

static evn_err add_place(const char *code, int64_t kind, struct evn_bytes name, uint32_t line,
                         struct evn_batch *batch, struct evn_buf *body)
{
    struct evn_pbw w = {.buf = body};
    text(&w, PLACE_CODE, code);
    evn_pbw_i64(&w, PLACE_KIND, kind);
    evn_pbw_bytes(&w, PLACE_NAME_EN, name);
    if (w.err != EVN_OK)
        return w.err;
    return add_part(batch, PUT_PLACE, code, body, line);
}

static evn_err add_destination(const struct evn_scms_line *line, struct evn_batch *batch,
                               struct evn_buf *body)
{
    char code[EVN_SCMS_CODE_MAX], name[256];
    evn_scms_place(line, code);
    snprintf(name, sizeof name, "%.*s, %s", (int)line->country.len, (const char *)line->country.at,
             code + 5);
    return add_place(code, KIND_WAREHOUSE, evn_bytes_text(name), line->line, batch, body);
}

/* An entity that an earlier line described otherwise stays as that line had it. */
static bool go_on(evn_err err)
{
    return err == EVN_OK || err == EVN_E_EXISTS;
}

evn_err evn_scms_entities(const struct evn_scms *scms, struct evn_batch *batch)
{
    struct evn_buf body;
    char code[EVN_SCMS_CODE_MAX];
    evn_err err = EVN_OK;
    evn_buf_init(&body, 4096);
    for (size_t i = 0; i < scms->n && go_on(err); i++) {
        const struct evn_scms_line *line = &scms->line[i];
        evn_scms_supplier(line, code);
        evn_buf_clear(&body);
        err = add_place(code, KIND_SUPPLIER, line->vendor, line->line, batch, &body);
        evn_buf_clear(&body);
        if (go_on(err))
            err = add_destination(line, batch, &body);
        evn_buf_clear(&body);
        if (go_on(err))
            err = add_item(line, batch, &body);
    }
    evn_buf_fini(&body);
    return go_on(err) ? EVN_OK : err;
}

evn_err evn_scms_document(const struct evn_scms_line *line, struct evn_buf *out)
{
    struct evn_pbw w = {.buf = out};
    char code[EVN_SCMS_CODE_MAX];
    size_t start = evn_nest_open(&w, DOCUMENT_LINES);
    evn_pbw_i64(&w, LINE_KIND, LINE_KIND_RECEIVE);
    evn_scms_supplier(line, code);
    text(&w, LINE_FROM, code);
    evn_scms_place(line, code);
    text(&w, LINE_TO, code);
    evn_scms_item(line, code);
    text(&w, LINE_ITEM, code);
    evn_pbw_i64(&w, LINE_QUANTITY, line->units);
    evn_pbw_i64(&w, LINE_AT, evn_day_start_us(line->delivered, EVN_OFFSET_CHINA_MIN) + NOON_US);
    evn_nest_close(&w, start);
    text(&w, DOCUMENT_REASON, "import");
    evn_pbw_bytes(&w, DOCUMENT_NOTE, line->shipment);
    evn_scms_reference(line, code);
    text(&w, DOCUMENT_REFERENCE, code);
    return w.err;
}
