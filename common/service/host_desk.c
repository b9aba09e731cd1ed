#include "common/service/host_impl.h"

static evn_err query(void *self, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why)
{
    struct evn_host *h = self;
    return h->service->desk->query(h->desk, ask, &h->terms, result, why);
}

evn_err evn_host_desk_open(struct evn_host *h, struct evn_query_desk *out)
{
    *out = (struct evn_query_desk){0};
    if (h->service->desk == NULL)
        return EVN_OK;
    out->self = h;
    out->query = query;
    return h->service->desk->open(h, h->state, &h->desk);
}

void evn_host_desk_close(struct evn_host *h)
{
    if (h->desk != NULL)
        h->service->desk->close(&h->desk);
}

void evn_host_desk_block(struct evn_host *h, const char *source, const struct evn_block *block)
{
    if (h->desk != NULL)
        h->service->desk->block(h->desk, source, block);
    h->news = true;
}

void evn_host_head(const struct evn_host *h, struct evn_journal_head *out)
{
    evn_journal_tail(h->journal, out);
}
