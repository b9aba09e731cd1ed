#include "tools/import/esft.h"

#include "common/base/hash.h"

#include "evernormal/registry/v1/event.pb-c.h"

#include <stdio.h>

enum { NORM_TAG = 20, BODY_MAX = 1024, PLACES = 18, CUT = 54, HASH_CHARS = 8 };

typedef evn_esft_wide decimal;

static const decimal e18 = 1000000000000000000u, e12 = 1000000000000u;

/* A table being read. */
struct reading {
    struct evn_sheet sheet;
    struct evn_batch *batch;
    struct evn_flaw flaw;
};

/* A norm in the making. */
struct norm {
    char name[EVN_ESFT_NAME_MAX];
    const char *group;
    decimal value; /* 10^-18 */
    char unit[64];
    const char *period;
    char source[200];
};

/* Digits with at most one point among them, as a whole number and the places behind the point. */
static bool read_digits(struct evn_bytes *text, uint64_t *out, int *places)
{
    int n = 0;
    bool point = false;
    *out = 0;
    *places = 0;
    for (; text->len > 0; text->at++, text->len--) {
        uint8_t c = *text->at;
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        if (++n > PLACES)
            return false;
        *out = *out * 10 + (uint64_t)(c - '0');
        *places += point;
    }
    return n > 0;
}

/* "e-04" or nothing. */
static bool read_exponent(struct evn_bytes text, int *out)
{
    bool down;
    *out = 0;
    if (text.len == 0)
        return true;
    if (text.len < 3 || text.len > 4 || (text.at[0] != 'e' && text.at[0] != 'E') ||
        (text.at[1] != '-' && text.at[1] != '+'))
        return false;
    down = text.at[1] == '-';
    for (size_t i = 2; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *out = *out * 10 + text.at[i] - '0';
    }
    *out = down ? -*out : *out;
    return true;
}

bool evn_esft_decimal(struct evn_bytes text, evn_esft_wide *out)
{
    uint64_t digits;
    int places, exponent;
    if (!read_digits(&text, &digits, &places) || !read_exponent(text, &exponent))
        return false;
    *out = digits;
    for (int shift = PLACES - places + exponent; shift != 0; shift += shift > 0 ? -1 : 1) {
        if (shift < 0 && *out % 10 != 0)
            return false;
        *out = shift < 0 ? *out / 10 : *out * 10;
        if (*out > e18 * 1000000)
            return false;
    }
    return true;
}

/* The product of two numbers above 0 of at most 18 digits, when it is exact. */
static bool times(decimal a, decimal b, decimal *out)
{
    int zeros = 0;
    for (; a % 10 == 0; zeros++)
        a /= 10;
    for (; b % 10 == 0; zeros++)
        b /= 10;
    *out = a * b;
    for (; zeros < PLACES; zeros++, *out /= 10)
        if (*out % 10 != 0)
            return false;
    for (; zeros > PLACES; zeros--)
        *out *= 10;
    return true;
}

static bool is_word(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Add the words of the text; *dash: a hyphen is due before the next one. Returns the new length. */
static size_t add_words(struct evn_bytes text, char *out, size_t len, size_t cap, bool *dash)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];
        bool micro = c == 0xb5 && i > 0 && text.at[i - 1] == 0xc2;
        c = micro ? 'u' : c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
        if (!is_word(c)) {
            *dash |= c != 0xc2;
            continue;
        }
        if (*dash && len < cap)
            out[len++] = '-';
        if (len < cap)
            out[len++] = (char)c;
        *dash = false;
    }
    *dash = true;
    return len;
}

void evn_esft_name(struct evn_bytes name, struct evn_bytes more, char out[EVN_ESFT_NAME_MAX])
{
    char room[600] = "esft:";
    bool dash = false;
    size_t len = add_words(name, room, strlen(room), sizeof room - 1, &dash);
    len = add_words(more, room, len, sizeof room - 1, &dash);
    room[len] = '\0';
    if (len >= EVN_ESFT_NAME_MAX) {
        struct evn_hash128 hash;
        evn_hash128(evn_bytes_of(room, len), &hash);
        room[CUT] = '-';
        for (size_t i = 0; i < HASH_CHARS / 2; i++)
            snprintf(room + CUT + 1 + 2 * i, 3, "%02x", hash.b[i]);
    }
    memcpy(out, room, strlen(room) + 1);
}

static bool is_severity(const char *group)
{
    static const char *const groups[] = {"mild", "moderate", "severe", "critical"};
    bool is = false;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        is |= strcmp(groups[i], group) == 0;
    return is;
}

static evn_err add_norm(struct reading *r, const struct norm *norm, size_t column)
{
    Evernormal__Registry__V1__Norm m = EVERNORMAL__REGISTRY__V1__NORM__INIT;
    char key[160];
    uint8_t body[BODY_MAX];
    m.norm = (char *)(uintptr_t)norm->name;
    m.group = (char *)(uintptr_t)norm->group;
    m.value_e6 = (int64_t)((norm->value + e12 - 1) / e12);
    m.unit = (char *)(uintptr_t)norm->unit;
    m.per = (char *)(uintptr_t)(is_severity(norm->group) ? "patient" : "person");
    m.period = (char *)(uintptr_t)norm->period;
    m.verified = true;
    m.source = (char *)(uintptr_t)norm->source;
    snprintf(key, sizeof key, "%s|%s", norm->name, norm->group);
    EVN_ASSERT(evernormal__registry__v1__norm__get_packed_size(&m) <= sizeof body);
    size_t len = evernormal__registry__v1__norm__pack(&m, body);
    evn_err err = evn_batch_add(r->batch, NORM_TAG, evn_bytes_text(key), evn_bytes_of(body, len),
                                r->sheet.row.line);
    if (err == EVN_E_EXISTS)
        r->flaw = evn_sheet_flaw(&r->sheet, column, EVN_FLAW_TWICE);
    return err == EVN_E_EXISTS ? EVN_E_BAD_FILE : err;
}

static evn_err bad(struct reading *r, size_t column, enum evn_flaw_kind kind)
{
    r->flaw = evn_sheet_flaw(&r->sheet, column, kind);
    return EVN_E_BAD_FILE;
}

static evn_err read_decimal(struct reading *r, size_t column, decimal *out)
{
    return evn_esft_decimal(evn_sheet_cell(&r->sheet, column), out)
               ? EVN_OK
               : bad(r, column, EVN_FLAW_NUMBER);
}

/* The unit of the row, which must be there. */
static evn_err read_unit(struct reading *r, size_t column, struct norm *norm)
{
    struct evn_bytes unit = evn_sheet_cell(&r->sheet, column);
    if (unit.len == 0 || unit.len >= sizeof norm->unit)
        return bad(r, column, unit.len == 0 ? EVN_FLAW_EMPTY : EVN_FLAW_TEXT);
    memcpy(norm->unit, unit.at, unit.len);
    norm->unit[unit.len] = '\0';
    return EVN_OK;
}

enum { DRUG, CONCENTRATION, FORM, CRITICAL, SEVERE = CRITICAL + 2 };
static const struct evn_sheet_column drug_columns[] = {
    {"drug", true},
    {"concentration", true},
    {"drug_form", true},
    {"form_per_crit_course", true},
    {"perc_crit_treated", true},
    {"form_per_sev_course", true},
    {"perc_sev_treated", true},
    {"form_per_mod_course", true},
    {"perc_mod_treated", true},
    {"form_per_mild_course", true},
    {"perc_mild_treated", true},
    {"covid_specific", false},
    {"classification", false},
    {"formulation", false},
    {"units", false},
    {"price_usd", false},
    {"num_days_per_crit_treatment", false},
    {"daily_amount_crit", false},
    {"num_days_per_sev_treatment", false},
    {"daily_amount_sev", false},
    {"num_days_per_mod_treatment", false},
    {"daily_amount_mod", false},
    {"num_days_per_mild_treatment", false},
    {"daily_amount_mild", false},
};

/* Of a course so much, of the patients so many: what that is for group i; value 0: nothing. */
static evn_err read_course(struct reading *r, size_t i, struct norm *norm)
{
    static const char *const groups[] = {"critical", "severe", "moderate", "mild"};
    size_t at = CRITICAL + 2 * i;
    struct evn_bytes form = evn_sheet_cell(&r->sheet, at);
    struct evn_bytes share = evn_sheet_cell(&r->sheet, at + 1);
    decimal course = 0, treated = 0;
    evn_err err = form.len > 0 ? read_decimal(r, at, &course) : EVN_OK;
    norm->value = 0;
    if (err != EVN_OK || course == 0)
        return err;
    if (share.len == 0)
        return bad(r, at + 1, EVN_FLAW_EMPTY);
    err = read_decimal(r, at + 1, &treated);
    if (err == EVN_OK && treated > e18)
        err = bad(r, at + 1, EVN_FLAW_NUMBER);
    if (err != EVN_OK || treated == 0)
        return err;
    if (!times(course, treated, &norm->value))
        return bad(r, at, EVN_FLAW_NUMBER);
    norm->group = groups[i];
    snprintf(norm->source, sizeof norm->source,
             "WHO ESFT (R package esft) pharmaceuticals line %u: %s x %s = %.*s x %.*s",
             r->sheet.row.line, drug_columns[at].name, drug_columns[at + 1].name, (int)form.len,
             (const char *)form.at, (int)share.len, (const char *)share.at);
    return EVN_OK;
}

/* One medicine, all of it or nothing. */
static evn_err read_drug(struct reading *r)
{
    struct norm norm[4] = {{.period = "once"}};
    evn_err err = read_unit(r, FORM, &norm[0]);
    evn_esft_name(evn_sheet_cell(&r->sheet, DRUG), evn_sheet_cell(&r->sheet, CONCENTRATION),
                  norm[0].name);
    for (size_t i = 1; i < 4; i++)
        norm[i] = norm[0];
    for (size_t i = 0; err == EVN_OK && i < 4; i++)
        err = read_course(r, i, &norm[i]);
    for (size_t i = 0; err == EVN_OK && i < 4; i++)
        if (norm[i].value > 0)
            err = add_norm(r, &norm[i], DRUG);
    return err;
}

enum { ITEM, UNIT, FIRST_AMOUNT };
static const struct evn_sheet_column equipment_columns[] = {
    {"item", true},
    {"unit", true},
    {"amount_per_inpatient_hcw_per_day", true},
    {"amount_per_inpatient_cleaner_per_day", true},
    {"amount_per_inpatient_inf_caregiver_per_day", true},
    {"amount_per_inpatient_ambworker_per_day", true},
    {"amount_per_inpatient_biomed_eng_per_day", true},
    {"amount_per_inpatient_sev_patient_per_day", true},
    {"amount_per_inpatient_crit_patient_per_day", true},
    {"amount_per_inpatient_sev_crit_patient_per_day", true},
    {"amount_per_inpatient_sev_bed_per_day", true},
    {"amount_per_inpatient_crit_bed_per_day", true},
    {"amount_per_inpatient_sev_crit_bed_per_day", true},
    {"amount_per_isolation_inf_caregiver_per_day", true},
    {"amount_per_isolation_patient_per_day", true},
    {"amount_per_screening_hcw_per_day", true},
    {"amount_per_screening_patient_per_day", true},
    {"amount_per_lab_tech_per_day", true},
    {"amount_per_lab_cleaner_per_day", true},
    {"category", false},
    {"group", false},
    {"reusable", false},
    {"supplied_with", true},
    {"price", false},
};
enum { N_AMOUNTS = 17 };

/* Whom an amount counts for; a bed has one patient. Two groups where it counts for both. */
static const char *const amount_groups[N_AMOUNTS][2] = {{"hcw"},
                                                        {"cleaner"},
                                                        {"caregiver"},
                                                        {"ambulance_worker"},
                                                        {"biomedical"},
                                                        {"severe"},
                                                        {"critical"},
                                                        {"severe", "critical"},
                                                        {"severe"},
                                                        {"critical"},
                                                        {"severe", "critical"},
                                                        {"isolation_caregiver"},
                                                        {"mild", "moderate"},
                                                        {"sampler"},
                                                        {"screened"},
                                                        {"lab_technician"},
                                                        {"lab_cleaner"}};

/* What the row says of one group, over all its columns; 0: nothing. */
static evn_err sum_group(struct reading *r, const char *group, struct norm *norm)
{
    norm->value = 0;
    snprintf(norm->source, sizeof norm->source,
             "WHO ESFT (R package esft) equipment line %u:", r->sheet.row.line);
    for (size_t i = 0; i < N_AMOUNTS; i++) {
        decimal amount = 0;
        struct evn_bytes cell = evn_sheet_cell(&r->sheet, FIRST_AMOUNT + i);
        bool counts = false;
        for (size_t k = 0; k < 2 && amount_groups[i][k] != NULL; k++)
            counts |= strcmp(amount_groups[i][k], group) == 0;
        if (!counts || cell.len == 0)
            continue;
        evn_err err = read_decimal(r, FIRST_AMOUNT + i, &amount);
        if (err != EVN_OK)
            return err;
        size_t len = strlen(norm->source);
        norm->value += amount;
        snprintf(norm->source + len, sizeof norm->source - len, " %s %.*s",
                 equipment_columns[FIRST_AMOUNT + i].name + strlen("amount_per_"), (int)cell.len,
                 (const char *)cell.at);
    }
    return EVN_OK;
}

static evn_err read_equipment(struct reading *r)
{
    static const char *const groups[] = {
        "hcw",     "cleaner",  "caregiver",      "ambulance_worker", "biomedical",
        "severe",  "critical", "mild",           "moderate",         "isolation_caregiver",
        "sampler", "screened", "lab_technician", "lab_cleaner"};
    struct norm norm = {.period = "day"};
    evn_err err = read_unit(r, UNIT, &norm);
    evn_esft_name(evn_sheet_cell(&r->sheet, ITEM), evn_bytes_of(NULL, 0), norm.name);
    for (size_t i = 0; err == EVN_OK && i < sizeof groups / sizeof groups[0]; i++) {
        norm.group = groups[i];
        err = sum_group(r, groups[i], &norm);
        if (err == EVN_OK && norm.value > 0)
            err = add_norm(r, &norm, ITEM);
    }
    return err;
}

enum { NORM, VALUE };
static const struct evn_sheet_column figure_columns[] = {
    {"norm", true}, {"value", true},   {"group", false},    {"value_min", false}, {"unit", false},
    {"per", false}, {"period", false}, {"verified", false}, {"source", false}};

/* The flow of oxygen, by the day; and of each stay in hospital that there is a bed for it. */
static evn_err read_figure(struct reading *r)
{
    static const struct {
        const char *row, *name, *group, *unit;
        uint32_t times; /* the row's value; 0: one, as long as the stay */
    } figures[] = {{"oxygen_flow_severe", "esft:oxygen", "severe", "litre", 1440},
                   {"oxygen_flow_critical", "esft:oxygen", "critical", "litre", 1440},
                   {"stay_severe", "esft:bed-hospital", "severe", "bed", 0},
                   {"stay_critical", "esft:bed-intensive-care", "critical", "bed", 0}};
    struct evn_bytes name = evn_sheet_cell(&r->sheet, NORM),
                     cell = evn_sheet_cell(&r->sheet, VALUE);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        struct norm norm = {.group = figures[i].group, .period = "day"};
        if (!evn_bytes_equal(name, evn_bytes_text(figures[i].row)))
            continue;
        evn_err err = read_decimal(r, VALUE, &norm.value);
        if (err != EVN_OK)
            return err;
        norm.value = figures[i].times > 0 ? norm.value * figures[i].times : e18;
        memcpy(norm.name, figures[i].name, strlen(figures[i].name) + 1);
        memcpy(norm.unit, figures[i].unit, strlen(figures[i].unit) + 1);
        snprintf(norm.source, sizeof norm.source, "WHO ESFT defaults line %u: %s %.*s%s",
                 r->sheet.row.line, figures[i].row, (int)cell.len, (const char *)cell.at,
                 figures[i].times > 0 ? " litre/min x 1440 min" : " days, one bed for each");
        return add_norm(r, &norm, NORM);
    }
    return EVN_OK;
}

/* The tables, each known by a column of its own. */
static const struct table {
    const char *known_by;
    const struct evn_sheet_column *column;
    size_t n_columns;
    evn_err (*read)(struct reading *r);
} tables[] = {
    {"drug", drug_columns, sizeof drug_columns / sizeof drug_columns[0], read_drug},
    {"supplied_with", equipment_columns, sizeof equipment_columns / sizeof equipment_columns[0],
     read_equipment},
    {"norm", figure_columns, sizeof figure_columns / sizeof figure_columns[0], read_figure}};

/* Which table has such a head; the first one, which then refuses it, for none of
 * them. The reader is a copy and moves nothing. */
static const struct table *find_table(struct evn_csv rows)
{
    struct evn_csv_row row;
    struct evn_flaw flaw;
    if (evn_csv_next(&rows, &row, &flaw) != EVN_OK)
        return &tables[0];
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++)
        for (size_t i = 0; i < row.n; i++)
            if (evn_bytes_equal(row.cell[i].text, evn_bytes_text(tables[k].known_by)))
                return &tables[k];
    return &tables[0];
}

evn_err evn_esft_rows(struct evn_csv rows, struct evn_batch *batch, struct evn_kind_counts *counts,
                      void (*tell)(void *self, const struct evn_flaw *flaw), void *self)
{
    struct reading r = {.batch = batch};
    const struct table *table = find_table(rows);
    evn_err err = evn_sheet_open(&r.sheet, rows, table->column, table->n_columns, &r.flaw);
    if (err == EVN_E_BAD_FILE)
        tell(self, &r.flaw);
    while (err == EVN_OK) {
        err = evn_sheet_next(&r.sheet, &r.flaw);
        if (err == EVN_E_AGAIN)
            return EVN_OK;
        counts->rows++;
        if (err == EVN_OK)
            err = table->read(&r);
        if (err == EVN_E_BAD_FILE) {
            counts->refused++;
            tell(self, &r.flaw);
            err = EVN_OK;
        }
    }
    return err;
}
