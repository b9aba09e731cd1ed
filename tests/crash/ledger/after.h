/* after - is everything right after a power cut or a fault? Test support.
 *
 * Starts the ledger on a folder and holds it against what was told to those who asked before. */
#ifndef EVN_TESTS_CRASH_AFTER_H
#define EVN_TESTS_CRASH_AFTER_H

#include "common/base/rng.h"
#include "tests/crash/ledger/life.h"

/* What was said before: the answers that were told, by command, and the commands sent. */
struct before {
    uint64_t seed;
    struct life_answer *told; /* by k; count 0 and err 0: nothing was told */
    bool *has;                /* by k */
    uint32_t n_sent;          /* commands 0 to n_sent - 1 may have been decided */
};

/* What was found wrong; all zero: nothing. */
struct verdict {
    evn_err opened;   /* EVN_OK, or why the ledger did not start, views made anew or not */
    unsigned lost;    /* told as done, and not in the log */
    unsigned doubled; /* commands with two effects */
    unsigned wrong;   /* another answer than before; balances unlike the plain recount */
    unsigned digests; /* views made anew differ from those that went on */
    unsigned damaged; /* views that had to be removed first: their damage was seen */
    unsigned behind;  /* the log ends before what its views hold: seen, refused */
    uint64_t n_told;  /* answers held against the log */
    uint32_t n_asked; /* commands asked again */
    char where[160];  /* of the first fault, for people */
};

/* Start on `folder`, check, ask again what was not told and some of what was, check, stop; with
 * `rebuild` also make the views anew and compare. What starting refuses as damaged views is
 * removed, counted in `damaged`, and started again. */
void after_check(const struct before *before, const char *folder, struct evn_rng *rng, bool rebuild,
                 struct verdict *out);

/* Whether nothing at all is wrong. */
bool after_is_right(const struct verdict *verdict);

#endif
