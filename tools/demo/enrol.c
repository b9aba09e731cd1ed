#include "tools/demo/enrol.h"

#include "evernormal/registry/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>

enum { AREA = 17, PLACE = 18, COMMUNITY = 22, MEMBER = 25, KEY_PERSON = 26 };

/* Of an infant, by norms.tsv: 1,800 g of formula and 100 nappies a week, rounded up to a day's. */
enum { FORMULA_G = 258, NAPPIES = 15 };

/* White-list passes hold from before the exercise until long after it. */
enum { PASS_BEFORE_DAYS = 13, PASS_DAYS = 90 };

struct enrol {
    const struct evn_town *town;
    struct evn_day first;
    struct evn_batch *batch;
    evn_err err; /* the first; later adds do nothing */
};

/* Generated structs want writable text; they are only read. */
static char *text(const char *s)
{
    return (char *)(uintptr_t)s;
}

static void add(struct enrol *e, uint32_t tag, const char *key, const ProtobufCMessage *entity)
{
    if (e->err != EVN_OK)
        return;
    size_t len = protobuf_c_message_get_packed_size(entity);
    uint8_t *bytes = malloc(len + 1);
    if (bytes == NULL) {
        e->err = EVN_E_NO_MEMORY;
        return;
    }
    (void)protobuf_c_message_pack(entity, bytes);
    e->err = evn_batch_add(e->batch, tag, evn_bytes_text(key), evn_bytes_of(bytes, len), 0);
    free(bytes);
}

static void add_area(struct enrol *e, const char *code, const char *zh, const char *en,
                     int64_t population)
{
    Evernormal__Registry__V1__Area area = EVERNORMAL__REGISTRY__V1__AREA__INIT;
    area.code = text(code);
    area.name_zh = text(zh);
    area.name_en = text(en);
    area.population = population;
    area.synthetic = 1;
    add(e, AREA, code, &area.base);
}

static Evernormal__Registry__V1__Place place_of(Evernormal__Registry__V1__PlaceKind kind,
                                                const char *code, const char *area, const char *zh,
                                                const char *en)
{
    Evernormal__Registry__V1__Place place = EVERNORMAL__REGISTRY__V1__PLACE__INIT;
    place.code = text(code);
    place.kind = kind;
    place.area = text(area);
    place.name_zh = text(zh);
    place.name_en = text(en);
    place.synthetic = 1;
    return place;
}

static void locate(Evernormal__Registry__V1__Place *place, int32_t lat_e6, int32_t lon_e6)
{
    place->lat_e6 = lat_e6;
    place->lon_e6 = lon_e6;
    place->datum = EVERNORMAL__REGISTRY__V1__DATUM__DATUM_WGS84;
    place->coord_source = text("synthetic");
}

static void add_warehouse(struct enrol *e, const struct evn_town_site *w)
{
    Evernormal__Registry__V1__Place place =
        place_of(EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_WAREHOUSE, w->code, w->area,
                 w->name_zh, w->name_en);
    Evernormal__Registry__V1__OpenHours hours = EVERNORMAL__REGISTRY__V1__OPEN_HOURS__INIT;
    Evernormal__Registry__V1__OpenHours *list[] = {&hours};
    hours.from_min = 6 * 60;
    hours.until_min = 20 * 60;
    place.n_open_hours = 1;
    place.open_hours = list;
    locate(&place, w->lat_e6, w->lon_e6);
    add(e, PLACE, w->code, &place.base);
}

static void add_vehicle(struct enrol *e, const struct evn_town_vehicle *v)
{
    const struct evn_town_site *depot = &e->town->warehouse[v->depot];
    Evernormal__Registry__V1__Place place =
        place_of(EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_VEHICLE, v->code, depot->area,
                 v->name_zh, v->name_en);
    Evernormal__Registry__V1__Vehicle vehicle = EVERNORMAL__REGISTRY__V1__VEHICLE__INIT;
    char from[11], until[11];
    evn_day_format((struct evn_day){e->first.n - PASS_BEFORE_DAYS}, from);
    evn_day_format((struct evn_day){e->first.n + PASS_DAYS}, until);
    vehicle.weight_max_g = v->weight_max_g;
    vehicle.volume_max_ml = v->volume_max_ml;
    vehicle.cold_box = v->cold_box;
    vehicle.pass_from = from;
    vehicle.pass_until = until;
    vehicle.depot = text(depot->code);
    vehicle.shift_from_min = 7 * 60;
    vehicle.shift_until_min = 19 * 60;
    place.vehicle = &vehicle;
    add(e, PLACE, v->code, &place.base);
}

static void add_point(struct enrol *e, const struct evn_town_community *c)
{
    char zh[96], en[96];
    snprintf(zh, sizeof zh, "%s接收点", c->name_zh);
    snprintf(en, sizeof en, "%s reception point", c->name_en);
    Evernormal__Registry__V1__Place place =
        place_of(EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_RECEPTION_POINT, c->point,
                 c->compound, zh, en);
    Evernormal__Registry__V1__OpenHours hours = EVERNORMAL__REGISTRY__V1__OPEN_HOURS__INIT;
    Evernormal__Registry__V1__OpenHours *list[] = {&hours};
    hours.from_min = 8 * 60;
    hours.until_min = 18 * 60;
    place.n_open_hours = 1;
    place.open_hours = list;
    locate(&place, c->lat_e6, c->lon_e6);
    add(e, PLACE, c->point, &place.base);
}

struct need {
    const char *item;
    int64_t per_day;
};

/* Life depends on the first need; there may be a second one. */
static void add_person(struct enrol *e, const struct evn_town_community *c, int number,
                       const char *group, const struct need need[2])
{
    char code[40];
    Evernormal__Registry__V1__KeyPerson person = EVERNORMAL__REGISTRY__V1__KEY_PERSON__INIT;
    Evernormal__Registry__V1__Need of[2], *list[] = {&of[0], &of[1]};
    snprintf(code, sizeof code, "KP-%.12s-%02d", c->code, number);
    person.person = code;
    person.group = text(group);
    person.community = text(c->code);
    for (; person.n_needs < 2 && need[person.n_needs].item != NULL; person.n_needs++) {
        Evernormal__Registry__V1__Need *n = list[person.n_needs];
        evernormal__registry__v1__need__init(n);
        n->item = text(need[person.n_needs].item);
        n->per_day = need[person.n_needs].per_day;
        n->tier = (uint32_t)person.n_needs + 1;
    }
    person.needs = list;
    person.synthetic = 1;
    add(e, KEY_PERSON, code, &person.base);
}

/* Close contacts come home for three days of their eight; those who left a high-risk area stay at
 * home for seven. Both are tested at their own door. */
static void add_member(struct enrol *e, const struct evn_town_community *c, int number)
{
    char code[40], start[11];
    bool contact = number % 2 == 0;
    Evernormal__Registry__V1__Member member = EVERNORMAL__REGISTRY__V1__MEMBER__INIT;
    snprintf(code, sizeof code, "M-%.12s-%02d", c->code, number);
    evn_day_format((struct evn_day){e->first.n + (contact ? -2 : 1) + number}, start);
    member.person = code;
    member.cohort = text(contact ? "close_contact" : "high_risk_area_leaver");
    member.start_day = start;
    member.area = text(c->code);
    member.synthetic = 1;
    add(e, MEMBER, code, &member.base);
}

static void add_people(struct enrol *e, const struct evn_town_community *c)
{
    static const struct need diabetic[2] = {{"INSULIN", 1}};
    static const struct need infant[2] = {{"FORMULA", FORMULA_G}, {"NAPPY", NAPPIES}};
    for (int i = 0; i < c->n_insulin; i++)
        add_person(e, c, i + 1, "underlying_disease", diabetic);
    for (int i = 0; i < c->n_formula; i++)
        add_person(e, c, c->n_insulin + i + 1, "child_in_difficulty", infant);
    for (int i = 0; i < c->n_contacts; i++)
        add_member(e, c, i + 1);
}

static void add_community(struct enrol *e, const struct evn_town_community *c)
{
    char *points[] = {text(c->point)};
    Evernormal__Registry__V1__Community community = EVERNORMAL__REGISTRY__V1__COMMUNITY__INIT;
    add_area(e, c->code, c->name_zh, c->name_en, c->residents);
    add_area(e, c->compound, "一号小区", "Compound 1", 0);
    add_point(e, c);
    community.code = text(c->code);
    community.name_zh = text(c->name_zh);
    community.name_en = text(c->name_en);
    community.residents = c->residents;
    community.households = c->households;
    community.n_reception_points = 1;
    community.reception_points = points;
    community.synthetic = 1;
    add(e, COMMUNITY, c->code, &community.base);
}

/* A real place is known by its number alone. */
static void add_site(struct enrol *e, const struct evn_outbreak_site *site)
{
    char zh[64], en[64];
    snprintf(zh, sizeof zh, "演练楼栋%s", site->name);
    snprintf(en, sizeof en, "Exercise building%s%s", site->name[0] != '\0' ? " " : "", site->name);
    add_area(e, site->building, zh, en, site->residents);
}

evn_err evn_enrol(const struct evn_town *town, const struct evn_outbreak *outbreak,
                  struct evn_day first, struct evn_batch *batch)
{
    struct enrol e = {.town = town, .first = first, .batch = batch, .err = EVN_OK};
    Evernormal__Registry__V1__Place supplier =
        place_of(EVERNORMAL__REGISTRY__V1__PLACE_KIND__PLACE_KIND_SUPPLIER, EVN_DEMO_SUPPLIER, "",
                 "演练供应商", "Exercise supplier");
    add(&e, PLACE, EVN_DEMO_SUPPLIER, &supplier.base);
    for (size_t i = 0; i < EVN_TOWN_WAREHOUSES; i++)
        add_warehouse(&e, &town->warehouse[i]);
    for (size_t i = 0; i < town->n_vehicles; i++)
        add_vehicle(&e, &town->vehicle[i]);
    for (size_t i = 0; i < town->n_communities; i++)
        add_community(&e, &town->community[i]);
    for (size_t i = 0; i < outbreak->n_sites; i++)
        add_site(&e, &outbreak->site[i]);
    for (size_t i = 0; i < town->n_communities; i++)
        add_people(&e, &town->community[i]);
    return e.err;
}
