#include "services/registry/core/model_ending.h"

static const struct evn_wire_field ending_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_ending, ending, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_ending, area, 0, 2),
    EVN_FIELD_PLAIN(3, DAY, struct evn_ending, zones_end, 0),
    EVN_FIELD_PLAIN(4, DAY, struct evn_ending, cohorts_end, 0),
    EVN_FIELD_TEXT(5, TEXT, struct evn_ending, authority, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_ending, reason, 0, 1),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_ending, withdrawn, 0),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_ending, synthetic, 0),
    EVN_FIELD_TEXT(9, CODE, struct evn_ending, zones_after, 0, 1),
    EVN_FIELD_NUMBER(10, U32, struct evn_ending, zones_ended, 0, 0, UINT32_MAX),
    EVN_FIELD_PLAIN(11, BOOL, struct evn_ending, zones_done, 0),
    EVN_FIELD_TEXT(12, CODE, struct evn_ending, members_after, 0, 1),
    EVN_FIELD_NUMBER(13, U32, struct evn_ending, members_ended, 0, 0, UINT32_MAX),
    EVN_FIELD_PLAIN(14, BOOL, struct evn_ending, members_done, 0),
};
const struct evn_wire_message evn_ending_table =
    EVN_MESSAGE("evernormal.registry.v1.Ending", struct evn_ending, ending_fields);

struct evn_day evn_ending_next(const struct evn_ending *ending)
{
    struct evn_day zones = ending->zones_done ? EVN_DAY_NONE : ending->zones_end;
    struct evn_day cohorts = ending->members_done ? EVN_DAY_NONE : ending->cohorts_end;
    if (ending->withdrawn)
        return EVN_DAY_NONE;
    return zones.n < cohorts.n ? zones : cohorts;
}
