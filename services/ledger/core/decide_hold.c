#include "services/ledger/core/claims.h"
#include "services/ledger/core/parts.h"

evn_err evn_decide_lot(struct evn_draft *d, const struct evn_ledger_lot_line *line, uint32_t number,
                       uint32_t *item, uint32_t *lot)
{
    *item = evn_dict_find(&d->state->item_ids, 0, line->item);
    if (line->item.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, number, "item");
    if (*item == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_ITEM, number, "item", line->item);
    if (line->lot.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, number, "lot");
    *lot = evn_dict_find(&d->state->lot_codes, *item, line->lot);
    return *lot != 0 ? EVN_OK
                     : evn_draft_refuse_text(d, EVN_E_UNKNOWN_LOT, number, "lot", line->lot);
}

static evn_err find_place(struct evn_draft *d, const struct evn_ledger_lot_line *line,
                          uint32_t number, uint32_t *place)
{
    *place = 0;
    if (line->place.len == 0)
        return EVN_OK;
    *place = evn_dict_find(&d->state->place_ids, 0, line->place);
    if (*place == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, number, "place", line->place);
    return evn_place_is_physical(evn_ledger_place(d->state, *place)->kind)
               ? EVN_OK
               : evn_draft_refuse_text(d, EVN_E_BAD_FIELD, number, "place", line->place);
}

/* Texts and reason of holds and recalls. *reason is 0 when it is not known yet. */
static evn_err check_head(struct evn_draft *d, const struct evn_ledger_hold *said, uint32_t *reason,
                          struct evn_ledger_emit *emit)
{
    evn_err err = evn_decide_check_text(d, said->note, EVN_NOTE_MAX, "note");
    if (err == EVN_OK && said->reason.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "reason");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, said->reason, EVN_NAME_MAX, "reason");
    *reason = evn_dict_find(&d->state->reasons, 0, said->reason);
    emit->reason_text = said->reason;
    emit->text = (struct evn_document_text){.note = said->note};
    emit->has_text = said->note.len > 0;
    return err;
}

/* Was a hold on this lot and place planned already? */
static bool is_planned(const struct evn_draft *d, uint32_t lot, uint32_t place)
{
    for (uint32_t i = 0; i < d->n_extras; i++)
        if (d->extras[i].frame == 0 && d->extras[i].from == lot && d->extras[i].to == place)
            return true;
    return false;
}

static evn_err plan(struct evn_draft *d, uint16_t kind, uint32_t line, uint32_t lot, uint32_t place,
                    uint32_t cause)
{
    const struct evn_extra extra = {
        .kind = kind, .line = line, .from = lot, .to = place, .aux = cause, .at_us = d->now_us};
    return evn_draft_extra(d, &extra);
}

static evn_err refuse_hold(struct evn_draft *d, const struct evn_ledger_command *c, uint32_t i,
                           evn_err err, enum evn_state state)
{
    char reason[EVN_NAME_MAX + 1];
    size_t len = c->hold.reason.len < EVN_NAME_MAX ? c->hold.reason.len : EVN_NAME_MAX;
    memcpy(reason, c->hold.reason.at, len);
    reason[len] = '\0';
    err = evn_draft_refuse_text(d, err, i + 1, NULL, c->hold.lines[i].lot);
    evn_refusal_text(d->refusal->field, EVN_FIELD_MAX, reason);
    return evn_draft_in_state(d, err, state);
}

/* There is no such hold; another one of the lot for the same reason is what may be meant. */
static evn_err refuse_release(struct evn_draft *d, const struct evn_ledger_command *c, uint32_t i,
                              const struct evn_hold *meant)
{
    const struct evn_hold *h = NULL;
    while ((h = evn_holds_next(&d->state->holds, meant->lot, h)) != NULL &&
           (meant->reason == 0 || h->reason != meant->reason))
        continue;
    evn_err err = refuse_hold(d, c, i, EVN_E_WRONG_STATE,
                              h == NULL       ? EVN_S_NOT_HELD
                              : h->place == 0 ? EVN_S_HELD_EVERYWHERE
                                              : EVN_S_HELD_THERE);
    struct evn_bytes place = evn_dict_text(&d->state->place_ids, h != NULL ? h->place : 0);
    if (place.len > 0)
        memcpy(d->refusal->place, place.at, place.len);
    d->refusal->place[place.len] = '\0';
    return err;
}

static evn_err hold_line(struct evn_draft *d, const struct evn_ledger_command *c, uint32_t i,
                         uint32_t reason)
{
    const struct evn_ledger_lot_line *line = &c->hold.lines[i];
    bool put = c->kind == EVN_COMMAND_HOLD_PUT;
    uint32_t item, lot, place;
    evn_err err = evn_decide_lot(d, line, i + 1, &item, &lot);
    if (err == EVN_OK)
        err = find_place(d, line, i + 1, &place);
    if (err != EVN_OK)
        return err;
    const struct evn_hold hold = {.lot = lot, .place = place, .reason = reason};
    const struct evn_hold *row = reason != 0 ? evn_holds_find(&d->state->holds, &hold) : NULL;
    bool planned = is_planned(d, lot, place);
    if (put && (row != NULL || planned))
        return refuse_hold(d, c, i, EVN_E_EXISTS, EVN_S_HELD_ALREADY);
    if (!put && row == NULL)
        return refuse_release(d, c, i, &hold);
    if (!put && row->cause == EVN_HOLD_BY_RECALL)
        return refuse_hold(d, c, i, EVN_E_WRONG_STATE, EVN_S_RECALL_HOLDS);
    if (planned)
        return refuse_hold(d, c, i, EVN_E_WRONG_STATE, EVN_S_NOT_HELD);
    return plan(d, put ? EVN_RECORD_HOLD_PUT : EVN_RECORD_HOLD_RELEASED, i + 1, lot, place,
                put ? EVN_HOLD_BY_HAND : row->cause);
}

static evn_err put_or_release(struct evn_draft *d, const struct evn_ledger_command *c,
                              struct evn_ledger_emit *emit)
{
    uint32_t reason;
    evn_err err = check_head(d, &c->hold, &reason, emit);
    if (err == EVN_OK)
        err = evn_decide_check_n_lines(d, c->hold.n_lines);
    if (err == EVN_OK && c->kind == EVN_COMMAND_HOLD_RELEASE && c->hold.note.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "note");
    for (uint32_t i = 0; err == EVN_OK && i < c->hold.n_lines; i++)
        err = hold_line(d, c, i, reason);
    return err;
}

static evn_err add_event(struct evn_draft *d, const struct evn_recall_event *event)
{
    struct evn_extra extra = {.frame = EVN_LEDGER_FRAME_RECALL};
    evn_err err = evn_recall_body(event, d->arena, &extra.body);
    return err == EVN_OK ? evn_draft_extra(d, &extra) : evn_draft_refuse(d, err, 0, NULL);
}

static evn_err open_recall(struct evn_draft *d, const struct evn_ledger_hold *said, uint32_t reason)
{
    int64_t *lots = evn_arena_array(d->arena, said->n_lines, sizeof *lots);
    if (lots == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    if (said->authority.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "authority");
    if (reason != 0 && evn_recalls_open(&d->state->recalls, reason) != NULL)
        return evn_draft_in_state(d,
                                  evn_draft_refuse_text(d, EVN_E_EXISTS, 0, "reason", said->reason),
                                  EVN_S_RECALL_OPEN);
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < said->n_lines; i++) {
        uint32_t item, lot;
        err = evn_decide_lot(d, &said->lines[i], i + 1, &item, &lot);
        if (err != EVN_OK)
            break;
        const struct evn_hold hold = {.lot = lot, .reason = reason};
        if (is_planned(d, lot, 0) || (reason != 0 && evn_holds_has(&d->state->holds, &hold)))
            return evn_draft_in_state(
                d, evn_draft_refuse_text(d, EVN_E_EXISTS, i + 1, "lot", said->lines[i].lot),
                EVN_S_HELD_ALREADY);
        lots[i] = lot;
        err = plan(d, EVN_RECORD_HOLD_PUT, i + 1, lot, 0, EVN_HOLD_BY_RECALL);
    }
    const struct evn_recall_event event = {.reason = reason != 0 ? reason : d->state->reasons.n + 1,
                                           .authority = said->authority,
                                           .level = said->level,
                                           .lots = lots,
                                           .n_lots = said->n_lines};
    return err == EVN_OK ? add_event(d, &event) : err;
}

static evn_err close_recall(struct evn_draft *d, const struct evn_ledger_hold *said,
                            uint32_t reason)
{
    const struct evn_recall *r = reason != 0 ? evn_recalls_open(&d->state->recalls, reason) : NULL;
    if (r == NULL)
        return evn_draft_in_state(
            d, evn_draft_refuse_text(d, EVN_E_WRONG_STATE, 0, "reason", said->reason),
            EVN_S_NO_RECALL);
    const struct evn_recall_event event = {.closes = true, .of = r->seq, .reason = reason};
    evn_err err = add_event(d, &event);
    for (uint32_t i = 0; err == EVN_OK && i < r->n_lots; i++)
        err = plan(d, EVN_RECORD_HOLD_RELEASED, 0, r->lots[i], 0, EVN_HOLD_BY_RECALL);
    return err;
}

static evn_err open_or_close(struct evn_draft *d, const struct evn_ledger_command *c,
                             struct evn_ledger_emit *emit)
{
    const struct evn_ledger_hold *said = &c->hold;
    uint32_t reason;
    evn_err err = check_head(d, said, &reason, emit);
    if (err == EVN_OK)
        err = evn_decide_check_text(d, said->authority, EVN_RECALL_TEXT - 1, "authority");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, said->level, EVN_RECALL_TEXT - 1, "level");
    if (err == EVN_OK && c->kind == EVN_COMMAND_RECALL_CLOSE && said->note.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "note");
    if (err == EVN_OK && c->kind == EVN_COMMAND_RECALL_CLOSE)
        return close_recall(d, said, reason);
    if (err == EVN_OK)
        err = evn_decide_check_n_lines(d, said->n_lines);
    if (err == EVN_OK && said->n_lines > EVN_RECALL_LOTS_MAX)
        err = evn_decide_refuse_full(d, EVN_E_TOO_MANY_LINES, "lines", EVN_RECALL_LOTS_MAX);
    return err == EVN_OK ? open_recall(d, said, reason) : err;
}

evn_err evn_decide_hold(struct evn_draft *d, const struct evn_ledger_command *c,
                        struct evn_ledger_emit *emit)
{
    bool recall = c->kind == EVN_COMMAND_RECALL_OPEN || c->kind == EVN_COMMAND_RECALL_CLOSE;
    return recall ? open_or_close(d, c, emit) : put_or_release(d, c, emit);
}

evn_err evn_decide_earmark_release(struct evn_draft *d, const struct evn_ledger_claim *claim,
                                   struct evn_ledger_emit *emit)
{
    evn_err err = evn_decide_check_text(d, claim->note, EVN_NOTE_MAX, "note");
    if (err == EVN_OK && claim->owner.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "owner");
    if (err == EVN_OK && claim->reason.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "reason");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, claim->reason, EVN_NAME_MAX, "reason");
    evn_decide_caps(d, 0, claim->n_lines + evn_claims_count(d->state, claim->owner));
    if (err == EVN_OK)
        err = evn_claims_release(d, claim);
    emit->reason_text = claim->reason;
    emit->text = (struct evn_document_text){
        .kind = EVN_DOCUMENT_CLAIM, .owner = claim->owner, .note = claim->note};
    emit->has_text = true;
    return err;
}
