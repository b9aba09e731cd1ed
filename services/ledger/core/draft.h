/* draft - a document on its way to events: lines with numbers instead of names. Pure.
 *
 * Nothing here changes the state. New lots and accounts get the numbers they will have once their
 * dictionary frames are applied. All memory is the turn's arena. */
#ifndef EVN_LEDGER_DRAFT_H
#define EVN_LEDGER_DRAFT_H

#include "services/ledger/core/command.h"
#include "services/ledger/core/sort.h"

/* An account the document touches. */
struct evn_touch {
    uint32_t hash;    /* of place, item and lot */
    uint32_t account; /* its number; above state->n_accounts: to be opened */
    uint32_t place, item, lot;
    int64_t balance; /* now, as the records are written one by one */
    int64_t out;     /* sum that the document takes from it so far */
    int64_t claims;  /* on it, now, as the records are written one by one */
    bool physical;
};

/* A lot the document makes known. */
struct evn_new_lot {
    uint32_t hash; /* of item and code */
    uint32_t item;
    struct evn_bytes code;
    struct evn_day expiry, made;
    struct evn_bytes owner;
    uint32_t vvm_stage;
    uint32_t bill; /* kits: version of the bill they are made by, or 0 */
    uint32_t line; /* 1-based line that needs it */
};

/* One movement to be recorded. */
struct evn_move {
    uint16_t kind;
    uint8_t flags;
    uint32_t line;     /* 1-based line of the command */
    uint32_t from, to; /* indexes into touches */
    int64_t qty;
    int64_t at_us;
    int64_t claimed_us; /* 0, or what was said before it was moved */
    uint64_t ref;       /* record whose goods aboard it takes, or 0 */
    uint32_t aux;       /* goods for a stop: its place number; else 0 */
};

/* One change of claims to be recorded. */
struct evn_claim_move {
    uint16_t kind;  /* EVN_RECORD_CLAIM_* */
    uint8_t flags;  /* EVN_RECORD_F_EARMARK */
    uint32_t line;  /* 1-based, or 0 */
    uint32_t touch; /* index of the account it stands on */
    int64_t qty;
    uint64_t ref;          /* record that made the claim; 0: this one does */
    int64_t expires_at_us; /* made: business time, or 0 */
    uint32_t priority;     /* made */
};

/* One rare event to be recorded: a frame before the records, or a record behind them. */
struct evn_extra {
    uint32_t frame;        /* kind of the frame; 0: a record */
    bool ignorable;        /* frame: no record of the command depends on it */
    struct evn_bytes body; /* frame: borrowed until the events are written */
    uint16_t kind;         /* record: its kind; COUNTED and holds */
    uint8_t flags;
    uint32_t line;
    uint32_t touch;    /* record: index + 1 of the account that is `from`, with its balance; 0: */
    uint32_t from, to; /* these, as the kind says */
    int64_t qty;
    int64_t at_us;
    uint64_t ref;
    uint32_t aux;
};

struct evn_draft {
    const struct evn_ledger_state *state;
    const struct evn_history_view *view;
    struct evn_arena *arena;
    int64_t now_us;                       /* business clock */
    struct evn_refusal *refusal;          /* filled by whoever refuses */
    const struct evn_ledger_known *known; /* of the line being drafted, or NULL */
    uint32_t receiver;                    /* who gets it, if not the line's `to`: place, or 0 */
    bool has_reason;                      /* the document gives one */
    uint32_t bill;                        /* version by which kits are being made, or 0 */
    uint32_t cap;                         /* movements it may have */
    uint32_t claims_cap;                  /* changes of claims it may have */
    struct evn_touch *touches;
    struct evn_new_lot *lots;
    struct evn_move *moves;
    struct evn_claim_move *claims;
    struct evn_extra *extras;
    uint32_t n_touches, touches_room; /* in use; there is memory for so many */
    uint32_t n_lots, lots_room;
    uint32_t n_moves, moves_room;
    uint32_t n_claims, claims_room;
    uint32_t n_extras, extras_room;
    uint32_t n_extra_frames; /* of these, frames */
    uint32_t *touch_slots;   /* hash table of touches, index + 1 or 0; NULL while they are few */
    uint32_t *lot_slots;     /* the same of lots */
    uint32_t n_opened;       /* touches that are new accounts */
};

/* What most documents need: they have one line. */
struct evn_draft_few {
    struct evn_touch touches[4];
    struct evn_move moves[2];
};

/* Begin with that memory, which is borrowed; more is taken from the arena as it is needed. */
void evn_draft_begin(struct evn_draft *draft, struct evn_draft_few *few);

/* Each makes room for one more and refuses with LIMIT when the arena is full. */
EVN_MUST_USE evn_err evn_draft_room_move(struct evn_draft *draft);  /* a movement, two touches */
EVN_MUST_USE evn_err evn_draft_room_claim(struct evn_draft *draft); /* a claim, one touch */
EVN_MUST_USE evn_err evn_draft_room_lot(struct evn_draft *draft);

/* Add a rare event; frames come in the order added, and so do records. LIMIT. */
EVN_MUST_USE evn_err evn_draft_extra(struct evn_draft *draft, const struct evn_extra *extra);

/* Turn a line into one movement - or, where lots are to be picked, into several, earliest expiry
 * first among the eligible lots at the place (eligible.h). A refusal is filled in.
 * INPUT: MISSING_FIELD, BAD_FIELD, OUT_OF_RANGE, BAD_DATE, TIME_IN_FUTURE, UNKNOWN_ITEM,
 * UNKNOWN_PLACE, UNKNOWN_LOT, SAME_PLACE, OVERFLOW. STATE: LOT_CONFLICT, SHORT_STOCK (its field
 * names why a lot was passed by), WRONG_STATE (serial), EQUIPMENT, NOT_EQUIPMENT, those of
 * evn_eligible_refuse. LIMIT. Errors of the view. */
EVN_MUST_USE evn_err evn_draft_line(struct evn_draft *draft, const struct evn_ledger_line *line,
                                    uint32_t number);

/* All that is told of a lot, known or of this draft; not EVN_LOT_NONE. `hash` and `line` count for
 * lots of the draft alone. */
struct evn_new_lot evn_draft_lot(const struct evn_draft *draft, uint32_t lot);

/* Last usable day of a lot, known or of this draft; EVN_DAY_NONE: it has none. */
struct evn_day evn_draft_expiry(const struct evn_draft *draft, uint32_t lot);

/* Add a movement as it is but for its flags of physical accounts. LIMIT, OVERFLOW. */
EVN_MUST_USE evn_err evn_draft_move(struct evn_draft *draft, const struct evn_move *move,
                                    uint32_t from, uint32_t to, uint32_t item, uint32_t lot);

/* When something said to have happened at `said_us` happened by our clock. BAD_DATE,
 * TIME_IN_FUTURE. */
EVN_MUST_USE evn_err evn_draft_time(struct evn_draft *draft, int64_t said_us, uint32_t line,
                                    struct evn_move *out);

/* The touch of (place, item, lot), or NULL. Valid until room is made. */
struct evn_touch *evn_draft_find_touch(const struct evn_draft *draft, uint32_t place, uint32_t item,
                                       uint32_t lot);

/* The same, made when new: there is room. */
struct evn_touch *evn_draft_touch(struct evn_draft *draft, uint32_t place, uint32_t item,
                                  uint32_t lot);

/* The number of a lot of this draft, or 0. */
uint32_t evn_draft_find_lot(const struct evn_draft *draft, uint32_t item, struct evn_bytes code);

/* Add a lot, which is not there; its number. There is room. */
uint32_t evn_draft_add_lot(struct evn_draft *draft, const struct evn_new_lot *lot);

/* Fill draft->refusal. `field` may be NULL. */
EVN_COLD void evn_draft_say(struct evn_draft *draft, evn_err err, uint32_t line, const char *field);

/* The same, about a text of the command or a dictionary. */
EVN_COLD void evn_draft_say_text(struct evn_draft *draft, evn_err err, uint32_t line,
                                 const char *field, struct evn_bytes subject);

/* The same, about stock: names item and lot, and the place. */
EVN_COLD void evn_draft_say_stock(struct evn_draft *draft, evn_err err, uint32_t line,
                                  uint32_t place, uint32_t item, uint32_t lot);

/* WRONG_STATE about a serial number that comes from outside: it is somewhere (ELSEWHERE, with the
 * place), or moved later (MOVED_LATER, with the instant). */
EVN_COLD void evn_draft_say_serial(struct evn_draft *draft, uint32_t line, uint32_t item,
                                   uint32_t lot);

static inline evn_err evn_draft_refuse_serial(struct evn_draft *draft, uint32_t line, uint32_t item,
                                              uint32_t lot)
{
    evn_draft_say_serial(draft, line, item, lot);
    return EVN_E_WRONG_STATE;
}

/* Say which state it is in; returns `err`, the refusal's. */
static inline evn_err evn_draft_in_state(struct evn_draft *draft, evn_err err, enum evn_state state)
{
    draft->refusal->state = state;
    return err;
}

/* The same three, which return `err`: here, so that a reader and an analyser of one file see it. */
static inline evn_err evn_draft_refuse(struct evn_draft *draft, evn_err err, uint32_t line,
                                       const char *field)
{
    evn_draft_say(draft, err, line, field);
    return err;
}

static inline evn_err evn_draft_refuse_text(struct evn_draft *draft, evn_err err, uint32_t line,
                                            const char *field, struct evn_bytes subject)
{
    evn_draft_say_text(draft, err, line, field, subject);
    return err;
}

static inline evn_err evn_draft_refuse_stock(struct evn_draft *draft, evn_err err, uint32_t line,
                                             uint32_t place, uint32_t item, uint32_t lot)
{
    evn_draft_say_stock(draft, err, line, place, item, lot);
    return err;
}

#endif
