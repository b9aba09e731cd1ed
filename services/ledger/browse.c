#include "services/ledger/browse.h"

struct evn_browse_pool {
    uint32_t first;    /* account it begins with; ascends with the pool's number */
    uint32_t at_place; /* next pool of the same place, or 0 */
    uint32_t of_item;  /* next pool of the same item, or 0 */
};

/* A chain of pools; 0: empty. */
struct evn_browse_ends {
    uint32_t first, last;
};

void evn_browse_init(struct evn_browse *browse)
{
    *browse = (struct evn_browse){0};
    evn_grow_init(&browse->pools, sizeof(struct evn_browse_pool));
    evn_grow_init(&browse->places, sizeof(struct evn_browse_ends));
    evn_grow_init(&browse->items, sizeof(struct evn_browse_ends));
}

void evn_browse_fini(struct evn_browse *browse)
{
    evn_grow_fini(&browse->pools);
    evn_grow_fini(&browse->places);
    evn_grow_fini(&browse->items);
}

static struct evn_browse_pool *pool_at(const struct evn_browse *browse, uint32_t number)
{
    return evn_grow_at(&browse->pools, number);
}

/* Put pool `number` behind the last of the chain; returns where the one before points at its next.
 */
static bool join(struct evn_browse_ends *ends, uint32_t number, uint32_t *before)
{
    *before = ends->last;
    ends->last = number;
    if (ends->first == 0)
        ends->first = number;
    return *before != 0;
}

static evn_err add_pool(struct evn_browse *b, uint32_t place, uint32_t item, uint32_t first)
{
    uint32_t number = b->n_pools + 1, before;
    if (evn_grow_reach(&b->pools, number) != EVN_OK ||
        evn_grow_reach(&b->places, place) != EVN_OK || evn_grow_reach(&b->items, item) != EVN_OK)
        return EVN_E_NO_MEMORY;
    b->n_pools = number;
    pool_at(b, number)->first = first;
    if (join(evn_grow_at(&b->places, place), number, &before))
        pool_at(b, before)->at_place = number;
    if (join(evn_grow_at(&b->items, item), number, &before))
        pool_at(b, before)->of_item = number;
    return EVN_OK;
}

evn_err evn_browse_follow(struct evn_browse *browse, const struct evn_ledger_state *state)
{
    evn_err err = EVN_OK;
    while (err == EVN_OK && browse->n_accounts < state->n_accounts) {
        uint32_t n = browse->n_accounts + 1;
        const struct evn_account *account = evn_ledger_account(state, n);
        uint32_t item = evn_account_item(state, account);
        if (evn_ledger_find_pool(state, account->place, item) == n)
            err = add_pool(browse, account->place, item, n);
        if (err == EVN_OK)
            browse->n_accounts = n;
    }
    return err;
}

/* The number of the pool that begins with this account. */
static uint32_t find_pool(const struct evn_browse *browse, uint32_t first)
{
    uint32_t low = 1, high = browse->n_pools;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (pool_at(browse, mid)->first < first)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static uint32_t chain_head(const struct evn_grow *chains, uint32_t number)
{
    bool made = number >> EVN_GROW_BITS < chains->n_pieces;
    return made ? ((const struct evn_browse_ends *)evn_grow_at(chains, number))->first : 0;
}

uint32_t evn_browse_next(const struct evn_browse *browse, const struct evn_ledger_state *state,
                         uint32_t place, uint32_t item, uint32_t after)
{
    EVN_ASSERT(place != 0 || item != 0);
    uint32_t pool;
    if (after == 0 && place != 0 && item != 0)
        return evn_ledger_find_pool(state, place, item);
    if (after == 0) {
        pool = place != 0 ? chain_head(&browse->places, place) : chain_head(&browse->items, item);
        return pool != 0 ? pool_at(browse, pool)->first : 0;
    }
    const struct evn_account *a = evn_ledger_account(state, after);
    if (a->pool_next != 0 || (place != 0 && item != 0))
        return a->pool_next;
    pool = find_pool(browse, evn_ledger_find_pool(state, a->place, evn_account_item(state, a)));
    pool = place != 0 ? pool_at(browse, pool)->at_place : pool_at(browse, pool)->of_item;
    return pool != 0 ? pool_at(browse, pool)->first : 0;
}

bool evn_browse_names(const struct evn_browse *browse, const struct evn_ledger_state *state,
                      uint32_t place, uint32_t item, uint64_t account)
{
    if (account == 0 || account > browse->n_accounts)
        return false;
    const struct evn_account *a = evn_ledger_account(state, (uint32_t)account);
    return (place == 0 || a->place == place) && (item == 0 || evn_account_item(state, a) == item);
}
