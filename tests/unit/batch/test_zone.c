/* Files in, episodes out: a real district row by row, the same days in any order, rules that
 * change, corrections, and lines that are wrong. */
#include "common/base/rng.h"
#include "tests/lib/suite.h"
#include "tools/batch/zone_replay.h"
#include "tools/import/source.h"

static struct evn_rng rng;

/* Flaws told, as "line:name:kind " each. */
static char told[4096];

static void tell_flaw(void *self, const struct evn_flaw *flaw)
{
    size_t n = strlen(told);
    (void)self;
    snprintf(told + n, sizeof told - n, "%u:%s:%d ", flaw->line, flaw->name, (int)flaw->kind);
}

static const struct evn_batch_tell tell = {.flaw = tell_flaw};

/* A text as rows; the reader may change it, so it is a copy that lasts until the next of its slot.
 */
static struct evn_csv rows_of(const char *text, int slot)
{
    static struct evn_buf copy[3];
    evn_buf_fini(&copy[slot]);
    evn_buf_init(&copy[slot], 64 << 20);
    EVN_MUST(evn_buf_add(&copy[slot], evn_bytes_text(text)) == EVN_OK);
    return evn_csv_of(copy[slot].at, copy[slot].len, true);
}

static struct evn_day day(const char *text)
{
    struct evn_day out;
    EVN_MUST(evn_day_parse(text, &out) == EVN_OK);
    return out;
}

/* Replay three texts (`rules` NULL: the usual) until a day (NULL: the last) into `out`. */
static evn_err replay(const char *places, const char *reports, const char *rules, const char *until,
                      struct evn_buf *out, struct evn_zone_summary *summary)
{
    struct evn_zone_replay r;
    struct evn_zone_rules z = evn_zone_rules_usual();
    struct evn_day last;
    told[0] = '\0';
    evn_zone_replay_init(&r);
    evn_err err = rules != NULL ? evn_zone_rules_read(&z, rows_of(rules, 2), &tell) : EVN_OK;
    if (err == EVN_OK)
        err = evn_zone_places_read(&r, rows_of(places, 0), &tell);
    if (err == EVN_OK)
        err = evn_zone_reports_read(&r, rows_of(reports, 1), &tell);
    if (err == EVN_OK)
        err = evn_zone_replay_order(&r, &last);
    if (err == EVN_OK)
        err = evn_zone_replay_write(&r, &z, until != NULL ? day(until) : last, out, summary);
    evn_zone_replay_fini(&r);
    return err;
}

#define PLACES "place_id\nA\nB\n"
#define HEAD                                                                                       \
    "place_id\tepisode\thigh_from\tlast_new_infection\tdays_with_new_infection\tlowered_on\t"

static void check(const char *reports, const char *rules, const char *until, const char *want)
{
    struct evn_zone_summary summary;
    struct evn_buf out;
    evn_buf_init(&out, 1 << 20);
    EVN_CHECK_OK(replay(PLACES, reports, rules, until, &out, &summary));
    EVN_CHECK(evn_buf_add(&out, evn_bytes_of("", 1)) == EVN_OK);
    EVN_CHECK_TEXT((const char *)out.at, want);
    EVN_CHECK_TEXT(told, "");
    evn_buf_fini(&out);
}

static void until_counts_to_the_end_of_its_day(void)
{
    const char *reports = "date\tplace_id\n2022-04-01\tA\n2022-04-06\tA\n2022-04-12\tA\n";
    check(reports, NULL, "2022-04-10",
          HEAD "state_2022_04_10\nA\t1\t2022-04-01\t2022-04-06\t2\t\topen\n");
    check(reports, NULL, "2022-04-11",
          HEAD "state_2022_04_11\nA\t1\t2022-04-01\t2022-04-06\t2\t2022-04-11\tclosed\n");
    check(reports, NULL, NULL,
          HEAD "state_2022_04_12\nA\t1\t2022-04-01\t2022-04-06\t2\t2022-04-11\tclosed\n"
               "A\t2\t2022-04-12\t2022-04-12\t1\t\topen\n");
    check(reports, NULL, "2022-03-31", HEAD "state_2022_03_31\n");
}

#define RULES "rule\tvalue\tvalid_from\tvalid_to\n"
#define QUIET "days_without_new_infection_to_lower\t"

static void an_episode_keeps_the_rule_of_its_first_day(void)
{
    const char *reports = "date\tplace_id\n2022-11-08\tA\n2022-11-14\tA\n2022-11-18\tA\n"
                          "2022-11-11\tB\n2022-11-16\tB\n2022-11-22\tB\n";
    check(reports, RULES QUIET "7\t\t2022-11-10\nlevels\thigh;low\t\t\n" QUIET "5\t2022-11-11\t\n",
          NULL,
          HEAD "state_2022_11_22\nA\t1\t2022-11-08\t2022-11-18\t3\t\topen\n"
               "B\t1\t2022-11-11\t2022-11-16\t2\t2022-11-21\tclosed\n"
               "B\t2\t2022-11-22\t2022-11-22\t1\t\topen\n");
    check("date\tplace_id\n2020-02-01\tA\n", RULES QUIET "5\t2022-11-11\t\n", "2020-02-06",
          HEAD "state_2020_02_06\nA\t1\t2020-02-01\t2020-02-01\t1\t2020-02-06\tclosed\n");
}

static void corrections_close_and_reopen_episodes_in_any_order(void)
{
    check("date\tplace_id\treport\tversion\tcount\n2022-04-01\tA\tr1\t1\t2\n"
          "2022-04-05\tA\tr2\t2\t0\n2022-04-05\tA\tr2\t1\t1\n2022-04-07\tA\tr3\t1\t1\n",
          NULL, NULL,
          HEAD "state_2022_04_07\nA\t1\t2022-04-01\t2022-04-01\t1\t2022-04-06\tclosed\n"
               "A\t2\t2022-04-07\t2022-04-07\t1\t\topen\n");
    check("date\tplace_id\treport\tversion\tcount\n2022-04-01\tA\tr1\t1\t2\n"
          "2022-04-05\tA\tr2\t3\t1\n2022-04-05\tA\tr2\t2\t0\n2022-04-05\tA\tr2\t3\t1\n"
          "2022-04-07\tA\tr3\t1\t1\n",
          NULL, NULL, HEAD "state_2022_04_07\nA\t1\t2022-04-01\t2022-04-07\t3\t\topen\n");
}

static void check_flaws(const char *reports, const char *want)
{
    struct evn_zone_summary summary;
    struct evn_buf out;
    evn_buf_init(&out, 1 << 20);
    EVN_CHECK_ERR(replay(PLACES, reports, NULL, "2022-05-31", &out, &summary), EVN_E_BAD_FILE);
    EVN_CHECK_TEXT(told, want);
    EVN_CHECK_EQ(out.len, 0);
    evn_buf_fini(&out);
}

static void every_wrong_line_is_named(void)
{
    char want[200];
    snprintf(want, sizeof want, "2:date:%d 3:place_id:%d 5::%d ", EVN_FLAW_DATE, EVN_FLAW_UNKNOWN,
             EVN_FLAW_COLUMNS);
    check_flaws("date\tplace_id\n2022-02-30\tA\n2022-04-01\tC\n2022-04-01\tB\n2022-04-01\n", want);
    snprintf(want, sizeof want, "1:date:%d ", EVN_FLAW_COLUMN_NEEDED);
    check_flaws("place_id\nA\n", want);
    snprintf(want, sizeof want, "3:report:%d ", EVN_FLAW_TWICE);
    check_flaws("date\tplace_id\treport\tversion\n2022-04-01\tA\tr\t1\n2022-04-02\tA\tr\t1\n",
                want);
    snprintf(want, sizeof want, "2:report:%d 3:count:%d ", EVN_FLAW_EMPTY, EVN_FLAW_NUMBER);
    check_flaws("date\tplace_id\treport\tversion\tcount\n2022-04-01\tA\t\t1\t1\n"
                "2022-04-02\tA\tr\t1\t-1\n",
                want);
}

static void rules_that_contradict_each_other_are_refused(void)
{
    static const struct {
        const char *rows;
        uint32_t line;
        const char *name;
        enum evn_flaw_kind kind;
    } cases[] = {
        {QUIET "5\t2022-11-11\t\n" QUIET "7\t2022-12-01\t\n", 3, "rule", EVN_FLAW_TWICE},
        {QUIET "0\t\t\n", 2, "value", EVN_FLAW_NUMBER},
        {QUIET "101\t\t\n", 2, "value", EVN_FLAW_NUMBER},
        {QUIET "5\t2022-11-11\t2022-11-10\n", 2, "valid_to", EVN_FLAW_DATE},
        {"levels\thigh;low\t\t\n", 1, "days_without_new_infection_to_lower", EVN_FLAW_EMPTY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct evn_zone_rules z;
        char text[300], want[100];
        told[0] = '\0';
        snprintf(text, sizeof text, RULES "%s", cases[i].rows);
        snprintf(want, sizeof want, "%u:%.38s:%d ", cases[i].line, cases[i].name, cases[i].kind);
        EVN_CHECK_ERR(evn_zone_rules_read(&z, rows_of(text, 2), &tell), EVN_E_BAD_FILE);
        EVN_CHECK_TEXT(told, want);
    }
}

/* A whole file as text, to be freed. */
static char *load(const char *path)
{
    struct evn_source source;
    EVN_MUST(evn_source_open(&source, path) == EVN_OK);
    char *text = strndup((const char *)source.text.at, source.text.len);
    evn_source_close(&source);
    return text;
}

/* The lines of a text with a head: shuffled, in reverse, or all of them twice and shuffled. */
static char *reordered(const char *text, int how)
{
    size_t n = 0, len = strlen(text), at = 0;
    const char **line = calloc(len / 8 + 2, 2 * sizeof *line);
    char *out = malloc(2 * len + 1);
    const char *head_end = strchr(text, '\n') + 1;
    for (const char *l = head_end; *l != '\0'; l = strchr(l, '\n') + 1)
        line[n++] = l;
    for (size_t i = 0; how == 2 && i < n; i++)
        line[n + i] = line[i];
    n *= how == 2 ? 2 : 1;
    for (size_t i = n; i > 1; i--) {
        size_t k = how == 1 ? (i > n / 2 ? n - i : i - 1) : evn_rng_below(&rng, (uint32_t)i);
        const char *t = line[i - 1];
        line[i - 1] = line[k];
        line[k] = t;
    }
    memcpy(out, text, at = (size_t)(head_end - text));
    for (size_t i = 0; i < n; i++) {
        size_t size = (size_t)(strchr(line[i], '\n') + 1 - line[i]);
        memcpy(out + at, line[i], size);
        at += size;
    }
    out[at] = '\0';
    free(line);
    return out;
}

/* Rows of one district with the head. */
static char *district(const struct evn_buf *all, const char *code)
{
    char *out = malloc(all->len + 1);
    size_t n = 0;
    for (size_t i = 0; i < all->len;) {
        size_t len =
            (size_t)((const uint8_t *)memchr(all->at + i, '\n', all->len - i) - (all->at + i)) + 1;
        if (i == 0 || memcmp(all->at + i, code, 6) == 0) {
            memcpy(out + n, all->at + i, len);
            n += len;
        }
        i += len;
    }
    out[n] = '\0';
    return out;
}

static void a_real_city_comes_out_the_same_in_any_order(void)
{
    struct evn_zone_summary summary = {0};
    struct evn_buf want, got;
    rng = evn_rng_of(evn_test_seed(31));
    if (evn_test_data("epidemic/sealed_places.tsv") == NULL) {
        evn_test_skip("no real data");
        return;
    }
    char *places = load(evn_test_data("epidemic/sealed_places.tsv"));
    char *reports = load(evn_test_data("epidemic/place_day_infections.tsv"));
    char *example = load(evn_test_data("epidemic/zone_episodes_example_changning.tsv"));
    evn_buf_init(&want, 64 << 20);
    evn_buf_init(&got, 64 << 20);
    EVN_CHECK_OK(replay(places, reports, NULL, "2022-05-31", &want, &summary));
    EVN_CHECK_EQ(summary.places, 28187);
    EVN_CHECK_EQ(summary.place_days, 130527);
    char *own = district(&want, "310105");
    EVN_CHECK(strcmp(own, example) == 0);
    for (int how = 0; how < 3; how++) {
        char *other = reordered(reports, how);
        EVN_CHECK(strcmp(other, reports) != 0);
        evn_buf_clear(&got);
        EVN_CHECK_OK(replay(places, other, NULL, "2022-05-31", &got, &summary));
        EVN_CHECK(evn_bytes_equal(evn_bytes_of(got.at, got.len), evn_bytes_of(want.at, want.len)));
        free(other);
    }
    printf(" %" PRId64 " episodes, peak %" PRId64 " ", summary.episodes, summary.peak);
    free(own);
    free(places);
    free(reports);
    free(example);
    evn_buf_fini(&want);
    evn_buf_fini(&got);
}

/* What the rules say for one place, counted day by day, as lines. */
static void by_days(char *out, size_t cap, const bool hit[], int n, struct evn_day first,
                    const uint32_t quiet_of[])
{
    int number = 0, from = 0, last = 0, found = 0, quiet = 0;
    bool high = false;
    size_t len = strlen(out);
    for (int d = 0; d < n; d++) {
        bool opens = hit[d] && !high;
        if (opens) {
            high = true;
            number++;
            from = d;
            found = 0;
            quiet = (int)quiet_of[d];
        }
        if (hit[d]) {
            last = d;
            found++;
        }
        bool lowered = high && d == last + quiet;
        if (!lowered && !(high && d == n - 1))
            continue;
        char a[11], b[11], c[11] = "";
        evn_day_format((struct evn_day){first.n + from}, a);
        evn_day_format((struct evn_day){first.n + last}, b);
        if (lowered)
            evn_day_format((struct evn_day){first.n + d}, c);
        len += (size_t)snprintf(out + len, cap - len, "P\t%d\t%s\t%s\t%d\t%s\t%s\n", number, a, b,
                                found, c, lowered ? "closed" : "open");
        high = false;
    }
}

static void random_lives_are_what_counting_days_gives(void)
{
    enum { N = 60 };
    rng = evn_rng_of(evn_test_seed(32));
    for (int round = 0; round < 3000; round++) {
        struct evn_day first = day("2022-10-20"), change = day("2022-11-11");
        uint32_t old = 1 + evn_rng_below(&rng, 14), new = 1 + evn_rng_below(&rng, 14);
        uint32_t quiet_of[N], rate = 2 + evn_rng_below(&rng, 10);
        bool hit[N] = {0};
        char reports[16384] = "date\tplace_id\n", rules[200], want[16384], last[11];
        for (int d = 0; d < N; d++) {
            quiet_of[d] = first.n + d < change.n ? old : new;
            hit[d] = evn_rng_below(&rng, rate) == 0;
        }
        for (int i = 0; i < 200; i++) { /* days in random order, repeated; then all that are left */
            int d = i < 140 ? (int)evn_rng_below(&rng, N) : (i - 140);
            char text[11];
            evn_day_format((struct evn_day){first.n + d}, text);
            if (hit[d])
                sprintf(reports + strlen(reports), "%s\tP\n", text);
        }
        evn_day_format((struct evn_day){first.n + N - 1}, last);
        snprintf(want, sizeof want, HEAD "state_2022_12_18\n");
        by_days(want, sizeof want, hit, N, first, quiet_of);
        snprintf(rules, sizeof rules, RULES QUIET "%u\t\t2022-11-10\n" QUIET "%u\t2022-11-11\t\n",
                 old, new);
        struct evn_zone_summary summary;
        struct evn_buf out;
        evn_buf_init(&out, 1 << 20);
        EVN_CHECK_OK(replay("place_id\nP\n", reports, rules, last, &out, &summary));
        EVN_CHECK(evn_buf_add(&out, evn_bytes_of("", 1)) == EVN_OK);
        EVN_CHECK_TEXT((const char *)out.at, want);
        evn_buf_fini(&out);
        if (CU_get_number_of_failures() > 0)
            return;
    }
}

static void sorting_is_what_comparing_gives(void)
{
    enum { N = 2000 };
    static struct evn_place_day days[N], spare[N];
    rng = evn_rng_of(evn_test_seed(33));
    for (int round = 0; round < 20; round++) {
        uint32_t places = 1 + evn_rng_below(&rng, round % 2 == 0 ? 30 : UINT32_MAX);
        for (int i = 0; i < N; i++)
            days[i] = (struct evn_place_day){
                evn_rng_below(&rng, places),
                {(int32_t)evn_rng_below(&rng, round % 3 == 0 ? 400 : 3000000) - 700000}};
        evn_place_days_sort(days, spare, N);
        for (int i = 1; i < N; i++)
            EVN_CHECK(days[i - 1].place < days[i].place ||
                      (days[i - 1].place == days[i].place && days[i - 1].day.n <= days[i].day.n));
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(until_counts_to_the_end_of_its_day),
    EVN_TEST(an_episode_keeps_the_rule_of_its_first_day),
    EVN_TEST(corrections_close_and_reopen_episodes_in_any_order),
    EVN_TEST(every_wrong_line_is_named),
    EVN_TEST(rules_that_contradict_each_other_are_refused),
    EVN_TEST(a_real_city_comes_out_the_same_in_any_order),
    EVN_TEST(random_lives_are_what_counting_days_gives),
    EVN_TEST(sorting_is_what_comparing_gives),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "batch.zone", tests, sizeof tests / sizeof tests[0]);
}
