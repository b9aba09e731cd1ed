/* recount - what a log says, counted by plain code: balances, commands. Test support.
 *
 * Reads the frames and the 128-byte records by their offsets (proto/spec/4-ledger.md), adds up, and
 * uses nothing of the ledger. */
#ifndef EVN_TESTS_CRASH_RECOUNT_H
#define EVN_TESTS_CRASH_RECOUNT_H

#include "common/base/id.h"
#include "common/journal/file.h"

enum { RECOUNT_ACCOUNTS_MAX = 4096, RECOUNT_KINDS = 64 };

/* What an account is of, by the log's numbers. */
struct recount_key {
    uint32_t place, item, lot;
};

/* A command of the log. */
struct recount_command {
    struct evn_id id;
    uint64_t first_seq; /* of its events */
    uint32_t count;     /* how many they are */
};

struct recount {
    int64_t balance[RECOUNT_ACCOUNTS_MAX]; /* by account number */
    struct recount_key key[RECOUNT_ACCOUNTS_MAX];
    bool physical[RECOUNT_ACCOUNTS_MAX];   /* by what its movements say */
    int64_t claimed[RECOUNT_ACCOUNTS_MAX]; /* open claims on it */
    bool counted[RECOUNT_ACCOUNTS_MAX];    /* its item was counted at its place */
    bool held[RECOUNT_ACCOUNTS_MAX];       /* by lot number: it was on hold once */
    unsigned n_lot_claims;                 /* lots with claims on them, block by block */
    uint32_t n_accounts;
    struct recount_command *command; /* owned; by id once read */
    size_t n, cap;
    uint64_t last_seq;
    unsigned n_kind[RECOUNT_KINDS]; /* records of each kind */
    unsigned n_reversed;            /* movements that undo one */
    unsigned n_doubled;             /* commands with two effects */
    unsigned n_impossible;  /* balances below zero in a record of stock, or unlike its sum */
    unsigned n_overclaimed; /* blocks behind which more of an item was claimed than was there */
};

/* Read the log in FOLDER/ledger/log. Errors of evn_journal_walk. */
EVN_MUST_USE evn_err recount_read(struct recount *recount, const char *folder);
void recount_free(struct recount *recount);

/* Items and lots of which not all accounts add up to zero. */
unsigned recount_unbalanced(const struct recount *recount);

/* What the log has of this command, or NULL. */
const struct recount_command *recount_find(const struct recount *recount, const struct evn_id *id);

#endif
