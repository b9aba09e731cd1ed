#include "tools/evn/message.h"

#include "common/wire/json.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 4 << 20 };

evn_err evn_message_print(struct evn_cli *cli, const ProtobufCMessage *message)
{
    struct evn_buf text;
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(len + 1);
    if (bytes == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    (void)protobuf_c_message_pack(message, bytes);
    evn_buf_init(&text, TEXT_MAX);
    evn_err err = evn_json_write(message->descriptor, evn_bytes_of(bytes, len), &text, &cli->why);
    if (err == EVN_OK) {
        size_t n = evn_cli_is_exercise(cli) && text.len > 1 ? text.len - 1 : text.len;
        fwrite(text.at, 1, n, stdout);
        if (n < text.len)
            fputs(n > 1 ? ",\"exercise\":true}" : "\"exercise\":true}", stdout);
        fputc('\n', stdout);
    }
    evn_buf_fini(&text);
    free(bytes);
    return err;
}

static void short_name(const char *name, const char *prefix, char *out, size_t cap)
{
    size_t n = strlen(prefix), i = 0;
    if (strncmp(name, prefix, n) == 0)
        name += n;
    for (; name[i] != '\0' && i + 1 < cap; i++)
        out[i] = (char)(name[i] == '_' ? '-' : tolower((unsigned char)name[i]));
    out[i] = '\0';
}

int evn_enum_number(const ProtobufCEnumDescriptor *type, const char *prefix, const char *text)
{
    char name[64];
    for (unsigned i = 0; i < type->n_values; i++) {
        short_name(type->values[i].name, prefix, name, sizeof name);
        if (strcmp(name, text) == 0)
            return type->values[i].value;
    }
    return -1;
}

const char *evn_enum_name(const ProtobufCEnumDescriptor *type, const char *prefix, int number,
                          char *out, size_t cap)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
    out[0] = '\0';
    if (value != NULL)
        short_name(value->name, prefix, out, cap);
    return out;
}
