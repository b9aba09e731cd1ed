#include "tests/integration/planner/rig.h"

#include <signal.h>

enum { WAIT_MS = 25000 };

struct evn_test_site site;
struct evn_session *session;
struct evn_refusal why;
static struct evn_site where;

void rig_begin(void)
{
    static const char *const exercise[] = {"--exercise", NULL};
    struct evn_session_config config = {
        .site = &where, .key = "admin", .program = "test", .wait_ms = WAIT_MS};
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, exercise);
    EVN_MUST(evn_site_find(site.data, NULL, &where) == EVN_OK);
    EVN_MUST(evn_session_open(&config, &session, &why) == EVN_OK);
}

void rig_end(void)
{
    evn_session_close(&session);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

/* 08:00 of a day in November 2022, told to the registry first. */
void tick(int mday)
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

void post(Command *command)
{
    EVN_CHECK_OK(evn_registry_post(session, command, &why));
}

void put_area(const char *code)
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

void put_areas(void)
{
    static const char *const areas[] = {"31",      "3101",           "310105", "310105001",
                                        COMMUNITY, COMMUNITY "-000", ZONE_AREA};
    for (size_t k = 0; k < sizeof areas / sizeof areas[0]; k++)
        put_area(areas[k]);
}

void put_community(void)
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

void put_item(const char *code, const char *category, bool equipment)
{
    Evernormal__Registry__V1__Item item = EVERNORMAL__REGISTRY__V1__ITEM__INIT;
    Evernormal__Registry__V1__ItemPut put = EVERNORMAL__REGISTRY__V1__ITEM_PUT__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    item.code = (char *)code;
    item.name_zh = (char *)"食品包";
    item.unit_zh = (char *)"包";
    item.category = (char *)category;
    item.equipment = equipment;
    put.item = &item;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_ITEM;
    command.item = &put;
    post(&command);
}

void put_food(void)
{
    put_item("PACK", "living_supplies", false);
}

void put_norm(void)
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

void put_link(void)
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

void seal(const char *zone, const char *area, int64_t residents, const char *day)
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

void unseal(const char *zone)
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

int64_t needed(const char *item, uint32_t tier)
{
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    Evernormal__Planner__V1__Needs needs = EVERNORMAL__PLANNER__V1__NEEDS__INIT;
    uint8_t room[128];
    struct evn_bytes bytes;
    int64_t quantity = 0;
    needs.community = (char *)COMMUNITY;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_NEEDS;
    query.needs = &needs;
    size_t len = evernormal__planner__v1__query__pack(&query, room);
    if (evn_session_query(session, "planner", evn_bytes_of(room, len), &bytes, &why) != EVN_OK)
        return why.err == EVN_E_UNKNOWN_REF ? -1 : -2;
    Evernormal__Planner__V1__Result *result =
        evernormal__planner__v1__result__unpack(NULL, bytes.len, bytes.at);
    EVN_MUST(result != NULL);
    for (size_t i = 0; i < result->n_need; i++)
        if (strcmp(result->need[i]->item, item) == 0 && result->need[i]->tier == tier)
            quantity = result->need[i]->quantity;
    evernormal__planner__v1__result__free_unpacked(result, NULL);
    return quantity;
}

/* Kill the service; `evn up` starts it again. */
void kill_service(const char *service)
{
    pid_t pid = evn_test_site_pid(&site, service);
    EVN_MUST(pid > 0 && kill(pid, SIGKILL) == 0);
}

void digest_of(const char *service, char digest[65])
{
    const struct evn_wire_operated *operated;
    struct evn_wire_operate ask = {.what = EVN_OPERATE_DIGEST};
    EVN_MUST(evn_session_operate(session, service, ask, &operated, &why) == EVN_OK);
    EVN_MUST(operated->digest != NULL);
    memcpy(digest, operated->digest->sum, 65);
}

void put_key_person(const char *person, const char *item, int64_t per_day)
{
    Evernormal__Registry__V1__Need need = EVERNORMAL__REGISTRY__V1__NEED__INIT;
    Evernormal__Registry__V1__Need *needs[] = {&need};
    Evernormal__Registry__V1__KeyPerson key = EVERNORMAL__REGISTRY__V1__KEY_PERSON__INIT;
    Evernormal__Registry__V1__KeyPersonPut put = EVERNORMAL__REGISTRY__V1__KEY_PERSON_PUT__INIT;
    Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    need.item = (char *)item;
    need.per_day = per_day;
    need.tier = 2;
    key.person = (char *)person;
    key.group = (char *)"elderly_living_alone";
    key.community = (char *)COMMUNITY;
    key.needs = needs;
    key.n_needs = 1;
    put.key_person = &key;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_KEY_PERSON;
    command.key_person = &put;
    post(&command);
}
