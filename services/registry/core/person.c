#include "services/registry/core/decide.h"

enum { ERASED_AT_A_TIME = 200, RETENTION_DAYS = 30, NUMBER_DIGITS = 7 };

static const struct evn_row *find(const struct evn_decision *d, const char *person)
{
    return evn_registry_find(d->state, EVN_REG_PERSON, person);
}

evn_err evn_need_unerased(const struct evn_decision *d, const char *field, const char *person)
{
    const struct evn_row *row = find(d, person);
    return row != NULL && row->mark == EVN_MARK_ERASED
               ? evn_refuse(d, EVN_E_WRONG_STATE, field, person)
               : EVN_OK;
}

/* A reason is logged in clear: it may tell of duties, not of telephones. */
static evn_err check_reason(const struct evn_decision *d, const char *field, const char *reason)
{
    int run = 0;
    for (const char *at = reason; *at != '\0'; at++) {
        run = *at >= '0' && *at <= '9' ? run + 1 : 0;
        if (run == NUMBER_DIGITS)
            return evn_refuse(d, EVN_E_BAD_FIELD, field, "");
    }
    return EVN_OK;
}

static bool read_person(const struct evn_decision *d, const struct evn_row *row,
                        struct evn_person *out)
{
    return evn_registry_read(EVN_REG_PERSON, row, d->arena, out);
}

/* The same content keeps the day it was put on. */
static evn_err keep_day(const struct evn_decision *d, struct evn_person *person)
{
    struct evn_person old;
    const struct evn_row *row = find(d, person->person);
    if (row == NULL)
        return EVN_OK;
    if (!read_person(d, row, &old))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    if (evn_bytes_equal(old.sealed, person->sealed) &&
        strcmp(old.community, person->community) == 0 && old.synthetic == person->synthetic)
        person->put_on = old.put_on;
    return EVN_OK;
}

evn_err evn_decide_person(const struct evn_decision *d, const struct evn_person_put *put)
{
    struct evn_person person = {.sealed = put->sealed,
                                .put_on = d->today,
                                .erased_on = EVN_DAY_NONE,
                                .synthetic = put->synthetic};
    if (put->has_contact)
        return evn_refuse(d, EVN_E_BAD_FIELD, "person.contact", "");
    if (put->sealed.len == 0)
        return evn_refuse(d, EVN_E_MISSING_FIELD, "person.contact", "");
    if (evn_person_is_number(put->person))
        return evn_refuse(d, EVN_E_BAD_FIELD, "person.person", "");
    memcpy(person.person, put->person, sizeof person.person);
    memcpy(person.community, put->community, sizeof person.community);
    evn_err err = evn_need_unerased(d, "person.person", put->person);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_COMMUNITY, "person.community", put->community);
    if (err == EVN_OK)
        err = keep_day(d, &person);
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_PERSON, &person, put->replace, NULL);
}

/* The persons that are named: each there, not erased, in scope. */
static evn_err take_named(const struct evn_decision *d, const struct evn_person_read *read,
                          struct evn_reading *out)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < read->n_persons; i++) {
        const struct evn_row *row = find(d, read->persons[i]);
        if (row == NULL)
            return evn_refuse(d, EVN_E_UNKNOWN_REF, "person_read.persons", read->persons[i]);
        err = evn_need_unerased(d, "person_read.persons", read->persons[i]);
        if (err == EVN_OK)
            err = evn_need_scope(d, row->area);
        if (i == 0)
            memcpy(out->community, row->area, strlen(row->area) + 1);
    }
    out->persons = read->persons;
    out->n_persons = read->n_persons;
    return err;
}

/* A page of the community's persons. Nobody behind `after` is no reading. */
static evn_err take_community(const struct evn_decision *d, const struct evn_person_read *read,
                              struct evn_reading *out)
{
    const struct evn_row *row;
    evn_err err = evn_need_scope(d, read->community);
    if (err != EVN_OK)
        return err;
    out->persons = evn_arena_array(d->arena, EVN_READ_MAX, sizeof *out->persons);
    if (out->persons == NULL)
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(d->state, EVN_REG_PERSON), read->after, read->community);
    while (out->n_persons < EVN_READ_MAX && (row = evn_table_next(&walk)) != NULL)
        if (row->mark != EVN_MARK_ERASED)
            memcpy(out->persons[out->n_persons++], row->key, strlen(row->key) + 1);
    memcpy(out->community, read->community, sizeof out->community);
    return out->n_persons > 0
               ? EVN_OK
               : evn_refuse(d, EVN_E_UNKNOWN_REF, "person_read.community", read->community);
}

evn_err evn_decide_person_read(const struct evn_decision *d, const struct evn_person_read *read)
{
    const struct evn_actor *actor = d->ask->actor;
    struct evn_reading reading = {
        .number = d->state->n_readings + 1, .roles = actor->roles, .at_us = d->ask->now_us};
    bool named = read->n_persons > 0;
    if (named == (read->community[0] != '\0'))
        return evn_refuse(d, named ? EVN_E_BAD_FIELD : EVN_E_MISSING_FIELD, "person_read.community",
                          "");
    evn_err err = check_reason(d, "person_read.reason", read->reason);
    if (err == EVN_OK)
        err = named ? take_named(d, read, &reading) : take_community(d, read, &reading);
    if (err != EVN_OK)
        return err;
    memcpy(reading.reason, read->reason, sizeof reading.reason);
    memcpy(reading.actor, actor->name, sizeof reading.actor);
    return evn_emit_entity(d, EVN_REG_READING, EVN_REG_READING, &reading);
}

/* What is erased stays as a row without content, so that the pseudonym is used up. */
static evn_err emit_erased(const struct evn_decision *d, struct evn_person *person,
                           const char *reason)
{
    person->sealed = evn_bytes_of(NULL, 0);
    person->erased_on = d->today;
    memcpy(person->reason, reason, strlen(reason) + 1);
    return evn_emit_entity(d, EVN_REG_PERSON_ERASED, EVN_REG_PERSON, person);
}

/* Nothing is brought any more to a door that nobody can find. */
static evn_err end_needs(const struct evn_decision *d, const char *name)
{
    struct evn_key_person person;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_KEY_PERSON, name);
    if (row == NULL)
        return EVN_OK;
    if (!evn_registry_read(EVN_REG_KEY_PERSON, row, d->arena, &person))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    if (evn_day_valid(person.last_day) && person.last_day.n < d->today.n)
        return EVN_OK;
    person.last_day.n = d->today.n - 1;
    return evn_emit_entity(d, EVN_REG_KEY_PERSON, EVN_REG_KEY_PERSON, &person);
}

evn_err evn_decide_person_erase(const struct evn_decision *d, const struct evn_person_erase *erase)
{
    struct evn_person person;
    const struct evn_row *row = find(d, erase->person);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "person_erase.person", erase->person);
    evn_err err = evn_need_scope(d, row->area);
    if (err == EVN_OK)
        err = check_reason(d, "person_erase.reason", erase->reason);
    if (err == EVN_OK && row->mark == EVN_MARK_ERASED)
        return evn_emit_unchanged(d, EVN_REG_PERSON, erase->person);
    if (err != EVN_OK)
        return err;
    if (!read_person(d, row, &person))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    err = end_needs(d, erase->person);
    return err != EVN_OK ? err : emit_erased(d, &person, erase->reason);
}

/* Whole days personal data is kept after the last need. */
static int64_t retention_days(const struct evn_decision *d)
{
    const char *value = evn_policy_value(evn_policy_read(d, "personal_data"),
                                         "retention_days_after_last_need", d->today);
    int64_t days = 0;
    if (value == NULL || value[0] == '\0')
        return RETENTION_DAYS;
    for (const char *at = value; *at >= '0' && *at <= '9' && days < 10000; at++)
        days = days * 10 + (*at - '0');
    return days;
}

evn_err evn_persons_due(const struct evn_decision *d)
{
    const struct evn_table *persons = evn_registry_table(d->state, EVN_REG_PERSON);
    if (d->state->retention.next >= d->today.n)
        return EVN_OK;
    int64_t last = d->today.n - retention_days(d) - 1;
    if (d->state->retention.next > last)
        return EVN_OK;
    for (size_t i = 0, n = 0; i < persons->n && n < ERASED_AT_A_TIME; i++) {
        struct evn_person person;
        const struct evn_row *row = &persons->row[i];
        if (row->mark > last || row->mark == EVN_MARK_ERASED)
            continue;
        size_t used = d->arena->used;
        if (!read_person(d, row, &person))
            return EVN_E_TOO_LARGE;
        evn_err err = emit_erased(d, &person, "retention");
        if (err != EVN_OK)
            return err;
        d->arena->used = used;
        n++;
    }
    return EVN_OK;
}
