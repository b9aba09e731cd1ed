/* item_parts - lists of an item as people write them on the command line. Pure but for what is said
 * of a wrong one.
 *
 * Each reader cuts its text up where it stands and points into it, so the text must outlive what
 * is read. NULL or "" is an empty list. EVN_E_USAGE: not of the form, named with its option; also
 * for more parts than the registry takes. */
#ifndef EVN_TOOLS_ITEM_PARTS_H
#define EVN_TOOLS_ITEM_PARTS_H

#include "tools/evn/command.h"

#include "evernormal/registry/v1/command.pb-c.h"

enum { EVN_PARTS_MAX = 64 };

/* The lists of one item, and the messages they point to. */
struct evn_item_parts {
    Evernormal__Registry__V1__Pack pack[8], *packs[8];
    size_t n_packs;
    Evernormal__Registry__V1__KitPart part[EVN_PARTS_MAX], *kit[EVN_PARTS_MAX];
    size_t n_kit;
    Evernormal__Registry__V1__ItemCode code[32], *codes[32];
    size_t n_codes;
    Evernormal__Registry__V1__Substitute substitute[16], *substitutes[16];
    size_t n_substitutes;
    char *prefixes[16]; /* trace prefixes */
    size_t n_prefixes;
};

/* "ZH/EN=BASE-UNITS,..." or one name for both languages. */
EVN_MUST_USE evn_err evn_parts_packs(struct evn_cli *cli, char *text, struct evn_item_parts *to);

/* "ITEM=BASE-UNITS,..." */
EVN_MUST_USE evn_err evn_parts_kit(struct evn_cli *cli, char *text, struct evn_item_parts *to);

/* "SYSTEM=CODE[@BASE-UNITS],...", systems gtin, national, approval, insurance, atc and own;
 * added to those that are there. */
EVN_MUST_USE evn_err evn_parts_codes(struct evn_cli *cli, char *text, struct evn_item_parts *to);

/* "CODE,..." of ATC, added to the codes. */
EVN_MUST_USE evn_err evn_parts_atc(struct evn_cli *cli, char *text, struct evn_item_parts *to);

/* "ITEM=UNITS:INSTEAD,...": so many base units of this are as good as so many of the other. */
EVN_MUST_USE evn_err evn_parts_substitutes(struct evn_cli *cli, char *text,
                                           struct evn_item_parts *to);

/* "PREFIX,..." */
EVN_MUST_USE evn_err evn_parts_prefixes(struct evn_cli *cli, char *text, struct evn_item_parts *to);

#endif
