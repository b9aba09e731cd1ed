/* Lots, earmarks, shelf life, lanes and classes of an allocation file: who may be given what, what
 * is said of it, and what is refused. */
#include "services/dispatch/allocio/allocio.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

#define ROOT(rest)    "{\"format\":\"evernormal-allocation/1\",\"day\":\"2022-11-14\"," rest "}"
#define ITEM(rest)    ROOT("\"items\":[{\"item\":\"X\",\"target_days\":10," rest "}]")
#define LOTS(rest)    "\"warehouses\":[{\"id\":\"W\",\"lots\":[" rest "]}],"
#define PEOPLE        "\"communities\":[{\"id\":\"A\",\"need\":1},{\"id\":\"B\",\"need\":1}]"
#define LANES(rest)   "\"warehouses\":[{\"id\":\"W\",\"stock\":9}],\"lanes\":[" rest "]," PEOPLE
#define LANE(a, rest) "{\"id\":\"" a "\",\"warehouse\":\"W\"," rest "}"

enum { N_MAX = 8 };

/* What became of each community, in the order of ids. */
struct told {
    size_t n;
    int64_t given[N_MAX], missing[N_MAX], tier[N_MAX][EVN_ALLOC_TIERS];
    enum evn_alloc_text text[N_MAX];
    char said[N_MAX][256];
    const struct evn_allocio *doc;
};

static evn_err tell(void *self, size_t k, const struct evn_alloc_result *result)
{
    struct told *t = self;
    const struct evn_allocio_item *item = &t->doc->items[k];
    t->n = item->problem.n_communities;
    EVN_MUST(t->n <= N_MAX);
    for (size_t i = 0; i < t->n; i++) {
        const struct evn_alloc_share *s = &result->shares[i];
        const struct evn_alloc_note note = evn_explain_bound(&item->problem, result, i);
        t->given[i] = t->missing[i] = 0;
        for (int k_tier = 0; k_tier < EVN_ALLOC_TIERS; k_tier++) {
            t->tier[i][k_tier] = s->packs[k_tier] * item->problem.pack;
            t->given[i] += t->tier[i][k_tier];
            t->missing[i] += s->missing[k_tier];
        }
        t->text[i] = note.text;
        evn_allocio_say(item, &note, EVN_LANG_EN, t->said[i], sizeof t->said[i]);
    }
    return EVN_OK;
}

static struct told solved(const char *text)
{
    struct evn_allocio doc;
    struct evn_refusal why;
    struct told t = {.doc = &doc};
    EVN_MUST(evn_allocio_read(evn_bytes_text(text), &doc, &why) == EVN_OK);
    EVN_CHECK_OK(evn_allocio_solve(&doc, tell, &t));
    evn_allocio_fini(&doc);
    return t;
}

static void a_lot_that_is_too_old_on_arrival_is_said_to_be(void)
{
    /* Ten days are left on the 14th; it takes four: six at the gate. */
    static const char text[] = ITEM(
        "\"warehouses\":[{\"id\":\"W\",\"lead_days\":4,\"lots\":[{\"lot\":\"L\",\"stock\":9,"
        "\"expiry\":\"2022-11-24\"}]},{\"id\":\"V\",\"stock\":0}],\"communities\":["
        "{\"id\":\"A\",\"need\":1,\"shelf_days\":6},{\"id\":\"B\",\"need\":1,\"shelf_days\":7},"
        "{\"id\":\"C\",\"need\":1,\"reach\":[\"V\"]}]");
    const struct told t = solved(text);
    EVN_CHECK_EQ(t.given[0], 9);
    EVN_CHECK_EQ(t.given[1] + t.given[2], 0);
    EVN_CHECK_EQ(t.text[1], EVN_TEXT_TOO_OLD);
    EVN_CHECK_TEXT(t.said[1], "All that its warehouses hold would be too old for it on arrival; 10 "
                              "units are missing");
    EVN_CHECK_EQ(t.text[2], EVN_TEXT_NO_STOCK);
}

/* An old lot that is somebody else's is no reason. */
static void an_old_lot_earmarked_for_others_is_not_blamed(void)
{
    const struct told t = solved(
        ITEM(LOTS("{\"lot\":\"L\",\"stock\":9,\"expiry\":\"2022-11-14\",\"for\":[\"B\"]}") PEOPLE));
    EVN_CHECK_EQ(t.text[0], EVN_TEXT_NO_STOCK);
    EVN_CHECK_EQ(t.text[1], EVN_TEXT_TOO_OLD);
}

static void an_earmarked_lot_goes_to_nobody_else(void)
{
    const struct told t = solved(ITEM(
        LOTS("{\"lot\":\"L\",\"stock\":6,\"for\":[\"B\"]},{\"lot\":\"M\",\"stock\":2}") PEOPLE));
    EVN_CHECK_EQ(t.given[0], 2);
    EVN_CHECK_EQ(t.given[1], 6);
}

static void a_lane_that_binds_is_named(void)
{
    static const char text[] = ITEM("\"warehouses\":[{\"id\":\"W\",\"stock\":30}],\"lanes\":[" LANE(
        "BRIDGE", "\"to\":[\"A\"],\"limit\":4") "]," PEOPLE);
    const struct told t = solved(text);
    EVN_CHECK_EQ(t.given[0], 4);
    EVN_CHECK_EQ(t.text[0], EVN_TEXT_LANE_BOUND);
    EVN_CHECK_TEXT(t.said[0], "Lane BRIDGE takes no further whole pack, its limit is 4 units; it "
                              "has 4 of 10, 6 units are missing");
    EVN_CHECK_EQ(t.text[1], EVN_TEXT_FILLED);
}

static void a_lane_too_narrow_for_a_pack_is_named(void)
{
    static const char text[] =
        ITEM("\"pack\":5,\"warehouses\":[{\"id\":\"W\",\"stock\":30}],\"lanes\":[" LANE(
            "FORD", "\"to\":[\"A\"],\"limit\":4") "]," PEOPLE);
    const struct told t = solved(text);
    EVN_CHECK_EQ(t.given[0], 0);
    EVN_CHECK_EQ(t.text[0], EVN_TEXT_LANE_BOUND);
    EVN_CHECK(strstr(t.said[0], "FORD") != NULL);
}

/* The stock is what ran out, not the lane. */
static void a_lane_with_nothing_left_behind_it_is_not_blamed(void)
{
    const struct told t = solved(ITEM(LANES(LANE("ROAD", "\"to\":[\"A\"],\"limit\":8"))));
    EVN_CHECK_EQ(t.given[0] + t.given[1], 9);
    EVN_CHECK(t.text[0] != EVN_TEXT_LANE_BOUND && t.text[0] != EVN_TEXT_LANE_TIED);
}

static void the_last_pack_of_a_lane_names_the_lane_and_who_got_it(void)
{
    static const char text[] = ITEM("\"warehouses\":[{\"id\":\"W\",\"stock\":30}],\"lanes\":[" LANE(
        "BRIDGE", "\"to\":[\"A\",\"B\"],\"limit\":5") "]," PEOPLE);
    const struct told t = solved(text);
    EVN_CHECK_EQ(t.given[0], 3);
    EVN_CHECK_TEXT(t.said[1], "Equal to A, which got the last pack that lane BRIDGE takes; its "
                              "limit is 5 units");
}

/* At equal cover the campus has the last pack, whatever its id; a key person's floor is before it
 * even when the campus has nothing at all. */
static void a_campus_is_before_others_and_behind_key_persons(void)
{
    const struct told even = solved(ITEM(
        "\"warehouses\":[{\"id\":\"W\",\"stock\":7}],\"communities\":[{\"id\":\"A\",\"need\":1,"
        "\"class\":1},{\"id\":\"CAMPUS\",\"need\":1,\"class\":0}]"));
    EVN_CHECK_EQ(even.given[0], 3);
    EVN_CHECK_EQ(even.given[1], 4);
    EVN_CHECK_EQ(even.text[0], EVN_TEXT_TIED_RANK);
    const struct told key = solved(ITEM(
        "\"warehouses\":[{\"id\":\"W\",\"stock\":6}],\"communities\":[{\"id\":\"A\",\"need\":1,"
        "\"class\":1,\"floors\":[3,4]},{\"id\":\"CAMPUS\",\"need\":1,\"class\":0}]"));
    EVN_CHECK_EQ(key.tier[0][0], 3);
    EVN_CHECK_EQ(key.tier[0][1], 3);
    EVN_CHECK_EQ(key.given[1], 0);
    EVN_CHECK_EQ(key.text[1], EVN_TEXT_EARLIER_TIER);
    /* Need beats class: the campus stands at three days. */
    const struct told need = solved(ITEM(
        "\"warehouses\":[{\"id\":\"W\",\"stock\":3}],\"communities\":[{\"id\":\"A\",\"need\":1,"
        "\"class\":1},{\"id\":\"CAMPUS\",\"need\":1,\"class\":0,\"on_hand\":3}]"));
    EVN_CHECK_EQ(need.given[0], 3);
}

static void every_wrong_lot_or_lane_is_refused_by_its_field(void)
{
    static const struct {
        const char *text;
        evn_err err;
        const char *field;
    } bad[] = {
        {ITEM(LOTS("{\"lot\":\"L\",\"stock\":1,\"for\":[\"Z\"]}") PEOPLE), EVN_E_UNKNOWN_REF,
         "items[0].warehouses[0].lots[0].for"},
        {ITEM(LOTS("{\"lot\":\"L\",\"stock\":1,\"for\":[7]}") PEOPLE), EVN_E_BAD_FIELD,
         "items[0].warehouses[0].lots[0].for"},
        {ITEM(LOTS("{\"lot\":\"L\",\"stock\":1,\"for\":\"A\"}") PEOPLE), EVN_E_BAD_FIELD,
         "items[0].warehouses[0].lots[0].for"},
        {ITEM(LOTS("{\"lot\":\"L\",\"stock\":1},{\"lot\":\"L\",\"stock\":1}") PEOPLE),
         EVN_E_BAD_FIELD, "items[0].warehouses[0].lots[1].lot"},
        {ITEM(LOTS("{\"lot\":\"L\"}") PEOPLE), EVN_E_MISSING_FIELD,
         "items[0].warehouses[0].lots[0].stock"},
        {ITEM(LOTS("{\"lot\":\"L\",\"stock\":1,\"expiry\":\"2022-02-30\"}") PEOPLE), EVN_E_BAD_DATE,
         "items[0].warehouses[0].lots[0].expiry"},
        {"{\"format\":\"evernormal-allocation/1\",\"items\":[{\"item\":\"X\"," LOTS(
             "{\"lot\":\"L\",\"stock\":1,\"expiry\":\"2022-12-30\"}") PEOPLE "}]}",
         EVN_E_MISSING_FIELD, "items[0].warehouses[0].lots[0].day"},
        {ITEM("\"warehouses\":[{\"id\":\"W\",\"stock\":1,\"lots\":[]}]," PEOPLE), EVN_E_BAD_FIELD,
         "items[0].warehouses[0].stock"},
        {ITEM("\"warehouses\":[{\"id\":\"W\",\"stock\":1,\"lead_days\":3651}]," PEOPLE),
         EVN_E_OUT_OF_RANGE, "items[0].warehouses[0].lead_days"},
        {ITEM("\"shelf_days\":-1,\"warehouses\":[]," PEOPLE), EVN_E_OUT_OF_RANGE,
         "items[0].shelf_days"},
        {ITEM("\"warehouses\":[],\"communities\":[{\"id\":\"A\",\"shelf_days\":3651}]"),
         EVN_E_OUT_OF_RANGE, "items[0].communities[0].shelf_days"},
        {ITEM(LANES("{\"id\":\"R\",\"warehouse\":\"V\",\"to\":[],\"limit\":1}")), EVN_E_UNKNOWN_REF,
         "items[0].lanes[0].warehouse"},
        {ITEM(LANES(LANE("R", "\"to\":[\"Z\"],\"limit\":1"))), EVN_E_UNKNOWN_REF,
         "items[0].lanes[0].to"},
        {ITEM(LANES(LANE("R", "\"to\":[]"))), EVN_E_MISSING_FIELD, "items[0].lanes[0].limit"},
        {ITEM(LANES(LANE("R", "\"to\":[\"A\"],\"limit\":-1"))), EVN_E_OUT_OF_RANGE,
         "items[0].lanes[0].limit"},
        {ITEM(LANES(
             LANE("R", "\"to\":[\"A\"],\"limit\":1") "," LANE("S", "\"to\":[\"A\"],\"limit\":1"))),
         EVN_E_BAD_FIELD, "items[0].lanes"},
        {ITEM(LOTS("{\"lot\":\"L\",\"stock\":1,\"for\":[\"A\"]},{\"lot\":\"M\",\"stock\":"
                   "1}") "\"lanes\":[" LANE("R", "\"to\":[\"A\",\"B\"],\"limit\":1") "]," PEOPLE),
         EVN_E_BAD_FIELD, "items[0].lanes"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct evn_allocio doc;
        struct evn_refusal why;
        EVN_CHECK_ERR(evn_allocio_read(evn_bytes_text(bad[i].text), &doc, &why), bad[i].err);
        EVN_CHECK_TEXT(why.field, bad[i].field);
        evn_allocio_fini(&doc);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_lot_that_is_too_old_on_arrival_is_said_to_be),
        EVN_TEST(an_old_lot_earmarked_for_others_is_not_blamed),
        EVN_TEST(an_earmarked_lot_goes_to_nobody_else),
        EVN_TEST(a_lane_that_binds_is_named),
        EVN_TEST(a_lane_too_narrow_for_a_pack_is_named),
        EVN_TEST(a_lane_with_nothing_left_behind_it_is_not_blamed),
        EVN_TEST(the_last_pack_of_a_lane_names_the_lane_and_who_got_it),
        EVN_TEST(a_campus_is_before_others_and_behind_key_persons),
        EVN_TEST(every_wrong_lot_or_lane_is_refused_by_its_field),
    };
    return evn_test_main(argc, argv, "dispatch.allocio.sources", tests,
                         sizeof tests / sizeof tests[0]);
}
