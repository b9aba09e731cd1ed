#include "services/ledger/service.h"

#include "services/ledger/core/apply.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/decide.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/event.h"
#include "services/ledger/core/restore.h"
#include "services/ledger/scope.h"
#include "services/ledger/translate.h"
#include "services/ledger/wire_count.h"

#include <stdlib.h>

static uint32_t roles_for(uint32_t tag)
{
    const uint32_t stock = EVN_ROLE_SERVICE | EVN_ROLE_WAREHOUSE | EVN_ROLE_DISPATCHER;
    switch (tag) {
    case EVN_LEDGER_TAG_DOCUMENT:
        return stock | EVN_ROLE_INTEGRATOR;
    case EVN_LEDGER_TAG_RESERVE:
    case EVN_LEDGER_TAG_RELEASE:
    case EVN_LEDGER_TAG_SHIP:
        return stock;
    case EVN_LEDGER_TAG_RECEIPT:
        return stock | EVN_ROLE_POINT;
    case EVN_LEDGER_TAG_HOLD_PUT:
        return stock | EVN_ROLE_POINT | EVN_ROLE_INTEGRATOR | EVN_ROLE_QUALITY;
    case EVN_LEDGER_TAG_READINGS:
        return stock | EVN_ROLE_INTEGRATOR | EVN_ROLE_QUALITY;
    case EVN_LEDGER_TAG_HOLD_RELEASE:
    case EVN_LEDGER_TAG_RECALL_OPEN:
    case EVN_LEDGER_TAG_RECALL_CLOSE:
        return EVN_ROLE_QUALITY;
    case EVN_LEDGER_TAG_EARMARK_RELEASE:
        return EVN_ROLE_AUTHORITY;
    case EVN_LEDGER_TAG_COUNT_START:
    case EVN_LEDGER_TAG_COUNT_RECOUNT:
    case EVN_LEDGER_TAG_COUNT_APPROVE:
    case EVN_LEDGER_TAG_COUNT_DROP:
        return EVN_ROLE_SERVICE | EVN_ROLE_WAREHOUSE | EVN_ROLE_ADMIN;
    case EVN_LEDGER_TAG_COUNT_HAND_IN:
        return EVN_ROLE_SERVICE | EVN_ROLE_WAREHOUSE | EVN_ROLE_ADMIN | EVN_ROLE_POINT |
               EVN_ROLE_INTEGRATOR;
    case EVN_LEDGER_TAG_COUNT_LIMIT:
        return EVN_ROLE_ADMIN;
    case EVN_LEDGER_TAG_DISCREPANCY:
        return stock | EVN_ROLE_INTEGRATOR | EVN_ROLE_ADMIN;
    default:
        return 0;
    }
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    const struct evn_ledger_service *s = state;
    struct evn_ledger_command command;
    struct evn_ledger_asked alone = {.command = &command};
    const struct evn_ledger_asked *asked = ask->made;
    evn_err err = EVN_OK;
    if (asked == NULL) {
        asked = &alone;
        err = evn_wire_decode(&evn_ledger_command_table, ask->body, ask->arena, EVN_WIRE_STRICT,
                              &alone.in, why);
    }
    if (err == EVN_OK)
        err = evn_ledger_in_scope(&s->core, ask->actor->scope, &asked->in, why);
    if (err == EVN_OK && asked == &alone)
        err = evn_ledger_translate(&s->core, &alone.in, ask->arena, &command, why);
    if (err != EVN_OK)
        return err;
    if (asked != &alone)
        command = *asked->command;
    command.id = *ask->id;
    command.hash = *ask->hash;
    command.actor = evn_bytes_text(ask->actor->name);
    struct evn_decision decision;
    if (command.kind == EVN_COMMAND_COUNT_APPROVE)
        command.count_end.may_exceed = (ask->actor->roles & EVN_ROLE_ADMIN) != 0;
    const struct evn_ledger_turn turn = {.state = &s->core,
                                         .view = &s->view.history,
                                         .now_us = ask->now_us,
                                         .business_us = ask->business_us,
                                         .next_seq = evn_emit_next_seq(emit),
                                         .arena = ask->arena,
                                         .events = evn_emit_frames(emit)};
    err = evn_ledger_decide(&turn, &command, &decision);
    *why = decision.refusal;
    if (err != EVN_OK)
        return err;
    if (decision.again)
        *ask->again = (struct evn_again){.first_seq = decision.row.seq, .count = decision.row.n};
    else
        evn_emit_counted(emit, decision.row.n);
    return decision.refusal.err;
}

static evn_err outcome(struct evn_bytes frames, struct evn_refusal *out)
{
    struct evn_frame frame;
    evn_err err;
    *out = evn_refusal_of(EVN_OK);
    while ((err = evn_frame_next(&frames, &frame)) == EVN_OK)
        if (frame.kind == EVN_LEDGER_FRAME_REFUSED)
            return evn_event_read_refused(&frame, out);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static evn_err apply(void *state, const struct evn_event *event)
{
    struct evn_ledger_service *s = state;
    const struct evn_frame frame = {
        .kind = event->kind, .version = event->version, .count = event->count, .body = event->body};
    s->core.next_seq = event->seq;
    return evn_ledger_apply(&s->core, &frame);
}

/* Claims whose time is over end; then those that lost their stock, or have it again, say so. */
static evn_err timer(const void *state, int64_t business_us, struct evn_arena *arena,
                     struct evn_emit *emit)
{
    const struct evn_ledger_service *s = state;
    uint32_t n = 0;
    evn_err err = evn_claims_expire(&s->core, business_us, evn_emit_next_seq(emit), arena,
                                    evn_emit_frames(emit), &n);
    if (err == EVN_OK && n == 0)
        err = evn_claims_settle(&s->core, business_us, evn_emit_next_seq(emit), arena,
                                evn_emit_frames(emit), &n);
    evn_emit_counted(emit, n);
    return err;
}

/* A turn begins: see what the views hold by now, and forget it in memory; take in new accounts. */
static evn_err turn(void *state)
{
    struct evn_ledger_service *s = state;
    evn_err err = evn_ledger_view_renew(&s->view);
    if (err == EVN_OK)
        evn_ledger_forget(&s->core, s->view.history.position(s->view.history.self));
    return err != EVN_OK ? err : evn_browse_follow(&s->browse, &s->core);
}

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    const struct evn_ledger_service *s = state;
    char line[EVN_BALANCE_LINE_MAX];
    (void)arena;
    for (uint32_t a = 1; a <= s->core.n_accounts; a++) {
        size_t len = evn_ledger_balance_line(&s->core, a, line);
        if (len > 0)
            evn_canon_add(out, "balance", evn_bytes_of((const uint8_t *)line, len));
    }
    evn_claims_canon(&s->core, out);
    evn_holds_canon(&s->core, out);
    evn_counts_canon(&s->core, out);
    evn_discrepancies_canon(&s->core, out);
}

static const char *const follows[] = {"registry", NULL};

const struct evn_core_ops evn_ledger_ops = {
    .name = "ledger",
    .schema = 1,
    .follows = follows,
    .roles_for = roles_for,
    .decide = decide,
    .ahead = evn_ledger_look_ahead,
    .feed = evn_ledger_feed,
    .timer = timer,
    .owns_ids = true,
    .outcome = outcome,
    .start = evn_ledger_start,
    .turn = turn,
    .apply = apply,
    .query = evn_ledger_query,
    .canon = canon,
    .memory = evn_ledger_memory,
};

static evn_err state_new(void **out)
{
    struct evn_ledger_service *s = calloc(1, sizeof *s);
    if (s != NULL)
        evn_browse_init(&s->browse);
    *out = s;
    return s != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static void state_destroy(void **state)
{
    struct evn_ledger_service *s = *state;
    if (s->has_core)
        evn_ledger_state_fini(&s->core);
    evn_browse_fini(&s->browse);
    free(s);
    *state = NULL;
}

const struct evn_host_service evn_ledger_host = {.ops = &evn_ledger_ops,
                                                 .state_new = state_new,
                                                 .state_destroy = state_destroy,
                                                 .views = &evn_ledger_views_own};
