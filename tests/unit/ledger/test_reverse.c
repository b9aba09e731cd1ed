/* What is undone is as if it had not been: every kind of document, at random and by hand. */
#include "common/base/rng.h"
#include "services/ledger/core/event.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { ROUNDS = 6000, ACCOUNTS_MAX = 4000, RECORDS_MAX = 200 };

static struct evn_rig rig;
static struct evn_rng rng;

static const struct {
    const char *id;
    uint32_t kind;
} places[] = {{"wh", EVN_PLACE_WAREHOUSE},
              {"hosp", EVN_PLACE_HOSPITAL},
              {"point", EVN_PLACE_RECEPTION_POINT},
              {"van", EVN_PLACE_VEHICLE},
              {"quar", EVN_PLACE_QUARANTINE},
              {"loan", EVN_PLACE_ON_LOAN},
              {"supplier", EVN_PLACE_SUPPLIER},
              {"consumed", EVN_PLACE_CONSUMED},
              {"lost", EVN_PLACE_LOST},
              {"found", EVN_PLACE_FOUND},
              {"destroyed", EVN_PLACE_DESTROYED},
              {"made", EVN_PLACE_MADE}};

static uint32_t number_of(const struct evn_dict *dict, const char *id)
{
    return evn_dict_find(dict, 0, evn_bytes_text(id));
}

static void make_kit(void)
{
    const struct evn_ledger_state *s = &rig.state;
    const struct evn_kit kit = {
        .item = number_of(&s->item_ids, "pack"),
        .version = 1,
        .n_parts = 2,
        .part = {{number_of(&s->item_ids, "rice"), 2}, {number_of(&s->item_ids, "drug"), 3}}};
    evn_buf_clear(&rig.events);
    EVN_CHECK_OK(evn_kit_write(&rig.events, &kit));
    struct evn_bytes frame = evn_bytes_of(rig.events.at, rig.events.len);
    EVN_CHECK_OK(evn_ledger_apply_all(&rig.state, frame));
    EVN_CHECK_OK(evn_buf_add(&rig.log, frame));
}

static void start(void)
{
    evn_rig_init(&rig, NULL);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        evn_rig_place(&rig, places[i].id, places[i].kind);
    evn_rig_item(&rig, "rice", EVN_TRACKING_NONE);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    evn_rig_item(&rig, "pack", EVN_TRACKING_LOT);
    evn_rig_item(&rig, "serum", EVN_TRACKING_SERIAL);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_ITEM);
    c.fact.id = evn_bytes_text("vent");
    c.fact.item.tracking = EVN_TRACKING_SERIAL;
    c.fact.item.equipment = true;
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    make_kit();
}

/* The command that event `seq` belongs to, as the shell reads it from the log. */
static struct evn_ledger_original read_original(uint64_t seq)
{
    static struct evn_record records[RECORDS_MAX];
    static uint64_t seqs[RECORDS_MAX];
    struct evn_ledger_original o = {
        .records = records, .seqs = seqs, .shipment = evn_bytes_text("")};
    struct evn_bytes rest = evn_bytes_of(rig.log.at, rig.log.len);
    struct evn_document_text text = {0};
    struct evn_frame frame;
    uint64_t at = 1, text_at = 0;
    for (; evn_frame_next(&rest, &frame) == EVN_OK; at += frame.count) {
        if (frame.kind == EVN_LEDGER_FRAME_DOCUMENT && o.document == 0) {
            EVN_CHECK_OK(evn_event_read_document(frame.body, &text));
            text_at = at;
        }
        for (uint32_t i = 0; frame.kind == EVN_LEDGER_FRAME_RECORDS && i < frame.count; i++) {
            struct evn_record r;
            EVN_CHECK_OK(evn_record_get(frame.body.at + (size_t)i * EVN_RECORD_LEN, &r));
            if (seq < r.document || seq >= r.document + r.n_events)
                continue;
            EVN_MUST(o.n_records < RECORDS_MAX);
            o.document = r.document;
            seqs[o.n_records] = at + i;
            records[o.n_records++] = r;
        }
    }
    if (o.document != 0 && text_at >= o.document && text.kind == EVN_DOCUMENT_RECEIPT)
        o.shipment = text.reference;
    return o;
}

static evn_err reverse(uint64_t seq, bool as_of)
{
    struct evn_ledger_original original = read_original(seq);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_REVERSE);
    c.reverse = (struct evn_ledger_reverse){.document = seq,
                                            .as_of = as_of,
                                            .reason = evn_bytes_text("mistake"),
                                            .note = evn_bytes_text(""),
                                            .original = &original};
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

/* Everything that can be counted: balances, claims, what is aboard of each account. */
struct snapshot {
    uint32_t n;
    int64_t balance[ACCOUNTS_MAX], open[ACCOUNTS_MAX];
};

static void take_snapshot(struct snapshot *to)
{
    const struct evn_ledger_state *s = &rig.state;
    EVN_MUST(s->n_accounts < ACCOUNTS_MAX);
    *to = (struct snapshot){.n = s->n_accounts};
    for (uint32_t a = 1; a <= s->n_accounts; a++)
        to->balance[a] = evn_ledger_account(s, a)->balance;
    for (uint32_t i = 1; i <= s->opens.n_slots; i++)
        if (s->opens.row[i].seq != 0)
            to->open[s->opens.row[i].account] += s->opens.row[i].left;
}

static bool is_same(const struct snapshot *before, const struct snapshot *after)
{
    bool same = true;
    for (uint32_t a = 1; a <= after->n; a++)
        same &= after->balance[a] == (a <= before->n ? before->balance[a] : 0) &&
                after->open[a] == (a <= before->n ? before->open[a] : 0);
    return same;
}

static uint32_t below(uint32_t n)
{
    return evn_rng_below(&rng, n);
}

/* Some instant of the last hours, mostly now. */
static int64_t some_time(void)
{
    return below(3) > 0 ? EVN_AT_NOW : rig.now_us - (int64_t)below(20) * 3600 * EVN_US_PER_S;
}

static struct evn_bytes text(const char *t)
{
    return evn_bytes_text(t);
}

/* A line of a random kind; most are refused for some reason, enough are not. */
static evn_err post_document(void)
{
    static const struct {
        uint16_t kind;
        const char *from, *to;
    } ways[] = {
        {EVN_RECORD_RECEIVE, "supplier", "wh"},    {EVN_RECORD_RECEIVE, "supplier", "hosp"},
        {EVN_RECORD_ISSUE, "wh", "consumed"},      {EVN_RECORD_DISPENSE, "hosp", "consumed"},
        {EVN_RECORD_TRANSFER, "wh", "hosp"},       {EVN_RECORD_TRANSFER, "van", "wh"},
        {EVN_RECORD_TRANSFER, "wh", "van"},        {EVN_RECORD_ADJUST, "found", "wh"},
        {EVN_RECORD_ADJUST, "wh", "lost"},         {EVN_RECORD_ADJUST, "van", "lost"},
        {EVN_RECORD_DESTROY, "hosp", "destroyed"}, {EVN_RECORD_RETURN, "consumed", "wh"},
        {EVN_RECORD_RETURN, "wh", "supplier"},     {EVN_RECORD_RECALL_RETURN, "wh", "quar"},
        {EVN_RECORD_QUARANTINE, "wh", "quar"},     {EVN_RECORD_QUARANTINE, "quar", "wh"},
        {EVN_RECORD_LEND, "wh", "loan"},           {EVN_RECORD_GIVE_BACK, "loan", "wh"}};
    static const char *const lots[] = {"A", "B", "C"}, *const days[] = {"2023-01-01", "2023-02-01",
                                                                        "2023-03-01"};
    struct evn_ledger_line line[2];
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    uint32_t n = 1 + below(2);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t w = below(sizeof ways / sizeof *ways), lot = below(3), item = below(5);
        bool lends = ways[w].kind == EVN_RECORD_LEND || ways[w].kind == EVN_RECORD_GIVE_BACK;
        item = lends ? 3 : item;
        const char *id = item < 2 ? "rice" : item == 2 ? "drug" : item == 3 ? "vent" : "serum";
        line[i] = evn_rig_transfer(ways[w].from, ways[w].to, id, item < 2 ? NULL : lots[lot],
                                   item < 3 ? 1 + (int64_t)below(40) : 1, some_time());
        line[i].kind = ways[w].kind;
        if (item == 2)
            EVN_CHECK_OK(evn_day_parse(days[lot], &line[i].expiry));
    }
    c.document = (struct evn_ledger_document){.lines = line,
                                              .n_lines = n,
                                              .reason = text("why"),
                                              .note = text(""),
                                              .reference = text("")};
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err post_kit(void)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_KIT);
    c.kit = (struct evn_ledger_kit){.apart = below(3) == 0,
                                    .place = text(below(2) ? "wh" : "hosp"),
                                    .item = text("pack"),
                                    .lot = text("K"),
                                    .made = text("made"),
                                    .claim = text(""),
                                    .reason = text(""),
                                    .note = text(""),
                                    .expiry = EVN_DAY_NONE,
                                    .qty = 1 + below(4),
                                    .occurred_at_us = EVN_AT_NOW};
    if (!c.kit.apart)
        EVN_CHECK_OK(evn_day_parse("2023-01-01", &c.kit.expiry));
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err post_reserve(void)
{
    const struct evn_ledger_claim_line line = {
        .place = text("wh"), .item = text(below(2) ? "rice" : "drug"), .qty = 1 + below(10)};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_RESERVE);
    c.claim = (struct evn_ledger_claim){.owner = text("o"), .lines = &line, .n_lines = 1};
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err post_ship(void)
{
    const struct evn_ledger_ship_line line = {.from = text("wh"),
                                              .item = text(below(2) ? "rice" : "drug"),
                                              .stop = text(below(2) ? "point" : "hosp"),
                                              .qty = 1 + below(30)};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_SHIP);
    c.ship = (struct evn_ledger_ship){.shipment = text(below(2) ? "S1" : "S2"),
                                      .vehicle = text("van"),
                                      .claim = text(below(2) ? "o" : ""),
                                      .occurred_at_us = some_time(),
                                      .lines = &line,
                                      .n_lines = 1};
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err post_receipt(void)
{
    struct evn_ledger_receipt_line line = {.item = text(below(2) ? "rice" : "drug"),
                                           .lot = text(""),
                                           .accepted = below(8),
                                           .missing = below(3),
                                           .damaged = below(3),
                                           .refused = below(3),
                                           .over = 0,
                                           .wrong = 0,
                                           .wrong_lot = text(""),
                                           .wrong_expiry = EVN_DAY_NONE};
    if (line.item.len == 4 && below(2) == 0) {
        line.wrong = 1 + below(3);
        line.wrong_lot = text("A");
        if (strncmp((const char *)line.item.at, "rice", 4) == 0) {
            line.wrong = 0;
            line.wrong_lot = text("");
            line.over = 2;
        }
        EVN_CHECK_OK(evn_day_parse("2023-01-01", &line.wrong_expiry));
    }
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_RECEIPT);
    c.receipt = (struct evn_ledger_receipt){.shipment = text(below(2) ? "S1" : "S2"),
                                            .vehicle = text("van"),
                                            .stop = text(below(2) ? "point" : "hosp"),
                                            .signed_by = text(""),
                                            .consumed = text("consumed"),
                                            .lost = text("lost"),
                                            .destroyed = text("destroyed"),
                                            .found = text("found"),
                                            .back = text(below(2) ? "wh" : ""),
                                            .stock = below(2) == 0,
                                            .occurred_at_us = some_time(),
                                            .lines = &line,
                                            .n_lines = 1};
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err post_something(void)
{
    switch (below(8)) {
    case 0:
        return post_kit();
    case 1:
        return post_reserve();
    case 2:
        return post_ship();
    case 3:
    case 4:
        return post_receipt();
    default:
        return post_document();
    }
}

/* Everything of one item and lot sums to zero, and nothing physical is below it. */
static void check_laws(void)
{
    const struct evn_ledger_state *s = &rig.state;
    int64_t sum[8] = {0};
    for (uint32_t a = 1; a <= s->n_accounts; a++) {
        const struct evn_account *account = evn_ledger_account(s, a);
        if (evn_account_is_any(account))
            continue;
        sum[evn_account_item(s, account)] += account->balance;
        EVN_CHECK(!account->physical || account->balance >= 0);
    }
    for (size_t i = 0; i < 8; i++)
        EVN_CHECK_EQ(sum[i], 0);
}

static void check_replay(void)
{
    struct evn_ledger_state copy;
    EVN_CHECK_OK(evn_ledger_state_init(&copy, &rig.state.limits, INT64_MIN));
    EVN_CHECK_OK(evn_ledger_apply_all(&copy, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK(copy.digest.a == rig.state.digest.a && copy.digest.b == rig.state.digest.b);
    EVN_CHECK_EQ(copy.reversed.n, rig.state.reversed.n);
    EVN_CHECK_EQ(copy.opens.n, rig.state.opens.n);
    evn_ledger_state_fini(&copy);
}

static void what_was_just_done_is_undone_without_a_trace(void)
{
    static struct snapshot before, after;
    unsigned undone = 0, kinds[EVN_RECORD_CLAIM_MADE + 1] = {0};
    rng = evn_rng_of(evn_test_seed(20261122));
    start();
    for (unsigned i = 0; i < ROUNDS; i++) {
        take_snapshot(&before);
        if (post_something() != EVN_OK || below(3) == 0)
            continue;
        uint64_t seq = rig.last.row.seq;
        struct evn_ledger_original o = read_original(seq + below(rig.last.row.n));
        /* Claims stay used, and what left a vehicle without a receipt comes back free. */
        bool frees = false;
        for (uint32_t r = 0; r < o.n_records; r++)
            frees |= o.records[r].kind == EVN_RECORD_CLAIM_CONSUMED ||
                     (o.records[r].ref != 0 && o.shipment.len == 0);
        uint16_t kind = o.records[0].kind;
        evn_err err = reverse(seq, below(2) == 0);
        take_snapshot(&after);
        EVN_CHECK_OK(err);
        if (!frees && !is_same(&before, &after)) {
            printf("\n    round %u: kind %u leaves a trace\n", i, kind);
            CU_FAIL("trace");
        }
        EVN_CHECK_ERR(reverse(seq, false), EVN_E_EXISTS);
        EVN_CHECK_EQ(rig.last.refusal.have, evn_reversed_by(&rig.state.reversed, o.document));
        undone++;
        kinds[kind]++;
        check_laws();
    }
    check_replay();
    EVN_CHECK(undone > ROUNDS / 20);
    for (uint32_t k = 1; k <= EVN_RECORD_GIVE_BACK; k++) {
        bool alone = k != EVN_RECORD_SHORT && k != EVN_RECORD_OVER && k != EVN_RECORD_DAMAGED &&
                     k != EVN_RECORD_WRONG_LOT && k != EVN_RECORD_OCCUPY && k != EVN_RECORD_FREE &&
                     k != EVN_RECORD_KIT_OUT && k != EVN_RECORD_REFUSED_GOODS;
        if (alone && kinds[k] == 0)
            printf("\n    kind %u was never undone\n", (unsigned)k);
        CU_ASSERT(!alone || kinds[k] > 0);
    }
    evn_rig_fini(&rig);
}

static void what_was_done_long_ago_is_undone_or_refused_and_the_laws_hold(void)
{
    enum { KEPT = 400 };
    static uint64_t kept[KEPT];
    unsigned n = 0, undone = 0, refused = 0;
    rng = evn_rng_of(evn_test_seed(20261123));
    start();
    for (unsigned i = 0; i < ROUNDS / 4; i++) {
        if (post_something() == EVN_OK && n < KEPT)
            kept[n++] = rig.last.row.seq;
        if (n == 0 || below(4) > 0)
            continue;
        evn_err err = reverse(kept[below(n)], below(2) == 0);
        bool fits = err == EVN_OK || err == EVN_E_EXISTS || err == EVN_E_SHORT_STOCK ||
                    err == EVN_E_RESERVED || err == EVN_E_WRONG_STATE;
        if (!fits)
            printf("\n    round %u: %s\n", i, evn_err_name(err));
        CU_ASSERT(fits);
        undone += err == EVN_OK;
        refused += err != EVN_OK;
        check_laws();
    }
    check_replay();
    EVN_CHECK(undone > 20 && refused > 20);
    evn_rig_fini(&rig);
}

static void a_refused_reversal_names_what_is_missing(void)
{
    start();
    struct evn_ledger_line in = evn_rig_receive("wh", "rice", NULL, NULL, 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &in, 1));
    uint64_t receive = rig.last.row.seq;
    struct evn_ledger_line out = evn_rig_issue("wh", "rice", NULL, 4, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &out, 1));
    EVN_CHECK_ERR(reverse(receive, true), EVN_E_SHORT_STOCK);
    EVN_CHECK_TEXT(rig.last.refusal.subject, "rice");
    EVN_CHECK_TEXT(rig.last.refusal.place, "wh");
    EVN_CHECK_EQ(rig.last.refusal.want - rig.last.refusal.have, 4);
    EVN_CHECK_ERR(reverse(rig.state.next_seq + 100, false), EVN_E_UNKNOWN_REF);
    /* The refused reversal is an event too, of which nothing can be undone. */
    EVN_CHECK_ERR(reverse(rig.state.next_seq - 1, false), EVN_E_NO_REVERSAL);
    evn_rig_fini(&rig);
}

static void goods_of_an_undone_receipt_are_aboard_again_and_a_used_shipment_stays(void)
{
    start();
    struct evn_ledger_line in = evn_rig_receive("wh", "rice", NULL, NULL, 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &in, 1));
    const struct evn_ledger_ship_line s = {
        .from = text("wh"), .item = text("rice"), .stop = text("point"), .qty = 10};
    struct evn_ledger_command ship = evn_rig_command(&rig, EVN_COMMAND_SHIP);
    ship.ship = (struct evn_ledger_ship){.shipment = text("S1"),
                                         .vehicle = text("van"),
                                         .claim = text(""),
                                         .occurred_at_us = EVN_AT_NOW,
                                         .lines = &s,
                                         .n_lines = 1};
    EVN_CHECK_OK(evn_rig_run(&rig, &ship));
    uint64_t shipped = rig.last.row.seq;
    struct evn_ledger_receipt_line l = {.item = text("rice"), .lot = text(""), .accepted = 6};
    struct evn_ledger_command receipt = evn_rig_command(&rig, EVN_COMMAND_RECEIPT);
    receipt.receipt = (struct evn_ledger_receipt){.shipment = text("S1"),
                                                  .vehicle = text("van"),
                                                  .stop = text("point"),
                                                  .signed_by = text(""),
                                                  .consumed = text("consumed"),
                                                  .lost = text("lost"),
                                                  .destroyed = text("destroyed"),
                                                  .found = text("found"),
                                                  .back = text(""),
                                                  .occurred_at_us = EVN_AT_NOW,
                                                  .lines = &l,
                                                  .n_lines = 1};
    EVN_CHECK_OK(evn_rig_run(&rig, &receipt));
    uint64_t received = rig.last.row.seq;
    EVN_CHECK_ERR(reverse(shipped, false), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.have, 4);
    EVN_CHECK_EQ(rig.last.refusal.want, 10);
    EVN_CHECK_OK(reverse(received, false));
    l.accepted = 10;
    receipt.id = evn_rig_command(&rig, EVN_COMMAND_RECEIPT).id;
    EVN_CHECK_OK(evn_rig_run(&rig, &receipt));
    EVN_CHECK_OK(rig.last.refusal.err);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "consumed", "rice", NULL), 10);
    EVN_CHECK_EQ(rig.state.opens.n, 0);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_was_just_done_is_undone_without_a_trace),
        EVN_TEST(what_was_done_long_ago_is_undone_or_refused_and_the_laws_hold),
        EVN_TEST(a_refused_reversal_names_what_is_missing),
        EVN_TEST(goods_of_an_undone_receipt_are_aboard_again_and_a_used_shipment_stays),
    };
    return evn_test_main(argc, argv, "ledger.reverse", tests, sizeof tests / sizeof *tests);
}
