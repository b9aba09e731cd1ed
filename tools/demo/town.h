/* town - a made-up sealed city on a real map: what `evn demo` plays. Pure.
 *
 * District and streets are real (codes and names), and so is the district's population.
 * Communities, buildings, warehouses, vehicles and people are invented from a seed: the same seed
 * gives the same city. The population is apportioned over the communities by largest remainder, so
 * it adds up. */
#ifndef EVN_DEMO_TOWN_H
#define EVN_DEMO_TOWN_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

enum {
    EVN_TOWN_STREETS_MAX = 40,
    EVN_TOWN_COMMUNITIES_MAX = 60,
    EVN_TOWN_WAREHOUSES = 5,
    EVN_TOWN_VEHICLES = 12,
    EVN_TOWN_ZONES_MAX = 3, /* of one community */
    EVN_TOWN_PEOPLE_MAX = 24
};

struct evn_town_street {
    char code[12]; /* 9 digits */
    char name_zh[64];
};

/* The real part, read from the sample tables. */
struct evn_town_map {
    char district[8]; /* 6 digits */
    char name_zh[64], name_en[64];
    int64_t population;     /* census */
    int32_t lat_e6, lon_e6; /* middle of the district, WGS-84 */
    struct evn_town_street street[EVN_TOWN_STREETS_MAX];
    size_t n_streets;
};

struct evn_town_zone {
    char code[32];     /* of the zone */
    char building[24]; /* area code of 20 characters */
    int64_t residents; /* of the building */
    int seal_day;      /* 1..3: day of the exercise on which it is sealed */
};

struct evn_town_community {
    char code[16]; /* 12 digits; the street's code and a number of ours */
    char name_zh[64], name_en[64];
    char street[12];
    char compound[20]; /* area code of 16 characters */
    char point[24];    /* place code of the reception point */
    int64_t residents, households;
    int32_t lat_e6, lon_e6;
    struct evn_town_zone zone[EVN_TOWN_ZONES_MAX];
    size_t n_zones;
    int n_insulin;  /* people who need insulin */
    int n_formula;  /* infants on formula */
    int n_contacts; /* close contacts isolated at home or centrally */
};

struct evn_town_site {
    char code[24];
    char name_zh[64], name_en[64];
    char area[12]; /* street */
    int32_t lat_e6, lon_e6;
};

struct evn_town_vehicle {
    char code[24];
    char name_zh[64], name_en[64];
    size_t depot; /* index of a warehouse */
    int64_t weight_max_g, volume_max_ml;
    int cold_box;
};

struct evn_town {
    struct evn_town_map map;
    struct evn_town_community community[EVN_TOWN_COMMUNITIES_MAX];
    size_t n_communities;
    struct evn_town_site warehouse[EVN_TOWN_WAREHOUSES];
    struct evn_town_vehicle vehicle[EVN_TOWN_VEHICLES];
    size_t n_vehicles;
    int64_t n_sealed; /* residents of all zones */
};

/* Share `total` in proportion to `weight` (>= 0, not all 0) by largest remainder: sums exactly;
 * ties go to the lower index. At most EVN_TOWN_COMMUNITIES_MAX shares. */
void evn_town_apportion(int64_t total, const int64_t *weight, size_t n, int64_t *share);

/* Invent the city. EVN_E_OUT_OF_RANGE: no street, or more communities than there is room for. */
EVN_MUST_USE evn_err evn_town_make(const struct evn_town_map *map, size_t n_communities,
                                   uint64_t seed, struct evn_town *out);

#endif
