/* claims_model - claims, shipments and receipts as plainly as they can be written. Pure oracle.
 *
 * Two items, one of them in lots, two warehouses, two vans, two stops. Everything happens now; the
 * past is the business of model.h. A command is tried on a copy of the whole model, with lists in
 * the order things were made, and loops. Shares only command structs and codes with the core. */
#ifndef EVN_SIM_LEDGER_CLAIMS_MODEL_H
#define EVN_SIM_LEDGER_CLAIMS_MODEL_H

#include "services/ledger/core/command.h"

enum { CM_PLACES = 6, CM_ITEMS = 2, CM_LOTS = 4, CM_OWNERS = 4, CM_SHIPMENTS = 5, CM_ROWS = 2048 };
enum { CM_WAREHOUSES = 2, CM_VANS_END = 4 }; /* places: warehouses, vans, stops */

struct cm_claim {
    int owner, place, item;
    int64_t left;
};

struct cm_aboard {
    int shipment, van, stop, item, lot;
    int64_t left;
};

struct claims_model {
    int64_t balance[CM_PLACES][CM_ITEMS][CM_LOTS]; /* lot 0: none */
    int order[CM_ITEMS][CM_LOTS]; /* the how-manieth lot it was; 0: not known yet */
    int n_lots;
    struct cm_claim claim[CM_ROWS]; /* in the order made; left 0: over */
    int n_claims;
    struct cm_aboard aboard[CM_ROWS];
    int n_aboard;
};

extern const char *const cm_places[CM_PLACES];
extern const char *const cm_items[CM_ITEMS];
extern const char *const cm_lots[CM_LOTS];
extern const int32_t cm_expiry[CM_LOTS]; /* last usable day */

/* Do the command at `now_us`, or say why not. */
struct evn_refusal cm_run(struct claims_model *model, const struct evn_ledger_command *command,
                          int64_t now_us);

/* What is claimed at (place, item), and what is aboard at (place, item, lot). */
int64_t cm_claimed(const struct claims_model *model, int place, int item);
int64_t cm_open(const struct claims_model *model, int place, int item, int lot);

#endif
