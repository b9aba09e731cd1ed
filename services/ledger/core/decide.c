#include "services/ledger/core/decide.h"

#include "services/ledger/core/check.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/emit.h"
#include "services/ledger/core/ship.h"

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
                out->row.actor == evn_ledger_find_actor(turn->state, c->actor);
    out->again = same;
    return same ? EVN_OK : refuse_id(out, EVN_E_ID_CONFLICT);
}

static evn_err check_text(struct evn_draft *d, struct evn_bytes text, size_t max, const char *field)
{
    return text.len > max ? evn_draft_refuse(d, EVN_E_BAD_TEXT, 0, field) : EVN_OK;
}

static evn_err check_n_lines(struct evn_draft *d, uint32_t n_lines)
{
    if (n_lines == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "lines");
    if (n_lines <= d->state->limits.n_lines_max)
        return EVN_OK;
    evn_err err = evn_draft_refuse(d, EVN_E_TOO_MANY_LINES, 0, "lines");
    d->refusal->have = n_lines;
    d->refusal->want = d->state->limits.n_lines_max;
    return err;
}

static evn_err check_document_head(struct evn_draft *d, const struct evn_ledger_document *doc)
{
    evn_err err = check_text(d, doc->note, EVN_NOTE_MAX, "note");
    if (err == EVN_OK)
        err = check_text(d, doc->reference, EVN_NAME_MAX, "reference");
    if (err == EVN_OK)
        err = check_text(d, doc->reason, EVN_NAME_MAX, "reason");
    return err == EVN_OK ? check_n_lines(d, doc->n_lines) : err;
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

/* How many movements and changes of claims there may be. */
static void set_caps(struct evn_draft *d, uint32_t cap, uint32_t claims_cap)
{
    d->cap = cap;
    d->claims_cap = claims_cap;
}

/* Everything drafted is looked at together. */
static evn_err check_draft(struct evn_draft *d)
{
    evn_err err = check_caps(d);
    if (err == EVN_OK)
        err = evn_check_document(d);
    return err == EVN_OK ? evn_claims_check(d) : err;
}

/* What a line has taken from a place uses up the claims it names. */
static evn_err use_claims(struct evn_draft *d, struct evn_bytes owner, uint32_t first,
                          uint32_t number)
{
    evn_err err = EVN_OK;
    for (uint32_t i = first; owner.len > 0 && i < d->n_moves && err == EVN_OK; i++) {
        const struct evn_touch *from = &d->touches[d->moves[i].from];
        if (from->physical)
            err = evn_claims_use(d, owner, from->place, from->item, d->moves[i].qty, number);
    }
    return err;
}

static evn_err decide_document(struct evn_draft *d, const struct evn_ledger_document *doc,
                               struct evn_ledger_emit *emit)
{
    evn_err err = check_document_head(d, doc);
    set_caps(d, d->state->limits.n_lines_max, d->state->limits.n_lines_max);
    d->has_reason = doc->reason.len > 0;
    for (uint32_t i = 0; i < doc->n_lines && err == EVN_OK; i++) {
        uint32_t first = d->n_moves;
        err = evn_draft_line(d, &doc->lines[i], i + 1);
        if (err == EVN_OK)
            err = use_claims(d, doc->lines[i].claim, first, i + 1);
    }
    emit->reason_text = doc->reason;
    emit->text = (struct evn_document_text){.note = doc->note, .reference = doc->reference};
    emit->has_text = doc->note.len > 0 || doc->reference.len > 0;
    return err == EVN_OK ? check_draft(d) : err;
}

static evn_err decide_claim(struct evn_draft *d, const struct evn_ledger_command *c,
                            struct evn_ledger_emit *emit)
{
    const struct evn_ledger_claim *claim = &c->claim;
    bool reserve = c->kind == EVN_COMMAND_RESERVE;
    evn_err err = check_text(d, claim->owner, EVN_NAME_MAX, "owner");
    if (err == EVN_OK && claim->owner.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "owner");
    if (err == EVN_OK && (reserve || claim->n_lines > 0))
        err = check_n_lines(d, claim->n_lines);
    uint32_t n_owned = reserve ? 0 : evn_claims_count(d->state, claim->owner);
    set_caps(d, 0, claim->n_lines + n_owned);
    if (err == EVN_OK)
        err = reserve ? evn_claims_reserve(d, claim) : evn_claims_release(d, claim);
    emit->text = (struct evn_document_text){.kind = EVN_DOCUMENT_CLAIM, .owner = claim->owner};
    emit->has_text = true;
    return err == EVN_OK ? check_caps(d) : err;
}

static evn_err decide_ship(struct evn_draft *d, const struct evn_ledger_ship *ship,
                           struct evn_ledger_emit *emit)
{
    uint32_t max = d->state->limits.n_lines_max;
    evn_err err = check_text(d, ship->shipment, EVN_NAME_MAX, "shipment");
    if (err == EVN_OK)
        err = check_n_lines(d, ship->n_lines);
    set_caps(d, max, max);
    if (err == EVN_OK)
        err = evn_ship_draft(d, ship);
    for (uint32_t i = 0; err == EVN_OK && i < d->n_moves; i++) {
        const struct evn_touch *from = &d->touches[d->moves[i].from];
        err = evn_claims_use(d, ship->claim, from->place, from->item, d->moves[i].qty,
                             d->moves[i].line);
    }
    emit->text =
        (struct evn_document_text){.kind = EVN_DOCUMENT_SHIPMENT, .reference = ship->shipment};
    emit->has_text = true;
    return err == EVN_OK ? check_draft(d) : err;
}

/* What each line of a receipt said, refused goods included, which move nothing. */
static evn_err receipt_lines(struct evn_draft *d, const struct evn_ledger_receipt *receipt,
                             struct evn_document_text *text)
{
    struct evn_document_line *lines = evn_arena_array(d->arena, receipt->n_lines, sizeof *lines);
    if (lines == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    for (uint32_t i = 0; i < receipt->n_lines; i++) {
        const struct evn_ledger_receipt_line *l = &receipt->lines[i];
        uint32_t item = evn_dict_find(&d->state->item_ids, 0, l->item);
        lines[i] = (struct evn_document_line){
            .line = i + 1,
            .item = item,
            .lot = l->lot.len > 0 ? evn_dict_find(&d->state->lot_codes, item, l->lot) : 0,
            .refused = l->refused,
            .accepted = l->accepted,
            .missing = l->missing,
            .damaged = l->damaged};
    }
    text->lines = lines;
    text->n_lines = receipt->n_lines;
    return EVN_OK;
}

static evn_err decide_receipt(struct evn_draft *d, const struct evn_ledger_receipt *receipt,
                              struct evn_ledger_emit *emit)
{
    evn_err err = check_text(d, receipt->signed_by, EVN_NAME_MAX, "signed_by");
    if (err == EVN_OK)
        err = check_n_lines(d, receipt->n_lines);
    set_caps(d, d->state->limits.n_lines_max, 0);
    if (err == EVN_OK)
        err = evn_receipt_draft(d, receipt);
    emit->text = (struct evn_document_text){.kind = EVN_DOCUMENT_RECEIPT,
                                            .reference = receipt->shipment,
                                            .signed_by = receipt->signed_by};
    emit->has_text = true;
    if (err == EVN_OK)
        err = receipt_lines(d, receipt, &emit->text);
    if (err != EVN_OK || d->n_moves == 0)
        return err;
    return check_draft(d);
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
                           struct evn_ledger_emit *emit)
{
    evn_err err = check_fact(d, c);
    if (err != EVN_OK)
        return err;
    uint32_t kind;
    const struct evn_dict *dict = dict_of(d->state, c->kind, &kind);
    uint32_t old = evn_dict_find(dict, 0, c->fact.id);
    if (old == 0 && dict->n >= d->state->limits.n_names_max)
        return refuse_full(d, EVN_E_LIMIT, "names", d->state->limits.n_names_max);
    struct evn_known *fact = evn_arena_alloc(d->arena, sizeof *fact);
    if (fact == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    *fact = (struct evn_known){.number = old != 0 ? old : dict->n + 1,
                               .id = c->fact.id,
                               .item = c->fact.item,
                               .place = c->fact.place};
    emit->fact_kind = kind;
    emit->fact = fact;
    return check_change(d, c, old);
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
        return refuse_full(&d, EVN_E_VIEW_LAG, "ids", turn->state->limits.n_ids_max);
    evn_err err;
    switch (c->kind) {
    case EVN_COMMAND_DOCUMENT:
        err = decide_document(&d, &c->document, &emit);
        break;
    case EVN_COMMAND_RESERVE:
    case EVN_COMMAND_RELEASE:
        err = decide_claim(&d, c, &emit);
        break;
    case EVN_COMMAND_SHIP:
        err = decide_ship(&d, &c->ship, &emit);
        break;
    case EVN_COMMAND_RECEIPT:
        err = decide_receipt(&d, &c->receipt, &emit);
        break;
    default:
        err = decide_fact(&d, c, &emit);
        break;
    }
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
