#include "services/registry/core/entity.h"

#include "common/service/kit.h"
#include "services/registry/core/model_people.h"
#include "services/registry/core/model_place.h"
#include "services/registry/core/model_staff.h"
#include "services/registry/core/model_zone.h"

static void set(struct evn_row_id *out, const char *key, const char *area, int64_t mark)
{
    memcpy(out->key, key, strlen(key) + 1);
    memcpy(out->area, area, strlen(area) + 1);
    out->mark = mark;
}

/* Two external ids as one key: neither holds a bar. */
static void set_pair(struct evn_row_id *out, const char *a, const char *b)
{
    size_t len = strlen(a);
    set(out, a, "", 0);
    out->key[len] = '|';
    memcpy(out->key + len + 1, b, strlen(b) + 1);
}

static void identify_item(const void *entity, struct evn_row_id *out)
{
    const struct evn_item *item = entity;
    set(out, item->code, "", 0);
}

static void identify_area(const void *entity, struct evn_row_id *out)
{
    const struct evn_area *area = entity;
    set(out, area->code, area->code, 0);
}

static void identify_place(const void *entity, struct evn_row_id *out)
{
    const struct evn_place *place = entity;
    set(out, place->code, place->area, place->kind);
}

static void identify_item_norm(const void *entity, struct evn_row_id *out)
{
    const struct evn_item_norm *link = entity;
    set_pair(out, link->item, link->norm);
}

static void identify_norm(const void *entity, struct evn_row_id *out)
{
    const struct evn_norm *norm = entity;
    set_pair(out, norm->norm, norm->group);
}

static void identify_policy(const void *entity, struct evn_row_id *out)
{
    const struct evn_policy *policy = entity;
    set(out, policy->table, "", policy->version);
}

static void identify_community(const void *entity, struct evn_row_id *out)
{
    const struct evn_community *community = entity;
    set(out, community->code, community->code, 0);
}

static void identify_zone(const void *entity, struct evn_row_id *out)
{
    const struct evn_zone *zone = entity;
    set(out, zone->seal.zone, zone->seal.area,
        evn_zone_mark(!zone->has_unsealed, zone->lowered_on.n, zone->met));
}

static void identify_report(const void *entity, struct evn_row_id *out)
{
    const struct evn_report *report = entity;
    set(out, report->report, report->area, report->count > 0 ? report->day.n : EVN_MARK_NONE);
}

static void identify_member(const void *entity, struct evn_row_id *out)
{
    const struct evn_member *member = entity;
    set(out, member->person, member->area, member->policy_version);
}

static void identify_key_person(const void *entity, struct evn_row_id *out)
{
    const struct evn_key_person *person = entity;
    set(out, person->person, person->community, 0);
}

static void identify_contact(const void *entity, struct evn_row_id *out)
{
    const struct evn_person *person = entity;
    bool erased = evn_day_valid(person->erased_on);
    set(out, person->person, person->community, erased ? EVN_MARK_ERASED : EVN_MARK_NONE);
}

/* The last readings are kept, in a ring; all are in the log. */
static void identify_reading(const void *entity, struct evn_row_id *out)
{
    const struct evn_reading *reading = entity;
    char key[EVN_READING_KEY_MAX];
    evn_reading_key(reading->number, key);
    set(out, key, reading->community, (int64_t)reading->number);
}

static void identify_organisation(const void *entity, struct evn_row_id *out)
{
    const struct evn_organisation *organisation = entity;
    set(out, organisation->code, organisation->area, organisation->level);
}

static void identify_course(const void *entity, struct evn_row_id *out)
{
    const struct evn_course *course = entity;
    set(out, course->code, "", 0);
}

static void identify_staff(const void *entity, struct evn_row_id *out)
{
    const struct evn_staff *staff = entity;
    set(out, staff->staff, staff->organisation, 0);
}

static void identify_training(const void *entity, struct evn_row_id *out)
{
    const struct evn_training *training = entity;
    char day[11], course_day[EVN_CODE_MAX];
    evn_day_format(training->done_on, day);
    size_t len = strlen(training->course);
    memcpy(course_day, training->course, len);
    course_day[len] = '|';
    memcpy(course_day + len + 1, day, sizeof day);
    set_pair(out, training->staff, course_day);
    memcpy(out->area, training->staff, sizeof training->staff);
    out->mark = training->withdrawn ? EVN_MARK_NONE : training->done_on.n;
}

static void identify_standing(const void *entity, struct evn_row_id *out)
{
    const struct evn_standing *standing = entity;
    set(out, standing->staff, standing->staff,
        evn_day_valid(standing->next_day) ? standing->next_day.n : EVN_MARK_NONE);
}

static void identify_duty(const void *entity, struct evn_row_id *out)
{
    const struct evn_duty *duty = entity;
    set(out, duty->duty, duty->organisation, 0);
}

enum {
    STAFF_READERS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_DISPATCHER | EVN_ROLE_AUDITOR |
                    EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY,
    LOOKED_AFTER = EVN_ROLE_ADMIN | EVN_ROLE_AUDITOR | EVN_ROLE_AUTHORITY,
    TRUSTED = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_POINT | EVN_ROLE_DISPATCHER |
              EVN_ROLE_AUDITOR | EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY
};

static const struct evn_entity entities[EVN_N_ENTITIES] = {
    {"item", &evn_item_table, identify_item, EVN_ITEMS_MAX, 0, false, 0},
    {"area", &evn_area_table, identify_area, EVN_AREAS_MAX, 0, false, 0},
    {"place", &evn_place_table, identify_place, EVN_PLACES_MAX, 0, false, 0},
    {"item_norm", &evn_item_norm_table, identify_item_norm, EVN_ITEM_NORMS_MAX, 0, false, 0},
    {"norm", &evn_norm_table, identify_norm, EVN_NORMS_MAX, 0, false, 0},
    {"policy", &evn_policy_table, identify_policy, EVN_POLICIES_MAX, 0, false, 0},
    {"community", &evn_community_table, identify_community, EVN_COMMUNITIES_MAX, 0, false, 0},
    {"zone", &evn_zone_table, identify_zone, EVN_ZONES_MAX, 0, true, 0},
    {"report", &evn_report_table, identify_report, EVN_REPORTS_MAX, TRUSTED, true, 0},
    {"member", &evn_member_table, identify_member, EVN_MEMBERS_MAX, TRUSTED, false, 0},
    {"key_person", &evn_key_person_table, identify_key_person, EVN_KEY_PERSONS_MAX, TRUSTED, false,
     0},
    {"person", &evn_person_table, identify_contact, EVN_PERSONS_MAX, TRUSTED, false, 0},
    {"reading", &evn_reading_table, identify_reading, EVN_READINGS_KEPT, LOOKED_AFTER, false, 0},
    {"organisation", &evn_organisation_table, identify_organisation, EVN_ORGANISATIONS_MAX, 0,
     false, 0},
    {"course", &evn_course_table, identify_course, EVN_COURSES_MAX, 0, false, 0},
    {"staff", &evn_staff_table, identify_staff, EVN_STAFF_MAX, STAFF_READERS, false,
     EVN_REG_ORGANISATION},
    {"training", &evn_training_table, identify_training, EVN_TRAININGS_MAX, STAFF_READERS, false,
     EVN_REG_STAFF},
    {"standing", &evn_standing_message, identify_standing, EVN_STAFF_MAX, STAFF_READERS, false,
     EVN_REG_STAFF},
    {"duty", &evn_duty_table, identify_duty, EVN_DUTIES_MAX, STAFF_READERS, true,
     EVN_REG_ORGANISATION},
};

/* Kinds stand in runs: the numbers between are commands that put nothing, or nobody's. */
static const struct {
    uint32_t first, last;
    size_t at; /* index of the first */
} runs[] = {{EVN_REG_ITEM, EVN_REG_KEY_PERSON, 0},
            {EVN_REG_PERSON, EVN_REG_READING, 11},
            {EVN_REG_ORGANISATION, EVN_REG_DUTY, 13}};
enum { N_RUNS = sizeof runs / sizeof runs[0] };

uint32_t evn_entity_kind(size_t i)
{
    size_t run = N_RUNS - 1;
    while (i < runs[run].at)
        run--;
    return (uint32_t)(runs[run].first + (i - runs[run].at));
}

size_t evn_entity_index(uint32_t kind)
{
    size_t run = N_RUNS - 1;
    while (kind < runs[run].first)
        run--;
    return runs[run].at + (kind - runs[run].first);
}

const struct evn_entity *evn_entity_of(uint32_t kind)
{
    for (size_t run = 0; run < N_RUNS; run++)
        if (kind >= runs[run].first && kind <= runs[run].last)
            return &entities[evn_entity_index(kind)];
    return NULL;
}
