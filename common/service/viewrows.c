#include "common/service/viewrows.h"

#include <stdlib.h>

enum {
    BYTES_MAX = 256 << 20,
    KEY_MAX = 64,
    HEAD_LEN = 24, /* of a kit row: u64 seq, i64 recorded_at, u32 version, u32 zero */
    COMMAND_LEN = 40
};

struct evn_viewrows_change {
    size_t at;      /* offset of the key in `bytes`; the value follows */
    size_t key_len; /* bytes */
    size_t len;     /* of the value; 0: the row is deleted */
};

struct evn_viewrows_id {
    struct evn_id id;
    struct evn_id_use use;
};

evn_err evn_viewrows_init(struct evn_viewrows *rows, struct evn_store *store,
                          const struct evn_hash256 *digest)
{
    *rows = (struct evn_viewrows){0};
    evn_buf_init(&rows->bytes, BYTES_MAX);
    rows->kept.a = evn_get_u64(digest->b + 16);
    rows->kept.b = evn_get_u64(digest->b + 24);
    rows->written = rows->kept;
    evn_err err = evn_store_table(store, "commands", &rows->commands);
    return err != EVN_OK ? err : evn_store_table(store, "kit", &rows->kit);
}

void evn_viewrows_fini(struct evn_viewrows *rows)
{
    evn_buf_fini(&rows->bytes);
    free(rows->change);
    free(rows->id);
    *rows = (struct evn_viewrows){0};
}

/* Room for one more element of `size` bytes. */
static bool reserve(void **at, size_t *cap, size_t n, size_t size)
{
    if (n < *cap)
        return true;
    size_t want = *cap == 0 ? 256 : *cap * 2;
    void *grown = reallocarray(*at, want, size);
    if (grown == NULL)
        return false;
    *at = grown;
    *cap = want;
    return true;
}

/* Remember that the row `key` becomes `head` and `body`, or is deleted when `head` is empty. */
static evn_err add_change(struct evn_viewrows *rows, struct evn_bytes key, struct evn_bytes head,
                          struct evn_bytes body)
{
    void *at = rows->change;
    if (!reserve(&at, &rows->changes_cap, rows->n_changes, sizeof *rows->change))
        return EVN_E_NO_MEMORY;
    rows->change = at;
    const struct evn_viewrows_change change = {
        .at = rows->bytes.len, .key_len = key.len, .len = head.len + body.len};
    evn_err err = evn_buf_add(&rows->bytes, key);
    if (err == EVN_OK && head.len > 0)
        err = evn_buf_add(&rows->bytes, head);
    if (err == EVN_OK && body.len > 0)
        err = evn_buf_add(&rows->bytes, body);
    if (err == EVN_OK)
        rows->change[rows->n_changes++] = change;
    return err;
}

static struct evn_bytes text_key(uint8_t out[KEY_MAX], uint32_t kind, const char *text)
{
    struct evn_bytes from = evn_bytes_text(text);
    EVN_ASSERT(from.len < KEY_MAX);
    out[0] = (uint8_t)kind;
    memcpy(out + 1, from.at, from.len);
    return evn_bytes_of(out, from.len + 1);
}

static struct evn_bytes seq_key(uint8_t out[KEY_MAX], uint64_t seq)
{
    out[0] = EVN_KIT_OUTBOX;
    evn_put_be64(out + 1, seq);
    return evn_bytes_of(out, 9);
}

/* Of a Standing, whom it is about. */
struct head {
    char staff[EVN_CODE_MAX];
};
static const struct evn_wire_field staff_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct head, staff, EVN_REQUIRED, 1),
};
static const struct evn_wire_message staff_table =
    EVN_MESSAGE("evernormal.service.v1.Standing", struct head, staff_fields);

/* The row an event of the engine changes; an empty key: none. */
static evn_err key_of(const struct evn_frame *frame, uint64_t seq, uint8_t space[KEY_MAX],
                      struct evn_bytes *key)
{
    struct evn_refusal why;
    union {
        struct evn_cursor cursor;
        struct evn_key_fact fact;
        struct evn_lane_answer answer;
        struct head head;
    } u;
    const struct evn_wire_message *message = NULL;
    *key = evn_bytes_of(space, 0);
    if (frame->kind == EVN_KIT_OUTBOX)
        *key = seq_key(space, seq);
    else if (frame->kind == EVN_KIT_CLOCK)
        *key = text_key(space, EVN_KIT_CLOCK, "");
    else if (frame->kind == EVN_KIT_CURSOR)
        message = &evn_cursor_message;
    else if (frame->kind == EVN_KIT_KEY)
        message = &evn_key_message;
    else if (frame->kind == EVN_KIT_LANE_ANSWER)
        message = &evn_lane_answer_message;
    else if (frame->kind == EVN_KIT_STANDING)
        message = &staff_table;
    if (message == NULL)
        return EVN_OK;
    if (evn_wire_decode(message, frame->body, NULL, EVN_WIRE_LENIENT, &u, &why) != EVN_OK)
        return EVN_E_CORRUPT;
    if (frame->kind == EVN_KIT_CURSOR)
        *key = text_key(space, EVN_KIT_CURSOR, u.cursor.source);
    else if (frame->kind == EVN_KIT_KEY)
        *key = text_key(space, EVN_KIT_KEY, u.fact.public_key);
    else if (frame->kind == EVN_KIT_STANDING)
        *key = text_key(space, EVN_KIT_STANDING, u.head.staff);
    else
        *key = seq_key(space, u.answer.outbox_seq);
    return EVN_OK;
}

static evn_err fold_kit(struct evn_viewrows *rows, const struct evn_frame *frame, uint64_t seq,
                        int64_t recorded_at_us)
{
    uint8_t space[KEY_MAX], head[HEAD_LEN] = {0};
    struct evn_bytes key;
    evn_err err = key_of(frame, seq, space, &key);
    if (err != EVN_OK || key.len == 0)
        return err;
    if (frame->kind == EVN_KIT_LANE_ANSWER)
        return add_change(rows, key, evn_bytes_of(NULL, 0), evn_bytes_of(NULL, 0));
    evn_put_u64(head, seq);
    evn_put_i64(head + 8, recorded_at_us);
    evn_put_u32(head + 16, frame->version);
    return add_change(rows, key, evn_bytes_of(head, sizeof head), frame->body);
}

static evn_err close_group(struct evn_viewrows *rows, struct evn_group *group)
{
    struct evn_id_use use;
    void *at = rows->id;
    if (!evn_group_close(group, &use))
        return EVN_OK;
    if (!reserve(&at, &rows->ids_cap, rows->n_ids, sizeof *rows->id))
        return EVN_E_NO_MEMORY;
    rows->id = at;
    rows->id[rows->n_ids++] = (struct evn_viewrows_id){.id = group->cause.command_id, .use = use};
    return EVN_OK;
}

evn_err evn_viewrows_fold(struct evn_viewrows *rows, const struct evn_block *block)
{
    struct evn_group group = {0};
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        if (evn_group_begins(&group, &frame)) {
            err = close_group(rows, &group);
            if (err == EVN_OK)
                err = evn_group_open(&group, &frame, seq);
        }
        group.n += frame.count;
        if (err == EVN_OK && frame.kind < EVN_KIND_FIRST_OWN)
            err = fold_kit(rows, &frame, seq, block->recorded_at_us);
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    return err == EVN_E_AGAIN ? close_group(rows, &group) : err;
}

size_t evn_viewrows_pending(const struct evn_viewrows *rows)
{
    return rows->n_changes + rows->n_ids;
}

/* Two numbers for a row, to be added up. */
static struct evn_viewrows_sum sum_of(struct evn_bytes key, struct evn_bytes value)
{
    uint64_t k = evn_hash_text(key), v = evn_hash_text(value);
    uint64_t a = evn_mix64(k ^ evn_mix64(v + 0x9e3779b97f4a7c15u));
    return (struct evn_viewrows_sum){.a = a, .b = evn_mix64(a + v) ^ evn_mix64(k + value.len)};
}

static evn_err write_change(struct evn_viewrows *rows, MDB_txn *txn,
                            const struct evn_viewrows_change *change)
{
    uint8_t *at = rows->bytes.at + change->at;
    MDB_val key = {change->key_len, at}, value = {change->len, at + change->key_len}, old;
    struct evn_bytes k = evn_bytes_of(at, change->key_len);
    int rc = mdb_get(txn, rows->kit, &key, &old);
    if (rc == 0) {
        struct evn_viewrows_sum was = sum_of(k, evn_bytes_of(old.mv_data, old.mv_size));
        rows->written.a -= was.a;
        rows->written.b -= was.b;
    } else if (rc != MDB_NOTFOUND) {
        return evn_store_err(rc);
    }
    if (change->len == 0)
        return rc == 0 ? evn_store_err(mdb_del(txn, rows->kit, &key, NULL)) : EVN_E_CORRUPT;
    struct evn_viewrows_sum is = sum_of(k, evn_bytes_of(value.mv_data, value.mv_size));
    rows->written.a += is.a;
    rows->written.b += is.b;
    return evn_store_err(mdb_put(txn, rows->kit, &key, &value, 0));
}

static int by_id(const void *a, const void *b)
{
    return memcmp(((const struct evn_viewrows_id *)a)->id.b,
                  ((const struct evn_viewrows_id *)b)->id.b, EVN_ID_LEN);
}

static evn_err write_id(struct evn_viewrows *rows, MDB_txn *txn, struct evn_viewrows_id *id)
{
    uint8_t row[COMMAND_LEN] = {0};
    evn_put_u64(row, id->use.seq);
    evn_put_u32(row + 8, id->use.n);
    evn_put_u64(row + 16, id->use.actor);
    memcpy(row + 24, id->use.hash.b, EVN_HASH128_LEN);
    MDB_val key = {EVN_ID_LEN, id->id.b}, value = {sizeof row, row};
    int rc = mdb_put(txn, rows->commands, &key, &value, MDB_NOOVERWRITE);
    return rc == MDB_KEYEXIST ? EVN_E_CORRUPT : evn_store_err(rc);
}

evn_err evn_viewrows_write(struct evn_viewrows *rows, MDB_txn *txn)
{
    evn_err err = EVN_OK;
    rows->written = rows->kept;
    if (rows->n_ids > 1)
        qsort(rows->id, rows->n_ids, sizeof *rows->id, by_id);
    for (size_t i = 0; err == EVN_OK && i < rows->n_ids; i++)
        err = write_id(rows, txn, &rows->id[i]);
    for (size_t i = 0; err == EVN_OK && i < rows->n_changes; i++)
        err = write_change(rows, txn, &rows->change[i]);
    return err;
}

void evn_viewrows_clear(struct evn_viewrows *rows)
{
    rows->n_changes = rows->n_ids = 0;
    rows->kept = rows->written;
    evn_buf_clear(&rows->bytes);
}

void evn_viewrows_digest(const struct evn_viewrows *rows, struct evn_hash256 *out)
{
    evn_put_u64(out->b + 16, rows->written.a);
    evn_put_u64(out->b + 24, rows->written.b);
}

evn_err evn_viewrows_find(const struct evn_viewrows *rows, MDB_txn *txn, const struct evn_id *id,
                          struct evn_id_use *out, bool *found)
{
    MDB_val key = {EVN_ID_LEN, (void *)(uintptr_t)id->b}, row;
    *found = false;
    int rc = mdb_get(txn, rows->commands, &key, &row);
    if (rc == MDB_NOTFOUND)
        return EVN_OK;
    if (rc != 0)
        return evn_store_err(rc);
    if (row.mv_size != COMMAND_LEN)
        return EVN_E_CORRUPT;
    const uint8_t *at = row.mv_data;
    *out = (struct evn_id_use){
        .seq = evn_get_u64(at), .n = evn_get_u32(at + 8), .actor = evn_get_u64(at + 16)};
    memcpy(out->hash.b, at + 24, EVN_HASH128_LEN);
    *found = true;
    return EVN_OK;
}

/* The rows as they are, added up. */
static evn_err add_up(const struct evn_viewrows *rows, MDB_txn *txn, struct evn_viewrows_sum *sum)
{
    MDB_cursor *cursor = NULL;
    MDB_val key, row;
    *sum = (struct evn_viewrows_sum){0, 0};
    int rc = mdb_cursor_open(txn, rows->kit, &cursor);
    while (rc == 0 && (rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT)) == 0) {
        struct evn_viewrows_sum is =
            sum_of(evn_bytes_of(key.mv_data, key.mv_size), evn_bytes_of(row.mv_data, row.mv_size));
        sum->a += is.a;
        sum->b += is.b;
    }
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return rc == 0 || rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
}

/* First see that they are what was written: then they can be taken as what they say. */
evn_err evn_viewrows_load(const struct evn_viewrows *rows, MDB_txn *txn,
                          evn_err (*take)(void *self, const struct evn_frame *frame, uint64_t seq,
                                          int64_t recorded_at_us),
                          void *self)
{
    MDB_cursor *cursor = NULL;
    MDB_val key, row;
    struct evn_viewrows_sum sum;
    evn_err err = add_up(rows, txn, &sum);
    if (err == EVN_OK && (sum.a != rows->kept.a || sum.b != rows->kept.b))
        err = EVN_E_DIGEST_MISMATCH;
    int rc = err == EVN_OK ? mdb_cursor_open(txn, rows->kit, &cursor) : 0;
    while (rc == 0 && err == EVN_OK && (rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT)) == 0) {
        const uint8_t *at = row.mv_data;
        if (key.mv_size == 0 || row.mv_size < HEAD_LEN) {
            err = EVN_E_DIGEST_MISMATCH;
            continue;
        }
        const struct evn_frame frame = {.kind = ((const uint8_t *)key.mv_data)[0],
                                        .version = evn_get_u32(at + 16),
                                        .count = 1,
                                        .body =
                                            evn_bytes_of(at + HEAD_LEN, row.mv_size - HEAD_LEN)};
        err = take(self, &frame, evn_get_u64(at), evn_get_i64(at + 8));
    }
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return rc == 0 || rc == MDB_NOTFOUND ? err : evn_store_err(rc);
}
