#include "tools/evn/items.h"

#include <stdlib.h>

enum { ITEMS_MAX = 1000000 };

/* An item nobody knows anything of: its quantities are numbers. */
static const struct evn_item_facts unknown = {
    .levels = {.level = {{.zh = "", .en = "", .units = 1}}, .n = 1}, .name_zh = "", .name_en = ""};

void evn_items_init(struct evn_items *items, struct evn_cli *cli)
{
    *items = (struct evn_items){.cli = cli};
    evn_textmap_init(&items->by_code, ITEMS_MAX);
}

void evn_items_fini(struct evn_items *items)
{
    for (size_t i = 0; i < items->n; i++) {
        evernormal__registry__v1__result__free_unpacked(items->fact[i]->page, NULL);
        free(items->fact[i]);
    }
    free(items->fact);
    evn_textmap_fini(&items->by_code);
}

static void read_facts(struct evn_item_facts *facts)
{
    const Evernormal__Registry__V1__Item *item = facts->page->item[0];
    struct evn_levels *levels = &facts->levels;
    facts->name_zh = item->name_zh;
    facts->name_en = item->name_en;
    levels->level[levels->n++] =
        (struct evn_level){.zh = item->unit_zh, .en = item->unit_en, .units = 1};
    for (size_t i = 0; i < item->n_packs && levels->n < EVN_LEVELS_MAX; i++)
        levels->level[levels->n++] = (struct evn_level){.zh = item->packs[i]->name_zh,
                                                        .en = item->packs[i]->name_en,
                                                        .units = item->packs[i]->base_units};
}

static evn_err ask(struct evn_cli *cli, const char *code, Evernormal__Registry__V1__Result **page)
{
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    get.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ITEM;
    get.key = (char *)(uintptr_t)code;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &get;
    evn_err err = evn_registry_ask(cli->session, &query, page, &cli->why);
    if (err == EVN_E_UNKNOWN_REF)
        return evn_cli_fail(cli, EVN_E_UNKNOWN_ITEM, code);
    if (err == EVN_OK && (*page)->n_item != 1) {
        evernormal__registry__v1__result__free_unpacked(*page, NULL);
        return evn_cli_fail(cli, EVN_E_BAD_MESSAGE, code);
    }
    return err;
}

static evn_err keep(struct evn_items *items, const char *code,
                    Evernormal__Registry__V1__Result *page, const struct evn_item_facts **out)
{
    struct evn_item_facts *facts = calloc(1, sizeof *facts);
    if (facts != NULL && items->n == items->cap) {
        size_t cap = items->cap > 0 ? items->cap * 2 : 64;
        struct evn_item_facts **more = reallocarray(items->fact, cap, sizeof *more);
        if (more != NULL) {
            items->fact = more;
            items->cap = cap;
        }
    }
    if (facts == NULL || items->n == items->cap ||
        evn_textmap_add(&items->by_code, evn_bytes_text(code), (uint32_t)items->n) != EVN_OK) {
        free(facts);
        evernormal__registry__v1__result__free_unpacked(page, NULL);
        return evn_cli_fail(items->cli, EVN_E_NO_MEMORY, NULL);
    }
    items->fact[items->n++] = facts;
    facts->page = page;
    read_facts(facts);
    *out = facts;
    return EVN_OK;
}

evn_err evn_items_need(struct evn_items *items, const char *code, const struct evn_item_facts **out)
{
    uint32_t i;
    Evernormal__Registry__V1__Result *page = NULL;
    if (evn_textmap_find(&items->by_code, evn_bytes_text(code), &i)) {
        *out = items->fact[i];
        return EVN_OK;
    }
    evn_err err = ask(items->cli, code, &page);
    return err != EVN_OK ? err : keep(items, code, page, out);
}

evn_err evn_items_see(struct evn_items *items, const char *code, const struct evn_item_facts **out)
{
    *out = &unknown;
    if (items->away)
        return EVN_OK;
    evn_err err = evn_items_need(items, code, out);
    if (err == EVN_OK || err == EVN_E_NO_MEMORY)
        return err;
    if (err != EVN_E_UNKNOWN_ITEM) {
        items->away = true;
        evn_cli_tell(items->cli, &items->cli->why);
        evn_say(items->cli, EVN_T_ITEMS_AWAY, (struct evn_fill){0});
    }
    items->cli->why = evn_refusal_of(EVN_OK);
    *out = &unknown;
    return EVN_OK;
}
