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
    EVN_DSP_LATE_MAX_S = 86400,
    EVN_DSP_CREW_MAX = 32,
    EVN_DSP_LOT_MAX = 41,  /* a lot's code, with its end */
    EVN_DSP_PHOTO_MAX = 65 /* a SHA-256 in hexadecimal, with its end */
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

/* How it is known who took the goods. */
enum evn_dsp_proof {
    EVN_DSP_SIGNED_KEY = 1, /* said by the point's own key, not by who drove there */
    EVN_DSP_SIGNED_CODE,    /* the point's code was told: handcode.h */
    EVN_DSP_SIGNED_WORD     /* a dispatcher says so, without either */
};

/* What of an item was not as it should have been; base units. */
struct evn_dsp_difference {
    char item[EVN_CODE_MAX];
    int64_t n_short; /* the proto's `short` */
    int64_t damaged;
    int64_t refused;
    int64_t over;                    /* came beyond what was carried */
    char over_lot[EVN_DSP_LOT_MAX];  /* of it; "": has none */
    int64_t wrong;                   /* came as another lot, and was taken */
    char wrong_lot[EVN_DSP_LOT_MAX]; /* that lot */
    char reason[EVN_CODE_MAX];
    char photo[EVN_DSP_PHOTO_MAX]; /* SHA-256 of a picture kept elsewhere; or "" */
};

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
    int32_t proof;                /* enum evn_dsp_proof; 0: not signed for */
    char told_by[EVN_CODE_MAX];   /* key that said what was taken */
    char why_no_code[EVN_CODE_MAX];
    struct evn_dsp_difference *differences;
    size_t n_differences;
    char middle_of[EVN_CODE_MAX]; /* area whose middle was taken, when guessed */
    char outside[EVN_CODE_MAX];   /* area its coordinates lie outside of; "": it has none */
};

/* Who drove, from when on; until the next one took over. */
struct evn_dsp_crew {
    char crew[EVN_CODE_MAX]; /* a number of the keeper's own, no name */
    int64_t from_us;
    char note[EVN_CODE_MAX]; /* of the hand-over: what is aboard, what to look out for */
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
    uint32_t changes;               /* how often a new plan changed its vehicle or stops */
    char departed_by[EVN_CODE_MAX]; /* key that said it left: the party that brings */
    struct evn_dsp_crew *crew;      /* the last one drives */
    size_t n_crew;
};

extern const struct evn_wire_message evn_dsp_trip_table;

#endif
