#include "tools/batch/courses.h"
#include "tools/evn/planner.h"
#include "tools/evn/send.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 200, TESTS_MAX = 1000, DATE_LEN = 10 };

typedef Evernormal__Planner__V1__MoreSealed sealed_message;
typedef Evernormal__Planner__V1__MoreTested tested_message;

/* Memory that lives as long as the message. EVN_E_NO_MEMORY. */
static void *keep(struct evn_planner_might *might, void *block)
{
    if (block != NULL)
        might->room[might->n_room++] = block;
    return block;
}

/* A list option as its parts, in a copy. */
static evn_err split(struct evn_cli *cli, struct evn_planner_might *might, const char *list,
                     char ***part, size_t *n)
{
    *n = 0;
    char *copy = keep(might, strdup(list));
    *part = copy != NULL ? keep(might, calloc(LIST_MAX, sizeof(char *))) : NULL;
    if (*part == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    *n = evn_send_split(copy, *part, LIST_MAX);
    return EVN_OK;
}

static evn_err bad(struct evn_cli *cli, const char *text, const char *option)
{
    return evn_cli_usage(cli, EVN_T_BAD_WHAT_IF, (struct evn_fill){.a = text, .b = option});
}

/* Cut "...@DATE" off; *day stays when there is none. */
static bool cut_day(char *text, struct evn_day *day, char **date)
{
    char *at = strrchr(text, '@');
    *date = NULL;
    if (at == NULL)
        return true;
    *at = '\0';
    *date = at + 1;
    return evn_day_parse(at + 1, day) == EVN_OK;
}

/* A whole number above 0 that ends at `end`. */
static bool number(const char *text, char end, const char **behind, int64_t *out)
{
    char *stop;
    *out = strtoll(text, &stop, 10);
    *behind = stop + (*stop != '\0');
    return text[0] >= '1' && text[0] <= '9' && *stop == end && *out < INT64_C(1000000000);
}

/* COMMUNITY=BUILDINGSxRESIDENTS[@DATE] */
static evn_err read_seals(struct evn_cli *cli, const char *list, struct evn_planner_might *might)
{
    char **part;
    size_t n;
    evn_err err = split(cli, might, list, &part, &n);
    if (err != EVN_OK)
        return err;
    sealed_message *seal = keep(might, calloc(LIST_MAX, sizeof *seal));
    sealed_message **seals = keep(might, calloc(LIST_MAX, sizeof(sealed_message *)));
    if (seal == NULL || seals == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < n; i++) {
        struct evn_day day;
        char *date, *equals = strchr(part[i], '=');
        const char *behind;
        int64_t buildings;
        evernormal__planner__v1__more_sealed__init(&seal[i]);
        if (equals == NULL || !cut_day(equals + 1, &day, &date) ||
            !number(equals + 1, 'x', &behind, &buildings) ||
            !number(behind, '\0', &behind, &seal[i].residents))
            return bad(cli, part[i], "seal");
        *equals = '\0';
        seal[i].community = part[i];
        seal[i].buildings = (uint32_t)buildings;
        if (date != NULL)
            seal[i].from = date;
        seals[i] = &seal[i];
    }
    might->message.sealed = seals;
    might->message.n_sealed = n;
    return EVN_OK;
}

/* The tests of one group of people, added to the list. False: the list is full. */
static bool add_tests(tested_message *test, char (*date)[DATE_LEN + 1], size_t *n, char *community,
                      const struct evn_course *course, int64_t people)
{
    for (size_t i = 0; i < course->n; i++)
        for (size_t k = 0; k < course->phase[i].n_test_days; k++) {
            if (evn_course_at_centre(&course->phase[i]))
                break;
            if (*n == TESTS_MAX)
                return false;
            tested_message *to = &test[*n];
            evernormal__planner__v1__more_tested__init(to);
            evn_day_format(evn_course_test(&course->phase[i], k), date[*n]);
            to->community = community;
            to->day = date[*n];
            to->tests = people;
            ++*n;
        }
    return true;
}

/* COMMUNITY=COHORT:PEOPLE@DATE */
static evn_err read_group(struct evn_cli *cli, char *part, struct evn_courses *courses,
                          tested_message *test, char (*date)[DATE_LEN + 1], size_t *n)
{
    char *equals = strchr(part, '='), *colon = equals != NULL ? strchr(equals, ':') : NULL, *text;
    const char *behind;
    uint32_t cohort, course;
    int64_t people;
    struct evn_day day;
    if (colon == NULL || !cut_day(colon, &day, &text) || text == NULL ||
        !number(colon + 1, '\0', &behind, &people))
        return bad(cli, part, "cohort");
    *equals = *colon = '\0';
    if (!evn_textmap_find(&courses->cohorts.map, evn_bytes_text(equals + 1), &cohort))
        return bad(cli, equals + 1, "cohort");
    evn_err err = evn_courses_find(courses, cohort, day, &course);
    if (err != EVN_OK)
        return evn_cli_fail(cli, err, NULL);
    return add_tests(test, date, n, part, &courses->course[course], people)
               ? EVN_OK
               : evn_cli_fail(cli, EVN_E_LIMIT, "--cohort");
}

static evn_err read_cohorts(struct evn_cli *cli, const char *list, struct evn_planner_might *might)
{
    struct evn_courses courses;
    const struct evn_batch_tell nobody = {0};
    char **part;
    size_t n, n_tests = 0;
    evn_err err = split(cli, might, list, &part, &n);
    if (err != EVN_OK)
        return err;
    tested_message *test = keep(might, calloc(TESTS_MAX, sizeof *test));
    tested_message **tests = keep(might, calloc(TESTS_MAX, sizeof(tested_message *)));
    char(*date)[DATE_LEN + 1] = keep(might, calloc(TESTS_MAX, sizeof *date));
    if (test == NULL || tests == NULL || date == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    err = evn_courses_init(&courses, NULL, &nobody, &cli->why);
    for (size_t i = 0; err == EVN_OK && i < n; i++)
        err = read_group(cli, part[i], &courses, test, date, &n_tests);
    evn_courses_fini(&courses);
    for (size_t i = 0; i < n_tests; i++)
        tests[i] = &test[i];
    might->message.tested = tests;
    might->message.n_tested = n_tests;
    return err;
}

static evn_err read_end(struct evn_cli *cli, const char *text, const char *option, char **out)
{
    struct evn_day day;
    if (text == NULL)
        return EVN_OK;
    *out = (char *)text;
    return evn_day_parse(text, &day) == EVN_OK ? EVN_OK : bad(cli, text, option);
}

evn_err evn_planner_might(struct evn_cli *cli, const char *seal, const char *cohort,
                          const char *close, const char *zones_end, const char *cohorts_end,
                          struct evn_planner_might *out)
{
    *out = (struct evn_planner_might){0};
    evernormal__planner__v1__what_if__init(&out->message);
    evn_err err = read_end(cli, zones_end, "zones-end", &out->message.zones_end);
    if (err == EVN_OK)
        err = read_end(cli, cohorts_end, "cohorts-end", &out->message.cohorts_end);
    if (err == EVN_OK && seal != NULL)
        err = read_seals(cli, seal, out);
    if (err == EVN_OK && cohort != NULL)
        err = read_cohorts(cli, cohort, out);
    if (err == EVN_OK && close != NULL)
        err = split(cli, out, close, &out->message.closed, &out->message.n_closed);
    return err;
}

void evn_planner_might_fini(struct evn_planner_might *might)
{
    for (size_t i = 0; i < might->n_room; i++)
        free(might->room[i]);
    might->n_room = 0;
}
