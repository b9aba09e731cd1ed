#include "common/base/env.h"

#include <sodium/core.h>
#include <sodium/randombytes.h>
#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t real_wall_us(void *self)
{
    (void)self;
    return read_clock(CLOCK_REALTIME);
}

static int64_t real_mono_us(void *self)
{
    (void)self;
    return read_clock(CLOCK_MONOTONIC);
}

static void real_random(void *self, void *to, size_t len)
{
    (void)self;
    randombytes_buf(to, len);
}

const struct evn_env *evn_env_real(void)
{
    static const struct evn_env env = {
        .wall_us = real_wall_us, .mono_us = real_mono_us, .random = real_random};
    /* Lets libsodium choose the fastest hash of this processor; does nothing from the second call.
     */
    EVN_ASSERT(sodium_init() >= 0);
    return &env;
}

struct evn_id evn_env_new_id(const struct evn_env *env)
{
    uint8_t rest[10];
    env->random(env->self, rest, sizeof rest);
    return evn_id_make(env->wall_us(env->self), rest);
}
