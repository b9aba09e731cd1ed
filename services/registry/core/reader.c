#include "services/registry/core/reader.h"

#include "common/base/pbw.h"

evn_err evn_reader_refuse(const struct evn_reader *r, evn_err err, const char *field,
                          const char *subject)
{
    *r->why = evn_refusal_of(err);
    evn_refusal_text(r->why->field, sizeof r->why->field, field);
    evn_refusal_text(r->why->subject, sizeof r->why->subject, subject);
    return err;
}

evn_err evn_reader_put(const struct evn_reader *r, uint32_t number, struct evn_bytes bytes)
{
    struct evn_pbw w = {.buf = r->result, .err = EVN_OK};
    evn_pbw_bytes(&w, number, bytes);
    return w.err == EVN_OK ? EVN_OK : evn_reader_refuse(r, w.err, "", "result");
}

evn_err evn_reader_row(const struct evn_reader *r, uint32_t number, const struct evn_row *row)
{
    return evn_reader_put(r, number, evn_bytes_of(row->body, row->len));
}

evn_err evn_reader_area(const struct evn_reader *r, const char *asked, const char **area)
{
    const char *scope = r->ask->actor->scope;
    *area = evn_scope_covers(scope, asked) ? asked : scope;
    return evn_scope_covers(asked, *area) ? EVN_OK
                                          : evn_reader_refuse(r, EVN_E_OUT_OF_SCOPE, "", asked);
}

evn_err evn_reader_next(const struct evn_reader *r, const char *key)
{
    return evn_reader_put(r, EVN_RESULT_NEXT, evn_bytes_text(key));
}
