/* Days of people in cohorts against an oracle that walks every person day by day through the rows
 * of the rules as they stand in the file, and knows no code of ours. */
#include "common/base/rng.h"
#include "tests/lib/suite.h"
#include "tools/batch/cohort_days.h"

static struct evn_rng rng;
static char told[1024];

static void tell_flaw(void *self, const struct evn_flaw *flaw)
{
    size_t n = strlen(told);
    (void)self;
    snprintf(told + n, sizeof told - n, "%u:%s:%d ", flaw->line, flaw->name, (int)flaw->kind);
}

static const struct evn_batch_tell tell = {.flaw = tell_flaw};

/* The policy of the text: phases before and from 2022-11-11. -1: the text does not say. */
static const struct row {
    const char *cohort, *phase, *place, *supply;
    int order, days, tests;
    int test_day[5];
    const char *from, *until;
} rows[] = {
    {"close_contact", "isolation", "central", "centre", 1, 5, 4, {1, 2, 3, 5}, "2022-11-11", ""},
    {"close_contact", "isolation", "home", "door", 2, 3, 2, {1, 3}, "2022-11-11", ""},
    {"secondary_contact", "none", "none", "none", 1, 0, 0, {0}, "2022-11-11", ""},
    {"high_risk_area_leaver", "isolation", "home", "door", 1, 7, 4, {1, 3, 5, 7}, "2022-11-11", ""},
    {"high_risk_worker_end_of_loop",
     "monitoring",
     "home",
     "door",
     1,
     5,
     3,
     {1, 3, 5},
     "2022-11-11",
     ""},
    {"inbound_traveller",
     "isolation",
     "central",
     "centre",
     1,
     5,
     4,
     {1, 2, 3, 5},
     "2022-11-11",
     ""},
    {"inbound_traveller", "isolation", "home", "door", 2, 3, 2, {1, 3}, "2022-11-11", ""},
    {"inbound_ct35_40_past_infection",
     "isolation",
     "home",
     "door",
     1,
     3,
     2,
     {1, 3},
     "2022-11-11",
     ""},
    {"close_contact", "isolation", "central", "centre", 1, 7, -1, {0}, "", "2022-11-10"},
    {"close_contact", "monitoring", "home", "door", 2, 3, -1, {0}, "", "2022-11-10"},
    {"high_risk_area_leaver", "isolation", "central", "centre", 1, 7, -1, {0}, "", "2022-11-10"},
    {"high_risk_worker_end_of_loop",
     "isolation",
     "central_or_home",
     "centre",
     1,
     7,
     -1,
     {0},
     "",
     "2022-11-10"},
    {"inbound_traveller", "isolation", "central", "centre", 1, 7, -1, {0}, "", "2022-11-10"},
    {"inbound_traveller", "monitoring", "home", "door", 2, 3, -1, {0}, "", "2022-11-10"},
};
enum { N_ROWS = sizeof rows / sizeof rows[0], N_COHORTS = 6 };
static const char *const cohorts[N_COHORTS] = {"close_contact",
                                               "high_risk_area_leaver",
                                               "high_risk_worker_end_of_loop",
                                               "inbound_ct35_40_past_infection",
                                               "inbound_traveller",
                                               "secondary_contact"};

/* Dates by the calendar's own rule, one day at a time. */
struct date {
    int y, m, d;
};

static int days_in(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

static struct date next_day(struct date t)
{
    if (++t.d > days_in(t.y, t.m)) {
        t.d = 1;
        if (++t.m > 12) {
            t.m = 1;
            t.y++;
        }
    }
    return t;
}

static struct date plus(struct date t, int days)
{
    while (days-- > 0)
        t = next_day(t);
    return t;
}

static void text_of(struct date t, char out[16])
{
    snprintf(out, 16, "%04d-%02d-%02d", t.y % 10000, t.m % 100, t.d % 100);
}

/* The row for this phase on this day, or NULL: dates compare as texts. */
static const struct row *rule_on(const char *cohort, int order, const char *day)
{
    for (int i = 0; i < N_ROWS; i++)
        if (strcmp(rows[i].cohort, cohort) == 0 && rows[i].order == order &&
            strcmp(rows[i].from, day) <= 0 &&
            (rows[i].until[0] == '\0' || strcmp(day, rows[i].until) <= 0))
            return &rows[i];
    return NULL;
}

static bool is_tested(const struct row *r, int day_of_phase)
{
    for (int i = 0; i < r->tests; i++)
        if (r->test_day[i] == day_of_phase)
            return true;
    return false;
}

/* What the oracle counts: people and tests by day, area, cohort and row of the rules' output. */
enum { AREAS = 4, SPAN = 40, KINDS = 8 };
static const char *const kinds[KINDS][3] = {{"isolation", "central", "centre"},
                                            {"isolation", "central_or_home", "centre"},
                                            {"isolation", "home", "door"},
                                            {"monitoring", "home", "door"},
                                            {"none", "none", "none"},
                                            {"", "", ""},
                                            {"", "", ""},
                                            {"", "", ""}};
static int64_t people[SPAN][AREAS][N_COHORTS][KINDS], tested[SPAN][AREAS][N_COHORTS][KINDS];

static int kind_of(const struct row *r)
{
    int k = 0;
    while (strcmp(kinds[k][0], r->phase) != 0 || strcmp(kinds[k][1], r->place) != 0)
        k++;
    return k;
}

/* Walk one person from the start on; days before `from` and after its SPAN days do not count. */
static void walk(int cohort, int area, struct date start, struct date from)
{
    char day[16], first[16];
    struct date today = start;
    text_of(from, first);
    for (int order = 1;; order++) {
        text_of(today, day);
        const struct row *r = rule_on(cohorts[cohort], order, day);
        if (r == NULL)
            return;
        for (int d = 1; d <= r->days; d++, today = next_day(today)) {
            text_of(today, day);
            if (strcmp(day, first) < 0)
                continue;
            struct date t = from;
            int at = 0;
            while (at < SPAN && (t.d != today.d || t.m != today.m || t.y != today.y)) {
                t = next_day(t);
                at++;
            }
            if (at == SPAN)
                continue;
            people[at][area][cohort][kind_of(r)]++;
            tested[at][area][cohort][kind_of(r)] += is_tested(r, d);
        }
    }
}

static void oracle_text(struct date from, char *out, size_t cap)
{
    size_t n = (size_t)snprintf(out, cap,
                                "date\tarea\tcohort\tphase\tplace\tpeople\ttests\tsupply_mode\n");
    struct date today = from;
    for (int d = 0; d < SPAN; d++, today = next_day(today))
        for (int a = 0; a < AREAS; a++)
            for (int c = 0; c < N_COHORTS; c++)
                for (int k = 0; k < KINDS; k++) {
                    char day[16];
                    text_of(today, day);
                    if (people[d][a][c][k] > 0)
                        n += (size_t)snprintf(
                            out + n, cap - n, "%s\tA%d\t%s\t%s\t%s\t%lld\t%lld\t%s\n", day, a,
                            cohorts[c], kinds[k][0], kinds[k][1], (long long)people[d][a][c][k],
                            (long long)tested[d][a][c][k], kinds[k][2]);
                }
}

static evn_err put(void *out, struct evn_bytes piece)
{
    return evn_buf_add(out, piece);
}

/* The table of a text of lines; `rules` NULL: those built in. */
static evn_err table_of(const char *text, const char *rules, struct date from, int span,
                        struct evn_buf *out, struct evn_cohort_summary *summary)
{
    struct evn_cohort_days_file file = {0};
    struct evn_refusal why;
    struct evn_day first, last;
    char day[16];
    char *copy = strdup(text), *copy_rules = strdup(rules != NULL ? rules : "");
    struct evn_csv rule_rows = evn_csv_of((uint8_t *)copy_rules, strlen(copy_rules), true);
    told[0] = '\0';
    text_of(from, day);
    EVN_MUST(evn_day_parse(day, &first) == EVN_OK);
    last.n = first.n + span - 1;
    evn_err err = evn_courses_init(&file.courses, rules != NULL ? &rule_rows : NULL, &tell, &why);
    if (err == EVN_OK) {
        evn_cohorts_begin(&file);
        err = evn_cohorts_read(&file, evn_csv_of((uint8_t *)copy, strlen(copy), true), &tell);
    }
    const struct evn_cohort_out to = {out, put};
    if (err == EVN_OK)
        err = evn_cohorts_write(&file, first, last, &to, summary);
    if (err == EVN_OK)
        err = evn_buf_add(out, evn_bytes_of("", 1));
    evn_cohorts_end(&file);
    free(copy);
    free(copy_rules);
    return err;
}

static struct date random_start(void)
{
    static const struct date special[] = {
        {2022, 11, 9}, {2022, 11, 10}, {2022, 11, 11}, {2022, 11, 12}, {2022, 12, 31},
        {2023, 1, 1},  {2024, 2, 28},  {2024, 2, 29},  {2024, 3, 1},   {2023, 2, 28},
        {2023, 3, 1},  {2020, 2, 29},  {2100, 2, 28},  {2022, 11, 3},  {2022, 11, 4}};
    if (evn_rng_below(&rng, 3) != 0)
        return special[evn_rng_below(&rng, sizeof special / sizeof special[0])];
    return plus((struct date){2022, 1, 1}, (int)evn_rng_below(&rng, 800));
}

/* Every line is in another person's name; areas, cohorts and starts are random. */
static void days_are_what_walking_every_person_gives(void)
{
    static char text[200000], want[400000];
    rng = evn_rng_of(evn_test_seed(41));
    for (int round = 0; round < 150; round++) {
        struct evn_cohort_summary summary;
        struct evn_buf out;
        struct date from = random_start();
        memset(people, 0, sizeof people);
        memset(tested, 0, sizeof tested);
        size_t n = (size_t)sprintf(text, "person\tcohort\tstart\tarea\n");
        int lines = 1 + (int)evn_rng_below(&rng, 400);
        for (int i = 0; i < lines; i++) {
            int cohort = (int)evn_rng_below(&rng, N_COHORTS),
                area = (int)evn_rng_below(&rng, AREAS);
            struct date start = evn_rng_below(&rng, 2) != 0
                                    ? plus(from, (int)evn_rng_below(&rng, SPAN))
                                    : random_start();
            char day[16];
            text_of(start, day);
            n += (size_t)snprintf(text + n, sizeof text - n, "P%d\t%s\t%s\tA%d\n", i,
                                  cohorts[cohort], day, area);
            walk(cohort, area, start, from);
        }
        oracle_text(from, want, sizeof want);
        evn_buf_init(&out, 8 << 20);
        EVN_CHECK_OK(table_of(text, NULL, from, SPAN, &out, &summary));
        EVN_CHECK_EQ(summary.people, lines);
        EVN_CHECK(strcmp((const char *)out.at, want) == 0);
        evn_buf_fini(&out);
        if (CU_get_number_of_failures() > 0) {
            printf("    round %d\n", round);
            return;
        }
    }
}

/* Each row of the rules from each start of two years: one person at a time. */
static void every_row_from_every_start_is_right(void)
{
    static char want[40000];
    char text[200], day[16];
    struct date start = {2022, 10, 25};
    for (int d = 0; d < 500; d++, start = next_day(start))
        for (int cohort = 0; cohort < N_COHORTS; cohort += 1 + (d > 40)) {
            struct evn_cohort_summary summary;
            struct evn_buf out;
            memset(people, 0, sizeof people);
            memset(tested, 0, sizeof tested);
            text_of(start, day);
            snprintf(text, sizeof text, "area\tstart\tperson\tcohort\nA1\t%s\tP\t%s\n", day,
                     cohorts[cohort]);
            walk(cohort, 1, start, start);
            oracle_text(start, want, sizeof want);
            evn_buf_init(&out, 1 << 20);
            EVN_CHECK_OK(table_of(text, NULL, start, SPAN, &out, &summary));
            EVN_CHECK_TEXT((const char *)out.at, want);
            evn_buf_fini(&out);
        }
}

static void check(const char *lines, const char *want, struct evn_cohort_summary *summary)
{
    struct evn_buf out;
    char text[2000];
    snprintf(text, sizeof text, "person\tcohort\tstart\tarea\n%s", lines);
    evn_buf_init(&out, 1 << 20);
    EVN_CHECK_OK(table_of(text, NULL, (struct date){2022, 11, 11}, 20, &out, summary));
    char *body = strchr((char *)out.at, '\n') + 1, got[2000] = "";
    for (char *line = strtok(body, "\n"); line != NULL; line = strtok(NULL, "\n"))
        if (strstr(line, "central") == NULL) /* date, area and people are enough */
            snprintf(got + strlen(got), sizeof got - strlen(got), "%.5s %.2s|", line + 5,
                     line + 11);
    EVN_CHECK_TEXT(got, want);
    evn_buf_fini(&out);
}

static void isolation_done_or_begun_elsewhere_is_not_repeated(void)
{
    struct evn_cohort_summary s;
    check("P\thigh_risk_area_leaver\t2022-11-11\tA1\nP\thigh_risk_area_leaver\t2022-11-14\tA2\n",
          "11-11 A1|11-12 A1|11-13 A1|11-14 A2|11-15 A2|11-16 A2|11-17 A2|", &s);
    EVN_CHECK_EQ(s.seen.elsewhere, 1);
    check("P\thigh_risk_area_leaver\t2022-11-20\tA2\nP\thigh_risk_area_leaver\t2022-11-11\tA1\n",
          "11-11 A1|11-12 A1|11-13 A1|11-14 A1|11-15 A1|11-16 A1|11-17 A1|", &s);
    EVN_CHECK_EQ(s.seen.done, 1);
    check("P\tinbound_ct35_40_past_infection\t2022-11-11\tA1\n"
          "P\tinbound_ct35_40_past_infection\t2022-11-20\tA1\n",
          "11-11 A1|11-12 A1|11-13 A1|11-20 A1|11-21 A1|11-22 A1|", &s);
    check("P\tinbound_ct35_40_past_infection\t2022-11-11\tA1\n"
          "P\tinbound_ct35_40_past_infection\t2022-11-21\tA2\n",
          "11-11 A1|11-12 A1|11-13 A1|11-21 A2|11-22 A2|11-23 A2|", &s);
    EVN_CHECK_EQ(s.seen.done, 0);
    check("P\tinbound_ct35_40_past_infection\t2022-11-11\tA1\n"
          "P\tinbound_ct35_40_past_infection\t2022-11-12\tA1\n",
          "11-11 A1|11-12 A1|11-13 A1|11-14 A1|", &s);
    check("P\tinbound_ct35_40_past_infection\t2022-11-11\tA1\n"
          "P\tinbound_ct35_40_past_infection\t2022-11-11\tA1\n"
          "P\thigh_risk_worker_end_of_loop\t2022-11-30\tA1\n",
          "11-11 A1|11-12 A1|11-13 A1|11-30 A1|", &s);
    EVN_CHECK_EQ(s.seen.twice, 1);
    EVN_CHECK_EQ(s.several, 1);
    EVN_CHECK_EQ(s.people, 1);
}

/* A person is in one place a day, however often and in whatever order it is listed. */
static void nobody_is_in_two_areas_on_one_day(void)
{
    rng = evn_rng_of(evn_test_seed(42));
    for (int round = 0; round < 400; round++) {
        struct evn_cohort_summary summary;
        struct evn_buf out[2];
        char text[2][2000];
        int lines = 1 + (int)evn_rng_below(&rng, 8), line[8][2];
        for (int i = 0; i < lines; i++) {
            line[i][0] = (int)evn_rng_below(&rng, 30);
            line[i][1] = (int)evn_rng_below(&rng, 3);
        }
        for (int k = 0; k < 2; k++) {
            size_t n = (size_t)sprintf(text[k], "person\tcohort\tstart\tarea\n");
            for (int i = 0; i < lines; i++) {
                int *l = line[k == 0 ? i : lines - 1 - i];
                char day[16];
                text_of(plus((struct date){2022, 11, 11}, l[0]), day);
                n += (size_t)snprintf(text[k] + n, sizeof text[k] - n,
                                      "P\thigh_risk_area_leaver\t%s\tA%d\n", day, l[1]);
            }
            evn_buf_init(&out[k], 1 << 20);
            EVN_CHECK_OK(
                table_of(text[k], NULL, (struct date){2022, 11, 11}, 60, &out[k], &summary));
        }
        EVN_CHECK_TEXT((const char *)out[0].at, (const char *)out[1].at);
        char last[11] = "";
        char *at = strchr((char *)out[0].at, '\n') + 1;
        for (; *at != '\0'; at = strchr(at, '\n') + 1) {
            EVN_CHECK(strncmp(at, last, 10) > 0);
            memcpy(last, at, 10);
            EVN_CHECK(strstr(at, "\t1\t") != NULL);
        }
        evn_buf_fini(&out[0]);
        evn_buf_fini(&out[1]);
    }
}

static void counts_of_nothing_are_said(void)
{
    struct evn_cohort_summary s = {0};
    struct evn_buf out;
    evn_buf_init(&out, 1 << 20);
    EVN_CHECK_OK(table_of("person\tcohort\tstart\tarea\nP\tsecondary_contact\t2022-11-11\tA\n"
                          "Q\tsecondary_contact\t2022-11-10\tA\nR\tclose_contact\t2022-11-09\tA\n",
                          NULL, (struct date){2022, 11, 15}, 10, &out, &s));
    EVN_CHECK_EQ(s.person_days, 4);
    EVN_CHECK_EQ(s.tests, 2); /* the home days of 11-16..18, under the rule of that day */
    int64_t zero = 0, no_rule = 0, unknown = 0;
    for (int i = 0; i < EVN_RULES_MAX; i++) {
        zero += s.zero[i];
        no_rule += s.no_rule[i];
        unknown += s.tests_unknown[i];
    }
    EVN_CHECK_EQ(zero, 1);
    EVN_CHECK_EQ(no_rule, 1);
    EVN_CHECK_EQ(unknown, 1);
    evn_buf_fini(&out);
}

static void every_wrong_line_is_named(void)
{
    struct evn_cohort_summary s;
    struct evn_buf out;
    char want[200];
    evn_buf_init(&out, 1 << 20);
    EVN_CHECK_ERR(table_of("person\tcohort\tstart\tarea\nP\tnobody\t2022-11-11\tA\n"
                           "\tclose_contact\t2022-11-11\tA\nP\tclose_contact\t2022-02-29\tA\n"
                           "P\tclose_contact\t2024-02-29\t A\n",
                           NULL, (struct date){2022, 11, 15}, 10, &out, &s),
                  EVN_E_BAD_FILE);
    snprintf(want, sizeof want, "2:cohort:%d 3:person:%d 4:start:%d 5:area:%d ", EVN_FLAW_UNKNOWN,
             EVN_FLAW_EMPTY, EVN_FLAW_DATE, EVN_FLAW_TEXT);
    EVN_CHECK_TEXT(told, want);
    EVN_CHECK_EQ(out.len, 0);
    const char *clash = "cohort\tphase\tplace\tphase_order\tdays\ttests\tsupply_mode\tvalid_from\n"
                        "x\tisolation\thome\t1\t5\t0\tdoor\t2022-11-11\n"
                        "x\tisolation\thome\t1\t6\t0\tdoor\t2022-12-01\n";
    EVN_CHECK_ERR(
        table_of("person\tcohort\tstart\tarea\n", clash, (struct date){2022, 11, 15}, 10, &out, &s),
        EVN_E_BAD_FIELD);
    evn_buf_fini(&out);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(every_row_from_every_start_is_right),
    EVN_TEST(days_are_what_walking_every_person_gives),
    EVN_TEST(isolation_done_or_begun_elsewhere_is_not_repeated),
    EVN_TEST(nobody_is_in_two_areas_on_one_day),
    EVN_TEST(counts_of_nothing_are_said),
    EVN_TEST(every_wrong_line_is_named),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "batch.cohorts", tests, sizeof tests / sizeof tests[0]);
}
