#include "services/dispatch/core/transfer.h"

static const struct evn_wire_field fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_transfer, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_transfer, area, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_transfer, sample, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_dsp_transfer, since_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(5, U32, struct evn_dsp_transfer, severity, 0, 0, 5),
    EVN_FIELD_NUMBER(6, ENUM, struct evn_dsp_transfer, state, EVN_REQUIRED, EVN_DSP_TRANSFER_ASKED,
                     EVN_DSP_TRANSFER_WITHDRAWN),
    EVN_FIELD_TEXT(7, CODE, struct evn_dsp_transfer, place, 0, 1),
    EVN_FIELD_TEXT(8, CODE, struct evn_dsp_transfer, bed, 0, 1),
    EVN_FIELD_LIST(9, CODE, struct evn_dsp_transfer, tried, 0, 0, EVN_DSP_TRIED_MAX, NULL),
    EVN_FIELD_MSG(10, struct evn_dsp_transfer, why, 0, &evn_dsp_why_table),
    EVN_FIELD_NUMBER(11, I64, struct evn_dsp_transfer, at_us, 0, INT64_MIN, INT64_MAX),
};
const struct evn_wire_message evn_dsp_transfer_table =
    EVN_MESSAGE("evernormal.dispatch.v1.Transfer", struct evn_dsp_transfer, fields);
