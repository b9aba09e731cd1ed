/* dispatch - what programs ask of dispatch, typed. Shell.
 *
 * Thin: a message goes out packed, an answer comes back as the generated struct. Which fields a
 * message needs and what is refused: proto/spec/11-dispatch.md, 21-dispatch-more.md. */
#ifndef EVN_CLIENT_DISPATCH_H
#define EVN_CLIENT_DISPATCH_H

#include "common/client/session.h"

#include "evernormal/dispatch/v1/command.pb-c.h"
#include "evernormal/dispatch/v1/query.pb-c.h"

/* Post the command under `id`, which its sender made and keeps for every retry. *seq is the number
 * of its first event, of an accepted command and of one refused for good; else 0. Errors:
 * evn_session_post; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_dispatch_post(struct evn_session *session,
                                       Evernormal__Dispatch__V1__Command *command, struct evn_id id,
                                       uint64_t *seq, struct evn_refusal *why);

/* Ask the query; *out is to be released with evernormal__dispatch__v1__result__free_unpacked, and
 * NULL on an error. Errors: evn_session_query; EVN_E_BAD_MESSAGE, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_dispatch_ask(struct evn_session *session,
                                      const Evernormal__Dispatch__V1__Query *query,
                                      Evernormal__Dispatch__V1__Result **out,
                                      struct evn_refusal *why);

#endif
