#include "tests/unit/registry/world.h"

#include "evernormal/registry/v1/query.pb-c.h"

static struct world w;

typedef Evernormal__Registry__V1__Result result;

static evn_err put_unit(const char *code, int level, const char *area, const char *parent,
                        const char *head)
{
    struct evn_organisation_put put = {.has_organisation = true, .replace = true};
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

static evn_err put_staff(const char *number, const char *unit, const char *last)
{
    static struct evn_grant grant = {.roles = EVN_ROLE_POINT, .area = COMMUNITY};
    struct evn_staff_put put = {.staff = {.grants = &grant,
                                          .n_grants = 1,
                                          .from_day = day("2022-11-01"),
                                          .last_day = day(last)},
                                .has_staff = true,
                                .replace = true};
    strcpy(put.staff.staff, number);
    strcpy(put.staff.organisation, unit);
    return post(&w, (struct evn_registry_command){.staff = &put});
}

static struct evn_duty_put shift(const char *id, const char *number, uint32_t from, uint32_t until)
{
    struct evn_duty_put put = {.duty = {.from_day = day("2022-11-14"),
                                        .until_day = day("2022-11-20"),
                                        .from_min = from,
                                        .until_min = until},
                               .has_duty = true,
                               .replace = true};
    strcpy(put.duty.duty, id);
    strcpy(put.duty.organisation, "C");
    strcpy(put.duty.staff, number);
    return put;
}

static evn_err put_duty(struct evn_duty_put put)
{
    return post(&w, (struct evn_registry_command){.duty = &put});
}

/* A community below a district; S1 and S2 work for the community, H heads the district. */
static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    at(&w, "2022-11-14", 600);
    EVN_CHECK_OK(put_unit("D", EVN_ORG_DISTRICT, DISTRICT, "", ""));
    EVN_CHECK_OK(put_unit("C", EVN_ORG_COMMUNITY, COMMUNITY, "D", ""));
    EVN_CHECK_OK(put_staff("S1", "C", ""));
    EVN_CHECK_OK(put_staff("S2", "C", ""));
    EVN_CHECK_OK(put_staff("H", "D", ""));
}

static result *ask(struct evn_registry_query query)
{
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    if (evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len)) != EVN_OK)
        return NULL;
    return evernormal__registry__v1__result__unpack(NULL, w.h.result.len, w.h.result.at);
}

/* Who is called first, "NUMBER/by/n", so many minutes after 00:00 of the day. */
static const char *called(const char *unit, const char *on, int minutes)
{
    static char text[100];
    struct evn_query_on_duty query = {.at_us = evn_day_start_us(day(on), EVN_OFFSET_CHINA_MIN) +
                                               minutes * 60 * EVN_US_PER_S};
    strcpy(query.organisation, unit);
    result *r = ask((struct evn_registry_query){.on_duty = &query});
    EVN_MUST(r != NULL && r->n_on_duty > 0);
    snprintf(text, sizeof text, "%s/%d/%zu", r->on_duty[0]->staff, (int)r->on_duty[0]->by,
             r->n_on_duty);
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    return text;
}

static void a_shift_is_checked(void)
{
    begin();
    EVN_CHECK_ERR(put_duty(shift("T", "S1", 600, 600)), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(put_duty(shift("T", "S1", 0, 1441)), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "duty.duty.until_min");
    EVN_CHECK_ERR(put_duty(shift("T", "S9", 0, 1440)), EVN_E_UNKNOWN_REF);
    struct evn_duty_put put = shift("T", "S1", 0, 1440);
    uint32_t days[2] = {3, 3};
    put.duty.weekdays = days;
    put.duty.n_weekdays = 2;
    EVN_CHECK_ERR(put_duty(put), EVN_E_BAD_FIELD);
    put = shift("T", "S1", 0, 1440);
    put.duty.until_day = day("2022-11-13");
    EVN_CHECK_ERR(put_duty(put), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(put_duty(shift("T", "S1", 0, 1440)));
    put = shift("T", "S1", 0, 1440);
    strcpy(put.duty.organisation, "D");
    EVN_CHECK_ERR(put_duty(put), EVN_E_FIXED);
    strcpy(w.h.actor.scope, "310105002");
    EVN_CHECK_ERR(put_duty(shift("U", "S1", 0, 1440)), EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static void the_roster_says_who_is_on_duty_past_midnight_too(void)
{
    begin();
    EVN_CHECK_OK(put_duty(shift("DAY", "S1", 480, 1200)));
    EVN_CHECK_OK(put_duty(shift("NIGHT", "S2", 1200, 1920)));
    EVN_CHECK_TEXT(called("C", "2022-11-14", 480), "S1/1/1");
    EVN_CHECK_TEXT(called("C", "2022-11-14", 1199), "S1/1/1");
    EVN_CHECK_TEXT(called("C", "2022-11-14", 1200), "S2/1/1");
    EVN_CHECK_TEXT(called("C", "2022-11-15", 479), "S2/1/1");
    EVN_CHECK_TEXT(called("C", "2022-11-21", 479), "S2/1/1"); /* the night of the last day */
    EVN_CHECK_TEXT(called("C", "2022-11-14", 0), "S1/3/1");   /* before the roster: a member */
    struct evn_duty_put first = shift("FIRST", "S2", 480, 1200);
    struct evn_duty_put later = shift("DAY", "S1", 480, 1200);
    later.duty.rank = 1;
    EVN_CHECK_OK(put_duty(later));
    EVN_CHECK_OK(put_duty(first));
    EVN_CHECK_TEXT(called("C", "2022-11-16", 600), "S2/1/2");
    first.duty.withdrawn = true;
    EVN_CHECK_OK(put_duty(first));
    EVN_CHECK_TEXT(called("C", "2022-11-16", 600), "S1/1/1");
    world_fini(&w);
}

static void shifts_begin_on_their_weekdays(void)
{
    begin();
    struct evn_duty_put put = shift("WEEKEND", "S2", 1320, 1800);
    uint32_t days[2] = {6, 7};
    put.duty.weekdays = days;
    put.duty.n_weekdays = 2;
    EVN_CHECK_OK(put_duty(put));
    EVN_CHECK_TEXT(called("C", "2022-11-18", 1380), "S1/3/1"); /* a Friday */
    EVN_CHECK_TEXT(called("C", "2022-11-19", 359), "S1/3/1");
    EVN_CHECK_TEXT(called("C", "2022-11-19", 1380), "S2/1/1");
    EVN_CHECK_TEXT(called("C", "2022-11-21", 359), "S2/1/1"); /* Sunday's night ends on Monday */
    EVN_CHECK_TEXT(called("C", "2022-11-21", 360), "S1/3/1");
    world_fini(&w);
}

static void somebody_is_always_named(void)
{
    begin();
    EVN_CHECK_TEXT(called("C", "2022-11-14", 600), "S1/3/1"); /* a member */
    EVN_CHECK_OK(put_unit("D", EVN_ORG_DISTRICT, DISTRICT, "", "H"));
    EVN_CHECK_TEXT(called("C", "2022-11-14", 600), "H/2/1"); /* the head above */
    EVN_CHECK_OK(put_unit("C", EVN_ORG_COMMUNITY, COMMUNITY, "D", "S2"));
    EVN_CHECK_TEXT(called("C", "2022-11-14", 600), "S2/2/1"); /* the unit's own head */
    EVN_CHECK_OK(put_staff("S2", "C", "2022-11-14"));
    EVN_CHECK_TEXT(called("C", "2022-11-15", 600), "H/2/1"); /* who has left */
    EVN_CHECK_OK(put_staff("S1", "C", "2022-11-14"));
    EVN_CHECK_OK(put_staff("H", "D", "2022-11-14"));
    struct evn_key_fact root = {.public_key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
                                .name = "root",
                                .roles = EVN_ROLE_ADMIN};
    EVN_CHECK_OK(evn_rights_put(&w.h.rights, &root));
    EVN_CHECK_TEXT(called("C", "2022-11-15", 600), "root/4/1");
    world_fini(&w);
}

static void the_unit_nearest_to_an_area_answers_for_it(void)
{
    begin();
    struct evn_query_on_duty query = {.area = BUILDING};
    result *r = ask((struct evn_registry_query){.on_duty = &query});
    EVN_MUST(r != NULL && r->n_on_duty == 1);
    EVN_CHECK_TEXT(r->on_duty[0]->organisation, "C");
    EVN_CHECK_TEXT(r->on_duty[0]->phone, "021-6200");
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    strcpy(query.area, STREET);
    r = ask((struct evn_registry_query){.on_duty = &query});
    EVN_MUST(r != NULL && r->n_on_duty == 1);
    EVN_CHECK_TEXT(r->on_duty[0]->organisation, "D");
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    query = (struct evn_query_on_duty){.at_us = 1};
    EVN_CHECK(ask((struct evn_registry_query){.on_duty = &query}) == NULL);
    EVN_CHECK_EQ(w.h.why.err, EVN_E_MISSING_FIELD);
    strcpy(query.organisation, "Q");
    EVN_CHECK(ask((struct evn_registry_query){.on_duty = &query}) == NULL);
    EVN_CHECK_EQ(w.h.why.err, EVN_E_UNKNOWN_REF);
    world_fini(&w);
}

static void put_course(const char *code, uint32_t valid_days, const char *deadline)
{
    struct evn_course_put put = {.course = {.valid_days = valid_days,
                                            .deadline = day(deadline),
                                            .valid_from = EVN_DAY_NONE,
                                            .valid_until = EVN_DAY_NONE},
                                 .has_course = true};
    strcpy(put.course.code, code);
    strcpy(put.course.name_en, code);
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.course = &put}));
}

static void train(const char *number, const char *course, const char *on)
{
    struct evn_training_put put = {.training = {.done_on = day(on)}, .has_training = true};
    strcpy(put.training.staff, number);
    strcpy(put.training.course, course);
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.training = &put}));
}

/* "NEEDED TRAINED DUE OVERDUE LAPSED" of the unit's row. */
static void check_counts(const result *r, size_t i, const char *unit, const char *want)
{
    char have[60];
    EVN_MUST(r != NULL && i < r->n_coverage);
    const Evernormal__Registry__V1__CoverageRow *c = r->coverage[i];
    EVN_CHECK_TEXT(c->organisation, unit);
    snprintf(have, sizeof have, "%u %u %u %u %u", c->needed, c->trained, c->due, c->overdue,
             c->lapsed);
    EVN_CHECK_TEXT(have, want);
}

static void coverage_counts_each_unit_and_adds_up(void)
{
    begin();
    put_course("FIRST", 10, "2022-11-20");
    train("S1", "FIRST", "2022-11-05");
    struct evn_query_coverage query = {.course = ""};
    result *r = ask((struct evn_registry_query){.coverage = &query});
    check_counts(r, 0, "C", "2 1 1 0 0");
    check_counts(r, 1, "D", "1 0 1 0 0");
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    at(&w, "2022-11-16", 0); /* the day after 2022-11-05 + 10 days */
    r = ask((struct evn_registry_query){.coverage = &query});
    check_counts(r, 0, "C", "2 0 1 1 1");
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    at(&w, "2022-11-21", 0); /* the day after the deadline */
    r = ask((struct evn_registry_query){.coverage = &query});
    check_counts(r, 0, "C", "2 0 0 2 1");
    check_counts(r, 1, "D", "1 0 0 1 0");
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    strcpy(query.area, COMMUNITY);
    r = ask((struct evn_registry_query){.coverage = &query});
    EVN_MUST(r != NULL);
    EVN_CHECK_EQ(r->n_coverage, 1);
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    strcpy(w.h.actor.scope, "310105002");
    EVN_CHECK(ask((struct evn_registry_query){.coverage = &query}) == NULL);
    EVN_CHECK_EQ(w.h.why.err, EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static void who_is_overdue_is_listed_by_number(void)
{
    begin();
    put_course("FIRST", 10, "2022-11-20");
    train("S1", "FIRST", "2022-11-05");
    at(&w, "2022-11-18", 0);
    struct evn_query_training_list query = {.overdue = true};
    result *r = ask((struct evn_registry_query){.training_list = &query});
    EVN_MUST(r != NULL && r->n_training_row == 1);
    EVN_CHECK_TEXT(r->training_row[0]->staff, "S1");
    EVN_CHECK_EQ(r->training_row[0]->state,
                 EVERNORMAL__REGISTRY__V1__TRAINING_STATE__TRAINING_STATE_LAPSED);
    EVN_CHECK_TEXT(r->training_row[0]->since_day, "2022-11-16");
    EVN_CHECK_EQ(r->training_row[0]->resting, 0); /* no rule says that roles rest */
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    query = (struct evn_query_training_list){.open = true};
    r = ask((struct evn_registry_query){.training_list = &query});
    EVN_MUST(r != NULL);
    EVN_CHECK_EQ(r->n_training_row, 3);
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    /* who holds no such role may ask about themselves alone */
    w.h.actor.roles = EVN_ROLE_POINT;
    strcpy(w.h.actor.name, "S2");
    EVN_CHECK(ask((struct evn_registry_query){.training_list = &query}) == NULL);
    EVN_CHECK_EQ(w.h.why.err, EVN_E_NOT_ALLOWED);
    strcpy(query.staff, "S2");
    r = ask((struct evn_registry_query){.training_list = &query});
    EVN_MUST(r != NULL);
    EVN_CHECK_EQ(r->n_training_row, 1);
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    strcpy(query.staff, "S1");
    EVN_CHECK(ask((struct evn_registry_query){.training_list = &query}) == NULL);
    world_fini(&w);
}

static void members_of_other_areas_are_not_seen(void)
{
    begin();
    struct evn_query_list list = {.table = EVN_REG_STAFF};
    result *r = ask((struct evn_registry_query){.list = &list});
    EVN_MUST(r != NULL);
    EVN_CHECK_EQ(r->n_staff, 3);
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    strcpy(w.h.actor.scope, COMMUNITY);
    r = ask((struct evn_registry_query){.list = &list});
    EVN_MUST(r != NULL);
    EVN_CHECK_EQ(r->n_staff, 2);
    evernormal__registry__v1__result__free_unpacked(r, NULL);
    struct evn_query_get get = {.table = EVN_REG_STAFF, .key = "H"};
    strcpy(w.h.actor.scope, "310105002");
    EVN_CHECK(ask((struct evn_registry_query){.get = &get}) == NULL);
    EVN_CHECK_EQ(w.h.why.err, EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_shift_is_checked),
    EVN_TEST(the_roster_says_who_is_on_duty_past_midnight_too),
    EVN_TEST(shifts_begin_on_their_weekdays),
    EVN_TEST(somebody_is_always_named),
    EVN_TEST(the_unit_nearest_to_an_area_answers_for_it),
    EVN_TEST(coverage_counts_each_unit_and_adds_up),
    EVN_TEST(who_is_overdue_is_listed_by_number),
    EVN_TEST(members_of_other_areas_are_not_seen),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.duty", tests, sizeof tests / sizeof tests[0]);
}
