/* Four clients post while the ledger is killed again and again: nothing acknowledged is lost,
 * nothing acts twice, and the books are those of a model. */
#include "common/base/rng.h"
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <signal.h>

enum { CLIENTS = 4, PLACES = 3, COMMANDS = 400, KILLS = 8 };

static struct site site;
static const char *const places[PLACES] = {"wh-1", "wh-2", "wh-3"};

/* One client: a command on its way, or none. */
struct poster {
    struct evn_client *client;
    bool waiting;
    int kind, from, to; /* of the command under way */
    int64_t quantity;
    uint64_t corr;
    struct evn_buf bytes;
};

static int64_t books[PLACES];
static uint32_t n_done, n_accepted, n_refused;

static void start(struct poster *p, struct evn_rng *rng)
{
    p->kind = 1 + (int)evn_rng_below(rng, 3);
    p->from = (int)evn_rng_below(rng, PLACES);
    p->to = (p->from + 1) % PLACES;
    p->quantity = 1 + evn_rng_below(rng, 30);
    struct evn_wire_line line =
        site_line(p->kind, p->kind == 1 ? NULL : places[p->from],
                  p->kind == 2 ? NULL : places[p->to], "rice", NULL, NULL, p->quantity);
    struct evn_wire_document document = {.lines = &line, .n_lines = 1};
    struct evn_wire_command command = {.id = site_id(&site), .document = &document};
    evn_buf_clear(&p->bytes);
    EVN_MUST(evn_buf_add(&p->bytes, site_request(&site, &command)) == EVN_OK);
    p->waiting = true;
}

static void post(struct poster *p)
{
    EVN_MUST(evn_client_start(p->client, evn_bytes_of(p->bytes.at, p->bytes.len),
                              evn_client_now_us() + (int64_t)SITE_WAIT_MS * 1000,
                              &p->corr) == EVN_OK);
}

static void take_answer(struct poster *p, const struct evn_reply *got)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    evn_arena_reset(&site.arena);
    if (got->err != EVN_OK) {
        post(p);
        return;
    }
    EVN_MUST(evn_reply_decode(got->bytes, &site.arena, &reply, &why) == EVN_OK);
    if (reply.refusal != NULL) {
        EVN_MUST(reply.refusal->error_class == EVN_CLASS_BUSY);
        post(p);
        return;
    }
    EVN_MUST(reply.n_answer == 1);
    bool ok = reply.answer[0].refusal == NULL;
    EVN_CHECK(ok || reply.answer[0].refusal->code == EVN_E_SHORT_STOCK);
    if (ok && p->kind != 1)
        books[p->from] -= p->quantity;
    if (ok && p->kind != 2)
        books[p->to] += p->quantity;
    n_accepted += ok;
    n_refused += !ok;
    n_done++;
    p->waiting = false;
}

static void step(struct poster *p, struct evn_rng *rng, uint32_t *n_started)
{
    struct evn_reply got;
    if (!p->waiting && *n_started < COMMANDS) {
        start(p, rng);
        post(p);
        (*n_started)++;
    }
    evn_client_step(p->client);
    while (evn_client_take(p->client, &got))
        take_answer(p, &got);
}

static void wait_a_little(struct poster *posters)
{
    zmq_pollitem_t item[2 * CLIENTS];
    size_t n = 0;
    for (int i = 0; i < CLIENTS; i++)
        n += evn_client_poll(posters[i].client, &item[n]);
    zmq_poll(item, (int)n, 5);
}

static void open_posters(struct poster *posters)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    EVN_MUST(evn_site_public_key(&site.at, "ledger", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&site.at, "ledger", EVN_DOOR_INTERACTIVE, endpoint) == EVN_OK);
    for (int i = 0; i < CLIENTS; i++) {
        posters[i] = (struct poster){0};
        evn_buf_init(&posters[i].bytes, 1 << 16);
        EVN_MUST(evn_client_open(site.net, endpoint, &key, evn_port_interactive,
                                 &posters[i].client) == EVN_OK);
    }
}

static void killed_at_random_it_loses_and_doubles_nothing(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(20221126));
    struct poster posters[CLIENTS];
    uint32_t n_started = 0, n_kills = 0, next_kill = 20;
    site_open(&site, "kill");
    for (int i = 0; i < PLACES; i++)
        site_place(&site, places[i], 1, "310115");
    site_item(&site, "rice", 0, 0);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 0);
    open_posters(posters);
    int64_t until_us = evn_client_now_us() + INT64_C(100000000);
    while (n_done < COMMANDS && evn_client_now_us() < until_us) {
        for (int i = 0; i < CLIENTS; i++)
            step(&posters[i], &rng, &n_started);
        wait_a_little(posters);
        if (n_done >= next_kill && n_kills < KILLS) {
            site_stop(&site, SITE_LEDGER, SIGKILL);
            site_start(&site, SITE_LEDGER);
            next_kill = n_done + 20 + evn_rng_below(&rng, 40);
            n_kills++;
        }
    }
    EVN_CHECK_EQ(n_done, COMMANDS);
    EVN_CHECK_EQ(n_kills, KILLS);
    for (int i = 0; i < PLACES; i++)
        EVN_CHECK_EQ(site_stock(&site, places[i], "rice"), books[i]);
    printf("[%u accepted, %u refused, %u kills] ", n_accepted, n_refused, n_kills);
    for (int i = 0; i < CLIENTS; i++) {
        evn_client_close(&posters[i].client);
        evn_buf_fini(&posters[i].bytes);
    }
    site_close(&site);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(killed_at_random_it_loses_and_doubles_nothing),
    };
    return site_main(argc, argv, "ledger.kill", tests, sizeof tests / sizeof *tests);
}
