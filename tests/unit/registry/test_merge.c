#include "tests/unit/registry/world.h"

static struct world w;
static struct evn_kit_part bill[1] = {{.item = "RICE", .quantity = 2}};
static struct evn_pack packs[1] = {{.name_en = "box", .base_units = 10}};

/* A kit with a cold chain, packs and a bill: what a put that says less used to erase. */
static struct evn_item kit(void)
{
    return (struct evn_item){.code = "KIT",
                             .name_en = "Kit",
                             .category = "living_supply",
                             .unit_en = "bag",
                             .packs = packs,
                             .n_packs = 1,
                             .kit = bill,
                             .n_kit = 1,
                             .weight_mg = 5000,
                             .cold_chain = true,
                             .temp_min_dc = 20,
                             .temp_max_dc = 80};
}

static void begin(void)
{
    struct evn_item item = kit();
    world_init(&w);
    world_fill(&w);
    EVN_CHECK_OK(put_item(&w, &item, false));
}

static evn_err update(const struct evn_item *was, const struct evn_item *item)
{
    struct evn_item seen = *was;
    struct evn_item_put put = {.item = *item, .has_item = true, .was = &seen};
    return post(&w, (struct evn_registry_command){.item = &put});
}

static void two_who_change_different_fields_lose_nothing(void)
{
    begin();
    struct evn_item named = kit(), weighed = kit(), now;
    strcpy(named.name_en, "Family kit");
    weighed.weight_mg = 6000;
    struct evn_item seen = kit();
    EVN_CHECK_OK(update(&seen, &named));
    EVN_CHECK_OK(update(&seen, &weighed));
    EVN_CHECK(get(&w, EVN_REG_ITEM, "KIT", &now));
    EVN_CHECK_TEXT(now.name_en, "Family kit");
    EVN_CHECK_EQ(now.weight_mg, 6000);
    EVN_CHECK(now.cold_chain);
    EVN_CHECK_EQ(now.temp_min_dc, 20);
    EVN_CHECK_EQ(now.temp_max_dc, 80);
    EVN_CHECK_EQ(now.n_packs, 1);
    EVN_CHECK_EQ(now.n_kit, 1);
    EVN_CHECK_EQ(now.kit[0].quantity, 2);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_field_changed_meanwhile_is_refused_and_named(void)
{
    begin();
    struct evn_item seen = kit(), first = kit(), second = kit(), now;
    first.weight_mg = 6000;
    second.weight_mg = 7000;
    strcpy(second.name_en, "Other");
    EVN_CHECK_OK(update(&seen, &first));
    EVN_CHECK_ERR(update(&seen, &second), EVN_E_OUTDATED);
    EVN_CHECK_TEXT(w.h.why.field, "item.item.weight_mg");
    EVN_CHECK_TEXT(w.h.why.subject, "KIT");
    EVN_CHECK(get(&w, EVN_REG_ITEM, "KIT", &now));
    EVN_CHECK_EQ(now.weight_mg, 6000);
    EVN_CHECK_TEXT(now.name_en, "Kit");
    EVN_CHECK_OK(update(&seen, &first));
    EVN_CHECK_OK(update(&first, &second));
    world_fini(&w);
}

static void a_list_is_one_field_and_emptying_it_is_a_change(void)
{
    begin();
    struct evn_kit_part more[1] = {{.item = "INSULIN", .quantity = 1}};
    struct evn_item seen = kit(), other = kit(), emptied = kit(), now;
    other.kit = more;
    emptied.n_kit = 0;
    EVN_CHECK_OK(update(&seen, &other));
    EVN_CHECK_ERR(update(&seen, &emptied), EVN_E_OUTDATED);
    EVN_CHECK_TEXT(w.h.why.field, "item.item.kit");
    EVN_CHECK_OK(update(&other, &emptied));
    EVN_CHECK(get(&w, EVN_REG_ITEM, "KIT", &now));
    EVN_CHECK_EQ(now.n_kit, 0);
    EVN_CHECK_EQ(now.n_packs, 1);
    world_fini(&w);
}

static void what_comes_out_is_checked_as_any_put(void)
{
    begin();
    struct evn_item seen = kit(), colder = kit(), warmer = kit(), strange = kit();
    colder.temp_max_dc = 30;
    warmer.temp_min_dc = 70;
    EVN_CHECK_OK(update(&seen, &colder));
    EVN_CHECK_ERR(update(&seen, &warmer), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "item.item.temp_max_dc");
    strcpy(strange.code, "OTHER");
    EVN_CHECK_ERR(update(&seen, &strange), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "was");
    strcpy(seen.code, "OTHER");
    EVN_CHECK_ERR(update(&seen, &strange), EVN_E_UNKNOWN_ITEM);
    world_fini(&w);
}

static void a_place_keeps_what_is_not_said(void)
{
    begin();
    struct evn_open_hours hours[1] = {{.from_min = 480, .until_min = 1200}};
    struct evn_place seen = warehouse("W7"), closed, now;
    seen.open_hours = hours;
    seen.n_open_hours = 1;
    seen.lat_e6 = 31200000;
    seen.datum = 1;
    strcpy(seen.coord_source, "survey");
    EVN_CHECK_OK(put_place(&w, &seen, false));
    struct evn_place named = closed = seen;
    closed.closed = true;
    strcpy(named.name_en, "North");
    struct evn_place_put first = {.place = closed, .has_place = true, .was = &seen};
    struct evn_place_put second = {.place = named, .has_place = true, .was = &seen};
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.place = &first}));
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.place = &second}));
    EVN_CHECK(get(&w, EVN_REG_PLACE, "W7", &now));
    EVN_CHECK(now.closed);
    EVN_CHECK_TEXT(now.name_en, "North");
    EVN_CHECK_EQ(now.n_open_hours, 1);
    EVN_CHECK_EQ(now.lat_e6, 31200000);
    world_fini(&w);
}

static void without_what_was_seen_an_entity_is_said_whole(void)
{
    begin();
    struct evn_item less = kit(), now;
    less.n_kit = 0;
    less.cold_chain = false;
    EVN_CHECK_ERR(put_item(&w, &less, false), EVN_E_EXISTS);
    EVN_CHECK_OK(put_item(&w, &less, true));
    EVN_CHECK(get(&w, EVN_REG_ITEM, "KIT", &now));
    EVN_CHECK_EQ(now.n_kit, 0);
    EVN_CHECK(!now.cold_chain);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(two_who_change_different_fields_lose_nothing),
    EVN_TEST(a_field_changed_meanwhile_is_refused_and_named),
    EVN_TEST(a_list_is_one_field_and_emptying_it_is_a_change),
    EVN_TEST(what_comes_out_is_checked_as_any_put),
    EVN_TEST(a_place_keeps_what_is_not_said),
    EVN_TEST(without_what_was_seen_an_entity_is_said_whole),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.merge", tests, sizeof tests / sizeof tests[0]);
}
