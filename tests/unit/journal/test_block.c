#include "common/base/rng.h"
#include "common/journal/block.h"
#include "tests/lib/suite.h"

enum { LEN = 5000, SPAN = 8192 };

static const uint8_t log_id[16] = "the log itself!";
static const struct evn_block_place place = {3, 40960};

/* A padded block of LEN payload bytes at `place`. */
static struct evn_block make(uint8_t bytes[SPAN])
{
    memset(bytes, 0, SPAN);
    struct evn_rng rng = evn_rng_of(1);
    for (size_t i = 0; i < LEN; i += 8)
        evn_put_u64(bytes + EVN_BLOCK_HEADER_LEN + i, evn_rng_next(&rng));
    struct evn_block b = {.first_seq = 41,
                          .count = 7,
                          .recorded_at_us = -5,
                          .term = 2,
                          .incarnation = 9,
                          .durable_through = 40,
                          .prev = {{1, 2, 3}},
                          .payload = evn_bytes_of(bytes + EVN_BLOCK_HEADER_LEN, LEN)};
    evn_block_seal(log_id, place, &b, bytes);
    return b;
}

static void a_sealed_block_opens_with_every_field(void)
{
    uint8_t bytes[SPAN];
    struct evn_block b = make(bytes), got;
    EVN_CHECK_EQ(evn_block_span(LEN), SPAN);
    EVN_CHECK_EQ(evn_block_open(log_id, place, evn_bytes_of(bytes, SPAN), &got), EVN_BLOCK_VALID);
    EVN_CHECK(got.first_seq == b.first_seq && got.count == b.count && got.term == b.term);
    EVN_CHECK(got.recorded_at_us == b.recorded_at_us && got.incarnation == b.incarnation);
    EVN_CHECK_EQ(got.durable_through, b.durable_through);
    EVN_CHECK(memcmp(&got.prev, &b.prev, sizeof b.prev) == 0);
    EVN_CHECK(memcmp(&got.hash, &b.hash, sizeof b.hash) == 0);
    EVN_CHECK(evn_bytes_equal(got.payload, b.payload));
}

static void every_single_bit_of_its_pages_counts(void)
{
    uint8_t bytes[SPAN];
    struct evn_block got;
    make(bytes);
    for (size_t bit = 0; bit < (size_t)SPAN * 8; bit++) {
        bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ 1u << bit % 8);
        if (evn_block_open(log_id, place, evn_bytes_of(bytes, SPAN), &got) == EVN_BLOCK_VALID)
            CU_FAIL("a changed block opened");
        bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ 1u << bit % 8);
    }
}

static void a_block_counts_only_at_its_own_place_in_its_own_log(void)
{
    static const uint8_t other[16] = "another log now";
    uint8_t bytes[SPAN];
    struct evn_block got;
    make(bytes);
    struct evn_bytes all = evn_bytes_of(bytes, SPAN);
    EVN_CHECK_EQ(evn_block_open(other, place, all, &got), EVN_BLOCK_NOISE);
    EVN_CHECK_EQ(evn_block_open(log_id, (struct evn_block_place){3, 36864}, all, &got),
                 EVN_BLOCK_DAMAGED);
    EVN_CHECK_EQ(evn_block_open(log_id, (struct evn_block_place){2, 40960}, all, &got),
                 EVN_BLOCK_DAMAGED);
    EVN_CHECK_EQ(evn_block_open(log_id, (struct evn_block_place){4, 40960}, all, &got),
                 EVN_BLOCK_STALE);
    EVN_CHECK_EQ(evn_block_open(log_id, place, evn_bytes_of(bytes, 4096), &got), EVN_BLOCK_DAMAGED);
    memset(bytes, 0, SPAN);
    EVN_CHECK_EQ(evn_block_open(log_id, place, all, &got), EVN_BLOCK_ZERO);
}

static void a_chain_goes_on_only_with_the_next_number_hash_life_and_time(void)
{
    uint8_t bytes[SPAN];
    struct evn_block b = make(bytes);
    struct evn_journal_head good = {
        .incarnation = 9, .next_seq = 41, .recorded_at_us = -5, .hash = b.prev};
    EVN_CHECK(evn_block_chains(&good, &b));
    struct evn_journal_head bad = good;
    bad.next_seq = 40;
    EVN_CHECK(!evn_block_chains(&bad, &b));
    bad = good;
    bad.hash.b[31] = 1;
    EVN_CHECK(!evn_block_chains(&bad, &b));
    bad = good;
    bad.incarnation = 10;
    EVN_CHECK(!evn_block_chains(&bad, &b));
    bad = good;
    bad.recorded_at_us = 0;
    EVN_CHECK(!evn_block_chains(&bad, &b));
    evn_block_advance(&good, &b);
    EVN_CHECK_EQ(good.next_seq, 48);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_sealed_block_opens_with_every_field),
        EVN_TEST(every_single_bit_of_its_pages_counts),
        EVN_TEST(a_block_counts_only_at_its_own_place_in_its_own_log),
        EVN_TEST(a_chain_goes_on_only_with_the_next_number_hash_life_and_time),
    };
    return evn_test_main(argc, argv, "journal.block", tests, sizeof tests / sizeof tests[0]);
}
