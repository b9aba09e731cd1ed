#include "tools/import/city.h"

#include "common/base/num.h"
#include "common/base/rng.h"
#include "tools/import/city_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOTAL_MAX = 2000000000, WEIGHT_MAX = 1000000, SHARES_MAX = 65536 };
enum { COMPOUNDS_MAX = 3, BUILDINGS_MIN = 4, BUILDINGS_MAX = 9, PEOPLE_MAX = 200000 };
enum { HOUSEHOLD_HUNDREDTHS = 232 }; /* persons in a household: norms, household_size_shanghai */

struct share {
    int64_t rest; /* of the division */
    size_t at;
};

static int by_rest(const void *a, const void *b)
{
    const struct share *x = a, *y = b;
    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

evn_err evn_apportion(int64_t total, const int64_t *weight, size_t n, int64_t *out)
{
    int64_t sum = 0, left = total;
    bool good = total >= 0 && total <= TOTAL_MAX && n > 0 && n <= SHARES_MAX;
    for (size_t i = 0; i < n && good; i++) {
        good = weight[i] >= 0 && weight[i] <= WEIGHT_MAX;
        sum += weight[i];
    }
    if (!good || sum == 0)
        return EVN_E_OUT_OF_RANGE;
    struct share *share = malloc(n * sizeof *share);
    if (share == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < n; i++) {
        out[i] = total * weight[i] / sum;
        share[i] = (struct share){.rest = total * weight[i] % sum, .at = i};
        left -= out[i];
    }
    qsort(share, n, sizeof *share, by_rest);
    for (size_t i = 0; i < (size_t)left; i++)
        out[share[i].at]++;
    free(share);
    return EVN_OK;
}

static uint32_t between(struct evn_rng *rng, uint32_t from, uint32_t to)
{
    return from + evn_rng_below(rng, to - from + 1);
}

/* A point about the middle of the district. */
static void place_point(const struct evn_city_input *in, struct evn_rng *rng, int32_t *lat_e6,
                        int32_t *lon_e6)
{
    uint32_t width = 2 * (uint32_t)in->reach_e6 + 1;
    *lat_e6 = in->lat_e6 - in->reach_e6 + (int32_t)evn_rng_below(rng, width);
    *lon_e6 = in->lon_e6 - in->reach_e6 + (int32_t)evn_rng_below(rng, width);
}

static void name_community(struct evn_city_community *c, size_t i, uint64_t seed)
{
    size_t n = evn_city_n_first * evn_city_n_last;
    size_t at = (i * 7919 + (size_t)(seed % n)) % n; /* 7919 is prime and no factor of n */
    const struct evn_city_word *first = &evn_city_first[at / evn_city_n_last];
    const struct evn_city_word *last = &evn_city_last[at % evn_city_n_last];
    snprintf(c->name_zh, sizeof c->name_zh, "%s%s社区", first->zh, last->zh);
    snprintf(c->name_en, sizeof c->name_en, "%s%s Community", first->en, last->en);
}

static evn_err make_communities(const struct evn_city_input *in, struct evn_rng *rng,
                                struct evn_city *city)
{
    int64_t weight[EVN_CITY_COMMUNITIES_MAX], residents[EVN_CITY_COMMUNITIES_MAX];
    for (size_t i = 0; i < in->n_communities; i++)
        weight[i] = between(rng, 50, 150);
    evn_err err = evn_apportion(in->population, weight, in->n_communities, residents);
    for (size_t i = 0; i < in->n_communities && err == EVN_OK; i++) {
        struct evn_city_community *c = &city->community[i];
        c->street = i % in->n_streets;
        snprintf(c->code, sizeof c->code, "%.9s%03u", in->street[c->street].code,
                 (unsigned)(901 + i / in->n_streets) % 1000);
        name_community(c, i, in->seed);
        c->residents = residents[i];
        c->households = evn_div_up_i64(c->residents * 100, HOUSEHOLD_HUNDREDTHS);
        c->n_compounds = between(rng, 1, COMPOUNDS_MAX);
        snprintf(c->reception_point, sizeof c->reception_point, "RP-%s", c->code);
        place_point(in, rng, &c->lat_e6, &c->lon_e6);
    }
    return err;
}

/* Buildings of a community, compound by compound, and who lives in them. */
static evn_err make_buildings(struct evn_rng *rng, struct evn_city *city, size_t community)
{
    struct evn_city_community *c = &city->community[community];
    int64_t weight[COMPOUNDS_MAX * BUILDINGS_MAX], residents[COMPOUNDS_MAX * BUILDINGS_MAX];
    c->first_building = city->n_buildings;
    for (size_t k = 0; k < c->n_compounds; k++) {
        uint32_t n = between(rng, BUILDINGS_MIN, BUILDINGS_MAX);
        for (uint32_t b = 0; b < n; b++) {
            struct evn_city_building *building = &city->building[city->n_buildings++];
            weight[c->n_buildings++] = between(rng, 60, 140);
            building->community = community;
            snprintf(building->code, sizeof building->code, "%s-%03u-%03u", c->code,
                     (unsigned)(k + 1) % 1000, b + 1);
        }
    }
    evn_err err = evn_apportion(c->residents, weight, c->n_buildings, residents);
    for (size_t i = 0; i < c->n_buildings && err == EVN_OK; i++)
        city->building[c->first_building + i].residents = residents[i];
    return err;
}

static void make_fleet(const struct evn_city_input *in, struct evn_rng *rng, struct evn_city *city)
{
    for (size_t i = 0; i < in->n_warehouses; i++) {
        struct evn_city_warehouse *w = &city->warehouse[i];
        snprintf(w->code, sizeof w->code, "WH-%s-%zu", in->district, i + 1);
        snprintf(w->name_zh, sizeof w->name_zh, "演练%zu号仓库", i + 1);
        snprintf(w->name_en, sizeof w->name_en, "Exercise warehouse %zu", i + 1);
        w->street = evn_rng_below(rng, (uint32_t)in->n_streets);
        place_point(in, rng, &w->lat_e6, &w->lon_e6);
    }
    for (size_t i = 0; i < in->n_vehicles; i++) {
        struct evn_city_vehicle *v = &city->vehicle[i];
        bool large = i % 3 == 0; /* a light truck; the others are vans */
        snprintf(v->code, sizeof v->code, "V-%s-%02zu", in->district, i + 1);
        v->warehouse = i % in->n_warehouses;
        v->weight_max_g = large ? 4000000 : 1200000;
        v->volume_max_ml = large ? 18000000 : 6000000;
        v->cold_box = i % 2 == 0;
    }
}

/* People in proportion to residents: somebody lives in the building of a drawn resident. */
static void make_people(const struct evn_city_input *in, struct evn_rng *rng,
                        const struct evn_city *city, char letter, struct evn_city_person *person,
                        size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t resident = evn_rng_below(rng, (uint32_t)in->population);
        size_t b = 0;
        while (resident >= city->building[b].residents)
            resident -= city->building[b++].residents;
        snprintf(person[i].code, sizeof person[i].code, "%c-%s-%05zu", letter, in->district, i + 1);
        person[i].building = b;
        person[i].draw = evn_rng_below(rng, 1000000);
    }
}

static bool is_sound(const struct evn_city_input *in)
{
    return in->population > 0 && in->population <= TOTAL_MAX && in->n_streets > 0 &&
           in->n_streets <= EVN_CITY_STREETS_MAX && in->n_communities > 0 &&
           in->n_communities <= EVN_CITY_COMMUNITIES_MAX &&
           in->n_communities <= in->n_streets * EVN_CITY_PER_STREET_MAX &&
           in->population >= (int64_t)in->n_communities && in->n_warehouses > 0 &&
           in->n_warehouses <= 100 && in->n_vehicles <= 1000 && in->n_key_persons <= PEOPLE_MAX &&
           in->n_members <= PEOPLE_MAX && in->reach_e6 >= 0 && in->reach_e6 <= 1000000 &&
           strlen(in->district) == 6;
}

static evn_err allocate(const struct evn_city_input *in, struct evn_city *city)
{
    size_t n_buildings = in->n_communities * COMPOUNDS_MAX * BUILDINGS_MAX;
    *city = (struct evn_city){.community = calloc(in->n_communities, sizeof *city->community),
                              .building = calloc(n_buildings, sizeof *city->building),
                              .warehouse = calloc(in->n_warehouses, sizeof *city->warehouse),
                              .vehicle = calloc(in->n_vehicles + 1, sizeof *city->vehicle),
                              .key_person = calloc(in->n_key_persons + 1, sizeof *city->key_person),
                              .member = calloc(in->n_members + 1, sizeof *city->member),
                              .n_communities = in->n_communities,
                              .n_warehouses = in->n_warehouses,
                              .n_vehicles = in->n_vehicles,
                              .n_key_persons = in->n_key_persons,
                              .n_members = in->n_members};
    bool good = city->community != NULL && city->building != NULL && city->warehouse != NULL &&
                city->vehicle != NULL && city->key_person != NULL && city->member != NULL;
    return good ? EVN_OK : EVN_E_NO_MEMORY;
}

evn_err evn_city_make(const struct evn_city_input *input, struct evn_city *out)
{
    struct evn_rng rng = evn_rng_of(input->seed);
    *out = (struct evn_city){0};
    if (!is_sound(input))
        return EVN_E_OUT_OF_RANGE;
    evn_err err = allocate(input, out);
    if (err == EVN_OK)
        err = make_communities(input, &rng, out);
    for (size_t i = 0; i < input->n_communities && err == EVN_OK; i++)
        err = make_buildings(&rng, out, i);
    if (err == EVN_OK) {
        make_fleet(input, &rng, out);
        make_people(input, &rng, out, 'K', out->key_person, input->n_key_persons);
        make_people(input, &rng, out, 'M', out->member, input->n_members);
    } else {
        evn_city_free(out);
    }
    return err;
}

void evn_city_free(struct evn_city *city)
{
    free(city->community);
    free(city->building);
    free(city->warehouse);
    free(city->vehicle);
    free(city->key_person);
    free(city->member);
    *city = (struct evn_city){0};
}
