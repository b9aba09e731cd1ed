#include "services/ledger/service.h"

#include "services/ledger/store/load.h"

#define HEADROOM ((uint64_t)16 << 20)

static evn_err fold(void *self, const struct evn_block *block)
{
    struct evn_ledger_service *s = self;
    evn_err err = s->views.ops.fold(&s->views, block);
    return err != EVN_OK ? err : evn_open_rows_fold(&s->open_rows, block);
}

static size_t pending(void *self)
{
    struct evn_ledger_service *s = self;
    return s->views.ops.pending(&s->views) + evn_open_rows_pending(&s->open_rows);
}

static evn_err write(void *self, MDB_txn *txn)
{
    struct evn_ledger_service *s = self;
    evn_err err = s->views.ops.write(&s->views, txn);
    return err != EVN_OK ? err : evn_open_rows_write(&s->open_rows, txn);
}

static void clear(void *self)
{
    struct evn_ledger_service *s = self;
    s->views.ops.clear(&s->views);
    evn_open_rows_clear(&s->open_rows);
}

static void digest(void *self, struct evn_hash256 *out)
{
    struct evn_ledger_service *s = self;
    s->views.ops.digest(&s->views, out);
}

static bool settled(void *self)
{
    struct evn_ledger_service *s = self;
    return s->views.ops.settled(&s->views);
}

static evn_err settle(void *self, MDB_txn *txn)
{
    struct evn_ledger_service *s = self;
    return s->views.ops.settle(&s->views, txn);
}

static void settle_done(void *self)
{
    struct evn_ledger_service *s = self;
    s->views.ops.settle_done(&s->views);
}

static evn_err open_views(void *state, const char *path, struct evn_store **store,
                          const struct evn_view_ops **ops)
{
    struct evn_ledger_service *s = state;
    evn_err err = evn_ledger_views_open(&s->views, path, HEADROOM);
    if (err != EVN_OK)
        return err;
    s->has_views = true;
    s->ops =
        (struct evn_view_ops){s, fold, pending, write, clear, digest, settled, settle, settle_done};
    *store = s->views.store;
    *ops = &s->ops;
    return evn_open_rows_init(&s->open_rows, s->views.store);
}

static evn_err load(void *state, struct evn_journal *journal)
{
    struct evn_ledger_service *s = state;
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    const struct evn_env *env = evn_env_real();
    env->random(env->self, &limits.name_key, sizeof limits.name_key);
    s->journal = journal;
    evn_err err = evn_ledger_load_views(&s->views, &limits, &s->core);
    if (err != EVN_OK)
        return err;
    s->has_core = true;
    err = evn_open_rows_load(&s->open_rows, s->views.store, &s->core);
    if (err == EVN_OK)
        err = evn_ledger_view_init(&s->view, s->views.store, &s->views.tables, env);
    s->has_view = err == EVN_OK;
    return err;
}

static void close_views(void *state)
{
    struct evn_ledger_service *s = state;
    if (s->has_view)
        evn_ledger_view_fini(&s->view);
    if (s->has_views) {
        evn_open_rows_fini(&s->open_rows);
        evn_ledger_views_close(&s->views);
    }
    s->has_view = s->has_views = false;
}

const struct evn_views_own evn_ledger_views_own = {
    .format = EVN_LEDGER_VIEWS_FORMAT, .open = open_views, .load = load, .close = close_views};
