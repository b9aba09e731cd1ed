/* packs_then - quantities in the packs of their own time. Shell.
 *
 * When the packs of an item change, what moved before keeps the packs of its day: the ledger's
 * answers name the version a row has, when it is not today's, and tell what was in it. */
#ifndef EVN_TOOLS_PACKS_THEN_H
#define EVN_TOOLS_PACKS_THEN_H

#include "common/client/ledger.h"
#include "tools/evn/items.h"

/* The trees of one answer; borrowed from it. */
struct evn_packs_then {
    Evernormal__Ledger__V1__PackTree **tree;
    size_t n;
};

/* What an answer's page has of them. */
#define EVN_PACKS_THEN(page_)                                                                      \
    (struct evn_packs_then)                                                                        \
    {                                                                                              \
        .tree = (page_)->packs, .n = (page_)->n_packs                                              \
    }

/* Write `quantity` of the item in the packs of `version`, 0 for today's; for people with a word
 * that they were others, if so. Returns `out`. */
const char *evn_packs_then_format(const struct evn_cli *cli, const struct evn_item_facts *item,
                                  const char *code, const struct evn_packs_then *then,
                                  uint32_t version, int64_t quantity, char out[EVN_QUANTITY_TEXT]);

/* The last cell of a row for programs: the version, or null for today's packs. For people nothing:
 * they read it beside the quantity. */
void evn_packs_then_version(const struct evn_cli *cli, struct evn_table *table, uint32_t version);

/* The levels of an item as they were at a business instant, in *space, its names borrowed until
 * `*result` is freed (NULL when they are today's). 0: today. EVN_E_UNKNOWN_ITEM; errors of the
 * session; all in cli->why. */
EVN_MUST_USE evn_err evn_packs_then_at(struct evn_items *items, const char *code, int64_t at_us,
                                       struct evn_levels *space,
                                       Evernormal__Ledger__V1__Result **result);

#endif
