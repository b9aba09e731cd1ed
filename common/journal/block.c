#include "common/journal/block.h"

enum {
    AT_MAGIC = 0,
    AT_VERSION = 8,
    AT_COUNT = 12,
    AT_LOG_ID = 16,
    AT_INCARNATION = 32,
    AT_TERM = 40,
    AT_SEGMENT = 48,
    AT_OFFSET = 56,
    AT_FIRST_SEQ = 64,
    AT_LENGTH = 72,
    AT_SPARE = 76,
    AT_RECORDED = 80,
    AT_DURABLE = 88,
    AT_PREV = 96,
    AT_HASH = 128,
    BLOCK_VERSION = 1
};

static const uint8_t magic[8] = {'E', 'V', 'N', 'B', 'L', 'O', 'C', 'K'};

void evn_block_seal(const uint8_t log_id[16], struct evn_block_place place, struct evn_block *block,
                    uint8_t header[EVN_BLOCK_HEADER_LEN])
{
    EVN_ASSERT(block->payload.len <= EVN_BLOCK_PAYLOAD_MAX && block->count > 0);
    memcpy(header + AT_MAGIC, magic, sizeof magic);
    evn_put_u32(header + AT_VERSION, BLOCK_VERSION);
    evn_put_u32(header + AT_COUNT, block->count);
    memcpy(header + AT_LOG_ID, log_id, 16);
    evn_put_u64(header + AT_INCARNATION, block->incarnation);
    evn_put_u64(header + AT_TERM, block->term);
    evn_put_u64(header + AT_SEGMENT, place.segment);
    evn_put_u64(header + AT_OFFSET, place.offset);
    evn_put_u64(header + AT_FIRST_SEQ, block->first_seq);
    evn_put_u32(header + AT_LENGTH, (uint32_t)block->payload.len);
    evn_put_u32(header + AT_SPARE, 0);
    evn_put_i64(header + AT_RECORDED, block->recorded_at_us);
    evn_put_u64(header + AT_DURABLE, block->durable_through);
    memcpy(header + AT_PREV, block->prev.b, EVN_HASH256_LEN);
    evn_hash256(log_id, evn_bytes_of(header, AT_HASH), block->payload, &block->hash);
    memcpy(header + AT_HASH, block->hash.b, EVN_HASH256_LEN);
}

/* Is this the start of some block of the log, wherever it belongs? */
static bool is_header(const uint8_t log_id[16], const uint8_t *header)
{
    return memcmp(header + AT_MAGIC, magic, sizeof magic) == 0 &&
           memcmp(header + AT_LOG_ID, log_id, 16) == 0;
}

bool evn_block_peek(const uint8_t log_id[16], struct evn_block_place place, const uint8_t *header,
                    struct evn_block *out, uint32_t *payload_len)
{
    if (!is_header(log_id, header) || evn_get_u32(header + AT_VERSION) != BLOCK_VERSION ||
        evn_get_u64(header + AT_SEGMENT) != place.segment ||
        evn_get_u64(header + AT_OFFSET) != place.offset || evn_get_u32(header + AT_SPARE) != 0)
        return false;
    struct evn_block b = {
        .first_seq = evn_get_u64(header + AT_FIRST_SEQ),
        .count = evn_get_u32(header + AT_COUNT),
        .recorded_at_us = evn_get_i64(header + AT_RECORDED),
        .term = evn_get_u64(header + AT_TERM),
        .incarnation = evn_get_u64(header + AT_INCARNATION),
        .durable_through = evn_get_u64(header + AT_DURABLE),
    };
    memcpy(b.prev.b, header + AT_PREV, EVN_HASH256_LEN);
    memcpy(b.hash.b, header + AT_HASH, EVN_HASH256_LEN);
    *payload_len = evn_get_u32(header + AT_LENGTH);
    if (*payload_len > EVN_BLOCK_PAYLOAD_MAX || b.count == 0 || b.first_seq == 0 ||
        b.first_seq > UINT64_MAX - b.count)
        return false;
    *out = b;
    return true;
}

static bool all_zero(const uint8_t *at, size_t len)
{
    return len == 0 || (at[0] == 0 && memcmp(at, at + 1, len - 1) == 0);
}

/* The bytes hold no valid header of this place: say what they are instead. */
static enum evn_block_found what_else(const uint8_t log_id[16], struct evn_block_place place,
                                      struct evn_bytes bytes)
{
    size_t page = bytes.len < EVN_BLOCK_PAGE ? bytes.len : EVN_BLOCK_PAGE;
    if (all_zero(bytes.at, page))
        return EVN_BLOCK_ZERO;
    if (bytes.len < EVN_BLOCK_HEADER_LEN || !is_header(log_id, bytes.at))
        return EVN_BLOCK_NOISE;
    /* An earlier life is believed only if its block is whole: one bit can flip in a number. */
    struct evn_block_place then = {evn_get_u64(bytes.at + AT_SEGMENT), place.offset};
    struct evn_block b;
    uint32_t len;
    return then.segment < place.segment && evn_block_peek(log_id, then, bytes.at, &b, &len) &&
                   evn_block_open(log_id, then, bytes, &b) == EVN_BLOCK_VALID
               ? EVN_BLOCK_STALE
               : EVN_BLOCK_DAMAGED;
}

bool evn_block_take(const uint8_t log_id[16], struct evn_block_place place, struct evn_bytes bytes,
                    struct evn_block *out)
{
    uint32_t len;
    if (bytes.len < EVN_BLOCK_HEADER_LEN || !evn_block_peek(log_id, place, bytes.at, out, &len) ||
        len > bytes.len - EVN_BLOCK_HEADER_LEN)
        return false;
    out->payload = evn_bytes_of(bytes.at + EVN_BLOCK_HEADER_LEN, len);
    return true;
}

enum evn_block_found evn_block_open(const uint8_t log_id[16], struct evn_block_place place,
                                    struct evn_bytes bytes, struct evn_block *out)
{
    struct evn_block b;
    uint32_t len;
    if (bytes.len < EVN_BLOCK_HEADER_LEN || !evn_block_peek(log_id, place, bytes.at, &b, &len))
        return what_else(log_id, place, bytes);
    size_t end = EVN_BLOCK_HEADER_LEN + (size_t)len;
    if (end > bytes.len)
        return EVN_BLOCK_DAMAGED;
    b.payload = evn_bytes_of(bytes.at + EVN_BLOCK_HEADER_LEN, len);
    struct evn_hash256 hash;
    evn_hash256(log_id, evn_bytes_of(bytes.at, AT_HASH), b.payload, &hash);
    size_t span = (size_t)evn_block_span(len);
    size_t padded = span < bytes.len ? span : bytes.len;
    if (memcmp(hash.b, b.hash.b, EVN_HASH256_LEN) != 0 || !all_zero(bytes.at + end, padded - end))
        return EVN_BLOCK_DAMAGED;
    *out = b;
    return EVN_BLOCK_VALID;
}

bool evn_block_chains(const struct evn_journal_head *head, const struct evn_block *block)
{
    return block->first_seq == head->next_seq &&
           memcmp(block->prev.b, head->hash.b, EVN_HASH256_LEN) == 0 &&
           block->incarnation >= head->incarnation &&
           block->recorded_at_us >= head->recorded_at_us &&
           block->durable_through < block->first_seq;
}

void evn_block_advance(struct evn_journal_head *head, const struct evn_block *block)
{
    head->incarnation = block->incarnation;
    head->next_seq = block->first_seq + block->count;
    head->recorded_at_us = block->recorded_at_us;
    head->hash = block->hash;
}
