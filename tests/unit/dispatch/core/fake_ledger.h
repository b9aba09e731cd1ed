/* fake_ledger - a ledger that fits on two pages: balances and claims, no history. Test support.
 *
 * It answers the commands dispatch sends and writes the frames that proto/spec/4-ledger.md
 * promises, so that dispatch is tested against the format, not against the real ledger's code. */
#ifndef EVN_TESTS_FAKE_LEDGER_H
#define EVN_TESTS_FAKE_LEDGER_H

#include "services/dispatch/core/ledger.h"

enum { FAKE_PLACES = 16, FAKE_ITEMS = 8, FAKE_CLAIMS = 4096, FAKE_ACCOUNTS = 512 };

/* What an owner keeps of an item at a place. */
struct fake_claim {
    char owner[EVN_CODE_MAX];
    int place, item;
    int64_t qty;
};

struct fake_ledger {
    char place[FAKE_PLACES][EVN_CODE_MAX];
    char item[FAKE_ITEMS][EVN_CODE_MAX];
    int n_places, n_items;
    int64_t balance[FAKE_PLACES][FAKE_ITEMS];
    int64_t claimed[FAKE_PLACES][FAKE_ITEMS];
    struct fake_claim claim[FAKE_CLAIMS];
    int n_claims;
    int64_t consumed[FAKE_ITEMS]; /* accepted at doors */
    int64_t gone[FAKE_ITEMS];     /* short or damaged */
    int64_t received[FAKE_ITEMS]; /* ever came in */
    struct {
        int place, item;
        bool any;
    } account[FAKE_ACCOUNTS];
    int n_accounts;
    bool refuse_returns;   /* nothing that was consumed is taken back */
    uint32_t expiry_day;   /* of every lot received from now on; 0: no lots */
    struct evn_buf stream; /* frames since the last fake_take */
};

void fake_init(struct fake_ledger *ledger);
void fake_fini(struct fake_ledger *ledger);

/* Stock comes in. */
void fake_receive(struct fake_ledger *ledger, const char *place, const char *item, int64_t qty);

/* Carry a command out: EVN_OK, or the refusal. Frames are added to the stream either way. */
struct evn_refusal fake_execute(struct fake_ledger *ledger,
                                const struct evn_dsp_ledger_command *command);

/* Stock of all items aboard vehicles and in warehouses, plus what left: must stay `received`. */
bool fake_holds(const struct fake_ledger *ledger);

/* Index of an item, of a place; it is made known when it is new. */
int fake_item(struct fake_ledger *ledger, const char *item);
int fake_place(struct fake_ledger *ledger, const char *place);

#endif
