/* env - the outside world as one struct of functions: time and randomness. Shell.
 *
 * Everything that is not a function of its arguments comes from here, so that a simulator can
 * stand in for the machine. Disk is behind common/journal/disk.h in the same way. */
#ifndef EVN_BASE_ENV_H
#define EVN_BASE_ENV_H

#include "common/base/id.h"

#include <stddef.h>
#include <stdint.h>

struct evn_env {
    void *self;                                       /* passed to each function */
    int64_t (*wall_us)(void *self);                   /* UTC microseconds; may step */
    int64_t (*mono_us)(void *self);                   /* never steps back; origin is arbitrary */
    void (*random)(void *self, void *to, size_t len); /* unpredictable bytes */
};

/* The real machine: CLOCK_REALTIME, CLOCK_MONOTONIC, libsodium's random source. Static. */
const struct evn_env *evn_env_real(void);

/* A new command id from the world's clock and random source. */
struct evn_id evn_env_new_id(const struct evn_env *env);

#endif
