#include "tools/backup/manifest.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_ = 512, PARTS_MAX = 8 };

static const char head[] = "evernormal-backup\t1";

evn_err evn_manifest_add(struct evn_manifest *m, const char *path, struct evn_manifest_file **out)
{
    if (m->n_files == EVN_MANIFEST_FILES_MAX || strlen(path) >= EVN_MANIFEST_PATH_MAX)
        return EVN_E_LIMIT;
    if (m->n_files == m->cap) {
        size_t cap = m->cap > 0 ? m->cap * 2 : 64;
        struct evn_manifest_file *more = reallocarray(m->file, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        m->file = more;
        m->cap = cap;
    }
    *out = &m->file[m->n_files++];
    **out = (struct evn_manifest_file){0};
    memcpy((*out)->path, path, strlen(path) + 1);
    return EVN_OK;
}

static int by_path(const void *a, const void *b)
{
    const struct evn_manifest_file *x = a, *y = b;
    return strcmp(x->path, y->path);
}

void evn_manifest_sort(struct evn_manifest *m)
{
    if (m->n_files > 0)
        qsort(m->file, m->n_files, sizeof *m->file, by_path);
}

const struct evn_manifest_file *evn_manifest_find(const struct evn_manifest *m, const char *path)
{
    struct evn_manifest_file wanted = {0};
    if (strlen(path) >= sizeof wanted.path || m->n_files == 0)
        return NULL;
    memcpy(wanted.path, path, strlen(path) + 1);
    return bsearch(&wanted, m->file, m->n_files, sizeof *m->file, by_path);
}

static evn_err put(struct evn_buf *out, const char *line)
{
    return evn_buf_add(out, evn_bytes_text(line));
}

static const char *hex(char out[2 * EVN_HASH256_LEN + 1], const uint8_t *at, size_t len)
{
    return sodium_bin2hex(out, 2 * EVN_HASH256_LEN + 1, at, len);
}

static evn_err put_log(struct evn_buf *out, const struct evn_manifest_log *log)
{
    char line[LINE_MAX_], id[2 * EVN_HASH256_LEN + 1], hash[2 * EVN_HASH256_LEN + 1];
    snprintf(line, sizeof line, "log\t%s\t%s\t%" PRIu64 "\t%s\t%" PRId64 "\t%" PRIu64 "\t%s\n",
             log->service, hex(id, log->log_id, sizeof log->log_id), log->seq,
             hex(hash, log->hash.b, sizeof log->hash.b), log->recorded_at_us, log->n_entries,
             log->digest);
    return put(out, line);
}

static evn_err put_file(struct evn_buf *out, const struct evn_manifest_file *file)
{
    char line[LINE_MAX_], hash[2 * EVN_HASH256_LEN + 1];
    snprintf(line, sizeof line, "file\t%" PRIu64 "\t%s\t%s\n", file->size,
             hex(hash, file->hash.b, sizeof file->hash.b), file->path);
    return put(out, line);
}

evn_err evn_manifest_write(const struct evn_manifest *m, struct evn_buf *out)
{
    char line[LINE_MAX_], text[2 * EVN_HASH256_LEN + 1];
    struct evn_hash256 hash;
    size_t start = out->len;
    snprintf(line, sizeof line, "%s\nmade\t%s\n", head, m->made);
    evn_err err = put(out, line);
    for (size_t i = 0; err == EVN_OK && i < m->n_logs; i++)
        err = put_log(out, &m->log[i]);
    for (size_t i = 0; err == EVN_OK && i < m->n_files; i++)
        err = put_file(out, &m->file[i]);
    if (err != EVN_OK)
        return err;
    evn_hash256(NULL, evn_bytes_of(out->at + start, out->len - start), (struct evn_bytes){0},
                &hash);
    snprintf(line, sizeof line, "end\t%s\n", hex(text, hash.b, sizeof hash.b));
    return put(out, line);
}

/* Split a line at its tabs; 0: too many parts. */
static size_t split(char *line, char *part[PARTS_MAX])
{
    size_t n = 0;
    for (char *at = line; at != NULL; n++) {
        if (n == PARTS_MAX)
            return 0;
        part[n] = at;
        at = strchr(at, '\t');
        if (at != NULL)
            *at++ = '\0';
    }
    return n;
}

static bool unhex(const char *text, uint8_t *out, size_t len)
{
    size_t n;
    return strlen(text) == 2 * len &&
           sodium_hex2bin(out, len, text, 2 * len, NULL, &n, NULL) == 0 && n == len;
}

static bool number(const char *text, int64_t *out)
{
    char again[24], *end;
    *out = strtoll(text, &end, 10);
    snprintf(again, sizeof again, "%" PRId64, *out);
    return *end == '\0' && strcmp(again, text) == 0;
}

static bool read_log(struct evn_manifest *m, char *part[PARTS_MAX])
{
    struct evn_manifest_log *log = &m->log[m->n_logs];
    int64_t seq, entries;
    if (m->n_logs == EVN_MANIFEST_LOGS_MAX || strlen(part[1]) >= sizeof log->service ||
        strlen(part[7]) != sizeof log->digest - 1)
        return false;
    *log = (struct evn_manifest_log){0};
    bool good = unhex(part[2], log->log_id, sizeof log->log_id) && number(part[3], &seq) &&
                unhex(part[4], log->hash.b, sizeof log->hash.b) &&
                number(part[5], &log->recorded_at_us) && number(part[6], &entries);
    if (!good)
        return false;
    memcpy(log->service, part[1], strlen(part[1]) + 1);
    memcpy(log->digest, part[7], sizeof log->digest);
    log->seq = (uint64_t)seq;
    log->n_entries = (uint64_t)entries;
    m->n_logs++;
    return true;
}

/* A path leads nowhere but below the folder. */
static bool is_below(const char *path)
{
    return path[0] != '\0' && path[0] != '/' && strstr(path, "..") == NULL;
}

static evn_err read_file(struct evn_manifest *m, char *part[PARTS_MAX])
{
    struct evn_manifest_file *file;
    int64_t size;
    evn_err err = is_below(part[3]) ? evn_manifest_add(m, part[3], &file) : EVN_E_CORRUPT;
    if (err != EVN_OK)
        return err == EVN_E_LIMIT ? EVN_E_CORRUPT : err;
    if (!number(part[1], &size) || size < 0 || !unhex(part[2], file->hash.b, sizeof file->hash.b))
        return EVN_E_CORRUPT;
    file->size = (uint64_t)size;
    return EVN_OK;
}

static evn_err read_line(struct evn_manifest *m, char *line, size_t at)
{
    char *part[PARTS_MAX];
    if (at == 1)
        return strcmp(line, head) == 0 ? EVN_OK : EVN_E_CORRUPT;
    size_t n = split(line, part);
    if (at == 2 && n == 2 && strcmp(part[0], "made") == 0 && strlen(part[1]) < sizeof m->made) {
        memcpy(m->made, part[1], strlen(part[1]) + 1);
        return EVN_OK;
    }
    if (at > 2 && n == 8 && strcmp(part[0], "log") == 0)
        return read_log(m, part) ? EVN_OK : EVN_E_CORRUPT;
    if (at > 2 && n == 4 && strcmp(part[0], "file") == 0)
        return read_file(m, part);
    return EVN_E_CORRUPT;
}

/* The last line, with the hash of all before it. */
static bool is_whole(struct evn_bytes text, size_t *body_len)
{
    enum { END_LEN = 4 + 2 * EVN_HASH256_LEN + 1 };
    char want[END_LEN + 1], digits[2 * EVN_HASH256_LEN + 1];
    struct evn_hash256 hash;
    if (text.len < END_LEN)
        return false;
    *body_len = text.len - END_LEN;
    evn_hash256(NULL, evn_bytes_of(text.at, *body_len), (struct evn_bytes){0}, &hash);
    snprintf(want, sizeof want, "end\t%s\n", hex(digits, hash.b, sizeof hash.b));
    return memcmp(text.at + *body_len, want, END_LEN) == 0;
}

evn_err evn_manifest_read(struct evn_manifest *m, struct evn_bytes text, size_t *line)
{
    size_t len;
    *m = (struct evn_manifest){0};
    *line = 0;
    if (!is_whole(text, &len))
        return EVN_E_CORRUPT;
    evn_err err = EVN_OK;
    for (size_t at = 0, end; err == EVN_OK && at < len; at = end + 1) {
        char copy[LINE_MAX_];
        const uint8_t *stop = memchr(text.at + at, '\n', len - at);
        end = stop != NULL ? (size_t)(stop - text.at) : len;
        ++*line;
        if (stop == NULL || end - at >= sizeof copy || memchr(text.at + at, '\0', end - at) != NULL)
            return EVN_E_CORRUPT;
        memcpy(copy, text.at + at, end - at);
        copy[end - at] = '\0';
        err = read_line(m, copy, *line);
    }
    evn_manifest_sort(m);
    return err;
}

void evn_manifest_fini(struct evn_manifest *m)
{
    free(m->file);
    *m = (struct evn_manifest){0};
}
