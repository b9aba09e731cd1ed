#include "services/dispatch/allocio/mix.h"

#include <stdlib.h>
#include <string.h>

static evn_err read_entry(const struct evn_allocio_at *at, json_t *object, bool kit,
                          struct evn_allocio_mix *out)
{
    static const char *const part[] = {"item", "units", NULL};
    static const char *const other[] = {"item", "give", "per", NULL};
    evn_err err = evn_allocio_known_fields(at, object, kit ? part : other);
    out->give = out->per = 1;
    if (err != EVN_OK || (err = evn_allocio_read_id(at, object, "item", &out->id)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, kit ? "units" : "give", EVN_ALLOC_UNITS_MAX, false,
                                    &out->give)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "per", EVN_ALLOC_UNITS_MAX, false, &out->per)) !=
            EVN_OK)
        return err;
    if (out->give == 0 || out->per == 0)
        return evn_allocio_refuse(at, EVN_E_OUT_OF_RANGE,
                                  out->per == 0 ? "per"
                                  : kit         ? "units"
                                                : "give",
                                  "0");
    return EVN_OK;
}

static evn_err read_entries(const struct evn_allocio_at *at, json_t *object, const char *field,
                            struct evn_allocio_mix **out, size_t *n)
{
    json_t *list;
    if (json_object_get(object, field) == NULL)
        return EVN_OK;
    evn_err err = evn_allocio_read_list(at, object, field, EVN_ALLOCIO_MIX_MAX, &list);
    if (err != EVN_OK)
        return err;
    *out = calloc(json_array_size(list) + 1, sizeof **out);
    if (*out == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < json_array_size(list) && err == EVN_OK; i++) {
        const struct evn_allocio_at here = evn_allocio_below(at, field, i);
        err = read_entry(&here, json_array_get(list, i), strcmp(field, "kit") == 0, &(*out)[i]);
    }
    *n = json_array_size(list);
    return *n > 0 ? err : evn_allocio_refuse(at, EVN_E_BAD_FIELD, field, "no item");
}

evn_err evn_allocio_mix_read(const struct evn_allocio_at *at, json_t *object,
                             struct evn_allocio_item *item)
{
    evn_err err = read_entries(at, object, "kit", &item->kit, &item->n_kit);
    return err != EVN_OK
               ? err
               : read_entries(at, object, "substitutes", &item->substitutes, &item->n_substitutes);
}

static evn_err find(const struct evn_allocio_at *at, struct evn_allocio *doc, size_t of,
                    const char *field, struct evn_allocio_mix *list, size_t n)
{
    const struct evn_allocio_at item = evn_allocio_below(at, "items", of);
    for (size_t k = 0; k < n; k++) {
        const struct evn_allocio_at here = evn_allocio_below(&item, field, k);
        size_t i = 0;
        while (i < doc->n_items && strcmp(doc->items[i].id.text, list[k].id.text) != 0)
            i++;
        if (i == doc->n_items)
            return evn_allocio_refuse(&here, EVN_E_UNKNOWN_REF, "item", "%s", list[k].id.text);
        if (i == of || doc->items[i].n_kit > 0)
            return evn_allocio_refuse(&here, EVN_E_BAD_FIELD, "item", "%s is %s", list[k].id.text,
                                      i == of ? "the item itself" : "a kit");
        for (size_t j = 0; j < k; j++)
            if (list[j].item == i)
                return evn_allocio_refuse(&here, EVN_E_BAD_FIELD, "item", "%s is there twice",
                                          list[k].id.text);
        list[k].item = i;
    }
    return EVN_OK;
}

evn_err evn_allocio_mix_find(const struct evn_allocio_at *at, struct evn_allocio *doc)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < doc->n_items && err == EVN_OK; i++) {
        struct evn_allocio_item *item = &doc->items[i];
        err = find(at, doc, i, "kit", item->kit, item->n_kit);
        if (err == EVN_OK)
            err = find(at, doc, i, "substitutes", item->substitutes, item->n_substitutes);
    }
    return err;
}

static size_t n_real(const struct evn_allocio_item *item)
{
    return item->problem.n_warehouses - item->problem.n_lanes;
}

/* What the component's floors leave; found once. */
static evn_err set_spare(struct evn_allocio_item *item)
{
    struct evn_allocio_solved solved;
    if (item->spare != NULL)
        return EVN_OK;
    item->spare = calloc(n_real(item) + 1, sizeof *item->spare);
    if (item->spare == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_allocio_solve_one(&item->problem, &solved);
    if (err != EVN_OK)
        return err;
    evn_kit_spare(&item->problem, &solved.result, item->spare);
    evn_arena_fini(&solved.arena);
    return EVN_OK;
}

/* The lots of the component in that warehouse that are free to use and young enough for all. */
static uint64_t usable(const struct evn_allocio *doc, const struct evn_allocio_item *kit,
                       const char *warehouse, const struct evn_allocio_item *item)
{
    uint64_t set = 0;
    int32_t wanted = 1;
    for (size_t i = 0; i < kit->problem.n_communities; i++)
        wanted = kit->shelf_days[i] > wanted ? kit->shelf_days[i] : wanted;
    for (size_t s = 0; s < n_real(item); s++) {
        const struct evn_allocio_source *source = &item->sources[s];
        const bool lives =
            !evn_day_valid(source->expiry) ||
            (int64_t)source->expiry.n - doc->day.n - item->lead_days[source->place] >= wanted;
        if (lives && !source->earmarked &&
            strcmp(item->warehouse_ids[source->place].text, warehouse) == 0)
            set |= UINT64_C(1) << s;
    }
    return set;
}

/* The components as they stand in the kit's `w`-th warehouse. */
static void set_parts(struct evn_allocio *doc, const struct evn_allocio_item *kit, size_t w,
                      struct evn_kit_part *parts)
{
    for (size_t k = 0; k < kit->n_kit; k++) {
        struct evn_allocio_item *item = &doc->items[kit->kit[k].item];
        parts[k] = (struct evn_kit_part){
            .units = kit->kit[k].give,
            .stock = item->stock,
            .spare = item->spare,
            .draw = item->draw,
            .n = n_real(item),
            .usable = usable(doc, kit, kit->warehouse_ids[kit->sources[w].place].text, item)};
    }
}

static evn_err make_kit(struct evn_allocio *doc, struct evn_allocio_item *kit)
{
    struct evn_kit_part parts[EVN_ALLOCIO_MIX_MAX] = {{.units = 0}};
    struct evn_allocio_solved solved;
    evn_err err = EVN_OK;
    for (size_t k = 0; k < kit->n_kit && err == EVN_OK; k++)
        err = set_spare(&doc->items[kit->kit[k].item]);
    for (size_t w = 0; w < n_real(kit) && err == EVN_OK; w++) {
        set_parts(doc, kit, w, parts);
        kit->stock[w] = evn_kit_allows(parts, kit->n_kit);
    }
    if (err == EVN_OK)
        err = evn_allocio_solve_one(&kit->problem, &solved);
    if (err != EVN_OK)
        return err;
    for (size_t w = 0; w < n_real(kit); w++) {
        const int64_t made = kit->stock[w] - solved.result.left[w];
        set_parts(doc, kit, w, parts);
        evn_kit_take(parts, kit->n_kit, made);
        for (size_t k = 0; k < kit->n_kit; k++)
            doc->items[kit->kit[k].item].in_kits += made * parts[k].units;
    }
    evn_arena_fini(&solved.arena);
    return EVN_OK;
}

evn_err evn_allocio_kits_make(struct evn_allocio *doc)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < doc->n_items && err == EVN_OK && !doc->made; i++)
        if (doc->items[i].n_kit > 0)
            err = make_kit(doc, &doc->items[i]);
    doc->made = true;
    return err;
}
