/* accounts - what the views know of each account, in memory, at the position last committed. Shell.
 *
 * Balances change with every batch, and in a tree on disk each batch would write nearly all of
 * their pages. So they live here, 32 bytes an account, exactly as they lie in the table `balances`,
 * which only follows (checkpoint.h). One thread, the applier's, changes them, after each commit;
 * any thread may read one. */
#ifndef EVN_LEDGER_STORE_ACCOUNTS_H
#define EVN_LEDGER_STORE_ACCOUNTS_H

#include "services/ledger/core/grow.h"
#include "services/ledger/store/rowsum.h"

#include <pthread.h>

struct evn_accounts {
    struct evn_grow rows;     /* EVN_BALANCE_LEN bytes by account number */
    uint32_t n;               /* accounts 0 to n - 1 are there; zeros where nothing ever moved */
    uint64_t seq;             /* all rows are as of this event */
    pthread_mutex_t mutex;    /* held by who changes rows or growth, and by readers */
    pthread_cond_t published; /* seq grew */
};

/* What a batch makes of an account. */
struct evn_account_change {
    struct evn_balance_row row;
    uint32_t account;
};

void evn_accounts_init(struct evn_accounts *accounts);

void evn_accounts_fini(struct evn_accounts *accounts);

/* Have rows up to `account`. The changing thread only. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_accounts_reach(struct evn_accounts *accounts, uint32_t account);

/* An account's row, which evn_accounts_reach made; for the changing thread. */
static inline uint8_t *evn_accounts_at(const struct evn_accounts *accounts, uint32_t account)
{
    return evn_grow_at(&accounts->rows, account);
}

/* The batch is committed up to `seq`: take its changes. Readers are let in between. */
void evn_accounts_publish(struct evn_accounts *accounts, const struct evn_account_change *changes,
                          size_t n, uint64_t seq);

/* An account's row as of `seq` or later; its head says of when. Any thread. Waits where a commit up
 * to `seq` is seen already and its changes are being taken. */
void evn_accounts_read(struct evn_accounts *accounts, uint32_t account, uint64_t seq,
                       struct evn_balance_row *out);

#endif
