/* parts - what decide.c is made of: one function a kind of command, and what they share. Pure.
 *
 * Each fills the draft (movements, changes of claims, extra events) and says in `emit` which text
 * goes with it; decide.c then writes the events. A refusal is filled into the draft and returned;
 * those of class STATE are logged. */
#ifndef EVN_LEDGER_PARTS_H
#define EVN_LEDGER_PARTS_H

#include "services/ledger/core/emit.h"

/* Documents: see evn_draft_line and evn_check_document for what they refuse. */
EVN_MUST_USE evn_err evn_decide_document(struct evn_draft *d, const struct evn_ledger_document *doc,
                                         struct evn_ledger_emit *emit);
/* Reserve and Release. */
EVN_MUST_USE evn_err evn_decide_claim(struct evn_draft *d, const struct evn_ledger_command *c,
                                      struct evn_ledger_emit *emit);
EVN_MUST_USE evn_err evn_decide_ship(struct evn_draft *d, const struct evn_ledger_ship *ship,
                                     struct evn_ledger_emit *emit);
EVN_MUST_USE evn_err evn_decide_receipt(struct evn_draft *d,
                                        const struct evn_ledger_receipt *receipt,
                                        struct evn_ledger_emit *emit);
/* HoldPut: EXISTS. HoldRelease: WRONG_STATE (no such hold, or one of an open recall). RecallOpen:
 * EXISTS (an open recall has the reason, or a lot is held for it already). RecallClose: WRONG_STATE
 * (none is open). All: MISSING_FIELD, UNKNOWN_ITEM, UNKNOWN_LOT, UNKNOWN_PLACE, BAD_FIELD. */
EVN_MUST_USE evn_err evn_decide_hold(struct evn_draft *d, const struct evn_ledger_command *c,
                                     struct evn_ledger_emit *emit);
/* Readings: BAD_FIELD, BAD_DATE (older than what is kept), TIME_IN_FUTURE, OUT_OF_RANGE. */
EVN_MUST_USE evn_err evn_decide_readings(struct evn_draft *d,
                                         const struct evn_ledger_readings *said,
                                         struct evn_ledger_emit *emit);
/* LotFacts: what was not told of a lot is told, its vial monitor rises. LOT_CONFLICT (another owner
 * or day was told; `have`, `want`: the stage would fall), MISSING_FIELD, BAD_FIELD, BAD_DATE,
 * BAD_TEXT, UNKNOWN_ITEM, UNKNOWN_LOT. */
EVN_MUST_USE evn_err evn_decide_lot_facts(struct evn_draft *d,
                                          const struct evn_ledger_lot_facts *said,
                                          struct evn_ledger_emit *emit);
/* EarmarkRelease: SHORT_STOCK when the owner has less, MISSING_FIELD. */
EVN_MUST_USE evn_err evn_decide_earmark_release(struct evn_draft *d,
                                                const struct evn_ledger_claim *claim,
                                                struct evn_ledger_emit *emit);
/* The item and lot of a line, numbered from 1. MISSING_FIELD, UNKNOWN_ITEM, UNKNOWN_LOT. */
EVN_MUST_USE evn_err evn_decide_lot(struct evn_draft *d, const struct evn_ledger_lot_line *line,
                                    uint32_t number, uint32_t *item, uint32_t *lot);

/* EXISTS with the number of the reversal, WRONG_STATE for what cannot be undone, UNKNOWN_REF, and
 * what the movements themselves are refused for. */
EVN_MUST_USE evn_err evn_decide_reverse(struct evn_draft *d,
                                        const struct evn_ledger_reverse *reverse,
                                        struct evn_ledger_emit *emit);
/* UNKNOWN_REF (kit): it is not made of anything; MISSING_FIELD (parts): which lots come back is not
 * clear; OUT_OF_RANGE (parts): they do not add up; and what lines are refused for. */
EVN_MUST_USE evn_err evn_decide_kit(struct evn_draft *d, const struct evn_ledger_kit *kit,
                                    struct evn_ledger_emit *emit);
/* Items, places and reasons that another service made known. */
EVN_MUST_USE evn_err evn_decide_fact(struct evn_draft *d, const struct evn_ledger_command *c,
                                     struct evn_ledger_emit *emit);

/* decide_count.c: CountStart to CountLimit. */
EVN_MUST_USE evn_err evn_decide_count(struct evn_draft *d, const struct evn_ledger_command *c,
                                      struct evn_ledger_emit *emit);
/* decide_approve.c: lines that are final become barriers. */
EVN_MUST_USE evn_err evn_decide_approve(struct evn_draft *d, const struct evn_ledger_count_end *end,
                                        struct evn_ledger_emit *emit);
/* The open count of that name. UNKNOWN_REF, WRONG_STATE. */
EVN_MUST_USE evn_err evn_decide_find_count(struct evn_draft *d, struct evn_bytes name,
                                           const struct evn_count **out);
EVN_MUST_USE evn_err evn_decide_discrepancy(struct evn_draft *d,
                                            const struct evn_ledger_discrepancy *said,
                                            struct evn_ledger_emit *emit);

/* decide_expected.c: Expect, ExpectChange, ExpectCancel. */
EVN_MUST_USE evn_err evn_decide_expect(struct evn_draft *d, const struct evn_ledger_command *c,
                                       struct evn_ledger_emit *emit);
/* What was drafted is of that expected delivery, whose event is *seq. UNKNOWN_REF, WRONG_STATE,
 * BAD_FIELD: nothing of it comes to its place. */
EVN_MUST_USE evn_err evn_decide_come(struct evn_draft *d, struct evn_bytes name, uint64_t *seq);
/* A document that was of an expected delivery is undone: the delivery is as if it had not come,
 * unless it was cancelled since. LIMIT. */
EVN_MUST_USE evn_err evn_decide_not_come(struct evn_draft *d,
                                         const struct evn_ledger_original *original);
/* decide_threshold.c */
EVN_MUST_USE evn_err evn_decide_threshold(struct evn_draft *d,
                                          const struct evn_ledger_threshold *said);

/* decide_find.c: what a name stands for. `line` and `field` are for the refusal: MISSING_FIELD,
 * UNKNOWN_PLACE, UNKNOWN_ITEM; BAD_TEXT or MISSING_FIELD for a name that is to be given. */
EVN_MUST_USE evn_err evn_decide_find_place(struct evn_draft *d, struct evn_bytes id, uint32_t line,
                                           const char *field, uint32_t *out);
EVN_MUST_USE evn_err evn_decide_find_item(struct evn_draft *d, struct evn_bytes id, uint32_t line,
                                          uint32_t *out);
EVN_MUST_USE evn_err evn_decide_check_name(struct evn_draft *d, struct evn_bytes name,
                                           const char *field);
/* The numbers that the sender and the reason of this command have, or get. */
uint32_t evn_decide_actor(const struct evn_ledger_emit *emit);
uint32_t evn_decide_reason(const struct evn_ledger_emit *emit);
/* Add a rare event with that body, which is copied and given back. LIMIT. */
EVN_MUST_USE evn_err evn_decide_frame(struct evn_draft *d, uint32_t kind, struct evn_buf *body,
                                      evn_err err);

/* BAD_TEXT when the text is longer than `max` bytes. */
EVN_MUST_USE evn_err evn_decide_check_text(struct evn_draft *d, struct evn_bytes text, size_t max,
                                           const char *field);
/* MISSING_FIELD, TOO_MANY_LINES. */
EVN_MUST_USE evn_err evn_decide_check_n_lines(struct evn_draft *d, uint32_t n_lines);
/* Is there room for what was drafted? LIMIT, VIEW_LAG. */
EVN_MUST_USE evn_err evn_decide_check_caps(struct evn_draft *d);
/* Everything drafted is looked at together: room, balances at every instant, claims. */
EVN_MUST_USE evn_err evn_decide_check(struct evn_draft *d);
/* Refuse because `what` holds its `max` already. */
EVN_MUST_USE evn_err evn_decide_refuse_full(struct evn_draft *d, evn_err err, const char *what,
                                            uint64_t max);
/* How many movements and changes of claims there may be. */
void evn_decide_caps(struct evn_draft *d, uint32_t cap, uint32_t claims_cap);

#endif
