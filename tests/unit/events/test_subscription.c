/* Named subscriptions: whose they are and where they stand. */
#include "services/events/core/core.h"
#include "tests/lib/core_harness.h"
#include "tests/lib/suite.h"

struct world {
    struct evn_core_harness h;
    void *state;
};

static void begin(struct world *w)
{
    EVN_MUST(evn_hub_state_new(&w->state) == EVN_OK);
    evn_harness_init(&w->h, evn_events_ops(), w->state);
    struct evn_hub_state *s = w->state;
    s->n_sources = 1;
    EVN_CHECK_OK(evn_merged_add(&s->merged, 1, 1, 50));
}

static void end(struct world *w)
{
    evn_harness_fini(&w->h);
    evn_hub_state_destroy(&w->state);
}

static evn_err post(struct world *w, struct evn_hub_command c)
{
    static uint8_t n;
    struct evn_buf buf;
    uint8_t rest[10] = {++n};
    c.id = evn_id_make(w->h.now_us, rest);
    evn_buf_init(&buf, 1 << 16);
    EVN_CHECK_OK(evn_wire_encode(&evn_hub_command_table, &c, &buf));
    evn_err err = evn_harness_post(&w->h, evn_bytes_of(buf.at, buf.len));
    evn_buf_fini(&buf);
    return err;
}

static evn_err subscribe(struct world *w, struct evn_hub_subscribe c)
{
    return post(w, (struct evn_hub_command){.subscribe = &c});
}

static evn_err ack(struct world *w, const char *name, uint64_t position)
{
    struct evn_hub_ack c = {.position = position};
    evn_refusal_text(c.name, sizeof c.name, name);
    return post(w, (struct evn_hub_command){.ack = &c});
}

static uint64_t position_of(const struct world *w, const char *name)
{
    const struct evn_hub_state *s = w->state;
    const struct evn_subscription *one = evn_subscriptions_find(&s->subscriptions, name);
    return one != NULL ? one->position : UINT64_MAX;
}

static void it_begins_where_it_was_told_to(void)
{
    struct world w;
    begin(&w);
    EVN_CHECK_OK(subscribe(&w, (struct evn_hub_subscribe){.name = "now"}));
    EVN_CHECK_OK(subscribe(&w, (struct evn_hub_subscribe){.name = "all", .from_start = true}));
    EVN_CHECK_OK(subscribe(&w, (struct evn_hub_subscribe){.name = "some", .position = 7}));
    EVN_CHECK_EQ(position_of(&w, "now"), 50);
    EVN_CHECK_EQ(position_of(&w, "all"), 0);
    EVN_CHECK_EQ(position_of(&w, "some"), 7);
    EVN_CHECK_ERR(subscribe(&w, (struct evn_hub_subscribe){.name = "x", .position = 51}),
                  EVN_E_OUT_OF_RANGE);
    end(&w);
}

static void acks_go_forward_only_and_not_beyond_the_head(void)
{
    struct world w;
    begin(&w);
    EVN_CHECK_OK(subscribe(&w, (struct evn_hub_subscribe){.name = "a", .from_start = true}));
    EVN_CHECK_OK(ack(&w, "a", 20));
    EVN_CHECK_OK(ack(&w, "a", 20));
    EVN_CHECK_ERR(ack(&w, "a", 19), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(ack(&w, "a", 51), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_EQ(w.h.why.want, 50);
    EVN_CHECK_ERR(ack(&w, "b", 1), EVN_E_UNKNOWN_REF);
    EVN_CHECK_EQ(position_of(&w, "a"), 20);
    end(&w);
}

static void another_filter_needs_replace_and_keeps_the_position(void)
{
    struct world w;
    uint32_t kinds[] = {16, 17};
    struct evn_hub_subscribe c = {.name = "a", .position = 9};
    begin(&w);
    EVN_CHECK_OK(subscribe(&w, c));
    c = (struct evn_hub_subscribe){
        .name = "a", .has_filter = true, .filter = {.kinds = kinds, .n_kinds = 2}};
    EVN_CHECK_ERR(subscribe(&w, c), EVN_E_EXISTS);
    c.replace = true;
    EVN_CHECK_OK(subscribe(&w, c));
    c.replace = false;
    EVN_CHECK_OK(subscribe(&w, c));
    EVN_CHECK_EQ(position_of(&w, "a"), 9);
    end(&w);
}

static void nobody_else_may_touch_it(void)
{
    struct world w;
    struct evn_hub_unsubscribe un = {.name = "a"};
    char owner[EVN_CODE_MAX];
    begin(&w);
    EVN_CHECK_OK(subscribe(&w, (struct evn_hub_subscribe){.name = "a"}));
    memcpy(owner, w.h.actor.name, sizeof owner);
    evn_refusal_text(w.h.actor.name, sizeof w.h.actor.name, "somebody");
    EVN_CHECK_ERR(ack(&w, "a", 50), EVN_E_NOT_ALLOWED);
    EVN_CHECK_ERR(subscribe(&w, (struct evn_hub_subscribe){.name = "a", .replace = true}),
                  EVN_E_NOT_ALLOWED);
    EVN_CHECK_ERR(post(&w, (struct evn_hub_command){.unsubscribe = &un}), EVN_E_NOT_ALLOWED);
    memcpy(w.h.actor.name, owner, sizeof owner);
    EVN_CHECK_OK(post(&w, (struct evn_hub_command){.unsubscribe = &un}));
    EVN_CHECK_EQ(position_of(&w, "a"), UINT64_MAX);
    end(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(it_begins_where_it_was_told_to),
        EVN_TEST(acks_go_forward_only_and_not_beyond_the_head),
        EVN_TEST(another_filter_needs_replace_and_keeps_the_position),
        EVN_TEST(nobody_else_may_touch_it),
    };
    return evn_test_main(argc, argv, "events.subscription", tests, sizeof tests / sizeof tests[0]);
}
