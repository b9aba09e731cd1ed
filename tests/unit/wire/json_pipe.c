/* json_pipe - a filter for the oracle test in Python: each line "w HEX" (wire bytes) or "r JSON"
 * of the message type named on the command line is answered with its other form, or with "!" and
 * the name of the error. Test support. */
#include "common/wire/json.h"

#include "evernormal/test/v1/sample.pb-c.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEN_MAX = 1 << 20 };

static evn_err turn(const ProtobufCMessageDescriptor *type, const char *line, size_t len,
                    struct evn_buf *out)
{
    static uint8_t wire[LEN_MAX];
    struct evn_refusal why;
    size_t n = 0;
    if (line[0] == 'r')
        return evn_json_read(type, evn_bytes_of(line + 2, len - 2), out, &why);
    if (sodium_hex2bin(wire, sizeof wire, line + 2, len - 2, NULL, &n, NULL) != 0)
        return EVN_E_USAGE;
    return evn_json_write(type, evn_bytes_of(wire, n), out, &why);
}

int main(int argc, char **argv)
{
    const ProtobufCMessageDescriptor *type = argc == 2 && strcmp(argv[1], "Wide") == 0
                                                 ? &evernormal__test__v1__wide__descriptor
                                                 : &evernormal__test__v1__sample__descriptor;
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    struct evn_buf out;
    evn_buf_init(&out, LEN_MAX);
    while ((len = getline(&line, &cap, stdin)) > 2) {
        evn_buf_clear(&out);
        evn_err err = turn(type, line, (size_t)len - 1, &out);
        if (err != EVN_OK)
            printf("!%s", evn_err_name(err));
        else if (line[0] == 'w')
            printf("%.*s", (int)out.len, (const char *)out.at);
        for (size_t i = 0; err == EVN_OK && line[0] == 'r' && i < out.len; i++)
            printf("%02x", out.at[i]);
        printf("\n");
        fflush(stdout);
    }
    free(line);
    evn_buf_fini(&out);
    return 0;
}
