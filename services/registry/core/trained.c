#include "common/base/pbw.h"
#include "services/registry/core/reader.h"
#include "services/registry/core/standing.h"

/* Who may see how many are trained; and who is not. */
enum {
    COUNTS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_DISPATCHER | EVN_ROLE_DASHBOARD |
             EVN_ROLE_AUDITOR | EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY,
    MEMBERS = COUNTS & ~EVN_ROLE_DASHBOARD
};
enum { UNITS_A_PAGE = 50, MEMBERS_A_PAGE = 2000 };

static void put_day(struct evn_pbw *w, uint32_t number, struct evn_day day)
{
    char text[11];
    if (!evn_day_valid(day))
        return;
    evn_day_format(day, text);
    evn_pbw_bytes(w, number, evn_bytes_text(text));
}

static evn_err read_rules(const struct evn_reader *r, struct evn_training_rules *out)
{
    struct evn_day today = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN);
    return evn_training_rules_read(r->state, r->ask->arena, today, out)
               ? EVN_OK
               : evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
}

/* How many of a unit stand how with a course. */
struct counts {
    uint32_t state[EVN_TRAINING_LAPSED + 1];
};

/* A page of units: `count` has a row for each, with an entry for each course. */
struct page {
    const struct evn_row *unit[UNITS_A_PAGE]; /* in the order of their codes */
    size_t n;
    struct counts *count;
    bool more;
};

static void gather_units(const struct evn_reader *r, const struct evn_query_coverage *query,
                         const char *area, struct page *page)
{
    const struct evn_row *row;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_ORGANISATION), query->after, area);
    while (!page->more && (row = evn_table_next(&walk)) != NULL) {
        if (query->organisation[0] != '\0' && strcmp(query->organisation, row->key) != 0)
            continue;
        page->more = page->n == UNITS_A_PAGE;
        if (!page->more)
            page->unit[page->n++] = row;
    }
}

/* The unit's place in the page, or its end. */
static size_t place_of(const struct page *page, const char *organisation)
{
    size_t low = 0, high = page->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(page->unit[middle]->key, organisation);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return page->n;
}

/* One look at every member: 100,000 of them take a tenth of a second. */
static evn_err count_members(const struct evn_reader *r, const struct evn_training_rules *rules,
                             struct page *page)
{
    const struct evn_table *members = evn_registry_table(r->state, EVN_REG_STAFF);
    for (size_t i = 0; i < members->n; i++) {
        struct evn_staff staff;
        size_t used = r->ask->arena->used, at = place_of(page, members->row[i].area);
        if (at == page->n)
            continue;
        if (!evn_registry_read(EVN_REG_STAFF, &members->row[i], r->ask->arena, &staff))
            return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
        uint32_t roles = evn_staff_roles(&staff);
        for (size_t k = 0; evn_staff_serves(&staff, rules->today) && k < rules->n_courses; k++) {
            const struct evn_course *course = &rules->course[k];
            if (evn_course_needed(rules, course, roles))
                page->count[at * rules->n_courses + k]
                    .state[evn_course_state_of(r->state, rules, course, &staff, NULL).state]++;
        }
        r->ask->arena->used = used;
    }
    return EVN_OK;
}

static evn_err put_coverage(const struct evn_reader *r, const struct evn_training_rules *rules,
                            const struct evn_organisation *unit, const struct evn_course *course,
                            const struct counts *n)
{
    uint8_t room[1024];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    uint32_t lapsed = n->state[EVN_TRAINING_LAPSED],
             overdue = n->state[EVN_TRAINING_OVERDUE] + lapsed;
    uint32_t needed = n->state[EVN_TRAINED] + n->state[EVN_TRAINING_DUE] + overdue;
    if (needed == 0)
        return EVN_OK;
    evn_pbw_bytes(&w, 1, evn_bytes_text(unit->code));
    evn_pbw_bytes(&w, 2, evn_bytes_text(unit->name_zh));
    evn_pbw_bytes(&w, 3, evn_bytes_text(unit->name_en));
    evn_pbw_u64(&w, 4, (uint64_t)unit->level);
    evn_pbw_bytes(&w, 5, evn_bytes_text(course->code));
    evn_pbw_u64(&w, 6, needed);
    evn_pbw_u64(&w, 7, n->state[EVN_TRAINED]);
    evn_pbw_u64(&w, 8, n->state[EVN_TRAINING_DUE]);
    evn_pbw_u64(&w, 9, overdue);
    evn_pbw_u64(&w, 10, lapsed);
    put_day(&w, 11, evn_day_valid(course->deadline) ? course->deadline : rules->deadline);
    return w.err != EVN_OK ? evn_reader_refuse(r, w.err, "", "result")
                           : evn_reader_put(r, EVN_RESULT_COVERAGE, evn_bytes_of(buf.at, buf.len));
}

static evn_err put_page(const struct evn_reader *r, const struct evn_query_coverage *query,
                        const struct evn_training_rules *rules, const struct page *page)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < page->n; i++) {
        struct evn_organisation unit;
        size_t used = r->ask->arena->used;
        if (!evn_registry_read(EVN_REG_ORGANISATION, page->unit[i], r->ask->arena, &unit))
            return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
        for (size_t k = 0; err == EVN_OK && k < rules->n_courses; k++)
            if (query->course[0] == '\0' || strcmp(query->course, rules->course[k].code) == 0)
                err = put_coverage(r, rules, &unit, &rules->course[k],
                                   &page->count[i * rules->n_courses + k]);
        r->ask->arena->used = used;
    }
    return err == EVN_OK && page->more ? evn_reader_next(r, page->unit[page->n - 1]->key) : err;
}

evn_err evn_answer_coverage(const struct evn_reader *r, const struct evn_query_coverage *query)
{
    struct evn_training_rules rules;
    struct page page = {.n = 0};
    const char *area;
    if ((r->ask->actor->roles & COUNTS) == 0)
        return evn_reader_refuse(r, EVN_E_NOT_ALLOWED, "", "coverage");
    evn_err err = evn_reader_area(r, query->area, &area);
    if (err == EVN_OK)
        err = read_rules(r, &rules);
    if (err != EVN_OK)
        return err;
    gather_units(r, query, area, &page);
    if (query->organisation[0] != '\0' && page.n == 0 && query->after[0] == '\0')
        return evn_reader_refuse(r, EVN_E_UNKNOWN_REF, "coverage.organisation",
                                 query->organisation);
    page.count = evn_arena_array(r->ask->arena, page.n * rules.n_courses + 1, sizeof *page.count);
    if (page.count == NULL)
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    memset(page.count, 0, (page.n * rules.n_courses + 1) * sizeof *page.count);
    err = count_members(r, &rules, &page);
    return err != EVN_OK ? err : put_page(r, query, &rules, &page);
}

/* Roles that rest for want of the course, by the member's standing. */
static const struct evn_rest *rest_of(const struct evn_standing *standing, const char *course)
{
    for (size_t i = 0; i < standing->n_rests; i++)
        if (strcmp(standing->rests[i].course, course) == 0)
            return &standing->rests[i];
    return NULL;
}

static evn_err put_training(const struct evn_reader *r, const struct evn_staff *staff,
                            const struct evn_course *course, const struct evn_course_state *is,
                            const struct evn_rest *rest)
{
    uint8_t room[512];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    evn_pbw_bytes(&w, 1, evn_bytes_text(staff->staff));
    evn_pbw_bytes(&w, 2, evn_bytes_text(staff->organisation));
    evn_pbw_bytes(&w, 3, evn_bytes_text(course->code));
    evn_pbw_u64(&w, 4, (uint64_t)is->state);
    put_day(&w, 5, is->done_on);
    put_day(&w, 6, is->good_until);
    put_day(&w, 7, is->deadline);
    if (rest != NULL)
        evn_pbw_u64(&w, 8, rest->roles & evn_staff_roles(staff));
    if (is->state != EVN_TRAINED)
        put_day(&w, 9, rest != NULL ? rest->since_day : is->since);
    return w.err != EVN_OK ? evn_reader_refuse(r, w.err, "", "result")
                           : evn_reader_put(r, EVN_RESULT_TRAINING, evn_bytes_of(buf.at, buf.len));
}

static bool is_asked(const struct evn_query_training_list *query, enum evn_training_state state)
{
    bool late = state == EVN_TRAINING_OVERDUE || state == EVN_TRAINING_LAPSED;
    return query->overdue ? late : !query->open || state != EVN_TRAINED;
}

/* The courses the member of this row needs. The arena is left as it was. */
static evn_err put_member(const struct evn_reader *r, const struct evn_query_training_list *query,
                          const struct evn_training_rules *rules, const struct evn_row *row)
{
    struct evn_staff staff;
    struct evn_standing standing;
    evn_err err = EVN_OK;
    size_t used = r->ask->arena->used;
    if (!evn_registry_read(EVN_REG_STAFF, row, r->ask->arena, &staff) ||
        !evn_standing_of(r->state, r->ask->arena, rules, &staff, NULL, &standing))
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    for (size_t k = 0; !standing.ended && err == EVN_OK && k < rules->n_courses; k++) {
        const struct evn_course *course = &rules->course[k];
        if (!evn_course_needed(rules, course, evn_staff_roles(&staff)) ||
            (query->course[0] != '\0' && strcmp(query->course, course->code) != 0))
            continue;
        struct evn_course_state is = evn_course_state_of(r->state, rules, course, &staff, NULL);
        if (is_asked(query, is.state))
            err = put_training(r, &staff, course, &is, rest_of(&standing, course->code));
    }
    r->ask->arena->used = used;
    return err;
}

/* One member; everybody may ask about themselves. */
static evn_err answer_one(const struct evn_reader *r, const struct evn_query_training_list *query,
                          const struct evn_training_rules *rules, const char *area)
{
    const struct evn_row *row = evn_registry_find(r->state, EVN_REG_STAFF, query->staff);
    bool own = strcmp(r->ask->actor->name, query->staff) == 0;
    if (row == NULL)
        return evn_reader_refuse(r, EVN_E_UNKNOWN_REF, "training_list.staff", query->staff);
    if (!own && !evn_scope_covers(area, evn_registry_area(r->state, EVN_REG_STAFF, row->area)))
        return evn_reader_refuse(r, EVN_E_OUT_OF_SCOPE, "", query->staff);
    return put_member(r, query, rules, row);
}

evn_err evn_answer_training(const struct evn_reader *r, const struct evn_query_training_list *query)
{
    struct evn_training_rules rules;
    const char *area, *last = query->after;
    const struct evn_row *row;
    bool own = query->staff[0] != '\0' && strcmp(r->ask->actor->name, query->staff) == 0;
    if (!own && (r->ask->actor->roles & MEMBERS) == 0)
        return evn_reader_refuse(r, EVN_E_NOT_ALLOWED, "", "training");
    evn_err err = evn_reader_area(r, query->area, &area);
    if (err == EVN_OK)
        err = read_rules(r, &rules);
    if (err != EVN_OK || query->staff[0] != '\0')
        return err != EVN_OK ? err : answer_one(r, query, &rules, area);
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_STAFF), query->after, "");
    for (int n = 0; err == EVN_OK && (row = evn_table_next(&walk)) != NULL; n++) {
        if (n == MEMBERS_A_PAGE || r->result->len > EVN_PAGE_BYTES)
            return evn_reader_next(r, last);
        last = row->key;
        if (query->organisation[0] != '\0' && strcmp(query->organisation, row->area) != 0)
            continue;
        if (evn_scope_covers(area, evn_registry_area(r->state, EVN_REG_STAFF, row->area)))
            err = put_member(r, query, &rules, row);
    }
    return err;
}
