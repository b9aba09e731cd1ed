/* cut - positions of several logs that fit together. Pure but for the heap.
 *
 * Logs name each other's events: a cursor says how far another stream was read, a lane's answer
 * names the target's events, kind 8 names the event that sent a command (proto/spec/7-service.md).
 * A copy that holds an effect must hold its cause, or a restored service would meet an answer to a
 * question it never asked, and number new events as lost ones were numbered. So each log is cut at
 * the end of the last block all of whose causes are inside; what is cut off is younger than the
 * moment the first position was taken. Method: the largest consistent cut below the given
 * positions, by repeating until nothing changes (Mattern 1989, with logs instead of clocks). */
#ifndef EVN_TOOLS_BACKUP_CUT_H
#define EVN_TOOLS_BACKUP_CUT_H

#include "common/journal/journal.h"

enum { EVN_CUT_LOGS_MAX = 8 };

/* A block whose causes reach further into another log than those of the blocks before it. */
struct evn_cut_need {
    uint64_t before; /* last event in front of the block */
    size_t source;   /* index of the other log */
    uint64_t seq;    /* its event that must be in the cut */
};

struct evn_cut_log {
    const char *service; /* its name */
    uint64_t through;    /* last event in the cut; set before, lowered by evn_cut_settle */
    uint64_t known[EVN_CUT_LOGS_MAX]; /* highest event of each log needed so far */
    struct evn_cut_need *need;        /* in order of `before`; owned */
    size_t n, cap;
};

struct evn_cut {
    struct evn_cut_log log[EVN_CUT_LOGS_MAX];
    size_t n;
};

/* Take in what a block of log `i` says about the others; logs that are not in the cut are free.
 * Blocks come in order. EVN_E_CORRUPT: frames nobody can read. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_cut_take(struct evn_cut *cut, size_t i, const struct evn_block *block);

/* Lower positions until they fit together. */
void evn_cut_settle(struct evn_cut *cut);

void evn_cut_fini(struct evn_cut *cut);

#endif
