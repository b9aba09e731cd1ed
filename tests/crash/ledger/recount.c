#include "tests/crash/ledger/recount.h"

#include "common/base/pbw.h"
#include "common/journal/frame.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    RECORDS = 16,
    ACCOUNT = 22, /* kinds of frame */
    RECORD_LEN = 128,
    MOVEMENT_MAX = 24, /* kinds of record that move stock */
    COUNTED = 32,
    CLAIM_MADE = 40,
    CLAIM_RELEASED = 42, /* this and the two behind it end a claim */
    CLAIM_EXPIRED = 44,
    HOLD_PUT = 50,
    FROM_PHYSICAL = 1,
    TO_PHYSICAL = 2,
    REVERSAL = 8
};

/* The lot of accounts that carry claims on the item. */
#define ANY_LOT UINT32_MAX

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
    r->physical[account] = physical;
    r->n_impossible += r->balance[account] != says;
}

/* A count of the item at the place may leave less than is claimed there. */
static void mark_counted(struct recount *r, uint32_t account)
{
    for (uint32_t b = 1; account < RECOUNT_ACCOUNTS_MAX && b <= r->n_accounts; b++)
        r->counted[b] |=
            r->key[b].place == r->key[account].place && r->key[b].item == r->key[account].item;
}

static evn_err take_record(struct recount *r, const uint8_t *record)
{
    uint16_t kind = evn_get_u16(record);
    r->n_kind[kind < RECOUNT_KINDS ? kind : 0]++;
    r->n_reversed += kind <= MOVEMENT_MAX && (record[3] & REVERSAL) != 0;
    if (kind == COUNTED)
        mark_counted(r, evn_get_u32(record + 8));
    if (kind == HOLD_PUT)
        r->held[evn_get_u32(record + 8) % RECOUNT_ACCOUNTS_MAX] = true;
    if (kind >= 1 && kind <= MOVEMENT_MAX) {
        int64_t qty = evn_get_i64(record + 16);
        move(r, evn_get_u32(record + 8), -qty, evn_get_i64(record + 24),
             (record[3] & FROM_PHYSICAL) != 0);
        move(r, evn_get_u32(record + 12), qty, evn_get_i64(record + 32),
             (record[3] & TO_PHYSICAL) != 0);
    }
    uint32_t account = evn_get_u32(record + 8);
    if (account < RECOUNT_ACCOUNTS_MAX && kind == CLAIM_MADE)
        r->claimed[account] += evn_get_i64(record + 16);
    if (account < RECOUNT_ACCOUNTS_MAX && kind >= CLAIM_RELEASED && kind <= CLAIM_EXPIRED)
        r->claimed[account] -= evn_get_i64(record + 16);
    return take_command(r, record);
}

static void take_account(struct recount *r, struct evn_bytes body)
{
    struct evn_pb_field f;
    uint64_t number = 0;
    struct recount_key key = {0};
    while (evn_pb_next(&body, &f) == EVN_OK) {
        number = f.number == 1 ? f.value : number;
        key.place = f.number == 3 ? (uint32_t)f.value : key.place;
        key.item = f.number == 4 ? (uint32_t)f.value : key.item;
        key.lot = f.number == 5 ? (uint32_t)f.value : key.lot;
    }
    r->n_accounts++;
    if (number < RECOUNT_ACCOUNTS_MAX)
        r->key[number] = key;
    else
        r->n_impossible++;
}

/* Between records of one command stock may be negative; behind a block it is not. */
static void check_stock(struct recount *r)
{
    for (uint32_t a = 1; a <= r->n_accounts && a < RECOUNT_ACCOUNTS_MAX; a++)
        r->n_impossible += r->physical[a] && r->balance[a] < 0;
}

/* What claims on a lot leave of it; of what is claimed of the item alone nothing. */
static int64_t rest_of(const struct recount *r, uint32_t account)
{
    int64_t rest = r->key[account].lot != ANY_LOT ? r->balance[account] - r->claimed[account] : 0;
    return rest > 0 ? rest : 0;
}

/* What is claimed of a lot, or of an item, at a place is there, but where a count found less. What
 * was on hold is kept for nobody. */
static void check_claims(struct recount *r)
{
    for (uint32_t a = 1; a <= r->n_accounts && a < RECOUNT_ACCOUNTS_MAX; a++) {
        const struct recount_key *key = &r->key[a];
        bool lot = key->lot != ANY_LOT;
        int64_t stock = lot ? r->balance[a] : 0;
        for (uint32_t b = 1; b <= r->n_accounts && r->claimed[a] > 0 && !lot; b++)
            if (r->key[b].place == key->place && r->key[b].item == key->item)
                stock += rest_of(r, b);
        bool known = r->counted[a] || (lot && r->held[key->lot % RECOUNT_ACCOUNTS_MAX]);
        r->n_overclaimed +=
            r->claimed[a] < 0 || (r->claimed[a] > 0 && stock < r->claimed[a] && !known);
        r->n_lot_claims += lot && r->claimed[a] > 0;
    }
}

static evn_err take_block(void *arg, const struct evn_block *block)
{
    struct recount *r = arg;
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        if (frame.kind == ACCOUNT)
            take_account(r, frame.body);
        for (uint32_t i = 0; frame.kind == RECORDS && err == EVN_OK && i < frame.count; i++)
            err = take_record(r, frame.body.at + (size_t)i * RECORD_LEN);
        if (err != EVN_OK)
            return err;
    }
    check_stock(r);
    check_claims(r);
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

unsigned recount_unbalanced(const struct recount *r)
{
    unsigned n = 0;
    for (uint32_t a = 1; a <= r->n_accounts && a < RECOUNT_ACCOUNTS_MAX; a++) {
        int64_t sum = 0;
        for (uint32_t b = 1; b <= r->n_accounts; b++)
            if (r->key[b].item == r->key[a].item && r->key[b].lot == r->key[a].lot)
                sum += r->balance[b];
        n += sum != 0;
    }
    return n;
}

const struct recount_command *recount_find(const struct recount *r, const struct evn_id *id)
{
    struct recount_command want = {.id = *id};
    return r->n > 0 ? bsearch(&want, r->command, r->n, sizeof *r->command, by_id) : NULL;
}
