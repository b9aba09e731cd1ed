#include "services/planner/core/people.h"

#include "common/base/num.h"

struct evn_outlook evn_outlook_as_it_is(struct evn_day today)
{
    return (struct evn_outlook){
        .today = today, .zones_end = EVN_DAY_NONE, .cohorts_end = EVN_DAY_NONE};
}

static bool lies_in(const char *area, const char *outer)
{
    return strncmp(outer, area, strlen(outer)) == 0;
}

/* The sealed zones of a chain that hold the community or lie in it. */
static evn_err sealed_zones(const struct evn_planner_state *state, uint32_t chain, const char *code,
                            struct evn_arena *arena, struct evn_fact_zone **zone, size_t *n)
{
    const struct evn_facts *zones = evn_planner_facts(state, EVN_FACT_ZONE);
    size_t max = 0;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = zones->row[at].next)
        max++;
    *n = 0;
    *zone = evn_arena_array(arena, max + 1, sizeof **zone);
    if (*zone == NULL)
        return EVN_E_LIMIT;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = zones->row[at].next) {
        struct evn_fact_zone *z = &(*zone)[*n];
        if (evn_planner_read(EVN_FACT_ZONE, &zones->row[at], NULL, z) && z->sealed &&
            (lies_in(code, z->area) || lies_in(z->area, code)))
            ++*n;
    }
    return EVN_OK;
}

static int64_t registered_residents(const struct evn_planner_state *state, const char *code)
{
    struct evn_fact_community fact;
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(state, EVN_FACT_COMMUNITY), code);
    return row != NULL && evn_planner_read(EVN_FACT_COMMUNITY, row, NULL, &fact) ? fact.residents
                                                                                 : 0;
}

/* One test a person and day, on the days that are counted. */
static void add_tests(struct evn_crowd *out, const struct evn_fact_member *member)
{
    for (size_t i = 0; i < member->n_test_days; i++) {
        int64_t at = (int64_t)member->test_days[i].n - out->first.n;
        if (at >= 0 &&
            (!evn_day_valid(out->last_test) || out->last_test.n < member->test_days[i].n))
            out->last_test = member->test_days[i];
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice |= member->test_days[k].n == member->test_days[i].n;
        if (!twice && at >= 0 && at < (int64_t)out->n_days)
            out->tests[at]++;
    }
}

static evn_err read_tests(const struct evn_planner_state *state,
                          const struct evn_community *community, struct evn_arena *arena,
                          struct evn_crowd *out)
{
    uint32_t chain = community->chain[EVN_FACT_MEMBER - EVN_FACT_COMMUNITY];
    const struct evn_facts *members = evn_planner_facts(state, EVN_FACT_MEMBER);
    out->tests = evn_arena_array(arena, out->n_days + 1, sizeof *out->tests);
    out->last_test = EVN_DAY_NONE;
    if (out->tests == NULL)
        return EVN_E_LIMIT;
    if (community->tests_until.n < out->first.n)
        return EVN_OK;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = members->row[at].next) {
        struct evn_fact_member member;
        size_t mark = arena->used;
        if (!evn_planner_read(EVN_FACT_MEMBER, &members->row[at], arena, &member))
            return EVN_E_LIMIT;
        add_tests(out, &member);
        arena->used = mark;
    }
    return EVN_OK;
}

static bool is_critical(const struct evn_planner_state *state, const char *item)
{
    struct evn_fact_item fact;
    const struct evn_fact_row *row = evn_facts_find(evn_planner_facts(state, EVN_FACT_ITEM), item);
    return row != NULL && evn_planner_read(EVN_FACT_ITEM, row, NULL, &fact) && fact.life_critical;
}

/* Negative, zero, positive: by item, tier, last day. */
static int order(const struct evn_want *a, const char *item, uint32_t tier, struct evn_day last_day)
{
    int c = strcmp(a->item, item);
    c = c != 0 ? c : (a->tier > tier) - (a->tier < tier);
    return c != 0 ? c : (a->last_day.n > last_day.n) - (a->last_day.n < last_day.n);
}

/* In the arena, with its days of the week. */
static const struct evn_person_need *
keep_rhythm(const struct evn_person_need *need, const uint32_t weekdays[7], struct evn_arena *arena)
{
    struct evn_person_need *kept = evn_arena_array(arena, 1, sizeof *kept);
    uint32_t *days = evn_arena_array(arena, 7, sizeof *days);
    if (kept == NULL || days == NULL)
        return NULL;
    memcpy(days, weekdays, 7 * sizeof *days);
    *kept = *need;
    kept->weekdays = days;
    return kept;
}

static evn_err add_rhythm(const struct evn_person_need *need, uint32_t tier,
                          struct evn_day last_day, struct evn_arena *arena, struct evn_want **first)
{
    struct evn_want **at = first;
    struct evn_want *new = evn_arena_array(arena, 1, sizeof *new);
    if (new == NULL || need == NULL)
        return EVN_E_LIMIT;
    while (*at != NULL && order(*at, need->item, tier, last_day) < 0)
        at = &(*at)->next;
    *new = (struct evn_want){
        .tier = tier, .last_day = last_day, .persons = 1, .rhythm = need, .next = *at};
    memcpy(new->item, need->item, sizeof new->item);
    *at = new;
    return EVN_OK;
}

struct evn_due evn_want_due(const struct evn_want *want, struct evn_day day)
{
    if (want->last_day.n < day.n)
        return (struct evn_due){0};
    return want->rhythm != NULL ? evn_rhythm_due(want->rhythm, day)
                                : (struct evn_due){.quantity = want->per_day,
                                                   .daily = want->per_day,
                                                   .bad = want->bad};
}

static evn_err add_want(const struct evn_person_need *need, uint32_t tier, struct evn_day last_day,
                        struct evn_arena *arena, struct evn_want **first)
{
    struct evn_want **at = first;
    while (*at != NULL && (order(*at, need->item, tier, last_day) < 0 ||
                           (order(*at, need->item, tier, last_day) == 0 && (*at)->rhythm != NULL)))
        at = &(*at)->next;
    if (*at == NULL || order(*at, need->item, tier, last_day) != 0) {
        struct evn_want *new = evn_arena_array(arena, 1, sizeof *new);
        if (new == NULL)
            return EVN_E_LIMIT;
        *new = (struct evn_want){.tier = tier, .last_day = last_day, .next = *at};
        memcpy(new->item, need->item, sizeof new->item);
        *at = new;
    }
    (*at)->persons++;
    (*at)->bad |= !evn_add_i64((*at)->per_day, need->per_day, &(*at)->per_day);
    return EVN_OK;
}

/* What the key persons want, from the first of the days on. */
static evn_err read_wants(const struct evn_planner_state *state, uint32_t chain,
                          struct evn_arena *arena, struct evn_crowd *out)
{
    const struct evn_facts *persons = evn_planner_facts(state, EVN_FACT_PERSON);
    struct evn_person_need *needs = evn_arena_array(arena, EVN_PERSON_NEEDS_MAX, sizeof *needs);
    uint32_t weekdays[EVN_PERSON_NEEDS_MAX][7];
    evn_err err = needs != NULL ? EVN_OK : EVN_E_LIMIT;
    for (uint32_t at = chain; err == EVN_OK && at != EVN_NO_ROW; at = persons->row[at].next) {
        struct evn_fact_person person;
        size_t mark = arena->used;
        if (!evn_planner_read(EVN_FACT_PERSON, &persons->row[at], arena, &person))
            return EVN_E_LIMIT;
        size_t n = person.last_day.n < out->first.n ? 0 : person.n_needs;
        for (size_t i = 0; i < n; i++) {
            needs[i] = person.needs[i];
            memset(weekdays[i], 0, sizeof weekdays[i]);
            for (size_t k = 0; k < needs[i].n_weekdays; k++)
                weekdays[i][k] = needs[i].weekdays[k];
        }
        arena->used = mark;
        for (size_t i = 0; i < n && err == EVN_OK; i++) {
            bool critical = needs[i].tier == EVN_TIER_CRITICAL || is_critical(state, needs[i].item);
            uint32_t tier = critical ? EVN_TIER_CRITICAL : EVN_TIER_PERSONS;
            if (needs[i].amount > 0 || needs[i].supply_days > 0)
                err = add_rhythm(keep_rhythm(&needs[i], weekdays[i], arena), tier, person.last_day,
                                 arena, &out->wants);
            else if (needs[i].per_day > 0)
                err = add_want(&needs[i], tier, person.last_day, arena, &out->wants);
        }
    }
    return err;
}

evn_err evn_crowd_of(const struct evn_planner_state *state, const struct evn_community *community,
                     struct evn_day first, size_t n_days, struct evn_arena *arena,
                     struct evn_crowd *out)
{
    const uint32_t *chain = community->chain;
    *out = (struct evn_crowd){.code = community->code,
                              .first = first,
                              .n_days = n_days,
                              .registered = registered_residents(state, community->code)};
    evn_err err =
        sealed_zones(state, state->wide, community->code, arena, &out->wide, &out->n_wide);
    if (err == EVN_OK)
        err = sealed_zones(state, chain[EVN_FACT_ZONE - EVN_FACT_COMMUNITY], community->code, arena,
                           &out->zone, &out->n_zones);
    return err == EVN_OK ? read_tests(state, community, arena, out) : err;
}

evn_err evn_crowd_wants(const struct evn_planner_state *state,
                        const struct evn_community *community, struct evn_arena *arena,
                        struct evn_crowd *crowd)
{
    return read_wants(state, community->chain[EVN_FACT_PERSON - EVN_FACT_COMMUNITY], arena, crowd);
}

/* Whether the zone counts on the day, and whether it is the policy that ends it. */
static bool counts(const struct evn_fact_zone *zone, const struct evn_outlook *outlook,
                   struct evn_day day, bool *ended)
{
    bool over = outlook->expected && day.n > outlook->today.n && evn_day_valid(zone->lowered_on) &&
                day.n > zone->lowered_on.n;
    *ended |= !over && day.n >= outlook->zones_end.n;
    return !over && day.n < outlook->zones_end.n;
}

/* Whether zone i lies in another one that counts, so that its people are counted there. */
static bool is_inside(const struct evn_fact_zone *zone, size_t n, size_t i,
                      const struct evn_outlook *outlook, struct evn_day day)
{
    bool ended = false;
    for (size_t k = 0; k < n; k++)
        if (k != i && lies_in(zone[i].area, zone[k].area) &&
            (strlen(zone[k].area) < strlen(zone[i].area) || k < i) &&
            counts(&zone[k], outlook, day, &ended))
            return true;
    return false;
}

static bool count_zone(const struct evn_fact_zone *zone, int64_t residents, struct evn_day day,
                       struct evn_people *people)
{
    people->zones++;
    people->zones_unknown += residents == 0;
    return evn_add_i64(people->residents, residents, &people->residents) &&
           (zone->since.n != day.n || evn_add_i64(people->fresh, residents, &people->fresh));
}

/* The people in sealed zones, each once. A zone that is the community or larger holds them all. */
static bool count_zones(const struct evn_crowd *crowd, const struct evn_outlook *outlook,
                        struct evn_day day, struct evn_people *people)
{
    bool fits = true;
    for (size_t i = 0; i < crowd->n_wide; i++)
        if (counts(&crowd->wide[i], outlook, day, &people->ended) &&
            !is_inside(crowd->wide, crowd->n_wide, i, outlook, day))
            return count_zone(&crowd->wide[i], crowd->registered, day, people);
    for (size_t i = 0; i < crowd->n_zones; i++) {
        const struct evn_fact_zone *zone = &crowd->zone[i];
        if (!counts(zone, outlook, day, &people->ended) ||
            is_inside(crowd->zone, crowd->n_zones, i, outlook, day))
            continue;
        bool whole = strlen(zone->area) == EVN_COMMUNITY_LEN && zone->residents == 0;
        fits &= count_zone(zone, whole ? crowd->registered : zone->residents, day, people);
    }
    return fits;
}

/* Those who might be sealed, too; never more than live there. */
static bool count_more(const struct evn_crowd *crowd, const struct evn_outlook *outlook,
                       struct evn_day day, struct evn_people *people)
{
    for (size_t i = 0; i < outlook->n_sealed; i++) {
        const struct evn_more_sealed *more = &outlook->sealed[i];
        if (day.n < more->from.n || strcmp(more->community, crowd->code) != 0)
            continue;
        people->ended |= day.n >= outlook->zones_end.n;
        if (day.n >= outlook->zones_end.n)
            continue;
        int64_t room = crowd->registered > 0 ? crowd->registered - people->residents : INT64_MAX;
        int64_t add = more->residents < room ? more->residents : room > 0 ? room : 0;
        people->zones++;
        if (!evn_add_i64(people->residents, add, &people->residents) ||
            (more->from.n == day.n && !evn_add_i64(people->fresh, add, &people->fresh)))
            return false;
    }
    return true;
}

static bool count_tests(const struct evn_crowd *crowd, const struct evn_outlook *outlook,
                        struct evn_day day, struct evn_people *people)
{
    if (day.n >= outlook->cohorts_end.n)
        return true;
    people->tests = crowd->tests[day.n - crowd->first.n];
    for (size_t i = 0; i < outlook->n_tested; i++)
        if (outlook->tested[i].day.n == day.n &&
            strcmp(outlook->tested[i].community, crowd->code) == 0 &&
            !evn_add_i64(people->tests, outlook->tested[i].tests, &people->tests))
            return false;
    return true;
}

bool evn_people_need(const struct evn_people *people)
{
    return people->zones > 0 || people->tests > 0;
}

bool evn_people_on(const struct evn_crowd *crowd, const struct evn_outlook *outlook,
                   struct evn_day day, struct evn_people *out)
{
    *out = (struct evn_people){0};
    return count_zones(crowd, outlook, day, out) && count_more(crowd, outlook, day, out) &&
           count_tests(crowd, outlook, day, out);
}
