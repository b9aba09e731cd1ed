#include "services/registry/core/decision.h"

#include "common/base/pbw.h"
#include "common/service/rights.h"

enum {
    DAY_FIRST = -25567, /* 1900-01-01 */
    DAY_LAST = 376199   /* 2999-12-31 */
};

evn_err evn_refuse(const struct evn_decision *d, evn_err err, const char *field,
                   const char *subject)
{
    *d->why = evn_refusal_of(err);
    evn_refusal_text(d->why->field, sizeof d->why->field, field);
    evn_refusal_text(d->why->subject, sizeof d->why->subject, subject);
    return err;
}

evn_err evn_need(const struct evn_decision *d, uint32_t kind, const char *field, const char *key)
{
    if (evn_registry_find(d->state, kind, key) != NULL)
        return EVN_OK;
    evn_err err = kind == EVN_REG_ITEM    ? EVN_E_UNKNOWN_ITEM
                  : kind == EVN_REG_PLACE ? EVN_E_UNKNOWN_PLACE
                                          : EVN_E_UNKNOWN_REF;
    return evn_refuse(d, err, field, key);
}

evn_err evn_need_scope(const struct evn_decision *d, const char *area)
{
    if (evn_scope_covers(d->ask->actor->scope, area))
        return EVN_OK;
    return evn_refuse(d, EVN_E_OUT_OF_SCOPE, "", area[0] != '\0' ? area : "*");
}

evn_err evn_need_day(const struct evn_decision *d, const char *field, struct evn_day day,
                     bool may_come)
{
    if (day.n < DAY_FIRST || day.n > DAY_LAST)
        return evn_refuse(d, EVN_E_BAD_DATE, field, "");
    if (!may_come && day.n > d->today.n)
        return evn_refuse(d, EVN_E_TIME_IN_FUTURE, field, "");
    return EVN_OK;
}

evn_err evn_need_name(const struct evn_decision *d, const char *field, const char *zh,
                      const char *en)
{
    return zh[0] != '\0' || en[0] != '\0' ? EVN_OK : evn_refuse(d, EVN_E_MISSING_FIELD, field, "");
}

static evn_err too_large(const struct evn_decision *d)
{
    return d->why != NULL ? evn_refuse(d, EVN_E_TOO_LARGE, "", "") : EVN_E_TOO_LARGE;
}

static evn_err encode(const struct evn_decision *d, uint32_t kind, const void *entity)
{
    evn_buf_clear(d->body);
    if (evn_wire_encode(evn_entity_of(kind)->message, entity, d->body) != EVN_OK)
        return too_large(d);
    return EVN_OK;
}

static struct evn_bytes encoded(const struct evn_decision *d)
{
    return evn_bytes_of(d->body->at, d->body->len);
}

evn_err evn_emit_entity(const struct evn_decision *d, uint32_t event, uint32_t kind,
                        const void *entity)
{
    evn_err err = encode(d, kind, entity);
    if (err == EVN_OK)
        evn_emit_event(d->emit, event, 1, encoded(d));
    return err;
}

evn_err evn_emit_unchanged(const struct evn_decision *d, uint32_t kind, const char *key)
{
    struct evn_pbw w = {.buf = d->body, .err = EVN_OK};
    evn_buf_clear(d->body);
    evn_pbw_u64(&w, 1, kind);
    evn_pbw_bytes(&w, 2, evn_bytes_text(key));
    if (w.err != EVN_OK)
        return too_large(d);
    evn_emit_event(d->emit, EVN_REG_UNCHANGED, 1, encoded(d));
    return EVN_OK;
}

/* Room for one more row of this kind. */
static evn_err need_room(const struct evn_decision *d, uint32_t kind)
{
    const struct evn_entity *entity = evn_entity_of(kind);
    if (evn_registry_table(d->state, kind)->n < entity->max)
        return EVN_OK;
    evn_refuse(d, EVN_E_LIMIT, "", entity->name);
    d->why->want = (int64_t)entity->max;
    return EVN_E_LIMIT;
}

/* What the row that is there says to the new content. *same: it is equal. */
static evn_err meet(const struct evn_decision *d, uint32_t kind, const struct evn_row *row,
                    struct evn_bytes body, bool replace, bool *same)
{
    *same = evn_bytes_equal(evn_bytes_of(row->body, row->len), body);
    evn_err err = evn_need_scope(d, evn_registry_area(d->state, kind, row->area));
    if (err != EVN_OK || *same || replace)
        return err;
    return evn_refuse(d, EVN_E_EXISTS, evn_entity_of(kind)->name, row->key);
}

evn_err evn_decide_put(const struct evn_decision *d, uint32_t kind, const void *entity,
                       bool replace, bool *changed)
{
    struct evn_row_id id;
    bool same = false;
    evn_entity_of(kind)->identify(entity, &id);
    evn_err err = evn_need_scope(d, evn_registry_area(d->state, kind, id.area));
    if (err == EVN_OK)
        err = encode(d, kind, entity);
    if (err != EVN_OK)
        return err;
    const struct evn_row *row = evn_registry_find(d->state, kind, id.key);
    err = row != NULL ? meet(d, kind, row, encoded(d), replace, &same) : need_room(d, kind);
    if (changed != NULL)
        *changed = !same;
    if (err != EVN_OK)
        return err;
    if (same)
        return evn_emit_unchanged(d, kind, id.key);
    evn_emit_event(d->emit, kind, 1, encoded(d));
    return EVN_OK;
}
