/* Files into running services: what comes in, twice, changed, refused. */
#include "tests/lib/site.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static struct evn_test_site site;
static struct evn_site_run run;

#define SAMPLE EVN_ROOT "/deploy/sample/"

static bool has_ledger(void)
{
    return access(EVN_BIN_DIR "/evn-ledger", X_OK) == 0;
}

static void begin(void)
{
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, NULL);
}

static void end(void)
{
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

#define IMPORT(...)                                                                                \
    evn_test_site_run(&site, &run,                                                                 \
                      (const char *[]){"--lang=en", "--json", "import", __VA_ARGS__, NULL})

/* The last line the run printed. */
static const char *last_line(void)
{
    size_t len = strlen(run.out);
    if (len > 0 && run.out[len - 1] == '\n')
        run.out[--len] = '\0';
    const char *at = strrchr(run.out, '\n');
    return at != NULL ? at + 1 : run.out;
}

static void check(int status, const char *want)
{
    EVN_CHECK_EQ(run.status, status);
    EVN_CHECK_TEXT(last_line(), want);
}

static const char *write_file(const char *name, const char *text)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", evn_test_dir(), name);
    FILE *file = fopen(path, "wb");
    EVN_MUST(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    return path;
}

static void import_sample(const char *areas, const char *tables, const char *norms,
                          const char *items, const char *links)
{
    IMPORT("areas", SAMPLE "areas.tsv", SAMPLE "districts.tsv", SAMPLE "streets.tsv");
    check(0, areas);
    IMPORT("policy", SAMPLE "policy/zone_rules.tsv", SAMPLE "policy/isolation_rules.tsv",
           SAMPLE "policy/reserve_classes.tsv", SAMPLE "policy/key_groups.tsv",
           SAMPLE "policy/test_rules.tsv", SAMPLE "policy/service_rules.tsv");
    check(0, tables);
    IMPORT("norms", SAMPLE "norms.tsv");
    check(0, norms);
    IMPORT("items", SAMPLE "items.tsv");
    check(0, items);
    IMPORT("item-norms", SAMPLE "item_norms.tsv");
    check(0, links);
}

static void the_sample_data_comes_in_and_twice_changes_nothing(void)
{
    begin();
    import_sample("{\"rows\":252,\"new\":252,\"other\":0,\"unchanged\":0,\"refused\":0}",
                  "{\"rows\":66,\"new\":6,\"other\":0,\"unchanged\":0,\"refused\":0}",
                  "{\"rows\":52,\"new\":52,\"other\":0,\"unchanged\":0,\"refused\":0}",
                  "{\"rows\":8,\"new\":8,\"other\":0,\"unchanged\":0,\"refused\":0}",
                  "{\"rows\":7,\"new\":7,\"other\":0,\"unchanged\":0,\"refused\":0}");
    import_sample("{\"rows\":252,\"new\":0,\"other\":0,\"unchanged\":252,\"refused\":0}",
                  "{\"rows\":66,\"new\":0,\"other\":0,\"unchanged\":6,\"refused\":0}",
                  "{\"rows\":52,\"new\":0,\"other\":0,\"unchanged\":52,\"refused\":0}",
                  "{\"rows\":8,\"new\":0,\"other\":0,\"unchanged\":8,\"refused\":0}",
                  "{\"rows\":7,\"new\":0,\"other\":0,\"unchanged\":7,\"refused\":0}");
    end();
}

static void other_content_is_refused_until_it_may_replace(void)
{
    const char *path = write_file("items.tsv", "code\tname_en\tcategory\nA\tOne\tc\nB\tTwo\tc\n");
    begin();
    IMPORT("items", path);
    check(0, "{\"rows\":2,\"new\":2,\"other\":0,\"unchanged\":0,\"refused\":0}");
    path = write_file("items.tsv", "code\tname_en\tcategory\nA\tOne\tc\nB\tTwo and a half\tc\n");
    IMPORT("items", path);
    check(65, "{\"rows\":2,\"new\":0,\"other\":0,\"unchanged\":1,\"refused\":1}");
    EVN_CHECK(strstr(run.err, "\"line\":3") != NULL && strstr(run.err, "\"EXISTS\"") != NULL);
    IMPORT("items", path, "--replace");
    check(0, "{\"rows\":2,\"new\":0,\"other\":1,\"unchanged\":1,\"refused\":0}");
    end();
}

#define EVN(...)                                                                                   \
    evn_test_site_run(&site, &run, (const char *[]){"--lang=en", "--json", __VA_ARGS__, NULL})

/* Whether `evn NOUN show CODE` says this. */
static bool shows(const char *noun, const char *code, const char *want)
{
    EVN(noun, "show", code);
    return run.status == 0 && strstr(run.out, want) != NULL;
}

static void places_keep_what_their_table_does_not_say(void)
{
    IMPORT("places", write_file("places.tsv",
                                "code\tkind\tname_en\tmin_life_days\tparent\tweight_max_kg\tdepot\t"
                                "shift_from\tvolume_max_l\tshift_until\n"
                                "W\twarehouse\tStore\t45\t\t\t\t\t\t\n"
                                "B\tbin\tShelf\t\tW\t\t\t\t\t\n"
                                "T\tvehicle\tVan\t\t\t1200\tW\t06:00\t6000\t18:00\n"));
    check(0, "{\"rows\":3,\"new\":3,\"other\":0,\"unchanged\":0,\"refused\":0}");
    const char *path = write_file("places.tsv", "code\tkind\tname_en\tshift_from\n"
                                                "W\twarehouse\tStore 1\t\n"
                                                "B\tbin\tShelf 1\t\n"
                                                "T\tvehicle\tVan\t07:30\n");
    IMPORT("places", path, "--dry-run");
    EVN_CHECK(strstr(run.out, "\"T\",\"line\":4,\"field\":\"shift_from\",\"before\":\"06:00\","
                              "\"after\":\"07:30\"}") != NULL);
    IMPORT("places", path, "--replace");
    check(0, "{\"rows\":3,\"new\":0,\"other\":3,\"unchanged\":0,\"refused\":0}");
    EVN_CHECK(shows("place", "W", "\"minLifeDays\":45"));
    EVN_CHECK(shows("place", "B", "\"parent\":\"W\""));
    EVN_CHECK(
        shows("place", "T",
              "\"vehicle\":{\"weightMaxG\":\"1200000\",\"volumeMaxMl\":\"6000000\",\"depot\":\"W\","
              "\"shiftFromMin\":450,\"shiftUntilMin\":1080}"));
}

/* A vaccine without its temperatures is a vaccine that spoils. */
static void what_a_table_has_no_column_for_stays_as_it_is(void)
{
    begin();
    IMPORT("items",
           write_file("items.tsv", "code\tname_en\tcategory\tcold_chain\ttemp_min_c\ttemp_max_c\t"
                                   "cold_budget_min\twarn_days\tequipment\tkit\ttracking\n"
                                   "V\tVaccine\tc\tyes\t2\t8.5\t240\t30\t\t\tlot-expiry\n"
                                   "S\tSyringe\tc\t\t\t\t\t\t\t\t\n"
                                   "K\tKit\tc\t\t\t\t\t\t\tS=2; V=1\t\n"
                                   "P\tPump\tc\t\t\t\t\t\tyes\t\tserial\n"));
    check(0, "{\"rows\":4,\"new\":4,\"other\":0,\"unchanged\":0,\"refused\":0}");
    const char *path = write_file("items.tsv", "code\tname_en\tcategory\ttemp_max_c\twarn_days\n"
                                               "V\tVaccine 2\tc\t\t-\n"
                                               "K\tKit 2\tc\t\t\n"
                                               "P\tPump\tc\t\t\n");
    IMPORT("items", path, "--dry-run");
    EVN_CHECK(strstr(run.out, "\"V\",\"line\":2,\"field\":\"name_en\",\"before\":\"Vaccine\","
                              "\"after\":\"Vaccine 2\"}") != NULL);
    EVN_CHECK(strstr(run.out, "\"field\":\"warn_days\",\"before\":\"30\",\"after\":\"0\"}") !=
              NULL);
    EVN_CHECK(strstr(run.out, "cold") == NULL && strstr(run.out, "temp") == NULL);
    check(0, "{\"rows\":3,\"new\":0,\"other\":2,\"unchanged\":1,\"refused\":0}");
    IMPORT("items", path, "--replace");
    check(0, "{\"rows\":3,\"new\":0,\"other\":2,\"unchanged\":1,\"refused\":0}");
    EVN_CHECK(shows("item", "V", "\"nameEn\":\"Vaccine 2\""));
    EVN_CHECK(shows("item", "V",
                    "\"coldChain\":true,\"tempMinDc\":20,\"tempMaxDc\":85,"
                    "\"coldBudgetMin\":240}"));
    EVN_CHECK(shows("item", "K",
                    "\"kit\":[{\"item\":\"S\",\"quantity\":\"2\"},"
                    "{\"item\":\"V\",\"quantity\":\"1\"}]"));
    EVN_CHECK(shows("item", "P", "\"equipment\":true"));
    places_keep_what_their_table_does_not_say();
    end();
}

static void a_dry_run_lists_the_differences_and_changes_nothing(void)
{
    const char *path = write_file("zone_rules.tsv", "rule\tvalue\nlevels\thigh;low\n");
    begin();
    for (int i = 0; i < 2; i++) {
        IMPORT("policy", path, "--dry-run");
        EVN_CHECK(strstr(run.out, "{\"change\":\"new\",\"table\":\"policy\",\"key\":"
                                  "\"zone_rules\",\"line\":0,\"field\":\"\",\"before\":\"\","
                                  "\"after\":\"\"}\n") == run.out);
        check(0, "{\"rows\":1,\"new\":1,\"other\":0,\"unchanged\":0,\"refused\":0}");
    }
    IMPORT("policy", path);
    check(0, "{\"rows\":1,\"new\":1,\"other\":0,\"unchanged\":0,\"refused\":0}");
    write_file("zone_rules.tsv", "rule\tvalue\nlevels\thigh\n");
    IMPORT("policy", path);
    check(65, "{\"rows\":1,\"new\":0,\"other\":0,\"unchanged\":0,\"refused\":1}");
    IMPORT("policy", path, "--replace");
    check(0, "{\"rows\":1,\"new\":0,\"other\":1,\"unchanged\":0,\"refused\":0}");
    IMPORT("policy", path);
    check(0, "{\"rows\":1,\"new\":0,\"other\":0,\"unchanged\":1,\"refused\":0}");
    end();
}

/* The catalogue with one description changed: `text` becomes `other`, of the same length. */
static const char *changed_catalogue(const char *from, const char *text, const char *other)
{
    static char path[600];
    size_t room = 2 << 20;
    char *all = malloc(room);
    FILE *in = fopen(from, "rb"), *out;
    EVN_MUST(all != NULL && in != NULL);
    size_t n = fread(all, 1, room - 1, in);
    all[n] = '\0';
    fclose(in);
    char *at = strstr(all, text);
    EVN_MUST(n < room - 1 && at != NULL && strlen(text) == strlen(other));
    memcpy(at, other, strlen(other));
    snprintf(path, sizeof path, "%s/changed.csv", evn_test_dir());
    out = fopen(path, "wb");
    EVN_MUST(out != NULL && fwrite(all, 1, n, out) == n && fclose(out) == 0);
    free(all);
    return path;
}

/* Windows-1252; 13 codes with a comma in them are not ours. */
static void a_red_cross_catalogue_comes_in_once_and_a_change_is_shown_first(void)
{
    static const char same[] =
        "{\"rows\":11782,\"new\":0,\"other\":0,\"unchanged\":11769,\"refused\":13}";
    const char *folder = evn_test_data("catalogue");
    char path[600];
    if (folder == NULL) {
        evn_test_skip("no catalogue");
        return;
    }
    snprintf(path, sizeof path, "%s/ifrc_items.csv", folder);
    begin();
    IMPORT("items", path);
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(strstr(run.err, "\"reason\":\"CATEGORY\"") != NULL);
    IMPORT("items", path, "--category", "D=emergency_medicine,living_supply");
    check(65, "{\"rows\":11782,\"new\":11769,\"other\":0,\"unchanged\":0,\"refused\":13}");
    EVN_CHECK(strstr(run.err, "\"line\":9599,\"column\":1,\"name\":\"item code\","
                              "\"reason\":\"CODE\"") != NULL);
    IMPORT("items", path, "--category", "D=emergency_medicine,living_supply");
    check(65, same);
    const char *changed = changed_catalogue(path, "BISCUITS, pack", "BISCUITS, case");
    for (int i = 0; i < 2; i++) {
        IMPORT("items", changed, "--category", "D=emergency_medicine,living_supply", "--dry-run");
        EVN_CHECK(strstr(run.out, "{\"change\":\"other\",\"table\":\"item\",\"key\":"
                                  "\"AFODBISC01\",\"line\":5,\"field\":\"name_en\"") == run.out);
        check(65, "{\"rows\":11782,\"new\":0,\"other\":1,\"unchanged\":11768,\"refused\":13}");
    }
    IMPORT("items", path, "--category", "D=emergency_medicine,living_supply");
    check(65, same);
    IMPORT("items", changed, "--category", "D=emergency_medicine,living_supply", "--replace");
    check(65, "{\"rows\":11782,\"new\":0,\"other\":1,\"unchanged\":11768,\"refused\":13}");
    end();
}

static void what_the_registry_refuses_is_told_by_line(void)
{
    const char *path = write_file("places.tsv", "code\tkind\tarea\tname_en\n"
                                                "W1\twarehouse\t\tStore\n"
                                                "W2\twarehouse\t99\tNowhere\n"
                                                "W3\twarehouse\t\tStore 3\n");
    begin();
    IMPORT("places", path);
    check(65, "{\"rows\":3,\"new\":2,\"other\":0,\"unchanged\":0,\"refused\":1}");
    EVN_CHECK(strstr(run.err, "\"line\":3") != NULL && strstr(run.err, "UNKNOWN_REF") != NULL);
    IMPORT("places", path, "--key", "nobody");
    EVN_CHECK(run.status != 0);
    end();
}

#define TRAPS EVN_ROOT "/tests/golden/import/scms_traps.csv"
#define TOTALS                                                                                     \
    "{\"lines\":7,\"value_cents\":372275579,\"packs\":600096,\"shipments\":5,\"refused\":11}"

static void receipts_are_posted_once_however_often_they_are_imported(void)
{
    if (!has_ledger()) {
        evn_test_skip("no evn-ledger in this build");
        return;
    }
    begin();
    IMPORT("scms", TRAPS);
    check(65, TOTALS);
    EVN_CHECK(strstr(run.out, "{\"part\":\"registry\",\"new\":7,") != NULL);
    EVN_CHECK(strstr(run.out, "{\"part\":\"receipts\",\"new\":7,") != NULL);
    IMPORT("scms", TRAPS, "--dry-run");
    EVN_CHECK(strstr(run.out, "{\"part\":\"receipts\",\"new\":0,\"other\":0,\"unchanged\":7,") !=
              NULL);
    IMPORT("scms", TRAPS);
    check(65, TOTALS);
    EVN_CHECK(strstr(run.out, "{\"part\":\"registry\",\"new\":0,\"other\":0,\"unchanged\":7,") !=
              NULL);
    EVN_CHECK(strstr(run.out, "{\"part\":\"receipts\",\"new\":0,\"other\":0,\"unchanged\":7,") !=
              NULL);
    end();
}

#define REPORT_HEAD "facility,item,period,opening,received,issued,adjusted,closing\n"

static void check_stock(const char *want)
{
    evn_test_site_run(&site, &run, (const char *[]){"--lang=en", "--json", "stock", "list", NULL});
    EVN_CHECK_EQ(run.status, 0);
    if (strstr(run.out, want) == NULL)
        EVN_CHECK_TEXT(run.out, want);
}

/* Months come in once, stock is what the last one says, and what does not carry over has a name. */
static void reports_are_posted_once_and_breaks_are_named(void)
{
    const char *path = write_file("report.csv", REPORT_HEAD "C1,P1,2019-01,10,5,3,-2,10\n"
                                                            "C1,P1,2019-02,10,0,10,0,0\n"
                                                            "C1,P1,2019-04,100,0,80,0,20\n"
                                                            "C1,P1,2019-05,18,0,8,0,10\n"
                                                            "C1,P1,2019-06,10,1,1,0,11\n");
    static const char totals[] = "{\"rows\":5,\"balanced\":4,\"carry_breaks\":2,\"refused\":1}";
    begin();
    IMPORT("report", path, "--known");
    check(65, "{\"rows\":5,\"balanced\":4,\"carry_breaks\":0,\"refused\":5}");
    EVN_CHECK(strstr(run.err, "\"UNREGISTERED\"") != NULL);
    IMPORT("report", path, "--dry-run");
    check(65, totals);
    EVN_CHECK(strstr(run.err, "\"line\":6,\"column\":8,\"name\":\"closing\"") != NULL);
    for (int i = 0; i < 2; i++) {
        IMPORT("report", path);
        check(65, totals);
        EVN_CHECK(strstr(run.out, i == 0 ? "{\"part\":\"reports\",\"new\":4,\"unchanged\":0}"
                                         : "{\"part\":\"reports\",\"new\":0,\"unchanged\":4}") !=
                  NULL);
        EVN_CHECK(strstr(run.out, "\"period\":\"2019-04\",\"closing\":0,\"opening\":100,"
                                  "\"difference\":100,\"gap\":true,\"line\":4}") != NULL);
        check_stock("\"quantity\":10,");
    }
    /* As of each month's end the books are the report's closing. */
    evn_test_site_run(&site, &run,
                      (const char *[]){"--json", "stock", "list", "--as-of", "2019-04-30", NULL});
    EVN_CHECK(strstr(run.out, "\"quantity\":20,") != NULL);
    evn_test_site_run(&site, &run,
                      (const char *[]){"--json", "stock", "list", "--as-of", "2019-05-01", NULL});
    EVN_CHECK(strstr(run.out, "\"quantity\":18,") != NULL);
    evn_test_site_run(&site, &run, (const char *[]){"verify", NULL});
    EVN_CHECK_EQ(run.status, 0);
}

/* The next month comes in a file of its own, and is held against the books. */
/* A report names no lot. What wants one is refused before anything is posted, as the dry run says;
 * what the ledger refuses opens no break and carries no later month. */
static void a_dry_run_of_reports_promises_what_is_kept(void)
{
    const char *items = write_file("items.tsv", "code\tname_en\tcategory\ttracking\n"
                                                "INS\tInsulin\tc\tlot-expiry\n"
                                                "P1\tPads\tc\tnone\n");
    static const char totals[] = "{\"rows\":4,\"balanced\":4,\"carry_breaks\":1,\"refused\":2}";
    begin();
    IMPORT("items", items);
    EVN_CHECK_EQ(run.status, 0);
    const char *path = write_file("report.csv", REPORT_HEAD "F1,INS,2019-01,10,5,3,0,12\n"
                                                            "F1,INS,2019-02,20,0,10,0,10\n"
                                                            "F2,P1,2019-01,10,5,3,0,12\n"
                                                            "F2,P1,2019-02,20,0,10,0,10\n");
    for (int real = 0; real < 2; real++) {
        IMPORT("report", path, real ? NULL : "--dry-run");
        check(65, totals);
        EVN_CHECK(strstr(run.err, "\"line\":2") != NULL && strstr(run.err, "\"TRACKED\"") != NULL);
        EVN_CHECK(strstr(run.out, "{\"part\":\"registry\",\"new\":1,") != NULL);
        EVN_CHECK(strstr(run.out, "{\"part\":\"reports\",\"new\":2,\"unchanged\":0}") != NULL);
    }
    EVN("discrepancy", "list");
    EVN_CHECK(strstr(run.out, "report:F2:P1:2019-02:break") != NULL);
    EVN_CHECK(strstr(run.out, "INS") == NULL);
    end();
}

#define HUGE_FIGURE "9200000000000000000"

static void what_the_ledger_refuses_opens_nothing(void)
{
    begin();
    /* The world outside cannot lose more of P1 than a number holds. */
    IMPORT("report", write_file("report.csv", REPORT_HEAD "F1,P1,2019-01,10,5,3,0,12\n"
                                                          "F2,P1,2019-01," HUGE_FIGURE
                                                          ",0,0,0," HUGE_FIGURE "\n"));
    check(0, "{\"rows\":2,\"balanced\":2,\"carry_breaks\":0,\"refused\":0}");
    const char *path =
        write_file("report.csv", REPORT_HEAD "F1,P1,2019-02," HUGE_FIGURE ",0,0,0," HUGE_FIGURE "\n"
                                             "F1,P1,2019-03,10,0,1,0,9\n");
    IMPORT("report", path);
    check(65, "{\"rows\":2,\"balanced\":2,\"carry_breaks\":0,\"refused\":2}");
    EVN_CHECK(strstr(run.err, "\"line\":2,") != NULL && strstr(run.err, "\"BEFORE\"") != NULL);
    EVN_CHECK(strstr(run.out, "{\"part\":\"reports\",\"new\":0,\"unchanged\":0}") != NULL);
    EVN_CHECK(strstr(run.out, "\"break\":") == NULL);
    EVN("discrepancy", "list");
    EVN_CHECK(run.status == 0 && strstr(run.out, ":break") == NULL);
    path = write_file("report.csv", REPORT_HEAD "F1,P1,2019-02,20,0,10,0,10\n"
                                                "F1,P1,2019-03,10,0,1,0,9\n");
    IMPORT("report", path);
    check(0, "{\"rows\":2,\"balanced\":2,\"carry_breaks\":1,\"refused\":0}");
    EVN("discrepancy", "list");
    EVN_CHECK(strstr(run.out, "report:F1:P1:2019-02:break") != NULL);
    end();
}

static void a_later_month_builds_on_the_books_and_an_earlier_one_is_refused(void)
{
    const char *path = write_file("later.csv", REPORT_HEAD "C1,P1,2019-06,12,0,0,0,12\n"
                                                           "C1,P1,2019-03,0,1,1,0,0\n");
    IMPORT("report", path);
    check(65, "{\"rows\":2,\"balanced\":2,\"carry_breaks\":1,\"refused\":1}");
    EVN_CHECK(strstr(run.out, "\"closing\":10,\"opening\":12,\"difference\":2,") != NULL);
    EVN_CHECK(strstr(run.err, "\"line\":3,") != NULL && strstr(run.err, "\"ORDER\"") != NULL);
    check_stock("\"quantity\":12,");
    /* A row that says otherwise than it did is told, not taken. */
    path = write_file("later.csv", REPORT_HEAD "C1,P1,2019-05,18,0,9,1,10\n");
    IMPORT("report", path);
    check(65, "{\"rows\":1,\"balanced\":1,\"carry_breaks\":0,\"refused\":1}");
    EVN_CHECK(strstr(run.err, "\"ID_CONFLICT\"") != NULL);
    check_stock("\"quantity\":12,");
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_sample_data_comes_in_and_twice_changes_nothing),
        EVN_TEST(other_content_is_refused_until_it_may_replace),
        EVN_TEST(what_a_table_has_no_column_for_stays_as_it_is),
        EVN_TEST(a_dry_run_lists_the_differences_and_changes_nothing),
        EVN_TEST(a_red_cross_catalogue_comes_in_once_and_a_change_is_shown_first),
        EVN_TEST(what_the_registry_refuses_is_told_by_line),
        EVN_TEST(receipts_are_posted_once_however_often_they_are_imported),
        EVN_TEST(reports_are_posted_once_and_breaks_are_named),
        EVN_TEST(a_later_month_builds_on_the_books_and_an_earlier_one_is_refused),
        EVN_TEST(a_dry_run_of_reports_promises_what_is_kept),
        EVN_TEST(what_the_ledger_refuses_opens_nothing),
    };
    return evn_test_main(argc, argv, "import.services", tests, sizeof tests / sizeof tests[0]);
}
