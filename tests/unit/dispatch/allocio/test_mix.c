/* Kits, substitutes and what would change, through the JSON format. */
#include "services/dispatch/allocio/change.h"
#include "tests/lib/suite.h"

#define DOC(items) "{\"format\":\"evernormal-allocation/1\",\"items\":[" items "]}"
#define NEEDS(a, b)                                                                                \
    "\"communities\":[{\"id\":\"A\",\"need\":" #a "},{\"id\":\"B\",\"need\":" #b "}]"
#define HAS(units)  "\"warehouses\":[{\"id\":\"W\",\"stock\":" #units "}],"
#define PART(id, n) "{\"item\":\"" id "\",\"units\":" #n "}"
#define P(units)    "{\"item\":\"P\",\"target_days\":2," HAS(units) NEEDS(5, 5) "}"
#define KIT(of)                                                                                    \
    "{\"item\":\"K\",\"target_days\":1,\"kit\":[" of                                               \
    "],\"warehouses\":[{\"id\":\"W\"}]," NEEDS(4, 4) "}"
#define X(by)                                                                                      \
    "{\"item\":\"X\",\"target_days\":4,\"substitutes\":[" by "]," HAS(20) NEEDS(10, 10) "}"

static void wrong_kits_and_substitutes_are_refused_by_their_field(void)
{
    static const struct {
        const char *text;
        evn_err err;
        const char *field;
    } bad[] = {
        {DOC(KIT("")), EVN_E_BAD_FIELD, "items[0].kit"},
        {DOC(KIT(PART("P", 1))), EVN_E_UNKNOWN_REF, "items[0].kit[0].item"},
        {DOC(KIT(PART("K", 1))), EVN_E_BAD_FIELD, "items[0].kit[0].item"},
        {DOC(KIT(PART("P", 0)) "," P(9)), EVN_E_OUT_OF_RANGE, "items[0].kit[0].units"},
        {DOC(KIT(PART("P", 1) "," PART("P", 2)) "," P(9)), EVN_E_BAD_FIELD, "items[0].kit[1].item"},
        {DOC("{\"item\":\"K\",\"kit\":[" PART("P", 1) "]," HAS(3) NEEDS(1, 1) "}," P(9)),
         EVN_E_BAD_FIELD, "items[0].warehouses[0].stock"},
        {DOC(X("{\"item\":\"X\"}")), EVN_E_BAD_FIELD, "items[0].substitutes[0].item"},
        {DOC(X("{\"item\":\"Q\"}")), EVN_E_UNKNOWN_REF, "items[0].substitutes[0].item"},
        {DOC(X("{\"item\":\"P\",\"per\":0}") "," P(9)), EVN_E_OUT_OF_RANGE,
         "items[0].substitutes[0].per"},
        {DOC(X("{\"item\":\"P\",\"units\":1}") "," P(9)), EVN_E_BAD_FIELD,
         "items[0].substitutes[0].units"},
        {DOC(X("{\"item\":\"K\"}") "," KIT(PART("P", 1)) "," P(9)), EVN_E_BAD_FIELD,
         "items[0].substitutes[0].item"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct evn_allocio doc;
        struct evn_refusal why;
        EVN_CHECK_ERR(evn_allocio_read(evn_bytes_text(bad[i].text), &doc, &why), bad[i].err);
        EVN_CHECK_TEXT(why.field, bad[i].field);
        evn_allocio_fini(&doc);
    }
}

static void a_refusal_says_line_and_column(void)
{
    static const struct {
        const char *text, *subject;
    } bad[] = {
        {"{\"format\":\"evernormal-allocation/1\",\n \"items\":[{\"item\":\"a\\\"]},\",\n"
         "  \"pack\": -1,\"warehouses\":[],\"communities\":[]}]}",
         "line 3, column 11: -1"},
        {"{\"format\":\"evernormal-allocation/1\",\n\"items\":[{\"item\":\"X\",\"warehouses\":[\n"
         "{\"id\":\"V\",\"stock\":1},\n {\"id\":\"W\"}],\"communities\":[]}]}",
         "line 4, column 2"},
        {"[]", "line 1, column 1: not an object"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct evn_allocio doc;
        struct evn_refusal why;
        EVN_CHECK(evn_allocio_read(evn_bytes_text(bad[i].text), &doc, &why) != EVN_OK);
        EVN_CHECK_TEXT(why.subject, bad[i].subject);
        evn_allocio_fini(&doc);
    }
}

static struct evn_allocio read_doc(const char *text)
{
    struct evn_allocio doc;
    struct evn_refusal why;
    EVN_MUST(evn_allocio_read(evn_bytes_text(text), &doc, &why) == EVN_OK);
    return doc;
}

/* Base units given of each item. */
static evn_err sum(void *self, size_t i, const struct evn_alloc_result *result)
{
    int64_t *given = self;
    for (size_t k = 0; k < 2; k++)
        given[i] += result->shares[k].packs[2];
    return EVN_OK;
}

static void a_kit_takes_from_its_components_once(void)
{
    struct evn_allocio doc = read_doc(DOC(KIT(PART("P", 2)) "," P(21)));
    int64_t given[2] = {0};
    EVN_CHECK_OK(evn_allocio_solve(&doc, sum, given));
    EVN_CHECK_EQ(given[0], 8); /* kits of two: sixteen of 21 */
    EVN_CHECK_EQ(given[1], 5);
    EVN_CHECK_EQ(doc.items[1].in_kits, 16);
    EVN_CHECK_OK(evn_allocio_solve(&doc, sum, given));
    EVN_CHECK_EQ(doc.items[1].in_kits, 16);
    evn_allocio_fini(&doc);
}

/* What two substitutes gave, in order. */
struct stood {
    size_t n;
    int64_t units[4], missing[4];
};

static evn_err note_standin(void *self, const struct evn_allocio_standin *s)
{
    struct stood *t = self;
    t->units[t->n] = s->stands_for[0] + s->stands_for[1];
    t->missing[t->n++] = s->missing[0] + s->missing[1];
    return EVN_OK;
}

/* P keeps ten of each of its own; what is beyond goes to those short of X, two for three. Needs are
 * counted upwards in P, so the last one stands for a unit more than was missing. */
static void a_substitute_never_takes_what_its_own_people_need(void)
{
    static const char *const text[] = {
        DOC(X("{\"item\":\"P\",\"give\":2,\"per\":3}") "," P(19)),
        DOC(X("{\"item\":\"P\",\"give\":2,\"per\":3}") "," P(40)),
        DOC(X("{\"item\":\"P\",\"give\":2,\"per\":3}") "," P(400)),
    };
    static const int64_t stands_for[] = {0, 30, 62}, missing[] = {60, 30, 0};
    for (size_t i = 0; i < 3; i++) {
        struct evn_allocio doc = read_doc(text[i]);
        struct stood t = {0};
        struct evn_refusal why;
        int64_t given[2] = {0};
        EVN_CHECK_OK(evn_allocio_solve(&doc, sum, given));
        EVN_CHECK_OK(evn_allocio_stand_in(&doc, note_standin, &t, &why));
        EVN_CHECK_EQ(given[1], i == 0 ? 19 : 20);
        EVN_CHECK_EQ(t.units[0], stands_for[i]);
        EVN_CHECK_EQ(t.missing[0], missing[i]);
        evn_allocio_fini(&doc);
    }
}

/* Two items that want the same substitute: what the first took is gone. */
static void a_substitute_is_given_once(void)
{
    struct evn_allocio doc =
        read_doc(DOC(X("{\"item\":\"P\"}") ",{\"item\":\"Y\",\"target_days\":1,\"substitutes\":["
                                           "{\"item\":\"P\"}]," HAS(0) NEEDS(3, 3) "}," P(82)));
    struct stood t = {0};
    struct evn_refusal why;
    EVN_CHECK_OK(evn_allocio_stand_in(&doc, note_standin, &t, &why));
    EVN_CHECK_EQ(t.units[0], 60);
    EVN_CHECK_EQ(t.units[1], 2);
    evn_allocio_fini(&doc);
}

static void a_ratio_that_makes_a_need_too_large_is_named(void)
{
    struct evn_allocio doc = read_doc(DOC(X("{\"item\":\"P\",\"give\":1000000000000}") "," P(82)));
    struct stood t = {0};
    struct evn_refusal why;
    EVN_CHECK_ERR(evn_allocio_stand_in(&doc, note_standin, &t, &why), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_TEXT(why.field, "items[0].substitutes[0].give");
    EVN_CHECK_TEXT(why.subject, "A");
    EVN_CHECK_EQ(t.n, 0);
    evn_allocio_fini(&doc);
}

static void a_change_shows_who_gains_and_who_loses(void)
{
    struct evn_allocio as_is = read_doc(DOC(P(10))), changed = read_doc(DOC(P(10)));
    struct evn_allocio_diffs diffs = {0};
    struct evn_refusal why;
    EVN_CHECK_OK(evn_allocio_add(&changed, "P@W=-4", &why));
    EVN_CHECK_OK(evn_allocio_compare(&as_is, &changed, &diffs));
    for (size_t i = 0; i < 2; i++) {
        EVN_CHECK_EQ(diffs.of[0][i].given[0], 5);
        EVN_CHECK_EQ(diffs.of[0][i].given[1], 3);
    }
    evn_allocio_diffs_fini(&diffs);
    EVN_CHECK_OK(evn_allocio_without(&changed, "W", &why));
    EVN_CHECK_OK(evn_allocio_compare(&as_is, &changed, &diffs));
    EVN_CHECK_EQ(diffs.of[0][0].given[1], 0);
    EVN_CHECK_EQ(diffs.of[0][0].note.text, EVN_TEXT_NO_STOCK);
    evn_allocio_diffs_fini(&diffs);
    evn_allocio_fini(&as_is);
    evn_allocio_fini(&changed);
}

static void a_wish_that_cannot_be_is_refused(void)
{
    static const struct {
        const char *text;
        evn_err err;
    } bad[] = {
        {"P", EVN_E_BAD_FIELD},
        {"P=5", EVN_E_BAD_FIELD},
        {"P=+", EVN_E_BAD_FIELD},
        {"P=+5x", EVN_E_BAD_FIELD},
        {"=+5", EVN_E_BAD_FIELD},
        {"P@=+5", EVN_E_BAD_FIELD},
        {"Q=+5", EVN_E_UNKNOWN_REF},
        {"P@V=+5", EVN_E_UNKNOWN_REF},
        {"P@W/L=+5", EVN_E_UNKNOWN_REF},
        {"P=-11", EVN_E_OUT_OF_RANGE},
        {"P=+1000000000000", EVN_E_OUT_OF_RANGE},
        {"P=+99999999999999999999", EVN_E_BAD_FIELD},
        {"K=+1", EVN_E_BAD_FIELD},
    };
    struct evn_allocio doc = read_doc(DOC(P(10) "," KIT(PART("P", 1))));
    struct evn_refusal why;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK_ERR(evn_allocio_add(&doc, bad[i].text, &why), bad[i].err);
    EVN_CHECK_ERR(evn_allocio_without(&doc, "V", &why), EVN_E_UNKNOWN_REF);
    EVN_CHECK_EQ(doc.items[0].stock[0], 10);
    evn_allocio_fini(&doc);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(wrong_kits_and_substitutes_are_refused_by_their_field),
        EVN_TEST(a_refusal_says_line_and_column),
        EVN_TEST(a_kit_takes_from_its_components_once),
        EVN_TEST(a_substitute_never_takes_what_its_own_people_need),
        EVN_TEST(a_substitute_is_given_once),
        EVN_TEST(a_ratio_that_makes_a_need_too_large_is_named),
        EVN_TEST(a_change_shows_who_gains_and_who_loses),
        EVN_TEST(a_wish_that_cannot_be_is_refused),
    };
    return evn_test_main(argc, argv, "dispatch.allocio.mix", tests, sizeof tests / sizeof tests[0]);
}
