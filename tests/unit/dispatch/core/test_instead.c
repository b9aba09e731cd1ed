/* Rounds with substitutes: who is short of one item is given what nobody needs of another. */
#include "tests/unit/dispatch/core/world.h"

#define HOME  "310105001001"
#define OTHER "310105001002"

/* 40 RICE and so many NOODLES; three NOODLES are as good as two RICE; HOME asks for 60 RICE. */
static void make(struct world *w, int64_t noodles)
{
    world_init(w);
    set_days(w, 1);
    add_item(w, "RICE", 1, 1000);
    add_item(w, "NOODLES", 3, 1000);
    add_substitute(w, "RICE", "NOODLES", 3, 2);
    add_community(w, HOME, 0);
    add_community(w, OTHER, 1);
    receive_stock(w, "W1", "RICE", 40);
    receive_stock(w, "W1", "NOODLES", noodles);
    EVN_CHECK_OK(ask_for(w, "Q1", HOME, "RICE", 60));
}

static int64_t claimed(struct world *w, const char *item)
{
    return w->ledger.claimed[fake_place(&w->ledger, "W1")][fake_item(&w->ledger, item)];
}

static void what_nobody_needs_stands_in_for_what_is_short(void)
{
    struct world w;
    make(&w, 90);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->allocated, 40);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->instead_coming, 20);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 0);
    EVN_CHECK_EQ(w.n_lanes, 1); /* one document reserves both */
    settle(&w);
    EVN_CHECK_EQ(claimed(&w, "RICE"), 40);
    EVN_CHECK_EQ(claimed(&w, "NOODLES"), 30);
    drive_all(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->received, 40);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->instead_received, 20);
    EVN_CHECK_EQ(w.ledger.consumed[fake_item(&w.ledger, "NOODLES")], 30);
    check_replay(&w);
    world_fini(&w);
}

static void the_award_says_what_stands_in_for_how_much(void)
{
    struct world w;
    char key[EVN_DSP_KEY_MAX];
    make(&w, 15);
    EVN_CHECK_OK(round_now(&w));
    evn_dsp_key_award(1, "RICE", HOME, key);
    const struct evn_dsp_award *award = evn_dsp_find(w.state, EVN_DSP_AWARD, key);
    EVN_MUST(award != NULL);
    EVN_CHECK_EQ(award->quantity, 40);
    EVN_CHECK_EQ(award->instead, 10);
    EVN_CHECK_EQ(award->missing, 10);
    const struct evn_dsp_note *note = NULL;
    for (size_t i = 0; i < award->n_notes; i++)
        if (strcmp(award->notes[i].code, "STOOD_IN") == 0)
            note = &award->notes[i];
    EVN_MUST(note != NULL);
    EVN_CHECK_TEXT(note->other, "NOODLES");
    EVN_CHECK_EQ(note->units, 15);
    EVN_CHECK_EQ(note->want, 10);
    EVN_CHECK_EQ(note->missing, 10);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 10);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->why.code, EVN_DSP_WHY_SHARED);
    const struct evn_dsp_round *round = evn_dsp_find(w.state, EVN_DSP_ROUND, "R1");
    EVN_CHECK_EQ(round->items[0].given, 40);
    EVN_CHECK_EQ(round->items[0].instead, 10);
    EVN_CHECK_EQ(round->items[0].in_want, 1);
    world_fini(&w);
}

static void who_asks_for_the_substitute_loses_nothing(void)
{
    struct world w;
    make(&w, 30);
    add_item(&w, "ZITI", 1, 1000); /* behind RICE: its own turn comes after it stands in */
    add_substitute(&w, "RICE", "ZITI", 1, 1);
    receive_stock(&w, "W1", "ZITI", 12);
    EVN_CHECK_OK(ask_for(&w, "Q2", OTHER, "ZITI", 7));
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->allocated, 7);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->instead_coming, 5);
    settle(&w);
    EVN_CHECK_EQ(claimed(&w, "ZITI"), 12);
    world_fini(&w);
}

static void what_stands_in_twice_is_given_once(void)
{
    struct world w;
    make(&w, 30); /* all of it stands in for the 20 RICE that HOME is short of */
    add_item(&w, "SAGO", 1, 1000);
    add_substitute(&w, "SAGO", "NOODLES", 1, 1);
    EVN_CHECK_OK(ask_for(&w, "Q2", OTHER, "SAGO", 9));
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->instead_coming, 20);
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->open, 9);
    settle(&w);
    EVN_CHECK_EQ(claimed(&w, "NOODLES"), 30);
    world_fini(&w);
}

static void what_is_claimed_stands_in_for_nothing(void)
{
    struct world w;
    struct evn_dsp_reserve_line line = {.quantity = 84};
    struct evn_dsp_reserve keep = {.lines = &line, .n_lines = 1};
    make(&w, 90);
    EVN_DSP_SET(keep.owner, "SCHOOLS"); /* an earmark is a claim like any other here */
    EVN_DSP_SET(line.place, "W1");
    EVN_DSP_SET(line.item, "NOODLES");
    EVN_CHECK(fake_execute(&w.ledger, &(struct evn_dsp_ledger_command){.reserve = &keep}).err ==
              EVN_OK);
    read_ledger(&w);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->instead_coming, 4);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 16);
    settle(&w);
    EVN_CHECK_EQ(claimed(&w, "NOODLES"), 90);
    world_fini(&w);
}

static void what_does_not_arrive_is_open_again(void)
{
    struct world w;
    make(&w, 90);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    const char *trip = "T1-1";
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, trip));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_DEPART, trip));
    EVN_CHECK_OK(arrive(&w, trip, 1));
    struct evn_dsp_receive_line lines[2] = {{.accepted = 40}, {.accepted = 14, .n_short = 16}};
    struct evn_dsp_receive receive = {.stop = 1, .lines = lines, .n_lines = 2};
    EVN_DSP_SET(lines[0].item, "RICE");
    EVN_DSP_SET(lines[1].item, "NOODLES");
    EVN_DSP_SET(receive.trip, trip);
    EVN_DSP_SET(receive.signed_by, "aunt Li");
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.receive = &receive}));
    settle(&w);
    /* 14 NOODLES stood in for 9 RICE, rounded down. */
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->instead_received, 9);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 11);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->why.code, EVN_DSP_WHY_DIFFERENCE);
    check_replay(&w);
    world_fini(&w);
}

static void a_substitute_on_its_way_is_not_asked_for_again(void)
{
    struct world w;
    make(&w, 90);
    need(&w, OTHER, "RICE", 3, 10);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    int64_t coming = SUM(&w, OTHER, "RICE", reserved) + SUM(&w, OTHER, "RICE", instead_coming);
    EVN_CHECK_EQ(coming, 10);
    EVN_CHECK(SUM(&w, OTHER, "RICE", instead_coming) > 0);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(SUM(&w, OTHER, "RICE", requested), 10);
    drive_all(&w);
    struct evn_dsp_cover cover =
        evn_dsp_cover_of(w.state, OTHER, "RICE", evn_day_at(w.h.business_us, EVN_OFFSET_CHINA_MIN));
    EVN_CHECK_EQ(cover.delivered, 10);
    world_fini(&w);
}

static void a_refused_reservation_opens_what_it_stood_for(void)
{
    struct world w;
    make(&w, 90);
    EVN_CHECK_OK(round_now(&w));
    answer_one(&w, EVN_E_HELD, 2); /* the NOODLES; the RICE is asked for again */
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->reserved, 40);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->instead_coming, 0);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 20);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->why.code, EVN_DSP_WHY_LEDGER);
    world_fini(&w);
}

static void a_cancelled_request_gives_its_substitutes_back(void)
{
    struct world w;
    make(&w, 90);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(cancel(&w, "Q1"));
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->refused, 60);
    EVN_CHECK_EQ(claimed(&w, "NOODLES"), 0);
    EVN_CHECK_EQ(claimed(&w, "RICE"), 0);
    check_replay(&w);
    world_fini(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_nobody_needs_stands_in_for_what_is_short),
        EVN_TEST(the_award_says_what_stands_in_for_how_much),
        EVN_TEST(who_asks_for_the_substitute_loses_nothing),
        EVN_TEST(what_stands_in_twice_is_given_once),
        EVN_TEST(what_is_claimed_stands_in_for_nothing),
        EVN_TEST(what_does_not_arrive_is_open_again),
        EVN_TEST(a_substitute_on_its_way_is_not_asked_for_again),
        EVN_TEST(a_refused_reservation_opens_what_it_stood_for),
        EVN_TEST(a_cancelled_request_gives_its_substitutes_back),
    };
    return evn_test_main(argc, argv, "dispatch.instead", tests, sizeof tests / sizeof tests[0]);
}
