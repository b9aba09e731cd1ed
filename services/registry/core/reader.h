/* reader - a query being answered: what every answer does. Pure. */
#ifndef EVN_REGISTRY_READER_H
#define EVN_REGISTRY_READER_H

#include "services/registry/core/query.h"

struct evn_reader {
    const struct evn_registry_state *state; /* borrowed, as is all here */
    const struct evn_ask *ask;              /* who asks, and when */
    struct evn_buf *result;                 /* the message being written */
    struct evn_refusal *why;                /* set by evn_reader_refuse */
};

/* Set *r->why and return `err`. */
evn_err evn_reader_refuse(const struct evn_reader *r, evn_err err, const char *field,
                          const char *subject);

/* Append a field of Result; a row of a table; where the next page goes on. EVN_E_LIMIT and what
 * else writing gives. */
EVN_MUST_USE evn_err evn_reader_put(const struct evn_reader *r, uint32_t number,
                                    struct evn_bytes bytes);
EVN_MUST_USE evn_err evn_reader_row(const struct evn_reader *r, uint32_t number,
                                    const struct evn_row *row);
EVN_MUST_USE evn_err evn_reader_next(const struct evn_reader *r, const char *key);

/* What is personal may be read by some roles, and in their scope. *area: the part of `asked` that
 * may be listed. NOT_ALLOWED, OUT_OF_SCOPE. */
EVN_MUST_USE evn_err evn_reader_may(const struct evn_reader *r, uint32_t kind, const char *asked,
                                    const char **area);

/* What stands behind `area` in a question, narrowed to what the actor's scope holds: EVN_OK, or
 * OUT_OF_SCOPE in *r->why. */
EVN_MUST_USE evn_err evn_reader_area(const struct evn_reader *r, const char *asked,
                                     const char **area);

/* trained.c: counts per unit and course; members and what they lack. duty.c: who is on duty. */
EVN_MUST_USE evn_err evn_answer_coverage(const struct evn_reader *r,
                                         const struct evn_query_coverage *query);
EVN_MUST_USE evn_err evn_answer_training(const struct evn_reader *r,
                                         const struct evn_query_training_list *query);
EVN_MUST_USE evn_err evn_answer_on_duty(const struct evn_reader *r,
                                        const struct evn_query_on_duty *query);

/* retests.c: grey results that wait for another test. search.c: items by what people type. gaps.c:
 * communities that lack a link. misplaced.c: places whose coordinates are not believed. */
EVN_MUST_USE evn_err evn_answer_search(const struct evn_reader *r,
                                       const struct evn_query_search *search);
EVN_MUST_USE evn_err evn_answer_retests(const struct evn_reader *r,
                                        const struct evn_query_retests *retests);
EVN_MUST_USE evn_err evn_answer_gaps(const struct evn_reader *r, const struct evn_query_gaps *gaps);

EVN_MUST_USE evn_err evn_answer_misplaced(const struct evn_reader *r,
                                          const struct evn_query_misplaced *query);

/* public.c: the public list of a day, or which versions of it there are. */
EVN_MUST_USE evn_err evn_answer_public(const struct evn_reader *r,
                                       const struct evn_query_public *query);

/* ending_query.c */
EVN_MUST_USE evn_err evn_answer_would_end(const struct evn_reader *r,
                                          const struct evn_query_would_end *query);

#endif
