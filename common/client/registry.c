#include "common/client/registry.h"

#include "common/client/pack.h"

static const char service[] = "registry";

evn_err evn_registry_post(struct evn_session *session, Evernormal__Registry__V1__Command *command,
                          struct evn_refusal *why)
{
    const struct evn_wire_answer *answer;
    struct evn_id id = evn_session_new_id(session);
    command->id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    struct evn_bytes bytes = evn_client_pack(&command->base);
    command->id = (ProtobufCBinaryData){0};
    if (bytes.at == NULL)
        return (*why = evn_refusal_of(EVN_E_NO_MEMORY)).err;
    evn_err err = evn_session_post(session, service, bytes, false, &answer, why);
    evn_client_unpack(bytes);
    return err;
}

evn_err evn_registry_ask(struct evn_session *session, const Evernormal__Registry__V1__Query *query,
                         Evernormal__Registry__V1__Result **out, struct evn_refusal *why)
{
    struct evn_bytes result, bytes = evn_client_pack(&query->base);
    *out = NULL;
    if (bytes.at == NULL)
        return (*why = evn_refusal_of(EVN_E_NO_MEMORY)).err;
    evn_err err = evn_session_query(session, service, bytes, &result, why);
    evn_client_unpack(bytes);
    if (err != EVN_OK)
        return err;
    *out = evernormal__registry__v1__result__unpack(NULL, result.len, result.at);
    return *out != NULL ? EVN_OK : (*why = evn_refusal_of(EVN_E_BAD_MESSAGE)).err;
}

evn_err evn_registry_put_key(struct evn_session *session, const struct evn_key *key,
                             const char *name, uint32_t roles, const char *scope,
                             struct evn_refusal *why)
{
    char text[EVN_KEY_TEXT_LEN + 1];
    Evernormal__Registry__V1__KeyPut put = EVERNORMAL__REGISTRY__V1__KEY_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    evn_key_format(key, text);
    put.public_key = text;
    put.name = (char *)(uintptr_t)name;
    put.roles = roles;
    put.scope = (char *)(uintptr_t)scope;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_KEY;
    command.key = &put;
    return evn_registry_post(session, &command, why);
}

evn_err evn_registry_revoke_key(struct evn_session *session, const char *public_key,
                                struct evn_refusal *why)
{
    Evernormal__Registry__V1__KeyRevoke revoke = EVERNORMAL__REGISTRY__V1__KEY_REVOKE__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    revoke.public_key = (char *)(uintptr_t)public_key;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_KEY_REVOKE;
    command.key_revoke = &revoke;
    return evn_registry_post(session, &command, why);
}
