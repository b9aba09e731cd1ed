#include "services/ledger/core/ahead.h"
#include "services/ledger/service.h"
#include "services/ledger/translate.h"

void evn_ledger_look_ahead(const void *state, const struct evn_ahead *ahead)
{
    const struct evn_ledger_service *s = state;
    struct evn_ledger_asked *asked = evn_arena_alloc(ahead->arena, ahead->n * sizeof *asked);
    struct evn_ledger_command *command = evn_arena_alloc(ahead->arena, ahead->n * sizeof *command);
    struct evn_refusal why;
    size_t n = 0;
    if (asked == NULL || command == NULL)
        return;
    for (size_t i = 0; i < ahead->n; i++) {
        asked[n].command = &command[n];
        if (evn_wire_decode(&evn_ledger_command_table, ahead->body[i], ahead->arena,
                            EVN_WIRE_STRICT, &asked[n].in, &why) != EVN_OK)
            continue;
        if (asked[n].in.tick != NULL) /* the engine's own */
            continue;
        command[n].id = asked[n].in.id;
        if (evn_ledger_translate(&s->core, &asked[n].in, ahead->arena, &command[n], &why) == EVN_OK)
            ahead->made[i] = &asked[n++];
    }
    evn_ledger_ahead(&s->core, command, n);
}
