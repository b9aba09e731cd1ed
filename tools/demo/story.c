#include "tools/demo/story.h"

#include <inttypes.h>
#include <stdio.h>

/* A text with its arguments on standard output. */
static void say(const struct evn_cli *cli, enum evn_text text, struct evn_fill with)
{
    char line[400];
    fputs(evn_text_fill(text, cli->lang, with, line, sizeof line), stdout);
}

static const char *name_of(const struct evn_cli *cli, const struct evn_town_map *map)
{
    return cli->lang == EVN_LANG_ZH ? map->name_zh : map->name_en;
}

void evn_story_open(const struct evn_cli *cli, const struct evn_exercise *ex)
{
    if (cli->json)
        return;
    const struct evn_town *town = &ex->town;
    say(cli, EVN_T_STORY_OPEN,
        (struct evn_fill){.a = EVN_EXERCISE_BANNER,
                          .b = name_of(cli, &town->map),
                          .n = town->map.population,
                          .m = (int64_t)town->n_communities});
    say(cli, EVN_T_STORY_OPEN_2,
        (struct evn_fill){.n = (int64_t)town->n_vehicles, .m = EVN_TOWN_WAREHOUSES});
    puts("");
    fflush(stdout);
}

void evn_story_real(const struct evn_cli *cli, const struct evn_exercise *ex, int64_t n_lines)
{
    char date[11];
    evn_exercise_date(ex, 0, date);
    if (cli->json)
        return;
    say(cli, EVN_T_STORY_REAL,
        (struct evn_fill){
            .a = EVN_EXERCISE_BANNER, .b = date, .n = (int64_t)ex->outbreak.n_sites, .m = n_lines});
    puts("");
}

static void day_json(const struct evn_exercise *ex, const struct evn_tally_day *day,
                     const char *date)
{
    const struct evn_exercise_counts *t = &ex->today;
    printf("{\"exercise\":true,\"day\":%d,\"date\":\"%s\",\"sealed\":%" PRId64
           ",\"unsealed\":%" PRId64 ",\"infections\":%" PRId64 ",\"people\":%" PRId64
           ",\"below\":%" PRId64 ",\"arrivals\":%" PRId64 ",\"requests\":%" PRId64
           ",\"trips\":%" PRId64 ",\"stops\":%" PRId64 "}\n",
           ex->day, date, t->sealed, t->unsealed, t->reports, day->people, day->below, t->arrivals,
           t->requests, t->trips, t->stops);
}

void evn_story_day(const struct evn_cli *cli, const struct evn_exercise *ex,
                   const struct evn_tally_day *day)
{
    char date[11];
    const struct evn_exercise_counts *t = &ex->today;
    evn_exercise_date(ex, 0, date);
    if (cli->json) {
        day_json(ex, day, date);
    } else {
        say(cli, EVN_T_STORY_DAY,
            (struct evn_fill){.a = EVN_EXERCISE_BANNER, .b = date, .n = ex->day});
        say(cli, EVN_T_STORY_ZONES, (struct evn_fill){.n = t->sealed, .m = t->unsealed});
        say(cli, EVN_T_STORY_PEOPLE, (struct evn_fill){.n = day->people, .m = day->below});
        say(cli, EVN_T_STORY_MOVES, (struct evn_fill){.n = t->arrivals, .m = t->requests});
        say(cli, EVN_T_STORY_TRIPS, (struct evn_fill){.n = t->trips, .m = t->stops});
        puts("");
    }
    fflush(stdout);
}

/* The heading above it says already that it is an exercise. */
static void open_table(const struct evn_cli *cli, struct evn_table *table,
                       const struct evn_column *columns, size_t n_columns)
{
    evn_cli_table(cli, table, columns, n_columns);
    table->exercise = cli->json;
}

static void figure(const struct evn_cli *cli, struct evn_table *table, const char *key,
                   enum evn_text text, int64_t n)
{
    evn_table_text(table, cli->json ? key : evn_text(text, cli->lang));
    evn_table_number(table, n);
}

static void figures(const struct evn_cli *cli, const struct evn_tally *t, int64_t ms)
{
    static const struct evn_column columns[] = {{"figure", EVN_T_COL_FIGURE, EVN_CELL_TEXT},
                                                {"n", EVN_T_COL_NUMBER, EVN_CELL_NUMBER}};
    struct evn_table table;
    open_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    figure(cli, &table, "people_sealed", EVN_T_SUM_PEOPLE, t->people);
    figure(cli, &table, "people_served", EVN_T_SUM_SERVED, t->served);
    figure(cli, &table, "person_days_sealed", EVN_T_SUM_PERSON_DAYS, t->person_days);
    figure(cli, &table, "person_days_below", EVN_T_SUM_BELOW, t->person_days_below);
    figure(cli, &table, "requests_answered", EVN_T_SUM_ANSWERED, t->answered);
    figure(cli, &table, "requests_open", EVN_T_SUM_OPEN, t->requests - t->answered);
    figure(cli, &table, "deliveries", EVN_T_SUM_STOPS, t->stops);
    figure(cli, &table, "trips", EVN_T_SUM_TRIPS, t->trips);
    figure(cli, &table, "km_estimate", EVN_T_SUM_KM, (t->dist_m + 500) / 1000);
    figure(cli, &table, "zones_unsealed_in_time", EVN_T_SUM_IN_TIME, t->zones_in_time);
    figure(cli, &table, "zones_unsealed_late", EVN_T_SUM_LATE, t->zones_late);
    figure(cli, &table, "zones_sealed_still", EVN_T_SUM_STILL, t->zones_sealed);
    figure(cli, &table, "seconds", EVN_T_SUM_SECONDS, (ms + 500) / 1000);
    evn_table_close(&table);
}

static void items(const struct evn_cli *cli, const struct evn_tally *t)
{
    static const struct evn_column columns[] = {
        {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
        {"needed", EVN_T_COL_NEEDED, EVN_CELL_NUMBER},
        {"askedOnTop", EVN_T_COL_ASKED, EVN_CELL_NUMBER},
        {"received", EVN_T_COL_RECEIVED, EVN_CELL_NUMBER},
        {"differences", EVN_T_COL_DIFFERENCES, EVN_CELL_NUMBER},
        {"coveredPercent", EVN_T_COL_COVERED, EVN_CELL_NUMBER},
        {"leastPercent", EVN_T_COL_LEAST, EVN_CELL_NUMBER},
        {"mostPercent", EVN_T_COL_MOST, EVN_CELL_NUMBER},
        {"personDaysBelow", EVN_T_COL_BELOW, EVN_CELL_NUMBER},
        {"toCome", EVN_T_COL_OPEN, EVN_CELL_NUMBER}};
    struct evn_table table;
    open_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < t->n_items; i++) {
        const struct evn_tally_item *item = &t->item[i];
        int64_t least, most;
        evn_tally_range(item, &least, &most);
        evn_table_text(&table, item->item);
        evn_table_number(&table, item->all.need);
        evn_table_number(&table, item->asked);
        evn_table_number(&table, item->received);
        evn_table_number(&table, item->differences);
        evn_table_number(&table,
                         item->all.need > 0 ? item->all.covered * 100 / item->all.need : 100);
        evn_table_number(&table, least);
        evn_table_number(&table, most);
        evn_table_number(&table, item->below);
        evn_table_number(&table, item->open);
    }
    evn_table_close(&table);
}

static void heading(const struct evn_cli *cli, enum evn_text text)
{
    if (cli->json)
        return;
    puts("");
    say(cli, text, (struct evn_fill){.a = EVN_EXERCISE_BANNER});
    puts("");
}

void evn_story_end(const struct evn_cli *cli, const struct evn_tally *tally, int64_t ms)
{
    heading(cli, EVN_T_STORY_END);
    figures(cli, tally, ms);
    heading(cli, EVN_T_STORY_ITEMS);
    items(cli, tally);
    heading(cli, EVN_T_STORY_DIGEST);
}

void evn_story_morning(const struct evn_cli *cli, const struct evn_exercise *ex)
{
    char date[11];
    evn_exercise_date(ex, 0, date);
    if (cli->json)
        return;
    puts("");
    say(cli, EVN_T_STORY_MORNING,
        (struct evn_fill){.a = EVN_EXERCISE_BANNER, .b = date, .n = ex->day});
    puts("");
    heading(cli, EVN_T_STORY_LINKS);
}
