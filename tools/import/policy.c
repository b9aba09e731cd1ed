#include "tools/import/policy.h"

#include "common/base/pbw.h"
#include "common/wire/text.h"

#include "evernormal/registry/v1/event.pb-c.h"

enum { POLICY_TABLE = 1, POLICY_VERSION = 2, POLICY_RULES = 4, POLICY_ISOLATION = 5 };
enum { BODY_MAX = 256 * 1024 };

static const struct evn_kind_column rules[] = {
    {"rule", "rule", EVN_FORM_PLAIN, true},
    {"value", "value", EVN_FORM_PLAIN, false},
    {"unit", "unit", EVN_FORM_PLAIN, false},
    {"meaning", "meaning", EVN_FORM_PLAIN, false},
    {"valid_from", "valid_from", EVN_FORM_DAY, false},
    {"valid_to", "valid_until", EVN_FORM_DAY, false},
    {"authority", "authority", EVN_FORM_PLAIN, false},
    {"source_file", "source", EVN_FORM_PLAIN, false},
};
static const struct evn_kind_column groups[] = {
    {"group", "rule", EVN_FORM_PLAIN, true},
    {"person_list", "value", EVN_FORM_PLAIN, false},
    {"why", "meaning", EVN_FORM_PLAIN, false},
    {"valid_from", "valid_from", EVN_FORM_DAY, false},
    {"valid_to", "valid_until", EVN_FORM_DAY, false},
    {"authority", "authority", EVN_FORM_PLAIN, false},
    {"source_file", "source", EVN_FORM_PLAIN, false},
};
static const struct evn_kind_column classes[] = {
    {"class", "rule", EVN_FORM_PLAIN, true},
    {"examples", "value", EVN_FORM_PLAIN, false},
    {"reserve_duty", "meaning", EVN_FORM_PLAIN, false},
    {"valid_from", "valid_from", EVN_FORM_DAY, false},
    {"valid_to", "valid_until", EVN_FORM_DAY, false},
    {"authority", "authority", EVN_FORM_PLAIN, false},
    {"source_file", "source", EVN_FORM_PLAIN, false},
};
/* Hours in which tickets of a class are to be accepted and answered. */
static const struct evn_kind_column deadlines[] = {
    {"ticket_class", "rule", EVN_FORM_PLAIN, true},
    {"accept_hours", "value", EVN_FORM_PAIR, true},
    {"meaning", "meaning", EVN_FORM_PLAIN, false},
    {"valid_from", "valid_from", EVN_FORM_DAY, false},
    {"valid_to", "valid_until", EVN_FORM_DAY, false},
    {"authority", "authority", EVN_FORM_PLAIN, false},
    {"source_file", "source", EVN_FORM_PLAIN, false},
    {"answer_hours", NULL, EVN_FORM_SKIP, true},
};
static const struct evn_kind_column isolation[] = {
    {"cohort", "cohort", EVN_FORM_PLAIN, true},
    {"phase", "phase", EVN_FORM_PLAIN, true},
    {"place", "place", EVN_FORM_PLAIN, true},
    {"phase_order", "phase_order", EVN_FORM_PLAIN, true},
    {"days", "days", EVN_FORM_PLAIN, false},
    {"test_days", "test_days", EVN_FORM_LIST, false},
    {"tests", "tests", EVN_FORM_TESTS, false},
    {"ct_threshold", "ct_threshold", EVN_FORM_PLAIN, false},
    {"code_managed", "code_managed", EVN_FORM_PLAIN, false},
    {"may_go_out", "may_go_out", EVN_FORM_PLAIN, false},
    {"supply_mode", "supply_mode", EVN_FORM_PLAIN, false},
    {"valid_from", "valid_from", EVN_FORM_DAY, false},
    {"valid_to", "valid_until", EVN_FORM_DAY, false},
    {"authority", "authority", EVN_FORM_PLAIN, false},
    {"source_file", "source", EVN_FORM_PLAIN, false},
};

#define LAYOUT(columns)                                                                            \
    {                                                                                              \
        columns, sizeof(columns) / sizeof(columns)[0]                                              \
    }

static const struct evn_kind rule_rows = {
    .name = "policy",
    .type = &evernormal__registry__v1__rule__descriptor,
    .layout = {LAYOUT(rules), LAYOUT(groups), LAYOUT(classes), LAYOUT(deadlines)},
    .n_layouts = 4};
static const struct evn_kind isolation_rows = {
    .name = "policy",
    .type = &evernormal__registry__v1__isolation_rule__descriptor,
    .layout = {LAYOUT(isolation)},
    .n_layouts = 1};

bool evn_policy_name(const char *path, char out[64])
{
    const char *name = strrchr(path, '/');
    name = name != NULL ? name + 1 : path;
    size_t len = strcspn(name, ".");
    if (len == 0 || len > 63 || !evn_text_code(evn_bytes_of(name, len)))
        return false;
    memcpy(out, name, len);
    out[len] = '\0';
    return true;
}

/* A table being read. */
struct table {
    struct evn_pbw w;
    uint32_t field; /* of a row */
    void (*tell)(void *self, const struct evn_flaw *flaw);
    void *self;
};

static evn_err add_rule(void *self, struct evn_bytes row, const struct evn_said *said,
                        uint32_t line)
{
    struct table *table = self;
    (void)said;
    (void)line;
    evn_pbw_bytes(&table->w, table->field, row);
    return table->w.err;
}

static void pass_on(void *self, const struct evn_flaw *flaw)
{
    struct table *table = self;
    table->tell(table->self, flaw);
}

evn_err evn_policy_rows(const char *name, struct evn_csv rows, struct evn_batch *batch,
                        struct evn_kind_counts *counts,
                        void (*tell)(void *self, const struct evn_flaw *flaw), void *self)
{
    bool is_isolation = strcmp(name, "isolation_rules") == 0;
    struct evn_buf body;
    struct table table = {.w = {.buf = &body},
                          .field = is_isolation ? POLICY_ISOLATION : POLICY_RULES,
                          .tell = tell,
                          .self = self};
    struct evn_kind_sink sink = {.self = &table, .row = add_rule, .tell = pass_on};
    int64_t refused = counts->refused;
    evn_buf_init(&body, BODY_MAX);
    evn_pbw_bytes(&table.w, POLICY_TABLE, evn_bytes_text(name));
    evn_err err = evn_kind_rows(is_isolation ? &isolation_rows : &rule_rows, rows, &sink, counts);
    if (err == EVN_OK && counts->refused > refused)
        err = EVN_E_BAD_FILE;
    if (err == EVN_OK)
        err = evn_batch_add(batch, EVN_POLICY_TAG, evn_bytes_text(name),
                            evn_bytes_of(body.at, body.len), 0);
    evn_buf_fini(&body);
    return err;
}

bool evn_policy_unversioned(struct evn_bytes body, struct evn_buf *out, uint32_t *version)
{
    struct evn_pb_field field;
    struct evn_bytes rest = body;
    *version = 0;
    while (rest.len > 0) {
        const uint8_t *from = rest.at;
        if (evn_pb_next(&rest, &field) != EVN_OK)
            return false;
        if (field.number == POLICY_VERSION)
            *version = (uint32_t)field.value;
        else if (evn_buf_add(out, evn_bytes_of(from, (size_t)(rest.at - from))) != EVN_OK)
            return false;
    }
    return true;
}

evn_err evn_policy_versioned(struct evn_bytes body, uint32_t version, struct evn_buf *out)
{
    struct evn_pb_field table;
    struct evn_bytes rest = body;
    struct evn_pbw w = {.buf = out};
    evn_err err = evn_pb_next(&rest, &table);
    if (err != EVN_OK)
        return err;
    evn_pbw_bytes(&w, POLICY_TABLE, table.bytes);
    evn_pbw_u64(&w, POLICY_VERSION, version);
    if (w.err != EVN_OK)
        return w.err;
    return evn_buf_add(out, rest);
}
