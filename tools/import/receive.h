/* receive - post the receipts of a delivery history to the ledger, each once for ever. Shell.
 *
 * A receipt's command id is made from the ledger's log id and the receipt's reference ("scms:17"),
 * and its time part is fixed: the day this ledger's log began, plus whole epochs of 300 days. So
 * the same line imported again - by the same program, by two at once, after a crash half way - is
 * the same command, which acts at most once, and a corrected line is told as ID_CONFLICT. A command
 * id is remembered for 400 days; from the second epoch on, therefore, and for a comparison, the
 * references are read from the ledger's log first (role ADMIN or AUDITOR). */
#ifndef EVN_IMPORT_RECEIVE_H
#define EVN_IMPORT_RECEIVE_H

#include "common/client/session.h"
#include "tools/import/scms_put.h"

struct evn_receive_counts {
    int64_t posted, known, refused;
};

struct evn_receive_sink {
    void *self;
    void (*refused)(void *self, const struct evn_scms_line *line, const struct evn_refusal *why);
    void (*progress)(void *self, size_t done);
};

/* Count the lines whose receipt the ledger has (known) and has not (posted). Nothing is sent. */
EVN_MUST_USE evn_err evn_receive_compare(const struct evn_scms *scms, struct evn_session *session,
                                         struct evn_receive_counts *counts,
                                         struct evn_refusal *why);

/* Post the receipts of all lines. Errors as evn_post_flush; what was answered before stays. */
EVN_MUST_USE evn_err evn_receive_send(const struct evn_scms *scms, struct evn_session *session,
                                      const struct evn_receive_sink *sink,
                                      struct evn_receive_counts *counts, struct evn_refusal *why);

/* The id of the receipt with this reference, in the ledger of that log, at `now_us`. */
struct evn_id evn_receive_id(const uint8_t log_id[EVN_LOG_ID_LEN], int64_t began_us, int64_t now_us,
                             const char *reference);

#endif
