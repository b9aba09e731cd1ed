/* rig - a site with registry and planner as processes, and one community to plan. Test support. */
#ifndef EVN_TESTS_PLANNER_RIG_H
#define EVN_TESTS_PLANNER_RIG_H

#include "common/client/registry.h"
#include "services/planner/core/query.h"
#include "tests/lib/site.h"

#include "evernormal/planner/v1/query.pb-c.h"

#define COMMUNITY "310105001001"
#define ZONE_AREA COMMUNITY "-000-001"

typedef Evernormal__Registry__V1__Command Command;

extern struct evn_test_site site;
extern struct evn_session *session; /* as the administrator */
extern struct evn_refusal why;      /* of the last question refused */

/* Start an exercise on a fresh site and connect; end both. */
void rig_begin(void);
void rig_end(void);

/* 08:00 of a day in November 2022, told to the registry first. */
void tick(int mday);

/* Commands of the registry, each of which must be accepted: the areas down to ZONE_AREA; the
 * community, 5,000 people; PACK, an item; 2,100 kcal a person and day; 520 of them in a PACK. */
void post(Command *command);
void put_area(const char *code);
void put_areas(void);
void put_community(void);
void put_item(const char *code, const char *category, bool equipment);
void put_food(void);
void put_norm(void);
void put_link(void);
void put_key_person(const char *person, const char *item, int64_t per_day);
void seal(const char *zone, const char *area, int64_t residents, const char *day);
void unseal(const char *zone);

/* What the planner says the community needs, which waits for what was told the registry; 0: none;
 * -1: nothing is needed there. */
int64_t needed(const char *item, uint32_t tier);

/* Kill the service; `evn up` starts it again. */
void kill_service(const char *service);

void digest_of(const char *service, char digest[65]);

#endif
