#include "common/base/env.h"
#include "common/base/pbw.h"
#include "common/wire/envelope.h"
#include "tools/bench/bench.h"
#include "tools/bench/post.h"

#include <stdio.h>

enum {
    PLACES = 10,
    BATCH = 1000,
    BATCH_SMALL = 400, /* goes through the small door as well */
    TAG_ITEM = 16,     /* evernormal.registry.v1.Command */
    TAG_PLACE = 18,
    WAREHOUSE = 1,
    LOT_EXPIRY = 2,
    WAIT_MS = 30000
};

/* Posts commands in batches and waits for each. */
struct poster {
    struct evn_client *client;
    struct evn_position seen; /* of the registry: what the ledger must have read */
    struct evn_buf commands;  /* one behind the other */
    size_t len[BATCH];
    size_t n, n_max; /* commands there are, and in one message */
    struct evn_arena arena;
    struct evn_buf out;
    uint32_t n_ids;
    int64_t now_us;
};

static struct evn_id new_id(struct poster *p)
{
    uint8_t rest[10] = {0xfa, 0xc7};
    evn_put_be32(rest + 4, ++p->n_ids);
    return evn_id_make(p->now_us, rest);
}

static void post(struct poster *p, struct evn_position *seen)
{
    static struct evn_bytes command[BATCH];
    const uint8_t *at = p->commands.at;
    for (size_t i = 0; i < p->n; at += p->len[i], i++)
        command[i] = evn_bytes_of(at, p->len[i]);
    struct evn_wire_post all = {.command = command, .n_command = p->n};
    struct evn_wire_request request = {
        .version = EVN_WIRE_VERSION, .post = &all, .after = &p->seen, .n_after = p->seen.seq > 0};
    struct evn_reply got;
    struct evn_wire_reply reply;
    struct evn_refusal why;
    do {
        evn_buf_clear(&p->out);
        evn_bench_need(evn_wire_encode(&evn_request_table, &request, &p->out), "encode");
        evn_bench_need(
            evn_client_ask(p->client, evn_bytes_of(p->out.at, p->out.len), WAIT_MS, &got), "ask");
        evn_arena_reset(&p->arena);
        evn_bench_need(evn_reply_decode(got.bytes, &p->arena, &reply, &why), "reply");
    } while (reply.refusal != NULL && reply.refusal->error_class == EVN_CLASS_BUSY);
    evn_bench_must(reply.refusal == NULL && reply.n_answer == p->n, "a batch was refused");
    for (size_t i = 0; i < reply.n_answer; i++)
        if (reply.answer[i].refusal != NULL)
            evn_bench_need(evn_refusal_from_wire(reply.answer[i].refusal).err,
                           reply.answer[i].refusal->field);
    *seen = reply.position;
    p->n = 0;
    evn_buf_clear(&p->commands);
}

/* One more command: `put` holds the entity, as field 1, of a Put of number `tag`. */
static void add_fact(struct poster *p, unsigned tag, struct evn_bytes entity)
{
    struct evn_id id = new_id(p);
    struct evn_buf put;
    size_t before = p->commands.len;
    evn_buf_init(&put, 100);
    struct evn_pbw w = {.buf = &put}, c = {.buf = &p->commands};
    evn_pbw_bytes(&w, 1, entity);
    evn_pbw_bytes(&c, 1, evn_bytes_of(id.b, EVN_ID_LEN));
    evn_pbw_bytes(&c, tag, evn_bytes_of(put.at, put.len));
    evn_bench_must(w.err == EVN_OK && c.err == EVN_OK, "out of memory");
    p->len[p->n++] = p->commands.len - before;
    evn_buf_fini(&put);
}

static void add_place(struct poster *p, unsigned number)
{
    char code[16];
    struct evn_buf entity;
    snprintf(code, sizeof code, "site-%02u", number);
    evn_buf_init(&entity, 100);
    struct evn_pbw w = {.buf = &entity};
    evn_pbw_bytes(&w, 1, evn_bytes_text(code));
    evn_pbw_u64(&w, 2, WAREHOUSE);
    evn_pbw_bytes(&w, 5, evn_bytes_text(code));
    evn_bench_need(w.err, "out of memory");
    add_fact(p, TAG_PLACE, evn_bytes_of(entity.at, entity.len));
    evn_buf_fini(&entity);
}

static void add_item(struct poster *p, uint32_t number)
{
    char code[16];
    struct evn_buf entity;
    snprintf(code, sizeof code, "item-%07u", number % 10000000);
    evn_buf_init(&entity, 100);
    struct evn_pbw w = {.buf = &entity};
    evn_pbw_bytes(&w, 1, evn_bytes_text(code));
    evn_pbw_bytes(&w, 3, evn_bytes_text(code));
    evn_pbw_bytes(&w, 4, evn_bytes_text("food"));
    evn_pbw_u64(&w, 5, LOT_EXPIRY);
    evn_bench_need(w.err, "out of memory");
    add_fact(p, TAG_ITEM, evn_bytes_of(entity.at, entity.len));
    evn_buf_fini(&entity);
}

static void add_facts(const struct evn_post_plan *plan, struct poster *p)
{
    for (unsigned i = 0; i < PLACES; i++)
        add_place(p, i);
    for (uint32_t i = 0; i < plan->accounts / 100; i++) {
        if (p->n == p->n_max)
            post(p, &p->seen);
        add_item(p, i);
    }
    post(p, &p->seen);
}

/* What is there at the beginning came in a day ago, so that late movements find it. */
static void add_stock(const struct evn_post_plan *plan, struct poster *p)
{
    struct evn_position seen;
    for (uint32_t i = 0; i < plan->accounts; i++) {
        struct evn_id id = new_id(p);
        uint8_t *at = evn_buf_room(&p->commands, EVN_POST_COMMAND_MAX);
        evn_bench_must(at != NULL, "out of memory");
        p->len[p->n] = (size_t)(evn_post_command(plan, at, &id, EVN_POST_RECEIVE, i, i,
                                                 EVN_POST_OPENING_QTY, p->now_us - EVN_US_PER_DAY) -
                                at);
        evn_buf_used(&p->commands, p->len[p->n++]);
        if (p->n == p->n_max || i + 1 == plan->accounts)
            post(p, &seen);
    }
}

void evn_post_facts(const struct evn_post_plan *plan)
{
    static struct poster p;
    const struct evn_env *env = evn_env_real();
    evn_buf_init(&p.commands, 1 << 20);
    evn_buf_init(&p.out, 2 << 20);
    evn_bench_need(evn_arena_init(&p.arena, 8 << 20), "arena");
    struct evn_net *net = evn_post_net(plan);
    p.n_max = plan->endpoint != NULL ? BATCH_SMALL : BATCH;
    p.now_us = env->wall_us(env->self);
    p.client = evn_post_client(plan, net, EVN_POST_REGISTRY, EVN_DOOR_BULK);
    add_facts(plan, &p);
    evn_client_close(&p.client);
    p.client = evn_post_client(plan, net, EVN_POST_LEDGER,
                               plan->endpoint != NULL ? EVN_DOOR_INTERACTIVE : EVN_DOOR_BULK);
    add_stock(plan, &p);
    evn_client_close(&p.client);
    evn_net_close(&net);
    evn_arena_fini(&p.arena);
    evn_buf_fini(&p.out);
    evn_buf_fini(&p.commands);
}
