#include "common/client/dispatch.h"

#include "common/client/typed.h"

static const char service[] = "dispatch";

evn_err evn_dispatch_post(struct evn_session *session, Evernormal__Dispatch__V1__Command *command,
                          struct evn_id id, uint64_t *seq, struct evn_refusal *why)
{
    const struct evn_wire_answer *answer;
    command->id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    evn_err err = evn_typed_post(session, service, &command->base, &answer, why);
    command->id = (ProtobufCBinaryData){0};
    *seq = answer != NULL ? answer->first_seq : 0;
    return err;
}

evn_err evn_dispatch_ask(struct evn_session *session, const Evernormal__Dispatch__V1__Query *query,
                         Evernormal__Dispatch__V1__Result **out, struct evn_refusal *why)
{
    void *result;
    evn_err err = evn_typed_ask(session, service, &query->base,
                                &evernormal__dispatch__v1__result__descriptor, &result, why);
    *out = result;
    return err;
}
