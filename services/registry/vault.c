#include "services/registry/vault.h"

#include "common/base/hash.h"
#include "common/base/textmap.h"
#include "services/registry/vault_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

struct evn_vault {
    int fd;
    bool dirty;                   /* something was written since the last flush */
    struct evn_vault_head head;   /* as in the file */
    uint8_t *node_key;            /* owned; in memory that is neither swapped nor dumped */
    struct evn_textmap by_person; /* person -> number of the record */
    uint8_t *state;               /* owned: of each record, enum evn_vault_state; 0: damaged */
    size_t n, cap;                /* records in the file; room for their states */
    struct evn_vault_counts count;
};

static evn_err fail(struct evn_refusal *why, evn_err err, const char *path)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->subject, sizeof why->subject, path);
    return err;
}

static evn_err reserve(struct evn_vault *v, size_t n)
{
    if (n <= v->cap)
        return EVN_OK;
    size_t cap = n * 2 + 64;
    uint8_t *grown = realloc(v->state, cap);
    if (grown == NULL)
        return EVN_E_NO_MEMORY;
    v->state = grown;
    v->cap = cap;
    return EVN_OK;
}

/* Take one record into the index. A damaged one keeps its place, so that nothing of another person
 * is ever written over it. */
static evn_err index_record(struct evn_vault *v, size_t at)
{
    struct evn_vault_record record;
    uint32_t known;
    evn_err err = evn_vault_record_read(v->fd, at, &record);
    if (err != EVN_OK && err != EVN_E_CORRUPT)
        return err;
    /* A power cut may leave a record of nothing behind: no event was ever logged for it. */
    bool is_empty = record.state == 0 && record.person[0] == '\0';
    if (err == EVN_E_CORRUPT && !is_empty)
        v->count.n_damaged++;
    v->state[at] = err == EVN_OK ? record.state : 0;
    if (record.person[0] == '\0')
        return EVN_OK;
    if (err == EVN_OK && record.state == EVN_VAULT_LIVE)
        v->count.n_keys++;
    if (err == EVN_OK && record.state == EVN_VAULT_DESTROYED)
        v->count.n_destroyed++;
    struct evn_bytes name = evn_bytes_text(record.person);
    return evn_textmap_find(&v->by_person, name, &known)
               ? EVN_OK
               : evn_textmap_add(&v->by_person, name, (uint32_t)at);
}

static evn_err load(struct evn_vault *v)
{
    evn_err err = evn_vault_file_count(v->fd, &v->n);
    if (err == EVN_OK)
        err = reserve(v, v->n);
    for (size_t at = 0; err == EVN_OK && at < v->n; at++)
        err = index_record(v, at);
    return err;
}

static evn_err open_files(struct evn_vault *v, const char *path, const char *key_path,
                          struct evn_refusal *why)
{
    bool has_vault = access(path, F_OK) == 0;
    evn_err err = evn_vault_node_key(key_path, !has_vault, v->node_key);
    if (err != EVN_OK)
        return fail(why, err, key_path);
    if (!has_vault)
        err = evn_vault_file_make(path, v->node_key);
    if (err == EVN_OK) {
        v->fd = open(path, O_RDWR | O_CLOEXEC);
        err = v->fd >= 0 ? evn_vault_head_read(v->fd, &v->head) : EVN_E_IO;
    }
    if (err == EVN_OK && !evn_vault_head_opens(&v->head, v->node_key))
        err = EVN_E_WRONG_KEY;
    if (err == EVN_OK)
        err = load(v);
    return err != EVN_OK ? fail(why, err, path) : EVN_OK;
}

evn_err evn_vault_open(const char *path, const char *key_path, struct evn_vault **out,
                       struct evn_refusal *why)
{
    *out = NULL;
    if (sodium_init() < 0)
        return fail(why, EVN_E_NOT_SECURE, "libsodium");
    struct evn_vault *v = calloc(1, sizeof *v);
    if (v == NULL)
        return fail(why, EVN_E_NO_MEMORY, path);
    v->fd = -1;
    evn_textmap_init(&v->by_person, EVN_VAULT_PERSONS_MAX);
    v->node_key = sodium_malloc(EVN_VAULT_KEY_LEN);
    evn_err err =
        v->node_key != NULL ? open_files(v, path, key_path, why) : fail(why, EVN_E_NO_MEMORY, path);
    if (err != EVN_OK)
        evn_vault_close(&v);
    *out = v;
    return err;
}

void evn_vault_close(struct evn_vault **vault)
{
    struct evn_vault *v = *vault;
    *vault = NULL;
    if (v == NULL)
        return;
    if (v->fd >= 0)
        close(v->fd);
    sodium_free(v->node_key);
    evn_textmap_fini(&v->by_person);
    free(v->state);
    free(v);
}

static evn_err write_record(struct evn_vault *v, size_t at, struct evn_vault_record *record)
{
    evn_err err = evn_vault_record_write(v->fd, at, record);
    v->dirty |= err == EVN_OK;
    return err;
}

static evn_err make_key(struct evn_vault *v, const char *person, uint8_t out[EVN_VAULT_KEY_LEN])
{
    struct evn_vault_record record = {.state = EVN_VAULT_LIVE};
    if (v->n == EVN_VAULT_PERSONS_MAX)
        return EVN_E_LIMIT;
    randombytes_buf(out, EVN_VAULT_KEY_LEN);
    memcpy(record.person, person, strlen(person));
    evn_vault_wrap(&v->head, v->node_key, out, &record);
    evn_err err = reserve(v, v->n + 1);
    if (err == EVN_OK)
        err = write_record(v, v->n, &record);
    if (err == EVN_OK)
        err = evn_textmap_add(&v->by_person, evn_bytes_text(person), (uint32_t)v->n);
    if (err != EVN_OK)
        return err;
    v->state[v->n++] = EVN_VAULT_LIVE;
    v->count.n_keys++;
    return EVN_OK;
}

evn_err evn_vault_key(struct evn_vault *v, const char *person, bool make,
                      uint8_t out[EVN_VAULT_KEY_LEN])
{
    struct evn_vault_record record;
    uint32_t at;
    EVN_ASSERT(person[0] != '\0' && strlen(person) < EVN_VAULT_PERSON_MAX);
    if (!evn_textmap_find(&v->by_person, evn_bytes_text(person), &at))
        return make ? make_key(v, person, out) : EVN_E_UNKNOWN_REF;
    evn_err err = evn_vault_record_read(v->fd, at, &record);
    if (err != EVN_OK)
        return err;
    if (record.state == EVN_VAULT_DESTROYED)
        return EVN_E_WRONG_STATE;
    return evn_vault_unwrap(&v->head, v->node_key, &record, out) ? EVN_OK : EVN_E_CORRUPT;
}

bool evn_vault_has(const struct evn_vault *v, const char *person)
{
    uint32_t at;
    return evn_textmap_find(&v->by_person, evn_bytes_text(person), &at) &&
           v->state[at] == EVN_VAULT_LIVE;
}

evn_err evn_vault_sync(struct evn_vault *v)
{
    if (!v->dirty)
        return EVN_OK;
    if (fdatasync(v->fd) != 0)
        return EVN_E_IO;
    v->dirty = false;
    return EVN_OK;
}

evn_err evn_vault_destroy(struct evn_vault *v, const char *person)
{
    struct evn_vault_record record, gone = {.state = EVN_VAULT_DESTROYED};
    uint32_t at;
    if (!evn_textmap_find(&v->by_person, evn_bytes_text(person), &at))
        return EVN_OK;
    evn_err was = evn_vault_record_read(v->fd, at, &record);
    if (was != EVN_OK && was != EVN_E_CORRUPT)
        return was;
    if (was == EVN_OK && record.state == EVN_VAULT_DESTROYED)
        return EVN_OK;
    memcpy(gone.person, person, strlen(person));
    evn_err err = write_record(v, at, &gone);
    if (err != EVN_OK)
        return err;
    v->state[at] = EVN_VAULT_DESTROYED;
    v->count.n_damaged -= was == EVN_E_CORRUPT;
    v->count.n_keys -= was == EVN_OK;
    v->count.n_destroyed++;
    return EVN_OK;
}

void evn_vault_count(const struct evn_vault *v, struct evn_vault_counts *out)
{
    *out = v->count;
}
