#include "services/registry/core/decide.h"

#include "common/service/rights.h"

/* "AREA.2022-11-14"; of a report "positive.AREA.2022-11-14". */
static void name_of(const char *before, const char *area, struct evn_day day,
                    char out[EVN_CODE_MAX])
{
    char date[11];
    const char *const parts[] = {before, area, ".", date};
    size_t len = 0;
    evn_day_format(day, date);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        evn_refusal_text(out + len, EVN_CODE_MAX - len, parts[i]);
        len += strlen(out + len);
    }
}

/* One infection more or less in the area on the day of the result: the zones' clocks hear of it. */
static evn_err count_infection(const struct evn_decision *d, const struct evn_test_result *result,
                               int by)
{
    struct evn_report report = {.day = evn_day_at(result->at_us, EVN_OFFSET_CHINA_MIN),
                                .synthetic = result->synthetic};
    name_of("positive.", result->area, report.day, report.report);
    memcpy(report.area, result->area, sizeof report.area);
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_REPORT, report.report);
    struct evn_report old = {.count = 0};
    if (row != NULL && !evn_registry_read(EVN_REG_REPORT, row, d->arena, &old))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    report.count = by > 0 ? old.count + 1 : old.count > 0 ? old.count - 1 : 0;
    return evn_put_report(d, &report, true);
}

/* Room for one more list of names, with those that are there. */
static char (*grow(const struct evn_decision *d, char (*names)[EVN_CODE_MAX], size_t n,
                   size_t room))[EVN_CODE_MAX]
{
    char(*own)[EVN_CODE_MAX] = evn_arena_array(d->arena, room, sizeof *own);
    for (size_t i = 0; i < n && own != NULL; i++)
        memcpy(own[i], names[i], sizeof *own);
    return own;
}

/* Names beyond `max` are left out: they are members with contact_of, and results. */
static void add_name(char (*names)[EVN_CODE_MAX], size_t *n, size_t max, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(names[i], name) == 0)
            return;
    if (*n < max)
        memcpy(names[(*n)++], name, strlen(name) + 1);
}

/* The open proposal for exactly this area; its lists can take more names. False: there is none. */
static bool open_proposal(const struct evn_decision *d, const char *area, struct evn_proposal *out)
{
    const struct evn_row *row;
    size_t len = strlen(area);
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(d->state, EVN_REG_PROPOSAL), area, "");
    while ((row = evn_table_next(&walk)) != NULL && strncmp(row->key, area, len) == 0)
        if (row->key[len] == '.' && row->mark == EVN_PROPOSAL_OPEN)
            return evn_registry_read(EVN_REG_PROPOSAL, row, d->arena, out);
    return false;
}

evn_err evn_positive_found(const struct evn_decision *d, const struct evn_test_result *result,
                           bool is_new, char (*contacts)[EVN_CODE_MAX], size_t n_contacts)
{
    if (strcmp(result->place, "central") == 0)
        return EVN_OK;
    evn_err err = is_new ? count_infection(d, result, 1) : EVN_OK;
    if (err != EVN_OK || evn_zone_over(d, result->area) != NULL)
        return err;
    struct evn_proposal p;
    if (!open_proposal(d, result->area, &p)) {
        p = (struct evn_proposal){.day = evn_day_at(result->at_us, EVN_OFFSET_CHINA_MIN),
                                  .state = EVN_PROPOSAL_OPEN,
                                  .decided_on = EVN_DAY_NONE,
                                  .synthetic = result->synthetic};
        memcpy(p.area, result->area, sizeof p.area);
        name_of("", p.area, p.day, p.proposal);
    }
    p.persons = grow(d, p.persons, p.n_persons, EVN_PROPOSAL_PERSONS_MAX);
    p.contacts = grow(d, p.contacts, p.n_contacts, EVN_CONTACTS_MAX);
    if (p.persons == NULL || p.contacts == NULL)
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    add_name(p.persons, &p.n_persons, EVN_PROPOSAL_PERSONS_MAX, result->person);
    for (size_t i = 0; i < n_contacts; i++)
        add_name(p.contacts, &p.n_contacts, EVN_CONTACTS_MAX, contacts[i]);
    if (evn_registry_table(d->state, EVN_REG_PROPOSAL)->n >= EVN_PROPOSALS_MAX)
        return evn_refuse(d, EVN_E_LIMIT, "", "proposal");
    return evn_emit_entity(d, EVN_REG_PROPOSAL, EVN_REG_PROPOSAL, &p);
}

evn_err evn_positive_withdrawn(const struct evn_decision *d, const struct evn_test_result *result)
{
    struct evn_proposal p;
    if (strcmp(result->place, "central") == 0)
        return EVN_OK;
    evn_err err = count_infection(d, result, -1);
    if (err != EVN_OK || !open_proposal(d, result->area, &p))
        return err;
    size_t kept = 0;
    for (size_t i = 0; i < p.n_persons; i++)
        if (strcmp(p.persons[i], result->person) != 0)
            memmove(p.persons[kept++], p.persons[i], sizeof *p.persons);
    p.n_persons = kept;
    if (kept == 0) {
        p.state = EVN_PROPOSAL_WITHDRAWN;
        p.decided_on = d->today;
    }
    return evn_emit_entity(d, EVN_REG_PROPOSAL, EVN_REG_PROPOSAL, &p);
}

/* The same decision again, or another one. */
static evn_err decide_again(const struct evn_decision *d, const struct evn_proposal *p,
                            const struct evn_proposal_decide *put)
{
    int32_t state = put->confirm ? EVN_PROPOSAL_CONFIRMED : EVN_PROPOSAL_REJECTED;
    if (p->state == state && strcmp(p->authority, put->authority) == 0 &&
        strcmp(p->reason, put->reason) == 0)
        return evn_emit_unchanged(d, EVN_REG_PROPOSAL, p->proposal);
    return evn_refuse(d, EVN_E_WRONG_STATE, "proposal.proposal", p->proposal);
}

/* Seal what is proposed, or another area in or around it: as a seal that somebody sends. */
static evn_err seal(const struct evn_decision *d, const struct evn_proposal_decide *put,
                    struct evn_proposal *p)
{
    struct evn_seal seal = {.level = EVN_LEVEL_HIGH,
                            .residents = put->residents,
                            .end_rule = "five_day",
                            .start_day = p->day,
                            .synthetic = p->synthetic};
    const char *area = put->area[0] != '\0' ? put->area : p->area;
    const char *zone = put->zone[0] != '\0' ? put->zone : p->proposal;
    if (!evn_scope_covers(area, p->area) && !evn_scope_covers(p->area, area))
        return evn_refuse(d, EVN_E_BAD_FIELD, "proposal.area", area);
    memcpy(seal.zone, zone, strlen(zone) + 1);
    memcpy(seal.area, area, strlen(area) + 1);
    memcpy(seal.authority, put->authority, sizeof seal.authority);
    memcpy(seal.reason, put->reason, sizeof seal.reason);
    memcpy(seal.expansion, put->expansion, sizeof seal.expansion);
    memcpy(p->zone, seal.zone, sizeof p->zone);
    return evn_decide_seal(d, &seal);
}

evn_err evn_decide_proposal(const struct evn_decision *d, const struct evn_proposal_decide *put)
{
    struct evn_proposal p;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_PROPOSAL, put->proposal);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "proposal.proposal", put->proposal);
    evn_err err = evn_need_scope(d, row->area);
    if (err != EVN_OK)
        return err;
    if (!evn_registry_read(EVN_REG_PROPOSAL, row, d->arena, &p))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    if (put->authority[0] == '\0' || put->reason[0] == '\0')
        return evn_refuse(d, EVN_E_NO_AUTHORITY, "proposal", p.area);
    if (p.state != EVN_PROPOSAL_OPEN)
        return decide_again(d, &p, put);
    err = put->confirm ? seal(d, put, &p) : EVN_OK;
    if (err != EVN_OK)
        return err;
    p.state = put->confirm ? EVN_PROPOSAL_CONFIRMED : EVN_PROPOSAL_REJECTED;
    p.decided_on = d->today;
    memcpy(p.authority, put->authority, sizeof p.authority);
    memcpy(p.reason, put->reason, sizeof p.reason);
    return evn_emit_entity(d, EVN_REG_PROPOSAL, EVN_REG_PROPOSAL, &p);
}
