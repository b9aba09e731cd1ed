/* evn planner cases - so many cases, by severity as the norms share them out, each as long as it
 * stays: counted groups, for which courses, oxygen and beds are planned. */
#include "tools/evn/planner.h"
#include "tools/evn/rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef Evernormal__Planner__V1__Headcount count_message;

enum { COMMUNITY, CASES, FROM, MIX };
enum { N_SEVERITIES = 4, WHOLE_E6 = 1000000, DATE_LEN = 10, NAME_LEN = 64, SOURCE_LEN = 160 };

const struct evn_option evn_planner_cases_options[] = {
    [COMMUNITY] = {"community", "CODE", EVN_T_OPT_COUNT_COMMUNITY},
    [CASES] = {"cases", "N", EVN_T_OPT_CASES},
    [FROM] = {"from", "DATE", EVN_T_OPT_CASES_FROM},
    [MIX] = {"mix", "LIST", EVN_T_OPT_CASES_MIX},
    {0}};

static const struct evn_column columns[] = {{"group", EVN_T_COL_GROUP, EVN_CELL_TEXT},
                                            {"people", EVN_T_COL_N_PERSONS, EVN_CELL_NUMBER},
                                            {"from", EVN_T_COL_FIRST_DAY, EVN_CELL_TEXT},
                                            {"until", EVN_T_COL_LAST_DAY, EVN_CELL_TEXT},
                                            {"source", EVN_T_COL_BECAUSE, EVN_CELL_TEXT}};

/* By severity. */
static const char *const severities[N_SEVERITIES] = {"mild", "moderate", "severe", "critical"};

struct mix {
    int64_t share_e6[N_SEVERITIES];
    int64_t days[N_SEVERITIES];   /* of a stay */
    int64_t people[N_SEVERITIES]; /* of the cases */
};

/* The value of the norm "WHAT_SEVERITY" of the infected, in millionths. UNKNOWN_REF. */
static evn_err read_norm(struct evn_cli *cli, const char *what, const char *severity, int64_t *out)
{
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Result *page = NULL;
    struct evn_session *session;
    char key[NAME_LEN];
    snprintf(key, sizeof key, "%s_%s|infected", what, severity);
    get.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_NORM;
    get.key = key;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &get;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_ask(session, &query, &page, &cli->why);
    if (err == EVN_OK && page->n_norm != 1)
        err = evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "registry");
    if (err == EVN_OK)
        *out = page->norm[0]->value_e6;
    if (page != NULL)
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    return err;
}

static evn_err bad_mix(struct evn_cli *cli, const char *text)
{
    return evn_cli_usage(cli, EVN_T_BAD_MIX, (struct evn_fill){.a = text});
}

/* "40,40,15,5": percent, from mild to critical. */
static evn_err read_percent(struct evn_cli *cli, const char *text, struct mix *mix)
{
    const char *at = text;
    for (size_t i = 0; i < N_SEVERITIES; i++) {
        char *stop;
        if (*at < '0' || *at > '9')
            return bad_mix(cli, text);
        long percent = strtol(at, &stop, 10);
        if (percent > 100 || *stop != (i + 1 < N_SEVERITIES ? ',' : '\0'))
            return bad_mix(cli, text);
        mix->share_e6[i] = percent * (WHOLE_E6 / 100);
        at = stop + 1;
    }
    return EVN_OK;
}

static evn_err read_mix(struct evn_cli *cli, const char *percent, struct mix *mix)
{
    int64_t sum = 0;
    evn_err err = percent != NULL ? read_percent(cli, percent, mix) : EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < N_SEVERITIES; i++) {
        if (percent == NULL)
            err = read_norm(cli, "share", severities[i], &mix->share_e6[i]);
        if (err == EVN_OK)
            err = read_norm(cli, "stay", severities[i], &mix->days[i]);
        mix->days[i] /= WHOLE_E6;
        sum += mix->share_e6[i];
    }
    return err == EVN_OK && sum != WHOLE_E6 ? bad_mix(cli, percent != NULL ? percent : "share_*")
                                            : err;
}

/* Share the cases out so that they add up: whole parts first, then one each to the largest rests,
 * the more severe first where rests are equal. */
static void share_out(int64_t cases, struct mix *mix)
{
    int64_t rest[N_SEVERITIES], left = cases;
    for (size_t i = 0; i < N_SEVERITIES; i++) {
        mix->people[i] = cases * mix->share_e6[i] / WHOLE_E6;
        rest[i] = cases * mix->share_e6[i] % WHOLE_E6;
        left -= mix->people[i];
    }
    for (; left > 0; left--) {
        size_t most = N_SEVERITIES - 1;
        for (size_t i = N_SEVERITIES; i-- > 0;)
            if (rest[i] > rest[most])
                most = i;
        mix->people[most]++;
        rest[most] = -1;
    }
}

/* The counts as messages, with the texts they point to. */
struct counts {
    count_message count[N_SEVERITIES];
    count_message *list[N_SEVERITIES];
    char until[N_SEVERITIES][DATE_LEN + 1], source[N_SEVERITIES][SOURCE_LEN];
};

static void fill(const struct evn_input *input, const struct mix *mix, struct evn_day from,
                 struct counts *out)
{
    for (size_t i = 0; i < N_SEVERITIES; i++) {
        int64_t share = mix->share_e6[i];
        evernormal__planner__v1__headcount__init(&out->count[i]);
        evn_day_format((struct evn_day){from.n + (int32_t)mix->days[i] - 1}, out->until[i]);
        snprintf(out->source[i], sizeof out->source[i],
                 "%s cases x share_%s %" PRId64 ".%06" PRId64 ", stay %" PRId64 " days",
                 input->option[CASES], severities[i], share / WHOLE_E6, share % WHOLE_E6,
                 mix->days[i]);
        out->count[i].name = (char *)(uintptr_t)input->argument[0];
        out->count[i].community = evn_rows_text(input, COMMUNITY);
        out->count[i].group = (char *)(uintptr_t)severities[i];
        out->count[i].people = mix->people[i];
        out->count[i].from = evn_rows_text(input, FROM);
        out->count[i].until = out->until[i];
        out->count[i].source = out->source[i];
        out->list[i] = &out->count[i];
    }
}

static evn_err post(struct evn_cli *cli, struct counts *counts)
{
    Evernormal__Planner__V1__Headcounts put = EVERNORMAL__PLANNER__V1__HEADCOUNTS__INIT;
    Evernormal__Planner__V1__Command command = EVERNORMAL__PLANNER__V1__COMMAND__INIT;
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    put.headcounts = counts->list;
    put.n_headcounts = N_SEVERITIES;
    command.kind_case = EVERNORMAL__PLANNER__V1__COMMAND__KIND_HEADCOUNTS;
    command.headcounts = &put;
    return err == EVN_OK ? evn_planner_post(session, &command, &cli->why) : err;
}

static void show(struct evn_cli *cli, const struct counts *counts)
{
    struct evn_table table;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < N_SEVERITIES; i++) {
        const count_message *count = &counts->count[i];
        evn_table_text(&table, count->group);
        evn_table_number(&table, count->people);
        evn_table_text(&table, count->from);
        evn_table_text(&table, count->until);
        evn_table_text(&table, count->source);
    }
    evn_table_close(&table);
}

evn_err evn_planner_cases(struct evn_cli *cli, const struct evn_input *input)
{
    struct mix mix = {0};
    struct counts counts;
    struct evn_day from;
    int64_t cases;
    for (size_t i = COMMUNITY; i <= FROM; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED,
                                 (struct evn_fill){.a = evn_planner_cases_options[i].name});
    evn_err err = evn_command_number(cli, input->option[CASES], "cases", 0, &cases);
    if (err == EVN_OK &&
        (cases > INT64_C(2000000000) || evn_day_parse(input->option[FROM], &from) != EVN_OK))
        err = evn_cli_usage(cli, EVN_T_BAD_OPTION,
                            (struct evn_fill){.a = input->option[FROM], .b = "from"});
    if (err == EVN_OK)
        err = read_mix(cli, input->option[MIX], &mix);
    if (err != EVN_OK)
        return err;
    share_out(cases, &mix);
    fill(input, &mix, from, &counts);
    err = post(cli, &counts);
    if (err == EVN_OK)
        show(cli, &counts);
    return err;
}
