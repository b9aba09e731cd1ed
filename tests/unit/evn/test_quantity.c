/* Quantities in packs and lines of stock commands, as people write them. */
#include "common/base/rng.h"
#include "tests/lib/suite.h"
#include "tools/evn/moveline.h"
#include "tools/evn/quantity.h"

#include <stdlib.h>

/* Tablets in strips of 10, boxes of 100, and a case of 2,400 with no English name. */
static const struct evn_levels tablets = {
    .level = {{"片", "tablet", 1}, {"板", "strip", 10}, {"盒", "box", 100}, {"箱", "", 2400}},
    .n = 4};
static const struct evn_levels bare = {.level = {{"", "", 1}}, .n = 1};

static char text[EVN_QUANTITY_TEXT];

static const char *shown(const struct evn_levels *levels, int64_t n, enum evn_lang lang)
{
    return evn_quantity_format(levels, n, lang, text);
}

static void a_quantity_is_shown_in_the_fewest_packs(void)
{
    EVN_CHECK_TEXT(shown(&tablets, 1247, EVN_LANG_EN), "12 boxes + 4 strips + 7 tablets");
    EVN_CHECK_TEXT(shown(&tablets, 1247, EVN_LANG_ZH), "12 盒 + 4 板 + 7 片");
    EVN_CHECK_TEXT(shown(&tablets, 110, EVN_LANG_EN), "1 box + 1 strip");
    EVN_CHECK_TEXT(shown(&tablets, 2401, EVN_LANG_EN), "1 箱 + 1 tablet");
    EVN_CHECK_TEXT(shown(&tablets, 0, EVN_LANG_EN), "0 tablets");
    EVN_CHECK_TEXT(shown(&tablets, -1247, EVN_LANG_EN), "-1247 tablets");
    const struct evn_levels same = {.level = {{"box", "box", 1}}, .n = 1};
    EVN_CHECK_TEXT(shown(&same, 2, EVN_LANG_ZH), "2 boxes");
    EVN_CHECK_TEXT(shown(&bare, 1247, EVN_LANG_EN), "1247");
    EVN_CHECK_TEXT(shown(&tablets, INT64_MAX, EVN_LANG_EN),
                   "3843071682022823 箱 + 6 boxes + 7 tablets");
}

static void english_plurals_are_made_of_plain_words_only(void)
{
    static const char *const words[][2] = {{"box", "2 boxes"},   {"bunch", "2 bunches"},
                                           {"tray", "2 trays"},  {"supply", "2 supplies"},
                                           {"pcs", "2 pcs"},     {"ml", "2 ml"},
                                           {"dish", "2 dishes"}, {"box of 10", "2 box of 10"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const struct evn_levels one = {.level = {{"", words[i][0], 1}}, .n = 1};
        EVN_CHECK_TEXT(shown(&one, 2, EVN_LANG_EN), words[i][1]);
    }
}

static int64_t read(const char *from, evn_err want)
{
    struct evn_refusal why;
    int64_t n;
    evn_err err = evn_quantity_parse(&tablets, from, &n, &why);
    EVN_CHECK_ERR(err, want);
    if (err != EVN_OK)
        EVN_CHECK_ERR(why.err, want);
    return n;
}

static void parts_are_added_up_exactly(void)
{
    EVN_CHECK_EQ(read("12box+4strip", EVN_OK), 1240);
    EVN_CHECK_EQ(read(" 12 Boxes + 4 strips + 7", EVN_OK), 1247);
    EVN_CHECK_EQ(read("12盒+4板", EVN_OK), 1240);
    EVN_CHECK_EQ(read("30", EVN_OK), 30);
    EVN_CHECK_EQ(read("1 箱", EVN_OK), 2400);
    EVN_CHECK_EQ(read("9223372036854775807", EVN_OK), INT64_MAX);
}

static void what_is_no_quantity_is_refused(void)
{
    static const char *const wrong[] = {"",      "box", "-3",   "1.5box", "0", "0box",
                                        "1box+", "+1",  "1++2", "1e3",    "٣", "1,000"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct evn_refusal why;
        int64_t n;
        evn_err err = evn_quantity_parse(&tablets, wrong[i], &n, &why);
        EVN_CHECK(err == EVN_E_BAD_FIELD || err == EVN_E_BAD_UNIT);
    }
    (void)read("3crates", EVN_E_BAD_UNIT);
    (void)read("9223372036854775808", EVN_E_OVERFLOW);
    (void)read("92233720368547759box", EVN_E_OVERFLOW);
    (void)read("9223372036854775807+1", EVN_E_OVERFLOW);
}

/* Whatever is shown is read back as the same number, in either language. */
static void what_is_shown_can_be_read(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    for (int i = 0; i < 2000; i++) {
        int64_t n = (int64_t)(evn_rng_next(&rng) >> (1 + evn_rng_next(&rng) % 60)) + 1;
        EVN_CHECK_EQ(read(shown(&tablets, n, i % 2 == 0 ? EVN_LANG_EN : EVN_LANG_ZH), EVN_OK), n);
    }
}

static void the_names_of_the_levels_are_listed(void)
{
    char names[40];
    EVN_CHECK_TEXT(evn_quantity_names(&tablets, EVN_LANG_EN, names, sizeof names),
                   "tablet, strip, box, 箱");
    EVN_CHECK_TEXT(evn_quantity_names(&bare, EVN_LANG_EN, names, sizeof names), "");
}

static void a_line_has_item_lot_and_expiry(void)
{
    struct evn_move_line line = {.to = "W1"};
    EVN_CHECK_OK(evn_move_line_parse("INS,L/1=2,2027-01-31=12box+4strip", &line));
    EVN_CHECK_TEXT(line.item, "INS");
    EVN_CHECK_TEXT(line.lot, "L/1=2");
    EVN_CHECK_TEXT(line.expiry, "2027-01-31");
    EVN_CHECK_TEXT(line.quantity, "12box+4strip");
    EVN_CHECK_TEXT(line.to, "W1");
    line = (struct evn_move_line){.item = ""};
    EVN_CHECK_OK(evn_move_line_parse("FOOD,,2027-01-31=1", &line));
    EVN_CHECK_TEXT(line.lot, "");
    EVN_CHECK_TEXT(line.expiry, "2027-01-31");
    EVN_CHECK_OK(evn_move_line_parse("a=1", &line));
}

static void what_is_no_line_is_refused(void)
{
    static const char *const wrong[] = {"", "INS", "INS=", "=5", ",L=5", "a,b,c,d=1"};
    char longer[200] = "x=";
    struct evn_move_line line;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        EVN_CHECK_ERR(evn_move_line_parse(wrong[i], &line), EVN_E_USAGE);
    memset(longer + 2, '1', 190);
    EVN_CHECK_ERR(evn_move_line_parse(longer, &line), EVN_E_BAD_TEXT);
}

/* 1 to 4 levels, each 2 to 40 times the one before. */
static void make_levels(struct evn_rng *rng, struct evn_levels *levels)
{
    static const char *const names[] = {"pill", "strip", "box", "case"};
    *levels = (struct evn_levels){.n = 1 + evn_rng_below(rng, 4)};
    int64_t units = 1;
    for (size_t i = 0; i < levels->n; i++) {
        levels->level[i] = (struct evn_level){.zh = "", .en = names[i], .units = units};
        units *= 2 + evn_rng_below(rng, 39);
    }
}

/* 10^5 conversions, EVN_FULL=1: 10^7. Parts said in any level are added up; what is shown adds up
 * to the same, in fewer of each level than make one of the next. */
static void conversions_conserve_units(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(20261125));
    uint32_t n = getenv("EVN_FULL") != NULL ? 10000000 : 100000;
    struct evn_refusal why;
    for (uint32_t i = 0; i < n; i++) {
        struct evn_levels levels;
        char said[200], shown[EVN_QUANTITY_TEXT];
        int64_t want = 0, got = 0, again = 0;
        size_t len = 0;
        make_levels(&rng, &levels);
        for (size_t k = 0; k < levels.n; k++) {
            int64_t packs = 1 + evn_rng_below(&rng, 2000);
            const struct evn_level *level = &levels.level[evn_rng_below(&rng, (uint32_t)levels.n)];
            want += packs * level->units;
            len += (size_t)snprintf(said + len, sizeof said - len, "%s%" PRId64 " %s",
                                    k > 0 ? " + " : "", packs, level->en);
        }
        if (evn_quantity_parse(&levels, said, &got, &why) != EVN_OK || got != want)
            EVN_CHECK_EQ(got, want);
        evn_quantity_format(&levels, got, EVN_LANG_EN, shown);
        if (evn_quantity_parse(&levels, shown, &again, &why) != EVN_OK || again != want)
            EVN_CHECK_EQ(again, want);
    }
    EVN_CHECK(n >= 100000);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_quantity_is_shown_in_the_fewest_packs),
        EVN_TEST(english_plurals_are_made_of_plain_words_only),
        EVN_TEST(parts_are_added_up_exactly),
        EVN_TEST(what_is_no_quantity_is_refused),
        EVN_TEST(what_is_shown_can_be_read),
        EVN_TEST(the_names_of_the_levels_are_listed),
        EVN_TEST(a_line_has_item_lot_and_expiry),
        EVN_TEST(what_is_no_line_is_refused),
        EVN_TEST(conversions_conserve_units),
    };
    return evn_test_main(argc, argv, "evn.quantity", tests, sizeof tests / sizeof tests[0]);
}
