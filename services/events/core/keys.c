#include "services/events/core/keys.h"

#include "common/base/pbw.h"

/* One line a kind; behind it the message; first the ledger, whose records are most. Areas of
 * communities are their codes. */
#define P EVN_AUDIENCE_PUBLIC
#define R EVN_AUDIENCE_RESTRICTED
#define X EVN_AUDIENCE_PERSONAL
static const struct evn_key_shape shapes[] = {
    /* clang-format off */
    {"ledger", 16, 16, R, .form = EVN_KEYS_RECORDS}, /* run of records */
    {"ledger", 17, 17, P, .form = EVN_KEYS_NUMBERS, .item = 1}, /* ItemKnown */
    {"ledger", 18, 18, P, .form = EVN_KEYS_NUMBERS, .place = 1}, /* PlaceKnown */
    {"ledger", 19, 19, P, .form = EVN_KEYS_NUMBERS, .item = 3}, /* LotKnown */
    {"ledger", 20, 20, P, .form = EVN_KEYS_NONE}, /* reason */
    {"ledger", 21, 21, R, .form = EVN_KEYS_NONE}, /* actor */
    {"ledger", 22, 22, R, .form = EVN_KEYS_NUMBERS, .place = 3, .item = 4}, /* AccountOpened */
    {"ledger", 23, 25, R, .form = EVN_KEYS_NONE}, /* Document, Refused, StateDigest */
    {"ledger", 26, 26, R, .form = EVN_KEYS_NUMBERS, .place = 5}, /* ExpectedDelivery: to */
    {"ledger", 27, 27, R, .form = EVN_KEYS_NUMBERS, .place = 3}, /* CountSheet */
    {"ledger", 28, 28, R, .form = EVN_KEYS_NUMBERS, .place = 2}, /* ColdChain */
    {"ledger", 29, 29, P, .form = EVN_KEYS_NONE}, /* Recall */
    {"ledger", 30, 30, R, .form = EVN_KEYS_NUMBERS, .place = 3, .item = 4, .account = 2}, /* ThresholdCrossed */
    {"ledger", 31, 31, P, .form = EVN_KEYS_NUMBERS, .item = 1}, /* KitKnown */
    {"ledger", 32, 32, R, .form = EVN_KEYS_NUMBERS, .place = 5, .item = 6}, /* Discrepancy */
    {"ledger", 33, 33, R, .form = EVN_KEYS_NUMBERS, .place = 1, .item = 2}, /* ThresholdSet */
    {"registry", 16, 16, P, .form = EVN_KEYS_TEXT, .item = 1}, /* Item */
    {"registry", 17, 17, P, .form = EVN_KEYS_TEXT, .area = 1}, /* Area */
    {"registry", 18, 18, P, .form = EVN_KEYS_TEXT, .area = 3, .place = 1}, /* Place */
    {"registry", 19, 19, P, .form = EVN_KEYS_TEXT, .item = 1}, /* ItemNorm */
    {"registry", 20, 21, P, .form = EVN_KEYS_NONE}, /* Norm, Policy */
    {"registry", 22, 22, P, .form = EVN_KEYS_TEXT, .area = 1}, /* Community */
    {"registry", 23, 23, P, .form = EVN_KEYS_TEXT, .inside = 1, .area = 2}, /* Zone */
    {"registry", 24, 24, R, .form = EVN_KEYS_TEXT, .area = 2}, /* Report */
    {"registry", 25, 25, X, .form = EVN_KEYS_TEXT, .area = 4, .place = 5}, /* Member */
    {"registry", 26, 26, X, .form = EVN_KEYS_TEXT, .area = 3}, /* KeyPerson */
    {"registry", 32, 32, X, .form = EVN_KEYS_TEXT, .area = 2}, /* Person */
    {"registry", 33, 33, X, .form = EVN_KEYS_TEXT, .area = 3}, /* Reading */
    {"registry", 40, 40, R, .form = EVN_KEYS_NONE}, /* Unchanged */
    {"registry", 48, 55, P, .form = EVN_KEYS_TEXT, .inside = 1, .area = 2}, /* Zone */
    {"registry", 56, 56, X, .form = EVN_KEYS_TEXT, .area = 2}, /* Person, erased */
    {"registry", 60, 60, X, .form = EVN_KEYS_TEXT, .area = 7}, /* test_result */
    {"registry", 61, 61, X, .form = EVN_KEYS_TEXT, .area = 2}, /* proposal */
    {"registry", 62, 62, P, .form = EVN_KEYS_TEXT, .area = 2}, /* area_test */
    {"registry", 63, 63, X, .form = EVN_KEYS_TEXT, .area = 7, .place = 2}, /* loop_stay */
    {"registry", 70, 70, X, .form = EVN_KEYS_TEXT, .area = 2}, /* Ending: names a pseudonym */
    {"registry", 80, 80, P, .form = EVN_KEYS_TEXT, .area = 4}, /* Organisation */
    {"registry", 81, 81, P, .form = EVN_KEYS_NONE}, /* Course */
    {"registry", 82, 85, R, .form = EVN_KEYS_NONE}, /* Staff, Training, Standing, Duty */
    {"planner", 16, 16, R, .form = EVN_KEYS_TEXT, .area = 1, .item = 2}, /* NeedPut */
    {"planner", 17, 18, R, .form = EVN_KEYS_TEXT, .area = 1}, /* NeedClosed, DayPlanned */
    {"planner", 19, 19, P, .form = EVN_KEYS_NONE}, /* WarningsChecked */
    {"planner", 32, 32, P, .form = EVN_KEYS_TEXT, .area = 1}, /* CommunityKnown */
    {"planner", 33, 33, P, .form = EVN_KEYS_TEXT, .area = 2}, /* ZoneKnown */
    {"planner", 34, 34, P, .form = EVN_KEYS_NONE}, /* NormKnown */
    {"planner", 35, 36, P, .form = EVN_KEYS_TEXT, .item = 1}, /* ItemNormKnown, ItemKnown */
    {"planner", 37, 38, X, .form = EVN_KEYS_TEXT, .area = 2}, /* MemberKnown, KeyPersonKnown */
    {"planner", 39, 39, P, .form = EVN_KEYS_TEXT, .area = 3, .place = 1}, /* PlaceKnown */
    {"planner", 40, 40, P, .form = EVN_KEYS_NONE}, /* PolicyKnown */
    {"planner", 41, 41, R, .form = EVN_KEYS_TEXT, .area = 3}, /* SignalKnown */
    {"planner", 42, 42, R, .form = EVN_KEYS_TEXT, .area = 2}, /* Warning */
    {"planner", 43, 43, R, .form = EVN_KEYS_TEXT, .area = 2}, /* HeadcountKnown */
    {"dispatch", 16, 16, P, .form = EVN_KEYS_TEXT, .item = 1}, /* Item */
    {"dispatch", 17, 17, P, .form = EVN_KEYS_TEXT, .area = 3, .place = 1}, /* Place */
    {"dispatch", 18, 18, P, .form = EVN_KEYS_TEXT, .area = 1}, /* Community */
    {"dispatch", 19, 19, P, .form = EVN_KEYS_TEXT, .item = 1}, /* ItemNorm */
    {"dispatch", 20, 20, R, .form = EVN_KEYS_TEXT, .area = 1, .item = 2}, /* Need */
    {"dispatch", 21, 21, P, .form = EVN_KEYS_NONE}, /* Parameters */
    {"dispatch", 22, 22, R, .form = EVN_KEYS_TEXT, .area = 2}, /* Request */
    {"dispatch", 23, 23, R, .form = EVN_KEYS_TEXT, .area = 3, .item = 4}, /* Line */
    {"dispatch", 24, 24, R, .form = EVN_KEYS_NONE}, /* Round */
    {"dispatch", 25, 25, R, .form = EVN_KEYS_TEXT, .area = 3, .item = 2}, /* Award */
    {"dispatch", 26, 26, R, .form = EVN_KEYS_TEXT, .area = 5, .place = 7, .item = 6}, /* Share */
    {"dispatch", 27, 27, R, .form = EVN_KEYS_TRIP}, /* Trip */
    {"dispatch", 28, 28, R, .form = EVN_KEYS_TEXT, .area = 1, .item = 2}, /* Cover */
    {"dispatch", 29, 29, P, .form = EVN_KEYS_TEXT, .place = 1}, /* Hindrance */
    {"dispatch", 40, 40, R, .form = EVN_KEYS_NONE}, /* Stock */
    {"dispatch", 60, 60, X, .form = EVN_KEYS_TEXT, .area = 2, .place = 7}, /* transfer */
    {"dispatch", 70, 70, X, .form = EVN_KEYS_TEXT, .area = 4}, /* Ticket */
    {"dispatch", 71, 71, X, .form = EVN_KEYS_TEXT, .area = 17}, /* TicketStep */
    {"dispatch", 72, 72, P, .form = EVN_KEYS_TEXT, .area = 2}, /* DutyUnit */
    {"dispatch", 73, 74, R, .form = EVN_KEYS_NONE}, /* DutyMember, DutyShift */
    {"dispatch", 75, 75, P, .form = EVN_KEYS_NONE}, /* Deadlines */
    {"dispatch", 76, 76, P, .form = EVN_KEYS_TEXT, .area = 2}, /* TicketZone */
    {"dispatch", 80, 80, X, .form = EVN_KEYS_TEXT, .area = 4, .place = 3}, /* DoorRound */
    {"dispatch", 90, 90, P, .form = EVN_KEYS_TEXT, .area = 1}, /* Extent */
    {"dispatch", 91, 91, R, .form = EVN_KEYS_TEXT, .area = 1}, /* Doors */
    {"dispatch", 120, 120, X, .form = EVN_KEYS_TEXT, .area = 4, .place = 7}, /* Ride */
    {"dispatch", 121, 121, X, .form = EVN_KEYS_TEXT, .area = 2}, /* Regular */
    /* clang-format on */
};
#undef P
#undef R
#undef X

/* Fields of a Trip and of its Stop that name places. */
enum { TRIP_VEHICLE = 3, TRIP_DEPOT = 4, TRIP_STOP = 12, STOP_POINT = 2 };

enum { HOLD_PUT = 50, HOLD_RELEASED = 51, MOVED_MAX = 49 };

const struct evn_key_shape *evn_key_shape_of(const char *source, uint32_t kind)
{
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (kind >= shapes[i].first_kind && kind <= shapes[i].last_kind &&
            strcmp(shapes[i].source, source) == 0)
            return &shapes[i];
    return NULL;
}

static void take_text(struct evn_bytes from, char to[EVN_KEY_TEXT_MAX])
{
    if (from.len < EVN_KEY_TEXT_MAX) {
        memcpy(to, from.at, from.len);
        to[from.len] = '\0';
    }
}

static bool find_inside(struct evn_bytes *body, uint32_t number)
{
    struct evn_bytes rest = *body;
    struct evn_pb_field f;
    while (evn_pb_next(&rest, &f) == EVN_OK)
        if (f.number == number && f.type == 2) {
            *body = f.bytes;
            return true;
        }
    return false;
}

static void text_keys(const struct evn_key_shape *s, struct evn_bytes body, struct evn_keys *out)
{
    struct evn_pb_field f;
    if (s->inside != 0 && !find_inside(&body, s->inside))
        return;
    while (evn_pb_next(&body, &f) == EVN_OK) {
        if (f.type != 2)
            continue;
        if (f.number == s->area)
            take_text(f.bytes, out->text[0]);
        if (f.number == s->place)
            take_text(f.bytes, out->text[1]);
        if (f.number == s->item)
            take_text(f.bytes, out->text[2]);
    }
    out->set[out->n++] =
        (struct evn_key_set){.area = out->text[0], .place = out->text[1], .item = out->text[2]};
}

/* The area, place and item behind the numbers of the ledger. */
static void add_set(const struct evn_names *names, uint32_t place, uint32_t item,
                    struct evn_keys *out)
{
    const struct evn_named_place *at = evn_names_place(names, place);
    out->set[out->n++] = (struct evn_key_set){
        .area = at->area, .place = at->id, .item = evn_names_item(names, item)->id};
}

static void add_account(const struct evn_names *names, uint32_t number, struct evn_keys *out)
{
    struct evn_named_account account = evn_names_account(names, number);
    if (account.place != 0)
        add_set(names, account.place, account.item, out);
}

static void number_keys(const struct evn_names *names, const struct evn_key_shape *s,
                        struct evn_bytes body, struct evn_keys *out)
{
    struct evn_pb_field f;
    uint32_t place = 0, item = 0;
    while (evn_pb_next(&body, &f) == EVN_OK) {
        if (f.type != 0)
            continue;
        if (f.number == s->place)
            place = (uint32_t)f.value;
        if (f.number == s->item)
            item = (uint32_t)f.value;
        if (f.number == s->account)
            add_account(names, (uint32_t)f.value, out);
    }
    if (place != 0 || item != 0)
        add_set(names, place, item, out);
}

/* A place by its external id, with the area that the ledger knows of it. */
static void add_place(const struct evn_names *names, struct evn_bytes id, struct evn_keys *out)
{
    const struct evn_named_place *at = evn_names_find_place(names, id);
    if (at->id[0] != '\0' && out->n < EVN_KEY_SETS_MAX)
        out->set[out->n++] = (struct evn_key_set){.area = at->area, .place = at->id, .item = ""};
}

/* Vehicle, depot and every stop: whoever is concerned by one of them may see the trip. */
static void trip_keys(const struct evn_names *names, struct evn_bytes body, struct evn_keys *out)
{
    struct evn_pb_field f, point;
    while (evn_pb_next(&body, &f) == EVN_OK) {
        if (f.type == 2 && (f.number == TRIP_VEHICLE || f.number == TRIP_DEPOT))
            add_place(names, f.bytes, out);
        if (f.type != 2 || f.number != TRIP_STOP)
            continue;
        while (evn_pb_next(&f.bytes, &point) == EVN_OK)
            if (point.number == STOP_POINT && point.type == 2)
                add_place(names, point.bytes, out);
    }
}

static void record_keys(const struct evn_names *names, struct evn_bytes body, struct evn_keys *out)
{
    if (body.len != EVN_RECORD_BYTES)
        return;
    uint16_t kind = evn_get_u16(body.at);
    uint32_t from = evn_get_u32(body.at + 8), to = evn_get_u32(body.at + 12);
    if (kind <= MOVED_MAX) {
        add_account(names, from, out);
        add_account(names, to, out);
    } else if ((kind == HOLD_PUT || kind == HOLD_RELEASED) && to != 0) {
        add_set(names, to, 0, out);
    }
}

void evn_keys_of(const struct evn_names *names, const char *source, uint32_t kind,
                 struct evn_bytes body, struct evn_keys *out)
{
    const struct evn_key_shape *shape = evn_key_shape_of(source, kind);
    out->audience = kind < EVN_KIND_FIRST_OWN ? EVN_AUDIENCE_INTERNAL : EVN_AUDIENCE_RESTRICTED;
    out->n = 0;
    out->text[0][0] = out->text[1][0] = out->text[2][0] = '\0';
    if (shape == NULL)
        return;
    out->audience = shape->audience;
    if (shape->form == EVN_KEYS_TEXT)
        text_keys(shape, body, out);
    else if (shape->form == EVN_KEYS_NUMBERS)
        number_keys(names, shape, body, out);
    else if (shape->form == EVN_KEYS_RECORDS)
        record_keys(names, body, out);
    else if (shape->form == EVN_KEYS_TRIP)
        trip_keys(names, body, out);
}
