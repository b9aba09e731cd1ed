#include "tools/evn/cli.h"

#include "tools/evn/command.h"
#include "tools/evn/hint.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the positions of the last run are kept: per key, for another key may see less. */
static bool positions_path(const struct evn_cli *cli, char out[EVN_PATH_MAX + 80])
{
    char folder[EVN_PATH_MAX + 16];
    snprintf(folder, sizeof folder, "%s/client", cli->site.data);
    (void)mkdir(folder, 0700);
    return strchr(cli->key, '/') == NULL &&
           snprintf(out, EVN_PATH_MAX + 80, "%s/%.48s.seen", folder, cli->key) > 0;
}

evn_err evn_cli_need_site(struct evn_cli *cli)
{
    char keys[EVN_PATH_MAX + 8];
    snprintf(keys, sizeof keys, "%s/keys", cli->site.data);
    if (access(keys, F_OK) == 0)
        return EVN_OK;
    (void)evn_cli_fail(cli, EVN_E_CONFIG, cli->site.data);
    evn_refusal_text(cli->why.field, sizeof cli->why.field, "data");
    return EVN_E_CONFIG;
}

evn_err evn_cli_session(struct evn_cli *cli, struct evn_session **out)
{
    char path[EVN_PATH_MAX + 80];
    if (cli->session == NULL) {
        struct evn_session_config config = {.site = &cli->site,
                                            .key = cli->key,
                                            .program = "evn 0.1.0",
                                            .wait_ms = cli->wait_ms,
                                            .bulk = cli->bulk};
        evn_err err = evn_cli_need_site(cli);
        if (err == EVN_OK)
            err = evn_session_open(&config, &cli->session, &cli->why);
        if (err != EVN_OK)
            return err;
        if (positions_path(cli, path))
            evn_session_load(cli->session, path);
    }
    *out = cli->session;
    return EVN_OK;
}

void evn_cli_close(struct evn_cli *cli)
{
    char path[EVN_PATH_MAX + 80];
    if (cli->session != NULL && positions_path(cli, path))
        evn_session_save(cli->session, path);
    evn_session_close(&cli->session);
}

evn_err evn_cli_fail(struct evn_cli *cli, evn_err err, const char *subject)
{
    cli->why = evn_refusal_of(err);
    if (subject != NULL)
        evn_refusal_text(cli->why.subject, sizeof cli->why.subject, subject);
    return err;
}

evn_err evn_cli_need_service(struct evn_cli *cli, const char *name)
{
    for (const char *const *known = evn_log_service_names; *known != NULL; known++)
        if (strcmp(*known, name) == 0)
            return EVN_OK;
    (void)evn_cli_fail(cli, EVN_E_UNKNOWN_REF, name);
    evn_refusal_text(cli->why.field, sizeof cli->why.field, "SERVICE");
    return EVN_E_UNKNOWN_REF;
}

evn_err evn_cli_usage(struct evn_cli *cli, enum evn_text text, struct evn_fill with)
{
    char subject[EVN_SUBJECT_MAX];
    if (text == EVN_T_BAD_OPTION && with.a[0] == '\0')
        text = EVN_T_NO_OPTION;
    return evn_cli_fail(cli, EVN_E_USAGE,
                        evn_text_fill(text, cli->lang, with, subject, sizeof subject));
}

void evn_say(const struct evn_cli *cli, enum evn_text text, struct evn_fill with)
{
    char line[700];
    fprintf(stderr, "evn: %s\n", evn_text_fill(text, cli->lang, with, line, sizeof line));
}

static void exercise_path(const struct evn_cli *cli, char out[EVN_PATH_MAX + 16])
{
    snprintf(out, EVN_PATH_MAX + 16, "%s/exercise", cli->site.data);
}

bool evn_cli_is_exercise(const struct evn_cli *cli)
{
    char path[EVN_PATH_MAX + 16];
    exercise_path(cli, path);
    return access(path, F_OK) == 0;
}

evn_err evn_cli_mark_exercise(struct evn_cli *cli)
{
    char path[EVN_PATH_MAX + 16];
    exercise_path(cli, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && fsync(fd) == 0;
    ok = fd >= 0 && close(fd) == 0 && ok;
    return ok ? EVN_OK : evn_cli_fail(cli, EVN_E_IO, path);
}

void evn_cli_table(const struct evn_cli *cli, struct evn_table *table,
                   const struct evn_column *columns, size_t n_columns)
{
    *table = (struct evn_table){.lang = cli->lang,
                                .json = cli->json,
                                .bold = cli->color,
                                .exercise = evn_cli_is_exercise(cli)};
    evn_table_open(table, stdout, columns, n_columns);
}

/* What a program may want to know beyond the sentence; empty members are left out. */
static void tell_json(const struct evn_refusal *why, const char *text, const char *hint)
{
    const struct {
        const char *name, *value;
    } more[] = {{"field", why->field},
                {"subject", why->subject},
                {"place", why->place},
                {"state", evn_state_name(why->state)},
                {"hint", hint}};
    const struct {
        const char *name;
        int64_t n;
    } amounts[] = {{"held", why->held},
                   {"unfit", why->unfit},
                   {"reserved", why->reserved},
                   {"earmarked", why->earmarked}};
    fprintf(stderr, "{\"error\":\"%s\",\"class\":\"%s\",\"text\":", evn_err_name(why->err),
            evn_err_class_name(evn_err_class_of(why->err)));
    evn_json_text(stderr, text);
    if (why->line > 0)
        fprintf(stderr, ",\"line\":%u", (unsigned)why->line);
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (more[i].value[0] != '\0') {
            fprintf(stderr, ",\"%s\":", more[i].name);
            evn_json_text(stderr, more[i].value);
        }
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
        if (amounts[i].n > 0)
            fprintf(stderr, ",\"%s\":%" PRId64, amounts[i].name, amounts[i].n);
    fputs("}\n", stderr);
}

/* A service names the field of a message; people gave an option. */
static void hint_option(const struct evn_cli *cli, const struct evn_refusal *why, char *out,
                        size_t cap)
{
    if (cli->command == NULL || why->field[0] == '\0' ||
        evn_err_class_of(why->err) != EVN_CLASS_INPUT)
        return;
    const char *option = evn_command_option(cli->command, why->field);
    struct evn_fill with = {.a = cli->title, .b = option};
    if (option != NULL)
        evn_text_fill(EVN_T_HINT_OPTION, cli->lang, with, out, cap);
    else if (why->err == EVN_E_MISSING_FIELD)
        evn_text_fill(EVN_T_HINT_HELP, cli->lang, with, out, cap);
}

void evn_cli_tell(const struct evn_cli *cli, const struct evn_refusal *why)
{
    char text[700], hint[300], line[720];
    evn_refusal_render(why, cli->lang, text, sizeof text);
    evn_hint(why, cli->lang, hint, sizeof hint);
    if (hint[0] == '\0')
        hint_option(cli, why, hint, sizeof hint);
    if (cli->json) {
        tell_json(why, text, hint);
        return;
    }
    struct evn_fill with = {.a = text, .n = why->line};
    bool says_line = why->line > 0 && why->err != EVN_E_BAD_FILE;
    fprintf(stderr, "evn: %s\n",
            says_line ? evn_text_fill(EVN_T_AT_LINE, cli->lang, with, line, sizeof line) : text);
    if (hint[0] != '\0')
        fprintf(stderr, "evn: %s\n", hint);
}
