#include "services/ledger/service.h"

#include "services/ledger/core/event.h"
#include "services/ledger/wire_registry.h"

/* The registry's kinds of event that matter here (proto/spec/8-registry.md). */
enum { REGISTRY_ITEM = 16, REGISTRY_PLACE = 18 };

enum { ADDED_MAX = 2000 }; /* places one start adds */

/* Facts of one block, in the order they come; `items` and `places` hold the ids it makes known. */
struct facts {
    const struct evn_ledger_state *core;
    struct evn_emit *emit;
    int64_t business_us; /* of this turn */
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

/* The number of an id that is known, or that this block made known; else 0. */
static uint32_t known_number(const struct evn_dict *known, const struct evn_dict *fresh,
                             struct evn_bytes id)
{
    uint32_t n = evn_dict_find(known, 0, id);
    if (n != 0)
        return n;
    n = evn_dict_find(fresh, 0, id);
    return n != 0 ? known->n + n : 0;
}

static evn_err emit_fact(struct facts *f, uint32_t kind, const struct evn_known *known)
{
    evn_err err = evn_event_known(evn_emit_frames(f->emit), kind, known);
    if (err == EVN_OK)
        evn_emit_counted(f->emit, 1);
    return err;
}

/* What the item is made of, and that it is made of nothing any more. Said again with each change of
 * the item: what this block says is not in the state yet. */
static evn_err take_kit(struct facts *f, const struct evn_frame *frame, struct evn_arena *arena,
                        uint32_t number)
{
    struct evn_registry_part *parts;
    size_t n;
    const struct evn_kit *old = evn_kits_find(&f->core->kits, number);
    evn_err err = evn_registry_kit(frame->body, arena, &parts, &n);
    if (err != EVN_OK || (n == 0 && old == NULL))
        return err;
    struct evn_kit *kit = evn_arena_array(arena, 1, sizeof *kit);
    if (kit == NULL)
        return EVN_E_TOO_LARGE;
    *kit = (struct evn_kit){.item = number, .version = old != NULL ? old->version + 1 : 1};
    for (size_t i = 0; i < n; i++) {
        uint32_t item = known_number(&f->core->item_ids, &f->items, evn_bytes_text(parts[i].item));
        if (item == 0)
            return EVN_E_CORRUPT;
        kit->part[kit->n_parts++] = (struct evn_kit_part){.item = item, .qty = parts[i].quantity};
    }
    err = evn_kit_write(evn_emit_frames(f->emit), kit);
    if (err == EVN_OK)
        evn_emit_counted(f->emit, 1);
    return err;
}

/* Whether the item's newest packs are what is told now, in size and name. */
static bool same_packs(const struct evn_pack_tree *tree, const struct evn_known *known)
{
    bool same = (tree != NULL ? tree->n : 0) == known->item.n_packs;
    for (uint32_t i = 0; i < known->item.n_packs && same; i++)
        same = tree->units[i] == known->item.packs[i] &&
               evn_bytes_equal(tree->zh[i], known->pack_zh[i]) &&
               evn_bytes_equal(tree->en[i], known->pack_en[i]);
    return same;
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
    known.item.pack_version = 1;
    if (known.number <= f->core->item_ids.n) {
        const struct evn_item *old = evn_ledger_item(f->core, known.number);
        const struct evn_pack_tree *tree = evn_packs_newest(&f->core->packs, known.number);
        bool same = same_packs(tree, &known);
        known.item.tracking = old->tracking;
        known.item.pack_version = old->pack_version + (same ? 0 : 1);
        known.pack_since_us = !same ? f->business_us : tree != NULL ? tree->since_us : 0;
    }
    err = emit_fact(f, EVN_LEDGER_FRAME_ITEM, &known);
    return err == EVN_OK ? take_kit(f, frame, arena, known.number) : err;
}

/* The id of a part: the place's own with `suffix` behind it; empty when that is too long. */
static struct evn_bytes part_id(struct evn_bytes of, const char *suffix, char to[EVN_NAME_MAX])
{
    struct evn_bytes more = evn_bytes_text(suffix);
    if (of.len + more.len > EVN_NAME_MAX)
        return evn_bytes_text("");
    memcpy(to, of.at, of.len);
    memcpy(to + of.len, more.at, more.len);
    return evn_bytes_of((const uint8_t *)to, of.len + more.len);
}

/* Free and occupied beds and rooms of a place: one of its two parts. */
static evn_err take_part(struct facts *f, const struct evn_known *of, const char *suffix,
                         enum evn_place_kind kind)
{
    char id[EVN_NAME_MAX];
    struct evn_known part = *of;
    part.id = part_id(of->id, suffix, id);
    if (part.id.len == 0)
        return EVN_OK;
    part.place.kind = kind;
    part.place.parent = of->number;
    uint32_t old = evn_dict_find(&f->core->place_ids, 0, part.id);
    if (old != 0 && evn_ledger_place(f->core, old)->kind != kind)
        return EVN_OK;
    evn_err err = number_of(&f->core->place_ids, &f->places, part.id, &part.number);
    return err == EVN_OK ? emit_fact(f, EVN_LEDGER_FRAME_PLACE, &part) : err;
}

static evn_err take_parts(struct facts *f, const struct evn_known *of)
{
    if (of->place.kind != EVN_PLACE_HOSPITAL && of->place.kind != EVN_PLACE_ISOLATION_SITE)
        return EVN_OK;
    evn_err err = take_part(f, of, EVN_LEDGER_FREE, EVN_PLACE_CAPACITY_FREE);
    return err == EVN_OK ? take_part(f, of, EVN_LEDGER_OCCUPIED, EVN_PLACE_CAPACITY_OCCUPIED) : err;
}

/* The place it is a part of, and what is fixed by what was known first: its kind and that. False:
 * the id is one of the ledger's own places, which are not to be had. */
static bool keep_old(struct facts *f, struct evn_known *known)
{
    uint32_t old = evn_dict_find(&f->core->place_ids, 0, known->id);
    if (old == 0)
        return true;
    const struct evn_place *was = evn_ledger_place(f->core, old);
    bool ours = !evn_place_is_physical(was->kind) || evn_place_is_capacity(was->kind);
    if (ours && was->kind != known->place.kind)
        return false;
    known->place.kind = was->kind;
    known->place.parent = was->parent;
    if (known->place.closed_at_us != 0 && was->closed_at_us != 0)
        known->place.closed_at_us = was->closed_at_us;
    return true;
}

/* Places that hold no stock are not for the ledger. */
static evn_err take_place(struct facts *f, const struct evn_frame *frame, struct evn_arena *arena)
{
    struct evn_known known = {0};
    struct evn_bytes parent;
    bool closed;
    evn_err err = evn_registry_place(frame->body, arena, &known, &parent, &closed);
    if (err != EVN_OK || known.place.kind == 0)
        return err;
    known.place.closed_at_us = closed ? f->business_us : 0;
    known.place.parent = parent.len > 0 ? known_number(&f->core->place_ids, &f->places, parent) : 0;
    if (!keep_old(f, &known))
        return EVN_OK;
    err = number_of(&f->core->place_ids, &f->places, known.id, &known.number);
    if (err == EVN_OK)
        err = emit_fact(f, EVN_LEDGER_FRAME_PLACE, &known);
    return err == EVN_OK ? take_parts(f, &known) : err;
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

/* The places that stand for the world outside, those that are not there yet. */
static evn_err add_world(struct facts *f)
{
    static const struct {
        const char *id;
        enum evn_place_kind kind;
    } world[] = {{EVN_LEDGER_SUPPLIER, EVN_PLACE_SUPPLIER},
                 {EVN_LEDGER_CONSUMED, EVN_PLACE_CONSUMED},
                 {EVN_LEDGER_LOST, EVN_PLACE_LOST},
                 {EVN_LEDGER_FOUND, EVN_PLACE_FOUND},
                 {EVN_LEDGER_DESTROYED, EVN_PLACE_DESTROYED},
                 {EVN_LEDGER_MADE, EVN_PLACE_MADE},
                 {EVN_LEDGER_COUNT_DIFFERENCE, EVN_PLACE_COUNT_DIFFERENCE}};
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < sizeof world / sizeof *world; i++) {
        struct evn_known known = {
            .id = evn_bytes_text(world[i].id),
            .place = {.kind = world[i].kind, .offset_min = EVN_OFFSET_CHINA_MIN}};
        if (evn_dict_find(&f->core->place_ids, 0, known.id) != 0)
            continue;
        err = number_of(&f->core->place_ids, &f->places, known.id, &known.number);
        if (err == EVN_OK)
            err = emit_fact(f, EVN_LEDGER_FRAME_PLACE, &known);
    }
    return err;
}

/* Beds and rooms of places that were known before there were any; some at each start. */
static evn_err add_parts(struct facts *f)
{
    const struct evn_dict *ids = &f->core->place_ids;
    char id[EVN_NAME_MAX];
    evn_err err = EVN_OK;
    for (uint32_t n = 1; err == EVN_OK && n <= ids->n && f->places.n < ADDED_MAX; n++) {
        const struct evn_known of = {
            .number = n, .id = evn_dict_text(ids, n), .place = *evn_ledger_place(f->core, n)};
        if (evn_dict_find(ids, 0, part_id(of.id, EVN_LEDGER_OCCUPIED, id)) == 0)
            err = take_parts(f, &of);
    }
    return err;
}

evn_err evn_ledger_start(const void *state, struct evn_arena *arena, struct evn_emit *emit)
{
    const struct evn_ledger_service *s = state;
    struct facts f = {.core = &s->core, .emit = emit};
    (void)arena;
    evn_dict_init(&f.items, s->core.limits.name_key);
    evn_dict_init(&f.places, s->core.limits.name_key);
    evn_err err = add_world(&f);
    if (err == EVN_OK)
        err = add_parts(&f);
    evn_dict_fini(&f.places);
    evn_dict_fini(&f.items);
    return err;
}

evn_err evn_ledger_feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit)
{
    const struct evn_ledger_service *s = state;
    struct facts f = {.core = &s->core, .emit = emit, .business_us = feed->business_us};
    evn_dict_init(&f.items, s->core.limits.name_key);
    evn_dict_init(&f.places, s->core.limits.name_key);
    evn_err err = take_frames(&f, feed);
    evn_dict_fini(&f.places);
    evn_dict_fini(&f.items);
    return err;
}
