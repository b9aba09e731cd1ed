/* form - forms that act once and lose nothing that was typed. Shell.
 *
 * A form carries the id of its command from the moment it is shown, so sending it twice - a double
 * click, a browser that repeats after a broken connection - has one effect. When the command is
 * refused the form comes back as it was typed, with the sentence that says why: on top, and at the
 * field it is about. The id stays the same while the outcome is open (class BUSY), else it is new.
 */
#ifndef EVN_GATEWAY_FORM_H
#define EVN_GATEWAY_FORM_H

#include "services/gateway/page.h"

enum { EVN_FIELD_TEXT_MAX = 400 };

/* Begin a form that posts to `action` as the form called `name`. */
void evn_form_open(struct evn_page *page, const char *action, const char *name, const char *cls);

/* End it with its button. */
void evn_form_close(struct evn_page *page, enum evn_say button);

/* A hidden value. */
void evn_form_hidden(struct evn_page *page, const char *name, const char *value);

/* A labelled input named NAME, or NAME-LINE when line > 0. NAME is the last part of the proto's
 * field, so that a refusal finds its field. `attributes` is text of this program. */
void evn_form_input(struct evn_page *page, enum evn_say label, const char *name, uint32_t line,
                    const char *value, const char *attributes);

/* A labelled choice: open, options, close. */
void evn_form_select(struct evn_page *page, enum evn_say label, const char *name, uint32_t line,
                     const char *attributes);
void evn_form_option(struct evn_page *page, const char *name, uint32_t line, const char *value,
                     const char *text);
void evn_form_select_end(struct evn_page *page, const char *name, uint32_t line);

/* What came in the field NAME or NAME-LINE, without blanks at its ends; "" for nothing. `out` has
 * EVN_FIELD_TEXT_MAX characters. Returns `out`. */
const char *evn_form_value(const struct evn_page *page, const char *name, uint32_t line, char *out);

/* A whole number typed into a field; blanks and separators are passed over. False: it is none, and
 * the refusal is set. An empty field is 0. */
bool evn_form_number(struct evn_page *page, const char *name, uint32_t line, int64_t *out);

/* Whether the form that came is the one called `name`. */
bool evn_form_is(const struct evn_page *page, const char *name);

/* Post the command (frees it) under the form's id. EVN_OK: answered with a redirection to `then`.
 * Otherwise page->refused is set and the page is to be shown with the form. */
evn_err evn_form_post(struct evn_page *page, const char *service, json_t *command,
                      const char *then);

/* Refuse the form here: `field` with its line, and what is wrong. */
void evn_form_refuse(struct evn_page *page, evn_err err, const char *field, uint32_t line,
                     const char *subject);

#endif
