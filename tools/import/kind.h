/* kind - tables of our own format and of publishers we know, row by row into entities of the
 * registry. Pure but for the heap.
 *
 * A kind of table names its columns, the field each fills and how its cells are read. Field numbers
 * come from the message's descriptor, by name. Bounds and references between entities are the
 * registry's to judge; here a cell only has to be what its column holds. Formats of all columns:
 * deploy/sample/README.md. */
#ifndef EVN_IMPORT_KIND_H
#define EVN_IMPORT_KIND_H

#include "tools/import/batch.h"
#include "tools/import/sheet.h"

#include <protobuf-c/protobuf-c.h>

/* How a cell becomes a field. An empty cell says nothing of the field; "-" where the column is not
 * needed says that there is none. */
enum evn_form {
    EVN_FORM_CODE,    /* an external id */
    EVN_FORM_PLAIN,   /* by the field's type: text, whole number, flag, or the word of an enum */
    EVN_FORM_E1,      /* decimal, times 10 */
    EVN_FORM_E3,      /* decimal, times 1,000 */
    EVN_FORM_E6,      /* decimal, times 1,000,000 */
    EVN_FORM_MEASURE, /* the same; 0 says nothing */
    EVN_FORM_DAY,     /* a date, as YYYY-MM-DD */
    EVN_FORM_MINUTE,  /* HH:MM */
    EVN_FORM_LIST,    /* whole numbers or codes, separated by commas */
    EVN_FORM_PACKS,   /* "箱/case=24; 托盘/pallet=960" */
    EVN_FORM_CODES,   /* "GTIN:6901234567892; OWN:A1=24" */
    EVN_FORM_HOURS,   /* "08:00-12:00; 14:00-18:00" */
    EVN_FORM_SUBSTITUTES, /* "B=2:3; C=1:1" */
    EVN_FORM_KIT,         /* "B=2; C=1" */
    EVN_FORM_INITIALS,    /* pinyin initials; empty: worked out from the column name_zh */
    EVN_FORM_CATEGORY,    /* a class; empty: the one that evn_kind_category gives the code */
    EVN_FORM_ROLES,       /* "WAREHOUSE,POINT" as a set */
    EVN_FORM_GRANTS,      /* "WAREHOUSE,POINT@310105; AUDITOR@*" */
    EVN_FORM_PAIR,        /* the cell, ";" and that of the layout's first skipped column */
    EVN_FORM_TESTS,       /* number of tests; empty: the text does not say */
    EVN_FORM_SAME,        /* as PLAIN; empty: what the first column says */
    EVN_FORM_FIXED,       /* as PLAIN, and every row says the name of the column */
    EVN_FORM_SKIP         /* said by another column already */
};

struct evn_kind_column {
    const char *name;   /* in the head */
    const char *field;  /* of the message; "vehicle.depot": of the message in it */
    enum evn_form form; /* see above */
    bool needed;        /* the column must be there and no cell of it empty */
};

/* One way to lay out a table; the file has it when its head has the first column. */
struct evn_layout {
    const struct evn_kind_column *column; /* by ascending field number, skipped ones last */
    size_t n_columns;
};

enum { EVN_LAYOUTS_MAX = 5, EVN_KIND_KEY_MAX = 448 };

struct evn_kind {
    const char *name;                       /* "item-norms" */
    uint32_t tag;                           /* of the put, the table, the rows of a Result */
    const ProtobufCMessageDescriptor *type; /* of the entity */
    struct evn_layout layout[EVN_LAYOUTS_MAX];
    size_t n_layouts;
    size_t n_key; /* the first so many fields make the key, joined by "|" */
};

/* What a read met. */
struct evn_kind_counts {
    int64_t rows, refused;
};

/* The kind of that name: items, places, areas, communities, norms, item-norms, units, courses,
 * staff, training, duties; NULL: none. */
const struct evn_kind *evn_kind_find(const char *name);

/* The kind whose entities have that tag; NULL: none. */
const struct evn_kind *evn_kind_of(uint32_t tag);

/* The n-th kind, NULL behind the last. */
const struct evn_kind *evn_kind_nth(size_t n);

/* The class that `categories` gives the items whose rows name none: "CLASS", or "PREFIX=CLASS" for
 * the codes that begin so, several of these separated by commas; the first that fits. Empty: none
 * fits. */
struct evn_bytes evn_kind_category(const char *categories, struct evn_bytes code);

/* Whether that is what `categories` holds: nothing but such parts, each with a class. */
bool evn_kind_categories_good(const char *categories);

/* Where rows go: `row` is the message of one, `said` what it says, `line` of the file.
 * EVN_E_EXISTS: refused, an earlier row says otherwise; other errors end the reading. `tell` is
 * called for each flaw. */
struct evn_kind_sink {
    void *self;
    const char *categories; /* as of evn_kind_category; NULL: every row names its own */
    evn_err (*row)(void *self, struct evn_bytes row, const struct evn_said *said, uint32_t line);
    void (*tell)(void *self, const struct evn_flaw *flaw);
};

/* Hand all rows to the sink; a row with a flaw is told and the rest goes on. EVN_E_BAD_FILE: the
 * head has no layout of the kind (told). EVN_E_LIMIT, EVN_E_NO_MEMORY, and the sink's. */
EVN_MUST_USE evn_err evn_kind_rows(const struct evn_kind *kind, struct evn_csv rows,
                                   const struct evn_kind_sink *sink,
                                   struct evn_kind_counts *counts);

/* Add the entities of the text to the batch; `categories` as in the sink. `tell` is called for each
 * flaw; the rest goes on. EVN_E_BAD_FILE: the head has no layout of the kind (told). EVN_E_LIMIT,
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_kind_read(const struct evn_kind *kind, struct evn_csv rows,
                                   const char *categories, struct evn_batch *batch,
                                   struct evn_kind_counts *counts,
                                   void (*tell)(void *self, const struct evn_flaw *flaw),
                                   void *self);

/* The key of an entity as the registry forms it. False when the bytes are no such message. */
bool evn_kind_key(uint32_t tag, struct evn_bytes body, char out[EVN_KIND_KEY_MAX]);

#endif
