/* allocio - allocation problems and answers as JSON. Shell: jansson, heap.
 *
 * The format is proto/spec/9-allocation.md; reading is strict, so that a misspelt field is an
 * error and never a silent default. Ids are text outside and order inside: communities are
 * sorted by the bytes of their ids, so the order in the file does not matter. Only whole
 * numbers are read: a quantity like 1.5 or 1e3 is an error. */
#ifndef EVN_DISPATCH_ALLOCIO_H
#define EVN_DISPATCH_ALLOCIO_H

#include "common/base/buf.h"
#include "common/base/day.h"
#include "services/dispatch/alloc/explain.h"

#include <stddef.h>
#include <stdint.h>

enum {
    EVN_ALLOCIO_ID_MAX = 64,          /* bytes of an id */
    EVN_ALLOCIO_ITEMS_MAX = 10000,    /* items in a file */
    EVN_ALLOCIO_MIX_MAX = 32,         /* components of a kit; substitutes of an item */
    EVN_ALLOCIO_BYTES_MAX = 256 << 20 /* of a file; the tree takes about ten times that */
};

struct evn_allocio_id {
    char text[EVN_ALLOCIO_ID_MAX + 1];
};

/* What can be drawn on: a lot in a warehouse, a warehouse whose lots are not told apart, or, behind
 * all of these, a lane with a limit. */
struct evn_allocio_source {
    uint16_t place;            /* index of the warehouse */
    struct evn_allocio_id lot; /* empty: none told; of a lane its id */
    struct evn_day expiry;     /* unusable from this day on; EVN_DAY_NONE: never */
    const void *only;          /* while reading: communities it is earmarked for, or NULL */
    bool earmarked;            /* given to some communities alone */
};

/* Another item that this one is made of, or that may stand in for it. */
struct evn_allocio_mix {
    struct evn_allocio_id id;
    size_t item;       /* its index */
    int64_t give, per; /* `give` base units of it make one of the kit, or stand in for `per` */
};

/* One item's problem with the names of what it is about; owns all arrays. The "warehouses" of the
 * problem are the sources. */
struct evn_allocio_item {
    struct evn_allocio_id id;
    struct evn_allocio_source *sources;  /* problem.n_warehouses of them */
    uint16_t *draw;                      /* what problem.draw points to, or NULL */
    int32_t *lead_days;                  /* of each warehouse: until its goods arrive */
    int32_t *shelf_days;                 /* of each community: wanted at arrival, at least */
    struct evn_alloc_lane *lanes;        /* what problem.lanes points to, or NULL */
    struct evn_allocio_mix *kit;         /* what it is made of, or NULL: it is no kit */
    struct evn_allocio_mix *substitutes; /* in the order they are tried, or NULL */
    size_t n_kit, n_substitutes;
    int64_t in_kits; /* base units of it that kits were made of; no longer in its stock */
    int64_t *spare;  /* while kits are made: what floors leave of each source, or NULL */
    int64_t *rest;   /* while substitutes are given: what is left of each source, or NULL */
    size_t n_places; /* warehouses */
    struct evn_alloc_problem problem;
    int64_t *stock;                          /* what problem.stock points to */
    struct evn_alloc_community *communities; /* what problem.communities points to */
    struct evn_allocio_id *warehouse_ids;    /* in the order of the file */
    struct evn_allocio_id *community_ids;    /* sorted */
};

struct evn_allocio {
    int64_t round;      /* number of this round, >= 1 */
    struct evn_day day; /* of the round; EVN_DAY_NONE: not said */
    struct evn_allocio_item *items;
    size_t n_items;
    bool made; /* kits have their stock, components lack it */
};

/* Read a whole file. On error *out is empty and *why names the field by its path, such as
 * "items[0].communities[3].need", with line, column and the value or id at fault as subject.
 * EVN_E_BAD_MESSAGE: not JSON (subject: line, column, reason). EVN_E_TOO_LARGE,
 * EVN_E_TOO_MANY_LINES. EVN_E_MISSING_FIELD, EVN_E_BAD_FIELD (wrong type, unknown field, id
 * used twice), EVN_E_BAD_TEXT (an id), EVN_E_UNKNOWN_REF (reach names no warehouse),
 * EVN_E_OUT_OF_RANGE, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_allocio_read(struct evn_bytes text, struct evn_allocio *out,
                                      struct evn_refusal *why);

void evn_allocio_fini(struct evn_allocio *doc);

/* What one item comes to. stock = given + left, always. */
struct evn_allocio_totals {
    int64_t stock, given, left; /* base units */
    int64_t n_short, missing;   /* communities with something missing, and how much in all */
};

struct evn_allocio_totals evn_allocio_total(const struct evn_allocio_item *item,
                                            const struct evn_alloc_result *result);

/* Write what the note says about the item in that language, cut at `cap` bytes. */
void evn_allocio_say(const struct evn_allocio_item *item, const struct evn_alloc_note *note,
                     enum evn_lang lang, char *out, size_t cap);

/* Make the kits, then solve item by item and hand each result to `take`, which may refuse.
 * EVN_E_NO_MEMORY. */
typedef evn_err evn_allocio_take(void *self, size_t item, const struct evn_alloc_result *result);
EVN_MUST_USE evn_err evn_allocio_solve(struct evn_allocio *doc, evn_allocio_take *take, void *self);

/* What one substitute came to. */
struct evn_allocio_standin {
    const struct evn_allocio_item *item, *by; /* what was short; what stands in */
    int64_t give, per;
    const struct evn_alloc_problem *problem; /* counted in the substitute, its communities */
    const struct evn_alloc_result *result;
    const int32_t *same;       /* of each of these: itself in `item`, or EVN_ALLOC_NONE */
    const int64_t *stands_for; /* of each: base units of the item */
    const int64_t *missing;    /* of each: base units of the item still missing */
};

/* After evn_allocio_solve: item by item in order, each substitute in order, give what own rounds
 * left (alloc/standin.h). EVN_E_OUT_OF_RANGE: a need is too large counted in the substitute;
 * *why names the entry and the community. EVN_E_NO_MEMORY. */
typedef evn_err evn_allocio_take_standin(void *self, const struct evn_allocio_standin *standin);
EVN_MUST_USE evn_err evn_allocio_stand_in(struct evn_allocio *doc, evn_allocio_take_standin *take,
                                          void *self, struct evn_refusal *why);

/* The sentence for community `i` of the substitute's: what stands in for what. */
void evn_allocio_say_standin(const struct evn_allocio_standin *standin, size_t i,
                             enum evn_lang lang, char *out, size_t cap);

/* Append one substitute's part of the answer, behind all items. The first brings the head of their
 * list. Errors as evn_allocio_put. */
EVN_MUST_USE evn_err evn_allocio_put_standin(const struct evn_allocio_standin *standin, bool first,
                                             bool brief, struct evn_buf *out);
/* Append the end of the whole answer. */
EVN_MUST_USE evn_err evn_allocio_put_end(bool standins, struct evn_buf *out);

/* Append the answer on item `i`: the first brings the head of the document, the last the end of
 * the items.
 * `brief`: codes without sentences. EVN_E_LIMIT: the cap of `out`. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_allocio_put(const struct evn_allocio *doc, size_t i,
                                     const struct evn_alloc_result *result, bool brief,
                                     struct evn_buf *out);

/* Solve all items and append the whole answer: the same document gives the same bytes. Errors as
 * above. */
EVN_MUST_USE evn_err evn_allocio_write(struct evn_allocio *doc, struct evn_buf *out);

#endif
