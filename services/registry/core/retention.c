#include "services/registry/core/retention.h"

#include "services/registry/core/phases.h"
#include "services/registry/core/state.h"

#include <stdlib.h>

void evn_retention_init(struct evn_retention *r)
{
    *r = (struct evn_retention){.next = EVN_MARK_NONE};
}

void evn_retention_fini(struct evn_retention *r)
{
    free(r->erased);
}

static bool ends(int64_t mark)
{
    return mark != EVN_MARK_NONE && mark != EVN_MARK_ERASED;
}

static void count_in(struct evn_retention *r, int64_t mark)
{
    if (!ends(mark) || mark > r->next)
        return;
    r->n_next = mark < r->next ? 1 : r->n_next + 1;
    r->next = mark;
}

void evn_retention_forget(struct evn_retention *r, const struct evn_table *persons,
                          const struct evn_row *row)
{
    if (row == NULL || !ends(row->mark) || row->mark != r->next || --r->n_next > 0)
        return;
    r->next = EVN_MARK_NONE;
    for (size_t i = 0; i < persons->n; i++)
        if (&persons->row[i] != row)
            count_in(r, persons->row[i].mark);
}

evn_err evn_retention_erased(struct evn_retention *r, const struct evn_table *persons,
                             const char *key, uint64_t seq)
{
    if (r->n_erased == r->cap_erased) {
        size_t cap = r->cap_erased > 0 ? r->cap_erased * 2 : 64;
        uint32_t *grown = realloc(r->erased, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        r->erased = grown;
        r->cap_erased = cap;
    }
    r->erased[r->n_erased++] = (uint32_t)(evn_table_find(persons, key) - persons->row);
    r->erased_seq = seq;
    return EVN_OK;
}

/* The later of `mark` and what the lists say of the person. */
static evn_err last_need(struct evn_registry_state *state, const char *person, int64_t *mark)
{
    struct evn_member member;
    struct evn_key_person key;
    const struct evn_row *row = evn_registry_find(state, EVN_REG_MEMBER, person);
    if (row != NULL) {
        if (!evn_registry_read(EVN_REG_MEMBER, row, &state->scratch, &member))
            return EVN_E_NO_MEMORY;
        int64_t end = evn_member_end(&member).n;
        *mark = end > *mark ? end : *mark;
    }
    row = evn_registry_find(state, EVN_REG_KEY_PERSON, person);
    if (row == NULL)
        return EVN_OK;
    if (!evn_registry_read(EVN_REG_KEY_PERSON, row, &state->scratch, &key))
        return EVN_E_NO_MEMORY;
    int64_t end = evn_day_valid(key.last_day) ? key.last_day.n : EVN_MARK_NONE;
    *mark = end > *mark ? end : *mark;
    return EVN_OK;
}

evn_err evn_retention_follow(struct evn_registry_state *state, const char *person)
{
    struct evn_table *persons = &state->table[evn_entity_index(EVN_REG_PERSON)];
    const struct evn_row *row = evn_table_find(persons, person);
    struct evn_person own;
    if (row == NULL || row->mark == EVN_MARK_ERASED)
        return EVN_OK;
    if (!evn_registry_read(EVN_REG_PERSON, row, &state->scratch, &own))
        return EVN_E_NO_MEMORY;
    int64_t mark = own.put_on.n;
    evn_err err = last_need(state, person, &mark);
    if (err != EVN_OK)
        return err;
    evn_retention_forget(&state->retention, persons, row);
    persons->row[row - persons->row].mark = mark;
    count_in(&state->retention, mark);
    return EVN_OK;
}
