#include "services/ledger/core/parts.h"

evn_err evn_decide_find_place(struct evn_draft *d, struct evn_bytes id, uint32_t line,
                              const char *field, uint32_t *out)
{
    *out = 0;
    if (id.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, line, field);
    *out = evn_dict_find(&d->state->place_ids, 0, id);
    return *out != 0 ? EVN_OK : evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, line, field, id);
}

evn_err evn_decide_find_item(struct evn_draft *d, struct evn_bytes id, uint32_t line, uint32_t *out)
{
    *out = 0;
    if (id.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, line, "item");
    *out = evn_dict_find(&d->state->item_ids, 0, id);
    return *out != 0 ? EVN_OK : evn_draft_refuse_text(d, EVN_E_UNKNOWN_ITEM, line, "item", id);
}

evn_err evn_decide_check_name(struct evn_draft *d, struct evn_bytes name, const char *field)
{
    if (name.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, field);
    return evn_decide_check_text(d, name, EVN_NAME_MAX, field);
}

uint32_t evn_decide_actor(const struct evn_ledger_emit *emit)
{
    uint32_t number = evn_ledger_find_actor(emit->turn->state, emit->command->actor);
    return number != 0 ? number : emit->turn->state->actors.n + 1;
}

uint32_t evn_decide_reason(const struct evn_ledger_emit *emit)
{
    const struct evn_dict *reasons = &emit->turn->state->reasons;
    if (emit->reason_text.len == 0)
        return 0;
    uint32_t number = evn_dict_find(reasons, 0, emit->reason_text);
    return number != 0 ? number : reasons->n + 1;
}

evn_err evn_decide_frame(struct evn_draft *d, uint32_t kind, struct evn_buf *body, evn_err err)
{
    void *copy = err == EVN_OK ? evn_arena_alloc(d->arena, body->len + 1) : NULL;
    struct evn_extra extra = {.frame = kind, .body = evn_bytes_of(copy, body->len)};
    if (copy != NULL && body->len > 0)
        memcpy(copy, body->at, body->len);
    evn_buf_fini(body);
    if (copy == NULL)
        return evn_draft_refuse_text(d, EVN_E_LIMIT, 0, NULL, evn_bytes_text("scratch"));
    return evn_draft_extra(d, &extra);
}
