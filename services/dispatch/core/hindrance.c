#include "services/dispatch/core/hindrance.h"

#define INSTANT(tag, m)                                                                            \
    EVN_FIELD_NUMBER(tag, I64, struct evn_dsp_hindrance, m, 0, INT64_MIN, INT64_MAX)

bool evn_dsp_hindrance_holds(const struct evn_dsp_hindrance *h, int64_t at_us)
{
    return !h->cleared && (h->until_us == 0 || h->until_us > at_us);
}

static const struct evn_wire_field fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_hindrance, place, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_dsp_hindrance, reason, 0, 1),
    INSTANT(3, since_us),
    INSTANT(4, until_us),
    EVN_FIELD_TEXT(5, TEXT, struct evn_dsp_hindrance, by, 0, 1),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_dsp_hindrance, cleared, 0),
};
const struct evn_wire_message evn_dsp_hindrance_table =
    EVN_MESSAGE("evernormal.dispatch.v1.Hindrance", struct evn_dsp_hindrance, fields);
