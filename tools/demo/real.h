/* real - a published outbreak and delivery history, replayed. Shell.
 *
 * FOLDER/epidemic/sealed_places.tsv and place_day_infections.tsv say which places had infections on
 * which days; FOLDER/scms/scms_2006_2013.csv is what was delivered long before. Communities, people
 * and coordinates stay made up: the places have numbers and no addresses. */
#ifndef EVN_DEMO_REAL_H
#define EVN_DEMO_REAL_H

#include "tools/demo/exercise.h"
#include "tools/demo/sample.h"

/* Day 1 of the published outbreak. */
#define EVN_REAL_FIRST "2022-03-19"

/* Read the places of the town's district with their infections, counted from ex->first, into
 * ex->outbreak. EVN_E_BAD_FILE, EVN_E_IO, EVN_E_LIMIT; *flaw says where. */
EVN_MUST_USE evn_err evn_real_outbreak(struct evn_exercise *ex, const char *folder,
                                       struct evn_sample_flaw *flaw);

/* Register and receive the delivery history. *n_lines: receipts. Errors as evn_exercise_enrol. */
EVN_MUST_USE evn_err evn_real_history(struct evn_exercise *ex, const char *folder,
                                      int64_t *n_lines);

#endif
