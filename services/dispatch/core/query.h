/* query - the reads of dispatch, as structs. Pure.
 *
 * Members are those of evernormal.dispatch.v1. An answer is a Result: entities as they were logged,
 * in the field of their event's number, and a few figures made for the reader. */
#ifndef EVN_DISPATCH_QUERY_H
#define EVN_DISPATCH_QUERY_H

#include "services/dispatch/core/state.h"

enum { EVN_DSP_PAGE_BYTES = 128 * 1024 };

/* Fields of Result that are no entity. */
enum {
    EVN_DSP_RESULT_PICK = 32,
    EVN_DSP_RESULT_BOARD = 33,
    EVN_DSP_RESULT_BUSINESS = 34,
    EVN_DSP_RESULT_ETA = 35,
    EVN_DSP_RESULT_FAIRNESS = 36,
    EVN_DSP_RESULT_NEXT = 64,
    EVN_DSP_RESULT_HAND_CODE = 95
};

struct evn_dsp_get {
    char code[EVN_CODE_MAX]; /* request or trip, as the field is called in the proto */
};

struct evn_dsp_list {
    char where[EVN_CODE_MAX];    /* community or area, as the field is called in the proto */
    char after[EVN_DSP_KEY_MAX]; /* `next` of the page before */
};

struct evn_dsp_get_round {
    uint32_t round;          /* 0: the last one */
    char item[EVN_CODE_MAX]; /* "": all */
};

struct evn_dsp_list_trips {
    struct evn_day day;          /* EVN_DAY_NONE: all that are not closed */
    char after[EVN_DSP_KEY_MAX]; /* `next` of the page before */
};

struct evn_dsp_get_eta {
    char area[EVN_CODE_MAX];  /* "": everywhere */
    char point[EVN_CODE_MAX]; /* only there; "": all */
};

struct evn_dsp_list_tickets {
    char area[EVN_CODE_MAX];     /* "": everywhere */
    char after[EVN_DSP_KEY_MAX]; /* `next` of the page before */
    char owner[EVN_CODE_MAX];    /* "", 0, false: all, as all below */
    char unit[EVN_CODE_MAX];
    int32_t state;            /* enum evn_dsp_ticket_state */
    int32_t kind;             /* enum evn_dsp_ticket_kind */
    bool overdue;             /* evn_dsp_ticket_overdue */
    struct evn_dsp_link link; /* only those about this */
    bool has_link;
};

/* GetClocks says nothing. */
struct evn_dsp_get_clocks {
    char nothing;
};

struct evn_dsp_try {
    char (*items)[EVN_CODE_MAX]; /* only these; none: all */
    size_t n_items;
    char after[EVN_DSP_KEY_MAX]; /* `next` of the page before: an item */
};

struct evn_dsp_get_fairness {
    struct evn_day day;
    char area[EVN_CODE_MAX]; /* "": everywhere */
    char item[EVN_CODE_MAX]; /* "": all */
};

struct evn_dsp_list_rides {
    char area[EVN_CODE_MAX]; /* "": everywhere */
    bool closed;             /* closed ones too */
    char ride[EVN_CODE_MAX]; /* only this one; "": all, as the next ones */
    char place[EVN_CODE_MAX];
    char vehicle[EVN_CODE_MAX];
    char after[EVN_DSP_KEY_MAX];
};

struct evn_dsp_list_doors {
    char area[EVN_CODE_MAX]; /* "": everywhere */
    bool closed;             /* closed ones too */
    char trip[EVN_CODE_MAX]; /* only of this one; "": all */
    char after[EVN_DSP_KEY_MAX];
};

/* One query: exactly one of the pointers is set. */
struct evn_dsp_query {
    struct evn_dsp_get *request;
    struct evn_dsp_list *requests;
    struct evn_dsp_list *open;
    struct evn_dsp_get_round *round;
    struct evn_dsp_list_trips *trips;
    struct evn_dsp_get *trip;
    struct evn_dsp_get *load_list;
    struct evn_dsp_list *board;
    struct evn_dsp_get_eta *eta;
    struct evn_dsp_try *try_round;
    struct evn_dsp_get_fairness *fairness;
    struct evn_dsp_list *transfers;
    struct evn_dsp_list *ticket;
    struct evn_dsp_list_tickets *tickets;
    struct evn_dsp_get_clocks *clocks;
    struct evn_dsp_list_doors *doors;
    struct evn_dsp_list_rides *rides;
};

extern const struct evn_wire_message evn_dsp_query_table;

/* A query being answered. */
struct evn_dsp_reader {
    const struct evn_dsp_state *state;
    const struct evn_ask *ask;
    struct evn_buf *result;
    struct evn_refusal *why;
};

/* Answer the query: as evn_core_ops.query. */
EVN_MUST_USE evn_err evn_dsp_query(const struct evn_dsp_state *state, const struct evn_ask *ask,
                                   struct evn_buf *result, struct evn_refusal *why);

/* For query.c, pick.c and board.c: say no; whether the reader's scope covers the area. */
evn_err evn_dsp_read_refuse(const struct evn_dsp_reader *r, evn_err err, const char *field,
                            const char *subject);
bool evn_dsp_may_see(const struct evn_dsp_reader *r, const char *area);

/* Add the entity to the result as this field of it. EVN_E_LIMIT: the result is full. */
evn_err evn_dsp_put(const struct evn_dsp_reader *r, uint32_t number,
                    const struct evn_wire_message *message, const void *entity);

/* Add an entity in the field of its event's number; say that the page is full behind it; whether it
 * is; the first number behind `after` of the page before. */
evn_err evn_dsp_put_entity(const struct evn_dsp_reader *r, uint32_t kind, const void *entity);
evn_err evn_dsp_put_next(const struct evn_dsp_reader *r, uint32_t kind, const void *entity);
bool evn_dsp_is_full(const struct evn_dsp_reader *r);
uint32_t evn_dsp_start_of(const struct evn_dsp_reader *r, uint32_t kind, const char *after);

/* A walk over what a trip carries: begin with all zero but the trip. */
struct evn_dsp_walk {
    const struct evn_dsp_trip *trip;
    size_t round;   /* index: 0 the trip's own, then `also` */
    uint32_t share; /* last one seen in it */
};

/* The next share of the trip; NULL behind the last one. */
const struct evn_dsp_share *evn_dsp_walk(const struct evn_dsp_reader *r, struct evn_dsp_walk *walk);

/* The load list of a trip; the figures of the board; arrivals at reception points; the round that
 * would be made now; how fair those of a day were. */
evn_err evn_dsp_read_pick(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip);
evn_err evn_dsp_read_board(const struct evn_dsp_reader *r, const char *area);
evn_err evn_dsp_read_try(const struct evn_dsp_reader *r, const struct evn_dsp_try *ask);
evn_err evn_dsp_read_fairness(const struct evn_dsp_reader *r,
                              const struct evn_dsp_get_fairness *get);
evn_err evn_dsp_read_ticket(const struct evn_dsp_reader *r, const struct evn_dsp_list *get);
evn_err evn_dsp_read_tickets(const struct evn_dsp_reader *r,
                             const struct evn_dsp_list_tickets *list);
evn_err evn_dsp_read_rides(const struct evn_dsp_reader *r, const struct evn_dsp_list_rides *list);
evn_err evn_dsp_read_clocks(const struct evn_dsp_reader *r);
evn_err evn_dsp_read_eta(const struct evn_dsp_reader *r, const struct evn_dsp_get_eta *get);

/* Tables of what is no entity, for holding them against their descriptors. */
extern const struct evn_wire_message evn_dsp_pick_table, evn_dsp_board_table, evn_dsp_eta_table,
    evn_dsp_fairness_table;

#endif
