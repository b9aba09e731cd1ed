/* The hub's core under the real engine, fed by made-up services that build on each other, in
 * random interleavings, against an oracle that knows which block came before which. */
#include "common/base/rng.h"
#include "common/journal/frame.h"
#include "common/journal/mem.h"
#include "common/service/engine.h"
#include "services/events/core/core.h"
#include "tests/lib/suite.h"

enum { N_STREAMS = 4, N_BLOCKS = 120, N_ROUNDS = 60 };

static const char *const names[N_STREAMS] = {"registry", "ledger", "planner", "dispatch"};

/* A made-up block and, for the oracle, how far each stream had come when it was written. */
struct made {
    uint64_t first_seq;
    uint32_t count;
    uint64_t after[N_STREAMS]; /* events of each stream it builds on */
    struct evn_buf payload;
};

struct stream {
    uint8_t log_id[16];
    struct made block[N_BLOCKS];
    size_t n;                 /* blocks written */
    uint64_t seq;             /* last event */
    uint64_t read[N_STREAMS]; /* how far it has read the others */
    size_t fed;               /* blocks the hub has taken */
};

struct world {
    struct evn_rng rng;
    struct stream stream[N_STREAMS];
    struct evn_mem_log *log;
    struct evn_journal *journal;
    struct evn_engine *engine;
    void *state;
};

static int64_t mono_us;

static int64_t test_wall(void *self)
{
    (void)self;
    return 1668384000000000;
}

static int64_t test_mono(void *self)
{
    (void)self;
    return mono_us;
}

static void test_random(void *self, void *to, size_t len)
{
    (void)self;
    memset(to, 7, len);
}

static const struct evn_env env = {
    .wall_us = test_wall, .mono_us = test_mono, .random = test_random};

static void put_frame(struct made *m, uint32_t kind, const struct evn_wire_message *table,
                      const void *body)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 4096);
    if (table != NULL)
        EVN_CHECK_OK(evn_wire_encode(table, body, &buf));
    struct evn_frame frame = {
        .kind = kind, .version = 1, .count = 1, .body = evn_bytes_of(buf.at, buf.len)};
    EVN_CHECK_OK(evn_frame_append(&m->payload, &frame));
    m->count++;
    evn_buf_fini(&buf);
}

/* The ways in which a block can say that it builds on another stream. */
enum way { READ, READ_TOO, ANSWERED, SENT_BY, N_WAYS };

static void build_on(struct world *w, struct stream *s, struct made *m, size_t other, enum way way)
{
    struct stream *o = &w->stream[other];
    if (o->seq == s->read[other])
        return;
    uint64_t to = s->read[other] + 1 + evn_rng_below(&w->rng, (uint32_t)(o->seq - s->read[other]));
    if (way == ANSWERED) {
        struct evn_lane_answer a = {.outbox_seq = 1, .first_seq = to, .count = 1};
        evn_refusal_text(a.target, sizeof a.target, names[other]);
        put_frame(m, EVN_KIT_LANE_ANSWER, &evn_lane_answer_message, &a);
    } else {
        struct evn_cursor c = {.incarnation = 1, .seq = to};
        evn_refusal_text(c.source, sizeof c.source, names[other]);
        memcpy(c.log_id, o->log_id, sizeof c.log_id);
        put_frame(m, way == SENT_BY ? EVN_KIT_SENT : EVN_KIT_CURSOR, &evn_cursor_message, &c);
        if (way != SENT_BY)
            s->read[other] = to;
    }
    if (m->after[other] < to)
        m->after[other] = to;
}

/* The service `i` writes one block: it takes notice of some others, then says something. */
static void write_block(struct world *w, size_t i)
{
    struct stream *s = &w->stream[i];
    struct made *m = &s->block[s->n++];
    *m = (struct made){.first_seq = s->seq + 1};
    evn_buf_init(&m->payload, 1 << 16);
    for (size_t k = 0; k < 3; k++) {
        size_t other = evn_rng_below(&w->rng, N_STREAMS);
        if (other != i)
            build_on(w, s, m, other, (enum way)evn_rng_below(&w->rng, N_WAYS));
    }
    for (uint64_t n = 1 + evn_rng_below(&w->rng, 3); n > 0; n--)
        put_frame(m, 40, NULL, NULL);
    s->seq += m->count;
}

static void open_hub(struct world *w)
{
    EVN_MUST(evn_journal_mem_open(w->log, 0, &w->journal) == EVN_OK);
    EVN_MUST(evn_hub_state_new(&w->state) == EVN_OK);
    struct evn_engine_config config = {
        .ops = evn_events_ops(), .state = w->state, .journal = w->journal, .env = &env};
    EVN_MUST(evn_engine_new(&config, &w->engine) == EVN_OK);
    EVN_CHECK_OK(evn_engine_replay(w->engine, 1));
    EVN_CHECK_OK(evn_engine_begin(w->engine));
}

static void close_hub(struct world *w)
{
    evn_engine_destroy(&w->engine);
    evn_hub_state_destroy(&w->state);
    evn_journal_destroy(&w->journal);
}

static const struct evn_hub_state *hub(const struct world *w)
{
    return w->state;
}

static uint64_t merged_of(const struct world *w, size_t i)
{
    const struct evn_hub_source *source = evn_hub_find_source(hub(w), names[i]);
    return source != NULL ? hub(w)->merged.at.seq[source->number - 1] : 0;
}

/* What the oracle says: everything the block builds on is merged. */
static bool may_come(const struct world *w, const struct made *m)
{
    for (size_t i = 0; i < N_STREAMS; i++)
        if (merged_of(w, i) < m->after[i])
            return false;
    return true;
}

static void feed_next(struct world *w, size_t i)
{
    struct stream *s = &w->stream[i];
    if (s->fed == s->n)
        return;
    const struct made *m = &s->block[s->fed];
    struct evn_block block = {.first_seq = m->first_seq,
                              .count = m->count,
                              .incarnation = 1,
                              .payload = evn_bytes_of(m->payload.at, m->payload.len)};
    evn_err want = may_come(w, m) ? EVN_OK : EVN_E_AGAIN;
    evn_err got = evn_engine_feed(w->engine, names[i], s->log_id, &block);
    EVN_CHECK_ERR(got, want);
    s->fed += got == EVN_OK;
    EVN_CHECK_EQ(merged_of(w, i),
                 s->fed > 0 ? s->block[s->fed - 1].first_seq + s->block[s->fed - 1].count - 1 : 0);
}

static bool all_fed(const struct world *w)
{
    for (size_t i = 0; i < N_STREAMS; i++)
        if (w->stream[i].fed < N_BLOCKS)
            return false;
    return true;
}

/* Each event once, each stream in order, no position left out; vectors agree. */
static void check_order(const struct world *w)
{
    const struct evn_merged *merged = &hub(w)->merged;
    struct evn_vector at = {0};
    evn_merged_check(merged);
    for (uint64_t p = 1; p <= merged->head; p++) {
        uint64_t last;
        struct evn_range r = evn_merged_find(merged, p, &last);
        EVN_CHECK_EQ(r.seq, at.seq[r.source - 1] + 1);
        at.seq[r.source - 1]++;
        struct evn_vector said = evn_merged_vector(merged, p);
        EVN_CHECK(memcmp(&said, &at, sizeof at) == 0);
    }
    uint64_t all = 0;
    for (size_t i = 0; i < N_STREAMS; i++)
        all += w->stream[i].seq;
    EVN_CHECK_EQ(merged->head, all);
}

static void begin_world(struct world *w, uint64_t seed)
{
    *w = (struct world){0};
    w->rng = evn_rng_of(seed);
    for (size_t i = 0; i < N_STREAMS; i++)
        memset(w->stream[i].log_id, (int)i + 1, 16);
    EVN_MUST(evn_mem_log_new((const uint8_t *)"0123456789abcdef", &w->log) == EVN_OK);
    open_hub(w);
}

static void end_world(struct world *w)
{
    close_hub(w);
    evn_mem_log_destroy(&w->log);
    for (size_t i = 0; i < N_STREAMS; i++)
        for (size_t k = 0; k < w->stream[i].n; k++)
            evn_buf_fini(&w->stream[i].block[k].payload);
}

static void live(struct world *w)
{
    for (int step = 0; !all_fed(w); step++) {
        EVN_MUST(step < 200000); /* else they wait for each other */
        size_t i = evn_rng_below(&w->rng, N_STREAMS);
        if (evn_rng_below(&w->rng, 2) == 0 && w->stream[i].n < N_BLOCKS)
            write_block(w, i);
        else
            feed_next(w, i);
        if (evn_rng_below(&w->rng, 8) != 0)
            continue;
        EVN_CHECK_OK(evn_engine_commit(w->engine));
        if (evn_rng_below(&w->rng, 32) == 0) {
            close_hub(w);
            open_hub(w);
        }
        EVN_CHECK_OK(evn_engine_begin(w->engine));
    }
    EVN_CHECK_OK(evn_engine_commit(w->engine));
}

static struct world w;

static void effects_never_precede_causes_and_nothing_is_lost_or_doubled(void)
{
    uint64_t seed = evn_test_seed(20221114);
    for (uint64_t round = 0; round < N_ROUNDS; round++) {
        begin_world(&w, seed + round);
        live(&w);
        check_order(&w);
        end_world(&w);
    }
}

static void a_replayed_hub_has_the_same_order(void)
{
    begin_world(&w, evn_test_seed(7));
    live(&w);
    struct evn_vector at = hub(&w)->merged.at;
    uint64_t head = hub(&w)->merged.head, last, again;
    size_t n = hub(&w)->merged.n;
    struct evn_range mid = evn_merged_find(&hub(&w)->merged, head / 2, &last);
    close_hub(&w);
    open_hub(&w);
    EVN_CHECK_EQ(hub(&w)->merged.head, head);
    EVN_CHECK_EQ(hub(&w)->merged.n, n);
    EVN_CHECK(memcmp(&hub(&w)->merged.at, &at, sizeof at) == 0);
    struct evn_range now = evn_merged_find(&hub(&w)->merged, head / 2, &again);
    EVN_CHECK(now.seq == mid.seq && now.source == mid.source && last == again);
    end_world(&w);
}

/* One block of the ledger that builds on events of the registry that never come. */
static struct evn_block orphan(enum way way)
{
    struct made *m = &w.stream[1].block[0];
    *m = (struct made){.first_seq = 1};
    w.stream[1].n = 1;
    evn_buf_init(&m->payload, 1 << 16);
    w.stream[0].seq = 5;
    w.stream[1].read[0] = 4;
    build_on(&w, &w.stream[1], m, 0, way);
    return (struct evn_block){
        .first_seq = 1, .count = 1, .payload = evn_bytes_of(m->payload.at, m->payload.len)};
}

static bool was_forced(void)
{
    struct evn_buf frames;
    struct evn_frame frame;
    struct evn_hub_range range = {.forced = false};
    struct evn_refusal why;
    evn_buf_init(&frames, 1 << 16);
    struct evn_engine_status status;
    evn_engine_status(w.engine, &status);
    EVN_CHECK_OK(evn_engine_events(w.engine, 1, (uint32_t)status.committed, &frames));
    struct evn_bytes rest = evn_bytes_of(frames.at, frames.len);
    while (evn_frame_next(&rest, &frame) == EVN_OK)
        if (frame.kind == EVN_HUB_RANGE)
            EVN_CHECK_OK(evn_wire_decode(&evn_hub_range_table, frame.body, NULL, EVN_WIRE_STRICT,
                                         &range, &why));
    evn_buf_fini(&frames);
    return range.forced;
}

static void a_block_waits_thirty_seconds_for_its_cause_and_no_longer(void)
{
    for (enum way way = READ; way < N_WAYS; way++) {
        begin_world(&w, 1);
        struct evn_block block = orphan(way);
        const uint8_t *id = w.stream[1].log_id;
        for (mono_us = 1; mono_us <= 30 * EVN_US_PER_S; mono_us += 2999999)
            EVN_CHECK_ERR(evn_engine_feed(w.engine, "ledger", id, &block), EVN_E_AGAIN);
        mono_us = 30 * EVN_US_PER_S;
        EVN_CHECK_ERR(evn_engine_feed(w.engine, "ledger", id, &block), EVN_E_AGAIN);
        EVN_CHECK_EQ(hub(&w)->merged.head, 0);
        mono_us = 30 * EVN_US_PER_S + 1;
        EVN_CHECK_OK(evn_engine_feed(w.engine, "ledger", id, &block));
        EVN_CHECK_EQ(hub(&w)->merged.head, 1);
        EVN_CHECK_OK(evn_engine_commit(w.engine));
        EVN_CHECK(was_forced());
        end_world(&w);
    }
}

static void a_wait_that_ended_well_is_not_counted_for_the_next_block(void)
{
    begin_world(&w, 1);
    struct made *cause = &w.stream[0].block[0], *other = &w.stream[0].block[1];
    struct evn_block first = orphan(SENT_BY), second = first;
    const uint8_t *ledger = w.stream[1].log_id, *registry = w.stream[0].log_id;
    *cause = (struct made){.first_seq = 1, .count = 0};
    *other = (struct made){.first_seq = 6, .count = 0};
    w.stream[0].n = 2;
    evn_buf_init(&cause->payload, 1 << 16);
    evn_buf_init(&other->payload, 1 << 16);
    for (int i = 0; i < 5; i++)
        put_frame(cause, 40, NULL, NULL);
    mono_us = 0;
    EVN_CHECK_ERR(evn_engine_feed(w.engine, "ledger", ledger, &first), EVN_E_AGAIN);
    struct evn_block from = {
        .first_seq = 1, .count = 5, .payload = evn_bytes_of(cause->payload.at, cause->payload.len)};
    EVN_CHECK_OK(evn_engine_feed(w.engine, "registry", registry, &from));
    EVN_CHECK_OK(evn_engine_feed(w.engine, "ledger", ledger, &first));
    EVN_CHECK_OK(evn_engine_commit(w.engine));
    EVN_CHECK(!was_forced());
    EVN_CHECK_OK(evn_engine_begin(w.engine));
    /* The next block names an event that never comes. */
    struct evn_cursor c = {.source = "registry", .incarnation = 1, .seq = 9};
    memcpy(c.log_id, registry, sizeof c.log_id);
    put_frame(other, EVN_KIT_SENT, &evn_cursor_message, &c);
    second.first_seq = 2;
    second.payload = evn_bytes_of(other->payload.at, other->payload.len);
    mono_us = 40 * EVN_US_PER_S;
    EVN_CHECK_ERR(evn_engine_feed(w.engine, "ledger", ledger, &second), EVN_E_AGAIN);
    end_world(&w);
}

static void a_stream_that_is_not_followed_holds_nothing(void)
{
    begin_world(&w, 1);
    struct made m = {.first_seq = 1};
    struct evn_cursor c = {.source = "gateway", .log_id = {9}, .seq = 12};
    evn_buf_init(&m.payload, 1 << 16);
    put_frame(&m, EVN_KIT_CURSOR, &evn_cursor_message, &c);
    struct evn_block block = {
        .first_seq = 1, .count = 1, .payload = evn_bytes_of(m.payload.at, m.payload.len)};
    EVN_CHECK_OK(evn_engine_feed(w.engine, "ledger", w.stream[1].log_id, &block));
    EVN_CHECK_EQ(hub(&w)->merged.head, 1);
    evn_buf_fini(&m.payload);
    EVN_CHECK_OK(evn_engine_commit(w.engine));
    end_world(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(effects_never_precede_causes_and_nothing_is_lost_or_doubled),
        EVN_TEST(a_replayed_hub_has_the_same_order),
        EVN_TEST(a_block_waits_thirty_seconds_for_its_cause_and_no_longer),
        EVN_TEST(a_wait_that_ended_well_is_not_counted_for_the_next_block),
        EVN_TEST(a_stream_that_is_not_followed_holds_nothing),
    };
    return evn_test_main(argc, argv, "events.merge", tests, sizeof tests / sizeof tests[0]);
}
