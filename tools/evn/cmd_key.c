#include "tools/evn/command.h"

#include <string.h>

enum { SERVICE };

static const struct evn_option list_options[] = {{"service", "NAME", EVN_T_OPT_SERVICE}, {0}};

static const struct evn_column columns[] = {{"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                            {"roles", EVN_T_COL_ROLES, EVN_CELL_TEXT},
                                            {"scope", EVN_T_COL_SCOPE, EVN_CELL_TEXT},
                                            {"fingerprint", EVN_T_COL_FINGERPRINT, EVN_CELL_TEXT},
                                            {"revoked", EVN_T_COL_REVOKED, EVN_CELL_FLAG}};

/* "ADMIN,WAREHOUSE" */
static const char *role_names(uint32_t roles, char *out, size_t cap)
{
    out[0] = '\0';
    for (uint32_t role = 1; role != 0; role <<= 1) {
        size_t at = strlen(out);
        if ((roles & role) != 0)
            snprintf(out + at, cap - at, "%s%s", at > 0 ? "," : "", evn_role_name(role));
    }
    return out;
}

static void add(struct evn_table *table, const struct evn_wire_key *key)
{
    char roles[200], fingerprint[EVN_KEY_FINGERPRINT_LEN + 1] = "";
    struct evn_key public_key;
    if (evn_key_parse(key->public_key, &public_key) == EVN_OK)
        evn_key_fingerprint(&public_key, fingerprint);
    evn_table_text(table, key->name);
    evn_table_text(table, role_names(key->roles, roles, sizeof roles));
    evn_table_text(table, key->scope);
    evn_table_text(table, fingerprint);
    evn_table_flag(table, key->revoked);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    const char *service = input->option[SERVICE] != NULL ? input->option[SERVICE] : "registry";
    struct evn_session *session;
    struct evn_table table;
    uint64_t skip = 0;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    do {
        const struct evn_wire_operated *got;
        struct evn_wire_operate what = {.what = EVN_OPERATE_KEYS, .seq = skip};
        err = evn_session_operate(session, service, what, &got, &cli->why);
        for (size_t i = 0; err == EVN_OK && i < got->n_key; i++)
            add(&table, &got->key[i]);
        skip = err == EVN_OK ? got->next_seq : 0;
    } while (skip != 0);
    evn_table_close(&table);
    return err;
}

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_KEY_LIST, .options = list_options, .run = list}, {0}};

const struct evn_command evn_command_key = {.name = "key", .about = EVN_T_KEY, .verb = verbs};
