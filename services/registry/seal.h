/* seal - a person's contact, encrypted under the person's key, and back. Shell.
 *
 * The same contact under the same key gives the same bytes: the nonce is a keyed hash of what is
 * encrypted (a synthetic IV, as in RFC 5297, made of BLAKE2b and XChaCha20-Poly1305). So a command
 * that is sent again is the same command, and content decides as everywhere in the registry. The
 * length is rounded up to steps of 64 bytes; the pseudonym is authenticated with it. */
#ifndef EVN_REGISTRY_SEAL_H
#define EVN_REGISTRY_SEAL_H

#include "services/registry/core/command.h"
#include "services/registry/core/state.h"
#include "services/registry/vault.h"

/* Put the contact of `put` into put->sealed, in the arena, and clear it. The person's key is made
 * when there is none. MISSING_FIELD, BAD_FIELD: nothing, or not what a contact may be - the value
 * is in no refusal. Errors of evn_vault_key; EVN_E_TOO_LARGE: the arena is full. In *why. */
EVN_MUST_USE evn_err evn_seal_put(struct evn_vault *vault, struct evn_person_put *put,
                                  struct evn_arena *arena, struct evn_refusal *why);

/* Rewrite a serialized Command: a PersonPut gets its contact sealed; any other is itself. *out lies
 * in `command` or in the arena; what was in clear there is cleared. A community that `state` does
 * not know is refused here already (UNKNOWN_REF), so that no key is made for nobody. */
EVN_MUST_USE evn_err evn_seal_command(struct evn_vault *vault,
                                      const struct evn_registry_state *state,
                                      struct evn_bytes command, struct evn_arena *arena,
                                      struct evn_bytes *out, struct evn_refusal *why);

/* The contact of a person. EVN_E_CORRUPT: it was sealed under another key. Errors of
 * evn_vault_key. */
EVN_MUST_USE evn_err evn_seal_open(struct evn_vault *vault, const struct evn_person *person,
                                   struct evn_contact *out);

#endif
