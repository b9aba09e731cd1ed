#include "tools/audit/run.h"

#include "common/base/hash.h"

#include "evernormal/service/v1/service.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Kinds of the engine, and the row of one: proto/spec/3-views.md. */
enum { OUTBOX = 2, LANE_ANSWER = 3, CURSOR = 4, CLOCK = 5, KEY = 6, STANDING = 9, HEAD_LEN = 24 };

/* A row that must be there: what its key is, and a fingerprint of its value. */
struct evn_audit_kit_row {
    uint8_t key[EVN_AUDIT_KIT_KEY_MAX];
    size_t key_len;
    struct evn_hash128 value;
    uint64_t seq;
    bool gone; /* a command of ours that was answered */
};

static evn_err add(struct evn_audit_kit *kit, const struct evn_audit_kit_row *row)
{
    if (kit->n == kit->cap) {
        size_t cap = kit->cap > 0 ? kit->cap * 2 : 64;
        struct evn_audit_kit_row *more = reallocarray(kit->row, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        kit->row = more;
        kit->cap = cap;
    }
    kit->row[kit->n] = *row;
    evn_err err =
        evn_textmap_add(&kit->keys, evn_bytes_of(row->key, row->key_len), (uint32_t)kit->n);
    kit->n += err == EVN_OK;
    return err;
}

static evn_err put(struct evn_audit_kit *kit, struct evn_audit_kit_row *row,
                   const struct evn_frame *frame, uint64_t seq, int64_t recorded_at_us)
{
    uint32_t at;
    uint8_t head[HEAD_LEN] = {0};
    struct evn_hash256 hash;
    evn_put_u64(head, seq);
    evn_put_i64(head + 8, recorded_at_us);
    evn_put_u32(head + 16, frame->version);
    evn_hash256(NULL, evn_bytes_of(head, sizeof head), frame->body, &hash);
    memcpy(row->value.b, hash.b, sizeof row->value.b);
    row->seq = seq;
    if (!evn_textmap_find(&kit->keys, evn_bytes_of(row->key, row->key_len), &at))
        return add(kit, row);
    kit->row[at] = *row;
    return EVN_OK;
}

static bool text_key(struct evn_audit_kit_row *row, uint32_t kind, const char *text)
{
    size_t len = strlen(text);
    if (len + 1 > sizeof row->key)
        return false;
    row->key[0] = (uint8_t)kind;
    memcpy(row->key + 1, text, len);
    row->key_len = len + 1;
    return true;
}

static void seq_key(struct evn_audit_kit_row *row, uint64_t seq)
{
    row->key[0] = OUTBOX;
    evn_put_be64(row->key + 1, seq);
    row->key_len = 9;
}

static evn_err take_cursor(struct evn_audit_kit_row *row, struct evn_bytes body)
{
    Evernormal__Service__V1__Cursor *m =
        evernormal__service__v1__cursor__unpack(NULL, body.len, body.at);
    bool good = m != NULL && text_key(row, CURSOR, m->source);
    if (m != NULL)
        evernormal__service__v1__cursor__free_unpacked(m, NULL);
    return good ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err take_key(struct evn_audit_kit_row *row, struct evn_bytes body)
{
    Evernormal__Service__V1__Key *m = evernormal__service__v1__key__unpack(NULL, body.len, body.at);
    bool good = m != NULL && text_key(row, KEY, m->public_key);
    if (m != NULL)
        evernormal__service__v1__key__free_unpacked(m, NULL);
    return good ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err take_standing(struct evn_audit_kit_row *row, struct evn_bytes body)
{
    Evernormal__Service__V1__Standing *m =
        evernormal__service__v1__standing__unpack(NULL, body.len, body.at);
    bool good = m != NULL && text_key(row, STANDING, m->staff);
    if (m != NULL)
        evernormal__service__v1__standing__free_unpacked(m, NULL);
    return good ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err take_answer(struct evn_audit_kit *kit, struct evn_bytes body)
{
    uint32_t at;
    struct evn_audit_kit_row row = {.key_len = 0};
    Evernormal__Service__V1__LaneAnswer *m =
        evernormal__service__v1__lane_answer__unpack(NULL, body.len, body.at);
    if (m == NULL)
        return EVN_E_CORRUPT;
    seq_key(&row, m->outbox_seq);
    evernormal__service__v1__lane_answer__free_unpacked(m, NULL);
    if (evn_textmap_find(&kit->keys, evn_bytes_of(row.key, row.key_len), &at))
        kit->row[at].gone = true;
    return EVN_OK;
}

evn_err evn_audit_kit_frame(struct evn_audit_run *run, const struct evn_frame *frame, uint64_t seq,
                            int64_t recorded_at_us)
{
    struct evn_audit_kit_row row = {.key_len = 0};
    evn_err err = EVN_OK;
    if (run->peek == NULL || seq > run->at.seq)
        return EVN_OK;
    switch (frame->kind) {
    case LANE_ANSWER:
        return take_answer(&run->kit, frame->body);
    case OUTBOX:
        seq_key(&row, seq);
        break;
    case CURSOR:
        err = take_cursor(&row, frame->body);
        break;
    case CLOCK:
        (void)text_key(&row, CLOCK, "");
        break;
    case KEY:
        err = take_key(&row, frame->body);
        break;
    case STANDING:
        err = take_standing(&row, frame->body);
        break;
    default:
        return EVN_OK;
    }
    return err == EVN_OK ? put(&run->kit, &row, frame, seq, recorded_at_us) : err;
}

/* The name of a row for people: what kind of thing it is. */
static const char *name_of(const struct evn_audit_kit_row *row)
{
    switch (row->key[0]) {
    case OUTBOX:
        return "kit outbox";
    case CURSOR:
        return "kit cursor";
    case CLOCK:
        return "kit clock";
    case STANDING:
        return "kit standing";
    default:
        return "kit key";
    }
}

static evn_err compare(struct evn_audit_run *run, const struct evn_audit_kit_row *row)
{
    struct evn_bytes value;
    struct evn_hash256 hash = {{0}};
    bool found;
    evn_err err =
        evn_peek_get(run->peek, "kit", evn_bytes_of(row->key, row->key_len), &value, &found);
    if (err == EVN_OK && found)
        evn_hash256(NULL, value, (struct evn_bytes){0}, &hash);
    if (err == EVN_OK && (!found || memcmp(hash.b, row->value.b, sizeof row->value.b) != 0))
        evn_audit_tell(run, EVN_AUDIT_ROW, name_of(row), found, 1, row->seq);
    return err;
}

evn_err evn_audit_kit_end(struct evn_audit_run *run)
{
    uint64_t n = 0;
    evn_err err = EVN_OK;
    if (run->peek == NULL)
        return EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < run->kit.n; i++)
        if (!run->kit.row[i].gone) {
            n++;
            err = compare(run, &run->kit.row[i]);
        }
    return err == EVN_OK ? evn_audit_rows(run, EVN_AUDIT_ROW, "kit", n) : err;
}

void evn_audit_kit_free(struct evn_audit_kit *kit)
{
    free(kit->row);
    evn_textmap_fini(&kit->keys);
}
