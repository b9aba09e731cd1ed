/* evn planner campaign - doses by site and day, as counted groups for the norms of vaccination. */
#include "tools/batch/campaign.h"
#include "tools/evn/cmd_import.h"
#include "tools/evn/planner.h"
#include "tools/evn/rows.h"

#include <inttypes.h>
#include <string.h>

typedef Evernormal__Planner__V1__Headcount count_message;

enum { FILE_NAME, FROM, TO, APPLY, WITHDRAW };
enum { A_COMMAND = 100, NAME_LEN = 64, SOURCE_LEN = 160, DATE_LEN = 10 };

const struct evn_option evn_planner_campaign_options[] = {
    [FILE_NAME] = {"file", "FILE", EVN_T_OPT_CAMPAIGN_FILE},
    [FROM] = {"from", "DATE", EVN_T_OPT_COUNT_FROM},
    [TO] = {"to", "DATE", EVN_T_OPT_CAMPAIGN_TO},
    [APPLY] = {"apply", NULL, EVN_T_OPT_CAMPAIGN_APPLY},
    [WITHDRAW] = {"withdraw", NULL, EVN_T_OPT_CAMPAIGN_WITHDRAW},
    {0}};

static const struct evn_column columns[] = {
    {"site", EVN_T_COL_SITE, EVN_CELL_TEXT},     {"day", EVN_T_COL_WARN_DAY, EVN_CELL_TEXT},
    {"group", EVN_T_COL_GROUP, EVN_CELL_TEXT},   {"turn", EVN_T_COL_CAMPAIGN_TURN, EVN_CELL_NUMBER},
    {"doses", EVN_T_COL_DOSES, EVN_CELL_NUMBER}, {"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT}};

/* A count with the texts it points to. */
struct count {
    count_message message;
    char name[NAME_LEN], community[NAME_LEN], day[DATE_LEN + 1], source[SOURCE_LEN];
};

struct telling {
    struct evn_cli *cli;
    const char *name;
    bool send, withdraw;
    struct evn_table table;
    struct count count[A_COMMAND];
    size_t n;      /* of them waiting */
    int64_t doses; /* of all */
};

static evn_err send(struct telling *t)
{
    Evernormal__Planner__V1__Headcounts put = EVERNORMAL__PLANNER__V1__HEADCOUNTS__INIT;
    Evernormal__Planner__V1__Command command = EVERNORMAL__PLANNER__V1__COMMAND__INIT;
    count_message *list[A_COMMAND];
    struct evn_session *session;
    if (t->n == 0)
        return EVN_OK;
    for (size_t i = 0; i < t->n; i++)
        list[i] = &t->count[i].message;
    put.headcounts = list;
    put.n_headcounts = t->n;
    command.kind_case = EVERNORMAL__PLANNER__V1__COMMAND__KIND_HEADCOUNTS;
    command.headcounts = &put;
    t->n = 0;
    evn_err err = evn_cli_session(t->cli, &session);
    return err == EVN_OK ? evn_planner_post(session, &command, &t->cli->why) : err;
}

/* As long as a text may be, into `out`. */
static void copy(char *out, size_t cap, struct evn_bytes text)
{
    snprintf(out, cap, "%.*s", (int)text.len, (const char *)text.at);
}

static evn_err add_count(struct telling *t, const struct evn_campaign_doses *d)
{
    struct count *c = &t->count[t->n];
    const struct evn_campaign_line *of = d->of;
    evernormal__planner__v1__headcount__init(&c->message);
    char day[DATE_LEN + 1];
    evn_day_format(d->day, day);
    memcpy(c->day, day, sizeof day);
    int len =
        snprintf(c->name, sizeof c->name, "%s/%.*s/%s/%.*s", t->name, (int)of->site.len,
                 (const char *)of->site.at, day, (int)of->group.len, (const char *)of->group.at);
    if (len < 0 || (size_t)len >= sizeof c->name)
        return evn_cli_usage(t->cli, EVN_T_CAMPAIGN_NAME, (struct evn_fill){.a = c->name});
    copy(c->community, sizeof c->community, of->community);
    snprintf(c->source, sizeof c->source,
             "campaign %.40s line %" PRIu32 ": %" PRId64 " not covered of %" PRId64
             ", capacity %" PRId64 " a day",
             t->name, of->line, of->uncovered, of->people, of->capacity);
    c->message.name = c->name;
    c->message.community = c->community;
    c->message.group = (char *)(uintptr_t) "vaccination";
    c->message.people = t->withdraw ? 0 : d->doses;
    c->message.from = c->message.until = c->day;
    c->message.source = c->source;
    return ++t->n == A_COMMAND ? send(t) : EVN_OK;
}

static evn_err tell(void *self, const struct evn_campaign_doses *d)
{
    struct telling *t = self;
    char site[NAME_LEN], day[DATE_LEN + 1], group[NAME_LEN], community[NAME_LEN];
    copy(site, sizeof site, d->of->site);
    copy(group, sizeof group, d->of->group);
    copy(community, sizeof community, d->of->community);
    evn_day_format(d->day, day);
    evn_table_text(&t->table, site);
    evn_table_text(&t->table, day);
    evn_table_text(&t->table, group);
    evn_table_number(&t->table, d->of->turn);
    evn_table_number(&t->table, d->doses);
    evn_table_text(&t->table, community);
    t->doses += d->doses;
    return t->send ? add_count(t, d) : EVN_OK;
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input, struct evn_day from,
                   struct evn_day to, const struct evn_campaign *campaign)
{
    static struct telling t; /* too large for a stack */
    int64_t left = 0;
    t = (struct telling){
        .cli = cli, .name = input->argument[0], .withdraw = input->option[WITHDRAW] != NULL};
    t.send = t.withdraw || input->option[APPLY] != NULL;
    evn_cli_table(cli, &t.table, columns, sizeof columns / sizeof columns[0]);
    evn_err err = evn_campaign_days(campaign, from, to, tell, &t, &left);
    if (err == EVN_OK)
        err = send(&t);
    err = evn_table_end(&t.table, err);
    if (err != EVN_OK)
        return err;
    evn_say(cli, EVN_T_CAMPAIGN_TOTAL, (struct evn_fill){.n = t.doses, .m = left});
    if (!t.send)
        evn_say(cli, EVN_T_CAMPAIGN_SHOWN, (struct evn_fill){.a = t.name});
    return EVN_OK;
}

evn_err evn_planner_campaign(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_import_run import = {.cli = cli};
    const struct evn_batch_tell flaws = {evn_import_flaw, &import};
    struct evn_source source;
    struct evn_campaign campaign;
    struct evn_day day[2];
    for (size_t i = FILE_NAME; i <= TO; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED,
                                 (struct evn_fill){.a = evn_planner_campaign_options[i].name});
    for (size_t i = 0; i < 2; i++)
        if (evn_day_parse(input->option[FROM + i], &day[i]) != EVN_OK)
            return evn_cli_usage(
                cli, EVN_T_BAD_OPTION,
                (struct evn_fill){.a = input->option[FROM + i],
                                  .b = evn_planner_campaign_options[FROM + i].name});
    if (day[1].n < day[0].n || day[1].n - day[0].n >= EVN_CAMPAIGN_DAYS_MAX)
        return evn_cli_usage(cli, EVN_T_BAD_SPAN, (struct evn_fill){.n = EVN_CAMPAIGN_DAYS_MAX});
    evn_err err = evn_import_open(&import, &source, input->option[FILE_NAME]);
    if (err != EVN_OK)
        return err;
    err = evn_campaign_read(&campaign, evn_csv_of(source.text.at, source.text.len, source.tabs),
                            &flaws);
    if (err == EVN_OK)
        err = run(cli, input, day[0], day[1], &campaign);
    else if (err != EVN_E_BAD_FILE)
        (void)evn_cli_fail(cli, err, import.file);
    evn_campaign_fini(&campaign);
    evn_source_close(&source);
    return err;
}
