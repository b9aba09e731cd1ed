#include "common/journal/segment.h"

enum {
    AT_MAGIC = 0,
    AT_VERSION = 8,
    AT_LOG_ID = 16,
    AT_NUMBER = 32,
    AT_FIRST_SEQ = 40,
    AT_RECORDED = 48,
    AT_RECYCLED = 56,
    AT_INCARNATION = 64,
    AT_PREV = 72,
    AT_HASH = 104,
    AT_ID_INCARNATION = 32,
    AT_ID_SEGMENT_BYTES = 40,
    AT_ID_FLOOR = 48,
    FILE_VERSION = 1
};

static const uint8_t segment_magic[8] = {'E', 'V', 'N', 'S', 'E', 'G', 'M', 'T'};
static const uint8_t identity_magic[8] = {'E', 'V', 'N', 'L', 'O', 'G', 'I', 'D'};

static void start(uint8_t page[EVN_BLOCK_PAGE], const uint8_t magic[8], const uint8_t log_id[16])
{
    memset(page, 0, EVN_BLOCK_PAGE);
    memcpy(page + AT_MAGIC, magic, 8);
    evn_put_u32(page + AT_VERSION, FILE_VERSION);
    memcpy(page + AT_LOG_ID, log_id, 16);
}

static void hash_page(const uint8_t *page, struct evn_hash256 *out)
{
    evn_hash256(page + AT_LOG_ID, evn_bytes_of(page, AT_HASH), evn_bytes_of(NULL, 0), out);
}

static void finish(uint8_t page[EVN_BLOCK_PAGE])
{
    struct evn_hash256 hash;
    hash_page(page, &hash);
    memcpy(page + AT_HASH, hash.b, EVN_HASH256_LEN);
}

static bool whole(const uint8_t page[EVN_BLOCK_PAGE], const uint8_t magic[8])
{
    struct evn_hash256 hash;
    hash_page(page, &hash);
    return memcmp(page + AT_MAGIC, magic, 8) == 0 &&
           evn_get_u32(page + AT_VERSION) == FILE_VERSION &&
           memcmp(page + AT_HASH, hash.b, EVN_HASH256_LEN) == 0;
}

void evn_segment_put(const struct evn_segment_header *header, uint8_t page[EVN_BLOCK_PAGE])
{
    start(page, segment_magic, header->head.log_id);
    evn_put_u64(page + AT_NUMBER, header->number);
    evn_put_u64(page + AT_FIRST_SEQ, header->head.next_seq);
    evn_put_i64(page + AT_RECORDED, header->head.recorded_at_us);
    evn_put_u64(page + AT_RECYCLED, header->recycled_from);
    evn_put_u64(page + AT_INCARNATION, header->head.incarnation);
    memcpy(page + AT_PREV, header->head.hash.b, EVN_HASH256_LEN);
    finish(page);
}

bool evn_segment_get(const uint8_t log_id[16], const uint8_t page[EVN_BLOCK_PAGE],
                     struct evn_segment_header *out)
{
    if (!whole(page, segment_magic) ||
        (log_id != NULL && memcmp(page + AT_LOG_ID, log_id, 16) != 0))
        return false;
    *out = (struct evn_segment_header){
        .number = evn_get_u64(page + AT_NUMBER),
        .recycled_from = evn_get_u64(page + AT_RECYCLED),
        .head = {.incarnation = evn_get_u64(page + AT_INCARNATION),
                 .next_seq = evn_get_u64(page + AT_FIRST_SEQ),
                 .recorded_at_us = evn_get_i64(page + AT_RECORDED)},
    };
    memcpy(out->head.log_id, page + AT_LOG_ID, 16);
    memcpy(out->head.hash.b, page + AT_PREV, EVN_HASH256_LEN);
    return true;
}

void evn_identity_put(const struct evn_log_identity *identity, uint8_t page[EVN_BLOCK_PAGE])
{
    start(page, identity_magic, identity->log_id);
    evn_put_u64(page + AT_ID_INCARNATION, identity->incarnation);
    evn_put_u64(page + AT_ID_SEGMENT_BYTES, identity->segment_bytes);
    evn_put_u64(page + AT_ID_FLOOR, identity->floor_seq);
    finish(page);
}

bool evn_identity_get(const uint8_t page[EVN_BLOCK_PAGE], struct evn_log_identity *out)
{
    if (!whole(page, identity_magic))
        return false;
    *out = (struct evn_log_identity){
        .incarnation = evn_get_u64(page + AT_ID_INCARNATION),
        .segment_bytes = evn_get_u64(page + AT_ID_SEGMENT_BYTES),
        .floor_seq = evn_get_u64(page + AT_ID_FLOOR),
    };
    memcpy(out->log_id, page + AT_LOG_ID, 16);
    return true;
}

static enum evn_block_found look(uint64_t number, struct evn_bytes bytes, uint64_t offset,
                                 const uint8_t log_id[16], struct evn_block *out)
{
    if (offset >= bytes.len)
        return EVN_BLOCK_ZERO;
    return evn_block_open(log_id, (struct evn_block_place){number, offset},
                          evn_bytes_of(bytes.at + offset, bytes.len - offset), out);
}

/* The first whole block of this segment that proves that a block `seq` was durable at `end`: one
 * written later than that, or any that stands there in its stead. 0: none. Blocks written together
 * prove nothing of each other. Behind `set_end` are zeros. */
static uint64_t find_beyond(uint64_t number, struct evn_bytes bytes, uint64_t end, uint64_t set_end,
                            uint64_t seq, const uint8_t log_id[16])
{
    struct evn_block b;
    for (uint64_t offset = end; offset < set_end; offset += EVN_BLOCK_PAGE)
        if (look(number, bytes, offset, log_id, &b) == EVN_BLOCK_VALID &&
            (offset == end || b.durable_through >= seq))
            return offset;
    return 0;
}

static bool any_set(struct evn_bytes bytes, uint64_t from, uint64_t set_end)
{
    return from < set_end && !evn_bytes_zero(bytes.at + from, set_end - from);
}

void evn_segment_scan(uint64_t number, struct evn_bytes bytes, struct evn_segment_scan *scan,
                      void (*each)(void *arg, const struct evn_block *block, uint64_t offset),
                      void *arg)
{
    struct evn_journal_head *head = &scan->head;
    bool known = scan->zeros_from != 0 && scan->zeros_from < bytes.len;
    uint64_t at = EVN_BLOCK_PAGE, set_end = known ? scan->zeros_from : bytes.len;
    struct evn_block b;
    scan->unproven = at;
    for (;;) {
        scan->found = look(number, bytes, at, head->log_id, &b);
        if (scan->found != EVN_BLOCK_VALID || !evn_block_chains(head, &b))
            break;
        if (b.durable_through == b.first_seq - 1) /* the first of those written together */
            scan->unproven = at;
        evn_block_advance(head, &b);
        if (each != NULL)
            each(arg, &b, at);
        at += evn_block_span(b.payload.len);
    }
    scan->end = at;
    scan->beyond = find_beyond(number, bytes, at, set_end, head->next_seq, head->log_id);
    scan->noise_follows = any_set(bytes, at, set_end);
}
