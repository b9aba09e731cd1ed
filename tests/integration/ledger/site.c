#include "tests/integration/ledger/site.h"

#include "common/base/env.h"
#include "common/base/pbw.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const names[] = {"registry", "ledger"};
static const char *program[SITE_SERVICES]; /* paths */

void site_start(struct site *s, enum site_service which)
{
    int fd[2];
    char parent[16], line[128];
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    EVN_MUST(pipe(fd) == 0);
    s->pid[which] = fork();
    EVN_MUST(s->pid[which] >= 0);
    if (s->pid[which] == 0) {
        dup2(fd[1], STDOUT_FILENO);
        close(fd[0]);
        close(fd[1]);
        execl(program[which], program[which], "--data", s->at.data, "--run", s->at.run, "--parent",
              parent, (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    FILE *f = fdopen(fd[0], "r");
    EVN_MUST(f != NULL && fgets(line, sizeof line, f) != NULL && strncmp(line, "ready", 5) == 0);
    fclose(f);
}

void site_stop(struct site *s, enum site_service which, int signal)
{
    int status = 0;
    if (s->pid[which] == 0)
        return;
    kill(s->pid[which], signal);
    EVN_MUST(waitpid(s->pid[which], &status, 0) == s->pid[which]);
    EVN_CHECK(signal == SIGKILL || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    s->pid[which] = 0;
}

static void connect_to(struct site *s, enum site_service which)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    EVN_MUST(evn_site_public_key(&s->at, names[which], &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&s->at, names[which], EVN_DOOR_INTERACTIVE, endpoint) == EVN_OK);
    EVN_MUST(evn_client_open(s->net, endpoint, &key, evn_port_interactive, &s->client[which]) ==
             EVN_OK);
}

int site_main(int argc, char **argv, const char *suite, const struct evn_test_case *tests,
              size_t n_tests)
{
    if (argc < 1 + SITE_SERVICES)
        return 2;
    program[SITE_LEDGER] = argv[1];
    program[SITE_REGISTRY] = argv[2];
    return evn_test_main(argc - SITE_SERVICES, argv + SITE_SERVICES, suite, tests, n_tests);
}

void site_open(struct site *s, const char *name)
{
    char data[EVN_PATH_MAX];
    struct evn_key_pair key;
    *s = (struct site){.n_minted = 0};
    snprintf(data, sizeof data, "%s/%s", evn_test_dir(), name);
    EVN_MUST(evn_site_find(data, NULL, &s->at) == EVN_OK);
    EVN_MUST(evn_site_prepare(&s->at) == EVN_OK);
    EVN_MUST(evn_site_key_pair(&s->at, "admin", &key) == EVN_OK);
    struct evn_net_config config = {.key = &key};
    EVN_MUST(evn_net_open(&config, &s->net) == EVN_OK);
    EVN_MUST(evn_arena_init(&s->arena, 8 << 20) == EVN_OK);
    evn_buf_init(&s->out, 2 << 20);
    site_start(s, SITE_REGISTRY);
    site_start(s, SITE_LEDGER);
    connect_to(s, SITE_REGISTRY);
    connect_to(s, SITE_LEDGER);
}

void site_close(struct site *s)
{
    for (int i = 0; i < SITE_SERVICES; i++) {
        site_stop(s, (enum site_service)i, SIGTERM);
        evn_client_close(&s->client[i]);
    }
    evn_net_close(&s->net);
    evn_arena_fini(&s->arena);
    evn_buf_fini(&s->out);
}

struct evn_id site_id(struct site *s)
{
    const struct evn_env *env = evn_env_real();
    uint8_t rest[10] = {0};
    evn_put_u32(rest, (uint32_t)getpid());
    evn_put_u32(rest + 4, ++s->n_minted);
    return evn_id_make(env->wall_us(env->self), rest);
}

/* The request with all positions seen so far. */
static struct evn_bytes encode(struct site *s, struct evn_wire_request *request)
{
    struct evn_position after[SITE_SERVICES];
    request->version = EVN_WIRE_VERSION;
    request->after = after;
    for (int i = 0; i < SITE_SERVICES; i++)
        if (s->seen[i].seq > 0)
            after[request->n_after++] = s->seen[i];
    evn_buf_clear(&s->out);
    EVN_MUST(evn_wire_encode(&evn_request_table, request, &s->out) == EVN_OK);
    request->after = NULL;
    request->n_after = 0;
    return evn_bytes_of(s->out.at, s->out.len);
}

static struct evn_bytes encode_post(struct site *s, struct evn_bytes command)
{
    struct evn_wire_post post = {.command = &command, .n_command = 1};
    struct evn_wire_request request = {.post = &post, .want_events = true};
    return encode(s, &request);
}

struct evn_bytes site_request(struct site *s, const struct evn_wire_command *command)
{
    struct evn_buf bytes;
    evn_buf_init(&bytes, 1 << 20);
    EVN_MUST(evn_wire_encode(&evn_ledger_command_table, command, &bytes) == EVN_OK);
    struct evn_bytes request = encode_post(s, evn_bytes_of(bytes.at, bytes.len));
    evn_buf_fini(&bytes);
    return request;
}

void site_ask(struct site *s, enum site_service which, struct evn_bytes request,
              struct evn_wire_reply *out)
{
    struct evn_reply got;
    struct evn_refusal why;
    for (int i = 0; i < 100; i++) {
        evn_err err = evn_client_ask(s->client[which], request, SITE_WAIT_MS, &got);
        if (err != EVN_OK)
            printf("\n    ask: %s\n", evn_err_name(err));
        EVN_MUST(err == EVN_OK);
        evn_arena_reset(&s->arena);
        EVN_MUST(evn_reply_decode(got.bytes, &s->arena, out, &why) == EVN_OK);
        bool busy = out->refusal != NULL && out->refusal->error_class == EVN_CLASS_BUSY;
        if (!busy)
            break;
    }
    if (out->has_position)
        s->seen[which] = out->position;
}

struct evn_refusal site_post(struct site *s, struct evn_wire_command *command,
                             struct evn_wire_answer *answer)
{
    static const struct evn_id none;
    struct evn_wire_reply reply;
    if (evn_id_equal(&command->id, &none))
        command->id = site_id(s);
    site_ask(s, SITE_LEDGER, site_request(s, command), &reply);
    if (reply.refusal != NULL)
        return evn_refusal_from_wire(reply.refusal);
    EVN_MUST(reply.n_answer == 1);
    if (answer != NULL)
        *answer = reply.answer[0];
    return reply.answer[0].refusal != NULL ? evn_refusal_from_wire(reply.answer[0].refusal)
                                           : evn_refusal_of(EVN_OK);
}

evn_err site_query(struct site *s, const struct evn_wire_ledger_query *query,
                   struct evn_wire_ledger_result *out, struct evn_refusal *why)
{
    struct evn_buf bytes;
    struct evn_wire_reply reply;
    evn_buf_init(&bytes, 1 << 16);
    EVN_MUST(evn_wire_encode(&evn_ledger_query_table, query, &bytes) == EVN_OK);
    struct evn_wire_query body = {.body = evn_bytes_of(bytes.at, bytes.len)};
    struct evn_wire_request request = {.query = &body};
    site_ask(s, SITE_LEDGER, encode(s, &request), &reply);
    evn_buf_fini(&bytes);
    if (reply.refusal != NULL) {
        *why = evn_refusal_from_wire(reply.refusal);
        return why->err;
    }
    EVN_MUST(evn_wire_decode(&evn_ledger_result_table, reply.result, &s->arena, EVN_WIRE_LENIENT,
                             out, why) == EVN_OK);
    return EVN_OK;
}

void site_operate(struct site *s, enum evn_operate_what what, struct evn_wire_operated *out)
{
    struct evn_wire_operate operate = {.what = what};
    struct evn_wire_request request = {.operate = &operate};
    struct evn_wire_reply reply;
    site_ask(s, SITE_LEDGER, encode(s, &request), &reply);
    EVN_MUST(reply.operated != NULL);
    *out = *reply.operated;
}

/* Post `body` as field `tag` of a command to the registry. */
static void tell(struct site *s, uint32_t tag, struct evn_bytes body)
{
    struct evn_buf bytes;
    struct evn_wire_reply reply;
    struct evn_id id = site_id(s);
    evn_buf_init(&bytes, 1 << 16);
    struct evn_pbw w = {.buf = &bytes};
    evn_pbw_bytes(&w, 1, evn_bytes_of(id.b, EVN_ID_LEN));
    evn_pbw_bytes(&w, tag, body);
    site_ask(s, SITE_REGISTRY, encode_post(s, evn_bytes_of(bytes.at, bytes.len)), &reply);
    EVN_MUST(reply.refusal == NULL && reply.n_answer == 1 && reply.answer[0].refusal == NULL);
    evn_buf_fini(&bytes);
}

void site_item(struct site *s, const char *code, int tracking, int64_t pack_units)
{
    struct evn_buf body, pack;
    evn_buf_init(&body, 4096);
    evn_buf_init(&pack, 4096);
    struct evn_pbw p = {.buf = &pack}, w = {.buf = &body};
    evn_pbw_bytes(&p, 1, evn_bytes_text("箱"));
    evn_pbw_bytes(&p, 2, evn_bytes_text("carton"));
    evn_pbw_i64(&p, 3, pack_units);
    evn_pbw_bytes(&w, 1, evn_bytes_text(code));
    evn_pbw_bytes(&w, 3, evn_bytes_text("name the ledger does not need"));
    evn_pbw_u64(&w, 5, (uint64_t)tracking);
    if (pack_units > 0)
        evn_pbw_bytes(&w, 8, evn_bytes_of(pack.at, pack.len));
    tell(s, 16, evn_bytes_of(body.at, body.len));
    evn_buf_fini(&pack);
    evn_buf_fini(&body);
}

void site_cold_item(struct site *s, const char *code, int min_dc, int max_dc, int budget_min)
{
    struct evn_buf body;
    evn_buf_init(&body, 4096);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_bytes(&w, 1, evn_bytes_text(code));
    evn_pbw_u64(&w, 5, 2);
    evn_pbw_u64(&w, 11, 1);
    evn_pbw_i64(&w, 12, min_dc);
    evn_pbw_i64(&w, 13, max_dc);
    evn_pbw_u64(&w, 19, (uint64_t)budget_min);
    tell(s, 16, evn_bytes_of(body.at, body.len));
    evn_buf_fini(&body);
}

void site_place(struct site *s, const char *code, int kind, const char *area)
{
    struct evn_buf body;
    evn_buf_init(&body, 4096);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_bytes(&w, 1, evn_bytes_text(code));
    evn_pbw_u64(&w, 2, (uint64_t)kind);
    evn_pbw_bytes(&w, 3, evn_bytes_text(area));
    tell(s, 18, evn_bytes_of(body.at, body.len));
    evn_buf_fini(&body);
}

int64_t site_stock(struct site *s, const char *place, const char *item)
{
    struct evn_wire_stock_query ask = {.rows_max = EVN_LEDGER_ROWS_MAX, .outside = true};
    struct evn_wire_ledger_query query = {.stock = &ask};
    struct evn_wire_ledger_result result = {0};
    struct evn_refusal why;
    int64_t sum = 0;
    snprintf(ask.place, sizeof ask.place, "%s", place);
    snprintf(ask.item, sizeof ask.item, "%s", item);
    EVN_MUST(site_query(s, &query, &result, &why) == EVN_OK && result.stock != NULL);
    for (size_t i = 0; i < result.stock->n_rows; i++)
        sum += result.stock->rows[i].quantity;
    return sum;
}

static void set(char to[EVN_LEDGER_TEXT], const char *text)
{
    snprintf(to, EVN_LEDGER_TEXT, "%s", text != NULL ? text : "");
}

struct evn_wire_line site_line(int kind, const char *from, const char *to, const char *item,
                               const char *lot, const char *expiry, int64_t quantity)
{
    struct evn_wire_line line = {
        .kind = kind, .quantity = quantity, .expiry = EVN_DAY_NONE, .made = EVN_DAY_NONE};
    set(line.from, from);
    set(line.to, to);
    set(line.item, item);
    set(line.lot, lot);
    EVN_MUST(expiry == NULL || evn_day_parse(expiry, &line.expiry) == EVN_OK);
    return line;
}

struct evn_refusal site_document(struct site *s, const struct evn_wire_line *lines, size_t n)
{
    struct evn_wire_document document = {.lines = (struct evn_wire_line *)(uintptr_t)lines,
                                         .n_lines = n};
    struct evn_wire_command command = {.document = &document};
    return site_post(s, &command, NULL);
}
