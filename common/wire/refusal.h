/* refusal - a refusal between struct evn_refusal and evernormal.common.v1.Refusal. Pure. */
#ifndef EVN_WIRE_REFUSAL_H
#define EVN_WIRE_REFUSAL_H

#include "common/wire/field.h"

/* The members of the proto message, as the table fills them. */
struct evn_wire_refusal {
    int32_t code;                  /* an evn_err, perhaps of a newer version */
    int32_t error_class;           /* an enum evn_err_class */
    uint32_t line;                 /* 1-based; 0: the command as a whole */
    char field[EVN_FIELD_MAX];     /* path of the field at fault */
    char subject[EVN_SUBJECT_MAX]; /* what it is about */
    char place[EVN_SUBJECT_MAX];   /* where */
    bool has_at;                   /* at_us is set */
    int64_t at_us;                 /* the first failing instant */
    int64_t have;                  /* what there is */
    int64_t want;                  /* what was asked for, or the limit */
    int32_t state;                 /* an enum evn_state, perhaps of a newer version */
    int64_t held;                  /* of stock there: on hold */
    int64_t unfit;                 /* expired, or of too short a life */
    int64_t reserved;              /* kept for others */
    int64_t earmarked;             /* ring-fenced for others */
};

extern const struct evn_wire_message evn_refusal_table;

/* For sending. Text that is not clean (text.h) - a value somebody sent, echoed - is trimmed, or
 * dropped when that does not help: a refusal always arrives. */
struct evn_wire_refusal evn_refusal_to_wire(const struct evn_refusal *refusal);

/* As received. A code this version does not know becomes the plainest code of its class, so that
 * the caller still does the right thing next. */
struct evn_refusal evn_refusal_from_wire(const struct evn_wire_refusal *in);

#endif
