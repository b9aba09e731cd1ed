/* The registry under its engine: keys it puts act at once, ticks make zones due, the log rebuilds
 * everything. */
#include "common/base/env.h"
#include "common/journal/mem.h"
#include "common/service/engine.h"
#include "tests/unit/registry/world.h"

#define ROOT  "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define CLERK "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"

static int64_t wall_us = 1668384000000000;

static int64_t test_wall(void *self)
{
    (void)self;
    return wall_us;
}

static void test_random(void *self, void *to, size_t len)
{
    static uint8_t next;
    (void)self;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)to)[i] = next++;
}

static const struct evn_env env = {
    .wall_us = test_wall, .mono_us = test_wall, .random = test_random};

struct daemon {
    struct evn_mem_log *log;
    struct evn_journal *journal;
    struct evn_registry_state *state;
    struct evn_engine *engine;
};

static void start(struct daemon *d)
{
    EVN_MUST(evn_registry_state_new(&d->state) == EVN_OK);
    EVN_MUST(evn_journal_mem_open(d->log, 0, &d->journal) == EVN_OK);
    struct evn_engine_config config = {.ops = evn_registry_ops(),
                                       .state = d->state,
                                       .journal = d->journal,
                                       .env = &env,
                                       .exercise = true};
    EVN_MUST(evn_engine_new(&config, &d->engine) == EVN_OK);
    EVN_CHECK_OK(evn_engine_replay(d->engine, 1));
    EVN_CHECK_OK(evn_engine_begin(d->engine));
    struct evn_key_fact root = {
        .public_key = ROOT, .name = "root", .roles = EVN_ROLE_ADMIN | EVN_ROLE_AUTHORITY};
    EVN_CHECK_OK(evn_engine_key(d->engine, &root));
}

static void stop(struct daemon *d)
{
    EVN_CHECK_OK(evn_engine_commit(d->engine));
    evn_engine_destroy(&d->engine);
    evn_journal_destroy(&d->journal);
    evn_registry_state_destroy(&d->state);
}

static evn_err post_as(struct daemon *d, const char *key, struct evn_registry_command command)
{
    struct evn_buf buf;
    struct evn_answer answer;
    command.id = evn_env_new_id(&env);
    evn_buf_init(&buf, 1 << 16);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_command_table, &command, &buf));
    EVN_CHECK_OK(evn_engine_post(d->engine, key, NULL, evn_bytes_of(buf.at, buf.len), &answer));
    evn_buf_fini(&buf);
    return answer.refusal.err;
}

static evn_err area_as(struct daemon *d, const char *key, const char *code)
{
    struct evn_area_put put = {.area = {.name_zh = "区域"}, .has_area = true};
    strcpy(put.area.code, code);
    return post_as(d, key, (struct evn_registry_command){.area = &put});
}

static void tick(struct daemon *d, const char *on)
{
    struct evn_tick t = {.business_us = evn_day_start_us(day(on), EVN_OFFSET_CHINA_MIN)};
    EVN_CHECK_OK(post_as(d, ROOT, (struct evn_registry_command){.tick = &t}));
}

static bool is_met(struct daemon *d)
{
    struct evn_zone zone;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_ZONE, "Z1");
    EVN_MUST(row != NULL && evn_registry_read(EVN_REG_ZONE, row, NULL, &zone));
    return zone.met;
}

static void ticks_make_a_zone_due_and_the_log_rebuilds_it(void)
{
    static const uint8_t log_id[16] = {7};
    static const char *const codes[] = {
        "31", CITY, DISTRICT, STREET, COMMUNITY, COMMUNITY "-000", BUILDING};
    struct daemon d;
    struct evn_canon before, after;
    EVN_MUST(evn_mem_log_new(log_id, &d.log) == EVN_OK);
    start(&d);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        EVN_CHECK_OK(area_as(&d, ROOT, codes[i]));
    tick(&d, "2022-11-14");
    struct evn_seal s = seal("Z1", BUILDING, "2022-11-14");
    EVN_CHECK_OK(post_as(&d, ROOT, (struct evn_registry_command){.seal = &s}));
    tick(&d, "2022-11-19");
    EVN_CHECK(!is_met(&d));
    tick(&d, "2022-11-20");
    EVN_CHECK(is_met(&d));
    evn_engine_canon(d.engine, &before);
    stop(&d);
    start(&d);
    EVN_CHECK(is_met(&d));
    evn_engine_canon(d.engine, &after);
    EVN_CHECK(memcmp(&before, &after, sizeof before) == 0);
    stop(&d);
    evn_mem_log_destroy(&d.log);
}

static void a_key_acts_once_it_is_put_and_no_more_once_revoked(void)
{
    static const uint8_t log_id[16] = {8};
    struct daemon d;
    struct evn_key_put put = {.public_key = CLERK, .name = "clerk", .roles = EVN_ROLE_ADMIN};
    struct evn_key_revoke revoke = {.public_key = CLERK};
    EVN_MUST(evn_mem_log_new(log_id, &d.log) == EVN_OK);
    start(&d);
    EVN_CHECK_ERR(area_as(&d, CLERK, "31"), EVN_E_UNKNOWN_KEY);
    EVN_CHECK_OK(post_as(&d, ROOT, (struct evn_registry_command){.key = &put}));
    EVN_CHECK_OK(area_as(&d, CLERK, "31"));
    EVN_CHECK_OK(post_as(&d, ROOT, (struct evn_registry_command){.key_revoke = &revoke}));
    EVN_CHECK_ERR(area_as(&d, CLERK, "32"), EVN_E_KEY_REVOKED);
    stop(&d);
    start(&d);
    EVN_CHECK_ERR(area_as(&d, CLERK, "32"), EVN_E_KEY_REVOKED);
    stop(&d);
    evn_mem_log_destroy(&d.log);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(ticks_make_a_zone_due_and_the_log_rebuilds_it),
    EVN_TEST(a_key_acts_once_it_is_put_and_no_more_once_revoked),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.engine", tests, sizeof tests / sizeof tests[0]);
}
