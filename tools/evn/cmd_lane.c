#include "tools/evn/command.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static const struct evn_column columns[] = {
    {"from", EVN_T_COL_FROM, EVN_CELL_TEXT},       {"seq", EVN_T_COL_ENTRY, EVN_CELL_NUMBER},
    {"to", EVN_T_COL_TO, EVN_CELL_TEXT},           {"lane", EVN_T_COL_LANE, EVN_CELL_TEXT},
    {"createdAt", EVN_T_COL_SINCE, EVN_CELL_TEXT}, {"tries", EVN_T_COL_TRIES, EVN_CELL_NUMBER},
    {"state", EVN_T_COL_STATE, EVN_CELL_TEXT}};

static void add(const struct evn_cli *cli, struct evn_table *table, const char *service,
                const struct evn_wire_lane *lane)
{
    char at[28];
    enum evn_text state = lane->parked      ? EVN_T_STATE_PARKED
                          : lane->in_flight ? EVN_T_STATE_SENT
                                            : EVN_T_STATE_WAITS;
    evn_time_format(lane->created_at_us, at);
    evn_table_text(table, service);
    evn_table_number(table, (int64_t)lane->seq);
    evn_table_text(table, lane->target);
    evn_table_text(table, lane->key);
    evn_table_text(table, at);
    evn_table_number(table, lane->n_tries);
    evn_table_text(table, evn_text(state, cli->json ? EVN_LANG_EN : cli->lang));
}

static evn_err add_all(struct evn_cli *cli, struct evn_table *table, const char *service)
{
    const struct evn_wire_operated *got;
    uint64_t from_seq = 0;
    do {
        struct evn_wire_operate what = {.what = EVN_OPERATE_LANES, .seq = from_seq};
        evn_err err = evn_session_operate(cli->session, service, what, &got, &cli->why);
        if (err != EVN_OK)
            return err;
        for (size_t i = 0; i < got->n_lane; i++)
            add(cli, table, service, &got->lane[i]);
        from_seq = got->next_seq;
    } while (from_seq != 0);
    return EVN_OK;
}

/* Of the service named, or of all that were ever started here. */
static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_session *session;
    struct evn_table table;
    const char *only = input->n_arguments > 0 ? input->argument[0] : NULL;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    for (const char *const *name = evn_log_service_names; err == EVN_OK && *name != NULL; name++) {
        bool there = evn_site_has_service(&cli->site, *name);
        if (only != NULL ? strcmp(only, *name) == 0 : there)
            err = add_all(cli, &table, *name);
    }
    return evn_table_end(&table, err);
}

static evn_err set(struct evn_cli *cli, const struct evn_input *input, enum evn_operate_what what)
{
    struct evn_session *session;
    struct evn_table table;
    int64_t seq;
    const struct evn_wire_operated *got;
    evn_err err = evn_command_number(cli, input->argument[1], "ENTRY", 1, &seq);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    struct evn_wire_operate operate = {.what = what, .seq = (uint64_t)seq};
    err = evn_session_operate(session, input->argument[0], operate, &got, &cli->why);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < got->n_lane; i++)
        add(cli, &table, input->argument[0], &got->lane[i]);
    evn_table_close(&table);
    return EVN_OK;
}

static evn_err retry(struct evn_cli *cli, const struct evn_input *input)
{
    return set(cli, input, EVN_OPERATE_LANE_RETRY);
}

static evn_err park(struct evn_cli *cli, const struct evn_input *input)
{
    return set(cli, input, EVN_OPERATE_LANE_PARK);
}

static const struct evn_command verbs[] = {
    {.name = "show", .about = EVN_T_LANE_SHOW, .arguments = "[SERVICE]", .n_max = 1, .run = show},
    {.name = "retry",
     .about = EVN_T_LANE_RETRY,
     .arguments = "SERVICE ENTRY",
     .n_min = 2,
     .n_max = 2,
     .run = retry},
    {.name = "park",
     .about = EVN_T_LANE_PARK,
     .arguments = "SERVICE ENTRY",
     .n_min = 2,
     .n_max = 2,
     .run = park},
    {0}};

const struct evn_command evn_command_lane = {.name = "lane", .about = EVN_T_LANE, .verb = verbs};
