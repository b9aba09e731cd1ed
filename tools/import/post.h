/* post - many commands to a service, in large messages. Shell.
 *
 * Commands are gathered up to EVN_POST_COMMANDS_MAX or EVN_POST_BYTES_MAX and sent as one Post over
 * the session, which should use the bulk doors. Each command has its own answer; those of class
 * BUSY are sent again as they are, in later messages. */
#ifndef EVN_IMPORT_POST_H
#define EVN_IMPORT_POST_H

#include "common/client/session.h"

enum { EVN_POST_COMMANDS_MAX = 500, EVN_POST_BYTES_MAX = 512 * 1024, EVN_POST_TRIES_MAX = 20 };

struct evn_post {
    struct evn_session *session; /* borrowed */
    const char *service;         /* borrowed */
    void *self;                  /* passed on */
    /* What became of the command added with this tag: `first_seq` its first event, `why` NULL when
     * it was accepted. */
    void (*answered)(void *self, size_t tag, uint64_t first_seq, const struct evn_refusal *why);
    struct evn_buf bytes; /* commands gathered */
    struct {
        size_t at, len, tag;
        bool done;
    } command[EVN_POST_COMMANDS_MAX];
    size_t n;
};

void evn_post_init(struct evn_post *post, struct evn_session *session, const char *service,
                   void *self,
                   void (*answered)(void *self, size_t tag, uint64_t first_seq,
                                    const struct evn_refusal *why));

void evn_post_fini(struct evn_post *post);

/* Add a copy of a serialized command; sends what was gathered first when it is full. Errors as
 * evn_post_flush. */
EVN_MUST_USE evn_err evn_post_add(struct evn_post *post, struct evn_bytes command, size_t tag,
                                  struct evn_refusal *why);

/* Send what was gathered and report each answer. Errors of the message as a whole as
 * evn_session_ask; EVN_E_BUSY when a command was put off EVN_POST_TRIES_MAX times. */
EVN_MUST_USE evn_err evn_post_flush(struct evn_post *post, struct evn_refusal *why);

#endif
