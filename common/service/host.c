#include "common/service/host_impl.h"

#include "common/net/selftest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ARENA_BYTES = 8 << 20 };

static evn_err log_key(void *self, const struct evn_key_fact *key)
{
    struct evn_host *h = self;
    return evn_engine_key(h->engine, key);
}

/* The keys that are revoked, or that are not; how many. */
static size_t keys_that_are(const struct evn_rights *rights, bool revoked, struct evn_key *out)
{
    size_t n = 0;
    for (size_t i = 0; i < rights->n; i++)
        if (rights->fact[i].revoked == revoked &&
            evn_key_parse(rights->fact[i].public_key, &out[n]) == EVN_OK)
            n++;
    return n;
}

/* The transport lets in exactly the keys that are known and not revoked, and tells those that are
 * revoked so. */
evn_err evn_host_allow_keys(struct evn_host *h)
{
    const struct evn_rights *rights = evn_engine_rights(h->engine);
    if (h->n_keys_allowed == rights->version)
        return EVN_OK;
    struct evn_key *keys = calloc(rights->n + 1, sizeof *keys);
    if (keys == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err =
        evn_allow_replace(evn_net_allow(h->net), keys, keys_that_are(rights, false, keys));
    if (err == EVN_OK)
        err = evn_allow_revoke(evn_net_allow(h->net), keys, keys_that_are(rights, true, keys));
    free(keys);
    h->n_keys_allowed = rights->version;
    return err;
}

static evn_err open_log(struct evn_host *h, struct evn_refusal *why)
{
    char folder[EVN_PATH_MAX], log[EVN_PATH_MAX + 8];
    evn_err err = evn_site_make_folder(&h->site, h->service->ops->name, folder);
    evn_refusal_text(why->subject, sizeof why->subject, folder);
    if (err == EVN_OK)
        err = evn_lock_take(folder, &h->lock_fd, &why->have);
    if (err == EVN_OK)
        err = h->service->state_new(&h->state);
    uint64_t known_seq = 0;
    if (err == EVN_OK)
        err = evn_views_open(h->service->views, h->state, folder, &h->views, &known_seq);
    if (err == EVN_E_CORRUPT)
        evn_views_name_damage(folder, why);
    if (err != EVN_OK)
        return err;
    snprintf(log, sizeof log, "%s/log", folder);
    struct evn_file_options options = {.dir = log,
                                       .env = evn_env_real(),
                                       .known_seq = known_seq,
                                       .disk_low_bytes = 256 << 20,
                                       .background = true,
                                       .writer = EVN_WRITER_THREAD};
    struct evn_file_report report;
    err = evn_journal_file_open(&options, &h->journal, &report);
    if (err == EVN_E_CORRUPT || err == EVN_E_LOG_BEHIND_VIEW) {
        evn_refusal_text(why->subject, sizeof why->subject, report.file);
        why->have = (int64_t)report.offset;
    }
    return err != EVN_OK ? err : evn_views_follow(h->views, h->journal, evn_env_real());
}

static evn_err open_engine(struct evn_host *h)
{
    uint64_t from_seq = 1;
    struct evn_engine_config config = {.ops = h->service->ops,
                                       .state = h->state,
                                       .journal = h->journal,
                                       .env = evn_env_real(),
                                       .ids = evn_views_ids(h->views),
                                       .exercise = h->exercise};
    evn_err err = evn_host_desk_open(h, &config.desk);
    if (err == EVN_OK)
        err = evn_engine_new(&config, &h->engine);
    if (err == EVN_OK)
        err = evn_views_load(h->views, h->engine, &from_seq);
    if (err == EVN_OK)
        err = evn_engine_replay(h->engine, from_seq);
    if (err == EVN_OK)
        err = evn_views_start(h->views);
    if (err == EVN_OK)
        err = evn_engine_begin(h->engine);
    if (err == EVN_OK)
        err = evn_site_each_key(&h->site, log_key, h);
    if (err == EVN_OK)
        err = evn_engine_start(h->engine);
    return err != EVN_OK ? err : evn_engine_commit(h->engine);
}

static evn_err find_plain_key(struct evn_host *h)
{
    struct evn_key admin;
    evn_err err = evn_site_public_key(&h->site, "admin", &admin);
    if (err == EVN_OK)
        evn_key_format(&admin, h->plain_key);
    return err;
}

/* What is made of the key says nothing about it. */
static void give_secret(struct evn_host *h, const struct evn_key_pair *key)
{
    struct evn_hash256 secret;
    evn_hash256(NULL, evn_bytes_text("evernormal secret of a service"),
                evn_bytes_of(key->secret, sizeof key->secret), &secret);
    h->service->secret(h->state, secret.b);
}

static evn_err open_net(struct evn_host *h, struct evn_refusal *why)
{
    char endpoint[EVN_N_DOORS][EVN_ENDPOINT_MAX + 1];
    const char *endpoints[EVN_N_DOORS];
    struct evn_key_pair key;
    evn_err err = evn_site_key_pair(&h->site, h->service->ops->name, &key);
    if (err != EVN_OK)
        return err;
    struct evn_net_config config = {.key = &key, .serve = true, .plain = h->plain};
    err = evn_net_open(&config, &h->net);
    if (h->service->secret != NULL)
        give_secret(h, &key);
    evn_key_wipe(&key);
    for (int door = 0; err == EVN_OK && door < EVN_N_DOORS; door++) {
        err =
            evn_site_endpoint(&h->site, h->service->ops->name, (enum evn_door)door, endpoint[door]);
        endpoints[door] = endpoint[door];
    }
    if (err == EVN_OK && h->plain)
        err = find_plain_key(h);
    if (err == EVN_OK)
        err = evn_host_allow_keys(h);
    if (err == EVN_OK)
        err = evn_server_open(h->net, endpoints, &h->server, why);
    for (int door = 0; err == EVN_OK && door < EVN_N_DOORS; door++)
        err = evn_selftest(h->net, endpoint[door]);
    return err != EVN_OK ? err : evn_host_peers_open(h);
}

static evn_err open_memory(struct evn_host *h)
{
    evn_buf_init(&h->out, 2 << 20);
    evn_buf_init(&h->part, 2 << 20);
    h->answer = calloc(EVN_COMMANDS_MAX, sizeof *h->answer);
    h->held = calloc(EVN_HELD_MAX, sizeof *h->held);
    h->waiting = calloc(EVN_WAITING_MAX, sizeof *h->waiting);
    if (h->answer == NULL || h->held == NULL || h->waiting == NULL)
        return EVN_E_NO_MEMORY;
    return evn_arena_init(&h->arena, ARENA_BYTES);
}

static void close_all(struct evn_host *h)
{
    for (size_t i = 0; i < EVN_READERS_MAX; i++)
        evn_journal_reader_destroy(&h->reader[i].reader);
    for (size_t i = 0; i < h->n_waiting; i++)
        free(h->waiting[i].bytes);
    evn_host_peers_close(h);
    evn_host_drop_held(h);
    evn_server_close(&h->server);
    evn_net_close(&h->net);
    evn_engine_destroy(&h->engine);
    evn_host_desk_close(h);
    evn_views_close(&h->views);
    if (h->state != NULL)
        h->service->state_destroy(&h->state);
    evn_journal_destroy(&h->journal);
    free(h->answer);
    free(h->held);
    free(h->waiting);
    evn_buf_fini(&h->out);
    evn_buf_fini(&h->part);
    evn_arena_fini(&h->arena);
}

static evn_err open_all(struct evn_host *h, struct evn_refusal *why)
{
    evn_err err = open_memory(h);
    if (err == EVN_OK)
        err = open_log(h, why);
    if (err == EVN_OK)
        err = open_engine(h);
    return err != EVN_OK ? err : open_net(h, why);
}

static evn_err run(struct evn_host *h)
{
    struct evn_engine_status status;
    evn_engine_status(h->engine, &status);
    printf("ready %s %llu%s\n", h->service->ops->name, (unsigned long long)status.committed,
           h->exercise ? " EXERCISE" : "");
    fflush(stdout);
    evn_err err = EVN_OK;
    while (err == EVN_OK && !h->stop)
        err = evn_host_turn(h);
    return err != EVN_OK ? err : evn_host_finish(h);
}

int evn_host_run(const struct evn_host_service *service, const struct evn_site *site, bool exercise,
                 bool plain, int signal_fd)
{
    struct evn_host *h = calloc(1, sizeof *h);
    struct evn_refusal why = evn_refusal_of(EVN_OK);
    if (h == NULL)
        return evn_err_exit_status(EVN_E_NO_MEMORY);
    h->service = service;
    h->site = *site;
    h->exercise = exercise;
    h->plain = plain;
    h->signal_fd = signal_fd;
    evn_err err = open_all(h, &why);
    if (err == EVN_OK)
        err = run(h);
    if (err != EVN_OK) {
        char text[300];
        why.err = err;
        evn_refusal_render(&why, EVN_LANG_EN, text, sizeof text);
        fprintf(stderr, "%s: %s: %s\n", service->ops->name, evn_err_name(err), text);
    }
    /* After an unknown outcome nothing of this process may be trusted: not even a clean end. */
    if (err == EVN_E_OUTCOME_UNKNOWN)
        _exit(evn_err_exit_status(err));
    close_all(h);
    free(h);
    return evn_err_exit_status(err);
}
