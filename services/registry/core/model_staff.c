#include "services/registry/core/model_staff.h"

static const struct evn_wire_field organisation_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_organisation, code, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_organisation, type, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, ENUM, struct evn_organisation, level, EVN_REQUIRED, EVN_ORG_PROVINCE,
                     EVN_ORG_COMMUNITY),
    EVN_FIELD_TEXT(4, CODE, struct evn_organisation, area, EVN_REQUIRED, 2),
    EVN_FIELD_TEXT(5, CODE, struct evn_organisation, parent, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_organisation, name_zh, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_organisation, name_en, 0, 1),
    EVN_FIELD_TEXT(8, CODE, struct evn_organisation, head, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_organisation, phone, 0, 3),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_organisation, synthetic, 0),
};
const struct evn_wire_message evn_organisation_table = EVN_MESSAGE(
    "evernormal.registry.v1.Organisation", struct evn_organisation, organisation_fields);

static const struct evn_wire_field course_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_course, code, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_course, name_zh, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_course, name_en, 0, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_course, roles, 0, 0, EVN_ROLE_ALL),
    EVN_FIELD_NUMBER(5, U32, struct evn_course, valid_days, 0, 0, EVN_COURSE_DAYS_MAX),
    EVN_FIELD_PLAIN(6, DAY, struct evn_course, deadline, 0),
    EVN_FIELD_PLAIN(7, DAY, struct evn_course, valid_from, 0),
    EVN_FIELD_PLAIN(8, DAY, struct evn_course, valid_until, 0),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_course, synthetic, 0),
};
const struct evn_wire_message evn_course_table =
    EVN_MESSAGE("evernormal.registry.v1.Course", struct evn_course, course_fields);

static const struct evn_wire_field grant_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_grant, area, 0, 2),
    EVN_FIELD_NUMBER(2, U32, struct evn_grant, roles, EVN_REQUIRED, 1, EVN_ROLE_ALL),
};
static const struct evn_wire_message grant_table =
    EVN_MESSAGE("evernormal.registry.v1.Grant", struct evn_grant, grant_fields);

static const struct evn_wire_field staff_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_staff, staff, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_staff, organisation, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(3, MSG, struct evn_staff, grants, EVN_LINES, 0, EVN_GRANTS_MAX, &grant_table),
    EVN_FIELD_PLAIN(4, DAY, struct evn_staff, from_day, EVN_REQUIRED),
    EVN_FIELD_PLAIN(5, DAY, struct evn_staff, last_day, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_staff, synthetic, 0),
};
const struct evn_wire_message evn_staff_table =
    EVN_MESSAGE("evernormal.registry.v1.Staff", struct evn_staff, staff_fields);

static const struct evn_wire_field training_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_training, staff, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_training, course, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_training, done_on, EVN_REQUIRED),
    EVN_FIELD_TEXT(4, TEXT, struct evn_training, proof, 0, 1),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_training, withdrawn, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_training, synthetic, 0),
};
const struct evn_wire_message evn_training_table =
    EVN_MESSAGE("evernormal.registry.v1.Training", struct evn_training, training_fields);

static const struct evn_wire_field duty_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_duty, duty, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_duty, organisation, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_duty, staff, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(4, DAY, struct evn_duty, from_day, EVN_REQUIRED),
    EVN_FIELD_PLAIN(5, DAY, struct evn_duty, until_day, 0),
    EVN_FIELD_LIST(6, U32, struct evn_duty, weekdays, 0, 0, 7, NULL),
    EVN_FIELD_NUMBER(7, U32, struct evn_duty, from_min, 0, 0, 1439),
    EVN_FIELD_NUMBER(8, U32, struct evn_duty, until_min, EVN_REQUIRED, 1, EVN_DUTY_MINUTES_MAX),
    EVN_FIELD_NUMBER(9, U32, struct evn_duty, rank, 0, 0, 1000),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_duty, withdrawn, 0),
    EVN_FIELD_PLAIN(11, BOOL, struct evn_duty, synthetic, 0),
};
const struct evn_wire_message evn_duty_table =
    EVN_MESSAGE("evernormal.registry.v1.Duty", struct evn_duty, duty_fields);
