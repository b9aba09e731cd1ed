/* wire_registry - items and places as the registry's stream tells them, in the core's words. Pure.
 *
 * Reads of evernormal.registry.v1 Item and Place what the ledger needs and skips the rest. */
#ifndef EVN_LEDGER_WIRE_REGISTRY_H
#define EVN_LEDGER_WIRE_REGISTRY_H

#include "common/wire/field.h"
#include "services/ledger/core/event.h"

/* The body of an Item event. `out->number` is not set; text lies in the arena. EVN_E_CORRUPT,
 * EVN_E_TOO_LARGE. */
EVN_MUST_USE evn_err evn_registry_item(struct evn_bytes body, struct evn_arena *arena,
                                       struct evn_known *out);

enum { EVN_REGISTRY_CODE = 80 };

struct evn_registry_part {
    char item[EVN_REGISTRY_CODE];
    int64_t quantity; /* base units for one base unit of the kit */
};

/* What an Item event says the item is made of; none: it is no kit. Errors as above. */
EVN_MUST_USE evn_err evn_registry_kit(struct evn_bytes body, struct evn_arena *arena,
                                      struct evn_registry_part **parts, size_t *n);

/* The body of a Place event. `out->place.kind` is 0 for a place that never holds stock; *parent is
 * the place it is a part of, or empty; *closed says whether it is. */
EVN_MUST_USE evn_err evn_registry_place(struct evn_bytes body, struct evn_arena *arena,
                                        struct evn_known *out, struct evn_bytes *parent,
                                        bool *closed);

/* The tables, for the test that holds them against the registry's messages. */
extern const struct evn_wire_message evn_registry_item_part, evn_registry_place_part;

#endif
