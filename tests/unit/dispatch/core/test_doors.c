#include "services/dispatch/core/door.h"
#include "tests/unit/dispatch/core/world.h"

#include "common/base/rng.h"

#define HOME  "310105001001"
#define HASH  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define CARD  "7A7A7A7A"
#define PHONE "ring 13912345678 first"

static struct world w;

/* 60 RICE and 10 WATER received at the point of HOME, 54 of the RICE accepted. */
static void begin(void)
{
    world_init(&w);
    add_item(&w, "RICE", 1, 1000000);
    add_item(&w, "WATER", 1, 1000000);
    add_community(&w, HOME, 0);
    receive_stock(&w, "W1", "RICE", 100);
    receive_stock(&w, "W1", "WATER", 100);
    EVN_CHECK_OK(ask_for(&w, "Q1", HOME, "RICE", 60));
    EVN_CHECK_OK(ask_for(&w, "Q2", HOME, "WATER", 10));
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_DEPART, "T1-1"));
    EVN_CHECK_OK(arrive(&w, "T1-1", 1));
    EVN_CHECK_OK(receive_stop(&w, "T1-1", 1, 2, 4));
}

static const struct evn_dsp_door_round *doors(void)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_doors("T1-1", 1, key);
    const struct evn_dsp_door_round *r = evn_dsp_find(w.state, EVN_DSP_DOOR_ROUND, key);
    EVN_MUST(r != NULL);
    EVN_CHECK(evn_dsp_door_round_holds(r));
    return r;
}

/* The figures of an item: handed, left, returned. */
static void is(const char *item, int64_t handed, int64_t left, int64_t returned)
{
    const struct evn_dsp_door_round *r = doors();
    size_t i = 0;
    while (i < r->n_items && strcmp(r->items[i].item, item) != 0)
        i++;
    EVN_MUST(i < r->n_items);
    EVN_CHECK_EQ(r->items[i].handed, handed);
    EVN_CHECK_EQ(r->items[i].left, left);
    EVN_CHECK_EQ(r->items[i].returned, returned);
}

static evn_err start(struct evn_dsp_door_put *put, size_t n)
{
    struct evn_dsp_door_start s = {.trip = "T1-1", .stop = 1, .doors = put, .n_doors = n};
    return post(&w, (struct evn_dsp_command){.door_start = &s});
}

/* Two doors: person P-17 is to get 30 RICE and 5 WATER, a household's bag 20 RICE. */
static evn_err start_two(void)
{
    struct evn_dsp_door_quantity one[] = {{"RICE", 30}, {"WATER", 5}}, two[] = {{"RICE", 20}};
    struct evn_dsp_door_put put[] = {{.person = "P-17", .lines = one, .n_lines = 2},
                                     {.bag = CARD, .lines = two, .n_lines = 1}};
    return start(put, 2);
}

static evn_err visit(const char *bag, struct evn_dsp_door_quantity *lines, size_t n, int32_t proof,
                     const char *text, int32_t why, const char *note)
{
    struct evn_dsp_door_visit v = {
        .trip = "T1-1", .stop = 1, .lines = lines, .n_lines = n, .proof = proof, .why = why};
    EVN_DSP_SET(v.bag, bag);
    EVN_DSP_SET(v.proof_text, text);
    EVN_DSP_SET(v.note, note);
    return post(&w, (struct evn_dsp_command){.door_visit = &v});
}

static evn_err give(const char *bag, const char *item, int64_t quantity, int32_t why)
{
    struct evn_dsp_door_quantity line = {.quantity = quantity};
    EVN_DSP_SET(line.item, item);
    return visit(bag, &line, 1, EVN_DSP_PROOF_CODE, bag, why, "");
}

static evn_err finish(const char *item, int64_t returned)
{
    struct evn_dsp_door_quantity line = {.quantity = returned};
    struct evn_dsp_door_close c = {
        .trip = "T1-1", .stop = 1, .returned = &line, .n_returned = item[0] != '\0'};
    EVN_DSP_SET(line.item, item);
    return post(&w, (struct evn_dsp_command){.door_close = &c});
}

static void what_was_received_goes_to_doors_and_adds_up(void)
{
    char bag[EVN_LABEL_LEN + 1];
    struct evn_dsp_door_quantity both[] = {{"RICE", 30}, {"WATER", 5}};
    evn_label_of(evn_bytes_text("P-17"), bag);
    begin();
    EVN_CHECK_ERR(start_two(), EVN_E_WRONG_STATE); /* the ledger has not booked the receipt */
    settle(&w);
    EVN_CHECK_OK(start_two());
    EVN_CHECK_TEXT(doors()->doors[0].bag, bag);
    is("RICE", 0, 54, 0);
    EVN_CHECK_OK(visit(bag, both, 2, EVN_DSP_PROOF_PHOTO, HASH, 0, ""));
    EVN_CHECK_EQ(doors()->doors[0].state, EVN_DSP_DOOR_DONE);
    EVN_CHECK_OK(visit(CARD, NULL, 0, 0, "", EVN_DSP_DOOR_NOT_HOME, ""));
    EVN_CHECK_EQ(doors()->doors[1].state, EVN_DSP_DOOR_LEFT);
    EVN_CHECK_OK(give(CARD, "RICE", 12, EVN_DSP_DOOR_REFUSED)); /* a second time */
    is("RICE", 42, 12, 0);
    is("WATER", 5, 5, 0);
    EVN_CHECK_OK(finish("RICE", 8));
    EVN_CHECK_EQ(doors()->state, EVN_DSP_DOOR_ROUND_RETURNING);
    int64_t before = w.ledger.balance[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")];
    settle(&w);
    EVN_CHECK_EQ(doors()->state, EVN_DSP_DOOR_ROUND_CLOSED);
    is("RICE", 42, 4, 8);
    EVN_CHECK_EQ(w.ledger.balance[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")],
                 before + 8);
    EVN_CHECK_ERR(give(CARD, "RICE", 1, 0), EVN_E_WRONG_STATE);
    check_replay(&w);
    world_fini(&w);
}

static void nobody_is_forgotten(void)
{
    begin();
    settle(&w);
    EVN_CHECK_OK(start_two());
    EVN_CHECK_ERR(finish("", 0), EVN_E_DOORS_OPEN);
    EVN_CHECK_EQ(w.h.why.have, 2);
    EVN_CHECK_OK(give(doors()->doors[0].bag, "RICE", 30, EVN_DSP_DOOR_MOVED));
    EVN_CHECK_ERR(finish("", 0), EVN_E_DOORS_OPEN);
    EVN_CHECK_TEXT(w.h.why.subject, CARD);
    EVN_CHECK_OK(give(CARD, "RICE", 20, 0));
    EVN_CHECK_OK(finish("", 0));
    EVN_CHECK_EQ(doors()->state, EVN_DSP_DOOR_ROUND_CLOSED);
    EVN_CHECK_EQ(w.n_lanes, 0);
    is("RICE", 50, 4, 0);
    check_replay(&w);
    world_fini(&w);
}

static void no_more_goes_to_doors_than_was_received(void)
{
    struct evn_dsp_door_quantity a[] = {{"RICE", 30}}, b[] = {{"RICE", 25}},
                                 twice[] = {{"RICE", 1}, {"RICE", 1}}, other[] = {{"SALT", 1}};
    struct evn_dsp_door_put put[] = {{.person = "P-17", .lines = a, .n_lines = 1},
                                     {.bag = CARD, .lines = b, .n_lines = 1}};
    begin();
    settle(&w);
    EVN_CHECK_ERR(start(put, 2), EVN_E_NOT_AT_POINT); /* 55 of 54 */
    EVN_CHECK_EQ(w.h.why.have, 24);
    EVN_CHECK_EQ(w.h.why.want, 25);
    put[1].lines = twice;
    put[1].n_lines = 2;
    EVN_CHECK_ERR(start(put, 2), EVN_E_BAD_FIELD);
    put[1].lines = other;
    put[1].n_lines = 1;
    EVN_CHECK_ERR(start(put, 2), EVN_E_NOT_AT_POINT);
    b[0].quantity = 24;
    put[1].lines = b;
    EVN_CHECK_OK(start(put, 2));
    EVN_CHECK_ERR(start(put, 2), EVN_E_EXISTS);
    EVN_CHECK_ERR(give(CARD, "RICE", 25, 0), EVN_E_NOT_AT_POINT);
    EVN_CHECK_ERR(give(CARD, "WATER", 1, 0), EVN_E_NOT_AT_POINT); /* not for this door */
    EVN_CHECK_OK(give(CARD, "RICE", 20, EVN_DSP_DOOR_DAMAGED));
    EVN_CHECK_OK(visit(doors()->doors[0].bag, NULL, 0, 0, "", EVN_DSP_DOOR_MOVED, ""));
    EVN_CHECK_ERR(finish("RICE", 35), EVN_E_NOT_AT_POINT);
    EVN_CHECK_OK(finish("RICE", 34));
    settle(&w);
    is("RICE", 20, 0, 34);
    check_replay(&w);
    world_fini(&w);
}

static void a_proof_is_a_proof_and_a_reason_a_reason(void)
{
    struct evn_dsp_door_quantity all[] = {{"RICE", 20}}, some[] = {{"RICE", 5}};
    enum { CODE = EVN_DSP_PROOF_CODE, NOTE = EVN_DSP_PROOF_NOTE, PHOTO = EVN_DSP_PROOF_PHOTO };
    begin();
    settle(&w);
    EVN_CHECK_OK(start_two());
    EVN_CHECK_ERR(visit(CARD, all, 1, 0, "", 0, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(visit(CARD, all, 1, CODE, "11111111", 0, ""), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(visit(CARD, all, 1, PHOTO, "abc", 0, ""), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(visit(CARD, all, 1, NOTE, PHONE, 0, ""), EVN_E_BAD_FIELD);
    EVN_CHECK(strstr(w.h.why.subject, "139") == NULL);
    EVN_CHECK_ERR(visit(CARD, NULL, 0, NOTE, "left it there", 0, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(visit(CARD, some, 1, CODE, CARD, 0, ""), EVN_E_MISSING_FIELD); /* why not all */
    EVN_CHECK_ERR(visit(CARD, some, 1, CODE, CARD, EVN_DSP_DOOR_OTHER, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(visit(CARD, some, 1, CODE, CARD, EVN_DSP_DOOR_OTHER, PHONE), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(visit(CARD, all, 1, CODE, CARD, EVN_DSP_DOOR_REFUSED, ""), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(visit("22222222", all, 1, CODE, "22222222", 0, ""), EVN_E_UNKNOWN_REF);
    is("RICE", 0, 54, 0);
    EVN_CHECK_OK(visit(CARD, all, 1, NOTE, "neighbour opened", 0, ""));
    world_fini(&w);
}

static void who_is_named_and_who_may(void)
{
    struct evn_dsp_door_quantity one[] = {{"RICE", 1}};
    struct evn_dsp_door_put put[] = {{.person = "13912345678", .lines = one, .n_lines = 1},
                                     {.bag = CARD, .lines = one, .n_lines = 1}};
    begin();
    settle(&w);
    EVN_CHECK_ERR(start(put, 1), EVN_E_BAD_FIELD); /* a telephone is no pseudonym */
    EVN_CHECK_TEXT(w.h.why.subject, "");
    EVN_DSP_SET(put[0].person, "");
    EVN_CHECK_ERR(start(put, 1), EVN_E_MISSING_FIELD);
    EVN_DSP_SET(put[0].bag, "3-502");
    EVN_CHECK_ERR(start(put, 1), EVN_E_BAD_FIELD); /* a door is no bag code */
    EVN_DSP_SET(put[0].bag, CARD);
    EVN_CHECK_ERR(start(put, 2), EVN_E_BAD_FIELD); /* twice */
    EVN_DSP_SET(w.h.actor.scope, "310106");
    EVN_CHECK_ERR(start(put, 1), EVN_E_OUT_OF_SCOPE);
    EVN_DSP_SET(w.h.actor.scope, "310105");
    EVN_CHECK_OK(start(put, 1));
    struct evn_dsp_list_doors list = {.closed = true};
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.doors = &list}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_DOOR_ROUND), 1);
    EVN_DSP_SET(w.h.actor.scope, "310106");
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.doors = &list}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_DOOR_ROUND), 0);
    EVN_CHECK_ERR(give(CARD, "RICE", 1, 0), EVN_E_OUT_OF_SCOPE);
    w.h.actor.roles = EVN_ROLE_DASHBOARD;
    EVN_CHECK_ERR(query(&w, &(struct evn_dsp_query){.doors = &list}), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

static void a_return_the_ledger_refuses_is_at_the_point_still(void)
{
    begin();
    settle(&w);
    EVN_CHECK_OK(start_two());
    EVN_CHECK_OK(give(CARD, "RICE", 20, 0));
    EVN_CHECK_OK(visit(doors()->doors[0].bag, NULL, 0, 0, "", EVN_DSP_DOOR_REFUSED, ""));
    EVN_CHECK_OK(finish("RICE", 10));
    is("RICE", 20, 24, 10);
    w.ledger.refuse_returns = true;
    settle(&w);
    EVN_CHECK_EQ(doors()->state, EVN_DSP_DOOR_ROUND_OPEN);
    EVN_CHECK_TEXT(doors()->why.text, "NOT_ISSUED");
    is("RICE", 20, 34, 0);
    w.ledger.refuse_returns = false;
    EVN_CHECK_OK(finish("RICE", 10));
    settle(&w);
    EVN_CHECK_EQ(doors()->state, EVN_DSP_DOOR_ROUND_CLOSED);
    EVN_CHECK(!doors()->has_why);
    check_replay(&w);
    world_fini(&w);
}

/* Whatever is done at random doors, received = handed + left + returned. */
static void random_rounds_add_up(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(29));
    for (int run = 0; run < 20; run++) {
        char bag[12][EVN_LABEL_LEN + 1];
        struct evn_dsp_door_quantity lines[12][2];
        struct evn_dsp_door_put put[12] = {0};
        size_t n = 1 + evn_rng_below(&rng, 12);
        begin();
        settle(&w);
        for (size_t i = 0; i < n; i++) {
            lines[i][0] = (struct evn_dsp_door_quantity){"RICE", 1 + evn_rng_below(&rng, 4)};
            lines[i][1] = (struct evn_dsp_door_quantity){"WATER", 1};
            put[i].lines = lines[i];
            put[i].n_lines = i < 10 ? 1 + evn_rng_below(&rng, 2) : 1;
            snprintf(put[i].person, sizeof put[i].person, "P-%d", (int)i);
            evn_label_of(evn_bytes_text(put[i].person), bag[i]);
        }
        EVN_CHECK_OK(start(put, n));
        for (int k = 0; k < 60; k++) {
            size_t i = evn_rng_below(&rng, (uint32_t)n);
            bool none = evn_rng_below(&rng, 3) == 0;
            evn_err err =
                none ? visit(bag[i], NULL, 0, 0, "", 1 + (int32_t)evn_rng_below(&rng, 4), "")
                     : give(bag[i], evn_rng_below(&rng, 2) == 0 ? "RICE" : "WATER",
                            1 + evn_rng_below(&rng, 4), (int32_t)evn_rng_below(&rng, 3));
            EVN_CHECK(err == EVN_OK || err == EVN_E_NOT_AT_POINT || err == EVN_E_MISSING_FIELD ||
                      err == EVN_E_BAD_FIELD || err == EVN_E_WRONG_STATE);
            (void)doors();
        }
        evn_err err = finish("RICE", 1 + evn_rng_below(&rng, 6));
        EVN_CHECK(err == EVN_OK || err == EVN_E_DOORS_OPEN);
        settle(&w);
        (void)doors();
        check_replay(&w);
        world_fini(&w);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_was_received_goes_to_doors_and_adds_up),
        EVN_TEST(nobody_is_forgotten),
        EVN_TEST(no_more_goes_to_doors_than_was_received),
        EVN_TEST(a_proof_is_a_proof_and_a_reason_a_reason),
        EVN_TEST(who_is_named_and_who_may),
        EVN_TEST(a_return_the_ledger_refuses_is_at_the_point_still),
        EVN_TEST(random_rounds_add_up),
    };
    return evn_test_main(argc, argv, "dispatch.doors", tests, sizeof tests / sizeof tests[0]);
}
