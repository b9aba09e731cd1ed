/* world - a planner fed with blocks of a registry that the test writes. Test support.
 *
 * Registry events are packed by protobuf-c, so that nothing of the planner's own tables or of the
 * registry's code writes what the planner reads. An event goes into the open block; `deliver`
 * feeds the block and lets the timer run, as the engine does. */
#ifndef EVN_TESTS_PLANNER_WORLD_H
#define EVN_TESTS_PLANNER_WORLD_H

#include "services/planner/core/core.h"
#include "services/planner/core/query.h"
#include "tests/lib/core_harness.h"
#include "tests/lib/suite.h"

#include "evernormal/planner/v1/command.pb-c.h"
#include "evernormal/planner/v1/event.pb-c.h"
#include "evernormal/planner/v1/query.pb-c.h"
#include "evernormal/registry/v1/event.pb-c.h"

#define C1 "310105001001"
#define C2 "310105001002"

typedef Evernormal__Planner__V1__NeedPut NeedPut;
typedef Evernormal__Planner__V1__Result Result;

struct world {
    struct evn_core_harness h;
    struct evn_planner_state *state;
    struct evn_buf block; /* frames of the open block */
    uint32_t n_block;
    Result *result; /* of the last query; freed with the next */
};

/* An empty planner at 2022-11-14 08:00 in China. */
void world_init(struct world *w);
void world_fini(struct world *w);

/* Registry events into the open block. */
void item(struct world *w, const char *code, bool life_critical);
void norm(struct world *w, const char *name, const char *group, int64_t value_e6, const char *per,
          const char *period);
void link_norm(struct world *w, const char *code, const char *name, int64_t amount_e6);
void community(struct world *w, const char *code, int64_t residents);
void zone(struct world *w, const char *code, const char *area, int64_t residents, bool sealed);
/* A sealed zone that will be lowered on that day, if nothing new is found. */
void zone_until(struct world *w, const char *code, const char *area, int64_t residents,
                const char *lowered_on);
/* kind: of the registry, 1 a warehouse, 2 a hospital, 5 a reception point, 6 a vehicle. */
void place(struct world *w, const char *code, uint32_t kind, const char *area, const char *parent);
void class_item(struct world *w, const char *code, const char *category);
/* Rows "rule", "value", "unit", NULL at the end: a policy table, whole. */
void policy(struct world *w, const char *table, const char *const *rows);
/* One phase of so many test days (days of the phase) from `first_day` on. */
void member(struct world *w, const char *person, const char *area, const char *supply,
            const char *first_day, const uint32_t *test_days, size_t n, const char *released_on);
void person(struct world *w, const char *who, const char *in, const char *code, int64_t per_day,
            uint32_t tier, const char *last_day);
void event(struct world *w, uint32_t kind, const ProtobufCMessage *message);

/* Feed the open block; returns the events that the timer said behind it. */
uint32_t deliver(struct world *w);

/* Move the business clock to 08:00 of that day and let the timer run; returns its events. */
uint32_t morning(struct world *w, const char *day);

/* Ask; w->result is the answer, or NULL when refused. */
evn_err ask(struct world *w, Evernormal__Planner__V1__Query *query);

/* The figure now, from a Needs query of the last day planned; NULL: none. */
const NeedPut *need_of(struct world *w, const char *in, const char *code, uint32_t tier);

/* Its quantity; 0 when there is none. */
int64_t quantity_of(struct world *w, const char *in, const char *code, uint32_t tier);

/* The state as others would rebuild it from a snapshot has the same digest. */
void check_snapshot(struct world *w);

#endif
