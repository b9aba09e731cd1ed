#include "common/net/allow.h"
#include "common/net/endpoint.h"
#include "common/net/key.h"
#include "tests/lib/suite.h"

#include <sys/stat.h>

static void path_of(char out[400], const char *name)
{
    snprintf(out, 400, "%s/%s", evn_test_dir(), name);
}

static void write_file(const char *path, mode_t mode, const char *text)
{
    FILE *f = fopen(path, "w");
    EVN_MUST(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0 && chmod(path, mode) == 0);
}

static void a_key_pair_reads_back_from_its_files(void)
{
    char secret[400], public_path[400];
    struct evn_key_pair made, read;
    struct evn_key key;
    struct stat st;
    path_of(secret, "a.key");
    path_of(public_path, "a.pub");
    EVN_CHECK_OK(evn_key_generate(&made));
    EVN_CHECK_OK(evn_key_save_secret(secret, &made));
    EVN_CHECK_OK(evn_key_save_public(public_path, &made.public_key));
    EVN_CHECK_OK(evn_key_load_secret(secret, &read));
    EVN_CHECK(memcmp(&made, &read, sizeof made) == 0);
    EVN_CHECK_OK(evn_key_load_public(public_path, &key));
    EVN_CHECK(evn_key_equal(&key, &made.public_key));
    EVN_CHECK_OK(evn_key_load_public(secret, &key));
    EVN_CHECK(evn_key_equal(&key, &made.public_key));
    EVN_MUST(stat(secret, &st) == 0);
    EVN_CHECK_EQ(st.st_mode & 0777, 0600);
    EVN_CHECK_ERR(evn_key_load_secret(public_path, &read), EVN_E_KEY_EXPOSED);
}

static void an_existing_key_file_is_never_overwritten(void)
{
    char path[400];
    struct evn_key_pair first, second, read;
    path_of(path, "once.key");
    EVN_CHECK_OK(evn_key_generate(&first));
    EVN_CHECK_OK(evn_key_generate(&second));
    EVN_CHECK_OK(evn_key_save_secret(path, &first));
    EVN_CHECK_ERR(evn_key_save_secret(path, &second), EVN_E_EXISTS);
    EVN_CHECK_OK(evn_key_load_secret(path, &read));
    EVN_CHECK(evn_key_equal(&read.public_key, &first.public_key));
}

static void a_secret_that_others_can_read_is_refused(void)
{
    static const mode_t open_modes[] = {0644, 0640, 0604, 0660, 0602, 0610};
    char path[400];
    struct evn_key_pair pair, read;
    path_of(path, "open.key");
    EVN_CHECK_OK(evn_key_generate(&pair));
    EVN_CHECK_OK(evn_key_save_secret(path, &pair));
    for (size_t i = 0; i < sizeof open_modes / sizeof open_modes[0]; i++) {
        EVN_MUST(chmod(path, open_modes[i]) == 0);
        memset(&read, 0xff, sizeof read);
        EVN_CHECK_ERR(evn_key_load_secret(path, &read), EVN_E_KEY_EXPOSED);
        EVN_CHECK_EQ(read.secret[0], 0);
    }
    EVN_MUST(chmod(path, 0400) == 0);
    EVN_CHECK_OK(evn_key_load_secret(path, &read));
}

static void files_that_are_not_keys_are_refused(void)
{
    char path[400], text[600], public_text[41];
    struct evn_key_pair one, other, read;
    struct evn_key key;
    path_of(path, "bad.key");
    EVN_CHECK_OK(evn_key_generate(&one));
    EVN_CHECK_OK(evn_key_generate(&other));
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const char *const bad[] = {"", "\n\n", "public \nsecret \n", "public 0123\n", text};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_file(path, 0600, bad[i]);
        EVN_CHECK_ERR(evn_key_load_secret(path, &read), EVN_E_CONFIG);
        EVN_CHECK_ERR(evn_key_load_public(path, &key), EVN_E_CONFIG);
    }
    evn_key_format(&one.public_key, public_text);
    other.public_key = one.public_key;
    path_of(path, "mixed.key");
    EVN_CHECK_OK(evn_key_save_secret(path, &other));
    EVN_CHECK_ERR(evn_key_load_secret(path, &read), EVN_E_CONFIG);
    EVN_CHECK_ERR(evn_key_load_secret(evn_test_dir(), &read), EVN_E_CONFIG);
    path_of(path, "absent.key");
    EVN_CHECK_ERR(evn_key_load_secret(path, &read), EVN_E_IO);
}

static void only_forty_characters_of_z85_are_a_key(void)
{
    static const char *const bad[] = {
        "", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf77",
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf~", "########################################"};
    struct evn_key key;
    char back[41], print[EVN_KEY_FINGERPRINT_LEN + 1];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK_ERR(evn_key_parse(bad[i], &key), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(evn_key_parse("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", &key));
    evn_key_format(&key, back);
    EVN_CHECK_TEXT(back, "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7");
    evn_key_fingerprint(&key, print);
    EVN_CHECK_EQ(strlen(print), EVN_KEY_FINGERPRINT_LEN);
    EVN_CHECK_TEXT(print, "f4cc-e7d6-987f-c4fa-c243");
}

static void the_allow_set_holds_exactly_what_it_was_last_given(void)
{
    enum { N = 100 };
    struct evn_allow allow;
    struct evn_key keys[N];
    evn_allow_init(&allow);
    for (size_t i = 0; i < N; i++)
        memset(keys[i].b, (int)(i * 37 % 100), EVN_KEY_LEN);
    EVN_CHECK(!evn_allow_has(&allow, &keys[0]));
    EVN_CHECK_OK(evn_allow_revoke(&allow, keys, 2));
    EVN_CHECK(evn_allow_is_revoked(&allow, &keys[1]) && !evn_allow_is_revoked(&allow, &keys[2]));
    EVN_CHECK(!evn_allow_has(&allow, &keys[1]));
    EVN_CHECK_OK(evn_allow_revoke(&allow, NULL, 0));
    EVN_CHECK(!evn_allow_is_revoked(&allow, &keys[1]));
    EVN_CHECK_OK(evn_allow_replace(&allow, keys, N / 2));
    EVN_CHECK_OK(evn_allow_replace(&allow, keys + 10, N - 10));
    for (size_t i = 0; i < N; i++)
        EVN_CHECK_EQ(evn_allow_has(&allow, &keys[i]), i >= 10);
    keys[1] = keys[0];
    EVN_CHECK_OK(evn_allow_replace(&allow, keys, 2));
    EVN_CHECK_EQ(allow.allowed.n, 1);
    EVN_CHECK_ERR(evn_allow_replace(&allow, keys, EVN_ALLOW_MAX + 1), EVN_E_LIMIT);
    EVN_CHECK(evn_allow_has(&allow, &keys[0]));
    EVN_CHECK_OK(evn_allow_replace(&allow, NULL, 0));
    EVN_CHECK(!evn_allow_has(&allow, &keys[0]));
    evn_allow_fini(&allow);
}

static void endpoints_of_other_kinds_are_refused(void)
{
    static const char *const bad[] = {"",           "udp://1.2.3.4:5", "inproc://x", "tcp://nohost",
                                      "ipc://",     "ipc://relative",  "ipc://*",    "ipc://@name",
                                      "ipc:///dir/"};
    struct evn_refusal why;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        EVN_CHECK_ERR(evn_endpoint_check(bad[i], &why), EVN_E_CONFIG);
        EVN_CHECK_TEXT(why.field, "endpoint");
    }
    char path[EVN_IPC_PATH_MAX + 8] = "ipc:///";
    memset(path + 7, 'a', EVN_IPC_PATH_MAX - 1);
    EVN_CHECK_OK(evn_endpoint_check(path, &why));
    char longer[EVN_IPC_PATH_MAX + 9];
    snprintf(longer, sizeof longer, "%sa", path);
    EVN_CHECK_ERR(evn_endpoint_check(longer, &why), EVN_E_CONFIG);
    EVN_CHECK_EQ(why.have, EVN_IPC_PATH_MAX + 1);
    EVN_CHECK_EQ(why.want, EVN_IPC_PATH_MAX);
}

static void only_true_loopback_counts_as_this_machine(void)
{
    EVN_CHECK(evn_endpoint_is_local("ipc:///run/evn/a"));
    EVN_CHECK(evn_endpoint_is_local("tcp://127.0.0.1:5555"));
    EVN_CHECK(evn_endpoint_is_local("tcp://[::1]:5555"));
    EVN_CHECK(!evn_endpoint_is_local("tcp://127.0.0.1.example.org:5555"));
    EVN_CHECK(!evn_endpoint_is_local("tcp://0.0.0.0:5555"));
    EVN_CHECK(!evn_endpoint_is_local("tcp://*:5555"));
    EVN_CHECK(!evn_endpoint_is_local("tcp://localhost:5555"));
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_key_pair_reads_back_from_its_files),
        EVN_TEST(an_existing_key_file_is_never_overwritten),
        EVN_TEST(a_secret_that_others_can_read_is_refused),
        EVN_TEST(files_that_are_not_keys_are_refused),
        EVN_TEST(only_forty_characters_of_z85_are_a_key),
        EVN_TEST(the_allow_set_holds_exactly_what_it_was_last_given),
        EVN_TEST(endpoints_of_other_kinds_are_refused),
        EVN_TEST(only_true_loopback_counts_as_this_machine),
    };
    return evn_test_main(argc, argv, "net.key", tests, sizeof tests / sizeof tests[0]);
}
