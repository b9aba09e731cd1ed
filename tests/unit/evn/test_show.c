/* What evn shows: widths, tables, JSON lines, texts in two languages. */
#include "tests/lib/suite.h"
#include "tools/evn/command.h"
#include "tools/evn/table.h"
#include "tools/evn/width.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

static void chinese_takes_two_columns_and_marks_none(void)
{
    EVN_CHECK_EQ(evn_width(""), 0);
    EVN_CHECK_EQ(evn_width("abc"), 3);
    EVN_CHECK_EQ(evn_width("胰岛素"), 6);
    EVN_CHECK_EQ(evn_width("《ＡＢ》，ab"), 12);
    EVN_CHECK_EQ(evn_width("e\xcc\x81"), 1);
    EVN_CHECK_EQ(evn_width("é"), 1);
    EVN_CHECK_EQ(evn_width("\xf0\xa0\x80\x80"), 2); /* U+20000, CJK extension B */
    EVN_CHECK_EQ(evn_width("a\xff\xe4z"), 4);
    EVN_CHECK_EQ(evn_width("\xe4\xb8"), 2); /* cut short: two bytes that are no character */
}

/* The machine's own table, where there is one, agrees on all Chinese and Latin text. */
static void widths_agree_with_the_c_library(void)
{
    static const struct {
        wchar_t first, last;
    } blocks[] = {{0x20, 0x7e},     {0xa1, 0xac},     {0x100, 0x24f},   {0x3001, 0x3029},
                  {0x3041, 0x3096}, {0x30a0, 0x30ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9ffc},
                  {0xac00, 0xd7a3}, {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x20000, 0x2a6dd}};
    char text[MB_LEN_MAX + 1];
    int differing = 0;
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
        evn_test_skip("no C.UTF-8");
        return;
    }
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        for (wchar_t c = blocks[i].first; c <= blocks[i].last; c++) {
            mbstate_t state = {0};
            size_t n = wcrtomb(text, c, &state);
            EVN_MUST(n <= MB_LEN_MAX);
            text[n] = '\0';
            if (wcwidth(c) >= 0 && (size_t)wcwidth(c) != evn_width(text))
                differing++;
        }
    EVN_CHECK_EQ(differing, 0);
}

static const struct evn_column columns[] = {{"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                            {"tries", EVN_T_COL_TRIES, EVN_CELL_NUMBER},
                                            {"revoked", EVN_T_COL_REVOKED, EVN_CELL_FLAG}};

static char shown[4096];

static void show(bool json, enum evn_lang lang)
{
    struct evn_table table = {.lang = lang, .json = json};
    FILE *out = fmemopen(shown, sizeof shown, "w");
    EVN_MUST(out != NULL);
    evn_table_open(&table, out, columns, 3);
    evn_table_text(&table, "饮用水");
    evn_table_number(&table, 5);
    evn_table_flag(&table, true);
    evn_table_text(&table, "a\"\\\n\xff");
    evn_table_number(&table, INT64_MIN);
    evn_table_flag(&table, false);
    evn_table_close(&table);
    fclose(out);
}

static void a_table_aligns_chinese_and_ends_no_line_in_blanks(void)
{
    show(false, EVN_LANG_ZH);
    EVN_CHECK_TEXT(shown, "名称                    次数  已吊销\n"
                          "饮用水                     5  是\n"
                          "a\"\\??   -9223372036854775808\n");
}

static void people_do_not_see_a_spare_column_without_content(void)
{
    static const struct evn_column three[] = {{"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                              {"owner", EVN_T_COL_OWNER, EVN_CELL_TEXT},
                                              {"tries", EVN_T_COL_TRIES, EVN_CELL_NUMBER}};
    struct evn_table table = {.lang = EVN_LANG_EN, .n_spare = 2};
    FILE *out = fmemopen(shown, sizeof shown, "w");
    EVN_MUST(out != NULL);
    evn_table_open(&table, out, three, 3);
    for (int64_t i = 1; i < 3; i++) {
        evn_table_text(&table, "a");
        evn_table_text(&table, "");
        evn_table_number(&table, i);
    }
    evn_table_close(&table);
    fclose(out);
    EVN_CHECK_TEXT(shown, "name  tries\na         1\na         2\n");
}

static void csv_quotes_what_would_break_a_line(void)
{
    struct evn_table table = {.lang = EVN_LANG_ZH, .csv = true, .exercise = true};
    FILE *out = fmemopen(shown, sizeof shown, "w");
    EVN_MUST(out != NULL);
    evn_table_open(&table, out, columns, 3);
    evn_table_text(&table, "a,\"b\"\n");
    evn_table_number(&table, -5);
    evn_table_flag(&table, true);
    evn_table_text(&table, "水");
    evn_table_none(&table);
    evn_table_flag(&table, false);
    evn_table_close(&table);
    fclose(out);
    EVN_CHECK_TEXT(shown, "name,tries,revoked,exercise\r\n"
                          "\"a,\"\"b\"\"\n\",-5,true,EXERCISE 演练\r\n"
                          "水,,false,EXERCISE 演练\r\n");
}

static void json_is_one_object_a_line_whatever_the_text(void)
{
    show(true, EVN_LANG_ZH);
    EVN_CHECK_TEXT(shown, "{\"name\":\"饮用水\",\"tries\":5,\"revoked\":true}\n"
                          "{\"name\":\"a\\\"\\\\\\u000a\xef\xbf\xbd\","
                          "\"tries\":-9223372036854775808,\"revoked\":false}\n");
}

static void a_text_takes_its_arguments_in_either_order(void)
{
    char text[100];
    struct evn_fill with = {.a = "registry", .n = 5};
    EVN_CHECK_TEXT(evn_text_fill(EVN_T_UP_LATE, EVN_LANG_EN, with, text, sizeof text),
                   "registry is not ready after 5 s; still trying");
    EVN_CHECK_TEXT(evn_text_fill(EVN_T_UP_LATE, EVN_LANG_ZH, with, text, sizeof text),
                   "registry 在 5 秒后仍未就绪，继续等待");
    EVN_CHECK_TEXT(evn_text_fill(EVN_T_UP_LATE, EVN_LANG_EN, with, text, 6), "regis");
}

static void the_language_comes_from_the_environment(void)
{
    setenv("LANG", "zh_CN.UTF-8", 1);
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    EVN_CHECK_EQ(evn_lang_of_environment(), EVN_LANG_ZH);
    setenv("LC_ALL", "C", 1);
    EVN_CHECK_EQ(evn_lang_of_environment(), EVN_LANG_EN);
}

static void a_field_of_a_message_is_told_as_the_option_it_was_given_by(void)
{
    static const struct evn_option options[] = {{"weight-max", "KG", EVN_T_OPT_WAIT},
                                                {"to", "CODE", EVN_T_OPT_WAIT},
                                                {"o", "FILE", EVN_T_OPT_WAIT},
                                                {0}};
    struct evn_command command = {.name = "x", .options = options}, none = {.name = "y"};
    EVN_CHECK_TEXT(evn_command_option(&command, "place.weight_max_g"), "weight-max");
    EVN_CHECK_TEXT(evn_command_option(&command, "to"), "to");
    EVN_CHECK(evn_command_option(&command, "place.total") == NULL);
    EVN_CHECK(evn_command_option(&command, "to.weight") == NULL);
    EVN_CHECK(evn_command_option(&command, "") == NULL);
    EVN_CHECK(evn_command_option(&command, "o") == NULL);
    EVN_CHECK(evn_command_option(&none, "to") == NULL);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(chinese_takes_two_columns_and_marks_none),
        EVN_TEST(widths_agree_with_the_c_library),
        EVN_TEST(a_table_aligns_chinese_and_ends_no_line_in_blanks),
        EVN_TEST(people_do_not_see_a_spare_column_without_content),
        EVN_TEST(csv_quotes_what_would_break_a_line),
        EVN_TEST(json_is_one_object_a_line_whatever_the_text),
        EVN_TEST(a_text_takes_its_arguments_in_either_order),
        EVN_TEST(the_language_comes_from_the_environment),
        EVN_TEST(a_field_of_a_message_is_told_as_the_option_it_was_given_by),
    };
    return evn_test_main(argc, argv, "evn.show", tests, sizeof tests / sizeof tests[0]);
}
