/* world - a small dispatch to test with: facts, needs, stock, a ledger that answers. Test support.
 *
 * Whatever is decided is applied event by event, and after each group the laws are checked: both
 * sums of every line, lines against their shares, steps along the state tables, the ledger's own
 * sums, and that what is open says since when and why. All events are kept for a replay. */
#ifndef EVN_TESTS_DISPATCH_WORLD_H
#define EVN_TESTS_DISPATCH_WORLD_H

#include "services/dispatch/core/command.h"
#include "services/dispatch/core/core.h"
#include "services/dispatch/core/query.h"
#include "services/dispatch/core/sources.h"
#include "tests/lib/core_harness.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/core/fake_ledger.h"

enum { WORLD_LANES = 256 };

struct lane {
    uint8_t *command; /* owned */
    size_t len;
    char key[EVN_CODE_MAX];
};

struct world {
    struct evn_core_harness h;
    struct evn_dsp_state *state;
    struct fake_ledger ledger;
    struct lane lane[WORLD_LANES]; /* sent, not answered; oldest first */
    size_t n_lanes;
    size_t fed;         /* bytes of the ledger's stream that dispatch has read */
    struct evn_buf log; /* every applied frame */
    struct evn_arena scratch;
    struct evn_buf bytes; /* of the last command, query or block */
    bool slow_feed;       /* the ledger's stream comes only when asked for */
    int n_commands;
};

/* At 2022-11-14 08:00 in China; warehouses W1, W2, vehicles V1, V2 with passes; no communities. */
void world_init(struct world *w);
void world_fini(struct world *w);

/* One event of another service's stream. */
void feed_one(struct world *w, const char *source, uint32_t kind,
              const struct evn_wire_message *message, const void *entity);

void add_item(struct world *w, const char *code, int64_t pack, int64_t weight_mg);
/* Again, with `quantity` of `by` as good as `instead` of it. */
void add_substitute(struct world *w, const char *code, const char *by, int64_t quantity,
                    int64_t instead);
void add_place(struct world *w, const char *code, uint32_t kind, int32_t lat_e6, int32_t lon_e6);
/* In that area; no coordinates. */
void add_place_in(struct world *w, const char *code, uint32_t kind, const char *area);
void add_vehicle(struct world *w, const char *code, const char *depot, int64_t weight_max_g);
/* With a reception point "P-<code>" of its own. */
void add_community(struct world *w, const char *code, int i);
void need(struct world *w, const char *community, const char *item, uint32_t tier, int64_t daily);
/* What the planner says of key persons today: so much, in a rhythm (owed until it is brought). */
void need_due(struct world *w, const char *community, const char *item, int64_t quantity,
              bool stays);
/* So many beds, rooms or devices are to be there: nothing is brought. */
void need_capacity(struct world *w, const char *community, const char *item, int64_t quantity);
void close_need(struct world *w, const char *community);
void receive_stock(struct world *w, const char *place, const char *item, int64_t qty);

/* Post a command; its id is made here. */
evn_err post(struct world *w, struct evn_dsp_command command);
evn_err round_now(struct world *w);
evn_err ask_for(struct world *w, const char *request, const char *community, const char *item,
                int64_t quantity);
evn_err trip_step(struct world *w, uint32_t tag, const char *trip);
evn_err arrive(struct world *w, const char *trip, uint32_t stop);
/* All of every item at the stop, but so much of the first item short and refused. */
evn_err receive_stop(struct world *w, const char *trip, uint32_t stop, int64_t n_short,
                     int64_t refused);
/* As ask_for, from what is free, into the live plan. */
evn_err ask_urgently(struct world *w, const char *request, const char *community, const char *item,
                     int64_t quantity);
evn_err cancel(struct world *w, const char *request);
evn_err change(struct world *w, const char *request, int64_t quantity);
evn_err late(struct world *w, const char *trip, uint32_t minutes);
/* For so many minutes; 0: nobody knows. */
evn_err hinder(struct world *w, const char *place, int64_t minutes);
evn_err clear(struct world *w, const char *place);
evn_err replan(struct world *w);
void set_days(struct world *w, uint32_t target_days);

/* Let time pass to so many minutes after 00:00 of day `d` (0: 2022-11-14), and the timer run. */
void at(struct world *w, int d, int minute);

/* Answer the oldest lane entry; `err` other than EVN_OK: refuse it, at `line`. */
void answer_one(struct world *w, evn_err err, uint32_t line);
/* Answer all, and let the ledger's stream be read. */
void settle(struct world *w);
void read_ledger(struct world *w);

const struct evn_dsp_line *line_of(const struct world *w, const char *request, uint32_t line);
const struct evn_dsp_trip *trip_of(const struct world *w, const char *trip);
/* Sum over the community's standing lines of the item, of one of their sums. */
int64_t sum_of(const struct world *w, const char *community, const char *item, size_t offset);
#define SUM(w, community, item, member)                                                            \
    sum_of(w, community, item, offsetof(struct evn_dsp_line, member))

/* Drive all planned trips to their end: everything arrives in full. */
void drive_all(struct world *w);

/* The state again: from the log, and from a dump. */
void check_replay(struct world *w);

evn_err query(struct world *w, const struct evn_dsp_query *query);
size_t n_in_result(const struct world *w, uint32_t number);

/* The sums of every line are those of its shares, and what is open has an age and a reason. */
void world_check_lines(const struct world *w);

#endif
