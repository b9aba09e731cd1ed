/* Encodings: recognised by stated rules, and read into the same UTF-8. */
#include "tests/lib/suite.h"
#include "tools/import/source.h"

static enum evn_charset detect(const char *text)
{
    enum evn_charset charset = EVN_CHARSET_UTF8;
    EVN_CHECK_OK(evn_charset_detect(evn_bytes_text(text), &charset));
    return charset;
}

static void check_read(enum evn_charset charset, const char *text, const char *want)
{
    struct evn_buf out;
    evn_buf_init(&out, 4096);
    EVN_CHECK_OK(evn_charset_read(charset, evn_bytes_text(text), &out));
    EVN_CHECK(evn_bytes_equal(evn_bytes_of(out.at, out.len), evn_bytes_text(want)));
    evn_buf_fini(&out);
}

static void utf8_is_recognised_with_and_without_a_mark(void)
{
    EVN_CHECK_EQ(detect(""), EVN_CHARSET_UTF8);
    EVN_CHECK_EQ(detect("plain"), EVN_CHARSET_UTF8);
    EVN_CHECK_EQ(detect("Côte d'Ivoire"), EVN_CHARSET_UTF8);
    EVN_CHECK_EQ(detect("\xef\xbb\xbf"
                        "面粉"),
                 EVN_CHARSET_UTF8);
    check_read(EVN_CHARSET_UTF8,
               "\xef\xbb\xbf"
               "面粉",
               "面粉");
    check_read(EVN_CHARSET_UTF8, "面粉", "面粉");
}

static void gb18030_is_told_from_windows_1252(void)
{
    static const char flour[] = "code\tname\nA1\t\xc3\xe6\xb7\xdb\n"; /* 面粉 */
    static const char cote[] = "code\tname\nA1\tC\xf4te d'Ivoire\n";
    EVN_CHECK_EQ(detect(flour), EVN_CHARSET_GB18030);
    check_read(EVN_CHARSET_GB18030, flour, "code\tname\nA1\t面粉\n");
    EVN_CHECK_EQ(detect(cote), EVN_CHARSET_WINDOWS_1252);
    check_read(EVN_CHARSET_WINDOWS_1252, cote, "code\tname\nA1\tCôte d'Ivoire\n");
    check_read(EVN_CHARSET_WINDOWS_1252, "2 \x80", "2 €");
}

static void four_byte_gb18030_is_read(void)
{
    static const char rare[] = "\xd5\xc5\x95\x32\x82\x36"; /* 张𠀀 */
    EVN_CHECK_EQ(detect(rare), EVN_CHARSET_GB18030);
    check_read(EVN_CHARSET_GB18030, rare, "张𠀀");
}

static void what_is_no_text_is_refused(void)
{
    enum evn_charset charset;
    struct evn_buf out;
    static const uint8_t utf16[] = {0xff, 0xfe, 'a', 0, 'b', 0};
    EVN_CHECK_ERR(evn_charset_detect(evn_bytes_of(utf16, sizeof utf16), &charset), EVN_E_BAD_TEXT);
    EVN_CHECK_ERR(evn_charset_detect(evn_bytes_text("a\x81\n"), &charset), EVN_E_BAD_TEXT);
    EVN_CHECK_ERR(evn_charset_detect(evn_bytes_text("\xef\xbb\xbf"
                                                    "\xc3("),
                                     &charset),
                  EVN_E_BAD_TEXT);
    evn_buf_init(&out, 4);
    EVN_CHECK_ERR(evn_charset_read(EVN_CHARSET_WINDOWS_1252, evn_bytes_text("abcdef\xe9"), &out),
                  EVN_E_LIMIT);
    evn_buf_fini(&out);
}

static void check_file(const char *bytes, const char *name, enum evn_charset charset, bool tabs)
{
    char path[600];
    struct evn_source source;
    snprintf(path, sizeof path, "%s/%s", evn_test_dir(), name);
    FILE *file = fopen(path, "wb");
    EVN_MUST(file != NULL);
    fputs(bytes, file);
    fclose(file);
    EVN_MUST(evn_source_open(&source, path) == EVN_OK);
    EVN_CHECK_EQ(source.charset, charset);
    EVN_CHECK_EQ(source.tabs, tabs);
    evn_source_close(&source);
}

static void a_file_says_by_name_or_head_what_separates_its_cells(void)
{
    struct evn_source source;
    check_file("a,b\n", "x.csv", EVN_CHARSET_UTF8, false);
    check_file("a,b\n", "x.tsv", EVN_CHARSET_UTF8, true);
    check_file("a\tb\n", "x.txt", EVN_CHARSET_UTF8, true);
    check_file("a,b\n\t", "y.txt", EVN_CHARSET_UTF8, false);
    check_file("", "empty", EVN_CHARSET_UTF8, false);
    EVN_CHECK_ERR(evn_source_open(&source, evn_test_dir()), EVN_E_IO);
    EVN_CHECK_ERR(evn_source_open(&source, "/nowhere/at/all"), EVN_E_IO);
}

/* A real list of goods in Windows-1252, whose maker did not say so. */
static void a_real_catalogue_is_windows_1252(void)
{
    const char *path = evn_test_data("catalogue/ifrc_items.csv");
    struct evn_source source;
    struct evn_csv_row row;
    struct evn_flaw flaw;
    size_t n = 0;
    if (path == NULL) {
        evn_test_skip("no real data");
        return;
    }
    EVN_MUST(evn_source_open(&source, path) == EVN_OK);
    EVN_CHECK_EQ(source.charset, EVN_CHARSET_WINDOWS_1252);
    struct evn_csv rows = evn_csv_of(source.text.at, source.text.len, false);
    while (evn_csv_next(&rows, &row, &flaw) == EVN_OK)
        n++;
    EVN_CHECK_EQ(n, 11783); /* 11,782 items and the head */
    evn_source_close(&source);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(utf8_is_recognised_with_and_without_a_mark),
        EVN_TEST(gb18030_is_told_from_windows_1252),
        EVN_TEST(four_byte_gb18030_is_read),
        EVN_TEST(what_is_no_text_is_refused),
        EVN_TEST(a_file_says_by_name_or_head_what_separates_its_cells),
        EVN_TEST(a_real_catalogue_is_windows_1252),
    };
    return evn_test_main(argc, argv, "import.charset", tests, sizeof tests / sizeof tests[0]);
}
