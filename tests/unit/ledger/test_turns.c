/* A lot that is named is taken in its turn, or with a reason that stands in the log. */
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_rig rig;

static void start(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "wh", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "hosp", EVN_PLACE_HOSPITAL);
    evn_rig_place(&rig, "quar", EVN_PLACE_QUARANTINE);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(&rig, "destroyed", EVN_PLACE_DESTROYED);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    const struct evn_ledger_line lines[] = {
        evn_rig_receive("wh", "drug", "NEW", "2024-01-01", 10, EVN_AT_NOW),
        evn_rig_receive("wh", "drug", "OLD", "2023-01-01", 5, EVN_AT_NOW),
        evn_rig_receive("wh", "drug", "TOO", "2023-01-01", 2, EVN_AT_NOW),
        evn_rig_receive("wh", "drug", "OVER", "2022-01-01", 9, EVN_AT_NOW)};
    EVN_CHECK_OK(evn_rig_post(&rig, lines, 4));
    rig.now_us += 3600 * EVN_US_PER_S;
}

/* A document with a reason, or NULL. */
static evn_err post(const struct evn_ledger_line *lines, uint32_t n, const char *reason)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document.lines = lines;
    c.document.n_lines = n;
    c.document.reason = evn_bytes_text(reason != NULL ? reason : "");
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static void a_lot_out_of_its_turn_needs_an_override(void)
{
    start();
    struct evn_ledger_line line = evn_rig_issue("wh", "drug", "NEW", 3, EVN_AT_NOW);
    EVN_CHECK_ERR(post(&line, 1, NULL), EVN_E_OVERRIDE_NEEDED);
    EVN_CHECK(strcmp(rig.last.refusal.subject, "drug/NEW") == 0);
    EVN_CHECK(strcmp(rig.last.refusal.place, "wh") == 0);
    EVN_CHECK(strcmp(rig.last.refusal.field, "OLD") == 0);
    EVN_CHECK_EQ(rig.last.refusal.have, 5);
    EVN_CHECK_EQ(rig.last.refusal.want, 3);
    line = evn_rig_transfer("wh", "hosp", "drug", "NEW", 3, EVN_AT_NOW);
    EVN_CHECK_ERR(post(&line, 1, "because"), EVN_E_OVERRIDE_NEEDED);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "NEW"), 10);
    evn_rig_fini(&rig);
}

/* The record carries the flag and the reason, and no other record does. */
static void an_override_is_in_the_log_with_its_reason(void)
{
    struct evn_frame frame;
    struct evn_record r = {0};
    start();
    struct evn_ledger_line line = evn_rig_issue("wh", "drug", "NEW", 3, EVN_AT_NOW);
    line.override = true;
    EVN_CHECK_ERR(post(&line, 1, NULL), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(post(&line, 1, "in the hand of the nurse"));
    struct evn_bytes rest = evn_bytes_of(rig.events.at, rig.events.len);
    while (evn_frame_next(&rest, &frame) == EVN_OK)
        if (frame.kind == EVN_LEDGER_FRAME_RECORDS)
            EVN_CHECK_OK(evn_record_get(frame.body.at, &r));
    EVN_CHECK_EQ(r.flags & EVN_RECORD_F_OVERRIDE, EVN_RECORD_F_OVERRIDE);
    struct evn_bytes reason = evn_dict_text(&rig.state.reasons, r.reason);
    EVN_CHECK(evn_bytes_equal(reason, evn_bytes_text("in the hand of the nurse")));
    line = evn_rig_issue("wh", "drug", "OLD", 1, EVN_AT_NOW);
    EVN_CHECK_OK(post(&line, 1, "daily"));
    EVN_CHECK_OK(evn_record_get(rig.events.at + rig.events.len - EVN_RECORD_LEN, &r));
    EVN_CHECK_EQ(r.flags & EVN_RECORD_F_OVERRIDE, 0);
    evn_rig_fini(&rig);
}

static void lots_of_the_same_day_come_in_any_order(void)
{
    start();
    struct evn_ledger_line line = evn_rig_issue("wh", "drug", "TOO", 1, EVN_AT_NOW);
    EVN_CHECK_OK(post(&line, 1, NULL));
    line = evn_rig_issue("wh", "drug", "OLD", 1, EVN_AT_NOW);
    EVN_CHECK_OK(post(&line, 1, NULL));
    evn_rig_fini(&rig);
}

/* What counts is what the document leaves, not the order of its lines. */
static void a_document_that_uses_up_the_first_lots_may_go_on_to_the_next(void)
{
    start();
    const struct evn_ledger_line lines[] = {evn_rig_issue("wh", "drug", "NEW", 4, EVN_AT_NOW),
                                            evn_rig_issue("wh", "drug", "OLD", 5, EVN_AT_NOW),
                                            evn_rig_issue("wh", "drug", "TOO", 2, EVN_AT_NOW)};
    EVN_CHECK_ERR(post(lines, 2, NULL), EVN_E_OVERRIDE_NEEDED);
    EVN_CHECK(strcmp(rig.last.refusal.field, "TOO") == 0);
    EVN_CHECK_OK(post(lines, 3, NULL));
    evn_rig_fini(&rig);
}

static void what_may_not_be_used_has_no_turn(void)
{
    start();
    struct evn_ledger_command hold = evn_rig_command(&rig, EVN_COMMAND_HOLD_PUT);
    const struct evn_ledger_lot_line held[] = {
        {evn_bytes_text("drug"), evn_bytes_text("OLD"), evn_bytes_text("")},
        {evn_bytes_text("drug"), evn_bytes_text("TOO"), evn_bytes_text("wh")}};
    hold.hold = (struct evn_ledger_hold){
        .lines = held, .n_lines = 2, .reason = evn_bytes_text("damp"), .note = evn_bytes_text("")};
    EVN_CHECK_OK(evn_rig_run(&rig, &hold));
    struct evn_ledger_line line = evn_rig_issue("wh", "drug", "NEW", 3, EVN_AT_NOW);
    EVN_CHECK_OK(post(&line, 1, NULL));
    evn_rig_fini(&rig);
}

static void what_is_put_into_another_bin_has_no_turn(void)
{
    start();
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_PLACE);
    c.fact.id = evn_bytes_text("wh-a");
    c.fact.place =
        (struct evn_place){.kind = EVN_PLACE_BIN,
                           .parent = evn_dict_find(&rig.state.place_ids, 0, evn_bytes_text("wh"))};
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    struct evn_ledger_line line = evn_rig_transfer("wh", "wh-a", "drug", "NEW", 3, EVN_AT_NOW);
    EVN_CHECK_OK(post(&line, 1, NULL));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-a", "drug", "NEW"), 3);
    evn_rig_fini(&rig);
}

static void to_quarantine_and_to_destroy_go_the_lots_that_are_named(void)
{
    start();
    struct evn_ledger_line line = evn_rig_transfer("wh", "quar", "drug", "NEW", 3, EVN_AT_NOW);
    EVN_CHECK_OK(post(&line, 1, NULL));
    line.kind = EVN_RECORD_DESTROY;
    line.to = evn_bytes_text("destroyed");
    EVN_CHECK_OK(post(&line, 1, "wet"));
    evn_rig_fini(&rig);
}

/* A lot that came later was not there when this was taken. */
static void the_past_is_looked_at_as_it_was(void)
{
    start();
    int64_t before = rig.now_us - 7200 * EVN_US_PER_S;
    struct evn_ledger_line line = evn_rig_receive("wh", "drug", "NEW", "2024-01-01", 8, before);
    EVN_CHECK_OK(post(&line, 1, NULL));
    line = evn_rig_issue("wh", "drug", "NEW", 2, before);
    EVN_CHECK_OK(post(&line, 1, NULL));
    line.occurred_at_us = EVN_AT_NOW;
    EVN_CHECK_ERR(post(&line, 1, NULL), EVN_E_OVERRIDE_NEEDED);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_lot_out_of_its_turn_needs_an_override),
        EVN_TEST(an_override_is_in_the_log_with_its_reason),
        EVN_TEST(lots_of_the_same_day_come_in_any_order),
        EVN_TEST(a_document_that_uses_up_the_first_lots_may_go_on_to_the_next),
        EVN_TEST(what_may_not_be_used_has_no_turn),
        EVN_TEST(what_is_put_into_another_bin_has_no_turn),
        EVN_TEST(to_quarantine_and_to_destroy_go_the_lots_that_are_named),
        EVN_TEST(the_past_is_looked_at_as_it_was),
    };
    return evn_test_main(argc, argv, "ledger.turns", tests, sizeof tests / sizeof *tests);
}
