/* state - all the registry knows, in memory. Pure but for the heap.
 *
 * One table per kind of entity; beside them only what a decision must find without a scan: which
 * item a code belongs to, which days had an infection in a zone's area, when the next zone is due,
 * how many people's phases are out of date. */
#ifndef EVN_REGISTRY_STATE_H
#define EVN_REGISTRY_STATE_H

#include "services/registry/core/days.h"
#include "services/registry/core/entity.h"
#include "services/registry/core/model_item.h"
#include "services/registry/core/publish.h"
#include "services/registry/core/retention.h"

enum { EVN_CODES_MAX = EVN_ITEMS_MAX * 8 }; /* codes ever seen */

/* Which item a code (gtin.h, evn_item_code_key) belongs to. */
struct evn_code_index {
    struct evn_textmap by_key;   /* code -> index into owner */
    char (*owner)[EVN_CODE_MAX]; /* owned; "" when the item gave the code up */
    size_t n, cap;               /* codes ever seen; allocated */
};

struct evn_registry_state {
    struct evn_table table[EVN_N_ENTITIES]; /* by evn_entity_index */
    struct evn_code_index codes;
    struct evn_days days;       /* of the areas of all zones there ever were */
    struct evn_publish publish; /* of each zone what public lists say */
    struct evn_arena scratch;   /* of apply */
    int64_t next_due;           /* smallest zone mark not met yet; EVN_MARK_NONE: none */
    size_t n_next_due;          /* zones that have it */
    struct evn_retention retention;
    uint64_t n_readings;     /* ever logged */
    size_t n_stale;          /* members whose phases come from an older isolation_rules */
    int64_t next_standing;   /* smallest mark of a standing; EVN_MARK_NONE: none */
    size_t n_next_standing;  /* standings that have it */
    uint64_t training_rules; /* what standings are worked out by, as a number */
};

/* An empty state on the caller's storage. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_registry_state_init(struct evn_registry_state *state);
void evn_registry_state_fini(struct evn_registry_state *state);

const struct evn_table *evn_registry_table(const struct evn_registry_state *state, uint32_t kind);
const struct evn_row *evn_registry_find(const struct evn_registry_state *state, uint32_t kind,
                                        const char *key);

/* The area a row of this kind lies in when `area` stands in it: its own, or its owner's; "" when
 * that is not there. */
const char *evn_registry_area(const struct evn_registry_state *state, uint32_t kind,
                              const char *area);

/* Read the row's body into `out`, a struct of its kind; lists lie in the arena. The body was
 * checked when it was applied: false only when the arena is full. */
EVN_MUST_USE bool evn_registry_read(uint32_t kind, const struct evn_row *row,
                                    struct evn_arena *arena, void *out);

/* The item that has this code, or NULL. `key` as in gtin.h. */
const char *evn_registry_code_owner(const struct evn_registry_state *state, const char *key);

/* Take in one event: put the entity it carries. As evn_core_ops.apply. */
EVN_MUST_USE evn_err evn_registry_apply(struct evn_registry_state *state,
                                        const struct evn_event *event);

#endif
