/* Decisions nobody waits for that fail, lanes that are full, and refusals for lack of a right. */
#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "tests/unit/service/toy_core.h"

/* The kind of one event, and what it refuses if it is a refusal. */
static uint32_t kind_at(struct toy *w, uint64_t seq, struct evn_refusal *refused)
{
    struct evn_frame frame;
    struct evn_wire_refusal wire;
    struct evn_refusal why;
    struct evn_buf buf;
    evn_buf_init(&buf, TOY_BIG);
    EVN_MUST(evn_engine_events(w->engine, seq, 1, &buf) == EVN_OK);
    struct evn_bytes rest = evn_bytes_of(buf.at, buf.len);
    EVN_MUST(evn_frame_next(&rest, &frame) == EVN_OK);
    if (frame.kind == EVN_KIT_REFUSED) {
        EVN_MUST(evn_wire_decode(&evn_refusal_table, frame.body, NULL, EVN_WIRE_STRICT, &wire,
                                 &why) == EVN_OK);
        *refused = evn_refusal_from_wire(&wire);
    }
    evn_buf_fini(&buf);
    return frame.kind;
}

static uint64_t last_seq(const struct toy *w)
{
    struct evn_engine_status status;
    evn_engine_status(w->engine, &status);
    return status.committed;
}

static void an_answer_the_core_cannot_take_stays_in_its_lane_and_is_an_event_once(void)
{
    struct toy w;
    struct evn_refusal refused = {0};
    toy_new(&w);
    struct evn_answer a = toy_add(&w, 77);
    toy_commit(&w);
    struct evn_lanes *lanes = evn_engine_lanes(w.engine);
    struct evn_answer yes = {.first_seq = 12, .count = 1, .refusal = evn_refusal_of(EVN_OK)};
    toy_answered_fails = EVN_E_LIMIT;
    for (int i = 0; i < 3; i++) {
        EVN_CHECK_OK(
            evn_engine_lane_answer(w.engine, a.first_seq + 1, &yes, evn_bytes_of(NULL, 0)));
        toy_commit(&w);
    }
    EVN_CHECK_EQ(w.sum.value, 77);
    EVN_CHECK_EQ(last_seq(&w), a.first_seq + 3);
    EVN_CHECK_EQ(kind_at(&w, a.first_seq + 2, &refused), EVN_KIT_DUE);
    EVN_CHECK_EQ(kind_at(&w, a.first_seq + 3, &refused), EVN_KIT_REFUSED);
    EVN_CHECK_ERR(refused.err, EVN_E_LIMIT);
    EVN_CHECK_TEXT(refused.subject, "ledger/lane");
    EVN_CHECK_EQ(refused.have, a.first_seq + 1);
    EVN_MUST(lanes->n == 1);
    EVN_CHECK(lanes->entry[0].next_try_us > toy_wall_us);
    toy_answered_fails = EVN_OK;
    toy_restart(&w);
    EVN_CHECK_OK(evn_engine_lane_answer(w.engine, a.first_seq + 1, &yes, evn_bytes_of(NULL, 0)));
    toy_commit(&w);
    EVN_CHECK_EQ(w.sum.value, 577);
    EVN_CHECK_EQ(evn_engine_lanes(w.engine)->n, 0);
    toy_end(&w);
}

static void a_timer_that_fails_is_an_event_once_and_works_again_later(void)
{
    struct toy w;
    struct evn_refusal refused = {0};
    toy_new(&w);
    toy_timer_fails = EVN_E_LIMIT;
    struct evn_answer tick = toy_post(&w, evn_env_new_id(&toy_env), 2, 11 * EVN_US_PER_S);
    EVN_CHECK_ERR(tick.refusal.err, EVN_OK);
    EVN_CHECK_EQ(tick.count, 1);
    EVN_CHECK_OK(evn_engine_timer(w.engine));
    EVN_CHECK_OK(evn_engine_timer(w.engine));
    toy_commit(&w);
    EVN_CHECK_EQ(w.sum.value, 0);
    EVN_CHECK_EQ(last_seq(&w), tick.first_seq + 2);
    EVN_CHECK_EQ(kind_at(&w, tick.first_seq + 2, &refused), EVN_KIT_REFUSED);
    EVN_CHECK_TEXT(refused.field, "timer");
    toy_timer_fails = EVN_OK;
    EVN_CHECK_OK(evn_engine_timer(w.engine));
    toy_commit(&w);
    EVN_CHECK_EQ(w.sum.value, 1000);
    toy_end(&w);
}

static void what_says_that_memory_or_bytes_cannot_be_trusted_stops_the_service(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_answer a = toy_add(&w, 77);
    struct evn_answer yes = {.first_seq = 12, .count = 1, .refusal = evn_refusal_of(EVN_OK)};
    toy_commit(&w);
    toy_answered_fails = EVN_E_NO_MEMORY;
    EVN_CHECK_ERR(evn_engine_lane_answer(w.engine, a.first_seq + 1, &yes, evn_bytes_of(NULL, 0)),
                  EVN_E_NO_MEMORY);
    toy_answered_fails = EVN_OK;
    toy_post(&w, evn_env_new_id(&toy_env), 2, 9 * EVN_US_PER_S);
    toy_timer_fails = EVN_E_CORRUPT;
    EVN_CHECK_ERR(evn_engine_timer(w.engine), EVN_E_CORRUPT);
    toy_timer_fails = EVN_OK;
    toy_end(&w);
}

static void full_lanes_refuse_commands_and_put_feeds_off(void)
{
    struct toy w;
    toy_new(&w);
    struct evn_lanes *lanes = evn_engine_lanes(w.engine);
    lanes->max = 1;
    EVN_CHECK_ERR(toy_add(&w, 77).refusal.err, EVN_OK);
    EVN_CHECK_ERR(toy_add(&w, 77).refusal.err, EVN_E_LIMIT);
    EVN_CHECK_EQ(w.sum.value, 77);
    EVN_CHECK_EQ(lanes->n, 1);
    toy_commit(&w);
    struct evn_answer yes = {.first_seq = 12, .count = 1, .refusal = evn_refusal_of(EVN_OK)};
    EVN_CHECK_OK(
        evn_engine_lane_answer(w.engine, lanes->entry[0].seq, &yes, evn_bytes_of(NULL, 0)));
    EVN_CHECK_ERR(toy_add(&w, 77).refusal.err, EVN_OK);
    toy_end(&w);
}

static void a_refusal_for_lack_of_a_role_names_it(void)
{
    struct toy w;
    struct evn_answer answer;
    struct evn_behalf behalf = {.actor = "li", .role = "POINT"};
    toy_new(&w);
    struct evn_key_fact key = {.name = "eye", .roles = EVN_ROLE_DASHBOARD};
    evn_refusal_text(key.public_key, sizeof key.public_key,
                     "eeeeeeeeeebbbbbbbbbbccccccccccdddddddddd");
    EVN_CHECK_OK(evn_engine_key(w.engine, &key));
    struct evn_id id = evn_env_new_id(&toy_env);
    struct evn_buf buf;
    evn_buf_init(&buf, 100);
    struct evn_pbw pb = {.buf = &buf};
    evn_pbw_bytes(&pb, 1, evn_bytes_of(id.b, sizeof id.b));
    evn_pbw_i64(&pb, 16, 1);
    struct evn_bytes command = evn_bytes_of(buf.at, buf.len);
    EVN_CHECK_OK(evn_engine_post(w.engine, key.public_key, NULL, command, &answer));
    EVN_CHECK_ERR(answer.refusal.err, EVN_E_NOT_ALLOWED);
    EVN_CHECK_TEXT(answer.refusal.subject, "WAREHOUSE");
    EVN_CHECK_OK(evn_engine_post(w.engine, key.public_key, &behalf, command, &answer));
    EVN_CHECK_ERR(answer.refusal.err, EVN_E_NOT_ALLOWED);
    EVN_CHECK_TEXT(answer.refusal.subject, "DELEGATE");
    evn_buf_fini(&buf);
    toy_end(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_answer_the_core_cannot_take_stays_in_its_lane_and_is_an_event_once),
        EVN_TEST(a_timer_that_fails_is_an_event_once_and_works_again_later),
        EVN_TEST(what_says_that_memory_or_bytes_cannot_be_trusted_stops_the_service),
        EVN_TEST(full_lanes_refuse_commands_and_put_feeds_off),
        EVN_TEST(a_refusal_for_lack_of_a_role_names_it),
    };
    return evn_test_main(argc, argv, "engine.failures", tests, sizeof tests / sizeof tests[0]);
}
