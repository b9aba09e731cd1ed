#include "services/dispatch/alloc/standin.h"
#include "services/dispatch/allocio/mix.h"
#include "services/dispatch/allocio/render.h"

#include <stdlib.h>
#include <string.h>

evn_err evn_allocio_solve_one(const struct evn_alloc_problem *p, struct evn_allocio_solved *out)
{
    evn_err err = evn_arena_init(
        &out->arena, evn_alloc_arena_bytes(p->n_communities + p->n_lanes, p->n_warehouses));
    if (err != EVN_OK)
        return err;
    err = evn_alloc_solve(p, &out->arena, &out->result);
    if (err != EVN_OK)
        evn_arena_fini(&out->arena);
    return err;
}

evn_err evn_allocio_solve(struct evn_allocio *doc, evn_allocio_take *take, void *self)
{
    evn_err err = evn_allocio_kits_make(doc);
    for (size_t i = 0; i < doc->n_items && err == EVN_OK; i++) {
        struct evn_allocio_solved solved;
        err = evn_allocio_solve_one(&doc->items[i].problem, &solved);
        if (err != EVN_OK)
            break;
        err = take(self, i, &solved.result);
        evn_arena_fini(&solved.arena);
    }
    return err;
}

/* What the substitute's own round leaves; found once. */
static evn_err set_rest(struct evn_allocio_item *item)
{
    struct evn_allocio_solved solved;
    if (item->rest != NULL)
        return EVN_OK;
    item->rest = calloc(EVN_ALLOC_WAREHOUSES_MAX, sizeof *item->rest);
    if (item->rest == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_allocio_solve_one(&item->problem, &solved);
    if (err != EVN_OK)
        return err;
    evn_standin_left(&item->problem, &solved.result, item->rest);
    evn_arena_fini(&solved.arena);
    return EVN_OK;
}

/* Both are sorted by id: which community of `item` is each of `by`. */
static void find_same(const struct evn_allocio_item *item, const struct evn_allocio_item *by,
                      int32_t *same)
{
    size_t k = 0;
    for (size_t i = 0; i < by->problem.n_communities; i++) {
        int cmp = -1;
        while (k < item->problem.n_communities &&
               (cmp = strcmp(item->community_ids[k].text, by->community_ids[i].text)) < 0)
            k++;
        same[i] = k < item->problem.n_communities && cmp == 0 ? (int32_t)k : EVN_ALLOC_NONE;
    }
}

/* Room for one substitute's communities. */
struct room {
    struct evn_alloc_community *communities;
    int32_t *same;
    int64_t *stands_for, *missing;
};

static bool make_room(struct room *room, size_t n)
{
    room->communities = calloc(n + 1, sizeof *room->communities);
    room->same = calloc(n + 1, sizeof *room->same);
    room->stands_for = calloc(n + 1, sizeof *room->stands_for);
    room->missing = calloc(n + 1, sizeof *room->missing);
    return room->communities != NULL && room->same != NULL && room->stands_for != NULL &&
           room->missing != NULL;
}

static void free_room(struct room *room)
{
    free(room->communities);
    free(room->same);
    free(room->stands_for);
    free(room->missing);
}

/* Who takes what stands in. */
struct taker {
    evn_allocio_take_standin *take;
    void *self;
    struct evn_refusal *why;
};

/* Count what was given as standing for the item, and what the substitute has left. */
static evn_err give(struct evn_standin *ask, int64_t *stood, struct evn_allocio_item *by,
                    const struct evn_alloc_problem *p, struct room *room,
                    struct evn_allocio_standin *said, const struct taker *taker)
{
    struct evn_allocio_solved solved;
    evn_err err = evn_allocio_solve_one(p, &solved);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < p->n_communities; i++) {
        const struct evn_alloc_share *s = &solved.result.shares[i];
        if (room->same[i] == EVN_ALLOC_NONE)
            continue;
        const size_t who = (size_t)room->same[i];
        room->stands_for[i] = evn_standin_worth(ask, s->packs[0] + s->packs[1] + s->packs[2]);
        stood[who] += room->stands_for[i];
        room->missing[i] = evn_standin_missing(ask, who);
    }
    said->result = &solved.result;
    err = taker->take(taker->self, said);
    said->result = NULL;
    evn_standin_left(p, &solved.result, by->rest);
    evn_arena_fini(&solved.arena);
    return err;
}

/* The entry whose ratio makes that community's need too large. */
static evn_err too_large(const struct evn_allocio *doc, const struct evn_allocio_item *item,
                         const struct evn_allocio_mix *mix, const char *community,
                         struct evn_refusal *why)
{
    const struct evn_allocio_at root = {.why = why};
    const struct evn_allocio_at at = evn_allocio_below(&root, "items", (size_t)(item - doc->items));
    const struct evn_allocio_at entry =
        evn_allocio_below(&at, "substitutes", (size_t)(mix - item->substitutes));
    return evn_allocio_refuse(&entry, EVN_E_OUT_OF_RANGE, "give", "%s", community);
}

static evn_err give_one(struct evn_allocio *doc, const struct evn_allocio_item *item,
                        const struct evn_alloc_result *got, const struct evn_allocio_mix *mix,
                        int64_t *stood, const struct taker *taker)
{
    struct evn_allocio_item *by = &doc->items[mix->item];
    struct evn_alloc_problem p;
    struct room room;
    size_t at;
    evn_err err = make_room(&room, by->problem.n_communities) ? set_rest(by) : EVN_E_NO_MEMORY;
    if (err == EVN_OK) {
        find_same(item, by, room.same);
        struct evn_standin ask = {.item = &item->problem,
                                  .got = got,
                                  .stood = stood,
                                  .by = &by->problem,
                                  .left = by->rest,
                                  .same = room.same,
                                  .give = mix->give,
                                  .per = mix->per};
        struct evn_allocio_standin said = {.item = item,
                                           .by = by,
                                           .give = mix->give,
                                           .per = mix->per,
                                           .problem = &p,
                                           .same = room.same,
                                           .stands_for = room.stands_for,
                                           .missing = room.missing};
        err = evn_standin_make(&ask, room.communities, &p, &at);
        if (err != EVN_OK)
            (void)too_large(doc, item, mix, by->community_ids[at].text, taker->why);
        if (err == EVN_OK)
            err = give(&ask, stood, by, &p, &room, &said, taker);
    }
    free_room(&room);
    return err;
}

static evn_err give_all(struct evn_allocio *doc, const struct evn_allocio_item *item,
                        const struct taker *taker)
{
    struct evn_allocio_solved solved;
    int64_t *stood = calloc(item->problem.n_communities + 1, sizeof *stood);
    evn_err err = stood != NULL ? evn_allocio_solve_one(&item->problem, &solved) : EVN_E_NO_MEMORY;
    if (err == EVN_OK) {
        for (size_t k = 0; k < item->n_substitutes && err == EVN_OK; k++)
            err = give_one(doc, item, &solved.result, &item->substitutes[k], stood, taker);
        evn_arena_fini(&solved.arena);
    }
    free(stood);
    return err;
}

evn_err evn_allocio_stand_in(struct evn_allocio *doc, evn_allocio_take_standin *take, void *self,
                             struct evn_refusal *why)
{
    const struct taker taker = {take, self, why};
    *why = evn_refusal_of(EVN_OK);
    evn_err err = evn_allocio_kits_make(doc);
    for (size_t i = 0; i < doc->n_items; i++) {
        free(doc->items[i].rest);
        doc->items[i].rest = NULL;
    }
    for (size_t i = 0; i < doc->n_items && err == EVN_OK; i++)
        if (doc->items[i].n_substitutes > 0)
            err = give_all(doc, &doc->items[i], &taker);
    return err;
}

void evn_allocio_say_standin(const struct evn_allocio_standin *s, size_t i, enum evn_lang lang,
                             char *out, size_t cap)
{
    const struct evn_alloc_share *share = &s->result->shares[i];
    const struct evn_alloc_note note = {
        .text = EVN_TEXT_STOOD_IN,
        .other = EVN_ALLOC_NONE,
        .lane = EVN_ALLOC_NONE,
        .units = (share->packs[0] + share->packs[1] + share->packs[2]) * s->problem->pack,
        .want = s->stands_for[i],
        .missing = s->missing[i]};
    evn_alloc_render(&note, lang, s->by->id.text, NULL, out, cap);
}

/* Into one buffer. */
struct whole {
    const struct evn_allocio *doc;
    struct evn_buf *out;
    bool standins;
};

static evn_err add_item(void *self, size_t i, const struct evn_alloc_result *result)
{
    const struct whole *w = self;
    return evn_allocio_put(w->doc, i, result, false, w->out);
}

static evn_err add_standin(void *self, const struct evn_allocio_standin *standin)
{
    struct whole *w = self;
    const bool first = !w->standins;
    w->standins = true;
    return evn_allocio_put_standin(standin, first, false, w->out);
}

evn_err evn_allocio_write(struct evn_allocio *doc, struct evn_buf *out)
{
    struct whole whole = {.doc = doc, .out = out};
    struct evn_refusal why;
    evn_err err = evn_allocio_solve(doc, add_item, &whole);
    if (err == EVN_OK)
        err = evn_allocio_stand_in(doc, add_standin, &whole, &why);
    return err != EVN_OK ? err : evn_allocio_put_end(whole.standins, out);
}
