#include "tools/import/post.h"

#include "common/wire/refusal.h"

void evn_post_init(struct evn_post *post, struct evn_session *session, const char *service,
                   void *self,
                   void (*answered)(void *self, size_t tag, uint64_t first_seq,
                                    const struct evn_refusal *why))
{
    *post = (struct evn_post){
        .session = session, .service = service, .self = self, .answered = answered};
    evn_buf_init(&post->bytes, EVN_POST_BYTES_MAX * 2);
}

void evn_post_fini(struct evn_post *post)
{
    evn_buf_fini(&post->bytes);
}

/* Note an answer. False: it is to be sent again. */
static bool take_answer(struct evn_post *post, size_t i, const struct evn_wire_answer *answer)
{
    struct evn_refusal why;
    if (answer->refusal != NULL) {
        why = evn_refusal_from_wire(answer->refusal);
        if (evn_err_class_of(why.err) == EVN_CLASS_BUSY)
            return false;
    }
    post->command[i].done = true;
    post->answered(post->self, post->command[i].tag, answer->first_seq,
                   answer->refusal != NULL ? &why : NULL);
    return true;
}

/* Send all that have no final answer; *left says how many still have none. */
static evn_err send_once(struct evn_post *post, size_t *left, struct evn_refusal *why)
{
    struct evn_bytes command[EVN_POST_COMMANDS_MAX];
    size_t of[EVN_POST_COMMANDS_MAX], n = 0;
    const struct evn_wire_reply *reply;
    for (size_t i = 0; i < post->n; i++)
        if (!post->command[i].done) {
            command[n] = evn_bytes_of(post->bytes.at + post->command[i].at, post->command[i].len);
            of[n++] = i;
        }
    struct evn_wire_post body = {.command = command, .n_command = n};
    struct evn_wire_request request = {.post = &body};
    evn_err err = evn_session_ask(post->session, post->service, &request, &reply, why);
    if (err != EVN_OK)
        return err;
    if (reply->n_answer != n)
        return (*why = evn_refusal_of(EVN_E_BAD_MESSAGE)).err;
    *left = 0;
    for (size_t i = 0; i < n; i++)
        *left += !take_answer(post, of[i], &reply->answer[i]);
    return EVN_OK;
}

evn_err evn_post_flush(struct evn_post *post, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    size_t left = post->n;
    for (int tries = 0; left > 0 && err == EVN_OK; tries++) {
        if (tries == EVN_POST_TRIES_MAX)
            return (*why = evn_refusal_of(EVN_E_BUSY)).err;
        err = send_once(post, &left, why);
    }
    post->n = 0;
    evn_buf_clear(&post->bytes);
    return err;
}

evn_err evn_post_add(struct evn_post *post, struct evn_bytes command, size_t tag,
                     struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    if (post->n == EVN_POST_COMMANDS_MAX ||
        (post->n > 0 && post->bytes.len + command.len > EVN_POST_BYTES_MAX))
        err = evn_post_flush(post, why);
    if (err != EVN_OK)
        return err;
    post->command[post->n].at = post->bytes.len;
    post->command[post->n].len = command.len;
    post->command[post->n].tag = tag;
    post->command[post->n].done = false;
    err = evn_buf_add(&post->bytes, command);
    if (err != EVN_OK)
        return (*why = evn_refusal_of(err)).err;
    post->n++;
    return EVN_OK;
}
