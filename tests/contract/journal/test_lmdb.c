#include "common/journal/lmdb.h"
#include "tests/contract/journal/contract.h"
#include "tests/lib/suite.h"

static char path[330];

static void fresh(void)
{
    snprintf(path, sizeof path, "%s/log.mdb", evn_test_dir());
}

static evn_err open_log(uint64_t known_seq, struct evn_journal **out)
{
    struct evn_lmdb_log_options options = {
        .path = path, .known_seq = known_seq, .map_bytes = 256 << 20};
    return evn_journal_lmdb_open(&options, out);
}

int main(int argc, char **argv)
{
    static const struct evn_log_maker maker = {
        .name = "journal.lmdb", .fresh = fresh, .open = open_log};
    return evn_journal_contract(argc, argv, &maker);
}
