#include "tests/crash/ledger/tape.h"

#include "tests/lib/suite.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TAPE_BYTES = 512 << 20, SENT = UINT32_MAX, TURN_MAX = 8, VIEWS_WAIT_MS = 2000 };

static void told(void *self, const struct life_answer *answer)
{
    (void)self;
    shim_mark(answer, sizeof *answer);
}

/* Commands first to last - 1 in turns of random size, up to four of them on their way. */
static evn_err work(struct life *life, struct evn_rng *rng, uint32_t first, uint32_t last)
{
    evn_err err = EVN_OK;
    while (err == EVN_OK && first < last) {
        uint32_t n = 1 + evn_rng_below(rng, TURN_MAX);
        n = n < last - first ? n : last - first;
        const struct life_answer sent = {.k = first + n, .count = SENT};
        shim_mark(&sent, sizeof sent);
        err = life_turn(life, first, n);
        first += n;
        if (err == EVN_OK && evn_rng_below(rng, 4) == 0)
            err = life_views(life, evn_rng_below(rng, 2) == 0 ? 0 : VIEWS_WAIT_MS);
    }
    return err;
}

/* One life, in a process of its own. */
static void live(struct shim_tape *tape, const char *folder, uint64_t seed, uint32_t number)
{
    const uint32_t n = TAPE_COMMANDS / TAPE_LIVES;
    struct evn_rng rng = evn_rng_of(seed + number);
    struct life life = {.seed = seed, .threads = true, .told = told};
    bool clean = number == 1;
    shim_begin(tape, folder, true, NULL);
    evn_err err = life_open(&life, folder, number * n);
    if (err == EVN_OK)
        err = work(&life, &rng, number * n, (number + 1) * n);
    if (err == EVN_OK && clean)
        err = life_finish(&life);
    if (err == EVN_OK && clean)
        life_close(&life);
    shim_freeze();
    _exit(err == EVN_OK ? 0 : 1);
}

struct shim_tape *tape_record(const char *folder, uint64_t seed)
{
    struct shim_tape *tape = shim_tape_new(TAPE_BYTES);
    size_t len;
    EVN_MUST(tape != NULL);
    for (uint32_t i = 0; i < TAPE_LIVES; i++) {
        int status = 0;
        fflush(stdout);
        pid_t child = fork();
        EVN_MUST(child >= 0);
        if (child == 0)
            live(tape, folder, seed, i);
        EVN_MUST(waitpid(child, &status, 0) == child && status == 0);
        shim_thaw(tape);
    }
    EVN_MUST(shim_bytes(tape, &len) != NULL);
    return tape;
}

void before_init(struct before *before, uint64_t seed)
{
    *before = (struct before){.seed = seed,
                              .told = calloc(TAPE_COMMANDS, sizeof *before->told),
                              .has = calloc(TAPE_COMMANDS, sizeof *before->has)};
    EVN_MUST(before->told != NULL && before->has != NULL);
}

void before_free(struct before *before)
{
    free(before->told);
    free(before->has);
}

void before_mark(void *arg, const uint8_t *bytes, uint32_t len)
{
    struct before *before = arg;
    struct life_answer answer;
    EVN_MUST(len == sizeof answer);
    memcpy(&answer, bytes, len);
    if (answer.count == SENT) {
        before->n_sent = answer.k;
        return;
    }
    EVN_MUST(answer.k < TAPE_COMMANDS);
    before->told[answer.k] = answer;
    before->has[answer.k] = true;
}
