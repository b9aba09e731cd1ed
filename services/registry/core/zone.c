#include "services/registry/core/decide.h"

#include "common/service/rights.h"
#include "services/registry/core/fiveday.h"

enum { QUIET_DAYS = 5, ZONES_AT_A_TIME = 1000, LEN_BUILDING = 20 };

/* The instant the condition is met: when the day it is lowered on has closed. */
static int64_t due_us(const struct evn_zone *zone)
{
    return evn_day_start_us((struct evn_day){zone->lowered_on.n + 1}, EVN_OFFSET_CHINA_MIN);
}

/* Of a new zone's area no days are counted yet: look at all reports there. */
static bool gather_anew(const struct evn_decision *d, const char *area, struct evn_day **days,
                        size_t *n)
{
    const struct evn_table *reports = evn_registry_table(d->state, EVN_REG_REPORT);
    const struct evn_row *row;
    size_t most = 1;
    struct evn_table_walk walk = evn_table_in(reports, area);
    while (evn_table_next(&walk) != NULL)
        most++;
    *days = evn_arena_array(d->arena, most, sizeof **days);
    *n = 0;
    if (*days == NULL)
        return false;
    for (walk = evn_table_in(reports, area); (row = evn_table_next(&walk)) != NULL;)
        if (row->mark != EVN_MARK_NONE)
            (*days)[(*n)++] = (struct evn_day){(int32_t)row->mark};
    return true;
}

/* Days with an infection in the area, as reported; of the report `extra`, which lies there, what it
 * says now and not what it said before. NULL: a seal, no report. False: the arena is full. */
static bool gather(const struct evn_decision *d, const char *area, const struct evn_report *extra,
                   struct evn_day **days, size_t *n)
{
    const struct evn_area_days *known = evn_days_find(&d->state->days, evn_bytes_text(area));
    if (known == NULL) {
        EVN_ASSERT(extra == NULL);
        return gather_anew(d, area, days, n);
    }
    const struct evn_row *before =
        extra != NULL ? evn_registry_find(d->state, EVN_REG_REPORT, extra->report) : NULL;
    *days = evn_arena_array(d->arena, known->n + 1, sizeof **days);
    *n = 0;
    if (*days == NULL)
        return false;
    for (size_t i = 0; i < known->n; i++) {
        bool own = before != NULL && before->mark == known->at[i].day.n;
        if (known->at[i].n > (own ? 1 : 0))
            (*days)[(*n)++] = known->at[i].day;
    }
    if (extra != NULL && extra->count > 0)
        (*days)[(*n)++] = extra->day;
    return true;
}

/* The zone with its clock as the reports say. */
static bool wind(const struct evn_decision *d, const struct evn_report *extra,
                 struct evn_zone *zone)
{
    struct evn_day *days;
    size_t n;
    if (!gather(d, zone->seal.area, extra, &days, &n))
        return false;
    struct evn_day until = zone->has_unsealed ? zone->unsealed_on : EVN_DAY_NONE;
    struct evn_zone_clock clock =
        evn_zone_clock_of(days, n, zone->seal.start_day, until, zone->quiet_days);
    zone->episode = clock.number;
    zone->high_from = clock.episode.high_from;
    zone->last_infection = clock.episode.last;
    zone->infection_days = clock.episode.n_days;
    zone->lowered_on = clock.episode.lowered_on;
    return true;
}

/* The reason a zone may be larger than a building, if it is one that counts. */
static bool may_expand(const struct evn_policy *rules, const struct evn_seal *seal)
{
    const char *reasons = evn_policy_value(rules, "high_expand_only_if", seal->start_day);
    if (reasons == NULL)
        reasons = "spread_unclear;community_transmission";
    return seal->expansion[0] != '\0' && evn_policy_lists(reasons, seal->expansion);
}

/* Days without a new infection, by the table that holds when it is sealed. */
static uint32_t quiet_days(const struct evn_policy *rules, struct evn_day day)
{
    const char *value = evn_policy_value(rules, "days_without_new_infection_to_lower", day);
    uint32_t days = 0;
    for (const char *at = value; at != NULL && *at >= '0' && *at <= '9' && days < 100; at++)
        days = days * 10 + (uint32_t)(*at - '0');
    return days >= 1 && days <= 100 ? days : QUIET_DAYS;
}

const struct evn_row *evn_zone_at(const struct evn_decision *d, const char *area)
{
    const struct evn_row *row;
    struct evn_table_walk walk = evn_table_in(evn_registry_table(d->state, EVN_REG_ZONE), area);
    while ((row = evn_table_next(&walk)) != NULL && strcmp(row->area, area) == 0)
        if (row->mark != EVN_MARK_NONE)
            return row;
    return NULL;
}

const struct evn_row *evn_zone_over(const struct evn_decision *d, const char *area)
{
    char at[EVN_CODE_MAX];
    size_t len = strlen(area);
    memcpy(at, area, len + 1);
    while (len > 0) {
        const struct evn_row *row = evn_zone_at(d, at);
        if (row != NULL)
            return row;
        (void)evn_area_len(at, &len);
        at[len] = '\0';
    }
    return NULL;
}

static evn_err check_seal(const struct evn_decision *d, const struct evn_policy *rules,
                          const struct evn_seal *seal)
{
    if (seal->authority[0] == '\0' || seal->reason[0] == '\0' || seal->end_rule[0] == '\0')
        return evn_refuse(d, EVN_E_NO_AUTHORITY, "seal", seal->area);
    if (strcmp(seal->end_rule, "five_day") != 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "seal.end_rule", seal->end_rule);
    evn_err err = evn_need_scope(d, seal->area);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_AREA, "seal.area", seal->area);
    if (err == EVN_OK)
        err = evn_need_day(d, "seal.start_day", seal->start_day, false);
    if (err == EVN_OK && strlen(seal->area) < LEN_BUILDING && !may_expand(rules, seal))
        err = evn_refuse(d, EVN_E_ZONE_TOO_LARGE, "seal.expansion", seal->area);
    if (err == EVN_OK)
        err = evn_need_course(d, seal->area, false, "seal.area");
    if (err != EVN_OK)
        return err;
    const struct evn_row *other = evn_zone_at(d, seal->area);
    return other != NULL ? evn_refuse(d, EVN_E_WRONG_STATE, "seal.area", other->key) : EVN_OK;
}

static bool read_zone(const struct evn_decision *d, const struct evn_row *row, struct evn_zone *out)
{
    return evn_registry_read(EVN_REG_ZONE, row, d->arena, out);
}

static bool same_seal(const struct evn_seal *a, const struct evn_seal *b)
{
    return strcmp(a->area, b->area) == 0 && a->level == b->level && a->residents == b->residents &&
           strcmp(a->authority, b->authority) == 0 && strcmp(a->reason, b->reason) == 0 &&
           strcmp(a->end_rule, b->end_rule) == 0 && strcmp(a->expansion, b->expansion) == 0 &&
           a->start_day.n == b->start_day.n;
}

/* A zone of this id is there: the same decision again, or another one. */
static evn_err seal_again(const struct evn_decision *d, const struct evn_row *row,
                          const struct evn_seal *seal)
{
    struct evn_zone old;
    evn_err err = evn_need_scope(d, row->area);
    if (err != EVN_OK)
        return err;
    if (read_zone(d, row, &old) && same_seal(&old.seal, seal))
        return evn_emit_unchanged(d, EVN_REG_ZONE, seal->zone);
    return evn_refuse(d, EVN_E_EXISTS, "zone", seal->zone);
}

evn_err evn_decide_seal(const struct evn_decision *d, const struct evn_seal *seal)
{
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ZONE, seal->zone);
    if (row != NULL)
        return seal_again(d, row, seal);
    const struct evn_policy *rules = evn_policy_read(d, "zone_rules");
    evn_err err = check_seal(d, rules, seal);
    if (err != EVN_OK)
        return err;
    if (evn_registry_table(d->state, EVN_REG_ZONE)->n >= EVN_ZONES_MAX)
        return evn_refuse(d, EVN_E_LIMIT, "", "zone");
    struct evn_zone zone = {.seal = *seal,
                            .has_seal = true,
                            .unsealed_on = EVN_DAY_NONE,
                            .sealed_at_us = d->business_us,
                            .sealed_number = d->state->publish.last_number + 1,
                            .quiet_days = quiet_days(rules, seal->start_day)};
    if (!wind(d, NULL, &zone))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    return evn_emit_entity(d, EVN_REG_ZONE_SEALED, EVN_REG_ZONE, &zone);
}

/* Whole days since the condition was met, at the start of `today`. */
static uint32_t overdue_days(const struct evn_zone *zone, struct evn_day today)
{
    int32_t days = today.n - zone->lowered_on.n - 1;
    return days > 0 ? (uint32_t)days : 0;
}

evn_err evn_emit_unsealed(const struct evn_decision *d, struct evn_zone *zone,
                          const struct evn_unseal *unseal)
{
    zone->unsealed = *unseal;
    zone->has_unsealed = true;
    zone->unsealed_on = d->today;
    zone->unsealed_at_us = d->business_us;
    zone->unsealed_number = d->state->publish.last_number + 1;
    zone->overdue_days = overdue_days(zone, d->today);
    zone->met = evn_episode_met(zone->lowered_on, d->today);
    return evn_emit_entity(d, EVN_REG_ZONE_UNSEALED, EVN_REG_ZONE, zone);
}

static evn_err unseal_again(const struct evn_decision *d, const struct evn_zone *zone,
                            const struct evn_unseal *unseal)
{
    if (strcmp(zone->unsealed.authority, unseal->authority) == 0 &&
        strcmp(zone->unsealed.reason, unseal->reason) == 0)
        return evn_emit_unchanged(d, EVN_REG_ZONE, unseal->zone);
    return evn_refuse(d, EVN_E_WRONG_STATE, "unseal.zone", unseal->zone);
}

evn_err evn_decide_unseal(const struct evn_decision *d, const struct evn_unseal *unseal)
{
    struct evn_zone zone;
    if (unseal->ending[0] != '\0')
        return evn_refuse(d, EVN_E_BAD_FIELD, "unseal.ending", unseal->ending);
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ZONE, unseal->zone);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "unseal.zone", unseal->zone);
    evn_err err = evn_need_scope(d, row->area);
    if (err != EVN_OK)
        return err;
    if (!read_zone(d, row, &zone))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    if (zone.has_unsealed)
        return unseal_again(d, &zone, unseal);
    if (!evn_episode_met(zone.lowered_on, d->today) && !unseal->early) {
        evn_refuse(d, EVN_E_WRONG_STATE, "unseal.early", unseal->zone);
        d->why->at_us = due_us(&zone);
        return EVN_E_WRONG_STATE;
    }
    return evn_emit_unsealed(d, &zone, unseal);
}

/* What happened to a zone's clock between `old` and `new`; 0: nothing. */
static uint32_t what_happened(const struct evn_zone *old, const struct evn_zone *new)
{
    if (old->episode == new->episode && old->met == new->met &&
        old->high_from.n == new->high_from.n && old->last_infection.n == new->last_infection.n &&
        old->infection_days == new->infection_days)
        return 0;
    if (new->episode > old->episode)
        return EVN_REG_ZONE_EPISODE;
    if (old->met != new->met)
        return new->met ? EVN_REG_ZONE_CLOSED : EVN_REG_ZONE_REOPENED;
    return new->last_infection.n > old->last_infection.n ? EVN_REG_ZONE_RESTARTED
                                                         : EVN_REG_ZONE_CORRECTED;
}

/* Wind the clock of one zone with the report, and say what that changed. A condition that was met
 * stays said; one that a correction moved into the past is said now. */
static evn_err report_to(const struct evn_decision *d, const struct evn_row *row,
                         const struct evn_report *report)
{
    struct evn_zone old, zone;
    if (!read_zone(d, row, &old))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    zone = old;
    if (!wind(d, report, &zone))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    bool moved = zone.lowered_on.n != old.lowered_on.n;
    if (moved)
        zone.met =
            evn_episode_met(zone.lowered_on, zone.has_unsealed ? zone.unsealed_on : d->today);
    uint32_t event = what_happened(&old, &zone);
    return event != 0 ? evn_emit_entity(d, event, EVN_REG_ZONE, &zone) : EVN_OK;
}

/* The zones of exactly this area, unsealed ones included. */
static evn_err report_to_area(const struct evn_decision *d, const char *area,
                              const struct evn_report *report)
{
    const struct evn_row *row;
    evn_err err = EVN_OK;
    struct evn_table_walk walk = evn_table_in(evn_registry_table(d->state, EVN_REG_ZONE), area);
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL && strcmp(row->area, area) == 0)
        err = report_to(d, row, report);
    return err;
}

/* Every zone that holds the area: its own ones, then those of each area above it. */
static evn_err report_to_zones(const struct evn_decision *d, const struct evn_report *report)
{
    char area[EVN_CODE_MAX];
    size_t len = strlen(report->area);
    evn_err err = EVN_OK;
    memcpy(area, report->area, len + 1);
    while (len > 0 && err == EVN_OK) {
        err = report_to_area(d, area, report);
        (void)evn_area_len(area, &len);
        area[len] = '\0';
    }
    return err;
}

evn_err evn_put_report(const struct evn_decision *d, const struct evn_report *report, bool replace)
{
    bool changed;
    evn_err err = evn_decide_put(d, EVN_REG_REPORT, report, replace, &changed);
    return err == EVN_OK && changed ? report_to_zones(d, report) : err;
}

/* Which area is meant: the report's, or the zone's. */
static evn_err set_area(const struct evn_decision *d, const struct evn_report_put *put,
                        struct evn_report *report)
{
    if ((put->zone[0] != '\0') == (report->area[0] != '\0'))
        return evn_refuse(d, put->zone[0] != '\0' ? EVN_E_BAD_FIELD : EVN_E_MISSING_FIELD,
                          "report.report.area", put->zone);
    if (put->zone[0] == '\0')
        return evn_need(d, EVN_REG_AREA, "report.report.area", report->area);
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ZONE, put->zone);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "report.zone", put->zone);
    memcpy(report->area, row->area, strlen(row->area) + 1);
    return EVN_OK;
}

evn_err evn_decide_report(const struct evn_decision *d, const struct evn_report_put *put)
{
    struct evn_report report = put->report;
    evn_err err = set_area(d, put, &report);
    if (err == EVN_OK)
        err = evn_need_day(d, "report.report.day", report.day, false);
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_REPORT, report.report);
    if (err == EVN_OK && row != NULL && strcmp(row->area, report.area) != 0)
        err = evn_refuse(d, EVN_E_EXISTS, "report.report.area", report.report);
    return err != EVN_OK ? err : evn_put_report(d, &report, put->replace);
}

evn_err evn_zones_due(const struct evn_decision *d)
{
    const struct evn_row *row;
    int64_t last = evn_zone_mark(true, d->today.n - 1, false);
    if (d->state->next_due > last)
        return EVN_OK;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(d->state, EVN_REG_ZONE), "", "");
    for (int n = 0; n < ZONES_AT_A_TIME && (row = evn_table_next(&walk)) != NULL;) {
        struct evn_zone zone;
        if (row->mark > last || row->mark % 2 != 0)
            continue;
        if (!read_zone(d, row, &zone))
            return EVN_E_TOO_LARGE;
        zone.met = true;
        evn_err err = evn_emit_entity(d, EVN_REG_ZONE_DUE, EVN_REG_ZONE, &zone);
        if (err != EVN_OK)
            return err;
        n++;
    }
    return EVN_OK;
}
