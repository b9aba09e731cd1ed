/* contract - what every backend of the log must do, as one suite. Test support.
 *
 * A program per backend says how to make, open and drop its log and runs the suite on it. */
#ifndef EVN_TESTS_JOURNAL_CONTRACT_H
#define EVN_TESTS_JOURNAL_CONTRACT_H

#include "common/journal/journal.h"

struct evn_log_maker {
    const char *name; /* suite name */
    /* A fresh, empty medium. */
    void (*fresh)(void);
    /* Open the medium; `known_seq` as the backends have it. */
    evn_err (*open)(uint64_t known_seq, struct evn_journal **out);
    /* Append by evn_journal_queue rather than evn_journal_submit. */
    bool queues;
    /* Called whenever a test waits for a commit: lets a slow backend make progress. */
    void (*nudge)(struct evn_journal *journal);
};

/* Run the suite; returns the exit status. */
int evn_journal_contract(int argc, char **argv, const struct evn_log_maker *maker);

#endif
