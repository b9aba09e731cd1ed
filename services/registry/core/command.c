#include "services/registry/core/command.h"

#define PUT_TABLE(name_, proto_)                                                                   \
    static const struct evn_wire_field name_##_put_fields[] = {                                    \
        EVN_FIELD_MSG(1, struct evn_##name_##_put, name_, EVN_REQUIRED, &evn_##name_##_table),     \
        EVN_FIELD_PLAIN(2, BOOL, struct evn_##name_##_put, replace, 0),                            \
    };                                                                                             \
    static const struct evn_wire_message name_##_put_table = EVN_MESSAGE(                          \
        "evernormal.registry.v1." proto_, struct evn_##name_##_put, name_##_put_fields)

/* A put that may be an update: merge.h. */
#define UPDATE_TABLE(name_, proto_)                                                                \
    static const struct evn_wire_field name_##_put_fields[] = {                                    \
        EVN_FIELD_MSG(1, struct evn_##name_##_put, name_, EVN_REQUIRED, &evn_##name_##_table),     \
        EVN_FIELD_PLAIN(2, BOOL, struct evn_##name_##_put, replace, 0),                            \
        EVN_FIELD_REF(130, struct evn_##name_##_put, was, 0, &evn_##name_##_table),                \
    };                                                                                             \
    static const struct evn_wire_message name_##_put_table = EVN_MESSAGE(                          \
        "evernormal.registry.v1." proto_, struct evn_##name_##_put, name_##_put_fields)

UPDATE_TABLE(item, "ItemPut");
UPDATE_TABLE(area, "AreaPut");
UPDATE_TABLE(place, "PlacePut");
UPDATE_TABLE(item_norm, "ItemNormPut");
UPDATE_TABLE(norm, "NormPut");
PUT_TABLE(community, "CommunityPut");
PUT_TABLE(member, "MemberPut");
UPDATE_TABLE(key_person, "KeyPersonPut");
PUT_TABLE(area_test, "AreaTestPut");
PUT_TABLE(loop_stay, "LoopStayPut");

static const struct evn_wire_field contacted_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_contacted, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_contacted, area, 0, 12),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_contacted, secondary, 0),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_contacted, no_home, 0),
};
static const struct evn_wire_message contacted_table =
    EVN_MESSAGE("evernormal.registry.v1.Contacted", struct evn_contacted, contacted_fields);

static const struct evn_wire_field test_put_fields[] = {
    EVN_FIELD_MSG(1, struct evn_test_put, result, EVN_REQUIRED, &evn_test_result_table),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_test_put, replace, 0),
    EVN_FIELD_LIST(3, MSG, struct evn_test_put, contacts, EVN_LINES, 0, EVN_CONTACTS_MAX,
                   &contacted_table),
};
static const struct evn_wire_message test_put_table =
    EVN_MESSAGE("evernormal.registry.v1.TestPut", struct evn_test_put, test_put_fields);

static const struct evn_wire_field proposal_decide_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_proposal_decide, proposal, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_proposal_decide, confirm, 0),
    EVN_FIELD_TEXT(3, CODE, struct evn_proposal_decide, zone, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_proposal_decide, area, 0, 2),
    EVN_FIELD_TEXT(5, TEXT, struct evn_proposal_decide, authority, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_proposal_decide, reason, 0, 1),
    EVN_FIELD_TEXT(7, CODE, struct evn_proposal_decide, expansion, 0, 1),
    EVN_FIELD_NUMBER(8, I64, struct evn_proposal_decide, residents, 0, 0, INT64_C(2000000000)),
};
static const struct evn_wire_message proposal_decide_table = EVN_MESSAGE(
    "evernormal.registry.v1.ProposalDecide", struct evn_proposal_decide, proposal_decide_fields);
PUT_TABLE(ending, "EndingPut");
UPDATE_TABLE(organisation, "OrganisationPut");
UPDATE_TABLE(course, "CoursePut");
UPDATE_TABLE(staff, "StaffPut");
UPDATE_TABLE(training, "TrainingPut");
UPDATE_TABLE(duty, "DutyPut");

static const struct evn_wire_field report_put_fields[] = {
    EVN_FIELD_MSG(1, struct evn_report_put, report, EVN_REQUIRED, &evn_report_table),
    EVN_FIELD_TEXT(2, CODE, struct evn_report_put, zone, 0, 1),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_report_put, replace, 0),
};
static const struct evn_wire_message report_put_table =
    EVN_MESSAGE("evernormal.registry.v1.ReportPut", struct evn_report_put, report_put_fields);

static const struct evn_wire_field key_put_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_key_put, public_key, EVN_REQUIRED, EVN_PUBLIC_KEY_TEXT_LEN),
    EVN_FIELD_TEXT(2, TEXT, struct evn_key_put, name, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_key_put, roles, EVN_REQUIRED, 1, EVN_ROLE_ALL),
    EVN_FIELD_TEXT(4, CODE, struct evn_key_put, scope, 0, 2),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_key_put, replace, 0),
    EVN_FIELD_TEXT(6, CODE, struct evn_key_put, staff, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_key_put, device, 0, 1),
};
static const struct evn_wire_message key_put_table =
    EVN_MESSAGE("evernormal.registry.v1.KeyPut", struct evn_key_put, key_put_fields);

static const struct evn_wire_field key_revoke_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_key_revoke, public_key, EVN_REQUIRED,
                   EVN_PUBLIC_KEY_TEXT_LEN),
};
static const struct evn_wire_message key_revoke_table =
    EVN_MESSAGE("evernormal.registry.v1.KeyRevoke", struct evn_key_revoke, key_revoke_fields);

static const struct evn_wire_field link_put_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_link_put, community, EVN_REQUIRED, 12),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_link_put, kind, EVN_REQUIRED, EVN_LINK_HOSPITAL,
                     EVN_LINK_CAR),
    EVN_FIELD_TEXT(3, CODE, struct evn_link_put, place, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_link_put, phone, 0, 3),
};
static const struct evn_wire_message link_put_table =
    EVN_MESSAGE("evernormal.registry.v1.LinkPut", struct evn_link_put, link_put_fields);

static const struct evn_wire_field line_test_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_line_test, community, EVN_REQUIRED, 12),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_line_test, kind, EVN_REQUIRED, EVN_LINK_HOSPITAL,
                     EVN_LINK_PHARMACY),
    EVN_FIELD_NUMBER(3, I64, struct evn_line_test, at_us, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_line_test, answered, 0),
    EVN_FIELD_TEXT(5, TEXT, struct evn_line_test, note, 0, 1),
};
static const struct evn_wire_message line_test_table =
    EVN_MESSAGE("evernormal.registry.v1.LineTest", struct evn_line_test, line_test_fields);

static const struct evn_wire_field person_put_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_person_put, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_person_put, community, EVN_REQUIRED, 12),
    EVN_FIELD_MSG(3, struct evn_person_put, contact, 0, &evn_contact_table),
    EVN_FIELD_BYTES(4, struct evn_person_put, sealed, 0, 1, EVN_SEALED_MAX),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_person_put, replace, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_person_put, synthetic, 0),
};
static const struct evn_wire_message person_put_table =
    EVN_MESSAGE("evernormal.registry.v1.PersonPut", struct evn_person_put, person_put_fields);

static const struct evn_wire_field person_read_fields[] = {
    EVN_FIELD_LIST(1, CODE, struct evn_person_read, persons, 0, 0, EVN_READ_MAX, NULL),
    EVN_FIELD_TEXT(2, CODE, struct evn_person_read, community, 0, 12),
    EVN_FIELD_TEXT(3, CODE, struct evn_person_read, after, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_person_read, reason, EVN_REQUIRED, 4),
};
static const struct evn_wire_message person_read_table =
    EVN_MESSAGE("evernormal.registry.v1.PersonRead", struct evn_person_read, person_read_fields);

static const struct evn_wire_field person_erase_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_person_erase, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_person_erase, reason, EVN_REQUIRED, 4),
};
static const struct evn_wire_message person_erase_table =
    EVN_MESSAGE("evernormal.registry.v1.PersonErase", struct evn_person_erase, person_erase_fields);

#define KIND(tag_, name_, table_)                                                                  \
    EVN_FIELD_REF(tag_, struct evn_registry_command, name_, EVN_ONE_OF, &(table_))
static const struct evn_wire_field command_fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct evn_registry_command, id, EVN_REQUIRED),
    KIND(2, tick, evn_tick_message),
    KIND(16, item, item_put_table),
    KIND(17, area, area_put_table),
    KIND(18, place, place_put_table),
    KIND(19, item_norm, item_norm_put_table),
    KIND(20, norm, norm_put_table),
    KIND(21, policy, evn_policy_table),
    KIND(22, community, community_put_table),
    KIND(EVN_TAG_SEAL, seal, evn_seal_table),
    KIND(24, report, report_put_table),
    KIND(25, member, member_put_table),
    KIND(26, key_person, key_person_put_table),
    KIND(EVN_TAG_UNSEAL, unseal, evn_unseal_table),
    KIND(EVN_TAG_KEY, key, key_put_table),
    KIND(EVN_TAG_KEY_REVOKE, key_revoke, key_revoke_table),
    KIND(EVN_TAG_LINK, link, link_put_table),
    KIND(EVN_TAG_LINE_TEST, line_test, line_test_table),
    KIND(EVN_TAG_PERSON, person, person_put_table),
    KIND(EVN_TAG_PERSON_READ, person_read, person_read_table),
    KIND(EVN_TAG_PERSON_ERASE, person_erase, person_erase_table),
    KIND(EVN_TAG_TEST, test, test_put_table),
    KIND(EVN_TAG_PROPOSAL, proposal, proposal_decide_table),
    KIND(EVN_TAG_AREA_TEST, area_test, area_test_put_table),
    KIND(EVN_TAG_LOOP_STAY, loop_stay, loop_stay_put_table),
    KIND(EVN_TAG_ENDING, ending, ending_put_table),
    KIND(EVN_TAG_ORGANISATION, organisation, organisation_put_table),
    KIND(EVN_TAG_COURSE, course, course_put_table),
    KIND(EVN_TAG_STAFF, staff, staff_put_table),
    KIND(EVN_TAG_TRAINING, training, training_put_table),
    KIND(EVN_TAG_DUTY, duty, duty_put_table),
};
const struct evn_wire_message evn_registry_command_table =
    EVN_MESSAGE("evernormal.registry.v1.Command", struct evn_registry_command, command_fields);
