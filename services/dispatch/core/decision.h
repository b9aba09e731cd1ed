/* decision - what every decision of dispatch does: look, change, refuse, emit. Pure.
 *
 * A decision works on copies: evn_dsp_edit gives one of an entity, evn_dsp_add a new one, and all
 * that looks afterwards sees them. evn_dsp_commit emits each changed entity once, whole, in the
 * order they were first touched. Nothing changes in the state before it is applied. */
#ifndef EVN_DISPATCH_DECISION_H
#define EVN_DISPATCH_DECISION_H

#include "services/dispatch/core/state.h"

/* Copies of the entities of one kind, by number; new ones stand behind those of the pool. */
struct evn_dsp_copies {
    void **at;   /* NULL: not touched; arena */
    size_t n;    /* entities, new ones included */
    size_t room; /* of `at` */
};

struct evn_dsp_touch {
    uint32_t kind;
    uint32_t number;
};

/* Room for any entity. */
union evn_dsp_any {
    struct evn_dsp_item item;
    struct evn_dsp_place place;
    struct evn_dsp_community community;
    struct evn_dsp_need need;
    struct evn_dsp_request request;
    struct evn_dsp_line line;
    struct evn_dsp_round round;
    struct evn_dsp_share share;
    struct evn_dsp_trip trip;
    struct evn_dsp_cover cover;
    struct evn_dsp_hindrance hindrance;
    struct evn_dsp_transfer transfer;
    struct evn_dsp_ticket ticket;
    struct evn_dsp_ticket_step ticket_step;
    struct evn_dsp_unit unit;
    struct evn_dsp_member member;
    struct evn_dsp_shift shift;
    struct evn_dsp_deadlines deadlines;
    struct evn_dsp_zone zone;
    struct evn_dsp_door_round door_round;
    struct evn_dsp_doors doors;
    struct evn_dsp_ride ride;
    struct evn_dsp_regular regular;
};

struct evn_dsp_decision {
    const struct evn_dsp_state *state;
    const struct evn_ask *ask; /* NULL when no person asks */
    struct evn_arena *arena;
    struct evn_emit *emit;
    struct evn_refusal *why; /* NULL when no person asks */
    int64_t business_us;
    struct evn_day today; /* by the business clock, China */
    struct evn_dsp_copies copies[EVN_DSP_N_KINDS];
    struct evn_dsp_touch *touched; /* in order; arena */
    size_t n_touched, room_touched;
    bool dry;               /* only to look at: nothing is sent, nothing will be committed */
    bool full;              /* the arena did not hold what was asked; commit says so */
    union evn_dsp_any lost; /* what is then written to instead */
};

/* Start one; *d is cleared. */
void evn_dsp_begin(struct evn_dsp_decision *d, const struct evn_dsp_state *state,
                   struct evn_arena *arena, struct evn_emit *emit, int64_t business_us);

/* Say no: sets *why and returns `err`. `field` is the path in the command, "" for none. */
evn_err evn_dsp_refuse(const struct evn_dsp_decision *d, evn_err err, const char *field,
                       const char *subject);

/* How many entities of the kind there are, new ones included; one of them as this decision has it;
 * the number of the one with this key. */
uint32_t evn_dsp_count(const struct evn_dsp_decision *d, uint32_t kind);
const void *evn_dsp_view(const struct evn_dsp_decision *d, uint32_t kind, uint32_t number);
bool evn_dsp_number(const struct evn_dsp_decision *d, uint32_t kind, const char *key,
                    uint32_t *number);

/* As evn_dsp_view, by key; NULL when there is none. */
const void *evn_dsp_look(const struct evn_dsp_decision *d, uint32_t kind, const char *key);

/* A copy to change; a new entity, all zero. When the arena is full both give a copy that is lost,
 * never NULL, and evn_dsp_commit fails. */
void *evn_dsp_edit(struct evn_dsp_decision *d, uint32_t kind, uint32_t number);
void *evn_dsp_add(struct evn_dsp_decision *d, uint32_t kind);

/* A copy of a trip with a list of stops of its own, to change them. */
struct evn_dsp_trip *evn_dsp_edit_trip(struct evn_dsp_decision *d, uint32_t number);

/* Emit what was changed. EVN_E_LIMIT with *why: a pool, the arena or the event is full. */
EVN_MUST_USE evn_err evn_dsp_commit(struct evn_dsp_decision *d);

/* What holds a vehicle or place up now, or NULL. */
const struct evn_dsp_hindrance *evn_dsp_hindered(const struct evn_dsp_decision *d,
                                                 const char *place);

/* A reason. `text` and `subject` are cut to their room. */
struct evn_dsp_why evn_dsp_why_of(int32_t code, const char *text, const char *subject);

/* Copy a text into a member of `cap` bytes, cut at a character's end. */
#define EVN_DSP_SET(member, text) evn_refusal_text(member, sizeof(member), text)

#endif
