#include "common/base/label.h"
#include "services/registry/seal.h"
#include "tests/unit/registry/world.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char NAME[] = "王德明 Wang Deming", PHONE[] = "138-0013-8000", DOOR[] = "3栋2单元501";

struct place {
    char vault[400], key[400], other_key[400];
    struct evn_vault *v;
    struct evn_refusal why;
};

static struct place place_of(const char *name)
{
    struct place p = {.v = NULL};
    const char *dir = evn_test_dir();
    snprintf(p.vault, sizeof p.vault, "%s/%s.vault", dir, name);
    snprintf(p.key, sizeof p.key, "%s/%s.key", dir, name);
    snprintf(p.other_key, sizeof p.other_key, "%s/%s-other.key", dir, name);
    return p;
}

static evn_err open_it(struct place *p, const char *key)
{
    evn_vault_close(&p->v);
    return evn_vault_open(p->vault, key, &p->v, &p->why);
}

static struct evn_person_put put_of(const char *person)
{
    struct evn_person_put put = {.community = COMMUNITY, .has_contact = true};
    strcpy(put.person, person);
    strcpy(put.contact.name, NAME);
    strcpy(put.contact.phone, PHONE);
    strcpy(put.contact.door, DOOR);
    return put;
}

static struct evn_person person_of(const struct evn_person_put *put)
{
    struct evn_person person = {.sealed = put->sealed};
    memcpy(person.person, put->person, sizeof person.person);
    return person;
}

static struct evn_arena arena;

static evn_err seal_it(struct place *p, struct evn_person_put *put)
{
    return evn_seal_put(p->v, put, &arena, &p->why);
}

static bool has(struct evn_bytes bytes, const char *text)
{
    return bytes.len > 0 && memmem(bytes.at, bytes.len, text, strlen(text)) != NULL;
}

static size_t read_all(const char *path, uint8_t *to, size_t cap)
{
    int fd = open(path, O_RDONLY);
    ssize_t n = fd >= 0 ? read(fd, to, cap) : 0;
    if (fd >= 0)
        close(fd);
    return n > 0 ? (size_t)n : 0;
}

static void a_contact_is_sealed_and_opened(void)
{
    struct place p = place_of("one");
    struct evn_contact contact;
    EVN_MUST(open_it(&p, p.key) == EVN_OK);
    struct evn_person_put put = put_of("P1"), again = put_of("P1"), other = put_of("P2");
    EVN_CHECK_OK(seal_it(&p, &put));
    EVN_CHECK_OK(seal_it(&p, &again));
    EVN_CHECK_OK(seal_it(&p, &other));
    EVN_CHECK(!put.has_contact);
    EVN_CHECK_TEXT(put.contact.name, "");
    EVN_CHECK(!has(put.sealed, "Wang") && !has(put.sealed, "0013"));
    EVN_CHECK(evn_bytes_equal(put.sealed, again.sealed));
    EVN_CHECK(!evn_bytes_equal(put.sealed, other.sealed));
    EVN_CHECK_EQ(put.sealed.len % 64, 24 + 16);
    struct evn_person person = person_of(&put);
    EVN_CHECK_OK(evn_seal_open(p.v, &person, &contact));
    EVN_CHECK_TEXT(contact.name, NAME);
    EVN_CHECK_TEXT(contact.phone, PHONE);
    EVN_CHECK_TEXT(contact.door, DOOR);
    person.sealed = other.sealed;
    EVN_CHECK_ERR(evn_seal_open(p.v, &person, &contact), EVN_E_CORRUPT);
    EVN_CHECK_TEXT(contact.name, "");
    evn_vault_close(&p.v);
}

static void keys_last_and_a_wrong_node_key_says_so_and_loses_nothing(void)
{
    static uint8_t before[8192], after[8192];
    struct place p = place_of("two"), other = place_of("three");
    struct evn_contact contact;
    EVN_MUST(open_it(&p, p.key) == EVN_OK);
    struct evn_person_put put = put_of("P1");
    EVN_CHECK_OK(seal_it(&p, &put));
    struct evn_person person = person_of(&put);
    EVN_CHECK_OK(evn_vault_sync(p.v));
    evn_vault_close(&p.v);
    EVN_MUST(open_it(&other, other.key) == EVN_OK);
    evn_vault_close(&other.v);
    size_t n = read_all(p.vault, before, sizeof before);
    EVN_CHECK_ERR(open_it(&p, other.key), EVN_E_WRONG_KEY);
    EVN_CHECK(p.v == NULL);
    EVN_CHECK_TEXT(p.why.subject, p.vault);
    EVN_CHECK_ERR(open_it(&p, p.other_key), EVN_E_IO); /* there is a vault: no key is made */
    EVN_CHECK_TEXT(p.why.subject, p.other_key);
    EVN_CHECK(access(p.other_key, F_OK) != 0);
    EVN_CHECK_EQ(read_all(p.vault, after, sizeof after), n);
    EVN_CHECK(memcmp(before, after, n) == 0);
    EVN_CHECK_OK(open_it(&p, p.key));
    EVN_CHECK_OK(evn_seal_open(p.v, &person, &contact));
    EVN_CHECK_TEXT(contact.name, NAME);
    evn_vault_close(&p.v);
}

static void a_node_key_that_others_can_read_is_refused(void)
{
    struct place p = place_of("four");
    struct stat st;
    EVN_MUST(open_it(&p, p.key) == EVN_OK);
    EVN_CHECK(stat(p.key, &st) == 0 && (st.st_mode & 0777) == 0600);
    EVN_CHECK(stat(p.vault, &st) == 0 && (st.st_mode & 0777) == 0600);
    EVN_CHECK_EQ(chmod(p.key, 0640), 0);
    EVN_CHECK_ERR(open_it(&p, p.key), EVN_E_KEY_EXPOSED);
    EVN_CHECK_EQ(chmod(p.key, 0600), 0);
    EVN_CHECK_EQ(truncate(p.key, 150), 0);
    EVN_CHECK_ERR(open_it(&p, p.key), EVN_E_WRONG_KEY);
    EVN_CHECK_EQ(truncate(p.vault, 100), 0);
}

static void a_destroyed_key_is_gone_from_the_file_and_never_comes_back(void)
{
    static uint8_t bytes[16384], zeros[72];
    struct place p = place_of("five");
    struct evn_contact contact;
    struct evn_vault_counts count;
    EVN_MUST(open_it(&p, p.key) == EVN_OK);
    struct evn_person_put put = put_of("P1"), stays = put_of("P2"), late = put_of("P1");
    EVN_CHECK_OK(seal_it(&p, &put));
    EVN_CHECK_OK(seal_it(&p, &stays));
    struct evn_person person = person_of(&put), other = person_of(&stays);
    EVN_CHECK_OK(evn_vault_destroy(p.v, "P1"));
    EVN_CHECK_OK(evn_vault_destroy(p.v, "P1"));
    EVN_CHECK_OK(evn_vault_destroy(p.v, "nobody"));
    EVN_CHECK_OK(evn_vault_sync(p.v));
    for (int i = 0; i < 2; i++) { /* at once, and after a restart */
        EVN_CHECK_ERR(evn_seal_open(p.v, &person, &contact), EVN_E_WRONG_STATE);
        EVN_CHECK_OK(evn_seal_open(p.v, &other, &contact));
        EVN_CHECK_ERR(seal_it(&p, &late), EVN_E_WRONG_STATE);
        EVN_CHECK_TEXT(p.why.subject, "P1");
        EVN_CHECK(!evn_vault_has(p.v, "P1") && evn_vault_has(p.v, "P2"));
        evn_vault_count(p.v, &count);
        EVN_CHECK(count.n_keys == 1 && count.n_destroyed == 1 && count.n_damaged == 0);
        EVN_CHECK_OK(open_it(&p, p.key));
    }
    EVN_CHECK(read_all(p.vault, bytes, sizeof bytes) > 4096 + 160);
    EVN_CHECK(memcmp(bytes + 4096 + 72, zeros, sizeof zeros) == 0); /* nonce and wrapped key */
    EVN_CHECK(memcmp(bytes + 4096 + 160 + 72, zeros, sizeof zeros) != 0);
    evn_vault_close(&p.v);
}

static void a_damaged_record_costs_one_person_and_is_counted(void)
{
    enum { N = 60, BAD = 30 };
    struct place p = place_of("six");
    struct evn_vault_counts count;
    char person[16];
    uint8_t key[EVN_VAULT_KEY_LEN];
    EVN_MUST(open_it(&p, p.key) == EVN_OK);
    for (int i = 0; i < N; i++) {
        snprintf(person, sizeof person, "P%02d", i);
        EVN_CHECK_OK(evn_vault_key(p.v, person, true, key));
    }
    int fd = open(p.vault, O_WRONLY);
    EVN_CHECK_EQ(pwrite(fd, "x", 1, 4096 + BAD / 25 * 4096 + BAD % 25 * 160 + 100), 1);
    EVN_CHECK_EQ(ftruncate(fd, 4096 + N / 25 * 4096 + N % 25 * 160 + 160), 0); /* one of nothing */
    close(fd);
    EVN_CHECK_OK(open_it(&p, p.key));
    evn_vault_count(p.v, &count);
    EVN_CHECK(count.n_keys == N - 1 && count.n_damaged == 1);
    for (int i = 0; i < N; i++) {
        snprintf(person, sizeof person, "P%02d", i);
        EVN_CHECK_ERR(evn_vault_key(p.v, person, true, key), i == BAD ? EVN_E_CORRUPT : EVN_OK);
    }
    EVN_CHECK_OK(evn_vault_key(p.v, "new", true, key));
    EVN_CHECK_OK(evn_vault_destroy(p.v, "P30"));
    EVN_CHECK_OK(open_it(&p, p.key));
    evn_vault_count(p.v, &count);
    EVN_CHECK(count.n_keys == N && count.n_damaged == 0 && count.n_destroyed == 1);
    evn_vault_close(&p.v);
}

static void a_command_loses_its_contact_before_anybody_sees_it(void)
{
    struct place p = place_of("seven");
    struct evn_registry_command command = {.person = NULL}, sealed;
    struct evn_buf buf;
    struct evn_bytes out;
    struct evn_vault_counts count;
    struct world w;
    world_init(&w);
    evn_buf_init(&buf, 1 << 16);
    EVN_MUST(open_it(&p, p.key) == EVN_OK);
    struct evn_person_put put = put_of("P1");
    uint8_t rest[10] = {7};
    command.id = evn_id_make(1, rest);
    command.person = &put;
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_command_table, &command, &buf));
    struct evn_bytes in = evn_bytes_of(buf.at, buf.len);
    EVN_CHECK(has(in, NAME) && has(in, PHONE));
    EVN_CHECK_ERR(evn_seal_command(p.v, w.state, in, &arena, &out, &p.why), EVN_E_UNKNOWN_REF);
    evn_vault_count(p.v, &count);
    EVN_CHECK_EQ(count.n_keys, 0);
    world_fill(&w);
    EVN_CHECK_OK(evn_seal_command(p.v, w.state, in, &arena, &out, &p.why));
    EVN_CHECK(!has(out, NAME) && !has(out, PHONE) && !has(out, DOOR));
    EVN_MUST(evn_wire_decode(&evn_registry_command_table, out, &arena, EVN_WIRE_STRICT, &sealed,
                             &p.why) == EVN_OK);
    EVN_CHECK(evn_id_equal(&sealed.id, &command.id));
    EVN_CHECK(!sealed.person->has_contact && sealed.person->sealed.len > 0);
    struct evn_person_erase erase = {.person = "P1", .reason = "moved"};
    command.person = NULL;
    command.person_erase = &erase;
    evn_buf_clear(&buf);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_command_table, &command, &buf));
    in = evn_bytes_of(buf.at, buf.len);
    EVN_CHECK_OK(evn_seal_command(p.v, w.state, in, &arena, &out, &p.why));
    EVN_CHECK(out.at == in.at && out.len == in.len);
    evn_buf_fini(&buf);
    world_fini(&w);
    evn_vault_close(&p.v);
}

static void what_is_refused_is_not_repeated(void)
{
    struct place p = place_of("eight");
    EVN_MUST(open_it(&p, p.key) == EVN_OK);
    struct evn_person_put put = put_of("P1");
    strcpy(put.contact.phone, "call Wang");
    EVN_CHECK_ERR(seal_it(&p, &put), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(p.why.field, "person.contact.phone");
    EVN_CHECK_TEXT(p.why.subject, "");
    put = put_of("13800138000");
    EVN_CHECK_ERR(seal_it(&p, &put), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(p.why.subject, "");
    put = put_of("P1");
    put.sealed = evn_bytes_text("planted");
    EVN_CHECK_ERR(seal_it(&p, &put), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(p.why.field, "person.sealed");
    put = put_of("P1");
    put.has_contact = false;
    EVN_CHECK_ERR(seal_it(&p, &put), EVN_E_MISSING_FIELD);
    put = put_of("P1");
    put.contact = (struct evn_contact){.name = ""};
    EVN_CHECK_ERR(seal_it(&p, &put), EVN_E_MISSING_FIELD);
    struct evn_vault_counts count;
    evn_vault_count(p.v, &count);
    EVN_CHECK_EQ(count.n_keys, 0);
    evn_vault_close(&p.v);
}

static void a_label_is_eight_characters_of_the_id(void)
{
    char a[EVN_LABEL_LEN + 1], b[EVN_LABEL_LEN + 1];
    evn_label_of(evn_bytes_text("P1"), a);
    evn_label_of(evn_bytes_text("P2"), b);
    EVN_CHECK_EQ(strlen(a), 8);
    EVN_CHECK(strcmp(a, b) != 0);
    EVN_CHECK_EQ(strspn(a, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), 8);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_contact_is_sealed_and_opened),
    EVN_TEST(keys_last_and_a_wrong_node_key_says_so_and_loses_nothing),
    EVN_TEST(a_node_key_that_others_can_read_is_refused),
    EVN_TEST(a_destroyed_key_is_gone_from_the_file_and_never_comes_back),
    EVN_TEST(a_damaged_record_costs_one_person_and_is_counted),
    EVN_TEST(a_command_loses_its_contact_before_anybody_sees_it),
    EVN_TEST(what_is_refused_is_not_repeated),
    EVN_TEST(a_label_is_eight_characters_of_the_id),
};

int main(int argc, char **argv)
{
    if (evn_arena_init(&arena, 1 << 20) != EVN_OK)
        return 1;
    int status = evn_test_main(argc, argv, "registry.vault", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}
