/* cover_world - questions of cover to a planner with a district of two communities. Test support.
 *
 * `question` begins a new one; `have` and `carries` put stock into it; `answer` asks, and what came
 * is found by `row_of` and `class_of`. The world is one and the same for all. */
#ifndef EVN_TESTS_COVER_WORLD_H
#define EVN_TESTS_COVER_WORLD_H

#include "tests/unit/planner/world.h"

typedef Evernormal__Planner__V1__Query Query;
typedef Evernormal__Planner__V1__Cover Cover;
typedef Evernormal__Planner__V1__CoverRow Row;
typedef Evernormal__Planner__V1__CoverClass Class;
typedef Evernormal__Planner__V1__Holding Holding;
typedef Evernormal__Planner__V1__AboardFor Aboard;

extern struct world w;
extern Cover cover;                             /* the question being made */
extern Evernormal__Planner__V1__WhatIf what_if; /* empty; put it into the question to use it */

/* Two communities of a district: 100 people sealed in one, 10 in the other; 2 packs each a day.
 * Warehouses W1 and, in another district, W2; hospital H1 with a bin; vehicle V1 of the other
 * district; reception point P1; quarantine Q1. */
void start(void);

/* A new question: nothing in stock. */
void question(const char *area);
Holding *have(const char *at, const char *of, int64_t quantity);
void carries(const char *vehicle, const char *stop, const char *of, int64_t quantity);

/* Ask it; the answer is w.result. */
evn_err answer(void);
const Row *row_of(const char *scope, const char *of);
const Class *class_of(const char *scope, const char *of);

/* Ask, and expect this refusal. */
void refused(evn_err err, const char *field, const char *subject);

#endif
