#include "common/journal/file.h"
#include "common/journal/mem.h"
#include "tests/contract/journal/contract.h"
#include "tests/lib/oddlog.h"
#include "tests/lib/suite.h"

/* The contract on a log that commits late and refuses now and then; and what an unknown outcome
 * means, on a file. */

static struct evn_mem_log *medium;

static void fresh(void)
{
    static const uint8_t id[16] = "an odd log here";
    evn_mem_log_destroy(&medium);
    evn_err err = evn_mem_log_new(id, &medium);
    EVN_ASSERT(err == EVN_OK);
}

static evn_err open_log(uint64_t known_seq, struct evn_journal **out)
{
    static const struct oddlog_options odd = {.late = true, .reject_each = 3};
    struct evn_journal *inner;
    evn_err err = evn_journal_mem_open(medium, known_seq, &inner);
    *out = NULL;
    return err != EVN_OK ? err : oddlog_wrap_take(inner, &odd, out);
}

static struct evn_journal *open_file(const char *dir, unsigned fail_at)
{
    struct evn_file_options options = {.dir = dir, .segment_bytes = EVN_SEGMENT_BYTES_MIN};
    struct oddlog_options odd = {.fail_at = fail_at};
    struct evn_journal *inner, *j = NULL;
    EVN_CHECK_OK(evn_journal_file_open(&options, &inner, NULL));
    EVN_CHECK_OK(oddlog_wrap_take(inner, &odd, &j));
    EVN_MUST(j != NULL);
    return j;
}

static void a_block_that_failed_after_it_was_safe_is_there_once_after_a_restart(void)
{
    char dir[330];
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    struct evn_journal *j = open_file(dir, 3);
    struct evn_journal_mark mark;
    struct evn_block b = {.count = 2, .payload = evn_bytes_text("what happened")};
    for (b.first_seq = 1; b.first_seq < 5; b.first_seq += 2)
        EVN_CHECK_OK(evn_journal_submit(j, &b));
    EVN_CHECK_ERR(evn_journal_submit(j, &b), EVN_E_OUTCOME_UNKNOWN);
    EVN_CHECK_ERR(evn_journal_poll(j, &mark), EVN_E_OUTCOME_UNKNOWN);
    evn_journal_destroy(&j);
    j = open_file(dir, 0);
    EVN_CHECK_OK(evn_journal_poll(j, &mark));
    EVN_CHECK_EQ(mark.committed, 6);
    evn_journal_destroy(&j);
}

int main(int argc, char **argv)
{
    static const struct evn_log_maker maker = {
        .name = "journal.odd", .fresh = fresh, .open = open_log};
    static const struct evn_test_case more[] = {
        EVN_TEST(a_block_that_failed_after_it_was_safe_is_there_once_after_a_restart)};
    int status = evn_journal_contract(argc, argv, &maker);
    evn_mem_log_destroy(&medium);
    int other = evn_test_main(argc, argv, "journal.unknown_outcome", more, 1);
    return status != 0 ? status : other;
}
