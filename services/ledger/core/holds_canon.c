#include "services/ledger/core/eligible.h"

enum { LINE_MAX = 6 * (EVN_NAME_MAX + 1) + 16 };

static size_t put_text(uint8_t *to, struct evn_bytes text)
{
    memcpy(to, text.at, text.len);
    to[text.len] = '\t';
    return text.len + 1;
}

static size_t put_lot(const struct evn_ledger_state *s, uint8_t *to, uint32_t lot)
{
    size_t len = put_text(to, evn_dict_text(&s->item_ids, evn_ledger_lot(s, lot)->item));
    return len + put_text(to + len, evn_dict_text(&s->lot_codes, lot));
}

static void add_holds(const struct evn_ledger_state *s, struct evn_canon *canon)
{
    uint8_t line[LINE_MAX];
    for (uint32_t i = 1; i <= s->holds.n_slots; i++) {
        const struct evn_hold *h = evn_holds_slot(&s->holds, i);
        if (h == NULL)
            continue;
        size_t len = put_lot(s, line, h->lot);
        len += put_text(line + len, evn_dict_text(&s->place_ids, h->place));
        len += put_text(line + len, evn_dict_text(&s->reasons, h->reason));
        evn_put_u32(line + len, h->cause);
        evn_canon_add(canon, "hold", evn_bytes_of(line, len + 4));
    }
}

static void add_recalls(const struct evn_ledger_state *s, struct evn_canon *canon)
{
    uint8_t line[LINE_MAX];
    for (uint32_t i = 0; i < s->recalls.n; i++) {
        const struct evn_recall *r = &s->recalls.row[i];
        for (uint32_t k = 0; k < r->n_lots; k++) {
            size_t len = put_lot(s, line, r->lots[k]);
            len += put_text(line + len, evn_dict_text(&s->reasons, r->reason));
            len += put_text(line + len, evn_bytes_text(r->authority));
            len += put_text(line + len, evn_bytes_text(r->level));
            line[len++] = r->open;
            evn_canon_add(canon, "recall", evn_bytes_of(line, len));
        }
    }
}

static void add_cold(const struct evn_ledger_state *s, struct evn_canon *canon)
{
    uint8_t line[LINE_MAX];
    const struct evn_sums *sums = &s->cold.outside;
    for (uint32_t i = 0; i < sums->cap; i++) {
        if (sums->slot[i].value == 0)
            continue;
        size_t len = put_lot(s, line, (uint32_t)sums->slot[i].key);
        evn_put_i64(line + len, sums->slot[i].value);
        evn_canon_add(canon, "outside", evn_bytes_of(line, len + 8));
    }
    for (uint32_t i = 0; i < s->cold.n; i++) {
        const struct evn_cold_place *p = &s->cold.place[i];
        size_t len = put_text(line, evn_dict_text(&s->place_ids, p->place));
        evn_put_i64(line + len, p->breach_us);
        if (p->breach_us != INT64_MIN)
            evn_canon_add(canon, "breach", evn_bytes_of(line, len + 8));
    }
}

void evn_holds_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    add_holds(state, canon);
    add_recalls(state, canon);
    add_cold(state, canon);
}
