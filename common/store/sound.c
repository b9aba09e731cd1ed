#include "common/store/sound.h"

#include "common/base/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PAGE_MAX = 65536,
    HEAD = 16, /* of a page; then the offsets of its nodes */
    BRANCH = 1,
    LEAF = 2,
    OVERFLOW = 4,
    META = 8,
    NODE_HEAD = 8,
    NODE_BIG = 1, /* flags of a node of a leaf */
    NODE_TABLE = 2,
    KEY_MAX = 511,
    DEPTH_MAX = 32,
    TREE_LEN = 48,
    FREE_FLAGS = 0x77 /* those that would make the free list another kind of table */
};
#define MAGIC   UINT32_C(0xBEEFC0DE)
#define NONE    UINT64_MAX
#define MAP_MAX (UINT64_C(1) << 40)

/* A tree as its record in a meta page or in the list of tables says. */
struct tree {
    uint16_t flags, depth;
    uint64_t n_branch, n_leaf, n_overflow, n_entries, root;
};

struct meta {
    uint64_t map_size, last_page, txn_id;
    struct tree free, tables;
};

struct walk {
    int fd;
    size_t page_bytes;
    uint64_t n_pages; /* of the file, and of the moment */
    uint8_t *used;    /* a bit for each page */
    struct tree seen; /* of the tree being walked */
    const char *table;
    bool is_free, is_tables;
    struct evn_sound_report *report;
};

static evn_err damaged(const struct walk *w, uint64_t page)
{
    w->report->offset = page * w->page_bytes;
    snprintf(w->report->table, sizeof w->report->table, "%s", w->table);
    return EVN_E_CORRUPT;
}

static evn_err read_page(const struct walk *w, uint64_t page, uint8_t *out)
{
    size_t got = 0;
    if (page >= w->n_pages)
        return damaged(w, page);
    while (got < w->page_bytes) {
        ssize_t n =
            pread(w->fd, out + got, w->page_bytes - got, (off_t)(page * w->page_bytes + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? EVN_E_IO : damaged(w, page);
        got += (size_t)n;
    }
    return EVN_OK;
}

/* Each page has one use. */
static bool use(struct walk *w, uint64_t page)
{
    uint8_t bit = (uint8_t)(1 << page % 8);
    if (page < 2 || page >= w->n_pages || (w->used[page / 8] & bit) != 0)
        return false;
    w->used[page / 8] |= bit;
    return true;
}

static struct tree tree_of(const uint8_t *at)
{
    return (struct tree){.flags = evn_get_u16(at + 4),
                         .depth = evn_get_u16(at + 6),
                         .n_branch = evn_get_u64(at + 8),
                         .n_leaf = evn_get_u64(at + 16),
                         .n_overflow = evn_get_u64(at + 24),
                         .n_entries = evn_get_u64(at + 32),
                         .root = evn_get_u64(at + 40)};
}

static evn_err read_meta(struct walk *w, uint64_t page, struct meta *out)
{
    uint8_t bytes[PAGE_MAX];
    evn_err err = read_page(w, page, bytes);
    const uint8_t *m = bytes + HEAD;
    if (err != EVN_OK)
        return err;
    *out = (struct meta){.map_size = evn_get_u64(m + 16),
                         .free = tree_of(m + 24),
                         .tables = tree_of(m + 24 + TREE_LEN),
                         .last_page = evn_get_u64(m + 120),
                         .txn_id = evn_get_u64(m + 128)};
    bool good = evn_get_u64(bytes) == page && evn_get_u16(bytes + 10) == META &&
                evn_get_u32(m) == MAGIC && evn_get_u32(m + 4) == 1 && evn_get_u64(m + 8) == 0 &&
                evn_get_u32(m + 24) == w->page_bytes && out->map_size <= MAP_MAX &&
                out->last_page >= 1 && (out->free.flags & FREE_FLAGS) == 0;
    return good ? EVN_OK : damaged(w, page);
}

/* A record of the free list: how many pages, then their numbers, highest first. */
static bool walk_free(struct walk *w, const uint8_t *list, uint64_t len)
{
    uint64_t n = len >= 8 ? evn_get_u64(list) : NONE;
    bool good = n != NONE && n < len / 8 && len % 8 == 0;
    for (uint64_t i = 1; good && i <= n; i++)
        good = use(w, evn_get_u64(list + 8 * i));
    return good;
}

/* The whole of a record of the free list that has pages of its own. */
static evn_err walk_free_big(struct walk *w, uint64_t first, uint64_t len)
{
    size_t n = (HEAD + len) / w->page_bytes + 1;
    uint8_t *all = malloc(n * w->page_bytes);
    evn_err err = all != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    for (size_t i = 0; err == EVN_OK && i * w->page_bytes < HEAD + len; i++)
        err = read_page(w, first + i, all + i * w->page_bytes);
    if (err == EVN_OK && !walk_free(w, all + HEAD, len))
        err = damaged(w, first);
    free(all);
    return err;
}

/* The pages of a value that is too big for a leaf. */
static evn_err walk_big(struct walk *w, uint64_t first, uint64_t len)
{
    uint8_t *page = malloc(w->page_bytes);
    evn_err err = page != NULL ? read_page(w, first, page) : EVN_E_NO_MEMORY;
    uint64_t n = err == EVN_OK ? evn_get_u32(page + 12) : 0;
    bool good = err == EVN_OK && evn_get_u64(page) == first && evn_get_u16(page + 10) == OVERFLOW &&
                n * w->page_bytes >= HEAD + len;
    free(page);
    for (uint64_t i = 0; good && i < n; i++)
        good = use(w, first + i);
    w->seen.n_overflow += n;
    if (err == EVN_OK && !good)
        return damaged(w, first);
    return err == EVN_OK && w->is_free ? walk_free_big(w, first, len) : err;
}

static evn_err walk_tree(struct walk *w, const struct tree *tree, const char *table);

/* A table in the list of tables: its tree is walked as it is met. */
static evn_err walk_table(struct walk *w, struct evn_bytes key, const uint8_t *record)
{
    char name[EVN_SOUND_TEXT];
    const struct tree tree = tree_of(record), seen = w->seen;
    const char *table = w->table;
    snprintf(name, sizeof name, "%.*s", (int)key.len, (const char *)key.at);
    w->is_tables = false;
    evn_err err = tree.flags == 0 ? walk_tree(w, &tree, name) : EVN_E_CORRUPT;
    if (err != EVN_OK)
        return err;
    w->is_tables = true;
    w->table = table;
    w->seen = seen;
    return EVN_OK;
}

/* A node of a leaf, which lies in its page. */
static evn_err walk_value(struct walk *w, uint64_t page, const uint8_t *node)
{
    uint16_t flags = evn_get_u16(node + 4), key_len = evn_get_u16(node + 6);
    const uint8_t *data = node + NODE_HEAD + key_len;
    uint64_t len = evn_get_u32(node);
    if (w->is_tables)
        return flags == NODE_TABLE && len == TREE_LEN
                   ? walk_table(w, evn_bytes_of(node + NODE_HEAD, key_len), data)
                   : damaged(w, page);
    if (flags == NODE_BIG)
        return walk_big(w, evn_get_u64(data), len);
    if (flags != 0 || (w->is_free && !walk_free(w, data, len)))
        return damaged(w, page);
    return EVN_OK;
}

static int order(const struct walk *w, const uint8_t *a, const uint8_t *b)
{
    size_t a_len = evn_get_u16(a + 6), b_len = evn_get_u16(b + 6);
    if (w->is_free) {
        uint64_t x = evn_get_u64(a + NODE_HEAD), y = evn_get_u64(b + NODE_HEAD);
        return x < y ? -1 : x > y;
    }
    int rc = memcmp(a + NODE_HEAD, b + NODE_HEAD, a_len < b_len ? a_len : b_len);
    return rc != 0 ? rc : (a_len > b_len) - (a_len < b_len);
}

/* All nodes lie in the page, beside each other, in the order of their keys. */
static bool is_packed(const struct walk *w, const uint8_t *page, bool leaf)
{
    size_t lower = evn_get_u16(page + 12), upper = evn_get_u16(page + 14), sum = 0;
    size_t n = (lower - HEAD) / 2;
    const uint8_t *before = NULL;
    if (lower < HEAD + 2 || lower % 2 != 0 || lower > upper || upper > w->page_bytes)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t at = evn_get_u16(page + HEAD + 2 * i);
        if (at < upper || at % 2 != 0 || at + NODE_HEAD > w->page_bytes)
            return false;
        const uint8_t *node = page + at;
        size_t key_len = evn_get_u16(node + 6);
        bool big = leaf && (evn_get_u16(node + 4) & NODE_BIG) != 0;
        size_t len = NODE_HEAD + key_len + (!leaf ? 0 : big ? 8 : evn_get_u32(node));
        bool keyed = leaf || i > 0; /* the first key of a branch is never looked at */
        if (len > w->page_bytes - at || key_len > KEY_MAX || (keyed && key_len == 0) ||
            (keyed && w->is_free && key_len != 8) ||
            (keyed && before != NULL && order(w, before, node) >= 0))
            return false;
        sum += len + len % 2;
        before = keyed ? node : NULL;
    }
    return sum == w->page_bytes - upper;
}

static evn_err walk_page(struct walk *w, uint64_t number, unsigned depth, unsigned bottom)
{
    uint8_t *page = malloc(w->page_bytes);
    bool leaf = depth == bottom;
    evn_err err = page != NULL ? read_page(w, number, page) : EVN_E_NO_MEMORY;
    if (err == EVN_OK &&
        (!use(w, number) || evn_get_u64(page) != number ||
         evn_get_u16(page + 10) != (leaf ? LEAF : BRANCH) || !is_packed(w, page, leaf)))
        err = damaged(w, number);
    size_t n = err == EVN_OK ? (evn_get_u16(page + 12) - HEAD) / 2u : 0;
    if (err == EVN_OK && !leaf && n < 2)
        err = damaged(w, number);
    w->seen.n_leaf += leaf;
    w->seen.n_branch += !leaf;
    w->seen.n_entries += leaf ? n : 0;
    for (size_t i = 0; err == EVN_OK && i < n; i++) {
        const uint8_t *node = page + evn_get_u16(page + HEAD + 2 * i);
        uint64_t child = evn_get_u32(node) | (uint64_t)evn_get_u16(node + 4) << 32;
        if (leaf)
            err = walk_value(w, number, node);
        else if (child < 2 || child >= w->n_pages)
            err = damaged(w, number);
        else
            err = walk_page(w, child, depth + 1, bottom);
    }
    free(page);
    return err;
}

/* Its counts must be true; they are told with its root. */
static evn_err walk_tree(struct walk *w, const struct tree *tree, const char *table)
{
    bool none = tree->root == NONE;
    w->table = table;
    w->seen = (struct tree){.flags = 0};
    if ((!none && tree->root >= w->n_pages) || tree->depth > DEPTH_MAX ||
        none != (tree->depth == 0))
        return damaged(w, none ? 0 : 1);
    evn_err err = none ? EVN_OK : walk_page(w, tree->root, 1, tree->depth);
    const struct tree *seen = &w->seen;
    bool same = seen->n_branch == tree->n_branch && seen->n_leaf == tree->n_leaf &&
                seen->n_overflow == tree->n_overflow && seen->n_entries == tree->n_entries;
    return err != EVN_OK || same ? err : damaged(w, none ? 0 : tree->root);
}

static evn_err walk_all(struct walk *w, const struct meta *meta)
{
    if (meta->last_page >= w->n_pages)
        return damaged(w, meta->last_page);
    w->n_pages = meta->last_page + 1;
    w->used = calloc(w->n_pages / 8 + 1, 1);
    if (w->used == NULL)
        return EVN_E_NO_MEMORY;
    w->is_free = true;
    evn_err err = walk_tree(w, &meta->free, "");
    w->is_free = false;
    w->is_tables = true;
    if (err == EVN_OK && meta->tables.flags != 0)
        err = damaged(w, 0);
    if (err == EVN_OK)
        err = walk_tree(w, &meta->tables, "");
    free(w->used);
    return err;
}

static evn_err begin(struct walk *w, const char *path, struct evn_sound_report *report)
{
    struct stat st;
    *report = (struct evn_sound_report){.offset = 0};
    *w = (struct walk){.fd = open(path, O_RDONLY | O_CLOEXEC), .table = "", .report = report};
    if (w->fd < 0)
        return EVN_E_IO;
    w->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    if (fstat(w->fd, &st) != 0)
        return EVN_E_IO;
    w->n_pages = (uint64_t)st.st_size / w->page_bytes;
    return EVN_OK;
}

/* The two moments that the file has, newer first. */
static evn_err read_moments(struct walk *w, struct meta moment[2])
{
    struct meta swap;
    evn_err err = read_meta(w, 0, &moment[0]);
    if (err == EVN_OK)
        err = read_meta(w, 1, &moment[1]);
    if (err == EVN_OK && moment[0].txn_id < moment[1].txn_id) {
        swap = moment[0];
        moment[0] = moment[1];
        moment[1] = swap;
    }
    return err;
}

/* `what` is done with the moments of the file. */
static evn_err with(const char *path, struct evn_sound_report *report,
                    evn_err (*what)(struct walk *w, const struct meta moment[2], uint64_t txn_id),
                    uint64_t txn_id)
{
    struct evn_sound_report unused;
    struct walk w;
    struct meta moment[2];
    evn_err err = begin(&w, path, report != NULL ? report : &unused);
    bool none = w.fd < 0 && errno == ENOENT;
    if (err == EVN_OK)
        err = read_moments(&w, moment);
    if (err == EVN_OK)
        err = what(&w, moment, txn_id);
    if (w.fd >= 0)
        close(w.fd);
    return none ? EVN_OK : err;
}

static evn_err newest(struct walk *w, const struct meta moment[2], uint64_t txn_id)
{
    (void)txn_id;
    return walk_all(w, &moment[0]);
}

static evn_err of_moment(struct walk *w, const struct meta moment[2], uint64_t txn_id)
{
    for (int i = 0; i < 2; i++)
        if (moment[i].txn_id == txn_id)
            return walk_all(w, &moment[i]);
    return EVN_E_AGAIN;
}

static evn_err nothing_more(struct walk *w, const struct meta moment[2], uint64_t txn_id)
{
    (void)txn_id;
    return moment[0].last_page < w->n_pages ? EVN_OK : damaged(w, moment[0].last_page);
}

evn_err evn_sound_check(const char *path, struct evn_sound_report *report)
{
    return with(path, report, newest, 0);
}

evn_err evn_sound_begin(const char *path, struct evn_sound_report *report)
{
    return with(path, report, nothing_more, 0);
}

evn_err evn_sound_moment(const char *path, uint64_t txn_id, struct evn_sound_report *report)
{
    return with(path, report, of_moment, txn_id);
}
