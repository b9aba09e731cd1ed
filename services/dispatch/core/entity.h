/* entity - the kinds of entity dispatch holds: event numbers, messages, keys, bounds. Pure. */
#ifndef EVN_DISPATCH_ENTITY_H
#define EVN_DISPATCH_ENTITY_H

#include "services/dispatch/core/door.h"
#include "services/dispatch/core/hindrance.h"
#include "services/dispatch/core/pool.h"
#include "services/dispatch/core/ride.h"
#include "services/dispatch/core/ticket.h"
#include "services/dispatch/core/transfer.h"
#include "services/dispatch/core/trip.h"

/* Events: each puts one entity whole, keyed as said. EVN_DSP_STOCK alone is another thing:
 * stock.h. */
enum evn_dsp_kind {
    EVN_DSP_ITEM = 16,  /* item */
    EVN_DSP_PLACE,      /* place */
    EVN_DSP_COMMUNITY,  /* community */
    EVN_DSP_NORM,       /* item, norm */
    EVN_DSP_NEED,       /* community, item, tier */
    EVN_DSP_PARAMETERS, /* one for all */
    EVN_DSP_REQUEST,    /* request */
    EVN_DSP_LINE,       /* request, line */
    EVN_DSP_ROUND,      /* R<round> */
    EVN_DSP_AWARD,      /* round, item, community */
    EVN_DSP_SHARE,      /* round, share */
    EVN_DSP_TRIP,       /* trip */
    EVN_DSP_COVER,      /* community, item; logged in snapshots only */
    EVN_DSP_HINDRANCE,  /* place */
    EVN_DSP_LAST = EVN_DSP_HINDRANCE,
    EVN_DSP_STOCK = 40,
    EVN_DSP_TRANSFER = 60,    /* person */
    EVN_DSP_TICKET = 70,      /* ticket */
    EVN_DSP_TICKET_STEP = 71, /* ticket, step */
    EVN_DSP_UNIT = 72,        /* unit */
    EVN_DSP_MEMBER = 73,      /* member */
    EVN_DSP_SHIFT = 74,       /* shift */
    EVN_DSP_DEADLINES = 75,   /* one for all */
    EVN_DSP_ZONE = 76,        /* zone */
    EVN_DSP_DOOR_ROUND = 80,  /* trip, stop */
    EVN_DSP_EXTENT = 90,      /* area */
    EVN_DSP_DOORS = 91,       /* community */
    EVN_DSP_RIDE = 120,       /* ride */
    EVN_DSP_REGULAR = 121     /* person */
};

enum { EVN_DSP_N_KINDS = 27 };

struct evn_dsp_entity {
    uint32_t kind;                          /* of its events */
    const char *name;                       /* as in the proto's Result */
    const struct evn_wire_message *message; /* of the event's body */
    /* Where it is found: parts joined by a bar. */
    void (*key)(const void *entity, char out[EVN_DSP_KEY_MAX]);
    size_t max; /* most entities */
};

/* The i-th kind, i below EVN_DSP_N_KINDS, ascending; and which of them a kind is, EVN_DSP_N_KINDS
 * for a number that is none. */
uint32_t evn_dsp_kind(uint32_t i);
uint32_t evn_dsp_kind_index(uint32_t kind);

/* The description of a kind; NULL for other numbers. */
const struct evn_dsp_entity *evn_dsp_entity_of(uint32_t kind);

/* Keys of entities that are found by their parts. */
void evn_dsp_key_need(const char *community, const char *item, uint32_t tier,
                      char out[EVN_DSP_KEY_MAX]);
void evn_dsp_key_cover(const char *community, const char *item, char out[EVN_DSP_KEY_MAX]);
void evn_dsp_key_line(const char *request, uint32_t line, char out[EVN_DSP_KEY_MAX]);
void evn_dsp_key_round(uint32_t round, char out[EVN_DSP_KEY_MAX]);
void evn_dsp_key_share(uint32_t round, uint32_t share, char out[EVN_DSP_KEY_MAX]);
void evn_dsp_key_doors(const char *trip, uint32_t stop, char out[EVN_DSP_KEY_MAX]);
void evn_dsp_key_award(uint32_t round, const char *item, const char *community,
                       char out[EVN_DSP_KEY_MAX]);

/* Append decimal digits of `n` to the text at `to`, which has the room. */
void evn_dsp_add_number(char *to, uint32_t n);

#endif
