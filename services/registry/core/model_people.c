#include "services/registry/core/model_people.h"

static const struct evn_wire_field phase_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_phase, phase_order, EVN_REQUIRED, 1, 16),
    EVN_FIELD_TEXT(2, CODE, struct evn_phase, phase, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_phase, place, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_phase, supply_mode, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_phase, first_day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(6, U32, struct evn_phase, days, 0, 0, EVN_PHASE_DAYS_MAX),
    EVN_FIELD_LIST(7, U32, struct evn_phase, test_days, 0, 0, EVN_TEST_DAYS_MAX, NULL),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_phase, tests_unknown, 0),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_phase, code_managed, 0),
};
static const struct evn_wire_message phase_table =
    EVN_MESSAGE("evernormal.registry.v1.Phase", struct evn_phase, phase_fields);

static const struct evn_wire_field member_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_member, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_member, cohort, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_member, start_day, EVN_REQUIRED),
    EVN_FIELD_TEXT(4, CODE, struct evn_member, area, EVN_REQUIRED, 12),
    EVN_FIELD_TEXT(5, CODE, struct evn_member, place, 0, 1),
    EVN_FIELD_PLAIN(6, DAY, struct evn_member, released_on, 0),
    EVN_FIELD_NUMBER(7, U32, struct evn_member, policy_version, 0, 1, UINT32_MAX),
    EVN_FIELD_LIST(8, MSG, struct evn_member, phases, 0, 0, EVN_PHASES_MAX, &phase_table),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_member, synthetic, 0),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_member, no_home, 0),
    EVN_FIELD_TEXT(11, CODE, struct evn_member, contact_of, 0, 1),
};
const struct evn_wire_message evn_member_table =
    EVN_MESSAGE("evernormal.registry.v1.Member", struct evn_member, member_fields);

static const struct evn_wire_field need_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_need, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_need, per_day, 0, 1, 1000000000),
    EVN_FIELD_NUMBER(3, U32, struct evn_need, tier, EVN_REQUIRED, 1, 3),
    EVN_FIELD_NUMBER(4, I64, struct evn_need, amount, 0, 1, 1000000000),
    EVN_FIELD_LIST(5, U32, struct evn_need, weekdays, 0, 0, 7, NULL),
    EVN_FIELD_NUMBER(6, U32, struct evn_need, every_days, 0, 1, EVN_NEED_DAYS_MAX),
    EVN_FIELD_PLAIN(7, DAY, struct evn_need, from_day, 0),
    EVN_FIELD_NUMBER(8, U32, struct evn_need, supply_days, 0, 1, EVN_NEED_DAYS_MAX),
    EVN_FIELD_NUMBER(9, I64, struct evn_need, on_hand, 0, 1, INT64_C(1000000000000)),
    EVN_FIELD_NUMBER(10, U32, struct evn_need, lead_days, 0, 1, EVN_NEED_DAYS_MAX),
};
static const struct evn_wire_message need_table =
    EVN_MESSAGE("evernormal.registry.v1.Need", struct evn_need, need_fields);

static const struct evn_wire_field ride_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_key_ride, kind, EVN_REQUIRED, 1, EVN_KEY_RIDE_KINDS),
    EVN_FIELD_TEXT(2, CODE, struct evn_key_ride, to, 0, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_key_ride, at_min, 0, 0, 1439),
    EVN_FIELD_LIST(4, U32, struct evn_key_ride, weekdays, 0, 0, 7, NULL),
    EVN_FIELD_NUMBER(5, U32, struct evn_key_ride, every_days, 0, 1, EVN_NEED_DAYS_MAX),
    EVN_FIELD_PLAIN(6, DAY, struct evn_key_ride, from_day, 0),
};
static const struct evn_wire_message ride_table =
    EVN_MESSAGE("evernormal.registry.v1.KeyRide", struct evn_key_ride, ride_fields);

static const struct evn_wire_field key_person_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_key_person, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_key_person, group, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_key_person, community, EVN_REQUIRED, 12),
    EVN_FIELD_LIST(4, MSG, struct evn_key_person, needs, EVN_LINES, 0, EVN_NEEDS_MAX, &need_table),
    EVN_FIELD_PLAIN(5, DAY, struct evn_key_person, last_day, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_key_person, synthetic, 0),
    EVN_FIELD_LIST(160, MSG, struct evn_key_person, rides, EVN_LINES, 0, EVN_KEY_RIDES_MAX,
                   &ride_table),
};
const struct evn_wire_message evn_key_person_table =
    EVN_MESSAGE("evernormal.registry.v1.KeyPerson", struct evn_key_person, key_person_fields);

static const struct evn_wire_field contact_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_contact, name, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_contact, phone, 0, 3),
    EVN_FIELD_TEXT(3, TEXT, struct evn_contact, door, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_contact, note, 0, 1),
};
const struct evn_wire_message evn_contact_table =
    EVN_MESSAGE("evernormal.registry.v1.Contact", struct evn_contact, contact_fields);

static const struct evn_wire_field sealed_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_person, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_person, community, EVN_REQUIRED, 12),
    EVN_FIELD_BYTES(3, struct evn_person, sealed, 0, 1, EVN_SEALED_MAX),
    EVN_FIELD_PLAIN(4, DAY, struct evn_person, put_on, EVN_REQUIRED),
    EVN_FIELD_PLAIN(5, DAY, struct evn_person, erased_on, 0),
    EVN_FIELD_TEXT(6, TEXT, struct evn_person, reason, 0, 1),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_person, synthetic, 0),
};
const struct evn_wire_message evn_person_table =
    EVN_MESSAGE("evernormal.registry.v1.Person", struct evn_person, sealed_fields);

static const struct evn_wire_field reading_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_reading, number, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_LIST(2, CODE, struct evn_reading, persons, 0, 0, EVN_READ_MAX, NULL),
    EVN_FIELD_TEXT(3, CODE, struct evn_reading, community, 0, 12),
    EVN_FIELD_TEXT(4, TEXT, struct evn_reading, reason, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_reading, actor, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(6, U32, struct evn_reading, roles, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(7, I64, struct evn_reading, at_us, 0, 0, INT64_MAX),
};
const struct evn_wire_message evn_reading_table =
    EVN_MESSAGE("evernormal.registry.v1.Reading", struct evn_reading, reading_fields);

void evn_reading_key(uint64_t number, char out[EVN_READING_KEY_MAX])
{
    uint64_t place = number % EVN_READINGS_KEPT;
    for (int i = 5; i >= 0; i--, place /= 10)
        out[i] = (char)('0' + place % 10);
    out[6] = '\0';
}
