#include "tests/crash/journal/world.h"

#include <stdio.h>

enum { SEGMENT = 64 << 10, COMMAND_MAX = 6000 };

/* Of the commands on their way, and one to compare with. */
static uint8_t bytes[EVN_JOURNAL_QUEUE_MAX][COMMAND_MAX], wanted[COMMAND_MAX];

void world_init(struct world *w, uint64_t seed)
{
    *w = (struct world){.sim = simdisk_new(seed),
                        .rng = evn_rng_of(seed + 1),
                        .segment_bytes = SEGMENT,
                        .depth = 1,
                        .command_max = COMMAND_MAX};
}

void world_fini(struct world *w)
{
    world_stop(w);
    simdisk_destroy(&w->sim);
}

/* Command k as a block: size and bytes follow from k. One in four may be large. */
static struct evn_block command(const struct world *w, uint8_t *to, uint64_t k, uint64_t first_seq)
{
    struct evn_rng rng = evn_rng_of(k);
    uint32_t max = evn_rng_below(&rng, 4) == 0 ? w->command_max : w->command_max / 4;
    size_t len = 8 + evn_rng_below(&rng, max - 16);
    for (size_t i = 0; i < len; i += 8)
        evn_put_u64(to + i, evn_rng_next(&rng));
    evn_put_u64(to, k);
    return (struct evn_block){.first_seq = first_seq,
                              .count = 1 + (uint32_t)(k % 5),
                              .recorded_at_us = (int64_t)k,
                              .payload = evn_bytes_of(to, len)};
}

/* Read the log and hold it against the commands. False: it is wrong, or cannot be read. */
static bool check(struct world *w)
{
    struct evn_journal_reader *r;
    struct evn_block got;
    uint64_t k = 0, seq = 0;
    evn_err err = evn_journal_reader_new(w->journal, 1, &r);
    while (err == EVN_OK && (err = evn_journal_reader_next(r, &got)) == EVN_OK) {
        struct evn_block want = command(w, wanted, k + 1, got.first_seq);
        if (!evn_bytes_equal(got.payload, want.payload)) {
            w->doubled++;
            break;
        }
        k++;
        seq = got.first_seq + got.count - 1;
    }
    evn_journal_reader_destroy(&r);
    if (simdisk_struck(w->sim) && err != EVN_E_AGAIN)
        return false;
    if (err != EVN_E_AGAIN)
        w->unopenable += err != EVN_OK;
    else if (k < w->acked)
        w->lost++;
    else if (k > w->sent)
        w->doubled++;
    w->acked = w->sent = k; /* the open commands are found and answered now */
    w->acked_seq = seq;
    return w->lost + w->doubled + w->unopenable == 0;
}

bool world_start(struct world *w)
{
    struct evn_file_options options = {.dir = "/log",
                                       .disk = simdisk_disk(w->sim),
                                       .segment_bytes = w->segment_bytes,
                                       .writer = w->depth > 1 ? EVN_WRITER_POLL : EVN_WRITER_CALLER,
                                       .known_seq = w->acked_seq};
    struct evn_file_report report;
    evn_err err = evn_journal_file_open(&options, &w->journal, &report);
    if (err == EVN_OK)
        return check(w);
    if (!simdisk_struck(w->sim) || evn_err_class_of(err) == EVN_CLASS_DATA)
        printf("\n    open: %s, %s at %llu, event %llu\n", evn_err_name(err), report.file,
               (unsigned long long)report.offset, (unsigned long long)report.seq);
    if (err == EVN_E_LOG_BEHIND_VIEW)
        w->lost++;
    else if (!simdisk_struck(w->sim) || evn_err_class_of(err) == EVN_CLASS_DATA)
        w->unopenable++;
    return false;
}

/* Take notice of what is committed: blocks are commands, so count them by their events. */
static void acknowledge(struct world *w, uint64_t committed)
{
    while (w->acked < w->sent && w->acked_seq + 1 + (w->acked + 1) % 5 <= committed) {
        w->acked++;
        w->acked_seq += 1 + w->acked % 5;
    }
}

bool world_send(struct world *w)
{
    struct evn_journal_head head;
    struct evn_journal_mark mark = {0};
    evn_err err = EVN_OK;
    for (unsigned i = 0; i < w->depth && err == EVN_OK; i++) {
        evn_journal_tail(w->journal, &head);
        struct evn_block b = command(w, bytes[i], ++w->sent, head.next_seq);
        err = w->depth > 1 ? evn_journal_queue(w->journal, &b) : evn_journal_submit(w->journal, &b);
        if (w->early && err == EVN_OK)
            acknowledge(w, b.first_seq + b.count - 1);
    }
    evn_journal_tail(w->journal, &head);
    while (err == EVN_OK && mark.committed + 1 < head.next_seq) {
        err = evn_journal_poll(w->journal, &mark);
        if (err == EVN_OK)
            acknowledge(w, mark.committed);
    }
    return err == EVN_OK;
}

void world_tend(struct world *w)
{
    evn_err err = evn_file_tend(w->journal);
    (void)err; /* failures of upkeep leave the log as it was: that is what is tested */
}

void world_stop(struct world *w)
{
    evn_journal_destroy(&w->journal);
}
