/* Thresholds that were crossed while nobody looked: the ledger was down for a week, and tells of
 * each once, with the day of the calendar. The service without its sockets, with our clock. */
#include "common/base/pbw.h"
#include "common/journal/file.h"
#include "common/service/engine.h"
#include "common/service/site.h"
#include "common/service/views.h"
#include "services/ledger/core/thresholds.h"
#include "services/ledger/service.h"
#include "services/ledger/wire_count.h"
#include "tests/lib/suite.h"

#include <stdio.h>

enum {
    RECEIVE = 1,
    ISSUE = 2,
    MONDAY = 19310,
    N_MAX = 64,
    REGISTRY_ITEM = 16,
    REGISTRY_PLACE = 18
};

#define DAY_US (INT64_C(86400) * EVN_US_PER_S)

static const char admin[EVN_PUBLIC_KEY_TEXT_LEN + 1] = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
static const uint8_t registry_log[16] = {7};

static struct {
    const char *data;
    int64_t clock_us;
    uint32_t n_ids;
    void *state; /* struct evn_ledger_service */
    struct evn_views *views;
    struct evn_journal *journal;
    struct evn_engine *engine;
} run;

/* What the log says was crossed, in order. */
static struct {
    char lot[8]; /* or the item */
    uint32_t what;
    int64_t qty;
    int32_t day;
} told[N_MAX];
static size_t n_told;

static int64_t wall_us(void *self)
{
    (void)self;
    return run.clock_us;
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

static const struct evn_env env = {.wall_us = wall_us, .mono_us = mono_us, .random = random_bytes};

static void add_fact(struct evn_buf *out, uint32_t kind, const char *code, uint64_t what,
                     uint64_t n_days_warn)
{
    struct evn_buf body;
    evn_buf_init(&body, 1000);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_bytes(&w, 1, evn_bytes_text(code));
    evn_pbw_u64(&w, kind == REGISTRY_ITEM ? 5 : 2, what);
    evn_pbw_u64(&w, 20, n_days_warn);
    const struct evn_frame frame = {
        .kind = kind, .version = 1, .count = 1, .body = evn_bytes_of(body.at, body.len)};
    EVN_CHECK_OK(evn_frame_append(out, &frame));
    evn_buf_fini(&body);
}

/* Milk has lots and is told of two days before its last; W1 is a warehouse. */
static void learn(void)
{
    struct evn_key_fact key = {.name = "admin", .roles = UINT32_MAX};
    struct evn_buf facts;
    evn_buf_init(&facts, 10000);
    add_fact(&facts, REGISTRY_ITEM, "MILK", 2, 2);
    add_fact(&facts, REGISTRY_PLACE, "W1", 1, 0);
    const struct evn_block block = {
        .first_seq = 1, .count = 2, .payload = evn_bytes_of(facts.at, facts.len)};
    memcpy(key.public_key, admin, sizeof admin);
    EVN_CHECK_OK(evn_engine_key(run.engine, &key));
    EVN_CHECK_OK(evn_engine_start(run.engine));
    EVN_CHECK_OK(evn_engine_feed(run.engine, "registry", registry_log, &block));
    EVN_CHECK_OK(evn_engine_commit(run.engine));
    evn_buf_fini(&facts);
}

static void open_log(void)
{
    char folder[EVN_PATH_MAX], log[EVN_PATH_MAX + 8];
    struct evn_site site = {.run = ""};
    struct evn_file_report report;
    uint64_t known_seq = 0;
    snprintf(site.data, sizeof site.data, "%s", run.data);
    EVN_CHECK_OK(evn_site_make_folder(&site, "ledger", folder));
    snprintf(log, sizeof log, "%s/log", folder);
    EVN_CHECK_OK(evn_ledger_host.state_new(&run.state));
    EVN_CHECK_OK(evn_views_open(evn_ledger_host.views, run.state, folder, &run.views, &known_seq));
    const struct evn_file_options options = {.dir = log,
                                             .env = &env,
                                             .segment_bytes = EVN_SEGMENT_BYTES_MIN,
                                             .known_seq = known_seq,
                                             .writer = EVN_WRITER_POLL};
    EVN_CHECK_OK(evn_journal_file_open(&options, &run.journal, &report));
    EVN_CHECK_OK(evn_views_follow(run.views, run.journal, &env));
}

/* The service starts, so many days and hours after that Monday. */
static void wake(int day, int hour)
{
    uint64_t from_seq = 1;
    run.clock_us = (MONDAY + day) * DAY_US + hour * (DAY_US / 24);
    open_log();
    const struct evn_engine_config config = {.ops = evn_ledger_host.ops,
                                             .state = run.state,
                                             .journal = run.journal,
                                             .env = &env,
                                             .ids = evn_views_ids(run.views),
                                             .ids_max = 1 << 10};
    EVN_CHECK_OK(evn_engine_new(&config, &run.engine));
    EVN_CHECK_OK(evn_views_load(run.views, run.engine, &from_seq));
    EVN_CHECK_OK(evn_engine_replay(run.engine, from_seq));
    EVN_CHECK_OK(evn_views_start(run.views));
    EVN_CHECK_OK(evn_engine_begin(run.engine));
    learn();
}

static void sleep_well(void)
{
    EVN_CHECK_OK(evn_engine_commit(run.engine));
    evn_engine_destroy(&run.engine);
    evn_views_close(&run.views);
    evn_ledger_host.state_destroy(&run.state);
    evn_journal_destroy(&run.journal);
}

static void post(struct evn_wire_command *command)
{
    struct evn_answer answer;
    struct evn_buf bytes;
    uint8_t rest[10] = {0};
    evn_put_u32(rest, ++run.n_ids);
    command->id = evn_id_make(run.clock_us, rest);
    evn_buf_init(&bytes, 10000);
    EVN_CHECK_OK(evn_wire_encode(&evn_ledger_command_table, command, &bytes));
    EVN_CHECK_OK(
        evn_engine_post(run.engine, admin, NULL, evn_bytes_of(bytes.at, bytes.len), &answer));
    EVN_CHECK_OK(answer.refusal.err);
    evn_buf_fini(&bytes);
}

/* The lot's last usable day is so many days after that Monday. */
static void move(int kind, const char *lot, int last_day, int64_t qty)
{
    struct evn_wire_line line = {
        .kind = kind, .expiry = EVN_DAY_NONE, .made = EVN_DAY_NONE, .quantity = qty};
    struct evn_wire_document document = {.lines = &line, .n_lines = 1};
    struct evn_wire_command command = {.document = &document};
    snprintf(line.item, sizeof line.item, "MILK");
    snprintf(line.lot, sizeof line.lot, "%s", lot);
    snprintf(kind == RECEIVE ? line.to : line.from, sizeof line.to, "W1");
    if (kind == RECEIVE)
        line.expiry.n = MONDAY + last_day;
    post(&command);
}

static void should_have(int64_t low)
{
    struct evn_wire_set_threshold threshold = {.low = low};
    struct evn_wire_command command = {.set_threshold = &threshold};
    snprintf(threshold.place, sizeof threshold.place, "W1");
    snprintf(threshold.item, sizeof threshold.item, "MILK");
    post(&command);
}

static void take_crossing(struct evn_bytes body)
{
    const struct evn_ledger_state *s = &((const struct evn_ledger_service *)run.state)->core;
    struct evn_pb_field f;
    uint64_t fields[9] = {0};
    EVN_MUST(n_told < N_MAX);
    while (evn_pb_next(&body, &f) == EVN_OK)
        if (f.number < 9)
            fields[f.number] = f.value;
    uint32_t account = (uint32_t)fields[2];
    struct evn_bytes name =
        account == 0
            ? evn_dict_text(&s->item_ids, (uint32_t)fields[4])
            : evn_dict_text(&s->lot_codes, evn_account_lot(evn_ledger_account(s, account)));
    snprintf(told[n_told].lot, sizeof told->lot, "%.*s", (int)name.len, (const char *)name.at);
    told[n_told].what = (uint32_t)fields[1];
    told[n_told].qty = (int64_t)fields[6];
    told[n_told++].day = (int32_t)((int64_t)fields[8] - 1 + EVN_DAY_MIN) - MONDAY;
}

static void read_log(void)
{
    struct evn_journal_reader *reader = NULL;
    struct evn_block block;
    struct evn_frame frame;
    n_told = 0;
    EVN_CHECK_OK(evn_journal_reader_new(run.journal, 1, &reader));
    while (evn_journal_reader_next(reader, &block) == EVN_OK)
        while (evn_frame_next(&block.payload, &frame) == EVN_OK)
            if (frame.kind == EVN_LEDGER_FRAME_CROSSING)
                take_crossing(frame.body);
    evn_journal_reader_destroy(&reader);
}

/* The day job, as the host runs it each second; then what the log has. */
static void look(void)
{
    EVN_CHECK_OK(evn_engine_timer(run.engine));
    EVN_CHECK_OK(evn_engine_commit(run.engine));
    EVN_CHECK_OK(evn_engine_begin(run.engine));
    read_log();
}

/* An hour goes by, in which the commands were flushed. */
static void look_later(void)
{
    EVN_CHECK_OK(evn_engine_commit(run.engine));
    run.clock_us += DAY_US / 24;
    EVN_CHECK_OK(evn_engine_begin(run.engine));
    look();
}

static bool is_told(const char *lot, uint32_t what, int day, int64_t qty)
{
    int n = 0;
    for (size_t i = 0; i < n_told; i++)
        n += strcmp(told[i].lot, lot) == 0 && told[i].what == what && told[i].day == day &&
             told[i].qty == qty;
    return n == 1;
}

static void begin(void)
{
    run.data = evn_test_dir();
    run.n_ids = 0;
    wake(0, 9);
}

/* Three lots are over or near it after a week, one is not, of one nothing is left. */
static void stock_up(void)
{
    move(RECEIVE, "THU", 3, 50);
    move(RECEIVE, "TUE", 8, 40);
    move(RECEIVE, "WED", 9, 30);
    move(RECEIVE, "GONE", 1, 5);
    move(RECEIVE, "FAR", 10, 20);
    move(ISSUE, "GONE", 0, 5);
    should_have(100);
}

static void after_a_week_down_each_crossing_is_told_once_with_its_day(void)
{
    begin();
    stock_up();
    look();
    EVN_CHECK_EQ(n_told, 0);
    sleep_well();
    wake(7, 10);
    look();
    EVN_CHECK_EQ(n_told, 5);
    EVN_CHECK(is_told("THU", EVN_CROSSING_EXPIRY, 1, 50));
    EVN_CHECK(is_told("THU", EVN_CROSSING_EXPIRED, 4, 50));
    EVN_CHECK(is_told("TUE", EVN_CROSSING_EXPIRY, 6, 40));
    EVN_CHECK(is_told("WED", EVN_CROSSING_EXPIRY, 7, 30));
    EVN_CHECK(is_told("MILK", EVN_CROSSING_LOW, 7, 90)); /* of 140, THU is over */
    look();
    look_later();
    EVN_CHECK_EQ(n_told, 5);
    sleep_well();
    wake(8, 1);
    look();
    EVN_CHECK_EQ(n_told, 6);
    EVN_CHECK(is_told("FAR", EVN_CROSSING_EXPIRY, 8, 20));
    sleep_well();
}

static void what_is_not_there_is_silent_until_something_comes(void)
{
    begin();
    stock_up();
    sleep_well();
    wake(7, 10);
    look();
    for (size_t i = 0; i < n_told; i++)
        EVN_CHECK(strcmp(told[i].lot, "GONE") != 0);
    move(RECEIVE, "GONE", 1, 2);
    look_later();
    EVN_CHECK(is_told("GONE", EVN_CROSSING_EXPIRED, 2, 2));
    EVN_CHECK(is_told("GONE", EVN_CROSSING_EXPIRY, -1, 2));
    move(RECEIVE, "GONE", 1, 9);
    look_later();
    EVN_CHECK(is_told("GONE", EVN_CROSSING_EXPIRED, 2, 2));
    EVN_CHECK_EQ(n_told, 7);
    sleep_well();
}

/* The timer runs in the turn in which the lot came: it is not passed by until the next hour. */
static void a_lot_is_told_of_in_the_turn_in_which_it_comes(void)
{
    begin();
    move(RECEIVE, "NEAR", 1, 7);
    look();
    EVN_CHECK_EQ(n_told, 1);
    EVN_CHECK(is_told("NEAR", EVN_CROSSING_EXPIRY, -1, 7));
    move(RECEIVE, "TOO", 0, 3);
    look();
    EVN_CHECK(is_told("TOO", EVN_CROSSING_EXPIRY, -2, 3));
    EVN_CHECK_EQ(n_told, 2);
    sleep_well();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(after_a_week_down_each_crossing_is_told_once_with_its_day),
        EVN_TEST(what_is_not_there_is_silent_until_something_comes),
        EVN_TEST(a_lot_is_told_of_in_the_turn_in_which_it_comes),
    };
    return evn_test_main(argc, argv, "ledger.week", tests, sizeof tests / sizeof *tests);
}
