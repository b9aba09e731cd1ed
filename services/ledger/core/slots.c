#include "services/ledger/core/slots.h"

static union evn_slots_line *line_at(const struct evn_slots *slots, uint32_t line)
{
    return evn_grow_at(&slots->lines, line);
}

static union evn_slots_line *spill_at(const struct evn_slots *slots, uint32_t number)
{
    return evn_grow_at(&slots->spill, number);
}

void evn_slots_init(struct evn_slots *slots)
{
    *slots = (struct evn_slots){0};
    evn_grow_init(&slots->lines, sizeof(union evn_slots_line));
    evn_grow_init(&slots->spill, sizeof(union evn_slots_line));
}

void evn_slots_fini(struct evn_slots *slots)
{
    evn_grow_fini(&slots->lines);
    evn_grow_fini(&slots->spill);
    *slots = (struct evn_slots){0};
}

evn_err evn_slots_room(struct evn_slots *slots, uint32_t n)
{
    EVN_ASSERT(slots->n == 0 && n <= EVN_SLOTS_NUMBER_MAX);
    uint32_t n_lines = n / EVN_SLOTS_LOAD + 1;
    if (evn_grow_reach(&slots->lines, n_lines) != EVN_OK)
        return EVN_E_NO_MEMORY;
    slots->n_lines = n_lines;
    while ((slots->mask + 1) * 2 <= n_lines)
        slots->mask = slots->mask * 2 + 1;
    return EVN_OK;
}

static void give_spill(struct evn_slots *slots, uint32_t number)
{
    *spill_at(slots, number) = (union evn_slots_line){.more = slots->free_spill};
    slots->free_spill = number;
}

static uint32_t take_spill(struct evn_slots *slots)
{
    uint32_t number = slots->free_spill;
    EVN_ASSERT(number != 0);
    slots->free_spill = spill_at(slots, number)->more;
    spill_at(slots, number)->more = 0;
    return number;
}

/* An insertion needs one spill line at most, a split none but those it frees. */
static evn_err have_spill(struct evn_slots *slots)
{
    if (slots->free_spill != 0)
        return EVN_OK;
    if (evn_grow_reach(&slots->spill, slots->n_spill + 1) != EVN_OK)
        return EVN_E_NO_MEMORY;
    give_spill(slots, ++slots->n_spill);
    return EVN_OK;
}

static void put(struct evn_slots *slots, union evn_slots_line *line, uint32_t slot)
{
    while (line->more != 0)
        line = spill_at(slots, line->more);
    if (line->slot[EVN_SLOTS_WIDE - 1] != 0) {
        line->more = take_spill(slots);
        line = spill_at(slots, line->more);
    }
    uint32_t i = 0;
    while (line->slot[i] != 0)
        i++;
    line->slot[i] = slot;
}

/* Divide the oldest line of this round between itself and the new last line. A spill line is free
 * again before its entries are put: n + 1 lines become n + 2 at most, two of them homes. */
static void split(struct evn_slots *slots, const struct evn_slots_hash *again)
{
    uint32_t low = slots->n_lines - slots->mask - 1, high = slots->n_lines++;
    union evn_slots_line old = *line_at(slots, low);
    *line_at(slots, low) = (union evn_slots_line){.more = 0};
    *line_at(slots, high) = (union evn_slots_line){.more = 0};
    for (;;) {
        uint32_t more = old.more;
        for (uint32_t i = 0; i < EVN_SLOTS_WIDE && old.slot[i] != 0; i++) {
            uint32_t hash = again->of(again->self, old.slot[i] & EVN_SLOTS_NUMBER_MAX);
            bool goes_high = (hash & (slots->mask * 2 + 1)) == high;
            put(slots, line_at(slots, goes_high ? high : low), old.slot[i]);
        }
        if (more == 0)
            break;
        old = *spill_at(slots, more);
        give_spill(slots, more);
    }
    if (slots->n_lines == (slots->mask + 1) * 2)
        slots->mask = slots->mask * 2 + 1;
}

evn_err evn_slots_add(struct evn_slots *slots, uint32_t number, uint32_t hash,
                      const struct evn_slots_hash *again)
{
    EVN_ASSERT(number != 0 && number <= EVN_SLOTS_NUMBER_MAX);
    if (evn_grow_reach(&slots->lines, slots->n_lines) != EVN_OK || have_spill(slots) != EVN_OK)
        return EVN_E_NO_MEMORY;
    if (slots->n_lines == 0)
        slots->n_lines = 1;
    else if (slots->n >= slots->n_lines * EVN_SLOTS_LOAD)
        split(slots, again);
    put(slots, line_at(slots, evn_slots_home(slots, hash)),
        (hash & ~EVN_SLOTS_NUMBER_MAX) | number);
    slots->n++;
    return EVN_OK;
}

size_t evn_slots_bytes(const struct evn_slots *slots)
{
    return evn_grow_bytes(&slots->lines) + evn_grow_bytes(&slots->spill);
}
