/* Pages with canned answers: names from outside stay text, panels of services that are away say
 * so, a refused form keeps what was typed. */
#include "services/gateway/form.h"
#include "services/gateway/names.h"
#include "services/gateway/route.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

static const char *const nasty = "<script>alert(1)</script>\\\"'&";

/* The registry knows one nasty item, place and community; the others are away. */
static json_t *registry_alone(const char *service, json_t *query)
{
    char text[800];
    json_decref(query);
    if (strcmp(service, "registry") != 0)
        return NULL;
    snprintf(text, sizeof text,
             "{\"item\":[{\"code\":\"A\",\"nameZh\":\"%s\",\"unitZh\":\"%s\",\"packs\":["
             "{\"nameZh\":\"box\",\"baseUnits\":\"6\"}]}],"
             "\"place\":[{\"code\":\"W\",\"kind\":\"PLACE_KIND_WAREHOUSE\",\"nameZh\":\"%s\"}],"
             "\"community\":[{\"code\":\"C\",\"nameZh\":\"%s\"}]}",
             nasty, nasty, nasty, nasty);
    return json_loads(text, 0, NULL);
}

static json_t *nobody(const char *service, json_t *query)
{
    (void)service;
    json_decref(query);
    return NULL;
}

static json_t *with_trips(const char *service, json_t *query)
{
    bool trips = json_object_get(query, "trips") != NULL;
    if (strcmp(service, "dispatch") != 0 || !trips)
        return registry_alone(service, query);
    json_decref(query);
    return json_loads("{\"trip\":[{\"trip\":\"T<1>\",\"state\":\"TRIP_STATE_UNDERWAY\",\"depot\":"
                      "\"W\",\"stops\":[{\"stop\":1,\"point\":\"P\",\"state\":\"STOP_STATE_DONE\"},"
                      "{\"stop\":2,\"point\":\"P\",\"etaUs\":\"1668355200000000\","
                      "\"promisedUs\":\"1668351600000000\"}]}]}",
                      0, NULL);
}

/* One ticket, whose words come from outside. */
static json_t *with_ticket(const char *service, json_t *query)
{
    bool of_tickets =
        json_object_get(query, "ticket") != NULL || json_object_get(query, "tickets") != NULL;
    if (strcmp(service, "dispatch") != 0 || !of_tickets)
        return registry_alone(service, query);
    json_decref(query);
    return json_loads(
        "{\"ticket\":[{\"ticket\":\"T1\",\"kind\":\"TICKET_KIND_HOTLINE\",\"state\":"
        "\"TICKET_STATE_ACCEPTED\",\"text\":\"<script>\",\"unit\":\"C\",\"owner\":"
        "\"D1\",\"ownerUnit\":\"D\",\"ownerBy\":\"OWNER_BY_ROSTER\",\"passed\":"
        "\"PASSED_OVER_RESTING\",\"passedOver\":\"C<1>\"}],\"ticketStep\":[{\"step\":1,"
        "\"verb\":\"TICKET_VERB_ESCALATE\",\"by\":\"clock\",\"missed\":"
        "\"TICKET_STATE_ACCEPTED\",\"lateUs\":\"1800000000\"}]}",
        0, NULL);
}

static struct evn_names names;

/* Ask for a page with these answers as somebody of that role; the page is the caller's. */
static struct evn_exchange *ask_as(const char *url, json_t *(*answer)(const char *, json_t *),
                                   const char *role)
{
    struct evn_gate gate = {.names = &names, .exercise = true, .answer = answer};
    struct evn_exchange *x;
    EVN_CHECK_ERR(evn_exchange_new(&x), EVN_OK);
    snprintf(x->method, sizeof x->method, "GET");
    snprintf(x->url, sizeof x->url, "%s", url);
    x->lang = EVN_LANG_ZH;
    x->has_token = true;
    snprintf(x->token.role, sizeof x->token.role, "%s", role);
    evn_route(&gate, NULL, x);
    CU_ASSERT_TRUE(x->done);
    EVN_CHECK_ERR(evn_buf_add(&x->answer, evn_bytes_of("", 1)), EVN_OK);
    evn_names_fini(&names);
    return x;
}

static struct evn_exchange *ask(const char *url, json_t *(*answer)(const char *, json_t *))
{
    return ask_as(url, answer, "");
}

static bool has(const struct evn_exchange *x, const char *text)
{
    return strstr((const char *)x->answer.at, text) != NULL;
}

static void names_from_outside_stay_text(void)
{
    static const char *const url[] = {"/board",         "/point",          "/point/C",
                                      "/warehouse",     "/warehouse/W",    "/trip/%3Cscript%3E",
                                      "/trip/<script>", "/nothing<script>"};
    for (size_t i = 0; i < sizeof url / sizeof url[0]; i++) {
        struct evn_exchange *x = ask(url[i], registry_alone);
        CU_ASSERT_FALSE(has(x, "<script>"));
        CU_ASSERT_TRUE(has(x, "</html>"));
        evn_exchange_destroy(&x);
    }
}

static void a_service_that_is_away_costs_its_panel_alone(void)
{
    struct evn_exchange *x = ask("/warehouse/W", registry_alone);
    EVN_CHECK_EQ(x->status, 200);
    CU_ASSERT_TRUE(has(x, "ledger"));
    CU_ASSERT_TRUE(has(x, "dispatch"));
    CU_ASSERT_TRUE(has(x, "class=\"away\""));
    CU_ASSERT_TRUE(has(x, "name=\"quantity-1\""));
    evn_exchange_destroy(&x);
    x = ask("/board", nobody);
    EVN_CHECK_EQ(x->status, 200);
    CU_ASSERT_TRUE(has(x, "class=\"away\""));
    evn_exchange_destroy(&x);
}

static void every_screen_of_an_exercise_says_so(void)
{
    static const char *const url[] = {"/board", "/point", "/warehouse", "/trip/T", "/no"};
    for (size_t i = 0; i < sizeof url / sizeof url[0]; i++) {
        struct evn_exchange *x = ask(url[i], nobody);
        CU_ASSERT_TRUE(has(x, "EXERCISE · 演练"));
        evn_exchange_destroy(&x);
    }
}

static void a_ticket_says_who_has_it_and_why_and_offers_what_may_be_done(void)
{
    static const char *const url[] = {"/tickets", "/ticket/T1", "/request/R1"};
    for (size_t i = 0; i < sizeof url / sizeof url[0]; i++) {
        struct evn_exchange *x = ask(url[i], with_ticket);
        EVN_CHECK_EQ(x->status, 200);
        CU_ASSERT_TRUE(has(x, "D 值班; C&lt;1&gt; 当班但培训未完成"));
        CU_ASSERT_FALSE(has(x, "<script>"));
        CU_ASSERT_TRUE(has(x, "办理中"));
        CU_ASSERT_EQUAL(has(x, "value=\"answer\""), i == 1);
        CU_ASSERT_FALSE(has(x, "value=\"accept\""));
        CU_ASSERT_EQUAL(has(x, "已超时 30 分钟"), i == 1);
        CU_ASSERT_EQUAL(has(x, "value=\"ticket\""), i != 1);
        evn_exchange_destroy(&x);
    }
    struct evn_exchange *x = ask("/tickets", nobody);
    CU_ASSERT_TRUE(has(x, "class=\"away\""));
    evn_exchange_destroy(&x);
}

/* One ride that was refused, whose words come from outside. */
static json_t *with_ride(const char *service, json_t *query)
{
    bool rides = json_object_get(query, "rides") != NULL;
    if (strcmp(service, "dispatch") != 0 || !rides)
        return registry_alone(service, query);
    json_decref(query);
    return json_loads("{\"ride\":[{\"ride\":\"R1\",\"kind\":\"RIDE_KIND_DIALYSIS\",\"state\":"
                      "\"RIDE_STATE_REFUSED\",\"person\":\"P<1>\",\"area\":\"C\",\"to\":\"H2\","
                      "\"refusedBy\":[\"<H1>\"],\"alarms\":1}]}",
                      0, NULL);
}

static void a_ride_says_where_it_goes_and_who_refused_it_and_offers_what_may_be_done(void)
{
    static const char *const url[] = {"/rides", "/ride/R1"};
    for (size_t i = 0; i < sizeof url / sizeof url[0]; i++) {
        struct evn_exchange *x = ask(url[i], with_ride);
        EVN_CHECK_EQ(x->status, 200);
        CU_ASSERT_TRUE(has(x, "被 &lt;H1&gt; 拒收"));
        CU_ASSERT_TRUE(has(x, "透析"));
        CU_ASSERT_TRUE(has(x, "被拒收</span>"));
        CU_ASSERT_FALSE(has(x, "<1>"));
        CU_ASSERT_EQUAL(has(x, "value=\"depart\""), i == 1);
        CU_ASSERT_FALSE(has(x, "value=\"accept\""));
        evn_exchange_destroy(&x);
    }
    struct evn_exchange *x = ask("/rides", nobody);
    CU_ASSERT_TRUE(has(x, "class=\"away\""));
    evn_exchange_destroy(&x);
}

/* A request of two lines: one waits, one is on its way. */
static json_t *with_request(const char *service, json_t *query)
{
    bool asked = json_object_get(query, "request") != NULL;
    if (strcmp(service, "dispatch") != 0 || !asked)
        return registry_alone(service, query);
    json_decref(query);
    return json_loads(
        "{\"request\":[{\"request\":\"R1\",\"community\":\"C\"}],\"line\":["
        "{\"request\":\"R1\",\"line\":1,\"item\":\"A\",\"requested\":\"9\",\"refused\":"
        "\"2\",\"open\":\"7\"},{\"request\":\"R1\",\"line\":2,\"item\":\"A\","
        "\"requested\":\"5\",\"aboard\":\"5\"}]}",
        0, NULL);
}

static void what_can_still_change_of_a_request_is_offered_to_who_may(void)
{
    struct evn_exchange *x = ask_as("/request/R1", with_request, "POINT");
    CU_ASSERT_TRUE(has(x, "name=\"quantity-1\" value=\"7\""));
    CU_ASSERT_TRUE(has(x, "value=\"cancel\""));
    CU_ASSERT_FALSE(has(x, "name=\"quantity-2\""));
    evn_exchange_destroy(&x);
    x = ask_as("/request/R1", with_request, "DASHBOARD");
    CU_ASSERT_FALSE(has(x, "value=\"cancel\""));
    evn_exchange_destroy(&x);
}

static void the_desk_is_for_those_who_may_use_it(void)
{
    static const char *const form[] = {"value=\"urgent\"", "value=\"hinder\"", "value=\"clear\""};
    static const struct {
        const char *role;
        bool shown[3];
    } who[] = {{"DISPATCHER", {true, true, true}},
               {"WAREHOUSE", {false, true, true}},
               {"DASHBOARD", {false, false, false}}};
    for (size_t i = 0; i < sizeof who / sizeof who[0]; i++) {
        struct evn_exchange *x = ask_as("/board", registry_alone, who[i].role);
        for (size_t k = 0; k < 3; k++)
            CU_ASSERT_EQUAL(has(x, form[k]), who[i].shown[k]);
        evn_exchange_destroy(&x);
    }
}

static void a_trip_shows_how_far_it_is(void)
{
    struct evn_exchange *x = ask("/board", with_trips);
    CU_ASSERT_TRUE(has(x, "T&lt;1&gt;"));
    CU_ASSERT_TRUE(has(x, "<i class=\"done\"></i><i class=\"next\"></i>"));
    CU_ASSERT_TRUE(has(x, "11-14 00:00"));
    CU_ASSERT_TRUE(has(x, "原定 11-13 23:00"));
    evn_exchange_destroy(&x);
}

static json_t *with_fairness(const char *service, json_t *query)
{
    bool asked = json_object_get(query, "fairness") != NULL;
    if (strcmp(service, "dispatch") != 0 || !asked)
        return registry_alone(service, query);
    json_decref(query);
    const char *row =
        "{\"community\":\"C\",\"item\":\"A\",\"tier\":2,\"want\":\"10\",\"after\":\"4\","
        "\"afterCperc\":\"4000\"}";
    char text[1200];
    snprintf(text, sizeof text,
             "{\"fairness\":{\"day\":\"2022-11-14\",\"rounds\":1,\"tiers\":[{\"tier\":2,\"rows\":1,"
             "\"afterCperc\":\"4000\"}],\"lowest\":[%s],\"rows\":[%s],\"items\":[{\"item\":\"A\","
             "\"stock\":\"4\",\"given\":\"4\",\"missing\":\"6\",\"inWant\":1,\"bound\":true}]}}",
             row, row);
    return json_loads(text, 0, NULL);
}

static void fairness_is_a_table_and_a_picture_that_say_exercise(void)
{
    struct evn_exchange *x = ask("/fairness/2022-11-14", with_fairness);
    EVN_CHECK_EQ(x->status, 200);
    CU_ASSERT_TRUE(has(x, "40.00 %"));
    CU_ASSERT_TRUE(has(x, "/fairness/2022-11-14.svg"));
    CU_ASSERT_TRUE(has(x, "EXERCISE · 演练"));
    CU_ASSERT_FALSE(has(x, "<script>alert"));
    evn_exchange_destroy(&x);
    x = ask("/fairness/2022-11-14.svg", with_fairness);
    EVN_CHECK_EQ(x->status, 200);
    EVN_CHECK_TEXT(x->content_type, "image/svg+xml; charset=utf-8");
    CU_ASSERT_TRUE(has(x, "EXERCISE 演练"));
    CU_ASSERT_TRUE(has(x, "&lt;script&gt;")); /* names from outside stay text */
    CU_ASSERT_FALSE(has(x, "<script>"));
    CU_ASSERT_TRUE(has(x, "</svg>"));
    CU_ASSERT_TRUE(has(x, "cx=\"470\"")); /* 40 percent of the scale */
    evn_exchange_destroy(&x);
    x = ask("/fairness/2022-11-14", nobody);
    CU_ASSERT_TRUE(has(x, "class=\"away\""));
    evn_exchange_destroy(&x);
}

static void no_page_has_inline_script_or_style(void)
{
    static const char *const url[] = {"/board", "/point/C", "/warehouse/W"};
    for (size_t i = 0; i < sizeof url / sizeof url[0]; i++) {
        struct evn_exchange *x = ask(url[i], with_trips);
        CU_ASSERT_FALSE(has(x, " style="));
        CU_ASSERT_FALSE(has(x, "<style"));
        CU_ASSERT_FALSE(has(x, "<script>"));
        CU_ASSERT_FALSE(has(x, " onclick="));
        evn_exchange_destroy(&x);
    }
}

/* Send the warehouse's receive form as a browser would, with an unreachable ledger. */
static struct evn_exchange *send_form(const char *fields)
{
    char body[600];
    struct evn_gate gate = {.names = &names, .answer = registry_alone};
    struct evn_exchange *x;
    EVN_CHECK_ERR(evn_exchange_new(&x), EVN_OK);
    snprintf(x->method, sizeof x->method, "POST");
    snprintf(x->url, sizeof x->url, "/warehouse/W");
    x->has_token = true;
    x->lang = EVN_LANG_EN;
    snprintf(body, sizeof body, "form=receive&id=%s", fields);
    EVN_CHECK_ERR(evn_buf_add(&x->body, evn_bytes_text(body)), EVN_OK);
    evn_route(&gate, NULL, x);
    EVN_CHECK_ERR(evn_buf_add(&x->answer, evn_bytes_of("", 1)), EVN_OK);
    evn_names_fini(&names);
    return x;
}

static void a_refused_form_keeps_what_was_typed(void)
{
    struct evn_exchange *x =
        send_form("01a2026a-6895-7000-8000-000000000001&item-1=A&lot-1=L%3C9%3E&quantity-1=many");
    EVN_CHECK_EQ(x->status, 400);
    CU_ASSERT_TRUE(has(x, "value=\"L&lt;9&gt;\""));
    CU_ASSERT_TRUE(has(x, "value=\"many\""));
    CU_ASSERT_TRUE(has(x, "<option value=\"A\" selected>"));
    CU_ASSERT_TRUE(has(x, "class=\"refused\""));
    CU_ASSERT_TRUE(has(x, "class=\"fault\""));
    evn_exchange_destroy(&x);
}

static void a_pack_the_item_does_not_have_is_told_at_its_field(void)
{
    struct evn_exchange *x =
        send_form("01a2026a-6895-7000-8000-000000000001&item-1=A&quantity-1=3&pack-1=crate");
    EVN_CHECK_EQ(x->status, 400);
    CU_ASSERT_TRUE(has(x, "crate is not a pack level"));
    evn_exchange_destroy(&x);
}

static void a_form_whose_outcome_is_open_keeps_its_id(void)
{
    static const char id[] = "01a2026a-6895-7000-8000-000000000001";
    char fields[200], hidden[120];
    snprintf(fields, sizeof fields, "%s&item-1=A&quantity-1=3", id);
    snprintf(hidden, sizeof hidden, "name=\"id\" value=\"%s\"", id);
    struct evn_exchange *x = send_form(fields);
    EVN_CHECK_EQ(x->status, 503);
    CU_ASSERT_TRUE(has(x, hidden));
    evn_exchange_destroy(&x);
    snprintf(fields, sizeof fields, "%s&item-1=A&quantity-1=many", id);
    x = send_form(fields);
    CU_ASSERT_FALSE(has(x, hidden));
    evn_exchange_destroy(&x);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(names_from_outside_stay_text),
        EVN_TEST(a_service_that_is_away_costs_its_panel_alone),
        EVN_TEST(every_screen_of_an_exercise_says_so),
        EVN_TEST(a_ride_says_where_it_goes_and_who_refused_it_and_offers_what_may_be_done),
        EVN_TEST(a_ticket_says_who_has_it_and_why_and_offers_what_may_be_done),
        EVN_TEST(what_can_still_change_of_a_request_is_offered_to_who_may),
        EVN_TEST(the_desk_is_for_those_who_may_use_it),
        EVN_TEST(a_trip_shows_how_far_it_is),
        EVN_TEST(fairness_is_a_table_and_a_picture_that_say_exercise),
        EVN_TEST(no_page_has_inline_script_or_style),
        EVN_TEST(a_refused_form_keeps_what_was_typed),
        EVN_TEST(a_pack_the_item_does_not_have_is_told_at_its_field),
        EVN_TEST(a_form_whose_outcome_is_open_keeps_its_id),
    };
    return evn_test_main(argc, argv, "gateway.pages", tests, sizeof tests / sizeof tests[0]);
}
