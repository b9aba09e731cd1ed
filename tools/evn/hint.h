/* hint - what to do after a refusal, as a sentence for people. Pure. */
#ifndef EVN_TOOLS_HINT_H
#define EVN_TOOLS_HINT_H

#include "tools/evn/text.h"

/* Write what can be done about it; empty when the refusal itself says it. */
void evn_hint(const struct evn_refusal *why, enum evn_lang lang, char *out, size_t cap);

#endif
