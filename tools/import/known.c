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
    evn_buf_init(&known->bytes, EVN_BATCH_BYTES_MAX);
}

void evn_known_fini(struct evn_known *known)
{
    evn_buf_fini(&known->bytes);
    free(known->row);
    *known = (struct evn_known){0};
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

/* Keep the body, and lay the batch's over it. */
static evn_err keep(struct evn_known *known, struct evn_batch *batch, size_t i,
                    struct evn_bytes body)
{
    struct evn_known_row *row = &known->row[i];
    struct evn_buf full;
    row->there = true;
    row->at = known->bytes.len;
    row->len = body.len;
    evn_err err = evn_buf_add(&known->bytes, body);
    evn_buf_init(&full, EVN_BATCH_BYTES_MAX);
    if (err == EVN_OK && !batch->entry[i].said.whole)
        err = evn_patch(body, evn_batch_body(batch, i), &batch->entry[i].said, &full);
    if (err == EVN_OK && !batch->entry[i].said.whole)
        err = evn_batch_complete(batch, i, evn_bytes_of(full.at, full.len));
    evn_buf_fini(&full);
    return err;
}

static evn_err add(struct evn_known *known, struct evn_batch *batch, uint32_t tag,
                   struct evn_bytes body)
{
    char key[EVN_KIND_KEY_MAX];
    struct evn_buf plain;
    size_t i;
    if (!evn_kind_key(tag, body, key))
        return EVN_E_BAD_MESSAGE;
    if (!evn_batch_find(batch, tag, evn_bytes_text(key), &i) || known->row[i].there)
        return EVN_OK;
    evn_buf_init(&plain, body.len + 1);
    if (tag == COMMUNITY_TAG && without_links(body, &plain))
        body = evn_bytes_of(plain.at, plain.len);
    if (tag == EVN_POLICY_TAG && evn_policy_unversioned(body, &plain, &known->row[i].version))
        body = evn_bytes_of(plain.at, plain.len);
    evn_err err = keep(known, batch, i, body);
    evn_buf_fini(&plain);
    return err;
}

/* Ask for a page of the table behind `after`, which gets where the next begins ("" at the end). */
static evn_err load_page(struct evn_known *known, struct evn_session *session,
                         struct evn_batch *batch, uint32_t tag, char after[EVN_KIND_KEY_MAX],
                         struct evn_refusal *why)
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
            err = add(known, batch, tag, field.bytes);
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
                       struct evn_batch *batch, struct evn_refusal *why)
{
    bool seen[TAG_MAX] = {false};
    char after[EVN_KIND_KEY_MAX];
    EVN_ASSERT(known->row == NULL);
    known->row = calloc(batch->n + 1, sizeof *known->row);
    known->n = known->row != NULL ? batch->n : 0;
    evn_err err = known->row != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    *why = evn_refusal_of(err);
    for (size_t i = 0; i < batch->n && err == EVN_OK; i++) {
        uint32_t tag = batch->entry[i].tag;
        if (seen[tag % TAG_MAX])
            continue;
        seen[tag % TAG_MAX] = true;
        after[0] = '\0';
        do
            err = load_page(known, session, batch, tag, after, why);
        while (err == EVN_OK && after[0] != '\0');
    }
    return err;
}

struct evn_bytes evn_known_body(const struct evn_known *known, size_t i)
{
    if (i >= known->n || !known->row[i].there)
        return (struct evn_bytes){0};
    return evn_bytes_of(known->bytes.at + known->row[i].at, known->row[i].len);
}

enum evn_change evn_known_change(const struct evn_known *known, const struct evn_batch *batch,
                                 size_t i, uint32_t *version)
{
    struct evn_bytes present = evn_known_body(known, i);
    *version = present.len > 0 ? known->row[i].version : 0;
    if (present.len == 0) /* an entity has a key, so it has bytes */
        return EVN_CHANGE_NEW;
    return evn_bytes_equal(evn_batch_body(batch, i), present) ? EVN_CHANGE_NOTHING
                                                              : EVN_CHANGE_OTHER;
}
