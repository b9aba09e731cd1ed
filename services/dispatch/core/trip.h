/* trip - one loaded drive of a vehicle from a warehouse along reception points, and the tables it
 * and its stops move along. Pure.
 *
 * Members are those of evernormal.dispatch.v1. What a trip carries is in its shares; here stands
 * where it goes and when. Times are estimates until somebody says what happened. */
#ifndef EVN_DISPATCH_TRIP_H
#define EVN_DISPATCH_TRIP_H

#include "services/dispatch/core/document.h"

enum {
    EVN_DSP_STOPS_MAX = 200,
    EVN_DSP_LOTS_MAX = 4000,
    EVN_DSP_ALSO_MAX = 200,
    EVN_DSP_LATE_MAX_S = 86400
};

enum evn_dsp_trip_state {
    EVN_DSP_TRIP_PLANNED = 1,
    EVN_DSP_TRIP_LOADING,
    EVN_DSP_TRIP_LOADED,
    EVN_DSP_TRIP_UNDERWAY,
    EVN_DSP_TRIP_RETURNING,
    EVN_DSP_TRIP_CLOSED,
    EVN_DSP_TRIP_CANCELLED
};
enum evn_dsp_trip_event {
    EVN_DSP_TRIP_MADE,
    EVN_DSP_TRIP_CANCEL,
    EVN_DSP_TRIP_LOAD,        /* the ledger is asked to ship */
    EVN_DSP_TRIP_SHIPPED,     /* it did */
    EVN_DSP_TRIP_NOT_SHIPPED, /* it refused */
    EVN_DSP_TRIP_DEPART,
    EVN_DSP_TRIP_END,       /* all stops are done, nothing is aboard */
    EVN_DSP_TRIP_TAKE_BACK, /* all stops are done; the ledger is asked to take back the rest */
    EVN_DSP_TRIP_TAKEN,     /* it did */
    EVN_DSP_TRIP_NOT_TAKEN  /* it refused */
};
extern const struct evn_sm evn_dsp_trip_sm;

enum evn_dsp_stop_state {
    EVN_DSP_STOP_AHEAD = 1,
    EVN_DSP_STOP_ARRIVED,
    EVN_DSP_STOP_SIGNING,
    EVN_DSP_STOP_DONE,
    EVN_DSP_STOP_STRANDING
};
enum evn_dsp_stop_event {
    EVN_DSP_STOP_MADE,
    EVN_DSP_STOP_ARRIVE,
    EVN_DSP_STOP_SIGN,       /* the ledger is asked to book the receipt */
    EVN_DSP_STOP_BOOKED,     /* it did */
    EVN_DSP_STOP_NOT_BOOKED, /* it refused */
    EVN_DSP_STOP_STRAND      /* it is out of reach; the ledger is asked to leave all aboard */
};
extern const struct evn_sm evn_dsp_stop_sm;

struct evn_dsp_stop {
    uint32_t stop;                /* counted from 1 */
    char point[EVN_CODE_MAX];     /* reception point: one stop each */
    int32_t state;                /* enum evn_dsp_stop_state */
    int64_t eta_us;               /* estimate, kept up to date */
    int64_t leave_us;             /* likewise */
    int64_t arrived_at_us;        /* 0: not yet */
    int64_t done_at_us;           /* 0: not yet */
    char signed_by[EVN_CODE_MAX]; /* who took it */
    bool guessed;                 /* its place is not known well: plan.h */
    int64_t mass_g;               /* to hand over */
    int64_t promised_us;          /* the first estimate that people were told */
    char middle_of[EVN_CODE_MAX]; /* area whose middle was taken, when guessed */
    char outside[EVN_CODE_MAX];   /* area its coordinates lie outside of; "": it has none */
};

/* A lot the ledger put on the vehicle. */
struct evn_dsp_lot {
    char item[EVN_CODE_MAX];
    uint32_t number;          /* in the ledger's log; 0: the item has none */
    int64_t quantity;         /* base units */
    char point[EVN_CODE_MAX]; /* it is for; "": the ledger does not say */
};

struct evn_dsp_trip {
    char trip[EVN_CODE_MAX]; /* T<round>-<number>; also the shipment's id in the ledger */
    uint32_t round;          /* whose shares it carries, and in whose name its claims are */
    char vehicle[EVN_CODE_MAX];
    char depot[EVN_CODE_MAX]; /* warehouse it is loaded at */
    int32_t state;            /* enum evn_dsp_trip_state */
    struct evn_day day;       /* local day of the start */
    int64_t start_us;         /* estimate */
    int64_t end_us;           /* estimate */
    int64_t dist_m;           /* from the depot along the stops and back */
    int64_t mass_g;
    int64_t volume_ml;
    struct evn_dsp_stop *stops;
    size_t n_stops;
    struct evn_dsp_lot *lots;
    size_t n_lots;
    int64_t departed_at_us;
    int64_t closed_at_us;
    struct evn_dsp_why why;
    bool has_why;
    uint32_t *also; /* further rounds whose shares it carries: those that join `round` */
    size_t n_also;
    uint32_t changes; /* how often a new plan changed its vehicle or stops */
};

extern const struct evn_wire_message evn_dsp_trip_table;

#endif
