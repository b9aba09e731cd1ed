#include "common/journal/mem.h"
#include "tests/contract/journal/contract.h"

static struct evn_mem_log *medium;

static void fresh(void)
{
    static const uint8_t id[16] = "a log in memory";
    evn_mem_log_destroy(&medium);
    evn_err err = evn_mem_log_new(id, &medium);
    EVN_ASSERT(err == EVN_OK);
}

static evn_err open_log(uint64_t known_seq, struct evn_journal **out)
{
    return evn_journal_mem_open(medium, known_seq, out);
}

int main(int argc, char **argv)
{
    static const struct evn_log_maker maker = {
        .name = "journal.mem", .fresh = fresh, .open = open_log};
    int status = evn_journal_contract(argc, argv, &maker);
    evn_mem_log_destroy(&medium);
    return status;
}
