#include "services/gateway/hub.h"

#include "common/client/event_kinds.h"
#include "common/wire/json.h"
#include "services/gateway/ask.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { BODY_MAX = 1 << 20, COVER_BYTES = 32 << 10 };

static struct evn_on_behalf dashboard(const char *scope)
{
    struct evn_on_behalf who = {.actor = "live", .role = "DASHBOARD", .device = "http"};
    evn_refusal_text(who.scope, sizeof who.scope, scope);
    return who;
}

evn_err evn_hub_find(struct evn_session *session, struct evn_hub *hub, struct evn_refusal *why)
{
    struct evn_on_behalf who = dashboard("");
    json_t *result;
    evn_err err =
        evn_ask_json_take(session, &who, "events", json_pack("{s:{}}", "position"), &result, why);
    if (err != EVN_OK)
        return err;
    const json_t *position = json_object_get(result, "position");
    evn_refusal_text(hub->id, sizeof hub->id, evn_json_text(position, "hub"));
    hub->head = (uint64_t)evn_json_num(position, "position");
    json_decref(result);
    return EVN_OK;
}

/* Replace the bytes of a body by what they say; what no kind is known of stays base64. */
static void read_body(json_t *event)
{
    const char *coded = evn_json_text(event, "body");
    size_t room = strlen(coded), len;
    const ProtobufCMessageDescriptor *type =
        evn_event_kind(evn_json_text(event, "source"), (uint32_t)evn_json_num(event, "kind"));
    uint8_t *bytes = type != NULL ? malloc(room + 1) : NULL;
    struct evn_refusal why;
    struct evn_buf text;
    evn_buf_init(&text, BODY_MAX);
    if (bytes != NULL &&
        sodium_base642bin(bytes, room, coded, room, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) == 0 &&
        evn_json_write(type, evn_bytes_of(bytes, len), &text, &why) == EVN_OK) {
        json_object_set_new(event, "type", json_string(type->short_name));
        json_object_set_new(event, "body", json_loadb((const char *)text.at, text.len, 0, NULL));
    }
    free(bytes);
    evn_buf_fini(&text);
}

static void take_batch(const json_t *batch, struct evn_hub *hub, struct evn_cover *out)
{
    const json_t *cursor = json_object_get(batch, "cursor");
    json_t *event;
    size_t i;
    hub->head = (uint64_t)evn_json_num(batch, "head");
    out->first = (uint64_t)evn_json_num(batch, "first");
    out->last = (uint64_t)evn_json_num(cursor, "position");
    out->events = json_incref(json_object_get(batch, "event"));
    json_array_foreach(out->events, i, event)
    {
        read_body(event);
    }
}

/* The cursor is not of this hub any more, or too old: go on from the head. */
static void take_reset(const json_t *reset, struct evn_hub *hub, struct evn_cover *out)
{
    const json_t *head = json_object_get(reset, "head");
    evn_refusal_text(hub->id, sizeof hub->id, evn_json_text(head, "hub"));
    hub->head = (uint64_t)evn_json_num(head, "position");
    *out = (struct evn_cover){.kind = EVN_COVER_RESET, .first = hub->head + 1, .last = hub->head};
}

evn_err evn_hub_follow(struct evn_session *session, struct evn_hub *hub, const char *scope,
                       uint64_t from, struct evn_cover *out, struct evn_refusal *why)
{
    struct evn_on_behalf who = dashboard(scope);
    char position[24];
    json_t *result;
    snprintf(position, sizeof position, "%" PRIu64, from);
    json_t *query = json_pack("{s:{s:{s:s,s:s},s:i}}", "follow", "cursor", "hub", hub->id,
                              "position", position, "bytesMax", COVER_BYTES);
    *out = (struct evn_cover){.kind = EVN_COVERS, .first = from + 1, .last = from};
    evn_err err = evn_ask_json_take(session, &who, "events", query, &result, why);
    if (err == EVN_E_ROLLED_BACK) {
        err = evn_hub_find(session, hub, why);
        *out = (struct evn_cover){
            .kind = EVN_COVER_ROLLED_BACK, .first = hub->head + 1, .last = hub->head};
        return err;
    }
    if (err != EVN_OK)
        return err;
    const json_t *batch = json_object_get(result, "batch");
    if (batch != NULL)
        take_batch(batch, hub, out);
    else
        take_reset(json_object_get(result, "reset"), hub, out);
    json_decref(result);
    return EVN_OK;
}

void evn_cover_fini(struct evn_cover *cover)
{
    json_decref(cover->events);
    cover->events = NULL;
}

static evn_err add(struct evn_buf *out, const char *text)
{
    return evn_buf_add(out, evn_bytes_text(text));
}

static evn_err write_event(const json_t *event, bool first, struct evn_buf *out)
{
    char *text = json_dumps(event, JSON_COMPACT);
    evn_err err = text != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    if (err == EVN_OK && !first)
        err = add(out, ",");
    if (err == EVN_OK)
        err = add(out, text);
    free(text);
    return err;
}

/* Which events a stream at `from` has not seen; *skip is how many it has. */
static evn_err find_new(const struct evn_cover *cover, uint64_t from, size_t *skip)
{
    json_t *event;
    size_t i;
    *skip = 0;
    json_array_foreach(cover->events, i, event)
    {
        uint64_t position = (uint64_t)evn_json_num(event, "position");
        uint64_t count = (uint64_t)evn_json_num(event, "count");
        if (position > from)
            break;
        if (position + (count > 0 ? count : 1) - 1 > from)
            return EVN_E_AGAIN;
        *skip = i + 1;
    }
    return EVN_OK;
}

evn_err evn_cover_write(const struct evn_cover *cover, uint64_t from, struct evn_buf *out)
{
    static const char *const name[] = {"covers", "rolled_back", "reset"};
    uint64_t first = cover->kind == EVN_COVERS && from + 1 > cover->first ? from + 1 : cover->first;
    char head[160];
    size_t skip, before = out->len;
    evn_err err = find_new(cover, from, &skip);
    snprintf(head, sizeof head,
             "id: %" PRIu64 "\nevent: %s\ndata: {\"first\":\"%" PRIu64 "\",\"last\":\"%" PRIu64
             "\",\"events\":[",
             cover->last, name[cover->kind], first, cover->last);
    if (err == EVN_OK)
        err = add(out, head);
    for (size_t i = skip; err == EVN_OK && i < json_array_size(cover->events); i++)
        err = write_event(json_array_get(cover->events, i), i == skip, out);
    if (err == EVN_OK)
        err = add(out, "]}\n\n");
    if (err != EVN_OK)
        out->len = before;
    return err;
}
