/* Days of cover, targets and gaps, and what might be: computed by hand, against the plans of the
 * days themselves, and with every refusal. */
#include "common/base/env.h"
#include "common/base/rng.h"
#include "tests/unit/planner/world.h"

typedef Evernormal__Planner__V1__Query Query;
typedef Evernormal__Planner__V1__Cover Cover;
typedef Evernormal__Planner__V1__CoverRow Row;
typedef Evernormal__Planner__V1__CoverClass Class;
typedef Evernormal__Planner__V1__Holding Holding;
typedef Evernormal__Planner__V1__AboardFor Aboard;

#define INIT(name) evernormal__planner__v1__##name##__init

enum { STOCK_MAX = 400 };

static struct world w;
static Cover cover;
static Evernormal__Planner__V1__WhatIf what_if;
static Holding holding[STOCK_MAX], *holdings[STOCK_MAX];
static Aboard aboard[STOCK_MAX], *aboards[STOCK_MAX];

/* A new question: nothing in stock. */
static void question(const char *area)
{
    INIT(cover)(&cover);
    INIT(what_if)(&what_if);
    cover.area = (char *)area;
    cover.stock = holdings;
    cover.aboard = aboards;
}

static Holding *have(const char *at, const char *of, int64_t quantity)
{
    EVN_MUST(cover.n_stock < STOCK_MAX);
    Holding *h = &holding[cover.n_stock];
    INIT(holding)(h);
    h->place = (char *)at;
    h->item = (char *)of;
    h->quantity = quantity;
    holdings[cover.n_stock++] = h;
    return h;
}

static void carries(const char *vehicle, const char *stop, const char *of, int64_t quantity)
{
    EVN_MUST(cover.n_aboard < STOCK_MAX);
    Aboard *a = &aboard[cover.n_aboard];
    INIT(aboard_for)(a);
    a->vehicle = (char *)vehicle;
    a->stop = (char *)stop;
    a->item = (char *)of;
    a->quantity = quantity;
    aboards[cover.n_aboard++] = a;
}

static evn_err answer(void)
{
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_COVER;
    query.cover = &cover;
    return ask(&w, &query);
}

static const Row *row_of(const char *scope, const char *of)
{
    for (size_t i = 0; w.result != NULL && i < w.result->n_cover; i++)
        if (strcmp(w.result->cover[i]->scope, scope) == 0 &&
            strcmp(w.result->cover[i]->item, of) == 0)
            return w.result->cover[i];
    return NULL;
}

static const Class *class_of(const char *scope, const char *of)
{
    for (size_t i = 0; w.result != NULL && i < w.result->n_category; i++)
        if (strcmp(w.result->category[i]->scope, scope) == 0 &&
            strcmp(w.result->category[i]->category, of) == 0)
            return w.result->category[i];
    return NULL;
}

/* Two communities of a district: 100 people sealed in one, 10 in the other; 2 packs each a day. */
static void start(void)
{
    world_init(&w);
    class_item(&w, "PACK", "living_supply");
    class_item(&w, "WATER", "living_supply");
    class_item(&w, "SWAB", "test_consumable");
    norm(&w, "energy", "all", 2000000, "person", "day");
    norm(&w, "swab", "tested", 1000000, "test", "");
    link_norm(&w, "PACK", "energy", 1000000);
    link_norm(&w, "SWAB", "swab", 1000000);
    community(&w, C1, 1000);
    community(&w, C2, 50);
    zone(&w, "Z1", C1 "-000-001", 100, true);
    zone(&w, "Z2", C2 "-000-001", 10, true);
    place(&w, "W1", 1, "310105001", "");
    place(&w, "W2", 1, "310104", "");
    place(&w, "H1", 2, "310105002", "");
    place(&w, "H1-BIN", 13, "310105002", "H1");
    place(&w, "P1", 5, C1, "");
    place(&w, "V1", 6, "310104", "");
    place(&w, "Q1", 14, "310105001", "");
    deliver(&w);
}

static void stock_is_set_against_the_need_of_days_to_come(void)
{
    start();
    question("310105");
    Holding *h = have("W1", "PACK", 1000);
    h->unusable = 100;
    h->reserved = 300;
    h->earmarked = 50;
    have("Q1", "PACK", 7);
    EVN_CHECK_OK(answer());
    const Row *row = row_of("310105", "PACK");
    EVN_MUST(row != NULL && row->now != NULL);
    EVN_CHECK(row->then == NULL);
    EVN_CHECK_EQ(row->now->on_hand, 900);
    EVN_CHECK_EQ(row->now->unusable, 107);
    EVN_CHECK_EQ(row->now->reserved, 300);
    EVN_CHECK_EQ(row->now->earmarked, 50);
    EVN_CHECK_EQ(row->now->need, 14 * 220);
    EVN_CHECK_EQ(row->now->wanted, 0);
    EVN_CHECK_EQ(row->now->cover_cdays, 386); /* 850 / 220 */
    EVN_CHECK_TEXT(row->now->stock_out, "2022-11-17");
    EVN_CHECK_TEXT(row->category, "living_supply");
    const Class *class = class_of("310105", "living_supply");
    EVN_MUST(class != NULL);
    EVN_CHECK_EQ(class->items, 1);
    EVN_CHECK_EQ(class->items_short, 1);
    EVN_CHECK_EQ(class->cover_cdays, 386);
    EVN_CHECK_TEXT(class->first_out, "PACK");
    world_fini(&w);
}

static void a_zone_counts_until_its_expected_end_unless_it_is_to_stand(void)
{
    start();
    zone_until(&w, "Z1", C1 "-000-001", 100, "2022-11-15");
    deliver(&w);
    question("310105");
    have("W1", "PACK", 500);
    EVN_CHECK_OK(answer());
    const Row *row = row_of("310105", "PACK");
    EVN_MUST(row != NULL);
    EVN_CHECK_EQ(row->now->need, 2 * 200 + 14 * 20);
    EVN_CHECK_TEXT(row->now->stock_out, "2022-11-19"); /* 220, 220, 20, 20, 20 */
    cover.standing = true;
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->need, 14 * 220);
    /* What is overdue counts today alone. */
    zone_until(&w, "Z1", C1 "-000-001", 100, "2022-11-10");
    deliver(&w);
    cover.standing = false;
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->need, 200 + 14 * 20);
    world_fini(&w);
}

static void targets_are_rows_of_policy_tables_and_the_narrowest_counts(void)
{
    static const char *const classes[] = {"living_supply", "food", "", NULL};
    static const char *const days[] = {"living_supply",
                                       "7",
                                       "days",
                                       "living_supply@310105",
                                       "10",
                                       "days",
                                       "PACK@310105001",
                                       "3",
                                       "days",
                                       "PACK@310104",
                                       "40",
                                       "base_units",
                                       "*@H1",
                                       "5",
                                       "days",
                                       "PACK@H1",
                                       "30",
                                       "daily",
                                       "*@H1",
                                       "06:30-08:00",
                                       "slot",
                                       NULL};
    start();
    policy(&w, "reserve_classes", classes);
    policy(&w, "reserve_days", days);
    deliver(&w);
    question("3101");
    have("W1", "PACK", 1000);
    have("W2", "PACK", 30);
    have("H1", "PACK", 100);
    have("H1-BIN", "PACK", 20);
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(w.result->n_refused_rule, 0);
    const Row *row = row_of("3101", "PACK");
    EVN_MUST(row != NULL);
    EVN_CHECK_EQ(row->target_days, 7);
    EVN_CHECK_TEXT(row->rule, "reserve_days: living_supply");
    EVN_CHECK_TEXT(row->duty, "stock of important goods");
    EVN_CHECK_EQ(row->now->on_hand, 1150);
    EVN_CHECK_EQ(row->now->wanted, 1540);
    EVN_CHECK_EQ(row->now->short_of, 390);
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->wanted, 2200);
    EVN_CHECK_EQ(row_of("310105001", "PACK")->now->wanted, 660);
    EVN_CHECK_EQ(row_of("310105001", "PACK")->now->short_of, 0);
    EVN_CHECK_EQ(row_of("310104", "PACK")->now->wanted, 40);
    EVN_CHECK_EQ(row_of("310104", "PACK")->now->short_of, 10);
    row = row_of("H1", "PACK");
    EVN_MUST(row != NULL && row->is_place);
    EVN_CHECK_EQ(row->now->on_hand, 120); /* with its bin, which 3101 counts once */
    EVN_CHECK_EQ(row->now->wanted, 150);
    EVN_CHECK_EQ(row->now->short_of, 30);
    EVN_CHECK_EQ(row->now->cover_cdays, 400);
    EVN_CHECK_TEXT(row->now->stock_out, "2022-11-18");
    EVN_CHECK_TEXT(row->slot, "06:30-08:00");
    cover.gaps = true;
    cover.days = 1;
    EVN_CHECK_OK(answer());
    EVN_CHECK(row_of("310105001", "PACK") == NULL);
    EVN_CHECK(row_of("3101", "PACK") != NULL && row_of("H1", "PACK") != NULL);
    world_fini(&w);
}

static void rows_hold_between_their_days_alone(void)
{
    Evernormal__Registry__V1__Policy m = EVERNORMAL__REGISTRY__V1__POLICY__INIT;
    Evernormal__Registry__V1__Rule a = EVERNORMAL__REGISTRY__V1__RULE__INIT, b = a;
    Evernormal__Registry__V1__Rule *rules[] = {&a, &b};
    start();
    a.rule = b.rule = (char *)"PACK";
    a.unit = b.unit = (char *)"days";
    a.value = (char *)"2";
    a.valid_until = (char *)"2022-11-14";
    b.value = (char *)"4";
    b.valid_from = (char *)"2022-11-15";
    m.table = (char *)"reserve_days";
    m.version = 1;
    m.rules = rules;
    m.n_rules = 2;
    event(&w, 21, &m.base);
    deliver(&w);
    question("310105");
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->wanted, 440);
    morning(&w, "2022-11-15");
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->wanted, 880);
    world_fini(&w);
}

static void rows_nothing_can_be_made_of_are_named(void)
{
    static const char *const rows[] = {"PACK",        "7",    "weeks",   "PACK", "many",
                                       "days",        "PACK", "181",     "days", "PACK@NOWHERE",
                                       "7",           "days", "@310105", "7",    "days",
                                       "PACK@310105", "9",    "daily",   "*@H1", "08:00-07:00",
                                       "slot",        "PACK", "7",       "days", NULL};
    static const struct {
        evn_err err;
        const char *field, *subject;
    } want[] = {
        {EVN_E_BAD_FIELD, "rules.unit", "weeks"},
        {EVN_E_BAD_FIELD, "rules.value", "many"},
        {EVN_E_BAD_FIELD, "rules.value", "181"},
        {EVN_E_UNKNOWN_PLACE, "rules.rule", "NOWHERE"},
        {EVN_E_BAD_FIELD, "rules.rule", "@310105"},
        {EVN_E_BAD_FIELD, "rules.rule", "PACK@310105"},
        {EVN_E_BAD_FIELD, "rules.value", "08:00-07:00"},
    };
    start();
    policy(&w, "reserve_days", rows);
    deliver(&w);
    question("310105");
    EVN_CHECK_OK(answer());
    EVN_MUST(w.result->n_refused_rule == sizeof want / sizeof want[0]);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        EVN_CHECK_TEXT(w.result->refused_rule[i]->table, "reserve_days");
        EVN_CHECK_EQ(w.result->refused_rule[i]->refusal->code, want[i].err);
        EVN_CHECK_EQ(w.result->refused_rule[i]->refusal->line, i + 1);
        EVN_CHECK_TEXT(w.result->refused_rule[i]->refusal->field, want[i].field);
        EVN_CHECK_TEXT(w.result->refused_rule[i]->refusal->subject, want[i].subject);
    }
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->wanted, 1540);
    world_fini(&w);
}

static void days_of_a_place_without_its_daily_use_are_no_figure(void)
{
    static const char *const rows[] = {"PACK@H1", "5", "days", NULL};
    start();
    policy(&w, "reserve_days", rows);
    deliver(&w);
    question("310105");
    have("H1", "PACK", 5);
    EVN_CHECK_OK(answer());
    const Row *row = row_of("H1", "PACK");
    EVN_MUST(row != NULL);
    EVN_CHECK_EQ(row->now->error, EVN_E_MISSING_FIELD);
    world_fini(&w);
}

static void what_is_aboard_is_counted_once_and_at_its_stop(void)
{
    start();
    question("31");
    cover.by = 6;
    have("W2", "PACK", 10);
    have("V1", "PACK", 90);
    carries("V1", "P1", "PACK", 60);
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("31", "PACK")->now->in_transit, 90);
    EVN_CHECK_EQ(row_of("31", "PACK")->now->on_hand, 10);
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->in_transit, 60);
    EVN_CHECK_EQ(row_of("310105", "PACK")->now->on_hand, 0);
    EVN_CHECK_EQ(row_of("310104", "PACK")->now->in_transit, 30);
    carries("V1", "H1", "PACK", 31);
    EVN_CHECK_ERR(answer(), EVN_E_WRONG_STATE);
    EVN_CHECK_TEXT(w.h.why.field, "aboard.quantity");
    EVN_CHECK_TEXT(w.h.why.subject, "PACK");
    EVN_CHECK_TEXT(w.h.why.place, "V1");
    EVN_CHECK_EQ(w.h.why.have, 90);
    EVN_CHECK_EQ(w.h.why.want, 91);
    world_fini(&w);
}

static void random_snapshots_add_up_however_they_are_cut(void)
{
    static const char *const at[] = {"W1", "W2", "H1", "H1-BIN", "P1", "Q1"};
    static const char *const of[] = {"PACK", "WATER"};
    struct evn_rng rng = evn_rng_of(evn_test_seed(5));
    start();
    for (int life = 0; life < 200; life++) {
        int64_t all = 0, parts = 0, transit[2] = {0, 0}, on_road = 0, load[2] = {0, 0};
        question("");
        cover.by = 6;
        for (int i = 0; i < 20; i++) {
            Holding *h = have(at[evn_rng_below(&rng, 6)], of[evn_rng_below(&rng, 2)],
                              evn_rng_below(&rng, 1000));
            h->unusable = evn_rng_below(&rng, 100);
            h->earmarked = evn_rng_below(&rng, 100);
            all += h->quantity;
        }
        for (int i = 0; i < 2; i++) {
            on_road = 200 + evn_rng_below(&rng, 1000);
            transit[i] = on_road;
            have("V1", of[i], on_road);
            all += on_road;
            for (int k = 0; k < 3; k++) {
                int64_t part = evn_rng_below(&rng, (uint32_t)(on_road - load[i]) + 1);
                load[i] += part;
                carries("V1", at[evn_rng_below(&rng, 5)], of[i], part);
            }
        }
        EVN_MUST(answer() == EVN_OK);
        for (size_t i = 0; i < w.result->n_cover; i++) {
            const Row *row = w.result->cover[i];
            int64_t sum = row->now->on_hand + row->now->in_transit + row->now->unusable;
            if (row->scope[0] == '\0') {
                EVN_CHECK(row->now->in_transit == transit[0] || row->now->in_transit == transit[1]);
                all -= sum;
            } else {
                parts += sum;
            }
            EVN_CHECK(row->now->on_hand >= 0 && row->now->in_transit >= 0);
            parts -= row->scope[0] == '\0' ? sum : 0;
        }
        EVN_CHECK_EQ(all, 0);
        EVN_CHECK_EQ(parts, 0);
    }
    world_fini(&w);
}

/* What the plans of the days say of the item everywhere. */
static int64_t planned(const char *day, const char *of)
{
    Evernormal__Planner__V1__Totals m = EVERNORMAL__PLANNER__V1__TOTALS__INIT;
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    int64_t sum = 0;
    m.day = (char *)day;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_TOTALS;
    query.totals = &m;
    EVN_MUST(ask(&w, &query) == EVN_OK);
    for (size_t i = 0; i < w.result->n_total; i++)
        if (strcmp(w.result->total[i]->item, of) == 0)
            sum += w.result->total[i]->quantity;
    return sum;
}

enum { LIVES = 60, DAYS = 10, N_ITEMS = 3 };
static const char *const items[N_ITEMS] = {"PACK", "SWAB", "WATER"};

/* A random district; zones end on the day `end[i]` says (day of the month), 0: they stand. */
static void random_district(struct evn_rng *rng, int end[6])
{
    static const uint32_t days[] = {1, 3, 5};
    char id[32], area[40], on[32];
    start();
    norm(&w, "soap", "all", 100000 + evn_rng_below(rng, 400000), "person", "30 days");
    norm(&w, "kettle", "all", 1000000, "person", "once");
    link_norm(&w, "WATER", "soap", 70000);
    link_norm(&w, "WATER", "kettle", 3000000);
    for (int i = 0; i < 6; i++) {
        end[i] = evn_rng_below(rng, 3) == 0 ? 0 : 14 + (int)evn_rng_below(rng, DAYS);
        snprintf(id, sizeof id, "R%d", i);
        snprintf(area, sizeof area, "%s-000-01%d", i % 2 == 0 ? C1 : C2, i);
        snprintf(on, sizeof on, "2022-11-%d", end[i]);
        zone_until(&w, id, area, 1 + evn_rng_below(rng, 40), end[i] > 0 ? on : "");
    }
    for (int i = 0; i < 8; i++) {
        snprintf(id, sizeof id, "M%d", i);
        snprintf(on, sizeof on, "2022-11-%d", 12 + (int)evn_rng_below(rng, 8));
        member(&w, id, i % 2 == 0 ? C1 : C2, "door", on, days, 3, "");
        snprintf(id, sizeof id, "K%d", i);
        person(&w, id, i % 3 == 0 ? C1 : C2, items[evn_rng_below(rng, N_ITEMS)],
               1 + evn_rng_below(rng, 5), 2, i % 2 == 0 ? on : "");
    }
    deliver(&w);
}

/* Each zone is unsealed on the morning behind its expected end. */
static void unseal_due(const int end[6], int day)
{
    char id[16], area[40];
    for (int i = 0; i < 6; i++)
        if (end[i] > 0 && end[i] + 1 == day) {
            snprintf(id, sizeof id, "R%d", i);
            snprintf(area, sizeof area, "%s-000-01%d", i % 2 == 0 ? C1 : C2, i);
            zone(&w, id, area, 1, false);
        }
}

static void need_to_come_is_what_the_plans_of_those_days_say(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(6));
    for (int life = 0; life < LIVES; life++) {
        int64_t want[N_ITEMS] = {0}, got[N_ITEMS] = {0};
        int end[6];
        char day[32];
        random_district(&rng, end);
        question("");
        cover.days = DAYS;
        cover.standing = life % 2 == 0;
        EVN_MUST(answer() == EVN_OK);
        for (int i = 0; i < N_ITEMS; i++)
            got[i] = row_of("", items[i]) != NULL ? row_of("", items[i])->now->need : 0;
        for (int d = 14; d < 14 + DAYS; d++) {
            snprintf(day, sizeof day, "2022-11-%d", d);
            if (life % 2 != 0)
                unseal_due(end, d);
            morning(&w, day);
            (void)deliver(&w);
            for (int i = 0; i < N_ITEMS; i++)
                want[i] += planned(day, items[i]);
        }
        for (int i = 0; i < N_ITEMS; i++)
            EVN_CHECK_EQ(got[i], want[i]);
        world_fini(&w);
    }
}

static void what_might_be_stands_beside_what_is_and_changes_nothing(void)
{
    Evernormal__Planner__V1__MoreSealed more = EVERNORMAL__PLANNER__V1__MORE_SEALED__INIT;
    Evernormal__Planner__V1__MoreSealed *mores[] = {&more};
    Evernormal__Planner__V1__MoreTested tests = EVERNORMAL__PLANNER__V1__MORE_TESTED__INIT;
    Evernormal__Planner__V1__MoreTested *tested[] = {&tests};
    char *closed[] = {(char *)"W1"}, before[65], after[65];
    start();
    person(&w, "K1", C1, "WATER", 3, 2, "");
    deliver(&w);
    evn_harness_digest(&w.h, before);
    question("310105");
    have("W1", "PACK", 600);
    have("H1", "PACK", 440);
    have("W1", "WATER", 100);
    cover.what_if = &what_if;
    what_if.sealed = mores;
    what_if.n_sealed = 1;
    more.community = (char *)C1;
    more.residents = 45;
    more.buildings = 2;
    more.from = (char *)"2022-11-16";
    EVN_CHECK_OK(answer());
    const Row *row = row_of("310105", "PACK");
    EVN_MUST(row != NULL && row->then != NULL);
    EVN_CHECK_EQ(row->now->need, 14 * 220);
    EVN_CHECK_EQ(row->then->need, 14 * 220 + 12 * 180);
    EVN_CHECK_TEXT(row->now->stock_out, "2022-11-18"); /* 1,040 = 4 x 220 + 160 */
    EVN_CHECK_EQ(row->now->cover_cdays, 472);
    EVN_CHECK_TEXT(row->then->stock_out, "2022-11-17"); /* 220, 220, 400, 200 left of 400 */
    EVN_CHECK_EQ(row->then->cover_cdays, 350);
    EVN_CHECK_TEXT(class_of("310105", "living_supply")->then_out, "2022-11-17");
    what_if.closed = closed;
    what_if.n_closed = 1;
    EVN_CHECK_OK(answer());
    row = row_of("310105", "PACK");
    EVN_CHECK_EQ(row->then->on_hand, 440);
    EVN_CHECK_EQ(row->then->closed, 600);
    EVN_CHECK_EQ(row->now->closed, 0);
    EVN_CHECK_TEXT(row->then->stock_out, "2022-11-16");
    what_if.n_sealed = what_if.n_closed = 0;
    what_if.tested = tested;
    what_if.n_tested = 1;
    tests.community = (char *)C2;
    tests.day = (char *)"2022-11-15";
    tests.tests = 40;
    EVN_CHECK_OK(answer());
    row = row_of("310105", "SWAB");
    EVN_MUST(row != NULL);
    EVN_CHECK_EQ(row->now->need, 0);
    EVN_CHECK_EQ(row->then->need, 40);
    EVN_CHECK_TEXT(row->then->stock_out, "2022-11-15");
    evn_harness_digest(&w.h, after);
    EVN_CHECK_TEXT(after, before);
    world_fini(&w);
}

static void a_policy_that_ends_zones_leaves_key_persons_their_need(void)
{
    static const uint32_t days[] = {1, 3};
    start();
    person(&w, "K1", C1, "WATER", 3, 2, "2022-11-20");
    member(&w, "M1", C2, "door", "2022-11-15", days, 2, "");
    zone_until(&w, "Z2", C2 "-000-001", 10, "2022-11-15");
    deliver(&w);
    question("310105");
    cover.what_if = &what_if;
    what_if.zones_end = (char *)"2022-11-17";
    what_if.cohorts_end = (char *)"2022-11-16";
    EVN_CHECK_OK(answer());
    const Row *pack = row_of("310105", "PACK");
    EVN_MUST(pack != NULL);
    EVN_CHECK_EQ(pack->now->need, 14 * 200 + 2 * 20);
    EVN_CHECK_EQ(pack->then->need, 3 * 200 + 2 * 20);
    EVN_CHECK_EQ(row_of("310105", "WATER")->now->need, 7 * 3);
    EVN_CHECK_EQ(row_of("310105", "WATER")->then->need, 7 * 3);
    EVN_CHECK_EQ(row_of("310105", "SWAB")->now->need, 2);
    EVN_CHECK_EQ(row_of("310105", "SWAB")->then->need, 1);
    what_if.cohorts_end = (char *)"2022-11-15";
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "SWAB")->then->need, 0);
    world_fini(&w);
}

static void more_people_than_live_there_are_never_sealed(void)
{
    Evernormal__Planner__V1__MoreSealed more = EVERNORMAL__PLANNER__V1__MORE_SEALED__INIT;
    Evernormal__Planner__V1__MoreSealed *mores[] = {&more};
    start();
    question("310105");
    cover.days = 1;
    cover.what_if = &what_if;
    what_if.sealed = mores;
    what_if.n_sealed = 1;
    more.community = (char *)C2;
    more.residents = 1000;
    more.buildings = 100000;
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "PACK")->then->need, 2 * (100 + 50));
    world_fini(&w);
}

/* Ask and expect a refusal about this. */
static void refused(evn_err err, const char *field, const char *subject)
{
    EVN_CHECK_ERR(answer(), err);
    EVN_CHECK_TEXT(w.h.why.field, field);
    EVN_CHECK_TEXT(w.h.why.subject, subject);
}

static void what_cannot_be_answered_is_refused_with_its_reason(void)
{
    Evernormal__Planner__V1__MoreSealed more = EVERNORMAL__PLANNER__V1__MORE_SEALED__INIT;
    Evernormal__Planner__V1__MoreSealed *mores[] = {&more};
    Evernormal__Planner__V1__MoreTested tests = EVERNORMAL__PLANNER__V1__MORE_TESTED__INIT;
    Evernormal__Planner__V1__MoreTested *tested[] = {&tests};
    char *closed[] = {(char *)"W9"};
    start();
    question("310105");
    cover.by = 5;
    refused(EVN_E_BAD_FIELD, "by", "");
    question("310105");
    cover.days = 181;
    EVN_CHECK_ERR(answer(), EVN_E_OUT_OF_RANGE);
    question("310105");
    have("W9", "PACK", 1);
    refused(EVN_E_UNKNOWN_PLACE, "stock.place", "W9");
    question("310105");
    have("V1", "PACK", 1);
    carries("V1", "P9", "PACK", 1);
    refused(EVN_E_UNKNOWN_PLACE, "aboard.stop", "P9");
    question("310105");
    have("W1", "PACK", INT64_MAX);
    have("H1", "PACK", 1);
    refused(EVN_E_OVERFLOW, "stock.quantity", "PACK");
    question("310105");
    cover.what_if = &what_if;
    what_if.closed = closed;
    what_if.n_closed = 1;
    refused(EVN_E_UNKNOWN_PLACE, "what_if.closed", "W9");
    what_if.n_closed = 0;
    what_if.sealed = mores;
    what_if.n_sealed = 1;
    more.community = (char *)"310105999999";
    more.residents = more.buildings = 1;
    refused(EVN_E_UNKNOWN_REF, "what_if.sealed", "310105999999");
    more.buildings = 0;
    refused(EVN_E_MISSING_FIELD, "cover.what_if.sealed[0].buildings", "");
    what_if.n_sealed = 0;
    what_if.tested = tested;
    what_if.n_tested = 1;
    tests.community = (char *)"310105999999";
    tests.day = (char *)"2022-11-15";
    refused(EVN_E_UNKNOWN_REF, "what_if.tested", "310105999999");
    snprintf(w.h.actor.scope, sizeof w.h.actor.scope, "310104");
    question("310105");
    refused(EVN_E_OUT_OF_SCOPE, "area", "310105");
    world_fini(&w);
}

static void pages_hold_every_row_once(void)
{
    char id[16], next[160] = "", last[80] = "";
    size_t n = 0, classes = 0, pages = 0;
    start();
    for (int i = 0; i < 130; i++) {
        snprintf(id, sizeof id, "I%03d", i);
        class_item(&w, id, "living_supply");
    }
    deliver(&w);
    question("");
    cover.by = 6;
    static char names[260][16];
    for (int i = 0; i < 260; i++) {
        snprintf(names[i], sizeof names[i], "I%03d", i / 2);
        have(i % 2 == 0 ? "W1" : "W2", names[i], i + 1);
    }
    for (;;) {
        cover.after = next;
        EVN_MUST(answer() == EVN_OK);
        for (size_t i = 0; i < w.result->n_cover; i++) {
            char key[80];
            snprintf(key, sizeof key, "%s!%s", w.result->cover[i]->scope, w.result->cover[i]->item);
            EVN_CHECK(strcmp(key, last) > 0);
            snprintf(last, sizeof last, "%s", key);
        }
        n += w.result->n_cover;
        classes += w.result->n_category;
        pages++;
        if (w.result->next[0] == '\0')
            break;
        snprintf(next, sizeof next, "%s", w.result->next);
    }
    EVN_CHECK_EQ(n, 130 * 3 + 2); /* and packs, everywhere and in 310105 */
    EVN_CHECK_EQ(classes, 2);
    EVN_CHECK(pages >= 4);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(stock_is_set_against_the_need_of_days_to_come),
    EVN_TEST(a_zone_counts_until_its_expected_end_unless_it_is_to_stand),
    EVN_TEST(targets_are_rows_of_policy_tables_and_the_narrowest_counts),
    EVN_TEST(rows_hold_between_their_days_alone),
    EVN_TEST(rows_nothing_can_be_made_of_are_named),
    EVN_TEST(days_of_a_place_without_its_daily_use_are_no_figure),
    EVN_TEST(what_is_aboard_is_counted_once_and_at_its_stop),
    EVN_TEST(random_snapshots_add_up_however_they_are_cut),
    EVN_TEST(need_to_come_is_what_the_plans_of_those_days_say),
    EVN_TEST(what_might_be_stands_beside_what_is_and_changes_nothing),
    EVN_TEST(a_policy_that_ends_zones_leaves_key_persons_their_need),
    EVN_TEST(more_people_than_live_there_are_never_sealed),
    EVN_TEST(what_cannot_be_answered_is_refused_with_its_reason),
    EVN_TEST(pages_hold_every_row_once),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.cover", tests, sizeof tests / sizeof tests[0]);
}
