#include "services/ledger/core/overlay.h"

#include <stdlib.h>

enum { PIECE_BITS = 14, PIECE = 1 << PIECE_BITS, DIR_START = 16 };

/* An account with so many live legs gets hot when its past is asked for, until it has none. They
 * are counted up to here. */
enum { MANY = EVN_CHAIN_MAX };
_Static_assert((int)MANY < (int)EVN_COURSE_BLOCK, "a short chain fits into one block");

struct evn_overlay_piece {
    struct evn_leg legs[PIECE];
};

static struct evn_overlay_piece *piece_of(const struct evn_overlay *o, uint32_t position)
{
    return o->pieces[(position >> PIECE_BITS) & (o->n_dir - 1)];
}

static struct evn_leg *leg_at(const struct evn_overlay *o, uint32_t position)
{
    return &piece_of(o, position)->legs[position & (PIECE - 1)];
}

evn_err evn_overlay_init(struct evn_overlay *overlay)
{
    *overlay = (struct evn_overlay){.n_dir = DIR_START};
    overlay->pieces = calloc(DIR_START, sizeof(void *));
    overlay->hot = calloc(1, sizeof *overlay->hot);
    return overlay->pieces != NULL && overlay->hot != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

void evn_overlay_fini(struct evn_overlay *overlay)
{
    for (uint32_t i = 0; overlay->pieces != NULL && i < overlay->n_dir; i++)
        free(overlay->pieces[i]);
    free(overlay->pieces);
    if (overlay->hot != NULL)
        evn_hot_fini(overlay->hot);
    free(overlay->hot);
    *overlay = (struct evn_overlay){0};
}

/* Double the directory; every piece in use keeps the place its positions ask for. */
static evn_err grow_directory(struct evn_overlay *o)
{
    struct evn_overlay_piece **pieces = calloc(o->n_dir * 2, sizeof *pieces);
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
    struct evn_overlay_piece **piece = &o->pieces[(o->next >> PIECE_BITS) & (o->n_dir - 1)];
    if (*piece == NULL)
        *piece = malloc(sizeof **piece);
    return *piece != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static evn_err put(struct evn_overlay *o, const struct evn_leg *leg, uint32_t prev)
{
    if ((o->next & (PIECE - 1)) == 0 && make_room(o) != EVN_OK)
        return EVN_E_NO_MEMORY;
    *leg_at(o, o->next++) = (struct evn_leg){.seq = leg->seq,
                                             .at_us = leg->at_us,
                                             .delta = leg->delta,
                                             .account = leg->account,
                                             .prev = prev};
    return EVN_OK;
}

static bool is_live(const struct evn_overlay *o, uint32_t position)
{
    return position != EVN_OVERLAY_NONE && position - o->first < o->next - o->first;
}

/* The account has one leg more; a hot one's course takes it in. */
static evn_err lengthen(struct evn_overlay *o, const struct evn_leg *leg, struct evn_chain *chain)
{
    if (chain->n < MANY)
        chain->n++;
    if (chain->n < MANY || o->hot->n == 0)
        return EVN_OK;
    struct evn_course *course = evn_hot_find(o->hot, leg->account);
    return course != NULL ? evn_course_add(course, leg->at_us, leg->delta) : EVN_OK;
}

/* The oldest leg of a chain of many goes. */
static void shorten_hot(struct evn_overlay *o, const struct evn_leg *leg)
{
    struct evn_course *course = evn_hot_find(o->hot, leg->account);
    if (course == NULL)
        return;
    evn_course_drop(course, leg->at_us, leg->delta);
    if (course->n_legs == 0)
        evn_hot_remove(o->hot, leg->account);
}

evn_err evn_overlay_add(struct evn_overlay *overlay, const struct evn_leg *leg,
                        struct evn_chain *chain)
{
    EVN_ASSERT(evn_overlay_n(overlay) < UINT32_MAX / 4);
    uint32_t prev = chain->head;
    evn_err err = lengthen(overlay, leg, chain);
    if (err == EVN_OK && overlay->next == EVN_OVERLAY_NONE) {
        /* this position says "none": nobody's leg takes it */
        const struct evn_leg gap = {.seq = leg->seq};
        err = put(overlay, &gap, EVN_OVERLAY_NONE);
    }
    chain->head = overlay->next;
    return err == EVN_OK ? put(overlay, leg, prev) : err;
}

const struct evn_leg *evn_overlay_oldest(const struct evn_overlay *overlay, uint64_t seq)
{
    if (overlay->first == overlay->next)
        return NULL;
    const struct evn_leg *leg = leg_at(overlay, overlay->first);
    return leg->seq <= seq ? leg : NULL;
}

void evn_overlay_drop(struct evn_overlay *overlay, struct evn_chain *chain)
{
    EVN_ASSERT(overlay->first != overlay->next);
    uint32_t position = overlay->first++;
    if (position == EVN_OVERLAY_NONE)
        return;
    EVN_ASSERT(chain->n > 0);
    if (chain->n < MANY)
        chain->n--;
    else if (overlay->hot->n > 0)
        shorten_hot(overlay, leg_at(overlay, position));
    if (chain->head == position)
        *chain = (struct evn_chain){.head = EVN_OVERLAY_NONE};
    if (overlay->first == overlay->next) /* no account points here any more: stay in warm memory */
        overlay->first = overlay->next = 0;
}

static bool has_many(const struct evn_overlay *o, uint32_t head)
{
    uint32_t n = 0;
    for (; n < MANY && is_live(o, head); n++)
        head = leg_at(o, head)->prev;
    return n == MANY;
}

static evn_err gather(const struct evn_overlay *o, uint32_t head, struct evn_course *course)
{
    evn_err err = EVN_OK;
    while (err == EVN_OK && is_live(o, head)) {
        const struct evn_leg *leg = leg_at(o, head);
        err = evn_course_add(course, leg->at_us, leg->delta);
        head = leg->prev;
    }
    return err;
}

evn_err evn_overlay_course(const struct evn_overlay *overlay, uint32_t account, uint32_t head,
                           struct evn_course_small *small, struct evn_course **out)
{
    *out = is_live(overlay, head) ? evn_hot_find(overlay->hot, account) : NULL;
    if (*out != NULL)
        return EVN_OK;
    if (!has_many(overlay, head)) {
        evn_course_small(small);
        *out = &small->course;
        return gather(overlay, head, *out);
    }
    evn_err err = evn_hot_add(overlay->hot, account, out);
    if (err != EVN_OK)
        return err;
    err = gather(overlay, head, *out);
    if (err != EVN_OK)
        evn_hot_remove(overlay->hot, account);
    return err;
}

const struct evn_leg *evn_overlay_leg(const struct evn_overlay *overlay, uint32_t position)
{
    return is_live(overlay, position) ? leg_at(overlay, position) : NULL;
}

size_t evn_overlay_bytes(const struct evn_overlay *overlay)
{
    size_t bytes = overlay->n_dir * sizeof(void *);
    for (uint32_t i = 0; i < overlay->n_dir; i++)
        bytes += overlay->pieces[i] != NULL ? sizeof *overlay->pieces[i] : 0;
    return bytes;
}
