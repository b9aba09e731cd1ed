/* Which lots may be used, holds, recalls, temperatures, claims that lose their stock: by the core.
 */
#include "common/base/rng.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/eligible.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#define MIN_US (INT64_C(60) * EVN_US_PER_S)

static struct evn_rig rig;

static struct evn_bytes text(const char *t)
{
    return evn_bytes_text(t);
}

static void place(const char *id, enum evn_place_kind kind, uint32_t min_life_days)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_PLACE);
    c.fact.id = text(id);
    c.fact.place = (struct evn_place){
        .kind = kind, .offset_min = EVN_OFFSET_CHINA_MIN, .min_life_days = min_life_days};
    EVN_MUST(evn_rig_run(&rig, &c) == EVN_OK && rig.last.refusal.err == EVN_OK);
}

static void cold_item(const char *id, int32_t min_centi, int32_t max_centi, uint32_t budget_min)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_ITEM);
    c.fact.id = text(id);
    c.fact.item = (struct evn_item){.tracking = EVN_TRACKING_LOT,
                                    .cold_min_centi = min_centi,
                                    .cold_max_centi = max_centi,
                                    .cold_budget_min = budget_min};
    EVN_MUST(evn_rig_run(&rig, &c) == EVN_OK && rig.last.refusal.err == EVN_OK);
}

/* Lots A (to 2022-12-01), B (to 2023-06-01) and C (to 2024-01-01) of vaccine, 100 each, at wh-1;
 * today is 2022-11-14. point-1 asks for 30 days. */
static void open_world(void)
{
    evn_rig_init(&rig, NULL);
    place("wh-1", EVN_PLACE_WAREHOUSE, 0);
    place("wh-2", EVN_PLACE_WAREHOUSE, 0);
    place("quarantine", EVN_PLACE_QUARANTINE, 0);
    place("point-1", EVN_PLACE_RECEPTION_POINT, 30);
    place("van-1", EVN_PLACE_VEHICLE, 0);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(&rig, "lost", EVN_PLACE_LOST);
    evn_rig_place(&rig, "destroyed", EVN_PLACE_DESTROYED);
    cold_item("vaccine", 200, 800, 60);
    const struct evn_ledger_line lines[] = {
        evn_rig_receive("wh-1", "vaccine", "A", "2022-12-01", 100, EVN_AT_NOW),
        evn_rig_receive("wh-1", "vaccine", "B", "2023-06-01", 100, EVN_AT_NOW),
        evn_rig_receive("wh-1", "vaccine", "C", "2024-01-01", 100, EVN_AT_NOW)};
    EVN_MUST(evn_rig_post(&rig, lines, 3) == EVN_OK);
    rig.now_us += MIN_US;
}

static evn_err outcome(evn_err err)
{
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err hold(enum evn_command_kind kind, const char *lot, const char *where,
                    const char *reason, const char *note)
{
    const struct evn_ledger_lot_line line = {text("vaccine"), text(lot), text(where)};
    struct evn_ledger_command c = evn_rig_command(&rig, kind);
    c.hold = (struct evn_ledger_hold){.lines = &line,
                                      .n_lines = 1,
                                      .reason = text(reason),
                                      .note = text(note),
                                      .authority = text("NMPA"),
                                      .level = text("I")};
    return outcome(evn_rig_run(&rig, &c));
}

static evn_err put(const char *lot, const char *where, const char *reason)
{
    return hold(EVN_COMMAND_HOLD_PUT, lot, where, reason, "");
}

static evn_err release(const char *lot, const char *where, const char *reason)
{
    return hold(EVN_COMMAND_HOLD_RELEASE, lot, where, reason, "looked at");
}

static evn_err issue(const char *lot, int64_t qty)
{
    struct evn_ledger_line line = evn_rig_issue("wh-1", "vaccine", lot, qty, EVN_AT_NOW);
    return evn_rig_post(&rig, &line, 1);
}

static void log_gives_the_same_state(void)
{
    struct evn_ledger_state again;
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    EVN_MUST(evn_ledger_state_init(&again, &limits, INT64_MIN) == EVN_OK);
    EVN_CHECK_OK(evn_ledger_apply_all(&again, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK(again.digest.a == rig.state.digest.a && again.digest.b == rig.state.digest.b);
    struct evn_canon one = {0}, two = {0};
    evn_holds_canon(&rig.state, &one);
    evn_holds_canon(&again, &two);
    EVN_CHECK(memcmp(&one, &two, sizeof one) == 0);
    evn_ledger_state_fini(&again);
}

static void end_world(void)
{
    log_gives_the_same_state();
    evn_rig_fini(&rig);
}

static void fefo_passes_by_what_is_held_and_says_why_it_is_short(void)
{
    open_world();
    EVN_CHECK_OK(put("A", "wh-1", "complaint"));
    EVN_CHECK_OK(issue(NULL, 30));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-1", "vaccine", "A"), 100);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-1", "vaccine", "B"), 70);
    EVN_CHECK_ERR(issue(NULL, 171), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.have, 170);
    EVN_CHECK_TEXT(rig.last.refusal.field, "held");
    EVN_CHECK_ERR(issue("A", 1), EVN_E_HELD);
    EVN_CHECK_TEXT(rig.last.refusal.field, "complaint");
    EVN_CHECK_TEXT(rig.last.refusal.subject, "vaccine/A");
    end_world();
}

static void each_reason_is_released_alone(void)
{
    open_world();
    EVN_CHECK_OK(put("A", "wh-1", "complaint"));
    EVN_CHECK_OK(put("A", "", "test pending"));
    EVN_CHECK_ERR(put("A", "", "test pending"), EVN_E_EXISTS);
    EVN_CHECK_OK(release("A", "wh-1", "complaint"));
    EVN_CHECK_ERR(issue("A", 1), EVN_E_HELD);
    EVN_CHECK_TEXT(rig.last.refusal.field, "test pending");
    EVN_CHECK_ERR(release("A", "wh-1", "test pending"), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(hold(EVN_COMMAND_HOLD_RELEASE, "A", "", "test pending", ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(release("A", "", "test pending"));
    EVN_CHECK_OK(issue("A", 1));
    end_world();
}

static void a_hold_at_a_place_leaves_other_places_alone_and_lets_goods_into_quarantine(void)
{
    open_world();
    struct evn_ledger_line line = evn_rig_transfer("wh-1", "wh-2", "vaccine", "A", 40, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    EVN_CHECK_OK(put("A", "wh-1", "complaint"));
    EVN_CHECK_ERR(evn_rig_post(&rig, &line, 1), EVN_E_HELD);
    line = evn_rig_transfer("wh-1", "quarantine", "vaccine", "A", 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    line = evn_rig_issue("wh-2", "vaccine", "A", 5, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    end_world();
}

static void a_short_life_is_overridden_with_a_reason_and_a_hold_is_not(void)
{
    open_world();
    struct evn_ledger_line line =
        evn_rig_transfer("wh-1", "point-1", "vaccine", "A", 10, EVN_AT_NOW);
    EVN_CHECK_ERR(evn_rig_post(&rig, &line, 1), EVN_E_SHORT_LIFE);
    EVN_CHECK_EQ(rig.last.refusal.have, 17);
    EVN_CHECK_EQ(rig.last.refusal.want, 30);
    line.override = true;
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document = (struct evn_ledger_document){
        .lines = &line, .n_lines = 1, .reason = text(""), .note = text(""), .reference = text("")};
    EVN_CHECK_ERR(outcome(evn_rig_run(&rig, &c)), EVN_E_MISSING_FIELD);
    c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document = (struct evn_ledger_document){.lines = &line,
                                              .n_lines = 1,
                                              .reason = text("used today"),
                                              .note = text(""),
                                              .reference = text("")};
    EVN_CHECK_OK(outcome(evn_rig_run(&rig, &c)));
    struct evn_record r;
    EVN_MUST(evn_record_get(rig.events.at + rig.events.len - EVN_RECORD_LEN, &r) == EVN_OK);
    EVN_CHECK_EQ(r.flags & EVN_RECORD_F_OVERRIDE, EVN_RECORD_F_OVERRIDE);
    EVN_CHECK_OK(put("A", "", "complaint"));
    c.id = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT).id;
    EVN_CHECK_ERR(outcome(evn_rig_run(&rig, &c)), EVN_E_HELD);
    /* Without a lot the one that lives long enough is taken. */
    line = evn_rig_transfer("wh-1", "point-1", "vaccine", NULL, 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "point-1", "vaccine", "B"), 10);
    line = evn_rig_receive("point-1", "vaccine", "D", "2022-11-20", 1, EVN_AT_NOW);
    EVN_CHECK_ERR(evn_rig_post(&rig, &line, 1), EVN_E_SHORT_LIFE);
    end_world();
}

static void ship_one(const char *shipment, int64_t qty)
{
    const struct evn_ledger_ship_line line = {
        .from = text("wh-1"), .item = text("vaccine"), .stop = text("point-1"), .qty = qty};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_SHIP);
    c.ship = (struct evn_ledger_ship){.shipment = text(shipment),
                                      .vehicle = text("van-1"),
                                      .claim = text(""),
                                      .occurred_at_us = EVN_AT_NOW,
                                      .lines = &line,
                                      .n_lines = 1};
    EVN_CHECK_OK(outcome(evn_rig_run(&rig, &c)));
}

static evn_err receive_shipment(const char *shipment, int64_t accepted, int64_t refused)
{
    const struct evn_ledger_receipt_line line = {
        .item = text("vaccine"), .lot = text(""), .accepted = accepted, .refused = refused};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_RECEIPT);
    c.receipt = (struct evn_ledger_receipt){.shipment = text(shipment),
                                            .vehicle = text("van-1"),
                                            .stop = text("point-1"),
                                            .signed_by = text(""),
                                            .consumed = text("consumed"),
                                            .lost = text("lost"),
                                            .destroyed = text("destroyed"),
                                            .occurred_at_us = EVN_AT_NOW,
                                            .lines = &line,
                                            .n_lines = 1};
    return outcome(evn_rig_run(&rig, &c));
}

static void a_recall_reaches_every_place_and_goods_on_their_way(void)
{
    open_world();
    ship_one("S-1", 20); /* of B: A lives too short for the point */
    EVN_CHECK_EQ(evn_rig_balance(&rig, "van-1", "vaccine", "B"), 20);
    EVN_CHECK_OK(hold(EVN_COMMAND_RECALL_OPEN, "B", "", "RC-1", ""));
    EVN_CHECK_ERR(hold(EVN_COMMAND_RECALL_OPEN, "C", "", "RC-1", ""), EVN_E_EXISTS);
    EVN_CHECK_ERR(issue("B", 1), EVN_E_RECALLED);
    EVN_CHECK_TEXT(rig.last.refusal.field, "RC-1");
    EVN_CHECK_ERR(receive_shipment("S-1", 20, 0), EVN_E_RECALLED);
    EVN_CHECK_OK(receive_shipment("S-1", 0, 20));
    EVN_CHECK_ERR(release("B", "", "RC-1"), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(hold(EVN_COMMAND_RECALL_CLOSE, "", "", "RC-2", "over"), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(hold(EVN_COMMAND_RECALL_CLOSE, "", "", "RC-1", "over"));
    EVN_CHECK_ERR(issue("B", 1), EVN_E_OVERRIDE_NEEDED); /* it may be used, and A comes first */
    EVN_CHECK_OK(receive_shipment("S-1", 20, 0));
    EVN_CHECK_OK(hold(EVN_COMMAND_RECALL_OPEN, "B", "", "RC-1", ""));
    end_world();
}

static evn_err read_at(const char *where, const struct evn_reading *readings, uint32_t n)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_READINGS);
    c.readings = (struct evn_ledger_readings){text(where), readings, n};
    return outcome(evn_rig_run(&rig, &c));
}

static uint32_t lot_number(const char *code)
{
    return evn_dict_find(&rig.state.lot_codes,
                         evn_dict_find(&rig.state.item_ids, 0, text("vaccine")), text(code));
}

static int64_t outside_min(const char *lot)
{
    return evn_sums_of(&rig.state.cold.outside, lot_number(lot)) / MIN_US;
}

static uint32_t why_at(const char *where, const char *lot)
{
    const struct evn_eligible_ask ask = {.state = &rig.state,
                                         .place =
                                             evn_dict_find(&rig.state.place_ids, 0, text(where)),
                                         .at_us = rig.now_us};
    return evn_eligible(&ask, lot_number(lot), EVN_DAY_NONE);
}

static void within_the_budget_nothing_is_held_and_beyond_it_everything_there(void)
{
    open_world();
    int64_t t0 = rig.now_us;
    rig.now_us += 200 * MIN_US;
    const struct evn_reading first[] = {
        {t0, 500}, {t0 + 10 * MIN_US, 900}, {t0 + 40 * MIN_US, 600}};
    EVN_CHECK_OK(read_at("wh-1", first, 3));
    EVN_CHECK_EQ(outside_min("A"), 30);
    EVN_CHECK_EQ(rig.state.holds.n, 0);
    const struct evn_cold_place *p = evn_cold_at(&rig.state.cold, 1);
    EVN_MUST(p != NULL);
    EVN_CHECK_EQ(p->breach_us, INT64_MIN);
    const struct evn_reading second[] = {{t0 + 100 * MIN_US, 100}, {t0 + 131 * MIN_US, 100}};
    EVN_CHECK_OK(read_at("wh-1", second, 2));
    EVN_CHECK_EQ(outside_min("A"), 61);
    EVN_CHECK_EQ(rig.state.holds.n, 3);
    EVN_CHECK_EQ(evn_cold_at(&rig.state.cold, 1)->breach_us, t0 + 100 * MIN_US);
    EVN_CHECK_EQ(why_at("wh-1", "A"), EVN_WHY_TEMPERATURE);
    EVN_CHECK_EQ(why_at("wh-2", "A"), 0);
    EVN_CHECK_ERR(issue("B", 1), EVN_E_TEMPERATURE);
    EVN_CHECK_OK(release("B", "wh-1", "temperature"));
    EVN_CHECK_OK(issue("B", 1));
    end_world();
}

static void the_order_in_which_readings_come_makes_no_difference(void)
{
    enum { N = 40 };
    struct evn_rng rng = evn_rng_of(evn_test_seed(4));
    struct evn_reading all[N];
    int64_t want = -1;
    for (int round = 0; round < 20; round++) {
        open_world();
        int64_t t0 = rig.now_us;
        rig.now_us += 4 * N * MIN_US;
        for (int i = 0; i < N; i++)
            all[i] = (struct evn_reading){t0 + i * 4 * MIN_US, i % 5 == 1 ? 1000 : 400};
        for (int i = N - 1; round > 0 && i > 0; i--) {
            uint32_t k = evn_rng_below(&rng, (uint32_t)i + 1);
            struct evn_reading kept = all[i];
            all[i] = all[k];
            all[k] = kept;
        }
        for (int i = 0; i < N;) {
            int n = 1 + (int)evn_rng_below(&rng, 5);
            n = i + n > N ? N - i : n;
            EVN_CHECK_OK(read_at("wh-1", all + i, (uint32_t)n));
            EVN_CHECK_OK(read_at("wh-1", all + i, (uint32_t)n)); /* again */
            i += n;
        }
        want = want < 0 ? outside_min("A") : want;
        EVN_CHECK_EQ(outside_min("A"), want);
        log_gives_the_same_state();
        evn_rig_fini(&rig);
    }
    EVN_CHECK_EQ(want, 4 * 8);
}

static void time_outside_counts_over_places_and_not_what_was_elsewhere(void)
{
    open_world();
    int64_t t0 = rig.now_us;
    rig.now_us += 50 * MIN_US;
    const struct evn_reading at_wh[] = {{t0, 900}, {t0 + 40 * MIN_US, 500}};
    EVN_CHECK_OK(read_at("wh-1", at_wh, 2));
    struct evn_ledger_line line = evn_rig_transfer("wh-1", "van-1", "vaccine", "A", 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    int64_t t1 = rig.now_us;
    rig.now_us += 60 * MIN_US;
    const struct evn_reading in_van[] = {
        {t0, 900}, {t0 + 30 * MIN_US, 500}, {t1, 900}, {t1 + 25 * MIN_US, 500}};
    EVN_CHECK_OK(read_at("van-1", in_van, 4));
    EVN_CHECK_EQ(outside_min("A"), 65);
    EVN_CHECK_EQ(outside_min("B"), 40);
    EVN_CHECK_EQ(why_at("van-1", "A"), EVN_WHY_TEMPERATURE);
    EVN_CHECK_EQ(why_at("wh-1", "A"), 0);
    end_world();
}

static void a_reading_that_contradicts_or_comes_too_late_is_named(void)
{
    static struct evn_reading many[EVN_COLD_ONCE_MAX];
    open_world();
    const struct evn_reading one = {rig.now_us, 500}, other = {rig.now_us, 501};
    EVN_CHECK_OK(read_at("wh-1", &one, 1));
    EVN_CHECK_ERR(read_at("wh-1", &other, 1), EVN_E_BAD_FIELD);
    EVN_CHECK_EQ(rig.last.refusal.line, 1);
    const struct evn_reading hot = {rig.now_us, 10001}, early = {rig.now_us + 9 * MIN_US, 500};
    EVN_CHECK_ERR(read_at("wh-1", &hot, 1), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(read_at("wh-1", &early, 1), EVN_E_TIME_IN_FUTURE);
    EVN_CHECK_ERR(read_at("supplier", &one, 1), EVN_E_BAD_FIELD);
    int64_t t0 = rig.now_us;
    rig.now_us += 4000 * EVN_US_PER_S;
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < EVN_COLD_ONCE_MAX; i++)
            many[i] =
                (struct evn_reading){t0 + (k * EVN_COLD_ONCE_MAX + i + 1) * EVN_US_PER_S, 500};
        EVN_CHECK_OK(read_at("wh-1", many, EVN_COLD_ONCE_MAX));
    }
    EVN_CHECK_EQ(evn_cold_at(&rig.state.cold, 1)->n, EVN_COLD_READINGS_MAX);
    EVN_CHECK_ERR(read_at("wh-1", &one, 1), EVN_E_BAD_DATE);
    end_world();
}

static evn_err reserve(const char *owner, uint32_t priority, int64_t qty, bool earmark)
{
    const struct evn_ledger_claim_line line = {
        .place = text("wh-1"), .item = text("vaccine"), .qty = qty};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_RESERVE);
    c.claim = (struct evn_ledger_claim){.owner = text(owner),
                                        .earmark = earmark,
                                        .priority = priority,
                                        .lines = &line,
                                        .n_lines = 1};
    return outcome(evn_rig_run(&rig, &c));
}

static int64_t blocked_of(const char *owner)
{
    const struct evn_opens *o = &rig.state.opens;
    uint32_t name = evn_dict_find(&o->names, EVN_OPEN_CLAIM, text(owner));
    const struct evn_open *row = evn_opens_of_name(o, name, 0);
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

static void claims_lose_their_stock_by_priority_and_get_it_back(void)
{
    open_world();
    EVN_CHECK_OK(reserve("late", 3, 50, false));
    EVN_CHECK_OK(reserve("first", 1, 100, false));
    EVN_CHECK_OK(reserve("children", 9, 100, true));
    EVN_CHECK_EQ(settle(), 0);
    EVN_CHECK_OK(put("A", "", "complaint"));
    EVN_CHECK_ERR(reserve("more", 1, 1, false), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("late"), 50);
    EVN_CHECK_EQ(blocked_of("first"), 0);
    EVN_CHECK_OK(put("B", "", "complaint"));
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("first"), 100);
    EVN_CHECK_EQ(blocked_of("children"), 0);
    EVN_CHECK_EQ(settle(), 0);
    EVN_CHECK_OK(release("A", "", "complaint"));
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("first"), 0);
    EVN_CHECK_EQ(blocked_of("late"), 50);
    rig.now_us += 20 * EVN_US_PER_DAY; /* A expires on 2022-12-01 */
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("first"), 100);
    EVN_CHECK_OK(release("B", "", "complaint"));
    EVN_CHECK_EQ(settle(), 1);
    EVN_CHECK_EQ(blocked_of("first"), 0);
    EVN_CHECK_EQ(blocked_of("late"), 50);
    end_world();
}

static evn_err give_back(enum evn_command_kind kind, const char *reason)
{
    struct evn_ledger_command c = evn_rig_command(&rig, kind);
    c.claim = (struct evn_ledger_claim){.owner = text("children"),
                                        .earmark = kind == EVN_COMMAND_EARMARK_RELEASE,
                                        .reason = text(reason),
                                        .note = text("")};
    return outcome(evn_rig_run(&rig, &c));
}

static void an_earmark_is_used_by_its_group_and_given_back_by_its_own_command_alone(void)
{
    open_world();
    EVN_CHECK_OK(reserve("children", 1, 290, true));
    EVN_CHECK_ERR(issue(NULL, 11), EVN_E_RESERVED);
    EVN_CHECK_ERR(give_back(EVN_COMMAND_RELEASE, ""), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.state.opens.n, 1);
    struct evn_ledger_line line = evn_rig_issue("wh-1", "vaccine", NULL, 40, EVN_AT_NOW);
    line.claim = text("children");
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    EVN_CHECK_EQ(evn_opens_find(&rig.state.opens, rig.state.opens.row[1].seq)->left, 250);
    EVN_CHECK_ERR(give_back(EVN_COMMAND_EARMARK_RELEASE, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(give_back(EVN_COMMAND_EARMARK_RELEASE, "no children left"));
    EVN_CHECK_EQ(rig.state.opens.n, 0);
    EVN_CHECK_OK(issue(NULL, 11));
    end_world();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(fefo_passes_by_what_is_held_and_says_why_it_is_short),
        EVN_TEST(each_reason_is_released_alone),
        EVN_TEST(a_hold_at_a_place_leaves_other_places_alone_and_lets_goods_into_quarantine),
        EVN_TEST(a_short_life_is_overridden_with_a_reason_and_a_hold_is_not),
        EVN_TEST(a_recall_reaches_every_place_and_goods_on_their_way),
        EVN_TEST(within_the_budget_nothing_is_held_and_beyond_it_everything_there),
        EVN_TEST(the_order_in_which_readings_come_makes_no_difference),
        EVN_TEST(time_outside_counts_over_places_and_not_what_was_elsewhere),
        EVN_TEST(a_reading_that_contradicts_or_comes_too_late_is_named),
        EVN_TEST(claims_lose_their_stock_by_priority_and_get_it_back),
        EVN_TEST(an_earmark_is_used_by_its_group_and_given_back_by_its_own_command_alone),
    };
    return evn_test_main(argc, argv, "ledger.eligible", tests, sizeof tests / sizeof *tests);
}
