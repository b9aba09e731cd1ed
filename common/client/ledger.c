#include "common/client/ledger.h"

#include "common/client/pack.h"

static const char service[] = "ledger";

evn_err evn_ledger_post(struct evn_session *session, Evernormal__Ledger__V1__Command *command,
                        struct evn_id id, uint64_t *seq, struct evn_refusal *why)
{
    const struct evn_wire_answer *answer = NULL;
    *seq = 0;
    command->id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    struct evn_bytes bytes = evn_client_pack(&command->base);
    command->id = (ProtobufCBinaryData){0};
    if (bytes.at == NULL)
        return (*why = evn_refusal_of(EVN_E_NO_MEMORY)).err;
    evn_err err = evn_session_post(session, service, bytes, false, &answer, why);
    if (answer != NULL)
        *seq = answer->first_seq;
    evn_client_unpack(bytes);
    return err;
}

evn_err evn_ledger_ask(struct evn_session *session, const Evernormal__Ledger__V1__Query *query,
                       Evernormal__Ledger__V1__Result **out, struct evn_refusal *why)
{
    struct evn_bytes result, bytes = evn_client_pack(&query->base);
    *out = NULL;
    if (bytes.at == NULL)
        return (*why = evn_refusal_of(EVN_E_NO_MEMORY)).err;
    evn_err err = evn_session_query(session, service, bytes, &result, why);
    evn_client_unpack(bytes);
    if (err != EVN_OK)
        return err;
    *out = evernormal__ledger__v1__result__unpack(NULL, result.len, result.at);
    return *out != NULL ? EVN_OK : (*why = evn_refusal_of(EVN_E_BAD_MESSAGE)).err;
}
