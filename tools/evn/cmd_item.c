#include "tools/evn/degrees.h"
#include "tools/evn/message.h"
#include "tools/evn/rows.h"

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
    COLD_BUDGET
};
enum { PACKS_MAX = 8, KIT_MAX = 64 };

static const struct evn_option put_options[] = {{"zh", "NAME", EVN_T_OPT_NAME_ZH},
                                                {"en", "NAME", EVN_T_OPT_NAME_EN},
                                                {"category", "CODE", EVN_T_OPT_CATEGORY},
                                                {"unit-zh", "NAME", EVN_T_OPT_UNIT_ZH},
                                                {"unit-en", "NAME", EVN_T_OPT_UNIT_EN},
                                                {"packs", "LIST", EVN_T_OPT_PACKS},
                                                {"tracking", "KIND", EVN_T_OPT_TRACKING},
                                                {"life-critical", NULL, EVN_T_OPT_CRITICAL},
                                                {"replace", NULL, EVN_T_OPT_REPLACE},
                                                {"equipment", NULL, EVN_T_OPT_EQUIPMENT},
                                                {"kit", "LIST", EVN_T_OPT_KIT},
                                                {"warn-days", "N", EVN_T_OPT_WARN_DAYS},
                                                {"cold", "MIN..MAX", EVN_T_OPT_COLD_RANGE},
                                                {"cold-budget", "MINUTES", EVN_T_OPT_COLD_BUDGET},
                                                {0}};

static const struct evn_column columns[] = {{"code", EVN_T_COL_CODE, EVN_CELL_TEXT},
                                            {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                            {"category", EVN_T_COL_CATEGORY, EVN_CELL_TEXT},
                                            {"unit", EVN_T_COL_UNIT, EVN_CELL_TEXT},
                                            {"tracking", EVN_T_COL_TRACKING, EVN_CELL_TEXT},
                                            {"lifeCritical", EVN_T_COL_CRITICAL, EVN_CELL_FLAG}};

/* As JSON the whole item, for people the columns. */
static evn_err show_one(struct evn_cli *cli, struct evn_table *table, const item_message *item)
{
    char tracking[40];
    if (cli->json)
        return evn_message_print(cli, &item->base);
    evn_table_text(table, item->code);
    evn_table_text(table, evn_rows_either(cli, item->name_zh, item->name_en));
    evn_table_text(table, item->category);
    evn_table_text(table, evn_rows_either(cli, item->unit_zh, item->unit_en));
    evn_table_text(table,
                   evn_enum_name(&evernormal__registry__v1__tracking__descriptor, "TRACKING_",
                                 (int)item->tracking, tracking, sizeof tracking));
    evn_table_flag(table, item->life_critical);
    return EVN_OK;
}

static evn_err show_page(struct evn_cli *cli, struct evn_table *table,
                         const Evernormal__Registry__V1__Result *page)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < page->n_item; i++)
        err = show_one(cli, table, page->item[i]);
    return err;
}

struct item_packs {
    Evernormal__Registry__V1__Pack pack[PACKS_MAX], *list[PACKS_MAX];
    size_t n;
};

static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ITEM,
                                     .columns = columns,
                                     .n_columns = sizeof columns / sizeof columns[0],
                                     .show = show_page};

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_rows_print(cli, &rows, input->argument[0]);
}

/* "ZH/EN=BASE-UNITS,..." or one name for both languages; `text` is of the command line and
 * is cut up there. */
static evn_err read_packs(struct evn_cli *cli, char *text, struct item_packs *to)
{
    char *part, *rest = text;
    while (rest != NULL && rest[0] != '\0' && (part = strsep(&rest, ",")) != NULL) {
        char *units = part, *name = strsep(&units, "="), *en = name, *zh = strsep(&en, "/");
        if (to->n == PACKS_MAX || units == NULL || zh[0] == '\0')
            return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = part, .b = "packs"});
        evernormal__registry__v1__pack__init(&to->pack[to->n]);
        to->pack[to->n].name_zh = zh;
        to->pack[to->n].name_en = en != NULL ? en : zh;
        to->list[to->n] = &to->pack[to->n];
        evn_err err = evn_command_number(cli, units, "packs", 2, &to->pack[to->n++].base_units);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

struct item_kit {
    Evernormal__Registry__V1__KitPart part[KIT_MAX], *list[KIT_MAX];
    size_t n;
};

/* "ITEM=BASE-UNITS,..." */
static evn_err read_kit(struct evn_cli *cli, char *text, struct item_kit *to)
{
    char *part, *rest = text;
    while (rest != NULL && rest[0] != '\0' && (part = strsep(&rest, ",")) != NULL) {
        char *units = part, *item = strsep(&units, "=");
        if (to->n == KIT_MAX || units == NULL || item[0] == '\0')
            return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = part, .b = "kit"});
        evernormal__registry__v1__kit_part__init(&to->part[to->n]);
        to->part[to->n].item = item;
        to->list[to->n] = &to->part[to->n];
        evn_err err = evn_command_number(cli, units, "kit", 1, &to->part[to->n++].quantity);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

/* Days of warning, the cold chain, how it is tracked. */
static evn_err read_rules(struct evn_cli *cli, const struct evn_input *input, item_message *item)
{
    int64_t warn = 0, budget = 0;
    const char *kind = input->option[TRACKING] != NULL ? input->option[TRACKING] : "none";
    const char *cold = input->option[COLD];
    int tracking =
        evn_enum_number(&evernormal__registry__v1__tracking__descriptor, "TRACKING_", kind);
    evn_err err = EVN_OK;
    if (tracking < 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = kind, .b = "tracking"});
    if (cold != NULL && evn_degrees_range(cold, &item->temp_min_dc, &item->temp_max_dc) != EVN_OK)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = cold, .b = "cold"});
    if (input->option[WARN] != NULL)
        err = evn_command_number(cli, input->option[WARN], "warn-days", 0, &warn);
    if (err == EVN_OK && input->option[COLD_BUDGET] != NULL)
        err = evn_command_number(cli, input->option[COLD_BUDGET], "cold-budget", 0, &budget);
    item->tracking = (Evernormal__Registry__V1__Tracking)tracking;
    item->cold_chain = cold != NULL;
    item->n_days_warn = warn < UINT32_MAX ? (uint32_t)warn : UINT32_MAX;
    item->cold_budget_min = budget < UINT32_MAX ? (uint32_t)budget : UINT32_MAX;
    return err;
}

static evn_err put(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_session *session;
    item_message item = EVERNORMAL__REGISTRY__V1__ITEM__INIT;
    Evernormal__Registry__V1__ItemPut body = EVERNORMAL__REGISTRY__V1__ITEM_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    struct item_packs packs = {.n = 0};
    struct item_kit kit = {.n = 0};
    evn_err err = read_rules(cli, input, &item);
    if (err == EVN_OK)
        err = read_packs(cli, evn_rows_text(input, PACKS), &packs);
    if (err == EVN_OK)
        err = read_kit(cli, evn_rows_text(input, KIT), &kit);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    item.n_packs = packs.n;
    item.packs = packs.list;
    item.code = (char *)(uintptr_t)input->argument[0];
    item.name_zh = evn_rows_text(input, ZH);
    item.name_en = evn_rows_text(input, EN);
    item.category = evn_rows_text(input, CATEGORY);
    item.unit_zh = evn_rows_text(input, UNIT_ZH);
    item.unit_en = evn_rows_text(input, UNIT_EN);
    item.n_kit = kit.n;
    item.kit = kit.list;
    item.equipment = input->option[EQUIPMENT] != NULL;
    item.life_critical = input->option[CRITICAL] != NULL;
    body.item = &item;
    body.replace = input->option[REPLACE] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_ITEM;
    command.item = &body;
    err = evn_registry_post(session, &command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = item.code});
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
                                           {0}};

const struct evn_command evn_command_item = {.name = "item", .about = EVN_T_ITEM, .verb = verbs};
