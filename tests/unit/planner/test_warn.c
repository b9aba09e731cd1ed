/* Warnings: what signals in any order give, against a naive oracle; and every refusal. */
#include "common/base/rng.h"
#include "tests/unit/planner/world.h"

typedef Evernormal__Planner__V1__Query Query;
typedef Evernormal__Planner__V1__Warning Warning;
typedef Evernormal__Planner__V1__Signal Signal;

static struct world w;

/* A signal as the test has it; the name is its place in the list. */
struct said {
    char name[16];
    const char *channel, *area;
    int day; /* of November 2022 */
    int64_t value;
    uint32_t version;
};

static evn_err post_all(const struct said *said, size_t n)
{
    enum { MAX = 500 };
    static uint8_t room[1 << 16];
    static Signal signal[MAX], *signals[MAX];
    static char day[MAX][32];
    Evernormal__Planner__V1__Signals m = EVERNORMAL__PLANNER__V1__SIGNALS__INIT;
    Evernormal__Planner__V1__Command command = EVERNORMAL__PLANNER__V1__COMMAND__INIT;
    struct evn_id id = {.b = {[6] = 0x70, [8] = 0x80}};
    EVN_MUST(n <= MAX);
    for (size_t i = 0; i < n; i++) {
        evernormal__planner__v1__signal__init(&signal[i]);
        snprintf(day[i], sizeof day[i], "2022-11-%02d", said[i].day);
        signal[i].signal = (char *)said[i].name;
        signal[i].channel = (char *)said[i].channel;
        signal[i].area = (char *)said[i].area;
        signal[i].day = day[i];
        signal[i].value = said[i].value;
        signal[i].version = said[i].version;
        signals[i] = &signal[i];
    }
    m.signals = signals;
    m.n_signals = n;
    command.id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    command.kind_case = EVERNORMAL__PLANNER__V1__COMMAND__KIND_SIGNALS;
    command.signals = &m;
    EVN_MUST(evernormal__planner__v1__command__get_packed_size(&command) <= sizeof room);
    size_t len = evernormal__planner__v1__command__pack(&command, room);
    evn_err err = evn_harness_post(&w.h, evn_bytes_of(room, len));
    if (err == EVN_OK)
        (void)evn_harness_timer(&w.h);
    return err;
}

static evn_err post(const char *name, const char *channel, const char *area, int day, int64_t value,
                    uint32_t version)
{
    struct said said = {
        .channel = channel, .area = area, .day = day, .value = value, .version = version};
    snprintf(said.name, sizeof said.name, "%s", name);
    return post_all(&said, 1);
}

static size_t warnings(const char *area, bool cleared)
{
    Evernormal__Planner__V1__Warnings m = EVERNORMAL__PLANNER__V1__WARNINGS__INIT;
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    m.area = (char *)area;
    m.cleared = cleared;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_WARNINGS;
    query.warnings = &m;
    EVN_MUST(ask(&w, &query) == EVN_OK);
    return w.result->n_warning;
}

static void start(const char *const *rows)
{
    world_init(&w);
    policy(&w, "warning_rules", rows);
    deliver(&w);
    morning(&w, "2022-11-30");
}

static const char *const two_of_three[] = {
    "cluster", "k=2 days=3 area=9 fever>=5; pharmacy>=100; positive>=1", "k_of_n", NULL};

static void two_channels_of_three_within_three_days_warn_and_say_why(void)
{
    start(two_of_three);
    EVN_CHECK_OK(post("f1", "fever", "310105001001", 10, 3, 0));
    EVN_CHECK_OK(post("p1", "pharmacy", "310105001002", 11, 120, 0));
    EVN_CHECK_EQ(warnings("", false), 0);
    EVN_CHECK_OK(post("f2", "fever", "310105001", 12, 2, 0));
    EVN_MUST(warnings("310105", false) == 1);
    const Warning *warning = w.result->warning[0];
    EVN_CHECK_TEXT(warning->rule, "cluster");
    EVN_CHECK_TEXT(warning->area, "310105001");
    EVN_CHECK_TEXT(warning->day, "2022-11-12");
    EVN_CHECK_EQ(warning->k, 2);
    EVN_MUST(warning->n_channels == 2);
    EVN_CHECK_TEXT(warning->channels[0]->channel, "fever");
    EVN_CHECK_EQ(warning->channels[0]->sum, 5);
    EVN_CHECK_EQ(warning->channels[0]->at_least, 5);
    EVN_MUST(warning->channels[0]->n_signals == 2);
    EVN_CHECK_TEXT(warning->channels[0]->signals[0], "f1");
    EVN_CHECK_TEXT(warning->channels[0]->signals[1], "f2");
    EVN_CHECK_EQ(warning->channels[1]->n_all, 1);
    EVN_CHECK_EQ(warnings("310104", false), 0);
    check_snapshot(&w);
    world_fini(&w);
}

static void what_a_warning_counted_counts_no_more(void)
{
    start(two_of_three);
    EVN_CHECK_OK(post("f1", "fever", "310105001", 10, 9, 0));
    EVN_CHECK_OK(post("t1", "positive", "310105001", 10, 1, 0));
    EVN_CHECK_EQ(warnings("", false), 1);
    EVN_CHECK_OK(post("t2", "positive", "310105001", 11, 1, 0));
    EVN_CHECK_EQ(warnings("", false), 1); /* the fever of day 10 is used up */
    EVN_CHECK_OK(post("f2", "fever", "310105001", 12, 5, 0));
    EVN_CHECK_EQ(warnings("", false), 2);
    world_fini(&w);
}

static void a_late_correction_clears_a_warning_and_says_so(void)
{
    start(two_of_three);
    EVN_CHECK_OK(post("f1", "fever", "310105001", 10, 9, 0));
    EVN_CHECK_OK(post("t1", "positive", "310105001", 11, 1, 0));
    EVN_CHECK_EQ(warnings("", false), 1);
    EVN_CHECK_OK(post("f1", "fever", "310105001", 10, 4, 2));
    EVN_CHECK_EQ(warnings("", false), 0);
    EVN_MUST(warnings("", true) == 1);
    EVN_CHECK(w.result->warning[0]->cleared);
    check_snapshot(&w);
    EVN_CHECK_OK(post("f1", "fever", "310105001", 10, 9, 1)); /* older than what is known */
    EVN_CHECK_EQ(warnings("", false), 0);
    EVN_CHECK_OK(post("f1", "fever", "310105001", 10, 0, 3));
    EVN_CHECK_OK(post("f3", "fever", "310105001", 9, 5, 0));
    EVN_CHECK_EQ(warnings("", false), 1);
    world_fini(&w);
}

static void a_rule_counts_on_the_days_it_holds(void)
{
    Evernormal__Registry__V1__Policy m = EVERNORMAL__REGISTRY__V1__POLICY__INIT;
    Evernormal__Registry__V1__Rule a = EVERNORMAL__REGISTRY__V1__RULE__INIT, b = a;
    Evernormal__Registry__V1__Rule *rules[] = {&a, &b};
    static const char *const nothing[] = {NULL};
    start(nothing);
    EVN_CHECK_OK(post("f1", "fever", "310105001", 10, 4, 0));
    EVN_CHECK_OK(post("f2", "fever", "310105001", 20, 4, 0));
    a.rule = b.rule = (char *)"fever";
    a.unit = b.unit = (char *)"k_of_n";
    a.value = (char *)"k=1 days=1 area=9 fever>=5";
    a.valid_until = (char *)"2022-11-15";
    b.value = (char *)"k=1 days=1 area=9 fever>=4";
    b.valid_from = (char *)"2022-11-16";
    m.table = (char *)"warning_rules";
    m.version = 2;
    m.rules = rules;
    m.n_rules = 2;
    event(&w, 21, &m.base);
    deliver(&w);
    (void)evn_harness_timer(&w.h);
    EVN_MUST(warnings("", false) == 1);
    EVN_CHECK_TEXT(w.result->warning[0]->day, "2022-11-20");
    world_fini(&w);
}

static void rules_nothing_can_be_made_of_are_named(void)
{
    static const char *const rows[] = {"a",   "k=1 days=3 area=9 fever>=5",          "days",
                                       "b",   "k=2 days=3 area=9 fever>=5",          "k_of_n",
                                       "c",   "k=1 days=91 area=9 fever>=5",         "k_of_n",
                                       "d",   "k=1 days=3 area=8 fever>=5",          "k_of_n",
                                       "e",   "k=1 days=3 area=9 fever>5",           "k_of_n",
                                       "f",   "k=1 days=3 area=9 fever>=0",          "k_of_n",
                                       "g",   "k=1 days=3 area=9 fever>=1 fever>=2", "k_of_n",
                                       "h|i", "k=1 days=3 area=9 fever>=1",          "k_of_n",
                                       "j",   "k=1 days=3 area=9 fever>=1",          "k_of_n",
                                       NULL};
    static const char *const fields[] = {"rules.unit",  "rules.value", "rules.value", "rules.value",
                                         "rules.value", "rules.value", "rules.value", "rules.rule"};
    start(rows);
    EVN_CHECK_EQ(warnings("", false), 0);
    EVN_MUST(w.result->n_refused_rule == sizeof fields / sizeof fields[0]);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        EVN_CHECK_EQ(w.result->refused_rule[i]->refusal->code, EVN_E_BAD_FIELD);
        EVN_CHECK_EQ(w.result->refused_rule[i]->refusal->line, i + 1);
        EVN_CHECK_TEXT(w.result->refused_rule[i]->refusal->field, fields[i]);
    }
    EVN_CHECK_OK(post("f1", "fever", "310105001", 10, 1, 0));
    EVN_CHECK_EQ(warnings("", false), 1);
    world_fini(&w);
}

static void refused(evn_err got, evn_err want, const char *field, uint32_t line)
{
    EVN_CHECK_ERR(got, want);
    EVN_CHECK_TEXT(w.h.why.field, field);
    EVN_CHECK_EQ(w.h.why.line, line);
}

static void what_cannot_be_taken_is_refused_as_a_whole(void)
{
    struct said two[] = {{"s1", "fever", "310105001", 10, 1, 0},
                         {"s1", "fever", "310105001", 10, 2, 0}};
    char before[65], after[65];
    start(two_of_three);
    EVN_CHECK_OK(post("s0", "fever", "310105001", 10, 1, 0));
    evn_harness_digest(&w.h, before);
    refused(post("s1", "fever", "3101x5", 10, 1, 0), EVN_E_BAD_FIELD, "signals.signals.area", 1);
    refused(post("s|1", "fever", "310105", 10, 1, 0), EVN_E_BAD_FIELD, "signals.signals[0].signal",
            1);
    refused(post("s1", "fe|ver", "310105", 10, 1, 0), EVN_E_BAD_FIELD, "signals.signals[0].channel",
            1);
    morning(&w, "2022-11-20");
    refused(post("s1", "fever", "310105", 21, 1, 0), EVN_E_TIME_IN_FUTURE, "signals.signals.day",
            1);
    refused(post("s0", "fever", "310105001", 10, 2, 0), EVN_E_EXISTS, "signals.signals.signal", 1);
    refused(post_all(two, 2), EVN_E_EXISTS, "signals.signals.signal", 2);
    refused(post("s1", "fever", "310105", 10, -1, 0), EVN_E_OUT_OF_RANGE,
            "signals.signals[0].value", 1);
    snprintf(w.h.actor.scope, sizeof w.h.actor.scope, "310104");
    refused(post("s1", "fever", "310105", 10, 1, 0), EVN_E_OUT_OF_SCOPE, "signals.signals.area", 1);
    w.h.actor.scope[0] = '\0';
    evn_harness_digest(&w.h, after);
    EVN_CHECK_TEXT(after, before);
    EVN_CHECK_OK(post("s0", "fever", "310105001", 10, 1, 0)); /* again */
    evn_harness_digest(&w.h, after);
    EVN_CHECK_TEXT(after, before);
    w.h.actor.roles = EVN_ROLE_DASHBOARD;
    EVN_CHECK_ERR(post("s1", "fever", "310105", 10, 1, 0), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

/* The oracle: of every signal the highest version; day by day, area by area, by plain loops. */
enum { N_NAMES = 14, N_SAID = 30, N_DAYS = 12, LIVES = 120 };
static const char *const channels[] = {"fever", "pharmacy", "positive", "stock"};
static const char *const areas[] = {"310105001001", "310105001002", "310105002", "310104001"};
static const char *const streets[] = {"310104001", "310105001", "310105002"};
static const int64_t at_least[] = {5, 100, 1};

struct fact {
    bool known, used;
    int channel, area, day;
    int64_t value;
    uint32_t version;
};

static size_t oracle(struct fact *fact, char out[][40])
{
    size_t n = 0;
    for (int street = 0; street < 3; street++)
        for (int day = 1; day <= N_DAYS; day++) {
            int64_t sum[3] = {0};
            int met = 0;
            for (int i = 0; i < N_NAMES; i++) {
                struct fact *f = &fact[i];
                bool here = f->known && !f->used && f->channel < 3 && f->value > 0 &&
                            strncmp(areas[f->area], streets[street], 9) == 0 && f->day <= day &&
                            f->day > day - 3;
                if (here)
                    sum[f->channel] += f->value;
            }
            for (int c = 0; c < 3; c++)
                met += sum[c] >= at_least[c];
            if (met < 2)
                continue;
            snprintf(out[n++], 40, "%s %d", streets[street], day);
            for (int i = 0; i < N_NAMES; i++)
                if (fact[i].known && fact[i].channel < 3 &&
                    sum[fact[i].channel] >= at_least[fact[i].channel] &&
                    strncmp(areas[fact[i].area], streets[street], 9) == 0 && fact[i].day <= day &&
                    fact[i].day > day - 3)
                    fact[i].used = true;
        }
    return n;
}

static void random_said(struct evn_rng *rng, struct said *said, struct fact *fact)
{
    static const int64_t values[] = {0, 1, 3, 60, 120};
    memset(fact, 0, N_NAMES * sizeof *fact);
    for (int i = 0; i < N_SAID; i++) {
        int name = (int)evn_rng_below(rng, N_NAMES), channel = name % 4, area = name / 4 % 4;
        uint32_t version = evn_rng_below(rng, 4);
        /* What a version says follows from it. */
        int day = 1 + (name * 5 + (int)version * 3) % N_DAYS;
        int64_t value = values[(name * 7 + (int)version) % 5];
        said[i] = (struct said){.channel = channels[channel],
                                .area = areas[area],
                                .day = day,
                                .value = value,
                                .version = version};
        snprintf(said[i].name, sizeof said[i].name, "s%d", name);
        struct fact *f = &fact[name];
        if (!f->known || version >= f->version)
            *f = (struct fact){.known = true,
                               .channel = channel,
                               .area = area,
                               .day = day,
                               .value = value,
                               .version = version};
    }
}

static void any_order_of_signals_gives_what_the_oracle_says(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    static struct said said[N_SAID];
    static struct fact fact[N_NAMES];
    static char want[64][40];
    size_t total = 0;
    for (int life = 0; life < LIVES; life++) {
        char first[65] = "", digest[65];
        random_said(&rng, said, fact);
        size_t n = oracle(fact, want);
        total += n;
        for (int order = 0; order < 3; order++) {
            for (int i = N_SAID - 1; order > 0 && i > 0; i--) {
                int k = (int)evn_rng_below(&rng, (uint32_t)i + 1);
                struct said swap = said[i];
                said[i] = said[k];
                said[k] = swap;
            }
            start(two_of_three);
            for (int i = 0; i < N_SAID;) {
                int part = 1 + (int)evn_rng_below(&rng, 4);
                part = part < N_SAID - i ? part : N_SAID - i;
                EVN_CHECK_OK(post_all(&said[i], (size_t)part));
                i += part;
            }
            EVN_CHECK_EQ(warnings("", false), n);
            for (size_t i = 0; i < n && i < w.result->n_warning; i++) {
                char got[64];
                snprintf(got, sizeof got, "%s %d", w.result->warning[i]->area,
                         atoi(w.result->warning[i]->day + 8));
                EVN_CHECK_TEXT(got, want[i]);
            }
            evn_harness_digest(&w.h, digest);
            EVN_CHECK(order == 0 || strcmp(digest, first) == 0);
            memcpy(first, digest, sizeof first);
            if (life % 10 == 0)
                check_snapshot(&w);
            world_fini(&w);
        }
    }
    EVN_CHECK(total > LIVES / 2);
}

static void more_areas_than_are_kept_apart_are_all_looked_at(void)
{
    static struct said said[200];
    start(two_of_three);
    for (int i = 0; i < 200; i++) {
        static char area[200][32];
        snprintf(area[i], sizeof area[i], "310105%03d", i / 2);
        said[i] = (struct said){
            .channel = i % 2 == 0 ? "fever" : "positive", .area = area[i], .day = 5, .value = 5};
        snprintf(said[i].name, sizeof said[i].name, "s%d", i);
    }
    EVN_CHECK_OK(post_all(said, 200));
    EVN_CHECK_EQ(warnings("", false), 100);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(two_channels_of_three_within_three_days_warn_and_say_why),
    EVN_TEST(what_a_warning_counted_counts_no_more),
    EVN_TEST(a_late_correction_clears_a_warning_and_says_so),
    EVN_TEST(a_rule_counts_on_the_days_it_holds),
    EVN_TEST(rules_nothing_can_be_made_of_are_named),
    EVN_TEST(what_cannot_be_taken_is_refused_as_a_whole),
    EVN_TEST(any_order_of_signals_gives_what_the_oracle_says),
    EVN_TEST(more_areas_than_are_kept_apart_are_all_looked_at),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.warn", tests, sizeof tests / sizeof tests[0]);
}
