/* The delivery history: every trap of a made-up file, and the totals of the real one. */
#include "tests/lib/suite.h"
#include "tools/import/scms_put.h"
#include "tools/import/source.h"

#include "common/base/pbw.h"

enum { FLAWS_MAX = 32 };
static struct evn_source source;
static struct evn_scms scms;
static struct evn_flaw flaws[FLAWS_MAX];
static size_t n_flaws;

static void note(void *self, const struct evn_flaw *flaw)
{
    (void)self;
    if (n_flaws < FLAWS_MAX)
        flaws[n_flaws++] = *flaw;
}

static void begin(const char *path)
{
    n_flaws = 0;
    EVN_MUST(evn_source_open(&source, path) == EVN_OK);
    EVN_MUST(evn_scms_read(&scms, source.text.at, source.text.len, note, NULL) == EVN_OK);
}

static void begin_traps(void)
{
    begin(EVN_GOLDEN_DIR "/import/scms_traps.csv");
}

static void end(void)
{
    evn_scms_free(&scms);
    evn_source_close(&source);
}

static const struct evn_scms_line *line_of(int64_t id)
{
    for (size_t i = 0; i < scms.n; i++)
        if (scms.line[i].id == id)
            return &scms.line[i];
    return NULL;
}

static void each_bad_line_is_told_and_the_others_are_kept(void)
{
    static const struct {
        enum evn_flaw_kind kind;
        uint32_t line, column;
    } want[] = {
        {EVN_FLAW_TEXT, 5, 19},      {EVN_FLAW_TWICE, 9, 1},        {EVN_FLAW_DATE, 10, 14},
        {EVN_FLAW_NUMBER, 11, 25},   {EVN_FLAW_NUMBER, 12, 26},     {EVN_FLAW_WORD, 13, 31},
        {EVN_FLAW_NUMBER, 14, 25},   {EVN_FLAW_COLUMNS, 15, 0},     {EVN_FLAW_EMPTY, 16, 5},
        {EVN_FLAW_DATE, 17, 14},     {EVN_FLAW_QUOTE_STRAY, 19, 2}, {EVN_FLAW_REFERENCE, 7, 31},
        {EVN_FLAW_REFERENCE, 7, 32}, {EVN_FLAW_REFERENCE, 8, 32},
    };
    size_t n = sizeof want / sizeof want[0];
    begin_traps();
    EVN_CHECK_EQ(n_flaws, n);
    for (size_t i = 0; i < n && i < n_flaws; i++) {
        EVN_CHECK_EQ(flaws[i].kind, want[i].kind);
        EVN_CHECK_EQ(flaws[i].line, want[i].line);
        EVN_CHECK_EQ(flaws[i].column, want[i].column);
    }
    EVN_CHECK_TEXT(flaws[1].name, "ID");
    EVN_CHECK_TEXT(flaws[2].name, "Delivered to Client Date");
    EVN_CHECK_EQ(scms.totals.lines, 7);
    EVN_CHECK_EQ(scms.totals.refused, 11);
    EVN_CHECK_EQ(scms.totals.shipments, 5); /* ASN-1, DN-7, DN-8, DN-11, DN-12 */
    EVN_CHECK_EQ(scms.totals.packs, 19 + 1 + 600000 + 19 + 19 + 19 + 19);
    EVN_CHECK_EQ(scms.totals.value_cents, 5 * 55100 + 29 + 372000050);
    end();
}

static void words_are_kept_apart_from_figures(void)
{
    begin_traps();
    const struct evn_scms_line *one = line_of(1), *two = line_of(2), *three = line_of(3);
    EVN_MUST(one != NULL && two != NULL && three != NULL);
    EVN_CHECK_EQ(one->pq_sent.when, EVN_SCMS_PRE_PQ);
    EVN_CHECK_EQ(one->po_sent.when, EVN_SCMS_NOT_CAPTURED);
    EVN_CHECK_EQ(three->po_sent.when, EVN_SCMS_FROM_RDC);
    EVN_CHECK_EQ(two->pq_sent.when, EVN_SCMS_DAY);
    EVN_CHECK_EQ(two->pq_sent.day.n, 13465); /* 2006-11-13 */
    EVN_CHECK_EQ(one->weight.amount, 13000);
    EVN_CHECK_EQ(one->freight.amount, 78034);
    EVN_CHECK_EQ(three->weight.how, EVN_SCMS_SEPARATELY);
    EVN_CHECK_EQ(three->freight.how, EVN_SCMS_IN_COMMODITY);
    EVN_CHECK_EQ(three->units, 144000000);
    end();
}

static void references_lead_to_the_line_that_says_the_figure(void)
{
    begin_traps();
    const struct evn_scms_line *two = line_of(2), *five = line_of(5), *six = line_of(6);
    EVN_MUST(two != NULL && five != NULL && six != NULL);
    EVN_CHECK_EQ(two->weight.how, EVN_SCMS_REFERENCE);
    EVN_CHECK_EQ(scms.line[two->weight.of].id, 1);
    EVN_CHECK_EQ(two->freight.amount, 78034);
    EVN_CHECK_EQ(six->weight.how, EVN_SCMS_REFERENCE); /* through line 2 to line 1 */
    EVN_CHECK_EQ(scms.line[six->weight.of].id, 1);
    EVN_CHECK_EQ(five->weight.how, EVN_SCMS_REFERENCE_UNSETTLED);  /* no such line */
    EVN_CHECK_EQ(five->freight.how, EVN_SCMS_REFERENCE_UNSETTLED); /* round in a circle */
    EVN_CHECK_EQ(scms.totals.references, 6);
    EVN_CHECK_EQ(scms.totals.unsettled, 3);
    end();
}

static void the_same_name_always_gives_the_same_code(void)
{
    char code[EVN_SCMS_CODE_MAX], other[EVN_SCMS_CODE_MAX];
    begin_traps();
    evn_scms_item(line_of(1), code);
    EVN_CHECK_TEXT(code, "scms:rapid-test-sample-30-tests-c696c9");
    evn_scms_item(line_of(5), code);
    evn_scms_item(line_of(6), other);
    EVN_CHECK(strcmp(code, other) != 0); /* one name, two pack sizes */
    evn_scms_place(line_of(1), code);
    EVN_CHECK_TEXT(code, "scms:100-AA-T01");
    evn_scms_reference(line_of(17), code);
    EVN_CHECK_TEXT(code, "scms:17");
    end();
}

static void suppliers_places_and_items_come_once(void)
{
    struct evn_batch batch;
    size_t n[32] = {0};
    begin_traps();
    evn_batch_init(&batch);
    EVN_CHECK_OK(evn_scms_entities(&scms, &batch));
    for (size_t i = 0; i < batch.n; i++)
        n[batch.entry[i].tag % 32]++;
    EVN_CHECK_EQ(n[16], 4); /* the test, the solution, two pack sizes of tablets */
    EVN_CHECK_EQ(n[18], 3); /* two suppliers, one destination */
    evn_batch_fini(&batch);
    end();
}

static void a_head_of_another_file_is_refused(void)
{
    char text[] = "id,name\n1,x\n";
    n_flaws = 0;
    EVN_CHECK_ERR(evn_scms_read(&scms, (uint8_t *)text, strlen(text), note, NULL), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(n_flaws, 1);
    EVN_CHECK_EQ(flaws[0].kind, EVN_FLAW_COLUMN_NAME);
}

static void the_real_file_adds_up_to_the_cent(void)
{
    const char *path = evn_test_data("scms/scms_2006_2013.csv");
    struct evn_batch batch;
    if (path == NULL) {
        evn_test_skip("no real data");
        return;
    }
    begin(path);
    EVN_CHECK_EQ(n_flaws, 0);
    EVN_CHECK_EQ(scms.totals.lines, 7754);
    EVN_CHECK_EQ(scms.totals.value_cents, INT64_C(116242891898));
    EVN_CHECK_EQ(scms.totals.packs, 135310014);
    EVN_CHECK_EQ(scms.totals.shipments, 5545);
    EVN_CHECK_EQ(scms.totals.refused, 0);
    EVN_CHECK_EQ(scms.totals.unsettled, 0);
    evn_batch_init(&batch);
    EVN_CHECK_OK(evn_scms_entities(&scms, &batch));
    EVN_CHECK_EQ(batch.n, 174 + 65 + 123);
    evn_batch_fini(&batch);
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(each_bad_line_is_told_and_the_others_are_kept),
        EVN_TEST(words_are_kept_apart_from_figures),
        EVN_TEST(references_lead_to_the_line_that_says_the_figure),
        EVN_TEST(the_same_name_always_gives_the_same_code),
        EVN_TEST(suppliers_places_and_items_come_once),
        EVN_TEST(a_head_of_another_file_is_refused),
        EVN_TEST(the_real_file_adds_up_to_the_cent),
    };
    return evn_test_main(argc, argv, "import.scms", tests, sizeof tests / sizeof tests[0]);
}
