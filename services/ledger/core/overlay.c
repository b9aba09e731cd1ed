#include "services/ledger/core/overlay.h"

#include "common/base/num.h"
#include "services/ledger/core/sort.h"

#include <stdlib.h>

enum { PIECE_BITS = 14, PIECE = 1 << PIECE_BITS, DIR_START = 16 };

static struct evn_leg *leg_at(const struct evn_overlay *o, uint32_t position)
{
    return &o->pieces[(position >> PIECE_BITS) & (o->n_dir - 1)][position & (PIECE - 1)];
}

evn_err evn_overlay_init(struct evn_overlay *overlay)
{
    *overlay = (struct evn_overlay){.n_dir = DIR_START};
    overlay->pieces = calloc(DIR_START, sizeof(void *));
    return overlay->pieces != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

void evn_overlay_fini(struct evn_overlay *overlay)
{
    for (uint32_t i = 0; i < overlay->n_dir; i++)
        free(overlay->pieces[i]);
    free(overlay->pieces);
    *overlay = (struct evn_overlay){0};
}

/* Double the directory; every piece in use keeps the place its positions ask for. */
static evn_err grow_directory(struct evn_overlay *o)
{
    struct evn_leg **pieces = calloc(o->n_dir * 2, sizeof *pieces);
    if (pieces == NULL)
        return EVN_E_NO_MEMORY;
    uint32_t from = o->first >> PIECE_BITS;
    for (uint32_t i = 0; i < o->n_dir; i++)
        pieces[(from + i) & (o->n_dir * 2 - 1)] = o->pieces[(from + i) & (o->n_dir - 1)];
    free(o->pieces);
    o->pieces = pieces;
    o->n_dir *= 2;
    return EVN_OK;
}

static evn_err make_room(struct evn_overlay *o)
{
    uint32_t used = (o->next >> PIECE_BITS) - (o->first >> PIECE_BITS);
    used &= UINT32_MAX >> PIECE_BITS;
    if (used >= o->n_dir && grow_directory(o) != EVN_OK)
        return EVN_E_NO_MEMORY;
    struct evn_leg **piece = &o->pieces[(o->next >> PIECE_BITS) & (o->n_dir - 1)];
    if (*piece == NULL)
        *piece = malloc(PIECE * sizeof **piece);
    return *piece != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static evn_err put(struct evn_overlay *o, const struct evn_leg *leg)
{
    if ((o->next & (PIECE - 1)) == 0 && make_room(o) != EVN_OK)
        return EVN_E_NO_MEMORY;
    *leg_at(o, o->next) = *leg;
    o->next++;
    return EVN_OK;
}

evn_err evn_overlay_add(struct evn_overlay *overlay, const struct evn_leg *leg, uint32_t *position)
{
    EVN_ASSERT(evn_overlay_n(overlay) < UINT32_MAX / 4);
    if (overlay->next == EVN_OVERLAY_NONE) { /* this position says "none": nobody's leg takes it */
        const struct evn_leg gap = {.seq = leg->seq, .prev = EVN_OVERLAY_NONE};
        evn_err err = put(overlay, &gap);
        if (err != EVN_OK)
            return err;
    }
    *position = overlay->next;
    return put(overlay, leg);
}

const struct evn_leg *evn_overlay_oldest(const struct evn_overlay *overlay, uint64_t seq)
{
    if (overlay->first == overlay->next)
        return NULL;
    const struct evn_leg *leg = leg_at(overlay, overlay->first);
    return leg->seq <= seq ? leg : NULL;
}

uint32_t evn_overlay_drop(struct evn_overlay *overlay)
{
    EVN_ASSERT(overlay->first != overlay->next);
    uint32_t position = overlay->first++;
    if (overlay->first == overlay->next) /* no account points here any more: stay in warm memory */
        overlay->first = overlay->next = 0;
    return position;
}

/* The leg at `position` if it is live. */
static const struct evn_leg *live_at(const struct evn_overlay *o, uint32_t position)
{
    bool live = position != EVN_OVERLAY_NONE && position - o->first < o->next - o->first;
    return live ? leg_at(o, position) : NULL;
}

evn_err evn_past_sum_until(const struct evn_past *past, int64_t at_us, int64_t *out)
{
    evn_err err = past->view->sum_until(past->view->self, past->account, at_us, out);
    if (err != EVN_OK)
        return err;
    const struct evn_leg *leg = live_at(past->overlay, past->head);
    for (; leg != NULL; leg = live_at(past->overlay, leg->prev)) {
        /* Partial sums may pass the range of int64; the whole sum is a balance and does not. */
        if (leg->at_us <= at_us)
            *out = (int64_t)((uint64_t)*out + (uint64_t)leg->delta);
    }
    return EVN_OK;
}

/* The account's overlay legs in (after, until], sorted by instant. */
static evn_err gather(const struct evn_past *past, int64_t after_us, int64_t until_us,
                      struct evn_change **out, size_t *n_out)
{
    size_t n = 0;
    const struct evn_leg *leg = live_at(past->overlay, past->head);
    for (; leg != NULL; leg = live_at(past->overlay, leg->prev))
        n += leg->at_us > after_us && leg->at_us <= until_us;
    *n_out = n;
    *out = evn_arena_array(past->arena, n, sizeof **out);
    if (*out == NULL)
        return EVN_E_LIMIT;
    leg = live_at(past->overlay, past->head);
    for (; leg != NULL; leg = live_at(past->overlay, leg->prev))
        if (leg->at_us > after_us && leg->at_us <= until_us)
            (*out)[--n] = (struct evn_change){.at_us = leg->at_us, .delta = leg->delta};
    return evn_changes_sort(*out, *n_out, past->arena);
}

/* Put `b`, a later run, behind `a`. */
static void join(struct evn_leg_summary *a, const struct evn_leg_summary *b)
{
    int64_t min;
    if (b->min != INT64_MAX && evn_add_i64(a->sum, b->min, &min) && min < a->min) {
        a->min = min;
        a->min_at_us = b->min_at_us;
    }
    a->sum = (int64_t)((uint64_t)a->sum + (uint64_t)b->sum);
}

/* Append the overlay legs alone, net per instant; `with` is added to the first. */
static void join_overlay(const struct evn_change *legs, size_t n, int64_t with,
                         struct evn_leg_summary *out)
{
    uint64_t sum = (uint64_t)with;
    for (size_t i = 0; i < n; i++) {
        sum += (uint64_t)legs[i].delta;
        if (i + 1 < n && legs[i + 1].at_us == legs[i].at_us)
            continue;
        const struct evn_leg_summary instant = {
            .sum = (int64_t)sum, .min = (int64_t)sum, .min_at_us = legs[i].at_us};
        join(out, &instant);
        sum = 0;
    }
}

/* Append the range (after, until]: where the view has nothing, the overlay alone; else halve the
 * range at an overlay instant, down to single instants, at which both net. Depth: log2(n) + 2. */
static evn_err join_range(const struct evn_past *past, int64_t after_us, int64_t until_us,
                          const struct evn_change *legs, size_t n, struct evn_leg_summary *out)
{
    if (after_us >= until_us)
        return EVN_OK;
    struct evn_leg_summary view;
    evn_err err = past->view->summary(past->view->self, past->account, after_us, until_us, &view);
    if (err != EVN_OK)
        return err;
    if (n == 0) {
        join(out, &view);
        return EVN_OK;
    }
    if (view.min == INT64_MAX || after_us == until_us - 1) {
        join_overlay(legs, n, view.sum, out);
        return EVN_OK;
    }
    int64_t at_us = legs[n / 2].at_us;
    size_t low = n / 2, high = n / 2;
    while (low > 0 && legs[low - 1].at_us == at_us)
        low--;
    while (high < n && legs[high].at_us == at_us)
        high++;
    err = join_range(past, after_us, at_us - 1, legs, low, out);
    if (err == EVN_OK)
        err = join_range(past, at_us - 1, at_us, legs + low, high - low, out);
    if (err == EVN_OK)
        err = join_range(past, at_us, until_us, legs + high, n - high, out);
    return err;
}

evn_err evn_past_summary(const struct evn_past *past, int64_t after_us, int64_t until_us,
                         struct evn_leg_summary *out)
{
    struct evn_change *legs;
    size_t n;
    size_t used = past->arena->used;
    *out = (struct evn_leg_summary){.min = INT64_MAX};
    evn_err err = gather(past, after_us, until_us, &legs, &n);
    if (err == EVN_OK)
        err = join_range(past, after_us, until_us, legs, n, out);
    past->arena->used = used;
    return err;
}
