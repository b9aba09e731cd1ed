#include "tests/lib/ledger_rig.h"

#include <stdlib.h>

static void must(bool ok)
{
    if (!ok)
        abort();
}

static uint64_t view_position(void *self)
{
    return ((const struct evn_rig *)self)->position;
}

static const struct evn_rig_past *past_of(const struct evn_rig *rig, uint32_t account)
{
    static const struct evn_rig_past none;
    return account < rig->pasts_cap ? &rig->pasts[account] : &none;
}

static evn_err view_sum_until(void *self, uint32_t account, int64_t at_us, int64_t *out)
{
    const struct evn_rig_past *past = past_of(self, account);
    *out = 0;
    for (size_t i = 0; i < past->n && past->instants[i].at_us <= at_us; i++)
        *out += past->instants[i].net;
    return EVN_OK;
}

static evn_err view_summary(void *self, uint32_t account, int64_t after_us, int64_t until_us,
                            struct evn_leg_summary *out)
{
    const struct evn_rig_past *past = past_of(self, account);
    *out = (struct evn_leg_summary){.min = INT64_MAX};
    for (size_t i = 0; i < past->n && past->instants[i].at_us <= until_us; i++) {
        if (past->instants[i].at_us <= after_us)
            continue;
        out->sum += past->instants[i].net;
        if (out->sum < out->min) {
            out->min = out->sum;
            out->min_at_us = past->instants[i].at_us;
        }
    }
    return EVN_OK;
}

static evn_err view_find_id(void *self, const struct evn_id *id, struct evn_id_row *out,
                            bool *found)
{
    const struct evn_rig *rig = self;
    *found = false;
    for (size_t i = rig->n_ids; i > 0 && !*found; i--) {
        const struct evn_rig_id *at = &rig->ids[i - 1];
        *found = evn_id_equal(&at->id, id) && at->row.seq + at->row.n - 1 <= rig->position;
        if (*found)
            *out = at->row;
    }
    return EVN_OK;
}

void evn_rig_init(struct evn_rig *rig, const struct evn_ledger_limits *limits)
{
    const struct evn_ledger_limits usual = evn_ledger_limits_usual();
    *rig = (struct evn_rig){.now_us = INT64_C(1668384000) * EVN_US_PER_S};
    rig->view = (struct evn_history_view){.self = rig,
                                          .position = view_position,
                                          .sum_until = view_sum_until,
                                          .summary = view_summary,
                                          .find_id = view_find_id};
    const struct evn_ledger_limits *use = limits != NULL ? limits : &usual;
    must(evn_ledger_state_init(&rig->state, use, INT64_MIN) == EVN_OK);
    must(evn_arena_init(&rig->arena, (size_t)8 << 20) == EVN_OK);
    evn_buf_init(&rig->events, (size_t)16 << 20);
    evn_buf_init(&rig->log, SIZE_MAX / 2);
}

void evn_rig_fini(struct evn_rig *rig)
{
    evn_ledger_state_fini(&rig->state);
    evn_arena_fini(&rig->arena);
    evn_buf_fini(&rig->events);
    evn_buf_fini(&rig->log);
    for (size_t i = 0; i < rig->pasts_cap; i++)
        free(rig->pasts[i].instants);
    free(rig->pasts);
    free(rig->legs);
    free(rig->ids);
}

static void *room(void *at, size_t n, size_t *cap, size_t size)
{
    size_t had = *cap;
    if (n < had)
        return at;
    *cap = had > 0 ? had * 2 : 256;
    if (*cap <= n)
        *cap = n + 1;
    at = realloc(at, *cap * size);
    must(at != NULL);
    memset((uint8_t *)at + had * size, 0, (*cap - had) * size);
    return at;
}

static void take_leg(struct evn_rig *rig, const struct evn_leg *leg)
{
    rig->pasts = room(rig->pasts, leg->account, &rig->pasts_cap, sizeof *rig->pasts);
    struct evn_rig_past *past = &rig->pasts[leg->account];
    past->instants = room(past->instants, past->n, &past->cap, sizeof *past->instants);
    size_t at = 0;
    while (at < past->n && past->instants[at].at_us < leg->at_us)
        at++;
    if (at == past->n || past->instants[at].at_us != leg->at_us) {
        memmove(past->instants + at + 1, past->instants + at,
                (past->n++ - at) * sizeof *past->instants);
        past->instants[at] = (struct evn_rig_instant){.at_us = leg->at_us};
    }
    past->instants[at].net += leg->delta;
}

void evn_rig_view(struct evn_rig *rig, uint64_t position)
{
    must(position >= rig->position && position < rig->state.next_seq);
    rig->position = position;
    while (rig->n_taken < rig->n_legs && rig->legs[rig->n_taken].seq <= position)
        take_leg(rig, &rig->legs[rig->n_taken++]);
    evn_ledger_forget(&rig->state, position);
}

static void keep_leg(struct evn_rig *rig, uint64_t seq, uint32_t account, int64_t delta,
                     int64_t at_us)
{
    rig->legs = room(rig->legs, rig->n_legs, &rig->legs_cap, sizeof *rig->legs);
    rig->legs[rig->n_legs++] =
        (struct evn_leg){.seq = seq, .at_us = at_us, .delta = delta, .account = account};
}

static void keep_record(struct evn_rig *rig, uint64_t seq, const struct evn_record *r)
{
    if ((r->flags & EVN_RECORD_F_FROM_PHYSICAL) != 0)
        keep_leg(rig, seq, r->from, -r->qty, r->occurred_at_us);
    if ((r->flags & EVN_RECORD_F_TO_PHYSICAL) != 0)
        keep_leg(rig, seq, r->to, r->qty, r->occurred_at_us);
    if (seq + 1 != r->document + r->n_events)
        return;
    rig->ids = room(rig->ids, rig->n_ids, &rig->ids_cap, sizeof *rig->ids);
    rig->ids[rig->n_ids++] = (struct evn_rig_id){
        .id = r->command,
        .row = {.seq = r->document, .n = r->n_events, .actor = r->actor, .hash = r->hash}};
}

static void keep(struct evn_rig *rig)
{
    struct evn_bytes rest = evn_bytes_of(rig->events.at, rig->events.len);
    struct evn_frame frame;
    uint64_t seq = rig->state.next_seq;
    while (evn_frame_next(&rest, &frame) == EVN_OK) {
        for (uint32_t i = 0; frame.kind == EVN_LEDGER_FRAME_RECORDS && i < frame.count; i++) {
            struct evn_record r;
            must(evn_record_get(frame.body.at + (size_t)i * EVN_RECORD_LEN, &r) == EVN_OK);
            keep_record(rig, seq + i, &r);
        }
        seq += frame.count;
    }
}

evn_err evn_rig_run(struct evn_rig *rig, const struct evn_ledger_command *command)
{
    const struct evn_ledger_turn turn = {.state = &rig->state,
                                         .view = &rig->view,
                                         .now_us = rig->now_us,
                                         .business_us = rig->now_us,
                                         .next_seq = rig->state.next_seq,
                                         .arena = &rig->arena,
                                         .events = &rig->events};
    evn_buf_clear(&rig->events);
    evn_err err = evn_ledger_decide(&turn, command, &rig->last);
    struct evn_bytes payload = evn_bytes_of(rig->events.at, rig->events.len);
    keep(rig);
    must(evn_ledger_apply_all(&rig->state, payload) == EVN_OK);
    must(evn_buf_add(&rig->log, payload) == EVN_OK);
    return err;
}

struct evn_ledger_command evn_rig_command(struct evn_rig *rig, enum evn_command_kind kind)
{
    uint8_t rest[10] = {0};
    evn_put_u32(rest + 4, ++rig->n_minted);
    struct evn_ledger_command c = {
        .kind = kind, .id = evn_id_make(rig->now_us, rest), .actor = evn_bytes_text("key-1")};
    evn_hash128(evn_bytes_of(c.id.b, EVN_ID_LEN), &c.hash);
    return c;
}

void evn_rig_item(struct evn_rig *rig, const char *id, enum evn_tracking tracking)
{
    struct evn_ledger_command c = evn_rig_command(rig, EVN_COMMAND_ITEM);
    c.fact.id = evn_bytes_text(id);
    c.fact.item.tracking = tracking;
    must(evn_rig_run(rig, &c) == EVN_OK && rig->last.refusal.err == EVN_OK);
}

void evn_rig_place(struct evn_rig *rig, const char *id, enum evn_place_kind kind)
{
    struct evn_ledger_command c = evn_rig_command(rig, EVN_COMMAND_PLACE);
    c.fact.id = evn_bytes_text(id);
    c.fact.place = (struct evn_place){.kind = kind, .offset_min = EVN_OFFSET_CHINA_MIN};
    must(evn_rig_run(rig, &c) == EVN_OK && rig->last.refusal.err == EVN_OK);
}

evn_err evn_rig_post(struct evn_rig *rig, const struct evn_ledger_line *lines, uint32_t n)
{
    struct evn_ledger_command c = evn_rig_command(rig, EVN_COMMAND_DOCUMENT);
    c.document.lines = lines;
    c.document.n_lines = n;
    evn_err err = evn_rig_run(rig, &c);
    return err != EVN_OK ? err : rig->last.refusal.err;
}

int64_t evn_rig_balance(const struct evn_rig *rig, const char *place, const char *item,
                        const char *lot)
{
    const struct evn_ledger_state *s = &rig->state;
    uint32_t p = evn_dict_find(&s->place_ids, 0, evn_bytes_text(place));
    uint32_t i = evn_dict_find(&s->item_ids, 0, evn_bytes_text(item));
    uint32_t l = lot != NULL ? evn_dict_find(&s->lot_codes, i, evn_bytes_text(lot)) : EVN_LOT_NONE;
    uint32_t account = evn_ledger_find_account(s, p, i, l);
    return account != 0 ? evn_ledger_account(s, account)->balance : 0;
}

static struct evn_bytes text_or_none(const char *text)
{
    return evn_bytes_text(text != NULL ? text : "");
}

static struct evn_ledger_line line_of(uint16_t kind, const char *item, const char *lot, int64_t qty,
                                      int64_t at_us)
{
    return (struct evn_ledger_line){.kind = kind,
                                    .item = text_or_none(item),
                                    .lot = text_or_none(lot),
                                    .owner = text_or_none(NULL),
                                    .expiry = EVN_DAY_NONE,
                                    .made = EVN_DAY_NONE,
                                    .qty = qty,
                                    .occurred_at_us = at_us};
}

struct evn_ledger_line evn_rig_receive(const char *to, const char *item, const char *lot,
                                       const char *expiry, int64_t qty, int64_t at_us)
{
    struct evn_ledger_line line = line_of(EVN_RECORD_RECEIVE, item, lot, qty, at_us);
    line.from = evn_bytes_text("supplier");
    line.to = text_or_none(to);
    if (expiry != NULL)
        must(evn_day_parse(expiry, &line.expiry) == EVN_OK);
    return line;
}

struct evn_ledger_line evn_rig_issue(const char *from, const char *item, const char *lot,
                                     int64_t qty, int64_t at_us)
{
    struct evn_ledger_line line = line_of(EVN_RECORD_ISSUE, item, lot, qty, at_us);
    line.from = text_or_none(from);
    line.to = evn_bytes_text("consumed");
    return line;
}

struct evn_ledger_line evn_rig_transfer(const char *from, const char *to, const char *item,
                                        const char *lot, int64_t qty, int64_t at_us)
{
    struct evn_ledger_line line = line_of(EVN_RECORD_TRANSFER, item, lot, qty, at_us);
    line.from = text_or_none(from);
    line.to = text_or_none(to);
    return line;
}
