/* share - the one place where quantities of a request line move from one sum to another. Pure.
 *
 * A share steps along its table, and its line's sums with it; whatever happens, both sums of
 * document.h hold before and after. */
#ifndef EVN_DISPATCH_SHARE_H
#define EVN_DISPATCH_SHARE_H

#include "services/dispatch/core/decision.h"

/* Move `quantity` of the line from open to refused: it will not come, and why. */
void evn_dsp_line_refuse(struct evn_dsp_line *line, int64_t quantity, struct evn_dsp_why why);

/* Ask for `quantity` more. */
void evn_dsp_line_ask(const struct evn_dsp_decision *d, struct evn_dsp_line *line,
                      int64_t quantity);

/* Why what is open is open. */
void evn_dsp_line_because(struct evn_dsp_line *line, struct evn_dsp_why why);

/* A new share of the round: `quantity` of line number `line` from the warehouse. What is more
 * than is open is rounded up to whole packs. Returns its number. */
uint32_t evn_dsp_share_make(struct evn_dsp_decision *d, struct evn_dsp_round *round, uint32_t line,
                            const char *warehouse, int64_t quantity);

/* As above, of `by`, which stands in for `instead` of what is open of the line: at most all of it.
 * Nothing of it is rounded up. */
uint32_t evn_dsp_share_stand_in(struct evn_dsp_decision *d, struct evn_dsp_round *round,
                                uint32_t line, const char *warehouse,
                                const struct evn_dsp_substitute *by);

/* Cut a reserved share: `quantity` stays in it, the rest becomes another. Returns its number. */
uint32_t evn_dsp_share_split(struct evn_dsp_decision *d, struct evn_dsp_round *round,
                             uint32_t share, int64_t quantity);

/* One step along the table; `why` says why the quantity is open again, when it is. For SIGNED the
 * share's accepted, lost, damaged and turned_back were set and add up to its quantity. False: the
 * table has no such step, nothing was changed. */
bool evn_dsp_share_step(struct evn_dsp_decision *d, uint32_t share, int32_t event,
                        struct evn_dsp_why why);

/* All shares of the round in the state, or of any state (0), in their order: numbers in the arena.
 * `trip` "": of any trip. NULL when the arena is full. */
uint32_t *evn_dsp_shares_of(struct evn_dsp_decision *d, const struct evn_dsp_round *round,
                            int32_t state, const char *trip, size_t *n);

/* As above, of all rounds whose shares the trip carries; at the stop, or (0) at all. */
uint32_t *evn_dsp_trip_shares(struct evn_dsp_decision *d, const struct evn_dsp_trip *trip,
                              int32_t state, uint32_t stop, size_t *n);

/* The round with this number as this decision has it, or NULL. */
const struct evn_dsp_round *evn_dsp_round_at(const struct evn_dsp_decision *d, uint32_t round);

#endif
