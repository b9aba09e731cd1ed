/* html - write a page into a buffer, with everything that came from outside escaped. Pure.
 *
 * A page is written in order; the first failure is kept and looked at once, at the end. The format
 * given to evn_html is text of this program and goes out as it is; everything else comes in through
 * its places, and is escaped there. */
#ifndef EVN_GATEWAY_HTML_H
#define EVN_GATEWAY_HTML_H

#include "common/base/buf.h"
#include "services/gateway/text.h"

struct evn_html {
    struct evn_buf *buf; /* borrowed; gets the bytes */
    enum evn_lang lang;  /* of the texts */
    evn_err err;         /* first failure, else EVN_OK */
};

/* Write `format`. Its places:
 *   %t  const char *      text from anywhere: & < > " ' become entities, so it is safe between
 *                         tags and in quoted attributes
 *   %u  const char *      likewise, as one part of an address: percent-encoded
 *   %n  int64_t           a number with thin spaces between groups of three digits
 *   %d  int64_t           a number, plain
 *   %L  enum evn_say      a text of the catalogue
 *   %r  const char *      text of this program, as it is: a class, an attribute, "" for nothing
 *   %%                    a percent sign */
void evn_html(struct evn_html *html, const char *format, ...);

/* Text from anywhere, escaped. */
void evn_html_text(struct evn_html *html, const char *text);

/* A text of the catalogue with its places {a} {b} {n} {m} filled in, escaped. */
void evn_html_say(struct evn_html *html, enum evn_say say, struct evn_fill fill);

#endif
