/* Random claims, shipments and receipts: the core and a plain model give the same answers. */
#include "common/base/rng.h"
#include "services/ledger/core/claims.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"
#include "tests/sim/ledger/claims_model.h"

enum { N_COMMANDS = 60000, LINES = 3 };

static struct claims_model model;
static struct evn_rig rig;
static struct evn_rng rng;

/* The command being made. */
static struct {
    struct evn_ledger_command command;
    struct evn_ledger_line line[LINES];
    struct evn_ledger_claim_line claim[LINES];
    struct evn_ledger_ship_line ship[LINES];
    struct evn_ledger_receipt_line receipt[LINES];
    char owner[4], shipment[4];
} made;

static uint32_t below(uint32_t n)
{
    return evn_rng_below(&rng, n);
}

static struct evn_bytes place(uint32_t from, uint32_t until)
{
    return evn_bytes_text(cm_places[from + below(until - from)]);
}

static struct evn_bytes item(void)
{
    return evn_bytes_text(cm_items[below(CM_ITEMS)]);
}

static struct evn_bytes owner(void)
{
    snprintf(made.owner, sizeof made.owner, "o%u", below(CM_OWNERS));
    return evn_bytes_text(made.owner);
}

static struct evn_bytes shipment(void)
{
    snprintf(made.shipment, sizeof made.shipment, "s%u", below(CM_SHIPMENTS));
    return evn_bytes_text(made.shipment);
}

static struct evn_bytes none(void)
{
    return evn_bytes_text("");
}

/* About what there is of the item at the place: half of it, or a little too much. */
static int64_t about_all(struct evn_bytes where, struct evn_bytes what)
{
    int64_t sum = 0;
    for (int p = 0; p < CM_PLACES; p++)
        for (int i = 0; i < CM_ITEMS; i++)
            for (int l = 0; l < CM_LOTS; l++)
                if (evn_bytes_equal(where, evn_bytes_text(cm_places[p])) &&
                    evn_bytes_equal(what, evn_bytes_text(cm_items[i])))
                    sum += model.balance[p][i][l];
    return 1 + sum * (30 + below(75)) / 100;
}

static struct evn_ledger_line some_line(void)
{
    uint32_t kind = below(5) < 3 ? EVN_RECORD_RECEIVE : EVN_RECORD_ISSUE + below(2);
    uint32_t lot = 1 + below(CM_LOTS - 1);
    struct evn_ledger_line line = {.kind = (uint16_t)kind,
                                   .from = place(0, CM_VANS_END),
                                   .to = place(0, CM_VANS_END),
                                   .item = item(),
                                   .lot = none(),
                                   .expiry = EVN_DAY_NONE,
                                   .made = EVN_DAY_NONE,
                                   .owner = none(),
                                   .claim = below(3) == 0 ? owner() : none(),
                                   .qty = 1 + below(kind == 1 ? 90 : 25),
                                   .occurred_at_us = EVN_AT_NOW};
    if (kind != EVN_RECORD_RECEIVE && below(4) == 0)
        line.qty = about_all(line.from, line.item);
    if (kind == EVN_RECORD_ISSUE)
        line.to = evn_bytes_text("consumed");
    if (kind != EVN_RECORD_RECEIVE)
        return line;
    line.from = evn_bytes_text("supplier");
    line.to = place(0, CM_WAREHOUSES);
    line.claim = none();
    if (line.item.at[0] == 'd') {
        line.lot = evn_bytes_text(cm_lots[lot]);
        line.expiry.n = cm_expiry[lot];
    }
    return line;
}

static void make_document(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        made.line[i] = some_line();
    made.command.document = (struct evn_ledger_document){
        .lines = made.line, .n_lines = n, .reason = none(), .note = none(), .reference = none()};
}

static void make_claim(uint32_t n, bool release)
{
    for (uint32_t i = 0; i < n; i++) {
        made.claim[i] = (struct evn_ledger_claim_line){
            .place = place(0, CM_WAREHOUSES), .item = item(), .qty = 1 + below(60)};
        if (!release && below(3) == 0)
            made.claim[i].qty = about_all(made.claim[i].place, made.claim[i].item);
    }
    made.command.claim = (struct evn_ledger_claim){.owner = owner(),
                                                   .priority = 1,
                                                   .lines = made.claim,
                                                   .n_lines = release && below(10) == 0 ? 0 : n};
}

static void make_ship(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        made.ship[i] = (struct evn_ledger_ship_line){
            .from = below(20) == 0 ? place(CM_WAREHOUSES, CM_VANS_END) : place(0, CM_WAREHOUSES),
            .item = item(),
            .stop = place(CM_VANS_END, CM_PLACES),
            .qty = 1 + below(25)};
    made.command.ship = (struct evn_ledger_ship){.shipment = shipment(),
                                                 .vehicle = place(CM_WAREHOUSES, CM_VANS_END),
                                                 .claim = below(3) != 0 ? owner() : none(),
                                                 .occurred_at_us = EVN_AT_NOW,
                                                 .lines = made.ship,
                                                 .n_lines = n};
}

static void make_receipt(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        made.receipt[i] = (struct evn_ledger_receipt_line){.item = item(),
                                                           .lot = none(),
                                                           .accepted = below(15),
                                                           .missing = below(3) == 0 ? below(4) : 0,
                                                           .damaged = below(3) == 0 ? below(4) : 0,
                                                           .refused = below(3) == 0 ? below(4) : 0};
    for (uint32_t i = 0; i < n; i++)
        if (made.receipt[i].item.at[0] == 'd' && below(3) == 0)
            made.receipt[i].lot = evn_bytes_text(cm_lots[1 + below(CM_LOTS - 1)]);
    made.command.receipt = (struct evn_ledger_receipt){.shipment = shipment(),
                                                       .vehicle = place(CM_WAREHOUSES, CM_VANS_END),
                                                       .stop = place(CM_VANS_END, CM_PLACES),
                                                       .signed_by = none(),
                                                       .consumed = evn_bytes_text("consumed"),
                                                       .lost = evn_bytes_text("lost"),
                                                       .destroyed = evn_bytes_text("destroyed"),
                                                       .occurred_at_us = EVN_AT_NOW,
                                                       .lines = made.receipt,
                                                       .n_lines = n};
}

static void make_command(void)
{
    static const enum evn_command_kind kinds[] = {
        EVN_COMMAND_DOCUMENT, EVN_COMMAND_DOCUMENT, EVN_COMMAND_RESERVE, EVN_COMMAND_RELEASE,
        EVN_COMMAND_SHIP,     EVN_COMMAND_SHIP,     EVN_COMMAND_RECEIPT, EVN_COMMAND_RECEIPT};
    uint32_t n = 1 + below(LINES);
    made.command = evn_rig_command(&rig, kinds[below(8)]);
    if (made.command.kind == EVN_COMMAND_DOCUMENT)
        make_document(n);
    else if (made.command.kind == EVN_COMMAND_SHIP)
        make_ship(n);
    else if (made.command.kind == EVN_COMMAND_RECEIPT)
        make_receipt(n);
    else
        make_claim(n, made.command.kind == EVN_COMMAND_RELEASE);
}

static void start(uint64_t seed)
{
    static const enum evn_place_kind kinds[CM_PLACES] = {
        EVN_PLACE_WAREHOUSE, EVN_PLACE_WAREHOUSE,       EVN_PLACE_VEHICLE,
        EVN_PLACE_VEHICLE,   EVN_PLACE_RECEPTION_POINT, EVN_PLACE_RECEPTION_POINT};
    rng = evn_rng_of(seed);
    model = (struct claims_model){0};
    evn_rig_init(&rig, NULL);
    for (int i = 0; i < CM_PLACES; i++)
        evn_rig_place(&rig, cm_places[i], kinds[i]);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(&rig, "lost", EVN_PLACE_LOST);
    evn_rig_place(&rig, "destroyed", EVN_PLACE_DESTROYED);
    evn_rig_item(&rig, cm_items[0], EVN_TRACKING_NONE);
    evn_rig_item(&rig, cm_items[1], EVN_TRACKING_LOT);
}

static void compare(evn_err err, const struct evn_refusal *want, uint32_t n)
{
    const struct evn_refusal *got = &rig.last.refusal;
    evn_err said = err != EVN_OK ? err : got->err;
    bool same = said == want->err &&
                (said == EVN_OK || evn_err_class_of(said) != EVN_CLASS_STATE ||
                 (got->line == want->line && got->have == want->have && got->want == want->want));
    if (!same)
        printf("\n    command %u of kind %d: %s line %u have %" PRId64 " want %" PRId64
               ", and the model: %s line %u have %" PRId64 " want %" PRId64 "\n",
               n, made.command.kind, evn_err_name(said), got->line, got->have, got->want,
               evn_err_name(want->err), want->line, want->have, want->want);
    EVN_MUST(same);
}

static uint32_t number(const struct evn_dict *dict, const char *text)
{
    return evn_dict_find(dict, 0, evn_bytes_text(text));
}

static int64_t open_on(enum evn_open_kind kind, uint32_t account)
{
    const struct evn_open *row;
    int64_t sum = 0;
    uint64_t after = 0;
    for (; (row = evn_opens_of_account(&rig.state.opens, kind, account, after)) != NULL;
         after = row->seq)
        sum += row->left;
    return sum;
}

/* Balances, claims and what is aboard; and that no van has more open than it holds. */
static void laws_hold(void)
{
    const struct evn_ledger_state *s = &rig.state;
    for (int p = 0; p < CM_PLACES; p++)
        for (int i = 0; i < CM_ITEMS; i++) {
            uint32_t pn = number(&s->place_ids, cm_places[p]),
                     in = number(&s->item_ids, cm_items[i]);
            uint32_t any = evn_ledger_find_account(s, pn, in, EVN_LOT_ANY);
            EVN_CHECK_EQ(any != 0 ? evn_ledger_claims(s, any) : 0, cm_claimed(&model, p, i));
            EVN_CHECK_EQ(any != 0 ? open_on(EVN_OPEN_CLAIM, any) : 0, cm_claimed(&model, p, i));
            for (int l = 0; l < CM_LOTS; l++) {
                uint32_t ln =
                    l > 0 ? evn_dict_find(&s->lot_codes, in, evn_bytes_text(cm_lots[l])) : 0;
                uint32_t account = l == 0 || ln != 0 ? evn_ledger_find_account(s, pn, in, ln) : 0;
                int64_t balance = account != 0 ? evn_ledger_account(s, account)->balance : 0;
                EVN_CHECK_EQ(balance, model.balance[p][i][l]);
                int64_t open = account != 0 ? open_on(EVN_OPEN_ABOARD, account) : 0;
                EVN_CHECK_EQ(open, cm_open(&model, p, i, l));
                EVN_CHECK(open <= balance);
            }
        }
}

static void the_core_and_the_model_agree_on_claims_and_shipments(void)
{
    uint32_t n_of[2] = {0, 0}, n_reserved = 0, n_not_shipped = 0;
    start(evn_test_seed(20221130));
    for (uint32_t n = 0; n < N_COMMANDS; n++) {
        rig.now_us += below(10) == 0 ? (int64_t)below(60) * EVN_US_PER_S : 0;
        make_command();
        struct evn_refusal want = cm_run(&model, &made.command, rig.now_us);
        compare(evn_rig_run(&rig, &made.command), &want, n);
        n_of[want.err != EVN_OK]++;
        n_reserved += want.err == EVN_E_RESERVED;
        n_not_shipped += want.err == EVN_E_NOT_SHIPPED;
        if (n % 20 == 0) {
            evn_rig_view(&rig, rig.state.next_seq - 1);
            laws_hold();
        }
    }
    printf("[%u accepted, %u refused: %u reserved, %u not shipped] ", n_of[0], n_of[1], n_reserved,
           n_not_shipped);
    EVN_CHECK(n_of[0] > N_COMMANDS / 5 && n_of[1] > N_COMMANDS / 5);
    EVN_CHECK(n_reserved > 100 && n_not_shipped > 100);
    evn_rig_fini(&rig);
}

/* The log alone gives the same state, its digest included. */
static void replayed_the_log_gives_the_same_open_rows(void)
{
    struct evn_ledger_state again;
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    start(evn_test_seed(77));
    for (uint32_t n = 0; n < 2000; n++) {
        make_command();
        (void)!evn_rig_run(&rig, &made.command);
    }
    EVN_MUST(evn_ledger_state_init(&again, &limits, INT64_MIN) == EVN_OK);
    EVN_CHECK_OK(evn_ledger_apply_all(&again, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK(rig.state.opens.n > 0);
    EVN_CHECK_EQ(again.opens.n, rig.state.opens.n);
    EVN_CHECK(again.digest.a == rig.state.digest.a && again.digest.b == rig.state.digest.b);
    struct evn_canon one = {0}, two = {0};
    evn_claims_canon(&rig.state, &one);
    evn_claims_canon(&again, &two);
    EVN_CHECK(memcmp(&one, &two, sizeof one) == 0);
    evn_ledger_state_fini(&again);
    evn_rig_fini(&rig);
}

static void a_claim_ends_when_its_time_is_over(void)
{
    struct evn_buf events;
    uint32_t n = 0;
    start(1);
    struct evn_ledger_line line = evn_rig_receive("wh-1", "rice", NULL, NULL, 50, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    made.command = evn_rig_command(&rig, EVN_COMMAND_RESERVE);
    made.claim[0] = (struct evn_ledger_claim_line){
        .place = evn_bytes_text("wh-1"), .item = evn_bytes_text("rice"), .qty = 50};
    made.command.claim = (struct evn_ledger_claim){.owner = evn_bytes_text("o1"),
                                                   .expires_at_us = rig.now_us + 10,
                                                   .lines = made.claim,
                                                   .n_lines = 1};
    EVN_CHECK_OK(evn_rig_run(&rig, &made.command));
    EVN_CHECK_OK(rig.last.refusal.err);
    evn_buf_init(&events, 1 << 16);
    EVN_CHECK_OK(
        evn_claims_expire(&rig.state, rig.now_us + 9, rig.state.next_seq, &rig.arena, &events, &n));
    EVN_CHECK_EQ(n, 0);
    EVN_CHECK_OK(evn_claims_expire(&rig.state, rig.now_us + 10, rig.state.next_seq, &rig.arena,
                                   &events, &n));
    EVN_CHECK_EQ(n, 1);
    EVN_CHECK_OK(evn_ledger_apply_all(&rig.state, evn_bytes_of(events.at, events.len)));
    EVN_CHECK_EQ(rig.state.opens.n, 0);
    evn_buf_fini(&events);
    evn_rig_fini(&rig);
}

/* Two lots are more than int64 can count; what comes in beside a claim does not look like a loss.
 */
static void what_is_claimed_may_be_part_of_more_than_can_be_counted(void)
{
    start(1);
    const struct evn_ledger_line most =
        evn_rig_receive("wh-1", "drug", "A", "2022-11-15", INT64_MAX - 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &most, 1));
    made.command = evn_rig_command(&rig, EVN_COMMAND_RESERVE);
    made.claim[0] = (struct evn_ledger_claim_line){
        .place = evn_bytes_text("wh-1"), .item = evn_bytes_text("drug"), .qty = 1};
    made.command.claim =
        (struct evn_ledger_claim){.owner = evn_bytes_text("o1"), .lines = made.claim, .n_lines = 1};
    EVN_CHECK_OK(evn_rig_run(&rig, &made.command));
    EVN_CHECK_OK(rig.last.refusal.err);
    struct evn_ledger_line more =
        evn_rig_receive("wh-1", "drug", "B", "2023-02-12", INT64_MAX - 10, EVN_AT_NOW);
    more.from = evn_bytes_text("supplier2");
    evn_rig_place(&rig, "supplier2", EVN_PLACE_SUPPLIER);
    EVN_CHECK_OK(evn_rig_post(&rig, &more, 1));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-1", "drug", "B"), INT64_MAX - 10);
    made.command = evn_rig_command(&rig, EVN_COMMAND_RESERVE);
    made.claim[0].qty = INT64_MAX;
    made.command.claim.owner = evn_bytes_text("o2");
    made.command.claim.lines = made.claim;
    made.command.claim.n_lines = 1;
    EVN_CHECK_OK(evn_rig_run(&rig, &made.command));
    EVN_CHECK_ERR(rig.last.refusal.err, EVN_E_SHORT_STOCK); /* all claims together are a number */
    const struct evn_ledger_line out = evn_rig_issue("wh-1", "drug", NULL, INT64_MAX, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &out, 1));
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_core_and_the_model_agree_on_claims_and_shipments),
        EVN_TEST(replayed_the_log_gives_the_same_open_rows),
        EVN_TEST(a_claim_ends_when_its_time_is_over),
        EVN_TEST(what_is_claimed_may_be_part_of_more_than_can_be_counted),
    };
    return evn_test_main(argc, argv, "ledger.claims", tests, sizeof tests / sizeof *tests);
}
