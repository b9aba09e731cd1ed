#include "tests/unit/registry/world.h"

static struct world w;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    strcpy(w.h.actor.name, "clerk");
}

static evn_err put_sealed(const char *person, const char *sealed, bool replace)
{
    struct evn_person_put put = {
        .community = COMMUNITY, .sealed = evn_bytes_text(sealed), .replace = replace};
    strcpy(put.person, person);
    return post(&w, (struct evn_registry_command){.person = &put});
}

static evn_err erase(const char *person, const char *reason)
{
    struct evn_person_erase body = {.person = ""};
    strcpy(body.person, person);
    strcpy(body.reason, reason);
    return post(&w, (struct evn_registry_command){.person_erase = &body});
}

static evn_err read_one(const char *person, const char *reason)
{
    char persons[1][EVN_CODE_MAX] = {""};
    struct evn_person_read body = {.persons = persons, .n_persons = 1};
    strcpy(persons[0], person);
    strcpy(body.reason, reason);
    return post(&w, (struct evn_registry_command){.person_read = &body});
}

static evn_err read_door(const char *community, const char *after)
{
    struct evn_person_read body = {.reason = "evening round"};
    strcpy(body.community, community);
    strcpy(body.after, after);
    return post(&w, (struct evn_registry_command){.person_read = &body});
}

static evn_err put_list(const char *person, const char *last_day)
{
    static struct evn_need need = {.item = "INSULIN", .per_day = 40, .tier = 1};
    struct evn_key_person_put put = {.key_person = {.group = "elderly",
                                                    .community = COMMUNITY,
                                                    .needs = &need,
                                                    .n_needs = 1,
                                                    .last_day = day(last_day)},
                                     .has_key_person = true,
                                     .replace = true};
    strcpy(put.key_person.person, person);
    return post(&w, (struct evn_registry_command){.key_person = &put});
}

static void what_is_sealed_is_kept_as_it_came(void)
{
    struct evn_person person;
    begin();
    EVN_CHECK_OK(put_sealed("P1", "ciphertext one", false));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_PERSON);
    at(&w, "2022-11-20", 480);
    EVN_CHECK_OK(put_sealed("P1", "ciphertext one", false));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_ERR(put_sealed("P1", "ciphertext two", false), EVN_E_EXISTS);
    EVN_CHECK_OK(put_sealed("P1", "ciphertext two", true));
    EVN_MUST(get(&w, EVN_REG_PERSON, "P1", &person));
    EVN_CHECK(evn_bytes_equal(person.sealed, evn_bytes_text("ciphertext two")));
    EVN_CHECK_EQ(person.put_on.n, day("2022-11-20").n);
    check_snapshot(&w);
    world_fini(&w);
}

static void nothing_in_clear_is_taken(void)
{
    begin();
    struct evn_person_put put = {.person = "P1",
                                 .community = COMMUNITY,
                                 .contact = {.name = "Wang"},
                                 .has_contact = true,
                                 .sealed = evn_bytes_text("x")};
    EVN_CHECK_ERR(post(&w, (struct evn_registry_command){.person = &put}), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "person.contact");
    EVN_CHECK_TEXT(w.h.why.subject, "");
    put.has_contact = false;
    put.sealed = evn_bytes_of(NULL, 0);
    EVN_CHECK_ERR(post(&w, (struct evn_registry_command){.person = &put}), EVN_E_MISSING_FIELD);
    world_fini(&w);
}

static void a_telephone_or_identity_number_is_no_pseudonym(void)
{
    begin();
    static const char *const numbers[] = {"13800138000", "310105194912310019",
                                          "31010519491231001X"};
    for (size_t i = 0; i < 3; i++) {
        EVN_CHECK_ERR(put_sealed(numbers[i], "x", false), EVN_E_BAD_FIELD);
        EVN_CHECK_TEXT(w.h.why.subject, "");
        EVN_CHECK_ERR(put_list(numbers[i], ""), EVN_E_BAD_FIELD);
        EVN_CHECK_TEXT(w.h.why.subject, "");
    }
    EVN_CHECK_OK(put_sealed("10000000001", "x", false));
    world_fini(&w);
}

static void a_reading_says_who_and_why(void)
{
    struct evn_reading reading;
    begin();
    EVN_CHECK_OK(put_sealed("P1", "x", false));
    EVN_CHECK_OK(put_sealed("P2", "y", false));
    EVN_CHECK_OK(read_one("P2", "hand over insulin"));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_READING);
    EVN_MUST(get(&w, EVN_REG_READING, "000001", &reading));
    EVN_CHECK_EQ(reading.number, 1);
    EVN_CHECK_EQ(reading.n_persons, 1);
    EVN_CHECK_TEXT(reading.persons[0], "P2");
    EVN_CHECK_TEXT(reading.actor, "clerk");
    EVN_CHECK_TEXT(reading.reason, "hand over insulin");
    EVN_CHECK_TEXT(reading.community, COMMUNITY);
    EVN_CHECK_EQ(reading.at_us, w.h.now_us);
    EVN_CHECK_OK(read_door(COMMUNITY, ""));
    EVN_MUST(get(&w, EVN_REG_READING, "000002", &reading));
    EVN_CHECK_EQ(reading.n_persons, 2);
    EVN_CHECK_OK(read_door(COMMUNITY, "P1"));
    EVN_MUST(get(&w, EVN_REG_READING, "000003", &reading));
    EVN_CHECK_EQ(reading.n_persons, 1);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_reading_needs_role_reason_scope_and_somebody(void)
{
    begin();
    EVN_CHECK_OK(put_sealed("P1", "x", false));
    EVN_CHECK_ERR(read_one("P9", "hand over insulin"), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(read_one("P1", ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "person_read.reason");
    EVN_CHECK_ERR(read_one("P1", "why"), EVN_E_BAD_TEXT);
    EVN_CHECK_ERR(read_one("P1", "ask 13800138000"), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.subject, "");
    EVN_CHECK_ERR(read_door("310105001002", ""), EVN_E_UNKNOWN_REF);
    struct evn_person_read nobody = {.reason = "nobody at all"};
    EVN_CHECK_ERR(post(&w, (struct evn_registry_command){.person_read = &nobody}),
                  EVN_E_MISSING_FIELD);
    strcpy(w.h.actor.scope, "310106");
    EVN_CHECK_ERR(read_one("P1", "hand over insulin"), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(read_door(COMMUNITY, ""), EVN_E_OUT_OF_SCOPE);
    w.h.actor.scope[0] = '\0';
    w.h.actor.roles = EVN_ROLE_ADMIN | EVN_ROLE_AUDITOR | EVN_ROLE_DISPATCHER;
    EVN_CHECK_ERR(read_one("P1", "hand over insulin"), EVN_E_NOT_ALLOWED);
    EVN_CHECK_EQ(w.state->n_readings, 0);
    world_fini(&w);
}

static void a_reading_is_answered_to_its_reader_for_ten_minutes(void)
{
    struct evn_reading reading;
    begin();
    EVN_CHECK_OK(put_sealed("P1", "x", false));
    EVN_CHECK_OK(read_one("P1", "hand over insulin"));
    struct evn_refusal why;
    struct evn_ask ask = {.now_us = w.h.now_us, .actor = &w.h.actor, .arena = &w.h.arena};
    EVN_CHECK_OK(evn_registry_reading(w.state, &ask, 1, &reading, &why));
    EVN_CHECK_ERR(evn_registry_reading(w.state, &ask, 2, &reading, &why), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(evn_registry_reading(w.state, &ask, 1 + EVN_READINGS_KEPT, &reading, &why),
                  EVN_E_UNKNOWN_REF);
    ask.now_us = w.h.now_us + EVN_READING_US;
    EVN_CHECK_OK(evn_registry_reading(w.state, &ask, 1, &reading, &why));
    ask.now_us++;
    EVN_CHECK_ERR(evn_registry_reading(w.state, &ask, 1, &reading, &why), EVN_E_UNKNOWN_REF);
    ask.now_us = w.h.now_us;
    strcpy(w.h.actor.name, "another");
    EVN_CHECK_ERR(evn_registry_reading(w.state, &ask, 1, &reading, &why), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

static void who_is_erased_never_comes_back(void)
{
    struct evn_person person;
    struct evn_key_person list;
    begin();
    EVN_CHECK_OK(put_list("P1", ""));
    EVN_CHECK_OK(put_sealed("P1", "x", false));
    EVN_CHECK_ERR(erase("P9", "moved away"), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(erase("P1", "call 13800138000"), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(erase("P1", "moved away"));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_KEY_PERSON);
    EVN_CHECK_EQ(w.h.kind[1], EVN_REG_PERSON_ERASED);
    EVN_MUST(get(&w, EVN_REG_PERSON, "P1", &person));
    EVN_CHECK_EQ(person.sealed.len, 0);
    EVN_CHECK_TEXT(person.reason, "moved away");
    EVN_MUST(get(&w, EVN_REG_KEY_PERSON, "P1", &list));
    EVN_CHECK_EQ(list.last_day.n, day("2022-11-13").n);
    EVN_CHECK_EQ(w.state->retention.n_erased, 1);
    EVN_CHECK_OK(erase("P1", "moved away"));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_ERR(put_sealed("P1", "x", true), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(put_list("P1", ""), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(read_one("P1", "hand over insulin"), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(read_door(COMMUNITY, ""), EVN_E_UNKNOWN_REF);
    check_snapshot(&w);
    world_fini(&w);
}

static void data_is_kept_thirty_days_after_the_last_need(void)
{
    begin();
    EVN_CHECK_OK(put_list("ends", "2022-11-20"));
    EVN_CHECK_OK(put_list("goes-on", ""));
    EVN_CHECK_OK(put_sealed("ends", "x", false));
    EVN_CHECK_OK(put_sealed("goes-on", "y", false));
    EVN_CHECK_OK(put_sealed("no-list", "z", false));
    at(&w, "2022-12-14", 1439);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    at(&w, "2022-12-15", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1); /* put on 14 November: 30 days after it */
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_PERSON_ERASED);
    at(&w, "2022-12-20", 1439);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    at(&w, "2022-12-21", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    EVN_CHECK_ERR(put_sealed("ends", "x", true), EVN_E_WRONG_STATE);
    at(&w, "2023-12-21", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    EVN_CHECK_OK(put_list("goes-on", "2023-12-01"));
    at(&w, "2024-01-01", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    check_snapshot(&w);
    world_fini(&w);
}

static void the_retention_is_a_rule_with_days(void)
{
    static struct evn_rule rule = {.rule = "retention_days_after_last_need", .value = "7"};
    struct evn_policy policy = {
        .table = "personal_data", .version = 1, .rules = &rule, .n_rules = 1};
    begin();
    rule.valid_from = rule.valid_until = EVN_DAY_NONE;
    EVN_CHECK_OK(put_policy(&w, &policy));
    EVN_CHECK_OK(put_sealed("P1", "x", false));
    at(&w, "2022-11-21", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    at(&w, "2022-11-22", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(what_is_sealed_is_kept_as_it_came),
    EVN_TEST(nothing_in_clear_is_taken),
    EVN_TEST(a_telephone_or_identity_number_is_no_pseudonym),
    EVN_TEST(a_reading_says_who_and_why),
    EVN_TEST(a_reading_needs_role_reason_scope_and_somebody),
    EVN_TEST(a_reading_is_answered_to_its_reader_for_ten_minutes),
    EVN_TEST(who_is_erased_never_comes_back),
    EVN_TEST(data_is_kept_thirty_days_after_the_last_need),
    EVN_TEST(the_retention_is_a_rule_with_days),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.person", tests, sizeof tests / sizeof tests[0]);
}
