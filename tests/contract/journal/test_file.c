#include "common/journal/file.h"
#include "tests/contract/journal/contract.h"
#include "tests/lib/suite.h"

static char dir[320];

static void fresh(void)
{
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
}

static evn_err open_log(uint64_t known_seq, struct evn_journal **out)
{
    struct evn_file_options options = {
        .dir = dir, .segment_bytes = 256 << 10, .known_seq = known_seq};
    return evn_journal_file_open(&options, out, NULL);
}

int main(int argc, char **argv)
{
    static const struct evn_log_maker maker = {
        .name = "journal.file", .fresh = fresh, .open = open_log};
    return evn_journal_contract(argc, argv, &maker);
}
