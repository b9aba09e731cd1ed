/* One bit of the ledger's files flips: who sees it, what is it called, and what can go wrong. */
#include "tests/crash/ledger/image.h"
#include "tests/crash/ledger/pool.h"
#include "tests/lib/suite.h"
#include "tools/audit/audit.h"

#include <stdlib.h>
#include <unistd.h>

enum { COMMANDS = 270, WAIT_S = 30, MANY = 24, FULL = 400 };

/* What the whole files say. */
static struct {
    struct image image;
    struct life_answer told[COMMANDS];
    bool has[COMMANDS];
    struct evn_canon canon;
} whole;

enum seen { SEEN_AT_START, SEEN_BY_VERIFY, HARMLESS, UNSEEN, SEENS };

/* One flip, and what became of it; shared with the processes it is tried in. */
struct flip {
    char folder[400];
    uint64_t n_findings; /* of the audit */
    evn_err audited, started;
    char named[160]; /* file and offset, table or account that the finder named */
    bool same;       /* the ledger started, and all it holds and answers is as it was */
    bool wrong;      /* it started, and a balance or an answer was not as it was */
};

/* Sums of one part. */
struct row {
    unsigned n, seen[SEENS], died, unnamed;
};

static void told(void *self, const struct life_answer *answer)
{
    (void)self;
    whole.told[answer->k] = *answer;
    whole.has[answer->k] = true;
}

/* A ledger that was at work and stopped cleanly, and its files. */
static void make_whole(uint64_t seed)
{
    struct life life = {.seed = seed, .told = told};
    const char *folder = pool_folder();
    EVN_MUST(life_open(&life, folder, 0) == EVN_OK);
    for (uint32_t k = 0; k < COMMANDS; k += 3)
        EVN_MUST(life_turn(&life, k, 3) == EVN_OK &&
                 life_views(&life, k % 30 == 0 ? 2000 : 0) == EVN_OK);
    EVN_MUST(life_finish(&life) == EVN_OK);
    evn_engine_canon(life.engine, &whole.canon);
    life_close(&life);
    image_load(&whole.image, folder);
}

static void take_finding(void *arg, const struct evn_audit_finding *finding)
{
    struct flip *flip = arg;
    if (flip->named[0] == '\0')
        snprintf(flip->named, sizeof flip->named, "%.150s", finding->where);
}

/* What `evn verify` says of the stopped ledger. */
static void audit(void *arg)
{
    struct flip *flip = arg;
    char folder[420];
    struct evn_audit_counts counts = {0};
    struct evn_journal_head head;
    struct evn_file_report report = {0};
    snprintf(folder, sizeof folder, "%s/ledger", flip->folder);
    const struct evn_audit_config config = {
        .folder = folder, .service = "ledger", .found = take_finding, .arg = flip};
    flip->audited = evn_audit(&config, &counts, &head, &report);
    flip->n_findings = counts.n_findings;
    if (flip->audited == EVN_E_CORRUPT && flip->named[0] == '\0')
        snprintf(flip->named, sizeof flip->named, "%s at %llu", report.file,
                 (unsigned long long)report.offset);
}

/* As the service does before it ends. */
static void name_views(struct flip *flip)
{
    char folder[420];
    struct evn_refusal why = evn_refusal_of(EVN_E_CORRUPT);
    snprintf(folder, sizeof folder, "%s/ledger", flip->folder);
    evn_views_name_damage(folder, &why);
    snprintf(flip->named, sizeof flip->named, "%.150s", why.subject);
}

/* Start it, and hold all it has and answers against what it was. */
static void start(void *arg)
{
    struct flip *flip = arg;
    struct life life = {.seed = 1, .told = told};
    struct evn_canon canon;
    flip->started = life_open(&life, flip->folder, COMMANDS);
    if (flip->started == EVN_E_CORRUPT && life.report.tail == EVN_TAIL_CORRUPT)
        snprintf(flip->named, sizeof flip->named, "%s at %llu", life.report.file,
                 (unsigned long long)life.report.offset);
    if (flip->started == EVN_E_CORRUPT && life.report.tail != EVN_TAIL_CORRUPT)
        name_views(flip);
    if (flip->started != EVN_OK)
        return;
    evn_engine_canon(life.engine, &canon);
    bool same = memcmp(&canon, &whole.canon, sizeof canon) == 0;
    for (uint32_t k = 0; k < COMMANDS && same; k++) {
        struct life_answer got;
        if (!whole.has[k] || whole.told[k].first_seq == 0)
            continue;
        same = life_ask(&life, k, &got) == EVN_OK && got.err == whole.told[k].err &&
               got.first_seq == whole.told[k].first_seq && got.count == whole.told[k].count;
    }
    flip->same = same;
    flip->wrong = !same;
    life_close(&life);
}

/* A byte of the part; three times out of four one that is not zero, if there are such. */
static void choose(const struct image_part *part, struct evn_rng *rng, uint32_t *file,
                   uint64_t *offset)
{
    bool any = evn_rng_below(rng, 4) == 0;
    for (int i = 0; i < 400; i++) {
        image_find(part, evn_rng_below(rng, (uint32_t)part->bytes), file, offset);
        const struct image_file *f = &whole.image.file[*file];
        if (any || (*offset < f->len && f->bytes[*offset] != 0))
            return;
    }
}

static void try_flip(struct flip *flip, const struct image_part *part, struct evn_rng *rng,
                     struct row *row)
{
    uint32_t file;
    uint64_t offset;
    unsigned bit = evn_rng_below(rng, 8);
    *flip = (struct flip){0};
    choose(part, rng, &file, &offset);
    snprintf(flip->folder, sizeof flip->folder, "%s", pool_folder());
    image_write(&whole.image, flip->folder, file, offset, bit);
    bool lived = pool_apart(audit, flip, WAIT_S) == 0;
    bool audited = !lived || flip->audited != EVN_OK || flip->n_findings > 0;
    bool started = pool_apart(start, flip, WAIT_S) == 0;
    row->n++;
    row->died += !lived || !started;
    enum seen seen = !started || flip->started != EVN_OK ? SEEN_AT_START
                     : audited                           ? SEEN_BY_VERIFY
                     : flip->wrong                       ? UNSEEN
                                                         : HARMLESS;
    row->seen[seen]++;
    /* WRONG_LOG and DIGEST_MISMATCH say by themselves what does not fit. */
    bool named = flip->named[0] != '\0' || (started && flip->started != EVN_E_CORRUPT);
    row->unnamed += (seen == SEEN_AT_START || seen == SEEN_BY_VERIFY) && !named;
    if (seen == UNSEEN || !lived || !started)
        printf("\n    %s: bit %u of byte %" PRIu64 " of %s: started %s, verified %s, %s",
               part->name, bit, offset, whole.image.file[file].path, evn_err_name(flip->started),
               evn_err_name(flip->audited),
               !lived     ? "verify died"
               : !started ? "the ledger died"
                          : "and wrong");
}

struct job {
    uint64_t seed;
    size_t first, step; /* which parts */
    struct row *rows;   /* shared */
    uint32_t n;
};

static void try_parts(void *arg, struct tally *tally)
{
    const struct job *job = arg;
    struct flip *flip = pool_share(sizeof *flip);
    for (size_t p = job->first; p < whole.image.n_parts; p += job->step) {
        struct evn_rng rng = evn_rng_of(job->seed * 100 + p);
        for (uint32_t i = 0; i < job->n; i++, tally->n++)
            try_flip(flip, &whole.image.part[p], &rng, &job->rows[p]);
    }
}

static void a_flipped_bit_is_seen_or_does_no_harm(void)
{
    uint64_t seed = evn_test_seed(20221127);
    struct job jobs[2];
    struct row *rows = pool_share(IMAGE_PARTS_MAX * sizeof *rows);
    void *args[2];
    make_whole(1);
    for (size_t i = 0; i < 2; i++) {
        jobs[i] = (struct job){seed, i, 2, rows, getenv("EVN_FULL") != NULL ? FULL : MANY};
        args[i] = &jobs[i];
    }
    struct tally t = pool_run(try_parts, args, 2);
    struct row sum = {0};
    printf("\n    %-32s %6s %8s %9s %8s %6s %6s\n", "flips in", "in all", "at start", "by verify",
           "harmless", "unseen", "died");
    for (size_t p = 0; p < whole.image.n_parts; p++) {
        const struct row *r = &rows[p];
        printf("    %-32s %6u %8u %9u %8u %6u %6u\n", whole.image.part[p].name, r->n,
               r->seen[SEEN_AT_START], r->seen[SEEN_BY_VERIFY], r->seen[HARMLESS], r->seen[UNSEEN],
               r->died);
        for (int i = 0; i < SEENS; i++)
            sum.seen[i] += r->seen[i];
        sum.n += r->n;
        sum.died += r->died;
        sum.unnamed += r->unnamed;
    }
    printf("    [%u flips, %u seen at start, %u by verify, %u harmless, %u unseen, %u ended LMDB] ",
           sum.n, sum.seen[SEEN_AT_START], sum.seen[SEEN_BY_VERIFY], sum.seen[HARMLESS],
           sum.seen[UNSEEN], sum.died);
    EVN_CHECK_EQ(t.crashes, 0);
    EVN_CHECK_EQ(sum.seen[UNSEEN], 0);
    EVN_CHECK_EQ(sum.unnamed, 0);
    EVN_CHECK_EQ(sum.died, 0);
    EVN_CHECK(sum.seen[SEEN_AT_START] > sum.n / 10 && sum.seen[SEEN_BY_VERIFY] > sum.n / 20);
    image_free(&whole.image);
}

/* The same without a flip: started and verified without a finding. */
static void files_without_a_flip_are_found_whole(void)
{
    struct flip *flip = pool_share(sizeof *flip);
    make_whole(1);
    snprintf(flip->folder, sizeof flip->folder, "%s", pool_folder());
    image_write(&whole.image, flip->folder, UINT32_MAX, 0, 0);
    EVN_CHECK_EQ(pool_apart(audit, flip, WAIT_S), 0);
    EVN_CHECK_OK(flip->audited);
    EVN_CHECK_EQ(flip->n_findings, 0);
    EVN_CHECK_EQ(pool_apart(start, flip, WAIT_S), 0);
    EVN_CHECK_OK(flip->started);
    EVN_CHECK(flip->same);
    image_free(&whole.image);
}

/* What a flip in LMDB's own list of tables can do. */
static void drop_table(const char *folder, const char *table)
{
    struct evn_store *store;
    MDB_txn *txn;
    MDB_dbi dbi;
    char path[600];
    snprintf(path, sizeof path, "%s/ledger/views.mdb", folder);
    const struct evn_store_config config = {
        .path = path, .map_size = EVN_STORE_MAP_SIZE, .n_tables_max = 32, .n_readers_max = 8};
    EVN_MUST(evn_store_open(&config, &store) == EVN_OK);
    EVN_MUST(evn_store_table(store, table, &dbi) == EVN_OK);
    EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, 0, &txn) == 0);
    EVN_MUST(mdb_drop(txn, dbi, 1) == 0 && evn_store_commit(txn) == EVN_OK);
    evn_store_destroy(&store);
}

static void views_that_lost_a_table_are_made_again(void)
{
    static const char *const tables[] = {"balances",  "facts", "ids",   "kit",
                                         "movements", "open",  "opened"};
    struct flip *flip = pool_share(sizeof *flip);
    make_whole(1);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        *flip = (struct flip){0};
        snprintf(flip->folder, sizeof flip->folder, "%s", pool_folder());
        image_write(&whole.image, flip->folder, UINT32_MAX, 0, 0);
        drop_table(flip->folder, tables[i]);
        EVN_CHECK_EQ(pool_apart(start, flip, WAIT_S), 0);
        EVN_CHECK_OK(flip->started);
        if (!flip->same)
            printf("\n    %s: not as it was", tables[i]);
        EVN_CHECK(flip->same);
    }
    image_free(&whole.image);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(files_without_a_flip_are_found_whole),
        EVN_TEST(views_that_lost_a_table_are_made_again),
        EVN_TEST(a_flipped_bit_is_seen_or_does_no_harm),
    };
    pool_begin();
    return evn_test_main(argc, argv, "ledger.flips", tests, sizeof tests / sizeof tests[0]);
}
