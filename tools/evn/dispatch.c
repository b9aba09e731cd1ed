#include "tools/evn/dispatch.h"

#include <stdio.h>
#include <string.h>

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *code;
    const char *text[2]; /* by enum evn_lang */
} sentences[] = {
#include "common/text/why_list.h"
};
#undef EVN_TEXT

/* Names of WhyCode in the order of their numbers. */
static const char *const codes[] = {"",
                                    "WAITING",
                                    "SHARED",
                                    "LEDGER",
                                    "NO_POINT",
                                    "NO_ROUTE",
                                    "DIFFERENCE",
                                    "CANCELLED",
                                    "NOT_NEEDED",
                                    "UNKNOWN_ITEM",
                                    "PLAN_FAULT",
                                    "STRANDED",
                                    "BLOCKED",
                                    "REPLANNED",
                                    [60] = "NO_BED",
                                    [120] = "NO_INSTITUTION",
                                    [121] = "REFUSED",
                                    [122] = "NO_CAR",
                                    [123] = "NOT_TAKEN"};

evn_err evn_dispatch_send(struct evn_cli *cli, const char *id,
                          Evernormal__Dispatch__V1__Command *command)
{
    struct evn_session *session;
    struct evn_id own;
    char text[EVN_ID_TEXT_LEN + 1];
    uint64_t seq;
    if (id != NULL && evn_id_parse(id, &own) != EVN_OK)
        return evn_cli_fail(cli, EVN_E_BAD_ID, id);
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    if (id == NULL)
        own = evn_session_new_id(session);
    evn_id_format(&own, text);
    err = evn_dispatch_post(session, command, own, &seq, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_MOVE_DONE, (struct evn_fill){.a = text, .n = (int64_t)seq});
    else if (evn_err_class_of(err) == EVN_CLASS_BUSY)
        evn_say(cli, EVN_T_MOVE_OPEN, (struct evn_fill){.a = text});
    return err;
}

evn_err evn_dispatch_query(struct evn_cli *cli, const Evernormal__Dispatch__V1__Query *query,
                           Evernormal__Dispatch__V1__Result **out)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    return err != EVN_OK ? err : evn_dispatch_ask(session, query, out, &cli->why);
}

/* Add the sentence of that name, with the subject in its place; the name when there is none. */
static void add_sentence(const struct evn_cli *cli, const char *name, const char *subject,
                         char *out, size_t cap)
{
    static const char place[] = "{subject}";
    const char *text = name;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (strcmp(sentences[i].code, name) == 0)
            text = sentences[i].text[cli->lang];
    size_t len = strlen(out);
    const char *at = strstr(text, place);
    if (at == NULL)
        snprintf(out + len, cap - len, "%s%s", len > 0 ? " " : "", text);
    else
        snprintf(out + len, cap - len, "%s%.*s%s%s", len > 0 ? " " : "", (int)(at - text), text,
                 subject, at + sizeof place - 1);
}

const char *evn_dispatch_why(const struct evn_cli *cli, const Evernormal__Dispatch__V1__Why *why,
                             char *out, size_t cap)
{
    out[0] = '\0';
    if (why == NULL || why->code <= 0 || (size_t)why->code >= sizeof codes / sizeof codes[0] ||
        codes[why->code] == NULL)
        return out;
    add_sentence(cli, codes[why->code], why->subject, out, cap);
    if (why->text[0] != '\0' && why->code != EVERNORMAL__DISPATCH__V1__WHY_CODE__WHY_CODE_SHARED &&
        why->code != EVERNORMAL__DISPATCH__V1__WHY_CODE__WHY_CODE_CANCELLED)
        add_sentence(cli, why->text, why->subject, out, cap);
    return out;
}

void evn_dispatch_doors(const struct evn_cli *cli, const Evernormal__Dispatch__V1__Result *result)
{
    for (size_t i = 0; i < result->n_doors; i++)
        evn_say(cli, EVN_T_DOORS,
                (struct evn_fill){.a = result->doors[i]->community,
                                  .n = result->doors[i]->restricted,
                                  .m = result->doors[i]->positive});
}
