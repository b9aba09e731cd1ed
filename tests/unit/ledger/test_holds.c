#include "common/base/rng.h"
#include "services/ledger/core/apply.h"
#include "services/ledger/core/rare.h"
#include "services/ledger/core/record.h"
#include "tests/lib/suite.h"

enum { LOTS = 12, PLACES = 5, REASONS = 4, STEPS = 20000 };

/* What is held, as plainly as can be. */
static bool held[LOTS + 1][PLACES + 1][REASONS + 1];

static uint32_t agree(const struct evn_holds *holds)
{
    uint32_t wrong = 0, n = 0;
    for (uint32_t lot = 1; lot <= LOTS; lot++) {
        bool somewhere[PLACES + 1] = {false};
        for (uint32_t place = 0; place <= PLACES; place++)
            for (uint32_t reason = 1; reason <= REASONS; reason++) {
                const struct evn_hold row = {lot, place, reason, 0};
                bool is = held[lot][place][reason];
                wrong += evn_holds_has(holds, &row) != is;
                somewhere[place] |= is;
                n += is;
            }
        for (uint32_t place = 1; place <= PLACES; place++)
            wrong +=
                (evn_holds_at(holds, lot, place) != NULL) != (somewhere[place] || somewhere[0]);
        const struct evn_hold *row = NULL;
        while ((row = evn_holds_next(holds, lot, row)) != NULL)
            wrong += row->lot != lot || !held[lot][row->place][row->reason];
    }
    return wrong + (n != holds->n);
}

static void a_lot_is_free_when_its_last_reason_is_released(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(11));
    struct evn_holds holds;
    uint32_t wrong = 0;
    evn_holds_init(&holds);
    EVN_CHECK(evn_holds_at(&holds, 1, 1) == NULL);
    for (uint32_t i = 0; i < STEPS; i++) {
        const struct evn_hold row = {1 + (uint32_t)evn_rng_below(&rng, LOTS),
                                     (uint32_t)evn_rng_below(&rng, PLACES + 1),
                                     1 + (uint32_t)evn_rng_below(&rng, REASONS), 0};
        bool *is = &held[row.lot][row.place][row.reason];
        if (*is)
            evn_holds_release(&holds, &row);
        else
            EVN_MUST(evn_holds_put(&holds, &row) == EVN_OK);
        *is = !*is;
        wrong += i % 97 == 0 ? agree(&holds) : 0;
    }
    EVN_CHECK_EQ(wrong + agree(&holds), 0);
    evn_holds_fini(&holds);
}

/* One record as the views keep it. */
static evn_err apply_one(struct evn_ledger_state *state, const struct evn_record *record)
{
    uint8_t bytes[EVN_RECORD_LEN];
    evn_record_put(bytes, record);
    const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_RECORDS,
                                    .version = EVN_RECORD_VERSION,
                                    .count = 1,
                                    .body = evn_bytes_of(bytes, sizeof bytes)};
    return evn_rare_apply(state, 7, &frame);
}

static void a_hold_that_cannot_be_is_damage(void)
{
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_ledger_state state;
    EVN_MUST(evn_ledger_state_init(&state, &limits, INT64_MIN) == EVN_OK);
    EVN_MUST(evn_dict_add(&state.lot_codes, 1, evn_bytes_text("L1")) == EVN_OK);
    EVN_MUST(evn_dict_add(&state.reasons, 0, evn_bytes_text("breach")) == EVN_OK);
    const struct evn_digest before = state.digest;
    struct evn_record r = {.kind = EVN_RECORD_HOLD_PUT, .from = 1, .reason = 1};
    EVN_CHECK_EQ(apply_one(&state, &r), EVN_OK);
    EVN_CHECK(state.digest.a != before.a && state.digest.b != before.b);
    EVN_CHECK_EQ(apply_one(&state, &r), EVN_E_CORRUPT);
    r.from = 2;
    EVN_CHECK_EQ(apply_one(&state, &r), EVN_E_CORRUPT);
    r.from = 1;
    r.to = 1;
    EVN_CHECK_EQ(apply_one(&state, &r), EVN_E_CORRUPT);
    r.to = 0;
    r.kind = EVN_RECORD_HOLD_RELEASED;
    EVN_CHECK_EQ(apply_one(&state, &r), EVN_OK);
    EVN_CHECK(state.digest.a == before.a && state.digest.b == before.b);
    EVN_CHECK_EQ(apply_one(&state, &r), EVN_E_CORRUPT);
    evn_ledger_state_fini(&state);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_lot_is_free_when_its_last_reason_is_released),
        EVN_TEST(a_hold_that_cannot_be_is_damage),
    };
    return evn_test_main(argc, argv, "ledger.holds", tests, sizeof tests / sizeof *tests);
}
