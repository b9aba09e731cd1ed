#include "tools/demo/enrol.h"
#include "tools/demo/exercise.h"

#include "evernormal/ledger/v1/command.pb-c.h"

#include <stdio.h>

enum { N_ITEMS = 8, LOTS = 2, DAYS_SEALED = 8, NEAR_DAYS = 21, FAR_DAYS = 200 };

/* What a sealed city uses, and how much of it there is. Deliveries come daily and vary: by so many
 * per cent more or less than the percentage here. */
enum { VARY_PERCENT = 25 };
static const struct {
    const char *item;
    int64_t units, people, days; /* so many base units for so many people and days */
    int64_t pack;                /* delivered in whole ones of so many base units */
    uint32_t percent;            /* of the need that comes in: what is below 100 is scarce */
} supplies[N_ITEMS] = {
    {"FOOD-PACK", 1, 3, 2, 1, 88},   {"WATER-1500", 2, 1, 1, 12, 85},
    {"MASK", 1, 1, 1, 50, 80},       {"FORMULA", 258, 105, 1, 900, 125},
    {"INSULIN", 1, 50, 1, 7, 130},   {"TEST-KIT", 1, 170, 1, 20, 120},
    {"HAND-RUB", 1, 50, 1, 20, 110}, {"NAPPY", 15, 90, 1, 50, 110},
};

/* Shares of the warehouses: unequal on purpose. */
static const int64_t weight[EVN_TOWN_WAREHOUSES] = {30, 25, 20, 15, 10};

/* On day 1 the stock of a day and a half lies in all warehouses; on each other day two of them get
 * a delivery. */
enum { OPENING_PERCENT = 150 };

static bool gets_some(int day, size_t warehouse)
{
    size_t turn = (size_t)day;
    return day == 1 || warehouse == turn % EVN_TOWN_WAREHOUSES ||
           warehouse == (turn + 2) % EVN_TOWN_WAREHOUSES;
}

/* People sealed in today, roughly: suppliers know the outbreak better than anybody. */
static int64_t sealed_people(const struct evn_exercise *ex)
{
    int64_t sum = 0;
    for (size_t i = 0; i < ex->outbreak.n_sites; i++)
        if (evn_outbreak_is_near(&ex->outbreak.site[i], ex->day, DAYS_SEALED - 1))
            sum += ex->outbreak.site[i].residents;
    return sum;
}

/* Base units of the supply that come into the warehouse today: whole packs. */
static int64_t quantity(const struct evn_exercise *ex, size_t s, size_t warehouse)
{
    int64_t share[EVN_TOWN_WAREHOUSES], of[EVN_TOWN_WAREHOUSES];
    int64_t percent = supplies[s].percent - VARY_PERCENT +
                      evn_exercise_draw(ex, supplies[s].item, ex->day, 2 * VARY_PERCENT + 1);
    int64_t units = sealed_people(ex) * supplies[s].units *
                    (ex->day == 1 ? OPENING_PERCENT : percent) /
                    (supplies[s].people * supplies[s].days * 100);
    for (size_t w = 0; w < EVN_TOWN_WAREHOUSES; w++)
        of[w] = gets_some(ex->day, w) ? weight[w] : 0;
    evn_town_apportion((units + supplies[s].pack - 1) / supplies[s].pack, of, EVN_TOWN_WAREHOUSES,
                       share);
    return share[warehouse] * supplies[s].pack;
}

struct lines {
    Evernormal__Ledger__V1__Line line[N_ITEMS * LOTS], *list[N_ITEMS * LOTS];
    char lot[N_ITEMS * LOTS][32], expiry[LOTS][11];
    size_t n;
};

static void add_line(const struct evn_exercise *ex, struct lines *to, size_t s, size_t warehouse,
                     size_t which, int64_t units)
{
    if (units == 0)
        return;
    Evernormal__Ledger__V1__Line *line = &to->line[to->n];
    evernormal__ledger__v1__line__init(line);
    snprintf(to->lot[to->n], sizeof to->lot[0], "L%02d%u%c", ex->day, (unsigned)warehouse + 1,
             which == 0 ? 'A' : 'B');
    line->kind = EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_RECEIVE;
    line->from = (char *)(uintptr_t)EVN_DEMO_SUPPLIER;
    line->to = (char *)(uintptr_t)ex->town.warehouse[warehouse].code;
    line->item = (char *)(uintptr_t)supplies[s].item;
    line->lot = to->lot[to->n];
    line->expiry = to->expiry[which];
    line->quantity = units;
    line->occurred_at_us = evn_exercise_at_us(ex, 5 * 60);
    to->list[to->n++] = line;
}

/* One delivery into one warehouse: of each item a lot that expires soon and one that does not. */
static evn_err receive(struct evn_exercise *ex, size_t warehouse)
{
    char reference[32], note[] = "origin=synthetic";
    struct lines lines = {.n = 0};
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    Evernormal__Ledger__V1__DocumentCommand document =
        EVERNORMAL__LEDGER__V1__DOCUMENT_COMMAND__INIT;
    evn_exercise_date(ex, NEAR_DAYS, lines.expiry[0]);
    evn_exercise_date(ex, FAR_DAYS, lines.expiry[1]);
    for (size_t s = 0; s < N_ITEMS; s++) {
        int64_t units = quantity(ex, s, warehouse);
        int64_t soon = units / supplies[s].pack / 3 * supplies[s].pack;
        add_line(ex, &lines, s, warehouse, 0, soon);
        add_line(ex, &lines, s, warehouse, 1, units - soon);
    }
    if (lines.n == 0)
        return EVN_OK;
    snprintf(reference, sizeof reference, "DN-%02d-%u", ex->day, (unsigned)warehouse + 1);
    document.n_lines = lines.n;
    document.lines = lines.list;
    document.reference = reference;
    document.note = note;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_DOCUMENT;
    command.document = &document;
    ex->today.arrivals++;
    return evn_play_do(&ex->play, EVN_PART_LEDGER, &command.base);
}

evn_err evn_exercise_stock(struct evn_exercise *ex)
{
    evn_err err = EVN_OK;
    for (size_t w = 0; w < EVN_TOWN_WAREHOUSES && err == EVN_OK; w++)
        if (gets_some(ex->day, w))
            err = receive(ex, w);
    return err == EVN_OK ? evn_play_flush(&ex->play) : err;
}
