#include "tools/demo/play.h"

#include "common/wire/nest.h"

#include <poll.h>

enum {
    COMMAND_ID = 1,
    COMMAND_TICK = 2,
    COMMAND_MAX = 256 * 1024,
    SETTLE_MS = 60000,
    PAUSE_MS = 5
};

/* A question that costs nothing: its answer says that the service has read what it follows up to
 * all that was seen so far. */
static const struct {
    const char *name;
    const char *question; /* bytes of its Query; NULL: it follows nobody */
    size_t len;
} parts[EVN_N_PARTS] = {
    [EVN_PART_REGISTRY] = {"registry", NULL, 0},
    [EVN_PART_LEDGER] = {"ledger", "\x22\x02\x20\x01", 4},      /* claims, one row at most */
    [EVN_PART_PLANNER] = {"planner", "\x1a\x00", 2},            /* open */
    [EVN_PART_DISPATCH] = {"dispatch", "\x2a\x03\x12\x01z", 5}, /* trips, none */
    [EVN_PART_EVENTS] = {"events", "\x8a\x01\x00", 3},          /* position */
};

const char *evn_play_name(enum evn_part part)
{
    return parts[part].name;
}

void evn_play_begin(struct evn_play *play, struct evn_session *session)
{
    *play = (struct evn_play){.session = session, .why = evn_refusal_of(EVN_OK)};
}

void evn_play_end(struct evn_play *play)
{
    if (play->posting)
        evn_post_fini(&play->post);
    play->posting = false;
}

static void answered(void *self, size_t tag, uint64_t first_seq, const struct evn_refusal *why)
{
    struct evn_play *play = self;
    (void)tag;
    (void)first_seq;
    play->n_commands++;
    if (why == NULL)
        return;
    if (play->n_refused++ == 0)
        play->why = *why;
}

evn_err evn_play_flush(struct evn_play *play)
{
    struct evn_refusal why;
    if (!play->posting)
        return EVN_OK;
    evn_err err = evn_post_flush(&play->post, &why);
    evn_play_end(play);
    if (err != EVN_OK) {
        play->why = why;
        return err;
    }
    return play->n_refused > 0 ? play->why.err : EVN_OK;
}

/* Have a post open to that service. */
static evn_err open_post(struct evn_play *play, enum evn_part to)
{
    evn_err err = play->posting && play->to != to ? evn_play_flush(play) : EVN_OK;
    if (err == EVN_OK && !play->posting) {
        evn_post_init(&play->post, play->session, parts[to].name, play, answered);
        play->posting = true;
        play->to = to;
    }
    return err;
}

static evn_err add(struct evn_play *play, enum evn_part to, struct evn_buf *command)
{
    evn_err err = open_post(play, to);
    if (err == EVN_OK)
        err = evn_post_add(&play->post, evn_bytes_of(command->at, command->len), 0, &play->why);
    return err == EVN_OK && play->n_refused > 0 ? play->why.err : err;
}

static void write_id(const struct evn_play *play, struct evn_pbw *w)
{
    struct evn_id id = evn_session_new_id(play->session);
    evn_pbw_bytes(w, COMMAND_ID, evn_bytes_of(id.b, sizeof id.b));
}

/* Serialize behind what is there. */
static evn_err append(const ProtobufCMessage *message, struct evn_buf *out)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *at = evn_buf_room(out, len);
    if (at == NULL)
        return EVN_E_TOO_LARGE;
    evn_buf_used(out, protobuf_c_message_pack(message, at));
    return EVN_OK;
}

evn_err evn_play_do(struct evn_play *play, enum evn_part to, const ProtobufCMessage *command)
{
    struct evn_buf bytes;
    evn_buf_init(&bytes, COMMAND_MAX);
    struct evn_pbw w = {.buf = &bytes};
    write_id(play, &w);
    evn_err err = w.err == EVN_OK ? append(command, &bytes) : w.err;
    if (err == EVN_OK)
        err = add(play, to, &bytes);
    else
        play->why = evn_refusal_of(err);
    evn_buf_fini(&bytes);
    return err;
}

evn_err evn_play_ask(struct evn_play *play, enum evn_part of, const ProtobufCMessage *query,
                     const ProtobufCMessageDescriptor *result, void **out)
{
    struct evn_buf bytes;
    struct evn_bytes got;
    *out = NULL;
    evn_err err = evn_play_flush(play);
    if (err != EVN_OK)
        return err;
    evn_buf_init(&bytes, COMMAND_MAX);
    err = append(query, &bytes);
    if (err != EVN_OK)
        play->why = evn_refusal_of(err);
    else
        err = evn_session_query(play->session, parts[of].name, evn_bytes_of(bytes.at, bytes.len),
                                &got, &play->why);
    evn_buf_fini(&bytes);
    if (err != EVN_OK)
        return err;
    *out = protobuf_c_message_unpack(result, NULL, got.len, got.at);
    return *out != NULL ? EVN_OK : (play->why = evn_refusal_of(EVN_E_BAD_MESSAGE)).err;
}

/* One look at a service: how far it is, and whether it still has commands on the way. */
static evn_err look(struct evn_play *play, enum evn_part part, uint64_t *committed, bool *moves)
{
    const struct evn_wire_operated *got;
    struct evn_bytes nothing;
    evn_err err = EVN_OK;
    if (parts[part].question != NULL)
        err = evn_session_query(play->session, parts[part].name,
                                evn_bytes_of(parts[part].question, parts[part].len), &nothing,
                                &play->why);
    if (err == EVN_OK)
        err = evn_session_operate(play->session, parts[part].name,
                                  (struct evn_wire_operate){.what = EVN_OPERATE_STATUS}, &got,
                                  &play->why);
    if (err != EVN_OK)
        return err;
    if (got->status == NULL)
        return (play->why = evn_refusal_of(EVN_E_BAD_MESSAGE)).err;
    *moves = got->status->n_lanes > 0 || got->status->committed != *committed;
    *committed = got->status->committed;
    return EVN_OK;
}

evn_err evn_play_settle(struct evn_play *play)
{
    int64_t until_us = evn_client_now_us() + (int64_t)SETTLE_MS * 1000;
    evn_err err = evn_play_flush(play);
    for (bool moves = true; err == EVN_OK && moves;) {
        enum evn_part mover = EVN_PART_REGISTRY;
        moves = false;
        for (enum evn_part p = 0; p < EVN_N_PARTS && err == EVN_OK; p++) {
            bool one = false;
            if (play->has[p])
                err = look(play, p, &play->committed[p], &one);
            mover = one ? p : mover;
            moves |= one;
        }
        if (moves && err == EVN_OK && evn_client_now_us() > until_us) {
            play->why = evn_refusal_of(EVN_E_TIMED_OUT);
            evn_refusal_text(play->why.subject, sizeof play->why.subject, parts[mover].name);
            return EVN_E_TIMED_OUT;
        }
        if (moves)
            (void)poll(NULL, 0, PAUSE_MS);
    }
    return err;
}

static evn_err tick(struct evn_play *play, enum evn_part part, int64_t at_us)
{
    struct evn_buf bytes;
    if (!play->has[part])
        return EVN_OK;
    evn_buf_init(&bytes, COMMAND_MAX);
    struct evn_pbw w = {.buf = &bytes};
    write_id(play, &w);
    size_t start = evn_nest_open(&w, COMMAND_TICK);
    evn_pbw_i64(&w, 1, at_us);
    evn_nest_close(&w, start);
    evn_err err = w.err == EVN_OK ? add(play, part, &bytes) : w.err;
    evn_buf_fini(&bytes);
    return err;
}

/* Whether what comes behind it follows it: registry, then planner, then dispatch. */
static bool feeds_next(enum evn_part part)
{
    return part == EVN_PART_LEDGER || part == EVN_PART_PLANNER;
}

static evn_err move_clock(struct evn_play *play, int64_t at_us, bool in_order)
{
    evn_err err = evn_play_settle(play);
    if (at_us <= play->now_us)
        return err;
    play->now_us = at_us;
    for (enum evn_part p = 0; p < EVN_N_PARTS && err == EVN_OK; p++) {
        err = tick(play, p, at_us);
        if (err == EVN_OK && in_order && feeds_next(p))
            err = evn_play_settle(play);
    }
    return err == EVN_OK ? evn_play_settle(play) : err;
}

evn_err evn_play_until(struct evn_play *play, int64_t at_us)
{
    return move_clock(play, at_us, true);
}

evn_err evn_play_pass(struct evn_play *play, int64_t at_us)
{
    return move_clock(play, at_us, false);
}
