#include "tools/batch/zone_rules.h"

#include "tools/import/sheet.h"
#include "tools/import/value.h"

#include <stdio.h>

enum { RULE, VALUE, UNIT, MEANING, FROM, UNTIL, AUTHORITY, SOURCE };

static const struct evn_sheet_column columns[] = {[RULE] = {"rule", true},
                                                  [VALUE] = {"value", true},
                                                  [UNIT] = {"unit", false},
                                                  [MEANING] = {"meaning", false},
                                                  [FROM] = {"valid_from", false},
                                                  [UNTIL] = {"valid_to", false},
                                                  [AUTHORITY] = {"authority", false},
                                                  [SOURCE] = {"source_file", false}};

struct evn_zone_rules evn_zone_rules_usual(void)
{
    return (struct evn_zone_rules){
        .rule = {{.from = EVN_DAY_NONE, .until = EVN_DAY_NONE, .days = EVN_ZONE_QUIET_DAYS}},
        .n = 1};
}

/* A day, or none when the cell is empty. */
static bool read_day(struct evn_bytes cell, struct evn_day *out)
{
    *out = EVN_DAY_NONE;
    return cell.len == 0 || evn_value_day(cell, out);
}

static bool overlap(const struct evn_quiet_rule *a, const struct evn_quiet_rule *b)
{
    bool a_first = evn_day_valid(a->until) && evn_day_valid(b->from) && a->until.n < b->from.n;
    bool b_first = evn_day_valid(b->until) && evn_day_valid(a->from) && b->until.n < a->from.n;
    return !a_first && !b_first;
}

/* The rule of the current row. Returns what is wrong with it, and in which column. */
static enum evn_flaw_kind read_rule(const struct evn_sheet *sheet,
                                    const struct evn_zone_rules *rules, struct evn_quiet_rule *out,
                                    size_t *column)
{
    int64_t days;
    *column = VALUE;
    if (!evn_value_count(evn_sheet_cell(sheet, VALUE), &days) || days < 1 ||
        days > EVN_ZONE_QUIET_DAYS_MAX)
        return EVN_FLAW_NUMBER;
    out->days = (uint32_t)days;
    *column = FROM;
    if (!read_day(evn_sheet_cell(sheet, FROM), &out->from))
        return EVN_FLAW_DATE;
    *column = UNTIL;
    if (!read_day(evn_sheet_cell(sheet, UNTIL), &out->until) ||
        (evn_day_valid(out->from) && evn_day_valid(out->until) && out->from.n > out->until.n))
        return EVN_FLAW_DATE;
    *column = RULE;
    for (size_t i = 0; i < rules->n; i++)
        if (overlap(&rules->rule[i], out))
            return EVN_FLAW_TWICE;
    return EVN_FLAW_NONE;
}

/* Take the current row if it is one of ours; true when it was told to be wrong. */
static bool take_row(struct evn_zone_rules *rules, const struct evn_sheet *sheet,
                     const struct evn_batch_tell *tell)
{
    size_t column;
    if (!evn_value_is(evn_sheet_cell(sheet, RULE), "days_without_new_infection_to_lower"))
        return false;
    enum evn_flaw_kind kind = read_rule(sheet, rules, &rules->rule[rules->n], &column);
    if (kind == EVN_FLAW_NONE) {
        rules->line[rules->n++] = sheet->row.line;
        return false;
    }
    struct evn_flaw flaw = evn_sheet_flaw(sheet, column, kind);
    tell->flaw(tell->self, &flaw);
    return true;
}

evn_err evn_zone_rules_read(struct evn_zone_rules *rules, struct evn_csv rows,
                            const struct evn_batch_tell *tell)
{
    struct evn_sheet sheet;
    struct evn_flaw flaw;
    bool bad = false;
    *rules = (struct evn_zone_rules){0};
    evn_err err = evn_sheet_open(&sheet, rows, columns, sizeof columns / sizeof columns[0], &flaw);
    if (err != EVN_OK) {
        tell->flaw(tell->self, &flaw);
        return EVN_E_BAD_FILE;
    }
    while ((err = evn_sheet_next(&sheet, &flaw)) != EVN_E_AGAIN) {
        if (err == EVN_OK && rules->n == EVN_ZONE_RULES_MAX)
            return EVN_E_LIMIT;
        if (err != EVN_OK)
            tell->flaw(tell->self, &flaw);
        bad = err != EVN_OK || take_row(rules, &sheet, tell) || bad;
    }
    if (!bad && rules->n == 0) {
        flaw = (struct evn_flaw){.kind = EVN_FLAW_EMPTY, .line = 1};
        snprintf(flaw.name, sizeof flaw.name, "days_without_new_infection_to_lower");
        tell->flaw(tell->self, &flaw);
    }
    return bad || rules->n == 0 ? EVN_E_BAD_FILE : EVN_OK;
}
