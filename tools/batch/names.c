#include "tools/batch/names.h"

#include "common/wire/text.h"

#include <stdlib.h>

void evn_names_init(struct evn_names *names, size_t max)
{
    *names = (struct evn_names){0};
    evn_textmap_init(&names->map, max);
}

void evn_names_fini(struct evn_names *names)
{
    evn_textmap_fini(&names->map);
    free(names->text);
    free(names->order);
    free(names->rank);
    *names = (struct evn_names){0};
}

evn_err evn_names_add(struct evn_names *names, struct evn_bytes text, uint32_t *out)
{
    if (evn_textmap_find(&names->map, text, out))
        return EVN_OK;
    if (names->n == names->cap) {
        size_t cap = names->cap > 0 ? names->cap * 2 : 1024;
        struct evn_bytes *grown = realloc(names->text, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        names->text = grown;
        names->cap = cap;
    }
    evn_err err = evn_textmap_add(&names->map, text, (uint32_t)names->n);
    if (err != EVN_OK)
        return err;
    *out = (uint32_t)names->n;
    names->text[names->n++] = text;
    return EVN_OK;
}

/* Printable ASCII without blanks: what nearly all names are. */
static bool is_plain(struct evn_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] <= 0x20 || text.at[i] >= 0x7f)
            return false;
    return true;
}

enum evn_flaw_kind evn_names_flaw(struct evn_bytes text)
{
    if (text.len == 0)
        return EVN_FLAW_EMPTY;
    if (text.len > EVN_NAME_BYTES_MAX)
        return EVN_FLAW_TEXT;
    return is_plain(text) || evn_text_clean(text) ? EVN_FLAW_NONE : EVN_FLAW_TEXT;
}

int evn_names_compare(struct evn_bytes a, struct evn_bytes b)
{
    size_t both = a.len < b.len ? a.len : b.len;
    int order = both > 0 ? memcmp(a.at, b.at, both) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_text(const void *a, const void *b, void *names)
{
    const struct evn_bytes *text = ((const struct evn_names *)names)->text;
    return evn_names_compare(text[*(const uint32_t *)a], text[*(const uint32_t *)b]);
}

evn_err evn_names_sort(struct evn_names *names)
{
    free(names->order);
    free(names->rank);
    names->order = malloc((names->n + 1) * sizeof *names->order);
    names->rank = malloc((names->n + 1) * sizeof *names->rank);
    if (names->order == NULL || names->rank == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; i < names->n; i++)
        names->order[i] = i;
    qsort_r(names->order, names->n, sizeof *names->order, by_text, names);
    for (uint32_t i = 0; i < names->n; i++)
        names->rank[names->order[i]] = i;
    return EVN_OK;
}
