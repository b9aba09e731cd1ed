#include "services/registry/core/model_zone.h"

#include "services/registry/core/model_policy.h"

/* Authority, reason and end rule are missed by name when a seal is decided. */
static const struct evn_wire_field seal_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_seal, zone, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_seal, area, EVN_REQUIRED, 2),
    EVN_FIELD_NUMBER(3, ENUM, struct evn_seal, level, EVN_REQUIRED, EVN_LEVEL_HIGH, EVN_LEVEL_HIGH),
    EVN_FIELD_NUMBER(4, I64, struct evn_seal, residents, 0, 0, INT64_C(2000000000)),
    EVN_FIELD_TEXT(5, TEXT, struct evn_seal, authority, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_seal, reason, 0, 1),
    EVN_FIELD_TEXT(7, CODE, struct evn_seal, end_rule, 0, 1),
    EVN_FIELD_TEXT(8, CODE, struct evn_seal, expansion, 0, 1),
    EVN_FIELD_PLAIN(9, DAY, struct evn_seal, start_day, EVN_REQUIRED),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_seal, synthetic, 0),
};
const struct evn_wire_message evn_seal_table =
    EVN_MESSAGE("evernormal.registry.v1.Seal", struct evn_seal, seal_fields);

static const struct evn_wire_field unseal_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_unseal, zone, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_unseal, authority, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_unseal, reason, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_unseal, early, 0),
    EVN_FIELD_TEXT(5, CODE, struct evn_unseal, ending, 0, 1),
};
const struct evn_wire_message evn_unseal_table =
    EVN_MESSAGE("evernormal.registry.v1.Unseal", struct evn_unseal, unseal_fields);

static const struct evn_wire_field zone_fields[] = {
    EVN_FIELD_MSG(1, struct evn_zone, seal, EVN_REQUIRED, &evn_seal_table),
    EVN_FIELD_MSG(2, struct evn_zone, unsealed, 0, &evn_unseal_table),
    EVN_FIELD_PLAIN(3, DAY, struct evn_zone, unsealed_on, 0),
    EVN_FIELD_NUMBER(4, U32, struct evn_zone, overdue_days, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(5, U32, struct evn_zone, quiet_days, EVN_REQUIRED, 1, EVN_PHASE_DAYS_MAX),
    EVN_FIELD_NUMBER(6, U32, struct evn_zone, episode, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_PLAIN(7, DAY, struct evn_zone, high_from, EVN_REQUIRED),
    EVN_FIELD_PLAIN(8, DAY, struct evn_zone, last_infection, EVN_REQUIRED),
    EVN_FIELD_NUMBER(9, U32, struct evn_zone, infection_days, 0, 0, UINT32_MAX),
    EVN_FIELD_PLAIN(10, DAY, struct evn_zone, lowered_on, EVN_REQUIRED),
    EVN_FIELD_PLAIN(11, BOOL, struct evn_zone, met, 0),
    EVN_FIELD_NUMBER(110, I64, struct evn_zone, sealed_at_us, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(111, I64, struct evn_zone, unsealed_at_us, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(112, I64, struct evn_zone, sealed_number, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(113, I64, struct evn_zone, unsealed_number, 0, 0, INT64_MAX),
};
const struct evn_wire_message evn_zone_table =
    EVN_MESSAGE("evernormal.registry.v1.Zone", struct evn_zone, zone_fields);

static const struct evn_wire_field report_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_report, report, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_report, area, 0, 2),
    EVN_FIELD_PLAIN(3, DAY, struct evn_report, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(4, U32, struct evn_report, count, 0, 0, 100000000),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_report, synthetic, 0),
};
const struct evn_wire_message evn_report_table =
    EVN_MESSAGE("evernormal.registry.v1.Report", struct evn_report, report_fields);
