#include "common/client/position.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void evn_positions_note(struct evn_positions *positions, const char *service,
                        const struct evn_position *at)
{
    size_t i = 0;
    while (i < positions->n && strcmp(positions->entry[i].service, service) != 0)
        i++;
    if (i == EVN_AFTER_MAX)
        return;
    struct evn_position *known = &positions->entry[i].at;
    if (i == positions->n) {
        evn_refusal_text(positions->entry[i].service, sizeof positions->entry[i].service, service);
        positions->n++;
    } else if (memcmp(known->log_id, at->log_id, sizeof at->log_id) == 0 && known->seq >= at->seq) {
        return;
    }
    *known = *at;
}

size_t evn_positions_list(const struct evn_positions *positions,
                          struct evn_position out[EVN_AFTER_MAX])
{
    for (size_t i = 0; i < positions->n; i++)
        out[i] = positions->entry[i].at;
    return positions->n;
}

void evn_positions_save(const struct evn_positions *positions, const char *path)
{
    char beside[600], log_id[2 * EVN_LOG_ID_LEN + 1];
    int n = snprintf(beside, sizeof beside, "%s.%d", path, (int)getpid());
    FILE *f = n > 0 && (size_t)n < sizeof beside ? fopen(beside, "we") : NULL;
    if (f == NULL)
        return;
    bool good = true;
    for (size_t i = 0; i < positions->n; i++) {
        const struct evn_position *at = &positions->entry[i].at;
        sodium_bin2hex(log_id, sizeof log_id, at->log_id, sizeof at->log_id);
        good &= fprintf(f, "%s %s %" PRIu64 " %" PRIu64 "\n", positions->entry[i].service, log_id,
                        at->incarnation, at->seq) > 0;
    }
    good &= fclose(f) == 0;
    if (!good || rename(beside, path) != 0)
        (void)unlink(beside);
}

/* A decimal number and nothing else. */
static bool read_number(const char *text, uint64_t *out)
{
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

void evn_positions_load(struct evn_positions *positions, const char *path)
{
    char line[200], service[EVN_SERVICE_TEXT_MAX], log_id[2 * EVN_LOG_ID_LEN + 1];
    char incarnation[21], seq[21];
    FILE *f = fopen(path, "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        struct evn_position at = {0};
        size_t len = 0;
        if (sscanf(line, "%15s %32s %20s %20s", service, log_id, incarnation, seq) == 4 &&
            read_number(incarnation, &at.incarnation) && read_number(seq, &at.seq) &&
            sodium_hex2bin(at.log_id, sizeof at.log_id, log_id, strlen(log_id), NULL, &len, NULL) ==
                0 &&
            len == sizeof at.log_id)
            evn_positions_note(positions, service, &at);
    }
    if (f != NULL)
        fclose(f);
}
