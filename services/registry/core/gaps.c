#include "common/base/pbw.h"
#include "services/registry/core/model_place.h"
#include "services/registry/core/reader.h"

/* As evernormal.registry.v1.LinkGap; those of a line follow each other. */
enum {
    NO_LINE,
    LINE_CLOSED,
    LINE_UNTESTED,
    LINE_UNANSWERED,
    OF_HOSPITAL = 1,
    OF_PHARMACY = 5,
    NO_RECEPTION_POINT = 9,
    RECEPTION_CLOSED = 10,
    NO_CAR = 11,
    CAR_CLOSED = 12,
    CAR_PASS = 13,
    GAPS_MAX = 13
};

/* What a community lacks, by number. */
struct gaps {
    uint8_t gap[GAPS_MAX];
    size_t n;
};

static void add(struct gaps *gaps, bool missing, int gap)
{
    if (missing)
        gaps->gap[gaps->n++] = (uint8_t)gap;
}

/* The place, in the arena; false: not to be read, and so of no use. */
static bool read_place(const struct evn_reader *r, const char *code, struct evn_place *out)
{
    const struct evn_row *row = evn_registry_find(r->state, EVN_REG_PLACE, code);
    return row != NULL && evn_registry_read(EVN_REG_PLACE, row, r->ask->arena, out);
}

static bool is_open(const struct evn_reader *r, const char *code)
{
    struct evn_place place;
    return read_place(r, code, &place) && !place.closed;
}

static const struct evn_link *find_link(const struct evn_community *community, int32_t kind)
{
    const struct evn_link *found = NULL;
    for (size_t i = 0; i < community->n_links; i++)
        if (community->links[i].kind == kind)
            found = &community->links[i];
    return found;
}

static void look_at_line(const struct evn_reader *r, const struct evn_link *line, uint32_t days,
                         int first, struct gaps *gaps)
{
    if (line == NULL) {
        add(gaps, true, first + NO_LINE);
        return;
    }
    const struct evn_test_call *last = line->n_calls > 0 ? &line->calls[line->n_calls - 1] : NULL;
    int64_t since_us = r->ask->business_us - (int64_t)days * EVN_US_PER_DAY;
    add(gaps, !is_open(r, line->place), first + LINE_CLOSED);
    add(gaps, last == NULL || last->at_us < since_us, first + LINE_UNTESTED);
    add(gaps, last != NULL && !last->answered, first + LINE_UNANSWERED);
}

static void look_at_reception(const struct evn_reader *r, const struct evn_community *community,
                              struct gaps *gaps)
{
    bool open = false;
    for (size_t i = 0; i < community->n_reception_points; i++)
        open |= is_open(r, community->reception_points[i]);
    add(gaps, !open, community->n_reception_points == 0 ? NO_RECEPTION_POINT : RECEPTION_CLOSED);
}

/* A car without a pass is one that needs none. */
static void look_at_car(const struct evn_reader *r, const struct evn_link *car, struct gaps *gaps)
{
    struct evn_place place;
    struct evn_day today = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN);
    if (car == NULL || !read_place(r, car->place, &place)) {
        add(gaps, true, NO_CAR);
        return;
    }
    const struct evn_vehicle *v = &place.vehicle;
    add(gaps, place.closed, CAR_CLOSED);
    add(gaps,
        evn_day_valid(v->pass_until) && (today.n < v->pass_from.n || today.n > v->pass_until.n),
        CAR_PASS);
}

static evn_err put_gaps(const struct evn_reader *r, const struct evn_community *community,
                        const struct gaps *gaps)
{
    uint8_t room[2 * EVN_NAME_MAX + EVN_CODE_MAX + GAPS_MAX + 32];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    evn_pbw_bytes(&w, 1, evn_bytes_text(community->code));
    evn_pbw_bytes(&w, 2, evn_bytes_text(community->name_zh));
    evn_pbw_bytes(&w, 3, evn_bytes_text(community->name_en));
    evn_pbw_bytes(&w, 4, evn_bytes_of(gaps->gap, gaps->n)); /* packed; each is one byte */
    return w.err != EVN_OK ? evn_reader_refuse(r, w.err, "", "result")
                           : evn_reader_put(r, EVN_RESULT_GAPS, evn_bytes_of(buf.at, buf.len));
}

/* What the community of this row lacks, if anything. The arena is left as it was. */
static evn_err answer_one(const struct evn_reader *r, const struct evn_row *row, uint32_t days)
{
    struct evn_community community;
    struct gaps gaps = {.n = 0};
    size_t used = r->ask->arena->used;
    if (!evn_registry_read(EVN_REG_COMMUNITY, row, r->ask->arena, &community))
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    look_at_line(r, find_link(&community, EVN_LINK_HOSPITAL), days, OF_HOSPITAL, &gaps);
    look_at_line(r, find_link(&community, EVN_LINK_PHARMACY), days, OF_PHARMACY, &gaps);
    look_at_reception(r, &community, &gaps);
    look_at_car(r, find_link(&community, EVN_LINK_CAR), &gaps);
    evn_err err = gaps.n > 0 ? put_gaps(r, &community, &gaps) : EVN_OK;
    r->ask->arena->used = used;
    return err;
}

evn_err evn_answer_gaps(const struct evn_reader *r, const struct evn_query_gaps *query)
{
    uint32_t days = query->tested_days > 0 ? query->tested_days : EVN_TESTED_DAYS, n = 0;
    const char *last = query->after;
    const struct evn_row *row;
    evn_err err = EVN_OK;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_COMMUNITY), query->after, query->area);
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL) {
        if (n++ == EVN_PAGE_MAX || r->result->len > EVN_PAGE_BYTES)
            return evn_reader_next(r, last);
        last = row->key;
        err = answer_one(r, row, days);
    }
    return err;
}
