#include "services/ledger/core/receipt.h"

#include "common/base/num.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/rule.h"

/* What one receipt looks for. */
struct receipt {
    struct evn_draft *d;
    const struct evn_ledger_receipt *said;
    bool on_stock;     /* what is accepted stays at the stop */
    uint32_t shipment; /* its name's number; 0: there is none */
    uint32_t vehicle, stop, consumed, lost, destroyed;
    uint32_t back; /* where refused goods go; 0: they stay aboard */
};

/* Whether goods aboard are of this receipt's line; `lot` is EVN_LOT_ANY for any. */
static bool matches(const struct receipt *r, const struct evn_open *row, uint32_t item,
                    uint32_t lot)
{
    const struct evn_account *a = evn_ledger_account(r->d->state, row->account);
    return row->aux == r->stop && a->place == r->vehicle &&
           evn_account_item(r->d->state, a) == item &&
           (lot == EVN_LOT_ANY || evn_account_lot(a) == lot);
}

static const struct evn_open *next_row(const struct receipt *r, uint32_t item, uint32_t lot,
                                       uint64_t after)
{
    const struct evn_open *row = NULL;
    if (r->shipment == 0)
        return NULL;
    do {
        row = evn_opens_of_name(&r->d->state->opens, r->shipment, row != NULL ? row->seq : after);
    } while (row != NULL && !matches(r, row, item, lot));
    return row;
}

/* What is aboard for the stop, less what the draft takes of it already. */
static int64_t aboard(const struct receipt *r, uint32_t item, uint32_t lot)
{
    int64_t sum = 0;
    uint64_t after = 0;
    const struct evn_open *row;
    for (; (row = next_row(r, item, lot, after)) != NULL; after = row->seq)
        sum += row->left - evn_aboard_taken(r->d, row->seq);
    return sum;
}

/* What is handed to people must be fit for use: a recall reaches goods on their way too. What goes
 * onto stock is held there as it was before. */
static evn_err check_handed_over(struct receipt *r, uint32_t line, uint32_t item, uint32_t lot,
                                 int64_t at_us)
{
    const struct evn_eligible_ask ask = {.state = r->d->state, .place = r->vehicle, .at_us = at_us};
    uint32_t why = evn_eligible(&ask, lot, evn_draft_expiry(r->d, lot)) & EVN_WHY_SAFETY;
    return why == 0 ? EVN_OK : evn_eligible_refuse(r->d, &ask, why, line, item, lot);
}

/* Of a shipment that has nothing aboard at all the name may be wrong: it is told as field. */
static evn_err name_shipment(struct receipt *r, evn_err err)
{
    char name[EVN_NAME_MAX + 1];
    struct evn_bytes said = r->said->shipment;
    size_t len = said.len < EVN_NAME_MAX ? said.len : EVN_NAME_MAX;
    if (r->shipment != 0 && evn_opens_of_name(&r->d->state->opens, r->shipment, 0) != NULL)
        return err;
    memcpy(name, said.at, len);
    name[len] = '\0';
    evn_refusal_text(r->d->refusal->field, EVN_FIELD_MAX, name);
    return evn_draft_in_state(r->d, err, EVN_S_NO_SHIPMENT);
}

/* Move `qty` of the goods aboard to `to`, in the order loaded. */
static evn_err unload(struct receipt *r, uint32_t line, uint16_t kind, uint32_t to, uint32_t item,
                      uint32_t lot, int64_t qty)
{
    struct evn_move at = {.kind = kind, .line = line, .aux = r->stop};
    evn_err err = evn_draft_time(r->d, r->said->occurred_at_us, line, &at);
    uint64_t after = 0;
    const struct evn_open *row;
    while (err == EVN_OK && qty > 0 && (row = next_row(r, item, lot, after)) != NULL) {
        struct evn_move move = at;
        int64_t rest = row->left - evn_aboard_taken(r->d, row->seq);
        after = row->seq;
        if (rest <= 0)
            continue;
        move.ref = row->seq;
        move.qty = rest < qty ? rest : qty;
        if (move.at_us < row->at_us) {
            move.claimed_us = move.at_us;
            move.at_us = row->at_us;
            move.flags |= EVN_RECORD_F_REDATED;
        }
        qty -= move.qty;
        uint32_t its_lot = evn_account_lot(evn_ledger_account(r->d->state, row->account));
        if (kind == EVN_RECORD_ISSUE)
            err = check_handed_over(r, line, item, its_lot, move.at_us);
        if (err == EVN_OK)
            err = evn_draft_move(r->d, &move, r->vehicle, to, item, its_lot);
    }
    return err;
}

/* Something came that was not shipped: it is found at the stop, and consumed there like the rest.
 */
static evn_err find(struct receipt *r, uint32_t number, uint16_t kind, struct evn_bytes item,
                    struct evn_bytes lot, struct evn_day expiry, int64_t qty)
{
    const struct evn_ledger_line line = {.kind = kind,
                                         .from = r->said->found,
                                         .to = r->said->stop,
                                         .item = item,
                                         .lot = lot,
                                         .expiry = expiry,
                                         .made = EVN_DAY_NONE,
                                         .owner = evn_bytes_text(""),
                                         .claim = evn_bytes_text(""),
                                         .qty = qty,
                                         .occurred_at_us = r->said->occurred_at_us};
    if (qty == 0)
        return EVN_OK;
    evn_err err = evn_draft_line(r->d, &line, number);
    if (err != EVN_OK || r->on_stock)
        return err;
    struct evn_move move = r->d->moves[r->d->n_moves - 1];
    const struct evn_touch at = r->d->touches[move.to];
    move.kind = EVN_RECORD_ISSUE;
    move.flags &= EVN_RECORD_F_CLAMPED;
    return evn_draft_move(r->d, &move, r->stop, r->consumed, at.item, at.lot);
}

/* What earlier lines about the same goods refused: what stays aboard and is said there. */
static int64_t said_before(const struct receipt *r, uint32_t i)
{
    const struct evn_ledger_receipt *said = r->said;
    int64_t refused = 0;
    for (uint32_t k = 0; r->back == 0 && k < i; k++)
        if (evn_bytes_equal(said->lines[k].item, said->lines[i].item) &&
            evn_bytes_equal(said->lines[k].lot, said->lines[i].lot))
            refused += said->lines[k].refused;
    return refused;
}

static evn_err check_line(struct receipt *r, const struct evn_ledger_receipt_line *l,
                          uint32_t number, uint32_t item, uint32_t lot)
{
    int64_t want = 0, all = 0;
    if (l->accepted < 0 || l->missing < 0 || l->damaged < 0 || l->refused < 0 || l->over < 0 ||
        l->wrong < 0)
        return evn_draft_refuse(r->d, EVN_E_OUT_OF_RANGE, number, "accepted");
    if (!evn_add_i64(l->accepted, l->missing, &want) || !evn_add_i64(want, l->damaged, &want) ||
        !evn_add_i64(want, l->refused, &want) || !evn_add_i64(want, l->over, &all) ||
        !evn_add_i64(all, l->wrong, &all))
        return evn_draft_refuse(r->d, EVN_E_OVERFLOW, number, "accepted");
    if (all == 0)
        return evn_draft_refuse(r->d, EVN_E_MISSING_FIELD, number, "accepted");
    if ((l->wrong > 0) != (l->wrong_lot.len > 0))
        return evn_draft_refuse(r->d, EVN_E_MISSING_FIELD, number,
                                l->wrong > 0 ? "wrong_lot" : "wrong");
    int64_t have = aboard(r, item, lot) - said_before(r, number - 1);
    if (want <= have)
        return EVN_OK;
    evn_err err = evn_draft_refuse_stock(r->d, EVN_E_NOT_SHIPPED, number, r->vehicle, item, lot);
    r->d->refusal->have = have;
    r->d->refusal->want = want;
    return name_shipment(r, err);
}

static evn_err unload_line(struct receipt *r, const struct evn_ledger_receipt_line *l,
                           uint32_t number, uint32_t item, uint32_t lot)
{
    evn_err err =
        r->on_stock
            ? unload(r, number, EVN_RECORD_RECEIVE_SHIPMENT, r->stop, item, lot, l->accepted)
            : unload(r, number, EVN_RECORD_ISSUE, r->consumed, item, lot, l->accepted);
    if (err == EVN_OK)
        err = unload(r, number, EVN_RECORD_SHORT, r->lost, item, lot, l->missing);
    if (err == EVN_OK)
        err = unload(r, number, EVN_RECORD_DAMAGED, r->destroyed, item, lot, l->damaged);
    if (err == EVN_OK && r->back != 0)
        err = unload(r, number, EVN_RECORD_REFUSED_GOODS, r->back, item, lot, l->refused);
    return err;
}

/* The item and lot of a line; without a lot any. */
static evn_err resolve(struct receipt *r, uint32_t i, uint32_t *item, uint32_t *lot)
{
    const struct evn_ledger_receipt_line *l = &r->said->lines[i];
    const struct evn_ledger_state *s = r->d->state;
    *item = evn_dict_find(&s->item_ids, 0, l->item);
    *lot = EVN_LOT_ANY;
    if (*item == 0)
        return evn_draft_refuse_text(r->d, EVN_E_UNKNOWN_ITEM, i + 1, "item", l->item);
    if (l->lot.len > 0)
        *lot = evn_dict_find(&s->lot_codes, *item, l->lot);
    return *lot != 0 ? EVN_OK
                     : evn_draft_refuse_text(r->d, EVN_E_UNKNOWN_LOT, i + 1, "lot", l->lot);
}

static evn_err receipt_line(struct receipt *r, uint32_t i)
{
    const struct evn_ledger_receipt_line *l = &r->said->lines[i];
    uint32_t item, lot;
    evn_err err = resolve(r, i, &item, &lot);
    if (err == EVN_OK)
        err = check_line(r, l, i + 1, item, lot);
    if (err == EVN_OK)
        err = unload_line(r, l, i + 1, item, lot);
    if (err == EVN_OK)
        err = find(r, i + 1, EVN_RECORD_OVER, l->item, l->lot, EVN_DAY_NONE, l->over);
    return err != EVN_OK ? err
                         : find(r, i + 1, EVN_RECORD_WRONG_LOT, l->item, l->wrong_lot,
                                l->wrong_expiry, l->wrong);
}

/* Places that keep what they get; a reception point does when it is asked to. */
static bool keeps_stock(uint32_t kind)
{
    return kind == EVN_PLACE_WAREHOUSE || kind == EVN_PLACE_HOSPITAL ||
           kind == EVN_PLACE_PHARMACY || kind == EVN_PLACE_ISOLATION_SITE;
}

static evn_err check_stock_place(struct receipt *r, uint16_t kind, uint32_t place,
                                 const char *field, struct evn_bytes id)
{
    bool fits =
        place != r->vehicle &&
        evn_rule_find(kind, EVN_PLACE_VEHICLE, evn_ledger_place(r->d->state, place)->kind) != NULL;
    return fits ? EVN_OK : evn_draft_refuse_text(r->d, EVN_E_BAD_FIELD, 0, field, id);
}

static evn_err find_places(struct receipt *r)
{
    const struct evn_ledger_receipt *said = r->said;
    evn_err err = evn_ship_vehicle(r->d, said->vehicle, &r->vehicle);
    if (err == EVN_OK)
        err = evn_ship_place(r->d, said->stop, 0, "to", &r->stop);
    if (err == EVN_OK)
        err = evn_ship_place(r->d, said->consumed, 0, "to", &r->consumed);
    if (err == EVN_OK)
        err = evn_ship_place(r->d, said->lost, 0, "to", &r->lost);
    if (err == EVN_OK)
        err = evn_ship_place(r->d, said->destroyed, 0, "to", &r->destroyed);
    if (err == EVN_OK && said->back.len > 0)
        err = evn_ship_place(r->d, said->back, 0, "back", &r->back);
    if (err == EVN_OK && r->back != 0)
        err = check_stock_place(r, EVN_RECORD_REFUSED_GOODS, r->back, "back", said->back);
    if (err != EVN_OK)
        return err;
    r->on_stock = said->stock || keeps_stock(evn_ledger_place(r->d->state, r->stop)->kind);
    return r->on_stock
               ? check_stock_place(r, EVN_RECORD_RECEIVE_SHIPMENT, r->stop, "to", said->stop)
               : EVN_OK;
}

static struct receipt receipt_of(struct evn_draft *draft, const struct evn_ledger_receipt *said)
{
    return (struct receipt){
        .d = draft,
        .said = said,
        .shipment = evn_dict_find(&draft->state->opens.names, EVN_OPEN_ABOARD, said->shipment)};
}

evn_err evn_receipt_draft(struct evn_draft *draft, const struct evn_ledger_receipt *receipt)
{
    struct receipt r = receipt_of(draft, receipt);
    evn_err err = find_places(&r);
    for (uint32_t i = 0; err == EVN_OK && i < receipt->n_lines; i++)
        err = receipt_line(&r, i);
    return err;
}

/* The sums of a line and lot; a new entry when there is none. */
static struct evn_document_line *sums_of(struct evn_document_line *lines, uint32_t *n,
                                         uint32_t line, uint32_t item, uint32_t lot)
{
    for (uint32_t i = *n; i > 0; i--)
        if (lines[i - 1].line == line && lines[i - 1].lot == lot)
            return &lines[i - 1];
    lines[*n] = (struct evn_document_line){.line = line, .item = item, .lot = lot};
    return &lines[(*n)++];
}

static void add_sum(struct evn_document_line *sum, const struct evn_move *m)
{
    switch (m->kind) {
    case EVN_RECORD_SHORT:
        sum->missing += m->qty;
        break;
    case EVN_RECORD_DAMAGED:
        sum->damaged += m->qty;
        break;
    case EVN_RECORD_REFUSED_GOODS:
        sum->refused += m->qty;
        break;
    case EVN_RECORD_OVER:
        sum->over += m->qty;
        break;
    case EVN_RECORD_WRONG_LOT:
        sum->wrong += m->qty;
        break;
    default:
        sum->accepted += m->ref != 0 ? m->qty : 0; /* not what was found and used at once */
        break;
    }
}

/* Whether a later line is about the same goods; what is left of them is said there. */
static bool is_said_later(const struct evn_ledger_receipt *said, uint32_t i)
{
    for (uint32_t k = i + 1; k < said->n_lines; k++)
        if (evn_bytes_equal(said->lines[k].item, said->lines[i].item) &&
            evn_bytes_equal(said->lines[k].lot, said->lines[i].lot))
            return true;
    return false;
}

/* What stays aboard of a line: refused by it, or not explained. */
static void add_left(const struct receipt *r, uint32_t i, struct evn_document_line *lines,
                     uint32_t *n)
{
    const struct evn_ledger_receipt_line *l = &r->said->lines[i];
    uint32_t item = evn_dict_find(&r->d->state->item_ids, 0, l->item);
    uint32_t lot = l->lot.len > 0 ? evn_dict_find(&r->d->state->lot_codes, item, l->lot) : 0;
    int64_t refused = r->back == 0 ? l->refused : 0;
    int64_t left = refused;
    if (!is_said_later(r->said, i))
        left = aboard(r, item, l->lot.len > 0 ? lot : EVN_LOT_ANY) - said_before(r, i);
    struct evn_document_line *sum = sums_of(lines, n, i + 1, item, lot);
    sum->refused += refused;
    sum->in_transit += left - refused;
}

evn_err evn_receipt_sums(struct evn_draft *draft, const struct evn_ledger_receipt *receipt,
                         struct evn_document_text *text)
{
    struct receipt r = receipt_of(draft, receipt);
    struct evn_document_line *lines =
        evn_arena_array(draft->arena, draft->n_moves + receipt->n_lines, sizeof *lines);
    uint32_t n = 0;
    if (lines == NULL)
        return evn_draft_refuse(draft, EVN_E_LIMIT, 0, NULL);
    evn_err err = find_places(&r);
    for (uint32_t i = 0; err == EVN_OK && i < draft->n_moves; i++) {
        const struct evn_move *m = &draft->moves[i];
        const struct evn_touch *t = &draft->touches[m->from];
        add_sum(sums_of(lines, &n, m->line, t->item, t->lot), m);
    }
    for (uint32_t i = 0; err == EVN_OK && i < receipt->n_lines; i++)
        add_left(&r, i, lines, &n);
    for (uint32_t i = 0; i < n; i++)
        lines[i].shipped = lines[i].accepted + lines[i].missing + lines[i].damaged +
                           lines[i].refused + lines[i].in_transit;
    text->lines = lines;
    text->n_lines = n;
    return err;
}
