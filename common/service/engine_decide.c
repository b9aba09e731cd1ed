#include "common/service/engine_impl.h"

#include "common/wire/refusal.h"
#include "common/wire/words.h"

#define AHEAD_MAX_US     (INT64_C(600) * EVN_US_PER_S)
#define RETENTION_US     (INT64_C(400) * EVN_US_PER_DAY)
#define COMMAND_TAG_TICK 2

int64_t evn_engine_business_us(const struct evn_engine *e)
{
    return e->clock_us != INT64_MIN ? e->clock_us : e->now_us;
}

void evn_engine_group(struct evn_engine *e, struct evn_bytes cause)
{
    evn_arena_reset(&e->arena);
    evn_emit_begin(&e->emit, e->first_seq + e->n_events, cause);
    e->emit.n_commands_max = e->lanes.max - e->lanes.n;
}

evn_err evn_engine_keep(struct evn_engine *e)
{
    struct evn_bytes rest = evn_bytes_of(e->emit.frames.at, e->emit.frames.len);
    struct evn_frame frame;
    struct evn_group group;
    uint64_t seq = e->emit.first_seq;
    evn_err err;
    evn_group_init(&group);
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        err = evn_engine_apply(e, &group, &frame, seq, e->now_us);
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    if (err != EVN_E_AGAIN)
        return err;
    evn_engine_close(e, &group);
    e->n_events += e->emit.n;
    return evn_buf_add(&e->payload, evn_bytes_of(e->emit.frames.at, e->emit.frames.len));
}

evn_err evn_engine_emit_kit(struct evn_engine *e, enum evn_kit_kind kind,
                            const struct evn_wire_message *message, const void *body)
{
    evn_buf_clear(&e->body);
    evn_err err = evn_wire_encode(message, body, &e->body);
    if (err == EVN_OK)
        evn_emit_event(&e->emit, kind, 1, evn_bytes_of(e->body.at, e->body.len));
    return err != EVN_OK ? err : e->emit.err;
}

/* A decision that nobody waits for failed and left nothing. When that says that memory or stored
 * bytes cannot be trusted, the service stops; else it is an event, so that it is seen, unless
 * `known`: it is tried again, and would be an event each time. */
static evn_err keep_failure(struct evn_engine *e, struct evn_refusal why, bool known)
{
    enum evn_err_class cls = evn_err_class_of(why.err);
    if (cls == EVN_CLASS_SYS || cls == EVN_CLASS_DATA)
        return why.err;
    if (known)
        return EVN_OK;
    e->count.n_failed++;
    e->count.failure = why;
    struct evn_clock due = {.business_us = evn_engine_business_us(e)};
    struct evn_wire_refusal refusal = evn_refusal_to_wire(&why);
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    evn_err err = evn_engine_emit_kit(e, EVN_KIT_DUE, &evn_clock_message, &due);
    if (err == EVN_OK)
        err = evn_engine_emit_kit(e, EVN_KIT_REFUSED, &evn_refusal_table, &refusal);
    return err != EVN_OK ? err : evn_engine_keep(e);
}

static evn_err set_cause(struct evn_engine *e, const struct evn_command_head *head,
                         const struct evn_hash128 *hash, const struct evn_actor *actor,
                         const struct evn_behalf *behalf)
{
    struct evn_cause cause = {.command_id = head->id, .command_hash = *hash};
    evn_refusal_text(cause.actor, sizeof cause.actor, actor->name);
    if (behalf != NULL) {
        evn_refusal_text(cause.role, sizeof cause.role, behalf->role);
        evn_refusal_text(cause.device, sizeof cause.device, behalf->device);
    }
    evn_buf_clear(&e->cause);
    return evn_wire_encode(&evn_cause_message, &cause, &e->cause);
}

/* Whether the id may be used now. Sets *use when it was used before. */
static evn_err check_id(struct evn_engine *e, const struct evn_id *id, struct evn_id_use *use,
                        bool *found)
{
    *found = false;
    if (evn_id_time_us(id) > e->now_us + AHEAD_MAX_US)
        return EVN_E_ID_IN_FUTURE;
    if (evn_id_time_us(id) < e->now_us - RETENTION_US)
        return EVN_E_ID_TOO_OLD;
    const struct evn_id_use *known = evn_recent_find(&e->ids, id);
    if (known != NULL) {
        *use = *known;
        *found = true;
        return EVN_OK;
    }
    if (e->config.ids.find == NULL)
        return EVN_OK;
    return e->config.ids.find(e->config.ids.self, id, use, found);
}

/* The refusal that the events of a refused command hold; EVN_OK in err for an accepted one. */
static evn_err logged_refusal(struct evn_engine *e, const struct evn_id_use *use,
                              struct evn_refusal *out)
{
    evn_buf_clear(&e->body);
    struct evn_frame frame;
    struct evn_refusal why;
    evn_err err = evn_engine_events(e, use->seq, 1, &e->body);
    struct evn_bytes rest = evn_bytes_of(e->body.at, e->body.len);
    if (err == EVN_OK)
        err = evn_frame_next(&rest, &frame);
    if (err != EVN_OK)
        return err;
    *out = evn_refusal_of(EVN_OK);
    if (frame.kind != EVN_KIT_REFUSED)
        return EVN_OK;
    struct evn_wire_refusal refusal;
    if (evn_wire_decode(&evn_refusal_table, frame.body, NULL, EVN_WIRE_LENIENT, &refusal, &why) !=
        EVN_OK)
        return EVN_E_CORRUPT;
    *out = evn_refusal_from_wire(&refusal);
    return EVN_OK;
}

static evn_err answer_again(struct evn_engine *e, const struct evn_id_use *use,
                            const struct evn_hash128 *hash, const struct evn_actor *actor,
                            struct evn_answer *out)
{
    if (memcmp(use->hash.b, hash->b, EVN_HASH128_LEN) != 0 ||
        use->actor != evn_hash_text(evn_bytes_text(actor->name))) {
        out->refusal = evn_refusal_of(EVN_E_ID_CONFLICT);
        return EVN_OK;
    }
    e->count.n_repeated++;
    out->first_seq = use->seq;
    out->count = use->n;
    return logged_refusal(e, use, &out->refusal);
}

/* A refusal of class STATE is an event and final for its id; others leave no trace. */
static evn_err keep_refusal(struct evn_engine *e, struct evn_answer *out)
{
    e->count.n_refused++;
    if (evn_err_class_of(out->refusal.err) != EVN_CLASS_STATE)
        return EVN_OK;
    evn_engine_group(e, evn_bytes_of(e->cause.at, e->cause.len));
    struct evn_wire_refusal refusal = evn_refusal_to_wire(&out->refusal);
    evn_err err = evn_engine_emit_kit(e, EVN_KIT_REFUSED, &evn_refusal_table, &refusal);
    out->first_seq = e->emit.first_seq;
    out->count = 1;
    return err != EVN_OK ? err : evn_engine_keep(e);
}

/* The clock's own event comes first, so that what becomes due at it follows it in the log. */
static evn_err decide_tick(struct evn_engine *e, const struct evn_tick *tick,
                           struct evn_refusal *why)
{
    if (!e->config.exercise) {
        *why = evn_refusal_of(EVN_E_NOT_EXERCISE);
        return why->err;
    }
    if (tick->business_us < e->clock_us) {
        *why = evn_refusal_of(EVN_E_OUT_OF_RANGE);
        evn_refusal_text(why->field, sizeof why->field, "tick.business_us");
        why->have = tick->business_us;
        why->want = e->clock_us;
        return why->err;
    }
    struct evn_clock clock = {.business_us = tick->business_us};
    return evn_engine_emit_kit(e, EVN_KIT_CLOCK, &evn_clock_message, &clock);
}

/* The roles that people hold, "WAREHOUSE/DISPATCHER". */
static void name_roles(uint32_t roles, struct evn_words *to)
{
    uint32_t rest =
        (roles & ~(uint32_t)EVN_ROLE_SERVICE) != 0 ? roles & ~(uint32_t)EVN_ROLE_SERVICE : roles;
    for (uint32_t role = 1; role != 0 && role <= rest; role <<= 1)
        if ((rest & role) != 0) {
            evn_words_add(to, to->len > 0 ? "/" : "");
            evn_words_add(to, evn_role_name(role));
        }
}

static EVN_COLD void refuse_use(uint32_t roles, uint32_t tag, struct evn_refusal *why)
{
    struct evn_words name = {.len = 0};
    *why = evn_refusal_of(roles == 0 ? EVN_E_UNKNOWN_KIND : EVN_E_NOT_ALLOWED);
    if (roles == 0) {
        evn_words_add(&name, "#");
        evn_words_decimal(&name, tag);
        evn_refusal_text(why->field, sizeof why->field, name.at);
    } else {
        name_roles(roles, &name);
    }
    evn_refusal_text(why->subject, sizeof why->subject, name.at);
}

/* Whether the actor has one of the roles; nobody may use a command that is not known. */
static bool may_use(uint32_t roles, uint32_t tag, const struct evn_actor *actor,
                    struct evn_refusal *why)
{
    bool may = (roles & actor->roles) != 0;
    if (!may)
        refuse_use(roles, tag, why);
    return may;
}

/* Why there is no actor: the role that lacks, or the area asked for. */
static struct evn_refusal no_actor(const struct evn_engine *e, evn_err err, const char *public_key,
                                   const struct evn_behalf *behalf)
{
    struct evn_refusal why = evn_refusal_of(err);
    const struct evn_key_fact *key = evn_rights_find(&e->rights, public_key);
    if (err == EVN_E_NOT_ALLOWED)
        evn_refusal_text(why.subject, sizeof why.subject,
                         (key->roles & EVN_ROLE_DELEGATE) == 0 ? "DELEGATE" : behalf->role);
    if (err == EVN_E_OUT_OF_SCOPE)
        evn_refusal_text(why.subject, sizeof why.subject, behalf->scope);
    return why;
}

/* Who lacks a role may have it and rest: then the refusal says which course is missing, since when.
 * `roles`: those of which one was needed; 0: not known. */
static void say_rest(const struct evn_engine *e, const char *public_key,
                     const struct evn_behalf *behalf, const struct evn_actor *actor, uint32_t roles,
                     struct evn_refusal *why)
{
    if (why->err != EVN_E_NOT_ALLOWED || actor->resting == 0)
        return;
    if (roles != 0 && (roles & actor->resting) == 0)
        return;
    roles = roles != 0 ? roles & actor->resting : actor->resting;
    const struct evn_rest *rest = evn_rights_rest(&e->rights, public_key, behalf, roles);
    if (rest == NULL)
        return;
    struct evn_words names = {.len = 0};
    name_roles(rest->roles & roles, &names);
    *why = evn_refusal_of(EVN_E_ROLE_RESTS);
    evn_refusal_text(why->subject, sizeof why->subject, names.at);
    evn_refusal_text(why->field, sizeof why->field, rest->course);
    evn_refusal_text(why->place, sizeof why->place, actor->name);
    if (evn_day_valid(rest->since_day))
        why->at_us = evn_day_start_us(rest->since_day, EVN_OFFSET_CHINA_MIN);
}

static evn_err decide(struct evn_engine *e, const struct evn_command_head *head,
                      const struct evn_ask *ask, struct evn_refusal *why)
{
    const struct evn_core_ops *ops = e->config.ops;
    uint32_t roles = head->has_tick ? EVN_ROLE_ADMIN | EVN_ROLE_SERVICE : ops->roles_for(head->tag);
    if (!may_use(roles, head->tag, ask->actor, why))
        return why->err;
    if (!evn_recent_has_room(&e->ids, evn_engine_view_seq(e))) {
        *why = evn_refusal_of(EVN_E_VIEW_LAG);
        return EVN_E_VIEW_LAG;
    }
    evn_err err = head->has_tick ? decide_tick(e, &head->tick, why)
                                 : ops->decide(e->config.state, ask, &e->emit, why);
    if (err == EVN_OK && e->emit.err != EVN_OK) {
        *why = evn_refusal_of(e->emit.err);
        err = e->emit.err;
    }
    EVN_ASSERT(err != EVN_OK || e->emit.n > 0);
    return err;
}

/* A core that owns its ids has checked the id, and logged what it says no to. */
static evn_err post_owned(struct evn_engine *e, struct evn_ask *ask, struct evn_answer *out)
{
    const struct evn_core_ops *ops = e->config.ops;
    struct evn_again again = {0};
    ask->again = &again;
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    evn_err err = ops->decide(e->config.state, ask, &e->emit, &out->refusal);
    if (e->emit.err != EVN_OK) {
        out->refusal = evn_refusal_of(e->emit.err);
        return EVN_OK;
    }
    if (again.first_seq > 0) {
        out->first_seq = again.first_seq;
        out->count = again.count;
        e->count.n_repeated++;
        evn_buf_clear(&e->body);
        err = evn_engine_events(e, again.first_seq, again.count, &e->body);
        return err != EVN_OK ? err
                             : ops->outcome(evn_bytes_of(e->body.at, e->body.len), &out->refusal);
    }
    e->count.n_accepted += err == EVN_OK;
    e->count.n_refused += err != EVN_OK;
    if (err == EVN_OK)
        out->refusal.err = EVN_OK;
    if (e->emit.n == 0)
        return EVN_OK;
    out->first_seq = e->emit.first_seq;
    out->count = e->emit.n;
    return evn_engine_keep(e);
}

static evn_err post_new(struct evn_engine *e, const struct evn_command_head *head,
                        const struct evn_ask *ask, struct evn_answer *out)
{
    evn_engine_group(e, evn_bytes_of(e->cause.at, e->cause.len));
    if (decide(e, head, ask, &out->refusal) != EVN_OK)
        return keep_refusal(e, out);
    out->refusal = evn_refusal_of(EVN_OK);
    out->first_seq = e->emit.first_seq;
    out->count = e->emit.n;
    e->count.n_accepted++;
    evn_err err = evn_engine_keep(e);
    return err == EVN_OK && head->has_tick ? evn_engine_timer(e) : err;
}

static evn_err post_one(struct evn_engine *e, const struct evn_asker *by,
                        const struct evn_said *said, struct evn_answer *out, uint32_t *tag)
{
    struct evn_command_head head;
    struct evn_id_use use;
    bool found = false;
    out->first_seq = 0;
    out->count = 0;
    out->refusal.err = EVN_OK;
    evn_err err = evn_command_head_read(said->bytes, &head, &out->refusal);
    out->id = head.id;
    *tag = head.tag;
    if (err != EVN_OK)
        return EVN_OK;
    if (by->err != EVN_OK) {
        out->refusal = no_actor(e, by->err, by->public_key, by->behalf);
        return EVN_OK;
    }
    bool owned = e->config.ops->owns_ids && !head.has_tick;
    if (!owned)
        err = check_id(e, &head.id, &use, &found);
    if (err != EVN_OK) {
        out->refusal = evn_refusal_of(err);
        return EVN_OK;
    }
    if (owned && !may_use(e->config.ops->roles_for(head.tag), head.tag, &by->actor, &out->refusal))
        return EVN_OK;
    if (found)
        return answer_again(e, &use, &said->hash, &by->actor, out);
    err = owned ? EVN_OK : set_cause(e, &head, &said->hash, &by->actor, by->behalf);
    if (err != EVN_OK)
        return err;
    struct evn_ask ask = {.now_us = e->now_us,
                          .business_us = evn_engine_business_us(e),
                          .actor = &by->actor,
                          .rights = &e->rights,
                          .id = &head.id,
                          .hash = &said->hash,
                          .body = said->bytes,
                          .made = said->made,
                          .arena = &e->arena};
    return owned ? post_owned(e, &ask, out) : post_new(e, &head, &ask, out);
}

evn_err evn_engine_post_one(struct evn_engine *e, const struct evn_asker *by,
                            const struct evn_said *said, struct evn_answer *out)
{
    uint32_t tag = 0;
    evn_err err = post_one(e, by, said, out, &tag);
    if (by->err == EVN_OK && out->refusal.err == EVN_E_NOT_ALLOWED)
        say_rest(e, by->public_key, by->behalf, &by->actor, e->config.ops->roles_for(tag),
                 &out->refusal);
    return err;
}

evn_err evn_engine_query(struct evn_engine *e, const char *public_key,
                         const struct evn_behalf *behalf, struct evn_bytes query,
                         struct evn_buf *result, struct evn_refusal *why)
{
    struct evn_actor actor;
    evn_err err = evn_rights_actor(&e->rights, public_key, behalf, &actor);
    if (err != EVN_OK) {
        *why = no_actor(e, err, public_key, behalf);
        return err;
    }
    evn_arena_reset(&e->arena);
    struct evn_ask ask = {.now_us = e->now_us,
                          .business_us = evn_engine_business_us(e),
                          .actor = &actor,
                          .rights = &e->rights,
                          .body = query,
                          .arena = &e->arena};
    const struct evn_query_desk *desk = &e->config.desk;
    err = desk->self != NULL ? desk->query(desk->self, &ask, result, why)
                             : e->config.ops->query(e->config.state, &ask, result, why);
    if (err != EVN_E_NOT_ALLOWED)
        return err;
    say_rest(e, public_key, behalf, &actor, 0, why);
    return why->err;
}

/* Whether an answer settles the entry: accepted, or refused for good. */
static bool is_final(const struct evn_refusal *refusal)
{
    enum evn_err_class cls = evn_err_class_of(refusal->err);
    return cls == EVN_CLASS_OK || cls == EVN_CLASS_INPUT || cls == EVN_CLASS_STATE;
}

/* The core cannot take the answer: the entry stays, so the target will be asked, and will answer
 * alike, again. */
static evn_err put_back(struct evn_engine *e, struct evn_lane_entry *entry, evn_err err)
{
    struct evn_refusal why = evn_refusal_of(err);
    struct evn_words lane = {.len = 0};
    evn_words_add(&lane, entry->target);
    evn_words_add(&lane, "/");
    evn_words_add(&lane, entry->key);
    evn_refusal_text(why.field, sizeof why.field, "lane");
    evn_refusal_text(why.subject, sizeof why.subject, lane.at);
    why.have = (int64_t)entry->seq;
    bool known = entry->failed;
    entry->failed = true;
    entry->n_tries++;
    evn_lane_entry_later(entry, e->config.env->mono_us(e->config.env->self));
    return keep_failure(e, why, known);
}

evn_err evn_engine_lane_answer(struct evn_engine *e, uint64_t outbox_seq,
                               const struct evn_answer *answer, struct evn_bytes events)
{
    struct evn_lane_entry *entry = evn_lanes_find(&e->lanes, outbox_seq);
    if (entry == NULL)
        return EVN_OK;
    if (!is_final(&answer->refusal)) {
        entry->n_tries++;
        evn_lane_entry_later(entry, e->config.env->mono_us(e->config.env->self));
        return EVN_OK;
    }
    struct evn_lane_answer body = {.outbox_seq = outbox_seq,
                                   .first_seq = answer->first_seq,
                                   .count = answer->count,
                                   .has_refusal = answer->refusal.err != EVN_OK,
                                   .refusal = evn_refusal_to_wire(&answer->refusal)};
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    e->emit.n_commands_max++; /* the entry answered leaves its lane first */
    evn_refusal_text(body.target, sizeof body.target, entry->target);
    evn_err err = evn_engine_emit_kit(e, EVN_KIT_LANE_ANSWER, &evn_lane_answer_message, &body);
    struct evn_lane_result result = {.target = entry->target,
                                     .key = entry->key,
                                     .command = evn_bytes_of(entry->command, entry->len),
                                     .outbox_seq = outbox_seq,
                                     .first_seq = answer->first_seq,
                                     .count = answer->count,
                                     .refusal = answer->refusal,
                                     .events = events,
                                     .now_us = e->now_us,
                                     .business_us = evn_engine_business_us(e),
                                     .arena = &e->arena};
    if (err == EVN_OK && e->config.ops->answered != NULL)
        err = e->config.ops->answered(e->config.state, &result, &e->emit);
    if (err == EVN_OK)
        err = e->emit.err;
    return err != EVN_OK ? put_back(e, entry, err) : evn_engine_keep(e);
}

evn_err evn_engine_key(struct evn_engine *e, const struct evn_key_fact *key)
{
    if (evn_rights_find(&e->rights, key->public_key) != NULL)
        return EVN_OK;
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    evn_err err = evn_engine_emit_kit(e, EVN_KIT_KEY, &evn_key_message, key);
    return err != EVN_OK ? err : evn_engine_keep(e);
}

evn_err evn_engine_start(struct evn_engine *e)
{
    if (e->config.ops->start == NULL)
        return EVN_OK;
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    evn_err err = e->config.ops->start(e->config.state, &e->arena, &e->emit);
    if (err == EVN_OK)
        err = e->emit.err;
    return err != EVN_OK || e->emit.n == 0 ? err : evn_engine_keep(e);
}

/* What one call of the core's timer emits; *more when it was not nothing. */
static evn_err run_timer(struct evn_engine *e, bool *more)
{
    struct evn_clock due = {.business_us = evn_engine_business_us(e)};
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    evn_err err = evn_engine_emit_kit(e, EVN_KIT_DUE, &evn_clock_message, &due);
    if (err == EVN_OK)
        err = e->config.ops->timer(e->config.state, due.business_us, &e->arena, &e->emit);
    if (err == EVN_OK)
        err = e->emit.err;
    *more = err == EVN_OK && e->emit.n > 1;
    bool known = err == e->timer_failed;
    e->timer_failed = err;
    if (err == EVN_OK)
        return *more ? evn_engine_keep(e) : EVN_OK;
    struct evn_refusal why = evn_refusal_of(err);
    evn_refusal_text(why.field, sizeof why.field, "timer");
    evn_refusal_text(why.subject, sizeof why.subject, e->config.ops->name);
    return keep_failure(e, why, known);
}

evn_err evn_engine_timer(struct evn_engine *e)
{
    bool more = e->config.ops->timer != NULL;
    evn_err err = EVN_OK;
    if (e->config.exercise && e->clock_us == INT64_MIN)
        return EVN_OK;
    while (err == EVN_OK && more && evn_engine_room(e) > 0)
        err = run_timer(e, &more);
    return err;
}
