/* read - fields of a JSON document, strictly. Shell: jansson. Private to this folder. */
#ifndef EVN_DISPATCH_ALLOCIO_READ_H
#define EVN_DISPATCH_ALLOCIO_READ_H

#include "services/dispatch/alloc/kit.h"
#include "services/dispatch/allocio/allocio.h"

#include <jansson.h>

/* A result and the arena it lies in; the caller ends the arena. */
struct evn_allocio_solved {
    struct evn_arena arena;
    struct evn_alloc_result result;
};

/* Solve one problem. EVN_E_NO_MEMORY: nothing is to be ended. */
EVN_MUST_USE evn_err evn_allocio_solve_one(const struct evn_alloc_problem *problem,
                                           struct evn_allocio_solved *out);

/* Where in the document we are, for refusals; its text members never outlive the walk. */
struct evn_allocio_at {
    struct evn_refusal *why;
    char path[EVN_FIELD_MAX];
};

/* Fill *at->why with `err` about `field` there; returns `err`. */
__attribute__((format(printf, 4, 5))) evn_err evn_allocio_refuse(const struct evn_allocio_at *at,
                                                                 evn_err err, const char *field,
                                                                 const char *format, ...);

/* The place of the i-th entry of a list. */
struct evn_allocio_at evn_allocio_below(const struct evn_allocio_at *at, const char *list,
                                        size_t i);

/* Every key of the object is one of `known` (NULL at the end). */
EVN_MUST_USE evn_err evn_allocio_known_fields(const struct evn_allocio_at *at, json_t *object,
                                              const char *const *known);

/* A list that must be there, of at most `max` entries; borrowed. */
EVN_MUST_USE evn_err evn_allocio_read_list(const struct evn_allocio_at *at, json_t *object,
                                           const char *field, size_t max, json_t **out);

/* A whole number in 0..max (or -max..max with `minus`); *out keeps its value when absent. */
EVN_MUST_USE evn_err evn_allocio_read_int(const struct evn_allocio_at *at, json_t *object,
                                          const char *field, int64_t max, bool minus, int64_t *out);

/* An id that must be there. */
EVN_MUST_USE evn_err evn_allocio_read_id(const struct evn_allocio_at *at, json_t *object,
                                         const char *field, struct evn_allocio_id *out);

/* A date "YYYY-MM-DD", or EVN_DAY_NONE when absent. */
EVN_MUST_USE evn_err evn_allocio_read_day(const struct evn_allocio_at *at, json_t *object,
                                          const char *field, struct evn_day *out);

#endif
