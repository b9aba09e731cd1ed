#include "tools/import/kind.h"

#include "common/base/pbw.h"

#include "evernormal/registry/v1/event.pb-c.h"

#include <stdio.h>

static const struct evn_kind_column items[] = {
    {"code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, false},
    {"name_en", "name_en", EVN_FORM_PLAIN, false},
    {"category", "category", EVN_FORM_CATEGORY, true},
    {"tracking", "tracking", EVN_FORM_PLAIN, false},
    {"unit_zh", "unit_zh", EVN_FORM_PLAIN, false},
    {"unit_en", "unit_en", EVN_FORM_PLAIN, false},
    {"packs", "packs", EVN_FORM_PACKS, false},
    {"weight_g", "weight_mg", EVN_FORM_E3, false},
    {"volume_ml", "volume_ul", EVN_FORM_E3, false},
    {"cold_chain", "cold_chain", EVN_FORM_PLAIN, false},
    {"temp_min_c", "temp_min_dc", EVN_FORM_E1, false},
    {"temp_max_c", "temp_max_dc", EVN_FORM_E1, false},
    {"codes", "codes", EVN_FORM_CODES, false},
    {"life_critical", "life_critical", EVN_FORM_PLAIN, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
    {"equipment", "equipment", EVN_FORM_PLAIN, false},
    {"kit", "kit", EVN_FORM_KIT, false},
    {"cold_budget_min", "cold_budget_min", EVN_FORM_PLAIN, false},
    {"warn_days", "n_days_warn", EVN_FORM_PLAIN, false},
    {"initials", "initials", EVN_FORM_INITIALS, false},
    {"substitutes", "substitutes", EVN_FORM_SUBSTITUTES, false},
    {"shelf_life_days", "shelf_life_days", EVN_FORM_PLAIN, false},
    {"trace_prefixes", "trace_prefixes", EVN_FORM_LIST, false},
};

/* The Red Cross standard items catalogue: one unit of each as listed, zeros where nobody measured.
 */
static const struct evn_kind_column ifrc_items[] = {
    {"item code", "code", EVN_FORM_CODE, true},
    {"item description", "name_en", EVN_FORM_PLAIN, true},
    {"category", "category", EVN_FORM_CATEGORY, true},
    {"weight kg", "weight_mg", EVN_FORM_MEASURE, false},
    {"volume litre", "volume_ul", EVN_FORM_MEASURE, false},
    {"length cm", NULL, EVN_FORM_SKIP, false},
    {"height cm", NULL, EVN_FORM_SKIP, false},
    {"width cm", NULL, EVN_FORM_SKIP, false},
    {"in EIC", NULL, EVN_FORM_SKIP, false},
};

static const struct evn_kind_column places[] = {
    {"code", "code", EVN_FORM_PLAIN, true},
    {"kind", "kind", EVN_FORM_PLAIN, true},
    {"area", "area", EVN_FORM_PLAIN, false},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, false},
    {"name_en", "name_en", EVN_FORM_PLAIN, false},
    {"lat", "lat_e6", EVN_FORM_E6, false},
    {"lon", "lon_e6", EVN_FORM_E6, false},
    {"datum", "datum", EVN_FORM_PLAIN, false},
    {"coord_source", "coord_source", EVN_FORM_PLAIN, false},
    {"open_hours", "open_hours", EVN_FORM_HOURS, false},
    {"capacity", "capacity", EVN_FORM_PLAIN, false},
    {"weight_max_kg", "vehicle.weight_max_g", EVN_FORM_E3, false},
    {"volume_max_l", "vehicle.volume_max_ml", EVN_FORM_E3, false},
    {"cold_box", "vehicle.cold_box", EVN_FORM_PLAIN, false},
    {"pass_from", "vehicle.pass_from", EVN_FORM_DAY, false},
    {"pass_until", "vehicle.pass_until", EVN_FORM_DAY, false},
    {"depot", "vehicle.depot", EVN_FORM_PLAIN, false},
    {"shift_from", "vehicle.shift_from_min", EVN_FORM_MINUTE, false},
    {"shift_until", "vehicle.shift_until_min", EVN_FORM_MINUTE, false},
    {"closed", "closed", EVN_FORM_PLAIN, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
    {"parent", "parent", EVN_FORM_PLAIN, false},
    {"min_life_days", "min_life_days", EVN_FORM_PLAIN, false},
};

/* Addresses as a geocoder found them, in the datum of Chinese maps. What it found in another
 * province is imported as it is: the extents of areas say that it is not believed. */
static const struct evn_kind_column geocoded[] = {
    {"place_id", "code", EVN_FORM_CODE, true},
    {"other", "kind", EVN_FORM_FIXED, false},
    {"district_code", "area", EVN_FORM_PLAIN, true},
    {"name_en", "name_en", EVN_FORM_SAME, false},
    {"lat_gcj02", "lat_e6", EVN_FORM_E6, true},
    {"lon_gcj02", "lon_e6", EVN_FORM_E6, true},
    {"gcj02", "datum", EVN_FORM_FIXED, false},
    {"geocoder", "coord_source", EVN_FORM_FIXED, false},
    {"coord_plausible", NULL, EVN_FORM_SKIP, false},
};

/* Areas come as their publishers lay them out; the code says the level and the parent. */
static const struct evn_kind_column areas[] = {
    {"code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, false},
    {"name_en", "name_en", EVN_FORM_PLAIN, false},
    {"population", "population", EVN_FORM_PLAIN, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
    {"lat_min", "extent.lat_min_e6", EVN_FORM_E6, false},
    {"lat_max", "extent.lat_max_e6", EVN_FORM_E6, false},
    {"lon_min", "extent.lon_min_e6", EVN_FORM_E6, false},
    {"lon_max", "extent.lon_max_e6", EVN_FORM_E6, false},
};
static const struct evn_kind_column districts[] = {
    {"district_code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, true},
    {"name_en", "name_en", EVN_FORM_PLAIN, false},
    {"population_2020", "population", EVN_FORM_PLAIN, false},
};
static const struct evn_kind_column counties[] = {
    {"county_code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, true},
    {"city_code", NULL, EVN_FORM_SKIP, false},
    {"province_code", NULL, EVN_FORM_SKIP, false},
};
static const struct evn_kind_column streets[] = {
    {"street_code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, true},
    {"district_code", NULL, EVN_FORM_SKIP, true},
};
static const struct evn_kind_column committees[] = {
    {"community_code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, true},
    {"street_code", NULL, EVN_FORM_SKIP, true},
};

static const struct evn_kind_column communities[] = {
    {"code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, false},
    {"name_en", "name_en", EVN_FORM_PLAIN, false},
    {"residents", "residents", EVN_FORM_PLAIN, false},
    {"households", "households", EVN_FORM_PLAIN, false},
    {"reception_points", "reception_points", EVN_FORM_LIST, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
};

static const struct evn_kind_column norms[] = {
    {"norm", "norm", EVN_FORM_PLAIN, true},      {"group", "group", EVN_FORM_PLAIN, true},
    {"value", "value_e6", EVN_FORM_E6, true},    {"value_min", "value_min_e6", EVN_FORM_E6, false},
    {"unit", "unit", EVN_FORM_PLAIN, true},      {"per", "per", EVN_FORM_PLAIN, false},
    {"period", "period", EVN_FORM_PLAIN, false}, {"verified", "verified", EVN_FORM_PLAIN, false},
    {"source", "source", EVN_FORM_PLAIN, true},
};

static const struct evn_kind_column item_norms[] = {
    {"item", "item", EVN_FORM_PLAIN, true},
    {"norm", "norm", EVN_FORM_PLAIN, true},
    {"amount", "amount_e6", EVN_FORM_E6, true},
    {"source", "source", EVN_FORM_PLAIN, true},
};

static const struct evn_kind_column units[] = {
    {"code", "code", EVN_FORM_PLAIN, true},
    {"type", "type", EVN_FORM_PLAIN, true},
    {"level", "level", EVN_FORM_PLAIN, true},
    {"area", "area", EVN_FORM_PLAIN, true},
    {"parent", "parent", EVN_FORM_PLAIN, false},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, false},
    {"name_en", "name_en", EVN_FORM_PLAIN, false},
    {"head", "head", EVN_FORM_PLAIN, false},
    {"phone", "phone", EVN_FORM_PLAIN, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
};

static const struct evn_kind_column courses[] = {
    {"code", "code", EVN_FORM_PLAIN, true},
    {"name_zh", "name_zh", EVN_FORM_PLAIN, false},
    {"name_en", "name_en", EVN_FORM_PLAIN, false},
    {"roles", "roles", EVN_FORM_ROLES, false},
    {"valid_days", "valid_days", EVN_FORM_PLAIN, false},
    {"deadline", "deadline", EVN_FORM_DAY, false},
    {"valid_from", "valid_from", EVN_FORM_DAY, false},
    {"valid_until", "valid_until", EVN_FORM_DAY, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
};

static const struct evn_kind_column staff[] = {
    {"staff", "staff", EVN_FORM_PLAIN, true},
    {"organisation", "organisation", EVN_FORM_PLAIN, true},
    {"grants", "grants", EVN_FORM_GRANTS, false},
    {"from_day", "from_day", EVN_FORM_DAY, true},
    {"last_day", "last_day", EVN_FORM_DAY, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
};

static const struct evn_kind_column training[] = {
    {"staff", "staff", EVN_FORM_PLAIN, true},
    {"course", "course", EVN_FORM_PLAIN, true},
    {"done_on", "done_on", EVN_FORM_DAY, true},
    {"proof", "proof", EVN_FORM_PLAIN, false},
    {"withdrawn", "withdrawn", EVN_FORM_PLAIN, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
};

static const struct evn_kind_column duties[] = {
    {"duty", "duty", EVN_FORM_PLAIN, true},
    {"organisation", "organisation", EVN_FORM_PLAIN, true},
    {"staff", "staff", EVN_FORM_PLAIN, true},
    {"from_day", "from_day", EVN_FORM_DAY, true},
    {"until_day", "until_day", EVN_FORM_DAY, false},
    {"weekdays", "weekdays", EVN_FORM_LIST, false},
    {"from", "from_min", EVN_FORM_MINUTE, true},
    {"until", "until_min", EVN_FORM_MINUTE, true},
    {"rank", "rank", EVN_FORM_PLAIN, false},
    {"withdrawn", "withdrawn", EVN_FORM_PLAIN, false},
    {"synthetic", "synthetic", EVN_FORM_PLAIN, false},
};

#define LAYOUT(columns)                                                                            \
    {                                                                                              \
        columns, sizeof(columns) / sizeof(columns)[0]                                              \
    }

static const struct evn_kind kinds[] = {
    {"items",
     16,
     &evernormal__registry__v1__item__descriptor,
     {LAYOUT(items), LAYOUT(ifrc_items)},
     2,
     1},
    {"areas",
     17,
     &evernormal__registry__v1__area__descriptor,
     {LAYOUT(areas), LAYOUT(committees), LAYOUT(streets), LAYOUT(districts), LAYOUT(counties)},
     5,
     1},
    {"places",
     18,
     &evernormal__registry__v1__place__descriptor,
     {LAYOUT(places), LAYOUT(geocoded)},
     2,
     1},
    {"item-norms",
     19,
     &evernormal__registry__v1__item_norm__descriptor,
     {LAYOUT(item_norms)},
     1,
     2},
    {"norms", 20, &evernormal__registry__v1__norm__descriptor, {LAYOUT(norms)}, 1, 2},
    {"communities",
     22,
     &evernormal__registry__v1__community__descriptor,
     {LAYOUT(communities)},
     1,
     1},
    {"units", 80, &evernormal__registry__v1__organisation__descriptor, {LAYOUT(units)}, 1, 1},
    {"courses", 81, &evernormal__registry__v1__course__descriptor, {LAYOUT(courses)}, 1, 1},
    {"staff", 82, &evernormal__registry__v1__staff__descriptor, {LAYOUT(staff)}, 1, 1},
    {"training", 83, &evernormal__registry__v1__training__descriptor, {LAYOUT(training)}, 1, 3},
    {"duties", 85, &evernormal__registry__v1__duty__descriptor, {LAYOUT(duties)}, 1, 1},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const struct evn_kind *evn_kind_nth(size_t n)
{
    return n < N_KINDS ? &kinds[n] : NULL;
}

const struct evn_kind *evn_kind_of(uint32_t tag)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (kinds[i].tag == tag)
            return &kinds[i];
    return NULL;
}

const struct evn_kind *evn_kind_find(const char *name)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

bool evn_kind_key(uint32_t tag, struct evn_bytes body, char out[EVN_KIND_KEY_MAX])
{
    const struct evn_kind *kind = evn_kind_of(tag);
    size_t want = kind != NULL ? kind->n_key : 1, len = 0;
    struct evn_pb_field field;
    for (size_t i = 0; i < want; i++) {
        if (evn_pb_next(&body, &field) != EVN_OK || field.number != i + 1 || field.type != 2 ||
            len + field.bytes.len + 2 > EVN_KIND_KEY_MAX)
            return false;
        if (i > 0)
            out[len++] = '|';
        memcpy(out + len, field.bytes.at, field.bytes.len);
        len += field.bytes.len;
    }
    out[len] = '\0';
    return true;
}
