#include "tools/audit/account.h"

#include "common/base/hash.h"

#include <stdlib.h>
#include <string.h>

/* Tables `chunks` and `spans` of proto/spec/3-views.md. */
enum {
    CUT_LEGS = 64,
    CLOSE_LEGS = 4096,
    KEY_LEN = 12,
    CHUNK_HEAD = 32,
    INSTANT_LEN = 16,
    SPAN_LEN = 32
};

/* A run of instants: sum, smallest sum of a beginning of it, and where that is first reached. */
struct summary {
    int64_t sum, min, min_at_us;
};

struct span {
    uint32_t account;
    int64_t first_us;
    uint32_t n; /* chunks; 0: open */
    struct summary kept;
};

struct walking {
    struct evn_audit_run *run;
    struct span *span; /* all of them, in order; owned */
    size_t n_spans, cap, next;
    size_t open;        /* span being added up; SIZE_MAX: none */
    uint32_t n_in_open; /* chunks of it */
    struct summary added;
    uint32_t account;  /* of the chunks being read; 0: none yet */
    uint64_t instants; /* the sum over its instants */
    int64_t last_us;   /* its latest instant */
};

/* One number for where and how much; numbers of one instant add up as its changes do, so that any
 * number of legs is held against one net change, whatever their order. */
static uint64_t number_of(int64_t at_us, int64_t change)
{
    return (evn_mix64((uint64_t)at_us + UINT64_C(0x9e3779b97f4a7c15)) | 1) * (uint64_t)change;
}

void evn_audit_chunk_leg(struct evn_audit_account *a, int64_t at_us, int64_t change, uint64_t seq)
{
    a->legs += number_of(at_us, change);
    a->n_legs++;
    if (a->n_legs % CUT_LEGS == 0) {
        a->legs_cut = a->legs;
        a->cut_seq = seq;
    }
    if (a->n_legs % CLOSE_LEGS == 0)
        a->close_seq = seq;
}

static const struct summary nothing = {.sum = 0, .min = INT64_MAX, .min_at_us = INT64_MIN};

/* `b` follows `a`. Sums wrap: damaged rows may hold anything. */
static void join(struct summary *a, const struct summary *b)
{
    int64_t min = (int64_t)((uint64_t)a->sum + (uint64_t)b->min);
    if (b->min != INT64_MAX && (a->min == INT64_MAX || min < a->min)) {
        a->min = min;
        a->min_at_us = b->min_at_us;
    }
    a->sum = (int64_t)((uint64_t)a->sum + (uint64_t)b->sum);
}

static void tell(struct walking *w, const char *what, uint32_t account, int64_t have, int64_t want)
{
    char where[EVN_AUDIT_TEXT];
    if (account > 0 && account <= w->run->fold->n)
        evn_audit_where(w->run->fold, account, where);
    evn_audit_tell(w->run, EVN_AUDIT_PAST, account > 0 && account <= w->run->fold->n ? where : what,
                   have, want, 0);
}

static int64_t unbiased(const uint8_t *key)
{
    return (int64_t)(evn_get_be64(key + 4) ^ UINT64_C(0x8000000000000000));
}

static struct summary read_summary(const uint8_t *at)
{
    return (struct summary){
        .sum = evn_get_i64(at), .min = evn_get_i64(at + 8), .min_at_us = evn_get_i64(at + 16)};
}

static bool same(const struct summary *a, const struct summary *b)
{
    return a->sum == b->sum && a->min == b->min && a->min_at_us == b->min_at_us;
}

static evn_err load_span(void *arg, struct evn_bytes key, struct evn_bytes value)
{
    struct walking *w = arg;
    if (key.len != KEY_LEN || value.len != SPAN_LEN) {
        tell(w, "spans", 0, (int64_t)value.len, SPAN_LEN);
        return EVN_OK;
    }
    if (w->n_spans == w->cap) {
        size_t cap = w->cap > 0 ? w->cap * 2 : 256;
        struct span *more = reallocarray(w->span, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        w->span = more;
        w->cap = cap;
    }
    w->span[w->n_spans++] = (struct span){.account = evn_get_be32(key.at),
                                          .first_us = unbiased(key.at),
                                          .n = evn_get_u32(value.at),
                                          .kept = read_summary(value.at + 8)};
    return EVN_OK;
}

/* The span that was being added up ends; only an account's last one may be open. */
static void end_span(struct walking *w, bool last)
{
    if (w->open == SIZE_MAX)
        return;
    const struct span *span = &w->span[w->open];
    w->open = SIZE_MAX;
    bool good = span->n == 0 ? last : span->n == w->n_in_open && same(&span->kept, &w->added);
    if (!good)
        tell(w, "spans", span->account, span->kept.sum, w->added.sum);
}

static void end_account(struct walking *w)
{
    end_span(w, true);
    if (w->account == 0 || w->account > w->run->fold->n)
        return;
    struct evn_audit_account *a = &w->run->fold->account[w->account];
    if (!a->physical || a->legs_cut != w->instants)
        tell(w, "chunks", w->account, (int64_t)w->instants, (int64_t)a->legs_cut);
    a->chunked = true;
}

/* Spans begin where chunks begin; those that begin elsewhere are told. */
static void begin_span(struct walking *w, int64_t first_us)
{
    while (w->next < w->n_spans) {
        const struct span *span = &w->span[w->next];
        bool before = span->account < w->account ||
                      (span->account == w->account && span->first_us < first_us);
        if (!before && (span->account > w->account || span->first_us > first_us))
            return;
        if (before) {
            tell(w, "spans", span->account, span->kept.sum, 0);
        } else {
            /* An account's first span begins with its first chunk. */
            if (w->open == SIZE_MAX && first_us != INT64_MIN)
                tell(w, "spans", span->account, span->kept.sum, 0);
            end_span(w, false);
            w->open = w->next;
            w->n_in_open = 0;
            w->added = nothing;
        }
        w->next++;
    }
}

/* Add the instants of a chunk up. False: they are not in order, or not between its bounds. */
static bool add_up(struct walking *w, const uint8_t *at, uint32_t n, int64_t first_us,
                   struct summary *out)
{
    bool good = true;
    *out = nothing;
    for (uint32_t i = 0; i < n; i++, at += INSTANT_LEN) {
        int64_t at_us = evn_get_i64(at), change = evn_get_i64(at + 8);
        const struct summary instant = {.sum = change, .min = change, .min_at_us = at_us};
        good &= at_us >= first_us && (at_us > w->last_us || (i == 0 && w->last_us == INT64_MIN));
        join(out, &instant);
        w->instants += number_of(at_us, change);
        w->last_us = at_us;
    }
    return good;
}

static evn_err take_chunk(void *arg, struct evn_bytes key, struct evn_bytes value)
{
    struct walking *w = arg;
    uint32_t n = value.len >= CHUNK_HEAD ? evn_get_u32(value.at) : 0;
    if (key.len != KEY_LEN || n == 0 || value.len != CHUNK_HEAD + (size_t)n * INSTANT_LEN) {
        tell(w, "chunks", 0, (int64_t)value.len, 0);
        return EVN_OK;
    }
    uint32_t account = evn_get_be32(key.at);
    int64_t first_us = unbiased(key.at);
    bool good = account == w->account ? first_us > w->last_us : first_us == INT64_MIN;
    if (account != w->account) {
        end_account(w);
        w->account = account;
        w->instants = 0;
        w->last_us = INT64_MIN;
    }
    struct summary sum, kept = read_summary(value.at + 8);
    begin_span(w, first_us);
    good &= add_up(w, value.at + CHUNK_HEAD, n, first_us, &sum);
    if (!good || !same(&sum, &kept))
        tell(w, "chunks", account, kept.sum, sum.sum);
    if (w->open != SIZE_MAX) {
        join(&w->added, &sum);
        w->n_in_open++;
    }
    return EVN_OK;
}

evn_err evn_audit_chunks_end(struct evn_audit_run *run)
{
    struct walking w = {.run = run, .open = SIZE_MAX};
    if (run->peek == NULL)
        return EVN_OK;
    evn_err err = evn_peek_each(run->peek, "spans", load_span, &w);
    if (err == EVN_OK)
        err = evn_peek_each(run->peek, "chunks", take_chunk, &w);
    end_account(&w);
    for (; err == EVN_OK && w.next < w.n_spans; w.next++)
        tell(&w, "spans", w.span[w.next].account, w.span[w.next].kept.sum, 0);
    for (uint32_t i = 1; err == EVN_OK && i <= run->fold->n; i++) {
        const struct evn_audit_account *a = &run->fold->account[i];
        if (a->physical && a->n_legs >= CUT_LEGS && !a->chunked)
            tell(&w, "chunks", i, 0, (int64_t)(a->n_legs / CUT_LEGS * CUT_LEGS));
    }
    free(w.span);
    return err;
}
