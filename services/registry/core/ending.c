#include "services/registry/core/decide.h"

#include "common/service/rights.h"
#include "services/registry/core/fiveday.h"
#include "services/registry/core/phases.h"

/* Of one portion: zones unsealed, and people of cohorts looked at. */
enum { ZONES_AT_A_TIME = 500, MEMBERS_AT_A_TIME = 2000 };

static bool read_ending(const struct evn_decision *d, const struct evn_row *row,
                        struct evn_ending *out)
{
    return evn_registry_read(EVN_REG_ENDING, row, d->arena, out);
}

struct evn_day evn_ending_of(const struct evn_decision *d, const char *area, bool cohorts,
                             char id[EVN_CODE_MAX])
{
    const struct evn_table *table = evn_registry_table(d->state, EVN_REG_ENDING);
    struct evn_day first = EVN_DAY_NONE;
    for (size_t i = 0; i < table->n; i++) {
        struct evn_ending ending;
        if (!evn_scope_covers(table->row[i].area, area) ||
            !read_ending(d, &table->row[i], &ending) || ending.withdrawn)
            continue;
        struct evn_day day = cohorts ? ending.cohorts_end : ending.zones_end;
        if (day.n >= first.n)
            continue;
        first = day;
        memcpy(id, ending.ending, sizeof ending.ending);
    }
    return first;
}

evn_err evn_need_course(const struct evn_decision *d, const char *area, bool cohorts,
                        const char *field)
{
    char id[EVN_CODE_MAX];
    struct evn_day end = evn_ending_of(d, area, cohorts, id);
    if (end.n > d->today.n)
        return EVN_OK;
    evn_refuse(d, EVN_E_WRONG_STATE, field, id);
    d->why->at_us = evn_day_start_us(end, EVN_OFFSET_CHINA_MIN);
    return EVN_E_WRONG_STATE;
}

/* A day that is still to be decided: one of the past, or one that has come, stays. */
static evn_err check_day(const struct evn_decision *d, const char *field, struct evn_day old,
                         struct evn_day new, const char *id)
{
    if (old.n == new.n)
        return EVN_OK;
    if (old.n <= d->today.n)
        return evn_refuse(d, EVN_E_WRONG_STATE, field, id);
    if (!evn_day_valid(new))
        return EVN_OK;
    if (new.n < d->today.n)
        return evn_refuse(d, EVN_E_BAD_DATE, field, id);
    return evn_need_day(d, field, new, true);
}

static evn_err check(const struct evn_decision *d, const struct evn_ending *e)
{
    if (e->zones_after[0] != '\0' || e->zones_ended > 0 || e->zones_done)
        return evn_refuse(d, EVN_E_BAD_FIELD, "ending.ending.zones_ended", e->ending);
    if (e->members_after[0] != '\0' || e->members_ended > 0 || e->members_done)
        return evn_refuse(d, EVN_E_BAD_FIELD, "ending.ending.members_ended", e->ending);
    if (e->authority[0] == '\0' || e->reason[0] == '\0')
        return evn_refuse(d, EVN_E_NO_AUTHORITY, "ending", e->ending);
    if (!evn_day_valid(e->zones_end) && !evn_day_valid(e->cohorts_end))
        return evn_refuse(d, EVN_E_MISSING_FIELD, "ending.ending.zones_end", e->ending);
    return e->area[0] != '\0' ? evn_need(d, EVN_REG_AREA, "ending.ending.area", e->area) : EVN_OK;
}

/* What was done of it stays said. */
static void keep_progress(const struct evn_ending *old, struct evn_ending *e)
{
    memcpy(e->zones_after, old->zones_after, sizeof e->zones_after);
    memcpy(e->members_after, old->members_after, sizeof e->members_after);
    e->zones_ended = old->zones_ended;
    e->members_ended = old->members_ended;
    e->zones_done = old->zones_done;
    e->members_done = old->members_done;
}

evn_err evn_decide_ending(const struct evn_decision *d, const struct evn_ending_put *put)
{
    struct evn_ending e = put->ending,
                      old = {.zones_end = EVN_DAY_NONE, .cohorts_end = EVN_DAY_NONE};
    evn_err err = check(d, &e);
    if (err != EVN_OK)
        return err;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ENDING, e.ending);
    if (row != NULL && !read_ending(d, row, &old))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    if (row != NULL && strcmp(old.area, e.area) != 0)
        return evn_refuse(d, EVN_E_FIXED, "ending.ending.area", e.ending);
    err = check_day(d, "ending.ending.zones_end", old.zones_end, e.zones_end, e.ending);
    if (err == EVN_OK)
        err = check_day(d, "ending.ending.cohorts_end", old.cohorts_end, e.cohorts_end, e.ending);
    if (err != EVN_OK)
        return err;
    keep_progress(&old, &e);
    return evn_decide_put(d, EVN_REG_ENDING, &e, put->replace, NULL);
}

/* Unseal the zone, by what was decided for all of them. */
static evn_err end_zone(const struct evn_decision *d, const struct evn_row *row,
                        const struct evn_ending *e)
{
    struct evn_zone zone;
    if (!evn_registry_read(EVN_REG_ZONE, row, d->arena, &zone))
        return EVN_E_TOO_LARGE;
    struct evn_unseal unseal = {.early = !evn_episode_met(zone.lowered_on, d->today)};
    memcpy(unseal.zone, zone.seal.zone, sizeof unseal.zone);
    memcpy(unseal.authority, e->authority, sizeof unseal.authority);
    memcpy(unseal.reason, e->reason, sizeof unseal.reason);
    memcpy(unseal.ending, e->ending, sizeof unseal.ending);
    return evn_emit_unsealed(d, &zone, &unseal);
}

/* The next portion of zones. */
static evn_err end_zones(const struct evn_decision *d, struct evn_ending *e)
{
    const struct evn_row *row = NULL;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(d->state, EVN_REG_ZONE), e->zones_after, e->area);
    for (int n = 0; n < ZONES_AT_A_TIME && (row = evn_table_next(&walk)) != NULL;) {
        memcpy(e->zones_after, row->key, strlen(row->key) + 1);
        if (row->mark == EVN_MARK_NONE)
            continue;
        size_t used = d->arena->used;
        evn_err err = end_zone(d, row, e);
        d->arena->used = used;
        if (err != EVN_OK)
            return err;
        e->zones_ended++;
        n++;
    }
    e->zones_done = row == NULL;
    return EVN_OK;
}

bool evn_ending_cut(struct evn_member *member, struct evn_day end)
{
    struct evn_day last = evn_member_end(member);
    if (end.n > last.n)
        return false;
    member->released_on = (struct evn_day){end.n - 1};
    return true;
}

/* The next portion of people of cohorts. */
static evn_err end_members(const struct evn_decision *d, struct evn_ending *e)
{
    const struct evn_row *row = NULL;
    evn_err err = EVN_OK;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(d->state, EVN_REG_MEMBER), e->members_after, e->area);
    for (int n = 0; err == EVN_OK && n < MEMBERS_AT_A_TIME; n++) {
        struct evn_member member;
        size_t used = d->arena->used;
        if ((row = evn_table_next(&walk)) == NULL)
            break;
        memcpy(e->members_after, row->key, strlen(row->key) + 1);
        if (!evn_registry_read(EVN_REG_MEMBER, row, d->arena, &member))
            return EVN_E_TOO_LARGE;
        if (evn_ending_cut(&member, e->cohorts_end)) {
            err = evn_emit_entity(d, EVN_REG_MEMBER, EVN_REG_MEMBER, &member);
            e->members_ended++;
        }
        d->arena->used = used;
    }
    e->members_done = row == NULL;
    return err;
}

evn_err evn_endings_due(const struct evn_decision *d)
{
    const struct evn_table *table = evn_registry_table(d->state, EVN_REG_ENDING);
    for (size_t i = 0; i < table->n; i++) {
        struct evn_ending e;
        if (table->row[i].mark > d->today.n)
            continue;
        if (!read_ending(d, &table->row[i], &e))
            return EVN_E_TOO_LARGE;
        bool zones = !e.zones_done && e.zones_end.n <= d->today.n;
        evn_err err = zones ? end_zones(d, &e) : end_members(d, &e);
        return err == EVN_OK ? evn_emit_entity(d, EVN_REG_ENDING, EVN_REG_ENDING, &e) : err;
    }
    return EVN_OK;
}
