#include "common/base/pbw.h"
#include "common/base/rng.h"
#include "tests/unit/registry/world.h"

static struct world w;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    at(&w, "2022-11-14", 9 * 60);
}

static void do_seal(const char *zone, const char *area, const char *start)
{
    struct evn_seal s = seal(zone, area, start);
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.seal = &s}));
}

static void do_unseal(const char *zone)
{
    struct evn_unseal u = {.authority = "headquarters", .reason = "called off", .early = true};
    strcpy(u.zone, zone);
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.unseal = &u}));
}

/* The list as text: "version/last correction: zone+ zone zone-". */
struct list {
    char text[400];
    size_t n_pages;
    evn_err err;
};

static void add_text(struct list *out, struct evn_bytes text, const char *behind)
{
    size_t len = strlen(out->text);
    snprintf(out->text + len, sizeof out->text - len, "%.*s%s", (int)text.len, text.at, behind);
}

static void read_head(struct list *out, struct evn_bytes body)
{
    struct evn_pb_field f;
    unsigned long long v[16] = {0};
    char text[64];
    while (body.len > 0 && evn_pb_next(&body, &f) == EVN_OK)
        if (f.number < 16)
            v[f.number] = f.value;
    snprintf(text, sizeof text, "%llu/%llu%s %llu+%llu-%llu:", v[2], v[5], v[4] ? " late" : "",
             v[6], v[7], v[8]);
    add_text(out, evn_bytes_text(text), "");
}

static void read_zone(struct list *out, struct evn_bytes body)
{
    struct evn_pb_field f;
    struct evn_bytes name = {0};
    uint64_t change = 0;
    while (body.len > 0 && evn_pb_next(&body, &f) == EVN_OK) {
        if (f.number == 1)
            name = f.bytes;
        if (f.number == 9)
            change = f.value;
    }
    add_text(out, evn_bytes_text(" "), "");
    add_text(out, name, change == 1 ? "+" : change == 2 ? "-" : "");
}

static struct list ask(const char *on, uint32_t version)
{
    struct evn_query_public query = {.day = day(on), .version = version};
    struct list out = {.n_pages = 1};
    struct evn_pb_field f;
    struct evn_registry_query all = {.public_zones = &query};
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &all, &w.bytes));
    out.err = evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len));
    struct evn_bytes result = evn_bytes_of(w.h.result.at, w.h.result.len);
    while (out.err == EVN_OK && result.len > 0 && evn_pb_next(&result, &f) == EVN_OK) {
        if (f.number == EVN_RESULT_PUBLIC_LIST)
            read_head(&out, f.bytes);
        if (f.number == EVN_RESULT_PUBLIC_ZONE)
            read_zone(&out, f.bytes);
    }
    return out;
}

static void each_decision_makes_a_version_of_the_days_list(void)
{
    begin();
    EVN_CHECK_TEXT(ask("2022-11-14", 0).text, "1/1 0+0-0:");
    do_seal("Z1", BUILDING, "2022-11-14");
    EVN_CHECK_TEXT(ask("2022-11-14", 0).text, "2/2 1+1-0: Z1+");
    at(&w, "2022-11-14", 10 * 60);
    do_seal("Z2", UNIT, "2022-11-14");
    EVN_CHECK_TEXT(ask("", 0).text, "3/3 2+1-0: Z1 Z2+");
    at(&w, "2022-11-15", 8 * 60);
    EVN_CHECK_TEXT(ask("", 0).text, "1/1 2+0-0: Z1 Z2");
    do_unseal("Z2");
    EVN_CHECK_TEXT(ask("", 0).text, "2/2 1+0-1: Z1 Z2-");
    EVN_CHECK_TEXT(ask("2022-11-14", 0).text, "3/3 2+1-0: Z1 Z2+");
    at(&w, "2022-11-16", 0);
    EVN_CHECK_TEXT(ask("", 0).text, "1/1 1+0-0: Z1");
    world_fini(&w);
}

static void a_clock_that_stands_still_keeps_versions_apart(void)
{
    begin();
    do_seal("Z1", BUILDING, "2022-11-14");
    do_seal("Z2", UNIT, "2022-11-14");
    do_unseal("Z1");
    EVN_CHECK_TEXT(ask("", 2).text, "2/4 1+1-0: Z1+");
    EVN_CHECK_TEXT(ask("", 3).text, "3/4 2+1-0: Z1 Z2+");
    EVN_CHECK_TEXT(ask("", 4).text, "4/4 1+0-1: Z1- Z2");
    world_fini(&w);
}

static void a_change_of_course_is_one_version(void)
{
    begin();
    do_seal("Z1", BUILDING, "2022-11-14");
    do_seal("Z2", UNIT, "2022-11-14");
    struct evn_ending_put put = {.ending = {.ending = "E1",
                                            .zones_end = day("2022-11-16"),
                                            .cohorts_end = EVN_DAY_NONE,
                                            .authority = "state council",
                                            .reason = "measures of 7 December"},
                                 .has_ending = true};
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.ending = &put}));
    at(&w, "2022-11-16", 0);
    while (evn_harness_timer(&w.h) > 0)
        continue;
    EVN_CHECK_TEXT(ask("", 0).text, "2/2 0+0-2: Z1- Z2-");
    EVN_CHECK_TEXT(ask("2022-11-15", 0).text, "1/1 2+0-0: Z1 Z2");
    world_fini(&w);
}

static void a_correction_makes_a_new_version_of_days_that_are_over_and_says_what_changed(void)
{
    begin();
    do_seal("Z1", BUILDING, "2022-11-14");
    at(&w, "2022-11-17", 9 * 60);
    EVN_CHECK_TEXT(ask("2022-11-15", 0).text, "1/1 1+0-0: Z1");
    do_seal("Z2", UNIT, "2022-11-15");
    EVN_CHECK_TEXT(ask("2022-11-14", 0).text, "2/2 1+1-0: Z1+");
    EVN_CHECK_TEXT(ask("2022-11-15", 0).text, "2/2 late 2+1-0: Z1 Z2+");
    EVN_CHECK_TEXT(ask("2022-11-15", 1).text, "1/2 1+0-0: Z1");
    EVN_CHECK_TEXT(ask("2022-11-16", 2).text, "2/2 late 2+1-0: Z1 Z2+");
    EVN_CHECK_TEXT(ask("2022-11-17", 0).text, "2/2 2+1-0: Z1 Z2+");
    EVN_CHECK_TEXT(ask("2022-11-13", 0).text, "1/1 0+0-0:");
    world_fini(&w);
}

static void an_old_version_stays_what_it_was(void)
{
    begin();
    do_seal("Z1", BUILDING, "2022-11-14");
    at(&w, "2022-11-14", 12 * 60);
    struct list then = ask("2022-11-14", 2);
    do_unseal("Z1");
    at(&w, "2022-11-20", 0);
    do_seal("Z2", BUILDING, "2022-11-14");
    struct list now = ask("2022-11-14", 2);
    EVN_CHECK_TEXT(then.text, "2/2 1+1-0: Z1+");
    EVN_CHECK_TEXT(now.text, "2/4 1+1-0: Z1+");
    EVN_CHECK_TEXT(ask("2022-11-14", 3).text, "3/4 0+0-1: Z1-");
    EVN_CHECK_TEXT(ask("2022-11-14", 4).text, "4/4 late 1+1-0: Z2+");
    check_snapshot(&w);
    world_fini(&w);
}

static void a_list_that_there_is_not_is_refused(void)
{
    begin();
    EVN_CHECK_ERR(ask("2022-11-15", 0).err, EVN_E_TIME_IN_FUTURE);
    EVN_CHECK_TEXT(w.h.why.field, "public_zones.day");
    EVN_CHECK_ERR(ask("2022-11-14", 2).err, EVN_E_OUT_OF_RANGE);
    EVN_CHECK_TEXT(w.h.why.field, "public_zones.version");
    EVN_CHECK_EQ(w.h.why.want, 1);
    world_fini(&w);
}

static void a_list_says_neither_residents_nor_the_reason_somebody_typed(void)
{
    begin();
    struct evn_seal s = seal("Z1", BUILDING, "2022-11-14");
    strcpy(s.reason, "Zhang San of flat 501 is ill");
    s.residents = 987654;
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.seal = &s}));
    EVN_CHECK_TEXT(ask("", 0).text, "2/2 1+1-0: Z1+");
    EVN_CHECK(memmem(w.h.result.at, w.h.result.len, "Changning headquarters", 22) != NULL);
    EVN_CHECK(memmem(w.h.result.at, w.h.result.len, "501", 3) == NULL);
    EVN_CHECK(memmem(w.h.result.at, w.h.result.len, "\x86\xa4\x3c", 3) == NULL);
    world_fini(&w);
}

/* Every list that was ever shown is shown again, whatever came later. */
static void a_year_of_random_decisions_rewrites_no_version(void)
{
    enum { STEPS = 400, KEPT = 600 };
    static struct {
        char day[11];
        uint32_t version;
        struct list list;
    } kept[KEPT];
    uint64_t seed = evn_test_seed(7);
    struct evn_rng rng = evn_rng_of(seed);
    size_t n_kept = 0, n_zones = 0;
    bool sealed[STEPS] = {false};
    int64_t now = 0;
    begin();
    for (int step = 0; step < STEPS; step++) {
        char id[24], on[11];
        now += (int64_t)evn_rng_below(&rng, 900);
        at(&w, "2022-11-14", (int)now);
        struct evn_day today = evn_day_at(w.h.business_us, EVN_OFFSET_CHINA_MIN);
        evn_day_format((struct evn_day){today.n - (int32_t)evn_rng_below(&rng, 4)}, on);
        size_t which = n_zones > 0 ? evn_rng_below(&rng, (uint32_t)n_zones) : 0;
        if (n_zones > 0 && sealed[which] && evn_rng_below(&rng, 3) == 0) {
            snprintf(id, sizeof id, "Z%zu", which);
            do_unseal(id);
            sealed[which] = false;
        } else {
            struct evn_seal s = seal("", evn_rng_below(&rng, 2) ? BUILDING : UNIT, on);
            snprintf(s.zone, sizeof s.zone, "Z%zu", n_zones);
            sealed[n_zones] = post(&w, (struct evn_registry_command){.seal = &s}) == EVN_OK;
            n_zones += sealed[n_zones];
        }
        struct list list = ask(on, 0);
        EVN_CHECK_OK(list.err);
        strcpy(kept[n_kept].day, on);
        kept[n_kept].version = (uint32_t)strtoul(list.text, NULL, 10);
        kept[n_kept++].list = list;
    }
    for (size_t i = 0; i < n_kept; i++) {
        struct list again = ask(kept[i].day, kept[i].version);
        EVN_CHECK_TEXT(strchr(again.text, ' '), strchr(kept[i].list.text, ' '));
    }
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(each_decision_makes_a_version_of_the_days_list),
    EVN_TEST(a_clock_that_stands_still_keeps_versions_apart),
    EVN_TEST(a_change_of_course_is_one_version),
    EVN_TEST(a_correction_makes_a_new_version_of_days_that_are_over_and_says_what_changed),
    EVN_TEST(an_old_version_stays_what_it_was),
    EVN_TEST(a_list_that_there_is_not_is_refused),
    EVN_TEST(a_list_says_neither_residents_nor_the_reason_somebody_typed),
    EVN_TEST(a_year_of_random_decisions_rewrites_no_version),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.publish", tests, sizeof tests / sizeof tests[0]);
}
