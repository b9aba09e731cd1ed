/* retention - until when a person's data is needed, and whose was erased. Pure but for the heap.
 *
 * A person's row is marked with the last day of any need: the day its content was put, the last day
 * of a key person, the end of a cohort's phases - whichever is latest. The smallest mark is at
 * hand, so that the clock asks one number. Who was erased is listed in order, for whoever destroys
 * keys. */
#ifndef EVN_REGISTRY_RETENTION_H
#define EVN_REGISTRY_RETENTION_H

#include "services/registry/core/table.h"

struct evn_registry_state;

struct evn_retention {
    int64_t next;        /* smallest last day of persons that have one; EVN_MARK_NONE: none */
    size_t n_next;       /* persons that have it */
    uint32_t *erased;    /* owned: row numbers of persons, as they were erased */
    size_t n_erased;     /* how many */
    size_t cap_erased;   /* allocated */
    uint64_t erased_seq; /* event that erased the last of them */
};

void evn_retention_init(struct evn_retention *retention);
void evn_retention_fini(struct evn_retention *retention);

/* The row is about to be put again, or its mark to change; `row` may be NULL. */
void evn_retention_forget(struct evn_retention *retention, const struct evn_table *persons,
                          const struct evn_row *row);

/* The person of this key was just erased by event `seq`. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_retention_erased(struct evn_retention *retention,
                                          const struct evn_table *persons, const char *key,
                                          uint64_t seq);

/* Something about the person was put: mark the row anew, if there is one that was not erased.
 * EVN_E_NO_MEMORY: the scratch is full. */
EVN_MUST_USE evn_err evn_retention_follow(struct evn_registry_state *state, const char *person);

#endif
