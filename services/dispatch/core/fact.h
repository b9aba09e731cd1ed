/* fact - what dispatch knows of others: items, places, communities, needs; and its parameters.
 * Pure.
 *
 * Members are those of evernormal.dispatch.v1, bounds in the tables. Numbers of place kinds and
 * datums are the registry's. Lists lie in the memory of whoever decoded the message. */
#ifndef EVN_DISPATCH_FACT_H
#define EVN_DISPATCH_FACT_H

#include "common/service/core.h"
#include "common/wire/field.h"

enum {
    EVN_DSP_HOURS_MAX = 4,
    EVN_DSP_POINTS_MAX = 8,
    EVN_DSP_SUBSTITUTES_MAX = 16,
    EVN_DSP_DAY_MIN = 1440 /* minutes of a day */
};

#define EVN_DSP_UNITS_MAX INT64_C(1000000000) /* base units of one line or need */

/* Kinds of place and datums that matter here, numbered as in evernormal.registry.v1. */
enum { EVN_DSP_WAREHOUSE = 1, EVN_DSP_POINT = 5, EVN_DSP_VEHICLE = 6, EVN_DSP_CAMPUS = 9 };
enum { EVN_DSP_NO_DATUM, EVN_DSP_WGS84, EVN_DSP_GCJ02 };

/* `quantity` base units of the item are as good as `instead` of the one it may stand in for. */
struct evn_dsp_substitute {
    char item[EVN_CODE_MAX];
    int64_t quantity;
    int64_t instead;
};

/* What is given out, in whole packs of the smallest level. */
struct evn_dsp_item {
    char item[EVN_CODE_MAX];
    int64_t pack;                           /* base units in the smallest pack */
    int64_t weight_mg;                      /* of one base unit */
    int64_t volume_ul;                      /* of one base unit */
    bool cold_chain;                        /* needs a cold box on the road */
    bool life_critical;                     /* lack of it kills */
    struct evn_dsp_substitute *substitutes; /* what may be given in its place, the first first */
    size_t n_substitutes;
    bool bed; /* claimed for transfers, never given out */
};

/* Opening hours, in minutes of the local day. */
struct evn_dsp_hours {
    uint32_t from_min;
    uint32_t until_min; /* > from_min */
};

struct evn_dsp_vehicle {
    int64_t weight_max_g;
    int64_t volume_max_ml;
    bool cold_box;
    struct evn_day pass_from;  /* first day it may enter sealed places; EVN_DAY_NONE: no pass */
    struct evn_day pass_until; /* last day; EVN_DAY_NONE: no end */
    char depot[EVN_CODE_MAX];  /* place it starts from and returns to */
    uint32_t shift_from_min;   /* of the local day */
    uint32_t shift_until_min;  /* may lie on the next day */
};

/* A warehouse, reception point, vehicle, or any other place. */
struct evn_dsp_place {
    char place[EVN_CODE_MAX];
    uint32_t kind;           /* EVN_DSP_WAREHOUSE, ... */
    char area[EVN_CODE_MAX]; /* "": outside the area tree */
    int32_t lat_e6;          /* millionths of a degree */
    int32_t lon_e6;
    uint32_t datum;              /* NO_DATUM: no coordinates */
    struct evn_dsp_hours *hours; /* none: always open */
    size_t n_hours;
    struct evn_dsp_vehicle vehicle;
    bool has_vehicle;
    bool closed;      /* neither gives nor takes */
    uint32_t intake;  /* of patients: 0 open, 1 limited, 2 closed */
    uint32_t accepts; /* set of 1 << severity; 0: all */
};

struct evn_dsp_community {
    char community[EVN_CODE_MAX]; /* area code */
    int64_t residents;
    char (*points)[EVN_CODE_MAX]; /* reception points; the first that is open is used */
    size_t n_points;
    char car[EVN_CODE_MAX]; /* its special car; "": none is known */
};

/* People of a community to whose door goods come, for they are not to come down. */
struct evn_dsp_doors {
    char community[EVN_CODE_MAX];
    int64_t restricted; /* of cohorts, at home, with a restricted code: the planner's total today */
    int64_t positive;   /* found positive and still there: filled in for answers, in no event */
};

/* The item counts towards the norm. */
struct evn_dsp_norm {
    char item[EVN_CODE_MAX];
    char norm[EVN_CODE_MAX];
};

/* A standing need: `quantity` on `day`, `daily` on each day after it. */
struct evn_dsp_need {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    uint32_t tier;      /* 1 life-critical, 2 must not be missed, 3 everyone */
    struct evn_day day; /* it was computed for */
    int64_t quantity;   /* base units */
    int64_t daily;      /* base units */
    int64_t persons;    /* it is for */
    bool stays;         /* what is above `daily` is due on `day`, and owed until it is brought */
};

/* How dispatch works. All zero is never stored: evn_dsp_usual is what holds until it is changed. */
struct evn_dsp_parameters {
    uint32_t cut_off_min; /* local minute of the daily round */
    uint32_t target_days; /* days of cover a round fills up to */
    uint32_t speed_kmh;
    uint32_t circuity_e2; /* road length for 100 of air line */
    uint32_t service_s;   /* at a stop */
    uint32_t service_s_t; /* and for each tonne */
    uint32_t reload_s;
    uint32_t iterations;      /* of the route search */
    uint32_t ride_urgent_min; /* an emergency or birth is to be accepted by then; 0: the usual */
    uint32_t ride_min;        /* other rides, from the time to be there */
};

/* What households of a community have of an item: see cover.h. */
struct evn_dsp_cover {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    struct evn_day day;    /* of the figures */
    int64_t units;         /* at 00:00 of the day */
    int64_t delivered;     /* on the day */
    int64_t use;           /* on the day */
    int64_t daily;         /* on each day after it */
    int64_t carried_micro; /* of the allocation: owed, in millionths of a pack */
    uint32_t served_round; /* last round that gave it something */
};

extern const struct evn_dsp_parameters evn_dsp_usual;

/* Hours, vehicles and substitutes, whose fields are the registry's own (sources.c). */
enum { EVN_DSP_HOURS_FIELDS = 2, EVN_DSP_VEHICLE_FIELDS = 8, EVN_DSP_SUBSTITUTE_FIELDS = 3 };
extern const struct evn_wire_field evn_dsp_hours_fields[EVN_DSP_HOURS_FIELDS];
extern const struct evn_wire_field evn_dsp_vehicle_fields[EVN_DSP_VEHICLE_FIELDS];
extern const struct evn_wire_field evn_dsp_substitute_fields[EVN_DSP_SUBSTITUTE_FIELDS];

extern const struct evn_wire_message evn_dsp_item_table, evn_dsp_place_table,
    evn_dsp_community_table, evn_dsp_norm_table, evn_dsp_need_table, evn_dsp_parameters_table,
    evn_dsp_cover_table, evn_dsp_doors_table;

#endif
