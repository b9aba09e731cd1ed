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

static struct evn_open_ends *bucket(const struct evn_opens *o, int chain, uint64_t key)
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

/* Into its place in the chain: at the end, unless it is restored out of order. */
static void link_row(struct evn_opens *o, int chain, uint32_t slot)
{
    struct evn_open *row = &o->row[slot];
    struct evn_open_ends *ends = bucket(o, chain, key_of(row, chain));
    uint32_t back = ends->last;
    while (back != 0 && o->row[back].seq > row->seq)
        back = o->row[back].back[chain];
    uint32_t next = back != 0 ? o->row[back].next[chain] : ends->first;
    row->back[chain] = back;
    row->next[chain] = next;
    *(back != 0 ? &o->row[back].next[chain] : &ends->first) = slot;
    *(next != 0 ? &o->row[next].back[chain] : &ends->last) = slot;
}

static void unlink_row(struct evn_opens *o, int chain, const struct evn_open *row)
{
    struct evn_open_ends *ends = bucket(o, chain, key_of(row, chain));
    uint32_t back = row->back[chain], next = row->next[chain];
    *(back != 0 ? &o->row[back].next[chain] : &ends->first) = next;
    *(next != 0 ? &o->row[next].back[chain] : &ends->last) = back;
}

/* Twice the buckets: each chain is taken apart into two, in its order. */
static evn_err grow_buckets(struct evn_opens *o)
{
    uint32_t had = o->n_buckets, n = had * 2;
    struct evn_open_ends *fresh[N_CHAINS];
    for (int c = 0; c < N_CHAINS; c++) {
        fresh[c] = calloc(n, sizeof *fresh[c]);
        if (fresh[c] == NULL) {
            while (c-- > 0)
                free(fresh[c]);
            return EVN_E_NO_MEMORY;
        }
    }
    o->n_buckets = n;
    for (int c = 0; c < N_CHAINS; c++) {
        struct evn_open_ends *old = o->bucket[c];
        o->bucket[c] = fresh[c];
        for (uint32_t b = 0; b < had; b++)
            for (uint32_t slot = old[b].first, next; slot != 0; slot = next) {
                next = o->row[slot].next[c];
                link_row(o, c, slot);
            }
        free(old);
    }
    return EVN_OK;
}

static evn_err take_slot(struct evn_opens *o, uint32_t *slot)
{
    if (o->free != 0) {
        *slot = o->free;
        o->free = o->row[*slot].next[BY_SEQ];
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
    for (int c = 0; c < N_CHAINS; c++)
        link_row(opens, c, slot);
    opens->n++;
    return EVN_OK;
}

struct evn_open *evn_opens_find(const struct evn_opens *opens, uint64_t seq)
{
    uint32_t slot = bucket(opens, BY_SEQ, seq)->first;
    while (slot != 0 && opens->row[slot].seq != seq)
        slot = opens->row[slot].next[BY_SEQ];
    return slot != 0 ? &opens->row[slot] : NULL;
}

void evn_opens_take(struct evn_opens *opens, struct evn_open *row, int64_t qty)
{
    uint32_t slot = (uint32_t)(row - opens->row);
    row->left -= qty;
    if (row->left > 0)
        return;
    for (int c = 0; c < N_CHAINS; c++)
        unlink_row(opens, c, row);
    *row = (struct evn_open){.next = {opens->free}};
    opens->free = slot;
    opens->n--;
}

/* The row made by record `seq`, when it is in the chain of this key. */
static const struct evn_open *find_in(const struct evn_opens *o, int chain, uint64_t key,
                                      uint64_t seq)
{
    const struct evn_open *row = seq != 0 ? evn_opens_find(o, seq) : NULL;
    return row != NULL && key_of(row, chain) == key ? row : NULL;
}

static const struct evn_open *next_of(const struct evn_opens *o, int chain, uint64_t key,
                                      uint64_t after)
{
    const struct evn_open *row = find_in(o, chain, key, after);
    uint32_t s = row != NULL ? row->next[chain] : bucket(o, chain, key)->first;
    while (s != 0 && (key_of(&o->row[s], chain) != key || o->row[s].seq <= after))
        s = o->row[s].next[chain];
    return s != 0 ? &o->row[s] : NULL;
}

static const struct evn_open *last_of(const struct evn_opens *o, int chain, uint64_t key,
                                      uint64_t before)
{
    const struct evn_open *row = find_in(o, chain, key, before);
    uint32_t s = row != NULL ? row->back[chain] : bucket(o, chain, key)->last;
    while (s != 0 && (key_of(&o->row[s], chain) != key || o->row[s].seq >= before))
        s = o->row[s].back[chain];
    return s != 0 ? &o->row[s] : NULL;
}

const struct evn_open *evn_opens_of_name(const struct evn_opens *opens, uint32_t name,
                                         uint64_t after)
{
    return next_of(opens, BY_NAME, name, after);
}

const struct evn_open *evn_opens_of_account(const struct evn_opens *opens, enum evn_open_kind kind,
                                            uint32_t account, uint64_t after)
{
    return next_of(opens, BY_ACCOUNT, on_account(kind, account), after);
}

const struct evn_open *evn_opens_before(const struct evn_opens *opens, enum evn_open_kind kind,
                                        uint32_t account, uint64_t before)
{
    return last_of(opens, BY_ACCOUNT, on_account(kind, account), before);
}

int64_t evn_opens_claimed(const struct evn_opens *opens, uint32_t name, uint32_t account)
{
    int64_t sum = 0;
    uint64_t key = on_account(EVN_OPEN_CLAIM, account);
    for (uint32_t s = bucket(opens, BY_ACCOUNT, key)->first; s != 0;
         s = opens->row[s].next[BY_ACCOUNT])
        if (key_of(&opens->row[s], BY_ACCOUNT) == key && opens->row[s].name == name)
            sum += opens->row[s].left;
    return sum;
}

void evn_opens_kept(const struct evn_opens *opens, uint32_t account, uint32_t but,
                    int64_t *reserved, int64_t *earmarked)
{
    uint64_t key = on_account(EVN_OPEN_CLAIM, account);
    for (uint32_t s = bucket(opens, BY_ACCOUNT, key)->first; s != 0;
         s = opens->row[s].next[BY_ACCOUNT]) {
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
