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
