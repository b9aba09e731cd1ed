#include "services/ledger/service.h"

#include "services/ledger/core/event.h"
#include "services/ledger/wire_registry.h"

/* The registry's kinds of event that matter here (proto/spec/8-registry.md). */
enum { REGISTRY_ITEM = 16, REGISTRY_PLACE = 18 };

/* Facts of one block, in the order they come; `items` and `places` hold the ids it makes known. */
struct facts {
    const struct evn_ledger_state *core;
    struct evn_emit *emit;
    struct evn_dict items, places;
};

/* The number of an id: as it is known, or as this block makes it known. */
static evn_err number_of(const struct evn_dict *known, struct evn_dict *fresh, struct evn_bytes id,
                         uint32_t *out)
{
    *out = evn_dict_find(known, 0, id);
    if (*out != 0)
        return EVN_OK;
    evn_err err = EVN_OK;
    uint32_t n = evn_dict_find(fresh, 0, id);
    if (n == 0) {
        err = evn_dict_add(fresh, 0, id);
        n = fresh->n;
    }
    *out = known->n + n;
    return err;
}

static evn_err emit_fact(struct facts *f, uint32_t kind, const struct evn_known *known)
{
    evn_err err = evn_event_known(evn_emit_frames(f->emit), kind, known);
    if (err == EVN_OK)
        evn_emit_counted(f->emit, 1);
    return err;
}

/* What tells its pieces apart stays as it was known first. */
static evn_err take_item(struct facts *f, const struct evn_frame *frame, struct evn_arena *arena)
{
    struct evn_known known = {0};
    evn_err err = evn_registry_item(frame->body, arena, &known);
    if (err == EVN_OK)
        err = number_of(&f->core->item_ids, &f->items, known.id, &known.number);
    if (err != EVN_OK)
        return err;
    if (known.number <= f->core->item_ids.n)
        known.item.tracking = evn_ledger_item(f->core, known.number)->tracking;
    return emit_fact(f, EVN_LEDGER_FRAME_ITEM, &known);
}

/* Places that hold no stock are not for the ledger; a place's kind stays as it was known first, and
 * the ids of the ledger's own places are not to be had. */
static evn_err take_place(struct facts *f, const struct evn_frame *frame, struct evn_arena *arena)
{
    struct evn_known known = {0};
    evn_err err = evn_registry_place(frame->body, arena, &known);
    if (err != EVN_OK || known.place.kind == 0)
        return err;
    uint32_t old = evn_dict_find(&f->core->place_ids, 0, known.id);
    bool virtual = !evn_place_is_physical(known.place.kind);
    if (old != 0) {
        uint32_t kind = evn_ledger_place(f->core, old)->kind;
        bool ours = !evn_place_is_physical(kind);
        if (ours && (!virtual || kind != known.place.kind))
            return EVN_OK;
        known.place.kind = kind;
    }
    err = number_of(&f->core->place_ids, &f->places, known.id, &known.number);
    return err != EVN_OK ? err : emit_fact(f, EVN_LEDGER_FRAME_PLACE, &known);
}

static evn_err take_frames(struct facts *f, const struct evn_feed *feed)
{
    struct evn_bytes rest = feed->payload;
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        size_t used = feed->arena->used;
        if (frame.kind == REGISTRY_ITEM)
            err = take_item(f, &frame, feed->arena);
        else if (frame.kind == REGISTRY_PLACE)
            err = take_place(f, &frame, feed->arena);
        feed->arena->used = used;
        if (err != EVN_OK)
            return err;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

evn_err evn_ledger_feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit)
{
    const struct evn_ledger_service *s = state;
    struct facts f = {.core = &s->core, .emit = emit};
    evn_dict_init(&f.items, s->core.limits.name_key);
    evn_dict_init(&f.places, s->core.limits.name_key);
    evn_err err = take_frames(&f, feed);
    evn_dict_fini(&f.places);
    evn_dict_fini(&f.items);
    return err;
}
