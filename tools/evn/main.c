#include "tools/evn/command.h"

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All commands, in the order help shows them. */
static const struct evn_command *const commands[] = {
#define EVN_COMMAND(name) &evn_command_##name,
#include "tools/evn/command_list.h"
#undef EVN_COMMAND
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

/* --lang, wherever it stands, before anything is said. */
static enum evn_lang language(int argc, char **argv)
{
    for (int i = 1; i < argc && argv[i] != NULL; i++) {
        const char *value = strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7
                            : strcmp(argv[i], "--lang") == 0    ? argv[i + 1]
                                                                : NULL;
        if (value != NULL)
            return strncmp(value, "zh", 2) == 0 ? EVN_LANG_ZH : EVN_LANG_EN;
    }
    return evn_lang_of_environment();
}

/* --json, wherever it stands: what is wrong before it is told to programs as well. */
static bool wants_json(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--json") == 0)
            return true;
    return false;
}

static bool likes_colors(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) != 0 && (no_color == NULL || no_color[0] == '\0') &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

/* Help is asked for before any command. */
static bool wants_help(const struct evn_command *list, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        for (const struct evn_command *c = list; c->name != NULL; c++)
            if (strcmp(c->name, argv[i]) == 0)
                return false;
        if (evn_command_is_help(argv[i]))
            return true;
    }
    return false;
}

/* A program started with a closed descriptor would open its log or a socket in that place and print
 * into it: what stands there instead refuses every write, or holds nothing to read. */
static bool fill_descriptors(void)
{
    static const char *const path[] = {"/dev/null", "/dev/full", "/dev/null"};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open(path[fd], O_RDWR) != fd)
            return false;
    return true;
}

/* Whoever reads the output must not take a part of it for the whole. A failed write of a row sets
 * the stream's error and leaves nothing for a later flush to say. Returns the exit status. */
static int finish(struct evn_cli *cli, evn_err err)
{
    bool lost = fflush(stdout) != 0;
    if ((lost || ferror(stdout) != 0) && err == EVN_OK)
        err = evn_cli_fail(cli, EVN_E_IO, "stdout");
    if (err != EVN_OK && cli->why.err == err)
        evn_cli_tell(cli, &cli->why);
    return evn_err_exit_status(err);
}

int main(int argc, char **argv)
{
    struct evn_command list[N_COMMANDS + 1] = {0};
    for (size_t i = 0; i < N_COMMANDS; i++)
        list[i] = *commands[i];
    if (!fill_descriptors())
        return evn_err_exit_status(EVN_E_IO);
    setlocale(LC_ALL, "");
    struct evn_cli cli = {.lang = language(argc, argv),
                          .color = likes_colors(),
                          .key = "admin",
                          .wait_ms = 10000,
                          .why = evn_refusal_of(EVN_OK)};
    static char self[] = "evn";
    argv[0] = self;
    if (wants_help(list, argc, argv)) {
        evn_command_help(&cli, list, NULL, stdout);
        return finish(&cli, EVN_OK);
    }
    cli.json = wants_json(argc, argv);
    int at = evn_command_globals(&cli, argc, argv);
    if (at < 0)
        return finish(&cli, cli.why.err);
    if (at == argc) {
        evn_command_help(&cli, list, NULL, stderr);
        return evn_err_exit_status(EVN_E_USAGE);
    }
    evn_err err = evn_command_run(&cli, list, argc - at, argv + at);
    evn_cli_close(&cli);
    return finish(&cli, err);
}
