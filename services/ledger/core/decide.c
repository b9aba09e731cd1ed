#include "services/ledger/core/decide.h"

#include "services/ledger/core/check.h"
#include "services/ledger/core/emit.h"

#define ID_AHEAD_MAX_US (10 * 60 * EVN_US_PER_S)

static evn_err refuse_id(struct evn_decision *out, evn_err err)
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
                out->row.actor == evn_dict_find(&turn->state->actors, 0, c->actor);
    out->again = same;
    return same ? EVN_OK : refuse_id(out, EVN_E_ID_CONFLICT);
}

static evn_err check_text(struct evn_draft *d, struct evn_bytes text, size_t max, const char *field)
{
    return text.len > max ? evn_draft_refuse(d, EVN_E_BAD_TEXT, 0, field) : EVN_OK;
}

static evn_err check_document_head(struct evn_draft *d, const struct evn_ledger_document *doc,
                                   uint32_t *reason)
{
    evn_err err = check_text(d, doc->note, EVN_NOTE_MAX, "note");
    if (err == EVN_OK)
        err = check_text(d, doc->reference, EVN_NAME_MAX, "reference");
    if (err != EVN_OK)
        return err;
    if (doc->n_lines == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "lines");
    if (doc->n_lines > d->state->limits.n_lines_max) {
        err = evn_draft_refuse(d, EVN_E_TOO_MANY_LINES, 0, "lines");
        d->refusal->have = doc->n_lines;
        d->refusal->want = d->state->limits.n_lines_max;
        return err;
    }
    *reason = doc->reason.len > 0 ? evn_dict_find(&d->state->reasons, 0, doc->reason) : 0;
    if (doc->reason.len > 0 && *reason == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_REF, 0, "reason", doc->reason);
    return EVN_OK;
}

/* Room for moves: one a line, or what the limit allows when lots are to be picked. */
static uint32_t moves_cap(const struct evn_draft *d, const struct evn_ledger_document *doc)
{
    for (uint32_t i = 0; i < doc->n_lines; i++)
        if (doc->lines[i].kind != EVN_RECORD_RECEIVE && doc->lines[i].lot.len == 0)
            return d->state->limits.n_lines_max;
    return doc->n_lines;
}

static evn_err refuse_full(struct evn_draft *d, evn_err err, const char *what, uint64_t max)
{
    evn_draft_refuse_text(d, err, 0, NULL, evn_bytes_text(what));
    d->refusal->want = (int64_t)max;
    return err;
}

static evn_err check_caps(struct evn_draft *d)
{
    const struct evn_ledger_state *s = d->state;
    const struct evn_ledger_limits *max = &s->limits;
    if (s->n_accounts + d->n_opened > max->n_accounts_max)
        return refuse_full(d, EVN_E_LIMIT, "accounts", max->n_accounts_max);
    if (s->lot_codes.n + d->n_lots > max->n_names_max)
        return refuse_full(d, EVN_E_LIMIT, "lots", max->n_names_max);
    if (evn_overlay_n(&s->overlay) + 2 * (uint64_t)d->n_moves > max->n_legs_max)
        return refuse_full(d, EVN_E_VIEW_LAG, "overlay", max->n_legs_max);
    return EVN_OK;
}

static evn_err decide_document(struct evn_draft *d, const struct evn_ledger_document *doc,
                               uint32_t *reason)
{
    evn_err err = check_document_head(d, doc, reason);
    if (err != EVN_OK)
        return err;
    if (evn_draft_init(d, moves_cap(d, doc)) != EVN_OK)
        return refuse_full(d, EVN_E_LIMIT, "scratch", d->arena->cap);
    for (uint32_t i = 0; i < doc->n_lines && err == EVN_OK; i++)
        err = evn_draft_line(d, &doc->lines[i], i + 1);
    if (err == EVN_OK)
        err = check_caps(d);
    return err == EVN_OK ? evn_check_document(d) : err;
}

static bool packs_fit(const struct evn_item *item)
{
    for (uint32_t i = 0; i < item->n_packs; i++) {
        int64_t below = i > 0 ? item->packs[i - 1] : 1;
        if (item->packs[i] <= below || item->packs[i] % below != 0)
            return false;
    }
    return item->n_packs <= EVN_PACK_LEVELS_MAX;
}

static evn_err check_fact(struct evn_draft *d, const struct evn_ledger_command *c)
{
    const struct evn_ledger_fact *f = &c->fact;
    if (f->id.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "id");
    if (f->id.len > EVN_NAME_MAX)
        return evn_draft_refuse(d, EVN_E_BAD_TEXT, 0, "id");
    if (c->kind == EVN_COMMAND_PLACE && !evn_place_kind_known(f->place.kind))
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "kind");
    if (c->kind == EVN_COMMAND_PLACE &&
        (f->place.offset_min < -24 * 60 || f->place.offset_min > 24 * 60))
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "offset_min");
    if (c->kind != EVN_COMMAND_ITEM)
        return EVN_OK;
    if (f->item.tracking < EVN_TRACKING_NONE || f->item.tracking > EVN_TRACKING_SERIAL)
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "tracking");
    return packs_fit(&f->item) ? EVN_OK : evn_draft_refuse(d, EVN_E_BAD_UNIT, 0, "packs");
}

/* The dictionary a fact belongs to, and the kind of its frame. */
static const struct evn_dict *dict_of(const struct evn_ledger_state *s, enum evn_command_kind kind,
                                      uint32_t *frame)
{
    *frame = kind == EVN_COMMAND_ITEM    ? EVN_LEDGER_FRAME_ITEM
             : kind == EVN_COMMAND_PLACE ? EVN_LEDGER_FRAME_PLACE
                                         : EVN_LEDGER_FRAME_REASON;
    return kind == EVN_COMMAND_ITEM    ? &s->item_ids
           : kind == EVN_COMMAND_PLACE ? &s->place_ids
                                       : &s->reasons;
}

/* What tells pieces apart, and whether a place is physical, is fixed by the first fact. */
static evn_err check_change(struct evn_draft *d, const struct evn_ledger_command *c, uint32_t old)
{
    if (old == 0)
        return EVN_OK;
    bool kept = true;
    if (c->kind == EVN_COMMAND_ITEM)
        kept = evn_ledger_item(d->state, old)->tracking == c->fact.item.tracking;
    if (c->kind == EVN_COMMAND_PLACE)
        kept = evn_ledger_place(d->state, old)->kind == c->fact.place.kind;
    return kept ? EVN_OK
                : evn_draft_refuse_text(d, EVN_E_EXISTS, 0,
                                        c->kind == EVN_COMMAND_ITEM ? "tracking" : "kind",
                                        c->fact.id);
}

static evn_err decide_fact(struct evn_draft *d, const struct evn_ledger_command *c,
                           struct evn_emit *emit)
{
    evn_err err = check_fact(d, c);
    if (err != EVN_OK)
        return err;
    uint32_t kind;
    const struct evn_dict *dict = dict_of(d->state, c->kind, &kind);
    uint32_t old = evn_dict_find(dict, 0, c->fact.id);
    if (old == 0 && dict->n >= d->state->limits.n_names_max)
        return refuse_full(d, EVN_E_LIMIT, "names", d->state->limits.n_names_max);
    emit->fact_kind = kind;
    emit->fact = (struct evn_known){.number = old != 0 ? old : dict->n + 1,
                                    .id = c->fact.id,
                                    .item = c->fact.item,
                                    .place = c->fact.place};
    return check_change(d, c, old);
}

static evn_err decide_fresh(const struct evn_ledger_turn *turn, const struct evn_ledger_command *c,
                            struct evn_decision *out)
{
    struct evn_draft d = {.state = turn->state,
                          .view = turn->view,
                          .arena = turn->arena,
                          .now_us = turn->now_us,
                          .refusal = &out->refusal};
    struct evn_emit emit = {.turn = turn, .command = c, .draft = &d};
    if (c->actor.len == 0 || c->actor.len > EVN_NAME_MAX)
        return evn_draft_refuse(&d, EVN_E_BAD_TEXT, 0, "actor");
    if (turn->state->ids.n >= turn->state->limits.n_ids_max)
        return refuse_full(&d, EVN_E_VIEW_LAG, "ids", turn->state->limits.n_ids_max);
    evn_err err;
    if (c->kind == EVN_COMMAND_DOCUMENT)
        err = decide_document(&d, &c->document, &emit.reason);
    else
        err = decide_fact(&d, c, &emit);
    bool final = err == EVN_OK || evn_err_class_of(err) == EVN_CLASS_STATE;
    if (!final) {
        if (out->refusal.err != err)
            out->refusal = evn_refusal_of(err);
        return err;
    }
    err = err == EVN_OK ? evn_emit_accepted(&emit, &out->row)
                        : evn_emit_refused(&emit, &out->refusal, &out->row);
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
