/* The audit of a ledger's log: logs that no ledger would write, whole by their chain, are found
 * out. Each begins with an item, a warehouse (1), a supplier (2) and accounts 1 and 2 of it there.
 */
#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "tests/lib/suite.h"
#include "tools/audit/audit.h"
#include "tools/audit/record.h"

#include <stdlib.h>
#include <sys/stat.h>

enum { ITEM = 17, PLACE = 18, ACCOUNT = 22, WAREHOUSE = 1, SUPPLIER = 32, RECEIVE = 1, ISSUE = 2 };

struct forged {
    char folder[400];
    struct evn_journal *journal;
    struct evn_buf payload;
    uint32_t n_events;
    uint64_t next_seq;
    struct evn_audit_counts counts;
    struct evn_audit_finding found[8];
};

static void add_frame(struct forged *f, uint32_t kind, struct evn_bytes body)
{
    struct evn_frame frame = {.kind = kind, .version = 1, .count = 1, .body = body};
    EVN_MUST(evn_frame_append(&f->payload, &frame) == EVN_OK);
    f->n_events++;
}

/* A dictionary frame: numbers in fields 1, 3, 4, 5 and an id in field 2; 0 and NULL are left out.
 */
static void know(struct forged *f, uint32_t kind, uint64_t number, const char *id, uint64_t third,
                 uint64_t fourth)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 200);
    struct evn_pbw w = {.buf = &buf};
    evn_pbw_u64(&w, 1, number);
    if (id != NULL)
        evn_pbw_bytes(&w, 2, evn_bytes_text(id));
    if (third != 0)
        evn_pbw_u64(&w, 3, third);
    if (fourth != 0)
        evn_pbw_u64(&w, 4, fourth);
    EVN_MUST(w.err == EVN_OK);
    add_frame(f, kind, evn_bytes_of(buf.at, buf.len));
    evn_buf_fini(&buf);
}

/* A movement between accounts 1 (warehouse) and 2 (supplier), of minute `at`. */
static void move(struct forged *f, uint16_t kind, int64_t qty, int64_t here, int64_t there,
                 int64_t at)
{
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    bool in = kind == RECEIVE;
    evn_put_u16(r, kind);
    r[2] = 1;
    r[3] = in ? EVN_AUDIT_TO_PHYSICAL : EVN_AUDIT_FROM_PHYSICAL;
    evn_put_u32(r + 8, in ? 2 : 1);
    evn_put_u32(r + 12, in ? 1 : 2);
    evn_put_i64(r + 16, qty);
    evn_put_i64(r + 24, in ? there : here);
    evn_put_i64(r + 32, in ? here : there);
    evn_put_i64(r + 40, at * 60000000);
    evn_put_u64(r + 56, f->next_seq + f->n_events);
    evn_put_u32(r + 120, 1);
    add_frame(f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
}

static void commit(struct forged *f)
{
    struct evn_journal_mark mark = {0};
    struct evn_block block = {.first_seq = f->next_seq,
                              .count = f->n_events,
                              .recorded_at_us = INT64_C(1700000000000000),
                              .payload = evn_bytes_of(f->payload.at, f->payload.len)};
    EVN_MUST(evn_journal_submit(f->journal, &block) == EVN_OK);
    f->next_seq += f->n_events;
    f->n_events = 0;
    evn_buf_clear(&f->payload);
    while (mark.committed < f->next_seq - 1)
        EVN_MUST(evn_journal_poll(f->journal, &mark) == EVN_OK);
}

static void begin(struct forged *f)
{
    static int n;
    char log[420];
    *f = (struct forged){.next_seq = 1};
    snprintf(f->folder, sizeof f->folder, "%s/forged-%d", evn_test_dir(), n++);
    snprintf(log, sizeof log, "%s/log", f->folder);
    EVN_MUST(mkdir(f->folder, 0700) == 0);
    struct evn_file_options options = {.dir = log, .segment_bytes = EVN_SEGMENT_BYTES_MIN};
    EVN_MUST(evn_journal_file_open(&options, &f->journal, NULL) == EVN_OK);
    evn_buf_init(&f->payload, 1 << 20);
    know(f, ITEM, 1, "WATER", 1, 0);
    know(f, PLACE, 1, "W1", WAREHOUSE, 0);
    know(f, PLACE, 2, "supplier", SUPPLIER, 0);
    know(f, ACCOUNT, 1, NULL, 1, 1);
    know(f, ACCOUNT, 2, NULL, 2, 1);
}

static void take(void *arg, const struct evn_audit_finding *finding)
{
    struct forged *f = arg;
    if (f->counts.n_findings <= 8)
        f->found[f->counts.n_findings - 1] = *finding;
}

/* End the log and audit it; returns how many differences there are. */
static uint64_t audit(struct forged *f)
{
    struct evn_journal_head head;
    struct evn_file_report report;
    commit(f);
    evn_journal_destroy(&f->journal);
    evn_buf_fini(&f->payload);
    const struct evn_audit_config config = {
        .folder = f->folder, .service = "ledger", .found = take, .arg = f};
    EVN_CHECK_OK(evn_audit(&config, &f->counts, &head, &report));
    return f->counts.n_findings;
}

static void a_log_that_adds_up_is_good(void)
{
    struct forged f;
    begin(&f);
    move(&f, RECEIVE, 10, 10, -10, 5);
    commit(&f);
    move(&f, ISSUE, 4, 6, -6, 7);
    move(&f, ISSUE, 6, 0, 0, 7);
    move(&f, RECEIVE, 3, 3, -3, 1);
    EVN_CHECK_EQ(audit(&f), 0);
    EVN_CHECK_EQ(f.counts.n_movements, 4);
    EVN_CHECK_EQ(f.counts.n_ids, 4);
    EVN_CHECK_EQ(f.counts.n_accounts, 2);
}

static void a_record_with_a_sum_of_its_own_is_named(void)
{
    struct forged f;
    begin(&f);
    move(&f, RECEIVE, 10, 10, -10, 5);
    move(&f, ISSUE, 4, 7, -6, 6);
    EVN_MUST(audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_RECORD);
    EVN_CHECK_TEXT(f.found[0].where, "W1/WATER");
    EVN_CHECK_EQ(f.found[0].have, 7);
    EVN_CHECK_EQ(f.found[0].want, 6);
    EVN_CHECK_EQ(f.found[0].seq, 7);
}

static void a_negative_moment_is_named_now_and_in_the_past(void)
{
    struct forged f;
    begin(&f);
    move(&f, ISSUE, 4, -4, 4, 5);
    move(&f, RECEIVE, 10, 6, -6, 6);
    EVN_MUST(audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_MOMENT);
    EVN_CHECK_EQ(f.found[0].have, -4);
    begin(&f);
    move(&f, RECEIVE, 10, 10, -10, 5);
    move(&f, RECEIVE, 5, 15, -15, 9);
    /* Of a moment between: there were 10, and all 15 of today are taken. */
    move(&f, ISSUE, 12, 3, -3, 7);
    EVN_MUST(audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_MOMENT);
    EVN_CHECK_TEXT(f.found[0].where, "W1/WATER");
    EVN_CHECK_EQ(f.found[0].have, -2);
    EVN_CHECK_EQ(f.found[0].seq, 8);
}

/* The order of records within an instant has no effect. */
static void movements_of_one_instant_net(void)
{
    struct forged f;
    begin(&f);
    move(&f, ISSUE, 4, -4, 4, 5);
    move(&f, RECEIVE, 10, 6, -6, 5);
    move(&f, RECEIVE, 1, 7, -7, 9);
    move(&f, RECEIVE, 1, 8, -8, 8);
    EVN_CHECK_EQ(audit(&f), 0);
}

static void what_appears_from_nowhere_is_named(void)
{
    struct forged f;
    begin(&f);
    know(&f, ITEM, 2, "BREAD", 1, 0);
    know(&f, ACCOUNT, 3, NULL, 2, 2);
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    evn_put_u16(r, RECEIVE);
    r[3] = EVN_AUDIT_TO_PHYSICAL;
    evn_put_u32(r + 8, 3); /* bread leaves the supplier, water arrives */
    evn_put_u32(r + 12, 1);
    evn_put_i64(r + 16, 5);
    evn_put_i64(r + 24, -5);
    evn_put_i64(r + 32, 5);
    add_frame(&f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
    EVN_MUST(audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_CONSERVATION);
    EVN_CHECK_EQ(f.found[0].seq, 8);
}

/* A claim (kind 40) on account 1, and a record that uses it up (42). */
static void claim(struct forged *f, uint16_t kind, int64_t qty, uint64_t ref)
{
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    evn_put_u16(r, kind);
    evn_put_u32(r + 8, 1);
    evn_put_i64(r + 16, qty);
    evn_put_u64(r + 56, f->next_seq + f->n_events);
    evn_put_u64(r + 64, ref);
    evn_put_u32(r + 120, 1);
    add_frame(f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
}

static void a_claim_used_up_twice_is_named(void)
{
    struct forged f;
    begin(&f);
    move(&f, RECEIVE, 10, 10, -10, 5);
    claim(&f, 40, 8, 0);
    claim(&f, 42, 5, 7);
    EVN_CHECK_EQ(audit(&f), 0);
    begin(&f);
    move(&f, RECEIVE, 10, 10, -10, 5);
    claim(&f, 40, 8, 0);
    claim(&f, 42, 5, 7);
    claim(&f, 43, 4, 7);
    claim(&f, 44, 1, 99);
    EVN_MUST(audit(&f) == 2);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_OPEN);
    EVN_CHECK_EQ(f.found[0].have, 4);
    EVN_CHECK_EQ(f.found[0].want, 3);
    EVN_CHECK_EQ(f.found[0].seq, 9);
    EVN_CHECK_EQ(f.found[1].seq, 10);
}

/* Change the last record that was added: `document` and how many events its command has. */
static void command_of(struct forged *f, uint64_t document, uint32_t n_events)
{
    uint8_t *r = f->payload.at + f->payload.len - EVN_AUDIT_RECORD_LEN;
    evn_put_u64(r + 56, document);
    evn_put_u32(r + 120, n_events);
}

static void a_command_that_is_not_where_its_records_say_is_named(void)
{
    struct forged f;
    begin(&f);
    move(&f, RECEIVE, 10, 10, -10, 5);
    command_of(&f, 6, 2);
    move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 2);
    EVN_CHECK_EQ(audit(&f), 0);
    begin(&f); /* it says three events and has two */
    move(&f, RECEIVE, 10, 10, -10, 5);
    command_of(&f, 6, 3);
    move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 3);
    EVN_MUST(audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_DOCUMENT);
    EVN_CHECK_TEXT(f.found[0].where, "6");
    EVN_CHECK_EQ(f.found[0].have, 2);
    EVN_CHECK_EQ(f.found[0].want, 3);
    begin(&f); /* one half says otherwise */
    move(&f, RECEIVE, 10, 10, -10, 5);
    command_of(&f, 6, 2);
    move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 1);
    EVN_MUST(audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_DOCUMENT);
    begin(&f); /* it begins in another block */
    move(&f, RECEIVE, 10, 10, -10, 5);
    commit(&f);
    move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 2);
    EVN_CHECK(audit(&f) >= 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_DOCUMENT);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_log_that_adds_up_is_good),
        EVN_TEST(a_record_with_a_sum_of_its_own_is_named),
        EVN_TEST(a_negative_moment_is_named_now_and_in_the_past),
        EVN_TEST(movements_of_one_instant_net),
        EVN_TEST(what_appears_from_nowhere_is_named),
        EVN_TEST(a_claim_used_up_twice_is_named),
        EVN_TEST(a_command_that_is_not_where_its_records_say_is_named),
    };
    return evn_test_main(argc, argv, "audit", tests, sizeof tests / sizeof tests[0]);
}
