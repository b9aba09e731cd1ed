#include "services/ledger/core/decide.h"

#include "services/ledger/core/parts.h"

#define ID_AHEAD_MAX_US (10 * 60 * EVN_US_PER_S)

static EVN_COLD evn_err refuse_id(struct evn_decision *out, evn_err err)
{
    out->refusal = evn_refusal_of(err);
    return err;
}

static evn_err check_id(const struct evn_ledger_turn *turn, const struct evn_ledger_command *c,
                        struct evn_decision *out)
{
    struct evn_id id;
    evn_err err = evn_id_from_bytes(evn_bytes_of(c->id.b, EVN_ID_LEN), &id);
    if (err != EVN_OK)
        return refuse_id(out, err);
    int64_t at_us = evn_id_time_us(&id);
    if (at_us > turn->now_us + ID_AHEAD_MAX_US)
        return refuse_id(out, EVN_E_ID_IN_FUTURE);
    if (at_us < turn->now_us - turn->state->limits.id_keep_us)
        return refuse_id(out, EVN_E_ID_TOO_OLD);
    return EVN_OK;
}

/* Was the id used before? Recent ids are in memory, older ones in the view. */
static evn_err find_before(const struct evn_ledger_turn *turn, const struct evn_ledger_command *c,
                           struct evn_decision *out)
{
    bool maybe_older;
    const struct evn_id_row *row = evn_ids_find(&turn->state->ids, &c->id, &maybe_older);
    out->again = row != NULL;
    if (row != NULL)
        out->row = *row;
    else if (maybe_older) {
        evn_err err = turn->view->find_id(turn->view->self, &c->id, &out->row, &out->again);
        if (err != EVN_OK)
            return refuse_id(out, err);
    }
    if (!out->again)
        return EVN_OK;
    bool same = memcmp(out->row.hash.b, c->hash.b, EVN_HASH128_LEN) == 0 && out->row.actor != 0 &&
                out->row.actor == evn_ledger_find_actor(turn->state, c->actor);
    out->again = same;
    return same ? EVN_OK : refuse_id(out, EVN_E_ID_CONFLICT);
}

/* Each kind of command has its part. */
static evn_err decide_kind(struct evn_draft *d, const struct evn_ledger_command *c,
                           struct evn_ledger_emit *emit)
{
    switch (c->kind) {
    case EVN_COMMAND_DOCUMENT:
        return evn_decide_document(d, &c->document, emit);
    case EVN_COMMAND_RESERVE:
    case EVN_COMMAND_RELEASE:
        return evn_decide_claim(d, c, emit);
    case EVN_COMMAND_SHIP:
        return evn_decide_ship(d, &c->ship, emit);
    case EVN_COMMAND_RECEIPT:
        return evn_decide_receipt(d, &c->receipt, emit);
    case EVN_COMMAND_HOLD_PUT:
    case EVN_COMMAND_HOLD_RELEASE:
    case EVN_COMMAND_RECALL_OPEN:
    case EVN_COMMAND_RECALL_CLOSE:
        return evn_decide_hold(d, c, emit);
    case EVN_COMMAND_READINGS:
        return evn_decide_readings(d, &c->readings, emit);
    case EVN_COMMAND_EARMARK_RELEASE:
        return evn_decide_earmark_release(d, &c->claim, emit);
    case EVN_COMMAND_REVERSE:
        return evn_decide_reverse(d, &c->reverse, emit);
    case EVN_COMMAND_KIT:
        return evn_decide_kit(d, &c->kit, emit);
    case EVN_COMMAND_COUNT_START:
    case EVN_COMMAND_COUNT_HAND_IN:
    case EVN_COMMAND_COUNT_RECOUNT:
    case EVN_COMMAND_COUNT_APPROVE:
    case EVN_COMMAND_COUNT_DROP:
    case EVN_COMMAND_COUNT_LIMIT:
        return evn_decide_count(d, c, emit);
    case EVN_COMMAND_EXPECT:
    case EVN_COMMAND_EXPECT_CHANGE:
    case EVN_COMMAND_EXPECT_CANCEL:
        return evn_decide_expect(d, c, emit);
    case EVN_COMMAND_THRESHOLD:
        return evn_decide_threshold(d, &c->threshold);
    case EVN_COMMAND_DISCREPANCY:
        return evn_decide_discrepancy(d, &c->discrepancy, emit);
    case EVN_COMMAND_LOT_FACTS:
        return evn_decide_lot_facts(d, &c->lot_facts, emit);
    default:
        return evn_decide_fact(d, c, emit);
    }
}

/* Refuse the name that a full dictionary does not know yet. */
static evn_err check_name(struct evn_draft *d, const struct evn_dict *dict, uint32_t scope,
                          struct evn_bytes name, const char *what)
{
    uint32_t max = d->state->limits.n_names_max;
    bool fits = dict->n < max || name.len == 0 || evn_dict_find(dict, scope, name) != 0;
    return fits ? EVN_OK : evn_decide_refuse_full(d, EVN_E_LIMIT, what, max);
}

/* Names that a command makes known by the way. */
static evn_err check_names(struct evn_draft *d, const struct evn_ledger_command *c,
                           const struct evn_ledger_emit *emit)
{
    const struct evn_ledger_state *s = d->state;
    evn_err err = check_name(d, &s->reasons, 0, emit->reason_text, "reasons");
    if (err == EVN_OK && c->kind == EVN_COMMAND_RESERVE)
        err = check_name(d, &s->opens.names, EVN_OPEN_CLAIM, c->claim.owner, "owners of claims");
    if (err == EVN_OK && c->kind == EVN_COMMAND_SHIP)
        err = check_name(d, &s->opens.names, EVN_OPEN_ABOARD, c->ship.shipment, "shipments");
    return err;
}

static evn_err decide_fresh(const struct evn_ledger_turn *turn, const struct evn_ledger_command *c,
                            struct evn_decision *out)
{
    struct evn_draft d = {.state = turn->state,
                          .view = turn->view,
                          .arena = turn->arena,
                          .now_us = turn->business_us,
                          .refusal = &out->refusal};
    struct evn_draft_few few;
    struct evn_ledger_emit emit = {.turn = turn, .command = c, .draft = &d};
    evn_draft_begin(&d, &few);
    if (c->actor.len == 0 || c->actor.len > EVN_NAME_MAX)
        return evn_draft_refuse(&d, EVN_E_BAD_TEXT, 0, "actor");
    if (turn->state->ids.n >= turn->state->limits.n_ids_max)
        return evn_decide_refuse_full(&d, EVN_E_VIEW_LAG, "ids", turn->state->limits.n_ids_max);
    evn_err err = check_name(&d, &turn->state->actors, 0, c->actor, "actors");
    if (err == EVN_OK)
        err = decide_kind(&d, c, &emit);
    if (err == EVN_OK)
        err = check_names(&d, c, &emit);
    bool final = err == EVN_OK || evn_err_class_of(err) == EVN_CLASS_STATE;
    if (!final) {
        if (out->refusal.err != err)
            out->refusal = evn_refusal_of(err);
        return err;
    }
    err = err == EVN_OK ? evn_ledger_emit_accepted(&emit, &out->row)
                        : evn_ledger_emit_refused(&emit, &out->refusal, &out->row);
    return err == EVN_OK ? EVN_OK : refuse_id(out, err);
}

evn_err evn_ledger_decide(const struct evn_ledger_turn *turn,
                          const struct evn_ledger_command *command, struct evn_decision *out)
{
    out->again = false;
    out->refusal.err = EVN_OK;
    evn_err err = check_id(turn, command, out);
    if (err == EVN_OK)
        err = find_before(turn, command, out);
    if (err != EVN_OK || out->again)
        return err;
    size_t scratch = turn->arena->used;
    size_t written = turn->events->len;
    err = decide_fresh(turn, command, out);
    turn->arena->used = scratch;
    if (err != EVN_OK)
        turn->events->len = written;
    return err;
}
