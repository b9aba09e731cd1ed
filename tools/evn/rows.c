#include "tools/evn/rows.h"

#include "tools/evn/message.h"

enum { NEXT_MAX = 2 * EVN_CODE_MAX }; /* keys of two or three codes */

static evn_err print_page(struct evn_cli *cli, const struct evn_rows *rows, struct evn_table *table,
                          const Evernormal__Registry__V1__Query *query, char next[NEXT_MAX])
{
    Evernormal__Registry__V1__Result *page;
    const ProtobufCMessage *message;
    evn_err err = evn_registry_ask(cli->session, query, &page, &cli->why);
    next[0] = '\0';
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; err == EVN_OK && (message = rows->at(page, i)) != NULL; i++)
        if (cli->json)
            err = evn_message_print(cli, message);
        else
            rows->show(cli, table, message);
    evn_refusal_text(next, NEXT_MAX, page->next);
    evernormal__registry__v1__result__free_unpacked(page, NULL);
    return err;
}

evn_err evn_rows_ask(struct evn_cli *cli, const struct evn_rows *rows,
                     const Evernormal__Registry__V1__Query *query, char **after)
{
    char next[NEXT_MAX] = "";
    struct evn_session *session;
    struct evn_table table;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, rows->columns, rows->n_columns);
    *after = next;
    do
        err = print_page(cli, rows, &table, query, next);
    while (err == EVN_OK && next[0] != '\0');
    *after = NULL;
    return evn_table_end(&table, err);
}

evn_err evn_rows_print(struct evn_cli *cli, const struct evn_rows *rows, const char *key)
{
    char *no_page;
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__List list = EVERNORMAL__REGISTRY__V1__LIST__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    get.table = list.table = rows->table;
    get.key = (char *)(uintptr_t)key;
    if (key != NULL) {
        query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
        query.get = &get;
    } else {
        query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_LIST;
        query.list = &list;
    }
    return evn_rows_ask(cli, rows, &query, key != NULL ? &no_page : &list.after);
}

const char *evn_rows_either(const struct evn_cli *cli, const char *zh, const char *en)
{
    const char *first = cli->lang == EVN_LANG_ZH ? zh : en;
    return first[0] != '\0' ? first : first == zh ? en : zh;
}

char *evn_rows_text(const struct evn_input *input, size_t option)
{
    return (char *)(uintptr_t)(input->option[option] != NULL ? input->option[option] : "");
}
