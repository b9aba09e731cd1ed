/* nest - messages inside messages, for the writer of common/base/pbw.h. Pure. */
#ifndef EVN_WIRE_NEST_H
#define EVN_WIRE_NEST_H

#include "common/base/pbw.h"

/* Start a length-delimited field whose content is written next; returns what evn_nest_close
 * wants back. */
size_t evn_nest_open(struct evn_pbw *w, uint32_t number);

/* End it: the length goes in front of the content, which moves up by a byte or two when it has
 * 128 bytes or more. */
void evn_nest_close(struct evn_pbw *w, size_t start);

/* The same for content that will have about `expected` bytes: it is not moved when its length takes
 * as many bytes as that does. */
size_t evn_nest_open_large(struct evn_pbw *w, uint32_t number, size_t expected);
void evn_nest_close_large(struct evn_pbw *w, size_t start, size_t expected);

/* A bare varint, as in a packed field. */
void evn_nest_varint(struct evn_pbw *w, uint64_t value);

#endif
