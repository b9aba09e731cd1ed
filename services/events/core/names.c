#include "services/events/core/names.h"

#include <stdlib.h>

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_hub_known, number, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(2, TEXT, struct evn_hub_known, id, EVN_REQUIRED, 1),
};
static const struct evn_wire_message item_known =
    EVN_MESSAGE("evernormal.ledger.v1.ItemKnown", struct evn_hub_known, item_fields);

static const struct evn_wire_field place_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_hub_known, number, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(2, TEXT, struct evn_hub_known, id, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(5, CODE, struct evn_hub_known, area, 0, 1),
};
static const struct evn_wire_message place_known =
    EVN_MESSAGE("evernormal.ledger.v1.PlaceKnown", struct evn_hub_known, place_fields);

static const struct evn_wire_field account_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_hub_known, number, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_hub_known, place, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_NUMBER(4, U32, struct evn_hub_known, item, EVN_REQUIRED, 1, UINT32_MAX),
};
static const struct evn_wire_message account_known =
    EVN_MESSAGE("evernormal.ledger.v1.AccountOpened", struct evn_hub_known, account_fields);

void evn_names_init(struct evn_names *names)
{
    *names = (struct evn_names){
        .place = {.max = EVN_NAMED_PLACES_MAX, .size = sizeof(struct evn_named_place)},
        .item = {.max = EVN_NAMED_PLACES_MAX, .size = sizeof(struct evn_named_item)},
        .account = {.max = EVN_NAMED_ACCOUNTS_MAX, .size = sizeof(struct evn_named_account)}};
    evn_textmap_init(&names->place_ids, EVN_NAMED_PLACES_MAX);
}

void evn_names_fini(struct evn_names *names)
{
    free(names->place.at);
    free(names->item.at);
    free(names->account.at);
    evn_textmap_fini(&names->place_ids);
    *names = (struct evn_names){0};
}

static const void *entry(const struct evn_name_table *t, uint32_t number)
{
    static const uint8_t none[sizeof(struct evn_named_place)];
    return number < t->n ? (const uint8_t *)t->at + number * t->size : none;
}

const struct evn_named_place *evn_names_place(const struct evn_names *names, uint32_t number)
{
    return entry(&names->place, number);
}

const struct evn_named_place *evn_names_find_place(const struct evn_names *names,
                                                   struct evn_bytes id)
{
    uint32_t number = 0;
    return evn_names_place(names, evn_textmap_find(&names->place_ids, id, &number) ? number : 0);
}

const struct evn_named_item *evn_names_item(const struct evn_names *names, uint32_t number)
{
    return entry(&names->item, number);
}

struct evn_named_account evn_names_account(const struct evn_names *names, uint32_t number)
{
    struct evn_named_account found;
    memcpy(&found, entry(&names->account, number), sizeof found);
    return found;
}

static const struct evn_name_table *table_of(const struct evn_names *names, uint32_t kind)
{
    switch (kind) {
    case EVN_LEDGER_ITEM:
        return &names->item;
    case EVN_LEDGER_PLACE:
        return &names->place;
    case EVN_LEDGER_ACCOUNT:
        return &names->account;
    default:
        return NULL;
    }
}

/* The entry that says what `known` says; returns it in `space`. */
static const void *entry_of(const struct evn_hub_known *known, struct evn_named_place *space)
{
    struct evn_named_account account = {.place = known->place, .item = known->item};
    *space = (struct evn_named_place){0};
    if (known->table == EVN_LEDGER_ACCOUNT) {
        memcpy(space, &account, sizeof account);
        return space;
    }
    memcpy(space->id, known->id, sizeof space->id);
    memcpy(space->area, known->area, sizeof space->area);
    return space;
}

bool evn_names_read(const struct evn_names *names, uint32_t kind, struct evn_bytes body,
                    struct evn_hub_known *out)
{
    const struct evn_name_table *table = table_of(names, kind);
    const struct evn_wire_message *message = kind == EVN_LEDGER_ITEM    ? &item_known
                                             : kind == EVN_LEDGER_PLACE ? &place_known
                                                                        : &account_known;
    struct evn_named_place space;
    struct evn_refusal why;
    if (table == NULL ||
        evn_wire_decode(message, body, NULL, EVN_WIRE_LENIENT, out, &why) != EVN_OK ||
        out->number >= table->max)
        return false;
    out->table = kind;
    return out->number >= table->n ||
           memcmp(entry(table, out->number), entry_of(out, &space), table->size) != 0;
}

static evn_err reach(struct evn_name_table *t, uint32_t number)
{
    size_t cap = t->cap > 0 ? t->cap : 64;
    if (number < t->n)
        return EVN_OK;
    while (cap <= number)
        cap *= 2;
    if (cap > t->cap) {
        void *at = realloc(t->at, cap * t->size);
        if (at == NULL)
            return EVN_E_NO_MEMORY;
        t->at = at;
        t->cap = cap;
    }
    memset((uint8_t *)t->at + t->n * t->size, 0, (number + 1 - t->n) * t->size);
    t->n = number + 1;
    return EVN_OK;
}

evn_err evn_names_put(struct evn_names *names, const struct evn_hub_known *known)
{
    struct evn_named_place space;
    struct evn_name_table *t = known->table == EVN_LEDGER_ITEM      ? &names->item
                               : known->table == EVN_LEDGER_PLACE   ? &names->place
                               : known->table == EVN_LEDGER_ACCOUNT ? &names->account
                                                                    : NULL;
    if (t == NULL || known->number >= t->max)
        return EVN_E_CORRUPT;
    evn_err err = reach(t, known->number);
    uint32_t bound;
    struct evn_bytes id = evn_bytes_text(known->id);
    if (err == EVN_OK && t == &names->place && !evn_textmap_find(&names->place_ids, id, &bound))
        err = evn_textmap_add(&names->place_ids, id, known->number);
    if (err == EVN_OK)
        memcpy((uint8_t *)t->at + known->number * t->size, entry_of(known, &space), t->size);
    return err;
}
