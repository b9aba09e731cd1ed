/* The JSON format of allocations, and the sentences in it. */
#include "services/dispatch/allocio/allocio.h"
#include "services/dispatch/allocio/render.h"
#include "tests/lib/suite.h"

#include <jansson.h>
#include <stdlib.h>

static const char sample[] =
    "{\"format\":\"evernormal-allocation/1\",\"round\":4,\"items\":[{\"item\":\"RICE\","
    "\"target_days\":100,\"warehouses\":[{\"id\":\"WH-1\",\"stock\":100}],\"communities\":["
    "{\"id\":\"C\",\"need\":4},{\"id\":\"A\",\"need\":1},{\"id\":\"B\",\"need_milli\":2000}]}]}";

static evn_err read_text(const char *text, struct evn_allocio *doc, struct evn_refusal *why)
{
    return evn_allocio_read(evn_bytes_text(text), doc, why);
}

/* Solve the text; the answer as a tree, NULL on any error. */
static json_t *solve_text(const char *text)
{
    struct evn_allocio doc;
    struct evn_refusal why;
    struct evn_buf out;
    json_t *root = NULL;
    evn_buf_init(&out, 1 << 20);
    EVN_CHECK_OK(read_text(text, &doc, &why));
    EVN_CHECK_OK(evn_allocio_write(&doc, &out));
    if (out.len > 0)
        root = json_loadb((const char *)out.at, out.len, 0, NULL);
    evn_buf_fini(&out);
    evn_allocio_fini(&doc);
    return root;
}

static json_t *community(json_t *root, size_t i)
{
    json_t *item = json_array_get(json_object_get(root, "items"), 0);
    return json_array_get(json_object_get(item, "communities"), i);
}

static void check_said(json_t *why, const char *code, const char *en, const char *zh)
{
    EVN_CHECK_TEXT(json_string_value(json_object_get(why, "code")), code);
    EVN_CHECK_TEXT(json_string_value(json_object_get(why, "en")), en);
    EVN_CHECK_TEXT(json_string_value(json_object_get(why, "zh")), zh);
}

/* Needs 1, 2, 4 and 100 units: 14, 29, 57 (see test_alloc.c). */
static void an_answer_has_shares_sources_and_sentences(void)
{
    json_t *root = solve_text(sample);
    EVN_MUST(root != NULL);
    static const int want[] = {14, 29, 57};
    for (size_t i = 0; i < 3; i++) {
        json_t *c = community(root, i);
        EVN_CHECK_EQ(json_integer_value(json_array_get(json_object_get(c, "packs"), 2)), want[i]);
        EVN_CHECK_EQ(json_integer_value(json_object_get(c, "served_round")), 4);
        json_t *line = json_array_get(json_object_get(c, "from"), 0);
        EVN_CHECK_TEXT(json_string_value(json_object_get(line, "warehouse")), "WH-1");
        EVN_CHECK_EQ(json_integer_value(json_object_get(line, "packs")), want[i]);
    }
    json_t *why = json_object_get(community(root, 0), "why");
    check_said(json_array_get(json_object_get(why, "given"), 2), "COVER_GIVEN",
               "14 packs for everyone: cover rises from 0.00 to 14.00 days of at most 100",
               "全体居民：发放 14 件，可用天数由 0.00 增至 14.00，目标 100");
    check_said(json_object_get(why, "not_more"), "TIED_CLAIM",
               "Equal to B, which got the last pack: its claim is larger",
               "与其同等的 B 得到末件：其需求较大");
    check_said(json_object_get(why, "carried"), "CARRIED",
               "Owed 0.000000 packs before; it got 14; 0.285714 packs are carried to the next "
               "round",
               "此前应补 0.000000 件；本轮获配 14 件；结转 0.285714 件至下一轮");
    why = json_object_get(community(root, 1), "why");
    check_said(json_object_get(why, "not_more"), "ABOVE_DAYS",
               "Its warehouses ran out at 14.00 days of cover; it has 14.50; 171 units are missing",
               "可供货的仓库在 14.00 天处用尽；其可用天数为 14.50；尚缺 171");
    json_decref(root);
}

static void the_order_in_the_file_does_not_matter(void)
{
    static const char other[] =
        "{\"round\":4,\"items\":[{\"communities\":["
        "{\"need\":1,\"id\":\"A\"},{\"id\":\"B\",\"need\":2},{\"id\":\"C\",\"need\":4}],"
        "\"warehouses\":[{\"id\":\"WH-1\",\"stock\":100}],\"target_days\":100,"
        "\"item\":\"RICE\"}],\"format\":\"evernormal-allocation/1\"}";
    json_t *a = solve_text(sample), *b = solve_text(other);
    EVN_CHECK(a != NULL && json_equal(a, b));
    json_decref(a);
    json_decref(b);
}

#define HEAD      "{\"format\":\"evernormal-allocation/1\",\"items\":[{\"item\":\"X\",\"pack\":2,"
#define HOUSES    "\"warehouses\":[{\"id\":\"W\",\"stock\":5}],"
#define ONE(text) HEAD HOUSES "\"communities\":[{\"id\":\"A\"," text "}]}]}"

static void every_wrong_input_names_its_field(void)
{
    static const struct {
        const char *text;
        evn_err err;
        const char *field;
    } bad[] = {
        {"", EVN_E_BAD_MESSAGE, ""},
        {"[1,2", EVN_E_BAD_MESSAGE, ""},
        {"[]", EVN_E_BAD_FIELD, ""},
        {"{}", EVN_E_BAD_FIELD, "format"},
        {"{\"format\":\"evernormal-allocation/1\"}", EVN_E_MISSING_FIELD, "items"},
        {HEAD "\"communities\":[]}]}", EVN_E_MISSING_FIELD, "items[0].warehouses"},
        {HEAD HOUSES "\"communities\":{}}]}", EVN_E_BAD_FIELD, "items[0].communities"},
        {HEAD HOUSES "\"communities\":[{}]}]}", EVN_E_MISSING_FIELD, "items[0].communities[0].id"},
        {HEAD HOUSES "\"communities\":[7]}]}", EVN_E_BAD_FIELD, "items[0].communities[0]"},
        {HEAD HOUSES "\"communities\":[{\"id\":\"A\"},{\"id\":\"A\"}]}]}", EVN_E_BAD_FIELD,
         "items[0].communities"},
        {ONE("\"need\":1.5"), EVN_E_BAD_FIELD, "items[0].communities[0].need"},
        {ONE("\"need\":\"1\""), EVN_E_BAD_FIELD, "items[0].communities[0].need"},
        {ONE("\"need\":-1"), EVN_E_OUT_OF_RANGE, "items[0].communities[0].need"},
        {ONE("\"need\":1,\"need_milli\":1"), EVN_E_BAD_FIELD, "items[0].communities[0].need"},
        {ONE("\"nead\":1"), EVN_E_BAD_FIELD, "items[0].communities[0].nead"},
        {ONE("\"need\":1,\"need\":1"), EVN_E_BAD_MESSAGE, ""},
        {ONE("\"reach\":[\"V\"]"), EVN_E_UNKNOWN_REF, "items[0].communities[0].reach"},
        {ONE("\"floors\":[1]"), EVN_E_BAD_FIELD, "items[0].communities[0].floors"},
        {ONE("\"floors\":[1,-1]"), EVN_E_OUT_OF_RANGE, "items[0].communities[0].floors"},
        {ONE("\"need\":1000000000,\"target_days\":3650"), EVN_E_OUT_OF_RANGE,
         "items[0].communities[0].target_days"},
        {ONE("\"on_hand\":99999999999999999999"), EVN_E_BAD_MESSAGE, ""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct evn_allocio doc;
        struct evn_refusal why;
        EVN_CHECK_ERR(read_text(bad[i].text, &doc, &why), bad[i].err);
        EVN_CHECK_TEXT(why.field, bad[i].field);
        EVN_CHECK_EQ(why.err, bad[i].err);
        EVN_CHECK_EQ(doc.n_items, 0);
        evn_allocio_fini(&doc);
    }
}

/* Each prefix of a good file is an error, and none crashes. */
static void a_cut_file_is_refused(void)
{
    for (size_t len = 0; len < sizeof sample - 1; len++) {
        struct evn_allocio doc;
        struct evn_refusal why;
        EVN_CHECK_ERR(evn_allocio_read(evn_bytes_of(sample, len), &doc, &why), EVN_E_BAD_MESSAGE);
    }
}

static void an_answer_stops_at_the_cap_of_its_buffer(void)
{
    struct evn_allocio doc;
    struct evn_refusal why;
    struct evn_buf out;
    evn_buf_init(&out, 200);
    EVN_CHECK_OK(read_text(sample, &doc, &why));
    EVN_CHECK_ERR(evn_allocio_write(&doc, &out), EVN_E_LIMIT);
    evn_buf_fini(&out);
    evn_allocio_fini(&doc);
}

/* The names in braces of a template, sorted, as one text. */
static void names_of(const char *template, char *out, size_t cap)
{
    const char *found[16];
    size_t n = 0, used = 0;
    for (const char *at = template; (at = strchr(at, '{')) != NULL; at++) {
        size_t k = n++;
        for (; k > 0 && strncmp(found[k - 1], at, strcspn(at, "}") + 1) > 0; k--)
            found[k] = found[k - 1];
        found[k] = at;
    }
    out[0] = '\0';
    for (size_t k = 0; k < n && used < cap; k++)
        used += (size_t)snprintf(out + used, cap - used, "%.*s", (int)strcspn(found[k], "}") + 1,
                                 found[k]);
}

static void both_languages_name_the_same_known_arguments(void)
{
    for (unsigned t = 0; t < EVN_TEXT_N; t++) {
        char en[256], zh[256], said[1024];
        names_of(evn_alloc_text_template(t, EVN_LANG_EN), en, sizeof en);
        names_of(evn_alloc_text_template(t, EVN_LANG_ZH), zh, sizeof zh);
        EVN_CHECK_TEXT(en, zh);
        /* An unknown name is rendered as nothing: rendering each name alone finds it. */
        const struct evn_alloc_note note = {.text = t, .other = EVN_ALLOC_NONE};
        evn_alloc_render(&note, EVN_LANG_EN, "NAME", "LANE", said, sizeof said);
        EVN_CHECK(strchr(said, '{') == NULL && strstr(said, "  ") == NULL);
        EVN_CHECK(strstr(said, " ,") == NULL && strstr(said, " ;") == NULL);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_answer_has_shares_sources_and_sentences),
        EVN_TEST(the_order_in_the_file_does_not_matter),
        EVN_TEST(every_wrong_input_names_its_field),
        EVN_TEST(a_cut_file_is_refused),
        EVN_TEST(an_answer_stops_at_the_cap_of_its_buffer),
        EVN_TEST(both_languages_name_the_same_known_arguments),
    };
    return evn_test_main(argc, argv, "dispatch.allocio", tests, sizeof tests / sizeof tests[0]);
}
