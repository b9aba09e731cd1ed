#include "common/base/pbw.h"
#include "services/registry/core/reader.h"
#include "services/registry/core/standing.h"

enum { MINUTES_A_DAY = 1440, PARENTS_MAX = 64, OFFICERS_MAX = 100 };
#define US_PER_MIN (INT64_C(60) * EVN_US_PER_S)

/* As evernormal.registry.v1.DutyBy. */
enum duty_by { BY_ROSTER = 1, BY_HEAD = 2, BY_MEMBER = 3, BY_ADMINISTRATOR = 4 };

/* The field of the shift that is wrong, or NULL. */
static const char *wrong_field(const struct evn_duty *duty)
{
    if (evn_day_valid(duty->until_day) && duty->until_day.n < duty->from_day.n)
        return "duty.duty.until_day";
    if (duty->until_min <= duty->from_min || duty->until_min - duty->from_min > MINUTES_A_DAY)
        return "duty.duty.until_min";
    for (size_t i = 0; i < duty->n_weekdays; i++)
        if (duty->weekdays[i] < 1 || duty->weekdays[i] > 7 ||
            (i > 0 && duty->weekdays[i] <= duty->weekdays[i - 1]))
            return "duty.duty.weekdays";
    return NULL;
}

evn_err evn_decide_duty(const struct evn_decision *d, const struct evn_duty_put *put)
{
    const struct evn_duty *duty = &put->duty;
    const char *wrong = wrong_field(duty);
    const struct evn_row *old = evn_registry_find(d->state, EVN_REG_DUTY, duty->duty);
    if (wrong != NULL)
        return evn_refuse(d, EVN_E_BAD_FIELD, wrong, duty->duty);
    if (old != NULL && strcmp(old->area, duty->organisation) != 0)
        return evn_refuse(d, EVN_E_FIXED, "organisation", duty->duty);
    evn_err err = evn_need(d, EVN_REG_ORGANISATION, "duty.duty.organisation", duty->organisation);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_STAFF, "duty.duty.staff", duty->staff);
    if (err == EVN_OK)
        err = evn_need_day(d, "duty.duty.from_day", duty->from_day, true);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_DUTY, duty, put->replace, NULL);
}

/* Somebody to call. */
struct officer {
    char staff[EVN_CODE_MAX];
    char duty[EVN_CODE_MAX];
    uint32_t rank;
    enum duty_by by;
    bool resting;
    int64_t from_us, until_us; /* of the shift */
};

/* Those found, who is called first in front. */
struct officers {
    struct officer *at; /* OFFICERS_MAX, in the arena */
    size_t n;
};

/* A question being answered. */
struct calling {
    const struct evn_reader *r;
    int64_t at_us;
    struct evn_day today;
    uint32_t minute; /* of the local day */
    struct officers found;
};

static bool is_before(const struct officer *a, const struct officer *b)
{
    if (a->resting != b->resting)
        return b->resting;
    return a->rank != b->rank ? a->rank < b->rank : strcmp(a->staff, b->staff) < 0;
}

static void add(struct officers *to, const struct officer *one)
{
    size_t i;
    if (to->n == OFFICERS_MAX && !is_before(one, &to->at[to->n - 1]))
        return;
    to->n += to->n < OFFICERS_MAX;
    for (i = to->n - 1; i > 0 && is_before(one, &to->at[i - 1]); i--)
        to->at[i] = to->at[i - 1];
    to->at[i] = *one;
}

/* Whether the member can be called at all that day; *resting: a course is missing. */
static bool serves(const struct calling *c, const char *number, bool *resting)
{
    struct evn_staff staff;
    struct evn_standing standing;
    const struct evn_reader *r = c->r;
    size_t used = r->ask->arena->used;
    const struct evn_row *row = evn_registry_find(r->state, EVN_REG_STAFF, number);
    bool good = row != NULL && evn_registry_read(EVN_REG_STAFF, row, r->ask->arena, &staff) &&
                staff.from_day.n <= c->today.n && evn_staff_serves(&staff, c->today);
    row = evn_registry_find(r->state, EVN_REG_STANDING, number);
    *resting = good && row != NULL &&
               evn_registry_read(EVN_REG_STANDING, row, r->ask->arena, &standing) &&
               standing.n_rests > 0;
    r->ask->arena->used = used;
    return good;
}

/* 1 is Monday; 1970-01-01 was a Thursday. */
static uint32_t weekday(struct evn_day day)
{
    return (uint32_t)(((day.n + 3) % 7 + 7) % 7) + 1;
}

/* Whether a shift that begins on `day` holds `minute` of that day. */
static bool holds(const struct evn_duty *duty, struct evn_day day, uint32_t minute)
{
    bool on = duty->n_weekdays == 0;
    for (size_t i = 0; i < duty->n_weekdays; i++)
        on |= duty->weekdays[i] == weekday(day);
    return on && !duty->withdrawn && evn_rule_holds(duty->from_day, duty->until_day, day) &&
           duty->from_min <= minute && minute < duty->until_min;
}

/* The shift of today or, past midnight, of yesterday. */
static void look_at_shift(struct calling *c, const struct evn_duty *duty)
{
    for (int back = 0; back <= 1; back++) {
        struct evn_day day = {c->today.n - back};
        struct officer one = {.by = BY_ROSTER, .rank = duty->rank};
        if (!holds(duty, day, c->minute + (uint32_t)(back * MINUTES_A_DAY)) ||
            !serves(c, duty->staff, &one.resting))
            continue;
        int64_t start_us = evn_day_start_us(day, EVN_OFFSET_CHINA_MIN);
        one.from_us = start_us + duty->from_min * US_PER_MIN;
        one.until_us = start_us + duty->until_min * US_PER_MIN;
        memcpy(one.staff, duty->staff, sizeof duty->staff);
        memcpy(one.duty, duty->duty, sizeof one.duty);
        add(&c->found, &one);
        return;
    }
}

static void look_at_roster(struct calling *c, const char *organisation)
{
    const struct evn_row *row;
    struct evn_arena *arena = c->r->ask->arena;
    struct evn_table_walk walk =
        evn_table_in(evn_registry_table(c->r->state, EVN_REG_DUTY), organisation);
    while ((row = evn_table_next(&walk)) != NULL) {
        struct evn_duty duty;
        size_t used = arena->used;
        if (strcmp(row->area, organisation) == 0 &&
            evn_registry_read(EVN_REG_DUTY, row, arena, &duty))
            look_at_shift(c, &duty);
        arena->used = used;
    }
}

static void look_at_one(struct calling *c, const char *number, enum duty_by by)
{
    struct officer one = {.by = by};
    if (number[0] == '\0' || !serves(c, number, &one.resting))
        return;
    evn_refusal_text(one.staff, sizeof one.staff, number);
    add(&c->found, &one);
}

/* Of the unit's members the first by number. */
static void look_at_members(struct calling *c, const char *organisation)
{
    const struct evn_row *row;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(c->r->state, EVN_REG_STAFF), "", "");
    while (c->found.n == 0 && (row = evn_table_next(&walk)) != NULL)
        if (strcmp(row->area, organisation) == 0)
            look_at_one(c, row->key, BY_MEMBER);
}

/* There is always somebody who may add keys. */
static void look_at_administrators(struct calling *c)
{
    const struct evn_rights *rights = c->r->ask->rights;
    for (size_t i = 0; i < rights->n; i++) {
        const struct evn_key_fact *key = &rights->fact[i];
        struct officer one = {.by = BY_ADMINISTRATOR};
        if (key->revoked || (key->roles & EVN_ROLE_ADMIN) == 0 || key->scope[0] != '\0')
            continue;
        memcpy(one.staff, key->name, sizeof one.staff);
        add(&c->found, &one);
    }
}

static evn_err put_officers(const struct calling *c, const struct evn_organisation *unit)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < c->found.n; i++) {
        uint8_t room[512];
        const struct officer *one = &c->found.at[i];
        struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
        struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
        evn_pbw_bytes(&w, 1, evn_bytes_text(one->staff));
        if (one->by != BY_ADMINISTRATOR)
            evn_pbw_bytes(&w, 2, evn_bytes_text(unit->code));
        evn_pbw_u64(&w, 3, (uint64_t)one->by);
        evn_pbw_bytes(&w, 4, evn_bytes_text(one->duty));
        evn_pbw_i64(&w, 5, one->from_us);
        evn_pbw_i64(&w, 6, one->until_us);
        if (one->by != BY_ADMINISTRATOR)
            evn_pbw_bytes(&w, 7, evn_bytes_text(unit->phone));
        evn_pbw_u64(&w, 8, one->rank);
        evn_pbw_u64(&w, 9, one->resting);
        err = w.err != EVN_OK
                  ? evn_reader_refuse(c->r, w.err, "", "result")
                  : evn_reader_put(c->r, EVN_RESULT_ON_DUTY, evn_bytes_of(buf.at, buf.len));
    }
    return err;
}

static bool read_unit(const struct calling *c, const char *code, struct evn_organisation *out)
{
    const struct evn_row *row = evn_registry_find(c->r->state, EVN_REG_ORGANISATION, code);
    return row != NULL && evn_registry_read(EVN_REG_ORGANISATION, row, c->r->ask->arena, out);
}

/* The unit's roster, then its head; the same of each unit above; then a member of each; then an
 * administrator. *unit is whose people were found. */
static void look(struct calling *c, const char *first, struct evn_organisation *unit)
{
    for (int members = 0; members <= 1; members++) {
        char code[EVN_CODE_MAX];
        memcpy(code, first, sizeof code);
        for (int n = 0; n < PARENTS_MAX && code[0] != '\0' && read_unit(c, code, unit); n++) {
            if (members)
                look_at_members(c, code);
            else
                look_at_roster(c, code);
            if (!members && c->found.n == 0)
                look_at_one(c, unit->head, BY_HEAD);
            if (c->found.n > 0)
                return;
            memcpy(code, unit->parent, sizeof code);
        }
    }
    look_at_administrators(c);
}

/* The unit of that type whose area holds `area` and is the smallest; of several the first by code;
 * "" when there is none. */
static const char *nearest(const struct evn_reader *r, const char *area, const char *type)
{
    const struct evn_row *row, *best = NULL;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_ORGANISATION), "", "");
    while ((row = evn_table_next(&walk)) != NULL) {
        struct evn_organisation unit;
        size_t used = r->ask->arena->used;
        if (!evn_scope_covers(row->area, area) ||
            (best != NULL && strlen(best->area) >= strlen(row->area)))
            continue;
        bool fits = type[0] == '\0' ||
                    (evn_registry_read(EVN_REG_ORGANISATION, row, r->ask->arena, &unit) &&
                     strcmp(unit.type, type) == 0);
        r->ask->arena->used = used;
        best = fits ? row : best;
    }
    return best != NULL ? best->key : "";
}

evn_err evn_answer_on_duty(const struct evn_reader *r, const struct evn_query_on_duty *query)
{
    struct evn_organisation unit = {.level = 0};
    struct calling c = {.r = r, .at_us = query->at_us != 0 ? query->at_us : r->ask->business_us};
    bool named = query->organisation[0] != '\0';
    if (named == (query->area[0] != '\0'))
        return evn_reader_refuse(r, named ? EVN_E_BAD_FIELD : EVN_E_MISSING_FIELD, "on_duty.area",
                                 query->area);
    if (named && evn_registry_find(r->state, EVN_REG_ORGANISATION, query->organisation) == NULL)
        return evn_reader_refuse(r, EVN_E_UNKNOWN_REF, "on_duty.organisation", query->organisation);
    c.today = evn_day_at(c.at_us, EVN_OFFSET_CHINA_MIN);
    c.minute = (uint32_t)((c.at_us - evn_day_start_us(c.today, EVN_OFFSET_CHINA_MIN)) / US_PER_MIN);
    c.found.at = evn_arena_array(r->ask->arena, OFFICERS_MAX, sizeof *c.found.at);
    if (c.found.at == NULL)
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    char first[EVN_CODE_MAX] = "";
    evn_refusal_text(first, sizeof first,
                     named ? query->organisation : nearest(r, query->area, query->type));
    look(&c, first, &unit);
    return put_officers(&c, &unit);
}
