/* planner - what programs ask of the planner, typed. Shell.
 *
 * Thin: a message goes out packed, an answer comes back as the generated struct. Which fields a
 * message needs and what is refused: proto/spec/12-planner.md. */
#ifndef EVN_CLIENT_PLANNER_H
#define EVN_CLIENT_PLANNER_H

#include "common/client/session.h"

#include "evernormal/planner/v1/command.pb-c.h"
#include "evernormal/planner/v1/query.pb-c.h"

/* Post the command, filling in its id. Errors: evn_session_post; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_planner_post(struct evn_session *session,
                                      Evernormal__Planner__V1__Command *command,
                                      struct evn_refusal *why);

/* Ask the query; *out is to be released with evernormal__planner__v1__result__free_unpacked, and
 * NULL on an error. Errors: evn_session_query; EVN_E_BAD_MESSAGE, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_planner_ask(struct evn_session *session,
                                     const Evernormal__Planner__V1__Query *query,
                                     Evernormal__Planner__V1__Result **out,
                                     struct evn_refusal *why);

#endif
