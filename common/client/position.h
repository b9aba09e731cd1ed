/* position - how far each service was seen to have come. Shell only for its file.
 *
 * The newest position of each stream, by service. A stream that was replaced (another log id)
 * replaces what was known. The file has a line per service, "SERVICE LOG-ID INCARNATION SEQ" with
 * the log id in hexadecimal; it is written beside and renamed, so a reader never sees half. */
#ifndef EVN_CLIENT_POSITION_H
#define EVN_CLIENT_POSITION_H

#include "common/wire/envelope.h"

struct evn_positions {
    struct {
        char service[EVN_SERVICE_TEXT_MAX];
        struct evn_position at;
    } entry[EVN_AFTER_MAX];
    size_t n;
};

/* Take notice of a reply's position; an older one of the same log changes nothing. A service
 * beyond the EVN_AFTER_MAX that a request can name is not remembered. */
void evn_positions_note(struct evn_positions *positions, const char *service,
                        const struct evn_position *at);

/* Write what a request should say it builds on; returns how many. */
size_t evn_positions_list(const struct evn_positions *positions,
                          struct evn_position out[EVN_AFTER_MAX]);

/* Keep in a file; take from a file what is newer there. Failures change nothing and are not told:
 * a position saves a retry, nothing hangs on it. */
void evn_positions_save(const struct evn_positions *positions, const char *path);
void evn_positions_load(struct evn_positions *positions, const char *path);

#endif
