/* city - a made-up district for exercises, on real codes and census figures. Pure but for the heap.
 *
 * Given a real district, its streets and its population, the generator invents communities,
 * compounds and buildings, reception points, warehouses, vehicles and the people who must not be
 * forgotten. Names, places and people are fictional: everything made here carries origin=synthetic.
 * Community codes are the street's with 901 to 999, which the statistical codes do not use.
 * Populations are apportioned by largest remainder (Hamilton, 1792), so they add up exactly. Same
 * input and seed, same city. */
#ifndef EVN_IMPORT_CITY_H
#define EVN_IMPORT_CITY_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVN_CITY_COMMUNITIES_MAX = 700,
    EVN_CITY_STREETS_MAX = 64,
    EVN_CITY_PER_STREET_MAX = 99,
    EVN_CITY_CODE_MAX = 40, /* of an area, with NUL */
    EVN_CITY_NAME_MAX = 64
};

struct evn_city_street {
    char code[10];                   /* 9 digits */
    char name_zh[EVN_CITY_NAME_MAX]; /* as published */
};

struct evn_city_input {
    char district[7];       /* 6 digits */
    int64_t population;     /* of the census */
    int32_t lat_e6, lon_e6; /* about its middle */
    int32_t reach_e6;       /* how far from it points may lie, in millionths of a degree */
    const struct evn_city_street *street; /* borrowed for the call */
    size_t n_streets, n_communities, n_warehouses, n_vehicles;
    size_t n_key_persons, n_members; /* over all communities, by their residents */
    uint64_t seed;
};

struct evn_city_building {
    char code[EVN_CITY_CODE_MAX]; /* "310105001901-001-002" */
    size_t community;             /* index */
    int64_t residents;
};

struct evn_city_community {
    char code[13];
    char name_zh[EVN_CITY_NAME_MAX], name_en[EVN_CITY_NAME_MAX];
    size_t street; /* index in the input */
    int64_t residents, households;
    size_t first_building, n_buildings, n_compounds;
    char reception_point[EVN_CITY_CODE_MAX]; /* place code */
    int32_t lat_e6, lon_e6;                  /* of the reception point */
};

struct evn_city_warehouse {
    char code[EVN_CITY_CODE_MAX]; /* "WH-310105-1" */
    char name_zh[EVN_CITY_NAME_MAX], name_en[EVN_CITY_NAME_MAX];
    size_t street;
    int32_t lat_e6, lon_e6;
};

struct evn_city_vehicle {
    char code[EVN_CITY_CODE_MAX]; /* "V-310105-01" */
    size_t warehouse;             /* its depot */
    int64_t weight_max_g, volume_max_ml;
    bool cold_box;
};

/* Somebody of a cohort or of a key group, under a pseudonym. */
struct evn_city_person {
    char code[EVN_CITY_CODE_MAX]; /* "K-310105-00001", "M-310105-00001" */
    size_t building;
    uint32_t draw; /* 0 to 999,999: for the caller to choose group, cohort, start day */
};

struct evn_city {
    struct evn_city_community *community; /* all owned */
    struct evn_city_building *building;
    struct evn_city_warehouse *warehouse;
    struct evn_city_vehicle *vehicle;
    struct evn_city_person *key_person, *member;
    size_t n_communities, n_buildings, n_warehouses, n_vehicles, n_key_persons, n_members;
};

/* Share `total` (0 to 2,000,000,000) by `weight` (n > 0 of them, each 0 to 1,000,000, not all 0):
 * out[i] is total x weight[i] / sum, rounded down, and what is left goes one by one to the largest
 * remainders, the first of equals first. EVN_E_OUT_OF_RANGE, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_apportion(int64_t total, const int64_t *weight, size_t n, int64_t *out);

/* Make the city; free it with evn_city_free. EVN_E_OUT_OF_RANGE: a number of the input is beyond
 * its bound, or more communities than 99 a street or than people. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_city_make(const struct evn_city_input *input, struct evn_city *out);

void evn_city_free(struct evn_city *city);

#endif
