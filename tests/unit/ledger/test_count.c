/* Stock counts and named differences, decided by the core; a random model at the end. */
#include "common/base/rng.h"
#include "services/ledger/core/fefo.h"
#include "services/ledger/core/past.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#define HOUR_US (INT64_C(3600) * EVN_US_PER_S)

static struct evn_rig rig;

static void start(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_item(&rig, "rice", EVN_TRACKING_NONE);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    evn_rig_item(&rig, "vent", EVN_TRACKING_SERIAL);
    evn_rig_place(&rig, "wh", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "hosp", EVN_PLACE_HOSPITAL);
    evn_rig_place(&rig, "van", EVN_PLACE_VEHICLE);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(&rig, "count_difference", EVN_PLACE_COUNT_DIFFERENCE);
}

static evn_err run(const struct evn_ledger_command *c)
{
    evn_err err = evn_rig_run(&rig, c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err post(struct evn_ledger_line line)
{
    return evn_rig_post(&rig, &line, 1);
}

static evn_err begin(const char *name, const char *place, uint32_t n_counters, bool blind)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_COUNT_START);
    c.count_start = (struct evn_ledger_count_start){.name = evn_bytes_text(name),
                                                    .place = evn_bytes_text(place),
                                                    .n_counters = n_counters,
                                                    .blind = blind};
    return run(&c);
}

static void bins_of_a_count_are_bins_of_its_place(void)
{
    start();
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_PLACE);
    c.fact.id = evn_bytes_text("shelf");
    c.fact.place =
        (struct evn_place){.kind = EVN_PLACE_BIN,
                           .offset_min = EVN_OFFSET_CHINA_MIN,
                           .parent = evn_dict_find(&rig.state.place_ids, 0, evn_bytes_text("wh"))};
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    struct evn_bytes bins[2] = {evn_bytes_text("shelf"), evn_bytes_text("hosp")};
    c = evn_rig_command(&rig, EVN_COMMAND_COUNT_START);
    c.count_start = (struct evn_ledger_count_start){.name = evn_bytes_text("C1"),
                                                    .place = evn_bytes_text("wh"),
                                                    .n_counters = 1,
                                                    .places = bins,
                                                    .n_places = 2};
    EVN_CHECK_ERR(run(&c), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(rig.last.refusal.subject, "hosp");
    EVN_CHECK_EQ(rig.last.refusal.line, 2);
    c.count_start.n_places = 1;
    c.id = evn_rig_command(&rig, EVN_COMMAND_COUNT_START).id;
    EVN_CHECK_OK(run(&c));
    evn_rig_fini(&rig);
}

static struct evn_ledger_count_line line_of(const char *item, const char *lot, int64_t counted,
                                            int64_t at_us)
{
    return (struct evn_ledger_count_line){.place = evn_bytes_text(""),
                                          .item = evn_bytes_text(item),
                                          .lot = evn_bytes_text(lot),
                                          .expiry = EVN_DAY_NONE,
                                          .counted = counted,
                                          .at_us = at_us};
}

static evn_err hand_in(const char *name, const char *who, struct evn_ledger_count_line line)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_COUNT_HAND_IN);
    c.actor = evn_bytes_text(who);
    c.count_lines =
        (struct evn_ledger_count_lines){.name = evn_bytes_text(name), .lines = &line, .n_lines = 1};
    return run(&c);
}

static evn_err approve(const char *name, bool may_exceed)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_COUNT_APPROVE);
    c.count_end = (struct evn_ledger_count_end){
        .name = evn_bytes_text(name), .reason = evn_bytes_text("count"), .may_exceed = may_exceed};
    return run(&c);
}

/* Count one line at a place, from beginning to end. */
static evn_err count(const char *name, const char *place, struct evn_ledger_count_line line)
{
    evn_err err = begin(name, place, 1, false);
    if (err == EVN_OK)
        err = hand_in(name, "counter", line);
    return err == EVN_OK ? approve(name, false) : err;
}

static uint32_t account_of(const char *place, const char *item)
{
    const struct evn_ledger_state *s = &rig.state;
    return evn_ledger_find_account(s, evn_dict_find(&s->place_ids, 0, evn_bytes_text(place)),
                                   evn_dict_find(&s->item_ids, 0, evn_bytes_text(item)), 0);
}

static int64_t balance_at(const char *place, int64_t at_us)
{
    uint32_t account = account_of(place, "rice");
    int64_t sum = 0;
    if (account == 0)
        return 0;
    const struct evn_past past = {.view = &rig.view,
                                  .overlay = &rig.state.overlay,
                                  .account = account,
                                  .head = evn_ledger_account(&rig.state, account)->head};
    EVN_CHECK_OK(evn_past_sum_until(&past, at_us, &sum));
    return sum;
}

/* The k-th record of the last command that has this kind. */
static bool find_record(uint16_t kind, uint32_t k, struct evn_record *out)
{
    struct evn_bytes rest = evn_bytes_of(rig.events.at, rig.events.len);
    struct evn_frame frame;
    while (evn_frame_next(&rest, &frame) == EVN_OK)
        for (uint32_t i = 0; frame.kind == EVN_LEDGER_FRAME_RECORDS && i < frame.count; i++) {
            EVN_CHECK_OK(evn_record_get(frame.body.at + (size_t)i * EVN_RECORD_LEN, out));
            if (out->kind == kind && k-- == 0)
                return true;
        }
    return false;
}

/* The COUNT frame of the last command with this step. */
static bool find_step(uint32_t step, struct evn_count_event *out, struct evn_count_result *first)
{
    struct evn_bytes rest = evn_bytes_of(rig.events.at, rig.events.len);
    struct evn_frame frame;
    while (evn_frame_next(&rest, &frame) == EVN_OK) {
        if (frame.kind != EVN_LEDGER_FRAME_COUNT)
            continue;
        EVN_CHECK_OK(evn_count_event_get(frame.body, out));
        struct evn_bytes body = frame.body;
        if (out->step == step)
            return evn_count_event_line(&body, first) == EVN_OK;
    }
    return false;
}

static void a_count_stands_and_so_does_today_whatever_is_recorded_before_it(void)
{
    struct evn_record r;
    start();
    int64_t t = rig.now_us;
    EVN_CHECK_OK(post(evn_rig_receive("wh", "rice", NULL, NULL, 100, t - 10 * HOUR_US)));
    EVN_CHECK_OK(post(evn_rig_issue("wh", "rice", NULL, 5, t - HOUR_US)));
    EVN_CHECK_OK(count("C1", "wh", line_of("rice", "", 90, t - 5 * HOUR_US)));
    EVN_CHECK(find_record(EVN_RECORD_COUNT_ADJUST, 0, &r));
    EVN_CHECK_EQ(r.qty, 10);
    EVN_CHECK_EQ(r.occurred_at_us, t - 5 * HOUR_US);
    EVN_CHECK(find_record(EVN_RECORD_COUNTED, 0, &r));
    EVN_CHECK_EQ(r.qty, 90);
    EVN_CHECK_EQ(r.from_balance, 85);
    uint64_t counted = r.document + r.n_events - 1;
    EVN_CHECK_OK(post(evn_rig_issue("wh", "rice", NULL, 30, t - 7 * HOUR_US)));
    EVN_CHECK(find_record(EVN_RECORD_COUNT_CORRECTION, 0, &r));
    EVN_CHECK_EQ(r.qty, 30);
    EVN_CHECK_EQ(r.ref, counted);
    EVN_CHECK_EQ(r.occurred_at_us, t - 5 * HOUR_US);
    EVN_CHECK_EQ(balance_at("wh", t - 6 * HOUR_US), 70);
    EVN_CHECK_EQ(balance_at("wh", t - 5 * HOUR_US), 90);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 85);
    EVN_CHECK_OK(post(evn_rig_receive("wh", "rice", NULL, NULL, 7, t - 5 * HOUR_US)));
    EVN_CHECK_EQ(balance_at("wh", t - 5 * HOUR_US), 90);
    EVN_CHECK_OK(post(evn_rig_issue("wh", "rice", NULL, 1, t - 4 * HOUR_US)));
    EVN_CHECK(!find_record(EVN_RECORD_COUNT_CORRECTION, 0, &r));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 84);
    evn_rig_fini(&rig);
}

static void only_the_next_count_takes_a_late_movement_back(void)
{
    struct evn_record r = {0};
    start();
    int64_t t = rig.now_us;
    EVN_CHECK_OK(post(evn_rig_receive("wh", "rice", NULL, NULL, 100, t - 10 * HOUR_US)));
    EVN_CHECK_OK(count("late", "wh", line_of("rice", "", 80, t - 2 * HOUR_US)));
    EVN_CHECK_OK(count("early", "wh", line_of("rice", "", 95, t - 6 * HOUR_US)));
    EVN_CHECK_EQ(balance_at("wh", t - 3 * HOUR_US), 95);
    EVN_CHECK_EQ(balance_at("wh", t - 2 * HOUR_US), 80);
    EVN_CHECK_OK(post(evn_rig_transfer("wh", "hosp", "rice", NULL, 40, t - 8 * HOUR_US)));
    EVN_CHECK(find_record(EVN_RECORD_COUNT_CORRECTION, 0, &r));
    EVN_CHECK_EQ(r.occurred_at_us, t - 6 * HOUR_US);
    EVN_CHECK(!find_record(EVN_RECORD_COUNT_CORRECTION, 1, &r));
    EVN_CHECK_EQ(balance_at("wh", t - 7 * HOUR_US), 60);
    EVN_CHECK_EQ(balance_at("wh", t - 6 * HOUR_US), 95);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 80);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "hosp", "rice", NULL), 40);
    /* What is there up to the next count may be picked, and no more. */
    EVN_CHECK_ERR(post(evn_rig_issue("wh", "rice", NULL, 61, t - 7 * HOUR_US)), EVN_E_SHORT_STOCK);
    EVN_CHECK_OK(post(evn_rig_issue("wh", "rice", NULL, 60, t - 7 * HOUR_US)));
    /* At the very instant of a count, no more than was counted. */
    EVN_CHECK_ERR(post(evn_rig_issue("wh", "rice", NULL, 96, t - 6 * HOUR_US)), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(rig.last.refusal.have, 95);
    evn_rig_fini(&rig);
}

static void a_count_that_later_issues_contradict_is_refused_with_the_instant(void)
{
    start();
    int64_t t = rig.now_us;
    EVN_CHECK_OK(post(evn_rig_receive("wh", "rice", NULL, NULL, 100, t - 10 * HOUR_US)));
    EVN_CHECK_OK(post(evn_rig_issue("wh", "rice", NULL, 80, t - 2 * HOUR_US)));
    EVN_CHECK_ERR(count("C1", "wh", line_of("rice", "", 50, t - 5 * HOUR_US)),
                  EVN_E_COUNT_CONTRADICTED);
    EVN_CHECK_EQ(rig.last.refusal.at_us, t - 2 * HOUR_US);
    EVN_CHECK_EQ(rig.last.refusal.want - rig.last.refusal.have, 30);
    EVN_CHECK_TEXT(rig.last.refusal.place, "wh");
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 20);
    EVN_CHECK_OK(hand_in("C1", "counter", line_of("rice", "", 80, t - 5 * HOUR_US)));
    EVN_CHECK_OK(approve("C1", false));
    EVN_CHECK_ERR(approve("C1", false), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 0);
    /* Another count of the same instant says the same or is refused. */
    EVN_CHECK_OK(count("C2", "wh", line_of("rice", "", 80, t - 5 * HOUR_US)));
    EVN_CHECK_ERR(count("C3", "wh", line_of("rice", "", 81, t - 5 * HOUR_US)),
                  EVN_E_COUNT_CONTRADICTED);
    evn_rig_fini(&rig);
}

static void two_counters_agree_when_they_differ_from_the_books_alike(void)
{
    struct evn_count_event e = {0};
    struct evn_count_result first = {0};
    start();
    int64_t t = rig.now_us;
    EVN_CHECK_OK(post(evn_rig_receive("wh", "rice", NULL, NULL, 100, t - 10 * HOUR_US)));
    EVN_CHECK_OK(post(evn_rig_receive("wh", "drug", "L1", "2023-05-01", 10, t - 10 * HOUR_US)));
    EVN_CHECK_OK(begin("C1", "wh", 2, true));
    EVN_CHECK_OK(hand_in("C1", "a", line_of("rice", "", 98, t - 5 * HOUR_US)));
    EVN_CHECK(find_step(EVN_COUNT_HANDED_IN, &e, &first));
    EVN_CHECK_EQ(first.expected, 0);
    EVN_CHECK_ERR(approve("C1", true), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(post(evn_rig_issue("wh", "rice", NULL, 20, t - 4 * HOUR_US)));
    EVN_CHECK_OK(hand_in("C1", "b", line_of("rice", "", 78, t - 3 * HOUR_US)));
    EVN_CHECK(!find_step(EVN_COUNT_RECOUNT, &e, &first));
    EVN_CHECK_ERR(hand_in("C1", "b", line_of("rice", "", 77, t - 3 * HOUR_US)), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(hand_in("C1", "a", line_of("drug", "L1", 9, t - 3 * HOUR_US)));
    EVN_CHECK_OK(hand_in("C1", "b", line_of("drug", "L1", 8, t - 3 * HOUR_US)));
    EVN_CHECK(find_step(EVN_COUNT_RECOUNT, &e, &first));
    EVN_CHECK_OK(approve("C1", true));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 78);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "L1"), 10);
    EVN_CHECK_OK(hand_in("C1", "a", line_of("drug", "L1", 9, t - 2 * HOUR_US)));
    EVN_CHECK_OK(approve("C1", true));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "L1"), 9);
    EVN_CHECK_ERR(hand_in("C1", "a", line_of("rice", "", 1, t)), EVN_E_WRONG_STATE);
    evn_rig_fini(&rig);
}

static void a_difference_above_the_limit_asks_for_the_higher_role(void)
{
    start();
    int64_t t = rig.now_us;
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_COUNT_LIMIT);
    c.count_limit = (struct evn_ledger_count_limit){.units = 10, .percent = 5};
    EVN_CHECK_OK(run(&c));
    EVN_CHECK_OK(post(evn_rig_receive("wh", "rice", NULL, NULL, 1000, t - 10 * HOUR_US)));
    EVN_CHECK_OK(post(evn_rig_receive("hosp", "rice", NULL, NULL, 100, t - 10 * HOUR_US)));
    EVN_CHECK_ERR(count("units", "wh", line_of("rice", "", 989, t)), EVN_E_NOT_ALLOWED);
    EVN_CHECK_TEXT(rig.last.refusal.subject, "ADMIN");
    EVN_CHECK_ERR(count("percent", "hosp", line_of("rice", "", 94, t)), EVN_E_NOT_ALLOWED);
    EVN_CHECK_OK(count("within", "hosp", line_of("rice", "", 95, t)));
    EVN_CHECK_OK(approve("units", true));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 989);
    evn_rig_fini(&rig);
}

static void what_cannot_be_counted_is_refused(void)
{
    start();
    int64_t t = rig.now_us;
    EVN_CHECK_ERR(begin("C1", "van", 1, false), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(begin("C1", "consumed", 1, false), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(begin("C1", "wh", 3, false), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(begin("", "wh", 1, false), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(begin("C1", "wh", 1, false));
    EVN_CHECK_ERR(begin("C1", "wh", 1, false), EVN_E_EXISTS);
    EVN_CHECK_ERR(hand_in("C2", "a", line_of("rice", "", 1, t)), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(hand_in("C1", "a", line_of("rice", "", -1, t)), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(hand_in("C1", "a", line_of("drug", "", 1, t)), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(hand_in("C1", "a", line_of("drug", "new", 1, t)), EVN_E_UNKNOWN_LOT);
    EVN_CHECK_ERR(hand_in("C1", "a", line_of("rice", "L1", 1, t)), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(hand_in("C1", "a", line_of("rice", "", 1, t + 24 * HOUR_US)),
                  EVN_E_TIME_IN_FUTURE);
    struct evn_ledger_count_line elsewhere = line_of("rice", "", 1, t);
    elsewhere.place = evn_bytes_text("hosp");
    EVN_CHECK_ERR(hand_in("C1", "a", elsewhere), EVN_E_BAD_FIELD);
    /* A lot nobody received lies there: with its day it becomes known. */
    struct evn_ledger_count_line found = line_of("drug", "new", 3, t);
    EVN_CHECK_OK(evn_day_parse("2024-01-31", &found.expiry));
    EVN_CHECK_OK(hand_in("C1", "a", found));
    EVN_CHECK_OK(approve("C1", false));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "drug", "new"), 3);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "count_difference", "drug", "new"), -3);
    /* A serial number that the books have elsewhere was not moved by counting it. */
    EVN_CHECK_OK(post(evn_rig_receive("hosp", "vent", "SN1", NULL, 1, t)));
    EVN_CHECK_ERR(count("C3", "wh", line_of("vent", "SN1", 1, t)), EVN_E_WRONG_STATE);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_COUNT_DROP);
    c.count_end =
        (struct evn_ledger_count_end){.name = evn_bytes_text("C3"), .reason = evn_bytes_text("")};
    EVN_CHECK_OK(run(&c));
    EVN_CHECK_ERR(approve("C3", false), EVN_E_WRONG_STATE);
    evn_rig_fini(&rig);
}

static evn_err discrepancy(uint32_t step, const char *name, const char *reason, const char *owner,
                           int64_t qty)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DISCREPANCY);
    c.discrepancy = (struct evn_ledger_discrepancy){.step = step,
                                                    .name = evn_bytes_text(name),
                                                    .place = evn_bytes_text("hosp"),
                                                    .item = evn_bytes_text("rice"),
                                                    .lot = evn_bytes_text(""),
                                                    .reason = evn_bytes_text(reason),
                                                    .owner = evn_bytes_text(owner),
                                                    .note = evn_bytes_text("closing of March"),
                                                    .qty = qty};
    return run(&c);
}

static const struct evn_discrepancy *named(const char *name)
{
    const struct evn_named *all = &rig.state.discrepancies.named;
    return evn_named_at(all, evn_dict_find(&all->names, 0, evn_bytes_text(name)));
}

static void a_difference_is_opened_explained_and_closed_by_name(void)
{
    start();
    EVN_CHECK_ERR(discrepancy(EVN_DISCREPANCY_EXPLAINED, "D1", "typing", "", 0), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(discrepancy(EVN_DISCREPANCY_OPENED, "D1", "", "", 0), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(discrepancy(EVN_DISCREPANCY_OPENED, "D1", "carry", "hosp-1", -7));
    EVN_CHECK_ERR(discrepancy(EVN_DISCREPANCY_OPENED, "D1", "carry", "hosp-1", -7), EVN_E_EXISTS);
    EVN_CHECK_OK(discrepancy(EVN_DISCREPANCY_OPENED, "D2", "", "", 5));
    EVN_CHECK_EQ(rig.state.discrepancies.n_open, 2);
    EVN_CHECK_EQ(named("D1")->qty, -7);
    struct evn_bytes owner = evn_dict_text(&rig.state.actors, named("D1")->owner);
    EVN_CHECK(evn_bytes_equal(owner, evn_bytes_text("hosp-1")));
    owner = evn_dict_text(&rig.state.actors, named("D2")->owner);
    EVN_CHECK(evn_bytes_equal(owner, evn_bytes_text("key-1")));
    EVN_CHECK_ERR(discrepancy(EVN_DISCREPANCY_EXPLAINED, "D1", "", "", 0), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(discrepancy(EVN_DISCREPANCY_EXPLAINED, "D1", "typing", "", 0));
    EVN_CHECK_EQ(named("D1")->qty, -7);
    EVN_CHECK_OK(discrepancy(EVN_DISCREPANCY_CLOSED, "D1", "", "", 0));
    EVN_CHECK_ERR(discrepancy(EVN_DISCREPANCY_CLOSED, "D1", "", "", 0), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(rig.state.discrepancies.n_open, 1);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "hosp", "rice", NULL), 0);
    evn_rig_fini(&rig);
}

/* The model: all legs and counts of two places, in arrays. */
enum { MODEL_MAX = 20000, PLACES = 2, STEPS = 3000, HOURS = 200 };

struct model_leg {
    int place;
    int64_t at_us, delta;
};

static struct {
    struct model_leg leg[MODEL_MAX], counted[MODEL_MAX];
    size_t n, n_counted;
} model;

static int64_t model_at(int place, int64_t at_us)
{
    int64_t sum = 0;
    for (size_t i = 0; i < model.n; i++)
        if (model.leg[i].place == place && model.leg[i].at_us <= at_us)
            sum += model.leg[i].delta;
    return sum;
}

static void model_add(int place, int64_t at_us, int64_t delta)
{
    EVN_MUST(model.n < MODEL_MAX);
    model.leg[model.n++] = (struct model_leg){place, at_us, delta};
}

/* A leg, and the one that takes it back at the next count. False: more than was counted. */
static bool model_move(int place, int64_t at_us, int64_t delta)
{
    const struct model_leg *next = NULL;
    for (size_t i = 0; i < model.n_counted; i++) {
        const struct model_leg *c = &model.counted[i];
        if (c->place == place && c->at_us >= at_us && (next == NULL || c->at_us < next->at_us))
            next = c;
    }
    model_add(place, at_us, delta);
    if (next != NULL)
        model_add(place, next->at_us, -delta);
    return next == NULL || next->at_us != at_us || delta > 0 || -delta <= next->delta;
}

static bool model_fits(void)
{
    for (size_t i = 0; i < model.n; i++)
        if (model_at(model.leg[i].place, model.leg[i].at_us) < 0)
            return false;
    return true;
}

static const char *const places[PLACES] = {"wh", "hosp"};

/* Receive, issue or transfer in both worlds; they agree on whether it may be. */
static void step_move(struct evn_rng *rng, int64_t at_us)
{
    int kind = (int)evn_rng_below(rng, 3), from = (int)evn_rng_below(rng, PLACES);
    int64_t qty = 1 + evn_rng_below(rng, 40);
    size_t before = model.n;
    bool fits = true;
    struct evn_ledger_line line =
        kind == 0   ? evn_rig_receive(places[from], "rice", NULL, NULL, qty, at_us)
        : kind == 1 ? evn_rig_issue(places[from], "rice", NULL, qty, at_us)
                    : evn_rig_transfer(places[from], places[1 - from], "rice", NULL, qty, at_us);
    if (kind == 0)
        fits = model_move(from, at_us, qty);
    else
        fits = model_move(from, at_us, -qty);
    if (kind == 2)
        fits &= model_move(1 - from, at_us, qty);
    fits = fits && model_fits();
    EVN_CHECK_ERR(post(line), fits ? EVN_OK : EVN_E_SHORT_STOCK);
    if (!fits)
        model.n = before;
}

static void step_count(struct evn_rng *rng, int64_t at_us, int k)
{
    char name[20];
    int place = (int)evn_rng_below(rng, PLACES);
    int64_t books = model_at(place, at_us), counted = books + evn_rng_below(rng, 20) - 10;
    size_t before = model.n;
    counted = counted < 0 ? 0 : counted;
    snprintf(name, sizeof name, "C%d", k);
    for (size_t i = 0; i < model.n_counted; i++)
        if (model.counted[i].place == place && model.counted[i].at_us == at_us)
            return;
    if (counted != books)
        (void)model_move(place, at_us, counted - books);
    bool fits = model_fits();
    EVN_CHECK_ERR(count(name, places[place], line_of("rice", "", counted, at_us)),
                  fits ? EVN_OK : EVN_E_COUNT_CONTRADICTED);
    if (fits)
        model.counted[model.n_counted++] = (struct model_leg){place, at_us, counted};
    else
        model.n = before;
}

/* What was counted stands for ever, here and there. */
static void check_counts(void)
{
    for (size_t i = 0; i < model.n_counted; i++) {
        const struct model_leg *c = &model.counted[i];
        EVN_CHECK_EQ(balance_at(places[c->place], c->at_us), c->delta);
    }
}

static void a_log_replayed_gives_the_same_state(void)
{
    struct evn_ledger_state again;
    const struct evn_ledger_limits limits = evn_ledger_limits_usual();
    EVN_MUST(evn_ledger_state_init(&again, &limits, INT64_MIN) == EVN_OK);
    EVN_CHECK_OK(evn_ledger_apply_all(&again, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK(again.digest.a == rig.state.digest.a && again.digest.b == rig.state.digest.b);
    struct evn_canon one = {0}, two = {0};
    evn_counts_canon(&rig.state, &one);
    evn_counts_canon(&again, &two);
    EVN_CHECK(one.n_entries == two.n_entries && memcmp(one.sum, two.sum, sizeof one.sum) == 0);
    evn_ledger_state_fini(&again);
}

static void random_movements_and_counts_agree_with_arrays_and_loops(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(20221114));
    start();
    model.n = model.n_counted = 0;
    int64_t t = rig.now_us;
    for (int k = 0; k < STEPS && model.n < MODEL_MAX - 16; k++) {
        int64_t at_us = t - (int64_t)evn_rng_below(&rng, HOURS) * HOUR_US;
        if (k % 20 == 19 && model.n_counted < 60)
            step_count(&rng, at_us, k);
        else if (model.n < 900)
            step_move(&rng, at_us);
        if (k % 50 == 49)
            evn_rig_view(&rig, rig.position + evn_rng_below(&rng, (uint32_t)(rig.state.next_seq -
                                                                             rig.position)));
        int place = (int)evn_rng_below(&rng, PLACES);
        at_us = t - (int64_t)evn_rng_below(&rng, HOURS) * HOUR_US;
        EVN_CHECK_EQ(balance_at(places[place], at_us), model_at(place, at_us));
    }
    printf(" %zu legs, %zu counts", model.n, model.n_counted);
    EVN_CHECK(model.n_counted > 20);
    check_counts();
    a_log_replayed_gives_the_same_state();
    evn_rig_fini(&rig);
}

/* Day by day: each day's share is taken from the first lot that may still be used. */
static int64_t unused_day_by_day(struct evn_fefo_lot *lots, size_t n, size_t which,
                                 int64_t consumed, int32_t today)
{
    int64_t used = 0;
    for (int32_t day = today; day <= lots[which].expiry; day++) {
        int64_t until = consumed * (day - today + 1) / EVN_FEFO_DAYS;
        for (size_t i = 0; i < n && used < until; i++) {
            int64_t take = until - used < lots[i].qty ? until - used : lots[i].qty;
            if (lots[i].expiry < day)
                continue;
            lots[i].qty -= take;
            used += take;
        }
        /* What no lot had is not caught up with: nobody was there to be given it. */
    }
    return lots[which].qty;
}

static void what_is_not_used_in_time_is_what_a_day_by_day_count_leaves(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(28));
    for (int k = 0; k < 2000; k++) {
        struct evn_fefo_lot lots[5], copy[5];
        size_t n = 1 + evn_rng_below(&rng, 5), which = evn_rng_below(&rng, (uint32_t)n);
        int32_t expiry = 1000;
        for (size_t i = 0; i < n; i++) {
            expiry += (int32_t)evn_rng_below(&rng, 30);
            lots[i] = (struct evn_fefo_lot){expiry, 1 + evn_rng_below(&rng, 200)};
        }
        memcpy(copy, lots, sizeof copy);
        int64_t consumed = evn_rng_below(&rng, 400);
        EVN_CHECK_EQ(evn_fefo_unused(lots, which, consumed, 1000),
                     unused_day_by_day(copy, which + 1, which, consumed, 1000));
    }
    const struct evn_fefo_lot one = {INT32_MAX - 1, INT64_MAX};
    EVN_CHECK_EQ(evn_fefo_unused(&one, 0, INT64_MAX, 1000), 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(bins_of_a_count_are_bins_of_its_place),
        EVN_TEST(a_count_stands_and_so_does_today_whatever_is_recorded_before_it),
        EVN_TEST(only_the_next_count_takes_a_late_movement_back),
        EVN_TEST(a_count_that_later_issues_contradict_is_refused_with_the_instant),
        EVN_TEST(two_counters_agree_when_they_differ_from_the_books_alike),
        EVN_TEST(a_difference_above_the_limit_asks_for_the_higher_role),
        EVN_TEST(what_cannot_be_counted_is_refused),
        EVN_TEST(a_difference_is_opened_explained_and_closed_by_name),
        EVN_TEST(random_movements_and_counts_agree_with_arrays_and_loops),
        EVN_TEST(what_is_not_used_in_time_is_what_a_day_by_day_count_leaves),
    };
    return evn_test_main(argc, argv, "ledger.count", tests, sizeof tests / sizeof *tests);
}
