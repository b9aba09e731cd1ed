/* Random commands: whatever is decided can be applied, a snapshot rebuilds the same state, the
 * clocks of zones are those of their reports in any order, and damaged bytes end in a refusal. */
#include "common/base/rng.h"
#include "services/registry/core/fiveday.h"
#include "tests/unit/registry/world.h"

static struct world w;
static struct evn_rng rng;

static const char *const areas[] = {COMMUNITY, BUILDING, UNIT, "310105001001-000-002",
                                    "310105001002"};

static uint32_t below(uint32_t n)
{
    return evn_rng_below(&rng, n);
}

static evn_err random_seal(void)
{
    struct evn_seal s = seal("Z", areas[below(5)], "2022-11-14");
    snprintf(s.zone, sizeof s.zone, "Z%u", below(12));
    s.start_day.n = day("2022-11-10").n + (int32_t)below(30);
    strcpy(s.expansion, below(4) != 0 ? "spread_unclear" : "");
    return post(&w, (struct evn_registry_command){.seal = &s});
}

static evn_err random_unseal(void)
{
    struct evn_unseal u = {.authority = "h", .reason = "r", .early = below(2) != 0};
    snprintf(u.zone, sizeof u.zone, "Z%u", below(12));
    return post(&w, (struct evn_registry_command){.unseal = &u});
}

static evn_err random_report(void)
{
    struct evn_report_put put = {.has_report = true, .replace = below(2) != 0};
    snprintf(put.report.report, sizeof put.report.report, "I%u", below(200));
    put.report.day.n = day("2022-11-10").n + (int32_t)below(40);
    put.report.count = below(3);
    strcpy(put.report.area, areas[below(5)]);
    return post(&w, (struct evn_registry_command){.report = &put});
}

static evn_err random_member(void)
{
    struct evn_member_put put = {.member = {.cohort = "close_contact",
                                            .start_day = {day("2022-11-01").n + (int32_t)below(40)},
                                            .released_on = EVN_DAY_NONE},
                                 .has_member = true,
                                 .replace = below(2) != 0};
    snprintf(put.member.person, sizeof put.member.person, "P%u", below(50));
    strcpy(put.member.area, areas[below(5)]);
    return post(&w, (struct evn_registry_command){.member = &put});
}

static evn_err random_item(void)
{
    struct evn_item_code code = {EVN_CODE_OWN, "", 0};
    struct evn_item item = {.name_en = "x", .category = "vaccine", .codes = &code, .n_codes = 1};
    snprintf(item.code, sizeof item.code, "T%u", below(20));
    snprintf(code.value, sizeof code.value, "C%u", below(30));
    return put_item(&w, &item, below(2) != 0);
}

static evn_err random_rules(void)
{
    struct evn_policy rules = isolation_rules();
    rules.version = 1 + below(6);
    rules.isolation[0].days = 5 + below(3);
    return put_policy(&w, &rules);
}

static void step(int i)
{
    static evn_err (*const kinds[])(void) = {random_seal,   random_unseal, random_report,
                                             random_report, random_report, random_member,
                                             random_item};
    if (below(40) == 0)
        at(&w, "2022-11-20", i * 10);
    if (below(20) == 0)
        evn_harness_timer(&w.h);
    if (below(200) == 0)
        (void)random_rules();
    else
        (void)kinds[below(7)]();
}

/* Each zone's clock, from the reports that lie in its area, anew. */
static void check_clocks(void)
{
    const struct evn_table *zones = evn_registry_table(w.state, EVN_REG_ZONE);
    const struct evn_table *reports = evn_registry_table(w.state, EVN_REG_REPORT);
    for (size_t i = 0; i < zones->n; i++) {
        struct evn_zone zone;
        struct evn_day days[400];
        size_t n = 0;
        EVN_MUST(get(&w, EVN_REG_ZONE, zones->row[i].key, &zone));
        for (size_t k = 0; k < reports->n; k++) {
            struct evn_report r;
            EVN_MUST(evn_registry_read(EVN_REG_REPORT, &reports->row[k], NULL, &r));
            if (r.count > 0 && strncmp(r.area, zone.seal.area, strlen(zone.seal.area)) == 0)
                days[n++] = r.day;
        }
        struct evn_zone_clock clock =
            evn_zone_clock_of(days, n, zone.seal.start_day, zone.unsealed_on, zone.quiet_days);
        EVN_CHECK_EQ(zone.last_infection.n, clock.episode.last.n);
        EVN_CHECK_EQ(zone.lowered_on.n, clock.episode.lowered_on.n);
        EVN_CHECK_EQ(zone.infection_days, clock.episode.n_days);
        EVN_CHECK_EQ(zone.episode, clock.number);
    }
}

static void random_lives_stay_whole(void)
{
    rng = evn_rng_of(evn_test_seed(4));
    for (int life = 0; life < 20; life++) {
        world_init(&w);
        world_fill(&w);
        at(&w, "2022-11-20", 0);
        for (int i = 0; i < 1500; i++)
            step(i);
        check_clocks();
        check_snapshot(&w);
        world_fini(&w);
    }
}

/* The state after the same seal and the same reports in an order of its own. */
static void replay(const struct evn_report *reports, size_t n, bool doubled, char digest[65])
{
    uint32_t order[64];
    world_init(&w);
    world_fill(&w);
    at(&w, "2022-12-31", 0);
    struct evn_seal s = seal("Z1", BUILDING, "2022-11-14");
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.seal = &s}));
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = (uint32_t)n; i > 1; i--) {
        uint32_t k = below(i), t = order[i - 1];
        order[i - 1] = order[k];
        order[k] = t;
    }
    for (size_t i = 0; i < n * (doubled ? 2 : 1); i++) {
        struct evn_report_put put = {.report = reports[order[i % n]], .has_report = true};
        EVN_CHECK_OK(post(&w, (struct evn_registry_command){.report = &put}));
    }
    evn_harness_timer(&w.h);
    evn_harness_digest(&w.h, digest);
    world_fini(&w);
}

static void reports_shuffled_and_doubled_give_the_same_state(void)
{
    struct evn_report reports[40] = {0};
    char want[65], got[65];
    rng = evn_rng_of(evn_test_seed(5));
    for (uint32_t i = 0; i < 40; i++) {
        snprintf(reports[i].report, sizeof reports[i].report, "I%u", i);
        strcpy(reports[i].area, below(3) != 0 ? BUILDING : UNIT);
        reports[i].day.n = day("2022-11-12").n + (int32_t)below(45);
        reports[i].count = below(3);
    }
    replay(reports, 40, false, want);
    for (int i = 0; i < 20; i++) {
        replay(reports, 40, i % 2 != 0, got);
        EVN_CHECK_TEXT(got, want);
    }
}

static void damaged_commands_are_refused_or_whole(void)
{
    rng = evn_rng_of(evn_test_seed(6));
    size_t n_ok = 0;
    world_init(&w);
    world_fill(&w);
    for (int i = 0; i < 20000; i++) {
        uint8_t bytes[1 << 14];
        if (i % 100 == 0)
            (void)(below(2) != 0 ? random_rules() : random_member());
        EVN_MUST(w.bytes.len <= sizeof bytes);
        memcpy(bytes, w.bytes.at, w.bytes.len);
        for (uint32_t k = 1 + below(3); k > 0; k--)
            bytes[18 + below((uint32_t)w.bytes.len - 18)] ^= (uint8_t)(1u << below(8));
        size_t len = below(5) == 0 ? below((uint32_t)w.bytes.len) : w.bytes.len;
        evn_err err = evn_harness_post(&w.h, evn_bytes_of(bytes, len));
        n_ok += err == EVN_OK;
        if (err != EVN_OK)
            CU_ASSERT(evn_err_class_of(err) != EVN_CLASS_DATA &&
                      evn_err_class_of(err) != EVN_CLASS_SYS);
    }
    EVN_CHECK(n_ok > 0);
    check_snapshot(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(random_lives_stay_whole),
    EVN_TEST(reports_shuffled_and_doubled_give_the_same_state),
    EVN_TEST(damaged_commands_are_refused_or_whole),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.random", tests, sizeof tests / sizeof tests[0]);
}
