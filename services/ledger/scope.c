#include "services/ledger/scope.h"

#include "common/service/rights.h"
#include "services/ledger/wire_hold.h"
#include "services/ledger/wire_moves.h"

evn_err evn_scope_check(const struct evn_ledger_state *state, const char *scope, const char *place,
                        const char *field, size_t line, struct evn_refusal *why)
{
    if (scope[0] == '\0') /* everywhere */
        return EVN_OK;
    uint32_t n = evn_dict_find(&state->place_ids, 0, evn_bytes_text(place));
    if (n == 0 || !evn_place_is_physical(evn_ledger_place(state, n)->kind) ||
        evn_scope_covers(scope, evn_ledger_place(state, n)->area))
        return EVN_OK;
    *why = evn_refusal_of(EVN_E_OUT_OF_SCOPE);
    why->line = (uint32_t)line;
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, place);
    evn_refusal_text(why->place, sizeof why->place, place);
    return why->err;
}

static evn_err check_document(const struct evn_ledger_state *state, const char *scope,
                              const struct evn_wire_document *in, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < in->n_lines; i++) {
        err = evn_scope_check(state, scope, in->lines[i].from, "from", i + 1, why);
        if (err == EVN_OK)
            err = evn_scope_check(state, scope, in->lines[i].to, "to", i + 1, why);
    }
    return err;
}

static evn_err check_claim(const struct evn_ledger_state *state, const char *scope,
                           const struct evn_wire_reserve_line *lines, size_t n,
                           struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n; i++)
        err = evn_scope_check(state, scope, lines[i].place, "place", i + 1, why);
    return err;
}

/* Without lines all the owner's claims are given back, wherever they are. */
static evn_err check_release(const struct evn_ledger_state *state, const char *scope,
                             const char *name, const struct evn_wire_reserve_line *lines, size_t n,
                             struct evn_refusal *why)
{
    const struct evn_opens *o = &state->opens;
    uint32_t owner = evn_dict_find(&o->names, EVN_OPEN_CLAIM, evn_bytes_text(name));
    evn_err err = check_claim(state, scope, lines, n, why);
    if (n > 0 || owner == 0)
        return err;
    const struct evn_open *row = evn_opens_of_name(o, owner, 0);
    for (; err == EVN_OK && row != NULL; row = evn_opens_of_name(o, owner, row->seq)) {
        char place[EVN_LEDGER_TEXT];
        uint32_t number = evn_ledger_account(state, row->account)->place;
        struct evn_bytes id = evn_dict_text(&state->place_ids, number);
        memcpy(place, id.at, id.len);
        place[id.len] = '\0';
        err = evn_scope_check(state, scope, place, "owner", 0, why);
    }
    return err;
}

static evn_err check_ship(const struct evn_ledger_state *state, const char *scope,
                          const struct evn_wire_ship *in, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < in->n_lines; i++)
        err = evn_scope_check(state, scope, in->lines[i].from, "from", i + 1, why);
    return err;
}

static evn_err check_receipt(const struct evn_ledger_state *state, const char *scope,
                             const struct evn_wire_receipt *in, struct evn_refusal *why)
{
    evn_err err = evn_scope_check(state, scope, in->to, "to", 0, why);
    return err != EVN_OK ? err : evn_scope_check(state, scope, in->back, "back", 0, why);
}

evn_err evn_ledger_in_scope(const struct evn_ledger_state *state, const char *scope,
                            const struct evn_wire_command *command, struct evn_refusal *why)
{
    if (scope[0] == '\0')
        return EVN_OK;
    if (command->document != NULL)
        return check_document(state, scope, command->document, why);
    if (command->reserve != NULL)
        return check_claim(state, scope, command->reserve->lines, command->reserve->n_lines, why);
    if (command->release != NULL)
        return check_release(state, scope, command->release->owner, command->release->lines,
                             command->release->n_lines, why);
    if (command->earmark_release != NULL)
        return check_release(state, scope, command->earmark_release->owner,
                             command->earmark_release->lines, command->earmark_release->n_lines,
                             why);
    if (command->ship != NULL)
        return check_ship(state, scope, command->ship, why);
    if (command->assemble != NULL)
        return evn_scope_check(state, scope, command->assemble->place, "place", 0, why);
    if (command->break_ != NULL)
        return evn_scope_check(state, scope, command->break_->place, "place", 0, why);
    if (command->reverse != NULL)
        return EVN_OK; /* document.h looks at what is undone */
    if (command->receipt != NULL)
        return check_receipt(state, scope, command->receipt, why);
    if (evn_scope_is_hold(command))
        return evn_scope_check_hold(state, scope, command, why);
    return evn_scope_check_count(state, scope, command, why);
}
