/* Reads, pages, scopes, the one command, and days that come and go. */
#include "common/base/env.h"
#include "tests/unit/planner/world.h"

typedef Evernormal__Planner__V1__Query Query;
static struct world w;

static void start(void)
{
    world_init(&w);
    norm(&w, "energy", "all", 2000000, "person", "day");
    link_norm(&w, "PACK", "energy", 1000000);
    community(&w, C1, 100);
    community(&w, C2, 10);
    zone(&w, "Z1", C1, 0, true);
    zone(&w, "Z2", C2, 0, true);
    deliver(&w);
}

static evn_err totals(const char *day, const char *area, const char *after)
{
    Evernormal__Planner__V1__Totals m = EVERNORMAL__PLANNER__V1__TOTALS__INIT;
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    m.day = (char *)day;
    m.area = (char *)area;
    m.after = (char *)after;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_TOTALS;
    query.totals = &m;
    return ask(&w, &query);
}

static evn_err needs(const char *in, const char *day, const char *after)
{
    Evernormal__Planner__V1__Needs m = EVERNORMAL__PLANNER__V1__NEEDS__INIT;
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    m.community = (char *)in;
    m.day = (char *)day;
    m.after = (char *)after;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_NEEDS;
    query.needs = &m;
    return ask(&w, &query);
}

static evn_err open_zones(const char *area, const char *after)
{
    Evernormal__Planner__V1__Open m = EVERNORMAL__PLANNER__V1__OPEN__INIT;
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    m.area = (char *)area;
    m.after = (char *)after;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_OPEN;
    query.open = &m;
    return ask(&w, &query);
}

static evn_err explain(const char *in, const char *code, uint32_t tier)
{
    Evernormal__Planner__V1__Explain m = EVERNORMAL__PLANNER__V1__EXPLAIN__INIT;
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    m.community = (char *)in;
    m.item = (char *)code;
    m.tier = tier;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_EXPLAIN;
    query.explain = &m;
    return ask(&w, &query);
}

static evn_err refused(void)
{
    Evernormal__Planner__V1__Refused m = EVERNORMAL__PLANNER__V1__REFUSED__INIT;
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_REFUSED;
    query.refused = &m;
    return ask(&w, &query);
}

static evn_err recompute(const char *code)
{
    uint8_t room[256], rest[10] = {0};
    Evernormal__Planner__V1__Recompute m = EVERNORMAL__PLANNER__V1__RECOMPUTE__INIT;
    Evernormal__Planner__V1__Command command = EVERNORMAL__PLANNER__V1__COMMAND__INIT;
    struct evn_id id = evn_id_make(w.h.now_us, rest);
    m.community = (char *)code;
    command.id.data = id.b;
    command.id.len = EVN_ID_LEN;
    command.kind_case = EVERNORMAL__PLANNER__V1__COMMAND__KIND_RECOMPUTE;
    command.recompute = &m;
    size_t len = evernormal__planner__v1__command__pack(&command, room);
    return evn_harness_post(&w.h, evn_bytes_of(room, len));
}

static void totals_add_up_the_communities_of_an_area(void)
{
    start();
    EVN_CHECK_OK(totals("2022-11-14", "3101", ""));
    EVN_MUST(w.result->n_total == 1);
    EVN_CHECK_EQ(w.result->total[0]->quantity, 220);
    EVN_CHECK_EQ(w.result->total[0]->daily, 220);
    EVN_CHECK_EQ(w.result->total[0]->communities, 2);
    EVN_CHECK_OK(totals("2022-11-14", C2, ""));
    EVN_CHECK_EQ(w.result->total[0]->quantity, 20);
    EVN_CHECK_OK(totals("2022-11-13", "", ""));
    EVN_CHECK_EQ(w.result->n_total, 0);
    EVN_CHECK_ERR(totals("2022-11-14", "", "PACK"), EVN_E_BAD_FIELD);
    world_fini(&w);
}

static void pages_hold_every_row_once(void)
{
    char code[16], after[200] = "", last[200] = "";
    size_t n = 0, n_total = 0;
    start();
    for (int i = 0; i < 250; i++) {
        snprintf(code, sizeof code, "T%03d", i);
        link_norm(&w, code, "energy", 1000000);
    }
    deliver(&w);
    do {
        EVN_MUST(needs(C1, "", after) == EVN_OK);
        for (size_t i = 0; i < w.result->n_need; i++, n++) {
            EVN_CHECK(strcmp(last, w.result->need[i]->item) < 0);
            snprintf(last, sizeof last, "%s", w.result->need[i]->item);
        }
        snprintf(after, sizeof after, "%s", w.result->next);
    } while (after[0] != '\0');
    EVN_CHECK_EQ(n, 251);
    do {
        EVN_MUST(totals("2022-11-14", "", after) == EVN_OK);
        for (size_t i = 0; i < w.result->n_total; i++, n_total++)
            EVN_CHECK_EQ(w.result->total[i]->communities, 2);
        snprintf(after, sizeof after, "%s", w.result->next);
    } while (after[0] != '\0');
    EVN_CHECK_EQ(n_total, 251);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_figure_names_the_rows_it_comes_from(void)
{
    start();
    EVN_CHECK_OK(explain(C1, "PACK", 3));
    EVN_MUST(w.result->n_need == 1 && w.result->n_norm == 1 && w.result->n_item_norm == 1 &&
             w.result->n_zone == 1);
    EVN_CHECK_TEXT(w.result->norm[0]->source, "handbook");
    EVN_CHECK_TEXT(w.result->item_norm[0]->source, "label");
    EVN_CHECK_TEXT(w.result->zone[0]->zone, "Z1");
    EVN_CHECK_ERR(explain(C1, "PACK", 1), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(explain("310105009009", "PACK", 3), EVN_E_UNKNOWN_REF);
    world_fini(&w);
}

static void what_cannot_be_planned_with_is_refused_by_name(void)
{
    start();
    norm(&w, "packs", "household", 3000000, "pack", "2 days");
    norm(&w, "odd", "all", 3000000, "person", "2 days");
    link_norm(&w, "BOX", "packs", 1000000);
    link_norm(&w, "ODD", "odd", 1000000);
    deliver(&w);
    EVN_CHECK_OK(refused());
    EVN_MUST(w.result->n_refused == 2);
    EVN_CHECK_TEXT(w.result->refused[0]->item, "BOX");
    EVN_CHECK_TEXT(w.result->refused[0]->refusal->field, "norm.group");
    EVN_CHECK_TEXT(w.result->refused[1]->item, "ODD");
    EVN_CHECK_EQ(w.result->refused[1]->refusal->code, EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.result->refused[1]->refusal->field, "norm.period");
    EVN_CHECK_TEXT(w.result->refused[1]->refusal->subject, "2 days");
    EVN_CHECK(need_of(&w, C1, "ODD", 3) == NULL);
    world_fini(&w);
}

static void an_actor_reads_what_lies_in_its_scope(void)
{
    start();
    strcpy(w.h.actor.scope, C2);
    EVN_CHECK_OK(needs(C2, "", ""));
    EVN_CHECK_ERR(needs(C1, "", ""), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(explain(C1, "PACK", 3), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_OK(totals("2022-11-14", "", ""));
    EVN_CHECK_EQ(w.result->total[0]->quantity, 20);
    EVN_CHECK_ERR(totals("2022-11-14", C1, ""), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_OK(open_zones("", ""));
    EVN_CHECK_EQ(w.result->n_open, 1);
    EVN_CHECK_ERR(recompute(C1), EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static void unsealing_closes_and_days_stay_readable(void)
{
    start();
    EVN_CHECK_EQ(morning(&w, "2022-11-15"), 4);
    zone(&w, "Z1", C1, 0, false);
    EVN_CHECK_EQ(deliver(&w), 1);
    EVN_CHECK_EQ(w.h.kind[0], EVN_PLANNER_CLOSED);
    EVN_CHECK_OK(open_zones("", ""));
    EVN_CHECK_EQ(w.result->n_open, 1);
    EVN_CHECK_ERR(needs(C1, "2022-11-15", ""), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(needs(C1, "", ""), EVN_E_UNKNOWN_REF);
    EVN_CHECK_OK(needs(C1, "2022-11-14", ""));
    EVN_CHECK_EQ(w.result->need[0]->quantity, 200);
    EVN_CHECK_EQ(morning(&w, "2022-11-16"), 2);
    EVN_CHECK_EQ(morning(&w, "2022-11-16"), 0);
    /* Business time that goes back plans no earlier day. */
    EVN_CHECK_EQ(morning(&w, "2022-11-10"), 0);
    for (int i = 0; i < 20; i++) {
        w.h.business_us += EVN_US_PER_DAY * (i == 0 ? 7 : 1);
        evn_harness_timer(&w.h);
    }
    EVN_CHECK_ERR(needs(C2, "2022-11-16", ""), EVN_E_UNKNOWN_REF);
    check_snapshot(&w);
    world_fini(&w);
}

static void recompute_says_all_again_for_administrators(void)
{
    start();
    EVN_CHECK_OK(recompute(C1));
    EVN_CHECK_EQ(w.h.n_kinds, 2);
    EVN_CHECK_EQ(w.h.kind[0], EVN_PLANNER_NEED);
    EVN_CHECK_EQ(w.h.kind[1], EVN_PLANNER_PLANNED);
    EVN_CHECK_ERR(recompute("310105009009"), EVN_E_UNKNOWN_REF);
    zone(&w, "Z1", C1, 0, false);
    deliver(&w);
    EVN_CHECK_ERR(recompute(C1), EVN_E_WRONG_STATE);
    w.h.actor.roles = ~(uint32_t)EVN_ROLE_ADMIN;
    EVN_CHECK_ERR(recompute(C2), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

static void many_figures_are_said_in_several_goes(void)
{
    char code[40];
    start();
    for (int i = 0; i < 4000; i++) {
        snprintf(code, sizeof code, "A-LONG-CODE-OF-AN-ITEM-%04d", i);
        link_norm(&w, code, "energy", 1000000);
    }
    /* Two communities, each with more than one go can say: heads and ends are all there. */
    EVN_CHECK_EQ(deliver(&w), 2 * 4000 + 2);
    EVN_CHECK_OK(explain(C2, "PACK", 3));
    EVN_CHECK_EQ(w.result->need[0]->quantity, 20);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    zone(&w, "Z2", C2, 0, false);
    EVN_CHECK_EQ(deliver(&w), 1);
    check_snapshot(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(totals_add_up_the_communities_of_an_area),
    EVN_TEST(pages_hold_every_row_once),
    EVN_TEST(a_figure_names_the_rows_it_comes_from),
    EVN_TEST(what_cannot_be_planned_with_is_refused_by_name),
    EVN_TEST(an_actor_reads_what_lies_in_its_scope),
    EVN_TEST(unsealing_closes_and_days_stay_readable),
    EVN_TEST(recompute_says_all_again_for_administrators),
    EVN_TEST(many_figures_are_said_in_several_goes),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.query", tests, sizeof tests / sizeof tests[0]);
}
