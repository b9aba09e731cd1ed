#include "services/gateway/packs.h"

#include "common/base/num.h"
#include "services/gateway/names.h"

enum { UNITS_MAX = 40 };

void evn_packs_item(struct evn_page *page, uint32_t line)
{
    const char *code;
    json_t *item;
    const json_t *all = evn_names_all(page, EVN_ITEMS);
    evn_form_select(page, EVN_SAY_ITEM, "item", line, line <= 1 ? "required" : "");
    evn_form_option(page, "item", line, "", "–");
    json_object_foreach((json_t *)all, code, item)
    {
        evn_form_option(page, "item", line, code, evn_name_of(page, item));
    }
    evn_form_select_end(page, "item", line);
}

/* The name of a pack level in both spellings stands for it. */
static bool is_called(const json_t *pack, const char *name)
{
    return strcmp(evn_json_text(pack, "nameZh"), name) == 0 ||
           strcmp(evn_json_text(pack, "nameEn"), name) == 0;
}

/* Each name once, over all items. */
static size_t collect(struct evn_page *page, const char *names[UNITS_MAX])
{
    const char *code;
    json_t *item, *pack;
    size_t i, n = 0;
    json_object_foreach((json_t *)evn_names_all(page, EVN_ITEMS), code, item)
    {
        json_array_foreach(json_object_get(item, "packs"), i, pack)
        {
            const char *name = evn_name_of(page, pack);
            size_t k = 0;
            while (k < n && strcmp(names[k], name) != 0)
                k++;
            if (k == n && n < UNITS_MAX)
                names[n++] = name;
        }
    }
    return n;
}

void evn_packs_unit(struct evn_page *page, uint32_t line)
{
    const char *names[UNITS_MAX];
    size_t n = collect(page, names);
    evn_form_select(page, EVN_SAY_COUNTED_IN, "pack", line, "");
    evn_form_option(page, "pack", line, "", evn_say_text(EVN_SAY_BASE_UNIT, page->html.lang));
    for (size_t i = 0; i < n; i++)
        evn_form_option(page, "pack", line, names[i], names[i]);
    evn_form_select_end(page, "pack", line);
}

/* Base units in what was chosen; 0: the item has no such pack. */
static int64_t units_of(struct evn_page *page, const char *item, const char *name)
{
    json_t *pack;
    size_t i;
    if (name[0] == '\0')
        return 1;
    json_array_foreach(json_object_get(evn_names_find(page, EVN_ITEMS, item), "packs"), i, pack)
    {
        if (is_called(pack, name))
            return evn_json_num(pack, "baseUnits");
    }
    return 0;
}

bool evn_packs_quantity(struct evn_page *page, const char *item, uint32_t line, int64_t *out)
{
    char pack[EVN_FIELD_TEXT_MAX];
    int64_t number;
    if (!evn_form_number(page, "quantity", line, &number))
        return false;
    int64_t units = units_of(page, item, evn_form_value(page, "pack", line, pack));
    if (units == 0)
        evn_form_refuse(page, EVN_E_BAD_UNIT, "pack", line, pack);
    else if (number == 0)
        evn_form_refuse(page, EVN_E_MISSING_FIELD, "quantity", line, "");
    else if (__builtin_mul_overflow(number, units, out))
        evn_form_refuse(page, EVN_E_OVERFLOW, "quantity", line, "");
    else
        return true;
    return false;
}

void evn_packs_write(struct evn_page *page, const char *item, int64_t quantity)
{
    const json_t *packs = json_object_get(evn_names_find(page, EVN_ITEMS, item), "packs");
    for (size_t i = json_array_size(packs); i > 0 && quantity > 0; i--) {
        const json_t *pack = json_array_get(packs, i - 1);
        int64_t units = evn_json_num(pack, "baseUnits");
        if (units <= 1 || quantity < units)
            continue;
        evn_html(&page->html, "%n %t ", quantity / units, evn_name_of(page, pack));
        quantity %= units;
    }
}
