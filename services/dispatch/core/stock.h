/* stock - what the ledger has where, as its stream says. Pure but for the heap.
 *
 * The ledger speaks in dense numbers that it explains before their first use; the explanations
 * and the resulting balances are logged here once for each of its blocks (kind EVN_DSP_STOCK).
 * Claims lie on accounts too: those on a lot on its account, others on one of their own. */
#ifndef EVN_DISPATCH_STOCK_H
#define EVN_DISPATCH_STOCK_H

#include "common/base/canon.h"
#include "services/dispatch/core/fact.h"

enum { EVN_DSP_STOCK_NAMES_MAX = 1000000, EVN_DSP_STOCK_ACCOUNTS_MAX = 4000000 };

/* What a name names: the ledger's frame kinds. */
enum { EVN_DSP_OF_ITEM = 17, EVN_DSP_OF_PLACE = 18, EVN_DSP_OF_LOT = 19 };

struct evn_dsp_stock_name {
    uint32_t what;
    uint32_t number; /* dense, from 1 */
    char id[80];
    uint32_t item;       /* of a lot */
    uint32_t expiry_day; /* of a lot: last usable day, 0001-01-01 is 1; 0: none */
};

struct evn_dsp_stock_account {
    uint32_t account; /* dense, from 1 */
    uint32_t place;
    uint32_t item;
    uint32_t lot;
};

struct evn_dsp_stock_balance {
    uint32_t account;
    int64_t balance;
    int64_t claimed;
};

/* One event. */
struct evn_dsp_stock_block {
    struct evn_dsp_stock_name *names;
    size_t n_names;
    struct evn_dsp_stock_account *accounts;
    size_t n_accounts;
    struct evn_dsp_stock_balance *balances;
    size_t n_balances;
};
extern const struct evn_wire_message evn_dsp_stock_table;

/* One account as kept. */
struct evn_dsp_account {
    uint32_t place, item, lot;
    int64_t balance;
    int64_t claimed;
};

struct evn_dsp_names {
    struct evn_dsp_stock_name *name; /* owned; [number - 1] */
    size_t n, cap;
};

struct evn_dsp_stock {
    struct evn_dsp_names of[3];      /* items, places, lots */
    struct evn_dsp_account *account; /* owned; [number - 1] */
    size_t n, cap;
};

void evn_dsp_stock_fini(struct evn_dsp_stock *stock);

/* Take in one event. EVN_E_CORRUPT: a number before its explanation. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_dsp_stock_apply(struct evn_dsp_stock *stock,
                                         const struct evn_dsp_stock_block *block);

/* The name, or NULL. */
const struct evn_dsp_stock_name *evn_dsp_stock_name(const struct evn_dsp_stock *stock,
                                                    uint32_t what, uint32_t number);

/* The number of the item, place or lot with this id; 0 when the ledger does not know it. */
uint32_t evn_dsp_stock_number(const struct evn_dsp_stock *stock, uint32_t what, const char *id);

/* Base units of the account that may be given out on `today` less what is claimed of it, not below
 * 0; of an account that carries claims on the item alone, these, negative. */
int64_t evn_dsp_stock_free(const struct evn_dsp_stock *stock, const struct evn_dsp_account *account,
                           struct evn_day today);

/* The block read from the ledger's frames: what is new in it, with final balances. Lists lie in
 * the arena. EVN_E_CORRUPT, EVN_E_TOO_LARGE. */
EVN_MUST_USE evn_err evn_dsp_stock_read(const struct evn_dsp_stock *stock, struct evn_bytes frames,
                                        struct evn_arena *arena, struct evn_dsp_stock_block *out);

/* Only the names and accounts that the frames explain; no balances. Errors as above. */
EVN_MUST_USE evn_err evn_dsp_accounts_read(struct evn_bytes frames, struct evn_arena *arena,
                                           struct evn_dsp_stock_block *out);

/* Entries for the digest: external ids only. */
void evn_dsp_stock_canon(const struct evn_dsp_stock *stock, struct evn_arena *arena,
                         struct evn_canon *canon);

#endif
