#include "tools/demo/exercise.h"

#include "evernormal/registry/v1/command.pb-c.h"
#include "evernormal/registry/v1/query.pb-c.h"

#include <stdio.h>

/* One zone in LATE_ONE_IN is unsealed a day late, and one in AGAIN_ONE_IN has another infection. */
enum { LATE_ONE_IN = 8, AGAIN_ONE_IN = 4, AGAIN_FIRST_DAY = 2, AGAIN_DAYS = 3 };

static char authority[] = "演练防控指挥部 Exercise epidemic control headquarters";
static char five_day[] = "five_day";

static evn_err do_registry(struct evn_exercise *ex, Evernormal__Registry__V1__Command *command)
{
    return evn_play_do(&ex->play, EVN_PART_REGISTRY, &command->base);
}

static evn_err report(struct evn_exercise *ex, const struct evn_town_zone *zone)
{
    char code[48], today[11];
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    Evernormal__Registry__V1__ReportPut put = EVERNORMAL__REGISTRY__V1__REPORT_PUT__INIT;
    Evernormal__Registry__V1__Report what = EVERNORMAL__REGISTRY__V1__REPORT__INIT;
    evn_exercise_date(ex, 0, today);
    snprintf(code, sizeof code, "INF-%.20s-%02d", zone->code + 2, ex->day);
    what.report = code;
    what.area = (char *)(uintptr_t)zone->building;
    what.day = today;
    what.count = 1 + evn_exercise_draw(ex, code, 0, 3);
    put.report = &what;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_REPORT;
    command.report = &put;
    ex->today.reports += what.count;
    return do_registry(ex, &command);
}

static evn_err seal(struct evn_exercise *ex, const struct evn_town_zone *zone)
{
    char today[11], reason[] = "发现感染者 infection found";
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    Evernormal__Registry__V1__Seal what = EVERNORMAL__REGISTRY__V1__SEAL__INIT;
    evn_exercise_date(ex, 0, today);
    what.zone = (char *)(uintptr_t)zone->code;
    what.area = (char *)(uintptr_t)zone->building;
    what.level = EVERNORMAL__REGISTRY__V1__LEVEL__LEVEL_HIGH;
    what.residents = zone->residents;
    what.authority = authority;
    what.reason = reason;
    what.end_rule = five_day;
    what.start_day = today;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_SEAL;
    command.seal = &what;
    ex->today.sealed++;
    return do_registry(ex, &command);
}

/* The day of another infection, or 0. */
static int again_day(const struct evn_exercise *ex, const struct evn_town_zone *zone)
{
    if (evn_exercise_draw(ex, zone->code, 1, AGAIN_ONE_IN) != 0)
        return 0;
    return zone->seal_day + AGAIN_FIRST_DAY + (int)evn_exercise_draw(ex, zone->code, 2, AGAIN_DAYS);
}

static evn_err act_on(struct evn_exercise *ex, const struct evn_town_zone *zone)
{
    evn_err err = EVN_OK;
    bool opens = zone->seal_day == ex->day;
    if (opens)
        err = seal(ex, zone);
    if (err == EVN_OK && (opens || again_day(ex, zone) == ex->day))
        err = report(ex, zone);
    return err;
}

static evn_err unseal(struct evn_exercise *ex, char *zone)
{
    char reason[] = "五日内无新增感染 no new infection for five days";
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    Evernormal__Registry__V1__Unseal what = EVERNORMAL__REGISTRY__V1__UNSEAL__INIT;
    what.zone = zone;
    what.authority = authority;
    what.reason = reason;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_UNSEAL;
    command.unseal = &what;
    ex->today.unsealed++;
    return do_registry(ex, &command);
}

/* Unseal what is due, but for those that the authority gets to only tomorrow. */
static evn_err unseal_due(struct evn_exercise *ex)
{
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Overdue overdue = EVERNORMAL__REGISTRY__V1__OVERDUE__INIT;
    Evernormal__Registry__V1__Result *due = NULL;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_OVERDUE;
    query.overdue = &overdue;
    evn_err err = evn_play_ask(&ex->play, EVN_PART_REGISTRY, &query.base,
                               &evernormal__registry__v1__result__descriptor, (void **)&due);
    for (size_t i = 0; err == EVN_OK && i < due->n_overdue; i++) {
        const Evernormal__Registry__V1__OverdueZone *zone = due->overdue[i];
        char *code = zone->zone->seal->zone;
        if (zone->overdue_days > 0 || evn_exercise_draw(ex, code, 3, LATE_ONE_IN) != 0)
            err = unseal(ex, code);
    }
    evernormal__registry__v1__result__free_unpacked(due, NULL);
    return err;
}

evn_err evn_exercise_zones(struct evn_exercise *ex)
{
    evn_err err = unseal_due(ex);
    for (size_t i = 0; i < ex->town.n_communities && err == EVN_OK; i++) {
        const struct evn_town_community *c = &ex->town.community[i];
        for (size_t k = 0; k < c->n_zones && err == EVN_OK; k++)
            err = act_on(ex, &c->zone[k]);
    }
    return err == EVN_OK ? evn_play_flush(&ex->play) : err;
}
