/* The engine with a toy core: a sum. Field 16 of a command is a number to add (varint); a negative
 * result is refused (STATE). Adding 77 also sends a command to "ledger"; a fed block adds the
 * number of its frames of kind 99; the timer adds 1000 once when business time passes 10 s. */
#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "common/journal/mem.h"
#include "common/service/engine.h"
#include "tests/lib/suite.h"

enum { ADDED = 16, BIG = 1 << 20 };

struct sum {
    int64_t value;
    bool timer_done;
    uint64_t n_applied;
};

static uint32_t roles_for(uint32_t tag)
{
    return tag == 16 ? EVN_ROLE_WAREHOUSE : 0;
}

static void emit_added(struct evn_emit *emit, int64_t n)
{
    uint8_t body[8];
    evn_put_i64(body, n);
    evn_emit_event(emit, ADDED, 1, evn_bytes_of(body, sizeof body));
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
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
    return EVN_OK;
}

static evn_err timer(const void *state, int64_t business_us, struct evn_arena *arena,
                     struct evn_emit *emit)
{
    const struct sum *sum = state;
    (void)arena;
    if (!sum->timer_done && business_us >= 10 * EVN_US_PER_S && business_us < EVN_US_PER_DAY)
        emit_added(emit, 1000);
    return EVN_OK;
}

static evn_err apply(void *state, const struct evn_event *event)
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

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
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

static int64_t test_wall(void *self)
{
    (void)self;
    return wall_us;
}

static void test_random(void *self, void *to, size_t len)
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

static void open_world(struct world *w)
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

static void new_world(struct world *w)
{
    static const uint8_t log_id[16] = {9};
    EVN_MUST(evn_mem_log_new(log_id, &w->log) == EVN_OK);
    open_world(w);
}

static void close_world(struct world *w)
{
    evn_engine_destroy(&w->engine);
    evn_journal_destroy(&w->journal);
}

static void restart(struct world *w)
{
    close_world(w);
    open_world(w);
}

static void end_world(struct world *w)
{
    close_world(w);
    evn_mem_log_destroy(&w->log);
}

static struct evn_answer post_with(struct world *w, struct evn_id id, uint32_t tag, int64_t n)
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

static struct evn_answer add(struct world *w, int64_t n)
{
    return post_with(w, evn_env_new_id(&env), 16, n);
}

static void commit(struct world *w)
{
    EVN_CHECK_OK(evn_engine_commit(w->engine));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
}

static void an_accepted_command_survives_a_restart(void)
{
    struct world w;
    new_world(&w);
    struct evn_answer a = add(&w, 5);
    EVN_CHECK_ERR(a.refusal.err, EVN_OK);
    EVN_CHECK_EQ(a.count, 1);
    commit(&w);
    EVN_CHECK_EQ(w.sum.value, 5);
    restart(&w);
    EVN_CHECK_EQ(w.sum.value, 5);
    end_world(&w);
}

static void what_was_not_committed_leaves_no_trace(void)
{
    struct world w;
    new_world(&w);
    add(&w, 5);
    restart(&w);
    EVN_CHECK_EQ(w.sum.value, 0);
    end_world(&w);
}

static void the_same_command_acts_once_and_is_answered_alike(void)
{
    struct world w;
    new_world(&w);
    struct evn_id id = evn_env_new_id(&env);
    struct evn_answer first = post_with(&w, id, 16, 5);
    struct evn_answer in_turn = post_with(&w, id, 16, 5);
    commit(&w);
    struct evn_answer later = post_with(&w, id, 16, 5);
    restart(&w);
    struct evn_answer after_restart = post_with(&w, id, 16, 5);
    EVN_CHECK_EQ(w.sum.value, 5);
    EVN_CHECK(memcmp(&first, &in_turn, sizeof first) == 0);
    EVN_CHECK(memcmp(&first, &later, sizeof first) == 0);
    EVN_CHECK(memcmp(&first, &after_restart, sizeof first) == 0);
    end_world(&w);
}

static void the_same_id_with_other_bytes_is_a_conflict(void)
{
    struct world w;
    new_world(&w);
    struct evn_id id = evn_env_new_id(&env);
    post_with(&w, id, 16, 5);
    EVN_CHECK_ERR(post_with(&w, id, 16, 6).refusal.err, EVN_E_ID_CONFLICT);
    EVN_CHECK_EQ(w.sum.value, 5);
    end_world(&w);
}

static void a_refusal_of_the_domain_is_final_and_undoes_what_was_emitted(void)
{
    struct world w;
    new_world(&w);
    struct evn_id id = evn_env_new_id(&env);
    struct evn_answer no = post_with(&w, id, 16, -3);
    EVN_CHECK_ERR(no.refusal.err, EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(no.refusal.want, 3);
    add(&w, 10);
    commit(&w);
    restart(&w);
    EVN_CHECK_EQ(w.sum.value, 10);
    struct evn_answer again = post_with(&w, id, 16, -3);
    EVN_CHECK_ERR(again.refusal.err, EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(again.refusal.want, 3);
    EVN_CHECK_EQ(again.first_seq, no.first_seq);
    EVN_CHECK_EQ(w.sum.value, 10);
    end_world(&w);
}

static void wrong_input_leaves_the_id_free(void)
{
    struct world w;
    new_world(&w);
    struct evn_id id = evn_env_new_id(&env);
    EVN_CHECK_ERR(post_with(&w, id, 17, 5).refusal.err, EVN_E_UNKNOWN_KIND);
    EVN_CHECK_ERR(post_with(&w, id, 16, 5).refusal.err, EVN_OK);
    struct evn_answer a;
    EVN_CHECK_OK(evn_engine_post(w.engine, admin, NULL, evn_bytes_text("\xff\xff"), &a));
    EVN_CHECK_ERR(a.refusal.err, EVN_E_BAD_MESSAGE);
    end_world(&w);
}

static void ids_of_another_time_are_refused(void)
{
    struct world w;
    uint8_t rest[10] = {1};
    new_world(&w);
    EVN_CHECK_ERR(
        post_with(&w, evn_id_make(wall_us + 11 * 60 * EVN_US_PER_S, rest), 16, 5).refusal.err,
        EVN_E_ID_IN_FUTURE);
    EVN_CHECK_ERR(
        post_with(&w, evn_id_make(wall_us - 401 * EVN_US_PER_DAY, rest), 16, 5).refusal.err,
        EVN_E_ID_TOO_OLD);
    end_world(&w);
}

static void an_unknown_key_is_told_so(void)
{
    struct world w;
    struct evn_answer a;
    new_world(&w);
    struct evn_id id = evn_env_new_id(&env);
    uint8_t bytes[21] = {0x0a, 16};
    memcpy(bytes + 2, id.b, 16);
    memcpy(bytes + 18, (uint8_t[]){0x80, 0x01, 5}, 3);
    EVN_CHECK_OK(evn_engine_post(w.engine, "who?", NULL, evn_bytes_of(bytes, 21), &a));
    EVN_CHECK_ERR(a.refusal.err, EVN_E_UNKNOWN_KEY);
    EVN_CHECK_OK(evn_engine_post(w.engine, admin, NULL, evn_bytes_of(bytes, 21), &a));
    EVN_CHECK_ERR(a.refusal.err, EVN_OK);
    end_world(&w);
}

static struct evn_block block_of(struct evn_buf *buf, uint64_t first, uint32_t n, uint32_t kind)
{
    evn_buf_clear(buf);
    struct evn_frame f = {.kind = kind, .version = 1, .count = 1, .body = evn_bytes_text("x")};
    for (uint32_t i = 0; i < n; i++)
        EVN_CHECK_OK(evn_frame_append(buf, &f));
    return (struct evn_block){
        .first_seq = first, .count = n, .payload = evn_bytes_of(buf->at, buf->len)};
}

static void a_feed_acts_once_however_often_it_is_read(void)
{
    static const uint8_t log_id[16] = {3}, other[16] = {4};
    struct world w;
    struct evn_buf buf;
    struct evn_cursor at;
    evn_buf_init(&buf, 10000);
    new_world(&w);
    struct evn_block b = block_of(&buf, 1, 3, 99);
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", log_id, &b));
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", log_id, &b));
    commit(&w);
    b = block_of(&buf, 4, 2, 98);
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", log_id, &b));
    commit(&w);
    restart(&w);
    EVN_CHECK_EQ(w.sum.value, 3);
    evn_engine_cursor(w.engine, "registry", &at);
    EVN_CHECK_EQ(at.seq, 5);
    b = block_of(&buf, 7, 1, 99);
    EVN_CHECK_ERR(evn_engine_feed(w.engine, "registry", log_id, &b), EVN_E_CORRUPT);
    b = block_of(&buf, 6, 1, 99);
    EVN_CHECK_ERR(evn_engine_feed(w.engine, "registry", other, &b), EVN_E_WRONG_LOG);
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", log_id, &b));
    EVN_CHECK_EQ(w.sum.value, 4);
    evn_buf_fini(&buf);
    end_world(&w);
}

static void a_command_down_a_lane_waits_until_it_is_answered_for_good(void)
{
    struct world w;
    new_world(&w);
    struct evn_answer a = add(&w, 77);
    EVN_CHECK_EQ(a.count, 2);
    commit(&w);
    restart(&w);
    struct evn_lanes *lanes = evn_engine_lanes(w.engine);
    EVN_MUST(lanes->n == 1);
    uint64_t seq = lanes->entry[0].seq;
    EVN_CHECK_EQ(seq, a.first_seq + 1);
    struct evn_answer busy = {.refusal = evn_refusal_of(EVN_E_BUSY)};
    EVN_CHECK_OK(evn_engine_lane_answer(w.engine, seq, &busy, evn_bytes_of(NULL, 0)));
    EVN_CHECK_EQ(lanes->n, 1);
    struct evn_answer yes = {.first_seq = 12, .count = 1, .refusal = evn_refusal_of(EVN_OK)};
    EVN_CHECK_OK(evn_engine_lane_answer(w.engine, seq, &yes, evn_bytes_of(NULL, 0)));
    EVN_CHECK_OK(evn_engine_lane_answer(w.engine, seq, &yes, evn_bytes_of(NULL, 0)));
    commit(&w);
    EVN_CHECK_EQ(lanes->n, 0);
    restart(&w);
    EVN_CHECK_EQ(w.sum.value, 577);
    EVN_CHECK_EQ(evn_engine_lanes(w.engine)->n, 0);
    end_world(&w);
}

/* Kinds of the log's events from `first` on. */
static size_t kinds_from(struct world *w, uint64_t first, uint32_t *kind, size_t max,
                         struct evn_cursor *sent)
{
    struct evn_buf buf;
    struct evn_engine_status status;
    struct evn_frame frame;
    struct evn_refusal why;
    size_t n = 0;
    evn_buf_init(&buf, BIG);
    evn_engine_status(w->engine, &status);
    EVN_CHECK_OK(
        evn_engine_events(w->engine, first, (uint32_t)(status.committed - first + 1), &buf));
    struct evn_bytes rest = evn_bytes_of(buf.at, buf.len);
    while (n < max && evn_frame_next(&rest, &frame) == EVN_OK) {
        kind[n++] = frame.kind;
        if (frame.kind == EVN_KIT_SENT)
            EVN_CHECK_OK(evn_wire_decode(&evn_cursor_message, frame.body, NULL, EVN_WIRE_STRICT,
                                         sent, &why));
    }
    evn_buf_fini(&buf);
    return n;
}

static void a_turn_names_the_latest_event_that_sent_it_commands_once(void)
{
    struct world w;
    uint32_t kind[8];
    struct evn_cursor said = {.seq = 0}, by = {.source = "dispatch", .log_id = {5}, .seq = 31};
    new_world(&w);
    struct evn_id id = evn_env_new_id(&env);
    struct evn_answer a = post_with(&w, id, 16, 5);
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &a));
    struct evn_answer b = add(&w, 6);
    by.seq = 34;
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &b));
    by.seq = 33;
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &b));
    commit(&w);
    EVN_MUST(kinds_from(&w, a.first_seq, kind, 8, &said) == 3);
    EVN_CHECK(kind[0] == ADDED && kind[1] == ADDED && kind[2] == EVN_KIT_SENT);
    EVN_CHECK_EQ(said.seq, 34);
    EVN_CHECK(strcmp(said.source, "dispatch") == 0 && said.log_id[0] == 5);
    restart(&w);
    /* An answer given before, and one that logged nothing, say nothing. */
    struct evn_answer again = post_with(&w, id, 16, 5);
    EVN_CHECK_EQ(again.first_seq, a.first_seq);
    EVN_CHECK_EQ(again.count, 1);
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &again));
    struct evn_answer none = {.refusal = evn_refusal_of(EVN_E_BAD_ID)};
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &none));
    commit(&w);
    EVN_CHECK_EQ(kinds_from(&w, a.first_seq, kind, 8, &said), 3);
    end_world(&w);
}

static void time_moves_by_ticks_and_what_is_due_happens_once(void)
{
    struct world w;
    new_world(&w);
    struct evn_id tick = evn_env_new_id(&env);
    struct evn_answer a = post_with(&w, tick, 2, 11 * EVN_US_PER_S);
    EVN_CHECK_ERR(a.refusal.err, EVN_OK);
    EVN_CHECK_EQ(w.sum.value, 1000);
    commit(&w);
    EVN_CHECK_ERR(post_with(&w, evn_env_new_id(&env), 2, 5).refusal.err, EVN_E_OUT_OF_RANGE);
    restart(&w);
    EVN_CHECK_EQ(w.sum.value, 1000);
    struct evn_answer again = post_with(&w, tick, 2, 11 * EVN_US_PER_S);
    EVN_CHECK_EQ(again.count, a.count);
    EVN_CHECK_EQ(again.first_seq, a.first_seq);
    end_world(&w);
}

static void the_events_of_an_answer_can_be_read_back(void)
{
    struct world w;
    struct evn_buf before, after;
    evn_buf_init(&before, BIG);
    evn_buf_init(&after, BIG);
    new_world(&w);
    add(&w, 1);
    struct evn_answer a = add(&w, 77);
    add(&w, 2);
    EVN_CHECK_OK(evn_engine_events(w.engine, a.first_seq, a.count, &before));
    commit(&w);
    restart(&w);
    EVN_CHECK_OK(evn_engine_events(w.engine, a.first_seq, a.count, &after));
    EVN_CHECK(before.len == after.len && memcmp(before.at, after.at, after.len) == 0);
    EVN_CHECK_ERR(evn_engine_events(w.engine, 999, 1, &after), EVN_E_UNKNOWN_REF);
    evn_buf_fini(&before);
    evn_buf_fini(&after);
    end_world(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_accepted_command_survives_a_restart),
        EVN_TEST(what_was_not_committed_leaves_no_trace),
        EVN_TEST(the_same_command_acts_once_and_is_answered_alike),
        EVN_TEST(the_same_id_with_other_bytes_is_a_conflict),
        EVN_TEST(a_refusal_of_the_domain_is_final_and_undoes_what_was_emitted),
        EVN_TEST(wrong_input_leaves_the_id_free),
        EVN_TEST(ids_of_another_time_are_refused),
        EVN_TEST(an_unknown_key_is_told_so),
        EVN_TEST(a_feed_acts_once_however_often_it_is_read),
        EVN_TEST(a_command_down_a_lane_waits_until_it_is_answered_for_good),
        EVN_TEST(a_turn_names_the_latest_event_that_sent_it_commands_once),
        EVN_TEST(time_moves_by_ticks_and_what_is_due_happens_once),
        EVN_TEST(the_events_of_an_answer_can_be_read_back),
    };
    return evn_test_main(argc, argv, "service.engine", tests, sizeof tests / sizeof tests[0]);
}
