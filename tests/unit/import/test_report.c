/* Facility reports: months, columns, rows that add up, breaks that are named, what is posted. */
#include "tests/lib/suite.h"
#include "tools/import/report_put.h"

#include "evernormal/ledger/v1/command.pb-c.h"

#include <string.h>

#define HEAD "facility,item,period,opening,received,issued,adjusted,closing\n"

static struct evn_report report;
static struct evn_flaw flaw[16];
static size_t n_flaws;
static char text[4096];

static void tell(void *self, const struct evn_flaw *f)
{
    (void)self;
    EVN_MUST(n_flaws < sizeof flaw / sizeof flaw[0]);
    flaw[n_flaws++] = *f;
}

static evn_err read_with(const char *map_text, const char *rows)
{
    struct evn_report_map map;
    n_flaws = 0;
    snprintf(text, sizeof text, "%s", rows);
    EVN_MUST(evn_report_map_read(evn_bytes_text(map_text), &map));
    return evn_report_read(&report, evn_csv_of((uint8_t *)text, strlen(text), false), &map, tell,
                           NULL);
}

static void months_are_read_in_each_way_people_write_them(void)
{
    static const char *const good[] = {"2022-11",    "2022/11", "202211",
                                       "2022-11-30", "Nov-22",  "NOV-2022"};
    static const char *const bad[] = {"",           "2022",    "2022-13", "2022-00", "202213",
                                      "2022-11-31", "2022-1",  "11-2022", "Nov 22",  "Nvo-22",
                                      "2022/11/01", "Nov-202", "0000-01", "2022.11", "22-11"};
    int32_t month;
    char out[8];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        EVN_MUST(evn_report_month(evn_bytes_text(good[i]), &month));
        evn_report_month_text(month, out);
        EVN_CHECK_TEXT(out, "2022-11");
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK(!evn_report_month(evn_bytes_text(bad[i]), &month));
    EVN_CHECK(evn_report_month(evn_bytes_text("Jan-69"), &month) && month == 1969 * 12);
    EVN_CHECK(evn_report_month(evn_bytes_text("Dec-68"), &month) && month == 2068 * 12 + 11);
}

static void a_map_names_each_field_once(void)
{
    struct evn_report_map map;
    EVN_CHECK(evn_report_map_read(evn_bytes_text("facility=Site A,period=Y+M"), &map));
    EVN_CHECK(evn_bytes_equal(map.column[EVN_REPORT_FACILITY], evn_bytes_text("Site A")));
    EVN_CHECK(evn_bytes_equal(map.month, evn_bytes_text("M")));
    EVN_CHECK(evn_bytes_equal(map.column[EVN_REPORT_CLOSING], evn_bytes_text("closing")));
    static const char *const bad[] = {"facility",  "facility=", "place=A", "item=A,item=B",
                                      "period=A+", "period=+B", "=A"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK(!evn_report_map_read(evn_bytes_text(bad[i]), &map));
}

static void a_head_without_a_column_or_with_one_twice_refuses_the_file(void)
{
    EVN_CHECK_ERR(read_with("closing=end", HEAD), EVN_E_BAD_FILE);
    EVN_MUST(n_flaws == 1);
    EVN_CHECK_EQ(flaw[0].kind, EVN_FLAW_COLUMN_NEEDED);
    EVN_CHECK_TEXT(flaw[0].name, "end");
    EVN_CHECK_ERR(read_with("", "facility,facility,item,period,opening,received,issued,adjusted,"
                                "closing\n"),
                  EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaw[0].kind, EVN_FLAW_COLUMN_NAME);
    EVN_CHECK_ERR(read_with("", ""), EVN_E_BAD_FILE);
}

static void rows_are_linked_whatever_their_order_and_breaks_have_figures(void)
{
    EVN_MUST(read_with("", HEAD "A,X,2022-03,4,0,0,0,4\n"
                                "A,X,2022-01,0,5,0,0,5\n"
                                "A,Y,2022-02,9,0,0,0,9\n"
                                "A,X,2022-02,5,0,1,-1,3\n"
                                "A,Y,2022-05,9,0,0,0,9\n"
                                "A,Y,2022-09,7,0,0,0,7\n") == EVN_OK);
    EVN_CHECK_EQ(n_flaws, 0);
    EVN_CHECK_EQ(evn_report_link(&report), 2);
    EVN_MUST(report.n == 6);
    EVN_CHECK_EQ(report.row[0].before, SIZE_MAX);
    EVN_CHECK_EQ(report.row[1].carry, 0);
    EVN_CHECK_EQ(report.row[2].carry, 1);
    EVN_CHECK(!report.row[2].gap);
    EVN_CHECK_EQ(report.row[3].before, SIZE_MAX);
    EVN_CHECK(report.row[4].gap && report.row[4].carry == 0);
    EVN_CHECK(report.row[5].gap && report.row[5].carry == -2);
    /* Without the row between, the break is across a gap. */
    report.row[1].refused = true;
    EVN_CHECK_EQ(evn_report_link(&report), 2);
    EVN_CHECK(report.row[2].gap && report.row[2].carry == -1);
    evn_report_free(&report);
}

static void year_and_month_may_stand_in_two_columns(void)
{
    EVN_MUST(read_with("period=y+m", "y,m,facility,item,opening,received,issued,adjusted,closing\n"
                                     "2019,1,A,X,0,1,0,0,1\n"
                                     "2019,02,A,X,1,1,0,0,2\n"
                                     "2019,13,A,X,1,1,0,0,2\n") == EVN_OK);
    EVN_CHECK_EQ(report.n, 2);
    EVN_CHECK_EQ(report.row[1].month, 2019 * 12 + 1);
    EVN_MUST(n_flaws == 1);
    EVN_CHECK_EQ(flaw[0].kind, EVN_FLAW_PERIOD);
    evn_report_free(&report);
}

static void codes_are_kept_and_other_texts_get_one(void)
{
    char a[EVN_REPORT_CODE_MAX], b[EVN_REPORT_CODE_MAX];
    evn_report_code(evn_bytes_text("C1.7/x"), a);
    EVN_CHECK_TEXT(a, "C1.7/x");
    evn_report_code(evn_bytes_text("Gants, M"), a);
    EVN_CHECK(strncmp(a, "report:gants-m-", 15) == 0);
    evn_report_code(evn_bytes_text("Gants; M"), b);
    EVN_CHECK(strcmp(a, b) != 0);
    evn_report_code(evn_bytes_text("手套"), a);
    evn_report_code(evn_bytes_text("口罩"), b);
    EVN_CHECK(strcmp(a, b) != 0);
}

static Evernormal__Ledger__V1__Command *command_of(enum evn_report_part part, int64_t change,
                                                   bool is_break)
{
    struct evn_buf out;
    evn_buf_init(&out, 4096);
    EVN_MUST(evn_report_command(&report.row[0], part, change, is_break, &out) == EVN_OK);
    Evernormal__Ledger__V1__Command *command =
        evernormal__ledger__v1__command__unpack(NULL, out.len, out.at);
    EVN_MUST(command != NULL);
    evn_buf_fini(&out);
    return command;
}

static void a_row_becomes_documents_at_the_month_s_ends(void)
{
    EVN_MUST(read_with("", HEAD "A,X,2020-02,7,5,3,-2,7\n") == EVN_OK);
    Evernormal__Ledger__V1__Command *command = command_of(EVN_REPORT_MONTH, 0, false);
    EVN_MUST(command->kind_case == EVERNORMAL__LEDGER__V1__COMMAND__KIND_DOCUMENT);
    EVN_CHECK_TEXT(command->document->reference, "report:A:X:2020-02");
    EVN_MUST(command->document->n_lines == 3);
    EVN_CHECK_EQ(command->document->lines[0]->quantity, 5);
    EVN_CHECK_TEXT(command->document->lines[0]->to, "A");
    EVN_CHECK_EQ(command->document->lines[1]->quantity, 3);
    EVN_CHECK_TEXT(command->document->lines[1]->from, "A");
    EVN_CHECK_EQ(command->document->lines[2]->kind, 12);
    EVN_CHECK_EQ(command->document->lines[2]->quantity, 2);
    EVN_CHECK_TEXT(command->document->lines[2]->from, "A");
    EVN_CHECK_EQ(command->document->lines[2]->occurred_at_us,
                 INT64_C(1582948800000000)); /* 2020-02-29T04:00Z */
    evernormal__ledger__v1__command__free_unpacked(command, NULL);
    command = command_of(EVN_REPORT_OPEN, 4, true);
    EVN_CHECK_TEXT(command->document->reference, "report:A:X:2020-02:open");
    EVN_CHECK_TEXT(command->document->reason, "report-carry-break");
    EVN_MUST(command->document->n_lines == 1);
    EVN_CHECK_TEXT(command->document->lines[0]->to, "A");
    EVN_CHECK_EQ(command->document->lines[0]->occurred_at_us,
                 INT64_C(1580486400000000)); /* 2020-01-31T16:00Z */
    evernormal__ledger__v1__command__free_unpacked(command, NULL);
    evn_report_free(&report);
}

static void long_codes_still_make_references_that_fit(void)
{
    char row[400], reference[EVN_REPORT_REFERENCE_MAX], other[EVN_REPORT_REFERENCE_MAX];
    snprintf(row, sizeof row, HEAD "%s,%s,2020-02,0,5,0,0,5\n",
             "FACILITY-WITH-A-CODE-OF-FORTY-BYTES-0001",
             "ITEM-WITH-A-CODE-THAT-IS-VERY-LONG-00001");
    EVN_MUST(read_with("", row) == EVN_OK);
    evn_report_reference(&report.row[0], EVN_REPORT_BREAK, reference);
    EVN_CHECK(strlen(reference) < EVN_REPORT_REFERENCE_MAX - 1);
    EVN_CHECK(strstr(reference, ":2020-02:break") != NULL);
    report.row[0].item = evn_bytes_text("ITEM-WITH-A-CODE-THAT-IS-VERY-LONG-00002");
    evn_report_reference(&report.row[0], EVN_REPORT_BREAK, other);
    EVN_CHECK(strcmp(reference, other) != 0);
    evn_report_free(&report);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(months_are_read_in_each_way_people_write_them),
        EVN_TEST(a_map_names_each_field_once),
        EVN_TEST(a_head_without_a_column_or_with_one_twice_refuses_the_file),
        EVN_TEST(rows_are_linked_whatever_their_order_and_breaks_have_figures),
        EVN_TEST(year_and_month_may_stand_in_two_columns),
        EVN_TEST(codes_are_kept_and_other_texts_get_one),
        EVN_TEST(a_row_becomes_documents_at_the_month_s_ends),
        EVN_TEST(long_codes_still_make_references_that_fit),
    };
    return evn_test_main(argc, argv, "import.report", tests, sizeof tests / sizeof tests[0]);
}
