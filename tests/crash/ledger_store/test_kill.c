/* kill -9 while the ledger decides, logs, and its views and checkpoints are written behind. */
#include "common/base/rng.h"
#include "common/journal/file.h"
#include "common/store/rebuild.h"
#include "services/ledger/core/apply.h"
#include "services/ledger/core/decide.h"
#include "services/ledger/store/load.h"
#include "services/ledger/store/view.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 24, PLACES = 30, ITEMS = 40, COMMANDS = 40, NAME = 16 };

struct world {
    struct evn_journal *journal;
    struct evn_ledger_views views;
    struct evn_ledger_view view;
    struct evn_applier *applier;
    struct evn_ledger_state state;
    struct evn_arena arena;
    struct evn_buf events;
    struct evn_rng rng;
    char dir[360], path[400];
    char places[PLACES][NAME], items[ITEMS][NAME];
    int64_t now_us;
};

static struct evn_applier_config config_of(struct world *w)
{
    return (struct evn_applier_config){.store = w->views.store,
                                       .journal = w->journal,
                                       .ops = &w->views.ops,
                                       .env = evn_env_real(),
                                       .meta = w->views.tables.meta,
                                       .format = EVN_LEDGER_VIEWS_FORMAT,
                                       .interval_us = 2000,
                                       .n_pending_max = 500,
                                       .lag_max = 1000000};
}

static evn_err open_log(struct world *w)
{
    const struct evn_file_options options = {
        .dir = w->dir, .segment_bytes = 4 << 20, .background = true};
    return evn_journal_file_open(&options, &w->journal, NULL);
}

/* As a service starts: log, views, applier, state. */
static evn_err open_all(struct world *w)
{
    const struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_position at;
    evn_err err = open_log(w);
    if (err == EVN_OK)
        err = evn_ledger_views_open(&w->views, w->path, 0);
    if (err != EVN_OK)
        return err;
    w->views.slice_rows = 2; /* a pass over all balances takes a good many batches */
    struct evn_applier_config config = config_of(w);
    err = evn_applier_new(&config, &w->applier, &at);
    if (err == EVN_OK)
        err = evn_ledger_load(&w->views, w->journal, &limits, &w->state);
    return err;
}

static void close_all(struct world *w)
{
    evn_applier_destroy(&w->applier);
    evn_ledger_views_close(&w->views);
    evn_journal_destroy(&w->journal);
}

static void set_up(struct world *w, const char *name)
{
    *w = (struct world){.rng = evn_rng_of(1)};
    snprintf(w->dir, sizeof w->dir, "%s/%s", evn_test_dir(), name);
    snprintf(w->path, sizeof w->path, "%s/%s.mdb", evn_test_dir(), name);
    for (int i = 0; i < PLACES; i++)
        snprintf(w->places[i], NAME, "p%02d", i);
    for (int i = 0; i < ITEMS; i++)
        snprintf(w->items[i], NAME, "i%02d", i);
}

static bool decide(struct world *w, struct evn_ledger_command *c)
{
    struct evn_decision decision;
    const struct evn_ledger_turn turn = {.state = &w->state,
                                         .view = &w->view.history,
                                         .now_us = w->now_us,
                                         .business_us = w->now_us,
                                         .next_seq = w->state.next_seq,
                                         .arena = &w->arena,
                                         .events = &w->events};
    size_t before = w->events.len;
    c->id = evn_env_new_id(evn_env_real());
    c->actor = evn_bytes_text("key-1");
    evn_hash128(evn_bytes_of(c->id.b, EVN_ID_LEN), &c->hash);
    return evn_ledger_decide(&turn, c, &decision) == EVN_OK &&
           evn_ledger_apply_all(
               &w->state, evn_bytes_of(w->events.at + before, w->events.len - before)) == EVN_OK;
}

static bool make_known(struct world *w)
{
    bool ok = true;
    for (int i = -2; ok && i < PLACES; i++) {
        struct evn_ledger_command c = {.kind = EVN_COMMAND_PLACE};
        c.fact.id = evn_bytes_text(i == -2 ? "supplier" : i == -1 ? "consumed" : w->places[i]);
        c.fact.place = (struct evn_place){.kind = i == -2   ? EVN_PLACE_SUPPLIER
                                                  : i == -1 ? EVN_PLACE_CONSUMED
                                                            : EVN_PLACE_WAREHOUSE,
                                          .offset_min = EVN_OFFSET_CHINA_MIN};
        ok = decide(w, &c);
    }
    for (int i = 0; ok && i < ITEMS; i++) {
        struct evn_ledger_command c = {.kind = EVN_COMMAND_ITEM};
        c.fact.id = evn_bytes_text(w->items[i]);
        c.fact.item.tracking = EVN_TRACKING_NONE;
        ok = decide(w, &c);
    }
    return ok;
}

/* Mostly receipts; one place trades so much that its accounts become long. */
static bool random_command(struct world *w)
{
    const char *place =
        w->places[evn_rng_below(&w->rng, 3) == 0 ? 0 : evn_rng_below(&w->rng, PLACES)];
    const char *item =
        w->items[place == w->places[0] ? evn_rng_below(&w->rng, 2) : evn_rng_below(&w->rng, ITEMS)];
    const char *other = w->places[evn_rng_below(&w->rng, PLACES)];
    int64_t at_us =
        w->now_us - (evn_rng_below(&w->rng, 8) == 0 ? evn_rng_below(&w->rng, 100000) : 0);
    int64_t qty = 1 + evn_rng_below(&w->rng, 9);
    uint32_t dice = evn_rng_below(&w->rng, 10);
    const struct evn_ledger_line line =
        dice < 5                     ? evn_rig_receive(place, item, "", NULL, qty, at_us)
        : dice < 8 || place == other ? evn_rig_issue(place, item, "", qty, at_us)
                                     : evn_rig_transfer(place, other, item, "", qty, at_us);
    struct evn_ledger_command c = {.kind = EVN_COMMAND_DOCUMENT};
    c.document.lines = &line;
    c.document.n_lines = 1;
    return decide(w, &c);
}

/* One turn; the last number of the log when it was flushed, or 0. */
static uint64_t turn(struct world *w)
{
    struct evn_journal_mark mark = {0};
    int64_t wall_us = evn_env_real()->wall_us(NULL);
    uint64_t first = w->state.next_seq;
    w->now_us = wall_us > w->now_us ? wall_us : w->now_us;
    if (evn_ledger_view_renew(&w->view) != EVN_OK)
        return 0;
    evn_ledger_forget(&w->state, w->view.history.position(&w->view));
    evn_buf_clear(&w->events);
    bool ok = first > 1 || make_known(w);
    for (int i = 0; ok && i < COMMANDS; i++)
        ok = random_command(w);
    const struct evn_block block = {.first_seq = first,
                                    .count = (uint32_t)(w->state.next_seq - first),
                                    .recorded_at_us = w->now_us,
                                    .payload = evn_bytes_of(w->events.at, w->events.len)};
    if (!ok || evn_journal_submit(w->journal, &block) != EVN_OK ||
        evn_journal_poll(w->journal, &mark) != EVN_OK)
        return 0;
    evn_applier_wake(w->applier, mark.committed);
    return mark.committed;
}

static _Noreturn void work_for_ever(struct world *w, uint64_t seed, int pipe_fd)
{
    w->rng = evn_rng_of(seed);
    evn_buf_init(&w->events, 16 << 20);
    if (open_all(w) != EVN_OK || evn_arena_init(&w->arena, 16 << 20) != EVN_OK ||
        evn_ledger_view_init(&w->view, w->views.store, &w->views.tables, evn_env_real()) !=
            EVN_OK ||
        evn_applier_start(w->applier) != EVN_OK)
        _exit(3);
    for (;;) {
        uint64_t seq = turn(w);
        if (seq == 0 || evn_applier_behind(w->applier) != EVN_OK)
            _exit(4);
        if (write(pipe_fd, &seq, sizeof seq) != sizeof seq)
            _exit(5);
    }
}

/* Run the ledger, kill it after some turns; the last number it acknowledged. */
static uint64_t run_and_kill(struct world *w, uint64_t seed, uint32_t after)
{
    int ends[2], status = 0;
    EVN_MUST(pipe(ends) == 0);
    fflush(stdout);
    pid_t child = fork();
    EVN_MUST(child >= 0);
    if (child == 0) {
        close(ends[0]);
        work_for_ever(w, seed, ends[1]);
    }
    close(ends[1]);
    uint64_t seq, last = 0;
    for (uint32_t n = 0; read(ends[0], &seq, sizeof seq) == sizeof seq; n++) {
        last = seq;
        if (n == after)
            kill(child, SIGKILL);
    }
    close(ends[0]);
    EVN_MUST(waitpid(child, &status, 0) == child);
    EVN_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return last;
}

/* The state as the whole log tells it, without any view. */
static void replay(struct world *w, struct evn_ledger_state *state)
{
    const struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_journal_reader *reader;
    struct evn_block block;
    EVN_CHECK_OK(evn_ledger_state_init(state, &limits, INT64_MIN));
    EVN_CHECK_OK(evn_journal_reader_new(w->journal, 1, &reader));
    while (evn_journal_reader_next(reader, &block) == EVN_OK)
        EVN_CHECK_OK(evn_ledger_apply_all(state, block.payload));
    evn_journal_reader_destroy(&reader);
}

static void check_equal(const struct evn_ledger_state *a, const struct evn_ledger_state *b)
{
    EVN_CHECK_EQ(a->next_seq, b->next_seq);
    EVN_CHECK(memcmp(&a->digest, &b->digest, sizeof a->digest) == 0);
    EVN_CHECK_EQ(a->n_accounts, b->n_accounts);
    for (uint32_t i = 1; i <= a->n_accounts && i <= b->n_accounts; i++) {
        const struct evn_account *x = evn_ledger_account(a, i), *y = evn_ledger_account(b, i);
        EVN_CHECK_EQ(x->balance, y->balance);
        EVN_CHECK_EQ(x->latest_us, y->latest_us);
        EVN_CHECK_EQ(x->taken_in, y->taken_in);
    }
}

/* What rebuilt views say, and what the killed ones say once they have caught up. */
static void check_rebuilt(struct world *w)
{
    struct evn_position rebuilt;
    EVN_MUST(open_all(w) == EVN_OK);
    EVN_CHECK_OK(evn_applier_step(w->applier, true));
    evn_ledger_state_fini(&w->state);
    close_all(w);
    EVN_MUST(open_all(w) == EVN_OK);
    const struct evn_position want = w->views.at;
    EVN_CHECK_EQ(w->views.checkpoint.done, want.seq);
    evn_ledger_state_fini(&w->state);
    evn_applier_destroy(&w->applier);
    evn_ledger_views_close(&w->views);
    EVN_CHECK_OK(evn_store_remove(w->path));
    EVN_CHECK_OK(evn_ledger_views_open(&w->views, w->path, 0));
    struct evn_applier_config config = config_of(w);
    EVN_CHECK_OK(evn_rebuild(&config, &rebuilt));
    EVN_CHECK_EQ(rebuilt.seq, want.seq);
    EVN_CHECK(memcmp(&rebuilt.digest, &want.digest, sizeof want.digest) == 0);
    close_all(w);
}

static void a_killed_ledger_starts_from_its_views_as_from_its_whole_log(void)
{
    static struct world w;
    uint64_t seed = evn_test_seed(31);
    struct evn_rng rng = evn_rng_of(seed);
    int n_inside = 0, n_behind = 0;
    set_up(&w, "kill");
    for (uint32_t i = 0; i < KILLS; i++) {
        struct evn_ledger_state whole;
        uint64_t acked = run_and_kill(&w, seed + i, 5 + evn_rng_below(&rng, 60));
        EVN_MUST(open_all(&w) == EVN_OK);
        EVN_CHECK(w.state.next_seq > acked);
        n_inside += w.views.checkpoint.next != 0;
        n_behind += w.views.checkpoint.done < w.views.at.seq;
        replay(&w, &whole);
        check_equal(&whole, &w.state);
        evn_ledger_state_fini(&whole);
        evn_ledger_state_fini(&w.state);
        close_all(&w);
    }
    EVN_CHECK(n_inside >= KILLS / 4); /* a pass was running */
    EVN_CHECK(n_behind >= KILLS / 4); /* movements had to be folded */
    printf("[%d kills, %d inside a checkpoint, %d behind] ", KILLS, n_inside, n_behind);
    check_rebuilt(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_killed_ledger_starts_from_its_views_as_from_its_whole_log)};
    evn_test_in_memory();
    return evn_test_main(argc, argv, "ledger.store.kill", tests, sizeof tests / sizeof tests[0]);
}
