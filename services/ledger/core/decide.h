/* decide - what a command becomes: events, or a refusal. Pure, read-only.
 *
 * All lines are checked before anything is written, so there is no rollback. An issue or transfer
 * line without a lot takes the unexpired lots at the place, earliest expiry first. Refusals of
 * class STATE are events too: final for that id. */
#ifndef EVN_LEDGER_DECIDE_H
#define EVN_LEDGER_DECIDE_H

#include "common/base/buf.h"
#include "services/ledger/core/command.h"

/* What a decision needs beside the command. */
struct evn_ledger_turn {
    const struct evn_ledger_state *state;
    const struct evn_history_view *view; /* state.overlay holds exactly what lies behind it */
    int64_t now_us;                      /* recorded_at of this turn */
    int64_t business_us;                 /* business clock: now_us, or that of an exercise */
    uint64_t next_seq;                   /* number of the first event that is appended */
    struct evn_arena *arena;             /* scratch; given back before the return */
    struct evn_buf *events;              /* payload of the turn's block; frames are appended */
};

struct evn_decision {
    bool again;                 /* the id was used before, by the same bytes: `row` says where */
    struct evn_id_row row;      /* of the events that answer this command, new or old */
    struct evn_refusal refusal; /* only err, EVN_OK, when accepted or `again` */
};

/* Decide one command. The caller applies the frames that were appended before deciding the next.
 * EVN_OK: accepted, refused with class STATE (refusal.err says so; events were appended), or asked
 * again (no events were appended). Any other error: refused or failed with no event, and
 * refusal.err is the same error; the id may be used again.
 * INPUT: BAD_ID, ID_TOO_OLD, ID_IN_FUTURE, ID_CONFLICT, TOO_MANY_LINES, BAD_TEXT, UNKNOWN_REF and
 * those of evn_draft_line. BUSY: VIEW_LAG. LIMIT. Errors of the view. */
EVN_MUST_USE evn_err evn_ledger_decide(const struct evn_ledger_turn *turn,
                                       const struct evn_ledger_command *command,
                                       struct evn_decision *out);

#endif
