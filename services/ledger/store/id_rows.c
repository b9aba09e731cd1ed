#include "services/ledger/store/id_rows.h"

#include <stdlib.h>

enum { FEW = 16, DIGIT_BITS = 11 };

/* One row, as it is or as it is being made. */
struct row {
    size_t n;
    uint8_t at[EVN_IDS_LEN_MAX];
};

static uint8_t *nth(struct row *row, size_t i)
{
    return row->at + i * EVN_ID_KEPT_LEN;
}

static bool is_row(const MDB_val *key, const MDB_val *row)
{
    return key->mv_size == EVN_ID_LEN && row->mv_size >= EVN_ID_KEPT_LEN &&
           row->mv_size <= EVN_IDS_LEN_MAX && row->mv_size % EVN_ID_KEPT_LEN == 0;
}

static int compare(const uint8_t *a, const uint8_t *b)
{
    uint64_t x = evn_get_be64(a), y = evn_get_be64(b);
    if (x == y) {
        x = evn_get_be64(a + 8);
        y = evn_get_be64(b + 8);
    }
    return x < y ? -1 : x > y;
}

/* Put the cursor on the row with the greatest key up to `id`. EVN_E_AGAIN: there is none. */
static evn_err seek(MDB_cursor *ids, const struct evn_id *id, MDB_val *key, MDB_val *row)
{
    *key = (MDB_val){EVN_ID_LEN, (void *)(uintptr_t)id->b};
    int rc = mdb_cursor_get(ids, key, row, MDB_SET_RANGE);
    if (rc == MDB_NOTFOUND)
        rc = mdb_cursor_get(ids, key, row, MDB_LAST);
    else if (rc == 0 && (key->mv_size != EVN_ID_LEN || compare(key->mv_data, id->b) != 0))
        rc = mdb_cursor_get(ids, key, row, MDB_PREV);
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_E_AGAIN : evn_store_err(rc);
    return is_row(key, row) ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_id_rows_find(MDB_cursor *ids, const struct evn_id *id, struct evn_id_row *out,
                         bool *found)
{
    MDB_val key, row;
    *found = false;
    evn_err err = seek(ids, id, &key, &row);
    if (err != EVN_OK)
        return err == EVN_E_AGAIN ? EVN_OK : err;
    const struct evn_id_kept *at = row.mv_data;
    size_t low = 0, high = row.mv_size / EVN_ID_KEPT_LEN;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (compare(at[mid].b, id->b) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *found = low * EVN_ID_KEPT_LEN < row.mv_size && compare(at[low].b, id->b) == 0;
    if (*found)
        evn_id_row_get(at[low].b + EVN_ID_LEN, out);
    return EVN_OK;
}

evn_err evn_id_rows_newest(MDB_cursor *ids, struct evn_id *out, bool *found)
{
    MDB_val key, row;
    int rc = mdb_cursor_get(ids, &key, &row, MDB_LAST);
    *found = rc == 0;
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
    if (!is_row(&key, &row))
        return EVN_E_CORRUPT;
    const uint8_t *last = (const uint8_t *)row.mv_data + row.mv_size - EVN_ID_KEPT_LEN;
    return evn_id_from_bytes(evn_bytes_of(last, EVN_ID_LEN), out) == EVN_OK ? EVN_OK
                                                                            : EVN_E_CORRUPT;
}

/* Where ids are added. */
struct place {
    struct row old;     /* what the row holds; empty: there is no row before these ids */
    bool last;          /* no row behind */
    struct evn_id next; /* the key of the row behind, unless last */
};

static evn_err take_old(struct place *p, const MDB_val *key, const MDB_val *row)
{
    if (!is_row(key, row))
        return EVN_E_CORRUPT;
    memcpy(p->old.at, row->mv_data, row->mv_size);
    p->old.n = row->mv_size / EVN_ID_KEPT_LEN;
    return EVN_OK;
}

/* Where `id` belongs. A full last row that ends before it stays as it is. */
static evn_err find_place(MDB_cursor *ids, const uint8_t *id, struct place *p)
{
    MDB_val key, row;
    p->old.n = 0;
    p->last = true;
    int rc = mdb_cursor_get(ids, &key, &row, MDB_LAST);
    if (rc == 0 && key.mv_size == EVN_ID_LEN && compare(key.mv_data, id) <= 0) {
        bool full =
            row.mv_size == EVN_IDS_LEN_MAX &&
            compare((const uint8_t *)row.mv_data + EVN_IDS_LEN_MAX - EVN_ID_KEPT_LEN, id) < 0;
        return full ? EVN_OK : take_old(p, &key, &row);
    }
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
    key = (MDB_val){EVN_ID_LEN, (void *)(uintptr_t)id};
    rc = mdb_cursor_get(ids, &key, &row, MDB_SET_RANGE);
    if (rc != 0 || key.mv_size != EVN_ID_LEN || compare(key.mv_data, id) == 0)
        return rc != 0 && rc != MDB_NOTFOUND ? evn_store_err(rc) : EVN_E_CORRUPT;
    p->last = false;
    memcpy(p->next.b, key.mv_data, EVN_ID_LEN);
    rc = mdb_cursor_get(ids, &key, &row, MDB_PREV);
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
    return take_old(p, &key, &row);
}

/* Rows that are being filled, `size` ids in each. */
struct filling {
    MDB_cursor *ids;
    size_t size;
    unsigned flags; /* of the next row */
    unsigned then;  /* and of those behind it */
    struct row row;
};

static evn_err put(struct filling *f)
{
    MDB_val key = {EVN_ID_LEN, f->row.at}, row = {f->row.n * EVN_ID_KEPT_LEN, f->row.at};
    int rc = mdb_cursor_put(f->ids, &key, &row, f->flags);
    f->flags = f->then;
    return rc == MDB_KEYEXIST ? EVN_E_CORRUPT : evn_store_err(rc);
}

static evn_err fill(struct filling *f, const uint8_t *one)
{
    struct row *row = &f->row;
    if (row->n > 0 && compare(nth(row, row->n - 1), one) >= 0)
        return EVN_E_CORRUPT;
    if (row->n == f->size) {
        evn_err err = put(f);
        if (err != EVN_OK)
            return err;
        row->n = 0;
    }
    memcpy(nth(row, row->n++), one, EVN_ID_KEPT_LEN);
    return EVN_OK;
}

/* Put `n` ids where they belong, among the old ones of that row: at the end rows are filled, in
 * the middle one that gets too long is cut in equal parts. */
static evn_err merge(MDB_cursor *ids, struct place *p, const struct evn_id_kept *kept,
                     const struct evn_radix *order, size_t n)
{
    size_t n_all = p->old.n + n, parts = (n_all - 1) / EVN_IDS_N + 1;
    struct filling f = {.ids = ids, .size = p->last ? EVN_IDS_N : (n_all + parts - 1) / parts};
    f.then = p->last ? MDB_APPEND : MDB_NOOVERWRITE;
    f.flags = p->old.n > 0 ? 0 : f.then;
    evn_err err = EVN_OK;
    for (size_t i = 0, k = 0; err == EVN_OK && i + k < n_all;) {
        const uint8_t *one = k < n ? kept[order[k].i].b : NULL;
        if (one == NULL || (i < p->old.n && compare(nth(&p->old, i), one) <= 0))
            err = fill(&f, nth(&p->old, i++));
        else
            err = fill(&f, kept[order[k++].i].b);
    }
    return err == EVN_OK ? put(&f) : err;
}

evn_err evn_id_rows_add(MDB_cursor *ids, const struct evn_id_kept *kept,
                        const struct evn_radix *order, size_t n)
{
    evn_err err = EVN_OK;
    for (size_t i = 0, end; err == EVN_OK && i < n; i = end) {
        struct place p;
        err = find_place(ids, kept[order[i].i].b, &p);
        for (end = i; err == EVN_OK && end < n; end++)
            if (!p.last && compare(kept[order[end].i].b, p.next.b) >= 0)
                break;
        if (err == EVN_OK)
            err = merge(ids, &p, kept, order + i, end - i);
    }
    return err;
}

static int by_id(const void *a, const void *b, void *kept)
{
    const struct evn_radix *x = a, *y = b;
    const struct evn_id_kept *at = kept;
    return compare(at[x->i].b, at[y->i].b);
}

/* Ids whose keys are the same; nearly always two. */
static void sort_same(const struct evn_id_kept *kept, struct evn_radix *order, size_t n)
{
    if (n > FEW) {
        qsort_r(order, n, sizeof *order, by_id, (void *)(uintptr_t)kept);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct evn_radix one = order[i];
        size_t k = i;
        for (; k > 0 && compare(kept[one.i].b, kept[order[k - 1].i].b) < 0; k--)
            order[k] = order[k - 1];
        order[k] = one;
    }
}

/* Keys of whole digits from the first bit on in which ids differ, so that few are the same. */
static void make_keys(const struct evn_id_kept *kept, struct evn_radix *order, size_t n)
{
    uint64_t first = evn_get_be64(kept[0].b), differ = 1;
    for (size_t i = 1; i < n; i++)
        differ |= evn_get_be64(kept[i].b) ^ first;
    unsigned same = (unsigned)__builtin_clzll(differ);
    unsigned bits = (64 - same + DIGIT_BITS - 1) / DIGIT_BITS * DIGIT_BITS;
    for (size_t i = 0; i < n; i++) {
        uint64_t high = evn_get_be64(kept[i].b), low = evn_get_be64(kept[i].b + 8);
        uint64_t key = same > 0 ? high << same | low >> (64 - same) : high;
        order[i] =
            (struct evn_radix){.key = bits < 64 ? key >> (64 - bits) : key, .i = (uint32_t)i};
    }
}

struct evn_radix *evn_id_rows_sort(const struct evn_id_kept *kept, struct evn_radix *order,
                                   size_t n)
{
    if (n == 0)
        return order;
    make_keys(kept, order, n);
    struct evn_radix *sorted = evn_radix_sort(order, order + n, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end].key == sorted[i].key;)
            end++;
        if (end - i > 1)
            sort_same(kept, sorted + i, end - i);
    }
    return sorted;
}
