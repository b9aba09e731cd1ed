/* A claim of a lot keeps this lot, whatever path would take it. */
#include "services/ledger/core/claims.h"
#include "services/ledger/core/kept.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_rig rig;

static struct evn_bytes text(const char *t)
{
    return evn_bytes_text(t);
}

/* 5 of OLD, 10 of NEW. */
static void start(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "wh", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "hosp", EVN_PLACE_HOSPITAL);
    evn_rig_place(&rig, "van", EVN_PLACE_VEHICLE);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(&rig, "destroyed", EVN_PLACE_DESTROYED);
    evn_rig_place(&rig, "lost", EVN_PLACE_LOST);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    evn_rig_item(&rig, "rice", EVN_TRACKING_NONE);
    const struct evn_ledger_line lines[] = {
        evn_rig_receive("wh", "drug", "NEW", "2024-01-01", 10, EVN_AT_NOW),
        evn_rig_receive("wh", "drug", "OLD", "2023-01-01", 5, EVN_AT_NOW),
        evn_rig_receive("wh", "rice", NULL, NULL, 50, EVN_AT_NOW)};
    EVN_CHECK_OK(evn_rig_post(&rig, lines, 3));
    rig.now_us += 3600 * EVN_US_PER_S;
}

static evn_err outcome(evn_err err)
{
    return err != EVN_OK ? err : rig.last.refusal.err;
}

struct asked {
    const char *owner, *item, *lot;
    int64_t qty;
    uint32_t priority;
    bool earmark;
};

static evn_err claim(enum evn_command_kind kind, struct asked a)
{
    const struct evn_ledger_claim_line line = {.place = text("wh"),
                                               .item = text(a.item != NULL ? a.item : "drug"),
                                               .lot = text(a.lot != NULL ? a.lot : ""),
                                               .qty = a.qty};
    struct evn_ledger_command c = evn_rig_command(&rig, kind);
    c.claim = (struct evn_ledger_claim){.owner = text(a.owner),
                                        .priority = a.priority,
                                        .earmark = a.earmark,
                                        .reason = text("over"),
                                        .note = text(""),
                                        .lines = &line,
                                        .n_lines = a.qty != 0};
    return outcome(evn_rig_run(&rig, &c));
}

#define RESERVE(...) claim(EVN_COMMAND_RESERVE, (struct asked){__VA_ARGS__})
#define RELEASE(...) claim(EVN_COMMAND_RELEASE, (struct asked){__VA_ARGS__})

static evn_err post(struct evn_ledger_line line, const char *owner, const char *reason)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    line.claim = text(owner);
    c.document = (struct evn_ledger_document){.lines = &line, .n_lines = 1, .reason = text(reason)};
    return outcome(evn_rig_run(&rig, &c));
}

static evn_err issue(const char *lot, int64_t qty, const char *owner)
{
    return post(evn_rig_issue("wh", "drug", lot, qty, EVN_AT_NOW), owner, "");
}

static bool says(const char *subject, const char *field, int64_t have, int64_t want)
{
    const struct evn_refusal *r = &rig.last.refusal;
    return strcmp(r->subject, subject) == 0 && strcmp(r->field, field) == 0 && r->have == have &&
           r->want == want;
}

static int64_t left(const char *lot)
{
    return evn_rig_balance(&rig, "wh", "drug", lot);
}

static int64_t blocked_of(const char *owner)
{
    const struct evn_opens *o = &rig.state.opens;
    const struct evn_open *row = evn_opens_of_name(o, evn_claims_owner(&rig.state, text(owner)), 0);
    return row != NULL ? evn_claim_blocked(&rig.state, row) : -1;
}

static uint32_t settle(void)
{
    uint32_t n;
    evn_buf_clear(&rig.events);
    EVN_MUST(evn_claims_settle(&rig.state, rig.now_us, rig.state.next_seq, &rig.arena, &rig.events,
                               &n) == EVN_OK);
    struct evn_bytes payload = evn_bytes_of(rig.events.at, rig.events.len);
    EVN_MUST(evn_ledger_apply_all(&rig.state, payload) == EVN_OK);
    EVN_MUST(evn_buf_add(&rig.log, payload) == EVN_OK);
    return n;
}

static evn_err hold(enum evn_command_kind kind, const char *lot)
{
    const struct evn_ledger_lot_line line = {
        .item = text("drug"), .lot = text(lot), .place = text("wh")};
    struct evn_ledger_command c = evn_rig_command(&rig, kind);
    c.hold = (struct evn_ledger_hold){
        .lines = &line, .n_lines = 1, .reason = text("leak"), .note = text("seen")};
    return outcome(evn_rig_run(&rig, &c));
}

static void others_pass_by_a_lot_that_is_kept(void)
{
    start();
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "OLD", .qty = 4));
    EVN_CHECK_ERR(issue("OLD", 2, ""), EVN_E_RESERVED);
    EVN_CHECK(says("drug/OLD", "", 1, 2));
    EVN_CHECK_ERR(issue(NULL, 12, ""), EVN_E_SHORT_STOCK);
    EVN_CHECK(says("drug", "claimed", 11, 12));
    EVN_CHECK_ERR(issue(NULL, 12, "y"), EVN_E_SHORT_STOCK);
    EVN_CHECK_ERR(post(evn_rig_transfer("wh", "hosp", "drug", "OLD", 5, EVN_AT_NOW), "", ""),
                  EVN_E_RESERVED);
    EVN_CHECK_OK(issue(NULL, 3, "")); /* 1 of OLD, then NEW */
    EVN_CHECK_EQ(left("OLD"), 4);
    EVN_CHECK_EQ(left("NEW"), 8);
    EVN_CHECK_OK(issue("NEW", 8, "")); /* OLD has its turn for x alone: no override */
    EVN_CHECK_OK(issue("OLD", 4, "x"));
    EVN_CHECK_EQ(rig.state.opens.n, 0);
    evn_rig_fini(&rig);
}

static void who_claimed_a_lot_takes_it_before_its_turn(void)
{
    start();
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "NEW", .qty = 6));
    EVN_CHECK_ERR(issue("NEW", 1, ""), EVN_E_OVERRIDE_NEEDED);
    EVN_CHECK_OK(issue("NEW", 2, "x"));
    EVN_CHECK_ERR(issue("NEW", 5, "x"), EVN_E_OVERRIDE_NEEDED); /* one more than it claimed */
    EVN_CHECK_OK(issue(NULL, 6, "x"));                          /* 4 of NEW, then OLD */
    EVN_CHECK_EQ(left("NEW"), 4);
    EVN_CHECK_EQ(left("OLD"), 3);
    EVN_CHECK_EQ(rig.state.opens.n, 0);
    evn_rig_fini(&rig);
}

static void a_lot_is_free_as_far_as_the_item_is(void)
{
    start();
    EVN_CHECK_OK(RESERVE(.owner = "all", .qty = 10));
    EVN_CHECK_ERR(RESERVE(.owner = "x", .lot = "NEW", .qty = 6), EVN_E_SHORT_STOCK);
    EVN_CHECK(says("drug/NEW", "", 5, 6));
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "NEW", .qty = 3));
    EVN_CHECK_ERR(RESERVE(.owner = "y", .lot = "OLD", .qty = 3), EVN_E_SHORT_STOCK);
    EVN_CHECK(says("drug/OLD", "", 2, 3));
    EVN_CHECK_ERR(RESERVE(.owner = "y", .qty = 3), EVN_E_SHORT_STOCK);
    EVN_CHECK(says("drug", "", 2, 3));
    EVN_CHECK_EQ(evn_kept_free(&rig.state, 2, 1, rig.now_us), 2);
    EVN_CHECK_EQ(evn_kept_claimed(&rig.state, 2, 1), 13);
    EVN_CHECK_ERR(issue(NULL, 3, ""), EVN_E_RESERVED);
    EVN_CHECK(says("drug", "", 2, 3));
    EVN_CHECK_ERR(issue("NEW", 8, "all"), EVN_E_OVERRIDE_NEEDED);
    EVN_CHECK_OK(issue("OLD", 5, "all"));
    EVN_CHECK_ERR(issue("NEW", 8, "all"), EVN_E_RESERVED);
    EVN_CHECK(says("drug/NEW", "", 2, 8));
    EVN_CHECK_OK(issue("NEW", 7, "all"));
    evn_rig_fini(&rig);
}

/* Two lines of one lot are one quantity, and the claims of several owners one sum. */
static void lines_of_one_lot_are_summed_before_claims_are_looked_at(void)
{
    start();
    struct evn_ledger_line lines[] = {evn_rig_issue("wh", "drug", "OLD", 2, EVN_AT_NOW),
                                      evn_rig_issue("wh", "drug", "OLD", 2, EVN_AT_NOW)};
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "OLD", .qty = 1));
    EVN_CHECK_OK(RESERVE(.owner = "y", .lot = "OLD", .qty = 1));
    EVN_CHECK_ERR(outcome(evn_rig_post(&rig, lines, 2)), EVN_E_RESERVED);
    EVN_CHECK(says("drug/OLD", "", 3, 4));
    lines[1].claim = text("y");
    EVN_CHECK_OK(outcome(evn_rig_post(&rig, lines, 2))); /* its own one, and what is free */
    EVN_CHECK_EQ(left("OLD"), 1);
    EVN_CHECK_ERR(issue("OLD", 1, "y"), EVN_E_RESERVED);
    EVN_CHECK_OK(issue("OLD", 1, "x"));
    evn_rig_fini(&rig);
}

static void claims_of_lots_and_items_lose_their_stock_in_one_order(void)
{
    start();
    EVN_CHECK_OK(RESERVE(.owner = "item", .qty = 6, .priority = 1));
    EVN_CHECK_OK(RESERVE(.owner = "old", .lot = "OLD", .qty = 5, .priority = 2));
    EVN_CHECK_OK(RESERVE(.owner = "new", .lot = "NEW", .qty = 4, .priority = 3));
    EVN_CHECK_EQ(settle(), 0);
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_PUT, "NEW")); /* 5 of OLD are left */
    EVN_CHECK_EQ(settle(), 3);
    EVN_CHECK_EQ(blocked_of("item"), 1);
    EVN_CHECK_EQ(blocked_of("old"), 5);
    EVN_CHECK_EQ(blocked_of("new"), 4);
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_RELEASE, "NEW"));
    EVN_CHECK_EQ(settle(), 3);
    EVN_CHECK_EQ(blocked_of("old"), 0);
    rig.now_us += 60 * EVN_US_PER_DAY; /* OLD expires: of NEW there is enough for the others */
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("old"), 5);
    EVN_CHECK_EQ(blocked_of("item") + blocked_of("new"), 0);
    EVN_CHECK_EQ(settle(), 0);
    evn_rig_fini(&rig);
}

/* A lot that is no longer enough for all its claims: other lots do not help. */
static void of_two_claims_of_a_lot_the_later_loses_first(void)
{
    start();
    struct evn_ledger_line line = evn_rig_issue("wh", "drug", "OLD", 2, EVN_AT_NOW);
    line.kind = EVN_RECORD_ADJUST;
    line.to = text("lost");
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "OLD", .qty = 3));
    EVN_CHECK_OK(RESERVE(.owner = "y", .lot = "OLD", .qty = 2));
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_PUT, "OLD"));
    EVN_CHECK_OK(post(line, "", "gone"));
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_RELEASE, "OLD"));
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("x"), 0);
    EVN_CHECK_EQ(blocked_of("y"), 2);
    evn_rig_fini(&rig);
}

/* What can be used stays where it is kept; what cannot is kept for nobody. */
static void a_kept_lot_is_destroyed_only_when_it_cannot_be_used(void)
{
    start();
    struct evn_ledger_line line = evn_rig_issue("wh", "drug", "OLD", 5, EVN_AT_NOW);
    line.kind = EVN_RECORD_DESTROY;
    line.to = text("destroyed");
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "OLD", .qty = 5));
    EVN_CHECK_ERR(post(line, "", "leak"), EVN_E_RESERVED);
    line.kind = EVN_RECORD_ADJUST;
    line.to = text("lost");
    EVN_CHECK_ERR(post(line, "", "gone"), EVN_E_RESERVED);
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_PUT, "OLD"));
    EVN_CHECK_OK(post(line, "", "gone"));
    EVN_CHECK_OK(hold(EVN_COMMAND_HOLD_RELEASE, "OLD"));
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("x"), 5);
    EVN_CHECK_EQ(evn_kept_free(&rig.state, 2, 1, rig.now_us), 10); /* NEW is nobody's */
    EVN_CHECK_OK(RESERVE(.owner = "y", .qty = 10));
    EVN_CHECK_OK(issue(NULL, 10, "y"));
    const struct evn_ledger_line more =
        evn_rig_receive("wh", "drug", "OLD", "2023-01-01", 3, EVN_AT_NOW);
    EVN_CHECK_OK(post(more, "", ""));
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("x"), 2);
    EVN_CHECK_ERR(issue(NULL, 1, ""), EVN_E_SHORT_STOCK); /* a blocked claim goes on claiming */
    EVN_CHECK_OK(issue(NULL, 3, "x"));
    evn_rig_fini(&rig);
}

static void a_claim_is_given_back_as_it_was_made(void)
{
    start();
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "NEW", .qty = 4));
    EVN_CHECK_OK(RESERVE(.owner = "x", .qty = 2));
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "NEW", .qty = 3, .earmark = true));
    EVN_CHECK_ERR(RELEASE(.owner = "x", .qty = 3), EVN_E_SHORT_STOCK);
    EVN_CHECK(says("drug", "", 2, 3));
    EVN_CHECK_ERR(RELEASE(.owner = "x", .lot = "NEW", .qty = 5), EVN_E_SHORT_STOCK);
    EVN_CHECK(says("drug/NEW", "", 4, 5));
    EVN_CHECK_OK(RELEASE(.owner = "x", .lot = "NEW", .qty = 1));
    EVN_CHECK_EQ(evn_kept_claimed(&rig.state, 2, 1), 8);
    EVN_CHECK_OK(RELEASE(.owner = "x"));
    EVN_CHECK_EQ(evn_kept_claimed(&rig.state, 2, 1), 3);
    EVN_CHECK_OK(claim(EVN_COMMAND_EARMARK_RELEASE,
                       (struct asked){.owner = "x", .lot = "NEW", .qty = 3, .earmark = true}));
    EVN_CHECK_EQ(rig.state.opens.n, 0);
    EVN_CHECK_EQ(evn_ledger_n_lot_claims(&rig.state, 2, 1), 0);
    evn_rig_fini(&rig);
}

static void wrong_lots_are_named(void)
{
    start();
    EVN_CHECK_ERR(RESERVE(.owner = "x", .lot = "NO", .qty = 1), EVN_E_UNKNOWN_LOT);
    EVN_CHECK(says("NO", "lot", 0, 0));
    EVN_CHECK_ERR(RESERVE(.owner = "x", .item = "rice", .lot = "NEW", .qty = 1), EVN_E_BAD_FIELD);
    EVN_CHECK(says("NEW", "lot", 0, 0));
    EVN_CHECK_ERR(RELEASE(.owner = "x", .lot = "NO", .qty = 1), EVN_E_UNKNOWN_LOT);
    evn_rig_fini(&rig);
}

static void a_shipment_takes_the_lot_that_was_claimed(void)
{
    start();
    const struct evn_ledger_ship_line line = {
        .from = text("wh"), .item = text("drug"), .stop = text("hosp"), .qty = 7};
    EVN_CHECK_OK(RESERVE(.owner = "trip", .lot = "NEW", .qty = 4));
    EVN_CHECK_OK(RESERVE(.owner = "trip", .qty = 3));
    EVN_CHECK_OK(RESERVE(.owner = "other", .lot = "OLD", .qty = 4));
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_SHIP);
    c.ship = (struct evn_ledger_ship){.shipment = text("s1"),
                                      .vehicle = text("van"),
                                      .claim = text("trip"),
                                      .occurred_at_us = EVN_AT_NOW,
                                      .lines = &line,
                                      .n_lines = 1};
    EVN_CHECK_OK(outcome(evn_rig_run(&rig, &c)));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "van", "drug", "NEW"), 6);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "van", "drug", "OLD"), 1);
    EVN_CHECK_EQ(evn_kept_claimed(&rig.state, 2, 1), 4);
    evn_rig_fini(&rig);
}

static void the_log_alone_gives_the_same_claims(void)
{
    struct evn_ledger_state again;
    struct evn_canon one = {0}, two = {0}, three = {0};
    start();
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "NEW", .qty = 4));
    EVN_CHECK_OK(RESERVE(.owner = "y", .lot = "OLD", .qty = 2, .earmark = true));
    EVN_CHECK_OK(issue(NULL, 1, "x"));
    EVN_MUST(evn_ledger_state_init(&again, &rig.state.limits, INT64_MIN) == EVN_OK);
    EVN_CHECK_OK(evn_ledger_apply_all(&again, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK(again.digest.a == rig.state.digest.a && again.digest.b == rig.state.digest.b);
    evn_claims_canon(&rig.state, &one);
    evn_claims_canon(&again, &two);
    EVN_CHECK(memcmp(&one, &two, sizeof one) == 0);
    EVN_CHECK_EQ(evn_kept_free(&again, 2, 1, rig.now_us), 9);
    /* And the digest tells one lot from the other. */
    EVN_CHECK_OK(RELEASE(.owner = "x"));
    EVN_CHECK_OK(RESERVE(.owner = "x", .lot = "OLD", .qty = 3));
    evn_claims_canon(&rig.state, &three);
    EVN_CHECK(memcmp(&one, &three, sizeof one) != 0);
    evn_ledger_state_fini(&again);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(others_pass_by_a_lot_that_is_kept),
        EVN_TEST(who_claimed_a_lot_takes_it_before_its_turn),
        EVN_TEST(a_lot_is_free_as_far_as_the_item_is),
        EVN_TEST(lines_of_one_lot_are_summed_before_claims_are_looked_at),
        EVN_TEST(claims_of_lots_and_items_lose_their_stock_in_one_order),
        EVN_TEST(of_two_claims_of_a_lot_the_later_loses_first),
        EVN_TEST(a_kept_lot_is_destroyed_only_when_it_cannot_be_used),
        EVN_TEST(a_claim_is_given_back_as_it_was_made),
        EVN_TEST(wrong_lots_are_named),
        EVN_TEST(a_shipment_takes_the_lot_that_was_claimed),
        EVN_TEST(the_log_alone_gives_the_same_claims),
    };
    return evn_test_main(argc, argv, "ledger.lot_claims", tests, sizeof tests / sizeof *tests);
}
