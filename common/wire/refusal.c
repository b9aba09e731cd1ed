#include "common/wire/refusal.h"

#include "common/wire/text.h"

static const struct evn_wire_field fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_wire_refusal, code, EVN_REQUIRED, 1, INT32_MAX),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_wire_refusal, error_class, 0, 0, INT32_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_wire_refusal, line, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_refusal, field, 0, 0),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_refusal, subject, 0, 0),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_refusal, place, 0, 0),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_wire_refusal, has_at, 0),
    EVN_FIELD_NUMBER(8, I64, struct evn_wire_refusal, at_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(9, I64, struct evn_wire_refusal, have, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(10, I64, struct evn_wire_refusal, want, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(11, ENUM, struct evn_wire_refusal, state, 0, 0, INT32_MAX),
    EVN_FIELD_NUMBER(12, I64, struct evn_wire_refusal, held, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(13, I64, struct evn_wire_refusal, unfit, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(14, I64, struct evn_wire_refusal, reserved, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(15, I64, struct evn_wire_refusal, earmarked, 0, INT64_MIN, INT64_MAX),
};

const struct evn_wire_message evn_refusal_table =
    EVN_MESSAGE("evernormal.common.v1.Refusal", struct evn_wire_refusal, fields);

static void put_clean(char *to, size_t cap, const char *text)
{
    evn_refusal_text(to, cap, text);
    size_t len = strlen(to);
    while (len > 0 && to[len - 1] == ' ')
        to[--len] = '\0';
    if (!evn_text_clean(evn_bytes_of(to, len)))
        to[0] = '\0';
}

struct evn_wire_refusal evn_refusal_to_wire(const struct evn_refusal *refusal)
{
    struct evn_wire_refusal out = {.code = (int32_t)refusal->err,
                                   .error_class = (int32_t)evn_err_class_of(refusal->err),
                                   .line = refusal->line,
                                   .has_at = refusal->at_us != INT64_MIN,
                                   .have = refusal->have,
                                   .want = refusal->want,
                                   .state = (int32_t)refusal->state,
                                   .held = refusal->held,
                                   .unfit = refusal->unfit,
                                   .reserved = refusal->reserved,
                                   .earmarked = refusal->earmarked};
    if (out.has_at)
        out.at_us = refusal->at_us;
    put_clean(out.field, sizeof out.field, refusal->field);
    put_clean(out.subject, sizeof out.subject, refusal->subject);
    put_clean(out.place, sizeof out.place, refusal->place);
    return out;
}

/* The code to act on: the sent one if this version knows it, else one of the sent class. */
static evn_err known_code(int32_t code, int32_t error_class)
{
    static const evn_err plainest[] = {[EVN_CLASS_OK] = EVN_E_IO,
                                       [EVN_CLASS_INPUT] = EVN_E_BAD_MESSAGE,
                                       [EVN_CLASS_STATE] = EVN_E_WRONG_STATE,
                                       [EVN_CLASS_AUTH] = EVN_E_NOT_ALLOWED,
                                       [EVN_CLASS_BUSY] = EVN_E_BUSY,
                                       [EVN_CLASS_LIMIT] = EVN_E_LIMIT,
                                       [EVN_CLASS_DATA] = EVN_E_CORRUPT,
                                       [EVN_CLASS_SYS] = EVN_E_IO};
    for (size_t i = 0; evn_err_nth(i) != EVN_OK; i++)
        if ((int32_t)evn_err_nth(i) == code)
            return evn_err_nth(i);
    bool has_class = error_class > 0 && error_class <= EVN_CLASS_SYS;
    return plainest[has_class ? error_class : EVN_CLASS_SYS];
}

struct evn_refusal evn_refusal_from_wire(const struct evn_wire_refusal *in)
{
    struct evn_refusal out = evn_refusal_of(known_code(in->code, in->error_class));
    out.line = in->line;
    evn_refusal_text(out.field, sizeof out.field, in->field);
    evn_refusal_text(out.subject, sizeof out.subject, in->subject);
    evn_refusal_text(out.place, sizeof out.place, in->place);
    if (in->has_at)
        out.at_us = in->at_us;
    out.have = in->have;
    out.want = in->want;
    out.state = evn_state_of((uint32_t)in->state);
    out.held = in->held;
    out.unfit = in->unfit;
    out.reserved = in->reserved;
    out.earmarked = in->earmarked;
    return out;
}
