#include "common/base/num.h"
#include "common/service/rights.h"
#include "services/dispatch/core/cover.h"
#include "services/dispatch/core/query.h"

#define PROTO(name)      "evernormal.dispatch.v1." name
#define UNITS(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, INT64_MIN, INT64_MAX)
#define COUNT(tag, m)    EVN_FIELD_NUMBER(tag, U32, struct board, m, 0, 0, UINT32_MAX)

enum { COVERS_MAX = 2000 };

struct figure {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    int64_t has;
    int64_t use;
    int64_t cdays;
    int64_t persons;
    bool below;
    int64_t open;
    int64_t persons_below;
};

struct board {
    int64_t business_us;
    struct evn_day day;
    uint32_t open_requests;
    uint32_t open_lines;
    int64_t oldest_open_us;
    int64_t persons_below;
    uint32_t communities_below;
    uint32_t trips_today;
    uint32_t trips_underway;
    uint32_t trips_closed;
    int64_t dist_m;
    struct figure *covers;
    size_t n_covers;
    uint32_t overdue_lines;
};

static const struct evn_wire_field figure_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct figure, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct figure, item, EVN_REQUIRED, 1),
    UNITS(3, struct figure, has),
    UNITS(4, struct figure, use),
    UNITS(5, struct figure, cdays),
    UNITS(6, struct figure, persons),
    EVN_FIELD_PLAIN(7, BOOL, struct figure, below, 0),
    UNITS(8, struct figure, open),
    UNITS(9, struct figure, persons_below),
};
static const struct evn_wire_message figure_table =
    EVN_MESSAGE(PROTO("CoverFigure"), struct figure, figure_fields);

static const struct evn_wire_field board_fields[] = {
    UNITS(1, struct board, business_us),
    EVN_FIELD_PLAIN(2, DAY, struct board, day, 0),
    COUNT(3, open_requests),
    COUNT(4, open_lines),
    UNITS(5, struct board, oldest_open_us),
    UNITS(6, struct board, persons_below),
    COUNT(7, communities_below),
    COUNT(8, trips_today),
    COUNT(9, trips_underway),
    COUNT(10, trips_closed),
    UNITS(11, struct board, dist_m),
    EVN_FIELD_LIST(12, MSG, struct board, covers, 0, 0, COVERS_MAX, &figure_table),
    COUNT(13, overdue_lines),
};
const struct evn_wire_message evn_dsp_board_table =
    EVN_MESSAGE(PROTO("Board"), struct board, board_fields);

static bool in_view(const struct evn_dsp_reader *r, const char *area, const char *community)
{
    return evn_scope_covers(area, community) && evn_dsp_may_see(r, community);
}

static void count_lines(const struct evn_dsp_reader *r, const char *area, struct board *board)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_LINE);
    const char *last = "";
    for (uint32_t i = 0; i < pool->n; i++) {
        const struct evn_dsp_line *line = evn_dsp_pool_at(pool, i);
        if (line->open == 0 || !in_view(r, area, line->community))
            continue;
        board->open_lines++;
        board->overdue_lines += line->overdue;
        /* Lines of a request that is not standing were made together. */
        board->open_requests += strcmp(last, line->request) != 0;
        last = line->request;
        if (board->oldest_open_us == 0 || line->open_since_us < board->oldest_open_us)
            board->oldest_open_us = line->open_since_us;
    }
}

static void count_trips(const struct evn_dsp_reader *r, struct board *board)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_TRIP);
    for (uint32_t i = 0; i < pool->n; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(pool, i);
        board->trips_underway += trip->state == EVN_DSP_TRIP_UNDERWAY;
        if (trip->day.n != board->day.n || trip->state == EVN_DSP_TRIP_CANCELLED)
            continue;
        board->trips_today++;
        board->trips_closed += trip->state == EVN_DSP_TRIP_CLOSED;
        board->dist_m += trip->dist_m;
    }
}

/* Whether people suffer at once without the item: food, water, or life-critical. */
static bool is_survival(const struct evn_dsp_reader *r, const char *item)
{
    static const char *const norms[] = {"energy", "water_drinking", "water_total",
                                        "food_pack_persons"};
    char key[EVN_DSP_KEY_MAX];
    const struct evn_dsp_item *known = evn_dsp_find(r->state, EVN_DSP_ITEM, item);
    bool survival = known != NULL && known->life_critical;
    for (size_t i = 0; i < sizeof norms / sizeof norms[0] && !survival; i++) {
        evn_dsp_key_cover(item, norms[i], key);
        survival = evn_dsp_find(r->state, EVN_DSP_NORM, key) != NULL;
    }
    return survival;
}

/* Open quantity and persons of the need in all tiers. */
static void add_needs(const struct evn_dsp_reader *r, struct figure *f)
{
    char key[EVN_DSP_KEY_MAX], id[EVN_CODE_MAX + 16] = "STANDING-";
    for (uint32_t tier = 1; tier <= 3; tier++) {
        evn_dsp_key_need(f->community, f->item, tier, key);
        const struct evn_dsp_need *need = evn_dsp_find(r->state, EVN_DSP_NEED, key);
        f->persons += need != NULL ? need->persons : 0;
    }
    memcpy(id + strlen(id), f->community, strlen(f->community) + 1);
    const struct evn_dsp_request *request = evn_dsp_find(r->state, EVN_DSP_REQUEST, id);
    for (uint32_t i = 1; request != NULL && i <= request->lines; i++) {
        evn_dsp_key_line(id, i, key);
        const struct evn_dsp_line *line = evn_dsp_find(r->state, EVN_DSP_LINE, key);
        if (line != NULL && strcmp(line->item, f->item) == 0)
            f->open += line->open;
    }
}

/* Of the persons the need is for, so many as the missing part of the day's use stands for. */
static int64_t persons_below(const struct evn_dsp_cover *cover, int64_t persons)
{
    int64_t missing = cover->use - evn_dsp_cover_has(cover), times;
    if (cover->use <= 0 || missing <= 0)
        return 0;
    return evn_mul_i64(persons, missing, &times) ? (times - 1) / cover->use + 1 : persons;
}

/* People below the norm in a community: those of its worst item. */
struct below {
    const char *community;
    int64_t persons;
};

static void count_below(struct board *board, struct below *list, size_t *n,
                        const struct evn_dsp_cover *cover, int64_t persons)
{
    size_t i = 0;
    while (i < *n && strcmp(list[i].community, cover->community) != 0)
        i++;
    if (i == *n)
        list[(*n)++] = (struct below){.community = cover->community};
    if (persons > list[i].persons) {
        board->communities_below += list[i].persons == 0;
        board->persons_below += persons - list[i].persons;
        list[i].persons = persons;
    }
}

static evn_err add_covers(const struct evn_dsp_reader *r, const char *area, struct board *board)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_COVER);
    struct below *list = evn_arena_array(r->ask->arena, pool->n + 1, sizeof *list);
    size_t n = 0;
    board->covers = evn_arena_array(r->ask->arena, COVERS_MAX, sizeof *board->covers);
    if (list == NULL || board->covers == NULL)
        return EVN_E_TOO_LARGE;
    for (uint32_t i = 0; i < pool->n; i++) {
        const struct evn_dsp_cover *known = evn_dsp_pool_at(pool, i);
        struct evn_dsp_cover cover = *known;
        evn_dsp_cover_roll(&cover, board->day);
        if ((cover.use == 0 && cover.daily == 0) || !in_view(r, area, cover.community))
            continue;
        struct figure f = {.has = evn_dsp_cover_has(&cover),
                           .use = cover.use,
                           .cdays = evn_dsp_cover_cdays(&cover),
                           .below = evn_dsp_cover_below(&cover)};
        memcpy(f.community, cover.community, sizeof f.community);
        memcpy(f.item, cover.item, sizeof f.item);
        add_needs(r, &f);
        f.persons_below = persons_below(&cover, f.persons);
        if (f.below && is_survival(r, f.item))
            count_below(board, list, &n, known, f.persons_below);
        if (board->n_covers < COVERS_MAX)
            board->covers[board->n_covers++] = f;
    }
    return EVN_OK;
}

evn_err evn_dsp_read_board(const struct evn_dsp_reader *r, const char *area)
{
    struct board board = {.business_us = r->ask->business_us,
                          .day = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN)};
    count_lines(r, area, &board);
    count_trips(r, &board);
    evn_err err = add_covers(r, area, &board);
    return err != EVN_OK ? evn_dsp_read_refuse(r, err, "", "result")
                         : evn_dsp_put(r, EVN_DSP_RESULT_BOARD, &evn_dsp_board_table, &board);
}
