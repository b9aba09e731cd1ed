#include "common/client/registry.h"
#include "tools/evn/command.h"
#include "tools/evn/gateway.h"
#include "tools/evn/roles.h"
#include "tools/evn/up.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { SERVICE };
enum { ROLE, SCOPE, STAFF, DEVICE };

static const struct evn_option list_options[] = {{"service", "NAME", EVN_T_OPT_SERVICE}, {0}};

static const struct evn_option new_options[] = {{"role", "ROLE[,ROLE]", EVN_T_OPT_ROLE},
                                                {"scope", "AREA", EVN_T_OPT_SCOPE},
                                                {"staff", "NUMBER", EVN_T_OPT_KEY_STAFF},
                                                {"device", "NAME", EVN_T_OPT_KEY_DEVICE},
                                                {0}};

static const struct evn_option token_options[] = {
    {"role", "ROLE", EVN_T_OPT_TOKEN_ROLE}, {"scope", "AREA", EVN_T_OPT_SCOPE}, {0}};

static const struct evn_column columns[] = {{"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                            {"roles", EVN_T_COL_ROLES, EVN_CELL_TEXT},
                                            {"resting", EVN_T_COL_RESTING, EVN_CELL_TEXT},
                                            {"course", EVN_T_COL_LEARNT, EVN_CELL_TEXT},
                                            {"staff", EVN_T_COL_STAFF, EVN_CELL_TEXT},
                                            {"device", EVN_T_COL_DEVICE, EVN_CELL_TEXT},
                                            {"scope", EVN_T_COL_SCOPE, EVN_CELL_TEXT},
                                            {"fingerprint", EVN_T_COL_FINGERPRINT, EVN_CELL_TEXT},
                                            {"revoked", EVN_T_COL_REVOKED, EVN_CELL_FLAG}};

static void add(struct evn_table *table, const struct evn_wire_key *key)
{
    char roles[200], fingerprint[EVN_KEY_FINGERPRINT_LEN + 1] = "";
    struct evn_key public_key;
    if (evn_key_parse(key->public_key, &public_key) == EVN_OK)
        evn_key_fingerprint(&public_key, fingerprint);
    evn_table_text(table, key->name);
    evn_table_text(table, evn_roles_names(key->roles & ~key->resting, roles, sizeof roles));
    evn_table_text(table, evn_roles_names(key->resting, roles, sizeof roles));
    evn_table_text(table, key->course);
    evn_table_text(table, key->staff);
    evn_table_text(table, key->device);
    evn_table_text(table, key->scope);
    evn_table_text(table, fingerprint);
    evn_table_flag(table, key->revoked);
}

/* Call `visit` for each key the service knows; stops when it returns true. */
static evn_err each_key(struct evn_cli *cli, const char *service,
                        bool (*visit)(void *arg, const struct evn_wire_key *key), void *arg)
{
    struct evn_session *session;
    uint64_t skip = 0;
    evn_err err = evn_cli_session(cli, &session);
    while (err == EVN_OK) {
        const struct evn_wire_operated *got;
        struct evn_wire_operate what = {.what = EVN_OPERATE_KEYS, .seq = skip};
        err = evn_session_operate(session, service, what, &got, &cli->why);
        for (size_t i = 0; err == EVN_OK && i < got->n_key; i++)
            if (visit(arg, &got->key[i]))
                return EVN_OK;
        if (err != EVN_OK || got->next_seq == 0)
            return err;
        skip = got->next_seq;
    }
    return err;
}

static bool list_one(void *arg, const struct evn_wire_key *key)
{
    add(arg, key);
    return false;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    const char *service = input->option[SERVICE] != NULL ? input->option[SERVICE] : "registry";
    struct evn_table table;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    evn_err err = each_key(cli, service, list_one, &table);
    return evn_table_end(&table, err);
}

/* Names become file names. */
static bool is_name(const char *name)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t len = strlen(name);
    return len > 0 && len <= 40 && strspn(name, allowed) == len;
}

/* Make the pair, keep its secret file, tell the registry. The public half alone never lies in the
 * folder: what lies there is trusted with everything when a service starts. */
static evn_err create(struct evn_cli *cli, struct evn_session *session,
                      const struct evn_registry_key *what)
{
    const char *name = what->name;
    char path[EVN_PATH_MAX + 60];
    struct evn_key_pair pair;
    snprintf(path, sizeof path, "%s/keys/%s.key", cli->site.data, name);
    evn_err err = evn_key_generate(&pair);
    if (err == EVN_OK)
        err = evn_key_save_secret(path, &pair);
    if (err != EVN_OK) {
        (void)evn_cli_fail(cli, err, name);
        evn_refusal_text(cli->why.field, sizeof cli->why.field, "NAME");
        return err;
    }
    err = evn_registry_put_staff_key(session, &pair.public_key, what, &cli->why);
    /* With an open outcome the registry may know it: then it must not be lost. */
    if (err != EVN_OK && err != EVN_E_TIMED_OUT)
        (void)unlink(path);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_KEY_MADE, (struct evn_fill){.a = path, .b = name});
    evn_key_wipe(&pair);
    return err;
}

static const char *text_of(const struct evn_input *input, size_t option)
{
    return input->option[option] != NULL ? input->option[option] : "";
}

static evn_err new_key(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_session *session;
    const char *role = input->option[ROLE] != NULL ? input->option[ROLE] : "";
    const struct evn_registry_key what = {.name = input->argument[0],
                                          .roles = evn_roles_of(role, strlen(role)),
                                          .scope = text_of(input, SCOPE),
                                          .staff = text_of(input, STAFF),
                                          .device = text_of(input, DEVICE)};
    if (what.roles == 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = role, .b = "role"});
    if (!is_name(input->argument[0]))
        return evn_cli_usage(cli, EVN_T_BAD_NAME, (struct evn_fill){.a = input->argument[0]});
    evn_err err = evn_cli_session(cli, &session);
    return err != EVN_OK ? err : create(cli, session, &what);
}

struct named {
    const char *name;
    struct evn_wire_key key;
    bool found;
};

static bool find_named(void *arg, const struct evn_wire_key *key)
{
    struct named *n = arg;
    n->found = !key->revoked && strcmp(key->name, n->name) == 0;
    if (n->found)
        n->key = *key;
    return n->found;
}

/* The key of that name, and the tokens made for it: whoever it is, they are out. */
static evn_err revoke_key(struct evn_cli *cli, const struct evn_input *input)
{
    struct named n = {.name = input->argument[0]};
    char programs[EVN_PATH_MAX];
    int64_t n_tokens = 0;
    evn_err err = each_key(cli, "registry", find_named, &n);
    if (err == EVN_OK && n.found)
        err = evn_registry_revoke_key(cli->session, n.key.public_key, &cli->why);
    if (err == EVN_OK && n.found)
        evn_say(cli, EVN_T_KEY_REVOKED, (struct evn_fill){.a = n.name});
    if (err == EVN_OK && (err = evn_up_folder(programs)) != EVN_OK)
        err = evn_cli_fail(cli, err, "/proc/self/exe");
    if (err == EVN_OK)
        err = evn_gateway_revoke(cli, programs, n.name, &n_tokens);
    if (err == EVN_OK && n_tokens > 0)
        evn_say(cli, EVN_T_TOKENS_REVOKED, (struct evn_fill){.a = n.name, .n = n_tokens});
    if (err != EVN_OK || n.found || n_tokens > 0)
        return err;
    err = evn_cli_fail(cli, EVN_E_UNKNOWN_REF, n.name);
    evn_refusal_text(cli->why.field, sizeof cli->why.field, "NAME");
    return err;
}

static const struct evn_column token_columns[] = {{"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                                  {"role", EVN_T_COL_ROLE, EVN_CELL_TEXT},
                                                  {"scope", EVN_T_COL_SCOPE, EVN_CELL_TEXT},
                                                  {"token", EVN_T_COL_TOKEN, EVN_CELL_TEXT},
                                                  {"link", EVN_T_COL_LINK, EVN_CELL_TEXT}};

static void show_token(struct evn_cli *cli, const char *name, const char *role, const char *scope,
                       const char *token)
{
    struct evn_table table;
    char link[160] = "";
    int64_t port = evn_gateway_port(cli);
    if (port != 0)
        snprintf(link, sizeof link, "http://127.0.0.1:%" PRId64 "/login?token=%s", port, token);
    evn_cli_table(cli, &table, token_columns, sizeof token_columns / sizeof token_columns[0]);
    evn_table_text(&table, name);
    evn_table_text(&table, role);
    evn_table_text(&table, scope);
    evn_table_text(&table, token);
    evn_table_text(&table, link);
    evn_table_close(&table);
}

/* For browsers and programs that speak HTTP; the token is shown once. */
static evn_err new_token(struct evn_cli *cli, const struct evn_input *input)
{
    char programs[EVN_PATH_MAX], token[EVN_GATEWAY_TOKEN_MAX];
    const char *role = input->option[ROLE] != NULL ? input->option[ROLE] : "";
    const char *scope = input->option[SCOPE] != NULL ? input->option[SCOPE] : "";
    if (role[0] == '\0')
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = role, .b = "role"});
    if (!is_name(input->argument[0]))
        return evn_cli_usage(cli, EVN_T_BAD_NAME, (struct evn_fill){.a = input->argument[0]});
    evn_err err = evn_cli_need_site(cli);
    if (err == EVN_OK && (err = evn_up_folder(programs)) != EVN_OK)
        err = evn_cli_fail(cli, err, "/proc/self/exe");
    if (err == EVN_OK)
        err = evn_gateway_token(cli, programs, input->argument[0], role, scope, token);
    if (err == EVN_OK)
        show_token(cli, input->argument[0], role, scope, token);
    return err;
}

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_KEY_LIST, .options = list_options, .run = list},
    {.name = "new",
     .about = EVN_T_KEY_NEW,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = new_options,
     .run = new_key},
    {.name = "token",
     .about = EVN_T_KEY_TOKEN,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = token_options,
     .run = new_token},
    {.name = "revoke",
     .about = EVN_T_KEY_REVOKE,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .run = revoke_key},
    {0}};

const struct evn_command evn_command_key = {.name = "key", .about = EVN_T_KEY, .verb = verbs};
