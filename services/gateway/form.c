#include "services/gateway/form.h"

#include "common/base/env.h"

#include <stdio.h>
#include <stdlib.h>

static const char *full_name(const char *name, uint32_t line, char out[64])
{
    if (line > 0)
        snprintf(out, 64, "%s-%u", name, (unsigned)line);
    else
        snprintf(out, 64, "%s", name);
    return out;
}

bool evn_form_is(const struct evn_page *page, const char *name)
{
    char text[EVN_FIELD_TEXT_MAX];
    return evn_exchange_form(page->x, "form", text, sizeof text) && strcmp(text, name) == 0;
}

const char *evn_form_value(const struct evn_page *page, const char *name, uint32_t line, char *out)
{
    char full[64];
    if (!evn_exchange_form(page->x, full_name(name, line, full), out, EVN_FIELD_TEXT_MAX))
        out[0] = '\0';
    size_t from = strspn(out, " \t\r\n"), len = strlen(out);
    while (len > from && strchr(" \t\r\n", out[len - 1]) != NULL)
        len--;
    memmove(out, out + from, len - from);
    out[len - from] = '\0';
    return out;
}

bool evn_form_number(struct evn_page *page, const char *name, uint32_t line, int64_t *out)
{
    char text[EVN_FIELD_TEXT_MAX];
    int64_t number = 0;
    evn_form_value(page, name, line, text);
    *out = 0;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == ' ' || *p == ',')
            continue;
        if (*p < '0' || *p > '9' || number > INT64_MAX / 100) {
            evn_form_refuse(page, EVN_E_BAD_FIELD, name, line, text);
            return false;
        }
        number = number * 10 + (*p - '0');
    }
    *out = number;
    return true;
}

/* The form that is shown now is the one that was refused. */
static bool shows_refused(const struct evn_page *page)
{
    return page->posted && page->refused.err != EVN_OK && page->form_shown != NULL &&
           evn_form_is(page, page->form_shown);
}

/* Whether the refusal is about this field: the last part of its path, and its line. */
static bool is_at_fault(const struct evn_page *page, const char *name, uint32_t line)
{
    const char *field = page->refused.field, *dot = strrchr(field, '.');
    if (!shows_refused(page) || field[0] == '\0')
        return false;
    return strcmp(dot != NULL ? dot + 1 : field, name) == 0 &&
           (page->refused.line == 0 || line == 0 || page->refused.line == line);
}

static void new_or_same_id(struct evn_page *page, char out[EVN_ID_TEXT_LEN + 1])
{
    char text[EVN_FIELD_TEXT_MAX];
    struct evn_id id = evn_env_new_id(evn_env_real());
    bool is_open = shows_refused(page) && evn_err_class_of(page->refused.err) == EVN_CLASS_BUSY;
    if (is_open && evn_id_parse(evn_form_value(page, "id", 0, text), &id) != EVN_OK)
        id = evn_env_new_id(evn_env_real());
    evn_id_format(&id, out);
}

void evn_form_open(struct evn_page *page, const char *action, const char *name, const char *cls)
{
    char id[EVN_ID_TEXT_LEN + 1], text[512];
    page->form_shown = name;
    new_or_same_id(page, id);
    evn_html(&page->html,
             "<form class=\"%r\" method=\"post\" action=\"%t\">"
             "<input type=\"hidden\" name=\"id\" value=\"%t\">",
             cls, action, id);
    evn_form_hidden(page, "form", name);
    if (!shows_refused(page))
        return;
    evn_refusal_render(&page->refused, page->html.lang, text, sizeof text);
    evn_html(&page->html, "<p class=\"refused\" role=\"alert\"><b>%L</b> %t</p>", EVN_SAY_REFUSED,
             text);
}

void evn_form_close(struct evn_page *page, enum evn_say button)
{
    evn_html(&page->html, "<button type=\"submit\">%L</button></form>", (int)button);
    page->form_shown = NULL;
}

void evn_form_hidden(struct evn_page *page, const char *name, const char *value)
{
    evn_html(&page->html, "<input type=\"hidden\" name=\"%r\" value=\"%t\">", name, value);
}

static void fault_note(struct evn_page *page, const char *name, uint32_t line)
{
    char text[512];
    if (!is_at_fault(page, name, line))
        return;
    evn_refusal_render(&page->refused, page->html.lang, text, sizeof text);
    evn_html(&page->html, "<em class=\"fault\">%t</em>", text);
}

void evn_form_input(struct evn_page *page, enum evn_say label, const char *name, uint32_t line,
                    const char *value, const char *attributes)
{
    char full[64], typed[EVN_FIELD_TEXT_MAX];
    full_name(name, line, full);
    if (shows_refused(page))
        value = evn_form_value(page, name, line, typed);
    evn_html(&page->html,
             "<label class=\"field\"><span>%L</span><input name=\"%r\" value=\"%t\" %r%r>",
             (int)label, full, value, attributes,
             is_at_fault(page, name, line) ? " aria-invalid=\"true\"" : "");
    fault_note(page, name, line);
    evn_html(&page->html, "</label>");
}

void evn_form_select(struct evn_page *page, enum evn_say label, const char *name, uint32_t line,
                     const char *attributes)
{
    char full[64];
    evn_html(&page->html, "<label class=\"field\"><span>%L</span><select name=\"%r\" %r%r>",
             (int)label, full_name(name, line, full), attributes,
             is_at_fault(page, name, line) ? " aria-invalid=\"true\"" : "");
}

void evn_form_option(struct evn_page *page, const char *name, uint32_t line, const char *value,
                     const char *text)
{
    char typed[EVN_FIELD_TEXT_MAX];
    bool chosen =
        shows_refused(page) && strcmp(evn_form_value(page, name, line, typed), value) == 0;
    evn_html(&page->html, "<option value=\"%t\"%r>%t</option>", value, chosen ? " selected" : "",
             text);
}

void evn_form_select_end(struct evn_page *page, const char *name, uint32_t line)
{
    evn_html(&page->html, "</select>");
    fault_note(page, name, line);
    evn_html(&page->html, "</label>");
}

void evn_form_refuse(struct evn_page *page, evn_err err, const char *field, uint32_t line,
                     const char *subject)
{
    page->refused = evn_refusal_of(err);
    page->refused.line = line;
    evn_refusal_text(page->refused.field, sizeof page->refused.field, field);
    evn_refusal_text(page->refused.subject, sizeof page->refused.subject, subject);
    page->posted = true;
}

evn_err evn_form_post(struct evn_page *page, const char *service, json_t *command, const char *then)
{
    char text[EVN_FIELD_TEXT_MAX];
    struct evn_id id;
    evn_err err = evn_id_parse(evn_form_value(page, "id", 0, text), &id);
    page->posted = true;
    page->refused = evn_refusal_of(err);
    if (err != EVN_OK) {
        json_decref(command);
    } else if (page->session == NULL ||
               !evn_health_up(&page->gate->health, page->session, service)) {
        json_decref(command);
        page->refused = evn_refusal_of(err = EVN_E_UNREACHABLE);
        evn_refusal_text(page->refused.subject, sizeof page->refused.subject, service);
    } else {
        err = evn_do_json_take(page->session, &page->who, service, &id, command, &page->refused);
    }
    if (err == EVN_OK)
        evn_exchange_redirect(page->x, then);
    else if (page->refused.err == EVN_OK)
        page->refused = evn_refusal_of(err);
    return err;
}
