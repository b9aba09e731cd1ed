#include "tools/evn/send.h"

#include <string.h>

evn_err evn_send(struct evn_cli *cli, const char *id, Evernormal__Ledger__V1__Command *command)
{
    struct evn_session *session;
    struct evn_id own;
    char text[EVN_ID_TEXT_LEN + 1];
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
    if (err == EVN_OK)
        evn_say(cli, EVN_T_MOVE_DONE, (struct evn_fill){.a = text, .n = (int64_t)seq});
    else if (evn_err_class_of(err) == EVN_CLASS_BUSY)
        evn_say(cli, EVN_T_MOVE_OPEN, (struct evn_fill){.a = text});
    return err;
}

evn_err evn_send_pages(struct evn_cli *cli, const Evernormal__Ledger__V1__Query *query,
                       uint64_t *cursor, int kind, evn_send_show *show, void *self)
{
    struct evn_session *session;
    Evernormal__Ledger__V1__Result *result;
    evn_err err = evn_cli_session(cli, &session);
    do {
        if (err == EVN_OK)
            err = evn_ledger_ask(session, query, &result, &cli->why);
        if (err != EVN_OK)
            return err;
        err = (int)result->kind_case == kind ? show(self, result, cursor)
                                             : evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "ledger");
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    } while (err == EVN_OK && *cursor != 0);
    return err;
}

size_t evn_send_split(char *text, char **out, size_t max)
{
    size_t n = 0;
    while (text[0] != '\0' && n < max) {
        out[n++] = text;
        char *comma = strchr(text, ',');
        if (comma == NULL || n == max)
            break;
        *comma = '\0';
        text = comma + 1;
    }
    return n;
}
