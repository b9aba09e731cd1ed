#include "common/service/lane.h"
#include "common/service/rights.h"
#include "tests/lib/suite.h"

static const char key_a[] = "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd";
static const char key_b[] = "bbbbbbbbbbbbbbbbbbbbccccccccccdddddddddd";

static struct evn_key_fact fact(const char *key, uint32_t roles, const char *scope)
{
    struct evn_key_fact f = {.roles = roles, .name = "somebody"};
    evn_refusal_text(f.public_key, sizeof f.public_key, key);
    evn_refusal_text(f.scope, sizeof f.scope, scope);
    return f;
}

static void a_key_acts_as_what_was_said_last(void)
{
    struct evn_rights rights;
    struct evn_actor actor;
    evn_rights_init(&rights);
    struct evn_key_fact f = fact(key_a, EVN_ROLE_POINT, "310105");
    EVN_CHECK_ERR(evn_rights_actor(&rights, key_a, NULL, &actor), EVN_E_UNKNOWN_KEY);
    EVN_CHECK_OK(evn_rights_put(&rights, &f));
    EVN_CHECK_OK(evn_rights_actor(&rights, key_a, NULL, &actor));
    EVN_CHECK_EQ(actor.roles, EVN_ROLE_POINT);
    EVN_CHECK_TEXT(actor.scope, "310105");
    f.revoked = true;
    EVN_CHECK_OK(evn_rights_put(&rights, &f));
    EVN_CHECK_ERR(evn_rights_actor(&rights, key_a, NULL, &actor), EVN_E_KEY_REVOKED);
    evn_rights_fini(&rights);
}

static void a_delegate_lends_one_role_it_has_in_the_narrower_scope(void)
{
    struct evn_rights rights;
    struct evn_actor actor;
    evn_rights_init(&rights);
    struct evn_key_fact gate = fact(key_a, EVN_ROLE_DELEGATE | EVN_ROLE_POINT, "31");
    struct evn_key_fact plain = fact(key_b, EVN_ROLE_POINT, "");
    EVN_CHECK_OK(evn_rights_put(&rights, &gate));
    EVN_CHECK_OK(evn_rights_put(&rights, &plain));
    struct evn_behalf behalf = {.actor = "point 7", .role = "POINT", .scope = "310105"};
    EVN_CHECK_OK(evn_rights_actor(&rights, key_a, &behalf, &actor));
    EVN_CHECK_EQ(actor.roles, EVN_ROLE_POINT);
    EVN_CHECK_TEXT(actor.name, "point 7");
    EVN_CHECK_TEXT(actor.scope, "310105");
    EVN_CHECK_ERR(evn_rights_actor(&rights, key_b, &behalf, &actor), EVN_E_NOT_ALLOWED);
    behalf = (struct evn_behalf){.actor = "x", .role = "ADMIN"};
    EVN_CHECK_ERR(evn_rights_actor(&rights, key_a, &behalf, &actor), EVN_E_NOT_ALLOWED);
    behalf = (struct evn_behalf){.actor = "x", .role = "POINT", .scope = "44"};
    EVN_CHECK_ERR(evn_rights_actor(&rights, key_a, &behalf, &actor), EVN_E_OUT_OF_SCOPE);
    evn_rights_fini(&rights);
}

static void every_role_has_a_name_that_reads_back(void)
{
    for (uint32_t role = 1; role <= EVN_ROLE_QUALITY; role <<= 1)
        EVN_CHECK_EQ(evn_role_from_name(evn_role_name(role)), role);
    EVN_CHECK_EQ(evn_role_from_name("nobody"), 0);
}

static void a_lane_sends_one_at_a_time_in_order_and_backs_off(void)
{
    static const uint8_t log_id[16] = {1};
    struct evn_lanes lanes;
    evn_lanes_init(&lanes, 3);
    struct evn_bytes c = evn_bytes_text("command");
    EVN_CHECK_OK(evn_lanes_add(&lanes, log_id, 5, 1000000, "ledger", "A", c));
    EVN_CHECK_OK(evn_lanes_add(&lanes, log_id, 7, 1000000, "ledger", "A", c));
    EVN_CHECK_OK(evn_lanes_add(&lanes, log_id, 9, 1000000, "ledger", "B", c));
    EVN_CHECK_ERR(evn_lanes_add(&lanes, log_id, 11, 1, "ledger", "B", c), EVN_E_LIMIT);
    EVN_CHECK(evn_lanes_next(&lanes, "ledger", 4, 0) == NULL); /* not durable yet: not sent */
    struct evn_lane_entry *e = evn_lanes_next(&lanes, "ledger", 5, 0);
    EVN_MUST(e != NULL && e->seq == 5);
    e->in_flight = true;
    EVN_CHECK(evn_lanes_next(&lanes, "ledger", 8, 0) == NULL);
    e = evn_lanes_next(&lanes, "ledger", UINT64_MAX, 0);
    EVN_MUST(e != NULL && e->seq == 9);
    e->in_flight = true;
    EVN_CHECK(evn_lanes_next(&lanes, "ledger", UINT64_MAX, 0) == NULL);
    EVN_CHECK(evn_lanes_next(&lanes, "registry", UINT64_MAX, 0) == NULL);
    evn_lane_entry_later(evn_lanes_find(&lanes, 5), 0);
    EVN_CHECK(evn_lanes_next(&lanes, "ledger", UINT64_MAX, 99999) == NULL);
    EVN_CHECK(evn_lanes_next(&lanes, "ledger", UINT64_MAX, 100000) != NULL);
    evn_lanes_remove(&lanes, 5);
    e = evn_lanes_next(&lanes, "ledger", UINT64_MAX, 0);
    EVN_CHECK(e != NULL && e->seq == 7);
    evn_lanes_fini(&lanes);
}

static void a_lane_entry_has_the_same_id_whenever_it_is_made(void)
{
    static const uint8_t log_id[16] = {1}, other[16] = {2};
    struct evn_lanes a, b;
    evn_lanes_init(&a, 3);
    evn_lanes_init(&b, 3);
    struct evn_bytes c = evn_bytes_text("command");
    EVN_CHECK_OK(evn_lanes_add(&a, log_id, 5, 1000000, "ledger", "A", c));
    EVN_CHECK_OK(evn_lanes_add(&b, log_id, 5, 1000000, "ledger", "A", c));
    EVN_CHECK_OK(evn_lanes_add(&b, other, 6, 1000000, "ledger", "A", c));
    EVN_CHECK(evn_id_equal(&a.entry[0].id, &b.entry[0].id));
    EVN_CHECK(!evn_id_equal(&a.entry[0].id, &b.entry[1].id));
    evn_lanes_fini(&a);
    evn_lanes_fini(&b);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_key_acts_as_what_was_said_last),
        EVN_TEST(a_delegate_lends_one_role_it_has_in_the_narrower_scope),
        EVN_TEST(every_role_has_a_name_that_reads_back),
        EVN_TEST(a_lane_sends_one_at_a_time_in_order_and_backs_off),
        EVN_TEST(a_lane_entry_has_the_same_id_whenever_it_is_made),
    };
    return evn_test_main(argc, argv, "service.rights", tests, sizeof tests / sizeof tests[0]);
}
