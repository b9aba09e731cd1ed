#include "tools/evn/rows.h"

static evn_err print_page(struct evn_cli *cli, const struct evn_rows *rows, struct evn_table *table,
                          const Evernormal__Registry__V1__Query *query, char next[EVN_CODE_MAX])
{
    Evernormal__Registry__V1__Result *page;
    evn_err err = evn_registry_ask(cli->session, query, &page, &cli->why);
    next[0] = '\0';
    if (err != EVN_OK)
        return err;
    err = rows->show(cli, table, page);
    evn_refusal_text(next, EVN_CODE_MAX, page->next);
    evernormal__registry__v1__result__free_unpacked(page, NULL);
    return err;
}

static evn_err print_one(struct evn_cli *cli, const struct evn_rows *rows, struct evn_table *table,
                         const char *key)
{
    char next[EVN_CODE_MAX];
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    get.table = rows->table;
    get.key = (char *)(uintptr_t)key;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &get;
    return print_page(cli, rows, table, &query, next);
}

static evn_err print_all(struct evn_cli *cli, const struct evn_rows *rows, struct evn_table *table)
{
    char next[EVN_CODE_MAX] = "";
    Evernormal__Registry__V1__List list = EVERNORMAL__REGISTRY__V1__LIST__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    evn_err err;
    list.table = rows->table;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_LIST;
    query.list = &list;
    do {
        list.after = next;
        err = print_page(cli, rows, table, &query, next);
    } while (err == EVN_OK && next[0] != '\0');
    return err;
}

evn_err evn_rows_print(struct evn_cli *cli, const struct evn_rows *rows, const char *key)
{
    struct evn_session *session;
    struct evn_table table;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, rows->columns, rows->n_columns);
    err = key != NULL ? print_one(cli, rows, &table, key) : print_all(cli, rows, &table);
    return evn_table_end(&table, err);
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
