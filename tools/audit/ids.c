#include "tools/audit/account.h"
#include "tools/audit/derive.h"

#include <string.h>

enum { ID_LEN = 16, KEPT_LEN = 48 };

/* What the views keep of the id, or NULL. */
static evn_err find(struct evn_audit_run *run, const uint8_t id[ID_LEN], const uint8_t **kept)
{
    struct evn_bytes row = {0};
    bool found;
    *kept = NULL;
    evn_err err = evn_peek_floor(run->peek, "ids", evn_bytes_of(id, ID_LEN), &row, &found);
    if (err != EVN_OK || !found)
        return err;
    for (size_t at = 0; *kept == NULL && at + KEPT_LEN <= row.len; at += KEPT_LEN)
        if (memcmp(row.at + at, id, ID_LEN) == 0)
            *kept = row.at + at;
    return EVN_OK;
}

evn_err evn_audit_id(struct evn_audit_run *run, const struct evn_audit_record *r)
{
    uint8_t want[KEPT_LEN];
    const uint8_t *kept;
    char where[EVN_AUDIT_TEXT];
    run->counts->n_ids++;
    if (run->peek == NULL || r->document > run->at.seq)
        return EVN_OK;
    run->fold->n_ids++;
    memcpy(want, r->command, ID_LEN);
    evn_put_u64(want + 16, r->document);
    evn_put_u32(want + 24, r->n_events);
    evn_put_u32(want + 28, r->actor);
    memcpy(want + 32, r->hash, 16);
    evn_err err = find(run, r->command, &kept);
    if (err != EVN_OK || (kept != NULL && memcmp(kept, want, sizeof want) == 0))
        return err;
    evn_audit_id_text(r->command, where);
    evn_audit_tell(run, EVN_AUDIT_ID, where, kept != NULL ? evn_get_i64(kept + ID_LEN) : 0,
                   (int64_t)r->document, r->document);
    return EVN_OK;
}

/* Ids of a row, and whether it is one: its key is its first, and they rise. */
struct rows {
    uint64_t n;
    bool good;
};

static evn_err take_row(void *arg, struct evn_bytes key, struct evn_bytes row)
{
    struct rows *rows = arg;
    rows->good = rows->good && key.len == ID_LEN && row.len >= KEPT_LEN &&
                 row.len % KEPT_LEN == 0 && memcmp(row.at, key.at, ID_LEN) == 0;
    for (size_t at = KEPT_LEN; rows->good && at < row.len; at += KEPT_LEN)
        rows->good = memcmp(row.at + at - KEPT_LEN, row.at + at, ID_LEN) < 0;
    rows->n += row.len / KEPT_LEN;
    return EVN_OK;
}

evn_err evn_audit_ids_end(struct evn_audit_run *run)
{
    struct rows rows = {.good = true};
    evn_err err = run->peek != NULL ? evn_peek_each(run->peek, "ids", take_row, &rows) : EVN_OK;
    if (err == EVN_OK && run->peek != NULL && (!rows.good || rows.n != run->fold->n_ids))
        evn_audit_tell(run, EVN_AUDIT_ID, "ids", (int64_t)rows.n, (int64_t)run->fold->n_ids, 0);
    return err;
}
