/* toy_core - an engine with a toy core, a sum, over a log in memory. Test support.
 *
 * Field 16 of a command is a number to add (varint); a negative result is refused (STATE). Adding
 * 77 also sends a command to "ledger"; a fed block adds the number of its frames of kind 99; the
 * timer adds 1000 once when business time passes 10 s. Answers and timer may be made to fail. All
 * is inline, for not every test uses all of it. */
#ifndef EVN_TESTS_TOY_CORE_H
#define EVN_TESTS_TOY_CORE_H
#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "common/journal/mem.h"
#include "common/service/engine.h"
#include "tests/lib/suite.h"

enum { ADDED = 16, BIG = 1 << 20 };

/* What the core's own calls fail with after they emitted something; EVN_OK: they do not. */
static evn_err answered_fails, timer_fails;

struct sum {
    int64_t value;
    bool timer_done;
    uint64_t n_applied;
};

static inline uint32_t roles_for(uint32_t tag)
{
    return tag == 16 ? EVN_ROLE_WAREHOUSE : 0;
}

static inline void emit_added(struct evn_emit *emit, int64_t n)
{
    uint8_t body[8];
    evn_put_i64(body, n);
    evn_emit_event(emit, ADDED, 1, evn_bytes_of(body, sizeof body));
}

static inline evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                             struct evn_refusal *why)
{
    const struct sum *sum = state;
    struct evn_bytes rest = ask->body;
    struct evn_pb_field f;
    int64_t n = 0;
    while (evn_pb_next(&rest, &f) == EVN_OK)
        if (f.number == 16)
            n = (int64_t)f.value;
    emit_added(emit, n); /* emitted before the check on purpose: a refusal must undo it */
    if (sum->value + n < 0) {
        *why = evn_refusal_of(EVN_E_SHORT_STOCK);
        why->have = sum->value;
        why->want = -n;
        return why->err;
    }
    if (n == 77)
        evn_emit_command(emit, "ledger", "lane", evn_bytes_text("hello"));
    return EVN_OK;
}

static inline evn_err feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit)
{
    (void)state;
    struct evn_bytes rest = feed->payload;
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK)
        if (frame.kind == 99)
            emit_added(emit, 1);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static inline evn_err answered(const void *state, const struct evn_lane_result *result,
                               struct evn_emit *emit)
{
    (void)state;
    emit_added(emit, result->refusal.err == EVN_OK ? 500 : 100);
    return answered_fails;
}

static inline evn_err timer(const void *state, int64_t business_us, struct evn_arena *arena,
                            struct evn_emit *emit)
{
    const struct sum *sum = state;
    (void)arena;
    if (!sum->timer_done && business_us >= 10 * EVN_US_PER_S && business_us < EVN_US_PER_DAY)
        emit_added(emit, 1000);
    return timer_fails;
}

static inline evn_err apply(void *state, const struct evn_event *event)
{
    struct sum *sum = state;
    if (event->kind != ADDED)
        return EVN_E_UNKNOWN_EVENT;
    int64_t n = evn_get_i64(event->body.at);
    sum->value += n;
    sum->timer_done |= n == 1000;
    sum->n_applied++;
    return EVN_OK;
}

static inline void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    const struct sum *sum = state;
    (void)arena;
    evn_canon_add(out, "sum", evn_bytes_of(&sum->value, sizeof sum->value));
}

static const struct evn_core_ops ops = {.name = "toy",
                                        .schema = 1,
                                        .roles_for = roles_for,
                                        .decide = decide,
                                        .feed = feed,
                                        .answered = answered,
                                        .timer = timer,
                                        .apply = apply,
                                        .canon = canon};

static int64_t wall_us = 1668384000000000;

static inline int64_t test_wall(void *self)
{
    (void)self;
    return wall_us;
}

static inline void test_random(void *self, void *to, size_t len)
{
    static uint8_t next;
    (void)self;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)to)[i] = next++;
}

static const struct evn_env env = {
    .wall_us = test_wall, .mono_us = test_wall, .random = test_random};

static const char admin[] = "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd";

struct world {
    struct evn_mem_log *log;
    struct evn_journal *journal;
    struct evn_engine *engine;
    struct sum sum;
};

static inline void open_world(struct world *w)
{
    EVN_MUST(evn_journal_mem_open(w->log, 0, &w->journal) == EVN_OK);
    w->sum = (struct sum){0};
    struct evn_engine_config config = {
        .ops = &ops, .state = &w->sum, .journal = w->journal, .env = &env, .exercise = true};
    EVN_MUST(evn_engine_new(&config, &w->engine) == EVN_OK);
    EVN_CHECK_OK(evn_engine_replay(w->engine, 1));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
    struct evn_key_fact key = {.name = "tester", .roles = EVN_ROLE_WAREHOUSE | EVN_ROLE_ADMIN};
    evn_refusal_text(key.public_key, sizeof key.public_key, admin);
    EVN_CHECK_OK(evn_engine_key(w->engine, &key));
    EVN_CHECK_OK(evn_engine_commit(w->engine));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
}

static inline void new_world(struct world *w)
{
    static const uint8_t log_id[16] = {9};
    EVN_MUST(evn_mem_log_new(log_id, &w->log) == EVN_OK);
    open_world(w);
}

static inline void close_world(struct world *w)
{
    evn_engine_destroy(&w->engine);
    evn_journal_destroy(&w->journal);
}

static inline void restart(struct world *w)
{
    close_world(w);
    open_world(w);
}

static inline void end_world(struct world *w)
{
    close_world(w);
    evn_mem_log_destroy(&w->log);
}

static inline struct evn_answer post_with(struct world *w, struct evn_id id, uint32_t tag,
                                          int64_t n)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 1000);
    struct evn_pbw pb = {.buf = &buf};
    evn_pbw_bytes(&pb, 1, evn_bytes_of(id.b, sizeof id.b));
    if (tag == 2) {
        uint8_t tick[24];
        struct evn_buf in = {.at = tick, .cap = sizeof tick, .max = sizeof tick};
        struct evn_pbw inner = {.buf = &in};
        evn_pbw_i64(&inner, 1, n);
        evn_pbw_bytes(&pb, 2, evn_bytes_of(in.at, in.len));
    } else {
        evn_pbw_i64(&pb, tag, n);
    }
    struct evn_answer answer;
    EVN_CHECK_OK(evn_engine_post(w->engine, admin, NULL, evn_bytes_of(buf.at, buf.len), &answer));
    evn_buf_fini(&buf);
    return answer;
}

static inline struct evn_answer add(struct world *w, int64_t n)
{
    return post_with(w, evn_env_new_id(&env), 16, n);
}

static inline void commit(struct world *w)
{
    EVN_CHECK_OK(evn_engine_commit(w->engine));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
}

#endif
