/* Receipts of two parties, what differs, and crews that hand over. */
#include "tests/unit/dispatch/core/world.h"

#define HOME  "310105001001"
#define POINT "P-" HOME

static const uint8_t secret[EVN_DSP_SECRET_LEN] = {7, 1, 2};

/* 60 RICE of a request on the road, driven by the key "desk". */
static void depart(struct world *w)
{
    world_init(w);
    evn_dispatch_secret(w->state, secret);
    add_item(w, "RICE", 1, 1000000);
    add_community(w, HOME, 0);
    receive_stock(w, "W1", "RICE", 200);
    EVN_CHECK_OK(ask_for(w, "Q1", HOME, "RICE", 60));
    EVN_CHECK_OK(round_now(w));
    settle(w);
    EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(w);
    strcpy(w->h.actor.name, "desk");
    EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_DEPART, "T1-1"));
    EVN_CHECK_OK(arrive(w, "T1-1", 1));
}

static void act(struct world *w, const char *name, uint32_t roles)
{
    w->h.actor = (struct evn_actor){.roles = roles};
    strcpy(w->h.actor.name, name);
}

/* Take one line, with the code or without. */
static evn_err take(struct world *w, struct evn_dsp_receive_line line, const char *code)
{
    struct evn_dsp_receive r = {
        .trip = "T1-1", .stop = 1, .lines = &line, .n_lines = 1, .signed_by = "Li Wei"};
    strcpy(line.item, "RICE");
    if (line.wrong == 0)
        line.wrong_expiry = EVN_DAY_NONE;
    EVN_DSP_SET(r.code, code);
    return post(w, (struct evn_dsp_command){.receive = &r});
}

static const struct evn_dsp_receive_line all = {.accepted = 60};

static void whoever_drove_needs_the_points_code(void)
{
    struct world w;
    char code[EVN_DSP_CODE_MAX], other[EVN_DSP_CODE_MAX];
    depart(&w);
    evn_dsp_hand_code(secret, "T1-1", POINT, code);
    evn_dsp_hand_code(secret, "T1-2", POINT, other);
    EVN_CHECK(strcmp(code, other) != 0);
    act(&w, "driver", EVN_ROLE_WAREHOUSE);
    EVN_CHECK_ERR(take(&w, all, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "receive.code");
    EVN_CHECK_ERR(take(&w, all, other), EVN_E_WRONG_CODE);
    EVN_CHECK_TEXT(w.h.why.subject, POINT);
    /* Even a point's key, when it is the one that drove there. */
    act(&w, "desk", EVN_ROLE_POINT);
    EVN_CHECK_ERR(take(&w, all, ""), EVN_E_MISSING_FIELD);
    act(&w, "driver", EVN_ROLE_WAREHOUSE);
    EVN_CHECK_OK(take(&w, all, code));
    settle(&w);
    const struct evn_dsp_stop *stop = &trip_of(&w, "T1-1")->stops[0];
    EVN_CHECK_EQ(stop->state, EVN_DSP_STOP_DONE);
    EVN_CHECK_EQ(stop->proof, EVN_DSP_SIGNED_CODE);
    EVN_CHECK_TEXT(stop->told_by, "driver");
    EVN_CHECK_TEXT(stop->signed_by, "Li Wei");
    check_replay(&w);
    world_fini(&w);
}

static void without_a_secret_no_code_is_believed(void)
{
    struct world w;
    static const uint8_t zero[EVN_DSP_SECRET_LEN];
    char code[EVN_DSP_CODE_MAX];
    depart(&w);
    memset(w.state->secret, 0, sizeof w.state->secret);
    w.state->has_secret = false;
    evn_dsp_hand_code(zero, "T1-1", POINT, code);
    EVN_CHECK_ERR(take(&w, all, code), EVN_E_WRONG_CODE);
    world_fini(&w);
}

static void a_points_own_key_is_its_signature(void)
{
    struct world w;
    depart(&w);
    act(&w, "phone", EVN_ROLE_POINT);
    EVN_CHECK_OK(take(&w, all, ""));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->stops[0].proof, EVN_DSP_SIGNED_KEY);
    EVN_CHECK_TEXT(trip_of(&w, "T1-1")->departed_by, "desk");
    world_fini(&w);
}

static void a_dispatchers_word_is_kept_as_that(void)
{
    struct world w;
    depart(&w);
    act(&w, "desk", EVN_ROLE_DISPATCHER);
    EVN_CHECK_ERR(take(&w, all, "123"), EVN_E_BAD_TEXT); /* no code has three digits */
    EVN_CHECK_OK(take(&w, all, ""));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->stops[0].proof, EVN_DSP_SIGNED_WORD);
    world_fini(&w);
}

static size_t codes_seen(struct world *w, const char *name, uint32_t roles, const char *scope)
{
    struct evn_dsp_get get = {.code = "T1-1"};
    act(w, name, roles);
    strcpy(w->h.actor.scope, scope);
    EVN_CHECK_OK(query(w, &(struct evn_dsp_query){.trip = &get}));
    return n_in_result(w, EVN_DSP_RESULT_HAND_CODE);
}

static void a_code_is_shown_to_its_point_alone_until_it_was_told(void)
{
    struct world w;
    depart(&w);
    EVN_CHECK_EQ(codes_seen(&w, "phone", EVN_ROLE_POINT, HOME), 1);
    EVN_CHECK_EQ(codes_seen(&w, "driver", EVN_ROLE_WAREHOUSE, ""), 0);
    EVN_CHECK_EQ(codes_seen(&w, "desk", EVN_ROLE_DISPATCHER, ""), 0);
    EVN_CHECK_EQ(codes_seen(&w, "eye", EVN_ROLE_AUDITOR | EVN_ROLE_DASHBOARD, ""), 0);
    act(&w, "phone", EVN_ROLE_POINT);
    EVN_CHECK_OK(take(&w, all, ""));
    settle(&w);
    EVN_CHECK_EQ(codes_seen(&w, "phone", EVN_ROLE_POINT, HOME), 0);
    world_fini(&w);
}

static void what_came_besides_is_taken_and_named(void)
{
    struct world w;
    struct evn_dsp_receive_line line = {.accepted = 50,
                                        .n_short = 2,
                                        .wrong = 8,
                                        .wrong_lot = "L9",
                                        .wrong_expiry = evn_day_at(0, 0),
                                        .over = 5,
                                        .over_lot = "L1",
                                        .reason = "two pallets were exchanged"};
    depart(&w);
    memset(line.photo, 'a', EVN_DSP_PHOTO_MAX - 1);
    EVN_CHECK_OK(take(&w, line, ""));
    settle(&w);
    const struct evn_dsp_line *l = line_of(&w, "Q1", 1);
    EVN_CHECK_EQ(l->received, 58);
    EVN_CHECK_EQ(l->lost, 2);
    EVN_CHECK_EQ(l->open, 2);
    const struct evn_dsp_stop *stop = &trip_of(&w, "T1-1")->stops[0];
    EVN_MUST(stop->n_differences == 1);
    EVN_CHECK_EQ(stop->differences[0].n_short, 2);
    EVN_CHECK_EQ(stop->differences[0].wrong, 8);
    EVN_CHECK_TEXT(stop->differences[0].wrong_lot, "L9");
    EVN_CHECK_EQ(stop->differences[0].over, 5);
    EVN_CHECK_TEXT(stop->differences[0].reason, "two pallets were exchanged");
    EVN_CHECK_EQ(strlen(stop->differences[0].photo), 64);
    /* Households have it all the same. */
    struct evn_day day = evn_day_at(w.h.business_us, EVN_OFFSET_CHINA_MIN);
    EVN_CHECK_EQ(evn_dsp_cover_of(w.state, HOME, "RICE", day).delivered, 63);
    check_replay(&w);
    world_fini(&w);
}

static void what_somebody_decided_has_a_reason(void)
{
    struct world w;
    struct evn_dsp_receive_line line = {.accepted = 50, .refused = 10};
    depart(&w);
    EVN_CHECK_ERR(take(&w, line, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "receive.lines.reason");
    EVN_CHECK_EQ(w.h.why.line, 1);
    line = (struct evn_dsp_receive_line){.accepted = 60, .over = 1};
    EVN_CHECK_ERR(take(&w, line, ""), EVN_E_MISSING_FIELD);
    line = (struct evn_dsp_receive_line){.accepted = 50, .wrong = 10, .reason = "mixed up"};
    EVN_CHECK_ERR(take(&w, line, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "receive.lines.wrong_lot");
    strcpy(line.wrong_lot, "L9");
    memset(line.photo, 'z', EVN_DSP_PHOTO_MAX - 1);
    EVN_CHECK_ERR(take(&w, line, ""), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "receive.lines.photo");
    line = (struct evn_dsp_receive_line){.accepted = 60, .wrong = 1, .wrong_lot = "L9"};
    EVN_CHECK_ERR(take(&w, line, ""), EVN_E_NOT_SHIPPED); /* what is wrong counts as carried */
    line = (struct evn_dsp_receive_line){.accepted = 58, .n_short = 1, .damaged = 1};
    EVN_CHECK_OK(take(&w, line, ""));
    world_fini(&w);
}

static evn_err hand_over(struct world *w, const char *trip, const char *crew)
{
    struct evn_dsp_hand_over over = {.note = "two cold boxes in front"};
    EVN_DSP_SET(over.trip, trip);
    EVN_DSP_SET(over.crew, crew);
    return post(w, (struct evn_dsp_command){.hand_over = &over});
}

static void a_crew_hands_over_on_the_way_and_drives_one_trip(void)
{
    struct world w;
    struct evn_dsp_depart go = {.trip = "T2-1", .crew = "C1"};
    depart(&w);
    EVN_CHECK_OK(hand_over(&w, "T1-1", "C1"));
    EVN_CHECK_ERR(hand_over(&w, "T1-1", "C1"), EVN_E_CREW_BUSY);
    EVN_CHECK_OK(ask_for(&w, "Q2", HOME, "RICE", 10));
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_ERR(hand_over(&w, "T2-1", "C2"), EVN_E_WRONG_STATE); /* it stands in the yard */
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T2-1"));
    settle(&w);
    EVN_CHECK_ERR(post(&w, (struct evn_dsp_command){.depart = &go}), EVN_E_CREW_BUSY);
    EVN_CHECK_TEXT(w.h.why.subject, "T1-1");
    EVN_CHECK_OK(hand_over(&w, "T1-1", "C2"));
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.depart = &go}));
    const struct evn_dsp_trip *trip = trip_of(&w, "T1-1");
    EVN_MUST(trip->n_crew == 2);
    EVN_CHECK_TEXT(trip->crew[0].crew, "C1");
    EVN_CHECK_TEXT(trip->crew[1].crew, "C2");
    EVN_CHECK_TEXT(trip->crew[1].note, "two cold boxes in front");
    EVN_CHECK_TEXT(trip_of(&w, "T2-1")->crew[0].crew, "C1");
    check_replay(&w);
    world_fini(&w);
}

static void a_trip_changes_hands_so_often_and_no_more(void)
{
    struct world w;
    char crew[16];
    depart(&w);
    for (int i = 0; i < EVN_DSP_CREW_MAX; i++) {
        snprintf(crew, sizeof crew, "C%d", i);
        EVN_CHECK_OK(hand_over(&w, "T1-1", crew));
    }
    EVN_CHECK_ERR(hand_over(&w, "T1-1", "LAST"), EVN_E_LIMIT);
    world_fini(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(whoever_drove_needs_the_points_code),
        EVN_TEST(without_a_secret_no_code_is_believed),
        EVN_TEST(a_points_own_key_is_its_signature),
        EVN_TEST(a_dispatchers_word_is_kept_as_that),
        EVN_TEST(a_code_is_shown_to_its_point_alone_until_it_was_told),
        EVN_TEST(what_came_besides_is_taken_and_named),
        EVN_TEST(what_somebody_decided_has_a_reason),
        EVN_TEST(a_crew_hands_over_on_the_way_and_drives_one_trip),
        EVN_TEST(a_trip_changes_hands_so_often_and_no_more),
    };
    return evn_test_main(argc, argv, "dispatch.receipt", tests, sizeof tests / sizeof tests[0]);
}
