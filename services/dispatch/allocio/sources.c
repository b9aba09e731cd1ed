#include "services/dispatch/allocio/sources.h"

#include <stdlib.h>
#include <string.h>

/* One lot, or what lies in the warehouse without lots. */
static evn_err add_source(const struct evn_allocio_at *at, struct evn_allocio_item *item,
                          const struct evn_allocio_source *source, int64_t stock)
{
    struct evn_alloc_problem *p = &item->problem;
    if (p->n_warehouses == EVN_ALLOC_WAREHOUSES_MAX)
        return evn_allocio_refuse(at, EVN_E_TOO_MANY_LINES, "lots", "more than %d in all",
                                  EVN_ALLOC_WAREHOUSES_MAX);
    item->sources[p->n_warehouses] = *source;
    item->stock[p->n_warehouses++] = stock;
    return EVN_OK;
}

static evn_err read_lot(const struct evn_allocio_at *at, json_t *object, uint16_t place,
                        struct evn_day day, struct evn_allocio_item *item)
{
    static const char *const known[] = {"lot", "stock", "expiry", "for", NULL};
    struct evn_allocio_source source = {.place = place};
    json_t *only = NULL;
    int64_t stock = 0;
    evn_err err = evn_allocio_known_fields(at, object, known);
    if (err != EVN_OK || (err = evn_allocio_read_id(at, object, "lot", &source.lot)) != EVN_OK ||
        (err = evn_allocio_read_day(at, object, "expiry", &source.expiry)) != EVN_OK)
        return err;
    if (json_object_get(object, "stock") == NULL)
        return evn_allocio_refuse(at, EVN_E_MISSING_FIELD, "stock", "%s", "");
    err = evn_allocio_read_int(at, object, "stock", EVN_ALLOC_UNITS_MAX, false, &stock);
    if (err == EVN_OK && evn_day_valid(source.expiry) && !evn_day_valid(day))
        err = evn_allocio_refuse(at, EVN_E_MISSING_FIELD, "day", "%s", source.lot.text);
    if (err == EVN_OK && json_object_get(object, "for") != NULL)
        err = evn_allocio_read_list(at, object, "for", EVN_ALLOC_COMMUNITIES_MAX, &only);
    source.only = only;
    source.earmarked = only != NULL;
    for (size_t s = 0; s < item->problem.n_warehouses && err == EVN_OK; s++)
        if (item->sources[s].place == place &&
            strcmp(item->sources[s].lot.text, source.lot.text) == 0)
            err = evn_allocio_refuse(at, EVN_E_BAD_FIELD, "lot", "%s is there twice",
                                     source.lot.text);
    return err != EVN_OK ? err : add_source(at, item, &source, stock);
}

/* `stock` or `lots`, one of them. */
static evn_err read_stock(const struct evn_allocio_at *at, json_t *object, uint16_t place,
                          struct evn_day day, struct evn_allocio_item *item)
{
    const struct evn_allocio_source whole = {.place = place, .expiry = EVN_DAY_NONE};
    json_t *lots = NULL;
    int64_t stock = 0;
    bool has_stock = json_object_get(object, "stock") != NULL;
    bool has_lots = json_object_get(object, "lots") != NULL;
    if (has_stock && has_lots)
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "stock", "stock and lots both given");
    if (item->n_kit > 0 && (has_stock || has_lots))
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, has_stock ? "stock" : "lots",
                                  "a kit has none of its own");
    if (item->n_kit > 0)
        return add_source(at, item, &whole, 0);
    if (!has_stock && !has_lots)
        return evn_allocio_refuse(at, EVN_E_MISSING_FIELD, "stock", "%s", "");
    evn_err err = evn_allocio_read_int(at, object, "stock", EVN_ALLOC_UNITS_MAX, false, &stock);
    if (err != EVN_OK || has_stock)
        return err != EVN_OK ? err : add_source(at, item, &whole, stock);
    err = evn_allocio_read_list(at, object, "lots", EVN_ALLOC_WAREHOUSES_MAX, &lots);
    for (size_t i = 0; err == EVN_OK && i < json_array_size(lots); i++) {
        const struct evn_allocio_at here = evn_allocio_below(at, "lots", i);
        err = read_lot(&here, json_array_get(lots, i), place, day, item);
    }
    return err;
}

evn_err evn_allocio_sources_read(const struct evn_allocio_at *at, json_t *list, struct evn_day day,
                                 struct evn_allocio_item *item)
{
    static const char *const known[] = {"id", "stock", "lots", "lead_days", NULL};
    evn_err err = EVN_OK;
    for (size_t i = 0; i < item->n_places && err == EVN_OK; i++) {
        json_t *object = json_array_get(list, i);
        const struct evn_allocio_at here = evn_allocio_below(at, "warehouses", i);
        int64_t lead = 0;
        err = evn_allocio_known_fields(&here, object, known);
        if (err == EVN_OK)
            err = evn_allocio_read_id(&here, object, "id", &item->warehouse_ids[i]);
        for (size_t k = 0; k < i && err == EVN_OK; k++)
            if (strcmp(item->warehouse_ids[k].text, item->warehouse_ids[i].text) == 0)
                err = evn_allocio_refuse(&here, EVN_E_BAD_FIELD, "id", "%s is there twice",
                                         item->warehouse_ids[i].text);
        if (err == EVN_OK)
            err = evn_allocio_read_int(&here, object, "lead_days", EVN_ALLOCIO_DAYS_MAX, false,
                                       &lead);
        item->lead_days[i] = (int32_t)lead;
        if (err == EVN_OK)
            err = read_stock(&here, object, (uint16_t)i, day, item);
    }
    return err;
}

static evn_err read_lane(const struct evn_allocio_at *at, json_t *object,
                         struct evn_allocio_item *item)
{
    static const char *const known[] = {"id", "warehouse", "to", "limit", NULL};
    struct evn_allocio_source lane = {.expiry = EVN_DAY_NONE};
    struct evn_allocio_id warehouse;
    json_t *to;
    int64_t limit = 0;
    evn_err err = evn_allocio_known_fields(at, object, known);
    if (err != EVN_OK || (err = evn_allocio_read_id(at, object, "id", &lane.lot)) != EVN_OK ||
        (err = evn_allocio_read_id(at, object, "warehouse", &warehouse)) != EVN_OK ||
        (err = evn_allocio_read_list(at, object, "to", EVN_ALLOC_COMMUNITIES_MAX, &to)) != EVN_OK)
        return err;
    if (json_object_get(object, "limit") == NULL)
        return evn_allocio_refuse(at, EVN_E_MISSING_FIELD, "limit", "%s", "");
    err = evn_allocio_read_int(at, object, "limit", EVN_ALLOC_UNITS_MAX, false, &limit);
    while (lane.place < item->n_places &&
           strcmp(item->warehouse_ids[lane.place].text, warehouse.text) != 0)
        lane.place++;
    if (err == EVN_OK && lane.place == item->n_places)
        err = evn_allocio_refuse(at, EVN_E_UNKNOWN_REF, "warehouse", "%s", warehouse.text);
    lane.only = to;
    return err != EVN_OK ? err : add_source(at, item, &lane, limit);
}

evn_err evn_allocio_lanes_read(const struct evn_allocio_at *at, json_t *object,
                               struct evn_allocio_item *item)
{
    struct evn_alloc_problem *p = &item->problem;
    json_t *list;
    if (json_object_get(object, "lanes") == NULL)
        return EVN_OK;
    evn_err err = evn_allocio_read_list(at, object, "lanes", EVN_ALLOC_WAREHOUSES_MAX, &list);
    for (size_t i = 0; err == EVN_OK && i < json_array_size(list); i++) {
        const struct evn_allocio_at here = evn_allocio_below(at, "lanes", i);
        err = read_lane(&here, json_array_get(list, i), item);
        p->n_lanes += err == EVN_OK;
    }
    p->lanes = item->lanes = calloc(p->n_lanes + 1, sizeof *item->lanes);
    return item->lanes != NULL ? err : EVN_E_NO_MEMORY;
}

static int by_id(const void *key, const void *id)
{
    return strcmp(key, ((const struct evn_allocio_id *)id)->text);
}

/* Where in the item the lot or lane stands that is source `s`. */
static struct evn_allocio_at place_of(const struct evn_allocio_at *at, size_t s,
                                      const struct evn_allocio_item *item)
{
    const size_t n_real = item->problem.n_warehouses - item->problem.n_lanes;
    size_t first = s;
    if (s >= n_real)
        return evn_allocio_below(at, "lanes", s - n_real);
    while (first > 0 && item->sources[first - 1].place == item->sources[s].place)
        first--;
    const struct evn_allocio_at house = evn_allocio_below(at, "warehouses", item->sources[s].place);
    return evn_allocio_below(&house, "lots", s - first);
}

/* Mark in `named` (one byte a community) those that the list of source `s` names. */
static evn_err read_named(const struct evn_allocio_at *at, size_t s, const char *field,
                          const struct evn_allocio_item *item, uint8_t *named)
{
    const json_t *list = item->sources[s].only;
    const size_t n = item->problem.n_communities;
    const struct evn_allocio_at here = place_of(at, s, item);
    memset(named, 0, n);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *id = json_string_value(json_array_get(list, i));
        const struct evn_allocio_id *found =
            id != NULL && n > 0 ? bsearch(id, item->community_ids, n, sizeof *found, by_id) : NULL;
        if (found == NULL)
            return evn_allocio_refuse(&here, id != NULL ? EVN_E_UNKNOWN_REF : EVN_E_BAD_FIELD,
                                      field, "%s", id != NULL ? id : item->sources[s].lot.text);
        named[found - item->community_ids] = 1;
    }
    return EVN_OK;
}

/* Those a lane leads to reach it instead of its warehouse. All must be able to use the same lots
 * there, and be in one lane of it. */
static evn_err lead_through(const struct evn_allocio_at *at, size_t s, const uint8_t *named,
                            struct evn_allocio_item *item)
{
    const size_t n_real = item->problem.n_warehouses - item->problem.n_lanes;
    uint64_t lots = 0, lanes = 0, *from = &item->lanes[s - n_real].from;
    for (size_t k = 0; k < item->problem.n_warehouses; k++)
        if (item->sources[k].place == item->sources[s].place)
            *(k < n_real ? &lots : &lanes) |= UINT64_C(1) << k;
    for (size_t i = 0; i < item->problem.n_communities; i++) {
        uint64_t *reach = &item->communities[i].reach;
        if (named[i] == 0)
            continue;
        if ((*reach & lanes) != 0)
            return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "lanes", "%s is in two of a warehouse",
                                      item->community_ids[i].text);
        if ((*reach & lots) == 0)
            continue;
        if (*from != 0 && *from != (*reach & lots))
            return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "lanes", "%s may use other lots",
                                      item->community_ids[i].text);
        *from = *reach & lots;
        *reach = (*reach & ~lots) | UINT64_C(1) << s;
    }
    return EVN_OK;
}

/* What lists say of lots and lanes. */
static evn_err apply_lists(const struct evn_allocio_at *at, struct evn_allocio_item *item)
{
    const struct evn_alloc_problem *p = &item->problem;
    const size_t n_real = p->n_warehouses - p->n_lanes;
    evn_err err = EVN_OK;
    uint8_t *named = malloc(p->n_communities + 1);
    if (named == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t s = 0; s < p->n_warehouses && err == EVN_OK; s++) {
        if (item->sources[s].only == NULL)
            continue;
        err = read_named(at, s, s < n_real ? "for" : "to", item, named);
        item->sources[s].only = NULL;
        if (err == EVN_OK && s >= n_real)
            err = lead_through(at, s, named, item);
        for (size_t i = 0; i < p->n_communities && s < n_real; i++)
            if (named[i] == 0) {
                item->communities[i].reach &= ~(UINT64_C(1) << s);
                item->communities[i].too_old &= ~(UINT64_C(1) << s);
            }
    }
    free(named);
    return err;
}

/* Whether enough of its life is left when the lot arrives. */
static bool lives(const struct evn_allocio_item *item, size_t s, size_t i, struct evn_day day)
{
    const struct evn_allocio_source *source = &item->sources[s];
    const int32_t wanted = item->shelf_days[i] > 1 ? item->shelf_days[i] : 1;
    return !evn_day_valid(source->expiry) ||
           (int64_t)source->expiry.n - day.n - item->lead_days[source->place] >= wanted;
}

/* Below 0 when source `a` is to be drawn on before `b`. */
static int draw_cmp(const struct evn_allocio_source *a, const struct evn_allocio_source *b)
{
    if (a->expiry.n != b->expiry.n)
        return a->expiry.n < b->expiry.n ? -1 : 1;
    return b->earmarked - a->earmarked;
}

static evn_err set_draw(struct evn_allocio_item *item)
{
    const size_t n = item->problem.n_warehouses - item->problem.n_lanes;
    bool told = false;
    for (size_t s = 0; s < n; s++)
        told = told || item->sources[s].lot.text[0] != '\0';
    if (!told)
        return EVN_OK;
    item->draw = calloc(n, sizeof *item->draw);
    if (item->draw == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t s = 0; s < n; s++) { /* by insertion: at equal rank the first in the file */
        size_t at = s;
        for (; at > 0 && draw_cmp(&item->sources[s], &item->sources[item->draw[at - 1]]) < 0; at--)
            item->draw[at] = item->draw[at - 1];
        item->draw[at] = (uint16_t)s;
    }
    item->problem.draw = item->draw;
    return EVN_OK;
}

evn_err evn_allocio_sources_reach(const struct evn_allocio_at *at, struct evn_day day,
                                  struct evn_allocio_item *item)
{
    const struct evn_alloc_problem *p = &item->problem;
    for (size_t i = 0; i < p->n_communities; i++) {
        const uint64_t places = item->communities[i].reach;
        uint64_t reach = 0, old = 0;
        for (size_t s = 0; s < p->n_warehouses - p->n_lanes; s++)
            if ((places >> item->sources[s].place & 1) != 0)
                *(lives(item, s, i, day) ? &reach : &old) |= UINT64_C(1) << s;
        item->communities[i].reach = reach;
        item->communities[i].too_old = old;
    }
    evn_err err = apply_lists(at, item);
    return err != EVN_OK ? err : set_draw(item);
}
