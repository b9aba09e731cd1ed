#include "tools/audit/derive.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READINGS_MAX = 2048, HOLDS_ONCE_MAX = 3000 };
#define LOT_ANY UINT32_MAX
#define HOUR_US INT64_C(3600000000)

static bool is_cold(const struct evn_audit_cold_item *item)
{
    return item->min_centi != 0 || item->max_centi != 0;
}

static bool is_outside(const struct evn_audit_cold_item *item, int32_t centi)
{
    return centi < item->min_centi || centi > item->max_centi;
}

evn_err evn_audit_cold_item(struct evn_audit_run *run, uint32_t item,
                            const struct evn_audit_cold_item *limits)
{
    struct evn_audit_derived *d = run->derived;
    const struct evn_audit_fold *f = run->fold;
    if (item > f->items.n) /* numbers are given in order */
        return EVN_E_CORRUPT;
    evn_err err = EVN_AUDIT_REACH(&d->cold_items, item);
    if (err != EVN_OK)
        return err;
    struct evn_audit_cold_item *row = &d->cold_items.row[item];
    bool joins = !is_cold(row) && is_cold(limits), partial = row->partial;
    for (size_t i = 1; joins && i <= f->n; i++)
        partial |= f->account[i].known && f->account[i].item == item && f->account[i].head != 0;
    *row = *limits;
    row->partial = partial;
    return EVN_OK;
}

static evn_err place_of(struct evn_audit_derived *d, uint32_t place,
                        struct evn_audit_cold_place **out)
{
    for (size_t i = 0; i < d->colds.n; i++)
        if (d->colds.row[i].place == place) {
            *out = &d->colds.row[i];
            return EVN_OK;
        }
    evn_err err = EVN_AUDIT_ROOM(&d->colds);
    if (err != EVN_OK)
        return err;
    *out = &d->colds.row[d->colds.n++];
    (*out)->place = place;
    return EVN_OK;
}

/* The account joins those of its place. */
static evn_err join(struct evn_audit_run *run, uint32_t account)
{
    struct evn_audit_derived *d = run->derived;
    struct evn_audit_cold_place *place = NULL;
    evn_err err = place_of(d, run->fold->account[account].place, &place);
    if (err == EVN_OK)
        err = EVN_AUDIT_ROOM(&d->cold_accounts);
    if (err == EVN_OK)
        err = EVN_AUDIT_ROOM(&place->accounts);
    if (err != EVN_OK)
        return err;
    place->accounts.row[place->accounts.n++] = (uint32_t)d->cold_accounts.n;
    d->cold_accounts.row[d->cold_accounts.n++].account = account;
    d->cold_of.row[account] = (uint32_t)d->cold_accounts.n;
    return EVN_OK;
}

evn_err evn_audit_cold_leg(struct evn_audit_run *run, uint32_t account, int64_t at_us,
                           int64_t change)
{
    struct evn_audit_derived *d = run->derived;
    if (account == 0 || account > run->fold->n)
        return EVN_OK; /* told elsewhere */
    const struct evn_audit_account *a = &run->fold->account[account];
    if (!a->physical || a->lot == 0 || a->lot == LOT_ANY || a->item >= d->cold_items.n ||
        !is_cold(&d->cold_items.row[a->item]))
        return EVN_OK;
    evn_err err = EVN_AUDIT_REACH(&d->cold_of, account);
    if (err == EVN_OK && d->cold_of.row[account] == 0)
        err = join(run, account);
    if (err != EVN_OK)
        return err;
    struct evn_audit_cold_account *c = &d->cold_accounts.row[d->cold_of.row[account] - 1];
    err = EVN_AUDIT_ROOM(&c->legs);
    if (err != EVN_OK)
        return err;
    size_t i = c->legs.n++;
    for (; i > 0 && c->legs.row[i - 1].at_us > at_us; i--)
        c->legs.row[i] = c->legs.row[i - 1];
    c->legs.row[i] = (struct evn_audit_leg){.account = account, .at_us = at_us, .change = change};
    return EVN_OK;
}

/* Today's balance less what came since. */
static int64_t balance_at(const struct evn_audit_run *run, const struct evn_audit_cold_account *c,
                          int64_t at_us)
{
    int64_t sum = run->fold->account[c->account].balance;
    for (size_t i = c->legs.n; i > 0 && c->legs.row[i - 1].at_us > at_us; i--)
        sum -= c->legs.row[i - 1].change;
    return sum;
}

/* Readings of a place, in order. */
struct course {
    const struct evn_audit_reading *at;
    size_t n;
};

/* One account and what the new readings say about it. */
struct looking {
    struct evn_audit_run *run;
    const struct evn_audit_cold_account *account;
    const struct evn_audit_cold_item *item;
    int64_t from_us, until_us; /* what may have changed */
};

/* Each reading holds until the next, for an hour at most; a lot counts when it is there as the
 * interval begins. */
static int64_t outside(const struct looking *l, struct course c)
{
    int64_t sum = 0;
    for (size_t i = 0; i + 1 < c.n; i++) {
        int64_t length_us = c.at[i + 1].at_us - c.at[i].at_us;
        if (c.at[i].at_us < l->from_us || c.at[i].at_us >= l->until_us ||
            !is_outside(l->item, c.at[i].centi) ||
            balance_at(l->run, l->account, c.at[i].at_us) <= 0)
            continue;
        sum += length_us < HOUR_US ? length_us : HOUR_US;
    }
    return sum;
}

static bool any_outside(const struct looking *l, struct course fresh)
{
    for (size_t i = 0; i < fresh.n; i++)
        if (is_outside(l->item, fresh.at[i].centi) &&
            balance_at(l->run, l->account, fresh.at[i].at_us) > 0)
            return true;
    return false;
}

static void tell(struct evn_audit_run *run, uint32_t place, uint32_t lot, int64_t have,
                 int64_t want, uint64_t seq)
{
    char where[EVN_AUDIT_TEXT];
    snprintf(where, sizeof where, "%s/%s", evn_audit_name(&run->fold->places, place),
             lot != 0 ? evn_audit_name(&run->fold->lots, lot) : "*");
    evn_audit_tell(run, EVN_AUDIT_COLD, where, have, want, seq);
}

/* What the frame says of the lot; what is said is taken away. */
static int64_t said_of(Evernormal__Ledger__V1__ColdChain *m, uint32_t lot)
{
    int64_t sum = 0;
    for (size_t i = 0; i < m->n_outside_lots && i < m->n_outside_us; i++)
        if (m->outside_lots[i] == lot) {
            sum += m->outside_us[i];
            m->outside_us[i] = 0;
        }
    return sum;
}

static evn_err look_at(struct looking *l, Evernormal__Ledger__V1__ColdChain *m, struct course old,
                       struct course all, struct course fresh, uint64_t seq)
{
    struct evn_audit_derived *d = l->run->derived;
    uint32_t lot = l->run->fold->account[l->account->account].lot;
    evn_err err = EVN_AUDIT_REACH(&d->outside_us, lot);
    if (err == EVN_OK)
        err = EVN_AUDIT_ROOM(&d->warm);
    if (err != EVN_OK)
        return err;
    int64_t more_us = l->item->partial ? 0 : outside(l, all) - outside(l, old);
    int64_t said_us = said_of(m, lot);
    if (said_us != more_us && !l->item->partial)
        tell(l->run, m->place, lot, said_us, more_us, seq);
    d->outside_us.row[lot] += said_us;
    bool over = (more_us > 0 && d->outside_us.row[lot] > l->item->budget_us) ||
                (l->item->budget_us == 0 && any_outside(l, fresh));
    if (over && !l->item->partial && m->n_lots < HOLDS_ONCE_MAX)
        d->warm.row[d->warm.n++] =
            (struct evn_audit_warm){.lot = lot, .place = m->place, .seq = seq};
    return EVN_OK;
}

/* The readings of before and the new ones together, in order; told when one comes twice. */
static struct evn_audit_reading *merge(struct evn_audit_run *run, uint32_t place, struct course old,
                                       struct course fresh, uint64_t seq)
{
    struct evn_audit_reading *all = calloc(old.n + fresh.n + 1, sizeof *all);
    size_t i = 0, k = 0;
    for (size_t n = 0; all != NULL && n < old.n + fresh.n; n++) {
        bool take_old = k == fresh.n || (i < old.n && old.at[i].at_us <= fresh.at[k].at_us);
        all[n] = take_old ? old.at[i++] : fresh.at[k++];
        if (n > 0 && all[n].at_us <= all[n - 1].at_us)
            tell(run, place, 0, all[n].at_us, all[n - 1].at_us, seq);
    }
    return all;
}

static size_t index_of(struct course c, int64_t at_us)
{
    size_t i = 0;
    while (i + 1 < c.n && c.at[i].at_us < at_us)
        i++;
    return i;
}

static evn_err look(struct evn_audit_run *run, struct evn_audit_cold_place *place,
                    Evernormal__Ledger__V1__ColdChain *m, struct course fresh, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    struct course old = {place->readings.row, place->readings.n};
    struct evn_audit_reading *merged = merge(run, m->place, old, fresh, seq);
    struct course all = {merged, old.n + fresh.n};
    evn_err err = merged != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    size_t first = err == EVN_OK ? index_of(all, fresh.at[0].at_us) : 0;
    size_t last = err == EVN_OK ? index_of(all, fresh.at[fresh.n - 1].at_us) : 0;
    for (size_t i = 0; err == EVN_OK && i < place->accounts.n; i++) {
        const struct evn_audit_cold_account *c = &d->cold_accounts.row[place->accounts.row[i]];
        struct looking l = {.run = run,
                            .account = c,
                            .item = &d->cold_items.row[run->fold->account[c->account].item],
                            .from_us = all.at[first > 0 ? first - 1 : first].at_us,
                            .until_us = all.at[last + 1 < all.n ? last + 1 : last].at_us};
        if (is_cold(l.item))
            err = look_at(&l, m, old, all, fresh, seq);
    }
    if (err != EVN_OK) {
        free(merged);
        return err;
    }
    size_t skip = all.n > READINGS_MAX ? all.n - READINGS_MAX : 0;
    memmove(merged, merged + skip, (all.n - skip) * sizeof *merged);
    free(place->readings.row);
    place->readings.row = merged;
    place->readings.n = place->readings.cap = all.n - skip;
    return EVN_OK;
}

static evn_err take_readings(struct evn_audit_run *run, struct evn_audit_cold_place *place,
                             Evernormal__Ledger__V1__ColdChain *m, uint64_t seq)
{
    struct evn_audit_reading *fresh = calloc(m->n_reading_us + 1, sizeof *fresh);
    struct course course = {fresh, m->n_reading_us};
    if (fresh == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < m->n_reading_us; i++)
        fresh[i] = (struct evn_audit_reading){m->reading_us[i], m->reading_centi[i]};
    evn_err err = look(run, place, m, course, seq);
    free(fresh);
    return err;
}

/* Every figure of the frame follows from the readings and what was there; what is left does not. */
evn_err evn_audit_cold_frame(struct evn_audit_run *run, struct evn_bytes body, uint64_t seq)
{
    struct evn_audit_cold_place *place = NULL;
    Evernormal__Ledger__V1__ColdChain *m =
        evernormal__ledger__v1__cold_chain__unpack(NULL, body.len, body.at);
    bool good =
        m != NULL && m->n_reading_us == m->n_reading_centi && m->n_outside_lots == m->n_outside_us;
    evn_err err = good ? place_of(run->derived, m->place, &place) : EVN_E_CORRUPT;
    if (err == EVN_OK && m->n_reading_us > 0)
        err = take_readings(run, place, m, seq);
    for (size_t i = 0; err == EVN_OK && i < m->n_outside_us; i++)
        if (m->outside_us[i] != 0)
            tell(run, m->place, m->outside_lots[i], m->outside_us[i], 0, seq);
    if (m != NULL)
        evernormal__ledger__v1__cold_chain__free_unpacked(m, NULL);
    return err;
}

/* What was too warm for too long is held, here or everywhere. */
void evn_audit_cold_end(struct evn_audit_run *run)
{
    const struct evn_audit_derived *d = run->derived;
    for (size_t i = 0; i < d->warm.n; i++) {
        const struct evn_audit_warm *w = &d->warm.row[i];
        if (!evn_audit_is_held(d, w->lot, w->place, d->cold_reason) &&
            !evn_audit_is_held(d, w->lot, 0, d->cold_reason))
            tell(run, w->place, w->lot, 0, 1, w->seq);
    }
}

void evn_audit_cold_free(struct evn_audit_derived *d)
{
    for (size_t i = 0; i < d->colds.n; i++) {
        free(d->colds.row[i].readings.row);
        free(d->colds.row[i].accounts.row);
    }
    for (size_t i = 0; i < d->cold_accounts.n; i++)
        free(d->cold_accounts.row[i].legs.row);
    free(d->colds.row);
    free(d->cold_items.row);
    free(d->outside_us.row);
    free(d->cold_accounts.row);
    free(d->cold_of.row);
}
