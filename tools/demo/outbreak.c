#include "tools/demo/outbreak.h"

#include "common/base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One zone in AGAIN_ONE_IN has another infection two to four days after the first, one in
 * LATE_ONE_IN one more a week after that: some are sealed to the end of a fortnight. */
enum {
    AGAIN_ONE_IN = 4,
    AGAIN_FIRST_DAY = 2,
    AGAIN_DAYS = 3,
    LATE_ONE_IN = 3,
    LATE_FIRST_DAY = 7,
    LATE_DAYS = 5,
    DISTRICT_LEN = 6
};

void evn_outbreak_free(struct evn_outbreak *outbreak)
{
    free(outbreak->site);
    *outbreak = (struct evn_outbreak){0};
}

static uint32_t draw(const char *what, uint64_t seed, uint32_t n)
{
    uint64_t sum = evn_mix64(seed);
    for (const char *p = what; *p != '\0'; p++)
        sum = evn_mix64(sum ^ (uint8_t)*p);
    return (uint32_t)(sum % n);
}

/* Room for one more, zeroed; NULL: no memory. */
static struct evn_outbreak_site *grow(struct evn_outbreak *o)
{
    struct evn_outbreak_site *more = realloc(o->site, (o->n_sites + 1) * sizeof *more);
    if (more == NULL)
        return NULL;
    o->site = more;
    o->site[o->n_sites] = (struct evn_outbreak_site){0};
    return &o->site[o->n_sites++];
}

static evn_err invent_one(const struct evn_town *town, size_t community, size_t zone, uint64_t seed,
                          struct evn_outbreak *out)
{
    const struct evn_town_zone *z = &town->community[community].zone[zone];
    struct evn_outbreak_site *site = grow(out);
    if (site == NULL)
        return EVN_E_NO_MEMORY;
    snprintf(site->building, sizeof site->building, "%s", z->building);
    site->community = community;
    site->residents = z->residents;
    site->infected[z->seal_day] = true;
    if (draw(z->code, seed, AGAIN_ONE_IN) == 0)
        site->infected[z->seal_day + AGAIN_FIRST_DAY + (int)draw(z->code, seed + 1, AGAIN_DAYS)] =
            true;
    if (draw(z->code, seed + 2, LATE_ONE_IN) == 0)
        site->infected[z->seal_day + LATE_FIRST_DAY + (int)draw(z->code, seed + 3, LATE_DAYS)] =
            true;
    return EVN_OK;
}

evn_err evn_outbreak_invent(const struct evn_town *town, uint64_t seed, struct evn_outbreak *out)
{
    evn_err err = EVN_OK;
    *out = (struct evn_outbreak){0};
    for (size_t i = 0; i < town->n_communities && err == EVN_OK; i++)
        for (size_t k = 0; k < town->community[i].n_zones && err == EVN_OK; k++)
            err = invent_one(town, i, k, seed, out);
    return err;
}

evn_err evn_outbreak_add(struct evn_outbreak *o, const struct evn_town *town, const char *name,
                         uint64_t seed)
{
    if (strncmp(name, town->map.district, DISTRICT_LEN) != 0)
        return EVN_OK;
    if (o->n_sites == EVN_OUTBREAK_SITES_MAX)
        return EVN_E_LIMIT;
    size_t i = o->n_sites;
    struct evn_outbreak_site *site = grow(o);
    if (site == NULL)
        return EVN_E_NO_MEMORY;
    o->real = true;
    site->community = i % town->n_communities;
    snprintf(site->name, sizeof site->name, "%s", name);
    snprintf(site->building, sizeof site->building, "%.16s-%03u",
             town->community[site->community].compound, (unsigned)(i / town->n_communities) + 1);
    site->residents = 20 + draw(name, seed, 60);
    return EVN_OK;
}

static int by_name(const void *key, const void *site)
{
    return strcmp(key, ((const struct evn_outbreak_site *)site)->name);
}

void evn_outbreak_infect(struct evn_outbreak *o, const char *name, int day)
{
    if (day < 1 || day > EVN_OUTBREAK_DAYS_MAX || o->n_sites == 0)
        return;
    /* The table of places is in the order of their numbers. */
    struct evn_outbreak_site *site = bsearch(name, o->site, o->n_sites, sizeof *site, by_name);
    if (site != NULL)
        site->infected[day] = true;
}

bool evn_outbreak_is_near(const struct evn_outbreak_site *site, int day, int n_days)
{
    for (int d = day > n_days ? day - n_days : 1; d <= day && d <= EVN_OUTBREAK_DAYS_MAX; d++)
        if (site->infected[d])
            return true;
    return false;
}

void evn_outbreak_zone(const struct evn_outbreak_site *site, char out[41])
{
    snprintf(out, 41, "Z-%.20s-%u", site->building + DISTRICT_LEN, site->seals);
}
