#include "services/registry/core/decide.h"
#include "services/registry/core/phases.h"

enum { MEMBERS_AT_A_TIME = 500 };

/* Who has no conditions at home is isolated centrally. */
static void move_to_central(struct evn_phase *phase)
{
    static const char central[] = "central", centre[] = "centre";
    if (strcmp(phase->place, "home") != 0 && strcmp(phase->place, "central_or_home") != 0)
        return;
    memcpy(phase->place, central, sizeof central);
    memcpy(phase->supply_mode, centre, sizeof centre);
}

/* Fill in the phases of the member by the table. False: no rule holds on the first day. */
static bool set_phases(const struct evn_decision *d, const struct evn_policy *policy,
                       struct evn_member *member)
{
    member->phases = evn_arena_array(d->arena, EVN_PHASES_MAX, sizeof *member->phases);
    if (member->phases == NULL)
        return false;
    member->n_phases =
        evn_phases_of(policy, member->cohort, member->start_day, d->arena, member->phases);
    member->policy_version = policy->version;
    for (size_t i = 0; i < member->n_phases && member->no_home; i++)
        move_to_central(&member->phases[i]);
    return member->n_phases > 0;
}

/* Whether the person is there already with what a command can say of it. */
static bool is_known(const struct evn_decision *d, const struct evn_member *member)
{
    struct evn_member old;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_MEMBER, member->person);
    return row != NULL && evn_registry_read(EVN_REG_MEMBER, row, d->arena, &old) &&
           strcmp(old.cohort, member->cohort) == 0 && old.start_day.n == member->start_day.n &&
           strcmp(old.area, member->area) == 0 && strcmp(old.place, member->place) == 0 &&
           old.released_on.n == member->released_on.n && old.no_home == member->no_home &&
           strcmp(old.contact_of, member->contact_of) == 0;
}

static bool is_digits(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] >= '0' && text[i] <= '9')
        i++;
    return i == n;
}

bool evn_person_is_number(const char *person)
{
    size_t len = strlen(person);
    if (len == 11)
        return person[0] == '1' && person[1] >= '3' && is_digits(person, len);
    return len == 18 && is_digits(person, 17) &&
           (is_digits(person + 17, 1) || person[17] == 'X' || person[17] == 'x');
}

evn_err evn_need_person(const struct evn_decision *d, const char *field, const char *person)
{
    if (evn_person_is_number(person))
        return evn_refuse(d, EVN_E_BAD_FIELD, field, "");
    return evn_need_unerased(d, field, person);
}

static evn_err check_member(const struct evn_decision *d, const struct evn_member *member)
{
    if (member->policy_version != 0 || member->n_phases > 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "member.member.phases", member->person);
    evn_err err = evn_need_person(d, "member.member.person", member->person);
    if (err == EVN_OK)
        err = evn_need_day(d, "member.member.start_day", member->start_day, true);
    if (err == EVN_OK && evn_day_valid(member->released_on) &&
        member->released_on.n < member->start_day.n)
        err = evn_refuse(d, EVN_E_BAD_DATE, "member.member.released_on", member->person);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_AREA, "member.member.area", member->area);
    if (err == EVN_OK && member->place[0] != '\0')
        err = evn_need(d, EVN_REG_PLACE, "member.member.place", member->place);
    return err;
}

bool evn_member_too_late(const struct evn_decision *d, const struct evn_member *member)
{
    char id[EVN_CODE_MAX];
    struct evn_day end = evn_ending_of(d, member->area, true, id);
    return end.n <= d->today.n && member->start_day.n >= end.n &&
           evn_registry_find(d->state, EVN_REG_MEMBER, member->person) == NULL;
}

/* Where cohorts have ended, a course that began before is cut, and none begins. */
static evn_err follow_course(const struct evn_decision *d, struct evn_member *member)
{
    char id[EVN_CODE_MAX];
    struct evn_day end = evn_ending_of(d, member->area, true, id);
    if (end.n > d->today.n)
        return EVN_OK;
    if (evn_member_too_late(d, member))
        return evn_need_course(d, member->area, true, "member.member.start_day");
    (void)evn_ending_cut(member, end);
    return EVN_OK;
}

evn_err evn_decide_member(const struct evn_decision *d, const struct evn_member_put *put)
{
    struct evn_member member = put->member;
    evn_err err = check_member(d, &member);
    if (err != EVN_OK)
        return err;
    return evn_put_member(d, &member, put->replace || is_known(d, &member));
}

const struct evn_phase *evn_member_phase(const struct evn_member *member, struct evn_day day)
{
    if (evn_day_valid(member->released_on) && member->released_on.n <= day.n)
        return NULL;
    for (size_t i = 0; i < member->n_phases; i++) {
        const struct evn_phase *phase = &member->phases[i];
        if (day.n < phase->first_day.n + (int32_t)phase->days &&
            (i > 0 || day.n >= phase->first_day.n))
            return phase;
    }
    return NULL;
}

bool evn_member_read(const struct evn_decision *d, const char *person, struct evn_member *out)
{
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_MEMBER, person);
    return row != NULL && evn_registry_read(EVN_REG_MEMBER, row, d->arena, out);
}

bool evn_member_looked_after(const struct evn_member *member, struct evn_day day)
{
    const struct evn_phase *last =
        member->n_phases > 0 ? &member->phases[member->n_phases - 1] : NULL;
    return !evn_day_valid(member->released_on) && last != NULL &&
           day.n < last->first_day.n + (int32_t)last->days;
}

evn_err evn_put_member(const struct evn_decision *d, struct evn_member *member, bool replace)
{
    const struct evn_policy *policy = evn_policy_read(d, "isolation_rules");
    if (policy == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "policy", "isolation_rules");
    if (!set_phases(d, policy, member))
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "member.member.cohort", member->cohort);
    evn_err err = follow_course(d, member);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_MEMBER, member, replace, NULL);
}

evn_err evn_members_due(const struct evn_decision *d)
{
    const struct evn_policy *policy =
        d->state->n_stale > 0 ? evn_policy_read(d, "isolation_rules") : NULL;
    if (policy == NULL)
        return EVN_OK;
    const struct evn_row *row;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(d->state, EVN_REG_MEMBER), "", "");
    for (int n = 0; n < MEMBERS_AT_A_TIME && (row = evn_table_next(&walk)) != NULL;) {
        struct evn_member member;
        if (row->mark == policy->version)
            continue;
        if (!evn_registry_read(EVN_REG_MEMBER, row, d->arena, &member))
            return EVN_E_TOO_LARGE;
        (void)set_phases(d, policy, &member);
        evn_err err = evn_emit_entity(d, EVN_REG_MEMBER, EVN_REG_MEMBER, &member);
        if (err != EVN_OK)
            return err;
        n++;
    }
    return EVN_OK;
}

static evn_err check_group(const struct evn_decision *d, const struct evn_key_person *person)
{
    const struct evn_policy *groups = evn_policy_read(d, "key_groups");
    if (groups == NULL)
        return EVN_OK;
    for (size_t i = 0; i < groups->n_rules; i++) {
        const struct evn_rule *rule = &groups->rules[i];
        /* Lists are made before the rule that asks for them: only one that is over is no group. */
        if (!evn_policy_lists(rule->rule, person->group) || rule->valid_until.n < d->today.n)
            continue;
        /* "0": listed by institution, not by person. */
        return strcmp(rule->value, "0") != 0
                   ? EVN_OK
                   : evn_refuse(d, EVN_E_BAD_FIELD, "key_person.key_person.group", person->group);
    }
    return evn_refuse(d, EVN_E_UNKNOWN_REF, "key_person.key_person.group", person->group);
}

/* The field of the need that does not go with the others, or NULL: each day; a supply; or an amount
 * in a rhythm of the week or of days. */
static const char *wrong_rhythm(const struct evn_need *need)
{
    bool weekly = need->n_weekdays > 0, counted = need->every_days > 0,
         supply = need->supply_days > 0;
    if ((need->per_day > 0) == (need->amount > 0))
        return "per_day";
    if (need->amount > 0 ? weekly == counted : weekly || counted)
        return "weekdays";
    if (supply && need->amount > 0)
        return "supply_days";
    if (!supply && (need->on_hand > 0 || need->lead_days > 0))
        return "supply_days";
    if ((supply || counted) && !evn_day_valid(need->from_day))
        return "from_day";
    for (size_t i = 0; i < need->n_weekdays; i++)
        if (need->weekdays[i] < 1 || need->weekdays[i] > 7 ||
            (i > 0 && need->weekdays[i] <= need->weekdays[i - 1]))
            return "weekdays";
    return NULL;
}

static evn_err check_rhythm(const struct evn_decision *d, const struct evn_need *need)
{
    char field[EVN_CODE_MAX] = "key_person.key_person.needs.";
    const char *wrong = wrong_rhythm(need);
    if (wrong != NULL)
        memcpy(field + strlen(field), wrong, strlen(wrong) + 1);
    return wrong != NULL ? evn_refuse(d, EVN_E_BAD_FIELD, field, need->item) : EVN_OK;
}

/* Each need is of a registered item, named once. */
static evn_err check_need(const struct evn_decision *d, const struct evn_key_person *person,
                          size_t at)
{
    const char *item = person->needs[at].item;
    evn_err err = evn_need(d, EVN_REG_ITEM, "key_person.key_person.needs.item", item);
    if (err == EVN_OK)
        err = check_rhythm(d, &person->needs[at]);
    for (size_t i = 0; i < at && err == EVN_OK; i++)
        if (strcmp(person->needs[i].item, item) == 0)
            err = evn_refuse(d, EVN_E_BAD_FIELD, "key_person.key_person.needs.item", item);
    if (err != EVN_OK)
        d->why->line = (uint32_t)at + 1;
    return err;
}

/* The field of the ride that is wrong, or NULL: on weekdays, or every so many days. */
static const char *wrong_ride(const struct evn_key_ride *ride)
{
    if ((ride->n_weekdays > 0) == (ride->every_days > 0))
        return "key_person.key_person.rides.weekdays";
    if (ride->every_days > 0 && !evn_day_valid(ride->from_day))
        return "key_person.key_person.rides.from_day";
    for (size_t i = 0; i < ride->n_weekdays; i++)
        if (ride->weekdays[i] < 1 || ride->weekdays[i] > 7 ||
            (i > 0 && ride->weekdays[i] <= ride->weekdays[i - 1]))
            return "key_person.key_person.rides.weekdays";
    return NULL;
}

/* A ride goes to a place that takes patients in, whether or not it does today. */
static evn_err check_ride(const struct evn_decision *d, const struct evn_key_ride *ride,
                          uint32_t line)
{
    static const char to[] = "key_person.key_person.rides.to";
    const char *wrong = wrong_ride(ride);
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_PLACE, ride->to);
    evn_err err = wrong != NULL ? evn_refuse(d, EVN_E_BAD_FIELD, wrong, ride->to) : EVN_OK;
    if (err == EVN_OK && ride->to[0] != '\0')
        err = evn_need(d, EVN_REG_PLACE, to, ride->to);
    if (err == EVN_OK && row != NULL && row->mark != EVN_PLACE_HOSPITAL &&
        row->mark != EVN_PLACE_ISOLATION_SITE)
        err = evn_refuse(d, EVN_E_BAD_FIELD, to, ride->to);
    if (err != EVN_OK)
        d->why->line = line;
    return err;
}

evn_err evn_decide_key_person(const struct evn_decision *d, const struct evn_key_person_put *put)
{
    const struct evn_key_person *person = &put->key_person;
    evn_err err = evn_need_person(d, "key_person.key_person.person", person->person);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_COMMUNITY, "key_person.key_person.community", person->community);
    if (err == EVN_OK)
        err = check_group(d, person);
    for (size_t i = 0; i < person->n_needs && err == EVN_OK; i++)
        err = check_need(d, person, i);
    for (size_t i = 0; i < person->n_rides && err == EVN_OK; i++)
        err = check_ride(d, &person->rides[i], (uint32_t)i + 1);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_KEY_PERSON, person, put->replace, NULL);
}
