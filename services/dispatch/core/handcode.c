#include "services/dispatch/core/handcode.h"

#include "common/base/hash.h"

#include <string.h>

void evn_dsp_hand_code(const uint8_t secret[EVN_DSP_SECRET_LEN], const char *trip,
                       const char *point, char out[EVN_DSP_CODE_MAX])
{
    uint8_t whole[EVN_DSP_SECRET_LEN + 256] = {0};
    struct evn_hash256 hash;
    uint64_t number = 0;
    size_t n = EVN_DSP_SECRET_LEN, room = sizeof whole - 1;
    memcpy(whole, secret, EVN_DSP_SECRET_LEN);
    /* A zero byte between both: no two pairs of names give the same bytes. */
    for (const char *at = trip; *at != '\0' && n < room; at++)
        whole[n++] = (uint8_t)*at;
    whole[n++] = 0;
    evn_hash256(NULL, evn_bytes_of(whole, n), evn_bytes_text(point), &hash);
    for (size_t i = 0; i < sizeof number; i++)
        number = number << 8 | hash.b[i];
    number %= 1000000;
    for (size_t i = EVN_DSP_CODE_MAX - 1; i-- > 0; number /= 10)
        out[i] = (char)('0' + number % 10);
    out[EVN_DSP_CODE_MAX - 1] = '\0';
}
