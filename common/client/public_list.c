#include "common/client/public_list.h"

#include "common/base/day.h"
#include "common/wire/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef Evernormal__Registry__V1__Result result_message;
typedef Evernormal__Registry__V1__PublicZone zone_message;
typedef Evernormal__Registry__V1__PublicList list_message;

/* Between two cells a comma; a line ends as RFC 4180 wants it. */
#define COMMA    ","
#define LINE_END "\r\n"

static evn_err keep(struct evn_public_list *list, result_message *page, struct evn_refusal *why)
{
    if (list->n == list->cap) {
        size_t cap = list->cap > 0 ? list->cap * 2 : 16;
        result_message **grown = realloc(list->page, cap * sizeof *grown);
        if (grown == NULL) {
            evernormal__registry__v1__result__free_unpacked(page, NULL);
            *why = evn_refusal_of(EVN_E_NO_MEMORY);
            return EVN_E_NO_MEMORY;
        }
        list->page = grown;
        list->cap = cap;
    }
    list->page[list->n++] = page;
    return EVN_OK;
}

evn_err evn_public_list_get(struct evn_session *session, const struct evn_public_ask *ask,
                            struct evn_public_list *out, struct evn_refusal *why)
{
    Evernormal__Registry__V1__PublicZones zones = EVERNORMAL__REGISTRY__V1__PUBLIC_ZONES__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    evn_err err;
    *out = (struct evn_public_list){0};
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_PUBLIC_ZONES;
    query.public_zones = &zones;
    zones.day = (char *)(uintptr_t)ask->day;
    zones.version = ask->version;
    zones.versions = ask->versions;
    do {
        result_message *page;
        err = evn_registry_ask(session, &query, &page, why);
        if (err == EVN_OK)
            err = keep(out, page, why);
        if (err != EVN_OK)
            return err;
        const list_message *head = evn_public_list_head(out);
        if (head == NULL) {
            *why = evn_refusal_of(EVN_E_BAD_MESSAGE);
            evn_refusal_text(why->subject, sizeof why->subject, "registry");
            return EVN_E_BAD_MESSAGE;
        }
        zones.day = head->day;
        zones.version = ask->versions ? 0 : head->version;
        zones.after = page->next;
    } while (zones.after[0] != '\0');
    return EVN_OK;
}

void evn_public_list_free(struct evn_public_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        evernormal__registry__v1__result__free_unpacked(list->page[i], NULL);
    free(list->page);
    *list = (struct evn_public_list){0};
}

const list_message *evn_public_list_head(const struct evn_public_list *list)
{
    return list->n > 0 && list->page[0]->n_public_list > 0 ? list->page[0]->public_list[0] : NULL;
}

const char *evn_public_change(const zone_message *zone)
{
    switch (zone->change) {
    case EVERNORMAL__REGISTRY__V1__LIST_CHANGE__LIST_CHANGE_ADDED:
        return "added";
    case EVERNORMAL__REGISTRY__V1__LIST_CHANGE__LIST_CHANGE_REMOVED:
        return "removed";
    default:
        return "";
    }
}

static evn_err add(struct evn_buf *out, const char *text)
{
    return evn_buf_add(out, evn_bytes_text(text));
}

/* A cell, in quotes where it must be; `end` stands behind it. */
static evn_err cell(struct evn_buf *out, const char *text, const char *end)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    evn_err err = quoted ? add(out, "\"") : EVN_OK;
    for (const char *at = text; err == EVN_OK && *at != '\0';) {
        size_t len = quoted ? strcspn(at, "\"") : strlen(at);
        err = evn_buf_add(out, evn_bytes_of(at, len));
        at += len;
        if (err == EVN_OK && *at == '"') {
            err = add(out, "\"\"");
            at++;
        }
    }
    if (err == EVN_OK && quoted)
        err = add(out, "\"");
    return err == EVN_OK ? add(out, end) : err;
}

static evn_err line(const list_message *head, const zone_message *zone, bool exercise,
                    struct evn_buf *out)
{
    char version[12], made[28];
    bool high = zone->level == EVERNORMAL__REGISTRY__V1__LEVEL__LEVEL_HIGH;
    snprintf(version, sizeof version, "%" PRIu32, head->version);
    evn_time_format(head->made_at_us, made);
    const char *const cells[] = {head->day,
                                 version,
                                 made,
                                 zone->zone,
                                 zone->area,
                                 zone->name_zh,
                                 zone->name_en,
                                 high ? "high" : "",
                                 zone->since,
                                 zone->authority,
                                 zone->expansion,
                                 evn_public_change(zone),
                                 exercise || zone->synthetic ? "EXERCISE 演练" : ""};
    const size_t n = sizeof cells / sizeof cells[0];
    evn_err err = EVN_OK;
    for (size_t i = 0; i < n && err == EVN_OK; i++)
        err = cell(out, cells[i], i + 1 < n ? COMMA : LINE_END);
    return err;
}

evn_err evn_public_list_csv(const struct evn_public_list *list, bool exercise, struct evn_buf *out)
{
    const list_message *head = evn_public_list_head(list);
    evn_err err = add(out, "day,version,made_at,zone,area,name_zh,name_en,level,since,authority,"
                           "expansion,change,exercise" LINE_END);
    for (size_t p = 0; p < list->n && head != NULL; p++)
        for (size_t i = 0; i < list->page[p]->n_public_zone && err == EVN_OK; i++)
            err = line(head, list->page[p]->public_zone[i], exercise, out);
    return err;
}

evn_err evn_public_json(const ProtobufCMessage *message, struct evn_buf *out,
                        struct evn_refusal *why)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(len + 1);
    if (bytes == NULL)
        return EVN_E_NO_MEMORY;
    (void)protobuf_c_message_pack(message, bytes);
    evn_err err = evn_json_write(message->descriptor, evn_bytes_of(bytes, len), out, why);
    free(bytes);
    return err;
}
