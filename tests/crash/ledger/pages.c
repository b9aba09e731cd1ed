/* LMDB's file as it lies on a disk of this machine: pages of 4096 bytes, little-endian (its layout
 * is that of the structs in LMDB 0.9's mdb.c). */
#include "tests/crash/ledger/image.h"
#include "tests/lib/suite.h"

enum {
    PAGE = 4096,
    PAGES_MAX = 65536,
    HEAD = 16,
    BRANCH = 1, /* flags of a page */
    LEAF = 2,
    NODE_BIG = 1, /* flags of a node */
    NODE_TABLE = 2,
    META_DBS = 24, /* in a meta page, behind its head */
    META_TXN = META_DBS + 2 * 48 + 8,
    DB_ROOT = 40,
    NONE = -1
};

struct walk {
    const struct image_file *file;
    uint64_t n_pages;
    const char *table[PAGES_MAX]; /* of each page */
    char names[IMAGE_PARTS_MAX][IMAGE_NAME];
    size_t n_names;
};

static uint64_t get(const uint8_t *at, unsigned bytes)
{
    uint64_t x = 0;
    for (unsigned i = 0; i < bytes; i++)
        x |= (uint64_t)at[i] << (8 * i);
    return x;
}

static const uint8_t *page_at(const struct walk *w, uint64_t number)
{
    EVN_MUST(number < w->n_pages);
    return w->file->bytes + number * PAGE;
}

static void walk_tree(struct walk *w, uint64_t root, const char *table);

static void walk_leaf(struct walk *w, const uint8_t *node, const char *table)
{
    uint64_t flags = get(node + 4, 2), key_len = get(node + 6, 2);
    const uint8_t *data = node + 8 + key_len;
    if ((flags & NODE_TABLE) != 0) {
        EVN_MUST(w->n_names < IMAGE_PARTS_MAX && key_len < IMAGE_NAME);
        char *name = w->names[w->n_names++];
        memcpy(name, node + 8, key_len);
        walk_tree(w, get(data + DB_ROOT, 8), name);
    } else if ((flags & NODE_BIG) != 0) {
        uint64_t first = get(data, 8), n = get(page_at(w, first) + 12, 4);
        for (uint64_t i = 0; i < n; i++)
            w->table[first + i] = table;
    }
}

static void walk_tree(struct walk *w, uint64_t root, const char *table)
{
    if ((int64_t)root == NONE)
        return;
    const uint8_t *page = page_at(w, root);
    uint64_t flags = get(page + 10, 2), n = (get(page + 12, 2) - HEAD) / 2;
    w->table[root] = table;
    for (uint64_t i = 0; i < n; i++) {
        const uint8_t *node = page + get(page + HEAD + 2 * i, 2);
        if ((flags & BRANCH) != 0)
            walk_tree(w, get(node, 6), table);
        else if ((flags & LEAF) != 0)
            walk_leaf(w, node, table);
    }
}

void image_pages(const struct image_file *file,
                 void (*page)(void *arg, const char *table, uint64_t number), void *arg)
{
    static struct walk w;
    w = (struct walk){.file = file, .n_pages = file->len / PAGE};
    w.n_pages += file->len % PAGE != 0;
    EVN_MUST(w.n_pages >= 2 && w.n_pages <= PAGES_MAX && file->size >= w.n_pages * PAGE);
    const uint8_t *meta = page_at(&w, 0) + HEAD, *other = page_at(&w, 1) + HEAD;
    if (get(other + META_TXN, 8) > get(meta + META_TXN, 8))
        meta = other;
    walk_tree(&w, get(meta + META_DBS + DB_ROOT, 8), "(list of free pages)");
    walk_tree(&w, get(meta + META_DBS + 48 + DB_ROOT, 8), "(tables)");
    w.table[0] = w.table[1] = "(meta)";
    for (uint64_t i = 0; i < w.n_pages; i++)
        page(arg, w.table[i] != NULL ? w.table[i] : "(free)", i);
}
