#include "services/dispatch/core/query.h"

#include "common/base/pbw.h"
#include "common/service/rights.h"
#include "services/dispatch/core/door_only.h"

#define PROTO(name) "evernormal.dispatch.v1." name

/* A field whose name in the proto is not that of the member. */
#define NAMED(tag_, kind_, s, m, name_, flags_)                                                    \
    {                                                                                              \
        .name = name_, .tag = tag_, .kind = EVN_WIRE_##kind_, .flags = flags_,                     \
        .size = sizeof(((s *)0)->m), .offset = offsetof(s, m), .min = 1,                           \
        .max = (int64_t)sizeof(((s *)0)->m) - 1                                                    \
    }
#define AFTER(s) EVN_FIELD_TEXT(2, TEXT, s, after, 0, 1)

static const struct evn_wire_field get_request_fields[] = {
    NAMED(1, CODE, struct evn_dsp_get, code, "request", EVN_REQUIRED)};
static const struct evn_wire_message get_request_table =
    EVN_MESSAGE(PROTO("GetRequest"), struct evn_dsp_get, get_request_fields);

static const struct evn_wire_field list_requests_fields[] = {
    NAMED(1, CODE, struct evn_dsp_list, where, "community", EVN_REQUIRED),
    AFTER(struct evn_dsp_list)};
static const struct evn_wire_message list_requests_table =
    EVN_MESSAGE(PROTO("ListRequests"), struct evn_dsp_list, list_requests_fields);

static const struct evn_wire_field list_open_fields[] = {
    NAMED(1, CODE, struct evn_dsp_list, where, "area", 0), AFTER(struct evn_dsp_list)};
static const struct evn_wire_message list_open_table =
    EVN_MESSAGE(PROTO("ListOpen"), struct evn_dsp_list, list_open_fields);

static const struct evn_wire_field get_round_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_get_round, round, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_get_round, item, 0, 1)};
static const struct evn_wire_message get_round_table =
    EVN_MESSAGE(PROTO("GetRound"), struct evn_dsp_get_round, get_round_fields);

struct hand_code {
    char trip[EVN_CODE_MAX];
    uint32_t stop;
    char point[EVN_CODE_MAX];
    char code[EVN_DSP_CODE_MAX];
};
static const struct evn_wire_field hand_code_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct hand_code, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct hand_code, stop, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct hand_code, point, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, TEXT, struct hand_code, code, EVN_REQUIRED, 1),
};
static const struct evn_wire_message hand_code_table =
    EVN_MESSAGE(PROTO("HandCode"), struct hand_code, hand_code_fields);

static const struct evn_wire_field list_trips_fields[] = {
    EVN_FIELD_PLAIN(1, DAY, struct evn_dsp_list_trips, day, 0), AFTER(struct evn_dsp_list_trips)};
static const struct evn_wire_message list_trips_table =
    EVN_MESSAGE(PROTO("ListTrips"), struct evn_dsp_list_trips, list_trips_fields);

static const struct evn_wire_field trip_fields[] = {
    NAMED(1, CODE, struct evn_dsp_get, code, "trip", EVN_REQUIRED)};
static const struct evn_wire_message get_trip_table =
    EVN_MESSAGE(PROTO("GetTrip"), struct evn_dsp_get, trip_fields);
static const struct evn_wire_message get_load_list_table =
    EVN_MESSAGE(PROTO("GetLoadList"), struct evn_dsp_get, trip_fields);

static const struct evn_wire_field board_fields[] = {
    NAMED(1, CODE, struct evn_dsp_list, where, "area", 0)};
static const struct evn_wire_message get_board_table =
    EVN_MESSAGE(PROTO("GetBoard"), struct evn_dsp_list, board_fields);

static const struct evn_wire_field eta_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_get_eta, area, 0, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_get_eta, point, 0, 1)};
static const struct evn_wire_message get_eta_table =
    EVN_MESSAGE(PROTO("GetEta"), struct evn_dsp_get_eta, eta_fields);

static const struct evn_wire_field try_fields[] = {
    EVN_FIELD_LIST(1, CODE, struct evn_dsp_try, items, 0, 0, EVN_DSP_ITEMS_MAX, NULL),
    AFTER(struct evn_dsp_try)};
static const struct evn_wire_message try_table =
    EVN_MESSAGE(PROTO("TryRound"), struct evn_dsp_try, try_fields);

static const struct evn_wire_field fairness_fields[] = {
    EVN_FIELD_PLAIN(1, DAY, struct evn_dsp_get_fairness, day, EVN_REQUIRED),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_get_fairness, area, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_get_fairness, item, 0, 1)};
static const struct evn_wire_message get_fairness_table =
    EVN_MESSAGE(PROTO("GetFairness"), struct evn_dsp_get_fairness, fairness_fields);

static const struct evn_wire_message list_transfers_table =
    EVN_MESSAGE(PROTO("ListTransfers"), struct evn_dsp_list, list_open_fields);

static const struct evn_wire_field get_ticket_fields[] = {
    NAMED(1, CODE, struct evn_dsp_list, where, "ticket", EVN_REQUIRED), AFTER(struct evn_dsp_list)};
static const struct evn_wire_message get_ticket_table =
    EVN_MESSAGE(PROTO("GetTicket"), struct evn_dsp_list, get_ticket_fields);

static const struct evn_wire_field list_tickets_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_list_tickets, area, 0, 1),
    AFTER(struct evn_dsp_list_tickets),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_list_tickets, owner, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_list_tickets, unit, 0, 1),
    EVN_FIELD_NUMBER(5, ENUM, struct evn_dsp_list_tickets, state, 0, 0, EVN_DSP_TICKET_CLOSED),
    EVN_FIELD_NUMBER(6, ENUM, struct evn_dsp_list_tickets, kind, 0, 0, EVN_DSP_TICKET_SERVICE),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_dsp_list_tickets, overdue, 0),
    EVN_FIELD_MSG(8, struct evn_dsp_list_tickets, link, 0, &evn_dsp_link_table)};
static const struct evn_wire_message list_tickets_table =
    EVN_MESSAGE(PROTO("ListTickets"), struct evn_dsp_list_tickets, list_tickets_fields);

static const struct evn_wire_message get_clocks_table = {.name = PROTO("GetClocks"),
                                                         .size = sizeof(struct evn_dsp_get_clocks)};

static const struct evn_wire_field list_doors_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_list_doors, area, 0, 1),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_dsp_list_doors, closed, 0),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_list_doors, trip, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_dsp_list_doors, after, 0, 1)};
static const struct evn_wire_message list_doors_table =
    EVN_MESSAGE(PROTO("ListDoors"), struct evn_dsp_list_doors, list_doors_fields);

static const struct evn_wire_field list_rides_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_list_rides, area, 0, 1),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_dsp_list_rides, closed, 0),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_list_rides, ride, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_list_rides, place, 0, 1),
    EVN_FIELD_TEXT(5, CODE, struct evn_dsp_list_rides, vehicle, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_list_rides, after, 0, 1)};
static const struct evn_wire_message list_rides_table =
    EVN_MESSAGE(PROTO("ListRides"), struct evn_dsp_list_rides, list_rides_fields);

#define KIND(tag_, name_, table_)                                                                  \
    EVN_FIELD_REF(tag_, struct evn_dsp_query, name_, EVN_ONE_OF, &(table_))
static const struct evn_wire_field query_fields[] = {
    KIND(1, request, get_request_table),
    KIND(2, requests, list_requests_table),
    KIND(3, open, list_open_table),
    KIND(4, round, get_round_table),
    KIND(5, trips, list_trips_table),
    KIND(6, trip, get_trip_table),
    KIND(7, load_list, get_load_list_table),
    KIND(8, board, get_board_table),
    KIND(9, eta, get_eta_table),
    KIND(10, try_round, try_table),
    KIND(11, fairness, get_fairness_table),
    KIND(60, transfers, list_transfers_table),
    KIND(70, ticket, get_ticket_table),
    KIND(71, tickets, list_tickets_table),
    KIND(72, clocks, get_clocks_table),
    KIND(80, doors, list_doors_table),
    KIND(120, rides, list_rides_table),
};
const struct evn_wire_message evn_dsp_query_table =
    EVN_MESSAGE(PROTO("Query"), struct evn_dsp_query, query_fields);

evn_err evn_dsp_read_refuse(const struct evn_dsp_reader *r, evn_err err, const char *field,
                            const char *subject)
{
    *r->why = evn_refusal_of(err);
    evn_refusal_text(r->why->field, sizeof r->why->field, field);
    evn_refusal_text(r->why->subject, sizeof r->why->subject, subject);
    return err;
}

bool evn_dsp_may_see(const struct evn_dsp_reader *r, const char *area)
{
    return evn_scope_covers(r->ask->actor->scope, area);
}

evn_err evn_dsp_put(const struct evn_dsp_reader *r, uint32_t number,
                    const struct evn_wire_message *message, const void *entity)
{
    enum { ROOM = 256 << 10 };
    size_t mark = r->ask->arena->used;
    struct evn_buf body = {.at = evn_arena_alloc(r->ask->arena, ROOM), .cap = ROOM, .max = ROOM};
    struct evn_pbw w = {.buf = r->result, .err = body.at != NULL ? EVN_OK : EVN_E_TOO_LARGE};
    if (w.err == EVN_OK)
        w.err = evn_wire_encode(message, entity, &body);
    if (w.err == EVN_OK)
        evn_pbw_bytes(&w, number, evn_bytes_of(body.at, body.len));
    r->ask->arena->used = mark;
    return w.err == EVN_OK ? EVN_OK : evn_dsp_read_refuse(r, w.err, "", "result");
}

evn_err evn_dsp_put_entity(const struct evn_dsp_reader *r, uint32_t kind, const void *entity)
{
    return evn_dsp_put(r, kind, evn_dsp_entity_of(kind)->message, entity);
}

/* The page is full: the next one goes on behind this key. */
evn_err evn_dsp_put_next(const struct evn_dsp_reader *r, uint32_t kind, const void *entity)
{
    char key[EVN_DSP_KEY_MAX];
    struct evn_pbw w = {.buf = r->result, .err = EVN_OK};
    evn_dsp_entity_of(kind)->key(entity, key);
    evn_pbw_bytes(&w, EVN_DSP_RESULT_NEXT, evn_bytes_text(key));
    return w.err;
}

bool evn_dsp_is_full(const struct evn_dsp_reader *r)
{
    return r->result->len > EVN_DSP_PAGE_BYTES;
}

/* Number of the first entity behind `after`; the pool's end when there is no such key. */
uint32_t evn_dsp_start_of(const struct evn_dsp_reader *r, uint32_t kind, const char *after)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, kind);
    uint32_t number;
    if (after[0] == '\0')
        return 0;
    return evn_dsp_pool_find(pool, after, &number) ? number + 1 : (uint32_t)pool->n;
}

/* A trip is seen by whoever may see its warehouse or one of its stops. */
static bool sees_trip(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip)
{
    const struct evn_dsp_place *place = evn_dsp_find(r->state, EVN_DSP_PLACE, trip->depot);
    bool sees = evn_dsp_may_see(r, place != NULL ? place->area : "");
    for (size_t i = 0; i < trip->n_stops && !sees; i++) {
        place = evn_dsp_find(r->state, EVN_DSP_PLACE, trip->stops[i].point);
        sees = evn_dsp_may_see(r, place != NULL ? place->area : "");
    }
    return sees;
}

static evn_err put_lines(const struct evn_dsp_reader *r, const struct evn_dsp_request *request,
                         struct evn_dsp_doors_seen *doors)
{
    char key[EVN_DSP_KEY_MAX];
    evn_err err = evn_dsp_put_entity(r, EVN_DSP_REQUEST, request);
    for (uint32_t i = 1; i <= request->lines && err == EVN_OK; i++) {
        evn_dsp_key_line(request->request, i, key);
        const struct evn_dsp_line *line = evn_dsp_find(r->state, EVN_DSP_LINE, key);
        if (line != NULL)
            err = evn_dsp_put_entity(r, EVN_DSP_LINE, line);
    }
    return err == EVN_OK ? evn_dsp_put_doors(r, request->community, doors) : err;
}

/* The last award of the item to the community: what explains the newest figures. */
static evn_err put_award(const struct evn_dsp_reader *r, const char *item, const char *community)
{
    char key[EVN_DSP_KEY_MAX];
    for (uint32_t round = r->state->last_round; round > 0; round--) {
        evn_dsp_key_award(round, item, community, key);
        const struct evn_dsp_award *award = evn_dsp_find(r->state, EVN_DSP_AWARD, key);
        if (award != NULL)
            return evn_dsp_put_entity(r, EVN_DSP_AWARD, award);
    }
    return EVN_OK;
}

/* Shares of the request from the newest on, as many as a page holds, with the trips they are on. */
static evn_err put_shares(const struct evn_dsp_reader *r, const struct evn_dsp_request *request)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_SHARE);
    const struct evn_dsp_trip *last = NULL;
    evn_err err = EVN_OK;
    for (size_t i = pool->n; i > 0 && err == EVN_OK && !evn_dsp_is_full(r); i--) {
        const struct evn_dsp_share *s = evn_dsp_pool_at(pool, (uint32_t)i - 1);
        if (strcmp(s->request, request->request) != 0)
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_SHARE, s);
        const struct evn_dsp_trip *trip =
            s->trip[0] != '\0' ? evn_dsp_find(r->state, EVN_DSP_TRIP, s->trip) : NULL;
        if (err == EVN_OK && trip != NULL && trip != last)
            err = evn_dsp_put_entity(r, EVN_DSP_TRIP, trip);
        last = trip != NULL ? trip : last;
    }
    return err;
}

static evn_err answer_request(const struct evn_dsp_reader *r, const struct evn_dsp_get *get)
{
    char key[EVN_DSP_KEY_MAX];
    const struct evn_dsp_request *request = evn_dsp_find(r->state, EVN_DSP_REQUEST, get->code);
    if (request == NULL)
        return evn_dsp_read_refuse(r, EVN_E_UNKNOWN_REF, "request", get->code);
    if (!evn_dsp_may_see(r, request->community))
        return evn_dsp_read_refuse(r, EVN_E_OUT_OF_SCOPE, "", request->community);
    struct evn_dsp_doors_seen doors = {.n = 0};
    evn_err err = put_lines(r, request, &doors);
    for (uint32_t i = 1; i <= request->lines && err == EVN_OK; i++) {
        evn_dsp_key_line(request->request, i, key);
        const struct evn_dsp_line *line = evn_dsp_find(r->state, EVN_DSP_LINE, key);
        if (line != NULL)
            err = put_award(r, line->item, line->community);
    }
    return err != EVN_OK ? err : put_shares(r, request);
}

static evn_err answer_requests(const struct evn_dsp_reader *r, const struct evn_dsp_list *list)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_REQUEST);
    struct evn_dsp_doors_seen doors = {.n = 0};
    evn_err err = EVN_OK;
    if (!evn_dsp_may_see(r, list->where))
        return evn_dsp_read_refuse(r, EVN_E_OUT_OF_SCOPE, "", list->where);
    for (uint32_t i = evn_dsp_start_of(r, EVN_DSP_REQUEST, list->after);
         i < pool->n && err == EVN_OK; i++) {
        const struct evn_dsp_request *request = evn_dsp_pool_at(pool, i);
        if (strcmp(request->community, list->where) != 0)
            continue;
        err = put_lines(r, request, &doors);
        if (err == EVN_OK && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_REQUEST, request);
    }
    return err;
}

static evn_err answer_open(const struct evn_dsp_reader *r, const struct evn_dsp_list *list)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_LINE);
    struct evn_dsp_doors_seen doors = {.n = 0};
    evn_err err = EVN_OK;
    for (uint32_t i = evn_dsp_start_of(r, EVN_DSP_LINE, list->after); i < pool->n && err == EVN_OK;
         i++) {
        const struct evn_dsp_line *line = evn_dsp_pool_at(pool, i);
        if (line->open == 0 || !evn_scope_covers(list->where, line->community) ||
            !evn_dsp_may_see(r, line->community))
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_LINE, line);
        if (err == EVN_OK)
            err = evn_dsp_put_doors(r, line->community, &doors);
        if (err == EVN_OK && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_LINE, line);
    }
    return err;
}

static evn_err answer_round(const struct evn_dsp_reader *r, const struct evn_dsp_get_round *get)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_round(get->round > 0 ? get->round : r->state->last_round, key);
    const struct evn_dsp_round *round = evn_dsp_find(r->state, EVN_DSP_ROUND, key);
    if (round == NULL)
        return evn_dsp_read_refuse(r, EVN_E_UNKNOWN_REF, "round", key);
    evn_err err = evn_dsp_put_entity(r, EVN_DSP_ROUND, round);
    const struct evn_dsp_pool *awards = evn_dsp_pool_of(r->state, EVN_DSP_AWARD);
    for (uint32_t i = 0; i < awards->n && err == EVN_OK; i++) {
        const struct evn_dsp_award *a = evn_dsp_pool_at(awards, i);
        if (a->round == round->round && evn_dsp_may_see(r, a->community) &&
            (get->item[0] == '\0' || strcmp(a->item, get->item) == 0))
            err = evn_dsp_put_entity(r, EVN_DSP_AWARD, a);
    }
    for (uint32_t i = 1; i <= round->shares && err == EVN_OK; i++) {
        evn_dsp_key_share(round->round, i, key);
        const struct evn_dsp_share *s = evn_dsp_find(r->state, EVN_DSP_SHARE, key);
        if (s != NULL && evn_dsp_may_see(r, s->community) &&
            (get->item[0] == '\0' || strcmp(s->item, get->item) == 0))
            err = evn_dsp_put_entity(r, EVN_DSP_SHARE, s);
    }
    return err;
}

static evn_err answer_trips(const struct evn_dsp_reader *r, const struct evn_dsp_list_trips *list)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_TRIP);
    evn_err err = EVN_OK;
    for (uint32_t i = evn_dsp_start_of(r, EVN_DSP_TRIP, list->after); i < pool->n && err == EVN_OK;
         i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(pool, i);
        bool live = trip->state != EVN_DSP_TRIP_CLOSED && trip->state != EVN_DSP_TRIP_CANCELLED;
        bool asked = list->day.n == EVN_DAY_NONE.n ? live : trip->day.n == list->day.n;
        if (!asked || !sees_trip(r, trip))
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_TRIP, trip);
        if (err == EVN_OK && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_TRIP, trip);
    }
    return err;
}

/* The codes of the stops that are the reader's own, until they have been told. */
static evn_err put_codes(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip)
{
    evn_err err = EVN_OK;
    if ((r->ask->actor->roles & EVN_ROLE_POINT) == 0 || !r->state->has_secret)
        return EVN_OK;
    for (size_t i = 0; i < trip->n_stops && err == EVN_OK; i++) {
        const struct evn_dsp_stop *stop = &trip->stops[i];
        const struct evn_dsp_place *point = evn_dsp_find(r->state, EVN_DSP_PLACE, stop->point);
        struct hand_code code = {.stop = stop->stop};
        if (point == NULL || !evn_dsp_may_see(r, point->area) ||
            (stop->state != EVN_DSP_STOP_AHEAD && stop->state != EVN_DSP_STOP_ARRIVED))
            continue;
        evn_refusal_text(code.trip, sizeof code.trip, trip->trip);
        evn_refusal_text(code.point, sizeof code.point, stop->point);
        evn_dsp_hand_code(r->state->secret, trip->trip, stop->point, code.code);
        err = evn_dsp_put(r, EVN_DSP_RESULT_HAND_CODE, &hand_code_table, &code);
    }
    return err;
}

static evn_err answer_trip(const struct evn_dsp_reader *r, const struct evn_dsp_get *get, bool pick)
{
    const struct evn_dsp_trip *trip = evn_dsp_find(r->state, EVN_DSP_TRIP, get->code);
    if (trip == NULL)
        return evn_dsp_read_refuse(r, EVN_E_UNKNOWN_REF, "trip", get->code);
    if (!sees_trip(r, trip))
        return evn_dsp_read_refuse(r, EVN_E_OUT_OF_SCOPE, "", trip->trip);
    evn_err err = evn_dsp_put_entity(r, EVN_DSP_TRIP, trip);
    if (err == EVN_OK && pick)
        err = evn_dsp_read_pick(r, trip);
    struct evn_dsp_walk walk = {.trip = trip};
    struct evn_dsp_doors_seen doors = {.n = 0};
    const struct evn_dsp_share *share;
    while (err == EVN_OK && (share = evn_dsp_walk(r, &walk)) != NULL) {
        if (!pick)
            err = evn_dsp_put_entity(r, EVN_DSP_SHARE, share);
        if (err == EVN_OK)
            err = evn_dsp_put_doors(r, share->community, &doors);
    }
    return err != EVN_OK || pick ? err : put_codes(r, trip);
}

/* Who is found positive is shown to those who look after people. */
static evn_err answer_transfers(const struct evn_dsp_reader *r, const struct evn_dsp_list *list)
{
    enum {
        READERS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_POINT | EVN_ROLE_DISPATCHER |
                  EVN_ROLE_AUDITOR | EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY
    };
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_TRANSFER);
    evn_err err = EVN_OK;
    if ((r->ask->actor->roles & READERS) == 0)
        return evn_dsp_read_refuse(r, EVN_E_NOT_ALLOWED, "", "transfer");
    uint32_t number = 0;
    if (list->after[0] != '\0' && evn_dsp_pool_find(pool, list->after, &number))
        number++;
    for (; number < pool->n && err == EVN_OK; number++) {
        const struct evn_dsp_transfer *t = evn_dsp_pool_at(pool, number);
        if (!evn_scope_covers(list->where, t->area) || !evn_dsp_may_see(r, t->area))
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_TRANSFER, t);
        if (err == EVN_OK && r->result->len > EVN_DSP_PAGE_BYTES)
            return evn_dsp_put_next(r, EVN_DSP_TRANSFER, t);
    }
    return err;
}

/* Bag codes and pseudonyms are shown to those who pack and carry. */
static evn_err answer_doors(const struct evn_dsp_reader *r, const struct evn_dsp_list_doors *list)
{
    enum {
        READERS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_POINT | EVN_ROLE_WAREHOUSE |
                  EVN_ROLE_DISPATCHER | EVN_ROLE_AUDITOR | EVN_ROLE_AUTHORITY
    };
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_DOOR_ROUND);
    evn_err err = EVN_OK;
    if ((r->ask->actor->roles & READERS) == 0)
        return evn_dsp_read_refuse(r, EVN_E_NOT_ALLOWED, "", "POINT");
    uint32_t number = (uint32_t)pool->n;
    if (list->after[0] != '\0' && !evn_dsp_pool_find(pool, list->after, &number))
        number = 0;
    while (number > 0 && err == EVN_OK) {
        const struct evn_dsp_door_round *round = evn_dsp_pool_at(pool, --number);
        if ((!list->closed && round->state == EVN_DSP_DOOR_ROUND_CLOSED) ||
            (list->trip[0] != '\0' && strcmp(list->trip, round->trip) != 0) ||
            !evn_scope_covers(list->area, round->area) || !evn_dsp_may_see(r, round->area))
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_DOOR_ROUND, round);
        if (err == EVN_OK && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_DOOR_ROUND, round);
    }
    return err;
}

static evn_err answer(const struct evn_dsp_reader *r, const struct evn_dsp_query *query)
{
    if (query->request != NULL)
        return answer_request(r, query->request);
    if (query->requests != NULL)
        return answer_requests(r, query->requests);
    if (query->open != NULL)
        return answer_open(r, query->open);
    if (query->round != NULL)
        return answer_round(r, query->round);
    if (query->trips != NULL)
        return answer_trips(r, query->trips);
    if (query->trip != NULL)
        return answer_trip(r, query->trip, false);
    if (query->load_list != NULL)
        return answer_trip(r, query->load_list, true);
    if (query->eta != NULL)
        return evn_dsp_read_eta(r, query->eta);
    if (query->try_round != NULL)
        return evn_dsp_read_try(r, query->try_round);
    if (query->fairness != NULL)
        return evn_dsp_read_fairness(r, query->fairness);
    if (query->transfers != NULL)
        return answer_transfers(r, query->transfers);
    if (query->ticket != NULL)
        return evn_dsp_read_ticket(r, query->ticket);
    if (query->tickets != NULL)
        return evn_dsp_read_tickets(r, query->tickets);
    if (query->clocks != NULL)
        return evn_dsp_read_clocks(r);
    if (query->doors != NULL)
        return answer_doors(r, query->doors);
    if (query->rides != NULL)
        return evn_dsp_read_rides(r, query->rides);
    return evn_dsp_read_board(r, query->board->where);
}

evn_err evn_dsp_query(const struct evn_dsp_state *state, const struct evn_ask *ask,
                      struct evn_buf *result, struct evn_refusal *why)
{
    struct evn_dsp_query query;
    struct evn_dsp_reader r = {.state = state, .ask = ask, .result = result, .why = why};
    evn_err err =
        evn_wire_decode(&evn_dsp_query_table, ask->body, ask->arena, EVN_WIRE_STRICT, &query, why);
    if (err == EVN_OK)
        err = answer(&r, &query);
    struct evn_pbw w = {.buf = result, .err = err};
    evn_pbw_i64(&w, EVN_DSP_RESULT_BUSINESS, ask->business_us);
    return err != EVN_OK || w.err == EVN_OK ? err : evn_dsp_read_refuse(&r, w.err, "", "result");
}
