#include "services/ledger/wire_registry.h"

enum { TEXT_LEN = EVN_REGISTRY_CODE, NAME_LEN = 200, REGISTRY_PACKS_MAX = 8 };

struct pack {
    char name_zh[NAME_LEN];
    char name_en[NAME_LEN];
    int64_t base_units;
};

struct item {
    char code[TEXT_LEN];
    int32_t tracking; /* 0 none, 1 expiry, 2 lot, 3 serial */
    struct pack *packs;
    size_t n_packs;
    bool equipment;
    struct evn_registry_part *kit;
    size_t n_kit;
    uint32_t n_days_warn;
    bool cold_chain;
    int32_t temp_min_dc, temp_max_dc; /* tenths of a degree Celsius */
    uint32_t cold_budget_min;
};

struct place {
    char code[TEXT_LEN];
    int32_t kind;
    char area[TEXT_LEN];
    char parent[TEXT_LEN];
    uint32_t min_life_days;
    bool closed;
};

static const struct evn_wire_field pack_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct pack, name_zh, 0, 0),
    EVN_FIELD_TEXT(2, TEXT, struct pack, name_en, 0, 0),
    EVN_FIELD_NUMBER(3, I64, struct pack, base_units, 0, 1, INT64_MAX),
};
static const struct evn_wire_message pack_part =
    EVN_MESSAGE("evernormal.registry.v1.Pack", struct pack, pack_fields);

static const struct evn_wire_field part_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_registry_part, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_registry_part, quantity, EVN_REQUIRED, 1, INT64_MAX),
};
static const struct evn_wire_message part_part =
    EVN_MESSAGE("evernormal.registry.v1.KitPart", struct evn_registry_part, part_fields);

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct item, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(5, ENUM, struct item, tracking, 0, 0, 3),
    EVN_FIELD_LIST(8, MSG, struct item, packs, 0, 0, REGISTRY_PACKS_MAX, &pack_part),
    EVN_FIELD_PLAIN(11, BOOL, struct item, cold_chain, 0),
    EVN_FIELD_NUMBER(12, I32, struct item, temp_min_dc, 0, -2000, 1000),
    EVN_FIELD_NUMBER(13, I32, struct item, temp_max_dc, 0, -2000, 1000),
    EVN_FIELD_PLAIN(17, BOOL, struct item, equipment, 0),
    EVN_FIELD_LIST(18, MSG, struct item, kit, 0, 0, EVN_KIT_PARTS_MAX, &part_part),
    EVN_FIELD_NUMBER(20, U32, struct item, n_days_warn, 0, 0, UINT16_MAX),
    EVN_FIELD_NUMBER(19, U32, struct item, cold_budget_min, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_registry_item_part =
    EVN_MESSAGE("evernormal.registry.v1.Item", struct item, item_fields);

static const struct evn_wire_field place_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct place, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct place, kind, 0, 0, INT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct place, area, 0, 1),
    EVN_FIELD_PLAIN(13, BOOL, struct place, closed, 0),
    EVN_FIELD_TEXT(15, CODE, struct place, parent, 0, 1),
    EVN_FIELD_NUMBER(16, U32, struct place, min_life_days, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_registry_place_part =
    EVN_MESSAGE("evernormal.registry.v1.Place", struct place, place_fields);

static evn_err read(const struct evn_wire_message *part, struct evn_bytes body,
                    struct evn_arena *arena, void *out)
{
    struct evn_refusal why;
    evn_err err = evn_wire_decode(part, body, arena, EVN_WIRE_LENIENT, out, &why);
    return err == EVN_OK || err == EVN_E_TOO_LARGE ? err : EVN_E_CORRUPT;
}

evn_err evn_registry_item(struct evn_bytes body, struct evn_arena *arena, struct evn_known *out)
{
    struct item *in = evn_arena_alloc(arena, sizeof *in);
    evn_err err = in != NULL ? read(&evn_registry_item_part, body, arena, in) : EVN_E_TOO_LARGE;
    if (err != EVN_OK)
        return err;
    out->id = evn_bytes_text(in->code);
    out->item.tracking = (uint32_t)in->tracking + EVN_TRACKING_NONE;
    out->item.n_days_warn = in->n_days_warn;
    out->item.equipment = in->equipment;
    if (in->cold_chain) {
        out->item.cold_min_centi = in->temp_min_dc * 10;
        out->item.cold_max_centi = in->temp_max_dc * 10;
        out->item.cold_budget_min = in->cold_budget_min;
    }
    /* Levels beyond those the ledger keeps are display only; it takes the smallest ones. */
    for (size_t i = 0; i < in->n_packs && i < EVN_PACK_LEVELS_MAX; i++) {
        out->item.packs[i] = in->packs[i].base_units;
        out->pack_zh[i] = evn_bytes_text(in->packs[i].name_zh);
        out->pack_en[i] = evn_bytes_text(in->packs[i].name_en);
        out->item.n_packs++;
    }
    return EVN_OK;
}

evn_err evn_registry_kit(struct evn_bytes body, struct evn_arena *arena,
                         struct evn_registry_part **parts, size_t *n)
{
    struct item *in = evn_arena_alloc(arena, sizeof *in);
    evn_err err = in != NULL ? read(&evn_registry_item_part, body, arena, in) : EVN_E_TOO_LARGE;
    *parts = err == EVN_OK ? in->kit : NULL;
    *n = err == EVN_OK ? in->n_kit : 0;
    return err;
}

/* The registry's kinds of place, and what the ledger makes of them; 0: never holds stock. */
static uint32_t kind_of(int32_t kind)
{
    static const uint8_t kinds[] = {
        [1] = EVN_PLACE_WAREHOUSE,        [2] = EVN_PLACE_HOSPITAL,
        [3] = EVN_PLACE_PHARMACY,         [4] = EVN_PLACE_ISOLATION_SITE,
        [5] = EVN_PLACE_RECEPTION_POINT,  [6] = EVN_PLACE_VEHICLE,
        [8] = EVN_PLACE_RECEPTION_POINT,  [9] = EVN_PLACE_RECEPTION_POINT,
        [10] = EVN_PLACE_RECEPTION_POINT, [11] = EVN_PLACE_SUPPLIER,
        [12] = EVN_PLACE_WAREHOUSE,       [13] = EVN_PLACE_BIN,
        [14] = EVN_PLACE_QUARANTINE,      [15] = EVN_PLACE_ON_LOAN,
        [16] = EVN_PLACE_MAINTENANCE};
    return kind >= 0 && (size_t)kind < sizeof kinds ? kinds[kind] : 0;
}

evn_err evn_registry_place(struct evn_bytes body, struct evn_arena *arena, struct evn_known *out,
                           struct evn_bytes *parent, bool *closed)
{
    *parent = evn_bytes_text("");
    struct place *in = evn_arena_alloc(arena, sizeof *in);
    evn_err err = in != NULL ? read(&evn_registry_place_part, body, arena, in) : EVN_E_TOO_LARGE;
    if (err != EVN_OK)
        return err;
    out->id = evn_bytes_text(in->code);
    *parent = evn_bytes_text(in->parent);
    *closed = in->closed;
    out->place.kind = kind_of(in->kind);
    out->place.offset_min = EVN_OFFSET_CHINA_MIN;
    out->place.min_life_days = in->min_life_days;
    if (strlen(in->area) < EVN_AREA_MAX)
        memcpy(out->place.area, in->area, strlen(in->area) + 1);
    return EVN_OK;
}
