#include "common/base/rng.h"
#include "common/journal/frame.h"
#include "evernormal/log/v1/log.pb-c.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { PAYLOAD_MAX = 1 << 20 };

static uint8_t noise[70000];

/* A number whose length in bits is random, so that every varint length occurs. */
static uint32_t number(struct evn_rng *rng)
{
    uint32_t v = (uint32_t)evn_rng_next(rng) >> evn_rng_below(rng, 32);
    return v > 0 ? v : 1;
}

static struct evn_frame random_frame(struct evn_rng *rng)
{
    return (struct evn_frame){
        .kind = number(rng),
        .version = number(rng),
        .ignorable = evn_rng_below(rng, 2) == 0,
        .count = number(rng),
        .body = evn_bytes_of(noise, 1 + (evn_rng_below(rng, 20) == 0 ? evn_rng_below(rng, 69000)
                                                                     : evn_rng_below(rng, 300))),
    };
}

/* A cause made by protobuf-c, as the services make it. */
static struct evn_bytes random_cause(struct evn_rng *rng, uint8_t out[256])
{
    Evernormal__Service__V1__Cause cause = EVERNORMAL__SERVICE__V1__CAUSE__INIT;
    cause.command_id.data = noise;
    cause.command_id.len = 16;
    char actor[12];
    snprintf(actor, sizeof actor, "%u", number(rng));
    cause.actor = actor;
    return evn_bytes_of(out, evernormal__service__v1__cause__pack(&cause, out));
}

static void what_is_appended_is_walked_and_read_by_protobuf_alike(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(1));
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (uint8_t)evn_rng_next(&rng);
    for (int round = 0; round < 300; round++) {
        struct evn_frame sent[20];
        uint8_t causes[20][256];
        struct evn_buf payload;
        evn_buf_init(&payload, PAYLOAD_MAX);
        size_t n = evn_rng_below(&rng, 20);
        for (size_t i = 0; i < n; i++) {
            sent[i] = random_frame(&rng);
            if (evn_rng_below(&rng, 2) == 0)
                sent[i].cause = random_cause(&rng, causes[i]);
            EVN_MUST(evn_frame_append(&payload, &sent[i]) == EVN_OK);
        }
        Evernormal__Log__V1__Block *block =
            evernormal__log__v1__block__unpack(NULL, payload.len, payload.at);
        EVN_MUST(block != NULL && block->n_frame == n);
        struct evn_bytes rest = evn_bytes_of(payload.at, payload.len);
        struct evn_frame got;
        for (size_t i = 0; i < n; i++) {
            const Evernormal__Log__V1__Frame *f = block->frame[i];
            EVN_MUST(evn_frame_next(&rest, &got) == EVN_OK);
            EVN_CHECK(got.kind == sent[i].kind && f->kind == got.kind);
            EVN_CHECK(got.version == sent[i].version && f->version == got.version);
            EVN_CHECK(got.ignorable == sent[i].ignorable && f->ignorable == got.ignorable);
            EVN_CHECK(got.count == sent[i].count && f->count == got.count);
            EVN_CHECK(evn_bytes_equal(got.body, sent[i].body));
            EVN_CHECK(evn_bytes_equal(got.body, evn_bytes_of(f->body.data, f->body.len)));
            EVN_CHECK(evn_bytes_equal(got.cause, sent[i].cause));
            EVN_CHECK((f->cause != NULL) == (got.cause.len > 0));
        }
        EVN_CHECK_ERR(evn_frame_next(&rest, &got), EVN_E_AGAIN);
        EVN_CHECK_EQ(evernormal__log__v1__block__get_packed_size(block), payload.len);
        evernormal__log__v1__block__free_unpacked(block, NULL);
        evn_buf_fini(&payload);
    }
}

static void a_head_leaves_room_for_a_body_written_in_place(void)
{
    struct evn_buf a, b;
    evn_buf_init(&a, PAYLOAD_MAX);
    evn_buf_init(&b, PAYLOAD_MAX);
    struct evn_frame f = {.kind = 7, .version = 1, .count = 3, .body = evn_bytes_of(noise, 384)};
    EVN_CHECK_OK(evn_frame_append(&a, &f));
    EVN_CHECK_OK(evn_frame_append_head(&b, &f, 384));
    EVN_CHECK_OK(evn_buf_add(&b, f.body));
    EVN_CHECK(evn_bytes_equal(evn_bytes_of(a.at, a.len), evn_bytes_of(b.at, b.len)));
    evn_buf_fini(&a);
    evn_buf_fini(&b);
}

static void a_full_payload_refuses_the_frame_whole(void)
{
    struct evn_buf small;
    evn_buf_init(&small, 200);
    struct evn_frame f = {.kind = 1, .version = 1, .count = 1, .body = evn_bytes_of(noise, 190)};
    EVN_CHECK_ERR(evn_frame_append(&small, &f), EVN_E_LIMIT);
    EVN_CHECK_EQ(small.len, 0);
    f.body.len = 100;
    EVN_CHECK_OK(evn_frame_append(&small, &f));
    evn_buf_fini(&small);
}

/* Walk bytes that are not a payload; the walk must end, in bounds. */
static evn_err walk(const uint8_t *bytes, size_t len)
{
    uint8_t *exact = malloc(len + 1); /* so that the sanitizer sees the first byte beyond */
    EVN_MUST(exact != NULL);
    memcpy(exact, bytes, len);
    struct evn_bytes rest = evn_bytes_of(exact, len);
    struct evn_frame got;
    evn_err err;
    while ((err = evn_frame_next(&rest, &got)) == EVN_OK)
        EVN_CHECK(got.kind > 0 && got.count > 0 && got.version > 0);
    free(exact);
    return err;
}

static void cut_and_changed_payloads_never_read_out_of_bounds(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(2));
    struct evn_buf payload;
    evn_buf_init(&payload, PAYLOAD_MAX);
    struct evn_frame f = {.kind = 300,
                          .version = 2,
                          .count = 4,
                          .ignorable = true,
                          .cause = evn_bytes_of(noise, 5),
                          .body = evn_bytes_of(noise, 40)};
    EVN_CHECK_OK(evn_frame_append(&payload, &f));
    for (size_t len = 1; len < payload.len; len++)
        EVN_CHECK_ERR(walk(payload.at, len), EVN_E_CORRUPT);
    for (int i = 0; i < 20000; i++) {
        size_t at = evn_rng_below(&rng, (uint32_t)payload.len);
        uint8_t was = payload.at[at];
        payload.at[at] = (uint8_t)evn_rng_next(&rng);
        evn_err err = walk(payload.at, payload.len);
        EVN_CHECK(err == EVN_E_AGAIN || err == EVN_E_CORRUPT);
        payload.at[at] = was;
    }
    EVN_CHECK_ERR(walk(payload.at, payload.len), EVN_E_AGAIN);
    evn_buf_fini(&payload);
}

static void numbers_in_a_longer_form_than_needed_are_refused(void)
{
    static const uint8_t good[] = {0x0a, 8, 0x08, 1, 0x10, 1, 0x20, 1, 0x32, 0};
    static const uint8_t longer[] = {0x0a, 9, 0x08, 0x81, 0x00, 0x10, 1, 0x20, 1, 0x32, 0};
    static const uint8_t swapped[] = {0x0a, 8, 0x10, 1, 0x08, 1, 0x20, 1, 0x32, 0};
    static const uint8_t zero_kind[] = {0x0a, 8, 0x08, 0, 0x10, 1, 0x20, 1, 0x32, 0};
    static const uint8_t too_big[] = {0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f};
    EVN_CHECK_ERR(walk(good, sizeof good), EVN_E_AGAIN);
    EVN_CHECK_ERR(walk(longer, sizeof longer), EVN_E_CORRUPT);
    EVN_CHECK_ERR(walk(swapped, sizeof swapped), EVN_E_CORRUPT);
    EVN_CHECK_ERR(walk(zero_kind, sizeof zero_kind), EVN_E_CORRUPT);
    EVN_CHECK_ERR(walk(too_big, sizeof too_big), EVN_E_CORRUPT);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_is_appended_is_walked_and_read_by_protobuf_alike),
        EVN_TEST(a_head_leaves_room_for_a_body_written_in_place),
        EVN_TEST(a_full_payload_refuses_the_frame_whole),
        EVN_TEST(cut_and_changed_payloads_never_read_out_of_bounds),
        EVN_TEST(numbers_in_a_longer_form_than_needed_are_refused),
    };
    return evn_test_main(argc, argv, "journal.frame", tests, sizeof tests / sizeof tests[0]);
}
