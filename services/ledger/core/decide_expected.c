#include "common/base/num.h"
#include "services/ledger/core/parts.h"

enum { BODY_MAX = 64 << 10, LINES_MAX = 1000 };

static evn_err write(struct evn_draft *d, const struct evn_expected *row, struct evn_bytes name)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    evn_err err = evn_expected_put(&body, row, name);
    return evn_decide_frame(d, EVN_LEDGER_FRAME_EXPECTED, &body, err);
}

static evn_err find(struct evn_draft *d, struct evn_bytes name, struct evn_expected *out)
{
    const struct evn_named *named = &d->state->expecteds.named;
    uint32_t number = evn_dict_find(&named->names, 0, name);
    if (number == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_REF, 0, "expected", name);
    *out = *(const struct evn_expected *)evn_named_at(named, number);
    return evn_expected_is_open(out)
               ? EVN_OK
               : evn_draft_in_state(
                     d, evn_draft_refuse_text(d, EVN_E_WRONG_STATE, 0, "expected", name),
                     out->step == EVN_EXPECTED_CANCELLED ? EVN_S_CANCELLED : EVN_S_ALL_CAME);
}

static struct evn_expected_line *line_of(struct evn_expected *row, uint32_t item)
{
    for (uint32_t i = 0; i < row->n_lines; i++)
        if (row->lines[i].item == item)
            return &row->lines[i];
    return NULL;
}

/* The lines said, each item once; what has come of an item is kept. */
static evn_err take_lines(struct evn_draft *d, const struct evn_ledger_expect *said,
                          const struct evn_expected *old, struct evn_expected *row)
{
    uint32_t n_old = old != NULL ? old->n_lines : 0;
    struct evn_expected_line *lines =
        evn_arena_array(d->arena, said->n_lines + n_old + 1, sizeof *lines);
    if (lines == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    row->lines = lines;
    row->n_lines = 0;
    for (uint32_t i = 0; i < said->n_lines; i++) {
        uint32_t item;
        evn_err err = evn_decide_find_item(d, said->lines[i].item, i + 1, &item);
        if (err != EVN_OK)
            return err;
        if (said->lines[i].qty <= 0)
            return evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, i + 1, "quantity");
        if (line_of(row, item) != NULL)
            return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, i + 1, "item", said->lines[i].item);
        lines[row->n_lines++] =
            (struct evn_expected_line){.item = item, .requested = said->lines[i].qty};
    }
    for (uint32_t i = 0; i < n_old; i++) {
        struct evn_expected_line *line = line_of(row, old->lines[i].item);
        if (line == NULL && old->lines[i].accepted > 0) {
            line = &lines[row->n_lines++];
            line->item = old->lines[i].item;
        }
        if (line != NULL)
            line->accepted = old->lines[i].accepted;
    }
    return EVN_OK;
}

static bool has_come(const struct evn_expected *row)
{
    for (uint32_t i = 0; i < row->n_lines; i++)
        if (row->lines[i].accepted < row->lines[i].requested)
            return false;
    return true;
}

static evn_err announce(struct evn_draft *d, const struct evn_ledger_expect *said)
{
    const struct evn_dict *names = &d->state->expecteds.named.names;
    struct evn_expected row = {.step = EVN_EXPECTED_ANNOUNCED, .source = said->source};
    evn_err err = evn_decide_check_name(d, said->name, "expected");
    if (err != EVN_OK)
        return err;
    if (evn_dict_find(names, 0, said->name) != 0)
        return evn_draft_in_state(
            d, evn_draft_refuse_text(d, EVN_E_EXISTS, 0, "expected", said->name), EVN_S_NAME_USED);
    err = evn_decide_find_place(d, said->from, 0, "from", &row.from);
    if (err == EVN_OK)
        err = evn_decide_find_place(d, said->to, 0, "to", &row.to);
    if (err == EVN_OK && !evn_place_is_physical(evn_ledger_place(d->state, row.to)->kind))
        err = evn_draft_refuse_text(d, EVN_E_BAD_FIELD, 0, "to", said->to);
    if (err == EVN_OK)
        err = evn_decide_check_n_lines(d, said->n_lines);
    if (err != EVN_OK)
        return err;
    row.promised = said->promised;
    if (row.promised.n == EVN_DAY_NONE.n && said->lead_days > 0) {
        row.promised = evn_day_at(d->now_us, evn_ledger_place(d->state, row.to)->offset_min);
        row.promised.n += (int32_t)said->lead_days;
    }
    if (!evn_day_valid(row.promised))
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "promised");
    err = take_lines(d, said, NULL, &row);
    return err == EVN_OK ? write(d, &row, said->name) : err;
}

static evn_err change(struct evn_draft *d, const struct evn_ledger_expect *said)
{
    struct evn_expected old, row;
    evn_err err = find(d, said->name, &old);
    if (err != EVN_OK)
        return err;
    row = old;
    row.step = EVN_EXPECTED_CHANGED;
    if (said->promised.n != EVN_DAY_NONE.n)
        row.promised = said->promised;
    if (said->n_lines > 0)
        err = take_lines(d, said, &old, &row);
    if (err == EVN_OK && has_come(&row))
        row.step = EVN_EXPECTED_CLOSED;
    return err == EVN_OK ? write(d, &row, evn_bytes_text("")) : err;
}

evn_err evn_decide_expect(struct evn_draft *d, const struct evn_ledger_command *c,
                          struct evn_ledger_emit *emit)
{
    const struct evn_ledger_expect *said = &c->expect;
    struct evn_expected row;
    if (said->n_lines > LINES_MAX)
        return evn_decide_check_n_lines(d, UINT32_MAX);
    if (c->kind == EVN_COMMAND_EXPECT)
        return announce(d, said);
    if (c->kind == EVN_COMMAND_EXPECT_CHANGE)
        return change(d, said);
    evn_err err = find(d, said->name, &row);
    if (err == EVN_OK)
        err = evn_decide_check_text(d, said->reason, EVN_NAME_MAX, "reason");
    emit->reason_text = said->reason;
    row.step = EVN_EXPECTED_CANCELLED;
    return err == EVN_OK ? write(d, &row, evn_bytes_text("")) : err;
}

/* What the drafted receipts bring to the place of the delivery, item by item. */
static evn_err add_come(struct evn_draft *d, struct evn_expected *row, uint32_t *n)
{
    for (uint32_t i = 0; i < d->n_moves; i++) {
        const struct evn_move *m = &d->moves[i];
        const struct evn_touch *to = &d->touches[m->to];
        if ((m->kind != EVN_RECORD_RECEIVE && m->kind != EVN_RECORD_TRANSFER) ||
            to->place != row->to)
            continue;
        struct evn_expected_line *line = line_of(row, to->item);
        if (line == NULL) {
            line = &row->lines[row->n_lines++];
            *line = (struct evn_expected_line){.item = to->item};
        }
        if (!evn_add_i64(line->accepted, m->qty, &line->accepted))
            return evn_draft_refuse(d, EVN_E_OVERFLOW, m->line, "quantity");
        (*n)++;
    }
    return EVN_OK;
}

evn_err evn_decide_come(struct evn_draft *d, struct evn_bytes name, uint64_t *seq)
{
    struct evn_expected row;
    uint32_t n = 0;
    evn_err err = find(d, name, &row);
    if (err != EVN_OK)
        return err;
    *seq = row.seq;
    struct evn_expected_line *lines =
        evn_arena_array(d->arena, row.n_lines + (size_t)d->n_moves, sizeof *lines);
    if (lines == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    memcpy(lines, row.lines, row.n_lines * sizeof *lines);
    row.lines = lines;
    err = add_come(d, &row, &n);
    if (err == EVN_OK && n == 0)
        err = evn_draft_refuse_text(d, EVN_E_BAD_FIELD, 0, "expected", name);
    row.step = has_come(&row) ? EVN_EXPECTED_CLOSED : EVN_EXPECTED_CHANGED;
    return err == EVN_OK ? write(d, &row, evn_bytes_text("")) : err;
}

/* What was undone has not come: the announced lines go on, others are gone. */
static void take_back(struct evn_draft *d, const struct evn_ledger_original *o,
                      struct evn_expected *row)
{
    const struct evn_ledger_state *s = d->state;
    uint32_t n = 0;
    for (uint32_t i = 0; i < o->n_records; i++) {
        const struct evn_record *r = &o->records[i];
        if (r->kind != EVN_RECORD_RECEIVE && r->kind != EVN_RECORD_TRANSFER)
            continue;
        const struct evn_account *to = evn_ledger_account(s, r->to);
        struct evn_expected_line *line = line_of(row, evn_account_item(s, to));
        if (to->place == row->to && line != NULL)
            line->accepted -= r->qty < line->accepted ? r->qty : line->accepted;
    }
    for (uint32_t i = 0; i < row->n_lines; i++)
        if (row->lines[i].requested > 0 || row->lines[i].accepted > 0)
            row->lines[n++] = row->lines[i];
    row->n_lines = n;
}

evn_err evn_decide_not_come(struct evn_draft *d, const struct evn_ledger_original *o)
{
    const struct evn_expected *old = evn_named_of(&d->state->expecteds.named, o->expected);
    if (old == NULL || old->step == EVN_EXPECTED_CANCELLED)
        return EVN_OK;
    struct evn_expected row = *old;
    row.lines = evn_arena_array(d->arena, old->n_lines, sizeof *row.lines);
    if (row.lines == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    memcpy(row.lines, old->lines, old->n_lines * sizeof *row.lines);
    take_back(d, o, &row);
    row.step = has_come(&row) ? EVN_EXPECTED_CLOSED : EVN_EXPECTED_CHANGED;
    return write(d, &row, evn_bytes_text(""));
}
