#include "common/client/registry.h"

#include "common/client/typed.h"

static const char service[] = "registry";

evn_err evn_registry_post(struct evn_session *session, Evernormal__Registry__V1__Command *command,
                          struct evn_refusal *why)
{
    const struct evn_wire_answer *answer;
    struct evn_id id = evn_session_new_id(session);
    command->id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    evn_err err = evn_typed_post(session, service, &command->base, &answer, why);
    command->id = (ProtobufCBinaryData){0};
    return err;
}

evn_err evn_registry_ask(struct evn_session *session, const Evernormal__Registry__V1__Query *query,
                         Evernormal__Registry__V1__Result **out, struct evn_refusal *why)
{
    void *result;
    evn_err err = evn_typed_ask(session, service, &query->base,
                                &evernormal__registry__v1__result__descriptor, &result, why);
    *out = result;
    return err;
}

evn_err evn_registry_put_key(struct evn_session *session, const struct evn_key *key,
                             const char *name, uint32_t roles, const char *scope,
                             struct evn_refusal *why)
{
    const struct evn_registry_key what = {
        .name = name, .roles = roles, .scope = scope, .staff = "", .device = ""};
    return evn_registry_put_staff_key(session, key, &what, why);
}

evn_err evn_registry_put_staff_key(struct evn_session *session, const struct evn_key *key,
                                   const struct evn_registry_key *what, struct evn_refusal *why)
{
    char text[EVN_KEY_TEXT_LEN + 1];
    Evernormal__Registry__V1__KeyPut put = EVERNORMAL__REGISTRY__V1__KEY_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    evn_key_format(key, text);
    put.public_key = text;
    put.name = (char *)(uintptr_t)what->name;
    put.roles = what->roles;
    put.scope = (char *)(uintptr_t)what->scope;
    put.staff = (char *)(uintptr_t)what->staff;
    put.device = (char *)(uintptr_t)what->device;
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
