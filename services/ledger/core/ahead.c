#include "services/ledger/core/ahead.h"

enum { WINDOW = 16 }; /* lines whose waits overlap */

struct line {
    const struct evn_ledger_line *said;
    uint32_t hash;  /* of the name this stage looks for */
    uint32_t maybe; /* the number it may have, or 0 */
    uint32_t from_hash, to_hash;
};

struct window {
    const struct evn_ledger_state *state;
    struct line line[WINDOW];
    size_t n;
};

static void find_places(struct window *w)
{
    const struct evn_ledger_state *s = w->state;
    for (size_t i = 0; i < w->n; i++) {
        struct line *l = &w->line[i];
        l->hash = evn_dict_hash(&s->item_ids, 0, l->said->item);
        __builtin_prefetch(evn_index_line_of(&s->item_ids.index, l->hash));
        l->said->known->from = evn_dict_find(&s->place_ids, 0, l->said->from);
        l->said->known->to = evn_dict_find(&s->place_ids, 0, l->said->to);
    }
    for (size_t i = 0; i < w->n; i++) {
        w->line[i].maybe = evn_dict_seek(&s->item_ids, w->line[i].hash);
        __builtin_prefetch(evn_ledger_item(s, w->line[i].maybe));
    }
}

/* The number of a name: the one it may have, or what looking it up says. */
static uint32_t settle(const struct evn_dict *dict, const struct line *l, uint32_t scope,
                       struct evn_bytes name)
{
    bool right = l->maybe != 0 && evn_dict_is(dict, l->maybe, scope, name);
    return right || l->maybe == 0 ? l->maybe : evn_dict_find(dict, scope, name);
}

static void find_items(struct window *w)
{
    const struct evn_ledger_state *s = w->state;
    for (size_t i = 0; i < w->n; i++) {
        struct line *l = &w->line[i];
        l->said->known->item = settle(&s->item_ids, l, 0, l->said->item);
        l->hash = evn_dict_hash(&s->lot_codes, l->said->known->item, l->said->lot);
        __builtin_prefetch(evn_index_line_of(&s->lot_codes.index, l->hash));
    }
    for (size_t i = 0; i < w->n; i++) {
        w->line[i].maybe = evn_dict_seek(&s->lot_codes, w->line[i].hash);
        __builtin_prefetch(evn_ledger_lot(s, w->line[i].maybe), 1);
    }
}

static void find_lots(struct window *w)
{
    const struct evn_ledger_state *s = w->state;
    for (size_t i = 0; i < w->n; i++) {
        struct line *l = &w->line[i];
        struct evn_ledger_known *k = l->said->known;
        k->lot = settle(&s->lot_codes, l, k->item, l->said->lot);
        l->from_hash = evn_account_hash(k->from, k->item, k->lot);
        l->to_hash = evn_account_hash(k->to, k->item, k->lot);
        __builtin_prefetch(evn_slots_line_of(&s->by_account, l->from_hash));
        __builtin_prefetch(evn_slots_line_of(&s->by_account, l->to_hash));
    }
}

/* An account that may have this hash, or 0; its row, which may lie across two lines, is asked for.
 */
static uint32_t seek_account(const struct evn_ledger_state *s, uint32_t hash)
{
    struct evn_slots_at at = evn_slots_at(&s->by_account, hash);
    uint32_t number = evn_slots_next(&s->by_account, &at);
    const struct evn_account *account = evn_ledger_account(s, number);
    __builtin_prefetch(account, 1);
    __builtin_prefetch(&account->taken_in, 1);
    return number;
}

static void find_accounts(struct window *w)
{
    for (size_t i = 0; i < w->n; i++) {
        struct evn_ledger_known *k = w->line[i].said->known;
        k->from_maybe = seek_account(w->state, w->line[i].from_hash);
        k->to_maybe = seek_account(w->state, w->line[i].to_hash);
    }
}

static void look_up(struct window *w)
{
    find_places(w);
    find_items(w);
    find_lots(w);
    find_accounts(w);
    w->n = 0;
}

void evn_ledger_ahead(const struct evn_ledger_state *state,
                      const struct evn_ledger_command *commands, size_t n)
{
    struct window w;
    w.state = state;
    w.n = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_ledger_command *c = &commands[i];
        const struct evn_ledger_document *doc = &c->document;
        evn_ids_prefetch(&state->ids, &c->id);
        if (c->kind != EVN_COMMAND_DOCUMENT)
            continue;
        for (uint32_t line = 0; line < doc->n_lines; line++) {
            if (doc->lines[line].known == NULL)
                continue;
            w.line[w.n++].said = &doc->lines[line];
            if (w.n == WINDOW)
                look_up(&w);
        }
    }
    look_up(&w);
}
