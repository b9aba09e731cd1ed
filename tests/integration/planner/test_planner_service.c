/* Registry and planner as processes: a seal shows as a need within a second, and whoever is killed
 * in between, the planner ends up with the same digest. */
#include "common/client/registry.h"
#include "services/planner/core/query.h"
#include "tests/lib/site.h"

#include "evernormal/planner/v1/query.pb-c.h"

#include <signal.h>

#define COMMUNITY "310105001001"
#define ZONE_AREA COMMUNITY "-000-001"

enum { WAIT_MS = 25000, N_STEPS = 14, SEAL_MAX_US = 1000000 };

static struct evn_test_site site;
static struct evn_site where;
static struct evn_session *session;
static struct evn_refusal why;

static void begin(void)
{
    static const char *const exercise[] = {"--exercise", NULL};
    struct evn_session_config config = {
        .site = &where, .key = "admin", .program = "test", .wait_ms = WAIT_MS};
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, exercise);
    EVN_MUST(evn_site_find(site.data, NULL, &where) == EVN_OK);
    EVN_MUST(evn_session_open(&config, &session, &why) == EVN_OK);
}

static void end(void)
{
    evn_session_close(&session);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

/* 08:00 of a day in November 2022, told to the registry first. */
static void tick(int mday)
{
    static const char *const services[] = {"registry", "planner"};
    struct evn_day day;
    EVN_MUST(evn_day_from_civil(2022, 11, mday, &day));
    struct evn_tick at = {.business_us = evn_day_start_us(day, EVN_OFFSET_CHINA_MIN) +
                                         INT64_C(8) * 3600 * EVN_US_PER_S};
    for (int i = 0; i < 2; i++) {
        struct evn_planner_command command = {.id = evn_session_new_id(session), .tick = &at};
        uint8_t room[128];
        struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
        const struct evn_wire_answer *answer;
        EVN_MUST(evn_wire_encode(&evn_planner_command_table, &command, &buf) == EVN_OK);
        EVN_CHECK_OK(evn_session_post(session, services[i], evn_bytes_of(buf.at, buf.len), false,
                                      &answer, &why));
    }
}

typedef Evernormal__Registry__V1__Command Command;

static void post(Command *command)
{
    EVN_CHECK_OK(evn_registry_post(session, command, &why));
}

static void put_area(const char *code)
{
    Evernormal__Registry__V1__Area area = EVERNORMAL__REGISTRY__V1__AREA__INIT;
    Evernormal__Registry__V1__AreaPut put = EVERNORMAL__REGISTRY__V1__AREA_PUT__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    area.code = (char *)code;
    area.name_zh = (char *)"区域";
    put.area = &area;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_AREA;
    command.area = &put;
    post(&command);
}

static void put_community(void)
{
    Evernormal__Registry__V1__Community community = EVERNORMAL__REGISTRY__V1__COMMUNITY__INIT;
    Evernormal__Registry__V1__CommunityPut put = EVERNORMAL__REGISTRY__V1__COMMUNITY_PUT__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    community.code = (char *)COMMUNITY;
    community.name_zh = (char *)"演练社区";
    community.residents = 5000;
    put.community = &community;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_COMMUNITY;
    command.community = &put;
    post(&command);
}

static void put_item(void)
{
    Evernormal__Registry__V1__Item item = EVERNORMAL__REGISTRY__V1__ITEM__INIT;
    Evernormal__Registry__V1__ItemPut put = EVERNORMAL__REGISTRY__V1__ITEM_PUT__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    item.code = (char *)"PACK";
    item.name_zh = (char *)"食品包";
    item.unit_zh = (char *)"包";
    item.category = (char *)"living_supplies";
    put.item = &item;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_ITEM;
    command.item = &put;
    post(&command);
}

static void put_norm(void)
{
    Evernormal__Registry__V1__Norm norm = EVERNORMAL__REGISTRY__V1__NORM__INIT;
    Evernormal__Registry__V1__NormPut put = EVERNORMAL__REGISTRY__V1__NORM_PUT__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    norm.norm = (char *)"energy";
    norm.group = (char *)"all";
    norm.value_e6 = INT64_C(2100000000);
    norm.unit = (char *)"kcal";
    norm.per = (char *)"person";
    norm.period = (char *)"day";
    norm.source = (char *)"handbook";
    put.norm = &norm;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_NORM;
    command.norm = &put;
    post(&command);
}

static void put_link(void)
{
    Evernormal__Registry__V1__ItemNorm link = EVERNORMAL__REGISTRY__V1__ITEM_NORM__INIT;
    Evernormal__Registry__V1__ItemNormPut put = EVERNORMAL__REGISTRY__V1__ITEM_NORM_PUT__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    link.item = (char *)"PACK";
    link.norm = (char *)"energy";
    link.amount_e6 = 520000000;
    link.source = (char *)"label";
    put.item_norm = &link;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_ITEM_NORM;
    command.item_norm = &put;
    post(&command);
}

static void seal(const char *zone, const char *area, int64_t residents, const char *day)
{
    Evernormal__Registry__V1__Seal put = EVERNORMAL__REGISTRY__V1__SEAL__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    put.zone = (char *)zone;
    put.area = (char *)area;
    put.level = EVERNORMAL__REGISTRY__V1__LEVEL__LEVEL_HIGH;
    put.residents = residents;
    put.authority = (char *)"district headquarters";
    put.reason = (char *)"exercise";
    put.end_rule = (char *)"five_day";
    put.start_day = (char *)day;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_SEAL;
    command.seal = &put;
    post(&command);
}

static void unseal(const char *zone)
{
    Evernormal__Registry__V1__Unseal put = EVERNORMAL__REGISTRY__V1__UNSEAL__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    put.zone = (char *)zone;
    put.authority = (char *)"district headquarters";
    put.reason = (char *)"exercise";
    put.early = true;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_UNSEAL;
    command.unseal = &put;
    post(&command);
}

/* What the planner says the community needs of packs, which waits for what was told the registry;
 * -1: nothing is sealed there. */
static int64_t packs_needed(void)
{
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    Evernormal__Planner__V1__Needs needs = EVERNORMAL__PLANNER__V1__NEEDS__INIT;
    uint8_t room[128];
    struct evn_bytes bytes;
    needs.community = (char *)COMMUNITY;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_NEEDS;
    query.needs = &needs;
    size_t len = evernormal__planner__v1__query__pack(&query, room);
    if (evn_session_query(session, "planner", evn_bytes_of(room, len), &bytes, &why) != EVN_OK)
        return why.err == EVN_E_UNKNOWN_REF ? -1 : -2;
    Evernormal__Planner__V1__Result *result =
        evernormal__planner__v1__result__unpack(NULL, bytes.len, bytes.at);
    EVN_MUST(result != NULL);
    int64_t quantity = result->n_need == 1 ? result->need[0]->quantity : 0;
    evernormal__planner__v1__result__free_unpacked(result, NULL);
    return quantity;
}

static int64_t now_us(void)
{
    return evn_client_now_us();
}

static void step(int i)
{
    static const char *const areas[] = {"31",      "3101",           "310105", "310105001",
                                        COMMUNITY, COMMUNITY "-000", ZONE_AREA};
    static void (*const puts[])(void) = {put_community, put_item, put_norm, put_link};
    if (i == 0)
        tick(14);
    else if (i == 1)
        for (size_t k = 0; k < sizeof areas / sizeof areas[0]; k++)
            put_area(areas[k]);
    else if (i < 6)
        puts[i - 2]();
    else if (i == 6)
        seal("Z1", ZONE_AREA, 1234, "2022-11-14");
    else if (i == 7)
        EVN_CHECK_EQ(packs_needed(), 4984);
    else if (i == 8)
        tick(15);
    else if (i == 9)
        unseal("Z1");
    else if (i == 10)
        EVN_CHECK_EQ(packs_needed(), -1);
    else if (i == 11)
        tick(16);
    else if (i == 12)
        seal("Z2", ZONE_AREA, 52, "2022-11-16");
    else
        EVN_CHECK_EQ(packs_needed(), 210);
}

/* Kill the service; `evn up` starts it again. */
static void kill_service(const char *service)
{
    pid_t pid = evn_test_site_pid(&site, service);
    EVN_MUST(pid > 0 && kill(pid, SIGKILL) == 0);
}

static void live(bool kills, char digest[65])
{
    const struct evn_wire_operated *operated;
    struct evn_wire_operate ask = {.what = EVN_OPERATE_DIGEST};
    begin();
    for (int i = 0; i < N_STEPS; i++) {
        if (kills && i > 0 && i % 3 != 0)
            kill_service(i % 3 == 1 ? "planner" : "registry");
        step(i);
    }
    EVN_MUST(evn_session_operate(session, "planner", ask, &operated, &why) == EVN_OK);
    EVN_MUST(operated->digest != NULL);
    memcpy(digest, operated->digest->sum, 65);
    end();
}

static void a_seal_is_a_need_within_a_second(void)
{
    begin();
    for (int i = 0; i < 6; i++)
        step(i);
    EVN_CHECK_EQ(packs_needed(), -1);
    int64_t start_us = now_us();
    seal("Z1", ZONE_AREA, 1234, "2022-11-14");
    int64_t quantity = packs_needed(), took_us = now_us() - start_us;
    EVN_CHECK_EQ(quantity, 4984);
    printf("[%lld ms] ", (long long)(took_us / 1000));
    EVN_CHECK(took_us < SEAL_MAX_US);
    end();
}

static void killing_either_leaves_the_same_digest(void)
{
    char want[65], got[65];
    live(false, want);
    live(true, got);
    EVN_CHECK_TEXT(got, want);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_seal_is_a_need_within_a_second),
    EVN_TEST(killing_either_leaves_the_same_digest),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.service", tests, sizeof tests / sizeof tests[0]);
}
