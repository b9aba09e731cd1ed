/* Random districts: every figure is recomputed from what the registry said, by plain loops that
 * share nothing with the planner, and the same facts in other blocks give the same state. */
#include "common/base/rng.h"
#include "services/planner/core/state.h"
#include "tests/unit/planner/world.h"

enum { N_COMMUNITIES = 3, N_AREAS = 5, N_ITEMS = 4, N_NORMS = 5, N_PEOPLE = 12, STEPS = 60 };
enum { LIVES = 500 };

/* What the registry said last: the oracle's whole input. */
struct raw {
    int64_t residents[N_COMMUNITIES];
    bool named[N_COMMUNITIES]; /* by any fact: before that the planner cannot know of it */
    struct {
        bool known, sealed;
        int64_t residents;
        int since;
    } zone[N_COMMUNITIES][N_AREAS], street;
    struct {
        bool known;
        int64_t value_e6;
        int days; /* 0 once, -1 refused, -2 a test */
    } norm[N_NORMS];
    int64_t amount[N_ITEMS][N_NORMS]; /* whole units of the norm; 0: no link */
    bool critical[N_ITEMS];
    struct {
        bool known;
        int in, first, n;
        bool central;
        int left;
    } member[N_PEOPLE];
    struct {
        bool known;
        int in, item, last;
        int64_t per_day;
        uint32_t tier;
    } person[N_PEOPLE];
    int day;
};

/* One thing said, to be said again in other blocks. */
struct step {
    int kind, a, b, c;
    int64_t x;
    bool deliver;
};

__extension__ typedef unsigned __int128 wide;

static const char *const codes[N_COMMUNITIES] = {"310105001001", "310105001002", "310105002001"};
static const char *const below_code[N_AREAS] = {"", "-000-001", "-000-001-01", "-000-002",
                                                "-001-001"};
static const char *const items[N_ITEMS] = {"BAR", "KIT", "PACK", "WATER"};
static const char *const norms[N_NORMS] = {"energy", "kettle", "soap", "swab", "water"};
static struct raw raw;
static struct evn_rng rng;

static int below(int n)
{
    return (int)evn_rng_below(&rng, (uint32_t)n);
}

static const char *day_text(int day, char out[11])
{
    evn_day_format((struct evn_day){19310 + day}, out);
    return out;
}

static struct step random_step(void)
{
    static const int kinds[] = {0, 1, 1, 1, 1, 2, 3, 4, 5, 5, 6, 6, 7, 8};
    struct step s = {.kind = kinds[below(14)],
                     .a = below(1000),
                     .b = below(1000),
                     .c = below(1000),
                     .x = below(3000),
                     .deliver = below(3) == 0};
    return s;
}

static void say_zone(struct world *w, const struct step *s)
{
    char id[40], area[40];
    int in = s->a % N_COMMUNITIES, at = s->b % N_AREAS;
    bool sealed = s->c % 3 != 0;
    snprintf(id, sizeof id, "Z%d-%d", in, at);
    snprintf(area, sizeof area, "%s%s", codes[in], below_code[at]);
    int64_t residents = s->x % 7 == 0 ? 0 : s->x;
    if (!raw.zone[in][at].known)
        raw.zone[in][at].since = raw.day;
    raw.zone[in][at].known = raw.named[in] = true;
    raw.zone[in][at].sealed = sealed;
    raw.zone[in][at].residents = residents;
    zone(w, id, area, residents, sealed);
}

static void say_street(struct world *w, const struct step *s)
{
    if (!raw.street.known)
        raw.street.since = raw.day;
    raw.street.known = true;
    raw.street.sealed = s->a % 4 == 0;
    zone(w, "S", "310105001", s->x, raw.street.sealed);
}

static void say_norm(struct world *w, const struct step *s)
{
    static const struct {
        const char *text;
        int days;
    } periods[] = {{"day", 1}, {"7 days", 7}, {"30 days", 30}, {"once", 0}, {"2 days", -1}};
    int at = s->a % N_NORMS, period = s->b % 5;
    bool test = at == 3;
    raw.norm[at].known = true;
    raw.norm[at].value_e6 = 1 + s->x * 333667;
    raw.norm[at].days = test ? -2 : periods[period].days;
    norm(w, norms[at], test ? "tested" : "all", raw.norm[at].value_e6, test ? "test" : "person",
         test ? "" : periods[period].text);
}

static void say_link(struct world *w, const struct step *s)
{
    static const int64_t amounts[] = {1, 2, 3, 5, 7, 100, 250, 520};
    int of = s->a % N_ITEMS, at = s->b % N_NORMS;
    raw.amount[of][at] = amounts[s->c % 8];
    link_norm(w, items[of], norms[at], raw.amount[of][at] * 1000000);
}

static void say_member(struct world *w, const struct step *s)
{
    static const uint32_t days[] = {1, 2, 3, 5};
    char id[8], first[11], left[11];
    int who = s->a % N_PEOPLE;
    snprintf(id, sizeof id, "M%d", who);
    raw.member[who].known = true;
    raw.member[who].in = s->b % N_COMMUNITIES;
    raw.named[raw.member[who].in] = true;
    raw.member[who].first = raw.day - 2 + s->c % 5;
    raw.member[who].n = s->c % 5;
    raw.member[who].central = s->x % 4 == 0;
    raw.member[who].left = s->x % 5 == 0 ? raw.day + 1 : 1000;
    member(w, id, codes[raw.member[who].in], raw.member[who].central ? "centre" : "door",
           day_text(raw.member[who].first, first), days, (size_t)raw.member[who].n,
           raw.member[who].left < 1000 ? day_text(raw.member[who].left, left) : "");
}

static void say_person(struct world *w, const struct step *s)
{
    char id[8], last[11];
    int who = s->a % N_PEOPLE;
    snprintf(id, sizeof id, "K%d", who);
    raw.person[who].known = true;
    raw.person[who].in = s->b % N_COMMUNITIES;
    raw.named[raw.person[who].in] = true;
    raw.person[who].item = s->c % N_ITEMS;
    raw.person[who].per_day = 1 + s->x % 9;
    raw.person[who].tier = 1 + (uint32_t)(s->x / 9 % 3);
    raw.person[who].last = s->x % 5 == 0 ? raw.day + 1 : 1000;
    person(w, id, codes[raw.person[who].in], items[raw.person[who].item], raw.person[who].per_day,
           raw.person[who].tier,
           raw.person[who].last < 1000 ? day_text(raw.person[who].last, last) : "");
}

static void say(struct world *w, const struct step *s)
{
    switch (s->kind) {
    case 0:
        raw.residents[s->a % N_COMMUNITIES] = s->x;
        raw.named[s->a % N_COMMUNITIES] = true;
        community(w, codes[s->a % N_COMMUNITIES], s->x);
        return;
    case 1:
        say_zone(w, s);
        return;
    case 2:
        say_norm(w, s);
        return;
    case 3:
        say_link(w, s);
        return;
    case 4:
        raw.critical[s->a % N_ITEMS] = s->b % 2 != 0;
        item(w, items[s->a % N_ITEMS], s->b % 2 != 0);
        return;
    case 5:
        say_member(w, s);
        return;
    case 6:
        say_person(w, s);
        return;
    default:
        say_street(w, s);
        return;
    }
}

/* The oracle: people sealed in community c, and those of zones known since today. */
static bool sealed_people(int c, int64_t *all, int64_t *fresh)
{
    /* Indices of below_code: 0 is the community, 2 lies in 1. */
    bool street = raw.named[c] && raw.street.sealed && c < 2;
    *all = *fresh = 0;
    if (street) {
        *all = raw.residents[c];
        *fresh = raw.street.since == raw.day ? *all : 0;
        return true;
    }
    bool any = false;
    for (int i = 0; i < N_AREAS; i++) {
        bool counted = raw.zone[c][i].known && raw.zone[c][i].sealed;
        if (i > 0 && raw.zone[c][0].known && raw.zone[c][0].sealed)
            counted = false;
        if (i == 2 && raw.zone[c][1].known && raw.zone[c][1].sealed)
            counted = false;
        if (!counted)
            continue;
        int64_t n = raw.zone[c][i].residents;
        if (i == 0 && n == 0)
            n = raw.residents[c];
        any = true;
        *all += n;
        *fresh += raw.zone[c][i].since == raw.day ? n : 0;
    }
    return any;
}

static int64_t tested(int c)
{
    static const int days[] = {1, 2, 3, 5};
    int64_t n = 0;
    for (int i = 0; i < N_PEOPLE; i++)
        for (int k = 0; raw.member[i].known && raw.member[i].in == c && !raw.member[i].central &&
                        k < raw.member[i].n;
             k++) {
            int day = raw.member[i].first + days[k] - 1;
            n += day == raw.day && day <= raw.member[i].left;
        }
    return n;
}

/* A course of tests at home is not over. */
static bool tested_later(int c)
{
    static const int days[] = {1, 2, 3, 5};
    for (int i = 0; i < N_PEOPLE; i++)
        for (int k = 0; raw.member[i].known && raw.member[i].in == c && !raw.member[i].central &&
                        k < raw.member[i].n;
             k++) {
            int day = raw.member[i].first + days[k] - 1;
            if (day >= raw.day && day <= raw.member[i].left)
                return true;
        }
    return false;
}

/* Tier 3: over the common denominator of all amounts and periods. */
static void want_everybody(int c, int of, int64_t all, int64_t fresh, int64_t want[2])
{
    const int64_t common = 210 * INT64_C(273000);
    wide sum[2] = {0, 0};
    for (int k = 0; k < N_NORMS; k++) {
        int days = raw.norm[k].days;
        if (!raw.norm[k].known || raw.amount[of][k] == 0 || days == -1)
            continue;
        int64_t people = days == -2 ? tested(c) : days == 0 ? fresh : all;
        int64_t share = common / ((days > 0 ? days : 1) * raw.amount[of][k]);
        wide part = (wide)people * (wide)raw.norm[k].value_e6 * (wide)share;
        sum[0] += part;
        sum[1] += days > 0 ? part : 0;
    }
    wide unit = (wide)common * 1000000;
    for (int i = 0; i < 2; i++)
        want[i] = (int64_t)((sum[i] + unit - 1) / unit);
}

static int64_t want_of_persons(int c, int of, uint32_t tier)
{
    int64_t sum = 0;
    for (int i = 0; i < N_PEOPLE; i++) {
        bool critical = raw.person[i].tier == 1 || raw.critical[of];
        if (raw.person[i].known && raw.person[i].in == c && raw.person[i].item == of &&
            raw.person[i].last >= raw.day && (critical ? 1 : 2) == (int)tier)
            sum += raw.person[i].per_day;
    }
    return sum;
}

static size_t check_figure(struct world *w, int c, int of, uint32_t tier, int64_t quantity,
                           int64_t daily)
{
    const NeedPut *need = need_of(w, codes[c], items[of], tier);
    EVN_CHECK_EQ(need != NULL ? need->quantity : 0, quantity);
    EVN_CHECK_EQ(need != NULL ? need->daily : 0, daily);
    return quantity > 0;
}

static void check_community(struct world *w, int c)
{
    int64_t all, fresh;
    size_t n = 0;
    char today[11];
    bool sealed = sealed_people(c, &all, &fresh);
    if (!sealed && !tested_later(c)) {
        const struct evn_community *known = evn_planner_community(w->state, codes[c]);
        EVN_CHECK(known == NULL || !known->open);
        return;
    }
    for (int of = 0; of < N_ITEMS; of++) {
        int64_t want[2];
        want_everybody(c, of, all, fresh, want);
        n += check_figure(w, c, of, 3, want[0], want[1]);
        for (uint32_t tier = 1; tier <= 2; tier++) {
            int64_t persons = sealed ? want_of_persons(c, of, tier) : 0;
            n += check_figure(w, c, of, tier, persons, persons);
        }
    }
    EVN_MUST(w->result != NULL && w->result->n_open == 1);
    EVN_CHECK_TEXT(w->result->open[0]->day, day_text(raw.day, today));
    EVN_CHECK_EQ(w->result->open[0]->residents, all);
    EVN_CHECK_EQ(w->result->open[0]->tests, tested(c));
    EVN_CHECK_EQ(w->result->n_need, n);
}

static void next_day(struct world *w)
{
    char text[11];
    raw.day++;
    morning(w, day_text(raw.day, text));
}

/* Live through the steps. `every`: 0 as the steps say, 1 a block per event, 2 a block per day. */
static void live(struct world *w, const struct step *steps, int every, bool check, char digest[65])
{
    world_init(w);
    raw = (struct raw){0};
    next_day(w);
    for (int i = 0; i < STEPS; i++) {
        bool day_ends = steps[i].kind == 8;
        if (!day_ends)
            say(w, &steps[i]);
        if (day_ends || every == 1 || (every == 0 && steps[i].deliver))
            (void)deliver(w);
        if (day_ends)
            next_day(w);
        for (int c = 0; check && w->n_block == 0 && c < N_COMMUNITIES; c++)
            check_community(w, c);
    }
    (void)deliver(w);
    evn_harness_digest(&w->h, digest);
    check_snapshot(w);
    world_fini(w);
}

static void every_figure_is_what_plain_loops_make_of_the_facts(void)
{
    static struct world w;
    struct step steps[STEPS];
    char want[65], got[65];
    rng = evn_rng_of(evn_test_seed(11));
    for (int i = 0; i < LIVES; i++) {
        for (int k = 0; k < STEPS; k++)
            steps[k] = random_step();
        live(&w, steps, 0, true, want);
        live(&w, steps, 1, false, got);
        EVN_CHECK_TEXT(got, want);
        live(&w, steps, 2, false, got);
        EVN_CHECK_TEXT(got, want);
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(every_figure_is_what_plain_loops_make_of_the_facts),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.random", tests, sizeof tests / sizeof tests[0]);
}
