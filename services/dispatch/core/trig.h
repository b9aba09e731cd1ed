/* trig - sines and roots in fixed point. Pure, integers only: the same on every machine.
 *
 * Q31 is a number times 2^31. Sines are Taylor series to the 11th power, good to 6e-8. */
#ifndef EVN_DISPATCH_TRIG_H
#define EVN_DISPATCH_TRIG_H

#include <stdint.h>

#define EVN_Q31        (INT64_C(1) << 31) /* 1 */
#define EVN_QUARTER_E6 INT64_C(90000000)  /* 90 degrees in millionths */

/* The product of two Q31 numbers, rounded down. */
int64_t evn_q31_mul(int64_t a, int64_t b);

/* Q31 sine and cosine of any angle, in millionths of a degree, up to +-2^62. */
int64_t evn_q31_sine(int64_t angle_e6);
int64_t evn_q31_cosine(int64_t angle_e6);

/* The largest whole number whose square is not above `square`. */
int64_t evn_root(uint64_t square);

#endif
