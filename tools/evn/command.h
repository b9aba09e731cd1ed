/* command - one command of evn as a row of a table, and the parser of its arguments. Shell.
 *
 * A command is a file with a `const struct evn_command`; adding one means that file and a line in
 * main.c. Options and arguments are texts here; the command gives them their meaning. */
#ifndef EVN_TOOLS_COMMAND_H
#define EVN_TOOLS_COMMAND_H

#include "tools/evn/cli.h"

enum { EVN_OPTIONS_MAX = 32, EVN_ARGUMENTS_MAX = 64 };

struct evn_option {
    const char *name;    /* "exercise" for --exercise, "o" for -o; NULL ends the list */
    const char *value;   /* what it takes: "DIR"; NULL: a flag */
    enum evn_text about; /* what it does */
};

/* What stood on the command line. */
struct evn_input {
    const char *option[EVN_OPTIONS_MAX];     /* by place in the command's list; NULL: not given */
    const char *argument[EVN_ARGUMENTS_MAX]; /* in order */
    size_t n_arguments;
};

struct evn_command {
    const char *name;                 /* NULL ends a list */
    enum evn_text about;              /* one line of help */
    const struct evn_command *verb;   /* its verbs, or NULL */
    const char *arguments;            /* "NAME [AREA]", or NULL: none */
    size_t n_min, n_max;              /* how many arguments */
    const struct evn_option *options; /* or NULL: none */
    evn_err (*run)(struct evn_cli *cli, const struct evn_input *input);
};

/* Run the command that argv[0..] names: argv[0] is its first word. EVN_E_USAGE: a word of it is
 * wrong, as cli->why says; then nothing was run. */
EVN_MUST_USE evn_err evn_command_run(struct evn_cli *cli, const struct evn_command *list, int argc,
                                     char **argv);

/* Read the options in front of the command into *cli; returns where the command starts in argv,
 * argc when there is none, -1 when something is wrong, as cli->why says. */
int evn_command_globals(struct evn_cli *cli, int argc, char **argv);

/* Print a list of commands with what each does. `noun` is the command whose verbs they are, NULL
 * for all of evn. */
void evn_command_help(const struct evn_cli *cli, const struct evn_command *list, const char *noun,
                      FILE *out);

/* Whether a word asks for help: --help, -h, -?, help. */
bool evn_command_is_help(const char *word);

/* The option of `command` that fills a field of a message, "recall_open.authority": its last word,
 * or NULL when no option is called like that. */
const char *evn_command_option(const struct evn_command *command, const char *field);

/* Read a whole number of at least `min`. EVN_E_USAGE, naming --`option`. */
EVN_MUST_USE evn_err evn_command_number(struct evn_cli *cli, const char *text, const char *option,
                                        int64_t min, int64_t *out);

/* The commands, each in its file: command_list.h. */
#define EVN_COMMAND(name) extern const struct evn_command evn_command_##name;
#include "tools/evn/command_list.h"
#undef EVN_COMMAND

#endif
