#include "common/base/id.h"
#include "common/store/sound.h"
#include "tools/audit/derive.h"

#include <stdio.h>
#include <string.h>

enum { LEDGER_FORMAT = 7, PATH_LEN = 4200 };

void evn_audit_tell(struct evn_audit_run *run, enum evn_audit_check check, const char *where,
                    int64_t have, int64_t want, uint64_t seq)
{
    struct evn_audit_finding finding = {.check = check, .have = have, .want = want, .seq = seq};
    snprintf(finding.where, sizeof finding.where, "%s", where);
    run->counts->n_findings++;
    run->config->found(run->config->arg, &finding);
}

void evn_audit_id_text(const uint8_t id[16], char out[EVN_AUDIT_TEXT])
{
    struct evn_id copy;
    memcpy(copy.b, id, sizeof copy.b);
    evn_id_format(&copy, out);
}

evn_err evn_audit_row(struct evn_audit_run *run, const struct evn_audit_expected *expected,
                      bool *good, int64_t *have)
{
    struct evn_bytes value = {0};
    bool found;
    *have = 0;
    evn_err err = evn_peek_get(run->peek, expected->table, expected->key, &value, &found);
    *good = err == EVN_OK && found && evn_bytes_equal(value, expected->value);
    if (err == EVN_OK && found && value.len >= expected->told_at + 8)
        *have = evn_get_i64(value.at + expected->told_at);
    return err;
}

evn_err evn_audit_rows(struct evn_audit_run *run, enum evn_audit_check check, const char *table,
                       uint64_t want)
{
    uint64_t have;
    evn_err err = evn_peek_count(run->peek, table, &have);
    if (err == EVN_OK && have != want)
        evn_audit_tell(run, check, table, (int64_t)have, (int64_t)want, 0);
    return err;
}

/* The file itself is damaged: whose page, and the byte where it begins. */
static void tell_damage(struct evn_audit_run *run, const char *path)
{
    char where[EVN_AUDIT_TEXT];
    struct evn_sound_report report = {.offset = 0};
    bool named = evn_sound_check(path, &report) == EVN_E_CORRUPT && report.table[0] != '\0';
    snprintf(where, sizeof where, "views.mdb%s%s", named ? ", table " : "",
             named ? report.table : "");
    evn_audit_tell(run, EVN_AUDIT_POSITION, where, (int64_t)report.offset, 0, 0);
}

/* What does not let the views be compared is one finding, and they are left alone. */
static evn_err open_views(struct evn_audit_run *run)
{
    char path[PATH_LEN];
    bool found = false;
    snprintf(path, sizeof path, "%s/views.mdb", run->config->folder);
    evn_err err = evn_peek_open(path, &run->peek);
    if (err == EVN_E_UNKNOWN_REF)
        return EVN_OK;
    if (err == EVN_OK)
        err = evn_peek_position(run->peek, &run->at, &found);
    bool is_ledger = strcmp(run->config->service, "ledger") == 0;
    if (err == EVN_OK && found && is_ledger && run->at.format != LEDGER_FORMAT)
        err = EVN_E_WRONG_LOG;
    if (err == EVN_E_CORRUPT && run->peek == NULL)
        tell_damage(run, path);
    else if (err == EVN_E_CORRUPT || err == EVN_E_WRONG_LOG)
        evn_audit_tell(run, EVN_AUDIT_POSITION, evn_err_name(err), run->at.format,
                       is_ledger ? LEDGER_FORMAT : 0, 0);
    else if (err != EVN_OK)
        return err;
    if (err != EVN_OK || !found)
        evn_peek_close(&run->peek);
    run->counts->views_seq = run->peek != NULL ? run->at.seq : 0;
    return EVN_OK;
}

/* The views name the block they came to; it must be the log's. */
static void check_position(struct evn_audit_run *run, const struct evn_block *block)
{
    uint64_t last = block->first_seq + block->count - 1;
    if (run->peek == NULL || run->at.seq < block->first_seq || run->at.seq > last)
        return;
    if (run->at.seq != last || memcmp(run->at.block.b, block->hash.b, sizeof block->hash.b) != 0)
        evn_audit_tell(run, EVN_AUDIT_POSITION, "block", (int64_t)run->at.seq, (int64_t)last, last);
}

static evn_err take_kit(struct evn_audit_run *run, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    evn_err err, taken = EVN_OK;
    while (taken == EVN_OK && (err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        taken = evn_audit_kit_frame(run, &frame, seq, block->recorded_at_us);
        seq += frame.count;
    }
    if (taken != EVN_OK)
        return taken;
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static evn_err take_block(void *arg, const struct evn_block *block)
{
    struct evn_audit_run *run = arg;
    check_position(run, block);
    evn_err err = evn_audit_causes(run, block);
    if (err == EVN_OK)
        err = take_kit(run, block);
    return err == EVN_OK && run->fold != NULL ? evn_audit_fold_block(run, block) : err;
}

static evn_err take_past(void *arg, const struct evn_block *block)
{
    return evn_audit_past_block(arg, block);
}

static evn_err end(struct evn_audit_run *run, const char *log, struct evn_journal_head *head,
                   struct evn_file_report *report)
{
    bool again = false;
    evn_err err = EVN_OK;
    if (run->peek != NULL && (memcmp(run->at.log_id, head->log_id, sizeof head->log_id) != 0 ||
                              run->at.seq >= head->next_seq))
        evn_audit_tell(run, EVN_AUDIT_POSITION, "log", (int64_t)run->at.seq,
                       (int64_t)head->next_seq - 1, 0);
    if (run->peek != NULL)
        err = evn_audit_rows(run, EVN_AUDIT_ID, "commands", run->n_commands);
    if (err == EVN_OK)
        err = evn_audit_kit_end(run);
    if (err == EVN_OK && run->fold != NULL)
        err = evn_audit_fold_end(run, &again);
    if (err != EVN_OK || !again)
        return err;
    err = evn_journal_walk(log, take_past, run, head, report);
    return err != EVN_OK ? err : evn_audit_past_end(run);
}

evn_err evn_audit(const struct evn_audit_config *config, struct evn_audit_counts *counts,
                  struct evn_journal_head *head, struct evn_file_report *report)
{
    char log[PATH_LEN];
    *counts = (struct evn_audit_counts){0};
    struct evn_audit_run run = {.config = config, .counts = counts};
    evn_textmap_init(&run.kit.keys, EVN_AUDIT_KIT_MAX);
    evn_audit_open_begin(&run.opens);
    snprintf(log, sizeof log, "%s/log", config->folder);
    evn_err err = open_views(&run);
    if (err == EVN_OK && strcmp(config->service, "ledger") == 0)
        err = evn_audit_fold_begin(&run);
    if (err == EVN_OK)
        err = evn_journal_walk(log, take_block, &run, head, report);
    if (err == EVN_OK)
        err = end(&run, log, head, report);
    evn_audit_fold_free(run.fold);
    evn_audit_derive_free(run.derived);
    evn_audit_open_free(&run.opens);
    evn_audit_kit_free(&run.kit);
    evn_peek_close(&run.peek);
    return err;
}
