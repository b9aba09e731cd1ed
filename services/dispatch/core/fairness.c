#include "common/base/num.h"
#include "common/service/rights.h"
#include "services/dispatch/core/query.h"

#include <stdlib.h>

#define PROTO(name)      "evernormal.dispatch.v1." name
#define UNITS(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, INT64_MIN, INT64_MAX)
#define COUNT(tag, s, m) EVN_FIELD_NUMBER(tag, U32, s, m, 0, 0, UINT32_MAX)

enum { ROWS_MAX = 1500, LOWEST = 10, TIERS = 3, FULL_CPERC = 10000 };

struct row {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    uint32_t tier;
    int64_t want, before, after;
    int64_t before_cperc, after_cperc;
    int64_t before_cdays, after_cdays;
};

struct tier {
    uint32_t tier, rows, full;
    int64_t before_cperc, after_cperc;
    int64_t lowest_before_cperc, lowest_after_cperc;
    int64_t highest_after_cperc, spread_cperc;
};

struct item {
    char item[EVN_CODE_MAX];
    int64_t stock, given, missing;
    uint32_t communities, in_want;
    bool bound;
    int64_t lowest_after_cdays, highest_after_cdays;
};

struct fairness {
    struct evn_day day;
    uint32_t rounds;
    struct tier *tiers;
    size_t n_tiers;
    struct row *lowest;
    size_t n_lowest;
    struct item *items;
    size_t n_items;
    struct row *rows;
    size_t n_rows;
    bool more;
};

static const struct evn_wire_field row_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct row, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct row, item, EVN_REQUIRED, 1),
    COUNT(3, struct row, tier),
    UNITS(4, struct row, want),
    UNITS(5, struct row, before),
    UNITS(6, struct row, after),
    UNITS(7, struct row, before_cperc),
    UNITS(8, struct row, after_cperc),
    UNITS(9, struct row, before_cdays),
    UNITS(10, struct row, after_cdays),
};
static const struct evn_wire_message row_table =
    EVN_MESSAGE(PROTO("FairRow"), struct row, row_fields);

static const struct evn_wire_field tier_fields[] = {
    COUNT(1, struct tier, tier),
    COUNT(2, struct tier, rows),
    COUNT(3, struct tier, full),
    UNITS(4, struct tier, before_cperc),
    UNITS(5, struct tier, after_cperc),
    UNITS(6, struct tier, lowest_before_cperc),
    UNITS(7, struct tier, lowest_after_cperc),
    UNITS(8, struct tier, highest_after_cperc),
    UNITS(9, struct tier, spread_cperc),
};
static const struct evn_wire_message tier_table =
    EVN_MESSAGE(PROTO("FairTier"), struct tier, tier_fields);

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct item, item, EVN_REQUIRED, 1),
    UNITS(2, struct item, stock),
    UNITS(3, struct item, given),
    UNITS(4, struct item, missing),
    COUNT(5, struct item, communities),
    COUNT(6, struct item, in_want),
    EVN_FIELD_PLAIN(7, BOOL, struct item, bound, 0),
    UNITS(8, struct item, lowest_after_cdays),
    UNITS(9, struct item, highest_after_cdays),
};
static const struct evn_wire_message item_table =
    EVN_MESSAGE(PROTO("FairItem"), struct item, item_fields);

static const struct evn_wire_field fairness_fields[] = {
    EVN_FIELD_PLAIN(1, DAY, struct fairness, day, 0),
    COUNT(2, struct fairness, rounds),
    EVN_FIELD_LIST(3, MSG, struct fairness, tiers, 0, 0, TIERS, &tier_table),
    EVN_FIELD_LIST(4, MSG, struct fairness, lowest, 0, 0, LOWEST, &row_table),
    EVN_FIELD_LIST(5, MSG, struct fairness, items, 0, 0, UINT32_MAX, &item_table),
    EVN_FIELD_LIST(6, MSG, struct fairness, rows, 0, 0, ROWS_MAX, &row_table),
    EVN_FIELD_PLAIN(7, BOOL, struct fairness, more, 0),
};
const struct evn_wire_message evn_dsp_fairness_table =
    EVN_MESSAGE(PROTO("Fairness"), struct fairness, fairness_fields);

/* The day's awards of one community and item: the first says what it had, the last what it has. */
struct seen {
    const struct evn_dsp_award *award;
};

static int by_item(const void *a, const void *b)
{
    const struct evn_dsp_award *x = ((const struct seen *)a)->award;
    const struct evn_dsp_award *y = ((const struct seen *)b)->award;
    int order = strcmp(x->item, y->item);
    if (order == 0)
        order = strcmp(x->community, y->community);
    return order != 0 ? order : (x->round > y->round) - (x->round < y->round);
}

static bool is_of_day(const struct evn_dsp_reader *r, uint32_t round, struct evn_day day)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_round(round, key);
    const struct evn_dsp_round *found = evn_dsp_find(r->state, EVN_DSP_ROUND, key);
    return found != NULL && found->day.n == day.n;
}

/* The day's awards that the reader asks for and may see, by item, community and round. */
static struct seen *gather(const struct evn_dsp_reader *r, const struct evn_dsp_get_fairness *get,
                           size_t *n)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_AWARD);
    size_t room = 0;
    *n = 0;
    for (uint32_t i = 0; i < pool->n; i++)
        room +=
            is_of_day(r, ((const struct evn_dsp_award *)evn_dsp_pool_at(pool, i))->round, get->day);
    struct seen *seen = evn_arena_array(r->ask->arena, room + 1, sizeof *seen);
    for (uint32_t i = 0; i < pool->n && seen != NULL; i++) {
        const struct evn_dsp_award *a = evn_dsp_pool_at(pool, i);
        if (is_of_day(r, a->round, get->day) && evn_scope_covers(get->area, a->community) &&
            evn_dsp_may_see(r, a->community) &&
            (get->item[0] == '\0' || strcmp(get->item, a->item) == 0))
            seen[(*n)++] = (struct seen){a};
    }
    if (seen != NULL)
        qsort(seen, *n, sizeof *seen, by_item);
    return seen;
}

static int64_t cperc(int64_t part, int64_t of)
{
    int64_t times;
    if (of <= 0)
        return FULL_CPERC;
    return evn_mul_i64(part, FULL_CPERC, &times) ? times / of : part / (of / FULL_CPERC);
}

static const struct evn_dsp_award_tier *tier_of(const struct evn_dsp_award *award, uint32_t tier)
{
    for (size_t i = 0; i < award->n_tiers; i++)
        if (award->tiers[i].tier == tier)
            return &award->tiers[i];
    return NULL;
}

static size_t add_rows(const struct evn_dsp_award *first, const struct evn_dsp_award *last,
                       struct row *rows)
{
    size_t n = 0;
    for (uint32_t tier = 1; tier <= TIERS; tier++) {
        const struct evn_dsp_award_tier *was = tier_of(first, tier), *is = tier_of(last, tier);
        if (is == NULL)
            continue;
        int64_t before = was == NULL ? 0 : was->before < is->want ? was->before : is->want;
        rows[n] = (struct row){.tier = tier,
                               .want = is->want,
                               .before = before,
                               .after = is->after,
                               .before_cperc = cperc(before, is->want),
                               .after_cperc = cperc(is->after, is->want),
                               .before_cdays = first->before_cdays,
                               .after_cdays = last->after_cdays};
        memcpy(rows[n].community, last->community, sizeof rows[n].community);
        memcpy(rows[n].item, last->item, sizeof rows[n].item);
        n++;
    }
    return n;
}

/* The item's stock at the day's first round and what all gave of it. */
static void add_stock(const struct evn_dsp_reader *r, struct evn_day day, struct item *item)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_ROUND);
    bool first = true;
    for (uint32_t i = 0; i < pool->n; i++) {
        const struct evn_dsp_round *round = evn_dsp_pool_at(pool, i);
        for (size_t k = 0; round->day.n == day.n && k < round->n_items; k++) {
            if (strcmp(round->items[k].item, item->item) != 0)
                continue;
            item->stock = first ? round->items[k].stock : item->stock;
            item->given += round->items[k].given;
            first = false;
        }
    }
}

/* One community of the item. */
static void count_community(struct item *item, const struct evn_dsp_award *last)
{
    if (item->communities == 0 || last->after_cdays < item->lowest_after_cdays)
        item->lowest_after_cdays = last->after_cdays;
    if (last->after_cdays > item->highest_after_cdays)
        item->highest_after_cdays = last->after_cdays;
    item->communities++;
    item->in_want += last->missing > 0;
    item->missing += last->missing;
    item->bound = item->in_want > 0;
}

/* All rows and items of the awards. */
static void judge(const struct evn_dsp_reader *r, const struct seen *seen, size_t n,
                  struct fairness *f)
{
    for (size_t i = 0, next; i < n; i = next) {
        const struct evn_dsp_award *first = seen[i].award;
        for (next = i + 1; next < n; next++)
            if (strcmp(seen[next].award->item, first->item) != 0 ||
                strcmp(seen[next].award->community, first->community) != 0)
                break;
        if (f->n_items == 0 || strcmp(f->items[f->n_items - 1].item, first->item) != 0) {
            struct item *item = &f->items[f->n_items++];
            memcpy(item->item, first->item, sizeof item->item);
            add_stock(r, f->day, item);
        }
        count_community(&f->items[f->n_items - 1], seen[next - 1].award);
        f->n_rows += add_rows(first, seen[next - 1].award, &f->rows[f->n_rows]);
    }
}

static void count_row(struct tier *t, const struct row *row)
{
    t->lowest_before_cperc = t->rows == 0 || row->before_cperc < t->lowest_before_cperc
                                 ? row->before_cperc
                                 : t->lowest_before_cperc;
    t->lowest_after_cperc = t->rows == 0 || row->after_cperc < t->lowest_after_cperc
                                ? row->after_cperc
                                : t->lowest_after_cperc;
    if (row->after_cperc > t->highest_after_cperc)
        t->highest_after_cperc = row->after_cperc;
    t->rows++;
    t->full += row->after >= row->want;
    t->before_cperc += row->before_cperc;
    t->after_cperc += row->after_cperc;
    t->spread_cperc = t->highest_after_cperc - t->lowest_after_cperc;
}

static void sum_tiers(struct fairness *f)
{
    struct tier all[TIERS] = {{.tier = 1}, {.tier = 2}, {.tier = 3}};
    for (size_t i = 0; i < f->n_rows; i++)
        count_row(&all[f->rows[i].tier - 1], &f->rows[i]);
    for (size_t i = 0; i < TIERS; i++) {
        if (all[i].rows == 0)
            continue;
        all[i].before_cperc /= all[i].rows;
        all[i].after_cperc /= all[i].rows;
        f->tiers[f->n_tiers++] = all[i];
    }
}

static int by_after(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->after_cperc != y->after_cperc)
        return x->after_cperc < y->after_cperc ? -1 : 1;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    int order = strcmp(x->item, y->item);
    return order != 0 ? order : strcmp(x->community, y->community);
}

static uint32_t count_rounds(const struct evn_dsp_reader *r, struct evn_day day)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_ROUND);
    uint32_t n = 0;
    for (uint32_t i = 0; i < pool->n; i++)
        n += ((const struct evn_dsp_round *)evn_dsp_pool_at(pool, i))->day.n == day.n;
    return n;
}

evn_err evn_dsp_read_fairness(const struct evn_dsp_reader *r,
                              const struct evn_dsp_get_fairness *get)
{
    size_t n;
    struct evn_arena *arena = r->ask->arena;
    struct fairness f = {.day = get->day, .rounds = count_rounds(r, get->day)};
    const struct seen *seen = gather(r, get, &n);
    f.tiers = evn_arena_array(arena, TIERS, sizeof *f.tiers);
    f.items = evn_arena_array(arena, n + 1, sizeof *f.items);
    f.rows = evn_arena_array(arena, n * TIERS + 1, sizeof *f.rows);
    if (seen == NULL || f.tiers == NULL || f.items == NULL || f.rows == NULL)
        return evn_dsp_read_refuse(r, EVN_E_TOO_LARGE, "", "fairness");
    judge(r, seen, n, &f);
    sum_tiers(&f);
    qsort(f.rows, f.n_rows, sizeof *f.rows, by_after);
    f.lowest = f.rows;
    f.n_lowest = f.n_rows < LOWEST ? f.n_rows : LOWEST;
    f.more = f.n_rows > ROWS_MAX;
    f.n_rows = f.more ? ROWS_MAX : f.n_rows;
    return evn_dsp_put(r, EVN_DSP_RESULT_FAIRNESS, &evn_dsp_fairness_table, &f);
}
