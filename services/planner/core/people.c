#include "services/planner/core/people.h"

#include "common/base/num.h"
#include "services/planner/core/rhythm.h"

struct evn_outlook evn_outlook_as_it_is(struct evn_day today)
{
    return (struct evn_outlook){
        .today = today, .zones_end = EVN_DAY_NONE, .cohorts_end = EVN_DAY_NONE};
}

static bool lies_in(const char *area, const char *outer)
{
    return strncmp(outer, area, strlen(outer)) == 0;
}

/* The sealed zones of a chain that hold the community or lie in it; *kept: a policy ended one. */
static evn_err sealed_zones(const struct evn_planner_state *state, uint32_t chain, const char *code,
                            struct evn_arena *arena, struct evn_fact_zone **zone, size_t *n,
                            bool *kept)
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
        if (!evn_planner_read(EVN_FACT_ZONE, &zones->row[at], NULL, z) ||
            (!lies_in(code, z->area) && !lies_in(z->area, code)))
            continue;
        *n += z->sealed;
        *kept |= z->ended;
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
    out->doors = evn_arena_array(arena, out->n_days + 1, sizeof *out->doors);
    out->last_test = EVN_DAY_NONE;
    if (out->tests == NULL || out->doors == NULL)
        return EVN_E_LIMIT;
    if (community->tests_until.n < out->first.n)
        return EVN_OK;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = members->row[at].next) {
        struct evn_fact_member member;
        size_t mark = arena->used;
        if (!evn_planner_read(EVN_FACT_MEMBER, &members->row[at], arena, &member))
            return EVN_E_LIMIT;
        add_tests(out, &member);
        for (size_t d = 0; d < out->n_days; d++)
            out->doors[d] +=
                evn_member_door_only(&member, (struct evn_day){out->first.n + (int32_t)d});
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

/* Negative, zero, positive: by item, then tier. */
static int order(const struct evn_want *a, const char *item, uint32_t tier)
{
    int c = strcmp(a->item, item);
    return c != 0 ? c : (a->tier > tier) - (a->tier < tier);
}

/* The want of item and tier, made when it is new; NULL: the arena is full. */
static struct evn_want *want_of(const char *item, uint32_t tier, struct evn_arena *arena,
                                struct evn_crowd *out)
{
    struct evn_want **at = &out->wants;
    while (*at != NULL && order(*at, item, tier) < 0)
        at = &(*at)->next;
    if (*at != NULL && order(*at, item, tier) == 0)
        return *at;
    struct evn_want *new = evn_arena_array(arena, 1, sizeof *new);
    struct evn_want_day *day = evn_arena_array(arena, out->n_days, sizeof *day);
    if (new == NULL || day == NULL)
        return NULL;
    *new = (struct evn_want){.tier = tier, .day = day, .next = *at};
    memcpy(new->item, item, strlen(item) + 1);
    *at = new;
    return new;
}

static void add_due(struct evn_want_day *day, const struct evn_due *due)
{
    if (due->quantity == 0 && !due->bad)
        return;
    day->persons++;
    day->stays |= due->stays;
    day->bad |= due->bad || !evn_add_i64(day->quantity, due->quantity, &day->quantity) ||
                !evn_add_i64(day->daily, due->daily, &day->daily);
}

/* What is due of the person's needs on the days that are counted, n_days for each need. */
static void all_due(const struct evn_fact_person *person, const struct evn_crowd *crowd,
                    struct evn_due *due)
{
    for (size_t i = 0; i < person->n_needs; i++)
        for (size_t d = 0; d < crowd->n_days; d++) {
            struct evn_day day = {crowd->first.n + (int32_t)d};
            bool over = evn_day_valid(person->last_day) && person->last_day.n < day.n;
            due[i * crowd->n_days + d] =
                over ? (struct evn_due){0} : evn_rhythm_due(&person->needs[i], day);
        }
}

static evn_err add_needs(const struct evn_planner_state *state, const struct evn_person_need *needs,
                         size_t n, const struct evn_due *due, struct evn_arena *arena,
                         struct evn_crowd *out)
{
    for (size_t i = 0; i < n; i++) {
        bool critical = needs[i].tier == EVN_TIER_CRITICAL || is_critical(state, needs[i].item);
        struct evn_want *want =
            want_of(needs[i].item, critical ? EVN_TIER_CRITICAL : EVN_TIER_PERSONS, arena, out);
        if (want == NULL)
            return EVN_E_LIMIT;
        for (size_t d = 0; d < out->n_days; d++)
            add_due(&want->day[d], &due[i * out->n_days + d]);
    }
    return EVN_OK;
}

/* What the key persons want, on the days that are counted. A person is read and left again, for
 * the arena would not hold all of them. */
static evn_err read_wants(const struct evn_planner_state *state, uint32_t chain,
                          struct evn_arena *arena, struct evn_crowd *out)
{
    const struct evn_facts *persons = evn_planner_facts(state, EVN_FACT_PERSON);
    if (chain == EVN_NO_ROW)
        return EVN_OK;
    struct evn_person_need *needs = evn_arena_array(arena, EVN_PERSON_NEEDS_MAX, sizeof *needs);
    struct evn_due *due =
        evn_arena_array(arena, (size_t)EVN_PERSON_NEEDS_MAX * out->n_days, sizeof *due);
    evn_err err = needs != NULL && due != NULL ? EVN_OK : EVN_E_LIMIT;
    for (uint32_t at = chain; err == EVN_OK && at != EVN_NO_ROW; at = persons->row[at].next) {
        struct evn_fact_person person;
        size_t mark = arena->used;
        if (!evn_planner_read(EVN_FACT_PERSON, &persons->row[at], arena, &person))
            return EVN_E_LIMIT;
        size_t n = person.n_needs;
        if (n > 0)
            memcpy(needs, person.needs, n * sizeof *needs);
        all_due(&person, out, due);
        arena->used = mark;
        err = add_needs(state, needs, n, due, arena, out);
    }
    return err;
}

/* Counted groups that are not over and not withdrawn. */
static evn_err read_heads(const struct evn_planner_state *state, uint32_t chain,
                          struct evn_arena *arena, struct evn_crowd *out)
{
    const struct evn_facts *heads = evn_planner_facts(state, EVN_FACT_HEADCOUNT);
    size_t max = 0;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = heads->row[at].next)
        max++;
    out->head = evn_arena_array(arena, max + 1, sizeof *out->head);
    if (out->head == NULL)
        return EVN_E_LIMIT;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = heads->row[at].next) {
        struct evn_fact_headcount *head = &out->head[out->n_heads];
        if (evn_planner_read(EVN_FACT_HEADCOUNT, &heads->row[at], NULL, head))
            out->n_heads += head->people > 0 && head->until.n >= out->first.n;
    }
    return EVN_OK;
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
    evn_err err = sealed_zones(state, state->wide, community->code, arena, &out->wide, &out->n_wide,
                               &out->kept);
    if (err == EVN_OK)
        err = sealed_zones(state, chain[EVN_FACT_ZONE - EVN_FACT_COMMUNITY], community->code, arena,
                           &out->zone, &out->n_zones, &out->kept);
    if (err == EVN_OK)
        err = read_heads(state, chain[EVN_FACT_HEADCOUNT - EVN_FACT_COMMUNITY], arena, out);
    return err == EVN_OK ? read_tests(state, community, arena, out) : err;
}

evn_err evn_crowd_wants(const struct evn_planner_state *state,
                        const struct evn_community *community, struct evn_arena *arena,
                        struct evn_crowd *crowd)
{
    return read_wants(state, community->chain[EVN_FACT_PERSON - EVN_FACT_COMMUNITY], arena, crowd);
}

bool evn_crowd_keeps(const struct evn_planner_state *state, const struct evn_community *community,
                     struct evn_day day, struct evn_arena *arena)
{
    const struct evn_facts *persons = evn_planner_facts(state, EVN_FACT_PERSON);
    bool keeps = false;
    for (uint32_t at = community->chain[EVN_FACT_PERSON - EVN_FACT_COMMUNITY];
         at != EVN_NO_ROW && !keeps; at = persons->row[at].next) {
        struct evn_fact_person person;
        size_t used = arena->used;
        keeps = evn_planner_read(EVN_FACT_PERSON, &persons->row[at], arena, &person) &&
                person.n_needs > 0 && person.last_day.n >= day.n;
        arena->used = used;
    }
    return keeps;
}

/* Whether the zone stands no more that day, as the registry expects it. */
static bool is_over(const struct evn_fact_zone *zone, const struct evn_outlook *outlook,
                    struct evn_day day)
{
    return outlook->expected && day.n > outlook->today.n && evn_day_valid(zone->lowered_on) &&
           day.n > zone->lowered_on.n;
}

/* Whether the zone counts on the day. *ended: the policy has ended it, which stands when the day
 * comes that would have lowered it, too. */
static bool counts(const struct evn_fact_zone *zone, const struct evn_outlook *outlook,
                   struct evn_day day, bool *ended)
{
    if (day.n < outlook->zones_end.n)
        return !is_over(zone, outlook, day);
    *ended |= !is_over(zone, outlook, outlook->zones_end);
    return false;
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
    people->zones_fresh += zone->since.n == day.n;
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
        people->ended |= day.n >= outlook->zones_end.n && more->from.n < outlook->zones_end.n;
        if (day.n >= outlook->zones_end.n)
            continue;
        int64_t room = crowd->registered > 0 ? crowd->registered - people->residents : INT64_MAX;
        int64_t add = more->residents < room ? more->residents : room > 0 ? room : 0;
        people->zones++;
        people->zones_fresh += more->from.n == day.n;
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
    people->doors = crowd->doors[day.n - crowd->first.n];
    for (size_t i = 0; i < outlook->n_tested; i++)
        if (outlook->tested[i].day.n == day.n &&
            strcmp(outlook->tested[i].community, crowd->code) == 0 &&
            !evn_add_i64(people->tests, outlook->tested[i].tests, &people->tests))
            return false;
    return true;
}

bool evn_people_need(const struct evn_people *people)
{
    return people->zones > 0 || people->tests > 0 || people->counted;
}

int64_t evn_people_of_group(const struct evn_people *people, const char *group, bool fresh)
{
    int64_t sum = 0;
    for (size_t i = 0; i < people->crowd->n_heads; i++) {
        const struct evn_fact_headcount *head = &people->crowd->head[i];
        bool there = fresh ? head->from.n == people->day.n
                           : head->from.n <= people->day.n && people->day.n <= head->until.n;
        if (there && strcmp(head->group, group) == 0)
            sum += head->people; /* at most 200,000 of 2,000,000,000 */
    }
    return sum;
}

bool evn_people_on(const struct evn_crowd *crowd, const struct evn_outlook *outlook,
                   struct evn_day day, struct evn_people *out)
{
    *out = (struct evn_people){.crowd = crowd, .day = day, .ended = crowd->kept};
    for (size_t i = 0; i < crowd->n_heads; i++)
        out->counted |= crowd->head[i].from.n <= day.n && day.n <= crowd->head[i].until.n;
    return count_zones(crowd, outlook, day, out) && count_more(crowd, outlook, day, out) &&
           count_tests(crowd, outlook, day, out);
}
