#include "common/base/pbw.h"
#include "services/registry/core/model_zone.h"
#include "services/registry/core/reader.h"

/* Of the zones that stand: how many, the people in them, those whose condition is met. */
struct figures {
    uint64_t standing, overdue;
    int64_t people, worst_us;
    const char *outer; /* area of the last zone that lies in none; "": none yet */
};

static void add(const struct evn_reader *r, const struct evn_row *row, int64_t last_mark,
                struct figures *f)
{
    const struct evn_table *zones = evn_registry_table(r->state, EVN_REG_ZONE);
    f->standing++;
    /* In the order of areas: what lies inside comes right behind what it lies in. */
    if (f->outer[0] == '\0' || !evn_scope_covers(f->outer, row->area)) {
        f->people += r->state->publish.fact[row - zones->row].residents;
        f->outer = row->area;
    }
    if (row->mark > last_mark)
        return;
    int32_t lowered_on = (int32_t)((row->mark - (row->mark & 1)) / 2);
    int64_t since_us = evn_day_start_us((struct evn_day){lowered_on + 1}, EVN_OFFSET_CHINA_MIN);
    int64_t behind_us = r->ask->business_us - since_us;
    f->overdue++;
    f->worst_us = behind_us > f->worst_us ? behind_us : f->worst_us;
}

evn_err evn_answer_figures(const struct evn_reader *r, const struct evn_query_figures *query)
{
    struct evn_day today = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN);
    int64_t last_mark = evn_zone_mark(true, today.n - 1, true);
    struct figures f = {.outer = ""};
    uint8_t room[48];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    const struct evn_row *row;
    struct evn_table_walk walk =
        evn_table_in(evn_registry_table(r->state, EVN_REG_ZONE), query->area);
    while ((row = evn_table_next(&walk)) != NULL)
        if (row->mark != EVN_MARK_NONE)
            add(r, row, last_mark, &f);
    evn_pbw_u64(&w, 1, f.standing);
    evn_pbw_i64(&w, 2, f.people);
    evn_pbw_u64(&w, 3, f.overdue);
    evn_pbw_i64(&w, 4, f.worst_us);
    return w.err != EVN_OK
               ? evn_reader_refuse(r, w.err, "", "result")
               : evn_reader_put(r, EVN_RESULT_ZONE_FIGURES, evn_bytes_of(buf.at, buf.len));
}
