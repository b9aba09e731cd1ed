#include "common/base/day.h"
#include "common/base/rng.h"
#include "services/ledger/core/ids.h"
#include "services/ledger/core/index.h"
#include "services/ledger/core/slots.h"
#include "tests/lib/suite.h"

enum { N = 20000 };

static bool holds(const struct evn_index *index, uint32_t number, uint32_t hash)
{
    struct evn_index_at at = evn_index_at(index, hash);
    uint32_t n;
    while ((n = evn_index_next(index, &at)) != 0 && n != number)
        ;
    return n == number;
}

static void an_index_finds_what_was_added_and_nothing_else(void)
{
    static uint32_t hash[N + 1];
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    struct evn_index index;
    evn_index_init(&index);
    for (uint32_t i = 1; i <= N; i++) {
        hash[i] = evn_rng_below(&rng, N / 2) * 0x9e3779b9u;
        EVN_MUST(evn_index_add(&index, i, hash[i]) == EVN_OK);
    }
    uint32_t wrong = 0;
    for (uint32_t i = 1; i <= N; i++)
        wrong += !holds(&index, i, hash[i]) || holds(&index, i, hash[i] + 1);
    EVN_CHECK_EQ(wrong, 0);
    EVN_CHECK_EQ(index.n, N);
    evn_index_fini(&index);
}

/* Hashes are made again from the numbers, as an account's is from its key. */
static uint32_t again(const void *self, uint32_t number)
{
    return (uint32_t)evn_mix64(number * *(const uint64_t *)self);
}

static bool in_slots(const struct evn_slots *slots, uint32_t number, uint32_t hash)
{
    struct evn_slots_at at = evn_slots_at(slots, hash);
    uint32_t n;
    while ((n = evn_slots_next(slots, &at)) != 0 && n != number)
        continue;
    return n == number;
}

static void slots_find_what_was_added_and_hardly_anything_else(void)
{
    enum { MANY = 300000 };
    for (int room = 0; room < 2; room++) {
        struct evn_slots slots;
        uint64_t factor = evn_test_seed(51) * 2 + 1;
        const struct evn_slots_hash hash = {&factor, again};
        evn_slots_init(&slots);
        if (room == 1)
            EVN_MUST(evn_slots_room(&slots, MANY) == EVN_OK);
        uint32_t missing = 0, n_more = 0, n_lines = slots.n_lines;
        for (uint32_t i = 1; i <= MANY; i++) {
            missing += in_slots(&slots, i, again(&factor, i));
            EVN_MUST(evn_slots_add(&slots, i, again(&factor, i), &hash) == EVN_OK);
        }
        EVN_CHECK(room == 0 || slots.n_lines == n_lines); /* room was made once */
        for (uint32_t i = 1; i <= MANY; i++) {
            struct evn_slots_at at = evn_slots_at(&slots, again(&factor, i));
            missing += !in_slots(&slots, i, again(&factor, i));
            while (evn_slots_next(&slots, &at) != 0)
                n_more++;
        }
        EVN_CHECK_EQ(missing, 0);
        EVN_CHECK(n_more - MANY < MANY / 5);
        EVN_CHECK(evn_slots_bytes(&slots) < 8 * MANY);
        evn_slots_fini(&slots);
    }
}

static struct evn_id id_at(int64_t second, uint32_t n)
{
    uint8_t rest[10] = {0};
    evn_put_u32(rest + 5, n);
    return evn_id_make(second * EVN_US_PER_S, rest);
}

static void add_id(struct evn_ids *ids, int64_t second, uint32_t n, uint64_t seq)
{
    const struct evn_id id = id_at(second, n);
    const struct evn_id_row row = {.seq = seq, .n = 1};
    EVN_MUST(evn_ids_add(ids, &id, &row) == EVN_OK);
}

static bool known(const struct evn_ids *ids, int64_t second, uint32_t n, bool *older)
{
    const struct evn_id id = id_at(second, n);
    return evn_ids_find(ids, &id, older) != NULL;
}

static void ids_with_the_oldest_own_time_leave_first(void)
{
    struct evn_ids ids;
    bool older;
    EVN_MUST(evn_ids_init(&ids, INT64_MIN) == EVN_OK);
    for (uint32_t i = 0; i < 100; i++)
        add_id(&ids, 1000000 + (i * 37) % 100, i, i + 1);
    evn_ids_forget(&ids, 100, 40);
    EVN_CHECK_EQ(ids.n, 40);
    EVN_CHECK(!known(&ids, 1000000, 0, &older));
    EVN_CHECK(older);
    EVN_CHECK(known(&ids, 1000099, 27, &older));
    EVN_CHECK(!known(&ids, 1000099, 28, &older));
    EVN_CHECK(!older);
    evn_ids_fini(&ids);
}

static void an_id_that_the_view_does_not_hold_is_never_forgotten(void)
{
    struct evn_ids ids;
    bool older;
    EVN_MUST(evn_ids_init(&ids, INT64_MIN) == EVN_OK);
    add_id(&ids, 5000000, 1, 10);
    add_id(&ids, 1000000, 2, 11);
    evn_ids_forget(&ids, 9, 0);
    EVN_CHECK(known(&ids, 5000000, 1, &older));
    EVN_CHECK(known(&ids, 1000000, 2, &older));
    add_id(&ids, 5010000, 3, 12); /* moves the ring beyond the first one */
    EVN_CHECK(known(&ids, 5000000, 1, &older));
    evn_ids_forget(&ids, 11, 0);
    EVN_CHECK(!known(&ids, 1000000, 2, &older));
    EVN_CHECK(!known(&ids, 5000000, 1, &older));
    EVN_CHECK(older);
    EVN_CHECK(known(&ids, 5010000, 3, &older));
    EVN_CHECK_EQ(ids.n, 1);
    evn_ids_fini(&ids);
}

enum { SLICE = 2048, SLICES_BEGUN = 12, FIRST_SLICE = 1000000 };

/* Fill a slice of 64 ms with ids, numbered on from *seq. */
static void add_slice(struct evn_ids *ids, int64_t slice, uint64_t *seq)
{
    for (uint32_t i = 0; i < SLICE; i++) {
        uint8_t rest[10] = {0};
        evn_put_u32(rest + 5, i);
        const struct evn_id id = evn_id_make(slice * EVN_ID_SLICE_MS * 1000, rest);
        const struct evn_id_row row = {.seq = (*seq)++, .n = 1};
        EVN_MUST(evn_ids_add(ids, &id, &row) == EVN_OK);
    }
}

static void slices_that_come_take_the_memory_of_those_that_go(void)
{
    struct evn_ids ids;
    uint64_t seq = 1;
    int64_t slice = FIRST_SLICE;
    EVN_MUST(evn_ids_init(&ids, INT64_MIN) == EVN_OK);
    for (; slice < FIRST_SLICE + SLICES_BEGUN; slice++)
        add_slice(&ids, slice, &seq);
    evn_ids_forget(&ids, seq - 1, 4 * SLICE);
    EVN_CHECK_EQ(ids.n, 8 * SLICE); /* twice what is asked for, four spare ones */
    size_t bytes = evn_ids_bytes(&ids);
    for (; slice < FIRST_SLICE + 2 * SLICES_BEGUN; slice++) {
        add_slice(&ids, slice, &seq);
        evn_ids_forget(&ids, seq - 1, 4 * SLICE);
        EVN_CHECK_EQ(ids.n, 8 * SLICE);
        EVN_CHECK_EQ(evn_ids_bytes(&ids), bytes);
    }
    evn_ids_fini(&ids);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_index_finds_what_was_added_and_nothing_else),
        EVN_TEST(slots_find_what_was_added_and_hardly_anything_else),
        EVN_TEST(ids_with_the_oldest_own_time_leave_first),
        EVN_TEST(an_id_that_the_view_does_not_hold_is_never_forgotten),
        EVN_TEST(slices_that_come_take_the_memory_of_those_that_go),
    };
    return evn_test_main(argc, argv, "ledger.index", tests, sizeof tests / sizeof *tests);
}
