#include "services/ledger/store/load.h"

#include "services/ledger/core/apply.h"
#include "services/ledger/core/rare.h"
#include "services/ledger/core/restore.h"

static evn_err take_fact(void *self, uint64_t seq, const struct evn_frame *frame)
{
    struct evn_ledger_state *state = self;
    state->next_seq = seq;
    return evn_ledger_apply(state, frame);
}

static evn_err make_room(void *self, uint32_t n_accounts)
{
    return evn_ledger_restore_room(self, n_accounts);
}

static evn_err take_accounts(void *self, uint32_t first, const struct evn_account_key *keys,
                             size_t n)
{
    const struct evn_ledger_state *state = self;
    return first == state->n_accounts + 1 ? evn_ledger_restore_accounts(self, keys, n)
                                          : EVN_E_CORRUPT;
}

static evn_err take_balance(void *self, uint32_t number, const struct evn_balance_row *row)
{
    const struct evn_ledger_state *state = self;
    if (number == 0 || number > state->n_accounts ||
        row->physical != (evn_ledger_account(state, number)->physical != 0))
        return EVN_E_CORRUPT;
    return evn_ledger_restore_balance(self, number, row->balance, row->latest_us, row->taken_in);
}

static evn_err take_rare(void *self, uint64_t seq, const struct evn_frame *frame)
{
    return evn_rare_apply(self, seq, frame);
}

evn_err evn_ledger_replay(struct evn_journal *journal, struct evn_ledger_state *state)
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
    const struct evn_ledger_sink sink = {state,         take_fact,    make_room,
                                         take_accounts, take_balance, take_rare};
    int64_t newest_id_us;
    evn_err err = evn_ledger_views_newest_id(views, &newest_id_us);
    if (err != EVN_OK)
        return err;
    err = evn_ledger_state_init(state, limits, newest_id_us);
    if (err != EVN_OK)
        return err;
    err = evn_ledger_views_load(views, &sink);
    evn_ledger_restore_end(state, views->accounts.seq + 1);
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
    err = evn_ledger_replay(journal, state);
    if (err != EVN_OK)
        evn_ledger_state_fini(state);
    return err;
}
