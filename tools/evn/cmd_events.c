#include "common/client/event_kinds.h"
#include "common/journal/frame.h"
#include "common/wire/json.h"
#include "tools/evn/command.h"

#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <unistd.h>

enum { FROM };
enum { WAIT_MS = 1000, BODY_MAX = 4 << 20, STREAMS_MAX = 8 };

static const struct evn_option options[] = {{"from", "EVENT", EVN_T_OPT_FROM}, {0}};

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
    (void)sig;
    stopped = 1;
}

struct stream {
    const char *service;
    uint64_t next; /* the event wanted next */
};

struct follower {
    const struct evn_cli *cli;
    bool exercise;       /* each event says so */
    const char *service; /* whose events are printed now */
    struct stream stream[STREAMS_MAX];
    size_t n_streams;
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
        printf("{%s\"service\":\"%s\",\"seq\":%" PRIu64 ",\"count\":%" PRIu32
               ",\"recordedAt\":\"%s\",\"kind\":%" PRIu32 ",\"version\":%" PRIu32
               ",\"type\":\"%s\",\"body\":%.*s}\n",
               f->exercise ? "\"exercise\":true," : "", f->service, seq, frame->count, at,
               frame->kind, frame->version, name, (int)f->body.len, (const char *)f->body.at);
    else
        printf("%s%s %" PRIu64 "  %s  %s%s%" PRIu32 "  %.*s\n",
               f->exercise ? EVN_EXERCISE_BANNER "  " : "", f->service, seq, at, name,
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

/* Print what there is of one stream, waiting up to `wait_ms` for something; *n is how many blocks.
 */
static evn_err print_more(struct follower *f, struct stream *stream, uint32_t wait_ms, size_t *n,
                          struct evn_refusal *why)
{
    const struct evn_wire_reply *reply;
    evn_err err =
        evn_session_read(f->cli->session, stream->service, stream->next, wait_ms, &reply, why);
    *n = err == EVN_OK ? reply->n_block : 0;
    f->service = stream->service;
    for (size_t i = 0; err == EVN_OK && i < *n; i++) {
        err = print_block(f, &reply->block[i], stream->next);
        stream->next = reply->block[i].first_seq + reply->block[i].count;
    }
    return err;
}

/* The service named, or all that were ever started here, in turn. */
static evn_err open_streams(struct evn_cli *cli, const struct evn_input *input, struct follower *f)
{
    struct evn_session *session;
    int64_t from = 1;
    evn_err err = EVN_OK;
    if (input->option[FROM] != NULL)
        err = evn_command_number(cli, input->option[FROM], "from", 1, &from);
    if (err == EVN_OK && input->n_arguments > 0)
        err = evn_cli_need_service(cli, input->argument[0]);
    f->exercise = evn_cli_is_exercise(cli);
    cli->bulk = true; /* a block may be larger than an interactive answer */
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    if (input->n_arguments > 0)
        f->stream[f->n_streams++] = (struct stream){input->argument[0], (uint64_t)from};
    for (const char *const *name = evn_log_service_names;
         input->n_arguments == 0 && *name != NULL && f->n_streams < STREAMS_MAX; name++)
        if (evn_site_has_service(&cli->site, *name))
            f->stream[f->n_streams++] = (struct stream){*name, (uint64_t)from};
    evn_buf_init(&f->body, BODY_MAX);
    return EVN_OK;
}

/* Until told to stop. One stream is waited for; several are asked in turn. */
static evn_err follow(struct evn_cli *cli, const struct evn_input *input)
{
    struct follower f = {.cli = cli};
    struct sigaction action = {.sa_handler = stop};
    evn_err err = open_streams(cli, input, &f);
    if (err != EVN_OK)
        return err;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    size_t n, at = 0;
    while (err == EVN_OK && stopped == 0 && f.n_streams > 0) {
        err = print_more(&f, &f.stream[at], (uint32_t)(WAIT_MS / f.n_streams), &n, &cli->why);
        at = (at + 1) % f.n_streams;
        if (evn_err_class_of(err) == EVN_CLASS_BUSY && stopped == 0) {
            evn_cli_tell(cli, &cli->why); /* a service that is away comes back */
            err = EVN_OK;
        }
    }
    evn_buf_fini(&f.body);
    return stopped != 0 ? EVN_OK : err;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct follower f = {.cli = cli};
    evn_err err = open_streams(cli, input, &f);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0, n = 1; err == EVN_OK && i < f.n_streams; i += n == 0)
        err = print_more(&f, &f.stream[i], 0, &n, &cli->why);
    evn_buf_fini(&f.body);
    return err;
}

static const struct evn_command verbs[] = {{.name = "follow",
                                            .about = EVN_T_EVENTS_FOLLOW,
                                            .arguments = "[SERVICE]",
                                            .n_max = 1,
                                            .options = options,
                                            .run = follow},
                                           {.name = "list",
                                            .about = EVN_T_EVENTS_LIST,
                                            .arguments = "[SERVICE]",
                                            .n_max = 1,
                                            .options = options,
                                            .run = list},
                                           {0}};

const struct evn_command evn_command_events = {
    .name = "events", .about = EVN_T_EVENTS, .verb = verbs};
