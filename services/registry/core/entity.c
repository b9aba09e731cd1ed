#include "services/registry/core/entity.h"

#include "common/service/kit.h"
#include "services/registry/core/model_ending.h"
#include "services/registry/core/model_people.h"
#include "services/registry/core/model_place.h"
#include "services/registry/core/model_staff.h"
#include "services/registry/core/model_test.h"
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

static void identify_result(const void *entity, struct evn_row_id *out)
{
    const struct evn_test_result *result = entity;
    char key[EVN_ROW_KEY_MAX];
    bool waits = result->retest_at_us > 0 && !result->retested;
    evn_test_key(result->person, evn_day_at(result->at_us, EVN_OFFSET_CHINA_MIN), result->number,
                 key);
    set(out, key, result->area, waits ? result->retest_at_us : EVN_MARK_NONE);
}

static void identify_proposal(const void *entity, struct evn_row_id *out)
{
    const struct evn_proposal *proposal = entity;
    set(out, proposal->proposal, proposal->area, proposal->state);
}

static void identify_area_test(const void *entity, struct evn_row_id *out)
{
    const struct evn_area_test *area_test = entity;
    set(out, area_test->area_test, area_test->area, 0);
}

static void identify_loop_stay(const void *entity, struct evn_row_id *out)
{
    const struct evn_loop_stay *stay = entity;
    set(out, stay->person, stay->area, evn_day_valid(stay->left_on));
}

static void identify_ending(const void *entity, struct evn_row_id *out)
{
    const struct evn_ending *ending = entity;
    struct evn_day next = evn_ending_next(ending);
    set(out, ending->ending, ending->area, evn_day_valid(next) ? next.n : EVN_MARK_NONE);
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

/* Ascending by kind: the numbers between are commands that put nothing, or events that say why. */
static const struct evn_entity entities[EVN_N_ENTITIES] = {
    {EVN_REG_ITEM, "item", &evn_item_table, identify_item, EVN_ITEMS_MAX, 0, false, 0},
    {EVN_REG_AREA, "area", &evn_area_table, identify_area, EVN_AREAS_MAX, 0, false, 0},
    {EVN_REG_PLACE, "place", &evn_place_table, identify_place, EVN_PLACES_MAX, 0, false, 0},
    {EVN_REG_ITEM_NORM, "item_norm", &evn_item_norm_table, identify_item_norm, EVN_ITEM_NORMS_MAX,
     0, false, 0},
    {EVN_REG_NORM, "norm", &evn_norm_table, identify_norm, EVN_NORMS_MAX, 0, false, 0},
    {EVN_REG_POLICY, "policy", &evn_policy_table, identify_policy, EVN_POLICIES_MAX, 0, false, 0},
    {EVN_REG_COMMUNITY, "community", &evn_community_table, identify_community, EVN_COMMUNITIES_MAX,
     0, false, 0},
    {EVN_REG_ZONE, "zone", &evn_zone_table, identify_zone, EVN_ZONES_MAX, 0, true, 0},
    {EVN_REG_REPORT, "report", &evn_report_table, identify_report, EVN_REPORTS_MAX, TRUSTED, true,
     0},
    {EVN_REG_MEMBER, "member", &evn_member_table, identify_member, EVN_MEMBERS_MAX, TRUSTED, false,
     0},
    {EVN_REG_KEY_PERSON, "key_person", &evn_key_person_table, identify_key_person,
     EVN_KEY_PERSONS_MAX, TRUSTED, false, 0},
    {EVN_REG_PERSON, "person", &evn_person_table, identify_contact, EVN_PERSONS_MAX, TRUSTED, false,
     0},
    {EVN_REG_READING, "reading", &evn_reading_table, identify_reading, EVN_READINGS_KEPT,
     LOOKED_AFTER, false, 0},
    {EVN_REG_RESULT, "test_result", &evn_test_result_table, identify_result, EVN_RESULTS_MAX,
     TRUSTED, false, 0},
    {EVN_REG_PROPOSAL, "proposal", &evn_proposal_table, identify_proposal, EVN_PROPOSALS_MAX,
     TRUSTED, false, 0},
    {EVN_REG_AREA_TEST, "area_test", &evn_area_test_table, identify_area_test, EVN_AREA_TESTS_MAX,
     0, false, 0},
    {EVN_REG_LOOP_STAY, "loop_stay", &evn_loop_stay_table, identify_loop_stay, EVN_LOOP_STAYS_MAX,
     TRUSTED, false, 0},
    {EVN_REG_ENDING, "ending", &evn_ending_table, identify_ending, EVN_ENDINGS_MAX, TRUSTED, false,
     0},
    {EVN_REG_ORGANISATION, "organisation", &evn_organisation_table, identify_organisation,
     EVN_ORGANISATIONS_MAX, 0, false, 0},
    {EVN_REG_COURSE, "course", &evn_course_table, identify_course, EVN_COURSES_MAX, 0, false, 0},
    {EVN_REG_STAFF, "staff", &evn_staff_table, identify_staff, EVN_STAFF_MAX, STAFF_READERS, false,
     EVN_REG_ORGANISATION},
    {EVN_REG_TRAINING, "training", &evn_training_table, identify_training, EVN_TRAININGS_MAX,
     STAFF_READERS, false, EVN_REG_STAFF},
    {EVN_REG_STANDING, "standing", &evn_standing_message, identify_standing, EVN_STAFF_MAX,
     STAFF_READERS, false, EVN_REG_STAFF},
    {EVN_REG_DUTY, "duty", &evn_duty_table, identify_duty, EVN_DUTIES_MAX, STAFF_READERS, true,
     EVN_REG_ORGANISATION},
};

uint32_t evn_entity_kind(size_t i)
{
    return entities[i].kind;
}

size_t evn_entity_index(uint32_t kind)
{
    size_t i = 0;
    while (i < EVN_N_ENTITIES && entities[i].kind != kind)
        i++;
    return i;
}

const struct evn_entity *evn_entity_of(uint32_t kind)
{
    size_t i = evn_entity_index(kind);
    return i < EVN_N_ENTITIES ? &entities[i] : NULL;
}
