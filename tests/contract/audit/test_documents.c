/* Documents add up: what a receipt says is what its records moved and what is still aboard, and
 * what is undone is undone once and as a whole. Each thing that can be false is made false once. */
#include "common/journal/frame.h"
#include "tests/contract/audit/forge.h"
#include "tests/lib/suite.h"

#include "evernormal/ledger/v1/event.pb-c.h"

typedef Evernormal__Ledger__V1__Document document_message;
typedef Evernormal__Ledger__V1__DocumentLine line_message;

/* Places and accounts of WATER have the same numbers. */
enum { AT_W1 = 1, AT_SUPPLIER, AT_V1, AT_LOST, AT_CONSUMED, AT_DESTROYED, AT_FOUND, AT_R1, N_AT };
enum { DOCUMENT = 23, SHIP = 5, SHORT = 7, OVER = 8, DAMAGED = 9, REFUSED_GOODS = 11 };
enum { SHIPMENT = 3, RECEIPT = 4, REVERSAL_TODAY = 7 };

static struct forged f;
static int64_t balance[N_AT];

static bool is_physical(uint32_t account)
{
    return account == AT_W1 || account == AT_V1 || account == AT_R1;
}

struct step {
    uint16_t kind;
    uint32_t from, to;
    int64_t qty;
    uint64_t ref;
    uint32_t aux;
    bool undoes;
};

/* A movement of line 1 in a command that is ended by `end`. Its event. */
static uint64_t move(const struct step *s)
{
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    balance[s->from] -= s->qty;
    balance[s->to] += s->qty;
    evn_put_u16(r, s->kind);
    r[2] = 1;
    r[3] = (uint8_t)((is_physical(s->from) ? EVN_AUDIT_FROM_PHYSICAL : 0) |
                     (is_physical(s->to) ? EVN_AUDIT_TO_PHYSICAL : 0) |
                     (s->undoes ? EVN_AUDIT_REVERSAL : 0));
    evn_put_u32(r + 4, 1);
    evn_put_u32(r + 8, s->from);
    evn_put_u32(r + 12, s->to);
    evn_put_i64(r + 16, s->qty);
    evn_put_i64(r + 24, balance[s->from]);
    evn_put_i64(r + 32, balance[s->to]);
    evn_put_i64(r + 40, 60000000);
    evn_put_u64(r + 64, s->ref);
    evn_put_u32(r + 124, s->aux);
    forge_frame(&f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
    return f.next_seq + f.n_events - 1;
}

/* The frames since event `first` are one command; its records lie at the end of the payload. */
static void end(uint64_t first, uint32_t n_records)
{
    struct evn_bytes rest = evn_bytes_of(f.payload.at, f.payload.len);
    struct evn_frame frame;
    uint64_t seq = f.next_seq;
    uint32_t n_events = (uint32_t)(f.next_seq + f.n_events - first);
    for (; evn_frame_next(&rest, &frame) == EVN_OK; seq++) {
        if (seq < first + n_events - n_records)
            continue;
        uint8_t *r = f.payload.at + (frame.body.at - f.payload.at);
        evn_put_u64(r + 56, first);
        evn_put_u32(r + 120, n_events);
    }
}

static uint64_t document(int kind, uint64_t of, line_message *line)
{
    document_message m = EVERNORMAL__LEDGER__V1__DOCUMENT__INIT;
    m.kind = (Evernormal__Ledger__V1__DocumentKind)kind;
    m.of = of;
    m.reference = (char[]){"S1"};
    m.lines = &line;
    m.n_lines = line != NULL;
    forge_pack(&f, DOCUMENT, &m);
    return f.next_seq + f.n_events - 1;
}

/* Fifty of a hundred are loaded for R1; the SHIP record. */
static uint64_t begin(void)
{
    static const struct {
        const char *id;
        uint32_t kind;
    } more[] = {{"V1", 6},         {"lost", 35},  {"consumed", 33},
                {"destroyed", 34}, {"found", 36}, {"R1", 5}};
    forge_begin(&f);
    memset(balance, 0, sizeof balance);
    for (uint32_t i = 0; i < sizeof more / sizeof *more; i++) {
        forge_know(&f, PLACE, AT_V1 + i, more[i].id, more[i].kind, 0);
        forge_know(&f, ACCOUNT, AT_V1 + i, NULL, AT_V1 + i, 1);
    }
    uint64_t first = move(&(struct step){RECEIVE, AT_SUPPLIER, AT_W1, 100, 0, 0, false});
    end(first, 1);
    first = document(SHIPMENT, 0, NULL);
    uint64_t ship = move(&(struct step){SHIP, AT_W1, AT_V1, 50, 0, AT_R1, false});
    end(first, 1);
    return ship;
}

/* What is right of the receipt below: 3 are refused and stay aboard, 7 nobody explains. */
static line_message right(void)
{
    line_message l = EVERNORMAL__LEDGER__V1__DOCUMENT_LINE__INIT;
    l.line = l.item = 1;
    l.shipped = 50;
    l.accepted = 30;
    l.short_ = l.damaged = 5;
    l.refused = 3;
    l.over = 2;
    l.in_transit = 7;
    return l;
}

static void receipt(line_message *line)
{
    uint64_t ship = begin(), first = document(RECEIPT, 0, line);
    (void)move(&(struct step){ISSUE, AT_V1, AT_CONSUMED, 30, ship, AT_R1, false});
    (void)move(&(struct step){SHORT, AT_V1, AT_LOST, 5, ship, AT_R1, false});
    (void)move(&(struct step){DAMAGED, AT_V1, AT_DESTROYED, 5, ship, AT_R1, false});
    (void)move(&(struct step){OVER, AT_FOUND, AT_R1, 2, 0, 0, false});
    (void)move(&(struct step){ISSUE, AT_R1, AT_CONSUMED, 2, 0, 0, false});
    end(first, 5);
}

/* The audit finds this, and only about documents. */
static void found(const char *where)
{
    uint64_t n = forge_audit(&f);
    bool is = false;
    EVN_CHECK(n > 0);
    for (uint64_t i = 0; i < n && i < 8; i++) {
        EVN_CHECK_EQ(f.found[i].check, EVN_AUDIT_DOCUMENT);
        is = is || strcmp(f.found[i].where, where) == 0;
    }
    if (!is)
        EVN_CHECK_TEXT(f.found[0].where, where);
}

static void a_receipt_that_does_not_add_up_is_named(void)
{
    line_message l = right();
    receipt(&l);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    static const struct {
        size_t at, other; /* one more here, one less there, so that the line adds up in itself */
        const char *where;
    } faults[] = {
        {offsetof(line_message, accepted), offsetof(line_message, in_transit), "line 1, accepted"},
        {offsetof(line_message, short_), offsetof(line_message, in_transit), "line 1, short"},
        {offsetof(line_message, damaged), offsetof(line_message, refused), "line 1, damaged"},
        {offsetof(line_message, accepted), offsetof(line_message, short_), "line 1, short"},
        {offsetof(line_message, in_transit), 0, "line 1, shipped"},
        {offsetof(line_message, shipped), 0, "line 1, shipped"},
        {offsetof(line_message, over), 0, "line 1, over"},
        {offsetof(line_message, wrong), 0, "line 1, wrong"}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        l = right();
        ++*(int64_t *)(void *)((char *)&l + faults[i].at);
        if (faults[i].other != 0)
            --*(int64_t *)(void *)((char *)&l + faults[i].other);
        receipt(&l);
        found(faults[i].where);
    }
    l = right(); /* one less is aboard than was loaded and not unloaded */
    l.in_transit--;
    l.shipped--;
    receipt(&l);
    found("line 1, aboard");
    EVN_CHECK_EQ(f.found[0].have, 9);
    EVN_CHECK_EQ(f.found[0].want, 10);
    l = right(); /* another line than its records are of */
    l.line = 2;
    receipt(&l);
    found("line 1, not said");
}

/* Goods that go back are refused, too: no more may be moved than is said. */
static void goods_that_go_back_are_refused(void)
{
    for (int said = 3; said >= 2; said--) {
        line_message l = EVERNORMAL__LEDGER__V1__DOCUMENT_LINE__INIT;
        l.line = l.item = 1;
        l.refused = said;
        l.in_transit = 50 - said;
        l.shipped = 50;
        uint64_t ship = begin(), first = document(RECEIPT, 0, &l);
        (void)move(&(struct step){REFUSED_GOODS, AT_V1, AT_W1, 3, ship, AT_R1, false});
        end(first, 1);
        if (said == 3)
            EVN_CHECK_EQ(forge_audit(&f), 0);
        else
            found("line 1, refused");
    }
}

/* Issues of 10 and 20, and what the document that undoes them takes back of each. */
static void undo(int kind, int64_t first_qty, int64_t second_qty, int n_times)
{
    (void)begin();
    uint64_t of = document(0, 0, NULL);
    uint64_t one = move(&(struct step){ISSUE, AT_W1, AT_CONSUMED, 10, 0, 0, false});
    uint64_t two = move(&(struct step){ISSUE, AT_W1, AT_CONSUMED, 20, 0, 0, false});
    end(of, 2);
    for (int i = 0; i < n_times; i++) {
        uint64_t first = document(kind, of, NULL);
        uint32_t n = second_qty > 0 ? 2 : 1;
        if (second_qty > 0)
            (void)move(&(struct step){ISSUE, AT_CONSUMED, AT_W1, second_qty, two, 0, true});
        (void)move(&(struct step){ISSUE, AT_CONSUMED, AT_W1, first_qty, one, 0, true});
        end(first, n);
    }
}

static void what_is_undone_in_part_or_twice_is_named(void)
{
    undo(REVERSAL_TODAY, 10, 20, 1);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    undo(REVERSAL_TODAY, 10, 0, 1);
    found("undone in part");
    undo(REVERSAL_TODAY, 10, 19, 1);
    found("undone in part");
    undo(REVERSAL_TODAY, 20, 10, 1);
    found("undone in part");
    undo(REVERSAL_TODAY, 10, 20, 2);
    found("undone in part");
    undo(0, 10, 20, 1);
    found("undone without a document");
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_receipt_that_does_not_add_up_is_named),
        EVN_TEST(goods_that_go_back_are_refused),
        EVN_TEST(what_is_undone_in_part_or_twice_is_named),
    };
    return evn_test_main(argc, argv, "audit.documents", tests, sizeof tests / sizeof tests[0]);
}
