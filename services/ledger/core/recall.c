#include "services/ledger/core/recall.h"

#include "common/base/pbw.h"

#include <stdlib.h>
#include <string.h>

/* Field numbers of Recall in event.proto. */
enum { F_STEP = 1, F_OF = 2, F_LOTS = 3, F_AUTHORITY = 4, F_LEVEL = 5, F_REASON = 6 };
enum { BODY_MAX = 64 << 10 };

void evn_recalls_fini(struct evn_recalls *recalls)
{
    for (uint32_t i = 0; i < recalls->n; i++)
        free(recalls->row[i].lots);
    free(recalls->row);
    *recalls = (struct evn_recalls){0};
}

const struct evn_recall *evn_recalls_open(const struct evn_recalls *recalls, uint32_t reason)
{
    for (uint32_t i = 0; i < recalls->n; i++)
        if (recalls->row[i].open && recalls->row[i].reason == reason)
            return &recalls->row[i];
    return NULL;
}

evn_err evn_recall_body(const struct evn_recall_event *event, struct evn_arena *arena,
                        struct evn_bytes *out)
{
    struct evn_buf buf;
    evn_buf_init(&buf, BODY_MAX);
    struct evn_pbw w = {.buf = &buf};
    evn_pbw_u64(&w, F_STEP, event->closes);
    evn_pbw_u64(&w, F_OF, event->of);
    evn_pbw_packed_i64(&w, F_LOTS, event->lots, event->n_lots);
    evn_pbw_bytes(&w, F_AUTHORITY, event->authority);
    evn_pbw_bytes(&w, F_LEVEL, event->level);
    evn_pbw_u64(&w, F_REASON, event->reason);
    uint8_t *at = w.err == EVN_OK ? evn_arena_alloc(arena, buf.len) : NULL;
    if (at != NULL)
        memcpy(at, buf.at, buf.len);
    *out = evn_bytes_of(at, buf.len);
    evn_buf_fini(&buf);
    return w.err != EVN_OK ? w.err : at != NULL ? EVN_OK : EVN_E_LIMIT;
}

static bool take_text(struct evn_bytes text, char to[EVN_RECALL_TEXT])
{
    if (text.len >= EVN_RECALL_TEXT)
        return false;
    memcpy(to, text.at, text.len);
    to[text.len] = '\0';
    return true;
}

static evn_err take_lots(struct evn_bytes packed, struct evn_recall *r)
{
    uint64_t lot;
    evn_err err;
    while ((err = evn_pb_varint(&packed, &lot)) == EVN_OK) {
        if (lot == 0 || lot > UINT32_MAX || r->n_lots == EVN_RECALL_LOTS_MAX)
            return EVN_E_CORRUPT;
        uint32_t *more = reallocarray(r->lots, r->n_lots + 1, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        r->lots = more;
        r->lots[r->n_lots++] = (uint32_t)lot;
    }
    return err == EVN_E_AGAIN ? EVN_OK : EVN_E_CORRUPT;
}

/* *of is not 0 when the event closes that one. */
static evn_err read_body(struct evn_bytes body, struct evn_recall *out, bool *closes, uint64_t *of)
{
    struct evn_pb_field f;
    evn_err err = EVN_OK, end;
    *closes = false;
    *of = 0;
    while (err == EVN_OK && (end = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == F_STEP)
            *closes = f.value != 0;
        else if (f.number == F_OF)
            *of = f.value;
        else if (f.number == F_LOTS)
            err = take_lots(f.bytes, out);
        else if (f.number == F_REASON)
            out->reason = (uint32_t)f.value;
        else if ((f.number == F_AUTHORITY && !take_text(f.bytes, out->authority)) ||
                 (f.number == F_LEVEL && !take_text(f.bytes, out->level)))
            err = EVN_E_CORRUPT;
    }
    return err != EVN_OK ? err : end == EVN_E_AGAIN ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err close_one(struct evn_recalls *recalls, uint64_t of)
{
    for (uint32_t i = 0; i < recalls->n; i++)
        if (recalls->row[i].seq == of && recalls->row[i].open) {
            recalls->row[i].open = false;
            return EVN_OK;
        }
    return EVN_E_CORRUPT;
}

static evn_err add(struct evn_recalls *recalls, const struct evn_recall *row)
{
    if (row->reason == 0 || evn_recalls_open(recalls, row->reason) != NULL)
        return EVN_E_CORRUPT;
    if (recalls->n == recalls->cap) {
        uint32_t cap = recalls->cap > 0 ? recalls->cap * 2 : 8;
        struct evn_recall *more = reallocarray(recalls->row, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        recalls->row = more;
        recalls->cap = cap;
    }
    recalls->row[recalls->n++] = *row;
    return EVN_OK;
}

evn_err evn_recalls_apply(struct evn_recalls *recalls, uint64_t seq, struct evn_bytes body)
{
    struct evn_recall row = {.seq = seq, .open = true};
    bool closes;
    uint64_t of;
    evn_err err = read_body(body, &row, &closes, &of);
    if (err == EVN_OK && !closes) {
        err = add(recalls, &row);
        if (err == EVN_OK)
            return EVN_OK;
    }
    free(row.lots);
    return err != EVN_OK ? err : close_one(recalls, of);
}
