#include "tools/evn/item_facts.h"

#include "tools/evn/message.h"

#include <inttypes.h>
#include <stdlib.h>

typedef Evernormal__Registry__V1__Item item_message;

static const struct evn_column columns[] = {{"fact", EVN_T_COL_FACT, EVN_CELL_TEXT},
                                            {"value", EVN_T_COL_FACT_SAYS, EVN_CELL_TEXT}};

/* The table that is filled, and words for it. */
struct facts {
    struct evn_cli *cli;
    struct evn_table *table;
};

static void add(const struct facts *f, enum evn_text name, const char *value)
{
    if (value[0] == '\0')
        return;
    evn_table_text(f->table, evn_text(name, f->cli->lang));
    evn_table_text(f->table, value);
}

/* A number of `places` decimals; 0 is not known. */
static void add_decimal(const struct facts *f, enum evn_text name, int64_t value, int64_t unit,
                        int places)
{
    char text[48];
    snprintf(text, sizeof text, "%" PRId64 ".%0*" PRId64, value / unit, places, value % unit);
    if (value != 0)
        add(f, name, text);
}

/* A whole number; 0 is not known. */
static void add_count(const struct facts *f, enum evn_text name, uint32_t value)
{
    char text[16];
    snprintf(text, sizeof text, "%u", value);
    if (value != 0)
        add(f, name, text);
}

static void add_flag(const struct facts *f, enum evn_text name, bool value)
{
    if (value)
        add(f, name, evn_text(EVN_T_YES, f->cli->lang));
}

static void add_range(const struct facts *f, const item_message *item)
{
    char text[48];
    int32_t low = item->temp_min_dc, high = item->temp_max_dc;
    snprintf(text, sizeof text, "%s%d.%d .. %s%d.%d", low < 0 ? "-" : "", abs(low) / 10,
             abs(low) % 10, high < 0 ? "-" : "", abs(high) / 10, abs(high) % 10);
    if (low != 0 || high != 0)
        add(f, EVN_T_FACT_TEMP, text);
}

static void add_codes(const struct facts *f, const item_message *item)
{
    char system[40], text[160];
    for (size_t i = 0; i < item->n_codes; i++) {
        const Evernormal__Registry__V1__ItemCode *code = item->codes[i];
        evn_enum_name(&evernormal__registry__v1__code_system__descriptor, "CODE_SYSTEM_",
                      (int)code->system, system, sizeof system);
        int n = snprintf(text, sizeof text, "%s=%s", system, code->value);
        if (code->base_units > 1 && n > 0 && (size_t)n < sizeof text)
            snprintf(text + n, sizeof text - (size_t)n, "@%" PRId64, code->base_units);
        add(f, EVN_T_COL_CODE, text);
    }
    for (size_t i = 0; i < item->n_trace_prefixes; i++)
        add(f, EVN_T_FACT_TRACE, item->trace_prefixes[i]);
}

static void add_others(const struct facts *f, const item_message *item)
{
    char text[480];
    for (size_t i = 0; i < item->n_packs; i++) {
        snprintf(text, sizeof text, "%s=%" PRId64,
                 evn_rows_either(f->cli, item->packs[i]->name_zh, item->packs[i]->name_en),
                 item->packs[i]->base_units);
        add(f, EVN_T_FACT_PACK, text);
    }
    for (size_t i = 0; i < item->n_kit; i++) {
        snprintf(text, sizeof text, "%s=%" PRId64, item->kit[i]->item, item->kit[i]->quantity);
        add(f, EVN_T_FACT_KIT, text);
    }
    for (size_t i = 0; i < item->n_substitutes; i++) {
        const Evernormal__Registry__V1__Substitute *s = item->substitutes[i];
        snprintf(text, sizeof text, "%s=%" PRId64 ":%" PRId64, s->item, s->quantity, s->instead);
        add(f, EVN_T_FACT_SUBSTITUTE, text);
    }
}

const ProtobufCMessage *evn_item_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_item ? &page->item[i]->base : NULL;
}

static void show_item(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message)
{
    const struct facts f = {cli, table};
    const item_message *item = (const void *)message;
    char tracking[40];
    add(&f, EVN_T_FACT_ID, item->code);
    add(&f, EVN_T_OPT_NAME_ZH, item->name_zh);
    add(&f, EVN_T_OPT_NAME_EN, item->name_en);
    add(&f, EVN_T_FACT_INITIALS, item->initials);
    add(&f, EVN_T_COL_CATEGORY, item->category);
    add(&f, EVN_T_COL_UNIT, evn_rows_either(cli, item->unit_zh, item->unit_en));
    add(&f, EVN_T_COL_TRACKING,
        evn_enum_name(&evernormal__registry__v1__tracking__descriptor, "TRACKING_",
                      (int)item->tracking, tracking, sizeof tracking));
    add_decimal(&f, EVN_T_FACT_WEIGHT, item->weight_mg, 1000, 3);
    add_decimal(&f, EVN_T_FACT_VOLUME, item->volume_ul, 1000, 3);
    add_range(&f, item);
    add_flag(&f, EVN_T_FACT_COLD_CHAIN, item->cold_chain);
    add_count(&f, EVN_T_FACT_COLD_BUDGET, item->cold_budget_min);
    add_count(&f, EVN_T_FACT_SHELF_LIFE, item->shelf_life_days);
    add_count(&f, EVN_T_FACT_WARN_DAYS, item->n_days_warn);
    add_flag(&f, EVN_T_FACT_EQUIPMENT, item->equipment);
    add_flag(&f, EVN_T_FACT_CRITICAL, item->life_critical);
    add_flag(&f, EVN_T_FACT_SYNTHETIC, item->synthetic);
    add_codes(&f, item);
    add_others(&f, item);
}

const struct evn_rows evn_item_facts = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ITEM,
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof columns[0],
                                        .at = evn_item_at,
                                        .show = show_item};
