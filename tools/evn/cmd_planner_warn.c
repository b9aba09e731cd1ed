#include "tools/evn/planner.h"
#include "tools/evn/rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef Evernormal__Planner__V1__Result result_message;
typedef Evernormal__Planner__V1__Warning warning_message;

enum { SIGNAL_CHANNEL, SIGNAL_AREA, SIGNAL_DAY, SIGNAL_VALUE, SIGNAL_VERSION };
enum { WARNINGS_AREA, WARNINGS_CLEARED };

const struct evn_option evn_planner_signal_options[] = {
    {"channel", "NAME", EVN_T_OPT_CHANNEL},     {"area", "CODE", EVN_T_OPT_AREA},
    {"day", "DATE", EVN_T_OPT_SIGNAL_DAY},      {"value", "N", EVN_T_OPT_SIGNAL_VALUE},
    {"version", "N", EVN_T_OPT_SIGNAL_VERSION}, {0}};
const struct evn_option evn_planner_warnings_options[] = {
    {"area", "CODE", EVN_T_OPT_COVER_AREA}, {"cleared", NULL, EVN_T_OPT_CLEARED}, {0}};

static const struct evn_column columns[] = {{"day", EVN_T_COL_WARN_DAY, EVN_CELL_TEXT},
                                            {"area", EVN_T_COL_WARN_AREA, EVN_CELL_TEXT},
                                            {"rule", EVN_T_COL_RULE, EVN_CELL_TEXT},
                                            {"cleared", EVN_T_COL_CLEARED, EVN_CELL_FLAG},
                                            {"why", EVN_T_COL_BECAUSE, EVN_CELL_TEXT}};

evn_err evn_planner_signal(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Planner__V1__Signal signal = EVERNORMAL__PLANNER__V1__SIGNAL__INIT;
    Evernormal__Planner__V1__Signal *list[] = {&signal};
    Evernormal__Planner__V1__Signals signals = EVERNORMAL__PLANNER__V1__SIGNALS__INIT;
    Evernormal__Planner__V1__Command command = EVERNORMAL__PLANNER__V1__COMMAND__INIT;
    struct evn_session *session;
    int64_t value = 0, version = 0;
    evn_err err = EVN_OK;
    for (size_t i = SIGNAL_CHANNEL; i <= SIGNAL_VALUE; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED,
                                 (struct evn_fill){.a = evn_planner_signal_options[i].name});
    err = evn_command_number(cli, input->option[SIGNAL_VALUE], "value", 0, &value);
    if (err == EVN_OK && input->option[SIGNAL_VERSION] != NULL)
        err = evn_command_number(cli, input->option[SIGNAL_VERSION], "version", 0, &version);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    signal.signal = (char *)input->argument[0];
    signal.channel = evn_rows_text(input, SIGNAL_CHANNEL);
    signal.area = evn_rows_text(input, SIGNAL_AREA);
    signal.day = evn_rows_text(input, SIGNAL_DAY);
    signal.value = value;
    signal.version = version > UINT32_MAX ? UINT32_MAX : (uint32_t)version;
    signals.signals = list;
    signals.n_signals = 1;
    command.kind_case = EVERNORMAL__PLANNER__V1__COMMAND__KIND_SIGNALS;
    command.signals = &signals;
    return evn_planner_post(session, &command, &cli->why);
}

/* "fever 5/5 (f1 f2), pharmacy 120/100 (p1)": counted/asked for, and what was counted. */
static void write_why(const warning_message *warning, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < warning->n_channels && len < cap; i++) {
        const Evernormal__Planner__V1__WarningChannel *c = warning->channels[i];
        int n = snprintf(out + len, cap - len, "%s%s %" PRId64 "/%" PRId64 " (", i > 0 ? ", " : "",
                         c->channel, c->sum, c->at_least);
        len += n > 0 ? (size_t)n : 0;
        for (size_t k = 0; k < c->n_signals && len < cap; k++) {
            n = snprintf(out + len, cap - len, "%s%s", k > 0 ? " " : "", c->signals[k]);
            len += n > 0 ? (size_t)n : 0;
        }
        n = len < cap ? snprintf(out + len, cap - len, c->n_all > c->n_signals ? " ...)" : ")") : 0;
        len += n > 0 ? (size_t)n : 0;
    }
}

static void show(struct evn_cli *cli, struct evn_table *table, const result_message *page)
{
    char why[4000];
    evn_planner_tell_refused(cli, page);
    for (size_t i = 0; i < page->n_warning; i++) {
        write_why(page->warning[i], why, sizeof why);
        evn_table_text(table, page->warning[i]->day);
        evn_table_text(table, page->warning[i]->area);
        evn_table_text(table, page->warning[i]->rule);
        evn_table_flag(table, page->warning[i]->cleared);
        evn_table_text(table, why);
    }
}

evn_err evn_planner_warnings(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Planner__V1__Warnings ask = EVERNORMAL__PLANNER__V1__WARNINGS__INIT;
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    struct evn_session *session;
    struct evn_table table;
    char *after = NULL;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.area = evn_rows_text(input, WARNINGS_AREA);
    ask.cleared = input->option[WARNINGS_CLEARED] != NULL;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_WARNINGS;
    query.warnings = &ask;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof *columns);
    do {
        result_message *page;
        err = evn_planner_ask(session, &query, &page, &cli->why);
        if (err != EVN_OK)
            break;
        show(cli, &table, page);
        free(after);
        after = page->next[0] != '\0' ? strdup(page->next) : NULL;
        ask.after = after;
        evernormal__planner__v1__result__free_unpacked(page, NULL);
    } while (after != NULL);
    free(after);
    return evn_table_end(&table, err);
}
