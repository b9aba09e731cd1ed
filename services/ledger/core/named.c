#include "services/ledger/core/named.h"

#include <string.h>

void evn_named_init(struct evn_named *named, uint32_t size, uint64_t key)
{
    evn_dict_init(&named->names, key);
    evn_grow_init(&named->rows, size);
}

void evn_named_fini(struct evn_named *named)
{
    evn_dict_fini(&named->names);
    evn_grow_fini(&named->rows);
}

static uint64_t seq_at(const struct evn_named *named, uint32_t number)
{
    uint64_t seq;
    memcpy(&seq, evn_named_at(named, number), sizeof seq);
    return seq;
}

evn_err evn_named_add(struct evn_named *named, struct evn_bytes name, uint64_t seq, void **row)
{
    uint32_t n = named->names.n;
    if (name.len == 0 || name.len > EVN_NAME_MAX || evn_dict_find(&named->names, 0, name) != 0 ||
        (n > 0 && seq_at(named, n) >= seq))
        return EVN_E_CORRUPT;
    evn_err err = evn_grow_reach(&named->rows, n + 1);
    if (err == EVN_OK)
        err = evn_dict_add(&named->names, 0, name);
    if (err != EVN_OK)
        return err;
    *row = evn_named_at(named, n + 1);
    memcpy(*row, &seq, sizeof seq);
    return EVN_OK;
}

void *evn_named_of(const struct evn_named *named, uint64_t seq)
{
    uint32_t low = 1, high = named->names.n + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (seq_at(named, middle) < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low <= named->names.n && seq_at(named, low) == seq ? evn_named_at(named, low) : NULL;
}

size_t evn_named_bytes(const struct evn_named *named)
{
    return evn_dict_bytes(&named->names) + evn_grow_bytes(&named->rows);
}
