/* group - the events of one decision, as a reader of the log tells them apart. Pure.
 *
 * A block's frames fall into groups: the first carries the cause or is a notice of the engine, the
 * rest follow it (proto/spec/7-service.md). The engine reads them to know which command id was
 * used, and so do the views: both ask here, so they never disagree. */
#ifndef EVN_SERVICE_GROUP_H
#define EVN_SERVICE_GROUP_H

#include "common/journal/frame.h"
#include "common/service/kit.h"
#include "common/service/recent.h"

struct evn_group {
    bool open;
    bool has_id;            /* the group answers a command */
    struct evn_cause cause; /* of the command, when there is one */
    uint64_t first_seq;     /* of the group */
    uint32_t n;             /* events so far */
};

/* No group is open. */
static inline void evn_group_init(struct evn_group *group)
{
    group->open = false;
    group->n = 0;
}

/* Whether the frame begins a group: the one before it, if open, is then complete. */
bool evn_group_begins(const struct evn_group *group, const struct evn_frame *frame);

/* Start a group with the frame, whose first event is `seq`. EVN_E_CORRUPT: its cause is not one. */
EVN_MUST_USE evn_err evn_group_open(struct evn_group *group, const struct evn_frame *frame,
                                    uint64_t seq);

/* The group is complete. True when it answers a command: *use then says what its id was used for.
 * The group is closed afterwards. */
bool evn_group_close(struct evn_group *group, struct evn_id_use *use);

#endif
