/* views - a service's views: opened, followed by the applier, read once a turn. Shell.
 *
 * Every service has DATA/SERVICE/views.mdb with the command ids that memory may forget and the
 * engine's own rows (viewrows.h). A service with views of its own (the ledger) has its tables in
 * the same environment, written in the same transactions. LMDB stays behind this header.
 *
 * Order at start: open; open the log with the position as what is known; follow; load or catch up;
 * replay the log from behind; start. Caveat: the views must be closed before the log. */
#ifndef EVN_SERVICE_VIEWS_H
#define EVN_SERVICE_VIEWS_H

#include "common/base/env.h"
#include "common/journal/journal.h"
#include "common/service/engine.h"

struct evn_store;
struct evn_view_ops;
struct evn_views;

/* A service's own tables, beside those every service has. `state` is the service's. */
struct evn_views_own {
    uint32_t format; /* of all tables; views of another one are made again */
    /* Open or make the environment at `path`; who folds blocks into it. */
    evn_err (*open)(void *state, const char *path, struct evn_store **store,
                    const struct evn_view_ops **ops);
    /* Make the state from the views at their position; from now on they are read each turn. */
    evn_err (*load)(void *state, struct evn_journal *journal);
    /* Close the environment. Also after a failed open or load. */
    void (*close)(void *state);
};

/* Open the views in `folder`; `own` may be NULL. *known_seq is their position. Errors of the store:
 * EVN_E_LOCKED, EVN_E_CORRUPT, EVN_E_NO_SPACE, ... */
EVN_MUST_USE evn_err evn_views_open(const struct evn_views_own *own, void *state,
                                    const char *folder, struct evn_views **out,
                                    uint64_t *known_seq);

/* After evn_views_open said CORRUPT: which file below `folder`, whose page and at which byte, for
 * the refusal of EVN_E_CORRUPT. The log has all that the views had: `evn rebuild` makes them again.
 */
void evn_views_name_damage(const char *folder, struct evn_refusal *why);

/* Stop the applier after a last commit, and close. NULL is fine. */
void evn_views_close(struct evn_views **views);

/* Follow this log. Views of another format are removed, once the log is seen to hold all they held,
 * and made again from its first event. EVN_E_WRONG_LOG, EVN_E_LOG_BEHIND_VIEW, EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_views_follow(struct evn_views *views, struct evn_journal *journal,
                                      const struct evn_env *env);

/* Load what the views hold: the service's state, and the engine's rows. Views without tables of
 * their service's own are brought up to the end of the log instead, and *from_seq is 1; else it is
 * the first event to replay, and views further behind than memory is meant to hold are brought up
 * first. EVN_E_DIGEST_MISMATCH: rebuild. */
EVN_MUST_USE evn_err evn_views_load(struct evn_views *views, struct evn_engine *engine,
                                    uint64_t *from_seq);

/* Let the applier run from now on. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_views_start(struct evn_views *views);

/* A turn begins and the log is committed up to `committed`. EVN_E_VIEW_LAG: the views are too far
 * behind to take commands. EVN_E_OUTCOME_UNKNOWN: the applier ended: exit. */
EVN_MUST_USE evn_err evn_views_turn(struct evn_views *views, uint64_t committed);

/* How long no more requests are to be taken, so that the views keep up; mostly 0. Once a turn. */
int64_t evn_views_pace_us(struct evn_views *views);

/* How long requests waited for that since the start. */
int64_t evn_views_paced_us(const struct evn_views *views);

/* Somebody waits for what is committed now: do not wait for the interval. */
void evn_views_hurry(struct evn_views *views, uint64_t committed);

/* Last event the views hold, as of this turn. */
uint64_t evn_views_seq(const struct evn_views *views);

/* For the engine: ids that memory forgot. */
struct evn_id_history evn_views_ids(struct evn_views *views);

#endif
