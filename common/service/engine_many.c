#include "common/service/engine_impl.h"

/* The next commands of a message, at most EVN_AHEAD_MAX. */
struct group {
    const struct evn_bytes *commands;
    size_t n;
    struct evn_hash128 hash[EVN_AHEAD_MAX];
    const void *made[EVN_AHEAD_MAX];
};

/* A command alone has nothing to gain. */
static void look_ahead(struct evn_engine *e, struct group *g)
{
    const struct evn_core_ops *ops = e->config.ops;
    evn_hash128_many(g->commands, g->n, g->hash);
    memset(g->made, 0, sizeof g->made);
    if (g->n == 1 || ops->ahead == NULL)
        return;
    evn_arena_reset(&e->made);
    const struct evn_ahead ahead = {
        .body = g->commands, .n = g->n, .arena = &e->made, .made = g->made};
    ops->ahead(e->config.state, &ahead);
}

static evn_err post_group(struct evn_engine *e, struct evn_asker *by, const struct group *g,
                          struct evn_answer *out, size_t *n_done)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < g->n && (*n_done == 0 || evn_engine_room(e) > 0); i++) {
        const struct evn_said said = {g->commands[i], g->hash[i], g->made[i]};
        uint64_t rights = e->rights.version;
        err = evn_engine_post_one(e, by, &said, &out[i]);
        ++*n_done;
        if (e->rights.version != rights)
            by->err = evn_rights_actor(&e->rights, by->public_key, by->behalf, &by->actor);
    }
    return err;
}

evn_err evn_engine_post_many(struct evn_engine *e, const char *public_key,
                             const struct evn_behalf *behalf, const struct evn_bytes *commands,
                             size_t n, struct evn_answer *out, size_t *n_done)
{
    struct evn_asker by = {.public_key = public_key, .behalf = behalf};
    by.err = evn_rights_actor(&e->rights, public_key, behalf, &by.actor);
    evn_err err = EVN_OK;
    *n_done = 0;
    while (err == EVN_OK && *n_done < n && (*n_done == 0 || evn_engine_room(e) > 0)) {
        struct group g = {.commands = commands + *n_done,
                          .n = n - *n_done < EVN_AHEAD_MAX ? n - *n_done : EVN_AHEAD_MAX};
        look_ahead(e, &g);
        err = post_group(e, &by, &g, out + *n_done, n_done);
    }
    return err;
}

evn_err evn_engine_post(struct evn_engine *e, const char *public_key,
                        const struct evn_behalf *behalf, struct evn_bytes command,
                        struct evn_answer *out)
{
    size_t n_done;
    return evn_engine_post_many(e, public_key, behalf, &command, 1, out, &n_done);
}
