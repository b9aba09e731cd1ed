#include "services/ledger/core/course.h"

#include <stdlib.h>
#include <string.h>

enum { CAP_START = 8 };

static struct evn_leg_summary nothing(void)
{
    return (struct evn_leg_summary){.sum = 0, .min = INT64_MAX, .min_at_us = INT64_MIN};
}

/* Summary of instants from..to-1 of a block. */
static struct evn_leg_summary block_summary(const struct evn_course_block *b, uint32_t from,
                                            uint32_t to)
{
    struct evn_leg_summary s = nothing();
    for (uint32_t i = from; i < to; i++) {
        s.sum = (int64_t)((uint64_t)s.sum + (uint64_t)b->at[i].delta);
        if (s.sum < s.min) {
            s.min = s.sum;
            s.min_at_us = b->at[i].at_us;
        }
    }
    return s;
}

/* The first instant of a block that is not before at_us; b->n: none. */
static uint32_t block_seek(const struct evn_course_block *b, int64_t at_us)
{
    uint32_t low = 0, high = b->n;
    if (high > 0 && b->at[high - 1].at_us < at_us)
        return high;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (b->at[middle].at_us < at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void climb(struct evn_course *c, uint32_t node)
{
    for (node /= 2; node > 0; node /= 2) {
        c->tree[node] = c->tree[2 * node];
        evn_leg_join(&c->tree[node], &c->tree[2 * node + 1]);
    }
}

static void set_leaf(struct evn_course *c, uint32_t i, struct evn_leg_summary to)
{
    c->tree[c->cap + i] = to;
    climb(c, c->cap + i);
}

static void freshen(struct evn_course *c)
{
    if (c->stale != EVN_COURSE_NONE)
        set_leaf(c, c->stale, block_summary(c->blocks[c->stale], 0, c->blocks[c->stale]->n));
    c->stale = EVN_COURSE_NONE;
}

/* Block i is about to change. */
static struct evn_course_block *touch(struct evn_course *c, uint32_t i)
{
    if (c->stale != i)
        freshen(c);
    c->stale = i;
    return c->blocks[i];
}

/* All inner nodes from the leaves. */
static void remake(struct evn_course *c)
{
    for (uint32_t node = c->cap - 1; node > 0; node--) {
        c->tree[node] = c->tree[2 * node];
        evn_leg_join(&c->tree[node], &c->tree[2 * node + 1]);
    }
}

/* Tables of `cap` blocks, those in use at their beginning. */
static evn_err resize(struct evn_course *c, uint32_t cap)
{
    struct evn_course_block **blocks = calloc(cap, sizeof(void *));
    struct evn_leg_summary *tree = calloc(2 * (size_t)cap, sizeof *tree);
    if (blocks == NULL || tree == NULL) {
        free(blocks);
        free(tree);
        return EVN_E_NO_MEMORY;
    }
    for (uint32_t i = 0; i < cap; i++) {
        blocks[i] = i < c->n ? c->blocks[c->first + i] : NULL;
        tree[cap + i] = i < c->n ? c->tree[c->cap + c->first + i] : nothing();
    }
    free(c->blocks);
    free(c->tree);
    c->blocks = blocks;
    c->tree = tree;
    c->cap = cap;
    c->first = 0;
    remake(c);
    return EVN_OK;
}

evn_err evn_course_init(struct evn_course *course)
{
    *course = (struct evn_course){.stale = EVN_COURSE_NONE};
    return resize(course, CAP_START);
}

void evn_course_fini(struct evn_course *course)
{
    for (uint32_t i = 0; i < course->n; i++)
        free(course->blocks[course->first + i]);
    free(course->blocks);
    free(course->tree);
    *course = (struct evn_course){.stale = EVN_COURSE_NONE};
}

/* A new block as the i-th of those in use. Every leaf is fresh, and is again. */
static evn_err insert_block(struct evn_course *c, uint32_t i, struct evn_course_block *block)
{
    if (c->first + c->n == c->cap) {
        evn_err err = resize(c, c->first >= c->cap / 2 ? c->cap : c->cap * 2);
        if (err != EVN_OK)
            return err;
    }
    uint32_t at = c->first + i;
    struct evn_leg_summary *leaf = c->tree + c->cap + at;
    memmove(c->blocks + at + 1, c->blocks + at, (c->n - i) * sizeof *c->blocks);
    memmove(leaf + 1, leaf, (c->n - i) * sizeof *leaf);
    c->blocks[at] = block;
    *leaf = block_summary(block, 0, block->n);
    bool last = i == c->n++;
    if (last)
        climb(c, c->cap + at);
    else
        remake(c);
    return EVN_OK;
}

/* Block number i is empty. */
static void remove_block(struct evn_course *c, uint32_t i)
{
    struct evn_leg_summary *leaf = c->tree + c->cap;
    uint32_t behind = c->first + c->n - 1 - i;
    free(c->blocks[i]);
    if (i == c->first) {
        c->blocks[c->first++] = NULL;
        set_leaf(c, i, nothing());
    } else {
        memmove(c->blocks + i, c->blocks + i + 1, behind * sizeof *c->blocks);
        memmove(leaf + i, leaf + i + 1, behind * sizeof *leaf);
        leaf[i + behind] = nothing();
        remake(c);
    }
    if (--c->n == 0)
        c->first = 0;
}

/* The last block that begins at or before at_us, or the first one. There is one. */
static uint32_t find(const struct evn_course *c, int64_t at_us)
{
    uint32_t low = c->first, high = c->first + c->n - 1;
    if (c->blocks[high]->at[0].at_us <= at_us)
        return high;
    while (low + 1 < high) { /* low may be the one, high is not */
        uint32_t middle = (low + high) / 2;
        if (c->blocks[middle]->at[0].at_us <= at_us)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void block_add(struct evn_course_block *b, int64_t at_us, int64_t delta)
{
    uint32_t k = block_seek(b, at_us);
    if (k == b->n || b->at[k].at_us != at_us) {
        memmove(b->at + k + 1, b->at + k, (b->n++ - k) * sizeof *b->at);
        b->at[k] = (struct evn_instant){.at_us = at_us};
    }
    b->at[k].delta = (int64_t)((uint64_t)b->at[k].delta + (uint64_t)delta);
    b->at[k].n++;
}

/* Make room in block number i, which is full: its upper half, or nothing if the new instant comes
 * behind all others, goes to a new block behind it. */
static evn_err divide(struct evn_course *c, uint32_t i, int64_t at_us)
{
    struct evn_course_block *b = c->blocks[i], *next = malloc(sizeof *next);
    bool behind = i == c->first + c->n - 1 && at_us > b->at[b->n - 1].at_us;
    uint32_t keep = behind ? b->n : b->n / 2, place = i - c->first;
    if (next == NULL)
        return EVN_E_NO_MEMORY;
    freshen(c);
    next->n = b->n - keep;
    memcpy(next->at, b->at + keep, next->n * sizeof *b->at);
    if (next->n == 0) { /* of use at once: a block is never empty */
        next->n = 1;
        next->at[0] = (struct evn_instant){.at_us = at_us};
    }
    evn_err err = insert_block(c, place + 1, next);
    if (err != EVN_OK) {
        free(next);
        return err;
    }
    b->n = keep;
    c->stale = c->first + place;
    freshen(c);
    return EVN_OK;
}

static evn_err first_block(struct evn_course *c, int64_t at_us)
{
    struct evn_course_block *b = malloc(sizeof *b);
    if (b == NULL)
        return EVN_E_NO_MEMORY;
    b->n = 1;
    b->at[0] = (struct evn_instant){.at_us = at_us};
    evn_err err = insert_block(c, 0, b);
    if (err != EVN_OK)
        free(b);
    return err;
}

evn_err evn_course_add(struct evn_course *course, int64_t at_us, int64_t delta)
{
    evn_err err = course->n == 0 ? first_block(course, at_us) : EVN_OK;
    if (err != EVN_OK)
        return err;
    uint32_t i = find(course, at_us);
    const struct evn_course_block *b = course->blocks[i];
    uint32_t k = b->n == EVN_COURSE_BLOCK ? block_seek(b, at_us) : 0;
    if (b->n == EVN_COURSE_BLOCK && (k == b->n || b->at[k].at_us != at_us)) {
        err = divide(course, i, at_us);
        if (err != EVN_OK)
            return err;
        i = find(course, at_us);
    }
    block_add(touch(course, i), at_us, delta);
    course->n_legs++;
    return EVN_OK;
}

void evn_course_drop(struct evn_course *course, int64_t at_us, int64_t delta)
{
    EVN_ASSERT(course->n > 0);
    uint32_t i = find(course, at_us);
    struct evn_course_block *b = touch(course, i);
    uint32_t k = block_seek(b, at_us);
    EVN_ASSERT(k < b->n && b->at[k].at_us == at_us && b->at[k].n > 0);
    course->n_legs--;
    b->at[k].delta = (int64_t)((uint64_t)b->at[k].delta - (uint64_t)delta);
    if (--b->at[k].n > 0)
        return;
    memmove(b->at + k, b->at + k + 1, (--b->n - k) * sizeof *b->at);
    if (b->n > 0)
        return;
    course->stale = EVN_COURSE_NONE;
    remove_block(course, i);
}

/* Summary of whole blocks number from..to-1, bottom up from both ends. */
static struct evn_leg_summary tree_summary(const struct evn_course *c, uint32_t from, uint32_t to)
{
    struct evn_leg_summary left = nothing(), right = nothing();
    for (from += c->cap, to += c->cap; from < to; from /= 2, to /= 2) {
        if (from % 2 == 1)
            evn_leg_join(&left, &c->tree[from++]);
        if (to % 2 == 1) {
            struct evn_leg_summary s = c->tree[--to];
            evn_leg_join(&s, &right);
            right = s;
        }
    }
    evn_leg_join(&left, &right);
    return left;
}

/* Where a stretch begins and ends: instant k of block i. */
struct edges {
    uint32_t i_from, k_from; /* the first instant behind after_us, if block i_from has one */
    uint32_t i_to, k_to;     /* behind the last instant up to until_us */
};

static struct edges edges_of(const struct evn_course *c, int64_t after_us, int64_t until_us)
{
    struct edges e = {.i_from = find(c, after_us), .i_to = find(c, until_us)};
    const struct evn_course_block *from = c->blocks[e.i_from], *to = c->blocks[e.i_to];
    e.k_from = after_us == INT64_MAX ? from->n : block_seek(from, after_us + 1);
    e.k_to = until_us == INT64_MAX ? to->n : block_seek(to, until_us + 1);
    return e;
}

struct evn_leg_summary evn_course_summary(struct evn_course *course, int64_t after_us,
                                          int64_t until_us)
{
    if (course->n == 0 || after_us >= until_us)
        return nothing();
    freshen(course);
    struct edges e = edges_of(course, after_us, until_us);
    if (e.i_from == e.i_to)
        return block_summary(course->blocks[e.i_from], e.k_from, e.k_to);
    struct evn_leg_summary s =
        block_summary(course->blocks[e.i_from], e.k_from, course->blocks[e.i_from]->n);
    struct evn_leg_summary whole = tree_summary(course, e.i_from + 1, e.i_to);
    struct evn_leg_summary last = block_summary(course->blocks[e.i_to], 0, e.k_to);
    evn_leg_join(&s, &whole);
    evn_leg_join(&s, &last);
    return s;
}

int64_t evn_course_middle(const struct evn_course *course, int64_t after_us, int64_t until_us)
{
    struct edges e = edges_of(course, after_us, until_us);
    if (e.i_from == e.i_to)
        return course->blocks[e.i_from]->at[(e.k_from + e.k_to) / 2].at_us;
    return course->blocks[(e.i_from + e.i_to + 1) / 2]->at[0].at_us;
}

size_t evn_course_bytes(const struct evn_course *course)
{
    return course->n * sizeof(struct evn_course_block) +
           course->cap * (sizeof(void *) + 2 * sizeof *course->tree);
}

void evn_course_small(struct evn_course_small *small)
{
    small->block.n = 0;
    small->block.at[0] = (struct evn_instant){.at_us = 0};
    small->blocks[0] = &small->block;
    small->course = (struct evn_course){
        .blocks = small->blocks, .tree = small->tree, .cap = 1, .n = 1, .stale = 0};
}
