#include "tests/unit/dispatch/core/world.h"

#include "common/base/pbw.h"
#include "common/service/kit.h"

#include <stdlib.h>

#define DAY_0_US INT64_C(1668355200000000) /* 2022-11-13T16:00Z: 00:00 of the 14th in China */

/* As EVN_CHECK_OK, but counted only when it fails: there are millions. */
static void must(evn_err err)
{
    if (err != EVN_OK)
        EVN_CHECK_OK(err);
}

static int32_t state_in(uint32_t kind, const void *entity)
{
    return entity == NULL          ? 0
           : kind == EVN_DSP_SHARE ? ((const struct evn_dsp_share *)entity)->state
           : kind == EVN_DSP_TRIP  ? ((const struct evn_dsp_trip *)entity)->state
                                   : ((const struct evn_dsp_round *)entity)->state;
}

/* The state a document is in, before and after: some step of its table leads there. */
static int32_t state_before(struct world *w, const struct evn_frame *frame, char *key)
{
    const struct evn_dsp_entity *entity = evn_dsp_entity_of(frame->kind);
    struct evn_refusal why;
    evn_arena_reset(&w->scratch);
    void *body = evn_arena_alloc(&w->scratch, entity->message->size);
    must(evn_wire_decode(entity->message, frame->body, &w->scratch, EVN_WIRE_LENIENT, body, &why));
    entity->key(body, key);
    return state_in(frame->kind, evn_dsp_find(w->state, frame->kind, key));
}

static void check_step(const struct world *w, uint32_t kind, const char *key, int32_t before)
{
    const struct evn_sm *sm = kind == EVN_DSP_SHARE  ? &evn_dsp_share_sm
                              : kind == EVN_DSP_TRIP ? &evn_dsp_trip_sm
                                                     : &evn_dsp_round_sm;
    int32_t after = state_in(kind, evn_dsp_find(w->state, kind, key));
    /* A share that is reserved and given back in one decision makes two steps in one event. */
    bool two = kind == EVN_DSP_SHARE && before == EVN_DSP_SHARE_ALLOCATED;
    if (before != after && !evn_sm_has(sm, before, after) &&
        !(two && after == EVN_DSP_SHARE_REOPENED) &&
        !(kind == EVN_DSP_SHARE && before == 0 && after == EVN_DSP_SHARE_REOPENED))
        EVN_CHECK_TEXT(key, sm->name);
}

static void keep_command(struct world *w, const struct evn_frame *frame)
{
    struct evn_outbox out;
    struct evn_refusal why;
    EVN_CHECK_OK(
        evn_wire_decode(&evn_outbox_message, frame->body, NULL, EVN_WIRE_STRICT, &out, &why));
    EVN_MUST(w->n_lanes < WORLD_LANES);
    struct lane *lane = &w->lane[w->n_lanes++];
    lane->len = out.command.len;
    lane->command = malloc(lane->len + 1);
    memcpy(lane->command, out.command.at, lane->len);
    memcpy(lane->key, out.key, sizeof lane->key);
}

/* Apply the frames one by one, each checked against its table; keep what is for the ledger. */
static void take_group(struct world *w)
{
    struct evn_bytes rest = evn_bytes_of(w->h.emit.frames.at, w->h.emit.frames.len);
    struct evn_frame frame;
    EVN_CHECK_OK(w->h.emit.err);
    while (evn_frame_next(&rest, &frame) == EVN_OK) {
        if (frame.kind == EVN_KIT_OUTBOX)
            keep_command(w, &frame);
        if (frame.kind < EVN_KIND_FIRST_OWN)
            continue;
        char key[EVN_DSP_KEY_MAX];
        bool moves = frame.kind == EVN_DSP_SHARE || frame.kind == EVN_DSP_TRIP ||
                     frame.kind == EVN_DSP_ROUND;
        int32_t before = moves ? state_before(w, &frame, key) : 0;
        struct evn_event event = {.kind = frame.kind,
                                  .version = frame.version,
                                  .count = 1,
                                  .seq = w->h.next_seq++,
                                  .recorded_at_us = w->h.now_us,
                                  .body = frame.body};
        must(w->h.ops->apply(w->state, &event));
        must(evn_frame_append(&w->log, &frame));
        if (moves)
            check_step(w, frame.kind, key, before);
    }
    world_check_lines(w);
    if (!fake_holds(&w->ledger))
        CU_FAIL("the ledger's sums do not hold");
}

static void begin(struct world *w)
{
    evn_arena_reset(&w->h.arena);
    evn_emit_begin(&w->h.emit, w->h.next_seq, evn_bytes_of(NULL, 0));
}

static void feed(struct world *w, const char *source, struct evn_bytes payload)
{
    struct evn_feed block = {.source = source,
                             .first_seq = 1,
                             .payload = payload,
                             .now_us = w->h.now_us,
                             .business_us = w->h.business_us,
                             .arena = &w->h.arena};
    begin(w);
    EVN_CHECK_OK(w->h.ops->feed(w->state, &block, &w->h.emit));
    take_group(w);
}

void feed_one(struct world *w, const char *source, uint32_t kind,
              const struct evn_wire_message *message, const void *entity)
{
    struct evn_buf body, block;
    evn_buf_init(&body, 1 << 16);
    evn_buf_init(&block, 1 << 16);
    EVN_CHECK_OK(evn_wire_encode(message, entity, &body));
    struct evn_frame frame = {
        .kind = kind, .version = 1, .count = 1, .body = evn_bytes_of(body.at, body.len)};
    EVN_CHECK_OK(evn_frame_append(&block, &frame));
    feed(w, source, evn_bytes_of(block.at, block.len));
    evn_buf_fini(&body);
    evn_buf_fini(&block);
}

void read_ledger(struct world *w)
{
    const struct evn_buf *stream = &w->ledger.stream;
    if (stream->len == w->fed)
        return;
    feed(w, "ledger", evn_bytes_of(stream->at + w->fed, stream->len - w->fed));
    w->fed = stream->len;
}

void world_init(struct world *w)
{
    memset(w, 0, sizeof *w);
    EVN_MUST(evn_dispatch_state_new(&w->state) == EVN_OK);
    evn_harness_init(&w->h, evn_dispatch_ops(), w->state);
    evn_buf_init(&w->log, 256 << 20);
    evn_buf_init(&w->bytes, 1 << 20);
    EVN_MUST(evn_arena_init(&w->scratch, 1 << 20) == EVN_OK);
    fake_init(&w->ledger);
    add_place(w, "W1", EVN_DSP_WAREHOUSE, 31200000, 121400000);
    add_place(w, "W2", EVN_DSP_WAREHOUSE, 31230000, 121430000);
    add_vehicle(w, "V1", "W1", 2000000);
    add_vehicle(w, "V2", "W2", 2000000);
}

void world_fini(struct world *w)
{
    for (size_t i = 0; i < w->n_lanes; i++)
        free(w->lane[i].command);
    fake_fini(&w->ledger);
    evn_buf_fini(&w->log);
    evn_buf_fini(&w->bytes);
    evn_arena_fini(&w->scratch);
    evn_harness_fini(&w->h);
    evn_dispatch_state_destroy(&w->state);
}

/* With at most one substitute. */
static void put_item(struct world *w, const char *code, const int64_t figures[2],
                     struct evn_dsp_substitute *by)
{
    struct evn_src_pack packs = {.base_units = figures[0]};
    struct evn_src_item item = {.packs = &packs,
                                .n_packs = figures[0] > 1,
                                .weight_mg = figures[1],
                                .volume_ul = figures[1],
                                .life_critical = strcmp(code, "INSULIN") == 0,
                                .cold_chain = strcmp(code, "INSULIN") == 0,
                                .substitutes = by,
                                .n_substitutes = by != NULL};
    EVN_DSP_SET(item.code, code);
    feed_one(w, "registry", EVN_SRC_ITEM, &evn_src_item_table, &item);
}

void add_item(struct world *w, const char *code, int64_t pack, int64_t weight_mg)
{
    put_item(w, code, (int64_t[2]){pack, weight_mg}, NULL);
}

void add_substitute(struct world *w, const char *code, const char *by, int64_t quantity,
                    int64_t instead)
{
    const struct evn_dsp_item *known = evn_dsp_find(w->state, EVN_DSP_ITEM, code);
    struct evn_dsp_substitute substitute = {.quantity = quantity, .instead = instead};
    EVN_DSP_SET(substitute.item, by);
    put_item(w, code, (int64_t[2]){known->pack, known->weight_mg}, &substitute);
}

void add_place(struct world *w, const char *code, uint32_t kind, int32_t lat_e6, int32_t lon_e6)
{
    struct evn_src_place place = {
        .kind = kind, .lat_e6 = lat_e6, .lon_e6 = lon_e6, .datum = EVN_DSP_GCJ02};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, "310105001001");
    feed_one(w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

void add_place_in(struct world *w, const char *code, uint32_t kind, const char *area)
{
    struct evn_src_place place = {.kind = kind};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, area);
    feed_one(w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

void add_vehicle(struct world *w, const char *code, const char *depot, int64_t weight_max_g)
{
    struct evn_src_place place = {.kind = EVN_DSP_VEHICLE,
                                  .has_vehicle = true,
                                  .vehicle = {.weight_max_g = weight_max_g,
                                              .volume_max_ml = weight_max_g,
                                              .cold_box = true,
                                              .pass_from = {19000},
                                              .pass_until = EVN_DAY_NONE,
                                              .shift_from_min = 360,
                                              .shift_until_min = 1320}};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, "310105");
    EVN_DSP_SET(place.vehicle.depot, depot);
    feed_one(w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

void add_community(struct world *w, const char *code, int i)
{
    char point[1][EVN_CODE_MAX] = {"P-"};
    strcat(point[0], code);
    struct evn_src_community community = {
        .residents = 100, .reception_points = point, .n_reception_points = 1};
    EVN_DSP_SET(community.code, code);
    add_place(w, point[0], EVN_DSP_POINT, 31200000 + 7000 * (i % 5), 121400000 + 9000 * (i / 5));
    feed_one(w, "registry", EVN_SRC_COMMUNITY, &evn_src_community_table, &community);
}

void need(struct world *w, const char *community, const char *item, uint32_t tier, int64_t daily)
{
    struct evn_src_term term = {.count = 100};
    struct evn_src_need put = {.tier = tier,
                               .day = evn_day_at(w->h.business_us, EVN_OFFSET_CHINA_MIN),
                               .quantity = daily,
                               .daily = daily,
                               .terms = &term,
                               .n_terms = 1};
    EVN_DSP_SET(put.community, community);
    EVN_DSP_SET(put.item, item);
    feed_one(w, "planner", EVN_SRC_NEED, &evn_src_need_table, &put);
}

void need_due(struct world *w, const char *community, const char *item, int64_t quantity,
              bool stays)
{
    struct evn_src_term term = {.count = 1};
    struct evn_src_need put = {.tier = 1,
                               .day = evn_day_at(w->h.business_us, EVN_OFFSET_CHINA_MIN),
                               .quantity = quantity,
                               .terms = &term,
                               .n_terms = 1,
                               .stays = stays};
    EVN_DSP_SET(put.community, community);
    EVN_DSP_SET(put.item, item);
    feed_one(w, "planner", EVN_SRC_NEED, &evn_src_need_table, &put);
}

void need_capacity(struct world *w, const char *community, const char *item, int64_t quantity)
{
    struct evn_src_term term = {.count = quantity};
    struct evn_src_need put = {.tier = 3,
                               .day = evn_day_at(w->h.business_us, EVN_OFFSET_CHINA_MIN),
                               .quantity = quantity,
                               .daily = quantity,
                               .terms = &term,
                               .n_terms = 1,
                               .capacity = true};
    EVN_DSP_SET(put.community, community);
    EVN_DSP_SET(put.item, item);
    feed_one(w, "planner", EVN_SRC_NEED, &evn_src_need_table, &put);
}

void close_need(struct world *w, const char *community)
{
    struct evn_src_closed closed = {.day = evn_day_at(w->h.business_us, EVN_OFFSET_CHINA_MIN)};
    EVN_DSP_SET(closed.community, community);
    feed_one(w, "planner", EVN_SRC_NEED_CLOSED, &evn_src_closed_table, &closed);
}

void receive_stock(struct world *w, const char *place, const char *item, int64_t qty)
{
    fake_receive(&w->ledger, place, item, qty);
    if (!w->slow_feed)
        read_ledger(w);
}

evn_err post(struct world *w, struct evn_dsp_command command)
{
    struct evn_refusal why = evn_refusal_of(EVN_OK);
    command.id = evn_id_make(w->h.now_us, (const uint8_t[10]){(uint8_t)(w->n_commands >> 16),
                                                              (uint8_t)(w->n_commands >> 8),
                                                              (uint8_t)w->n_commands});
    w->n_commands++;
    evn_buf_clear(&w->bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_dsp_command_table, &command, &w->bytes));
    struct evn_ask ask = {.now_us = w->h.now_us,
                          .business_us = w->h.business_us,
                          .actor = &w->h.actor,
                          .rights = &w->h.rights,
                          .id = &command.id,
                          .body = evn_bytes_of(w->bytes.at, w->bytes.len),
                          .arena = &w->h.arena};
    begin(w);
    evn_err err = w->h.ops->decide(w->state, &ask, &w->h.emit, &why);
    EVN_CHECK_ERR(why.err, err);
    w->h.why = why;
    if (err != EVN_OK)
        return err;
    EVN_CHECK(w->h.emit.n > 0);
    take_group(w);
    return EVN_OK;
}

evn_err round_now(struct world *w)
{
    struct evn_dsp_round_now now = {0};
    return post(w, (struct evn_dsp_command){.round_now = &now});
}

static evn_err ask(struct world *w, const char *request, const char *community, const char *item,
                   int64_t quantity, bool urgent)
{
    struct evn_dsp_request_line line = {.quantity = quantity};
    struct evn_dsp_request_put put = {.lines = &line, .n_lines = 1, .urgent = urgent};
    EVN_DSP_SET(put.request, request);
    EVN_DSP_SET(put.community, community);
    EVN_DSP_SET(line.item, item);
    return post(w, (struct evn_dsp_command){.request = &put});
}

evn_err ask_for(struct world *w, const char *request, const char *community, const char *item,
                int64_t quantity)
{
    return ask(w, request, community, item, quantity, false);
}

evn_err ask_urgently(struct world *w, const char *request, const char *community, const char *item,
                     int64_t quantity)
{
    return ask(w, request, community, item, quantity, true);
}

evn_err cancel(struct world *w, const char *request)
{
    struct evn_dsp_cancel c = {.line = 0};
    EVN_DSP_SET(c.request, request);
    return post(w, (struct evn_dsp_command){.cancel = &c});
}

evn_err change(struct world *w, const char *request, int64_t quantity)
{
    struct evn_dsp_change c = {.line = 1, .quantity = quantity};
    EVN_DSP_SET(c.request, request);
    return post(w, (struct evn_dsp_command){.change = &c});
}

evn_err late(struct world *w, const char *trip, uint32_t minutes)
{
    struct evn_dsp_late l = {.late_s = minutes * 60, .reason = "jam"};
    EVN_DSP_SET(l.trip, trip);
    return post(w, (struct evn_dsp_command){.late = &l});
}

evn_err hinder(struct world *w, const char *place, int64_t minutes)
{
    struct evn_dsp_hinder h = {
        .until_us = minutes != 0 ? w->h.business_us + minutes * 60 * EVN_US_PER_S : 0,
        .reason = "flat tyre"};
    EVN_DSP_SET(h.place, place);
    return post(w, (struct evn_dsp_command){.hinder = &h});
}

evn_err clear(struct world *w, const char *place)
{
    struct evn_dsp_clear c = {{0}};
    EVN_DSP_SET(c.place, place);
    return post(w, (struct evn_dsp_command){.clear = &c});
}

evn_err replan(struct world *w)
{
    struct evn_dsp_replan r = {{0}};
    return post(w, (struct evn_dsp_command){.replan = &r});
}

evn_err trip_step(struct world *w, uint32_t tag, const char *trip)
{
    struct evn_dsp_trip_ref ref = {{0}};
    struct evn_dsp_depart depart = {.crew = ""};
    struct evn_dsp_cancel_trip cancel = {.reason = "road closed"};
    EVN_DSP_SET(ref.trip, trip);
    EVN_DSP_SET(depart.trip, trip);
    EVN_DSP_SET(cancel.trip, trip);
    return post(w, (struct evn_dsp_command){.load = tag == EVN_DSP_TAG_LOAD ? &ref : NULL,
                                            .depart = tag == EVN_DSP_TAG_DEPART ? &depart : NULL,
                                            .close = tag == EVN_DSP_TAG_CLOSE ? &ref : NULL,
                                            .cancel_trip =
                                                tag == EVN_DSP_TAG_CANCEL_TRIP ? &cancel : NULL});
}

evn_err arrive(struct world *w, const char *trip, uint32_t stop)
{
    struct evn_dsp_arrive a = {.stop = stop};
    EVN_DSP_SET(a.trip, trip);
    return post(w, (struct evn_dsp_command){.arrive = &a});
}

/* The quantities of the stop by item, as a receipt that accepts everything. */
static size_t receipt_of(const struct world *w, const char *trip, uint32_t stop,
                         struct evn_dsp_receive_line *line)
{
    const struct evn_dsp_pool *shares = evn_dsp_pool_of(w->state, EVN_DSP_SHARE);
    size_t n = 0;
    for (uint32_t i = 0; i < shares->n; i++) {
        const struct evn_dsp_share *s = evn_dsp_pool_at(shares, i);
        size_t k = 0;
        if (strcmp(s->trip, trip) != 0 || s->stop != stop)
            continue;
        while (k < n && strcmp(line[k].item, s->item) != 0)
            k++;
        if (k == n)
            line[n++] = (struct evn_dsp_receive_line){0};
        EVN_DSP_SET(line[k].item, s->item);
        line[k].accepted += s->quantity;
    }
    return n;
}

evn_err receive_stop(struct world *w, const char *trip, uint32_t stop, int64_t n_short,
                     int64_t refused)
{
    struct evn_dsp_receive_line line[16];
    struct evn_dsp_receive r = {.stop = stop, .lines = line, .signed_by = "Li Wei"};
    EVN_DSP_SET(r.trip, trip);
    r.n_lines = receipt_of(w, trip, stop, line);
    line[0].n_short = n_short < line[0].accepted ? n_short : line[0].accepted;
    line[0].accepted -= line[0].n_short;
    line[0].refused = refused < line[0].accepted ? refused : line[0].accepted;
    line[0].accepted -= line[0].refused;
    if (line[0].refused > 0)
        EVN_DSP_SET(line[0].reason, "the bags are wet");
    return post(w, (struct evn_dsp_command){.receive = &r});
}

void set_days(struct world *w, uint32_t target_days)
{
    struct evn_dsp_parameters_put put = {.parameters = evn_dsp_usual, .has_parameters = true};
    put.parameters.target_days = target_days;
    put.parameters.iterations = 50;
    EVN_CHECK_OK(post(w, (struct evn_dsp_command){.parameters = &put}));
}

void at(struct world *w, int d, int minute)
{
    w->h.business_us = DAY_0_US + d * EVN_US_PER_DAY + minute * 60 * EVN_US_PER_S;
    w->h.now_us = w->h.business_us;
    do {
        begin(w);
        EVN_CHECK_OK(w->h.ops->timer(w->state, w->h.business_us, &w->h.arena, &w->h.emit));
        take_group(w);
    } while (w->h.emit.n > 0);
}

void answer_one(struct world *w, evn_err err, uint32_t line)
{
    struct lane lane = w->lane[0];
    struct evn_dsp_ledger_command command;
    struct evn_refusal refusal = evn_refusal_of(err), why;
    EVN_MUST(w->n_lanes > 0);
    memmove(w->lane, w->lane + 1, --w->n_lanes * sizeof lane);
    size_t from = w->ledger.stream.len;
    begin(w);
    EVN_CHECK_OK(evn_wire_decode(&evn_dsp_ledger_table, evn_bytes_of(lane.command, lane.len),
                                 &w->h.arena, EVN_WIRE_LENIENT, &command, &why));
    refusal.line = line;
    if (err == EVN_OK)
        refusal = fake_execute(&w->ledger, &command);
    struct evn_lane_result result = {
        .target = "ledger",
        .key = lane.key,
        .command = evn_bytes_of(lane.command, lane.len),
        .refusal = refusal,
        .events = evn_bytes_of(w->ledger.stream.at + from, w->ledger.stream.len - from),
        .now_us = w->h.now_us,
        .business_us = w->h.business_us,
        .arena = &w->h.arena};
    EVN_CHECK_OK(w->h.ops->answered(w->state, &result, &w->h.emit));
    take_group(w);
    free(lane.command);
    if (!w->slow_feed)
        read_ledger(w);
}

void settle(struct world *w)
{
    while (w->n_lanes > 0)
        answer_one(w, EVN_OK, 0);
    read_ledger(w);
}

const struct evn_dsp_line *line_of(const struct world *w, const char *request, uint32_t line)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_line(request, line, key);
    const struct evn_dsp_line *found = evn_dsp_find(w->state, EVN_DSP_LINE, key);
    EVN_MUST(found != NULL);
    return found;
}

const struct evn_dsp_trip *trip_of(const struct world *w, const char *trip)
{
    const struct evn_dsp_trip *found = evn_dsp_find(w->state, EVN_DSP_TRIP, trip);
    EVN_MUST(found != NULL);
    return found;
}

void check_replay(struct world *w)
{
    struct evn_dsp_state *again;
    struct evn_bytes rest = evn_bytes_of(w->log.at, w->log.len);
    struct evn_frame frame;
    char want[65], got[65];
    evn_harness_digest(&w->h, want);
    for (int from_dump = 0; from_dump < 2; from_dump++) {
        EVN_MUST(evn_dispatch_state_new(&again) == EVN_OK);
        if (from_dump)
            evn_harness_copy(&w->h, again);
        while (!from_dump && evn_frame_next(&rest, &frame) == EVN_OK) {
            struct evn_event event = {
                .kind = frame.kind, .version = frame.version, .count = 1, .body = frame.body};
            must(w->h.ops->apply(again, &event));
        }
        struct evn_canon canon = {0};
        evn_arena_reset(&w->h.arena);
        w->h.ops->canon(again, &w->h.arena, &canon);
        evn_canon_format(&canon, got);
        EVN_CHECK_TEXT(got, want);
        EVN_CHECK_EQ(again->last_round, w->state->last_round);
        EVN_CHECK_EQ(again->last_cut.n, w->state->last_cut.n);
        evn_dispatch_state_destroy(&again);
    }
}

evn_err query(struct world *w, const struct evn_dsp_query *q)
{
    evn_buf_clear(&w->bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_dsp_query_table, q, &w->bytes));
    return evn_harness_query(&w->h, evn_bytes_of(w->bytes.at, w->bytes.len));
}

size_t n_in_result(const struct world *w, uint32_t number)
{
    struct evn_bytes rest = evn_bytes_of(w->h.result.at, w->h.result.len);
    struct evn_pb_field field;
    size_t n = 0;
    while (evn_pb_next(&rest, &field) == EVN_OK)
        n += field.number == number;
    return n;
}
