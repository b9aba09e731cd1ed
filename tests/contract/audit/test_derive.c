/* What an audit derives from the rarer events of a log: each thing it knows is broken once. */
#include "tests/contract/audit/forge.h"
#include "tests/lib/suite.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdlib.h>

typedef Evernormal__Ledger__V1__CountSheet count_sheet;
typedef Evernormal__Ledger__V1__CountSheet__Line count_line;
typedef Evernormal__Ledger__V1__ExpectedDelivery delivery;
typedef Evernormal__Ledger__V1__DocumentLine document_line;
typedef Evernormal__Ledger__V1__ColdChain cold_chain;

enum { LOT = 19, DOCUMENT = 23, EXPECTED = 26, COUNT = 27, COLD = 28, RECALL = 29 };
enum { HOLD_PUT = 50, HOLD_RELEASED = 51, REASON = 3, MINUTE = 60000000, NOBODY = 0 };

/* A record that moves nothing; the last of a command of `n_events`. */
static void record(struct forged *f, uint16_t kind, uint32_t from, uint32_t to, uint32_t aux,
                   uint32_t n_events)
{
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    evn_put_u16(r, kind);
    r[2] = 1;
    evn_put_u32(r + 8, from);
    evn_put_u32(r + 12, to);
    evn_put_u64(r + 56, f->next_seq + f->n_events + 1 - n_events);
    evn_put_u32(r + 72, REASON);
    evn_put_u32(r + 120, n_events);
    evn_put_u32(r + 124, aux);
    forge_frame(f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
}

/* The last record that was added ends a command of so many events. */
static void command_of(struct forged *f, uint32_t n_events)
{
    uint8_t *r = f->payload.at + f->payload.len - EVN_AUDIT_RECORD_LEN;
    evn_put_u64(r + 56, f->next_seq + f->n_events - n_events);
    evn_put_u32(r + 120, n_events);
}

/* One finding, of this check. */
static void found(struct forged *f, enum evn_audit_check check, const char *where)
{
    EVN_CHECK_EQ(forge_audit(f), 1);
    EVN_CHECK_EQ(f->found[0].check, check);
    EVN_CHECK_TEXT(f->found[0].where, where);
}

static void begin_lot(struct forged *f)
{
    forge_begin(f);
    forge_know(f, LOT, 1, "L1", 1, 0);
}

static void a_hold_put_twice_or_released_by_nobody_is_named(void)
{
    struct forged f;
    begin_lot(&f);
    record(&f, HOLD_PUT, 1, 1, 0, 1);
    record(&f, HOLD_PUT, 1, NOBODY, 0, 1);
    record(&f, HOLD_RELEASED, 1, 1, 0, 1);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    EVN_CHECK_EQ(f.counts.n_holds, 1);
    begin_lot(&f);
    record(&f, HOLD_PUT, 1, 1, 0, 1);
    record(&f, HOLD_PUT, 1, 1, 0, 1);
    found(&f, EVN_AUDIT_HOLD, "W1/L1");
    begin_lot(&f);
    record(&f, HOLD_RELEASED, 1, NOBODY, 0, 1);
    found(&f, EVN_AUDIT_HOLD, "*/L1");
}

static void recall(struct forged *f, bool opens, uint64_t of)
{
    uint32_t lot = 1;
    Evernormal__Ledger__V1__Recall m = EVERNORMAL__LEDGER__V1__RECALL__INIT;
    m.step = opens ? EVERNORMAL__LEDGER__V1__RECALL__STEP__OPENED
                   : EVERNORMAL__LEDGER__V1__RECALL__STEP__CLOSED;
    m.of = of;
    m.lots = opens ? &lot : NULL;
    m.n_lots = opens;
    m.reason = REASON;
    forge_pack(f, RECALL, &m);
}

static void a_recall_that_does_not_hold_its_lots_is_named(void)
{
    struct forged f;
    begin_lot(&f);
    recall(&f, true, 0);
    record(&f, HOLD_PUT, 1, NOBODY, 1, 2);
    uint64_t opened = f.next_seq + f.n_events - 2;
    recall(&f, false, opened);
    record(&f, HOLD_RELEASED, 1, NOBODY, 1, 2);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    EVN_CHECK_EQ(f.counts.n_recalls_open, 0);
    begin_lot(&f); /* only at one place */
    recall(&f, true, 0);
    record(&f, HOLD_PUT, 1, 1, 1, 2);
    found(&f, EVN_AUDIT_RECALL, "*/L1");
    begin_lot(&f); /* closed, and still held */
    recall(&f, true, 0);
    record(&f, HOLD_PUT, 1, NOBODY, 1, 2);
    recall(&f, false, f.next_seq + f.n_events - 2);
    record(&f, 61, 0, 0, 0, 2);
    found(&f, EVN_AUDIT_RECALL, "*/L1");
    begin_lot(&f); /* its hold goes while it is open */
    recall(&f, true, 0);
    record(&f, HOLD_PUT, 1, NOBODY, 1, 2);
    record(&f, HOLD_RELEASED, 1, NOBODY, 0, 1);
    found(&f, EVN_AUDIT_HOLD, "*/L1");
    begin_lot(&f); /* closed without being opened */
    recall(&f, false, 3);
    record(&f, 61, 0, 0, 0, 2);
    found(&f, EVN_AUDIT_RECALL, "recall");
}

/* A frame of a count with one line, or none; by actor `by`. */
static void sheet(struct forged *f, int step, uint64_t of, uint32_t by, int64_t counted)
{
    count_sheet m = EVERNORMAL__LEDGER__V1__COUNT_SHEET__INIT;
    count_line line = EVERNORMAL__LEDGER__V1__COUNT_SHEET__LINE__INIT, *lines[1] = {&line};
    line.account = 1;
    line.counted = counted;
    line.counted_at_us = INT64_C(7) * MINUTE;
    m.step = (Evernormal__Ledger__V1__CountSheet__Step)step;
    m.of = of;
    m.place = of == 0;
    m.n_counters = of == 0 ? 2 : 0;
    m.counter = by;
    m.lines = lines;
    m.n_lines = of != 0;
    forge_pack(f, COUNT, &m);
}

/* The COUNTED record of a command of two events: so much at minute 7. */
static void counted(struct forged *f, int64_t qty, int64_t now)
{
    record(f, EVN_AUDIT_COUNTED, 1, 0, 0, 2);
    uint8_t *r = f->payload.at + f->payload.len - EVN_AUDIT_RECORD_LEN;
    evn_put_i64(r + 16, qty);
    evn_put_i64(r + 24, now);
    evn_put_i64(r + 40, INT64_C(7) * MINUTE);
}

enum { STARTED = 0, HANDED_IN = 1, APPROVED = 3 };

/* Ten are there, and a count of two counters has begun; its number. */
static uint64_t begin_sheet(struct forged *f)
{
    forge_begin(f);
    forge_move(f, RECEIVE, 10, 10, -10, 5);
    sheet(f, STARTED, 0, 1, 0);
    record(f, 61, 0, 0, 0, 2);
    return f->next_seq + f->n_events - 2;
}

static void hand_in(struct forged *f, uint64_t of, uint32_t by, int64_t qty)
{
    sheet(f, HANDED_IN, of, by, qty);
    record(f, 61, 0, 0, 0, 2);
}

static void a_count_that_nobody_handed_in_is_named(void)
{
    struct forged f;
    uint64_t of = begin_sheet(&f);
    hand_in(&f, of, 1, 10);
    hand_in(&f, of, 2, 10);
    sheet(&f, APPROVED, of, 3, 10);
    counted(&f, 10, 10);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    of = begin_sheet(&f); /* approved, of one counter only */
    EVN_CHECK_EQ(f.counts.n_counts_open, 0);
    hand_in(&f, of, 1, 10);
    sheet(&f, APPROVED, of, 3, 10);
    counted(&f, 10, 10);
    found(&f, EVN_AUDIT_SHEET, "count 7, W1/WATER");
    of = begin_sheet(&f); /* another figure than was handed in */
    hand_in(&f, of, 1, 9);
    hand_in(&f, of, 2, 9);
    sheet(&f, APPROVED, of, 3, 10);
    counted(&f, 10, 10);
    found(&f, EVN_AUDIT_SHEET, "count 7, W1/WATER");
    of = begin_sheet(&f); /* a barrier without an approval */
    sheet(&f, HANDED_IN, of, 1, 10);
    counted(&f, 10, 10);
    found(&f, EVN_AUDIT_SHEET, "count 0, W1/WATER");
    of = begin_sheet(&f); /* an approval without a barrier */
    hand_in(&f, of, 1, 10);
    hand_in(&f, of, 2, 10);
    sheet(&f, APPROVED, of, 3, 10);
    record(&f, 61, 0, 0, 0, 2);
    found(&f, EVN_AUDIT_SHEET, "count 0, W1/WATER");
    of = begin_sheet(&f); /* no such count */
    hand_in(&f, of + 1, 1, 10);
    found(&f, EVN_AUDIT_SHEET, "count 8, ?");
}

static void expect(struct forged *f, int step, uint64_t of, int64_t requested, int64_t accepted)
{
    delivery m = EVERNORMAL__LEDGER__V1__EXPECTED_DELIVERY__INIT;
    document_line line = EVERNORMAL__LEDGER__V1__DOCUMENT_LINE__INIT, *lines[1] = {&line};
    line.item = 1;
    line.requested = requested;
    line.accepted = accepted;
    m.step = (Evernormal__Ledger__V1__ExpectedDelivery__Step)step;
    m.of = of;
    m.from = 2;
    m.to = 1;
    m.promised_day = 738000;
    m.lines = lines;
    m.n_lines = 1;
    forge_pack(f, EXPECTED, &m);
}

/* Thirty are expected, and ten come by a document that names the delivery; its number. */
static uint64_t begin_delivery(struct forged *f, int step, int64_t accepted)
{
    Evernormal__Ledger__V1__Document document = EVERNORMAL__LEDGER__V1__DOCUMENT__INIT;
    forge_begin(f);
    expect(f, 0, 0, 30, 0);
    record(f, 61, 0, 0, 0, 2);
    uint64_t of = f->next_seq + f->n_events - 2;
    document.expected = of;
    forge_pack(f, DOCUMENT, &document);
    if (step >= 0)
        expect(f, step, of, 30, accepted);
    forge_move(f, RECEIVE, 10, 10, -10, 5);
    command_of(f, step >= 0 ? 3 : 2);
    return of;
}

static void what_did_not_come_of_a_delivery_is_named(void)
{
    struct forged f;
    enum { CHANGED = 1, LATE = 2, CLOSED = 3 };
    uint64_t of = begin_delivery(&f, CHANGED, 10);
    expect(&f, LATE, of, 30, 10);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    EVN_CHECK_EQ(f.counts.n_expected_open, 1);
    begin_delivery(&f, CHANGED, 0); /* it forgets what came */
    found(&f, EVN_AUDIT_EXPECTED, "delivery 6");
    EVN_CHECK_EQ(f.found[0].want, 10);
    begin_delivery(&f, -1, 0); /* it is silent about it */
    found(&f, EVN_AUDIT_EXPECTED, "delivery 6");
    begin_delivery(&f, CLOSED, 10); /* closed, and twenty are missing */
    found(&f, EVN_AUDIT_EXPECTED, "delivery 6");
    of = begin_delivery(&f, CHANGED, 10); /* late twice */
    expect(&f, LATE, of, 30, 10);
    expect(&f, LATE, of, 30, 10);
    found(&f, EVN_AUDIT_EXPECTED, "delivery 6");
    of = begin_delivery(&f, CHANGED, 10); /* more than came, by a mere change */
    expect(&f, CHANGED, of, 30, 12);
    record(&f, 61, 0, 0, 0, 2);
    found(&f, EVN_AUDIT_EXPECTED, "delivery 6");
}

/* The ten are taken back, with an EXPECTED frame when `step` is not negative. */
static void undo_receipt(struct forged *f, uint64_t of, int step, int64_t accepted)
{
    uint64_t receipt = f->next_seq + f->n_events - 1;
    Evernormal__Ledger__V1__Document document = EVERNORMAL__LEDGER__V1__DOCUMENT__INIT;
    document.kind = EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_REVERSAL_TODAY;
    document.of = receipt - 2;
    forge_pack(f, DOCUMENT, &document);
    if (step >= 0)
        expect(f, step, of, 30, accepted);
    forge_move(f, 2, 10, 0, 0, 6);
    uint8_t *r = f->payload.at + f->payload.len - EVN_AUDIT_RECORD_LEN;
    evn_put_u16(r, RECEIVE);
    r[3] |= 8; /* REVERSAL */
    evn_put_u64(r + 64, receipt);
    command_of(f, step >= 0 ? 3 : 2);
}

static void what_was_undone_has_not_come(void)
{
    struct forged f;
    enum { CHANGED = 1 };
    uint64_t of = begin_delivery(&f, CHANGED, 10);
    undo_receipt(&f, of, CHANGED, 0);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    of = begin_delivery(&f, CHANGED, 10); /* the ten are still said to be there */
    undo_receipt(&f, of, CHANGED, 10);
    found(&f, EVN_AUDIT_EXPECTED, "delivery 6");
    EVN_CHECK_EQ(f.found[0].want, 0);
    of = begin_delivery(&f, CHANGED, 10); /* nothing is said */
    undo_receipt(&f, of, -1, 0);
    found(&f, EVN_AUDIT_EXPECTED, "delivery 6");
}

/* An account of lot 1. */
static void account(struct forged *f, uint32_t number, uint32_t place)
{
    Evernormal__Ledger__V1__AccountOpened m = EVERNORMAL__LEDGER__V1__ACCOUNT_OPENED__INIT;
    m.number = number;
    m.place = place;
    m.item = m.lot = 1;
    forge_pack(f, ACCOUNT, &m);
}

/* Ten of a lot that bears 2 to 8 degrees for an hour came to W1 at minute 5; then it was so warm at
 * minutes 100 and 100 + `until`, and `said_us` is what the ledger made of it. */
static void cold(struct forged *f, int64_t until, int64_t said_us, bool holds)
{
    Evernormal__Ledger__V1__ItemKnown item = EVERNORMAL__LEDGER__V1__ITEM_KNOWN__INIT;
    cold_chain m = EVERNORMAL__LEDGER__V1__COLD_CHAIN__INIT;
    int64_t at_us[2] = {INT64_C(100) * MINUTE, (100 + until) * MINUTE};
    int32_t centi[2] = {1400, 500};
    uint32_t lot = 1;
    begin_lot(f);
    item.number = 1;
    item.id = (char[]){"WATER"};
    item.cold_min_centi = 200;
    item.cold_max_centi = 800;
    item.cold_budget_min = 40;
    forge_pack(f, ITEM, &item);
    account(f, 3, 1);
    account(f, 4, 2);
    forge_move(f, RECEIVE, 10, 10, -10, 5);
    uint8_t *r = f->payload.at + f->payload.len - EVN_AUDIT_RECORD_LEN;
    evn_put_u32(r + 8, 4);
    evn_put_u32(r + 12, 3);
    m.place = 1;
    m.reading_us = at_us;
    m.reading_centi = centi;
    m.n_reading_us = m.n_reading_centi = 2;
    m.outside_lots = &lot;
    m.outside_us = &said_us;
    m.n_outside_lots = m.n_outside_us = said_us != 0;
    forge_pack(f, COLD, &m);
    record(f, holds ? HOLD_PUT : 61, 1, 1, 2, 2);
}

static void time_outside_that_readings_do_not_say_is_named(void)
{
    struct forged f;
    cold(&f, 30, INT64_C(30) * MINUTE, false);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    EVN_CHECK_EQ(f.counts.outside_us, INT64_C(30) * MINUTE);
    cold(&f, 300, INT64_C(60) * MINUTE, true); /* a reading holds for an hour */
    EVN_CHECK_EQ(forge_audit(&f), 0);
    cold(&f, 30, INT64_C(20) * MINUTE, false); /* ten minutes are hidden */
    found(&f, EVN_AUDIT_COLD, "W1/L1");
    EVN_CHECK_EQ(f.found[0].want, INT64_C(30) * MINUTE);
    cold(&f, 30, 0, false);
    found(&f, EVN_AUDIT_COLD, "W1/L1");
    cold(&f, 50, INT64_C(50) * MINUTE, false); /* over its budget, and not held */
    found(&f, EVN_AUDIT_COLD, "W1/L1");
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_hold_put_twice_or_released_by_nobody_is_named),
        EVN_TEST(a_recall_that_does_not_hold_its_lots_is_named),
        EVN_TEST(a_count_that_nobody_handed_in_is_named),
        EVN_TEST(what_did_not_come_of_a_delivery_is_named),
        EVN_TEST(what_was_undone_has_not_come),
        EVN_TEST(time_outside_that_readings_do_not_say_is_named),
    };
    return evn_test_main(argc, argv, "audit.derive", tests, sizeof tests / sizeof tests[0]);
}
