/* Tables of the WHO forecasting tool as norms: exact, by severity, and refused by line. */
#include "tests/lib/suite.h"
#include "tools/import/esft.h"
#include "tools/import/source.h"

#include "evernormal/registry/v1/event.pb-c.h"

#include <stdlib.h>

typedef Evernormal__Registry__V1__Norm Norm;

enum { FLAWS_MAX = 16 };
static struct evn_batch batch;
static struct evn_kind_counts counts;
static struct evn_flaw flaws[FLAWS_MAX];
static size_t n_flaws;
static char text[8192];

#define DRUGS                                                                                      \
    "drug\tconcentration\tdrug_form\tform_per_crit_course\tperc_crit_treated\t"                    \
    "form_per_sev_course\tperc_sev_treated\tform_per_mod_course\tperc_mod_treated\t"               \
    "form_per_mild_course\tperc_mild_treated\n"

static void note(void *self, const struct evn_flaw *flaw)
{
    (void)self;
    if (n_flaws < FLAWS_MAX)
        flaws[n_flaws] = *flaw;
    n_flaws++;
}

static void begin(void)
{
    n_flaws = 0;
    counts = (struct evn_kind_counts){0};
    evn_batch_init(&batch);
}

static evn_err read_text(const char *from)
{
    begin();
    snprintf(text, sizeof text, "%s", from);
    return evn_esft_rows(evn_csv_of((uint8_t *)text, strlen(text), true), &batch, &counts, note,
                         NULL);
}

/* The norm of this key; NULL: there is none. To be freed. */
static Norm *norm_of(const char *key)
{
    for (size_t i = 0; i < batch.n; i++) {
        struct evn_bytes body = evn_batch_body(&batch, i);
        if (evn_bytes_equal(evn_batch_key(&batch, i), evn_bytes_text(key)))
            return evernormal__registry__v1__norm__unpack(NULL, body.len, body.at);
    }
    return NULL;
}

static void check_norm(const char *key, int64_t value_e6, const char *period, const char *source)
{
    Norm *norm = norm_of(key);
    EVN_MUST(norm != NULL);
    EVN_CHECK_EQ(norm->value_e6, value_e6);
    EVN_CHECK_TEXT(norm->period, period);
    EVN_CHECK(strstr(norm->source, source) != NULL);
    evernormal__registry__v1__norm__free_unpacked(norm, NULL);
}

static void a_decimal_is_exact_or_refused(void)
{
    static const struct {
        const char *text;
        const char *e18; /* NULL: refused */
    } known[] = {{"1", "1000000000000000000"},
                 {"12.096", "12096000000000000000"},
                 {"0.0333333333333333", "33333333333333300"},
                 {"1e-04", "100000000000000"},
                 {"2.5e+00", "2500000000000000000"},
                 {"0", "0"},
                 {".5", "500000000000000000"},
                 {"", NULL},
                 {"-1", NULL},
                 {"1,5", NULL},
                 {"1e", NULL},
                 {"1e-19", NULL},
                 {"1000001", NULL},
                 {"1.2.3", NULL},
                 {"abc", NULL},
                 {"1234567890123456789", NULL},
                 {"1e99", NULL}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        evn_esft_wide got = 0;
        bool ok = evn_esft_decimal(evn_bytes_text(known[i].text), &got);
        EVN_CHECK_EQ(ok, known[i].e18 != NULL);
        if (ok)
            EVN_CHECK(got == strtoull(known[i].e18, NULL, 10));
    }
}

static void a_name_is_small_letters_and_never_too_long(void)
{
    char name[EVN_ESFT_NAME_MAX], other[EVN_ESFT_NAME_MAX], words[301];
    evn_esft_name(evn_bytes_text("Digoxin"), evn_bytes_text("250\xc2\xb5g, tab."), name);
    EVN_CHECK_TEXT(name, "esft:digoxin-250ug-tab");
    evn_esft_name(evn_bytes_text("--"), evn_bytes_text("A  (b)"), name);
    EVN_CHECK_TEXT(name, "esft:-a-b");
    memset(words, 'x', 300);
    words[300] = '\0';
    evn_esft_name(evn_bytes_text(words), evn_bytes_text("1"), name);
    evn_esft_name(evn_bytes_text(words), evn_bytes_text("2"), other);
    EVN_CHECK_EQ(strlen(name), EVN_ESFT_NAME_MAX - 1);
    EVN_CHECK(strcmp(name, other) != 0);
}

static void a_medicine_is_courses_of_those_treated(void)
{
    EVN_CHECK_OK(read_text(DRUGS "Dexa\t6 mg tab\ttablet(s)\t14\t0.5\t10\t1e-04\t0\t\t\t\n"));
    EVN_CHECK_EQ(batch.n, 2);
    check_norm("esft:dexa-6-mg-tab|critical", 7000000, "once",
               "line 2: form_per_crit_course x perc_crit_treated = 14 x 0.5");
    check_norm("esft:dexa-6-mg-tab|severe", 1000, "once", "10 x 1e-04");
    EVN_CHECK_EQ(n_flaws, 0);
    evn_batch_fini(&batch);
    /* A third of a millionth is rounded up. */
    EVN_CHECK_OK(read_text(DRUGS "D\tx\tvial\t0.000001\t0.3\t\t\t\t\t\t\n"));
    check_norm("esft:d-x|critical", 1, "once", "line 2");
    evn_batch_fini(&batch);
}

static void a_wrong_line_is_named_and_none_of_it_goes_in(void)
{
    EVN_CHECK_OK(read_text(DRUGS "A\t1\tvial\t14\t0.5\t10\t\t\t\t\t\n"
                                 "B\t1\tvial\t1x\t0.5\t\t\t\t\t\t\n"
                                 "C\t1\tvial\t1\t1.5\t\t\t\t\t\t\n"
                                 "D\t1\t\t1\t1\t\t\t\t\t\t\n"
                                 "E\t1\tvial\t1\t1\t\t\t\t\t\t\n"
                                 "E\t1\tvial\t2\t1\t\t\t\t\t\t\n"
                                 "F\t1\tvial\n"));
    static const struct {
        enum evn_flaw_kind kind;
        uint32_t line;
        const char *name;
    } want[] = {{EVN_FLAW_EMPTY, 2, "perc_sev_treated"},
                {EVN_FLAW_NUMBER, 3, "form_per_crit_course"},
                {EVN_FLAW_NUMBER, 4, "perc_crit_treated"},
                {EVN_FLAW_EMPTY, 5, "drug_form"},
                {EVN_FLAW_TWICE, 7, "drug"},
                {EVN_FLAW_COLUMNS, 8, ""}};
    EVN_CHECK_EQ(n_flaws, 6);
    for (size_t i = 0; i < 6; i++) {
        EVN_CHECK_EQ(flaws[i].kind, want[i].kind);
        EVN_CHECK_EQ(flaws[i].line, want[i].line);
        EVN_CHECK_TEXT(flaws[i].name, want[i].name);
    }
    EVN_CHECK_EQ(counts.refused, 6);
    EVN_CHECK_EQ(batch.n, 1);
    evn_batch_fini(&batch);
    EVN_CHECK_ERR(read_text("nothing\tknown\n1\t2\n"), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaws[0].line, 1);
    evn_batch_fini(&batch);
}

static void oxygen_and_beds_come_from_the_planning_figures(void)
{
    EVN_CHECK_OK(
        read_text("norm\tvalue\noxygen_flow_severe\t10\nstay_critical\t14\nenergy\t2100\n"));
    EVN_CHECK_EQ(batch.n, 2);
    check_norm("esft:oxygen|severe", INT64_C(14400000000), "day", "line 2: oxygen_flow_severe 10");
    check_norm("esft:bed-intensive-care|critical", 1000000, "day", "stay_critical 14 days");
    evn_batch_fini(&batch);
}

/* The published table: each figure against what the cells say in floating point, which is off by
 * less than the millionth that is rounded up. */
static void the_published_medicines_come_in_whole(void)
{
    const char *path = evn_test_data("norms/esft/pharmaceuticals.tsv");
    struct evn_source source;
    size_t checked = 0;
    if (path == NULL) {
        evn_test_skip("EVN_TEST_DATA is not set");
        return;
    }
    EVN_MUST(evn_source_open(&source, path) == EVN_OK);
    begin();
    EVN_CHECK_OK(evn_esft_rows(evn_csv_of(source.text.at, source.text.len, source.tabs), &batch,
                               &counts, note, NULL));
    EVN_CHECK_EQ(counts.rows, 145);
    EVN_CHECK_EQ(counts.refused, 3); /* a course, and nobody said of how many */
    for (size_t i = 0; i < batch.n; i++) {
        struct evn_bytes body = evn_batch_body(&batch, i);
        Norm *norm = evernormal__registry__v1__norm__unpack(NULL, body.len, body.at);
        EVN_MUST(norm != NULL);
        const char *at = strstr(norm->source, " = ");
        EVN_MUST(at != NULL && strstr(at, " x ") != NULL);
        long double want = strtold(at + 3, NULL) * strtold(strstr(at, " x ") + 3, NULL) * 1e6L;
        EVN_CHECK((long double)norm->value_e6 > want - 1e-6L &&
                  (long double)norm->value_e6 < want + 1.0L);
        checked++;
        evernormal__registry__v1__norm__free_unpacked(norm, NULL);
    }
    printf("[%zu norms] ", checked);
    EVN_CHECK(checked > 145);
    evn_batch_fini(&batch);
    evn_source_close(&source);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_decimal_is_exact_or_refused),
    EVN_TEST(a_name_is_small_letters_and_never_too_long),
    EVN_TEST(a_medicine_is_courses_of_those_treated),
    EVN_TEST(a_wrong_line_is_named_and_none_of_it_goes_in),
    EVN_TEST(oxygen_and_beds_come_from_the_planning_figures),
    EVN_TEST(the_published_medicines_come_in_whole),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "import.esft", tests, sizeof tests / sizeof tests[0]);
}
