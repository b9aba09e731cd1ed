#include "tools/batch/courses.h"

#include "common/wire/field.h"
#include "tools/import/policy.h"

#include <stdlib.h>

enum { ARENA_BYTES = 1 << 20, POLICY_BYTES = 2 << 20, COURSES_MAX = 16000000 };
enum { COURSE_BYTES = EVN_PHASES_MAX * (sizeof(struct evn_course_phase) + EVN_TEST_DAYS_MAX * 8) };

extern const uint8_t evn_batch_isolation_rules[];
extern const size_t evn_batch_isolation_rules_len;

static evn_err add_arena(struct evn_courses *c, size_t bytes)
{
    struct evn_arena *grown = realloc(c->arenas, (c->n_arenas + 1) * sizeof *grown);
    if (grown == NULL)
        return EVN_E_NO_MEMORY;
    c->arenas = grown;
    evn_err err = evn_arena_init(&grown[c->n_arenas], bytes);
    c->n_arenas += err == EVN_OK;
    return err;
}

/* The message of a table as the registry reads it. */
static evn_err decode(struct evn_courses *c, struct evn_bytes body, struct evn_refusal *why)
{
    struct evn_buf bytes;
    evn_buf_init(&bytes, POLICY_BYTES);
    evn_err err = evn_policy_versioned(body, 1, &bytes);
    if (err == EVN_OK)
        err = evn_wire_decode(&evn_policy_table, evn_bytes_of(bytes.at, bytes.len), &c->arenas[0],
                              EVN_WIRE_STRICT, &c->policy, why);
    evn_buf_fini(&bytes);
    if (err != EVN_OK)
        return err;
    const char *field;
    size_t bad = evn_phases_check(&c->policy, &field);
    if (bad == c->policy.n_isolation)
        return EVN_OK;
    *why = evn_refusal_of(EVN_E_BAD_FIELD);
    why->line = (uint32_t)bad + 2;
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, c->policy.isolation[bad].cohort);
    return EVN_E_BAD_FIELD;
}

static evn_err read_rules(struct evn_courses *c, struct evn_csv rows,
                          const struct evn_batch_tell *tell, struct evn_refusal *why)
{
    struct evn_kind_counts counts = {0};
    struct evn_batch batch;
    evn_batch_init(&batch);
    evn_err err = evn_policy_rows("isolation_rules", rows, &batch, &counts, tell->flaw, tell->self);
    if (err == EVN_OK)
        err = decode(c, evn_batch_body(&batch, 0), why);
    evn_batch_fini(&batch);
    return err;
}

static evn_err read_usual(struct evn_courses *c, const struct evn_batch_tell *tell,
                          struct evn_refusal *why)
{
    size_t len = evn_batch_isolation_rules_len;
    uint8_t *copy = malloc(len);
    if (copy == NULL)
        return EVN_E_NO_MEMORY;
    memcpy(copy, evn_batch_isolation_rules, len);
    evn_err err = read_rules(c, evn_csv_of(copy, len, true), tell, why);
    free(copy);
    return err;
}

static struct evn_course_kind kind_of(const char *phase, const char *place, const char *supply)
{
    return (struct evn_course_kind){phase, place, supply};
}

static int compare_kinds(const void *a, const void *b)
{
    const struct evn_course_kind *x = a, *y = b;
    int order = strcmp(x->phase, y->phase);
    if (order == 0)
        order = strcmp(x->place, y->place);
    return order != 0 ? order : strcmp(x->supply_mode, y->supply_mode);
}

/* All that the rules tell apart, in order, each once. */
static evn_err list_kinds(struct evn_courses *c)
{
    size_t n = c->policy.n_isolation;
    c->kinds = calloc(n + 1, sizeof *c->kinds);
    if (c->kinds == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const struct evn_isolation_rule *rule = &c->policy.isolation[i];
        c->kinds[i] = kind_of(rule->phase, rule->place, rule->supply_mode);
    }
    qsort(c->kinds, n, sizeof *c->kinds, compare_kinds);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_kinds(&c->kinds[i], &c->kinds[c->n_kinds - 1]) != 0)
            c->kinds[c->n_kinds++] = c->kinds[i];
    return EVN_OK;
}

static evn_err list_cohorts(struct evn_courses *c)
{
    evn_err err = EVN_OK;
    uint32_t number;
    for (size_t i = 0; i < c->policy.n_isolation && err == EVN_OK; i++)
        err = evn_names_add(&c->cohorts, evn_bytes_text(c->policy.isolation[i].cohort), &number);
    return err != EVN_OK ? err : evn_names_sort(&c->cohorts);
}

evn_err evn_courses_init(struct evn_courses *c, const struct evn_csv *rows,
                         const struct evn_batch_tell *tell, struct evn_refusal *why)
{
    *c = (struct evn_courses){0};
    *why = evn_refusal_of(EVN_OK);
    evn_names_init(&c->cohorts, EVN_RULES_MAX);
    evn_textmap_init(&c->known, COURSES_MAX);
    evn_err err = add_arena(c, POLICY_BYTES);
    if (err == EVN_OK)
        err = rows != NULL ? read_rules(c, *rows, tell, why) : read_usual(c, tell, why);
    if (err == EVN_OK)
        err = list_kinds(c);
    return err != EVN_OK ? err : list_cohorts(c);
}

void evn_courses_fini(struct evn_courses *c)
{
    for (size_t i = 0; i < c->n_arenas; i++)
        evn_arena_fini(&c->arenas[i]);
    free(c->arenas);
    free(c->course);
    free(c->kinds);
    evn_names_fini(&c->cohorts);
    evn_textmap_fini(&c->known);
    *c = (struct evn_courses){0};
}

static uint32_t find_kind(const struct evn_courses *c, const struct evn_phase *phase)
{
    struct evn_course_kind key = kind_of(phase->phase, phase->place, phase->supply_mode);
    const struct evn_course_kind *found =
        bsearch(&key, c->kinds, c->n_kinds, sizeof key, compare_kinds);
    EVN_ASSERT(found != NULL);
    return (uint32_t)(found - c->kinds);
}

/* Work the course out; the arena has room. */
static void make(struct evn_courses *c, uint32_t cohort, struct evn_day start,
                 struct evn_arena *arena, struct evn_course *out)
{
    struct evn_phase phases[EVN_PHASES_MAX];
    char name[EVN_CODE_MAX];
    struct evn_bytes text = c->cohorts.text[cohort];
    memcpy(name, text.at, text.len);
    name[text.len] = '\0';
    *out = (struct evn_course){.n = evn_phases_of(&c->policy, name, start, arena, phases)};
    out->phase = evn_arena_array(arena, out->n, sizeof *out->phase);
    EVN_ASSERT(out->phase != NULL);
    for (size_t i = 0; i < out->n; i++) {
        struct evn_course_phase *p = &out->phase[i];
        *p = (struct evn_course_phase){.first_day = phases[i].first_day,
                                       .days = phases[i].days,
                                       .test_days = phases[i].test_days,
                                       .n_test_days = phases[i].n_test_days,
                                       .tests_unknown = phases[i].tests_unknown,
                                       .kind = find_kind(c, &phases[i])};
        memcpy(p->supply_mode, phases[i].supply_mode, sizeof p->supply_mode);
    }
    out->last = evn_course_last(out->phase, out->n, start);
}

evn_err evn_courses_find(struct evn_courses *c, uint32_t cohort, struct evn_day start,
                         uint32_t *out)
{
    const uint32_t key[2] = {cohort, (uint32_t)start.n};
    evn_err err = EVN_OK;
    if (evn_textmap_find(&c->known, evn_bytes_of(key, sizeof key), out))
        return EVN_OK;
    if (c->n == c->cap) {
        size_t cap = c->cap > 0 ? c->cap * 2 : 1024;
        struct evn_course *grown = realloc(c->course, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        c->course = grown;
        c->cap = cap;
    }
    struct evn_arena *arena = &c->arenas[c->n_arenas - 1];
    if (arena->cap - arena->used < COURSE_BYTES && (err = add_arena(c, ARENA_BYTES)) != EVN_OK)
        return err;
    make(c, cohort, start, &c->arenas[c->n_arenas - 1], &c->course[c->n]);
    err = evn_textmap_add(&c->known, evn_bytes_of(key, sizeof key), (uint32_t)c->n);
    *out = (uint32_t)c->n;
    c->n += err == EVN_OK;
    return err;
}
