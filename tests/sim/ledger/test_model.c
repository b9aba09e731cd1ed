#include "services/ledger/core/claims.h"
#include "services/ledger/core/past.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"
#include "tests/sim/ledger/model.h"

#include <stdlib.h>

enum { N_COMMANDS = 100000, N_MILLION = 1000000, N_LAW = 20000, N_SAMPLES = 20, N_WORLDS = 10 };

static struct model model;
static struct world world;

/* What the commands of late left in the log, by the numbers of their ids: the shell reads it there
 * when one is to be undone. */
static struct {
    uint32_t number;
    uint64_t document;
    char shipment[8]; /* of a receipt */
    uint32_t n;
    uint64_t *seqs; /* allocated */
    struct evn_record *records;
} in_log[MODEL_IDS];

/* How many commands were accepted, undone, and repeated, and lines of accepted documents, of each
 * kind; refusals by code. */
static uint32_t n_commands[EVN_COMMAND_DISCREPANCY + 1], n_undone[EVN_COMMAND_DISCREPANCY + 1],
    n_lines[EVN_RECORD_COUNTED], n_refused[1000], n_again, n_blocked, n_of_lots, n_lots_blocked,
    n_lots_used, n_kept;

static void keep_records(const struct evn_rig *rig, uint64_t first,
                         const struct evn_ledger_command *c)
{
    uint32_t number = world_id_number(&c->id);
    struct evn_bytes rest = evn_bytes_of(rig->events.at, rig->events.len);
    struct evn_frame frame;
    uint32_t slot = number % MODEL_IDS, n = 0;
    size_t most = rig->events.len / EVN_RECORD_LEN + 1;
    in_log[slot].seqs = realloc(in_log[slot].seqs, most * sizeof *in_log[slot].seqs);
    in_log[slot].records = realloc(in_log[slot].records, most * sizeof *in_log[slot].records);
    EVN_MUST(in_log[slot].seqs != NULL && in_log[slot].records != NULL);
    for (uint64_t seq = first; evn_frame_next(&rest, &frame) == EVN_OK; seq += frame.count)
        for (uint32_t i = 0; frame.kind == EVN_LEDGER_FRAME_RECORDS && i < frame.count; i++) {
            in_log[slot].seqs[n] = seq + i;
            EVN_CHECK_OK(evn_record_get(frame.body.at + (size_t)i * EVN_RECORD_LEN,
                                        &in_log[slot].records[n++]));
        }
    in_log[slot].number = number;
    in_log[slot].n = n;
    struct evn_bytes shipment =
        c->kind == EVN_COMMAND_RECEIPT ? c->receipt.shipment : evn_bytes_text("");
    snprintf(in_log[slot].shipment, sizeof in_log[slot].shipment, "%.*s", (int)shipment.len,
             (const char *)shipment.at);
    in_log[slot].document = n > 0 ? in_log[slot].records[0].document : 0;
}

static void forget_records(void)
{
    for (uint32_t i = 0; i < MODEL_IDS; i++) {
        free(in_log[i].seqs);
        free(in_log[i].records);
    }
    memset(in_log, 0, sizeof in_log);
}

/* Run a command of the world; a reversal gets what it undoes from the log. */
static evn_err run(struct evn_rig *rig, const struct evn_ledger_command *command)
{
    struct evn_ledger_command c = *command;
    struct evn_ledger_original original = {.shipment = evn_bytes_text("")};
    uint32_t number = (uint32_t)c.reverse.document, slot = number % MODEL_IDS;
    if (c.kind == EVN_COMMAND_REVERSE && in_log[slot].number == number) {
        original.document = in_log[slot].document;
        original.records = in_log[slot].records;
        original.seqs = in_log[slot].seqs;
        original.n_records = in_log[slot].n;
        original.shipment = evn_bytes_text(in_log[slot].shipment);
    }
    if (c.kind == EVN_COMMAND_REVERSE)
        c.reverse.original = &original;
    uint64_t first = rig->state.next_seq;
    evn_err err = evn_rig_run(rig, &c);
    if (rig->events.len > 0)
        keep_records(rig, first, &c);
    return err;
}

/* What the registry says the kits are made of. */
static void make_kits(struct evn_rig *rig)
{
    for (int i = 0; i < 2; i++) {
        const struct world_kit *k = &world_kits[i];
        const struct evn_kit kit = {
            .item = k->item + 1,
            .version = 1,
            .n_parts = WORLD_PARTS,
            .part = {{k->part[0] + 1, k->qty[0]}, {k->part[1] + 1, k->qty[1]}}};
        evn_buf_clear(&rig->events);
        EVN_CHECK_OK(evn_kit_write(&rig->events, &kit));
        struct evn_bytes frame = evn_bytes_of(rig->events.at, rig->events.len);
        EVN_CHECK_OK(evn_ledger_apply_all(&rig->state, frame));
        EVN_CHECK_OK(evn_buf_add(&rig->log, frame));
    }
}

static void start(struct evn_rig *rig, uint64_t seed)
{
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    limits.n_ids_max = 2000000; /* halved: what is kept */
    evn_rig_init(rig, &limits);
    world_init(&world, seed);
    model_fini(&model);
    memset(&model, 0, sizeof model);
    forget_records();
    struct evn_ledger_command fact;
    for (uint32_t i = 0; world_fact(&world, i, &fact); i++) {
        EVN_MUST(evn_rig_run(rig, &fact) == EVN_OK);
        EVN_MUST(rig->last.refusal.err == EVN_OK);
    }
    make_kits(rig);
}

static void show(const struct evn_refusal *r)
{
    printf("    %s line %u field %s subject %s place %s at %" PRId64 " have %" PRId64
           " want %" PRId64 " %s\n",
           evn_err_name(r->err), r->line, r->field, r->subject, r->place, r->at_us, r->have,
           r->want, evn_state_name(r->state));
}

/* As the model has it; "?": it cannot know. */
static bool same_text(const char *got, const char *want)
{
    return want[0] == '?' || strcmp(got, want) == 0;
}

/* The subject of INPUT refusals is an echo of the command, and what the model says nothing of: not
 * compared. An undone document is named by the number of an event, which the model has not. */
static bool alike(const struct evn_refusal *got, const struct evn_refusal *want)
{
    if (want->err == EVN_OK)
        return got->err == EVN_OK;
    bool stands = want->err == EVN_E_EXISTS || want->err == EVN_E_WRONG_STATE;
    bool says =
        stands || want->field[0] == '\0' || want->field[0] == '?' || want->err == EVN_E_SHORT_STOCK;
    bool any_amount = want->state == EVN_S_UNDONE;
    return got->err == want->err && got->line == want->line && same_text(got->field, want->field) &&
           got->at_us == want->at_us &&
           (any_amount || (got->have == want->have && got->want == want->want)) &&
           (!stands || want->place[0] == '?' || got->state == want->state) &&
           (!says || evn_err_class_of(want->err) != EVN_CLASS_STATE ||
            (same_text(got->subject, want->subject) && same_text(got->place, want->place)));
}

static void compare_answer(const struct evn_rig *rig, evn_err err, const struct model_answer *want,
                           const struct evn_ledger_command *c, uint32_t n)
{
    bool ok = err == want->err && rig->last.again == want->again &&
              (want->again || alike(&rig->last.refusal, &want->refusal));
    if (!ok) {
        printf("\n    command %u of kind %u: %s, again %d, and the model: %s, again %d\n", n,
               c->kind, evn_err_name(err), rig->last.again, evn_err_name(want->err), want->again);
        show(&rig->last.refusal);
        show(&want->refusal);
    }
    EVN_MUST(ok);
}

/* One balance at one instant, in the core's words and in the model's. */
static void compare_balance(struct evn_rig *rig, uint32_t place, uint32_t item, uint32_t lot,
                            uint32_t instant)
{
    const struct evn_ledger_state *s = &rig->state;
    uint32_t i = evn_dict_find(&s->item_ids, 0, evn_bytes_text(world_items[item]));
    uint32_t l =
        lot == 0 ? 0 : evn_dict_find(&s->lot_codes, i, evn_bytes_text(model.lots[item][lot].code));
    uint32_t p = evn_dict_find(&s->place_ids, 0, evn_bytes_text(world_places[place]));
    uint32_t account = evn_ledger_find_account(s, p, i, l);
    int64_t got = 0;
    if (account != 0) {
        const struct evn_past past = {&rig->view, &s->overlay, account,
                                      evn_ledger_account(s, account)->head};
        EVN_CHECK_OK(evn_past_sum_until(&past, world_at_us(instant), &got));
    }
    EVN_CHECK_EQ(got, model_balance(&model, place, item, lot, instant));
}

static void sample_balances(struct evn_rig *rig, struct evn_rng *rng)
{
    for (int i = 0; i < N_SAMPLES; i++) {
        uint32_t item = evn_rng_below(rng, WORLD_ITEMS);
        uint32_t lot = evn_rng_below(rng, model.n_lots[item] + 1);
        compare_balance(rig, evn_rng_below(rng, WORLD_PHYSICAL), item, lot,
                        evn_rng_below(rng, WORLD_INSTANTS));
    }
}

static void balances_now_agree(const struct evn_rig *rig)
{
    for (uint32_t p = 0; p < WORLD_PLACES; p++)
        for (uint32_t i = 0; i < WORLD_ITEMS; i++)
            for (uint32_t l = 0; l <= model.n_lots[i]; l++)
                EVN_CHECK_EQ(evn_rig_balance(rig, world_places[p], world_items[i],
                                             l > 0 ? model.lots[i][l].code : NULL),
                             model_balance(&model, p, i, l, WORLD_INSTANTS - 1));
}

/* Now and then the view takes in some of what is in the overlay. */
static void move_view(struct evn_rig *rig, struct evn_rng *rng, uint32_t one_in)
{
    if (one_in == 0 || evn_rng_below(rng, one_in) != 0)
        return;
    uint64_t behind = rig->state.next_seq - 1 - rig->position;
    evn_rig_view(rig, rig->position + evn_rng_next(rng) % (behind + 1));
}

/* Claims and goods aboard of the core, as they were made. */
static size_t list_open(const struct evn_opens *o, uint32_t kind, const struct evn_open **out)
{
    size_t n = 0;
    for (uint32_t i = 1; i <= o->n_slots; i++) {
        size_t at = n;
        if (o->row[i].seq == 0 || o->row[i].kind != kind)
            continue;
        EVN_MUST(n < MODEL_OPEN);
        for (; at > 0 && out[at - 1]->seq > o->row[i].seq; at--)
            out[at] = out[at - 1];
        out[at] = &o->row[i];
        n++;
    }
    return n;
}

static bool is_of_lot(const struct evn_ledger_state *s, const struct evn_open *row,
                      const struct model_claim *c)
{
    const struct evn_account *a = evn_ledger_account(s, row->account);
    if (c->lot == 0)
        return evn_account_is_any(a);
    return !evn_account_is_any(a) &&
           evn_bytes_equal(evn_dict_text(&s->lot_codes, evn_account_lot(a)),
                           evn_bytes_text(model.lots[c->item][c->lot].code));
}

static bool is_at(const struct evn_ledger_state *s, const struct evn_open *row, uint32_t place,
                  uint32_t item, const char *name)
{
    const struct evn_account *a = evn_ledger_account(s, row->account);
    return a->place == place + 1 && evn_account_item(s, a) == item + 1 &&
           evn_bytes_equal(evn_dict_text(&s->opens.names, row->name), evn_bytes_text(name));
}

static void open_rows_agree(const struct evn_rig *rig)
{
    static const struct evn_open *rows[MODEL_OPEN];
    const struct evn_ledger_state *s = &rig->state;
    EVN_MUST(list_open(&s->opens, EVN_OPEN_CLAIM, rows) == model.n_claims);
    for (uint32_t i = 0; i < model.n_claims; i++) {
        const struct model_claim *c = &model.claims[i];
        EVN_MUST(is_at(s, rows[i], c->place, c->item, c->owner) && rows[i]->left == c->left);
        EVN_MUST(is_of_lot(s, rows[i], c));
        EVN_MUST(rows[i]->earmark == c->earmark && rows[i]->aux == c->priority);
        int64_t blocked = c->blocked < c->left ? c->blocked : c->left;
        EVN_MUST(evn_claim_blocked(s, rows[i]) == blocked);
        n_blocked += blocked > 0;
        n_of_lots += c->lot != 0;
        n_lots_blocked += blocked > 0 && c->lot != 0;
    }
    EVN_MUST(list_open(&s->opens, EVN_OPEN_ABOARD, rows) == model.n_aboard);
    for (uint32_t i = 0; i < model.n_aboard; i++) {
        const struct model_aboard *b = &model.aboard[i];
        EVN_MUST(is_at(s, rows[i], b->van, b->item, b->shipment) && rows[i]->left == b->left);
        EVN_MUST(rows[i]->aux == b->stop + 1);
    }
}

/* The service's timer: claims end, or lose their stock. */
static void tick(struct evn_rig *rig)
{
    uint32_t n = 0;
    evn_buf_clear(&rig->events);
    EVN_CHECK_OK(evn_claims_expire(&rig->state, rig->now_us, rig->state.next_seq, &rig->arena,
                                   &rig->events, &n));
    if (n == 0)
        EVN_CHECK_OK(evn_claims_settle(&rig->state, rig->now_us, rig->state.next_seq, &rig->arena,
                                       &rig->events, &n));
    struct evn_bytes payload = evn_bytes_of(rig->events.at, rig->events.len);
    EVN_CHECK_OK(evn_ledger_apply_all(&rig->state, payload));
    EVN_CHECK_OK(evn_buf_add(&rig->log, payload));
}

/* Rule 1: nothing comes from nowhere, over all accounts of an item and lot. */
static void all_sums_are_zero(const struct evn_rig *rig)
{
    const struct evn_ledger_state *s = &rig->state;
    uint64_t sums[1 + WORLD_ITEMS * MODEL_LOTS] = {0};
    uint64_t none[1 + WORLD_ITEMS] = {0};
    EVN_MUST(s->lot_codes.n < sizeof sums / sizeof *sums);
    for (uint32_t n = 1; n <= s->n_accounts; n++) {
        const struct evn_account *a = evn_ledger_account(s, n);
        uint32_t lot = evn_account_lot(a), item = evn_account_item(s, a);
        if (lot == EVN_LOT_ANY)
            continue;
        *(lot != EVN_LOT_NONE ? &sums[lot] : &none[item]) += (uint64_t)a->balance;
    }
    for (uint32_t i = 0; i < sizeof sums / sizeof *sums; i++)
        EVN_MUST(sums[i] == 0);
    for (uint32_t i = 0; i < sizeof none / sizeof *none; i++)
        EVN_MUST(none[i] == 0);
}

static void count_kinds(const struct evn_ledger_command *c, const struct model_answer *answer)
{
    n_again += answer->again;
    n_refused[answer->err != EVN_OK ? answer->err : answer->refusal.err]++;
    if (answer->err != EVN_OK || answer->refusal.err != EVN_OK || answer->again)
        return;
    n_commands[c->kind]++;
    const struct model_done *done = &model.done[world_id_number(&c->id) % MODEL_IDS];
    for (uint32_t i = 0; i < done->n_moves; i++)
        n_lots_used += done->moves[i].own > 0;
    if (c->kind == EVN_COMMAND_REVERSE)
        n_undone[model.done[c->reverse.document % MODEL_IDS].kind]++;
    for (uint32_t i = 0; c->kind == EVN_COMMAND_DOCUMENT && i < c->document.n_lines; i++)
        n_lines[c->document.lines[i].kind]++;
}

static void enough(const char *what, uint32_t kind, uint32_t n)
{
    printf("[%s %u: %u] ", what, kind, n);
    EVN_CHECK(n >= 20);
}

static void every_kind_was_seen(void)
{
    static const uint32_t commands[] = {
        EVN_COMMAND_DOCUMENT,       EVN_COMMAND_REVERSE,       EVN_COMMAND_HOLD_PUT,
        EVN_COMMAND_HOLD_RELEASE,   EVN_COMMAND_RECALL_OPEN,   EVN_COMMAND_RECALL_CLOSE,
        EVN_COMMAND_COUNT_START,    EVN_COMMAND_COUNT_HAND_IN, EVN_COMMAND_COUNT_APPROVE,
        EVN_COMMAND_COUNT_DROP,     EVN_COMMAND_RESERVE,       EVN_COMMAND_RELEASE,
        EVN_COMMAND_SHIP,           EVN_COMMAND_RECEIPT,       EVN_COMMAND_KIT,
        EVN_COMMAND_EARMARK_RELEASE};
    static const uint32_t lines[] = {
        EVN_RECORD_RECEIVE,    EVN_RECORD_ISSUE,   EVN_RECORD_DISPENSE, EVN_RECORD_TRANSFER,
        EVN_RECORD_ADJUST,     EVN_RECORD_DESTROY, EVN_RECORD_RETURN,   EVN_RECORD_RECALL_RETURN,
        EVN_RECORD_QUARANTINE, EVN_RECORD_OCCUPY,  EVN_RECORD_FREE,     EVN_RECORD_LEND,
        EVN_RECORD_GIVE_BACK};
    static const uint32_t undone[] = {EVN_COMMAND_DOCUMENT, EVN_COMMAND_RESERVE, EVN_COMMAND_SHIP,
                                      EVN_COMMAND_RECEIPT, EVN_COMMAND_KIT};
    static const evn_err refused[] = {
        EVN_E_SHORT_STOCK,        EVN_E_RESERVED,    EVN_E_NOT_SHIPPED,
        EVN_E_WRONG_STATE,        EVN_E_EXPIRED,     EVN_E_HELD,
        EVN_E_RECALLED,           EVN_E_ID_CONFLICT, EVN_E_LOT_CONFLICT,
        EVN_E_COUNT_CONTRADICTED, EVN_E_OVERFLOW,    EVN_E_OVERRIDE_NEEDED};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        enough("command", commands[i], n_commands[commands[i]]);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        enough("line", lines[i], n_lines[lines[i]]);
    for (size_t i = 0; i < sizeof undone / sizeof *undone; i++)
        enough("undone", undone[i], n_undone[undone[i]]);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        enough("refused", refused[i], n_refused[refused[i]]);
    enough("again", 0, n_again);
    enough("blocked", 0, n_blocked);
    enough("claims of lots", 0, n_of_lots);
    enough("claims of lots blocked", 0, n_lots_blocked);
    enough("claims of lots used", 0, n_lots_used);
    enough("lots left to owners", 0, n_kept);
}

static void agree(uint64_t seed, uint32_t n_all)
{
    struct evn_rng rng = evn_rng_of(seed ^ 1);
    static struct evn_rig rig;
    uint32_t n_accepted = 0, n_state = 0;
    start(&rig, seed);
    for (uint32_t n = 0; n < n_all; n++) {
        world.now = WORLD_START + n / (n_all / (WORLD_INSTANTS - WORLD_START));
        if (world.now >= WORLD_INSTANTS)
            world.now = WORLD_INSTANTS - 1;
        rig.now_us = world_at_us(world.now);
        const struct evn_ledger_command *c = world_next(&world);
        struct model_answer want = model_run(&model, c, world.now);
        compare_answer(&rig, run(&rig, c), &want, c, n);
        bool accepted = want.err == EVN_OK && want.refusal.err == EVN_OK;
        n_accepted += accepted;
        count_kinds(c, &want);
        n_state += want.err == EVN_OK && want.refusal.err != EVN_OK;
        move_view(&rig, &rng, 20);
        if (n % 20 == 0) {
            tick(&rig);
            model_timer(&model, world.now);
        }
        if (n % 10 == 0) {
            all_sums_are_zero(&rig);
            if (model.n_claims + model.n_aboard < 2000 || n % 1000 == 0)
                open_rows_agree(&rig);
        }
        if (n % 500 == 0)
            sample_balances(&rig, &rng);
    }
    balances_now_agree(&rig);
    n_kept += model.n_kept;
    printf("[%u commands of seed %" PRIu64 ": %u accepted, %u refused for stock] ", n_all, seed,
           n_accepted, n_state);
    fflush(stdout);
    EVN_CHECK(n_accepted > n_all / 4);
    EVN_CHECK(n_state > n_all / 10);
    evn_rig_fini(&rig);
}

static void the_core_and_the_model_agree_on_every_answer(void)
{
    uint64_t seed = evn_test_seed(20221114);
    uint32_t n = getenv("EVN_FULL") != NULL ? N_WORLDS : 1;
    for (uint32_t i = 0; i < n; i++)
        agree(seed + i, N_COMMANDS);
    every_kind_was_seen();
}

/* Alone in a world: instants, accounts and vehicles get ten times as much. */
static void the_core_and_the_model_agree_on_a_million_commands(void)
{
    agree(evn_test_seed(20221124), N_MILLION);
    every_kind_was_seen();
}

/* A quantity fits into its accounts, but those of the lot do not add up to a number. */
static void a_lot_may_be_more_than_can_be_counted(void)
{
    static struct evn_rig rig;
    struct evn_ledger_line much =
        evn_rig_receive("wh-1", "drug", "A", "2030-01-01", INT64_MAX, EVN_AT_NOW);
    start(&rig, 1);
    rig.n_minted = world.n_minted;
    EVN_CHECK_OK(evn_rig_post(&rig, &much, 1));
    much.from = evn_bytes_text("supplier2");
    much.to = evn_bytes_text("wh-2");
    EVN_CHECK_OK(evn_rig_post(&rig, &much, 1));
    EVN_CHECK_EQ(rig.last.refusal.err, EVN_OK);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh-2", "drug", "A"), INT64_MAX);
    all_sums_are_zero(&rig);
    evn_rig_fini(&rig);
}

/* The log of the same commands with a view that moves once in `one_in` commands; 0: never. */
static void run_world(struct evn_rig *rig, uint64_t seed, uint32_t one_in)
{
    struct evn_rng rng = evn_rng_of(seed + one_in);
    start(rig, seed);
    for (uint32_t n = 0; n < N_LAW; n++) {
        world.now = WORLD_START + n / (N_LAW / 30);
        rig->now_us = world_at_us(world.now);
        (void)!run(rig, world_next(&world));
        if (one_in == 1)
            evn_rig_view(rig, rig->state.next_seq - 1);
        else
            move_view(rig, &rng, one_in);
    }
}

static void an_applier_stopped_slow_or_immediate_gives_the_same_log(void)
{
    uint64_t seed = evn_test_seed(7754);
    static struct evn_rig stopped, slow, immediate;
    run_world(&stopped, seed, 0);
    run_world(&slow, seed, 200);
    run_world(&immediate, seed, 1);
    EVN_CHECK_EQ(evn_overlay_n(&immediate.state.overlay), 0);
    EVN_CHECK(evn_overlay_n(&stopped.state.overlay) > N_LAW / 8);
    EVN_CHECK_EQ(slow.log.len, stopped.log.len);
    EVN_CHECK_EQ(immediate.log.len, stopped.log.len);
    EVN_CHECK(memcmp(slow.log.at, stopped.log.at, stopped.log.len) == 0);
    EVN_CHECK(memcmp(immediate.log.at, stopped.log.at, stopped.log.len) == 0);
    evn_rig_fini(&stopped);
    evn_rig_fini(&slow);
    evn_rig_fini(&immediate);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_core_and_the_model_agree_on_every_answer),
        EVN_TEST(a_lot_may_be_more_than_can_be_counted),
        EVN_TEST(an_applier_stopped_slow_or_immediate_gives_the_same_log),
        EVN_TEST(the_core_and_the_model_agree_on_a_million_commands), /* long */
    };
    size_t n = sizeof tests / sizeof *tests - (getenv("EVN_FULL") != NULL ? 0 : 1);
    int status = evn_test_main(argc, argv, "ledger.model", tests, n);
    forget_records();
    model_fini(&model);
    return status;
}
