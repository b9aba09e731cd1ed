#include "services/ledger/core/draft.h"

void evn_draft_say(struct evn_draft *draft, evn_err err, uint32_t line, const char *field)
{
    *draft->refusal = evn_refusal_of(err);
    draft->refusal->line = line;
    if (field != NULL)
        evn_refusal_text(draft->refusal->field, EVN_FIELD_MAX, field);
}

/* Dictionary and command texts are not NUL-terminated. */
static void copy_text(char *to, size_t cap, struct evn_bytes text)
{
    char whole[EVN_NAME_MAX * 2 + 4];
    size_t len = text.len < sizeof whole ? text.len : sizeof whole - 1;
    memcpy(whole, text.at, len);
    whole[len] = '\0';
    evn_refusal_text(to, cap, whole);
}

void evn_draft_say_text(struct evn_draft *draft, evn_err err, uint32_t line, const char *field,
                        struct evn_bytes subject)
{
    evn_draft_say(draft, err, line, field);
    copy_text(draft->refusal->subject, EVN_SUBJECT_MAX, subject);
}

static struct evn_bytes lot_text(const struct evn_draft *draft, uint32_t lot)
{
    uint32_t n = draft->state->lot_codes.n;
    return lot > n ? draft->lots[lot - n - 1].code : evn_dict_text(&draft->state->lot_codes, lot);
}

void evn_draft_say_stock(struct evn_draft *draft, evn_err err, uint32_t line, uint32_t place,
                         uint32_t item, uint32_t lot)
{
    char subject[EVN_NAME_MAX * 2 + 2];
    struct evn_bytes id = evn_dict_text(&draft->state->item_ids, item);
    memcpy(subject, id.at, id.len);
    size_t len = id.len;
    if (lot != EVN_LOT_NONE && lot != EVN_LOT_ANY) {
        struct evn_bytes code = lot_text(draft, lot);
        subject[len++] = '/';
        memcpy(subject + len, code.at, code.len);
        len += code.len;
    }
    evn_draft_say_text(draft, err, line, NULL, evn_bytes_of(subject, len));
    copy_text(draft->refusal->place, EVN_SUBJECT_MAX,
              evn_dict_text(&draft->state->place_ids, place));
}

/* Where it is: the place the draft moves it to, or that has it; 0: nowhere. */
static uint32_t place_of(const struct evn_draft *d, uint32_t item, uint32_t lot)
{
    const struct evn_ledger_state *s = d->state;
    for (uint32_t i = 0; i < d->n_moves; i++) {
        const struct evn_touch *to = &d->touches[d->moves[i].to];
        if (to->physical && to->item == item && to->lot == lot)
            return to->place;
    }
    bool known = lot <= s->lot_codes.n && evn_ledger_lot(s, lot)->on_hand != 0;
    for (uint32_t place = 1; known && place <= s->place_ids.n; place++) {
        uint32_t account = evn_ledger_find_account(s, place, item, lot);
        if (account != 0 && evn_ledger_account(s, account)->physical &&
            evn_ledger_account(s, account)->balance > 0)
            return place;
    }
    return 0;
}

void evn_draft_say_serial(struct evn_draft *draft, uint32_t line, uint32_t item, uint32_t lot)
{
    uint32_t place = place_of(draft, item, lot);
    evn_draft_say_text(draft, EVN_E_WRONG_STATE, line, "lot", lot_text(draft, lot));
    draft->refusal->state = place != 0 ? EVN_S_ELSEWHERE : EVN_S_MOVED_LATER;
    if (place != 0)
        copy_text(draft->refusal->place, EVN_SUBJECT_MAX,
                  evn_dict_text(&draft->state->place_ids, place));
    else if (lot <= draft->state->lot_codes.n)
        draft->refusal->at_us = evn_ledger_lot(draft->state, lot)->latest_us;
}
