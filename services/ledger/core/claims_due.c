#include "common/journal/frame.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/record.h"

/* Claims whose time is over, by ascending seq, in changes: at_us is the seq, line the slot. */
static evn_err list_due(const struct evn_opens *opens, int64_t business_us, struct evn_arena *arena,
                        struct evn_change **list, uint32_t *n)
{
    *n = 0;
    for (uint32_t i = 1; i <= opens->n_slots; i++) {
        const struct evn_open *row = &opens->row[i];
        *n += row->kind == EVN_OPEN_CLAIM && row->at_us != 0 && row->at_us <= business_us;
    }
    *list = NULL;
    if (*n == 0)
        return EVN_OK;
    *list = evn_arena_array(arena, *n, sizeof **list);
    if (*list == NULL)
        return EVN_E_LIMIT;
    uint32_t k = 0;
    for (uint32_t i = 1; i <= opens->n_slots; i++) {
        const struct evn_open *row = &opens->row[i];
        if (row->kind == EVN_OPEN_CLAIM && row->at_us != 0 && row->at_us <= business_us)
            (*list)[k++] = (struct evn_change){.at_us = (int64_t)row->seq, .line = i};
    }
    return evn_changes_sort(*list, *n, arena);
}

/* What the claims before the i-th due one, on the same account, have given back. */
static int64_t ended_before(const struct evn_opens *opens, const struct evn_change *list,
                            uint32_t i)
{
    int64_t sum = 0;
    for (uint32_t j = 0; j < i; j++)
        if (opens->row[list[j].line].account == opens->row[list[i].line].account)
            sum += opens->row[list[j].line].left;
    return sum;
}

evn_err evn_claims_expire(const struct evn_ledger_state *state, int64_t business_us,
                          uint64_t next_seq, struct evn_arena *arena, struct evn_buf *events,
                          uint32_t *n)
{
    enum { ONCE_MAX = 3500 }; /* one group of the engine */
    struct evn_change *list;
    evn_err err = list_due(&state->opens, business_us, arena, &list, n);
    if (err != EVN_OK || *n == 0)
        return err;
    *n = *n < ONCE_MAX ? *n : ONCE_MAX;
    const struct evn_frame frame = {
        .kind = EVN_LEDGER_FRAME_RECORDS, .version = EVN_RECORD_VERSION, .count = *n};
    err = evn_frame_append_head(events, &frame, (size_t)*n * EVN_RECORD_LEN);
    for (uint32_t i = 0; err == EVN_OK && i < *n; i++) {
        const struct evn_open *row = &state->opens.row[list[i].line];
        uint8_t bytes[EVN_RECORD_LEN];
        /* No command: n_events is 0, so no id is noted. */
        const struct evn_record r = {.kind = EVN_RECORD_CLAIM_EXPIRED,
                                     .from = row->account,
                                     .qty = row->left,
                                     .from_balance = evn_ledger_claims(state, row->account) -
                                                     ended_before(&state->opens, list, i) -
                                                     row->left,
                                     .occurred_at_us = business_us,
                                     .recorded_at_us = business_us,
                                     .document = next_seq,
                                     .ref = row->seq};
        evn_record_put(bytes, &r);
        err = evn_buf_add(events, evn_bytes_of(bytes, sizeof bytes));
    }
    return err;
}

static size_t put_text(uint8_t *to, struct evn_bytes text)
{
    memcpy(to, text.at, text.len);
    to[text.len] = '\t';
    return text.len + 1;
}

void evn_claims_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    uint8_t line[5 * (EVN_NAME_MAX + 1) + 24];
    for (uint32_t i = 1; i <= state->opens.n_slots; i++) {
        const struct evn_open *row = &state->opens.row[i];
        if (row->seq == 0)
            continue;
        const struct evn_account *a = evn_ledger_account(state, row->account);
        bool claim = row->kind == EVN_OPEN_CLAIM;
        uint32_t stop = claim ? 0 : row->aux;
        size_t len = put_text(line, evn_dict_text(&state->opens.names, row->name));
        len += put_text(line + len, evn_dict_text(&state->place_ids, a->place));
        len += put_text(line + len, evn_dict_text(&state->item_ids, evn_account_item(state, a)));
        len += put_text(line + len, evn_dict_text(&state->lot_codes,
                                                  evn_account_is_any(a) ? 0 : evn_account_lot(a)));
        len += put_text(line + len, evn_dict_text(&state->place_ids, stop));
        evn_put_i64(line + len, row->left);
        evn_canon_add(canon,
                      !claim         ? "aboard"
                      : row->earmark ? "earmark"
                                     : "claim",
                      evn_bytes_of(line, len + 8));
        int64_t blocked = claim ? evn_claim_blocked(state, row) : 0;
        evn_put_i64(line + len, blocked);
        if (blocked > 0)
            evn_canon_add(canon, "blocked", evn_bytes_of(line, len + 8));
    }
}
