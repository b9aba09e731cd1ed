/* The table of ranges against an array that remembers every event. */
#include "common/base/rng.h"
#include "services/events/core/merged.h"
#include "tests/lib/suite.h"

enum { N_EVENTS = 40000, RANGES = 4 * EVN_MERGED_STEP };

static struct {
    uint32_t source;
    uint64_t seq;
} oracle[N_EVENTS + 1];

static uint64_t fill(struct evn_merged *m, struct evn_rng *rng)
{
    uint64_t seq[EVN_STREAMS_MAX] = {0}, head = 0;
    while (head < N_EVENTS - 8) {
        uint32_t source = 1 + (uint32_t)evn_rng_below(rng, 3);
        uint32_t count = 1 + (uint32_t)evn_rng_below(rng, 4);
        EVN_MUST(evn_merged_add(m, source, seq[source - 1] + 1, count) == EVN_OK);
        for (uint32_t i = 0; i < count; i++) {
            oracle[++head].source = source;
            oracle[head].seq = ++seq[source - 1];
        }
    }
    return head;
}

static void positions_find_their_events_also_when_the_older_half_is_forgotten(void)
{
    struct evn_merged m;
    struct evn_rng rng;
    rng = evn_rng_of(evn_test_seed(3));
    evn_merged_init(&m, RANGES);
    uint64_t head = fill(&m, &rng);
    EVN_CHECK_EQ(m.head, head);
    EVN_CHECK(m.forgotten > 0);
    EVN_CHECK(m.n <= RANGES);
    evn_merged_check(&m);
    struct evn_vector at = evn_merged_vector(&m, m.forgotten);
    for (uint64_t p = m.forgotten + 1; p <= head; p++) {
        uint64_t last;
        struct evn_range r = evn_merged_find(&m, p, &last);
        EVN_CHECK(r.source == oracle[p].source && r.seq == oracle[p].seq);
        EVN_CHECK(last == head || oracle[last + 1].source != r.source);
        EVN_CHECK(oracle[last].source == r.source);
        at.seq[r.source - 1] = r.seq;
        struct evn_vector said = evn_merged_vector(&m, p);
        EVN_CHECK(memcmp(&said, &at, sizeof at) == 0);
    }
    evn_merged_fini(&m);
}

static void events_that_do_not_follow_are_refused(void)
{
    struct evn_merged m;
    evn_merged_init(&m, RANGES);
    EVN_CHECK_OK(evn_merged_add(&m, 1, 1, 3));
    EVN_CHECK_ERR(evn_merged_add(&m, 1, 3, 1), EVN_E_CORRUPT);
    EVN_CHECK_ERR(evn_merged_add(&m, 1, 5, 1), EVN_E_CORRUPT);
    EVN_CHECK_ERR(evn_merged_add(&m, 2, 2, 1), EVN_E_CORRUPT);
    EVN_CHECK_ERR(evn_merged_add(&m, 0, 1, 1), EVN_E_CORRUPT);
    EVN_CHECK_ERR(evn_merged_add(&m, 1, 4, 0), EVN_E_CORRUPT);
    EVN_CHECK_OK(evn_merged_add(&m, 1, 4, 1));
    EVN_CHECK_EQ(m.head, 4);
    EVN_CHECK_EQ(m.n, 1);
    evn_merged_fini(&m);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(positions_find_their_events_also_when_the_older_half_is_forgotten),
        EVN_TEST(events_that_do_not_follow_are_refused),
    };
    return evn_test_main(argc, argv, "events.merged", tests, sizeof tests / sizeof tests[0]);
}
