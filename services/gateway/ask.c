#include "services/gateway/ask.h"

#include "common/wire/json.h"
#include "services/gateway/wire_types.h"

#include <stdlib.h>

void evn_ask_who(const struct evn_exchange *x, struct evn_on_behalf *out)
{
    *out = (struct evn_on_behalf){.device = "http"};
    evn_refusal_text(out->actor, sizeof out->actor, x->token.name);
    evn_refusal_text(out->role, sizeof out->role, x->token.role);
    evn_refusal_text(out->scope, sizeof out->scope, x->token.scope);
}

evn_err evn_ask_bytes(struct evn_session *session, const struct evn_on_behalf *who,
                      const char *service, struct evn_bytes query, struct evn_bytes *result,
                      struct evn_refusal *why)
{
    struct evn_on_behalf behalf = *who;
    struct evn_wire_query body = {.body = query};
    struct evn_wire_request request = {.on_behalf_of = &behalf, .query = &body};
    const struct evn_wire_reply *reply;
    evn_err err = evn_session_ask(session, service, &request, &reply, why);
    if (err == EVN_OK)
        *result = reply->result;
    return err;
}

static const struct evn_service_types *types_of(const char *service, struct evn_refusal *why)
{
    const struct evn_service_types *types = evn_service_types_of(service);
    *why = evn_refusal_of(types != NULL ? EVN_OK : EVN_E_UNREACHABLE);
    if (types == NULL)
        evn_refusal_text(why->subject, sizeof why->subject, service);
    return types;
}

/* The tree as wire bytes; frees the tree. */
static evn_err to_wire_take(const ProtobufCMessageDescriptor *type, json_t *tree,
                            struct evn_buf *out, struct evn_refusal *why)
{
    char *text = tree != NULL ? json_dumps(tree, JSON_COMPACT) : NULL;
    json_decref(tree);
    *why = evn_refusal_of(text != NULL ? EVN_OK : EVN_E_NO_MEMORY);
    evn_err err = why->err;
    if (err == EVN_OK)
        err = evn_json_read(type, evn_bytes_text(text), out, why);
    free(text);
    return err;
}

static evn_err from_wire(const ProtobufCMessageDescriptor *type, struct evn_bytes bytes,
                         json_t **out, struct evn_refusal *why)
{
    struct evn_buf text;
    evn_buf_init(&text, EVN_JSON_MAX);
    evn_err err = evn_json_write(type, bytes, &text, why);
    if (err == EVN_OK) {
        *out = json_loadb((const char *)text.at, text.len, 0, NULL);
        err = *out != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    }
    evn_buf_fini(&text);
    if (err != EVN_OK && why->err == EVN_OK)
        *why = evn_refusal_of(err);
    return err;
}

evn_err evn_ask_json_take(struct evn_session *session, const struct evn_on_behalf *who,
                          const char *service, json_t *query, json_t **result,
                          struct evn_refusal *why)
{
    struct evn_buf bytes;
    struct evn_bytes answer;
    const struct evn_service_types *types = types_of(service, why);
    *result = NULL;
    if (types == NULL) {
        json_decref(query);
        return why->err;
    }
    evn_buf_init(&bytes, EVN_INTERACTIVE_MAX);
    evn_err err = to_wire_take(types->query, query, &bytes, why);
    if (err == EVN_OK)
        err = evn_ask_bytes(session, who, service, evn_bytes_of(bytes.at, bytes.len), &answer, why);
    if (err == EVN_OK)
        err = from_wire(types->result, answer, result, why);
    evn_buf_fini(&bytes);
    return err;
}

/* id = 1 stands first, then the command as it came. */
static evn_err with_id(const struct evn_id *id, struct evn_bytes command, struct evn_buf *out)
{
    static const uint8_t head[2] = {0x0a, EVN_ID_LEN};
    evn_err err = evn_buf_add(out, evn_bytes_of(head, sizeof head));
    if (err == EVN_OK)
        err = evn_buf_add(out, evn_bytes_of(id->b, EVN_ID_LEN));
    return err == EVN_OK ? evn_buf_add(out, command) : err;
}

evn_err evn_do_bytes(struct evn_session *session, const struct evn_on_behalf *who,
                     const char *service, const struct evn_id *id, struct evn_bytes command,
                     const struct evn_wire_answer **answer, struct evn_refusal *why)
{
    struct evn_on_behalf behalf = *who;
    const struct evn_wire_reply *reply;
    struct evn_buf bytes;
    evn_buf_init(&bytes, EVN_INTERACTIVE_MAX);
    evn_err err = with_id(id, command, &bytes);
    struct evn_bytes one = evn_bytes_of(bytes.at, bytes.len);
    struct evn_wire_post post = {.command = &one, .n_command = 1};
    struct evn_wire_request request = {.on_behalf_of = &behalf, .post = &post};
    *why = evn_refusal_of(err);
    if (err == EVN_OK)
        err = evn_session_ask(session, service, &request, &reply, why);
    evn_buf_fini(&bytes);
    if (err != EVN_OK)
        return err;
    *answer = &reply->answer[0];
    if (reply->n_answer != 1)
        *why = evn_refusal_of(EVN_E_BAD_MESSAGE);
    else if ((*answer)->refusal != NULL)
        *why = evn_refusal_from_wire((*answer)->refusal);
    return why->err;
}

evn_err evn_do_json_take(struct evn_session *session, const struct evn_on_behalf *who,
                         const char *service, const struct evn_id *id, json_t *command,
                         struct evn_refusal *why)
{
    struct evn_buf bytes;
    const struct evn_wire_answer *answer;
    const struct evn_service_types *types = types_of(service, why);
    if (types == NULL) {
        json_decref(command);
        return why->err;
    }
    evn_buf_init(&bytes, EVN_INTERACTIVE_MAX);
    evn_err err = to_wire_take(types->command, command, &bytes, why);
    if (err == EVN_OK)
        err = evn_do_bytes(session, who, service, id, evn_bytes_of(bytes.at, bytes.len), &answer,
                           why);
    evn_buf_fini(&bytes);
    return err;
}

const char *evn_json_text(const json_t *o, const char *name)
{
    const char *text = json_string_value(json_object_get(o, name));
    return text != NULL ? text : "";
}

int64_t evn_json_num(const json_t *o, const char *name)
{
    const json_t *value = json_object_get(o, name);
    if (json_is_string(value))
        return strtoll(json_string_value(value), NULL, 10);
    return json_is_integer(value) ? json_integer_value(value) : 0;
}
