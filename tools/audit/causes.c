#include "common/base/hash.h"
#include "tools/audit/run.h"

#include "evernormal/service/v1/service.pb-c.h"

#include <string.h>

enum { LANE_ANSWER = 3, CURSOR = 4, DUE = 7, SENT = 8, ROW_LEN = 40 };

/* A command whose events are being counted. */
struct command {
    uint8_t id[16];
    uint8_t row[ROW_LEN];
    uint64_t first_seq;
    bool open;
};

/* Proto/spec/7-service.md: a group begins with a frame of these, or at the block's start. */
static bool begins_group(const struct evn_frame *frame)
{
    return frame->cause.len > 0 || frame->kind == LANE_ANSWER || frame->kind == CURSOR ||
           frame->kind == DUE || frame->kind == SENT;
}

static evn_err open_command(struct command *command, const struct evn_frame *frame, uint64_t seq)
{
    Evernormal__Service__V1__Cause *cause =
        evernormal__service__v1__cause__unpack(NULL, frame->cause.len, frame->cause.at);
    bool good = cause != NULL && cause->command_id.len == sizeof command->id &&
                cause->command_hash.len == EVN_HASH128_LEN;
    if (good) {
        *command = (struct command){.first_seq = seq, .open = true};
        memcpy(command->id, cause->command_id.data, sizeof command->id);
        evn_put_u64(command->row, seq);
        evn_put_u64(command->row + 16, evn_hash_text(evn_bytes_text(cause->actor)));
        memcpy(command->row + 24, cause->command_hash.data, EVN_HASH128_LEN);
    }
    if (cause != NULL)
        evernormal__service__v1__cause__free_unpacked(cause, NULL);
    return good ? EVN_OK : EVN_E_CORRUPT;
}

/* The command's events end before `end_seq`. */
static evn_err close_command(struct evn_audit_run *run, struct command *command, uint64_t end_seq)
{
    char where[EVN_AUDIT_TEXT];
    if (!command->open)
        return EVN_OK;
    command->open = false;
    run->counts->n_ids++;
    if (run->peek == NULL || command->first_seq > run->at.seq)
        return EVN_OK;
    run->n_commands++;
    evn_put_u32(command->row + 8, (uint32_t)(end_seq - command->first_seq));
    const struct evn_audit_expected row = {.check = EVN_AUDIT_ID,
                                           .table = "commands",
                                           .key = evn_bytes_of(command->id, sizeof command->id),
                                           .value = evn_bytes_of(command->row, ROW_LEN),
                                           .seq = command->first_seq};
    bool good;
    int64_t have;
    evn_err err = evn_audit_row(run, &row, &good, &have);
    evn_audit_id_text(command->id, where);
    if (err == EVN_OK && !good)
        evn_audit_tell(run, EVN_AUDIT_ID, where, have, (int64_t)row.seq, row.seq);
    return err;
}

evn_err evn_audit_causes(struct evn_audit_run *run, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    struct command command = {.open = false};
    uint64_t seq = block->first_seq;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        if (begins_group(&frame)) {
            err = close_command(run, &command, seq);
            if (err == EVN_OK && frame.cause.len > 0)
                err = open_command(&command, &frame, seq);
            if (err != EVN_OK)
                return err;
        }
        seq += frame.count;
    }
    return err == EVN_E_AGAIN ? close_command(run, &command, seq) : err;
}
