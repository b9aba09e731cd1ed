#include "common/wire/text.h"
#include "tests/lib/suite.h"

static bool clean(const char *text)
{
    return evn_text_clean(evn_bytes_text(text));
}

static void external_ids_have_exactly_their_characters(void)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "._:/+-";
    for (int c = 0; c < 256; c++) {
        uint8_t text[3] = {'a', (uint8_t)c, 'z'};
        bool want = c != 0 && strchr(allowed, c) != NULL;
        EVN_CHECK_EQ(evn_text_code(evn_bytes_of(text, sizeof text)), want);
    }
    EVN_CHECK(evn_text_code(evn_bytes_text("")));
}

static void names_in_every_script_are_clean(void)
{
    EVN_CHECK(clean("") && clean("a") && clean("常平仓 2 号") && clean("Ærø, 50% \"q\" <b>"));
    EVN_CHECK(clean("\xf0\x9f\x9a\x9a") && clean("\xf4\x8f\xbf\xbf") && clean("\xed\x9f\xbf"));
}

static void broken_utf8_is_not_clean(void)
{
    static const char *const bad[] = {"\x80",
                                      "\xff",
                                      "\xc2",
                                      "a\xe5\xb8",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xe0\x80\xaf",
                                      "\xe0\x9f\xbf",
                                      "\xed\xa0\x80",
                                      "\xed\xbf\xbf",
                                      "\xf0\x80\x80\xaf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xe5\xb8x",
                                      "\xc2\xc2"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        EVN_CHECK(!clean(bad[i]));
        EVN_CHECK(!evn_text_utf8(evn_bytes_text(bad[i])));
    }
}

static void what_cannot_be_seen_is_not_clean(void)
{
    static const char *const bad[] = {" a",
                                      "a ",
                                      "\u3000a",
                                      "a\u00a0",
                                      "a\nb",
                                      "a\tb",
                                      "a\x7f",
                                      "a\xc2\x85",
                                      " ",
                                      "\r",
                                      "\u2028",
                                      "a\u202e"
                                      "b",
                                      "\ufeffa",
                                      "a\u2066"
                                      "b",
                                      "\u200f"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK(!clean(bad[i]));
    EVN_CHECK(!evn_text_clean(evn_bytes_of("a\0b", 3)));
    EVN_CHECK(evn_text_utf8(evn_bytes_text("a\nb\x7f")));
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(external_ids_have_exactly_their_characters),
        EVN_TEST(names_in_every_script_are_clean),
        EVN_TEST(broken_utf8_is_not_clean),
        EVN_TEST(what_cannot_be_seen_is_not_clean),
    };
    return evn_test_main(argc, argv, "wire.text", tests, sizeof tests / sizeof tests[0]);
}
