#include "tools/evn/degrees.h"
#include "tools/evn/item_facts.h"
#include "tools/evn/item_parts.h"
#include "tools/evn/message.h"
#include "tools/evn/update.h"
#include "tools/import/initials.h"
#include "tools/import/value.h"

#include <string.h>

typedef Evernormal__Registry__V1__Item item_message;

enum {
    ZH,
    EN,
    CATEGORY,
    UNIT_ZH,
    UNIT_EN,
    PACKS,
    TRACKING,
    CRITICAL,
    REPLACE,
    EQUIPMENT,
    KIT,
    WARN,
    COLD,
    COLD_BUDGET,
    CODES,
    ATC,
    TRACE,
    SUBSTITUTES,
    PINYIN,
    WEIGHT,
    VOLUME,
    TEMP,
    COLD_CHAIN,
    SHELF_LIFE,
    CLEAR
};
enum { FOUND_CATEGORY, FOUND_ATC };

static const struct evn_option put_options[] = {{"zh", "NAME", EVN_T_OPT_NAME_ZH},
                                                {"en", "NAME", EVN_T_OPT_NAME_EN},
                                                {"category", "CODE", EVN_T_OPT_CATEGORY},
                                                {"unit-zh", "NAME", EVN_T_OPT_UNIT_ZH},
                                                {"unit-en", "NAME", EVN_T_OPT_UNIT_EN},
                                                {"packs", "LIST", EVN_T_OPT_PACKS},
                                                {"tracking", "KIND", EVN_T_OPT_TRACKING},
                                                {"life-critical", NULL, EVN_T_OPT_CRITICAL},
                                                {"replace", NULL, EVN_T_OPT_UPDATE},
                                                {"equipment", NULL, EVN_T_OPT_EQUIPMENT},
                                                {"kit", "LIST", EVN_T_OPT_KIT},
                                                {"warn-days", "N", EVN_T_OPT_WARN_DAYS},
                                                {"cold", "MIN..MAX", EVN_T_OPT_COLD_RANGE},
                                                {"cold-budget", "MINUTES", EVN_T_OPT_COLD_BUDGET},
                                                {"code", "LIST", EVN_T_OPT_CODES},
                                                {"atc", "LIST", EVN_T_OPT_ATC},
                                                {"trace", "LIST", EVN_T_OPT_TRACE},
                                                {"substitute", "LIST", EVN_T_OPT_SUBSTITUTE},
                                                {"pinyin", "LETTERS", EVN_T_OPT_PINYIN},
                                                {"weight-g", "GRAMS", EVN_T_OPT_WEIGHT},
                                                {"volume-ml", "ML", EVN_T_OPT_VOLUME},
                                                {"temp", "MIN:MAX", EVN_T_OPT_TEMP},
                                                {"cold-chain", NULL, EVN_T_OPT_COLD_CHAIN},
                                                {"shelf-life", "DAYS", EVN_T_OPT_SHELF_LIFE},
                                                {"clear", "LIST", EVN_T_OPT_CLEAR},
                                                {0}};

static const struct evn_option search_options[] = {
    {"category", "CODE", EVN_T_OPT_IN_CATEGORY}, {"atc", "CODE", EVN_T_OPT_BELOW_ATC}, {0}};

static const struct evn_column columns[] = {{"code", EVN_T_COL_CODE, EVN_CELL_TEXT},
                                            {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                            {"category", EVN_T_COL_CATEGORY, EVN_CELL_TEXT},
                                            {"unit", EVN_T_COL_UNIT, EVN_CELL_TEXT},
                                            {"tracking", EVN_T_COL_TRACKING, EVN_CELL_TEXT},
                                            {"lifeCritical", EVN_T_COL_CRITICAL, EVN_CELL_FLAG}};

static void show_item(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message)
{
    const item_message *item = (const void *)message;
    char tracking[40];
    evn_table_text(table, item->code);
    evn_table_text(table, evn_rows_either(cli, item->name_zh, item->name_en));
    evn_table_text(table, item->category);
    evn_table_text(table, evn_rows_either(cli, item->unit_zh, item->unit_en));
    evn_table_text(table,
                   evn_enum_name(&evernormal__registry__v1__tracking__descriptor, "TRACKING_",
                                 (int)item->tracking, tracking, sizeof tracking));
    evn_table_flag(table, item->life_critical);
}

static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ITEM,
                                     .columns = columns,
                                     .n_columns = sizeof columns / sizeof columns[0],
                                     .at = evn_item_at,
                                     .show = show_item};

static const struct evn_says says[] = {
    {ZH, 2, 0},           {EN, 3, 0},        {CATEGORY, 4, 0},   {TRACKING, 5, 0},
    {UNIT_ZH, 6, 0},      {UNIT_EN, 7, 0},   {PACKS, 8, 0},      {WEIGHT, 9, 0},
    {VOLUME, 10, 0},      {COLD, 11, 0},     {COLD, 12, 0},      {COLD, 13, 0},
    {COLD_CHAIN, 11, 0},  {TEMP, 12, 0},     {TEMP, 13, 0},      {CODES, 14, 0},
    {ATC, 14, 0},         {CRITICAL, 15, 0}, {EQUIPMENT, 17, 0}, {KIT, 18, 0},
    {COLD_BUDGET, 19, 0}, {WARN, 20, 0},     {PINYIN, 21, 0},    {SUBSTITUTES, 22, 0},
    {SHELF_LIFE, 23, 0},  {TRACE, 24, 0}};

static const struct evn_update item_update = {.rows = &rows,
                                              .options = put_options,
                                              .says = says,
                                              .n_says = sizeof says / sizeof says[0],
                                              .replace = REPLACE,
                                              .clear = CLEAR,
                                              .made = 21,
                                              .made_of = 2};

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_rows_print(cli, &evn_item_facts, input->argument[0]);
}

static evn_err search(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Search ask = EVERNORMAL__REGISTRY__V1__SEARCH__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    ask.text = (char *)(uintptr_t)(input->n_arguments > 0 ? input->argument[0] : "");
    ask.category = evn_rows_text(input, FOUND_CATEGORY);
    ask.atc = evn_rows_text(input, FOUND_ATC);
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_SEARCH;
    query.search = &ask;
    return evn_rows_ask(cli, &rows, &query, &ask.after);
}

/* A decimal option in units of 10^-places; 0 when it was not given. */
static evn_err read_decimal(struct evn_cli *cli, const char *text, unsigned places,
                            const char *option, int64_t *out)
{
    *out = 0;
    if (text == NULL || evn_value_decimal(evn_bytes_text(text), places, out))
        return EVN_OK;
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = option});
}

/* "2:8" or "-20:-15", in degrees Celsius. */
static evn_err read_temperatures(struct evn_cli *cli, char *text, item_message *item)
{
    char *max = text, *min = max != NULL ? strsep(&max, ":") : NULL;
    int64_t low, high;
    if (min == NULL || min[0] == '\0')
        return EVN_OK;
    evn_err err = read_decimal(cli, min, 1, "temp", &low);
    if (err == EVN_OK)
        err = read_decimal(cli, max != NULL ? max : "", 1, "temp", &high);
    if (err == EVN_OK &&
        (low < INT32_MIN || low > INT32_MAX || high < INT32_MIN || high > INT32_MAX))
        err = evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = min, .b = "temp"});
    if (err == EVN_OK) {
        item->temp_min_dc = (int32_t)low;
        item->temp_max_dc = (int32_t)high;
    }
    return err;
}

static evn_err read_days(struct evn_cli *cli, const char *text, const char *option, uint32_t *out)
{
    int64_t days = 0;
    evn_err err = text != NULL ? evn_command_number(cli, text, option, 0, &days) : EVN_OK;
    if (err == EVN_OK && days > UINT32_MAX)
        err = evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = option});
    *out = (uint32_t)days;
    return err;
}

static evn_err read_figures(struct evn_cli *cli, const struct evn_input *input, item_message *item)
{
    evn_err err = read_days(cli, input->option[WARN], "warn-days", &item->n_days_warn);
    if (err == EVN_OK)
        err = read_days(cli, input->option[SHELF_LIFE], "shelf-life", &item->shelf_life_days);
    if (err == EVN_OK)
        err = read_decimal(cli, input->option[WEIGHT], 3, "weight-g", &item->weight_mg);
    if (err == EVN_OK)
        err = read_decimal(cli, input->option[VOLUME], 3, "volume-ml", &item->volume_ul);
    return err == EVN_OK ? read_temperatures(cli, evn_rows_text(input, TEMP), item) : err;
}

static evn_err read_lists(struct evn_cli *cli, const struct evn_input *input,
                          struct evn_item_parts *parts, item_message *item)
{
    static const struct {
        size_t option;
        evn_err (*read)(struct evn_cli *cli, char *text, struct evn_item_parts *to);
    } lists[] = {{PACKS, evn_parts_packs},    {KIT, evn_parts_kit},
                 {CODES, evn_parts_codes},    {ATC, evn_parts_atc},
                 {TRACE, evn_parts_prefixes}, {SUBSTITUTES, evn_parts_substitutes}};
    evn_err err = EVN_OK;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && err == EVN_OK; i++)
        err = lists[i].read(cli, evn_rows_text(input, lists[i].option), parts);
    item->n_packs = parts->n_packs;
    item->packs = parts->packs;
    item->n_kit = parts->n_kit;
    item->kit = parts->kit;
    item->n_codes = parts->n_codes;
    item->codes = parts->codes;
    item->n_substitutes = parts->n_substitutes;
    item->substitutes = parts->substitutes;
    item->n_trace_prefixes = parts->n_prefixes;
    item->trace_prefixes = parts->prefixes;
    return err;
}

/* Names and what follows from them: --pinyin where the usual reading is wrong. */
static evn_err read_words(struct evn_cli *cli, const struct evn_input *input,
                          char initials[EVN_INITIALS_MAX], item_message *item)
{
    const char *kind = input->option[TRACKING] != NULL ? input->option[TRACKING] : "none";
    int tracking =
        evn_enum_number(&evernormal__registry__v1__tracking__descriptor, "TRACKING_", kind);
    if (tracking < 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = kind, .b = "tracking"});
    item->tracking = (Evernormal__Registry__V1__Tracking)tracking;
    item->code = (char *)(uintptr_t)input->argument[0];
    item->name_zh = evn_rows_text(input, ZH);
    item->name_en = evn_rows_text(input, EN);
    item->category = evn_rows_text(input, CATEGORY);
    item->unit_zh = evn_rows_text(input, UNIT_ZH);
    item->unit_en = evn_rows_text(input, UNIT_EN);
    item->equipment = input->option[EQUIPMENT] != NULL;
    item->life_critical = input->option[CRITICAL] != NULL;
    item->initials = evn_rows_text(input, PINYIN);
    if (item->initials[0] != '\0')
        return EVN_OK;
    evn_err err = evn_initials(evn_bytes_text(item->name_zh), initials);
    item->initials = initials;
    return err == EVN_OK ? EVN_OK : evn_cli_fail(cli, err, "ICU Han-Latin");
}

/* --cold has the range of a cold chain; --cold-chain says that --temp is one. */
static evn_err read_cold(struct evn_cli *cli, const struct evn_input *input, item_message *item)
{
    const char *cold = input->option[COLD];
    int64_t budget = 0;
    evn_err err = EVN_OK;
    if (cold != NULL && evn_degrees_range(cold, &item->temp_min_dc, &item->temp_max_dc) != EVN_OK)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = cold, .b = "cold"});
    if (input->option[COLD_BUDGET] != NULL)
        err = evn_command_number(cli, input->option[COLD_BUDGET], "cold-budget", 0, &budget);
    item->cold_chain = cold != NULL || input->option[COLD_CHAIN] != NULL;
    item->cold_budget_min = budget < UINT32_MAX ? (uint32_t)budget : UINT32_MAX;
    return err;
}

/* The item that the command line tells of. */
static evn_err read_item(struct evn_cli *cli, const struct evn_input *input,
                         struct evn_item_parts *parts, char initials[EVN_INITIALS_MAX],
                         item_message *item)
{
    evn_err err = read_words(cli, input, initials, item);
    if (err == EVN_OK)
        err = read_cold(cli, input, item);
    if (err == EVN_OK)
        err = read_figures(cli, input, item);
    return err == EVN_OK ? read_lists(cli, input, parts, item) : err;
}

/* `was` as it was read, NULL: the item is said whole. */
static evn_err post(struct evn_cli *cli, item_message *item, item_message *was)
{
    struct evn_session *session;
    Evernormal__Registry__V1__ItemPut body = EVERNORMAL__REGISTRY__V1__ITEM_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    body.item = item;
    body.was = was;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_ITEM;
    command.item = &body;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, &command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = item->code});
    return err;
}

static evn_err put(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_item_parts parts = {.n_packs = 0};
    struct evn_updated update;
    char initials[EVN_INITIALS_MAX];
    item_message item = EVERNORMAL__REGISTRY__V1__ITEM__INIT;
    evn_err err = read_item(cli, input, &parts, initials, &item);
    if (err != EVN_OK)
        return err;
    err = evn_update_begin(cli, &item_update, input, item.code, &item.base, &update);
    if (err == EVN_OK)
        err = post(cli, update.now != NULL ? (void *)update.now : &item, (void *)update.was);
    evn_update_end(&update);
    return err;
}

static const struct evn_command verbs[] = {{.name = "list", .about = EVN_T_ITEM_LIST, .run = list},
                                           {.name = "show",
                                            .about = EVN_T_ITEM_SHOW,
                                            .arguments = "CODE",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .run = show},
                                           {.name = "put",
                                            .about = EVN_T_ITEM_PUT,
                                            .arguments = "CODE",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = put_options,
                                            .run = put},
                                           {.name = "search",
                                            .about = EVN_T_ITEM_SEARCH,
                                            .arguments = "[TEXT]",
                                            .n_max = 1,
                                            .options = search_options,
                                            .run = search},
                                           {0}};

const struct evn_command evn_command_item = {.name = "item", .about = EVN_T_ITEM, .verb = verbs};
