/* model - the ledger as plainly as it can be written: arrays and loops. Pure test oracle.
 *
 * One number for each place, item, lot and instant; a command is tried on a copy of nothing: its
 * changes are added up and every instant is looked at. No dictionary, no overlay, no frames, no
 * summaries, no fast path. Shares only command structs and error codes with the core. */
#ifndef EVN_SIM_LEDGER_MODEL_H
#define EVN_SIM_LEDGER_MODEL_H

#include "tests/sim/ledger/world.h"

enum {
    MODEL_LOTS = 16,
    MODEL_IDS = 1024,    /* commands it remembers: more than the world repeats */
    MODEL_MOVES = 16384, /* of one command */
    MODEL_COUNTS = 32768,
    MODEL_REASONS = 3,
    MODEL_OPEN = 16384, /* claims, and goods aboard, at once */
    MODEL_INSTANT_NONE = WORLD_INSTANTS
};

/* A quantity goes from place to place. */
struct model_move {
    uint32_t line, from, to, item, lot, at;
    int64_t qty;
    uint32_t takes; /* goods aboard it takes from: their number, or 0 */
    bool puts;      /* it leaves goods aboard for the stop */
    uint32_t stop;  /* of what it takes or puts */
    uint32_t made;  /* puts: the number they got */
    int64_t own;    /* of the quantity, what its line's owner had claimed of this lot */
};

/* Goods on a vehicle that are meant for a stop. */
struct model_aboard {
    uint32_t number, van, stop, item, lot, at;
    char shipment[8];
    int64_t left;
};

struct model_claim {
    uint32_t number, place, item, lot, priority; /* lot 0: of the item, whatever lot */
    char owner[8];
    bool earmark;
    int64_t expires_us; /* 0: never */
    int64_t left, blocked;
};

struct model_lot {
    char code[16];
    int32_t expiry;  /* day number; every lot of the world has one, serial numbers may not */
    uint32_t order;  /* the how-manieth lot of all */
    uint32_t latest; /* instant of its latest movement */
};

/* What a command left behind. */
struct model_done {
    uint32_t number; /* of its id; 0: this slot is free */
    uint32_t kind;   /* of the command */
    struct evn_hash128 hash;
    char actor[8];
    struct evn_refusal refusal;
    bool reversed, is_reversal, counts; /* counts: some line was approved */
    char shipment[8];                   /* of a receipt */
    uint32_t n_claims;
    struct model_claim claims[WORLD_LINES]; /* it made */
    uint32_t n_moves;
    struct model_move *moves; /* allocated */
};

/* What was counted of a lot, by an open count. */
struct model_counted {
    bool is;
    int64_t qty;
    uint32_t at;
};

struct model_count {
    bool known, open, approved; /* approved: a line of it was */
    bool dropped;
    uint32_t place, item; /* item WORLD_ITEMS: all */
    struct model_counted line[WORLD_ITEMS][MODEL_LOTS];
};

enum model_hold { MODEL_FREE, MODEL_BY_HAND, MODEL_BY_RECALL };

struct model {
    int64_t net[WORLD_PLACES][WORLD_ITEMS][MODEL_LOTS][WORLD_INSTANTS]; /* lot 0: none */
    int64_t taken_in[WORLD_PLACES][WORLD_ITEMS][MODEL_LOTS];
    bool counted[WORLD_PLACES][WORLD_ITEMS][MODEL_LOTS][WORLD_INSTANTS]; /* for ever */
    uint32_t touched[WORLD_PLACES][WORLD_ITEMS][MODEL_LOTS]; /* the how-manieth; 0: never */
    uint32_t n_touched;
    enum model_hold holds[WORLD_ITEMS][MODEL_LOTS][WORLD_PLACES + 1][MODEL_REASONS];
    bool recalls[MODEL_REASONS]; /* open */
    struct model_lot lots[WORLD_ITEMS][MODEL_LOTS];
    uint32_t n_lots[WORLD_ITEMS]; /* lots 1..n are known */
    uint32_t n_lots_all;
    struct model_claim claims[MODEL_OPEN];  /* in the order made; only with something left */
    struct model_aboard aboard[MODEL_OPEN]; /* the same */
    uint32_t n_claims, n_aboard, n_numbers;
    uint32_t n_kept; /* lots of which a pick left some to those who claimed it */
    struct model_count counts[MODEL_COUNTS]; /* by the number in their name */
    struct model_done done[MODEL_IDS];       /* by the number the world gave the id */
};

struct model_answer {
    evn_err err;                /* of a command that left nothing behind; else EVN_OK */
    bool again;                 /* answered before */
    struct evn_refusal refusal; /* err EVN_OK when accepted */
};

/* Frees what it remembers; the rest of it is arrays. */
void model_fini(struct model *model);

/* Do the command at the world's instant `now`, or say why not. */
struct model_answer model_run(struct model *model, const struct evn_ledger_command *command,
                              uint32_t now);

/* What comes due by the clock: claims end, lose their stock, or have it again. */
void model_timer(struct model *model, uint32_t now);

/* Balance at the end of an instant. */
int64_t model_balance(const struct model *model, uint32_t place, uint32_t item, uint32_t lot,
                      uint32_t instant);

#endif
