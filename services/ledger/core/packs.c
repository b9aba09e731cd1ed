#include "services/ledger/core/packs.h"

#include "services/ledger/core/event.h"
#include "services/ledger/core/line.h"

#include <stdlib.h>

void evn_packs_init(struct evn_pack_trees *packs)
{
    *packs = (struct evn_pack_trees){0};
    evn_grow_init(&packs->newest, sizeof(struct evn_pack_tree *));
}

static struct evn_pack_tree **slot(const struct evn_pack_trees *packs, uint32_t item)
{
    return evn_grow_at(&packs->newest, item);
}

void evn_packs_fini(struct evn_pack_trees *packs)
{
    for (uint32_t i = 1; i <= packs->n_items; i++)
        for (struct evn_pack_tree *tree = *slot(packs, i), *older; tree != NULL; tree = older) {
            older = tree->older;
            free(tree);
        }
    evn_grow_fini(&packs->newest);
    *packs = (struct evn_pack_trees){0};
}

static size_t bytes_of(const struct evn_pack_tree *tree)
{
    size_t bytes = sizeof *tree;
    for (uint32_t i = 0; i < tree->n; i++)
        bytes += tree->zh[i].len + tree->en[i].len;
    return bytes;
}

static struct evn_bytes keep(uint8_t **to, struct evn_bytes text)
{
    const struct evn_bytes kept = evn_bytes_of(*to, text.len);
    if (text.len > 0)
        memcpy(*to, text.at, text.len);
    *to += text.len;
    return kept;
}

/* A copy on the heap, names and all. NULL: no memory. */
static struct evn_pack_tree *copy(const struct evn_pack_tree *from)
{
    struct evn_pack_tree *tree = malloc(bytes_of(from));
    if (tree == NULL)
        return NULL;
    *tree = *from;
    uint8_t *text = (uint8_t *)(tree + 1);
    for (uint32_t i = 0; i < tree->n; i++) {
        tree->zh[i] = keep(&text, from->zh[i]);
        tree->en[i] = keep(&text, from->en[i]);
    }
    return tree;
}

/* Set a copy of the tree before the item's others, in place of the newest when that has its
 * version. */
static evn_err push(struct evn_pack_trees *packs, uint32_t item, const struct evn_pack_tree *from)
{
    struct evn_pack_tree **at = slot(packs, item), *was = *at;
    bool again = was != NULL && was->version == from->version;
    struct evn_pack_tree *tree = copy(from);
    if (tree == NULL)
        return EVN_E_NO_MEMORY;
    tree->older = again ? was->older : was;
    *at = tree;
    packs->bytes += bytes_of(tree);
    packs->n_trees++;
    if (again) {
        packs->bytes -= bytes_of(was);
        packs->n_trees--;
        free(was);
    }
    return EVN_OK;
}

evn_err evn_packs_put(struct evn_pack_trees *packs, const struct evn_known *known,
                      const struct evn_item *old)
{
    uint32_t item = known->number;
    struct evn_pack_tree tree = {.version = known->item.pack_version,
                                 .n = known->item.n_packs,
                                 .since_us = known->pack_since_us};
    evn_err err = evn_grow_reach(&packs->newest, item);
    if (err != EVN_OK)
        return err;
    if (item > packs->n_items)
        packs->n_items = item;
    if (*slot(packs, item) == NULL && tree.n == 0)
        return EVN_OK;
    /* Packs came to what had none: that was its tree until then. */
    if (*slot(packs, item) == NULL && old != NULL && old->pack_version < tree.version)
        err = push(packs, item, &(struct evn_pack_tree){.version = old->pack_version});
    for (uint32_t i = 0; i < tree.n; i++) {
        tree.units[i] = known->item.packs[i];
        tree.zh[i] = known->pack_zh[i];
        tree.en[i] = known->pack_en[i];
    }
    return err == EVN_OK ? push(packs, item, &tree) : err;
}

const struct evn_pack_tree *evn_packs_newest(const struct evn_pack_trees *packs, uint32_t item)
{
    return item > 0 && item <= packs->n_items ? *slot(packs, item) : NULL;
}

const struct evn_pack_tree *evn_packs_at(const struct evn_pack_trees *packs, uint32_t item,
                                         int64_t at_us)
{
    const struct evn_pack_tree *tree = evn_packs_newest(packs, item);
    while (tree != NULL && tree->older != NULL && tree->since_us > at_us)
        tree = tree->older;
    return tree;
}

static void canon_tree(const struct evn_ledger_state *s, uint32_t item,
                       const struct evn_pack_tree *tree, struct evn_canon *canon)
{
    struct evn_canon_line line = {0};
    evn_line_text(&line, evn_dict_text(&s->item_ids, item));
    evn_line_number(&line, tree->version);
    evn_line_number(&line, tree->since_us);
    for (uint32_t i = 0; i < tree->n; i++)
        evn_line_number(&line, tree->units[i]);
    evn_canon_add(canon, "pack", evn_line_bytes(&line));
}

void evn_packs_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    for (uint32_t i = 1; i <= state->packs.n_items; i++) {
        const struct evn_pack_tree *tree = *slot(&state->packs, i);
        bool several = tree != NULL && tree->older != NULL;
        for (; several && tree != NULL; tree = tree->older)
            canon_tree(state, i, tree, canon);
    }
}
