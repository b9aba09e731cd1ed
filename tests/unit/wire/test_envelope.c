#include "common/base/rng.h"
#include "common/wire/envelope.h"
#include "common/wire/nest.h"
#include "tests/lib/suite.h"
#include "tests/lib/tables.h"

#include "evernormal/wire/v1/envelope.pb-c.h"

static struct evn_arena arena;
static struct evn_refusal why;

static struct evn_bytes view(const struct evn_buf *buf)
{
    return evn_bytes_of(buf->at, buf->len);
}

static struct evn_buf encode(const struct evn_wire_message *table, const void *in)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 1 << 22);
    EVN_CHECK_OK(evn_wire_encode(table, in, &buf));
    return buf;
}

static evn_err decode(const struct evn_buf *buf, size_t len_max, struct evn_wire_request *out)
{
    evn_arena_reset(&arena);
    return evn_request_decode(view(buf), len_max, &arena, out, &why);
}

static void the_tables_say_what_the_proto_says(void)
{
    evn_check_tables(&evn_request_table, &evernormal__wire__v1__request__descriptor);
    evn_check_tables(&evn_reply_table, &evernormal__wire__v1__reply__descriptor);
}

static void a_post_keeps_the_exact_bytes_of_its_commands(void)
{
    struct evn_bytes commands[] = {evn_bytes_text("first"), evn_bytes_of("\0\xff\0", 3)};
    struct evn_position after = {.log_id = {7}, .incarnation = 3, .seq = 99};
    struct evn_wire_post post = {commands, 2};
    struct evn_wire_request in = {.version = 1,
                                  .correlation = UINT64_MAX,
                                  .after = &after,
                                  .n_after = 1,
                                  .want_events = true,
                                  .post = &post},
                            out;
    struct evn_buf buf = encode(&evn_request_table, &in);
    EVN_CHECK_OK(decode(&buf, EVN_INTERACTIVE_MAX, &out));
    EVN_MUST(out.post != NULL && out.post->n_command == 2 && out.n_after == 1);
    EVN_CHECK(evn_bytes_equal(out.post->command[1], commands[1]));
    EVN_CHECK(out.correlation == UINT64_MAX && out.want_events && out.query == NULL);
    EVN_CHECK_EQ(out.after[0].seq, 99);
    evn_buf_fini(&buf);
}

static void a_request_asks_for_exactly_one_thing(void)
{
    struct evn_wire_read read = {.from_seq = 1};
    struct evn_wire_hello hello = {"evn 0.1"};
    struct evn_wire_request none = {.version = 1},
                            both = {.version = 1, .read = &read, .hello = &hello}, out;
    struct evn_buf buf = encode(&evn_request_table, &none);
    EVN_CHECK_ERR(decode(&buf, EVN_INTERACTIVE_MAX, &out), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(why.field, "post|query|read|hello|operate");
    evn_buf_fini(&buf);
    buf = encode(&evn_request_table, &both);
    EVN_CHECK_ERR(decode(&buf, EVN_INTERACTIVE_MAX, &out), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(why.field, "hello");
    EVN_CHECK_TEXT(why.subject, "one_of");
    evn_buf_fini(&buf);
}

static void an_empty_hello_is_a_question_too(void)
{
    struct evn_wire_hello hello = {""};
    struct evn_wire_request in = {.version = 1, .hello = &hello}, out;
    struct evn_buf buf = encode(&evn_request_table, &in);
    EVN_CHECK_OK(decode(&buf, EVN_INTERACTIVE_MAX, &out));
    EVN_CHECK(out.hello != NULL);
    evn_buf_fini(&buf);
}

static void limits_of_a_request_are_told_with_their_figures(void)
{
    static struct evn_bytes commands[EVN_COMMANDS_MAX + 1];
    struct evn_wire_post post = {commands, EVN_COMMANDS_MAX};
    struct evn_wire_request in = {.version = 1, .post = &post}, out;
    for (size_t i = 0; i <= EVN_COMMANDS_MAX; i++)
        commands[i] = evn_bytes_text("some command");
    struct evn_buf buf = encode(&evn_request_table, &in);
    EVN_CHECK_OK(decode(&buf, EVN_BULK_MAX, &out));
    EVN_CHECK_EQ(out.post->n_command, EVN_COMMANDS_MAX);
    EVN_CHECK_ERR(decode(&buf, buf.len - 1, &out), EVN_E_TOO_LARGE);
    EVN_CHECK_EQ(why.have, (int64_t)buf.len);
    evn_buf_fini(&buf);
    post.n_command++;
    buf = encode(&evn_request_table, &in);
    EVN_CHECK_ERR(decode(&buf, EVN_BULK_MAX, &out), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_TEXT(why.field, "post.command");
    EVN_CHECK_EQ(why.want, EVN_COMMANDS_MAX);
    evn_buf_fini(&buf);
    in.version = 2;
    post.n_command = 1;
    buf = encode(&evn_request_table, &in);
    EVN_CHECK_ERR(decode(&buf, EVN_BULK_MAX, &out), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_TEXT(why.field, "version");
    evn_buf_fini(&buf);
}

static void the_correlation_of_an_unreadable_request_is_found(void)
{
    EVN_CHECK_EQ(evn_request_correlation(evn_bytes_text("\x08\x07\x10\x2a\xff")), 42);
    EVN_CHECK_EQ(evn_request_correlation(evn_bytes_text("\x08\x07\xff")), 0);
    EVN_CHECK_EQ(evn_request_correlation(evn_bytes_of(NULL, 0)), 0);
}

static void a_refusal_arrives_with_all_its_arguments(void)
{
    struct evn_refusal r = evn_refusal_of(EVN_E_SHORT_STOCK);
    r.line = 3;
    evn_refusal_text(r.subject, sizeof r.subject, "INSULIN");
    evn_refusal_text(r.place, sizeof r.place, "WH-1");
    r.at_us = 0;
    r.have = -5;
    r.want = INT64_MAX;
    struct evn_wire_refusal wire = evn_refusal_to_wire(&r);
    struct evn_wire_answer answer = {.first_seq = 9, .count = 1, .refusal = &wire};
    struct evn_wire_reply in = {.version = 1, .answer = &answer, .n_answer = 1}, out;
    struct evn_buf buf = encode(&evn_reply_table, &in);
    evn_arena_reset(&arena);
    EVN_CHECK_OK(evn_reply_decode(view(&buf), &arena, &out, &why));
    EVN_MUST(out.n_answer == 1 && out.answer[0].refusal != NULL);
    struct evn_refusal back = evn_refusal_from_wire(out.answer[0].refusal);
    EVN_CHECK_ERR(back.err, EVN_E_SHORT_STOCK);
    EVN_CHECK_TEXT(back.place, "WH-1");
    EVN_CHECK(back.at_us == 0 && back.have == -5 && back.want == INT64_MAX && back.line == 3);
    evn_buf_fini(&buf);
}

static void an_echoed_value_cannot_stop_a_refusal(void)
{
    struct evn_refusal r = evn_refusal_of(EVN_E_BAD_FIELD);
    memcpy(r.subject, "a\nb", 4);
    memcpy(r.place, "cut   ", 7);
    struct evn_wire_refusal wire = evn_refusal_to_wire(&r);
    EVN_CHECK_TEXT(wire.subject, "");
    EVN_CHECK_TEXT(wire.place, "cut");
    EVN_CHECK(!wire.has_at);
}

static void a_code_of_a_newer_version_keeps_its_class(void)
{
    for (int32_t c = EVN_CLASS_INPUT; c <= EVN_CLASS_SYS; c++) {
        struct evn_wire_refusal wire = {.code = 9999, .error_class = c};
        EVN_CHECK_EQ(evn_err_class_of(evn_refusal_from_wire(&wire).err), c);
    }
    struct evn_wire_refusal odd = {.code = 9999, .error_class = 77};
    EVN_CHECK_EQ(evn_err_class_of(evn_refusal_from_wire(&odd).err), EVN_CLASS_SYS);
}

/* An accepted answer that is appended has the bytes it has as a part of the whole. */
static void answers_appended_one_by_one_are_the_bytes_of_the_table(void)
{
    static const uint64_t seqs[] = {1, 127, 128, 16384, UINT64_C(1) << 35, INT64_MAX};
    static const uint32_t counts[] = {1, 127, 128, UINT32_MAX};
    struct evn_wire_answer answer[24];
    struct evn_wire_reply whole = {
        .version = 1, .correlation = 9, .answer = answer, .n_answer = 24};
    struct evn_wire_reply head = {.version = 1, .correlation = 9};
    struct evn_buf parts = encode(&evn_reply_table, &head);
    for (size_t i = 0; i < 24; i++) {
        answer[i] = (struct evn_wire_answer){
            .id = evn_id_make((int64_t)(1700000000000000 + i), (uint8_t[10]){7}),
            .first_seq = seqs[i % 6],
            .count = counts[i / 6]};
        EVN_CHECK_OK(
            evn_reply_accepted(&parts, &answer[i].id, answer[i].first_seq, answer[i].count));
    }
    struct evn_buf want = encode(&evn_reply_table, &whole);
    EVN_CHECK(evn_bytes_equal(view(&parts), view(&want)));
    struct evn_buf small;
    evn_buf_init(&small, 30);
    EVN_CHECK_ERR(evn_reply_accepted(&small, &answer[0].id, 1, 1), EVN_E_LIMIT);
    evn_buf_fini(&small);
    evn_buf_fini(&want);
    evn_buf_fini(&parts);
}

/* Whatever length was expected, what is written is one field with its length in shortest form. */
static void a_nested_message_is_the_same_whatever_length_was_expected(void)
{
    static const size_t lens[] = {0, 1, 127, 128, 16383, 16384, 70000};
    static const size_t expected[] = {0, 1, 127, 128, 16383, 16384, 70000, 3000000};
    static uint8_t content[70000];
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (uint8_t)(i * 7 + i / 251);
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++)
        for (size_t k = 0; k < sizeof expected / sizeof *expected; k++) {
            struct evn_buf got;
            struct evn_pb_field field;
            struct evn_pbw w = {.buf = &got};
            evn_buf_init(&got, 1 << 20);
            evn_pbw_u64(&w, 1, 5);
            size_t start = evn_nest_open_large(&w, 2, expected[k]);
            EVN_CHECK_OK(evn_buf_add(&got, evn_bytes_of(content, lens[i])));
            evn_nest_close_large(&w, start, expected[k]);
            EVN_CHECK_OK(w.err);
            EVN_CHECK_EQ(got.len, 3 + lens[i] + (lens[i] < 128 ? 1u : lens[i] < 16384 ? 2u : 3u));
            struct evn_bytes rest = view(&got);
            EVN_CHECK(evn_pb_next(&rest, &field) == EVN_OK && field.value == 5);
            EVN_CHECK(evn_pb_next(&rest, &field) == EVN_OK && field.number == 2 &&
                      evn_bytes_equal(field.bytes, evn_bytes_of(content, lens[i])));
            EVN_CHECK_ERR(evn_pb_next(&rest, &field), EVN_E_AGAIN);
            evn_buf_fini(&got);
        }
}

static void random_bytes_are_refused_with_a_type(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(5));
    struct evn_wire_request out;
    size_t n_untyped = 0;
    for (int i = 0; i < 100000; i++) {
        uint8_t bytes[64];
        size_t len = evn_rng_below(&rng, sizeof bytes + 1);
        for (size_t j = 0; j < len; j++)
            bytes[j] = (uint8_t)(evn_rng_next(&rng) & (i % 2 != 0 ? 0x7f : 0x1f));
        evn_arena_reset(&arena);
        evn_err err =
            evn_request_decode(evn_bytes_of(bytes, len), sizeof bytes, &arena, &out, &why);
        n_untyped += err != EVN_OK && evn_err_class_of(err) != EVN_CLASS_INPUT;
    }
    EVN_CHECK_EQ(n_untyped, 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_tables_say_what_the_proto_says),
        EVN_TEST(a_post_keeps_the_exact_bytes_of_its_commands),
        EVN_TEST(a_request_asks_for_exactly_one_thing),
        EVN_TEST(an_empty_hello_is_a_question_too),
        EVN_TEST(limits_of_a_request_are_told_with_their_figures),
        EVN_TEST(the_correlation_of_an_unreadable_request_is_found),
        EVN_TEST(a_refusal_arrives_with_all_its_arguments),
        EVN_TEST(an_echoed_value_cannot_stop_a_refusal),
        EVN_TEST(a_code_of_a_newer_version_keeps_its_class),
        EVN_TEST(answers_appended_one_by_one_are_the_bytes_of_the_table),
        EVN_TEST(a_nested_message_is_the_same_whatever_length_was_expected),
        EVN_TEST(random_bytes_are_refused_with_a_type),
    };
    if (evn_arena_init(&arena, 1 << 20) != EVN_OK)
        return 1;
    int status = evn_test_main(argc, argv, "wire.envelope", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}
