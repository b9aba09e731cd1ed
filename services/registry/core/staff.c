#include "services/registry/core/decide.h"
#include "services/registry/core/standing.h"

#include "common/service/kit.h"

enum { STANDINGS_AT_A_TIME = 200, PARENTS_MAX = 64 };

/* What no person's key may be: it would speak for a service, or for anybody. */
enum { NOT_OF_PEOPLE = EVN_ROLE_SERVICE | EVN_ROLE_DELEGATE };

static evn_err full(const struct evn_decision *d)
{
    return d->why != NULL ? evn_refuse(d, EVN_E_TOO_LARGE, "", "") : EVN_E_TOO_LARGE;
}

/* A unit's level says how long the code of its area is. */
static bool level_fits(const struct evn_organisation *organisation)
{
    static const size_t len[] = {[EVN_ORG_PROVINCE] = 2,
                                 [EVN_ORG_CITY] = 4,
                                 [EVN_ORG_DISTRICT] = 6,
                                 [EVN_ORG_STREET] = 9,
                                 [EVN_ORG_COMMUNITY] = 12};
    return strlen(organisation->area) == len[organisation->level];
}

/* The unit above is of no lower level, serves this one's area too, and is not below it. */
static evn_err check_parent(const struct evn_decision *d, const struct evn_organisation *own)
{
    static const char field[] = "organisation.organisation.parent";
    struct evn_organisation above;
    const char *code = own->parent;
    for (int n = 0; code[0] != '\0'; n++) {
        const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ORGANISATION, code);
        if (row == NULL)
            return evn_refuse(d, EVN_E_UNKNOWN_REF, field, code);
        if (n == PARENTS_MAX || strcmp(code, own->code) == 0 || row->mark > own->level ||
            !evn_scope_covers(row->area, own->area))
            return evn_refuse(d, EVN_E_BAD_FIELD, field, own->parent);
        if (!evn_registry_read(EVN_REG_ORGANISATION, row, d->arena, &above))
            return full(d);
        code = above.parent;
    }
    return EVN_OK;
}

evn_err evn_decide_organisation(const struct evn_decision *d,
                                const struct evn_organisation_put *put)
{
    const struct evn_organisation *own = &put->organisation;
    const struct evn_row *old = evn_registry_find(d->state, EVN_REG_ORGANISATION, own->code);
    if (!level_fits(own))
        return evn_refuse(d, EVN_E_BAD_FIELD, "organisation.organisation.level", own->area);
    if (old != NULL && strcmp(old->area, own->area) != 0)
        return evn_refuse(d, EVN_E_FIXED, "area", own->code);
    evn_err err = evn_need_name(d, "organisation.organisation.name_zh", own->name_zh, own->name_en);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_AREA, "organisation.organisation.area", own->area);
    if (err == EVN_OK)
        err = check_parent(d, own);
    if (err == EVN_OK && own->head[0] != '\0')
        err = evn_need(d, EVN_REG_STAFF, "organisation.organisation.head", own->head);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_ORGANISATION, own, put->replace, NULL);
}

/* The first day is not behind the last one. */
static evn_err check_days(const struct evn_decision *d, const char *field, struct evn_day from,
                          struct evn_day until)
{
    return evn_day_valid(from) && evn_day_valid(until) && from.n > until.n
               ? evn_refuse(d, EVN_E_BAD_DATE, field, "")
               : EVN_OK;
}

evn_err evn_decide_course(const struct evn_decision *d, const struct evn_course_put *put)
{
    const struct evn_course *course = &put->course;
    if ((course->roles & NOT_OF_PEOPLE) != 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "course.course.roles", course->code);
    evn_err err = evn_need_name(d, "course.course.name_zh", course->name_zh, course->name_en);
    if (err == EVN_OK)
        err = check_days(d, "course.course.valid_until", course->valid_from, course->valid_until);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_COURSE, course, put->replace, NULL);
}

static bool same_rests(const struct evn_standing *a, const struct evn_standing *b)
{
    bool same = a->ended == b->ended && a->n_rests == b->n_rests;
    for (size_t i = 0; same && i < a->n_rests; i++)
        same = a->rests[i].roles == b->rests[i].roles &&
               a->rests[i].since_day.n == b->rests[i].since_day.n &&
               strcmp(a->rests[i].course, b->rests[i].course) == 0;
    return same;
}

/* Say what the member may not do, if that is news; to all services when it is to be enforced. */
static evn_err emit_standing(const struct evn_decision *d, const struct evn_training_rules *rules,
                             const struct evn_staff *staff, const struct evn_training *extra)
{
    struct evn_standing old = {.n_rests = 0}, now;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_STANDING, staff->staff);
    if (!evn_standing_of(d->state, d->arena, rules, staff, extra, &now) ||
        (row != NULL && !evn_registry_read(EVN_REG_STANDING, row, d->arena, &old)))
        return full(d);
    if (row != NULL && same_rests(&old, &now) && old.next_day.n == now.next_day.n &&
        old.rules == now.rules)
        return EVN_OK;
    evn_err err = evn_emit_entity(d, EVN_REG_STANDING, EVN_REG_STANDING, &now);
    if (err == EVN_OK && !same_rests(&old, &now))
        evn_emit_event(d->emit, EVN_KIT_STANDING, 1, evn_bytes_of(d->body->at, d->body->len));
    return err;
}

/* The same by the rules of today. */
static evn_err stand(const struct evn_decision *d, const struct evn_staff *staff,
                     const struct evn_training *extra)
{
    struct evn_training_rules rules;
    return evn_training_rules_read(d->state, d->arena, d->today, &rules)
               ? emit_standing(d, &rules, staff, extra)
               : full(d);
}

/* A grant is of roles that people hold, in an area code, within what the actor may give. */
static evn_err check_grants(const struct evn_decision *d, const struct evn_staff *staff)
{
    evn_err err = EVN_OK;
    size_t parent_len;
    for (size_t i = 0; err == EVN_OK && i < staff->n_grants; i++) {
        const struct evn_grant *grant = &staff->grants[i];
        if ((grant->roles & NOT_OF_PEOPLE) != 0)
            err = evn_refuse(d, EVN_E_BAD_FIELD, "staff.staff.grants.roles", staff->staff);
        else if (grant->area[0] != '\0' && evn_area_len(grant->area, &parent_len) == 0)
            err = evn_refuse(d, EVN_E_BAD_FIELD, "staff.staff.grants.area", grant->area);
        else
            err = evn_need_scope(d, grant->area);
        if (err != EVN_OK)
            d->why->line = (uint32_t)i + 1;
    }
    return err;
}

evn_err evn_decide_staff(const struct evn_decision *d, const struct evn_staff_put *put)
{
    const struct evn_staff *staff = &put->staff;
    bool changed = false;
    if (evn_person_is_number(staff->staff))
        return evn_refuse(d, EVN_E_BAD_FIELD, "staff.staff.staff", "");
    evn_err err =
        evn_need(d, EVN_REG_ORGANISATION, "staff.staff.organisation", staff->organisation);
    if (err == EVN_OK)
        err = evn_need_day(d, "staff.staff.from_day", staff->from_day, true);
    if (err == EVN_OK)
        err = check_days(d, "staff.staff.last_day", staff->from_day, staff->last_day);
    if (err == EVN_OK)
        err = check_grants(d, staff);
    if (err == EVN_OK)
        err = evn_decide_put(d, EVN_REG_STAFF, staff, put->replace, &changed);
    if (err != EVN_OK || !changed)
        return err;
    err = stand(d, staff, NULL);
    return err != EVN_OK ? err : evn_keys_follow(d, staff);
}

evn_err evn_decide_training(const struct evn_decision *d, const struct evn_training_put *put)
{
    const struct evn_training *training = &put->training;
    struct evn_staff staff;
    bool changed = false;
    evn_err err = evn_need(d, EVN_REG_STAFF, "training.training.staff", training->staff);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_COURSE, "training.training.course", training->course);
    if (err == EVN_OK)
        err = evn_need_day(d, "training.training.done_on", training->done_on, false);
    if (err == EVN_OK)
        err = evn_decide_put(d, EVN_REG_TRAINING, training, put->replace, &changed);
    if (err != EVN_OK || !changed)
        return err;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_STAFF, training->staff);
    return evn_registry_read(EVN_REG_STAFF, row, d->arena, &staff) ? stand(d, &staff, training)
                                                                   : full(d);
}

evn_err evn_standings_due(const struct evn_decision *d)
{
    const struct evn_table *standings = evn_registry_table(d->state, EVN_REG_STANDING);
    struct evn_training_rules rules;
    if (d->state->next_standing > d->today.n)
        return EVN_OK;
    if (!evn_training_rules_read(d->state, d->arena, d->today, &rules))
        return EVN_E_TOO_LARGE;
    for (size_t i = 0, n = 0; i < standings->n && n < STANDINGS_AT_A_TIME; i++) {
        struct evn_staff staff;
        size_t used = d->arena->used;
        if (standings->row[i].mark > d->today.n)
            continue;
        const struct evn_row *row =
            evn_registry_find(d->state, EVN_REG_STAFF, standings->row[i].key);
        if (row == NULL || !evn_registry_read(EVN_REG_STAFF, row, d->arena, &staff))
            return EVN_E_TOO_LARGE;
        evn_err err = emit_standing(d, &rules, &staff, NULL);
        if (err != EVN_OK)
            return err;
        d->arena->used = used;
        n++;
    }
    return EVN_OK;
}
