/* session - one program's conversation with all services of a site, as one key. Shell; one thread.
 *
 * Connections open when they are first needed. Each answer says how far its service has come; the
 * session remembers that and passes it on with every later request (`after`), so what was done at
 * one service is seen by the next: create an item, then receive stock, just works. A request that
 * is answered BUSY, or not at all, is sent again - the same bytes - until the deadline, which is
 * harmless because a command's id acts at most once.
 *
 * Replies lie in the session and are valid until its next call. */
#ifndef EVN_CLIENT_SESSION_H
#define EVN_CLIENT_SESSION_H

#include "common/base/env.h"
#include "common/net/client.h"
#include "common/service/site.h"
#include "common/wire/envelope.h"

struct evn_session;

struct evn_session_config {
    const struct evn_site *site; /* borrowed until close */
    const char *key;             /* name of the key pair this program acts as: "admin" */
    const char *program;         /* name and version, for the services' journals; borrowed */
    int64_t wait_ms;             /* how long each call may take; 0: 10 s */
    bool bulk;                   /* use the bulk doors: 1 MiB messages, role BULK */
};

/* Load the key and start the transport; connects to nothing yet. EVN_E_CONFIG, EVN_E_IO,
 * EVN_E_KEY_EXPOSED: of the key file, *why names it. EVN_E_NET, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_session_open(const struct evn_session_config *config,
                                      struct evn_session **out, struct evn_refusal *why);

/* NULL is fine. */
void evn_session_close(struct evn_session **session);

/* A new command id, to be put into a command once, before it is first sent. */
struct evn_id evn_session_new_id(const struct evn_session *session);

/* Send a request and wait for its reply. `version` and `after` of *request are filled in here.
 * EVN_OK: *reply is set and refuses nothing as a whole; single answers of a post may be refusals.
 * Otherwise *why is what to tell: the service's refusal, EVN_E_TIMED_OUT (the outcome is open),
 * EVN_E_UNREACHABLE (nothing was done), EVN_E_UNKNOWN_KEY, EVN_E_KEY_REVOKED, or the local failure.
 */
EVN_MUST_USE evn_err evn_session_ask(struct evn_session *session, const char *service,
                                     struct evn_wire_request *request,
                                     const struct evn_wire_reply **reply, struct evn_refusal *why);

/* Post one command (serialized, its id inside); *answer is of it. With `want_events` the frames it
 * caused are in *answer. EVN_OK: accepted. Errors: its refusal, else as evn_session_ask. */
EVN_MUST_USE evn_err evn_session_post(struct evn_session *session, const char *service,
                                      struct evn_bytes command, bool want_events,
                                      const struct evn_wire_answer **answer,
                                      struct evn_refusal *why);

/* Ask the service's own question; *result are the bytes of its answer, perhaps none. */
EVN_MUST_USE evn_err evn_session_query(struct evn_session *session, const char *service,
                                       struct evn_bytes query, struct evn_bytes *result,
                                       struct evn_refusal *why);

/* Blocks of the service's log from the one that holds `from_seq` on, waiting up to `wait_ms` for
 * one when there is none; reply->n_block may be 0. */
EVN_MUST_USE evn_err evn_session_read(struct evn_session *session, const char *service,
                                      uint64_t from_seq, uint32_t wait_ms,
                                      const struct evn_wire_reply **reply, struct evn_refusal *why);

/* Who is there? Waits at most `wait_ms`, and does not ask again. */
EVN_MUST_USE evn_err evn_session_hello(struct evn_session *session, const char *service,
                                       int64_t wait_ms, const struct evn_welcome **welcome,
                                       struct evn_refusal *why);

/* Status, digest, lanes, keys: see common/wire/operate.h. */
EVN_MUST_USE evn_err evn_session_operate(struct evn_session *session, const char *service,
                                         struct evn_wire_operate operate,
                                         const struct evn_wire_operated **operated,
                                         struct evn_refusal *why);

/* True and *out: how far the service was seen to have come, by the latest reply or an earlier one.
 */
bool evn_session_seen(const struct evn_session *session, const char *service,
                      struct evn_position *out);

/* Keep the newest positions in the file `path` for the next run of the program, or take them from
 * there; a missing or damaged file is as good as an empty one, for positions only save a retry. */
void evn_session_save(const struct evn_session *session, const char *path);
void evn_session_load(struct evn_session *session, const char *path);

#endif
