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

/* One item's problem with the names of what it is about; owns all arrays. The "warehouses" of the
 * problem are the sources. */
struct evn_allocio_item {
    struct evn_allocio_id id;
    struct evn_allocio_source *sources; /* problem.n_warehouses of them */
    uint16_t *draw;                     /* what problem.draw points to, or NULL */
    int32_t *lead_days;                 /* of each warehouse: until its goods arrive */
    int32_t *shelf_days;                /* of each community: wanted at arrival, at least */
    struct evn_alloc_lane *lanes;       /* what problem.lanes points to, or NULL */
    size_t n_places;                    /* warehouses */
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
};

/* Read a whole file. On error *out is empty and *why names the field by its path, such as
 * "items[0].communities[3].need", with the value or id at fault as subject.
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

/* Solve item by item and hand each result to `take`, which may refuse. EVN_E_NO_MEMORY. */
typedef evn_err evn_allocio_take(void *self, size_t item, const struct evn_alloc_result *result);
EVN_MUST_USE evn_err evn_allocio_solve(const struct evn_allocio *doc, evn_allocio_take *take,
                                       void *self);

/* Append the answer on item `i`: the first brings the head of the document, the last its end.
 * `brief`: codes without sentences. EVN_E_LIMIT: the cap of `out`. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_allocio_put(const struct evn_allocio *doc, size_t i,
                                     const struct evn_alloc_result *result, bool brief,
                                     struct evn_buf *out);

/* Solve all items and append the whole answer: the same document gives the same bytes. Errors as
 * above. */
EVN_MUST_USE evn_err evn_allocio_write(const struct evn_allocio *doc, struct evn_buf *out);

#endif
