#include "tests/integration/up/story.h"
#include "tests/lib/suite.h"

#include <stdio.h>

static const char *write_file(const char *name, const char *text)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", story_site.data, name);
    FILE *file = fopen(path, "w");
    EVN_CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    return path;
}

static void put_kit(const char *code)
{
    GOOD("item", "put", code, "--zh", "大包", "--en", "Kit", "--category", "living", "--unit-en",
         "bag", "--packs", "box=10", "--kit", "HERB=2,ROOT=1", "--weight-g", "500", "--cold",
         "2..8", "--cold-budget", "30", "--warn-days", "7");
}

/* What nobody spoke of. */
static void kit_keeps_the_rest(void)
{
    SAYS("\"baseUnits\":\"10\"");
    SAYS("\"kit\":[{\"item\":\"HERB\",\"quantity\":\"2\"},{\"item\":\"ROOT\",\"quantity\":\"1\"}]");
    SAYS("\"coldChain\":true");
    SAYS("\"tempMinDc\":20,\"tempMaxDc\":80");
    SAYS("\"coldBudgetMin\":30");
    SAYS("\"nDaysWarn\":7");
}

static void a_put_of_a_name_keeps_all_that_is_not_named(void)
{
    put_kit("KIT");
    BAD(69, "KIT", "item", "put", "KIT", "--en", "Family kit", "--category", "living", "--unit-en",
        "bag");
    GOOD("item", "put", "KIT", "--en", "Family kit", "--replace");
    GOOD("item", "show", "KIT", "--json");
    SAYS("\"nameZh\":\"大包\",\"nameEn\":\"Family kit\"");
    SAYS("\"weightMg\":\"500000\"");
    SAYS("\"initials\":\"db\"");
    kit_keeps_the_rest();
    BAD(64, "clear", "item", "put", "KIT", "--clear", "kit,nosuch");
    BAD(64, "clear", "item", "put", "KIT", "--clear", "en", "--en", "Kit");
    GOOD("item", "put", "KIT", "--clear", "kit,cold,weight_mg");
    GOOD("item", "show", "KIT", "--json");
    SAYS("\"nameEn\":\"Family kit\"");
    SAYS("\"baseUnits\":\"10\"");
    SAYS_NOT("\"kit\":[{");
    SAYS_NOT("\"coldChain\":true");
    SAYS_NOT("\"tempMaxDc\":80");
    SAYS_NOT("\"weightMg\":\"500000\"");
}

static void a_place_keeps_hours_coordinates_and_vehicle(void)
{
    const char *table =
        write_file("places.tsv", "code\tkind\tname_en\tlat\tlon\tdatum\tcoord_source\topen_hours\n"
                                 "W5\tWAREHOUSE\tFive\t31.2\t121.4\tWGS84\tsurvey\t08:00-20:00\n");
    GOOD("import", "places", table);
    GOOD("place", "put", "W5", "--zh", "五号库", "--replace");
    GOOD("place", "set", "W5", "--closed");
    GOOD("place", "show", "W5", "--json");
    SAYS("\"nameZh\":\"五号库\",\"nameEn\":\"Five\"");
    SAYS("\"latE6\":31200000,\"lonE6\":121400000");
    SAYS("\"openHours\":[{\"fromMin\":480,\"untilMin\":1200}]");
    SAYS("\"closed\":true");
    GOOD("place", "put", "T1", "--kind", "vehicle", "--en", "Van", "--weight-max", "1200",
         "--volume-max", "9000", "--depot", "W1", "--shift", "06:00-22:00", "--cold-box");
    GOOD("place", "put", "T1", "--weight-max", "1500", "--replace");
    GOOD("place", "show", "T1", "--json");
    SAYS("\"weightMaxG\":\"1500000\"");
    SAYS("\"coldBox\":true");
    SAYS("\"depot\":\"W1\"");
    SAYS("\"shiftFromMin\":360,\"shiftUntilMin\":1320");
    table = write_file("names.tsv", "code\tkind\tname_en\nW5\tWAREHOUSE\tFive again\n");
    GOOD("import", "places", table, "--replace", "--dry-run");
    SAYS_NOT("open_hours");
    GOOD("import", "places", table, "--replace");
    GOOD("place", "show", "W5", "--json");
    SAYS("\"nameZh\":\"五号库\",\"nameEn\":\"Five again\"");
    SAYS("\"latE6\":31200000,\"lonE6\":121400000");
    SAYS("\"openHours\":[{\"fromMin\":480,\"untilMin\":1200}]");
    SAYS("\"closed\":true");
}

static void both_go(const char *name, const char *grams)
{
    struct evn_site_going going[2];
    struct evn_site_run run;
    evn_test_site_go(&story_site, &going[0],
                     STORY_ARGS("item", "put", "BAG", "--en", name, "--replace"));
    evn_test_site_go(&story_site, &going[1],
                     STORY_ARGS("item", "put", "BAG", "--weight-g", grams, "--replace"));
    for (size_t i = 0; i < 2; i++) {
        while (evn_test_site_goes(&going[i], &run))
            ;
        EVN_CHECK_EQ(run.status, 0);
    }
}

static void two_who_change_one_item_at_once_lose_nothing(void)
{
    put_kit("BAG");
    for (int round = 0; round < 5; round++) {
        char name[20], grams[20], says_name[60], says_weight[60];
        snprintf(name, sizeof name, "Kit %d", round);
        snprintf(grams, sizeof grams, "%d", 600 + round);
        snprintf(says_name, sizeof says_name, "\"nameEn\":\"%s\"", name);
        snprintf(says_weight, sizeof says_weight, "\"weightMg\":\"%s000\"", grams);
        both_go(name, grams);
        GOOD("item", "show", "BAG", "--json");
        SAYS(says_name);
        SAYS(says_weight);
    }
    kit_keeps_the_rest();
}

/* One installation for all: each start takes seconds. */
static void an_installation_starts(void)
{
    story_begin();
}

static void it_ends_with_all_logs_in_order(void)
{
    story_end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_installation_starts),
        EVN_TEST(a_put_of_a_name_keeps_all_that_is_not_named),
        EVN_TEST(a_place_keeps_hours_coordinates_and_vehicle),
        EVN_TEST(two_who_change_one_item_at_once_lose_nothing),
        EVN_TEST(it_ends_with_all_logs_in_order),
    };
    return evn_test_main(argc, argv, "evn.update", tests, sizeof tests / sizeof tests[0]);
}
