#include "tools/import/kind.h"

#include "common/service/core.h"
#include "common/wire/nest.h"
#include "common/wire/text.h"
#include "tools/import/cell.h"
#include "tools/import/initials.h"
#include "tools/import/value.h"

#include <stdio.h>

enum { ENTITY_MAX = 64 * 1024 };

/* The message inside that is being written, if any. */
struct inner {
    uint32_t id; /* its field; 0: none is open */
    struct evn_buf buf;
};

/* Write what is inside, unless nothing is. */
static void end_inner(struct evn_pbw *w, struct inner *inner)
{
    if (inner->id != 0 && inner->buf.len > 0)
        evn_pbw_bytes(w, inner->id, evn_bytes_of(inner->buf.at, inner->buf.len));
    inner->id = 0;
    evn_buf_clear(&inner->buf);
}

/* The message inside the entity that "vehicle.depot" names, and the rest of the path. */
static const ProtobufCFieldDescriptor *inner_of(const struct evn_kind *kind, const char **path)
{
    char first[40];
    const char *dot = strchr(*path, '.');
    if (dot == NULL)
        return NULL;
    snprintf(first, sizeof first, "%.*s", (int)(dot - *path), *path);
    *path = dot + 1;
    return protobuf_c_message_descriptor_get_field_by_name(kind->type, first);
}

/* Whether the cell says nothing of its field. */
static bool says_nothing(const struct evn_kind_column *column, struct evn_bytes text)
{
    int64_t n;
    if (column->form == EVN_FORM_MEASURE && evn_value_decimal(text, 6, &n) && n == 0)
        return true;
    return column->form == EVN_FORM_SKIP || (text.len == 0 && column->form != EVN_FORM_TESTS);
}

/* "-": there is none. What comes as a whole has no need to say so. */
static bool says_none(const struct evn_kind *kind, const struct evn_kind_column *column,
                      struct evn_bytes text)
{
    return kind->n_key > 0 && !column->needed && evn_value_is(text, "-");
}

/* Note that the cell says its field: by itself, or in the message inside. */
static void note_said(struct evn_said *said, const ProtobufCMessageDescriptor *type,
                      const ProtobufCFieldDescriptor *outer, const char *name)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(
        outer != NULL ? outer->descriptor : type, name);
    EVN_ASSERT(field != NULL && field->id < 32);
    if (outer == NULL) {
        evn_said_field(said, field->id);
        return;
    }
    said->inner |= UINT32_C(1) << field->id;
    said->inner_of = outer->id;
}

static enum evn_flaw_kind write_cell(const struct evn_kind *kind,
                                     const struct evn_kind_column *column, struct evn_bytes text,
                                     struct evn_pbw *w, struct inner *inner, struct evn_said *said)
{
    const char *name = column->field;
    if (text.len == 0 && column->needed)
        return column->form == EVN_FORM_CATEGORY ? EVN_FLAW_CATEGORY : EVN_FLAW_EMPTY;
    if (says_nothing(column, text))
        return EVN_FLAW_NONE;
    const ProtobufCFieldDescriptor *outer = inner_of(kind, &name);
    note_said(said, kind->type, outer, name);
    if (says_none(kind, column, text))
        return EVN_FLAW_NONE;
    if (outer == NULL) {
        end_inner(w, inner);
        return evn_cell_write(w, kind->type, name, column->form, text);
    }
    if (inner->id != outer->id)
        end_inner(w, inner);
    inner->id = outer->id;
    struct evn_pbw in = {.buf = &inner->buf};
    enum evn_flaw_kind flaw = evn_cell_write(&in, outer->descriptor, name, column->form, text);
    if (in.err != EVN_OK)
        w->err = in.err;
    return flaw;
}

static bool has_prefix(struct evn_bytes text, struct evn_bytes prefix)
{
    return text.len >= prefix.len && memcmp(text.at, prefix.at, prefix.len) == 0;
}

/* Take "PREFIX=CLASS" or "CLASS" off the front. False: nothing is left. */
static bool next_category(const char **rest, struct evn_bytes *prefix, struct evn_bytes *class)
{
    if (*rest == NULL)
        return false;
    size_t len = strcspn(*rest, ","), split = strcspn(*rest, "=,");
    *prefix = evn_bytes_of(*rest, split < len ? split : 0);
    *class =
        split < len ? evn_bytes_of(*rest + split + 1, len - split - 1) : evn_bytes_of(*rest, len);
    *rest = (*rest)[len] == ',' ? *rest + len + 1 : NULL;
    return true;
}

struct evn_bytes evn_kind_category(const char *categories, struct evn_bytes code)
{
    struct evn_bytes prefix, class;
    while (next_category(&categories, &prefix, &class))
        if (has_prefix(code, prefix))
            return class;
    return (struct evn_bytes){0};
}

bool evn_kind_categories_good(const char *categories)
{
    struct evn_bytes prefix, class;
    while (next_category(&categories, &prefix, &class))
        if (class.len == 0 || class.len >= EVN_CODE_MAX || !evn_text_code(class) ||
            !evn_text_code(prefix))
            return false;
    return true;
}

/* Two cells as one value. */
static struct evn_bytes pair_of(const struct evn_layout *layout, const struct evn_sheet *sheet,
                                struct evn_bytes first, char room[EVN_INITIALS_MAX])
{
    size_t k = 0;
    while (k < layout->n_columns && layout->column[k].form != EVN_FORM_SKIP)
        k++;
    EVN_ASSERT(k < layout->n_columns);
    struct evn_bytes second = evn_sheet_cell(sheet, k);
    snprintf(room, EVN_INITIALS_MAX, "%.*s;%.*s", (int)first.len, (const char *)first.at,
             (int)second.len, (const char *)second.at);
    return evn_bytes_text(room);
}

/* What column `i` says; empty initials are worked out from the Chinese name, an empty class from
 * the code, which is the first column. */
static struct evn_bytes text_of(const struct evn_layout *layout, const struct evn_sheet *sheet,
                                const char *categories, size_t i, char room[EVN_INITIALS_MAX])
{
    struct evn_bytes text = evn_sheet_cell(sheet, i);
    if (layout->column[i].form == EVN_FORM_FIXED)
        return evn_bytes_text(layout->column[i].name);
    if (layout->column[i].form == EVN_FORM_SAME && text.len == 0)
        return evn_sheet_cell(sheet, 0);
    if (layout->column[i].form == EVN_FORM_PAIR)
        return pair_of(layout, sheet, text, room);
    if (text.len > 0)
        return text;
    if (layout->column[i].form == EVN_FORM_CATEGORY)
        return evn_kind_category(categories, evn_sheet_cell(sheet, 0));
    if (layout->column[i].form != EVN_FORM_INITIALS)
        return text;
    for (size_t k = 0; k < layout->n_columns; k++)
        if (strcmp(layout->column[k].name, "name_zh") == 0 &&
            evn_initials(evn_sheet_cell(sheet, k), room) == EVN_OK)
            text = evn_bytes_text(room);
    return text;
}

/* Initials that were worked out are not said by the file: those that somebody gave by hand stay,
 * unless the name is another one. */
static void note_made(const struct evn_kind *kind, const struct evn_kind_column *column,
                      struct evn_said *said)
{
    said->made = protobuf_c_message_descriptor_get_field_by_name(kind->type, column->field)->id;
    said->made_of = protobuf_c_message_descriptor_get_field_by_name(kind->type, "name_zh")->id;
    said->fields &= ~(UINT32_C(1) << said->made);
}

static evn_err write_row(const struct evn_kind *kind, const struct evn_layout *layout,
                         const struct evn_sheet *sheet, const char *categories,
                         struct evn_buf *body, struct evn_said *said, struct evn_flaw *flaw)
{
    char room[EVN_INITIALS_MAX];
    struct evn_pbw w = {.buf = body};
    struct inner inner = {0};
    enum evn_flaw_kind found = EVN_FLAW_NONE;
    *said = (struct evn_said){0};
    evn_buf_init(&inner.buf, ENTITY_MAX);
    for (size_t i = 0; i < layout->n_columns && found == EVN_FLAW_NONE; i++) {
        const struct evn_kind_column *column = &layout->column[i];
        found =
            write_cell(kind, column, text_of(layout, sheet, categories, i, room), &w, &inner, said);
        if (column->form == EVN_FORM_INITIALS && evn_sheet_cell(sheet, i).len == 0)
            note_made(kind, column, said);
        if (found != EVN_FLAW_NONE)
            *flaw = evn_sheet_flaw(sheet, i, found);
    }
    end_inner(&w, &inner);
    evn_buf_fini(&inner.buf);
    return found != EVN_FLAW_NONE ? EVN_E_BAD_FILE : w.err;
}

/* Hand the current row to the sink. EVN_E_BAD_FILE: refused, *flaw says why. */
static evn_err give_row(const struct evn_kind *kind, const struct evn_layout *layout,
                        const struct evn_sheet *sheet, const struct evn_kind_sink *sink,
                        struct evn_buf *body, struct evn_flaw *flaw)
{
    struct evn_said said;
    evn_buf_clear(body);
    evn_err err = write_row(kind, layout, sheet, sink->categories, body, &said, flaw);
    if (err != EVN_OK)
        return err;
    err = sink->row(sink->self, evn_bytes_of(body->at, body->len), &said, sheet->row.line);
    if (err != EVN_E_EXISTS)
        return err;
    *flaw = evn_sheet_flaw(sheet, 0, EVN_FLAW_TWICE);
    return EVN_E_BAD_FILE;
}

/* Open the sheet by one layout; a class is not needed of a file that is given one. */
static evn_err open_layout(const struct evn_layout *layout, struct evn_csv rows,
                           const char *categories, struct evn_sheet *sheet,
                           struct evn_sheet_column column[EVN_ROW_COLUMNS_MAX],
                           struct evn_flaw *flaw)
{
    for (size_t k = 0; k < layout->n_columns; k++) {
        const struct evn_kind_column *c = &layout->column[k];
        bool given = c->form == EVN_FORM_CATEGORY && categories != NULL;
        column[k] = (struct evn_sheet_column){c->name, c->needed && !given};
    }
    evn_err err = evn_sheet_open(sheet, rows, column, layout->n_columns, flaw);
    for (size_t k = 0; err == EVN_E_BAD_FILE && k < layout->n_columns; k++)
        if (flaw->kind == EVN_FLAW_COLUMN_NEEDED && layout->column[k].form == EVN_FORM_CATEGORY &&
            strcmp(flaw->name, layout->column[k].name) == 0)
            flaw->kind = EVN_FLAW_CATEGORY;
    return err;
}

/* Open the sheet by the layout whose first column the head has; when none is, what is wrong with
 * it as the first layout is told. */
static evn_err open_sheet(const struct evn_kind *kind, struct evn_csv rows, const char *categories,
                          struct evn_sheet *sheet,
                          struct evn_sheet_column column[EVN_ROW_COLUMNS_MAX],
                          const struct evn_layout **layout, struct evn_flaw *flaw)
{
    for (size_t i = 0; i < kind->n_layouts; i++) {
        struct evn_flaw found;
        *layout = &kind->layout[i];
        evn_err err = open_layout(*layout, rows, categories, sheet, column, &found);
        if (err != EVN_OK && (i == 0 || sheet->at[0] >= 0))
            *flaw = found;
        if (err != EVN_E_BAD_FILE || sheet->at[0] >= 0)
            return err;
    }
    return EVN_E_BAD_FILE;
}

evn_err evn_kind_rows(const struct evn_kind *kind, struct evn_csv rows,
                      const struct evn_kind_sink *sink, struct evn_kind_counts *counts)
{
    struct evn_sheet_column column[EVN_ROW_COLUMNS_MAX];
    struct evn_sheet sheet;
    struct evn_buf body;
    struct evn_flaw flaw;
    const struct evn_layout *layout;
    evn_err err = open_sheet(kind, rows, sink->categories, &sheet, column, &layout, &flaw);
    if (err != EVN_OK) {
        sink->tell(sink->self, &flaw);
        return err;
    }
    evn_buf_init(&body, ENTITY_MAX);
    while ((err = evn_sheet_next(&sheet, &flaw)) != EVN_E_AGAIN) {
        counts->rows++;
        if (err == EVN_OK)
            err = give_row(kind, layout, &sheet, sink, &body, &flaw);
        if (err == EVN_E_BAD_FILE) {
            counts->refused++;
            sink->tell(sink->self, &flaw);
        } else if (err != EVN_OK) {
            break;
        }
    }
    evn_buf_fini(&body);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* A batch as a sink. */
struct to_batch {
    const struct evn_kind *kind;
    struct evn_batch *batch;
    void (*tell)(void *self, const struct evn_flaw *flaw);
    void *self;
};

static evn_err add_row(void *self, struct evn_bytes row, const struct evn_said *said, uint32_t line)
{
    struct to_batch *to = self;
    char key[EVN_KIND_KEY_MAX];
    if (!evn_kind_key(to->kind->tag, row, key))
        return EVN_E_LIMIT;
    return evn_batch_add_part(to->batch, to->kind->tag, evn_bytes_text(key), row, said, line);
}

static void pass_on(void *self, const struct evn_flaw *flaw)
{
    struct to_batch *to = self;
    to->tell(to->self, flaw);
}

evn_err evn_kind_read(const struct evn_kind *kind, struct evn_csv rows, const char *categories,
                      struct evn_batch *batch, struct evn_kind_counts *counts,
                      void (*tell)(void *self, const struct evn_flaw *flaw), void *self)
{
    struct to_batch to = {.kind = kind, .batch = batch, .tell = tell, .self = self};
    struct evn_kind_sink sink = {
        .self = &to, .categories = categories, .row = add_row, .tell = pass_on};
    return evn_kind_rows(kind, rows, &sink, counts);
}
