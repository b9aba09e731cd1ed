/* entity - the kinds of entity the registry holds, and the numbers of its events. Pure. */
#ifndef EVN_REGISTRY_ENTITY_H
#define EVN_REGISTRY_ENTITY_H

#include "common/wire/field.h"
#include "services/registry/core/table.h"

/* Events. The first ones put an entity whole; later events of zones and persons do so too and say
 * why. */
enum evn_registry_event {
    EVN_REG_ITEM = 16,
    EVN_REG_AREA = 17,
    EVN_REG_PLACE = 18,
    EVN_REG_ITEM_NORM = 19,
    EVN_REG_NORM = 20,
    EVN_REG_POLICY = 21,
    EVN_REG_COMMUNITY = 22,
    EVN_REG_ZONE = 23,
    EVN_REG_REPORT = 24,
    EVN_REG_MEMBER = 25,
    EVN_REG_KEY_PERSON = 26,
    EVN_REG_PERSON = 32,
    EVN_REG_READING = 33,
    EVN_REG_UNCHANGED = 40,      /* a command said what is known already */
    EVN_REG_ZONE_SEALED = 48,    /* decided */
    EVN_REG_ZONE_UNSEALED = 49,  /* decided */
    EVN_REG_ZONE_DUE = 50,       /* the condition is met: to be unsealed */
    EVN_REG_ZONE_RESTARTED = 51, /* a new infection: the count starts again */
    EVN_REG_ZONE_EPISODE = 52,   /* an infection after the condition was met */
    EVN_REG_ZONE_REOPENED = 53, /* a late or corrected report: the condition is not met after all */
    EVN_REG_ZONE_CLOSED = 54,   /* a corrected report: the condition was met already */
    EVN_REG_ZONE_CORRECTED = 55, /* other figures of the clock changed */
    EVN_REG_PERSON_ERASED = 56,  /* the person's key is to be destroyed */
    EVN_REG_RESULT = 60,
    EVN_REG_PROPOSAL = 61,
    EVN_REG_AREA_TEST = 62,
    EVN_REG_LOOP_STAY = 63,
    EVN_REG_ENDING = 70, /* put, and how far the registry has come with it */
    EVN_REG_ORGANISATION = 80,
    EVN_REG_COURSE = 81,
    EVN_REG_STAFF = 82,
    EVN_REG_TRAINING = 83,
    EVN_REG_STANDING = 84, /* what a staff member may not do; the registry's own */
    EVN_REG_DUTY = 85,
    EVN_REG_LAST = EVN_REG_DUTY
};

enum { EVN_N_ENTITIES = 24 };

/* What `mark` of a row means. Place: its kind. Policy: its version. Member: the version its phases
 * come from. Report: its day, or EVN_MARK_NONE when withdrawn. Zone: see evn_zone_mark. Person: the
 * last day of any need, EVN_MARK_NONE while one goes on, EVN_MARK_ERASED. Test result: the instant
 * another one is due, or EVN_MARK_NONE. Proposal: its state. Loop stay: 1 once the person left.
 * Ending: the day on which something is left to end, EVN_MARK_NONE. Organisation: its level.
 * Training: the day it was done, EVN_MARK_NONE when withdrawn. Standing: the day it is looked at
 * again, EVN_MARK_NONE: never, EVN_MARK_STALE: at once. */
#define EVN_MARK_NONE   INT64_MAX
#define EVN_MARK_ERASED INT64_MIN
#define EVN_MARK_STALE  INT64_MIN

struct evn_entity {
    uint32_t kind;                          /* of its event */
    const char *name;                       /* as in the proto's Result */
    const struct evn_wire_message *message; /* of the event's body */
    void (*identify)(const void *entity, struct evn_row_id *out);
    size_t max;       /* rows */
    uint32_t readers; /* roles that may read it, within their scope; 0: everybody, everywhere */
    bool has_areas;   /* see evn_table */
    uint32_t owner;   /* kind of what it belongs to, whose key stands in the row's area; 0: none */
};

/* The description of a kind of entity; NULL for other numbers. */
const struct evn_entity *evn_entity_of(uint32_t kind);

/* The i-th kind of entity, i below EVN_N_ENTITIES, ascending; and which of them a kind is,
 * EVN_N_ENTITIES for a number that is none. */
uint32_t evn_entity_kind(size_t i);
size_t evn_entity_index(uint32_t kind); /* EVN_N_ENTITIES: none */

/* A sealed zone's mark: twice the day it is lowered on, plus one once that was said. */
static inline int64_t evn_zone_mark(bool sealed, int32_t lowered_on, bool met)
{
    return sealed ? (int64_t)lowered_on * 2 + met : EVN_MARK_NONE;
}

#endif
