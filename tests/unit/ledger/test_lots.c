/* What is told of lots: owner, day of manufacture, vial monitor; by the core. */
#include "common/base/canon.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/event.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_rig rig;

static struct evn_bytes text(const char *t)
{
    return evn_bytes_text(t);
}

static struct evn_day day(const char *t)
{
    struct evn_day d = EVN_DAY_NONE;
    if (t != NULL)
        EVN_MUST(evn_day_parse(t, &d) == EVN_OK);
    return d;
}

static struct evn_ledger_line line(const char *lot, const char *expiry, const char *made,
                                   const char *owner, uint32_t stage)
{
    struct evn_ledger_line l = evn_rig_receive("wh-1", "vaccine", lot, expiry, 100, EVN_AT_NOW);
    l.made = day(made);
    l.owner = text(owner);
    l.vvm_stage = stage;
    return l;
}

/* Lot A is of the Red Cross, made on 2022-01-05, monitor 1; of B nothing is told. 2022-11-14. */
static void open_world(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_place(&rig, "wh-1", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "wh-2", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(&rig, "destroyed", EVN_PLACE_DESTROYED);
    evn_rig_item(&rig, "vaccine", EVN_TRACKING_LOT);
    const struct evn_ledger_line lines[] = {line("A", "2023-06-01", "2022-01-05", "Red Cross", 1),
                                            line("B", "2023-09-01", NULL, "", 0)};
    EVN_MUST(evn_rig_post(&rig, lines, 2) == EVN_OK);
}

static void end_world(void)
{
    struct evn_ledger_state again;
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_canon one = {0}, two = {0};
    EVN_MUST(evn_ledger_state_init(&again, &limits, INT64_MIN) == EVN_OK);
    EVN_CHECK_OK(evn_ledger_apply_all(&again, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK(again.digest.a == rig.state.digest.a && again.digest.b == rig.state.digest.b);
    evn_lots_canon(&rig.state, &one);
    evn_lots_canon(&again, &two);
    EVN_CHECK(memcmp(&one, &two, sizeof one) == 0);
    evn_ledger_state_fini(&again);
    evn_rig_fini(&rig);
}

static evn_err outcome(evn_err err)
{
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err receive(const char *lot, const char *expiry, const char *made, const char *owner,
                       uint32_t stage)
{
    const struct evn_ledger_line l = line(lot, expiry, made, owner, stage);
    return outcome(evn_rig_post(&rig, &l, 1));
}

static evn_err tell(const char *lot, const char *owner, const char *made, uint32_t stage)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_LOT_FACTS);
    c.lot_facts = (struct evn_ledger_lot_facts){.item = text("vaccine"),
                                                .lot = text(lot),
                                                .owner = text(owner),
                                                .made = day(made),
                                                .vvm_stage = stage};
    return outcome(evn_rig_run(&rig, &c));
}

static struct evn_lot_told told(const char *lot)
{
    const struct evn_ledger_state *s = &rig.state;
    uint32_t item = evn_dict_find(&s->item_ids, 0, text("vaccine"));
    uint32_t n = evn_dict_find(&s->lot_codes, item, text(lot));
    EVN_MUST(n != 0);
    return evn_lots_told(&s->told, evn_ledger_lot(s, n)->told);
}

static bool owner_is(const char *lot, const char *owner)
{
    return evn_bytes_equal(evn_dict_text(&rig.state.told.owners, told(lot).owner), text(owner));
}

static void another_owner_day_or_stage_of_a_known_lot_is_a_conflict(void)
{
    open_world();
    EVN_CHECK_OK(receive("A", "2023-06-01", "2022-01-05", "Red Cross", 1));
    EVN_CHECK_ERR(receive("A", "2023-06-02", NULL, "", 0), EVN_E_LOT_CONFLICT);
    EVN_CHECK(strcmp(rig.last.refusal.field, "expiry") == 0);
    EVN_CHECK_ERR(receive("A", "2023-06-01", "2022-01-06", "", 0), EVN_E_LOT_CONFLICT);
    EVN_CHECK(strcmp(rig.last.refusal.field, "made") == 0);
    EVN_CHECK_ERR(receive("A", "2023-06-01", NULL, "Caritas", 0), EVN_E_LOT_CONFLICT);
    EVN_CHECK(strcmp(rig.last.refusal.field, "owner") == 0);
    EVN_CHECK_ERR(receive("A", "2023-06-01", NULL, "", 2), EVN_E_LOT_CONFLICT);
    EVN_CHECK(strcmp(rig.last.refusal.field, "vvm_stage") == 0);
    EVN_CHECK_ERR(receive("B", "2023-09-01", NULL, "Caritas", 0), EVN_E_LOT_CONFLICT);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-1", "vaccine", "A"), 200);
    end_world();
}

static void one_document_says_one_thing_of_a_new_lot(void)
{
    open_world();
    const struct evn_ledger_line lines[] = {line("C", "2023-06-01", NULL, "Red Cross", 0),
                                            line("C", "2023-06-01", NULL, "Caritas", 0)};
    EVN_CHECK_ERR(outcome(evn_rig_post(&rig, lines, 2)), EVN_E_LOT_CONFLICT);
    EVN_CHECK_EQ(rig.last.refusal.line, 2);
    end_world();
}

static void a_known_lot_is_received_by_its_code_alone(void)
{
    open_world();
    EVN_CHECK_OK(receive("A", NULL, NULL, "", 0));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-1", "vaccine", "A"), 200);
    EVN_CHECK_ERR(receive("C", NULL, NULL, "", 0), EVN_E_MISSING_FIELD);
    EVN_CHECK(strcmp(rig.last.refusal.field, "expiry") == 0);
    const struct evn_ledger_line lines[] = {line("C", "2023-06-01", NULL, "", 0),
                                            line("C", NULL, NULL, "", 0)};
    EVN_CHECK_OK(outcome(evn_rig_post(&rig, lines, 2)));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-1", "vaccine", "C"), 200);
    end_world();
}

static void nothing_is_made_after_it_expires_or_after_it_came(void)
{
    open_world();
    EVN_CHECK_ERR(receive("C", "2022-12-01", "2022-12-02", "", 0), EVN_E_BAD_DATE);
    EVN_CHECK(strcmp(rig.last.refusal.field, "made") == 0);
    EVN_CHECK_ERR(receive("B", NULL, "2024-01-01", "", 0), EVN_E_BAD_DATE);
    EVN_CHECK_ERR(receive("C", "2029-01-01", "2022-11-15", "", 0), EVN_E_BAD_DATE);
    EVN_CHECK_OK(receive("C", "2029-01-01", "2022-11-14", "", 0));
    end_world();
}

static void what_was_not_told_is_told_later_and_stays(void)
{
    open_world();
    EVN_CHECK_OK(tell("B", "Caritas", NULL, 0));
    EVN_CHECK_OK(tell("B", "", "2022-02-02", 0));
    EVN_CHECK(owner_is("B", "Caritas") && told("B").made.n == day("2022-02-02").n);
    EVN_CHECK_OK(receive("B", NULL, "2022-02-02", "Caritas", 0));
    EVN_CHECK_ERR(tell("B", "Red Cross", NULL, 0), EVN_E_LOT_CONFLICT);
    EVN_CHECK_ERR(tell("B", "", "2022-02-03", 0), EVN_E_LOT_CONFLICT);
    EVN_CHECK_ERR(tell("B", "", "2023-01-01", 0), EVN_E_BAD_DATE);
    EVN_CHECK_ERR(tell("B", "", NULL, 0), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(tell("C", "", NULL, 1), EVN_E_UNKNOWN_LOT);
    end_world();
}

static void a_stage_only_rises(void)
{
    open_world();
    EVN_CHECK_OK(tell("A", "", NULL, 2));
    EVN_CHECK_EQ(told("A").vvm_stage, 2);
    EVN_CHECK(owner_is("A", "Red Cross"));
    EVN_CHECK_ERR(tell("A", "", NULL, 1), EVN_E_LOT_CONFLICT);
    EVN_CHECK_EQ(rig.last.refusal.have, 2);
    EVN_CHECK_ERR(tell("A", "", NULL, 5), EVN_E_BAD_FIELD);
    EVN_CHECK_EQ(told("A").vvm_stage, 2);
    end_world();
}

static evn_err issue(const char *lot, int64_t qty)
{
    struct evn_ledger_line l = evn_rig_issue("wh-1", "vaccine", lot, qty, EVN_AT_NOW);
    return outcome(evn_rig_post(&rig, &l, 1));
}

static void a_lot_whose_monitor_says_discard_is_used_by_nobody(void)
{
    open_world();
    EVN_CHECK_OK(tell("A", "", NULL, 2));
    EVN_CHECK_OK(issue("A", 10));
    EVN_CHECK_OK(tell("A", "", NULL, EVN_VVM_DISCARD));
    EVN_CHECK_ERR(issue("A", 10), EVN_E_VVM_DISCARD);
    EVN_CHECK_EQ(rig.last.refusal.have, EVN_VVM_DISCARD);
    EVN_CHECK(strcmp(rig.last.refusal.subject, "vaccine/A") == 0);
    EVN_CHECK_OK(issue(NULL, 100)); /* of B */
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-1", "vaccine", "B"), 0);
    EVN_CHECK_ERR(issue(NULL, 1), EVN_E_SHORT_STOCK);
    EVN_CHECK(strcmp(rig.last.refusal.field, "vvm") == 0);
    struct evn_ledger_line away = evn_rig_issue("wh-1", "vaccine", "A", 90, EVN_AT_NOW);
    away.kind = EVN_RECORD_DESTROY;
    away.to = text("destroyed");
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document =
        (struct evn_ledger_document){.lines = &away, .n_lines = 1, .reason = text("vial monitor")};
    EVN_CHECK_OK(outcome(evn_rig_run(&rig, &c)));
    end_world();
}

static void nor_is_one_that_comes_so_in_the_same_document(void)
{
    open_world();
    const struct evn_ledger_line lines[] = {line("C", "2023-06-01", NULL, "", EVN_VVM_DISCARD),
                                            evn_rig_issue("wh-1", "vaccine", "C", 10, EVN_AT_NOW)};
    EVN_CHECK_ERR(outcome(evn_rig_post(&rig, lines, 2)), EVN_E_VVM_DISCARD);
    EVN_CHECK_EQ(rig.last.refusal.line, 2);
    EVN_CHECK_OK(outcome(evn_rig_post(&rig, lines, 1)));
    end_world();
}

static void a_frame_that_lowers_a_stage_or_takes_back_an_owner_is_no_log_of_ours(void)
{
    open_world();
    struct evn_buf body;
    struct evn_frame frame;
    struct evn_known known = {.number = 1,
                              .id = text("A"),
                              .lot_item = 1,
                              .expiry = day("2023-06-01"),
                              .made = day("2022-01-05"),
                              .owner = text("Red Cross"),
                              .vvm_stage = 0};
    evn_buf_init(&body, 4096);
    for (int i = 0; i < 3; i++) {
        known.vvm_stage = i == 0 ? 0 : 1;
        known.owner = text(i == 1 ? "" : "Red Cross");
        evn_buf_clear(&body);
        EVN_MUST(evn_event_known(&body, EVN_LEDGER_FRAME_LOT, &known) == EVN_OK);
        struct evn_bytes at = evn_bytes_of(body.at, body.len);
        EVN_MUST(evn_frame_next(&at, &frame) == EVN_OK);
        struct evn_digest before = rig.state.digest;
        EVN_CHECK_EQ(evn_ledger_apply(&rig.state, &frame), i < 2 ? EVN_E_CORRUPT : EVN_OK);
        rig.state.digest = before;
    }
    evn_buf_fini(&body);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(another_owner_day_or_stage_of_a_known_lot_is_a_conflict),
        EVN_TEST(one_document_says_one_thing_of_a_new_lot),
        EVN_TEST(a_known_lot_is_received_by_its_code_alone),
        EVN_TEST(nothing_is_made_after_it_expires_or_after_it_came),
        EVN_TEST(what_was_not_told_is_told_later_and_stays),
        EVN_TEST(a_stage_only_rises),
        EVN_TEST(a_lot_whose_monitor_says_discard_is_used_by_nobody),
        EVN_TEST(nor_is_one_that_comes_so_in_the_same_document),
        EVN_TEST(a_frame_that_lowers_a_stage_or_takes_back_an_owner_is_no_log_of_ours),
    };
    return evn_test_main(argc, argv, "ledger.lots", tests, sizeof tests / sizeof tests[0]);
}
