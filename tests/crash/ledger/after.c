#include "tests/crash/ledger/after.h"

#include "common/store/peek.h"
#include "services/ledger/core/apply.h"
#include "tests/crash/ledger/recount.h"
#include "tests/lib/suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { AGAIN = 12 }; /* of the commands that were told: asked again */

__attribute__((format(printf, 2, 3))) static void blame(struct verdict *v, const char *format, ...)
{
    va_list args;
    if (v->where[0] != '\0')
        return;
    va_start(args, format);
    vsnprintf(v->where, sizeof v->where, format, args);
    va_end(args);
}

static void nobody(void *self, const struct life_answer *answer)
{
    (void)self;
    (void)answer;
}

static evn_err start(struct life *life, const struct before *before, const char *folder)
{
    *life = (struct life){.seed = before->seed, .told = nobody};
    evn_err err = life_open(life, folder, before->n_sent);
    if (err != EVN_OK)
        life_close(life);
    return err;
}

static void remove_views(const char *folder)
{
    char path[600];
    snprintf(path, sizeof path, "%s/ledger/views.mdb", folder);
    EVN_MUST(evn_store_remove(path) == EVN_OK);
}

/* Views are made anew when their damage is seen, as an operator would by `evn rebuild`. */
static evn_err start_or_rebuild(struct life *life, const struct before *before, const char *folder,
                                struct verdict *v)
{
    evn_err err = start(life, before, folder);
    bool views = (err == EVN_E_DIGEST_MISMATCH || err == EVN_E_CORRUPT || err == EVN_E_WRONG_LOG) &&
                 life->report.tail != EVN_TAIL_CORRUPT;
    if (views) {
        v->damaged++;
        blame(v, "views: %s", evn_err_name(err));
        remove_views(folder);
        err = start(life, before, folder);
    }
    if (err == EVN_E_LOG_BEHIND_VIEW) {
        v->behind++;
        remove_views(folder);
        err = start(life, before, folder);
    }
    if (err != EVN_OK)
        blame(v, "open: %s, %s at %llu", evn_err_name(err), life->report.file,
              (unsigned long long)life->report.offset);
    return err;
}

/* What was told is in the log, once, as told. */
static void check_told(const struct before *before, const struct recount *log, struct verdict *v)
{
    v->doubled += log->n_doubled;
    if (log->n_doubled > 0)
        blame(v, "%u commands with two effects", log->n_doubled);
    for (uint32_t k = 0; k < before->n_sent; k++) {
        const struct life_answer *a = &before->told[k];
        if (!before->has[k] || a->first_seq == 0)
            continue;
        struct evn_id id = life_id(before->seed, k);
        const struct recount_command *c = recount_find(log, &id);
        v->n_told++;
        v->lost += c == NULL;
        v->wrong += c != NULL && (c->first_seq != a->first_seq || c->count != a->count);
        if (c == NULL || c->first_seq != a->first_seq)
            blame(v, "command %u: told event %llu, the log has %llu, its end is %llu", k,
                  (unsigned long long)a->first_seq,
                  (unsigned long long)(c != NULL ? c->first_seq : 0),
                  (unsigned long long)log->last_seq);
    }
}

/* Every balance is what the plain recount says, and per item and lot all is zero. */
static void check_state(const struct evn_ledger_state *s, const struct recount *log,
                        struct verdict *v)
{
    unsigned wrong = log->n_impossible + log->n_overclaimed + recount_unbalanced(log) +
                     (s->n_accounts != log->n_accounts);
    for (uint32_t a = 1; a <= s->n_accounts && a < RECOUNT_ACCOUNTS_MAX; a++)
        wrong += evn_ledger_account(s, a)->balance != log->balance[a];
    if (wrong > 0)
        blame(v, "%u balances are not what the log adds up to, or cannot be", wrong);
    v->wrong += wrong;
}

/* Ask again: what was told gets the same answer; what was not is decided now, or was then. */
static void ask_again(struct life *life, const struct before *before, struct evn_rng *rng,
                      struct verdict *v)
{
    evn_err err = EVN_OK;
    for (uint32_t k = 0; err == EVN_OK && k < before->n_sent; k++) {
        const struct life_answer *had = &before->told[k];
        struct life_answer got;
        bool open = !before->has[k];
        if (!open && (had->first_seq == 0 || evn_rng_below(rng, before->n_sent) >= AGAIN))
            continue;
        err = life_ask(life, k, &got);
        v->n_asked++;
        bool same = open || (got.first_seq == had->first_seq && got.count == had->count &&
                             got.err == had->err);
        v->wrong += err == EVN_OK && !same;
        if (err == EVN_OK && !same)
            blame(v, "command %u asked again: event %llu, not %llu", k,
                  (unsigned long long)got.first_seq, (unsigned long long)had->first_seq);
    }
    v->wrong += err != EVN_OK;
    if (err != EVN_OK)
        blame(v, "asked again: %s", evn_err_name(err));
}

static void check_log(const struct life *life, const struct before *before, const char *folder,
                      struct verdict *v)
{
    struct recount log;
    evn_err err = recount_read(&log, folder);
    if (err == EVN_OK) {
        check_told(before, &log, v);
        check_state(life_state(life), &log, v);
    } else {
        v->wrong++;
        blame(v, "the log cannot be read: %s", evn_err_name(err));
    }
    recount_free(&log);
}

/* Digest of the views at their end, which is the log's. */
static struct evn_hash256 views_digest(const char *folder)
{
    char path[600];
    struct evn_peek *peek;
    struct evn_position at;
    bool found;
    snprintf(path, sizeof path, "%s/ledger/views.mdb", folder);
    EVN_MUST(evn_peek_open(path, &peek) == EVN_OK);
    EVN_MUST(evn_peek_position(peek, &at, &found) == EVN_OK && found);
    evn_peek_close(&peek);
    return at.digest;
}

/* Stop, make the views anew from the whole log, and compare what they hold and what is decided on.
 */
static void check_rebuilt(const struct before *before, const char *folder,
                          const struct evn_canon *canon, struct verdict *v)
{
    struct life life;
    struct evn_canon rebuilt;
    struct evn_hash256 had = views_digest(folder);
    remove_views(folder);
    evn_err err = start(&life, before, folder);
    if (err != EVN_OK) {
        v->digests++;
        blame(v, "views made anew: %s", evn_err_name(err));
        return;
    }
    evn_engine_canon(life.engine, &rebuilt);
    life_close(&life);
    struct evn_hash256 has = views_digest(folder);
    bool same = memcmp(&had, &has, sizeof had) == 0 && memcmp(canon, &rebuilt, sizeof rebuilt) == 0;
    v->digests += !same;
    if (!same)
        blame(v, "views made anew have another digest");
}

void after_check(const struct before *before, const char *folder, struct evn_rng *rng, bool rebuild,
                 struct verdict *out)
{
    struct life life;
    struct evn_canon canon;
    *out = (struct verdict){0};
    out->opened = start_or_rebuild(&life, before, folder, out);
    if (out->opened != EVN_OK)
        return;
    check_log(&life, before, folder, out);
    ask_again(&life, before, rng, out);
    check_log(&life, before, folder, out);
    evn_engine_canon(life.engine, &canon);
    life_close(&life);
    if (rebuild)
        check_rebuilt(before, folder, &canon, out);
}

bool after_is_right(const struct verdict *v)
{
    return v->opened == EVN_OK && v->lost + v->doubled + v->wrong + v->digests + v->damaged == 0 &&
           v->behind == 0;
}
