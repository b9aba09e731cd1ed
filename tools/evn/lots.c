#include "tools/evn/lots.h"

#include <string.h>

static const struct evn_column columns[] = {{"document", EVN_T_COL_DOCUMENT, EVN_CELL_NUMBER},
                                            {"command", EVN_T_COL_COMMAND, EVN_CELL_TEXT}};

evn_err evn_lots_read(struct evn_cli *cli, const struct evn_input *input, char *place,
                      struct evn_lots *out)
{
    out->n = 0;
    for (size_t i = 0; i < input->n_arguments; i++) {
        char *lot = (char *)(uintptr_t)input->argument[i], *item = strsep(&lot, ",");
        if (lot == NULL || lot[0] == '\0' || item[0] == '\0')
            return evn_cli_usage(cli, EVN_T_BAD_LOT, (struct evn_fill){.a = item});
        Evernormal__Ledger__V1__LotLine *line = &out->line[i];
        evernormal__ledger__v1__lot_line__init(line);
        line->item = item;
        line->lot = lot;
        line->place = place;
        out->list[out->n++] = line;
    }
    return EVN_OK;
}

evn_err evn_lots_send(struct evn_cli *cli, Evernormal__Ledger__V1__Command *command, const char *id)
{
    char text[EVN_ID_TEXT_LEN + 1];
    struct evn_session *session;
    struct evn_id own;
    struct evn_table table;
    uint64_t seq;
    if (id != NULL && evn_id_parse(id, &own) != EVN_OK)
        return evn_cli_fail(cli, EVN_E_BAD_ID, id);
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    if (id == NULL)
        own = evn_session_new_id(session);
    evn_id_format(&own, text);
    err = evn_ledger_post(session, command, own, &seq, &cli->why);
    if (err != EVN_OK && evn_err_class_of(err) == EVN_CLASS_BUSY)
        evn_say(cli, EVN_T_MOVE_OPEN, (struct evn_fill){.a = text});
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    evn_table_number(&table, (int64_t)seq);
    evn_table_text(&table, text);
    return evn_table_end(&table, EVN_OK);
}

evn_err evn_lots_ask(struct evn_cli *cli, const Evernormal__Ledger__V1__Query *query, int kind,
                     Evernormal__Ledger__V1__Result **out)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    *out = NULL;
    if (err == EVN_OK)
        err = evn_ledger_ask(session, query, out, &cli->why);
    if (err != EVN_OK || (int)(*out)->kind_case == kind)
        return err;
    evernormal__ledger__v1__result__free_unpacked(*out, NULL);
    *out = NULL;
    return evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "ledger");
}
