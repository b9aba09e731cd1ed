/* Key persons' needs in a rhythm: wanted on their day, owed until they are brought. */
#include "common/base/pbw.h"
#include "tests/unit/dispatch/core/world.h"

#define C1   "310105001001"
#define LINE "STANDING-" C1

static struct world w;

static void begin(void)
{
    world_init(&w);
    add_item(&w, "INSULIN", 1, 1000);
    add_community(&w, C1, 0);
    add_vehicle(&w, "V1", "W1", 1000000000);
    at(&w, 0, 300);
    need_due(&w, C1, "INSULIN", 56, true);
}

static uint32_t overdue_on_board(void)
{
    struct evn_dsp_list list = {.after = ""};
    struct evn_pb_field field, inner;
    uint32_t n = 0;
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.board = &list}));
    struct evn_bytes rest = evn_bytes_of(w.h.result.at, w.h.result.len);
    while (evn_pb_next(&rest, &field) == EVN_OK)
        while (field.type == 2 && evn_pb_next(&field.bytes, &inner) == EVN_OK)
            if (inner.number == 13)
                n = (uint32_t)inner.value;
    return n;
}

static void next_day_without(int d)
{
    at(&w, d, 300);
    need_due(&w, C1, "INSULIN", 0, false);
    EVN_CHECK_OK(round_now(&w));
}

static void what_was_not_brought_on_its_day_is_overdue_until_it_is(void)
{
    begin();
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 56);
    EVN_CHECK(!line_of(&w, LINE, 1)->overdue);
    EVN_CHECK_EQ(overdue_on_board(), 0);
    next_day_without(1);
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 56);
    EVN_CHECK(line_of(&w, LINE, 1)->overdue);
    EVN_CHECK_EQ(overdue_on_board(), 1);
    next_day_without(2);
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 56);
    receive_stock(&w, "W1", "INSULIN", 100);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->allocated, 56);
    settle(&w);
    drive_all(&w);
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->received, 56);
    next_day_without(3);
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 0);
    EVN_CHECK(!line_of(&w, LINE, 1)->overdue);
    EVN_CHECK_EQ(overdue_on_board(), 0);
    /* It came late, and does not stand for the next one. */
    at(&w, 14, 300);
    need_due(&w, C1, "INSULIN", 40, true);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->allocated, 40);
    check_replay(&w);
    world_fini(&w);
}

static void what_is_brought_on_its_day_is_not_asked_for_twice(void)
{
    begin();
    receive_stock(&w, "W1", "INSULIN", 200);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->allocated, 56);
    settle(&w);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 0);
    drive_all(&w);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 0);
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->received, 56);
    next_day_without(1);
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 0);
    EVN_CHECK(!line_of(&w, LINE, 1)->overdue);
    world_fini(&w);
}

static void what_ends_on_its_own_day_is_not_owed(void)
{
    begin();
    EVN_CHECK_OK(round_now(&w));
    need_due(&w, C1, "INSULIN", 0, false);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 0);
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->why.code, EVN_DSP_WHY_NOT_NEEDED);
    next_day_without(1);
    EVN_CHECK(!line_of(&w, LINE, 1)->overdue);
    world_fini(&w);
}

static void an_unsealed_community_is_owed_nothing(void)
{
    begin();
    EVN_CHECK_OK(round_now(&w));
    next_day_without(1);
    EVN_CHECK(line_of(&w, LINE, 1)->overdue);
    close_need(&w, C1);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, LINE, 1)->open, 0);
    EVN_CHECK(!line_of(&w, LINE, 1)->overdue);
    world_fini(&w);
}

/* Whether the community's standing request has a line of the item. */
static bool is_asked_for(const char *item)
{
    bool found = false;
    for (uint32_t i = 1; i <= 4; i++) {
        char key[EVN_DSP_KEY_MAX];
        evn_dsp_key_line(LINE, i, key);
        const struct evn_dsp_line *line = evn_dsp_find(w.state, EVN_DSP_LINE, key);
        found |= line != NULL && strcmp(line->item, item) == 0;
    }
    return found;
}

/* A bed stands where it is; what was goods before and is equipment now is not brought either. */
static void beds_are_needed_and_not_brought(void)
{
    begin();
    add_item(&w, "BED", 1, 1000);
    receive_stock(&w, "W1", "BED", 100);
    receive_stock(&w, "W1", "INSULIN", 100);
    need(&w, C1, "BED", 3, 7);
    need_capacity(&w, C1, "BED", 7);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK(is_asked_for("INSULIN"));
    EVN_CHECK(!is_asked_for("BED"));
    settle(&w);
    at(&w, 1, 300);
    need(&w, C1, "BED", 3, 7);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK(is_asked_for("BED"));
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(what_was_not_brought_on_its_day_is_overdue_until_it_is),
    EVN_TEST(beds_are_needed_and_not_brought),
    EVN_TEST(what_is_brought_on_its_day_is_not_asked_for_twice),
    EVN_TEST(what_ends_on_its_own_day_is_not_owed),
    EVN_TEST(an_unsealed_community_is_owed_nothing),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.owed", tests, sizeof tests / sizeof tests[0]);
}
