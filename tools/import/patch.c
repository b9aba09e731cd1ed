#include "tools/import/patch.h"

#include "common/wire/nest.h"

static uint32_t bit(uint32_t number)
{
    return number < 32 ? UINT32_C(1) << number : 0;
}

void evn_said_field(struct evn_said *said, uint32_t number)
{
    EVN_ASSERT(number > 0 && number < 32);
    said->fields |= bit(number);
}

/* The number of the next field; UINT32_MAX: none. */
static uint32_t next_number(struct evn_bytes rest)
{
    struct evn_pb_field field;
    return evn_pb_next(&rest, &field) == EVN_OK ? field.number : UINT32_MAX;
}

struct evn_said evn_said_by(struct evn_bytes row)
{
    struct evn_said said = {0};
    struct evn_pb_field field;
    while (evn_pb_next(&row, &field) == EVN_OK)
        said.fields |= bit(field.number);
    return said;
}

/* All fields of that number at the front. */
static struct evn_bytes take(struct evn_bytes *rest, uint32_t number)
{
    struct evn_bytes from = *rest;
    struct evn_pb_field field;
    while (next_number(*rest) == number)
        if (evn_pb_next(rest, &field) != EVN_OK)
            break;
    return evn_bytes_of(from.at, from.len - rest->len);
}

bool evn_patch_step(struct evn_bytes *a_rest, struct evn_bytes *b_rest, uint32_t *number,
                    struct evn_bytes *a, struct evn_bytes *b)
{
    uint32_t in_a = next_number(*a_rest), in_b = next_number(*b_rest);
    *number = in_a < in_b ? in_a : in_b;
    if (*number == UINT32_MAX)
        return false;
    *a = take(a_rest, *number);
    *b = take(b_rest, *number);
    return true;
}

/* The content of the one message that those bytes are a field of; empty: none. */
static struct evn_bytes content(struct evn_bytes field_bytes)
{
    struct evn_pb_field field;
    bool has = evn_pb_next(&field_bytes, &field) == EVN_OK && field.type == 2;
    return has ? field.bytes : evn_bytes_text("");
}

static evn_err lay_inner(struct evn_bytes present, struct evn_bytes row,
                         const struct evn_said *said, struct evn_buf *out)
{
    const struct evn_said inside = {.fields = said->inner};
    struct evn_buf inner;
    struct evn_pbw w = {.buf = out};
    evn_buf_init(&inner, present.len + row.len + 1);
    evn_err err = evn_patch(content(present), content(row), &inside, &inner);
    if (err == EVN_OK) {
        evn_pbw_bytes(&w, said->inner_of, evn_bytes_of(inner.at, inner.len));
        err = w.err;
    }
    evn_buf_fini(&inner);
    return err;
}

evn_err evn_patch(struct evn_bytes present, struct evn_bytes row, const struct evn_said *said,
                  struct evn_buf *out)
{
    struct evn_bytes old, new;
    uint32_t number;
    bool source_differs = false;
    evn_err err = EVN_OK;
    if (said->whole)
        return evn_buf_add(out, row);
    while (err == EVN_OK && evn_patch_step(&present, &row, &number, &old, &new)) {
        bool says = (said->fields & bit(number)) != 0;
        if (number == said->made_of)
            source_differs = says && !evn_bytes_equal(old, new);
        if (number == said->made)
            says |= new.len > 0 && (old.len == 0 || source_differs);
        if (number == said->inner_of)
            err = lay_inner(old, new, said, out);
        else
            err = evn_buf_add(out, says ? new : old);
    }
    return err != EVN_OK || (present.len == 0 && row.len == 0) ? err : EVN_E_CORRUPT;
}
