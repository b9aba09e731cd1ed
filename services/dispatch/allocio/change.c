#include "services/dispatch/allocio/change.h"

#include "services/dispatch/allocio/put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static evn_err refuse(struct evn_refusal *why, evn_err err, const char *field, const char *text)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, text);
    return err;
}

static size_t n_real(const struct evn_allocio_item *item)
{
    return item->problem.n_warehouses - item->problem.n_lanes;
}

evn_err evn_allocio_without(struct evn_allocio *doc, const char *warehouse, struct evn_refusal *why)
{
    bool found = false;
    for (size_t i = 0; i < doc->n_items; i++) {
        struct evn_allocio_item *item = &doc->items[i];
        for (size_t s = 0; s < item->problem.n_warehouses; s++) {
            if (strcmp(item->warehouse_ids[item->sources[s].place].text, warehouse) != 0)
                continue;
            found = true;
            item->stock[s] = 0;
        }
    }
    return found ? EVN_OK : refuse(why, EVN_E_UNKNOWN_REF, "without-warehouse", warehouse);
}

/* "ITEM@WAREHOUSE/LOT=+N" in its parts; those not given are empty. */
struct wish {
    struct evn_allocio_id item, warehouse, lot;
    int64_t units;
};

static bool copy(struct evn_allocio_id *out, const char *from, size_t len)
{
    if (len == 0 || len > EVN_ALLOCIO_ID_MAX)
        return false;
    memcpy(out->text, from, len);
    out->text[len] = '\0';
    return true;
}

static bool split(const char *text, struct wish *out)
{
    const char *sign = strrchr(text, '=');
    char *end;
    *out = (struct wish){0};
    if (sign == NULL || (sign[1] != '+' && sign[1] != '-') || sign[2] < '0' || sign[2] > '9')
        return false;
    errno = 0;
    out->units = strtoll(sign + 1, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    const char *at = memchr(text, '@', (size_t)(sign - text));
    const char *lot = at != NULL ? memchr(at, '/', (size_t)(sign - at)) : NULL;
    const char *item_end = at != NULL ? at : sign, *house_end = lot != NULL ? lot : sign;
    return copy(&out->item, text, (size_t)(item_end - text)) &&
           (at == NULL || copy(&out->warehouse, at + 1, (size_t)(house_end - at - 1))) &&
           (lot == NULL || copy(&out->lot, lot + 1, (size_t)(sign - lot - 1)));
}

static bool fits(const struct evn_allocio_item *item, size_t s, const struct wish *wish)
{
    const struct evn_allocio_source *source = &item->sources[s];
    return (wish->warehouse.text[0] == '\0' ||
            strcmp(item->warehouse_ids[source->place].text, wish->warehouse.text) == 0) &&
           (wish->lot.text[0] == '\0' || strcmp(source->lot.text, wish->lot.text) == 0);
}

evn_err evn_allocio_add(struct evn_allocio *doc, const char *text, struct evn_refusal *why)
{
    struct wish wish;
    size_t i = 0, s = 0;
    if (!split(text, &wish))
        return refuse(why, EVN_E_BAD_FIELD, "stock", text);
    while (i < doc->n_items && strcmp(doc->items[i].id.text, wish.item.text) != 0)
        i++;
    if (i == doc->n_items)
        return refuse(why, EVN_E_UNKNOWN_REF, "stock", wish.item.text);
    struct evn_allocio_item *item = &doc->items[i];
    if (item->n_kit > 0)
        return refuse(why, EVN_E_BAD_FIELD, "stock", "a kit has none of its own");
    while (s < n_real(item) && !fits(item, s, &wish))
        s++;
    if (s == n_real(item))
        return refuse(why, EVN_E_UNKNOWN_REF, "stock", text);
    const int64_t most = EVN_ALLOC_UNITS_MAX - item->stock[s];
    if (wish.units < -item->stock[s] || wish.units > most) {
        evn_err err = refuse(why, EVN_E_OUT_OF_RANGE, "stock", text);
        why->have = wish.units;
        why->want = wish.units < 0 ? -item->stock[s] : most;
        return err;
    }
    item->stock[s] += wish.units;
    return EVN_OK;
}

/* Which of the two documents is being solved. */
struct side {
    const struct evn_allocio *doc;
    struct evn_allocio_diffs *out;
    int at;
};

static evn_err note_shares(void *self, size_t k, const struct evn_alloc_result *result)
{
    const struct side *side = self;
    const struct evn_alloc_problem *p = &side->doc->items[k].problem;
    struct evn_allocio_diff **list = &side->out->of[k];
    if (*list == NULL)
        *list = calloc(p->n_communities + 1, sizeof **list);
    if (*list == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < p->n_communities; i++) {
        const struct evn_alloc_share *s = &result->shares[i];
        struct evn_allocio_diff *d = &(*list)[i];
        d->given[side->at] = (s->packs[0] + s->packs[1] + s->packs[2]) * p->pack;
        d->missing[side->at] = s->missing[0] + s->missing[1] + s->missing[2];
        d->note = evn_explain_bound(p, result, i);
    }
    return EVN_OK;
}

evn_err evn_allocio_compare(struct evn_allocio *as_is, struct evn_allocio *changed,
                            struct evn_allocio_diffs *out)
{
    struct side sides[2] = {{as_is, out, 0}, {changed, out, 1}};
    EVN_ASSERT(as_is->n_items == changed->n_items);
    out->n_items = changed->n_items;
    out->of = calloc(out->n_items + 1, sizeof *out->of);
    if (out->of == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_allocio_solve(as_is, note_shares, &sides[0]);
    return err != EVN_OK ? err : evn_allocio_solve(changed, note_shares, &sides[1]);
}

void evn_allocio_diffs_fini(struct evn_allocio_diffs *diffs)
{
    for (size_t i = 0; i < diffs->n_items && diffs->of != NULL; i++)
        free(diffs->of[i]);
    free(diffs->of);
    *diffs = (struct evn_allocio_diffs){0};
}

static void put_diff(struct evn_allocio_put *a, size_t i, const struct evn_allocio_diff *d)
{
    evn_allocio_putf(a, "{\"id\":");
    evn_allocio_put_text(a, a->item->community_ids[i].text);
    evn_allocio_putf(a, ",\"before\":%lld,\"after\":%lld,\"change\":%lld,\"missing_before\":%lld,",
                     (long long)d->given[0], (long long)d->given[1],
                     (long long)(d->given[1] - d->given[0]), (long long)d->missing[0]);
    evn_allocio_putf(a, "\"missing\":%lld,\"why\":", (long long)d->missing[1]);
    evn_allocio_put_note(a, &d->note);
    evn_allocio_putf(a, "}");
}

evn_err evn_allocio_put_diffs(const struct evn_allocio *changed,
                              const struct evn_allocio_diffs *diffs, bool brief,
                              struct evn_buf *out)
{
    struct evn_allocio_put a = {.brief = brief, .out = out};
    evn_allocio_putf(&a,
                     "{\"format\":\"evernormal-allocation-change/1\",\"round\":%lld,\"items\":[",
                     (long long)changed->round);
    for (size_t k = 0; k < diffs->n_items; k++) {
        bool more = false;
        int64_t gained = 0, lost = 0;
        a.item = &changed->items[k];
        evn_allocio_putf(&a, k > 0 ? ",\n{\"item\":" : "{\"item\":");
        evn_allocio_put_text(&a, a.item->id.text);
        evn_allocio_putf(&a, ",\"communities\":[");
        for (size_t i = 0; i < a.item->problem.n_communities; i++) {
            const struct evn_allocio_diff *d = &diffs->of[k][i];
            const int64_t change = d->given[1] - d->given[0];
            if (change == 0)
                continue;
            evn_allocio_putf(&a, more ? ",\n" : "");
            put_diff(&a, i, d);
            *(change > 0 ? &gained : &lost) += change > 0 ? change : -change;
            more = true;
        }
        evn_allocio_putf(&a, "],\"gained\":%lld,\"lost\":%lld}", (long long)gained,
                         (long long)lost);
    }
    evn_allocio_putf(&a, "]}\n");
    return a.err;
}
