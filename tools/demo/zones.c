#include "tools/demo/exercise.h"

#include "evernormal/registry/v1/command.pb-c.h"
#include "evernormal/registry/v1/query.pb-c.h"

#include <stdio.h>

/* One zone in LATE_ONE_IN is unsealed a day late. */
enum { LATE_ONE_IN = 8 };

static char authority[] = "演练防控指挥部 Exercise epidemic control headquarters";
static char five_day[] = "five_day";

static evn_err do_registry(struct evn_exercise *ex, Evernormal__Registry__V1__Command *command)
{
    return evn_play_do(&ex->play, EVN_PART_REGISTRY, &command->base);
}

static evn_err report(struct evn_exercise *ex, const struct evn_outbreak_site *site)
{
    char code[48], today[11];
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    Evernormal__Registry__V1__ReportPut put = EVERNORMAL__REGISTRY__V1__REPORT_PUT__INIT;
    Evernormal__Registry__V1__Report what = EVERNORMAL__REGISTRY__V1__REPORT__INIT;
    evn_exercise_date(ex, 0, today);
    snprintf(code, sizeof code, "INF-%.20s-%02d", site->building, ex->day);
    what.report = code;
    what.area = (char *)(uintptr_t)site->building;
    what.day = today;
    what.count = site->name[0] != '\0' ? 1 : 1 + evn_exercise_draw(ex, code, 0, 3);
    what.synthetic = site->name[0] == '\0'; /* else it was published */
    put.report = &what;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_REPORT;
    command.report = &put;
    ex->today.reports += what.count;
    return do_registry(ex, &command);
}

static evn_err seal(struct evn_exercise *ex, struct evn_outbreak_site *site)
{
    char today[11], zone[41], reason[] = "发现感染者 infection found";
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    Evernormal__Registry__V1__Seal what = EVERNORMAL__REGISTRY__V1__SEAL__INIT;
    evn_exercise_date(ex, 0, today);
    site->sealed = true;
    site->seals++;
    evn_outbreak_zone(site, zone);
    what.zone = zone;
    what.area = site->building;
    what.level = EVERNORMAL__REGISTRY__V1__LEVEL__LEVEL_HIGH;
    what.residents = site->residents;
    what.authority = authority;
    what.reason = reason;
    what.end_rule = five_day;
    what.start_day = today;
    what.synthetic = 1; /* so many residents, if nothing else */
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_SEAL;
    command.seal = &what;
    ex->today.sealed++;
    return do_registry(ex, &command);
}

static evn_err unseal(struct evn_exercise *ex, char *zone, struct evn_outbreak_site *site)
{
    char reason[] = "五日内无新增感染 no new infection for five days";
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    Evernormal__Registry__V1__Unseal what = EVERNORMAL__REGISTRY__V1__UNSEAL__INIT;
    what.zone = zone;
    what.authority = authority;
    what.reason = reason;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_UNSEAL;
    command.unseal = &what;
    site->sealed = false;
    ex->today.unsealed++;
    return do_registry(ex, &command);
}

static struct evn_outbreak_site *site_of(struct evn_exercise *ex, const char *building)
{
    for (size_t i = 0; i < ex->outbreak.n_sites; i++)
        if (strcmp(ex->outbreak.site[i].building, building) == 0)
            return &ex->outbreak.site[i];
    return NULL;
}

/* Unseal what is due and has no new infection today, but for those that the authority gets to only
 * tomorrow. */
static evn_err unseal_page(struct evn_exercise *ex, char after[512])
{
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Overdue overdue = EVERNORMAL__REGISTRY__V1__OVERDUE__INIT;
    Evernormal__Registry__V1__Result *due = NULL;
    overdue.after = after;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_OVERDUE;
    query.overdue = &overdue;
    evn_err err = evn_play_ask(&ex->play, EVN_PART_REGISTRY, &query.base,
                               &evernormal__registry__v1__result__descriptor, (void **)&due);
    if (err == EVN_OK)
        snprintf(after, 512, "%s", due->next);
    for (size_t i = 0; err == EVN_OK && i < due->n_overdue; i++) {
        const Evernormal__Registry__V1__OverdueZone *zone = due->overdue[i];
        struct evn_outbreak_site *site = site_of(ex, zone->zone->seal->area);
        if (site == NULL || site->infected[ex->day])
            continue;
        if (zone->overdue_days > 0 ||
            evn_exercise_draw(ex, zone->zone->seal->zone, 3, LATE_ONE_IN) != 0)
            err = unseal(ex, zone->zone->seal->zone, site);
    }
    evernormal__registry__v1__result__free_unpacked(due, NULL);
    return err;
}

evn_err evn_exercise_zones(struct evn_exercise *ex)
{
    char after[512] = "";
    evn_err err = unseal_page(ex, after);
    while (err == EVN_OK && after[0] != '\0')
        err = unseal_page(ex, after);
    for (size_t i = 0; i < ex->outbreak.n_sites && err == EVN_OK; i++) {
        struct evn_outbreak_site *site = &ex->outbreak.site[i];
        if (!site->infected[ex->day])
            continue;
        if (!site->sealed)
            err = seal(ex, site);
        if (err == EVN_OK)
            err = report(ex, site);
    }
    return err == EVN_OK ? evn_play_flush(&ex->play) : err;
}
