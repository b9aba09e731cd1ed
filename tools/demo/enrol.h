/* enrol - the made-up city as entities of the registry. Pure but for the heap.
 *
 * Everything made here is marked synthetic; people appear under
 * pseudonyms. Order: an area before what lies in it, a depot before its vehicles. */
#ifndef EVN_DEMO_ENROL_H
#define EVN_DEMO_ENROL_H

#include "tools/demo/outbreak.h"
#include "tools/import/batch.h"

/* The supplier all stock comes from. */
#define EVN_DEMO_SUPPLIER "SUP-1"

/* Add communities with their compounds and sealed buildings, reception points, warehouses,
 * vehicles, the supplier, key persons and cohort members. `first` is the first day of the exercise:
 * cohorts begin around it. EVN_E_NO_MEMORY, EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_enrol(const struct evn_town *town, const struct evn_outbreak *outbreak,
                               struct evn_day first, struct evn_batch *batch);

#endif
