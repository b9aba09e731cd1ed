#include "tools/import/put.h"

#include "common/wire/nest.h"
#include "tools/import/policy.h"
#include "tools/import/post.h"

enum { COMMAND_ID = 1, PUT_ENTITY = 1, PUT_REPLACE = 2, PUT_WAS = 130, COMMAND_MAX = 512 * 1024 };
enum { ITEM = 16, AREA = 17, PLACE = 18, ITEM_NORM = 19, NORM = 20 }; /* tags of puts */

void evn_put_compare(const struct evn_batch *batch, const struct evn_known *known,
                     const struct evn_put_sink *sink, struct evn_put_counts *counts)
{
    uint32_t version;
    *counts = (struct evn_put_counts){0};
    for (size_t i = 0; i < batch->n; i++) {
        enum evn_change change = evn_known_change(known, batch, i, &version);
        counts->added += change == EVN_CHANGE_NEW;
        counts->replaced += change == EVN_CHANGE_OTHER;
        counts->unchanged += change == EVN_CHANGE_NOTHING;
        if (change != EVN_CHANGE_NOTHING)
            sink->change(sink->self, batch, i, evn_known_body(known, i));
    }
}

/* A batch on its way. */
struct sending {
    const struct evn_batch *batch;
    const struct evn_known *known;
    const struct evn_put_sink *sink;
    struct evn_put_counts *counts;
    bool replace;
};

static void answered(void *self, size_t tag, uint64_t first_seq, const struct evn_refusal *why)
{
    struct sending *s = self;
    uint32_t version;
    (void)first_seq;
    if (why != NULL) {
        s->counts->refused++;
        s->sink->refused(s->sink->self, s->batch, tag, why);
    } else if (evn_known_change(s->known, s->batch, tag, &version) == EVN_CHANGE_NEW) {
        s->counts->added++;
    } else {
        s->counts->replaced++;
    }
    s->sink->progress(s->sink->self, tag + 1);
}

/* Its put takes what was read: what others change at the same time is kept (spec 8). */
static bool is_update(uint32_t tag)
{
    return tag == ITEM || tag == AREA || tag == PLACE || tag == ITEM_NORM || tag == NORM;
}

static evn_err write_command(const struct sending *s, const struct evn_id *id, size_t i,
                             uint32_t version, struct evn_buf *out)
{
    struct evn_pbw w = {.buf = out};
    uint32_t tag = s->batch->entry[i].tag;
    struct evn_bytes body = evn_batch_body(s->batch, i);
    evn_pbw_bytes(&w, COMMAND_ID, evn_bytes_of(id->b, sizeof id->b));
    size_t start = evn_nest_open(&w, tag);
    if (tag == EVN_POLICY_TAG) {
        evn_err err = w.err == EVN_OK ? evn_policy_versioned(body, version + 1, out) : w.err;
        if (err != EVN_OK)
            return err;
    } else {
        evn_pbw_bytes(&w, PUT_ENTITY, body);
        evn_pbw_u64(&w, PUT_REPLACE, s->replace);
        if (s->replace && is_update(tag))
            evn_pbw_bytes(&w, PUT_WAS, evn_known_body(s->known, i));
    }
    evn_nest_close(&w, start);
    return w.err;
}

/* A policy of a higher version replaces by itself, so it is held back here. */
static bool held_back(const struct sending *s, size_t i, enum evn_change change)
{
    struct evn_refusal why = evn_refusal_of(EVN_E_EXISTS);
    char name[EVN_SUBJECT_MAX];
    if (s->batch->entry[i].tag != EVN_POLICY_TAG || change != EVN_CHANGE_OTHER || s->replace)
        return false;
    struct evn_bytes key = evn_batch_key(s->batch, i);
    size_t len = key.len < sizeof name ? key.len : sizeof name - 1;
    memcpy(name, key.at, len);
    name[len] = '\0';
    evn_refusal_text(why.subject, sizeof why.subject, name);
    evn_refusal_text(why.field, sizeof why.field, "policy");
    s->counts->refused++;
    s->sink->refused(s->sink->self, s->batch, i, &why);
    return true;
}

static evn_err send_all(struct sending *s, struct evn_post *post, struct evn_refusal *why)
{
    struct evn_buf command;
    uint32_t version;
    evn_err err = EVN_OK;
    evn_buf_init(&command, COMMAND_MAX);
    for (size_t i = 0; i < s->batch->n && err == EVN_OK; i++) {
        enum evn_change change = evn_known_change(s->known, s->batch, i, &version);
        s->counts->unchanged += change == EVN_CHANGE_NOTHING;
        if (change == EVN_CHANGE_NOTHING || held_back(s, i, change))
            continue;
        struct evn_id id = evn_session_new_id(post->session);
        evn_buf_clear(&command);
        err = write_command(s, &id, i, version, &command);
        if (err == EVN_OK)
            err = evn_post_add(post, evn_bytes_of(command.at, command.len), i, why);
        else
            *why = evn_refusal_of(err);
    }
    evn_buf_fini(&command);
    return err == EVN_OK ? evn_post_flush(post, why) : err;
}

evn_err evn_put_send(const struct evn_batch *batch, const struct evn_known *known,
                     struct evn_session *session, bool replace, const struct evn_put_sink *sink,
                     struct evn_put_counts *counts, struct evn_refusal *why)
{
    struct evn_post post;
    struct sending s = {
        .batch = batch, .known = known, .sink = sink, .counts = counts, .replace = replace};
    *counts = (struct evn_put_counts){0};
    evn_post_init(&post, session, "registry", &s, answered);
    evn_err err = send_all(&s, &post, why);
    evn_post_fini(&post);
    return err;
}
