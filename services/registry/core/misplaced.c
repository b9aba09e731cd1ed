#include "common/base/pbw.h"
#include "services/registry/core/model_place.h"
#include "services/registry/core/reader.h"

/* Of the codes of areas that places lie in. */
static const uint8_t lens[] = {2, 4, 6, 9, 12, 16, 20};

/* An answer on the interactive door holds 64 KiB. */
enum { PAGE_BYTES = 48 * 1024 };

struct counts {
    uint32_t places, located, misplaced;
};

static bool lies_in(const struct evn_place *place, const struct evn_extent *e)
{
    return place->lat_e6 >= e->lat_min_e6 && place->lat_e6 <= e->lat_max_e6 &&
           place->lon_e6 >= e->lon_min_e6 && place->lon_e6 <= e->lon_max_e6;
}

/* The largest area around the place whose extent does not hold it; false: there is none. 0, 0 lies
 * in the sea off Africa: it is what geocoders say that found nothing, and outside of all. */
static bool find_outside(const struct evn_reader *r, const struct evn_place *place,
                         char out[EVN_CODE_MAX])
{
    size_t len = strlen(place->area), used = r->ask->arena->used;
    memset(out, 0, EVN_CODE_MAX);
    if (place->lat_e6 == 0 && place->lon_e6 == 0) {
        memcpy(out, place->area, len < lens[0] ? len : lens[0]);
        return true;
    }
    for (size_t i = 0; i < sizeof lens && lens[i] <= len; i++) {
        struct evn_area area;
        memcpy(out, place->area, lens[i]);
        const struct evn_row *row = evn_registry_find(r->state, EVN_REG_AREA, out);
        bool is_out = row != NULL && evn_registry_read(EVN_REG_AREA, row, r->ask->arena, &area) &&
                      area.has_extent && !lies_in(place, &area.extent);
        r->ask->arena->used = used;
        if (is_out)
            return true;
    }
    return false;
}

static evn_err put_place(const struct evn_reader *r, const struct evn_row *row, const char *outside)
{
    size_t room = row->len + EVN_CODE_MAX + 16;
    struct evn_buf buf = {.at = evn_arena_alloc(r->ask->arena, room), .cap = room, .max = room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    if (buf.at == NULL)
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    evn_pbw_bytes(&w, 1, evn_bytes_of(row->body, row->len));
    evn_pbw_bytes(&w, 2, evn_bytes_text(outside));
    return w.err != EVN_OK ? evn_reader_refuse(r, w.err, "", "result")
                           : evn_reader_put(r, EVN_RESULT_MISPLACED, evn_bytes_of(buf.at, buf.len));
}

/* The arena is left as it was. */
static evn_err look_at(const struct evn_reader *r, const struct evn_row *row, struct counts *counts)
{
    struct evn_place place;
    char outside[EVN_CODE_MAX];
    size_t used = r->ask->arena->used;
    if (!evn_registry_read(EVN_REG_PLACE, row, r->ask->arena, &place))
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    bool located = place.datum != EVN_DATUM_NONE;
    bool misplaced = located && find_outside(r, &place, outside);
    counts->places++;
    counts->located += located;
    counts->misplaced += misplaced;
    evn_err err = misplaced ? put_place(r, row, outside) : EVN_OK;
    r->ask->arena->used = used;
    return err;
}

static evn_err put_counts(const struct evn_reader *r, const struct counts *counts)
{
    uint8_t room[32];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    evn_pbw_u64(&w, 1, counts->places);
    evn_pbw_u64(&w, 2, counts->located);
    evn_pbw_u64(&w, 3, counts->misplaced);
    return w.err != EVN_OK
               ? evn_reader_refuse(r, w.err, "", "result")
               : evn_reader_put(r, EVN_RESULT_MISPLACED_COUNT, evn_bytes_of(buf.at, buf.len));
}

evn_err evn_answer_misplaced(const struct evn_reader *r, const struct evn_query_misplaced *query)
{
    struct counts counts = {0};
    const char *last = query->after;
    const struct evn_row *row;
    evn_err err = EVN_OK;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_PLACE), query->after, query->area);
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL) {
        if (counts.places == EVN_LOOK_MAX || r->result->len > PAGE_BYTES) {
            err = evn_reader_next(r, last);
            break;
        }
        last = row->key;
        err = look_at(r, row, &counts);
    }
    return err == EVN_OK ? put_counts(r, &counts) : err;
}
