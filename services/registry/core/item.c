#include "services/registry/core/decide.h"
#include "services/registry/core/gtin.h"

enum { KIT_NESTED_MAX = 1000 }; /* items that one kit is made of, those of its parts included */

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

/* `owner` (or NULL) must be this item or nobody. */
static evn_err check_free(const struct evn_decision *d, const struct evn_item *item,
                          const char *owner, const char *field, const char *code)
{
    if (owner == NULL || strcmp(owner, item->code) == 0)
        return EVN_OK;
    evn_refuse(d, EVN_E_CODE_TAKEN, field, code);
    evn_refusal_text(d->why->place, sizeof d->why->place, owner);
    return EVN_E_CODE_TAKEN;
}

/* The code must be free or this item's, and come once. An own code is no other item's id. */
static evn_err check_owner(const struct evn_decision *d, const struct evn_item *item, size_t at)
{
    static const char field[] = "item.item.codes.value";
    char key[EVN_CODE_MAX + 4], other[EVN_CODE_MAX + 4];
    const struct evn_item_code *code = &item->codes[at];
    if (!evn_item_code_key(code->system, code->value, key))
        return EVN_OK;
    for (size_t i = 0; i < at; i++)
        if (evn_item_code_key(item->codes[i].system, item->codes[i].value, other) &&
            strcmp(key, other) == 0)
            return evn_refuse(d, EVN_E_BAD_FIELD, field, code->value);
    evn_err err = check_free(d, item, evn_registry_code_owner(d->state, key), field, code->value);
    if (err != EVN_OK || code->system != EVN_CODE_OWN)
        return err;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ITEM, code->value);
    return check_free(d, item, row != NULL ? row->key : NULL, field, code->value);
}

/* The item's id is no package's code, and no other item's own code. */
static evn_err check_id(const struct evn_decision *d, const struct evn_item *item)
{
    char key[EVN_CODE_MAX + 4];
    if (evn_is_trace_code(item->code))
        return evn_refuse(d, EVN_E_PACKAGE_CODE, "item.item.code", item->code);
    (void)evn_item_code_key(EVN_CODE_OWN, item->code, key);
    return check_free(d, item, evn_registry_code_owner(d->state, key), "item.item.code",
                      item->code);
}

/* Seven digits, each of one item and once. */
static evn_err check_trace(const struct evn_decision *d, const struct evn_item *item)
{
    static const char field[] = "item.item.trace_prefixes";
    char key[EVN_CODE_MAX + 4];
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_trace_prefixes && err == EVN_OK; i++) {
        const char *prefix = item->trace_prefixes[i];
        bool bad = !evn_is_trace_prefix(prefix);
        for (size_t k = 0; k < i; k++)
            bad |= strcmp(prefix, item->trace_prefixes[k]) == 0;
        if (bad)
            return evn_refuse(d, EVN_E_BAD_FIELD, field, prefix);
        evn_trace_key(prefix, key);
        err = check_free(d, item, evn_registry_code_owner(d->state, key), field, prefix);
    }
    return err;
}

static evn_err check_codes(const struct evn_decision *d, const struct evn_item *item)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_codes && err == EVN_OK; i++) {
        const struct evn_item_code *code = &item->codes[i];
        err = evn_item_code_check(code->system, code->value);
        if (err != EVN_OK)
            return evn_refuse(d, err, "item.item.codes.value", code->value);
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

/* The `at`-th of a list of other items: known, not the item itself, and named once. */
static evn_err check_other(const struct evn_decision *d, const struct evn_item *item,
                           const char *other, bool twice, const char *field)
{
    return twice || strcmp(other, item->code) == 0 ? evn_refuse(d, EVN_E_BAD_FIELD, field, other)
                                                   : evn_need(d, EVN_REG_ITEM, field, other);
}

static evn_err check_kit(const struct evn_decision *d, const struct evn_item *item)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_kit && err == EVN_OK; i++) {
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice |= strcmp(item->kit[i].item, item->kit[k].item) == 0;
        err = check_other(d, item, item->kit[i].item, twice, "item.item.kit.item");
    }
    return err;
}

/* Put what the row's item is made of behind the list, each once. */
static evn_err add_parts(const struct evn_decision *d, const struct evn_item *of,
                         const struct evn_row **list, size_t *n)
{
    for (size_t i = 0; i < of->n_kit; i++) {
        const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ITEM, of->kit[i].item);
        bool there = row == NULL;
        for (size_t k = 0; k < *n && !there; k++)
            there = list[k] == row;
        if (!there && *n == KIT_NESTED_MAX)
            return evn_refuse(d, EVN_E_LIMIT, "item.item.kit.item", "kit");
        if (!there)
            list[(*n)++] = row;
    }
    return EVN_OK;
}

/* Kits may be parts of kits, but nothing is a part of itself: not of any part, however deep. */
static evn_err check_cycle(const struct evn_decision *d, const struct evn_item *item)
{
    struct evn_arena *arena = d->ask->arena;
    size_t n = 0;
    if (item->n_kit == 0 || evn_registry_find(d->state, EVN_REG_ITEM, item->code) == NULL)
        return EVN_OK;
    const struct evn_row **list = evn_arena_array(arena, KIT_NESTED_MAX, sizeof(struct evn_row *));
    struct evn_item *part = evn_arena_alloc(arena, sizeof *part);
    if (list == NULL || part == NULL)
        return evn_refuse(d, EVN_E_LIMIT, "item.item.kit", item->code);
    evn_err err = add_parts(d, item, list, &n);
    for (size_t i = 0; i < n && err == EVN_OK; i++) {
        size_t used = arena->used;
        if (!evn_registry_read(EVN_REG_ITEM, list[i], arena, part))
            return evn_refuse(d, EVN_E_LIMIT, "item.item.kit", item->code);
        if (strcmp(list[i]->key, item->code) == 0)
            return evn_refuse(d, EVN_E_KIT_CYCLE, "item.item.kit.item", item->code);
        err = add_parts(d, part, list, &n);
        arena->used = used;
    }
    return err;
}

static evn_err check_substitutes(const struct evn_decision *d, const struct evn_item *item)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_substitutes && err == EVN_OK; i++) {
        const char *other = item->substitutes[i].item;
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice |= strcmp(other, item->substitutes[k].item) == 0;
        err = check_other(d, item, other, twice, "item.item.substitutes.item");
    }
    return err;
}

/* What a person types on any keyboard: small letters and digits. */
static evn_err check_initials(const struct evn_decision *d, const struct evn_item *item)
{
    for (const char *at = item->initials; *at != '\0'; at++)
        if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9')))
            return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.initials", item->initials);
    return EVN_OK;
}

/* What it is, without a look at other items. */
static evn_err check_self(const struct evn_decision *d, const struct evn_item *item)
{
    if (item->temp_min_dc > item->temp_max_dc)
        return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.temp_max_dc", item->code);
    if (item->cold_chain && item->temp_min_dc == 0 && item->temp_max_dc == 0)
        return evn_refuse(d, EVN_E_MISSING_FIELD, "item.item.temp_max_dc", item->code);
    if (item->equipment && (item->tracking != EVN_TRACKING_SERIAL || item->n_kit > 0))
        return evn_refuse(d, EVN_E_BAD_FIELD, "item.item.equipment", item->code);
    if (d->state->codes.n + item->n_codes + item->n_trace_prefixes > EVN_CODES_MAX)
        return evn_refuse(d, EVN_E_LIMIT, "item.item.codes", "codes");
    evn_err err = evn_need_name(d, "item.item.name_zh", item->name_zh, item->name_en);
    if (err == EVN_OK)
        err = check_initials(d, item);
    return err == EVN_OK ? check_packs(d, item) : err;
}

/* What tells its pieces apart, and whether it is used up or lent, is fixed by the first put: pieces
 * that are there would have no lot, or the wrong one. */
static evn_err check_fixed(const struct evn_decision *d, const struct evn_item *item)
{
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ITEM, item->code);
    if (row == NULL)
        return EVN_OK;
    struct evn_item *old = evn_arena_alloc(d->ask->arena, sizeof *old);
    if (old == NULL || !evn_registry_read(EVN_REG_ITEM, row, d->ask->arena, old))
        return evn_refuse(d, EVN_E_LIMIT, "item.item", item->code);
    if (old->tracking != item->tracking)
        return evn_refuse(d, EVN_E_FIXED, "item.item.tracking", item->code);
    if (old->equipment != item->equipment)
        return evn_refuse(d, EVN_E_FIXED, "item.item.equipment", item->code);
    return EVN_OK;
}

evn_err evn_decide_item(const struct evn_decision *d, const struct evn_item_put *put)
{
    static evn_err (*const checks[])(const struct evn_decision *, const struct evn_item *) = {
        check_self, check_category, check_id,          check_codes, check_trace,
        check_kit,  check_cycle,    check_substitutes, check_fixed};
    const struct evn_item *item = &put->item;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && err == EVN_OK; i++)
        err = checks[i](d, item);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_ITEM, item, put->replace, NULL);
}
