#include "tools/import/cell.h"

#include "common/service/rights.h"
#include "common/wire/nest.h"
#include "common/wire/text.h"
#include "tools/import/value.h"

#include <ctype.h>
#include <stdio.h>

enum { TEXT_MAX = 199 };

/* Take what stands before the next `mark` off the front, without blanks around it. False when
 * there is nothing left. */
static bool take(struct evn_bytes *rest, char mark, struct evn_bytes *out)
{
    if (rest->at == NULL)
        return false;
    const uint8_t *at = rest->len > 0 ? memchr(rest->at, mark, rest->len) : NULL;
    size_t n = at != NULL ? (size_t)(at - rest->at) : rest->len;
    *out = evn_bytes_of(rest->at, n);
    *rest = at != NULL ? evn_bytes_of(at + 1, rest->len - n - 1) : (struct evn_bytes){0};
    while (out->len > 0 && out->at[0] == ' ')
        *out = evn_bytes_of(out->at + 1, out->len - 1);
    while (out->len > 0 && out->at[out->len - 1] == ' ')
        out->len--;
    return true;
}

static bool is_text(struct evn_bytes text)
{
    return text.len > 0 && text.len <= TEXT_MAX && evn_text_clean(text);
}

/* The number of the enum's value that is called as the word behind the name of its type:
 * "lot-expiry" of Tracking is TRACKING_LOT_EXPIRY; a stroke below does as well. */
static bool enum_number(const ProtobufCEnumDescriptor *type, struct evn_bytes word, int64_t *out)
{
    char name[120];
    size_t n = 0;
    for (const char *p = type->short_name; *p != '\0' && n < sizeof name - 60; p++) {
        if (n > 0 && isupper((unsigned char)*p))
            name[n++] = '_';
        name[n++] = (char)toupper((unsigned char)*p);
    }
    name[n++] = '_';
    for (size_t i = 0; i < word.len && n < sizeof name - 1; i++)
        name[n++] = (char)(word.at[i] == '-' ? '_' : toupper(word.at[i]));
    name[n] = '\0';
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(type, name);
    *out = value != NULL ? value->value : 0;
    return value != NULL;
}

static enum evn_flaw_kind write_number(struct evn_pbw *w, uint32_t id, struct evn_bytes text,
                                       unsigned places)
{
    int64_t n;
    if (!evn_value_decimal(text, places, &n))
        return EVN_FLAW_NUMBER;
    evn_pbw_i64(w, id, n);
    return EVN_FLAW_NONE;
}

static enum evn_flaw_kind write_plain(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                      struct evn_bytes text)
{
    bool flag;
    int64_t n;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        if (!is_text(text))
            return EVN_FLAW_TEXT;
        evn_pbw_bytes(w, field->id, text);
        return EVN_FLAW_NONE;
    case PROTOBUF_C_TYPE_BOOL:
        if (!evn_value_flag(text, &flag))
            return EVN_FLAW_WORD;
        evn_pbw_u64(w, field->id, flag);
        return EVN_FLAW_NONE;
    case PROTOBUF_C_TYPE_ENUM:
        if (!enum_number(field->descriptor, text, &n))
            return EVN_FLAW_WORD;
        evn_pbw_i64(w, field->id, n);
        return EVN_FLAW_NONE;
    default:
        return write_number(w, field->id, text, 0);
    }
}

static enum evn_flaw_kind write_day(struct evn_pbw *w, uint32_t id, struct evn_bytes text)
{
    struct evn_day day;
    char out[11];
    if (!evn_value_day(text, &day))
        return EVN_FLAW_DATE;
    evn_day_format(day, out);
    evn_pbw_bytes(w, id, evn_bytes_text(out));
    return EVN_FLAW_NONE;
}

static enum evn_flaw_kind write_list(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                     struct evn_bytes text)
{
    struct evn_bytes part;
    int64_t number[64];
    size_t n = 0;
    bool numbers = field->type != PROTOBUF_C_TYPE_STRING;
    while (take(&text, ',', &part)) {
        if (numbers && (n == 64 || !evn_value_count(part, &number[n++])))
            return EVN_FLAW_NUMBER;
        if (!numbers && !is_text(part))
            return EVN_FLAW_CODE;
        if (!numbers)
            evn_pbw_bytes(w, field->id, part);
    }
    if (numbers)
        evn_pbw_packed_i64(w, field->id, number, n);
    return EVN_FLAW_NONE;
}

static uint32_t id_of(const ProtobufCFieldDescriptor *field, const char *name)
{
    const ProtobufCFieldDescriptor *sub =
        protobuf_c_message_descriptor_get_field_by_name(field->descriptor, name);
    EVN_ASSERT(sub != NULL);
    return sub->id;
}

/* "箱/case=24": both names, or one without the stroke for both languages. */
static enum evn_flaw_kind write_pack(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                     struct evn_bytes text)
{
    struct evn_bytes names, zh, en;
    int64_t units;
    if (!take(&text, '=', &names) || !evn_value_count(text, &units))
        return EVN_FLAW_NUMBER;
    (void)take(&names, '/', &zh);
    en = names.at != NULL ? names : zh;
    if (!is_text(zh) || !is_text(en))
        return EVN_FLAW_TEXT;
    size_t start = evn_nest_open(w, field->id);
    evn_pbw_bytes(w, id_of(field, "name_zh"), zh);
    evn_pbw_bytes(w, id_of(field, "name_en"), en);
    evn_pbw_i64(w, id_of(field, "base_units"), units);
    evn_nest_close(w, start);
    return EVN_FLAW_NONE;
}

/* "GTIN:6901234567892=24": the code of a pack of 24; without "=24" of the base unit. */
static enum evn_flaw_kind write_code(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                     struct evn_bytes text)
{
    struct evn_bytes head, system;
    int64_t number, units = 0;
    const ProtobufCFieldDescriptor *kind =
        protobuf_c_message_descriptor_get_field_by_name(field->descriptor, "system");
    (void)take(&text, '=', &head);
    if (text.at != NULL && !evn_value_count(text, &units))
        return EVN_FLAW_NUMBER;
    (void)take(&head, ':', &system);
    if (!enum_number(kind->descriptor, system, &number))
        return EVN_FLAW_WORD;
    if (!is_text(head))
        return EVN_FLAW_CODE;
    size_t start = evn_nest_open(w, field->id);
    evn_pbw_i64(w, kind->id, number);
    evn_pbw_bytes(w, id_of(field, "value"), head);
    evn_pbw_i64(w, id_of(field, "base_units"), units);
    evn_nest_close(w, start);
    return EVN_FLAW_NONE;
}

/* "B=2:3": 2 of this are as good as 3 of B */
static enum evn_flaw_kind write_substitute(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                           struct evn_bytes text)
{
    struct evn_bytes item, quantity;
    int64_t units, instead;
    (void)take(&text, '=', &item);
    if (!is_text(item))
        return EVN_FLAW_CODE;
    if (text.at == NULL || !take(&text, ':', &quantity) || !evn_value_count(quantity, &units) ||
        !evn_value_count(text, &instead))
        return EVN_FLAW_NUMBER;
    size_t start = evn_nest_open(w, field->id);
    evn_pbw_bytes(w, id_of(field, "item"), item);
    evn_pbw_i64(w, id_of(field, "quantity"), units);
    evn_pbw_i64(w, id_of(field, "instead"), instead);
    evn_nest_close(w, start);
    return EVN_FLAW_NONE;
}

/* "B=2": 2 of B in one of this */
static enum evn_flaw_kind write_kit_part(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                         struct evn_bytes text)
{
    struct evn_bytes item;
    int64_t units;
    (void)take(&text, '=', &item);
    if (!is_text(item))
        return EVN_FLAW_CODE;
    if (text.at == NULL || !evn_value_count(text, &units))
        return EVN_FLAW_NUMBER;
    size_t start = evn_nest_open(w, field->id);
    evn_pbw_bytes(w, id_of(field, "item"), item);
    evn_pbw_i64(w, id_of(field, "quantity"), units);
    evn_nest_close(w, start);
    return EVN_FLAW_NONE;
}

/* "08:00-12:00" */
static enum evn_flaw_kind write_hours(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                      struct evn_bytes text)
{
    struct evn_bytes from;
    uint32_t from_min, until_min;
    if (!take(&text, '-', &from) || !evn_value_minute(from, &from_min) ||
        !evn_value_minute(text, &until_min))
        return EVN_FLAW_DATE;
    size_t start = evn_nest_open(w, field->id);
    evn_pbw_u64(w, id_of(field, "from_min"), from_min);
    evn_pbw_u64(w, id_of(field, "until_min"), until_min);
    evn_nest_close(w, start);
    return EVN_FLAW_NONE;
}

/* The roles of "WAREHOUSE,POINT"; 0: one of them is none. */
static uint32_t roles_of(struct evn_bytes text)
{
    char name[EVN_CODE_MAX];
    struct evn_bytes part;
    uint32_t roles = 0;
    while (take(&text, ',', &part)) {
        snprintf(name, sizeof name, "%.*s", (int)part.len, (const char *)part.at);
        uint32_t role = evn_role_from_name(name);
        if (role == 0)
            return 0;
        roles |= role;
    }
    return roles;
}

/* "WAREHOUSE,POINT@310105"; the area "*" is everywhere. */
static enum evn_flaw_kind write_grant(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                      struct evn_bytes text)
{
    struct evn_bytes words;
    (void)take(&text, '@', &words);
    uint32_t roles = roles_of(words);
    if (roles == 0)
        return EVN_FLAW_WORD;
    if (text.at == NULL || !is_text(text))
        return EVN_FLAW_CODE;
    size_t start = evn_nest_open(w, field->id);
    if (!evn_value_is(text, "*"))
        evn_pbw_bytes(w, id_of(field, "area"), text);
    evn_pbw_u64(w, id_of(field, "roles"), roles);
    evn_nest_close(w, start);
    return EVN_FLAW_NONE;
}

static enum evn_flaw_kind write_roles(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                      struct evn_bytes text)
{
    uint32_t roles = roles_of(text);
    evn_pbw_u64(w, field->id, roles);
    return roles != 0 ? EVN_FLAW_NONE : EVN_FLAW_WORD;
}

/* Each part between semicolons by `one`. */
static enum evn_flaw_kind
write_parts(struct evn_pbw *w, const ProtobufCFieldDescriptor *field, struct evn_bytes text,
            enum evn_flaw_kind (*one)(struct evn_pbw *w, const ProtobufCFieldDescriptor *field,
                                      struct evn_bytes text))
{
    struct evn_bytes part;
    enum evn_flaw_kind flaw = EVN_FLAW_NONE;
    while (flaw == EVN_FLAW_NONE && take(&text, ';', &part))
        flaw = one(w, field, part);
    return flaw;
}

/* A number of tests, or a flag that the text does not say. */
static enum evn_flaw_kind write_tests(struct evn_pbw *w, const ProtobufCMessageDescriptor *type,
                                      const ProtobufCFieldDescriptor *field, struct evn_bytes text)
{
    if (text.len > 0)
        return write_number(w, field->id, text, 0);
    field = protobuf_c_message_descriptor_get_field_by_name(type, "tests_unknown");
    EVN_ASSERT(field != NULL);
    evn_pbw_u64(w, field->id, 1);
    return EVN_FLAW_NONE;
}

enum evn_flaw_kind evn_cell_write(struct evn_pbw *w, const ProtobufCMessageDescriptor *type,
                                  const char *name, enum evn_form form, struct evn_bytes text)
{
    uint32_t minute;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(type, name);
    EVN_ASSERT(field != NULL);
    switch (form) {
    case EVN_FORM_CODE:
        if (text.len >= EVN_CODE_MAX || !evn_text_code(text))
            return EVN_FLAW_CODE;
        evn_pbw_bytes(w, field->id, text);
        return EVN_FLAW_NONE;
    case EVN_FORM_PLAIN:
    case EVN_FORM_PAIR:
    case EVN_FORM_FIXED:
    case EVN_FORM_SAME:
    case EVN_FORM_CATEGORY:
        return write_plain(w, field, text);
    case EVN_FORM_E1:
        return write_number(w, field->id, text, 1);
    case EVN_FORM_E3:
        return write_number(w, field->id, text, 3);
    case EVN_FORM_E6:
    case EVN_FORM_MEASURE:
        return write_number(w, field->id, text, 6);
    case EVN_FORM_DAY:
        return write_day(w, field->id, text);
    case EVN_FORM_MINUTE:
        if (!evn_value_minute(text, &minute))
            return EVN_FLAW_DATE;
        evn_pbw_u64(w, field->id, minute);
        return EVN_FLAW_NONE;
    case EVN_FORM_LIST:
        return write_list(w, field, text);
    case EVN_FORM_PACKS:
        return write_parts(w, field, text, write_pack);
    case EVN_FORM_CODES:
        return write_parts(w, field, text, write_code);
    case EVN_FORM_HOURS:
        return write_parts(w, field, text, write_hours);
    case EVN_FORM_SUBSTITUTES:
        return write_parts(w, field, text, write_substitute);
    case EVN_FORM_KIT:
        return write_parts(w, field, text, write_kit_part);
    case EVN_FORM_INITIALS:
        evn_pbw_bytes(w, field->id, text);
        return EVN_FLAW_NONE;
    case EVN_FORM_ROLES:
        return write_roles(w, field, text);
    case EVN_FORM_GRANTS:
        return write_parts(w, field, text, write_grant);
    case EVN_FORM_TESTS:
        return write_tests(w, type, field, text);
    case EVN_FORM_SKIP:
        break;
    }
    return EVN_FLAW_NONE;
}
