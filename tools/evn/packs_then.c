#include "tools/evn/packs_then.h"

#include <string.h>

/* The item's base unit and the packs of the tree. */
static void levels_of(const struct evn_item_facts *item,
                      const Evernormal__Ledger__V1__PackTree *tree, struct evn_levels *out)
{
    *out = (struct evn_levels){.level = {item->levels.level[0]}, .n = 1};
    for (size_t i = 0; i < tree->n_levels && out->n < EVN_LEVELS_MAX; i++)
        out->level[out->n++] = (struct evn_level){.zh = tree->levels[i]->zh,
                                                  .en = tree->levels[i]->en,
                                                  .units = tree->levels[i]->base_units};
}

static const Evernormal__Ledger__V1__PackTree *find(const struct evn_packs_then *then,
                                                    const char *code, uint32_t version)
{
    for (size_t i = 0; version != 0 && i < then->n; i++)
        if (then->tree[i]->version == version && strcmp(then->tree[i]->item, code) == 0)
            return then->tree[i];
    return NULL;
}

const char *evn_packs_then_format(const struct evn_cli *cli, const struct evn_item_facts *item,
                                  const char *code, const struct evn_packs_then *then,
                                  uint32_t version, int64_t quantity, char out[EVN_QUANTITY_TEXT])
{
    const Evernormal__Ledger__V1__PackTree *tree = find(then, code, version);
    char text[EVN_QUANTITY_TEXT];
    struct evn_levels levels;
    if (tree == NULL)
        return evn_quantity_format(&item->levels, quantity, cli->lang, out);
    levels_of(item, tree, &levels);
    if (cli->json)
        return evn_quantity_format(&levels, quantity, cli->lang, out);
    evn_quantity_format(&levels, quantity, cli->lang, text);
    return evn_text_fill(EVN_T_PACKS_THEN, cli->lang, (struct evn_fill){.a = text, .n = version},
                         out, EVN_QUANTITY_TEXT);
}

void evn_packs_then_version(const struct evn_cli *cli, struct evn_table *table, uint32_t version)
{
    if (!cli->json)
        return;
    if (version != 0)
        evn_table_number(table, version);
    else
        evn_table_none(table);
}

evn_err evn_packs_then_at(struct evn_items *items, const char *code, int64_t at_us,
                          struct evn_levels *space, Evernormal__Ledger__V1__Result **result)
{
    Evernormal__Ledger__V1__KnownQuery ask = EVERNORMAL__LEDGER__V1__KNOWN_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    const struct evn_item_facts *item;
    *result = NULL;
    evn_err err = evn_items_need(items, code, &item);
    if (err != EVN_OK)
        return err;
    *space = item->levels;
    if (at_us == 0)
        return EVN_OK;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_KNOWN;
    query.known = &ask;
    ask.item = (char *)(uintptr_t)code;
    ask.at_us = at_us;
    err = evn_ledger_ask(items->cli->session, &query, result, &items->cli->why);
    if (err != EVN_OK)
        return err;
    if ((*result)->kind_case != EVERNORMAL__LEDGER__V1__RESULT__KIND_KNOWN)
        return evn_cli_fail(items->cli, EVN_E_BAD_MESSAGE, "known");
    if ((*result)->known->n_pack_trees > 0)
        levels_of(item, (*result)->known->pack_trees[0], space);
    return EVN_OK;
}
