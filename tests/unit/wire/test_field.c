#include "common/base/pbw.h"
#include "common/base/rng.h"
#include "tests/lib/suite.h"
#include "tests/lib/tables.h"
#include "tests/unit/wire/sample.h"

#include "evernormal/test/v1/sample.pb-c.h"

static struct evn_arena arena;
static struct evn_refusal why;

static struct evn_bytes view(const struct evn_buf *buf)
{
    return evn_bytes_of(buf->at, buf->len);
}

/* A buffer with the full sample and room to add to it. */
static struct evn_buf full_bytes(void)
{
    struct evn_buf buf;
    struct sample s = sample_full();
    evn_buf_init(&buf, 1 << 20);
    EVN_CHECK_OK(evn_wire_encode(&sample_table, &s, &buf));
    return buf;
}

static evn_err decode(struct evn_bytes bytes, struct sample *out)
{
    evn_arena_reset(&arena);
    why = evn_refusal_of(EVN_OK);
    return evn_wire_decode(&sample_table, bytes, &arena, EVN_WIRE_STRICT, out, &why);
}

static void every_table_says_what_its_proto_says(void)
{
    evn_check_tables(&sample_table, &evernormal__test__v1__sample__descriptor);
}

static void a_message_reads_back_as_it_was_written(void)
{
    struct evn_buf buf = full_bytes(), again;
    struct sample s;
    EVN_CHECK_OK(decode(view(&buf), &s));
    EVN_CHECK_EQ(s.n_lines, 3);
    EVN_CHECK_TEXT(s.lines[0].serial[2], "SN-3");
    EVN_CHECK_EQ(s.lines[1].quantity, INT64_MAX);
    EVN_CHECK_EQ(s.lines[1].expiry.n, INT32_MAX);
    EVN_CHECK_TEXT(s.extra->text, "second note");
    EVN_CHECK_EQ(s.at_us, -1);
    EVN_CHECK_EQ(s.offset_min, -480);
    EVN_CHECK(s.seq == UINT64_MAX && s.numbers[4] == UINT64_MAX && s.urgent && s.has_note);
    evn_buf_init(&again, 1 << 20);
    EVN_CHECK_OK(evn_wire_encode(&sample_table, &s, &again));
    EVN_CHECK(evn_bytes_equal(view(&buf), view(&again)));
    evn_buf_fini(&again);
    evn_buf_fini(&buf);
}

static void what_is_written_is_what_protobuf_writes(void)
{
    struct evn_buf buf = full_bytes();
    Evernormal__Test__V1__Sample *sample =
        evernormal__test__v1__sample__unpack(NULL, buf.len, buf.at);
    EVN_MUST(sample != NULL);
    EVN_CHECK_TEXT(sample->name, "常平仓 north");
    EVN_CHECK_TEXT(sample->day, "2022-11-14");
    EVN_CHECK_EQ(sample->n_lines, 3);
    uint8_t packed[2048];
    EVN_MUST(evernormal__test__v1__sample__get_packed_size(sample) <= sizeof packed);
    size_t len = evernormal__test__v1__sample__pack(sample, packed);
    EVN_CHECK(evn_bytes_equal(evn_bytes_of(packed, len), view(&buf)));
    evernormal__test__v1__sample__free_unpacked(sample, NULL);
    evn_buf_fini(&buf);
}

/* Add one field to the full sample and look at the refusal. */
static void expect_after(const char *field, size_t len, evn_err want, const char *path)
{
    struct evn_buf buf = full_bytes();
    struct sample s;
    EVN_CHECK_OK(evn_buf_add(&buf, evn_bytes_of(field, len)));
    EVN_CHECK_ERR(decode(view(&buf), &s), want);
    EVN_CHECK_ERR(why.err, want);
    EVN_CHECK_TEXT(why.field, path);
    evn_buf_fini(&buf);
}

static void what_a_table_does_not_allow_is_refused_by_name(void)
{
    expect_after("\x10\x01", 2, EVN_E_BAD_FIELD, "urgent");      /* twice */
    expect_after("\xa0\x06\x01", 3, EVN_E_BAD_FIELD, "#100");    /* unknown */
    expect_after("\x90\x00\x01", 3, EVN_E_BAD_MESSAGE, "");      /* over-long key */
    expect_after("\x08\x01", 2, EVN_E_BAD_FIELD, "id");          /* wire type */
    expect_after("\xf2\x01\x01x", 4, EVN_E_BAD_FIELD, "second"); /* one of two */
    expect_after("\x7a\x02\x0a\x00", 4, EVN_E_MISSING_FIELD, "lines[3].item");
    EVN_CHECK_EQ(why.line, 4);
    expect_after("\x7a\x05\x0a\x01x\x10\x00", 7, EVN_E_MISSING_FIELD, "lines[3].quantity");
    expect_after("\x7a\x05\x0a\x01 \x10\x01", 7, EVN_E_BAD_TEXT, "lines[3].item");
    expect_after("\x8a\x01\x02\x80\x00", 5, EVN_E_BAD_FIELD, "numbers"); /* over-long */
    expect_after("\x9a\x01\x01x", 4, EVN_E_BAD_ID, "ids");
    expect_after("\x7b", 1, EVN_E_BAD_MESSAGE, "");     /* a group */
    expect_after("\x7a\x05", 2, EVN_E_BAD_MESSAGE, ""); /* cut short */
}

/* A message of only an id, one of the two and the given field. */
static evn_err decode_with(const char *field, size_t len)
{
    struct evn_buf buf;
    struct sample s = sample_full(), small = {.id = s.id, .day = EVN_DAY_NONE, .first = "x"}, out;
    evn_buf_init(&buf, 4096);
    EVN_CHECK_OK(evn_wire_encode(&sample_table, &small, &buf));
    EVN_CHECK_OK(evn_buf_add(&buf, evn_bytes_of(field, len)));
    evn_err err = decode(view(&buf), &out);
    EVN_CHECK_ERR(why.err, err);
    evn_buf_fini(&buf);
    return err;
}

static void numbers_and_lengths_stay_in_their_range(void)
{
    EVN_CHECK_OK(decode_with("\x18\x02", 2));
    EVN_CHECK_OK(decode_with("\x18\x00", 2)); /* zero is absent */
    EVN_CHECK_ERR(decode_with("\x18\x01", 2), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_EQ(why.want, 2);
    EVN_CHECK_ERR(decode_with("\x18\x65", 2), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_EQ(why.have, 101);
    EVN_CHECK_EQ(why.want, 100);
    EVN_CHECK_ERR(decode_with("\x10\x02", 2), EVN_E_OUT_OF_RANGE);                 /* bool */
    EVN_CHECK_ERR(decode_with("\x18\x82\x80\x80\x80\x10", 6), EVN_E_OUT_OF_RANGE); /* 2^32+2 */
    EVN_CHECK_ERR(decode_with("\x38\x03", 2), EVN_E_OUT_OF_RANGE);                 /* enum */
    EVN_CHECK_ERR(decode_with("\x62\x01x", 3), EVN_E_OUT_OF_RANGE);                /* bytes */
    EVN_CHECK_ERR(decode_with("\x4a\x01x", 3), EVN_E_BAD_TEXT);                    /* text */
    EVN_CHECK_ERR(decode_with("\x8a\x01\x01\x05", 4), EVN_E_OUT_OF_RANGE);         /* list */
    EVN_CHECK_ERR(decode_with("\x5a\x02xx", 4), EVN_E_BAD_FIELD);                  /* fixed */
    EVN_CHECK_ERR(decode_with("\x52\x03"
                              "a b",
                              5),
                  EVN_E_BAD_FIELD); /* code */
    EVN_CHECK_TEXT(why.subject, "a b");
    EVN_CHECK_ERR(decode_with("\x42\x0a"
                              "2022-02-29",
                              12),
                  EVN_E_BAD_DATE);
    EVN_CHECK_ERR(decode_with("\x42\x01x", 3), EVN_E_BAD_DATE);
    EVN_CHECK_OK(decode_with("\x88\x01\x05\x88\x01\x06", 6)); /* numbers, not packed */
}

static void an_empty_message_names_what_is_missing(void)
{
    struct sample s;
    EVN_CHECK_ERR(decode(evn_bytes_of(NULL, 0), &s), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(why.field, "id");
    struct sample full = sample_full(), small = {.id = full.id, .day = EVN_DAY_NONE};
    struct evn_buf buf;
    evn_buf_init(&buf, 4096);
    EVN_CHECK_OK(evn_wire_encode(&sample_table, &small, &buf));
    EVN_CHECK_EQ(buf.len, 18);
    EVN_CHECK_ERR(decode(view(&buf), &s), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(why.field, "first|second");
    evn_buf_fini(&buf);
}

static void a_lenient_reader_skips_what_it_does_not_know(void)
{
    struct evn_buf buf = full_bytes();
    struct sample s;
    EVN_CHECK_OK(evn_buf_add(&buf, evn_bytes_text("\xa0\x06\x01\xa2\x06\x01x")));
    EVN_CHECK_ERR(decode(view(&buf), &s), EVN_E_BAD_FIELD);
    evn_arena_reset(&arena);
    EVN_CHECK_OK(evn_wire_decode(&sample_table, view(&buf), &arena, EVN_WIRE_LENIENT, &s, &why));
    EVN_CHECK_TEXT(s.second, "second");
    evn_buf_fini(&buf);
}

static void memory_and_lines_are_bounded(void)
{
    struct evn_buf buf = full_bytes();
    struct evn_arena small;
    struct sample s;
    EVN_CHECK_OK(evn_arena_init(&small, 300));
    EVN_CHECK_ERR(evn_wire_decode(&sample_table, view(&buf), &small, EVN_WIRE_STRICT, &s, &why),
                  EVN_E_TOO_LARGE);
    EVN_CHECK_EQ(why.want, 300);
    evn_arena_fini(&small);
    for (int i = 0; i < SAMPLE_LINES_MAX - 3; i++)
        EVN_CHECK_OK(evn_buf_add(&buf, evn_bytes_text("\x7a\x05\x0a\x01x\x10\x01")));
    EVN_CHECK_OK(decode(view(&buf), &s));
    EVN_CHECK_EQ(s.n_lines, SAMPLE_LINES_MAX);
    EVN_CHECK_OK(evn_buf_add(&buf, evn_bytes_text("\x7a\x05\x0a\x01x\x10\x01")));
    EVN_CHECK_ERR(decode(view(&buf), &s), EVN_E_TOO_MANY_LINES);
    EVN_CHECK_EQ(why.have, SAMPLE_LINES_MAX + 1);
    EVN_CHECK_EQ(why.want, SAMPLE_LINES_MAX);
    evn_buf_fini(&buf);
}

/* Change a message a little: flip, overwrite, insert, delete, repeat or swap bytes. */
static size_t mutate(struct evn_rng *rng, uint8_t *at, size_t len, size_t cap)
{
    uint32_t n = 1 + evn_rng_below(rng, 4);
    for (uint32_t i = 0; i < n && len > 0; i++) {
        size_t p = evn_rng_below(rng, (uint32_t)len), q = evn_rng_below(rng, (uint32_t)len);
        switch (evn_rng_below(rng, 5)) {
        case 0:
            at[p] ^= (uint8_t)(1u << evn_rng_below(rng, 8));
            break;
        case 1:
            at[p] = (uint8_t)evn_rng_next(rng);
            break;
        case 2:
            len = q;
            break;
        case 3:
            if (len < cap) {
                memmove(at + p + 1, at + p, len - p);
                at[p] = (uint8_t)evn_rng_next(rng);
                len++;
            }
            break;
        default:
            memmove(at + p, at + q, len - (p > q ? p : q));
        }
    }
    return len;
}

static void no_mutation_crashes_and_every_refusal_is_typed(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(20221114));
    struct evn_buf buf = full_bytes(), again;
    struct sample s, back;
    size_t n_ok = 0, n_untyped = 0, n_changed = 0;
    evn_buf_init(&again, 1 << 16);
    for (int i = 0; i < 200000; i++) {
        uint8_t bytes[1024];
        EVN_MUST(buf.len <= sizeof bytes - 8);
        memcpy(bytes, buf.at, buf.len);
        size_t len = mutate(&rng, bytes, buf.len, sizeof bytes);
        evn_err err = decode(evn_bytes_of(bytes, len), &s);
        bool typed = why.err == err && (err == EVN_OK || evn_err_class_of(err) == EVN_CLASS_INPUT);
        n_untyped += !typed;
        if (err != EVN_OK)
            continue;
        n_ok++;
        evn_buf_clear(&again);
        EVN_MUST(evn_wire_encode(&sample_table, &s, &again) == EVN_OK);
        struct evn_bytes first = view(&again);
        struct evn_refusal ignored;
        struct evn_buf third;
        evn_buf_init(&third, 1 << 16);
        bool same = evn_wire_decode(&sample_table, first, &arena, EVN_WIRE_STRICT, &back,
                                    &ignored) == EVN_OK &&
                    evn_wire_encode(&sample_table, &back, &third) == EVN_OK &&
                    evn_bytes_equal(view(&third), first);
        n_changed += !same;
        evn_buf_fini(&third);
    }
    EVN_CHECK_EQ(n_untyped, 0);
    EVN_CHECK_EQ(n_changed, 0);
    EVN_CHECK(n_ok > 1000 && n_ok < 199000);
    evn_buf_fini(&again);
    evn_buf_fini(&buf);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(every_table_says_what_its_proto_says),
        EVN_TEST(a_message_reads_back_as_it_was_written),
        EVN_TEST(what_is_written_is_what_protobuf_writes),
        EVN_TEST(what_a_table_does_not_allow_is_refused_by_name),
        EVN_TEST(numbers_and_lengths_stay_in_their_range),
        EVN_TEST(an_empty_message_names_what_is_missing),
        EVN_TEST(a_lenient_reader_skips_what_it_does_not_know),
        EVN_TEST(memory_and_lines_are_bounded),
        EVN_TEST(no_mutation_crashes_and_every_refusal_is_typed),
    };
    if (evn_arena_init(&arena, 1 << 20) != EVN_OK)
        return 1;
    int status = evn_test_main(argc, argv, "wire.field", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}
