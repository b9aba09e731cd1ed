#include "common/client/planner.h"

#include "common/client/typed.h"

static const char service[] = "planner";

evn_err evn_planner_post(struct evn_session *session, Evernormal__Planner__V1__Command *command,
                         struct evn_refusal *why)
{
    const struct evn_wire_answer *answer;
    struct evn_id id = evn_session_new_id(session);
    command->id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    evn_err err = evn_typed_post(session, service, &command->base, &answer, why);
    command->id = (ProtobufCBinaryData){0};
    return err;
}

evn_err evn_planner_ask(struct evn_session *session, const Evernormal__Planner__V1__Query *query,
                        Evernormal__Planner__V1__Result **out, struct evn_refusal *why)
{
    void *result;
    evn_err err = evn_typed_ask(session, service, &query->base,
                                &evernormal__planner__v1__result__descriptor, &result, why);
    *out = result;
    return err;
}
