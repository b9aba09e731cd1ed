#include "evernormal/dispatch/v1/query.pb-c.h"
#include "tests/unit/dispatch/core/world.h"

#include <stdlib.h>

#define NORTH "310105001001"
#define SOUTH "310105001002"

typedef Evernormal__Dispatch__V1__Result result_t;

static result_t *result_of(const struct world *w)
{
    result_t *result =
        evernormal__dispatch__v1__result__unpack(NULL, w->h.result.len, w->h.result.at);
    EVN_MUST(result != NULL);
    return result;
}

static void done(result_t *result)
{
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
}

/* Two communities need 40 RICE a day for two days; NORTH has a key person's 10 in tier 1. */
static void fill(struct world *w, int64_t stock)
{
    world_init(w);
    set_days(w, 2);
    add_item(w, "RICE", 5, 1000000);
    add_community(w, NORTH, 0);
    add_community(w, SOUTH, 1);
    need(w, NORTH, "RICE", 1, 10);
    need(w, NORTH, "RICE", 3, 40);
    need(w, SOUTH, "RICE", 3, 40);
    receive_stock(w, "W1", "RICE", stock);
}

static evn_err try_round(struct world *w)
{
    struct evn_dsp_try ask = {.after = ""};
    return query(w, &(struct evn_dsp_query){.try_round = &ask});
}

static evn_err fairness(struct world *w, const char *item)
{
    struct evn_dsp_get_fairness get = {.day = evn_day_at(w->h.business_us, EVN_OFFSET_CHINA_MIN)};
    EVN_DSP_SET(get.item, item);
    return query(w, &(struct evn_dsp_query){.fairness = &get});
}

static void a_dry_run_says_what_the_round_does_and_changes_nothing(void)
{
    struct world w;
    struct evn_dsp_award *award;
    char before[65], after[65], key[EVN_DSP_KEY_MAX];
    fill(&w, 60);
    evn_harness_digest(&w.h, before);
    EVN_CHECK_OK(try_round(&w));
    evn_harness_digest(&w.h, after);
    EVN_CHECK_TEXT(after, before);
    EVN_CHECK_EQ(w.n_lanes, 0);
    result_t *said = result_of(&w);
    EVN_CHECK_EQ(said->n_award, 2);
    EVN_CHECK_EQ(said->n_round, 1);
    EVN_CHECK_EQ(said->round[0]->items[0]->given, 60);
    EVN_CHECK_EQ(said->round[0]->items[0]->in_want, 2);
    EVN_CHECK_OK(round_now(&w));
    for (size_t i = 0; i < said->n_award; i++) {
        const Evernormal__Dispatch__V1__Award *a = said->award[i];
        evn_dsp_key_award(1, "RICE", a->community, key);
        award = (void *)(uintptr_t)evn_dsp_find(w.state, EVN_DSP_AWARD, key);
        EVN_MUST(award != NULL);
        EVN_CHECK_EQ(a->quantity, award->quantity);
        EVN_CHECK_EQ(a->missing, award->missing);
        EVN_CHECK_EQ(a->n_notes, award->n_notes);
        EVN_CHECK(a->n_notes >= 2); /* each number has its sentence */
    }
    done(said);
    EVN_CHECK_ERR(try_round(&w), EVN_E_WRONG_STATE); /* what it would see is not settled */
    settle(&w);
    w.h.actor = (struct evn_actor){.name = "point", .roles = EVN_ROLE_POINT, .scope = NORTH};
    EVN_CHECK_ERR(try_round(&w), EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static void figures_say_what_each_tier_had_and_has(void)
{
    struct world w;
    fill(&w, 60);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    /* NORTH: 20 in tier 1 come first; the other 40 are shared, 20 each. */
    const struct evn_dsp_award *north = evn_dsp_find(w.state, EVN_DSP_AWARD, "R1|RICE|" NORTH);
    EVN_CHECK_EQ(north->n_tiers, 2);
    EVN_CHECK_EQ(north->tiers[0].want, 20);
    EVN_CHECK_EQ(north->tiers[0].before, 0);
    EVN_CHECK_EQ(north->tiers[0].after, 20);
    EVN_CHECK_EQ(north->tiers[1].want, 80);
    EVN_CHECK_EQ(north->missing, 100 - north->quantity);
    EVN_CHECK_EQ(north->before_cdays, 0);
    EVN_CHECK_EQ(north->after_cdays, north->quantity * 100 / 50);
    check_replay(&w);
    world_fini(&w);
}

static void the_days_report_names_the_lowest_and_what_was_scarce(void)
{
    struct world w;
    fill(&w, 60);
    add_item(&w, "WATER", 1, 1000);
    receive_stock(&w, "W2", "WATER", 500);
    need(&w, SOUTH, "WATER", 2, 30);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(fairness(&w, ""));
    result_t *r = result_of(&w);
    const Evernormal__Dispatch__V1__Fairness *f = r->fairness;
    EVN_MUST(f != NULL);
    EVN_CHECK_EQ(f->rounds, 1);
    EVN_CHECK_EQ(f->n_rows, 4);
    EVN_CHECK_EQ(f->n_tiers, 3);
    EVN_CHECK_EQ(f->tiers[0]->after_cperc, 10000);
    EVN_CHECK_EQ(f->tiers[0]->before_cperc, 0);
    EVN_CHECK_EQ(f->tiers[1]->full, 1);
    EVN_CHECK_EQ(f->tiers[2]->rows, 2);
    EVN_CHECK_EQ(f->tiers[2]->spread_cperc,
                 f->tiers[2]->highest_after_cperc - f->tiers[2]->lowest_after_cperc);
    EVN_CHECK_EQ(f->n_items, 2);
    EVN_CHECK(f->items[0]->bound && !f->items[1]->bound);
    EVN_CHECK_EQ(f->items[0]->missing, 120);
    EVN_CHECK_EQ(f->items[1]->given, 60);
    EVN_CHECK_EQ(f->lowest[0]->tier, 3);
    EVN_CHECK(f->lowest[0]->after_cperc <= f->lowest[f->n_lowest - 1]->after_cperc);
    done(r);
    /* More comes in the afternoon: before is the morning's, after the evening's. */
    receive_stock(&w, "W1", "RICE", 120);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(fairness(&w, "RICE"));
    r = result_of(&w);
    EVN_CHECK_EQ(r->fairness->rounds, 2);
    EVN_CHECK_EQ(r->fairness->tiers[1]->before_cperc, 0);
    EVN_CHECK_EQ(r->fairness->tiers[1]->after_cperc, 10000);
    EVN_CHECK_EQ(r->fairness->items[0]->given, 180);
    EVN_CHECK(!r->fairness->items[0]->bound);
    done(r);
    w.h.actor = (struct evn_actor){.name = "point", .roles = EVN_ROLE_POINT, .scope = SOUTH};
    EVN_CHECK_OK(fairness(&w, "RICE"));
    r = result_of(&w);
    EVN_CHECK_EQ(r->fairness->n_rows, 1);
    done(r);
    world_fini(&w);
}

/* One pack for two communities in the same need; SOUTH, which loses the tie by its id, has a
 * campus; of NORTH the need is in `tier`. What each gets. */
static void share(bool campus, uint32_t tier, int64_t got[2])
{
    struct world w;
    world_init(&w);
    set_days(&w, 1);
    add_item(&w, "RICE", 10, 1000000);
    add_community(&w, NORTH, 0);
    add_community(&w, SOUTH, 1);
    need(&w, NORTH, "RICE", tier, 10);
    need(&w, SOUTH, "RICE", 3, 10);
    if (campus)
        add_place_in(&w, "UNI", EVN_DSP_CAMPUS, SOUTH);
    receive_stock(&w, "W1", "RICE", 10);
    EVN_CHECK_OK(round_now(&w));
    got[0] = SUM(&w, NORTH, "RICE", allocated);
    got[1] = SUM(&w, SOUTH, "RICE", allocated);
    world_fini(&w);
}

static void campuses_go_before_others_but_never_before_key_persons(void)
{
    int64_t got[2];
    share(false, 3, got);
    EVN_CHECK(got[0] == 10 && got[1] == 0);
    share(true, 3, got);
    EVN_CHECK(got[0] == 0 && got[1] == 10);
    share(true, 2, got);
    EVN_CHECK(got[0] == 10 && got[1] == 0);
}

/* 600 lines with long names and scarce stock: the most a round takes. The engine refuses a decision
 * of more than 512 KiB. */
static void a_full_round_fits_into_one_decision(void)
{
    struct world *w = calloc(1, sizeof *w);
    char code[EVN_CODE_MAX], name[EVN_CODE_MAX];
    world_init(w);
    set_days(w, 3);
    add_item(w, "WATER-BOTTLE-1500-ML-CASE", 12, 1000000);
    receive_stock(w, "W1", "WATER-BOTTLE-1500-ML-CASE", 40000);
    receive_stock(w, "W2", "WATER-BOTTLE-1500-ML-CASE", 9000);
    for (int i = 0; i < 600; i++) {
        snprintf(code, sizeof code, "310105%03d%03d", i / 100 + 1, i % 100 + 1);
        snprintf(name, sizeof name, "REQUEST-20221114-%04d", i);
        add_community(w, code, i);
        EVN_CHECK_OK(ask_for(w, name, code, "WATER-BOTTLE-1500-ML-CASE", 100 + 7 * i));
    }
    EVN_CHECK_OK(round_now(w));
    printf("%zu bytes ", w->h.emit.frames.len);
    EVN_CHECK(w->h.emit.frames.len < 512 << 10);
    world_fini(w);
    free(w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_dry_run_says_what_the_round_does_and_changes_nothing),
        EVN_TEST(figures_say_what_each_tier_had_and_has),
        EVN_TEST(the_days_report_names_the_lowest_and_what_was_scarce),
        EVN_TEST(a_full_round_fits_into_one_decision),
        EVN_TEST(campuses_go_before_others_but_never_before_key_persons),
    };
    return evn_test_main(argc, argv, "dispatch.fair", tests, sizeof tests / sizeof tests[0]);
}
