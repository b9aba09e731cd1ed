/* The manifest of a backup: what is written is read, and nothing else is. */
#include "tests/lib/suite.h"
#include "tools/backup/manifest.h"

static void make(struct evn_manifest *m, struct evn_buf *text)
{
    struct evn_manifest_file *file;
    *m = (struct evn_manifest){.made = "2026-11-22T12:00:00Z", .n_logs = 1};
    m->log[0] = (struct evn_manifest_log){
        .service = "ledger", .seq = 29, .recorded_at_us = -5, .n_entries = 2};
    memset(m->log[0].log_id, 0xa7, sizeof m->log[0].log_id);
    memset(m->log[0].hash.b, 0x31, sizeof m->log[0].hash.b);
    memset(m->log[0].digest, 'c', sizeof m->log[0].digest - 1);
    EVN_MUST(evn_manifest_add(m, "ledger/log/seg-0000000000000001", &file) == EVN_OK);
    *file = (struct evn_manifest_file){.size = 65536};
    snprintf(file->path, sizeof file->path, "ledger/log/seg-0000000000000001");
    EVN_MUST(evn_manifest_add(m, "keys/admin.pub", &file) == EVN_OK);
    file->size = 97;
    file->hash.b[3] = 9;
    evn_manifest_sort(m);
    evn_buf_init(text, 1 << 20);
    EVN_MUST(evn_manifest_write(m, text) == EVN_OK);
}

static void what_is_written_is_read(void)
{
    struct evn_manifest m, got;
    struct evn_buf text, again;
    size_t line;
    make(&m, &text);
    EVN_MUST(evn_manifest_read(&got, evn_bytes_of(text.at, text.len), &line) == EVN_OK);
    EVN_CHECK_EQ(got.n_files, 2);
    EVN_CHECK_TEXT(got.file[0].path, "keys/admin.pub");
    EVN_CHECK_EQ(got.log[0].seq, 29);
    EVN_CHECK_EQ(got.log[0].recorded_at_us, -5);
    EVN_CHECK(evn_manifest_find(&got, "keys/admin.pub") == &got.file[0]);
    EVN_CHECK(evn_manifest_find(&got, "keys/admin.key") == NULL);
    evn_buf_init(&again, 1 << 20);
    EVN_CHECK_OK(evn_manifest_write(&got, &again));
    EVN_CHECK_EQ(again.len, text.len);
    EVN_CHECK(memcmp(again.at, text.at, text.len) == 0);
    evn_buf_fini(&again);
    evn_buf_fini(&text);
    evn_manifest_fini(&m);
    evn_manifest_fini(&got);
}

static void every_flipped_bit_and_every_cut_is_noticed(void)
{
    struct evn_manifest m, got;
    struct evn_buf text;
    size_t line;
    make(&m, &text);
    for (size_t bit = 0; bit < text.len * 8; bit++) {
        text.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
        EVN_CHECK_ERR(evn_manifest_read(&got, evn_bytes_of(text.at, text.len), &line),
                      EVN_E_CORRUPT);
        evn_manifest_fini(&got);
        text.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t len = 0; len < text.len; len++)
        EVN_CHECK_ERR(evn_manifest_read(&got, evn_bytes_of(text.at, len), &line), EVN_E_CORRUPT);
    evn_buf_fini(&text);
    evn_manifest_fini(&m);
}

/* Somebody who can write a hash still leads nowhere outside. */
static void a_path_that_leads_out_is_refused(void)
{
    static const char *const paths[] = {"/etc/passwd", "../x", "a/../../x", ""};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct evn_manifest m = {.made = "now"}, got;
        struct evn_manifest_file *file;
        struct evn_buf text;
        size_t line;
        evn_buf_init(&text, 4096);
        EVN_MUST(evn_manifest_add(&m, paths[i], &file) == EVN_OK);
        EVN_MUST(evn_manifest_write(&m, &text) == EVN_OK);
        EVN_CHECK_ERR(evn_manifest_read(&got, evn_bytes_of(text.at, text.len), &line),
                      EVN_E_CORRUPT);
        EVN_CHECK_EQ(line, 3);
        evn_buf_fini(&text);
        evn_manifest_fini(&got);
        evn_manifest_fini(&m);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_is_written_is_read),
        EVN_TEST(every_flipped_bit_and_every_cut_is_noticed),
        EVN_TEST(a_path_that_leads_out_is_refused),
    };
    return evn_test_main(argc, argv, "backup.manifest", tests, sizeof tests / sizeof tests[0]);
}
