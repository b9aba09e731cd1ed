#include "tests/crash/ledger/recount.h"

#include "common/journal/frame.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    RECORDS = 16,
    ACCOUNT = 22, /* kinds of frame */
    RECORD_LEN = 128,
    MOVEMENT_MAX = 24, /* kinds of record that move stock */
    FROM_PHYSICAL = 1,
    TO_PHYSICAL = 2
};

static evn_err take_command(struct recount *r, const uint8_t *record)
{
    static const struct evn_id none;
    struct recount_command c = {.first_seq = evn_get_u64(record + 56),
                                .count = evn_get_u32(record + 120)};
    memcpy(c.id.b, record + 80, sizeof c.id.b);
    if (evn_id_equal(&c.id, &none))
        return EVN_OK;
    if (r->n > 0 && evn_id_equal(&r->command[r->n - 1].id, &c.id) &&
        r->command[r->n - 1].first_seq == c.first_seq)
        return EVN_OK;
    if (r->n == r->cap) {
        size_t cap = r->cap > 0 ? 2 * r->cap : 256;
        struct recount_command *more = realloc(r->command, cap * sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        r->command = more;
        r->cap = cap;
    }
    r->command[r->n++] = c;
    return EVN_OK;
}

/* One side of a movement. */
static void move(struct recount *r, uint32_t account, int64_t change, int64_t says, bool physical)
{
    if (account >= RECOUNT_ACCOUNTS_MAX) {
        r->n_impossible++;
        return;
    }
    r->balance[account] += change;
    r->n_impossible += r->balance[account] != says || (physical && says < 0);
}

static evn_err take_record(struct recount *r, const uint8_t *record)
{
    uint16_t kind = evn_get_u16(record);
    if (kind >= 1 && kind <= MOVEMENT_MAX) {
        int64_t qty = evn_get_i64(record + 16);
        move(r, evn_get_u32(record + 8), -qty, evn_get_i64(record + 24),
             (record[3] & FROM_PHYSICAL) != 0);
        move(r, evn_get_u32(record + 12), qty, evn_get_i64(record + 32),
             (record[3] & TO_PHYSICAL) != 0);
    }
    return take_command(r, record);
}

static evn_err take_block(void *arg, const struct evn_block *block)
{
    struct recount *r = arg;
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        r->n_accounts += frame.kind == ACCOUNT;
        for (uint32_t i = 0; frame.kind == RECORDS && err == EVN_OK && i < frame.count; i++)
            err = take_record(r, frame.body.at + (size_t)i * RECORD_LEN);
        if (err != EVN_OK)
            return err;
    }
    r->last_seq = block->first_seq + block->count - 1;
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static int by_id(const void *a, const void *b)
{
    const struct recount_command *x = a, *y = b;
    return memcmp(x->id.b, y->id.b, sizeof x->id.b);
}

evn_err recount_read(struct recount *r, const char *folder)
{
    struct evn_journal_head head;
    struct evn_file_report report;
    char log[600];
    snprintf(log, sizeof log, "%s/ledger/log", folder);
    *r = (struct recount){0};
    evn_err err = evn_journal_walk(log, take_block, r, &head, &report);
    if (err != EVN_OK || r->n == 0)
        return err;
    qsort(r->command, r->n, sizeof *r->command, by_id);
    for (size_t i = 1; i < r->n; i++)
        r->n_doubled += evn_id_equal(&r->command[i - 1].id, &r->command[i].id);
    return EVN_OK;
}

void recount_free(struct recount *r)
{
    free(r->command);
    r->command = NULL;
    r->n = r->cap = 0;
}

const struct recount_command *recount_find(const struct recount *r, const struct evn_id *id)
{
    struct recount_command want = {.id = *id};
    return r->n > 0 ? bsearch(&want, r->command, r->n, sizeof *r->command, by_id) : NULL;
}
