#include "services/ledger/store/accounts.h"

enum { AT_A_TIME = 512, AHEAD = 16 };

void evn_accounts_init(struct evn_accounts *accounts)
{
    *accounts = (struct evn_accounts){.n = 0};
    evn_grow_init(&accounts->rows, EVN_BALANCE_LEN);
    pthread_mutex_init(&accounts->mutex, NULL);
    pthread_cond_init(&accounts->published, NULL);
}

void evn_accounts_fini(struct evn_accounts *accounts)
{
    evn_grow_fini(&accounts->rows);
    pthread_cond_destroy(&accounts->published);
    pthread_mutex_destroy(&accounts->mutex);
}

evn_err evn_accounts_reach(struct evn_accounts *accounts, uint32_t account)
{
    if (account < accounts->n)
        return EVN_OK;
    pthread_mutex_lock(&accounts->mutex);
    evn_err err = evn_grow_reach(&accounts->rows, account);
    if (err == EVN_OK)
        accounts->n = account + 1;
    pthread_mutex_unlock(&accounts->mutex);
    return err;
}

void evn_accounts_publish(struct evn_accounts *accounts, const struct evn_account_change *changes,
                          size_t n, uint64_t seq)
{
    for (size_t i = 0; i < n;) {
        pthread_mutex_lock(&accounts->mutex);
        for (size_t end = n - i < AT_A_TIME ? n : i + AT_A_TIME; i < end; i++) {
            if (i + AHEAD < n)
                __builtin_prefetch(evn_accounts_at(accounts, changes[i + AHEAD].account), 1);
            evn_balance_row_put(evn_accounts_at(accounts, changes[i].account), &changes[i].row);
        }
        pthread_mutex_unlock(&accounts->mutex);
    }
    pthread_mutex_lock(&accounts->mutex);
    accounts->seq = seq;
    pthread_cond_broadcast(&accounts->published);
    pthread_mutex_unlock(&accounts->mutex);
}

void evn_accounts_read(struct evn_accounts *accounts, uint32_t account, uint64_t seq,
                       struct evn_balance_row *out)
{
    static const uint8_t none[EVN_BALANCE_LEN];
    pthread_mutex_lock(&accounts->mutex);
    while (accounts->seq < seq)
        pthread_cond_wait(&accounts->published, &accounts->mutex);
    evn_balance_row_get(account < accounts->n ? evn_accounts_at(accounts, account) : none, out);
    pthread_mutex_unlock(&accounts->mutex);
}
