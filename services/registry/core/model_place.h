/* model_place - areas, places in them, and communities. Pure.
 *
 * An area code tells its level by its length and its parent by its beginning: 2 province, 4 city,
 * 6 county, 9 street, 12 community, and below it "-" and 3 digits for a compound (16) and for a
 * building (20), "-" and 2 digits for a unit (23). All levels have fixed widths, so "begins with"
 * is "lies in". A building without a compound lies in compound 000. */
#ifndef EVN_REGISTRY_MODEL_PLACE_H
#define EVN_REGISTRY_MODEL_PLACE_H

#include "services/registry/core/model_item.h"

enum {
    EVN_AREAS_MAX = 400000,      /* areas, down to the unit */
    EVN_PLACES_MAX = 100000,     /* places */
    EVN_COMMUNITIES_MAX = 20000, /* communities */
    EVN_OPEN_HOURS_MAX = 4,      /* windows of one day */
    EVN_RECEPTION_MAX = 8,       /* reception points of a community */
    EVN_LIFE_DAYS_MAX = 36500,   /* of shelf life a place may ask for */
    EVN_DAY_MINUTES = 1440
};

/* A box that all of an area lies in, in either datum, in millionths of a degree. */
struct evn_extent {
    int32_t lat_min_e6;
    int32_t lat_max_e6; /* > lat_min_e6 */
    int32_t lon_min_e6;
    int32_t lon_max_e6; /* > lon_min_e6 */
};

struct evn_area {
    char code[EVN_CODE_MAX];
    char name_zh[EVN_NAME_MAX];
    char name_en[EVN_NAME_MAX];
    int64_t population; /* 0: not known */
    bool synthetic;     /* made up for an exercise */
    struct evn_extent extent;
    bool has_extent; /* else all coordinates are believed */
};

enum evn_place_kind {
    EVN_PLACE_WAREHOUSE = 1,
    EVN_PLACE_HOSPITAL,
    EVN_PLACE_PHARMACY,
    EVN_PLACE_ISOLATION_SITE,
    EVN_PLACE_RECEPTION_POINT,
    EVN_PLACE_VEHICLE,
    EVN_PLACE_COMMUNITY,
    EVN_PLACE_NURSING_HOME,
    EVN_PLACE_CAMPUS,
    EVN_PLACE_ENTERPRISE,
    EVN_PLACE_SUPPLIER,
    EVN_PLACE_OTHER,
    EVN_PLACE_BIN, /* these are parts of another place, or may be */
    EVN_PLACE_QUARANTINE,
    EVN_PLACE_ON_LOAN,
    EVN_PLACE_MAINTENANCE
};

/* Coordinates of the two are about 0.5 km apart: never mixed, converted where routes are made. */
enum evn_datum { EVN_DATUM_NONE, EVN_DATUM_WGS84, EVN_DATUM_GCJ02 };

struct evn_open_hours {
    uint32_t from_min;  /* minutes of the local day */
    uint32_t until_min; /* > from_min, at most EVN_DAY_MINUTES */
};

struct evn_vehicle {
    int64_t weight_max_g;
    int64_t volume_max_ml;
    bool cold_box;
    struct evn_day pass_from;  /* first day of the white-list pass; EVN_DAY_NONE: no pass */
    struct evn_day pass_until; /* last day of it */
    char depot[EVN_CODE_MAX];  /* place it starts from and returns to */
    uint32_t shift_from_min;
    uint32_t shift_until_min;
};

enum evn_intake { EVN_INTAKE_OPEN, EVN_INTAKE_LIMITED, EVN_INTAKE_CLOSED };

struct evn_place {
    char code[EVN_CODE_MAX];
    int32_t kind;            /* enum evn_place_kind */
    char area[EVN_CODE_MAX]; /* "": outside the area tree */
    char name_zh[EVN_NAME_MAX];
    char name_en[EVN_NAME_MAX];
    int32_t lat_e6; /* millionths of a degree */
    int32_t lon_e6;
    int32_t datum;                   /* enum evn_datum; NONE: no coordinates */
    char coord_source[EVN_NAME_MAX]; /* who measured them */
    struct evn_open_hours *open_hours;
    size_t n_open_hours;
    int64_t capacity;           /* beds, rooms, parcels, as the kind says; 0: not known */
    struct evn_vehicle vehicle; /* of kind VEHICLE alone */
    bool has_vehicle;
    bool closed;
    bool synthetic;            /* made up for an exercise */
    char parent[EVN_CODE_MAX]; /* place it is a part of; it never changes */
    uint32_t min_life_days;    /* shelf life that must be left of what comes here; 0: any */
    bool closed_loop;          /* who is inside does not leave */
    int32_t intake;            /* of patients: enum evn_intake */
    uint32_t accepts;          /* set of 1 << enum evn_severity; 0: all that intake allows */
};

enum evn_link_kind { EVN_LINK_HOSPITAL = 1, EVN_LINK_PHARMACY, EVN_LINK_CAR };
enum { EVN_LINKS_MAX = 3, EVN_TEST_CALLS_MAX = 12 };

/* A line was tried. */
struct evn_test_call {
    int64_t at_us;
    bool answered;
    char note[EVN_NAME_MAX];
};

/* What a community must be able to reach. */
struct evn_link {
    int32_t kind;                /* enum evn_link_kind; one of a kind */
    char place[EVN_CODE_MAX];    /* hospital, pharmacy or vehicle */
    char phone[EVN_CODE_MAX];    /* of the institution, never of a person */
    struct evn_test_call *calls; /* ascending; the last ones */
    size_t n_calls;
};

struct evn_community {
    char code[EVN_CODE_MAX]; /* area code of 12 digits */
    char name_zh[EVN_NAME_MAX];
    char name_en[EVN_NAME_MAX];
    int64_t residents;
    int64_t households;
    char (*reception_points)[EVN_CODE_MAX]; /* places; without one nothing can be sent */
    size_t n_reception_points;
    bool synthetic;
    struct evn_link *links; /* set by the commands link and line_test alone */
    size_t n_links;
};

extern const struct evn_wire_message evn_area_table, evn_place_table, evn_community_table;

#endif
