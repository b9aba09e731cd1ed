/* sources - what dispatch reads of the events of registry and planner, as structs. Pure.
 *
 * Members are those of evernormal.registry.v1 and evernormal.planner.v1. A service reads another's
 * events by their proto alone, so these tables stand here and not in a header of the other; fields
 * that do not concern dispatch are left out of them and passed over. */
#ifndef EVN_DISPATCH_SOURCES_H
#define EVN_DISPATCH_SOURCES_H

#include "services/dispatch/core/fact.h"

/* Event kinds that are read. */
enum {
    EVN_SRC_ITEM = 16,
    EVN_SRC_AREA = 17,
    EVN_SRC_PLACE = 18,
    EVN_SRC_ITEM_NORM = 19,
    EVN_SRC_COMMUNITY = 22,
    EVN_SRC_RESULT = 60,
    EVN_SRC_NEED = 16,
    EVN_SRC_NEED_CLOSED = 17,
    EVN_SRC_PLANNED = 18,
    EVN_SRC_TERM_PLACE = 5
};

/* One level of an item's packs, ascending: the first is what dispatch gives out. */
struct evn_src_pack {
    int64_t base_units; /* in one of this pack */
};

/* registry: Item. Substitutes have the fields that dispatch's own have. */
struct evn_src_item {
    char code[EVN_CODE_MAX];
    struct evn_src_pack *packs; /* none: given out by base units */
    size_t n_packs;
    int64_t weight_mg;
    int64_t volume_ul;
    bool cold_chain;
    bool life_critical;
    char category[EVN_CODE_MAX]; /* class of goods */
    struct evn_dsp_substitute *substitutes;
    size_t n_substitutes;
};

/* registry: Place. Hours and vehicle have the fields that dispatch's own have. */
struct evn_src_place {
    char code[EVN_CODE_MAX];
    uint32_t kind;
    char area[EVN_CODE_MAX];
    int32_t lat_e6;
    int32_t lon_e6;
    uint32_t datum;
    struct evn_dsp_hours *open_hours;
    size_t n_open_hours;
    struct evn_dsp_vehicle vehicle;
    bool has_vehicle;
    bool closed;
    int32_t intake;
    uint32_t accepts;
};

/* registry: Area, and the box that all of it lies in. */
struct evn_src_extent {
    int32_t lat_min_e6, lat_max_e6, lon_min_e6, lon_max_e6;
};
struct evn_src_area {
    char code[EVN_CODE_MAX];
    struct evn_src_extent extent;
    bool has_extent;
};

/* registry: TestResult. */
struct evn_src_result {
    char person[EVN_CODE_MAX];
    char sample[EVN_CODE_MAX];
    int64_t at_us;
    char area[EVN_CODE_MAX];
    int32_t verdict;
    int32_t severity;
};

/* registry: ItemNorm. */
struct evn_src_norm {
    char item[EVN_CODE_MAX];
    char norm[EVN_CODE_MAX];
};

/* registry: Link: what a community must be able to reach. */
enum { EVN_SRC_LINK_CAR = 3 };
struct evn_src_link {
    int32_t kind;
    char place[EVN_CODE_MAX];
};

/* registry: Community. */
struct evn_src_community {
    char code[EVN_CODE_MAX];
    int64_t residents;
    char (*reception_points)[EVN_CODE_MAX];
    size_t n_reception_points;
    struct evn_src_link *links;
    size_t n_links;
};

/* One part of a need. */
struct evn_src_term {
    int32_t kind;  /* EVN_SRC_TERM_PLACE: it counts no people */
    int64_t count; /* people */
};

/* planner: NeedPut. */
struct evn_src_need {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    struct evn_day day; /* it was computed for */
    uint32_t tier;      /* 1 life-critical, 2 must not be missed, 3 everyone */
    int64_t quantity;   /* base units on that day */
    int64_t daily;      /* base units on each day after it */
    struct evn_src_term *terms;
    size_t n_terms;
    bool stays;    /* due on that day, and owed until it is brought */
    bool capacity; /* beds, rooms, equipment: nothing is brought */
};

/* planner: NeedClosed: all needs of the community end. */
struct evn_src_closed {
    char community[EVN_CODE_MAX];
    struct evn_day day;
};

/* planner: DayPlanned. */
struct evn_src_planned {
    char community[EVN_CODE_MAX];
    int64_t door_only; /* people of cohorts at home to whose door goods come */
};

extern const struct evn_wire_message evn_src_planned_table, evn_src_item_table, evn_src_area_table,
    evn_src_place_table, evn_src_norm_table, evn_src_community_table, evn_src_result_table,
    evn_src_need_table, evn_src_closed_table;

#endif
