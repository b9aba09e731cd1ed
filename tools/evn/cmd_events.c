#include "common/journal/frame.h"
#include "common/wire/json.h"
#include "tools/evn/command.h"
#include "tools/evn/event_kinds.h"

#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>

enum { FROM, NO_FOLLOW };
enum { WAIT_MS = 1000, BODY_MAX = 4 << 20 };

static const struct evn_option options[] = {
    {"from", "EVENT", EVN_T_OPT_FROM}, {"no-follow", NULL, EVN_T_OPT_NO_FOLLOW}, {0}};

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
    (void)sig;
    stopped = 1;
}

struct follower {
    const struct evn_cli *cli;
    const char *service;
    struct evn_buf body; /* text of one event's body */
};

/* The body as JSON; what is not known here as a JSON string in base64. */
static void render_body(struct follower *f, const struct evn_frame *frame)
{
    const ProtobufCMessageDescriptor *type = evn_event_kind(f->service, frame->kind);
    struct evn_refusal why;
    evn_buf_clear(&f->body);
    if (type != NULL && evn_json_write(type, frame->body, &f->body, &why) == EVN_OK)
        return;
    evn_buf_clear(&f->body);
    size_t len = sodium_base64_encoded_len(frame->body.len, sodium_base64_VARIANT_ORIGINAL);
    char *room = (char *)evn_buf_room(&f->body, len + 2);
    if (room == NULL)
        return;
    room[0] = '"';
    sodium_bin2base64(room + 1, len, frame->body.at, frame->body.len,
                      sodium_base64_VARIANT_ORIGINAL);
    room[len] = '"';
    evn_buf_used(&f->body, len + 1);
}

/* The name of a message without its package. */
static const char *kind_name(const struct follower *f, uint32_t kind)
{
    const ProtobufCMessageDescriptor *type = evn_event_kind(f->service, kind);
    return type != NULL ? type->short_name : "";
}

static void print_event(struct follower *f, const struct evn_frame *frame, uint64_t seq,
                        int64_t recorded_at_us)
{
    char at[28];
    const char *name = kind_name(f, frame->kind);
    evn_time_format(recorded_at_us, at);
    render_body(f, frame);
    if (f->cli->json)
        printf("{\"service\":\"%s\",\"seq\":%" PRIu64 ",\"count\":%" PRIu32
               ",\"recordedAt\":\"%s\",\"kind\":%" PRIu32 ",\"version\":%" PRIu32
               ",\"type\":\"%s\",\"body\":%.*s}\n",
               f->service, seq, frame->count, at, frame->kind, frame->version, name,
               (int)f->body.len, (const char *)f->body.at);
    else
        printf("%s %" PRIu64 "  %s  %s%s%" PRIu32 "  %.*s\n", f->service, seq, at, name,
               name[0] != '\0' ? " " : "", frame->kind, (int)f->body.len, (const char *)f->body.at);
}

static evn_err print_block(struct follower *f, const struct evn_wire_block *block, uint64_t from)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        if (seq + frame.count > from)
            print_event(f, &frame, seq, block->recorded_at_us);
        seq += frame.count;
    }
    fflush(stdout);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* Print what comes until told to stop; a lost connection is waited out by the session. */
static evn_err follow(struct follower *f, struct evn_session *session, uint64_t from, bool ends,
                      struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    while (err == EVN_OK && stopped == 0) {
        const struct evn_wire_reply *reply;
        err = evn_session_read(session, f->service, from, ends ? 0 : WAIT_MS, &reply, why);
        for (size_t i = 0; err == EVN_OK && i < reply->n_block; i++) {
            err = print_block(f, &reply->block[i], from);
            from = reply->block[i].first_seq + reply->block[i].count;
        }
        if (ends && (err != EVN_OK || reply->n_block == 0))
            return err;
    }
    return err;
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    int64_t from = 1;
    struct evn_session *session;
    struct follower f = {.cli = cli, .service = input->argument[0]};
    evn_err err = EVN_OK;
    if (input->option[FROM] != NULL)
        err = evn_command_number(cli, input->option[FROM], "from", 1, &from);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    evn_buf_init(&f.body, BODY_MAX);
    err = follow(&f, session, (uint64_t)from, input->option[NO_FOLLOW] != NULL, &cli->why);
    evn_buf_fini(&f.body);
    return stopped != 0 ? EVN_OK : err;
}

const struct evn_command evn_command_events = {.name = "events",
                                               .about = EVN_T_EVENTS,
                                               .arguments = "SERVICE",
                                               .n_min = 1,
                                               .n_max = 1,
                                               .options = options,
                                               .run = run};
