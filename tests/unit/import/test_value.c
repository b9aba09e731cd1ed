/* What cells say: counts, money, dates, times. */
#include "tests/lib/suite.h"
#include "tools/import/value.h"

static bool decimal(const char *text, unsigned places, int64_t *out)
{
    return evn_value_decimal(evn_bytes_text(text), places, out);
}

static void money_is_exact_to_the_cent(void)
{
    int64_t n;
    EVN_CHECK(decimal("127360.8", 2, &n));
    EVN_CHECK_EQ(n, 12736080);
    EVN_CHECK(decimal("551", 2, &n));
    EVN_CHECK_EQ(n, 55100);
    EVN_CHECK(decimal("0.29", 2, &n));
    EVN_CHECK_EQ(n, 29);
    EVN_CHECK(decimal("-0.05", 2, &n));
    EVN_CHECK_EQ(n, -5);
    EVN_CHECK(decimal("1.50000", 2, &n));
    EVN_CHECK_EQ(n, 150);
    EVN_CHECK(decimal("0.0333", 6, &n));
    EVN_CHECK_EQ(n, 33300);
    EVN_CHECK(decimal("92233720368547758.07", 2, &n));
    EVN_CHECK_EQ(n, INT64_MAX);
}

static void what_is_no_number_is_refused(void)
{
    static const char *const bad[] = {"",    "-",  ".5",   "5.",   "1,5",   "1.005",
                                      " 1",  "1 ", "1e3",  "0x1",  "1.2.3", "+1",
                                      "--1", "１", "12kg", "1.-5", "N/A",   "1.5\n0"};
    int64_t n;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK(!decimal(bad[i], 2, &n));
    EVN_CHECK(!decimal("92233720368547758.08", 2, &n));
    EVN_CHECK(!evn_value_count(evn_bytes_text("9223372036854775808"), &n));
    EVN_CHECK(!evn_value_count(evn_bytes_text("-1"), &n));
    EVN_CHECK(!evn_value_count(evn_bytes_text(""), &n));
}

static void check_day(const char *text, const char *want)
{
    struct evn_day day;
    char got[11] = "none";
    if (evn_value_day(evn_bytes_text(text), &day))
        evn_day_format(day, got);
    EVN_CHECK_TEXT(got, want);
}

static void dates_come_in_three_styles(void)
{
    check_day("2-Jun-06", "2006-06-02");
    check_day("31-Dec-2013", "2013-12-31");
    check_day("11/13/06", "2006-11-13");
    check_day("1/2/2007", "2007-01-02");
    check_day("2022-11-14", "2022-11-14");
    check_day("29-Feb-08", "2008-02-29");
    check_day("1-Jan-68", "2068-01-01");
    check_day("1-Jan-69", "1969-01-01");
}

static void what_is_no_date_is_refused(void)
{
    static const char *const bad[] = {"",         "29-Feb-07",  "13/11/06",  "2-jun-06",
                                      "2-Juni-6", "0-Jun-06",   "2022-11-1", "2022/11/14",
                                      "11-14-22", "2-Jun-006",  "2-Jun-06x", "Pre-PQ Process",
                                      "1/1/1",    "2022-13-01", "20221114",  "1-Jan-0000"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        check_day(bad[i], "none");
}

static void flags_and_times_are_read(void)
{
    bool flag;
    uint32_t minute;
    EVN_CHECK(evn_value_flag(evn_bytes_text("yes"), &flag) && flag);
    EVN_CHECK(evn_value_flag(evn_bytes_text("0"), &flag) && !flag);
    EVN_CHECK(!evn_value_flag(evn_bytes_text("ja"), &flag));
    EVN_CHECK(evn_value_minute(evn_bytes_text("08:30"), &minute));
    EVN_CHECK_EQ(minute, 510);
    EVN_CHECK(evn_value_minute(evn_bytes_text("24:00"), &minute));
    EVN_CHECK_EQ(minute, 1440);
    EVN_CHECK(!evn_value_minute(evn_bytes_text("8:60"), &minute));
    EVN_CHECK(!evn_value_minute(evn_bytes_text("48:00"), &minute));
    EVN_CHECK(!evn_value_minute(evn_bytes_text("0830"), &minute));
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(money_is_exact_to_the_cent), EVN_TEST(what_is_no_number_is_refused),
        EVN_TEST(dates_come_in_three_styles), EVN_TEST(what_is_no_date_is_refused),
        EVN_TEST(flags_and_times_are_read),
    };
    return evn_test_main(argc, argv, "import.value", tests, sizeof tests / sizeof tests[0]);
}
