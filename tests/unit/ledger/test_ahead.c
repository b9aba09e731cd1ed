#include "common/base/rng.h"
#include "services/ledger/core/ahead.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 40, ROUNDS = 60, N_NAMES = 6 };

/* Names of all lengths; the last of each kind becomes known late or never. */
static char item[N_NAMES][EVN_NAME_MAX + 1], lot[N_NAMES][EVN_NAME_MAX + 1];
static const char *const place[] = {"A", "a-warehouse-with-a-name-beyond-27-bytes", "nowhere"};

static void make_names(void)
{
    for (int i = 0; i < N_NAMES; i++) {
        memset(item[i], 'i', (size_t)i * 15);
        item[i][i * 15] = (char)('0' + i);
        memset(lot[i], 'l', (size_t)i * 9);
        lot[i][i * 9] = (char)('0' + i);
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

struct named {
    uint32_t hash, number;
};

static int by_hash(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Two codes of one item with the same hash: the index cannot tell them apart. */
static void find_twins(const struct evn_dict *lots, char one[16], char two[16])
{
    enum { TRIED = 400000 };
    struct named *all = calloc(TRIED, sizeof *all);
    EVN_MUST(all != NULL);
    for (uint32_t i = 0; i < TRIED; i++) {
        snprintf(one, 16, "L%u", i);
        all[i] = (struct named){evn_dict_hash(lots, 1, evn_bytes_text(one)), i};
    }
    qsort(all, TRIED, sizeof *all, by_hash);
    uint32_t i = 1;
    while (i < TRIED && all[i].hash != all[i - 1].hash)
        i++;
    EVN_MUST(i < TRIED);
    snprintf(one, 16, "L%u", all[i - 1].number);
    snprintf(two, 16, "L%u", all[i].number);
    free(all);
}

static void a_name_with_the_hash_of_another_is_not_taken_for_it(void)
{
    static struct evn_rig rig;
    char one[16], two[16];
    struct evn_ledger_known known = {0};
    evn_rig_init(&rig, NULL);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "A", EVN_PLACE_WAREHOUSE);
    evn_rig_item(&rig, "gloves", EVN_TRACKING_LOT);
    find_twins(&rig.state.lot_codes, one, two);
    struct evn_ledger_line line = evn_rig_receive("A", "gloves", one, "2023-05-01", 5, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    line = evn_rig_receive("A", "gloves", two, "2023-05-01", 7, EVN_AT_NOW);
    line.known = &known;
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document = (struct evn_ledger_document){.lines = &line, .n_lines = 1};
    evn_ledger_ahead(&rig.state, &c, 1);
    EVN_CHECK_EQ(known.lot, 0);
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "A", "gloves", one), 5);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "A", "gloves", two), 7);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(looking_ahead_changes_no_byte_of_the_log),
        EVN_TEST(a_name_with_the_hash_of_another_is_not_taken_for_it),
    };
    return evn_test_main(argc, argv, "ledger.ahead", tests, sizeof tests / sizeof *tests);
}
