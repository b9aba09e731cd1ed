/* need - what a whole city needs: its facts into the planner, the plans of a day, and the need of
 * fourteen days against stock, as `evn planner cover` asks it. Prints JSON.
 *
 * Made up: 6,509 communities of 3,800 people, 28,187 buildings sealed in them and as many places
 * with stock, 200,000 key persons with three needs each, 200,000 people in cohorts with four tests
 * at home, 24 items of norms. The core alone: no log, no sockets. */
#include "common/base/rng.h"
#include "common/service/emit.h"
#include "services/planner/core/core.h"
#include "services/planner/core/query.h"
#include "tools/bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ITEMS = 24,
    PEOPLE_PER_COMMUNITY = 3800,
    PEOPLE_PER_BUILDING = 120,
    ARENA_BYTES = 8 << 20,
    GROUP_BYTES = 512 << 10,
    RESULT_BYTES = 1 << 20,
    STOCKED = 6000 /* places and items of the snapshot: it must fit into one question */
};

struct city {
    uint64_t communities, places, persons, members;
    struct evn_planner_state *state;
    struct evn_arena arena;
    struct evn_emit emit;
    struct evn_rng rng;
    struct evn_day day;
    int64_t business_us;
    uint64_t seq, figures;
};

static void take(struct city *c, uint32_t kind, struct evn_bytes body)
{
    struct evn_event event = {
        .kind = kind, .version = 1, .count = 1, .seq = ++c->seq, .body = body};
    evn_bench_need(evn_planner_ops()->apply(c->state, &event), "apply");
}

static void put(struct city *c, uint32_t kind, const void *fact)
{
    uint8_t room[1024];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    evn_bench_need(evn_wire_encode(evn_fact_of(kind)->message, fact, &buf), "fact");
    take(c, kind, evn_bytes_of(buf.at, buf.len));
}

/* A community of 12 digits: county, street, number. */
static void code_of(uint64_t i, char out[EVN_CODE_MAX])
{
    snprintf(out, EVN_CODE_MAX, "3101%02u%03u%03u", (unsigned)(i % 16 + 1),
             (unsigned)(i / 16 % 15 + 1), (unsigned)(i / 240 + 1));
}

static void put_rules(struct city *c)
{
    for (unsigned i = 0; i < ITEMS; i++) {
        struct evn_fact_item item = {.category = "living_supply"};
        struct evn_fact_norm norm = {.value_e6 = 1000000 + (int64_t)i * 333333,
                                     .source = "made up"};
        struct evn_fact_link link = {.amount_e6 = 700000 + (int64_t)i * 50000};
        bool tests = i % 8 == 7;
        snprintf(item.code, sizeof item.code, "ITEM-%02u", i);
        snprintf(norm.norm, sizeof norm.norm, "norm-%02u", i);
        snprintf(norm.group, sizeof norm.group, tests ? "tested" : "all");
        snprintf(norm.per, sizeof norm.per, tests ? "test" : "person");
        snprintf(norm.period, sizeof norm.period, "%s", tests ? "" : i % 3 == 0 ? "7 days" : "day");
        memcpy(link.item, item.code, sizeof link.item);
        memcpy(link.norm, norm.norm, sizeof link.norm);
        put(c, EVN_FACT_ITEM, &item);
        put(c, EVN_FACT_NORM, &norm);
        put(c, EVN_FACT_LINK, &link);
    }
}

static void put_places(struct city *c)
{
    evn_bench_must(c->communities > 0, "--communities");
    for (uint64_t i = 0; i < c->communities; i++) {
        struct evn_fact_community community = {.residents = PEOPLE_PER_COMMUNITY};
        code_of(i, community.code);
        put(c, EVN_FACT_COMMUNITY, &community);
    }
    for (uint64_t i = 0; i < c->places; i++) {
        struct evn_fact_zone zone = {.residents = PEOPLE_PER_BUILDING, .sealed = true};
        struct evn_fact_place place = {.kind = 5};
        code_of(i % c->communities, place.area);
        snprintf(place.code, sizeof place.code, "P%06" PRIu64, i);
        snprintf(zone.zone, sizeof zone.zone, "Z%06" PRIu64, i);
        snprintf(zone.area, sizeof zone.area, "%.12s-000-%03" PRIu64, place.area,
                 i / c->communities + 1);
        zone.since = (struct evn_day){c->day.n - (int32_t)evn_rng_below(&c->rng, 5)};
        zone.lowered_on = (struct evn_day){c->day.n + (int32_t)evn_rng_below(&c->rng, 20)};
        put(c, EVN_FACT_ZONE, &zone);
        put(c, EVN_FACT_PLACE, &place);
    }
}

static void put_people(struct city *c)
{
    for (uint64_t i = 0; i < c->persons; i++) {
        struct evn_person_need needs[3];
        struct evn_fact_person person = {.needs = needs, .n_needs = 3, .last_day = EVN_DAY_NONE};
        code_of(evn_rng_below(&c->rng, (uint32_t)c->communities), person.community);
        snprintf(person.person, sizeof person.person, "K%07" PRIu64, i);
        for (unsigned k = 0; k < 3; k++) {
            needs[k] = (struct evn_person_need){.per_day = 1 + k, .tier = 2};
            snprintf(needs[k].item, sizeof needs[k].item, "ITEM-%02u",
                     (unsigned)evn_rng_below(&c->rng, ITEMS));
        }
        put(c, EVN_FACT_PERSON, &person);
    }
    for (uint64_t i = 0; i < c->members; i++) {
        struct evn_day days[4];
        struct evn_fact_member member = {.test_days = days, .n_test_days = 4};
        code_of(evn_rng_below(&c->rng, (uint32_t)c->communities), member.area);
        snprintf(member.person, sizeof member.person, "M%07" PRIu64, i);
        int32_t first = c->day.n - 3 + (int32_t)evn_rng_below(&c->rng, 14);
        for (int k = 0; k < 4; k++)
            days[k] = (struct evn_day){first + 2 * k};
        put(c, EVN_FACT_MEMBER, &member);
    }
}

/* Let the timer run until everything is planned. */
static void plan(struct city *c)
{
    do {
        struct evn_frame frame;
        evn_arena_reset(&c->arena);
        evn_emit_begin(&c->emit, c->seq + 1, (struct evn_bytes){0});
        evn_bench_need(evn_planner_ops()->timer(c->state, c->business_us, &c->arena, &c->emit),
                       "timer");
        evn_bench_need(c->emit.err, "emit");
        struct evn_bytes rest = evn_bytes_of(c->emit.frames.at, c->emit.frames.len);
        while (evn_frame_next(&rest, &frame) == EVN_OK) {
            c->figures += frame.kind == EVN_PLANNER_NEED;
            take(c, frame.kind, frame.body);
        }
    } while (c->emit.n > 0);
}

/* The question with its stock, as it comes over the wire. */
static struct evn_bytes question(struct evn_holding *stock, struct evn_buf *out)
{
    struct evn_query_cover cover = {.days = 14, .by = 6, .stock = stock, .n_stock = STOCKED};
    struct evn_planner_query query = {.cover = &cover};
    for (unsigned i = 0; i < STOCKED; i++) {
        stock[i] = (struct evn_holding){.quantity = 100000 + i};
        snprintf(stock[i].place, sizeof stock[i].place, "P%06u", i / ITEMS * 11);
        snprintf(stock[i].item, sizeof stock[i].item, "ITEM-%02u", i % ITEMS);
    }
    cover.what_if = NULL;
    evn_bench_need(evn_wire_encode(&evn_planner_query_table, &query, out), "question");
    return evn_bytes_of(out->at, out->len);
}

/* Every page of the answer; how many bytes they are. */
static uint64_t answer(struct city *c, struct evn_bytes body, struct evn_buf *result)
{
    struct evn_actor actor = {.name = "bench", .roles = EVN_ROLE_ALL};
    struct evn_refusal why;
    struct evn_ask ask = {.now_us = c->business_us,
                          .business_us = c->business_us,
                          .actor = &actor,
                          .body = body,
                          .arena = &c->arena};
    evn_arena_reset(&c->arena);
    evn_buf_clear(result);
    evn_bench_need(evn_planner_ops()->query(c->state, &ask, result, &why), "cover");
    return result->len;
}

int evn_bench_need_city(int argc, char **argv)
{
    struct city c = {.communities = 6509, .places = 28187, .persons = 200000, .members = 200000};
    const struct evn_bench_option options[] = {{"communities", .number = &c.communities},
                                               {"members", .number = &c.members},
                                               {"persons", .number = &c.persons},
                                               {"places", .number = &c.places},
                                               {0}};
    struct evn_buf ask, result;
    evn_bench_options(argc, argv, options);
    evn_bench_must(c.communities > 0 && c.communities <= 20000, "--communities up to 20000");
    evn_bench_must(c.places >= STOCKED && c.places <= 100000, "--places 6000 to 100000");
    evn_bench_must(c.persons <= 500000 && c.members <= 2000000, "--persons, --members");
    evn_buf_init(&ask, RESULT_BYTES);
    evn_buf_init(&result, RESULT_BYTES);
    evn_bench_need(evn_planner_state_new(&c.state), "state");
    evn_bench_need(evn_arena_init(&c.arena, ARENA_BYTES), "arena");
    evn_emit_init(&c.emit, GROUP_BYTES);
    c.rng = evn_rng_of(6509);
    evn_bench_need(evn_day_parse("2022-11-14", &c.day), "day");
    c.business_us = evn_day_start_us(c.day, EVN_OFFSET_CHINA_MIN) + EVN_US_PER_S * 3600 * 8;
    int64_t at[4] = {evn_bench_process_cpu_us()};
    put_rules(&c);
    put_places(&c);
    put_people(&c);
    at[1] = evn_bench_process_cpu_us();
    plan(&c);
    at[2] = evn_bench_process_cpu_us();
    struct evn_holding *stock = calloc(STOCKED, sizeof *stock);
    evn_bench_must(stock != NULL, "memory");
    struct evn_bytes body = question(stock, &ask);
    uint64_t bytes = answer(&c, body, &result);
    at[3] = evn_bench_process_cpu_us();
    printf("{\"bench\":\"need\",\"communities\":%" PRIu64 ",\"places\":%" PRIu64
           ",\"key_persons\":%" PRIu64 ",\"members\":%" PRIu64 ",\"facts_cpu_s\":%.3f"
           ",\"figures\":%" PRIu64 ",\"plan_cpu_s\":%.3f,\"cover_14_days_cpu_s\":%.3f"
           ",\"answer_bytes\":%" PRIu64 ",\"peak_bytes\":%" PRIu64 "}\n",
           c.communities, c.places, c.persons, c.members, (double)(at[1] - at[0]) / 1e6, c.figures,
           (double)(at[2] - at[1]) / 1e6, (double)(at[3] - at[2]) / 1e6, bytes,
           evn_bench_peak_bytes());
    free(stock);
    evn_emit_fini(&c.emit);
    evn_arena_fini(&c.arena);
    evn_planner_state_destroy(&c.state);
    evn_buf_fini(&ask);
    evn_buf_fini(&result);
    return 0;
}
