/* Expected deliveries and what is undone: a receipt that was a mistake has not come. */
#include "services/ledger/core/event.h"
#include "services/ledger/core/expected.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_rig rig;

/* The last document, as the shell reads it from the log. */
static struct evn_record records[8];
static uint64_t seqs[8];
static struct evn_ledger_original last;

static void start(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "wh", EVN_PLACE_WAREHOUSE);
    evn_rig_item(&rig, "rice", EVN_TRACKING_NONE);
    evn_rig_item(&rig, "oil", EVN_TRACKING_NONE);
}

static evn_err done(const struct evn_ledger_command *c)
{
    evn_err err = evn_rig_run(&rig, c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err expect(enum evn_command_kind kind, const struct evn_ledger_expect_line *lines,
                      uint32_t n)
{
    struct evn_ledger_command c = evn_rig_command(&rig, kind);
    c.expect = (struct evn_ledger_expect){.name = evn_bytes_text("D1"),
                                          .from = evn_bytes_text("supplier"),
                                          .to = evn_bytes_text("wh"),
                                          .promised = {19320},
                                          .reason = evn_bytes_text(""),
                                          .lines = lines,
                                          .n_lines = n};
    return done(&c);
}

static void announce(int64_t rice, int64_t oil)
{
    const struct evn_ledger_expect_line lines[] = {{evn_bytes_text("rice"), rice},
                                                   {evn_bytes_text("oil"), oil}};
    start();
    EVN_CHECK_OK(expect(EVN_COMMAND_EXPECT, lines, oil > 0 ? 2 : 1));
}

static void keep_last(void)
{
    struct evn_bytes rest = evn_bytes_of(rig.events.at, rig.events.len);
    struct evn_document_text text;
    struct evn_frame frame;
    uint64_t seq = rig.last.row.seq;
    last = (struct evn_ledger_original){
        .records = records, .seqs = seqs, .shipment = evn_bytes_text("")};
    for (; evn_frame_next(&rest, &frame) == EVN_OK; seq += frame.count) {
        if (frame.kind == EVN_LEDGER_FRAME_DOCUMENT) {
            EVN_CHECK_OK(evn_event_read_document(frame.body, &text));
            last.expected = text.expected;
        }
        for (uint32_t i = 0; frame.kind == EVN_LEDGER_FRAME_RECORDS && i < frame.count; i++) {
            EVN_CHECK_OK(evn_record_get(frame.body.at + (size_t)i * EVN_RECORD_LEN, &records[i]));
            seqs[i] = seq + i;
            last.n_records++;
        }
    }
    last.document = records[0].document;
}

static void receive(const char *item, int64_t qty)
{
    const struct evn_ledger_line line = evn_rig_receive("wh", item, NULL, NULL, qty, EVN_AT_NOW);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document = (struct evn_ledger_document){
        .lines = &line, .n_lines = 1, .expected = evn_bytes_text("D1")};
    EVN_CHECK_OK(done(&c));
    keep_last();
    EVN_CHECK(last.expected != 0);
}

static void undo(void)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_REVERSE);
    c.reverse = (struct evn_ledger_reverse){.document = last.document,
                                            .reason = evn_bytes_text("mistake"),
                                            .note = evn_bytes_text(""),
                                            .original = &last};
    EVN_CHECK_OK(done(&c));
}

static const struct evn_expected *delivery(void)
{
    return evn_named_at(&rig.state.expecteds.named, 1);
}

/* The log alone says the same. */
static void end(void)
{
    struct evn_ledger_state again;
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_canon one = {0}, two = {0};
    EVN_MUST(evn_ledger_state_init(&again, &limits, INT64_MIN) == EVN_OK);
    EVN_CHECK_OK(evn_ledger_apply_all(&again, evn_bytes_of(rig.log.at, rig.log.len)));
    evn_expecteds_canon(&rig.state, &one);
    evn_expecteds_canon(&again, &two);
    EVN_CHECK(memcmp(&one, &two, sizeof one) == 0);
    EVN_CHECK(again.digest.a == rig.state.digest.a && again.digest.b == rig.state.digest.b);
    evn_ledger_state_fini(&again);
    evn_rig_fini(&rig);
}

static void what_came_closes_a_delivery_and_what_is_undone_opens_it_again(void)
{
    announce(10, 0);
    receive("rice", 10);
    EVN_CHECK_EQ(delivery()->step, EVN_EXPECTED_CLOSED);
    undo();
    EVN_CHECK_EQ(delivery()->step, EVN_EXPECTED_CHANGED);
    EVN_CHECK_EQ(delivery()->lines[0].accepted, 0);
    EVN_CHECK_EQ(delivery()->lines[0].requested, 10);
    receive("rice", 10);
    EVN_CHECK_EQ(delivery()->step, EVN_EXPECTED_CLOSED);
    end();
}

static void only_what_was_undone_is_taken_back(void)
{
    announce(10, 5);
    receive("rice", 4);
    receive("rice", 7);
    undo();
    EVN_CHECK_EQ(delivery()->lines[0].accepted, 4);
    EVN_CHECK_EQ(delivery()->lines[1].accepted, 0);
    EVN_CHECK_EQ(delivery()->step, EVN_EXPECTED_CHANGED);
    end();
}

static void a_delivery_with_more_than_enough_stays_closed(void)
{
    announce(3, 0);
    receive("rice", 2);
    struct evn_ledger_line line = evn_rig_receive("wh", "rice", NULL, NULL, 5, EVN_AT_NOW);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    const struct evn_ledger_line both[] = {line, line};
    c.document =
        (struct evn_ledger_document){.lines = both, .n_lines = 2, .expected = evn_bytes_text("D1")};
    struct evn_ledger_original first = last;
    struct evn_record record = records[0];
    uint64_t seq = seqs[0];
    EVN_CHECK_OK(done(&c));
    first.records = &record;
    first.seqs = &seq;
    last = first;
    undo();
    EVN_CHECK_EQ(delivery()->step, EVN_EXPECTED_CLOSED);
    EVN_CHECK_EQ(delivery()->lines[0].accepted, 10);
    end();
}

static void an_item_nobody_announced_is_forgotten_again(void)
{
    announce(10, 0);
    receive("oil", 2);
    EVN_CHECK_EQ(delivery()->n_lines, 2);
    undo();
    EVN_CHECK_EQ(delivery()->n_lines, 1);
    end();
}

static void what_was_cancelled_stays_cancelled(void)
{
    announce(10, 0);
    receive("rice", 4);
    EVN_CHECK_OK(expect(EVN_COMMAND_EXPECT_CANCEL, NULL, 0));
    undo();
    EVN_CHECK_EQ(delivery()->step, EVN_EXPECTED_CANCELLED);
    EVN_CHECK_EQ(delivery()->lines[0].accepted, 4);
    end();
}

static void what_is_open_again_may_be_late(void)
{
    struct evn_buf events;
    uint32_t n = 0;
    const int64_t day_us = INT64_C(86400) * EVN_US_PER_S;
    announce(10, 0);
    receive("rice", 10);
    evn_buf_init(&events, 1 << 16);
    EVN_CHECK_OK(evn_expecteds_late(&rig.state, 19330 * day_us, &events, &n));
    EVN_CHECK_EQ(n, 0);
    undo();
    EVN_CHECK_OK(evn_expecteds_late(&rig.state, 19330 * day_us, &events, &n));
    EVN_CHECK_EQ(n, 1);
    evn_buf_fini(&events);
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_came_closes_a_delivery_and_what_is_undone_opens_it_again),
        EVN_TEST(only_what_was_undone_is_taken_back),
        EVN_TEST(a_delivery_with_more_than_enough_stays_closed),
        EVN_TEST(an_item_nobody_announced_is_forgotten_again),
        EVN_TEST(what_was_cancelled_stays_cancelled),
        EVN_TEST(what_is_open_again_may_be_late),
    };
    return evn_test_main(argc, argv, "ledger.delivery", tests, sizeof tests / sizeof *tests);
}
