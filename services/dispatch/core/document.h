/* document - requests, their lines, rounds and shares, as structs, and the tables they move along.
 * Pure.
 *
 * A *line* is what somebody wants of one item. A *round* gives lines parts of the stock; each such
 * part, from one warehouse, is a *share* and makes its own way: allocated, reserved, aboard,
 * delivered - or back to open. A line is the sum of its shares, and its sums are conserved:
 *   requested + rounded = refused + open + allocated + reserved + aboard + received
 *   shipped = aboard + received + lost + damaged + turned_back                                  */
#ifndef EVN_DISPATCH_DOCUMENT_H
#define EVN_DISPATCH_DOCUMENT_H

#include "common/base/sm.h"
#include "services/dispatch/core/fact.h"

enum {
    EVN_DSP_NOTE_MAX = 201,     /* bytes of a note, with NUL */
    EVN_DSP_LINES_MAX = 100,    /* lines of a request */
    EVN_DSP_ITEMS_MAX = 200,    /* items of one round */
    EVN_DSP_DEPOTS_MAX = 64,    /* warehouses of one round */
    EVN_DSP_NOTES_MAX = 5,      /* sentences of an award */
    EVN_DSP_WHY_MAX = 80        /* bytes of a text of a why, with NUL */
};

enum evn_dsp_why_code {
    EVN_DSP_WHY_NONE,
    EVN_DSP_WHY_WAITING,
    EVN_DSP_WHY_SHARED,
    EVN_DSP_WHY_LEDGER,
    EVN_DSP_WHY_NO_POINT,
    EVN_DSP_WHY_NO_ROUTE,
    EVN_DSP_WHY_DIFFERENCE,
    EVN_DSP_WHY_CANCELLED,
    EVN_DSP_WHY_NOT_NEEDED,
    EVN_DSP_WHY_UNKNOWN_ITEM,
    EVN_DSP_WHY_PLAN_FAULT
};

/* A reason: a code, the name of a sentence or error of another table, and its arguments. */
struct evn_dsp_why {
    int32_t code; /* enum evn_dsp_why_code */
    char text[EVN_CODE_MAX];
    char subject[EVN_DSP_WHY_MAX];
    int64_t have;
    int64_t want;
};

struct evn_dsp_request {
    char request[EVN_CODE_MAX];
    char community[EVN_CODE_MAX];
    bool standing;
    char asked_by[EVN_CODE_MAX];
    int64_t asked_at_us;
    uint32_t lines;
    char note[EVN_DSP_NOTE_MAX];
};

struct evn_dsp_line {
    char request[EVN_CODE_MAX];
    uint32_t line;
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    uint32_t tier;
    int64_t requested;
    int64_t rounded;
    int64_t refused;
    int64_t open;
    int64_t allocated;
    int64_t reserved;
    int64_t aboard;
    int64_t received;
    int64_t shipped;
    int64_t lost;
    int64_t damaged;
    int64_t turned_back;
    int64_t open_since_us; /* 0: nothing is open */
    struct evn_dsp_why why;
    bool has_why;
    char note[EVN_DSP_NOTE_MAX];
};

/* Both sums above hold and nothing is negative. */
bool evn_dsp_line_holds(const struct evn_dsp_line *line);

enum evn_dsp_round_state {
    EVN_DSP_ROUND_RESERVING = 1,
    EVN_DSP_ROUND_PLANNED,
    EVN_DSP_ROUND_CLOSED
};
enum evn_dsp_round_event {
    EVN_DSP_ROUND_ASKED,    /* made; the ledger was asked to reserve */
    EVN_DSP_ROUND_EMPTY,    /* made; nothing could be given */
    EVN_DSP_ROUND_ANSWERED, /* the last answer came; trips were made */
    EVN_DSP_ROUND_NOTHING,  /* the last answer came; no trip was made */
    EVN_DSP_ROUND_DONE      /* its last trip was closed */
};
extern const struct evn_sm evn_dsp_round_sm;

enum evn_dsp_answer { EVN_DSP_WAITING = 1, EVN_DSP_ACCEPTED, EVN_DSP_REFUSED };

struct evn_dsp_round_item {
    char item[EVN_CODE_MAX];
    int64_t stock;
    int64_t given;
    uint32_t communities;
    uint32_t in_want; /* of them, who did not get all */
};

struct evn_dsp_round_warehouse {
    char warehouse[EVN_CODE_MAX];
    int32_t state; /* enum evn_dsp_answer */
    uint32_t lines;
    struct evn_dsp_why why;
    bool has_why;
};

/* How the trips came about: the same numbers give the same plan. */
struct evn_dsp_plan {
    uint64_t seed;
    int64_t iterations;
    uint32_t stops;
    uint32_t left_out;
    int64_t dist_m;
    uint32_t speed_kmh;
    uint32_t circuity_e2;
    uint32_t guessed; /* places without plausible coordinates */
};

struct evn_dsp_round {
    uint32_t round;
    int32_t state; /* enum evn_dsp_round_state */
    struct evn_day day;
    int64_t at_us;
    char by[EVN_CODE_MAX];
    bool scheduled;
    bool more;
    uint32_t shares; /* numbered from 1 */
    uint32_t trips;  /* likewise */
    struct evn_dsp_round_item *items;
    size_t n_items;
    struct evn_dsp_round_warehouse *warehouses;
    size_t n_warehouses;
    struct evn_dsp_plan plan;
    bool has_plan;
    struct evn_dsp_why why;
    bool has_why;
};

/* One sentence of an allocation: alloc/text_list.h. */
struct evn_dsp_note {
    char code[EVN_CODE_MAX];
    char other[EVN_CODE_MAX];
    uint32_t tier;
    uint32_t target_days;
    int64_t packs, units, before, after, want, missing;
    int64_t before_cdays, after_cdays, level_cdays, after_cperc, level_cperc;
    int64_t owed_micro, carried_micro;
};

struct evn_dsp_award {
    uint32_t round;
    char item[EVN_CODE_MAX];
    char community[EVN_CODE_MAX];
    int64_t packs;
    int64_t quantity;
    int64_t carried_micro;
    struct evn_dsp_note *notes;
    size_t n_notes;
};

enum evn_dsp_share_state {
    EVN_DSP_SHARE_ALLOCATED = 1,
    EVN_DSP_SHARE_RESERVED,
    EVN_DSP_SHARE_ABOARD,
    EVN_DSP_SHARE_DELIVERED,
    EVN_DSP_SHARE_REOPENED
};
enum evn_dsp_share_event {
    EVN_DSP_SHARE_MADE,       /* by a round */
    EVN_DSP_SHARE_SPLIT,      /* from another: too much for one vehicle */
    EVN_DSP_SHARE_ACCEPTED,  /* the ledger keeps the stock */
    EVN_DSP_SHARE_REFUSED,   /* it does not */
    EVN_DSP_SHARE_GIVEN_BACK, /* no vehicle, or the trip was cancelled */
    EVN_DSP_SHARE_SHIPPED,
    EVN_DSP_SHARE_SIGNED
};
extern const struct evn_sm evn_dsp_share_sm;

struct evn_dsp_share {
    uint32_t round;
    uint32_t share;
    char request[EVN_CODE_MAX];
    uint32_t line;
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    char warehouse[EVN_CODE_MAX];
    uint32_t tier;
    int64_t quantity;
    int32_t state; /* enum evn_dsp_share_state */
    char trip[EVN_CODE_MAX];
    uint32_t stop;
    int64_t accepted;
    int64_t lost;
    int64_t damaged;
    int64_t turned_back;
    int64_t at_us;
    struct evn_dsp_why why;
    bool has_why;
};

extern const struct evn_wire_message evn_dsp_why_table, evn_dsp_request_table, evn_dsp_line_table,
    evn_dsp_round_table, evn_dsp_award_table, evn_dsp_share_table;

#endif
