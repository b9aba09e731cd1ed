#include "common/journal/mem.h"

#include "common/journal/backend.h"
#include "common/journal/block.h"

#include <pthread.h>
#include <stdlib.h>

struct row {
    uint64_t first_seq;
    size_t len;
    uint8_t *at; /* header and payload, owned */
};

struct evn_mem_log {
    uint8_t log_id[16];
    uint64_t incarnation;
    struct row *rows; /* by number, owned */
    size_t n_rows;
    size_t cap;
};

struct mem_journal {
    struct evn_journal base;
    struct evn_mem_log *log;
    struct evn_journal_head head;
    pthread_mutex_t lock; /* rows and committed: readers run on other threads */
    uint64_t limit;
    uint64_t committed;
};

struct mem_reader {
    struct evn_journal_reader base;
    struct mem_journal *journal;
    size_t at; /* index of the next row */
    bool chained;
    struct evn_journal_head head; /* behind the last block returned, once chained */
};

evn_err evn_mem_log_new(const uint8_t log_id[16], struct evn_mem_log **out)
{
    struct evn_mem_log *log = calloc(1, sizeof *log);
    *out = log;
    if (log == NULL)
        return EVN_E_NO_MEMORY;
    memcpy(log->log_id, log_id, sizeof log->log_id);
    return EVN_OK;
}

void evn_mem_log_destroy(struct evn_mem_log **log)
{
    if (*log == NULL)
        return;
    for (size_t i = 0; i < (*log)->n_rows; i++)
        free((*log)->rows[i].at);
    free((*log)->rows);
    free(*log);
    *log = NULL;
}

static struct mem_journal *mine(const struct evn_journal *journal)
{
    return (struct mem_journal *)journal;
}

/* Committed follows what is appended, up to the limit, and never falls. Lock held. */
static void commit(struct mem_journal *j)
{
    uint64_t last = j->head.next_seq - 1;
    uint64_t to = last < j->limit ? last : j->limit;
    if (to > j->committed)
        j->committed = to;
}

static struct row *room(struct evn_mem_log *log)
{
    if (log->n_rows == log->cap) {
        size_t cap = log->cap > 0 ? 2 * log->cap : 64;
        struct row *rows = realloc(log->rows, cap * sizeof *rows);
        if (rows == NULL)
            return NULL;
        log->rows = rows;
        log->cap = cap;
    }
    return &log->rows[log->n_rows];
}

static evn_err mem_submit(struct evn_journal *journal, const struct evn_block *block)
{
    struct mem_journal *j = mine(journal);
    size_t len = EVN_BLOCK_HEADER_LEN + block->payload.len;
    uint8_t *at = malloc(len);
    if (at == NULL)
        return EVN_E_NO_SPACE;
    struct evn_block b = *block;
    b.incarnation = j->head.incarnation;
    b.durable_through = block->first_seq - 1;
    b.prev = j->head.hash;
    evn_block_seal(j->log->log_id, (struct evn_block_place){0, 0}, &b, at);
    if (b.payload.len > 0)
        memcpy(at + EVN_BLOCK_HEADER_LEN, b.payload.at, b.payload.len);
    pthread_mutex_lock(&j->lock);
    struct row *row = room(j->log);
    if (row != NULL) {
        *row = (struct row){.first_seq = b.first_seq, .len = len, .at = at};
        j->log->n_rows++;
        evn_block_advance(&j->head, &b);
        commit(j);
    }
    pthread_mutex_unlock(&j->lock);
    if (row == NULL)
        free(at);
    return row != NULL ? EVN_OK : EVN_E_NO_SPACE;
}

static evn_err mem_poll(struct evn_journal *journal, struct evn_journal_mark *out)
{
    struct mem_journal *j = mine(journal);
    *out =
        (struct evn_journal_mark){.durable_local = j->head.next_seq - 1, .committed = j->committed};
    return EVN_OK;
}

static void mem_tail(const struct evn_journal *journal, struct evn_journal_head *out)
{
    *out = mine(journal)->head;
}

static void mem_hold(struct evn_journal *journal, uint64_t seq)
{
    struct mem_journal *j = mine(journal);
    pthread_mutex_lock(&j->lock);
    j->limit = seq;
    commit(j);
    pthread_mutex_unlock(&j->lock);
}

/* Put the head behind the last row. */
static evn_err find_head(struct mem_journal *j)
{
    struct evn_mem_log *log = j->log;
    j->head = (struct evn_journal_head){
        .incarnation = log->incarnation, .next_seq = 1, .recorded_at_us = INT64_MIN};
    memcpy(j->head.log_id, log->log_id, sizeof j->head.log_id);
    if (log->n_rows == 0)
        return EVN_OK;
    const struct row *last = &log->rows[log->n_rows - 1];
    struct evn_block b;
    if (evn_block_open(log->log_id, (struct evn_block_place){0, 0},
                       evn_bytes_of(last->at, last->len), &b) != EVN_BLOCK_VALID)
        return EVN_E_CORRUPT;
    evn_block_advance(&j->head, &b);
    j->head.incarnation = log->incarnation;
    return EVN_OK;
}

static evn_err mem_truncate(struct evn_journal *journal, uint64_t seq)
{
    struct mem_journal *j = mine(journal);
    struct evn_mem_log *log = j->log;
    EVN_ASSERT(seq > j->committed && seq <= j->head.next_seq);
    pthread_mutex_lock(&j->lock);
    while (log->n_rows > 0 && log->rows[log->n_rows - 1].first_seq >= seq)
        free(log->rows[--log->n_rows].at);
    evn_err err = find_head(j);
    EVN_ASSERT(err != EVN_OK || j->head.next_seq == seq);
    pthread_mutex_unlock(&j->lock);
    return err;
}

static void mem_destroy(struct evn_journal *journal)
{
    struct mem_journal *j = mine(journal);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

static evn_err mem_next(struct evn_journal_reader *reader, struct evn_block *out)
{
    struct mem_reader *r = (struct mem_reader *)reader;
    struct mem_journal *j = r->journal;
    pthread_mutex_lock(&j->lock);
    bool there = r->at < j->log->n_rows && j->log->rows[r->at].first_seq <= j->committed;
    struct row row = there ? j->log->rows[r->at] : (struct row){0};
    pthread_mutex_unlock(&j->lock);
    if (!there)
        return EVN_E_AGAIN;
    struct evn_block b;
    if (evn_block_open(j->log->log_id, (struct evn_block_place){0, 0},
                       evn_bytes_of(row.at, row.len), &b) != EVN_BLOCK_VALID ||
        (r->chained && !evn_block_chains(&r->head, &b)))
        return EVN_E_CORRUPT;
    evn_block_advance(&r->head, &b);
    r->chained = true;
    r->at++;
    *out = b;
    return EVN_OK;
}

static void mem_reader_destroy(struct evn_journal_reader *reader)
{
    free(reader);
}

static const struct evn_journal_reader_ops mem_reader_ops = {.next = mem_next,
                                                             .destroy = mem_reader_destroy};

/* Index of the last row that starts at or before `seq`. */
static size_t row_of(const struct evn_mem_log *log, uint64_t seq)
{
    size_t lo = 0, hi = log->n_rows;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (log->rows[mid].first_seq <= seq)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 ? lo - 1 : 0;
}

static evn_err mem_reader_new(struct evn_journal *journal, uint64_t from_seq,
                              struct evn_journal_reader **out)
{
    struct mem_journal *j = mine(journal);
    struct mem_reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return EVN_E_NO_MEMORY;
    r->base.ops = &mem_reader_ops;
    r->journal = j;
    pthread_mutex_lock(&j->lock);
    bool beyond = from_seq > j->committed + 1;
    size_t at = row_of(j->log, from_seq);
    r->at = from_seq == j->head.next_seq ? j->log->n_rows : at;
    pthread_mutex_unlock(&j->lock);
    if (beyond) {
        free(r);
        return EVN_E_ROLLED_BACK;
    }
    *out = &r->base;
    return EVN_OK;
}

static const struct evn_journal_ops mem_ops = {
    .submit = mem_submit,
    .poll = mem_poll,
    .tail = mem_tail,
    .hold = mem_hold,
    .truncate = mem_truncate,
    .destroy = mem_destroy,
    .reader_new = mem_reader_new,
};

evn_err evn_journal_mem_open(struct evn_mem_log *log, uint64_t known_seq, struct evn_journal **out)
{
    *out = NULL;
    struct mem_journal *j = calloc(1, sizeof *j);
    if (j == NULL)
        return EVN_E_NO_MEMORY;
    *j = (struct mem_journal){.base = {.ops = &mem_ops}, .log = log, .limit = UINT64_MAX};
    pthread_mutex_init(&j->lock, NULL);
    log->incarnation++;
    evn_err err = find_head(j);
    if (err == EVN_OK && known_seq >= j->head.next_seq)
        err = EVN_E_LOG_BEHIND_VIEW;
    if (err != EVN_OK) {
        mem_destroy(&j->base);
        return err;
    }
    commit(j);
    *out = &j->base;
    return EVN_OK;
}
