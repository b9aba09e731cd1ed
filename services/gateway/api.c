#include "services/gateway/api.h"

#include "common/wire/json.h"
#include "services/gateway/ask.h"
#include "services/gateway/wire_types.h"

#include <stdio.h>

static void answer_command(struct evn_exchange *x, const struct evn_wire_answer *answer)
{
    char text[120], id[EVN_ID_TEXT_LEN + 1];
    evn_id_format(&x->key, id);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"firstSeq\":\"%llu\",\"count\":%u}", id,
             (unsigned long long)answer->first_seq, answer->count);
    evn_exchange_answer(x, 200, "application/json; charset=utf-8", text);
}

static evn_err command(struct evn_session *session, struct evn_exchange *x,
                       const struct evn_service_types *types, struct evn_refusal *why)
{
    const struct evn_wire_answer *answer;
    struct evn_on_behalf who;
    struct evn_buf bytes;
    if (!x->has_key) {
        *why = evn_refusal_of(x->bad_key[0] != '\0' ? EVN_E_BAD_ID : EVN_E_MISSING_FIELD);
        evn_refusal_text(why->subject, sizeof why->subject, x->bad_key);
        evn_refusal_text(why->field, sizeof why->field, "Idempotency-Key");
        return why->err;
    }
    evn_ask_who(x, &who);
    evn_buf_init(&bytes, EVN_INTERACTIVE_MAX);
    evn_err err = evn_json_read(types->command, evn_bytes_of(x->body.at, x->body.len), &bytes, why);
    if (err == EVN_OK)
        err = evn_do_bytes(session, &who, types->service, &x->key,
                           evn_bytes_of(bytes.at, bytes.len), &answer, why);
    if (err == EVN_OK)
        answer_command(x, answer);
    evn_buf_fini(&bytes);
    return err;
}

static evn_err query(struct evn_session *session, struct evn_exchange *x,
                     const struct evn_service_types *types, struct evn_refusal *why)
{
    struct evn_bytes result;
    struct evn_on_behalf who;
    struct evn_buf bytes;
    evn_ask_who(x, &who);
    evn_buf_init(&bytes, EVN_INTERACTIVE_MAX);
    evn_err err = evn_json_read(types->query, evn_bytes_of(x->body.at, x->body.len), &bytes, why);
    if (err == EVN_OK)
        err = evn_ask_bytes(session, &who, types->service, evn_bytes_of(bytes.at, bytes.len),
                            &result, why);
    evn_buf_fini(&bytes);
    if (err != EVN_OK)
        return err;
    evn_buf_clear(&x->answer);
    err = evn_json_write(types->result, result, &x->answer, why);
    x->status = 200;
    x->content_type = "application/json; charset=utf-8";
    x->done = err == EVN_OK;
    return err;
}

static evn_err serve(struct evn_session *session, struct evn_exchange *x, struct evn_refusal *why)
{
    char service[32], what[16];
    if (!x->has_token) {
        *why = evn_refusal_of(x->was_revoked ? EVN_E_KEY_REVOKED : EVN_E_NO_TOKEN);
        return why->err;
    }
    *why = evn_refusal_of(EVN_E_UNKNOWN_KIND);
    evn_refusal_text(why->subject, sizeof why->subject, x->url);
    if (strcmp(x->method, "POST") != 0 ||
        sscanf(x->url, "/api/v1/%31[a-z]/%15[a-z]", service, what) != 2)
        return why->err;
    const struct evn_service_types *types = evn_service_types_of(service);
    if (types != NULL && x->body_too_large) {
        *why = evn_refusal_of(EVN_E_TOO_LARGE);
        why->have = why->want = EVN_BODY_MAX;
    } else if (types != NULL && strcmp(what, "command") == 0) {
        return command(session, x, types, why);
    } else if (types != NULL && strcmp(what, "query") == 0) {
        return query(session, x, types, why);
    }
    return why->err;
}

bool evn_api_serve(struct evn_session *session, struct evn_exchange *x)
{
    struct evn_refusal why;
    if (strncmp(x->url, "/api/", 5) != 0)
        return false;
    evn_err err = serve(session, x, &why);
    if (err == EVN_OK)
        return true;
    if (why.err == EVN_OK)
        why = evn_refusal_of(err);
    evn_exchange_refuse(x, &why);
    return true;
}
