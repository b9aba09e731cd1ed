/* The ledger's caps, made small: what is full is refused with a code that names it, nothing grows
 * past it, and where the views give room again, the next command is taken. */
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

enum { CAP = 12, N_TRIES = 40 };

static struct evn_rig rig;

/* A ledger with one cap changed: all others are the usual ones. */
static void begin(size_t offset_of_cap, uint32_t cap)
{
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    memcpy((char *)&limits + offset_of_cap, &cap, sizeof cap);
    evn_rig_init(&rig, &limits);
    evn_rig_place(&rig, "wh-1", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    evn_rig_item(&rig, "water", EVN_TRACKING_NONE);
}

static evn_err receive(const char *item, const char *lot)
{
    struct evn_ledger_line line =
        evn_rig_receive("wh-1", item, lot, lot != NULL ? "2030-01-01" : NULL, 5, EVN_AT_NOW);
    return evn_rig_post(&rig, &line, 1);
}

/* The last command was refused because this is full. */
static void is_full(evn_err got, evn_err want, const char *what, int64_t max)
{
    EVN_CHECK_ERR(got, want);
    EVN_CHECK_ERR(rig.last.refusal.err, want);
    EVN_CHECK_TEXT(rig.last.refusal.subject, what);
    EVN_CHECK_EQ(rig.last.refusal.want, max);
}

static void accounts_are_bounded(void)
{
    char lot[24];
    evn_err err = EVN_OK;
    begin(offsetof(struct evn_ledger_limits, n_accounts_max), CAP);
    for (int i = 0; err == EVN_OK && i < N_TRIES; i++) {
        snprintf(lot, sizeof lot, "L%d", i);
        err = receive("drug", lot);
    }
    is_full(err, EVN_E_LIMIT, "accounts", CAP);
    EVN_CHECK(rig.state.n_accounts <= CAP);
    EVN_CHECK_OK(receive("drug", "L0")); /* what is known goes on */
    evn_rig_fini(&rig);
}

static void lots_are_bounded(void)
{
    char lot[24];
    evn_err err = EVN_OK;
    begin(offsetof(struct evn_ledger_limits, n_names_max), CAP);
    for (int i = 0; err == EVN_OK && i < N_TRIES; i++) {
        snprintf(lot, sizeof lot, "L%d", i);
        err = receive("drug", lot);
    }
    is_full(err, EVN_E_LIMIT, "lots", CAP);
    EVN_CHECK(rig.state.lot_codes.n <= CAP);
    EVN_CHECK_OK(receive("drug", "L0"));
    evn_rig_fini(&rig);
}

static void reasons_and_actors_are_bounded(void)
{
    char name[24];
    evn_err err = EVN_OK;
    begin(offsetof(struct evn_ledger_limits, n_names_max), CAP);
    EVN_CHECK_OK(receive("water", NULL));
    struct evn_ledger_line line = evn_rig_receive("wh-1", "water", NULL, NULL, 1, EVN_AT_NOW);
    for (int i = 0; err == EVN_OK && i < N_TRIES; i++) {
        struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
        snprintf(name, sizeof name, "reason-%d", i);
        c.document.lines = &line;
        c.document.n_lines = 1;
        c.document.reason = evn_bytes_text(name);
        err = evn_rig_run(&rig, &c);
    }
    is_full(err, EVN_E_LIMIT, "reasons", CAP);
    EVN_CHECK(rig.state.reasons.n <= CAP);
    err = EVN_OK;
    for (int i = 0; err == EVN_OK && i < N_TRIES; i++) {
        struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
        snprintf(name, sizeof name, "actor-%d", i);
        c.actor = evn_bytes_text(name);
        c.document.lines = &line;
        c.document.n_lines = 1;
        err = evn_rig_run(&rig, &c);
    }
    is_full(err, EVN_E_LIMIT, "actors", CAP);
    EVN_CHECK(rig.state.actors.n <= CAP);
    EVN_CHECK_OK(receive("water", NULL));
    evn_rig_fini(&rig);
}

static evn_err reserve(const char *owner)
{
    struct evn_ledger_claim_line line = {
        .place = evn_bytes_text("wh-1"), .item = evn_bytes_text("water"), .qty = 1};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_RESERVE);
    c.claim.owner = evn_bytes_text(owner);
    c.claim.lines = &line;
    c.claim.n_lines = 1;
    return evn_rig_run(&rig, &c);
}

static void owners_of_claims_are_bounded(void)
{
    char name[24];
    evn_err err = EVN_OK;
    begin(offsetof(struct evn_ledger_limits, n_names_max), CAP);
    for (int i = 0; i < CAP; i++)
        EVN_CHECK_OK(receive("water", NULL));
    for (int i = 0; err == EVN_OK && i < N_TRIES; i++) {
        snprintf(name, sizeof name, "owner-%d", i);
        err = reserve(name);
    }
    is_full(err, EVN_E_LIMIT, "owners of claims", CAP);
    EVN_CHECK(rig.state.opens.names.n <= CAP);
    EVN_CHECK_OK(reserve("owner-0"));
    evn_rig_fini(&rig);
}

static void ids_in_memory_are_bounded_and_forgotten_with_the_views(void)
{
    evn_err err = EVN_OK;
    begin(offsetof(struct evn_ledger_limits, n_ids_max), CAP);
    for (int i = 0; err == EVN_OK && i < N_TRIES; i++)
        err = receive("water", NULL);
    is_full(err, EVN_E_VIEW_LAG, "ids", CAP);
    EVN_CHECK(rig.state.ids.n <= CAP);
    evn_rig_view(&rig, rig.state.next_seq - 1);
    EVN_CHECK_OK(receive("water", NULL));
    evn_rig_fini(&rig);
}

static void legs_ahead_of_the_views_are_bounded(void)
{
    evn_err err = EVN_OK;
    begin(offsetof(struct evn_ledger_limits, n_legs_max), CAP);
    for (int i = 0; err == EVN_OK && i < N_TRIES; i++)
        err = receive("water", NULL);
    is_full(err, EVN_E_VIEW_LAG, "overlay", CAP);
    EVN_CHECK(evn_overlay_n(&rig.state.overlay) <= CAP);
    evn_rig_view(&rig, rig.state.next_seq - 1);
    EVN_CHECK_OK(receive("water", NULL));
    evn_rig_fini(&rig);
}

/* A decision that needs more scratch than there is, is refused as a whole and leaves nothing. */
static void scratch_of_a_decision_is_bounded(void)
{
    static struct evn_ledger_line lines[CAP * N_TRIES];
    static char lots[CAP * N_TRIES][24];
    struct evn_arena usual, small;
    begin(offsetof(struct evn_ledger_limits, n_ids_max), 1000);
    for (int i = 0; i < CAP * N_TRIES; i++) {
        snprintf(lots[i], sizeof lots[i], "L%d", i);
        lines[i] = evn_rig_receive("wh-1", "drug", lots[i], "2030-01-01", 5, EVN_AT_NOW);
    }
    usual = rig.arena;
    EVN_CHECK_OK(evn_arena_init(&small, 64 << 10));
    rig.arena = small;
    uint64_t next_seq = rig.state.next_seq;
    EVN_CHECK_ERR(evn_rig_post(&rig, lines, CAP * N_TRIES), EVN_E_LIMIT);
    EVN_CHECK_TEXT(rig.last.refusal.subject, "scratch");
    EVN_CHECK_EQ(rig.state.next_seq, next_seq);
    EVN_CHECK_EQ(rig.events.len, 0);
    EVN_CHECK_EQ(rig.state.lot_codes.n, 0);
    EVN_CHECK_OK(evn_rig_post(&rig, lines, CAP)); /* smaller ones go on */
    small = rig.arena;
    evn_arena_fini(&small);
    rig.arena = usual;
    EVN_CHECK_OK(evn_rig_post(&rig, lines, CAP * N_TRIES));
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(accounts_are_bounded),
        EVN_TEST(lots_are_bounded),
        EVN_TEST(reasons_and_actors_are_bounded),
        EVN_TEST(owners_of_claims_are_bounded),
        EVN_TEST(ids_in_memory_are_bounded_and_forgotten_with_the_views),
        EVN_TEST(legs_ahead_of_the_views_are_bounded),
        EVN_TEST(scratch_of_a_decision_is_bounded),
    };
    return evn_test_main(argc, argv, "ledger.limits", tests, sizeof tests / sizeof tests[0]);
}
