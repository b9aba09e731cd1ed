/* sm - state tables: a document moves only along its table. Pure.
 *
 * A table lists every step that exists: in state `from`, when `event` happens, go to `to`. What is
 * not listed cannot happen, so the table in a spec and the table in the code are the same text.
 * States and events are small numbers of the document's own enums; state 0 is "not there yet". */
#ifndef EVN_BASE_SM_H
#define EVN_BASE_SM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evn_sm_step {
    int32_t from;
    int32_t event;
    int32_t to;
};

struct evn_sm {
    const char *name; /* of the document: "trip" */
    const struct evn_sm_step *step;
    size_t n_steps;
};

#define EVN_SM(name_, steps)                                                                       \
    {                                                                                              \
        .name = name_, .step = steps, .n_steps = sizeof(steps) / sizeof(steps)[0]                  \
    }

/* Whether `event` may happen in `state`; *to is where it leads. */
static inline bool evn_sm_next(const struct evn_sm *sm, int32_t state, int32_t event, int32_t *to)
{
    for (size_t i = 0; i < sm->n_steps; i++)
        if (sm->step[i].from == state && sm->step[i].event == event) {
            *to = sm->step[i].to;
            return true;
        }
    return false;
}

/* Move *state along the table. False, and *state untouched, when there is no such step. */
static inline bool evn_sm_move(const struct evn_sm *sm, int32_t *state, int32_t event)
{
    return evn_sm_next(sm, *state, event, state);
}

/* Whether some step leads from `from` to `to`: for checking what was logged. */
static inline bool evn_sm_has(const struct evn_sm *sm, int32_t from, int32_t to)
{
    for (size_t i = 0; i < sm->n_steps; i++)
        if (sm->step[i].from == from && sm->step[i].to == to)
            return true;
    return false;
}

#endif
