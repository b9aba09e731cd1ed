/* The real core over the real views: when the applier runs must not change anything. */
#include "common/base/arena.h"
#include "common/base/rng.h"
#include "common/journal/mem.h"
#include "common/store/rebuild.h"
#include "services/ledger/core/apply.h"
#include "services/ledger/core/decide.h"
#include "services/ledger/store/load.h"
#include "services/ledger/store/view.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { TURNS = 250, COMMANDS = 8, PLACES = 4, ITEMS = 3 };
enum pace { STOPPED, SLOW, IMMEDIATE };

struct world {
    struct evn_mem_log *log;
    struct evn_journal *journal;
    struct evn_ledger_views views;
    struct evn_ledger_view view;
    struct evn_applier *applier;
    struct evn_ledger_state state;
    struct evn_arena arena;
    struct evn_buf events;
    struct evn_hash256 head; /* of the log */
    char path[400];
    uint32_t n_refused, n_accepted;
};

static struct evn_applier_config config_of(struct world *w)
{
    return (struct evn_applier_config){.store = w->views.store,
                                       .journal = w->journal,
                                       .ops = &w->views.ops,
                                       .env = evn_env_real(),
                                       .meta = w->views.tables.meta,
                                       .format = EVN_LEDGER_VIEWS_FORMAT,
                                       .interval_us = 1,
                                       .n_pending_max = 200,
                                       .lag_max = 1000000};
}

/* Open the views, follow the journal, and make the state, as a service does at start. */
static void open_all(struct world *w)
{
    struct evn_position at;
    const struct evn_ledger_limits limits = evn_ledger_limits_usual();
    EVN_CHECK_OK(evn_ledger_views_open(&w->views, w->path, 0));
    struct evn_applier_config config = config_of(w);
    EVN_CHECK_OK(evn_applier_new(&config, &w->applier, &at));
    EVN_MUST(evn_ledger_load(&w->views, w->journal, &limits, &w->state) == EVN_OK);
    EVN_CHECK_OK(evn_ledger_view_init(&w->view, w->views.store, &w->views.tables, evn_env_real()));
}

static void close_all(struct world *w)
{
    evn_ledger_state_fini(&w->state);
    evn_ledger_view_fini(&w->view);
    evn_applier_destroy(&w->applier);
    evn_ledger_views_close(&w->views);
}

static void begin(struct world *w)
{
    const uint8_t log_id[16] = {7};
    *w = (struct world){.n_refused = 0};
    snprintf(w->path, sizeof w->path, "%s/views.mdb", evn_test_dir());
    EVN_CHECK_OK(evn_mem_log_new(log_id, &w->log));
    EVN_CHECK_OK(evn_journal_mem_open(w->log, 0, &w->journal));
    EVN_CHECK_OK(evn_arena_init(&w->arena, 8 << 20));
    evn_buf_init(&w->events, 8 << 20);
    open_all(w);
}

static void end(struct world *w)
{
    close_all(w);
    evn_journal_destroy(&w->journal);
    evn_mem_log_destroy(&w->log);
    evn_arena_fini(&w->arena);
    evn_buf_fini(&w->events);
}

static void decide(struct world *w, const struct evn_ledger_command *command, int64_t now_us)
{
    struct evn_decision decision;
    const struct evn_ledger_turn turn = {.state = &w->state,
                                         .view = &w->view.history,
                                         .now_us = now_us,
                                         .business_us = now_us,
                                         .next_seq = w->state.next_seq,
                                         .arena = &w->arena,
                                         .events = &w->events};
    size_t before = w->events.len;
    evn_err err = evn_ledger_decide(&turn, command, &decision);
    EVN_CHECK(err == EVN_OK || evn_err_class_of(err) == EVN_CLASS_INPUT);
    w->n_refused += err != EVN_OK || decision.refusal.err != EVN_OK;
    w->n_accepted += err == EVN_OK && decision.refusal.err == EVN_OK;
    EVN_CHECK_OK(evn_ledger_apply_all(&w->state,
                                      evn_bytes_of(w->events.at + before, w->events.len - before)));
}

/* One block of everything the turn produced; then what the views hold is forgotten. */
static void end_turn(struct world *w, uint64_t first, int64_t now_us)
{
    struct evn_journal_mark mark;
    struct evn_journal_head head;
    if (w->state.next_seq > first) {
        const struct evn_block block = {.first_seq = first,
                                        .count = (uint32_t)(w->state.next_seq - first),
                                        .recorded_at_us = now_us,
                                        .payload = evn_bytes_of(w->events.at, w->events.len)};
        EVN_CHECK_OK(evn_journal_submit(w->journal, &block));
        EVN_CHECK_OK(evn_journal_poll(w->journal, &mark));
        evn_applier_wake(w->applier, mark.committed);
    }
    evn_journal_tail(w->journal, &head);
    w->head = head.hash;
    evn_buf_clear(&w->events);
}

static void renew(struct world *w)
{
    EVN_CHECK_OK(evn_ledger_view_renew(&w->view));
    evn_ledger_forget(&w->state, w->view.history.position(w->view.history.self));
}

static struct evn_ledger_command command_of(enum evn_command_kind kind, uint32_t n, int64_t now_us)
{
    uint8_t rest[10] = {0};
    evn_put_u32(rest + 4, n);
    struct evn_ledger_command c = {
        .kind = kind, .id = evn_id_make(now_us, rest), .actor = evn_bytes_text("key-1")};
    evn_hash128(evn_bytes_of(c.id.b, EVN_ID_LEN), &c.hash);
    return c;
}

/* The first turn makes places and items known. */
static void make_known(struct world *w, int64_t now_us)
{
    const char *places[] = {"supplier", "consumed", "p0", "p1", "p2", "p3"};
    const char *items[] = {"i0", "i1", "i2"};
    for (uint32_t i = 0; i < PLACES + 2; i++) {
        struct evn_ledger_command c = command_of(EVN_COMMAND_PLACE, i, now_us);
        c.fact.id = evn_bytes_text(places[i]);
        c.fact.place.kind = i == 0   ? EVN_PLACE_SUPPLIER
                            : i == 1 ? EVN_PLACE_CONSUMED
                                     : EVN_PLACE_WAREHOUSE;
        c.fact.place.offset_min = EVN_OFFSET_CHINA_MIN;
        decide(w, &c, now_us);
    }
    for (uint32_t i = 0; i < ITEMS; i++) {
        struct evn_ledger_command c = command_of(EVN_COMMAND_ITEM, 100 + i, now_us);
        c.fact.id = evn_bytes_text(items[i]);
        c.fact.item.tracking = EVN_TRACKING_NONE;
        decide(w, &c, now_us);
    }
}

/* Receive, issue or transfer; one in four back-dated, one in ten with an id used before. */
static void random_command(struct world *w, struct evn_rng *rng, uint32_t turn, int64_t now_us)
{
    static const char *const places[] = {"p0", "p1", "p2", "p3"};
    static const char *const items[] = {"i0", "i1", "i2"};
    static const uint16_t kinds[] = {EVN_RECORD_RECEIVE, EVN_RECORD_ISSUE, EVN_RECORD_TRANSFER};
    uint16_t kind = kinds[evn_rng_below(rng, 3)];
    const char *from = places[evn_rng_below(rng, PLACES)], *to = places[evn_rng_below(rng, PLACES)];
    const char *item = items[evn_rng_below(rng, ITEMS)];
    int64_t back_s = evn_rng_below(rng, 4) == 0 ? evn_rng_below(rng, 400) : 0;
    uint32_t n = 1000 + turn * COMMANDS + evn_rng_below(rng, COMMANDS);
    int64_t born_us = now_us;
    if (evn_rng_below(rng, 10) == 0 && turn > 50) {
        n -= 40 * COMMANDS; /* an id of forty turns ago */
        born_us -= 40 * 1000000;
    }
    const struct evn_ledger_line line = {
        .kind = kind,
        .from = evn_bytes_text(kind == EVN_RECORD_RECEIVE ? "supplier" : from),
        .to = evn_bytes_text(kind == EVN_RECORD_ISSUE ? "consumed" : to),
        .item = evn_bytes_text(item),
        .lot = evn_bytes_text(""),
        .owner = evn_bytes_text(""),
        .expiry = EVN_DAY_NONE,
        .made = EVN_DAY_NONE,
        .qty = 1 + evn_rng_below(rng, 100),
        .occurred_at_us = now_us - back_s * 1000000};
    struct evn_ledger_command c = command_of(EVN_COMMAND_DOCUMENT, n, born_us);
    c.document.lines = &line;
    c.document.n_lines = 1;
    decide(w, &c, now_us);
}

static void run(struct world *w, uint64_t seed, enum pace pace, uint32_t restart_at)
{
    struct evn_rng rng = evn_rng_of(seed), clock = evn_rng_of(seed + 1);
    int64_t now_us = INT64_C(1668384000) * EVN_US_PER_S;
    for (uint32_t turn = 0; turn < TURNS; turn++) {
        now_us += 1000000;
        renew(w);
        uint64_t first = w->state.next_seq;
        if (turn == 0)
            make_known(w, now_us);
        for (int i = 0; i < COMMANDS; i++)
            random_command(w, &rng, turn, now_us);
        end_turn(w, first, now_us);
        if (pace == IMMEDIATE || (pace == SLOW && evn_rng_below(&clock, 30) == 0))
            EVN_CHECK_OK(evn_applier_step(w->applier, true));
        if (turn == restart_at) {
            close_all(w);
            open_all(w);
        }
    }
}

static void check_equal(const struct world *a, const struct world *b)
{
    EVN_CHECK(memcmp(&a->head, &b->head, sizeof a->head) == 0);
    EVN_CHECK_EQ(a->state.digest.a, b->state.digest.a);
    EVN_CHECK_EQ(a->state.digest.b, b->state.digest.b);
    EVN_CHECK_EQ(a->state.next_seq, b->state.next_seq);
    EVN_CHECK_EQ(a->n_refused, b->n_refused);
}

static void stopped_slow_and_immediate_appliers_give_the_same_log(void)
{
    static struct world worlds[3];
    uint64_t seed = evn_test_seed(21);
    for (int i = 0; i < 3; i++) {
        begin(&worlds[i]);
        run(&worlds[i], seed, (enum pace)i, TURNS);
        check_equal(&worlds[0], &worlds[i]);
    }
    EVN_CHECK(worlds[0].n_accepted > TURNS);
    EVN_CHECK(worlds[0].n_refused > TURNS / 10);
    EVN_CHECK(worlds[0].view.history.position(&worlds[0].view) == 0);
    EVN_CHECK(worlds[2].view.history.position(&worlds[2].view) > TURNS);
    for (int i = 0; i < 3; i++)
        end(&worlds[i]);
}

static void a_restart_in_the_middle_changes_nothing(void)
{
    static struct world plain, restarted;
    uint64_t seed = evn_test_seed(22);
    begin(&plain);
    run(&plain, seed, SLOW, TURNS);
    for (uint32_t at = 1; at < TURNS; at += 60) {
        begin(&restarted);
        run(&restarted, seed, SLOW, at);
        check_equal(&plain, &restarted);
        end(&restarted);
    }
    end(&plain);
}

static void rebuilt_views_are_the_same_and_give_the_same_state(void)
{
    static struct world w;
    begin(&w);
    run(&w, evn_test_seed(23), SLOW, TURNS);
    EVN_CHECK_OK(evn_applier_step(w.applier, true));
    struct evn_digest want = w.state.digest;
    struct evn_position before, rebuilt;
    close_all(&w);
    open_all(&w);
    before = w.views.at;
    EVN_CHECK_EQ(before.seq + 1, w.state.next_seq); /* nothing was left to replay */
    EVN_CHECK(memcmp(&want, &w.state.digest, sizeof want) == 0);
    close_all(&w);
    EVN_CHECK_OK(evn_store_remove(w.path));
    EVN_CHECK_OK(evn_ledger_views_open(&w.views, w.path, 0));
    struct evn_applier_config config = config_of(&w);
    EVN_CHECK_OK(evn_rebuild(&config, &rebuilt));
    EVN_CHECK_EQ(rebuilt.seq, before.seq);
    EVN_CHECK(memcmp(&rebuilt.digest, &before.digest, sizeof rebuilt.digest) == 0);
    evn_ledger_views_close(&w.views);
    open_all(&w);
    EVN_CHECK(memcmp(&want, &w.state.digest, sizeof want) == 0);
    end(&w);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(stopped_slow_and_immediate_appliers_give_the_same_log),
        EVN_TEST(a_restart_in_the_middle_changes_nothing),
        EVN_TEST(rebuilt_views_are_the_same_and_give_the_same_state),
    };
    return evn_test_main(argc, argv, "ledger.store.law", tests, sizeof tests / sizeof *tests);
}
