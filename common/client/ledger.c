#include "common/client/ledger.h"

#include "common/client/typed.h"

static const char service[] = "ledger";

evn_err evn_ledger_post(struct evn_session *session, Evernormal__Ledger__V1__Command *command,
                        struct evn_id id, uint64_t *seq, struct evn_refusal *why)
{
    const struct evn_wire_answer *answer;
    command->id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    evn_err err = evn_typed_post(session, service, &command->base, &answer, why);
    command->id = (ProtobufCBinaryData){0};
    *seq = answer != NULL ? answer->first_seq : 0;
    return err;
}

evn_err evn_ledger_ask(struct evn_session *session, const Evernormal__Ledger__V1__Query *query,
                       Evernormal__Ledger__V1__Result **out, struct evn_refusal *why)
{
    void *result;
    evn_err err = evn_typed_ask(session, service, &query->base,
                                &evernormal__ledger__v1__result__descriptor, &result, why);
    *out = result;
    return err;
}
