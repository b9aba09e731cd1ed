#include "tools/batch/campaign.h"

#include "tools/import/sheet.h"
#include "tools/import/value.h"

#include <stdlib.h>

enum { SITE, COMMUNITY, CAPACITY, GROUP, TURN, PEOPLE, COVERAGE };
enum { WHOLE_E6 = 1000000 };
#define MOST INT64_C(2000000000)

static const struct evn_sheet_column columns[] = {
    [SITE] = {"site", true},         [COMMUNITY] = {"community", true},
    [CAPACITY] = {"capacity", true}, [GROUP] = {"group", true},
    [TURN] = {"turn", true},         [PEOPLE] = {"people", true},
    [COVERAGE] = {"coverage", true}};

void evn_campaign_fini(struct evn_campaign *campaign)
{
    free(campaign->line);
    *campaign = (struct evn_campaign){0};
}

static bool is_count(struct evn_bytes text, int64_t most, int64_t *out)
{
    return evn_value_count(text, out) && *out <= most;
}

/* What is wrong with the current row, and in which column; else *out. */
static enum evn_flaw_kind read_row(const struct evn_sheet *sheet, struct evn_campaign_line *out,
                                   size_t *column)
{
    static const size_t texts[] = {SITE, COMMUNITY, GROUP};
    int64_t covered_e6;
    *out = (struct evn_campaign_line){.site = evn_sheet_cell(sheet, SITE),
                                      .community = evn_sheet_cell(sheet, COMMUNITY),
                                      .group = evn_sheet_cell(sheet, GROUP),
                                      .line = sheet->row.line};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *column = texts[i];
        if (evn_sheet_cell(sheet, texts[i]).len == 0)
            return EVN_FLAW_EMPTY;
    }
    *column = CAPACITY;
    if (!is_count(evn_sheet_cell(sheet, CAPACITY), MOST, &out->capacity))
        return EVN_FLAW_NUMBER;
    *column = TURN;
    if (!is_count(evn_sheet_cell(sheet, TURN), MOST, &out->turn))
        return EVN_FLAW_NUMBER;
    *column = PEOPLE;
    if (!is_count(evn_sheet_cell(sheet, PEOPLE), MOST, &out->people))
        return EVN_FLAW_NUMBER;
    *column = COVERAGE;
    if (!evn_value_decimal(evn_sheet_cell(sheet, COVERAGE), 6, &covered_e6) || covered_e6 < 0 ||
        covered_e6 > WHOLE_E6)
        return EVN_FLAW_NUMBER;
    out->uncovered = (out->people * (WHOLE_E6 - covered_e6) + WHOLE_E6 - 1) / WHOLE_E6;
    return EVN_FLAW_NONE;
}

static evn_err add_line(struct evn_campaign *campaign, const struct evn_campaign_line *line)
{
    if (campaign->n == EVN_CAMPAIGN_LINES_MAX)
        return EVN_E_LIMIT;
    if (campaign->n == campaign->cap) {
        size_t cap = campaign->cap > 0 ? campaign->cap * 2 : 256;
        struct evn_campaign_line *grown = realloc(campaign->line, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        campaign->line = grown;
        campaign->cap = cap;
    }
    campaign->line[campaign->n++] = *line;
    return EVN_OK;
}

static int compare(struct evn_bytes a, struct evn_bytes b)
{
    int c = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

static int by_turn(const void *a, const void *b)
{
    const struct evn_campaign_line *x = a, *y = b;
    int c = compare(x->site, y->site);
    if (c == 0)
        c = (x->turn > y->turn) - (x->turn < y->turn);
    return c != 0 ? c : (x->line > y->line) - (x->line < y->line);
}

/* The column in which a line of a site contradicts an earlier one of it; -1: none. */
static int contradicts(const struct evn_campaign_line *a, const struct evn_campaign_line *b)
{
    if (!evn_bytes_equal(a->community, b->community))
        return COMMUNITY;
    if (a->capacity != b->capacity)
        return CAPACITY;
    return evn_bytes_equal(a->group, b->group) ? GROUP : -1;
}

/* Lines of one site agree about it, and each names another group. */
static bool check_sites(const struct evn_campaign *campaign, const struct evn_batch_tell *tell)
{
    bool good = true;
    for (size_t i = 0; i < campaign->n; i++)
        for (size_t k = i + 1;
             k < campaign->n && evn_bytes_equal(campaign->line[i].site, campaign->line[k].site);
             k++) {
            const struct evn_campaign_line *a = &campaign->line[i], *b = &campaign->line[k];
            int column = contradicts(a, b);
            struct evn_flaw flaw = {.kind = EVN_FLAW_TWICE,
                                    .line = a->line > b->line ? a->line : b->line};
            if (column < 0)
                continue;
            memcpy(flaw.name, columns[column].name, strlen(columns[column].name) + 1);
            tell->flaw(tell->self, &flaw);
            good = false;
        }
    return good;
}

evn_err evn_campaign_read(struct evn_campaign *out, struct evn_csv rows,
                          const struct evn_batch_tell *tell)
{
    struct evn_sheet sheet;
    struct evn_flaw flaw;
    bool good = true;
    *out = (struct evn_campaign){0};
    evn_err err = evn_sheet_open(&sheet, rows, columns, sizeof columns / sizeof columns[0], &flaw);
    if (err == EVN_E_BAD_FILE)
        tell->flaw(tell->self, &flaw);
    while (err == EVN_OK) {
        struct evn_campaign_line line;
        size_t column;
        err = evn_sheet_next(&sheet, &flaw);
        if (err == EVN_E_AGAIN)
            break;
        enum evn_flaw_kind kind = err == EVN_OK ? read_row(&sheet, &line, &column) : EVN_FLAW_NONE;
        if (kind != EVN_FLAW_NONE)
            flaw = evn_sheet_flaw(&sheet, column, kind);
        if (err == EVN_E_BAD_FILE || kind != EVN_FLAW_NONE) {
            tell->flaw(tell->self, &flaw);
            good = false;
            err = EVN_OK;
        } else {
            err = add_line(out, &line);
        }
    }
    if (err != EVN_E_AGAIN)
        return err;
    if (out->n > 0)
        qsort(out->line, out->n, sizeof *out->line, by_turn);
    return check_sites(out, tell) && good ? EVN_OK : EVN_E_BAD_FILE;
}

/* All days of the site whose lines begin at `line`. */
static evn_err site_days(const struct evn_campaign_line *line, size_t n, struct evn_day from,
                         struct evn_day until,
                         evn_err (*say)(void *self, const struct evn_campaign_doses *doses),
                         void *self, int64_t *left)
{
    size_t at = 0;
    int64_t rest = line[0].uncovered;
    for (struct evn_day day = from; day.n <= until.n && at < n; day.n++)
        for (int64_t room = line[0].capacity; at < n && (room > 0 || rest == 0);) {
            const struct evn_campaign_doses doses = {
                .of = &line[at], .day = day, .doses = rest < room ? rest : room};
            evn_err err = doses.doses > 0 ? say(self, &doses) : EVN_OK;
            if (err != EVN_OK)
                return err;
            room -= doses.doses;
            rest -= doses.doses;
            if (rest == 0 && ++at < n)
                rest = line[at].uncovered;
        }
    for (; at < n; at++) {
        *left += rest;
        rest = at + 1 < n ? line[at + 1].uncovered : 0;
    }
    return EVN_OK;
}

evn_err evn_campaign_days(const struct evn_campaign *campaign, struct evn_day from,
                          struct evn_day until,
                          evn_err (*say)(void *self, const struct evn_campaign_doses *doses),
                          void *self, int64_t *left)
{
    evn_err err = EVN_OK;
    *left = 0;
    for (size_t i = 0, n; err == EVN_OK && i < campaign->n; i += n) {
        n = 1;
        while (i + n < campaign->n &&
               evn_bytes_equal(campaign->line[i].site, campaign->line[i + n].site))
            n++;
        err = site_days(&campaign->line[i], n, from, until, say, self, left);
    }
    return err;
}
