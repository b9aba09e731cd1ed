#include "tools/demo/town.h"

#include "common/base/rng.h"

#include <stdio.h>
#include <string.h>

/* Names that no real community of the city has. */
static const char *const first_zh[] = {"常平", "安和", "丰仓", "同济里", "望春",
                                       "清塘", "义渡", "永济", "秋实",   "归燕"};
static const char *const first_en[] = {"Changping", "Anhe", "Fengcang", "Tongjili", "Wangchun",
                                       "Qingtang",  "Yidu", "Yongji",   "Qiushi",   "Guiyan"};
static const char *const second_zh[] = {"一", "二", "三", "四", "五", "六"};

enum { N_FIRST = sizeof first_zh / sizeof first_zh[0] };

void evn_town_apportion(int64_t total, const int64_t *weight, size_t n, int64_t *share)
{
    int64_t rest[EVN_TOWN_COMMUNITIES_MAX], sum = 0, given = 0;
    EVN_ASSERT(n <= EVN_TOWN_COMMUNITIES_MAX);
    for (size_t i = 0; i < n; i++)
        sum += weight[i];
    for (size_t i = 0; i < n; i++) {
        share[i] = total * weight[i] / sum;
        rest[i] = total * weight[i] % sum;
        given += share[i];
    }
    for (; given < total; given++) {
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            if (rest[i] > rest[best])
                best = i;
        share[best]++;
        rest[best] = -1;
    }
}

/* A point within about 4 km of the district's middle. */
static void scatter(const struct evn_town_map *map, struct evn_rng *rng, int32_t *lat_e6,
                    int32_t *lon_e6)
{
    *lat_e6 = map->lat_e6 + (int32_t)evn_rng_below(rng, 50000) - 25000;
    *lon_e6 = map->lon_e6 + (int32_t)evn_rng_below(rng, 60000) - 30000;
}

static void make_zones(struct evn_town_community *c, size_t index, struct evn_rng *rng)
{
    c->n_zones = 1 + evn_rng_below(rng, 2);
    for (size_t k = 0; k < c->n_zones; k++) {
        struct evn_town_zone *z = &c->zone[k];
        snprintf(z->building, sizeof z->building, "%.16s-%03u", c->compound, (unsigned)k + 1);
        snprintf(z->code, sizeof z->code, "Z-%.12s-%u", c->code, (unsigned)k + 1);
        z->residents = 60 + evn_rng_below(rng, 180);
        z->seal_day = 1 + (int)((index + k) % 3);
    }
}

static void make_community(struct evn_town *city, size_t i, int64_t residents, struct evn_rng *rng)
{
    struct evn_town_community *c = &city->community[i];
    const struct evn_town_street *street = &city->map.street[i % city->map.n_streets];
    unsigned number = (unsigned)(901 + i / city->map.n_streets);
    snprintf(c->code, sizeof c->code, "%.9s%03u", street->code, number);
    snprintf(c->street, sizeof c->street, "%s", street->code);
    snprintf(c->compound, sizeof c->compound, "%.12s-001", c->code);
    snprintf(c->point, sizeof c->point, "RP-%.12s", c->code);
    size_t name = (i * 7 + i / N_FIRST) % N_FIRST, which = i / N_FIRST % 6;
    snprintf(c->name_zh, sizeof c->name_zh, "%s%s村居委会", first_zh[name], second_zh[which]);
    snprintf(c->name_en, sizeof c->name_en, "%s No. %u community", first_en[name],
             (unsigned)which + 1);
    c->residents = residents;
    c->households = residents * 100 / 232; /* census: 2.32 people a household */
    scatter(&city->map, rng, &c->lat_e6, &c->lon_e6);
    make_zones(c, i, rng);
    c->n_insulin = 1 + (int)evn_rng_below(rng, 3);
    c->n_formula = 1 + (int)evn_rng_below(rng, 3);
    c->n_contacts = 1 + (int)evn_rng_below(rng, 4);
    for (size_t k = 0; k < c->n_zones; k++)
        city->n_sealed += c->zone[k].residents;
}

static void make_warehouses(struct evn_town *city, struct evn_rng *rng)
{
    static const char *const zh[] = {"东仓", "西仓", "南仓", "北仓", "中仓"};
    static const char *const en[] = {"East", "West", "South", "North", "Central"};
    for (size_t i = 0; i < EVN_TOWN_WAREHOUSES; i++) {
        struct evn_town_site *w = &city->warehouse[i];
        snprintf(w->code, sizeof w->code, "WH-%u", (unsigned)i + 1);
        snprintf(w->name_zh, sizeof w->name_zh, "常平%s", zh[i]);
        snprintf(w->name_en, sizeof w->name_en, "%s granary", en[i]);
        snprintf(w->area, sizeof w->area, "%s", city->map.street[i % city->map.n_streets].code);
        scatter(&city->map, rng, &w->lat_e6, &w->lon_e6);
    }
}

static void make_vehicles(struct evn_town *city)
{
    city->n_vehicles = EVN_TOWN_VEHICLES;
    for (size_t i = 0; i < city->n_vehicles; i++) {
        struct evn_town_vehicle *v = &city->vehicle[i];
        snprintf(v->code, sizeof v->code, "CAR-%02u", (unsigned)i + 1);
        snprintf(v->name_zh, sizeof v->name_zh, "保供车 %u 号", (unsigned)i + 1);
        snprintf(v->name_en, sizeof v->name_en, "Supply truck %u", (unsigned)i + 1);
        v->depot = i % EVN_TOWN_WAREHOUSES;
        v->weight_max_g = 3500 * INT64_C(1000);
        v->volume_max_ml = 16000 * INT64_C(1000);
        v->cold_box = 1;
    }
}

evn_err evn_town_make(const struct evn_town_map *map, size_t n_communities, uint64_t seed,
                      struct evn_town *out)
{
    int64_t weight[EVN_TOWN_COMMUNITIES_MAX], residents[EVN_TOWN_COMMUNITIES_MAX];
    if (map->n_streets == 0 || n_communities == 0 || n_communities > EVN_TOWN_COMMUNITIES_MAX)
        return EVN_E_OUT_OF_RANGE;
    struct evn_rng rng = evn_rng_of(seed);
    *out = (struct evn_town){.map = *map, .n_communities = n_communities};
    for (size_t i = 0; i < n_communities; i++)
        weight[i] = 60 + evn_rng_below(&rng, 80);
    evn_town_apportion(map->population, weight, n_communities, residents);
    for (size_t i = 0; i < n_communities; i++)
        make_community(out, i, residents[i], &rng);
    make_warehouses(out, &rng);
    make_vehicles(out);
    return EVN_OK;
}
