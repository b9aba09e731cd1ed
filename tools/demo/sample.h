/* sample - the tables below deploy/sample: the real part of the made-up city. Shell.
 *
 * Codes, names and the census figure of one district with its streets, and the tables every
 * installation starts with: items, norms, links between them, rules. Formats are those of
 * `evn import` (tools/import/kind.h, tools/import/policy.h). */
#ifndef EVN_DEMO_SAMPLE_H
#define EVN_DEMO_SAMPLE_H

#include "tools/demo/town.h"
#include "tools/import/batch.h"
#include "tools/import/csv.h"

enum { EVN_SAMPLE_PATH_MAX = 512, EVN_SAMPLE_COLUMNS_MAX = 6 };

/* The district that is played: Changning, for which a published outbreak can be replayed too. */
#define EVN_SAMPLE_DISTRICT "310105"

/* What is wrong with the tables, for people. */
struct evn_sample_flaw {
    char path[EVN_SAMPLE_PATH_MAX]; /* the file */
    uint32_t line;                  /* of it; 0: the file as a whole */
    char column[EVN_FLAW_NAME_MAX]; /* name of the column, or empty */
};

/* The folder of the tables: beside the sources this program was built from, or below its prefix
 * (share/evernormal/sample). EVN_E_CONFIG: neither is there. */
EVN_MUST_USE evn_err evn_sample_find(char out[EVN_SAMPLE_PATH_MAX]);

/* Call `take` for each row of FOLDER/FILE with its cells of these columns (the rest NULL), and no
 * others in the file; it returns false for a row it cannot read. Errors as evn_sample_map. */
EVN_MUST_USE evn_err evn_sample_rows(
    const char *folder, const char *file, const char *const columns[EVN_SAMPLE_COLUMNS_MAX],
    bool (*take)(void *self, const struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX]), void *self,
    struct evn_sample_flaw *flaw);

/* Read district, census figure, middle and streets into *map. EVN_E_BAD_FILE, EVN_E_IO and what
 * reading a file refuses; *flaw says where. */
EVN_MUST_USE evn_err evn_sample_map(const char *folder, struct evn_town_map *map,
                                    struct evn_sample_flaw *flaw);

/* Add areas, items, norms, links and rules to the batch, in an order the registry accepts. Errors
 * as evn_sample_map. */
EVN_MUST_USE evn_err evn_sample_tables(const char *folder, struct evn_batch *batch,
                                       struct evn_sample_flaw *flaw);

#endif
