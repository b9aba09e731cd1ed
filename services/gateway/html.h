/* html - write a page into a buffer, with everything that came from outside escaped. Pure.
 *
 * A page is written in order; the first failure is kept and looked at once, at the end. Fixed text
 * goes through evn_html_raw, everything else through evn_html_text: there is no third way. */
#ifndef EVN_GATEWAY_HTML_H
#define EVN_GATEWAY_HTML_H

#include "common/base/buf.h"

struct evn_html {
    struct evn_buf *buf; /* borrowed; gets the bytes */
    evn_err err;         /* first failure, else EVN_OK */
};

/* Text of this program, as it is. */
void evn_html_raw(struct evn_html *html, const char *text);

/* Text from anywhere else: & < > " ' become entities, so it is safe between tags and in quoted
 * attributes. */
void evn_html_text(struct evn_html *html, const char *text);

/* A number, with thin spaces between groups of three digits. */
void evn_html_number(struct evn_html *html, int64_t number);

/* `<TAG class="CLASS">TEXT</TAG>`; `cls` may be NULL. Tag and class are of this program. */
void evn_html_element(struct evn_html *html, const char *tag, const char *cls, const char *text);

#endif
