#include "services/events/core/keys.h"

#include "common/base/pbw.h"

/* Where the registry's events keep their keys: field numbers, 0 for none. `inside` is the field
 * of the message that holds them, 0 for the event itself. */
struct shape {
    uint32_t first_kind, last_kind;
    enum evn_audience audience;
    uint32_t inside, area, place, item;
};

static const struct shape registry_shapes[] = {
    {16, 16, EVN_AUDIENCE_PUBLIC, 0, 0, 0, 1},     /* Item */
    {17, 17, EVN_AUDIENCE_PUBLIC, 0, 1, 0, 0},     /* Area */
    {18, 18, EVN_AUDIENCE_PUBLIC, 0, 3, 1, 0},     /* Place */
    {19, 19, EVN_AUDIENCE_PUBLIC, 0, 0, 0, 1},     /* ItemNorm */
    {20, 21, EVN_AUDIENCE_PUBLIC, 0, 0, 0, 0},     /* Norm, Policy */
    {22, 22, EVN_AUDIENCE_PUBLIC, 0, 1, 0, 0},     /* Community */
    {23, 23, EVN_AUDIENCE_PUBLIC, 1, 2, 0, 0},     /* Zone, in Zone.seal */
    {24, 24, EVN_AUDIENCE_RESTRICTED, 0, 2, 0, 0}, /* Report */
    {25, 25, EVN_AUDIENCE_PERSONAL, 0, 4, 5, 0},   /* Member */
    {26, 26, EVN_AUDIENCE_PERSONAL, 0, 3, 0, 0},   /* KeyPerson */
    {48, 55, EVN_AUDIENCE_PUBLIC, 1, 2, 0, 0},     /* Zone */
};

enum { HOLD_PUT = 50, HOLD_RELEASED = 51, MOVED_MAX = 49 };

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

static void registry_keys(uint32_t kind, struct evn_bytes body, struct evn_keys *out)
{
    const struct shape *s = registry_shapes;
    const struct shape *end = s + sizeof registry_shapes / sizeof registry_shapes[0];
    while (s < end && (kind < s->first_kind || kind > s->last_kind))
        s++;
    if (s == end)
        return;
    out->audience = s->audience;
    if (s->inside != 0 && !find_inside(&body, s->inside))
        return;
    struct evn_pb_field f;
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

/* The number in field `number` of a message of the ledger. */
static uint32_t number_in(struct evn_bytes body, uint32_t number)
{
    struct evn_pb_field f;
    while (evn_pb_next(&body, &f) == EVN_OK)
        if (f.number == number && f.type == 0)
            return (uint32_t)f.value;
    return 0;
}

static void ledger_keys(const struct evn_names *names, uint32_t kind, struct evn_bytes body,
                        struct evn_keys *out)
{
    switch (kind) {
    case EVN_LEDGER_RECORDS:
        record_keys(names, body, out);
        return;
    case EVN_LEDGER_ITEM:
        add_set(names, 0, number_in(body, 1), out);
        break;
    case EVN_LEDGER_PLACE:
        add_set(names, number_in(body, 1), 0, out);
        break;
    case EVN_LEDGER_LOT:
        add_set(names, 0, number_in(body, 3), out);
        break;
    case EVN_LEDGER_REASON:
        break;
    case EVN_LEDGER_ACCOUNT:
        add_set(names, number_in(body, 3), number_in(body, 4), out);
        return;
    default:
        return;
    }
    out->audience = EVN_AUDIENCE_PUBLIC;
}

void evn_keys_of(const struct evn_names *names, const char *source, uint32_t kind,
                 struct evn_bytes body, struct evn_keys *out)
{
    out->audience = EVN_AUDIENCE_RESTRICTED;
    out->n = 0;
    out->text[0][0] = out->text[1][0] = out->text[2][0] = '\0';
    if (kind < EVN_KIND_FIRST_OWN)
        out->audience = EVN_AUDIENCE_INTERNAL;
    else if (strcmp(source, "registry") == 0)
        registry_keys(kind, body, out);
    else if (strcmp(source, "ledger") == 0)
        ledger_keys(names, kind, body, out);
}
