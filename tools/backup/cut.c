#include "tools/backup/cut.h"

#include "common/journal/frame.h"
#include "common/service/kit.h"

#include <stdlib.h>

static evn_err add(struct evn_cut_log *log, uint64_t before, size_t source, uint64_t seq)
{
    if (seq <= log->known[source])
        return EVN_OK;
    if (log->n == log->cap) {
        size_t cap = log->cap > 0 ? log->cap * 2 : 256;
        struct evn_cut_need *more = reallocarray(log->need, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        log->need = more;
        log->cap = cap;
    }
    log->known[source] = seq;
    log->need[log->n++] = (struct evn_cut_need){.before = before, .source = source, .seq = seq};
    return EVN_OK;
}

static evn_err need(struct evn_cut *cut, size_t i, uint64_t before, const char *service,
                    uint64_t seq)
{
    for (size_t k = 0; k < cut->n; k++)
        if (k != i && strcmp(cut->log[k].service, service) == 0)
            return add(&cut->log[i], before, k, seq);
    return EVN_OK;
}

static evn_err take_frame(struct evn_cut *cut, size_t i, uint64_t before,
                          const struct evn_frame *frame)
{
    struct evn_cursor cursor;
    struct evn_lane_answer answer;
    struct evn_refusal why;
    evn_err err;
    switch (frame->kind) {
    case EVN_KIT_CURSOR:
    case EVN_KIT_SENT:
        err = evn_wire_decode(&evn_cursor_message, frame->body, NULL, EVN_WIRE_LENIENT, &cursor,
                              &why);
        return err == EVN_OK ? need(cut, i, before, cursor.source, cursor.seq) : EVN_E_CORRUPT;
    case EVN_KIT_LANE_ANSWER:
        err = evn_wire_decode(&evn_lane_answer_message, frame->body, NULL, EVN_WIRE_LENIENT,
                              &answer, &why);
        if (err != EVN_OK)
            return EVN_E_CORRUPT;
        return answer.first_seq > 0
                   ? need(cut, i, before, answer.target, answer.first_seq + answer.count - 1)
                   : EVN_OK;
    default:
        return EVN_OK;
    }
}

evn_err evn_cut_take(struct evn_cut *cut, size_t i, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    evn_err err, taken = EVN_OK;
    while (taken == EVN_OK && (err = evn_frame_next(&rest, &frame)) == EVN_OK)
        taken = take_frame(cut, i, block->first_seq - 1, &frame);
    if (taken != EVN_OK)
        return taken;
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* Lower the log to the end of the block before the first whose cause is missing. */
static bool lower(struct evn_cut *cut, struct evn_cut_log *log)
{
    for (size_t k = 0; k < log->n && log->need[k].before < log->through; k++)
        if (log->need[k].seq > cut->log[log->need[k].source].through) {
            log->through = log->need[k].before;
            return true;
        }
    return false;
}

void evn_cut_settle(struct evn_cut *cut)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < cut->n; i++)
            changed |= lower(cut, &cut->log[i]);
    }
}

void evn_cut_fini(struct evn_cut *cut)
{
    for (size_t i = 0; i < cut->n; i++)
        free(cut->log[i].need);
    *cut = (struct evn_cut){0};
}
