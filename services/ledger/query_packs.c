#include "services/ledger/query.h"

static void name(char to[EVN_WIRE_PACK_NAME], struct evn_bytes text)
{
    size_t len = text.len < EVN_WIRE_PACK_NAME ? text.len : EVN_WIRE_PACK_NAME - 1;
    if (len > 0)
        memcpy(to, text.at, len);
    to[len] = '\0';
}

static evn_err fill(const struct evn_ledger_question *q, uint32_t item,
                    const struct evn_pack_tree *tree, struct evn_wire_pack_tree *to)
{
    *to = (struct evn_wire_pack_tree){
        .version = tree->version, .since_us = tree->since_us, .n_levels = tree->n};
    to->levels = evn_arena_array(q->ask->arena, tree->n, sizeof *to->levels);
    if (tree->n > 0 && to->levels == NULL)
        return EVN_E_LIMIT;
    evn_question_text(to->item, &q->s->core.item_ids, item);
    for (uint32_t i = 0; i < tree->n; i++) {
        to->levels[i].base_units = tree->units[i];
        name(to->levels[i].zh, tree->zh[i]);
        name(to->levels[i].en, tree->en[i]);
    }
    return EVN_OK;
}

/* Room for one more. */
static evn_err reach(const struct evn_ledger_question *q, struct evn_packs_told *told)
{
    if (told->n < told->cap)
        return EVN_OK;
    size_t cap = told->cap > 0 ? 2 * told->cap : 8;
    struct evn_wire_pack_tree *tree = evn_arena_array(q->ask->arena, cap, sizeof *tree);
    uint32_t *of = evn_arena_array(q->ask->arena, cap, sizeof *of);
    if (tree == NULL || of == NULL)
        return EVN_E_LIMIT;
    if (told->n > 0) {
        memcpy(tree, told->tree, told->n * sizeof *tree);
        memcpy(of, told->of, told->n * sizeof *of);
    }
    told->tree = tree;
    told->of = of;
    told->cap = cap;
    return EVN_OK;
}

evn_err evn_question_packs(const struct evn_ledger_question *q, uint32_t item, int64_t at_us,
                           struct evn_packs_told *told, uint32_t *version)
{
    const struct evn_pack_trees *packs = &q->s->core.packs;
    const struct evn_pack_tree *tree = evn_packs_at(packs, item, at_us);
    *version = 0;
    if (tree == evn_packs_newest(packs, item))
        return EVN_OK;
    *version = tree->version;
    for (size_t i = 0; i < told->n; i++)
        if (told->of[i] == item && told->tree[i].version == tree->version)
            return EVN_OK;
    evn_err err = reach(q, told);
    if (err == EVN_OK)
        err = fill(q, item, tree, &told->tree[told->n]);
    if (err == EVN_OK)
        told->of[told->n++] = item;
    return err;
}
