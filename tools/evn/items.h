/* items - what the registry says about items, asked once each. Shell. */
#ifndef EVN_TOOLS_ITEMS_H
#define EVN_TOOLS_ITEMS_H

#include "common/base/textmap.h"
#include "common/client/registry.h"
#include "tools/evn/cli.h"
#include "tools/evn/quantity.h"

struct evn_item_facts {
    struct evn_levels levels;               /* unit and packs; names borrowed from `page` */
    const char *name_zh, *name_en;          /* borrowed from `page` */
    Evernormal__Registry__V1__Result *page; /* owned; NULL: nothing is known of the item */
};

struct evn_items {
    struct evn_cli *cli; /* with an open session */
    struct evn_textmap by_code;
    struct evn_item_facts **fact; /* owned */
    size_t n, cap;
    bool away; /* the registry could not be asked, and that was said */
};

void evn_items_init(struct evn_items *items, struct evn_cli *cli);
void evn_items_fini(struct evn_items *items);

/* The facts of an item that must be registered; borrowed until fini. EVN_E_UNKNOWN_ITEM; errors of
 * the session; all in cli->why. */
EVN_MUST_USE evn_err evn_items_need(struct evn_items *items, const char *code,
                                    const struct evn_item_facts **out);

/* The same for showing: whatever the registry says, there is something to show - without it the
 * code, no packs, and once a word on standard error. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_items_see(struct evn_items *items, const char *code,
                                   const struct evn_item_facts **out);

#endif
