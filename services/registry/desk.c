#include "services/registry/desk.h"

#include "common/base/label.h"
#include "common/base/pbw.h"
#include "common/service/site.h"
#include "services/registry/core/query.h"
#include "services/registry/core/state.h"
#include "services/registry/seal.h"

#include <sodium/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct desk {
    const struct evn_registry_state *state; /* borrowed */
    struct evn_vault *vault;                /* NULL: see why */
    struct evn_refusal why;                 /* the vault could not be opened */
    size_t n_erased;                        /* of state->retention: keys are destroyed */
    bool told;                              /* how many persons have no key here */
};

/* DATA/vault/people.vault, and its key: DATA/vault/node.key, or what EVN_VAULT_KEY says. */
static evn_err open_vault(struct desk *d, const struct evn_site *site)
{
    char folder[EVN_PATH_MAX], path[EVN_PATH_MAX + 16], own_key[EVN_PATH_MAX + 16];
    const char *key = getenv("EVN_VAULT_KEY");
    if ((size_t)snprintf(folder, sizeof folder, "%s/vault", site->data) >= sizeof folder)
        return EVN_E_CONFIG;
    if (mkdir(folder, 0700) != 0 && access(folder, W_OK) != 0) {
        evn_refusal_text(d->why.subject, sizeof d->why.subject, folder);
        return EVN_E_IO;
    }
    snprintf(path, sizeof path, "%s/people.vault", folder);
    snprintf(own_key, sizeof own_key, "%s/node.key", folder);
    return evn_vault_open(path, key != NULL && key[0] != '\0' ? key : own_key, &d->vault, &d->why);
}

static evn_err open_desk(struct evn_host *host, const void *state, void **out)
{
    /* What is in clear for a moment must not be left behind in a core file. */
    const struct rlimit none = {0, 0};
    struct desk *d = calloc(1, sizeof *d);
    *out = d;
    if (d == NULL)
        return EVN_E_NO_MEMORY;
    d->state = state;
    (void)setrlimit(RLIMIT_CORE, &none);
    d->why.err = open_vault(d, evn_host_site(host));
    if (d->why.err == EVN_OK)
        return EVN_OK;
    char text[300];
    evn_refusal_render(&d->why, EVN_LANG_EN, text, sizeof text);
    fprintf(stderr,
            "registry: the vault of personal data stays shut: %s: %s; all else goes on, nothing "
            "is lost\n",
            evn_err_name(d->why.err), text);
    return EVN_OK;
}

static void close_desk(void **desk)
{
    struct desk *d = *desk;
    *desk = NULL;
    if (d == NULL)
        return;
    evn_vault_close(&d->vault);
    free(d);
}

static evn_err need_vault(const struct desk *d, struct evn_refusal *why)
{
    if (d->vault == NULL)
        *why = d->why;
    return d->vault == NULL ? d->why.err : EVN_OK;
}

/* What reads or writes a person waits for the vault; erasing does not: the key is destroyed when it
 * is there again. */
static evn_err command(void *desk, struct evn_bytes in, struct evn_arena *arena,
                       struct evn_bytes *out, struct evn_refusal *why)
{
    struct desk *d = desk;
    struct evn_command_head head;
    if (evn_command_head_read(in, &head, why) != EVN_OK ||
        (head.tag != EVN_TAG_PERSON && head.tag != EVN_TAG_PERSON_READ))
        return EVN_OK;
    evn_err err = need_vault(d, why);
    return err == EVN_OK ? evn_seal_command(d->vault, d->state, in, arena, out, why) : err;
}

static evn_err ready(void *desk)
{
    struct desk *d = desk;
    return d->vault != NULL ? evn_vault_sync(d->vault) : EVN_OK;
}

/* Persons whose content is there and whose key is not. */
static size_t count_unreadable(const struct desk *d)
{
    const struct evn_table *persons = evn_registry_table(d->state, EVN_REG_PERSON);
    size_t n = 0;
    for (size_t i = 0; d->vault != NULL && i < persons->n; i++)
        n += persons->row[i].mark != EVN_MARK_ERASED &&
             !evn_vault_has(d->vault, persons->row[i].key);
    return n;
}

static void tell_unreadable(struct desk *d)
{
    size_t n = d->told ? 0 : count_unreadable(d);
    d->told = true;
    if (n > 0)
        fprintf(stderr,
                "registry: the vault has no key for %zu person(s): put its own copy back, or put "
                "their data again\n",
                n);
}

/* The keys of all who are erased by a committed event are destroyed. */
static evn_err committed(void *desk, uint64_t seq)
{
    struct desk *d = desk;
    const struct evn_retention *r = &d->state->retention;
    const struct evn_table *persons = evn_registry_table(d->state, EVN_REG_PERSON);
    evn_err err = EVN_OK;
    if (d->vault == NULL)
        return EVN_OK;
    tell_unreadable(d);
    if (d->n_erased == r->n_erased || seq < r->erased_seq)
        return EVN_OK;
    for (size_t i = d->n_erased; err == EVN_OK && i < r->n_erased; i++)
        err = evn_vault_destroy(d->vault, persons->row[r->erased[i]].key);
    if (err == EVN_OK)
        err = evn_vault_sync(d->vault);
    if (err == EVN_OK)
        d->n_erased = r->n_erased;
    return err;
}

/* An answer being written. */
struct answer {
    const struct desk *desk;
    const struct evn_ask *ask;
    struct evn_buf *result;
    struct evn_refusal *why;
};

static evn_err put(const struct answer *a, uint32_t number, const struct evn_buf *row)
{
    struct evn_pbw w = {.buf = a->result, .err = EVN_OK};
    evn_pbw_bytes(&w, number, evn_bytes_of(row->at, row->len));
    if (w.err != EVN_OK)
        *a->why = evn_refusal_of(w.err);
    return w.err;
}

static void write_contact(struct evn_pbw *w, const struct evn_contact *contact)
{
    uint8_t room[1024];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    if (evn_wire_encode(&evn_contact_table, contact, &buf) == EVN_OK)
        evn_pbw_bytes(w, 4, evn_bytes_of(buf.at, buf.len));
    sodium_memzero(room, sizeof room);
}

static const char *group_of(const struct answer *a, const char *name, struct evn_key_person *out)
{
    const struct evn_row *row = evn_registry_find(a->desk->state, EVN_REG_KEY_PERSON, name);
    bool ok = row != NULL && evn_registry_read(EVN_REG_KEY_PERSON, row, a->ask->arena, out);
    return ok ? out->group : "";
}

/* One person of a reading, if not erased meanwhile. */
/* Whether the person is of a cohort whose code is restricted today: nobody comes down. */
static bool is_door_only(const struct answer *a, const char *name)
{
    struct evn_member member;
    const struct evn_row *row = evn_registry_find(a->desk->state, EVN_REG_MEMBER, name);
    if (row == NULL || !evn_registry_read(EVN_REG_MEMBER, row, a->ask->arena, &member))
        return false;
    const struct evn_phase *phase =
        evn_member_phase(&member, evn_day_at(a->ask->business_us, EVN_OFFSET_CHINA_MIN));
    return phase != NULL && phase->code_managed;
}

static evn_err put_door(const struct answer *a, const char *name)
{
    uint8_t room[1536];
    char bag[EVN_LABEL_LEN + 1];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    struct evn_person person;
    struct evn_key_person key_person;
    struct evn_contact contact;
    const struct evn_row *row = evn_registry_find(a->desk->state, EVN_REG_PERSON, name);
    size_t used = a->ask->arena->used;
    if (row == NULL || row->mark == EVN_MARK_ERASED ||
        !evn_registry_read(EVN_REG_PERSON, row, a->ask->arena, &person))
        return EVN_OK;
    evn_err opened = evn_seal_open(a->desk->vault, &person, &contact);
    evn_label_of(evn_bytes_text(name), bag);
    evn_pbw_bytes(&w, 1, evn_bytes_text(name));
    evn_pbw_bytes(&w, 2, evn_bytes_text(bag));
    evn_pbw_bytes(&w, 3, evn_bytes_text(group_of(a, name, &key_person)));
    if (opened == EVN_OK)
        write_contact(&w, &contact);
    else
        evn_pbw_u64(&w, 5, 1);
    evn_pbw_u64(&w, 100, is_door_only(a, name));
    evn_err err = put(a, EVN_RESULT_DOOR, &buf);
    a->ask->arena->used = used;
    sodium_memzero(&contact, sizeof contact);
    sodium_memzero(room, sizeof room);
    return err;
}

static evn_err door_list(const struct answer *a, const struct evn_query_door_list *list)
{
    struct evn_reading reading;
    evn_err err = need_vault(a->desk, a->why);
    if (err == EVN_OK)
        err = evn_registry_reading(a->desk->state, a->ask, list->reading, &reading, a->why);
    for (size_t i = 0; err == EVN_OK && i < reading.n_persons; i++)
        err = put_door(a, reading.persons[i]);
    return err;
}

static evn_err vault_state(const struct answer *a)
{
    uint8_t room[256];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    struct evn_vault_counts count = {0};
    if (a->desk->vault != NULL)
        evn_vault_count(a->desk->vault, &count);
    evn_pbw_u64(&w, 1, a->desk->vault != NULL);
    if (a->desk->vault == NULL)
        evn_pbw_bytes(&w, 2, evn_bytes_text(evn_err_name(a->desk->why.err)));
    evn_pbw_u64(&w, 3, count.n_keys);
    evn_pbw_u64(&w, 4, count.n_destroyed);
    evn_pbw_u64(&w, 5, count.n_damaged);
    evn_pbw_u64(&w, 6, count_unreadable(a->desk));
    return put(a, EVN_RESULT_VAULT, &buf);
}

static evn_err query(void *desk, const struct evn_ask *ask, struct evn_desk_terms *terms,
                     struct evn_buf *result, struct evn_refusal *why)
{
    const struct desk *d = desk;
    const struct answer a = {.desk = d, .ask = ask, .result = result, .why = why};
    struct evn_registry_query query;
    (void)terms;
    evn_err err = evn_wire_decode(&evn_registry_query_table, ask->body, ask->arena, EVN_WIRE_STRICT,
                                  &query, why);
    if (err != EVN_OK)
        return err;
    if (query.door_list != NULL)
        return door_list(&a, query.door_list);
    if (query.vault != NULL)
        return vault_state(&a);
    return evn_registry_query(d->state, ask, result, why);
}

const struct evn_desk_ops *evn_registry_desk(void)
{
    static const struct evn_desk_ops ops = {.open = open_desk,
                                            .close = close_desk,
                                            .query = query,
                                            .command = command,
                                            .ready = ready,
                                            .committed = committed};
    return &ops;
}
