/* ledger - what dispatch asks the ledger for, as structs. Pure.
 *
 * Members as in evernormal.ledger.v1; only the fields used here. Commands go down a lane without
 * an id; its answer brings the same bytes back, which is how an answer finds its document. */
#ifndef EVN_DISPATCH_LEDGER_H
#define EVN_DISPATCH_LEDGER_H

#include "services/dispatch/core/decision.h"

enum { EVN_DSP_LEDGER_LINES_MAX = 1000 };

struct evn_dsp_reserve_line {
    char place[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    int64_t quantity;
};

/* Reserve and Release: the latter without priority. */
struct evn_dsp_reserve {
    char owner[EVN_CODE_MAX];
    uint32_t priority;
    struct evn_dsp_reserve_line *lines;
    size_t n_lines;
};

struct evn_dsp_ship_line {
    char from[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    int64_t quantity;
    char stop[EVN_CODE_MAX];
};

struct evn_dsp_ship {
    char shipment[EVN_CODE_MAX];
    char vehicle[EVN_CODE_MAX];
    char claim[EVN_CODE_MAX];
    struct evn_dsp_ship_line *lines;
    size_t n_lines;
    int64_t occurred_at_us;
};

struct evn_dsp_receipt_line {
    char item[EVN_CODE_MAX];
    int64_t accepted;
    int64_t n_short; /* the proto's `short` */
    int64_t damaged;
    int64_t refused;
};

struct evn_dsp_receipt {
    char shipment[EVN_CODE_MAX];
    char vehicle[EVN_CODE_MAX];
    char to[EVN_CODE_MAX];
    struct evn_dsp_receipt_line *lines;
    size_t n_lines;
    int64_t occurred_at_us;
    char signed_by[EVN_CODE_MAX];
};

struct evn_dsp_move_line {
    int32_t kind; /* 3: transfer */
    char from[EVN_CODE_MAX];
    char to[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    int64_t quantity;
    int64_t occurred_at_us;
};

struct evn_dsp_move {
    struct evn_dsp_move_line *lines;
    size_t n_lines;
    char reference[EVN_CODE_MAX];
};

/* One command: exactly one of the pointers is set. */
struct evn_dsp_ledger_command {
    struct evn_dsp_move *document;
    struct evn_dsp_reserve *reserve;
    struct evn_dsp_reserve *release;
    struct evn_dsp_ship *ship;
    struct evn_dsp_receipt *receipt;
};
extern const struct evn_wire_message evn_dsp_ledger_table;

/* Send it down the lane to the ledger that `key` names. EVN_E_LIMIT with *why. */
EVN_MUST_USE evn_err evn_dsp_send(struct evn_dsp_decision *d, const char *key,
                                  const struct evn_dsp_ledger_command *command);

/* Who a round's reservations are for: "R<round>-<warehouse>"; and back. */
void evn_dsp_owner(uint32_t round, const char *warehouse, char out[EVN_CODE_MAX]);
bool evn_dsp_owner_read(const char *owner, uint32_t *round, const char **warehouse);

#endif
