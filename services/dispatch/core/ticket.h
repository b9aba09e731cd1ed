/* ticket - complaints, calls, clues, findings, requests for a service, as structs. Pure.
 *
 * A ticket always has an owner: somebody on duty at the unit that has it, or who is asked when
 * nobody is (officer.h). It moves along its table; each move is a step of its own, which stays.
 * Rules: proto/spec/28-tickets.md. */
#ifndef EVN_DISPATCH_TICKET_H
#define EVN_DISPATCH_TICKET_H

#include "common/base/sm.h"
#include "services/dispatch/core/duty.h"

enum {
    EVN_DSP_TICKET_TEXT_MAX = 1001, /* bytes of a text, with NUL */
    EVN_DSP_LINKS_MAX = 16,
    EVN_DSP_STEPS_MAX = 1000, /* of one ticket */
    EVN_DSP_ACCEPT_MIN = 60,  /* the clocks of a class that no table names */
    EVN_DSP_ANSWER_MIN = 24 * 60
};

enum evn_dsp_ticket_kind {
    EVN_DSP_TICKET_COMPLAINT = 1,
    EVN_DSP_TICKET_HOTLINE,
    EVN_DSP_TICKET_CLUE,
    EVN_DSP_TICKET_FINDING,
    EVN_DSP_TICKET_SERVICE
};

enum evn_dsp_ticket_state {
    EVN_DSP_TICKET_OPEN = 1, /* lies with a unit; nobody has taken it */
    EVN_DSP_TICKET_ACCEPTED, /* its owner works on it */
    EVN_DSP_TICKET_ANSWERED,
    EVN_DSP_TICKET_CLOSED
};

/* The events of the state table. The last two are the clock's and the roster's. */
enum evn_dsp_ticket_verb {
    EVN_DSP_VERB_OPEN = 1,
    EVN_DSP_VERB_ACCEPT,
    EVN_DSP_VERB_REFER,
    EVN_DSP_VERB_ACT,
    EVN_DSP_VERB_ANSWER,
    EVN_DSP_VERB_CLOSE,
    EVN_DSP_VERB_REOPEN,
    EVN_DSP_VERB_ESCALATE,
    EVN_DSP_VERB_LEAVE
};
extern const struct evn_sm evn_dsp_ticket_sm;

enum evn_dsp_link_kind {
    EVN_DSP_LINK_REQUEST = 1,
    EVN_DSP_LINK_TRIP,
    EVN_DSP_LINK_ZONE,
    EVN_DSP_LINK_PLACE,
    EVN_DSP_LINK_PERSON, /* a pseudonym */
    EVN_DSP_LINK_TICKET,
    EVN_DSP_LINK_RIDE
};

struct evn_dsp_link {
    int32_t kind; /* enum evn_dsp_link_kind */
    char code[EVN_CODE_MAX];
};

/* Who has it, and how he came to it. */
struct evn_dsp_owner {
    char owner[EVN_CODE_MAX];      /* member, key, or EVN_DSP_DISPATCHERS */
    char owner_unit[EVN_CODE_MAX]; /* whose duty it is; "": none */
    int32_t owner_by;              /* enum evn_dsp_owner_by */
    int32_t passed;                /* enum evn_dsp_passed */
    char passed_over[EVN_CODE_MAX];
};

struct evn_dsp_ticket {
    char ticket[EVN_CODE_MAX];
    int32_t kind;                    /* enum evn_dsp_ticket_kind */
    char ticket_class[EVN_CODE_MAX]; /* of its clocks */
    char area[EVN_CODE_MAX];         /* it is about */
    int32_t state;                   /* enum evn_dsp_ticket_state */
    char text[EVN_DSP_TICKET_TEXT_MAX];
    struct evn_dsp_link *links;
    size_t n_links;
    char unit[EVN_CODE_MAX]; /* that has it; "": the dispatchers */
    struct evn_dsp_owner o;
    char opened_by[EVN_CODE_MAX];
    int64_t opened_at_us;
    uint32_t accept_min; /* the clocks as they were when it was opened */
    uint32_t answer_min;
    int64_t accept_due_us;
    int64_t answer_due_us;
    int64_t next_us;      /* it goes a unit up then; 0: it does not */
    uint32_t steps;       /* numbered from 1 */
    uint32_t escalations; /* since it was opened or reopened */
    uint32_t reopened;
    int64_t answered_at_us;
    int64_t closed_at_us;
};

/* One thing that happened to a ticket, and how it stood then. */
struct evn_dsp_ticket_step {
    char ticket[EVN_CODE_MAX];
    uint32_t step;
    int32_t verb; /* enum evn_dsp_ticket_verb */
    int64_t at_us;
    char by[EVN_CODE_MAX]; /* actor, or "clock" */
    char text[EVN_DSP_TICKET_TEXT_MAX];
    int32_t state; /* then */
    char unit[EVN_CODE_MAX];
    struct evn_dsp_owner o;
    int32_t missed;          /* of an escalation: the state that was not reached in time */
    int64_t due_us;          /* when it was to be */
    int64_t late_us;         /* after that */
    char area[EVN_CODE_MAX]; /* of the ticket */
};

extern const struct evn_wire_message evn_dsp_ticket_table, evn_dsp_ticket_step_table,
    evn_dsp_link_table;

/* Open or accepted: an answer is owed. */
bool evn_dsp_ticket_lives(const struct evn_dsp_ticket *ticket);

/* A time is over, or was over and nobody has accepted the ticket since. */
bool evn_dsp_ticket_overdue(const struct evn_dsp_ticket *ticket, int64_t now_us);

/* Whether the text holds a number like a telephone's or an identity card's: seven digits in a row,
 * or eleven with single spaces or hyphens between them. Digits of full width count. */
bool evn_dsp_is_personal(const char *text);

/* Whether a pseudonym is a telephone or an identity card number: eleven or eighteen digits. Refused
 * in the registry, too. */
bool evn_dsp_is_card(const char *code);

#endif
