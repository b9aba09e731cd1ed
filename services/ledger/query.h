/* query - what the ledger's answers are made of; shared by its own files only. Shell.
 *
 * An answer is a struct of wire_query.h in the arena, encoded once at the end. query.c and
 * query_stock.c answer from memory, query_past.c from views and log. An answer speaks of places in
 * the actor's scope alone. */
#ifndef EVN_LEDGER_QUERY_H
#define EVN_LEDGER_QUERY_H

#include "services/ledger/service.h"
#include "services/ledger/wire_query.h"

struct evn_ledger_question {
    const struct evn_ledger_service *s;
    const struct evn_ask *ask;
    struct evn_wire_ledger_result *result; /* to be filled */
    struct evn_refusal *why;
};

/* Refuse the question because of one of its members. */
evn_err evn_question_refuse(struct evn_ledger_question *q, evn_err err, const char *field,
                            const char *subject);

/* The number of `text` in a dictionary; 0 for an empty text. `unknown`, about `field`. */
EVN_MUST_USE evn_err evn_question_find(struct evn_ledger_question *q, const struct evn_dict *dict,
                                       uint32_t scope, const char *text, evn_err unknown,
                                       const char *field, uint32_t *out);

/* Whether the place lies in the actor's scope; one without an area lies in that of those who may
 * see everything alone. */
bool evn_question_covers(const struct evn_ledger_question *q, uint32_t place);

/* The place named, 0 when none is. UNKNOWN_PLACE, OUT_OF_SCOPE. */
EVN_MUST_USE evn_err evn_question_place(struct evn_ledger_question *q, const char *text,
                                        const char *field, uint32_t *out);

/* The account of (place, item, lot); 0 in *out when it was never opened. UNKNOWN_PLACE,
 * UNKNOWN_ITEM, UNKNOWN_LOT, MISSING_FIELD, OUT_OF_SCOPE. */
EVN_MUST_USE evn_err evn_question_account(struct evn_ledger_question *q, const char *place,
                                          const char *item, const char *lot, uint32_t *out);

/* Copy the text of a dictionary's entry. */
void evn_question_text(char to[EVN_LEDGER_TEXT], const struct evn_dict *dict, uint32_t number);

/* query_packs.c: the pack trees that an answer needs beside those of today, each once. */
struct evn_packs_told {
    struct evn_wire_pack_tree *tree; /* in the arena */
    uint32_t *of;                    /* item number of each */
    size_t n, cap;
};

/* The version of the item's pack tree that was valid at a business instant; 0 in *version: today's.
 * Another one is told. EVN_E_LIMIT: no scratch. */
EVN_MUST_USE evn_err evn_question_packs(const struct evn_ledger_question *q, uint32_t item,
                                        int64_t at_us, struct evn_packs_told *told,
                                        uint32_t *version);

/* query_stock.c: what there is, now or as of an instant. */
EVN_MUST_USE evn_err evn_query_stock(struct evn_ledger_question *q,
                                     const struct evn_wire_stock_query *in);

/* query_kits.c: bills of material, and how many could be made. */
struct evn_wire_kits_query;
EVN_MUST_USE evn_err evn_query_kits(struct evn_ledger_question *q,
                                    const struct evn_wire_kits_query *in);

/* query_past.c: the movements of an account, one command's events, a balance of the past. */
EVN_MUST_USE evn_err evn_query_card(struct evn_ledger_question *q,
                                    const struct evn_wire_card_query *in);
EVN_MUST_USE evn_err evn_query_document(struct evn_ledger_question *q,
                                        const struct evn_wire_document_query *in);
EVN_MUST_USE evn_err evn_query_as_of(struct evn_ledger_question *q,
                                     const struct evn_wire_as_of_query *in);

/* query_hold.c: which lots may be used, what is on hold, which recalls there were. */
EVN_MUST_USE evn_err evn_query_eligible(struct evn_ledger_question *q,
                                        const struct evn_wire_eligible_query *in);
EVN_MUST_USE evn_err evn_query_holds(struct evn_ledger_question *q,
                                     const struct evn_wire_holds_query *in);
EVN_MUST_USE evn_err evn_query_recalls(struct evn_ledger_question *q,
                                       const struct evn_wire_recalls_query *in);

/* query_trace.c: where a lot is and was. EVN_E_AGAIN: the views do not hold all of it yet. */
EVN_MUST_USE evn_err evn_query_trace(struct evn_ledger_question *q,
                                     const struct evn_wire_trace_query *in);

/* query_lots.c: what is told of lots. */
EVN_MUST_USE evn_err evn_query_lots(struct evn_ledger_question *q,
                                    const struct evn_wire_lots_query *in);

/* query_cold.c: temperatures. */
EVN_MUST_USE evn_err evn_query_cold(struct evn_ledger_question *q,
                                    const struct evn_wire_cold_query *in);

/* query_count.c: counts and discrepancies. */
EVN_MUST_USE evn_err evn_query_counts(struct evn_ledger_question *q,
                                      const struct evn_wire_counts_query *in);
EVN_MUST_USE evn_err evn_query_discrepancies(struct evn_ledger_question *q,
                                             const struct evn_wire_discrepancies_query *in);

/* query_account.c: what went in and out of places. */
EVN_MUST_USE evn_err evn_query_account(struct evn_ledger_question *q,
                                       const struct evn_wire_account_query *in);

/* query_feed.c: movements of all accounts; a card in the order of business time. */
EVN_MUST_USE evn_err evn_query_movements(struct evn_ledger_question *q,
                                         const struct evn_wire_movements_query *in);
EVN_MUST_USE evn_err evn_query_card_business(struct evn_ledger_question *q,
                                             const struct evn_wire_card_query *in, uint32_t account,
                                             size_t max, struct evn_wire_card *out);

/* query_expected.c: expected deliveries and stock thresholds. */
EVN_MUST_USE evn_err evn_query_expected(struct evn_ledger_question *q,
                                        const struct evn_wire_expected_query *in);
EVN_MUST_USE evn_err evn_query_thresholds(struct evn_ledger_question *q,
                                          const struct evn_wire_thresholds_query *in);

#endif
