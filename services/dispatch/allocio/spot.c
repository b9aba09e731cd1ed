#include "services/dispatch/allocio/spot.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What is still to be read. */
struct rest {
    const char *at, *end;
};

static void skip_space(struct rest *r)
{
    while (r->at < r->end && strchr(" \t\r\n,:", *r->at) != NULL)
        r->at++;
}

static void skip_string(struct rest *r)
{
    for (r->at++; r->at < r->end && *r->at != '"'; r->at++)
        if (*r->at == '\\')
            r->at++;
    r->at++;
}

static void skip_value(struct rest *r)
{
    size_t depth = 0;
    do {
        if (r->at < r->end && *r->at == '"') {
            skip_string(r);
            continue;
        }
        depth += r->at < r->end && (*r->at == '{' || *r->at == '[');
        depth -= depth > 0 && r->at < r->end && (*r->at == '}' || *r->at == ']');
        r->at++;
    } while (r->at < r->end && (depth > 0 || strchr(" \t\r\n,:]}", *r->at) == NULL));
}

/* From an object or list to its member of that name, or its i-th entry. */
static bool enter(struct rest *r, const char *name, size_t len, size_t i)
{
    const char open = name != NULL ? '{' : '[';
    if (r->at >= r->end || *r->at != open)
        return false;
    r->at++;
    for (size_t k = 0;; k++) {
        skip_space(r);
        if (r->at >= r->end || *r->at == '}' || *r->at == ']')
            return false;
        bool found = k == i;
        if (name != NULL) {
            const char *key = r->at + 1;
            skip_string(r);
            found =
                r->at <= r->end && (size_t)(r->at - key) == len + 1 && memcmp(key, name, len) == 0;
            skip_space(r);
        }
        if (found)
            return true;
        skip_value(r);
    }
}

void evn_allocio_spot(struct evn_bytes text, const char *path, size_t *line, size_t *column)
{
    const char *start = (const char *)text.at;
    struct rest r = {start, start + text.len};
    skip_space(&r);
    const char *spot = r.at;
    while (*path != '\0') {
        const bool entry = *path == '[';
        const size_t len = strcspn(path, entry ? "]" : ".[");
        if (!(entry ? enter(&r, NULL, 0, strtoull(path + 1, NULL, 10)) : enter(&r, path, len, 0)))
            break;
        spot = r.at;
        path += len + (entry && path[len] == ']');
        path += *path == '.';
    }
    *line = *column = 1;
    for (const char *at = start; at < spot && at < r.end; at++) {
        *line += *at == '\n';
        *column = *at == '\n' ? 1 : *column + 1;
    }
}
