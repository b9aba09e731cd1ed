/* fuzz_wire - libFuzzer entry: any bytes as a request, a reply, a sample, and as JSON. The first
 * byte chooses. What is accepted must come back as it went out. Test support. */
#include "common/wire/envelope.h"
#include "common/wire/json.h"
#include "tests/unit/wire/sample.h"

#include "evernormal/wire/v1/envelope.pb-c.h"

enum { ARENA_LEN = 1 << 20, BUF_MAX = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static struct evn_bytes view(const struct evn_buf *buf)
{
    return evn_bytes_of(buf->at, buf->len);
}

/* Decode, encode, decode, encode: the two encodings are the same. */
static void fuzz_table(const struct evn_wire_message *table, enum evn_wire_mode mode,
                       struct evn_bytes bytes)
{
    static struct evn_arena arena;
    static union {
        struct evn_wire_request request;
        struct evn_wire_reply reply;
        struct sample sample;
    } out;
    struct evn_refusal why = evn_refusal_of(EVN_OK);
    struct evn_buf once, twice;
    if (arena.at == NULL && evn_arena_init(&arena, ARENA_LEN) != EVN_OK)
        return;
    evn_arena_reset(&arena);
    evn_err err = evn_wire_decode(table, bytes, &arena, mode, &out, &why);
    EVN_ASSERT(err == why.err);
    if (err != EVN_OK)
        return;
    evn_buf_init(&once, BUF_MAX);
    evn_buf_init(&twice, BUF_MAX);
    EVN_ASSERT(evn_wire_encode(table, &out, &once) == EVN_OK);
    EVN_ASSERT(evn_wire_decode(table, view(&once), &arena, mode, &out, &why) == EVN_OK ||
               why.err == EVN_E_TOO_LARGE);
    if (why.err == EVN_OK) {
        EVN_ASSERT(evn_wire_encode(table, &out, &twice) == EVN_OK);
        EVN_ASSERT(evn_bytes_equal(view(&once), view(&twice)));
    }
    evn_buf_fini(&once);
    evn_buf_fini(&twice);
}

static void fuzz_json_read(struct evn_bytes text)
{
    const ProtobufCMessageDescriptor *type = &evernormal__wire__v1__reply__descriptor;
    struct evn_refusal why;
    struct evn_buf wire, json;
    evn_buf_init(&wire, BUF_MAX);
    evn_buf_init(&json, 2 * BUF_MAX);
    if (evn_json_read(type, text, &wire, &why) == EVN_OK)
        EVN_ASSERT(evn_json_write(type, view(&wire), &json, &why) == EVN_OK);
    evn_buf_fini(&wire);
    evn_buf_fini(&json);
}

static void fuzz_json_write(struct evn_bytes bytes)
{
    const ProtobufCMessageDescriptor *type = &evernormal__wire__v1__reply__descriptor;
    struct evn_refusal why;
    struct evn_buf wire, json;
    evn_buf_init(&wire, BUF_MAX);
    evn_buf_init(&json, 2 * BUF_MAX);
    if (evn_json_write(type, bytes, &json, &why) == EVN_OK)
        EVN_ASSERT(evn_json_read(type, view(&json), &wire, &why) == EVN_OK);
    evn_buf_fini(&wire);
    evn_buf_fini(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    if (len == 0)
        return 0;
    struct evn_bytes rest = evn_bytes_of(at + 1, len - 1);
    switch (at[0] % 5) {
    case 0:
        fuzz_table(&evn_request_table, EVN_WIRE_STRICT, rest);
        break;
    case 1:
        fuzz_table(&evn_reply_table, EVN_WIRE_LENIENT, rest);
        break;
    case 2:
        fuzz_table(&sample_table, EVN_WIRE_STRICT, rest);
        break;
    case 3:
        fuzz_json_read(rest);
        break;
    default:
        fuzz_json_write(rest);
    }
    return 0;
}
