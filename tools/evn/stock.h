/* stock - what `evn stock` and `evn move` share: instants, kinds of movement, the card. Shell. */
#ifndef EVN_TOOLS_STOCK_H
#define EVN_TOOLS_STOCK_H

#include "tools/evn/command.h"

/* Read an instant or a date (12:00 in China) given with `option`; NULL is 0: now. EVN_E_USAGE. */
EVN_MUST_USE evn_err evn_stock_time(struct evn_cli *cli, const char *text, const char *option,
                                    int64_t *out);

/* The name of a record kind of proto/spec/4-ledger.md, "receive"; for people in their language.
 * One that is not known here is its number. `out` has room for `cap` bytes; returns `out`. */
const char *evn_stock_kind(const struct evn_cli *cli, uint32_t kind, char *out, size_t cap);

/* Read a kind by name or number; NULL is 0: any. EVN_E_USAGE: no such kind. */
EVN_MUST_USE evn_err evn_stock_kind_read(struct evn_cli *cli, const char *text, uint32_t *out);

/* Whether the registry has an area of that code, "" being everywhere: a list of nothing would say
 * that nothing is there. EVN_E_UNKNOWN_REF. A registry that does not answer refuses nothing. */
EVN_MUST_USE evn_err evn_stock_area(struct evn_cli *cli, const char *code);

/* cmd_stock_card.c: `evn stock card`. */
extern const struct evn_option evn_stock_card_options[];
evn_err evn_stock_card(struct evn_cli *cli, const struct evn_input *input);

/* cmd_stock_account.c: `evn stock account` and `evn stock movements`. */
extern const struct evn_option evn_stock_account_options[], evn_stock_movements_options[];
evn_err evn_stock_account(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_stock_movements(struct evn_cli *cli, const struct evn_input *input);
/* cmd_stock_eligible.c: `evn stock eligible`. */
extern const struct evn_option evn_stock_eligible_options[];
evn_err evn_stock_eligible(struct evn_cli *cli, const struct evn_input *input);

#endif
