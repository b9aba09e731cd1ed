#include "tools/audit/derive.h"

#include "common/base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 60, SLOT_LEN = 32, CHECKPOINT_LEN = 32, CHECKED_LEN = 24 };

evn_err evn_audit_reach(struct evn_audit_fold *fold, uint32_t number)
{
    if (number >= fold->cap) {
        size_t cap = fold->cap > 0 ? fold->cap : 1024;
        while (cap <= number)
            cap *= 2;
        struct evn_audit_account *more = reallocarray(fold->account, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        memset(more + fold->cap, 0, (cap - fold->cap) * sizeof *more);
        fold->account = more;
        fold->cap = cap;
    }
    if (number > fold->n)
        fold->n = number;
    return EVN_OK;
}

/* A row of 60 balances. */
static evn_err take_balances(void *arg, struct evn_bytes key, struct evn_bytes value)
{
    struct evn_audit_fold *fold = arg;
    if (key.len != 4 || value.len != SLOTS * SLOT_LEN)
        return EVN_E_CORRUPT;
    uint32_t first = evn_get_be32(key.at) * SLOTS;
    for (uint32_t i = 0; i < SLOTS; i++) {
        const uint8_t *slot = value.at + (size_t)i * SLOT_LEN;
        uint64_t bits = evn_get_u64(slot + 24);
        if (bits == 0)
            continue;
        evn_err err = evn_audit_reach(fold, first + i);
        if (err != EVN_OK)
            return err;
        fold->account[first + i].kept =
            (struct evn_audit_kept){.balance = evn_get_i64(slot),
                                    .latest_us = evn_get_i64(slot + 8),
                                    .taken_in = evn_get_i64(slot + 16),
                                    .head = bits & ((UINT64_C(1) << 48) - 1),
                                    .physical = bits >> 63 != 0};
    }
    return EVN_OK;
}

/* Up to where all balances are at least; its row carries a check of itself. */
static evn_err read_checkpoint(struct evn_audit_run *run)
{
    struct evn_bytes value = {0};
    struct evn_hash256 hash;
    bool found;
    evn_err err = evn_peek_get(run->peek, "meta", evn_bytes_text("checkpoint"), &value, &found);
    bool good = err == EVN_OK && found && value.len == CHECKPOINT_LEN;
    if (good) {
        evn_hash256(NULL, evn_bytes_of(value.at, CHECKED_LEN), (struct evn_bytes){0}, &hash);
        good = memcmp(hash.b, value.at + CHECKED_LEN, CHECKPOINT_LEN - CHECKED_LEN) == 0;
    }
    if (good)
        run->fold->done = evn_get_u64(value.at);
    else if (err == EVN_OK && run->at.seq > 0)
        evn_audit_tell(run, EVN_AUDIT_POSITION, "checkpoint", found, 1, 0);
    return err;
}

static evn_err read_views(struct evn_audit_run *run)
{
    evn_err err = read_checkpoint(run);
    if (err == EVN_OK)
        err = evn_peek_each(run->peek, "balances", take_balances, run->fold);
    if (err != EVN_E_CORRUPT)
        return err;
    evn_audit_tell(run, EVN_AUDIT_BALANCE, "balances", 0, 0, 0);
    return EVN_OK;
}

evn_err evn_audit_fold_begin(struct evn_audit_run *run)
{
    run->fold = calloc(1, sizeof *run->fold);
    if (run->fold == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_audit_derive_begin(run);
    return err == EVN_OK && run->peek != NULL ? read_views(run) : err;
}

void evn_audit_fold_free(struct evn_audit_fold *fold)
{
    if (fold == NULL)
        return;
    evn_audit_names_fini(&fold->places);
    evn_audit_names_fini(&fold->items);
    evn_audit_names_fini(&fold->lots);
    free(fold->account);
    free(fold->physical);
    free(fold->leg);
    free(fold->count);
    free(fold);
}
