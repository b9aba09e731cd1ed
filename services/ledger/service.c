#include "services/ledger/service.h"

#include "services/ledger/core/apply.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/decide.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/event.h"
#include "services/ledger/core/restore.h"
#include "services/ledger/crossing.h"
#include "services/ledger/document.h"
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
    case EVN_LEDGER_TAG_REVERSE:
    case EVN_LEDGER_TAG_ASSEMBLE:
    case EVN_LEDGER_TAG_BREAK:
        return stock;
    case EVN_LEDGER_TAG_RECEIPT:
        return stock | EVN_ROLE_POINT;
    case EVN_LEDGER_TAG_HOLD_PUT:
        return stock | EVN_ROLE_POINT | EVN_ROLE_INTEGRATOR | EVN_ROLE_QUALITY;
    case EVN_LEDGER_TAG_READINGS:
    case EVN_LEDGER_TAG_LOT_FACTS:
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
    case EVN_LEDGER_TAG_EXPECT:
    case EVN_LEDGER_TAG_EXPECT_CHANGE:
    case EVN_LEDGER_TAG_EXPECT_CANCEL:
    case EVN_LEDGER_TAG_SET_THRESHOLD:
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
    struct evn_ledger_command space, *command = &space;
    struct evn_ledger_asked alone;
    const struct evn_ledger_asked *asked = ask->made;
    evn_err err = EVN_OK;
    if (asked != NULL) {
        command = asked->command;
    } else {
        asked = &alone;
        err = evn_wire_decode(&evn_ledger_command_table, ask->body, ask->arena, EVN_WIRE_STRICT,
                              &alone.in, why);
    }
    if (err == EVN_OK)
        err = evn_ledger_in_scope(&s->core, ask->actor->scope, &asked->in, why);
    if (err == EVN_OK && asked == &alone)
        err = evn_ledger_translate(&s->core, &alone.in, ask->arena, command, why);
    if (err == EVN_OK && command->kind == EVN_COMMAND_REVERSE)
        err = evn_ledger_read_original(s, ask, command, why);
    if (err != EVN_OK)
        return err;
    command->id = *ask->id;
    command->hash = *ask->hash;
    command->actor = evn_bytes_text(ask->actor->name);
    struct evn_decision decision;
    if (command->kind == EVN_COMMAND_COUNT_APPROVE)
        command->count_end.may_exceed = (ask->actor->roles & EVN_ROLE_ADMIN) != 0;
    const struct evn_ledger_turn turn = {.state = &s->core,
                                         .view = &s->view.history,
                                         .now_us = ask->now_us,
                                         .business_us = ask->business_us,
                                         .next_seq = evn_emit_next_seq(emit),
                                         .arena = ask->arena,
                                         .events = evn_emit_frames(emit)};
    err = evn_ledger_decide(&turn, command, &decision);
    if (decision.refusal.err != EVN_OK)
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
    evn_err err = evn_ledger_apply(&s->core, &frame);
    /* The timer of this turn looks for what a lot lies in. */
    return err == EVN_OK && event->kind == EVN_LEDGER_FRAME_ACCOUNT
               ? evn_browse_follow(&s->browse, &s->core)
               : err;
}

/* Claims whose time is over end; those that lost their stock, or have it again, say so; deliveries
 * are late, thresholds were crossed. */
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
    if (err == EVN_OK)
        err = evn_expecteds_late(&s->core, business_us, evn_emit_frames(emit), &n);
    evn_emit_counted(emit, err == EVN_OK ? n : 0);
    if (err == EVN_OK && s->has_view)
        err = evn_crossings_due(&s->core, &s->browse, s->view.history.self, business_us, s->scan,
                                evn_emit_frames(emit), &n);
    evn_emit_counted(emit, err == EVN_OK && s->has_view ? n : 0);
    return err;
}

/* A turn begins: see what the views hold by now, and forget it in memory; take in the accounts they
 * were loaded with. */
static evn_err turn(void *state)
{
    struct evn_ledger_service *s = state;
    evn_err err = evn_ledger_view_renew(&s->view);
    if (err == EVN_OK)
        evn_ledger_forget(&s->core, s->view.history.position(s->view.history.self));
    return err != EVN_OK ? err : evn_browse_follow(&s->browse, &s->core);
}

/* "kit TAB part TAB" and i64 quantity, for each part. */
static void canon_kits(const struct evn_ledger_state *s, struct evn_canon *out)
{
    uint8_t line[2 * (EVN_NAME_MAX + 1) + 8];
    for (uint32_t i = 0; i < s->kits.n; i++)
        for (uint32_t p = 0; p < s->kits.kit[i]->n_parts; p++) {
            const struct evn_kit_part *part = &s->kits.kit[i]->part[p];
            struct evn_bytes kit = evn_dict_text(&s->item_ids, s->kits.kit[i]->item);
            struct evn_bytes item = evn_dict_text(&s->item_ids, part->item);
            memcpy(line, kit.at, kit.len);
            line[kit.len] = '\t';
            memcpy(line + kit.len + 1, item.at, item.len);
            line[kit.len + 1 + item.len] = '\t';
            evn_put_i64(line + kit.len + item.len + 2, part->qty);
            evn_canon_add(out, "kit", evn_bytes_of(line, kit.len + item.len + 10));
        }
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
    canon_kits(&s->core, out);
    evn_lots_canon(&s->core, out);
    evn_packs_canon(&s->core, out);
    evn_holds_canon(&s->core, out);
    evn_counts_canon(&s->core, out);
    evn_discrepancies_canon(&s->core, out);
    evn_expecteds_canon(&s->core, out);
    evn_thresholds_canon(&s->core, out);
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
    struct evn_crossing_scan *scan = calloc(1, sizeof *scan);
    *out = s;
    if (s == NULL || scan == NULL) {
        free(scan);
        free(s);
        *out = NULL;
        return EVN_E_NO_MEMORY;
    }
    evn_browse_init(&s->browse);
    s->scan = scan;
    return EVN_OK;
}

static void state_destroy(void **state)
{
    struct evn_ledger_service *s = *state;
    if (s->has_core)
        evn_ledger_state_fini(&s->core);
    evn_browse_fini(&s->browse);
    free(s->scan);
    free(s);
    *state = NULL;
}

const struct evn_host_service evn_ledger_host = {.ops = &evn_ledger_ops,
                                                 .state_new = state_new,
                                                 .state_destroy = state_destroy,
                                                 .views = &evn_ledger_views_own};
