#include "services/registry/core/reader.h"

#include "common/base/pbw.h"
#include "services/registry/core/model_test.h"

static evn_err put_due(const struct evn_reader *r, const struct evn_row *row)
{
    size_t room = row->len + 32, used = r->ask->arena->used;
    struct evn_buf buf = {.at = evn_arena_alloc(r->ask->arena, room), .cap = room, .max = room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    if (buf.at == NULL)
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    evn_pbw_bytes(&w, 1, evn_bytes_of(row->body, row->len));
    evn_pbw_i64(&w, 2, r->ask->business_us - row->mark);
    evn_err err = w.err != EVN_OK
                      ? evn_reader_refuse(r, w.err, "", "result")
                      : evn_reader_put(r, EVN_RESULT_RETEST, evn_bytes_of(buf.at, buf.len));
    r->ask->arena->used = used;
    return err;
}

evn_err evn_answer_retests(const struct evn_reader *r, const struct evn_query_retests *retests)
{
    const char *area, *last = retests->after;
    const struct evn_row *row;
    uint32_t n = 0;
    evn_err err = evn_reader_may(r, EVN_REG_RESULT, retests->area, &area);
    if (err != EVN_OK)
        return err;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_RESULT), retests->after, area);
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL) {
        if (row->mark == EVN_MARK_NONE || (retests->overdue && row->mark > r->ask->business_us))
            continue;
        if (n++ == EVN_PAGE_MAX || r->result->len > EVN_PAGE_BYTES)
            return evn_reader_next(r, last);
        err = put_due(r, row);
        last = row->key;
    }
    return err;
}
