/* Rows of CSV and TSV: cells, lines, columns, and what is refused. */
#include "tests/lib/suite.h"
#include "tools/import/sheet.h"

static uint8_t text[200000];
static struct evn_csv rows;
static struct evn_csv_row row;
static struct evn_flaw flaw;

static void read_text(const char *csv, bool tabs)
{
    size_t len = strlen(csv);
    memcpy(text, csv, len);
    rows = evn_csv_of(text, len, tabs);
}

static void check_row(uint32_t line, size_t n, const char *const *cells)
{
    EVN_CHECK_OK(evn_csv_next(&rows, &row, &flaw));
    EVN_CHECK_EQ(row.line, line);
    EVN_CHECK_EQ(row.n, n);
    for (size_t i = 0; i < n && i < row.n; i++)
        EVN_CHECK(evn_bytes_equal(row.cell[i].text, evn_bytes_text(cells[i])));
}

static void check_flaw(enum evn_flaw_kind kind, uint32_t line, uint32_t column)
{
    EVN_CHECK_ERR(evn_csv_next(&rows, &row, &flaw), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaw.kind, kind);
    EVN_CHECK_EQ(flaw.line, line);
    EVN_CHECK_EQ(flaw.column, column);
}

static void check_end(void)
{
    EVN_CHECK_ERR(evn_csv_next(&rows, &row, &flaw), EVN_E_AGAIN);
}

#define ROW(line, ...)                                                                             \
    check_row(line, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *),                        \
              (const char *[]){__VA_ARGS__})

static void quotes_hold_commas_quotes_and_line_ends(void)
{
    read_text("a,\"b, c\",\"d \"\"e\"\" f\"\n\"two\nlines\",,x\n,,\"\"\nlast,5\" pipe,", false);
    ROW(1, "a", "b, c", "d \"e\" f");
    ROW(2, "two\nlines", "", "x");
    EVN_CHECK_EQ(row.cell[2].line, 3);
    ROW(5, "last", "5\" pipe", "");
    check_end();
}

/* Cells of every length up to three words, of bytes one beside those that end a cell. */
static void a_cell_ends_where_it_ends_at_any_length(void)
{
    static const char near[] = "\x08\x0b\x0c\x0e+-\xac\x8a\x8d\x89\xff~", ends[] = "\t\n\r";
    for (size_t tabs = 0; tabs < 2; tabs++)
        for (size_t len = 0; len < 25; len++)
            for (size_t end = 0; end < 3; end++) {
                char csv[64], cell[32];
                for (size_t i = 0; i < len; i++)
                    cell[i] = near[(i + len) % (sizeof near - 1)];
                cell[len] = '\0';
                const char *between = tabs ? "\t" : ",";
                snprintf(csv, sizeof csv, "a%s%s%.1sb%s%s\n", between, cell,
                         end > 0 ? &ends[end] : between, end > 0 ? between : "",
                         end > 0 ? "c" : "");
                read_text(csv, tabs);
                if (end > 0) {
                    ROW(1, "a", cell);
                    ROW(2, "b", "c");
                } else {
                    ROW(1, "a", cell, "b");
                }
                check_end();
            }
}

static void all_line_ends_count_once(void)
{
    read_text("a\r\nb\rc\n\n\r\nd\r", false);
    ROW(1, "a");
    ROW(2, "b");
    ROW(3, "c");
    ROW(6, "d");
    check_end();
    read_text("\"a\r\nb\",c\r\nd,e", false);
    ROW(1, "a\r\nb", "c");
    ROW(3, "d", "e");
    check_end();
}

static void tabs_know_no_quotes(void)
{
    read_text("a\t\"b\tc,\"\nd\t\te\n", true);
    ROW(1, "a", "\"b", "c,\"");
    ROW(2, "d", "", "e");
    check_end();
}

static void a_bad_row_is_told_and_the_next_is_read(void)
{
    read_text("a,b\n\"x\"\"y\",\"open\nc,d\n", false);
    ROW(1, "a", "b");
    check_flaw(EVN_FLAW_QUOTE_OPEN, 2, 2);
    ROW(3, "c", "d");
    check_end();
    read_text("\"a\"b,c\n\"two\nlines\",\"d\" ,e\nf\n", false);
    check_flaw(EVN_FLAW_QUOTE_STRAY, 1, 1);
    check_flaw(EVN_FLAW_QUOTE_STRAY, 3, 2);
    check_flaw(EVN_FLAW_QUOTE_STRAY, 3, 2); /* from its own line on it is read again */
    ROW(4, "f");
    check_end();
}

static void long_rows_and_many_columns_are_refused(void)
{
    memset(text, 'x', EVN_ROW_BYTES_MAX + 10);
    memcpy(text + EVN_ROW_BYTES_MAX + 10, "\nok\n", 4);
    rows = evn_csv_of(text, EVN_ROW_BYTES_MAX + 14, false);
    check_flaw(EVN_FLAW_ROW_LONG, 1, 0);
    ROW(2, "ok");
    memset(text, ',', EVN_ROW_COLUMNS_MAX);
    memcpy(text + EVN_ROW_COLUMNS_MAX, "\nok", 3);
    rows = evn_csv_of(text, EVN_ROW_COLUMNS_MAX + 3, false);
    check_flaw(EVN_FLAW_COLUMNS, 1, 0);
    ROW(2, "ok");
}

enum { CODE, NAME, SIZE };
static const struct evn_sheet_column columns[] = {{"code", true}, {"name", true}, {"size", false}};

static evn_err open_sheet(struct evn_sheet *sheet, const char *csv)
{
    read_text(csv, false);
    return evn_sheet_open(sheet, rows, columns, 3, &flaw);
}

static void a_head_names_columns_in_any_order(void)
{
    struct evn_sheet sheet;
    EVN_CHECK_OK(open_sheet(&sheet, "name,code\nflour,A1\nx\n"));
    EVN_CHECK_OK(evn_sheet_next(&sheet, &flaw));
    EVN_CHECK(evn_bytes_equal(evn_sheet_cell(&sheet, CODE), evn_bytes_text("A1")));
    EVN_CHECK_EQ(evn_sheet_cell(&sheet, SIZE).len, 0);
    struct evn_flaw at = evn_sheet_flaw(&sheet, CODE, EVN_FLAW_CODE);
    EVN_CHECK_EQ(at.line, 2);
    EVN_CHECK_EQ(at.column, 2);
    EVN_CHECK_TEXT(at.name, "code");
    EVN_CHECK_ERR(evn_sheet_next(&sheet, &flaw), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaw.kind, EVN_FLAW_COLUMNS);
    EVN_CHECK_EQ(flaw.line, 3);
    EVN_CHECK_ERR(evn_sheet_next(&sheet, &flaw), EVN_E_AGAIN);
}

static void a_wrong_head_refuses_the_file(void)
{
    struct evn_sheet sheet;
    EVN_CHECK_ERR(open_sheet(&sheet, "code,name,colour\n"), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaw.kind, EVN_FLAW_COLUMN_NAME);
    EVN_CHECK_EQ(flaw.column, 3);
    EVN_CHECK_TEXT(flaw.name, "colour");
    EVN_CHECK_ERR(open_sheet(&sheet, "code,name,code\n"), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaw.kind, EVN_FLAW_COLUMN_NAME);
    EVN_CHECK_ERR(open_sheet(&sheet, "name,size\n"), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaw.kind, EVN_FLAW_COLUMN_NEEDED);
    EVN_CHECK_TEXT(flaw.name, "code");
    EVN_CHECK_ERR(open_sheet(&sheet, ""), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(flaw.kind, EVN_FLAW_COLUMN_NEEDED);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(quotes_hold_commas_quotes_and_line_ends),
        EVN_TEST(a_cell_ends_where_it_ends_at_any_length),
        EVN_TEST(all_line_ends_count_once),
        EVN_TEST(tabs_know_no_quotes),
        EVN_TEST(a_bad_row_is_told_and_the_next_is_read),
        EVN_TEST(long_rows_and_many_columns_are_refused),
        EVN_TEST(a_head_names_columns_in_any_order),
        EVN_TEST(a_wrong_head_refuses_the_file),
    };
    return evn_test_main(argc, argv, "import.csv", tests, sizeof tests / sizeof tests[0]);
}
