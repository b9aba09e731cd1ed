#include "common/journal/file.h"
#include "tests/contract/journal/contract.h"
#include "tests/lib/suite.h"

/* The file backend with small segments that move to the archive as soon as they are sealed. */

static char dir[320];

static void fresh(void)
{
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
}

static evn_err open_log(uint64_t known_seq, struct evn_journal **out)
{
    struct evn_file_options options = {
        .dir = dir, .segment_bytes = 220 << 10, .known_seq = known_seq, .background = true};
    return evn_journal_file_open(&options, out, NULL);
}

static void tend(struct evn_journal *journal)
{
    evn_err err;
    do
        err = evn_file_tend(journal);
    while (err == EVN_OK);
    EVN_CHECK_ERR(err, EVN_E_AGAIN);
}

int main(int argc, char **argv)
{
    static const struct evn_log_maker maker = {
        .name = "journal.file_tended", .fresh = fresh, .open = open_log, .nudge = tend};
    return evn_journal_contract(argc, argv, &maker);
}
