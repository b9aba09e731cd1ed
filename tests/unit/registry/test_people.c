#include "tests/unit/registry/world.h"

static struct world w;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
}

static struct evn_member_put contact(const char *person, const char *start)
{
    struct evn_member_put put = {.member = {.cohort = "close_contact",
                                            .area = BUILDING,
                                            .start_day = day(start),
                                            .released_on = EVN_DAY_NONE},
                                 .has_member = true};
    strcpy(put.member.person, person);
    return put;
}

static evn_err put_member(struct evn_member_put put)
{
    return post(&w, (struct evn_registry_command){.member = &put});
}

static void a_member_gets_the_phases_of_its_cohort(void)
{
    begin();
    struct evn_member member;
    EVN_CHECK_OK(put_member(contact("P1", "2022-11-14")));
    EVN_MUST(get(&w, EVN_REG_MEMBER, "P1", &member));
    EVN_CHECK_EQ(member.n_phases, 2);
    EVN_CHECK_EQ(member.phases[1].first_day.n, day("2022-11-19").n);
    EVN_CHECK_EQ(member.phases[0].n_test_days + member.phases[1].n_test_days, 6);
    EVN_CHECK_TEXT(member.phases[0].supply_mode, "centre");
    EVN_CHECK_OK(put_member(contact("P1", "2022-11-14")));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_ERR(put_member(contact("P1", "2022-11-15")), EVN_E_EXISTS);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_member_must_fit_what_is_known(void)
{
    begin();
    struct evn_member_put put = contact("P1", "2022-11-14");
    strcpy(put.member.cohort, "tourist");
    EVN_CHECK_ERR(put_member(put), EVN_E_UNKNOWN_REF);
    EVN_CHECK_TEXT(w.h.why.subject, "tourist");
    put = contact("P1", "2022-11-14");
    strcpy(put.member.area, "310105001009");
    EVN_CHECK_ERR(put_member(put), EVN_E_UNKNOWN_REF);
    put = contact("P1", "2022-11-14");
    strcpy(put.member.place, "I9");
    EVN_CHECK_ERR(put_member(put), EVN_E_UNKNOWN_PLACE);
    put = contact("P1", "2022-11-14");
    put.member.released_on = day("2022-11-13");
    EVN_CHECK_ERR(put_member(put), EVN_E_BAD_DATE);
    put = contact("P1", "3022-11-14");
    EVN_CHECK_ERR(put_member(put), EVN_E_BAD_DATE);
    put = contact("P1", "2022-11-14");
    put.member.policy_version = 1;
    EVN_CHECK_ERR(put_member(put), EVN_E_BAD_FIELD);
    strcpy(w.h.actor.scope, "310106");
    EVN_CHECK_ERR(put_member(contact("P1", "2022-11-14")), EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static void without_rules_no_phases_are_guessed(void)
{
    world_init(&w);
    EVN_CHECK_OK(put_area(&w, "31"));
    EVN_CHECK_OK(put_area(&w, CITY));
    EVN_CHECK_OK(put_area(&w, DISTRICT));
    EVN_CHECK_OK(put_area(&w, STREET));
    EVN_CHECK_OK(put_area(&w, COMMUNITY));
    struct evn_member_put put = contact("P1", "2022-11-14");
    strcpy(put.member.area, COMMUNITY);
    EVN_CHECK_ERR(put_member(put), EVN_E_UNKNOWN_REF);
    EVN_CHECK_TEXT(w.h.why.subject, "isolation_rules");
    world_fini(&w);
}

static void new_rules_give_everybody_new_phases(void)
{
    enum { N = 1200 };
    begin();
    for (int i = 0; i < N; i++) {
        char person[16];
        snprintf(person, sizeof person, "P%04d", i);
        EVN_CHECK_OK(put_member(contact(person, "2022-11-14")));
    }
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    struct evn_policy rules = isolation_rules();
    rules.isolation[0].days = 6;
    rules.version = 2;
    EVN_CHECK_OK(put_policy(&w, &rules));
    EVN_CHECK_EQ(w.state->n_stale, N);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), N);
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_MEMBER);
    EVN_CHECK_EQ(w.state->n_stale, 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    struct evn_member member;
    EVN_MUST(get(&w, EVN_REG_MEMBER, "P0007", &member));
    EVN_CHECK_EQ(member.phases[1].first_day.n, day("2022-11-20").n);
    EVN_CHECK_EQ(member.policy_version, 2);
    world_fini(&w);
}

static evn_err put_person(const char *person, const char *group, struct evn_need *needs, size_t n)
{
    struct evn_key_person_put put = {.key_person = {.community = COMMUNITY,
                                                    .needs = needs,
                                                    .n_needs = n,
                                                    .last_day = EVN_DAY_NONE},
                                     .has_key_person = true};
    strcpy(put.key_person.person, person);
    strcpy(put.key_person.group, group);
    return post(&w, (struct evn_registry_command){.key_person = &put});
}

static void a_key_person_s_needs_name_known_items_and_groups(void)
{
    begin();
    struct evn_need needs[2] = {{.item = "INSULIN", .per_day = 2, .tier = 1},
                                {.item = "NOTHING", .per_day = 1, .tier = 2}};
    EVN_CHECK_ERR(put_person("K1", "underlying_disease", needs, 2), EVN_E_UNKNOWN_ITEM);
    EVN_CHECK_EQ(w.h.why.line, 2);
    strcpy(needs[1].item, "INSULIN");
    EVN_CHECK_ERR(put_person("K1", "underlying_disease", needs, 2), EVN_E_BAD_FIELD);
    needs[0].tier = 4;
    EVN_CHECK_ERR(put_person("K1", "underlying_disease", needs, 1), EVN_E_OUT_OF_RANGE);
    needs[0].tier = 1;
    EVN_CHECK_OK(put_person("K1", "underlying_disease", needs, 1));
    struct evn_rule rows[] = {
        {.rule = "pregnant", .valid_from = EVN_DAY_NONE, .valid_until = EVN_DAY_NONE},
        {.rule = "campus;welfare_home", .valid_from = EVN_DAY_NONE, .valid_until = EVN_DAY_NONE}};
    struct evn_policy groups = {.table = "key_groups", .version = 1, .rules = rows, .n_rules = 2};
    EVN_CHECK_OK(put_policy(&w, &groups));
    EVN_CHECK_ERR(put_person("K2", "underlying_disease", needs, 1), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(put_person("K2", "welfare", needs, 1), EVN_E_UNKNOWN_REF);
    EVN_CHECK_OK(put_person("K2", "welfare_home", needs, 1));
    strcpy(rows[1].value, "0"); /* institutions are listed, not the people in them */
    rows[0].valid_until = day("2022-11-13");
    groups.version = 2;
    EVN_CHECK_OK(put_policy(&w, &groups));
    EVN_CHECK_ERR(put_person("K3", "campus", needs, 1), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "key_person.key_person.group");
    EVN_CHECK_ERR(put_person("K3", "pregnant", needs, 1), EVN_E_UNKNOWN_REF);
    rows[0].valid_from = day("2099-01-01"); /* a list is made before it is asked for */
    rows[0].valid_until = EVN_DAY_NONE;
    groups.version = 3;
    EVN_CHECK_OK(put_policy(&w, &groups));
    EVN_CHECK_OK(put_person("K3", "pregnant", needs, 1));
    world_fini(&w);
}

/* The field that one need is refused for; "" when it is taken. */
static const char *wrong_field(struct evn_need need)
{
    static char field[EVN_CODE_MAX];
    strcpy(need.item, "INSULIN");
    need.tier = 1;
    evn_err err = put_person("K1", "underlying_disease", &need, 1);
    EVN_CHECK(err == EVN_OK || err == EVN_E_EXISTS || err == EVN_E_BAD_FIELD);
    const char *dot = strrchr(w.h.why.field, '.');
    strcpy(field, err == EVN_E_BAD_FIELD && dot != NULL ? dot + 1 : "");
    return field;
}

static void a_need_has_one_rhythm(void)
{
    uint32_t days[] = {1, 3, 5}, mixed[] = {3, 1}, late[] = {8};
    struct evn_day from = day("2022-11-14"), none = EVN_DAY_NONE;
    begin();
#define NEED(...) wrong_field((struct evn_need){.from_day = none, __VA_ARGS__})
#define FROM(...) wrong_field((struct evn_need){.from_day = from, __VA_ARGS__})
    EVN_CHECK_TEXT(NEED(.per_day = 40), "");
    EVN_CHECK_TEXT(NEED(.amount = 1, .weekdays = days, .n_weekdays = 3), "");
    EVN_CHECK_TEXT(FROM(.amount = 1, .every_days = 7), "");
    EVN_CHECK_TEXT(FROM(.per_day = 40, .supply_days = 14, .on_hand = 400, .lead_days = 3), "");
    EVN_CHECK_TEXT(NEED(.tier = 1), "per_day");
    EVN_CHECK_TEXT(NEED(.per_day = 1, .amount = 1), "per_day");
    EVN_CHECK_TEXT(NEED(.amount = 1), "weekdays");
    EVN_CHECK_TEXT(NEED(.per_day = 1, .weekdays = days, .n_weekdays = 3), "weekdays");
    EVN_CHECK_TEXT(FROM(.amount = 1, .every_days = 7, .weekdays = days, .n_weekdays = 3),
                   "weekdays");
    EVN_CHECK_TEXT(NEED(.amount = 1, .weekdays = mixed, .n_weekdays = 2), "weekdays");
    EVN_CHECK_TEXT(NEED(.amount = 1, .weekdays = late, .n_weekdays = 1), "weekdays");
    EVN_CHECK_TEXT(FROM(.amount = 1, .every_days = 7, .supply_days = 7), "supply_days");
    EVN_CHECK_TEXT(FROM(.per_day = 1, .on_hand = 7), "supply_days");
    EVN_CHECK_TEXT(NEED(.amount = 1, .every_days = 7), "from_day");
    EVN_CHECK_TEXT(NEED(.per_day = 1, .supply_days = 7), "from_day");
    world_fini(&w);
}

static evn_err list(uint32_t table, const char *area)
{
    struct evn_query_list query_list = {.table = (int32_t)table};
    struct evn_registry_query query = {.list = &query_list};
    strcpy(query_list.area, area);
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    return evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len));
}

static void people_are_shown_only_to_those_who_serve_them(void)
{
    begin();
    EVN_CHECK_OK(put_person("K1", "elderly", NULL, 0));
    EVN_CHECK_OK(list(EVN_REG_KEY_PERSON, ""));
    EVN_CHECK_EQ(n_in_result(&w, EVN_REG_KEY_PERSON), 1);
    w.h.actor.roles = EVN_ROLE_DASHBOARD | EVN_ROLE_WAREHOUSE;
    EVN_CHECK_ERR(list(EVN_REG_KEY_PERSON, ""), EVN_E_NOT_ALLOWED);
    EVN_CHECK_OK(list(EVN_REG_COMMUNITY, ""));
    w.h.actor.roles = EVN_ROLE_POINT;
    strcpy(w.h.actor.scope, "310105001002");
    EVN_CHECK_OK(list(EVN_REG_KEY_PERSON, ""));
    EVN_CHECK_EQ(n_in_result(&w, EVN_REG_KEY_PERSON), 0);
    EVN_CHECK_ERR(list(EVN_REG_KEY_PERSON, COMMUNITY), EVN_E_OUT_OF_SCOPE);
    strcpy(w.h.actor.scope, COMMUNITY);
    EVN_CHECK_OK(list(EVN_REG_KEY_PERSON, ""));
    EVN_CHECK_EQ(n_in_result(&w, EVN_REG_KEY_PERSON), 1);
    EVN_CHECK_OK(put_person("K2", "elderly", NULL, 0));
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_member_gets_the_phases_of_its_cohort),
    EVN_TEST(a_member_must_fit_what_is_known),
    EVN_TEST(without_rules_no_phases_are_guessed),
    EVN_TEST(new_rules_give_everybody_new_phases),
    EVN_TEST(a_key_person_s_needs_name_known_items_and_groups),
    EVN_TEST(a_need_has_one_rhythm),
    EVN_TEST(people_are_shown_only_to_those_who_serve_them),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.people", tests, sizeof tests / sizeof tests[0]);
}
