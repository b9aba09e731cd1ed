#include "services/registry/core/decide.h"
#include "services/registry/core/phases.h"

enum { MEMBERS_AT_A_TIME = 500 };

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
           old.released_on.n == member->released_on.n;
}

static evn_err check_member(const struct evn_decision *d, const struct evn_member *member)
{
    if (member->policy_version != 0 || member->n_phases > 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "member.member.phases", member->person);
    evn_err err = evn_need_day(d, "member.member.start_day", member->start_day, true);
    if (err == EVN_OK && evn_day_valid(member->released_on) &&
        member->released_on.n < member->start_day.n)
        err = evn_refuse(d, EVN_E_BAD_DATE, "member.member.released_on", member->person);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_AREA, "member.member.area", member->area);
    if (err == EVN_OK && member->place[0] != '\0')
        err = evn_need(d, EVN_REG_PLACE, "member.member.place", member->place);
    return err;
}

evn_err evn_decide_member(const struct evn_decision *d, const struct evn_member_put *put)
{
    struct evn_member member = put->member;
    evn_err err = check_member(d, &member);
    if (err != EVN_OK)
        return err;
    const struct evn_policy *policy = evn_policy_read(d, "isolation_rules");
    if (policy == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "policy", "isolation_rules");
    if (!set_phases(d, policy, &member))
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "member.member.cohort", member.cohort);
    return evn_decide_put(d, EVN_REG_MEMBER, &member, put->replace || is_known(d, &member), NULL);
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
    for (size_t i = 0; i < groups->n_rules; i++)
        if (evn_policy_lists(groups->rules[i].rule, person->group))
            return EVN_OK;
    return evn_refuse(d, EVN_E_UNKNOWN_REF, "key_person.key_person.group", person->group);
}

/* Each need is of a registered item, named once. */
static evn_err check_need(const struct evn_decision *d, const struct evn_key_person *person,
                          size_t at)
{
    const char *item = person->needs[at].item;
    evn_err err = evn_need(d, EVN_REG_ITEM, "key_person.key_person.needs.item", item);
    for (size_t i = 0; i < at && err == EVN_OK; i++)
        if (strcmp(person->needs[i].item, item) == 0)
            err = evn_refuse(d, EVN_E_BAD_FIELD, "key_person.key_person.needs.item", item);
    if (err != EVN_OK)
        d->why->line = (uint32_t)at + 1;
    return err;
}

evn_err evn_decide_key_person(const struct evn_decision *d, const struct evn_key_person_put *put)
{
    const struct evn_key_person *person = &put->key_person;
    evn_err err =
        evn_need(d, EVN_REG_COMMUNITY, "key_person.key_person.community", person->community);
    if (err == EVN_OK)
        err = check_group(d, person);
    for (size_t i = 0; i < person->n_needs && err == EVN_OK; i++)
        err = check_need(d, person, i);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_KEY_PERSON, person, put->replace, NULL);
}
