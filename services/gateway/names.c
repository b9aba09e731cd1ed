#include "services/gateway/names.h"

enum { FRESH_US = 2000000, PAGES_MAX = 20, LIMIT = 1000 };

static const struct {
    const char *table;  /* enum Table of the registry */
    const char *member; /* of its Result */
} source[EVN_N_TABLES] = {
    {"TABLE_ITEM", "item"}, {"TABLE_PLACE", "place"}, {"TABLE_COMMUNITY", "community"}};

static void take_page(json_t *all, const json_t *rows)
{
    json_t *row;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        json_object_set(all, evn_json_text(row, "code"), row);
    }
}

/* Read the whole list; NULL when the registry does not give it. */
static json_t *read_all(struct evn_page *page, enum evn_table table)
{
    json_t *all = json_object(), *after = json_string("");
    for (size_t i = 0; i < PAGES_MAX && after != NULL; i++) {
        json_t *result =
            evn_page_ask(page, "registry",
                         json_pack("{s:{s:s,s:i,s:o}}", "list", "table", source[table].table,
                                   "limit", (int)LIMIT, "after", after));
        after = NULL;
        if (result == NULL) {
            json_decref(all);
            return NULL;
        }
        take_page(all, json_object_get(result, source[table].member));
        const char *next = evn_json_text(result, "next");
        after = next[0] != '\0' ? json_string(next) : NULL;
        json_decref(result);
    }
    json_decref(after);
    return all;
}

const json_t *evn_names_all(struct evn_page *page, enum evn_table table)
{
    struct evn_names *names = page->gate->names;
    int64_t now_us = evn_client_now_us();
    /* What a page borrowed must stay until it is written. */
    if (page->names_read[table] ||
        (names->read_us[table] != 0 && now_us - names->read_us[table] < FRESH_US)) {
        page->names_read[table] = true;
        return names->by_code[table];
    }
    page->names_read[table] = true;
    json_t *all = read_all(page, table);
    names->read_us[table] = now_us;
    names->why[table] = all != NULL ? evn_refusal_of(EVN_OK) : page->why;
    if (all == NULL)
        return names->by_code[table];
    json_decref(names->by_code[table]);
    return names->by_code[table] = all;
}

const json_t *evn_names_find(struct evn_page *page, enum evn_table table, const char *code)
{
    return json_object_get(evn_names_all(page, table), code);
}

const char *evn_name_of(const struct evn_page *page, const json_t *entity)
{
    const char *zh = evn_json_text(entity, "nameZh"), *en = evn_json_text(entity, "nameEn");
    if (page->html.lang == EVN_LANG_EN)
        return en[0] != '\0' ? en : zh;
    return zh[0] != '\0' ? zh : en;
}

const char *evn_name(struct evn_page *page, enum evn_table table, const char *code)
{
    const char *name = evn_name_of(page, evn_names_find(page, table, code));
    return name[0] != '\0' ? name : code;
}

const char *evn_unit(struct evn_page *page, const char *item)
{
    const json_t *entity = evn_names_find(page, EVN_ITEMS, item);
    return evn_json_text(entity, page->html.lang == EVN_LANG_EN ? "unitEn" : "unitZh");
}

void evn_names_fini(struct evn_names *names)
{
    for (size_t i = 0; i < EVN_N_TABLES; i++)
        json_decref(names->by_code[i]);
    *names = (struct evn_names){0};
}
