/* kind - numbers that are in the ledger's log for ever. Pure vocabulary.
 *
 * Frame kinds, record kinds, record flags, place kinds and tracking kinds, as listed in
 * proto/spec/4-ledger.md and evernormal/ledger/v1/event.proto. Never renumber; add at the end. */
#ifndef EVN_LEDGER_KIND_H
#define EVN_LEDGER_KIND_H

#include <stdbool.h>
#include <stdint.h>

/* What a frame's body is. 1 to 15 are the engine's (proto/spec/7-service.md). */
enum evn_ledger_frame {
    EVN_LEDGER_FRAME_RECORDS = 16,     /* run of 128-byte records; count = number of records */
    EVN_LEDGER_FRAME_ITEM = 17,        /* ItemKnown: first or changed facts of an item */
    EVN_LEDGER_FRAME_PLACE = 18,       /* PlaceKnown */
    EVN_LEDGER_FRAME_LOT = 19,         /* LotKnown */
    EVN_LEDGER_FRAME_REASON = 20,      /* ReasonKnown */
    EVN_LEDGER_FRAME_ACTOR = 21,       /* ActorKnown */
    EVN_LEDGER_FRAME_ACCOUNT = 22,     /* AccountOpened */
    EVN_LEDGER_FRAME_DOCUMENT = 23,    /* Document: header text of the records that follow */
    EVN_LEDGER_FRAME_REFUSED = 24,     /* Refused: text of the refusal record that follows */
    EVN_LEDGER_FRAME_DIGEST = 25,      /* StateDigest */
    EVN_LEDGER_FRAME_EXPECTED = 26,    /* ExpectedDelivery: announced, changed, closed, late */
    EVN_LEDGER_FRAME_COUNT = 27,       /* CountSheet: started, lines handed in, approved, dropped */
    EVN_LEDGER_FRAME_COLD = 28,        /* ColdChain: reading summary, breach, end of breach */
    EVN_LEDGER_FRAME_RECALL = 29,      /* Recall: opened, closed */
    EVN_LEDGER_FRAME_CROSSING = 30,    /* ThresholdCrossed: expiry or stock level */
    EVN_LEDGER_FRAME_KIT = 31,         /* KitKnown: bill of materials of an item, by version */
    EVN_LEDGER_FRAME_DISCREPANCY = 32, /* Discrepancy: a difference with a name and an owner */
};

/* What a record says. Movements move `qty` from account `from` to account `to`. */
enum evn_record_kind {
    EVN_RECORD_RECEIVE = 1,           /* supplier -> place */
    EVN_RECORD_ISSUE = 2,             /* place -> consumed */
    EVN_RECORD_TRANSFER = 3,          /* place -> place in one step */
    EVN_RECORD_DISPENSE = 4,          /* place -> consumed, to a person */
    EVN_RECORD_SHIP = 5,              /* place -> in transit */
    EVN_RECORD_RECEIVE_SHIPMENT = 6,  /* in transit -> place, accepted */
    EVN_RECORD_SHORT = 7,             /* in transit -> lost, explained */
    EVN_RECORD_OVER = 8,              /* found -> place, beyond what was shipped */
    EVN_RECORD_DAMAGED = 9,           /* in transit -> destroyed */
    EVN_RECORD_WRONG_LOT = 10,        /* found -> place: the lot that came instead */
    EVN_RECORD_REFUSED_GOODS = 11,    /* in transit -> place it goes back to */
    EVN_RECORD_ADJUST = 12,           /* found -> place or place -> lost; reason required */
    EVN_RECORD_DESTROY = 13,          /* place -> destroyed */
    EVN_RECORD_RETURN = 14,           /* consumed -> place or place -> supplier */
    EVN_RECORD_RECALL_RETURN = 15,    /* place -> quarantine or supplier under a recall */
    EVN_RECORD_QUARANTINE = 16,       /* place -> its quarantine bin, or back */
    EVN_RECORD_KIT_IN = 17,           /* component: place -> consumed by assembly, or back */
    EVN_RECORD_KIT_OUT = 18,          /* kit: made -> place, or back when broken up */
    EVN_RECORD_OCCUPY = 19,           /* capacity: free -> occupied */
    EVN_RECORD_FREE = 20,             /* capacity: occupied -> free */
    EVN_RECORD_LEND = 21,             /* serial equipment: place -> place on loan */
    EVN_RECORD_GIVE_BACK = 22,        /* serial equipment: back from loan or maintenance */
    EVN_RECORD_COUNT_ADJUST = 23,     /* count difference <-> place, at the counted instant */
    EVN_RECORD_COUNT_CORRECTION = 24, /* opposite leg that keeps a count true; ref = the count */
    EVN_RECORD_MOVEMENT_LAST = 24,

    EVN_RECORD_COUNTED = 32,    /* barrier: balance(`from`, occurred) is qty; no movement */
    EVN_RECORD_CLAIM_MADE = 40, /* `from` = account claimed (any-lot account for an item claim) */
    EVN_RECORD_CLAIM_CHANGED = 41,   /* ref = CLAIM_MADE; qty = new quantity */
    EVN_RECORD_CLAIM_RELEASED = 42,  /* ref; qty given back */
    EVN_RECORD_CLAIM_CONSUMED = 43,  /* ref; qty used by the movements of this command */
    EVN_RECORD_CLAIM_EXPIRED = 44,   /* ref; qty given back by time */
    EVN_RECORD_CLAIM_BLOCKED = 45,   /* ref; qty that lost its stock */
    EVN_RECORD_CLAIM_UNBLOCKED = 46, /* ref; qty that has stock again */
    EVN_RECORD_HOLD_PUT = 50,        /* `from` = lot number, `to` = place number or 0 everywhere */
    EVN_RECORD_HOLD_RELEASED = 51,   /* the same lot, place and reason */
    EVN_RECORD_REFUSED = 60,         /* a command refused with class STATE; reason = error code */
    EVN_RECORD_ACCEPTED = 61         /* a command whose events are no records (facts) */
};

/* Flags of a record. */
enum {
    EVN_RECORD_F_FROM_PHYSICAL = 1, /* `from` is a physical account: a leg of -qty */
    EVN_RECORD_F_TO_PHYSICAL = 2,   /* `to` is a physical account: a leg of +qty */
    EVN_RECORD_F_CLAMPED = 4,       /* claimed instant was ahead of our clock, or of a shipment */
    EVN_RECORD_F_REVERSAL = 8,      /* undoes record `ref` */
    EVN_RECORD_F_OVERRIDE = 16,     /* not the FEFO choice; document says why */
    EVN_RECORD_F_EARMARK = 32,      /* claim kinds: an earmark, not a reservation */
    EVN_RECORD_F_REDATED = 64,      /* receipt set to its shipment's instant */
    EVN_RECORD_F_PERSONAL = 128     /* the document carries encrypted personal fields */
};

/* Kinds of place. Physical ones hold stock that can never be negative. */
enum evn_place_kind {
    EVN_PLACE_WAREHOUSE = 1,
    EVN_PLACE_HOSPITAL = 2,
    EVN_PLACE_PHARMACY = 3,
    EVN_PLACE_ISOLATION_SITE = 4,
    EVN_PLACE_RECEPTION_POINT = 5,
    EVN_PLACE_VEHICLE = 6,
    EVN_PLACE_TRANSIT = 7,
    EVN_PLACE_QUARANTINE = 8,
    EVN_PLACE_BIN = 9,
    EVN_PLACE_CAPACITY_FREE = 10,
    EVN_PLACE_CAPACITY_OCCUPIED = 11,
    EVN_PLACE_ON_LOAN = 12,
    EVN_PLACE_MAINTENANCE = 13,
    EVN_PLACE_PHYSICAL_LAST = 13,
    EVN_PLACE_SUPPLIER = 32,
    EVN_PLACE_CONSUMED = 33,
    EVN_PLACE_DESTROYED = 34,
    EVN_PLACE_LOST = 35,
    EVN_PLACE_FOUND = 36,
    EVN_PLACE_COUNT_DIFFERENCE = 37,
    EVN_PLACE_MADE = 38,
    EVN_PLACE_VIRTUAL_LAST = 38
};

/* What tells two pieces of an item apart. */
enum evn_tracking {
    EVN_TRACKING_NONE = 1,
    EVN_TRACKING_EXPIRY = 2, /* lots are told apart by expiry day; no code */
    EVN_TRACKING_LOT = 3,    /* lot code + expiry */
    EVN_TRACKING_SERIAL = 4  /* lot code = serial number; quantity one */
};

/* Lot numbers with a meaning of their own. */
enum { EVN_LOT_NONE = 0 };
#define EVN_LOT_ANY UINT32_MAX /* of an account that carries item claims only, never stock */

static inline bool evn_place_is_physical(uint32_t kind)
{
    return kind >= EVN_PLACE_WAREHOUSE && kind <= EVN_PLACE_PHYSICAL_LAST;
}

static inline bool evn_place_is_capacity(uint32_t kind)
{
    return kind == EVN_PLACE_CAPACITY_FREE || kind == EVN_PLACE_CAPACITY_OCCUPIED;
}

static inline bool evn_place_kind_known(uint32_t kind)
{
    return evn_place_is_physical(kind) ||
           (kind >= EVN_PLACE_SUPPLIER && kind <= EVN_PLACE_VIRTUAL_LAST);
}

static inline bool evn_record_is_movement(uint32_t kind)
{
    return kind >= EVN_RECORD_RECEIVE && kind <= EVN_RECORD_MOVEMENT_LAST;
}

#endif
