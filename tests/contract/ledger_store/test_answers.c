/* Questions about movements and accounts while the views are behind, and at the edge of int64. */
#include "services/ledger/query.h"
#include "services/ledger/wire_account_query.h"
#include "tests/contract/ledger_store/world.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_past_world w;
static struct evn_rig rig;
static struct evn_ledger_service service;
static struct evn_arena arena;
static struct evn_actor actor;
static struct evn_refusal why;

/* One record after the other into the views, at once. */
static void view_takes(const uint32_t (*legs)[2], uint32_t n, int64_t qty)
{
    struct evn_buf body, payload;
    evn_buf_init(&body, 10000);
    evn_buf_init(&payload, 10000);
    uint64_t first = w.seq + 1;
    for (uint32_t i = 0; i < n; i++)
        evn_past_move(&w, &body, legs[i][0], legs[i][1], qty, rig.now_us);
    const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_RECORDS,
                                    .version = 1,
                                    .count = n,
                                    .body = evn_bytes_of(body.at, body.len)};
    EVN_CHECK_OK(evn_frame_append(&payload, &frame));
    const struct evn_block block = {
        .first_seq = first, .count = n, .payload = evn_bytes_of(payload.at, payload.len)};
    EVN_CHECK_OK(w.views.ops.fold(&w.views, &block));
    EVN_CHECK_OK(evn_past_commit(&w));
    evn_buf_fini(&payload);
    evn_buf_fini(&body);
}

static void receive(const char *to, const char *item)
{
    struct evn_ledger_line line = evn_rig_receive(to, item, NULL, NULL, 5, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
}

/* Accounts 1 to 3: rice at the supplier, wh and hosp; 4 and 5: beans at the supplier and wh. */
static void begin(void)
{
    evn_rig_init(&rig, NULL);
    evn_past_begin(&w, 3);
    memset(&service, 0, sizeof service);
    EVN_MUST(evn_arena_init(&arena, 1 << 20) == EVN_OK);
    actor = (struct evn_actor){.name = "test"};
    evn_rig_item(&rig, "rice", EVN_TRACKING_NONE);
    evn_rig_item(&rig, "beans", EVN_TRACKING_NONE);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "wh", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "hosp", EVN_PLACE_HOSPITAL);
    receive("wh", "rice");
    receive("hosp", "rice");
    receive("wh", "beans");
    evn_browse_init(&service.browse);
}

static void end(void)
{
    evn_browse_fini(&service.browse);
    evn_arena_fini(&arena);
    evn_past_end(&w);
    evn_rig_fini(&rig);
}

/* What a turn of the service does for questions. */
static struct evn_ledger_question question(struct evn_wire_ledger_result *result)
{
    static struct evn_ask ask;
    EVN_CHECK_OK(evn_browse_follow(&service.browse, &rig.state));
    EVN_CHECK_OK(evn_ledger_view_renew(&w.view));
    service.core = rig.state;
    service.view = w.view;
    service.view.history.self = &service.view;
    arena.used = 0;
    ask = (struct evn_ask){.business_us = rig.now_us + 1, .actor = &actor, .arena = &arena};
    return (struct evn_ledger_question){.s = &service, .ask = &ask, .result = result, .why = &why};
}

static evn_err feed(uint64_t after, struct evn_wire_ledger_result *out)
{
    struct evn_wire_movements_query in = {.after_seq = after};
    strcpy(in.item, "beans");
    struct evn_ledger_question q = question(out);
    return evn_query_movements(&q, &in);
}

static void a_feed_does_not_end_before_what_the_views_lack(void)
{
    begin();
    struct evn_wire_ledger_result result = {0};
    view_takes((const uint32_t[][2]){{1, 2}}, 1, 5);
    /* One row of rice is there; the beans are recorded, and not in the views yet. */
    EVN_CHECK_OK(feed(0, &result));
    EVN_CHECK_EQ(result.movements->n_rows, 0);
    EVN_CHECK(result.movements->more);
    EVN_CHECK_EQ(result.movements->next_after_seq, 1);
    EVN_CHECK_ERR(feed(1, &result), EVN_E_AGAIN);
    view_takes((const uint32_t[][2]){{4, 5}}, 1, 5);
    EVN_CHECK_OK(feed(1, &result));
    EVN_CHECK_EQ(result.movements->n_rows, 1);
    evn_rig_view(&rig, rig.state.next_seq - 1);
    EVN_CHECK_OK(feed(2, &result));
    EVN_CHECK(!result.movements->more);
    end();
}

static void an_account_that_does_not_add_up_says_so(void)
{
    begin();
    struct evn_wire_ledger_result result = {0};
    struct evn_wire_account_query in = {.sum = true, .from_us = EVN_AT_MIN_US};
    strcpy(in.item, "rice");
    view_takes((const uint32_t[][2]){{4, 2}, {5, 3}}, 2, INT64_MAX);
    evn_rig_view(&rig, rig.state.next_seq - 1);
    struct evn_ledger_question q = question(&result);
    EVN_CHECK_ERR(evn_query_account(&q, &in), EVN_E_OVERFLOW);
    EVN_CHECK_TEXT(why.field, "quantity");
    in.sum = false;
    q = question(&result);
    EVN_CHECK_OK(evn_query_account(&q, &in));
    EVN_CHECK_EQ(result.account->n_rows, 2);
    EVN_CHECK_EQ(result.account->rows[0].closing, INT64_MAX);
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_feed_does_not_end_before_what_the_views_lack),
        EVN_TEST(an_account_that_does_not_add_up_says_so),
    };
    return evn_test_main(argc, argv, "ledger_store.answers", tests, sizeof tests / sizeof *tests);
}
