/* handcode - the code a reception point tells when goods have been counted at its door. Pure.
 *
 * Six digits made of the service's own secret, the trip and the point: the point can read it, who
 * drives cannot work it out. It is the same at each asking, so nothing has to be kept; a point that
 * has no device is told it beforehand by whoever sees to it. */
#ifndef EVN_DISPATCH_HANDCODE_H
#define EVN_DISPATCH_HANDCODE_H

#include <stdint.h>

enum { EVN_DSP_CODE_MAX = 7, EVN_DSP_SECRET_LEN = 32 };

/* Write the code of what the trip brings to the point. Method: BLAKE2b-256 over the secret and both
 * names, its first 64 bits modulo 10^6. */
void evn_dsp_hand_code(const uint8_t secret[EVN_DSP_SECRET_LEN], const char *trip,
                       const char *point, char out[EVN_DSP_CODE_MAX]);

#endif
