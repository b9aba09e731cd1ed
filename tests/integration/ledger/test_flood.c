/* More than the ledger can take: its queues keep to their bounds, and its memory to theirs. */
#include "common/net/wait.h"
#include "services/ledger/wire_account_query.h"
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    WAREHOUSE = 1,
    RECEIVE = 1,
    CLIENTS = 16,
    BULK_FLIGHT = 4,
    FLIGHT = 32,
    PART = 60000, /* bytes of one command that is none */
    PARTS = 17, /* of them in a request: few, so that it costs little to look at again and again */
    HELD_BYTES = (64 << 20) + (1 << 20),
    WAITING_BYTES = 32 << 20,
    OTHER_BYTES = 64 << 20,
    POSTS = 3000, /* commands; with EVN_FULL: */
    POSTS_FULL = 300000
};

static struct site site;
static struct evn_client *client[CLIENTS];

static void open_clients(enum evn_door door, struct evn_port port)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    EVN_MUST(evn_site_public_key(&site.at, "ledger", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&site.at, "ledger", door, endpoint) == EVN_OK);
    for (int i = 0; i < CLIENTS; i++)
        EVN_MUST(evn_client_open(site.net, endpoint, &key, port, &client[i]) == EVN_OK);
}

static void open_world(const char *name)
{
    site_open(&site, name);
    site_place(&site, "wh-1", WAREHOUSE, "310115");
    site_item(&site, "rice", 0, 0);
    struct evn_wire_line line = site_line(RECEIVE, NULL, "wh-1", "rice", NULL, NULL, 1);
    EVN_CHECK_ERR(site_document(&site, &line, 1).err, EVN_OK);
}

static void close_world(void)
{
    for (int i = 0; i < CLIENTS; i++)
        evn_client_close(&client[i]);
    site_close(&site);
}

/* The most memory the ledger's process ever had, in bytes. */
static uint64_t peak(void)
{
    char path[64], line[256];
    uint64_t kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)site.pid[SITE_LEDGER]);
    FILE *f = fopen(path, "r");
    EVN_MUST(f != NULL);
    while (fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtoull(line + 6, NULL, 10);
    fclose(f);
    return kib * 1024;
}

static struct evn_wire_memory part(const char *name)
{
    struct evn_wire_operated told;
    struct evn_wire_memory found = {.n = 0};
    site_operate(&site, EVN_OPERATE_STATUS, &told);
    EVN_MUST(told.status != NULL);
    for (size_t i = 0; i < told.status->n_memory; i++)
        if (strcmp(told.status->memory[i].name, name) == 0)
            found = told.status->memory[i];
    EVN_MUST(found.n_max > 0);
    return found;
}

/* The bytes of all parts, each of which keeps to its cap. */
static uint64_t all_parts(void)
{
    struct evn_wire_operated told;
    uint64_t bytes = 0;
    site_operate(&site, EVN_OPERATE_STATUS, &told);
    EVN_MUST(told.status != NULL);
    for (size_t i = 0; i < told.status->n_memory; i++) {
        const struct evn_wire_memory *m = &told.status->memory[i];
        EVN_CHECK(m->n_max == 0 || m->n <= m->n_max);
        bytes += m->bytes;
    }
    return bytes;
}

/* Sleep until a client may have something, do its work, and give its next outcome. */
static bool next_outcome(struct evn_reply *out)
{
    struct evn_watch *watch[2 * CLIENTS];
    size_t n = 0;
    for (int i = 0; i < CLIENTS; i++) {
        evn_client_step(client[i]);
        if (evn_client_take(client[i], out))
            return true;
        n += evn_client_watch(client[i], watch + n);
    }
    evn_wait(watch, n, 100000);
    return false;
}

static evn_err refused(const struct evn_reply *got)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    evn_arena_reset(&site.arena);
    EVN_MUST(evn_reply_decode(got->bytes, &site.arena, &reply, &why) == EVN_OK);
    return reply.refusal != NULL ? evn_refusal_from_wire(reply.refusal).err : EVN_OK;
}

/* A large request that builds on what the registry never said. */
static void ask_for_the_future(struct evn_buf *out)
{
    static uint8_t nothing[PART];
    static struct evn_bytes command[PARTS];
    for (int i = 0; i < PARTS; i++)
        command[i] = evn_bytes_of(nothing, sizeof nothing);
    struct evn_position future = site.seen[SITE_REGISTRY];
    future.seq += 1000000;
    struct evn_wire_post post = {.command = command, .n_command = PARTS};
    struct evn_wire_request request = {
        .version = EVN_WIRE_VERSION, .after = &future, .n_after = 1, .post = &post};
    EVN_MUST(evn_wire_encode(&evn_request_table, &request, out) == EVN_OK);
}

/* Send it by every client as often as one may; how often. */
static unsigned ask_all(const struct evn_buf *bytes)
{
    int64_t until_us = evn_client_now_us() + (int64_t)SITE_WAIT_MS * 1000;
    unsigned n = 0;
    uint64_t corr;
    for (int i = 0; i < CLIENTS; i++)
        while (evn_client_start(client[i], evn_bytes_of(bytes->at, bytes->len), until_us, &corr) ==
               EVN_OK)
            n++;
    return n;
}

static void requests_that_wait_are_bounded_in_bytes(void)
{
    struct evn_buf bytes;
    unsigned n_busy = 0, n_behind = 0;
    open_world("waiting");
    open_clients(EVN_DOOR_BULK, evn_port_bulk);
    evn_buf_init(&bytes, 2 << 20);
    ask_for_the_future(&bytes);
    uint64_t before = peak();
    /* Each waits a second and is sent again, however slow that goes, until there are too many. */
    unsigned n_sent = 0, n_done = 0;
    while (n_busy == 0 || n_done < n_sent) {
        struct evn_reply got;
        n_sent += n_busy == 0 ? ask_all(&bytes) : 0;
        if (!next_outcome(&got))
            continue;
        n_done++;
        EVN_CHECK_OK(got.err);
        evn_err err = refused(&got);
        EVN_CHECK(err == EVN_E_BUSY || err == EVN_E_BEHIND);
        n_busy += err == EVN_E_BUSY;
        n_behind += err == EVN_E_BEHIND;
    }
    struct evn_wire_memory waiting = part("waiting");
    EVN_CHECK(waiting.bytes <= WAITING_BYTES && waiting.bytes > WAITING_BYTES / 2);
    EVN_CHECK(n_busy > 0 && n_behind > 0);
    printf("[%u wait, %u are put off, %" PRIu64 " MiB more] ", n_behind, n_busy,
           (peak() - before) >> 20);
    /* What waits, and each connection's requests on their way twice: in the kernel's buffers and
     * ours. */
    EVN_CHECK(peak() - before < WAITING_BYTES + 2 * CLIENTS * BULK_FLIGHT * (uint64_t)bytes.len);
    evn_buf_fini(&bytes);
    close_world();
}

/* One page of the feed; how many rows, or 0 with *err. */
static size_t page_of(uint32_t rows_max, evn_err *err)
{
    struct evn_wire_movements_query feed = {.rows_max = rows_max};
    const struct evn_wire_ledger_query query = {.movements = &feed};
    struct evn_wire_ledger_result result;
    struct evn_refusal why;
    *err = site_query(&site, &query, &result, &why);
    return *err == EVN_OK ? result.movements->n_rows : 0;
}

/* Of more than a thousand movements: 200 unless more are asked for, and never more than 1,000. */
static void check_pages(void)
{
    struct evn_wire_operated told;
    evn_err err;
    do
        site_operate(&site, EVN_OPERATE_STATUS, &told);
    while (told.status->views_seq < told.status->committed);
    EVN_CHECK_EQ(page_of(1000, &err), 1000);
    EVN_CHECK_EQ(page_of(0, &err), 200);
    EVN_CHECK_EQ(page_of(1001, &err), 0);
    EVN_CHECK_ERR(err, EVN_E_OUT_OF_RANGE);
}

/* One movement, as fast as sixteen clients can say it, none waiting for another. */
static void commands_without_end_keep_every_part_below_its_cap(void)
{
    unsigned n_sent = 0, n_done = 0, n_posts = getenv("EVN_FULL") != NULL ? POSTS_FULL : POSTS;
    open_world("commands");
    open_clients(EVN_DOOR_INTERACTIVE, evn_port_interactive);
    uint64_t before = peak(), parts_before = all_parts();
    while (n_done < n_posts) {
        struct evn_wire_line line = site_line(RECEIVE, NULL, "wh-1", "rice", NULL, NULL, 1);
        struct evn_wire_document document = {.lines = &line, .n_lines = 1};
        struct evn_reply got;
        uint64_t corr;
        for (int i = 0; n_sent < n_posts && i < CLIENTS; i++) {
            struct evn_wire_command command = {.id = site_id(&site), .document = &document};
            int64_t until_us = evn_client_now_us() + (int64_t)SITE_WAIT_MS * 1000;
            n_sent += evn_client_start(client[i], site_request(&site, &command), until_us, &corr) ==
                      EVN_OK;
        }
        while (next_outcome(&got)) {
            EVN_CHECK_OK(got.err);
            EVN_CHECK_OK(refused(&got));
            n_done++;
        }
    }
    uint64_t bytes = all_parts() - parts_before;
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), n_posts + 1);
    check_pages();
    struct evn_wire_memory held = part("held");
    EVN_CHECK(held.n > 0 && held.n <= CLIENTS * FLIGHT && held.bytes <= HELD_BYTES);
    printf("[%u commands, %" PRIu64 " MiB more, parts %" PRIu64 " MiB more] ", n_posts,
           (peak() - before) >> 20, bytes >> 20);
    /* The views' batch, blocks on their way, scratch. */
    EVN_CHECK(peak() - before < bytes + OTHER_BYTES);
    close_world();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(requests_that_wait_are_bounded_in_bytes),
        EVN_TEST(commands_without_end_keep_every_part_below_its_cap),
    };
    setenv("ASAN_OPTIONS", "quarantine_size_mb=1", 1);
    return site_main(argc, argv, "ledger.flood", tests, sizeof tests / sizeof *tests);
}
