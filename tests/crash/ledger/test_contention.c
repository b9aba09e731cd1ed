/* Sixty-four clients of the real service want the same few lots at the same time. */
#include "common/base/rng.h"
#include "tests/crash/ledger/recount.h"
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <signal.h>

enum { CLIENTS = 64, PLACES = 2, ITEMS = 2, LOTS = 2, TRADE_S = 10, TOLD_MAX = 1 << 20 };
enum { RECEIVE = 1, ISSUE = 2, TRANSFER = 3, WAREHOUSE = 1, BY_LOT = 2 };

static struct site site;
static const char *const places[PLACES] = {"wh-1", "wh-2"}, *const items[ITEMS] = {"mask", "drug"};

struct buyer {
    struct evn_client *client;
    bool waiting;
    struct evn_id id; /* of the command under way */
    struct evn_buf bytes;
    struct evn_rng rng;
    char owner[EVN_LEDGER_TEXT]; /* its last reservation; "": none */
};

/* What was answered, in order. */
static struct {
    struct evn_id id;
    uint64_t first_seq;
} told[TOLD_MAX];
static uint32_t n_told, n_accepted, n_short, n_reserved;

static const char *any(struct buyer *b, const char *const *of, uint32_t n)
{
    return of[evn_rng_below(&b->rng, n)];
}

static void send(struct buyer *b)
{
    uint64_t corr;
    EVN_MUST(evn_client_start(b->client, evn_bytes_of(b->bytes.at, b->bytes.len),
                              evn_client_now_us() + (int64_t)SITE_WAIT_MS * 1000, &corr) == EVN_OK);
    b->waiting = true;
}

static void encode(struct buyer *b, struct evn_wire_command *command)
{
    command->id = b->id = site_id(&site);
    evn_buf_clear(&b->bytes);
    EVN_MUST(evn_buf_add(&b->bytes, site_request(&site, command)) == EVN_OK);
}

/* More is asked for than comes in. */
static void make_document(struct buyer *b)
{
    static const char *const lots[LOTS] = {"A", "B"};
    uint32_t what = evn_rng_below(&b->rng, 10);
    int kind = what < 2 ? RECEIVE : what < 7 ? ISSUE : TRANSFER;
    const char *from = any(b, places, PLACES), *to = from == places[0] ? places[1] : places[0];
    const char *lot = kind == RECEIVE || what % 2 == 0 ? any(b, lots, LOTS) : NULL;
    struct evn_wire_line line[2];
    for (int i = 0; i < 2; i++)
        line[i] = site_line(kind, kind == RECEIVE ? NULL : from, kind == ISSUE ? NULL : to,
                            any(b, items, ITEMS), lot, kind == RECEIVE ? "2099-12-31" : NULL,
                            1 + evn_rng_below(&b->rng, 50));
    struct evn_wire_document document = {.lines = line, .n_lines = 1 + evn_rng_below(&b->rng, 2)};
    struct evn_wire_command command = {.document = &document};
    encode(b, &command);
}

static void make_reserve(struct buyer *b)
{
    struct evn_wire_reserve_line line = {.quantity = 1 + evn_rng_below(&b->rng, 30)};
    struct evn_wire_reserve reserve = {.priority = 1, .lines = &line, .n_lines = 1};
    struct evn_wire_command command = {.reserve = &reserve};
    snprintf(line.place, sizeof line.place, "%s", any(b, places, PLACES));
    snprintf(line.item, sizeof line.item, "%s", any(b, items, ITEMS));
    struct evn_id id = site_id(&site);
    char text[EVN_ID_TEXT_LEN + 1];
    evn_id_format(&id, text);
    snprintf(b->owner, sizeof b->owner, "%s", text);
    snprintf(reserve.owner, sizeof reserve.owner, "%s", text);
    encode(b, &command);
}

static void make_release(struct buyer *b)
{
    struct evn_wire_release release = {0};
    struct evn_wire_command command = {.release = &release};
    snprintf(release.owner, sizeof release.owner, "%s", b->owner);
    b->owner[0] = '\0';
    encode(b, &command);
}

static void start(struct buyer *b)
{
    if (b->owner[0] != '\0' && evn_rng_below(&b->rng, 3) == 0)
        make_release(b);
    else if (b->owner[0] == '\0' && evn_rng_below(&b->rng, 5) == 0)
        make_reserve(b);
    else
        make_document(b);
    send(b);
}

static void take_answer(struct buyer *b, const struct evn_reply *got)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    EVN_MUST(got->err == EVN_OK);
    evn_arena_reset(&site.arena);
    EVN_MUST(evn_reply_decode(got->bytes, &site.arena, &reply, &why) == EVN_OK);
    if (reply.refusal != NULL) {
        EVN_MUST(reply.refusal->error_class == EVN_CLASS_BUSY);
        send(b);
        return;
    }
    const struct evn_wire_answer *answer = &reply.answer[0];
    uint32_t code = answer->refusal != NULL ? (uint32_t)answer->refusal->code : EVN_OK;
    n_accepted += code == EVN_OK;
    n_short += code == EVN_E_SHORT_STOCK;
    n_reserved += code == EVN_E_RESERVED;
    b->waiting = false;
    if (answer->first_seq == 0)
        return;
    EVN_MUST(n_told < TOLD_MAX);
    told[n_told].id = b->id;
    told[n_told++].first_seq = answer->first_seq;
}

static bool step(struct buyer *b, bool more)
{
    struct evn_reply got;
    if (!b->waiting && more)
        start(b);
    evn_client_step(b->client);
    while (evn_client_take(b->client, &got))
        take_answer(b, &got);
    return b->waiting;
}

static void trade(struct buyer *buyers, int64_t for_us)
{
    zmq_pollitem_t item[2 * CLIENTS];
    int64_t until_us = evn_client_now_us() + for_us;
    bool waiting = true;
    while (waiting) {
        bool more = evn_client_now_us() < until_us;
        size_t n = 0;
        waiting = more;
        for (int i = 0; i < CLIENTS; i++)
            waiting |= step(&buyers[i], more);
        for (int i = 0; i < CLIENTS; i++)
            n += evn_client_poll(buyers[i].client, &item[n]);
        zmq_poll(item, (int)n, 2);
    }
}

static void open_buyers(struct buyer *buyers, uint64_t seed)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    EVN_MUST(evn_site_public_key(&site.at, "ledger", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&site.at, "ledger", EVN_DOOR_INTERACTIVE, endpoint) == EVN_OK);
    for (int i = 0; i < CLIENTS; i++) {
        buyers[i] = (struct buyer){.rng = evn_rng_of(seed + (uint64_t)i)};
        evn_buf_init(&buyers[i].bytes, 1 << 16);
        EVN_MUST(evn_client_open(site.net, endpoint, &key, evn_port_interactive,
                                 &buyers[i].client) == EVN_OK);
    }
}

/* Each answer is in the log, once, where it said. */
static void check_told(const struct recount *log)
{
    unsigned wrong = 0;
    for (uint32_t i = 0; i < n_told; i++) {
        const struct recount_command *c = recount_find(log, &told[i].id);
        wrong += c == NULL || c->first_seq != told[i].first_seq;
    }
    EVN_CHECK_EQ(wrong, 0);
    EVN_CHECK_EQ(log->n_doubled, 0);
    EVN_CHECK(log->n >= n_told);
}

/* What the service said last, per item in all warehouses, against the recount: all that is not
 * there came from or went to the outside. */
static void check_books(const struct recount *log, const int64_t *stock)
{
    int64_t said = 0, counted = 0;
    for (int i = 0; i < PLACES * ITEMS; i++)
        said += stock[i];
    for (uint32_t a = 1; a <= log->n_accounts; a++)
        counted += log->physical[a] ? log->balance[a] : 0;
    EVN_CHECK_EQ(said, counted);
    EVN_CHECK_EQ(log->n_impossible, 0);
    EVN_CHECK_EQ(log->n_overclaimed, 0);
    EVN_CHECK_EQ(recount_unbalanced(log), 0);
}

static void sixty_four_clients_sell_nothing_twice(void)
{
    static struct buyer buyers[CLIENTS];
    static struct recount log;
    int64_t stock[PLACES * ITEMS];
    uint64_t seed = evn_test_seed(20221128);
    site_open(&site, "contention");
    for (int i = 0; i < PLACES; i++)
        site_place(&site, places[i], WAREHOUSE, "310115");
    for (int i = 0; i < ITEMS; i++)
        site_item(&site, items[i], BY_LOT, 0);
    EVN_CHECK_EQ(site_stock(&site, places[0], items[0]), 0);
    open_buyers(buyers, seed);
    trade(buyers, TRADE_S * INT64_C(1000000));
    for (int i = 0; i < PLACES * ITEMS; i++)
        stock[i] = site_stock(&site, places[i / ITEMS], items[i % ITEMS]);
    for (int i = 0; i < CLIENTS; i++) {
        evn_client_close(&buyers[i].client);
        evn_buf_fini(&buyers[i].bytes);
    }
    site_stop(&site, SITE_LEDGER, SIGTERM);
    EVN_CHECK_OK(recount_read(&log, site.at.data));
    check_told(&log);
    check_books(&log, stock);
    EVN_CHECK(n_accepted > CLIENTS && n_short > 0 && n_reserved > 0);
    printf("[%u clients: %u answers, %u accepted, %u short, %u reserved for others] ",
           (unsigned)CLIENTS, n_told, n_accepted, n_short, n_reserved);
    recount_free(&log);
    site_close(&site);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(sixty_four_clients_sell_nothing_twice),
    };
    return site_main(argc, argv, "ledger.contention", tests, sizeof tests / sizeof *tests);
}
