/* account - the ledger's accounts as an audit adds them up. Pure but for the heap. */
#ifndef EVN_TOOLS_AUDIT_ACCOUNT_H
#define EVN_TOOLS_AUDIT_ACCOUNT_H

#include "tools/audit/names.h"
#include "tools/audit/record.h"
#include "tools/audit/run.h"

/* A row of the views' table `balances`, as its bytes say. */
struct evn_audit_kept {
    int64_t balance;
    int64_t latest_us;
    int64_t taken_in; /* sum of positive legs */
    uint64_t head;    /* newest movement it holds; 0: none */
    bool physical;
};

struct evn_audit_account {
    uint32_t place, item, lot; /* numbers */
    bool known;                /* the log opened it */
    bool physical;
    bool back_dated;       /* some leg is earlier than one recorded before it */
    bool counted;          /* it was counted at some instant */
    bool compared;         /* `kept` was held against the sums at its head */
    int64_t balance;       /* of all records so far */
    int64_t claimed;       /* the same of claims on it, up to the views' position */
    int64_t latest_us;     /* latest business time; INT64_MIN: no leg yet */
    int64_t taken_in;      /* sum of positive legs */
    uint64_t head;         /* newest movement */
    uint64_t settled_head; /* newest movement that the row must hold */
    uint64_t n_legs;       /* up to the views' position */
    uint64_t legs;         /* one number of all of them, see chunks.c */
    uint64_t legs_cut;     /* the same of those that must stand in chunks */
    bool chunked;          /* its chunks were read */
    uint64_t cut_seq;      /* the newest leg that ends 64 of them; 0: none */
    uint64_t close_seq;    /* the same of 4,096 */
    struct evn_audit_kept kept;
};

/* One leg in the past of an account. */
struct evn_audit_leg {
    uint32_t account;
    int64_t at_us;
    int64_t change;
    uint64_t seq;
};

/* A count: the balance of an account at the end of an instant. */
struct evn_audit_counted {
    uint32_t account;
    int64_t at_us;
    int64_t counted;
    uint64_t seq;
};

struct evn_audit_fold {
    struct evn_audit_account *account; /* by number; owned */
    size_t cap;                        /* room for so many, 0 included */
    size_t n;                          /* highest number known to log or views */
    struct evn_audit_names places, items, lots;
    bool *physical; /* by place number; owned */
    size_t physical_cap;
    uint64_t done;             /* of the views' checkpoint */
    uint64_t document;         /* command being read */
    uint64_t block_seq;        /* first event of the block being read */
    uint64_t n_ids;            /* that table `ids` must have */
    uint64_t n_movements;      /* movements that the views must have */
    struct evn_audit_leg *leg; /* second walk: of accounts with a past; owned */
    size_t n_legs, legs_cap;
    struct evn_audit_counted *count; /* of all accounts; owned */
    size_t n_counts, counts_cap;
};

/* Room for account `number`; the entries between are empty. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_audit_reach(struct evn_audit_fold *fold, uint32_t number);

/* The account as "place/item/lot". */
void evn_audit_where(const struct evn_audit_fold *fold, uint32_t account, char out[EVN_AUDIT_TEXT]);

/* chunks.c: a leg of a physical account, up to the views' position. */
void evn_audit_chunk_leg(struct evn_audit_account *account, int64_t at_us, int64_t change,
                         uint64_t seq);

#endif
