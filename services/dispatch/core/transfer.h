/* transfer - people found positive: to a bed that takes them. Pure.
 *
 * One a person, by pseudonym. Dispatch chooses a hospital or isolation site that takes patients of
 * the grade and has a free bed in the ledger, asks the ledger to claim it, and asks elsewhere when
 * it is refused or the place stops taking patients. Rules: proto/spec/22-tests.md. */
#ifndef EVN_DISPATCH_TRANSFER_H
#define EVN_DISPATCH_TRANSFER_H

#include "services/dispatch/core/document.h"

enum { EVN_DSP_TRIED_MAX = 32 };

enum evn_dsp_transfer_state {
    EVN_DSP_TRANSFER_ASKED = 1, /* the ledger was asked for a bed at `place` */
    EVN_DSP_TRANSFER_CLAIMED,   /* it is claimed: to be brought there */
    EVN_DSP_TRANSFER_NO_BED,    /* there is none: looked for again with each change */
    EVN_DSP_TRANSFER_BROUGHT,   /* is there; the bed stays claimed */
    EVN_DSP_TRANSFER_ENDED,     /* discharged: the bed is free */
    EVN_DSP_TRANSFER_WITHDRAWN  /* a corrected result: not positive after all */
};

struct evn_dsp_transfer {
    char person[EVN_CODE_MAX];   /* pseudonym */
    char area[EVN_CODE_MAX];     /* where the person is */
    char sample[EVN_CODE_MAX];   /* of the test */
    int64_t since_us;            /* the test was taken */
    uint32_t severity;           /* 0: not known; 1 asymptomatic .. 5 critical */
    int32_t state;               /* enum evn_dsp_transfer_state */
    char place[EVN_CODE_MAX];    /* hospital or site; "": none */
    char bed[EVN_CODE_MAX];      /* item claimed there */
    char (*tried)[EVN_CODE_MAX]; /* that refused since the last choice */
    size_t n_tried;
    struct evn_dsp_why why; /* of the last refusal, or of having none */
    bool has_why;
    int64_t at_us; /* of the state */
};
extern const struct evn_wire_message evn_dsp_transfer_table;

#endif
