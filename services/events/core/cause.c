#include "services/events/core/cause.h"

#include "common/journal/frame.h"

/* Whether the stream has been merged up to `seq`, or is none to wait for. `log_id` is NULL where
 * it is not known. */
static bool is_merged(const struct evn_hub_state *state, const char *const *follows,
                      const char *name, const uint8_t *log_id, uint64_t seq)
{
    const struct evn_hub_source *source = evn_hub_find_source(state, name);
    if (source != NULL)
        return (log_id != NULL && memcmp(source->log_id, log_id, sizeof source->log_id) != 0) ||
               state->merged.at.seq[source->number - 1] >= seq;
    for (; *follows != NULL; follows++)
        if (strcmp(*follows, name) == 0)
            return seq == 0;
    return true;
}

static evn_err met_by_frame(const struct evn_hub_state *state, const char *const *follows,
                            const struct evn_frame *frame)
{
    struct evn_refusal why;
    if (frame->kind == EVN_KIT_CURSOR || frame->kind == EVN_KIT_SENT) {
        struct evn_cursor c;
        if (evn_wire_decode(&evn_cursor_message, frame->body, NULL, EVN_WIRE_LENIENT, &c, &why) !=
            EVN_OK)
            return EVN_E_CORRUPT;
        return is_merged(state, follows, c.source, c.log_id, c.seq) ? EVN_OK : EVN_E_AGAIN;
    }
    if (frame->kind == EVN_KIT_LANE_ANSWER) {
        struct evn_lane_answer a;
        if (evn_wire_decode(&evn_lane_answer_message, frame->body, NULL, EVN_WIRE_LENIENT, &a,
                            &why) != EVN_OK)
            return EVN_E_CORRUPT;
        uint64_t last = a.count > 0 ? a.first_seq + a.count - 1 : 0;
        return is_merged(state, follows, a.target, NULL, last) ? EVN_OK : EVN_E_AGAIN;
    }
    return EVN_OK;
}

evn_err evn_cause_met(const struct evn_hub_state *state, const char *const *follows,
                      struct evn_bytes frames)
{
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&frames, &frame)) == EVN_OK) {
        evn_err met = met_by_frame(state, follows, &frame);
        if (met != EVN_OK)
            return met;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err; /* AGAIN: no frame is left */
}
