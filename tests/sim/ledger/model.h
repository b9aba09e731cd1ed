/* model - the ledger as plainly as it can be written: arrays and loops. Pure test oracle.
 *
 * One number for each place, item, lot and instant; a document is tried on a copy of nothing: its
 * changes are added up and every instant is looked at. No accounts, no dictionary, no overlay, no
 * summaries, no fast path. Shares only command structs and error codes with the core. */
#ifndef EVN_SIM_LEDGER_MODEL_H
#define EVN_SIM_LEDGER_MODEL_H

#include "tests/sim/ledger/world.h"

enum { MODEL_LOTS = 16, MODEL_IDS = 1 << 18, MODEL_MOVES = 64 };

struct model_lot {
    char code[16];
    int32_t expiry;  /* day number; every lot of the world has one, serial numbers may not */
    uint32_t order;  /* the how-manieth lot of all */
    uint32_t latest; /* instant of its latest movement */
};

struct model_id {
    bool used;               /* a command with this id left something behind */
    struct evn_hash128 hash; /* of that command */
    char actor[8];
    struct evn_refusal refusal;
};

struct model {
    int64_t net[WORLD_PLACES][WORLD_ITEMS][MODEL_LOTS][WORLD_INSTANTS]; /* lot 0: none */
    int64_t taken_in[WORLD_PLACES][WORLD_ITEMS][MODEL_LOTS];
    struct model_lot lots[WORLD_ITEMS][MODEL_LOTS];
    uint32_t n_lots[WORLD_ITEMS]; /* lots 1..n are known */
    uint32_t n_lots_all;
    struct model_id ids[MODEL_IDS]; /* by the number the world gave the id */
};

struct model_answer {
    evn_err err;                /* of a command that left nothing behind; else EVN_OK */
    bool again;                 /* answered before */
    struct evn_refusal refusal; /* err EVN_OK when accepted */
};

/* Do the command at the world's instant `now`, or say why not. */
struct model_answer model_run(struct model *model, const struct evn_ledger_command *command,
                              uint32_t now);

/* Balance at the end of an instant. */
int64_t model_balance(const struct model *model, uint32_t place, uint32_t item, uint32_t lot,
                      uint32_t instant);

#endif
