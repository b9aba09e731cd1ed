/* model_item - what an item is: packs, codes, weight, cold chain. Pure.
 *
 * Members are those of evernormal.registry.v1, bounds in the tables. A base unit is the smallest
 * amount that is ever handed out: a tablet, a bottle, a test. Lists lie in the arena of whoever
 * decoded the message. */
#ifndef EVN_REGISTRY_MODEL_ITEM_H
#define EVN_REGISTRY_MODEL_ITEM_H

#include "common/service/core.h"
#include "common/wire/field.h"

/* Bounds of what one message holds, and of what the registry holds. */
enum {
    EVN_NAME_MAX = 200,            /* bytes of a name or note, with NUL */
    EVN_PACKS_MAX = 8,             /* pack levels of an item */
    EVN_ITEM_CODES_MAX = 32,       /* codes of an item */
    EVN_KIT_PARTS_MAX = 64,        /* parts of a kit */
    EVN_SUBSTITUTES_MAX = 16,      /* substitutes of an item */
    EVN_TRACE_PREFIXES_MAX = 16,   /* trace prefixes of an item */
    EVN_SHELF_LIFE_MAX = 36500,    /* days */
    EVN_ITEMS_MAX = 200000,        /* items */
    EVN_ITEM_GRAM_MAX = 100000000, /* heaviest base unit, 100 t: a field hospital is an item */
    EVN_COLD_BUDGET_MAX = 1000000  /* minutes outside the range: two years */
};

enum evn_tracking {
    EVN_TRACKING_NONE,
    EVN_TRACKING_EXPIRY,     /* expiry date only */
    EVN_TRACKING_LOT_EXPIRY, /* lot and expiry date */
    EVN_TRACKING_SERIAL      /* each package on its own */
};

enum evn_code_system {
    EVN_CODE_GTIN = 1,
    EVN_CODE_NATIONAL_DRUG,
    EVN_CODE_APPROVAL,
    EVN_CODE_INSURANCE,
    EVN_CODE_ATC, /* the only one that several items may share */
    EVN_CODE_OWN
};

struct evn_substitute {
    char item[EVN_CODE_MAX];
    int64_t quantity; /* so many base units of this item ... */
    int64_t instead;  /* ... are as good as so many of the other */
};

struct evn_pack {
    char name_zh[EVN_NAME_MAX];
    char name_en[EVN_NAME_MAX];
    int64_t base_units; /* in one of this pack */
};

struct evn_item_code {
    int32_t system; /* enum evn_code_system */
    char value[EVN_CODE_MAX];
    int64_t base_units; /* of the pack it stands for; 0: one base unit */
};

struct evn_kit_part {
    char item[EVN_CODE_MAX];
    int64_t quantity; /* base units for one base unit of the kit */
};

struct evn_item {
    char code[EVN_CODE_MAX]; /* external id */
    char name_zh[EVN_NAME_MAX];
    char name_en[EVN_NAME_MAX];
    char category[EVN_CODE_MAX]; /* class of the table reserve_classes */
    int32_t tracking;            /* enum evn_tracking */
    char unit_zh[EVN_CODE_MAX];  /* name of the base unit */
    char unit_en[EVN_CODE_MAX];
    struct evn_pack *packs; /* ascending, each a multiple of the one before */
    size_t n_packs;
    int64_t weight_mg; /* of a base unit */
    int64_t volume_ul; /* of a base unit */
    bool cold_chain;
    int32_t temp_min_dc; /* tenths of a degree Celsius */
    int32_t temp_max_dc;
    struct evn_item_code *codes;
    size_t n_codes;
    bool life_critical;       /* lack of it kills */
    bool synthetic;           /* made up for an exercise */
    uint32_t cold_budget_min; /* minutes outside the range a lot may spend in all */
    bool equipment;           /* by serial number; lent and given back, never consumed */
    struct evn_kit_part *kit; /* what it is made of */
    size_t n_kit;
    uint32_t n_days_warn;        /* before expiry at which a lot is told of; 0: never */
    char initials[EVN_CODE_MAX]; /* pinyin initials, filled in by the writer */
    struct evn_substitute *substitutes;
    size_t n_substitutes;
    uint32_t shelf_life_days;             /* 0: not known */
    char (*trace_prefixes)[EVN_CODE_MAX]; /* first 7 digits of its packages' trace codes */
    size_t n_trace_prefixes;
};

extern const struct evn_wire_message evn_item_table;

#endif
