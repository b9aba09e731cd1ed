/* seals - what seals did: people affected before and after each decision, and how long seals stand.
 * Pure but for the heap.
 *
 * People are counted once: those of a zone inside a larger one that stands are in that one's
 * number. Kinds of place and how lengths are counted: proto/spec/27-zones.md. */
#ifndef EVN_BATCH_SEALS_H
#define EVN_BATCH_SEALS_H

#include "common/base/day.h"
#include "common/base/err.h"

enum { EVN_SEAL_TEXT_MAX = 64, EVN_SEAL_KINDS_MAX = 24 };

/* A zone, as the registry has it. */
struct evn_seal_fact {
    char zone[EVN_SEAL_TEXT_MAX];
    char area[EVN_SEAL_TEXT_MAX];
    char ending[EVN_SEAL_TEXT_MAX]; /* change of course that unsealed it; "": somebody did */
    const char *kind;               /* kind of place; static */
    int64_t residents;
    struct evn_day start;
    struct evn_day unsealed_on;   /* EVN_DAY_NONE: it stands */
    struct evn_day lowered_on;    /* the condition is met behind this day */
    int64_t sealed_us, sealed_no; /* when it was decided, and by which decision */
    int64_t unsealed_us, unsealed_no;
    uint32_t overdue_days; /* it stood, or stands, behind that */
    bool met;              /* it stands though the condition is met */
    bool standing;         /* of the count: as of the decision looked at */
};

struct evn_seals {
    struct evn_seal_fact *fact; /* owned */
    size_t n, cap;
};

/* One decision, and what there was before and after it. */
struct evn_seal_step {
    int64_t number, at_us;
    enum { EVN_STEP_SEAL, EVN_STEP_CORRECTION, EVN_STEP_UNSEAL, EVN_STEP_COURSE } what;
    const char *subject; /* the zone, or the change of course; borrowed */
    const char *area;    /* of the zone; "" of more than one */
    size_t n_zones;      /* it was about */
    int64_t zones_before, zones_after;
    int64_t people_before, people_after;
};

/* Lengths of one kind of place, in days on which a zone stood, first and last counted. */
struct evn_seal_kind {
    const char *kind; /* static */
    int64_t zones, standing;
    int64_t median_days, p90_days; /* of those unsealed; 0: none was */
    int64_t longest_days;          /* of all, to today where it stands */
    int64_t overdue;               /* stand though the condition is met */
    int64_t late;                  /* were unsealed a day or more too late */
    int64_t worst_days;            /* longest time behind the condition */
};

void evn_seals_init(struct evn_seals *seals);
void evn_seals_fini(struct evn_seals *seals);

/* A new one, all zero, to be filled. NULL: no memory. */
struct evn_seal_fact *evn_seals_add(struct evn_seals *seals);

/* Walk through the decisions in their order. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_seals_steps(struct evn_seals *seals,
                                     void (*step)(void *self, const struct evn_seal_step *step),
                                     void *self);

/* Sum up by kind, in the order of names, campuses first; returns how many kinds there are. */
size_t evn_seals_kinds(struct evn_seals *seals, struct evn_day today,
                       struct evn_seal_kind out[EVN_SEAL_KINDS_MAX]);

/* The kind of place that an area is by its code: "unit", "building", ... */
const char *evn_seal_level(const char *area);

#endif
