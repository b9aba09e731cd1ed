/* evn planner as people use it, with real services: cases by severity from the forecasting tool's
 * tables, beds in cover, gaps, what-if, campaigns, counts, explained figures, signals and warnings.
 */
#include "tests/integration/planner/rig.h"

static struct evn_site_run run;
static char path[512];

static bool says(const char *text)
{
    return strstr(run.out, text) != NULL || strstr(run.err, text) != NULL;
}

static void evn_status(const char *const *args, int status)
{
    evn_test_site_run(&site, &run, args);
    EVN_CHECK_EQ(run.status, status);
    if (run.status != status)
        printf("%s%s", run.out, run.err);
}

#define EVN(...)          evn_status((const char *const[]){"--lang", "en", __VA_ARGS__, NULL}, 0)
#define EVN_FAILS(s, ...) evn_status((const char *const[]){"--lang", "en", __VA_ARGS__, NULL}, s)

/* What is needed once the planner has looked at what was counted, as it does each second. */
static int64_t needed_on(int mday, const char *item)
{
    tick(mday);
    return needed(item, 3);
}

/* A file in the site's folder; its path until the next one. */
static const char *file(const char *name, const char *text)
{
    snprintf(path, sizeof path, "%s/%s", site.data, name);
    FILE *f = fopen(path, "w");
    EVN_MUST(f != NULL);
    fputs(text, f);
    EVN_MUST(fclose(f) == 0);
    return path;
}

static void begin(void)
{
    rig_begin();
    tick(14);
    put_areas();
    put_community();
    put_food();
    put_item("ICU", "bed", false);
    put_item("DEXA", "covid_drug_severe", false);
    put_item("VACCINE", "vaccine", false);
    put_norm();
    put_link();
}

#define NORMS "norm\tgroup\tvalue\tvalue_min\tunit\tper\tperiod\tverified\tsource\n"
#define SHARE(name, value)                                                                         \
    name "\tinfected\t" value "\t" value "\tratio\tcase\t\t1\tmade up for a test\n"

static void import_figures(void)
{
    EVN("import", "norms",
        file("norms.tsv",
             NORMS SHARE("share_mild", "0.4") SHARE("share_moderate", "0.4") SHARE(
                 "share_severe", "0.15") SHARE("share_critical", "0.05") SHARE("stay_mild", "14")
                 SHARE("stay_moderate", "14") SHARE("stay_severe", "7") SHARE(
                     "stay_critical",
                     "14") "vaccine_dose\tvaccination\t1\t1\tdose\tperson\tonce\t1\tone each\n"));
    EVN("import", "esft",
        file("drugs.tsv",
             "drug\tconcentration\tdrug_form\tform_per_crit_course\tperc_crit_treated\t"
             "form_per_sev_course\tperc_sev_treated\tform_per_mod_course\tperc_mod_treated\t"
             "form_per_mild_course\tperc_mild_treated\n"
             "Dexa\t6 mg\ttablet(s)\t10\t1\t8\t0.5\t\t\t\t\n"));
    EVN("import", "esft", file("figures.tsv", "norm\tvalue\nstay_critical\t14\n"));
    EVN("import", "item-norms",
        file("links.tsv", "item\tnorm\tamount\tsource\n"
                          "DEXA\tesft:dexa-6-mg\t10\tten in a box\n"
                          "ICU\tesft:bed-intensive-care\t1\tone bed\n"
                          "VACCINE\tvaccine_dose\t1\tone dose\n"));
}

static void cases_become_courses_and_beds_that_explain_themselves(void)
{
    begin();
    import_figures();
    EVN_FAILS(64, "planner", "cases", "W1", "--community", COMMUNITY, "--cases", "90", "--from",
              "2022-11-14", "--mix", "50,40,15,5");
    EVN("planner", "cases", "W1", "--community", COMMUNITY, "--cases", "90", "--from",
        "2022-11-14");
    EVN_CHECK(says("critical"));
    EVN_CHECK(says("2022-11-27"));
    EVN_CHECK(says("90 cases x share_severe 0.150000, stay 7 days"));
    /* 36, 36, 13.5, 4.5: the one that is left goes to the worse */
    EVN_CHECK_EQ(needed_on(14, "ICU"), 5);
    EVN_CHECK_EQ(needed_on(14, "DEXA"), 11); /* (5 x 10 + 13 x 4) / 10 = 10.2 */
    EVN("planner", "explain", "DEXA", "--community", COMMUNITY);
    EVN_CHECK(says("pharmaceuticals line 2: form_per_sev_course x perc_sev_treated = 8 x 0.5"));
    EVN_CHECK(says("13 x 4 / 10"));
    EVN_CHECK(says("90 cases x share_critical"));
    EVN_CHECK(says("ten in a box"));
    EVN_FAILS(65, "planner", "explain", "NOTHING", "--community", COMMUNITY);
    EVN("--json", "planner", "cover", "--item", "ICU", "--days", "10");
    EVN_CHECK(says("\"need\":5"));
    EVN_CHECK(says("\"stockOut\":\"2022-11-14\""));
    EVN("planner", "gaps", "--class", "bed");
    EVN_CHECK(says("ICU"));
    EVN("--json", "planner", "what-if", "--item", "PACK", "--days", "2", "--seal",
        COMMUNITY "=2x26");
    EVN_CHECK(says("\"needThen\":420")); /* 52 people x 2,100 / 520 a day */
    EVN_CHECK(says("\"need\":0"));
    EVN("planner", "cases", "W1", "--community", COMMUNITY, "--cases", "0", "--from", "2022-11-14");
    EVN_CHECK_EQ(needed_on(14, "ICU"), -1);
    rig_end();
}

static void a_campaign_is_doses_by_site_and_day(void)
{
    const char *table;
    begin();
    import_figures();
    table = file("campaign.tsv", "site\tcommunity\tcapacity\tgroup\tturn\tpeople\tcoverage\n"
                                 "S1\t" COMMUNITY "\t100\tadult\t2\t60\t0.5\n"
                                 "S1\t" COMMUNITY "\t100\telderly\t1\t240\t0.5\n");
    EVN("planner", "campaign", "BOOST", "--file", table, "--from", "2022-11-14", "--to",
        "2022-11-15");
    EVN_CHECK(says("doses: 150; people not reached by the last day: 0"));
    EVN_CHECK(says("nothing was changed"));
    EVN_CHECK_EQ(needed_on(14, "VACCINE"), -1);
    EVN("planner", "campaign", "BOOST", "--file", table, "--from", "2022-11-14", "--to",
        "2022-11-15", "--apply");
    EVN_CHECK_EQ(needed_on(14, "VACCINE"), 100);
    EVN("planner", "explain", "VACCINE", "--community", COMMUNITY);
    EVN_CHECK(says("BOOST/S1/2022-11-14/elderly"));
    EVN_CHECK(says("120 not covered of 240, capacity 100 a day"));
    EVN_CHECK_EQ(needed_on(15, "VACCINE"), 50);
    EVN("planner", "campaign", "BOOST", "--file", table, "--from", "2022-11-14", "--to",
        "2022-11-15", "--withdraw");
    EVN_CHECK_EQ(needed_on(15, "VACCINE"), -1);
    table = file("campaign.tsv", "site\tcommunity\tcapacity\tgroup\tturn\tpeople\tcoverage\n"
                                 "S1\t" COMMUNITY "\t100\tadult\t2\t60\t2\n");
    EVN_FAILS(65, "planner", "campaign", "BOOST", "--file", table, "--from", "2022-11-14", "--to",
              "2022-11-15");
    EVN_CHECK(says("campaign.tsv:2:7: coverage"));
    rig_end();
}

static void signals_warn_and_counts_count(void)
{
    begin();
    EVN("import", "policy",
        file("warning_rules.tsv", "rule\tvalue\tunit\tmeaning\tvalid_from\tvalid_to\tauthority\t"
                                  "source_file\n"
                                  "early\tk=2 days=7 area=9 fever>=10 sales>=5\tk_of_n\tlook\t\t\t"
                                  "city\ttest\n"));
    EVN("planner", "signal", "F1", "--channel", "fever", "--area", COMMUNITY, "--day", "2022-11-13",
        "--value", "12");
    EVN("planner", "warnings");
    EVN_CHECK(!says("early"));
    EVN("planner", "signal", "P1", "--channel", "sales", "--area", COMMUNITY, "--day", "2022-11-14",
        "--value", "5");
    tick(14);
    EVN("planner", "warnings", "--area", "310105");
    EVN_CHECK(says("early"));
    EVN_CHECK(says("fever"));
    EVN("planner", "signal", "P1", "--channel", "sales", "--area", COMMUNITY, "--day", "2022-11-14",
        "--value", "0", "--version", "1");
    tick(14);
    EVN("planner", "warnings");
    EVN_CHECK(!says("early"));
    EVN("planner", "warnings", "--cleared");
    EVN_CHECK(says("early"));
    EVN("import", "norms",
        file("norms.tsv", NORMS "energy\tsampler\t1040\t1040\tkcal\tperson\tday\t1\ttest\n"));
    EVN("planner", "count", "R1", "--community", COMMUNITY, "--group", "sampler", "--people", "10",
        "--from", "2022-11-14");
    EVN_CHECK_EQ(needed_on(14, "PACK"), 20);
    EVN_FAILS(65, "planner", "count", "R1", "--community", COMMUNITY, "--group", "tested",
              "--people", "10", "--from", "2022-11-14");
    rig_end();
}

static const struct evn_test_case tests[] = {
    EVN_TEST(cases_become_courses_and_beds_that_explain_themselves),
    EVN_TEST(a_campaign_is_doses_by_site_and_day),
    EVN_TEST(signals_warn_and_counts_count),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.verbs.service", tests,
                         sizeof tests / sizeof tests[0]);
}
