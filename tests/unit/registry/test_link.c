/* Links that must exist: lines, reception point, car; what is missing is listed. */
#include "common/base/pbw.h"
#include "tests/unit/registry/world.h"

static struct world w;

static void put_of(const char *code, int32_t kind)
{
    struct evn_place place = warehouse(code);
    place.kind = kind;
    if (kind == EVN_PLACE_VEHICLE) {
        place.has_vehicle = true;
        place.vehicle = (struct evn_vehicle){.weight_max_g = 1000,
                                             .volume_max_ml = 1000,
                                             .shift_until_min = 600,
                                             .depot = "W1",
                                             .pass_from = day("2022-11-01"),
                                             .pass_until = day("2022-11-20")};
    }
    EVN_CHECK_OK(put_place(&w, &place, true));
}

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    put_of("H1", EVN_PLACE_HOSPITAL);
    put_of("P1", EVN_PLACE_PHARMACY);
    put_of("V1", EVN_PLACE_VEHICLE);
}

static evn_err set_link(int32_t kind, const char *place, const char *phone)
{
    struct evn_link_put put = {.community = COMMUNITY, .kind = kind};
    strcpy(put.place, place);
    strcpy(put.phone, phone);
    return post(&w, (struct evn_registry_command){.link = &put});
}

static evn_err call(int32_t kind, int64_t at_us, bool answered)
{
    struct evn_line_test test = {
        .community = COMMUNITY, .kind = kind, .at_us = at_us, .answered = answered};
    return post(&w, (struct evn_registry_command){.line_test = &test});
}

/* What COMMUNITY lacks, as a list of numbers; "" when it lacks nothing. */
static const char *gaps(uint32_t tested_days)
{
    static char out[100];
    struct evn_query_gaps query = {.area = COMMUNITY, .tested_days = tested_days};
    struct evn_registry_query any = {.gaps = &query};
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &any, &w.bytes));
    EVN_CHECK_OK(evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len)));
    struct evn_bytes rest = evn_bytes_of(w.h.result.at, w.h.result.len);
    struct evn_pb_field field, part;
    size_t len = 0;
    out[0] = '\0';
    while (evn_pb_next(&rest, &field) == EVN_OK)
        while (field.number == EVN_RESULT_GAPS && evn_pb_next(&field.bytes, &part) == EVN_OK)
            for (size_t i = 0; part.number == 4 && i < part.bytes.len; i++)
                len += (size_t)snprintf(out + len, sizeof out - len, "%s%d", len > 0 ? " " : "",
                                        part.bytes.at[i]);
    return out;
}

static void what_is_missing_is_listed(void)
{
    begin();
    int64_t now = w.h.business_us;
    EVN_CHECK_TEXT(gaps(0), "1 5 11");
    EVN_CHECK_OK(set_link(EVN_LINK_HOSPITAL, "H1", "021-6200"));
    EVN_CHECK_OK(set_link(EVN_LINK_PHARMACY, "P1", "021-6300"));
    EVN_CHECK_OK(set_link(EVN_LINK_CAR, "V1", ""));
    EVN_CHECK_TEXT(gaps(0), "3 7");
    EVN_CHECK_OK(call(EVN_LINK_HOSPITAL, now - EVN_US_PER_DAY, true));
    EVN_CHECK_OK(call(EVN_LINK_PHARMACY, now - 3 * EVN_US_PER_DAY, false));
    EVN_CHECK_TEXT(gaps(0), "8");
    EVN_CHECK_OK(call(EVN_LINK_PHARMACY, now - 2 * EVN_US_PER_DAY, true));
    EVN_CHECK_TEXT(gaps(0), "");
    EVN_CHECK_TEXT(gaps(1), "7");
    struct evn_place place = warehouse("H1");
    place.kind = EVN_PLACE_HOSPITAL;
    place.closed = true;
    EVN_CHECK_OK(put_place(&w, &place, true));
    at(&w, "2022-11-21", 0);
    EVN_CHECK_TEXT(gaps(0), "2 13");
    EVN_CHECK_OK(set_link(EVN_LINK_CAR, "", ""));
    EVN_CHECK_TEXT(gaps(0), "2 11");
    check_snapshot(&w);
    world_fini(&w);
}

static void a_link_is_of_its_kind(void)
{
    begin();
    EVN_CHECK_ERR(set_link(EVN_LINK_HOSPITAL, "H9", "1234"), EVN_E_UNKNOWN_PLACE);
    EVN_CHECK_TEXT(w.h.why.field, "link.place");
    EVN_CHECK_ERR(set_link(EVN_LINK_HOSPITAL, "P1", "1234"), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.subject, "P1");
    EVN_CHECK_ERR(set_link(EVN_LINK_HOSPITAL, "H1", ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "link.phone");
    EVN_CHECK_ERR(set_link(EVN_LINK_CAR, "V1", "1234"), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(call(EVN_LINK_HOSPITAL, w.h.business_us, true), EVN_E_UNKNOWN_REF);
    EVN_CHECK_TEXT(w.h.why.field, "line_test.kind");
    EVN_CHECK_OK(set_link(EVN_LINK_HOSPITAL, "H1", "1234"));
    EVN_CHECK_ERR(call(EVN_LINK_HOSPITAL, w.h.business_us + EVN_US_PER_DAY, true),
                  EVN_E_TIME_IN_FUTURE);
    EVN_CHECK_ERR(call(EVN_LINK_CAR, w.h.business_us, true), EVN_E_OUT_OF_RANGE);
    strcpy(w.h.actor.scope, "310106");
    EVN_CHECK_ERR(call(EVN_LINK_HOSPITAL, w.h.business_us, true), EVN_E_OUT_OF_SCOPE);
    strcpy(w.h.actor.scope, COMMUNITY);
    w.h.actor.roles = EVN_ROLE_POINT;
    EVN_CHECK_OK(call(EVN_LINK_HOSPITAL, w.h.business_us, true));
    EVN_CHECK_ERR(set_link(EVN_LINK_HOSPITAL, "H1", "1235"), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

static void a_community_put_again_keeps_its_links(void)
{
    begin();
    struct evn_community now, again;
    EVN_CHECK(get(&w, EVN_REG_COMMUNITY, COMMUNITY, &again));
    EVN_CHECK_OK(set_link(EVN_LINK_HOSPITAL, "H1", "1234"));
    EVN_CHECK_OK(call(EVN_LINK_HOSPITAL, w.h.business_us, true));
    struct evn_community_put put = {.has_community = true, .replace = true};
    struct evn_registry_command command = {.community = &put};
    EVN_CHECK(get(&w, EVN_REG_COMMUNITY, COMMUNITY, &put.community));
    EVN_CHECK_EQ(put.community.n_links, 1);
    EVN_CHECK_ERR(post(&w, command), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "community.community.links");
    put.community.links = NULL;
    put.community.n_links = 0;
    put.community.n_reception_points = 0; /* the list is gone */
    put.community.residents++;
    EVN_CHECK_OK(post(&w, command));
    EVN_CHECK(get(&w, EVN_REG_COMMUNITY, COMMUNITY, &now));
    EVN_CHECK_EQ(now.n_links, 1);
    EVN_CHECK_EQ(now.links[0].n_calls, 1);
    world_fini(&w);
}

/* Late and doubled calls find their place; the last twelve are kept. */
static void calls_are_kept_in_their_order(void)
{
    begin();
    struct evn_community now;
    int64_t at_us = w.h.business_us - 20;
    EVN_CHECK_OK(set_link(EVN_LINK_PHARMACY, "P1", "1234"));
    for (int64_t i = 0; i < 14; i++)
        EVN_CHECK_OK(call(EVN_LINK_PHARMACY, at_us + (i ^ 1), i % 3 == 0));
    EVN_CHECK_OK(call(EVN_LINK_PHARMACY, at_us + 5, true));
    EVN_CHECK(get(&w, EVN_REG_COMMUNITY, COMMUNITY, &now));
    EVN_CHECK_EQ(now.links[0].n_calls, EVN_TEST_CALLS_MAX);
    for (size_t i = 0; i < now.links[0].n_calls; i++)
        EVN_CHECK_EQ(now.links[0].calls[i].at_us, at_us + 2 + (int64_t)i);
    EVN_CHECK_OK(set_link(EVN_LINK_PHARMACY, "P1", "1235"));
    EVN_CHECK(get(&w, EVN_REG_COMMUNITY, COMMUNITY, &now));
    EVN_CHECK_EQ(now.links[0].n_calls, 0);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(what_is_missing_is_listed),
    EVN_TEST(a_link_is_of_its_kind),
    EVN_TEST(a_community_put_again_keeps_its_links),
    EVN_TEST(calls_are_kept_in_their_order),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.link", tests, sizeof tests / sizeof tests[0]);
}
