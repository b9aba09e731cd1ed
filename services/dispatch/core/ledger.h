/* ledger - what dispatch asks the ledger for, as structs. Pure.
 *
 * Members as in evernormal.ledger.v1; only the fields used here. Commands go down a lane without
 * an id; its answer brings the same bytes back, which is how an answer finds its document. */
#ifndef EVN_DISPATCH_LEDGER_H
#define EVN_DISPATCH_LEDGER_H

#include "services/dispatch/core/decision.h"

enum { EVN_DSP_LEDGER_LINES_MAX = 1000 };

/* So much of the item at the place. */
struct evn_dsp_reserve_line {
    char place[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    int64_t quantity;
};

/* Reserve and Release: the latter without priority. All or nothing over the lines. */
struct evn_dsp_reserve {
    char owner[EVN_CODE_MAX]; /* evn_dsp_owner */
    uint32_t priority;        /* 1 first */
    struct evn_dsp_reserve_line *lines;
    size_t n_lines;
};

struct evn_dsp_ship_line {
    char from[EVN_CODE_MAX]; /* warehouse */
    char item[EVN_CODE_MAX];
    int64_t quantity;        /* base units */
    char stop[EVN_CODE_MAX]; /* reception point it is for */
};

/* Stock goes onto the vehicle and uses up the claims. */
struct evn_dsp_ship {
    char shipment[EVN_CODE_MAX]; /* the trip */
    char vehicle[EVN_CODE_MAX];
    char claim[EVN_CODE_MAX]; /* owner of the claims */
    struct evn_dsp_ship_line *lines;
    size_t n_lines;
    int64_t occurred_at_us;
};

struct evn_dsp_receipt_line {
    char item[EVN_CODE_MAX];
    char lot[EVN_DSP_LOT_MAX]; /* of what is over; "": in the order loaded */
    int64_t accepted;          /* ends consumed */
    int64_t n_short;           /* the proto's `short`: ends lost */
    int64_t damaged;           /* ends destroyed */
    int64_t refused;           /* stays on the vehicle */
    int64_t over;              /* found beyond what was shipped; then all above are 0 */
    int64_t wrong;             /* found as another lot; is short of the shipped one */
    char wrong_lot[EVN_DSP_LOT_MAX];
    struct evn_day wrong_expiry;
};

/* What was handed over at a stop. */
struct evn_dsp_receipt {
    char shipment[EVN_CODE_MAX]; /* the trip */
    char vehicle[EVN_CODE_MAX];
    char to[EVN_CODE_MAX]; /* reception point */
    struct evn_dsp_receipt_line *lines;
    size_t n_lines;
    int64_t occurred_at_us;
    char signed_by[EVN_CODE_MAX];
};

struct evn_dsp_move_line {
    int32_t kind; /* 3: transfer, 14: return of what was consumed */
    char from[EVN_CODE_MAX];
    char to[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    char lot[EVN_CODE_MAX]; /* "": first expired first out, or none */
    int64_t quantity;
    int64_t occurred_at_us;
};

/* A Document: what was turned back goes from the vehicle to the warehouse; or what doors did not
 * take, from those who consume. */
struct evn_dsp_move {
    struct evn_dsp_move_line *lines;
    size_t n_lines;
    char reference[EVN_CODE_MAX]; /* the trip */
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
