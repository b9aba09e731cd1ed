/* Many commands in one message: each has its own id, its own answer and its own refusal. */
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <stdlib.h>

enum { RECEIVE = 1, ISSUE = 2, WAREHOUSE = 1, BATCH = 1000 };

static struct site site;
static struct evn_client *bulk;

static void open_world(const char *name)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    site_open(&site, name);
    site_place(&site, "wh-1", WAREHOUSE, "310115");
    site_item(&site, "rice", 0, 0);
    EVN_MUST(evn_site_public_key(&site.at, "ledger", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&site.at, "ledger", EVN_DOOR_BULK, endpoint) == EVN_OK);
    EVN_MUST(evn_client_open(site.net, endpoint, &key, evn_port_bulk, &bulk) == EVN_OK);
}

static void close_world(void)
{
    evn_client_close(&bulk);
    site_close(&site);
}

/* Commands one behind the other, as bytes. */
struct batch {
    struct evn_buf bytes;
    size_t len[EVN_COMMANDS_MAX + 1];
    struct evn_bytes command[EVN_COMMANDS_MAX + 1];
    size_t n;
};

static struct batch batch;

static void clear(void)
{
    evn_buf_fini(&batch.bytes);
    evn_buf_init(&batch.bytes, 4 << 20);
    batch.n = 0;
}

static void add_bytes(struct evn_bytes bytes)
{
    EVN_MUST(evn_buf_add(&batch.bytes, bytes) == EVN_OK);
    batch.len[batch.n++] = bytes.len;
}

/* A document of one line; the id of an earlier command of this batch, or a new one. */
static void add(int kind, const char *item, int64_t quantity, const struct evn_id *id)
{
    bool in = kind == RECEIVE;
    struct evn_wire_line line =
        site_line(kind, in ? NULL : "wh-1", in ? "wh-1" : NULL, item, NULL, NULL, quantity);
    struct evn_wire_document document = {.lines = &line, .n_lines = 1};
    struct evn_wire_command command = {.id = id != NULL ? *id : site_id(&site),
                                       .document = &document};
    struct evn_buf bytes;
    evn_buf_init(&bytes, 4096);
    EVN_MUST(evn_wire_encode(&evn_ledger_command_table, &command, &bytes) == EVN_OK);
    add_bytes(evn_bytes_of(bytes.at, bytes.len));
    evn_buf_fini(&bytes);
}

/* A command of the engine's own: the clock of an exercise, which this is not. */
static void add_tick(void)
{
    struct evn_tick tick = {.business_us = 1000};
    struct evn_wire_command command = {.id = site_id(&site), .tick = &tick};
    struct evn_buf bytes;
    evn_buf_init(&bytes, 100);
    EVN_MUST(evn_wire_encode(&evn_ledger_command_table, &command, &bytes) == EVN_OK);
    add_bytes(evn_bytes_of(bytes.at, bytes.len));
    evn_buf_fini(&bytes);
}

/* The request, which builds on what the registry was told. */
static struct evn_bytes request(bool want_events)
{
    const uint8_t *at = batch.bytes.at;
    for (size_t i = 0; i < batch.n; at += batch.len[i], i++)
        batch.command[i] = evn_bytes_of(at, batch.len[i]);
    struct evn_wire_post post = {.command = batch.command, .n_command = batch.n};
    struct evn_wire_request r = {.version = EVN_WIRE_VERSION,
                                 .after = &site.seen[SITE_REGISTRY],
                                 .n_after = 1,
                                 .want_events = want_events,
                                 .post = &post};
    evn_buf_fini(&site.out);
    evn_buf_init(&site.out, 4 << 20);
    EVN_MUST(evn_wire_encode(&evn_request_table, &r, &site.out) == EVN_OK);
    return evn_bytes_of(site.out.at, site.out.len);
}

static struct evn_wire_reply ask(struct evn_client *client, bool want_events)
{
    struct evn_wire_reply reply;
    struct evn_reply got;
    struct evn_refusal why;
    EVN_MUST(evn_client_ask(client, request(want_events), SITE_WAIT_MS, &got) == EVN_OK);
    evn_arena_reset(&site.arena);
    EVN_MUST(evn_reply_decode(got.bytes, &site.arena, &reply, &why) == EVN_OK);
    return reply;
}

static evn_err refusal_of(const struct evn_wire_answer *answer)
{
    return answer->refusal != NULL ? evn_refusal_from_wire(answer->refusal).err : EVN_OK;
}

static void a_thousand_commands_have_a_thousand_answers(void)
{
    open_world("thousand");
    clear();
    for (int i = 0; i < BATCH; i++)
        add(RECEIVE, "rice", 1, NULL);
    struct evn_wire_reply reply = ask(bulk, false);
    EVN_MUST(reply.refusal == NULL && reply.n_answer == BATCH);
    for (size_t i = 0; i < BATCH; i++) {
        EVN_CHECK_ERR(refusal_of(&reply.answer[i]), EVN_OK);
        EVN_CHECK(reply.answer[i].count > 0);
        if (i > 0)
            EVN_CHECK_EQ(reply.answer[i].first_seq,
                         reply.answer[i - 1].first_seq + reply.answer[i - 1].count);
    }
    EVN_CHECK(reply.position.seq >=
              reply.answer[BATCH - 1].first_seq + reply.answer[BATCH - 1].count - 1);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), BATCH);
    close_world();
}

static void what_one_is_refused_leaves_the_others_in_force(void)
{
    open_world("partial");
    clear();
    add(RECEIVE, "rice", 10, NULL);
    add(ISSUE, "rice", 11, NULL);            /* STATE: logged, final */
    add(RECEIVE, "no-such-item", 1, NULL);   /* not known */
    add_bytes(evn_bytes_text("no message")); /* not even an id */
    add(ISSUE, "rice", 4, NULL);
    add(ISSUE, "rice", -1, NULL); /* out of range */
    add(RECEIVE, "rice", 5, NULL);
    add_tick();
    struct evn_wire_reply reply = ask(bulk, false);
    EVN_MUST(reply.refusal == NULL && reply.n_answer == 8);
    static const bool accepted[8] = {true, false, false, false, true, false, true, false};
    static const struct evn_id none;
    for (size_t i = 0; i < 8; i++)
        EVN_CHECK_EQ(refusal_of(&reply.answer[i]) == EVN_OK, accepted[i]);
    EVN_CHECK_ERR(refusal_of(&reply.answer[1]), EVN_E_SHORT_STOCK);
    EVN_CHECK(reply.answer[1].first_seq > 0);
    EVN_CHECK_EQ(reply.answer[3].first_seq, 0);
    EVN_CHECK(evn_id_equal(&reply.answer[3].id, &none));
    EVN_CHECK_ERR(refusal_of(&reply.answer[3]), EVN_E_BAD_MESSAGE);
    EVN_CHECK_EQ(reply.answer[5].first_seq, 0);
    EVN_CHECK_ERR(refusal_of(&reply.answer[7]), EVN_E_NOT_EXERCISE);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 11);
    close_world();
}

static void an_id_that_comes_twice_in_one_message_acts_once(void)
{
    open_world("twins");
    clear();
    struct evn_id id = site_id(&site);
    add(RECEIVE, "rice", 10, &id);
    add(RECEIVE, "rice", 10, &id); /* the same bytes */
    add(RECEIVE, "rice", 20, &id); /* others */
    add(RECEIVE, "rice", 1, NULL);
    struct evn_wire_reply reply = ask(bulk, true);
    EVN_MUST(reply.refusal == NULL && reply.n_answer == 4);
    EVN_CHECK_ERR(refusal_of(&reply.answer[0]), EVN_OK);
    EVN_CHECK_ERR(refusal_of(&reply.answer[1]), EVN_OK);
    EVN_CHECK_EQ(reply.answer[0].first_seq, reply.answer[1].first_seq);
    EVN_CHECK_EQ(reply.answer[0].count, reply.answer[1].count);
    EVN_MUST(reply.answer[0].n_event == 1 && reply.answer[1].n_event == 1);
    EVN_CHECK(evn_bytes_equal(reply.answer[0].event[0], reply.answer[1].event[0]));
    EVN_CHECK_ERR(refusal_of(&reply.answer[2]), EVN_E_ID_CONFLICT);
    EVN_CHECK_ERR(refusal_of(&reply.answer[3]), EVN_OK);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 11);
    close_world();
}

static void none_and_too_many_are_refused_as_a_whole(void)
{
    open_world("bounds");
    clear();
    struct evn_wire_reply reply = ask(bulk, false);
    EVN_MUST(reply.refusal != NULL);
    EVN_CHECK_ERR(evn_refusal_from_wire(reply.refusal).err, EVN_E_MISSING_FIELD);
    for (int i = 0; i <= EVN_COMMANDS_MAX; i++)
        add_bytes(evn_bytes_text("x"));
    reply = ask(bulk, false);
    EVN_MUST(reply.refusal != NULL);
    EVN_CHECK(evn_err_class_of(evn_refusal_from_wire(reply.refusal).err) == EVN_CLASS_INPUT ||
              evn_err_class_of(evn_refusal_from_wire(reply.refusal).err) == EVN_CLASS_LIMIT);
    EVN_CHECK_TEXT(reply.refusal->field, "post.command");
    EVN_CHECK_EQ(reply.n_answer, 0);
    close_world();
}

/* What does not fit through a door is refused there, and in smaller messages it is not. */
static void a_message_and_an_answer_above_the_door_are_too_large(void)
{
    struct evn_reply got;
    open_world("oversize");
    clear();
    for (int i = 0; i < 2 * BATCH; i++)
        add(RECEIVE, "rice", 1, NULL);
    EVN_CHECK_ERR(evn_client_ask(site.client[SITE_LEDGER], request(false), SITE_WAIT_MS, &got),
                  EVN_E_TOO_LARGE);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 0);
    /* 600 commands go through the small door, their events do not come back through it. */
    clear();
    for (int i = 0; i < 600; i++)
        add(RECEIVE, "rice", 1, NULL);
    struct evn_wire_reply reply = ask(site.client[SITE_LEDGER], true);
    EVN_MUST(reply.refusal != NULL);
    EVN_CHECK_ERR(evn_refusal_from_wire(reply.refusal).err, EVN_E_TOO_LARGE);
    reply = ask(site.client[SITE_LEDGER], false);
    EVN_MUST(reply.refusal == NULL && reply.n_answer == 600);
    for (size_t i = 0; i < reply.n_answer; i++)
        EVN_CHECK_ERR(refusal_of(&reply.answer[i]), EVN_OK);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 600);
    close_world();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_thousand_commands_have_a_thousand_answers),
        EVN_TEST(what_one_is_refused_leaves_the_others_in_force),
        EVN_TEST(an_id_that_comes_twice_in_one_message_acts_once),
        EVN_TEST(none_and_too_many_are_refused_as_a_whole),
        EVN_TEST(a_message_and_an_answer_above_the_door_are_too_large),
    };
    return site_main(argc, argv, "ledger.batch", tests, sizeof tests / sizeof *tests);
}
