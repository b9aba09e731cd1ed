/* backend - what stands behind the functions of journal.h. Shell.
 *
 * A backend's own structure begins with struct evn_journal (or struct evn_journal_reader) and
 * points to a static table of its functions; each has the contract of its namesake in journal.h.
 * Only backends include this header. */
#ifndef EVN_JOURNAL_BACKEND_H
#define EVN_JOURNAL_BACKEND_H

#include "common/journal/journal.h"

struct evn_journal_ops {
    evn_err (*submit)(struct evn_journal *journal, const struct evn_block *block);
    evn_err (*queue)(struct evn_journal *journal, const struct evn_block *block); /* NULL: submit */
    int (*fd)(const struct evn_journal *journal);                                 /* NULL: -1 */
    evn_err (*poll)(struct evn_journal *journal, struct evn_journal_mark *out);
    void (*tail)(const struct evn_journal *journal, struct evn_journal_head *out);
    void (*hold)(struct evn_journal *journal, uint64_t seq);
    evn_err (*truncate)(struct evn_journal *journal, uint64_t seq);
    void (*destroy)(struct evn_journal *journal); /* closes and frees */
    evn_err (*reader_new)(struct evn_journal *journal, uint64_t from_seq,
                          struct evn_journal_reader **out);
};

struct evn_journal_reader_ops {
    evn_err (*next)(struct evn_journal_reader *reader, struct evn_block *out);
    void (*destroy)(struct evn_journal_reader *reader); /* closes and frees */
};

struct evn_journal {
    const struct evn_journal_ops *ops;
};

struct evn_journal_reader {
    const struct evn_journal_reader_ops *ops;
};

#endif
