/* ledger_rig - a ledger core with a brute-force past, for tests. Test support.
 *
 * The rig plays the shell: it gives `decide` a turn, applies what was appended, keeps the whole log
 * in memory, and answers history questions by going through all legs. The position of its view can
 * be moved at will, which is what a slow, a stopped and an immediate applier look like. */
#ifndef EVN_TESTS_LEDGER_RIG_H
#define EVN_TESTS_LEDGER_RIG_H

#include "common/base/arena.h"
#include "services/ledger/core/apply.h"
#include "services/ledger/core/decide.h"
#include "services/ledger/core/record.h"

struct evn_rig_id {
    struct evn_id id;
    struct evn_id_row row;
};

/* The view's past of one account: net change of each instant, ascending. */
struct evn_rig_past {
    struct evn_rig_instant {
        int64_t at_us;
        int64_t net;
    } * instants;
    size_t n, cap;
};

struct evn_rig {
    struct evn_ledger_state state;
    struct evn_history_view view; /* sums over `pasts`, which hold all legs up to `position` */
    uint64_t position;            /* what the view claims to hold */
    struct evn_arena arena;
    struct evn_buf events; /* payload of the current turn */
    struct evn_buf log;    /* all payloads, one behind the other */
    int64_t now_us;
    struct evn_decision last; /* of the latest command */
    struct evn_leg *legs;
    size_t n_legs, legs_cap;
    size_t n_taken;             /* legs that the view holds */
    struct evn_rig_past *pasts; /* by account number */
    size_t pasts_cap;
    struct evn_rig_id *ids;
    size_t n_ids, ids_cap;
    uint32_t n_minted; /* command ids handed out by evn_rig_id */
};

/* A rig with the usual limits at 2022-11-14T00:00:00Z; aborts when memory is short. */
void evn_rig_init(struct evn_rig *rig, const struct evn_ledger_limits *limits);

void evn_rig_fini(struct evn_rig *rig);

/* Let the view take in everything up to `position` and the core forget it. */
void evn_rig_view(struct evn_rig *rig, uint64_t position);

/* Decide and apply; the decision is in rig->last. Aborts when apply fails. */
evn_err evn_rig_run(struct evn_rig *rig, const struct evn_ledger_command *command);

/* A command head with a fresh id, actor "key-1" and a hash that depends on the id. */
struct evn_ledger_command evn_rig_command(struct evn_rig *rig, enum evn_command_kind kind);

/* Make an item and a place known; abort when refused. */
void evn_rig_item(struct evn_rig *rig, const char *id, enum evn_tracking tracking);
void evn_rig_place(struct evn_rig *rig, const char *id, enum evn_place_kind kind);

/* Post a document of `n` lines with a fresh id. */
evn_err evn_rig_post(struct evn_rig *rig, const struct evn_ledger_line *lines, uint32_t n);

/* Balance now of (place, item, lot code); an unknown account has none. */
int64_t evn_rig_balance(const struct evn_rig *rig, const char *place, const char *item,
                        const char *lot);

/* Lines with NULL for what is left out. `expiry`: "2023-05-01" or NULL. */
struct evn_ledger_line evn_rig_receive(const char *to, const char *item, const char *lot,
                                       const char *expiry, int64_t qty, int64_t at_us);
struct evn_ledger_line evn_rig_issue(const char *from, const char *item, const char *lot,
                                     int64_t qty, int64_t at_us);
struct evn_ledger_line evn_rig_transfer(const char *from, const char *to, const char *item,
                                        const char *lot, int64_t qty, int64_t at_us);

#endif
