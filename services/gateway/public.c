#include "services/gateway/public.h"

#include "common/client/public_list.h"

static evn_err add(struct evn_exchange *x, const char *text)
{
    return evn_buf_add(&x->answer, evn_bytes_text(text));
}

/* Messages of all pages, parted by commas. */
static evn_err add_lines(struct evn_exchange *x, const struct evn_public_list *list, bool heads,
                         struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    bool first = true;
    for (size_t p = 0; p < list->n; p++) {
        const Evernormal__Registry__V1__Result *page = list->page[p];
        size_t n = heads ? page->n_public_list : page->n_public_zone;
        for (size_t i = 0; i < n && err == EVN_OK; i++) {
            err = first ? EVN_OK : add(x, ",");
            if (err == EVN_OK)
                err = evn_public_json(heads ? &page->public_list[i]->base
                                            : &page->public_zone[i]->base,
                                      &x->answer, why);
            first = false;
        }
    }
    return err;
}

/* {"list":{...},"zones":[...]}, or {"versions":[...]}. */
static evn_err write_json(struct evn_exchange *x, const struct evn_public_list *list, bool versions,
                          struct evn_refusal *why)
{
    evn_err err = add(x, versions ? "{\"versions\":[" : "{\"list\":");
    if (err == EVN_OK)
        err = versions ? add_lines(x, list, true, why)
                       : evn_public_json(&evn_public_list_head(list)->base, &x->answer, why);
    if (err == EVN_OK && !versions)
        err = add(x, ",\"zones\":[");
    if (err == EVN_OK && !versions)
        err = add_lines(x, list, false, why);
    return err == EVN_OK ? add(x, "]}\n") : err;
}

/* What the address asks for; a version that is no number is none that there is. */
static bool read_ask(const struct evn_exchange *x, struct evn_public_ask *ask,
                     struct evn_refusal *why)
{
    const char *version = evn_exchange_arg(x, "version");
    char *end = NULL;
    unsigned long number = strtoul(version, &end, 10);
    *ask = (struct evn_public_ask){.day = evn_exchange_arg(x, "on"),
                                   .version = (uint32_t)number,
                                   .versions = strcmp(version, "all") == 0};
    if (version[0] == '\0' || ask->versions ||
        (*end == '\0' && version[0] >= '1' && version[0] <= '9' && number <= UINT32_MAX))
        return true;
    *why = evn_refusal_of(EVN_E_BAD_FIELD);
    evn_refusal_text(why->field, sizeof why->field, "version");
    evn_refusal_text(why->subject, sizeof why->subject, version);
    return false;
}

static evn_err serve(struct evn_gate *gate, struct evn_session *session, struct evn_exchange *x,
                     bool csv, struct evn_refusal *why)
{
    struct evn_public_ask ask;
    struct evn_public_list list = {0};
    if (!read_ask(x, &ask, why))
        return why->err;
    if (!evn_health_up(&gate->health, session, "registry")) {
        *why = evn_refusal_of(EVN_E_UNREACHABLE);
        evn_refusal_text(why->subject, sizeof why->subject, "registry");
        return why->err;
    }
    evn_err err = evn_public_list_get(session, &ask, &list, why);
    evn_buf_clear(&x->answer);
    x->answer.max = EVN_PUBLIC_CSV_MAX;
    if (err == EVN_OK)
        err = csv ? evn_public_list_csv(&list, gate->exercise, &x->answer)
                  : write_json(x, &list, ask.versions, why);
    evn_public_list_free(&list);
    x->status = 200;
    x->content_type = csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
    x->done = err == EVN_OK;
    return err;
}

bool evn_public_serve(struct evn_gate *gate, struct evn_session *session, struct evn_exchange *x)
{
    struct evn_refusal why = evn_refusal_of(EVN_OK);
    bool csv = strcmp(x->url, "/api/v1/zones.csv") == 0;
    if (!csv && strcmp(x->url, "/api/v1/zones") != 0)
        return false;
    evn_err err =
        strcmp(x->method, "GET") != 0 ? EVN_E_UNKNOWN_KIND : serve(gate, session, x, csv, &why);
    if (err == EVN_OK)
        return true;
    if (why.err == EVN_OK)
        why = evn_refusal_of(err);
    evn_exchange_refuse(x, &why);
    return true;
}
