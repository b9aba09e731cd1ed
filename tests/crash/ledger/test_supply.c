/* The account of supply of a random life, against sums over the records of its log. */
#include "common/base/pbw.h"
#include "common/base/rng.h"
#include "common/journal/frame.h"
#include "services/ledger/query.h"
#include "services/ledger/wire_account_query.h"
#include "tests/crash/ledger/life.h"
#include "tests/crash/ledger/pool.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    N_COMMANDS = 2400,
    N_QUESTIONS = 300,
    KNOWN_MAX = 64,
    ACCOUNTS_MAX = 4096,
    LEGS_MAX = 65536,
    /* Of the log: proto/spec/4-ledger.md. */
    FRAME_RECORDS = 16,
    FRAME_ITEM = 17,
    FRAME_PLACE = 18,
    FRAME_ACCOUNT = 22,
    RECORD_LEN = 128,
    KIND_SHIP = 5,
    KIND_COUNT_ADJUST = 23,
    KIND_MOVEMENT_LAST = 24,
    FLAG_REVERSAL = 8,
    PLACE_VEHICLE = 6,
    PLACE_TRANSIT = 7,
    PLACE_PHYSICAL_LAST = 13,
    PLACE_SUPPLIER = 32,
    PLACE_CONSUMED = 33
};

struct known {
    char id[80], area[24];
    uint32_t kind;
};

struct leg {
    uint64_t seq;
    uint32_t from, to, kind; /* accounts */
    int64_t qty, at_us;
    int64_t aboard; /* what is left of what it loaded */
    uint32_t stop;
};

/* All there is in the log, as it stands there. */
static struct {
    struct known item[KNOWN_MAX], place[KNOWN_MAX];
    uint32_t n_items, n_places, n_accounts, n_legs;
    struct {
        uint32_t place, item;
    } account[ACCOUNTS_MAX];
    struct leg leg[LEGS_MAX];
} world;

static void set(char *to, size_t cap, struct evn_bytes text)
{
    snprintf(to, cap, "%.*s", (int)text.len, (const char *)text.at);
}

static void take_known(struct evn_bytes body, struct known *all, uint32_t *n, uint32_t area_field)
{
    struct evn_pb_field f;
    struct known k = {.kind = 0};
    uint64_t number = 0;
    while (evn_pb_next(&body, &f) == EVN_OK) {
        number = f.number == 1 ? f.value : number;
        if (f.number == 2)
            set(k.id, sizeof k.id, f.bytes);
        k.kind = f.number == 3 ? (uint32_t)f.value : k.kind;
        if (f.number == area_field)
            set(k.area, sizeof k.area, f.bytes);
    }
    EVN_MUST(number > 0 && number < KNOWN_MAX);
    all[number] = k;
    *n = number > *n ? (uint32_t)number : *n;
}

static void take_account(struct evn_bytes body)
{
    struct evn_pb_field f;
    uint64_t number = 0, place = 0, item = 0;
    while (evn_pb_next(&body, &f) == EVN_OK) {
        number = f.number == 1 ? f.value : number;
        place = f.number == 3 ? f.value : place;
        item = f.number == 4 ? f.value : item;
    }
    EVN_MUST(number == world.n_accounts + 1 && number < ACCOUNTS_MAX);
    world.n_accounts++;
    world.account[number].place = (uint32_t)place;
    world.account[number].item = (uint32_t)item;
}

static struct leg *loaded_by(uint64_t seq)
{
    for (uint32_t i = world.n_legs; i > 0; i--)
        if (world.leg[i - 1].seq == seq)
            return &world.leg[i - 1];
    return NULL;
}

static void take_record(const uint8_t *r, uint64_t seq)
{
    uint32_t kind = evn_get_u16(r), aux = evn_get_u32(r + 124);
    uint64_t ref = evn_get_u64(r + 64);
    bool undoes = (r[3] & FLAG_REVERSAL) != 0;
    struct leg leg = {.seq = seq,
                      .from = evn_get_u32(r + 8),
                      .to = evn_get_u32(r + 12),
                      .kind = kind,
                      .qty = evn_get_i64(r + 16),
                      .at_us = evn_get_i64(r + 40),
                      .stop = aux};
    if (kind == 0 || kind > KIND_MOVEMENT_LAST)
        return;
    leg.aboard = aux != 0 && (kind == KIND_SHIP) != undoes ? leg.qty : 0;
    bool takes = undoes ? kind == KIND_SHIP && aux != 0 : ref != 0 && kind < KIND_COUNT_ADJUST;
    struct leg *load = takes ? loaded_by(ref) : NULL;
    if (load != NULL)
        load->aboard -= leg.qty;
    EVN_MUST(world.n_legs < LEGS_MAX);
    world.leg[world.n_legs++] = leg;
}

static evn_err take_block(void *arg, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    (void)arg;
    while (evn_frame_next(&rest, &frame) == EVN_OK) {
        if (frame.kind == FRAME_ITEM)
            take_known(frame.body, world.item, &world.n_items, 0);
        else if (frame.kind == FRAME_PLACE)
            take_known(frame.body, world.place, &world.n_places, 5);
        else if (frame.kind == FRAME_ACCOUNT)
            take_account(frame.body);
        for (uint32_t i = 0; frame.kind == FRAME_RECORDS && i < frame.count; i++)
            take_record(frame.body.at + (size_t)i * RECORD_LEN, seq + i);
        seq += frame.count;
    }
    return EVN_OK;
}

static bool is_physical(uint32_t place)
{
    return world.place[place].kind <= PLACE_PHYSICAL_LAST;
}

/* Whether a question is about a place: the one named, else all in the area that are no vehicle. */
static bool asks(const struct evn_wire_account_query *q, uint32_t place)
{
    const struct known *p = &world.place[place];
    if (q->place[0] != '\0')
        return strcmp(p->id, q->place) == 0;
    return is_physical(place) && p->kind != PLACE_VEHICLE && p->kind != PLACE_TRANSIT &&
           strncmp(p->area, q->area, strlen(q->area)) == 0;
}

/* One side of a movement: `sign` of what it changes at a place, `other` the place it came from or
 * goes to. */
static void add_side(const struct evn_wire_account_query *q, const struct leg *leg, int sign,
                     uint32_t other, struct evn_wire_account_row *row)
{
    uint32_t kind = world.place[other].kind;
    int64_t delta = sign * leg->qty;
    row->closing += leg->at_us <= q->until_us ? delta : 0;
    row->opening += leg->at_us < q->from_us ? delta : 0;
    if (leg->at_us < q->from_us || leg->at_us > q->until_us)
        return;
    if (leg->kind >= KIND_COUNT_ADJUST)
        row->counted += delta;
    else if (kind == PLACE_SUPPLIER)
        row->received += delta;
    else if (kind == PLACE_CONSUMED)
        row->issued -= delta;
    else if (kind > PLACE_PHYSICAL_LAST)
        row->adjusted += delta;
    else if (!q->sum || !asks(q, other))
        *(sign > 0 ? &row->transferred_in : &row->transferred_out) += leg->qty;
}

/* Of an item at a place (0: at all that are asked about). */
static struct evn_wire_account_row expected(const struct evn_wire_account_query *q, uint32_t place,
                                            uint32_t item)
{
    struct evn_wire_account_row row = {.opening = 0};
    for (uint32_t i = 0; i < world.n_legs; i++) {
        const struct leg *leg = &world.leg[i];
        uint32_t from = world.account[leg->from].place, to = world.account[leg->to].place;
        if (world.account[leg->from].item != item)
            continue;
        if (place != 0 ? from == place : asks(q, from))
            add_side(q, leg, -1, to, &row);
        if (place != 0 ? to == place : asks(q, to))
            add_side(q, leg, 1, from, &row);
        if (leg->aboard > 0 && (place != 0 ? leg->stop == place : asks(q, leg->stop)))
            row.in_transit += leg->aboard;
    }
    return row;
}

static bool is_empty(const struct evn_wire_account_row *r)
{
    return r->opening == 0 && r->closing == 0 && r->received == 0 && r->issued == 0 &&
           r->transferred_in == 0 && r->transferred_out == 0 && r->adjusted == 0 && r->counted == 0;
}

/* Which members were ever other than 0. */
static struct {
    bool opening, received, issued, transferred_in, transferred_out, adjusted, counted, in_transit;
} seen;

static void note(const struct evn_wire_account_row *row)
{
    seen.opening |= row->opening != 0;
    seen.received |= row->received != 0;
    seen.issued |= row->issued != 0;
    seen.transferred_in |= row->transferred_in != 0;
    seen.transferred_out |= row->transferred_out != 0;
    seen.adjusted |= row->adjusted != 0;
    seen.counted |= row->counted != 0;
    seen.in_transit |= row->in_transit != 0;
}

static void same(const struct evn_wire_account_row *got, const struct evn_wire_account_row *want)
{
    note(want);
    EVN_CHECK_EQ(got->opening, want->opening);
    EVN_CHECK_EQ(got->received, want->received);
    EVN_CHECK_EQ(got->issued, want->issued);
    EVN_CHECK_EQ(got->transferred_in, want->transferred_in);
    EVN_CHECK_EQ(got->transferred_out, want->transferred_out);
    EVN_CHECK_EQ(got->adjusted, want->adjusted);
    EVN_CHECK_EQ(got->counted, want->counted);
    EVN_CHECK_EQ(got->closing, want->closing);
    EVN_CHECK_EQ(got->in_transit, want->in_transit);
    EVN_CHECK_EQ(got->closing, got->opening + got->received - got->issued + got->transferred_in -
                                   got->transferred_out + got->adjusted + got->counted);
}

static uint32_t number_of(const struct known *all, uint32_t n, const char *id)
{
    uint32_t i = 1;
    while (i <= n && strcmp(all[i].id, id) != 0)
        i++;
    return i;
}

/* One page through the service's query, as it comes over the wire. */
static const struct evn_wire_account *ask(const struct life *life, struct evn_arena *arena,
                                          struct evn_wire_account_query *in)
{
    static const struct evn_actor actor = {.name = "auditor"};
    static struct evn_wire_ledger_result result;
    struct evn_wire_ledger_query query = {.account = in};
    struct evn_buf body, answer;
    struct evn_refusal why;
    evn_buf_init(&body, 1 << 16);
    evn_buf_init(&answer, 1 << 22);
    EVN_MUST(evn_wire_encode(&evn_ledger_query_table, &query, &body) == EVN_OK);
    const struct evn_ask asked = {.now_us = in->until_us,
                                  .business_us = in->until_us,
                                  .actor = &actor,
                                  .body = evn_bytes_of(body.at, body.len),
                                  .arena = arena};
    EVN_MUST(evn_ledger_query(life->state, &asked, &answer, &why) == EVN_OK);
    EVN_MUST(evn_wire_decode(&evn_ledger_result_table, evn_bytes_of(answer.at, answer.len), arena,
                             EVN_WIRE_STRICT, &result, &why) == EVN_OK);
    evn_buf_fini(&body);
    evn_buf_fini(&answer);
    EVN_MUST(result.account != NULL);
    return result.account;
}

/* All pages of a question: each row is right, and none is missing. */
static uint32_t compare(const struct life *life, struct evn_arena *arena,
                        struct evn_wire_account_query *q)
{
    uint32_t n_got = 0, n_want = 0;
    do {
        evn_arena_reset(arena);
        const struct evn_wire_account *page = ask(life, arena, q);
        for (size_t i = 0; i < page->n_rows; i++, n_got++) {
            const struct evn_wire_account_row *row = &page->rows[i];
            uint32_t place = q->sum ? 0 : number_of(world.place, world.n_places, row->place);
            uint32_t item = number_of(world.item, world.n_items, row->item);
            const struct evn_wire_account_row want = expected(q, place, item);
            same(row, &want);
        }
        q->cursor = page->next_cursor;
    } while (q->cursor != 0);
    for (uint32_t item = 1; item <= world.n_items; item++)
        for (uint32_t place = q->sum ? 0 : 1; place <= (q->sum ? 0 : world.n_places); place++) {
            bool asked = (place == 0 || asks(q, place)) &&
                         (q->item[0] == '\0' || strcmp(q->item, world.item[item].id) == 0);
            const struct evn_wire_account_row want = expected(q, place, item);
            n_want += asked && !is_empty(&want);
        }
    EVN_CHECK_EQ(n_got, n_want);
    return n_got;
}

static struct evn_wire_account_query some_question(struct evn_rng *rng)
{
    static const char *const areas[] = {"", "31", "310115", "44"};
    struct evn_wire_account_query q = {.sum = evn_rng_below(rng, 2) == 0,
                                       .rows_max = 1 + evn_rng_below(rng, 30)};
    int64_t instant[2] = {world.leg[evn_rng_below(rng, world.n_legs)].at_us,
                          world.leg[evn_rng_below(rng, world.n_legs)].at_us};
    bool turned = instant[0] > instant[1];
    q.from_us = instant[turned];
    q.until_us = instant[!turned];
    uint32_t place = 1 + evn_rng_below(rng, world.n_places);
    uint32_t item = 1 + evn_rng_below(rng, world.n_items);
    if (evn_rng_below(rng, 3) == 0 && is_physical(place))
        snprintf(q.place, sizeof q.place, "%s", world.place[place].id);
    else
        snprintf(q.area, sizeof q.area, "%s", areas[evn_rng_below(rng, 4)]);
    if (evn_rng_below(rng, 2) == 0)
        snprintf(q.item, sizeof q.item, "%s", world.item[item].id);
    return q;
}

static void not_told(void *self, const struct life_answer *answer)
{
    (void)self;
    (void)answer;
}

static void the_account_of_supply_is_the_sum_of_the_records(void)
{
    enum { TURN = 16, WAIT_MS = 20000 };
    struct life life = {.seed = evn_test_seed(20221212), .told = not_told};
    struct evn_rng rng = evn_rng_of(life.seed);
    struct evn_arena arena;
    struct evn_journal_head head;
    struct evn_file_report report;
    char log[600];
    uint32_t n_rows = 0;
    const char *folder = pool_folder();
    EVN_MUST(evn_arena_init(&arena, 1 << 24) == EVN_OK);
    EVN_MUST(life_open(&life, folder, 0) == EVN_OK);
    for (uint32_t k = 0; k < N_COMMANDS; k += TURN)
        EVN_MUST(life_turn(&life, k, TURN) == EVN_OK);
    EVN_MUST(life_finish(&life) == EVN_OK);
    EVN_MUST(life_views(&life, WAIT_MS) == EVN_OK);
    EVN_MUST(evn_engine_begin(life.engine) == EVN_OK); /* what they hold is forgotten */
    snprintf(log, sizeof log, "%s/ledger/log", folder);
    EVN_MUST(evn_journal_walk(log, take_block, NULL, &head, &report) == EVN_OK);
    for (uint32_t i = 0; i < N_QUESTIONS; i++) {
        struct evn_wire_account_query q = some_question(&rng);
        n_rows += compare(&life, &arena, &q);
    }
    printf("[%u movements, %u rows] ", world.n_legs, n_rows);
    EVN_CHECK(world.n_legs > N_COMMANDS / 3 && n_rows > N_QUESTIONS);
    EVN_CHECK(seen.opening && seen.received && seen.issued && seen.transferred_in &&
              seen.transferred_out && seen.adjusted && seen.counted && seen.in_transit);
    life_close(&life);
    evn_arena_fini(&arena);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_account_of_supply_is_the_sum_of_the_records),
    };
    pool_begin();
    return evn_test_main(argc, argv, "ledger.supply", tests, sizeof tests / sizeof *tests);
}
