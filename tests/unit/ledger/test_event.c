#include "common/base/pbw.h"
#include "services/ledger/core/answer.h"
#include "services/ledger/core/event.h"
#include "services/ledger/core/restore.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#include "evernormal/ledger/v1/event.pb-c.h"

static struct evn_rig rig;

/* The only frame of a payload. */
static struct evn_frame only(const struct evn_buf *buf)
{
    struct evn_bytes rest = evn_bytes_of(buf->at, buf->len);
    struct evn_frame frame = {0};
    EVN_MUST(evn_frame_next(&rest, &frame) == EVN_OK);
    EVN_CHECK_EQ(rest.len, 0);
    return frame;
}

static struct evn_frame known_frame(struct evn_buf *buf, uint32_t kind,
                                    const struct evn_known *known)
{
    evn_buf_clear(buf);
    EVN_MUST(evn_event_known(buf, kind, known) == EVN_OK);
    return only(buf);
}

static void generated_code_reads_what_the_core_writes(void)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 1 << 16);
    struct evn_known k = {.number = 300, .id = evn_bytes_text("口罩-1"), .expiry = {19310}};
    k.item = (struct evn_item){.tracking = EVN_TRACKING_LOT, .n_packs = 2, .packs = {10, 5000}};
    struct evn_frame f = known_frame(&buf, EVN_LEDGER_FRAME_ITEM, &k);
    Evernormal__Ledger__V1__ItemKnown *item =
        evernormal__ledger__v1__item_known__unpack(NULL, f.body.len, f.body.at);
    EVN_MUST(item != NULL);
    EVN_CHECK_EQ(item->number, 300);
    EVN_CHECK_TEXT(item->id, "口罩-1");
    EVN_CHECK_EQ(item->tracking, EVN_TRACKING_LOT);
    EVN_CHECK_EQ(item->n_packs, 2);
    EVN_CHECK_EQ(item->packs[1], 5000);
    evernormal__ledger__v1__item_known__free_unpacked(item, NULL);

    k.place = (struct evn_place){.kind = EVN_PLACE_LOST, .offset_min = -330, .area = "310101"};
    f = known_frame(&buf, EVN_LEDGER_FRAME_PLACE, &k);
    Evernormal__Ledger__V1__PlaceKnown *place =
        evernormal__ledger__v1__place_known__unpack(NULL, f.body.len, f.body.at);
    EVN_MUST(place != NULL);
    EVN_CHECK_EQ(place->kind, EVERNORMAL__LEDGER__V1__PLACE_KIND__PLACE_KIND_LOST);
    EVN_CHECK_EQ(place->offset_min, -330);
    EVN_CHECK_TEXT(place->area, "310101");
    evernormal__ledger__v1__place_known__free_unpacked(place, NULL);

    k.made = EVN_DAY_NONE;
    k.lot_item = 7;
    k.owner = evn_bytes_text("donor");
    f = known_frame(&buf, EVN_LEDGER_FRAME_LOT, &k);
    Evernormal__Ledger__V1__LotKnown *lot =
        evernormal__ledger__v1__lot_known__unpack(NULL, f.body.len, f.body.at);
    EVN_MUST(lot != NULL);
    EVN_CHECK_EQ(lot->item, 7);
    EVN_CHECK_EQ(lot->expiry_day, 719163 + 19310);
    EVN_CHECK_EQ(lot->made_day, 0);
    EVN_CHECK_TEXT(lot->owner, "donor");
    evernormal__ledger__v1__lot_known__free_unpacked(lot, NULL);
    evn_buf_fini(&buf);
}

static void generated_code_reads_accounts_and_refusals(void)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 1 << 16);
    const struct evn_known k = {.number = 9, .at_place = 4, .lot_item = 5, .lot = EVN_LOT_ANY};
    struct evn_frame f = known_frame(&buf, EVN_LEDGER_FRAME_ACCOUNT, &k);
    Evernormal__Ledger__V1__AccountOpened *account =
        evernormal__ledger__v1__account_opened__unpack(NULL, f.body.len, f.body.at);
    EVN_MUST(account != NULL);
    EVN_CHECK_EQ(account->number, 9);
    EVN_CHECK_EQ(account->place, 4);
    EVN_CHECK_EQ(account->item, 5);
    EVN_CHECK(account->lot == EVN_LOT_ANY);
    evernormal__ledger__v1__account_opened__free_unpacked(account, NULL);

    struct evn_refusal r = evn_refusal_of(EVN_E_SHORT_STOCK), back;
    r.line = 3;
    r.at_us = -5;
    r.have = INT64_MIN;
    r.want = INT64_MAX;
    evn_refusal_text(r.subject, sizeof r.subject, "drug/L1");
    evn_buf_clear(&buf);
    EVN_CHECK_OK(evn_event_refused(&buf, &r));
    f = only(&buf);
    Evernormal__Ledger__V1__Refused *refused =
        evernormal__ledger__v1__refused__unpack(NULL, f.body.len, f.body.at);
    EVN_MUST(refused != NULL);
    EVN_CHECK_EQ(refused->code, EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(refused->at_us, -5);
    EVN_CHECK(refused->has_at);
    EVN_CHECK_EQ(refused->have, INT64_MIN);
    EVN_CHECK_TEXT(refused->subject, "drug/L1");
    evernormal__ledger__v1__refused__free_unpacked(refused, NULL);
    EVN_CHECK_OK(evn_event_read_refused(&f, &back));
    EVN_CHECK(memcmp(&back, &r, sizeof r) == 0);
    evn_buf_fini(&buf);
}

/* Every cut and every changed byte is read or refused, never overrun (seen by the sanitizers). */
static void damaged_bodies_are_refused_or_read_within_bounds(void)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 1 << 16);
    struct evn_known k = {.number = 1, .id = evn_bytes_text("abc"), .expiry = EVN_DAY_NONE}, out;
    k.item = (struct evn_item){.tracking = 1, .n_packs = 3, .packs = {2, 4, INT64_MAX}};
    struct evn_frame f = known_frame(&buf, EVN_LEDGER_FRAME_ITEM, &k);
    uint8_t copy[64];
    EVN_MUST(f.body.len <= sizeof copy);
    uint32_t n_refused = 0;
    for (size_t cut = 0; cut < f.body.len; cut++) {
        struct evn_frame part = f;
        part.body.len = cut;
        n_refused += evn_event_read_known(&part, &out) != EVN_OK;
    }
    for (size_t i = 0; i < f.body.len * 256; i++) {
        memcpy(copy, f.body.at, f.body.len);
        copy[i / 256] = (uint8_t)i;
        struct evn_frame changed = f;
        changed.body.at = copy;
        n_refused += evn_event_read_known(&changed, &out) != EVN_OK;
    }
    EVN_CHECK(n_refused > f.body.len);
    evn_buf_fini(&buf);
}

static void start(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_item(&rig, "drug", EVN_TRACKING_LOT);
    evn_rig_place(&rig, "wh", EVN_PLACE_WAREHOUSE);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
}

static void an_answer_is_read_from_the_events_alone(void)
{
    start();
    struct evn_ledger_line line = evn_rig_receive("wh", "drug", "L1", "2023-05-01", 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    struct evn_id_row accepted = rig.last.row;
    line = evn_rig_issue("wh", "drug", "L1", 11, EVN_AT_NOW);
    EVN_CHECK_ERR(evn_rig_post(&rig, &line, 1), EVN_E_SHORT_STOCK);
    struct evn_id_row refused = rig.last.row;
    struct evn_refusal said = rig.last.refusal;
    struct evn_bytes log = evn_bytes_of(rig.log.at, rig.log.len);
    struct evn_ledger_answer answer;
    EVN_CHECK_OK(evn_ledger_answer(log, 1, &accepted, &answer));
    EVN_CHECK_OK(answer.refusal.err);
    EVN_CHECK_EQ(answer.records.len, EVN_RECORD_LEN);
    EVN_CHECK_EQ(answer.document, accepted.seq);
    EVN_CHECK_EQ(answer.recorded_at_us, rig.now_us);
    EVN_CHECK_OK(evn_ledger_answer(log, 1, &refused, &answer));
    EVN_CHECK(memcmp(&answer.refusal, &said, sizeof said) == 0);
    refused.n++;
    EVN_CHECK_ERR(evn_ledger_answer(log, 1, &refused, &answer), EVN_E_CORRUPT);
    evn_rig_fini(&rig);
}

static bool is_dictionary(uint32_t kind)
{
    return kind >= EVN_LEDGER_FRAME_ITEM && kind <= EVN_LEDGER_FRAME_ACCOUNT;
}

static void a_state_restored_from_balances_is_the_state_that_was(void)
{
    start();
    struct evn_ledger_line line = evn_rig_receive("wh", "drug", "L1", "2023-05-01", 10, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    line = evn_rig_issue("wh", "drug", NULL, 4, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    struct evn_ledger_state copy;
    EVN_CHECK_OK(evn_ledger_state_init(&copy, &rig.state.limits, rig.now_us));
    struct evn_bytes rest = evn_bytes_of(rig.log.at, rig.log.len);
    struct evn_frame frame;
    while (evn_frame_next(&rest, &frame) == EVN_OK)
        if (is_dictionary(frame.kind))
            EVN_CHECK_OK(evn_ledger_apply(&copy, &frame));
    char got[EVN_BALANCE_LINE_MAX], want[EVN_BALANCE_LINE_MAX];
    for (uint32_t i = 1; i <= rig.state.n_accounts; i++) {
        const struct evn_account *a = evn_ledger_account(&rig.state, i);
        EVN_CHECK_OK(evn_ledger_restore_balance(&copy, i, a->balance, a->latest_us, a->taken_in));
        size_t len = evn_ledger_balance_line(&rig.state, i, want);
        EVN_CHECK_EQ(evn_ledger_balance_line(&copy, i, got), len);
        EVN_CHECK(memcmp(got, want, len) == 0);
    }
    evn_ledger_restore_end(&copy, rig.state.next_seq);
    EVN_CHECK(copy.digest.a == rig.state.digest.a && copy.digest.b == rig.state.digest.b);
    EVN_CHECK_EQ(evn_ledger_lot(&copy, 1)->on_hand, 6);
    size_t len = evn_ledger_balance_line(&copy, 1, got);
    EVN_CHECK(evn_bytes_equal(evn_bytes_of(got, len), evn_bytes_text("supplier\tdrug\tL1\t-10\n")));
    EVN_CHECK_ERR(evn_ledger_restore_balance(&copy, 2, 1, 0, 1), EVN_E_CORRUPT);
    evn_ledger_state_fini(&copy);
    evn_rig_fini(&rig);
}

static void a_record_keeps_every_member_and_refuses_what_it_does_not_know(void)
{
    uint8_t bytes[EVN_RECORD_LEN], again[EVN_RECORD_LEN];
    for (size_t i = 0; i < EVN_RECORD_LEN; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
    evn_put_u16(bytes + EVN_RECORD_AT_KIND, EVN_RECORD_HOLD_PUT);
    bytes[EVN_RECORD_AT_VERSION] = EVN_RECORD_VERSION;
    struct evn_record r;
    EVN_CHECK_OK(evn_record_get(bytes, &r));
    evn_record_put(again, &r);
    EVN_CHECK(memcmp(bytes, again, EVN_RECORD_LEN) == 0);
    bytes[EVN_RECORD_AT_VERSION] = 2;
    EVN_CHECK_ERR(evn_record_get(bytes, &r), EVN_E_CORRUPT);
    bytes[EVN_RECORD_AT_VERSION] = 1;
    evn_put_u16(bytes + EVN_RECORD_AT_KIND, 31);
    EVN_CHECK_ERR(evn_record_get(bytes, &r), EVN_E_CORRUPT);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(generated_code_reads_what_the_core_writes),
        EVN_TEST(generated_code_reads_accounts_and_refusals),
        EVN_TEST(damaged_bodies_are_refused_or_read_within_bounds),
        EVN_TEST(an_answer_is_read_from_the_events_alone),
        EVN_TEST(a_state_restored_from_balances_is_the_state_that_was),
        EVN_TEST(a_record_keeps_every_member_and_refuses_what_it_does_not_know),
    };
    return evn_test_main(argc, argv, "ledger.event", tests, sizeof tests / sizeof *tests);
}
