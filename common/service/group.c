#include "common/service/group.h"

bool evn_group_begins(const struct evn_group *group, const struct evn_frame *frame)
{
    return !group->open || frame->cause.len > 0 || frame->kind == EVN_KIT_LANE_ANSWER ||
           frame->kind == EVN_KIT_CURSOR || frame->kind == EVN_KIT_DUE ||
           frame->kind == EVN_KIT_SENT;
}

evn_err evn_group_open(struct evn_group *group, const struct evn_frame *frame, uint64_t seq)
{
    struct evn_refusal why;
    group->open = true;
    group->first_seq = seq;
    group->n = 0;
    group->has_id = frame->cause.len > 0;
    if (!group->has_id)
        return EVN_OK;
    return evn_wire_decode(&evn_cause_message, frame->cause, NULL, EVN_WIRE_LENIENT, &group->cause,
                           &why) == EVN_OK
               ? EVN_OK
               : EVN_E_CORRUPT;
}

bool evn_group_close(struct evn_group *group, struct evn_id_use *use)
{
    bool answers = group->open && group->has_id;
    if (answers)
        *use = (struct evn_id_use){.seq = group->first_seq,
                                   .n = group->n,
                                   .actor = evn_hash_text(evn_bytes_text(group->cause.actor)),
                                   .hash = group->cause.command_hash};
    group->open = false;
    return answers;
}
