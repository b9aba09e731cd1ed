#include "tests/lib/oddlog.h"

#include "common/journal/backend.h"

#include <stdlib.h>

struct oddlog {
    struct evn_journal base;
    struct evn_journal *inner; /* owned */
    struct oddlog_options options;
    unsigned n_submits;
    bool broken;
    uint64_t held;    /* what the caller allows */
    uint64_t allowed; /* what the lateness allows */
};

static struct oddlog *mine(const struct evn_journal *journal)
{
    return (struct oddlog *)journal;
}

static void allow(struct oddlog *o)
{
    uint64_t limit = o->options.late && o->allowed < o->held ? o->allowed : o->held;
    evn_journal_hold(o->inner, limit);
}

static evn_err odd_submit(struct evn_journal *journal, const struct evn_block *block)
{
    struct oddlog *o = mine(journal);
    o->n_submits++;
    if (o->broken)
        return EVN_E_OUTCOME_UNKNOWN;
    if (o->options.reject_each > 0 && o->n_submits % o->options.reject_each == 0)
        return EVN_E_DISK_LOW;
    evn_err err = evn_journal_submit(o->inner, block);
    if (err == EVN_OK && o->n_submits == o->options.fail_at)
        err = EVN_E_OUTCOME_UNKNOWN;
    o->broken = err == EVN_E_OUTCOME_UNKNOWN;
    return err;
}

static evn_err odd_poll(struct evn_journal *journal, struct evn_journal_mark *out)
{
    struct oddlog *o = mine(journal);
    evn_err err = evn_journal_poll(o->inner, out);
    if (err == EVN_OK && o->options.late && o->allowed < out->durable_local) {
        o->allowed++;
        allow(o);
        err = evn_journal_poll(o->inner, out);
    }
    return o->broken ? EVN_E_OUTCOME_UNKNOWN : err;
}

static void odd_tail(const struct evn_journal *journal, struct evn_journal_head *out)
{
    evn_journal_tail(mine(journal)->inner, out);
}

static void odd_hold(struct evn_journal *journal, uint64_t seq)
{
    struct oddlog *o = mine(journal);
    o->held = seq;
    allow(o);
}

static evn_err odd_truncate(struct evn_journal *journal, uint64_t seq)
{
    struct oddlog *o = mine(journal);
    evn_err err = evn_journal_truncate_uncommitted(o->inner, seq);
    if (err == EVN_OK && o->allowed >= seq)
        o->allowed = seq - 1;
    return err;
}

static void odd_destroy(struct evn_journal *journal)
{
    struct oddlog *o = mine(journal);
    evn_journal_destroy(&o->inner);
    free(o);
}

static evn_err odd_reader_new(struct evn_journal *journal, uint64_t from_seq,
                              struct evn_journal_reader **out)
{
    return evn_journal_reader_new(mine(journal)->inner, from_seq, out);
}

static const struct evn_journal_ops odd_ops = {
    .submit = odd_submit,
    .poll = odd_poll,
    .tail = odd_tail,
    .hold = odd_hold,
    .truncate = odd_truncate,
    .destroy = odd_destroy,
    .reader_new = odd_reader_new,
};

evn_err oddlog_wrap_take(struct evn_journal *inner, const struct oddlog_options *options,
                         struct evn_journal **out)
{
    struct oddlog *o = calloc(1, sizeof *o);
    *out = NULL;
    if (o == NULL)
        return EVN_E_NO_MEMORY;
    struct evn_journal_mark mark;
    evn_err err = evn_journal_poll(inner, &mark);
    if (err != EVN_OK) {
        free(o);
        return err;
    }
    *o = (struct oddlog){.base = {.ops = &odd_ops},
                         .inner = inner,
                         .options = *options,
                         .held = UINT64_MAX,
                         .allowed = mark.committed};
    allow(o);
    *out = &o->base;
    return EVN_OK;
}
