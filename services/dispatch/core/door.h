/* door - what was received at a reception point, brought to doors. Pure.
 *
 * One round of doors belongs to one stop of one trip, after its receipt. A door is a bag code and,
 * for a key person, the pseudonym the code follows from; names and doors are in the registry's
 * vault. For each item, at every moment: received = handed + left + returned. Members are those of
 * evernormal.dispatch.v1; rules: proto/spec/29-doors.md. */
#ifndef EVN_DISPATCH_DOOR_H
#define EVN_DISPATCH_DOOR_H

#include "common/base/label.h"
#include "services/dispatch/core/document.h"

enum { EVN_DSP_DOORS_MAX = 200, EVN_DSP_DOOR_LINES_MAX = 20, EVN_DSP_PROOF_MAX = 65 };

enum evn_dsp_door_state {
    EVN_DSP_DOOR_AHEAD = 1,
    EVN_DSP_DOOR_DONE, /* all was handed over */
    EVN_DSP_DOOR_LEFT  /* something was not */
};
enum evn_dsp_door_event {
    EVN_DSP_DOOR_MADE,
    EVN_DSP_DOOR_HANDED, /* a visit, after which nothing is missing */
    EVN_DSP_DOOR_MISSED  /* a visit, after which something is */
};
extern const struct evn_sm evn_dsp_door_sm;

enum evn_dsp_door_proof {
    EVN_DSP_PROOF_NONE,
    EVN_DSP_PROOF_CODE, /* the bag's code, read at the door */
    EVN_DSP_PROOF_NOTE, /* words */
    EVN_DSP_PROOF_PHOTO /* 64 hexadecimal digits: hash of a picture kept elsewhere */
};

enum evn_dsp_door_why {
    EVN_DSP_DOOR_WHY_NONE,
    EVN_DSP_DOOR_NOT_HOME,
    EVN_DSP_DOOR_REFUSED,
    EVN_DSP_DOOR_MOVED,
    EVN_DSP_DOOR_DAMAGED,
    EVN_DSP_DOOR_OTHER /* the note says what */
};

struct evn_dsp_door_line {
    char item[EVN_CODE_MAX];
    int64_t quantity; /* base units the door is to get */
    int64_t handed;   /* of them */
};

struct evn_dsp_door {
    char bag[EVN_LABEL_LEN + 1];
    char person[EVN_CODE_MAX]; /* pseudonym; "": a household without one */
    int32_t state;             /* enum evn_dsp_door_state */
    struct evn_dsp_door_line *lines;
    size_t n_lines;
    int32_t proof; /* enum evn_dsp_door_proof, of the last thing handed over */
    char proof_text[EVN_DSP_NOTE_MAX];
    int32_t why; /* enum evn_dsp_door_why, while something is missing */
    char note[EVN_DSP_NOTE_MAX];
    int64_t at_us;         /* business time of the last visit; 0: none */
    char by[EVN_CODE_MAX]; /* actor */
};

/* Of one item in all: received = handed + left + returned. */
struct evn_dsp_door_item {
    char item[EVN_CODE_MAX];
    int64_t received; /* accepted at the stop */
    int64_t handed;   /* at doors */
    int64_t left;     /* at the point */
    int64_t returned; /* to the warehouse */
};

enum evn_dsp_door_round_state {
    EVN_DSP_DOOR_ROUND_OPEN = 1,
    EVN_DSP_DOOR_ROUND_RETURNING,
    EVN_DSP_DOOR_ROUND_CLOSED
};
enum evn_dsp_door_round_event {
    EVN_DSP_DOOR_ROUND_BEGUN,
    EVN_DSP_DOOR_ROUND_END,       /* every door was visited, nothing goes back */
    EVN_DSP_DOOR_ROUND_GIVE_BACK, /* likewise; the ledger is asked to take the rest */
    EVN_DSP_DOOR_ROUND_TAKEN,     /* it did */
    EVN_DSP_DOOR_ROUND_NOT_TAKEN  /* it refused */
};
extern const struct evn_sm evn_dsp_door_round_sm;

struct evn_dsp_door_round {
    char trip[EVN_CODE_MAX];
    uint32_t stop;            /* counted from 1 */
    char point[EVN_CODE_MAX]; /* reception point */
    char area[EVN_CODE_MAX];  /* it lies in */
    int32_t state;            /* enum evn_dsp_door_round_state */
    struct evn_dsp_door *doors;
    size_t n_doors;
    struct evn_dsp_door_item *items;
    size_t n_items;
    int64_t since_us;       /* business time */
    int64_t closed_at_us;   /* 0: it goes on */
    char by[EVN_CODE_MAX];  /* actor who began it */
    struct evn_dsp_why why; /* the ledger refused the return */
    bool has_why;
};

/* Items add up, nothing is negative, and what doors say they got is what items say was handed. */
bool evn_dsp_door_round_holds(const struct evn_dsp_door_round *round);

extern const struct evn_wire_message evn_dsp_door_round_table;

#endif
