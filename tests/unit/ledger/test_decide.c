#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#define HOUR_US (INT64_C(3600) * EVN_US_PER_S)

static struct evn_rig rig;

/* Item "rice" without tracking, "test" by expiry, "drug" by lot, "vent" by serial number; places
 * "wh" and "hosp", "quar", "supplier", "consumed". */
static void start(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_item(&rig, "rice", EVN_TRACKING_NONE);
    evn_rig_item(&rig, "test", EVN_TRACKING_EXPIRY);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    evn_rig_item(&rig, "vent", EVN_TRACKING_SERIAL);
    evn_rig_place(&rig, "wh", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "hosp", EVN_PLACE_HOSPITAL);
    evn_rig_place(&rig, "quar", EVN_PLACE_QUARANTINE);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
}

static evn_err post(struct evn_ledger_line line)
{
    return evn_rig_post(&rig, &line, 1);
}

static evn_err receive_rice(int64_t qty, int64_t at_us)
{
    return post(evn_rig_receive("wh", "rice", NULL, NULL, qty, at_us));
}

static evn_err issue_rice(int64_t qty, int64_t at_us)
{
    return post(evn_rig_issue("wh", "rice", NULL, qty, at_us));
}

static void a_receipt_an_issue_and_a_transfer_move_stock(void)
{
    start();
    EVN_CHECK_OK(receive_rice(100, EVN_AT_NOW));
    EVN_CHECK_OK(issue_rice(30, EVN_AT_NOW));
    EVN_CHECK_OK(post(evn_rig_transfer("wh", "hosp", "rice", NULL, 20, EVN_AT_NOW)));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 50);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "hosp", "rice", NULL), 20);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "supplier", "rice", NULL), -100);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "consumed", "rice", NULL), 30);
    evn_rig_fini(&rig);
}

static void an_issue_beyond_the_balance_names_place_lot_instant_and_shortfall(void)
{
    start();
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "L1", "2023-05-01", 10, EVN_AT_NOW)));
    EVN_CHECK_ERR(post(evn_rig_issue("wh", "drug", "L1", 12, EVN_AT_NOW)), EVN_E_SHORT_STOCK);
    EVN_CHECK_TEXT(rig.last.refusal.subject, "drug/L1");
    EVN_CHECK_TEXT(rig.last.refusal.place, "wh");
    EVN_CHECK_EQ(rig.last.refusal.at_us, rig.now_us);
    EVN_CHECK_EQ(rig.last.refusal.have, 10);
    EVN_CHECK_EQ(rig.last.refusal.want, 12);
    EVN_CHECK_EQ(rig.last.refusal.line, 1);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "L1"), 10);
    evn_rig_fini(&rig);
}

static void a_backdated_issue_that_a_later_balance_cannot_bear_names_the_first_such_instant(void)
{
    start();
    int64_t t = rig.now_us;
    EVN_CHECK_OK(receive_rice(10, t - 10 * HOUR_US));
    EVN_CHECK_OK(issue_rice(8, t - 6 * HOUR_US));
    EVN_CHECK_OK(issue_rice(1, t - 4 * HOUR_US));
    EVN_CHECK_OK(receive_rice(100, t - 2 * HOUR_US));
    EVN_CHECK_ERR(issue_rice(3, t - 8 * HOUR_US), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.at_us, t - 6 * HOUR_US);
    EVN_CHECK_EQ(rig.last.refusal.have, 2);
    EVN_CHECK_EQ(rig.last.refusal.want, 3);
    EVN_CHECK_OK(issue_rice(1, t - 8 * HOUR_US));
    EVN_CHECK_ERR(issue_rice(1, t - 12 * HOUR_US), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.at_us, t - 12 * HOUR_US);
    evn_rig_fini(&rig);
}

static void movements_of_one_instant_net(void)
{
    start();
    const struct evn_ledger_line lines[] = {
        evn_rig_issue("wh", "rice", NULL, 5, rig.now_us - HOUR_US),
        evn_rig_receive("wh", "rice", NULL, NULL, 5, rig.now_us - HOUR_US)};
    EVN_CHECK_OK(evn_rig_post(&rig, lines, 2));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 0);
    evn_rig_fini(&rig);
}

static void a_document_is_all_or_nothing_and_sums_the_same_lot_first(void)
{
    start();
    EVN_CHECK_OK(receive_rice(10, EVN_AT_NOW));
    const struct evn_ledger_line lines[] = {
        evn_rig_issue("wh", "rice", NULL, 6, EVN_AT_NOW),
        evn_rig_receive("wh", "test", NULL, "2023-01-01", 4, EVN_AT_NOW),
        evn_rig_issue("wh", "rice", NULL, 6, EVN_AT_NOW)};
    EVN_CHECK_ERR(evn_rig_post(&rig, lines, 3), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.want, 12);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 10);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "test", "2023-01-01"), 0);
    evn_rig_fini(&rig);
}

static void lots_are_picked_first_expired_first_out_and_expired_ones_never(void)
{
    start();
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "late", "2024-01-01", 10, EVN_AT_NOW)));
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "gone", "2022-11-13", 10, EVN_AT_NOW)));
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "today", "2022-11-14", 10, EVN_AT_NOW)));
    EVN_CHECK_OK(post(evn_rig_issue("wh", "drug", NULL, 12, EVN_AT_NOW)));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "today"), 0);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "late"), 8);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "gone"), 10);
    EVN_CHECK_ERR(post(evn_rig_issue("wh", "drug", NULL, 9, EVN_AT_NOW)), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.have, 8);
    EVN_CHECK_ERR(post(evn_rig_issue("wh", "drug", "gone", 1, EVN_AT_NOW)), EVN_E_EXPIRED);
    EVN_CHECK_ERR(post(evn_rig_transfer("wh", "hosp", "drug", "gone", 1, EVN_AT_NOW)),
                  EVN_E_EXPIRED);
    EVN_CHECK_OK(post(evn_rig_transfer("wh", "quar", "drug", "gone", 1, EVN_AT_NOW)));
    evn_rig_fini(&rig);
}

static void picks_of_two_lines_do_not_take_the_same_stock(void)
{
    start();
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "a", "2023-01-01", 10, EVN_AT_NOW)));
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "b", "2023-02-01", 10, EVN_AT_NOW)));
    const struct evn_ledger_line lines[] = {evn_rig_issue("wh", "drug", NULL, 7, EVN_AT_NOW),
                                            evn_rig_issue("wh", "drug", NULL, 7, EVN_AT_NOW)};
    EVN_CHECK_OK(evn_rig_post(&rig, lines, 2));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "a"), 0);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "b"), 6);
    evn_rig_fini(&rig);
}

static void a_known_lot_with_another_expiry_is_refused(void)
{
    start();
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "L1", "2023-05-01", 10, EVN_AT_NOW)));
    EVN_CHECK_ERR(post(evn_rig_receive("wh", "drug", "L1", "2023-05-02", 10, EVN_AT_NOW)),
                  EVN_E_LOT_CONFLICT);
    EVN_CHECK_ERR(post(evn_rig_receive("wh", "drug", NULL, "2023-05-02", 10, EVN_AT_NOW)),
                  EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(post(evn_rig_issue("wh", "drug", "L9", 1, EVN_AT_NOW)), EVN_E_UNKNOWN_LOT);
    evn_rig_fini(&rig);
}

static void a_serial_number_is_in_one_place_at_most(void)
{
    start();
    EVN_CHECK_OK(post(evn_rig_receive("wh", "vent", "S1", NULL, 1, EVN_AT_NOW)));
    EVN_CHECK_ERR(post(evn_rig_receive("hosp", "vent", "S1", NULL, 1, EVN_AT_NOW)),
                  EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(post(evn_rig_receive("wh", "vent", "S2", NULL, 2, EVN_AT_NOW)),
                  EVN_E_OUT_OF_RANGE);
    const struct evn_ledger_line twice[] = {
        evn_rig_receive("wh", "vent", "S3", NULL, 1, EVN_AT_NOW),
        evn_rig_receive("hosp", "vent", "S3", NULL, 1, EVN_AT_NOW)};
    EVN_CHECK_ERR(evn_rig_post(&rig, twice, 2), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(post(evn_rig_transfer("wh", "hosp", "vent", "S1", 1, EVN_AT_NOW)));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "hosp", "vent", "S1"), 1);
    evn_rig_fini(&rig);
}

static void quantities_that_do_not_add_up_are_refused(void)
{
    start();
    EVN_CHECK_OK(receive_rice(INT64_MAX - 5, EVN_AT_NOW));
    EVN_CHECK_ERR(receive_rice(6, EVN_AT_NOW), EVN_E_OVERFLOW);
    EVN_CHECK_OK(receive_rice(5, EVN_AT_NOW));
    EVN_CHECK_OK(issue_rice(INT64_MAX, EVN_AT_NOW));
    EVN_CHECK_ERR(receive_rice(1, rig.now_us - HOUR_US), EVN_E_OVERFLOW);
    EVN_CHECK_ERR(receive_rice(0, EVN_AT_NOW), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(receive_rice(INT64_MIN, EVN_AT_NOW), EVN_E_OUT_OF_RANGE);
    const struct evn_ledger_line lines[] = {
        evn_rig_issue("wh", "rice", NULL, INT64_MAX, EVN_AT_NOW),
        evn_rig_issue("wh", "rice", NULL, INT64_MAX, EVN_AT_NOW)};
    EVN_CHECK_ERR(evn_rig_post(&rig, lines, 2), EVN_E_OVERFLOW);
    evn_rig_fini(&rig);
}

static void business_time_ahead_is_clamped_within_five_minutes_and_refused_beyond(void)
{
    start();
    EVN_CHECK_OK(receive_rice(1, rig.now_us + 5 * 60 * EVN_US_PER_S));
    struct evn_record r;
    EVN_CHECK_OK(evn_record_get(rig.events.at + rig.events.len - EVN_RECORD_LEN, &r));
    EVN_CHECK_EQ(r.occurred_at_us, rig.now_us);
    EVN_CHECK_EQ(r.claimed_at_us, rig.now_us + 5 * 60 * EVN_US_PER_S);
    EVN_CHECK((r.flags & EVN_RECORD_F_CLAMPED) != 0);
    EVN_CHECK_ERR(receive_rice(1, rig.now_us + 5 * 60 * EVN_US_PER_S + 1), EVN_E_TIME_IN_FUTURE);
    EVN_CHECK_OK(receive_rice(1, EVN_AT_MIN_US));
    EVN_CHECK_ERR(receive_rice(1, EVN_AT_MIN_US - 1), EVN_E_BAD_DATE);
    EVN_CHECK_ERR(receive_rice(1, EVN_AT_MAX_US + 1), EVN_E_BAD_DATE);
    evn_rig_fini(&rig);
}

static void unknown_names_and_wrong_kinds_of_place_are_typed_refusals(void)
{
    start();
    EVN_CHECK_ERR(post(evn_rig_receive("nowhere", "rice", NULL, NULL, 1, EVN_AT_NOW)),
                  EVN_E_UNKNOWN_PLACE);
    EVN_CHECK_ERR(post(evn_rig_receive("wh", "gold", NULL, NULL, 1, EVN_AT_NOW)),
                  EVN_E_UNKNOWN_ITEM);
    EVN_CHECK_ERR(post(evn_rig_receive("consumed", "rice", NULL, NULL, 1, EVN_AT_NOW)),
                  EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(rig.last.refusal.field, "to");
    EVN_CHECK_ERR(post(evn_rig_transfer("wh", "wh", "rice", NULL, 1, EVN_AT_NOW)),
                  EVN_E_SAME_PLACE);
    EVN_CHECK_ERR(evn_rig_post(&rig, NULL, 0), EVN_E_MISSING_FIELD);
    EVN_CHECK_EQ(rig.events.len, 0);
    evn_rig_fini(&rig);
}

static void the_same_command_acts_once_and_is_answered_alike(void)
{
    start();
    const struct evn_ledger_line line = evn_rig_receive("wh", "rice", NULL, NULL, 7, EVN_AT_NOW);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document.lines = &line;
    c.document.n_lines = 1;
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    struct evn_id_row first = rig.last.row;
    for (int i = 0; i < 3; i++) {
        if (i == 1)
            evn_rig_view(&rig, rig.state.next_seq - 1);
        EVN_CHECK_OK(evn_rig_run(&rig, &c));
        EVN_CHECK(rig.last.again);
        EVN_CHECK_EQ(rig.last.row.seq, first.seq);
        EVN_CHECK_EQ(rig.last.row.n, first.n);
    }
    struct evn_ledger_command other = c;
    other.hash.b[0] ^= 1;
    EVN_CHECK_ERR(evn_rig_run(&rig, &other), EVN_E_ID_CONFLICT);
    other = c;
    other.actor = evn_bytes_text("key-2");
    EVN_CHECK_ERR(evn_rig_run(&rig, &other), EVN_E_ID_CONFLICT);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 7);
    evn_rig_fini(&rig);
}

static void a_refusal_of_class_state_is_final_for_its_id(void)
{
    start();
    const struct evn_ledger_line line = evn_rig_issue("wh", "rice", NULL, 7, EVN_AT_NOW);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document.lines = &line;
    c.document.n_lines = 1;
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    EVN_CHECK_ERR(rig.last.refusal.err, EVN_E_SHORT_STOCK);
    EVN_CHECK_OK(receive_rice(100, EVN_AT_NOW));
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    EVN_CHECK(rig.last.again);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 100);
    evn_rig_fini(&rig);
}

static void ids_too_old_in_the_future_or_of_another_kind_are_refused(void)
{
    start();
    const uint8_t rest[10] = {1};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_REASON);
    c.fact.id = evn_bytes_text("damaged");
    c.id = evn_id_make(rig.now_us - 401 * EVN_US_PER_DAY, rest);
    EVN_CHECK_ERR(evn_rig_run(&rig, &c), EVN_E_ID_TOO_OLD);
    c.id = evn_id_make(rig.now_us + 601 * EVN_US_PER_S, rest);
    EVN_CHECK_ERR(evn_rig_run(&rig, &c), EVN_E_ID_IN_FUTURE);
    c.id.b[6] = 0x40;
    EVN_CHECK_ERR(evn_rig_run(&rig, &c), EVN_E_BAD_ID);
    c.id = evn_id_make(rig.now_us - 399 * EVN_US_PER_DAY, rest);
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    EVN_CHECK(rig.last.again);
    evn_rig_fini(&rig);
}

static void replay_of_the_log_gives_the_same_state(void)
{
    start();
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "L1", "2023-05-01", 10, EVN_AT_NOW)));
    EVN_CHECK_OK(post(evn_rig_transfer("wh", "hosp", "drug", NULL, 4, EVN_AT_NOW)));
    struct evn_ledger_state copy;
    EVN_CHECK_OK(evn_ledger_state_init(&copy, &rig.state.limits, INT64_MIN));
    EVN_CHECK_OK(evn_ledger_apply_all(&copy, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK_EQ(copy.next_seq, rig.state.next_seq);
    EVN_CHECK(copy.digest.a == rig.state.digest.a && copy.digest.b == rig.state.digest.b);
    EVN_CHECK(copy.digest.a != 0);
    evn_ledger_state_fini(&copy);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_receipt_an_issue_and_a_transfer_move_stock),
        EVN_TEST(an_issue_beyond_the_balance_names_place_lot_instant_and_shortfall),
        EVN_TEST(a_backdated_issue_that_a_later_balance_cannot_bear_names_the_first_such_instant),
        EVN_TEST(movements_of_one_instant_net),
        EVN_TEST(a_document_is_all_or_nothing_and_sums_the_same_lot_first),
        EVN_TEST(lots_are_picked_first_expired_first_out_and_expired_ones_never),
        EVN_TEST(picks_of_two_lines_do_not_take_the_same_stock),
        EVN_TEST(a_known_lot_with_another_expiry_is_refused),
        EVN_TEST(a_serial_number_is_in_one_place_at_most),
        EVN_TEST(quantities_that_do_not_add_up_are_refused),
        EVN_TEST(business_time_ahead_is_clamped_within_five_minutes_and_refused_beyond),
        EVN_TEST(unknown_names_and_wrong_kinds_of_place_are_typed_refusals),
        EVN_TEST(the_same_command_acts_once_and_is_answered_alike),
        EVN_TEST(a_refusal_of_class_state_is_final_for_its_id),
        EVN_TEST(ids_too_old_in_the_future_or_of_another_kind_are_refused),
        EVN_TEST(replay_of_the_log_gives_the_same_state),
    };
    return evn_test_main(argc, argv, "ledger.decide", tests, sizeof tests / sizeof *tests);
}
