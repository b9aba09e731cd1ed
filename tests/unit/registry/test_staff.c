#include "services/registry/core/standing.h"
#include "tests/unit/registry/world.h"

#include "common/base/rng.h"
#include "common/service/kit.h"

static struct world w;

#define KEY_A "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_B "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
enum { WAREHOUSE = EVN_ROLE_WAREHOUSE, POINT = EVN_ROLE_POINT };

static evn_err put_unit(const char *code, int level, const char *area, const char *parent,
                        const char *head, bool replace)
{
    struct evn_organisation_put put = {.has_organisation = true, .replace = replace};
    struct evn_organisation *o = &put.organisation;
    o->level = level;
    strcpy(o->code, code);
    strcpy(o->type, "committee");
    strcpy(o->area, area);
    strcpy(o->parent, parent);
    strcpy(o->head, head);
    strcpy(o->name_en, code);
    strcpy(o->phone, "021-6200");
    return post(&w, (struct evn_registry_command){.organisation = &put});
}

static evn_err put_course(const char *code, uint32_t roles, uint32_t valid_days,
                          const char *deadline)
{
    struct evn_course_put put = {.course = {.roles = roles,
                                            .valid_days = valid_days,
                                            .deadline = day(deadline),
                                            .valid_from = EVN_DAY_NONE,
                                            .valid_until = EVN_DAY_NONE},
                                 .has_course = true,
                                 .replace = true};
    strcpy(put.course.code, code);
    strcpy(put.course.name_en, code);
    return post(&w, (struct evn_registry_command){.course = &put});
}

static evn_err put_staff(const char *number, const char *unit, uint32_t roles, const char *area,
                         const char *last)
{
    struct evn_grant grant = {.roles = roles};
    struct evn_staff_put put = {.staff = {.grants = &grant,
                                          .n_grants = roles != 0,
                                          .from_day = day("2022-11-01"),
                                          .last_day = day(last)},
                                .has_staff = true,
                                .replace = true};
    strcpy(grant.area, area);
    strcpy(put.staff.staff, number);
    strcpy(put.staff.organisation, unit);
    return post(&w, (struct evn_registry_command){.staff = &put});
}

static evn_err train(const char *number, const char *course, const char *on, bool withdrawn)
{
    struct evn_training_put put = {.training = {.done_on = day(on), .withdrawn = withdrawn},
                                   .has_training = true,
                                   .replace = true};
    strcpy(put.training.staff, number);
    strcpy(put.training.course, course);
    return post(&w, (struct evn_registry_command){.training = &put});
}

static evn_err put_key(const char *key, const char *number, const char *device, uint32_t roles,
                       const char *scope)
{
    struct evn_key_put put = {.roles = roles, .replace = true};
    strcpy(put.public_key, key);
    strcpy(put.name, number[0] != '\0' ? number : "root");
    strcpy(put.staff, number);
    strcpy(put.device, device);
    strcpy(put.scope, scope);
    return post(&w, (struct evn_registry_command){.key = &put});
}

/* The rule that the untrained are refused, from that day; "": never. */
static evn_err refuse_untrained(const char *from, uint32_t version)
{
    struct evn_rule rule = {.rule = "refuse_untrained",
                            .value = "1",
                            .unit = "bool",
                            .valid_from = day(from),
                            .valid_until = EVN_DAY_NONE};
    struct evn_policy policy = {
        .table = "training_rules", .version = version, .rules = &rule, .n_rules = 1};
    if (from[0] == '\0')
        strcpy(rule.value, "0");
    return put_policy(&w, &policy);
}

/* A district and a community below it, a course for warehouses good for 30 days, one member. */
static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    at(&w, "2022-11-14", 600);
    EVN_CHECK_OK(put_unit("D", EVN_ORG_DISTRICT, DISTRICT, "", "", false));
    EVN_CHECK_OK(put_unit("C", EVN_ORG_COMMUNITY, COMMUNITY, "D", "", false));
    EVN_CHECK_OK(put_course("HYGIENE", WAREHOUSE, 30, "2022-12-31"));
    EVN_CHECK_OK(put_staff("S1", "C", WAREHOUSE | POINT, COMMUNITY, ""));
}

/* Roles that a key may use now. */
static uint32_t roles_now(const char *key)
{
    struct evn_actor actor;
    evn_err err = evn_rights_actor(&w.h.rights, key, NULL, &actor);
    return err == EVN_OK ? actor.roles : 0;
}

static void units_stand_in_a_tree_of_levels(void)
{
    begin();
    EVN_CHECK_ERR(put_unit("X", EVN_ORG_DISTRICT, COMMUNITY, "", "", false), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "organisation.organisation.level");
    EVN_CHECK_ERR(put_unit("X", EVN_ORG_DISTRICT, "310199", "", "", false), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(put_unit("X", EVN_ORG_COMMUNITY, COMMUNITY, "Y", "", false), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(put_unit("X", EVN_ORG_DISTRICT, DISTRICT, "C", "", false), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(put_unit("X", EVN_ORG_DISTRICT, DISTRICT, "", "S9", false), EVN_E_UNKNOWN_REF);
    EVN_CHECK_OK(put_unit("E", EVN_ORG_DISTRICT, DISTRICT, "D", "", false));
    EVN_CHECK_ERR(put_unit("D", EVN_ORG_DISTRICT, DISTRICT, "E", "", true), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "organisation.organisation.parent");
    EVN_CHECK_ERR(put_unit("D", EVN_ORG_CITY, CITY, "", "", true), EVN_E_FIXED);
    EVN_CHECK_ERR(put_unit("C", EVN_ORG_COMMUNITY, COMMUNITY, "D", "S1", false), EVN_E_EXISTS);
    EVN_CHECK_OK(put_unit("C", EVN_ORG_COMMUNITY, COMMUNITY, "D", "S1", true));
    world_fini(&w);
}

static void a_member_is_a_number_with_what_they_may_do(void)
{
    begin();
    EVN_CHECK_ERR(put_staff("13800138000", "C", POINT, COMMUNITY, ""), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.subject, "");
    EVN_CHECK_ERR(put_staff("S2", "Q", POINT, COMMUNITY, ""), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(put_staff("S2", "C", EVN_ROLE_SERVICE, COMMUNITY, ""), EVN_E_BAD_FIELD);
    EVN_CHECK_EQ(w.h.why.line, 1);
    EVN_CHECK_ERR(put_staff("S2", "C", POINT, "310", ""), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(put_staff("S2", "C", POINT, COMMUNITY, "2022-10-01"), EVN_E_BAD_DATE);
    strcpy(w.h.actor.scope, COMMUNITY);
    EVN_CHECK_ERR(put_staff("S2", "C", POINT, DISTRICT, ""), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(put_staff("S2", "D", POINT, COMMUNITY, ""), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_OK(put_staff("S2", "C", POINT, COMMUNITY, ""));
    world_fini(&w);
}

static void a_key_is_of_one_device_and_within_the_grants(void)
{
    begin();
    EVN_CHECK_ERR(put_key(KEY_A, "S1", "", POINT, COMMUNITY), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(put_key(KEY_A, "S9", "phone", POINT, COMMUNITY), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(put_key(KEY_A, "S1", "phone", POINT, DISTRICT), EVN_E_NOT_GRANTED);
    EVN_CHECK_ERR(put_key(KEY_A, "S1", "phone", POINT | EVN_ROLE_AUDITOR, COMMUNITY),
                  EVN_E_NOT_GRANTED);
    EVN_CHECK_TEXT(w.h.why.place, "AUDITOR");
    EVN_CHECK_TEXT(w.h.why.subject, "S1");
    EVN_CHECK_OK(put_key(KEY_A, "S1", "phone", POINT | WAREHOUSE, COMMUNITY));
    EVN_CHECK_ERR(put_key(KEY_B, "S1", "phone", POINT, COMMUNITY), EVN_E_EXISTS);
    EVN_CHECK_OK(put_key(KEY_B, "S1", "desk", POINT, COMMUNITY));
    /* what is taken from the member is taken from their keys, at once */
    EVN_CHECK_OK(put_staff("S1", "C", WAREHOUSE, COMMUNITY, ""));
    EVN_CHECK_EQ(roles_now(KEY_A), WAREHOUSE);
    EVN_CHECK(evn_rights_find(&w.h.rights, KEY_B)->revoked);
    world_fini(&w);
}

static void the_untrained_get_no_key_when_the_rule_says_so(void)
{
    begin();
    EVN_CHECK_OK(put_key(KEY_A, "S1", "desk", WAREHOUSE, COMMUNITY)); /* no rule, no refusal */
    EVN_CHECK_OK(refuse_untrained("2022-11-10", 1));
    EVN_CHECK_ERR(put_key(KEY_B, "S1", "phone", WAREHOUSE, COMMUNITY), EVN_E_NOT_TRAINED);
    EVN_CHECK_TEXT(w.h.why.field, "HYGIENE");
    EVN_CHECK_TEXT(w.h.why.place, "WAREHOUSE");
    EVN_CHECK_EQ(w.h.why.at_us, evn_day_start_us(day("2022-11-10"), EVN_OFFSET_CHINA_MIN));
    EVN_CHECK_OK(put_key(KEY_B, "S1", "phone", POINT, COMMUNITY)); /* the course is not for it */
    EVN_CHECK_ERR(put_key(KEY_B, "S1", "phone", POINT | WAREHOUSE, COMMUNITY), EVN_E_NOT_TRAINED);
    EVN_CHECK_OK(train("S1", "HYGIENE", "2022-11-12", false));
    EVN_CHECK_OK(put_key(KEY_B, "S1", "phone", POINT | WAREHOUSE, COMMUNITY));
    EVN_CHECK_OK(train("S1", "HYGIENE", "2022-11-12", true)); /* it was a mistake */
    EVN_CHECK_EQ(roles_now(KEY_B), POINT);
    EVN_CHECK_OK(refuse_untrained("", 2));
    (void)evn_harness_timer(&w.h);
    EVN_CHECK_EQ(roles_now(KEY_B), POINT | WAREHOUSE);
    world_fini(&w);
}

static void a_role_lapses_with_the_training_on_its_day_and_comes_back(void)
{
    begin();
    EVN_CHECK_OK(refuse_untrained("2022-11-10", 1));
    EVN_CHECK_OK(train("S1", "HYGIENE", "2022-11-12", false));
    EVN_CHECK_OK(put_key(KEY_A, "S1", "desk", POINT | WAREHOUSE, COMMUNITY));
    (void)evn_harness_timer(&w.h);
    at(&w, "2022-12-12", 1439); /* 30 days after: the last good one */
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    EVN_CHECK_EQ(roles_now(KEY_A), POINT | WAREHOUSE);
    at(&w, "2022-12-13", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 2);
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_STANDING);
    EVN_CHECK_EQ(w.h.kind[1], EVN_KIT_STANDING);
    EVN_CHECK_EQ(roles_now(KEY_A), POINT);
    const struct evn_rest *rest = evn_rights_rest(&w.h.rights, KEY_A, NULL, WAREHOUSE);
    EVN_MUST(rest != NULL);
    EVN_CHECK_TEXT(rest->course, "HYGIENE");
    EVN_CHECK_EQ(rest->since_day.n, day("2022-12-13").n);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0); /* said once */
    check_snapshot(&w);
    EVN_CHECK_ERR(train("S1", "HYGIENE", "2022-12-14", false), EVN_E_TIME_IN_FUTURE);
    EVN_CHECK_OK(train("S1", "HYGIENE", "2022-12-13", false));
    EVN_CHECK_EQ(roles_now(KEY_A), POINT | WAREHOUSE);
    EVN_CHECK(evn_rights_rest(&w.h.rights, KEY_A, NULL, EVN_ROLE_ALL) == NULL);
    world_fini(&w);
}

static void who_comes_through_the_gateway_is_held_to_it_by_number(void)
{
    struct evn_key_fact gate = {
        .public_key = KEY_B, .name = "gateway", .roles = EVN_ROLE_DELEGATE | WAREHOUSE | POINT};
    struct evn_behalf behalf = {.actor = "S1", .role = "WAREHOUSE", .scope = COMMUNITY};
    struct evn_actor actor;
    begin();
    EVN_CHECK_OK(evn_rights_put(&w.h.rights, &gate));
    EVN_CHECK_OK(evn_rights_actor(&w.h.rights, KEY_B, &behalf, &actor));
    EVN_CHECK_EQ(actor.roles, WAREHOUSE);
    EVN_CHECK_OK(refuse_untrained("2022-11-10", 1));
    (void)evn_harness_timer(&w.h);
    EVN_CHECK_OK(evn_rights_actor(&w.h.rights, KEY_B, &behalf, &actor));
    EVN_CHECK_EQ(actor.roles, 0);
    EVN_CHECK_EQ(actor.resting, WAREHOUSE);
    strcpy(behalf.role, "POINT");
    EVN_CHECK_OK(evn_rights_actor(&w.h.rights, KEY_B, &behalf, &actor));
    EVN_CHECK_EQ(actor.roles, POINT);
    world_fini(&w);
}

static void who_left_has_no_key(void)
{
    struct evn_actor actor;
    begin();
    EVN_CHECK_OK(put_staff("S1", "C", POINT, COMMUNITY, "2022-11-20"));
    EVN_CHECK_OK(put_key(KEY_A, "S1", "phone", POINT, COMMUNITY));
    at(&w, "2022-11-20", 1439);
    (void)evn_harness_timer(&w.h);
    EVN_CHECK_OK(evn_rights_actor(&w.h.rights, KEY_A, NULL, &actor));
    at(&w, "2022-11-21", 0);
    (void)evn_harness_timer(&w.h);
    EVN_CHECK_ERR(evn_rights_actor(&w.h.rights, KEY_A, NULL, &actor), EVN_E_KEY_REVOKED);
    EVN_CHECK_ERR(put_key(KEY_B, "S1", "desk", POINT, COMMUNITY), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(put_staff("S1", "C", POINT, COMMUNITY, ""));
    EVN_CHECK_OK(evn_rights_actor(&w.h.rights, KEY_A, NULL, &actor));
    world_fini(&w);
}

static void the_last_administrator_is_never_locked_out(void)
{
    begin();
    EVN_CHECK_OK(put_course("ADMIN-101", EVN_ROLE_ADMIN, 0, ""));
    EVN_CHECK_OK(put_staff("S2", "D", EVN_ROLE_ADMIN | POINT, "", ""));
    EVN_CHECK_OK(put_key(KEY_A, "S2", "desk", EVN_ROLE_ADMIN | POINT, ""));
    EVN_CHECK_OK(put_key(KEY_B, "", "", EVN_ROLE_ADMIN, ""));
    EVN_CHECK_OK(refuse_untrained("2022-11-10", 1));
    (void)evn_harness_timer(&w.h);
    EVN_CHECK_EQ(roles_now(KEY_A), POINT); /* another one is left */
    struct evn_key_revoke revoke = {.public_key = KEY_B};
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.key_revoke = &revoke}));
    EVN_CHECK_EQ(roles_now(KEY_A), EVN_ROLE_ADMIN | POINT);
    EVN_CHECK_ERR(put_staff("S2", "D", POINT, "", ""), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(put_staff("S2", "D", EVN_ROLE_ADMIN | POINT, "", "2022-11-14"));
    at(&w, "2022-11-15", 0);
    (void)evn_harness_timer(&w.h);
    EVN_CHECK_EQ(roles_now(KEY_A), EVN_ROLE_ADMIN);
    world_fini(&w);
}

enum { MEMBERS = 12, COURSES = 3, FACTS = MEMBERS * COURSES * 3 };
struct fact {
    int member, course, on;
};

/* All facts in the order given, the days ticking in between. */
static void tell_all(const struct fact *fact, bool rules_first, struct evn_rng *rng, char out[65])
{
    char number[16], course[16], on[11];
    begin();
    at(&w, "2022-12-01", 0);
    if (rules_first)
        EVN_CHECK_OK(refuse_untrained("2022-11-10", 1));
    for (int i = 0; i < MEMBERS; i++) {
        snprintf(number, sizeof number, "M%02d", i);
        EVN_CHECK_OK(put_staff(number, i % 2 ? "C" : "D", 1u << (2 + i % 4), "", ""));
    }
    for (int i = 0; i < COURSES; i++) {
        snprintf(course, sizeof course, "K%d", i);
        EVN_CHECK_OK(put_course(course, (0x3cu >> i) & 0x3cu, (uint32_t)(10 * i), ""));
    }
    for (int i = 0; i < FACTS; i++) {
        snprintf(number, sizeof number, "M%02d", fact[i].member);
        snprintf(course, sizeof course, "K%d", fact[i].course);
        evn_day_format((struct evn_day){day("2022-11-01").n + fact[i].on}, on);
        EVN_CHECK_OK(train(number, course, on, false));
        if (evn_rng_below(rng, 8) == 0)
            (void)evn_harness_timer(&w.h);
        if (evn_rng_below(rng, 6) == 0)
            EVN_CHECK_OK(train(number, course, on, false)); /* once more */
    }
    if (!rules_first)
        EVN_CHECK_OK(refuse_untrained("2022-11-10", 1));
    (void)evn_harness_timer(&w.h);
    at(&w, "2022-12-09", 0);
    (void)evn_harness_timer(&w.h);
    evn_harness_digest(&w.h, out);
}

static void the_order_of_facts_does_not_matter(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    static struct fact fact[FACTS];
    char first[65], other[65];
    for (int i = 0; i < FACTS; i++)
        fact[i] = (struct fact){i % MEMBERS, i / MEMBERS % COURSES,
                                (int)evn_rng_below(&rng, 10) + 10 * (i / (MEMBERS * COURSES))};
    tell_all(fact, true, &rng, first);
    EVN_CHECK(w.state->table[evn_entity_index(EVN_REG_STANDING)].n == MEMBERS + 1);
    check_snapshot(&w);
    world_fini(&w);
    for (int round = 0; round < 10; round++) {
        for (int i = FACTS - 1; i > 0; i--) {
            int k = (int)evn_rng_below(&rng, (uint32_t)i + 1);
            struct fact swap = fact[i];
            fact[i] = fact[k];
            fact[k] = swap;
        }
        tell_all(fact, round % 2 == 0, &rng, other);
        EVN_CHECK_TEXT(other, first);
        world_fini(&w);
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(units_stand_in_a_tree_of_levels),
    EVN_TEST(a_member_is_a_number_with_what_they_may_do),
    EVN_TEST(a_key_is_of_one_device_and_within_the_grants),
    EVN_TEST(the_untrained_get_no_key_when_the_rule_says_so),
    EVN_TEST(a_role_lapses_with_the_training_on_its_day_and_comes_back),
    EVN_TEST(who_comes_through_the_gateway_is_held_to_it_by_number),
    EVN_TEST(who_left_has_no_key),
    EVN_TEST(the_last_administrator_is_never_locked_out),
    EVN_TEST(the_order_of_facts_does_not_matter),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.staff", tests, sizeof tests / sizeof tests[0]);
}
