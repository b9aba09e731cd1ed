#include "services/dispatch/allocio/read.h"

#include "services/dispatch/allocio/mix.h"
#include "services/dispatch/allocio/sources.h"
#include "services/dispatch/allocio/spot.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

evn_err evn_allocio_refuse(const struct evn_allocio_at *at, evn_err err, const char *field,
                           const char *format, ...)
{
    char text[256], path[2 * EVN_FIELD_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const bool dot = at->path[0] != '\0' && field[0] != '\0';
    snprintf(path, sizeof path, "%s%s%s", at->path, dot ? "." : "", field);
    *at->why = evn_refusal_of(err);
    evn_refusal_text(at->why->field, sizeof at->why->field, path);
    evn_refusal_text(at->why->subject, sizeof at->why->subject, text);
    return err;
}

struct evn_allocio_at evn_allocio_below(const struct evn_allocio_at *at, const char *list, size_t i)
{
    struct evn_allocio_at p = {.why = at->why};
    char path[2 * EVN_FIELD_MAX];
    snprintf(path, sizeof path, "%s%s%s[%zu]", at->path, at->path[0] != '\0' ? "." : "", list, i);
    evn_refusal_text(p.path, sizeof p.path, path);
    return p;
}

/* Every key of the object is one of `known` (NULL at the end). */
evn_err evn_allocio_known_fields(const struct evn_allocio_at *at, json_t *object,
                                 const char *const *known)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "", "not an object");
    json_object_foreach(object, key, value)
    {
        size_t i = 0;
        while (known[i] != NULL && strcmp(known[i], key) != 0)
            i++;
        if (known[i] == NULL)
            return evn_allocio_refuse(at, EVN_E_BAD_FIELD, key, "no such field");
    }
    return EVN_OK;
}

evn_err evn_allocio_read_list(const struct evn_allocio_at *at, json_t *object, const char *field,
                              size_t max, json_t **out)
{
    *out = json_object_get(object, field);
    if (*out == NULL)
        return evn_allocio_refuse(at, EVN_E_MISSING_FIELD, field, "%s", "");
    if (!json_is_array(*out))
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, field, "not a list");
    if (json_array_size(*out) <= max)
        return EVN_OK;
    evn_err err = evn_allocio_refuse(at, EVN_E_TOO_MANY_LINES, field, "%s", "");
    at->why->have = (int64_t)json_array_size(*out);
    at->why->want = (int64_t)max;
    return err;
}

/* A whole number in 0..max (or -max..max with `minus`); *out keeps its value when absent. */
evn_err evn_allocio_read_int(const struct evn_allocio_at *at, json_t *object, const char *field,
                             int64_t max, bool minus, int64_t *out)
{
    const json_t *value = json_object_get(object, field);
    if (value == NULL)
        return EVN_OK;
    if (!json_is_integer(value))
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, field, "not a whole number");
    const int64_t number = json_integer_value(value);
    if (number <= max && number >= (minus ? -max : 0)) {
        *out = number;
        return EVN_OK;
    }
    evn_err err = evn_allocio_refuse(at, EVN_E_OUT_OF_RANGE, field, "%lld", (long long)number);
    at->why->have = number;
    at->why->want = number > max ? max : minus ? -max : 0;
    return err;
}

evn_err evn_allocio_read_id(const struct evn_allocio_at *at, json_t *object, const char *field,
                            struct evn_allocio_id *out)
{
    const json_t *value = json_object_get(object, field);
    if (value == NULL)
        return evn_allocio_refuse(at, EVN_E_MISSING_FIELD, field, "%s", "");
    if (!json_is_string(value))
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, field, "not a text");
    const char *text = json_string_value(value);
    const size_t len = json_string_length(value);
    if (len == 0 || len > EVN_ALLOCIO_ID_MAX)
        return evn_allocio_refuse(at, EVN_E_BAD_TEXT, field, "%zu bytes", len);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return evn_allocio_refuse(at, EVN_E_BAD_TEXT, field, "control character");
    memcpy(out->text, text, len + 1);
    return EVN_OK;
}

/* The set of warehouses that may serve; all when the field is absent. */
static evn_err read_reach(const struct evn_allocio_at *at, json_t *object,
                          const struct evn_allocio_item *item, uint64_t *out)
{
    const size_t n_w = item->n_places;
    json_t *list;
    *out = n_w == 64 ? UINT64_MAX : (UINT64_C(1) << n_w) - 1;
    if (json_object_get(object, "reach") == NULL)
        return EVN_OK;
    evn_err err = evn_allocio_read_list(at, object, "reach", EVN_ALLOC_WAREHOUSES_MAX, &list);
    *out = 0;
    for (size_t i = 0; err == EVN_OK && i < json_array_size(list); i++) {
        const char *id = json_string_value(json_array_get(list, i));
        size_t w = 0;
        while (id != NULL && w < n_w && strcmp(item->warehouse_ids[w].text, id) != 0)
            w++;
        if (id == NULL)
            return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "reach", "not a text");
        if (w == n_w)
            return evn_allocio_refuse(at, EVN_E_UNKNOWN_REF, "reach", "%s", id);
        *out |= UINT64_C(1) << w;
    }
    return err;
}

static evn_err read_floors(const struct evn_allocio_at *at, json_t *object, int64_t floor[2])
{
    json_t *list;
    if (json_object_get(object, "floors") == NULL)
        return EVN_OK;
    evn_err err = evn_allocio_read_list(at, object, "floors", 2, &list);
    if (err != EVN_OK)
        return err;
    if (json_array_size(list) != 2)
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "floors", "not two numbers");
    for (size_t t = 0; t < 2; t++) {
        const json_t *value = json_array_get(list, t);
        if (!json_is_integer(value))
            return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "floors", "not a whole number");
        floor[t] = json_integer_value(value);
        if (floor[t] < 0 || floor[t] > EVN_ALLOC_UNITS_MAX / 2)
            return evn_allocio_refuse(at, EVN_E_OUT_OF_RANGE, "floors", "%lld",
                                      (long long)floor[t]);
    }
    return EVN_OK;
}

/* The daily need: `need` in base units or `need_milli` in thousandths. */
static evn_err read_need(const struct evn_allocio_at *at, json_t *object, int64_t *milli)
{
    int64_t whole = 0;
    if (json_object_get(object, "need") != NULL && json_object_get(object, "need_milli") != NULL)
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "need", "need and need_milli both given");
    evn_err err =
        evn_allocio_read_int(at, object, "need", EVN_ALLOC_UNITS_MAX / 1000, false, &whole);
    *milli = whole * 1000;
    return err != EVN_OK
               ? err
               : evn_allocio_read_int(at, object, "need_milli", EVN_ALLOC_UNITS_MAX, false, milli);
}

/* What communities have that say nothing else. */
struct usual {
    int64_t target_days, shelf_days;
};

/* Communities as read, before they are sorted. */
struct row {
    struct evn_allocio_id id;
    struct evn_alloc_community c;
    int32_t shelf_days;
};

static evn_err read_community(const struct evn_allocio_at *at, json_t *object, struct usual usual,
                              const struct evn_allocio_item *item, struct row *row)
{
    static const char *const known[] = {"id",    "reach",         "on_hand",      "in_transit",
                                        "need",  "need_milli",    "floors",       "target_days",
                                        "class", "carried_micro", "served_round", "shelf_days",
                                        NULL};
    const int64_t max = EVN_ALLOC_UNITS_MAX;
    struct evn_alloc_community *c = &row->c;
    const struct evn_allocio_id *id = &row->id;
    int64_t rank = 0;
    *c = (struct evn_alloc_community){0};
    evn_err err = evn_allocio_known_fields(at, object, known);
    if (err != EVN_OK || (err = evn_allocio_read_id(at, object, "id", &row->id)) != EVN_OK ||
        (err = read_reach(at, object, item, &c->reach)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "on_hand", max, false, &c->on_hand)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "in_transit", max, false, &c->in_transit)) !=
            EVN_OK ||
        (err = read_need(at, object, &c->need_milli)) != EVN_OK ||
        (err = read_floors(at, object, c->floor)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "target_days", EVN_ALLOC_TARGET_DAYS_MAX, false,
                                    &usual.target_days)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "shelf_days", EVN_ALLOCIO_DAYS_MAX, false,
                                    &usual.shelf_days)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "class", INT32_MAX, false, &rank)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "carried_micro", EVN_ALLOC_CARRIED_MAX, true,
                                    &c->carried_micro)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "served_round", INT64_MAX, false,
                                    &c->served_round)) != EVN_OK)
        return err;
    c->target_days = (int32_t)usual.target_days;
    row->shelf_days = (int32_t)usual.shelf_days;
    c->rank = (int32_t)rank;
    if (evn_alloc_target(c) > max)
        return evn_allocio_refuse(at, EVN_E_OUT_OF_RANGE, "target_days", "%s", id->text);
    return EVN_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return strcmp(x->id.text, y->id.text);
}

static evn_err read_communities(const struct evn_allocio_at *at, json_t *list, struct usual usual,
                                struct evn_allocio_item *item)
{
    const size_t n = item->problem.n_communities;
    struct row *rows = calloc(n + 1, sizeof *rows);
    if (rows == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < n && err == EVN_OK; i++) {
        const struct evn_allocio_at here = evn_allocio_below(at, "communities", i);
        err = read_community(&here, json_array_get(list, i), usual, item, &rows[i]);
    }
    if (err == EVN_OK)
        qsort(rows, n, sizeof *rows, by_id);
    for (size_t i = 0; i < n && err == EVN_OK; i++) {
        if (i > 0 && strcmp(rows[i - 1].id.text, rows[i].id.text) == 0)
            err = evn_allocio_refuse(at, EVN_E_BAD_FIELD, "communities", "%s is there twice",
                                     rows[i].id.text);
        item->communities[i] = rows[i].c;
        item->communities[i].id = i + 1;
        item->community_ids[i] = rows[i].id;
        item->shelf_days[i] = rows[i].shelf_days;
    }
    free(rows);
    return err;
}

/* Room for all that the lists name. */
static evn_err make_room(struct evn_allocio_item *item, size_t n_places, size_t n_communities)
{
    struct evn_alloc_problem *p = &item->problem;
    item->n_places = n_places;
    p->n_communities = n_communities;
    p->stock = item->stock = calloc(EVN_ALLOC_WAREHOUSES_MAX, sizeof *item->stock);
    p->communities = item->communities = calloc(n_communities + 1, sizeof *item->communities);
    item->sources = calloc(EVN_ALLOC_WAREHOUSES_MAX, sizeof *item->sources);
    item->warehouse_ids = calloc(n_places + 1, sizeof *item->warehouse_ids);
    item->lead_days = calloc(n_places + 1, sizeof *item->lead_days);
    item->community_ids = calloc(n_communities + 1, sizeof *item->community_ids);
    item->shelf_days = calloc(n_communities + 1, sizeof *item->shelf_days);
    bool ok = item->stock != NULL && item->communities != NULL && item->sources != NULL &&
              item->warehouse_ids != NULL && item->lead_days != NULL &&
              item->community_ids != NULL && item->shelf_days != NULL;
    return ok ? EVN_OK : EVN_E_NO_MEMORY;
}

static evn_err read_item(const struct evn_allocio_at *at, json_t *object, struct evn_day day,
                         struct evn_allocio_item *item)
{
    static const char *const known[] = {"item",        "pack",        "target_days", "shelf_days",
                                        "warehouses",  "communities", "lanes",       "kit",
                                        "substitutes", NULL};
    json_t *warehouses, *communities;
    struct usual usual = {0};
    struct evn_alloc_problem *p = &item->problem;
    evn_err err = evn_allocio_known_fields(at, object, known);
    p->pack = 1;
    if (err != EVN_OK || (err = evn_allocio_read_id(at, object, "item", &item->id)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "pack", EVN_ALLOC_UNITS_MAX, false, &p->pack)) !=
            EVN_OK ||
        (err = evn_allocio_read_int(at, object, "target_days", EVN_ALLOC_TARGET_DAYS_MAX, false,
                                    &usual.target_days)) != EVN_OK ||
        (err = evn_allocio_read_int(at, object, "shelf_days", EVN_ALLOCIO_DAYS_MAX, false,
                                    &usual.shelf_days)) != EVN_OK ||
        (err = evn_allocio_read_list(at, object, "warehouses", EVN_ALLOC_WAREHOUSES_MAX,
                                     &warehouses)) != EVN_OK ||
        (err = evn_allocio_read_list(at, object, "communities", EVN_ALLOC_COMMUNITIES_MAX,
                                     &communities)) != EVN_OK)
        return err;
    if (p->pack == 0)
        return evn_allocio_refuse(at, EVN_E_OUT_OF_RANGE, "pack", "0");
    err = make_room(item, json_array_size(warehouses), json_array_size(communities));
    if (err == EVN_OK)
        err = evn_allocio_mix_read(at, object, item);
    if (err == EVN_OK)
        err = evn_allocio_sources_read(at, warehouses, day, item);
    if (err == EVN_OK)
        err = evn_allocio_lanes_read(at, object, item);
    if (err == EVN_OK)
        err = read_communities(at, communities, usual, item);
    return err != EVN_OK ? err : evn_allocio_sources_reach(at, day, item);
}

evn_err evn_allocio_read_day(const struct evn_allocio_at *at, json_t *object, const char *field,
                             struct evn_day *out)
{
    const json_t *value = json_object_get(object, field);
    *out = EVN_DAY_NONE;
    if (value == NULL)
        return EVN_OK;
    if (json_is_string(value) && evn_day_parse(json_string_value(value), out) == EVN_OK)
        return EVN_OK;
    return evn_allocio_refuse(at, EVN_E_BAD_DATE, field, "%s",
                              json_is_string(value) ? json_string_value(value) : "not a text");
}

static evn_err read_root(const struct evn_allocio_at *at, json_t *root, struct evn_allocio *out)
{
    static const char *const known[] = {"format", "round", "day", "items", NULL};
    json_t *list;
    evn_err err = evn_allocio_known_fields(at, root, known);
    if (err != EVN_OK)
        return err;
    const char *format = json_string_value(json_object_get(root, "format"));
    if (format == NULL || strcmp(format, "evernormal-allocation/1") != 0)
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "format", "not evernormal-allocation/1");
    out->round = 1;
    if ((err = evn_allocio_read_day(at, root, "day", &out->day)) != EVN_OK ||
        (err = evn_allocio_read_int(at, root, "round", INT64_MAX, false, &out->round)) != EVN_OK ||
        (err = evn_allocio_read_list(at, root, "items", EVN_ALLOCIO_ITEMS_MAX, &list)) != EVN_OK)
        return err;
    if (out->round == 0)
        return evn_allocio_refuse(at, EVN_E_OUT_OF_RANGE, "round", "0");
    out->n_items = json_array_size(list);
    if (out->n_items == 0)
        return evn_allocio_refuse(at, EVN_E_BAD_FIELD, "items", "no item");
    out->items = calloc(out->n_items + 1, sizeof *out->items);
    if (out->items == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < out->n_items && err == EVN_OK; i++) {
        const struct evn_allocio_at here = evn_allocio_below(at, "items", i);
        err = read_item(&here, json_array_get(list, i), out->day, &out->items[i]);
    }
    return err != EVN_OK ? err : evn_allocio_mix_find(at, out);
}

/* Say in front of the subject where in the file the field is. */
static void add_spot(struct evn_bytes text, struct evn_refusal *why)
{
    char subject[512];
    size_t line, column;
    evn_allocio_spot(text, why->field, &line, &column);
    snprintf(subject, sizeof subject, "line %zu, column %zu%s%s", line, column,
             why->subject[0] != '\0' ? ": " : "", why->subject);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
}

evn_err evn_allocio_read(struct evn_bytes text, struct evn_allocio *out, struct evn_refusal *why)
{
    const struct evn_allocio_at at = {.why = why};
    json_error_t error;
    *out = (struct evn_allocio){0};
    *why = evn_refusal_of(EVN_OK);
    if (text.len > EVN_ALLOCIO_BYTES_MAX) {
        evn_err err = evn_allocio_refuse(&at, EVN_E_TOO_LARGE, "", "%s", "");
        why->have = (int64_t)text.len;
        why->want = EVN_ALLOCIO_BYTES_MAX;
        return err;
    }
    json_t *root = json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return evn_allocio_refuse(&at, EVN_E_BAD_MESSAGE, "", "line %d, column %d: %s", error.line,
                                  error.column, error.text);
    evn_err err = read_root(&at, root, out);
    json_decref(root);
    if (err != EVN_OK) {
        add_spot(text, why);
        evn_allocio_fini(out);
    }
    if (err == EVN_E_NO_MEMORY)
        *why = evn_refusal_of(err);
    return err;
}

void evn_allocio_fini(struct evn_allocio *doc)
{
    for (size_t i = 0; i < doc->n_items && doc->items != NULL; i++) {
        free(doc->items[i].stock);
        free(doc->items[i].communities);
        free(doc->items[i].warehouse_ids);
        free(doc->items[i].community_ids);
        free(doc->items[i].sources);
        free(doc->items[i].draw);
        free(doc->items[i].lanes);
        free(doc->items[i].lead_days);
        free(doc->items[i].shelf_days);
        free(doc->items[i].kit);
        free(doc->items[i].substitutes);
        free(doc->items[i].spare);
        free(doc->items[i].rest);
    }
    free(doc->items);
    *doc = (struct evn_allocio){0};
}
