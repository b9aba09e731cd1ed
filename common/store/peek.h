/* peek - read the views of a service, running or stopped, from outside. Shell.
 *
 * One LMDB read transaction over the whole life of the peek: what is seen is of one moment, and
 * the service goes on meanwhile. Nothing is written but a reader's slot in LMDB's lock file.
 * Caveat: pages of that moment stay in the file, so it grows by what is written meanwhile. Cure:
 * do not keep a peek open for longer than a check takes. */
#ifndef EVN_STORE_PEEK_H
#define EVN_STORE_PEEK_H

#include "common/base/bytes.h"
#include "common/store/position.h"

struct evn_peek;

/* Open the data file `path` at its latest moment. EVN_E_UNKNOWN_REF: there is no file.
 * EVN_E_CORRUPT: not sound (sound.h). EVN_E_LIMIT: too many readers. EVN_E_IO. */
EVN_MUST_USE evn_err evn_peek_open(const char *path, struct evn_peek **out);
void evn_peek_close(struct evn_peek **peek);

/* The position row; *found says whether there is one. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_peek_position(struct evn_peek *peek, struct evn_position *out,
                                       bool *found);

/* The value of a key, valid until close; *found is false for a table that is not there, too. */
EVN_MUST_USE evn_err evn_peek_get(struct evn_peek *peek, const char *table, struct evn_bytes key,
                                  struct evn_bytes *value, bool *found);

/* The row with the greatest key up to `key`; its value is valid until close. *found is false when
 * there is none, and for a table that is not there, too. */
EVN_MUST_USE evn_err evn_peek_floor(struct evn_peek *peek, const char *table, struct evn_bytes key,
                                    struct evn_bytes *value, bool *found);

/* Each row of a table in the order of the keys; none when it is not there. Errors of `row`. */
EVN_MUST_USE evn_err evn_peek_each(struct evn_peek *peek, const char *table,
                                   evn_err (*row)(void *arg, struct evn_bytes key,
                                                  struct evn_bytes value),
                                   void *arg);

/* Rows of a table; 0 when it is not there. */
EVN_MUST_USE evn_err evn_peek_count(struct evn_peek *peek, const char *table, uint64_t *out);

#endif
