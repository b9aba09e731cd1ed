#include "services/ledger/core/record.h"

#include "services/ledger/core/kind.h"

void evn_record_put(uint8_t to[EVN_RECORD_LEN], const struct evn_record *r)
{
    evn_put_u16(to + EVN_RECORD_AT_KIND, r->kind);
    to[EVN_RECORD_AT_VERSION] = EVN_RECORD_VERSION;
    to[EVN_RECORD_AT_FLAGS] = r->flags;
    evn_put_u32(to + EVN_RECORD_AT_LINE, r->line);
    evn_put_u32(to + EVN_RECORD_AT_FROM, r->from);
    evn_put_u32(to + EVN_RECORD_AT_TO, r->to);
    evn_put_i64(to + EVN_RECORD_AT_QTY, r->qty);
    evn_put_i64(to + EVN_RECORD_AT_FROM_BALANCE, r->from_balance);
    evn_put_i64(to + EVN_RECORD_AT_TO_BALANCE, r->to_balance);
    evn_put_i64(to + EVN_RECORD_AT_OCCURRED, r->occurred_at_us);
    evn_put_i64(to + EVN_RECORD_AT_RECORDED, r->recorded_at_us);
    evn_put_u64(to + EVN_RECORD_AT_DOCUMENT, r->document);
    evn_put_u64(to + EVN_RECORD_AT_REF, r->ref);
    evn_put_u32(to + EVN_RECORD_AT_REASON, r->reason);
    evn_put_u32(to + EVN_RECORD_AT_ACTOR, r->actor);
    memcpy(to + EVN_RECORD_AT_COMMAND, r->command.b, EVN_ID_LEN);
    memcpy(to + EVN_RECORD_AT_HASH, r->hash.b, EVN_HASH128_LEN);
    evn_put_i64(to + EVN_RECORD_AT_CLAIMED, r->claimed_at_us);
    evn_put_u32(to + EVN_RECORD_AT_N, r->n_events);
    evn_put_u32(to + EVN_RECORD_AT_AUX, r->aux);
}

static bool kind_known(uint16_t kind)
{
    return evn_record_is_movement(kind) || kind == EVN_RECORD_COUNTED ||
           (kind >= EVN_RECORD_CLAIM_MADE && kind <= EVN_RECORD_CLAIM_UNBLOCKED) ||
           (kind >= EVN_RECORD_HOLD_PUT && kind <= EVN_RECORD_HOLD_RELEASED) ||
           (kind >= EVN_RECORD_REFUSED && kind <= EVN_RECORD_ACCEPTED);
}

evn_err evn_record_get(const uint8_t from[EVN_RECORD_LEN], struct evn_record *out)
{
    *out = (struct evn_record){
        .kind = evn_get_u16(from + EVN_RECORD_AT_KIND),
        .flags = from[EVN_RECORD_AT_FLAGS],
        .line = evn_get_u32(from + EVN_RECORD_AT_LINE),
        .from = evn_get_u32(from + EVN_RECORD_AT_FROM),
        .to = evn_get_u32(from + EVN_RECORD_AT_TO),
        .qty = evn_get_i64(from + EVN_RECORD_AT_QTY),
        .from_balance = evn_get_i64(from + EVN_RECORD_AT_FROM_BALANCE),
        .to_balance = evn_get_i64(from + EVN_RECORD_AT_TO_BALANCE),
        .occurred_at_us = evn_get_i64(from + EVN_RECORD_AT_OCCURRED),
        .recorded_at_us = evn_get_i64(from + EVN_RECORD_AT_RECORDED),
        .document = evn_get_u64(from + EVN_RECORD_AT_DOCUMENT),
        .ref = evn_get_u64(from + EVN_RECORD_AT_REF),
        .reason = evn_get_u32(from + EVN_RECORD_AT_REASON),
        .actor = evn_get_u32(from + EVN_RECORD_AT_ACTOR),
        .claimed_at_us = evn_get_i64(from + EVN_RECORD_AT_CLAIMED),
        .n_events = evn_get_u32(from + EVN_RECORD_AT_N),
        .aux = evn_get_u32(from + EVN_RECORD_AT_AUX),
    };
    memcpy(out->command.b, from + EVN_RECORD_AT_COMMAND, EVN_ID_LEN);
    memcpy(out->hash.b, from + EVN_RECORD_AT_HASH, EVN_HASH128_LEN);
    bool ours = from[EVN_RECORD_AT_VERSION] == EVN_RECORD_VERSION && kind_known(out->kind);
    return ours ? EVN_OK : EVN_E_CORRUPT;
}
