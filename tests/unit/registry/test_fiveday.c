/* The clock against a real district, row by row, and against a day-by-day count. */
#include "common/base/rng.h"
#include "services/registry/core/fiveday.h"
#include "tests/unit/registry/world.h"

#include <stdlib.h>

enum { QUIET = 5, PLACES = 3000, SPAN = 74 };

static char (*lines_of(const char *path, size_t *n))[128]
{
    static char lines[200000][128];
    FILE *file = fopen(path, "r");
    *n = 0;
    EVN_MUST(file != NULL);
    while (*n < 200000 && fgets(lines[*n], sizeof lines[0], file) != NULL)
        ++*n;
    fclose(file);
    return lines;
}

/* Days with an infection per place of one district: hit[place][day since 2022-03-19]. */
static bool hit[PLACES][SPAN];

static void read_reports(const char *path, struct evn_day first)
{
    size_t n;
    char(*lines)[128] = lines_of(path, &n);
    memset(hit, 0, sizeof hit);
    for (size_t i = 1; i < n; i++)
        if (strncmp(lines[i] + 11, "310105", 6) == 0) {
            char text[11] = {0};
            memcpy(text, lines[i], 10);
            hit[atoi(lines[i] + 17)][day(text).n - first.n] = true;
        }
}

/* One row of the worked example as the clock has it. */
static void format_episode(char *out, size_t cap, int place, int number,
                           const struct evn_episode *e, struct evn_day until)
{
    char from[11], last[11], lowered[11] = "";
    bool closed = e->lowered_on.n <= until.n;
    evn_day_format(e->high_from, from);
    evn_day_format(e->last, last);
    if (closed)
        evn_day_format(e->lowered_on, lowered);
    snprintf(out, cap, "310105%05d\t%d\t%s\t%s\t%u\t%s\t%s\n", place, number, from, last, e->n_days,
             lowered, closed ? "closed" : "open");
}

/* The episodes of one place, compared with the rows from lines[at] on; returns the next row. */
static size_t compare_place(int place, struct evn_day first, char (*lines)[128], size_t at)
{
    struct evn_episode e = EVN_EPISODE_NONE;
    int number = 0;
    char row[128];
    for (int d = 0; d <= SPAN; d++) {
        struct evn_day today = {first.n + d};
        bool end = d == SPAN;
        if (!end && (!hit[place][d] || evn_episode_add(&e, today, QUIET)))
            continue;
        if (number > 0) {
            format_episode(row, sizeof row, place, number, &e,
                           (struct evn_day){first.n + SPAN - 1});
            EVN_CHECK_TEXT(lines[at], row);
            at++;
        }
        number++;
        e = evn_episode_open(today, QUIET);
    }
    return at;
}

static void the_clock_matches_a_real_district_row_by_row(void)
{
    const char *reports = evn_test_data("epidemic/place_day_infections.tsv");
    if (reports == NULL) {
        evn_test_skip("no real data");
        return;
    }
    struct evn_day first = day("2022-03-19");
    read_reports(reports, first);
    size_t n, at = 1;
    char(*lines)[128] = lines_of(evn_test_data("epidemic/zone_episodes_example_changning.tsv"), &n);
    for (int place = 0; place < PLACES; place++)
        at = compare_place(place, first, lines, at);
    EVN_CHECK_EQ(at, n);
    printf(" %zu rows ", at - 1);
}

/* What the rule says, counted day by day: high from an infection on, low when five days passed. */
static struct evn_zone_clock by_days(const bool infected[], int n, int start, int until)
{
    struct evn_zone_clock out = {.number = 0};
    int quiet_for = 0, days = 0, from = 0, last = 0;
    bool high = false;
    for (int d = 0; d < n; d++) {
        if (!high && infected[d] && until >= 0 && d > until)
            break;
        if (!high && (infected[d] || d == start)) {
            high = true;
            days = 0;
            from = d;
            last = d;
            quiet_for = 0;
            if (d >= start)
                out.number++;
        }
        if (high && infected[d]) {
            days++;
            last = d;
            quiet_for = 0;
        }
        if (high && d >= start && out.number == 0)
            out.number = 1;
        if (high)
            out.episode = (struct evn_episode){{from}, {last}, (uint32_t)days, {last + QUIET}};
        if (high && !infected[d] && d > last && ++quiet_for == QUIET)
            high = false;
    }
    return out;
}

static void a_zone_s_clock_is_what_counting_days_gives(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(20221111));
    for (int round = 0; round < 100000; round++) {
        enum { N = 60 };
        bool infected[N] = {0};
        struct evn_day days[N * 2];
        size_t n = 0;
        uint32_t rate = 2 + evn_rng_below(&rng, 12);
        for (int d = 0; d < N - 10; d++)
            infected[d] = evn_rng_below(&rng, rate) == 0;
        for (int d = 0; d < N; d++)
            for (uint32_t k = infected[d] ? 1 + evn_rng_below(&rng, 2) : 0; k > 0; k--)
                days[n++] = (struct evn_day){d};
        for (size_t i = n; i > 1; i--) {
            size_t k = evn_rng_below(&rng, (uint32_t)i);
            struct evn_day t = days[i - 1];
            days[i - 1] = days[k];
            days[k] = t;
        }
        int start = (int)evn_rng_below(&rng, N - 20);
        int until = evn_rng_below(&rng, 2) == 0 ? -1 : start + (int)evn_rng_below(&rng, 10);
        struct evn_day until_day = until < 0 ? EVN_DAY_NONE : (struct evn_day){until};
        struct evn_zone_clock want = by_days(infected, N, start, until);
        struct evn_zone_clock got =
            evn_zone_clock_of(days, n, (struct evn_day){start}, until_day, QUIET);
        if (memcmp(&want, &got, sizeof want) != 0) {
            EVN_CHECK_EQ(got.number, want.number);
            EVN_CHECK_EQ(got.episode.high_from.n, want.episode.high_from.n);
            EVN_CHECK_EQ(got.episode.last.n, want.episode.last.n);
            EVN_CHECK_EQ(got.episode.n_days, want.episode.n_days);
            EVN_CHECK_EQ(got.episode.lowered_on.n, want.episode.lowered_on.n);
            printf("    round %d\n", round);
            return;
        }
    }
}

static void days_one_to_five_restart_and_day_six_opens_anew(void)
{
    struct evn_episode e = evn_episode_open((struct evn_day){100}, QUIET);
    EVN_CHECK_EQ(e.lowered_on.n, 105);
    EVN_CHECK(evn_episode_add(&e, (struct evn_day){105}, QUIET));
    EVN_CHECK_EQ(e.lowered_on.n, 110);
    EVN_CHECK(!evn_episode_add(&e, (struct evn_day){111}, QUIET));
    EVN_CHECK_EQ(e.n_days, 2);
    EVN_CHECK(!evn_episode_met(e.lowered_on, (struct evn_day){110}));
    EVN_CHECK(evn_episode_met(e.lowered_on, (struct evn_day){111}));
}

static const struct evn_test_case tests[] = {
    EVN_TEST(the_clock_matches_a_real_district_row_by_row),
    EVN_TEST(a_zone_s_clock_is_what_counting_days_gives),
    EVN_TEST(days_one_to_five_restart_and_day_six_opens_anew),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.fiveday", tests, sizeof tests / sizeof tests[0]);
}
