#include "tools/evn/ticket.h"

#include <stdio.h>
#include <string.h>

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *name;
    const char *text[2]; /* by enum evn_lang */
} words[] = {
#include "common/text/ticket_list.h"
};
#undef EVN_TEXT

const char *evn_ticket_word(const struct evn_cli *cli, const char *name, const char *subject,
                            char *out, size_t cap)
{
    static const char place[] = "{subject}";
    const char *text = name;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].name, name) == 0)
            text = words[i].text[cli->lang];
    const char *at = strstr(text, place);
    if (at == NULL)
        snprintf(out, cap, "%s", text);
    else
        snprintf(out, cap, "%.*s%s%s", (int)(at - text), text, subject, at + sizeof place - 1);
    return out;
}

const char *evn_ticket_why(const struct evn_cli *cli, const struct evn_ticket_owner *o, char *out,
                           size_t cap)
{
    const ProtobufCEnumValue *by = protobuf_c_enum_descriptor_get_value(
        &evernormal__dispatch__v1__owner_by__descriptor, (int)o->by);
    const ProtobufCEnumValue *passed = protobuf_c_enum_descriptor_get_value(
        &evernormal__dispatch__v1__passed_over__descriptor, (int)o->passed);
    bool rests = o->passed == EVERNORMAL__DISPATCH__V1__PASSED_OVER__PASSED_OVER_RESTING;
    out[0] = '\0';
    if (by == NULL || by->value == 0)
        return out;
    evn_ticket_word(cli, by->name, o->owner_unit, out, cap);
    size_t len = strlen(out);
    if (passed == NULL || passed->value == 0 || len + 3 > cap)
        return out;
    memcpy(out + len, "; ", 3);
    evn_ticket_word(cli, passed->name, rests ? o->passed_over : o->unit, out + len + 2,
                    cap - len - 2);
    return out;
}
