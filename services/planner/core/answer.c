#include "services/planner/core/answer.h"

#include "common/base/pbw.h"
#include "common/service/rights.h"

evn_err evn_answer_put(const struct evn_answer *r, uint32_t number, struct evn_bytes bytes)
{
    struct evn_pbw w = {.buf = r->result, .err = EVN_OK};
    evn_pbw_bytes(&w, number, bytes);
    return w.err == EVN_OK ? EVN_OK : evn_answer_refuse(r, w.err, "", "result");
}

evn_err evn_answer_struct(const struct evn_answer *r, uint32_t number,
                          const struct evn_wire_message *message, const void *in)
{
    uint8_t room[2048];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    evn_err err = evn_wire_encode(message, in, &buf);
    return err != EVN_OK ? evn_answer_refuse(r, err, "", "result")
                         : evn_answer_put(r, number, evn_bytes_of(buf.at, buf.len));
}

bool evn_answer_full(const struct evn_answer *r, uint32_t rows)
{
    return rows == EVN_PAGE_ROWS || r->result->len > EVN_PAGE_BYTES;
}

evn_err evn_answer_area(const struct evn_answer *r, const char *asked, const char **area)
{
    const char *scope = r->ask->actor->scope;
    *area = evn_scope_covers(scope, asked) ? asked : scope;
    return evn_scope_covers(asked, *area) ? EVN_OK
                                          : evn_answer_refuse(r, EVN_E_OUT_OF_SCOPE, "area", asked);
}
