#include "tools/import/scms.h"

#include "common/base/num.h"
#include "common/base/textmap.h"
#include "common/wire/text.h"
#include "tools/import/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum column {
    ID,
    PROJECT,
    PQ,
    ORDER,
    SHIPMENT,
    COUNTRY,
    MANAGED_BY,
    FULFILL_VIA,
    INCO_TERM,
    MODE,
    PQ_SENT,
    PO_SENT,
    SCHEDULED,
    DELIVERED,
    RECORDED,
    GROUP,
    SUB_CLASS,
    VENDOR,
    DESCRIPTION,
    MOLECULE,
    BRAND,
    DOSAGE,
    FORM,
    PACK_UNITS,
    PACKS,
    VALUE,
    PACK_PRICE,
    UNIT_PRICE,
    SITE,
    FIRST_LINE,
    WEIGHT,
    FREIGHT,
    INSURANCE,
    N_COLUMNS
};

static const struct evn_sheet_column columns[] = {
    [ID] = {"ID", true},
    [PROJECT] = {"Project Code", true},
    [PQ] = {"PQ #", false},
    [ORDER] = {"PO / SO #", false},
    [SHIPMENT] = {"ASN/DN #", true},
    [COUNTRY] = {"Country", true},
    [MANAGED_BY] = {"Managed By", false},
    [FULFILL_VIA] = {"Fulfill Via", false},
    [INCO_TERM] = {"Vendor INCO Term", false},
    [MODE] = {"Shipment Mode", false},
    [PQ_SENT] = {"PQ First Sent to Client Date", true},
    [PO_SENT] = {"PO Sent to Vendor Date", true},
    [SCHEDULED] = {"Scheduled Delivery Date", true},
    [DELIVERED] = {"Delivered to Client Date", true},
    [RECORDED] = {"Delivery Recorded Date", true},
    [GROUP] = {"Product Group", true},
    [SUB_CLASS] = {"Sub Classification", false},
    [VENDOR] = {"Vendor", true},
    [DESCRIPTION] = {"Item Description", true},
    [MOLECULE] = {"Molecule/Test Type", false},
    [BRAND] = {"Brand", false},
    [DOSAGE] = {"Dosage", false},
    [FORM] = {"Dosage Form", true},
    [PACK_UNITS] = {"Unit of Measure (Per Pack)", true},
    [PACKS] = {"Line Item Quantity", true},
    [VALUE] = {"Line Item Value", true},
    [PACK_PRICE] = {"Pack Price", true},
    [UNIT_PRICE] = {"Unit Price", false},
    [SITE] = {"Manufacturing Site", false},
    [FIRST_LINE] = {"First Line Designation", false},
    [WEIGHT] = {"Weight (Kilograms)", true},
    [FREIGHT] = {"Freight Cost (USD)", true},
    [INSURANCE] = {"Line Item Insurance (USD)", true},
};

enum { NAME_MAX_BYTES = 199, PACK_UNITS_MAX = 1000000 };

/* A row being read: the first flaw ends it. */
struct reader {
    struct evn_sheet sheet;
    struct evn_flaw flaw;
    bool bad;
    void (*tell)(void *self, const struct evn_flaw *flaw);
    void *self;
};

static void refuse(struct reader *r, size_t column, enum evn_flaw_kind kind)
{
    if (!r->bad)
        r->flaw = evn_sheet_flaw(&r->sheet, column, kind);
    r->bad = true;
}

static struct evn_bytes take_text(struct reader *r, size_t column, bool code)
{
    struct evn_bytes text = evn_sheet_cell(&r->sheet, column);
    if (text.len == 0)
        refuse(r, column, EVN_FLAW_EMPTY);
    else if (text.len > NAME_MAX_BYTES || !evn_text_clean(text))
        refuse(r, column, EVN_FLAW_TEXT);
    else if (code && (text.len > 24 || !evn_text_code(text)))
        refuse(r, column, EVN_FLAW_CODE);
    return text;
}

static int64_t take_count(struct reader *r, size_t column, int64_t max)
{
    int64_t n = 0;
    if (!evn_value_count(evn_sheet_cell(&r->sheet, column), &n) || n == 0 || n > max)
        refuse(r, column, EVN_FLAW_NUMBER);
    return n;
}

static int64_t take_cents(struct reader *r, size_t column)
{
    int64_t cents = 0;
    if (!evn_value_decimal(evn_sheet_cell(&r->sheet, column), 2, &cents) || cents < 0)
        refuse(r, column, EVN_FLAW_NUMBER);
    return cents;
}

static struct evn_day take_day(struct reader *r, size_t column)
{
    struct evn_day day = EVN_DAY_NONE;
    if (!evn_value_day(evn_sheet_cell(&r->sheet, column), &day))
        refuse(r, column, EVN_FLAW_DATE);
    return day;
}

static struct evn_scms_date take_date(struct reader *r, size_t column)
{
    static const char *const word[] = {[EVN_SCMS_PRE_PQ] = "Pre-PQ Process",
                                       [EVN_SCMS_NOT_CAPTURED] = "Date Not Captured",
                                       [EVN_SCMS_FROM_RDC] = "N/A - From RDC"};
    struct evn_bytes text = evn_sheet_cell(&r->sheet, column);
    for (int i = EVN_SCMS_PRE_PQ; i <= EVN_SCMS_FROM_RDC; i++)
        if (evn_value_is(text, word[i]))
            return (struct evn_scms_date){.when = (enum evn_scms_when)i, .day = EVN_DAY_NONE};
    return (struct evn_scms_date){.when = EVN_SCMS_DAY, .day = take_day(r, column)};
}

/* "See ASN-93 (ID#:1281)": the number at its end. */
static bool is_reference(struct evn_bytes text, int64_t *id)
{
    static const char head[] = "See ", mark[] = " (ID#:";
    const uint8_t *at;
    if (text.len < 5 || memcmp(text.at, head, 4) != 0 || text.at[text.len - 1] != ')' ||
        (at = memmem(text.at, text.len, mark, sizeof mark - 1)) == NULL)
        return false;
    at += sizeof mark - 1;
    return evn_value_count(evn_bytes_of(at, (size_t)(text.at + text.len - 1 - at)), id);
}

static struct evn_scms_figure take_figure(struct reader *r, size_t column, unsigned places)
{
    struct evn_bytes text = evn_sheet_cell(&r->sheet, column);
    struct evn_scms_figure figure = {.how = EVN_SCMS_AMOUNT};
    if (evn_value_decimal(text, places, &figure.amount) && figure.amount >= 0)
        return figure;
    figure.amount = 0;
    if (evn_value_is(text, column == WEIGHT ? "Weight Captured Separately" : "Invoiced Separately"))
        figure.how = EVN_SCMS_SEPARATELY;
    else if (column == FREIGHT && evn_value_is(text, "Freight Included in Commodity Cost"))
        figure.how = EVN_SCMS_IN_COMMODITY;
    else if (is_reference(text, &figure.id))
        figure.how = EVN_SCMS_REFERENCE_UNSETTLED;
    else
        refuse(r, column, text.len == 0 ? EVN_FLAW_EMPTY : EVN_FLAW_WORD);
    return figure;
}

static struct evn_scms_line take_line(struct reader *r)
{
    struct evn_scms_line l = {.line = r->sheet.row.line};
    l.id = take_count(r, ID, INT64_MAX);
    l.project = take_text(r, PROJECT, true);
    l.shipment = take_text(r, SHIPMENT, true);
    l.country = take_text(r, COUNTRY, false);
    l.pq_sent = take_date(r, PQ_SENT);
    l.po_sent = take_date(r, PO_SENT);
    l.scheduled = take_day(r, SCHEDULED);
    l.delivered = take_day(r, DELIVERED);
    l.recorded = take_day(r, RECORDED);
    l.group = take_text(r, GROUP, false);
    l.vendor = take_text(r, VENDOR, false);
    l.description = take_text(r, DESCRIPTION, false);
    l.form = take_text(r, FORM, false);
    l.pack_units = take_count(r, PACK_UNITS, PACK_UNITS_MAX);
    l.packs = take_count(r, PACKS, INT64_MAX);
    l.value_cents = take_cents(r, VALUE);
    l.pack_price_cents = take_cents(r, PACK_PRICE);
    l.weight = take_figure(r, WEIGHT, 3);
    l.freight = take_figure(r, FREIGHT, 2);
    if (evn_sheet_cell(&r->sheet, INSURANCE).len > 0)
        (void)take_cents(r, INSURANCE);
    if (!evn_mul_i64(l.packs, l.pack_units, &l.units))
        refuse(r, PACKS, EVN_FLAW_NUMBER);
    return l;
}

static evn_err keep(struct evn_scms *scms, const struct evn_scms_line *line)
{
    if (scms->n == EVN_SCMS_LINES_MAX)
        return EVN_E_LIMIT;
    if (scms->n == scms->cap) {
        size_t cap = scms->cap == 0 ? 1024 : scms->cap * 2;
        void *more = realloc(scms->line, cap * sizeof *scms->line);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        scms->line = more;
        scms->cap = cap;
    }
    scms->line[scms->n++] = *line;
    return EVN_OK;
}

static struct evn_bytes id_key(int64_t id, char text[24])
{
    int n = snprintf(text, 24, "%" PRId64, id);
    return evn_bytes_of(text, (size_t)n);
}

/* Read the row and add it to the totals, unless it has a flaw. */
static evn_err take_row(struct reader *r, struct evn_scms *scms, struct evn_textmap *ids,
                        struct evn_textmap *shipments)
{
    char key[24];
    uint32_t known;
    struct evn_scms_totals *t = &scms->totals;
    r->bad = false;
    struct evn_scms_line line = take_line(r);
    if (!r->bad && evn_textmap_find(ids, id_key(line.id, key), &known))
        refuse(r, ID, EVN_FLAW_TWICE);
    int64_t value_cents = 0, packs = 0;
    if (!r->bad && (!evn_add_i64(t->value_cents, line.value_cents, &value_cents) ||
                    !evn_add_i64(t->packs, line.packs, &packs)))
        refuse(r, VALUE, EVN_FLAW_NUMBER);
    if (r->bad)
        return EVN_E_BAD_FILE;
    t->value_cents = value_cents;
    t->packs = packs;
    evn_err err = evn_textmap_add(ids, id_key(line.id, key), (uint32_t)scms->n);
    if (err == EVN_OK && !evn_textmap_find(shipments, line.shipment, &known))
        err = evn_textmap_add(shipments, line.shipment, 0);
    return err == EVN_OK ? keep(scms, &line) : err;
}

static struct evn_scms_figure *figure_of(struct evn_scms_line *line, size_t column)
{
    return column == WEIGHT ? &line->weight : &line->freight;
}

/* Follow a reference to the line that says the figure itself. A chain longer than the file goes
 * round in a circle. */
static bool settle(struct evn_scms *scms, const struct evn_textmap *ids, size_t column,
                   struct evn_scms_figure *figure)
{
    char key[24];
    uint32_t at;
    int64_t id = figure->id;
    for (size_t steps = 0; steps < 64 && evn_textmap_find(ids, id_key(id, key), &at); steps++) {
        const struct evn_scms_figure *there = figure_of(&scms->line[at], column);
        if (there->how != EVN_SCMS_REFERENCE && there->how != EVN_SCMS_REFERENCE_UNSETTLED) {
            figure->how = EVN_SCMS_REFERENCE;
            figure->of = at;
            figure->amount = there->amount;
            return true;
        }
        id = there->id;
    }
    return false;
}

static void settle_all(struct reader *r, struct evn_scms *scms, const struct evn_textmap *ids,
                       size_t column)
{
    for (size_t i = 0; i < scms->n; i++) {
        struct evn_scms_figure *figure = figure_of(&scms->line[i], column);
        if (figure->how != EVN_SCMS_REFERENCE_UNSETTLED)
            continue;
        scms->totals.references++;
        if (settle(scms, ids, column, figure))
            continue;
        scms->totals.unsettled++;
        r->sheet.row.line = scms->line[i].line;
        r->sheet.row.n = 0;
        r->flaw = evn_sheet_flaw(&r->sheet, column, EVN_FLAW_REFERENCE);
        r->flaw.column = (uint32_t)r->sheet.at[column] + 1;
        r->tell(r->self, &r->flaw);
    }
}

static evn_err read_rows(struct reader *r, struct evn_scms *scms, struct evn_textmap *ids,
                         struct evn_textmap *shipments)
{
    evn_err err;
    while ((err = evn_sheet_next(&r->sheet, &r->flaw)) != EVN_E_AGAIN) {
        if (err == EVN_OK)
            err = take_row(r, scms, ids, shipments);
        if (err == EVN_E_BAD_FILE) {
            scms->totals.refused++;
            r->tell(r->self, &r->flaw);
        } else if (err != EVN_OK) {
            return err;
        }
    }
    settle_all(r, scms, ids, WEIGHT);
    settle_all(r, scms, ids, FREIGHT);
    scms->totals.lines = (int64_t)scms->n;
    scms->totals.shipments = (int64_t)shipments->n;
    return EVN_OK;
}

evn_err evn_scms_read(struct evn_scms *scms, uint8_t *text, size_t len,
                      void (*tell)(void *self, const struct evn_flaw *flaw), void *self)
{
    struct reader r = {.tell = tell, .self = self};
    struct evn_textmap ids, shipments;
    *scms = (struct evn_scms){0};
    evn_textmap_init(&ids, EVN_SCMS_LINES_MAX);
    evn_textmap_init(&shipments, EVN_SCMS_LINES_MAX);
    evn_err err =
        evn_sheet_open(&r.sheet, evn_csv_of(text, len, false), columns, N_COLUMNS, &r.flaw);
    if (err == EVN_E_BAD_FILE)
        tell(self, &r.flaw);
    if (err == EVN_OK)
        err = read_rows(&r, scms, &ids, &shipments);
    evn_textmap_fini(&ids);
    evn_textmap_fini(&shipments);
    if (err != EVN_OK)
        evn_scms_free(scms);
    return err;
}

void evn_scms_free(struct evn_scms *scms)
{
    free(scms->line);
    scms->line = NULL;
    scms->n = scms->cap = 0;
}
