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

/* One command, unless its sender has no role for it: that the engine says. */
static evn_err look_at(struct evn_host *h, uint32_t roles, struct evn_bytes in,
                       struct evn_bytes *out, struct evn_answer *answer)
{
    struct evn_command_head head;
    struct evn_refusal why;
    if (evn_command_head_read(in, &head, &why) != EVN_OK ||
        (roles & h->service->ops->roles_for(head.tag)) == 0)
        return EVN_OK;
    evn_err err = h->service->desk->command(h->desk, in, &h->arena, out, &why);
    if (err != EVN_OK)
        *answer = (struct evn_answer){.id = head.id, .refusal = why};
    return err;
}

evn_err evn_host_desk_commands(struct evn_host *h, const char *key, const struct evn_behalf *behalf,
                               const struct evn_wire_post *post, const struct evn_bytes **commands,
                               bool **refused)
{
    struct evn_actor actor = {.roles = 0};
    *commands = post->command;
    *refused = NULL;
    if (h->service->desk == NULL || h->service->desk->command == NULL ||
        evn_rights_actor(evn_engine_rights(h->engine), key, behalf, &actor) != EVN_OK)
        return EVN_OK;
    struct evn_bytes *out = evn_arena_array(&h->arena, post->n_command, sizeof *out);
    *refused = evn_arena_array(&h->arena, post->n_command, sizeof **refused);
    if (out == NULL || *refused == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < post->n_command; i++) {
        out[i] = post->command[i];
        (*refused)[i] = look_at(h, actor.roles, post->command[i], &out[i], &h->answer[i]) != EVN_OK;
    }
    *commands = out;
    return h->service->desk->ready(h->desk);
}

evn_err evn_host_desk_committed(struct evn_host *h, uint64_t seq)
{
    if (h->desk_failed == EVN_OK && h->desk != NULL && h->service->desk->committed != NULL)
        h->desk_failed = h->service->desk->committed(h->desk, seq);
    return h->desk_failed;
}

const struct evn_site *evn_host_site(const struct evn_host *h)
{
    return &h->site;
}

void evn_host_head(const struct evn_host *h, struct evn_journal_head *out)
{
    evn_journal_tail(h->journal, out);
}
