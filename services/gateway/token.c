#include "services/gateway/token.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool evn_token_may_have(const char *role)
{
    static const char *const lent[] = {"WAREHOUSE", "POINT",      "DISPATCHER", "DASHBOARD",
                                       "AUDITOR",   "INTEGRATOR", "AUTHORITY",  "QUALITY"};
    for (size_t i = 0; i < sizeof lent / sizeof lent[0]; i++)
        if (strcmp(lent[i], role) == 0)
            return true;
    return false;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_hash(const char *text, struct evn_hash256 *out)
{
    if (strlen(text) != 2 * EVN_HASH256_LEN)
        return false;
    for (size_t i = 0; i < EVN_HASH256_LEN; i++) {
        int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out->b[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool parse_line(const char *line, struct evn_token *out)
{
    char scope[EVN_TOKEN_NAME_MAX], hash[80], extra[2];
    *out = (struct evn_token){0};
    if (sscanf(line, "%39s %39s %39s %79s %1s", out->name, out->role, scope, hash, extra) != 4 ||
        !evn_token_may_have(out->role))
        return false;
    if (strcmp(scope, "*") != 0)
        evn_refusal_text(out->scope, sizeof out->scope, scope);
    return parse_hash(hash, &out->hash);
}

static size_t revoke_all(struct evn_tokens *tokens, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < tokens->n; i++)
        if (!tokens->token[i].revoked && strcmp(tokens->token[i].name, name) == 0) {
            tokens->token[i].revoked = true;
            n++;
        }
    return n;
}

/* Room for one more; the first that is revoked makes it, if need be. */
static struct evn_token *room(struct evn_tokens *out)
{
    for (size_t i = 0; out->n == EVN_TOKENS_MAX && i < out->n; i++)
        if (out->token[i].revoked) {
            memmove(&out->token[i], &out->token[i + 1], (out->n - i - 1) * sizeof out->token[0]);
            out->n--;
        }
    return out->n < EVN_TOKENS_MAX ? &out->token[out->n] : NULL;
}

static evn_err take_line(struct evn_tokens *out, const char *line)
{
    char name[EVN_TOKEN_NAME_MAX], extra[2];
    if (sscanf(line, "revoked %39s %1s", name, extra) == 1) {
        (void)revoke_all(out, name);
        return EVN_OK;
    }
    struct evn_token *token = room(out);
    if (token == NULL || !parse_line(line, token))
        return EVN_E_CONFIG;
    out->n++;
    return EVN_OK;
}

evn_err evn_tokens_load(const char *path, struct evn_tokens *out, uint32_t *line)
{
    char text[300];
    evn_err err = EVN_OK;
    out->n = 0;
    *line = 0;
    if (access(path, F_OK) != 0)
        return EVN_OK;
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return EVN_E_IO;
    while (err == EVN_OK && fgets(text, sizeof text, f) != NULL) {
        ++*line;
        if (text[0] == '#' || text[0] == '\n')
            continue;
        err = take_line(out, text);
    }
    fclose(f);
    return err;
}

const struct evn_token *evn_tokens_find(const struct evn_tokens *tokens, const char *text)
{
    struct evn_hash256 hash;
    const struct evn_token *found = NULL;
    evn_hash256(NULL, evn_bytes_text(text), evn_bytes_of(NULL, 0), &hash);
    for (size_t i = 0; i < tokens->n; i++) {
        uint8_t differ = 0;
        for (size_t k = 0; k < EVN_HASH256_LEN; k++)
            differ |= (uint8_t)(tokens->token[i].hash.b[k] ^ hash.b[k]);
        if (differ == 0)
            found = &tokens->token[i];
    }
    return found;
}

void evn_token_file_refresh(struct evn_token_file *file)
{
    struct stat now;
    uint32_t line;
    if (stat(file->path, &now) != 0)
        now = (struct stat){0};
    if (now.st_size == file->size && now.st_mtim.tv_sec == file->changed.tv_sec &&
        now.st_mtim.tv_nsec == file->changed.tv_nsec)
        return;
    file->size = now.st_size;
    file->changed = now.st_mtim;
    evn_err err = evn_tokens_load(file->path, &file->tokens, &line);
    if (err == EVN_OK)
        return;
    file->tokens.n = 0;
    fprintf(stderr, "evn-gateway: %s:%u: %s\n", file->path, (unsigned)line, evn_err_name(err));
}

/* 32 bytes as 43 characters that need no escaping in an address. */
static void encode(const uint8_t in[32], char out[EVN_TOKEN_LEN + 1])
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint32_t bits = 0;
    int n_bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < 32; i++) {
        bits = bits << 8 | in[i];
        for (n_bits += 8; n_bits >= 6; n_bits -= 6)
            out[at++] = digit[bits >> (n_bits - 6) & 63];
    }
    out[at++] = digit[bits << (6 - n_bits) & 63];
    out[at] = '\0';
}

static bool is_word(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len < EVN_TOKEN_NAME_MAX && strpbrk(text, " \t\r\n#") == NULL;
}

static evn_err append(const char *path, const char *line)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return EVN_E_IO;
    bool ok = dprintf(fd, "%s", line) > 0 && fsync(fd) == 0;
    return close(fd) == 0 && ok ? EVN_OK : EVN_E_IO;
}

evn_err evn_token_make(const char *path, const char *name, const char *role, const char *scope,
                       const uint8_t random[32], char text[EVN_TOKEN_LEN + 1])
{
    struct evn_hash256 hash;
    char hex[2 * EVN_HASH256_LEN + 1];
    const char *written_scope = scope[0] != '\0' ? scope : "*";
    if (!is_word(name) || !evn_token_may_have(role) || !is_word(written_scope))
        return EVN_E_BAD_FIELD;
    encode(random, text);
    evn_hash256(NULL, evn_bytes_text(text), evn_bytes_of(NULL, 0), &hash);
    for (size_t i = 0; i < EVN_HASH256_LEN; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash.b[i]);
    char line[3 * EVN_TOKEN_NAME_MAX + sizeof hex + 8];
    snprintf(line, sizeof line, "%s %s %s %s\n", name, role, written_scope, hex);
    return append(path, line);
}

evn_err evn_token_revoke(const char *path, const char *name, size_t *n)
{
    struct evn_tokens *tokens = calloc(1, sizeof *tokens);
    char line[EVN_TOKEN_NAME_MAX + 16];
    uint32_t at;
    *n = 0;
    if (tokens == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_tokens_load(path, tokens, &at);
    if (err == EVN_OK)
        *n = revoke_all(tokens, name);
    free(tokens);
    if (*n == 0)
        return err;
    snprintf(line, sizeof line, "revoked %s\n", name);
    return append(path, line);
}
