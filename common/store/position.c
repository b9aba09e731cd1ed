#include "common/store/position.h"

#include <string.h>

/* Offsets of the row. */
enum {
    AT_FORMAT = 0,       /* u32 */
    AT_ROW_VERSION = 4,  /* u32, 1 */
    AT_LOG_ID = 8,       /* 16 bytes */
    AT_INCARNATION = 24, /* u64 */
    AT_SEQ = 32,         /* u64 */
    AT_RECORDED = 40,    /* i64 */
    AT_BLOCK = 48,       /* 32 bytes */
    AT_DIGEST = 80,      /* 32 bytes */
    AT_CHECK = 112,      /* first 8 bytes of BLAKE2b-256 over bytes 0..111 */
    ROW_VERSION = 1
};
_Static_assert(AT_CHECK + 8 == EVN_POSITION_LEN, "the row ends with its check");

static const char KEY[] = "position";

static void check_of(const uint8_t *row, uint8_t out[8])
{
    struct evn_hash256 hash;
    evn_hash256(NULL, evn_bytes_of(row, AT_CHECK), evn_bytes_of(NULL, 0), &hash);
    memcpy(out, hash.b, 8);
}

evn_err evn_position_get(MDB_txn *txn, MDB_dbi meta, struct evn_position *out, bool *found)
{
    MDB_val key = {sizeof KEY - 1, (void *)(uintptr_t)KEY}, row;
    *found = false;
    *out = (struct evn_position){.recorded_at_us = INT64_MIN};
    int rc = mdb_get(txn, meta, &key, &row);
    if (rc == MDB_NOTFOUND)
        return EVN_OK;
    if (rc != 0)
        return evn_store_err(rc);
    const uint8_t *p = row.mv_data;
    uint8_t check[8];
    if (row.mv_size != EVN_POSITION_LEN || evn_get_u32(p + AT_ROW_VERSION) != ROW_VERSION)
        return EVN_E_CORRUPT;
    check_of(p, check);
    if (memcmp(check, p + AT_CHECK, sizeof check) != 0)
        return EVN_E_CORRUPT;
    out->format = evn_get_u32(p + AT_FORMAT);
    memcpy(out->log_id, p + AT_LOG_ID, sizeof out->log_id);
    out->incarnation = evn_get_u64(p + AT_INCARNATION);
    out->seq = evn_get_u64(p + AT_SEQ);
    out->recorded_at_us = evn_get_i64(p + AT_RECORDED);
    memcpy(out->block.b, p + AT_BLOCK, EVN_HASH256_LEN);
    memcpy(out->digest.b, p + AT_DIGEST, EVN_HASH256_LEN);
    *found = true;
    return EVN_OK;
}

evn_err evn_position_put(MDB_txn *txn, MDB_dbi meta, const struct evn_position *at)
{
    uint8_t p[EVN_POSITION_LEN];
    evn_put_u32(p + AT_FORMAT, at->format);
    evn_put_u32(p + AT_ROW_VERSION, ROW_VERSION);
    memcpy(p + AT_LOG_ID, at->log_id, sizeof at->log_id);
    evn_put_u64(p + AT_INCARNATION, at->incarnation);
    evn_put_u64(p + AT_SEQ, at->seq);
    evn_put_i64(p + AT_RECORDED, at->recorded_at_us);
    memcpy(p + AT_BLOCK, at->block.b, EVN_HASH256_LEN);
    memcpy(p + AT_DIGEST, at->digest.b, EVN_HASH256_LEN);
    check_of(p, p + AT_CHECK);
    MDB_val key = {sizeof KEY - 1, (void *)(uintptr_t)KEY}, row = {sizeof p, p};
    return evn_store_err(mdb_put(txn, meta, &key, &row, 0));
}

/* The hash of the log's block that ends with event `seq`. */
static evn_err block_hash(struct evn_journal *journal, uint64_t seq, struct evn_hash256 *out)
{
    struct evn_journal_reader *reader = NULL;
    struct evn_block block = {0};
    evn_err err = evn_journal_reader_new(journal, seq, &reader);
    if (err == EVN_OK)
        err = evn_journal_reader_next(reader, &block);
    if (err == EVN_OK && block.first_seq + block.count - 1 != seq)
        err = EVN_E_CORRUPT;
    *out = block.hash;
    evn_journal_reader_destroy(&reader);
    return err;
}

evn_err evn_position_check(const struct evn_position *at, uint32_t format,
                           struct evn_journal *journal)
{
    struct evn_journal_head head;
    struct evn_hash256 hash;
    evn_journal_tail(journal, &head);
    if (memcmp(at->log_id, head.log_id, sizeof at->log_id) != 0 || at->format != format)
        return EVN_E_WRONG_LOG;
    if (at->seq >= head.next_seq)
        return EVN_E_LOG_BEHIND_VIEW;
    if (at->seq == 0)
        return EVN_OK;
    evn_err err = block_hash(journal, at->seq, &hash);
    if (err != EVN_OK)
        return err == EVN_E_AGAIN ? EVN_E_LOG_BEHIND_VIEW : err;
    return memcmp(hash.b, at->block.b, sizeof hash.b) == 0 ? EVN_OK : EVN_E_CORRUPT;
}
