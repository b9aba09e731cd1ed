#include "services/ledger/core/counts.h"

#include "common/base/pbw.h"
#include "services/ledger/core/digest.h"
#include "services/ledger/core/line.h"

#include <stdlib.h>

enum { LINES_START = 16 };

void evn_counts_init(struct evn_counts *counts, uint64_t key)
{
    *counts = (struct evn_counts){.limit_units = 0};
    evn_named_init(&counts->named, sizeof(struct evn_count), key);
}

/* What an ended count does not need any more. */
static void free_lists(struct evn_count *count)
{
    free(count->places);
    free(count->items);
    free(count->line);
    free(count->counter);
    count->counter = NULL;
    count->n_counted_by = 0;
    count->places = count->items = NULL;
    count->line = NULL;
    count->n_places = count->n_items = count->n_lines = count->cap = 0;
}

void evn_counts_fini(struct evn_counts *counts)
{
    for (uint32_t i = 1; i <= counts->named.names.n; i++)
        free_lists(evn_named_at(&counts->named, i));
    evn_named_fini(&counts->named);
}

/* The first line that is not of a lower account. */
static uint32_t seek(const struct evn_count *count, uint32_t account)
{
    uint32_t low = 0, high = count->n_lines;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (count->line[middle].account < account)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct evn_count_line *evn_count_find(const struct evn_count *count, uint32_t account)
{
    uint32_t i = seek(count, account);
    return i < count->n_lines && count->line[i].account == account ? &count->line[i] : NULL;
}

static bool is_in(const uint32_t *list, uint32_t n, uint32_t number)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == number)
            return true;
    return false;
}

bool evn_count_covers(const struct evn_count *count, uint32_t place, uint32_t item)
{
    bool here =
        count->n_places == 0 ? place == count->place : is_in(count->places, count->n_places, place);
    return here && (count->n_items == 0 || is_in(count->items, count->n_items, item));
}

bool evn_count_is_by(const struct evn_count *count, uint32_t actor)
{
    return is_in(count->counter, count->n_counted_by, actor);
}

/* They are few: those who walk along the shelves. */
static evn_err add_counter(struct evn_count *count, uint32_t actor)
{
    if (evn_count_is_by(count, actor))
        return EVN_OK;
    uint32_t *more = realloc(count->counter, (count->n_counted_by + 1) * sizeof *more);
    if (more == NULL)
        return EVN_E_NO_MEMORY;
    count->counter = more;
    count->counter[count->n_counted_by++] = actor;
    return EVN_OK;
}

static evn_err copy_list(struct evn_bytes packed, uint32_t n, uint32_t max, uint32_t **out)
{
    uint64_t value;
    *out = n > 0 ? calloc(n, sizeof **out) : NULL;
    if (n > 0 && *out == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) {
        if (evn_pb_varint(&packed, &value) != EVN_OK || value == 0 || value > max)
            return EVN_E_CORRUPT;
        (*out)[i] = (uint32_t)value;
    }
    return EVN_OK;
}

static evn_err apply_start(struct evn_ledger_state *s, uint64_t seq,
                           const struct evn_count_event *e)
{
    void *fresh;
    if (e->of != 0 || e->place == 0 || e->place > s->place_ids.n || e->n_counters < 1 ||
        e->n_counters > 2)
        return EVN_E_CORRUPT;
    evn_err err = evn_named_add(&s->counts.named, e->name, seq, &fresh);
    if (err != EVN_OK)
        return err;
    struct evn_count *count = fresh;
    count->place = e->place;
    count->blind = e->blind;
    count->n_counters = e->n_counters;
    err = copy_list(e->read_places, e->n_places, s->place_ids.n, &count->places);
    if (err == EVN_OK)
        err = copy_list(e->read_items, e->n_items, s->item_ids.n, &count->items);
    count->n_places = e->n_places;
    count->n_items = e->n_items;
    return err;
}

static evn_err grow_lines(struct evn_count *count)
{
    uint32_t cap = count->cap > 0 ? count->cap * 2 : LINES_START;
    struct evn_count_line *line = realloc(count->line, cap * sizeof *line);
    if (line == NULL)
        return EVN_E_NO_MEMORY;
    count->line = line;
    count->cap = cap;
    return EVN_OK;
}

/* Somebody counted an account: the second who does makes it final, and so does counting again. */
static evn_err take_result(struct evn_count *count, const struct evn_count_event *e,
                           const struct evn_count_result *r)
{
    uint32_t i = seek(count, r->account);
    if (i == count->n_lines || count->line[i].account != r->account) {
        if (count->n_lines == count->cap && grow_lines(count) != EVN_OK)
            return EVN_E_NO_MEMORY;
        memmove(count->line + i + 1, count->line + i, (count->n_lines++ - i) * sizeof *count->line);
        count->line[i] = (struct evn_count_line){.state = EVN_COUNT_ONCE, .by = e->counter};
    }
    struct evn_count_line *line = &count->line[i];
    bool done = count->n_counters == 1 || line->state != EVN_COUNT_ONCE || line->by != e->counter;
    *line = (struct evn_count_line){.account = r->account,
                                    .by = e->counter,
                                    .state = done ? EVN_COUNT_FINAL : EVN_COUNT_ONCE,
                                    .counted = r->counted,
                                    .at_us = r->at_us,
                                    .seen_seq = e->seen_seq};
    return EVN_OK;
}

static evn_err take_line(struct evn_count *count, const struct evn_count_event *e,
                         const struct evn_count_result *r)
{
    if (e->step == EVN_COUNT_HANDED_IN)
        return take_result(count, e, r);
    uint32_t i = seek(count, r->account);
    if (i == count->n_lines || count->line[i].account != r->account)
        return EVN_E_CORRUPT;
    if (e->step == EVN_COUNT_RECOUNT) {
        count->line[i].state = EVN_COUNT_DIFFERS;
        return EVN_OK;
    }
    memmove(count->line + i, count->line + i + 1, (--count->n_lines - i) * sizeof *count->line);
    count->n_approved++;
    return EVN_OK;
}

static evn_err apply_step(struct evn_ledger_state *s, struct evn_bytes body,
                          const struct evn_count_event *e)
{
    struct evn_count *count = evn_named_of(&s->counts.named, e->of);
    struct evn_count_result r;
    evn_err err;
    if (count == NULL || count->state != EVN_COUNT_OPEN)
        return EVN_E_CORRUPT;
    if (e->step == EVN_COUNT_HANDED_IN && add_counter(count, e->counter) != EVN_OK)
        return EVN_E_NO_MEMORY;
    while ((err = evn_count_event_line(&body, &r)) == EVN_OK) {
        if (r.account == 0 || r.account > s->n_accounts)
            return EVN_E_CORRUPT;
        err = take_line(count, e, &r);
        if (err != EVN_OK)
            return err;
    }
    if (e->step == EVN_COUNT_DROPPED)
        count->state = EVN_COUNT_GIVEN_UP;
    if (e->step == EVN_COUNT_APPROVED && !e->more)
        count->state = EVN_COUNT_DONE;
    if (count->state != EVN_COUNT_OPEN)
        free_lists(count);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

evn_err evn_counts_apply(struct evn_ledger_state *state, uint64_t seq,
                         const struct evn_frame *frame)
{
    struct evn_count_event e;
    evn_err err = evn_count_event_get(frame->body, &e);
    if (err == EVN_OK && e.step == EVN_COUNT_STARTED)
        err = apply_start(state, seq, &e);
    else if (err == EVN_OK && e.step == EVN_COUNT_LIMIT) {
        state->counts.limit_units = e.limit_units;
        state->counts.limit_percent = e.limit_percent;
    } else if (err == EVN_OK) {
        err = apply_step(state, frame->body, &e);
    }
    if (err == EVN_OK)
        evn_digest_entry(&state->digest, frame->kind, frame->body);
    return err;
}

static void put_account(const struct evn_ledger_state *s, uint32_t number,
                        struct evn_canon_line *line)
{
    const struct evn_account *a = evn_ledger_account(s, number);
    evn_line_text(line, evn_dict_text(&s->place_ids, a->place));
    evn_line_text(line, evn_dict_text(&s->item_ids, evn_account_item(s, a)));
    evn_line_text(line, evn_dict_text(&s->lot_codes, evn_account_lot(a)));
}

static void add_count(const struct evn_ledger_state *s, uint32_t number, struct evn_canon *canon)
{
    const struct evn_named *named = &s->counts.named;
    const struct evn_count *count = evn_named_at(named, number);
    struct evn_canon_line line = {0};
    evn_line_text(&line, evn_dict_text(&named->names, number));
    evn_line_text(&line, evn_dict_text(&s->place_ids, count->place));
    evn_line_number(&line, count->state);
    evn_line_number(&line, count->blind);
    evn_line_number(&line, count->n_counters);
    evn_line_number(&line, count->n_approved);
    evn_canon_add(canon, "count", evn_line_bytes(&line));
    for (uint32_t i = 0; i < count->n_lines; i++) {
        const struct evn_count_line *l = &count->line[i];
        line.len = 0;
        evn_line_text(&line, evn_dict_text(&named->names, number));
        put_account(s, l->account, &line);
        evn_line_text(&line, evn_dict_text(&s->actors, l->by));
        evn_line_number(&line, l->state);
        evn_line_number(&line, l->counted);
        evn_line_number(&line, l->at_us);
        evn_canon_add(canon, "count_line", evn_line_bytes(&line));
    }
}

static void add_barriers(const struct evn_ledger_state *s, const struct evn_barrier_list *list,
                         struct evn_canon *canon)
{
    for (uint32_t i = 0; i < list->n; i++) {
        struct evn_canon_line line = {0};
        put_account(s, list->account, &line);
        evn_line_number(&line, list->at[i].at_us);
        evn_line_number(&line, list->at[i].counted);
        evn_canon_add(canon, "counted", evn_line_bytes(&line));
    }
}

void evn_counts_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    struct evn_canon_line line = {0};
    evn_line_number(&line, state->counts.limit_units);
    evn_line_number(&line, state->counts.limit_percent);
    if (state->counts.limit_units > 0 || state->counts.limit_percent > 0)
        evn_canon_add(canon, "count_limit", evn_line_bytes(&line));
    for (uint32_t i = 1; i <= state->counts.named.names.n; i++)
        add_count(state, i, canon);
    for (uint32_t i = 0; i < state->barriers.n_slots; i++)
        add_barriers(state, &state->barriers.slot[i], canon);
}
