#include "tools/evn/update.h"

#include "tools/evn/send.h"
#include "tools/import/patch.h"

#include <string.h>

enum { CLEAR_MAX = 24, CLEAR_TEXT_MAX = 400, ENTITY_MAX = 256 * 1024 };

static uint32_t bit(uint32_t number)
{
    return UINT32_C(1) << number;
}

static void say(const struct evn_says *says, struct evn_said *said)
{
    if (says->inner == 0) {
        evn_said_field(said, says->field);
    } else {
        said->inner_of = says->field;
        said->inner |= bit(says->inner);
    }
}

/* An option or field of this name is to be emptied: false when there is none, or it is given. */
static bool clear(const struct evn_update *how, const struct evn_input *input, const char *name,
                  const ProtobufCMessageDescriptor *type, struct evn_said *said)
{
    bool found = false;
    for (size_t i = 0; i < how->n_says; i++)
        if (strcmp(how->options[how->says[i].option].name, name) == 0) {
            if (input->option[how->says[i].option] != NULL)
                return false;
            say(&how->says[i], said);
            found = true;
        }
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(type, name);
    if (!found && field != NULL && field->id > 1 && field->id < 32) {
        evn_said_field(said, field->id);
        found = true;
    }
    return found;
}

static evn_err read_clear(struct evn_cli *cli, const struct evn_update *how,
                          const struct evn_input *input, const ProtobufCMessageDescriptor *type,
                          struct evn_said *said)
{
    const char *list = input->option[how->clear];
    char text[CLEAR_TEXT_MAX], *name[CLEAR_MAX];
    size_t len = list != NULL ? strlen(list) : 0;
    if (list == NULL)
        return EVN_OK;
    if (len >= sizeof text)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = list, .b = "clear"});
    memcpy(text, list, len + 1);
    size_t n = evn_send_split(text, name, CLEAR_MAX);
    for (size_t i = 0; i < n; i++)
        if (!clear(how, input, name[i], type, said))
            return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                                 (struct evn_fill){.a = name[i], .b = "clear"});
    return EVN_OK;
}

/* Ask for the entity; out->was stays NULL when there is none. */
static evn_err ask(struct evn_cli *cli, const struct evn_rows *rows, const char *key,
                   struct evn_updated *out)
{
    struct evn_session *session;
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    get.table = rows->table;
    get.key = (char *)(uintptr_t)key;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &get;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_ask(session, &query, &out->known, &cli->why);
    if (err == EVN_E_UNKNOWN_REF)
        return EVN_OK;
    if (err == EVN_OK)
        out->was = (ProtobufCMessage *)(uintptr_t)rows->at(out->known, 0);
    return err;
}

static evn_err pack(const ProtobufCMessage *message, struct evn_buf *out)
{
    uint8_t *at = evn_buf_room(out, protobuf_c_message_get_packed_size(message));
    if (at == NULL)
        return EVN_E_TOO_LARGE;
    evn_buf_used(out, protobuf_c_message_pack(message, at));
    return EVN_OK;
}

static evn_err lay(const ProtobufCMessage *message, const struct evn_said *said,
                   struct evn_updated *out)
{
    struct evn_buf row, present, full;
    evn_buf_init(&row, ENTITY_MAX);
    evn_buf_init(&present, ENTITY_MAX);
    evn_buf_init(&full, 2 * ENTITY_MAX);
    evn_err err = pack(message, &row);
    if (err == EVN_OK)
        err = pack(out->was, &present);
    if (err == EVN_OK)
        err = evn_patch(evn_bytes_of(present.at, present.len), evn_bytes_of(row.at, row.len), said,
                        &full);
    if (err == EVN_OK)
        out->now = protobuf_c_message_unpack(message->descriptor, NULL, full.len, full.at);
    evn_buf_fini(&row);
    evn_buf_fini(&present);
    evn_buf_fini(&full);
    return err == EVN_OK && out->now == NULL ? EVN_E_NO_MEMORY : err;
}

evn_err evn_update_begin(struct evn_cli *cli, const struct evn_update *how,
                         const struct evn_input *input, const char *key,
                         const ProtobufCMessage *said, struct evn_updated *out)
{
    struct evn_said fields = {.made = how->made, .made_of = how->made_of};
    *out = (struct evn_updated){.was = NULL};
    if (input->option[how->replace] == NULL && input->option[how->clear] == NULL)
        return EVN_OK;
    for (size_t i = 0; i < how->n_says; i++)
        if (input->option[how->says[i].option] != NULL)
            say(&how->says[i], &fields);
    evn_err err = read_clear(cli, how, input, said->descriptor, &fields);
    if (err == EVN_OK)
        err = ask(cli, how->rows, key, out);
    if (err != EVN_OK || out->was == NULL)
        return err;
    err = lay(said, &fields, out);
    return err == EVN_OK ? EVN_OK : evn_cli_fail(cli, err, key);
}

void evn_update_end(struct evn_updated *update)
{
    if (update->now != NULL)
        protobuf_c_message_free_unpacked(update->now, NULL);
    if (update->known != NULL)
        evernormal__registry__v1__result__free_unpacked(update->known, NULL);
}
