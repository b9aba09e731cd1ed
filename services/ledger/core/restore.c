#include "services/ledger/core/restore.h"

#include "services/ledger/core/digest.h"

/* So many accounts a pool are guessed, when room for the pools is made. */
enum { POOL_USUAL = 16 };

evn_err evn_ledger_restore_room(struct evn_ledger_state *state, uint32_t n)
{
    if (n > EVN_SLOTS_NUMBER_MAX)
        return EVN_E_LIMIT;
    evn_err err = evn_grow_reach(&state->accounts, n);
    if (err == EVN_OK)
        err = evn_slots_room(&state->by_account, n);
    return err == EVN_OK ? evn_slots_room(&state->by_pool, n / POOL_USUAL) : err;
}

/* An account's place in three tables is anywhere: what is ahead is on its way before it is needed.
 * (Not in a function of its own: gcc takes a function that only prefetches for one without effect.)
 */
evn_err evn_ledger_restore_accounts(struct evn_ledger_state *state,
                                    const struct evn_account_key *keys, size_t n)
{
    enum { AHEAD = 24 };
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n + AHEAD; i++) {
        if (i < n && evn_ledger_key_known(state, keys + i)) {
            const struct evn_account_key *key = keys + i;
            uint32_t hash = evn_account_hash(key->place, key->item, key->lot);
            uint32_t pool_hash = evn_account_hash(key->place, key->item, 0);
            __builtin_prefetch(evn_slots_line_of(&state->by_account, hash), 1);
            __builtin_prefetch(evn_slots_line_of(&state->by_pool, pool_hash), 1);
        }
        if (i >= AHEAD)
            err = evn_ledger_key_known(state, keys + i - AHEAD)
                      ? evn_ledger_open_account(state, keys + i - AHEAD)
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
    if (a->balance != 0 || a->taken_in != 0 || evn_account_is_any(a) ||
        (a->physical && (balance < 0 || balance > taken_in)))
        return EVN_E_CORRUPT;
    a->balance = balance;
    evn_digest_balance(&state->digest, a->place, evn_account_item(state, a), evn_account_lot(a),
                       balance);
    if (!a->physical)
        return EVN_OK;
    a->latest_us = latest_us;
    a->taken_in = taken_in;
    if (evn_account_lot(a) == EVN_LOT_NONE)
        return EVN_OK;
    struct evn_lot *lot = evn_ledger_lot(state, evn_account_lot(a));
    lot->on_hand = (int64_t)((uint64_t)lot->on_hand + (uint64_t)balance);
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
        (claim ? !evn_account_bears_claims(evn_ledger_account(state, row->account))
               : evn_account_is_any(evn_ledger_account(state, row->account))))
        return EVN_E_CORRUPT;
    evn_err err = evn_opens_name(&state->opens, row->kind, name, &known.name);
    if (err != EVN_OK)
        return err;
    if (claim)
        err = evn_ledger_claim(state, row->account, row->left, 1);
    if (err != EVN_OK)
        return err;
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
    len += put_text(out + len, evn_dict_text(&state->item_ids, evn_account_item(state, a)));
    len += put_text(out + len, evn_dict_text(&state->lot_codes, evn_account_lot(a)));
    len += put_number(out + len, a->balance);
    out[len++] = '\n';
    return len;
}
