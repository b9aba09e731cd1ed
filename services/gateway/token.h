/* token - who a browser or program is: bearer tokens with a role and a scope. Shell.
 *
 * DATA/gateway/tokens holds a line a token: name, role, scope ("*" is everywhere) and the
 * BLAKE2b-256 of the token in hexadecimal; the token itself is shown once, when it is made. A line
 * "revoked NAME" revokes those of NAME above it. Until people can log in, every write and every
 * restricted read needs a token. The file is 0600. */
#ifndef EVN_GATEWAY_TOKEN_H
#define EVN_GATEWAY_TOKEN_H

#include "common/base/assert.h"
#include "common/base/err.h"
#include "common/base/hash.h"

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

enum { EVN_TOKENS_MAX = 1024, EVN_TOKEN_LEN = 43, EVN_TOKEN_NAME_MAX = 40 };

struct evn_token {
    char name[EVN_TOKEN_NAME_MAX];  /* who: what the log says acted */
    char role[EVN_TOKEN_NAME_MAX];  /* the one role it may act in: "POINT" */
    char scope[EVN_TOKEN_NAME_MAX]; /* area code prefix; "" is everywhere */
    struct evn_hash256 hash;        /* of the token's characters */
    bool revoked;                   /* lets nobody in; kept so that its holder is told */
};

struct evn_tokens {
    struct evn_token token[EVN_TOKENS_MAX];
    size_t n;
};

/* Whether a token may have the role: those of people. The administrator has a key of their own and
 * never acts through a browser; services have keys too. */
bool evn_token_may_have(const char *role);

/* Read the file; a missing one is empty. EVN_E_CONFIG: a line that is none, or
 * gives a role that no token may have; *line says which.
 * EVN_E_IO. */
EVN_MUST_USE evn_err evn_tokens_load(const char *path, struct evn_tokens *out, uint32_t *line);

/* Who has this token, revoked or not, or NULL. Takes the same time whichever token it is. */
const struct evn_token *evn_tokens_find(const struct evn_tokens *tokens, const char *text);

/* A file of tokens that is read anew when it was changed. */
struct evn_token_file {
    const char *path;         /* borrowed */
    struct timespec changed;  /* of the file when it was read */
    off_t size;               /* likewise */
    struct evn_tokens tokens; /* of it */
};

/* Read the file if it changed. One that cannot be read lets nobody in: said on standard error. */
void evn_token_file_refresh(struct evn_token_file *file);

/* Make a token from 32 random bytes and append it to the file (made 0600 if need be). `text` gets
 * its 43 characters. EVN_E_IO, EVN_E_BAD_FIELD: name or scope has blanks or is too
 * long, or no token may have the role. */
EVN_MUST_USE evn_err evn_token_make(const char *path, const char *name, const char *role,
                                    const char *scope, const uint8_t random[32],
                                    char text[EVN_TOKEN_LEN + 1]);

/* Append that the tokens of `name` are revoked; *n: how many were not yet, 0: nothing is written.
 * EVN_E_CONFIG: the file has a bad line. EVN_E_IO. */
EVN_MUST_USE evn_err evn_token_revoke(const char *path, const char *name, size_t *n);

#endif
