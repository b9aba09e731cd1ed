/* model_parts - what the model is made of: one file a family of commands. Test support.
 *
 * A command is tried: its movements, and what else it would change, are put into the attempt and
 * the model is left alone until all of it fits. Only new lots are written at once, and taken back
 * when the command is refused. */
#ifndef EVN_SIM_LEDGER_MODEL_PARTS_H
#define EVN_SIM_LEDGER_MODEL_PARTS_H

#include "tests/sim/ledger/model.h"

enum { ATTEMPT_TOUCHED = WORLD_PLACES * WORLD_ITEMS * MODEL_LOTS };

/* An account in the model's words. */
struct spot {
    uint32_t place, item, lot;
};

struct attempt {
    struct model *m;
    uint32_t now;
    uint32_t line; /* 1-based, being looked at */
    struct model_move moves[MODEL_MOVES];
    uint32_t n_moves;
    struct spot touched[ATTEMPT_TOUCHED]; /* in the order they came up */
    uint32_t n_touched;
    int64_t ended[MODEL_OPEN]; /* of each claim of the model */
    struct model_claim made[WORLD_LINES];
    uint32_t n_made;
    char shipment[8]; /* of what is put aboard */
    struct evn_refusal refusal;
};

static inline bool same(struct evn_bytes a, const char *b)
{
    return evn_bytes_equal(a, evn_bytes_text(b));
}

static inline bool physical(uint32_t place)
{
    return place < WORLD_PHYSICAL;
}

/* Each fills the refusal and gives false. */
bool fail(struct attempt *a, evn_err err, const char *field);
bool fail_stock(struct attempt *a, evn_err err, uint32_t place, uint32_t item, uint32_t lot);
bool fail_amount(struct attempt *a, int64_t have, int64_t want); /* adds to the refusal */
/* The state a thing is in, which forbids this. A subject or place "?": the model cannot know it. */
bool fail_state(struct attempt *a, evn_err err, const char *field, struct evn_bytes subject,
                enum evn_state state);
/* The piece is where it cannot come from, or moved since. */
bool fail_serial(struct attempt *a, uint32_t item, uint32_t lot);

/* Names; not found is a refusal. */
bool find_place(struct attempt *a, struct evn_bytes id, const char *field, uint32_t *out);
bool find_item(struct attempt *a, struct evn_bytes id, uint32_t *out);
uint32_t find_lot(const struct model *m, uint32_t item, struct evn_bytes code); /* 0: none */
uint32_t add_lot(struct model *m, uint32_t item, struct evn_bytes code, struct evn_day expiry);

/* The instant of a time as it was said. */
bool when(struct attempt *a, int64_t said_us, uint32_t *at);

/* Add a movement. */
bool push(struct attempt *a, struct model_move mv, uint32_t lot, int64_t qty);
void touch(struct attempt *a, uint32_t place, uint32_t item, uint32_t lot);

/* The same, out of a vehicle: what is free there first, then what was loaded last. */
bool push_from(struct attempt *a, struct model_move mv, uint32_t lot, int64_t qty);

/* What this takes of goods aboard. */
int64_t left_aboard(const struct attempt *a, const struct model_aboard *row);

/* Why a lot may not be used from a place, the first reason, or EVN_OK; and the refusal of it. */
evn_err why_not(const struct model *m, uint32_t place, uint32_t item, uint32_t lot, uint32_t at);
bool fail_why(struct attempt *a, evn_err why, uint32_t place, uint32_t item, uint32_t lot);

/* What the moves from `first` on took is taken from the owner's claims there: those on the lot,
 * then those on the item, each oldest first. */
void use_claims(struct attempt *a, struct evn_bytes owner, uint32_t first);

/* Whether a claim stands on the lot there, or with lot 0 on the item. */
bool is_on(const struct model_claim *c, const struct spot *at);

/* What is left of claims on a lot, or with lot 0 on the item; of one owner's, or NULL: of all. */
int64_t claims_left(const struct attempt *a, const struct spot *at, const struct evn_bytes *owner);

/* How much more may be claimed there. */
int64_t claimable(const struct attempt *a, const struct spot *at);

/* What this may still take of a lot because of what others claimed of it. */
int64_t room(const struct attempt *a, const struct spot *at, struct evn_bytes owner);

/* No more is taken than is free of others' claims now: lot by lot, then over all lots. */
bool leaves_claims(struct attempt *a);

/* A line of a document, or one that a shipment, a receipt or a kit is made of. */
bool take_line(struct attempt *a, const struct evn_ledger_line *said, bool has_reason);

/* First instant at or after `at` at which the account was counted, or MODEL_INSTANT_NONE. */
uint32_t next_count(const struct model *m, uint32_t place, uint32_t item, uint32_t lot,
                    uint32_t at);
int64_t balance_now(const struct model *m, uint32_t place, uint32_t item, uint32_t lot);
int64_t on_hand(const struct model *m, uint32_t item, uint32_t lot); /* serial: at all places */

/* Counted balances stay as they are, none falls below zero: all moves together. And claims keep
 * their stock. */
bool check_balances(struct attempt *a);
bool check(struct attempt *a);

/* One function a family; true: it may be. What is not a movement is written at once. */
bool try_document(struct attempt *a, const struct evn_ledger_document *document);
bool try_hold(struct attempt *a, const struct evn_ledger_command *command);
bool try_count(struct attempt *a, const struct evn_ledger_command *command);
bool try_claim(struct attempt *a, const struct evn_ledger_command *command);
bool try_ship(struct attempt *a, const struct evn_ledger_ship *ship);
bool try_receipt(struct attempt *a, const struct evn_ledger_receipt *receipt);
bool try_kit(struct attempt *a, const struct evn_ledger_kit *kit);
bool try_reversal(struct attempt *a, const struct evn_ledger_reverse *reverse);

#endif
