/* The engine: one turn, ids, refusals, feeds, lanes, time. */
#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "tests/unit/service/toy_core.h"

static void an_accepted_command_survives_a_restart(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_answer a = toy_add(&w, 5);
    EVN_CHECK_ERR(a.refusal.err, EVN_OK);
    EVN_CHECK_EQ(a.count, 1);
    toy_commit(&w);
    EVN_CHECK_EQ(w.sum.value, 5);
    toy_restart(&w);
    EVN_CHECK_EQ(w.sum.value, 5);
    toy_end(&w);
}

static void what_was_not_committed_leaves_no_trace(void)
{
    struct toy w;
    toy_new(&w);
    toy_add(&w, 5);
    toy_restart(&w);
    EVN_CHECK_EQ(w.sum.value, 0);
    toy_end(&w);
}

/* Both accepted, by the same events: of an accepted command's refusal only the code says anything.
 */
static bool same_yes(const struct evn_answer *a, const struct evn_answer *b)
{
    return evn_id_equal(&a->id, &b->id) && a->first_seq == b->first_seq && a->count == b->count &&
           a->refusal.err == EVN_OK && b->refusal.err == EVN_OK;
}

static void the_same_command_acts_once_and_is_answered_alike(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_id id = evn_env_new_id(&toy_env);
    struct evn_answer first = toy_post(&w, id, 16, 5);
    struct evn_answer in_turn = toy_post(&w, id, 16, 5);
    toy_commit(&w);
    struct evn_answer later = toy_post(&w, id, 16, 5);
    toy_restart(&w);
    struct evn_answer after_restart = toy_post(&w, id, 16, 5);
    EVN_CHECK_EQ(w.sum.value, 5);
    EVN_CHECK(same_yes(&first, &in_turn));
    EVN_CHECK(same_yes(&first, &later));
    EVN_CHECK(same_yes(&first, &after_restart));
    toy_end(&w);
}

static void the_same_id_with_other_bytes_is_a_conflict(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_id id = evn_env_new_id(&toy_env);
    toy_post(&w, id, 16, 5);
    EVN_CHECK_ERR(toy_post(&w, id, 16, 6).refusal.err, EVN_E_ID_CONFLICT);
    EVN_CHECK_EQ(w.sum.value, 5);
    toy_end(&w);
}

static void a_refusal_of_the_domain_is_final_and_undoes_what_was_emitted(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_id id = evn_env_new_id(&toy_env);
    struct evn_answer no = toy_post(&w, id, 16, -3);
    EVN_CHECK_ERR(no.refusal.err, EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(no.refusal.want, 3);
    toy_add(&w, 10);
    toy_commit(&w);
    toy_restart(&w);
    EVN_CHECK_EQ(w.sum.value, 10);
    struct evn_answer again = toy_post(&w, id, 16, -3);
    EVN_CHECK_ERR(again.refusal.err, EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(again.refusal.want, 3);
    EVN_CHECK_EQ(again.first_seq, no.first_seq);
    EVN_CHECK_EQ(w.sum.value, 10);
    toy_end(&w);
}

static void wrong_input_leaves_the_id_free(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_id id = evn_env_new_id(&toy_env);
    EVN_CHECK_ERR(toy_post(&w, id, 17, 5).refusal.err, EVN_E_UNKNOWN_KIND);
    EVN_CHECK_ERR(toy_post(&w, id, 16, 5).refusal.err, EVN_OK);
    struct evn_answer a;
    EVN_CHECK_OK(evn_engine_post(w.engine, toy_admin, NULL, evn_bytes_text("\xff\xff"), &a));
    EVN_CHECK_ERR(a.refusal.err, EVN_E_BAD_MESSAGE);
    toy_end(&w);
}

static void ids_of_another_time_are_refused(void)
{
    struct toy w;
    uint8_t rest[10] = {1};
    toy_new(&w);
    EVN_CHECK_ERR(
        toy_post(&w, evn_id_make(toy_wall_us + 11 * 60 * EVN_US_PER_S, rest), 16, 5).refusal.err,
        EVN_E_ID_IN_FUTURE);
    EVN_CHECK_ERR(
        toy_post(&w, evn_id_make(toy_wall_us - 401 * EVN_US_PER_DAY, rest), 16, 5).refusal.err,
        EVN_E_ID_TOO_OLD);
    toy_end(&w);
}

static void an_unknown_key_is_told_so(void)
{
    struct toy w;
    struct evn_answer a;
    toy_new(&w);
    struct evn_id id = evn_env_new_id(&toy_env);
    uint8_t bytes[21] = {0x0a, 16};
    memcpy(bytes + 2, id.b, 16);
    memcpy(bytes + 18, (uint8_t[]){0x80, 0x01, 5}, 3);
    EVN_CHECK_OK(evn_engine_post(w.engine, "who?", NULL, evn_bytes_of(bytes, 21), &a));
    EVN_CHECK_ERR(a.refusal.err, EVN_E_UNKNOWN_KEY);
    EVN_CHECK_OK(evn_engine_post(w.engine, toy_admin, NULL, evn_bytes_of(bytes, 21), &a));
    EVN_CHECK_ERR(a.refusal.err, EVN_OK);
    toy_end(&w);
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
    struct toy w;
    struct evn_buf buf;
    struct evn_cursor at;
    evn_buf_init(&buf, 10000);
    toy_new(&w);
    struct evn_block b = block_of(&buf, 1, 3, 99);
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", log_id, &b));
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", log_id, &b));
    toy_commit(&w);
    b = block_of(&buf, 4, 2, 98);
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", log_id, &b));
    toy_commit(&w);
    toy_restart(&w);
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
    toy_end(&w);
}

static void a_command_down_a_lane_waits_until_it_is_answered_for_good(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_answer a = toy_add(&w, 77);
    EVN_CHECK_EQ(a.count, 2);
    toy_commit(&w);
    toy_restart(&w);
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
    toy_commit(&w);
    EVN_CHECK_EQ(lanes->n, 0);
    toy_restart(&w);
    EVN_CHECK_EQ(w.sum.value, 577);
    EVN_CHECK_EQ(evn_engine_lanes(w.engine)->n, 0);
    toy_end(&w);
}

/* Kinds of the log's events from `first` on. */
static size_t kinds_from(struct toy *w, uint64_t first, uint32_t *kind, size_t max,
                         struct evn_cursor *sent)
{
    struct evn_buf buf;
    struct evn_engine_status status;
    struct evn_frame frame;
    struct evn_refusal why;
    size_t n = 0;
    evn_buf_init(&buf, TOY_BIG);
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
    struct toy w;
    uint32_t kind[8];
    struct evn_cursor said = {.seq = 0}, by = {.source = "dispatch", .log_id = {5}, .seq = 31};
    toy_new(&w);
    struct evn_id id = evn_env_new_id(&toy_env);
    struct evn_answer a = toy_post(&w, id, 16, 5);
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &a));
    struct evn_answer b = toy_add(&w, 6);
    by.seq = 34;
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &b));
    by.seq = 33;
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &b));
    toy_commit(&w);
    EVN_MUST(kinds_from(&w, a.first_seq, kind, 8, &said) == 3);
    EVN_CHECK(kind[0] == TOY_ADDED && kind[1] == TOY_ADDED && kind[2] == EVN_KIT_SENT);
    EVN_CHECK_EQ(said.seq, 34);
    EVN_CHECK(strcmp(said.source, "dispatch") == 0 && said.log_id[0] == 5);
    toy_restart(&w);
    /* An answer given before, and one that logged nothing, say nothing. */
    struct evn_answer again = toy_post(&w, id, 16, 5);
    EVN_CHECK_EQ(again.first_seq, a.first_seq);
    EVN_CHECK_EQ(again.count, 1);
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &again));
    struct evn_answer none = {.refusal = evn_refusal_of(EVN_E_BAD_ID)};
    EVN_CHECK_OK(evn_engine_sent(w.engine, &by, &none));
    toy_commit(&w);
    EVN_CHECK_EQ(kinds_from(&w, a.first_seq, kind, 8, &said), 3);
    toy_end(&w);
}

static void time_moves_by_ticks_and_what_is_due_happens_once(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_id tick = evn_env_new_id(&toy_env);
    struct evn_answer a = toy_post(&w, tick, 2, 11 * EVN_US_PER_S);
    EVN_CHECK_ERR(a.refusal.err, EVN_OK);
    EVN_CHECK_EQ(w.sum.value, 1000);
    toy_commit(&w);
    EVN_CHECK_ERR(toy_post(&w, evn_env_new_id(&toy_env), 2, 5).refusal.err, EVN_E_OUT_OF_RANGE);
    toy_restart(&w);
    EVN_CHECK_EQ(w.sum.value, 1000);
    struct evn_answer again = toy_post(&w, tick, 2, 11 * EVN_US_PER_S);
    EVN_CHECK_EQ(again.count, a.count);
    EVN_CHECK_EQ(again.first_seq, a.first_seq);
    toy_end(&w);
}

static void the_events_of_an_answer_can_be_read_back(void)
{
    struct toy w;
    struct evn_buf before, after;
    evn_buf_init(&before, TOY_BIG);
    evn_buf_init(&after, TOY_BIG);
    toy_new(&w);
    toy_add(&w, 1);
    struct evn_answer a = toy_add(&w, 77);
    toy_add(&w, 2);
    EVN_CHECK_OK(evn_engine_events(w.engine, a.first_seq, a.count, &before));
    toy_commit(&w);
    toy_restart(&w);
    EVN_CHECK_OK(evn_engine_events(w.engine, a.first_seq, a.count, &after));
    EVN_CHECK(before.len == after.len && memcmp(before.at, after.at, after.len) == 0);
    EVN_CHECK_ERR(evn_engine_events(w.engine, 999, 1, &after), EVN_E_UNKNOWN_REF);
    evn_buf_fini(&before);
    evn_buf_fini(&after);
    toy_end(&w);
}

enum { N_MANY = 50 };

/* Commands one behind the other in `space`: every seventh is cut short, every ninth is
 * damaged, every eleventh has the id of the one before. */
static void make_many(uint8_t space[N_MANY][21], struct evn_bytes command[N_MANY])
{
    for (size_t i = 0; i < N_MANY; i++) {
        uint8_t *at = space[i];
        struct evn_id id = evn_env_new_id(&toy_env);
        memcpy(at, (uint8_t[]){0x0a, 16}, 2);
        memcpy(at + 2, id.b, 16);
        memcpy(at + 18, (uint8_t[]){0x80, 0x01, (uint8_t)(i % 70)}, 3);
        if (i % 9 == 8)
            at[0] = 0xff;
        if (i % 11 == 10)
            memcpy(at + 2, space[i - 1] + 2, 16);
        command[i] = evn_bytes_of(at, i % 7 == 6 ? 20 : 21);
    }
}

static void a_message_of_many_commands_is_decided_as_one_by_one(void)
{
    struct toy a, b;
    uint8_t space[N_MANY][21];
    struct evn_bytes command[N_MANY];
    struct evn_answer many[N_MANY], one;
    size_t n_done;
    toy_new(&a);
    toy_new(&b);
    make_many(space, command);
    toy_n_made = toy_n_used = 0;
    EVN_CHECK_OK(evn_engine_post_many(a.engine, toy_admin, NULL, command, N_MANY, many, &n_done));
    EVN_CHECK_EQ(n_done, N_MANY);
    EVN_CHECK_EQ(toy_n_made, N_MANY);
    EVN_CHECK(toy_n_used > N_MANY / 3);
    for (size_t i = 0; i < N_MANY; i++) {
        EVN_CHECK_OK(evn_engine_post(b.engine, toy_admin, NULL, command[i], &one));
        EVN_CHECK_ERR(many[i].refusal.err, one.refusal.err);
        EVN_CHECK_EQ(many[i].first_seq, one.first_seq);
        EVN_CHECK_EQ(many[i].count, one.count);
        EVN_CHECK(memcmp(many[i].id.b, one.id.b, EVN_ID_LEN) == 0);
    }
    EVN_CHECK_EQ(toy_n_made, N_MANY); /* one alone is not shown ahead */
    EVN_CHECK_EQ(a.sum.value, b.sum.value);
    EVN_CHECK_EQ(a.sum.n_applied, b.sum.n_applied);
    toy_end(&a);
    toy_end(&b);
}

static void a_full_turn_ends_in_the_middle_of_a_message(void)
{
    struct toy w;
    uint8_t space[N_MANY][21];
    struct evn_bytes command[N_MANY];
    struct evn_answer answer[N_MANY];
    size_t done = 0, n, n_turns = 0;
    toy_turn_bytes = 600;
    toy_new(&w);
    make_many(space, command);
    for (; done < N_MANY; done += n, n_turns++) {
        EVN_CHECK_OK(evn_engine_post_many(w.engine, toy_admin, NULL, command + done, N_MANY - done,
                                          answer + done, &n));
        EVN_MUST(n > 0 && n <= N_MANY - done);
        EVN_CHECK(done + n == N_MANY || evn_engine_room(w.engine) == 0);
        toy_commit(&w);
    }
    EVN_CHECK(n_turns > 2);
    int64_t sum = w.sum.value;
    toy_restart(&w);
    EVN_CHECK_EQ(w.sum.value, sum);
    toy_end(&w);
    toy_turn_bytes = 0;
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
        EVN_TEST(a_message_of_many_commands_is_decided_as_one_by_one),
        EVN_TEST(a_full_turn_ends_in_the_middle_of_a_message),
    };
    return evn_test_main(argc, argv, "service.engine", tests, sizeof tests / sizeof tests[0]);
}
