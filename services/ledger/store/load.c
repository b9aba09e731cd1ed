#include "services/ledger/store/load.h"

#include "services/ledger/core/apply.h"
#include "services/ledger/core/digest.h"

static evn_err take_fact(void *self, uint64_t seq, const struct evn_frame *frame)
{
    struct evn_ledger_state *state = self;
    state->next_seq = seq;
    return evn_ledger_apply(state, frame);
}

static void restore_lot(struct evn_lot *lot, const struct evn_balance_row *row)
{
    lot->on_hand += row->balance;
    if (row->latest_us > lot->latest_us)
        lot->latest_us = row->latest_us;
}

static evn_err take_balance(void *self, uint32_t number, const struct evn_balance_row *row)
{
    struct evn_ledger_state *state = self;
    if (number == 0 || number > state->n_accounts)
        return EVN_E_CORRUPT;
    struct evn_account *a = evn_ledger_account(state, number);
    bool physical = (a->flags & EVN_ACCOUNT_PHYSICAL) != 0;
    if (physical != row->physical)
        return EVN_E_CORRUPT;
    a->balance = row->balance;
    evn_digest_balance(&state->digest, a->place, a->item, a->lot, row->balance);
    if (!physical)
        return EVN_OK;
    a->latest_us = row->latest_us;
    a->taken_in = row->taken_in;
    if (a->lot != EVN_LOT_NONE)
        restore_lot(evn_ledger_lot(state, a->lot), row);
    return EVN_OK;
}

static evn_err replay(struct evn_journal *journal, struct evn_ledger_state *state)
{
    struct evn_journal_reader *reader = NULL;
    struct evn_block block;
    evn_err err = evn_journal_reader_new(journal, state->next_seq, &reader);
    if (err != EVN_OK)
        return err;
    while ((err = evn_journal_reader_next(reader, &block)) == EVN_OK) {
        err = block.first_seq == state->next_seq ? evn_ledger_apply_all(state, block.payload)
                                                 : EVN_E_CORRUPT;
        if (err != EVN_OK)
            break;
    }
    evn_journal_reader_destroy(&reader);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

evn_err evn_ledger_load_views(struct evn_ledger_views *views,
                              const struct evn_ledger_limits *limits,
                              struct evn_ledger_state *state)
{
    const struct evn_ledger_sink sink = {state, take_fact, take_balance};
    int64_t newest_id_us;
    evn_err err = evn_ledger_views_newest_id(views, &newest_id_us);
    if (err != EVN_OK)
        return err;
    err = evn_ledger_state_init(state, limits, newest_id_us);
    if (err != EVN_OK)
        return err;
    err = evn_ledger_views_load(views, &sink);
    state->next_seq = views->at.seq + 1;
    if (err != EVN_OK)
        evn_ledger_state_fini(state);
    return err;
}

evn_err evn_ledger_load(struct evn_ledger_views *views, struct evn_journal *journal,
                        const struct evn_ledger_limits *limits, struct evn_ledger_state *state)
{
    evn_err err = evn_ledger_load_views(views, limits, state);
    if (err != EVN_OK)
        return err;
    err = replay(journal, state);
    if (err != EVN_OK)
        evn_ledger_state_fini(state);
    return err;
}
