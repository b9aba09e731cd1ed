/* The audit of a ledger's log: logs that no ledger would write are found out. */
#include "common/base/pbw.h"
#include "tests/contract/audit/forge.h"
#include "tests/lib/suite.h"

static void a_log_that_adds_up_is_good(void)
{
    struct forged f;
    forge_begin(&f);
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    forge_commit(&f);
    forge_move(&f, ISSUE, 4, 6, -6, 7);
    forge_move(&f, ISSUE, 6, 0, 0, 7);
    forge_move(&f, RECEIVE, 3, 3, -3, 1);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    EVN_CHECK_EQ(f.counts.n_movements, 4);
    EVN_CHECK_EQ(f.counts.n_ids, 4);
    EVN_CHECK_EQ(f.counts.n_accounts, 2);
}

static void a_record_with_a_sum_of_its_own_is_named(void)
{
    struct forged f;
    forge_begin(&f);
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    forge_move(&f, ISSUE, 4, 7, -6, 6);
    EVN_MUST(forge_audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_RECORD);
    EVN_CHECK_TEXT(f.found[0].where, "W1/WATER");
    EVN_CHECK_EQ(f.found[0].have, 7);
    EVN_CHECK_EQ(f.found[0].want, 6);
    EVN_CHECK_EQ(f.found[0].seq, 7);
}

static void a_negative_moment_is_named_now_and_in_the_past(void)
{
    struct forged f;
    forge_begin(&f);
    forge_move(&f, ISSUE, 4, -4, 4, 5);
    forge_move(&f, RECEIVE, 10, 6, -6, 6);
    EVN_MUST(forge_audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_MOMENT);
    EVN_CHECK_EQ(f.found[0].have, -4);
    forge_begin(&f);
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    forge_move(&f, RECEIVE, 5, 15, -15, 9);
    /* Of a moment between: there were 10, and all 15 of today are taken. */
    forge_move(&f, ISSUE, 12, 3, -3, 7);
    EVN_MUST(forge_audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_MOMENT);
    EVN_CHECK_TEXT(f.found[0].where, "W1/WATER");
    EVN_CHECK_EQ(f.found[0].have, -2);
    EVN_CHECK_EQ(f.found[0].seq, 8);
}

/* The order of records within an instant has no effect. */
static void movements_of_one_instant_net(void)
{
    struct forged f;
    forge_begin(&f);
    forge_move(&f, ISSUE, 4, -4, 4, 5);
    forge_move(&f, RECEIVE, 10, 6, -6, 5);
    forge_move(&f, RECEIVE, 1, 7, -7, 9);
    forge_move(&f, RECEIVE, 1, 8, -8, 8);
    EVN_CHECK_EQ(forge_audit(&f), 0);
}

static void what_appears_from_nowhere_is_named(void)
{
    struct forged f;
    forge_begin(&f);
    forge_know(&f, ITEM, 2, "BREAD", 1, 0);
    forge_know(&f, ACCOUNT, 3, NULL, 2, 2);
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    evn_put_u16(r, RECEIVE);
    r[3] = EVN_AUDIT_TO_PHYSICAL;
    evn_put_u32(r + 8, 3); /* bread leaves the supplier, water arrives */
    evn_put_u32(r + 12, 1);
    evn_put_i64(r + 16, 5);
    evn_put_i64(r + 24, -5);
    evn_put_i64(r + 32, 5);
    forge_frame(&f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
    EVN_MUST(forge_audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_CONSERVATION);
    EVN_CHECK_EQ(f.found[0].seq, 8);
}

/* An account that carries claims on the item. */
static void any_lot(struct forged *f, uint32_t number)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 200);
    struct evn_pbw w = {.buf = &buf};
    evn_pbw_u64(&w, 1, number);
    evn_pbw_u64(&w, 3, 1);
    evn_pbw_u64(&w, 4, 1);
    evn_pbw_u64(&w, 5, UINT32_MAX);
    forge_frame(f, ACCOUNT, evn_bytes_of(buf.at, buf.len));
    evn_buf_fini(&buf);
}

/* A record of a claim on an account: made (kind 40), or used up (42); all claims there after it. */
static void claim(struct forged *f, uint16_t kind, uint32_t account, int64_t qty, int64_t sum,
                  uint64_t ref)
{
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    evn_put_u16(r, kind);
    evn_put_u32(r + 8, account);
    evn_put_i64(r + 16, qty);
    evn_put_i64(r + 24, sum);
    evn_put_u64(r + 56, f->next_seq + f->n_events);
    evn_put_u64(r + 64, ref);
    evn_put_u32(r + 120, 1);
    forge_frame(f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
}

static void a_claim_used_up_twice_is_named(void)
{
    struct forged f;
    forge_begin(&f);
    any_lot(&f, 3);
    claim(&f, 40, 3, 8, 8, 0);
    claim(&f, 42, 3, 5, 3, 7);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    forge_begin(&f);
    any_lot(&f, 3);
    claim(&f, 40, 3, 8, 8, 0);
    claim(&f, 42, 3, 5, 3, 7);
    claim(&f, 43, 3, 4, -1, 7);
    claim(&f, 44, 3, 1, -2, 99);
    EVN_MUST(forge_audit(&f) == 2);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_OPEN);
    EVN_CHECK_EQ(f.found[0].have, 4);
    EVN_CHECK_EQ(f.found[0].want, 3);
    EVN_CHECK_EQ(f.found[0].seq, 9);
    EVN_CHECK_EQ(f.found[1].seq, 10);
}

/* And a claim where none may stand: on what has no lots, or nowhere. */
static void claims_that_do_not_add_up_are_named(void)
{
    struct forged f;
    forge_begin(&f);
    any_lot(&f, 3);
    claim(&f, 40, 3, 8, 8, 0);
    claim(&f, 40, 3, 2, 11, 0);
    claim(&f, 40, 1, 2, 2, 0);
    claim(&f, 40, 4000000000, 2, 2, 0);
    EVN_MUST(forge_audit(&f) == 3);
    for (int i = 0; i < 3; i++) {
        EVN_CHECK_EQ(f.found[i].check, EVN_AUDIT_OPEN);
        EVN_CHECK_EQ(f.found[i].seq, 8 + i);
    }
    EVN_CHECK_EQ(f.found[0].have, 11);
    EVN_CHECK_EQ(f.found[0].want, 10);
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
    forge_begin(&f);
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    command_of(&f, 6, 2);
    forge_move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 2);
    EVN_CHECK_EQ(forge_audit(&f), 0);
    forge_begin(&f); /* it says three events and has two */
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    command_of(&f, 6, 3);
    forge_move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 3);
    EVN_MUST(forge_audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_DOCUMENT);
    EVN_CHECK_TEXT(f.found[0].where, "6");
    EVN_CHECK_EQ(f.found[0].have, 2);
    EVN_CHECK_EQ(f.found[0].want, 3);
    forge_begin(&f); /* one half says otherwise */
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    command_of(&f, 6, 2);
    forge_move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 1);
    EVN_MUST(forge_audit(&f) == 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_DOCUMENT);
    forge_begin(&f); /* it begins in another block */
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    forge_commit(&f);
    forge_move(&f, RECEIVE, 1, 11, -11, 5);
    command_of(&f, 6, 2);
    EVN_CHECK(forge_audit(&f) >= 1);
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_DOCUMENT);
}

/* Account 1 was counted: so much at minute `at`. Nobody handed it in, which is named, too. */
static void counted(struct forged *f, int64_t qty, int64_t now, int64_t at)
{
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    evn_put_u16(r, EVN_AUDIT_COUNTED);
    r[2] = 1;
    evn_put_u32(r + 8, 1);
    evn_put_i64(r + 16, qty);
    evn_put_i64(r + 24, now);
    evn_put_i64(r + 40, at * 60000000);
    evn_put_u64(r + 56, f->next_seq + f->n_events);
    evn_put_u32(r + 120, 1);
    forge_frame(f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
}

static void a_count_that_does_not_stand_any_more_is_named(void)
{
    struct forged f;
    forge_begin(&f);
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    counted(&f, 10, 10, 7);
    forge_move(&f, RECEIVE, 2, 12, -12, 9);
    counted(&f, 12, 12, 9);
    forge_move(&f, ISSUE, 3, 9, -9, 8); /* behind the first, before the second, and put back */
    forge_move(&f, RECEIVE, 3, 12, -12, 9);
    EVN_CHECK_EQ(forge_audit(&f), 2); /* of nobody's sheet, both */
    EVN_CHECK_EQ(f.found[0].check, EVN_AUDIT_SHEET);
    EVN_CHECK_EQ(f.found[1].check, EVN_AUDIT_SHEET);
    forge_begin(&f);
    forge_move(&f, RECEIVE, 10, 10, -10, 5);
    counted(&f, 10, 10, 7);
    forge_move(&f, RECEIVE, 1, 11, -11, 6); /* nobody took it back at the count */
    EVN_MUST(forge_audit(&f) == 2);
    EVN_CHECK_EQ(f.found[1].check, EVN_AUDIT_COUNT);
    EVN_CHECK_TEXT(f.found[1].where, "W1/WATER");
    EVN_CHECK_EQ(f.found[1].have, 11);
    EVN_CHECK_EQ(f.found[1].want, 10);
    EVN_CHECK_EQ(f.found[1].seq, 7);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_log_that_adds_up_is_good),
        EVN_TEST(a_record_with_a_sum_of_its_own_is_named),
        EVN_TEST(a_negative_moment_is_named_now_and_in_the_past),
        EVN_TEST(movements_of_one_instant_net),
        EVN_TEST(what_appears_from_nowhere_is_named),
        EVN_TEST(a_count_that_does_not_stand_any_more_is_named),
        EVN_TEST(a_claim_used_up_twice_is_named),
        EVN_TEST(claims_that_do_not_add_up_are_named),
        EVN_TEST(a_command_that_is_not_where_its_records_say_is_named),
    };
    return evn_test_main(argc, argv, "audit", tests, sizeof tests / sizeof tests[0]);
}
