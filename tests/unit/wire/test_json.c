#include "common/base/rng.h"
#include "common/wire/json.h"
#include "tests/lib/suite.h"
#include "tests/unit/wire/sample.h"

#include "evernormal/test/v1/sample.pb-c.h"

#define SAMPLE (&evernormal__test__v1__sample__descriptor)
#define WIDE   (&evernormal__test__v1__wide__descriptor)

static struct evn_refusal why;

static struct evn_bytes view(const struct evn_buf *buf)
{
    return evn_bytes_of(buf->at, buf->len);
}

static const char full_text[] =
    "{\"id\":\"AYRzb4gAcQKDBAUGBwgJCg==\",\"urgent\":true,\"count\":42,"
    "\"seq\":\"18446744073709551615\",\"offsetMin\":-480,\"atUs\":\"-1\","
    "\"color\":\"COLOR_BLUE\",\"day\":\"2022-11-14\",\"name\":\"常平仓 north\","
    "\"code\":\"WH:1/a_b+c\",\"hash\":\"AQIDAAAAAAAAAAAAAAAAAA==\",\"body\":\"Ym9keQ==\","
    "\"note\":{\"text\":\"first note\"},\"extra\":{\"text\":\"second note\"},"
    "\"lines\":[{\"item\":\"MASK-N95\",\"quantity\":\"7200\",\"expiry\":\"2022-11-14\","
    "\"serial\":[\"SN-1\",\"SN-2\",\"SN-3\"]},"
    "{\"item\":\"WATER/5L\",\"quantity\":\"9223372036854775807\"},"
    "{\"item\":\"INSULIN\",\"quantity\":\"1\",\"expiry\":\"9999-12-31\",\"serial\":[\"SN-1\"]}],"
    "\"parts\":[\"cGFydA==\",\"\",\"dGhpcmQgcGFydA==\"],"
    "\"numbers\":[\"0\",\"1\",\"127\",\"128\",\"18446744073709551615\"],"
    "\"colors\":[\"COLOR_NONE\",\"COLOR_BLUE\",\"COLOR_RED\"],"
    "\"ids\":[\"AYRzb4gAcQKDBAUGBwgJCg==\",\"AYRzb4gBcQKDBAUGBwgJCg==\"],\"second\":\"second\"}";

static void a_message_becomes_one_known_line_and_comes_back(void)
{
    struct evn_buf wire, text, back;
    struct sample s = sample_full();
    evn_buf_init(&wire, 1 << 16);
    evn_buf_init(&text, 1 << 16);
    evn_buf_init(&back, 1 << 16);
    EVN_CHECK_OK(evn_wire_encode(&sample_table, &s, &wire));
    EVN_CHECK_OK(evn_json_write(SAMPLE, view(&wire), &text, &why));
    EVN_CHECK_OK(evn_buf_add(&text, evn_bytes_of("", 1)));
    EVN_CHECK_TEXT((const char *)text.at, full_text);
    EVN_CHECK_OK(evn_json_read(SAMPLE, evn_bytes_text(full_text), &back, &why));
    EVN_CHECK(evn_bytes_equal(view(&wire), view(&back)));
    evn_buf_fini(&wire);
    evn_buf_fini(&text);
    evn_buf_fini(&back);
}

/* Read JSON, write it again. */
static evn_err again(const ProtobufCMessageDescriptor *type, const char *in, char *out, size_t cap)
{
    struct evn_buf wire, text;
    evn_buf_init(&wire, 1 << 16);
    evn_buf_init(&text, cap - 1);
    why = evn_refusal_of(EVN_OK);
    evn_err err = evn_json_read(type, evn_bytes_text(in), &wire, &why);
    EVN_CHECK_ERR(why.err, err);
    if (err == EVN_OK)
        EVN_CHECK_OK(evn_json_write(type, view(&wire), &text, &why));
    if (text.len > 0)
        memcpy(out, text.at, text.len);
    out[text.len] = '\0';
    evn_buf_fini(&wire);
    evn_buf_fini(&text);
    return err;
}

static void expect_text(const ProtobufCMessageDescriptor *type, const char *in, const char *want)
{
    char out[2048];
    EVN_CHECK_OK(again(type, in, out, sizeof out));
    EVN_CHECK_TEXT(out, want);
}

static void both_spellings_and_both_kinds_of_number_are_read(void)
{
    expect_text(SAMPLE, "{}", "{}");
    expect_text(SAMPLE, " {\"at_us\": 5, \"offsetMin\": \"-3\"}\n",
                "{\"offsetMin\":-3,\"atUs\":\"5\"}");
    expect_text(SAMPLE, "{\"seq\":\"-0\",\"count\":0,\"name\":null,\"lines\":[],\"note\":{}}",
                "{\"note\":{}}");
    expect_text(SAMPLE, "{\"body\":\"-_8\",\"hash\":\"+/8=\"}",
                "{\"hash\":\"+/8=\",\"body\":\"+/8=\"}");
    expect_text(SAMPLE, "{\"color\":1,\"colors\":[77,\"COLOR_RED\"]}",
                "{\"color\":\"COLOR_RED\",\"colors\":[77,\"COLOR_RED\"]}");
    expect_text(SAMPLE, "{\"name\":\"a\\\"\\\\\\n\\u0001\\u5e38/\"}",
                "{\"name\":\"a\\\"\\\\\\n\\u0001常/\"}");
    expect_text(WIDE, "{\"shift\":-2147483648,\"longShift\":\"-9223372036854775808\"}",
                "{\"shift\":-2147483648,\"longShift\":\"-9223372036854775808\"}");
    expect_text(WIDE, "{\"numberOfBoxes\":0,\"flags\":[true,false],\"deltas\":[-1]}",
                "{\"deltas\":[-1],\"flags\":[true,false],\"numberOfBoxes\":0}");
    expect_text(WIDE, "{\"names\":[\"\",\"x\"],\"steps\":[]}", "{\"names\":[\"\",\"x\"]}");
}

static void expect_refusal(const char *in, evn_err want, const char *field, const char *subject)
{
    char out[2048];
    EVN_CHECK_ERR(again(SAMPLE, in, out, sizeof out), want);
    EVN_CHECK_TEXT(why.field, field);
    EVN_CHECK_TEXT(why.subject, subject);
}

static void wrong_json_is_refused_with_its_path(void)
{
    const evn_err field = EVN_E_BAD_FIELD, message = EVN_E_BAD_MESSAGE;
    expect_refusal("", message, "", "JSON 1:0");
    expect_refusal("{\"count\":1,\n \"x\"", message, "", "JSON 2:4");
    expect_refusal("[]", message, "", "type");
    expect_refusal("{\"count\":1,\"count\":1}", message, "", "JSON 1:18");
    expect_refusal("{\"atUs\":1,\"at_us\":1}", field, "at_us", "repeated");
    expect_refusal("{\"lines\":[{},{\"quantitty\":1}]}", field, "lines[1].quantitty", "unknown");
    expect_refusal("{\"lines\":[{\"quantity\":1.0}]}", field, "lines[0].quantity", "type");
    expect_refusal("{\"lines\":[null]}", field, "lines", "type");
    expect_refusal("{\"lines\":{}}", field, "lines", "type");
    expect_refusal("{\"count\":1e3}", field, "count", "type");
    expect_refusal("{\"count\":\"1e3\"}", field, "count", "number");
    expect_refusal("{\"count\":\"01\"}", field, "count", "number");
    expect_refusal("{\"count\":\"\"}", field, "count", "number");
    expect_refusal("{\"count\":-1}", field, "count", "number");
    expect_refusal("{\"count\":4294967296}", field, "count", "number");
    expect_refusal("{\"atUs\":\"9223372036854775808\"}", field, "at_us", "number");
    expect_refusal("{\"seq\":\"18446744073709551616\"}", field, "seq", "number");
    expect_refusal("{\"offsetMin\":2147483648}", field, "offset_min", "number");
    expect_refusal("{\"urgent\":1}", field, "urgent", "type");
    expect_refusal("{\"urgent\":\"true\"}", field, "urgent", "type");
    expect_refusal("{\"color\":\"GREEN\"}", field, "color", "GREEN");
    expect_refusal("{\"color\":true}", field, "color", "type");
    expect_refusal("{\"body\":\"a\"}", field, "body", "base64");
    expect_refusal("{\"body\":\"a*==\"}", field, "body", "base64");
    expect_refusal("{\"name\":5}", field, "name", "type");
    expect_refusal("{\"note\":\"x\"}", field, "note", "type");
    expect_refusal("{\"name\":\"a\\u0000b\"}", message, "", "JSON 1:18");
}

static void nesting_is_bounded_both_ways(void)
{
    char json[16 * 64 + 1] = "", out[2048];
    for (int i = 0; i < 60; i++)
        strcat(json, i == 0 ? "{\"deep\":" : "{\"deeper\":");
    strcat(json, "{}");
    for (int i = 0; i < 60; i++)
        strcat(json, "}");
    EVN_CHECK_ERR(again(WIDE, json, out, sizeof out), EVN_E_BAD_MESSAGE);
    EVN_CHECK_TEXT(why.subject, "depth");
    uint8_t wire[120];
    for (size_t i = 0; i < 60; i++) {
        wire[2 * i] = i == 0 ? 0x52 : 0x0a;
        wire[2 * i + 1] = (uint8_t)(118 - 2 * i);
    }
    struct evn_buf text;
    evn_buf_init(&text, 4096);
    EVN_CHECK_ERR(evn_json_write(WIDE, evn_bytes_of(wire, sizeof wire), &text, &why),
                  EVN_E_BAD_MESSAGE);
    EVN_CHECK_TEXT(why.subject, "depth");
    evn_buf_fini(&text);
}

static void expect_write(const char *wire, size_t len, evn_err want, const char *field)
{
    struct evn_buf text;
    evn_buf_init(&text, 4096);
    EVN_CHECK_ERR(evn_json_write(SAMPLE, evn_bytes_of(wire, len), &text, &why), want);
    EVN_CHECK_TEXT(why.field, field);
    evn_buf_fini(&text);
}

static void bytes_that_are_no_message_are_refused(void)
{
    expect_write("\x10", 1, EVN_E_BAD_MESSAGE, "");
    expect_write("\x10\x01\x10\x01", 4, EVN_E_BAD_FIELD, "urgent");
    expect_write("\x12\x00", 2, EVN_E_BAD_FIELD, "urgent");
    expect_write("\x4a\x01\xff", 3, EVN_E_BAD_TEXT, "name");
    expect_write("\x4a\x01\0", 3, EVN_E_BAD_TEXT, "name");
    expect_write("\x7a\x03\x0a\x01\xff", 5, EVN_E_BAD_TEXT, "lines[0].item");
}

static void a_full_buffer_is_a_limit_not_a_crash(void)
{
    for (size_t max = 0; max < sizeof full_text - 1; max++) {
        struct evn_buf wire, text;
        struct sample s = sample_full();
        evn_buf_init(&wire, 1 << 16);
        evn_buf_init(&text, max);
        EVN_CHECK_OK(evn_wire_encode(&sample_table, &s, &wire));
        EVN_CHECK_ERR(evn_json_write(SAMPLE, view(&wire), &text, &why), EVN_E_LIMIT);
        evn_buf_fini(&text);
        if (max < wire.len) {
            evn_buf_init(&text, max);
            EVN_CHECK_ERR(evn_json_read(SAMPLE, evn_bytes_text(full_text), &text, &why),
                          EVN_E_LIMIT);
            evn_buf_fini(&text);
        }
        evn_buf_fini(&wire);
    }
}

static void mutated_json_never_crashes_and_what_is_read_is_stable(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(42));
    size_t n_ok = 0, n_untyped = 0;
    for (int i = 0; i < 20000; i++) {
        char text[sizeof full_text], once[4096], twice[4096];
        memcpy(text, full_text, sizeof text);
        for (uint32_t n = 1 + evn_rng_below(&rng, 2); n > 0; n--) {
            static const char alphabet[] = "\"\\{}[],:0123456789-.eatrul_=+/\x01\x7f\xe5\xff";
            text[evn_rng_below(&rng, sizeof text - 1)] =
                alphabet[evn_rng_below(&rng, sizeof alphabet - 1)];
        }
        evn_err err = again(SAMPLE, text, once, sizeof once);
        n_untyped += err != EVN_OK && evn_err_class_of(err) != EVN_CLASS_INPUT;
        if (err != EVN_OK)
            continue;
        n_ok++;
        EVN_CHECK_OK(again(SAMPLE, once, twice, sizeof twice));
        EVN_CHECK_TEXT(twice, once);
    }
    EVN_CHECK_EQ(n_untyped, 0);
    EVN_CHECK(n_ok > 100);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_message_becomes_one_known_line_and_comes_back),
        EVN_TEST(both_spellings_and_both_kinds_of_number_are_read),
        EVN_TEST(wrong_json_is_refused_with_its_path),
        EVN_TEST(nesting_is_bounded_both_ways),
        EVN_TEST(bytes_that_are_no_message_are_refused),
        EVN_TEST(a_full_buffer_is_a_limit_not_a_crash),
        EVN_TEST(mutated_json_never_crashes_and_what_is_read_is_stable),
    };
    return evn_test_main(argc, argv, "wire.json", tests, sizeof tests / sizeof tests[0]);
}
