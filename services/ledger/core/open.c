#include "services/ledger/core/open.h"

#include "common/base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { BY_SEQ, BY_NAME, BY_ACCOUNT, N_CHAINS, START = 64 };

evn_err evn_opens_init(struct evn_opens *opens, uint64_t name_key)
{
    *opens = (struct evn_opens){.n_buckets = START};
    for (int c = 0; c < N_CHAINS; c++) {
        opens->bucket[c] = calloc(START, sizeof *opens->bucket[c]);
        if (opens->bucket[c] == NULL)
            return EVN_E_NO_MEMORY;
    }
    evn_dict_init(&opens->names, name_key);
    return EVN_OK;
}

void evn_opens_fini(struct evn_opens *opens)
{
    for (int c = 0; c < N_CHAINS; c++)
        free(opens->bucket[c]);
    free(opens->row);
    evn_dict_fini(&opens->names);
    *opens = (struct evn_opens){0};
}

static uint32_t *bucket(const struct evn_opens *o, int chain, uint64_t key)
{
    return &o->bucket[chain][evn_mix64(key) & (o->n_buckets - 1)];
}

/* A lot on a vehicle may have both claims and goods for a stop. */
static uint64_t on_account(uint32_t kind, uint32_t account)
{
    return (uint64_t)kind << 32 | account;
}

static uint64_t key_of(const struct evn_open *row, int chain)
{
    return chain == BY_SEQ    ? row->seq
           : chain == BY_NAME ? row->name
                              : on_account(row->kind, row->account);
}

static void link_row(struct evn_opens *o, uint32_t slot)
{
    for (int c = 0; c < N_CHAINS; c++) {
        uint32_t *head = bucket(o, c, key_of(&o->row[slot], c));
        o->row[slot].chain[c] = *head;
        *head = slot;
    }
}

/* Twice the buckets; all rows are linked again. */
static evn_err grow_buckets(struct evn_opens *o)
{
    uint32_t n = o->n_buckets * 2;
    uint32_t *fresh[N_CHAINS];
    for (int c = 0; c < N_CHAINS; c++) {
        fresh[c] = calloc(n, sizeof *fresh[c]);
        if (fresh[c] == NULL) {
            while (c-- > 0)
                free(fresh[c]);
            return EVN_E_NO_MEMORY;
        }
    }
    for (int c = 0; c < N_CHAINS; c++) {
        free(o->bucket[c]);
        o->bucket[c] = fresh[c];
    }
    o->n_buckets = n;
    for (uint32_t slot = 1; slot <= o->n_slots; slot++)
        if (o->row[slot].seq != 0)
            link_row(o, slot);
    return EVN_OK;
}

static evn_err take_slot(struct evn_opens *o, uint32_t *slot)
{
    if (o->free != 0) {
        *slot = o->free;
        o->free = o->row[*slot].chain[BY_SEQ];
        return EVN_OK;
    }
    if (o->n_slots + 1 >= o->cap) {
        uint32_t cap = o->cap > 0 ? o->cap * 2 : START;
        struct evn_open *row = realloc(o->row, cap * sizeof *row);
        if (row == NULL)
            return EVN_E_NO_MEMORY;
        o->row = row;
        o->cap = cap;
    }
    *slot = ++o->n_slots;
    return EVN_OK;
}

evn_err evn_opens_add(struct evn_opens *opens, const struct evn_open *row)
{
    uint32_t slot;
    evn_err err = opens->n >= opens->n_buckets ? grow_buckets(opens) : EVN_OK;
    if (err == EVN_OK)
        err = take_slot(opens, &slot);
    if (err != EVN_OK)
        return err;
    opens->row[slot] = *row;
    link_row(opens, slot);
    opens->n++;
    return EVN_OK;
}

struct evn_open *evn_opens_find(const struct evn_opens *opens, uint64_t seq)
{
    uint32_t slot = *bucket(opens, BY_SEQ, seq);
    while (slot != 0 && opens->row[slot].seq != seq)
        slot = opens->row[slot].chain[BY_SEQ];
    return slot != 0 ? &opens->row[slot] : NULL;
}

void evn_opens_take(struct evn_opens *opens, struct evn_open *row, int64_t qty)
{
    uint32_t slot = (uint32_t)(row - opens->row);
    row->left -= qty;
    if (row->left > 0)
        return;
    for (int c = 0; c < N_CHAINS; c++) {
        uint32_t *at = bucket(opens, c, key_of(row, c));
        while (*at != slot)
            at = &opens->row[*at].chain[c];
        *at = row->chain[c];
    }
    *row = (struct evn_open){.chain = {opens->free}};
    opens->free = slot;
    opens->n--;
}

static const struct evn_open *lowest(const struct evn_opens *o, int chain, uint64_t key,
                                     uint64_t after)
{
    const struct evn_open *best = NULL;
    for (uint32_t s = *bucket(o, chain, key); s != 0; s = o->row[s].chain[chain]) {
        const struct evn_open *row = &o->row[s];
        if (key_of(row, chain) == key && row->seq > after && (best == NULL || row->seq < best->seq))
            best = row;
    }
    return best;
}

const struct evn_open *evn_opens_of_name(const struct evn_opens *opens, uint32_t name,
                                         uint64_t after)
{
    return lowest(opens, BY_NAME, name, after);
}

const struct evn_open *evn_opens_of_account(const struct evn_opens *opens, enum evn_open_kind kind,
                                            uint32_t account, uint64_t after)
{
    return lowest(opens, BY_ACCOUNT, on_account(kind, account), after);
}

int64_t evn_opens_claimed(const struct evn_opens *opens, uint32_t name, uint32_t account)
{
    int64_t sum = 0;
    uint64_t key = on_account(EVN_OPEN_CLAIM, account);
    for (uint32_t s = *bucket(opens, BY_ACCOUNT, key); s != 0; s = opens->row[s].chain[BY_ACCOUNT])
        if (key_of(&opens->row[s], BY_ACCOUNT) == key && opens->row[s].name == name)
            sum += opens->row[s].left;
    return sum;
}

void evn_opens_kept(const struct evn_opens *opens, uint32_t account, uint32_t but,
                    int64_t *reserved, int64_t *earmarked)
{
    uint64_t key = on_account(EVN_OPEN_CLAIM, account);
    for (uint32_t s = *bucket(opens, BY_ACCOUNT, key); s != 0;
         s = opens->row[s].chain[BY_ACCOUNT]) {
        const struct evn_open *row = &opens->row[s];
        int64_t *sum = row->earmark ? earmarked : reserved;
        if (key_of(row, BY_ACCOUNT) == key && (but == 0 || row->name != but) &&
            __builtin_add_overflow(*sum, row->left, sum))
            *sum = INT64_MAX;
    }
}

evn_err evn_opens_name(struct evn_opens *opens, enum evn_open_kind kind, struct evn_bytes text,
                       uint32_t *out)
{
    *out = text.len > 0 ? evn_dict_find(&opens->names, kind, text) : 0;
    if (*out != 0 || text.len == 0)
        return EVN_OK;
    evn_err err = evn_dict_add(&opens->names, kind, text);
    *out = opens->names.n;
    return err;
}
