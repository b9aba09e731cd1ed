#include "services/registry/seal.h"

#include "services/registry/core/decide.h"

#include <sodium.h>

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    STEP = 64,
    ROOM = 1024, /* of a contact, encoded and rounded up */
    KEY_SEAL = 1,
    KEY_NONCE = 2
};

static evn_err refuse(struct evn_refusal *why, evn_err err, const char *field, const char *subject)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return err;
}

/* What is encrypted: two bytes of length, the message, zeros. */
struct clear {
    uint8_t at[ROOM];
    size_t len;
};

static bool write_clear(const struct evn_contact *contact, struct clear *out)
{
    struct evn_buf buf = {.at = out->at + 2, .cap = ROOM - 2, .max = ROOM - 2};
    memset(out->at, 0, sizeof out->at);
    if (evn_wire_encode(&evn_contact_table, contact, &buf) != EVN_OK)
        return false;
    out->at[0] = (uint8_t)(buf.len & 0xff);
    out->at[1] = (uint8_t)(buf.len >> 8);
    out->len = (buf.len + 2 + STEP - 1) / STEP * STEP;
    return out->len <= ROOM;
}

static bool read_clear(const uint8_t *at, size_t len, struct evn_contact *out)
{
    struct evn_refusal why;
    size_t n = len >= 2 ? at[0] + ((size_t)at[1] << 8) : len;
    return n + 2 <= len && evn_wire_decode(&evn_contact_table, evn_bytes_of(at + 2, n), NULL,
                                           EVN_WIRE_LENIENT, out, &why) == EVN_OK;
}

/* One key for encrypting, one for the nonce. */
static void derive(const uint8_t key[EVN_VAULT_KEY_LEN], uint64_t which,
                   uint8_t out[EVN_VAULT_KEY_LEN])
{
    crypto_kdf_derive_from_key(out, EVN_VAULT_KEY_LEN, which, "evnpersn", key);
}

static void nonce_of(const uint8_t key[EVN_VAULT_KEY_LEN], const char *person,
                     const struct clear *clear, uint8_t out[NONCE])
{
    crypto_generichash_state hash;
    uint8_t own[EVN_VAULT_KEY_LEN];
    derive(key, KEY_NONCE, own);
    crypto_generichash_init(&hash, own, sizeof own, NONCE);
    crypto_generichash_update(&hash, (const uint8_t *)person, strlen(person) + 1);
    crypto_generichash_update(&hash, clear->at, clear->len);
    crypto_generichash_final(&hash, out, NONCE);
    sodium_memzero(own, sizeof own);
    sodium_memzero(&hash, sizeof hash);
}

static struct evn_bytes encrypt(const uint8_t key[EVN_VAULT_KEY_LEN], const char *person,
                                const struct clear *clear, struct evn_arena *arena)
{
    uint8_t own[EVN_VAULT_KEY_LEN], *out = evn_arena_alloc(arena, NONCE + clear->len + TAG);
    if (out == NULL)
        return evn_bytes_of(NULL, 0);
    nonce_of(key, person, clear, out);
    derive(key, KEY_SEAL, own);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, clear->at, clear->len,
                                               (const uint8_t *)person, strlen(person), NULL, out,
                                               own);
    sodium_memzero(own, sizeof own);
    return evn_bytes_of(out, NONCE + clear->len + TAG);
}

/* Digits and what stands between them. */
static bool is_phone(const char *phone)
{
    return phone[0] == '\0' || strspn(phone, "0123456789+-() #*,;/") == strlen(phone);
}

static evn_err check(const struct evn_person_put *put, struct evn_refusal *why)
{
    const struct evn_contact *c = &put->contact;
    if (put->sealed.len > 0)
        return refuse(why, EVN_E_BAD_FIELD, "person.sealed", "");
    if (!put->has_contact ||
        (c->name[0] == '\0' && c->phone[0] == '\0' && c->door[0] == '\0' && c->note[0] == '\0'))
        return refuse(why, EVN_E_MISSING_FIELD, "person.contact", "");
    if (!is_phone(c->phone))
        return refuse(why, EVN_E_BAD_FIELD, "person.contact.phone", "");
    return evn_person_is_number(put->person) ? refuse(why, EVN_E_BAD_FIELD, "person.person", "")
                                             : EVN_OK;
}

evn_err evn_seal_put(struct evn_vault *vault, struct evn_person_put *put, struct evn_arena *arena,
                     struct evn_refusal *why)
{
    uint8_t key[EVN_VAULT_KEY_LEN];
    struct clear clear;
    evn_err err = check(put, why);
    if (err != EVN_OK)
        return err;
    err = evn_vault_key(vault, put->person, true, key);
    if (err != EVN_OK)
        return refuse(why, err, "person.person", put->person);
    if (!write_clear(&put->contact, &clear))
        err = refuse(why, EVN_E_TOO_LARGE, "person.contact", "");
    if (err == EVN_OK)
        put->sealed = encrypt(key, put->person, &clear, arena);
    if (err == EVN_OK && put->sealed.len == 0)
        err = refuse(why, EVN_E_TOO_LARGE, "", "");
    sodium_memzero(key, sizeof key);
    sodium_memzero(&clear, sizeof clear);
    sodium_memzero(&put->contact, sizeof put->contact);
    put->has_contact = false;
    return err;
}

/* Encode the command anew, in the arena. */
static evn_err encode(const struct evn_registry_command *command, size_t room,
                      struct evn_arena *arena, struct evn_bytes *out, struct evn_refusal *why)
{
    struct evn_buf buf = {.at = evn_arena_alloc(arena, room), .cap = room, .max = room};
    if (buf.at == NULL || evn_wire_encode(&evn_registry_command_table, command, &buf) != EVN_OK)
        return refuse(why, EVN_E_TOO_LARGE, "", "");
    *out = evn_bytes_of(buf.at, buf.len);
    return EVN_OK;
}

evn_err evn_seal_command(struct evn_vault *vault, const struct evn_registry_state *state,
                         struct evn_bytes in, struct evn_arena *arena, struct evn_bytes *out,
                         struct evn_refusal *why)
{
    struct evn_command_head head;
    struct evn_registry_command command;
    *out = in;
    /* What cannot be read is the core's to refuse. */
    if (evn_command_head_read(in, &head, why) != EVN_OK || head.tag != EVN_TAG_PERSON)
        return EVN_OK;
    evn_err err =
        evn_wire_decode(&evn_registry_command_table, in, arena, EVN_WIRE_STRICT, &command, why);
    /* A refusal of the wire says what stood in a code: here it might be a name. */
    if (err != EVN_OK)
        why->subject[0] = '\0';
    else if (evn_registry_find(state, EVN_REG_COMMUNITY, command.person->community) == NULL)
        err = refuse(why, EVN_E_UNKNOWN_REF, "person.community", command.person->community);
    else
        err = evn_seal_put(vault, command.person, arena, why);
    return err == EVN_OK ? encode(&command, in.len + ROOM + 256, arena, out, why) : err;
}

evn_err evn_seal_open(struct evn_vault *vault, const struct evn_person *person,
                      struct evn_contact *out)
{
    uint8_t key[EVN_VAULT_KEY_LEN], own[EVN_VAULT_KEY_LEN];
    struct clear clear;
    struct evn_bytes sealed = person->sealed;
    *out = (struct evn_contact){.name = ""};
    evn_err err = evn_vault_key(vault, person->person, false, key);
    if (err != EVN_OK)
        return err;
    derive(key, KEY_SEAL, own);
    bool ok = sealed.len > NONCE + TAG && sealed.len <= NONCE + ROOM + TAG &&
              crypto_aead_xchacha20poly1305_ietf_decrypt(
                  clear.at, NULL, NULL, sealed.at + NONCE, sealed.len - NONCE,
                  (const uint8_t *)person->person, strlen(person->person), sealed.at, own) == 0 &&
              read_clear(clear.at, sealed.len - NONCE - TAG, out);
    sodium_memzero(key, sizeof key);
    sodium_memzero(own, sizeof own);
    sodium_memzero(&clear, sizeof clear);
    return ok ? EVN_OK : EVN_E_CORRUPT;
}
