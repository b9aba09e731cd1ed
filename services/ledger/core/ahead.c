#include "services/ledger/core/ahead.h"

enum { WINDOW = 16 }; /* lines whose waits overlap */

struct line {
    const struct evn_ledger_line *said;
    uint32_t hash; /* of the name this stage looks for */
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
        evn_index_prefetch(&s->item_ids.index, l->hash);
        l->said->known->from = evn_dict_find(&s->place_ids, 0, l->said->from);
        l->said->known->to = evn_dict_find(&s->place_ids, 0, l->said->to);
    }
}

static void find_items(struct window *w)
{
    const struct evn_ledger_state *s = w->state;
    for (size_t i = 0; i < w->n; i++)
        evn_dict_prefetch(&s->item_ids, w->line[i].hash, &s->items);
    for (size_t i = 0; i < w->n; i++) {
        struct line *l = &w->line[i];
        l->said->known->item = evn_dict_find_hashed(&s->item_ids, l->hash, 0, l->said->item);
        l->hash = evn_dict_hash(&s->lot_codes, l->said->known->item, l->said->lot);
        evn_index_prefetch(&s->lot_codes.index, l->hash);
    }
}

static void find_lots(struct window *w)
{
    const struct evn_ledger_state *s = w->state;
    for (size_t i = 0; i < w->n; i++)
        evn_dict_prefetch(&s->lot_codes, w->line[i].hash, &s->lots);
    for (size_t i = 0; i < w->n; i++) {
        struct line *l = &w->line[i];
        struct evn_ledger_known *k = l->said->known;
        k->lot = evn_dict_find_hashed(&s->lot_codes, l->hash, k->item, l->said->lot);
        evn_index_prefetch(&s->by_account, evn_account_hash(k->from, k->item, k->lot));
        evn_index_prefetch(&s->by_account, evn_account_hash(k->to, k->item, k->lot));
    }
}

/* The row that an entry with the account's hash stands for. */
static void prefetch_account(const struct evn_ledger_state *s, uint32_t place, uint32_t item,
                             uint32_t lot)
{
    struct evn_index_at at = evn_index_at(&s->by_account, evn_account_hash(place, item, lot));
    uint32_t number = evn_index_next(&s->by_account, &at);
    __builtin_prefetch(evn_ledger_account(s, number), 1);
}

static void find_accounts(struct window *w)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct evn_ledger_known *k = w->line[i].said->known;
        prefetch_account(w->state, k->from, k->item, k->lot);
        prefetch_account(w->state, k->to, k->item, k->lot);
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
