/* sources_duty - what dispatch reads of the registry's units, staff, rosters, tables and zones, as
 * structs. Pure.
 *
 * Members are those of evernormal.registry.v1 and evernormal.service.v1; as sources.h. */
#ifndef EVN_DISPATCH_SOURCES_DUTY_H
#define EVN_DISPATCH_SOURCES_DUTY_H

#include "services/dispatch/core/decision.h"
#include "services/dispatch/core/duty.h"

/* Event kinds that are read. */
enum {
    EVN_SRC_POLICY = 21,
    EVN_SRC_ZONE = 23,
    EVN_SRC_ZONE_FIRST = 48,
    EVN_SRC_ZONE_LAST = 55,
    EVN_SRC_UNIT = 80,
    EVN_SRC_STAFF = 82,
    EVN_SRC_STANDING = 84,
    EVN_SRC_DUTY = 85
};
enum { EVN_SRC_NAME_MAX = 201 }; /* bytes of a name, with NUL */

/* registry: Organisation. */
struct evn_src_unit {
    char code[EVN_CODE_MAX];
    char area[EVN_CODE_MAX];
    char parent[EVN_CODE_MAX];
    char head[EVN_CODE_MAX];
};

/* registry: Staff. */
struct evn_src_staff {
    char staff[EVN_CODE_MAX];
    char organisation[EVN_CODE_MAX];
    struct evn_day from_day;
    struct evn_day last_day;
};

/* service: Standing. What rests is not looked at: whoever misses a course is asked last. */
struct evn_src_rest {
    uint32_t roles;
};
struct evn_src_standing {
    char staff[EVN_CODE_MAX];
    struct evn_src_rest *rests;
    size_t n_rests;
    bool ended;
};

/* registry: Duty. */
struct evn_src_duty {
    char duty[EVN_CODE_MAX];
    char organisation[EVN_CODE_MAX];
    char staff[EVN_CODE_MAX];
    struct evn_day from_day;
    struct evn_day until_day;
    uint32_t *weekdays;
    size_t n_weekdays;
    uint32_t from_min;
    uint32_t until_min;
    uint32_t rank;
    bool withdrawn;
};

/* registry: Policy, of the table ticket_deadlines alone; a value is "ACCEPT;ANSWER" in hours. */
struct evn_src_rule {
    char rule[EVN_SRC_NAME_MAX];
    char value[EVN_SRC_NAME_MAX];
    struct evn_day valid_from;
    struct evn_day valid_until;
};
struct evn_src_policy {
    char table[EVN_CODE_MAX];
    uint32_t version;
    struct evn_src_rule *rules;
    size_t n_rules;
};

/* registry: Zone. */
struct evn_src_seal {
    char zone[EVN_CODE_MAX];
    char area[EVN_CODE_MAX];
};
struct evn_src_zone {
    struct evn_src_seal seal;
    bool has_seal;
};

extern const struct evn_wire_message evn_src_unit_table, evn_src_staff_table,
    evn_src_standing_table, evn_src_duty_table, evn_src_policy_table, evn_src_zone_table;

/* Take in the event if it is one of these; others are nothing. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_dsp_feed_duty(struct evn_dsp_decision *d, uint32_t kind,
                                       struct evn_bytes body);

#endif
