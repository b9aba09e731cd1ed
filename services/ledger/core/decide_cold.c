#include "services/ledger/core/parts.h"
#include "services/ledger/core/past.h"

enum { CENTI_MIN = -10000, CENTI_MAX = 10000, HOLDS_ONCE_MAX = 3000 };
#define REASON       "temperature"
#define AHEAD_MAX_US (5 * 60 * EVN_US_PER_S)
#define US_PER_MIN   (INT64_C(60) * EVN_US_PER_S)

/* Readings of one place, ascending. */
struct course {
    const struct evn_reading *at;
    uint32_t n;
};

/* What the new readings change at a place. */
struct looking {
    struct evn_draft *d;
    uint32_t place;
    struct course old, all, fresh;
    int64_t from_us, until_us;     /* between these what held at a time may have changed */
    int32_t low_centi, high_centi; /* what everything that is there bears */
    int64_t *outside_lots, *outside_us, *held;
    uint32_t n_outside, n_held, cap;
    int64_t most_us; /* that a lot was outside more than was known */
};

static evn_err check_reading(struct evn_draft *d, const struct evn_reading *r, uint32_t line,
                             const struct evn_cold_place *known)
{
    if (r->centi < CENTI_MIN || r->centi > CENTI_MAX) {
        evn_err err = evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, line, "centi");
        d->refusal->have = r->centi;
        d->refusal->want = r->centi < 0 ? CENTI_MIN : CENTI_MAX;
        return err;
    }
    if (r->at_us < EVN_AT_MIN_US || r->at_us > EVN_AT_MAX_US)
        return evn_draft_refuse(d, EVN_E_BAD_DATE, line, "at_us");
    if (r->at_us > d->now_us + AHEAD_MAX_US)
        return evn_draft_refuse(d, EVN_E_TIME_IN_FUTURE, line, "at_us");
    if (known != NULL && known->n == EVN_COLD_READINGS_MAX && r->at_us < known->readings[0].at_us)
        return evn_draft_refuse(d, EVN_E_BAD_DATE, line, "at_us");
    return EVN_OK;
}

/* Where a reading of that instant is or would be. */
static uint32_t place_in(const struct evn_reading *list, uint32_t n, int64_t at_us)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (list[mid].at_us < at_us)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Put a reading into an ascending list unless there is one of its instant; *again says so.
 * EVN_E_BAD_FIELD: it says something else. */
static evn_err insert(struct evn_reading *list, uint32_t *n, const struct evn_reading *r,
                      bool *again)
{
    uint32_t i = place_in(list, *n, r->at_us);
    *again = i < *n && list[i].at_us == r->at_us;
    if (*again)
        return list[i].centi == r->centi ? EVN_OK : EVN_E_BAD_FIELD;
    memmove(list + i + 1, list + i, (*n - i) * sizeof *list);
    list[i] = *r;
    (*n)++;
    return EVN_OK;
}

/* Sort what is new into what is known; a reading that came before is passed over. */
static evn_err merge(struct looking *l, const struct evn_ledger_readings *said)
{
    const struct evn_cold_place *known = evn_cold_at(&l->d->state->cold, l->place);
    if (known != NULL)
        l->old = (struct course){known->readings, known->n};
    struct evn_reading *all = evn_arena_array(l->d->arena, l->old.n + said->n, sizeof *all);
    struct evn_reading *fresh = evn_arena_array(l->d->arena, said->n, sizeof *fresh);
    uint32_t n = l->old.n, n_fresh = 0;
    if (all == NULL || fresh == NULL)
        return evn_draft_refuse(l->d, EVN_E_LIMIT, 0, NULL);
    if (n > 0)
        memcpy(all, l->old.at, n * sizeof *all);
    for (uint32_t i = 0; i < said->n; i++) {
        bool again;
        evn_err err = check_reading(l->d, &said->readings[i], i + 1, known);
        if (err != EVN_OK)
            return err;
        if (insert(all, &n, &said->readings[i], &again) != EVN_OK ||
            (!again && insert(fresh, &n_fresh, &said->readings[i], &again) != EVN_OK))
            return evn_draft_refuse(l->d, EVN_E_BAD_FIELD, i + 1, "centi");
    }
    l->all = (struct course){all, n};
    l->fresh = (struct course){fresh, n_fresh};
    return EVN_OK;
}

static bool is_outside(const struct evn_item *item, int32_t centi)
{
    return centi < item->cold_min_centi || centi > item->cold_max_centi;
}

static evn_err balance_at(const struct looking *l, uint32_t number, int64_t at_us, int64_t *out)
{
    const struct evn_account *a = evn_ledger_account(l->d->state, number);
    *out = a->balance;
    if (at_us >= a->latest_us)
        return EVN_OK;
    const struct evn_past past = {
        .view = l->d->view, .overlay = &l->d->state->overlay, .account = number, .head = a->head};
    return evn_past_sum_until(&past, at_us, out);
}

/* How long the account's stock was outside its range in the stretch looked at, by these readings.
 * A lot counts for an interval when it is there as it begins. */
static evn_err time_outside(const struct looking *l, const struct evn_item *item, uint32_t number,
                            const struct course *c, int64_t *out)
{
    *out = 0;
    uint32_t i = place_in(c->at, c->n, l->from_us);
    for (; i + 1 < c->n && c->at[i].at_us < l->until_us; i++) {
        int64_t length_us = c->at[i + 1].at_us - c->at[i].at_us, there;
        if (!is_outside(item, c->at[i].centi))
            continue;
        evn_err err = balance_at(l, number, c->at[i].at_us, &there);
        if (err != EVN_OK)
            return err;
        if (there > 0)
            *out += length_us < EVN_COLD_HOLDS_US ? length_us : EVN_COLD_HOLDS_US;
    }
    return EVN_OK;
}

/* The first new reading that is outside the item's range while there was stock, and how much. */
static evn_err first_outside(const struct looking *l, const struct evn_item *item, uint32_t number,
                             int64_t *there)
{
    evn_err err = EVN_OK;
    *there = 0;
    for (uint32_t i = 0; i < l->fresh.n && err == EVN_OK && *there <= 0; i++)
        if (is_outside(item, l->fresh.at[i].centi))
            err = balance_at(l, number, l->fresh.at[i].at_us, there);
    return err;
}

/* Hold the lot here, and everywhere when some of what was there has left since. */
static evn_err hold(struct looking *l, uint32_t lot, int64_t was, int64_t is)
{
    const struct evn_ledger_state *s = l->d->state;
    const struct evn_extra extra = {.kind = EVN_RECORD_HOLD_PUT,
                                    .from = lot,
                                    .to = is < was ? 0 : l->place,
                                    .aux = EVN_HOLD_BY_COLD,
                                    .at_us = l->d->now_us};
    const struct evn_hold row = {.lot = lot,
                                 .place = extra.to,
                                 .reason = evn_dict_find(&s->reasons, 0, evn_bytes_text(REASON))};
    if ((row.reason != 0 && evn_holds_has(&s->holds, &row)) || l->n_held == HOLDS_ONCE_MAX)
        return EVN_OK;
    l->held[l->n_held++] = lot;
    return evn_draft_extra(l->d, &extra);
}

/* One account of an item of the cold chain. */
static evn_err look_at(struct looking *l, const struct evn_item *item, uint32_t number)
{
    const struct evn_account *a = evn_ledger_account(l->d->state, number);
    uint32_t lot = evn_account_lot(a);
    int64_t before, after, there;
    evn_err err = time_outside(l, item, number, &l->old, &before);
    if (err == EVN_OK)
        err = time_outside(l, item, number, &l->all, &after);
    if (err == EVN_OK)
        err = first_outside(l, item, number, &there);
    if (err != EVN_OK)
        return evn_draft_refuse(l->d, err, 0, NULL);
    if (a->balance > 0 || there > 0) {
        l->low_centi = item->cold_min_centi > l->low_centi ? item->cold_min_centi : l->low_centi;
        l->high_centi = item->cold_max_centi < l->high_centi ? item->cold_max_centi : l->high_centi;
    }
    int64_t more_us = after - before;
    int64_t total_us = evn_sums_of(&l->d->state->cold.outside, lot) + more_us;
    if (more_us != 0) {
        l->outside_lots[l->n_outside] = lot;
        l->outside_us[l->n_outside++] = more_us;
    }
    l->most_us = more_us > l->most_us ? more_us : l->most_us;
    bool over = (more_us > 0 && total_us > item->cold_budget_min * US_PER_MIN) ||
                (item->cold_budget_min == 0 && there > 0);
    return over ? hold(l, lot, there, a->balance) : EVN_OK;
}

/* Accounts in lots of items of the cold chain at the place: how many, or look at each. */
static evn_err each_account(struct looking *l, uint32_t *count)
{
    const struct evn_ledger_state *s = l->d->state;
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < s->cold.n_items; i++) {
        const struct evn_item *item = evn_ledger_item(s, s->cold.items[i]);
        uint32_t n = evn_ledger_find_pool(s, l->place, s->cold.items[i]);
        for (; n != 0 && err == EVN_OK && evn_item_is_cold(item);
             n = evn_ledger_account(s, n)->pool_next) {
            const struct evn_account *a = evn_ledger_account(s, n);
            if (evn_account_is_any(a) || evn_account_lot(a) == EVN_LOT_NONE)
                continue;
            if (count != NULL)
                (*count)++;
            else
                err = look_at(l, item, n);
        }
    }
    return err;
}

/* The stretch that the new readings may change. */
static void set_stretch(struct looking *l)
{
    uint32_t first = place_in(l->all.at, l->all.n, l->fresh.at[0].at_us);
    uint32_t last = place_in(l->all.at, l->all.n, l->fresh.at[l->fresh.n - 1].at_us);
    l->from_us = l->all.at[first > 0 ? first - 1 : first].at_us;
    l->until_us = l->all.at[last + 1 < l->all.n ? last + 1 : last].at_us;
}

static evn_err look(struct looking *l)
{
    struct evn_arena *arena = l->d->arena;
    evn_err err = each_account(l, &l->cap);
    l->outside_lots = evn_arena_array(arena, l->cap + 1, sizeof(int64_t));
    l->outside_us = evn_arena_array(arena, l->cap + 1, sizeof(int64_t));
    l->held = evn_arena_array(arena, l->cap + 1, sizeof(int64_t));
    if (l->outside_lots == NULL || l->outside_us == NULL || l->held == NULL)
        return evn_draft_refuse(l->d, EVN_E_LIMIT, 0, NULL);
    set_stretch(l);
    return err == EVN_OK ? each_account(l, NULL) : err;
}

static bool place_is_outside(const struct looking *l, int32_t centi)
{
    return centi < l->low_centi || centi > l->high_centi;
}

static evn_err add_event(struct looking *l, const struct evn_cold_event *event)
{
    struct evn_extra extra = {.frame = EVN_LEDGER_FRAME_COLD, .ignorable = l->n_held == 0};
    evn_err err = evn_cold_body(event, l->d->arena, &extra.body);
    return err == EVN_OK ? evn_draft_extra(l->d, &extra) : evn_draft_refuse(l->d, err, 0, NULL);
}

/* Since when and until when the place is or was outside, by the newest readings of all. */
struct breach {
    bool is_now, was_now;      /* behind the newest reading */
    int64_t from_us, until_us; /* of the last stretch outside; until the first reading inside */
};

static struct breach breach_of(const struct looking *l)
{
    const struct evn_cold_place *known = evn_cold_at(&l->d->state->cold, l->place);
    struct breach b = {.was_now = known != NULL && known->breach_us != INT64_MIN};
    uint32_t i = l->all.n;
    b.is_now = place_is_outside(l, l->all.at[i - 1].centi);
    while (i > 0 && !place_is_outside(l, l->all.at[i - 1].centi))
        b.until_us = l->all.at[--i].at_us;
    while (i > 0 && place_is_outside(l, l->all.at[i - 1].centi))
        b.from_us = l->all.at[--i].at_us;
    if (b.was_now)
        b.from_us = known->breach_us;
    return b;
}

static bool any_outside(const struct looking *l)
{
    for (uint32_t i = 0; i < l->fresh.n; i++)
        if (place_is_outside(l, l->fresh.at[i].centi))
            return true;
    return false;
}

static evn_err tell(struct looking *l)
{
    struct breach b = breach_of(l);
    bool news = any_outside(l) && !b.was_now;
    int64_t *at_us = evn_arena_array(l->d->arena, l->fresh.n, sizeof *at_us);
    int64_t *centi = evn_arena_array(l->d->arena, l->fresh.n, sizeof *centi);
    if (at_us == NULL || centi == NULL)
        return evn_draft_refuse(l->d, EVN_E_LIMIT, 0, NULL);
    struct evn_cold_event e = {.step = news || l->n_held > 0 ? EVN_COLD_BREACH : EVN_COLD_SUMMARY,
                               .place = l->place,
                               .from_us = news || b.was_now || l->n_held > 0 ? b.from_us
                                                                             : l->fresh.at[0].at_us,
                               .until_us = l->fresh.at[l->fresh.n - 1].at_us,
                               .lowest_centi = l->fresh.at[0].centi,
                               .highest_centi = l->fresh.at[0].centi,
                               .outside_min = (uint32_t)(l->most_us / US_PER_MIN),
                               .lots = l->held,
                               .n_lots = l->n_held,
                               .at_us = at_us,
                               .centi = centi,
                               .n_readings = l->fresh.n,
                               .outside_lots = l->outside_lots,
                               .outside_us = l->outside_us,
                               .n_outside = l->n_outside};
    for (uint32_t i = 0; i < l->fresh.n; i++) {
        at_us[i] = l->fresh.at[i].at_us;
        centi[i] = l->fresh.at[i].centi;
        e.lowest_centi =
            l->fresh.at[i].centi < e.lowest_centi ? l->fresh.at[i].centi : e.lowest_centi;
        e.highest_centi =
            l->fresh.at[i].centi > e.highest_centi ? l->fresh.at[i].centi : e.highest_centi;
    }
    evn_err err = add_event(l, &e);
    if (err != EVN_OK || b.is_now || (!b.was_now && e.step == EVN_COLD_SUMMARY))
        return err;
    const struct evn_cold_event end = {.step = EVN_COLD_BREACH_ENDED,
                                       .place = l->place,
                                       .from_us = b.from_us,
                                       .until_us = b.until_us,
                                       .outside_min =
                                           (uint32_t)((b.until_us - b.from_us) / US_PER_MIN)};
    return add_event(l, &end);
}

evn_err evn_decide_readings(struct evn_draft *d, const struct evn_ledger_readings *said,
                            struct evn_ledger_emit *emit)
{
    struct looking l = {.d = d, .low_centi = INT32_MIN, .high_centi = INT32_MAX};
    l.place = evn_dict_find(&d->state->place_ids, 0, said->place);
    if (said->place.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "place");
    if (l.place == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, 0, "place", said->place);
    if (!evn_place_is_physical(evn_ledger_place(d->state, l.place)->kind))
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, 0, "place", said->place);
    if (said->n == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "readings");
    if (said->n > EVN_COLD_ONCE_MAX)
        return evn_decide_refuse_full(d, EVN_E_TOO_MANY_LINES, "readings", EVN_COLD_ONCE_MAX);
    evn_err err = merge(&l, said);
    if (err != EVN_OK || l.fresh.n == 0)
        return err;
    err = look(&l);
    if (err == EVN_OK)
        err = tell(&l);
    if (l.n_held > 0)
        emit->reason_text = evn_bytes_text(REASON);
    return err;
}
