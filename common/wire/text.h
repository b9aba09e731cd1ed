/* text - what counts as clean text and as an external id. Pure.
 *
 * Names and notes come from people, files and other systems, and go to screens, labels and logs.
 * One rule for all of them, so that nothing that was accepted once can break a table, hide behind
 * a look-alike of "nothing", or turn a line of text around. */
#ifndef EVN_WIRE_TEXT_H
#define EVN_WIRE_TEXT_H

#include "common/base/bytes.h"

/* Valid UTF-8 (RFC 3629: shortest form, no surrogates, up to U+10FFFF), whatever it says. */
bool evn_text_utf8(struct evn_bytes text);

/* Valid UTF-8 of one line: no control
 * characters (C0, DEL, C1), no line or paragraph separator, no bidirectional controls, no byte
 * order mark, and no blank (space, U+00A0, U+3000) at either end. Empty text is clean. */
bool evn_text_clean(struct evn_bytes text);

/* Only the characters of external ids: A-Z a-z 0-9 . _ : / + - */
bool evn_text_code(struct evn_bytes text);

#endif
