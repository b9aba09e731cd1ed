#include "services/registry/core/core.h"

#include "services/registry/core/merge.h"
#include "services/registry/core/query.h"

#include <stdlib.h>

enum { BODY_ROOM = 16384, N_TAGS = 128 };

evn_err evn_registry_state_new(struct evn_registry_state **out)
{
    *out = malloc(sizeof **out);
    if (*out == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_registry_state_init(*out);
    if (err != EVN_OK)
        evn_registry_state_destroy(out);
    return err;
}

void evn_registry_state_destroy(struct evn_registry_state **state)
{
    if (*state != NULL)
        evn_registry_state_fini(*state);
    free(*state);
    *state = NULL;
}

static uint32_t roles_for(uint32_t tag)
{
    static const uint32_t roles[N_TAGS] = {
        [EVN_REG_ITEM] = EVN_ROLE_ADMIN | EVN_ROLE_INTEGRATOR,
        [EVN_REG_AREA] = EVN_ROLE_ADMIN,
        [EVN_REG_PLACE] = EVN_ROLE_ADMIN,
        [EVN_REG_ITEM_NORM] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY,
        [EVN_REG_NORM] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY,
        [EVN_REG_POLICY] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY,
        [EVN_REG_COMMUNITY] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY,
        [EVN_TAG_SEAL] = EVN_ROLE_AUTHORITY,
        [EVN_REG_REPORT] = EVN_ROLE_AUTHORITY | EVN_ROLE_INTEGRATOR,
        [EVN_REG_MEMBER] = EVN_ROLE_AUTHORITY | EVN_ROLE_INTEGRATOR,
        [EVN_REG_KEY_PERSON] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY | EVN_ROLE_POINT,
        [EVN_TAG_UNSEAL] = EVN_ROLE_AUTHORITY,
        [EVN_TAG_KEY] = EVN_ROLE_ADMIN,
        [EVN_TAG_KEY_REVOKE] = EVN_ROLE_ADMIN,
        [EVN_TAG_LINK] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY,
        [EVN_TAG_LINE_TEST] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY | EVN_ROLE_POINT,
        [EVN_TAG_PERSON] =
            EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY | EVN_ROLE_POINT | EVN_ROLE_INTEGRATOR,
        [EVN_TAG_PERSON_READ] = EVN_ROLE_AUTHORITY | EVN_ROLE_POINT,
        [EVN_TAG_ENDING] = EVN_ROLE_AUTHORITY,
        [EVN_TAG_PERSON_ERASE] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY | EVN_ROLE_POINT,
        [EVN_TAG_TEST] = EVN_ROLE_AUTHORITY | EVN_ROLE_INTEGRATOR,
        [EVN_TAG_PROPOSAL] = EVN_ROLE_AUTHORITY,
        [EVN_TAG_AREA_TEST] = EVN_ROLE_AUTHORITY,
        [EVN_TAG_LOOP_STAY] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY | EVN_ROLE_INTEGRATOR,
        [EVN_TAG_ORGANISATION] = EVN_ROLE_ADMIN,
        [EVN_TAG_COURSE] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY,
        [EVN_TAG_STAFF] = EVN_ROLE_ADMIN,
        [EVN_TAG_TRAINING] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY | EVN_ROLE_INTEGRATOR,
        [EVN_TAG_DUTY] = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY | EVN_ROLE_DISPATCHER,
    };
    return tag < N_TAGS ? roles[tag] : 0;
}

static evn_err decide_put(const struct evn_decision *d, const struct evn_registry_command *c)
{
    if (c->item != NULL)
        return evn_decide_item(d, c->item);
    if (c->area != NULL)
        return evn_decide_area(d, c->area);
    if (c->place != NULL)
        return evn_decide_place(d, c->place);
    if (c->item_norm != NULL)
        return evn_decide_item_norm(d, c->item_norm);
    if (c->norm != NULL)
        return evn_decide_norm(d, c->norm);
    if (c->policy != NULL)
        return evn_decide_policy(d, c->policy);
    if (c->community != NULL)
        return evn_decide_community(d, c->community);
    if (c->member != NULL)
        return evn_decide_member(d, c->member);
    if (c->key_person != NULL)
        return evn_decide_key_person(d, c->key_person);
    return evn_refuse(d, EVN_E_UNKNOWN_KIND, "", "tick");
}

static evn_err decide_staff(const struct evn_decision *d, const struct evn_registry_command *c)
{
    if (c->organisation != NULL)
        return evn_decide_organisation(d, c->organisation);
    if (c->course != NULL)
        return evn_decide_course(d, c->course);
    if (c->staff != NULL)
        return evn_decide_staff(d, c->staff);
    if (c->training != NULL)
        return evn_decide_training(d, c->training);
    return c->duty != NULL ? evn_decide_duty(d, c->duty) : decide_put(d, c);
}

static evn_err decide_any(const struct evn_decision *d, const struct evn_registry_command *c)
{
    if (c->seal != NULL)
        return evn_decide_seal(d, c->seal);
    if (c->unseal != NULL)
        return evn_decide_unseal(d, c->unseal);
    if (c->report != NULL)
        return evn_decide_report(d, c->report);
    if (c->key != NULL)
        return evn_decide_key(d, c->key);
    if (c->key_revoke != NULL)
        return evn_decide_key_revoke(d, c->key_revoke);
    if (c->link != NULL)
        return evn_decide_link(d, c->link);
    if (c->line_test != NULL)
        return evn_decide_line_test(d, c->line_test);
    if (c->person != NULL)
        return evn_decide_person(d, c->person);
    if (c->person_read != NULL)
        return evn_decide_person_read(d, c->person_read);
    if (c->person_erase != NULL)
        return evn_decide_person_erase(d, c->person_erase);
    if (c->test != NULL)
        return evn_decide_test(d, c->test);
    if (c->proposal != NULL)
        return evn_decide_proposal(d, c->proposal);
    if (c->area_test != NULL)
        return evn_decide_area_test(d, c->area_test);
    if (c->loop_stay != NULL)
        return evn_decide_loop_stay(d, c->loop_stay);
    if (c->ending != NULL)
        return evn_decide_ending(d, c->ending);
    return decide_staff(d, c);
}

/* A buffer for bodies in the arena: what a command carries, and what is added to it. */
static bool set_body(struct evn_arena *arena, size_t command_len, struct evn_buf *body)
{
    size_t room = BODY_ROOM + 2 * command_len;
    *body = (struct evn_buf){.at = evn_arena_alloc(arena, room), .cap = room, .max = room};
    return body->at != NULL;
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    struct evn_registry_command command;
    struct evn_buf body;
    struct evn_decision d = {.state = state,
                             .ask = ask,
                             .arena = ask->arena,
                             .emit = emit,
                             .why = why,
                             .body = &body,
                             .business_us = ask->business_us,
                             .today = evn_day_at(ask->business_us, EVN_OFFSET_CHINA_MIN)};
    evn_err err = evn_wire_decode(&evn_registry_command_table, ask->body, ask->arena,
                                  EVN_WIRE_STRICT, &command, why);
    if (err != EVN_OK)
        return err;
    if (!set_body(ask->arena, ask->body.len, &body))
        return evn_refuse(&d, EVN_E_TOO_LARGE, "", "");
    err = evn_merge_command(&d, &command);
    return err == EVN_OK ? decide_any(&d, &command) : err;
}

static evn_err timer(const void *state, int64_t business_us, struct evn_arena *arena,
                     struct evn_emit *emit)
{
    struct evn_buf body;
    struct evn_decision d = {.state = state,
                             .arena = arena,
                             .emit = emit,
                             .body = &body,
                             .business_us = business_us,
                             .today = evn_day_at(business_us, EVN_OFFSET_CHINA_MIN)};
    uint64_t first = evn_emit_next_seq(emit);
    if (!set_body(arena, 0, &body))
        return EVN_E_TOO_LARGE;
    evn_err err = evn_zones_due(&d);
    if (err == EVN_OK)
        err = evn_members_due(&d);
    if (err == EVN_OK)
        err = evn_standings_due(&d);
    if (err == EVN_OK)
        err = evn_persons_due(&d);
    /* What else changed is applied first: one timer says of an entity one thing. */
    return err != EVN_OK || evn_emit_next_seq(emit) != first ? err : evn_endings_due(&d);
}

static evn_err apply(void *state, const struct evn_event *event)
{
    return evn_registry_apply(state, event);
}

static evn_err query(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why)
{
    return evn_registry_query(state, ask, result, why);
}

static evn_err dump(const void *state, struct evn_arena *arena, struct evn_emit *emit)
{
    (void)arena;
    for (size_t i = 0; i < EVN_N_ENTITIES; i++) {
        uint32_t kind = evn_entity_kind(i);
        const struct evn_row *row;
        struct evn_table_walk walk = evn_table_after(evn_registry_table(state, kind), "", "");
        while ((row = evn_table_next(&walk)) != NULL)
            evn_emit_event(emit, kind, 1, evn_bytes_of(row->body, row->len));
    }
    return EVN_OK;
}

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    (void)arena;
    for (size_t k = 0; k < EVN_N_ENTITIES; k++) {
        uint32_t kind = evn_entity_kind(k);
        const struct evn_table *table = evn_registry_table(state, kind);
        for (size_t i = 0; i < table->n; i++)
            evn_canon_add(out, evn_entity_of(kind)->name,
                          evn_bytes_of(table->row[i].body, table->row[i].len));
    }
}

const struct evn_core_ops *evn_registry_ops(void)
{
    static const char *const nobody[] = {NULL};
    static const struct evn_core_ops ops = {.name = "registry",
                                            .schema = 1,
                                            .follows = nobody,
                                            .roles_for = roles_for,
                                            .decide = decide,
                                            .timer = timer,
                                            .apply = apply,
                                            .query = query,
                                            .dump = dump,
                                            .canon = canon};
    return &ops;
}
