#include "services/gateway/exchange.h"

#include <jansson.h>
#include <stdlib.h>

evn_err evn_exchange_new(struct evn_exchange **out)
{
    struct evn_exchange *x = calloc(1, sizeof *x);
    *out = x;
    if (x == NULL)
        return EVN_E_NO_MEMORY;
    evn_buf_init(&x->body, EVN_BODY_MAX);
    evn_buf_init(&x->args, EVN_ARGS_MAX);
    evn_buf_init(&x->answer, EVN_PAGE_MAX);
    return EVN_OK;
}

void evn_exchange_destroy(struct evn_exchange **exchange)
{
    struct evn_exchange *x = *exchange;
    if (x == NULL)
        return;
    evn_buf_fini(&x->body);
    evn_buf_fini(&x->args);
    evn_buf_fini(&x->answer);
    free(x);
    *exchange = NULL;
}

void evn_exchange_answer(struct evn_exchange *x, unsigned status, const char *content_type,
                         const char *text)
{
    evn_buf_clear(&x->answer);
    x->status = evn_buf_add(&x->answer, evn_bytes_text(text)) == EVN_OK ? status : 500;
    x->content_type = content_type;
    x->done = true;
}

static unsigned status_of(const struct evn_exchange *x, evn_err err)
{
    switch (evn_err_class_of(err)) {
    case EVN_CLASS_INPUT:
        return 400;
    case EVN_CLASS_STATE:
        return 409;
    case EVN_CLASS_AUTH:
        return x->has_token ? 403 : 401;
    case EVN_CLASS_BUSY:
        return 503;
    case EVN_CLASS_LIMIT:
        return 413;
    default:
        return 500;
    }
}

void evn_exchange_refuse(struct evn_exchange *x, const struct evn_refusal *why)
{
    char text[512];
    evn_refusal_render(why, x->lang, text, sizeof text);
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i}", "code", evn_err_name(why->err), "class",
                          evn_err_class_name(evn_err_class_of(why->err)), "text", text, "field",
                          why->field, "subject", why->subject, "line", (int)why->line);
    char *json = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;
    evn_exchange_answer(x, status_of(x, why->err), "application/json; charset=utf-8",
                        json != NULL ? json : "{}");
    free(json);
    json_decref(o);
}

void evn_exchange_redirect(struct evn_exchange *x, const char *to)
{
    evn_refusal_text(x->location, sizeof x->location, to);
    evn_exchange_answer(x, 303, "text/plain; charset=utf-8", "");
}

const char *evn_exchange_arg(const struct evn_exchange *x, const char *name)
{
    const char *p = (const char *)x->args.at, *end = p + x->args.len;
    while (p != NULL && p < end) {
        const char *value = p + strlen(p) + 1;
        if (strcmp(p, name) == 0)
            return value;
        p = value + strlen(value) + 1;
    }
    return "";
}

static int hex(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decode one form value into `out`; false when it does not fit or holds a NUL. */
static bool decode(const uint8_t *at, size_t len, char *out, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        int c = at[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < len ? hex(at[i + 1]) : -1;
            int low = i + 2 < len ? hex(at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = high << 4 | low;
            i += 2;
        }
        if (c == 0 || n + 1 >= cap)
            return false;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return true;
}

bool evn_exchange_form(const struct evn_exchange *x, const char *name, char *out, size_t cap)
{
    const uint8_t *p = x->body.at, *end = p + x->body.len;
    size_t len = strlen(name);
    while (p != NULL && p < end) {
        const uint8_t *stop = memchr(p, '&', (size_t)(end - p));
        if (stop == NULL)
            stop = end;
        if ((size_t)(stop - p) > len && memcmp(p, name, len) == 0 && p[len] == '=')
            return decode(p + len + 1, (size_t)(stop - p) - len - 1, out, cap);
        p = stop < end ? stop + 1 : end;
    }
    return false;
}
