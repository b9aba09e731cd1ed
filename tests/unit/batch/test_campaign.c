/* Doses of a campaign: against a hall where people stand in line one by one. */
#include "common/base/rng.h"
#include "tests/lib/suite.h"
#include "tools/batch/campaign.h"

#include <stdlib.h>

#define HEAD "site\tcommunity\tcapacity\tgroup\tturn\tpeople\tcoverage\n"

enum { FLAWS_MAX = 8, DOSES_MAX = 4000 };
static struct evn_flaw flaws[FLAWS_MAX];
static size_t n_flaws, n_doses;
static struct evn_campaign_doses doses[DOSES_MAX];
static struct evn_campaign campaign;
static char text[65536];

static void note(void *self, const struct evn_flaw *flaw)
{
    (void)self;
    if (n_flaws < FLAWS_MAX)
        flaws[n_flaws] = *flaw;
    n_flaws++;
}

static evn_err read_text(const char *from)
{
    static const struct evn_batch_tell tell = {note, NULL};
    n_flaws = 0;
    if (from != text)
        snprintf(text, sizeof text, "%s", from);
    return evn_campaign_read(&campaign, evn_csv_of((uint8_t *)text, strlen(text), true), &tell);
}

static evn_err keep(void *self, const struct evn_campaign_doses *d)
{
    (void)self;
    EVN_MUST(n_doses < DOSES_MAX);
    doses[n_doses++] = *d;
    return EVN_OK;
}

static int64_t days_of(int from, int until)
{
    int64_t left = -1;
    n_doses = 0;
    EVN_CHECK_OK(evn_campaign_days(&campaign, (struct evn_day){from}, (struct evn_day){until}, keep,
                                   NULL, &left));
    return left;
}

static void check(size_t i, const char *group, int day, int64_t n)
{
    EVN_MUST(i < n_doses);
    EVN_CHECK(evn_bytes_equal(doses[i].of->group, evn_bytes_text(group)));
    EVN_CHECK_EQ(doses[i].day.n, day);
    EVN_CHECK_EQ(doses[i].doses, n);
}

static void the_elderly_come_first_and_who_is_left_is_said(void)
{
    EVN_CHECK_OK(read_text(HEAD "S1\t310105001001\t100\tadult\t2\t1000\t0.9\n"
                                "S1\t310105001001\t100\telderly\t1\t301\t0.5\n"));
    EVN_CHECK_EQ(days_of(1, 9), 0);
    EVN_CHECK_EQ(n_doses, 4); /* 150.5 is 151; 100 others */
    check(0, "elderly", 1, 100);
    check(1, "elderly", 2, 51);
    check(2, "adult", 2, 49);
    check(3, "adult", 3, 51);
    EVN_CHECK_EQ(days_of(1, 2), 51);
    EVN_CHECK_EQ(days_of(1, 1), 151);
    evn_campaign_fini(&campaign);
    EVN_CHECK_OK(read_text(HEAD "S1\tC\t0\tadult\t1\t10\t0\n"
                                "S2\tC\t5\tchild\t1\t10\t1\n"));
    EVN_CHECK_EQ(days_of(1, 9), 10);
    EVN_CHECK_EQ(n_doses, 0);
    evn_campaign_fini(&campaign);
}

static void every_wrong_line_is_named(void)
{
    static const struct {
        enum evn_flaw_kind kind;
        uint32_t line;
        const char *name;
    } want[] = {{EVN_FLAW_EMPTY, 2, "site"},
                {EVN_FLAW_NUMBER, 3, "capacity"},
                {EVN_FLAW_NUMBER, 4, "coverage"},
                {EVN_FLAW_TWICE, 6, "capacity"},
                {EVN_FLAW_TWICE, 7, "group"}};
    EVN_CHECK_ERR(read_text(HEAD "\tC\t1\tadult\t1\t1\t0\n"
                                 "S\tC\tx\tadult\t1\t1\t0\n"
                                 "S\tC\t1\tadult\t1\t1\t1.01\n"
                                 "S1\tC\t5\tadult\t1\t1\t0\n"
                                 "S1\tC\t6\tchild\t1\t1\t0\n"
                                 "S1\tC\t5\tadult\t2\t1\t0\n"),
                  EVN_E_BAD_FILE);
    EVN_CHECK(n_flaws >= 5);
    for (size_t i = 0; i < 5; i++) {
        bool found = false;
        for (size_t k = 0; k < n_flaws && k < FLAWS_MAX; k++)
            found |= flaws[k].kind == want[i].kind && flaws[k].line == want[i].line &&
                     strcmp(flaws[k].name, want[i].name) == 0;
        EVN_CHECK(found);
    }
    evn_campaign_fini(&campaign);
}

/* Random sites: people stand in line by turn, one after the other, and each day the first ones are
 * served. */
static void doses_are_what_serving_one_by_one_gives(void)
{
    enum { SITES = 4, GROUPS = 3, DAYS = 12 };
    struct evn_rng rng = evn_rng_of(evn_test_seed(11));
    for (int round = 0; round < 60; round++) {
        int64_t given[SITES][GROUPS][DAYS] = {0}, want_left = 0;
        size_t len = (size_t)snprintf(text, sizeof text, HEAD);
        for (int s = 0; s < SITES; s++) {
            int64_t capacity = evn_rng_below(&rng, 40), queue[GROUPS];
            int day = 0;
            for (int g = 0; g < GROUPS; g++) {
                unsigned people = evn_rng_below(&rng, 200), percent = evn_rng_below(&rng, 101);
                queue[g] = 0;
                for (unsigned i = 0; i < people * (100 - percent); i += 100)
                    queue[g]++;
                len += (size_t)snprintf(
                    text + len, sizeof text - len, "S%d\tC\t%lld\tg%d\t%d\t%u\t%u.%02u\n", s,
                    (long long)capacity, g, g + 1, people, percent / 100, percent % 100);
            }
            for (int g = 0; g < GROUPS; g++)
                for (; queue[g] > 0; queue[g]--) {
                    int64_t served_today = 0;
                    for (int k = 0; k < GROUPS && day < DAYS; k++)
                        served_today += given[s][k][day];
                    day += day < DAYS && served_today == capacity;
                    if (day < DAYS && capacity > 0)
                        given[s][g][day]++;
                    else
                        want_left++;
                }
        }
        EVN_CHECK_OK(read_text(text));
        EVN_CHECK_EQ(days_of(100, 100 + DAYS - 1), want_left);
        for (size_t i = 0; i < n_doses; i++)
            given[doses[i].of->site.at[1] - '0'][doses[i].of->group.at[1] - '0']
                 [doses[i].day.n - 100] -= doses[i].doses;
        for (int s = 0; s < SITES; s++)
            for (int g = 0; g < GROUPS; g++)
                for (int d = 0; d < DAYS; d++)
                    EVN_CHECK_EQ(given[s][g][d], 0);
        evn_campaign_fini(&campaign);
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(the_elderly_come_first_and_who_is_left_is_said),
    EVN_TEST(every_wrong_line_is_named),
    EVN_TEST(doses_are_what_serving_one_by_one_gives),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "batch.campaign", tests, sizeof tests / sizeof tests[0]);
}
