/* oddlog - a backend that commits late, refuses, or fails after the block is safe. Test support.
 *
 * Wraps another journal. What stands on a log must work on every one of these: replies wait for
 * `committed`, a refusal changes nothing, and an unknown outcome is cleared up by a restart. */
#ifndef EVN_TESTS_ODDLOG_H
#define EVN_TESTS_ODDLOG_H

#include "common/journal/journal.h"

struct oddlog_options {
    bool late; /* each poll commits at most one more event */
    unsigned
        reject_each;  /* each n-th submit is refused with DISK_LOW and appends nothing; 0: none */
    unsigned fail_at; /* the n-th submit appends, is durable, and then fails; 0: none */
};

/* Wrap `inner`, which now belongs to the result. EVN_E_NO_MEMORY: it still belongs to the
 * caller. */
EVN_MUST_USE evn_err oddlog_wrap_take(struct evn_journal *inner,
                                      const struct oddlog_options *options,
                                      struct evn_journal **out);

#endif
