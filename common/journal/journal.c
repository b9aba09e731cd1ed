#include "common/journal/journal.h"

#include "common/journal/backend.h"
#include "common/journal/block.h"

#include <poll.h>

/* Does the block continue the log, and may it be so long? */
static evn_err check(const struct evn_journal *journal, const struct evn_block *block)
{
    struct evn_journal_head head;
    journal->ops->tail(journal, &head);
    EVN_ASSERT(block->first_seq == head.next_seq && block->count > 0);
    EVN_ASSERT(block->recorded_at_us >= head.recorded_at_us);
    return block->payload.len > EVN_BLOCK_PAYLOAD_MAX ? EVN_E_LIMIT : EVN_OK;
}

evn_err evn_journal_submit(struct evn_journal *journal, const struct evn_block *block)
{
    evn_err err = check(journal, block);
    return err != EVN_OK ? err : journal->ops->submit(journal, block);
}

evn_err evn_journal_queue(struct evn_journal *journal, const struct evn_block *block)
{
    if (journal->ops->queue == NULL)
        return evn_journal_submit(journal, block);
    evn_err err = check(journal, block);
    return err != EVN_OK ? err : journal->ops->queue(journal, block);
}

int evn_journal_fd(const struct evn_journal *journal)
{
    return journal->ops->fd != NULL ? journal->ops->fd(journal) : -1;
}

evn_err evn_journal_wait(struct evn_journal *journal, uint64_t seq, struct evn_journal_mark *out)
{
    struct pollfd fd = {.fd = evn_journal_fd(journal), .events = POLLIN};
    evn_err err = evn_journal_poll(journal, out);
    while (err == EVN_OK && out->committed < seq) {
        if (fd.fd >= 0)
            (void)poll(&fd, 1, -1);
        err = evn_journal_poll(journal, out);
    }
    return err;
}

evn_err evn_journal_poll(struct evn_journal *journal, struct evn_journal_mark *out)
{
    return journal->ops->poll(journal, out);
}

void evn_journal_tail(const struct evn_journal *journal, struct evn_journal_head *out)
{
    journal->ops->tail(journal, out);
}

void evn_journal_hold(struct evn_journal *journal, uint64_t seq)
{
    journal->ops->hold(journal, seq);
}

evn_err evn_journal_truncate_uncommitted(struct evn_journal *journal, uint64_t seq)
{
    return journal->ops->truncate(journal, seq);
}

void evn_journal_destroy(struct evn_journal **journal)
{
    if (*journal != NULL)
        (*journal)->ops->destroy(*journal);
    *journal = NULL;
}

evn_err evn_journal_reader_new(struct evn_journal *journal, uint64_t from_seq,
                               struct evn_journal_reader **out)
{
    EVN_ASSERT(from_seq > 0);
    *out = NULL;
    return journal->ops->reader_new(journal, from_seq, out);
}

evn_err evn_journal_reader_next(struct evn_journal_reader *reader, struct evn_block *out)
{
    return reader->ops->next(reader, out);
}

void evn_journal_reader_destroy(struct evn_journal_reader **reader)
{
    if (*reader != NULL)
        (*reader)->ops->destroy(*reader);
    *reader = NULL;
}
