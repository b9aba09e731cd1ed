#include "services/registry/vault_file.h"

#include "common/base/bytes.h"
#include "common/base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PAGE = 4096,
    RECORD = 160,
    RECORDS_A_PAGE = PAGE / RECORD,
    CHECK = 16,
    AT_PERSON = 8,
    AT_NONCE = AT_PERSON + EVN_VAULT_PERSON_MAX,
    AT_WRAPPED = AT_NONCE + EVN_VAULT_NONCE_LEN,
    AT_CHECK = RECORD - CHECK,
    HEAD_ID = 16,
    HEAD_NONCE = HEAD_ID + EVN_VAULT_ID_LEN,
    HEAD_PROOF = HEAD_NONCE + EVN_VAULT_NONCE_LEN,
    HEAD_END = HEAD_PROOF + EVN_VAULT_WRAPPED_LEN,
    KEY_FILE_MAX = 512
};

static const uint8_t magic[16] = "EVNVAULT\1";
static const char key_header[] =
    "# Evernormal vault key. SECRET: keep it 0600. Without it no name, telephone or door of a "
    "person can be read;\n# keep a copy in a safe place, apart from backups.\n";

/* All of the file, or nothing of use. */
static ssize_t read_small(const char *path, char *to, size_t cap, struct stat *st)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n = fstat(fd, st) == 0 ? read(fd, to, cap) : -1;
    close(fd);
    return n;
}

/* The folder's entry survives a power cut. */
static bool flush_folder(const char *path)
{
    char copy[1024];
    if (strlen(path) >= sizeof copy)
        return false;
    memcpy(copy, path, strlen(path) + 1);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Write a file that must not be there yet, so that it is there whole or not at all. */
static evn_err make_file(const char *path, const void *bytes, size_t len)
{
    char part[1024];
    if ((size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part)
        return EVN_E_CONFIG;
    (void)unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return EVN_E_IO;
    bool ok = write(fd, bytes, len) == (ssize_t)len && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && rename(part, path) == 0 && flush_folder(path);
    return ok ? EVN_OK : EVN_E_IO;
}

static evn_err make_node_key(const char *path)
{
    uint8_t key[EVN_VAULT_KEY_LEN];
    char text[KEY_FILE_MAX], hex[2 * EVN_VAULT_KEY_LEN + 1];
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(hex, sizeof hex, key, sizeof key);
    int len = snprintf(text, sizeof text, "%s%s\n", key_header, hex);
    evn_err err = make_file(path, text, (size_t)len);
    sodium_memzero(key, sizeof key);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(text, sizeof text);
    return err;
}

/* The last line of the file is the key. */
static bool parse_node_key(const char *text, size_t len, uint8_t out[EVN_VAULT_KEY_LEN])
{
    size_t n;
    const char *end;
    while (len > 0 && text[len - 1] == '\n')
        len--;
    return len >= 2 * EVN_VAULT_KEY_LEN &&
           (len == 2 * EVN_VAULT_KEY_LEN || text[len - 2 * EVN_VAULT_KEY_LEN - 1] == '\n') &&
           sodium_hex2bin(out, EVN_VAULT_KEY_LEN, text + len - 2 * EVN_VAULT_KEY_LEN,
                          2 * EVN_VAULT_KEY_LEN, NULL, &n, &end) == 0 &&
           n == EVN_VAULT_KEY_LEN;
}

evn_err evn_vault_node_key(const char *path, bool make, uint8_t out[EVN_VAULT_KEY_LEN])
{
    char text[KEY_FILE_MAX];
    struct stat st;
    if (make && access(path, F_OK) != 0 && make_node_key(path) != EVN_OK)
        return EVN_E_IO;
    ssize_t n = read_small(path, text, sizeof text, &st);
    if (n < 0)
        return EVN_E_IO;
    evn_err err = (st.st_mode & 077) != 0 || st.st_uid != geteuid() ? EVN_E_KEY_EXPOSED
                  : parse_node_key(text, (size_t)n, out)            ? EVN_OK
                                                                    : EVN_E_WRONG_KEY;
    sodium_memzero(text, sizeof text);
    return err;
}

evn_err evn_vault_file_make(const char *path, const uint8_t node_key[EVN_VAULT_KEY_LEN])
{
    uint8_t page[PAGE] = {0}, zeros[EVN_VAULT_KEY_LEN] = {0};
    memcpy(page, magic, sizeof magic);
    randombytes_buf(page + HEAD_ID, EVN_VAULT_ID_LEN + EVN_VAULT_NONCE_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(page + HEAD_PROOF, NULL, zeros, sizeof zeros,
                                               page + HEAD_ID, EVN_VAULT_ID_LEN, NULL,
                                               page + HEAD_NONCE, node_key);
    return make_file(path, page, sizeof page);
}

evn_err evn_vault_head_read(int fd, struct evn_vault_head *out)
{
    uint8_t bytes[HEAD_END];
    if (pread(fd, bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes ||
        memcmp(bytes, magic, sizeof magic) != 0)
        return EVN_E_CORRUPT;
    memcpy(out->id, bytes + HEAD_ID, sizeof out->id);
    memcpy(out->nonce, bytes + HEAD_NONCE, sizeof out->nonce);
    memcpy(out->proof, bytes + HEAD_PROOF, sizeof out->proof);
    return EVN_OK;
}

bool evn_vault_head_opens(const struct evn_vault_head *head,
                          const uint8_t node_key[EVN_VAULT_KEY_LEN])
{
    uint8_t zeros[EVN_VAULT_KEY_LEN];
    return crypto_aead_xchacha20poly1305_ietf_decrypt(zeros, NULL, NULL, head->proof,
                                                      sizeof head->proof, head->id, sizeof head->id,
                                                      head->nonce, node_key) == 0;
}

evn_err evn_vault_file_count(int fd, size_t *n)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return EVN_E_IO;
    size_t beyond = st.st_size > PAGE ? (size_t)st.st_size - PAGE : 0;
    size_t rest = (beyond % PAGE + RECORD - 1) / RECORD;
    *n = beyond / PAGE * RECORDS_A_PAGE + (rest < RECORDS_A_PAGE ? rest : RECORDS_A_PAGE);
    return EVN_OK;
}

static off_t offset_of(size_t at)
{
    return (off_t)(PAGE + at / RECORDS_A_PAGE * PAGE + at % RECORDS_A_PAGE * RECORD);
}

static void check_of(const uint8_t bytes[RECORD], uint8_t out[CHECK])
{
    struct evn_hash128 hash;
    evn_hash128(evn_bytes_of(bytes, AT_CHECK), &hash);
    memcpy(out, hash.b, CHECK);
}

evn_err evn_vault_record_read(int fd, size_t at, struct evn_vault_record *out)
{
    uint8_t bytes[RECORD] = {0}, check[CHECK];
    if (pread(fd, bytes, sizeof bytes, offset_of(at)) < 0)
        return EVN_E_IO;
    out->state = bytes[0];
    memcpy(out->person, bytes + AT_PERSON, sizeof out->person);
    out->person[sizeof out->person - 1] = '\0';
    memcpy(out->nonce, bytes + AT_NONCE, sizeof out->nonce);
    memcpy(out->wrapped, bytes + AT_WRAPPED, sizeof out->wrapped);
    check_of(bytes, check);
    return memcmp(check, bytes + AT_CHECK, CHECK) == 0 ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_vault_record_write(int fd, size_t at, const struct evn_vault_record *in)
{
    uint8_t bytes[RECORD] = {in->state};
    memcpy(bytes + AT_PERSON, in->person, sizeof in->person);
    memcpy(bytes + AT_NONCE, in->nonce, sizeof in->nonce);
    memcpy(bytes + AT_WRAPPED, in->wrapped, sizeof in->wrapped);
    check_of(bytes, bytes + AT_CHECK);
    return pwrite(fd, bytes, sizeof bytes, offset_of(at)) == (ssize_t)sizeof bytes ? EVN_OK
                                                                                   : EVN_E_IO;
}

/* What a wrapped key is bound to. */
struct bound {
    uint8_t vault[EVN_VAULT_ID_LEN];
    char person[EVN_VAULT_PERSON_MAX];
};

static struct bound bound_to(const struct evn_vault_head *head,
                             const struct evn_vault_record *record)
{
    struct bound bound = {.vault = {0}};
    memcpy(bound.vault, head->id, sizeof bound.vault);
    memcpy(bound.person, record->person, sizeof bound.person);
    return bound;
}

void evn_vault_wrap(const struct evn_vault_head *head, const uint8_t node_key[EVN_VAULT_KEY_LEN],
                    const uint8_t key[EVN_VAULT_KEY_LEN], struct evn_vault_record *record)
{
    struct bound bound = bound_to(head, record);
    randombytes_buf(record->nonce, sizeof record->nonce);
    crypto_aead_xchacha20poly1305_ietf_encrypt(record->wrapped, NULL, key, EVN_VAULT_KEY_LEN,
                                               (const uint8_t *)&bound, sizeof bound, NULL,
                                               record->nonce, node_key);
}

bool evn_vault_unwrap(const struct evn_vault_head *head, const uint8_t node_key[EVN_VAULT_KEY_LEN],
                      const struct evn_vault_record *record, uint8_t out[EVN_VAULT_KEY_LEN])
{
    struct bound bound = bound_to(head, record);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               out, NULL, NULL, record->wrapped, sizeof record->wrapped, (const uint8_t *)&bound,
               sizeof bound, record->nonce, node_key) == 0;
}
