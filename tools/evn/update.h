/* update - a put with --replace: what the options name changes, everything else stays. Shell.
 *
 * The command line has options for some fields of an entity. The entity is read, what the options
 * say is laid over it, and it is posted together with what was read (`was` of the put): so the
 * registry changes just these fields, and says OUTDATED when somebody else changed one meanwhile.
 * --clear NAME,... empties: a NAME is that of an option or of a field (proto/spec/8-registry.md).
 */
#ifndef EVN_TOOLS_UPDATE_H
#define EVN_TOOLS_UPDATE_H

#include "tools/evn/rows.h"

/* An option says a field; some say more than one. */
struct evn_says {
    size_t option;  /* by place in the command's list */
    uint32_t field; /* number in the entity, 1 to 31 */
    uint32_t inner; /* number in the message that the field is; 0: the field itself */
};

/* How a verb updates. */
struct evn_update {
    const struct evn_rows *rows;      /* how its entity is read */
    const struct evn_option *options; /* of the verb, for the names of --clear */
    const struct evn_says *says;      /* all but the key */
    size_t n_says;
    size_t replace, clear; /* places of --replace and --clear */
    uint32_t made;         /* field worked out of made_of (patch.h); 0: none */
    uint32_t made_of;
};

/* What is to be posted. All NULL: the entity of the command line, whole, as a new one. */
struct evn_updated {
    Evernormal__Registry__V1__Result *known; /* owned */
    ProtobufCMessage *was;                   /* as it was read; in `known` */
    ProtobufCMessage *now;                   /* with what the options say; owned */
};

/* Read the entity `key` when --replace or --clear is given and it is there, and lay `said`, made of
 * the options, over it. EVN_E_USAGE: --clear names nothing, or what is given too. Errors in
 * cli->why. To be ended by evn_update_end, on an error too. */
EVN_MUST_USE evn_err evn_update_begin(struct evn_cli *cli, const struct evn_update *how,
                                      const struct evn_input *input, const char *key,
                                      const ProtobufCMessage *said, struct evn_updated *out);
void evn_update_end(struct evn_updated *update);

#endif
