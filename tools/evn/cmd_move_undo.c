#include "common/base/day.h"
#include "tools/evn/move.h"
#include "tools/evn/rows.h"

#include <stdlib.h>
#include <string.h>

typedef Evernormal__Ledger__V1__DocumentRecord record_message;
typedef Evernormal__Ledger__V1__Line line_message;

enum { REASON, NOTE, ID, AS_OF, SAME_LOTS = AS_OF };
enum { CLAIM_KINDS = 40 }; /* record kinds of claims begin here */

const struct evn_option evn_move_reverse_options[] = {
    [REASON] = {"reason", "CODE", EVN_T_OPT_REASON},
    [NOTE] = {"note", "TEXT", EVN_T_OPT_NOTE},
    [ID] = {"id", "UUID", EVN_T_OPT_ID},
    [AS_OF] = {"as-of", NULL, EVN_T_OPT_REVERSE_AS_OF},
    {0}};

const struct evn_option evn_move_again_options[] = {
    [REASON] = {"reason", "CODE", EVN_T_OPT_REASON},
    [NOTE] = {"note", "TEXT", EVN_T_OPT_NOTE},
    [ID] = {"id", "UUID", EVN_T_OPT_ID},
    [SAME_LOTS] = {"same-lots", NULL, EVN_T_OPT_SAME_LOTS},
    {0}};

/* Read a document, or the last one of the key when `seq` is 0. To be freed as evn_ledger_ask says.
 */
static evn_err read_document(struct evn_cli *cli, int64_t seq,
                             Evernormal__Ledger__V1__Result **result)
{
    Evernormal__Ledger__V1__DocumentQuery ask = EVERNORMAL__LEDGER__V1__DOCUMENT_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_DOCUMENT;
    query.document = &ask;
    ask.seq = (uint64_t)seq;
    ask.last = seq == 0;
    evn_err err = evn_ledger_ask(cli->session, &query, result, &cli->why);
    if (err == EVN_OK && (*result)->kind_case != EVERNORMAL__LEDGER__V1__RESULT__KIND_DOCUMENT) {
        evernormal__ledger__v1__result__free_unpacked(*result, NULL);
        return evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "document");
    }
    return err;
}

static evn_err send_reverse(struct evn_move *move, const struct evn_input *input, int64_t seq)
{
    Evernormal__Ledger__V1__Reverse reverse = EVERNORMAL__LEDGER__V1__REVERSE__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    reverse.document = (uint64_t)seq;
    reverse.as_of = input->option[AS_OF] != NULL;
    reverse.reason = evn_rows_text(input, REASON);
    reverse.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_REVERSE;
    command.reverse = &reverse;
    return evn_move_send(move, &command);
}

evn_err evn_move_reverse(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_move move;
    int64_t seq;
    evn_err err = evn_command_number(cli, input->argument[0], "document", 1, &seq);
    if (err != EVN_OK)
        return err;
    err = evn_move_begin_bare(&move, cli, input->option[ID]);
    if (err == EVN_OK)
        err = send_reverse(&move, input, seq);
    evn_move_end(&move);
    return err;
}

evn_err evn_move_reverse_last(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_move move;
    Evernormal__Ledger__V1__Result *last;
    evn_err err = evn_move_begin_bare(&move, cli, input->option[ID]);
    if (err == EVN_OK)
        err = read_document(cli, 0, &last);
    if (err == EVN_OK) {
        int64_t seq = (int64_t)last->document->document;
        evernormal__ledger__v1__result__free_unpacked(last, NULL);
        err = send_reverse(&move, input, seq);
    }
    evn_move_end(&move);
    return err;
}

/* Kinds that take the first lots to expire when no lot is named: issue, transfer, dispense. */
static bool picks(uint32_t kind)
{
    return kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_ISSUE ||
           kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_TRANSFER ||
           kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_DISPENSE;
}

static bool is_line_kind(uint32_t kind)
{
    return protobuf_c_enum_descriptor_get_value(&evernormal__ledger__v1__line_kind__descriptor,
                                                (int)kind) != NULL;
}

/* The line that a record came from; false: it goes on with the line before, whose lots were picked.
 */
static bool make_line(const record_message *r, bool same_lots, const line_message *before,
                      uint32_t before_line, line_message *to)
{
    bool lots = same_lots || !picks(r->kind);
    if (!lots && before != NULL && before_line == r->line)
        return false;
    evernormal__ledger__v1__line__init(to);
    to->kind = (Evernormal__Ledger__V1__LineKind)r->kind;
    to->from = r->from;
    to->to = r->to;
    to->item = r->item;
    to->quantity = r->quantity;
    bool by_day = r->lot[0] != '\0' && strcmp(r->lot, r->expiry) == 0;
    bool opens = r->kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_RECEIVE ||
                 r->kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_ADJUST;
    if (lots && !(by_day && opens))
        to->lot = r->lot;
    if (opens)
        to->expiry = r->expiry;
    return true;
}

static evn_err send_again(struct evn_move *move, const struct evn_input *input,
                          const Evernormal__Ledger__V1__DocumentResult *old, line_message *line,
                          line_message **list)
{
    Evernormal__Ledger__V1__DocumentCommand document =
        EVERNORMAL__LEDGER__V1__DOCUMENT_COMMAND__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    size_t n = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < old->n_records; i++) {
        const record_message *r = old->records[i];
        if (r->kind >= CLAIM_KINDS)
            continue;
        if (!is_line_kind(r->kind) || old->of != 0)
            return evn_cli_fail(move->cli, EVN_E_WRONG_STATE, input->argument[0]);
        if (make_line(r, input->option[SAME_LOTS] != NULL, n > 0 ? &line[n - 1] : NULL, last,
                      &line[n])) {
            list[n] = &line[n];
            n++;
        } else {
            line[n - 1].quantity += r->quantity;
        }
        last = r->line;
    }
    document.n_lines = n;
    document.lines = list;
    document.reason = input->option[REASON] != NULL ? evn_rows_text(input, REASON) : old->reason;
    document.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_DOCUMENT;
    command.document = &document;
    return evn_move_send(move, &command);
}

evn_err evn_move_again(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_move move;
    Evernormal__Ledger__V1__Result *old;
    int64_t seq;
    evn_err err = evn_command_number(cli, input->argument[0], "document", 1, &seq);
    if (err != EVN_OK)
        return err;
    err = evn_move_begin_bare(&move, cli, input->option[ID]);
    if (err == EVN_OK)
        err = read_document(cli, seq, &old);
    if (err == EVN_OK) {
        size_t n = old->document->n_records + 1;
        line_message *line = calloc(n, sizeof *line);
        line_message **list = calloc(n, sizeof *list);
        err = line != NULL && list != NULL ? send_again(&move, input, old->document, line, list)
                                           : evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
        free(line);
        free(list);
        evernormal__ledger__v1__result__free_unpacked(old, NULL);
    }
    evn_move_end(&move);
    return err;
}
