/* service - the ledger's core as the engine drives it. Shell.
 *
 * One struct holds the core's state, the views it was loaded from and the past as they tell it.
 * `decide`, `apply`, `feed`, `timer` and `query` of evn_ledger_ops translate between the engine's
 * words (common/service/core.h) and the core's; what they decide is decided in core/. */
#ifndef EVN_LEDGER_SERVICE_H
#define EVN_LEDGER_SERVICE_H

#include "common/service/host.h"
#include "common/wire/operate.h"
#include "services/ledger/browse.h"
#include "services/ledger/core/command.h"
#include "services/ledger/names.h"
#include "services/ledger/store/open_rows.h"
#include "services/ledger/store/view.h"
#include "services/ledger/store/views.h"
#include "services/ledger/wire.h"

struct evn_ledger_service {
    struct evn_ledger_state core;
    bool has_core;
    struct evn_browse browse;      /* accounts by place and item, for questions */
    struct evn_ledger_views views; /* LMDB */
    bool has_views;
    struct evn_open_rows open_rows; /* claims and what is aboard, in the views */
    struct evn_ledger_view view;    /* the past, renewed each turn */
    bool has_view;
    struct evn_view_ops ops;     /* views and open_rows together, for the applier */
    struct evn_journal *journal; /* the log, borrowed; NULL while there is none */
};

/* A command as it was asked, and in the core's words but for who asks. */
struct evn_ledger_asked {
    struct evn_wire_command in;
    struct evn_ledger_command *command;
};

extern const struct evn_core_ops evn_ledger_ops;
extern const struct evn_host_service evn_ledger_host;

/* service_ahead.c: read commands and look up what they name; made: struct evn_ledger_asked. */
void evn_ledger_look_ahead(const void *state, const struct evn_ahead *ahead);

/* service_views.c: how the state comes from the views. */
extern const struct evn_views_own evn_ledger_views_own;

/* service_feed.c: items and places of the registry become facts. */
evn_err evn_ledger_feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit);

/* The same file: at a start, the ledger's own places that are not there yet. */
evn_err evn_ledger_start(const void *state, struct evn_arena *arena, struct evn_emit *emit);

/* service_memory.c: what the state and the views keep in memory, by part. */
size_t evn_ledger_memory(const void *state, struct evn_wire_memory *parts);

/* query.c: answers. */
evn_err evn_ledger_query(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                         struct evn_refusal *why);

#endif
