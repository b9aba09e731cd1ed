#include "tests/crash/ledger/life.h"

#include "tests/lib/suite.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>

enum { SEGMENT_BYTES = EVN_SEGMENT_BYTES_MIN };

static const char admin[EVN_PUBLIC_KEY_TEXT_LEN + 1] = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
static const uint8_t registry_log[16] = {7};

/* The clock of the process: what life_open and turns set. */
static int64_t clock_us = LIFE_BEGIN_US;

static int64_t wall_us(void *self)
{
    (void)self;
    return clock_us;
}

static int64_t mono_us(void *self)
{
    (void)self;
    return evn_env_real()->mono_us(evn_env_real()->self);
}

static void random_bytes(void *self, void *to, size_t len)
{
    (void)self;
    evn_env_real()->random(evn_env_real()->self, to, len);
}

static const struct evn_env life_env = {
    .wall_us = wall_us, .mono_us = mono_us, .random = random_bytes};

static evn_err open_log(struct life *life, const char *data)
{
    char folder[EVN_PATH_MAX], log[EVN_PATH_MAX + 8];
    struct evn_site site = {.run = ""};
    uint64_t known_seq = 0;
    snprintf(site.data, sizeof site.data, "%s", data);
    evn_err err = evn_site_make_folder(&site, "ledger", folder);
    snprintf(log, sizeof log, "%s/log", folder);
    if (err == EVN_OK)
        err = evn_ledger_host.state_new(&life->state);
    if (err == EVN_OK)
        err = evn_views_open(evn_ledger_host.views, life->state, folder, &life->views, &known_seq);
    const struct evn_file_options options = {.dir = log,
                                             .env = &life_env,
                                             .segment_bytes = SEGMENT_BYTES,
                                             .known_seq = known_seq,
                                             .background = life->threads,
                                             .writer = life->threads ? EVN_WRITER_THREAD
                                                                     : EVN_WRITER_POLL};
    if (err == EVN_OK)
        err = evn_journal_file_open(&options, &life->journal, &life->report);
    return err != EVN_OK ? err : evn_views_follow(life->views, life->journal, &life_env);
}

static evn_err learn(struct life *life)
{
    struct evn_key_fact key = {.name = "admin", .roles = UINT32_MAX};
    struct evn_block block = {.first_seq = 1};
    memcpy(key.public_key, admin, sizeof admin);
    evn_err err = evn_engine_key(life->engine, &key);
    if (err == EVN_OK)
        err = evn_engine_start(life->engine);
    evn_buf_clear(&life->bytes);
    life_registry(&life->bytes, &block.count);
    block.payload = evn_bytes_of(life->bytes.at, life->bytes.len);
    if (err == EVN_OK)
        err = evn_engine_feed(life->engine, "registry", registry_log, &block);
    return err != EVN_OK ? err : evn_engine_commit(life->engine);
}

static evn_err open_engine(struct life *life)
{
    uint64_t from_seq = 1;
    const struct evn_engine_config config = {.ops = evn_ledger_host.ops,
                                             .state = life->state,
                                             .journal = life->journal,
                                             .env = &life_env,
                                             .ids = evn_views_ids(life->views),
                                             .ids_max = 1 << 10};
    evn_err err = evn_engine_new(&config, &life->engine);
    if (err == EVN_OK)
        err = evn_views_load(life->views, life->engine, &from_seq);
    if (err == EVN_OK)
        err = evn_engine_replay(life->engine, from_seq);
    if (err == EVN_OK)
        err = evn_views_start(life->views);
    if (err == EVN_OK)
        err = evn_engine_begin(life->engine);
    return err != EVN_OK ? err : learn(life);
}

evn_err life_open(struct life *life, const char *data, uint32_t k)
{
    clock_us = LIFE_BEGIN_US + (int64_t)k * LIFE_COMMAND_US;
    evn_buf_init(&life->bytes, 1 << 20);
    life->n_held = 0;
    evn_err err = open_log(life, data);
    return err != EVN_OK ? err : open_engine(life);
}

void life_close(struct life *life)
{
    evn_engine_destroy(&life->engine);
    evn_views_close(&life->views);
    if (life->state != NULL)
        evn_ledger_host.state_destroy(&life->state);
    evn_journal_destroy(&life->journal);
    evn_buf_fini(&life->bytes);
}

static uint64_t committed(const struct life *life)
{
    struct evn_engine_status status;
    evn_engine_status(life->engine, &status);
    return status.committed;
}

static void tell(struct life *life)
{
    size_t n = 0;
    uint64_t seq = committed(life);
    while (n < life->n_held && life->held[n].seq <= seq)
        life->told(life->self, &life->held[n++].answer);
    memmove(life->held, life->held + n, (life->n_held - n) * sizeof *life->held);
    life->n_held -= n;
}

static evn_err post(struct life *life, uint32_t k, struct life_answer *out)
{
    struct evn_answer answer;
    life_command(life->seed, k, &life->bytes);
    evn_err err = evn_engine_post(life->engine, admin, NULL,
                                  evn_bytes_of(life->bytes.at, life->bytes.len), &answer);
    *out = (struct life_answer){.k = k,
                                .err = (uint32_t)answer.refusal.err,
                                .count = answer.count,
                                .first_seq = answer.first_seq};
    return err;
}

static evn_err begin(struct life *life)
{
    evn_err err = evn_views_turn(life->views, committed(life));
    if (err != EVN_OK && err != EVN_E_VIEW_LAG)
        return err;
    return evn_engine_begin(life->engine);
}

static evn_err tend(struct life *life)
{
    if (life->threads)
        return EVN_OK;
    evn_err err = evn_file_tend(life->journal);
    (void)err; /* what upkeep could not do leaves the log as it was */
    return EVN_OK;
}

evn_err life_turn(struct life *life, uint32_t first, uint32_t n)
{
    evn_err err = begin(life);
    for (uint32_t i = 0; err == EVN_OK && i < n; i++) {
        struct life_answer answer;
        clock_us = LIFE_BEGIN_US + (int64_t)(first + i + 1) * LIFE_COMMAND_US;
        err = post(life, first + i, &answer);
        EVN_ASSERT(life->n_held < LIFE_HELD_MAX);
        life->held[life->n_held].answer = answer;
        life->held[life->n_held++].seq = evn_engine_decided(life->engine);
    }
    if (err == EVN_OK)
        err = evn_engine_timer(life->engine);
    if (err == EVN_OK)
        err = evn_engine_queue(life->engine);
    if (err == EVN_OK)
        tell(life);
    return err != EVN_OK ? err : tend(life);
}

evn_err life_ask(struct life *life, uint32_t k, struct life_answer *out)
{
    evn_err err = begin(life);
    if (err == EVN_OK)
        err = post(life, k, out);
    return err != EVN_OK ? err : evn_engine_commit(life->engine);
}

evn_err life_finish(struct life *life)
{
    evn_err err = evn_engine_begin(life->engine);
    if (err == EVN_OK)
        err = evn_engine_commit(life->engine);
    if (err == EVN_OK && evn_engine_in_flight(life->engine) > 0) {
        struct evn_journal_head head;
        struct evn_journal_mark mark;
        evn_journal_tail(life->journal, &head);
        err = evn_journal_wait(life->journal, head.next_seq - 1, &mark);
    }
    if (err == EVN_OK)
        err = evn_engine_poll(life->engine);
    if (err == EVN_OK)
        tell(life);
    return err;
}

evn_err life_views(struct life *life, int wait_ms)
{
    uint64_t seq = committed(life);
    int64_t until_us = mono_us(NULL) + (int64_t)wait_ms * 1000;
    evn_err err = EVN_OK;
    evn_views_hurry(life->views, seq);
    do {
        sched_yield();
        err = evn_views_turn(life->views, seq);
    } while (err == EVN_OK && evn_views_seq(life->views) < seq && mono_us(NULL) < until_us);
    return err == EVN_E_VIEW_LAG ? EVN_OK : err;
}

const struct evn_ledger_state *life_state(const struct life *life)
{
    return &((const struct evn_ledger_service *)life->state)->core;
}
