/* One program's session with services that run: commands, questions, events, lanes. */
#include "common/base/pbw.h"
#include "common/client/session.h"
#include "tests/lib/site.h"

#include <signal.h>

static struct evn_test_site site;
static struct evn_site where;
static struct evn_session *session;
static struct evn_refusal why;

enum { TAG_ADD = 16, ADD_AND_SEND = 77, WAIT_MS = 20000 };

static void open_session(int64_t wait_ms)
{
    struct evn_session_config config = {
        .site = &where, .key = "admin", .program = "test", .wait_ms = wait_ms};
    EVN_MUST(evn_site_find(site.data, NULL, &where) == EVN_OK);
    EVN_MUST(evn_session_open(&config, &session, &why) == EVN_OK);
}

static void begin(void)
{
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    open_session(WAIT_MS);
}

static void end(void)
{
    evn_session_close(&session);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

struct command {
    uint8_t bytes[64];
    size_t len;
};

static struct command add(int64_t n)
{
    struct command c;
    struct evn_buf buf;
    struct evn_id id = evn_session_new_id(session);
    evn_buf_init(&buf, sizeof c.bytes);
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    evn_pbw_bytes(&w, 1, evn_bytes_of(id.b, sizeof id.b));
    evn_pbw_i64(&w, TAG_ADD, n);
    EVN_MUST(w.err == EVN_OK);
    c.len = buf.len;
    memcpy(c.bytes, buf.at, buf.len);
    evn_buf_fini(&buf);
    return c;
}

static evn_err post(const char *service, const struct command *c,
                    const struct evn_wire_answer **answer)
{
    return evn_session_post(session, service, evn_bytes_of(c->bytes, c->len), true, answer, &why);
}

static int64_t sum(const char *service)
{
    struct evn_bytes result;
    struct evn_pb_field f = {0};
    EVN_CHECK_OK(evn_session_query(session, service, evn_bytes_text("?"), &result, &why));
    return evn_pb_next(&result, &f) == EVN_OK ? (int64_t)f.value : 0;
}

static void a_command_acts_once_however_often_it_is_sent(void)
{
    const struct evn_wire_answer *answer;
    begin();
    struct command c = add(5);
    EVN_CHECK_OK(post("registry", &c, &answer));
    uint64_t seq = answer->first_seq;
    EVN_CHECK(seq > 0 && answer->n_event == 1);
    for (int i = 0; i < 5; i++) {
        EVN_CHECK_OK(post("registry", &c, &answer));
        EVN_CHECK_EQ(answer->first_seq, seq);
    }
    EVN_CHECK_EQ(sum("registry"), 5);
    end();
}

static void a_refusal_is_typed_and_carries_its_figures(void)
{
    const struct evn_wire_answer *answer;
    begin();
    struct command c = add(-3);
    EVN_CHECK_ERR(post("ledger", &c, &answer), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(why.want, 3);
    c.bytes[0] = 0xff;
    EVN_CHECK_ERR(post("ledger", &c, &answer), EVN_E_BAD_MESSAGE);
    end();
}

static uint64_t correlation_of(struct evn_wire_request request, uint64_t said)
{
    const struct evn_wire_reply *reply;
    request.correlation = said;
    evn_err err = evn_session_ask(session, "registry", &request, &reply, &why);
    EVN_CHECK_ERR(why.err, err);
    return reply->correlation;
}

static void every_reply_repeats_its_requests_correlation(void)
{
    begin();
    struct command c = add(5);
    struct evn_bytes bytes = evn_bytes_of(c.bytes, c.len);
    struct evn_wire_post post = {.command = &bytes, .n_command = 1};
    struct evn_wire_query query = {.body = evn_bytes_text("?")};
    struct evn_wire_read read = {.from_seq = 1};
    struct evn_wire_read ahead = {.from_seq = 1000000};
    struct evn_wire_hello hello = {.client = "test"};
    struct evn_wire_operate operate = {.what = EVN_OPERATE_STATUS};
    EVN_CHECK_EQ(correlation_of((struct evn_wire_request){.post = &post}, 7), 7);
    EVN_CHECK_EQ(correlation_of((struct evn_wire_request){.query = &query}, 8), 8);
    EVN_CHECK_EQ(correlation_of((struct evn_wire_request){.read = &read}, 9), 9);
    EVN_CHECK_EQ(correlation_of((struct evn_wire_request){.hello = &hello}, 10), 10);
    EVN_CHECK_EQ(correlation_of((struct evn_wire_request){.operate = &operate}, UINT64_MAX),
                 UINT64_MAX);
    EVN_CHECK_EQ(correlation_of((struct evn_wire_request){.read = &ahead}, 11), 11);
    EVN_CHECK_ERR(why.err, EVN_E_ROLLED_BACK);
    end();
}

static void an_answer_survives_the_death_of_its_service(void)
{
    const struct evn_wire_answer *answer;
    begin();
    struct command before = add(7), after = add(8);
    EVN_CHECK_OK(post("registry", &before, &answer));
    uint64_t seq = answer->first_seq;
    EVN_MUST(kill(evn_test_site_pid(&site, "registry"), SIGKILL) == 0);
    EVN_CHECK_OK(post("registry", &after, &answer));
    EVN_CHECK_OK(post("registry", &before, &answer));
    EVN_CHECK_EQ(answer->first_seq, seq);
    EVN_CHECK_EQ(sum("registry"), 15);
    end();
}

static void who_is_not_there_is_told_in_time(void)
{
    struct evn_bytes result;
    begin();
    evn_session_close(&session);
    open_session(300);
    EVN_CHECK_ERR(evn_session_query(session, "planner", evn_bytes_text("?"), &result, &why),
                  EVN_E_UNREACHABLE);
    EVN_CHECK_TEXT(why.subject, "planner");
    end();
}

static void blocks_are_read_from_anywhere_in_order(void)
{
    const struct evn_wire_answer *answer;
    const struct evn_wire_reply *reply;
    begin();
    for (int i = 0; i < 20; i++) {
        struct command c = add(1);
        EVN_CHECK_OK(post("ledger", &c, &answer));
    }
    uint64_t next = 9, last = answer->first_seq;
    while (next <= last) {
        EVN_MUST(evn_session_read(session, "ledger", next, 0, &reply, &why) == EVN_OK);
        EVN_MUST(reply->n_block > 0);
        for (size_t i = 0; i < reply->n_block; i++) {
            EVN_CHECK_EQ(reply->block[i].first_seq, next);
            next = reply->block[i].first_seq + reply->block[i].count;
        }
    }
    EVN_CHECK_OK(evn_session_read(session, "ledger", next, 50, &reply, &why));
    EVN_CHECK_EQ(reply->n_block, 0);
    end();
}

struct expectation {
    const char *service;
    int64_t sum;
};

static bool sum_is(void *arg)
{
    struct expectation *e = arg;
    return sum(e->service) == e->sum;
}

static struct evn_site_run run;
#define RUN(...) evn_test_site_run(&site, &run, (const char *const[]){__VA_ARGS__, NULL})

static void a_lane_delivers_once_and_one_that_cannot_is_shown_and_parked(void)
{
    const struct evn_wire_answer *answer;
    struct expectation e = {"registry", 1};
    char entry[24];
    begin();
    struct command c = add(ADD_AND_SEND), stuck = add(ADD_AND_SEND);
    EVN_CHECK_OK(post("ledger", &c, &answer));
    evn_test_wait(sum_is, &e);
    RUN("lane", "show", "ledger", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK_TEXT(run.out, "");
    EVN_CHECK_OK(post("registry", &stuck, &answer)); /* its lane leads to the absent planner */
    snprintf(entry, sizeof entry, "%llu", (unsigned long long)answer->first_seq + 1);
    RUN("lane", "show", "--json");
    EVN_CHECK(strstr(run.out, "\"to\":\"planner\",\"lane\":\"sums\"") != NULL);
    RUN("lane", "park", "registry", entry);
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(strstr(run.out, "parked") != NULL);
    RUN("lane", "show", "--json");
    EVN_CHECK(strstr(run.out, "\"state\":\"parked\"") != NULL);
    RUN("lane", "retry", "registry", entry, "--json");
    EVN_CHECK(strstr(run.out, "\"state\":\"parked\"") == NULL && run.status == 0);
    RUN("lane", "park", "registry", "1");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(strstr(run.err, "operate.seq 1 does not exist") != NULL);
    end();
}

static void what_was_seen_at_one_service_is_remembered_for_the_next_run(void)
{
    char path[500];
    const struct evn_wire_answer *answer;
    begin();
    snprintf(path, sizeof path, "%s/seen", site.data);
    struct command c = add(1);
    EVN_CHECK_OK(post("ledger", &c, &answer));
    evn_session_save(session, path);
    FILE *f = fopen(path, "re");
    char service[16] = "", log_id[40] = "";
    unsigned long long incarnation = 0, seq = 0;
    EVN_MUST(f != NULL);
    EVN_CHECK_EQ(fscanf(f, "%15s %39s %llu %llu", service, log_id, &incarnation, &seq), 4);
    fclose(f);
    EVN_CHECK_TEXT(service, "ledger");
    EVN_CHECK_EQ(seq, answer->first_seq);
    evn_session_close(&session);
    open_session(WAIT_MS);
    evn_session_load(session, path);
    EVN_CHECK_EQ(sum("ledger"), 1);
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_command_acts_once_however_often_it_is_sent),
        EVN_TEST(a_refusal_is_typed_and_carries_its_figures),
        EVN_TEST(every_reply_repeats_its_requests_correlation),
        EVN_TEST(an_answer_survives_the_death_of_its_service),
        EVN_TEST(who_is_not_there_is_told_in_time),
        EVN_TEST(blocks_are_read_from_anywhere_in_order),
        EVN_TEST(a_lane_delivers_once_and_one_that_cannot_is_shown_and_parked),
        EVN_TEST(what_was_seen_at_one_service_is_remembered_for_the_next_run),
    };
    return evn_test_main(argc, argv, "client.session", tests, sizeof tests / sizeof tests[0]);
}
