#include "common/base/pbw.h"
#include "tools/bench/bench.h"
#include "tools/bench/post.h"

#include <stdio.h>
#include <string.h>

struct evn_net *evn_post_net(const struct evn_post_plan *plan)
{
    struct evn_key_pair key;
    struct evn_net *net;
    evn_bench_need(evn_site_key_pair(&plan->site, "admin", &key), "the admin's key");
    struct evn_net_config config = {.key = &key, .plain = !plan->curve};
    evn_bench_need(evn_net_open(&config, &net), "transport");
    evn_key_wipe(&key);
    return net;
}

struct evn_client *evn_post_client(const struct evn_post_plan *plan, struct evn_net *net,
                                   enum evn_post_service service, enum evn_door door)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    struct evn_client *client;
    evn_post_endpoint(plan, service, door, endpoint, &key);
    evn_bench_need(evn_client_open(net, endpoint, &key,
                                   door == EVN_DOOR_BULK ? evn_port_bulk : evn_port_interactive,
                                   &client),
                   endpoint);
    return client;
}

/* A field of up to 127 bytes whose tag takes one byte. */
static uint8_t *put_text(uint8_t *at, unsigned tag, const void *text, size_t len)
{
    *at++ = (uint8_t)(tag << 3 | 2);
    *at++ = (uint8_t)len;
    memcpy(at, text, len);
    return at + len;
}

static uint8_t *put_number(uint8_t *at, unsigned tag, uint64_t value)
{
    *at++ = (uint8_t)(tag << 3);
    for (; value >= 0x80; value >>= 7)
        *at++ = (uint8_t)(value | 0x80);
    *at++ = (uint8_t)value;
    return at;
}

/* `prefix` and the number in so many digits. */
static uint8_t *put_code(uint8_t *at, unsigned tag, const char *prefix, uint32_t number,
                         unsigned n_digits)
{
    char code[16];
    size_t len = strlen(prefix);
    memcpy(code, prefix, len);
    for (unsigned i = n_digits; i-- > 0; number /= 10)
        code[len + i] = (char)('0' + number % 10);
    return put_text(at, tag, code, len + n_digits);
}

/* Account number to codes: place = number / (items x lots), item, lot. */
static uint8_t *put_line(const struct evn_post_plan *plan, uint8_t *at, enum evn_post_kind kind,
                         uint32_t number, uint32_t to, uint32_t qty, int64_t at_us)
{
    uint32_t n_items = (uint32_t)(plan->accounts / 100), lot = number % 10;
    at = put_number(at, 1, kind);
    if (kind != EVN_POST_RECEIVE)
        at = put_code(at, 2, "site-", number / (n_items * 10), 2);
    if (kind != EVN_POST_ISSUE)
        at = put_code(at, 3, "site-", to / (n_items * 10), 2);
    at = put_code(at, 4, "item-", number / 10 % n_items, 7);
    at = put_code(at, 5, "lot-", lot, 2);
    if (kind == EVN_POST_RECEIVE)
        at = put_code(at, 6, "2052-02-", 10, 2);
    at = put_number(at, 9, qty);
    return at_us != 0 ? put_number(at, 11, (uint64_t)at_us) : at;
}

uint8_t *evn_post_command(const struct evn_post_plan *plan, uint8_t *at, const struct evn_id *id,
                          enum evn_post_kind kind, uint32_t number, uint32_t to, uint32_t qty,
                          int64_t at_us)
{
    at = put_text(at, 1, id->b, EVN_ID_LEN);
    *at++ = 0x82; /* field 16, bytes: the document */
    *at++ = 0x01;
    uint8_t *document = at++;
    *at++ = 0x0a;
    uint8_t *line = at++;
    at = put_line(plan, at, kind, number, to, qty, at_us);
    *line = (uint8_t)(at - line - 1);
    *document = (uint8_t)(at - document - 1);
    EVN_ASSERT(*document < 0x80);
    return at;
}

void evn_post_read_reply(struct evn_bytes reply, uint64_t *n_accepted, uint64_t *n_refused,
                         bool *busy)
{
    struct evn_pb_field field, part;
    evn_err err;
    *busy = false;
    while ((err = evn_pb_next(&reply, &field)) == EVN_OK) {
        bool refused = false;
        if (field.number == 4) { /* the whole request was refused */
            *busy = true;
            return;
        }
        if (field.number != 5)
            continue;
        while (evn_pb_next(&field.bytes, &part) == EVN_OK)
            refused |= part.number == 4;
        *n_refused += refused;
        *n_accepted += !refused;
    }
    evn_bench_must(err == EVN_E_AGAIN, "an answer that is not one");
}
