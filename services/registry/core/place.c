#include "services/registry/core/decide.h"

#include "common/service/rights.h"

/* Lengths of the levels' codes: province .. community, compound, building, unit. */
static const uint8_t level_len[] = {2, 4, 6, 9, 12, 16, 20, 23};
enum { N_LEVELS = sizeof level_len, LEN_COMMUNITY = 12, LEN_COMPOUND = 16, LEN_BUILDING = 20 };

size_t evn_area_len(const char *code, size_t *parent_len)
{
    size_t len = strlen(code);
    *parent_len = 0;
    for (size_t i = 0; i < len; i++) {
        bool bar = i == LEN_COMMUNITY || i == LEN_COMPOUND || i == LEN_BUILDING;
        if (bar ? code[i] != '-' : code[i] < '0' || code[i] > '9')
            return 0;
    }
    for (size_t i = 0; i < N_LEVELS; i++)
        if (level_len[i] == len) {
            *parent_len = i > 0 ? level_len[i - 1] : 0;
            return len;
        }
    return 0;
}

evn_err evn_decide_area(const struct evn_decision *d, const struct evn_area_put *put)
{
    const struct evn_area *area = &put->area;
    size_t parent_len;
    char parent[EVN_CODE_MAX] = {0};
    if (evn_area_len(area->code, &parent_len) == 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "area.area.code", area->code);
    memcpy(parent, area->code, parent_len);
    evn_err err = evn_need_name(d, "area.name_zh", area->name_zh, area->name_en);
    if (err == EVN_OK && parent_len > 0)
        err = evn_need(d, EVN_REG_AREA, "area.area.code", parent);
    if (err == EVN_OK && area->has_extent &&
        (area->extent.lat_min_e6 >= area->extent.lat_max_e6 ||
         area->extent.lon_min_e6 >= area->extent.lon_max_e6))
        return evn_refuse(d, EVN_E_BAD_FIELD, "area.area.extent", area->code);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_AREA, area, put->replace, NULL);
}

static evn_err check_coordinates(const struct evn_decision *d, const struct evn_place *place)
{
    bool there = place->lat_e6 != 0 || place->lon_e6 != 0;
    if (there && place->datum == EVN_DATUM_NONE)
        return evn_refuse(d, EVN_E_MISSING_FIELD, "place.place.datum", place->code);
    if (place->datum != EVN_DATUM_NONE && place->coord_source[0] == '\0')
        return evn_refuse(d, EVN_E_MISSING_FIELD, "place.place.coord_source", place->code);
    return EVN_OK;
}

/* Windows have an extent, and come in order without touching. */
static evn_err check_hours(const struct evn_decision *d, const struct evn_place *place)
{
    for (size_t i = 0; i < place->n_open_hours; i++) {
        const struct evn_open_hours *hours = &place->open_hours[i];
        if (hours->from_min >= hours->until_min ||
            (i > 0 && hours->from_min <= hours[-1].until_min))
            return evn_refuse(d, EVN_E_BAD_FIELD, "place.place.open_hours", place->code);
    }
    return EVN_OK;
}

static evn_err check_vehicle(const struct evn_decision *d, const struct evn_place *place)
{
    const struct evn_vehicle *v = &place->vehicle;
    if (place->has_vehicle != (place->kind == EVN_PLACE_VEHICLE))
        return evn_refuse(d, place->has_vehicle ? EVN_E_BAD_FIELD : EVN_E_MISSING_FIELD,
                          "place.place.vehicle", place->code);
    if (!place->has_vehicle)
        return EVN_OK;
    if (v->shift_from_min >= v->shift_until_min)
        return evn_refuse(d, EVN_E_BAD_FIELD, "place.place.vehicle.shift_until_min", place->code);
    if (evn_day_valid(v->pass_from) != evn_day_valid(v->pass_until) ||
        v->pass_from.n > v->pass_until.n)
        return evn_refuse(d, EVN_E_BAD_FIELD, "place.place.vehicle.pass_until", place->code);
    if (strcmp(v->depot, place->code) == 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "place.place.vehicle.depot", v->depot);
    return evn_need(d, EVN_REG_PLACE, "place.place.vehicle.depot", v->depot);
}

/* Kind and parent never change: what lies there would become something else, or be somewhere else,
 * without a movement. */
static evn_err check_fixed(const struct evn_decision *d, const struct evn_place *place)
{
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_PLACE, place->code);
    if (row == NULL)
        return EVN_OK;
    struct evn_place *old = evn_arena_alloc(d->ask->arena, sizeof *old);
    if (old == NULL || !evn_registry_read(EVN_REG_PLACE, row, d->ask->arena, old))
        return evn_refuse(d, EVN_E_LIMIT, "place.place", place->code);
    if (old->kind != place->kind)
        return evn_refuse(d, EVN_E_FIXED, "place.place.kind", place->code);
    if (strcmp(old->parent, place->parent) != 0)
        return evn_refuse(d, EVN_E_FIXED, "place.place.parent", place->code);
    return EVN_OK;
}

/* Only what is a part of another place has a parent, a bin always. */
static evn_err check_parent(const struct evn_decision *d, const struct evn_place *place)
{
    static const char field[] = "place.place.parent";
    if (place->parent[0] == '\0' && place->kind == EVN_PLACE_BIN)
        return evn_refuse(d, EVN_E_MISSING_FIELD, field, place->code);
    if (place->parent[0] != '\0' &&
        (place->kind < EVN_PLACE_BIN || strcmp(place->parent, place->code) == 0))
        return evn_refuse(d, EVN_E_BAD_FIELD, field, place->parent);
    return place->parent[0] == '\0' ? EVN_OK : evn_need(d, EVN_REG_PLACE, field, place->parent);
}

evn_err evn_decide_place(const struct evn_decision *d, const struct evn_place_put *put)
{
    const struct evn_place *place = &put->place;
    evn_err err = evn_need_name(d, "place.place.name_zh", place->name_zh, place->name_en);
    if (err == EVN_OK && place->area[0] != '\0')
        err = evn_need(d, EVN_REG_AREA, "place.place.area", place->area);
    if (err == EVN_OK)
        err = check_coordinates(d, place);
    if (err == EVN_OK)
        err = check_hours(d, place);
    if (err == EVN_OK)
        err = check_vehicle(d, place);
    if (err == EVN_OK)
        err = check_parent(d, place);
    if (err == EVN_OK)
        err = check_fixed(d, place);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_PLACE, place, put->replace, NULL);
}

/* A community's reception point is a place of that kind inside it. */
static evn_err check_reception(const struct evn_decision *d, const struct evn_community *community,
                               size_t at)
{
    static const char field[] = "community.community.reception_points";
    const char *code = community->reception_points[at];
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_PLACE, code);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_PLACE, field, code);
    bool twice = false;
    for (size_t i = 0; i < at; i++)
        twice |= strcmp(community->reception_points[i], code) == 0;
    if (twice || row->mark != EVN_PLACE_RECEPTION_POINT ||
        !evn_scope_covers(community->code, row->area))
        return evn_refuse(d, EVN_E_BAD_FIELD, field, code);
    return EVN_OK;
}

evn_err evn_decide_community(const struct evn_decision *d, const struct evn_community_put *put)
{
    struct evn_community all = put->community, *community = &all;
    if (strlen(community->code) != LEN_COMMUNITY)
        return evn_refuse(d, EVN_E_BAD_FIELD, "community.community.code", community->code);
    evn_err err = evn_need(d, EVN_REG_AREA, "community.community.code", community->code);
    if (err == EVN_OK)
        err =
            evn_need_name(d, "community.community.name_zh", community->name_zh, community->name_en);
    for (size_t i = 0; i < community->n_reception_points && err == EVN_OK; i++)
        err = check_reception(d, community, i);
    if (err == EVN_OK)
        err = evn_keep_links(d, community);
    return err != EVN_OK ? err
                         : evn_decide_put(d, EVN_REG_COMMUNITY, community, put->replace, NULL);
}
