#include "common/base/rng.h"
#include "services/ledger/core/ahead.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#include <stdio.h>

enum { BATCH = 40, ROUNDS = 60, N_NAMES = 6 };

/* Names of all lengths; the last of each kind becomes known late or never. */
static char item[N_NAMES][EVN_NAME_MAX + 1], lot[N_NAMES][EVN_NAME_MAX + 1];
static const char *const place[] = {"A", "a-warehouse-with-a-name-beyond-27-bytes", "nowhere"};

static void make_names(void)
{
    for (int i = 0; i < N_NAMES; i++) {
        snprintf(item[i], sizeof item[i], "%.*s%d", i * 15,
                 "item-item-item-item-item-item-item-item-"
                 "item-item-item-item-item-item-item-item",
                 i);
        snprintf(lot[i], sizeof lot[i], "%.*s%d", i * 9,
                 "lot-lot-lot-lot-lot-lot-lot-lot-lot-lot-"
                 "lot-lot-lot-",
                 i);
    }
}

static void make_facts(struct evn_rig *rig)
{
    static const enum evn_tracking tracking[] = {EVN_TRACKING_NONE, EVN_TRACKING_EXPIRY,
                                                 EVN_TRACKING_LOT, EVN_TRACKING_SERIAL,
                                                 EVN_TRACKING_LOT};
    evn_rig_init(rig, NULL);
    evn_rig_place(rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(rig, place[0], EVN_PLACE_WAREHOUSE);
    evn_rig_place(rig, place[1], EVN_PLACE_HOSPITAL);
    for (int i = 0; i < N_NAMES - 1; i++)
        evn_rig_item(rig, item[i], tracking[i]);
}

static struct evn_ledger_line any_line(struct evn_rng *rng)
{
    const char *it = item[evn_rng_below(rng, N_NAMES)], *code = lot[evn_rng_below(rng, N_NAMES)];
    const char *at = place[evn_rng_below(rng, 3)], *to = place[evn_rng_below(rng, 2)];
    int64_t qty = evn_rng_below(rng, 4);
    if (evn_rng_below(rng, 3) == 0)
        code = NULL;
    switch (evn_rng_below(rng, 4)) {
    case 0:
    case 1:
        return evn_rig_receive(at, it, code, evn_rng_below(rng, 9) > 0 ? "2023-05-01" : NULL, qty,
                               EVN_AT_NOW);
    case 2:
        return evn_rig_issue(at, it, code, qty, EVN_AT_NOW);
    default:
        return evn_rig_transfer(at, to, it, code, qty, EVN_AT_NOW);
    }
}

/* The same commands to both; only those of `b` are looked up ahead. How many were accepted. */
static unsigned run_both(struct evn_rig *a, struct evn_rig *b, struct evn_rng *rng)
{
    struct evn_ledger_line line[BATCH], looked_up[BATCH];
    struct evn_ledger_known known[BATCH] = {0};
    struct evn_ledger_command plain[BATCH], ahead[BATCH];
    unsigned n = 0;
    for (int i = 0; i < BATCH; i++) {
        line[i] = looked_up[i] = any_line(rng);
        looked_up[i].known = &known[i];
        plain[i] = evn_rig_command(a, EVN_COMMAND_DOCUMENT);
        plain[i].document = (struct evn_ledger_document){.lines = &line[i], .n_lines = 1};
        ahead[i] = evn_rig_command(b, EVN_COMMAND_DOCUMENT);
        ahead[i].document = (struct evn_ledger_document){.lines = &looked_up[i], .n_lines = 1};
    }
    evn_ledger_ahead(&b->state, ahead, BATCH);
    for (int i = 0; i < BATCH; i++) {
        evn_err plain_err = evn_rig_run(a, &plain[i]), ahead_err = evn_rig_run(b, &ahead[i]);
        EVN_CHECK_ERR(ahead_err, plain_err);
        EVN_CHECK_ERR(b->last.refusal.err, a->last.refusal.err);
        n += a->last.refusal.err == EVN_OK;
    }
    return n;
}

static void looking_ahead_changes_no_byte_of_the_log(void)
{
    static struct evn_rig a, b;
    struct evn_rng rng = evn_rng_of(evn_test_seed(17));
    unsigned n_accepted = 0;
    make_names();
    make_facts(&a);
    make_facts(&b);
    for (int round = 0; round < ROUNDS; round++) {
        n_accepted += run_both(&a, &b, &rng);
        if (round == ROUNDS / 2) { /* what was refused so far becomes known */
            evn_rig_item(&a, item[N_NAMES - 1], EVN_TRACKING_LOT);
            evn_rig_item(&b, item[N_NAMES - 1], EVN_TRACKING_LOT);
        }
    }
    EVN_CHECK(n_accepted > BATCH * ROUNDS / 10);
    EVN_CHECK_EQ(a.log.len, b.log.len);
    EVN_CHECK(a.log.len == b.log.len && memcmp(a.log.at, b.log.at, a.log.len) == 0);
    evn_rig_fini(&a);
    evn_rig_fini(&b);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(looking_ahead_changes_no_byte_of_the_log),
    };
    return evn_test_main(argc, argv, "ledger.ahead", tests, sizeof tests / sizeof *tests);
}
