/* The made-up district: sums are exact, codes and names unique, the same seed the same city. */
#include "tests/lib/suite.h"
#include "tools/import/city.h"

#include "common/base/rng.h"

static const struct evn_city_street streets[] = {
    {"310105001", "华阳路街道"}, {"310105002", "江苏路街道"}, {"310105004", "新华路街道"}};

static struct evn_city_input district(uint64_t seed)
{
    return (struct evn_city_input){.district = "310105",
                                   .population = 693051,
                                   .lat_e6 = 31220000,
                                   .lon_e6 = 121420000,
                                   .reach_e6 = 25000,
                                   .street = streets,
                                   .n_streets = 3,
                                   .n_communities = 200,
                                   .n_warehouses = 5,
                                   .n_vehicles = 12,
                                   .n_key_persons = 300,
                                   .n_members = 100,
                                   .seed = seed};
}

static void the_largest_remainders_get_what_is_left(void)
{
    /* 10 seats for 100,000 votes: quotas 4.7, 1.6, 1.58, 1.2, 0.61, 0.31; 3 are left. */
    static const int64_t votes[] = {47000, 16000, 15800, 12000, 6100, 3100};
    static const int64_t equal[] = {1, 1, 1};
    int64_t seats[6];
    EVN_CHECK_OK(evn_apportion(10, votes, 6, seats));
    EVN_CHECK_EQ(seats[0], 5);
    EVN_CHECK_EQ(seats[1], 2);
    EVN_CHECK_EQ(seats[2], 1);
    EVN_CHECK_EQ(seats[3], 1);
    EVN_CHECK_EQ(seats[4], 1);
    EVN_CHECK_EQ(seats[5], 0);
    EVN_CHECK_OK(evn_apportion(5, equal, 3, seats));
    EVN_CHECK_EQ(seats[0], 2);
    EVN_CHECK_EQ(seats[1], 2);
    EVN_CHECK_EQ(seats[2], 1);
}

static void shares_always_add_up_and_stay_near_their_quota(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    for (int round = 0; round < 2000; round++) {
        int64_t weight[40], out[40], sum = 0, got = 0, total = evn_rng_below(&rng, 2000000000);
        size_t n = 1 + evn_rng_below(&rng, 40);
        for (size_t i = 0; i < n; i++)
            sum += weight[i] = evn_rng_below(&rng, 1000) + (i == 0);
        EVN_CHECK_OK(evn_apportion(total, weight, n, out));
        for (size_t i = 0; i < n; i++) {
            int64_t floor = total * weight[i] / sum;
            EVN_CHECK(out[i] == floor || out[i] == floor + 1);
            got += out[i];
        }
        EVN_CHECK_EQ(got, total);
    }
}

static void what_cannot_be_shared_is_refused(void)
{
    int64_t weight[] = {0, 0}, out[2];
    EVN_CHECK_ERR(evn_apportion(5, weight, 2, out), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(evn_apportion(5, weight, 0, out), EVN_E_OUT_OF_RANGE);
    weight[0] = -1;
    EVN_CHECK_ERR(evn_apportion(5, weight, 2, out), EVN_E_OUT_OF_RANGE);
    weight[0] = 1;
    EVN_CHECK_ERR(evn_apportion(-5, weight, 2, out), EVN_E_OUT_OF_RANGE);
}

static void residents_add_up_to_the_census(void)
{
    struct evn_city city;
    struct evn_city_input input = district(evn_test_seed(20221114));
    int64_t in_communities = 0, in_buildings = 0;
    EVN_MUST(evn_city_make(&input, &city) == EVN_OK);
    for (size_t i = 0; i < city.n_communities; i++)
        in_communities += city.community[i].residents;
    for (size_t i = 0; i < city.n_buildings; i++)
        in_buildings += city.building[i].residents;
    EVN_CHECK_EQ(in_communities, 693051);
    EVN_CHECK_EQ(in_buildings, 693051);
    evn_city_free(&city);
}

static void codes_and_names_are_unique_and_lie_where_they_say(void)
{
    struct evn_city city;
    struct evn_city_input input = district(3);
    EVN_MUST(evn_city_make(&input, &city) == EVN_OK);
    for (size_t i = 0; i < city.n_communities; i++) {
        const struct evn_city_community *c = &city.community[i];
        EVN_CHECK_EQ(strlen(c->code), 12);
        EVN_CHECK(strncmp(c->code, streets[c->street].code, 9) == 0 && c->code[9] == '9');
        EVN_CHECK(c->lat_e6 >= 31195000 && c->lat_e6 <= 31245000);
        EVN_CHECK(c->lon_e6 >= 121395000 && c->lon_e6 <= 121445000);
        for (size_t k = 0; k < i; k++) {
            EVN_CHECK(strcmp(c->code, city.community[k].code) != 0);
            EVN_CHECK(strcmp(c->name_zh, city.community[k].name_zh) != 0);
            EVN_CHECK(strcmp(c->name_en, city.community[k].name_en) != 0);
        }
        for (size_t b = 0; b < c->n_buildings; b++) {
            const struct evn_city_building *building = &city.building[c->first_building + b];
            EVN_CHECK_EQ(building->community, i);
            EVN_CHECK(strncmp(building->code, c->code, 12) == 0);
            EVN_CHECK_EQ(strlen(building->code), 20);
        }
    }
    for (size_t i = 0; i < city.n_members; i++)
        EVN_CHECK(city.building[city.member[i].building].residents > 0);
    evn_city_free(&city);
}

static void the_same_seed_makes_the_same_city(void)
{
    struct evn_city a, b, c;
    struct evn_city_input input = district(11), other = district(12);
    EVN_MUST(evn_city_make(&input, &a) == EVN_OK && evn_city_make(&input, &b) == EVN_OK &&
             evn_city_make(&other, &c) == EVN_OK);
    EVN_CHECK_EQ(a.n_buildings, b.n_buildings);
    EVN_CHECK(memcmp(a.building, b.building, a.n_buildings * sizeof *a.building) == 0);
    EVN_CHECK(memcmp(a.community, b.community, a.n_communities * sizeof *a.community) == 0);
    EVN_CHECK(memcmp(a.member, b.member, a.n_members * sizeof *a.member) == 0);
    EVN_CHECK(memcmp(a.community, c.community, a.n_communities * sizeof *a.community) != 0);
    evn_city_free(&a);
    evn_city_free(&b);
    evn_city_free(&c);
}

static void an_impossible_city_is_refused(void)
{
    struct evn_city city;
    struct evn_city_input input = district(1);
    input.n_communities = 3 * 99 + 1;
    EVN_CHECK_ERR(evn_city_make(&input, &city), EVN_E_OUT_OF_RANGE);
    input = district(1);
    input.population = 100;
    EVN_CHECK_ERR(evn_city_make(&input, &city), EVN_E_OUT_OF_RANGE);
    input = district(1);
    input.n_streets = 0;
    EVN_CHECK_ERR(evn_city_make(&input, &city), EVN_E_OUT_OF_RANGE);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_largest_remainders_get_what_is_left),
        EVN_TEST(shares_always_add_up_and_stay_near_their_quota),
        EVN_TEST(what_cannot_be_shared_is_refused),
        EVN_TEST(residents_add_up_to_the_census),
        EVN_TEST(codes_and_names_are_unique_and_lie_where_they_say),
        EVN_TEST(the_same_seed_makes_the_same_city),
        EVN_TEST(an_impossible_city_is_refused),
    };
    return evn_test_main(argc, argv, "import.city", tests, sizeof tests / sizeof tests[0]);
}
