/* words - short texts and field paths put together without stdio. Pure. */
#ifndef EVN_WIRE_WORDS_H
#define EVN_WIRE_WORDS_H

#include "common/base/err.h"

enum { EVN_WORDS_MAX = 128, EVN_NO_INDEX = -1 };

/* A text of at most EVN_WORDS_MAX - 1 bytes; what does not fit is cut. Start from {0}. */
struct evn_words {
    char at[EVN_WORDS_MAX]; /* with NUL */
    size_t len;             /* bytes before the NUL */
};

void evn_words_add(struct evn_words *to, const char *text);
void evn_words_decimal(struct evn_words *to, uint64_t value);

/* Put `name`, or `name[index]`, with a dot in front of the refusal's path: how a refusal from
 * inside a message finds its way out. */
void evn_words_prefix_path(struct evn_refusal *why, const char *name, int64_t index);

#endif
