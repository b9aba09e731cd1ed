#include "common/net/key.h"

#include "common/base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sodium/utils.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { FILE_MAX = 512 };

static const char secret_header[] =
    "# Evernormal key pair. SECRET: keep it 0600; whoever reads it can act as you.\n";
static const char public_header[] = "# Evernormal public key. May be shown to anyone.\n";

evn_err evn_key_generate(struct evn_key_pair *out)
{
    char public_text[EVN_KEY_TEXT_LEN + 1], secret_text[EVN_KEY_TEXT_LEN + 1];
    if (zmq_curve_keypair(public_text, secret_text) != 0)
        return EVN_E_NOT_SECURE;
    zmq_z85_decode(out->public_key.b, public_text);
    zmq_z85_decode(out->secret, secret_text);
    sodium_memzero(secret_text, sizeof secret_text);
    return EVN_OK;
}

void evn_key_wipe(struct evn_key_pair *pair)
{
    sodium_memzero(pair->secret, sizeof pair->secret);
}

void evn_key_format(const struct evn_key *key, char out[EVN_KEY_TEXT_LEN + 1])
{
    zmq_z85_encode(out, key->b, EVN_KEY_LEN);
}

/* Z85 decode of exactly 40 characters; libzmq ignores overflow, so the text must read back. */
static bool read_z85(const char *text, uint8_t out[EVN_KEY_LEN])
{
    char back[EVN_KEY_TEXT_LEN + 1];
    if (strnlen(text, EVN_KEY_TEXT_LEN + 1) != EVN_KEY_TEXT_LEN)
        return false;
    if (zmq_z85_decode(out, text) == NULL)
        return false;
    zmq_z85_encode(back, out, EVN_KEY_LEN);
    bool same = memcmp(back, text, EVN_KEY_TEXT_LEN) == 0;
    sodium_memzero(back, sizeof back);
    return same;
}

evn_err evn_key_parse(const char *text, struct evn_key *out)
{
    return read_z85(text, out->b) ? EVN_OK : EVN_E_BAD_FIELD;
}

void evn_key_fingerprint(const struct evn_key *key, char out[EVN_KEY_FINGERPRINT_LEN + 1])
{
    struct evn_hash128 hash;
    evn_hash128(evn_bytes_of(key->b, EVN_KEY_LEN), &hash);
    for (int i = 0; i < 5; i++)
        snprintf(out + i * 5, 6, i < 4 ? "%02x%02x-" : "%02x%02x", hash.b[2 * i],
                 hash.b[2 * i + 1]);
}

/* Make the new name itself durable. */
static evn_err sync_folder(const char *path)
{
    char copy[PATH_MAX];
    if (strlen(path) >= sizeof copy)
        return EVN_E_IO;
    memcpy(copy, path, strlen(path) + 1);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return EVN_E_IO;
    evn_err err = fsync(fd) == 0 ? EVN_OK : EVN_E_IO;
    close(fd);
    return err;
}

/* Write the new file `path` and flush it. */
static evn_err write_new(const char *path, mode_t mode, const char *text, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return EVN_E_IO;
    bool good = fchmod(fd, mode) == 0 && write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
    return close(fd) == 0 && good ? EVN_OK : EVN_E_IO;
}

/* Whole or not at all: written beside, then linked to its name, which must be free. */
static evn_err save(const char *path, mode_t mode, const char *text, size_t len)
{
    char beside[PATH_MAX];
    if (snprintf(beside, sizeof beside, "%s.%d.new", path, (int)getpid()) >= (int)sizeof beside)
        return EVN_E_IO;
    unlink(beside);
    evn_err err = write_new(beside, mode, text, len);
    if (err == EVN_OK && link(beside, path) != 0)
        err = errno == EEXIST ? EVN_E_EXISTS : EVN_E_IO;
    unlink(beside);
    return err == EVN_OK ? sync_folder(path) : err;
}

evn_err evn_key_save_secret(const char *path, const struct evn_key_pair *pair)
{
    char public_text[EVN_KEY_TEXT_LEN + 1], secret_text[EVN_KEY_TEXT_LEN + 1], text[FILE_MAX];
    evn_key_format(&pair->public_key, public_text);
    zmq_z85_encode(secret_text, pair->secret, EVN_KEY_LEN);
    int len = snprintf(text, sizeof text, "%spublic %s\nsecret %s\n", secret_header, public_text,
                       secret_text);
    evn_err err = save(path, 0600, text, (size_t)len);
    sodium_memzero(text, sizeof text);
    sodium_memzero(secret_text, sizeof secret_text);
    return err;
}

evn_err evn_key_save_public(const char *path, const struct evn_key *key)
{
    char public_text[EVN_KEY_TEXT_LEN + 1], text[FILE_MAX];
    evn_key_format(key, public_text);
    int len = snprintf(text, sizeof text, "%spublic %s\n", public_header, public_text);
    return save(path, 0644, text, (size_t)len);
}

/* Read the whole file as text. With `guarded`, only one that its owner alone can read. */
static evn_err load(const char *path, bool guarded, char text[FILE_MAX])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return EVN_E_IO;
    struct stat st;
    evn_err err = fstat(fd, &st) == 0 ? EVN_OK : EVN_E_IO;
    ssize_t len = 0;
    if (err == EVN_OK && (!S_ISREG(st.st_mode) || st.st_size >= FILE_MAX))
        err = EVN_E_CONFIG;
    if (err == EVN_OK && guarded &&
        ((st.st_mode & 077) != 0 || (st.st_uid != geteuid() && st.st_uid != 0)))
        err = EVN_E_KEY_EXPOSED;
    if (err == EVN_OK && (len = read(fd, text, FILE_MAX - 1)) < 0)
        err = EVN_E_IO;
    close(fd);
    text[err == EVN_OK ? len : 0] = '\0';
    return err;
}

/* The value of the line "LABEL VALUE", as 32 bytes. */
static bool find_line(const char *text, const char *label, uint8_t out[EVN_KEY_LEN])
{
    char value[EVN_KEY_TEXT_LEN + 1];
    size_t n_label = strlen(label);
    bool found = false;
    for (const char *line = text; line != NULL && *line != '\0' && !found;) {
        const char *end = strchrnul(line, '\n');
        size_t len = (size_t)(end - line);
        if (len == n_label + 1 + EVN_KEY_TEXT_LEN && memcmp(line, label, n_label) == 0 &&
            line[n_label] == ' ') {
            memcpy(value, line + n_label + 1, EVN_KEY_TEXT_LEN);
            value[EVN_KEY_TEXT_LEN] = '\0';
            found = read_z85(value, out);
        }
        line = *end == '\n' ? end + 1 : NULL;
    }
    sodium_memzero(value, sizeof value);
    return found;
}

static bool halves_fit(const struct evn_key_pair *pair)
{
    char public_text[EVN_KEY_TEXT_LEN + 1], secret_text[EVN_KEY_TEXT_LEN + 1];
    struct evn_key derived;
    zmq_z85_encode(secret_text, pair->secret, EVN_KEY_LEN);
    bool fit = zmq_curve_public(public_text, secret_text) == 0 &&
               read_z85(public_text, derived.b) && evn_key_equal(&derived, &pair->public_key);
    sodium_memzero(secret_text, sizeof secret_text);
    return fit;
}

evn_err evn_key_load_secret(const char *path, struct evn_key_pair *out)
{
    char text[FILE_MAX];
    evn_err err = load(path, true, text);
    if (err == EVN_OK && !(find_line(text, "public", out->public_key.b) &&
                           find_line(text, "secret", out->secret) && halves_fit(out)))
        err = EVN_E_CONFIG;
    if (err != EVN_OK)
        evn_key_wipe(out);
    sodium_memzero(text, sizeof text);
    return err;
}

evn_err evn_key_load_public(const char *path, struct evn_key *out)
{
    char text[FILE_MAX];
    evn_err err = load(path, false, text);
    if (err == EVN_OK && !find_line(text, "public", out->b))
        err = EVN_E_CONFIG;
    sodium_memzero(text, sizeof text);
    return err;
}
