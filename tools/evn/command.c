#include "tools/evn/command.h"

#include "tools/evn/width.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Keys of options: the global ones first, a command's own behind them by their place. */
enum { KEY_FIRST = 0x1000, KEY_OWN = 0x2000, N_DIGITS = 10, WORD_MAX = 64 * 1024 };

static const struct evn_option globals[] = {
    {"data", "DIR", EVN_T_OPT_DATA},     {"run", "DIR", EVN_T_OPT_RUN},
    {"key", "NAME", EVN_T_OPT_KEY},      {"json", NULL, EVN_T_OPT_JSON},
    {"lang", "LANG", EVN_T_OPT_LANG},    {"no-color", NULL, EVN_T_OPT_NO_COLOR},
    {"wait", "SECONDS", EVN_T_OPT_WAIT}, {0}};

struct parse {
    struct evn_cli *cli;
    const struct evn_command *command; /* NULL: only what stands before the command */
    struct evn_input input;
    int stopped_at; /* in argv: the first word that is no option */
    int next;       /* in argv: behind the word that was wrong */
};

/* An option of one letter has one dash. */
static bool is_letter(const struct evn_option *option)
{
    return option->name[1] == '\0';
}

static struct argp_option *argp_options(const struct evn_cli *cli, const struct evn_option *from,
                                        int first_key, struct argp_option to[EVN_OPTIONS_MAX + 1])
{
    size_t i = 0;
    for (; from != NULL && from[i].name != NULL; i++) {
        EVN_ASSERT(i < EVN_OPTIONS_MAX);
        to[i] =
            (struct argp_option){.name = is_letter(&from[i]) ? NULL : from[i].name,
                                 .key = is_letter(&from[i]) ? from[i].name[0] : first_key + (int)i,
                                 .arg = from[i].value,
                                 .doc = evn_text(from[i].about, cli->lang)};
    }
    to[i] = (struct argp_option){0};
    return to;
}

/* "-18" is a number and not an option: an option of each digit, with what stands behind it. */
static struct argp_option *argp_digits(struct argp_option to[N_DIGITS + 1])
{
    for (int i = 0; i < N_DIGITS; i++)
        to[i] = (struct argp_option){
            .key = '0' + i, .arg = "N", .flags = OPTION_ARG_OPTIONAL | OPTION_HIDDEN};
    to[N_DIGITS] = (struct argp_option){0};
    return to;
}

static error_t parse_digit(int key, char *value, struct argp_state *state)
{
    struct parse *p = state->input;
    (void)value;
    if (key < '0' || key > '9')
        return ARGP_ERR_UNKNOWN;
    if (p->input.n_arguments < EVN_ARGUMENTS_MAX)
        p->input.argument[p->input.n_arguments++] = state->argv[state->next - 1];
    return 0;
}

static error_t set_global(struct evn_cli *cli, size_t i, const char *value)
{
    int64_t wait_s = 0;
    switch (i) {
    case 0:
        cli->data = value;
        return 0;
    case 1:
        cli->run = value;
        return 0;
    case 2:
        cli->key = value;
        return 0;
    case 3:
        cli->json = true;
        return 0;
    case 4:
        cli->lang = strncmp(value, "zh", 2) == 0 ? EVN_LANG_ZH : EVN_LANG_EN;
        return strncmp(value, "zh", 2) == 0 || strncmp(value, "en", 2) == 0 ? 0 : EINVAL;
    case 5:
        cli->color = false;
        return 0;
    default:
        if (evn_command_number(cli, value, "wait", 1, &wait_s) != EVN_OK || wait_s > 86400)
            return EINVAL;
        cli->wait_ms = wait_s * 1000;
        return 0;
    }
}

static error_t parse_global(int key, char *value, struct argp_state *state)
{
    struct parse *p = state->input;
    if (key < KEY_FIRST || key >= KEY_OWN)
        return ARGP_ERR_UNKNOWN;
    size_t i = (size_t)(key - KEY_FIRST);
    if (set_global(p->cli, i, value) == 0)
        return 0;
    (void)evn_cli_usage(p->cli, EVN_T_BAD_OPTION,
                        (struct evn_fill){.a = value, .b = globals[i].name});
    return EINVAL;
}

static error_t parse_command(int key, char *value, struct argp_state *state)
{
    struct parse *p = state->input;
    if (key == ARGP_KEY_ERROR) {
        p->next = state->next;
        return 0;
    }
    if (key == ARGP_KEY_INIT) {
        state->child_inputs[0] = p;
        state->child_inputs[1] = p;
        return 0;
    }
    if (key == ARGP_KEY_ARG) {
        if (p->command == NULL) {
            p->stopped_at = state->next - 1;
            state->next = state->argc;
        } else if (p->input.n_arguments < EVN_ARGUMENTS_MAX) {
            p->input.argument[p->input.n_arguments++] = value;
        }
        return 0;
    }
    for (size_t i = 0; key < KEY_FIRST && p->command != NULL && p->command->options != NULL &&
                       p->command->options[i].name != NULL;
         i++)
        if (is_letter(&p->command->options[i]) && p->command->options[i].name[0] == key)
            key = KEY_OWN + (int)i;
    if (key < KEY_OWN || key >= KEY_OWN + EVN_OPTIONS_MAX)
        return ARGP_ERR_UNKNOWN;
    p->input.option[key - KEY_OWN] = value != NULL ? value : "";
    return 0;
}

/* What argp finds wrong is said by us: in the reader's language, as JSON for programs. */
static evn_err run_argp(struct parse *p, int argc, char **argv)
{
    struct argp_option own[EVN_OPTIONS_MAX + 1], common[EVN_OPTIONS_MAX + 1];
    struct argp_option digit[N_DIGITS + 1];
    const struct evn_command *c = p->command;
    struct argp global = {.options = argp_options(p->cli, globals, KEY_FIRST, common),
                          .parser = parse_global};
    struct argp digits = {.options = argp_digits(digit), .parser = parse_digit};
    struct argp_child child[] = {{.argp = &global, .header = ""}, {.argp = &digits}, {0}};
    struct argp argp = {.options =
                            argp_options(p->cli, c != NULL ? c->options : NULL, KEY_OWN, own),
                        .parser = parse_command,
                        .args_doc = c != NULL ? c->arguments : NULL,
                        .doc = c != NULL ? evn_text(c->about, p->cli->lang) : NULL,
                        .children = child};
    p->next = argc;
    if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER | ARGP_NO_HELP | ARGP_NO_ERRS, NULL, p) == 0)
        return EVN_OK;
    if (p->cli->why.err != EVN_OK)
        return p->cli->why.err;
    return evn_cli_usage(p->cli, EVN_T_UNKNOWN_OPTION,
                         (struct evn_fill){.a = argv[p->next > 1 ? p->next - 1 : 0], .b = argv[0]});
}

/* No word can be longer than a message. */
static evn_err check_words(struct evn_cli *cli, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char number[16];
        size_t len = strlen(argv[i]);
        snprintf(number, sizeof number, "%d", i);
        if (len > WORD_MAX)
            return evn_cli_usage(
                cli, EVN_T_LONG_WORD,
                (struct evn_fill){.a = argv[0], .b = number, .n = (int64_t)len, .m = WORD_MAX});
    }
    return EVN_OK;
}

int evn_command_globals(struct evn_cli *cli, int argc, char **argv)
{
    struct parse p = {.cli = cli, .stopped_at = argc};
    if (check_words(cli, argc, argv) != EVN_OK || run_argp(&p, argc, argv) != EVN_OK)
        return -1;
    return p.stopped_at;
}

static const struct evn_command *find(const struct evn_command *list, const char *name)
{
    while (list->name != NULL && strcmp(list->name, name) != 0)
        list++;
    return list->name != NULL ? list : NULL;
}

static void help_line(FILE *out, const char *name, const char *value, const char *about)
{
    char left[64];
    snprintf(left, sizeof left, "  %s%s%s", name, value[0] != '\0' ? " " : "", value);
    size_t width = evn_width(left);
    fprintf(out, "%s%*s%s\n", left, width < 22 ? (int)(22 - width) : 1, "", about);
}

static void help_options(const struct evn_cli *cli, const struct evn_option *list, FILE *out)
{
    char name[40];
    for (; list != NULL && list->name != NULL; list++) {
        snprintf(name, sizeof name, "%s%s", is_letter(list) ? "-" : "--", list->name);
        help_line(out, name, list->value != NULL ? list->value : "",
                  evn_text(list->about, cli->lang));
    }
}

/* Our own and not argp's: it counts bytes where a terminal counts columns. */
static void help_one(const struct evn_cli *cli, const struct evn_command *command,
                     const char *title)
{
    char usage[200], arguments[80] = "";
    struct evn_fill fill = {.a = title, .b = arguments};
    if (command->arguments != NULL)
        snprintf(arguments, sizeof arguments, " %s", command->arguments);
    printf("%s\n\n%s\n\n", evn_text_fill(EVN_T_USAGE_ONE, cli->lang, fill, usage, sizeof usage),
           evn_text(command->about, cli->lang));
    help_options(cli, command->options, stdout);
    help_options(cli, globals, stdout);
}

bool evn_command_is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "-?") == 0 ||
           strcmp(word, "help") == 0;
}

static evn_err run_one(struct evn_cli *cli, const struct evn_command *command, char *title,
                       int argc, char **argv)
{
    struct parse p = {.cli = cli, .command = command};
    for (int i = 1; i < argc; i++)
        if (argv[i][0] == '-' && evn_command_is_help(argv[i])) {
            help_one(cli, command, title);
            return EVN_OK;
        }
    argv[0] = title;
    evn_err err = run_argp(&p, argc, argv);
    if (err != EVN_OK)
        return err;
    if (p.input.n_arguments < command->n_min || p.input.n_arguments > command->n_max)
        return evn_cli_usage(cli, EVN_T_N_ARGUMENTS,
                             (struct evn_fill){.a = title,
                                               .b = command->arguments != NULL
                                                        ? command->arguments
                                                        : evn_text(EVN_T_NO_ARGUMENTS, cli->lang)});
    err = evn_site_find(cli->data, cli->run, &cli->site);
    if (err != EVN_OK) {
        (void)evn_cli_fail(cli, err, cli->data != NULL ? cli->data : "HOME");
        evn_refusal_text(cli->why.field, sizeof cli->why.field, "data");
        return err;
    }
    cli->command = command;
    snprintf(cli->title, sizeof cli->title, "%s", title);
    return command->run(cli, &p.input);
}

evn_err evn_command_run(struct evn_cli *cli, const struct evn_command *list, int argc, char **argv)
{
    char title[64];
    const struct evn_command *noun = find(list, argv[0]);
    if (noun == NULL)
        return evn_cli_usage(cli, EVN_T_UNKNOWN_COMMAND, (struct evn_fill){.a = argv[0]});
    snprintf(title, sizeof title, "evn %s", noun->name);
    if (noun->verb == NULL)
        return run_one(cli, noun, title, argc, argv);
    if (argc < 2 || argv[1][0] == '-') {
        evn_command_help(cli, noun->verb, noun->name, stdout);
        return argc < 2 ? EVN_E_USAGE : EVN_OK;
    }
    const struct evn_command *verb = find(noun->verb, argv[1]);
    char both[48];
    snprintf(both, sizeof both, "%.15s %.31s", noun->name, argv[1]);
    if (verb == NULL)
        return evn_cli_usage(cli, EVN_T_UNKNOWN_COMMAND, (struct evn_fill){.a = both});
    snprintf(title, sizeof title, "evn %s", both);
    return run_one(cli, verb, title, argc - 1, argv + 1);
}

void evn_command_help(const struct evn_cli *cli, const struct evn_command *list, const char *noun,
                      FILE *out)
{
    char text[200];
    enum evn_text usage = noun != NULL ? EVN_T_USAGE_VERB : EVN_T_USAGE;
    if (noun == NULL)
        fprintf(out, "%s\n\n", evn_text(EVN_T_ABOUT, cli->lang));
    fprintf(out, "%s\n\n%s\n",
            evn_text_fill(usage, cli->lang, (struct evn_fill){.a = noun}, text, sizeof text),
            evn_text(EVN_T_COMMANDS, cli->lang));
    for (; list->name != NULL; list++)
        help_line(out, list->name, list->arguments != NULL ? list->arguments : "",
                  evn_text(list->about, cli->lang));
    fputc('\n', out);
    if (noun == NULL)
        help_options(cli, globals, out);
    fprintf(out, "%s%s\n", noun == NULL ? "\n" : "", evn_text(EVN_T_MORE_HELP, cli->lang));
}

/* "weight_max_g" is --weight-max: an option may leave the unit away, and has dashes. */
static bool fills(const char *option, const char *word)
{
    size_t i = 0;
    while (option[i] != '\0' && (option[i] == '-' ? '_' : option[i]) == word[i])
        i++;
    return i > 1 && option[i] == '\0' && (word[i] == '\0' || word[i] == '_');
}

const char *evn_command_option(const struct evn_command *command, const char *field)
{
    const char *dot = strrchr(field, '.');
    const char *word = dot != NULL ? dot + 1 : field;
    const struct evn_option *list = command->options;
    for (; list != NULL && list->name != NULL; list++)
        if (fills(list->name, word))
            return list->name;
    return NULL;
}

evn_err evn_command_number(struct evn_cli *cli, const char *text, const char *option, int64_t min,
                           int64_t *out)
{
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && *out >= min)
        return EVN_OK;
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = option});
}
