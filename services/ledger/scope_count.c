#include "common/service/rights.h"
#include "services/ledger/scope.h"
#include "services/ledger/wire_count.h"

static evn_err check_number(const struct evn_ledger_state *state, const char *scope, uint32_t place,
                            const char *field, struct evn_refusal *why)
{
    char id[EVN_LEDGER_TEXT];
    struct evn_bytes text = evn_dict_text(&state->place_ids, place);
    memcpy(id, text.at, text.len);
    id[text.len] = '\0';
    return evn_scope_check(state, scope, id, field, 0, why);
}

/* The place of a count that is known. */
static evn_err check_count(const struct evn_ledger_state *state, const char *scope,
                           const char *count, struct evn_refusal *why)
{
    const struct evn_named *named = &state->counts.named;
    uint32_t n = evn_dict_find(&named->names, 0, evn_bytes_text(count));
    const struct evn_count *row = n != 0 ? evn_named_at(named, n) : NULL;
    return row != NULL ? check_number(state, scope, row->place, "count", why) : EVN_OK;
}

static evn_err check_lines(const struct evn_ledger_state *state, const char *scope,
                           const struct evn_wire_count_line *lines, size_t n,
                           struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n; i++)
        if (lines[i].place[0] != '\0')
            err = evn_scope_check(state, scope, lines[i].place, "place", i + 1, why);
    return err;
}

static evn_err check_start(const struct evn_ledger_state *state, const char *scope,
                           const struct evn_wire_count_start *in, struct evn_refusal *why)
{
    evn_err err = evn_scope_check(state, scope, in->place, "place", 0, why);
    for (size_t i = 0; err == EVN_OK && i < in->n_places; i++)
        err = evn_scope_check(state, scope, in->places[i], "places", i + 1, why);
    return err;
}

static evn_err check_discrepancy(const struct evn_ledger_state *state, const char *scope,
                                 const struct evn_wire_discrepancy *in, struct evn_refusal *why)
{
    const struct evn_named *named = &state->discrepancies.named;
    uint32_t n = evn_dict_find(&named->names, 0, evn_bytes_text(in->name));
    const struct evn_discrepancy *row = n != 0 ? evn_named_at(named, n) : NULL;
    evn_err err = row != NULL ? check_number(state, scope, row->place, "name", why) : EVN_OK;
    return err == EVN_OK && in->place[0] != '\0'
               ? evn_scope_check(state, scope, in->place, "place", 0, why)
               : err;
}

evn_err evn_scope_check_count(const struct evn_ledger_state *state, const char *scope,
                              const struct evn_wire_command *c, struct evn_refusal *why)
{
    evn_err err;
    if (c->count_start != NULL)
        return check_start(state, scope, c->count_start, why);
    if (c->count_hand_in != NULL) {
        err = check_count(state, scope, c->count_hand_in->count, why);
        return err == EVN_OK ? check_lines(state, scope, c->count_hand_in->lines,
                                           c->count_hand_in->n_lines, why)
                             : err;
    }
    if (c->count_recount != NULL)
        return check_count(state, scope, c->count_recount->count, why);
    if (c->count_approve != NULL)
        return check_count(state, scope, c->count_approve->count, why);
    if (c->count_drop != NULL)
        return check_count(state, scope, c->count_drop->count, why);
    if (c->discrepancy != NULL)
        return check_discrepancy(state, scope, c->discrepancy, why);
    /* The limit holds everywhere: not for a key of one area. */
    *why = evn_refusal_of(EVN_E_OUT_OF_SCOPE);
    evn_refusal_text(why->subject, sizeof why->subject, "count_limit");
    return why->err;
}
