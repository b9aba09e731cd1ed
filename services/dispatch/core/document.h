/* document - requests, their lines, rounds and shares, as structs, and the tables they move along.
 * Pure.
 *
 * A *line* is what somebody wants of one item. A *round* gives lines parts of the stock; each such
 * part, from one warehouse, is a *share* and makes its own way: allocated, reserved, aboard,
 * delivered - or back to open. A line is the sum of its shares, and its sums are conserved:
 *   requested + rounded = refused + open + allocated + reserved + aboard + received +
 *                         instead_coming + instead_received
 *   shipped = aboard + received + lost + damaged + turned_back
 * A share may be of another item that stands in for the line's: it counts in the two last sums of
 * the first, by what it stands in for, and in no other. */
#ifndef EVN_DISPATCH_DOCUMENT_H
#define EVN_DISPATCH_DOCUMENT_H

#include "common/base/sm.h"
#include "services/dispatch/core/fact.h"

enum {
    EVN_DSP_NOTE_MAX = 201,  /* bytes of a note, with NUL */
    EVN_DSP_LINES_MAX = 100, /* lines of a request */
    EVN_DSP_ITEMS_MAX = 200, /* items of one round */
    EVN_DSP_DEPOTS_MAX = 64, /* warehouses of one round */
    EVN_DSP_NOTES_MAX = 21,  /* sentences of an award: 5, and one for each substitute */
    EVN_DSP_WHY_MAX = 80     /* bytes of a text of a why, with NUL */
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
    EVN_DSP_WHY_PLAN_FAULT,
    EVN_DSP_WHY_STRANDED,
    EVN_DSP_WHY_BLOCKED,
    EVN_DSP_WHY_REPLANNED,
    EVN_DSP_WHY_NO_BED = 60,
    EVN_DSP_WHY_NO_INSTITUTION = 120,
    EVN_DSP_WHY_REFUSED,
    EVN_DSP_WHY_NO_CAR,
    EVN_DSP_WHY_NOT_TAKEN
};

/* A reason: a code, the name of a sentence or error of another table, and its arguments. */
struct evn_dsp_why {
    int32_t code;                  /* enum evn_dsp_why_code */
    char text[EVN_CODE_MAX];       /* name in the other table */
    char subject[EVN_DSP_WHY_MAX]; /* what it is about */
    int64_t have;                  /* as in a refusal */
    int64_t want;
};

/* Who asked for whom; what for is in its lines. */
struct evn_dsp_request {
    char request[EVN_CODE_MAX]; /* external id */
    char community[EVN_CODE_MAX];
    bool standing;               /* made of the planner's needs */
    char asked_by[EVN_CODE_MAX]; /* actor */
    int64_t asked_at_us;         /* business time */
    uint32_t lines;              /* numbered from 1 */
    char note[EVN_DSP_NOTE_MAX];
    bool urgent; /* does not wait for the daily round */
};

struct evn_dsp_line {
    char request[EVN_CODE_MAX];
    uint32_t line;
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    uint32_t tier;
    int64_t requested;      /* base units, as all below */
    int64_t rounded;        /* added by whole packs */
    int64_t refused;        /* will not come */
    int64_t open;           /* back order */
    int64_t allocated;      /* by a round; the ledger was asked */
    int64_t reserved;       /* in a warehouse */
    int64_t aboard;         /* on a vehicle */
    int64_t received;       /* accepted at the door */
    int64_t shipped;        /* ever */
    int64_t lost;           /* ever short at the door */
    int64_t damaged;        /* ever */
    int64_t turned_back;    /* ever refused at the door */
    int64_t open_since_us;  /* 0: nothing is open */
    struct evn_dsp_why why; /* why it is open, or was refused */
    bool has_why;
    char note[EVN_DSP_NOTE_MAX];
    bool urgent;              /* a round of its own looks at it as soon as none waits */
    bool overdue;             /* a key person's need whose day passed */
    int64_t instead_coming;   /* what substitutes on their way stand in for */
    int64_t instead_received; /* what substitutes that were accepted stood in for */
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

/* What a round did with an item. */
struct evn_dsp_round_item {
    char item[EVN_CODE_MAX];
    int64_t stock;        /* base units that could be given */
    int64_t given;        /* of it */
    uint32_t communities; /* with open lines */
    uint32_t in_want;     /* of them, who did not get all */
    int64_t instead;      /* base units that substitutes stand in for */
};

/* What a warehouse was asked to reserve. */
struct evn_dsp_round_warehouse {
    char warehouse[EVN_CODE_MAX];
    int32_t state;          /* enum evn_dsp_answer */
    uint32_t lines;         /* items asked for at first */
    struct evn_dsp_why why; /* of the last refusal */
    bool has_why;
};

/* How the trips came about: the same numbers give the same plan. */
struct evn_dsp_plan {
    uint64_t seed;
    int64_t iterations;
    uint32_t stops;    /* drops to plan */
    uint32_t left_out; /* of them, by no vehicle */
    int64_t dist_m;    /* of all vehicles */
    uint32_t speed_kmh;
    uint32_t circuity_e2;
    uint32_t guessed; /* places without plausible coordinates */
};

struct evn_dsp_round {
    uint32_t round;
    int32_t state;         /* enum evn_dsp_round_state */
    struct evn_day day;    /* local */
    int64_t at_us;         /* business time */
    char by[EVN_CODE_MAX]; /* an actor, or "clock" */
    bool scheduled;        /* the daily one */
    bool more;             /* the rest follows in another round */
    uint32_t shares;       /* numbered from 1 */
    uint32_t trips;        /* likewise */
    struct evn_dsp_round_item *items;
    size_t n_items;
    struct evn_dsp_round_warehouse *warehouses;
    size_t n_warehouses;
    struct evn_dsp_plan plan;
    bool has_plan;
    struct evn_dsp_why why;
    bool has_why;
    bool urgent;    /* of urgent lines alone; its shares are put into the live plan */
    uint32_t joins; /* round whose trips they may ride on; 0: its own */
};

/* In whose name the round's claims are kept in the ledger: one trip, one name. */
uint32_t evn_dsp_round_name(const struct evn_dsp_round *round);

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

/* What a community wants in a tier for the target days, and has or has on its way of it. */
struct evn_dsp_award_tier {
    uint32_t tier;
    int64_t want; /* base units, as below */
    int64_t before;
    int64_t after;
};

/* What a round gave a community of an item, and why not more. */
struct evn_dsp_award {
    uint32_t round;
    char item[EVN_CODE_MAX];
    char community[EVN_CODE_MAX];
    int64_t packs;
    int64_t quantity;           /* base units */
    int64_t carried_micro;      /* owed from now on, millionths of a pack */
    struct evn_dsp_note *notes; /* what was given tier by tier, what bound it, what is carried */
    size_t n_notes;
    int64_t missing;      /* of all tiers, base units */
    int64_t before_cdays; /* hundredths of a day that lasted what it had or was on its way */
    int64_t after_cdays;  /* and with what it got */
    struct evn_dsp_award_tier *tiers;
    size_t n_tiers;
    int64_t instead; /* base units that substitutes stand in for; not in `quantity` */
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
    EVN_DSP_SHARE_ACCEPTED,   /* the ledger keeps the stock */
    EVN_DSP_SHARE_REFUSED,    /* it does not */
    EVN_DSP_SHARE_GIVEN_BACK, /* no vehicle, or the trip was cancelled */
    EVN_DSP_SHARE_SHIPPED,
    EVN_DSP_SHARE_SIGNED
};
extern const struct evn_sm evn_dsp_share_sm;

/* A part of a line on its way from one warehouse. */
struct evn_dsp_share {
    uint32_t round;
    uint32_t share; /* counted from 1 in its round */
    char request[EVN_CODE_MAX];
    uint32_t line;
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    char warehouse[EVN_CODE_MAX];
    uint32_t tier;
    int64_t quantity;        /* base units */
    int32_t state;           /* enum evn_dsp_share_state */
    char trip[EVN_CODE_MAX]; /* "": none */
    uint32_t stop;           /* of the trip, counted from 1 */
    int64_t accepted;        /* these four add up to quantity once delivered */
    int64_t lost;
    int64_t damaged;
    int64_t turned_back;
    int64_t over;           /* came beyond quantity, and was taken */
    int64_t at_us;          /* business time of the last step */
    struct evn_dsp_why why; /* why it is open again, or what differs */
    bool has_why;
    char instead_of[EVN_CODE_MAX]; /* the line's item, when `item` stands in for it; else "" */
    int64_t instead;               /* base units of that item */
};

/* Base units of the line's item that so many of the share are worth: themselves, or rounded down
 * what they stand in for. */
int64_t evn_dsp_share_worth(const struct evn_dsp_share *share, int64_t units);

extern const struct evn_wire_message evn_dsp_why_table, evn_dsp_request_table, evn_dsp_line_table,
    evn_dsp_round_table, evn_dsp_award_table, evn_dsp_share_table;

#endif
