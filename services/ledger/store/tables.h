/* tables - the ledger's views in LMDB: tables, keys and values. Pure but for the handles.
 *
 * Keys are big-endian, so LMDB's byte order is number order; instants are biased by 2^63, so
 * negative ones sort first. Values are little-endian at the offsets of proto/spec/3-views.md.
 *
 * Movements lie in the order of the log, thirty in a row, each in the slot of its seq; those of an
 * account are chained from its newest (`head` of its balance) back. So taking in a movement touches
 * no page of old movements, however many accounts there are. Each EVN_CUT_LEGS movements of a
 * physical account are also packed into its chunks (chunks.h), in business order: so a page is
 * touched once for many of them. Virtual accounts have chains and balances alone. */
#ifndef EVN_LEDGER_STORE_TABLES_H
#define EVN_LEDGER_STORE_TABLES_H

#include "common/base/id.h"
#include "common/store/store.h"
#include "services/ledger/core/history.h"

enum { EVN_LEDGER_VIEWS_FORMAT = 6, EVN_LEDGER_TABLES = 11 };

struct evn_accounts;

struct evn_ledger_tables {
    MDB_dbi meta;      /* the position row */
    MDB_dbi movements; /* seq / 30 -> 30 movements */
    MDB_dbi chunks;    /* (account, first instant) -> up to 118 instants and their summary */
    MDB_dbi spans;     /* (account, first instant) -> summary of about 64 chunks */
    MDB_dbi flows;     /* (seq, account, level) -> what 64 or 4,096 legs did, by other account */
    MDB_dbi balances;  /* account / 60 -> 60 balances, behind the memory's: checkpoint.h */
    MDB_dbi opened;    /* account / 160 -> 160 keys of accounts: place, item, lot */
    MDB_dbi ids;       /* command id -> where its events are */
    MDB_dbi facts;     /* seq -> dictionary frame but of accounts; all are read at start */
    MDB_dbi rare;      /* seq -> rare event (core/rare.h); all are read at start */
    MDB_dbi texts;     /* seq -> document frame and the like; read one by one */
    struct evn_accounts *accounts; /* the balances as of the last commit, in memory; borrowed */
};

/* So many legs of an account are packed into its chunks together; after so many, those chunks are
 * summed up in a span. */
enum { EVN_CUT_LEGS = 64, EVN_CLOSE_LEGS = 4096 };

enum {
    EVN_CHUNK_KEY_LEN = 12, /* be32 account, be64 first instant biased */
    EVN_CHUNK_HEAD_LEN = 32,
    EVN_CHUNK_INSTANT_LEN = 16, /* i64 instant, i64 net change */
    EVN_CHUNK_INSTANTS = 118,   /* at most: two full chunks fill a page */
    EVN_CHUNK_LEN_MAX = EVN_CHUNK_HEAD_LEN + EVN_CHUNK_INSTANTS * EVN_CHUNK_INSTANT_LEN,
    EVN_SPAN_LEN = 32,
    EVN_BALANCE_LEN = 32,
    EVN_BALANCES_N = 60,     /* accounts in one row of balances */
    EVN_BALANCES_LEN = 1920, /* EVN_BALANCES_N * EVN_BALANCE_LEN: two rows fill a page */
    EVN_OPENED_LEN = 12,
    EVN_OPENED_N = 160,    /* accounts in one row of opened */
    EVN_OPENED_ROW = 1920, /* EVN_OPENED_N * EVN_OPENED_LEN */
    EVN_MOVEMENT_LEN = 64,
    EVN_MOVEMENTS_N = 30,     /* slots in one row of movements; zeros: no movement */
    EVN_MOVEMENTS_LEN = 1920, /* EVN_MOVEMENTS_N * EVN_MOVEMENT_LEN */
    EVN_ID_ROW_LEN = 32
};

/* One movement, in slot seq % 30 of row seq / 30. */
struct evn_movement_row {
    int64_t at_us;      /* business time */
    int64_t qty;        /* base units, > 0 */
    uint64_t document;  /* seq of the document's first event */
    uint64_t prev_from; /* the movement of `from` before this one, in recorded order; 0: none */
    uint64_t prev_to;   /* the same for `to` */
    uint32_t from;      /* account */
    uint32_t to;        /* account */
    uint32_t reason;    /* dictionary number, or 0 */
    uint32_t line;      /* of the command */
    uint16_t kind;      /* enum evn_record_kind */
    uint8_t flags;      /* EVN_RECORD_F_* */
};

/* An account. Sixty of them lie in one row, so that writing all of them touches few pages. */
struct evn_balance_row {
    int64_t balance;   /* now */
    int64_t latest_us; /* latest business time of a movement; INT64_MIN: none */
    int64_t taken_in;  /* sum of all positive legs; physical accounts only */
    uint64_t head;     /* seq of its newest movement, below 2^48; 0: none */
    uint32_t n_legs;   /* movements in its chain, see EVN_LEGS_COUNTED */
    bool physical;     /* of a physical place */
};

/* The number after this one is EVN_CLOSE_LEGS less: what matters is the rest modulo that. */
enum { EVN_LEGS_COUNTED = 0x7fff };

/* Open or create all tables. Errors of evn_store_table. */
EVN_MUST_USE evn_err evn_ledger_tables_open(struct evn_store *store, struct evn_ledger_tables *out);

static inline uint64_t evn_biased(int64_t at_us)
{
    return (uint64_t)at_us ^ UINT64_C(0x8000000000000000);
}

static inline int64_t evn_unbiased(uint64_t key)
{
    return (int64_t)(key ^ UINT64_C(0x8000000000000000));
}

/* Is there a movement in the slot? One moves something. */
static inline bool evn_movement_is(const uint8_t slot[EVN_MOVEMENT_LEN])
{
    return evn_get_i64(slot + 8) != 0;
}

void evn_movement_row_put(uint8_t to[EVN_MOVEMENT_LEN], const struct evn_movement_row *row);
void evn_movement_row_get(const uint8_t from[EVN_MOVEMENT_LEN], struct evn_movement_row *out);
/* The movement recorded as event `seq`; the cursor is on the table. EVN_E_CORRUPT: it is not there.
 * Errors of the store. */
EVN_MUST_USE evn_err evn_movement_read(MDB_cursor *movements, uint64_t seq,
                                       struct evn_movement_row *out);

void evn_balance_row_put(uint8_t to[EVN_BALANCE_LEN], const struct evn_balance_row *row);
void evn_balance_row_get(const uint8_t from[EVN_BALANCE_LEN], struct evn_balance_row *out);
void evn_id_row_put(uint8_t to[EVN_ID_ROW_LEN], const struct evn_id_row *row);
void evn_id_row_get(const uint8_t from[EVN_ID_ROW_LEN], struct evn_id_row *out);

#endif
