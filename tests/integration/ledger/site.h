/* site - real services in a folder of their own, and a client that asks them. Test support.
 *
 * Services are started as processes and killed at will; requests are posted with the admin's key.
 * Every reply's position is passed on with later requests, as a client should. */
#ifndef EVN_TESTS_INTEGRATION_LEDGER_SITE_H
#define EVN_TESTS_INTEGRATION_LEDGER_SITE_H

#include "common/net/client.h"
#include "common/service/site.h"
#include "common/wire/envelope.h"
#include "services/ledger/wire_query.h"
#include "tests/lib/suite.h"

#include <sys/types.h>

enum { SITE_WAIT_MS = 30000 };

enum site_service { SITE_REGISTRY, SITE_LEDGER, SITE_SERVICES };

struct site {
    struct evn_site at;
    pid_t pid[SITE_SERVICES];
    struct evn_net *net;
    struct evn_client *client[SITE_SERVICES];
    struct evn_position seen[SITE_SERVICES]; /* last position each told */
    struct evn_arena arena;                  /* what the last reply unpacked to */
    struct evn_buf out;
    uint32_t n_minted;
};

/* evn_test_main for a program whose first two arguments are the ledger and the registry that
 * site_open starts. */
int site_main(int argc, char **argv, const char *suite, const struct evn_test_case *tests,
              size_t n_tests);

/* Make folders and keys below a fresh folder, start both services and connect. Aborts the test
 * when that fails. `name` makes the folder. */
void site_open(struct site *s, const char *name);
void site_close(struct site *s);

/* Start one service and wait for its ready line; stop it by signal and wait for its end. */
void site_start(struct site *s, enum site_service which);
void site_stop(struct site *s, enum site_service which, int signal);

/* A command id of now. */
struct evn_id site_id(struct site *s);

/* The bytes of a request that posts one command of the ledger. Valid until the next call. */
struct evn_bytes site_request(struct site *s, const struct evn_wire_command *command);

/* Ask and wait; the reply is valid until the next call. */
void site_ask(struct site *s, enum site_service which, struct evn_bytes request,
              struct evn_wire_reply *out);

/* Post one command with a fresh id unless it has one; the outcome, EVN_OK when accepted. */
struct evn_refusal site_post(struct site *s, struct evn_wire_command *command,
                             struct evn_wire_answer *answer);

/* Ask the ledger; the result is valid until the next call. */
evn_err site_query(struct site *s, const struct evn_wire_ledger_query *query,
                   struct evn_wire_ledger_result *out, struct evn_refusal *why);

/* Ask the ledger about itself; the answer is valid until the next call. */
void site_operate(struct site *s, enum evn_operate_what what, struct evn_wire_operated *out);

/* Tell the registry an item (tracking and packs as in the registry's proto) or a place. */
void site_item(struct site *s, const char *code, int tracking, int64_t pack_units);
/* One in lots, with a range in tenths of a degree and minutes it may spend outside. */
void site_cold_item(struct site *s, const char *code, int min_dc, int max_dc, int budget_min);
void site_place(struct site *s, const char *code, int kind, const char *area);

/* Quantity of an item at a place over all lots, by a stock question. */
int64_t site_stock(struct site *s, const char *place, const char *item);

/* A document of one line; NULL for what is left out. */
struct evn_wire_line site_line(int kind, const char *from, const char *to, const char *item,
                               const char *lot, const char *expiry, int64_t quantity);
struct evn_refusal site_document(struct site *s, const struct evn_wire_line *lines, size_t n);

#endif
