/* What comes from outside: escaping, form decoding, tokens, covers of the live stream. */
#include "services/gateway/exchange.h"
#include "services/gateway/html.h"
#include "services/gateway/hub.h"
#include "services/gateway/static.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct evn_buf buf;

static const char *written(void)
{
    static char text[4096];
    EVN_CHECK_EQ(evn_buf_add(&buf, evn_bytes_of("", 1)), EVN_OK);
    snprintf(text, sizeof text, "%s", (const char *)buf.at);
    evn_buf_fini(&buf);
    return text;
}

static struct evn_html html_into(size_t max)
{
    evn_buf_init(&buf, max);
    return (struct evn_html){.buf = &buf, .lang = EVN_LANG_EN};
}

static void text_from_outside_cannot_become_markup(void)
{
    struct evn_html h = html_into(4096);
    evn_html(&h, "<b title=\"%t\">%t</b>", "\" onload='x'", "<script>&amp;</script>");
    EVN_CHECK_ERR(h.err, EVN_OK);
    CU_ASSERT_STRING_EQUAL(written(),
                           "<b title=\"&quot; onload=&#39;x&#39;\">&lt;script&gt;&amp;amp;"
                           "&lt;/script&gt;</b>");
}

static void a_part_of_an_address_is_encoded(void)
{
    struct evn_html h = html_into(4096);
    evn_html(&h, "/point/%u", "a/b?c&d=\"安");
    CU_ASSERT_STRING_EQUAL(written(), "/point/a%2Fb%3Fc%26d%3D%22%E5%AE%89");
}

static void numbers_are_grouped_by_three(void)
{
    struct evn_html h = html_into(4096);
    evn_html(&h, "%n %n %n %d%%", (int64_t)1234567, (int64_t)-123456, INT64_MIN, (int64_t)1234);
    CU_ASSERT_STRING_EQUAL(written(), "1\u2009234\u2009567 -123\u2009456 "
                                      "-9\u2009223\u2009372\u2009036\u2009854\u2009775\u2009808 "
                                      "1234%");
}

static void a_page_that_is_too_long_says_so(void)
{
    struct evn_html h = html_into(8);
    evn_html(&h, "0123456789");
    evn_html(&h, "x");
    EVN_CHECK_ERR(h.err, EVN_E_LIMIT);
    evn_buf_fini(&buf);
}

static struct evn_exchange *with_body(const char *body)
{
    struct evn_exchange *x;
    EVN_CHECK_ERR(evn_exchange_new(&x), EVN_OK);
    EVN_CHECK_ERR(evn_buf_add(&x->body, evn_bytes_text(body)), EVN_OK);
    return x;
}

static void form_fields_are_decoded(void)
{
    char out[16];
    struct evn_exchange *x = with_body("ab=no&b=a+%E5%AE%89%26&empty=&c=last");
    CU_ASSERT_TRUE(evn_exchange_form(x, "b", out, sizeof out));
    CU_ASSERT_STRING_EQUAL(out, "a 安&");
    CU_ASSERT_TRUE(evn_exchange_form(x, "empty", out, sizeof out));
    CU_ASSERT_STRING_EQUAL(out, "");
    CU_ASSERT_TRUE(evn_exchange_form(x, "c", out, sizeof out));
    CU_ASSERT_STRING_EQUAL(out, "last");
    CU_ASSERT_FALSE(evn_exchange_form(x, "a", out, sizeof out));
    evn_exchange_destroy(&x);
}

static void a_form_field_that_lies_is_none(void)
{
    static const char *const bad[] = {"a=%", "a=%4", "a=%zz", "a=x%00y", "a=0123456789abcdef"};
    char out[16];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct evn_exchange *x = with_body(bad[i]);
        CU_ASSERT_FALSE(evn_exchange_form(x, "a", out, sizeof out));
        evn_exchange_destroy(&x);
    }
}

static void refusals_have_the_status_of_their_class(void)
{
    static const struct {
        evn_err err;
        bool has_token;
        unsigned status;
    } rows[] = {{EVN_E_BAD_FIELD, true, 400},      {EVN_E_SHORT_STOCK, true, 409},
                {EVN_E_NOT_ALLOWED, true, 403},    {EVN_E_NOT_ALLOWED, false, 401},
                {EVN_E_UNREACHABLE, true, 503},    {EVN_E_TOO_LARGE, true, 413},
                {EVN_E_OUTCOME_UNKNOWN, true, 500}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct evn_exchange *x = with_body("");
        struct evn_refusal why = evn_refusal_of(rows[i].err);
        x->has_token = rows[i].has_token;
        evn_exchange_refuse(x, &why);
        EVN_CHECK_EQ(x->status, rows[i].status);
        CU_ASSERT_TRUE(x->done);
        evn_exchange_destroy(&x);
    }
}

static struct evn_token_file tokens;
static char path[400];

static void a_token_is_found_by_its_text_alone(void)
{
    uint8_t random[32];
    char text[2][EVN_TOKEN_LEN + 1];
    snprintf(path, sizeof path, "%s/tokens", evn_test_dir());
    memset(random, 7, sizeof random);
    EVN_CHECK_ERR(evn_token_make(path, "li", "POINT", "310101", random, text[0]), EVN_OK);
    memset(random, 8, sizeof random);
    EVN_CHECK_ERR(evn_token_make(path, "wall", "DASHBOARD", "", random, text[1]), EVN_OK);
    tokens.path = path;
    evn_token_file_refresh(&tokens);
    EVN_CHECK_EQ(tokens.tokens.n, 2);
    const struct evn_token *found = evn_tokens_find(&tokens.tokens, text[0]);
    EVN_MUST(found != NULL);
    CU_ASSERT_STRING_EQUAL(found->name, "li");
    CU_ASSERT_STRING_EQUAL(found->scope, "310101");
    CU_ASSERT_STRING_EQUAL(evn_tokens_find(&tokens.tokens, text[1])->scope, "");
    text[0][5] ^= 1;
    CU_ASSERT_PTR_NULL(evn_tokens_find(&tokens.tokens, text[0]));
    CU_ASSERT_PTR_NULL(evn_tokens_find(&tokens.tokens, ""));
}

/* Those above the line: who gets a new one later is in again. */
static void a_token_is_revoked_by_its_holders_name(void)
{
    static struct evn_token_file file;
    uint8_t random[32] = {3};
    char old[EVN_TOKEN_LEN + 1], other[EVN_TOKEN_LEN + 1], fresh[EVN_TOKEN_LEN + 1];
    size_t n;
    snprintf(path, sizeof path, "%s/revoked", evn_test_dir());
    EVN_CHECK_OK(evn_token_make(path, "li", "POINT", "", random, old));
    random[0]++;
    EVN_CHECK_OK(evn_token_make(path, "revoked", "POINT", "", random, other));
    EVN_CHECK_OK(evn_token_revoke(path, "wang", &n));
    EVN_CHECK_EQ(n, 0);
    EVN_CHECK_OK(evn_token_revoke(path, "li", &n));
    EVN_CHECK_EQ(n, 1);
    EVN_CHECK_OK(evn_token_revoke(path, "li", &n));
    EVN_CHECK_EQ(n, 0);
    random[0]++;
    EVN_CHECK_OK(evn_token_make(path, "li", "POINT", "", random, fresh));
    file.path = path;
    evn_token_file_refresh(&file);
    EVN_MUST(file.tokens.n == 3);
    EVN_CHECK(evn_tokens_find(&file.tokens, old)->revoked);
    EVN_CHECK(!evn_tokens_find(&file.tokens, other)->revoked);
    EVN_CHECK(!evn_tokens_find(&file.tokens, fresh)->revoked);
}

static void the_file_holds_no_token_and_is_private(void)
{
    uint8_t random[32] = {1};
    char text[EVN_TOKEN_LEN + 1], line[400] = "";
    struct stat st;
    snprintf(path, sizeof path, "%s/private", evn_test_dir());
    EVN_CHECK_ERR(evn_token_make(path, "li", "POINT", "", random, text), EVN_OK);
    FILE *f = fopen(path, "r");
    EVN_MUST(f != NULL);
    CU_ASSERT_PTR_NOT_NULL(fgets(line, sizeof line, f));
    fclose(f);
    CU_ASSERT_PTR_NULL(strstr(line, text));
    EVN_CHECK_EQ(stat(path, &st), 0);
    EVN_CHECK_EQ(st.st_mode & 0777, 0600);
}

static void a_damaged_file_of_tokens_lets_nobody_in(void)
{
    static struct evn_token_file damaged;
    uint8_t random[32] = {2};
    char text[EVN_TOKEN_LEN + 1];
    snprintf(path, sizeof path, "%s/damaged", evn_test_dir());
    EVN_CHECK_ERR(evn_token_make(path, "li", "POINT", "", random, text), EVN_OK);
    damaged.path = path;
    evn_token_file_refresh(&damaged);
    EVN_CHECK_EQ(damaged.tokens.n, 1);
    FILE *f = fopen(path, "a");
    EVN_MUST(f != NULL);
    fputs("who knows\n", f);
    fclose(f);
    evn_token_file_refresh(&damaged);
    CU_ASSERT_PTR_NULL(evn_tokens_find(&damaged.tokens, text));
}

/* Whoever writes into the file by hand cannot lend what the command refuses to lend. */
static void a_token_with_a_role_that_is_not_lent_lets_nobody_in(void)
{
    static const char *const never[] = {"ADMIN", "SERVICE", "DELEGATE", "BULK", "king"};
    struct evn_tokens read;
    uint8_t random[32] = {4};
    char text[EVN_TOKEN_LEN + 1], line[300];
    uint32_t at;
    snprintf(path, sizeof path, "%s/lent", evn_test_dir());
    EVN_CHECK_ERR(evn_token_make(path, "li", "POINT", "", random, text), EVN_OK);
    FILE *f = fopen(path, "r");
    EVN_MUST(f != NULL);
    EVN_MUST(fgets(line, sizeof line, f) != NULL);
    fclose(f);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        EVN_CHECK_ERR(evn_token_make(path, "li", never[i], "", random, text), EVN_E_BAD_FIELD);
        f = fopen(path, "w");
        EVN_MUST(f != NULL);
        fprintf(f, "%sli %s%s", line, never[i], strchr(line + 3, ' '));
        fclose(f);
        EVN_CHECK_ERR(evn_tokens_load(path, &read, &at), EVN_E_CONFIG);
        EVN_CHECK_EQ(at, 2);
    }
}

static void names_with_blanks_are_refused(void)
{
    uint8_t random[32] = {3};
    char text[EVN_TOKEN_LEN + 1];
    EVN_CHECK_ERR(evn_token_make(path, "a b", "POINT", "", random, text), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(evn_token_make(path, "", "POINT", "", random, text), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(evn_token_make(path, "a", "POINT", "x\ny", random, text), EVN_E_BAD_FIELD);
}

static json_t *events(const char *text)
{
    json_t *out = json_loads(text, 0, NULL);
    EVN_MUST(out != NULL);
    return out;
}

static void a_cover_leaves_out_what_a_stream_has_seen(void)
{
    struct evn_cover cover = {
        .first = 5,
        .last = 9,
        .events = events("[{\"position\":\"5\"},{\"position\":\"7\",\"count\":2}]")};
    evn_buf_init(&buf, 4096);
    EVN_CHECK_ERR(evn_cover_write(&cover, 4, &buf), EVN_OK);
    CU_ASSERT_STRING_EQUAL(
        written(), "id: 9\nevent: covers\ndata: {\"first\":\"5\",\"last\":\"9\",\"events\":["
                   "{\"position\":\"5\"},{\"position\":\"7\",\"count\":2}]}\n\n");
    evn_buf_init(&buf, 4096);
    EVN_CHECK_ERR(evn_cover_write(&cover, 5, &buf), EVN_OK);
    CU_ASSERT_STRING_EQUAL(
        written(), "id: 9\nevent: covers\ndata: {\"first\":\"6\",\"last\":\"9\",\"events\":["
                   "{\"position\":\"7\",\"count\":2}]}\n\n");
    evn_buf_init(&buf, 4096);
    EVN_CHECK_ERR(evn_cover_write(&cover, 7, &buf), EVN_E_AGAIN);
    EVN_CHECK_EQ(buf.len, 0);
    EVN_CHECK_ERR(evn_cover_write(&cover, 8, &buf), EVN_OK);
    evn_buf_fini(&buf);
    evn_cover_fini(&cover);
}

static void the_files_of_pages_are_in_the_program(void)
{
    static const char *const url[] = {"/static/style.css", "/static/live.js", "/static/icon.svg"};
    for (size_t i = 0; i < sizeof url / sizeof url[0]; i++) {
        const struct evn_static *file = evn_static_find(url[i]);
        EVN_MUST(file != NULL);
        CU_ASSERT_TRUE(file->len > 100);
    }
    CU_ASSERT_PTR_NULL(evn_static_find("/static/../tokens"));
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(text_from_outside_cannot_become_markup),
        EVN_TEST(a_part_of_an_address_is_encoded),
        EVN_TEST(numbers_are_grouped_by_three),
        EVN_TEST(a_page_that_is_too_long_says_so),
        EVN_TEST(form_fields_are_decoded),
        EVN_TEST(a_form_field_that_lies_is_none),
        EVN_TEST(refusals_have_the_status_of_their_class),
        EVN_TEST(a_token_is_found_by_its_text_alone),
        EVN_TEST(a_token_is_revoked_by_its_holders_name),
        EVN_TEST(the_file_holds_no_token_and_is_private),
        EVN_TEST(a_damaged_file_of_tokens_lets_nobody_in),
        EVN_TEST(a_token_with_a_role_that_is_not_lent_lets_nobody_in),
        EVN_TEST(names_with_blanks_are_refused),
        EVN_TEST(a_cover_leaves_out_what_a_stream_has_seen),
        EVN_TEST(the_files_of_pages_are_in_the_program),
    };
    return evn_test_main(argc, argv, "gateway", tests, sizeof tests / sizeof tests[0]);
}
