#include "common/service/kit.h"
#include "tests/unit/registry/world.h"

static struct world w;

#define KEY_A "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_B "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"

static evn_err put_key(const char *key, const char *name, uint32_t roles, const char *scope,
                       bool replace)
{
    struct evn_key_put put = {.roles = roles, .replace = replace};
    strcpy(put.public_key, key);
    strcpy(put.name, name);
    strcpy(put.scope, scope);
    return post(&w, (struct evn_registry_command){.key = &put});
}

static evn_err revoke(const char *key)
{
    struct evn_key_revoke r;
    strcpy(r.public_key, key);
    return post(&w, (struct evn_registry_command){.key_revoke = &r});
}

static void keys_are_put_replaced_and_revoked(void)
{
    world_init(&w);
    EVN_CHECK_OK(put_key(KEY_A, "root", EVN_ROLE_ADMIN, "", false));
    EVN_CHECK_EQ(w.h.kind[0], EVN_KIT_KEY);
    EVN_CHECK_OK(put_key(KEY_A, "root", EVN_ROLE_ADMIN, "", false));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_OK(put_key(KEY_B, "clerk", EVN_ROLE_WAREHOUSE, DISTRICT, false));
    EVN_CHECK_ERR(put_key(KEY_B, "clerk", EVN_ROLE_POINT, DISTRICT, false), EVN_E_EXISTS);
    EVN_CHECK_OK(put_key(KEY_B, "clerk", EVN_ROLE_POINT, DISTRICT, true));
    EVN_CHECK_OK(revoke(KEY_B));
    EVN_CHECK(evn_rights_find(&w.h.rights, KEY_B)->revoked);
    EVN_CHECK_OK(revoke(KEY_B));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    world_fini(&w);
}

static void a_bad_key_or_scope_is_refused(void)
{
    world_init(&w);
    EVN_CHECK_ERR(put_key("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf~", "x", 1, "", false),
                  EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(put_key("short", "x", 1, "", false), EVN_E_BAD_TEXT);
    EVN_CHECK_ERR(put_key(KEY_A, "x", 0, "", false), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(put_key(KEY_A, "x", 1u << 20, "", false), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_ERR(put_key(KEY_A, "x", 1, "310", false), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(revoke(KEY_A), EVN_E_UNKNOWN_REF);
    w.h.actor.roles = EVN_ROLE_AUTHORITY;
    EVN_CHECK_ERR(put_key(KEY_A, "x", 1, "", false), EVN_E_NOT_ALLOWED);
    w.h.actor.roles = EVN_ROLE_ADMIN;
    strcpy(w.h.actor.scope, DISTRICT);
    EVN_CHECK_ERR(put_key(KEY_A, "x", 1, "", false), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(put_key(KEY_A, "x", 1, CITY, false), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_OK(put_key(KEY_A, "x", 1, COMMUNITY, false));
    world_fini(&w);
}

static void the_last_administrator_stays(void)
{
    world_init(&w);
    EVN_CHECK_OK(put_key(KEY_A, "root", EVN_ROLE_ADMIN, "", false));
    EVN_CHECK_OK(put_key(KEY_B, "local", EVN_ROLE_ADMIN, DISTRICT, false));
    EVN_CHECK_ERR(revoke(KEY_A), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(put_key(KEY_A, "root", EVN_ROLE_AUDITOR, "", true), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(put_key(KEY_B, "local", EVN_ROLE_ADMIN, "", true));
    EVN_CHECK_OK(revoke(KEY_A));
    EVN_CHECK_ERR(revoke(KEY_B), EVN_E_WRONG_STATE);
    world_fini(&w);
}

static evn_err list(const char *after)
{
    struct evn_query_keys keys;
    struct evn_registry_query query = {.keys = &keys};
    strcpy(keys.after, after);
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    return evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len));
}

static void keys_are_listed_to_administrators_and_auditors(void)
{
    world_init(&w);
    for (int i = 0; i < 150; i++) {
        char key[41];
        snprintf(key, sizeof key, "%040d", i * 77 % 150); /* in no order */
        EVN_CHECK_OK(put_key(key, "someone", EVN_ROLE_POINT, "", false));
    }
    EVN_CHECK_OK(list(""));
    EVN_CHECK_EQ(n_in_result(&w, EVN_RESULT_KEY), 100);
    char after[EVN_PUBLIC_KEY_TEXT_LEN + 1];
    EVN_MUST(strlen(next_page(&w)) == 40);
    strcpy(after, next_page(&w));
    EVN_CHECK_OK(list(after));
    EVN_CHECK_EQ(n_in_result(&w, EVN_RESULT_KEY), 50);
    EVN_CHECK_TEXT(next_page(&w), "");
    w.h.actor.roles = EVN_ROLE_POINT;
    EVN_CHECK_ERR(list(""), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(keys_are_put_replaced_and_revoked),
    EVN_TEST(a_bad_key_or_scope_is_refused),
    EVN_TEST(the_last_administrator_stays),
    EVN_TEST(keys_are_listed_to_administrators_and_auditors),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.keys", tests, sizeof tests / sizeof tests[0]);
}
