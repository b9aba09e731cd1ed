#include "services/ledger/scope.h"
#include "services/ledger/wire_hold.h"

/* What holds a lot everywhere reaches out of every area. */
static evn_err check_lots(const struct evn_ledger_state *state, const char *scope,
                          const struct evn_wire_lot_line *lines, size_t n, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n; i++) {
        if (lines[i].place[0] == '\0') {
            *why = evn_refusal_of(EVN_E_OUT_OF_SCOPE);
            why->line = (uint32_t)i + 1;
            evn_refusal_text(why->field, sizeof why->field, "place");
            evn_refusal_text(why->subject, sizeof why->subject, lines[i].lot);
            return why->err;
        }
        err = evn_scope_check(state, scope, lines[i].place, "place", i + 1, why);
    }
    return err;
}

/* What is true of a lot wherever it is reaches out of every area. */
static evn_err everywhere(const char *field, const char *subject, struct evn_refusal *why)
{
    *why = evn_refusal_of(EVN_E_OUT_OF_SCOPE);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return why->err;
}

bool evn_scope_is_hold(const struct evn_wire_command *c)
{
    return c->hold_put != NULL || c->hold_release != NULL || c->recall_open != NULL ||
           c->recall_close != NULL || c->readings != NULL || c->lot_facts != NULL;
}

evn_err evn_scope_check_hold(const struct evn_ledger_state *state, const char *scope,
                             const struct evn_wire_command *c, struct evn_refusal *why)
{
    if (c->hold_put != NULL)
        return check_lots(state, scope, c->hold_put->lines, c->hold_put->n_lines, why);
    if (c->hold_release != NULL)
        return check_lots(state, scope, c->hold_release->lines, c->hold_release->n_lines, why);
    if (c->recall_open != NULL)
        return everywhere("reason", c->recall_open->reason, why);
    if (c->recall_close != NULL)
        return everywhere("reason", c->recall_close->reason, why);
    if (c->lot_facts != NULL)
        return everywhere("lot", c->lot_facts->lot, why);
    return evn_scope_check(state, scope, c->readings->place, "place", 0, why);
}
