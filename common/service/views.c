#include "common/service/views.h"

#include "common/service/viewrows.h"
#include "common/store/reader.h"
#include "common/store/sound.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    FORMAT = 1, /* of views without tables of a service's own */
    TABLES_MAX = 16,
    READERS_MAX = 64,
    INTERVAL_US = 1000000,
    TEND_US = 60000000,
    PENDING_MAX = 200000, /* rows: larger ones are no faster, and a commit takes 0.2 s */
    LAG_MAX = 8000000,    /* events */
    PATH_MAX_ = 600
};
#define HEADROOM ((uint64_t)8 << 20)

struct evn_views {
    const struct evn_views_own *own; /* NULL: none */
    void *state;                     /* the service's, for `own` */
    const struct evn_env *env;
    struct evn_store *store;
    const struct evn_view_ops *own_ops; /* NULL: none */
    bool store_is_ours;
    MDB_dbi meta;
    char path[PATH_MAX_];
    struct evn_viewrows rows;
    struct evn_view_ops ops; /* both together, for the applier */
    struct evn_applier *applier;
    struct evn_journal *journal;
    struct evn_position at; /* when followed */
    struct evn_reader reader;
    bool reading;
    int64_t tend_us;
};

static evn_err fold(void *self, const struct evn_block *block)
{
    struct evn_views *v = self;
    evn_err err = v->own_ops != NULL ? v->own_ops->fold(v->own_ops->self, block) : EVN_OK;
    return err != EVN_OK ? err : evn_viewrows_fold(&v->rows, block);
}

static size_t pending(void *self)
{
    struct evn_views *v = self;
    size_t own = v->own_ops != NULL ? v->own_ops->pending(v->own_ops->self) : 0;
    return own + evn_viewrows_pending(&v->rows);
}

static evn_err write(void *self, MDB_txn *txn)
{
    struct evn_views *v = self;
    evn_err err = v->own_ops != NULL ? v->own_ops->write(v->own_ops->self, txn) : EVN_OK;
    return err != EVN_OK ? err : evn_viewrows_write(&v->rows, txn);
}

static void clear(void *self)
{
    struct evn_views *v = self;
    if (v->own_ops != NULL)
        v->own_ops->clear(v->own_ops->self);
    evn_viewrows_clear(&v->rows);
}

/* A service's own digest is the first half, the common rows' the second. */
static void digest(void *self, struct evn_hash256 *out)
{
    struct evn_views *v = self;
    *out = (struct evn_hash256){{0}};
    if (v->own_ops != NULL)
        v->own_ops->digest(v->own_ops->self, out);
    evn_viewrows_digest(&v->rows, out);
}

static bool settled(void *self)
{
    const struct evn_view_ops *own = ((struct evn_views *)self)->own_ops;
    return own == NULL || own->settled == NULL || own->settled(own->self);
}

static evn_err settle(void *self, MDB_txn *txn)
{
    const struct evn_view_ops *own = ((struct evn_views *)self)->own_ops;
    return own->settle(own->self, txn);
}

static void settle_done(void *self)
{
    const struct evn_view_ops *own = ((struct evn_views *)self)->own_ops;
    own->settle_done(own->self);
}

static evn_err read_position(struct evn_views *v, struct evn_position *at)
{
    MDB_txn *txn = NULL;
    bool found;
    int rc = mdb_txn_begin(evn_store_env(v->store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = evn_position_get(txn, v->meta, at, &found);
    mdb_txn_abort(txn);
    return err;
}

static evn_err open_store(struct evn_views *v)
{
    if (v->own != NULL)
        return v->own->open(v->state, v->path, &v->store, &v->own_ops);
    const struct evn_store_config config = {.path = v->path,
                                            .map_size = EVN_STORE_MAP_SIZE,
                                            .headroom = HEADROOM,
                                            .n_tables_max = TABLES_MAX,
                                            .n_readers_max = READERS_MAX};
    v->store_is_ours = true;
    return evn_store_open(&config, &v->store);
}

static evn_err open_all(struct evn_views *v)
{
    evn_err err = open_store(v);
    if (err == EVN_OK)
        err = evn_store_table(v->store, "meta", &v->meta);
    if (err == EVN_OK)
        err = read_position(v, &v->at);
    if (err == EVN_OK)
        err = evn_viewrows_init(&v->rows, v->store, &v->at.digest);
    /* Once more: a table that was missing until now takes the position's format away. */
    return err == EVN_OK ? read_position(v, &v->at) : err;
}

static void close_all(struct evn_views *v)
{
    evn_viewrows_fini(&v->rows);
    if (v->own != NULL)
        v->own->close(v->state);
    if (v->store_is_ours)
        evn_store_destroy(&v->store);
}

evn_err evn_views_open(const struct evn_views_own *own, void *state, const char *folder,
                       struct evn_views **out, uint64_t *known_seq)
{
    struct evn_views *v = calloc(1, sizeof *v);
    *out = v;
    if (v == NULL)
        return EVN_E_NO_MEMORY;
    v->own = own;
    v->state = state;
    v->ops =
        (struct evn_view_ops){v, fold, pending, write, clear, digest, settled, settle, settle_done};
    snprintf(v->path, sizeof v->path, "%s/views.mdb", folder);
    evn_err err = open_all(v);
    if (err != EVN_OK)
        evn_views_close(out);
    else
        *known_seq = v->at.seq;
    return err;
}

/* The end of a path that is too long for `room` bytes, from behind a slash: services' folders
 * differ there, and the table behind it is not cut off. */
static const char *end_of(const char *path, size_t room)
{
    const char *at = path;
    while (strlen(at) > room && strchr(at, '/') != NULL)
        at = strchr(at, '/') + 1;
    return at;
}

void evn_views_name_damage(const char *folder, struct evn_refusal *why)
{
    char path[PATH_MAX_], table[EVN_SOUND_TEXT + 16] = "", subject[PATH_MAX_ + sizeof table];
    struct evn_sound_report report = {.offset = 0};
    snprintf(path, sizeof path, "%s/views.mdb", folder);
    if (evn_sound_check(path, &report) == EVN_E_CORRUPT && report.table[0] != '\0')
        snprintf(table, sizeof table, " (table %s)", report.table);
    const char *file = end_of(path, sizeof why->subject - 1 - strlen(table));
    snprintf(subject, sizeof subject, "%s%s", file, table);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    why->have = (int64_t)report.offset;
}

void evn_views_close(struct evn_views **views)
{
    struct evn_views *v = *views;
    if (v == NULL)
        return;
    evn_applier_destroy(&v->applier);
    if (v->reading) {
        evn_reader_end(&v->reader);
        evn_reader_fini(&v->reader);
    }
    close_all(v);
    free(v);
    *views = NULL;
}

/* The tables have changed since: what the log has can be made again from it. What the old views
 * knew of the log is held against it first. */
static evn_err make_anew(struct evn_views *v, struct evn_journal *journal)
{
    evn_err err = evn_position_check(&v->at, v->at.format, journal);
    if (err != EVN_OK)
        return err;
    close_all(v);
    err = evn_store_remove(v->path);
    return err == EVN_OK ? open_all(v) : err;
}

evn_err evn_views_follow(struct evn_views *v, struct evn_journal *journal,
                         const struct evn_env *env)
{
    uint32_t format = v->own != NULL ? v->own->format : FORMAT;
    bool old = v->at.seq > 0 && v->at.format != format;
    evn_err err = old ? make_anew(v, journal) : EVN_OK;
    if (err != EVN_OK)
        return err;
    const struct evn_applier_config config = {.store = v->store,
                                              .journal = journal,
                                              .ops = &v->ops,
                                              .env = env,
                                              .meta = v->meta,
                                              .format = format,
                                              .interval_us = INTERVAL_US,
                                              .n_pending_max = PENDING_MAX,
                                              .lag_max = LAG_MAX};
    v->env = env;
    v->journal = journal;
    return evn_applier_new(&config, &v->applier, &v->at);
}

static evn_err take_row(void *self, const struct evn_frame *frame, uint64_t seq,
                        int64_t recorded_at_us)
{
    return evn_engine_restore(self, frame, seq, recorded_at_us);
}

static evn_err begin_reading(struct evn_views *v)
{
    evn_err err = evn_reader_init(&v->reader, v->store, v->meta, v->env);
    v->reading = err == EVN_OK;
    return err != EVN_OK ? err : evn_reader_begin(&v->reader, NULL, 0, 0);
}

/* Are the views so far behind the log that memory is not meant to hold the difference? */
static bool far_behind(const struct evn_views *v)
{
    struct evn_journal_head head;
    evn_journal_tail(v->journal, &head);
    return head.next_seq - v->at.seq > LAG_MAX;
}

evn_err evn_views_load(struct evn_views *v, struct evn_engine *engine, uint64_t *from_seq)
{
    evn_err err = EVN_OK;
    *from_seq = 1;
    if (v->own == NULL || far_behind(v))
        err = evn_applier_step(v->applier, true);
    if (err == EVN_OK)
        err = begin_reading(v);
    if (err != EVN_OK || v->own == NULL)
        return err;
    err = v->own->load(v->state, v->journal);
    if (err == EVN_OK)
        err = evn_viewrows_load(&v->rows, v->reader.txn, take_row, engine);
    *from_seq = evn_views_seq(v) + 1;
    return err;
}

evn_err evn_views_start(struct evn_views *v)
{
    struct evn_store_usage usage;
    evn_err err = evn_store_tend(v->store, &usage);
    v->tend_us = v->env->mono_us(v->env->self) + TEND_US;
    return err != EVN_OK ? err : evn_applier_start(v->applier);
}

static evn_err tend(struct evn_views *v)
{
    struct evn_store_usage usage;
    int64_t now_us = v->env->mono_us(v->env->self);
    if (now_us < v->tend_us)
        return EVN_OK;
    v->tend_us = now_us + TEND_US;
    return evn_store_tend(v->store, &usage);
}

evn_err evn_views_turn(struct evn_views *v, uint64_t committed)
{
    evn_applier_wake(v->applier, committed);
    evn_reader_end(&v->reader);
    evn_err err = evn_reader_begin(&v->reader, NULL, 0, 0);
    if (err == EVN_OK)
        err = tend(v);
    if (err != EVN_OK)
        return err;
    err = evn_applier_behind(v->applier);
    return err == EVN_OK || err == EVN_E_VIEW_LAG ? err : EVN_E_OUTCOME_UNKNOWN;
}

int64_t evn_views_pace_us(struct evn_views *v)
{
    return evn_applier_pace_us(v->applier);
}

int64_t evn_views_paced_us(const struct evn_views *v)
{
    struct evn_applier_lag lag;
    evn_applier_lag(v->applier, &lag);
    return lag.paced_us;
}

void evn_views_hurry(struct evn_views *v, uint64_t committed)
{
    (void)(evn_applier_wait(v->applier, committed, 0) == EVN_OK);
}

uint64_t evn_views_seq(const struct evn_views *v)
{
    return v->reader.at.seq;
}

static evn_err find_id(void *self, const struct evn_id *id, struct evn_id_use *out, bool *found)
{
    struct evn_views *v = self;
    return evn_viewrows_find(&v->rows, v->reader.txn, id, out, found);
}

static uint64_t position(void *self)
{
    return evn_views_seq(self);
}

struct evn_id_history evn_views_ids(struct evn_views *views)
{
    return (struct evn_id_history){.self = views, .find = find_id, .position = position};
}
