/* evn zone report - how long seals stand, by kind of place; people affected by each decision. */
#include "common/base/day.h"
#include "common/client/public_list.h"
#include "tools/batch/seals.h"
#include "tools/evn/message.h"
#include "tools/evn/rows.h"
#include "tools/evn/zone.h"

#include <stdlib.h>
#include <string.h>

typedef Evernormal__Registry__V1__Result result_message;
typedef Evernormal__Registry__V1__Zone zone_message;
typedef Evernormal__Registry__V1__Place place_message;

enum { AREA, DECISIONS, OUT };
enum { PAGE = 1000, NEXT_MAX = 2 * EVN_CODE_MAX };

const struct evn_option evn_zone_report_options[] = {
    [AREA] = {"area", "CODE", EVN_T_OPT_IN_AREA},
    [DECISIONS] = {"decisions", NULL, EVN_T_OPT_REPORT_DECISIONS},
    [OUT] = {"o", "FILE", EVN_T_OPT_OUT_CSV},
    {0}};

static const struct evn_column kind_columns[] = {
    {"kind", EVN_T_COL_KIND_OF_PLACE, EVN_CELL_TEXT},
    {"zones", EVN_T_COL_ZONES, EVN_CELL_NUMBER},
    {"standing", EVN_T_COL_STANDING, EVN_CELL_NUMBER},
    {"medianDays", EVN_T_COL_MEDIAN_DAYS, EVN_CELL_NUMBER},
    {"p90Days", EVN_T_COL_P90_DAYS, EVN_CELL_NUMBER},
    {"longestDays", EVN_T_COL_LONGEST_DAYS, EVN_CELL_NUMBER},
    {"overdue", EVN_T_COL_OVERDUE, EVN_CELL_NUMBER},
    {"unsealedLate", EVN_T_COL_LATE, EVN_CELL_NUMBER},
    {"worstDelayDays", EVN_T_COL_WORST_DAYS, EVN_CELL_NUMBER}};
static const struct evn_column step_columns[] = {
    {"decidedAt", EVN_T_COL_DECIDED_AT, EVN_CELL_TEXT},
    {"decision", EVN_T_COL_DECISION, EVN_CELL_TEXT},
    {"about", EVN_T_COL_ABOUT, EVN_CELL_TEXT},
    {"area", EVN_T_COL_WHERE, EVN_CELL_TEXT},
    {"zones", EVN_T_COL_ZONES, EVN_CELL_NUMBER},
    {"zonesBefore", EVN_T_COL_ZONES_BEFORE, EVN_CELL_NUMBER},
    {"zonesAfter", EVN_T_COL_ZONES_AFTER, EVN_CELL_NUMBER},
    {"peopleBefore", EVN_T_COL_PEOPLE_BEFORE, EVN_CELL_NUMBER},
    {"peopleAfter", EVN_T_COL_PEOPLE_AFTER, EVN_CELL_NUMBER}};

/* Places that are sealed as what they are; campuses count apart from everything. */
static const Evernormal__Registry__V1__PlaceKind kinds[] = {
    EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_CAMPUS,
    EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_NURSING_HOME,
    EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_HOSPITAL,
    EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_ENTERPRISE,
    EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_ISOLATION_SITE};
static const char *const kind_name[] = {"campus", "nursing-home", "hospital", "enterprise",
                                        "isolation-site"};

/* An area that such a place is. */
struct site {
    char area[EVN_SEAL_TEXT_MAX];
    size_t kind; /* among `kinds` */
};

struct report {
    struct evn_cli *cli;
    struct evn_session *session;
    struct evn_seals seals;
    struct site *site; /* owned; by area, then kind */
    size_t n_sites, sites_cap;
    struct evn_day today;
    struct evn_table table;
    int64_t people, zones, peak, peak_zones, peak_us;
};

static evn_err add_site(struct report *r, const place_message *place, size_t kind)
{
    if (place->area[0] == '\0')
        return EVN_OK;
    if (r->n_sites == r->sites_cap) {
        size_t cap = r->sites_cap > 0 ? r->sites_cap * 2 : 256;
        struct site *grown = realloc(r->site, cap * sizeof *grown);
        if (grown == NULL)
            return evn_cli_fail(r->cli, EVN_E_NO_MEMORY, NULL);
        r->site = grown;
        r->sites_cap = cap;
    }
    struct site *site = &r->site[r->n_sites++];
    evn_refusal_text(site->area, sizeof site->area, place->area);
    site->kind = kind;
    return EVN_OK;
}

static int by_area(const void *a, const void *b)
{
    const struct site *x = a, *y = b;
    int by = strcmp(x->area, y->area);
    return by != 0 ? by : (x->kind > y->kind) - (x->kind < y->kind);
}

static int area_against(const void *area, const void *site)
{
    return strcmp(area, ((const struct site *)site)->area);
}

/* The site that is exactly this area; of several kinds the first, which is a campus if one is. */
static const struct site *site_at(const struct report *r, const char *area)
{
    if (r->n_sites == 0)
        return NULL;
    const struct site *found = bsearch(area, r->site, r->n_sites, sizeof *r->site, area_against);
    while (found != NULL && found > r->site && strcmp(found[-1].area, area) == 0)
        found--;
    return found;
}

/* A zone is of the kind of the site that it is, or that it lies in as a part of a compound. */
static const char *kind_of(const struct report *r, const char *area)
{
    static const size_t lens[] = {23, 20, 16};
    char at[EVN_SEAL_TEXT_MAX];
    const struct site *site = site_at(r, area);
    for (size_t i = 0; site == NULL && i < sizeof lens / sizeof lens[0]; i++) {
        if (strlen(area) <= lens[i])
            continue;
        memcpy(at, area, lens[i]);
        at[lens[i]] = '\0';
        site = site_at(r, at);
    }
    return site != NULL ? kind_name[site->kind] : evn_seal_level(area);
}

static evn_err add_zone(struct report *r, const zone_message *zone)
{
    struct evn_seal_fact *fact = evn_seals_add(&r->seals);
    if (fact == NULL)
        return evn_cli_fail(r->cli, EVN_E_NO_MEMORY, NULL);
    evn_refusal_text(fact->zone, sizeof fact->zone, zone->seal->zone);
    evn_refusal_text(fact->area, sizeof fact->area, zone->seal->area);
    fact->residents = zone->seal->residents;
    fact->kind = kind_of(r, fact->area);
    fact->sealed_us = zone->sealed_at_us;
    fact->sealed_no = zone->sealed_number;
    fact->overdue_days = zone->overdue_days;
    evn_err err = evn_day_parse(zone->seal->start_day, &fact->start);
    if (err == EVN_OK)
        err = evn_day_parse(zone->lowered_on, &fact->lowered_on);
    if (err == EVN_OK && zone->unsealed != NULL) {
        evn_refusal_text(fact->ending, sizeof fact->ending, zone->unsealed->ending);
        fact->unsealed_us = zone->unsealed_at_us;
        fact->unsealed_no = zone->unsealed_number;
        err = evn_day_parse(zone->unsealed_on, &fact->unsealed_on);
    } else if (err == EVN_OK && r->today.n > fact->lowered_on.n) {
        fact->met = true;
        fact->overdue_days = (uint32_t)(r->today.n - fact->lowered_on.n - 1);
    }
    return err == EVN_OK ? EVN_OK : evn_cli_fail(r->cli, EVN_E_BAD_MESSAGE, "registry");
}

/* All of a table, page by page; `kind` is an index into `kinds` of a place. */
static evn_err read_table(struct report *r, Evernormal__Registry__V1__Table table, const char *area,
                          size_t kind)
{
    Evernormal__Registry__V1__List list = EVERNORMAL__REGISTRY__V1__LIST__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    char next[NEXT_MAX] = "";
    evn_err err = EVN_OK;
    bool places = table == EVERNORMAL__REGISTRY__V1__TABLE__TABLE_PLACE;
    list.table = table;
    list.limit = PAGE;
    list.area = (char *)(uintptr_t)area;
    list.kind = places ? (uint32_t)kinds[kind] : 0;
    list.after = next;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_LIST;
    query.list = &list;
    do {
        result_message *page = NULL;
        err = evn_registry_ask(r->session, &query, &page, &r->cli->why);
        if (err != EVN_OK)
            return err;
        for (size_t i = 0; i < page->n_place && err == EVN_OK; i++)
            err = add_site(r, page->place[i], kind);
        for (size_t i = 0; i < page->n_zone && err == EVN_OK; i++)
            err = add_zone(r, page->zone[i]);
        evn_refusal_text(next, sizeof next, page->next);
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    } while (err == EVN_OK && next[0] != '\0');
    return err;
}

static evn_err read_today(struct report *r)
{
    static const struct evn_public_ask ask = {.day = "", .versions = true};
    struct evn_public_list list;
    evn_err err = evn_public_list_get(r->session, &ask, &list, &r->cli->why);
    if (err == EVN_OK && evn_day_parse(evn_public_list_head(&list)->day, &r->today) != EVN_OK)
        err = evn_cli_fail(r->cli, EVN_E_BAD_MESSAGE, "registry");
    evn_public_list_free(&list);
    return err;
}

static evn_err read_all(struct report *r, const char *area)
{
    evn_err err = read_today(r);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && err == EVN_OK; k++)
        err = read_table(r, EVERNORMAL__REGISTRY__V1__TABLE__TABLE_PLACE, "", k);
    if (r->n_sites > 1)
        qsort(r->site, r->n_sites, sizeof *r->site, by_area);
    return err == EVN_OK ? read_table(r, EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ZONE, area, 0)
                         : err;
}

static void look_at_step(void *self, const struct evn_seal_step *step)
{
    struct report *r = self;
    r->people = step->people_after;
    r->zones = step->zones_after;
    if (step->people_after <= r->peak)
        return;
    r->peak = step->people_after;
    r->peak_zones = step->zones_after;
    r->peak_us = step->at_us;
}

static void show_step(void *self, const struct evn_seal_step *step)
{
    static const enum evn_text what[] = {[EVN_STEP_SEAL] = EVN_T_DECISION_SEAL,
                                         [EVN_STEP_CORRECTION] = EVN_T_DECISION_CORRECTION,
                                         [EVN_STEP_UNSEAL] = EVN_T_DECISION_UNSEAL,
                                         [EVN_STEP_COURSE] = EVN_T_DECISION_COURSE};
    static const char *const word[] = {[EVN_STEP_SEAL] = "seal",
                                       [EVN_STEP_CORRECTION] = "correction",
                                       [EVN_STEP_UNSEAL] = "unseal",
                                       [EVN_STEP_COURSE] = "course"};
    struct report *r = self;
    struct evn_table *t = &r->table;
    char at[28] = "";
    look_at_step(r, step);
    if (step->at_us != 0)
        evn_time_format(step->at_us, at);
    evn_table_text(t, at);
    evn_table_text(t, t->json || t->csv ? word[step->what] : evn_text(what[step->what], t->lang));
    evn_table_text(t, step->subject);
    evn_table_text(t, step->area);
    evn_table_number(t, (int64_t)step->n_zones);
    evn_table_number(t, step->zones_before);
    evn_table_number(t, step->zones_after);
    evn_table_number(t, step->people_before);
    evn_table_number(t, step->people_after);
}

static void show_kinds(struct report *r)
{
    struct evn_seal_kind kind[EVN_SEAL_KINDS_MAX];
    size_t n = evn_seals_kinds(&r->seals, r->today, kind);
    for (size_t i = 0; i < n; i++) {
        evn_table_text(&r->table, kind[i].kind);
        evn_table_number(&r->table, kind[i].zones);
        evn_table_number(&r->table, kind[i].standing);
        evn_table_number(&r->table, kind[i].median_days);
        evn_table_number(&r->table, kind[i].p90_days);
        evn_table_number(&r->table, kind[i].longest_days);
        evn_table_number(&r->table, kind[i].overdue);
        evn_table_number(&r->table, kind[i].late);
        evn_table_number(&r->table, kind[i].worst_days);
    }
}

static void say_people(const struct report *r)
{
    char at[28] = "";
    if (r->peak_us != 0)
        evn_time_format(r->peak_us, at);
    evn_say(r->cli, EVN_T_REPORT_NOW, (struct evn_fill){.n = r->people, .m = r->zones});
    if (r->peak > 0)
        evn_say(r->cli, EVN_T_REPORT_PEAK,
                (struct evn_fill){.a = at, .n = r->peak, .m = r->peak_zones});
}

/* The table on standard output, or as CSV into the file. */
static evn_err show(struct report *r, bool decisions, const char *path)
{
    FILE *file = path != NULL ? fopen(path, "wb") : NULL;
    if (path != NULL && file == NULL)
        return evn_cli_fail(r->cli, EVN_E_IO, path);
    const struct evn_column *columns = decisions ? step_columns : kind_columns;
    evn_cli_table(r->cli, &r->table, columns, 9);
    if (file != NULL) {
        r->table.json = false;
        r->table.csv = true;
        evn_table_open(&r->table, file, columns, 9);
    }
    evn_err err = evn_seals_steps(&r->seals, decisions ? show_step : look_at_step, r);
    if (err == EVN_OK && !decisions)
        show_kinds(r);
    if (err != EVN_OK)
        (void)evn_cli_fail(r->cli, err, NULL);
    err = evn_table_end(&r->table, err);
    if (file != NULL && (ferror(file) != 0) + (fclose(file) != 0) > 0 && err == EVN_OK)
        err = evn_cli_fail(r->cli, EVN_E_IO, path);
    return err;
}

evn_err evn_zone_report(struct evn_cli *cli, const struct evn_input *input)
{
    struct report r = {.cli = cli};
    evn_seals_init(&r.seals);
    evn_err err = evn_cli_session(cli, &r.session);
    if (err == EVN_OK)
        err = read_all(&r, evn_rows_text(input, AREA));
    if (err == EVN_OK)
        err = show(&r, input->option[DECISIONS] != NULL, input->option[OUT]);
    if (err == EVN_OK)
        say_people(&r);
    evn_seals_fini(&r.seals);
    free(r.site);
    return err;
}
