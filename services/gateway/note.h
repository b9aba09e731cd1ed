/* note - sentences of dispatch and the ledger, from codes and numbers. Pure.
 *
 * Services say why with a code and arguments (proto/spec/9-allocation.md, 11-dispatch.md); here it
 * becomes a sentence in the reader's language. */
#ifndef EVN_GATEWAY_NOTE_H
#define EVN_GATEWAY_NOTE_H

#include "services/gateway/page.h"

/* Write the sentence of a Note of an allocation; `note` in ProtoJSON. */
void evn_note_write(struct evn_page *page, const json_t *note);

/* Write why a line, share, trip or round is as it is; nothing without a reason. */
void evn_why_write(struct evn_page *page, const json_t *why);

#endif
