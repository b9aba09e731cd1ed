/* answer - the parts all answers of the planner are made with. Pure.
 *
 * A page ends at EVN_PAGE_ROWS rows or EVN_PAGE_BYTES; its last field then says where the next
 * begins. A refusal names field and subject. */
#ifndef EVN_PLANNER_ANSWER_H
#define EVN_PLANNER_ANSWER_H

#include "services/planner/core/state.h"

enum { EVN_PAGE_ROWS = 100, EVN_PAGE_BYTES = 128 * 1024 };

/* A query being answered. */
struct evn_answer {
    const struct evn_planner_state *state;
    const struct evn_ask *ask;
    struct evn_buf *result;
    struct evn_refusal *why;
};

/* Fill *why and return `err`. */
static inline evn_err evn_answer_refuse(const struct evn_answer *r, evn_err err, const char *field,
                                        const char *subject)
{
    *r->why = evn_refusal_of(err);
    evn_refusal_text(r->why->field, sizeof r->why->field, field);
    evn_refusal_text(r->why->subject, sizeof r->why->subject, subject);
    return err;
}

/* Append a field to the result: bytes, or a struct of at most 2 KiB. EVN_E_LIMIT, in *why. */
EVN_MUST_USE evn_err evn_answer_put(const struct evn_answer *r, uint32_t number,
                                    struct evn_bytes bytes);
EVN_MUST_USE evn_err evn_answer_struct(const struct evn_answer *r, uint32_t number,
                                       const struct evn_wire_message *message, const void *in);

/* Whether the page of so many rows is full. */
bool evn_answer_full(const struct evn_answer *r, uint32_t rows);

/* The part of the asked area that lies in the actor's scope. EVN_E_OUT_OF_SCOPE: none. */
EVN_MUST_USE evn_err evn_answer_area(const struct evn_answer *r, const char *asked,
                                     const char **area);

#endif
