#include "tools/demo/tally.h"

#include "evernormal/dispatch/v1/query.pb-c.h"
#include "evernormal/planner/v1/query.pb-c.h"
#include "evernormal/registry/v1/query.pb-c.h"

#include <stdio.h>

enum { PAGE = 500 };

typedef Evernormal__Dispatch__V1__Result dispatch_t;
typedef Evernormal__Registry__V1__Result registry_t;
typedef Evernormal__Planner__V1__Result planner_t;

/* Where the next page starts; false: that was all. */
static bool next_page(const char *next, char after[512])
{
    snprintf(after, 512, "%s", next);
    return after[0] != '\0';
}

static evn_err ask_dispatch(struct evn_exercise *ex, const Evernormal__Dispatch__V1__Query *query,
                            dispatch_t **out)
{
    return evn_play_ask(&ex->play, EVN_PART_DISPATCH, &query->base,
                        &evernormal__dispatch__v1__result__descriptor, (void **)out);
}

static evn_err people_sealed(struct evn_exercise *ex, int64_t *people)
{
    char after[512] = "";
    bool more = true;
    evn_err err = EVN_OK;
    while (err == EVN_OK && more) {
        planner_t *got;
        Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
        Evernormal__Planner__V1__Open open = EVERNORMAL__PLANNER__V1__OPEN__INIT;
        open.after = after;
        query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_OPEN;
        query.open = &open;
        err = evn_play_ask(&ex->play, EVN_PART_PLANNER, &query.base,
                           &evernormal__planner__v1__result__descriptor, (void **)&got);
        for (size_t i = 0; err == EVN_OK && i < got->n_open; i++)
            *people += got->open[i]->residents;
        more = err == EVN_OK && next_page(got->next, after);
        evernormal__planner__v1__result__free_unpacked(got, NULL);
    }
    return err;
}

static struct evn_tally_item *item_of(struct evn_tally *t, const char *code)
{
    for (size_t i = 0; i < t->n_items; i++)
        if (strcmp(t->item[i].item, code) == 0)
            return &t->item[i];
    if (t->n_items == EVN_TALLY_ITEMS_MAX)
        return NULL;
    struct evn_tally_item *item = &t->item[t->n_items++];
    snprintf(item->item, sizeof item->item, "%s", code);
    return item;
}

static size_t community_of(const struct evn_exercise *ex, const char *code)
{
    size_t i = 0;
    while (i < ex->town.n_communities && strcmp(ex->town.community[i].code, code) != 0)
        i++;
    return i;
}

/* An evening of one community and item. */
static evn_err add_cover(const struct evn_exercise *ex, struct evn_tally *t,
                         const Evernormal__Dispatch__V1__CoverFigure *cover)
{
    struct evn_tally_item *item = item_of(t, cover->item);
    size_t community = community_of(ex, cover->community);
    if (item == NULL || community == ex->town.n_communities)
        return EVN_E_LIMIT;
    int64_t covered = cover->has < cover->use ? cover->has : cover->use;
    item->all.need += cover->use;
    item->all.covered += covered;
    item->of[community].need += cover->use;
    item->of[community].covered += covered;
    item->below += cover->persons_below;
    return EVN_OK;
}

void evn_tally_range(const struct evn_tally_item *item, int64_t *least, int64_t *most)
{
    bool any = false;
    *least = *most = 100;
    for (size_t i = 0; i < EVN_TOWN_COMMUNITIES_MAX; i++) {
        if (item->of[i].need == 0)
            continue;
        int64_t per_cent = item->of[i].covered * 100 / item->of[i].need;
        *least = !any || per_cent < *least ? per_cent : *least;
        *most = !any || per_cent > *most ? per_cent : *most;
        any = true;
    }
}

evn_err evn_tally_today(struct evn_exercise *ex, struct evn_tally *tally, struct evn_tally_day *out)
{
    dispatch_t *got;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    Evernormal__Dispatch__V1__GetBoard board = EVERNORMAL__DISPATCH__V1__GET_BOARD__INIT;
    *out = (struct evn_tally_day){0};
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_BOARD;
    query.board = &board;
    evn_err err = ask_dispatch(ex, &query, &got);
    if (err == EVN_OK && got->board != NULL) {
        out->below = got->board->persons_below;
        for (size_t i = 0; err == EVN_OK && i < got->board->n_covers; i++)
            err = add_cover(ex, tally, got->board->covers[i]);
    }
    evernormal__dispatch__v1__result__free_unpacked(got, NULL);
    if (err == EVN_OK)
        err = people_sealed(ex, &out->people);
    tally->person_days += out->people;
    tally->person_days_below += out->below;
    return err;
}

static void add_zone(struct evn_tally *t, const Evernormal__Registry__V1__Zone *zone)
{
    t->zones++;
    if (zone->unsealed == NULL)
        t->zones_sealed++;
    else if (zone->overdue_days > 0)
        t->zones_late++;
    else
        t->zones_in_time++;
}

static evn_err zones(struct evn_exercise *ex, struct evn_tally *t)
{
    char after[512] = "";
    bool more = true;
    evn_err err = EVN_OK;
    while (err == EVN_OK && more) {
        registry_t *got;
        Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
        Evernormal__Registry__V1__List list = EVERNORMAL__REGISTRY__V1__LIST__INIT;
        list.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ZONE;
        list.limit = PAGE;
        list.after = after;
        query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_LIST;
        query.list = &list;
        err = evn_play_ask(&ex->play, EVN_PART_REGISTRY, &query.base,
                           &evernormal__registry__v1__result__descriptor, (void **)&got);
        for (size_t i = 0; err == EVN_OK && i < got->n_zone; i++)
            add_zone(t, got->zone[i]);
        more = err == EVN_OK && next_page(got->next, after);
        evernormal__registry__v1__result__free_unpacked(got, NULL);
    }
    return err;
}

static void add_trip(struct evn_tally *t, const Evernormal__Dispatch__V1__Trip *trip)
{
    size_t n_done = 0;
    for (size_t i = 0; i < trip->n_stops; i++)
        n_done += trip->stops[i]->state == EVERNORMAL__DISPATCH__V1__STOP_STATE__STOP_STATE_DONE;
    t->trips += n_done > 0;
    t->stops += (int64_t)n_done;
    t->dist_m += n_done > 0 ? trip->dist_m : 0;
}

/* The trips of the day that many days after the first. */
static evn_err trips_of(struct evn_exercise *ex, int day, struct evn_tally *t)
{
    char after[512] = "", date[11];
    bool more = true;
    evn_err err = EVN_OK;
    evn_day_format((struct evn_day){ex->first.n + day}, date);
    while (err == EVN_OK && more) {
        dispatch_t *got;
        Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
        Evernormal__Dispatch__V1__ListTrips list = EVERNORMAL__DISPATCH__V1__LIST_TRIPS__INIT;
        list.day = date;
        list.after = after;
        query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRIPS;
        query.trips = &list;
        err = ask_dispatch(ex, &query, &got);
        for (size_t i = 0; err == EVN_OK && i < got->n_trip; i++)
            add_trip(t, got->trip[i]);
        more = err == EVN_OK && next_page(got->next, after);
        evernormal__dispatch__v1__result__free_unpacked(got, NULL);
    }
    return err;
}

static int64_t to_come(const Evernormal__Dispatch__V1__Line *line)
{
    return line->open + line->allocated + line->reserved + line->aboard;
}

static evn_err add_line(struct evn_tally *t, const Evernormal__Dispatch__V1__Line *line)
{
    struct evn_tally_item *item = item_of(t, line->item);
    if (item == NULL)
        return EVN_E_LIMIT;
    item->asked += strncmp(line->request, "STANDING-", 9) == 0 ? 0 : line->requested;
    item->received += line->received;
    item->differences += line->lost + line->damaged + line->turned_back;
    item->open += to_come(line);
    return EVN_OK;
}

/* People's own requests: each with its lines behind it. */
static void add_requests(struct evn_tally *t, const dispatch_t *got)
{
    for (size_t i = 0; i < got->n_request; i++) {
        bool answered = true;
        if (got->request[i]->standing)
            continue;
        for (size_t k = 0; k < got->n_line; k++)
            if (strcmp(got->line[k]->request, got->request[i]->request) == 0)
                answered &= to_come(got->line[k]) == 0;
        t->requests++;
        t->answered += answered;
    }
}

static evn_err requests_of(struct evn_exercise *ex, size_t community, struct evn_tally *t)
{
    char after[512] = "";
    bool more = true, got_any = false;
    evn_err err = EVN_OK;
    while (err == EVN_OK && more) {
        dispatch_t *got;
        Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
        Evernormal__Dispatch__V1__ListRequests list = EVERNORMAL__DISPATCH__V1__LIST_REQUESTS__INIT;
        list.community = ex->town.community[community].code;
        list.after = after;
        query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_REQUESTS;
        query.requests = &list;
        err = ask_dispatch(ex, &query, &got);
        if (err == EVN_OK)
            add_requests(t, got);
        more = err == EVN_OK && next_page(got->next, after);
        for (size_t i = 0; err == EVN_OK && i < got->n_line; i++) {
            got_any |= got->line[i]->received > 0;
            err = add_line(t, got->line[i]);
        }
        evernormal__dispatch__v1__result__free_unpacked(got, NULL);
    }
    for (size_t i = 0; got_any && i < ex->outbreak.n_sites; i++)
        if (ex->outbreak.site[i].community == community && ex->outbreak.site[i].seals > 0)
            t->served += ex->outbreak.site[i].residents;
    return err;
}

evn_err evn_tally_all(struct evn_exercise *ex, struct evn_tally *tally)
{
    for (size_t i = 0; i < ex->outbreak.n_sites; i++)
        tally->people += ex->outbreak.site[i].seals > 0 ? ex->outbreak.site[i].residents : 0;
    evn_err err = zones(ex, tally);
    for (int day = 0; err == EVN_OK && day < ex->n_days; day++)
        err = trips_of(ex, day, tally);
    for (size_t i = 0; err == EVN_OK && i < ex->town.n_communities; i++)
        err = requests_of(ex, i, tally);
    return err;
}
