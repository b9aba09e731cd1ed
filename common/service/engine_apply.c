#include "common/service/engine_impl.h"

void evn_engine_close(struct evn_engine *e, struct evn_group *group)
{
    struct evn_id_use use;
    if (evn_group_close(group, &use))
        evn_recent_add(&e->ids, &group->cause.command_id, &use);
}

static evn_err apply_outbox(struct evn_engine *e, const struct evn_outbox *outbox, uint64_t seq,
                            int64_t recorded_at_us)
{
    struct evn_journal_head head;
    evn_journal_tail(e->config.journal, &head);
    return evn_lanes_add(&e->lanes, head.log_id, seq, recorded_at_us, outbox->target, outbox->key,
                         outbox->command);
}

static evn_err apply_cursor(struct evn_engine *e, const struct evn_cursor *cursor)
{
    struct evn_cursor *known = evn_engine_find_cursor(e, cursor->source);
    if (known == NULL) {
        if (e->n_cursors == EVN_SOURCES_MAX)
            return EVN_E_LIMIT;
        known = &e->cursor[e->n_cursors++];
    }
    *known = *cursor;
    return EVN_OK;
}

/* The engine's own events. */
static evn_err apply_kit(struct evn_engine *e, const struct evn_frame *frame, uint64_t seq,
                         int64_t recorded_at_us)
{
    union {
        struct evn_outbox outbox;
        struct evn_lane_answer answer;
        struct evn_cursor cursor;
        struct evn_clock clock;
        struct evn_key_fact key;
        struct evn_standing standing;
    } u;
    static const struct evn_wire_message *const message[] = {
        [EVN_KIT_OUTBOX] = &evn_outbox_message, [EVN_KIT_LANE_ANSWER] = &evn_lane_answer_message,
        [EVN_KIT_CURSOR] = &evn_cursor_message, [EVN_KIT_CLOCK] = &evn_clock_message,
        [EVN_KIT_KEY] = &evn_key_message,       [EVN_KIT_DUE] = &evn_clock_message,
        [EVN_KIT_SENT] = &evn_cursor_message,   [EVN_KIT_STANDING] = &evn_standing_message,
    };
    struct evn_refusal why;
    if (frame->kind == EVN_KIT_REFUSED)
        return EVN_OK;
    if (frame->kind > EVN_KIT_LAST)
        return frame->ignorable ? EVN_OK : EVN_E_UNKNOWN_EVENT;
    size_t used = e->arena.used;
    if (evn_wire_decode(message[frame->kind], frame->body, &e->arena, EVN_WIRE_LENIENT, &u, &why) !=
        EVN_OK)
        return EVN_E_CORRUPT;
    e->arena.used = used;
    switch (frame->kind) {
    case EVN_KIT_OUTBOX:
        return apply_outbox(e, &u.outbox, seq, recorded_at_us);
    case EVN_KIT_LANE_ANSWER:
        evn_lanes_remove(&e->lanes, u.answer.outbox_seq);
        return EVN_OK;
    case EVN_KIT_CURSOR:
        return apply_cursor(e, &u.cursor);
    case EVN_KIT_CLOCK:
        e->clock_us = u.clock.business_us;
        return EVN_OK;
    case EVN_KIT_KEY:
        return evn_rights_put(&e->rights, &u.key);
    case EVN_KIT_STANDING:
        return evn_rights_stand(&e->rights, &u.standing);
    default:
        return EVN_OK;
    }
}

evn_err evn_engine_apply(struct evn_engine *e, struct evn_group *group,
                         const struct evn_frame *frame, uint64_t seq, int64_t recorded_at_us)
{
    evn_err err = EVN_OK;
    if (evn_group_begins(group, frame)) {
        evn_engine_close(e, group);
        err = evn_group_open(group, frame, seq);
    }
    if (err != EVN_OK)
        return err;
    group->n += frame->count;
    if (frame->kind < EVN_KIND_FIRST_OWN)
        return apply_kit(e, frame, seq, recorded_at_us);
    struct evn_event event = {.kind = frame->kind,
                              .version = frame->version,
                              .count = frame->count,
                              .seq = seq,
                              .recorded_at_us = recorded_at_us,
                              .body = frame->body};
    err = e->config.ops->apply(e->config.state, &event);
    return err == EVN_E_UNKNOWN_EVENT && frame->ignorable ? EVN_OK : err;
}

static evn_err replay_block(struct evn_engine *e, const struct evn_block *block)
{
    struct evn_group group;
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    evn_err err;
    evn_group_init(&group);
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        if (!evn_recent_has_room(&e->ids, evn_engine_view_seq(e)))
            return EVN_E_LIMIT;
        err = evn_engine_apply(e, &group, &frame, seq, block->recorded_at_us);
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    evn_engine_close(e, &group);
    if (err != EVN_E_AGAIN || seq != block->first_seq + block->count)
        return EVN_E_CORRUPT;
    e->mark.committed = seq - 1;
    e->now_us = block->recorded_at_us;
    return EVN_OK;
}

evn_err evn_engine_restore(struct evn_engine *e, const struct evn_frame *frame, uint64_t seq,
                           int64_t recorded_at_us)
{
    EVN_ASSERT(frame->kind < EVN_KIND_FIRST_OWN);
    return apply_kit(e, frame, seq, recorded_at_us);
}

evn_err evn_engine_replay(struct evn_engine *e, uint64_t from_seq)
{
    struct evn_journal_head head;
    evn_journal_tail(e->config.journal, &head);
    e->mark.committed = from_seq - 1;
    if (from_seq >= head.next_seq)
        return EVN_OK;
    struct evn_journal_reader *reader;
    evn_err err = evn_journal_reader_new(e->config.journal, from_seq, &reader);
    if (err != EVN_OK)
        return err;
    struct evn_block block;
    while ((err = evn_journal_reader_next(reader, &block)) == EVN_OK) {
        err = replay_block(e, &block);
        if (err != EVN_OK)
            break;
    }
    evn_journal_reader_destroy(&reader);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}
