/* evn zone seal, unseal, found - what an authority decides about a zone, and what is found there.
 */
#include "common/base/day.h"
#include "common/client/public_list.h"
#include "tools/evn/rows.h"
#include "tools/evn/zone.h"

#include <stdio.h>

enum { SEAL_AREA, SEAL_AUTHORITY, SEAL_REASON, SEAL_RESIDENTS, SEAL_START, SEAL_EXPANSION };
enum { UNSEAL_AUTHORITY, UNSEAL_REASON, UNSEAL_EARLY };
enum { FOUND_DAY, FOUND_COUNT, FOUND_REPORT, FOUND_REPLACE };

const struct evn_option evn_zone_seal_options[] = {
    [SEAL_AREA] = {"area", "CODE", EVN_T_OPT_SEAL_AREA},
    [SEAL_AUTHORITY] = {"authority", "NAME", EVN_T_OPT_COURSE_AUTHORITY},
    [SEAL_REASON] = {"reason", "TEXT", EVN_T_OPT_COURSE_REASON},
    [SEAL_RESIDENTS] = {"residents", "N", EVN_T_OPT_SEAL_RESIDENTS},
    [SEAL_START] = {"start", "DATE", EVN_T_OPT_SEAL_START},
    [SEAL_EXPANSION] = {"expansion", "WORD", EVN_T_OPT_SEAL_EXPANSION},
    {0}};
const struct evn_option evn_zone_unseal_options[] = {
    [UNSEAL_AUTHORITY] = {"authority", "NAME", EVN_T_OPT_COURSE_AUTHORITY},
    [UNSEAL_REASON] = {"reason", "TEXT", EVN_T_OPT_COURSE_REASON},
    [UNSEAL_EARLY] = {"early", NULL, EVN_T_OPT_UNSEAL_EARLY},
    {0}};
const struct evn_option evn_zone_found_options[] = {
    [FOUND_DAY] = {"day", "DATE", EVN_T_OPT_FOUND_DAY},
    [FOUND_COUNT] = {"count", "N", EVN_T_OPT_FOUND_COUNT},
    [FOUND_REPORT] = {"report", "NAME", EVN_T_OPT_FOUND_REPORT},
    [FOUND_REPLACE] = {"replace", NULL, EVN_T_OPT_FOUND_REPLACE},
    {0}};

static evn_err post(struct evn_cli *cli, Evernormal__Registry__V1__Command *command,
                    const char *subject)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = subject});
    return err;
}

/* The day of the option, else today by the registry's clock: in an exercise it has its own. */
static evn_err day_of(struct evn_cli *cli, const char *given, char out[11])
{
    static const struct evn_public_ask ask = {.day = "", .versions = true};
    struct evn_public_list list;
    struct evn_session *session;
    if (given != NULL) {
        snprintf(out, 11, "%.10s", given);
        return EVN_OK;
    }
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    err = evn_public_list_get(session, &ask, &list, &cli->why);
    if (err == EVN_OK)
        snprintf(out, 11, "%.10s", evn_public_list_head(&list)->day);
    evn_public_list_free(&list);
    return err;
}

evn_err evn_zone_seal(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Seal seal = EVERNORMAL__REGISTRY__V1__SEAL__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    char start[11];
    int64_t residents = 0;
    if (input->option[SEAL_AREA] == NULL)
        return evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = "area"});
    evn_err err =
        input->option[SEAL_RESIDENTS] != NULL
            ? evn_command_number(cli, input->option[SEAL_RESIDENTS], "residents", 0, &residents)
            : EVN_OK;
    if (err == EVN_OK)
        err = day_of(cli, input->option[SEAL_START], start);
    if (err != EVN_OK)
        return err;
    seal.zone = (char *)(uintptr_t)input->argument[0];
    seal.area = evn_rows_text(input, SEAL_AREA);
    seal.level = EVERNORMAL__REGISTRY__V1__LEVEL__LEVEL_HIGH;
    seal.residents = residents;
    seal.authority = evn_rows_text(input, SEAL_AUTHORITY);
    seal.reason = evn_rows_text(input, SEAL_REASON);
    seal.end_rule = (char *)(uintptr_t) "five_day";
    seal.expansion = evn_rows_text(input, SEAL_EXPANSION);
    seal.start_day = start;
    seal.synthetic = evn_cli_is_exercise(cli);
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_SEAL;
    command.seal = &seal;
    return post(cli, &command, seal.zone);
}

evn_err evn_zone_unseal(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Unseal unseal = EVERNORMAL__REGISTRY__V1__UNSEAL__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    unseal.zone = (char *)(uintptr_t)input->argument[0];
    unseal.authority = evn_rows_text(input, UNSEAL_AUTHORITY);
    unseal.reason = evn_rows_text(input, UNSEAL_REASON);
    unseal.early = input->option[UNSEAL_EARLY] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_UNSEAL;
    command.unseal = &unseal;
    return post(cli, &command, unseal.zone);
}

evn_err evn_zone_found(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Report report = EVERNORMAL__REGISTRY__V1__REPORT__INIT;
    Evernormal__Registry__V1__ReportPut put = EVERNORMAL__REGISTRY__V1__REPORT_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    char day[11], name[96];
    int64_t count = 1;
    evn_err err = input->option[FOUND_COUNT] != NULL
                      ? evn_command_number(cli, input->option[FOUND_COUNT], "count", 0, &count)
                      : EVN_OK;
    if (err == EVN_OK && count > 100000000)
        err = evn_cli_usage(cli, EVN_T_BAD_OPTION,
                            (struct evn_fill){.a = input->option[FOUND_COUNT], .b = "count"});
    if (err == EVN_OK)
        err = day_of(cli, input->option[FOUND_DAY], day);
    if (err != EVN_OK)
        return err;
    snprintf(name, sizeof name, "found.%.60s.%s", input->argument[0], day);
    report.report = input->option[FOUND_REPORT] != NULL ? evn_rows_text(input, FOUND_REPORT) : name;
    report.area = (char *)(uintptr_t)input->argument[0];
    report.day = day;
    report.count = (uint32_t)count;
    report.synthetic = evn_cli_is_exercise(cli);
    put.report = &report;
    put.replace = input->option[FOUND_REPLACE] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_REPORT;
    command.report = &put;
    return post(cli, &command, report.report);
}
