/* subscription - cursors kept for subscribers under a name. Pure but for the heap. */
#ifndef EVN_EVENTS_SUBSCRIPTION_H
#define EVN_EVENTS_SUBSCRIPTION_H

#include "services/events/core/model.h"

enum { EVN_SUBSCRIPTIONS_MAX = 1024 };

struct evn_subscription {
    char name[EVN_CODE_MAX];
    char owner[EVN_CODE_MAX]; /* actor who made it: nobody else may use it */
    uint64_t position;        /* last merged position dealt with */
    uint8_t *filter;          /* owned: serialized Filter */
    size_t filter_len;
};

struct evn_subscriptions {
    struct evn_subscription *at; /* owned, EVN_SUBSCRIPTIONS_MAX of them */
    size_t n;
    struct evn_arena arena; /* where events are decoded while they are applied */
};

/* EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_subscriptions_init(struct evn_subscriptions *all);
void evn_subscriptions_fini(struct evn_subscriptions *all);

/* The subscription of that name, or NULL. Borrowed until the next change. */
const struct evn_subscription *evn_subscriptions_find(const struct evn_subscriptions *all,
                                                      const char *name);

/* Its filter, with lists in the arena. EVN_E_TOO_LARGE: the arena is full. */
EVN_MUST_USE evn_err evn_subscription_filter(const struct evn_subscription *one,
                                             struct evn_arena *arena, struct evn_filter *out);

/* Add or replace. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_subscriptions_put(struct evn_subscriptions *all,
                                           const struct evn_hub_subscription *event);

/* Move its position. EVN_E_CORRUPT: there is none of that name. */
EVN_MUST_USE evn_err evn_subscriptions_ack(struct evn_subscriptions *all,
                                           const struct evn_hub_ack *event);

/* Forget it. EVN_E_CORRUPT: there is none of that name. */
EVN_MUST_USE evn_err evn_subscriptions_remove(struct evn_subscriptions *all, const char *name);

#endif
