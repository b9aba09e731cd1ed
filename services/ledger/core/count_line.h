/* count_line - what the lines of a count speak of, and what becomes of them. Pure.
 *
 * decide_count.c begins and ends counts, count_line.c finds the lot and account a line means,
 * decide_hand_in.c takes what was counted, and asks for it again. */
#ifndef EVN_LEDGER_COUNT_LINE_H
#define EVN_LEDGER_COUNT_LINE_H

#include "services/ledger/core/count_event.h"
#include "services/ledger/core/parts.h"

/* The account a line speaks of, as a touch of its own; a lot nobody received becomes known. INPUT:
 * UNKNOWN_PLACE, UNKNOWN_ITEM, UNKNOWN_LOT, MISSING_FIELD, BAD_TEXT, BAD_FIELD (not of this count,
 * or said twice). STATE: LOT_CONFLICT. LIMIT. */
EVN_MUST_USE evn_err evn_count_line_account(struct evn_draft *d, const struct evn_count *count,
                                            const struct evn_ledger_count_line *line,
                                            uint32_t number, struct evn_touch **out);

/* What the books say of an account at an instant; of one that is to be opened 0. Errors of the
 * view. */
EVN_MUST_USE evn_err evn_count_line_books(struct evn_draft *d, uint32_t account, int64_t at_us,
                                          int64_t *out);

/* Add a COUNT frame. LIMIT. */
EVN_MUST_USE evn_err evn_decide_count_event(struct evn_draft *d,
                                            const struct evn_count_event *event);

/* CountHandIn and CountRecount: UNKNOWN_REF, WRONG_STATE, MISSING_FIELD, TOO_MANY_LINES,
 * OUT_OF_RANGE, BAD_DATE, TIME_IN_FUTURE, LIMIT and those of evn_count_line_account. */
EVN_MUST_USE evn_err evn_decide_hand_in(struct evn_draft *d,
                                        const struct evn_ledger_count_lines *in,
                                        const struct evn_ledger_emit *emit);
EVN_MUST_USE evn_err evn_decide_recount(struct evn_draft *d,
                                        const struct evn_ledger_count_lines *in,
                                        const struct evn_ledger_emit *emit);

#endif
