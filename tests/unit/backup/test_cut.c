/* Positions of logs that name each other: an effect is never kept without its cause. */
#include "common/journal/frame.h"
#include "common/service/kit.h"
#include "tests/lib/suite.h"
#include "tools/backup/cut.h"

enum { ASKS, DOES, WATCHES }; /* dispatch asks the ledger; the hub watches both */

static struct evn_cut cut;
static struct evn_buf payload;

static void begin(uint64_t asks, uint64_t does, uint64_t watches)
{
    cut = (struct evn_cut){.n = 3};
    cut.log[ASKS].service = "dispatch";
    cut.log[DOES].service = "ledger";
    cut.log[WATCHES].service = "events";
    cut.log[ASKS].through = asks;
    cut.log[DOES].through = does;
    cut.log[WATCHES].through = watches;
}

/* A block of one event. */
static void block(size_t log, uint64_t seq, uint32_t kind, const struct evn_wire_message *message,
                  const void *body)
{
    struct evn_buf bytes;
    evn_buf_init(&bytes, 4096);
    evn_buf_init(&payload, 8192);
    EVN_MUST(evn_wire_encode(message, body, &bytes) == EVN_OK);
    const struct evn_frame frame = {
        .kind = kind, .version = 1, .count = 1, .body = evn_bytes_of(bytes.at, bytes.len)};
    EVN_MUST(evn_frame_append(&payload, &frame) == EVN_OK);
    const struct evn_block b = {
        .first_seq = seq, .count = 1, .payload = evn_bytes_of(payload.at, payload.len)};
    EVN_CHECK_OK(evn_cut_take(&cut, log, &b));
    evn_buf_fini(&bytes);
    evn_buf_fini(&payload);
}

static void reads(size_t log, uint64_t seq, uint32_t kind, const char *source, uint64_t their_seq)
{
    struct evn_cursor cursor = {.seq = their_seq, .incarnation = 1, .log_id = {1}};
    snprintf(cursor.source, sizeof cursor.source, "%s", source);
    block(log, seq, kind, &evn_cursor_message, &cursor);
}

static void answered(size_t log, uint64_t seq, const char *target, uint64_t first_seq,
                     uint32_t count)
{
    struct evn_lane_answer answer = {.outbox_seq = 1, .first_seq = first_seq, .count = count};
    snprintf(answer.target, sizeof answer.target, "%s", target);
    block(log, seq, EVN_KIT_LANE_ANSWER, &evn_lane_answer_message, &answer);
}

static void end(uint64_t asks, uint64_t does, uint64_t watches)
{
    evn_cut_settle(&cut);
    EVN_CHECK_EQ(cut.log[ASKS].through, asks);
    EVN_CHECK_EQ(cut.log[DOES].through, does);
    EVN_CHECK_EQ(cut.log[WATCHES].through, watches);
    evn_cut_fini(&cut);
}

static void logs_that_fit_stay_as_they_are(void)
{
    begin(10, 20, 30);
    reads(DOES, 12, EVN_KIT_SENT, "dispatch", 10);
    answered(ASKS, 9, "ledger", 18, 3);
    reads(WATCHES, 30, EVN_KIT_CURSOR, "ledger", 20);
    reads(WATCHES, 29, EVN_KIT_CURSOR, "registry", 999); /* not in this backup */
    end(10, 20, 30);
}

static void a_reader_is_cut_before_what_its_source_lacks(void)
{
    begin(10, 20, 30);
    reads(WATCHES, 28, EVN_KIT_CURSOR, "ledger", 20);
    reads(WATCHES, 29, EVN_KIT_CURSOR, "ledger", 21);
    reads(WATCHES, 30, EVN_KIT_CURSOR, "ledger", 22);
    end(10, 20, 28);
}

static void an_answer_needs_all_events_it_names(void)
{
    begin(10, 20, 0);
    answered(ASKS, 9, "ledger", 19, 3);
    end(8, 20, 0);
}

/* The ledger did what an event of dispatch asked for that is not kept: its id would be given to
 * another command after a restore. */
static void what_a_lost_event_asked_for_is_cut_too_and_what_follows_from_that(void)
{
    begin(10, 20, 30);
    reads(DOES, 15, EVN_KIT_SENT, "dispatch", 11);
    answered(ASKS, 7, "ledger", 16, 2);
    reads(WATCHES, 22, EVN_KIT_CURSOR, "dispatch", 6);
    reads(WATCHES, 25, EVN_KIT_CURSOR, "dispatch", 7);
    reads(WATCHES, 26, EVN_KIT_CURSOR, "ledger", 14);
    end(6, 14, 24);
}

static void a_log_that_ends_before_the_need_is_left_alone(void)
{
    begin(10, 20, 5);
    reads(WATCHES, 6, EVN_KIT_CURSOR, "ledger", 21);
    end(10, 20, 5);
}

static void frames_nobody_can_read_are_corrupt(void)
{
    const uint8_t noise[] = {0xff, 0xff, 0xff};
    begin(1, 1, 1);
    const struct evn_block b = {
        .first_seq = 1, .count = 1, .payload = evn_bytes_of(noise, sizeof noise)};
    EVN_CHECK_ERR(evn_cut_take(&cut, ASKS, &b), EVN_E_CORRUPT);
    evn_cut_fini(&cut);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(logs_that_fit_stay_as_they_are),
        EVN_TEST(a_reader_is_cut_before_what_its_source_lacks),
        EVN_TEST(an_answer_needs_all_events_it_names),
        EVN_TEST(what_a_lost_event_asked_for_is_cut_too_and_what_follows_from_that),
        EVN_TEST(a_log_that_ends_before_the_need_is_left_alone),
        EVN_TEST(frames_nobody_can_read_are_corrupt),
    };
    return evn_test_main(argc, argv, "backup.cut", tests, sizeof tests / sizeof tests[0]);
}
