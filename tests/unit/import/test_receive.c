/* The command id of a receipt: always the same in one ledger, never too old to be used. */
#include "tests/lib/suite.h"
#include "tools/import/receive.h"

#include "common/base/day.h"

static const uint8_t log_a[EVN_LOG_ID_LEN] = {1}, log_b[EVN_LOG_ID_LEN] = {2};
static const int64_t began_us = INT64_C(1700000000000000);

static struct evn_id id_after(const uint8_t *log_id, int64_t days, const char *reference)
{
    return evn_receive_id(log_id, began_us, began_us + days * EVN_US_PER_DAY, reference);
}

static void the_same_receipt_has_the_same_id_for_300_days(void)
{
    struct evn_id first = id_after(log_a, 0, "scms:17"), again = id_after(log_a, 299, "scms:17");
    struct evn_id read;
    EVN_CHECK(evn_id_equal(&first, &again));
    EVN_CHECK_EQ(evn_id_time_us(&first), began_us);
    EVN_CHECK_OK(evn_id_from_bytes(evn_bytes_of(first.b, EVN_ID_LEN), &read));
}

static void other_receipts_and_other_ledgers_have_other_ids(void)
{
    struct evn_id a = id_after(log_a, 0, "scms:17"), b = id_after(log_a, 0, "scms:18");
    struct evn_id c = id_after(log_b, 0, "scms:17");
    EVN_CHECK(!evn_id_equal(&a, &b));
    EVN_CHECK(!evn_id_equal(&a, &c));
}

static void an_id_is_never_older_than_its_epoch_nor_of_the_future(void)
{
    for (int64_t days = 0; days < 3000; days += 7) {
        struct evn_id id = id_after(log_a, days, "scms:17");
        int64_t age_us = began_us + days * EVN_US_PER_DAY - evn_id_time_us(&id);
        EVN_CHECK(age_us >= 0 && age_us < 300 * EVN_US_PER_DAY);
    }
    struct evn_id before = evn_receive_id(log_a, began_us, began_us - EVN_US_PER_DAY, "scms:17");
    EVN_CHECK_EQ(evn_id_time_us(&before), began_us);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_same_receipt_has_the_same_id_for_300_days),
        EVN_TEST(other_receipts_and_other_ledgers_have_other_ids),
        EVN_TEST(an_id_is_never_older_than_its_epoch_nor_of_the_future),
    };
    return evn_test_main(argc, argv, "import.receive", tests, sizeof tests / sizeof tests[0]);
}
