#include "services/registry/core/decide.h"
#include "services/registry/core/gtin.h"

/* Packs are an exact tree: each a larger multiple of the one before. The first may be the base unit
 * itself: then it is given out singly. */
static evn_err check_packs(const struct evn_decision *d, const struct evn_item *item)
{
    int64_t below = 1;
    for (size_t i = 0; i < item->n_packs; i++) {
        const struct evn_pack *pack = &item->packs[i];
        evn_err err = evn_need_name(d, "item.item.packs.name_zh", pack->name_zh, pack->name_en);
        if (err != EVN_OK)
            return err;
        if (pack->base_units < below + (i > 0) || pack->base_units % below != 0)
            return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.packs.base_units",
                              pack->name_zh[0] != '\0' ? pack->name_zh : pack->name_en);
        below = pack->base_units;
    }
    return EVN_OK;
}

static bool is_pack_level(const struct evn_item *item, int64_t base_units)
{
    bool found = base_units <= 1;
    for (size_t i = 0; i < item->n_packs; i++)
        found |= item->packs[i].base_units == base_units;
    return found;
}

/* The code must be free or this item's, and come once. */
static evn_err check_owner(const struct evn_decision *d, const struct evn_item *item, size_t at)
{
    char key[EVN_CODE_MAX + 4], other[EVN_CODE_MAX + 4];
    const struct evn_item_code *code = &item->codes[at];
    if (!evn_item_code_key(code->system, code->value, key))
        return EVN_OK;
    for (size_t i = 0; i < at; i++)
        if (evn_item_code_key(item->codes[i].system, item->codes[i].value, other) &&
            strcmp(key, other) == 0)
            return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.codes.value", code->value);
    const char *owner = evn_registry_code_owner(d->state, key);
    if (owner == NULL || strcmp(owner, item->code) == 0)
        return EVN_OK;
    evn_refuse(d, EVN_E_CODE_TAKEN, "item.item.codes.value", code->value);
    evn_refusal_text(d->why->place, sizeof d->why->place, owner);
    return EVN_E_CODE_TAKEN;
}

static evn_err check_codes(const struct evn_decision *d, const struct evn_item *item)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_codes && err == EVN_OK; i++) {
        const struct evn_item_code *code = &item->codes[i];
        if (!evn_item_code_ok(code->system, code->value))
            return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.codes.value", code->value);
        if (!is_pack_level(item, code->base_units))
            return evn_refuse(d, EVN_E_BAD_UNIT, "item.item.codes.base_units", code->value);
        err = check_owner(d, item, i);
    }
    return err;
}

/* The category must be a class of reserve_classes, once that table is loaded. */
static evn_err check_category(const struct evn_decision *d, const struct evn_item *item)
{
    const struct evn_policy *classes = evn_policy_read(d, "reserve_classes");
    if (classes == NULL)
        return EVN_OK;
    for (size_t i = 0; i < classes->n_rules; i++)
        if (strcmp(classes->rules[i].rule, item->category) == 0)
            return EVN_OK;
    return evn_refuse(d, EVN_E_UNKNOWN_REF, "item.item.category", item->category);
}

/* A kit is made of other items that are known, each named once. */
static evn_err check_kit(const struct evn_decision *d, const struct evn_item *item)
{
    static const char field[] = "item.item.kit.item";
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_kit && err == EVN_OK; i++) {
        const char *part = item->kit[i].item;
        bool twice = strcmp(part, item->code) == 0;
        for (size_t k = 0; k < i; k++)
            twice |= strcmp(part, item->kit[k].item) == 0;
        err = twice ? evn_refuse(d, EVN_E_BAD_FIELD, field, part)
                    : evn_need(d, EVN_REG_ITEM, field, part);
    }
    return err;
}

evn_err evn_decide_item(const struct evn_decision *d, const struct evn_item_put *put)
{
    const struct evn_item *item = &put->item;
    if (item->temp_min_dc > item->temp_max_dc)
        return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.temp_max_dc", item->code);
    if (item->cold_chain && item->temp_min_dc == 0 && item->temp_max_dc == 0)
        return evn_refuse(d, EVN_E_MISSING_FIELD, "item.item.temp_max_dc", item->code);
    if (item->equipment && (item->tracking != EVN_TRACKING_SERIAL || item->n_kit > 0))
        return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.equipment", item->code);
    if (d->state->codes.n + item->n_codes > EVN_CODES_MAX)
        return evn_refuse(d, EVN_E_LIMIT, "item.item.codes", "codes");
    evn_err err = evn_need_name(d, "item.item.name_zh", item->name_zh, item->name_en);
    if (err == EVN_OK)
        err = check_category(d, item);
    if (err == EVN_OK)
        err = check_packs(d, item);
    if (err == EVN_OK)
        err = check_codes(d, item);
    if (err == EVN_OK)
        err = check_kit(d, item);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_ITEM, item, put->replace, NULL);
}
