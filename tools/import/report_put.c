#include "tools/import/report_put.h"

#include "common/base/day.h"
#include "common/base/hash.h"
#include "common/wire/nest.h"
#include "common/wire/text.h"

#include <inttypes.h>
#include <stdio.h>

/* Fields of evernormal.registry.v1 and evernormal.ledger.v1 (tests hold them against the protos).
 */
enum { PUT_ITEM = 16, PUT_PLACE = 18 };
enum { ITEM_CODE = 1, ITEM_NAME_EN = 3, ITEM_CATEGORY = 4, ITEM_UNIT_ZH = 6, ITEM_UNIT_EN = 7 };
enum { PLACE_CODE = 1, PLACE_KIND = 2, PLACE_NAME_EN = 5, KIND_WAREHOUSE = 1 };
enum { COMMAND_DOCUMENT = 16, COMMAND_DISCREPANCY = 55 };
enum { DOCUMENT_LINES = 1, DOCUMENT_REASON = 2, DOCUMENT_REFERENCE = 4 };
enum { LINE_KIND = 1, LINE_FROM = 2, LINE_TO = 3, LINE_ITEM = 4, LINE_QUANTITY = 9, LINE_AT = 11 };
enum { KIND_RECEIVE = 1, KIND_ISSUE = 2, KIND_ADJUST = 12 };
enum {
    OPEN_STEP = 1,
    OPEN_NAME = 2,
    OPEN_PLACE = 3,
    OPEN_ITEM = 4,
    OPEN_QUANTITY = 6,
    OPEN_NOTE = 9
};
enum { STEP_OPEN = 1 };

#define NOON_US (INT64_C(12) * 3600 * EVN_US_PER_S)

/* At most so many bytes of a facility and item stand in a reference as they are. */
enum { PLAIN_MAX = 52 };

void evn_report_code(struct evn_bytes cell, char out[EVN_REPORT_CODE_MAX])
{
    char words[26];
    size_t n = 0;
    if (cell.len < EVN_REPORT_CODE_MAX && evn_text_code(cell)) {
        memcpy(out, cell.at, cell.len);
        out[cell.len] = '\0';
        return;
    }
    for (size_t i = 0; i < cell.len && n < sizeof words - 1; i++) {
        uint8_t c = cell.at[i];
        bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            words[n++] = (char)(upper ? c + ('a' - 'A') : c);
        else if (n > 0 && words[n - 1] != '-')
            words[n++] = '-';
    }
    while (n > 0 && words[n - 1] == '-')
        n--;
    snprintf(out, EVN_REPORT_CODE_MAX, "report:%.*s%s%06" PRIx64, (int)n, words, n > 0 ? "-" : "",
             evn_mix64(evn_hash_text(cell)) & 0xffffff);
}

void evn_report_key(const struct evn_report_row *row, char out[EVN_REPORT_KEY_MAX])
{
    char facility[EVN_REPORT_CODE_MAX], item[EVN_REPORT_CODE_MAX];
    struct evn_hash128 hash;
    char both[2 * EVN_REPORT_CODE_MAX];
    evn_report_code(row->facility, facility);
    evn_report_code(row->item, item);
    int n = snprintf(both, sizeof both, "%s:%s", facility, item);
    if (n <= PLAIN_MAX) {
        snprintf(out, EVN_REPORT_KEY_MAX, "report:%.*s", PLAIN_MAX, both);
        return;
    }
    evn_hash128(evn_bytes_of(both, (size_t)n), &hash);
    snprintf(out, EVN_REPORT_KEY_MAX, "report:%016" PRIx64 "%016" PRIx64, evn_get_u64(hash.b),
             evn_get_u64(hash.b + 8));
}

void evn_report_reference(const struct evn_report_row *row, enum evn_report_part part,
                          char out[EVN_REPORT_REFERENCE_MAX])
{
    static const char *const behind[] = {
        [EVN_REPORT_OPEN] = ":open", [EVN_REPORT_BREAK] = ":break", [EVN_REPORT_MONTH] = ""};
    char key[EVN_REPORT_KEY_MAX], month[8];
    evn_report_key(row, key);
    evn_report_month_text(row->month, month);
    snprintf(out, EVN_REPORT_REFERENCE_MAX, "%s:%s%s", key, month, behind[part]);
}

static void text(struct evn_pbw *w, uint32_t field, const char *value)
{
    evn_pbw_bytes(w, field, evn_bytes_text(value));
}

/* What an earlier row said of the same stays. */
static evn_err add(struct evn_batch *batch, uint32_t tag, const char *code,
                   const struct evn_buf *body, uint32_t line)
{
    evn_err err =
        evn_batch_add(batch, tag, evn_bytes_text(code), evn_bytes_of(body->at, body->len), line);
    return err == EVN_E_EXISTS ? EVN_OK : err;
}

evn_err evn_report_entities(const struct evn_report_row *row, struct evn_batch *batch)
{
    uint8_t room[1024];
    char code[EVN_REPORT_CODE_MAX];
    struct evn_buf body = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &body};
    evn_report_code(row->facility, code);
    text(&w, PLACE_CODE, code);
    evn_pbw_i64(&w, PLACE_KIND, KIND_WAREHOUSE);
    evn_pbw_bytes(&w, PLACE_NAME_EN, row->facility);
    evn_err err = w.err == EVN_OK ? add(batch, PUT_PLACE, code, &body, row->line) : w.err;
    body.len = 0;
    evn_report_code(row->item, code);
    text(&w, ITEM_CODE, code);
    evn_pbw_bytes(&w, ITEM_NAME_EN, row->item);
    text(&w, ITEM_CATEGORY, "emergency_medicine");
    text(&w, ITEM_UNIT_ZH, "单位");
    text(&w, ITEM_UNIT_EN, "unit");
    if (err == EVN_OK)
        err = w.err == EVN_OK ? add(batch, PUT_ITEM, code, &body, row->line) : w.err;
    return err;
}

bool evn_report_moves(const struct evn_report_row *row)
{
    return row->received != 0 || row->issued != 0 || row->adjusted != 0;
}

int64_t evn_report_begins_us(const struct evn_report_row *row)
{
    struct evn_day day = EVN_DAY_NONE;
    bool good = evn_day_from_civil(row->month / 12, row->month % 12 + 1, 1, &day);
    EVN_ASSERT(good);
    return evn_day_start_us(day, EVN_OFFSET_CHINA_MIN);
}

/* Noon of the last day. */
static int64_t ends_us(const struct evn_report_row *row)
{
    const struct evn_report_row next = {.month = row->month + 1};
    return row->month + 1 < 10000 * 12 ? evn_report_begins_us(&next) - EVN_US_PER_DAY + NOON_US
                                       : evn_report_begins_us(row) + 30 * EVN_US_PER_DAY + NOON_US;
}

/* A line that moves nothing is left out. */
static void put_line(struct evn_pbw *w, const struct evn_report_row *row, int kind,
                     int64_t quantity, int64_t at_us)
{
    char place[EVN_REPORT_CODE_MAX], item[EVN_REPORT_CODE_MAX];
    bool in = kind == KIND_RECEIVE || (kind == KIND_ADJUST && quantity > 0);
    if (quantity == 0 || w->err != EVN_OK)
        return;
    evn_report_code(row->facility, place);
    evn_report_code(row->item, item);
    size_t start = evn_nest_open(w, DOCUMENT_LINES);
    evn_pbw_i64(w, LINE_KIND, kind);
    if (kind == KIND_RECEIVE)
        text(w, LINE_FROM, "supplier");
    if (!in)
        text(w, LINE_FROM, place);
    else
        text(w, LINE_TO, place);
    text(w, LINE_ITEM, item);
    evn_pbw_i64(w, LINE_QUANTITY, quantity > 0 ? quantity : -quantity);
    evn_pbw_i64(w, LINE_AT, at_us);
    evn_nest_close(w, start);
}

static void put_break(struct evn_pbw *w, const struct evn_report_row *row, int64_t change)
{
    char code[EVN_REPORT_CODE_MAX], name[EVN_REPORT_REFERENCE_MAX];
    evn_report_reference(row, EVN_REPORT_BREAK, name);
    evn_pbw_i64(w, OPEN_STEP, STEP_OPEN);
    text(w, OPEN_NAME, name);
    evn_report_code(row->facility, code);
    text(w, OPEN_PLACE, code);
    evn_report_code(row->item, code);
    text(w, OPEN_ITEM, code);
    evn_pbw_i64(w, OPEN_QUANTITY, change);
    text(w, OPEN_NOTE,
         row->gap ? "opening after missing months is not the closing before them"
                  : "opening is not the closing before it");
}

evn_err evn_report_command(const struct evn_report_row *row, enum evn_report_part part,
                           int64_t change, bool is_break, struct evn_buf *out)
{
    struct evn_pbw w = {.buf = out};
    char reference[EVN_REPORT_REFERENCE_MAX];
    size_t start =
        evn_nest_open(&w, part == EVN_REPORT_BREAK ? COMMAND_DISCREPANCY : COMMAND_DOCUMENT);
    if (part == EVN_REPORT_BREAK) {
        put_break(&w, row, change);
    } else {
        if (part == EVN_REPORT_OPEN) {
            put_line(&w, row, KIND_ADJUST, change, evn_report_begins_us(row));
        } else {
            put_line(&w, row, KIND_RECEIVE, row->received, ends_us(row));
            put_line(&w, row, KIND_ISSUE, row->issued, ends_us(row));
            put_line(&w, row, KIND_ADJUST, row->adjusted, ends_us(row));
        }
        text(&w, DOCUMENT_REASON,
             part == EVN_REPORT_MONTH ? "report"
             : is_break               ? "report-carry-break"
                                      : "report-opening");
        evn_report_reference(row, part, reference);
        text(&w, DOCUMENT_REFERENCE, reference);
    }
    evn_nest_close(&w, start);
    return w.err;
}
