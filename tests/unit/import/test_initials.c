/* First letters of pinyin, as people type them. */
#include "tests/lib/suite.h"
#include "tools/import/initials.h"

static void check(const char *name, const char *want)
{
    char out[EVN_INITIALS_MAX];
    EVN_CHECK_OK(evn_initials(evn_bytes_text(name), out));
    EVN_CHECK_TEXT(out, want);
}

static void characters_letters_and_digits_make_initials(void)
{
    check("对乙酰氨基酚片", "dyxajfp");
    check("N95口罩", "n95kz");
    check("mRNA 疫苗（成人）", "mrnaymcr");
    check("", "");
    check("Paracetamol 500 mg", "paracetamol500mg");
    check("绿茶", "lc");
}

static void what_is_no_text_is_left_out(void)
{
    check("口\xff罩\xe5", "kz");
    check("《》、。", "");
}

static void a_long_name_is_cut(void)
{
    char name[3 * EVN_INITIALS_MAX + 1] = "", out[EVN_INITIALS_MAX];
    for (size_t i = 0; i < EVN_INITIALS_MAX; i++)
        memcpy(name + 3 * i, "口", 4);
    EVN_CHECK_OK(evn_initials(evn_bytes_text(name), out));
    EVN_CHECK_EQ(strlen(out), EVN_INITIALS_MAX - 1);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(characters_letters_and_digits_make_initials),
        EVN_TEST(what_is_no_text_is_left_out),
        EVN_TEST(a_long_name_is_cut),
    };
    return evn_test_main(argc, argv, "import.initials", tests, sizeof tests / sizeof tests[0]);
}
