#include "common/base/label.h"

#include "common/base/hash.h"

void evn_label_of(struct evn_bytes id, char out[EVN_LABEL_LEN + 1])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct evn_hash128 hash;
    uint64_t bits = 0;
    evn_hash128(id, &hash);
    for (int i = 0; i < 5; i++)
        bits = bits << 8 | hash.b[i];
    for (int i = EVN_LABEL_LEN - 1; i >= 0; i--, bits >>= 5)
        out[i] = digits[bits & 31];
    out[EVN_LABEL_LEN] = '\0';
}
