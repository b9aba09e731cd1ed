/* move - what the verbs of `evn move` share: lines from words or a file, sending, the answer.
 * Shell.
 *
 * A command gets its id here, before it is first sent, and says it whenever the outcome may be
 * open: the same command again with --id has one effect, however often it is sent. */
#ifndef EVN_TOOLS_MOVE_H
#define EVN_TOOLS_MOVE_H

#include "common/client/ledger.h"
#include "tools/evn/command.h"
#include "tools/evn/items.h"
#include "tools/evn/moveline.h"

enum { EVN_MOVE_LINES_MAX = 1000 };

struct evn_move {
    struct evn_cli *cli;
    struct evn_items items;
    struct evn_move_line *line; /* owned, EVN_MOVE_LINES_MAX */
    size_t n_lines;
    int64_t at_us;    /* of the option, for lines without their own; 0: now */
    struct evn_id id; /* of the command */
};

/* Begin: open the session, read --at and --id (NULL: not given), then the lines: the arguments, or
 * the rows of `file` when it is not NULL; not both, and at least one. EVN_E_USAGE, EVN_E_BAD_ID,
 * EVN_E_BAD_FILE and what files and sessions fail with, in cli->why. End it in any case. */
EVN_MUST_USE evn_err evn_move_begin(struct evn_move *move, struct evn_cli *cli,
                                    const struct evn_input *input, const char *file, const char *at,
                                    const char *id);
void evn_move_end(struct evn_move *move);

/* A command of lines that are all arguments, whole: begun with the options `at` and `id`, sent by
 * `send`, ended. */
EVN_MUST_USE evn_err evn_move_run(struct evn_cli *cli, const struct evn_input *input, size_t at,
                                  size_t id,
                                  evn_err (*send)(struct evn_move *move,
                                                  const struct evn_input *input));

/* Begin a command that has no lines. */
EVN_MUST_USE evn_err evn_move_begin_bare(struct evn_move *move, struct evn_cli *cli,
                                         const char *id);

/* The base units of the quantity text of line i. Errors in cli->why, with the line. */
EVN_MUST_USE evn_err evn_move_units(struct evn_move *move, size_t i, const char *text,
                                    int64_t *out);

/* The line's own text, or the option's, or "". Not const because generated members are not. */
char *evn_move_or(const char *own, const char *option);

/* Send the command and show what it did: a row for each movement, then its number. A refusal is in
 * cli->why. */
EVN_MUST_USE evn_err evn_move_send(struct evn_move *move, Evernormal__Ledger__V1__Command *command);

/* cmd_move_undo.c, cmd_move_kit.c */
extern const struct evn_option evn_move_reverse_options[], evn_move_again_options[],
    evn_move_kit_options[];
evn_err evn_move_reverse(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_move_reverse_last(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_move_again(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_move_assemble(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_move_break(struct evn_cli *cli, const struct evn_input *input);

/* cmd_move_ship.c */
extern const struct evn_option evn_move_ship_options[], evn_move_receipt_options[];
evn_err evn_move_ship(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_move_receipt(struct evn_cli *cli, const struct evn_input *input);

#endif
