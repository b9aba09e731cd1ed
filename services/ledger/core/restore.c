#include "services/ledger/core/restore.h"

#include "services/ledger/core/digest.h"

evn_err evn_ledger_restore_room(struct evn_ledger_state *state, uint32_t n)
{
    evn_err err = evn_grow_reach(&state->accounts, n);
    return err == EVN_OK ? evn_index_room(&state->by_account, n) : err;
}

/* An account's place in three tables is anywhere: have them come all at once. */
static void prefetch(const struct evn_ledger_state *s, const struct evn_account_key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        evn_index_prefetch(&s->by_account,
                           evn_account_hash(keys[i].place, keys[i].item, keys[i].lot));
        evn_index_prefetch(&s->by_pool, evn_account_hash(keys[i].place, keys[i].item, 0));
        if (keys[i].lot != EVN_LOT_NONE && keys[i].lot <= s->lot_codes.n)
            __builtin_prefetch(evn_grow_at(&s->lots, keys[i].lot));
    }
}

evn_err evn_ledger_restore_accounts(struct evn_ledger_state *state,
                                    const struct evn_account_key *keys, size_t n)
{
    enum { AHEAD = 32 };
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n; i++) {
        if (i % AHEAD == 0)
            prefetch(state, keys + i, n - i < AHEAD ? n - i : AHEAD);
        err = evn_ledger_key_known(state, keys + i) ? evn_ledger_open_account(state, keys + i)
                                                    : EVN_E_CORRUPT;
    }
    return err;
}

evn_err evn_ledger_restore_balance(struct evn_ledger_state *state, uint32_t account,
                                   int64_t balance, int64_t latest_us, int64_t taken_in)
{
    if (account == 0 || account > state->n_accounts)
        return EVN_E_CORRUPT;
    struct evn_account *a = evn_ledger_account(state, account);
    bool physical = (a->flags & EVN_ACCOUNT_PHYSICAL) != 0;
    if (a->balance != 0 || a->taken_in != 0 || (physical && (balance < 0 || balance > taken_in)))
        return EVN_E_CORRUPT;
    a->balance = balance;
    evn_digest_balance(&state->digest, a->place, a->item, a->lot, balance);
    if (!physical)
        return EVN_OK;
    a->latest_us = latest_us;
    a->taken_in = taken_in;
    if (a->lot == EVN_LOT_NONE || a->lot == EVN_LOT_ANY)
        return EVN_OK;
    struct evn_lot *lot = evn_ledger_lot(state, a->lot);
    lot->on_hand += balance;
    if (latest_us > lot->latest_us)
        lot->latest_us = latest_us;
    return EVN_OK;
}

evn_err evn_ledger_restore_open(struct evn_ledger_state *state, const struct evn_open *row,
                                struct evn_bytes name)
{
    struct evn_open known = *row;
    bool claim = row->kind == EVN_OPEN_CLAIM;
    if (row->seq == 0 || row->left <= 0 || row->account == 0 || row->account > state->n_accounts ||
        (!claim && row->kind != EVN_OPEN_ABOARD) ||
        claim != (evn_ledger_account(state, row->account)->lot == EVN_LOT_ANY))
        return EVN_E_CORRUPT;
    evn_err err = evn_opens_name(&state->opens, row->kind, name, &known.name);
    if (err != EVN_OK)
        return err;
    if (claim)
        evn_ledger_account(state, row->account)->claims += row->left;
    evn_digest_open(&state->digest, row->seq, row->left);
    return evn_opens_add(&state->opens, &known);
}

void evn_ledger_restore_end(struct evn_ledger_state *state, uint64_t next_seq)
{
    state->next_seq = next_seq;
}

static size_t put_text(char *to, struct evn_bytes text)
{
    memcpy(to, text.at, text.len);
    to[text.len] = '\t';
    return text.len + 1;
}

static size_t put_number(char *to, int64_t value)
{
    char digits[20];
    size_t n = 0, len = 0;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[n++] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        to[len++] = '-';
    while (n > 0)
        to[len++] = digits[--n];
    return len;
}

size_t evn_ledger_balance_line(const struct evn_ledger_state *state, uint32_t account,
                               char out[EVN_BALANCE_LINE_MAX])
{
    const struct evn_account *a = evn_ledger_account(state, account);
    if (a->balance == 0)
        return 0;
    size_t len = put_text(out, evn_dict_text(&state->place_ids, a->place));
    len += put_text(out + len, evn_dict_text(&state->item_ids, a->item));
    len += put_text(out + len, evn_dict_text(&state->lot_codes, a->lot));
    len += put_number(out + len, a->balance);
    out[len++] = '\n';
    return len;
}
