/* What a refusal tells beyond its code: which state a thing is in and where, and what of the stock
 * there may not be used; by the core. */
#include "services/ledger/core/event.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_rig rig;

static struct evn_bytes text(const char *t)
{
    return evn_bytes_text(t);
}

/* 100 of lot A and 40 of the expired lot X of drug at wh-1; pump P1 at wh-2. Today 2022-11-14. */
static void open_world(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_place(&rig, "wh-1", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "wh-2", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    evn_rig_item(&rig, "pump", EVN_TRACKING_SERIAL);
    const struct evn_ledger_line lines[] = {
        evn_rig_receive("wh-1", "drug", "A", "2023-06-01", 100, EVN_AT_NOW),
        evn_rig_receive("wh-1", "drug", "X", "2022-11-01", 40, EVN_AT_NOW),
        evn_rig_receive("wh-2", "pump", "P1", NULL, 1, EVN_AT_NOW)};
    EVN_MUST(evn_rig_post(&rig, lines, 3) == EVN_OK && rig.last.refusal.err == EVN_OK);
}

static evn_err run(struct evn_ledger_command *c)
{
    evn_err err = evn_rig_run(&rig, c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err hold(enum evn_command_kind kind, const char *where, const char *reason)
{
    const struct evn_ledger_lot_line line = {text("drug"), text("A"), text(where)};
    struct evn_ledger_command c = evn_rig_command(&rig, kind);
    c.hold = (struct evn_ledger_hold){.lines = &line,
                                      .n_lines = 1,
                                      .reason = text(reason),
                                      .note = text("looked at"),
                                      .authority = text(""),
                                      .level = text("")};
    return run(&c);
}

static evn_err reserve(const char *owner, int64_t qty, bool earmark)
{
    const struct evn_ledger_claim_line line = {
        .place = text("wh-1"), .item = text("drug"), .lot = text(""), .qty = qty};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_RESERVE);
    c.claim = (struct evn_ledger_claim){
        .owner = text(owner), .earmark = earmark, .lines = &line, .n_lines = 1};
    return run(&c);
}

static evn_err release(const char *owner, bool earmark, uint32_t n_lines)
{
    const struct evn_ledger_claim_line line = {
        .place = text("wh-1"), .item = text("drug"), .lot = text(""), .qty = 50};
    struct evn_ledger_command c =
        evn_rig_command(&rig, earmark ? EVN_COMMAND_EARMARK_RELEASE : EVN_COMMAND_RELEASE);
    c.claim = (struct evn_ledger_claim){.owner = text(owner),
                                        .earmark = earmark,
                                        .reason = text(earmark ? "over" : ""),
                                        .note = text(""),
                                        .lines = &line,
                                        .n_lines = n_lines};
    return run(&c);
}

static evn_err issue(int64_t qty, const char *claim)
{
    struct evn_ledger_line line = evn_rig_issue("wh-1", "drug", NULL, qty, EVN_AT_NOW);
    line.claim = text(claim);
    evn_err err = evn_rig_post(&rig, &line, 1);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

/* Whether the sentence of the last refusal has these words, in that language. */
static bool says(enum evn_lang lang, const char *words)
{
    char sentence[700];
    evn_refusal_render(&rig.last.refusal, lang, sentence, sizeof sentence);
    bool found = strstr(sentence, words) != NULL;
    if (!found)
        fprintf(stderr, "    %s\n", sentence);
    return found;
}

#define SAYS(en, zh) EVN_CHECK(says(EVN_LANG_EN, en) && says(EVN_LANG_ZH, zh))

static void what_is_short_says_what_is_there_and_may_not_be_used(void)
{
    open_world();
    EVN_CHECK_OK(reserve("R1", 10, false));
    EVN_CHECK_OK(reserve("R1", 20, false));
    EVN_CHECK_OK(reserve("clinic", 6, true));
    EVN_CHECK_ERR(reserve("R2", 65, false), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.reserved, 30);
    EVN_CHECK_EQ(rig.last.refusal.earmarked, 6);
    EVN_CHECK_EQ(rig.last.refusal.unfit, 40);
    EVN_CHECK_EQ(rig.last.refusal.held, 0);
    SAYS("reserved: 30", "已预留 30");
    SAYS("ring-fenced: 6", "专项保留 6");
    EVN_CHECK_ERR(issue(95, "R1"), EVN_E_RESERVED);
    EVN_CHECK_EQ(rig.last.refusal.reserved, 30);
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_PUT, "wh-1", "test"));
    EVN_CHECK_ERR(issue(1, "R1"), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.held, 100);
    EVN_CHECK_EQ(rig.last.refusal.reserved, 0); /* R1's own are its to use */
    SAYS("on hold: 100", "冻结 100");
    SAYS("expired or too short-lived: 40", "过期或剩余效期不足 40");
    evn_rig_fini(&rig);
}

static void a_serial_number_is_said_where_it_is(void)
{
    open_world();
    struct evn_ledger_line line = evn_rig_receive("wh-1", "pump", "P1", NULL, 1, EVN_AT_NOW);
    EVN_CHECK_ERR(evn_rig_post(&rig, &line, 1), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_ELSEWHERE);
    EVN_CHECK_TEXT(rig.last.refusal.place, "wh-2");
    SAYS("P1 is at wh-2", "P1 现在 wh-2");
    const struct evn_ledger_line twice[] = {
        evn_rig_receive("wh-1", "pump", "P2", NULL, 1, EVN_AT_NOW),
        evn_rig_receive("wh-2", "pump", "P2", NULL, 1, EVN_AT_NOW)};
    EVN_CHECK_ERR(evn_rig_post(&rig, twice, 2), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_ELSEWHERE);
    EVN_CHECK_TEXT(rig.last.refusal.place, "wh-1");
    struct evn_ledger_line out = evn_rig_issue("wh-2", "pump", "P1", 1, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &out, 1));
    line.occurred_at_us = rig.now_us - EVN_US_PER_DAY;
    EVN_CHECK_ERR(evn_rig_post(&rig, &line, 1), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_MOVED_LATER);
    EVN_CHECK(rig.last.refusal.at_us > line.occurred_at_us);
    evn_rig_fini(&rig);
}

static void a_hold_says_where_it_is_and_why(void)
{
    open_world();
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_PUT, "wh-1", "complaint"));
    EVN_CHECK_ERR(hold(EVN_COMMAND_HOLD_PUT, "wh-1", "complaint"), EVN_E_EXISTS);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_HELD_ALREADY);
    SAYS("A is on hold for complaint already", "A 已因 complaint 冻结");
    EVN_CHECK_ERR(hold(EVN_COMMAND_HOLD_RELEASE, "", "complaint"), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_HELD_THERE);
    EVN_CHECK_TEXT(rig.last.refusal.place, "wh-1");
    SAYS("but at wh-1", "wh-1");
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_PUT, "", "test"));
    EVN_CHECK_ERR(hold(EVN_COMMAND_HOLD_RELEASE, "wh-2", "test"), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_HELD_EVERYWHERE);
    EVN_CHECK_ERR(hold(EVN_COMMAND_HOLD_RELEASE, "", "nothing"), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_NOT_HELD);
    EVN_CHECK_ERR(hold(EVN_COMMAND_RECALL_CLOSE, "", "RC-1"), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_NO_RECALL);
    evn_rig_fini(&rig);
}

static void to_release_what_is_not_kept_is_refused(void)
{
    open_world();
    EVN_CHECK_ERR(release("NOBODY", false, 0), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_NOTHING_KEPT);
    EVN_CHECK_OK(reserve("children", 20, true));
    EVN_CHECK_ERR(release("children", false, 0), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_EARMARKED);
    EVN_CHECK_ERR(release("children", true, 1), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_KEPT_LESS);
    EVN_CHECK_OK(release("children", true, 0));
    EVN_CHECK_ERR(release("children", true, 0), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(reserve("R1", 20, false));
    EVN_CHECK_ERR(release("R1", true, 0), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_NO_EARMARK);
    EVN_CHECK_OK(release("R1", false, 0));
    evn_rig_fini(&rig);
}

static void what_is_over_says_how_it_ended(void)
{
    open_world();
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_COUNT_START);
    c.count_start =
        (struct evn_ledger_count_start){.name = text("C1"), .place = text("wh-1"), .n_counters = 1};
    EVN_CHECK_OK(run(&c));
    c.id = evn_rig_command(&rig, EVN_COMMAND_COUNT_START).id;
    EVN_CHECK_ERR(run(&c), EVN_E_EXISTS);
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_NAME_USED);
    for (int i = 0; i < 2; i++) {
        c = evn_rig_command(&rig, EVN_COMMAND_COUNT_DROP);
        c.count_end = (struct evn_ledger_count_end){.name = text("C1"), .reason = text("")};
        EVN_CHECK_ERR(run(&c), i == 0 ? EVN_OK : EVN_E_WRONG_STATE);
    }
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_DROPPED);
    const struct evn_ledger_expect_line line = {.item = text("drug"), .qty = 5};
    for (int i = 0; i < 3; i++) {
        c = evn_rig_command(&rig, i == 0 ? EVN_COMMAND_EXPECT : EVN_COMMAND_EXPECT_CANCEL);
        c.expect = (struct evn_ledger_expect){.name = text("D1"),
                                              .source = 0,
                                              .from = text("supplier"),
                                              .to = text("wh-1"),
                                              .promised = {19400},
                                              .reason = text(""),
                                              .lines = &line,
                                              .n_lines = i == 0};
        EVN_CHECK_ERR(run(&c), i < 2 ? EVN_OK : EVN_E_WRONG_STATE);
    }
    EVN_CHECK_EQ(rig.last.refusal.state, EVN_S_CANCELLED);
    SAYS("D1 was cancelled", "D1 已取消");
    evn_rig_fini(&rig);
}

static void the_log_keeps_all_that_was_told(void)
{
    struct evn_refusal said = evn_refusal_of(EVN_E_SHORT_STOCK), read;
    struct evn_buf events;
    struct evn_frame frame;
    said.state = EVN_S_KEPT_LESS;
    said.held = 1;
    said.unfit = 2;
    said.reserved = INT64_MAX;
    said.earmarked = 4;
    evn_buf_init(&events, 4096);
    EVN_MUST(evn_event_refused(&events, &said) == EVN_OK);
    struct evn_bytes at = evn_bytes_of(events.at, events.len);
    EVN_MUST(evn_frame_next(&at, &frame) == EVN_OK);
    EVN_CHECK_OK(evn_event_read_refused(&frame, &read));
    EVN_CHECK_EQ(read.state, said.state);
    EVN_CHECK_EQ(read.held, 1);
    EVN_CHECK_EQ(read.unfit, 2);
    EVN_CHECK_EQ(read.reserved, INT64_MAX);
    EVN_CHECK_EQ(read.earmarked, 4);
    evn_buf_fini(&events);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_is_short_says_what_is_there_and_may_not_be_used),
        EVN_TEST(a_serial_number_is_said_where_it_is),
        EVN_TEST(a_hold_says_where_it_is_and_why),
        EVN_TEST(to_release_what_is_not_kept_is_refused),
        EVN_TEST(what_is_over_says_how_it_ended),
        EVN_TEST(the_log_keeps_all_that_was_told),
    };
    return evn_test_main(argc, argv, "ledger.states", tests, sizeof tests / sizeof tests[0]);
}
