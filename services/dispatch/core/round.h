/* round - who gets what of what there is: one round of allocation. Pure.
 *
 * A round states the standing lines anew, then shares each item by the rule of alloc/problem.h
 * among all communities with open lines, from all open warehouses; what a community gets is poured
 * into its lines by tier, then by age. Each warehouse is asked to reserve, in the ledger. Items
 * are taken in the order of their codes until the round is full; the rest is the next round's. */
#ifndef EVN_DISPATCH_ROUND_H
#define EVN_DISPATCH_ROUND_H

#include "services/dispatch/core/standing.h"

/* What a round is to do. */
struct evn_dsp_round_wish {
    const char *by;              /* who asks for it: an actor, or "clock" */
    bool scheduled;              /* the daily one */
    const char *after;           /* only items behind this one: the round before was full */
    char (*items)[EVN_CODE_MAX]; /* only these; n_items 0: all */
    size_t n_items;
    bool urgent; /* only lines that are urgent, as they stand */
};

/* Whether some round still waits for the ledger. */
bool evn_dsp_round_waits(const struct evn_dsp_decision *d);

/* Make the round. Emits nothing by itself but the commands to the ledger. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_round_make(struct evn_dsp_decision *d,
                                        const struct evn_dsp_round_wish *wish);

/* Make a round of the urgent lines, if there are any and no other round is under way. EVN_E_LIMIT.
 */
EVN_MUST_USE evn_err evn_dsp_round_urgent(struct evn_dsp_decision *d, const char *by);

/* The item behind which the last round stopped because it was full, or NULL. */
const char *evn_dsp_round_rest(const struct evn_dsp_decision *d);

/* One item's demand, for round.c and pour.c: lines of one item, by community. */
struct evn_dsp_demand {
    const char *community;
    const char *item;
    uint32_t tier;
    int64_t since_us;
    uint32_t line; /* number */
};

struct evn_dsp_round_work {
    struct evn_dsp_decision *d;
    struct evn_dsp_round *round;
    const char **warehouse; /* codes, sorted */
    uint32_t *place;        /* their numbers in the ledger; 0: it does not know it */
    size_t n_warehouses;
    struct evn_dsp_demand *demand; /* sorted by item, community, tier, age */
    size_t n_demand;
    const char **campus; /* areas of campuses */
    size_t n_campus;
    struct evn_arena alloc; /* of the allocations, reset for each item */
};

/* Why no round can serve the line, or EVN_DSP_WHY_NONE. */
int32_t evn_dsp_round_hindrance(const struct evn_dsp_decision *d, const struct evn_dsp_line *line);

/* What each warehouse has of the item to give: by the ledger, less what is claimed, earmarks too,
 * and less what this round has given of it so far. stock[warehouse]. */
void evn_dsp_round_stock(const struct evn_dsp_round_work *work, const char *item, int64_t *stock);

/* The order of an answer's lines: community, tier, warehouse. For qsort. */
int evn_dsp_alloc_order(const void *a, const void *b);

/* Share one item: demand[first .. last) is its own, `stock` what each warehouse can give. Adds
 * awards, shares and an item of the round. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_round_item(struct evn_dsp_round_work *work, size_t first, size_t last,
                                        const int64_t *stock);

#endif
