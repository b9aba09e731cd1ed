#include "common/store/pace.h"

enum { PER_MILLE_MAX = 20000 };

void evn_pace_learn(struct evn_pace *pace, uint64_t n, int64_t took_us)
{
    if (n < EVN_PACE_LEARN_MIN || took_us < 0)
        return;
    int64_t event_ns = took_us * 1000 / (int64_t)n;
    pace->event_ns = pace->event_ns == 0 ? event_ns : (pace->event_ns * 3 + event_ns) / 4;
}

int64_t evn_pace_us(struct evn_pace *pace, uint64_t head, uint64_t seq)
{
    int64_t n = head > pace->counted ? (int64_t)(head - pace->counted) : 0;
    int64_t n_behind = head > seq ? (int64_t)(head - seq) : 0;
    int64_t over_us = n_behind * pace->event_ns / 1000 - EVN_PACE_FROM_US;
    int64_t range_us = EVN_PACE_TWICE_US - EVN_PACE_FROM_US;
    pace->counted = head;
    if (over_us <= 0)
        return 0;
    int64_t per_mille = over_us * 2000 / range_us;
    per_mille = per_mille < PER_MILLE_MAX ? per_mille : PER_MILLE_MAX;
    int64_t wait_us = n * pace->event_ns / 1000 * per_mille / 1000;
    wait_us = wait_us < EVN_PACE_WAIT_MAX_US ? wait_us : EVN_PACE_WAIT_MAX_US;
    pace->paced_us += wait_us;
    return wait_us;
}
