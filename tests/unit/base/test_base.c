#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/day.h"
#include "common/base/fill.h"
#include "common/base/hash.h"
#include "common/base/id.h"
#include "common/base/num.h"
#include "common/base/pbw.h"
#include "common/base/rng.h"
#include "tests/lib/suite.h"

static void days_count_every_date_of_ten_thousand_years_once(void)
{
    int32_t next = EVN_DAY_MIN;
    for (int y = 1; y <= 9999; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= 31; d++) {
                struct evn_day day;
                if (!evn_day_from_civil(y, m, d, &day))
                    continue;
                int y2, m2, d2;
                evn_day_to_civil(day, &y2, &m2, &d2);
                if (day.n != next++ || y2 != y || m2 != m || d2 != d) {
                    CU_FAIL("a date is out of order");
                    return;
                }
            }
    EVN_CHECK_EQ(next, EVN_DAY_MAX + 1);
}

static void a_field_of_any_type_has_bytes_that_can_be_copied(void)
{
    static const uint8_t message[] = {0x08, 0x01,                      /* 1: varint */
                                      0x15, 1,    2, 3, 4,             /* 2: fixed32 */
                                      0x19, 1,    2, 3, 4, 5, 6, 7, 8, /* 3: fixed64 */
                                      0x22, 0x00,                      /* 4: no bytes */
                                      0x28, 0x02};                     /* 5: varint, at the end */
    struct evn_bytes rest = evn_bytes_of(message, sizeof message);
    struct evn_pb_field field;
    for (uint32_t number = 1; number <= 5; number++) {
        EVN_MUST(evn_pb_next(&rest, &field) == EVN_OK);
        EVN_CHECK_EQ(field.number, number);
        EVN_CHECK(field.bytes.at != NULL);
        EVN_CHECK_EQ(field.bytes.len, 0);
    }
    EVN_CHECK_EQ(evn_pb_next(&rest, &field), EVN_E_AGAIN);
}

static void days_that_do_not_exist_are_refused(void)
{
    static const char *const bad[] = {"2022-02-29", "1900-02-29", "2022-13-01", "2022-00-10",
                                      "0000-01-01", "2022-1-01",  "2022-01-1",  "2022-01-011",
                                      "",           "2022/01/01", "20220101"};
    struct evn_day day;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK_ERR(evn_day_parse(bad[i], &day), EVN_E_BAD_DATE);
    EVN_CHECK_OK(evn_day_parse("2024-02-29", &day));
}

static void an_instant_reads_back_what_it_prints(void)
{
    static const int64_t at[] = {
        0, 1, -1, 1668384000000000, EVN_AT_MIN_US, EVN_AT_MAX_US, -62135596800000000 + 999999};
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        char text[28];
        int64_t back;
        evn_time_format(at[i], text);
        EVN_CHECK_OK(evn_time_parse(text, 0, &back));
        EVN_CHECK_EQ(back, at[i]);
    }
}

static void a_bare_date_means_noon_in_the_place(void)
{
    int64_t at;
    char text[28];
    EVN_CHECK_OK(evn_time_parse("2022-11-14", EVN_OFFSET_CHINA_MIN, &at));
    evn_time_format(at, text);
    EVN_CHECK_TEXT(text, "2022-11-14T04:00:00Z");
    EVN_CHECK_EQ(evn_day_at(at, EVN_OFFSET_CHINA_MIN).n, evn_day_at(at, 0).n);
    EVN_CHECK_OK(evn_time_parse("2022-11-14T23:30:00+08:00", 0, &at));
    evn_time_format(at, text);
    EVN_CHECK_TEXT(text, "2022-11-14T15:30:00Z");
}

static void ids_keep_their_instant_and_their_text(void)
{
    uint8_t rest[10] = {0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct evn_id id = evn_id_make(1668384000123456, rest), back;
    EVN_CHECK_EQ(evn_id_time_us(&id), 1668384000123000);
    char text[EVN_ID_TEXT_LEN + 1];
    evn_id_format(&id, text);
    EVN_CHECK_EQ(strlen(text), EVN_ID_TEXT_LEN);
    EVN_CHECK_OK(evn_id_parse(text, &back));
    EVN_CHECK(evn_id_equal(&id, &back));
}

static void ids_of_another_version_are_refused(void)
{
    struct evn_id id;
    EVN_CHECK_ERR(evn_id_parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301", &id), EVN_E_BAD_ID);
    EVN_CHECK_ERR(evn_id_parse("", &id), EVN_E_BAD_ID);
    EVN_CHECK_ERR(evn_id_parse("0184f4d3-8a7b-7ff0-8102-03040506070", &id), EVN_E_BAD_ID);
    EVN_CHECK_ERR(evn_id_from_bytes(evn_bytes_of("0123456789abcdef", 15), &id), EVN_E_BAD_ID);
}

static void blake2b_matches_its_published_vector(void)
{
    /* RFC 7693 gives BLAKE2b-512; for 256 bits the value is that of `b2sum -l 256` of "abc". */
    static const uint8_t want[32] = {0xbd, 0xdd, 0x81, 0x3c, 0x63, 0x42, 0x39, 0x72,
                                     0x31, 0x71, 0xef, 0x3f, 0xee, 0x98, 0x57, 0x9b,
                                     0x94, 0x96, 0x4e, 0x3b, 0xb1, 0xcb, 0x3e, 0x42,
                                     0x72, 0x62, 0xc8, 0xc0, 0x68, 0xd5, 0x23, 0x19};
    struct evn_hash256 h;
    evn_hash256(NULL, evn_bytes_text("a"), evn_bytes_text("bc"), &h);
    EVN_CHECK(memcmp(h.b, want, sizeof want) == 0);
}

static void many_hashes_are_the_same_as_one_by_one(void)
{
    enum { N = 7, LONGEST = 400 };
    static uint8_t text[N][LONGEST + N];
    struct evn_rng rng = evn_rng_of(evn_test_seed(3));
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof text; i++)
        text[i / sizeof text[0]][i % sizeof text[0]] = (uint8_t)evn_rng_next(&rng);
    for (size_t len = 0; len < LONGEST; len++) {
        struct evn_bytes in[N];
        struct evn_hash128 many[N], one;
        for (size_t i = 0; i < N; i++) /* the same number of blocks, mostly */
            in[i] = evn_bytes_of(text[i], len + (i == 5 ? 0 : i));
        evn_hash128_many(in, N, many);
        for (size_t i = 0; i < N; i++) {
            evn_hash128(in[i], &one);
            wrong += memcmp(one.b, many[i].b, sizeof one.b) != 0;
        }
    }
    EVN_CHECK_EQ(wrong, 0);
}

static void a_keyed_hash_differs_with_text_length_and_key(void)
{
    enum { LONGEST = 80 };
    static const uint8_t zeros[LONGEST];
    uint64_t seen[2 * LONGEST], key = evn_test_seed(11);
    size_t n = 0, same = 0;
    for (size_t len = 0; len < LONGEST; len++) {
        uint8_t text[LONGEST] = {0};
        struct evn_bytes plain = evn_bytes_of(zeros, len);
        seen[n++] = evn_hash_keyed(key, plain);
        same += evn_hash_keyed(key + 1, plain) == seen[n - 1];
        text[len / 2] = 1;
        if (len > 0)
            seen[n++] = evn_hash_keyed(key, evn_bytes_of(text, len));
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            same += seen[i] == seen[j];
    EVN_CHECK_EQ(same, 0);
}

static void the_arena_never_grows(void)
{
    struct evn_arena arena;
    EVN_CHECK_OK(evn_arena_init(&arena, 64));
    EVN_CHECK(evn_arena_alloc(&arena, 40) != NULL);
    EVN_CHECK(evn_arena_alloc(&arena, 40) == NULL);
    EVN_CHECK(evn_arena_array(&arena, SIZE_MAX / 2, 4) == NULL);
    EVN_CHECK_EQ(arena.peak, 40);
    evn_arena_reset(&arena);
    EVN_CHECK(evn_arena_alloc(&arena, 64) != NULL);
    evn_arena_fini(&arena);
}

static void a_buffer_stops_at_its_cap(void)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 300);
    uint8_t byte[200] = {0};
    EVN_CHECK_OK(evn_buf_add(&buf, evn_bytes_of(byte, 200)));
    EVN_CHECK_ERR(evn_buf_add(&buf, evn_bytes_of(byte, 200)), EVN_E_LIMIT);
    EVN_CHECK_EQ(buf.len, 200);
    EVN_CHECK_OK(evn_buf_add(&buf, evn_bytes_of(byte, 100)));
    evn_buf_fini(&buf);
}

static void arithmetic_says_when_it_does_not_fit(void)
{
    int64_t out = 7;
    EVN_CHECK(!evn_add_i64(INT64_MAX, 1, &out));
    EVN_CHECK(!evn_sub_i64(INT64_MIN, 1, &out));
    EVN_CHECK(!evn_mul_i64(INT64_MAX, 2, &out));
    EVN_CHECK_EQ(out, 7);
    EVN_CHECK(evn_add_i64(INT64_MAX, INT64_MIN, &out));
    EVN_CHECK_EQ(out, -1);
    EVN_CHECK_EQ(evn_div_up_i64(10, 3), 4);
    EVN_CHECK_EQ(evn_div_up_i64(9, 3), 3);
}

static void every_error_has_a_class_and_two_texts(void)
{
    for (size_t i = 0; evn_err_nth(i) != EVN_OK; i++) {
        evn_err err = evn_err_nth(i);
        EVN_CHECK((int)evn_err_class_of(err) == (int)err / 100);
        EVN_CHECK(evn_err_text(err, EVN_LANG_EN)[0] != '\0');
        EVN_CHECK(evn_err_text(err, EVN_LANG_ZH)[0] != '\0');
        for (size_t k = i + 1; evn_err_nth(k) != EVN_OK; k++)
            EVN_CHECK(evn_err_nth(k) != err);
    }
}

static void a_refusal_reads_as_a_sentence_in_both_languages(void)
{
    struct evn_refusal r = evn_refusal_of(EVN_E_SHORT_STOCK);
    evn_refusal_text(r.subject, sizeof r.subject, "INSULIN/L1");
    evn_refusal_text(r.place, sizeof r.place, "WH-1");
    r.at_us = 1668384000000000;
    r.have = 5;
    r.want = 12;
    char text[200];
    evn_refusal_render(&r, EVN_LANG_EN, text, sizeof text);
    EVN_CHECK_TEXT(text, "Not enough INSULIN/L1 at WH-1: 7 short at 2022-11-14T00:00:00Z");
    evn_refusal_render(&r, EVN_LANG_ZH, text, sizeof text);
    EVN_CHECK_TEXT(text, "WH-1 的 INSULIN/L1 不足：2022-11-14T00:00:00Z 缺 7");
}

static void an_expired_lot_is_told_with_its_calendar_day(void)
{
    static const struct {
        int year, month, day;
        const char *text;
    } table[] = {{2026, 11, 21, "OLD expired on 2026-11-21"},
                 {1, 1, 1, "OLD expired on 0001-01-01"}};
    struct evn_refusal r = evn_refusal_of(EVN_E_EXPIRED);
    struct evn_day day;
    char text[200];
    evn_refusal_text(r.subject, sizeof r.subject, "OLD");
    evn_refusal_render(&r, EVN_LANG_EN, text, sizeof text);
    EVN_CHECK_TEXT(text, "OLD expired on -");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        EVN_MUST(evn_day_from_civil(table[i].year, table[i].month, table[i].day, &day));
        r.at_us = evn_day_start_us(day, EVN_OFFSET_CHINA_MIN);
        evn_refusal_render(&r, EVN_LANG_EN, text, sizeof text);
        EVN_CHECK_TEXT(text, table[i].text);
    }
}

static void a_cut_text_stays_valid_utf8(void)
{
    char out[6];
    evn_refusal_text(out, sizeof out, "常平仓");
    EVN_CHECK_TEXT(out, "常");
}

static void a_sentence_is_filled_in_and_cut(void)
{
    const struct evn_fill with = {.a = "W1", .n = -3, .m = INT64_MAX};
    char out[64], cut[8];
    EVN_CHECK_TEXT(evn_fill_in("{a}: {n} of {m} {b}{c}{", &with, out, sizeof out),
                   "W1: -3 of 9223372036854775807 {c}{");
    EVN_CHECK_TEXT(evn_fill_in("at {a}, {m} left", &with, cut, sizeof cut), "at W1, ");
    EVN_CHECK_TEXT(evn_fill_in("{m}", &with, cut, sizeof cut), "9223372");
    EVN_CHECK_TEXT(evn_fill_in("{a}", &with, cut, 1), "");
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(days_count_every_date_of_ten_thousand_years_once),
        EVN_TEST(days_that_do_not_exist_are_refused),
        EVN_TEST(an_instant_reads_back_what_it_prints),
        EVN_TEST(a_bare_date_means_noon_in_the_place),
        EVN_TEST(ids_keep_their_instant_and_their_text),
        EVN_TEST(ids_of_another_version_are_refused),
        EVN_TEST(blake2b_matches_its_published_vector),
        EVN_TEST(many_hashes_are_the_same_as_one_by_one),
        EVN_TEST(a_keyed_hash_differs_with_text_length_and_key),
        EVN_TEST(the_arena_never_grows),
        EVN_TEST(a_buffer_stops_at_its_cap),
        EVN_TEST(arithmetic_says_when_it_does_not_fit),
        EVN_TEST(every_error_has_a_class_and_two_texts),
        EVN_TEST(a_refusal_reads_as_a_sentence_in_both_languages),
        EVN_TEST(an_expired_lot_is_told_with_its_calendar_day),
        EVN_TEST(a_cut_text_stays_valid_utf8),
        EVN_TEST(a_field_of_any_type_has_bytes_that_can_be_copied),
        EVN_TEST(a_sentence_is_filled_in_and_cut),
    };
    return evn_test_main(argc, argv, "base", tests, sizeof tests / sizeof tests[0]);
}
