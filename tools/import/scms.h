/* scms - the order lines of an SCMS delivery history. Pure but for the heap.
 *
 * The file (USAID "SCMS Delivery History") has 33 columns, dates in two styles and in words, and
 * weights and freight that are numbers, words or a reference to another line of the same shipment.
 * What a word means is kept: "not captured" is not zero. Money is whole cents, weight whole grams.
 * Lines without any flaw are kept, in the order of the file; the others are told and left out. */
#ifndef EVN_IMPORT_SCMS_H
#define EVN_IMPORT_SCMS_H

#include "tools/import/sheet.h"

#include "common/base/day.h"

enum { EVN_SCMS_LINES_MAX = 1000000 };

/* What a date's cell says. */
enum evn_scms_when {
    EVN_SCMS_DAY,          /* the day */
    EVN_SCMS_PRE_PQ,       /* "Pre-PQ Process" */
    EVN_SCMS_NOT_CAPTURED, /* "Date Not Captured" */
    EVN_SCMS_FROM_RDC      /* "N/A - From RDC" */
};

struct evn_scms_date {
    enum evn_scms_when when;
    struct evn_day day; /* EVN_DAY_NONE unless a day */
};

/* What the cell of a weight or freight says. */
enum evn_scms_how {
    EVN_SCMS_AMOUNT,             /* the figure */
    EVN_SCMS_SEPARATELY,         /* "Weight Captured Separately", "Invoiced Separately" */
    EVN_SCMS_IN_COMMODITY,       /* "Freight Included in Commodity Cost" */
    EVN_SCMS_REFERENCE,          /* "See ASN-93 (ID#:1281)", resolved: `of` is that line */
    EVN_SCMS_REFERENCE_UNSETTLED /* the line is not in the file, or refers back */
};

struct evn_scms_figure {
    enum evn_scms_how how;
    int64_t amount; /* grams or cents; of a reference: what is said there, else 0 */
    int64_t id;     /* of a reference: the line it names */
    size_t of;      /* of a resolved reference: index of the line that says it */
};

struct evn_scms_line {
    uint32_t line;                                     /* of the file */
    int64_t id;                                        /* column ID: unique in the file */
    struct evn_bytes project, country, shipment;       /* all texts lie in the source */
    struct evn_bytes group, form, vendor, description; /* product group, dosage form */
    struct evn_scms_date pq_sent, po_sent;             /* may be words */
    struct evn_day scheduled, delivered, recorded;     /* always days */
    int64_t pack_units;                                /* base units in a pack, > 0 */
    int64_t packs;                                     /* delivered, > 0 */
    int64_t units;                                     /* packs x pack_units */
    int64_t value_cents, pack_price_cents;             /* of the line; of a pack */
    struct evn_scms_figure weight, freight;            /* grams; cents */
};

struct evn_scms_totals {
    int64_t lines, value_cents, packs; /* of the lines kept */
    int64_t shipments;                 /* different ASN/DN numbers among them */
    int64_t refused;                   /* rows left out */
    int64_t references;                /* weights and freights that name another line ... */
    int64_t unsettled;                 /* ... and of those, that cannot be resolved */
};

struct evn_scms {
    struct evn_scms_line *line; /* owned */
    size_t n, cap;
    struct evn_scms_totals totals;
};

/* Read the whole text. `tell` is called for each flaw; for references that cannot be resolved too,
 * though their lines stay. EVN_E_BAD_FILE: the head is not that of such a file (told). EVN_E_LIMIT,
 * EVN_E_NO_MEMORY. The lines borrow `text`, which must outlive them. */
EVN_MUST_USE evn_err evn_scms_read(struct evn_scms *scms, uint8_t *text, size_t len,
                                   void (*tell)(void *self, const struct evn_flaw *flaw),
                                   void *self);

void evn_scms_free(struct evn_scms *scms);

#endif
