#include "tools/import/known.h"

#include "common/wire/nest.h"
#include "tools/import/kind.h"
#include "tools/import/policy.h"

#include <stdio.h>
#include <stdlib.h>

enum { QUERY_LIST = 2, LIST_TABLE = 1, LIST_LIMIT = 2, LIST_AFTER = 3, RESULT_NEXT = 64 };
enum { COMMUNITY_TAG = 22, COMMUNITY_LINKS = 8 };
enum { PAGE_ROWS = 1000, TAG_MAX = 128 };

void evn_known_init(struct evn_known *known)
{
    *known = (struct evn_known){0};
    evn_textmap_init(&known->keys, EVN_BATCH_MAX);
}

void evn_known_fini(struct evn_known *known)
{
    evn_textmap_fini(&known->keys);
    free(known->body);
    free(known->version);
    known->body = NULL;
    known->version = NULL;
}

static struct evn_bytes key_of(uint32_t tag, struct evn_bytes key, char out[EVN_KIND_KEY_MAX + 16])
{
    int n =
        snprintf(out, EVN_KIND_KEY_MAX + 16, "%u:%.*s", tag, (int)key.len, (const char *)key.at);
    return evn_bytes_of(out, (size_t)n);
}

static evn_err grow(struct evn_known *known)
{
    if (known->n < known->cap)
        return EVN_OK;
    size_t cap = known->cap == 0 ? 256 : known->cap * 2;
    struct evn_hash128 *body = realloc(known->body, cap * sizeof *body);
    if (body != NULL)
        known->body = body;
    uint32_t *version = realloc(known->version, cap * sizeof *version);
    if (version != NULL)
        known->version = version;
    if (body == NULL || version == NULL)
        return EVN_E_NO_MEMORY;
    known->cap = cap;
    return EVN_OK;
}

/* The community as a file says it: its links are no table's to say, and are its last field. */
static bool without_links(struct evn_bytes body, struct evn_buf *out)
{
    struct evn_bytes rest = body;
    struct evn_pb_field field;
    size_t len = 0;
    while (evn_pb_next(&rest, &field) == EVN_OK && field.number < COMMUNITY_LINKS)
        len = body.len - rest.len;
    return len < body.len && evn_buf_add(out, evn_bytes_of(body.at, len)) == EVN_OK;
}

static evn_err add(struct evn_known *known, uint32_t tag, struct evn_bytes body)
{
    char key[EVN_KIND_KEY_MAX], text[EVN_KIND_KEY_MAX + 16];
    uint32_t version = 0;
    struct evn_buf plain;
    evn_err err = grow(known);
    if (err != EVN_OK)
        return err;
    if (!evn_kind_key(tag, body, key))
        return EVN_E_BAD_MESSAGE;
    evn_buf_init(&plain, body.len + 1);
    if (tag == COMMUNITY_TAG && without_links(body, &plain))
        body = evn_bytes_of(plain.at, plain.len);
    if (tag == EVN_POLICY_TAG && evn_policy_unversioned(body, &plain, &version))
        body = evn_bytes_of(plain.at, plain.len);
    evn_hash128(body, &known->body[known->n]);
    known->version[known->n] = version;
    evn_buf_fini(&plain);
    return evn_textmap_add(&known->keys, key_of(tag, evn_bytes_text(key), text),
                           (uint32_t)known->n++);
}

/* Ask for a page of the table behind `after`, which gets where the next begins ("" at the end). */
static evn_err load_page(struct evn_known *known, struct evn_session *session, uint32_t tag,
                         char after[EVN_KIND_KEY_MAX], struct evn_refusal *why)
{
    uint8_t room[EVN_KIND_KEY_MAX + 64];
    struct evn_buf query = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &query};
    struct evn_bytes result;
    struct evn_pb_field field;
    size_t start = evn_nest_open(&w, QUERY_LIST);
    evn_pbw_u64(&w, LIST_TABLE, tag);
    evn_pbw_u64(&w, LIST_LIMIT, PAGE_ROWS);
    evn_pbw_bytes(&w, LIST_AFTER, evn_bytes_text(after));
    evn_nest_close(&w, start);
    EVN_ASSERT(w.err == EVN_OK);
    evn_err err =
        evn_session_query(session, "registry", evn_bytes_of(query.at, query.len), &result, why);
    after[0] = '\0';
    while (err == EVN_OK && (err = evn_pb_next(&result, &field)) == EVN_OK) {
        if (field.number == tag && field.type == 2)
            err = add(known, tag, field.bytes);
        else if (field.number == RESULT_NEXT && field.type == 2)
            snprintf(after, EVN_KIND_KEY_MAX, "%.*s", (int)field.bytes.len,
                     (const char *)field.bytes.at);
    }
    if (err == EVN_E_AGAIN)
        return EVN_OK;
    if (why->err == EVN_OK)
        *why = evn_refusal_of(err);
    return err;
}

evn_err evn_known_load(struct evn_known *known, struct evn_session *session,
                       const struct evn_batch *batch, struct evn_refusal *why)
{
    bool seen[TAG_MAX] = {false};
    char after[EVN_KIND_KEY_MAX];
    evn_err err = EVN_OK;
    *why = evn_refusal_of(EVN_OK);
    for (size_t i = 0; i < batch->n && err == EVN_OK; i++) {
        uint32_t tag = batch->entry[i].tag;
        if (seen[tag % TAG_MAX])
            continue;
        seen[tag % TAG_MAX] = true;
        after[0] = '\0';
        do
            err = load_page(known, session, tag, after, why);
        while (err == EVN_OK && after[0] != '\0');
    }
    return err;
}

enum evn_change evn_known_change(const struct evn_known *known, const struct evn_batch *batch,
                                 size_t i, uint32_t *version)
{
    char text[EVN_KIND_KEY_MAX + 16];
    struct evn_hash128 hash;
    uint32_t row;
    *version = 0;
    if (!evn_textmap_find(&known->keys, key_of(batch->entry[i].tag, evn_batch_key(batch, i), text),
                          &row))
        return EVN_CHANGE_NEW;
    *version = known->version[row];
    evn_hash128(evn_batch_body(batch, i), &hash);
    return memcmp(&hash, &known->body[row], sizeof hash) == 0 ? EVN_CHANGE_NOTHING
                                                              : EVN_CHANGE_OTHER;
}
