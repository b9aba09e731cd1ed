#include "tools/demo/sample.h"

#include "tools/import/policy.h"
#include "tools/import/source.h"
#include "tools/import/value.h"

#include <stdio.h>
#include <unistd.h>

/* The tables in the order the registry accepts them: parents and references first. */
static const struct {
    const char *file, *kind; /* kind NULL: a table of rules */
} tables[] = {
    {"policy/zone_rules.tsv", NULL}, {"policy/isolation_rules.tsv", NULL},
    {"policy/test_rules.tsv", NULL}, {"policy/service_rules.tsv", NULL},
    {"policy/key_groups.tsv", NULL}, {"policy/reserve_classes.tsv", NULL},
    {"areas.tsv", "areas"},          {"districts.tsv", "areas"},
    {"streets.tsv", "areas"},        {"items.tsv", "items"},
    {"norms.tsv", "norms"},          {"item_norms.tsv", "item-norms"},
};
enum { N_TABLES = sizeof tables / sizeof tables[0] };

evn_err evn_sample_find(char out[EVN_SAMPLE_PATH_MAX])
{
    static const char *const beside[] = {"../../../deploy/sample", "../share/evernormal/sample"};
    char program[EVN_SAMPLE_PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n <= 0 || (size_t)n == sizeof program - 1)
        return EVN_E_CONFIG;
    program[n] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
        if (snprintf(out, EVN_SAMPLE_PATH_MAX, "%s/%s", program, beside[i]) < EVN_SAMPLE_PATH_MAX &&
            access(out, R_OK | X_OK) == 0)
            return EVN_OK;
    return EVN_E_CONFIG;
}

/* Open FOLDER/FILE; the flaw names it from now on. */
static evn_err open_table(const char *folder, const char *file, struct evn_source *source,
                          struct evn_sample_flaw *flaw)
{
    *flaw = (struct evn_sample_flaw){0};
    if (snprintf(flaw->path, sizeof flaw->path, "%s/%s", folder, file) >= (int)sizeof flaw->path)
        return EVN_E_TOO_LARGE;
    return evn_source_open(source, flaw->path);
}

static void copy(struct evn_bytes from, char *to, size_t cap)
{
    size_t n = from.len < cap ? from.len : cap - 1;
    if (n > 0)
        memcpy(to, from.at, n);
    to[n] = '\0';
}

evn_err evn_sample_rows(const char *folder, const char *file,
                        const char *const columns[EVN_SAMPLE_COLUMNS_MAX],
                        bool (*take)(void *self,
                                     const struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX]),
                        void *self, struct evn_sample_flaw *flaw)
{
    struct evn_source source;
    struct evn_sheet sheet;
    struct evn_sheet_column known[EVN_SAMPLE_COLUMNS_MAX];
    struct evn_flaw what = {0};
    size_t n = 0;
    for (; n < EVN_SAMPLE_COLUMNS_MAX && columns[n] != NULL; n++)
        known[n] = (struct evn_sheet_column){columns[n], true};
    evn_err err = open_table(folder, file, &source, flaw);
    if (err != EVN_OK)
        return err;
    err = evn_sheet_open(&sheet, evn_csv_of(source.text.at, source.text.len, source.tabs), known, n,
                         &what);
    while (err == EVN_OK && (err = evn_sheet_next(&sheet, &what)) == EVN_OK) {
        struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX] = {0};
        for (size_t i = 0; i < n; i++)
            cell[i] = evn_sheet_cell(&sheet, i);
        what.line = sheet.row.line;
        if (!take(self, cell))
            err = EVN_E_BAD_FILE;
    }
    evn_source_close(&source);
    flaw->line = what.line;
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static bool take_district(void *self, const struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX])
{
    struct evn_town_map *map = self;
    if (!evn_value_is(cell[0], EVN_SAMPLE_DISTRICT))
        return true;
    copy(cell[0], map->district, sizeof map->district);
    copy(cell[1], map->name_en, sizeof map->name_en);
    copy(cell[2], map->name_zh, sizeof map->name_zh);
    return evn_value_count(cell[3], &map->population);
}

static bool take_centre(void *self, const struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX])
{
    struct evn_town_map *map = self;
    int64_t lat_e6, lon_e6;
    if (!evn_value_decimal(cell[1], 6, &lat_e6) || !evn_value_decimal(cell[2], 6, &lon_e6) ||
        lat_e6 < -90000000 || lat_e6 > 90000000 || lon_e6 < -180000000 || lon_e6 > 180000000)
        return false;
    if (evn_value_is(cell[0], map->district)) {
        map->lat_e6 = (int32_t)lat_e6;
        map->lon_e6 = (int32_t)lon_e6;
    }
    return true;
}

static bool take_street(void *self, const struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX])
{
    struct evn_town_map *map = self;
    if (!evn_value_is(cell[2], map->district))
        return true;
    if (map->n_streets == EVN_TOWN_STREETS_MAX)
        return false;
    struct evn_town_street *street = &map->street[map->n_streets++];
    copy(cell[0], street->code, sizeof street->code);
    copy(cell[1], street->name_zh, sizeof street->name_zh);
    return strlen(street->code) == 9;
}

evn_err evn_sample_map(const char *folder, struct evn_town_map *map, struct evn_sample_flaw *flaw)
{
    static const char *const district[EVN_SAMPLE_COLUMNS_MAX] = {"district_code", "name_en",
                                                                 "name_zh", "population_2020"};
    static const char *const centre[EVN_SAMPLE_COLUMNS_MAX] = {"code", "lat", "lon", "source"};
    static const char *const street[EVN_SAMPLE_COLUMNS_MAX] = {"street_code", "name_zh",
                                                               "district_code", NULL};
    *map = (struct evn_town_map){0};
    evn_err err = evn_sample_rows(folder, "districts.tsv", district, take_district, map, flaw);
    if (err == EVN_OK)
        err = evn_sample_rows(folder, "centres.tsv", centre, take_centre, map, flaw);
    if (err == EVN_OK)
        err = evn_sample_rows(folder, "streets.tsv", street, take_street, map, flaw);
    return err == EVN_OK && (map->n_streets == 0 || map->lat_e6 == 0) ? EVN_E_BAD_FILE : err;
}

static void note_flaw(void *self, const struct evn_flaw *what)
{
    struct evn_sample_flaw *flaw = self;
    if (flaw->line != 0)
        return;
    flaw->line = what->line;
    evn_refusal_text(flaw->column, sizeof flaw->column, what->name);
}

evn_err evn_sample_tables(const char *folder, struct evn_batch *batch, struct evn_sample_flaw *flaw)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < N_TABLES && err == EVN_OK; i++) {
        struct evn_source source;
        struct evn_kind_counts counts = {0};
        char name[64];
        err = open_table(folder, tables[i].file, &source, flaw);
        if (err != EVN_OK)
            return err;
        struct evn_csv rows = evn_csv_of(source.text.at, source.text.len, source.tabs);
        if (tables[i].kind != NULL)
            err = evn_kind_read(evn_kind_find(tables[i].kind), rows, NULL, batch, &counts,
                                note_flaw, flaw);
        else if (evn_policy_name(tables[i].file, name))
            err = evn_policy_rows(name, rows, batch, &counts, note_flaw, flaw);
        if (err == EVN_OK && counts.refused > 0)
            err = EVN_E_BAD_FILE;
        evn_source_close(&source);
    }
    return err;
}
