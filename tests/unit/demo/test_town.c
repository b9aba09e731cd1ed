/* The made-up city adds up, has no code twice, and is the same for the same seed. */
#include "tools/demo/town.h"

#include "common/base/rng.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

static struct evn_town_map map_of(int64_t population, size_t n_streets)
{
    struct evn_town_map map = {.district = "310105",
                               .population = population,
                               .lat_e6 = 31218000,
                               .lon_e6 = 121385000,
                               .n_streets = n_streets};
    for (size_t i = 0; i < n_streets; i++)
        snprintf(map.street[i].code, sizeof map.street[i].code, "310105%03u", (unsigned)i + 1);
    return map;
}

static void shares_add_up_to_the_census_figure(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(11));
    for (int round = 0; round < 500; round++) {
        int64_t weight[EVN_TOWN_COMMUNITIES_MAX], share[EVN_TOWN_COMMUNITIES_MAX], sum = 0;
        size_t n = 1 + evn_rng_below(&rng, EVN_TOWN_COMMUNITIES_MAX);
        int64_t total = evn_rng_below(&rng, 30000000), weights = 0;
        for (size_t i = 0; i < n; i++)
            weights += weight[i] = 1 + evn_rng_below(&rng, 1000);
        evn_town_apportion(total, weight, n, share);
        for (size_t i = 0; i < n; i++) {
            int64_t floor = total * weight[i] / weights;
            EVN_CHECK(share[i] == floor || share[i] == floor + 1);
            sum += share[i];
        }
        EVN_CHECK_EQ(sum, total);
    }
}

static void the_largest_remainders_get_what_is_left(void)
{
    const int64_t weight[] = {5, 3, 1};
    int64_t share[3];
    evn_town_apportion(10, weight, 3, share); /* 5.55, 3.33, 1.11 */
    EVN_CHECK_EQ(share[0], 6);
    EVN_CHECK_EQ(share[1], 3);
    EVN_CHECK_EQ(share[2], 1);
}

static void all_residents_of_the_district_live_in_a_community(void)
{
    static struct evn_town town;
    struct evn_town_map map = map_of(693051, 10);
    int64_t sum = 0;
    EVN_CHECK_OK(evn_town_make(&map, 40, 1, &town));
    for (size_t i = 0; i < town.n_communities; i++)
        sum += town.community[i].residents;
    EVN_CHECK_EQ(sum, 693051);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void no_code_is_given_twice(void)
{
    static struct evn_town town;
    static const char *code[1000];
    size_t n = 0;
    struct evn_town_map map = map_of(693051, 10);
    EVN_CHECK_OK(evn_town_make(&map, EVN_TOWN_COMMUNITIES_MAX, evn_test_seed(5), &town));
    for (size_t i = 0; i < town.n_communities; i++) {
        const struct evn_town_community *c = &town.community[i];
        code[n++] = c->code;
        code[n++] = c->point;
        code[n++] = c->compound;
        EVN_CHECK(strncmp(c->code, c->street, 9) == 0);
        for (size_t k = 0; k < c->n_zones; k++) {
            code[n++] = c->zone[k].code;
            code[n++] = c->zone[k].building;
            EVN_CHECK_EQ(strlen(c->zone[k].building), 20);
        }
    }
    for (size_t i = 0; i < EVN_TOWN_WAREHOUSES; i++)
        code[n++] = town.warehouse[i].code;
    for (size_t i = 0; i < town.n_vehicles; i++)
        code[n++] = town.vehicle[i].code;
    qsort(code, n, sizeof code[0], compare);
    for (size_t i = 1; i < n; i++)
        EVN_CHECK(strcmp(code[i - 1], code[i]) != 0);
}

static void the_same_seed_gives_the_same_city_and_another_seed_another(void)
{
    static struct evn_town a, b, c;
    struct evn_town_map map = map_of(693051, 10);
    EVN_CHECK_OK(evn_town_make(&map, 40, 7, &a));
    EVN_CHECK_OK(evn_town_make(&map, 40, 7, &b));
    EVN_CHECK_OK(evn_town_make(&map, 40, 8, &c));
    EVN_CHECK(memcmp(&a, &b, sizeof a) == 0);
    EVN_CHECK(memcmp(&a, &c, sizeof a) != 0);
}

static void a_city_without_streets_or_with_too_many_communities_is_refused(void)
{
    static struct evn_town town;
    struct evn_town_map none = map_of(100, 0), map = map_of(100, 3);
    EVN_CHECK_ERR(evn_town_make(&none, 3, 1, &town), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(evn_town_make(&map, 0, 1, &town), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(evn_town_make(&map, EVN_TOWN_COMMUNITIES_MAX + 1, 1, &town), EVN_E_OUT_OF_RANGE);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(shares_add_up_to_the_census_figure),
        EVN_TEST(the_largest_remainders_get_what_is_left),
        EVN_TEST(all_residents_of_the_district_live_in_a_community),
        EVN_TEST(no_code_is_given_twice),
        EVN_TEST(the_same_seed_gives_the_same_city_and_another_seed_another),
        EVN_TEST(a_city_without_streets_or_with_too_many_communities_is_refused),
    };
    return evn_test_main(argc, argv, "demo.town", tests, sizeof tests / sizeof tests[0]);
}
