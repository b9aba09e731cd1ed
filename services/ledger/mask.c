#include "services/ledger/mask.h"

#include <ctype.h>

/* "occurred_at_us" and "occurredAtUs" are the same. */
static bool same_name(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == '_')
            a++;
        while (*b == '_')
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (*a == '\0')
            return true;
    }
}

static bool is_named(const struct evn_wire_ledger_query *query, const char *name, bool *used)
{
    bool named = false;
    for (size_t i = 0; i < query->n_mask; i++)
        if (same_name(query->mask[i], name))
            named = used[i] = true;
    return named;
}

static void clear(uint8_t *row, const struct evn_wire_field *field)
{
    if ((field->flags & EVN_LIST) != 0)
        memset(row + field->offset_n, 0, sizeof(size_t));
    else if (field->kind == EVN_WIRE_DAY)
        memcpy(row + field->offset, &EVN_DAY_NONE, sizeof EVN_DAY_NONE);
    else if (field->kind == EVN_WIRE_MSG)
        memset(row + field->offset_n, 0, sizeof(bool));
    else
        memset(row + field->offset, 0, field->size);
}

/* Pack trees stand as they are, or are left out as a whole: they are what a version means. */
static bool is_pack_trees(const struct evn_wire_field *list)
{
    return list->sub == &evn_pack_tree_table;
}

static void mask_list(const struct evn_wire_ledger_query *query, const struct evn_wire_field *list,
                      uint8_t *owner, bool *used)
{
    uint8_t *rows;
    size_t n;
    memcpy(&rows, owner + list->offset, sizeof rows);
    memcpy(&n, owner + list->offset_n, sizeof n);
    if (is_pack_trees(list) && is_named(query, "pack_version", used))
        return;
    if (is_pack_trees(list)) {
        clear(owner, list);
        return;
    }
    for (size_t f = 0; f < list->sub->n_fields; f++) {
        const struct evn_wire_field *field = &list->sub->field[f];
        if (!is_named(query, field->name, used))
            for (size_t i = 0; i < n; i++)
                clear(rows + i * list->sub->size, field);
    }
}

evn_err evn_mask_apply(const struct evn_wire_ledger_query *query,
                       struct evn_wire_ledger_result *result, size_t *which)
{
    const struct evn_wire_message *table = &evn_ledger_result_table;
    bool used[64] = {false};
    for (size_t i = 0; query->n_mask > 0 && i < table->n_fields; i++) {
        uint8_t *answer;
        memcpy(&answer, (uint8_t *)result + table->field[i].offset, sizeof answer);
        const struct evn_wire_message *sub = table->field[i].sub;
        for (size_t f = 0; answer != NULL && f < sub->n_fields; f++)
            if ((sub->field[f].flags & EVN_LIST) != 0 && sub->field[f].sub != NULL)
                mask_list(query, &sub->field[f], answer, used);
    }
    for (*which = 0; *which < query->n_mask; (*which)++)
        if (!used[*which])
            return EVN_E_BAD_FIELD;
    return EVN_OK;
}
