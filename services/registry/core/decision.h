/* decision - what every decision of the registry does: look up, refuse, put, emit. Pure. */
#ifndef EVN_REGISTRY_DECISION_H
#define EVN_REGISTRY_DECISION_H

#include "services/registry/core/state.h"

/* A decision being made. */
struct evn_decision {
    const struct evn_registry_state *state;
    const struct evn_ask *ask; /* NULL when the clock asks */
    struct evn_arena *arena;   /* scratch */
    struct evn_emit *emit;
    struct evn_refusal *why; /* NULL when the clock asks: it is never refused */
    struct evn_buf *body;    /* room for one event's body, in the arena */
    int64_t business_us;     /* the business clock */
    struct evn_day today;    /* by it, China */
};

/* Say no: sets *why and returns `err`. `field` is the path in the command, "" for none. */
evn_err evn_refuse(const struct evn_decision *d, evn_err err, const char *field,
                   const char *subject);

/* What a command names must be there: EVN_OK, or a refusal (UNKNOWN_ITEM, UNKNOWN_PLACE,
 * UNKNOWN_REF) that names field and code. */
evn_err evn_need(const struct evn_decision *d, uint32_t kind, const char *field, const char *key);

/* The area must be in the actor's scope: EVN_OK or OUT_OF_SCOPE. "" is everywhere. */
evn_err evn_need_scope(const struct evn_decision *d, const char *area);

/* The day must lie in 1900 to 2999 and, unless `may_come`, not be later than today:
 * EVN_OK, BAD_DATE or TIME_IN_FUTURE. */
evn_err evn_need_day(const struct evn_decision *d, const char *field, struct evn_day day,
                     bool may_come);

/* At least one of the two names is there: EVN_OK or MISSING_FIELD. */
evn_err evn_need_name(const struct evn_decision *d, const char *field, const char *zh,
                      const char *en);

/* Emit event `event` with the entity, a struct of `kind`, as its body. EVN_OK, EVN_E_TOO_LARGE. */
evn_err evn_emit_entity(const struct evn_decision *d, uint32_t event, uint32_t kind,
                        const void *entity);

/* Emit that nothing changed. */
evn_err evn_emit_unchanged(const struct evn_decision *d, uint32_t kind, const char *key);

/* Put a checked entity: refuse what is out of scope (OUT_OF_SCOPE, also where it was before), has
 * other content (EXISTS, unless `replace`) or does not fit any more (LIMIT); else emit it, or that
 * it is unchanged. *changed says which; it may be NULL. */
evn_err evn_decide_put(const struct evn_decision *d, uint32_t kind, const void *entity,
                       bool replace, bool *changed);

#endif
