#include "services/registry/core/merge.h"

#include "common/base/pbw.h"

/* Where the parts of a put lie, by the kind of its entity. */
struct update {
    uint32_t kind;
    size_t put;                  /* in the command: pointer to the put */
    size_t entity, was, replace; /* in the put */
};

#define UPDATE(kind_, name_)                                                                       \
    {                                                                                              \
        .kind = kind_, .put = offsetof(struct evn_registry_command, name_),                        \
        .entity = offsetof(struct evn_##name_##_put, name_),                                       \
        .was = offsetof(struct evn_##name_##_put, was),                                            \
        .replace = offsetof(struct evn_##name_##_put, replace)                                     \
    }
static const struct update updates[] = {
    UPDATE(EVN_REG_ITEM, item),
    UPDATE(EVN_REG_AREA, area),
    UPDATE(EVN_REG_PLACE, place),
    UPDATE(EVN_REG_ITEM_NORM, item_norm),
    UPDATE(EVN_REG_NORM, norm),

    UPDATE(EVN_REG_KEY_PERSON, key_person),
    UPDATE(EVN_REG_ORGANISATION, organisation),
    UPDATE(EVN_REG_COURSE, course),
    UPDATE(EVN_REG_STAFF, staff),
    UPDATE(EVN_REG_TRAINING, training),
    UPDATE(EVN_REG_DUTY, duty),
};

/* One entity three times, as bytes with fields ascending. */
struct versions {
    struct evn_bytes was, now, said;
};

/* Take all fields of this number off the front. */
static struct evn_bytes take(struct evn_bytes *rest, uint32_t number)
{
    struct evn_bytes from = *rest, next = from;
    struct evn_pb_field field;
    while (evn_pb_next(&next, &field) == EVN_OK && field.number == number)
        *rest = next;
    return evn_bytes_of(from.at, from.len - rest->len);
}

static bool encode(const struct evn_decision *d, const struct evn_wire_message *message,
                   const void *entity, struct evn_bytes *out)
{
    size_t room = 2 * d->ask->body.len;
    struct evn_buf buf = {.at = evn_arena_alloc(d->arena, room), .cap = room, .max = room};
    if (buf.at == NULL || evn_wire_encode(message, entity, &buf) != EVN_OK)
        return false;
    *out = evn_bytes_of(buf.at, buf.len);
    return true;
}

/* The path of the field, as in the command. */
static evn_err outdated(const struct evn_decision *d, uint32_t kind, const char *field,
                        const char *key)
{
    char path[EVN_FIELD_MAX];
    const char *const part[] = {evn_entity_of(kind)->name, ".", evn_entity_of(kind)->name, ".",
                                field};
    size_t len = 0;
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        evn_refusal_text(path + len, sizeof path - len, part[i]);
        len += strlen(path + len);
    }
    return evn_refuse(d, EVN_E_OUTDATED, path, key);
}

/* Field by field: what the sender changed, else what is there. */
static evn_err merge(const struct evn_decision *d, uint32_t kind, struct versions v,
                     const char *key, struct evn_buf *out)
{
    const struct evn_wire_message *message = evn_entity_of(kind)->message;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < message->n_fields && err == EVN_OK; i++) {
        uint32_t tag = message->field[i].tag;
        struct evn_bytes was = take(&v.was, tag), now = take(&v.now, tag);
        struct evn_bytes said = take(&v.said, tag);
        bool mine = !evn_bytes_equal(was, said), theirs = !evn_bytes_equal(was, now);
        if (mine && theirs && !evn_bytes_equal(said, now))
            return outdated(d, kind, message->field[i].name, key);
        if (evn_buf_add(out, mine ? said : now) != EVN_OK)
            err = evn_refuse(d, EVN_E_TOO_LARGE, "", key);
    }
    return err;
}

/* Lay the entity, which its sender made of `was`, over the row. */
static evn_err update(const struct evn_decision *d, uint32_t kind, void *entity, const void *was)
{
    const struct evn_entity *type = evn_entity_of(kind);
    struct evn_row_id id, id_was;
    struct versions v;
    type->identify(entity, &id);
    type->identify(was, &id_was);
    if (strcmp(id.key, id_was.key) != 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "was", id_was.key);
    evn_err err = evn_need(d, kind, "was", id.key);
    if (err != EVN_OK)
        return err;
    const struct evn_row *row = evn_registry_find(d->state, kind, id.key);
    size_t room = row->len + 2 * d->ask->body.len;
    struct evn_buf out = {.at = evn_arena_alloc(d->arena, room), .cap = room, .max = room};
    v.now = evn_bytes_of(row->body, row->len);
    if (out.at == NULL || !encode(d, type->message, was, &v.was) ||
        !encode(d, type->message, entity, &v.said))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", id.key);
    err = merge(d, kind, v, id.key, &out);
    return err != EVN_OK ? err
                         : evn_wire_decode(type->message, evn_bytes_of(out.at, out.len), d->arena,
                                           EVN_WIRE_LENIENT, entity, d->why);
}

evn_err evn_merge_command(const struct evn_decision *d, struct evn_registry_command *command)
{
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        char *put = *(char **)(void *)((char *)command + updates[i].put);
        if (put == NULL)
            continue;
        const void *was = *(void **)(void *)(put + updates[i].was);
        if (was == NULL)
            return EVN_OK;
        *(bool *)(put + updates[i].replace) = true;
        return update(d, updates[i].kind, put + updates[i].entity, was);
    }
    return EVN_OK;
}
