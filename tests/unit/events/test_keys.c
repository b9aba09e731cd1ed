/* What events are about, who may see them, and the tables against their messages. */
#include "common/base/pbw.h"
#include "evernormal/events/v1/command.pb-c.h"
#include "evernormal/events/v1/query.pb-c.h"
#include "services/events/core/filter.h"
#include "services/events/core/query.h"
#include "tests/lib/suite.h"
#include "tests/lib/tables.h"

static void the_tables_are_their_messages(void)
{
    evn_check_tables(&evn_hub_command_table, &evernormal__events__v1__command__descriptor);
    evn_check_tables(&evn_hub_query_table, &evernormal__events__v1__query__descriptor);
    evn_check_tables(&evn_hub_event_table, &evernormal__events__v1__event__descriptor);
    evn_check_tables(&evn_hub_reset_table, &evernormal__events__v1__reset__descriptor);
    evn_check_tables(&evn_hub_source_table, &evernormal__events__v1__source__descriptor);
    evn_check_tables(&evn_hub_range_table, &evernormal__events__v1__range__descriptor);
    evn_check_tables(&evn_hub_known_table, &evernormal__events__v1__known__descriptor);
    evn_check_tables(&evn_hub_subscription_table,
                     &evernormal__events__v1__subscription__descriptor);
    evn_check_tables(&evn_hub_acked_table, &evernormal__events__v1__acked__descriptor);
    evn_check_tables(&evn_hub_unsubscribed_table,
                     &evernormal__events__v1__unsubscribed__descriptor);
}

/* A message of text fields. */
static struct evn_bytes texts(struct evn_buf *buf, uint32_t a, const char *x, uint32_t b,
                              const char *y)
{
    struct evn_pbw w = {.buf = buf};
    evn_buf_clear(buf);
    evn_pbw_bytes(&w, a, evn_bytes_text(x));
    if (b > 0)
        evn_pbw_bytes(&w, b, evn_bytes_text(y));
    EVN_CHECK_OK(w.err);
    return evn_bytes_of(buf->at, buf->len);
}

static void registry_events_have_their_areas_places_and_items(void)
{
    struct evn_names names;
    struct evn_keys keys;
    struct evn_buf body, zone;
    struct evn_pbw w = {.buf = &zone};
    evn_names_init(&names);
    evn_buf_init(&body, 1024);
    evn_buf_init(&zone, 1024);
    evn_keys_of(&names, "registry", 18, texts(&body, 1, "W1", 3, "310101"), &keys);
    EVN_CHECK_EQ(keys.n, 1);
    EVN_CHECK_TEXT(keys.set[0].place, "W1");
    EVN_CHECK_TEXT(keys.set[0].area, "310101");
    evn_pbw_bytes(&w, 1, texts(&body, 1, "Z1", 2, "310115"));
    evn_keys_of(&names, "registry", 48, evn_bytes_of(zone.at, zone.len), &keys);
    EVN_CHECK_TEXT(keys.set[0].area, "310115");
    EVN_CHECK_EQ(keys.audience, EVN_AUDIENCE_PUBLIC);
    evn_keys_of(&names, "registry", 25, texts(&body, 1, "P1", 4, "310115"), &keys);
    EVN_CHECK_EQ(keys.audience, EVN_AUDIENCE_PERSONAL);
    evn_keys_of(&names, "registry", 6, texts(&body, 1, "key", 0, ""), &keys);
    EVN_CHECK_EQ(keys.audience, EVN_AUDIENCE_INTERNAL);
    evn_keys_of(&names, "registry", 4000, texts(&body, 1, "new", 0, ""), &keys);
    EVN_CHECK_EQ(keys.n, 0);
    evn_keys_of(&names, "registry", 16, evn_bytes_text("\xff\xff no message"), &keys);
    EVN_CHECK_TEXT(keys.set[0].item, "");
    evn_buf_fini(&body);
    evn_buf_fini(&zone);
    evn_names_fini(&names);
}

static void know_place(struct evn_names *names, uint32_t number, const char *id, const char *area)
{
    struct evn_hub_known known = {.table = EVN_LEDGER_PLACE, .number = number};
    evn_refusal_text(known.id, sizeof known.id, id);
    evn_refusal_text(known.area, sizeof known.area, area);
    EVN_CHECK_OK(evn_names_put(names, &known));
}

static void a_trip_concerns_its_vehicle_its_depot_and_every_stop(void)
{
    struct evn_names names;
    struct evn_keys keys;
    struct evn_buf stop, trip;
    struct evn_pbw w = {.buf = &trip};
    struct evn_actor point = {.roles = EVN_ROLE_POINT, .scope = "310115"};
    evn_names_init(&names);
    evn_buf_init(&stop, 1024);
    evn_buf_init(&trip, 1 << 16);
    know_place(&names, 1, "W1", "310101");
    know_place(&names, 2, "P7", "310115");
    know_place(&names, 2, "P7", "310116"); /* it moved, and moved back */
    know_place(&names, 2, "P7", "310115");
    evn_pbw_bytes(&w, 1, evn_bytes_text("T1"));
    evn_pbw_bytes(&w, 3, evn_bytes_text("V1")); /* not known to the ledger: no key */
    evn_pbw_bytes(&w, 4, evn_bytes_text("W1"));
    struct evn_bytes one = texts(&stop, 2, "P6", 0, "");
    evn_pbw_bytes(&w, 12, one);
    evn_keys_of(&names, "dispatch", 27, evn_bytes_of(trip.at, trip.len), &keys);
    EVN_CHECK(!evn_may_see(&point, &keys));
    evn_pbw_bytes(&w, 12, texts(&stop, 2, "P7", 0, ""));
    evn_keys_of(&names, "dispatch", 27, evn_bytes_of(trip.at, trip.len), &keys);
    EVN_CHECK_EQ(keys.n, 2);
    EVN_CHECK_TEXT(keys.set[0].place, "W1");
    EVN_CHECK_TEXT(keys.set[1].place, "P7");
    EVN_CHECK_TEXT(keys.set[1].area, "310115");
    EVN_CHECK(evn_may_see(&point, &keys));
    for (int i = 0; i < 300; i++)
        evn_pbw_bytes(&w, 12, texts(&stop, 2, "P7", 0, ""));
    evn_keys_of(&names, "dispatch", 27, evn_bytes_of(trip.at, trip.len), &keys);
    EVN_CHECK_EQ(keys.n, EVN_KEY_SETS_MAX);
    evn_buf_fini(&stop);
    evn_buf_fini(&trip);
    evn_names_fini(&names);
}

static void a_filter_asks_one_thing_to_match_in_all_lists(void)
{
    char areas[1][EVN_CODE_MAX] = {"3101"}, items[1][EVN_KEY_TEXT_MAX] = {"RICE"};
    struct evn_filter filter = {.areas = areas, .n_areas = 1, .items = items, .n_items = 1};
    struct evn_keys keys = {.n = 2,
                            .set = {{.area = "310101", .place = "W1", .item = "OIL"},
                                    {.area = "320101", .place = "W2", .item = "RICE"}}};
    EVN_CHECK(!evn_filter_keys(&filter, &keys));
    keys.set[1].area = "310115";
    EVN_CHECK(evn_filter_keys(&filter, &keys));
    keys.n = 0;
    EVN_CHECK(!evn_filter_keys(&filter, &keys));
    EVN_CHECK(evn_filter_keys(&(struct evn_filter){0}, &keys));
}

static void a_scope_and_a_role_decide_who_sees_what(void)
{
    static const struct {
        uint32_t roles;
        const char *scope, *area;
        enum evn_audience audience;
        bool sees;
    } row[] = {
        {EVN_ROLE_DASHBOARD, "", "3101", EVN_AUDIENCE_RESTRICTED, true},
        {EVN_ROLE_DASHBOARD, "32", "3101", EVN_AUDIENCE_RESTRICTED, false},
        {EVN_ROLE_DASHBOARD, "31", "3101", EVN_AUDIENCE_RESTRICTED, true},
        {EVN_ROLE_DASHBOARD, "31", "", EVN_AUDIENCE_RESTRICTED, false},
        {EVN_ROLE_DASHBOARD, "32", "3101", EVN_AUDIENCE_PUBLIC, true},
        {EVN_ROLE_DASHBOARD, "31", "3101", EVN_AUDIENCE_PERSONAL, false},
        {EVN_ROLE_POINT, "31", "3101", EVN_AUDIENCE_PERSONAL, true},
        {EVN_ROLE_POINT, "32", "3101", EVN_AUDIENCE_PERSONAL, false},
        {EVN_ROLE_POINT, "", "", EVN_AUDIENCE_INTERNAL, false},
        {EVN_ROLE_AUDITOR, "", "", EVN_AUDIENCE_INTERNAL, true},
        {EVN_ROLE_AUDITOR, "31", "", EVN_AUDIENCE_INTERNAL, false},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct evn_actor actor = {.roles = row[i].roles};
        struct evn_keys keys = {.audience = row[i].audience,
                                .n = 1,
                                .set = {{.area = row[i].area, .place = "", .item = ""}}};
        evn_refusal_text(actor.scope, sizeof actor.scope, row[i].scope);
        if (evn_may_see(&actor, &keys) != row[i].sees)
            printf("\n    row %zu\n", i);
        EVN_CHECK(evn_may_see(&actor, &keys) == row[i].sees);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_tables_are_their_messages),
        EVN_TEST(registry_events_have_their_areas_places_and_items),
        EVN_TEST(a_trip_concerns_its_vehicle_its_depot_and_every_stop),
        EVN_TEST(a_filter_asks_one_thing_to_match_in_all_lists),
        EVN_TEST(a_scope_and_a_role_decide_who_sees_what),
    };
    return evn_test_main(argc, argv, "events.keys", tests, sizeof tests / sizeof tests[0]);
}
