/* outbreak - where infections are found on which day, and so what is sealed. Pure but for the heap.
 *
 * Either invented from a seed, or real: places and days of a published outbreak (sealed_places.tsv,
 * place_day_infections.tsv). Real places have no addresses; each becomes a building of one of the
 * made-up communities, with an invented number of residents. */
#ifndef EVN_DEMO_OUTBREAK_H
#define EVN_DEMO_OUTBREAK_H

#include "tools/demo/town.h"

#include "common/base/day.h"

#include <stdbool.h>

enum { EVN_OUTBREAK_DAYS_MAX = 80, EVN_OUTBREAK_SITES_MAX = 5000 };

/* A building where infections are found. */
struct evn_outbreak_site {
    char name[24];     /* number of the real place, or empty */
    char building[24]; /* area code */
    size_t community;  /* index in the town */
    int64_t residents;
    bool infected[EVN_OUTBREAK_DAYS_MAX + 1]; /* by day of the exercise, from 1 */
    unsigned seals;                           /* times it was sealed so far */
    bool sealed;                              /* as the authority has it */
};

struct evn_outbreak {
    struct evn_outbreak_site *site; /* owned */
    size_t n_sites;
    bool real;
};

void evn_outbreak_free(struct evn_outbreak *outbreak);

/* The zones of the town: an infection on the day of sealing, in some others later.
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_outbreak_invent(const struct evn_town *town, uint64_t seed,
                                         struct evn_outbreak *out);

/* Add a real place of the town's district; its number is `name`. Others are passed over.
 * EVN_E_LIMIT: more than EVN_OUTBREAK_SITES_MAX. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_outbreak_add(struct evn_outbreak *outbreak, const struct evn_town *town,
                                      const char *name, uint64_t seed);

/* An infection at the place on that day of the exercise; other places and days are passed over. */
void evn_outbreak_infect(struct evn_outbreak *outbreak, const char *name, int day);

/* Whether the site is likely sealed on the day: an infection on it or on one of so many days
 * before. */
bool evn_outbreak_is_near(const struct evn_outbreak_site *site, int day, int n_days);

/* The site's zone as it is sealed now (or was last): "Z-" and building without its district. */
void evn_outbreak_zone(const struct evn_outbreak_site *site, char out[41]);

#endif
