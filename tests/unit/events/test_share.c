/* What the hub keeps so that many followers cost little: shared answers, blocks, marks in blocks.
 */
#include "common/base/rng.h"
#include "services/events/batch.h"
#include "services/events/share.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

static struct evn_hash128 key_of(uint64_t n)
{
    struct evn_hash128 key = {{0}};
    evn_put_u64(key.b, n * UINT64_C(0x9e3779b97f4a7c15));
    return key;
}

static void keep(struct evn_share *share, const struct evn_hub_state *state, uint64_t n,
                 enum evn_shared_holds holds, size_t len)
{
    uint8_t *answer = malloc(len);
    struct evn_hash128 key = key_of(n);
    EVN_MUST(answer != NULL);
    memset(answer, (int)(n & 0xff), len);
    evn_share_keep(share, state, &key, holds, evn_bytes_of(answer, len));
    free(answer);
}

/* Length of the answer kept under n that holds, 0: none. */
static size_t found(struct evn_share *share, const struct evn_hub_state *state, uint64_t n)
{
    struct evn_hash128 key = key_of(n);
    struct evn_bytes answer = evn_share_find(share, state, &key);
    for (size_t i = 0; i < answer.len; i += 1000)
        EVN_CHECK_EQ(answer.at[i], n & 0xff);
    return answer.len;
}

static void an_answer_is_given_as_long_as_it_is_true(void)
{
    static struct evn_share share;
    struct evn_hub_state state = {.n_known = 1};
    evn_share_init(&share);
    keep(&share, &state, 1, EVN_SHARED_TO_HEAD, 10);
    keep(&share, &state, 2, EVN_SHARED_TO_NAMES, 20);
    keep(&share, &state, 3, EVN_SHARED_EVER, 30);
    EVN_CHECK_EQ(found(&share, &state, 1), 10);
    EVN_CHECK_EQ(found(&share, &state, 4), 0);
    state.merged.head++;
    EVN_CHECK_EQ(found(&share, &state, 1), 0);
    EVN_CHECK_EQ(found(&share, &state, 2), 20);
    state.n_known++;
    EVN_CHECK_EQ(found(&share, &state, 2), 0);
    EVN_CHECK_EQ(found(&share, &state, 3), 30);
    keep(&share, &state, 1, EVN_SHARED_TO_HEAD, 11); /* made anew: in the old one's place */
    EVN_CHECK_EQ(found(&share, &state, 1), 11);
    evn_share_fini(&share);
}

static void the_oldest_answers_make_room(void)
{
    static struct evn_share share;
    const struct evn_hub_state state = {.n_known = 1};
    struct evn_rng rng = evn_rng_of(evn_test_seed(81));
    enum { N = 2400, KEYS = 1500 };
    static size_t len[KEYS], made[KEYS]; /* what was kept last under a key, and when */
    memset(len, 0, sizeof len);
    evn_share_init(&share);
    for (size_t i = 1; i <= N; i++) {
        bool large = i > N / 2;
        size_t n = evn_rng_below(&rng, KEYS), oldest = SIZE_MAX, bytes = 0, n_found = 0;
        len[n] = 1 + evn_rng_below(&rng, large ? 400000 : 4000);
        made[n] = i;
        keep(&share, &state, n, EVN_SHARED_EVER, len[n]);
        EVN_CHECK(share.n <= EVN_SHARED_MAX && share.bytes <= EVN_SHARED_BYTES_MAX);
        if (i % 100 != 0)
            continue;
        for (size_t k = 0; k < KEYS; k++) {
            size_t got = found(&share, &state, k);
            EVN_CHECK(got == 0 || got == len[k]);
            n_found += got > 0;
            bytes += got;
            oldest = got > 0 && made[k] < oldest ? made[k] : oldest;
        }
        for (size_t k = 0; k < KEYS; k++) /* nothing younger than what is there is gone */
            EVN_CHECK(len[k] == 0 || made[k] < oldest || found(&share, &state, k) == len[k]);
        EVN_CHECK_EQ(bytes, share.bytes);
        EVN_CHECK(n_found > (large && i > N * 3 / 4 ? 100 : 50));
    }
    evn_share_fini(&share);
}

static struct evn_block block_at(uint64_t first_seq, uint32_t count, const struct evn_buf *payload)
{
    return (struct evn_block){
        .first_seq = first_seq, .count = count, .payload = evn_bytes_of(payload->at, payload->len)};
}

/* Blocks come in any order: at the head, and fetched ones of the past. */
static void blocks_are_found_wherever_they_lie(void)
{
    struct evn_window window;
    struct evn_buf payload;
    struct evn_rng rng = evn_rng_of(evn_test_seed(82));
    enum { N = 3 * EVN_WINDOW_BLOCKS_MAX, EACH = 10 };
    EVN_MUST(evn_window_init(&window) == EVN_OK);
    evn_buf_init(&payload, 100);
    EVN_MUST(evn_buf_add(&payload, evn_bytes_of("block", 5)) == EVN_OK);
    for (uint32_t i = 0; i < N; i++) {
        uint32_t which = evn_rng_below(&rng, 4) == 0 ? evn_rng_below(&rng, N) : i;
        struct evn_block block = block_at((uint64_t)which * EACH + 1, EACH, &payload);
        evn_window_put(&window, &block);
        uint32_t from = evn_rng_below(&rng, i + 1), n_there = 0;
        for (uint32_t k = from; k < from + 3; k++) {
            uint64_t seq = (uint64_t)k * EACH + 1 + evn_rng_below(&rng, EACH);
            struct evn_kept *kept = evn_window_find(&window, seq);
            if (kept != NULL)
                EVN_CHECK(kept->first_seq == (uint64_t)k * EACH + 1);
            n_there = 0;
            for (size_t at = 0; at < EVN_WINDOW_BLOCKS_MAX && i % 64 == 0; at++)
                n_there += window.ring[at].count > 0 &&
                           window.ring[at].first_seq == (uint64_t)k * EACH + 1;
            EVN_CHECK(i % 64 != 0 || n_there == (kept != NULL));
        }
    }
    evn_buf_fini(&payload);
    evn_window_fini(&window);
}

enum { FRAMES = 200 };

/* A block of frames of one event and of runs. */
static uint32_t make_block(struct evn_rng *rng, struct evn_buf *payload)
{
    uint8_t body[64 * 8];
    uint32_t n = 0;
    for (int i = 0; i < FRAMES; i++) {
        uint32_t count = evn_rng_below(rng, 3) == 0 ? 1 + evn_rng_below(rng, 8) : 1;
        memset(body, i, sizeof body);
        const struct evn_frame frame = {.kind = 40 + evn_rng_below(rng, 3),
                                        .version = 1,
                                        .count = count,
                                        .body = evn_bytes_of(body, (size_t)count * 64)};
        EVN_MUST(evn_frame_append(payload, &frame) == EVN_OK);
        n += count;
    }
    return n;
}

/* The answer of up to `bytes_max` bytes to who wants the events of a block from `seq` on. */
static void walk(struct evn_kept *kept, uint64_t seq, size_t bytes_max, struct evn_buf *events,
                 uint64_t *position)
{
    static const struct evn_filter all;
    const struct evn_actor actor = {.roles = EVN_ROLE_ADMIN};
    struct evn_buf records;
    evn_buf_init(&records, 1 << 20);
    evn_buf_clear(events);
    struct evn_batch batch = {.filter = &all,
                              .actor = &actor,
                              .open = true,
                              .events = events,
                              .records = &records,
                              .bytes_max = bytes_max,
                              .position = seq - 1};
    const struct evn_range from = {.position = seq, .seq = seq, .source = 1};
    EVN_CHECK_OK(
        evn_batch_walk(&batch, kept, "dispatch", &from, kept->first_seq + kept->count - 1));
    EVN_CHECK_OK(evn_batch_end(&batch));
    *position = batch.position;
    evn_buf_fini(&records);
}

static void a_walk_is_the_same_wherever_the_last_one_ended(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(83));
    struct evn_buf payload, marked, fresh;
    struct evn_window window;
    evn_buf_init(&payload, 1 << 20);
    evn_buf_init(&marked, 1 << 20);
    evn_buf_init(&fresh, 1 << 20);
    uint32_t count = make_block(&rng, &payload);
    const struct evn_block block = block_at(1001, count, &payload);
    EVN_MUST(evn_window_init(&window) == EVN_OK);
    evn_window_put(&window, &block);
    struct evn_kept *kept = evn_window_find(&window, 1001);
    EVN_MUST(kept != NULL);
    uint64_t seq = 1001, position = 0, want = 0, n_marks = 0;
    for (int i = 0; i < 2000; i++) {
        size_t bytes_max = 500 + evn_rng_below(&rng, 5000);
        struct evn_kept unmarked = *kept;
        unmarked.mark_seq = unmarked.first_seq;
        unmarked.mark_at = 0;
        n_marks += kept->mark_at > 0 && kept->mark_seq <= seq;
        walk(kept, seq, bytes_max, &marked, &position);
        walk(&unmarked, seq, bytes_max, &fresh, &want);
        EVN_CHECK_EQ(position, want);
        EVN_CHECK(marked.len == fresh.len && memcmp(marked.at, fresh.at, fresh.len) == 0);
        bool done = position == 1000 + count || evn_rng_below(&rng, 4) == 0;
        seq = done ? 1001 + evn_rng_below(&rng, count) : position + 1;
    }
    EVN_CHECK(n_marks > 1000);
    evn_window_fini(&window);
    evn_buf_fini(&payload);
    evn_buf_fini(&marked);
    evn_buf_fini(&fresh);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(an_answer_is_given_as_long_as_it_is_true),
        EVN_TEST(the_oldest_answers_make_room),
        EVN_TEST(blocks_are_found_wherever_they_lie),
        EVN_TEST(a_walk_is_the_same_wherever_the_last_one_ended),
    };
    return evn_test_main(argc, argv, "events.share", tests, sizeof tests / sizeof *tests);
}
