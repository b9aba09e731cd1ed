/* world - views that are fed random movements, and everything that ever moved. Shell, for tests. */
#ifndef EVN_TESTS_CONTRACT_LEDGER_STORE_WORLD_H
#define EVN_TESTS_CONTRACT_LEDGER_STORE_WORLD_H

#include "common/base/rng.h"
#include "services/ledger/store/view.h"
#include "services/ledger/store/views.h"

enum { EVN_PAST_ACCOUNTS = 6, EVN_PAST_MOVEMENTS_MAX = 40000 };

struct evn_past_moved {
    uint32_t from, to;
    int64_t qty, at_us;
};

/* Accounts 1 to 3 are physical; 4 and 5 virtual. */
struct evn_past_world {
    struct evn_ledger_views views;
    struct evn_ledger_view view;
    struct evn_rng rng;
    char path[400];
    uint64_t seq;
    int64_t balances[EVN_PAST_ACCOUNTS];
    struct evn_past_moved *moved; /* owned */
    size_t n_moved;
    bool busy; /* all movements are of account 1 */
};

/* Empty views in the test's folder; and away with them. */
void evn_past_begin(struct evn_past_world *w, uint64_t seed);
void evn_past_end(struct evn_past_world *w);

/* The id of the command whose event is `seq`. */
struct evn_id evn_past_id(uint64_t seq);

/* One movement: its record goes to `body`. */
void evn_past_move(struct evn_past_world *w, struct evn_buf *body, uint32_t from, uint32_t to,
                   int64_t qty, int64_t at_us);

/* Write what waits in the views, up to event w->seq. */
EVN_MUST_USE evn_err evn_past_commit(struct evn_past_world *w);

/* One batch of `n` random movements; about one in `late` is back-dated; instants repeat. */
void evn_past_batch(struct evn_past_world *w, uint32_t n, uint32_t late, int64_t *now_us);

#endif
