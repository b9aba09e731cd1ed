#include "tools/batch/seals.h"

#include "common/base/rng.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

#define COMMUNITY "310105001001"
#define BUILDING  COMMUNITY "-000-001"
#define UNIT      BUILDING "-01"
#define OTHER     COMMUNITY "-000-002"

static struct evn_seals seals;
static struct evn_seal_step steps[64];
static size_t n_steps;
static const int32_t from = 19310; /* 2022-11-14 */

static int64_t at_us(int32_t day)
{
    return evn_day_start_us((struct evn_day){day}, EVN_OFFSET_CHINA_MIN) + 1000;
}

static struct evn_seal_fact *add(const char *zone, const char *area, int64_t people, int64_t number,
                                 int32_t start)
{
    struct evn_seal_fact *f = evn_seals_add(&seals);
    EVN_MUST(f != NULL);
    strcpy(f->zone, zone);
    strcpy(f->area, area);
    f->kind = evn_seal_level(area);
    f->residents = people;
    f->start = (struct evn_day){start};
    f->sealed_no = number;
    f->sealed_us = at_us(start);
    return f;
}

static void end(struct evn_seal_fact *f, int64_t number, int32_t day, const char *ending)
{
    f->unsealed_on = (struct evn_day){day};
    f->unsealed_us = at_us(day);
    f->unsealed_no = number;
    strcpy(f->ending, ending);
}

static void keep(void *self, const struct evn_seal_step *step)
{
    (void)self;
    EVN_MUST(n_steps < sizeof steps / sizeof steps[0]);
    steps[n_steps++] = *step;
}

static void walk(void)
{
    n_steps = 0;
    EVN_CHECK_OK(evn_seals_steps(&seals, keep, NULL));
}

static void check_step(size_t i, int what, const char *subject, int64_t before, int64_t after)
{
    EVN_MUST(i < n_steps);
    EVN_CHECK_EQ(steps[i].what, what);
    EVN_CHECK_TEXT(steps[i].subject, subject);
    EVN_CHECK_EQ(steps[i].people_before, before);
    EVN_CHECK_EQ(steps[i].people_after, after);
}

static void people_are_told_before_and_after_each_decision(void)
{
    evn_seals_init(&seals);
    end(add("Z1", BUILDING, 100, 1, from), 3, from + 6, "");
    end(add("Z2", OTHER, 50, 2, from + 1), 4, from + 9, "E1");
    end(add("Z3", COMMUNITY "-000-003", 7, 5, from + 2), 4, from + 9, "E1");
    seals.fact[2].sealed_no = 6;
    seals.fact[2].sealed_us = at_us(from + 4);
    end(&seals.fact[2], 9, from + 9, "E1");
    end(&seals.fact[1], 9, from + 9, "E1");
    seals.fact[0].unsealed_no = 7;
    walk();
    EVN_CHECK_EQ(n_steps, 5);
    check_step(0, EVN_STEP_SEAL, "Z1", 0, 100);
    check_step(1, EVN_STEP_SEAL, "Z2", 100, 150);
    check_step(2, EVN_STEP_CORRECTION, "Z3", 150, 157);
    check_step(3, EVN_STEP_UNSEAL, "Z1", 157, 57);
    check_step(4, EVN_STEP_COURSE, "E1", 57, 0);
    EVN_CHECK_EQ(steps[4].n_zones, 2);
    EVN_CHECK_EQ(steps[4].zones_before, 2);
    EVN_CHECK_EQ(steps[4].zones_after, 0);
    evn_seals_fini(&seals);
}

static void people_of_a_zone_inside_a_zone_count_once(void)
{
    evn_seals_init(&seals);
    add("unit", UNIT, 30, 1, from);
    end(add("all", COMMUNITY, 1000, 2, from), 4, from + 5, "");
    end(add("building", BUILDING, 200, 3, from), 5, from + 5, "");
    walk();
    EVN_CHECK_EQ(n_steps, 5);
    check_step(0, EVN_STEP_SEAL, "unit", 0, 30);
    check_step(1, EVN_STEP_SEAL, "all", 30, 1000);
    check_step(2, EVN_STEP_SEAL, "building", 1000, 1000);
    check_step(3, EVN_STEP_UNSEAL, "all", 1000, 200);
    check_step(4, EVN_STEP_UNSEAL, "building", 200, 30);
    evn_seals_fini(&seals);
}

/* Against counting from nothing: of the zones that stand, those that none of the others holds. */
static int64_t count_slowly(void)
{
    int64_t people = 0;
    for (size_t i = 0; i < seals.n; i++) {
        bool inside = false;
        for (size_t k = 0; k < seals.n; k++) {
            size_t len = strlen(seals.fact[k].area);
            inside |= k != i && seals.fact[k].standing && len < strlen(seals.fact[i].area) &&
                      strncmp(seals.fact[i].area, seals.fact[k].area, len) == 0;
        }
        people += seals.fact[i].standing && !inside ? seals.fact[i].residents : 0;
    }
    return people;
}

static void check_slowly(void *self, const struct evn_seal_step *step)
{
    *(int64_t *)self += step->people_after != count_slowly();
}

static void any_nest_of_zones_counts_as_counting_from_nothing(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(1));
    for (int round = 0; round < 40; round++) {
        int64_t wrong = 0, number = 0;
        evn_seals_init(&seals);
        for (int i = 0; i < 60; i++) {
            char area[40], zone[16];
            static const size_t lens[] = {6, 9, 12, 16, 20, 23};
            snprintf(area, sizeof area, "31010500%u00%u-00%u-00%u-0%u", evn_rng_below(&rng, 2),
                     evn_rng_below(&rng, 2), evn_rng_below(&rng, 2), evn_rng_below(&rng, 3),
                     evn_rng_below(&rng, 3));
            area[lens[evn_rng_below(&rng, 6)]] = '\0';
            snprintf(zone, sizeof zone, "Z%d", i);
            bool taken = false;
            for (size_t k = 0; k < seals.n; k++)
                taken |= strcmp(seals.fact[k].area, area) == 0;
            if (taken)
                continue;
            struct evn_seal_fact *f = add(zone, area, evn_rng_below(&rng, 500), ++number, from);
            if (evn_rng_below(&rng, 2))
                end(f, 100 + evn_rng_below(&rng, 1000), from + 5, "");
        }
        EVN_CHECK_OK(evn_seals_steps(&seals, check_slowly, &wrong));
        EVN_CHECK_EQ(wrong, 0);
        evn_seals_fini(&seals);
    }
}

static void lengths_are_summed_up_by_kind_with_campuses_first(void)
{
    struct evn_seal_kind kind[EVN_SEAL_KINDS_MAX];
    evn_seals_init(&seals);
    for (int32_t i = 1; i <= 10; i++)
        end(add("Z", BUILDING, 1, 2 * i, from), 2 * i + 1, from + i - 1, "");
    seals.fact[3].overdue_days = 4;
    struct evn_seal_fact *stands = add("Z", OTHER, 1, 50, from);
    stands->met = true;
    stands->overdue_days = 9;
    end(add("C", UNIT, 1, 51, from), 52, from + 5, "");
    seals.fact[seals.n - 1].kind = "campus";
    EVN_CHECK_EQ(evn_seals_kinds(&seals, (struct evn_day){from + 19}, kind), 2);
    EVN_CHECK_TEXT(kind[0].kind, "campus");
    EVN_CHECK_EQ(kind[0].zones, 1);
    EVN_CHECK_EQ(kind[0].median_days, 6);
    EVN_CHECK_TEXT(kind[1].kind, "building");
    EVN_CHECK_EQ(kind[1].zones, 11);
    EVN_CHECK_EQ(kind[1].standing, 1);
    EVN_CHECK_EQ(kind[1].median_days, 5);
    EVN_CHECK_EQ(kind[1].p90_days, 9);
    EVN_CHECK_EQ(kind[1].longest_days, 20);
    EVN_CHECK_EQ(kind[1].overdue, 1);
    EVN_CHECK_EQ(kind[1].late, 1);
    EVN_CHECK_EQ(kind[1].worst_days, 9);
    evn_seals_fini(&seals);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(people_are_told_before_and_after_each_decision),
    EVN_TEST(people_of_a_zone_inside_a_zone_count_once),
    EVN_TEST(any_nest_of_zones_counts_as_counting_from_nothing),
    EVN_TEST(lengths_are_summed_up_by_kind_with_campuses_first),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "batch.seals", tests, sizeof tests / sizeof tests[0]);
}
