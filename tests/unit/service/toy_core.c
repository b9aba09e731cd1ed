#include "tests/unit/service/toy_core.h"

#include "common/base/pbw.h"
#include "common/journal/frame.h"

evn_err toy_answered_fails, toy_timer_fails;
size_t toy_n_made, toy_n_used, toy_turn_bytes;
static uint32_t roles_for(uint32_t tag)
{
    return tag == 16 ? EVN_ROLE_WAREHOUSE : 0;
}

static void emit_added(struct evn_emit *emit, int64_t n)
{
    uint8_t body[8];
    evn_put_i64(body, n);
    evn_emit_event(emit, TOY_ADDED, 1, evn_bytes_of(body, sizeof body));
}

static int64_t number_of(struct evn_bytes command)
{
    struct evn_pb_field f;
    int64_t n = 0;
    while (evn_pb_next(&command, &f) == EVN_OK)
        if (f.number == 16)
            n = (int64_t)f.value;
    return n;
}

/* Made of a command: its number; of each third nothing. */
static void ahead(const void *state, const struct evn_ahead *a)
{
    (void)state;
    EVN_CHECK(a->n > 1 && a->n <= EVN_AHEAD_MAX);
    for (size_t i = 0; i < a->n; i++) {
        if (toy_n_made++ % 3 == 2)
            continue;
        int64_t *n = evn_arena_alloc(a->arena, sizeof *n);
        EVN_MUST(n != NULL);
        *n = number_of(a->body[i]);
        a->made[i] = n;
    }
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    const struct toy_sum *sum = state;
    const int64_t *made = ask->made;
    int64_t n = made != NULL ? *made : number_of(ask->body);
    toy_n_used += made != NULL;
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

static evn_err feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit)
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

static evn_err answered(const void *state, const struct evn_lane_result *result,
                        struct evn_emit *emit)
{
    (void)state;
    emit_added(emit, result->refusal.err == EVN_OK ? 500 : 100);
    return toy_answered_fails;
}

static evn_err timer(const void *state, int64_t business_us, struct evn_arena *arena,
                     struct evn_emit *emit)
{
    const struct toy_sum *sum = state;
    (void)arena;
    if (!sum->timer_done && business_us >= 10 * EVN_US_PER_S && business_us < EVN_US_PER_DAY)
        emit_added(emit, 1000);
    return toy_timer_fails;
}

static evn_err apply(void *state, const struct evn_event *event)
{
    struct toy_sum *sum = state;
    if (event->kind != TOY_ADDED)
        return EVN_E_UNKNOWN_EVENT;
    int64_t n = evn_get_i64(event->body.at);
    sum->value += n;
    sum->timer_done |= n == 1000;
    sum->n_applied++;
    return EVN_OK;
}

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    const struct toy_sum *sum = state;
    (void)arena;
    evn_canon_add(out, "sum", evn_bytes_of(&sum->value, sizeof sum->value));
}

static const struct evn_core_ops ops = {.name = "toy",
                                        .schema = 1,
                                        .roles_for = roles_for,
                                        .decide = decide,
                                        .ahead = ahead,
                                        .feed = feed,
                                        .answered = answered,
                                        .timer = timer,
                                        .apply = apply,
                                        .canon = canon};

int64_t toy_wall_us = 1668384000000000;

static int64_t test_wall(void *self)
{
    (void)self;
    return toy_wall_us;
}

static void test_random(void *self, void *to, size_t len)
{
    static uint8_t next;
    (void)self;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)to)[i] = next++;
}

const struct evn_env toy_env = {.wall_us = test_wall, .mono_us = test_wall, .random = test_random};

const char toy_admin[] = "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd";

static void open_toy(struct toy *w)
{
    EVN_MUST(evn_journal_mem_open(w->log, 0, &w->journal) == EVN_OK);
    w->sum = (struct toy_sum){0};
    struct evn_engine_config config = {.ops = &ops,
                                       .state = &w->sum,
                                       .journal = w->journal,
                                       .env = &toy_env,
                                       .turn_bytes_max = toy_turn_bytes,
                                       .exercise = true};
    EVN_MUST(evn_engine_new(&config, &w->engine) == EVN_OK);
    EVN_CHECK_OK(evn_engine_replay(w->engine, 1));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
    struct evn_key_fact key = {.name = "tester", .roles = EVN_ROLE_WAREHOUSE | EVN_ROLE_ADMIN};
    evn_refusal_text(key.public_key, sizeof key.public_key, toy_admin);
    EVN_CHECK_OK(evn_engine_key(w->engine, &key));
    EVN_CHECK_OK(evn_engine_commit(w->engine));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
}

void toy_new(struct toy *w)
{
    static const uint8_t log_id[16] = {9};
    EVN_MUST(evn_mem_log_new(log_id, &w->log) == EVN_OK);
    open_toy(w);
}

static void close_toy(struct toy *w)
{
    evn_engine_destroy(&w->engine);
    evn_journal_destroy(&w->journal);
}

void toy_restart(struct toy *w)
{
    close_toy(w);
    open_toy(w);
}

void toy_end(struct toy *w)
{
    close_toy(w);
    evn_mem_log_destroy(&w->log);
}

struct evn_answer toy_post(struct toy *w, struct evn_id id, uint32_t tag, int64_t n)
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
    EVN_CHECK_OK(
        evn_engine_post(w->engine, toy_admin, NULL, evn_bytes_of(buf.at, buf.len), &answer));
    evn_buf_fini(&buf);
    return answer;
}

struct evn_answer toy_add(struct toy *w, int64_t n)
{
    return toy_post(w, evn_env_new_id(&toy_env), 16, n);
}

void toy_commit(struct toy *w)
{
    EVN_CHECK_OK(evn_engine_commit(w->engine));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
}
