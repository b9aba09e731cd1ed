/* world - a small registry to test with: one district, its places, items and rules. Test support.
 *
 * Commands are built as structs; `post` gives each a new id, encodes and posts it. */
#ifndef EVN_TESTS_REGISTRY_WORLD_H
#define EVN_TESTS_REGISTRY_WORLD_H

#include "services/registry/core/core.h"
#include "services/registry/core/query.h"
#include "tests/lib/core_harness.h"
#include "tests/lib/suite.h"

#define CITY      "3101"
#define DISTRICT  "310105"
#define STREET    "310105001"
#define COMMUNITY "310105001001"
#define BUILDING  "310105001001-000-001"
#define UNIT      "310105001001-000-001-01"

struct world {
    struct evn_core_harness h;
    struct evn_registry_state *state;
    struct evn_buf bytes; /* of the last command or query */
};

/* An empty registry at 2022-11-14 08:00 in China. */
void world_init(struct world *w);
void world_fini(struct world *w);

/* With the areas above, a second community and building, a warehouse W1, a reception point R1, the
 * community, items RICE and INSULIN, and the policy tables isolation_rules and zone_rules. */
void world_fill(struct world *w);

evn_err post(struct world *w, struct evn_registry_command command);

/* Short forms of commands. */
evn_err put_item(struct world *w, const struct evn_item *item, bool replace);
evn_err put_area(struct world *w, const char *code);
evn_err put_place(struct world *w, const struct evn_place *place, bool replace);
evn_err put_policy(struct world *w, const struct evn_policy *policy);

/* The rules as retyped from the policy of 2022-11-11; version 1. Static memory. */
struct evn_policy isolation_rules(void);

struct evn_item rice(void);
struct evn_place warehouse(const char *code);
struct evn_seal seal(const char *zone, const char *area, const char *start);
struct evn_day day(const char *text);

/* Move the business clock to so many minutes after 00:00 of that day in China. */
void at(struct world *w, const char *text, int minutes);

/* The entity, decoded into `out`; false when it is not there. Lists last until the next call. */
bool get(struct world *w, uint32_t kind, const char *key, void *out);

/* Fields of this number in the last result, and the text of `next` ("" when there is none). */
size_t n_in_result(const struct world *w, uint32_t number);
const char *next_page(const struct world *w);

/* The registry as others would rebuild it from a snapshot has the same digest. */
void check_snapshot(struct world *w);

#endif
