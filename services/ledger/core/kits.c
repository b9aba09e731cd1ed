#include "services/ledger/core/kits.h"

#include "common/base/pbw.h"
#include "services/ledger/core/kind.h"

#include <stdlib.h>

/* Field numbers of KitKnown and its parts. */
enum { F_ITEM = 1, F_VERSION = 2, F_PARTS = 3, P_ITEM = 1, P_QTY = 2, BODY_MAX = 16 << 10 };

void evn_kits_init(struct evn_kits *kits)
{
    *kits = (struct evn_kits){0};
}

static void free_bills(struct evn_kit *kit)
{
    while (kit != NULL) {
        struct evn_kit *older = kit->older;
        free(kit);
        kit = older;
    }
}

void evn_kits_fini(struct evn_kits *kits)
{
    for (uint32_t i = 0; i < kits->n; i++)
        free_bills(kits->kit[i]);
    free(kits->kit);
    *kits = (struct evn_kits){0};
}

/* Where the item is, or would be. */
static uint32_t place_of(const struct evn_kits *kits, uint32_t item)
{
    uint32_t low = 0, high = kits->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (kits->kit[mid]->item < item)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const struct evn_kit *evn_kits_find(const struct evn_kits *kits, uint32_t item)
{
    uint32_t at = place_of(kits, item);
    return at < kits->n && kits->kit[at]->item == item ? kits->kit[at] : NULL;
}

static evn_err grow(struct evn_kits *kits)
{
    uint32_t cap = kits->cap > 0 ? kits->cap * 2 : 16;
    struct evn_kit **more = reallocarray(kits->kit, cap, sizeof *more);
    if (more == NULL)
        return EVN_E_NO_MEMORY;
    kits->kit = more;
    kits->cap = cap;
    return EVN_OK;
}

const struct evn_kit *evn_kits_bill(const struct evn_kits *kits, uint32_t item, uint32_t version)
{
    const struct evn_kit *kit = evn_kits_find(kits, item);
    while (kit != NULL && kit->first > version)
        kit = kit->older;
    return kit;
}

static bool is_same(const struct evn_kit *a, const struct evn_kit *b)
{
    bool same = a->n_parts == b->n_parts;
    for (uint32_t i = 0; i < a->n_parts && same; i++)
        same = a->part[i].item == b->part[i].item && a->part[i].qty == b->part[i].qty;
    return same;
}

evn_err evn_kits_put(struct evn_kits *kits, const struct evn_kit *kit)
{
    uint32_t at = place_of(kits, kit->item);
    bool known = at < kits->n && kits->kit[at]->item == kit->item;
    if (known && is_same(kits->kit[at], kit)) {
        kits->kit[at]->version = kit->version;
        return EVN_OK;
    }
    if (!known && kits->n == kits->cap && grow(kits) != EVN_OK)
        return EVN_E_NO_MEMORY;
    struct evn_kit *fresh = malloc(sizeof *fresh);
    if (fresh == NULL)
        return EVN_E_NO_MEMORY;
    *fresh = *kit;
    fresh->first = kit->version;
    fresh->older = known ? kits->kit[at] : NULL;
    if (!known) {
        memmove(kits->kit + at + 1, kits->kit + at, (kits->n - at) * sizeof(struct evn_kit *));
        kits->n++;
    }
    kits->kit[at] = fresh;
    return EVN_OK;
}

static void put_part(struct evn_pbw *w, const struct evn_kit_part *part)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    struct evn_pbw in = {.buf = &body};
    evn_pbw_u64(&in, P_ITEM, part->item);
    evn_pbw_i64(&in, P_QTY, part->qty);
    evn_pbw_bytes(w, F_PARTS, evn_bytes_of(body.at, body.len));
    if (w->err == EVN_OK)
        w->err = in.err;
    evn_buf_fini(&body);
}

evn_err evn_kit_write(struct evn_buf *events, const struct evn_kit *kit)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_u64(&w, F_ITEM, kit->item);
    evn_pbw_u64(&w, F_VERSION, kit->version);
    for (uint32_t i = 0; i < kit->n_parts; i++)
        put_part(&w, &kit->part[i]);
    const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_KIT,
                                    .version = 1,
                                    .count = 1,
                                    .body = evn_bytes_of(body.at, body.len)};
    evn_err err = w.err == EVN_OK ? evn_frame_append(events, &frame) : w.err;
    evn_buf_fini(&body);
    return err;
}

static evn_err read_part(struct evn_bytes body, struct evn_kit *kit)
{
    struct evn_pb_field f;
    evn_err err;
    if (kit->n_parts == EVN_KIT_PARTS_MAX)
        return EVN_E_CORRUPT;
    struct evn_kit_part *part = &kit->part[kit->n_parts++];
    while ((err = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == P_ITEM && f.value <= UINT32_MAX)
            part->item = (uint32_t)f.value;
        else if (f.number == P_QTY)
            part->qty = (int64_t)f.value;
    }
    return err == EVN_E_AGAIN && part->item > 0 && part->qty > 0 ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_kit_read(struct evn_bytes body, struct evn_kit *out)
{
    struct evn_pb_field f;
    evn_err err;
    *out = (struct evn_kit){0};
    while ((err = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == F_ITEM && f.value <= UINT32_MAX)
            out->item = (uint32_t)f.value;
        else if (f.number == F_VERSION)
            out->version = (uint32_t)f.value;
        else if (f.number == F_PARTS && read_part(f.bytes, out) != EVN_OK)
            return EVN_E_CORRUPT;
    }
    return err == EVN_E_AGAIN && out->item > 0 ? EVN_OK : EVN_E_CORRUPT;
}
