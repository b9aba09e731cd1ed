#include "services/ledger/core/record.h"

#include "services/ledger/core/kind.h"

#include <stddef.h>

/* The struct is the format: every member lies where the log has it (bytes.h: little-endian). */
#define LIES_AT(member, offset)                                                                    \
    _Static_assert(offsetof(struct evn_record, member) == (offset), "offsets of the record")
LIES_AT(kind, EVN_RECORD_AT_KIND);
LIES_AT(version, EVN_RECORD_AT_VERSION);
LIES_AT(flags, EVN_RECORD_AT_FLAGS);
LIES_AT(line, EVN_RECORD_AT_LINE);
LIES_AT(from, EVN_RECORD_AT_FROM);
LIES_AT(to, EVN_RECORD_AT_TO);
LIES_AT(qty, EVN_RECORD_AT_QTY);
LIES_AT(from_balance, EVN_RECORD_AT_FROM_BALANCE);
LIES_AT(to_balance, EVN_RECORD_AT_TO_BALANCE);
LIES_AT(occurred_at_us, EVN_RECORD_AT_OCCURRED);
LIES_AT(recorded_at_us, EVN_RECORD_AT_RECORDED);
LIES_AT(document, EVN_RECORD_AT_DOCUMENT);
LIES_AT(ref, EVN_RECORD_AT_REF);
LIES_AT(reason, EVN_RECORD_AT_REASON);
LIES_AT(actor, EVN_RECORD_AT_ACTOR);
LIES_AT(command, EVN_RECORD_AT_COMMAND);
LIES_AT(hash, EVN_RECORD_AT_HASH);
LIES_AT(claimed_at_us, EVN_RECORD_AT_CLAIMED);
LIES_AT(n_events, EVN_RECORD_AT_N);
LIES_AT(aux, EVN_RECORD_AT_AUX);
_Static_assert(sizeof(struct evn_record) == EVN_RECORD_LEN, "no padding");

void evn_record_put(uint8_t to[EVN_RECORD_LEN], const struct evn_record *r)
{
    memcpy(to, r, EVN_RECORD_LEN);
    to[EVN_RECORD_AT_VERSION] = EVN_RECORD_VERSION;
}

static bool kind_known(uint32_t kind)
{
    return evn_record_is_movement(kind) || kind == EVN_RECORD_COUNTED ||
           (kind >= EVN_RECORD_CLAIM_MADE && kind <= EVN_RECORD_CLAIM_UNBLOCKED) ||
           (kind >= EVN_RECORD_HOLD_PUT && kind <= EVN_RECORD_HOLD_RELEASED) ||
           (kind >= EVN_RECORD_REFUSED && kind <= EVN_RECORD_ACCEPTED);
}

const struct evn_record *evn_record_at(const uint8_t from[EVN_RECORD_LEN])
{
    const struct evn_record *r = (const struct evn_record *)from;
    return r->version == EVN_RECORD_VERSION && kind_known(r->kind) ? r : NULL;
}

evn_err evn_record_get(const uint8_t from[EVN_RECORD_LEN], struct evn_record *out)
{
    const struct evn_record *r = evn_record_at(from);
    if (r != NULL)
        *out = *r;
    return r != NULL ? EVN_OK : EVN_E_CORRUPT;
}
